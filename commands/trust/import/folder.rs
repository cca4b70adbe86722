//! A folder of certificates as somebody handed it over: walked in order, within bounds, no link followed.

use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use chancery::fault::{Fail, Fault};
use chancery::trust::import::Collector;

use crate::frame::Failure;
use crate::opening::FileError;

/// How many files and folders are looked at.
const ENTRIES: usize = 100_000;

/// How deep folders may lie in each other.
const DEPTH: usize = 16;

/// The largest file that is read, in octets: a folder of certificates holds small ones, and a bag or a bundle of all.
const LONGEST: u64 = 32 << 20;

/// How many octets are read in all.
const ALL: u64 = 512 << 20;

/// A folder with more in it than is read.
#[derive(Debug, thiserror::Error)]
#[error("{} holds more than {limit} {what}", path.display())]
struct TooMuch {
    path: PathBuf,
    limit: u64,
    what: &'static str,
}

impl Fail for TooMuch {
    fn kind(&self) -> Fault {
        Fault::Malformed
    }

    fn hint(&self) -> Option<String> {
        Some("import its folders one by one".into())
    }
}

/// Shows the collector every file below a folder, by its name below it.
pub fn walk(folder: &Path, collector: &mut Collector) -> Result<(), Failure> {
    let mut walker = Walker { top: folder, entries: 0, octets: 0, collector };
    walker.folder(folder, "", 0)
}

struct Walker<'w> {
    top: &'w Path,
    entries: usize,
    octets: u64,
    collector: &'w mut Collector,
}

impl Walker<'_> {
    fn too_much(&self, limit: u64, what: &'static str) -> Failure {
        TooMuch { path: self.top.to_owned(), limit, what }.into()
    }

    fn folder(&mut self, path: &Path, below: &str, depth: usize) -> Result<(), Failure> {
        let listed = match fs::read_dir(path) {
            Ok(listed) => listed,
            Err(reason) if depth == 0 => {
                return Err(FileError::Unreadable { path: path.to_owned(), wanted: "a folder", reason }.into());
            }
            Err(reason) => {
                self.collector.left(below, &format!("the folder cannot be read: {reason}"));
                return Ok(());
            }
        };
        let mut names: Vec<PathBuf> = Vec::new();
        for entry in listed {
            self.entries += 1;
            if self.entries > ENTRIES {
                return Err(self.too_much(ENTRIES as u64, "files and folders"));
            }
            match entry {
                Ok(entry) => names.push(entry.path()),
                Err(reason) => self.collector.left(below, &format!("the folder cannot be read: {reason}")),
            }
        }
        names.sort_unstable();
        for path in names {
            let own = path.file_name().unwrap_or_default().to_string_lossy();
            let name = if below.is_empty() { own.into_owned() } else { format!("{below}/{own}") };
            self.entry(&path, &name, depth)?;
        }
        Ok(())
    }

    fn entry(&mut self, path: &Path, name: &str, depth: usize) -> Result<(), Failure> {
        let kind = match fs::symlink_metadata(path) {
            Ok(found) => found.file_type(),
            Err(reason) => {
                self.collector.left(name, &format!("it cannot be looked at: {reason}"));
                return Ok(());
            }
        };
        if kind.is_dir() && depth + 1 >= DEPTH {
            self.collector.left(name, "folders lie deeper in each other than is read");
        } else if kind.is_dir() {
            self.folder(path, name, depth + 1)?;
        } else if kind.is_symlink() {
            self.collector.left(name, "a link, which is not followed");
        } else if kind.is_file() {
            match read(path) {
                Ok(bytes) if bytes.len() as u64 > LONGEST => {
                    self.collector.left(name, &format!("larger than {LONGEST} octets"));
                }
                Ok(bytes) => {
                    self.octets += bytes.len() as u64;
                    if self.octets > ALL {
                        return Err(self.too_much(ALL, "octets"));
                    }
                    self.collector.file(name, &bytes);
                }
                Err(reason) => self.collector.left(name, &format!("it cannot be read: {reason}")),
            }
        } else {
            self.collector.left(name, "neither a file nor a folder");
        }
        Ok(())
    }
}

/// A file's octets, up to one more than the limit. What became a link or a pipe meanwhile is not waited for.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let flags = (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits();
    let file: File = fs::OpenOptions::new().read(true).custom_flags(flags as i32).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(std::io::Error::other("it is no longer a file"));
    }
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
