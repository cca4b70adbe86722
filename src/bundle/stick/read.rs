//! Reading a stick once, into a copy of bounded size.
//!
//! That a file changed while it was read is noticed by its length and times, as
//! finely as the file system keeps them. What nobody noticed is in the copy, and
//! the copy is what is judged.

use std::collections::{BTreeMap, BTreeSet};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use super::{AT_TOP, Limits, StickCopy, judge_kind, storage};
use crate::bundle::{BundleError, path};

/// How deep folders may lie in each other.
const DEPTH: usize = 8;

pub(super) fn read(folder: &Path, limits: &Limits) -> Result<StickCopy, BundleError> {
    Ok(StickCopy { files: everything(&open_folder(folder)?, limits)?.files })
}

/// What lies on a stick.
pub(super) struct There {
    pub(super) files: BTreeMap<String, Vec<u8>>,
    pub(super) folders: BTreeSet<String>,
}

/// Every file and every folder below an open folder.
pub(super) fn everything(root: &OwnedFd, limits: &Limits) -> Result<There, BundleError> {
    let device = rustix::fs::fstat(root).map_err(storage(AT_TOP, "looking at it"))?.st_dev;
    let there = There { files: BTreeMap::new(), folders: BTreeSet::new() };
    let mut reader = Reader { limits, device, entries: 0, total: 0, there };
    reader.folder(root.as_fd(), "", 0)?;
    path::judge_clashes(reader.there.files.keys().map(String::as_str))?;
    Ok(reader.there)
}

/// Opens the stick's folder; a link in its place is refused.
pub(super) fn open_folder(folder: &Path) -> Result<OwnedFd, BundleError> {
    let shown = folder.to_string_lossy();
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    rustix::fs::open(folder, flags, Mode::empty()).map_err(|errno| match errno {
        Errno::NOTDIR | Errno::LOOP => BundleError::NotPlain {
            path: crate::safe::line(&shown, 240),
            what: "a link or a file in place of the folder",
        },
        other => storage(&shown, "opening the folder")(other),
    })
}

struct Reader<'l> {
    limits: &'l Limits,
    device: u64,
    entries: u64,
    total: u64,
    there: There,
}

impl Reader<'_> {
    fn folder(&mut self, folder: BorrowedFd<'_>, at: &str, depth: usize) -> Result<(), BundleError> {
        let shown = if at.is_empty() { AT_TOP } else { at };
        let listing = Dir::read_from(folder).map_err(storage(shown, "listing it"))?;
        for entry in listing {
            let entry = entry.map_err(storage(shown, "listing it"))?;
            let name = entry.file_name().to_string_lossy();
            if name == "." || name == ".." {
                continue;
            }
            self.entries += 1;
            limit("the number of files and folders", self.entries, self.limits.entries)?;
            let path = if at.is_empty() { name.to_string() } else { format!("{at}/{name}") };
            path::judge_part(&name, &path)?;
            let before = rustix::fs::statat(folder, &*name, AtFlags::SYMLINK_NOFOLLOW)
                .map_err(storage(&path, "looking at it"))?;
            match judge_kind(&path, &before, self.device)? {
                FileType::Directory => {
                    limit("the depth of folders", depth as u64 + 1, DEPTH as u64)?;
                    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
                    let child = rustix::fs::openat(folder, &*name, flags, Mode::empty())
                        .map_err(storage(&path, "opening it"))?;
                    let opened = rustix::fs::fstat(&child).map_err(storage(&path, "looking at it"))?;
                    judge_kind(&path, &opened, self.device)?;
                    self.folder(child.as_fd(), &path, depth + 1)?;
                    self.there.folders.insert(path);
                }
                _ => self.file(folder, &name, path)?,
            }
        }
        Ok(())
    }

    fn file(&mut self, folder: BorrowedFd<'_>, name: &str, path: String) -> Result<(), BundleError> {
        // Without O_NONBLOCK a pipe put in place of the file would hold the reader.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = rustix::fs::openat(folder, name, flags, Mode::empty()).map_err(storage(&path, "opening it"))?;
        let look = || rustix::fs::fstat(&file).map_err(storage(&path, "looking at it"));
        let before = look()?;
        if judge_kind(&path, &before, self.device)? != FileType::RegularFile {
            return Err(BundleError::Unsteady { path });
        }
        let length = u64::try_from(before.st_size).unwrap_or(u64::MAX);
        limit(&path, length, self.limits.file)?;
        limit("the size of all files", self.total.saturating_add(length), self.limits.total)?;
        self.total += length;
        let bytes = read_exactly(&file, length, &path)?;
        if !same(&before, &look()?) {
            return Err(BundleError::Unsteady { path });
        }
        self.there.files.insert(path, bytes);
        Ok(())
    }
}

/// Reads the length the file said it has; one octet more or less and it has changed.
pub(super) fn read_exactly(file: &OwnedFd, length: u64, path: &str) -> Result<Vec<u8>, BundleError> {
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let mut bytes = vec![0; length.saturating_add(1)];
    let mut filled = 0;
    while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match rustix::io::read(file, rest) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(Errno::INTR) => {}
            Err(errno) => return Err(storage(path, "reading it")(errno)),
        }
    }
    if filled != length {
        return Err(BundleError::Unsteady { path: path.to_owned() });
    }
    bytes.truncate(length);
    Ok(bytes)
}

fn same(one: &Stat, other: &Stat) -> bool {
    let key = |s: &Stat| (s.st_ino, s.st_size, s.st_mtime, s.st_mtime_nsec, s.st_ctime, s.st_ctime_nsec);
    key(one) == key(other)
}

fn limit(what: &str, found: u64, limit: u64) -> Result<(), BundleError> {
    if found <= limit { Ok(()) } else { Err(BundleError::TooLarge { what: what.to_owned(), found, limit }) }
}
