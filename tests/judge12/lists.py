"""Tables 9 and 10: the body and the extensions of a certificate revocation list."""

from datetime import timedelta

from . import body, der, extensions, reading

BODY, EXTENSIONS = "Table 9", "Table 10"
AKI, NUMBER, ALTERNATIVE = "2.5.29.35", "2.5.29.20", "2.5.29.18"
FORBIDDEN = {"2.5.29.27": "deltaCRLIndicator", "2.5.29.28": "issuingDistributionPoint", "2.5.29.46": "freshestCRL"}
NAMES = {AKI: "authorityKeyIdentifier", NUMBER: "cRLNumber", ALTERNATIVE: "issuerAltName", **FORBIDDEN}
LONGEST = timedelta(days=90)


class RevocationList:
    """A revocation list, read by hand: the entries may be a million."""

    def __init__(self, data):
        try:
            parts = der.single(data).inside(der.SEQUENCE)
            if len(parts) != 3 or not parts[2].is_a(der.BIT_STRING):
                raise reading.Unreadable("the outer SEQUENCE has not the parts it must have")
            self.raw, self.body = data, parts[0].raw
            self.signature_algorithm, self.signature = parts[1].raw, bytes(parts[2].content[1:])
            self.pieces = list(parts[0].inside(der.SEQUENCE))
            self._fields(list(self.pieces))
        except (der.Malformed, IndexError) as reason:
            raise reading.Unreadable(str(reason) or "a field is missing") from None

    def _fields(self, left):
        self.version = left.pop(0) if left[0].is_a(der.INTEGER) else None
        self.inner_algorithm = left.pop(0).raw
        self.issuer = left.pop(0).raw
        self.this_update = left.pop(0)
        timed = left and (left[0].is_a(der.UTC) or left[0].is_a(der.GENERALIZED))
        self.next_update = left.pop(0) if timed else None
        self.entries = left.pop(0) if left and left[0].is_a(der.SEQUENCE) else None
        self.extensions = []
        if left and (left[0].group, left[0].constructed, left[0].number) == (2, True, 0):
            self.extensions = reading.read_extensions(reading.load(reading.Extensions, left.pop(0).content))
        if left:
            raise reading.Unreadable("a field is not known or not in its place")


def judge(found, breaks, issuer=None):
    """Compares a list with both tables."""
    for words in der.slips(found.raw):
        breaks.add("DER", "certificateList", words)
    body.encoded_defaults(found, breaks)
    if found.version is None or found.version.raw != b"\x02\x01\x01":
        breaks.add(BODY, "version", "it must be v2")
    body.name(found.issuer, "issuer", BODY, breaks)
    begin = body.time(found.this_update, BODY, "thisUpdate", breaks)
    if found.next_update is None:
        breaks.add(BODY, "nextUpdate", "it must be there")
    else:
        _next(begin, body.time(found.next_update, BODY, "nextUpdate", breaks), breaks)
    _entries(found.entries, breaks)
    _extensions(found, breaks, issuer)


def _next(begin, end, breaks):
    if not begin or not end:
        return
    if end <= begin:
        breaks.add(BODY, "nextUpdate", "it must be later than thisUpdate")
    if end - begin > LONGEST:
        breaks.add("4.1.5", "nextUpdate", "a new list must come after ninety days at most")


def _entries(entries, breaks):
    if entries is None:
        return
    try:
        rows = entries.inside(der.SEQUENCE)
        if not rows:
            breaks.add(BODY, "revokedCertificates", "it must be absent where nothing is revoked")
        for row in rows:
            parts = row.inside(der.SEQUENCE)
            if not 2 <= len(parts) <= 3 or not parts[0].is_a(der.INTEGER):
                raise der.Malformed("an entry is no serial number and time")
            body.time(parts[1], BODY, "revocationDate", breaks)
            if len(parts) == 3:
                breaks.add(EXTENSIONS, "crlEntryExtensions", "they must not be there")
    except der.Malformed as reason:
        breaks.add(BODY, "revokedCertificates", f"it cannot be read: {reason}")


def _extensions(found, breaks, issuer):
    seen = {}
    for oid, critical, value in found.extensions:
        name = NAMES.get(oid, oid)
        for words in der.slips(value):
            breaks.add("DER", name, words)
        if oid in seen:
            breaks.add(EXTENSIONS, name, "the extension is there twice")
            continue
        seen[oid] = value
        if oid in FORBIDDEN:
            breaks.add(EXTENSIONS, name, "the extension must not be there")
        elif critical:
            note = breaks.advise if oid == ALTERNATIVE else breaks.add
            note(EXTENSIONS, name, "it must not be critical")
    for oid in (AKI, NUMBER):
        if oid not in seen:
            breaks.add(EXTENSIONS, NAMES[oid], "the extension must be there")
    if NUMBER in seen:
        body.non_negative(seen[NUMBER], EXTENSIONS, "cRLNumber", breaks)
    if ALTERNATIVE in seen:
        _former_names(seen[ALTERNATIVE], breaks)
    if AKI in seen:
        try:
            extensions.authority_key(seen[AKI], issuer, EXTENSIONS, NAMES[AKI], breaks)
        except reading.Unreadable as reason:
            breaks.add(EXTENSIONS, NAMES[AKI], f"it cannot be read: {reason}")


def _former_names(value, breaks):
    """The names the CSCA had before; whether it had them cannot be seen from the list."""
    try:
        names = reading.general_names(value)
    except reading.Unreadable as reason:
        breaks.add(EXTENSIONS, "issuerAltName", f"it cannot be read: {reason}")
        return
    if not names:
        breaks.advise(EXTENSIONS, "issuerAltName", "it holds no name")
