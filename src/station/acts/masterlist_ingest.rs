//! `masterlist.ingest`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{Material, Outcome};
use crate::act::MasterlistIngest;
use crate::approval::Spent;
use crate::clock::Time;
use crate::digest::Digest;
use crate::ledger::Fields;
use crate::operation::masterlist_ingest::{Ingested, Judged, adopt, check, ingest, is_doubtful, words};
use crate::pki::lint::Severity;
use crate::station::{Station, StationError};
use crate::store::{KnownRow, ListRow, MASTER_LIST, StoreError};
use crate::trust::{self, Decision, Verdict};

/// A list that was judged, and what it was judged beside.
pub(super) struct JudgedList {
    /// The judgement.
    pub(super) ingested: Ingested,
    /// What it was judged beside.
    believed: Believed,
    /// When it was judged.
    at: Time,
}

/// Certificates that are known, those that are believed first.
pub(super) struct Believed {
    known: Vec<Vec<u8>>,
    /// Those of them that nothing verified.
    orphans: Vec<Vec<u8>>,
    /// Those that people decided to trust.
    pub(super) anchors: BTreeSet<Digest>,
}

impl Believed {
    /// Their octets.
    pub(super) fn octets(&self) -> Vec<&[u8]> {
        self.known.iter().map(Vec::as_slice).collect()
    }

    /// The orphans among them that one of these certificates, or one of their own, verifies. Orphans that are among
    /// these were judged with them.
    pub(super) fn adopted(&self, came: &[Judged], at: Time) -> Vec<Judged> {
        let listed: BTreeSet<Digest> = came.iter().map(|c| c.digest).collect();
        let left = self.orphans.iter().filter(|der| !listed.contains(&Digest::of(der)));
        let left: Vec<&[u8]> = left.map(Vec::as_slice).collect();
        if left.is_empty() {
            return Vec::new();
        }
        let mut known = self.octets();
        known.extend(came.iter().map(|c| c.der.as_slice()));
        adopt(&left, &known, at)
    }
}

impl Station<'_> {
    /// A list from outside as it is judged now: what is refused at all is refused here.
    pub(super) fn judged_list(&self, act: &MasterlistIngest, material: &Material) -> Result<JudgedList, StationError> {
        check(act)?;
        let bytes = material.find("list", act.list)?;
        if self.store.rows().list(act.list)?.is_some() {
            let what = format!("list {} was taken in", act.list);
            return Err(StoreError::DoneAlready { clause: "LIST-1", what }.into());
        }
        let at = self.now()?;
        let believed = self.believed_first(at)?;
        let ingested = ingest(bytes, act.unsigned, &believed.octets(), &believed.anchors, at)?;
        Ok(JudgedList { ingested, believed, at })
    }

    /// Every certificate that is known, those that are believed first: anybody can have a list taken in that bears a
    /// state's name on other keys, and only so many keys are tried.
    pub(super) fn believed_first(&self, at: Time) -> Result<Believed, StationError> {
        let rows = self.store.rows();
        let anchors: BTreeSet<Digest> = self.anchors(at)?.into_iter().collect();
        let lists: BTreeMap<Digest, String> = self.lists(at)?.into_iter().map(|l| (l.digest, l.verdict)).collect();
        let mut ranked = Vec::new();
        for row in rows.known_of(None)?.into_iter().filter(|row| row.kind != "unreadable") {
            let sightings = rows.sightings(row.digest)?;
            let words = sightings.iter().filter_map(|list| lists.get(list));
            ranked.push((rank(anchors.contains(&row.digest), words.map(String::as_str)), row));
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        let mut believed = Believed { known: Vec::new(), orphans: Vec::new(), anchors };
        for (_, row) in ranked {
            let der = rows.object(row.digest)?;
            believed.orphans.extend(der.clone().filter(|_| row.kind == "orphan"));
            believed.known.extend(der);
        }
        Ok(believed)
    }

    pub(super) fn masterlist_ingest(
        &mut self,
        spent: &Spent,
        act: &MasterlistIngest,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let judged = self.judged_list(act, material)?;
        let now = self.list_words(&judged.ingested)?;
        self.expect_judged_as_shown(spent, &now)?;
        let JudgedList { ingested, believed, at } = judged;
        let bytes = material.find("list", act.list)?;
        let adopted = believed.adopted(&ingested.certificates, at);
        let fields = Fields::new()
            .open("verdict", ingested.verdict.words())
            .open("signer", ingested.verdict.signer.clone())
            .open("signer_issuer", ingested.verdict.issuer.map(|digest| digest.to_string()))
            .open("signed_at", ingested.verdict.signed_at.map(String::from))
            .open("entries", ingested.certificates.len())
            .open("unreadable", ingested.certificates.iter().filter(|c| c.kind == "unreadable").count())
            .open("unverified", json!(first(&ingested.verdict.unverified)))
            .open("findings", json!(first(&ingested.verdict.findings)));
        let sequence = self.record(spent, fields, |writing, sequence| {
            writing.keep_list(&list_row(act, &ingested, sequence), bytes)?;
            for certificate in &ingested.certificates {
                let row = known_row(certificate)?;
                writing.keep_known(&row, &certificate.der, act.list, certificate.place as u64)?;
            }
            for orphan in &adopted {
                writing.adopt(&known_row(orphan)?)?;
            }
            Ok(())
        })?;
        let outputs = [
            ("list", act.list.to_string()),
            ("verdict", ingested.verdict.words()),
            ("unverified", first(&ingested.verdict.unverified).join("\n")),
            ("findings", first(&ingested.verdict.findings).join("\n")),
            ("entries", ingested.certificates.len().to_string()),
        ];
        Ok(Outcome::of(sequence, outputs))
    }

    /// Every list that was taken in, with what its signature is worth by the decisions made by then. What it was
    /// worth when it was taken in stands in its entry.
    pub fn lists(&self, at: Time) -> Result<Vec<ListRow>, StationError> {
        let anchors: BTreeSet<Digest> = self.anchors(at)?.into_iter().collect();
        let mut lists = self.store.rows().lists()?;
        for list in lists.iter_mut().filter(|list| list.signed) {
            let anchored = list.signer_issuer.is_some_and(|issuer| anchors.contains(&issuer));
            list.verdict = words(if anchored { "anchored" } else { "signed" }, is_doubtful(&list.verdict));
        }
        Ok(lists)
    }

    /// Everything people decided, oldest first.
    pub fn decisions(&self) -> Result<Vec<Decision>, StationError> {
        let read = |row: crate::store::DecisionRow| {
            let verdict = Verdict::from_word(&row.word)?;
            Some(Decision { certificate: row.certificate, verdict, at: row.at })
        };
        Ok(self.store.rows().decisions()?.into_iter().filter_map(read).collect())
    }

    /// The anchors at a time: foreign certificates that people decided to trust.
    pub fn anchors(&self, at: Time) -> Result<Vec<Digest>, StationError> {
        Ok(trust::anchors(&self.decisions()?, at))
    }
}

/// How many remarks on a list stand in the ledger and in reports. A list with more has one
/// cause for them.
const REMARKS: usize = 20;

/// The first remarks, and how many there are beside them.
pub(super) fn first(remarks: &[String]) -> Vec<String> {
    let mut shown: Vec<String> = remarks.iter().take(REMARKS).map(|r| crate::safe::line(r, 400)).collect();
    if remarks.len() > REMARKS {
        shown.push(format!("and {} more", remarks.len() - REMARKS));
    }
    shown
}

/// How early a known certificate is asked whether it issued another, by the verdicts of
/// the lists it was seen on: an anchor first, and last what no signed list holds.
fn rank<'w>(anchor: bool, lists: impl Iterator<Item = &'w str>) -> u8 {
    let of_list = |word: &str| match word.split_once(',').map_or(word, |(word, _)| word) {
        "anchored" => 1,
        "signed" => 2,
        _ => 3,
    };
    if anchor { 0 } else { lists.map(of_list).min().unwrap_or(3) }
}

fn list_row(act: &MasterlistIngest, ingested: &Ingested, sequence: u64) -> ListRow {
    ListRow {
        digest: act.list,
        source: None,
        form: MASTER_LIST.to_owned(),
        signed: ingested.verdict.word != "unsigned",
        verdict: ingested.verdict.words(),
        signer: ingested.verdict.signer.clone(),
        signer_issuer: ingested.verdict.issuer,
        signed_at: ingested.verdict.signed_at,
        entries: ingested.certificates.len() as u64,
        sequence,
    }
}

pub(super) fn known_row(judged: &Judged) -> Result<KnownRow, StationError> {
    Ok(KnownRow {
        digest: judged.digest,
        state: judged.state.clone(),
        subject: judged.subject.clone(),
        kind: judged.kind.to_owned(),
        verifier: judged.verifier,
        not_before: judged.not_before,
        not_after: judged.not_after,
        errors: judged.count(Severity::Error),
        warnings: judged.count(Severity::Warning),
        findings: serde_json::to_value(&judged.findings)?,
    })
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn a_certificate_ranks_by_the_most_believed_list_it_was_seen_on() {
        let ranks = [
            rank(true, ["unsigned"].into_iter()),
            rank(false, ["unsigned", "anchored", "signed"].into_iter()),
            rank(false, ["unsigned", "signed"].into_iter()),
            rank(false, ["unsigned"].into_iter()),
        ];
        assert_eq!(ranks, [0, 1, 2, 3]);
        assert_eq!(rank(false, std::iter::empty()), 3);
    }
}
