//! Serial numbers that we give: positive, at most 20 octets, as short as they can be.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::PkiError;
use crate::asn1::Element;
use crate::entropy::{Entropy, EntropyError};

/// A serial number as Doc 9303-12 table 5 and RFC 5280 4.1.2.2 want it. Shown and
/// stored as the hex of its INTEGER's content octets.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SerialNumber {
    octets: [u8; SerialNumber::MAX],
    length: u8,
}

impl SerialNumber {
    /// The most octets one may have.
    pub const MAX: usize = 20;

    /// Draws one of 16 octets (126 random bits).
    pub fn draw(entropy: &mut dyn Entropy) -> Result<Self, EntropyError> {
        let mut octets = [0; SerialNumber::MAX];
        if let Some(drawn) = octets.first_chunk_mut::<16>() {
            entropy.fill(drawn)?;
            drawn[0] = drawn[0] & 0x3f | 0x40;
        }
        Ok(SerialNumber { octets, length: 16 })
    }

    /// Draws one above a number that was taken elsewhere, given as content octets of an INTEGER that may be longer than ours
    /// are: as [`SerialNumber::draw`] does where each of those is above it, else with more octets, or with the first of its
    /// octets counted up and random bits behind, at least 64. None where the number leaves no room for that in 20 octets.
    pub fn draw_above(entropy: &mut dyn Entropy, taken: &[u8]) -> Result<Option<Self>, EntropyError> {
        let Some((prefix, length)) = room_above(taken) else { return Ok(None) };
        let mut octets = [0; SerialNumber::MAX];
        if let Some(drawn) = octets.get_mut(..usize::from(length)) {
            entropy.fill(drawn)?;
        }
        match prefix.as_slice() {
            // One of the length that stands above it whatever comes.
            [] => octets[0] = octets[0] & 0x3f | 0x40,
            prefix => octets.iter_mut().zip(prefix).for_each(|(octet, first)| *octet = *first),
        }
        Ok(Some(SerialNumber { octets, length }))
    }

    /// Whether [`SerialNumber::draw_above`] has room above this number.
    pub fn has_room_above(taken: &[u8]) -> bool {
        room_above(taken).is_some()
    }

    /// Draws a certificate reference: a number of exactly five hex digits, as seals name their signer's certificate
    /// (Doc 9303-13 2.2.1). One in about a million, so that the caller looks whether it was taken before.
    pub fn draw_reference(entropy: &mut dyn Entropy) -> Result<Self, EntropyError> {
        let mut octets = [0; 4];
        entropy.fill(&mut octets)?;
        // The first of the five digits is never 0: written as a number it keeps its length.
        const LEAST: u32 = 0x1_0000;
        let number = LEAST + u32::from_be_bytes(octets) % (0x10_0000 - LEAST);
        let mut serial = SerialNumber { octets: [0; SerialNumber::MAX], length: 3 };
        let [_, content @ ..] = number.to_be_bytes();
        if let Some(place) = serial.octets.first_chunk_mut::<3>() {
            *place = content;
        }
        Ok(serial)
    }

    /// From content octets of an INTEGER. Refuses zero, negative, overlong and superfluous octets.
    pub fn from_content(content: &[u8]) -> Result<Self, PkiError> {
        let wrong = || PkiError::Serial { shown: hex::encode(content.get(..24).unwrap_or(content)) };
        let minimal = !matches!(content, [] | [0x80..=0xff, ..] | [0] | [0, 0..=0x7f, ..]);
        if !minimal || content.len() > SerialNumber::MAX {
            return Err(wrong());
        }
        let mut octets = [0; SerialNumber::MAX];
        octets.get_mut(..content.len()).ok_or_else(wrong)?.copy_from_slice(content);
        Ok(SerialNumber { octets, length: content.len() as u8 })
    }

    /// From the serial number element of a certificate that was read.
    pub fn from_element(element: &Element<'_>) -> Result<Self, PkiError> {
        Self::from_content(element.content)
    }

    /// From a number.
    pub fn from_number(number: u64) -> Result<Self, PkiError> {
        let octets = number.to_be_bytes();
        let zeros = octets.iter().take_while(|b| **b == 0).count();
        let mut content = octets.get(zeros..).unwrap_or_default().to_vec();
        if content.first().is_some_and(|b| *b >= 0x80) {
            content.insert(0, 0);
        }
        Self::from_content(&content)
    }

    /// Three machine words that order as the number does: a million are sorted in a moment.
    fn ordering_key(&self) -> (u8, u128, u32) {
        let head = self.octets.first_chunk().map_or(0, |c| u128::from_be_bytes(*c));
        let tail = self.octets.last_chunk().map_or(0, |c| u32::from_be_bytes(*c));
        (self.length, head, tail)
    }

    /// The content octets of its INTEGER.
    pub fn content(&self) -> &[u8] {
        self.octets.get(..usize::from(self.length)).unwrap_or_default()
    }
}

/// How a number above another begins and how many octets it has. An empty beginning leaves 6 bits of the first octet to
/// chance.
fn room_above(taken: &[u8]) -> Option<(Vec<u8>, u8)> {
    let zeros = taken.iter().take_while(|octet| **octet == 0).count();
    // As it is written without superfluous octets, positive.
    let magnitude = taken.get(zeros..).unwrap_or_default();
    let first = magnitude.first().copied().unwrap_or_default();
    let length = magnitude.len() + usize::from(first >= 0x80);
    match length {
        0..16 => Some((Vec::new(), 16)),
        16 if first < 0x40 => Some((Vec::new(), 16)),
        16..SerialNumber::MAX => Some((Vec::new(), u8::try_from(length + 1).ok()?)),
        SerialNumber::MAX => {
            let content = [&[0][..usize::from(first >= 0x80)], magnitude].concat();
            counted_up(&content).map(|prefix| (prefix, SerialNumber::MAX as u8))
        }
        _ => None,
    }
}

/// The shortest beginning of a number that can be counted up and leaves 64 bits behind it, counted up.
fn counted_up(content: &[u8]) -> Option<Vec<u8>> {
    let most = content.len().checked_sub(8)?;
    (1..=most).find_map(|length| {
        let mut prefix = content.get(..length)?.to_vec();
        let last = prefix.last_mut()?;
        // The first octet keeps its first bit: the number is positive.
        let full = if length == 1 { 0x7f } else { 0xff };
        (*last < full).then(|| *last += 1)?;
        Some(prefix)
    })
}

impl PartialOrd for SerialNumber {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SerialNumber {
    /// As numbers.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.ordering_key().cmp(&other.ordering_key())
    }
}

impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.content()))
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SerialNumber({self})")
    }
}

impl FromStr for SerialNumber {
    type Err = PkiError;

    /// Hex of the content octets; colons and capitals are taken too, as other tools print them.
    fn from_str(text: &str) -> Result<Self, PkiError> {
        let digits: String = text.chars().filter(|c| *c != ':').collect();
        let content = hex::decode(digits).map_err(|_| PkiError::Serial { shown: crate::safe::line(text, 60) })?;
        Self::from_content(&content)
    }
}

impl TryFrom<String> for SerialNumber {
    type Error = PkiError;
    fn try_from(text: String) -> Result<Self, PkiError> {
        text.parse()
    }
}

impl From<SerialNumber> for String {
    fn from(serial: SerialNumber) -> String {
        serial.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_negative_overlong_and_padded_serials_are_refused() {
        for bad in ["", "00", "80", "ff", "007f", &"01".repeat(21), "0", "xy"] {
            assert!(bad.parse::<SerialNumber>().is_err(), "{bad}");
        }
        for good in ["01", "0080", "7f", &"7f".repeat(20), "0A:0b"] {
            assert!(good.parse::<SerialNumber>().is_ok(), "{good}");
        }
    }

    #[test]
    fn numbers_become_minimal_integers_in_order() {
        let at = |n| SerialNumber::from_number(n).unwrap();
        assert_eq!(at(128).to_string(), "0080");
        assert!(SerialNumber::from_number(0).is_err());
        let order = [1, 127, 128, 255, 256, 65_535, 1 << 40, u64::MAX].map(at);
        assert!(order.is_sorted());
    }

    struct Stuck(u8);
    impl Entropy for Stuck {
        fn fill(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
            out.fill(self.0);
            Ok(())
        }
    }

    #[test]
    fn a_reference_is_five_hex_digits_whatever_comes() {
        for octet in 0..=255 {
            let drawn = SerialNumber::draw_reference(&mut Stuck(octet)).unwrap();
            assert_eq!(SerialNumber::from_content(drawn.content()).unwrap(), drawn);
            let digits = drawn.to_string();
            assert_eq!(digits.trim_start_matches('0').len(), 5, "{digits}");
        }
    }

    #[test]
    fn a_serial_above_another_is_above_it_whatever_comes_and_has_64_random_bits() {
        let taken = [
            "01".to_owned(),
            "0a01".into(),
            format!("3f{}", "ff".repeat(15)),
            format!("40{}", "00".repeat(15)),
            format!("7f{}", "ff".repeat(15)),
            format!("00ff{}", "ff".repeat(15)),
            "7f".repeat(19),
            format!("0cd1dda7{}", "ff".repeat(16)),
            format!("00{}", "ff".repeat(19)),
            format!("7e{}", "ff".repeat(19)),
            format!("7f{}", "00".repeat(19)),
            format!("7fffff00{}", "ff".repeat(16)),
            format!("7f{}fe{}", "ff".repeat(10), "ff".repeat(8)),
        ];
        for taken in taken {
            let taken: SerialNumber = taken.parse().unwrap();
            let mut drawn = [0x00, 0xff]
                .map(|octet| SerialNumber::draw_above(&mut Stuck(octet), taken.content()).unwrap().expect("room"));
            for drawn in &drawn {
                assert!(*drawn > taken, "{drawn} above {taken}");
                assert_eq!(SerialNumber::from_content(drawn.content()).unwrap(), *drawn, "short and positive");
                assert!((16..=20).contains(&drawn.content().len()));
            }
            drawn.sort();
            let differ = drawn[0].content().iter().zip(drawn[1].content()).filter(|(low, high)| low != high).count();
            assert!(differ >= 8, "{differ} octets of {taken} are left to chance");
        }
        // Each of ours is above it: they are drawn as ever.
        let usual = SerialNumber::draw(&mut Stuck(7)).unwrap();
        assert_eq!(SerialNumber::draw_above(&mut Stuck(7), &[0x0a, 1]).unwrap(), Some(usual));
        assert_eq!(SerialNumber::draw_above(&mut Stuck(7), &[]).unwrap(), Some(usual));
    }

    #[test]
    fn above_a_number_that_leaves_no_64_bits_none_is_drawn() {
        for full in
            ["7f".to_owned() + &"ff".repeat(19), "7f".to_owned() + &"ff".repeat(11) + &"00".repeat(8), "01".repeat(21)]
        {
            let full = hex::decode(full).unwrap();
            assert!(!SerialNumber::has_room_above(&full));
            assert_eq!(SerialNumber::draw_above(&mut Stuck(7), &full).unwrap(), None);
        }
        // Written with superfluous octets it is the same number.
        assert!(SerialNumber::has_room_above(&[[0; 8].as_slice(), &[0x7e; 20]].concat()));
    }

    #[test]
    fn drawn_serials_are_positive_whatever_comes() {
        for octet in [0x00, 0x80, 0xff] {
            let drawn = SerialNumber::draw(&mut Stuck(octet)).unwrap();
            assert_eq!(SerialNumber::from_content(drawn.content()).unwrap(), drawn);
            assert_eq!(drawn.content().len(), 16);
        }
    }
}
