//! What a share says of itself in its first four words. None of it is secret.

use std::fmt;

use serde::Serialize;

use super::error::ShareError;

/// The random number of 15 bits that all shares of one set have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Identifier(u16);

impl Identifier {
    /// From the low 15 bits of a number.
    pub(super) const fn of_number(number: u16) -> Self {
        Identifier(number & 0x7FFF)
    }

    /// The number.
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How much work a passphrase costs: 10,000 iterations of PBKDF2, doubled this often.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Exponent(u8);

impl Exponent {
    /// From 0 to 15.
    pub fn new(number: u8) -> Result<Self, ShareError> {
        if number <= 15 { Ok(Exponent(number)) } else { Err(ShareError::Exponent { found: number }) }
    }

    pub(super) const fn of_bits(number: u8) -> Self {
        Exponent(number & 0xF)
    }

    /// The number.
    pub const fn number(self) -> u8 {
        self.0
    }
}

impl Default for Exponent {
    fn default() -> Self {
        Exponent(1)
    }
}

/// What all shares of one set have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Set {
    /// The number of the set.
    pub identifier: Identifier,
    /// Whether the encrypted secret is independent of the identifier, so that further sets of the same secret take the
    /// same passphrase. Sets were not, before the standard gained the flag.
    pub extendable: bool,
    /// The work behind the passphrase.
    pub exponent: Exponent,
    /// How many groups are wanted, from 1 to 16.
    pub group_threshold: u8,
    /// How many groups there are, from 1 to 16.
    pub groups: u8,
    /// Length of the secret.
    pub octets: usize,
}

/// What one share says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The set.
    #[serde(flatten)]
    pub set: Set,
    /// Which group it belongs to, counted from 1.
    pub group: u8,
    /// Which share of its group it is, counted from 1. How many there are, a share does not know.
    pub member: u8,
    /// How many shares of its group are wanted, from 1 to 16.
    pub member_threshold: u8,
}

impl Head {
    /// From the 40 bits of the first four words and the length of the value.
    pub(super) fn of_bits(bits: u64, octets: usize) -> Result<Self, ShareError> {
        let nibble = |shift: u32| (bits >> shift & 0xF) as u8;
        let set = Set {
            identifier: Identifier::of_number((bits >> 25) as u16),
            extendable: bits >> 24 & 1 == 1,
            exponent: Exponent::of_bits(nibble(20)),
            group_threshold: nibble(12) + 1,
            groups: nibble(8) + 1,
            octets,
        };
        let head = Head { set, group: nibble(16) + 1, member: nibble(4) + 1, member_threshold: nibble(0) + 1 };
        if set.group_threshold > set.groups {
            return Err(ShareError::GroupsImpossible { wanted: set.group_threshold, groups: set.groups });
        }
        if head.group > set.groups {
            return Err(ShareError::GroupUnknown { group: head.group, groups: set.groups });
        }
        Ok(head)
    }

    /// The 40 bits.
    pub(super) fn bits(&self) -> u64 {
        let counted = |number: u8| u64::from(number.wrapping_sub(1) & 0xF);
        u64::from(self.set.identifier.number()) << 25
            | u64::from(self.set.extendable) << 24
            | u64::from(self.set.exponent.number()) << 20
            | counted(self.group) << 16
            | counted(self.set.group_threshold) << 12
            | counted(self.set.groups) << 8
            | counted(self.member) << 4
            | counted(self.member_threshold)
    }

    /// Which of its set it is: `share 2`, or `share 2 of group 1` where there are several groups.
    pub fn name(&self) -> String {
        let group = if self.set.groups > 1 { format!(" of group {}", self.group) } else { String::new() };
        format!("share {}{group}", self.member)
    }

    /// The place of the share on the polynomial of its group.
    pub(super) const fn place(&self) -> u8 {
        self.member.wrapping_sub(1)
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Head { set, group, member, member_threshold } = self;
        write!(f, "share {member} of set {}", set.identifier)?;
        if set.groups > 1 {
            write!(f, ", group {group} ({} of {} groups wanted)", set.group_threshold, set.groups)?;
        }
        write!(f, ", {member_threshold} wanted")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    #[test]
    fn forty_bits_go_there_and_back() {
        let bits: u64 = 0x7FFF << 25 | 1 << 24 | 7 << 20 | 1 << 16 | 1 << 12 | 2 << 8 | 14 << 4 | 3;
        let head = Head::of_bits(bits, 16).unwrap();
        assert_eq!(head.bits(), bits);
        assert_eq!(head.to_string(), "share 15 of set 32767, group 2 (2 of 3 groups wanted), 4 wanted");
        assert_eq!((head.set.exponent.number(), head.set.extendable, head.place()), (7, true, 14));
        assert_eq!(Head::of_bits(0, 16).unwrap().to_string(), "share 1 of set 0, 1 wanted");
    }

    #[test]
    fn share_5_what_no_set_can_be_is_refused() {
        for bits in [2 << 12 | 1 << 8, 15 << 12, 1 << 16, 3 << 16 | 2 << 8] {
            let error = Head::of_bits(bits, 16).unwrap_err();
            assert_eq!(error.clause(), Some("SHARE-5"), "{error}");
        }
        assert_eq!(Exponent::new(16).unwrap_err().clause(), Some("SHARE-12"));
    }
}
