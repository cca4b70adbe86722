"""What lies inside a master list (clause 9) and inside a deviation list (clause 10)."""

from asn1crypto import core

from . import der, reading

MASTER, DEVIATION = "2.23.136.1.1.2", "2.23.136.1.1.7"
# Kinds of deviations: documents' certificates, logical data, the readable zone, the chip, and what a state adds.
KINDS = {"1": 4, "2": 4, "3": 2, "4": 0, "5": 0}


def master(data, breaks):
    """CscaMasterList: version 0 and a SET of certificates."""
    table = "9"
    for words in der.slips(data):
        # Lists are read in any order of their certificates.
        note = breaks.advise if words == der.UNSORTED else breaks.add
        note("DER", "masterList", words)
    parts = der.single(data).inside(der.SEQUENCE)
    if len(parts) != 2 or not parts[0].is_a(der.INTEGER) or not parts[1].is_a(der.SET):
        raise reading.Unreadable("it is no version and SET of certificates")
    if bytes(parts[0].content) != b"\x00":
        breaks.add(table, "version", "it must be 0")
    rows = [piece.raw for piece in parts[1].children()]
    if not rows:
        breaks.add(table, "certList", "it holds no certificate")
    if len(rows) != len(set(rows)):
        breaks.advise(table, "certList", "a certificate is there twice")
    for row in rows:
        try:
            found = reading.Certificate(row)
        except (reading.Unreadable, der.Malformed) as reason:
            breaks.add(table, "certList", f"a certificate cannot be read: {reason}")
            continue
        if found.version == 2 and found.extension("2.5.29.19") is None:
            breaks.add(table, "certList", "it holds a certificate that is no CSCA's")


def authorities(data):
    """The certificates on a master list that may sign certificates; of what cannot be read, none."""
    found = []
    try:
        rows = [piece.raw for piece in der.single(data).inside(der.SEQUENCE)[1].children()]
    except (der.Malformed, IndexError):
        return found
    for row in rows:
        try:
            certificate = reading.Certificate(row)
        except (reading.Unreadable, der.Malformed):
            continue
        if certificate.extension("2.5.29.19") is not None:
            found.append(certificate)
    return found


def deviation(data, breaks):
    """DeviationList: version 0, a digest algorithm where a certificate is named by digest, and a SET of deviations."""
    table = "10"
    for words in der.slips(data):
        breaks.add("DER", "deviationList", words)
    parts = der.single(data).inside(der.SEQUENCE)
    if not 2 <= len(parts) <= 3 or not parts[0].is_a(der.INTEGER) or not parts[-1].is_a(der.SET):
        raise reading.Unreadable("it is no version, digest algorithm and SET of deviations")
    if bytes(parts[0].content) != b"\x00":
        breaks.add(table, "version", "it must be 0")
    if not parts[-1].children():
        breaks.add(table, "deviations", "it holds no deviation")
    for piece in parts[-1].children():
        fields = piece.inside(der.SEQUENCE)
        if len(fields) != 2 or not fields[0].is_a(der.SEQUENCE) or not fields[1].is_a(der.SET):
            raise reading.Unreadable("a deviation is no documents and descriptions")
        _documents(fields[0].children(), len(parts) == 3, table, breaks)
        if not fields[1].children():
            breaks.add(table, "descriptions", "a deviation has no description")
        for row in fields[1].children():
            _description(row.inside(der.SEQUENCE), table, breaks)


def _documents(fields, has_digest, table, breaks):
    tags = [piece.number for piece in fields]
    if any(piece.group != 2 or piece.number > 5 for piece in fields) or tags != sorted(set(tags)):
        raise reading.Unreadable("the fields of the documents are not in their order")
    found = {piece.number: piece for piece in fields}
    if 0 in found and (len(found[0].content) != 2 or not der.PRINTABLE.match(bytes(found[0].content))):
        breaks.add(table, "documentType", "it must be a PrintableString of two characters")
    if len({1, 2, 3} & set(found)) > 1:
        breaks.add(table, "dscIdentifier", "the signer is named in two ways")
    if 3 in found and not has_digest:
        breaks.add(table, "digestAlgorithm", "it must be there where a signer is named by digest")
    if 4 in found:
        times = found[4].inside(4, 2)
        moments = [reading.moment(piece) for piece in times]
        if len(times) != 2 or None in moments or not all(p.is_a(der.GENERALIZED) and len(p.content) == 15 for p in times):
            breaks.add(table, "issuingDate", "it must be two times YYYYMMDDHHMMSSZ")
        elif moments[0] > moments[1]:
            breaks.add(table, "issuingDate", "it ends before it begins")
    if 5 in found and not all(piece.is_a(der.PRINTABLE_TAG) for piece in found[5].inside(5, 2)):
        breaks.add(table, "documentNumbers", "a number must be a PrintableString")


def _description(fields, table, breaks):
    rest = list(fields)
    if rest and not rest[0].is_a(der.OID):
        if not rest[0].is_a(der.PRINTABLE_TAG):
            breaks.add(table, "description", "it must be a PrintableString")
        rest.pop(0)
    if not rest or not rest[0].is_a(der.OID):
        breaks.add(table, "deviationType", "it must be there")
        return
    oid = reading.load(core.ObjectIdentifier, rest.pop(0).raw).dotted
    head, _, tail = oid.rpartition(DEVIATION + ".")
    kind, _, which = tail.partition(".")
    known = not head and oid.startswith(DEVIATION + ".") and kind in KINDS
    if not known or KINDS[kind] and not (which.isdigit() and 1 <= int(which) <= KINDS[kind]):
        breaks.add(table, "deviationType", "it is none of those that are known")
    if [(p.group, p.number) for p in rest] not in ([], [(2, 0)], [(2, 1)], [(2, 0), (2, 1)]):
        breaks.add(table, "description", "it holds a field that is unknown")
