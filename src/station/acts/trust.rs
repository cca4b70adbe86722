//! `trust.accept` and `trust.distrust`.

use super::Outcome;
use crate::act::{TrustAccept, TrustDistrust};
use crate::approval::Spent;
use crate::clock::Time;
use crate::digest::Digest;
use crate::ledger::Fields;
use crate::operation;
use crate::operation::trust_accept::Earlier;
use crate::station::{Preview, Station, StationError};
use crate::store::{DecisionRow, KnownRow};
use crate::trust::{self, Standing, Verdict};

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

    /// The certificate that would be accepted, and how it stands.
    pub(in crate::station) fn preview_accept(&self, act: &TrustAccept) -> Result<Preview, StationError> {
        let known = self.known(act.certificate)?;
        self.check_acceptance(act)?;
        self.told(&known)
    }

    /// The certificate that would be distrusted, and how it stands.
    pub(in crate::station) fn preview_distrust(&self, act: &TrustDistrust) -> Result<Preview, StationError> {
        let known = self.known(act.certificate)?;
        operation::trust_accept::check_distrust(act)?;
        self.told(&known)
    }

    fn told(&self, known: &KnownRow) -> Result<Preview, StationError> {
        let rows = self.store.rows();
        let day = |time: Option<Time>| time.map_or_else(|| "unreadable".into(), |time| time.to_string());
        let mut words = vec![("subject", known.subject.clone()), ("state", known.state.clone())];
        words.push(("valid from", day(known.not_before)));
        words.push(("valid until", day(known.not_after)));
        words.push(("verified", known.kind.clone()));
        words.push(("findings", format!("errors: {}, warnings: {}", known.errors, known.warnings)));
        for digest in rows.sightings(known.digest)? {
            let Some(list) = rows.list(digest)? else { continue };
            let signer = list.signer.map(|signer| format!(", signed by {signer}")).unwrap_or_default();
            words.push(("seen on", format!("list {}, {}{signer}", digest.short(), list.verdict)));
        }
        let standing = trust::standings(&self.decisions()?, self.now()?).get(&known.digest).copied();
        words.push(("stands now", standing.unwrap_or(Standing::Undecided).word().to_owned()));
        Ok(Preview::of(words))
    }

    fn known(&self, certificate: Digest) -> Result<KnownRow, StationError> {
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
