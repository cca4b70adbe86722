//! `certificate.issue` and `certificate.revoke`.

use serde_json::json;

use super::{Material, Outcome};
use crate::act::{CertificateIssue, CertificateRevoke, SubjectKey};
use crate::approval::Spent;
use crate::digest::Digest;
use crate::keys::KeyState;
use crate::ledger::Fields;
use crate::operation::{self, OperationError};
use crate::pki::certificate::Certificate;
use crate::pki::csr::Request;
use crate::pki::issue::{Issued, ProvenKey};
use crate::pki::lint::Role;
use crate::pki::profile::Profile;
use crate::pki::serial::SerialNumber;
use crate::pki::text;
use crate::safe::Label;
use crate::station::{Station, StationError};
use crate::store::{IntentState, IssuedRow, revoked_already};

impl Station<'_> {
    pub(super) fn certificate_issue(
        &mut self,
        spent: &Spent,
        act: &CertificateIssue,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let profile = self.profile(&act.profile)?;
        let (key, subject_key) = self.subject_key(act, &profile, material)?;
        // A root is its own issuer: its serial numbers are counted under its own key's name.
        let issuer_label = operation::certificate_issue::issuer(act, &profile, subject_key.as_ref())?.clone();
        let above = if profile.is_self_signed() { None } else { Some(self.certificate_and_role(&issuer_label)?) };
        let issuer = above.as_ref().map(|(der, role)| Certificate::parse(der).map(|parsed| (parsed, *role)));
        let issuer = issuer.transpose().map_err(OperationError::unreadable("the issuer's certificate"))?;
        let serial = SerialNumber::draw(&mut self.entropy)?;
        let serial_hex = hex::encode(serial.content());
        let now = self.now()?;
        let country = self.configuration.country.clone();
        let prepared = operation::certificate_issue::prepare(&operation::certificate_issue::Inputs {
            profile: &profile,
            country: &country,
            mode: self.identity.mode,
            name: act.common_name.as_deref().unwrap_or_else(|| subject_key.as_ref().map_or("", Label::as_str)),
            serial,
            key: &key,
            issuer: issuer.as_ref().map(|(certificate, role)| (certificate, *role)),
            now,
            accepted: &act.accept,
        })?;
        let stem = format!("certificates/{}-{serial_hex}", profile.name);
        for ending in ["cer", "pem", "txt"] {
            self.expect_free(&format!("{stem}.{ending}"))?;
        }
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
