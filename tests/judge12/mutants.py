"""Good products with one thing made wrong each, and the table and field that must notice it."""

from dataclasses import dataclass, field

from . import forge, works
from .forge import BITS, GENERALIZED, IA5, NULL, OCTETS, PRINTABLE, SET, TELETEX, UTC, UTF8, Node, integer, oid, sequence
from .profiles import OIDS

AKI, SKI, USAGE, PERIOD = (OIDS[n] for n in ("authorityKeyIdentifier", "subjectKeyIdentifier", "keyUsage", "privateKeyUsagePeriod"))
SAN, IAN, CONSTRAINTS, PURPOSES = (OIDS[n] for n in ("subjectAltName", "issuerAltName", "basicConstraints", "extKeyUsage"))
POINTS, POLICIES, CHANGE, TYPES = (OIDS[n] for n in ("cRLDistributionPoints", "certificatePolicies", "nameChange", "documentTypeList"))
NUMBER, PERIOD_FIELD = "2.5.29.20", "privateKeyUsagePeriod"
PROFILE_OF = {
    "root": "csca-root", "link": "csca-link", "link_renamed": "csca-link", "signer": "document-signer", "master": "masterlist-signer",
    "deviation": "deviationlist-signer", "dtc": "dtc-signer", "talk": "communication", "client": "spoc-client", "server": "spoc-server",
    "bar": "barcode-signer", "vds_nc": "vds-nc-signer", "stamp": "lds2-ts-signer", "revocations": "crl", "revocations_empty": "crl",
}


@dataclass
class Mutant:
    """One thing made wrong: in which product, how, and who must notice."""

    words: str
    base: str
    change: object
    table: str
    field: str
    edition: str = "eighth-2024"
    signing: dict = field(default_factory=dict)     # digest, salt; or False where the old signature stays
    lives: dict = field(default_factory=dict)
    also: tuple = ()                                # other fields that it cannot but break


def everything():
    """All mutants of this module."""
    return [*bodies(), *extensions(), *authorities(), *signers()]


def put(place, node):
    """A field of the body replaced."""
    def change(draft, _kit):
        draft.body[place] = node
    return change


def value(name, node):
    """An extension's value replaced."""
    return lambda draft, _kit: draft.value(name, node)


def critical(name, how):
    """An extension's criticality changed."""
    return lambda draft, _kit: draft.critical(name, how)


def drop(name):
    """An extension taken away."""
    return lambda draft, _kit: draft.drop(name)


def more(name, node, how=None):
    """An extension added."""
    return lambda draft, _kit: draft.extensions().append(forge.extension(name, node, how))


def attribute(place, number, tag, text):
    """The string of an attribute of a name replaced: field of the body, number of the attribute."""
    def change(draft, _kit):
        draft.body[place][number][0].body[1] = Node(tag, text)
    return change


def time(number, tag, text):
    """One of the two times replaced."""
    def change(draft, _kit):
        draft.body[4].body[number] = Node(tag, text)
    return change


def _two_values(draft, _kit):
    draft.body[5].body[:2] = [Node(SET, sorted((p[0] for p in draft.body[5].body[:2]), key=Node.write))]


def _unsorted_values(draft, kit):
    _two_values(draft, kit)
    draft.body[5].body[0].body.reverse()


def _common_away(draft, _kit):
    draft.body[5].body.pop()


def _long_length(draft, _kit):
    serial = draft.body[1].write()
    draft.body[1].raw = serial[:1] + b"\x81" + serial[1:]


def _trailing(draft, _kit):
    draft.value(SKI, draft.value(SKI) + b"\x00")


def _twice(draft, _kit):
    draft.extensions().append(draft.find(SKI))


def _no_extensions(draft, _kit):
    draft.body.pop()


def _unique_id(draft, _kit):
    draft.body.insert(7, Node(0x81, b"\x00\x01"))


def bodies():
    """Table 5 and the encoding of the body."""
    five = [
        ("version", "version v1 written out", put(0, Node(0xA0, [integer(0)])), "Table 5"),
        ("version", "version v2", put(0, Node(0xA0, [integer(1)])), "Table 5"),
        ("version", "version v1 is the default", put(0, Node(0xA0, [integer(0)])), "DER"),
        ("serialNumber", "serial number zero", put(1, integer(0)), "Table 5"),
        ("serialNumber", "serial number negative", put(1, integer(-5)), "Table 5"),
        ("serialNumber", "serial number of 21 octets", put(1, integer(1 << 160)), "Table 5"),
        ("serialNumber", "serial number with a needless zero", put(1, Node(2, b"\x00\x05")), "Table 5"),
        ("subject", "country in small letters", attribute(5, 0, PRINTABLE, b"ut"), "Table 5"),
        ("issuer", "country of the issuer in small letters", attribute(3, 0, PRINTABLE, b"ut"), "Table 5"),
        ("subject", "country of three letters", attribute(5, 0, PRINTABLE, b"UTO"), "Table 5"),
        ("subject", "country as UTF8String", attribute(5, 0, UTF8, b"UT"), "Table 5"),
        ("subject", "country of another state", attribute(5, 0, PRINTABLE, b"FR"), "Table 5"),
        ("subject", "common name as TeletexString", attribute(5, 1, TELETEX, b"Utopia"), "Table 5"),
        ("subject", "common name as IA5String", attribute(5, 1, IA5, b"Utopia"), "Table 5"),
        ("subject", "common name empty", attribute(5, 1, UTF8, b""), "Table 5"),
        ("subject", "no common name", _common_away, "Table 5"),
        ("certificate", "two attributes in one part, not in order", _unsorted_values, "DER"),
        ("certificate", "a PrintableString that is not", attribute(5, 1, PRINTABLE, b"Utopia_@"), "DER"),
        ("certificate", "a UTF8String that is not", attribute(5, 1, UTF8, b"Utopia\xff"), "DER"),
        ("notBefore", "UTCTime without seconds", time(0, UTC, b"2603010000Z"), "Table 5"),
        ("notBefore", "UTCTime with an offset", time(0, UTC, b"260301000000+0100"), "Table 5"),
        ("notBefore", "GeneralizedTime before 2050", time(0, GENERALIZED, b"20260301000000Z"), "Table 5"),
        ("notAfter", "GeneralizedTime with a fraction", time(1, GENERALIZED, b"20510301000000.5Z"), "Table 5"),
        ("notAfter", "a day that is none", time(1, UTC, b"360231000000Z"), "Table 5"),
        ("validity", "it ends before it begins", time(1, UTC, b"250301000000Z"), "Table 5"),
        ("issuerUniqueID", "a unique identifier", _unique_id, "Table 5"),
        ("extensions", "no extensions", _no_extensions, "Table 5"),
        ("certificate", "a length that is not the shortest", _long_length, "DER"),
        ("subjectKeyIdentifier", "octets after an extension's value", _trailing, "DER"),
        ("subjectKeyIdentifier", "an extension twice", _twice, "Table 6"),
        ("extensions", "critical FALSE written out", critical(SAN, False), "DER"),
    ]
    also = {"country of another state": ("subjectAltName",), "country of the issuer in small letters": ("subject",),
            "GeneralizedTime with a fraction": ("validity",), "it ends before it begins": (PERIOD_FIELD,), "no extensions": ("*",),
            "two attributes in one part, not in order": ("subject",)}
    return [Mutant(words, "signer", change, table, where, also=also.get(words, ())) for where, words, change, table in five]


def _directory(*attributes):
    parts = [Node(SET, [sequence(oid(name), Node(PRINTABLE, text))]) for name, text in attributes]
    return sequence(Node(0xA4, [sequence(*parts)]))


PLACE, STATE, UNIT = "2.5.4.7", "2.5.4.8", "2.5.4.11"


def _point(*fields):
    return sequence(sequence(*fields))


def _address(text):
    return Node(0xA0, [Node(0xA0, [Node(0x86, text)])])


def extensions():
    """Table 6 and the clauses of its rows, in a document signer."""
    six, names = "Table 6", "7.1.1.2"
    unsorted = sequence(integer(0), Node(SET, [Node(PRINTABLE, b"V"), Node(PRINTABLE, b"P")]))
    foreign = Node(0xA2, [Node(0x82, b"h")])
    accented = sequence(Node(0x81, b"\xe9@example.org"), _directory((PLACE, b"UTO"))[0])
    rows = [
        (six, "authorityKeyIdentifier", "no identifier of the issuer's key", drop(AKI)),
        (six, "authorityKeyIdentifier", "it is critical", critical(AKI, True)),
        (six, "authorityKeyIdentifier", "it names another key", value(AKI, sequence(Node(0x80, b"other")))),
        (six, "authorityKeyIdentifier", "it holds no keyIdentifier", value(AKI, sequence())),
        (six, "authorityKeyIdentifier", "a serial number without an issuer", value(AKI, sequence(Node(0x80, b"k"), Node(0x82, b"\x05")))),
        (six, "subjectKeyIdentifier", "it is empty", value(SKI, Node(OCTETS, b""))),
        (six, "keyUsage", "no key usage", drop(USAGE)),
        (six, "keyUsage", "it is not critical", critical(USAGE, None)),
        (six, "keyUsage", "one bit too many", value(USAGE, Node(BITS, b"\x06\xc0"))),
        (six, "keyUsage", "no bit", value(USAGE, Node(BITS, b"\x00"))),
        ("DER", "keyUsage", "zeros after the last bit", value(USAGE, Node(BITS, b"\x00\x80"))),
        (six, "privateKeyUsagePeriod", "no usage period", drop(PERIOD)),
        (six, "privateKeyUsagePeriod", "an empty usage period", value(PERIOD, sequence())),
        (six, "privateKeyUsagePeriod", "its time without seconds", value(PERIOD, sequence(Node(0x81, b"202605010000Z")))),
        (six, "privateKeyUsagePeriod", "it is critical", critical(PERIOD, True)),
        (six, "certificatePolicies", "policies that are critical", more(POLICIES, sequence(sequence(oid("2.5.29.32.0"))), True)),
        (six, "certificatePolicies", "policies that are empty", more(POLICIES, sequence())),
        (six, "basicConstraints", "basic constraints in a signer", more(CONSTRAINTS, sequence())),
        (six, "extKeyUsage", "a purpose in a document signer", more(PURPOSES, sequence(oid("2.23.136.1.1.3")), True)),
        (six, "nameChange", "a new name in a signer", more(CHANGE, Node(NULL))),
        (six, "policyMappings", "policy mappings", more(OIDS["policyMappings"], sequence())),
        (six, "nameConstraints", "name constraints", more(OIDS["nameConstraints"], sequence(), True)),
        (six, "policyConstraints", "policy constraints", more(OIDS["policyConstraints"], sequence(), True)),
        (six, "inhibitAnyPolicy", "any policy inhibited", more(OIDS["inhibitAnyPolicy"], integer(0), True)),
        (six, "freshestCRL", "a freshest list", more(OIDS["freshestCRL"], sequence())),
        (six, "subjectDirectoryAttributes", "directory attributes", more(OIDS["subjectDirectoryAttributes"], sequence())),
        (six, "netscapeCertType", "Netscape's type", more(OIDS["netscapeCertType"], Node(BITS, b"\x07\x80"))),
        (six, "authorityInfoAccess", "access to the issuer, critical", more(OIDS["authorityInfoAccess"], sequence(), True)),
        (six, "1.2.3.4", "a private extension that is critical", more("1.2.3.4", Node(NULL), True)),
        (six, "documentTypeList", "no document types", drop(TYPES)),
        (six, "documentTypeList", "document types that are critical", critical(TYPES, True)),
        (six, "documentTypeList", "a document type of three letters", value(TYPES, works.types("PPP"))),
        (six, "documentTypeList", "an empty list of document types", value(TYPES, works.types())),
        (six, "documentTypeList", "version 1 of the document types", value(TYPES, sequence(integer(1), Node(SET, [Node(PRINTABLE, b"P")])))),
        (six, "documentTypeList", "a document type as UTF8String", value(TYPES, sequence(integer(0), Node(SET, [Node(UTF8, b"P")])))),
        ("DER", "documentTypeList", "document types not in order", value(TYPES, unsorted)),
        (six, "cRLDistributionPoints", "no distribution point", drop(POINTS)),
        (six, "cRLDistributionPoints", "an empty list of points", value(POINTS, sequence())),
        (six, "cRLDistributionPoints", "a point of ftp", value(POINTS, _point(_address(b"ftp://example.org/a.crl")))),
        (six, "cRLDistributionPoints", "a point with reasons", value(POINTS, _point(_address(b"http://example.org/a.crl"), Node(0x81, b"\x01\x02")))),
        (six, "cRLDistributionPoints", "a point with an issuer", value(POINTS, _point(_address(b"http://example.org/a"), foreign))),
        (six, "cRLDistributionPoints", "a point without an address", value(POINTS, sequence(sequence()))),
        (six, "cRLDistributionPoints", "points that are critical", critical(POINTS, True)),
        (six, "subjectAltName", "no alternative name", drop(SAN)),
        (six, "issuerAltName", "no alternative name of the issuer", drop(IAN)),
        (six, "subjectAltName", "an alternative name that is critical", critical(SAN, True)),
        (names, "subjectAltName", "no directory name", value(SAN, sequence(Node(0x81, b"a@example.org")))),
        (names, "subjectAltName", "two directory names", value(SAN, sequence(*(2 * [_directory((PLACE, b"UTO"))[0]])))),
        (names, "subjectAltName", "a country of two letters", value(SAN, _directory((PLACE, b"UT")))),
        (names, "issuerAltName", "a country in small letters", value(IAN, _directory((PLACE, b"uto")))),
        (names, "issuerAltName", "Germany's code in another state", value(IAN, _directory((PLACE, b"D")))),
        (names, "subjectAltName", "a further attribute", value(SAN, _directory((PLACE, b"UTO"), (UNIT, b"X")))),
        (names, "subjectAltName", "a state of two letters", value(SAN, _directory((PLACE, b"UTO"), (STATE, b"UT")))),
        (names, "subjectAltName", "no locality", value(SAN, _directory((STATE, b"UTO")))),
        ("DER", "subjectAltName", "a mail address that is no IA5String", value(SAN, accented)),
    ]
    return [Mutant(words, "signer", change, table, where) for table, where, words, change in rows]


def _self_issued(draft, _kit):
    draft.body[5].body[1][0].body[1] = Node(UTF8, b"Utopia CSCA 9")


def _other_names(draft, _kit):
    draft.value(IAN, _directory((PLACE, b"UTO")))


def _renamed(draft, _kit):
    draft.drop(CHANGE)


def authorities():
    """What holds of roots and links alone."""
    six = "Table 6"
    rows = [
        ("root", six, "subjectKeyIdentifier", "no identifier of its key", drop(SKI)),
        ("root", six, "authorityKeyIdentifier", "an identifier that is not its own", value(AKI, sequence(Node(0x80, b"other")))),
        ("root", six, "basicConstraints", "no basic constraints", drop(CONSTRAINTS)),
        ("root", six, "basicConstraints", "constraints that are not critical", critical(CONSTRAINTS, None)),
        ("root", six, "basicConstraints", "a longer path", value(CONSTRAINTS, sequence(Node(1, b"\xff"), integer(1)))),
        ("root", six, "basicConstraints", "no length of path", value(CONSTRAINTS, sequence(Node(1, b"\xff")))),
        ("root", six, "basicConstraints", "no CA", value(CONSTRAINTS, sequence(integer(0)))),
        ("root", "DER", "basicConstraints", "TRUE as 01", value(CONSTRAINTS, sequence(Node(1, b"\x01"), integer(0)))),
        ("root", "DER", "basicConstraints", "FALSE written out", value(CONSTRAINTS, sequence(Node(1, b"\x00"), integer(0)))),
        ("root", six, "keyUsage", "digitalSignature too", value(USAGE, Node(BITS, b"\x01\x86"))),
        ("root", six, "keyUsage", "no cRLSign", value(USAGE, Node(BITS, b"\x02\x04"))),
        ("root", six, "extKeyUsage", "a purpose", more(PURPOSES, sequence(oid("2.23.136.1.1.3")))),
        ("root", six, "documentTypeList", "document types", more(TYPES, works.types("P"))),
        ("root", "7.1.1.5", "nameChange", "a name change that is no NULL", more(CHANGE, integer(1))),
        ("root", six, "nameChange", "a name change that is critical", more(CHANGE, Node(NULL), True)),
        ("root", "7.1.1.2", "issuerAltName", "alternative names that differ", _other_names),
        ("root", "Table 5", "issuer", "a subject that is not the issuer", _self_issued),
        ("link", six, "authorityKeyIdentifier", "no identifier of the older key", drop(AKI)),
        ("link_renamed", "7.1.1.5", "nameChange", "a new name, not told", _renamed),
    ]
    found = [Mutant(words, base, change, table, where) for base, table, where, words, change in rows]
    both = ("subjectAltName", "issuerAltName")
    access = more(OIDS["authorityInfoAccess"], sequence())
    sixth = [
        Mutant("alternative names in the sixth edition", "root", lambda *_: None, six, "subjectAltName", "sixth", also=both),
        Mutant("a link of the sixth edition over no CA", "link", lambda *_: None, six, "basicConstraints", "sixth", also=both),
        Mutant("access to the issuer in the sixth edition", "root", access, six, "authorityInfoAccess", "sixth", also=both),
    ]
    return found + sixth


def _rsa_key(draft, kit):
    draft.body[6] = forge.parse(kit.public("signer"))


def signers():
    """What holds of list, bar code, LDS2, SPOC and communication certificates alone."""
    six, lds2, bar, spoc = "Table 6", "7.1.2", "7.1.3", "7.2.1"
    rows = [
        ("master", six, "extKeyUsage", "no purpose", drop(PURPOSES)),
        ("master", six, "extKeyUsage", "a purpose that is not critical", critical(PURPOSES, None)),
        ("master", six, "extKeyUsage", "another purpose", value(PURPOSES, sequence(oid("2.23.136.1.1.8")))),
        ("master", six, "extKeyUsage", "two purposes", value(PURPOSES, sequence(oid("2.23.136.1.1.3"), oid("2.23.136.1.1.8")))),
        ("master", six, "documentTypeList", "document types", more(TYPES, works.types("P"))),
        ("deviation", six, "extKeyUsage", "another purpose", value(PURPOSES, sequence(oid("2.23.136.1.1.3")))),
        ("dtc", six, "extKeyUsage", "a purpose that is not critical", critical(PURPOSES, None)),
        ("dtc", six, "extKeyUsage", "another purpose", value(PURPOSES, sequence(oid("2.23.136.1.1.11.1")))),
        ("bar", bar, "subject", "a common name of three letters", attribute(5, 1, PRINTABLE, b"TSX")),
        ("bar", bar, "subject", "a common name in small letters", attribute(5, 1, PRINTABLE, b"ts")),
        ("bar", bar, "subject", "a common name as UTF8String", attribute(5, 1, UTF8, b"TS")),
        ("bar", bar, "keyUsage", "a key usage", more(USAGE, Node(BITS, b"\x07\x80"), True)),
        ("bar", bar, "subjectAltName", "an alternative name", more(SAN, _directory((PLACE, b"UTO")))),
        ("bar", bar, "extKeyUsage", "a purpose that is not critical", critical(PURPOSES, None)),
        ("bar", bar, "extKeyUsage", "another purpose", value(PURPOSES, sequence(oid("2.23.136.1.1.14.2")))),
        ("bar", "4.1.8", "subjectPublicKeyInfo", "an RSA key", _rsa_key),
        ("vds_nc", "VDS-NC", "subjectPublicKeyInfo", "an RSA key", _rsa_key),
        ("vds_nc", bar, "extKeyUsage", "another purpose", value(PURPOSES, sequence(oid("2.23.136.1.1.11.1")))),
        ("stamp", lds2, "subject", "a common name of ten characters", attribute(5, 1, PRINTABLE, b"0123456789")),
        ("stamp", lds2, "cRLDistributionPoints", "a distribution point", more(POINTS, _point(_address(b"http://example.org/a")))),
        ("stamp", lds2, "documentTypeList", "document types", more(TYPES, works.types("V"))),
        ("stamp", lds2, "authorityKeyIdentifier", "no identifier of the issuer's key", drop(AKI)),
        ("stamp", lds2, "extKeyUsage", "the visa's purpose", value(PURPOSES, sequence(oid("2.23.136.1.1.9.8.2")))),
        ("stamp", "4.1.7", "subjectPublicKeyInfo", "an RSA key", _rsa_key),
        ("talk", six, "keyUsage", "a bit that signs certificates", value(USAGE, Node(BITS, b"\x02\x84"))),
        ("talk", six, "extKeyUsage", "no purpose", drop(PURPOSES)),
        ("client", spoc, "extKeyUsage", "the server's purpose alone", value(PURPOSES, sequence(oid("2.23.136.1.1.10.2")))),
        ("client", spoc, "cRLDistributionPoints", "no distribution point", drop(POINTS)),
        ("server", spoc, "subjectAltName", "no host", value(SAN, _directory((PLACE, b"UTO")))),
    ]
    return [Mutant(words, base, change, table, where) for base, table, where, words, change in rows]
