"""The columns of Table 6 and of the clauses 7.1.2, 7.1.3 and 7.2.1: which extension is present, absent, critical, in which profile.

"m" present, "o" either, "x" absent; "c" critical, "nc" not. A closed column allows nothing it does not name.
"""

from dataclasses import dataclass, field, replace

EDITIONS = ("sixth", "seventh", "eighth", "eighth-2024")

# Names of extensions as the judge reports them, with their object identifiers.
OIDS = {
    "authorityKeyIdentifier": "2.5.29.35",
    "subjectKeyIdentifier": "2.5.29.14",
    "keyUsage": "2.5.29.15",
    "privateKeyUsagePeriod": "2.5.29.16",
    "certificatePolicies": "2.5.29.32",
    "policyMappings": "2.5.29.33",
    "subjectAltName": "2.5.29.17",
    "issuerAltName": "2.5.29.18",
    "subjectDirectoryAttributes": "2.5.29.9",
    "basicConstraints": "2.5.29.19",
    "nameConstraints": "2.5.29.30",
    "policyConstraints": "2.5.29.36",
    "extKeyUsage": "2.5.29.37",
    "cRLDistributionPoints": "2.5.29.31",
    "inhibitAnyPolicy": "2.5.29.54",
    "freshestCRL": "2.5.29.46",
    "authorityInfoAccess": "1.3.6.1.5.5.7.1.1",
    "subjectInfoAccess": "1.3.6.1.5.5.7.1.11",
    "nameChange": "2.23.136.1.1.6.1",
    "documentTypeList": "2.23.136.1.1.6.2",
    "netscapeCertType": "2.16.840.1.113730.1.1",
}
NAMES = {oid: name for name, oid in OIDS.items()}

# Purposes: what an extended key usage must hold.
MASTER_LIST, DEVIATION_LIST = "2.23.136.1.1.3", "2.23.136.1.1.8"
LDS2 = {"ts": "2.23.136.1.1.9.8.1", "v": "2.23.136.1.1.9.8.2", "b": "2.23.136.1.1.9.8.3"}
SPOC_CLIENT, SPOC_SERVER = "2.23.136.1.1.10.1", "2.23.136.1.1.10.2"
VDS, DTC, VDS_NC = "2.23.136.1.1.11.1", "2.23.136.1.1.12.1", "2.23.136.1.1.14.2"

_ROWS = """
    authorityKeyIdentifier       o nc   m nc   m nc   m nc   m nc
    subjectKeyIdentifier         m nc   m nc   o nc   o nc   o nc
    keyUsage                     m c    m c    m c    m c    m c
    privateKeyUsagePeriod        m nc   m nc   m nc   o nc   o nc
    certificatePolicies          o nc   o nc   o nc   o nc   o nc
    policyMappings               x -    x -    x -    x -    x -
    subjectAltName               m nc   m nc   m nc   m nc   m nc
    issuerAltName                m nc   m nc   m nc   m nc   m nc
    subjectDirectoryAttributes   x -    x -    x -    x -    x -
    basicConstraints             m c    m c    x -    x -    x -
    nameConstraints              x -    x -    x -    x -    x -
    policyConstraints            x -    x -    x -    x -    x -
    extKeyUsage                  x -    x -    x -    m c    m c
    cRLDistributionPoints        m nc   m nc   m nc   m nc   o nc
    inhibitAnyPolicy             x -    x -    x -    x -    x -
    freshestCRL                  x -    x -    x -    x -    x -
    authorityInfoAccess          o nc   o nc   o nc   o nc   o nc
    subjectInfoAccess            o nc   o nc   o nc   o nc   o nc
    nameChange                   o nc   o nc   x -    x -    x -
    documentTypeList             x -    x -    m nc   x -    x -
    netscapeCertType             x -    x -    x -    x -    x -
"""
_COLUMNS = ("root", "link", "document", "list", "communication")


def _columns():
    columns = {name: {} for name in _COLUMNS}
    for line in _ROWS.split("\n"):
        words = line.split()
        for place, name in enumerate(_COLUMNS):
            if words:
                columns[name][words[0]] = (words[1 + 2 * place], words[2 + 2 * place])
    return columns


TABLE_6 = _columns()
_LDS2_ROWS = {"authorityKeyIdentifier": ("m", "nc"), "extKeyUsage": ("m", "c")}
_BAR_CODE_ROWS = {**_LDS2_ROWS, "documentTypeList": ("o", "nc")}

CA_BITS = frozenset({"key_cert_sign", "crl_sign"})
SIGN_BITS = frozenset({"digital_signature"})
TALK_BITS = frozenset({"digital_signature", "key_encipherment", "key_agreement"})


@dataclass(frozen=True)
class Profile:
    """What one kind of certificate must be, in one edition."""

    name: str
    rows: dict
    table: str = "Table 6"              # the table that names the extensions
    closed: bool = False                # no extension but those named
    kind: str = "signer"                # root, link, signer or talk
    bits: frozenset = SIGN_BITS         # the bits of the key usage
    bits_exact: bool = True
    path_length: int = 0
    purposes: tuple = ()                # purposes, one of which must be there
    purposes_exact: bool = True
    subject: str = ""                   # "", lds2, bar or bar-nc: the short subjects
    only_ec: str = ""                   # the clause that wants an elliptic curve key
    explicit_ec: bool = True
    host: bool = False                  # a dNSName in the subject's alternative name
    link_names: bool = True             # a new name wants nameChange
    editions: tuple = field(default=EDITIONS)


def _all():
    six, lists = TABLE_6, {"rows": TABLE_6["list"]}
    later = EDITIONS[1:]
    eight = EDITIONS[2:]
    document = six["document"]
    talk = {"kind": "talk", "bits": TALK_BITS, "bits_exact": False, "explicit_ec": False, "purposes_exact": False}
    spoc = {**talk, "table": "7.2.1", "rows": {**six["communication"], "cRLDistributionPoints": ("m", "nc")}, "editions": later}
    lds2 = {"rows": _LDS2_ROWS, "table": "7.1.2", "closed": True, "subject": "lds2", "only_ec": "4.1.7", "editions": eight}
    bar = {"rows": _BAR_CODE_ROWS, "table": "7.1.3", "closed": True, "editions": eight}
    found = [
        Profile("csca-root", six["root"], kind="root", bits=CA_BITS),
        Profile("csca-link", six["link"], kind="link", bits=CA_BITS),
        Profile("document-signer", document),
        Profile("masterlist-signer", purposes=(MASTER_LIST,), **lists),
        Profile("deviationlist-signer", purposes=(DEVIATION_LIST,), **lists),
        Profile("communication", six["communication"], **talk),
        Profile("spoc-client", purposes=(SPOC_CLIENT,), **spoc),
        Profile("spoc-server", purposes=(SPOC_SERVER,), host=True, **spoc),
        Profile("dtc-signer", {**document, "extKeyUsage": ("m", "c")}, purposes=(DTC,), editions=eight),
        Profile("barcode-signer", subject="bar", purposes=(VDS,), **bar),
        Profile("vds-nc-signer", subject="bar-nc", purposes=(VDS_NC,), only_ec="VDS-NC", **bar),
        Profile("lds2-signer", purposes=tuple(LDS2.values()), **lds2),
    ]
    found += [Profile(f"lds2-{kind}-signer", purposes=(oid,), **lds2) for kind, oid in LDS2.items()]
    return {p.name: p for p in found}


PROFILES = _all()


def profile(name, edition):
    """The profile of that name as the edition has it, or None where the edition does not know it."""
    found = PROFILES[name]
    if edition not in found.editions:
        return None
    if edition == "sixth":
        return _sixth(found)
    if name == "barcode-signer" and edition == "eighth-2024":
        return replace(found, only_ec="4.1.8")
    return found


def _sixth(found):
    """The sixth edition: alternative names and purposes absent, usage period and distribution points optional, and a link may stand over one CA."""
    rows = dict(found.rows)
    for name in ("subjectAltName", "issuerAltName", "authorityInfoAccess", "subjectInfoAccess"):
        rows[name] = ("x", "-")
    for name in ("privateKeyUsagePeriod", "cRLDistributionPoints"):
        rows[name] = ("o", "nc")
    for name in ("nameChange", "documentTypeList"):
        rows[name] = ("o", "nc")
    return replace(found, rows=rows, path_length=1 if found.kind == "link" else 0, link_names=False)
