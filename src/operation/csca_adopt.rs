//! `csca.adopt`: a CSCA whose key another program made is taken over, and every claim about it is held against its key.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::Time;
use crate::digest::Digest;
use crate::icao::inventory::serials;
use crate::icao::rules::DOC_9303;
use crate::mode::Mode;
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;
use crate::pki::extension::CrlNumber;
use crate::pki::issue::is_marked;
use crate::pki::lint::{CrlSubject, Finding, Role, Severity, Subject};
use crate::pki::oid;
use crate::pki::serial::SerialNumber;
use crate::safe::Label;
use crate::signer::PublicKey;
use crate::vault::KeyRecord;

use super::csca_adopt_error::AdoptError;
use super::csca_adopt_found::{ByRule, Open, by_rule};

/// The clauses that are accepted by name as rules are.
pub const ACCEPTABLE: [&str; 5] = ["ADOPT-10", "ADOPT-11", "ADOPT-12", "ADOPT-13", "ADOPT-16"];

/// Those that are asked before the vault is, and those that it answers.
pub const ASKED_HERE: [&str; 3] = ["ADOPT-10", "ADOPT-13", "ADOPT-16"];

/// See [`ASKED_HERE`].
pub const ASKED_OF_VAULT: [&str; 2] = ["ADOPT-11", "ADOPT-12"];

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
    /// The station's country, two letters.
    pub country: &'a str,
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

/// A serial number of which no certificate is at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bare {
    /// Content octets in lower-case hex.
    pub serial: String,
    /// Whether it is known from the list alone: it may be of a key before this one, whose list this key continued.
    pub only_listed: bool,
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
    bare: Vec<Bare>,
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
    pub fn bare(&self) -> &[Bare] {
        &self.bare
    }

    /// The last list.
    pub fn list(&self) -> Option<&AdoptedList> {
        self.list.as_ref()
    }

    /// The greatest serial number of them all, its magnitude without zeros before it: ours go on above it. A negative one,
    /// which other programs made, is above nothing.
    pub fn highest(&self) -> Vec<u8> {
        let certificates = self.certificates.iter().map(|one| &one.serial);
        let numbers = certificates.chain(self.bare.iter().map(|one| &one.serial));
        let positive =
            numbers.filter_map(|serial| hex::decode(serial).ok()).filter(|octets| octets.first() < Some(&0x80));
        let magnitudes = positive.map(|octets| octets.into_iter().skip_while(|octet| *octet == 0).collect::<Vec<u8>>());
        magnitudes.max_by(|one, other| (one.len(), one).cmp(&(other.len(), other))).unwrap_or_default()
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
    let country = root.subject.country().unwrap_or_default();
    if !country.eq_ignore_ascii_case(claims.country.as_bytes()) {
        let found = crate::safe::line(&String::from_utf8_lossy(country), 20);
        return Err(not_a_root(format!("is of country '{found}', and this station is of {}", claims.country)));
    }
    let mut certificates = vec![adopted(claims, claims.label, &root, role, &key)?];
    for der in claims.certificates {
        certificates.push(issued(claims, der, &key)?);
    }
    let mut seen = BTreeSet::new();
    for one in &certificates {
        if !seen.insert((&one.issuer, one.serial.as_str())) {
            let what = "stands in two of the certificates".into();
            return Err(AdoptError::SerialTwice { serial: one.serial.clone(), what });
        }
    }
    if let Some((before, _)) = claims.before
        && !certificates.iter().any(|one| one.role == Role::CscaLink)
    {
        return Err(AdoptError::NoLink { key: Some(before.clone()) });
    }
    let list = claims.crl.map(|der| last_list(claims, der, &root, &key)).transpose()?;
    let own = certificates.first().map(|root| root.serial.as_str());
    if list.iter().flat_map(|list| &list.revoked).any(|(serial, _)| Some(serial.as_str()) == own) {
        return Err(not_a_root("is revoked by its own list".into()));
    }
    let inventory = claims.inventory.map(serials).transpose()?.unwrap_or_default();
    let listed: BTreeSet<&str> =
        list.iter().flat_map(|list| &list.revoked).map(|(serial, _)| serial.as_str()).collect();
    if let Some((serial, _)) = inventory.iter().find(|(serial, revoked)| **revoked && !listed.contains(serial.as_str()))
    {
        return Err(AdoptError::NotListed { serial: serial.clone() });
    }
    // Whatever is revoked was issued, whether the inventory has it or not.
    let mut bare: BTreeMap<String, bool> =
        list.iter().flat_map(|list| &list.revoked).map(|(s, _)| (s.clone(), true)).collect();
    bare.extend(inventory.into_keys().map(|serial| (serial, false)));
    for one in certificates.iter().filter(|one| one.issuer == *claims.label) {
        bare.remove(&one.serial);
    }
    let bare = bare.into_iter().map(|(serial, only_listed)| Bare { serial, only_listed }).collect();
    Ok(Proven { key, certificates, bare, list })
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
            let root = Certificate::parse(claims.root).map_err(|error| wrong(format!("has a root that {error}")))?;
            let identifiers = (certificate.subject_key_identifier(), root.subject_key_identifier());
            if !certificate.subject.matches(&root.subject) || identifiers.0 != identifiers.1 {
                return Err(wrong("is a link to another name or key identifier than the root's".into()));
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

/// The reason removeFromCRL (8), which stands on delta lists alone.
const REMOVED: &[u8] = &[0x0a, 1, 8];

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
    // By these a list speaks of less than all that its issuer revoked, and for others.
    for (oid, what) in
        [(oid::DELTA_CRL_INDICATOR, "says what changed alone"), (oid::ISSUING_DISTRIBUTION_POINT, "covers a part")]
    {
        if list.extensions.find(oid).is_some() {
            return Err(wrong(what.into()));
        }
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
        let extensions = entry.extensions();
        if extensions.find(oid::CERTIFICATE_ISSUER).is_some() {
            return Err(wrong("speaks for another issuer".into()));
        }
        if extensions.find(oid::REASON_CODE).is_some_and(|reason| reason.value.content == REMOVED) {
            return Err(wrong("takes entries back".into()));
        }
        let serial = SerialNumber::from_element(&entry.serial_element).map_err(|error| unreadable(&error))?.to_string();
        if !seen.insert(serial.clone()) {
            return Err(AdoptError::SerialTwice { serial, what: "stands on the revocation list twice".into() });
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
    expect_in_force(proven, now)?;
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
    let open: Vec<ByRule> =
        by_rule(&found, proven).into_iter().filter(|one| !accept.iter().any(|id| id == one.rule)).collect();
    if !open.is_empty() {
        let rules: Vec<&str> = open.iter().map(|one| one.rule).collect();
        return Err(AdoptError::NotAccepted { rules: rules.join(", "), found: Open::chain(&open) });
    }
    let idle: Vec<String> = accept
        .iter()
        .filter(|id| {
            !ACCEPTABLE.contains(&id.as_str()) && !found.iter().any(|(_, finding)| finding.rule == id.as_str())
        })
        .map(|id| crate::safe::line(id, 20))
        .collect();
    if idle.is_empty() { Ok(found) } else { Err(AdoptError::NotFound { rules: idle.join(", ") }) }
}

/// Refuses a root out of its time, and a list from the time to come.
fn expect_in_force(proven: &Proven, now: Time) -> Result<(), AdoptError> {
    let root = proven.certificates.first();
    if let Some(root) = root.filter(|root| now < root.not_before || root.not_after < now) {
        let what = format!("is valid from {} until {}, and it is {now}", root.not_before, root.not_after);
        return Err(AdoptError::NotARoot { what });
    }
    match &proven.list {
        Some(list) if list.this_update > now => {
            Err(AdoptError::NotItsList { what: format!("was made at {}, and it is {now}", list.this_update) })
        }
        _ => Ok(()),
    }
}

/// What is to be accepted by its clause before a CSCA is taken over, as far as it is known without the vault: a CSCA
/// beside the station's own (`ADOPT-10`), a last list that is lacking or overdue (`ADOPT-13`), and serial numbers so high that
/// none can be drawn above them (`ADOPT-16`).
pub fn questions(claims: &Claims<'_>, proven: &Proven, own: Option<&Label>, now: Time) -> Vec<AdoptError> {
    let mut asked = Vec::new();
    if let Some(own) = own.filter(|_| claims.before.is_none()) {
        asked.push(AdoptError::Beside { own: own.clone() });
    }
    match &proven.list {
        Some(list) if list.next_update < now => {
            asked.push(AdoptError::ListOld {
                what: format!("number {}, was due again at {}", list.number, list.next_update),
            });
        }
        Some(_) => {}
        None => asked.push(AdoptError::ListOld { what: "is not given".into() }),
    }
    let highest = proven.highest();
    if !SerialNumber::has_room_above(&highest) {
        asked.push(AdoptError::NoRoom { highest: hex::encode(highest) });
    }
    asked
}

/// What is to be accepted by its clause once the vault was asked: a key that can leave it (`ADOPT-11`), and one that may
/// have been outside (`ADOPT-12`).
pub fn questions_of_vault(label: &Label, record: Option<&KeyRecord>) -> Vec<AdoptError> {
    let says = |flag: fn(&KeyRecord) -> Option<bool>, wanted| record.and_then(flag) == Some(wanted);
    let mut asked = Vec::new();
    if !says(|record| record.extractable, false) || !says(|record| record.sensitive, true) {
        asked.push(AdoptError::Extractable { key: label.clone() });
    }
    if !says(|record| record.never_extractable, true) || !says(|record| record.local, true) {
        asked.push(AdoptError::WasOutside { key: label.clone() });
    }
    asked
}

/// Refuses the first question that was not accepted by its clause, and a clause that was accepted and is not asked; those
/// that are asked elsewhere are passed over.
pub fn settle(accept: &[String], asked: &[AdoptError], elsewhere: &[&str]) -> Result<(), AdoptError> {
    use crate::fault::Fail as _;
    let accepted = |clause: &str| accept.iter().any(|name| name == clause);
    if let Some(open) = asked.iter().find(|question| !question.clause().is_some_and(accepted)) {
        return Err(open.clone());
    }
    let is_asked = |name: &str| asked.iter().any(|question| question.clause() == Some(name));
    let idle = |name: &&String| {
        let name = name.as_str();
        ACCEPTABLE.contains(&name) && !is_asked(name) && !elsewhere.contains(&name)
    };
    let idle: Vec<&str> = accept.iter().filter(idle).map(String::as_str).collect();
    if idle.is_empty() { Ok(()) } else { Err(AdoptError::NotFound { rules: idle.join(", ") }) }
}
