//! Backups of the state: a copy of the database, sealed, and laid out again.
//!
//! [`make`] seals a copy of the database into a folder of a medium, whole or as the blocks that changed since a full
//! one. [`StateFolder::read`] reads what a folder says of itself, once; [`lay_out`] unseals it into a directory and
//! gives nothing that is not, block for block, what the manifest says.
//!
//! Whoever knows a recipient can seal to it. That a backup comes from the station is said by the ledger key's note and
//! by the checkpoint in it, which [`super::verify`] judges; laying out shows only that nothing was changed since.

mod blocks;
mod folder;
mod lay;
mod make;
mod members;
#[cfg(test)]
mod tests;

pub(super) use folder::LARGEST_NOTE;
pub use folder::StateFolder;
pub use lay::{Laid, lay_out};
pub use make::{MadeState, SignNote, StateRequest, make};

/// The configuration in a backup.
pub const CONFIGURATION: &str = "station.toml";
/// The checkpoint in a backup.
pub const CHECKPOINT: &str = "checkpoint.txt";
/// The database in a full backup, and where one is laid out.
pub const DATABASE: &str = "station.db";
/// The changed blocks in an incremental backup.
pub const BLOCKS: &str = "station.db.blocks";

/// The longest configuration, in octets.
const LARGEST_CONFIGURATION: u64 = 1 << 20;

/// What is going on, for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The copy of the database is digested.
    Digesting,
    /// It is sealed and written.
    Sealing,
    /// What was written is read back and compared.
    ReadingBack,
    /// It is read and unsealed.
    Unsealing,
    /// What came out is compared with the manifest.
    Comparing,
}

impl Phase {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Phase::Digesting => "digesting",
            Phase::Sealing => "sealing",
            Phase::ReadingBack => "reading back",
            Phase::Unsealing => "unsealing",
            Phase::Comparing => "comparing",
        }
    }
}

/// Is told how far a phase is: octets done, and of how many.
pub type Progress<'p> = &'p mut dyn FnMut(Phase, u64, u64);
