//! The name of a backup of the state: when it was made, and how long the ledger was.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::backup::error::BackupError;
use crate::clock::{Reading, Time};
use crate::safe;

/// `state-20261122T100000Z-0000000042`: the order of the names is the order in which they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StateName {
    made: Time,
    size: u64,
}

impl StateName {
    /// The most entries that a name can say.
    pub const MOST: u64 = 9_999_999_999;

    /// Of a backup that is made at this moment of a ledger of so many entries.
    pub fn new(made: Time, size: u64) -> Result<Self, BackupError> {
        let years = 1970..=9999;
        if size > Self::MOST || !years.contains(&made.calendar().year()) {
            return Err(BackupError::Name { shown: format!("{made} with {size} entries") });
        }
        Ok(StateName { made, size })
    }

    /// When it was made.
    pub fn made(&self) -> Time {
        self.made
    }

    /// How long the ledger was.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Whether it says that it was made later than the clock here can be, its bound counted.
    pub fn is_ahead(&self, at: Reading) -> bool {
        self.made > at.time.plus(i64::from(at.bound))
    }

    /// Refuses what says that it was made in the future (BACKUP-48).
    pub fn expect_before(&self, at: Reading) -> Result<(), BackupError> {
        if self.is_ahead(at) {
            return Err(BackupError::Future { name: self.to_string(), made: self.made, now: at.time });
        }
        Ok(())
    }
}

impl fmt::Display for StateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits: String = self.made.to_string().chars().filter(|c| !matches!(c, '-' | ':')).collect();
        write!(f, "state-{digits}-{:010}", self.size)
    }
}

impl FromStr for StateName {
    type Err = BackupError;

    fn from_str(text: &str) -> Result<Self, BackupError> {
        let parse = || {
            let (when, size) = text.strip_prefix("state-")?.split_once('-')?;
            let (date, time) = when.strip_suffix('Z')?.split_once('T')?;
            let part = |text: &str, from: usize, to: usize| text.get(from..to).map(str::to_owned);
            let date = [part(date, 0, 4)?, part(date, 4, 6)?, part(date, 6, 8)?].join("-");
            let time = [part(time, 0, 2)?, part(time, 2, 4)?, part(time, 4, 6)?].join(":");
            let made: Time = format!("{date}T{time}Z").parse().ok()?;
            StateName::new(made, size.parse().ok()?).ok()
        };
        // Written again it must be the same: what is not of this form to the letter is not a name.
        let name = parse().filter(|name| name.to_string() == text);
        name.ok_or_else(|| BackupError::Name { shown: safe::line(text, 80) })
    }
}

impl TryFrom<String> for StateName {
    type Error = BackupError;
    fn try_from(text: String) -> Result<Self, BackupError> {
        text.parse()
    }
}

impl From<StateName> for String {
    fn from(name: StateName) -> String {
        name.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_says_when_it_was_made_and_how_long_the_ledger_was() {
        let name = StateName::new("2026-11-22T10:00:00Z".parse().unwrap(), 42).unwrap();
        assert_eq!(name.to_string(), "state-20261122T100000Z-0000000042");
        assert_eq!(name.to_string().parse::<StateName>().unwrap(), name);
        assert!(StateName::new(name.made(), StateName::MOST + 1).is_err());
        assert!(StateName::new("1969-12-31T23:59:59Z".parse().unwrap(), 1).is_err());
    }

    #[test]
    fn backup_41_what_is_no_name_is_refused() {
        for bad in [
            "",
            "state-",
            "state-20261122T100000Z-42",
            "state-20261122T100000Z-00000000042",
            "state-20261122T100000Z-000000004x",
            "state-20261122T100000Z-+000000042",
            "state-20261322T100000Z-0000000042",
            "state-20261122T100060Z-0000000042",
            "state-20261122t100000z-0000000042",
            "state-20261122T1000Z-0000000042",
            "state-2026-1122T100000Z-0000000042",
            "State-20261122T100000Z-0000000042",
            "state-20261122T100000Z-0000000042 ",
            "state-20261122T100000Z-0000000042/",
            "../state-20261122T100000Z-0000000042",
            "st\u{e4}te-20261122T100000Z-0000000042",
            "state-20261\u{661}22T100000Z-0000000042",
        ] {
            let refused = bad.parse::<StateName>().unwrap_err();
            assert_eq!(crate::fault::Fail::clause(&refused), Some("BACKUP-41"), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn names_stand_in_the_order_in_which_they_were_made(
            a in 0i64..4_000_000_000, b in 0i64..4_000_000_000, n in 0u64..9_999_999_999
        ) {
            let name = |at: i64| StateName::new(Time::from_unix(at).unwrap(), n).unwrap();
            prop_assert_eq!(name(a).cmp(&name(b)), name(a).to_string().cmp(&name(b).to_string()));
            prop_assert_eq!(name(a).to_string().parse::<StateName>().unwrap(), name(a));
        }
    }
}
