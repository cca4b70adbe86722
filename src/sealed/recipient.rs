//! To whom something is sealed: an X25519 recipient of age.

use std::fmt;
use std::str::FromStr;

use openssl::derive::Deriver;
use openssl::pkey::{Id, PKey};
use serde::{Serialize, Serializer};

use super::bech32::{self, Defect};
use super::error::SealedError;

/// The prefix of a recipient.
const PREFIX: &str = "age";
/// The prefix of a secret key.
const SECRET: &str = "age-secret-key-";
/// The longest text that is looked at, in octets; a recipient has 62.
const LONGEST: usize = 4096;

/// A recipient, `age1…`: whoever holds its identity can open what is sealed to it. It is public.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Recipient {
    text: String,
    pub(super) key: age::x25519::Recipient,
}

impl Recipient {
    pub(super) fn of(key: age::x25519::Recipient) -> Self {
        Recipient { text: key.to_string(), key }
    }

    /// The text, `age1…`.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Recipient {
    type Err = SealedError;

    /// What was given is never repeated: it may be a secret key that was pasted in the wrong place.
    fn from_str(text: &str) -> Result<Self, SealedError> {
        let wrong = |what| SealedError::NotARecipient { what };
        let begins = |prefix: &str| text.get(..prefix.len()).is_some_and(|own| own.eq_ignore_ascii_case(prefix));
        if begins(SECRET) {
            return Err(SealedError::SecretKeyGiven);
        }
        if text.len() > LONGEST {
            return Err(wrong("it is far too long"));
        }
        if begins("ssh-") {
            return Err(wrong("it is an SSH key; things are sealed to X25519 recipients of age alone"));
        }
        let (prefix, octets) = bech32::decode(text).map_err(|defect| {
            wrong(match defect {
                Defect::MixedCase => "it mixes capitals and small letters",
                Defect::Letters => "it is not of the form age1…, or has letters that no recipient has",
                Defect::Checksum => "its checksum does not hold: a letter is wrong or missing",
                Defect::Padding => "bits are left over at its end",
            })
        })?;
        if prefix != PREFIX {
            return Err(wrong(match prefix.as_str() {
                "age1pq" | "age1tag" | "age1tagpq" => "it is of a newer kind; an X25519 recipient is wanted",
                other if other.starts_with("age1") => "it belongs to a plugin; an X25519 recipient is wanted",
                _ => "its prefix is not 'age'",
            }));
        }
        if octets.len() != 32 {
            return Err(wrong("it does not hold a key of 32 octets"));
        }
        // age writes them in small letters; BIP 173 allows capitals too, for QR codes.
        let key: age::x25519::Recipient = text.to_ascii_lowercase().parse().map_err(|_| wrong("age cannot read it"))?;
        if !protects(&octets) {
            return Err(wrong("it is one of the few points of which everybody knows the secret"));
        }
        Ok(Recipient::of(key))
    }
}

/// Whether a secret that is shared with this point is one: the few points of low order share zero with everybody.
fn protects(point: &[u8]) -> bool {
    let shared = || {
        let own = PKey::private_key_from_raw_bytes(&[0x42; 32], Id::X25519)?;
        let other = PKey::public_key_from_raw_bytes(point, Id::X25519)?;
        let mut deriver = Deriver::new(&own)?;
        deriver.set_peer(&other)?;
        deriver.derive_to_vec()
    };
    shared().is_ok_and(|shared| shared.iter().any(|octet| *octet != 0))
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Recipient {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Fail, Fault};

    const GOOD: &str = "age195c3p2n8hlarujp3x5k89undmm9vqmppzhjsq28fn8tkrjeex5xq98gdax";

    #[test]
    fn a_recipient_is_read_and_written() {
        let recipient: Recipient = GOOD.parse().unwrap();
        assert_eq!(recipient.to_string(), GOOD);
        assert_eq!(GOOD.to_uppercase().parse::<Recipient>().unwrap(), recipient);
        assert_eq!(serde_json::to_string(&recipient).unwrap(), format!("\"{GOOD}\""));
    }

    #[test]
    fn sealed_1_a_secret_key_in_its_place_is_refused_and_not_repeated() {
        let secret = bech32::encode(SECRET, &[9; 32]).to_uppercase();
        let long = format!("AGE-SECRET-KEY-1{}", "Q".repeat(9000));
        let old = "age-secret-key-pq-1qqqqqq".to_owned();
        for text in [&secret, &secret[..30], &secret.to_lowercase(), &long, &old] {
            let error = text.parse::<Recipient>().unwrap_err();
            assert_eq!((error.clause(), error.kind()), (Some("SEALED-1"), Fault::Refused));
            let said = format!("{error} {}", error.hint().unwrap());
            assert!(!said.to_uppercase().contains(&text.to_uppercase()[20..]), "{said}");
        }
    }

    #[test]
    fn sealed_2_what_is_no_recipient_is_refused_with_what_is_wrong() {
        let of = |prefix: &str, octets: &[u8]| bech32::encode(prefix, octets).to_string();
        for (text, what) in [
            (String::new(), "form"),
            ("age".into(), "form"),
            ("age1".into(), "form"),
            (GOOD[..61].into(), "checksum"),
            (format!("{GOOD} "), "letters"),
            (GOOD.replace("age195", "age159"), "checksum"),
            (GOOD.replace("age1", "AGE1"), "mixes"),
            (of("agf", &[9; 32]), "prefix"),
            (of("bc", &[9; 32]), "prefix"),
            (of("age", &[9; 31]), "32 octets"),
            (of("age", &[9; 33]), "32 octets"),
            (of("age1pq", &[9; 1216]), "newer kind"),
            (of("age1yubikey", &[9; 33]), "plugin"),
            (of("age", &[0; 32]), "everybody"),
            ("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE".into(), "SSH"),
            ("a".repeat(5000), "too long"),
        ] {
            let error = text.parse::<Recipient>().unwrap_err();
            assert_eq!((error.clause(), error.kind()), (Some("SEALED-2"), Fault::Usage), "{text}");
            assert!(error.to_string().contains(what), "{text}: {error}");
        }
    }

    #[test]
    fn every_point_that_protects_nothing_is_refused() {
        // RFC 7748, 6.1, and the orders of curve25519 and its twist: the points of order 1, 2, 4 and 8, and those that
        // stand for the same modulo the prime.
        let p = "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f";
        let known = [
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            p,
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ];
        for point in known {
            let text = bech32::encode(PREFIX, &hex::decode(point).unwrap());
            assert!(text.parse::<Recipient>().is_err(), "{point}");
        }
    }
}
