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
    fn drawn_serials_are_positive_whatever_comes() {
        for octet in [0x00, 0x80, 0xff] {
            let drawn = SerialNumber::draw(&mut Stuck(octet)).unwrap();
            assert_eq!(SerialNumber::from_content(drawn.content()).unwrap(), drawn);
            assert_eq!(drawn.content().len(), 16);
        }
    }
}
