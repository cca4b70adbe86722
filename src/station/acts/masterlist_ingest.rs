//! `masterlist.ingest`.

use std::collections::BTreeSet;

use serde_json::json;

use super::{Material, Outcome};
use crate::act::MasterlistIngest;
use crate::approval::Spent;
use crate::clock::Time;
use crate::digest::Digest;
use crate::ledger::Fields;
use crate::operation::masterlist_ingest::{Ingested, Judged, adopt, check, ingest, is_doubtful, words};
use crate::pki::certificate::Certificate;
use crate::pki::lint::Severity;
use crate::station::{Station, StationError};
use crate::store::{KnownRow, ListRow, StoreError};
use crate::trust::{self, Decision, Verdict};

/// A list that was judged, and what it was judged beside.
pub(super) struct JudgedList {
    /// The judgement.
    pub(super) ingested: Ingested,
    /// Certificates known before, those that are believed first.
    known: Vec<Vec<u8>>,
    /// Those of them that nothing verified.
    orphans: Vec<Vec<u8>>,
    /// When it was judged.
    at: Time,
}

impl Station<'_> {
    /// A list from outside as it is judged now: what is refused at all is refused here.
    pub(super) fn judged_list(&self, act: &MasterlistIngest, material: &Material) -> Result<JudgedList, StationError> {
        check(act)?;
        let bytes = material.find("list", act.list)?;
        let rows = self.store.rows();
        if rows.list(act.list)?.is_some() {
            let what = format!("list {} was taken in", act.list);
            return Err(StoreError::DoneAlready { clause: "LIST-1", what }.into());
        }
        let at = self.now()?;
        let anchors: BTreeSet<Digest> = self.anchors(at)?.into_iter().collect();
        let (mut known, mut orphans) = (Vec::new(), Vec::new());
        for (der, orphan) in self.known_by_rank(at)? {
            orphans.extend(Some(der.clone()).filter(|_| orphan));
            known.push(der);
        }
        let by: Vec<&[u8]> = known.iter().map(Vec::as_slice).collect();
        let ingested = ingest(bytes, act.unsigned, &by, &anchors, at)?;
        Ok(JudgedList { ingested, known, orphans, at })
    }

    pub(super) fn masterlist_ingest(
        &mut self,
        spent: &Spent,
        act: &MasterlistIngest,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let judged = self.judged_list(act, material)?;
        self.expect_judged_as_shown(spent, &judged.ingested)?;
        let JudgedList { ingested, known, mut orphans, at } = judged;
        let bytes = material.find("list", act.list)?;
        let mut known: Vec<&[u8]> = known.iter().map(Vec::as_slice).collect();
        // Orphans that are on this list are judged with it; the others may find what verifies them on it.
        let listed: BTreeSet<Digest> = ingested.certificates.iter().map(|c| c.digest).collect();
        orphans.retain(|der| !listed.contains(&Digest::of(der)));
        known.extend(ingested.certificates.iter().map(|c| c.der.as_slice()));
        let orphans: Vec<&[u8]> = orphans.iter().map(Vec::as_slice).collect();
        let adopted = if orphans.is_empty() { Vec::new() } else { adopt(&orphans, &known, at) };
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
        let rows = self.store.rows();
        let anchors: BTreeSet<Digest> = self.anchors(at)?.into_iter().collect();
        let kept = anchors.iter().map(|anchor| rows.object(*anchor)).collect::<Result<Vec<_>, _>>()?;
        let holders: Vec<Certificate<'_>> =
            kept.iter().flatten().filter_map(|der| Certificate::parse(der).ok()).collect();
        let mut lists = rows.lists()?;
        for list in lists.iter_mut().filter(|list| list.signed) {
            let anchored = match list.signer_issuer {
                Some(issuer) => anchors.contains(&issuer) || same_key(rows.object(issuer)?, &holders, list.signed_at),
                None => false,
            };
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

/// Whether one of these certificates holds the key of the certificate that verifies a list's signer, and was valid when
/// the list was signed: a root and its links are one key, and any of them may be the anchor.
fn same_key(issuer: Option<Vec<u8>>, holders: &[Certificate<'_>], signed_at: Option<Time>) -> bool {
    let read = issuer.as_deref().map(Certificate::parse);
    let Some((Ok(issuer), signed_at)) = read.zip(signed_at) else { return false };
    holders.iter().any(|holder| holder.spki.full == issuer.spki.full && holder.is_valid_at(signed_at))
}

/// How early a known certificate is asked whether it issued another, by the verdicts of
/// the lists it was seen on: an anchor first, and last what no signed list holds.
pub(in crate::station) fn rank<'w>(anchor: bool, lists: impl Iterator<Item = &'w str>) -> u8 {
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
        signed: ingested.verdict.word != "unsigned",
        verdict: ingested.verdict.words(),
        signer: ingested.verdict.signer.clone(),
        signer_issuer: ingested.verdict.issuer,
        signed_at: ingested.verdict.signed_at,
        entries: ingested.certificates.len() as u64,
        sequence,
    }
}

fn known_row(judged: &Judged) -> Result<KnownRow, StationError> {
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
