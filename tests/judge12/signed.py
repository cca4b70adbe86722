"""Table 18 and clauses 5.3 and 10: the signed data of a master list or deviation list, around its content."""

import hashlib

from asn1crypto import core

from . import algorithms, body, breaks as notes, contents, der, reading, signatures
from .profiles import OIDS, Profile

TABLE = "Table 18"
SIGNED_DATA = "1.2.840.113549.1.7.2"
CONTENT_TYPE, DIGEST, TIME = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4", "1.2.840.113549.1.9.5"
RSA_ALONE = "1.2.840.113549.1.1.1"
ANY = Profile("any", {}, explicit_ec=False)


def _tag(piece, number):
    return (piece.group, piece.number) == (2, number)


class Signed:
    """SignedData, read by hand: its version, digests, content, certificates and signers as pieces."""

    def __init__(self, data):
        outer = der.single(data).inside(der.SEQUENCE)
        if len(outer) != 2 or reading.load(core.ObjectIdentifier, outer[0].raw).dotted != SIGNED_DATA or len(outer[1].inside(0, 2)) != 1:
            raise reading.Unreadable("it is no ContentInfo with SignedData")
        fields = der.single(outer[1].content).inside(der.SEQUENCE)
        if len(fields) < 4:
            raise reading.Unreadable("SignedData has not the fields it must have")
        self.version, self.digests, content, *rest = fields
        parts = content.inside(der.SEQUENCE)
        self.content_type = reading.load(core.ObjectIdentifier, parts[0].raw).dotted
        self.content = None
        if len(parts) == 2 and _tag(parts[1], 0):
            inner = der.single(b"".join(piece.raw for piece in parts[1].inside(0, 2)))
            self.content = bytes(inner.content) if inner.is_a(der.OCTET_STRING) else None
        self.certificates = rest.pop(0).inside(0, 2) if _tag(rest[0], 0) else []
        self.lists = rest.pop(0) if rest and _tag(rest[0], 1) else None
        if len(rest) != 1 or not rest[0].is_a(der.SET):
            raise reading.Unreadable("SignedData has a field that is unknown or not in its place")
        self.signers = rest[0].children()


class Signer:
    """One SignerInfo, read by hand."""

    def __init__(self, piece):
        fields = piece.inside(der.SEQUENCE)
        if len(fields) < 5:
            raise reading.Unreadable("a SignerInfo has not the fields it must have")
        self.version, self.who, self.digest, *rest = fields
        self.attributes = rest.pop(0) if _tag(rest[0], 0) else None
        self.algorithm = rest.pop(0)
        signature = rest.pop(0)
        self.signature = bytes(signature.content)
        self.unsigned = rest.pop(0) if rest and _tag(rest[0], 1) else None
        if rest or not signature.is_a(der.OCTET_STRING) or not (_tag(self.who, 0) or self.who.is_a(der.SEQUENCE)):
            raise reading.Unreadable("a SignerInfo has a field that is unknown or not in its place")


def judge(data, wanted_type, breaks, issuer=None, unsigned=True, ca_needed=True):
    """Judges the signed data around a list. The octets of the content, or None."""
    for words in der.slips(data):
        breaks.add("DER", "signedData", words)
    found = Signed(data)
    if found.version.raw != b"\x02\x01\x03":
        breaks.add(TABLE, "version", "it must be 3")
    if found.content_type != wanted_type:
        breaks.add(TABLE, "eContentType", f"it must be {wanted_type}")
    if found.content is None:
        breaks.add(TABLE, "eContent", "it must be there, as an OCTET STRING")
    if found.lists is not None:
        breaks.add(TABLE, "crls", "they must not be there")
    if not found.digests.inside(der.SET):
        breaks.advise(TABLE, "digestAlgorithms", "the signer's digest is not among them")
    digests = [_digest(piece, "digestAlgorithms", breaks) for piece in found.digests.inside(der.SET)]
    certificates = _certificates(found, breaks)
    if not found.signers:
        breaks.add(TABLE, "signerInfos", "one must be there")
    for piece in found.signers:
        certificate = _signer(Signer(piece), found, certificates, digests, breaks, issuer, unsigned, ca_needed)
        if wanted_type == contents.MASTER and certificate is not None and found.content is not None:
            _own_key(certificate, [*certificates, *contents.authorities(found.content)], breaks)
    return found.content


def _certificates(found, breaks):
    certificates = []
    for piece in found.certificates:
        try:
            certificates.append(reading.Certificate(piece.raw))
        except (reading.Unreadable, der.Malformed) as reason:
            breaks.add(TABLE, "certificates", f"one cannot be read: {reason}")
    return certificates


def _digest(piece, field, breaks):
    """The hash of a DigestAlgorithmIdentifier, whose NULL must be left out."""
    parts = piece.inside(der.SEQUENCE)
    oid = reading.load(core.ObjectIdentifier, parts[0].raw).dotted
    if len(parts) > 1:
        breaks.advise(TABLE, field, "the NULL of a digest must be left out")
    if oid not in algorithms.HASHES:
        breaks.add("4.1.6", field, "the digest must be one of the SHA-2 family")
    return algorithms.HASHES.get(oid)


def _signer(signer, found, certificates, digests, breaks, issuer, unsigned, ca_needed):
    certificate = _who(signer, certificates, breaks)
    if certificate is None:
        breaks.add(TABLE, "certificates", "the signer's certificate must be there")
    else:
        _chain(certificate, certificates, breaks, issuer, ca_needed)
    digest = _digest(signer.digest, "digestAlgorithm", breaks)
    if digest and digest not in digests:
        breaks.advise(TABLE, "digestAlgorithms", "the signer's digest is not among them")
    if signer.unsigned is not None and not unsigned:
        breaks.add(TABLE, "unsignedAttrs", "they must not be there")
    if signer.attributes is None:
        breaks.add(TABLE, "signedAttrs", "they must be there")
        return certificate
    _attributes(signer, found, digest, breaks)
    if certificate is not None and digest:
        _signature(signer, certificate, digest, breaks)
    return certificate


def _who(signer, certificates, breaks):
    """The certificate that a signer names; the version must be the one of the way it is named."""
    by_key = signer.who.group == 2
    if signer.version.raw != b"\x02\x01" + (b"\x03" if by_key else b"\x01"):
        breaks.add(TABLE, "signerInfo.version", "it must be 3 with a key identifier and 1 with issuer and serial number")
    for certificate in certificates:
        if by_key:
            own = certificate.extension(OIDS["subjectKeyIdentifier"])
            if own is not None and bytes(der.single(own).content) == bytes(signer.who.content):
                return certificate
        else:
            name, serial = signer.who.inside(der.SEQUENCE)
            if name.raw == certificate.issuer and serial.is_a(der.INTEGER) and bytes(serial.content) == certificate.serial.contents:
                return certificate
    return None


def _itself(certificate):
    """Whether a certificate says that it is signed with its own key."""
    own, authority = (certificate.extension(OIDS[name]) for name in ("subjectKeyIdentifier", "authorityKeyIdentifier"))
    same = authority is None or own is not None and bytes(der.single(own).content) in bytes(authority)
    return certificate.issuer == certificate.subject and same


def _chain(certificate, certificates, breaks, issuer, ca_needed):
    """The signer is no CSCA, the CSCA that vouches for it is there, and a root beside them is signed with its own key."""
    if any(_itself(other) and not _vouches(other, other) for other in certificates):
        breaks.add("D.1", "certificates", "a root beside the signer is not signed with its own key")
    if certificate.extension(OIDS["basicConstraints"]) is not None:
        breaks.add("5.3", "signerInfos", "a CSCA must not sign the list itself")
    if any(_vouches(other, certificate) for other in certificates if other is not certificate):
        return
    if ca_needed:
        breaks.add("5.3", "certificates", "the certificate of the signer's CSCA must be there")
    if issuer is None:
        breaks.leave("the signer's certificate: no CSCA was given")
    elif not _vouches(issuer, certificate):
        breaks.add("D.1", "certificates", "the signer's certificate is not the issuer's")


def _own_key(certificate, others, breaks):
    """A CSCA does not sign the list, and so its key does not, whatever certificate the key has for it."""
    def authority(one):
        return one.extension(OIDS["basicConstraints"]) is not None
    keys = [_octets(other) for other in others if authority(other)]
    if not authority(certificate) and _octets(certificate) in keys:
        breaks.add("5.3", "signerInfos", "the signer's key is that of a CSCA")


def _octets(certificate):
    """The octets of a key, whatever is said of its curve."""
    return reading.load(reading.PublicKey, certificate.key)["bits"].native


def _vouches(issuer, certificate):
    aside = notes.Breaks()
    key = algorithms.key(issuer.key, ANY, aside)
    scheme = algorithms.signature(certificate.inner_algorithm, certificate.signature_algorithm, aside, body.TABLE)
    same = certificate.inner_algorithm == certificate.signature_algorithm
    fits = key is not None and scheme is not None and same and issuer.subject == certificate.issuer
    return fits and signatures.wrong(scheme, key, certificate.body, certificate.signature) is None


def _attributes(signer, found, digest, breaks):
    values = {}
    for piece in signer.attributes.inside(0, 2):
        name, inner = piece.inside(der.SEQUENCE)
        oid = reading.load(core.ObjectIdentifier, name.raw).dotted
        if oid in values or len(inner.inside(der.SET)) != 1 and oid in (CONTENT_TYPE, DIGEST, TIME):
            breaks.add(TABLE, "signedAttrs", "an attribute is there twice or has not one value")
        values[oid] = inner.inside(der.SET)
    rows = [piece.raw for piece in signer.attributes.inside(0, 2)]
    if rows != sorted(rows):
        breaks.add("DER", "signedAttrs", "they are not in ascending order")
    for oid, words in ((CONTENT_TYPE, "contentType"), (DIGEST, "messageDigest"), (TIME, "signingTime")):
        if not values.get(oid):
            breaks.add(TABLE, "signedAttrs", f"{words} must be there")
    if values.get(TIME):
        body.time(values[TIME][0], TABLE, "signingTime", breaks)
    if values.get(CONTENT_TYPE) and reading.load(core.ObjectIdentifier, values[CONTENT_TYPE][0].raw).dotted != found.content_type:
        breaks.add(TABLE, "signedAttrs", "contentType is not that of the content")
    if values.get(DIGEST) and digest and found.content is not None:
        value = values[DIGEST][0]
        if not value.is_a(der.OCTET_STRING) or bytes(value.content) != hashlib.new(digest, found.content).digest():
            breaks.add(TABLE, "messageDigest", "it is not the digest of the content")


def _signature(signer, certificate, digest, breaks):
    key = algorithms.key(certificate.key, ANY, notes.Breaks())
    scheme = _scheme(signer.algorithm, digest, breaks)
    if key is None or scheme is None:
        breaks.leave("the list's signature: its algorithm or key is not one the judge takes")
        return
    if scheme.digest != digest:
        breaks.add(TABLE, "signatureAlgorithm", "its hash is not the signer's digest")
    content = b"".join(sorted(piece.raw for piece in signer.attributes.inside(0, 2)))
    size = len(content)
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    head = bytes([0x31, size]) if size < 128 else bytes([0x31, 128 | len(octets)]) + octets
    words = signatures.wrong(scheme, key, head + content, signer.signature)
    if words:
        breaks.add(TABLE, "signature", words)


def _scheme(piece, digest, breaks):
    """The algorithm of the list's signature. RSA may be named without its hash here, and ECDSA may carry NULL."""
    parts = piece.inside(der.SEQUENCE)
    oid = reading.load(core.ObjectIdentifier, parts[0].raw).dotted
    null = len(parts) == 2 and parts[1].raw == algorithms.NULL
    if oid == RSA_ALONE:
        if not null:
            breaks.add(TABLE, "signatureAlgorithm", "without parameters it must hold NULL")
        return algorithms.Scheme("rsa", digest)
    if oid in algorithms.EC_SIGNATURES and null:
        return algorithms.Scheme("ec", algorithms.EC_SIGNATURES[oid])
    return algorithms.signature(piece.raw, piece.raw, breaks, TABLE)
