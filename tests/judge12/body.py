"""Table 5: the body of a certificate, and the names and times that certificates and lists share."""

import re

from asn1crypto import core

from . import der, reading

TABLE = "Table 5"
COUNTRY, COMMON, SERIAL = "2.5.4.6", "2.5.4.3", "2.5.4.5"
QUALIFIER = "2.5.4.46"
# Attributes that are no DirectoryString: mail address and domain component.
PLAIN = {"1.2.840.113549.1.9.1", "0.9.2342.19200300.100.1.25"}
TWO_LETTERS = re.compile(r"[A-Z]{2}\Z")


def judge(certificate, profile, breaks):
    """Looks at every field of the body but the key, the algorithms and the extensions."""
    for words in der.slips(certificate.raw):
        breaks.add("DER", "certificate", words)
    if not reading.same_again(reading.CertificateShell, certificate.raw):
        breaks.add("DER", "certificate", "written anew it is other octets")
    if certificate.version != 2:
        breaks.add(TABLE, "version", "it must be v3")
    serial(certificate.serial, breaks)
    for field in certificate.unique_ids:
        breaks.add(TABLE, field.replace("_u", "U") + "ID", "it must not be there")
    if not certificate.extensions:
        breaks.add(TABLE, "extensions", "they must be there")
    encoded_defaults(certificate, breaks)
    _validity(certificate.validity, breaks)
    two = [name(getattr(certificate, field), field, TABLE, breaks) for field in ("issuer", "subject")]
    if None not in two and two[0] != two[1]:
        breaks.add(TABLE, "subject", "its country is not the issuer's")
    if profile.kind == "root" and certificate.issuer != certificate.subject:
        breaks.add(TABLE, "issuer", "in a root it must be the same as subject")
    if profile.subject:
        _short(certificate.subject, profile, breaks)


def serial(number, breaks):
    """serialNumber: positive, shortest form, twenty octets at most."""
    content = number.contents
    if der.integer_slip(content):
        breaks.add(TABLE, "serialNumber", der.integer_slip(content))
    if number.native <= 0:
        breaks.add(TABLE, "serialNumber", "it must be positive")
    if len(content) > 20:
        breaks.add(TABLE, "serialNumber", "it must have twenty octets at most")


def encoded_defaults(holder, breaks):
    """Default values that are written out: version v1, critical FALSE."""
    for piece in holder.pieces:
        if (piece.group, piece.number) == (2, 0) and bytes(piece.content) == b"\x02\x01\x00":
            breaks.add("DER", "version", "a default value is encoded")
    for piece in holder.pieces:
        if (piece.group, piece.number) in ((2, 3), (2, 0)) and piece.constructed:
            for extension in _extensions(piece):
                parts = extension.children() if extension.constructed else []
                if len(parts) == 3 and bytes(parts[1].content) == b"\x00":
                    breaks.add("DER", "extensions", "critical is FALSE and encoded")


def _extensions(piece):
    inner = piece.children()
    return inner[0].children() if len(inner) == 1 and inner[0].is_a(der.SEQUENCE) else []


def time(piece, table, field, breaks):
    """A time: UTCTime through 2049, GeneralizedTime from 2050, seconds and Z and no fractions. The moment, or None."""
    found = reading.moment(piece)
    text = bytes(piece.content)
    if piece.is_a(der.UTC):
        fits = found is not None
    elif piece.is_a(der.GENERALIZED):
        fits = found is not None and len(text) == 15
        if found is not None and found.year < 2050:
            breaks.add(table, field, "a time through 2049 must be a UTCTime")
    else:
        breaks.add(table, field, "it must be a UTCTime or a GeneralizedTime")
        return None
    if not fits:
        breaks.add(table, field, "its form must be YYMMDDHHMMSSZ or YYYYMMDDHHMMSSZ")
    return found


def _validity(data, breaks):
    parts = der.single(data).inside(der.SEQUENCE)
    if len(parts) != 2:
        breaks.add(TABLE, "validity", "it must hold two times")
        return
    begin = time(parts[0], TABLE, "notBefore", breaks)
    end = time(parts[1], TABLE, "notAfter", breaks)
    if begin and end and begin >= end:
        breaks.add(TABLE, "validity", "it ends before it begins")


def name(data, field, table, breaks):
    """A name of issuer or subject: string types, single values, country and common name. The country, or None."""
    try:
        parts = reading.name(data)
    except reading.Unreadable as reason:
        breaks.add(table, field, f"it cannot be read: {reason}")
        return None
    countries, common = [], 0
    for part in parts:
        for oid, tag, text in part:
            _string(oid, tag, text, field, table, breaks)
            countries += [text] if oid == COUNTRY else []
            common += oid == COMMON
    if len(countries) != 1:
        breaks.add(table, field, "it must hold one countryName")
    elif not TWO_LETTERS.match(countries[0]):
        breaks.add(table, field, "countryName must be two capital letters")
    if not common:
        breaks.add(table, field, "it must hold commonName")
    return countries[0] if countries else None


def _string(oid, tag, text, field, table, breaks):
    if oid in (COUNTRY, SERIAL, QUALIFIER):
        if tag != der.PRINTABLE_TAG:
            what = {COUNTRY: "countryName", SERIAL: "serialNumber"}.get(oid, "dnQualifier")
            breaks.add(table, field, f"{what} must be a PrintableString")
    elif oid in PLAIN:
        if tag != der.IA5:
            breaks.add(table, field, "a mail address or domain must be an IA5String")
    elif tag not in (der.PRINTABLE_TAG, der.UTF8):
        breaks.add(table, field, "text must be a PrintableString or a UTF8String")
    if not text:
        breaks.add(table, field, "an attribute is empty")


def _short(data, profile, breaks):
    """The short subjects of the clauses 7.1.2 and 7.1.3: country and common name alone."""
    table = profile.table
    try:
        attributes = [attribute for part in reading.name(data) for attribute in part]
    except reading.Unreadable:
        return
    if sorted(oid for oid, _, _ in attributes) != [COMMON, COUNTRY]:
        breaks.add(table, "subject", "it must hold countryName and commonName and nothing else")
    common = next(((tag, text) for oid, tag, text in attributes if oid == COMMON), None)
    if common is None:
        return
    tag, text = common
    if profile.subject == "lds2":
        if len(text) > 9:
            breaks.add(table, "subject", "commonName must have nine characters at most")
        return
    if tag != der.PRINTABLE_TAG:
        breaks.add(table, "subject", "commonName must be a PrintableString")
    wanted = r"[A-Z0-9]{2}\Z" if profile.subject == "bar" else r"[A-Z0-9]+\Z"
    if not re.match(wanted, text):
        breaks.add(table, "subject", "commonName must be " + ("two" if profile.subject == "bar" else "of") + " capital characters")


def non_negative(value, table, field, breaks):
    """A number of a list: not negative, shortest form, twenty octets at most."""
    try:
        number = reading.load(core.Integer, value)
    except reading.Unreadable as reason:
        breaks.add(table, field, f"it cannot be read: {reason}")
        return
    if number.native < 0:
        breaks.add(table, field, "it must not be negative")
    if len(number.contents) > 20:
        breaks.add(table, field, "it must have twenty octets at most")
