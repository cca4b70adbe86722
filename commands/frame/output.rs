//! Files that a command makes: never over another, never half, and nothing left behind by a command that failed.
//!
//! A file is written by the library's one function for it: without a name, made durable, and only then named, by a call
//! that fails where the name is taken.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};

use chancery::fault::{Fail, Fault};
use chancery::station::place_new;
use rustix::fs::{CWD, RenameFlags};
use rustix::io::Errno;

/// Mode of the files: for everybody to read, as far as the umask lets them.
const MODE: u32 = 0o644;

/// Why a file was not made.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// Something of that name is there.
    #[error("OUTPUT-1: {} is there already; nothing is ever overwritten", path.display())]
    Exists {
        /// The path.
        path: PathBuf,
    },
    /// There is no folder to put it in.
    #[error("there is no folder {}", folder.display())]
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// The file system did not do it.
    #[error("{} could not be written", path.display())]
    Unwritten {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A name that leads out of its folder.
    #[error("'{}' is no name for a file inside a folder", name.display())]
    Name {
        /// The name.
        name: PathBuf,
    },
}

impl Fail for OutputError {
    fn kind(&self) -> Fault {
        match self {
            OutputError::Exists { .. } => Fault::Refused,
            OutputError::NoFolder { .. } | OutputError::Unwritten { .. } => Fault::Storage,
            OutputError::Name { .. } => Fault::Bug,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        matches!(self, OutputError::Exists { .. }).then_some("OUTPUT-1")
    }

    fn hint(&self) -> Option<String> {
        match self {
            OutputError::Exists { .. } => Some("name a path that does not exist yet".into()),
            OutputError::NoFolder { .. } => Some("make the folder first; only the last part of a path is made".into()),
            OutputError::Unwritten { .. } | OutputError::Name { .. } => None,
        }
    }
}

/// Makes a file that was not there, whole and durable, or nothing.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    free(path)?;
    place_new(path, bytes, MODE).map_err(|source| judged(path, source))
}

/// A folder that appears with all its files at once, or not at all.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    staged: tempfile::TempDir,
}

impl Folder {
    /// Begins a folder that is to be at `path`, where nothing may be.
    pub fn begin(path: &Path) -> Result<Self, OutputError> {
        free(path)?;
        let staged = tempfile::Builder::new().prefix(".chancery-").tempdir_in(parent(path));
        let staged = staged.map_err(|error| judged(path, error.kind().into()))?;
        Ok(Folder { path: path.to_owned(), staged })
    }

    /// Puts a file into it; folders on the way are made.
    pub fn put(&self, name: impl AsRef<Path>, bytes: &[u8]) -> Result<(), OutputError> {
        let name = name.as_ref();
        if name.as_os_str().is_empty() || !name.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(OutputError::Name { name: name.to_owned() });
        }
        let inside = self.staged.path().join(name);
        fs::create_dir_all(parent(&inside)).map_err(|source| judged(&self.path.join(name), source))?;
        write_new(&inside, bytes)
    }

    /// Gives the folder its name.
    pub fn finish(self) -> Result<(), OutputError> {
        let Folder { path, staged } = self;
        let moved = fs::set_permissions(staged.path(), fs::Permissions::from_mode(0o755))
            .and_then(|()| sync_folder(staged.path()))
            .and_then(|()| rename_new(staged.path(), &path))
            .and_then(|()| sync_folder(parent(&path)));
        moved.map_err(|source| judged(&path, source))?;
        let _gone = staged.keep();
        Ok(())
    }
}

fn free(path: &Path) -> Result<(), OutputError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Err(OutputError::Exists { path: path.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(OutputError::Unwritten { path: path.to_owned(), source }),
    }
}

fn judged(path: &Path, source: io::Error) -> OutputError {
    match source.kind() {
        io::ErrorKind::AlreadyExists => OutputError::Exists { path: path.to_owned() },
        io::ErrorKind::NotFound => OutputError::NoFolder { folder: parent(path).to_owned() },
        _ => OutputError::Unwritten { path: path.to_owned(), source },
    }
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Moves a folder to a name that is free. Old kernels cannot promise that on every file system; there the name is
/// looked at first.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS) if fs::symlink_metadata(to).is_err() => fs::rename(from, to),
        moved => Ok(moved?),
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn a_file_is_written_once_and_never_over_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write_new(&path, b"one").unwrap();
        assert_eq!(write_new(&path, b"two").unwrap_err().clause(), Some("OUTPUT-1"));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn a_dangling_link_counts_as_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("link");
        std::os::unix::fs::symlink("nowhere", &path).unwrap();
        assert_eq!(write_new(&path, b"x").unwrap_err().clause(), Some("OUTPUT-1"));
        assert!(!folder.path().join("nowhere").exists());
    }

    #[test]
    fn a_folder_that_is_missing_is_a_storage_failure() {
        let error = write_new(Path::new("/nowhere/at/all"), b"x").unwrap_err();
        assert_eq!(error.kind(), Fault::Storage);
    }

    #[test]
    fn a_folder_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let begun = Folder::begin(&path).unwrap();
        begun.put("a/b", b"x").unwrap();
        assert!(!path.exists());
        drop(begun);
        assert!(names(folder.path()).is_empty());
        let begun = Folder::begin(&path).unwrap();
        begun.put("a/b", b"x").unwrap();
        begun.finish().unwrap();
        assert_eq!(fs::read(path.join("a/b")).unwrap(), b"x");
        assert_eq!(names(folder.path()), ["out"]);
    }

    #[test]
    fn a_folder_is_never_moved_over_another_even_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let begun = Folder::begin(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_eq!(begun.finish().unwrap_err().clause(), Some("OUTPUT-1"));
        assert_eq!(names(folder.path()), ["out"]);
        assert_eq!(Folder::begin(&path).unwrap_err().clause(), Some("OUTPUT-1"));
    }

    #[test]
    fn names_do_not_lead_out_of_their_folder() {
        let folder = tempfile::tempdir().unwrap();
        let begun = Folder::begin(&folder.path().join("out")).unwrap();
        for name in ["", "/etc/x", "../x", "a/../../x", "."] {
            assert!(matches!(begun.put(name, b""), Err(OutputError::Name { .. })), "{name}");
        }
    }
}
