//! Laying a backup of the state out again.

use std::fs::{self, File};
use std::io::{Read, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::members::{Length, walk};
use super::{BLOCKS, CHECKPOINT, CONFIGURATION, DATABASE, LARGEST_CONFIGURATION, Phase, Progress, StateFolder, blocks};
use crate::backup::error::BackupError;
use crate::backup::manifest::{BLOCK, DATA, DatabaseRecord, Kind, StateManifest, StateName};
use crate::digest::{Digest, Hasher};
use crate::safe;
use crate::sealed::{Attendant, Keyring, open_stream};

/// The passing name of what is being unsealed.
const PASSING: &str = ".chancery-";

/// A backup that was laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Laid {
    /// The database.
    pub database: PathBuf,
    /// The configuration.
    pub configuration: PathBuf,
    /// The checkpoint.
    pub checkpoint: PathBuf,
    /// How long the database is, in octets.
    pub octets: u64,
    /// The full backup that it was laid over.
    pub over: Option<StateName>,
}

/// Unseals a backup into an empty directory: `station.db`, `station.toml` and `checkpoint.txt`, for their owner alone.
/// An incremental one is laid over its base. The files have their names only after all of it was authenticated and the
/// database compared with the manifest, block for block; whatever fails leaves the directory empty.
pub fn lay_out(
    backup: &StateFolder,
    base: Option<&StateFolder>,
    keyring: &Keyring,
    attendant: &Arc<dyn Attendant>,
    into: &Path,
    progress: Progress<'_>,
) -> Result<Laid, BackupError> {
    backup.expect_on(base)?;
    let mut place = Place::empty(into)?;
    let database = place.make(DATABASE)?;
    let mut unsealing = Unsealing { keyring, attendant, database: &database, progress };
    let manifest = backup.manifest();
    let configuration = match base.filter(|_| manifest.kind == Kind::Incremental) {
        None => unsealing.full(backup)?,
        Some(base) => {
            unsealing.full(base)?;
            unsealing.changes(backup, &base.manifest().database)?
        }
    };
    compare(&database, &manifest.database, progress)?;
    place.write(CONFIGURATION, &configuration)?;
    place.write(CHECKPOINT, manifest.ledger.checkpoint.as_bytes())?;
    database.sync_all().map_err(writing(DATABASE))?;
    place.name_all()?;
    Ok(Laid {
        database: into.join(DATABASE),
        configuration: into.join(CONFIGURATION),
        checkpoint: into.join(CHECKPOINT),
        octets: manifest.database.octets,
        over: manifest.base.as_ref().map(|base| base.name),
    })
}

fn writing(file: &str) -> impl Fn(std::io::Error) -> BackupError {
    BackupError::of_system(file, "writing what was unsealed")
}

/// Takes the last member: its content, and room for a block.
type TakeLast<'t> = &'t mut dyn FnMut(&mut dyn Read, &mut Vec<u8>, Progress<'_>) -> Result<(), BackupError>;

struct Unsealing<'a> {
    keyring: &'a Keyring,
    attendant: &'a Arc<dyn Attendant>,
    database: &'a File,
    progress: Progress<'a>,
}

impl Unsealing<'_> {
    /// Unseals a full backup, the database from its beginning; gives the configuration.
    fn full(&mut self, backup: &StateFolder) -> Result<Vec<u8>, BackupError> {
        let wanted = &backup.manifest().database;
        let mut out = self.database;
        self.unseal(backup, (DATABASE, wanted.octets), &mut |content, block, progress| {
            let mut whole = Hasher::new();
            for (index, digest) in (0..).zip(&wanted.blocks) {
                let block = read_block(content, wanted.block_octets(index), block)?;
                if Digest::of(block) != *digest {
                    return Err(BackupError::Block { block: index });
                }
                whole = whole.then(block);
                out.write_all(block).map_err(writing(DATABASE))?;
                progress(Phase::Unsealing, index * BLOCK + block.len() as u64, wanted.octets);
            }
            if whole.finish() == wanted.sha256 { Ok(()) } else { Err(differs(DATABASE, "the digest")) }
        })
    }

    /// Unseals the changed blocks of an incremental backup over the database of its base; gives the configuration.
    fn changes(&mut self, backup: &StateFolder, base: &DatabaseRecord) -> Result<Vec<u8>, BackupError> {
        let wanted = &backup.manifest().database;
        let changed = wanted.changed_since(base);
        let octets = changed.iter().map(|index| wanted.block_octets(*index) + 8).sum();
        let out = self.database;
        out.set_len(wanted.octets).map_err(writing(DATABASE))?;
        self.unseal(backup, (BLOCKS, octets), &mut |content, block, progress| {
            let mut done = 0;
            for index in &changed {
                let mut said = [0; 8];
                if blocks::fill(content, &mut said).ok() != Some(8) || u64::from_be_bytes(said) != *index {
                    let what = format!("block {index} is not where it should be");
                    return Err(BackupError::Members { what });
                }
                let block = read_block(content, wanted.block_octets(*index), block)?;
                let known = usize::try_from(*index).ok().and_then(|index| wanted.blocks.get(index));
                if known != Some(&Digest::of(block)) {
                    return Err(BackupError::Block { block: *index });
                }
                out.write_all_at(block, index * BLOCK).map_err(writing(DATABASE))?;
                done += block.len() as u64 + 8;
                progress(Phase::Unsealing, done, octets);
            }
            Ok(())
        })
    }

    /// Opens the sealed file and walks through its members. The last of them goes to `take`, with room for a block.
    fn unseal(
        &mut self,
        backup: &StateFolder,
        (last, octets): (&'static str, u64),
        take: TakeLast<'_>,
    ) -> Result<Vec<u8>, BackupError> {
        let manifest: &StateManifest = backup.manifest();
        let checkpoint = manifest.ledger.checkpoint.as_bytes();
        let wanted = [
            (CONFIGURATION, Length::AtMost(LARGEST_CONFIGURATION)),
            (CHECKPOINT, Length::Exactly(checkpoint.len() as u64)),
            (last, Length::Exactly(octets)),
        ];
        let mut data = backup.data()?;
        let mut configuration = Vec::new();
        let mut room = Zeroizing::new(Vec::new());
        open_stream(&mut data, self.keyring, self.attendant, |content| {
            walk(content, &wanted, &mut |place, content, octets| match place {
                0 => read_text(content, octets, &mut configuration),
                1 => {
                    let mut found = Vec::new();
                    read_text(content, octets, &mut found)?;
                    if found == checkpoint { Ok(()) } else { Err(differs(CHECKPOINT, "the text")) }
                }
                _ => take(content, &mut room, self.progress),
            })
        })?;
        if data.digest()? != manifest.data.sha256 {
            return Err(differs(DATA, "the digest"));
        }
        Ok(configuration)
    }
}

fn differs(file: &str, what: &'static str) -> BackupError {
    BackupError::Differs { file: file.to_owned(), what }
}

fn short() -> BackupError {
    BackupError::Members { what: "a member is shorter than it says".into() }
}

fn read_text(content: &mut dyn Read, octets: u64, out: &mut Vec<u8>) -> Result<(), BackupError> {
    out.resize(usize::try_from(octets).map_err(|_| short())?, 0);
    if blocks::fill(content, out).ok() == Some(out.len()) { Ok(()) } else { Err(short()) }
}

fn read_block<'r>(content: &mut dyn Read, octets: u64, room: &'r mut Vec<u8>) -> Result<&'r [u8], BackupError> {
    read_text(content, octets, room)?;
    Ok(room)
}

/// What lies on the disk, read from its beginning to its end.
fn compare(mut database: &File, wanted: &DatabaseRecord, progress: Progress<'_>) -> Result<(), BackupError> {
    let reading = BackupError::of_system(DATABASE, "reading what was unsealed");
    database.seek(SeekFrom::Start(0)).map_err(&reading)?;
    let found = blocks::digest(&mut database, wanted.octets, Phase::Comparing, progress).map_err(reading)?;
    blocks::expect_same(&found, wanted)
}

/// A directory into which files are written under passing names. What has no name of its own yet is taken away when
/// this is dropped.
struct Place {
    folder: PathBuf,
    made: Vec<&'static str>,
    named: Vec<&'static str>,
    kept: bool,
}

impl Place {
    fn empty(folder: &Path) -> Result<Self, BackupError> {
        let shown = safe::line(&folder.to_string_lossy(), 240);
        let plain = folder.symlink_metadata().is_ok_and(|found| found.is_dir());
        let empty = plain && fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
        if !empty {
            return Err(BackupError::Occupied { path: shown });
        }
        Ok(Place { folder: folder.to_owned(), made: Vec::new(), named: Vec::new(), kept: false })
    }

    fn passing(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{PASSING}{name}"))
    }

    fn make(&mut self, name: &'static str) -> Result<File, BackupError> {
        let options = || fs::OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).to_owned();
        let file = options().open(self.passing(name)).map_err(writing(name))?;
        self.made.push(name);
        Ok(file)
    }

    fn write(&mut self, name: &'static str, octets: &[u8]) -> Result<(), BackupError> {
        let mut file = self.make(name)?;
        file.write_all(octets).and_then(|()| file.sync_all()).map_err(writing(name))
    }

    /// Gives every file its name, the database last: a directory without it is no station.
    fn name_all(&mut self) -> Result<(), BackupError> {
        for name in self.made.clone().into_iter().rev() {
            let (from, to) = (self.passing(name), self.folder.join(name));
            if to.symlink_metadata().is_ok() {
                return Err(BackupError::Taken { path: safe::line(&to.to_string_lossy(), 240) });
            }
            fs::rename(&from, &to).map_err(writing(name))?;
            self.named.push(name);
        }
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(writing(DATABASE))?;
        self.kept = true;
        Ok(())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        for name in &self.made {
            let _ = fs::remove_file(self.passing(name));
        }
        for name in &self.named {
            let _ = fs::remove_file(self.folder.join(name));
        }
    }
}
