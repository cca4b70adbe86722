//! Times as they are written in certificates and CRLs: kept as found, read when asked.

use crate::asn1::{Asn1Error, Element, Reader, Tag};
use crate::clock::Time;

/// A `Time` (UTCTime or GeneralizedTime) as it stands in an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instant<'a> {
    /// The element; its tag is one of the two.
    pub element: Element<'a>,
}

impl<'a> Instant<'a> {
    /// Takes the next element, which must be one of the two time types.
    pub fn next(reader: &mut Reader<'a>, wanted: &'static str) -> Result<Self, Asn1Error> {
        let element = reader.any(wanted)?;
        match element.tag {
            Tag::UTC_TIME | Tag::GENERALIZED_TIME => Ok(Instant { element }),
            found => Err(Asn1Error::Tag { offset: element.offset, found, wanted }),
        }
    }

    /// A GeneralizedTime under an implicit tag (`PrivateKeyUsagePeriod`).
    pub fn implicit_generalized(element: Element<'a>) -> Self {
        Instant { element: Element { tag: Tag::GENERALIZED_TIME, ..element } }
    }

    /// Whether it is a GeneralizedTime.
    pub fn is_generalized(&self) -> bool {
        self.element.tag == Tag::GENERALIZED_TIME
    }

    /// Whether it is written in the one form RFC 5280 4.1.2.5 allows for its type:
    /// `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`.
    pub fn is_plain(&self) -> bool {
        let wanted = if self.is_generalized() { 15 } else { 13 };
        let text = self.element.content;
        text.len() == wanted
            && text.last() == Some(&b'Z')
            && text.iter().take(wanted - 1).all(u8::is_ascii_digit)
            && (is_on_every_calendar(text.get(wanted - 11..).unwrap_or_default()) || self.time().is_ok())
    }

    /// The moment. Missing seconds, fractions (dropped) and offsets are read too.
    pub fn time(&self) -> Result<Time, Asn1Error> {
        let wrong = Asn1Error::Value { offset: self.element.offset, what: "not a time" };
        self.read().ok_or(wrong)
    }

    fn read(&self) -> Option<Time> {
        let text = self.element.content;
        let (year, rest) = if self.is_generalized() {
            let (digits, rest) = text.split_at_checked(4)?;
            (number(digits)?, rest)
        } else {
            let (digits, rest) = text.split_at_checked(2)?;
            let short = number(digits)?;
            (if short < 50 { 2000 + short } else { 1900 + short }, rest)
        };
        let (fixed, mut rest) = rest.split_at_checked(8)?;
        let part = |at: usize| fixed.get(at..at + 2).and_then(number);
        let (month, day, hour, minute) = (part(0)?, part(2)?, part(4)?, part(6)?);
        let mut second = 0;
        if rest.first().is_some_and(u8::is_ascii_digit) {
            let (digits, after) = rest.split_at_checked(2)?;
            second = number(digits)?;
            rest = after;
            if let [b'.' | b',', after @ ..] = rest {
                let digits = after.iter().take_while(|b| b.is_ascii_digit()).count();
                rest = after.get(digits..).filter(|_| digits > 0)?;
            }
        }
        let offset = match rest {
            b"Z" => 0,
            [sign @ (b'+' | b'-'), digits @ ..] if digits.len() == 4 => {
                let seconds = i64::from(number(&digits[..2])?) * 3600 + i64::from(number(&digits[2..])?) * 60;
                if *sign == b'+' { -seconds } else { seconds }
            }
            _ => return None,
        };
        let month = time::Month::try_from(u8::try_from(month).ok()?).ok()?;
        let date = time::Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()?;
        let clock = time::Time::from_hms(hour.try_into().ok()?, minute.try_into().ok()?, second.try_into().ok()?);
        let moment = date.with_time(clock.ok()?).assume_utc().unix_timestamp();
        Time::from_unix(moment + offset).ok()
    }
}

/// Whether digits from the month on say a moment that every month of every year has: nothing has to be reckoned.
fn is_on_every_calendar(digits: &[u8]) -> bool {
    let pair = |at: usize| digits.get(at..at + 2).and_then(number).unwrap_or(99);
    (1..=12).contains(&pair(0)) && (1..=28).contains(&pair(2)) && pair(4) < 24 && pair(6) < 60 && pair(8) < 60
}

fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + i32::from(b - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1;

    fn read(tag: Tag, text: &str) -> (Option<String>, bool) {
        let der = asn1::tlv(tag, text.as_bytes());
        let instant = Instant::next(&mut Reader::new(&der), "a time").unwrap();
        (instant.time().ok().map(|t| t.to_string()), instant.is_plain())
    }

    #[test]
    fn both_types_are_read_in_their_plain_form() {
        assert_eq!(read(Tag::UTC_TIME, "491231235959Z"), (Some("2049-12-31T23:59:59Z".into()), true));
        assert_eq!(read(Tag::UTC_TIME, "500101000000Z"), (Some("1950-01-01T00:00:00Z".into()), true));
        assert_eq!(read(Tag::GENERALIZED_TIME, "20070101000000Z"), (Some("2007-01-01T00:00:00Z".into()), true));
    }

    #[test]
    fn odd_forms_are_read_but_not_plain() {
        assert_eq!(read(Tag::UTC_TIME, "0701010000Z"), (Some("2007-01-01T00:00:00Z".into()), false));
        assert_eq!(read(Tag::UTC_TIME, "070101020000+0200"), (Some("2007-01-01T00:00:00Z".into()), false));
        assert_eq!(read(Tag::GENERALIZED_TIME, "20070101000000.25Z"), (Some("2007-01-01T00:00:00Z".into()), false));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for bad in ["", "Z", "070101000000", "071301000000Z", "070230000000Z", "07010100000 Z", "07010100000000Z"] {
            assert_eq!(read(Tag::UTC_TIME, bad), (None, false), "{bad}");
        }
        for bad in ["20171001000000.000Z UTC", "20171001000000.Z", "2017100100000Z", "+0171001000000Z"] {
            assert_eq!(read(Tag::GENERALIZED_TIME, bad), (None, false), "{bad}");
        }
    }
}
