//! Writing a folder so that it is there whole or not at all.

use std::fs::File;
use std::io::{self, Read as _, Write};
use std::os::fd::{AsFd as _, OwnedFd};

use rustix::fs::{AtFlags, FlockOperation, Mode, OFlags, RenameFlags};
use rustix::io::Errno;

use super::read::{Folder, PIECE};
use super::{FOLDER, HIDDEN, Medium, judge_name, names, or_plainly, system};
use crate::backup::error::BackupError;
use crate::digest::{Digest, Hasher};

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its name.
    pub name: String,
    /// Its length, in octets.
    pub octets: u64,
    /// Its digest.
    pub sha256: Digest,
}

/// A folder that lies on the medium under its name, read back and compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The name.
    pub name: String,
    /// What lies in it, in the order of writing.
    pub files: Vec<Written>,
}

/// A folder that is being written; dropped before [`Publication::publish`] it is taken away.
#[must_use = "nothing is on the medium before it is published"]
pub struct Publication<'m> {
    medium: &'m Medium,
    name: String,
    hidden: String,
    folder: OwnedFd,
    files: Vec<Written>,
    /// Under which name the folder lies at this moment, if at all.
    lies: Lies,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lies {
    Hidden,
    Named,
    Kept,
}

impl<'m> Publication<'m> {
    pub(super) fn begin(medium: &'m Medium, name: &str) -> Result<Self, BackupError> {
        judge_name(name)?;
        let path = medium.shown_below(name);
        match rustix::fs::statat(&medium.folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(_) => return Err(BackupError::Taken { path }),
            Err(Errno::NOENT) => {}
            Err(errno) => return Err(system(&path, "looking for it")(errno)),
        }
        let hidden = format!("{HIDDEN}{name}.part");
        // What a killed process left there, of this name or of another.
        medium.sweep()?;
        let failed = system(&path, "making the folder");
        rustix::fs::mkdirat(&medium.folder, &*hidden, Mode::from_raw_mode(0o700)).map_err(&failed)?;
        let opened = rustix::fs::openat(&medium.folder, &*hidden, FOLDER, Mode::empty()).inspect_err(|_| {
            let _ = rustix::fs::unlinkat(&medium.folder, &*hidden, AtFlags::REMOVEDIR);
        });
        let folder = opened.map_err(&failed)?;
        // Held until this is dropped, so that nobody sweeps it away; some file systems know no locks.
        let _ = rustix::fs::flock(&folder, FlockOperation::NonBlockingLockExclusive);
        let name = name.to_owned();
        Ok(Publication { medium, name, hidden, folder, files: Vec::new(), lies: Lies::Hidden })
    }

    /// Writes a small file.
    pub fn put(&mut self, file: &str, octets: &[u8]) -> Result<Written, BackupError> {
        let path = self.shown(file);
        let (written, ()) =
            self.stream(file, |out| out.write_all(octets).map_err(BackupError::of_system(&path, "writing it")))?;
        Ok(written)
    }

    /// Writes a file of any length with what `write` writes. Should writing break, the reason is told by this function,
    /// whatever `write` makes of it.
    pub fn stream<T>(
        &mut self,
        file: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<T, BackupError>,
    ) -> Result<(Written, T), BackupError> {
        judge_name(file)?;
        let path = self.shown(file);
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let made = rustix::fs::openat(&self.folder, file, flags, Mode::from_raw_mode(0o600));
        let mut out = Tally::of(File::from(made.map_err(system(&path, "making the file"))?));
        let made = write(&mut out);
        let failed = BackupError::of_system(&path, "writing it");
        if let Some(broken) = out.broken.take() {
            return Err(failed(broken));
        }
        let made = made?;
        out.file.sync_all().map_err(BackupError::of_system(&path, "bringing it to the device"))?;
        let written = Written { name: file.to_owned(), octets: out.octets, sha256: out.hasher.finish() };
        self.files.push(written.clone());
        Ok((written, made))
    }

    /// Brings everything to the device, reads all of it back past the cache, compares it, and gives the folder its
    /// name.
    /// `progress` is told how many octets are read back, and of how many.
    pub fn publish(mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<Published, BackupError> {
        let path = self.shown("");
        rustix::fs::fsync(&self.folder).map_err(system(&path, "bringing it to the device"))?;
        self.read_back(progress)?;
        let (above, hidden, name) = (&self.medium.folder, self.hidden.as_str(), self.name.as_str());
        let renamed = rustix::fs::renameat_with(above, hidden, above, name, RenameFlags::NOREPLACE);
        or_plainly(renamed, || rustix::fs::renameat(above, hidden, above, name))
            .map_err(system(&path, "giving it its name"))?;
        self.lies = Lies::Named;
        self.medium.sync()?;
        self.compare_listing()?;
        self.lies = Lies::Kept;
        Ok(Published { name: self.name.clone(), files: std::mem::take(&mut self.files) })
    }

    /// Every file as the device gives it, not as the system remembers it.
    fn read_back(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<(), BackupError> {
        let all = self.files.iter().map(|file| file.octets).sum();
        let mut done = 0;
        let mut piece = vec![0; PIECE];
        for written in &self.files {
            let path = self.shown(&written.name);
            let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            let file = rustix::fs::openat(&self.folder, &*written.name, flags, Mode::empty());
            let mut file = File::from(file.map_err(system(&path, "reading it back"))?);
            // A file system that keeps everything in memory has nothing to forget.
            let _ = rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed);
            let (mut hasher, mut octets) = (Hasher::new(), 0u64);
            loop {
                match file.read(&mut piece) {
                    Ok(0) => break,
                    Ok(count) => {
                        hasher = hasher.then(piece.get(..count).unwrap_or_default());
                        octets += count as u64;
                        progress(done + octets.min(written.octets), all);
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(BackupError::of_system(&path, "reading it back")(error)),
                }
            }
            if (octets, hasher.finish()) != (written.octets, written.sha256) {
                return Err(BackupError::ReadBack { path });
            }
            done += octets;
        }
        Ok(())
    }

    /// What lies under the name is the folder that was written, with these files of these lengths and no others.
    fn compare_listing(&self) -> Result<(), BackupError> {
        let path = self.shown("");
        let other = || BackupError::ReadBack { path: path.clone() };
        let look = |stat: Result<rustix::fs::Stat, Errno>| stat.map_err(system(&path, "reading it back"));
        let named = Folder::open(self.medium.folder.as_fd(), self.medium.device, &self.medium.path, &self.name)?;
        let (ours, there) = (look(rustix::fs::fstat(&self.folder))?, look(rustix::fs::fstat(named.fd()))?);
        let mut wanted: Vec<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        wanted.sort_unstable();
        if ours.st_ino != there.st_ino || named.files()? != wanted {
            return Err(other());
        }
        for written in &self.files {
            let stat = look(rustix::fs::statat(named.fd(), &*written.name, AtFlags::SYMLINK_NOFOLLOW))?;
            if u64::try_from(stat.st_size) != Ok(written.octets) {
                return Err(other());
            }
        }
        Ok(())
    }

    fn shown(&self, file: &str) -> String {
        self.medium.shown_below(&format!("{}/{file}", self.name)).trim_end_matches('/').to_owned()
    }
}

impl Drop for Publication<'_> {
    /// Takes away what was not published. On a medium that is gone nothing can be done, and nothing has a name there.
    fn drop(&mut self) {
        let name = match self.lies {
            Lies::Kept => return,
            Lies::Hidden => &self.hidden,
            Lies::Named => {
                let above = &self.medium.folder;
                match rustix::fs::renameat(above, &*self.name, above, &*self.hidden) {
                    Ok(()) => &self.hidden,
                    Err(_) => &self.name,
                }
            }
        };
        for file in names(self.folder.as_fd(), name).unwrap_or_default() {
            let _ = rustix::fs::unlinkat(&self.folder, &*file, AtFlags::empty());
        }
        let _ = rustix::fs::unlinkat(&self.medium.folder, name.as_str(), AtFlags::REMOVEDIR);
        let _ = rustix::fs::fsync(&self.medium.folder);
    }
}

/// A file with its length and digest, and the first error of writing it.
struct Tally {
    file: File,
    hasher: Hasher,
    octets: u64,
    broken: Option<io::Error>,
}

impl Tally {
    fn of(file: File) -> Self {
        Tally { file, hasher: Hasher::new(), octets: 0, broken: None }
    }
}

impl Write for Tally {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match self.file.write(octets) {
            Ok(count) => {
                let hasher = std::mem::take(&mut self.hasher);
                self.hasher = hasher.then(octets.get(..count).unwrap_or_default());
                self.octets += count as u64;
                Ok(count)
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Err(error),
            Err(error) => {
                let told = error.raw_os_error().map_or_else(|| error.kind().into(), io::Error::from_raw_os_error);
                self.broken.get_or_insert(error);
                Err(told)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_device_is_remembered_whatever_is_made_of_it() {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let mut out = Tally::of(full);
        assert!(out.write_all(b"one").is_err());
        assert!(out.write_all(b"two").is_err());
        let broken = out.broken.take().unwrap();
        assert_eq!(crate::fault::Fail::clause(&BackupError::of_system("x", "y")(broken)), Some("BACKUP-32"));
        assert_eq!(out.octets, 0);
    }
}
