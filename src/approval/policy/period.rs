//! Periods of a policy in words: `30 minutes`, `12 hours`, `1 day 12 hours`, `1 year`; kept in seconds.

/// A year of 365 days, in seconds: a period has no date from which a calendar's year could be counted.
pub(super) const YEAR: i64 = 365 * 86_400;

/// The units, longest first: singular, and seconds.
const UNITS: [(&str, i64); 4] = [("year", YEAR), ("day", 86_400), ("hour", 3_600), ("minute", 60)];

/// Reads a period: numbers with `years`, `days`, `hours`, `minutes` or their singular, longest first, one blank between
/// words. `None` where it is anything else or longer than 9,999 of a unit.
pub(super) fn read(text: &str) -> Option<i64> {
    let mut words = text.split(' ');
    let (mut seconds, mut left) = (0, UNITS.as_slice());
    while let Some(count) = words.next() {
        let plain = (1..=4).contains(&count.len()) && count.bytes().all(|b| b.is_ascii_digit());
        let count: i64 = count.parse().ok().filter(|_| plain)?;
        let unit = words.next()?;
        let at = left.iter().position(|(word, _)| unit.strip_suffix('s').unwrap_or(unit) == *word)?;
        seconds += count * left.get(at)?.1;
        left = left.get(at + 1..)?;
    }
    Some(seconds)
}

/// A number of seconds in words, such as `1 day 12 hours`; `none` for nothing. What is less than a minute is left out.
pub fn in_words(seconds: i64) -> String {
    let mut rest = seconds.max(0);
    let mut parts = Vec::new();
    for (word, size) in UNITS {
        match rest / size {
            0 => {}
            1 => parts.push(format!("1 {word}")),
            n => parts.push(format!("{n} {word}s")),
        }
        rest %= size;
    }
    if parts.is_empty() { "none".to_owned() } else { parts.join(" ") }
}

/// How often something happens: `every day`, `every 90 days`.
pub(super) fn every(seconds: i64) -> String {
    let words = in_words(seconds);
    let one = words.strip_prefix("1 ").filter(|unit| !unit.contains(' '));
    format!("every {}", one.unwrap_or(&words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_go_there_and_back() {
        for (text, seconds) in [
            ("30 minutes", 1_800),
            ("1 hour", 3_600),
            ("7 days", 604_800),
            ("1 day 12 hours", 129_600),
            ("2 days 1 minute", 172_860),
            ("1 year", 31_536_000),
            ("2 years 35 days", 66_096_000),
        ] {
            assert_eq!((read(text), in_words(seconds).as_str()), (Some(seconds), text));
        }
        assert_eq!((read("0 hours"), in_words(0).as_str()), (Some(0), "none"));
        assert_eq!(in_words(read("36 hours").unwrap()), "1 day 12 hours");
        assert_eq!(in_words(read("365 days").unwrap()), "1 year");
        let told = ["1 day", "1 year", "90 days", "1 day 12 hours"].map(|text| every(read(text).unwrap()));
        assert_eq!(told, ["every day", "every year", "every 90 days", "every 1 day 12 hours"]);
    }

    #[test]
    fn other_writings_are_refused() {
        for bad in [
            "",
            "7",
            "days",
            "7days",
            "7  days",
            " 7 days",
            "+7 days",
            "-7 days",
            "7 weeks",
            "3 months",
            "1 day 1 year",
            "1.5 days",
            "1 hour 1 day",
            "1 day 1 day",
            "10000 days",
            "7 dayss",
            "7 s",
            "PT7H",
            "٧ days",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
