//! The only place of this room that touches files: a stick is read once into a
//! copy of ours, and written so that a broken write leaves nothing half done.
//!
//! Sticks are hostile. Every folder and file is opened below the one before,
//! without following links; what is not a plain file or folder, lies on another
//! device, has a second name, an odd name or a name that differs from another
//! only in case is refused. What was copied is what is verified and used.

mod read;
mod write;

use std::collections::BTreeMap;
use std::path::Path;

use rustix::fs::{FileType, Stat};
use rustix::io::Errno;

use super::{Bundle, BundleError};
use crate::digest::Digest;

/// How a file that is being written is called until it is whole.
const UNFINISHED: &str = ".chancery-part";

/// What the stick's own folder is called in messages.
const AT_TOP: &str = "the stick's folder";

/// How much is taken from a stick at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many files and folders.
    pub entries: u64,
    /// How many octets in one file.
    pub file: u64,
    /// How many octets in all files.
    pub total: u64,
}

impl Default for Limits {
    /// 100,000 entries, 128 MiB a file, 512 MiB in all.
    fn default() -> Self {
        Limits { entries: 100_000, file: 128 << 20, total: 512 << 20 }
    }
}

/// What was read from a stick, or would be: our own copy of every file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StickCopy {
    files: BTreeMap<String, Vec<u8>>,
}

impl StickCopy {
    /// The copy that reading this bundle back would give.
    pub fn of(bundle: &Bundle) -> Self {
        StickCopy { files: bundle.files().clone() }
    }

    /// A copy that came by another way than a stick. Names are judged as on a stick.
    pub fn from_files(files: BTreeMap<String, Vec<u8>>) -> Result<Self, BundleError> {
        files.keys().try_for_each(|path| super::path::judge(path))?;
        super::path::judge_clashes(files.keys().map(String::as_str))?;
        Ok(StickCopy { files })
    }

    /// Every file by its path.
    pub const fn files(&self) -> &BTreeMap<String, Vec<u8>> {
        &self.files
    }
}

/// What a write did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new.
    pub added: Vec<String>,
    /// Files of ours that were replaced.
    pub replaced: Vec<String>,
    /// Files of ours that were taken away.
    pub removed: Vec<String>,
    /// Files that were there with the same octets.
    pub kept: usize,
}

/// A mounted stick, or a folder that stands for one.
pub struct Stick;

impl Stick {
    /// Copies everything below a folder, once. The folder itself may not be a link.
    pub fn read(folder: &Path, limits: &Limits) -> Result<StickCopy, BundleError> {
        read::read(folder, limits)
    }

    /// Refuses a folder that holds anything but files of our earlier bundles, `known`
    /// by their digests, and what an earlier write that was cut off left. A folder
    /// that is missing is free. Nothing is written.
    pub fn check(folder: &Path, known: &BTreeMap<String, Digest>) -> Result<(), BundleError> {
        if !folder.try_exists().unwrap_or(true) {
            let above = folder.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
            if !above.is_dir() {
                return Err(storage(&above.to_string_lossy(), "opening the folder")(Errno::NOENT));
            }
            return Ok(());
        }
        let there = read::read(folder, &Limits::default())?;
        write::judge_strangers(there.files(), known)
    }

    /// Writes a bundle. `known` are the files of our earlier bundles that may lie
    /// there, with their digests: those are replaced or taken away, and a file with
    /// the right octets is kept. Anything else there is a stranger's, and nothing is
    /// written. The folder is made where only it is missing.
    pub fn write(folder: &Path, bundle: &Bundle, known: &BTreeMap<String, Digest>) -> Result<Written, BundleError> {
        write::write(folder, bundle, known)
    }
}

/// What the system said, with the place and what was tried.
fn storage(path: &str, doing: &'static str) -> impl FnOnce(Errno) -> BundleError {
    let path = crate::safe::line(path, 240);
    move |errno| BundleError::Storage { path, doing, source: errno.into() }
}

/// Refuses what is not a plain file or folder on the device of the stick's folder.
fn judge_kind(path: &str, stat: &Stat, device: u64) -> Result<FileType, BundleError> {
    let not_plain = |what| Err(BundleError::NotPlain { path: crate::safe::line(path, 240), what });
    let kind = FileType::from_raw_mode(stat.st_mode);
    match kind {
        FileType::Directory | FileType::RegularFile if stat.st_dev != device => not_plain("on another device"),
        FileType::RegularFile if stat.st_nlink > 1 => not_plain("a file with a second name (hard link)"),
        FileType::Directory | FileType::RegularFile => Ok(kind),
        FileType::Symlink => not_plain("a symbolic link"),
        FileType::Fifo => not_plain("a pipe"),
        FileType::Socket => not_plain("a socket"),
        FileType::CharacterDevice | FileType::BlockDevice => not_plain("a device"),
        _ => not_plain("of an unknown kind"),
    }
}
