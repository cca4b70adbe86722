"""Mutants of algorithms, keys and signatures: clause 4.1.6 and appendix D.1."""

from cryptography.hazmat.primitives import hashes

from . import forge
from .forge import BITS, NULL, OCTETS, Node, integer, oid, pss_parameters, sequence
from .mutants import Mutant

TABLE, ALGORITHM, KEY = "4.1.6", "signatureAlgorithm", "subjectPublicKeyInfo"


def everything():
    """All mutants of this module."""
    return [*schemes(), *pss(), *curves(), *signatures()]


def algorithm(node):
    """The algorithm replaced, inside and outside."""
    return lambda draft, _kit: draft.algorithm(node)


def _inner_alone(draft, _kit):
    draft.body[2] = sequence(oid("1.2.840.113549.1.1.12"), Node(NULL))


def _by_curve(node):
    """A root of the elliptic curve key, with the algorithm as given; it signs with that key."""
    def change(draft, kit):
        draft.body[6] = forge.parse(kit.explicit(kit.keys["ec"]))
        draft.algorithm(node)
    return change


def _rsa_without_null(draft, _kit):
    draft.body[6][0].body.pop()


def _rsa_numbers(modulus, exponent):
    def change(draft, _kit):
        draft.body[6].body[1] = Node(BITS, b"\x00" + sequence(integer(modulus), integer(exponent)).write())
    return change


def _edwards(draft, _kit):
    draft.body[6] = sequence(sequence(oid("1.3.101.112")), Node(BITS, b"\x00" + bytes(32)))


def schemes():
    """Algorithms that are not allowed, and RSA."""
    sha1 = sequence(oid("1.2.840.113549.1.1.5"), Node(NULL))
    sha3 = sequence(oid("2.16.840.1.101.3.4.3.14"))
    bare = sequence(oid("1.2.840.113549.1.1.11"))
    with_null = sequence(oid("1.2.840.10045.4.3.2"), Node(NULL))
    return [
        Mutant("SHA-1", "signer", algorithm(sha1), TABLE, ALGORITHM),
        Mutant("SHA-3", "signer", algorithm(sha3), TABLE, ALGORITHM),
        Mutant("RSA without NULL", "signer", algorithm(bare), TABLE, ALGORITHM),
        Mutant("ECDSA with NULL", "root", _by_curve(with_null), TABLE, ALGORITHM, signing={"key": "ec"}),
        Mutant("another algorithm inside", "signer", _inner_alone, "Table 5", "signature"),
        Mutant("an RSA key without NULL", "signer", _rsa_without_null, TABLE, KEY),
        Mutant("an even modulus", "signer", _rsa_numbers(1 << 2047, 65537), TABLE, KEY),
        Mutant("exponent one", "signer", _rsa_numbers((1 << 2047) + 1, 1), TABLE, KEY),
        Mutant("a key of Ed25519", "signer", _edwards, TABLE, KEY),
        Mutant("a list with SHA-1", "revocations", algorithm(sha1), TABLE, ALGORITHM),
    ]


def pss():
    """The parameters of RSASSA-PSS."""
    sha1, mask = "1.3.14.3.2.26", "1.2.3.4"
    bare = sequence(oid("1.2.840.113549.1.1.10"))
    salt = {"salt": 32}
    return [
        Mutant("PSS with the default of SHA-1", "signer", algorithm(bare), TABLE, ALGORITHM, signing=salt),
        Mutant("PSS with SHA-1", "signer", algorithm(pss_parameters(sha1)), TABLE, ALGORITHM, signing=salt),
        Mutant("PSS with SHA-1 in the mask", "signer", algorithm(pss_parameters(mask=sha1)), TABLE, ALGORITHM, signing=salt),
        Mutant("PSS with another mask generator", "signer", algorithm(pss_parameters(generator=mask)), TABLE, ALGORITHM, signing=salt),
        Mutant("PSS with trailer field 2", "signer", algorithm(pss_parameters(trailer=2)), TABLE, ALGORITHM, signing=salt),
        Mutant("PSS with trailer field 1 written out", "signer", algorithm(pss_parameters(trailer=1)), "DER", ALGORITHM, signing=salt),
        Mutant("PSS with salt 20 written out", "signer", algorithm(pss_parameters(salt=20)), "DER", ALGORITHM, signing={"salt": 20}),
        Mutant("PSS with a negative salt", "signer", algorithm(pss_parameters(salt=-1)), TABLE, ALGORITHM, signing=salt),
        Mutant("PSS with another salt than said", "signer", algorithm(pss_parameters(salt=48)), "D.1", "signatureValue", signing=salt),
    ]


def _curve(change):
    """The signer with an explicit curve key, of which one thing is changed: change(algorithm's parameters, key)."""
    def do(draft, kit):
        key = forge.parse(kit.explicit(kit.keys["ec"]))
        change(key.body[0].body, key)
        draft.body[6] = key
    return do


def _named(parameters, _key):
    parameters[1] = oid("1.2.840.10045.3.1.7")


def _implicit(parameters, _key):
    parameters[1] = Node(NULL)


def _no_cofactor(parameters, _key):
    parameters[1].body.pop()


def _cofactor(parameters, _key):
    parameters[1].body[-1] = integer(2)


def _generator(parameters, key):
    parameters[1].body[3] = Node(OCTETS, key.body[1].body[1:])


def _coefficient(parameters, _key):
    body = parameters[1].body[2].body[1].body
    parameters[1].body[2].body[1] = Node(OCTETS, body[:-1] + bytes([body[-1] ^ 1]))


def _order(parameters, _key):
    number = int.from_bytes(parameters[1].body[4].body, "big")
    parameters[1].body[4] = integer(number - 2)


def _prime(parameters, _key):
    number = int.from_bytes(parameters[1].body[1].body[1].body, "big")
    parameters[1].body[1].body[1] = integer(number - 2)


def _short_coefficient(parameters, _key):
    parameters[1].body[2].body[1] = Node(OCTETS, b"\x00" + parameters[1].body[2].body[1].body)


def _version(parameters, _key):
    parameters[1].body[0] = integer(0)


def _compressed(_parameters, key):
    octets = key.body[1].body
    key.body[1] = Node(BITS, b"\x00" + bytes([2 + (octets[-1] & 1)]) + octets[2:34])


def _off(_parameters, key):
    octets = key.body[1].body
    key.body[1] = Node(BITS, octets[:-1] + bytes([octets[-1] ^ 1]))


def _infinity(_parameters, key):
    key.body[1] = Node(BITS, b"\x00\x00")


def curves():
    """Elliptic curve keys."""
    rows = [
        ("a named curve", _named), ("a curve left to the CA", _implicit), ("no cofactor", _no_cofactor), ("another cofactor", _cofactor),
        ("another generator", _generator), ("another coefficient", _coefficient), ("another order", _order), ("another prime", _prime),
        ("a coefficient that is too long", _short_coefficient), ("version 0 of the parameters", _version),
        ("a compressed point", _compressed), ("a point off the curve", _off), ("the point at infinity", _infinity),
    ]
    return [Mutant(words, "signer", _curve(change), TABLE, KEY) for words, change in rows]


def _serial(draft, _kit):
    draft.body[1] = integer(99)


def _other_issuer(draft, _kit):
    draft.body[3].body[1][0].body[1] = Node(forge.UTF8, b"Arcadia CSCA")


def signatures():
    """Signatures that do not stand."""
    rows = [
        ("signer", "changed after it was signed", _serial, False),
        ("root", "changed after it was signed", _serial, False),
        ("revocations", "changed after it was signed", lambda draft, _kit: draft.body.__setitem__(4, Node(forge.UTC, b"260401000000Z")), False),
        ("signer", "signed with another key", lambda *_: None, {"key": "new"}),
        ("signer", "signed with another hash than said", lambda *_: None, {"digest": hashes.SHA384}),
        ("signer", "the issuer's key is of another kind", algorithm(forge.EC_SHA256), {"key": "ec"}),
        ("master", "signed with its own key", lambda *_: None, {"key": "signer"}),
        ("revocations", "signed with another key", lambda *_: None, {"key": "new"}),
    ]
    found = [Mutant(words, base, change, "D.1", "signatureValue", signing=how) for base, words, change, how in rows]
    return found + [Mutant("another issuer", "signer", _other_issuer, "D.1", "issuer")]
