//! The walk over a whole ledger that finds what is not as it was.
//!
//! Entry after entry goes in, in the order of the store or of an export; heads from paper and
//! signed checkpoints are told beforehand. Memory is the right edge of the tree, the heads still
//! to come and at most [`KEPT`] findings, whatever the size of the ledger.
//!
//! What a walk without findings proves:
//!
//! - For a head from *paper* or cosigned by witnesses one trusts: every octet of every entry
//!   below that head is what it was, none is missing, none was put in between. This rests on
//!   SHA-256 alone and is the same at either depth.
//! - For a *checkpoint* alone: the same, except against whoever holds the ledger key, who
//!   can sign another history.
//! - For entries after the last head compared: only that they hang together (sequence,
//!   time, epoch, station, and the stored hash where one is given).
//! - At [`Depth::Outline`]: sequence, time, epoch, kind, station and mode were read from both ends
//!   of each entry; its open and sealed fields were hashed and not read. An entry that was *written*
//!   with a middle that is no canonical JSON stays unseen.
//! - At [`Depth::Full`]: besides, each entry is an RFC 8785 object with the known members and no other.
//!
//! It does not prove that entries at the end were not cut off where no head, checkpoint or
//! count from outside is there to say so.

mod examine;
mod finding;
mod outline;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use examine::{Examined, Examiner};
pub use finding::{Finding, KnownFrom, Report};
use outline::{Outline, TIME_WIDTH};
use rayon::prelude::*;

use super::checkpoint::VerifiedCheckpoint;
use super::eras::Eras;
use super::tree::Frontier;
use super::{Head, LedgerError};
use crate::digest::Digest;
use crate::mode::Identity;

/// How many findings a report keeps; all of them are counted.
pub const KEPT: usize = 1000;

/// How far each entry is read. See the module's words on what each proves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Hash and outline: both ends of the entry.
    Outline,
    /// Hash and the whole entry, strictly.
    Full,
}

/// An entry as it is stored, for [`Walk::batch`].
#[derive(Clone, Copy, Debug)]
pub struct Stored<'a> {
    /// The number it is stored under.
    pub number: u64,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The leaf hash that was stored beside it, where there is one.
    pub hash: Option<Digest>,
}

/// A walk in progress.
pub struct Walk {
    examiner: Examiner,
    frontier: Frontier,
    expected: BTreeMap<u64, Vec<(Digest, KnownFrom)>>,
    next_expected: Option<u64>,
    notes: u64,
    /// The sequence number that the next entry should say.
    next: u64,
    /// The number of the store less the place in the walk, while both run alongside.
    offset: u64,
    before: Option<(u64, [u8; TIME_WIDTH])>,
    sound_to: u64,
    differed: bool,
    agreed: (u64, u64),
    findings: Vec<Finding>,
    count: u64,
}

impl Walk {
    /// Over the ledger of this station in this mode, from its first entry.
    pub fn new(identity: &Identity, depth: Depth) -> Self {
        Walk {
            examiner: Examiner::new(identity, depth),
            frontier: Frontier::new(),
            expected: BTreeMap::new(),
            next_expected: None,
            notes: 0,
            next: 0,
            offset: 0,
            before: None,
            sound_to: 0,
            differed: false,
            agreed: (0, 0),
            findings: Vec::new(),
            count: 0,
        }
    }

    /// A head from paper, or from wherever the station cannot write. To be told before
    /// the walk has gone by it.
    pub fn expect_head(&mut self, head: Head) -> Result<(), LedgerError> {
        self.expect(head, KnownFrom::Paper)
    }

    /// A signed checkpoint. To be told before the walk has gone by it.
    pub fn expect_checkpoint(&mut self, checkpoint: &VerifiedCheckpoint) -> Result<(), LedgerError> {
        self.expect(checkpoint.head(), KnownFrom::Checkpoint)
    }

    /// A stored checkpoint as text: it is checked under the key of its time, and
    /// is a finding where it is not good. Gives the head that a good one is over.
    pub fn expect_note(&mut self, note: &str, keys: &Eras) -> Result<Option<Head>, LedgerError> {
        self.notes += 1;
        match keys.verify(note) {
            Ok(checkpoint) => {
                self.expect_checkpoint(&checkpoint)?;
                Ok(Some(checkpoint.head()))
            }
            Err(error) => {
                self.find(Finding::CheckpointBad { note: self.notes - 1, what: error.to_string() });
                Ok(None)
            }
        }
    }

    /// The next entry, with the number it is stored under.
    pub fn entry(&mut self, number: u64, bytes: &[u8]) {
        let examined = self.examiner.examine(bytes);
        self.take(number, examined);
    }

    /// The next entry, with its number and the leaf hash that was stored beside it.
    pub fn entry_with_hash(&mut self, number: u64, bytes: &[u8], stored: &Digest) {
        let examined = self.examiner.examine(bytes);
        self.beside(number, &examined, stored);
        self.take(number, examined);
    }

    /// The next entries at once: hashed and read on every core, judged in their order.
    /// A few thousand at a time are enough.
    pub fn batch(&mut self, entries: &[Stored<'_>]) {
        let examined: Vec<Examined> = entries
            .par_iter()
            .with_min_len(128)
            .map_init(|| self.examiner.clone(), |examiner, entry| examiner.examine(entry.bytes))
            .collect();
        for (entry, examined) in entries.iter().zip(examined) {
            if let Some(stored) = &entry.hash {
                self.beside(entry.number, &examined, stored);
            }
            self.take(entry.number, examined);
        }
    }

    /// Ends the walk: heads that the ledger never reached are rolled back.
    pub fn finish(mut self) -> Report {
        let size = self.frontier.size();
        for (expected, roots) in std::mem::take(&mut self.expected) {
            for (root, known_from) in roots {
                self.find(Finding::RolledBack { size, head: Head { size: expected, root }, known_from });
            }
        }
        let last_time = self.before.and_then(|(_, time)| std::str::from_utf8(&time).ok()?.parse().ok());
        Report {
            head: self.frontier.head(),
            depth: self.examiner.depth(),
            last_time,
            paper_agreed: self.agreed.0,
            checkpoints_agreed: self.agreed.1,
            findings: self.findings,
            count: self.count,
        }
    }

    fn expect(&mut self, head: Head, known_from: KnownFrom) -> Result<(), LedgerError> {
        let walked = self.frontier.size();
        if head.size < walked {
            return Err(LedgerError::ExpectedTooLate { size: head.size, walked });
        }
        self.expected.entry(head.size).or_default().push((head.root, known_from));
        self.compare();
        self.next_expected = self.expected.keys().next().copied();
        Ok(())
    }

    fn beside(&mut self, number: u64, examined: &Examined, stored: &Digest) {
        if examined.hash != *stored {
            self.find(Finding::Changed { sequence: number, stored: *stored });
        }
    }

    #[inline]
    fn take(&mut self, number: u64, examined: Examined) {
        let place = self.frontier.size();
        self.frontier.push(examined.hash);
        if let Some(odd) = examined.odd {
            self.find(odd.at(place));
        }
        match examined.outline {
            Some(outline) => self.in_order(place, number, &outline),
            // It says nothing of itself: it is taken to be the one that should stand here.
            None => self.next += 1,
        }
        if self.next_expected == Some(place + 1) {
            self.compare();
        }
    }

    /// Judges sequence, number, time and epoch against what came before.
    #[inline]
    fn in_order(&mut self, place: u64, number: u64, outline: &Outline) {
        let Outline { epoch, sequence, time } = *outline;
        if (sequence != self.next || number != place.wrapping_add(self.offset))
            && !self.still_in_order(place, number, sequence)
        {
            return;
        }
        self.next = sequence + 1;
        if let Some((epoch_before, time_before)) = self.before {
            if time < time_before {
                let text = |time: [u8; TIME_WIDTH]| String::from_utf8_lossy(&time).into_owned();
                let (time, before) = (text(time), text(time_before));
                self.find(Finding::TimeGoesBack { sequence, time, before });
            }
            if epoch < epoch_before {
                self.find(Finding::EpochGoesBack { sequence, epoch, before: epoch_before });
            }
        }
        self.before = Some((epoch, time));
    }

    /// What is out of order. `false` where the entry belongs elsewhere, so that its
    /// time says nothing about the entries around it.
    #[cold]
    fn still_in_order(&mut self, place: u64, number: u64, sequence: u64) -> bool {
        let renumbered = number != place.wrapping_add(self.offset);
        self.offset = number.wrapping_sub(place);
        if sequence > self.next {
            self.find(Finding::Dropped { first: self.next, last: sequence - 1 });
        } else if sequence < self.next {
            let moved = self.was_missed(sequence);
            let found_at = place;
            self.find(if moved {
                Finding::Moved { sequence, found_at }
            } else {
                Finding::Doubled { sequence, found_at }
            });
            return false;
        } else if renumbered {
            self.find(Finding::Renumbered { sequence, stored_as: number });
        }
        true
    }

    /// Whether an entry that comes late was taken for dropped; if so it is dropped no more.
    /// Beyond the findings that are kept nobody remembers: then it is called doubled.
    fn was_missed(&mut self, sequence: u64) -> bool {
        let within = |finding: &Finding| match finding {
            Finding::Dropped { first, last } => (*first..=*last).contains(&sequence),
            _ => false,
        };
        let Some(at) = self.findings.iter().position(within) else { return false };
        let Finding::Dropped { first, last } = self.findings.remove(at) else { return false };
        self.count -= 1;
        if sequence < last {
            self.findings.insert(at, Finding::Dropped { first: sequence + 1, last });
            self.count += 1;
        }
        if first < sequence {
            self.findings.insert(at, Finding::Dropped { first, last: sequence - 1 });
            self.count += 1;
        }
        true
    }

    /// Compares the root with what is expected at this size. Of a run of roots that
    /// differ the first is a finding, and every one from paper.
    #[cold]
    fn compare(&mut self) {
        let size = self.frontier.size();
        let Some(roots) = self.expected.remove(&size) else { return };
        self.next_expected = self.expected.keys().next().copied();
        let found = self.frontier.root();
        for (root, known_from) in roots {
            if root == found {
                let (paper, checkpoints) = &mut self.agreed;
                *(if known_from == KnownFrom::Paper { paper } else { checkpoints }) += 1;
                (self.sound_to, self.differed) = (size, false);
                continue;
            }
            if !self.differed || known_from == KnownFrom::Paper {
                let (head, sound_to) = (Head { size, root }, self.sound_to);
                self.find(Finding::RootDiffers { head, found, known_from, sound_to });
            }
            self.differed = true;
        }
    }

    fn find(&mut self, finding: Finding) {
        self.count += 1;
        if self.findings.len() < KEPT {
            self.findings.push(finding);
        }
    }
}
