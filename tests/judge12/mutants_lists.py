"""Mutants of revocation lists (Tables 9 and 10) and of lifetimes (Table 1)."""

from . import forge, works
from .forge import GENERALIZED, NULL, PRINTABLE, UTC, UTF8, Node, integer, sequence
from .mutants import AKI, IAN, NUMBER, PERIOD, PERIOD_FIELD, Mutant, attribute, critical, drop, more, time, value


def everything():
    """All mutants of this module."""
    return [*lists(), *lives()]


def _field(number, node):
    def change(draft, _kit):
        draft.body[number] = node
    return change


def _next_away(draft, _kit):
    draft.body.pop(4)


def _empty_entries(draft, _kit):
    draft.body.insert(5, sequence())


def _entry_reason(draft, _kit):
    draft.body[5][0].body.append(sequence(forge.extension("2.5.29.21", Node(10, b"\x01"))))


def _entry_time(draft, _kit):
    draft.body[5][0].body[1] = Node(GENERALIZED, b"20260301000000Z")


def lists():
    """Tables 9 and 10. Fields of the body: version, algorithm, issuer, this update, next update, entries, extensions."""
    nine, ten = "Table 9", "Table 10"
    rows = [
        (nine, "version", "version v1", _field(0, integer(0))),
        (nine, "issuer", "country in small letters", attribute(2, 0, PRINTABLE, b"ut")),
        (nine, "thisUpdate", "GeneralizedTime before 2050", _field(3, Node(GENERALIZED, b"20260301000000Z"))),
        (nine, "nextUpdate", "no next update", _next_away),
        (nine, "nextUpdate", "a next update before this one", _field(4, Node(UTC, b"260201000000Z"))),
        ("4.1.5", "nextUpdate", "a next update after ninety-one days", _field(4, Node(UTC, b"260531000000Z"))),
        (nine, "revocationDate", "GeneralizedTime before 2050", _entry_time),
        (ten, "crlEntryExtensions", "a reason", _entry_reason),
        (ten, "authorityKeyIdentifier", "no identifier of the issuer's key", drop(AKI)),
        (ten, "authorityKeyIdentifier", "another key", value(AKI, sequence(Node(0x80, b"other")))),
        (ten, "authorityKeyIdentifier", "it is critical", critical(AKI, True)),
        (ten, "cRLNumber", "no number", drop(NUMBER)),
        (ten, "cRLNumber", "a negative number", value(NUMBER, integer(-1))),
        (ten, "cRLNumber", "a number of 21 octets", value(NUMBER, integer(1 << 160))),
        (ten, "cRLNumber", "a number that is critical", critical(NUMBER, True)),
        ("DER", "cRLNumber", "a number with a needless zero", value(NUMBER, Node(2, b"\x00\x05"))),
        ("DER", "extensions", "critical FALSE written out", critical(NUMBER, False)),
        (ten, "deltaCRLIndicator", "a delta", more("2.5.29.27", integer(1), True)),
        (ten, "issuingDistributionPoint", "a part of a list", more("2.5.29.28", sequence(), True)),
        (ten, "freshestCRL", "a freshest list", more("2.5.29.46", sequence())),
        (ten, "1.2.3.4", "a private extension that is critical", more("1.2.3.4", Node(NULL), True)),
        (ten, "cRLNumber", "a number twice", lambda draft, _kit: draft.extensions().append(draft.find(NUMBER))),
        (ten, "issuerAltName", "former names that are none", more(IAN, sequence())),
        (ten, "issuerAltName", "former names that are critical", more(IAN, sequence(Node(0x82, b"example.org")), True)),
        ("D.1", "issuer", "another issuer", attribute(2, 1, UTF8, b"Arcadia CSCA")),
    ]
    found = [Mutant(words, "revocations", change, table, where) for table, where, words, change in rows]
    found.append(Mutant("entries that are empty", "revocations_empty", _empty_entries, nine, "revokedCertificates"))
    return found


def _months(use, whole):
    def change(draft, _kit):
        last = works.lifetimes.months_on(works.NOW, use)
        draft.value(PERIOD, works.period(works.NOW, last))
        draft.body[4].body[1] = Node(UTC, works.lifetimes.months_on(works.NOW, whole).strftime("%y%m%d%H%M%SZ").encode())
    return change


def lives():
    """Table 1."""
    one, period = "Table 1", PERIOD_FIELD
    backwards = sequence(Node(0x80, b"20260601000000Z"), Node(0x81, b"20260401000000Z"))
    return [
        Mutant("a usage period that ends before it begins", "signer", value(PERIOD, backwards), one, period),
        Mutant("a key that outlives its certificate", "signer", _months(13, 12), one, period),
        Mutant("a signer that outlives its CSCA", "signer", _months(3, 172), one, "validity"),
        Mutant("a sum of ten years and two months", "signer", _months(3, 122), one, "validity", lives={"document_months": 120}),
        Mutant("a CSCA's sum a month short", "root", _months(48, 170), one, "validity", lives={"child_months": 123}),
        Mutant("a document signer's key of a year", "signer", _months(12, 132), one, period, lives={"ranges": True}),
        Mutant("a CSCA's key of six years", "root", _months(72, 195), one, period, lives={"ranges": True}),
        Mutant("a SPOC certificate of two years", "client", time(1, UTC, b"280301000000Z"), one, "validity", lives={"ranges": True}),
    ]
