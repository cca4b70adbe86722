"""Clause 4.1.6: signature algorithms and their parameters, and public keys."""

from asn1crypto import core

from . import curves, der, reading

TABLE = "4.1.6"
RSA_KEY, PSS, MGF1, EC_KEY, DSA_KEY = (
    "1.2.840.113549.1.1.1", "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.8", "1.2.840.10045.2.1", "1.2.840.10040.4.1")
HASHES = {
    "2.16.840.1.101.3.4.2.4": "sha224",
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
RSA_SIGNATURES = {f"1.2.840.113549.1.1.{last}": name for last, name in ((14, "sha224"), (11, "sha256"), (12, "sha384"), (13, "sha512"))}
EC_SIGNATURES = {f"1.2.840.10045.4.3.{last}": name for last, name in enumerate(HASHES.values(), 1)}
DSA_SIGNATURES = {f"2.16.840.1.101.3.4.3.{last}": name for last, name in enumerate(HASHES.values(), 1)}
NULL = b"\x05\x00"


class Scheme:
    """A signature algorithm: its kind (rsa, pss, ec, dsa), its hash, and what PSS adds."""

    def __init__(self, kind, digest, mask=None, salt=None):
        self.kind, self.digest, self.mask, self.salt = kind, digest, mask, salt


def signature(inner, outer, breaks, table):
    """The algorithm of a signature, inner and outer. A Scheme, or None where the algorithm is not allowed or not readable."""
    if inner != outer:
        breaks.add(table, "signature", "the algorithm inside the signed part is not the one outside")
    try:
        found = reading.load(reading.Algorithm, outer)
        oid, parameters = found["oid"].dotted, _parameters(found)
    except reading.Unreadable as reason:
        breaks.add(TABLE, "signatureAlgorithm", f"it cannot be read: {reason}")
        return None
    if oid == PSS:
        return pss(parameters, "signatureAlgorithm", breaks)
    for kind, names, wanted in (("rsa", RSA_SIGNATURES, NULL), ("ec", EC_SIGNATURES, b""), ("dsa", DSA_SIGNATURES, b"")):
        if oid in names:
            if parameters != wanted:
                # ECDSA with NULL is the same signature, and readers of certificates meet it.
                note = breaks.advise if (kind, parameters) == ("ec", NULL) else breaks.add
                note(TABLE, "signatureAlgorithm", "its parameters must be " + ("NULL" if wanted else "absent"))
            return Scheme(kind, names[oid])
    breaks.add(TABLE, "signatureAlgorithm", f"{oid} is not allowed: RSA, ECDSA or DSA with a hash of the SHA-2 family")
    return None


def _parameters(algorithm):
    found = algorithm["parameters"]
    return b"" if isinstance(found, core.Void) else reading.raw(found)


def pss(parameters, field, breaks):
    """The parameters of RSASSA-PSS. A Scheme, or None."""
    try:
        outer = der.single(parameters)
        pieces = {p.number: p for p in outer.children()} if outer.is_a(der.SEQUENCE) else None
        tagged = pieces is not None and all(p.group == 2 and p.number < 4 and p.constructed for p in outer.children())
        if not tagged or [p.number for p in outer.children()] != sorted(pieces):
            raise der.Malformed("they are no parameters of RSASSA-PSS")
        digest = _hash(pieces[0].content, breaks, field) if 0 in pieces else None
        mask = None
        if 1 in pieces:
            oid, inner = _algorithm(pieces[1].content)
            if oid != MGF1:
                breaks.add(TABLE, field, "PSS: the mask generator must be MGF1")
                return None
            mask = _hash(inner, breaks, field)
        salt = _number(pieces, 2, 20)
        trailer = _number(pieces, 3, 1)
    except (der.Malformed, reading.Unreadable) as reason:
        breaks.add(TABLE, field, f"PSS: the parameters cannot be read: {reason}")
        return None
    if (2 in pieces and salt == 20) or (3 in pieces and trailer == 1):
        breaks.add("DER", field, "PSS: a default value is encoded")
    if trailer != 1:
        breaks.add(TABLE, field, "PSS: the trailer field must be 1")
    if salt < 0:
        breaks.add(TABLE, field, "PSS: the salt cannot be shorter than nothing")
    for what, name in (("hash", digest), ("mask generator's hash", mask)):
        if name is None:
            breaks.add(TABLE, field, f"PSS: the {what} must be one of the SHA-2 family")
    if None in (digest, mask) or trailer != 1 or salt < 0:
        return None
    return Scheme("pss", digest, mask, salt)


def _number(pieces, tag, default):
    if tag not in pieces:
        return default
    return reading.load(core.Integer, pieces[tag].content).native


def _algorithm(data):
    """An algorithm's identifier and its parameters."""
    found = reading.load(reading.Algorithm, data)
    return found["oid"].dotted, _parameters(found)


def _hash(data, breaks, field):
    oid, parameters = _algorithm(data)
    if oid in HASHES and parameters not in (NULL, b""):
        breaks.add(TABLE, field, "PSS: the parameters of a hash must be NULL or absent")
    return HASHES.get(oid)


class Key:
    """A public key, read: kind (rsa, pss, ec, dsa), numbers, and for a curve its name and how it is written."""

    def __init__(self, kind, data, numbers=(), curve=None, scheme=None):
        self.kind, self.data, self.numbers, self.curve, self.scheme = kind, data, numbers, curve, scheme


def key(data, profile, breaks, field="subjectPublicKeyInfo"):
    """The public key of a certificate; what is wrong with it is noted. A Key, or None."""
    try:
        found = reading.load(reading.PublicKey, data)
        oid, parameters = found["algorithm"]["oid"].dotted, _parameters(found["algorithm"])
    except reading.Unreadable as reason:
        breaks.add(TABLE, field, f"it cannot be read: {reason}")
        return None
    bits = found["bits"].native
    if profile.only_ec and oid != EC_KEY:
        breaks.add(profile.only_ec, field, "the key must be one of an elliptic curve")
    if oid in (RSA_KEY, PSS):
        return _rsa(oid, parameters, bits, data, breaks, field)
    if oid == EC_KEY:
        return _ec(parameters, bits, data, profile, breaks, field)
    if oid == DSA_KEY:
        return Key("dsa", data)
    breaks.add(TABLE, field, f"a key of kind {oid} is not allowed")
    return None


class _RsaNumbers(core.Sequence):
    _fields = [("modulus", core.Integer), ("exponent", core.Integer)]


def _rsa(oid, parameters, bits, data, breaks, field):
    scheme = None
    if oid == RSA_KEY and parameters != NULL:
        breaks.add(TABLE, field, "the parameters of an RSA key must be NULL")
    if oid == PSS and parameters:
        scheme = pss(parameters, field, breaks)
    for words in der.slips(bits):
        breaks.add("DER", field, words)
    try:
        found = reading.load(_RsaNumbers, bits)
    except reading.Unreadable as reason:
        breaks.add(TABLE, field, f"it is no RSA key: {reason}")
        return None
    modulus, exponent = found["modulus"].native, found["exponent"].native
    if modulus <= 0 or modulus % 2 == 0 or exponent < 3 or exponent % 2 == 0:
        breaks.add(TABLE, field, "modulus and exponent must be odd and positive, and the exponent greater than one")
        return None
    return Key("pss" if oid == PSS else "rsa", data, (modulus, exponent), scheme=scheme)


def _ec(parameters, bits, data, profile, breaks, field):
    try:
        written, name, group, slips = curves.read(parameters)
    except curves.Slip as reason:
        breaks.add(TABLE, field, f"curve: {reason}")
        return None
    for words in slips:
        # A zero before a coefficient does not change its value.
        note = breaks.advise if words == curves.LENGTH else breaks.add
        note(TABLE, field, f"curve: {words}")
    if written == "named" and profile.explicit_ec:
        breaks.add(TABLE, field, "curve: the parameters must be explicit, not a name")
    try:
        found = curves.point(bits, group.width)
    except curves.Slip as reason:
        breaks.add(TABLE, field, f"key: {reason}")
        return None
    if not group.on(found):
        breaks.add(TABLE, field, "key: the point is not on the curve")
        return None
    return Key("ec", data, found, curve=name)
