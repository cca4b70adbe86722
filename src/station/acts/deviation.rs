//! `deviation.ingest`.

use serde_json::json;

use super::masterlist_ingest::first;
use super::masterlist_seen::shown;
use super::{Material, Outcome};
use crate::act::{DeviationIngest, Word};
use crate::approval::Spent;
use crate::clock::Time;
use crate::icao::deviation::DeviationList;
use crate::ledger::Fields;
use crate::operation::deviation_ingest::{Ingested, Told, check, ingest, is_doubtful, open, words};
use crate::station::{Preview, Station, StationError};
use crate::store::{DeviationRow, deviations_already};

/// How many deviations are told before the list is taken in; all are counted.
const TOLD: usize = 30;

impl Station<'_> {
    /// A deviation list as it is judged now: what is refused at all is refused here.
    fn judged_deviations(&self, act: &DeviationIngest, list: &DeviationList<'_>) -> Result<Ingested, StationError> {
        if self.store.rows().deviation_list(act.list)?.is_some() {
            return Err(deviations_already(act.list).into());
        }
        let beside = self.judged_beside()?;
        Ok(ingest(list, &beside.known(), &beside.anchors)?)
    }

    /// Who signed a deviation list, what that is worth here, and what it says, without a document number.
    fn deviation_words(&self, ingested: &Ingested, list: &DeviationList<'_>) -> Result<Vec<Word>, StationError> {
        let counts = ingested.counts;
        let verdict = &ingested.verdict;
        let mut words = self.verdict_words(verdict, verdict.signer_state.clone(), &[])?;
        let unreadable = match counts.unreadable {
            0 => String::new(),
            some => format!(", {some} of them cannot be read"),
        };
        words.push(("deviations", format!("{}{unreadable}", counts.deviations)));
        words.push(("document numbers", counts.numbers.to_string()));
        for entry in list.entries().take(TOLD) {
            words.push(("deviation", format!("{}: {}", entry.index + 1, Told::of(&entry).line())));
        }
        if list.len() > TOLD {
            words.push(("deviation", format!("and {} more", list.len() - TOLD)));
        }
        Ok(words)
    }

    /// The list as it would be taken in now.
    pub(in crate::station) fn preview_deviations(
        &self,
        act: &DeviationIngest,
        material: &Material,
    ) -> Result<Preview, StationError> {
        check(act)?;
        let list = open(material.find("list", act.list)?)?;
        let ingested = self.judged_deviations(act, &list)?;
        let mut words = self.deviation_words(&ingested, &list)?;
        let state = ingested.verdict.signer_state.clone();
        let mut warnings = Vec::new();
        let lists = self.store.rows().deviation_lists()?;
        match lists.into_iter().rfind(|list| state.is_some() && list.state == state) {
            None => words.push(("last list of this state", "none was taken in before".into())),
            Some(last) => {
                let (deviations, numbers, entry) = (last.deviations, last.numbers, last.sequence);
                let last_words = format!("{deviations} deviations, {numbers} document numbers, ledger entry {entry}");
                words.push(("last list of this state", last_words));
                if ingested.verdict.signed_at < last.signed_at {
                    let (now, before) = (shown(ingested.verdict.signed_at), shown(last.signed_at));
                    warnings.push(format!(
                        "the list is older than the last one of this state: signed {now}, that one {before}"
                    ));
                }
            }
        }
        words.extend(first(&ingested.verdict.not_verified).into_iter().map(|remark| ("not verified", remark)));
        words.extend(first(&ingested.verdict.findings).into_iter().map(|remark| ("noticed", remark)));
        Ok(Preview { words, warnings })
    }

    pub(super) fn deviation_ingest(
        &mut self,
        spent: &Spent,
        act: &DeviationIngest,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        check(act)?;
        let bytes = material.find("list", act.list)?;
        let list = open(bytes)?;
        let ingested = self.judged_deviations(act, &list)?;
        let now = self.deviation_words(&ingested, &list)?;
        self.expect_judged_as_shown(spent, &now)?;
        let verdict = &ingested.verdict;
        let state = verdict.signer_state.clone();
        let counts = ingested.counts;
        let fields = Fields::new()
            .open("verdict", verdict.words())
            .open("state", state.clone())
            .open("signer", verdict.signer.clone())
            .open("signer_issuer", verdict.issuer.map(|digest| digest.to_string()))
            .open("signed_at", verdict.signed_at.map(String::from))
            .open("version", counts.version)
            .open("deviations", counts.deviations)
            .open("unreadable", counts.unreadable)
            .open("numbers", counts.numbers)
            .open("not_verified", json!(first(&verdict.not_verified)))
            .open("findings", json!(first(&verdict.findings)));
        let row = |sequence| DeviationRow {
            digest: act.list,
            source: None,
            state: state.clone(),
            version: counts.version,
            verdict: verdict.words(),
            signer: verdict.signer.clone(),
            signer_issuer: verdict.issuer,
            signed_at: verdict.signed_at,
            deviations: counts.deviations,
            numbers: counts.numbers,
            sequence,
        };
        let keep = |writing: &crate::store::Writing<'_>, sequence| {
            writing.keep_deviation_list(&row(sequence), bytes)?;
            Ok(())
        };
        let sequence = self.record(spent, fields, keep)?;
        let outputs = [
            ("list", act.list.to_string()),
            ("verdict", verdict.words()),
            ("not verified", first(&verdict.not_verified).join("\n")),
            ("findings", first(&verdict.findings).join("\n")),
            ("deviations", counts.deviations.to_string()),
            ("unreadable", counts.unreadable.to_string()),
            ("numbers", counts.numbers.to_string()),
        ];
        Ok(Outcome::of(sequence, outputs))
    }

    /// Every deviation list that was taken in, with what its signature is worth by the decisions made by then. What it
    /// was worth when it was taken in stands in its entry.
    pub fn deviation_lists(&self, at: Time) -> Result<Vec<DeviationRow>, StationError> {
        let mut lists = self.store.rows().deviation_lists()?;
        let anchored = self.are_anchored(lists.iter().map(|list| (list.signer_issuer, list.signed_at)), at)?;
        for (list, anchored) in lists.iter_mut().zip(anchored) {
            list.verdict = words(if anchored { "anchored" } else { "signed" }, is_doubtful(&list.verdict));
        }
        Ok(lists)
    }

    /// A deviation list from outside as it is judged beside what is known here. Nothing is recorded.
    pub fn judge_deviations(&self, list: &DeviationList<'_>) -> Result<Ingested, StationError> {
        let beside = self.judged_beside()?;
        Ok(ingest(list, &beside.known(), &beside.anchors)?)
    }
}
