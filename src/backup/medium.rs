//! Media: the only place of this room that touches what lies on a stick or a disk.
//!
//! A backup is written into a hidden folder, each file brought to the device; then everything is read back past the
//! cache and compared, and only then the folder gets its name. So what bears a name was whole, and a stick that is
//! pulled out, a full disk or a killed process leave nothing that could be taken for a backup. Nothing is ever written
//! over.
//!
//! Reading is hostile: every folder and file is opened below the one before, without following links; what is not a
//! plain file or folder, lies on another device or is longer than it may be is refused, and each file is read once.

mod publish;
mod read;
#[cfg(test)]
mod tests;

pub use publish::{Publication, Published, Written};
pub use read::{Folder, Streamed};

use std::ffi::OsStr;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, Dir, FileType, FlockOperation, Mode, OFlags, RenameFlags, Stat};
use rustix::io::Errno;

use super::error::BackupError;
use crate::safe;

/// How a folder is called until it is whole, and once it is to go.
const HIDDEN: &str = ".chancery-";
/// The most names that are looked at in one directory.
const NAMES: usize = 10_000;
/// How folders are opened.
const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// A directory on a stick or a disk that backups lie in.
#[derive(Debug)]
pub struct Medium {
    folder: OwnedFd,
    path: PathBuf,
    device: u64,
    inode: u64,
}

impl Medium {
    /// Opens a directory; a link in its place is refused.
    pub fn open(path: &Path) -> Result<Self, BackupError> {
        let shown = path.to_string_lossy();
        let failed = system(&shown, "opening the directory");
        let folder = rustix::fs::open(path, FOLDER, Mode::empty()).map_err(|errno| match errno {
            Errno::NOTDIR | Errno::LOOP => not_plain(&shown, "a link or a file in place of a directory"),
            other => failed(other),
        })?;
        let stat = rustix::fs::fstat(&folder).map_err(system(&shown, "looking at it"))?;
        Ok(Medium { folder, path: path.to_owned(), device: stat.st_dev, inode: stat.st_ino })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses two media that are one place (BACKUP-35), by whatever paths they were named.
    pub fn expect_other_place(&self, other: &Medium) -> Result<(), BackupError> {
        if (self.device, self.inode) != (other.device, other.inode) {
            return Ok(());
        }
        Err(BackupError::SamePlace { one: self.shown(), other: other.shown() })
    }

    /// Whether both lie on one file system, so that one broken stick or disk takes both.
    pub fn is_on_same_file_system(&self, other: &Medium) -> bool {
        self.device == other.device
    }

    /// Every name in the directory, in order, the hidden ones too. Names that are not UTF-8 are passed over: none is
    /// ours.
    pub fn names(&self) -> Result<Vec<String>, BackupError> {
        names(self.folder.as_fd(), &self.shown())
    }

    /// Refuses a name that is taken (BACKUP-31).
    pub fn expect_free(&self, name: &str) -> Result<(), BackupError> {
        match self.names()?.iter().any(|taken| taken == name) {
            false => Ok(()),
            true => Err(BackupError::Taken { path: self.shown_below(name) }),
        }
    }

    /// Begins a folder of this name (BACKUP-31 if it is taken). What an earlier attempt that was killed left of it is
    /// taken away first.
    pub fn begin(&self, name: &str) -> Result<Publication<'_>, BackupError> {
        Publication::begin(self, name)
    }

    /// Opens a folder to read it.
    pub fn folder(&self, name: &str) -> Result<Folder, BackupError> {
        Folder::open(self.folder.as_fd(), self.device, &self.path, name)
    }

    /// Takes a folder away: first it loses its name, so that nothing half taken away is taken for a backup.
    pub fn take_away(&self, name: &str) -> Result<(), BackupError> {
        let path = self.shown_below(name);
        let hidden = format!("{HIDDEN}{name}.gone");
        self.clear(&hidden)?;
        let renamed = rustix::fs::renameat_with(&self.folder, name, &self.folder, &*hidden, RenameFlags::NOREPLACE);
        or_plainly(renamed, || rustix::fs::renameat(&self.folder, name, &self.folder, &*hidden))
            .map_err(system(&path, "taking its name away"))?;
        self.sync()?;
        self.clear(&hidden).map(drop)
    }

    /// Takes away what killed processes left: hidden folders that nobody works on. Their names are given.
    pub fn sweep(&self) -> Result<Vec<String>, BackupError> {
        let ours = |name: &String| name.starts_with(HIDDEN) && (name.ends_with(".part") || name.ends_with(".gone"));
        let mut gone = Vec::new();
        for name in self.names()?.into_iter().filter(ours) {
            if self.clear(&name)? {
                gone.push(name);
            }
        }
        Ok(gone)
    }

    /// Removes a hidden folder and the files in it, unless another process works on it; whether it was there and is
    /// gone.
    fn clear(&self, hidden: &str) -> Result<bool, BackupError> {
        let path = self.shown_below(hidden);
        let folder = match rustix::fs::openat(&self.folder, hidden, FOLDER, Mode::empty()) {
            Ok(folder) => folder,
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => return Ok(false),
            Err(errno) => return Err(system(&path, "opening it")(errno)),
        };
        // Some file systems know no locks: nobody is known to work there.
        if rustix::fs::flock(&folder, FlockOperation::NonBlockingLockExclusive) == Err(Errno::WOULDBLOCK) {
            return Ok(false);
        }
        for name in names(folder.as_fd(), &path)? {
            rustix::fs::unlinkat(&folder, &*name, AtFlags::empty()).map_err(system(&path, "taking it away"))?;
        }
        rustix::fs::unlinkat(&self.folder, hidden, AtFlags::REMOVEDIR).map_err(system(&path, "taking it away"))?;
        self.sync()?;
        Ok(true)
    }

    fn sync(&self) -> Result<(), BackupError> {
        rustix::fs::fsync(&self.folder).map_err(system(&self.shown(), "bringing it to the device"))
    }

    fn shown(&self) -> String {
        safe::line(&self.path.to_string_lossy(), 240)
    }

    fn shown_below(&self, name: &str) -> String {
        safe::line(&self.path.join(name).to_string_lossy(), 240)
    }
}

/// What the system said at a place.
fn system(path: &str, doing: &'static str) -> impl Fn(Errno) -> BackupError {
    let judged = BackupError::of_system(path, doing);
    move |errno| judged(errno.into())
}

fn not_plain(path: &str, what: &'static str) -> BackupError {
    BackupError::NotPlain { path: safe::line(path, 240), what }
}

/// Some file systems for sticks know no renaming that never replaces; a folder that is not empty is not replaced by
/// the plain one either.
fn or_plainly(renamed: Result<(), Errno>, plainly: impl FnOnce() -> Result<(), Errno>) -> Result<(), Errno> {
    match renamed {
        Err(Errno::INVAL | Errno::NOSYS) => plainly(),
        other => other,
    }
}

fn names(folder: BorrowedFd<'_>, shown: &str) -> Result<Vec<String>, BackupError> {
    let failed = || system(shown, "listing it");
    let mut names = Vec::new();
    for entry in Dir::read_from(folder).map_err(failed())? {
        let entry = entry.map_err(failed())?;
        let name = entry.file_name();
        if matches!(name.to_bytes(), b"." | b"..") {
            continue;
        }
        if names.len() == NAMES {
            let (what, limit) = (format!("names in '{shown}'"), NAMES as u64);
            return Err(BackupError::TooLarge { what, found: limit + 1, limit });
        }
        use std::os::unix::ffi::OsStrExt as _;
        names.extend(OsStr::from_bytes(name.to_bytes()).to_str().map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

/// Refuses what is not a plain file or folder of this device.
fn judge_kind(path: &str, stat: &Stat, device: u64, wanted: FileType) -> Result<(), BackupError> {
    let what = match FileType::from_raw_mode(stat.st_mode) {
        kind if kind == wanted && stat.st_dev == device => return Ok(()),
        FileType::Directory | FileType::RegularFile if stat.st_dev != device => "on another device",
        FileType::Directory => "a folder in place of a file",
        FileType::RegularFile => "a file in place of a folder",
        FileType::Symlink => "a symbolic link",
        FileType::Fifo => "a pipe",
        FileType::Socket => "a socket",
        FileType::CharacterDevice | FileType::BlockDevice => "a device",
        _ => "of an unknown kind",
    };
    Err(not_plain(path, what))
}

/// Refuses what is not one plain name of ours: a part of a path that leads elsewhere, or a hidden one.
fn judge_name(name: &str) -> Result<(), BackupError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_');
    if (1..=120).contains(&name.len()) && name.bytes().all(plain) && !name.starts_with('.') {
        return Ok(());
    }
    Err(BackupError::Name { shown: safe::line(name, 80) })
}
