//! The manifest of a backup of the state.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::name::StateName;
use super::parts::{EXACT, LedgerRecord, StationRecord};
use super::{LARGEST_STATE, expect, expect_schema, is_shown, note_text, strictly};
use crate::backup::error::BackupError;
use crate::clock::Time;
use crate::digest::Digest;
use crate::sealed::Addressee;

/// What the document is called in messages.
const WHAT: &str = "the manifest of a state";
/// Its schema.
const SCHEMA: &str = "chancery/backup-state@1";
/// How long a block of the database is, in octets; the last one may be shorter.
pub const BLOCK: u64 = 65_536;
/// The most blocks: 16 GiB.
const BLOCKS: usize = 1 << 18;
/// The most recipients.
const RECIPIENTS: usize = 64;

/// All of the database, or what changed in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The whole database.
    Full,
    /// The blocks that changed since a full one.
    Incremental,
}

impl Kind {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Full => "full",
            Kind::Incremental => "incremental",
        }
    }
}

/// The full backup that an incremental one is laid over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseRecord {
    /// Its name.
    pub name: StateName,
    /// The digest of its manifest.
    pub manifest: Digest,
}

/// The database that comes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseRecord {
    /// How long it is, in octets.
    pub octets: u64,
    /// Its digest.
    pub sha256: Digest,
    /// How long a block is, in octets: 65536.
    pub block: u64,
    /// The digest of each block in order.
    pub blocks: Vec<Digest>,
}

/// The sealed file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataRecord {
    /// How long it is, in octets.
    pub octets: u64,
    /// Its digest.
    pub sha256: Digest,
}

/// The manifest of a backup of the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateManifest {
    /// The form of this document.
    pub schema: String,
    /// Its name, which is that of its folder.
    pub name: StateName,
    /// Whose state.
    pub station: StationRecord,
    /// When it was made.
    pub made: Time,
    /// All or what changed.
    pub kind: Kind,
    /// What it is laid over, if it is incremental.
    pub base: Option<BaseRecord>,
    /// Where the ledger stood.
    pub ledger: LedgerRecord,
    /// The database.
    pub database: DatabaseRecord,
    /// To whom it is sealed.
    pub recipients: Vec<Addressee>,
    /// The sealed file.
    pub data: DataRecord,
    /// The program that made it.
    pub program: String,
}

impl StateManifest {
    /// The schema of this version.
    pub const SCHEMA: &str = SCHEMA;

    /// Reads the octets of a manifest; every rule of the form is judged.
    pub fn read(bytes: &[u8]) -> Result<Self, BackupError> {
        let manifest: StateManifest = strictly(bytes, WHAT, LARGEST_STATE)?;
        manifest.check()?;
        Ok(manifest)
    }

    /// The octets, RFC 8785 without a newline. What could not be read is not written.
    pub fn bytes(&self) -> Result<Vec<u8>, BackupError> {
        let bytes = crate::canonical::bytes(self)?;
        StateManifest::read(&bytes)?;
        Ok(bytes)
    }

    /// The text of its note, for these octets of it.
    pub fn note_text(&self, bytes: &[u8]) -> String {
        note_text("state", &self.name.to_string(), bytes)
    }

    fn check(&self) -> Result<(), BackupError> {
        expect_schema(&self.schema, SCHEMA)?;
        expect(self.station.epoch <= EXACT, "station.epoch", "at most 2^53 - 1")?;
        self.ledger.check(&self.station)?;
        let name = StateName::new(self.made, self.ledger.size).ok();
        expect(name == Some(self.name), "name", "'state-', the time it was made and the size of the ledger")?;
        match (self.kind, &self.base) {
            (Kind::Full, base) => expect(base.is_none(), "base", "nothing, for it is full")?,
            (Kind::Incremental, base) => {
                let older = base.as_ref().is_some_and(|base| base.name < self.name);
                expect(older, "base", "an older full backup, for it is incremental")?;
            }
        }
        self.database.check()?;
        let count = self.recipients.len();
        expect((1..=RECIPIENTS).contains(&count), "recipients", "1 to 64 recipients")?;
        let distinct: BTreeSet<&str> = self.recipients.iter().map(Addressee::as_str).collect();
        expect(distinct.len() == count, "recipients", "none of them twice")?;
        expect((1..=EXACT).contains(&self.data.octets), "data.octets", "1 to 2^53 - 1")?;
        expect(is_shown(&self.program, 80), "program", "a text of at most 80 octets that shows what it holds")
    }
}

impl DatabaseRecord {
    fn check(&self) -> Result<(), BackupError> {
        expect(self.block == BLOCK, "database.block", "65536")?;
        expect(self.blocks.len() <= BLOCKS, "database.blocks", "at most 262144 blocks")?;
        let whole = self.octets > 0 && self.octets.div_ceil(BLOCK) == self.blocks.len() as u64;
        expect(whole, "database.blocks", "a digest for each block of the database")
    }

    /// How long a block is: the last one may be shorter.
    pub fn block_octets(&self, index: u64) -> u64 {
        self.octets.saturating_sub(index.saturating_mul(BLOCK)).min(BLOCK)
    }

    /// The blocks, from zero, that are not in another database at the same place.
    pub fn changed_since(&self, other: &DatabaseRecord) -> Vec<u64> {
        let changed = |(index, block): (usize, &Digest)| {
            let at = index as u64;
            let same = other.blocks.get(index) == Some(block) && other.block_octets(at) == self.block_octets(at);
            (!same).then_some(at)
        };
        self.blocks.iter().enumerate().filter_map(changed).collect()
    }
}
