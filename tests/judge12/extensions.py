"""Table 6: which extensions are there, whether they are critical, and what they hold."""

from asn1crypto import core, x509

from . import altnames, der, reading
from .profiles import NAMES, OIDS

CRITICAL = {"c": True, "nc": False}
# The purpose of the root of a health authority, 2.23.136.1.1.14.1, alone in its SEQUENCE.
HEALTH = core.ObjectIdentifier("2.23.136.1.1.14.1").dump()


def judge(certificate, profile, breaks, issuer=None):
    """Compares every extension of a certificate with the profile's column."""
    table = profile.table
    seen = {}
    for oid, critical, value in certificate.extensions:
        name = NAMES.get(oid, oid)
        if oid in seen:
            breaks.add(table, name, "the extension is there twice")
            continue
        seen[oid] = value
        for words in der.slips(value):
            breaks.add("DER", name, words)
        _presence(profile, name, critical, value, breaks)
    for name, (presence, _) in profile.rows.items():
        if presence == "m" and OIDS[name] not in seen:
            breaks.add(table, name, "the extension must be there")
    for name, reader in READERS.items():
        value = seen.get(OIDS[name])
        if value is not None and profile.rows.get(name, ("x", ""))[0] != "x":
            try:
                reader(value, certificate, profile, breaks, issuer)
            except reading.Unreadable as reason:
                breaks.add(table, name, f"it cannot be read: {reason}")
    altnames.judge(seen, profile, certificate, breaks)
    _name_change(seen, certificate, profile, breaks)


def _presence(profile, name, critical, value, breaks):
    presence, wanted = profile.rows.get(name, ("x", "-") if profile.closed else ("o", "nc"))
    if presence == "x" and profile.kind == "root" and name == "extKeyUsage" and value.endswith(HEALTH):
        # Table 6 forbids it; the report on seals gives it to a health authority's root, and what a report allows is good.
        return
    if presence == "x":
        breaks.add(profile.table, name, "the extension must not be there")
    elif critical != CRITICAL[wanted]:
        breaks.add(profile.table, name, "it must be critical" if wanted == "c" else "it must not be critical")


def _read(spec, value, name, breaks):
    """Reads an extension's value and compares it with itself written anew."""
    found = reading.load(spec, value)
    if not reading.same_again(spec, value):
        breaks.add("DER", name, "written anew it is other octets: a default value is encoded or a form is not the one allowed")
    return found


def _authority_key(value, certificate, profile, breaks, issuer):
    table, name = profile.table, "authorityKeyIdentifier"
    root = profile.kind == "root"
    authority_key(value, certificate if root else issuer, table, name, breaks, root)


def authority_key(value, issuer, table, name, breaks, root=False):
    """The identifier of the issuer's key: there, and the one the issuer calls itself by. For certificates and lists."""
    pieces = _tagged(value, (1,))
    if 0 not in pieces or not pieces[0].content:
        breaks.add(table, name, "keyIdentifier must be there")
    if (1 in pieces) != (2 in pieces):
        breaks.add(table, name, "authorityCertIssuer and authorityCertSerialNumber go together")
    if 2 in pieces and der.integer_slip(pieces[2].content):
        breaks.add("DER", name, der.integer_slip(pieces[2].content))
    if any(tag > 2 for tag in pieces):
        breaks.add(table, name, "it holds a field that is unknown")
    if issuer is None or 0 not in pieces:
        return
    own = issuer.extension(OIDS["subjectKeyIdentifier"])
    if own is None:
        return
    try:
        own = der.single(own)
    except der.Malformed:
        return
    if bytes(own.content) != bytes(pieces[0].content):
        # A root may be without the identifier: nothing is found by it.
        note = breaks.advise if root else breaks.add
        note(table, name, "keyIdentifier is not the subject key identifier of the issuer")


def _tagged(value, constructed=()):
    """The fields of a SEQUENCE whose fields all have context tags, by tag; they must rise. Which are constructed, is told."""
    try:
        outer = der.single(value)
        pieces = outer.children() if outer.is_a(der.SEQUENCE) else None
    except der.Malformed as reason:
        raise reading.Unreadable(str(reason)) from None
    if pieces is None or any(p.group != 2 for p in pieces):
        raise reading.Unreadable("it is no SEQUENCE of tagged fields")
    tags = [p.number for p in pieces]
    if tags != sorted(set(tags)):
        raise reading.Unreadable("its fields are not in their order")
    if any(p.constructed != (p.number in constructed) for p in pieces):
        raise reading.Unreadable("a field is constructed or primitive where it may not be")
    return {p.number: p for p in pieces}


def _subject_key(value, _certificate, profile, breaks, _issuer):
    if not _read(core.OctetString, value, "subjectKeyIdentifier", breaks).native:
        breaks.add(profile.table, "subjectKeyIdentifier", "it is empty")


def _key_usage(value, _certificate, profile, breaks, _issuer):
    name = "keyUsage"
    content = der.single(value).content
    zeros = len(content) > 1 and not content[-1] >> content[0] & 1
    found = reading.load(x509.KeyUsage, value) if zeros else _read(x509.KeyUsage, value, name, breaks)
    bits = found.native
    if zeros:
        # No reader takes them for other bits.
        breaks.advise("DER", name, "the named bits end in zeros")
    if profile.bits_exact and bits != set(profile.bits):
        breaks.add(profile.table, name, f"it must hold {_bits(profile.bits)} alone, it holds {_bits(bits)}")
    elif not bits <= profile.bits or not bits:
        breaks.add(profile.table, name, f"it may hold {_bits(profile.bits)}, it holds {_bits(bits)}")


def _bits(bits):
    return " and ".join(sorted(bits)) or "nothing"


def _usage_period(value, _certificate, profile, breaks, _issuer):
    name = "privateKeyUsagePeriod"
    pieces = _tagged(value)
    if not pieces or any(tag > 1 for tag in pieces):
        breaks.add(profile.table, name, "it must hold notBefore or notAfter, and nothing else")
    for piece in pieces.values():
        if len(piece.content) != 15 or reading.moment(piece) is None:
            breaks.add(profile.table, name, "its times must be YYYYMMDDHHMMSSZ")


def _policies(value, _certificate, profile, breaks, _issuer):
    found = reading.load(x509.CertificatePolicies, value)
    oids = [policy["policy_identifier"].dotted for policy in found]
    if not oids:
        breaks.add(profile.table, "certificatePolicies", "it holds no policyIdentifier")
    if len(oids) != len(set(oids)):
        breaks.add(profile.table, "certificatePolicies", "a policyIdentifier is there twice")


def _constraints(value, _certificate, profile, breaks, _issuer):
    name = "basicConstraints"
    found = _read(x509.BasicConstraints, value, name, breaks)
    if not found["ca"].native:
        breaks.add(profile.table, name, "cA must be TRUE")
    if found["path_len_constraint"].native != profile.path_length:
        breaks.add(profile.table, name, f"pathLenConstraint must be {profile.path_length}")


def _purposes(value, _certificate, profile, breaks, _issuer):
    name = "extKeyUsage"
    _read(x509.ExtKeyUsageSyntax, value, name, breaks)
    oids = [purpose.dotted for purpose in x509.ExtKeyUsageSyntax.load(value)]
    if not oids:
        breaks.add(profile.table, name, "it holds no purpose")
    if len(oids) != len(set(oids)):
        breaks.add(profile.table, name, "a purpose is there twice")
    if profile.purposes and not set(oids) & set(profile.purposes):
        breaks.add(profile.table, name, f"it must hold {' or '.join(profile.purposes)}")
    if profile.purposes and profile.purposes_exact and len(oids) > 1:
        breaks.add(profile.table, name, "it must hold one purpose alone")


def _distribution(value, _certificate, profile, breaks, _issuer):
    name = "cRLDistributionPoints"
    try:
        points = der.single(value).inside(der.SEQUENCE)
    except der.Malformed as reason:
        raise reading.Unreadable(str(reason)) from None
    if not points:
        breaks.add(profile.table, name, "it must hold at least one point")
    for point in points:
        _point(_tagged(point.raw, (0, 2)), profile.table, name, breaks)


def _point(pieces, table, name, breaks):
    if 1 in pieces:
        breaks.add(table, name, "reasons must not be there")
    if 2 in pieces:
        breaks.add(table, name, "cRLIssuer must not be there")
    if any(tag > 2 for tag in pieces):
        breaks.add(table, name, "a point holds a field that is unknown")
    if 0 not in pieces:
        breaks.add(table, name, "distributionPoint must be there")
        return
    try:
        inner = pieces[0].children()
        names = inner[0].inside(0, 2) if len(inner) == 1 and inner[0].number == 0 else []
    except der.Malformed as reason:
        raise reading.Unreadable(str(reason)) from None
    if not names:
        breaks.add(table, name, "distributionPoint must be a full name")
    for found in names:
        scheme, colon, rest = bytes(found.content).decode("latin-1").partition("://")
        address = (found.group, found.constructed, found.number) == (2, False, 6)
        if not address or scheme.lower() not in ("ldap", "http", "https") or not colon or not rest:
            breaks.add(table, name, "distributionPoint must be an address of ldap, http or https")
        elif not rest.isascii():
            breaks.add("DER", name, "an address is no IA5String")


def _document_types(value, _certificate, profile, breaks, _issuer):
    name = "documentTypeList"
    try:
        parts = der.single(value).inside(der.SEQUENCE)
        whole = len(parts) == 2 and parts[0].is_a(der.INTEGER) and parts[1].is_a(der.SET)
        types = parts[1].children() if whole else None
    except der.Malformed as reason:
        raise reading.Unreadable(str(reason)) from None
    if types is None:
        raise reading.Unreadable("it is no version and SET of document types")
    if bytes(parts[0].content) != b"\x00":
        breaks.add(profile.table, name, "its version must be 0")
    if not types:
        breaks.add(profile.table, name, "it names no document type")
    for found in types:
        if not found.is_a(der.PRINTABLE_TAG) or not 1 <= len(found.content) <= 2:
            breaks.add(profile.table, name, "a document type must be a PrintableString of one or two characters")


def _name_change(seen, certificate, profile, breaks):
    """nameChange holds NULL, and a link to a new name has it (7.1.1.5)."""
    name = "nameChange"
    value = seen.get(OIDS[name])
    if value is not None and value != b"\x05\x00" and profile.rows.get(name, ("x",))[0] != "x":
        breaks.add("7.1.1.5", name, "its value must be NULL")
    if profile.kind != "link" or not profile.link_names or value is not None:
        return
    try:
        if reading.folded(certificate.issuer) != reading.folded(certificate.subject):
            breaks.add("7.1.1.5", name, "a link to a new name must have it")
    except reading.Unreadable:
        return


READERS = {
    "authorityKeyIdentifier": _authority_key,
    "subjectKeyIdentifier": _subject_key,
    "keyUsage": _key_usage,
    "privateKeyUsagePeriod": _usage_period,
    "certificatePolicies": _policies,
    "basicConstraints": _constraints,
    "extKeyUsage": _purposes,
    "cRLDistributionPoints": _distribution,
    "documentTypeList": _document_types,
}
