//! Sending a page raw to a printer: to its device and nowhere else.
//!
//! A printer is a character device, or a file that lies in memory. Links are not followed. What is opened is looked at
//! before, by a descriptor that does nothing to it, and compared after. Nothing is sent to the terminal that the program
//! runs at, nor to a device that is no printer: a console, the kernel's log, a watchdog.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::termios::{OptionalActions, OutputModes, Termios};

use super::super::card::{Form, Page};
use super::error::HandError;
use super::terminal::own_terminals;

/// What everybody has to know who prints a share, one sentence each: it is shown before the first page is sent.
pub const PRINTER_TRAPS: [&str; 5] = [
    "A printer remembers: use one without a disk, without a network and without a hold or reprint function, and keep it.",
    "Send a trial page first; it has no secret, and a printer that takes no PostScript prints its text instead.",
    "Each page goes straight to the device: no spooler, no queue and no file has it.",
    "A card that jams or comes out faint is printed once more ('again') and the spoiled one destroyed before a witness.",
    "After the last card print three trial pages, switch the printer off and pull its plug, then wait a minute.",
];

/// At the end of a job in PostScript, behind the page: so the printer begins the next one anew.
const END_OF_JOB: &[u8] = &[4];

/// `TMPFS_MAGIC` and `RAMFS_MAGIC` of the kernel.
const IN_MEMORY: [u64; 2] = [0x0102_1994, 0x8584_58F6];

/// Where a page went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A device.
    Device,
    /// A file in memory, behind what was there. What the kernel does with memory that it runs short of is not known here:
    /// no swap may be on.
    Memory,
}

/// A page that was sent whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// How many octets.
    pub octets: usize,
    /// Where to.
    pub place: Place,
}

/// Sends a page to a printer, whole, and waits until it is through. SHARE-23 refuses what is no printer, SHARE-24 the
/// terminal that the program runs at; SHARE-25 says that a page may be printed by half. A file in memory is made where there
/// is none; it takes one page behind the other, and is left as it was where that fails.
pub fn print(device: &Path, page: &Page) -> Result<Printed, HandError> {
    let opened = open(device)?;
    let end = match page.form() {
        Form::PostScript(_) if opened.place == Place::Device => END_OF_JOB,
        _ => &[],
    };
    let sent = opened.send(&[page.expose(), end]);
    let octets = sent.inspect_err(|_| opened.take_back())?;
    Ok(Printed { octets, place: opened.place })
}

/// A printer that is open for writing.
struct Printer {
    path: PathBuf,
    file: File,
    place: Place,
    /// How long a file in memory was before.
    before: u64,
}

/// Refuses what takes no page, before there is one (SHARE-23, SHARE-24): nothing is opened for writing, and nothing made.
pub fn expect_takes_pages(device: &Path) -> Result<(), HandError> {
    match looked_at(device)? {
        Some(_) => Ok(()),
        None => folder_of(device).map(drop),
    }
}

/// What lies there; nothing, where nothing does.
fn looked_at(path: &Path) -> Result<Option<(fs::Metadata, Place)>, HandError> {
    let cannot = |verb| move |source: io::Error| HandError::Device { path: path.to_owned(), verb, source };
    let refused = |what| HandError::NotAPrinter { path: path.to_owned(), what };
    let looked_at = rustix::fs::open(path, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty());
    let seen = match looked_at {
        Ok(seen) => File::from(seen),
        Err(rustix::io::Errno::NOENT) => return Ok(None),
        Err(error) => return Err(cannot("looked at")(error.into())),
    };
    let about = seen.metadata().map_err(cannot("looked at"))?;
    let kind = about.file_type();
    let place = match kind {
        _ if kind.is_char_device() => Place::Device,
        _ if kind.is_file() => Place::Memory,
        _ if kind.is_symlink() => return Err(refused("it is a link, and links are not followed")),
        _ if kind.is_fifo() => return Err(refused("it is a pipe, and who reads it is not known")),
        _ if kind.is_socket() => return Err(refused("it is a socket, and who reads it is not known")),
        _ if kind.is_block_device() => return Err(refused("it is a disk")),
        _ => return Err(refused("it is no device")),
    };
    if place == Place::Device {
        expect_printer(path, about.rdev())?;
    } else {
        expect_in_memory(path, &seen)?;
        expect_own(&about).map_err(refused)?;
    }
    Ok(Some((about, place)))
}

/// Looks at what lies there, then opens that very thing.
fn open(path: &Path) -> Result<Printer, HandError> {
    let cannot = |verb| move |source: io::Error| HandError::Device { path: path.to_owned(), verb, source };
    let refused = |what| HandError::NotAPrinter { path: path.to_owned(), what };
    let Some((about, place)) = looked_at(path)? else { return make(path) };
    let append = if place == Place::Memory { OFlags::APPEND } else { OFlags::NONBLOCK };
    let flags = OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::NOCTTY | OFlags::CLOEXEC | append;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty()).map_err(|e| cannot("opened")(e.into()))?);
    let opened = file.metadata().map_err(cannot("looked at"))?;
    let same = |one: &fs::Metadata| (one.dev(), one.ino(), one.rdev(), one.file_type());
    if same(&opened) != same(&about) {
        return Err(refused("it was exchanged while it was opened"));
    }
    if place == Place::Device {
        // A line that is not answered does not hold up the opening, but it does the page.
        rustix::fs::fcntl_setfl(&file, OFlags::empty()).map_err(|e| cannot("set up")(e.into()))?;
    }
    Ok(Printer { path: path.to_owned(), file, place, before: opened.len() })
}

/// The folder of a file that is not there yet. It must lie in memory.
fn folder_of(path: &Path) -> Result<(File, &OsStr), HandError> {
    let cannot = |verb| move |source: io::Error| HandError::Device { path: path.to_owned(), verb, source };
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(HandError::NotAPrinter { path: path.to_owned(), what: "it is no device" });
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = rustix::fs::open(folder, flags, Mode::empty()).map_err(|e| cannot("looked at")(e.into()))?;
    let folder = File::from(folder);
    expect_in_memory(path, &folder)?;
    Ok((folder, name))
}

/// Makes a file in a folder that lies in memory.
fn make(path: &Path) -> Result<Printer, HandError> {
    let cannot = |verb| move |source: io::Error| HandError::Device { path: path.to_owned(), verb, source };
    let (folder, name) = folder_of(path)?;
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::APPEND | OFlags::CLOEXEC;
    let made = rustix::fs::openat(&folder, name, flags, Mode::RUSR | Mode::WUSR);
    let file = File::from(made.map_err(|e| cannot("made")(e.into()))?);
    Ok(Printer { path: path.to_owned(), file, place: Place::Memory, before: 0 })
}

/// Refuses devices that are no printers, and our own terminal.
fn expect_printer(path: &Path, device: u64) -> Result<(), HandError> {
    let refused = |what| Err(HandError::NotAPrinter { path: path.to_owned(), what });
    match (rustix::fs::major(device), rustix::fs::minor(device)) {
        (1, _) => return refused("it is memory of the machine or the log of its kernel"),
        (4, 0..=63) => return refused("it is a console of this machine"),
        (5, 0) => return Err(HandError::OwnTerminal { path: path.to_owned() }),
        (5, _) => return refused("it is a console of this machine, or makes terminals"),
        (10, _) => return refused("it is a device of the system and no printer"),
        _ => {}
    }
    let own = own_terminals();
    let own =
        own.map_err(|source| HandError::Device { path: path.to_owned(), verb: "told from our terminal", source })?;
    if own.contains(&device) { Err(HandError::OwnTerminal { path: path.to_owned() }) } else { Ok(()) }
}

/// Refuses a file or folder that does not lie in memory.
fn expect_in_memory(path: &Path, opened: &File) -> Result<(), HandError> {
    let about = rustix::fs::fstatfs(opened);
    let about = about.map_err(|e| HandError::Device { path: path.to_owned(), verb: "looked at", source: e.into() })?;
    if u64::try_from(about.f_type).is_ok_and(|kind| IN_MEMORY.contains(&kind)) {
        Ok(())
    } else {
        let what = "it is a file, and it does not lie in memory";
        Err(HandError::NotAPrinter { path: path.to_owned(), what })
    }
}

/// A file of ours that nobody else can read and that has no second name.
fn expect_own(about: &fs::Metadata) -> Result<(), &'static str> {
    if about.uid() != rustix::process::geteuid().as_raw() {
        return Err("the file belongs to somebody else");
    }
    if about.mode() & 0o077 != 0 {
        return Err("others can read the file or write to it");
    }
    if about.nlink() != 1 { Err("the file has a second name") } else { Ok(()) }
}

impl Printer {
    /// Sends these, one behind the other, and waits until they are through. How many octets that were.
    fn send(&self, parts: &[&[u8]]) -> Result<usize, HandError> {
        let failed = |sent: usize, source| {
            let octets = parts.iter().map(|part| part.len()).sum();
            HandError::HalfPrinted { path: self.path.clone(), sent, octets, source }
        };
        let line = Line::raw(&self.file).map_err(|source| failed(0, source))?;
        let mut sent = 0;
        for part in parts {
            let mut rest = *part;
            while !rest.is_empty() {
                match (&self.file).write(rest) {
                    Ok(0) => return Err(failed(sent, io::ErrorKind::WriteZero.into())),
                    Ok(count) => {
                        sent += count;
                        rest = rest.get(count..).unwrap_or_default();
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(failed(sent, error)),
                }
            }
        }
        let through = line.map_or_else(|| self.flushed(), |line| line.drained());
        through.map_err(|source| HandError::NotDrained { path: self.path.clone(), source })?;
        Ok(sent)
    }

    /// A device that has nothing to be flushed says so.
    fn flushed(&self) -> io::Result<()> {
        match self.file.sync_all() {
            Err(error) if error.raw_os_error() == Some(rustix::io::Errno::INVAL.raw_os_error()) => Ok(()),
            other => other,
        }
    }

    /// Leaves a file in memory as it was. What a device took, it has.
    fn take_back(&self) {
        if self.place == Place::Memory {
            let _ = self.file.set_len(self.before);
        }
    }
}

/// A serial line while a page goes over it: octets as they are. It is set back when dropped.
struct Line<'a> {
    file: &'a File,
    before: Termios,
}

impl<'a> Line<'a> {
    /// Sets the line up; `None` where the printer is not at one.
    fn raw(file: &'a File) -> io::Result<Option<Self>> {
        if !rustix::termios::isatty(file) {
            return Ok(None);
        }
        let before = rustix::termios::tcgetattr(file)?;
        let mut raw = before.clone();
        raw.output_modes -= OutputModes::OPOST;
        rustix::termios::tcsetattr(file, OptionalActions::Now, &raw)?;
        Ok(Some(Line { file, before }))
    }

    fn drained(&self) -> io::Result<()> {
        Ok(rustix::termios::tcdrain(self.file)?)
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        let _ = rustix::termios::tcsetattr(self.file, OptionalActions::Now, &self.before);
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;

    use tempfile::TempDir;

    use super::super::super::card::testing::{canaries, card, dealt, silent, station};
    use super::super::super::card::{Paper, trial};
    use super::*;
    use crate::fault::{Fail, Fault};
    use crate::mode::Mode as Standing;

    /// A page, and the words of its share.
    fn page(form: Form) -> (Page, Vec<String>) {
        let share = dealt(2, 3, 32).remove(0);
        let (keeper, station) = ("alice".parse().unwrap(), station("utopia", Standing::Rehearsal));
        (card(&share, 3, &keeper, &station).page(form).unwrap(), canaries(&share))
    }

    fn in_memory() -> TempDir {
        TempDir::new_in("/dev/shm").unwrap()
    }

    /// Asserts that nothing takes the page, by this clause.
    #[track_caller]
    fn refused(path: &Path, clause: &str, what: &str) {
        let (page, mut words) = page(Form::Text);
        // The name of the place is repeated, and may hold words of the list.
        words.retain(|word| !path.to_string_lossy().contains(word.as_str()));
        let error = print(path, &page).unwrap_err();
        assert_eq!((error.clause(), error.kind()), (Some(clause), Fault::Refused), "{}: {error}", path.display());
        assert!(error.to_string().contains(what), "{error} does not say '{what}'");
        assert!(error.hint().is_some());
        silent(&error, &words);
    }

    #[test]
    fn a_file_in_memory_takes_one_page_behind_the_other() {
        let folder = in_memory();
        let path = folder.path().join("printer");
        let (first, second) = (page(Form::PostScript(Paper::A4)).0, page(Form::Text).0);
        assert_eq!(print(&path, &first).unwrap(), Printed { octets: first.expose().len(), place: Place::Memory });
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        print(&path, &second).unwrap();
        assert!(fs::read(&path).unwrap() == [first.expose(), second.expose()].concat());
    }

    #[test]
    fn share_23_a_file_on_a_disk_is_refused_and_none_is_made_there() {
        // The source tree is no place in memory; where it is, there is no disk to be refused.
        let folder = TempDir::new_in(concat!(env!("CARGO_MANIFEST_DIR"), "/target")).unwrap();
        if expect_in_memory(folder.path(), &File::open(folder.path()).unwrap()).is_ok() {
            return;
        }
        refused(&folder.path().join("new"), "SHARE-23", "does not lie in memory");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        fs::write(folder.path().join("old"), "").unwrap();
        refused(&folder.path().join("old"), "SHARE-23", "does not lie in memory");
        assert_eq!(fs::read(folder.path().join("old")).unwrap(), b"");
    }

    #[test]
    fn share_23_what_is_no_printer_is_refused_before_it_is_opened() {
        let folder = in_memory();
        let at = |name: &str| folder.path().join(name);
        symlink("/dev/null", at("link")).unwrap();
        refused(&at("link"), "SHARE-23", "links are not followed");
        let _listener = UnixListener::bind(at("socket")).unwrap();
        refused(&at("socket"), "SHARE-23", "socket");
        let made = std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap();
        assert!(made.success());
        refused(&at("pipe"), "SHARE-23", "pipe");
        refused(folder.path(), "SHARE-23", "no device");
        for device in ["/dev/null", "/dev/full", "/dev/zero", "/dev/random"] {
            refused(Path::new(device), "SHARE-23", "memory of the machine");
        }
        refused(Path::new("/"), "SHARE-23", "no device");
    }

    #[test]
    fn share_23_a_file_that_others_can_see_is_refused_and_left_alone() {
        let folder = in_memory();
        let path = folder.path().join("file");
        fs::write(&path, "before").unwrap();
        for mode in [0o644, 0o620, 0o604] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            refused(&path, "SHARE-23", "others can read");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::hard_link(&path, folder.path().join("second")).unwrap();
        refused(&path, "SHARE-23", "second name");
        assert_eq!(fs::read(&path).unwrap(), b"before");
    }

    #[test]
    fn share_24_the_terminal_of_the_program_is_refused_by_any_name() {
        refused(Path::new("/dev/tty"), "SHARE-24", "terminal");
    }

    #[test]
    fn share_25_what_was_not_taken_whole_says_that_the_sheet_must_be_destroyed() {
        let folder = in_memory();
        let path = folder.path().join("file");
        fs::write(&path, "before").unwrap();
        let printer = Printer { path: path.clone(), file: File::open(&path).unwrap(), place: Place::Memory, before: 6 };
        let (page, words) = page(Form::Text);
        let error = printer.send(&[page.expose(), END_OF_JOB]).unwrap_err();
        assert_eq!((error.clause(), error.kind()), (Some("SHARE-25"), Fault::Device));
        assert!(error.to_string().contains(&format!("took 0 of {} octets", page.expose().len() + 1)), "{error}");
        assert!(error.hint().unwrap().contains("destroy"));
        silent(&error, &words);
        assert_eq!(fs::read(&path).unwrap(), b"before");
        let missing = print(&folder.path().join("no/printer"), &page).unwrap_err();
        assert_eq!((missing.clause(), missing.kind()), (None, Fault::Device));
    }

    #[test]
    fn a_trial_page_holds_no_share_of_anybody() {
        let own = station("utopia", Standing::Production);
        for form in [Form::Text, Form::PostScript(Paper::Letter)] {
            let page = trial(form, &own, crate::clock::Time::from_unix(0).unwrap()).unwrap();
            let shown = String::from_utf8(page.expose().to_vec()).unwrap();
            assert!(shown.contains("TRIAL: a page to try the printer with") && shown.contains("humidity"));
        }
    }
}
