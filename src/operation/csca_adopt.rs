//! `csca.adopt`: a CSCA whose key another program made is taken over, and every claim about it is held against its key.

use std::collections::BTreeSet;

use crate::clock::Time;
use crate::digest::Digest;
use crate::fault::{Fail, Fault};
use crate::icao::inventory::{InventoryError, serials};
use crate::icao::rules::DOC_9303;
use crate::mode::Mode;
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;
use crate::pki::extension::CrlNumber;
use crate::pki::issue::is_marked;
use crate::pki::lint::{CrlSubject, Finding, Role, Severity, Subject};
use crate::pki::serial::SerialNumber;
use crate::safe::Label;
use crate::signer::PublicKey;

/// Why a CSCA is not taken over.
#[derive(Debug, thiserror::Error)]
pub enum AdoptError {
    /// The root is not one.
    #[error("ADOPT-1: the root {what}; wanted a CSCA's certificate that its own key signed")]
    NotARoot {
        /// What it is.
        what: String,
    },
    /// The vault has another key, or none.
    #[error("ADOPT-2: key {id} of vault '{vault}' {found}; wanted the key of the root")]
    OtherKey {
        /// By what the key is found.
        id: String,
        /// The vault.
        vault: Label,
        /// What was found.
        found: &'static str,
    },
    /// A certificate that the key did not sign.
    #[error("ADOPT-3: certificate {certificate} {what}")]
    NotIssued {
        /// Its digest.
        certificate: Digest,
        /// What is wrong.
        what: String,
    },
    /// One serial number for two certificates.
    #[error("ADOPT-4: serial number {serial} {what}")]
    SerialTwice {
        /// The number.
        serial: String,
        /// Where it stands.
        what: &'static str,
    },
    /// The list is not the key's.
    #[error("ADOPT-5: the revocation list {what}")]
    NotItsList {
        /// What is wrong.
        what: String,
    },
    /// The number of the list and what is claimed of it do not agree.
    #[error("ADOPT-6: list number {found}; the numbers that were taken reach {floor}")]
    NumberBelow {
        /// The number on the list.
        found: u64,
        /// What was claimed.
        floor: u64,
    },
    /// A certificate of another mode.
    #[error("ADOPT-7: certificate {certificate} {}", if *marked { "is marked as a rehearsal's, and the station is in production" } else { "is not marked as a rehearsal's, and the station rehearses" })]
    OtherMode {
        /// Its digest.
        certificate: Digest,
        /// Whether it is marked.
        marked: bool,
    },
    /// Findings that nobody accepted.
    #[error("ADOPT-8: findings that were not accepted by name: {rules}; first: {first}")]
    NotAccepted {
        /// The ids of the rules.
        rules: String,
        /// The first finding.
        first: String,
    },
    /// Accepted, and not there.
    #[error("ADOPT-9: accepted by name, but nothing is found by: {rules}")]
    NotFound {
        /// The ids.
        rules: String,
    },
    /// The inventory cannot be read.
    #[error(transparent)]
    Inventory(#[from] InventoryError),
}

impl Fail for AdoptError {
    fn kind(&self) -> Fault {
        match self {
            AdoptError::Inventory(error) => error.kind(),
            _ => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            AdoptError::NotARoot { .. } => "ADOPT-1",
            AdoptError::OtherKey { .. } => "ADOPT-2",
            AdoptError::NotIssued { .. } => "ADOPT-3",
            AdoptError::SerialTwice { .. } => "ADOPT-4",
            AdoptError::NotItsList { .. } => "ADOPT-5",
            AdoptError::NumberBelow { .. } => "ADOPT-6",
            AdoptError::OtherMode { .. } => "ADOPT-7",
            AdoptError::NotAccepted { .. } => "ADOPT-8",
            AdoptError::NotFound { .. } => "ADOPT-9",
            AdoptError::Inventory(_) => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        match self {
            AdoptError::NotAccepted { .. } => {
                Some("what exists cannot be mended; accept each rule by its name with '--accept'".into())
            }
            AdoptError::NotFound { .. } => Some("accept what is found and no more: leave these away".into()),
            AdoptError::Inventory(error) => error.hint(),
            _ => None,
        }
    }
}

/// What is claimed of a CSCA, as bytes that nobody believes yet.
#[derive(Clone, Copy, Debug)]
pub struct Claims<'a> {
    /// The name that its key gets here.
    pub label: &'a Label,
    /// Its root certificate, DER.
    pub root: &'a [u8],
    /// The certificates that it issued and the links to it, DER, as far as they are at hand; in any order.
    pub certificates: &'a [Vec<u8>],
    /// The serial numbers of others that it issued, one a line.
    pub inventory: Option<&'a [u8]>,
    /// Its last revocation list, DER.
    pub crl: Option<&'a [u8]>,
    /// The highest list number that it took, where that is known from elsewhere.
    pub last_number: Option<u64>,
    /// The CSCA key of this station's before it: its name and its certificate, DER.
    pub before: Option<(&'a Label, &'a [u8])>,
    /// The station's mode.
    pub mode: Mode,
}

/// A certificate that a claim was proven of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptedCertificate {
    /// SHA-256 of the certificate.
    pub digest: Digest,
    /// The name of the key that signed it.
    pub issuer: Label,
    /// Its serial number, content octets in lower-case hex.
    pub serial: String,
    /// What it seems to be for.
    pub role: Role,
    /// Its subject, made harmless.
    pub subject: String,
    /// Whether it is for the key that is taken over.
    pub is_own: bool,
    /// The identity of its key.
    pub key: Digest,
    /// From when on it is valid.
    pub not_before: Time,
    /// Until when.
    pub not_after: Time,
}

/// The last list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptedList {
    /// Its number.
    pub number: u64,
    /// SHA-256 of it.
    pub digest: Digest,
    /// When it was made.
    pub this_update: Time,
    /// When the next is due.
    pub next_update: Time,
    /// What is on it: serial numbers, and since when they are revoked.
    pub revoked: Vec<(String, Time)>,
}

/// What was proven. Only [`judge`] makes one.
///
/// ```compile_fail,E0451
/// fn forge(one: chancery::operation::csca_adopt::Proven) {
///     let _ = chancery::operation::csca_adopt::Proven { bare: Vec::new(), ..one };
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Proven {
    key: PublicKey,
    certificates: Vec<AdoptedCertificate>,
    bare: Vec<String>,
    list: Option<AdoptedList>,
}

impl Proven {
    /// The root's key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The root first, then the others as they were given.
    pub fn certificates(&self) -> &[AdoptedCertificate] {
        &self.certificates
    }

    /// Serial numbers of which no certificate is at hand, in order.
    pub fn bare(&self) -> &[String] {
        &self.bare
    }

    /// The last list.
    pub fn list(&self) -> Option<&AdoptedList> {
        self.list.as_ref()
    }
}

/// Holds every claim against the key: the root by its own, certificates by the root's key, links to it by the key
/// before, the list by the root's. What is not proven is refused; nothing is asked of a vault.
pub fn judge(claims: &Claims<'_>) -> Result<Proven, AdoptError> {
    let not_a_root = |what: String| AdoptError::NotARoot { what };
    let root = Certificate::parse(claims.root).map_err(|error| not_a_root(format!("cannot be read: {error}")))?;
    let key = root.public_key().map_err(|error| not_a_root(format!("has a key that is not taken: {error}")))?;
    if !root.trailing.is_empty() || !root.subject.matches(&root.issuer) || root.verify_signature(&key).is_err() {
        return Err(not_a_root("was not signed by its own key".into()));
    }
    let role = Role::infer(&root);
    if role != Role::CscaRoot {
        return Err(not_a_root(format!("is a {}", role.word())));
    }
    let mut certificates = vec![adopted(claims, claims.label, &root, role, &key)?];
    for der in claims.certificates {
        certificates.push(issued(claims, der, &key)?);
    }
    let mut seen = BTreeSet::new();
    for one in &certificates {
        if !seen.insert((&one.issuer, one.serial.as_str())) {
            let what = "stands in two of the certificates";
            return Err(AdoptError::SerialTwice { serial: one.serial.clone(), what });
        }
    }
    let list = claims.crl.map(|der| last_list(claims, der, &root, &key)).transpose()?;
    // Whatever is revoked was issued, whether the inventory has it or not.
    let mut bare = claims.inventory.map(serials).transpose()?.unwrap_or_default();
    bare.extend(list.iter().flat_map(|list| &list.revoked).map(|(serial, _)| serial.clone()));
    for one in certificates.iter().filter(|one| one.issuer == *claims.label) {
        bare.remove(&one.serial);
    }
    Ok(Proven { key, certificates, bare: bare.into_iter().collect(), list })
}

fn adopted(
    claims: &Claims<'_>,
    issuer: &Label,
    certificate: &Certificate<'_>,
    role: Role,
    root_key: &PublicKey,
) -> Result<AdoptedCertificate, AdoptError> {
    let digest = certificate.digest();
    let wrong = |what: String| AdoptError::NotIssued { certificate: digest, what };
    let marked = is_marked(certificate);
    if marked != (claims.mode == Mode::Rehearsal) {
        return Err(AdoptError::OtherMode { certificate: digest, marked });
    }
    let unreadable = |error: &dyn std::fmt::Display| wrong(format!("cannot be read: {error}"));
    let key = certificate.public_key().and_then(|key| key.identity()).map_err(|error| unreadable(&error))?;
    let own = root_key.identity().map_err(|error| unreadable(&error))?;
    Ok(AdoptedCertificate {
        digest,
        issuer: issuer.clone(),
        serial: hex::encode(certificate.serial()),
        role,
        subject: certificate.subject.shown(200),
        is_own: key == own,
        key,
        not_before: certificate.not_before.time().map_err(|error| unreadable(&error))?,
        not_after: certificate.not_after.time().map_err(|error| unreadable(&error))?,
    })
}

/// A certificate beside the root: a link to its key that the key before signed, or one that its key signed.
fn issued(claims: &Claims<'_>, der: &[u8], root_key: &PublicKey) -> Result<AdoptedCertificate, AdoptError> {
    let wrong = |what: String| AdoptError::NotIssued { certificate: Digest::of(der), what };
    let certificate = Certificate::parse(der).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    if !certificate.trailing.is_empty() {
        return Err(wrong("has octets behind it".into()));
    }
    let key = certificate.public_key().map_err(|error| wrong(format!("has a key that is not taken: {error}")))?;
    let same = key.identity().ok().is_some_and(|key| root_key.identity().is_ok_and(|own| own == key));
    let role = Role::infer(&certificate);
    match (same, claims.before) {
        (true, None) => Err(wrong("is for the key of the root, and no key of this station comes before it".into())),
        (true, Some((label, before))) => {
            let before = Certificate::parse(before).map_err(|error| wrong(format!("has an issuer that {error}")))?;
            let signed = before.public_key().is_ok_and(|key| certificate.verify_signature(&key).is_ok());
            if !signed || !certificate.issuer.matches(&before.subject) || role != Role::CscaLink {
                return Err(wrong(format!("is for the key of the root, and no link that key '{label}' signed")));
            }
            adopted(claims, label, &certificate, role, root_key)
        }
        (false, _) => {
            let root = Certificate::parse(claims.root).map_err(|error| wrong(format!("has a root that {error}")))?;
            if certificate.verify_signature(root_key).is_err() || !certificate.issuer.matches(&root.subject) {
                return Err(wrong("was not signed by the key of the root".into()));
            }
            if role.is_csca() {
                return Err(wrong("is a link to a newer key; give it when that key is adopted".into()));
            }
            adopted(claims, claims.label, &certificate, role, root_key)
        }
    }
}

fn last_list(
    claims: &Claims<'_>,
    der: &[u8],
    root: &Certificate<'_>,
    key: &PublicKey,
) -> Result<AdoptedList, AdoptError> {
    let wrong = |what: String| AdoptError::NotItsList { what };
    let unreadable = |error: &dyn std::fmt::Display| wrong(format!("cannot be read: {error}"));
    let list = Crl::parse(der).map_err(|error| unreadable(&error))?;
    if !list.trailing.is_empty() || !list.issuer.matches(&root.subject) || list.verify_signature(key).is_err() {
        return Err(wrong("was not signed by the key of the root".into()));
    }
    let number = list.read::<CrlNumber<'_>>().and_then(Result::ok).and_then(|number| small(number.magnitude().ok()?));
    let number = number.ok_or_else(|| wrong("has no number that can be followed by another".into()))?;
    if let Some(floor) = claims.last_number.filter(|floor| *floor > number) {
        return Err(AdoptError::NumberBelow { found: number, floor });
    }
    let mut revoked = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in list.entries() {
        let entry = entry.map_err(|error| unreadable(&error))?;
        let serial = SerialNumber::from_element(&entry.serial_element).map_err(|error| unreadable(&error))?.to_string();
        if !seen.insert(serial.clone()) {
            return Err(AdoptError::SerialTwice { serial, what: "stands on the revocation list twice" });
        }
        revoked.push((serial, entry.revocation_date.time().map_err(|error| unreadable(&error))?));
    }
    let next = list.next_update.as_ref().ok_or_else(|| wrong("does not say when the next is due".into()))?;
    Ok(AdoptedList {
        number,
        digest: list.digest(),
        this_update: list.this_update.time().map_err(|error| unreadable(&error))?,
        next_update: next.time().map_err(|error| unreadable(&error))?,
        revoked,
    })
}

/// A number of at most six octets: the ledger writes it down, and numbers follow it for ever.
fn small(magnitude: &[u8]) -> Option<u64> {
    let octets = magnitude.len() <= 6;
    octets.then(|| magnitude.iter().fold(0, |number, octet| number << 8 | u64::from(*octet)))
}

/// What the rules find in the objects, each with what it was found in; infos are left out. What exists cannot be mended:
/// errors are accepted by name as warnings are (`ADOPT-8`), and what is accepted has to be found (`ADOPT-9`).
pub fn lint(
    claims: &Claims<'_>,
    proven: &Proven,
    accept: &[String],
    now: Time,
) -> Result<Vec<(Digest, Finding)>, AdoptError> {
    let unreadable = |error| AdoptError::NotARoot { what: format!("cannot be read: {error}") };
    let root = Certificate::parse(claims.root).map_err(unreadable)?;
    let before = claims.before.map(|(_, der)| Certificate::parse(der)).transpose().map_err(unreadable)?;
    let mut found = Vec::new();
    let ders = std::iter::once(claims.root).chain(claims.certificates.iter().map(Vec::as_slice));
    for (der, one) in ders.zip(proven.certificates()) {
        let certificate = Certificate::parse(der).map_err(unreadable)?;
        let issuer = if one.issuer == *claims.label { &root } else { before.as_ref().unwrap_or(&root) };
        let subject = Subject::in_role(&certificate, one.role, now).issued_by(issuer).with_signature(true);
        found.extend(DOC_9303.lint(&subject).list.into_iter().map(|finding| (one.digest, finding)));
    }
    if let Some(der) = claims.crl {
        let list =
            Crl::parse(der).map_err(|error| AdoptError::NotItsList { what: format!("cannot be read: {error}") })?;
        let subject = CrlSubject::found(&list, now).issued_by(&root).with_signature(true);
        found.extend(DOC_9303.lint_crl(&subject).list.into_iter().map(|finding| (list.digest(), finding)));
    }
    found.retain(|(_, finding)| finding.severity >= Severity::Warning);
    let mut open: Vec<&str> = Vec::new();
    for (_, finding) in &found {
        if !open.contains(&finding.rule) && !accept.iter().any(|id| id == finding.rule) {
            open.push(finding.rule);
        }
    }
    if let Some((digest, first)) = found.iter().find(|(_, finding)| open.contains(&finding.rule)) {
        let first = format!("{digest}, {}: {}, wanted {}", first.place, first.found, first.wanted);
        return Err(AdoptError::NotAccepted { rules: open.join(", "), first });
    }
    let idle: Vec<String> = accept
        .iter()
        .filter(|id| !found.iter().any(|(_, finding)| finding.rule == id.as_str()))
        .map(|id| crate::safe::line(id, 20))
        .collect();
    if idle.is_empty() { Ok(found) } else { Err(AdoptError::NotFound { rules: idle.join(", ") }) }
}
