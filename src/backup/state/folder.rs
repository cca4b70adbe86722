//! What a folder says of itself, read once.

use crate::backup::error::BackupError;
use crate::backup::manifest::{DATA, Kind, LARGEST_STATE, MANIFEST, NOTE, StateManifest, StateName};
use crate::backup::medium::{Folder, Streamed};
use crate::digest::Digest;

/// The longest note, in octets.
pub(in crate::backup) const LARGEST_NOTE: u64 = 64 << 10;

/// A folder with a backup of the state: its manifest and its note as they were read. Neither is judged by reading but
/// for its form.
#[derive(Debug)]
pub struct StateFolder {
    folder: Folder,
    manifest: StateManifest,
    digest: Digest,
    note: Option<Vec<u8>>,
    text: String,
}

impl StateFolder {
    /// Reads manifest and note. Refused: a folder whose name is not that of its manifest, and files that do not belong
    /// there.
    pub fn read(folder: Folder) -> Result<Self, BackupError> {
        let octets = folder.read(MANIFEST, LARGEST_STATE)?;
        let manifest = StateManifest::read(&octets)?;
        if manifest.name.to_string() != folder.name() {
            let (file, what) = (folder.name().to_owned(), "the name of the folder");
            return Err(BackupError::Differs { file, what });
        }
        let files = folder.files()?;
        if let Some(stranger) = files.iter().find(|file| ![MANIFEST, NOTE, DATA].contains(&file.as_str())) {
            let path = crate::safe::line(&folder.path().join(stranger).to_string_lossy(), 240);
            return Err(BackupError::Stranger { path });
        }
        let has_note = files.iter().any(|file| file == NOTE);
        let note = if has_note { Some(folder.read(NOTE, LARGEST_NOTE)?) } else { None };
        let text = manifest.note_text(&octets);
        Ok(StateFolder { folder, digest: Digest::of(&octets), manifest, note, text })
    }

    /// The name.
    pub fn name(&self) -> StateName {
        self.manifest.name
    }

    /// The manifest.
    pub fn manifest(&self) -> &StateManifest {
        &self.manifest
    }

    /// The digest of the manifest's octets.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The note, unjudged, and the text it must have.
    pub fn note(&self) -> Option<(&[u8], &str)> {
        self.note.as_deref().map(|note| (note, self.text.as_str()))
    }

    /// The folder.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Opens the sealed file, if it is as long as the manifest says.
    pub(in crate::backup) fn data(&self) -> Result<Streamed, BackupError> {
        let wanted = self.manifest.data.octets;
        let differs = || BackupError::Differs { file: DATA.to_owned(), what: "the length" };
        let stream = match self.folder.stream(DATA, wanted) {
            Err(BackupError::TooLarge { .. }) => return Err(differs()),
            other => other?,
        };
        if stream.octets() == wanted { Ok(stream) } else { Err(differs()) }
    }

    /// Refuses whatever an incremental backup cannot be built on or laid over (BACKUP-46).
    pub fn expect_base(&self) -> Result<(), BackupError> {
        if self.manifest.kind == Kind::Full {
            return Ok(());
        }
        let what = "it is incremental itself, and two files must be enough to restore";
        Err(BackupError::NoBase { name: self.name().to_string(), what })
    }

    /// Refuses a folder that is not the base which this backup names (BACKUP-39); a full one names none.
    pub fn expect_on(&self, base: Option<&StateFolder>) -> Result<(), BackupError> {
        let Some(named) = &self.manifest.base else { return Ok(()) };
        let (name, wanted) = (self.name().to_string(), named.name.to_string());
        let Some(base) = base else { return Err(BackupError::BaseMissing { name, base: wanted }) };
        base.expect_base()?;
        let same = base.name() == named.name && base.digest == named.manifest;
        if same && base.manifest.station.origin() == self.manifest.station.origin() {
            return Ok(());
        }
        Err(BackupError::BaseOther { name, base: wanted })
    }
}
