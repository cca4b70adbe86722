"""Takes certificates and lists apart, changes what it is told, and signs them anew: the workshop of the judge's own tests."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from . import der

NULL, SEQUENCE, SET, INTEGER, BITS, OCTETS, OID = 0x05, 0x30, 0x31, 0x02, 0x03, 0x04, 0x06
PRINTABLE, UTF8, TELETEX, IA5, UTC, GENERALIZED, BOOLEAN = 0x13, 0x0C, 0x14, 0x16, 0x17, 0x18, 0x01


class Node:
    """A value that can be changed: one tag octet, and octets or further values. raw, where set, is written in its place."""

    def __init__(self, tag, body=b"", raw=None):
        self.tag, self.body, self.raw = tag, body, raw

    def __getitem__(self, place):
        return self.body[place]

    def write(self):
        """The octets; lengths are counted anew."""
        if self.raw is not None:
            return self.raw
        body = self.body if isinstance(self.body, bytes) else b"".join(n.write() for n in self.body)
        return bytes([self.tag]) + length(len(body)) + body


def length(count):
    """A length in its shortest form."""
    if count < 128:
        return bytes([count])
    octets = count.to_bytes((count.bit_length() + 7) // 8, "big")
    return bytes([128 | len(octets)]) + octets


def parse(data):
    """Octets as a Node."""
    piece = der.single(data)
    tag = data[0]
    return Node(tag, [parse(c.raw) for c in piece.children()] if piece.constructed else bytes(piece.content))


def oid(text):
    """An OBJECT IDENTIFIER."""
    first, second, *rest = (int(n) for n in text.split("."))
    out = b""
    for number in (40 * first + second, *rest):
        octets = [number & 127]
        while number := number >> 7:
            octets.append(128 | number & 127)
        out += bytes(reversed(octets))
    return Node(OID, out)


def integer(number):
    """An INTEGER in its shortest form."""
    return Node(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def sequence(*nodes):
    """A SEQUENCE of nodes."""
    return Node(SEQUENCE, list(nodes))


def extension(name, value, critical=None):
    """An extension; critical may be None (left out), True or False (written out)."""
    parts = [oid(name)] + ([] if critical is None else [Node(BOOLEAN, b"\xff" if critical else b"\x00")])
    return sequence(*parts, Node(OCTETS, value if isinstance(value, bytes) else value.write()))


class Draft:
    """A certificate or list taken apart."""

    def __init__(self, data):
        self.tree = parse(data)

    @property
    def body(self):
        """The fields of the part that is signed."""
        return self.tree[0].body

    def extensions(self):
        """The list of extensions."""
        holder = next(n for n in self.body if n.tag in (0xA3, 0xA0) and n[0].tag == SEQUENCE)
        return holder[0].body

    def find(self, name):
        """An extension by its identifier."""
        return next(e for e in self.extensions() if e[0].body == oid(name).body)

    def drop(self, name):
        """Takes an extension away."""
        self.extensions().remove(self.find(name))

    def value(self, name, new=None):
        """The value of an extension; with new, that in its place."""
        holder = self.find(name).body[-1]
        if new is not None:
            holder.body = new if isinstance(new, bytes) else new.write()
        return holder.body

    def critical(self, name, how):
        """Makes an extension critical, not critical, or (False) wrongly not critical in so many words."""
        found = self.find(name)
        found.body = [found.body[0], *([] if how is None else [Node(BOOLEAN, b"\xff" if how else b"\x00")]), found.body[-1]]

    def sign(self, key, digest=hashes.SHA256, salt=None):
        """Signs what there is and gives the octets. The algorithm must say already what is done here."""
        signed = self.tree[0].write()
        if isinstance(key, ec.EllipticCurvePrivateKey):
            value = key.sign(signed, ec.ECDSA(digest()))
        elif salt is not None:
            value = key.sign(signed, padding.PSS(padding.MGF1(digest()), salt), digest())
        else:
            value = key.sign(signed, padding.PKCS1v15(), digest())
        self.tree.body[2] = Node(BITS, b"\x00" + value)
        return self.tree.write()

    def algorithm(self, node):
        """Sets the algorithm inside and outside."""
        place = next(n for n, field in enumerate(self.body) if field.tag == SEQUENCE)
        self.body[place] = node
        self.tree.body[1] = node


def rsa_key(size=2048, exponent=65537):
    """A new RSA key."""
    return rsa.generate_private_key(exponent, size)


RSA_SHA256 = sequence(oid("1.2.840.113549.1.1.11"), Node(NULL))
EC_SHA256 = sequence(oid("1.2.840.10045.4.3.2"))


def pss_parameters(digest="2.16.840.1.101.3.4.2.1", mask=None, salt=32, trailer=None, null=True, generator="1.2.840.113549.1.1.8"):
    """The algorithm of RSASSA-PSS with the parameters as asked."""
    def algorithm(name):
        return sequence(oid(name), *([Node(NULL)] if null else []))
    fields = [
        Node(0xA0, [algorithm(digest)]),
        Node(0xA1, [sequence(oid(generator), algorithm(mask or digest))]),
        Node(0xA2, [integer(salt)]),
    ]
    if trailer is not None:
        fields.append(Node(0xA3, [integer(trailer)]))
    return sequence(oid("1.2.840.113549.1.1.10"), sequence(*fields))
