//! Secrets that do not come from the terminal: lines of open descriptors, and files that are closed to everybody else.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::OFlags;
use zeroize::Zeroizing;

use super::terminal::read_line;

/// The descriptors that this command reads, each opened once: what is asked for later stands on a later line.
#[derive(Debug, Default)]
pub struct Descriptors(RefCell<BTreeMap<u32, File>>);

impl Descriptors {
    /// The next line. Read octet by octet: what follows belongs to the next question.
    pub fn next_line(&self, number: u32, longest: usize) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
        let mut open = self.0.borrow_mut();
        let file = match open.entry(number) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(File::open(format!("/dev/fd/{number}"))?),
        };
        read_line(file, longest)
    }
}

/// Why a file is not taken.
#[derive(Debug)]
pub enum NotPrivate {
    /// It cannot be read.
    Unreadable(io::Error),
    /// It is not ours alone; in words that follow its name.
    Open(&'static str),
}

impl From<io::Error> for NotPrivate {
    fn from(error: io::Error) -> Self {
        NotPrivate::Unreadable(error)
    }
}

/// Opens a file that is ordinary, ours, and closed to everybody else.
pub fn open(path: &Path) -> Result<File, NotPrivate> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = match rustix::fs::open(path, flags, rustix::fs::Mode::empty()) {
        Ok(file) => File::from(file),
        Err(rustix::io::Errno::LOOP) => return Err(NotPrivate::Open("is a link")),
        Err(errno) => return Err(NotPrivate::Unreadable(errno.into())),
    };
    let about = file.metadata()?;
    if !about.is_file() {
        return Err(NotPrivate::Open("is not an ordinary file"));
    }
    if about.mode() & 0o077 != 0 {
        return Err(NotPrivate::Open("may be read by others"));
    }
    if about.uid() != rustix::process::geteuid().as_raw() {
        return Err(NotPrivate::Open("belongs to somebody else"));
    }
    Ok(file)
}
