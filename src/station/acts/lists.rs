//! Lists beside what is known: in which order certificates are asked who signed another, what a list leaves in the tables, and
//! which orphans it finds an issuer for.

use std::collections::BTreeSet;

use crate::clock::Time;
use crate::digest::Digest;
use crate::operation::masterlist_ingest::{Ingested, Judged, adopt};
use crate::pki::lint::Severity;
use crate::station::{Station, StationError};
use crate::store::{KnownRow, ListRow, MASTER_LIST, Writing};

/// What is known when a list is judged.
pub(super) struct Beside {
    /// Certificates known before, those that are believed first.
    known: Vec<Vec<u8>>,
    /// Those of them that nothing verified.
    orphans: Vec<Vec<u8>>,
    /// Those people decided to trust.
    pub(super) anchors: BTreeSet<Digest>,
    /// When it is judged.
    pub(super) at: Time,
}

impl Beside {
    /// Certificates known before, those that are believed first.
    pub(super) fn known(&self) -> Vec<&[u8]> {
        self.known.iter().map(Vec::as_slice).collect()
    }

    /// From now on these are known too, and believed last.
    pub(super) fn add(&mut self, certificates: &[Judged]) {
        let before: BTreeSet<Digest> = self.known.iter().map(|der| Digest::of(der)).collect();
        for one in certificates.iter().filter(|one| one.kind != "unreadable" && !before.contains(&one.digest)) {
            self.known.push(one.der.clone());
            if one.kind == "orphan" {
                self.orphans.push(one.der.clone());
            }
        }
    }

    /// Orphans for which an issuer is among what is known and these. Those that are among these were judged with them.
    pub(super) fn adopted(&self, with: &[Judged]) -> Vec<Judged> {
        let listed: BTreeSet<Digest> = with.iter().map(|one| one.digest).collect();
        let orphans = self.orphans.iter().map(Vec::as_slice);
        let orphans: Vec<&[u8]> = orphans.filter(|der| !listed.contains(&Digest::of(der))).collect();
        if orphans.is_empty() {
            return Vec::new();
        }
        let mut known = self.known();
        known.extend(with.iter().map(|one| one.der.as_slice()));
        adopt(&orphans, &known, self.at)
    }
}

impl Station<'_> {
    /// What a list, or anything else from outside, is judged beside now. Anybody can have a list taken in that bears a
    /// state's name on other keys, and only so many keys are tried: certificates that are believed are asked first.
    pub(super) fn judged_beside(&self) -> Result<Beside, StationError> {
        let at = self.now()?;
        let anchors: BTreeSet<Digest> = self.anchors(at)?.into_iter().collect();
        let (mut known, mut orphans) = (Vec::new(), Vec::new());
        for (der, orphan) in self.known_by_rank(at)? {
            orphans.extend(Some(der.clone()).filter(|_| orphan));
            known.push(der);
        }
        Ok(Beside { known, orphans, anchors, at })
    }
}

/// Keeps a list with its bytes, every certificate on it and where it stands there.
pub(super) fn keep_list(
    writing: &Writing<'_>,
    list: Digest,
    bytes: &[u8],
    ingested: &Ingested,
    sequence: u64,
) -> Result<(), StationError> {
    writing.keep_list(&list_row(list, ingested, sequence), bytes)?;
    for certificate in &ingested.certificates {
        writing.keep_known(&known_row(certificate)?, &certificate.der, list, certificate.place as u64)?;
    }
    Ok(())
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

fn list_row(list: Digest, ingested: &Ingested, sequence: u64) -> ListRow {
    ListRow {
        digest: list,
        form: MASTER_LIST.to_owned(),
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
