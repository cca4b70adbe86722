//! Time, where it comes from, and how well it is attested.
//!
//! Times are whole seconds of UTC. Nothing deep in the house asks what time it
//! is: a [`Clock`] is handed in by the front door. Station time never goes
//! behind the ledger ([`not_behind`]), and a large jump forward stops the
//! station until it is explained.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::fault::{Fail, Fault};

/// A moment: seconds since 1970-01-01T00:00:00Z. Written as RFC 3339 with `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Time(i64);

/// Seconds in a day.
pub const DAY: i64 = 86_400;

impl Time {
    /// From seconds since the epoch, between the years 1950 and 9999.
    pub fn from_unix(seconds: i64) -> Result<Self, ClockError> {
        const MIN: i64 = -631_152_000;
        const MAX: i64 = 253_402_300_799;
        if (MIN..=MAX).contains(&seconds) { Ok(Time(seconds)) } else { Err(ClockError::OutOfRange { seconds }) }
    }

    /// Seconds since the epoch.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// This many seconds later (or earlier), kept within the years 1950 to 9999.
    pub fn plus(self, seconds: i64) -> Time {
        Time(self.0.saturating_add(seconds).clamp(-631_152_000, 253_402_300_799))
    }

    /// The calendar form in UTC.
    pub fn calendar(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.0).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// The same day and time `years` later; 29 February becomes 28 February.
    pub fn plus_years(self, years: i32) -> Time {
        self.plus_months(years.saturating_mul(12))
    }

    /// The same day and time `months` later; a day the month lacks becomes its last.
    pub fn plus_months(self, months: i32) -> Time {
        let at = self.calendar();
        let index = at.year() * 12 + i32::from(u8::from(at.month())) - 1 + months;
        let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
        let month = time::Month::try_from(month as u8).unwrap_or(time::Month::January);
        let day = at.day().min(month.length(year));
        match time::Date::from_calendar_date(year, month, day) {
            Ok(date) => Time(at.replace_date(date).unix_timestamp()),
            Err(_) => self,
        }
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.calendar().format(&Rfc3339).map_err(|_| fmt::Error)?)
    }
}

impl FromStr for Time {
    type Err = ClockError;

    fn from_str(text: &str) -> Result<Self, ClockError> {
        let wrong = || ClockError::NotATime { shown: crate::safe::line(text, 60) };
        let at = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| wrong())?;
        if at.nanosecond() != 0 {
            return Err(wrong());
        }
        Time::from_unix(at.unix_timestamp())
    }
}

impl TryFrom<String> for Time {
    type Error = ClockError;
    fn try_from(text: String) -> Result<Self, ClockError> {
        text.parse()
    }
}

impl From<Time> for String {
    fn from(time: Time) -> String {
        time.to_string()
    }
}

/// Where a reading of station time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The machine's battery clock.
    Battery,
    /// Typed from a clock that was read aloud (`--at` in specimen and rehearsal mode).
    Typed,
}

/// One reading of station time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The moment.
    pub time: Time,
    /// Where it comes from.
    pub source: Source,
    /// How far it may be off, in seconds.
    pub bound: u32,
}

/// Whatever tells the station's time.
pub trait Clock: Send + Sync {
    /// Reads the clock.
    fn read(&self) -> Result<Reading, ClockError>;
}

/// The machine's battery clock.
pub struct BatteryClock {
    /// How far the operator says it may be off, in seconds.
    pub bound: u32,
}

impl Clock for BatteryClock {
    fn read(&self) -> Result<Reading, ClockError> {
        let time = Time::from_unix(OffsetDateTime::now_utc().unix_timestamp())?;
        Ok(Reading { time, source: Source::Battery, bound: self.bound })
    }
}

/// A time typed from a clock that was read aloud; it stands still.
pub struct TypedClock {
    /// The time that was typed.
    pub time: Time,
}

impl Clock for TypedClock {
    fn read(&self) -> Result<Reading, ClockError> {
        Ok(Reading { time: self.time, source: Source::Typed, bound: 60 })
    }
}

/// How far station time may jump forward between two entries before the station
/// stops for an explanation.
pub const JUMP_LIMIT: i64 = 400 * DAY;

/// Refuses a reading that is behind the last ledger entry or jumps too far ahead of it.
pub fn not_behind(reading: Reading, last: Option<Time>, jump_limit: i64) -> Result<Reading, ClockError> {
    let Some(last) = last else { return Ok(reading) };
    if reading.time < last {
        return Err(ClockError::BehindLedger { now: reading.time, last });
    }
    if reading.time.unix() - last.unix() > jump_limit {
        return Err(ClockError::JumpedForward { now: reading.time, last, limit_days: jump_limit / DAY });
    }
    Ok(reading)
}

/// Why a time is not taken.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ClockError {
    /// Not RFC 3339 in whole seconds.
    #[error("'{shown}' is not a time: wanted RFC 3339 in whole seconds, such as 2026-11-22T10:00:00Z")]
    NotATime {
        /// What was given, made harmless.
        shown: String,
    },
    /// Outside the years 1950 to 9999.
    #[error("a time of {seconds} seconds from 1970 is outside the years 1950 to 9999")]
    OutOfRange {
        /// Seconds since the epoch.
        seconds: i64,
    },
    /// The clock stands before the last ledger entry.
    #[error("CLOCK-1: the clock says {now}, the last ledger entry was written at {last}; station time never goes back")]
    BehindLedger {
        /// What the clock says.
        now: Time,
        /// The time of the last entry.
        last: Time,
    },
    /// The clock jumped forward further than the limit.
    #[error("CLOCK-2: the clock says {now}, more than {limit_days} days after the last ledger entry at {last}")]
    JumpedForward {
        /// What the clock says.
        now: Time,
        /// The time of the last entry.
        last: Time,
        /// The limit, in days.
        limit_days: i64,
    },
}

impl Fail for ClockError {
    fn kind(&self) -> Fault {
        match self {
            ClockError::NotATime { .. } | ClockError::OutOfRange { .. } => Fault::Usage,
            ClockError::BehindLedger { .. } | ClockError::JumpedForward { .. } => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            ClockError::BehindLedger { .. } => Some("CLOCK-1"),
            ClockError::JumpedForward { .. } => Some("CLOCK-2"),
            ClockError::NotATime { .. } | ClockError::OutOfRange { .. } => None,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            ClockError::BehindLedger { .. } => {
                Some("read an independent clock aloud, set the machine's clock, then try again".into())
            }
            ClockError::JumpedForward { .. } => Some(
                "read an independent clock aloud; if it agrees, 'chancery clock correct --read TIME --source WORDS', \
                 else set the machine's clock"
                    .into(),
            ),
            ClockError::NotATime { .. } | ClockError::OutOfRange { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        text.parse().unwrap()
    }

    #[test]
    fn months_and_years_keep_to_the_calendar() {
        assert_eq!(at("2024-02-29T10:00:00Z").plus_years(1), at("2025-02-28T10:00:00Z"));
        assert_eq!(at("2026-12-31T00:00:00Z").plus_months(2), at("2027-02-28T00:00:00Z"));
        assert_eq!(at("2026-01-15T00:00:00Z").plus_months(-2), at("2025-11-15T00:00:00Z"));
    }

    #[test]
    fn fractions_and_junk_are_refused() {
        for bad in ["", "2026-11-22", "2026-11-22T10:00:00.5Z", "2026-13-01T00:00:00Z", "now"] {
            assert!(bad.parse::<Time>().is_err(), "{bad}");
        }
    }

    #[test]
    fn station_time_never_goes_behind_the_ledger_and_never_jumps() {
        let reading = |text| Reading { time: at(text), source: Source::Battery, bound: 1 };
        let last = Some(at("2026-11-22T10:00:00Z"));
        assert!(not_behind(reading("2026-11-22T10:00:00Z"), last, DAY).is_ok());
        let behind = not_behind(reading("2026-11-22T09:59:59Z"), last, DAY).unwrap_err();
        assert_eq!(behind.clause(), Some("CLOCK-1"));
        assert!(not_behind(reading("2026-11-23T10:00:00Z"), last, DAY).is_ok());
        let jump = not_behind(reading("2026-11-23T10:00:01Z"), last, DAY).unwrap_err();
        assert_eq!(jump.clause(), Some("CLOCK-2"));
    }
}
