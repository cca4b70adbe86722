//! Files of any size: read once into a copy of the station's own, which has no name and goes with the process.
//!
//! A stick may say something else at the second reading. What is hashed, judged and kept is the copy.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use super::{Station, StationError};
use crate::digest::{Digest, Hasher};
use crate::fault::{Fail, Fault};

/// The largest file that is copied, in octets.
pub const LARGEST: u64 = 1 << 30;

/// How much is copied at once, in octets.
const PIECE: usize = 64 << 10;

/// Why a file cannot be copied.
#[derive(Debug, thiserror::Error)]
pub enum LargeError {
    /// It cannot be read to its end.
    #[error("it cannot be read to its end: {source}")]
    Unread {
        /// Why.
        source: io::Error,
    },
    /// It is larger than anything of its kind.
    #[error("it is larger than {LARGEST} octets")]
    TooLarge,
    /// A file that waited for its proposal is not there as it was.
    #[error("the file with digest {digest}, held for its proposal, is not there as it was")]
    Released {
        /// Its digest.
        digest: Digest,
    },
}

impl Fail for LargeError {
    fn kind(&self) -> Fault {
        match self {
            LargeError::Released { .. } => Fault::Storage,
            LargeError::Unread { .. } | LargeError::TooLarge => Fault::Malformed,
        }
    }

    fn hint(&self) -> Option<String> {
        matches!(self, LargeError::Released { .. }).then(|| "propose it again, with the file".into())
    }
}

/// A copy of a file, and the digest of what is in it. Only the copying makes one.
#[derive(Clone, Debug)]
pub struct Large {
    file: Arc<File>,
    octets: u64,
    digest: Digest,
}

impl Large {
    /// Copies what is read to its end into a file without a name in `folder`.
    ///
    /// Errors: either side fails, or there is more than a file of any kind has.
    pub fn copy(from: &mut dyn Read, folder: &Path) -> Result<Large, StationError> {
        let failed = |source: io::Error| StationError::File { path: folder.to_owned(), source };
        let mut file = tempfile::tempfile_in(folder).map_err(failed)?;
        let (mut hasher, mut octets) = (Hasher::new(), 0u64);
        let mut piece = vec![0; PIECE];
        loop {
            let read = match from.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => piece.get(..read).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(source) => return Err(LargeError::Unread { source }.into()),
            };
            octets += read.len() as u64;
            if octets > LARGEST {
                return Err(LargeError::TooLarge.into());
            }
            file.write_all(read).map_err(failed)?;
            hasher = hasher.then(read);
        }
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        Ok(Large { file: Arc::new(file), octets, digest: hasher.finish() })
    }

    /// SHA-256 of its octets.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// How many octets it has.
    pub fn octets(&self) -> u64 {
        self.octets
    }

    /// Reads it from a place on. Every reader has a place of its own.
    pub fn reader(&self, from: u64) -> BufReader<Positional> {
        BufReader::with_capacity(PIECE, Positional { file: Arc::clone(&self.file), at: from })
    }
}

/// Reads a copy from a place of its own.
#[derive(Debug)]
pub struct Positional {
    file: Arc<File>,
    at: u64,
}

impl Read for Positional {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(into, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Station<'_> {
    /// Copies a file from outside, whatever its size.
    pub fn copy_of(&self, from: &mut dyn Read) -> Result<Large, StationError> {
        Large::copy(from, &self.directory)
    }

    /// Where files of any size wait for what was proposed with them.
    fn held(&self, digest: Digest) -> std::path::PathBuf {
        self.directory.join("held").join(digest.to_string())
    }

    /// Holds a file until what was proposed with it is performed. One that is held already is left; those whose proposals
    /// can no longer be performed go.
    pub(super) fn hold(&self, large: &Large) -> Result<(), StationError> {
        self.sweep_held()?;
        let path = self.held(large.digest);
        if path.symlink_metadata().is_ok() {
            return Ok(());
        }
        let failed = |source: io::Error| StationError::File { path: path.clone(), source };
        let folder = self.directory.join("held");
        if !folder.is_dir() {
            super::files::private_directory(&folder)?;
        }
        let mut passing = tempfile::NamedTempFile::new_in(&folder).map_err(failed)?;
        io::copy(&mut large.reader(0), &mut passing).map_err(failed)?;
        passing.as_file().sync_all().map_err(failed)?;
        match passing.persist_noclobber(&path) {
            Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(failed(error.error)),
            _ => File::open(&folder).and_then(|folder| folder.sync_all()).map_err(failed),
        }
    }

    /// A file that is held, in a copy that has the digest asked for; none where it is not held, or is another by now.
    pub(super) fn held_copy(&self, digest: Digest) -> Result<Option<Large>, StationError> {
        let path = self.held(digest);
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(StationError::File { path, source }),
        };
        let large = self.copy_of(&mut file)?;
        Ok((large.digest == digest).then_some(large))
    }

    /// Lets go of what is held for no proposal that can still be performed: withdrawn, expired, used.
    pub(super) fn sweep_held(&self) -> Result<(), StationError> {
        let folder = self.directory.join("held");
        let failed = |source: io::Error| StationError::File { path: folder.clone(), source };
        let entries = match std::fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            entries => entries.map_err(failed)?,
        };
        let alive = self.proposals()?.into_iter().filter(|standing| standing.dead.is_none());
        let wanted: std::collections::BTreeSet<Digest> =
            alive.flat_map(|standing| standing.proposal.material).collect();
        for entry in entries {
            let name = entry.map_err(failed)?.file_name();
            let held = name.to_str().and_then(|name| name.parse::<Digest>().ok());
            if let Some(held) = held.filter(|held| !wanted.contains(held)) {
                self.release(held)?;
            }
        }
        Ok(())
    }

    /// Lets a held file go, once what was proposed with it is done.
    pub(super) fn release(&self, digest: Digest) -> Result<(), StationError> {
        let path = self.held(digest);
        match std::fs::remove_file(&path) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => Err(StationError::File { path, source }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_read_again_and_again_from_any_place_and_leaves_no_name() {
        let folder = tempfile::tempdir().unwrap();
        let bytes: Vec<u8> = (0..200_000u32).flat_map(u32::to_be_bytes).collect();
        let large = Large::copy(&mut bytes.as_slice(), folder.path()).unwrap();
        assert_eq!((large.digest(), large.octets()), (Digest::of(&bytes), bytes.len() as u64));
        for from in [0usize, 1, 799_999, 800_000, 900_000] {
            let mut read = Vec::new();
            large.reader(from as u64).read_to_end(&mut read).unwrap();
            assert_eq!(read, bytes.get(from..).unwrap_or_default());
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_cannot_be_read_to_its_end_is_no_copy() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the stick was pulled"))
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let error = Large::copy(&mut b"some".chain(Broken), folder.path()).unwrap_err();
        assert!(matches!(error, StationError::Large(LargeError::Unread { .. })), "{error}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
