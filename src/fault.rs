//! The kinds of failure every error maps to, and what a refusal must carry.
//!
//! Each room has one error enum; each implements [`Fail`], so that the binary
//! turns any of them into one exit code, one line, and the next command to type.

use std::fmt;

/// The kind of a failure. The numbers are public: they are the process exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fault {
    /// A check ran to its end and the answer is no.
    Unsound,
    /// The command line or an answers file does not fit.
    Usage,
    /// Policy refuses; the error names a clause.
    Refused,
    /// Input cannot be read; the error names the offset or field.
    Malformed,
    /// A token, module or terminal does not do its part.
    Device,
    /// A file or the database cannot be read or written.
    Storage,
    /// Stopped at a safe place; resumable.
    Paused,
    /// The program is wrong.
    Bug,
    /// Interrupted by the operator.
    Interrupted,
}

impl Fault {
    /// Every kind, in the order of the exit codes.
    pub const ALL: [Fault; 9] = [
        Fault::Unsound,
        Fault::Usage,
        Fault::Refused,
        Fault::Malformed,
        Fault::Device,
        Fault::Storage,
        Fault::Paused,
        Fault::Bug,
        Fault::Interrupted,
    ];

    /// The process exit code of this kind.
    pub const fn exit_code(self) -> u8 {
        match self {
            Fault::Unsound => 1,
            Fault::Usage => 2,
            Fault::Refused => 3,
            Fault::Malformed => 4,
            Fault::Device => 5,
            Fault::Storage => 6,
            Fault::Paused => 7,
            Fault::Bug => 70,
            Fault::Interrupted => 130,
        }
    }

    /// The word that stands in JSON reports.
    pub const fn word(self) -> &'static str {
        match self {
            Fault::Unsound => "unsound",
            Fault::Usage => "usage",
            Fault::Refused => "refused",
            Fault::Malformed => "malformed",
            Fault::Device => "device",
            Fault::Storage => "storage",
            Fault::Paused => "paused",
            Fault::Bug => "bug",
            Fault::Interrupted => "interrupted",
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What every room's error says beside its message.
///
/// The message itself (`Display`) says what was found and what was wanted, in
/// one line, and does not repeat its source.
pub trait Fail: std::error::Error + Send + Sync + 'static {
    /// The kind, and so the exit code.
    fn kind(&self) -> Fault;

    /// The clause behind a refusal, such as `SERIAL-1`.
    fn clause(&self) -> Option<&'static str> {
        None
    }

    /// The next thing to type or to do, as a sentence without a final period.
    fn hint(&self) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_distinct_and_never_zero() {
        let mut codes: Vec<u8> = Fault::ALL.iter().map(|f| f.exit_code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Fault::ALL.len());
        assert!(!codes.contains(&0));
    }
}
