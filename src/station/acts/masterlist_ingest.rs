//! `masterlist.ingest`.

use std::collections::BTreeSet;

use serde_json::json;

use super::lists::{Beside, keep_list, known_row};
use super::{Material, Outcome};
use crate::act::MasterlistIngest;
use crate::approval::Spent;
use crate::clock::Time;
use crate::digest::Digest;
use crate::ledger::Fields;
use crate::operation::masterlist_ingest::{Ingested, check, ingest, is_doubtful, words};
use crate::pki::certificate::Certificate;
use crate::station::{Station, StationError};
use crate::store::{ListRow, StoreError};
use crate::trust::{self, Decision, Verdict};

/// A list that was judged, and what it was judged beside.
pub(super) struct JudgedList {
    /// The judgement.
    pub(super) ingested: Ingested,
    /// What it was judged beside.
    beside: Beside,
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
        let beside = self.judged_beside()?;
        let ingested = ingest(bytes, act.unsigned, &beside.known(), &beside.anchors, beside.at)?;
        Ok(JudgedList { ingested, beside })
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
        let JudgedList { ingested, beside } = judged;
        let bytes = material.find("list", act.list)?;
        let adopted = beside.adopted(&ingested.certificates);
        let fields = Fields::new()
            .open("verdict", ingested.verdict.words())
            .open("signer", ingested.verdict.signer.clone())
            .open("signer_issuer", ingested.verdict.issuer.map(|digest| digest.to_string()))
            .open("signed_at", ingested.verdict.signed_at.map(String::from))
            .open("entries", ingested.certificates.len())
            .open("unreadable", ingested.certificates.iter().filter(|c| c.kind == "unreadable").count())
            .open("not_verified", json!(first(&ingested.verdict.not_verified)))
            .open("findings", json!(first(&ingested.verdict.findings)));
        let sequence = self.record(spent, fields, |writing, sequence| {
            keep_list(writing, act.list, bytes, &ingested, sequence)?;
            for orphan in &adopted {
                writing.adopt(&known_row(orphan)?)?;
            }
            Ok(())
        })?;
        let outputs = [
            ("list", act.list.to_string()),
            ("verdict", ingested.verdict.words()),
            ("not verified", first(&ingested.verdict.not_verified).join("\n")),
            ("findings", first(&ingested.verdict.findings).join("\n")),
            ("entries", ingested.certificates.len().to_string()),
        ];
        Ok(Outcome::of(sequence, outputs))
    }

    /// Every list that was taken in, with what its signature is worth by the decisions made by then. What it was
    /// worth when it was taken in stands in its entry.
    pub fn lists(&self, at: Time) -> Result<Vec<ListRow>, StationError> {
        let rows = self.store.rows();
        let mut lists = rows.lists()?;
        let anchored = self.are_anchored(lists.iter().map(|list| (list.signer_issuer, list.signed_at)), at)?;
        for (list, anchored) in lists.iter_mut().zip(anchored).filter(|(list, _)| list.signed) {
            list.verdict = words(if anchored { "anchored" } else { "signed" }, is_doubtful(&list.verdict));
        }
        Ok(lists)
    }

    /// Of lists, each by the certificate that verifies its signer's and when it says it was signed: whether that one is an
    /// anchor, or another with its key is, by the decisions made by then.
    pub(super) fn are_anchored(
        &self,
        lists: impl Iterator<Item = (Option<Digest>, Option<Time>)>,
        at: Time,
    ) -> Result<Vec<bool>, StationError> {
        let rows = self.store.rows();
        let anchors: BTreeSet<Digest> = self.anchors(at)?.into_iter().collect();
        let kept = anchors.iter().map(|anchor| rows.object(*anchor)).collect::<Result<Vec<_>, _>>()?;
        let holders: Vec<Certificate<'_>> =
            kept.iter().flatten().filter_map(|der| Certificate::parse(der).ok()).collect();
        let one = |(issuer, signed_at): (Option<Digest>, Option<Time>)| match issuer {
            Some(issuer) => Ok(anchors.contains(&issuer) || same_key(rows.object(issuer)?, &holders, signed_at)),
            None => Ok(false),
        };
        lists.map(one).collect()
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
