//! The file of an embedded token: made 0600, locked, and named by a descriptor.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, Write};
use std::os::fd::{AsRawFd, IntoRawFd, OwnedFd};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rustix::fs::{FlockOperation, Mode, OFlags};

use super::super::error::VaultError;

/// A token file that is locked and held.
pub(super) struct TokenFile {
    path: PathBuf,
    device: u64,
    inode: u64,
    /// Opened with `O_PATH`: closing it never drops the locks that the database has on the file.
    held: Mutex<Option<OwnedFd>>,
    _lock: File,
}

impl TokenFile {
    /// Takes the lock, then holds the file. Links are not followed.
    pub(super) fn open(path: &Path) -> Result<Self, VaultError> {
        let cannot = |verb, source| VaultError::TokenFile { path: path.to_owned(), verb, source };
        let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let held = rustix::fs::open(path, flags, Mode::empty()).map_err(|e| cannot("opened", e.into()))?;
        let held = File::from(held);
        let about = held.metadata().map_err(|e| cannot("opened", e))?;
        if !about.is_file() {
            return Err(VaultError::NotAToken { path: path.to_owned(), what: "it is not a plain file" });
        }
        let mode = about.permissions().mode() & 0o7777;
        if mode & 0o077 != 0 {
            return Err(VaultError::TokenOpen { path: path.to_owned(), mode });
        }
        let lock = lock(path)?;
        let (device, inode) = (about.dev(), about.ino());
        Ok(TokenFile { path: path.to_owned(), device, inode, held: Mutex::new(Some(held.into())), _lock: lock })
    }

    /// The configuration text by which the library opens the file: an SQLite
    /// URI that never makes a file, ending as the library wants it.
    pub(super) fn configuration(&self) -> String {
        let descriptor = self.held.lock().ok().and_then(|held| held.as_ref().map(AsRawFd::as_raw_fd));
        format!("file:/proc/self/fd/{}?mode=rw&token=.sql", descriptor.unwrap_or(-1))
    }

    /// Whether this path leads to this file now.
    pub(super) fn is_at(&self, path: &Path) -> bool {
        path.symlink_metadata().is_ok_and(|about| (about.dev(), about.ino()) == (self.device, self.inode))
    }

    /// Refuses when the file was removed or replaced.
    pub(super) fn still_there(&self) -> Result<(), VaultError> {
        if self.is_at(&self.path) { Ok(()) } else { Err(VaultError::TokenGone { path: self.path.clone() }) }
    }

    /// Lets the descriptor point to nothing when the file is gone; `true` when that happens now.
    pub(super) fn forget_if_gone(&self) -> bool {
        !self.is_at(&self.path) && self.forget()
    }

    /// The number stays taken for good, since the library never forgets it; what
    /// it finds there from now on is empty.
    fn forget(&self) -> bool {
        let Some(mut held) = self.held.lock().ok().and_then(|mut held| held.take()) else { return false };
        if let Ok(nothing) = File::open("/dev/null") {
            let _ = rustix::io::dup2(nothing, &mut held);
        }
        let _ = held.into_raw_fd();
        true
    }
}

impl Drop for TokenFile {
    fn drop(&mut self) {
        self.forget();
    }
}

fn lock_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

/// Takes the exclusive lock and writes down who has it.
fn lock(path: &Path) -> Result<File, VaultError> {
    let cannot = |source| VaultError::TokenFile { path: path.to_owned(), verb: "locked", source };
    let busy = |holder: &str| VaultError::TokenBusy { path: path.to_owned(), holder: crate::safe::line(holder, 20) };
    let name = lock_path(path);
    let nofollow = OFlags::NOFOLLOW.bits() as i32;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600).custom_flags(nofollow);
    let mut file = options.open(&name).map_err(cannot)?;
    match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {}
        Err(rustix::io::Errno::WOULDBLOCK) => {
            let mut holder = String::new();
            let _ = (&file).take(20).read_to_string(&mut holder);
            return Err(busy(Some(holder.trim()).filter(|h| !h.is_empty()).unwrap_or("(unknown)")));
        }
        Err(error) => return Err(cannot(error.into())),
    }
    // A lock on a file that somebody took away meanwhile is none.
    let (locked, named) = (file.metadata().map_err(cannot)?, name.symlink_metadata().map_err(cannot)?);
    if (locked.dev(), locked.ino()) != (named.dev(), named.ino()) {
        return Err(busy("(unknown)"));
    }
    file.set_permissions(PermissionsExt::from_mode(0o600)).map_err(cannot)?;
    file.set_len(0).map_err(cannot)?;
    file.rewind().map_err(cannot)?;
    writeln!(file, "{}", std::process::id()).map_err(cannot)?;
    Ok(file)
}

/// A file that was just made, and is removed unless it is kept.
pub(super) struct Made {
    path: PathBuf,
    kept: bool,
}

impl Made {
    pub(super) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_file(&self.path);
            let _ = std::fs::remove_file(lock_path(&self.path));
        }
    }
}

/// Makes an empty file with mode 0600 where nothing is.
pub(super) fn make(path: &Path) -> Result<Made, VaultError> {
    let cannot = |source| VaultError::TokenFile { path: path.to_owned(), verb: "made", source };
    let file = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(VaultError::TokenExists { path: path.to_owned() });
        }
        other => other.map_err(cannot)?,
    };
    let made = Made { path: path.to_owned(), kept: false };
    file.set_permissions(PermissionsExt::from_mode(0o600)).map_err(cannot)?;
    Ok(made)
}
