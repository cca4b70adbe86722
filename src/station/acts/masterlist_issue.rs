//! `masterlist.issue`.

use std::collections::BTreeMap;

use serde_json::json;

use super::Outcome;
use crate::act::MasterlistIssue;
use crate::approval::Spent;
use crate::digest::Digest;
use crate::icao::masterlist::STATELESS;
use crate::ledger::Fields;
use crate::operation::{self, algorithm_of};
use crate::pki::lint::Role;
use crate::safe::Label;
use crate::signer::PublicKey;
use crate::station::{Preview, Station, StationError};
use crate::store::{IntentState, IssuedRow};

/// A master list as it will be signed: everything that can be refused has been judged.
struct PlannedMasterlist {
    certificates: Vec<Vec<u8>>,
    row: IssuedRow,
    signer_certificate: Vec<u8>,
    csca_certificate: Vec<u8>,
    public_key: PublicKey,
    path: String,
}

impl Station<'_> {
    /// What a master list of ours would hold now: our own CSCA certificates that are not revoked, and the anchors.
    pub fn vouched_for(&self) -> Result<Vec<Digest>, StationError> {
        let own = self.store.rows().issued_by_role(&[Role::CscaRoot, Role::CscaLink])?;
        let mut unrevoked = Vec::new();
        for row in own {
            if self.store.rows().revocation(&row.issuer, &row.serial)?.is_none() {
                unrevoked.push(row.digest);
            }
        }
        let mut all: Vec<Digest> = unrevoked.into_iter().chain(self.anchors(self.now()?)?).collect();
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    fn plan_masterlist(&self, act: &MasterlistIssue) -> Result<PlannedMasterlist, StationError> {
        operation::masterlist_issue::check(&act.certificates, &self.vouched_for()?)?;
        let rows = self.store.rows();
        let unknown = |what: String| StationError::CertificateUnknown { what };
        let mut certificates = Vec::new();
        for digest in &act.certificates {
            certificates.push(rows.object(*digest)?.ok_or_else(|| unknown(digest.to_string()))?);
        }
        let row = rows.certificate_of_key(&act.signer)?;
        let row = row.filter(|r| r.role == Role::MasterlistSigner);
        let row = row.ok_or_else(|| unknown(format!("of role 'masterlist-signer' for key '{}'", act.signer)))?;
        self.expect_unrevoked(&act.signer)?;
        self.expect_unrevoked(&row.issuer)?;
        let signer_certificate = rows.object(row.digest)?.ok_or_else(|| unknown(row.digest.to_string()))?;
        let csca_certificate = self.certificate_of(&row.issuer)?;
        let (_, public_key) = self.usable_key(&act.signer)?;
        // The name carries the number of the intent's entry, which comes next.
        let country = &self.configuration.country.fields().country;
        let path = format!("masterlists/{country}-{:06}.ml", rows.ledger_size()?);
        self.expect_free(&path)?;
        Ok(PlannedMasterlist { certificates, row, signer_certificate, csca_certificate, public_key, path })
    }

    /// What the list would hold, and whose certificate it would be signed under.
    pub(in crate::station) fn preview_masterlist(&self, act: &MasterlistIssue) -> Result<Preview, StationError> {
        let planned = self.plan_masterlist(act)?;
        let rows = self.store.rows();
        let mut own = 0usize;
        let mut foreign: BTreeMap<String, usize> = BTreeMap::new();
        for digest in &act.certificates {
            match rows.known(*digest)? {
                _ if rows.issued_certificate(*digest)?.is_some() => own += 1,
                Some(known) => *foreign.entry(known.state).or_default() += 1,
                None => *foreign.entry(STATELESS.into()).or_default() += 1,
            }
        }
        let states: Vec<String> = foreign.iter().map(|(state, count)| format!("{state} {count}")).collect();
        let states = if states.is_empty() { "none".to_owned() } else { states.join(", ") };
        Ok(Preview::of(vec![
            ("own certificates", own.to_string()),
            ("accepted by state", states),
            ("signed under", planned.row.subject),
            ("its serial number", planned.row.serial),
            ("valid until", planned.row.not_after.to_string()),
        ]))
    }

    pub(super) fn masterlist_issue(&mut self, spent: &Spent, act: &MasterlistIssue) -> Result<Outcome, StationError> {
        let PlannedMasterlist { certificates, signer_certificate, csca_certificate, public_key, path, .. } =
            self.plan_masterlist(act)?;
        let signer = self.signer(&act.signer, algorithm_of(&public_key)?)?;
        let now = self.now()?;
        let intent = self.begin(spent, json!({ "masterlist by": act.signer }), |_, _| Ok(()))?;
        let slices: Vec<&[u8]> = certificates.iter().map(Vec::as_slice).collect();
        let inputs = operation::masterlist_issue::Inputs {
            certificates: &slices,
            signer_certificate: &signer_certificate,
            csca_certificate: &csca_certificate,
            now,
        };
        let issued = match operation::masterlist_issue::perform(&inputs, &signer) {
            Ok(issued) => issued,
            Err(error) => return Err(self.unknown(intent, error.into(), |_| Ok(()))),
        };
        let fields = Fields::new().open("fingerprint", issued.digest().to_string()).open("entries", issued.count());
        let sequence = self.end(intent, IntentState::Done, fields, |writing, sequence| {
            writing.keep_artefact(&path, issued.der(), sequence)?;
            Ok(())
        })?;
        let outputs = [
            ("fingerprint", issued.digest().to_string()),
            ("entries", issued.count().to_string()),
            ("file", self.out().join(&path).to_string_lossy().into_owned()),
        ];
        Ok(Outcome::of(sequence, outputs))
    }

    /// The newest master list of ours, by digest.
    pub fn last_masterlist(&self) -> Result<Option<Digest>, StationError> {
        Ok(self.store.rows().last_artefact_in("masterlists/")?.map(|artefact| artefact.digest))
    }

    /// The newest key that has a master-list signer's certificate.
    pub fn masterlist_signer(&self) -> Result<Label, StationError> {
        self.newest_for(Role::MasterlistSigner)
    }
}
