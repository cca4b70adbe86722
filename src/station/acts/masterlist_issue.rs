//! `masterlist.issue`.

use serde_json::json;

use super::Outcome;
use crate::act::MasterlistIssue;
use crate::approval::Spent;
use crate::digest::Digest;
use crate::ledger::Fields;
use crate::operation::{self, algorithm_of};
use crate::safe::Label;
use crate::station::{Station, StationError};
use crate::store::IntentState;

impl Station<'_> {
    /// What a master list of ours would hold now: our own CSCA certificates and the anchors.
    pub fn vouched_for(&self) -> Result<Vec<Digest>, StationError> {
        let own = self.store.rows().issued()?.into_iter();
        let own = own.filter(|row| matches!(row.profile.as_str(), "csca-root" | "csca-link")).map(|row| row.digest);
        let mut all: Vec<Digest> = own.chain(self.anchors(self.now()?)?).collect();
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    pub(super) fn masterlist_issue(&mut self, spent: &Spent, act: &MasterlistIssue) -> Result<Outcome, StationError> {
        operation::masterlist_issue::check(act.certificates.len())?;
        let rows = self.store.rows();
        let unknown = |what: String| StationError::CertificateUnknown { what };
        let mut certificates = Vec::new();
        for digest in &act.certificates {
            certificates.push(rows.object(*digest)?.ok_or_else(|| unknown(digest.to_string()))?);
        }
        let row = rows.certificate_of_key(&act.signer)?;
        let row = row.filter(|r| r.profile.as_str() == "masterlist-signer");
        let row = row.ok_or_else(|| unknown(format!("of profile 'masterlist-signer' for key '{}'", act.signer)))?;
        let signer_certificate = rows.object(row.digest)?.ok_or_else(|| unknown(row.digest.to_string()))?;
        let csca_certificate = self.certificate_of(&row.issuer)?;
        let (_, public_key) = self.usable_key(&act.signer)?;
        let signer = self.signer(&act.signer, algorithm_of(&public_key)?)?;
        let now = self.now()?;
        // The name carries the number of the intent's entry, which comes next.
        let country = &self.configuration.country.fields().country;
        let path = format!("masterlists/{country}-{:06}.ml", self.store.rows().ledger_size()?);
        self.expect_free(&path)?;
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
        let newest = self.store.rows().issued()?.into_iter().rev().find(|r| r.profile.as_str() == "masterlist-signer");
        let unknown = || StationError::CertificateUnknown { what: "of profile 'masterlist-signer'".into() };
        newest.and_then(|row| row.subject_key).ok_or_else(unknown)
    }
}
