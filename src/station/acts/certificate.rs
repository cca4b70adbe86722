//! `certificate.issue`.

use serde_json::json;

use super::filling::say_validity;
use super::{Material, Outcome};
use crate::act::{CertificateIssue, SubjectKey, Word};
use crate::approval::Spent;
use crate::clock::Time;
use crate::digest::Digest;
use crate::keys::KeyState;
use crate::ledger::Fields;
use crate::operation::certificate_issue::Prepared;
use crate::operation::csca_error::CscaError;
use crate::operation::{self, OperationError};
use crate::pki::certificate::Certificate;
use crate::pki::csr::Request;
use crate::pki::issue::{Issued, ProvenKey};
use crate::pki::lint::{Finding, Role, Severity};
use crate::pki::profile::Profile;
use crate::pki::{text, weak};
use crate::safe::Label;
use crate::signer::PublicKey;
use crate::station::{Preview, Station, StationError};
use crate::store::{IntentState, IssuedRow, StoreError};

/// A certificate as it will be signed: everything that can be refused has been judged.
pub(in crate::station) struct PlannedCertificate {
    profile: Profile,
    key: ProvenKey,
    subject_key: Option<Label>,
    issuer_label: Label,
    serial: String,
    stem: String,
    prepared: Prepared,
    /// Other names under which the key was seen.
    seen: Vec<String>,
}

impl Station<'_> {
    fn plan_certificate(
        &mut self,
        act: &CertificateIssue,
        material: &Material,
    ) -> Result<PlannedCertificate, StationError> {
        let profile = self.profile(&act.profile)?;
        let (key, subject_key) = self.subject_key(act, &profile, material)?;
        // A root is its own issuer: its serial numbers are counted under its own key's name.
        let issuer_label = operation::certificate_issue::issuer(act, &profile, subject_key.as_ref())?.clone();
        let above = if profile.is_self_signed() {
            self.expect_no_root(&issuer_label)?;
            self.expect_joinable(&profile, &issuer_label)?;
            None
        } else {
            self.expect_unrevoked(&issuer_label)?;
            self.usable_key(&issuer_label)?;
            Some(self.certificate_and_role(&issuer_label)?)
        };
        let issuer = above.as_ref().map(|(der, role)| Certificate::parse(der).map(|parsed| (parsed, *role)));
        let issuer = issuer.transpose().map_err(OperationError::unreadable("the issuer's certificate"))?;
        let root = match &above {
            Some((_, role)) if profile.role == Role::CscaLink && profile.issuer.takes(*role) => {
                Some(self.linked_root(act, &issuer_label)?)
            }
            _ => None,
        };
        let root = root.as_deref().map(Certificate::parse).transpose();
        let root = root.map_err(OperationError::unreadable("the new key's root"))?;
        operation::certificate_issue::check_name(act, &profile)?;
        let lineage = self.lineage(&issuer_label)?;
        let drawn = self.drawn_serial(&profile, &lineage)?;
        let serial = hex::encode(drawn.content());
        self.expect_new_serial_among(&lineage, &serial)?;
        let now = self.now()?;
        let country = self.configuration.country.clone();
        let prepared = operation::certificate_issue::prepare(&operation::certificate_issue::Inputs {
            profile: &profile,
            country: &country,
            mode: self.identity.mode,
            name: act.common_name.as_deref().unwrap_or_else(|| subject_key.as_ref().map_or("", Label::as_str)),
            serial: drawn,
            key: &key,
            issuer: issuer.as_ref().map(|(certificate, role)| (certificate, *role)),
            root: root.as_ref(),
            alternative: &act.alternative,
            child: self.longest_child(&profile)?,
            now,
            accepted: &act.accept,
        })?;
        let stem = format!("certificates/{}-{serial}", profile.name);
        for ending in ["cer", "pem", "txt"] {
            self.expect_free(&format!("{stem}.{ending}"))?;
        }
        self.expect_one_purpose(key.key().identity()?, subject_key.as_ref(), &profile)?;
        let seen = self.seen_elsewhere(key.key(), profile.role, &prepared.linted.subject()?)?;
        self.expect_own_primes(key.key())?;
        Ok(PlannedCertificate { profile, key, subject_key, issuer_label, serial, stem, prepared, seen })
    }

    /// The certificate as it would be signed now, under a serial number that is thrown away.
    pub(in crate::station) fn preview_certificate(
        &mut self,
        act: &CertificateIssue,
        material: &Material,
    ) -> Result<Preview, StationError> {
        let planned = self.plan_certificate(act, material)?;
        let mut words = planned.prepared.linted.lines()?;
        let mut warnings = self.same_in_force(&planned, &words)?;
        warnings.extend(planned.seen.iter().cloned());
        if !planned.profile.is_self_signed() {
            warnings.extend(self.quiet(&planned.issuer_label)?);
        }
        if let SubjectKey::Csr(digest) = &act.subject {
            let der = material.find("certificate request", *digest)?;
            let request = Request::parse(der).map_err(OperationError::unreadable("the certificate request"))?;
            words.extend(wishes(&request, &words));
        }
        say_validity(&mut words, 0, &planned.profile, planned.prepared.lifetime);
        warnings.extend(self.new_root(&planned)?);
        for finding in planned.prepared.linted.findings().of(Severity::Warning) {
            let Finding { rule, place, found, wanted, .. } = finding;
            words.push(("accepted warning", format!("{rule}, {place}: found {found}; wanted {wanted}")));
        }
        Ok(Preview { words, warnings })
    }

    /// What is to be said of a root beside a CSCA that signs (CSCA-10).
    fn new_root(&self, planned: &PlannedCertificate) -> Result<Option<String>, StationError> {
        let key = &planned.issuer_label;
        if planned.profile.role != Role::CscaRoot || self.store.rows().newest_of_role(Role::CscaRoot)?.is_none() {
            return Ok(None);
        }
        Ok((!self.is_successor(key)?).then(|| {
            format!(
                "CSCA-10: no link leads to key '{key}': until one does it signs nothing unless it is named, and no list under \
                 a name that the CSCA bears; 'chancery csca rollover' makes root and link by one act"
            )
        }))
    }

    /// Refuses a root by itself where no key of the CSCA signs any more, but for the one that was named to follow
    /// (CSCA-10): no link could ever lead to it.
    fn expect_joinable(&self, profile: &Profile, key: &Label) -> Result<(), StationError> {
        let rows = self.store.rows();
        if profile.role != Role::CscaRoot || rows.newest_of_role(Role::CscaRoot)?.is_none() || self.is_successor(key)? {
            return Ok(());
        }
        let lineage = self.lineage(&self.newest_root()?)?;
        if self.usable_of(&lineage).is_some() {
            return Ok(());
        }
        let mut last = None;
        for one in &lineage {
            last = rows.ended(one)?.or(last);
        }
        // Nothing is recorded of keys that ended otherwise.
        let Some(last) = last else { return Ok(()) };
        let (key, successor, ended) = (key.clone(), last.successor, last.key);
        Err(OperationError::from(CscaError::NotNamed { key, successor, ended }).into())
    }

    /// A warning for each certificate in force with the same key, profile and subject.
    fn same_in_force(&self, planned: &PlannedCertificate, words: &[Word]) -> Result<Vec<String>, StationError> {
        let (key, profile) = (planned.key.key().identity()?, &planned.profile.name);
        let Some((_, subject)) = words.iter().find(|(name, _)| *name == "subject") else { return Ok(Vec::new()) };
        let told = |IssuedRow { serial, not_before, .. }: &IssuedRow| {
            format!("this key has a certificate of this profile and name already: {serial} of {not_before} is in force")
        };
        Ok(self.all_in_force(key, profile, subject, self.now()?)?.iter().map(told).collect())
    }

    /// The certificates in force with this key, profile and subject.
    fn all_in_force(
        &self,
        key: Digest,
        profile: &Label,
        subject: &str,
        now: Time,
    ) -> Result<Vec<IssuedRow>, StationError> {
        let rows = self.store.rows();
        let mut found = Vec::new();
        for row in rows.issued_by_key(key)? {
            let same = row.profile == *profile && row.subject == subject;
            if same && row.not_after > now && rows.revocation(&row.issuer, &row.serial)?.is_none() {
                found.push(row);
            }
        }
        Ok(found)
    }

    /// The newest of them, if there is one.
    pub(super) fn in_force_already(
        &self,
        key: Digest,
        profile: &Label,
        subject: &str,
        now: Time,
    ) -> Result<Option<IssuedRow>, StationError> {
        Ok(self.all_in_force(key, profile, subject, now)?.pop())
    }

    /// The root of the key that a link is for, whose name the link bears. Refused: a key without one (LINK-1), a name
    /// beside it (LINK-2), and a key that does not come after the one that signs (LINK-3).
    fn linked_root(&self, act: &CertificateIssue, issuer: &Label) -> Result<Vec<u8>, StationError> {
        let SubjectKey::Key(key) = &act.subject else {
            let what = "the key of a request".to_owned();
            return Err(OperationError::from(CscaError::NoRoot { what }).into());
        };
        let rows = self.store.rows();
        let root = rows.issuing_certificate(key)?.filter(|row| row.role == Role::CscaRoot && row.issuer == *key);
        let none = || OperationError::from(CscaError::NoRoot { what: format!("key '{key}'") });
        let root = root.ok_or_else(none)?;
        if let Some(found) = &act.common_name {
            let (root, found) = (crate::safe::line(&root.subject, 120), crate::safe::line(found, 80));
            return Err(OperationError::from(CscaError::LinkNamed { root, found }).into());
        }
        let lineage = self.lineage(issuer)?;
        let age = |key: &Label| lineage.iter().position(|one| one == key);
        let behind = age(key).is_some_and(|age_of_key| age(issuer).is_some_and(|own| age_of_key <= own));
        if behind || root.not_before < self.issuing_certificate(issuer)?.not_before {
            let (key, issuer) = (key.clone(), issuer.clone());
            return Err(OperationError::from(CscaError::LinkBackwards { key, issuer }).into());
        }
        self.expect_unrevoked(key)?;
        self.certificate_of(key)
    }

    /// Refuses a serial number that any key of the same authority ever took: they share one revocation list (SERIAL-1).
    pub(super) fn expect_new_serial(&self, issuer: &Label, serial: &str) -> Result<(), StationError> {
        self.expect_new_serial_among(&self.lineage(issuer)?, serial)
    }

    /// The same, where the keys of the authority are known.
    pub(super) fn expect_new_serial_among(&self, lineage: &[Label], serial: &str) -> Result<(), StationError> {
        for key in lineage {
            if self.store.rows().serial(key, serial)?.is_some() {
                let what = format!("serial number {serial} of '{key}'");
                return Err(StoreError::Reserved { clause: "SERIAL-1", what }.into());
            }
        }
        Ok(())
    }

    /// Refuses a second root certificate for a key (KEY-4).
    fn expect_no_root(&self, key: &Label) -> Result<(), StationError> {
        match self.store.rows().certificates_of_key(key)?.into_iter().find(|row| row.issuer == *key) {
            None => Ok(()),
            Some(row) => {
                let (key, serial, made) = (key.to_string(), row.serial, row.not_before);
                Err(OperationError::RootAlready { key, serial, made }.into())
            }
        }
    }

    pub(super) fn certificate_issue(
        &mut self,
        spent: &Spent,
        act: &CertificateIssue,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let PlannedCertificate { profile, key, subject_key, issuer_label, serial: serial_hex, stem, prepared, .. } =
            self.plan_certificate(act, material)?;
        let signer = self.signer(&issuer_label, prepared.algorithm)?;
        let reserved = json!({ "issuer": issuer_label, "serial": serial_hex });
        let intent = self.begin(spent, reserved, |writing, sequence| {
            if let SubjectKey::Csr(digest) = &act.subject {
                writing.keep_object(material.find("certificate request", *digest)?)?;
            }
            Ok(writing.reserve_serial(&issuer_label, &serial_hex, sequence)?)
        })?;
        let made = operation::certificate_issue::perform(prepared, &signer).map_err(StationError::from);
        let made = made.and_then(|issued| {
            let identity = key.key().identity()?;
            let row = issued_row(&issued, &profile, &issuer_label, &serial_hex, subject_key.clone(), identity)?;
            Ok((row, rendering(issued.der())?, issued))
        });
        let (row, rendering, issued) = match made {
            Ok(made) => made,
            Err(error) => {
                return Err(self.unknown(intent, error, |w| Ok(w.burn_serial(&issuer_label, &serial_hex)?)));
            }
        };
        let fields = Fields::new()
            .open("serial", serial_hex.as_str())
            .open("issuer", issuer_label.as_str())
            .open("fingerprint", issued.digest().to_string())
            .open("rules", issued.rules().to_string());
        let sequence = self.end(intent, IntentState::Done, fields, |writing, sequence| {
            writing.keep_issued(&IssuedRow { sequence, ..row }, issued.der())?;
            writing.keep_artefact(&format!("{stem}.cer"), issued.der(), sequence)?;
            writing.keep_artefact(&format!("{stem}.pem"), issued.pem().as_bytes(), sequence)?;
            writing.keep_artefact(&format!("{stem}.txt"), rendering.as_bytes(), sequence)?;
            for label in [Some(&issuer_label), subject_key.as_ref()].into_iter().flatten() {
                writing.set_key_state(label, KeyState::Active)?;
            }
            Ok(())
        })?;
        let file = self.out().join(format!("{stem}.cer"));
        let outputs = [
            ("serial", serial_hex),
            ("fingerprint", issued.digest().to_string()),
            ("file", file.to_string_lossy().into_owned()),
            ("issuer", issuer_label.to_string()),
        ];
        Ok(Outcome::of(sequence, outputs))
    }

    /// The key that a certificate would be for, before anything of it is judged: a request's, or one of this station.
    pub fn key_to_certify(&self, subject: &SubjectKey, material: &Material) -> Result<PublicKey, StationError> {
        match subject {
            SubjectKey::Key(label) => Ok(self.usable_key(label)?.1),
            SubjectKey::Csr(digest) => {
                let der = material.find("certificate request", *digest)?;
                let request = Request::parse(der).map_err(OperationError::unreadable("the certificate request"))?;
                Ok(PublicKey::from_element(&request.spki)?)
            }
        }
    }

    /// A key in a vault of ours, to be certified by a profile.
    pub(super) fn own_key(&self, label: &Label, profile: &Profile) -> Result<ProvenKey, StationError> {
        let (_, public_key) = self.usable_key(label)?;
        profile.take_key(&public_key)?;
        weak::refuse(&public_key)?;
        Ok(ProvenKey::in_vault(public_key))
    }

    /// Refuses a CA's key for anything but the same CA, and for a CA a key that is certified for something else (KEY-3):
    /// what such a key signs could be taken for a certificate, a list or a document alike.
    pub(super) fn expect_one_purpose(
        &self,
        key: Digest,
        label: Option<&Label>,
        profile: &Profile,
    ) -> Result<(), StationError> {
        let purpose = |role: Role| if role.is_csca() { Some(Role::CscaRoot) } else { role.is_ca().then_some(role) };
        let wanted = purpose(profile.role);
        let others = self.store.rows().issued_by_key(key)?;
        let Some(other) = others.into_iter().find(|row| purpose(row.role) != wanted) else { return Ok(()) };
        let key = label.map_or_else(|| key.to_string(), Label::to_string);
        let wanted = if wanted.is_some() { "nobody yet" } else { "somebody who is no CA" };
        let found = other.profile.to_string();
        Err(OperationError::KeyForOther { key, found, wanted }.into())
    }

    /// The key to certify, proven to be held, and its name if it is in a vault of ours.
    fn subject_key(
        &self,
        act: &CertificateIssue,
        profile: &Profile,
        material: &Material,
    ) -> Result<(ProvenKey, Option<Label>), StationError> {
        match &act.subject {
            SubjectKey::Key(label) => Ok((self.own_key(label, profile)?, Some(label.clone()))),
            SubjectKey::Csr(digest) => {
                let der = material.find("certificate request", *digest)?;
                let request = Request::parse(der).map_err(OperationError::unreadable("the certificate request"))?;
                Ok((ProvenKey::of_request(&request.check_for(profile)?), None))
            }
        }
    }
}

/// What a request asks for, each beside what the certificate says in its place: nothing but the key is taken over.
fn wishes(request: &Request<'_>, certificate: &[Word]) -> Vec<Word> {
    let name_of = |text: &str| text.split([',', ':']).next().unwrap_or_default().to_owned();
    let told = |name: &str, wish: &str| {
        let there = certificate.iter().filter(|(n, _)| *n == name).map(|(_, value)| value.as_str());
        match there.into_iter().find(|value| name == "subject" || name_of(value) == name_of(wish)) {
            Some(there) if there == wish => "the certificate says the same by its profile".to_owned(),
            Some(there) => format!("not taken over: the certificate says {there}"),
            None => "not taken over: the certificate has none".to_owned(),
        }
    };
    let wish = |(name, wish): (&str, String)| match name {
        "subject" if wish.is_empty() => ("request's subject", format!("none; {}", told(name, &wish))),
        "subject" => ("request's subject", format!("{wish}; {}", told(name, &wish))),
        "extension" => ("request's extension", format!("{wish}; {}", told(name, &wish))),
        "attribute" => ("request's attribute", format!("{wish}; not taken over")),
        _ => ("in the request", format!("cannot be read: {wish}; nothing of it is taken over")),
    };
    request.wishes().into_iter().map(wish).collect()
}

pub(super) fn issued_row(
    issued: &Issued,
    profile: &Profile,
    issuer: &Label,
    serial: &str,
    subject_key: Option<Label>,
    key: Digest,
) -> Result<IssuedRow, StationError> {
    let unreadable = OperationError::unreadable("the new certificate");
    let certificate = Certificate::parse(issued.der()).map_err(&unreadable)?;
    Ok(IssuedRow {
        digest: issued.digest(),
        issuer: issuer.clone(),
        serial: serial.to_owned(),
        profile: profile.name.clone(),
        role: profile.role,
        subject: certificate.subject.to_string(),
        subject_key,
        key,
        not_before: certificate.not_before.time().map_err(&unreadable)?,
        not_after: certificate.not_after.time().map_err(&unreadable)?,
        sequence: 0,
    })
}

pub(super) fn rendering(der: &[u8]) -> Result<String, StationError> {
    let certificate = Certificate::parse(der).map_err(OperationError::unreadable("the new certificate"))?;
    Ok(text::CertificateText(&certificate).to_string())
}
