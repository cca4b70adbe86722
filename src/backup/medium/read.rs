//! Reading a folder of a medium: bounded, once, and nothing but plain files.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use super::{FOLDER, judge_kind, judge_name, names, not_plain, system};
use crate::backup::error::BackupError;
use crate::digest::{Digest, Hasher};
use crate::safe;

/// How much is read at once, in octets.
pub(super) const PIECE: usize = 256 << 10;

/// A folder on a medium, open to be read.
#[derive(Debug)]
pub struct Folder {
    folder: OwnedFd,
    name: String,
    path: PathBuf,
    device: u64,
}

impl Folder {
    pub(super) fn open(above: BorrowedFd<'_>, device: u64, at: &Path, name: &str) -> Result<Self, BackupError> {
        judge_name(name)?;
        let path = at.join(name);
        let shown = path.to_string_lossy();
        let folder = rustix::fs::openat(above, name, FOLDER, Mode::empty()).map_err(|errno| match errno {
            Errno::NOTDIR | Errno::LOOP => not_plain(&shown, "a link or a file in place of a folder"),
            other => system(&shown, "opening the folder")(other),
        })?;
        let stat = rustix::fs::fstat(&folder).map_err(system(&shown, "looking at it"))?;
        judge_kind(&shown, &stat, device, FileType::Directory)?;
        Ok(Folder { folder, name: name.to_owned(), path, device })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn fd(&self) -> BorrowedFd<'_> {
        self.folder.as_fd()
    }

    /// Every name in it, in order.
    pub fn files(&self) -> Result<Vec<String>, BackupError> {
        names(self.fd(), &safe::line(&self.path.to_string_lossy(), 240))
    }

    /// Whether a name is there, whatever lies under it.
    pub fn has(&self, file: &str) -> Result<bool, BackupError> {
        Ok(self.files()?.iter().any(|name| name == file))
    }

    /// Reads a file of at most so many octets; BACKUP-28 if it is not there.
    pub fn read(&self, file: &str, limit: u64) -> Result<Vec<u8>, BackupError> {
        let mut stream = self.stream(file, limit)?;
        let mut octets = Vec::with_capacity(usize::try_from(stream.octets()).unwrap_or(0));
        stream.read_to_end(&mut octets).map_err(BackupError::of_system(&self.shown(file), "reading it"))?;
        stream.finish()?;
        Ok(octets)
    }

    /// Opens a file of at most so many octets, to be read once and piece by piece.
    pub fn stream(&self, file: &str, limit: u64) -> Result<Streamed, BackupError> {
        judge_name(file)?;
        let path = self.shown(file);
        // Without O_NONBLOCK a pipe in place of the file would hold the reader.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let open = rustix::fs::openat(&self.folder, file, flags, Mode::empty()).map_err(|errno| match errno {
            Errno::LOOP => not_plain(&path, "a symbolic link"),
            Errno::NXIO => not_plain(&path, "a socket or a device"),
            other => system(&path, "opening it")(other),
        })?;
        let stat = rustix::fs::fstat(&open).map_err(system(&path, "looking at it"))?;
        judge_kind(&path, &stat, self.device, FileType::RegularFile)?;
        let octets = u64::try_from(stat.st_size).unwrap_or(u64::MAX);
        if octets > limit {
            return Err(BackupError::TooLarge { what: format!("octets of '{path}'"), found: octets, limit });
        }
        Ok(Streamed { file: File::from(open), path, stat, octets, read: 0, hasher: Hasher::new() })
    }

    fn shown(&self, file: &str) -> String {
        safe::line(&self.path.join(file).to_string_lossy(), 240)
    }
}

/// A file of a medium that is read once, from its beginning to its end.
pub struct Streamed {
    file: File,
    path: String,
    stat: Stat,
    octets: u64,
    read: u64,
    hasher: Hasher,
}

impl Streamed {
    /// How long it was when it was opened, in octets. No more than that is read.
    pub fn octets(&self) -> u64 {
        self.octets
    }

    /// The digest of what was read, which must be all of it, of a file that did not change meanwhile (BACKUP-36).
    pub fn finish(self) -> Result<Digest, BackupError> {
        let now = rustix::fs::fstat(&self.file).map_err(system(&self.path, "looking at it"))?;
        if self.read != self.octets || !same(&self.stat, &now) {
            return Err(BackupError::Unsteady { path: self.path });
        }
        Ok(self.hasher.finish())
    }

    /// Reads what is left and gives the digest of the whole.
    pub fn digest(mut self) -> Result<Digest, BackupError> {
        let mut piece = vec![0; PIECE];
        loop {
            match self.read(&mut piece) {
                Ok(0) => return self.finish(),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(BackupError::of_system(&self.path, "reading it")(error)),
            }
        }
    }
}

impl Read for Streamed {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.octets - self.read).unwrap_or(usize::MAX);
        let length = out.len().min(left);
        let out = out.get_mut(..length).unwrap_or_default();
        let count = self.file.read(out)?;
        let hasher = std::mem::take(&mut self.hasher);
        self.hasher = hasher.then(out.get(..count).unwrap_or_default());
        self.read += count as u64;
        Ok(count)
    }
}

fn same(one: &Stat, other: &Stat) -> bool {
    let key = |s: &Stat| (s.st_ino, s.st_size, s.st_mtime, s.st_mtime_nsec, s.st_ctime, s.st_ctime_nsec);
    key(one) == key(other)
}
