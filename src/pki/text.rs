//! Certificates and CRLs as people read them. Everything foreign is made harmless; what
//! cannot be read is said so, in its place.

use std::fmt::{self, Display, Write as _};
use std::net::IpAddr;

use super::algorithm_identifier::AlgorithmIdentifier;
use super::certificate::Certificate;
use super::crl::Crl;
use super::extension::{
    Access, AuthorityInformation, AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies, CrlDistributionPoints,
    CrlNumber, DocumentTypeList, ExtendedKeyUsage, Extension, GeneralName, GeneralNames, IssuerAltName, KeyUsage,
    OcspNoCheck, PrivateKeyUsagePeriod, SubjectAltName, SubjectKeyIdentifier, Typed, extension_name,
};
use super::instant::Instant;
use super::name::cut;
use super::oid;
use crate::asn1::{Asn1Error, oid_text};
use crate::safe::Safe;
use crate::signer::{EcParametersForm, ExplicitDefect, KeyKind, PublicKey};

/// A certificate as lines of text, `Display`ed.
pub struct CertificateText<'c, 'a>(pub &'c Certificate<'a>);

/// A CRL as lines of text, with at most this many entries.
pub struct CrlText<'c, 'a> {
    /// The list.
    pub crl: &'c Crl<'a>,
    /// How many entries are shown.
    pub entries: usize,
}

const WIDTH: usize = 200;
/// Characters of a name that a page shows; a real one has some hundred.
const NAME: usize = 2000;

/// One line; `value` is harmless already.
fn field(f: &mut fmt::Formatter<'_>, name: &str, value: impl Display) -> fmt::Result {
    writeln!(f, "{name:<18} {}", cut(&value.to_string(), WIDTH))
}

fn moment(instant: &Instant<'_>) -> String {
    match instant.time() {
        Ok(time) => time.to_string(),
        Err(_) => format!("unreadable: {}", text_octets(instant.element.content)),
    }
}

/// Octets in pairs with colons, cut after 64.
fn octets(bytes: &[u8]) -> String {
    let shown: Vec<String> = bytes.iter().take(64).map(|b| format!("{b:02x}")).collect();
    let more = if bytes.len() > 64 { "…" } else { "" };
    format!("{}{more}", shown.join(":"))
}

fn text_octets(bytes: &[u8]) -> String {
    Safe(&String::from_utf8_lossy(bytes)).to_string()
}

impl Display for CertificateText<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "certificate")?;
        field(f, "digest", self.0.digest())?;
        write_certificate(f, self.0)
    }
}

/// A name and a value that is harmless already.
pub type Line = (&'static str, String);

/// What stands in a certificate beside its version and serial number, but for the extensions.
fn fields(c: &Certificate<'_>) -> Vec<Line> {
    let mut lines = vec![("issuer", c.issuer.shown(NAME)), ("subject", c.subject.shown(NAME))];
    lines.push(("valid from", moment(&c.not_before)));
    lines.push(("valid until", moment(&c.not_after)));
    match c.public_key() {
        Ok(key) => {
            lines.push(("key", key_text(&key)));
            lines.push(("key digest", key.identity().map_or("-".to_owned(), |d| d.to_string())));
        }
        Err(error) => lines.push(("key", format!("unusable: {error}"))),
    }
    lines
}

fn signed_by(algorithm: &AlgorithmIdentifier<'_>) -> String {
    algorithm.algorithm().map_or_else(|error| error.to_string(), |algorithm| algorithm.to_string())
}

/// A certificate that is to be signed, field by field, each extension a field. Its serial
/// number is left out: it is drawn when the certificate is signed.
pub(super) fn certificate_lines(c: &Certificate<'_>) -> Vec<Line> {
    let mut lines = fields(c);
    lines.extend(c.extensions.iter().map(|extension| ("extension", extension_text(extension))));
    lines.push(("signature", signed_by(&c.outer_algorithm)));
    lines.push(("serial number", "drawn when it is signed".into()));
    lines.iter().map(|(name, value)| (*name, cut(value, WIDTH * 2))).collect()
}

/// A certificate that was found, field by field, each extension a field under its name, and what of it cannot be read.
pub fn found_lines(c: &Certificate<'_>) -> Vec<Line> {
    let mut lines = vec![("SHA-256", c.digest().to_string()), ("serial number", octets(c.serial()))];
    lines.extend(fields(c));
    lines.push(("signature", signed_by(&c.outer_algorithm)));
    lines.extend(c.extensions.iter().map(|extension| ("extension", extension_text(extension))));
    if c.extensions.iter().next().is_none() {
        lines.push(("extension", "none".into()));
    }
    lines.extend(c.extensions.defect.as_ref().map(|defect| ("unreadable", format!("the rest: {defect}"))));
    if !c.trailing.is_empty() {
        lines.push(("after it", format!("{} octets that belong to nothing", c.trailing.len())));
    }
    lines.iter().map(|(name, value)| (*name, cut(value, WIDTH * 2))).collect()
}

/// A CRL that is to be signed, field by field, without its entries.
pub(super) fn crl_lines(crl: &Crl<'_>) -> Vec<Line> {
    let mut lines = vec![("issuer", crl.issuer.shown(NAME)), ("this update", moment(&crl.this_update))];
    lines.push(("next update", crl.next_update.as_ref().map_or("absent".to_owned(), moment)));
    lines.push(("entries", crl.entries().count().to_string()));
    lines.extend(crl.extensions.iter().map(|extension| ("extension", extension_text(extension))));
    lines.push(("signature", signed_by(&crl.outer_algorithm)));
    lines.iter().map(|(name, value)| (*name, cut(value, WIDTH * 2))).collect()
}

fn write_certificate(f: &mut fmt::Formatter<'_>, c: &Certificate<'_>) -> fmt::Result {
    field(f, "version", c.version())?;
    field(f, "serial number", octets(c.serial()))?;
    for (name, value) in fields(c) {
        field(f, name, value)?;
    }
    field(f, "signed by", signed_by(&c.outer_algorithm))?;
    for extension in c.extensions.iter() {
        write_extension(f, extension)?;
    }
    if let Some(defect) = &c.extensions.defect {
        field(f, "extensions", format!("the rest is unreadable: {defect}"))?;
    }
    if !c.trailing.is_empty() {
        field(f, "after it", format!("{} octets that belong to nothing", c.trailing.len()))?;
    }
    Ok(())
}

impl Display for CrlText<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let crl = self.crl;
        writeln!(f, "certificate revocation list")?;
        field(f, "digest", crl.digest())?;
        field(f, "version", crl.version())?;
        field(f, "issuer", crl.issuer.shown(NAME))?;
        field(f, "this update", moment(&crl.this_update))?;
        field(f, "next update", crl.next_update.as_ref().map_or("absent".to_owned(), moment))?;
        field(f, "signed by", signed_by(&crl.outer_algorithm))?;
        for extension in crl.extensions.iter() {
            write_extension(f, extension)?;
        }
        let mut count = 0usize;
        for entry in crl.entries() {
            match entry {
                Ok(entry) if count < self.entries => {
                    let on = moment(&entry.revocation_date);
                    field(f, "revoked", format!("{} on {on}", octets(entry.serial_element.content)))?;
                }
                Ok(_) => {}
                Err(error) => field(f, "revoked", format!("the rest is unreadable: {error}"))?,
            }
            count += 1;
        }
        field(f, "entries", count)
    }
}

fn key_text(key: &PublicKey) -> String {
    match key.kind() {
        KeyKind::Rsa { bits, exponent, .. } => {
            let exponent = exponent.iter().take(8).fold(0u64, |n, b| n << 8 | u64::from(*b));
            format!("RSA-{bits}, exponent {exponent}")
        }
        KeyKind::Ec { curve, form: EcParametersForm::Named, .. } => format!("EC {curve}, named"),
        KeyKind::Ec { curve, form: EcParametersForm::Explicit(defects), .. } => {
            let mut text = format!("EC {curve}, explicit parameters");
            for defect in defects {
                text.push_str(match defect {
                    ExplicitDefect::CofactorAbsent => ", no cofactor",
                    ExplicitDefect::GeneratorCompressed => ", compressed generator",
                    ExplicitDefect::SeedPresent => ", with seed",
                    ExplicitDefect::VersionUnknown => ", version unknown",
                    ExplicitDefect::CoefficientLength => ", coefficient of another length",
                });
            }
            text
        }
        KeyKind::Ed25519 => "Ed25519".into(),
        KeyKind::MlDsa(set) => set.name().into(),
    }
}

fn write_extension(f: &mut fmt::Formatter<'_>, extension: &Extension<'_>) -> fmt::Result {
    writeln!(f, "  {}", extension_text(extension))
}

/// An extension in one line: name or object identifier, whether it is critical, value.
pub(super) fn extension_text(extension: &Extension<'_>) -> String {
    let name = extension_name(extension.oid).map_or_else(|| oid_text(extension.oid), str::to_owned);
    let critical = if extension.is_critical() { ", critical" } else { "" };
    let value = match value_text(extension) {
        Ok(text) => text,
        Err(error) => format!("unreadable ({error}): {}", octets(extension.value.content)),
    };
    format!("{name}{critical}: {}", cut(&value, WIDTH * 2))
}

fn value_text(extension: &Extension<'_>) -> Result<String, Asn1Error> {
    Ok(match extension.oid {
        oid::KEY_USAGE => KeyUsage::read(extension)?.to_string(),
        oid::BASIC_CONSTRAINTS => {
            let constraints = BasicConstraints::read(extension)?;
            let ca = if constraints.is_ca() { "CA" } else { "not a CA" };
            constraints.path_length.map_or(ca.to_owned(), |n| format!("{ca}, path length {n}"))
        }
        oid::EXTENDED_KEY_USAGE => {
            let usage = ExtendedKeyUsage::read(extension)?;
            usage.purposes.iter().map(|p| oid_text(p)).collect::<Vec<_>>().join(", ")
        }
        oid::SUBJECT_KEY_IDENTIFIER => {
            let identifier = SubjectKeyIdentifier::read(extension)?;
            let note = if identifier.wrapped { "" } else { " (not in an OCTET STRING)" };
            format!("{}{note}", octets(identifier.octets))
        }
        oid::AUTHORITY_KEY_IDENTIFIER => authority_text(&AuthorityKeyIdentifier::read(extension)?),
        oid::PRIVATE_KEY_USAGE_PERIOD => {
            let period = PrivateKeyUsagePeriod::read(extension)?;
            let end = |instant: &Option<Instant<'_>>| instant.as_ref().map_or("open".to_owned(), moment);
            format!("{} to {}", end(&period.not_before), end(&period.not_after))
        }
        oid::SUBJECT_ALT_NAME => names_text(&SubjectAltName::read(extension)?.0),
        oid::ISSUER_ALT_NAME => names_text(&IssuerAltName::read(extension)?.0),
        oid::CRL_DISTRIBUTION_POINTS => {
            let points = CrlDistributionPoints::read(extension)?;
            points.points.iter().filter_map(|p| p.names).map(|n| names_text(&n)).collect::<Vec<_>>().join("; ")
        }
        oid::CERTIFICATE_POLICIES => {
            let policies = CertificatePolicies::read(extension)?;
            policies.policies.iter().map(|p| oid_text(p.oid)).collect::<Vec<_>>().join(", ")
        }
        oid::DOCUMENT_TYPE_LIST => {
            let list = DocumentTypeList::read(extension)?;
            list.types.iter().map(|t| text_octets(t.content)).collect::<Vec<_>>().join(", ")
        }
        oid::AUTHORITY_INFO_ACCESS => access_text(&AuthorityInformation::read(extension)?),
        oid::OCSP_NO_CHECK => OcspNoCheck::read(extension).map(|_| "not looked up by OCSP".to_owned())?,
        oid::CRL_NUMBER => octets(CrlNumber::read(extension)?.magnitude()?),
        oid::NAME_CHANGE => "the CSCA changed its name".into(),
        oid::REHEARSAL => "FROM A REHEARSAL, NOT FOR USE".into(),
        _ => octets(extension.value.content),
    })
}

fn authority_text(identifier: &AuthorityKeyIdentifier<'_>) -> String {
    let mut text = identifier.key_identifier.map_or("no key identifier".to_owned(), octets);
    if let Some(issuer) = &identifier.issuer {
        let _ = write!(text, ", issuer {}", names_text(issuer));
    }
    if let Some(serial) = identifier.serial {
        let _ = write!(text, ", serial number {}", octets(serial));
    }
    text
}

fn access_text(information: &AuthorityInformation<'_>) -> String {
    let one = |(method, place): &Access<'_>| {
        let method = match *method {
            oid::ACCESS_OCSP => "OCSP".to_owned(),
            oid::ACCESS_CA_ISSUERS => "issuer's certificate".to_owned(),
            other => oid_text(other),
        };
        format!("{method} at {}", name_text(Ok(*place)))
    };
    let all: Vec<String> = information.accesses.iter().map(one).collect();
    if all.is_empty() { "empty".into() } else { all.join(", ") }
}

/// An address of version 4 or 6; other octets as they are.
fn address_text(content: &[u8]) -> String {
    let four = <[u8; 4]>::try_from(content).map(|octets| IpAddr::from(octets).to_string());
    let six = || <[u8; 16]>::try_from(content).map(|octets| IpAddr::from(octets).to_string());
    format!("address {}", four.or_else(|_| six()).unwrap_or_else(|_| octets(content)))
}

pub(super) fn name_text(name: Result<GeneralName<'_>, Asn1Error>) -> String {
    match name {
        Ok(GeneralName::Email(mail)) => format!("e-mail {}", text_octets(mail)),
        Ok(GeneralName::Dns(host)) => format!("host {}", text_octets(host)),
        Ok(GeneralName::Uri(uri)) => text_octets(uri),
        Ok(GeneralName::Directory(name)) => name.to_string(),
        Ok(GeneralName::Address(octets)) => address_text(octets),
        Ok(GeneralName::Other(element)) => format!("other name {}", element.tag),
        Err(error) => format!("unreadable: {error}"),
    }
}

fn names_text(names: &GeneralNames<'_>) -> String {
    let all: Vec<String> = names.iter().map(name_text).collect();
    if all.is_empty() { "empty".into() } else { all.join(", ") }
}
