//! `deviation.issue`.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Material, Outcome};
use crate::act::DeviationIssue;
use crate::approval::Spent;
use crate::clock::Time;
use crate::digest::Digest;
use crate::icao::deviation::DeviationDraft;
use crate::icao::rules::LISTS;
use crate::ledger::Fields;
use crate::operation::deviation_ingest::{Told, counts, open};
use crate::operation::deviation_issue::{Inputs, draft, perform, prepare, rendering};
use crate::operation::{self, OperationError};
use crate::pki::armour::pem;
use crate::pki::lint::{Role, Severity};
use crate::safe::Label;
use crate::signer::{AbsentKey, Algorithm};
use crate::station::{Preview, Station, StationError};
use crate::store::{IntentState, IssuedRow};

/// How many deviations are told of one list before it is signed; all are counted.
const TOLD: usize = 30;

/// A deviation list as it will be signed: everything that can be refused has been judged.
struct PlannedDeviations {
    draft: DeviationDraft,
    row: IssuedRow,
    signer_certificate: Vec<u8>,
    csca_certificate: Vec<u8>,
    algorithm: Algorithm,
    now: Time,
    stem: String,
    linted: crate::icao::deviation::LintedDeviationList,
    /// Signers that it names and that are kept here nowhere, a line each.
    unknown: Vec<String>,
}

impl PlannedDeviations {
    fn inputs(&self) -> Inputs<'_> {
        Inputs {
            draft: &self.draft,
            signer_certificate: &self.signer_certificate,
            csca_certificate: &self.csca_certificate,
            now: self.now,
        }
    }
}

impl Station<'_> {
    fn plan_deviations(&self, act: &DeviationIssue, material: &Material) -> Result<PlannedDeviations, StationError> {
        let draft = draft(material.find("description of a deviation list", act.description)?)?;
        let rows = self.store.rows();
        let unknown = |what: String| StationError::CertificateUnknown { what };
        let row = rows.certificate_for(&act.signer, Role::DeviationlistSigner)?;
        let row = row.ok_or_else(|| unknown(format!("of role 'deviationlist-signer' for key '{}'", act.signer)))?;
        self.expect_unrevoked(&act.signer)?;
        self.expect_unrevoked(&row.issuer)?;
        let signer_certificate = rows.object(row.digest)?.ok_or_else(|| unknown(row.digest.to_string()))?;
        let csca_certificate = self.certificate_of(&row.issuer)?;
        let (_, public_key) = self.usable_key(&act.signer)?;
        let algorithm = operation::algorithm_of(&public_key)?;
        // The name carries the number of the intent's entry, which comes next.
        let country = &self.configuration.country.fields().country;
        let stem = format!("deviations/{country}-{:06}", rows.ledger_size()?);
        for ending in ["dl", "pem", "txt"] {
            self.expect_free(&format!("{stem}.{ending}"))?;
        }
        let now = self.now()?;
        let inputs =
            Inputs { draft: &draft, signer_certificate: &signer_certificate, csca_certificate: &csca_certificate, now };
        let linted = prepare(act, &inputs, &AbsentKey::new(public_key, algorithm))?;
        let unknown = self.document_signers(&draft)?;
        Ok(PlannedDeviations {
            unknown,
            draft,
            row,
            signer_certificate,
            csca_certificate,
            algorithm,
            now,
            stem,
            linted,
        })
    }

    /// What the list would say, and whose certificate it would be signed under. No document number is among it.
    pub(in crate::station) fn preview_deviation_issue(
        &self,
        act: &DeviationIssue,
        material: &Material,
    ) -> Result<Preview, StationError> {
        let planned = self.plan_deviations(act, material)?;
        let list = open(planned.linted.der())?;
        let counts = counts(&list);
        let mut words =
            vec![("deviations", counts.deviations.to_string()), ("document numbers", counts.numbers.to_string())];
        for entry in list.entries().take(TOLD) {
            words.push(("deviation", format!("{}: {}", entry.index + 1, Told::of(&entry).line())));
        }
        if list.len() > TOLD {
            words.push(("deviation", format!("and {} more", list.len() - TOLD)));
        }
        let accepted = planned.linted.findings().of(Severity::Warning);
        words.extend(accepted.map(|found| ("accepted warning", format!("{}: {}", found.rule, found.found))));
        words.push(("signed under", planned.row.subject));
        words.push(("its serial number", planned.row.serial));
        words.push(("valid until", planned.row.not_after.to_string()));
        let mut warnings = planned.unknown.clone();
        if list.is_empty() {
            warnings.push("the list says that nothing deviates: it takes back whatever the last one said".into());
        }
        Ok(Preview { words, warnings })
    }

    pub(super) fn deviation_issue(
        &mut self,
        spent: &Spent,
        act: &DeviationIssue,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let planned = self.plan_deviations(act, material)?;
        let signer = self.signer(&act.signer, planned.algorithm)?;
        let text = material.find("description of a deviation list", act.description)?;
        let intent = self.begin(spent, json!({ "deviations by": act.signer }), |writing, _| {
            writing.keep_object(text)?;
            Ok(())
        })?;
        let made = perform(act, &planned.inputs(), &signer)
            .and_then(|issued| Ok((rendering(issued.der())?, count(issued.der())?, issued)));
        let (rendering, (deviations, numbers), issued) = match made {
            Ok(made) => made,
            Err(error) => return Err(self.unknown(intent, error.into(), |_| Ok(()))),
        };
        let stem = planned.stem;
        let fields = Fields::new()
            .open("fingerprint", issued.digest().to_string())
            .open("deviations", deviations)
            .open("numbers", numbers)
            .open("rendered", true)
            .open("rules", LISTS.digest().to_string());
        let sequence = self.end(intent, IntentState::Done, fields, |writing, sequence| {
            writing.keep_artefact(&format!("{stem}.dl"), issued.der(), sequence)?;
            writing.keep_artefact(&format!("{stem}.pem"), pem(issued.der(), "CMS").as_bytes(), sequence)?;
            writing.keep_artefact(&format!("{stem}.txt"), rendering.as_bytes(), sequence)?;
            Ok(())
        })?;
        let outputs = [
            ("fingerprint", issued.digest().to_string()),
            ("deviations", deviations.to_string()),
            ("numbers", numbers.to_string()),
            ("file", self.out().join(format!("{stem}.dl")).to_string_lossy().into_owned()),
        ];
        Ok(Outcome::of(sequence, outputs))
    }

    /// The newest deviation list of ours, by digest.
    pub fn last_deviation_list(&self) -> Result<Option<Digest>, StationError> {
        Ok(self.store.rows().last_artefact_in("deviations/", ".dl")?.map(|artefact| artefact.digest))
    }

    /// The newest key that has a deviation-list signer's certificate.
    pub fn deviationlist_signer(&self) -> Result<Label, StationError> {
        self.newest_for(Role::DeviationlistSigner)
    }

    /// What our next list says more and less than the one before, deviation by deviation, without a document number.
    pub(super) fn deviations_changed(
        &self,
        act: &DeviationIssue,
        material: &Material,
    ) -> Result<Vec<(String, String)>, StationError> {
        let planned = self.plan_deviations(act, material)?;
        let now = said(planned.linted.der())?;
        let before = match self.last_deviation_list()? {
            None => BTreeSet::new(),
            Some(digest) => {
                let missing = || StationError::MaterialMissing { what: "last deviation list", digest };
                said(&self.store.rows().object(digest)?.ok_or_else(missing)?)?
            }
        };
        let line = |der: &Vec<u8>| {
            let entry = crate::icao::deviation::Entry { index: 0, offset: 0, der };
            Told::of(&entry).line()
        };
        let added: Vec<String> = now.difference(&before).map(line).collect();
        let gone: Vec<String> = before.difference(&now).map(line).collect();
        let mut words = vec![
            ("number added".to_owned(), added.len().to_string()),
            ("number taken away".to_owned(), gone.len().to_string()),
        ];
        for (name, lines) in [("added", added), ("taken away", gone)] {
            let more = lines.len().saturating_sub(TOLD);
            words.extend(lines.into_iter().take(TOLD).map(|line| (name.to_owned(), line)));
            if more > 0 {
                words.push((name.to_owned(), format!("and {more} more")));
            }
        }
        Ok(words)
    }
}

/// How many deviations and document numbers a list has.
fn count(der: &[u8]) -> Result<(u64, u64), OperationError> {
    let counts = counts(&open(der)?);
    Ok((counts.deviations, counts.numbers))
}

/// The deviations of a list, each with its original bytes.
fn said(der: &[u8]) -> Result<BTreeSet<Vec<u8>>, OperationError> {
    let list = open(der)?;
    Ok(list.entries().map(|entry| entry.der.to_vec()).collect())
}
