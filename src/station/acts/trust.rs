//! `trust.accept` and `trust.distrust`.

use serde::Deserialize;

use super::Outcome;
use crate::act::{TrustAccept, TrustDistrust, Word};
use crate::approval::Spent;
use crate::digest::Digest;
use crate::ledger::Fields;
use crate::operation;
use crate::operation::trust_accept::Earlier;
use crate::pki::certificate::Certificate;
use crate::pki::lint::{Role, Severity};
use crate::pki::text;
use crate::station::{Preview, Station, StationError};
use crate::store::{DecisionRow, KnownRow};
use crate::trust::rules::Evidence;
use crate::trust::{self, Standing, Verdict};

impl Station<'_> {
    pub(super) fn trust_accept(&mut self, spent: &Spent, act: &TrustAccept) -> Result<Outcome, StationError> {
        let evidence = self.check_acceptance(act)?;
        let words = evidence.map(|evidence| evidence.words().to_vec());
        let fields = words.map_or(Fields::new(), |words| Fields::new().open("evidence", words));
        self.decide(spent, act.certificate, Verdict::Accept, fields)
    }

    pub(super) fn trust_distrust(&mut self, spent: &Spent, act: &TrustDistrust) -> Result<Outcome, StationError> {
        self.known(act.certificate)?;
        operation::trust_accept::check_distrust(act)?;
        self.decide(spent, act.certificate, Verdict::Distrust, Fields::new())
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

    /// Refuses what [`Station::perform`] would refuse of an acceptance, before anybody confirms it. Where the act names a
    /// rule of trust, the rule is tried, and what it finds is given.
    pub fn check_acceptance(&self, act: &TrustAccept) -> Result<Option<Evidence>, StationError> {
        let known = self.judged_anew(self.known(act.certificate)?)?;
        let der = self.store.rows().object(act.certificate)?;
        let read = der.as_deref().and_then(|der| Certificate::parse(der).ok());
        // A root that people read the fingerprint of may lack what says that it is one; nothing else may.
        let root = known.kind == "self-signed";
        let may_sign = read.is_none_or(|certificate| root || Role::says_it_signs_certificates(&certificate));
        operation::trust_accept::check(act, &known.kind, may_sign)?;
        operation::trust_accept::check_earlier(act, self.last_decision(act.certificate)?)?;
        self.expect_two_behind(act)?;
        act.rule.as_ref().map(|rule| self.trust_evidence(act.certificate, rule)).transpose()
    }

    /// The certificate that would be accepted, and how it stands.
    pub(in crate::station) fn preview_accept(&self, act: &TrustAccept) -> Result<Preview, StationError> {
        let known = self.known(act.certificate)?;
        let evidence = self.check_acceptance(act)?;
        let mut preview = self.told(&known)?;
        let words = evidence.iter().flat_map(|evidence| evidence.words());
        preview.words.extend(words.map(|line| ("the rule found", line.clone())));
        Ok(preview)
    }

    /// The certificate that would be distrusted, and how it stands.
    pub(in crate::station) fn preview_distrust(&self, act: &TrustDistrust) -> Result<Preview, StationError> {
        let known = self.known(act.certificate)?;
        operation::trust_accept::check_distrust(act)?;
        self.told(&known)
    }

    /// The certificate field by field, what was found against it, where it was seen and how it stands.
    fn told(&self, known: &KnownRow) -> Result<Preview, StationError> {
        let rows = self.store.rows();
        let mut words = vec![("state", known.state.clone())];
        let der = rows.object(known.digest)?;
        match der.as_deref().map(Certificate::parse) {
            Some(Ok(certificate)) => words.extend(text::found_lines(&certificate)),
            _ => words.push(("certificate", format!("cannot be read: {}", known.subject))),
        }
        words.push(("verified", known.kind.clone()));
        words.extend(known.verifier.filter(|by| *by != known.digest).map(|by| ("verified by", by.to_string())));
        words.push(("findings", format!("errors: {}, warnings: {}", known.errors, known.warnings)));
        words.extend(findings(known)?);
        for digest in rows.sightings(known.digest)? {
            let Some(list) = rows.list(digest)? else { continue };
            let signer = list.signer.map(|signer| format!(", signed by {signer}")).unwrap_or_default();
            let (short, verdict, entry) = (digest.short(), list.verdict, list.sequence);
            words.push(("seen on", format!("list {short}, {verdict}{signer}, ledger entry {entry}")));
        }
        let standing = trust::standings(&self.decisions()?, self.now()?).get(&known.digest).copied();
        words.push(("stands now", standing.unwrap_or(Standing::Undecided).word().to_owned()));
        Ok(Preview::of(words))
    }

    fn known(&self, certificate: Digest) -> Result<KnownRow, StationError> {
        let unknown = || StationError::ForeignUnknown { certificate };
        self.store.rows().known(certificate)?.ok_or_else(unknown)
    }

    fn decide(
        &mut self,
        spent: &Spent,
        certificate: Digest,
        verdict: Verdict,
        fields: Fields,
    ) -> Result<Outcome, StationError> {
        let at = self.now()?;
        let fields = fields.open("verdict", verdict.word()).open("at", at.to_string());
        let sequence = self.record(spent, fields, |writing, sequence| {
            let word = verdict.word().to_owned();
            Ok(writing.decide(&DecisionRow { certificate, word, at, sequence })?)
        })?;
        Ok(Outcome::of(sequence, [("certificate", certificate.to_string()), ("verdict", verdict.word().into())]))
    }
}

/// How many findings are told in full; the rest is counted.
const FINDINGS: usize = 20;

/// A finding, as it is kept: harmless, and one line.
#[derive(Deserialize)]
struct Found {
    rule: String,
    severity: Severity,
    #[serde(rename = "where")]
    place: String,
    found: String,
    wanted: String,
}

/// What the rules found of a certificate, the weightiest first.
fn findings(known: &KnownRow) -> Result<Vec<Word>, StationError> {
    #[derive(Deserialize)]
    struct Kept {
        #[serde(rename = "findings")]
        list: Vec<Found>,
    }
    let kept: Option<Kept> = serde_json::from_value(known.findings.clone())?;
    let mut list = kept.map(|kept| kept.list).unwrap_or_default();
    list.sort_by_key(|one| std::cmp::Reverse(one.severity));
    let name = |severity| match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Legacy => "legacy",
        Severity::Info => "info",
    };
    let told = |one: &Found| {
        let Found { rule, place, found, wanted, .. } = one;
        (name(one.severity), format!("{rule}, {place}: found {found}; wanted {wanted}"))
    };
    let mut words: Vec<Word> = list.iter().take(FINDINGS).map(told).collect();
    if list.len() > FINDINGS {
        words.push(("and more", (list.len() - FINDINGS).to_string()));
    }
    Ok(words)
}
