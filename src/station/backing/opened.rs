//! A set of wrapped keys that its shares have opened.

use std::path::Path;

use super::{BackingError, parted};
use crate::backup::card::{self, Note, ShareSaid, SharesSaid};
use crate::backup::{KeySet, KeysManifest, Medium, SharesRecord};
use crate::digest::Digest;
use crate::keys::SetId;
use crate::safe::Label;
use crate::share::{Passphrase, Share, combine};
use crate::signer::PublicKey;
use crate::station::journal::lost;
use crate::station::{Station, StationError};
use crate::vault::{BackupKey, kwp};

/// The folder of a set as it was read from a medium: once, and whole. Nothing of it was opened yet.
pub struct ReadSet(KeySet);

impl ReadSet {
    /// Reads the folder `keys-…` of a set. Every file is compared with the manifest's digest of it.
    pub fn read(folder: &Path) -> Result<Self, StationError> {
        let (parent, name) = parted(folder)?;
        if !name.starts_with("keys-") {
            return Err(BackingError::NotASet { shown: crate::safe::line(&name, 60), sets: sets_in(folder) }.into());
        }
        Ok(ReadSet(KeySet::read(&Medium::open(parent)?.folder(&name)?)?))
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &KeysManifest {
        self.0.manifest()
    }

    /// Which set.
    pub fn set(&self) -> SetId {
        self.manifest().set
    }

    /// The digest of its manifest.
    pub fn digest(&self) -> Digest {
        self.0.digest()
    }

    /// How many shares are wanted of the splitting that a share belongs to; of the keepers' where none is given yet.
    pub fn wanted(&self, share: Option<&Share>) -> u8 {
        self.splitting(share).0.threshold
    }

    /// Judges one share alone: of this set, whole, the very one that was handed out. Its number and keeper.
    pub fn judge(&self, share: &Share) -> Result<(u8, Label), StationError> {
        let said = shares_said(self.splitting(Some(share)).0);
        let one = card::judge(self.set(), &said, share)?;
        Ok((one.number, one.keeper.clone()))
    }

    /// The same of a share in its note: what the note says of set and number must be so, too.
    pub fn judge_note(&self, note: &Note) -> Result<(u8, Label), StationError> {
        let said = shares_said(self.splitting(Some(&note.share)).0);
        let one = card::judge_note(self.set(), &said, note)?;
        Ok((one.number, one.keeper.clone()))
    }

    /// The same, with the name that the share has beside the other cards and media of its set: `share 2`, `escrow 1`.
    pub(in crate::station) fn judged_by_name(&self, note: &Note) -> Result<(String, Label), StationError> {
        let (number, keeper) = self.judge_note(note)?;
        let kind = if self.splitting(Some(&note.share)).1 { "escrow" } else { "share" };
        Ok((format!("{kind} {number}"), keeper))
    }

    /// The splitting that a share says it is of, and whether that is the one in escrow; the keepers' where it is of neither.
    fn splitting(&self, share: Option<&Share>) -> (&SharesRecord, bool) {
        let number = share.map(|share| share.head().set.identifier.number());
        let manifest = self.manifest();
        let escrow = manifest.escrow.as_ref().filter(|escrow| Some(escrow.identifier) == number);
        escrow.map_or((&manifest.shares, false), |escrow| (escrow, true))
    }

    /// Opens it: each share is judged alone, also one too many; then the first ones, as many as are wanted, give the key, and
    /// every wrapped key opens under it. The shares are the keepers' or those in escrow, never some of both.
    pub fn open(self, shares: &[Share]) -> Result<OpenedSet, StationError> {
        let (record, escrow) = self.splitting(shares.first());
        let said = shares_said(record);
        let mut used = Vec::new();
        for share in shares {
            let one = card::judge(self.set(), &said, share)?;
            used.push((one.number, one.keeper.clone()));
        }
        let wanted = usize::from(record.threshold);
        used.truncate(wanted);
        let key = BackupKey::of(combine(shares.get(..wanted).unwrap_or(shares), &Passphrase::none())?)?;
        for wrapped in &self.manifest().keys {
            let wanted = PublicKey::from_spki(&wrapped.public_key.0)?;
            kwp::opens_to(key.secret(), self.0.blob(&wrapped.label).unwrap_or_default(), &wanted)?;
        }
        Ok(OpenedSet { read: self.0, key, used, escrow })
    }
}

/// The folders of sets that lie in a folder which is none: it may be the medium itself that was named.
fn sets_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let named = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("keys-"));
    let mut sets: Vec<String> =
        named.take(8).map(|entry| crate::safe::line(&entry.path().to_string_lossy(), 120)).collect();
    sets.sort();
    sets
}

/// What a manifest says of shares.
fn shares_said(shares: &SharesRecord) -> SharesSaid {
    let each = shares.each.iter();
    SharesSaid {
        identifier: shares.identifier,
        threshold: shares.threshold,
        of: shares.of,
        each: each.map(|one| ShareSaid { number: one.number, keeper: one.keeper.clone(), check: one.check }).collect(),
    }
}

impl Station<'_> {
    /// The set of this station that a share opens, whatever became of it: one of its keepers', or one in escrow.
    pub fn set_of_share(&self, share: &Share) -> Result<Option<SetId>, StationError> {
        let rows = self.rows();
        for row in rows.backup_sets()? {
            let Some(digest) = row.manifest else { continue };
            let missing = || lost("object", format!("the manifest of set {} is lost", row.name.spoken()));
            let manifest = KeysManifest::read(&rows.object(digest)?.ok_or_else(missing)?)?;
            let said = std::iter::once(&manifest.shares).chain(&manifest.escrow);
            if said.map(shares_said).any(|said| card::judge(row.name, &said, share).is_ok()) {
                return Ok(Some(row.name));
            }
        }
        Ok(None)
    }
}

/// A set whose key was put together from its shares: every wrapped key of it opens. Only [`ReadSet::open`] makes one.
///
/// ```compile_fail,E0451
/// // There is no way to one but through the shares.
/// fn forge(read: chancery::backup::KeySet, key: chancery::vault::BackupKey) -> chancery::station::OpenedSet {
///     chancery::station::OpenedSet { read, key, used: Vec::new(), escrow: false }
/// }
/// ```
pub struct OpenedSet {
    read: KeySet,
    key: BackupKey,
    used: Vec<(u8, Label)>,
    escrow: bool,
}

impl OpenedSet {
    /// Which set.
    pub fn set(&self) -> SetId {
        self.read.manifest().set
    }

    /// What it says of itself.
    pub fn manifest(&self) -> &KeysManifest {
        self.read.manifest()
    }

    /// The digest of its manifest.
    pub fn digest(&self) -> Digest {
        self.read.digest()
    }

    /// The shares that opened it: number and keeper.
    pub fn used(&self) -> &[(u8, Label)] {
        &self.used
    }

    /// Whether they were those in escrow.
    pub fn by_escrow(&self) -> bool {
        self.escrow
    }

    /// The note under its manifest, and the text it must have.
    pub(in crate::station) fn note(&self) -> (&[u8], &str) {
        self.read.note()
    }

    /// The key of the set.
    pub(in crate::station) fn key(&self) -> &BackupKey {
        &self.key
    }

    /// A wrapped key, still wrapped.
    pub(in crate::station) fn blob(&self, label: &Label) -> Result<&[u8], StationError> {
        let missing = || BackingError::KeyNowhere { key: label.to_string() };
        Ok(self.read.blob(label).ok_or_else(missing)?)
    }
}
