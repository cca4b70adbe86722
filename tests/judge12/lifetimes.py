"""Table 1: how long a key signs and how long its certificate lasts.

Always judged: a usage period that is none, a key that outlives its certificate, a signer that outlives its CSCA.
The sums are judged where the months that a document or a signer lasts are given, the ranges where that is asked for.
"""

import calendar
from datetime import timedelta

from . import der, reading
from .profiles import OIDS

TABLE = "Table 1"
SLACK = timedelta(days=3)
# Months of private key use, and of validity, least and most. A document signer may run a month over.
USE = {"csca-root": (36, 60), "csca-link": (36, 60), "document-signer": (0, 4)}
VALIDITY = {"spoc-client": (6, 18), "spoc-server": (6, 18)}


def months_on(moment, months):
    """The same day some months later; the last of the month where there is no such day."""
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def validity(certificate):
    """The two times of a certificate, each None where it cannot be read."""
    try:
        parts = der.single(certificate.validity).children()
    except der.Malformed:
        return None, None
    return tuple(reading.moment(p) for p in parts) if len(parts) == 2 else (None, None)


def usage(certificate):
    """The two times of the private key usage period, each None where it is not there."""
    value = certificate.extension(OIDS["privateKeyUsagePeriod"])
    found = {0: None, 1: None}
    if value is not None:
        try:
            for piece in der.single(value).children():
                found[piece.number] = reading.moment(piece)
        except der.Malformed:
            pass
    return found[0], found[1]


def judge(certificate, profile, breaks, issuer=None, document_months=None, child_months=None, ranges=False):
    """Looks at the times of a certificate together."""
    begin, end = validity(certificate)
    first, last = usage(certificate)
    if first and last and first >= last:
        breaks.add(TABLE, "privateKeyUsagePeriod", "it ends before it begins")
    if last and end and last > end:
        breaks.advise(TABLE, "privateKeyUsagePeriod", "the key signs for longer than its certificate lasts")
    if first and end and first >= end:
        breaks.add(TABLE, "privateKeyUsagePeriod", "it begins after the certificate has ended")
    if issuer is not None and profile.kind == "signer":
        over = validity(issuer)[1]
        if end and over and end > over:
            breaks.advise(TABLE, "validity", "the certificate lasts longer than its issuer's")
    _sum(profile, last, end, document_months, child_months, breaks)
    if ranges:
        _ranges(profile, (first or begin, last), (begin, end), breaks)


def _sum(profile, last, end, document_months, child_months, breaks):
    months = child_months if profile.kind in ("root", "link") else document_months
    if months and last and end and end + SLACK < months_on(last, months):
        breaks.add(TABLE, "validity", "it must be the private key's use and the life of what it signs, together")


def _ranges(profile, use, whole, breaks):
    for table, field, (start, stop) in ((USE, "privateKeyUsagePeriod", use), (VALIDITY, "validity", whole)):
        if profile.name not in table or not start or not stop:
            continue
        least, most = table[profile.name]
        if stop + SLACK < months_on(start, least) or stop - SLACK > months_on(start, most):
            breaks.add(TABLE, field, f"it must be {least} to {most} months")
