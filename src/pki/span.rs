//! Spans of calendar time as profiles write them: `10 years 3 months`.

use std::fmt;
use std::ops::Add;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::PkiError;
use crate::clock::{DAY, Time};

/// Months (years are twelve) and days. Added to a time: first the months, then the days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    /// Calendar months.
    pub months: u32,
    /// Days of 86,400 seconds.
    pub days: u32,
}

impl Span {
    /// The time this long after `from`; the last day of a month stays a last day.
    pub fn after(self, from: Time) -> Time {
        from.plus_months(i32::try_from(self.months).unwrap_or(i32::MAX)).plus(i64::from(self.days) * DAY)
    }

    /// Whether it is longer than another, a month being the 4,800th part of the 400 years after which the calendar
    /// begins anew (146,097 days).
    pub fn is_longer_than(self, other: Span) -> bool {
        let length = |span: Span| u64::from(span.months) * 146_097 + u64::from(span.days) * 4_800;
        length(self) > length(other)
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self == Span::default()
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span { months: self.months + other.months, days: self.days + other.days }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |count: u32, unit: &str| match count {
            0 => None,
            1 => Some(format!("1 {unit}")),
            n => Some(format!("{n} {unit}s")),
        };
        let parts = [part(self.months / 12, "year"), part(self.months % 12, "month"), part(self.days, "day")];
        let text: Vec<String> = parts.into_iter().flatten().collect();
        f.write_str(if text.is_empty() { "0 days" } else { "" })?;
        f.write_str(&text.join(" "))
    }
}

impl FromStr for Span {
    type Err = PkiError;

    /// Pairs of a number and `years`, `months` or `days` (or their singular), longest
    /// first, at most 100 years in all.
    fn from_str(text: &str) -> Result<Self, PkiError> {
        let wrong = || PkiError::Span { shown: crate::safe::line(text, 60) };
        let mut words = text.split(' ');
        let mut span = Span::default();
        let mut last_rank = 0;
        while let Some(count) = words.next() {
            let count: u32 = count.parse().ok().filter(|n| *n <= 40_000).ok_or_else(wrong)?;
            let rank = match words.next().ok_or_else(wrong)? {
                "year" | "years" => 1,
                "month" | "months" => 2,
                "day" | "days" => 3,
                _ => return Err(wrong()),
            };
            if rank <= last_rank {
                return Err(wrong());
            }
            last_rank = rank;
            match rank {
                1 => span.months += count * 12,
                2 => span.months += count,
                _ => span.days += count,
            }
        }
        if span.months > 1200 || span.days > 36_525 {
            return Err(wrong());
        }
        Ok(span)
    }
}

impl TryFrom<String> for Span {
    type Error = PkiError;
    fn try_from(text: String) -> Result<Self, PkiError> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> String {
        span.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worked_sums_of_appendix_a_come_out() {
        let span = |t: &str| t.parse::<Span>().unwrap();
        for (document, signer, csca, signer_life, csca_life) in [
            ("5 years", "1 month", "3 years", "5 years 1 month", "8 years 1 month"),
            ("10 years", "2 months", "4 years", "10 years 2 months", "14 years 2 months"),
            ("10 years", "3 months", "5 years", "10 years 3 months", "15 years 3 months"),
        ] {
            let signer_sum = span(signer) + span(document);
            assert_eq!(signer_sum.to_string(), signer_life);
            assert_eq!((span(csca) + signer_sum).to_string(), csca_life);
        }
    }

    #[test]
    fn of_two_spans_the_longer_is_known() {
        let span = |t: &str| t.parse::<Span>().unwrap();
        for (long, short) in
            [("1 month", "30 days"), ("10 years 3 months", "10 years 2 months 27 days"), ("1 day", "0 days")]
        {
            assert!(span(long).is_longer_than(span(short)) && !span(short).is_longer_than(span(long)), "{long}");
            assert!(!span(long).is_longer_than(span(long)));
        }
    }

    #[test]
    fn months_come_before_days() {
        let from: Time = "2026-11-30T10:00:00Z".parse().unwrap();
        assert_eq!("3 months".parse::<Span>().unwrap().after(from).to_string(), "2027-02-28T10:00:00Z");
        assert_eq!("3 months 1 day".parse::<Span>().unwrap().after(from).to_string(), "2027-03-01T10:00:00Z");
    }

    #[test]
    fn other_writings_are_refused() {
        for bad in
            ["", "3", "months", "3 weeks", "1 month 1 year", "1 year 1 year", "-1 years", "3  months", "101 years"]
        {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }
}
