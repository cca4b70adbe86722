//! keyUsage and extKeyUsage (RFC 5280 4.2.1.3, 4.2.1.12).

use std::fmt;

use super::{Extension, Typed};
use crate::asn1::{Asn1Error, Tag};
use crate::pki::oid;

/// One bit of keyUsage; the number is the named bit's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyUsageBit {
    /// digitalSignature (0).
    DigitalSignature,
    /// nonRepudiation (1), since renamed contentCommitment.
    NonRepudiation,
    /// keyEncipherment (2).
    KeyEncipherment,
    /// dataEncipherment (3).
    DataEncipherment,
    /// keyAgreement (4).
    KeyAgreement,
    /// keyCertSign (5).
    KeyCertSign,
    /// cRLSign (6).
    CrlSign,
    /// encipherOnly (7).
    EncipherOnly,
    /// decipherOnly (8).
    DecipherOnly,
}

impl KeyUsageBit {
    /// Every bit, in order.
    pub const ALL: [KeyUsageBit; 9] = [
        KeyUsageBit::DigitalSignature,
        KeyUsageBit::NonRepudiation,
        KeyUsageBit::KeyEncipherment,
        KeyUsageBit::DataEncipherment,
        KeyUsageBit::KeyAgreement,
        KeyUsageBit::KeyCertSign,
        KeyUsageBit::CrlSign,
        KeyUsageBit::EncipherOnly,
        KeyUsageBit::DecipherOnly,
    ];

    /// The name in RFC 5280.
    pub const fn name(self) -> &'static str {
        match self {
            KeyUsageBit::DigitalSignature => "digitalSignature",
            KeyUsageBit::NonRepudiation => "nonRepudiation",
            KeyUsageBit::KeyEncipherment => "keyEncipherment",
            KeyUsageBit::DataEncipherment => "dataEncipherment",
            KeyUsageBit::KeyAgreement => "keyAgreement",
            KeyUsageBit::KeyCertSign => "keyCertSign",
            KeyUsageBit::CrlSign => "cRLSign",
            KeyUsageBit::EncipherOnly => "encipherOnly",
            KeyUsageBit::DecipherOnly => "decipherOnly",
        }
    }
}

/// keyUsage as a set of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage {
    bits: u16,
    /// Whether trailing zero bits are left out, as DER wants of a named bit list (X.690 11.2.2).
    pub minimal: bool,
}

impl KeyUsage {
    /// A set of bits, written as DER wants.
    pub fn of(bits: &[KeyUsageBit]) -> Self {
        KeyUsage { bits: bits.iter().fold(0, |all, b| all | 1 << *b as u16), minimal: true }
    }

    /// Whether the bit is set.
    pub fn has(&self, bit: KeyUsageBit) -> bool {
        self.bits & (1 << bit as u16) != 0
    }

    /// Whether exactly these bits are set and no other.
    pub fn is_exactly(&self, bits: &[KeyUsageBit]) -> bool {
        self.bits == KeyUsage::of(bits).bits
    }

    /// The bits that are set and have a name.
    pub fn bits(&self) -> impl Iterator<Item = KeyUsageBit> + '_ {
        KeyUsageBit::ALL.into_iter().filter(|b| self.has(*b))
    }
}

impl fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.bits().map(KeyUsageBit::name).collect();
        f.write_str(if names.is_empty() { "none" } else { "" })?;
        f.write_str(&names.join("+"))
    }
}

impl<'a> Typed<'a> for KeyUsage {
    const OID: &'static [u8] = oid::KEY_USAGE;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let element = extension.single("keyUsage")?.expect(Tag::BIT_STRING, "keyUsage")?;
        let wrong = Asn1Error::Value { offset: element.offset, what: "not a BIT STRING of at most 16 bits" };
        let (unused, octets) = match element.content {
            [unused @ 0..=7, octets @ ..] if octets.len() <= 2 => (*unused, octets),
            _ => return Err(wrong),
        };
        if octets.is_empty() && unused != 0 {
            return Err(wrong);
        }
        let mut bits = 0;
        for number in 0..16u16 {
            let octet = octets.get(usize::from(number / 8)).copied().unwrap_or(0);
            if octet & (0x80 >> (number % 8)) != 0 {
                bits |= 1 << number;
            }
        }
        let minimal = octets.last().is_none_or(|last| *last != 0 && last.trailing_zeros() == u32::from(unused));
        Ok(KeyUsage { bits, minimal })
    }
}

/// extKeyUsage: content octets of each purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtendedKeyUsage<'a> {
    /// The purposes, in order.
    pub purposes: Vec<&'a [u8]>,
}

impl ExtendedKeyUsage<'_> {
    /// Whether the purpose is named.
    pub fn has(&self, purpose: &[u8]) -> bool {
        self.purposes.contains(&purpose)
    }
}

impl<'a> Typed<'a> for ExtendedKeyUsage<'a> {
    const OID: &'static [u8] = oid::EXTENDED_KEY_USAGE;

    fn read(extension: &Extension<'a>) -> Result<Self, Asn1Error> {
        let mut parts = extension.sequence("extKeyUsage")?;
        let mut purposes = Vec::with_capacity(2);
        while !parts.is_at_end() {
            purposes.push(parts.next(Tag::OID, "a key purpose")?.content);
        }
        Ok(ExtendedKeyUsage { purposes })
    }
}
