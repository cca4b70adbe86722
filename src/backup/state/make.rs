//! Making a backup of the state.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::os::unix::fs::FileExt as _;
use std::sync::Arc;

use super::members::Members;
use super::{BLOCKS, CHECKPOINT, CONFIGURATION, DATABASE, LARGEST_CONFIGURATION, Phase, Progress, StateFolder, blocks};
use crate::backup::error::BackupError;
use crate::backup::manifest::{
    BLOCK, BaseRecord, DATA, DataRecord, DatabaseRecord, Kind, LedgerRecord, MANIFEST, NOTE, StateManifest, StateName,
    StationRecord,
};
use crate::backup::medium::{Medium, Published};
use crate::clock::Time;
use crate::digest::Digest;
use crate::ledger::{LedgerError, Note};
use crate::mode::Identity;
use crate::sealed::{Addressee, Attendant, seal_stream};

/// Signs the text of a note with the ledger key, as [`crate::ledger::sign_text`] does.
pub type SignNote<'s> = &'s mut dyn FnMut(&str) -> Result<Note, LedgerError>;

/// What a backup is made of, beside the copy of the database.
pub struct StateRequest<'a> {
    /// Whose state.
    pub station: &'a Identity,
    /// When: its name says so.
    pub made: Time,
    /// Where the ledger stands in the copy.
    pub ledger: LedgerRecord,
    /// The octets of `station.toml`.
    pub configuration: &'a [u8],
    /// The program that makes it, with its version.
    pub program: &'a str,
    /// To whom it is sealed.
    pub recipients: &'a [Addressee],
    /// The full backup whose unchanged blocks are left out; none makes a full one.
    pub base: Option<&'a StateFolder>,
}

/// A backup that lies on its medium.
#[derive(Debug)]
pub struct MadeState {
    /// Its manifest.
    pub manifest: StateManifest,
    /// The digest of the manifest's octets.
    pub digest: Digest,
    /// The folder, as it was read back.
    pub published: Published,
    /// How many blocks were sealed.
    pub sealed_blocks: u64,
}

/// Seals a copy of the database into a folder of a medium. The copy is read twice, and must not change meanwhile. With
/// `sign` the folder gets the ledger key's note. Whatever fails leaves nothing on the medium.
pub fn make(
    medium: &Medium,
    copy: &File,
    request: StateRequest<'_>,
    attendant: &Arc<dyn Attendant>,
    sign: Option<SignNote<'_>>,
    progress: Progress<'_>,
) -> Result<MadeState, BackupError> {
    let name = StateName::new(request.made, request.ledger.size)?;
    let limit = LARGEST_CONFIGURATION;
    let found = request.configuration.len() as u64;
    if found > limit {
        return Err(BackupError::TooLarge { what: format!("octets of {CONFIGURATION}"), found, limit });
    }
    let base = judge_base(request.base, name, request.station)?;
    let mut publication = medium.begin(&name.to_string())?;
    let database = digest_copy(copy, progress)?;
    let changed = base.map(|base| database.changed_since(&base.manifest().database));
    let sealed_blocks = changed.as_ref().map_or(database.blocks.len(), Vec::len) as u64;
    let (data, ()) = publication.stream(DATA, |out| {
        let write = |out: &mut dyn io::Write| seal(out, copy, &request, &database, changed.as_deref(), progress);
        seal_stream(out, request.recipients, attendant, write).map(|(_, ())| ())
    })?;
    let manifest = StateManifest {
        schema: StateManifest::SCHEMA.to_owned(),
        name,
        station: StationRecord::from(request.station),
        made: request.made,
        kind: if base.is_some() { Kind::Incremental } else { Kind::Full },
        base: base.map(|base| BaseRecord { name: base.name(), manifest: base.digest() }),
        ledger: request.ledger,
        database,
        recipients: request.recipients.to_vec(),
        data: DataRecord { octets: data.octets, sha256: data.sha256 },
        program: request.program.to_owned(),
    };
    let octets = manifest.bytes()?;
    publication.put(MANIFEST, &octets)?;
    if let Some(sign) = sign {
        let note = sign(&manifest.note_text(&octets))?.to_string();
        publication.put(NOTE, note.as_bytes())?;
    }
    let published = publication.publish(&mut |done, all| progress(Phase::ReadingBack, done, all))?;
    Ok(MadeState { manifest, digest: Digest::of(&octets), published, sealed_blocks })
}

/// A base must be full, older, and of this station.
fn judge_base<'a>(
    base: Option<&'a StateFolder>,
    name: StateName,
    station: &Identity,
) -> Result<Option<&'a StateFolder>, BackupError> {
    let Some(base) = base else { return Ok(None) };
    base.expect_base()?;
    base.manifest().station.expect_of(station)?;
    if base.name() >= name {
        let what = "it is not older than what would be laid over it";
        return Err(BackupError::NoBase { name: base.name().to_string(), what });
    }
    Ok(Some(base))
}

fn reading(error: io::Error) -> BackupError {
    BackupError::of_system(DATABASE, "reading the copy of the database")(error)
}

fn digest_copy(mut copy: &File, progress: Progress<'_>) -> Result<DatabaseRecord, BackupError> {
    copy.seek(SeekFrom::Start(0)).map_err(reading)?;
    let octets = copy.metadata().map_err(reading)?.len();
    blocks::digest(&mut copy, octets, Phase::Digesting, progress).map_err(reading)
}

fn seal(
    out: &mut dyn io::Write,
    copy: &File,
    request: &StateRequest<'_>,
    database: &DatabaseRecord,
    changed: Option<&[u64]>,
    progress: Progress<'_>,
) -> Result<(), BackupError> {
    let failed = BackupError::of_system(DATA, "sealing");
    let mut members = Members::to(out, request.made);
    let mut text = |name: &str, octets: &[u8]| members.append(name, octets.len() as u64, octets);
    text(CONFIGURATION, request.configuration).map_err(&failed)?;
    text(CHECKPOINT, request.ledger.checkpoint.as_bytes()).map_err(&failed)?;
    let all: Vec<u64>;
    let (name, indexed, wanted) = match changed {
        Some(changed) => (BLOCKS, true, changed),
        None => {
            all = (0..database.blocks.len() as u64).collect();
            (DATABASE, false, all.as_slice())
        }
    };
    let head = if indexed { 8 } else { 0 };
    let octets = wanted.iter().map(|index| database.block_octets(*index) + head).sum();
    let mut blocks =
        Blocks { copy, database, wanted: wanted.iter(), indexed, piece: Vec::new(), at: 0, changed: false };
    let tell = Telling { inner: &mut blocks, done: 0, octets, progress };
    let appended = members.append(name, octets, tell);
    if blocks.changed {
        return Err(BackupError::Unsteady { path: "the copy of the database".into() });
    }
    appended.map_err(&failed)?;
    members.finish().map_err(failed)
}

/// The wanted blocks of the copy, each compared with the digest it had.
struct Blocks<'a> {
    copy: &'a File,
    database: &'a DatabaseRecord,
    wanted: std::slice::Iter<'a, u64>,
    indexed: bool,
    piece: Vec<u8>,
    at: usize,
    changed: bool,
}

impl Read for Blocks<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.at == self.piece.len() {
            let Some(index) = self.wanted.next() else { return Ok(0) };
            let mut block = vec![0; self.database.block_octets(*index) as usize];
            self.copy.read_exact_at(&mut block, index * BLOCK)?;
            let known = usize::try_from(*index).ok().and_then(|index| self.database.blocks.get(index));
            if known != Some(&Digest::of(&block)) {
                self.changed = true;
                return Err(io::ErrorKind::InvalidData.into());
            }
            self.piece.clear();
            if self.indexed {
                self.piece.extend_from_slice(&index.to_be_bytes());
            }
            self.piece.append(&mut block);
            self.at = 0;
        }
        let rest = self.piece.get(self.at..).unwrap_or_default();
        let count = rest.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), rest.get(..count)) {
            to.copy_from_slice(from);
        }
        self.at += count;
        Ok(count)
    }
}

/// Tells how much of a member was read.
struct Telling<'a, R> {
    inner: R,
    done: u64,
    octets: u64,
    progress: Progress<'a>,
}

impl<R: Read> Read for Telling<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.done += count as u64;
        (self.progress)(Phase::Sealing, self.done, self.octets);
        Ok(count)
    }
}
