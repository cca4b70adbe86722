//! A consistent copy of the database while another process writes.
//!
//! SQLite's own backup copies pages under one reading transaction, so that the copy is the database at one moment,
//! however long the copying takes and whatever is written meanwhile. The copy stands alone: no journal belongs to it.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use rustix::fs::{FlockOperation, Mode, OFlags, flock};

use super::{Store, StoreError, corrupt};

/// How many pages are copied between two calls of the progress function: 1 MiB of 4 KiB each.
const PAGES: i32 = 256;
/// How often a step that finds the database locked is tried again, and how long is waited before.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);
/// The files that SQLite may lay beside a database.
const BESIDE: [&str; 3] = ["-journal", "-wal", "-shm"];

/// A copy of the database that is taken away when this is dropped.
pub struct DatabaseCopy {
    path: PathBuf,
    octets: u64,
    /// Held locked as long as the copy is in use, so that nobody takes it away as left by a process that was killed.
    _lock: File,
}

impl DatabaseCopy {
    /// Takes away what a process that was killed while copying left at this place. A copy that another process still
    /// makes is locked, and stays; one with a log or a journal of SQLite's beside it loses that, too.
    pub fn clear_left(at: &Path) {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let free = match rustix::fs::open(at, flags, Mode::empty()) {
            Ok(file) => flock(&file, FlockOperation::NonBlockingLockExclusive).is_ok(),
            // What SQLite laid beside it may have outlived it.
            Err(error) => error == rustix::io::Errno::NOENT,
        };
        if free {
            remove(at);
        }
    }

    /// How long it is, in octets.
    pub fn octets(&self) -> u64 {
        self.octets
    }

    /// Opens it to read: what is told of a backup is read from the copy, not from the database that goes on.
    pub fn open(&self) -> Result<Store, StoreError> {
        Store::open_to_read(&self.path)
    }

    /// The copy as an open file without a name: whatever happens to this process, nothing stays behind.
    pub fn into_file(self) -> Result<File, StoreError> {
        let open = File::open(&self.path).map_err(|_| StoreError::Missing { path: self.path.clone() })?;
        fs::remove_file(&self.path).map_err(|_| StoreError::Missing { path: self.path.clone() })?;
        Ok(open)
    }
}

impl Drop for DatabaseCopy {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

fn beside(path: &Path) -> impl Iterator<Item = PathBuf> + '_ {
    BESIDE.iter().map(|end| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    })
}

/// Takes a copy away with everything that SQLite laid beside it; most of it is not there.
fn remove(path: &Path) {
    let _ = fs::remove_file(path);
    beside(path).for_each(|path| drop(fs::remove_file(path)));
}

impl Store {
    /// Copies the database to a new file, for its owner alone, as it is at this moment. `progress` is told how many
    /// octets are copied, and of how many. The copy is checked (structure, application id, schema) and settled: its
    /// journal mode is `DELETE` and nothing lies beside it. On any failure it is taken away.
    pub fn copy(database: &Path, to: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<DatabaseCopy, StoreError> {
        let source = Store::open_to_read(database)?;
        if beside(to).any(|path| path.symlink_metadata().is_ok()) {
            return Err(StoreError::Exists { path: to.to_owned() });
        }
        let made = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(to);
        let made = made.map_err(|_| StoreError::Exists { path: to.to_owned() })?;
        // Whoever clears up between the two lines holds the lock, or has taken the file away.
        let locked = flock(&made, FlockOperation::NonBlockingLockExclusive).is_ok();
        if !locked || made.metadata().map_or(true, |found| found.nlink() == 0) {
            return Err(StoreError::Missing { path: to.to_owned() });
        }
        let mut copy = DatabaseCopy { path: to.to_owned(), octets: 0, _lock: made };
        copy_pages(&source.connection, to, progress)?;
        copy.octets = check(to)?;
        Ok(copy)
    }
}

fn copy_pages(source: &Connection, to: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut copy = Connection::open_with_flags(to, flags)?;
    // A copy that is cut off is thrown away: no journal guards it.
    copy.pragma_update(None, "journal_mode", "OFF")?;
    copy.pragma_update(None, "synchronous", "OFF")?;
    // Held to the end: without it the copy would begin anew with every change by another process.
    let held = source.unchecked_transaction()?;
    let page: u32 = held.pragma_query_value(None, "page_size", |row| row.get(0))?;
    held.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    let backup = Backup::new(&held, &mut copy)?;
    let mut tries = 0;
    loop {
        let step = backup.step(PAGES)?;
        let seen = backup.progress();
        let octets = |pages: i32| u64::try_from(pages).unwrap_or(0) * u64::from(page);
        progress(octets(seen.pagecount - seen.remaining), octets(seen.pagecount));
        match step {
            StepResult::Done => break,
            StepResult::More => tries = 0,
            _ if tries < TRIES => {
                tries += 1;
                std::thread::sleep(PAUSE);
            }
            _ => return Err(corrupt("sqlite_schema", "another process holds the database locked")),
        }
    }
    drop(backup);
    drop(held);
    // The pages say that the database keeps a write-ahead log; the copy keeps none.
    let mode: String = copy.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))?;
    if mode != "delete" {
        return Err(corrupt("sqlite_schema", "the copy keeps a journal of its own"));
    }
    copy.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Looks through a copy and tells how long it is, in octets.
fn check(copy: &Path) -> Result<u64, StoreError> {
    let store = Store::open_to_read(copy)?;
    let sound: String = store.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(corrupt("sqlite_schema", crate::safe::line(&sound, 120)));
    }
    drop(store);
    if beside(copy).any(|path| path.symlink_metadata().is_ok()) {
        return Err(corrupt("sqlite_schema", "a journal lies beside the copy"));
    }
    let octets = fs::symlink_metadata(copy).map_err(|_| StoreError::Missing { path: copy.to_owned() })?.len();
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    fn new() -> (tempfile::TempDir, PathBuf, Store) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("station.db");
        let store = Store::create(&path).unwrap();
        (directory, path, store)
    }

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(directory).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn fill(store: &Store, from: u32, rows: u32) {
        let sql = "INSERT INTO filling (n, octets) VALUES (?1, randomblob(3000))";
        store.connection.execute_batch("CREATE TABLE IF NOT EXISTS filling (n INTEGER, octets BLOB) STRICT").unwrap();
        for n in from..from + rows {
            store.connection.execute(sql, [n]).unwrap();
        }
    }

    #[test]
    fn a_copy_is_whole_stands_alone_and_goes_with_its_guard() {
        let (directory, path, store) = new();
        fill(&store, 0, 800);
        let to = directory.path().join(".snapshot");
        let mut seen = Vec::new();
        let copy = Store::copy(&path, &to, &mut |done, all| seen.push((done, all))).unwrap();
        assert!(seen.len() > 2 && seen.iter().all(|(done, all)| done <= all), "{seen:?}");
        assert_eq!(seen.last(), Some(&(copy.octets(), copy.octets())));
        assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
        let header = fs::read(&to).unwrap();
        assert_eq!(header.get(18..20), Some(&[1, 1][..]), "the copy keeps no write-ahead log");
        let rows: i64 =
            copy.open().unwrap().connection.query_row("SELECT count(*) FROM filling", [], |r| r.get(0)).unwrap();
        assert_eq!(rows, 800);
        assert_eq!(names(directory.path()), [".snapshot", "station.db", "station.db-shm", "station.db-wal"]);
        // Nobody takes it away while it is in use, whatever its process is called; one that was left goes.
        DatabaseCopy::clear_left(&to);
        assert!(to.exists(), "a copy in use was taken away");
        drop(copy);
        assert_eq!(names(directory.path()), ["station.db", "station.db-shm", "station.db-wal"]);
        fs::write(&to, b"left").unwrap();
        DatabaseCopy::clear_left(&to);
        assert!(!to.exists());
        let copy = Store::copy(&path, &to, &mut |_, _| {}).unwrap();
        let octets = copy.octets();
        let file = copy.into_file().unwrap();
        assert!(!to.exists() && file.metadata().unwrap().len() == octets);
    }

    #[test]
    fn a_copy_is_of_one_moment_while_others_write() {
        let (directory, path, store) = new();
        fill(&store, 0, 1500);
        let (going, to) = (AtomicBool::new(true), directory.path().join(".snapshot"));
        let rows = std::thread::scope(|scope| {
            scope.spawn(|| {
                let writer = Connection::open(&path).unwrap();
                writer.busy_timeout(Duration::from_secs(5)).unwrap();
                while going.load(Ordering::Relaxed) {
                    // Two rows at once: a copy of one moment never has one of them alone.
                    let pair = "BEGIN IMMEDIATE; INSERT INTO filling VALUES (-1, randomblob(3000)); \
                                INSERT INTO filling VALUES (-2, randomblob(3000)); COMMIT";
                    writer.execute_batch(pair).unwrap();
                }
            });
            let mut all = 0;
            for _ in 0..5 {
                let slow = &mut |_, _| std::thread::sleep(Duration::from_millis(2));
                let copy = Store::copy(&path, &to, slow).unwrap().open().unwrap();
                let count = |n: i32| -> i64 {
                    copy.connection.query_row("SELECT count(*) FROM filling WHERE n = ?1", [n], |r| r.get(0)).unwrap()
                };
                assert_eq!(count(-1), count(-2));
                all = count(-1);
            }
            going.store(false, Ordering::Relaxed);
            all
        });
        assert!(rows > 0);
    }

    #[test]
    fn nothing_is_overwritten_and_nothing_that_is_no_station_is_copied() {
        let (directory, path, _store) = new();
        let to = directory.path().join("taken");
        fs::write(&to, b"mine").unwrap();
        assert!(matches!(Store::copy(&path, &to, &mut |_, _| {}), Err(StoreError::Exists { .. })));
        assert_eq!(fs::read(&to).unwrap(), b"mine");
        let free = directory.path().join("free");
        std::os::unix::fs::symlink(directory.path().join("elsewhere"), &free).unwrap();
        assert!(matches!(Store::copy(&path, &free, &mut |_, _| {}), Err(StoreError::Exists { .. })));
        fs::remove_file(&free).unwrap();
        fs::write(directory.path().join("free-wal"), b"left").unwrap();
        assert!(matches!(Store::copy(&path, &free, &mut |_, _| {}), Err(StoreError::Exists { .. })));
        DatabaseCopy::clear_left(&free);
        assert!(!directory.path().join("free-wal").exists());
        let missing = Store::copy(&directory.path().join("none"), &free, &mut |_, _| {});
        assert!(matches!(missing, Err(StoreError::Missing { .. })));
        let other = directory.path().join("other.db");
        Connection::open(&other).unwrap().execute_batch("CREATE TABLE a (b)").unwrap();
        assert!(matches!(Store::copy(&other, &free, &mut |_, _| {}), Err(StoreError::NotOurs { .. })));
        assert!(!free.exists());
    }

    #[test]
    fn a_broken_database_gives_no_copy() {
        let (directory, path, store) = new();
        fill(&store, 0, 300);
        store.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        drop(store);
        let mut octets = fs::read(&path).unwrap();
        let page = octets.len() / 4096 / 2;
        octets[4096 * page..4096 * (page + 8)].fill(0xee);
        fs::write(&path, octets).unwrap();
        let to = directory.path().join(".snapshot");
        assert!(Store::copy(&path, &to, &mut |_, _| {}).is_err());
        assert!(!to.exists());
    }
}
