//! `certificate.issue` and `certificate.revoke`.

use serde_json::json;

use super::{Material, Outcome};
use crate::act::{CertificateIssue, CertificateRevoke, SubjectKey, Word};
use crate::approval::Spent;
use crate::digest::Digest;
use crate::keys::KeyState;
use crate::ledger::Fields;
use crate::operation::certificate_issue::Prepared;
use crate::operation::{self, OperationError};
use crate::pki::certificate::Certificate;
use crate::pki::csr::Request;
use crate::pki::issue::{Issued, ProvenKey};
use crate::pki::lint::{Finding, Role, Severity};
use crate::pki::profile::Profile;
use crate::pki::text;
use crate::safe::Label;
use crate::station::{Preview, Station, StationError};
use crate::store::{IntentState, IssuedRow, revoked_already};

/// A certificate as it will be signed: everything that can be refused has been judged.
pub(in crate::station) struct PlannedCertificate {
    profile: Profile,
    key: ProvenKey,
    subject_key: Option<Label>,
    issuer_label: Label,
    serial: String,
    stem: String,
    prepared: Prepared,
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
            None
        } else {
            self.expect_unrevoked(&issuer_label)?;
            Some(self.certificate_and_role(&issuer_label)?)
        };
        let issuer = above.as_ref().map(|(der, role)| Certificate::parse(der).map(|parsed| (parsed, *role)));
        let issuer = issuer.transpose().map_err(OperationError::unreadable("the issuer's certificate"))?;
        operation::certificate_issue::check_name(act, &profile)?;
        let drawn = self.drawn_serial(&profile)?;
        let serial = hex::encode(drawn.content());
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
            alternative: &act.alternative,
            child: self.longest_child(&profile)?,
            now,
            accepted: &act.accept,
        })?;
        let stem = format!("certificates/{}-{serial}", profile.name);
        for ending in ["cer", "pem", "txt"] {
            self.expect_free(&format!("{stem}.{ending}"))?;
        }
        Ok(PlannedCertificate { profile, key, subject_key, issuer_label, serial, stem, prepared })
    }

    /// The certificate as it would be signed now, under a serial number that is thrown away.
    pub(in crate::station) fn preview_certificate(
        &mut self,
        act: &CertificateIssue,
        material: &Material,
    ) -> Result<Preview, StationError> {
        let planned = self.plan_certificate(act, material)?;
        let mut words = planned.prepared.linted.lines()?;
        let warnings = self.same_in_force(&planned, &words)?;
        if let SubjectKey::Csr(digest) = &act.subject {
            let der = material.find("certificate request", *digest)?;
            let request = Request::parse(der).map_err(OperationError::unreadable("the certificate request"))?;
            words.extend(wishes(&request, &words));
        }
        let (use_, whole) = (planned.profile.validity.private_key_use, planned.prepared.lifetime);
        let ends = if planned.profile.role == Role::CscaLink { ", and not beyond its issuer's end" } else { "" };
        let counted = format!("counted from its signing: {whole}{ends}, of which the key signs for {use_}");
        let place = words.iter().position(|(name, _)| *name == "valid from").unwrap_or(words.len());
        words.insert(place, ("validity", format!("{counted}; the times below are those of a signing now")));
        for finding in planned.prepared.linted.findings().of(Severity::Warning) {
            let Finding { rule, place, found, wanted, .. } = finding;
            words.push(("accepted warning", format!("{rule}, {place}: found {found}; wanted {wanted}")));
        }
        Ok(Preview { words, warnings })
    }

    /// A warning for each certificate in force with the same key, profile and subject.
    fn same_in_force(&self, planned: &PlannedCertificate, words: &[Word]) -> Result<Vec<String>, StationError> {
        let (rows, now) = (self.store.rows(), self.now()?);
        let (key, profile) = (planned.key.key().identity()?, &planned.profile.name);
        let subject = words.iter().find(|(name, _)| *name == "subject").map(|(_, value)| value);
        let mut warnings = Vec::new();
        for row in rows.issued()? {
            let same = row.key == key && row.profile == *profile && Some(&row.subject) == subject;
            if same && row.not_after > now && rows.revocation(&row.issuer, &row.serial)?.is_none() {
                let (serial, made) = (row.serial, row.not_before);
                warnings.push(format!(
                    "this key has a certificate of this profile and name already: {serial} of {made} is in force"
                ));
            }
        }
        Ok(warnings)
    }

    /// Refuses a second root certificate for a key (KEY-4).
    fn expect_no_root(&self, key: &Label) -> Result<(), StationError> {
        let own = |row: &IssuedRow| row.issuer == *key && row.subject_key.as_ref() == Some(key);
        match self.store.rows().issued()?.into_iter().find(own) {
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
        let PlannedCertificate { profile, key, subject_key, issuer_label, serial: serial_hex, stem, prepared } =
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

    /// The key to certify, proven to be held, and its name if it is in a vault of ours.
    fn subject_key(
        &self,
        act: &CertificateIssue,
        profile: &Profile,
        material: &Material,
    ) -> Result<(ProvenKey, Option<Label>), StationError> {
        match &act.subject {
            SubjectKey::Key(label) => {
                let (_, public_key) = self.usable_key(label)?;
                profile.take_key(&public_key)?;
                Ok((ProvenKey::in_vault(public_key), Some(label.clone())))
            }
            SubjectKey::Csr(digest) => {
                let der = material.find("certificate request", *digest)?;
                let request = Request::parse(der).map_err(OperationError::unreadable("the certificate request"))?;
                Ok((ProvenKey::of_request(&request.check_for(profile)?), None))
            }
        }
    }

    /// Refuses a key whose newest certificate is for something else.
    pub(super) fn expect_certified(
        &self,
        key: &Label,
        wanted: &'static str,
        fits: impl Fn(&Profile) -> bool,
    ) -> Result<(), StationError> {
        let unknown = || StationError::CertificateUnknown { what: format!("for key '{key}'") };
        let row = self.store.rows().certificate_of_key(key)?.ok_or_else(unknown)?;
        if fits(&self.profile(&row.profile)?) {
            return Ok(());
        }
        Err(OperationError::KeyForOther { key: key.to_string(), found: row.profile.to_string(), wanted }.into())
    }

    /// The issuer that an act is to name: none for a root, else the one given or the
    /// newest CA of the hierarchy that the profile belongs to. The act says it before
    /// anybody approves it.
    pub fn issuer_for(&self, profile: &Label, given: Option<Label>) -> Result<Option<Label>, StationError> {
        let profile = self.profile(profile)?;
        match given {
            None if profile.is_self_signed() => Ok(None),
            None => self.newest_ca(if profile.role.is_service() { "service-ca" } else { "csca-root" }).map(Some),
            given => Ok(given),
        }
    }

    /// The newest key of ours with a certificate of this profile.
    pub fn newest_ca(&self, wanted: &str) -> Result<Label, StationError> {
        let rows = self.store.rows();
        let newest = rows.issued()?.into_iter().rev().find(|row| row.profile.as_str() == wanted);
        let unknown = || StationError::CertificateUnknown { what: format!("of profile '{wanted}'") };
        newest.and_then(|row| row.subject_key).ok_or_else(unknown)
    }

    /// Refuses a key whose newest certificate was revoked: nothing is signed under it any more.
    pub(super) fn expect_unrevoked(&self, key: &Label) -> Result<(), StationError> {
        let rows = self.store.rows();
        let Some(row) = rows.certificate_of_key(key)? else { return Ok(()) };
        match rows.revocation(&row.issuer, &row.serial)? {
            None => Ok(()),
            Some(at) => Err(StationError::CertificateRevoked { key: key.to_string(), serial: row.serial, at }),
        }
    }

    /// The newest certificate for a key of ours.
    pub(super) fn certificate_of(&self, label: &Label) -> Result<Vec<u8>, StationError> {
        let rows = self.store.rows();
        let unknown = || StationError::CertificateUnknown { what: format!("for key '{label}'") };
        let row = rows.certificate_of_key(label)?.ok_or_else(unknown)?;
        rows.object(row.digest)?.ok_or_else(unknown)
    }

    /// The newest certificate for a key of ours, and the role it was issued for.
    pub(super) fn certificate_and_role(&self, label: &Label) -> Result<(Vec<u8>, Role), StationError> {
        let unknown = || StationError::CertificateUnknown { what: format!("for key '{label}'") };
        let row = self.store.rows().certificate_of_key(label)?.ok_or_else(unknown)?;
        Ok((self.certificate_of(label)?, self.profile(&row.profile)?.role))
    }

    /// Refuses what cannot be revoked, before anybody is asked to confirm it.
    pub fn check_revocation(&self, act: &CertificateRevoke) -> Result<(), StationError> {
        let rows = self.store.rows();
        operation::certificate_revoke::check(act, rows.serial(&act.issuer, &act.serial)?.is_some())?;
        match rows.revocation(&act.issuer, &act.serial)? {
            Some(_) => Err(revoked_already(&act.issuer, &act.serial).into()),
            None => Ok(()),
        }
    }

    /// Whose certificate it is that would be revoked.
    pub(in crate::station) fn preview_revocation(&self, act: &CertificateRevoke) -> Result<Preview, StationError> {
        self.check_revocation(act)?;
        let words = match self.store.rows().issued_by_serial(&act.issuer, &act.serial)? {
            Some(row) => vec![
                ("subject", row.subject),
                ("profile", row.profile.to_string()),
                ("valid from", row.not_before.to_string()),
                ("valid until", row.not_after.to_string()),
                ("SHA-256", row.digest.to_string()),
            ],
            None => vec![("subject", "no certificate that is known: the serial number was burnt".into())],
        };
        Ok(Preview::of(words))
    }

    pub(super) fn certificate_revoke(
        &mut self,
        spent: &Spent,
        act: &CertificateRevoke,
    ) -> Result<Outcome, StationError> {
        self.check_revocation(act)?;
        let at = self.now()?;
        let fields = Fields::new().open("at", at.to_string());
        let sequence = self
            .record(spent, fields, |writing, sequence| Ok(writing.revoke(&act.issuer, &act.serial, at, sequence)?))?;
        Ok(Outcome::of(sequence, [("serial", act.serial.clone()), ("at", at.to_string())]))
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

fn issued_row(
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
        subject: certificate.subject.to_string(),
        subject_key,
        key,
        not_before: certificate.not_before.time().map_err(&unreadable)?,
        not_after: certificate.not_after.time().map_err(&unreadable)?,
        sequence: 0,
    })
}

fn rendering(der: &[u8]) -> Result<String, StationError> {
    let certificate = Certificate::parse(der).map_err(OperationError::unreadable("the new certificate"))?;
    Ok(text::CertificateText(&certificate).to_string())
}
