//! The outline of an entry: what can be read of it without building its JSON value.
//!
//! RFC 8785 fixes the order of the members, so an entry begins with `act`,
//! `act_digest`, `bound`, `epoch`, `kind`, `mode` and ends with `sequence`,
//! `source`, `station`, `time`, `v`; only `public` and `sealed` between them vary in
//! shape. The outline reads both ends and leaves out the middle. Of an entry in
//! canonical form it says what [`crate::ledger::Leaf::parse`] says.

use crate::mode::Identity;

/// `2026-11-22T10:00:00Z`: of this fixed width, earlier times are smaller texts.
pub(super) const TIME_WIDTH: usize = 20;

/// What the outline gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outline {
    pub(super) epoch: u64,
    pub(super) sequence: u64,
    pub(super) time: [u8; TIME_WIDTH],
}

/// The outline that the entries of one station in one mode have.
#[derive(Clone)]
pub(super) struct Pattern {
    mode: Vec<u8>,
    station: Vec<u8>,
    /// The octets of the entry before up to its act's digest: mostly the next one's too.
    begin: Vec<u8>,
}

impl Pattern {
    pub(super) fn of(identity: &Identity) -> Self {
        Pattern {
            mode: format!("\",\"mode\":\"{}\",\"public\":{{", identity.mode).into_bytes(),
            station: format!("\",\"station\":\"{}\",\"time\":\"", identity.station).into_bytes(),
            begin: Vec::new(),
        }
    }

    /// The outline of an entry, or `None` where the bytes do not have it: then a
    /// full reading says why.
    #[inline]
    pub(super) fn read(&mut self, bytes: &[u8]) -> Option<Outline> {
        let rest = match bytes.strip_prefix(&self.begin[..]) {
            Some(rest) if !self.begin.is_empty() => rest,
            _ => self.after_act(bytes)?,
        };
        let (digest, rest) = rest.split_first_chunk::<64>()?;
        if !is_hex(digest) {
            return None;
        }
        let (_, rest) = number(rest.strip_prefix(b"\",\"bound\":")?)?;
        let (epoch, rest) = number(rest.strip_prefix(b",\"epoch\":")?)?;
        let (kind, rest) = token(rest.strip_prefix(b",\"kind\":\"")?, |b| b.is_ascii_lowercase());
        if !matches!(kind, b"intent" | b"outcome" | b"record") {
            return None;
        }
        let rest = rest.strip_prefix(&self.mode[..])?;

        let (rest, time) = rest.strip_suffix(b"\",\"v\":1}")?.split_last_chunk::<TIME_WIDTH>()?;
        if !is_time(time) {
            return None;
        }
        let rest = rest.strip_suffix(&self.station[..])?;
        let rest = rest.strip_suffix(b"battery").or_else(|| rest.strip_suffix(b"typed"))?;
        let (rest, digits) = last_token(rest.strip_suffix(b",\"source\":\"")?, |b| b.is_ascii_digit());
        rest.strip_suffix(b"},\"sequence\":")?;
        let (sequence, _) = number(digits)?;
        Some(Outline { epoch, sequence, time: *time })
    }

    /// What comes after an act that is not that of the entry before.
    #[cold]
    fn after_act<'b>(&mut self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        let rest = bytes.strip_prefix(b"{\"act\":\"")?;
        let (_, rest) = token(rest, |b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-'));
        let rest = rest.strip_prefix(b"\",\"act_digest\":\"")?;
        self.begin.clear();
        self.begin.extend_from_slice(bytes.strip_suffix(rest)?);
        Some(rest)
    }
}

/// The octets at the beginning that are allowed, and the rest.
fn token(bytes: &[u8], allowed: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let length = bytes.iter().position(|b| !allowed(*b)).unwrap_or(bytes.len());
    bytes.split_at(length)
}

/// What comes before, and the octets at the end that are allowed.
fn last_token(bytes: &[u8], allowed: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let begin = bytes.iter().rposition(|b| !allowed(*b)).map_or(0, |at| at + 1);
    bytes.split_at(begin)
}

/// A whole number without sign or leading zeros, below 10^16, and the rest.
fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (digits, rest) = token(bytes, |b| b.is_ascii_digit());
    if digits.is_empty() || digits.len() > 16 || (digits.len() > 1 && digits.first() == Some(&b'0')) {
        return None;
    }
    Some((digits.iter().fold(0, |value, b| value * 10 + u64::from(b - b'0')), rest))
}

/// Whether all are lower-case hex digits; without branches, so that it goes many octets at once.
fn is_hex(digits: &[u8; 64]) -> bool {
    let other = |b: &u8| u8::from((b.wrapping_sub(b'0') >= 10) & (b.wrapping_sub(b'a') >= 6));
    digits.iter().fold(0, |bad, b| bad | other(b)) == 0
}

/// Whether it has the form of a time, each part within its range; the calendar is not asked.
fn is_time(time: &[u8; TIME_WIDTH]) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'Z'] = time else {
        return false;
    };
    let all = [y1, y2, y3, y4, m1, m2, d1, d2, h1, h2, n1, n2, s1, s2];
    let digits = all.iter().fold(true, |good, b| good & b.is_ascii_digit());
    let pair = |tens: &u8, ones: &u8| u32::from(*tens) * 10 + u32::from(*ones) - 528;
    digits
        && (1..=12).contains(&pair(m1, m2))
        && (1..=31).contains(&pair(d1, d2))
        && pair(h1, h2) < 24
        && pair(n1, n2) < 60
        && pair(s1, s2) < 60
}

#[cfg(test)]
mod tests {
    use super::super::super::Leaf;
    use super::super::super::fixtures::{BEGIN, entry, entry_of, identity};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_outline_of_an_entry_says_what_the_full_reading_says() {
        let mut pattern = Pattern::of(&identity());
        for sequence in [0, 1, 9, 10, 999_999] {
            let leaf = entry(sequence);
            let outline = pattern.read(leaf.bytes()).unwrap();
            let time = leaf.reading().time.to_string();
            assert_eq!((outline.sequence, outline.epoch), (sequence, 1));
            assert_eq!(outline.time.as_slice(), time.as_bytes());
        }
    }

    #[test]
    fn text_in_the_middle_that_looks_like_the_ends_changes_nothing() {
        let trap = "\"},\"sequence\":7,\"source\":\"battery\",\
            \"station\":\"utopia-1\",\"time\":\"2020-01-01T00:00:00Z\",\"v\":1}";
        let leaf = entry_of(&identity(), 3, BEGIN.parse().unwrap(), trap);
        assert_eq!(Pattern::of(&identity()).read(leaf.bytes()).unwrap().sequence, 3);
    }

    #[test]
    fn entries_of_another_station_or_mode_have_another_outline() {
        let mut other = identity();
        other.mode = crate::mode::Mode::Production;
        assert!(Pattern::of(&other).read(entry(0).bytes()).is_none());
        let mut other = identity();
        other.station = "utopia-11".parse().unwrap();
        assert!(Pattern::of(&other).read(entry(0).bytes()).is_none());
    }

    #[test]
    fn a_calendar_that_cannot_be_has_no_outline() {
        let mut pattern = Pattern::of(&identity());
        let good = String::from_utf8(entry(0).bytes().to_vec()).unwrap();
        for bad in ["2026-13-22T10:00:00Z", "2026-00-22T10:00:00Z", "2026-11-32T10:00:00Z", "2026-11-22T24:00:00Z"] {
            assert!(pattern.read(good.replace(BEGIN, bad).as_bytes()).is_none(), "{bad}");
        }
        for bad in ["2026-11-22T10:60:00Z", "2026-11-22T10:00:60Z", "2026-11-22t10:00:00Z", "2026/11-22T10:00:00Z"] {
            assert!(pattern.read(good.replace(BEGIN, bad).as_bytes()).is_none(), "{bad}");
        }
    }

    proptest! {
        /// Where both read, they read the same; what only the full reading takes is another station's.
        #[test]
        fn after_any_change_outline_and_full_reading_agree(at in any::<prop::sample::Index>(), octet in any::<u8>()) {
            let good = entry(12).bytes().to_vec();
            let mut bad = good.clone();
            let at = at.index(bad.len());
            bad[at] = octet;
            let outline = Pattern::of(&identity()).read(&bad);
            let full = Leaf::parse(&bad);
            if let (Some(outline), Ok(full)) = (outline, &full) {
                prop_assert_eq!((outline.sequence, outline.epoch), (full.sequence(), full.identity().epoch));
                let time = full.reading().time.to_string();
                prop_assert_eq!(outline.time.as_slice(), time.as_bytes());
            }
            if outline.is_none() && let Ok(full) = full {
                prop_assert_ne!((full.identity().station, full.identity().mode), (identity().station, identity().mode));
            }
        }

        #[test]
        fn no_octets_make_the_outline_panic(
            bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..500,
        ) {
            let mut pattern = Pattern::of(&identity());
            prop_assert!(pattern.read(&bytes).is_none());
            let good = entry(12);
            let cut = cut.min(good.bytes().len() - 1);
            prop_assert!(pattern.read(&good.bytes()[..cut]).is_none());
            prop_assert!(pattern.read(&good.bytes()[cut + 1..]).is_none());
        }
    }
}
