//! `trust.accept` and `trust.distrust`.

use super::Outcome;
use crate::act::{TrustAccept, TrustDistrust};
use crate::approval::Spent;
use crate::digest::Digest;
use crate::ledger::Fields;
use crate::operation;
use crate::operation::trust_accept::Earlier;
use crate::station::{Station, StationError};
use crate::store::DecisionRow;
use crate::trust::Verdict;

impl Station<'_> {
    pub(super) fn trust_accept(&mut self, spent: &Spent, act: &TrustAccept) -> Result<Outcome, StationError> {
        self.check_acceptance(act)?;
        self.decide(spent, act.certificate, Verdict::Accept)
    }

    pub(super) fn trust_distrust(&mut self, spent: &Spent, act: &TrustDistrust) -> Result<Outcome, StationError> {
        self.known(act.certificate)?;
        operation::trust_accept::check_distrust(act)?;
        self.decide(spent, act.certificate, Verdict::Distrust)
    }

    /// What was decided last about a certificate, and by which entry.
    pub fn last_decision(&self, certificate: Digest) -> Result<Option<Earlier>, StationError> {
        let decisions = self.store.rows().decisions()?;
        let read = |row: &DecisionRow| {
            let verdict = Verdict::from_word(&row.word)?;
            Some(Earlier { verdict, at: row.at, entry: row.sequence })
        };
        Ok(decisions.iter().rev().find(|row| row.certificate == certificate).and_then(read))
    }

    /// Refuses what [`Station::perform`] would refuse of an acceptance, before anybody confirms it.
    pub fn check_acceptance(&self, act: &TrustAccept) -> Result<(), StationError> {
        let known = self.known(act.certificate)?;
        operation::trust_accept::check(act, &known.kind)?;
        Ok(operation::trust_accept::check_earlier(act, self.last_decision(act.certificate)?)?)
    }

    fn known(&self, certificate: Digest) -> Result<crate::store::KnownRow, StationError> {
        let unknown = || StationError::ForeignUnknown { certificate };
        self.store.rows().known(certificate)?.ok_or_else(unknown)
    }

    fn decide(&mut self, spent: &Spent, certificate: Digest, verdict: Verdict) -> Result<Outcome, StationError> {
        let at = self.now()?;
        let fields = Fields::new().open("verdict", verdict.word()).open("at", at.to_string());
        let sequence = self.record(spent, fields, |writing, sequence| {
            let word = verdict.word().to_owned();
            Ok(writing.decide(&DecisionRow { certificate, word, at, sequence })?)
        })?;
        Ok(Outcome::of(sequence, [("certificate", certificate.to_string()), ("verdict", verdict.word().into())]))
    }
}
