"""Good master lists and deviation lists, signed by openssl, and mutants of both."""

import hashlib
import os
import subprocess
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from . import contents, forge, signed
from .forge import GENERALIZED, NULL, OCTETS, PRINTABLE, SET, UTC, UTF8, Node, integer, oid, sequence

PEM = serialization.Encoding.PEM
# Fields that a mutant cannot but break as well.
ALSO = {
    "another content": ("signedAttrs",),
    "another signer": ("certificates", "signerInfos"),
    "signed by the CSCA itself": ("certificates", "signature"),
}


def certificates(*rows):
    """The content of a master list."""
    return sequence(integer(0), Node(SET, sorted((forge.parse(row) for row in rows), key=Node.write)))


def deviation(documents=(), kind=".1.1", description=PRINTABLE, digest=()):
    """The content of a deviation list of one deviation."""
    text = [Node(description, b"wrong digests")] if description else []
    row = sequence(sequence(*documents), Node(SET, [sequence(*text, oid(contents.DEVIATION + kind))]))
    return sequence(integer(0), *digest, Node(SET, [row]))


def period(first, last):
    """An issuance period."""
    return Node(0xA4, [Node(GENERALIZED, first), Node(GENERALIZED, last)])


def by_openssl(kit, base, wanted, content, *options):
    """A list signed by openssl with the signer of that name."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: os.path.join(folder, name) for name in ("key", "signer", "root", "content", "out")}
        armour = kit.keys["signer"].private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        given = {"key": armour, "content": content.write()}
        given |= {name: x509.load_der_x509_certificate(data).public_bytes(PEM) for name, data in (("signer", getattr(kit, base)), ("root", kit.root))}
        for name, data in given.items():
            with open(paths[name], "wb") as file:
                file.write(data)
        command = ["openssl", "cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-md", "sha256", "-outform", "DER", "-econtent_type", wanted,
                   "-in", paths["content"], "-signer", paths["signer"], "-inkey", paths["key"], "-certfile", paths["root"],
                   "-out", paths["out"], *options]
        subprocess.run(command, capture_output=True, check=True)
        with open(paths["out"], "rb") as file:
            return file.read()


class Draft:
    """A signed list taken apart: signed data, its content, its one signer."""

    def __init__(self, data):
        self.tree = forge.parse(data)
        self.data = self.tree[1][0].body
        self.signer = self.data[-1][0].body
        self.content = self.data[2]

    def replace(self, content):
        """Puts another content in."""
        self.content[1].body = [Node(OCTETS, content.write())]

    def attributes(self):
        """The signed attributes."""
        return self.signer[3].body

    def attribute(self, name):
        """A signed attribute by its identifier."""
        return next(a for a in self.attributes() if a[0].body == oid(name).body)

    def sign(self, key, digest=True):
        """Counts the digest anew, signs, and gives the octets."""
        if digest:
            value = hashlib.sha256(self.content[1][0].body).digest()
            self.attribute(signed.DIGEST)[1].body = [Node(OCTETS, value)]
        if self.signer[3].tag == 0xA0:
            self.signer[3].body.sort(key=Node.write)
            covered = Node(SET, self.signer[3].body).write()
            self.signer[5].body = key.sign(covered, padding.PKCS1v15(), hashes.SHA256())
        return self.tree.write()


def good(kit):
    """Good lists: profile, octets, words."""
    master = certificates(kit.root, kit.link)
    by_digest = deviation([Node(0xA3, [Node(OCTETS, bytes(32))]), period(b"20260101000000Z", b"20260201000000Z")],
                          digest=[sequence(oid("2.16.840.1.101.3.4.2.1"))])
    return [
        ("masterlist", by_openssl(kit, "master", contents.MASTER, master, "-keyid"), "a master list"),
        ("masterlist", by_openssl(kit, "master", contents.MASTER, master), "a master list by issuer and serial number"),
        ("deviationlist", by_openssl(kit, "deviation", contents.DEVIATION, deviation(), "-keyid"), "a deviation list"),
        ("deviationlist", by_openssl(kit, "deviation", contents.DEVIATION, by_digest, "-keyid"), "a deviation list by digest"),
    ]


def _field(place, node):
    def change(draft):
        draft.data[place] = node
    return change


def _part(place, node):
    def change(draft):
        draft.signer[place] = node
    return change


def _less(name):
    return lambda draft: draft.attributes().remove(draft.attribute(name))


def _time(node):
    def change(draft):
        draft.attribute(signed.TIME)[1].body = [node]
    return change


def _certificate_away(common):
    def change(draft):
        rows = draft.data[3].body
        rows[:] = [row for row in rows if (row[0][5].write().find(common) < 0)]
    return change


def _root_changed(draft):
    row = next(row for row in draft.data[3].body if row[0][3].write() == row[0][5].write())
    row[0].body[1] = integer(99)


def _by_csca(kit, good):
    """The list by a signer whose certificate is made for the key of the link that stands on it."""
    signer = forge.Draft(kit.master)
    signer.body[6] = forge.parse(kit.public("new"))
    draft = Draft(good)
    rows = draft.data[3].body
    place = next(n for n, row in enumerate(rows) if row.write() == kit.master)
    rows[place] = forge.parse(signer.sign(kit.keys["root"]))
    return draft.sign(kit.keys["new"])


def _lists(draft):
    draft.data.insert(4, Node(0xA1, []))


def _unsigned(draft):
    draft.signer.append(Node(0xA1, [sequence(oid("1.2.3.4"), Node(SET, [Node(NULL)]))]))


def _inside(content):
    return lambda draft: draft.replace(content)


def masters(kit):
    """Mutants of a master list: table, field, words, change."""
    table, clause = "Table 18", "9"
    sha = "2.16.840.1.101.3.4.2.1"
    with_null = sequence(oid(sha), Node(NULL))
    unsorted = certificates(kit.root, kit.link)
    unsorted[1].body.reverse()
    return [
        (table, "version", "version 1", _field(0, integer(1))),
        (table, "digestAlgorithms", "NULL in the digests", _field(1, Node(SET, [with_null]))),
        (table, "digestAlgorithms", "another digest than the signer's", _field(1, Node(SET, [sequence(oid(sha[:-1] + "3"))]))),
        (table, "digestAlgorithm", "NULL in the signer's digest", _part(2, with_null)),
        ("4.1.6", "digestAlgorithm", "SHA-1", _part(2, sequence(oid("1.3.14.3.2.26")))),
        (table, "signerInfo.version", "version 1 with a key identifier", _part(0, integer(1))),
        (table, "eContentType", "another content", lambda draft: draft.content.body.__setitem__(0, oid(contents.DEVIATION))),
        (table, "crls", "revocation lists", _lists),
        (table, "signedAttrs", "no time of signing", _less(signed.TIME)),
        (table, "signedAttrs", "no content type", _less(signed.CONTENT_TYPE)),
        (table, "signingTime", "GeneralizedTime before 2050", _time(Node(GENERALIZED, b"20260301000000Z"))),
        (table, "signingTime", "UTCTime without seconds", _time(Node(UTC, b"2603010000Z"))),
        (table, "certificates", "no certificate of the signer", _certificate_away(b"Utopia MLS")),
        ("5.3", "certificates", "no certificate of the CSCA", _certificate_away(b"Utopia CSCA")),
        (table, "signature", "another signer", _part(1, Node(0x80, kit.key_identifier("root")))),
        ("D.1", "certificates", "a root beside the signer, changed", _root_changed),
        ("5.3", "signerInfos", "signed by the CSCA itself", _part(1, Node(0x80, kit.key_identifier("root")))),
        (clause, "version", "version 1 of the content", _inside(sequence(integer(1), certificates(kit.root)[1]))),
        (clause, "certList", "an empty list", _inside(certificates())),
        (clause, "certList", "a certificate twice", _inside(certificates(kit.root, kit.root))),
        (clause, "certList", "a document signer in it", _inside(certificates(kit.root, kit.signer))),
        ("DER", "masterList", "certificates not in order", _inside(unsorted)),
        (table, "signatureAlgorithm", "RSA without NULL", _part(4, sequence(oid(signed.RSA_ALONE)))),
    ]


def deviations(_kit):
    """Mutants of a deviation list: table, field, words, change."""
    clause = "10"
    late = [period(b"20260201000000Z", b"20260101000000Z")]
    return [
        ("Table 18", "unsignedAttrs", "attributes that are not signed", _unsigned),
        (clause, "version", "version 1 of the content", _inside(sequence(integer(1), deviation()[1]))),
        (clause, "deviations", "no deviation", _inside(sequence(integer(0), Node(SET, [])))),
        (clause, "deviationType", "a kind that is none", _inside(deviation(kind=".1.5"))),
        (clause, "deviationType", "a family that is none", _inside(deviation(kind=".9"))),
        (clause, "description", "a description as UTF8String", _inside(deviation(description=UTF8))),
        (clause, "documentType", "a document type of one letter", _inside(deviation([Node(0x80, b"P")]))),
        (clause, "digestAlgorithm", "a signer by digest, no digest algorithm", _inside(deviation([Node(0xA3, [Node(OCTETS, bytes(32))])]))),
        (clause, "dscIdentifier", "a signer named twice", _inside(deviation([Node(0xA1, []), Node(0x82, b"k")]))),
        (clause, "issuingDate", "a period that ends before it begins", _inside(deviation(late))),
        (clause, "issuingDate", "a time without seconds", _inside(deviation([period(b"202601010000Z", b"20260201000000Z")]))),
        (clause, "documentNumbers", "a number as UTF8String", _inside(deviation([Node(0xA5, [Node(UTF8, b"1")])]))),
    ]


def everything(kit):
    """All mutants, made: profile, octets, words, table, field, other fields."""
    lists = good(kit)
    found = []
    for kind, rows, base in (("masterlist", masters(kit), lists[0][1]), ("deviationlist", deviations(kit), lists[2][1])):
        for table, where, words, change in rows:
            draft = Draft(base)
            change(draft)
            found.append((kind, draft.sign(kit.keys["signer"]), words, table, where, ALSO.get(words, ())))
    changed = Draft(lists[0][1])
    changed.replace(certificates(kit.root))
    found.append(("masterlist", changed.sign(kit.keys["signer"], digest=False), "a content changed afterwards", "Table 18", "messageDigest", ()))
    found.append(("masterlist", _by_csca(kit, lists[0][1]), "signed with the key of a CSCA on the list", "5.3", "signerInfos", ()))
    stranger = Draft(lists[0][1])
    found.append(("masterlist", stranger.sign(kit.keys["new"]), "signed with another key", "Table 18", "signature", ()))
    return found
