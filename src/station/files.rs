//! Files in `out/`: written after their act is recorded, whole or not at all, never over another.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags};
use rustix::io::Errno;

use super::{Station, StationError};
use crate::digest::Digest;
use crate::store::Artefact;

/// Writes a file durably under a name that is free, in a folder that is there: written
/// without a name, fsync, link, fsync of the folder. A process killed in between leaves
/// nothing. A name that is taken is `AlreadyExists`. Where the file system keeps no file
/// without a name, it gets a passing one beside the last one first.
pub fn place_new(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let folder = folder_of(path);
    let name = path.file_name().ok_or(Errno::INVAL)?.to_string_lossy().into_owned();
    let open = rustix::fs::open(folder, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
    place_at(open.as_fd(), folder, &name, bytes, mode)
}

/// As [`place_new`]; folders on the way are made. The name is refused if taken (FILE-1).
pub fn write_new(path: &Path, bytes: &[u8], mode: u32) -> Result<(), StationError> {
    let io = judged(path);
    make_folders(folder_of(path)).map_err(&io)?;
    place_new(path, bytes, mode).map_err(io)
}

/// Writes a file of any size durably under a name that is free: what `write` gives out goes to a passing file beside it,
/// which gets the name when all is written. What goes wrong leaves nothing behind. The name is refused if taken (FILE-1).
pub fn write_streamed<T, E: From<StationError>>(
    path: &Path,
    mode: u32,
    write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
) -> Result<T, E> {
    let io = judged(path);
    if path.symlink_metadata().is_ok() {
        return Err(StationError::FileExists { path: path.to_owned() }.into());
    }
    let folder = folder_of(path);
    make_folders(folder).map_err(&io)?;
    let made = tempfile::Builder::new()
        .prefix(".chancery-")
        .permissions(fs::Permissions::from_mode(mode))
        .tempfile_in(folder)
        .map_err(|error| io(error.kind().into()))?;
    let mut out = io::BufWriter::new(made);
    let written = write(&mut out)?;
    let made = out.into_inner().map_err(|error| io(error.into_error()))?;
    made.as_file().sync_all().map_err(&io)?;
    made.persist_noclobber(path).map_err(|error| io(error.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)?;
    Ok(written)
}

/// Writes a file durably in place of what stands there: either of the two stands there, whole, whatever happens.
pub(super) fn replace(path: &Path, bytes: &[u8], mode: u32) -> Result<(), StationError> {
    let io = judged(path);
    let folder = folder_of(path);
    let mut made = tempfile::Builder::new()
        .prefix(".chancery-")
        .permissions(fs::Permissions::from_mode(mode))
        .tempfile_in(folder)
        .map_err(&io)?;
    made.write_all(bytes).and_then(|()| made.as_file().sync_all()).map_err(&io)?;
    made.persist(path).map_err(|error| io(error.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io)
}

fn judged(path: &Path) -> impl Fn(io::Error) -> StationError {
    let path = path.to_owned();
    move |source| match source.kind() {
        io::ErrorKind::AlreadyExists => StationError::FileExists { path: path.clone() },
        _ => StationError::File { path: path.clone(), source },
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes folders that are missing, each durable in its parent.
pub(super) fn make_folders(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    make_folders(folder_of(folder))?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => File::open(folder_of(folder))?.sync_all(),
    }
}

fn place_at(folder: BorrowedFd<'_>, shown: &Path, name: &str, bytes: &[u8], mode: u32) -> io::Result<()> {
    match nameless(folder, name, bytes, mode) {
        Err(error) if lacks_nameless(&error) => passing(&shown.join(name), bytes, mode)?,
        placed => placed?,
    }
    Ok(rustix::fs::fsync(folder)?)
}

fn nameless(folder: BorrowedFd<'_>, name: &str, bytes: &[u8], mode: u32) -> io::Result<()> {
    let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
    let mut file = File::from(rustix::fs::openat(folder, ".", flags, Mode::from_raw_mode(mode))?);
    file.write_all(bytes)?;
    file.sync_all()?;
    let own = format!("/proc/self/fd/{}", file.as_raw_fd());
    Ok(rustix::fs::linkat(CWD, own.as_str(), folder, name, AtFlags::SYMLINK_FOLLOW)?)
}

/// Whether the file system cannot keep a file without a name, or not link it.
fn lacks_nameless(error: &io::Error) -> bool {
    [Errno::OPNOTSUPP, Errno::ISDIR, Errno::INVAL, Errno::PERM, Errno::NOSYS, Errno::XDEV, Errno::NOENT]
        .iter()
        .any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

fn passing(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(".chancery-")
        .permissions(fs::Permissions::from_mode(mode))
        .tempfile_in(folder_of(path))
        .map_err(|error| error.kind())?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map(drop).map_err(|error| error.error)
}

/// Makes a folder that nobody else enters.
pub(super) fn private_directory(path: &Path) -> Result<(), StationError> {
    use std::os::unix::fs::DirBuilderExt as _;
    let made = fs::DirBuilder::new().mode(0o700).create(path);
    made.map_err(|source| StationError::File { path: path.to_owned(), source })
}

/// Opens the folder of `path` below a station, part by part and following no link. What
/// is missing is made if `make` says so, each folder durable in its parent.
fn folder_below(station: &Path, path: &Path, make: bool) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let mut folder = rustix::fs::open(station, flags, Mode::empty())?;
    for part in path.parent().into_iter().flat_map(Path::components) {
        // A path from the database that leads out of the station is not followed.
        let Component::Normal(name) = part else { return Err(io::ErrorKind::InvalidInput.into()) };
        if make {
            match rustix::fs::mkdirat(&folder, name, Mode::from_raw_mode(0o755)) {
                Ok(()) => rustix::fs::fsync(&folder)?,
                Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
        }
        folder = rustix::fs::openat(&folder, name, flags | OFlags::NOFOLLOW, Mode::empty())?;
    }
    Ok(folder)
}

/// The bytes of a plain file below a station: no link is followed, no pipe waited for. None
/// if there is nothing; whatever is not a plain file is `AlreadyExists`.
fn read_below(station: &Path, path: &Path) -> io::Result<Option<Vec<u8>>> {
    let missing = |error: io::Error| if error.kind() == io::ErrorKind::NotFound { Ok(None) } else { Err(error) };
    let folder = match folder_below(station, path, false) {
        Ok(folder) => folder,
        Err(error) => return missing(error),
    };
    let name = path.file_name().ok_or(Errno::INVAL)?;
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let mut file = match rustix::fs::openat(&folder, name, flags, Mode::empty()) {
        Ok(file) => File::from(file),
        Err(Errno::LOOP) => return Err(io::ErrorKind::AlreadyExists.into()),
        Err(error) => return missing(error.into()),
    };
    if !file.metadata()?.is_file() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Writes files below `out/` of a station that are recorded already, and makes them durable all at once. One that is
/// there is left as it is: what it holds is compared when files are looked at.
pub(super) fn write_together(station: &Path, files: &[(String, Vec<u8>)]) -> Result<(), StationError> {
    let mut last: Option<(PathBuf, OwnedFd)> = None;
    for (name, octets) in files {
        let below = Path::new("out").join(name);
        let path = station.join(&below);
        let folder = folder_of(&below).to_owned();
        let open = match last.take() {
            Some((known, open)) if known == folder => open,
            _ => folder_below(station, &below, true).map_err(judged(&path))?,
        };
        let name = below.file_name().ok_or(Errno::INVAL).map_err(|error| judged(&path)(error.into()))?;
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        match rustix::fs::openat(&open, name, flags, Mode::from_raw_mode(0o644)) {
            Ok(file) => File::from(file).write_all(octets).map_err(judged(&path))?,
            Err(Errno::EXIST) => {}
            Err(error) => return Err(judged(&path)(error.into())),
        }
        last = Some((folder, open));
    }
    match last {
        Some((folder, open)) => {
            Ok(rustix::fs::syncfs(open).map_err(|error| judged(&station.join(folder))(error.into()))?)
        }
        None => Ok(()),
    }
}

fn write_below(station: &Path, path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let folder = folder_below(station, path, true)?;
    let name = path.file_name().ok_or(Errno::INVAL)?.to_string_lossy().into_owned();
    place_at(folder.as_fd(), &station.join(folder_of(path)), &name, bytes, mode)
}

/// Makes everything below a folder durable, the innermost first.
pub(super) fn sync_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()? {
            kind if kind.is_dir() => sync_all(&entry.path())?,
            kind if kind.is_file() => File::open(entry.path())?.sync_all()?,
            _ => {}
        }
    }
    File::open(folder)?.sync_all()
}

/// What a file in `out/` was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutState {
    /// As it was made.
    Good,
    /// Not there; it was written again.
    Restored,
    /// Something else stands there; it was left as it is.
    Changed,
}

impl Station<'_> {
    /// Where artefacts are.
    pub fn out(&self) -> PathBuf {
        self.directory.join("out")
    }

    /// Refuses if a file of this name lies in `out/` already, before anything is begun.
    pub(super) fn expect_free(&self, path: &str) -> Result<(), StationError> {
        let full = self.out().join(path);
        match full.symlink_metadata() {
            Ok(_) => Err(StationError::FileExists { path: full }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(source) => Err(StationError::File { path: full, source }),
        }
    }

    /// Brings artefacts from the database to `out/`, those of one entry or all.
    /// Files that are there already are compared and left.
    pub fn materialise(&self, of: Option<u64>) -> Result<Vec<(PathBuf, OutState)>, StationError> {
        let rows = self.store.rows();
        let mut done = Vec::new();
        let artefacts = match of {
            Some(sequence) => rows.artefacts_of(sequence)?,
            None => rows.artefacts()?,
        };
        for artefact in artefacts {
            done.push(self.materialise_one(&artefact)?);
        }
        Ok(done)
    }

    /// The files of `out/` that are not there, whatever else stands in their place.
    pub(super) fn missing_files(&self) -> Result<Vec<String>, StationError> {
        let artefacts = self.store.rows().artefacts()?.into_iter();
        Ok(artefacts.map(|a| a.path).filter(|path| self.out().join(path).symlink_metadata().is_err()).collect())
    }

    /// Whether a file is the beginning of what it should be. Files of a batch get their names before they are durable, so
    /// that a power cut can leave them so; of all others it is somebody's work.
    fn is_torn(&self, artefact: &Artefact, found: &[u8]) -> Result<bool, StationError> {
        if !artefact.path.starts_with("batches/") {
            return Ok(false);
        }
        let whole = self.store.rows().object(artefact.digest)?;
        Ok(whole.is_some_and(|whole| whole.len() > found.len() && whole.starts_with(found)))
    }

    fn materialise_one(&self, artefact: &Artefact) -> Result<(PathBuf, OutState), StationError> {
        let path = self.out().join(&artefact.path);
        let below = Path::new("out").join(&artefact.path);
        match read_below(&self.directory, &below) {
            Ok(Some(bytes)) if Digest::of(&bytes) == artefact.digest => return Ok((path, OutState::Good)),
            Ok(Some(bytes)) if self.is_torn(artefact, &bytes)? => {
                std::fs::remove_file(&path).map_err(judged(&path))?;
            }
            Ok(Some(_)) => return Ok((path, OutState::Changed)),
            Ok(None) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok((path, OutState::Changed)),
            Err(source) => return Err(StationError::File { path, source }),
        }
        let missing = || StationError::MaterialMissing { what: "artefact", digest: artefact.digest };
        let bytes = self.store.rows().object(artefact.digest)?.ok_or_else(missing)?;
        // A transcript names people: it is the owner's alone.
        let mode = if artefact.path.starts_with("ceremonies/") { 0o600 } else { 0o644 };
        write_below(&self.directory, &below, &bytes, mode).map_err(judged(&path))?;
        Ok((path, OutState::Restored))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    #[test]
    fn a_file_is_never_overwritten_and_nothing_is_left_behind() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a/b.cer");
        write_new(&path, b"first", 0o644).unwrap();
        assert_eq!(write_new(&path, b"second", 0o644).unwrap_err().clause(), Some("FILE-1"));
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_link_or_a_pipe_below_out_is_never_followed_nor_waited_for() {
        let directory = tempfile::tempdir().unwrap();
        let (station, elsewhere) = (directory.path().join("station"), directory.path().join("elsewhere"));
        fs::create_dir_all(station.join("out")).unwrap();
        fs::create_dir(&elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, station.join("out/crl")).unwrap();
        assert!(write_below(&station, Path::new("out/crl/a.crl"), b"x", 0o644).is_err());
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
        std::os::unix::fs::symlink(elsewhere.join("b"), station.join("out/b")).unwrap();
        let taken = io::ErrorKind::AlreadyExists;
        assert_eq!(read_below(&station, Path::new("out/b")).unwrap_err().kind(), taken);
        assert_eq!(write_below(&station, Path::new("out/b"), b"x", 0o644).unwrap_err().kind(), taken);
        let pipe = station.join("out/pipe");
        rustix::fs::mknodat(CWD, &pipe, rustix::fs::FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
        assert_eq!(read_below(&station, Path::new("out/pipe")).unwrap_err().kind(), taken);
        assert_eq!(read_below(&station, Path::new("out/none/at/all")).unwrap(), None);
        write_below(&station, Path::new("out/new/c"), b"c", 0o600).unwrap();
        assert_eq!(read_below(&station, Path::new("out/new/c")).unwrap().unwrap(), b"c");
        assert_eq!(fs::metadata(station.join("out/new/c")).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_path_that_leads_out_of_the_station_is_not_written() {
        let directory = tempfile::tempdir().unwrap();
        let station = directory.path().join("station");
        fs::create_dir_all(station.join("out")).unwrap();
        let absolute = directory.path().join("absolute.cer");
        for path in [Path::new("out/../../evil.cer"), Path::new("../evil.cer"), &Path::new("out").join(&absolute)] {
            assert!(write_below(&station, path, b"x", 0o644).is_err(), "{}", path.display());
            assert!(read_below(&station, path).is_err(), "{}", path.display());
        }
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn both_ways_of_writing_refuse_a_name_that_was_taken_meanwhile_and_leave_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, b"other").unwrap();
        let open = File::open(folder.path()).unwrap();
        let taken = io::ErrorKind::AlreadyExists;
        assert_eq!(nameless(open.as_fd(), "a", b"ours", 0o644).unwrap_err().kind(), taken);
        assert_eq!(passing(&path, b"ours", 0o644).unwrap_err().kind(), taken);
        passing(&folder.path().join("b"), b"ours", 0o600).unwrap();
        assert_eq!(fs::read(folder.path().join("b")).unwrap(), b"ours");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
