//! What the station sees of a list from outside before it is taken in: who signed it and what that is worth here, what
//! is on it, and what it brings.

use std::collections::{BTreeMap, BTreeSet};

use super::masterlist_ingest::first;
use super::{Listed, Material};
use crate::act::{MasterlistIngest, Word};
use crate::approval::{Proposal, Spent};
use crate::digest::Digest;
use crate::icao::masterlist::STATELESS;
use crate::operation::masterlist_ingest::{Ingested, Judged, ListVerdict};
use crate::pki::lint::Severity;
use crate::safe;
use crate::station::{Preview, Station, StationError};
use crate::store::ListRow;
use crate::trust::Verdict;

/// What officers agree to and must still be so when the list is taken in. Whether a certificate is new here, and what the
/// rules find on a later day, may be otherwise by then.
const AGREED: &[&str] = &[
    "verdict",
    "signer",
    "signer's state",
    "signer's serial",
    "signer's SHA-256",
    "signed at",
    "signer issued by",
    "anchored by",
    "certificates",
    "states",
    "deviations",
    "document numbers",
    "deviation",
    "form",
    "places",
];

/// What a list changes here, certificate by certificate.
pub(super) struct Brought {
    /// Not known here yet.
    pub(super) new: Vec<Listed>,
    /// How many are known.
    pub(super) known: usize,
    /// The last list of the signer's state, where there is one, and what stands on that and not on this one.
    pub(super) since: Option<(ListRow, Vec<Listed>)>,
}

impl Station<'_> {
    /// The list as it would be taken in now.
    pub(in crate::station) fn preview_ingest(
        &self,
        act: &MasterlistIngest,
        material: &Material,
    ) -> Result<Preview, StationError> {
        let ingested = self.judged_list(act, material)?.ingested;
        let mut words = self.list_words(&ingested)?;
        let brought = self.brought(&ingested)?;
        words.push(("new here", brought.new.len().to_string()));
        words.push(("known already", brought.known.to_string()));
        let mut warnings = Vec::new();
        match &brought.since {
            None => words.push(("no longer on it", "no list signed for this state was taken in before".into())),
            Some((last, gone)) => {
                let of = format!("of the {} on this state's last list, ledger entry {}", last.entries, last.sequence);
                words.push(("no longer on it", format!("{} {of}", gone.len())));
                warnings.extend(self.anchors_gone(gone)?);
                if ingested.verdict.signed_at < last.signed_at {
                    let (now, before) = (shown(ingested.verdict.signed_at), shown(last.signed_at));
                    warnings.push(format!(
                        "the list is older than the last one of this state: signed {now}, that one {before}"
                    ));
                }
            }
        }
        words.extend(found(&ingested.certificates));
        words.extend(first(&ingested.verdict.not_verified).into_iter().map(|remark| ("not verified", remark)));
        words.extend(first(&ingested.verdict.findings).into_iter().map(|remark| ("noticed", remark)));
        Ok(Preview { words, warnings })
    }

    /// Who signed a list, what that is worth here, and what is on it.
    pub(super) fn list_words(&self, ingested: &Ingested) -> Result<Vec<Word>, StationError> {
        let state = self.list_state(&ingested.verdict, &ingested.certificates)?;
        let mut words = self.verdict_words(&ingested.verdict, state, &ingested.certificates)?;
        words.extend(certificate_words(&ingested.certificates));
        Ok(words)
    }

    /// Who signed a list of this state with these certificates on it, and what that is worth here.
    pub(super) fn verdict_words(
        &self,
        verdict: &ListVerdict,
        state: Option<String>,
        listed: &[Judged],
    ) -> Result<Vec<Word>, StationError> {
        let worth = match verdict.word {
            "anchored" => "the signature is good, under a CSCA certificate that was accepted here",
            "signed" => "the signature is good, under a CSCA certificate that nobody decided about",
            _ => "there is no signature, and nobody stands for what is on it",
        };
        let mut words = vec![("verdict", format!("{}: {worth}", verdict.words()))];
        if verdict.word == "unsigned" {
            return Ok(words);
        }
        let none = || "not said".to_owned();
        words.push(("signer", verdict.signer.clone().unwrap_or_else(none)));
        words.push(("signer's state", state.unwrap_or_else(none)));
        words.push(("signer's serial", verdict.signer_serial.clone().unwrap_or_else(none)));
        words.push(("signer's SHA-256", verdict.signer_certificate.map_or_else(none, |d| d.to_string())));
        words.push(("signed at", shown(verdict.signed_at)));
        let named = |digest: Digest| -> Result<String, StationError> {
            let one = listed.iter().find(|one| one.digest == digest);
            let known = self.store.rows().known(digest)?.map(|known| known.subject);
            let subject = one.map(|one| one.subject.clone()).or(known);
            Ok(format!("{} {digest}", subject.unwrap_or_else(|| "a certificate carried beside the list,".into())))
        };
        words.push(("signer issued by", verdict.issuer.map(named).transpose()?.unwrap_or_else(none)));
        for anchor in &verdict.anchors {
            words.push(("anchored by", self.anchor_words(*anchor)?));
        }
        if verdict.anchors.is_empty() {
            words.push(("anchored by", "nobody: no CSCA certificate of the signer's was accepted here".into()));
        }
        Ok(words)
    }

    /// An anchor with the decision that made it one.
    fn anchor_words(&self, anchor: Digest) -> Result<String, StationError> {
        let subject = self.store.rows().known(anchor)?.map(|known| known.subject).unwrap_or_default();
        let decision = self.last_decision(anchor)?.filter(|decision| decision.verdict == Verdict::Accept);
        let accepted = decision.map(|decision| format!(", accepted {}, ledger entry {}", decision.at, decision.entry));
        Ok(format!("{subject} {anchor}{}", accepted.unwrap_or_default()))
    }

    /// For which state a list is signed: that of the CSCA certificate that verifies its signer's, where that is listed or
    /// known, else the signer's own name. Signers change from list to list.
    fn list_state(&self, verdict: &ListVerdict, listed: &[Judged]) -> Result<Option<String>, StationError> {
        let found = verdict.issuer.and_then(|issuer| listed.iter().find(|one| one.digest == issuer));
        match found {
            Some(one) => Ok(Some(one.state.clone())),
            None => self.state_of(verdict.issuer, verdict.signer.as_ref()),
        }
    }

    /// The same of a list that was taken in.
    pub(super) fn state_of_list(&self, list: &ListRow) -> Result<Option<String>, StationError> {
        self.state_of(list.signer_issuer, list.signer.as_ref())
    }

    pub(super) fn state_of(
        &self,
        issuer: Option<Digest>,
        signer: Option<&String>,
    ) -> Result<Option<String>, StationError> {
        let known = issuer.map(|issuer| self.store.rows().known(issuer)).transpose()?.flatten();
        Ok(known.map(|known| known.state).or(signer.cloned()))
    }

    /// What a list holds that is not known here yet, and what its state left out since its last one.
    pub(super) fn brought(&self, ingested: &Ingested) -> Result<Brought, StationError> {
        let rows = self.store.rows();
        let all: BTreeMap<Digest, &Judged> = ingested.certificates.iter().map(|one| (one.digest, one)).collect();
        let (mut new, mut known) = (Vec::new(), 0);
        for (digest, one) in &all {
            match rows.known(*digest)? {
                Some(_) => known += 1,
                None => new.push((*digest, Some(one.der.clone()))),
            }
        }
        let state = self.list_state(&ingested.verdict, &ingested.certificates)?;
        let mut last = None;
        for list in rows.lists()?.into_iter().filter(|_| state.is_some()) {
            if self.state_of_list(&list)? == state {
                last = Some(list);
            }
        }
        let Some(last) = last else { return Ok(Brought { new, known, since: None }) };
        let mut gone = Vec::new();
        for row in rows.known_of(None)?.into_iter().filter(|row| !all.contains_key(&row.digest)) {
            if rows.sightings(row.digest)?.contains(&last.digest) {
                gone.push((row.digest, rows.object(row.digest)?));
            }
        }
        Ok(Brought { new, known, since: Some((last, gone)) })
    }

    /// Those of the certificates that are gone which are anchors here, one warning each.
    fn anchors_gone(&self, gone: &[Listed]) -> Result<Vec<String>, StationError> {
        let now = self.now()?;
        let anchors: BTreeSet<Digest> = self.anchors(now)?.into_iter().collect();
        let mut warnings = Vec::new();
        for (digest, _) in gone.iter().filter(|(digest, _)| anchors.contains(digest)) {
            let Some(known) = self.store.rows().known(*digest)? else { continue };
            let expired = known.not_after.is_some_and(|end| end < now);
            let expired = if expired { "it has expired" } else { "it has not expired" };
            let subject = known.subject;
            warnings.push(format!(
                "an anchor that stood on this state's last list is not on this one: {subject} {digest}; {expired}"
            ));
        }
        Ok(warnings)
    }

    /// Refuses a list that is no longer judged as it was shown to the officers who agreed to it (APPROVAL-2).
    pub(super) fn expect_judged_as_shown(&self, spent: &Spent, now: &[Word]) -> Result<(), StationError> {
        self.expect_agreed(spent, AGREED, now)
    }

    /// The same of these names alone.
    pub(super) fn expect_agreed(&self, spent: &Spent, names: &[&str], now: &[Word]) -> Result<(), StationError> {
        let rows = self.store.rows();
        let Some(row) = rows.proposal(spent.digest)? else { return Ok(()) };
        let missing = || StationError::MaterialMissing { what: "proposal", digest: row.text };
        let seen = Proposal::kept(&rows.object(row.text)?.ok_or_else(missing)?)?.seen;
        for name in names {
            let before: BTreeSet<&str> = seen.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect();
            let now: BTreeSet<&str> = now.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect();
            if before != now {
                return Err(StationError::PreconditionChanged { name: format!("{name} of the list") });
            }
        }
        Ok(())
    }
}

/// How many certificates there are, of which states and kinds.
pub(super) fn certificate_words(all: &[Judged]) -> [Word; 3] {
    let states = counted(all.iter().map(|one| one.state.as_str()));
    [
        ("certificates", all.len().to_string()),
        ("states", format!("{}: {}", states.keys().filter(|state| **state != STATELESS).count(), joined(&states))),
        ("by kind", joined(&counted(all.iter().map(|one| one.kind)))),
    ]
}

pub(super) fn shown(time: Option<crate::clock::Time>) -> String {
    time.map_or_else(|| "never".into(), |time| time.to_string())
}

/// How often each word comes.
fn counted<'w>(words: impl Iterator<Item = &'w str>) -> BTreeMap<&'w str, usize> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// Each word with its count, in one line.
fn joined(counts: &BTreeMap<&str, usize>) -> String {
    let all: Vec<String> = counts.iter().map(|(word, count)| format!("{} {count}", safe::line(word, 40))).collect();
    all.join(", ")
}

/// What the rules found on all of it: by weight, how many findings and by which rules.
pub(super) fn found(certificates: &[Judged]) -> Vec<Word> {
    let of = |severity| {
        let findings = certificates.iter().filter_map(|one| one.findings.as_ref());
        counted(findings.flat_map(|findings| findings.of(severity)).map(|finding| finding.rule))
    };
    let weights = [
        ("errors", Severity::Error),
        ("warnings", Severity::Warning),
        ("legacy", Severity::Legacy),
        ("infos", Severity::Info),
    ];
    weights
        .into_iter()
        .map(|(name, severity)| {
            let rules = of(severity);
            let total: usize = rules.values().sum();
            (name, if total == 0 { "none".to_owned() } else { format!("{total}: {}", joined(&rules)) })
        })
        .collect()
}
