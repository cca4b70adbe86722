"""Clause 7.1.1.2: the alternative names of subject and issuer, with the country as the machine readable zone writes it."""

from . import countries, der, reading
from .profiles import OIDS

LOCALITY, STATE = "2.5.4.7", "2.5.4.8"
COUNTRY = "2.5.4.6"
TABLE = "7.1.1.2"
MAIL, HOST, DIRECTORY, ADDRESS = 1, 2, 4, 6


def judge(seen, profile, certificate, breaks):
    """Looks at both alternative names where the profile has them."""
    values = {}
    for field, owner in (("subjectAltName", certificate.subject), ("issuerAltName", certificate.issuer)):
        value = seen.get(OIDS[field])
        if value is None or profile.rows.get(field, ("x",))[0] == "x":
            continue
        values[field] = value
        alternative(value, field, country(owner), breaks)
    if profile.kind == "root" and len(values) == 2 and len(set(values.values())) == 2:
        breaks.add(TABLE, "issuerAltName", "in a root it must be the same as subjectAltName")
    if profile.host and "subjectAltName" in values:
        _host(values["subjectAltName"], breaks)


def country(owner):
    """The country in a distinguished name, or None."""
    try:
        return next((text for part in reading.name(owner) for oid, _, text in part if oid == COUNTRY), None)
    except reading.Unreadable:
        return None


def alternative(value, field, two, breaks):
    """One alternative name: its forms, and the one directory name it must hold. For certificates and lists."""
    try:
        names = reading.general_names(value)
    except reading.Unreadable as reason:
        breaks.add(TABLE, field, f"it cannot be read: {reason}")
        return
    for name in names:
        _form(name, field, breaks)
    directories = [name.content for name in names if name.kind == DIRECTORY]
    if len(directories) != 1:
        breaks.add(TABLE, field, f"it must hold one directoryName, it holds {len(directories)}")
    for content in directories:
        try:
            _directory(reading.name(content), field, two, breaks)
        except reading.Unreadable as reason:
            breaks.add(TABLE, field, f"its directoryName cannot be read: {reason}")


def _form(name, field, breaks):
    if name.kind in (MAIL, HOST, ADDRESS) and (not name.content or not name.text().isascii()):
        breaks.add("DER", field, "a name is empty or no IA5String")
    if name.kind == ADDRESS and ":" not in name.text():
        breaks.add(TABLE, field, "an address has no scheme")


def _directory(parts, field, two, breaks):
    attributes = [attribute for part in parts for attribute in part]
    localities = [text for oid, _, text in attributes if oid == LOCALITY]
    states = [text for oid, _, text in attributes if oid == STATE]
    if any(oid not in (LOCALITY, STATE) for oid, _, _ in attributes):
        breaks.add(TABLE, field, "its directoryName holds an attribute that is neither localityName nor stateOrProvinceName")
    if any(tag not in (der.PRINTABLE_TAG, der.UTF8) for _, tag, _ in attributes):
        breaks.add(TABLE, field, "its directoryName holds text that is neither PrintableString nor UTF8String")
    if any(len(part) != 1 for part in parts):
        breaks.add(TABLE, field, "its directoryName has a part with several values")
    if len(localities) != 1:
        breaks.add(TABLE, field, "its directoryName must hold one localityName")
    elif not countries.shape(localities[0]):
        breaks.add(TABLE, field, "its localityName must be the country as the machine readable zone writes it")
    elif two and not countries.agrees(two, localities[0]):
        # That it is the state of the name is said in part 11, to those who read passports.
        breaks.advise(TABLE, field, "its localityName is another state's than that of the name")
    if len(states) > 1 or any(len(s) != 3 or not countries.shape(s) for s in states):
        breaks.add(TABLE, field, "its stateOrProvinceName must be one code of three letters")


def _host(value, breaks):
    try:
        names = reading.general_names(value)
    except reading.Unreadable:
        return
    if not any(name.kind == HOST for name in names):
        breaks.add("7.2.1", "subjectAltName", "the host must be there as a dNSName")
