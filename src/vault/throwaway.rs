//! A throw-away token: an embedded token in memory, for a drill, that is erased at the end and shown to be gone.
//!
//! It lies in a directory of its own on a file system that is memory (tmpfs or ramfs), never on a disk. Its PIN is
//! drawn and forgotten: no further process can open it. What is in it is destroyed key by key before the file is
//! overwritten.
//!
//! What this cannot do: pages of tmpfs go to swap where there is swap ([`MemoryPlace::may_swap`]); and the library of
//! the token keeps memory of its own until the process ends, in which private values stand only while it is logged in,
//! or under a key of the PIN.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::Write;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cryptoki::object::{Attribute, ObjectClass};
use cryptoki::session::SessionState;
use rustix::fs::{FlockOperation, OFlags};
use serde::Serialize;
use zeroize::Zeroizing;

use super::embedded::pin::PinStretch;
use super::error::VaultError;
use super::session::Session;
use super::token::Vault;
use super::wrapping::BackupError;
use crate::entropy::Entropy;
use crate::safe::Label;
use crate::secret::Secret;

/// TMPFS_MAGIC of `statfs(2)`.
const TMPFS: u64 = 0x0102_1994;
/// RAMFS_MAGIC.
const RAMFS: u64 = 0x8584_58f6;
/// The token's file in the directory.
const FILE: &str = "token";

/// A file system that is memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemoryKind {
    /// Its pages go to swap where there is swap.
    Tmpfs,
    /// Its pages stay.
    Ramfs,
}

/// A directory on a file system that is memory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MemoryPlace {
    /// The directory.
    pub path: PathBuf,
    /// Its file system.
    pub kind: MemoryKind,
    /// Whether what lies in it may be written to a disk: the file system swaps, and the machine has swap.
    pub may_swap: bool,
}

/// Those of the candidates that are directories in memory, in their order; for instance `/dev/shm` and
/// `$XDG_RUNTIME_DIR`, which the caller knows.
pub fn memory_places<P: AsRef<Path>>(candidates: &[P]) -> Vec<MemoryPlace> {
    candidates.iter().filter_map(|path| judged(path.as_ref()).ok()).collect()
}

/// What is left of a throw-away token: nothing, and this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// Objects that were destroyed: halves of key pairs, each by itself.
    pub objects: usize,
    /// Files that were overwritten and removed.
    pub files: usize,
    /// Octets that were overwritten.
    pub octets: u64,
    /// Whether some of it may have been written to swap meanwhile.
    pub may_have_swapped: bool,
}

/// A throw-away token that is open. Whatever happens, its files go with it; [`ThrowAway::erase`] shows that they did.
pub struct ThrowAway {
    session: Session,
    vault: Vault,
    // The last, so that the token is logged out when its files go.
    files: Files,
}

/// The directory of a throw-away token, which is cleared when this goes.
struct Files {
    directory: PathBuf,
    place: MemoryPlace,
    // Locked for as long as the token may be used.
    _folder: PassingFolder,
}

/// A folder of ours alone (0700), under a name that is drawn, locked for as long as this lives. What killed processes left
/// of the same kind in the same place has nobody who locks it: it is cleared away by whoever makes the next. Its own end is
/// its owner's business.
pub struct PassingFolder {
    path: PathBuf,
    _lock: OwnedFd,
}

impl PassingFolder {
    /// How often another name is drawn where the folder was taken for one that was left.
    const TRIES: usize = 3;

    /// Makes one of a kind in a place.
    pub fn make(place: &Path, kind: &str, entropy: &mut dyn Entropy) -> Result<Self, VaultError> {
        sweep(place, kind);
        let mut path = place.to_owned();
        for _ in 0..Self::TRIES {
            let mut drawn = [0; 8];
            entropy.fill(&mut drawn)?;
            path = place.join(format!("{kind}-{}", hex::encode(drawn)));
            let cannot = |source| BackupError::Place { path: path.clone(), verb: "made", source };
            DirBuilder::new().mode(0o700).create(&path).map_err(cannot)?;
            std::fs::set_permissions(&path, Permissions::from_mode(0o700)).map_err(cannot)?;
            if let Some(lock) = locked(&path)
                && path.symlink_metadata().is_ok()
            {
                return Ok(PassingFolder { path, _lock: lock });
            }
        }
        let source = std::io::ErrorKind::ResourceBusy.into();
        Err(BackupError::Place { path, verb: "locked", source }.into())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Overwrites every file in it and takes it away, and looks that it is gone (BACKUP-18). Once more is no error.
    pub fn clear(&self) -> Result<(), VaultError> {
        let left = match cleared(&self.path) {
            Ok(_) if self.path.symlink_metadata().is_err() => return Ok(()),
            Ok(_) => "its directory is still there".to_owned(),
            Err(what) => what,
        };
        Err(BackupError::NotErased { path: self.path.clone(), what: left }.into())
    }

    /// Folders of a kind that killed processes of this user left in a place: they hold something, and nobody has them
    /// locked. They are looked at and left alone.
    pub fn left(place: &Path, kind: &str) -> Vec<PathBuf> {
        let holds = |path: &PathBuf| std::fs::read_dir(path).is_ok_and(|mut found| found.next().is_some());
        // One that is being made is empty until it is locked.
        of_kind(place, kind).into_iter().filter(holds).filter(|path| unheld(path).is_some()).collect()
    }
}

/// A folder that nobody else has locked.
fn locked(path: &Path) -> Option<OwnedFd> {
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let opened = rustix::fs::open(path, flags, rustix::fs::Mode::empty()).ok()?;
    rustix::fs::flock(&opened, FlockOperation::NonBlockingLockExclusive).ok()?;
    Some(opened)
}

/// A folder that is ours and that nobody holds, locked.
fn unheld(path: &Path) -> Option<OwnedFd> {
    let own = rustix::process::geteuid().as_raw();
    locked(path).filter(|lock| rustix::fs::fstat(lock).is_ok_and(|about| about.st_uid == own))
}

/// What has a name of a kind in a place.
fn of_kind(place: &Path, kind: &str) -> Vec<PathBuf> {
    let is_of_kind = |name: &str| {
        let drawn = name.strip_prefix(kind).and_then(|rest| rest.strip_prefix('-')).unwrap_or_default();
        drawn.len() == 16 && drawn.bytes().all(|octet| octet.is_ascii_hexdigit())
    };
    let all = std::fs::read_dir(place).into_iter().flatten().flatten();
    all.filter(|entry| is_of_kind(&entry.file_name().to_string_lossy())).map(|entry| entry.path()).collect()
}

/// Clears away folders of a kind that are ours and that nobody holds.
fn sweep(place: &Path, kind: &str) {
    for path in of_kind(place, kind) {
        if let Some(_lock) = unheld(&path) {
            let _ = cleared(&path);
        }
    }
}

impl ThrowAway {
    /// Makes a token in a fresh directory (0700) of a place in memory, and opens it.
    ///
    /// Errors: BACKUP-17 where the place is no memory; nothing is made there then.
    pub fn create(place: &Path, label: &Label, entropy: &mut dyn Entropy) -> Result<ThrowAway, VaultError> {
        let place = judged(place)?;
        let folder = PassingFolder::make(&place.path, "throw-away", entropy)?;
        let directory = folder.path().to_owned();
        // From here on it is taken away when anything fails.
        let files = Files { directory: directory.clone(), place, _folder: folder };
        // Another file system may have been put there between.
        judged(&directory)?;
        let mut octets = Zeroizing::new([0; 32]);
        entropy.fill(octets.as_mut_slice())?;
        let pin = Secret::new(hex::encode(octets.as_slice()).into_bytes());
        let vault = Vault::create_embedded(&directory.join(FILE), label, &pin, PinStretch::Light, entropy)?;
        Ok(ThrowAway { session: vault.open(&pin)?, vault, files })
    }

    /// The token, open.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Where it is.
    pub fn place(&self) -> &MemoryPlace {
        &self.files.place
    }

    /// Erases it, and looks: its keys are destroyed and looked for, it is logged out, its files are overwritten and
    /// removed, its directory is removed.
    ///
    /// Sessions and signers that came from it must be gone before; where one is left, or a step fails, everything else
    /// is done all the same, and the error says what was not (BACKUP-18).
    pub fn erase(self) -> Result<Erased, VaultError> {
        let ThrowAway { session, vault, files } = self;
        let mut left = Vec::new();
        let objects = destroyed(&session).unwrap_or_else(|error| {
            left.push(format!("its keys: {error}"));
            0
        });
        if Arc::strong_count(&session.login) > 1 {
            left.push("something still uses it".to_owned());
        }
        drop(session);
        if !is_logged_out(&vault) {
            left.push("it is not logged out".to_owned());
        }
        drop(vault);
        let (count, octets) = cleared(&files.directory).unwrap_or_else(|what| {
            left.push(what);
            (0, 0)
        });
        if files.directory.symlink_metadata().is_ok() {
            left.push("its directory is still there".to_owned());
        }
        if left.is_empty() {
            return Ok(Erased { objects, files: count, octets, may_have_swapped: files.place.may_swap });
        }
        Err(BackupError::NotErased { path: files.directory.clone(), what: left.join("; ") }.into())
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = cleared(&self.directory);
    }
}

/// Refuses what is no directory in memory.
fn judged(path: &Path) -> Result<MemoryPlace, BackupError> {
    let cannot = |source| BackupError::Place { path: path.to_owned(), verb: "used", source };
    let opened = rustix::fs::open(path, OFlags::DIRECTORY | OFlags::CLOEXEC, rustix::fs::Mode::empty());
    let opened = opened.map_err(|error| cannot(error.into()))?;
    let about = rustix::fs::fstatfs(&opened).map_err(|error| cannot(error.into()))?;
    // The kernel's numbers have 32 bits; the type in which they come has a sign here and there.
    let found = (about.f_type as u64) & 0xffff_ffff;
    let kind = match found {
        TMPFS => MemoryKind::Tmpfs,
        RAMFS => MemoryKind::Ramfs,
        _ => return Err(BackupError::NotInMemory { path: path.to_owned(), found }),
    };
    // Its first line is a heading. What cannot be read is taken for swap.
    let swap = std::fs::read_to_string("/proc/swaps").map_or(true, |text| text.lines().count() > 1);
    Ok(MemoryPlace { path: path.to_owned(), kind, may_swap: swap && kind == MemoryKind::Tmpfs })
}

/// Destroys every key of the token, and looks that none is left; how many objects there were.
fn destroyed(session: &Session) -> Result<usize, VaultError> {
    let keys = || -> Result<Vec<_>, VaultError> {
        let mut found = Vec::new();
        for class in [ObjectClass::PRIVATE_KEY, ObjectClass::SECRET_KEY, ObjectClass::PUBLIC_KEY] {
            found.extend(session.find_raw(&[Attribute::Class(class)])?);
        }
        Ok(found)
    };
    let found = keys()?;
    for object in &found {
        session.raw.destroy_object(*object).map_err(session.token().failed("a key is not destroyed"))?;
    }
    match keys()?.len() {
        0 => Ok(found.len()),
        _ => Err(VaultError::Unreadable { vault: session.token().name(), what: "a key that should be gone" }),
    }
}

fn is_logged_out(vault: &Vault) -> bool {
    let token = &vault.token;
    let state = token.module.client().open_ro_session(token.slot).and_then(|session| session.get_session_info());
    state.is_ok_and(|info| info.session_state() == SessionState::RoPublic)
}

/// Overwrites and removes every file of a directory, and the directory: how many files, and octets. In words what is
/// left.
fn cleared(directory: &Path) -> Result<(usize, u64), String> {
    let said = |what: &str, error: std::io::Error| format!("{what}: {error}");
    let entries = match std::fs::read_dir(directory) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok((0, 0)),
        other => other.map_err(|error| said("its directory cannot be read", error))?,
    };
    let (mut files, mut octets, mut left) = (0, 0, Vec::new());
    for entry in entries {
        let path = entry.map_err(|error| said("its directory cannot be read", error))?.path();
        if path.symlink_metadata().is_ok_and(|about| about.is_dir()) {
            match cleared(&path) {
                Ok((more, octets_more)) => {
                    files += more;
                    octets += octets_more;
                }
                Err(what) => left.push(what),
            }
            continue;
        }
        // A pipe or a device holds nothing that could be overwritten.
        if path.symlink_metadata().is_ok_and(|about| about.is_file()) {
            match overwritten(&path) {
                Ok(count) => octets += count,
                Err(error) => left.push(said("a file is not overwritten", error)),
            }
        }
        match std::fs::remove_file(&path) {
            Ok(()) => files += 1,
            Err(error) => left.push(said("a file is not removed", error)),
        }
    }
    if let Err(error) = std::fs::remove_dir(directory) {
        left.push(said("its directory is not removed", error));
    }
    if left.is_empty() { Ok((files, octets)) } else { Err(left.join("; ")) }
}

fn overwritten(path: &Path) -> std::io::Result<u64> {
    let nofollow = OFlags::NOFOLLOW.bits() as i32;
    let mut file: File = OpenOptions::new().write(true).custom_flags(nofollow).open(path)?;
    let length = file.metadata()?.len();
    let zeros = [0; 4096];
    let mut rest = length;
    while rest > 0 {
        let some = usize::try_from(rest).unwrap_or(zeros.len()).min(zeros.len());
        file.write_all(zeros.get(..some).unwrap_or(&zeros))?;
        rest -= some as u64;
    }
    file.sync_all()?;
    Ok(length)
}
