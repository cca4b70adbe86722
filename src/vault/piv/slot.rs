//! The slots of a PIV card: a key reference and the object that holds its certificate (SP 800-73-4 part 1, table 3
//! and table 4b of part 1).

use std::fmt;
use std::str::FromStr;

use super::error::PivError;

/// A slot: one key and its certificate.
///
/// Read from and shown as its key reference in hexadecimal: `9A`, `9C`, `9D`, `9E`, `82` to `95`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(u8);

impl Slot {
    /// PIV authentication.
    pub const AUTHENTICATION: Slot = Slot(0x9a);
    /// Digital signature; the card wants the PIN right before each signature.
    pub const SIGNATURE: Slot = Slot(0x9c);
    /// Key management.
    pub const KEY_MANAGEMENT: Slot = Slot(0x9d);
    /// Card authentication.
    pub const CARD_AUTHENTICATION: Slot = Slot(0x9e);

    /// Every slot, those for signing and authenticating first.
    pub fn all() -> impl Iterator<Item = Slot> {
        let named = [Self::SIGNATURE, Self::AUTHENTICATION, Self::KEY_MANAGEMENT, Self::CARD_AUTHENTICATION];
        named.into_iter().chain((0x82..=0x95).map(Slot))
    }

    /// The key reference.
    pub fn reference(self) -> u8 {
        self.0
    }

    /// What the slot is for.
    pub fn purpose(self) -> &'static str {
        match self.0 {
            0x9a => "authentication",
            0x9c => "digital signature",
            0x9d => "key management",
            0x9e => "card authentication",
            _ => "retired key management",
        }
    }

    /// The tag of the data object with its certificate.
    pub(super) fn object(self) -> [u8; 3] {
        let last = match self.0 {
            0x9a => 0x05,
            0x9c => 0x0a,
            0x9d => 0x0b,
            0x9e => 0x01,
            // 82 to 95 are 5FC10D to 5FC120.
            retired => retired.wrapping_sub(0x82).wrapping_add(0x0d),
        };
        [0x5f, 0xc1, last]
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02X}", self.0)
    }
}

impl FromStr for Slot {
    type Err = PivError;

    fn from_str(text: &str) -> Result<Self, PivError> {
        let wrong = || PivError::NoSuchSlot { shown: crate::safe::line(text, 20) };
        if text.len() != 2 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let reference = u8::from_str_radix(text, 16).map_err(|_| wrong())?;
        Slot::all().find(|slot| slot.0 == reference).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_have_the_objects_of_the_standard() {
        let object = |text: &str| hex::encode(text.parse::<Slot>().unwrap().object());
        let wanted = [
            ("9a", "5fc105"),
            ("9C", "5fc10a"),
            ("9d", "5fc10b"),
            ("9e", "5fc101"),
            ("82", "5fc10d"),
            ("95", "5fc120"),
        ];
        for (slot, tag) in wanted {
            assert_eq!(object(slot), tag);
        }
        assert_eq!(Slot::all().count(), 24);
        assert_eq!(Slot::SIGNATURE.to_string(), "9C");
    }

    #[test]
    fn what_is_no_slot_is_refused() {
        for bad in ["", "9", "9B", "81", "96", "80", "+9", "09C", "9ç", "0x9c"] {
            assert!(bad.parse::<Slot>().is_err(), "{bad}");
        }
    }
}
