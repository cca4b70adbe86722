//! `deviation.ingest`: a list of what is wrong with issued documents, taken apart and judged.

use std::collections::BTreeSet;

use super::OperationError;
use super::list_verdict::{Ground, unsound_words};
pub use super::list_verdict::{ListVerdict, is_doubtful, words};
use crate::act::DeviationIngest;
use crate::digest::Digest;
use crate::icao::chain::Threads;
use crate::icao::deviation::{DeviationList, Entry, judge, read};

/// How many descriptions of one deviation are told; all are counted.
const TOLD: usize = 10;

/// One deviation in words. No document number is among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Which one, from 0, in stored order.
    pub index: usize,
    /// Where it stands in the file.
    pub offset: usize,
    /// Which documents: each bound by its name.
    pub documents: Vec<(&'static str, String)>,
    /// How many document numbers bound it; none where it is about whatever number.
    pub numbers: Option<u64>,
    /// What deviates: the first ten, in words.
    pub descriptions: Vec<String>,
    /// How many descriptions there are.
    pub described: u64,
    /// Why it cannot be read.
    pub unreadable: Option<String>,
}

impl Told {
    /// Of one deviation.
    pub fn of(entry: &Entry<'_>) -> Told {
        let (index, offset) = (entry.index, entry.offset);
        match entry.read() {
            Err(error) => Told {
                index,
                offset,
                documents: Vec::new(),
                numbers: None,
                descriptions: Vec::new(),
                described: 0,
                unreadable: Some(error.to_string()),
            },
            Ok(deviation) => {
                let told = deviation.descriptions().take(TOLD);
                let words = |one: Result<crate::icao::deviation::Description<'_>, _>| match one {
                    Ok(description) => description.words(),
                    Err(error) => format!("cannot be read: {error}"),
                };
                Told {
                    index,
                    offset,
                    documents: deviation.documents.words(),
                    numbers: deviation.documents.has_numbers().then(|| deviation.documents.count()),
                    descriptions: told.map(words).collect(),
                    described: deviation.described,
                    unreadable: None,
                }
            }
        }
    }

    /// All of it in one line.
    pub fn line(&self) -> String {
        if let Some(why) = &self.unreadable {
            return format!("cannot be read: {why}");
        }
        let documents: Vec<String> = self.documents.iter().map(|(name, value)| format!("{name} {value}")).collect();
        let more = self.described.saturating_sub(self.descriptions.len() as u64);
        let more = if more == 0 { String::new() } else { format!("; and {more} more") };
        let what = if self.described == 0 { "nothing is said".into() } else { self.descriptions.join("; ") };
        format!("{}: {what}{more}", documents.join(", "))
    }
}

/// A deviation list, judged.
#[derive(Clone, Debug)]
pub struct Ingested {
    /// About the list.
    pub verdict: ListVerdict,
    /// The counts that are kept of it.
    pub counts: Counts,
}

/// What is counted on a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// The list's version.
    pub version: u32,
    /// How many deviations.
    pub deviations: u64,
    /// How many of them cannot be read.
    pub unreadable: u64,
    /// How many document numbers.
    pub numbers: u64,
}

/// Counts a list without judging it.
pub fn counts(list: &DeviationList<'_>) -> Counts {
    Counts {
        version: list.version(),
        deviations: list.len() as u64,
        unreadable: list.unreadable(),
        numbers: list.numbers(),
    }
}

/// Refuses a list of which nobody says where it comes from.
pub fn check(act: &DeviationIngest) -> Result<(), OperationError> {
    super::check_source(&act.source)
}

/// Judges a list. `known` are certificates in which the signer's CSCA is searched beside those that are carried;
/// `anchors` those people decided to trust. A list whose signature is bad is refused whole; a deviation that cannot be
/// read costs nothing else.
pub fn ingest(
    list: &DeviationList<'_>,
    known: &[&[u8]],
    anchors: &BTreeSet<Digest>,
) -> Result<Ingested, OperationError> {
    let judgement = judge(list, known, Threads::All);
    if !judgement.is_signed_soundly() {
        return Err(OperationError::ListUnsound { what: unsound_words(&judgement.signers) });
    }
    let findings = list.findings();
    let mut noticed: Vec<String> = findings.kept().iter().map(ToString::to_string).collect();
    if findings.beyond() > 0 {
        noticed.push(format!("{} more findings in the deviations", findings.beyond()));
    }
    let ground = Ground {
        signed: Some(list.signed()),
        signers: &judgement.signers,
        carried: &judgement.carried,
        given_up: Vec::new(),
        noticed,
    };
    Ok(Ingested { verdict: ground.verdict(anchors), counts: counts(list) })
}

/// Reads a list.
pub fn open(bytes: &[u8]) -> Result<DeviationList<'_>, OperationError> {
    Ok(read(bytes)?)
}
