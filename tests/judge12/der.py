"""A strict walk over DER: every length, tag, integer, boolean, string, time and SET in its one allowed form.

The reading library is lenient in these things, so they are looked at here, on the bytes.
"""

import re
from datetime import datetime

PRINTABLE = re.compile(rb"[A-Za-z0-9 '()+,\-./:=?]*\Z")
UTC_TIME = re.compile(rb"\d{12}Z\Z")
GENERALISED = re.compile(rb"\d{14}(\.\d*[1-9])?Z\Z")
DEPTH = 40
UNSORTED = "a SET is not in ascending order"

# Universal tags whose form is looked at.
BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID = 1, 2, 3, 4, 5, 6
ENUMERATED, UTF8, SEQUENCE, SET, NUMERIC, PRINTABLE_TAG, IA5 = 10, 12, 16, 17, 18, 19, 22
UTC, GENERALIZED, VISIBLE, UNIVERSAL_STRING, BMP = 23, 24, 26, 28, 30


class Malformed(ValueError):
    """The bytes are not a value with a tag, a length and a content."""


class Piece:
    """One value: tag class (0 universal, 2 context), constructed or not, number, content, and all its octets."""

    __slots__ = ("group", "constructed", "number", "content", "raw")

    def __init__(self, group, constructed, number, content, raw):
        self.group, self.constructed, self.number = group, constructed, number
        self.content, self.raw = content, raw

    def children(self):
        """The values inside a constructed value."""
        return split(self.content)

    def inside(self, number, group=0):
        """The values inside, where this is a constructed value of that type. Raises Malformed."""
        if (self.group, self.constructed, self.number) != (group, True, number):
            raise Malformed("a value is not of the type it must be")
        return self.children()

    def is_a(self, number):
        """Whether this is the universal type of that number."""
        return self.group == 0 and self.number == number


def take(data, at):
    """Reads the value at an offset: the piece and the offset after it. Raises Malformed, also for lengths that are not the shortest."""
    start = at
    try:
        first = data[at]
        at += 1
        number = first & 31
        if number == 31:
            number = 0
            if data[at] == 0x80:
                raise Malformed("a tag number is not in its shortest form")
            while True:
                octet = data[at]
                at += 1
                number = number << 7 | octet & 127
                if octet < 128:
                    break
            if number < 31:
                raise Malformed("a tag number is not in its shortest form")
        length = data[at]
        at += 1
        if length == 0x80:
            raise Malformed("a length is indefinite")
        if length > 0x80:
            count = length & 127
            octets = data[at:at + count]
            if len(octets) < count:
                raise Malformed("the data ends in a length")
            length = int.from_bytes(octets, "big")
            at += count
            if octets[0] == 0 or length < 128:
                raise Malformed("a length is not in its shortest form")
    except IndexError:
        raise Malformed("the data ends in a tag or a length") from None
    end = at + length
    if end > len(data):
        raise Malformed("a length reaches past the end")
    return Piece(first >> 6, bool(first & 32), number, data[at:end], data[start:end]), end


def split(data):
    """All values that lie one after the other in some octets."""
    pieces, at = [], 0
    while at < len(data):
        piece, at = take(data, at)
        pieces.append(piece)
    return pieces


def single(data):
    """The one value that fills these octets."""
    piece, end = take(data, 0)
    if end != len(data):
        raise Malformed("octets follow the value")
    return piece


def slips(data):
    """Everything in these octets that DER does not allow, in words; empty where there is nothing."""
    words = []
    try:
        _walk(single(data), words, 0)
    except Malformed as reason:
        words.append(str(reason))
    return words


def _walk(piece, words, depth):
    if depth > DEPTH:
        raise Malformed("values are nested too deep")
    if piece.group == 0:
        if piece.constructed != (piece.number in (SEQUENCE, SET)):
            words.append(f"universal type {piece.number} is constructed or primitive where it may not be")
            return
        if not piece.constructed:
            word = _primitive(piece.number, piece.content)
            if word:
                words.append(word)
    if piece.constructed:
        inner = piece.children()
        for child in inner:
            _walk(child, words, depth + 1)
        if piece.is_a(SET) and any(a.raw > b.raw for a, b in zip(inner, inner[1:])):
            words.append(UNSORTED)


def _primitive(number, content):
    """What is wrong with the content of a primitive universal value, or None."""
    if number == BOOLEAN:
        if content not in (b"\x00", b"\xff"):
            return "a BOOLEAN is neither 00 nor ff"
    elif number in (INTEGER, ENUMERATED):
        return integer_slip(content)
    elif number == BIT_STRING:
        return _bits(content)
    elif number == NULL:
        if content:
            return "a NULL has a content"
    elif number == OID:
        return _oid(content)
    elif number == UTF8:
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            return "a UTF8String is not UTF-8"
    elif number == PRINTABLE_TAG:
        if not PRINTABLE.match(content):
            return "a PrintableString has a character that is not printable"
    elif number in (IA5, VISIBLE):
        if any(octet > 127 or number == VISIBLE and octet < 32 for octet in content):
            return "an IA5String or VisibleString has a character outside its alphabet"
    elif number == NUMERIC:
        if any(octet not in b"0123456789 " for octet in content):
            return "a NumericString has a character that is no digit"
    elif number == UTC:
        return _time(UTC_TIME, content, "UTCTime")
    elif number == GENERALIZED:
        return _time(GENERALISED, content, "GeneralizedTime")
    elif number in (BMP, UNIVERSAL_STRING):
        if len(content) % (2 if number == BMP else 4):
            return "a BMPString or UniversalString ends within a character"
    elif number == 0:
        return f"universal type {number} does not belong here"
    return None


def integer_slip(content):
    """What is wrong with the content of an INTEGER, or None."""
    if not content:
        return "an INTEGER has no content"
    if len(content) > 1 and (content[0] == 0 and content[1] < 128 or content[0] == 255 and content[1] > 127):
        return "an INTEGER is not in its shortest form"
    return None


def _bits(content):
    if not content or content[0] > 7 or content[0] and len(content) == 1:
        return "a BIT STRING has a false count of unused bits"
    if content[0] and content[-1] & (1 << content[0]) - 1:
        return "a BIT STRING has unused bits that are not zero"
    return None


def _oid(content):
    if not content or content[-1] > 127:
        return "an OBJECT IDENTIFIER ends within a number"
    fresh = True
    for octet in content:
        if fresh and octet == 0x80:
            return "an OBJECT IDENTIFIER has a number that is not in its shortest form"
        fresh = octet < 128
    return None


def _time(shape, content, name):
    if not shape.match(content):
        return f"a {name} is not in its one form"
    digits = content.decode("ascii").split(".")[0].rstrip("Z")
    if name == "UTCTime":
        digits = ("19" if digits >= "50" else "20") + digits
    try:
        datetime.strptime(digits, "%Y%m%d%H%M%S")
    except ValueError:
        return f"a {name} is no day or time of the calendar"
    return None
