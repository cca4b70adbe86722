//! What a walk over the ledger finds, each with the entry it is about.

use std::fmt;

use crate::clock::Time;
use crate::digest::Digest;
use crate::ledger::{Head, LedgerError};

/// Where a root to compare with came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownFrom {
    /// From paper or another place out of the station's reach.
    Paper,
    /// From a stored checkpoint whose signature is good.
    Checkpoint,
}

impl fmt::Display for KnownFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            KnownFrom::Paper => "the head given from outside",
            KnownFrom::Checkpoint => "the signed checkpoint",
        })
    }
}

/// One thing that is wrong. Sequence numbers count from zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The entry's bytes do not have the hash that was stored when it was written.
    Changed {
        /// The entry.
        sequence: u64,
        /// The hash that was stored.
        stored: Digest,
    },
    /// The bytes cannot be read as an entry.
    Malformed {
        /// Where it stands.
        sequence: u64,
        /// What is wrong, in a line.
        what: String,
    },
    /// The entry belongs to another station or mode.
    Foreign {
        /// Where it stands.
        sequence: u64,
        /// Whose it says it is: station and mode.
        whose: String,
    },
    /// The entry stands at another place than it says.
    Moved {
        /// Its own sequence number.
        sequence: u64,
        /// Where it stands.
        found_at: u64,
    },
    /// The entry stands in the ledger more than once.
    Doubled {
        /// Its own sequence number.
        sequence: u64,
        /// Where it stands again.
        found_at: u64,
    },
    /// Entries in the middle are not there.
    Dropped {
        /// The first of them.
        first: u64,
        /// The last of them.
        last: u64,
    },
    /// From here on the store's numbers are not those of the entries.
    Renumbered {
        /// The entry's own sequence number.
        sequence: u64,
        /// The number it is stored under.
        stored_as: u64,
    },
    /// The entry is older than the one before it.
    TimeGoesBack {
        /// The entry.
        sequence: u64,
        /// What it says.
        time: String,
        /// What the one before it says.
        before: String,
    },
    /// The entry is of an earlier epoch than the one before it.
    EpochGoesBack {
        /// The entry.
        sequence: u64,
        /// What it says.
        epoch: u64,
        /// What the one before it says.
        before: u64,
    },
    /// The ledger ends before a head that it once had.
    RolledBack {
        /// How many entries there are.
        size: u64,
        /// The head it once had.
        head: Head,
        /// Where that head is known from.
        known_from: KnownFrom,
    },
    /// The root over the entries so far is another than that of a head.
    RootDiffers {
        /// The head that should be.
        head: Head,
        /// The root that is.
        found: Digest,
        /// Where the head is known from.
        known_from: KnownFrom,
        /// Up to this many entries the root was last right; what was changed
        /// stands after them and before `head.size`.
        sound_to: u64,
    },
    /// A stored checkpoint cannot be read, is of another ledger, or its signature is bad.
    CheckpointBad {
        /// Which of the notes that were given, from zero.
        note: u64,
        /// What is wrong, in a line.
        what: String,
    },
}

impl Finding {
    /// The entry it is about, or the first of those it may be about.
    pub fn sequence(&self) -> Option<u64> {
        match self {
            Finding::Changed { sequence, .. }
            | Finding::Malformed { sequence, .. }
            | Finding::Foreign { sequence, .. }
            | Finding::Moved { sequence, .. }
            | Finding::Doubled { sequence, .. }
            | Finding::Renumbered { sequence, .. }
            | Finding::TimeGoesBack { sequence, .. }
            | Finding::EpochGoesBack { sequence, .. } => Some(*sequence),
            Finding::Dropped { first, .. } => Some(*first),
            Finding::RolledBack { size, .. } => Some(*size),
            Finding::RootDiffers { sound_to, .. } => Some(*sound_to),
            Finding::CheckpointBad { .. } => None,
        }
    }

    /// The word for reports.
    pub const fn word(&self) -> &'static str {
        match self {
            Finding::Changed { .. } => "changed",
            Finding::Malformed { .. } => "malformed",
            Finding::Foreign { .. } => "foreign",
            Finding::Moved { .. } => "moved",
            Finding::Doubled { .. } => "doubled",
            Finding::Dropped { .. } => "dropped",
            Finding::Renumbered { .. } => "renumbered",
            Finding::TimeGoesBack { .. } => "time-goes-back",
            Finding::EpochGoesBack { .. } => "epoch-goes-back",
            Finding::RolledBack { .. } => "rolled-back",
            Finding::RootDiffers { .. } => "root-differs",
            Finding::CheckpointBad { .. } => "checkpoint-bad",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Finding::Changed { sequence, stored } => {
                write!(f, "entry {sequence} was changed: its hash is not the stored {}", stored.short())
            }
            Finding::Malformed { sequence, what } => write!(f, "entry {sequence} cannot be read: {what}"),
            Finding::Foreign { sequence, whose } => write!(f, "entry {sequence} is one of {whose}"),
            Finding::Moved { sequence, found_at } => write!(f, "entry {sequence} was moved: it stands at {found_at}"),
            Finding::Doubled { sequence, found_at } => write!(f, "entry {sequence} stands again at {found_at}"),
            Finding::Dropped { first, last } if first == last => write!(f, "entry {first} was dropped"),
            Finding::Dropped { first, last } => write!(f, "entries {first} to {last} were dropped"),
            Finding::Renumbered { sequence, stored_as } => {
                write!(f, "entry {sequence} is stored as number {stored_as}")
            }
            Finding::TimeGoesBack { sequence, time, before } => {
                write!(f, "time goes back at entry {sequence}: {time} after {before}")
            }
            Finding::EpochGoesBack { sequence, epoch, before } => {
                write!(f, "the epoch goes back at entry {sequence}: {epoch} after {before}")
            }
            Finding::RolledBack { size, head, known_from } => {
                write!(f, "the ledger was rolled back: it ends at {size} entries, {known_from} has {}", head.size)
            }
            Finding::RootDiffers { head, found, known_from, sound_to } => {
                let (wanted, found, last) = (head.root.short(), found.short(), head.size.saturating_sub(1));
                write!(f, "the root over {} entries is {found}, {known_from} says {wanted}: ", head.size)?;
                write!(f, "something from entry {sound_to} to {last} was changed")
            }
            Finding::CheckpointBad { note, what } => write!(f, "stored checkpoint {note} is not good: {what}"),
        }
    }
}

/// What a walk came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Size and root of what was walked.
    pub head: Head,
    /// How far every entry was read.
    pub depth: super::Depth,
    /// Time of the last entry.
    pub last_time: Option<Time>,
    /// How many heads from outside agreed.
    pub paper_agreed: u64,
    /// How many signed checkpoints agreed.
    pub checkpoints_agreed: u64,
    /// The first findings, at most [`super::KEPT`], in the order they were made.
    pub findings: Vec<Finding>,
    /// How many findings there were in all.
    pub count: u64,
}

impl Report {
    /// Whether there is no finding.
    pub fn is_sound(&self) -> bool {
        self.count == 0
    }

    /// The head, if there is no finding; else an error that names the first.
    pub fn sound(&self) -> Result<Head, LedgerError> {
        match self.findings.first() {
            None => Ok(self.head),
            Some(first) => Err(LedgerError::Unsound { count: self.count, first: first.clone() }),
        }
    }
}
