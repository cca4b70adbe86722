//! Why a backup is not made, not taken or not restored. No message repeats what is sealed in one.

use std::io;

use crate::canonical::CanonicalError;
use crate::clock::Time;
use crate::fault::{Fail, Fault};
use crate::ledger::LedgerError;
use crate::safe;
use crate::sealed::SealedError;

/// Why a backup is not made, not taken or not restored. Clauses below BACKUP-20 are the vault's.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A manifest that is not JSON of its form.
    #[error("BACKUP-20: {what} cannot be read: {said}")]
    Manifest {
        /// Which manifest.
        what: &'static str,
        /// What the reader said, made harmless.
        said: String,
    },
    /// A manifest that is not in its one form.
    #[error("BACKUP-21: {what} is not in canonical form (RFC 8785), or a value in it is not written in its one way")]
    NotCanonical {
        /// Which manifest.
        what: &'static str,
    },
    /// A manifest of another version.
    #[error("BACKUP-22: the manifest is of schema '{found}': wanted '{wanted}'")]
    Schema {
        /// What it says, made harmless.
        found: String,
        /// What is known.
        wanted: &'static str,
    },
    /// A value that cannot be.
    #[error("BACKUP-23: field '{field}' of the manifest: wanted {wanted}")]
    Field {
        /// The field.
        field: &'static str,
        /// What should stand there.
        wanted: &'static str,
    },
    /// More than is taken.
    #[error("BACKUP-24: {what}: {found}, at most {limit} are taken")]
    TooLarge {
        /// What is.
        what: String,
        /// How many there are.
        found: u64,
        /// How many are taken.
        limit: u64,
    },
    /// A note of something else.
    #[error("BACKUP-25: the note speaks of another manifest than the one beside it")]
    NoteOther,
    /// A note that no key of the ledger stands behind.
    #[error("BACKUP-26: the note is not signed by a key of this ledger")]
    NoteUnsigned(#[source] LedgerError),
    /// A file that the manifest does not name.
    #[error("BACKUP-27: '{path}' does not belong there: the manifest does not name it")]
    Stranger {
        /// Where it lies, made harmless.
        path: String,
    },
    /// A file that is not there.
    #[error("BACKUP-28: '{path}' is not there")]
    Missing {
        /// Where it should lie, made harmless.
        path: String,
    },
    /// A file that is not what was written.
    #[error("BACKUP-29: '{file}' is not what the manifest says: {what} differs")]
    Differs {
        /// The file.
        file: String,
        /// In what it differs.
        what: &'static str,
    },
    /// A link, a pipe, a device.
    #[error("BACKUP-30: '{path}' is {what}: nothing but plain files and folders is read from a medium")]
    NotPlain {
        /// Where it lies, made harmless.
        path: String,
        /// What it is.
        what: &'static str,
    },
    /// A name that is taken.
    #[error("BACKUP-31: '{path}' is there already; a backup is never written over")]
    Taken {
        /// The name, made harmless.
        path: String,
    },
    /// There is no room.
    #[error("BACKUP-32: the medium is full at '{path}'; what was begun was taken away again")]
    Full {
        /// Where, made harmless.
        path: String,
    },
    /// The medium is no longer there.
    #[error("BACKUP-33: the medium does not answer any more at '{path}' while {doing}")]
    Gone {
        /// Where, made harmless.
        path: String,
        /// What was tried.
        doing: &'static str,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The medium gives back something else.
    #[error("BACKUP-34: '{path}' reads back from the medium as something else than was written")]
    ReadBack {
        /// Where, made harmless.
        path: String,
    },
    /// One medium twice.
    #[error("BACKUP-35: '{one}' and '{other}' are one place: two copies lie on two media")]
    SamePlace {
        /// The first, made harmless.
        one: String,
        /// The second, made harmless.
        other: String,
    },
    /// Something that changes while it is read.
    #[error("BACKUP-36: '{path}' changed while it was read")]
    Unsteady {
        /// Where it lies, made harmless.
        path: String,
    },
    /// What is inside is not the members that there are to be.
    #[error("BACKUP-37: what is sealed in it is not what a backup holds: {what}")]
    Members {
        /// What is wrong.
        what: String,
    },
    /// A block that is not what was copied.
    #[error("BACKUP-38: block {block} of the database is not what the manifest says")]
    Block {
        /// Which block, from zero.
        block: u64,
    },
    /// The full backup under an incremental one is not there.
    #[error("BACKUP-39: '{name}' holds the blocks changed since '{base}', which was not given")]
    BaseMissing {
        /// The incremental backup.
        name: String,
        /// The full one.
        base: String,
    },
    /// Another full backup than the one it was built on.
    #[error("BACKUP-39: '{name}' was not built on this '{base}'")]
    BaseOther {
        /// The incremental backup.
        name: String,
        /// The full one.
        base: String,
    },
    /// A backup of another station.
    #[error("BACKUP-40: the backup is of '{found}': wanted one of '{wanted}'")]
    OtherStation {
        /// Whose it is.
        found: String,
        /// Whose was wanted.
        wanted: String,
    },
    /// A name that no backup has.
    #[error("BACKUP-41: '{shown}' is not the name of a backup")]
    Name {
        /// What was given, made harmless.
        shown: String,
    },
    /// A wrapped key that does not open.
    #[error("BACKUP-42: key '{label}' does not open: {what}")]
    Closed {
        /// The key.
        label: String,
        /// What was wrong.
        what: String,
    },
    /// A rule that keeps nothing.
    #[error(
        "BACKUP-43: a rule of {days} days, {weeks} weeks and {months} months: wanted 0 to 10000 each, and one above 0"
    )]
    Rule {
        /// Days.
        days: u32,
        /// Weeks.
        weeks: u32,
        /// Months.
        months: u32,
    },
    /// A directory that is not empty.
    #[error("BACKUP-44: '{path}' is not an empty directory: what is unsealed goes to a place of its own")]
    Occupied {
        /// Which, made harmless.
        path: String,
    },
    /// The medium takes no file of this length.
    #[error("BACKUP-45: the file system at '{path}' takes no file of this length")]
    FileLength {
        /// Where, made harmless.
        path: String,
    },
    /// Backups that do not go together.
    #[error("BACKUP-46: '{name}' is no base: {what}")]
    NoBase {
        /// The backup.
        name: String,
        /// Why not.
        what: &'static str,
    },
    /// Another history.
    #[error("BACKUP-47: the backup's ledger of {backup} entries is not the beginning of today's of {today}")]
    History {
        /// Entries in the backup's ledger.
        backup: u64,
        /// Entries in today's.
        today: u64,
    },
    /// Made in the future.
    #[error("BACKUP-48: '{name}' says that it was made at {made}, and it is {now}")]
    Future {
        /// The backup.
        name: String,
        /// When it says it was made.
        made: Time,
        /// What time it is here.
        now: Time,
    },
    /// Something on a medium or a disk cannot be read or written.
    #[error("'{path}' cannot be used while {doing}")]
    Storage {
        /// Where, made harmless.
        path: String,
        /// What was tried.
        doing: &'static str,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It is not sealed or not opened.
    #[error(transparent)]
    Sealed(#[from] SealedError),
    /// A note or a checkpoint.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// No canonical bytes.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
}

impl BackupError {
    /// What the system said at a place, by what an operator can do about it.
    pub(super) fn of_system(path: &str, doing: &'static str) -> impl Fn(io::Error) -> BackupError {
        use rustix::io::Errno;
        let path = safe::line(path, 240);
        move |source| {
            let path = path.clone();
            match source.raw_os_error().map(Errno::from_raw_os_error) {
                Some(Errno::NOSPC | Errno::DQUOT) => BackupError::Full { path },
                Some(Errno::FBIG) => BackupError::FileLength { path },
                Some(Errno::IO | Errno::NODEV | Errno::NXIO | Errno::NOMEDIUM | Errno::STALE | Errno::SHUTDOWN) => {
                    BackupError::Gone { path, doing, source }
                }
                Some(Errno::EXIST | Errno::NOTEMPTY) => BackupError::Taken { path },
                Some(Errno::NOENT) => BackupError::Missing { path },
                _ => BackupError::Storage { path, doing, source },
            }
        }
    }
}

impl Fail for BackupError {
    fn kind(&self) -> Fault {
        use BackupError::*;
        match self {
            Manifest { .. } | NotCanonical { .. } | Schema { .. } | Field { .. } | TooLarge { .. } => Fault::Malformed,
            NotPlain { .. } | Members { .. } | Stranger { .. } | Missing { .. } => Fault::Malformed,
            NoteOther | NoteUnsigned(_) | History { .. } | Differs { .. } | Block { .. } | Closed { .. } => {
                Fault::Unsound
            }
            Taken { .. } | SamePlace { .. } | BaseMissing { .. } | BaseOther { .. } | NoBase { .. } => Fault::Refused,
            OtherStation { .. } | Occupied { .. } | Future { .. } => Fault::Refused,
            Name { .. } | Rule { .. } => Fault::Usage,
            Full { .. } | Gone { .. } | ReadBack { .. } | Unsteady { .. } | FileLength { .. } => Fault::Storage,
            Storage { .. } => Fault::Storage,
            Sealed(error) => error.kind(),
            Ledger(error) => error.kind(),
            Canonical(error) => error.kind(),
        }
    }

    fn clause(&self) -> Option<&'static str> {
        use BackupError::*;
        Some(match self {
            Manifest { .. } => "BACKUP-20",
            NotCanonical { .. } => "BACKUP-21",
            Schema { .. } => "BACKUP-22",
            Field { .. } => "BACKUP-23",
            TooLarge { .. } => "BACKUP-24",
            NoteOther => "BACKUP-25",
            NoteUnsigned(_) => "BACKUP-26",
            Stranger { .. } => "BACKUP-27",
            Missing { .. } => "BACKUP-28",
            Differs { .. } => "BACKUP-29",
            NotPlain { .. } => "BACKUP-30",
            Taken { .. } => "BACKUP-31",
            Full { .. } => "BACKUP-32",
            Gone { .. } => "BACKUP-33",
            ReadBack { .. } => "BACKUP-34",
            SamePlace { .. } => "BACKUP-35",
            Unsteady { .. } => "BACKUP-36",
            Members { .. } => "BACKUP-37",
            Block { .. } => "BACKUP-38",
            BaseMissing { .. } | BaseOther { .. } => "BACKUP-39",
            OtherStation { .. } => "BACKUP-40",
            Name { .. } => "BACKUP-41",
            Closed { .. } => "BACKUP-42",
            Rule { .. } => "BACKUP-43",
            Occupied { .. } => "BACKUP-44",
            FileLength { .. } => "BACKUP-45",
            NoBase { .. } => "BACKUP-46",
            History { .. } => "BACKUP-47",
            Future { .. } => "BACKUP-48",
            Storage { .. } => return None,
            Sealed(error) => return error.clause(),
            Ledger(error) => return error.clause(),
            Canonical(error) => return error.clause(),
        })
    }

    fn hint(&self) -> Option<String> {
        use BackupError::*;
        Some(match self {
            Manifest { .. } | NotCanonical { .. } | Field { .. } | Differs { .. } | Block { .. } | Members { .. } => {
                "use the copy on the other medium; 'chancery backup verify FOLDER' says which of the two is whole"
                    .into()
            }
            Schema { .. } => "use the program that made the backup, or a newer one".into(),
            NoteOther | NoteUnsigned(_) | History { .. } => {
                "do not restore from it; 'chancery backup verify FOLDER' tells every step".into()
            }
            Stranger { .. } => "move the file elsewhere, then 'chancery backup verify FOLDER'".into(),
            Missing { .. } => "'chancery backup list FOLDER' names the backups of a medium".into(),
            NotPlain { .. } => "do not use this medium; take the other copy".into(),
            Taken { .. } => "'chancery backup list FOLDER' says what lies there".into(),
            Full { .. } => {
                "take another medium; 'chancery backup prune FOLDER' makes room among copies of the state, never among sets; \
                 a set that was begun is void, and its keys are as they were: run it again without '--set'"
                    .into()
            }
            Gone { .. } => "plug the medium in again, then 'chancery backup list FOLDER'".into(),
            ReadBack { .. } => "throw this medium away and take another".into(),
            SamePlace { .. } => "give a second medium".into(),
            Unsteady { .. } => "see who else writes to the medium, and try again".into(),
            BaseMissing { base, .. } => format!("bring the folder '{base}' too, beside this one"),
            BaseOther { .. } => "look for the medium that both were written to".into(),
            OtherStation { .. } => "'chancery backup list FOLDER' says whose each backup is".into(),
            Name { .. } => "'chancery backup list FOLDER' says how they are called".into(),
            Closed { .. } => "take the copy on the other medium, or the shares of this set".into(),
            Occupied { .. } => "give a directory that is there and empty".into(),
            FileLength { .. } => "take a medium with ext4 or exFAT: FAT32 takes at most 4 GiB in a file".into(),
            NoBase { .. } => "make a full backup first: 'chancery backup state' without '--incremental'".into(),
            Future { .. } => {
                "where the clock here is right ('chancery clock show') somebody else made it, or a clock that \
                              was wrong: name the folder of another copy"
                    .into()
            }
            Sealed(error) => return error.hint(),
            Ledger(error) => return error.hint(),
            Canonical(error) => return error.hint(),
            TooLarge { .. } | Rule { .. } | Storage { .. } => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_is_told_by_what_can_be_done_about_it() {
        for (errno, clause) in [
            (rustix::io::Errno::NOSPC, Some("BACKUP-32")),
            (rustix::io::Errno::DQUOT, Some("BACKUP-32")),
            (rustix::io::Errno::IO, Some("BACKUP-33")),
            (rustix::io::Errno::NODEV, Some("BACKUP-33")),
            (rustix::io::Errno::STALE, Some("BACKUP-33")),
            (rustix::io::Errno::FBIG, Some("BACKUP-45")),
            (rustix::io::Errno::EXIST, Some("BACKUP-31")),
            (rustix::io::Errno::NOENT, Some("BACKUP-28")),
            (rustix::io::Errno::ROFS, None),
            (rustix::io::Errno::ACCESS, None),
        ] {
            let error = BackupError::of_system("/media/a\u{1b}", "writing")(io::Error::from(errno));
            assert_eq!(error.clause(), clause, "{errno:?}");
            assert!(error.to_string().contains("/media/a\\u{1b}"), "{error}");
        }
    }
}
