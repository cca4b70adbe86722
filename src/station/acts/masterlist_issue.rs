//! `masterlist.issue`.

use std::collections::BTreeMap;

use serde_json::json;

use super::difference::named;
use super::{Listed, Outcome};
use crate::act::MasterlistIssue;
use crate::approval::Spent;
use crate::clock::Time;
use crate::digest::Digest;
use crate::icao::masterlist::{LintedMasterList, STATELESS};
use crate::icao::rules::LISTS;
use crate::ledger::Fields;
use crate::operation::algorithm_of;
use crate::operation::masterlist_issue::{Inputs, check, perform, prepare, rendering};
use crate::pki::armour::pem;
use crate::pki::lint::{Role, Severity};
use crate::safe::Label;
use crate::signer::{AbsentKey, Algorithm};
use crate::station::{Preview, Station, StationError};
use crate::store::{IntentState, IssuedRow};

/// A master list as it will be signed: everything that can be refused has been judged.
struct PlannedMasterlist {
    certificates: Vec<Vec<u8>>,
    row: IssuedRow,
    signer_certificate: Vec<u8>,
    csca_certificate: Vec<u8>,
    algorithm: Algorithm,
    /// The last list of ours.
    previous: Option<Vec<u8>>,
    now: Time,
    stem: String,
    linted: LintedMasterList,
}

impl Station<'_> {
    fn plan_masterlist(&self, act: &MasterlistIssue) -> Result<PlannedMasterlist, StationError> {
        check(&act.certificates, &self.vouched_for()?)?;
        let rows = self.store.rows();
        let unknown = |what: String| StationError::CertificateUnknown { what };
        let mut certificates = Vec::new();
        for digest in &act.certificates {
            certificates.push(rows.object(*digest)?.ok_or_else(|| unknown(digest.to_string()))?);
        }
        let row = rows.certificate_for(&act.signer, Role::MasterlistSigner)?;
        let row = row.ok_or_else(|| unknown(format!("of role 'masterlist-signer' for key '{}'", act.signer)))?;
        self.expect_unrevoked(&act.signer)?;
        self.expect_unrevoked(&row.issuer)?;
        let signer_certificate = rows.object(row.digest)?.ok_or_else(|| unknown(row.digest.to_string()))?;
        let csca_certificate = self.certificate_of(&row.issuer)?;
        let (_, public_key) = self.usable_key(&act.signer)?;
        // The name carries the number of the intent's entry, which comes next.
        let country = &self.configuration.country.fields().country;
        let stem = format!("masterlists/{country}-{:06}", rows.ledger_size()?);
        for ending in ["ml", "pem", "txt"] {
            self.expect_free(&format!("{stem}.{ending}"))?;
        }
        let algorithm = algorithm_of(&public_key)?;
        let previous = match self.last_masterlist()? {
            Some(digest) => Some(rows.object(digest)?.ok_or_else(|| unknown(digest.to_string()))?),
            None => None,
        };
        let now = self.now()?;
        let slices: Vec<&[u8]> = certificates.iter().map(Vec::as_slice).collect();
        let inputs = Inputs {
            certificates: &slices,
            signer_certificate: &signer_certificate,
            csca_certificate: &csca_certificate,
            now,
            previous: previous.as_deref(),
        };
        let linted = prepare(act, &inputs, &AbsentKey::new(public_key, algorithm))?;
        Ok(PlannedMasterlist {
            certificates,
            row,
            signer_certificate,
            csca_certificate,
            algorithm,
            previous,
            now,
            stem,
            linted,
        })
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
        let mut words = vec![("own certificates", own.to_string()), ("accepted by state", states)];
        let accepted = planned.linted.findings().of(Severity::Warning);
        words.extend(accepted.map(|found| ("accepted warning", format!("{}: {}", found.rule, found.found))));
        let (added, gone) = self.since_last_masterlist(act)?;
        words.push(("number added", added.len().to_string()));
        words.push(("number taken away", gone.len().to_string()));
        for (name, certificates) in [("added", added), ("taken away", gone)] {
            words.extend(named(name, certificates).into_iter().map(|(_, line)| (name, line)));
        }
        words.push(("signed under", planned.row.subject));
        words.push(("its serial number", planned.row.serial));
        words.push(("valid until", planned.row.not_after.to_string()));
        Ok(Preview::of(words))
    }

    pub(super) fn masterlist_issue(&mut self, spent: &Spent, act: &MasterlistIssue) -> Result<Outcome, StationError> {
        let PlannedMasterlist {
            certificates,
            signer_certificate,
            csca_certificate,
            algorithm,
            previous,
            now,
            stem,
            ..
        } = self.plan_masterlist(act)?;
        let (added, gone) = self.since_last_masterlist(act)?;
        let signer = self.signer(&act.signer, algorithm)?;
        let intent = self.begin(spent, json!({ "masterlist by": act.signer }), |_, _| Ok(()))?;
        let slices: Vec<&[u8]> = certificates.iter().map(Vec::as_slice).collect();
        let inputs = Inputs {
            certificates: &slices,
            signer_certificate: &signer_certificate,
            csca_certificate: &csca_certificate,
            now,
            previous: previous.as_deref(),
        };
        let made =
            perform(act, &inputs, &signer).and_then(|issued| Ok((rendering(&issued, previous.as_deref())?, issued)));
        let (rendering, issued) = match made {
            Ok(made) => made,
            Err(error) => return Err(self.unknown(intent, error.into(), |_| Ok(()))),
        };
        let fields = Fields::new()
            .open("fingerprint", issued.digest().to_string())
            .open("entries", issued.count())
            .open("rendered", true)
            .open("rules", LISTS.digest().to_string());
        let sequence = self.end(intent, IntentState::Done, fields, |writing, sequence| {
            writing.keep_artefact(&format!("{stem}.ml"), issued.der(), sequence)?;
            writing.keep_artefact(&format!("{stem}.pem"), pem(issued.der(), "CMS").as_bytes(), sequence)?;
            writing.keep_artefact(&format!("{stem}.txt"), rendering.as_bytes(), sequence)?;
            Ok(())
        })?;
        let outputs = [
            ("fingerprint", issued.digest().to_string()),
            ("entries", issued.count().to_string()),
            ("added_count", added.len().to_string()),
            ("gone_count", gone.len().to_string()),
            ("added", lines(added)),
            ("gone", lines(gone)),
            ("file", self.out().join(format!("{stem}.ml")).to_string_lossy().into_owned()),
        ];
        Ok(Outcome::of(sequence, outputs))
    }

    /// The newest master list of ours, by digest.
    pub fn last_masterlist(&self) -> Result<Option<Digest>, StationError> {
        Ok(self.store.rows().last_artefact_in("masterlists/", ".ml")?.map(|artefact| artefact.digest))
    }

    /// The newest key that has a master-list signer's certificate.
    pub fn masterlist_signer(&self) -> Result<Label, StationError> {
        self.newest_for(Role::MasterlistSigner)
    }
}

/// Certificates by name and digest, one a line.
fn lines(certificates: Vec<Listed>) -> String {
    let lines: Vec<String> = named("", certificates).into_iter().map(|(_, line)| line).collect();
    lines.join("\n")
}
