"""Reads certificates and revocation lists with asn1crypto, loosely enough that a broken one can still be judged."""

import base64
import re
from datetime import datetime, timezone

from asn1crypto import core

from . import der

# What the library raises over octets that are not what it was told.
READING = (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError, AttributeError)
PEM = re.compile(rb"-----BEGIN [A-Z0-9 ]+-----(.+?)-----END", re.S)


class Algorithm(core.Sequence):
    """AlgorithmIdentifier; the parameters as they stand."""

    _fields = [("oid", core.ObjectIdentifier), ("parameters", core.Any, {"optional": True})]


class Extension(core.Sequence):
    """One extension of a certificate, of a list, or of an entry of a list."""

    _fields = [
        ("oid", core.ObjectIdentifier),
        ("critical", core.Boolean, {"default": False}),
        ("value", core.OctetString),
    ]


class Extensions(core.SequenceOf):
    """Extensions in the order they stand."""

    _child_spec = Extension


class PublicKey(core.Sequence):
    """SubjectPublicKeyInfo."""

    _fields = [("algorithm", Algorithm), ("bits", core.OctetBitString)]


class CertificateBody(core.Sequence):
    """TBSCertificate; names and times as they stand."""

    _fields = [
        ("version", core.Integer, {"explicit": 0, "default": 0}),
        ("serial", core.Integer),
        ("signature", Algorithm),
        ("issuer", core.Any),
        ("validity", core.Any),
        ("subject", core.Any),
        ("key", PublicKey),
        ("issuer_unique", core.BitString, {"implicit": 1, "optional": True}),
        ("subject_unique", core.BitString, {"implicit": 2, "optional": True}),
        ("extensions", Extensions, {"explicit": 3, "optional": True}),
    ]


class CertificateShell(core.Sequence):
    """Certificate."""

    _fields = [("body", CertificateBody), ("algorithm", Algorithm), ("signature", core.OctetBitString)]


class Unreadable(ValueError):
    """The octets are not what was asked for."""


def octets(data):
    """The DER of a file, out of its PEM armour where it has one."""
    found = PEM.search(data)
    if not found:
        return data
    try:
        return base64.b64decode(b"".join(found.group(1).split()), validate=True)
    except ValueError as reason:
        raise Unreadable(f"the armour holds no base64: {reason}") from None


def load(spec, data):
    """Reads octets as a type, to the last field. Raises Unreadable."""
    try:
        value = spec.load(bytes(data), strict=True)
        _to_the_end(value)
        return value
    except READING as reason:
        raise Unreadable(" ".join(str(reason).split())[:160]) from None


def _to_the_end(value):
    """Makes the library read every field; it is lazy, and what stands as it stands is left so."""
    if isinstance(value, core.Any):
        return
    if isinstance(value, core.Choice):
        value = value.chosen
    if isinstance(value, (core.Sequence, core.SequenceOf, core.SetOf)):
        for place in range(len(value)):
            _to_the_end(value[place])
    else:
        _ = value.native


def raw(value):
    """The octets of a value as it stands. Raises Unreadable where its type is none the library knows."""
    try:
        return value.dump()
    except READING as reason:
        raise Unreadable(" ".join(str(reason).split())[:160]) from None


def same_again(spec, data):
    """Whether a value written anew gives the same octets: defaults left out, shortest forms, SETs in order."""
    try:
        return spec.load(bytes(data), strict=True).copy().dump(force=True) == bytes(data)
    except READING:
        return False


class Certificate:
    """A certificate, read: its parts as octets, its extensions in order."""

    def __init__(self, data):
        self.raw = data
        shell = load(CertificateShell, data)
        parts = _parts(data, 3)
        body = shell["body"]
        self.shell = shell
        self.body = parts[0].raw
        self.signature_algorithm = parts[1].raw
        self.signature = shell["signature"].native
        self.version = body["version"].native
        self.serial = body["serial"]
        self.inner_algorithm = raw(body["signature"])
        self.issuer = raw(body["issuer"])
        self.validity = raw(body["validity"])
        self.subject = raw(body["subject"])
        self.key = raw(body["key"])
        self.unique_ids = [n for n in ("issuer_unique", "subject_unique") if not isinstance(body[n], core.Void)]
        self.extensions = read_extensions(body["extensions"])
        self.pieces = parts[0].children()

    def extension(self, oid):
        """The octets inside an extension's OCTET STRING, or None."""
        return next((value for name, _, value in self.extensions if name == oid), None)


def read_extensions(found):
    """Extensions as (oid, critical, octets), in order."""
    if isinstance(found, core.Void):
        return []
    return [(e["oid"].dotted, e["critical"].native, e["value"].native) for e in found]


def _parts(data, count):
    try:
        parts = der.single(data).children()
    except der.Malformed as reason:
        raise Unreadable(str(reason)) from None
    if len(parts) != count:
        raise Unreadable("the outer SEQUENCE has not the parts it must have")
    return parts



def moment(piece):
    """The time of a UTCTime or GeneralizedTime (or of a piece tagged in their place), or None where it is no time."""
    text = bytes(piece.content)
    if piece.is_a(der.UTC):
        if not der.UTC_TIME.match(text):
            return None
        text = (b"19" if text[:2] >= b"50" else b"20") + text
    match = re.match(rb"(\d{14})(\.\d+)?Z\Z", text)
    if not match:
        return None
    try:
        return datetime.strptime(match.group(1).decode("ascii"), "%Y%m%d%H%M%S").replace(tzinfo=timezone.utc)
    except ValueError:
        return None


class Attribute(core.Sequence):
    """One attribute of a name; the value as it stands."""

    _fields = [("oid", core.ObjectIdentifier), ("value", core.Any)]


class NamePart(core.SetOf):
    """RelativeDistinguishedName."""

    _child_spec = Attribute


class NameParts(core.SequenceOf):
    """A distinguished name."""

    _child_spec = NamePart


def name(data):
    """A name as a list of parts; each part is a list of (oid, universal tag, text)."""
    parts = []
    for part in load(NameParts, data):
        row = []
        for attribute in part:
            try:
                piece = der.single(raw(attribute["value"]))
            except der.Malformed as reason:
                raise Unreadable(str(reason)) from None
            row.append((attribute["oid"].dotted, piece.number if piece.group == 0 else -1, text_of(piece)))
        parts.append(row)
    return parts


def text_of(piece):
    """The text of a string value; what cannot be read as text becomes replacement characters."""
    coding = {der.UTF8: "utf-8", der.BMP: "utf-16-be", der.UNIVERSAL_STRING: "utf-32-be"}.get(piece.number, "latin-1")
    return bytes(piece.content).decode(coding, "replace")


def folded(data):
    """A name for comparison: upper and lower case and runs of spaces count as the same, and so do string types."""
    return [sorted((oid, " ".join(text.split()).casefold()) for oid, _, text in part) for part in name(data)]


class GeneralName:
    """One GeneralName: its tag number (1 mail, 2 host, 4 directory name, 6 URI …) and its octets."""

    def __init__(self, piece):
        self.kind = piece.number
        self.content = bytes(piece.content)

    def text(self):
        """The name as text, for the kinds that are IA5String."""
        return self.content.decode("latin-1")


def general_names(data):
    """The names of a GeneralNames value. Raises Unreadable."""
    try:
        outer = der.single(data)
        pieces = outer.children() if outer.is_a(der.SEQUENCE) else None
    except der.Malformed as reason:
        raise Unreadable(str(reason)) from None
    if pieces is None or any(p.group != 2 or p.number > 8 or p.constructed != (p.number in (0, 3, 4, 5)) for p in pieces):
        raise Unreadable("these are no GeneralNames")
    return [GeneralName(p) for p in pieces]
