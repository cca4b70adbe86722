//! Writing a bundle to a stick.
//!
//! First everything that lies there is read and judged. Then every new file is
//! written whole under a name of its own and brought to the device; up to here a
//! failure takes them away again and nothing has changed. Last the names are put in
//! place, the timestamp's after all others: a stick pulled out before it holds a
//! bundle that every reader refuses as mixed.

use std::collections::BTreeMap;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use rustix::fs::{AtFlags, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

use super::read::{self, open_folder};
use super::{AT_TOP, Limits, UNFINISHED, Written, storage};
use crate::bundle::{Bundle, BundleError};
use crate::digest::Digest;

/// The file whose name is put in place last.
const LAST: &str = "metadata/timestamp.json";

pub(super) fn write(folder: &Path, bundle: &Bundle, known: &BTreeMap<String, Digest>) -> Result<Written, BundleError> {
    let shown = folder.to_string_lossy();
    let made = match rustix::fs::mkdir(folder, Mode::from_raw_mode(0o755)) {
        Ok(()) => true,
        Err(Errno::EXIST) => false,
        Err(errno) => return Err(storage(&shown, "making the folder")(errno)),
    };
    let written = write_below(folder, bundle, known);
    if written.is_err() && made {
        // Only an empty folder goes; the first error is the one to tell.
        let _ = rustix::fs::rmdir(folder);
    }
    let written = written?;
    if made {
        let above = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let above = rustix::fs::open(above, flags, Mode::empty()).map_err(storage(&shown, "opening its folder"))?;
        sync(&above, &shown)?;
    }
    Ok(written)
}

fn write_below(folder: &Path, bundle: &Bundle, known: &BTreeMap<String, Digest>) -> Result<Written, BundleError> {
    let mut folders = Folders { root: open_folder(folder)?, open: BTreeMap::new() };
    let there = read::everything(&folders.root, &Limits::default())?;
    let todo = compare(&there.files, bundle.files(), known)?;
    let used = |folder: &str| {
        let within = |path: &String| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        bundle.files().keys().chain(there.files.keys()).any(within)
    };
    if let Some(stranger) = there.folders.iter().find(|folder| !used(folder)) {
        return Err(BundleError::Foreign { path: stranger.clone() });
    }
    if let Err(error) = write_all(&mut folders, &todo, bundle.files()) {
        folders.remove_made();
        return Err(error);
    }
    put_in_place(&mut folders, &todo)?;
    folders.sync()?;
    Ok(todo.written)
}

/// Writes every new file whole under a name of its own, or none.
fn write_all(folders: &mut Folders, todo: &Todo<'_>, wanted: &BTreeMap<String, Vec<u8>>) -> Result<(), BundleError> {
    for path in &todo.leftovers {
        folders.unlink(path)?;
    }
    for (at, path) in todo.paths.iter().enumerate() {
        if let Err(error) = write_unfinished(folders, path, wanted.get(*path).map_or(&[], Vec::as_slice)) {
            for path in todo.paths.iter().take(at + 1) {
                // Some are not there: the first error is the one to tell.
                let _ = folders.unlink(&format!("{path}{UNFINISHED}"));
            }
            return Err(error);
        }
    }
    Ok(())
}

/// Gives every new file its name, the timestamp last, and takes away what is no longer wanted.
fn put_in_place(folders: &mut Folders, todo: &Todo<'_>) -> Result<(), BundleError> {
    let (last, first): (Vec<&str>, Vec<&str>) = todo.paths.iter().partition(|path| **path == LAST);
    for path in first.into_iter().chain(last) {
        let (parent, name) = split(path);
        let folder = folders.open(parent)?.as_fd();
        let unfinished = format!("{name}{UNFINISHED}");
        let new = todo.written.added.iter().any(|added| added == path);
        let flags = if new { RenameFlags::NOREPLACE } else { RenameFlags::empty() };
        let renamed = match rustix::fs::renameat_with(folder, &unfinished, folder, name, flags) {
            // Some file systems for sticks know no such flag.
            Err(Errno::INVAL | Errno::NOSYS) => rustix::fs::renameat(folder, &unfinished, folder, name),
            other => other,
        };
        renamed.map_err(storage(path, "putting it in place"))?;
    }
    for path in &todo.written.removed {
        folders.unlink(path)?;
        let mut above = split(path).0;
        while !above.is_empty() && folders.remove_if_empty(above)? {
            above = split(above).0;
        }
    }
    Ok(())
}

/// What a write will do.
struct Todo<'b> {
    written: Written,
    /// Files that are written.
    paths: Vec<&'b str>,
    /// What an earlier write that was cut off left.
    leftovers: Vec<String>,
}

/// Refuses the first file that is neither ours nor left by a write that was cut off.
pub(super) fn judge_strangers(
    there: &BTreeMap<String, Vec<u8>>,
    known: &BTreeMap<String, Digest>,
) -> Result<(), BundleError> {
    let stranger =
        there.iter().find(|(path, bytes)| !path.ends_with(UNFINISHED) && known.get(*path) != Some(&Digest::of(bytes)));
    stranger.map_or(Ok(()), |(path, _)| Err(BundleError::Foreign { path: path.clone() }))
}

/// What is to be done, or the first stranger's file.
fn compare<'b>(
    there: &BTreeMap<String, Vec<u8>>,
    wanted: &'b BTreeMap<String, Vec<u8>>,
    known: &BTreeMap<String, Digest>,
) -> Result<Todo<'b>, BundleError> {
    let mut todo = Todo { written: Written::default(), paths: Vec::new(), leftovers: Vec::new() };
    for (path, bytes) in there {
        if wanted.get(path) == Some(bytes) {
            todo.written.kept += 1;
        } else if path.ends_with(UNFINISHED) {
            todo.leftovers.push(path.clone());
        } else if known.get(path) != Some(&Digest::of(bytes)) {
            return Err(BundleError::Foreign { path: path.clone() });
        } else if wanted.contains_key(path) {
            todo.written.replaced.push(path.clone());
        } else {
            todo.written.removed.push(path.clone());
        }
    }
    for (path, bytes) in wanted {
        if there.get(path) == Some(bytes) {
            continue;
        }
        if !there.contains_key(path) {
            todo.written.added.push(path.clone());
        }
        todo.paths.push(path.as_str());
    }
    Ok(todo)
}

/// Folders below the stick's, opened once, without following links.
struct Folders {
    root: OwnedFd,
    /// By path; whether this write made it.
    open: BTreeMap<String, (OwnedFd, bool)>,
}

impl Folders {
    fn open(&mut self, path: &str) -> Result<&OwnedFd, BundleError> {
        if path.is_empty() {
            return Ok(&self.root);
        }
        if !self.open.contains_key(path) {
            let (parent, name) = split(path);
            let above = self.open(parent)?.as_fd();
            let made = match rustix::fs::mkdirat(above, name, Mode::from_raw_mode(0o755)) {
                Ok(()) => true,
                Err(Errno::EXIST) => false,
                Err(errno) => return Err(storage(path, "making the folder")(errno)),
            };
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let folder = rustix::fs::openat(above, name, flags, Mode::empty()).map_err(|errno| {
                if made {
                    let _ = rustix::fs::unlinkat(above, name, AtFlags::REMOVEDIR);
                }
                storage(path, "opening the folder")(errno)
            })?;
            self.open.insert(path.to_owned(), (folder, made));
        }
        Ok(self.open.get(path).map_or(&self.root, |(folder, _)| folder))
    }

    fn unlink(&mut self, path: &str) -> Result<(), BundleError> {
        let (parent, name) = split(path);
        let folder = self.open(parent)?;
        rustix::fs::unlinkat(folder, name, AtFlags::empty()).map_err(storage(path, "taking it away"))
    }

    /// Takes a folder away if nothing is left in it.
    fn remove_if_empty(&mut self, path: &str) -> Result<bool, BundleError> {
        let (parent, name) = split(path);
        match rustix::fs::unlinkat(self.open(parent)?, name, AtFlags::REMOVEDIR) {
            Ok(()) => {
                self.open.remove(path);
                Ok(true)
            }
            Err(Errno::NOTEMPTY | Errno::EXIST) => Ok(false),
            Err(errno) => Err(storage(path, "taking the folder away")(errno)),
        }
    }

    /// Takes away the folders this write made, deepest first.
    fn remove_made(&self) {
        for (path, _) in self.open.iter().rev().filter(|(_, (_, made))| *made) {
            let (parent, name) = split(path);
            let above = self.open.get(parent).map_or(&self.root, |(folder, _)| folder);
            let _ = rustix::fs::unlinkat(above, name, AtFlags::REMOVEDIR);
        }
    }

    /// Brings every folder to the device.
    fn sync(&self) -> Result<(), BundleError> {
        let below = self.open.iter().rev().map(|(path, (folder, _))| (path.as_str(), folder));
        below.chain([(AT_TOP, &self.root)]).try_for_each(|(path, folder)| sync(folder, path))
    }
}

fn sync(folder: &OwnedFd, path: &str) -> Result<(), BundleError> {
    match rustix::fs::fsync(folder) {
        // Some file systems for sticks know no fsync of folders.
        Ok(()) | Err(Errno::INVAL) => Ok(()),
        Err(errno) => Err(storage(path, "bringing the folder to the device")(errno)),
    }
}

fn write_unfinished(folders: &mut Folders, path: &str, bytes: &[u8]) -> Result<(), BundleError> {
    let (parent, name) = split(path);
    let folder = folders.open(parent)?.as_fd();
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let file = rustix::fs::openat(folder, format!("{name}{UNFINISHED}"), flags, Mode::from_raw_mode(0o644))
        .map_err(storage(path, "making it"))?;
    let mut rest = bytes;
    while !rest.is_empty() {
        match rustix::io::write(&file, rest) {
            Ok(0) => return Err(storage(path, "writing it")(Errno::NOSPC)),
            Ok(more) => rest = rest.get(more..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(errno) => return Err(storage(path, "writing it")(errno)),
        }
    }
    rustix::fs::fsync(&file).map_err(storage(path, "bringing it to the device"))
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}
