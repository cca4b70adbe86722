//! `crl.issue`.

use serde_json::json;

use super::Outcome;
use super::difference::SHOWN;
use crate::act::CrlIssue;
use crate::approval::Spent;
use crate::clock::Time;
use crate::ledger::Fields;
use crate::operation::crl_issue::Prepared;
use crate::operation::{self, OperationError};
use crate::pki::certificate::Certificate;
use crate::pki::crl::{Crl, Revoked};
use crate::pki::lint::{Finding, Role, Severity};
use crate::pki::serial::SerialNumber;
use crate::pki::text;
use crate::station::{Preview, Station, StationError};
use crate::store::{IntentState, RevokedRow, StoreError};

/// A revocation list as it will be signed: everything that can be refused has been judged.
struct PlannedList {
    number: u64,
    entries: usize,
    since_last: usize,
    now: Time,
    stem: String,
    prepared: Prepared,
}

impl Station<'_> {
    fn plan_list(&self, act: &CrlIssue) -> Result<PlannedList, StationError> {
        self.expect_certified(&act.issuer, "a CA", Role::is_ca)?;
        let (issuer_der, role) = self.certificate_and_role(&act.issuer)?;
        let issuer = Certificate::parse(&issuer_der).map_err(OperationError::unreadable("the issuer's certificate"))?;
        let rows = self.store.rows();
        let lineage = self.lineage(&act.issuer)?;
        self.expect_newest(&act.issuer, &lineage)?;
        self.expect_own_name(&act.issuer, &lineage)?;
        if role.is_csca() {
            self.expect_unrevoked(&act.issuer)?;
        }
        let number = self.last_number(&lineage)?.unwrap_or(0) + 1;
        let last = self.last_list(&lineage)?.map(|(_, list)| list);
        let previous_der = match last.as_ref().and_then(|l| l.digest) {
            Some(digest) => rows.object(digest)?,
            None => None,
        };
        let previous = previous_der.as_deref().map(Crl::parse).transpose();
        let previous = previous.map_err(OperationError::unreadable("the last revocation list"))?;
        let previous_at = last.as_ref().and_then(|l| l.this_update);
        let rows_of_issuer = self.revoked_by(&lineage)?;
        // Whatever stands behind the last list's intent is not on that list.
        let behind = |row: &&RevokedRow| last.as_ref().is_none_or(|l| row.sequence > l.sequence);
        let since_last = rows_of_issuer.iter().filter(behind).count();
        let revoked = revoked(rows_of_issuer)?;
        let family = self.family_of(&act.issuer, &lineage)?;
        let family = family.iter().map(|der| Certificate::parse(der)).collect::<Result<Vec<_>, _>>();
        let family = family.map_err(OperationError::unreadable("a certificate of the same CSCA"))?;
        let now = self.now()?;
        let prepared = operation::crl_issue::prepare(
            act,
            &operation::crl_issue::Inputs {
                issuer: &issuer,
                role,
                number,
                revoked: &revoked,
                previous: previous.as_ref(),
                family: &family,
                previous_at,
                revoked_since: last.is_some() && since_last > 0,
                now,
            },
        )?;
        let stem = format!("crl/{}-{number:06}", act.issuer);
        for ending in ["crl", "pem", "txt"] {
            self.expect_free(&format!("{stem}.{ending}"))?;
        }
        Ok(PlannedList { number, entries: revoked.len(), since_last, now, stem, prepared })
    }

    /// The list as it would be signed now.
    pub(in crate::station) fn preview_list(&self, act: &CrlIssue) -> Result<Preview, StationError> {
        let planned = self.plan_list(act)?;
        let mut words = vec![("number", planned.number.to_string())];
        words.extend(planned.prepared.linted.lines()?);
        words.push(("newly revoked", planned.since_last.to_string()));
        words.extend(self.revoked_since(act, 0, SHOWN)?);
        // R05 is accepted by the house.
        for finding in planned
            .prepared
            .linted
            .findings()
            .of(Severity::Warning)
            .filter(|f| act.accept.iter().any(|id| id == f.rule))
        {
            let Finding { rule, place, found, wanted, .. } = finding;
            words.push(("accepted warning", format!("{rule}, {place}: found {found}; wanted {wanted}")));
        }
        let mut warnings = Vec::new();
        if self.is_unlinked(&act.issuer, &self.lineage(&act.issuer)?)? {
            let key = &act.issuer;
            warnings.push(format!(
                "no link leads to key '{key}': this list holds nothing of what the CSCA's keys before it revoked"
            ));
        }
        Ok(Preview { words, warnings })
    }

    pub(super) fn crl_issue(&mut self, spent: &Spent, act: &CrlIssue) -> Result<Outcome, StationError> {
        let PlannedList { number, entries, now, stem, prepared, .. } = self.plan_list(act)?;
        let next_update = prepared.next_update;
        let signer = self.signer(&act.issuer, prepared.algorithm)?;
        let intent = self.begin(spent, json!({ "crl_of": act.issuer, "number": number }), |writing, sequence| {
            Ok(writing.reserve_crl_number(&act.issuer, number, sequence)?)
        })?;
        let issued = operation::crl_issue::perform(prepared, &signer).and_then(|issued| {
            let list = Crl::parse(issued.der()).map_err(OperationError::unreadable("the new revocation list"))?;
            let rendering = text::CrlText { crl: &list, entries: 10_000 }.to_string();
            Ok((rendering, issued))
        });
        let (rendering, issued) = match issued {
            Ok(issued) => issued,
            Err(error) => return Err(self.unknown(intent, error.into(), |_| Ok(()))),
        };
        let fields = Fields::new()
            .open("issuer", act.issuer.as_str())
            .open("number", number)
            .open("entries", entries)
            .open("fingerprint", issued.digest().to_string());
        let sequence = self.end(intent, IntentState::Done, fields, |writing, sequence| {
            writing.keep_crl(&act.issuer, number, issued.der(), now, next_update)?;
            writing.keep_artefact(&format!("{stem}.crl"), issued.der(), sequence)?;
            writing.keep_artefact(&format!("{stem}.pem"), issued.pem().as_bytes(), sequence)?;
            writing.keep_artefact(&format!("{stem}.txt"), rendering.as_bytes(), sequence)?;
            Ok(())
        })?;
        let file = self.out().join(format!("{stem}.crl"));
        let outputs = [
            ("number", number.to_string()),
            ("entries", entries.to_string()),
            ("next_update", next_update.to_string()),
            ("fingerprint", issued.digest().to_string()),
            ("file", file.to_string_lossy().into_owned()),
        ];
        Ok(Outcome::of(sequence, outputs))
    }
}

/// What stands on a list, from the rows of what its issuer revoked.
fn revoked(rows: Vec<RevokedRow>) -> Result<Vec<Revoked>, StationError> {
    let corrupt = |what: &str| StoreError::Corrupt { table: "revoked", what: format!("serial number {what}") };
    let mut revoked = Vec::new();
    for row in rows {
        let content = hex::decode(&row.serial).map_err(|_| corrupt(&row.serial))?;
        revoked.push(Revoked { serial: SerialNumber::from_content(&content)?, on: row.at });
    }
    Ok(revoked)
}
