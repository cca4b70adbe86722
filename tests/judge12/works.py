"""Makes good certificates and lists with the cryptography package and with openssl, for the judge's own tests."""

import os
import subprocess
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from . import forge, lifetimes
from .forge import Draft, Node, integer, sequence
from .profiles import OIDS

NOW = datetime(2026, 3, 1, tzinfo=timezone.utc)
ENCODING = serialization.Encoding


def name(common, country="UT", printable=False):
    """A subject or issuer of country and common name."""
    kind = x509.name._ASN1Type.PrintableString if printable else x509.name._ASN1Type.UTF8String
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, country), x509.NameAttribute(NameOID.COMMON_NAME, common, kind)])


def alternative(code="UTO", host=None):
    """The general names of an alternative name."""
    names = [x509.RFC822Name("csca@example.org")] + ([x509.DNSName(host)] if host else [])
    return names + [x509.DirectoryName(x509.Name([x509.NameAttribute(NameOID.LOCALITY_NAME, code)]))]


def period(begin, end):
    """A private key usage period."""
    form = "%Y%m%d%H%M%SZ"
    return sequence(Node(0x80, begin.strftime(form).encode()), Node(0x81, end.strftime(form).encode()))


def types(*codes):
    """A list of document types."""
    return sequence(integer(0), Node(forge.SET, [Node(forge.PRINTABLE, code.encode()) for code in sorted(codes)]))


class Kit:
    """Keys and good products. What needs explicit curve parameters gets them from openssl."""

    def __init__(self):
        self.keys = {"root": forge.rsa_key(3072), "new": forge.rsa_key(3072), "signer": forge.rsa_key()}
        self.keys["ec"] = ec.generate_private_key(ec.SECP256R1())
        self.root = self._make("root", "root", months=171, use=48, common="Utopia CSCA")
        self.link = self._make("link", "new", months=171, use=48, common="Utopia CSCA")
        self.link_renamed = self._make("link", "new", months=171, use=48, common="Utopia CSCA 2", change=True)
        self.signer = self._make("document", "signer", months=123, use=3, common="Utopia DS 1")
        self.master = self._make("list", "signer", months=60, common="Utopia MLS", purposes=["2.23.136.1.1.3"])
        self.deviation = self._make("list", "signer", months=60, common="Utopia DLS", purposes=["2.23.136.1.1.8"])
        self.dtc = self._make("document", "signer", months=123, use=3, common="Utopia DTC", purposes=["2.23.136.1.1.12.1"])
        self.talk = self._make("talk", "ec", months=12, common="Utopia web", purposes=["1.3.6.1.5.5.7.3.1"])
        self.client = self._make("talk", "ec", months=12, common="SPOC TLS client", purposes=["2.23.136.1.1.10.1", "1.3.6.1.5.5.7.3.2"])
        self.server = self._make("talk", "ec", months=12, common="SPOC TLS server", purposes=["2.23.136.1.1.10.2"], host="spoc.example.org")
        self.bar = self._short("TS", ["2.23.136.1.1.11.1"])
        self.vds_nc = self._short("DFAT", ["2.23.136.1.1.14.2"])
        self.stamp = self._short("STAMP 1", ["2.23.136.1.1.9.8.1"])
        self.revocations = self._list([17, 4711])
        self.revocations_empty = self._list([])

    def _builder(self, kind, key, months, common, printable=False):
        issuer = name(common) if kind == "root" else name("Utopia CSCA")
        return (x509.CertificateBuilder().subject_name(name(common, printable=printable)).issuer_name(issuer)
                .public_key(self.keys[key].public_key()).serial_number(x509.random_serial_number())
                .not_valid_before(NOW).not_valid_after(lifetimes.months_on(NOW, months)))

    def _make(self, kind, key, months, common, use=0, purposes=(), host=None, change=False):
        """A certificate of the RSA root, or that root, built by the cryptography package."""
        authority = kind in ("root", "link")
        talk = kind == "talk"
        usage = dict.fromkeys(("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
                               "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False)
        usage |= {"key_cert_sign": authority, "crl_sign": authority, "digital_signature": not authority, "key_agreement": talk}
        public = self.keys["root"].public_key()
        builder = self._builder(kind, key, months, common)
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), False)
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(self.keys[key].public_key()), False)
        builder = builder.add_extension(x509.KeyUsage(**usage), True)
        if use:
            raw = period(NOW, lifetimes.months_on(NOW, use)).write()
            builder = builder.add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier(OIDS["privateKeyUsagePeriod"]), raw), False)
        builder = builder.add_extension(x509.SubjectAlternativeName(alternative(host=host)), False)
        builder = builder.add_extension(x509.IssuerAlternativeName(alternative()), False)
        if authority:
            builder = builder.add_extension(x509.BasicConstraints(True, 0), True)
        if purposes:
            builder = builder.add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier(p) for p in purposes]), True)
        url = x509.UniformResourceIdentifier("https://pkddownload1.icao.int/CRLs/UTO.crl")
        builder = builder.add_extension(x509.CRLDistributionPoints([x509.DistributionPoint([url], None, None, None)]), False)
        extra = {OIDS["documentTypeList"]: types("P", "PD").write()} if kind == "document" else {}
        extra |= {OIDS["nameChange"]: b"\x05\x00"} if change else {}
        for oid_text, raw in extra.items():
            builder = builder.add_extension(x509.UnrecognizedExtension(x509.ObjectIdentifier(oid_text), raw), False)
        return builder.sign(self.keys["root"], hashes.SHA256()).public_bytes(ENCODING.DER)

    def _short(self, common, purposes):
        """A bar code or LDS2 signer: three extensions at most, and an explicit curve."""
        builder = self._builder("short", "ec", 60, common, printable=True)
        public = self.keys["root"].public_key()
        builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), False)
        builder = builder.add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier(p) for p in purposes]), True)
        draft = Draft(builder.sign(self.keys["root"], hashes.SHA256()).public_bytes(ENCODING.DER))
        draft.body[6] = forge.parse(self.explicit(self.keys["ec"]))
        return draft.sign(self.keys["root"])

    def _list(self, serials):
        public = self.keys["root"].public_key()
        builder = (x509.CertificateRevocationListBuilder().issuer_name(name("Utopia CSCA")).last_update(NOW).next_update(NOW + timedelta(days=90))
                   .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), False).add_extension(x509.CRLNumber(7), False))
        for serial in serials:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self.keys["root"], hashes.SHA256()).public_bytes(ENCODING.DER)

    def public(self, key):
        """The public key of that name."""
        return self.keys[key].public_key().public_bytes(ENCODING.DER, serialization.PublicFormat.SubjectPublicKeyInfo)

    def key_identifier(self, key):
        """What the certificate of that key calls it."""
        return x509.SubjectKeyIdentifier.from_public_key(self.keys[key].public_key()).digest

    def explicit(self, key):
        """The public key with the curve written out, by openssl."""
        armour = key.private_bytes(ENCODING.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
        command = ["openssl", "ec", "-pubout", "-param_enc", "explicit", "-conv_form", "uncompressed", "-outform", "DER"]
        return subprocess.run(command, input=armour, capture_output=True, check=True).stdout


CONFIGURATION = """
[req]
distinguished_name = who
prompt = no
string_mask = utf8only
[who]
C = UT
CN = {common}
[place]
L = UTO
[names]
email = csca@example.org
dirName = place
[ca]
crlnumber = {folder}/number
database = {folder}/index
default_md = sha256
default_crl_days = 30
crl_extensions = list
[list]
authorityKeyIdentifier = keyid
[extensions]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = @names
issuerAltName = @names
crlDistributionPoints = URI:http://example.org/UTO.crl
2.5.29.16 = DER:{period}
{more}
"""
ROOT = "keyUsage = critical, keyCertSign, cRLSign\nbasicConstraints = critical, CA:TRUE, pathlen:0"
DOCUMENT = "keyUsage = critical, digitalSignature\n2.23.136.1.1.6.2 = DER:{types}"
MASTER = "keyUsage = critical, digitalSignature\nextendedKeyUsage = critical, 2.23.136.1.1.3"


class OpenSsl:
    """A root, its signers and its list, all made by openssl: with PSS, or with an explicit curve."""

    def __init__(self, folder, curve=None):
        self.folder = folder
        self.curve = curve
        self.options = ["-sha256"] if curve else ["-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]
        self.now = datetime.now(timezone.utc).replace(microsecond=0)
        self._key("root")
        self._key("signer")
        self._configure("root", "Utopia CSCA", ROOT, 48)
        self._run("req", "-x509", "-new", "-key", "root.key", "-config", "root.conf", "-extensions", "extensions", "-days", "5200",
                  "-outform", "DER", "-out", "root.der", *self.options)
        self._run("x509", "-inform", "DER", "-in", "root.der", "-out", "root.pem")
        self.root = self._read("root.der")
        self.signer = self._signer("document", DOCUMENT.format(types=types("P").write().hex(":")), 3)
        self.master = self._signer("master", MASTER, 12)
        self.revocations = self._list()

    def _run(self, *words):
        done = subprocess.run(["openssl", *words], capture_output=True, cwd=self.folder, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"openssl {' '.join(words)}: {done.stderr.decode(errors='replace')}")

    def _read(self, path):
        with open(os.path.join(self.folder, path), "rb") as file:
            return file.read()

    def _write(self, path, text):
        with open(os.path.join(self.folder, path), "w", encoding="utf-8") as file:
            file.write(text)

    def _key(self, path):
        if self.curve:
            self._run("ecparam", "-name", self.curve, "-param_enc", "explicit", "-genkey", "-noout", "-out", f"{path}.key")
        else:
            self._run("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", f"{path}.key")

    def _configure(self, path, common, more, use):
        raw = period(self.now, lifetimes.months_on(self.now, use)).write().hex(":")
        self._write(f"{path}.conf", CONFIGURATION.format(common=common, folder=self.folder, period=raw, more=more))

    def _signer(self, path, more, use):
        self._configure(path, f"Utopia {path}", more, use)
        self._run("req", "-new", "-key", "signer.key", "-config", f"{path}.conf", "-out", f"{path}.csr", "-sha256")
        self._run("x509", "-req", "-in", f"{path}.csr", "-CA", "root.pem", "-CAkey", "root.key", "-set_serial", "4711", "-days", "3800",
                  "-extfile", f"{path}.conf", "-extensions", "extensions", "-outform", "DER", "-out", f"{path}.der", *self.options)
        return self._read(f"{path}.der")

    def _list(self):
        self._write("index", "")
        self._write("number", "01\n")
        self._run("ca", "-gencrl", "-config", "root.conf", "-name", "ca", "-cert", "root.pem", "-keyfile", "root.key", "-out", "list.pem",
                  *[word for word in self.options if word != "-sha256"])
        self._run("crl", "-in", "list.pem", "-outform", "DER", "-out", "list.der")
        return self._read("list.der")
