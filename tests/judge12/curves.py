"""Elliptic curves by value, and the arithmetic that tells a good key from a false one.

The values come from openssl at run time, so that none is written down here a second time.
"""

import functools
import subprocess

from asn1crypto import core, keys

from . import der, reading

PRIME_FIELD = "1.2.840.10045.1.1"
_BRAIN = [f"brainpoolP{size}{kind}1" for size in (192, 224, 256, 320, 384, 512) for kind in "rt"]
LENGTH = "the coefficients must be as long as the field"
KNOWN = ["prime192v1", "secp224r1", "prime256v1", "secp384r1", "secp521r1", "secp256k1", *_BRAIN]
_NAMED = {"secp192r1": "prime192v1", "secp256r1": "prime256v1"}


class Explicit(core.Sequence):
    """ECParameters."""

    class Field(core.Sequence):
        """FieldID."""

        _fields = [("oid", core.ObjectIdentifier), ("prime", core.Any)]

    class Curve(core.Sequence):
        """Curve."""

        _fields = [("a", core.OctetString), ("b", core.OctetString), ("seed", core.BitString, {"optional": True})]

    _fields = [
        ("version", core.Integer),
        ("field", Field),
        ("curve", Curve),
        ("base", core.OctetString),
        ("order", core.Integer),
        ("cofactor", core.Integer, {"optional": True}),
    ]


class Group:
    """A curve over a prime field with its generator."""

    def __init__(self, prime, a, b, generator, order, cofactor):
        self.prime, self.a, self.b = prime, a, b
        self.generator, self.order, self.cofactor = generator, order, cofactor
        self.width = (prime.bit_length() + 7) // 8

    def value(self):
        """What makes this curve equal to another; the cofactor follows from the rest."""
        return self.prime, self.a % self.prime, self.b % self.prime, self.generator, self.order

    def on(self, point):
        """Whether a point lies on the curve."""
        x, y = point
        inside = 0 <= x < self.prime and 0 <= y < self.prime
        return inside and (y * y - (x * x * x + self.a * x + self.b)) % self.prime == 0


class Slip(ValueError):
    """What is wrong with curve parameters or with a point."""


def point(octets, width):
    """An uncompressed point. Raises Slip."""
    if len(octets) != 1 + 2 * width or octets[0] != 4:
        raise Slip("a point must be uncompressed and as long as the field")
    return int.from_bytes(octets[1:1 + width], "big"), int.from_bytes(octets[1 + width:], "big")


def explicit(data):
    """Reads explicit parameters: the curve and the slips that do not prevent reading. Raises Slip."""
    try:
        found = reading.load(Explicit, data)
        if found["field"]["oid"].dotted != PRIME_FIELD:
            raise Slip("the field must be a prime field")
        prime = reading.load(core.Integer, reading.raw(found["field"]["prime"])).native
    except reading.Unreadable as reason:
        raise Slip(f"the parameters cannot be read: {reason}") from None
    if prime < 5 or prime.bit_length() > 1024:
        raise Slip("the prime is out of reason")
    a, b = found["curve"]["a"].native, found["curve"]["b"].native
    width = (prime.bit_length() + 7) // 8
    group = Group(prime, int.from_bytes(a, "big"), int.from_bytes(b, "big"), point(found["base"].native, width),
                  found["order"].native, found["cofactor"].native)
    slips = []
    if not reading.same_again(Explicit, data):
        slips.append("the parameters, written anew, are other octets")
    if found["version"].native not in (1, 2, 3):
        slips.append("the version must be 1, 2 or 3")
    if len(a) != width or len(b) != width:
        slips.append(LENGTH)
    if group.cofactor is None:
        slips.append("the cofactor must be there")
    return group, slips


@functools.cache
def known():
    """The curves that have a name, by value: name and cofactor."""
    table = {}
    for name in KNOWN:
        command = ["openssl", "ecparam", "-name", name, "-param_enc", "explicit", "-conv_form", "uncompressed", "-outform", "DER"]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode == 0:
            group, _ = explicit(done.stdout)
            table[group.value()] = (name, group)
    return table


def named(oid):
    """The curve of an object identifier: its name here and the curve. Raises Slip."""
    try:
        name = keys.NamedCurve.map(oid)
    except ValueError:
        name = None
    name = _NAMED.get(name, name)
    for known_name, group in known().values():
        if known_name == name:
            return known_name, group
    raise Slip("the curve of that name is unknown")


def same(group):
    """The name of the curve that has these very values, and that curve. Raises Slip, also for a look-alike."""
    table = known()
    found = table.get(group.value())
    if found is None:
        if any(other[0] == group.prime for other in table):
            raise Slip("the curve resembles a known one and differs from it in a value")
        raise Slip("the curve is none that is known")
    return found


def read(parameters):
    """Parameters of a key: (how they are written, name, curve, slips). Raises Slip."""
    try:
        piece = der.single(parameters)
    except der.Malformed as reason:
        raise Slip(str(reason)) from None
    if piece.is_a(der.OID):
        name, group = named(core.ObjectIdentifier.load(parameters).dotted)
        return "named", name, group, []
    if piece.is_a(der.NULL):
        raise Slip("the curve must not be left to the CA (implicitCA)")
    group, slips = explicit(parameters)
    name, twin = same(group)
    if group.cofactor is not None and group.cofactor != twin.cofactor:
        slips.append("the cofactor is not the curve's")
    return "explicit", name, group, slips
