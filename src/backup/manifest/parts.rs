//! What both manifests hold: whose backup it is, where its ledger stood, octets in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::expect;
use crate::backup::error::BackupError;
use crate::digest::Digest;
use crate::ledger::{Checkpoint, Head, Note, NoteKey, Role, VerifiedCheckpoint, origin};
use crate::mode::{Identity, Mode};
use crate::safe::Label;

/// The largest number that RFC 8785 writes exactly.
pub(super) const EXACT: u64 = (1 << 53) - 1;
/// The longest checkpoint, in octets: its witnesses' lines are in it.
const CHECKPOINT: usize = 64 << 10;
/// The longest verifier key text, in octets.
const KEY: usize = 400;

/// Octets, written in padded base64.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Base64(pub Vec<u8>);

impl TryFrom<String> for Base64 {
    type Error = base64::DecodeError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        STANDARD.decode(text).map(Base64)
    }
}

impl From<Base64> for String {
    fn from(octets: Base64) -> String {
        STANDARD.encode(octets.0)
    }
}

/// Whose backup it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StationRecord {
    /// The station's name.
    pub name: Label,
    /// Its mode.
    pub mode: Mode,
    /// Its epoch.
    pub epoch: u64,
}

impl StationRecord {
    /// Of a station in its epoch.
    pub fn of(identity: &Identity) -> Self {
        StationRecord { name: identity.station.clone(), mode: identity.mode, epoch: identity.epoch }
    }

    /// As the rest of the house names it.
    pub fn identity(&self) -> Identity {
        Identity { station: self.name.clone(), mode: self.mode, epoch: self.epoch }
    }

    /// The origin of its ledger.
    pub fn origin(&self) -> String {
        origin(&self.identity())
    }

    /// Refuses the backup of another station, or of the same in another mode (BACKUP-40). Epochs may differ.
    pub fn expect_of(&self, station: &Identity) -> Result<(), BackupError> {
        let (found, wanted) = (self.origin(), origin(station));
        if found == wanted { Ok(()) } else { Err(BackupError::OtherStation { found, wanted }) }
    }
}

impl From<&Identity> for StationRecord {
    fn from(identity: &Identity) -> Self {
        StationRecord { name: identity.station.clone(), mode: identity.mode, epoch: identity.epoch }
    }
}

/// Where the ledger stood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerRecord {
    /// How many entries.
    pub size: u64,
    /// The RFC 6962 root over them.
    pub root: Digest,
    /// The checkpoint of this head: a C2SP note.
    pub checkpoint: String,
    /// The ledger's key as a verifier key text: a claim, which whoever verifies compares with the key they know.
    pub key: String,
}

impl LedgerRecord {
    /// Of a checkpoint and the key it was signed with.
    pub fn of(checkpoint: &VerifiedCheckpoint, key: &NoteKey) -> Result<Self, BackupError> {
        let Head { size, root } = checkpoint.head();
        Ok(LedgerRecord { size, root, checkpoint: checkpoint.note().to_string(), key: key.text()? })
    }

    /// Size and root.
    pub fn head(&self) -> Head {
        Head { size: self.size, root: self.root }
    }

    pub(super) fn check(&self, station: &StationRecord) -> Result<(), BackupError> {
        expect((1..=EXACT).contains(&self.size), "ledger.size", "1 to 2^53 - 1 entries")?;
        expect(self.checkpoint.len() <= CHECKPOINT, "ledger.checkpoint", "at most 64 KiB")?;
        let note = Note::parse(&self.checkpoint).ok().filter(|note| note.to_string() == self.checkpoint);
        let said = note.and_then(|note| Checkpoint::parse(note.text()).ok());
        let same = said.is_some_and(|said| said.head == self.head() && said.origin == station.origin());
        expect(same, "ledger.checkpoint", "the note of this size and root, of this station's ledger")?;
        expect(self.key.len() <= KEY, "ledger.key", "at most 400 octets")?;
        let key =
            NoteKey::parse(&self.key).ok().filter(|key| key.role() == Role::Log && key.name() == station.origin());
        expect(key.is_some(), "ledger.key", "the verifier key text of this station's ledger")
    }
}
