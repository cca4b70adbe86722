//! The embedded token's PIN: stretched with Argon2id before the token sees it.
//!
//! The token itself stretches a PIN with 1000 rounds of PBKDF2 only. What it
//! gets here is the hex of Argon2id (RFC 9106, one lane) over the PIN and a salt
//! of 16 octets that lies, in clear, in the token itself, under a label that says
//! how much work it is.

use zeroize::Zeroizing;

use super::super::error::VaultError;
use crate::secret::Secret;

/// Octets of the salt.
pub(super) const SALT_LEN: usize = 16;
/// Lanes.
const LANES: u32 = 1;
/// The shortest PIN that is taken, in octets: the token's own minimum.
pub(super) const PIN_MIN: usize = 8;

/// How much work guessing an embedded token's PIN is; fixed when the token is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinStretch {
    /// RFC 9106's second recommended setting: 64 MiB, 3 passes. Some 0.1 s in each process that logs in.
    Full,
    /// 4 MiB, 1 pass: for keys that are thrown away. A production station takes no such token.
    Light,
}

impl PinStretch {
    pub(super) const ALL: [PinStretch; 2] = [PinStretch::Full, PinStretch::Light];

    /// The label of the salt in the token.
    pub(super) const fn salt_label(self) -> &'static [u8] {
        match self {
            PinStretch::Full => b"pin-salt-v1",
            PinStretch::Light => b"pin-salt-light-v1",
        }
    }

    /// Memory in KiB, and passes.
    const fn work(self) -> (u32, u32) {
        match self {
            PinStretch::Full => (64 * 1024, 3),
            PinStretch::Light => (4 * 1024, 1),
        }
    }
}

/// What the user PIN of a token is made with.
#[derive(Clone, Copy)]
pub(super) struct Salt {
    pub(super) stretch: PinStretch,
    pub(super) octets: [u8; SALT_LEN],
}

/// The user PIN that the token is given: 64 hex digits.
pub(super) fn stretch(pin: &Secret, salt: &Salt) -> Result<Secret, VaultError> {
    let mut key = Zeroizing::new([0u8; 32]);
    let (memory, passes) = salt.stretch.work();
    openssl::kdf::argon2id(None, pin.expose(), &salt.octets, None, None, passes, LANES, memory, key.as_mut_slice())?;
    Ok(Secret::new(hex::encode(key.as_slice()).into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: Salt = Salt { stretch: PinStretch::Full, octets: *b"0123456789abcdef" };

    #[test]
    fn the_stretched_pin_is_what_the_reference_program_gives() {
        // echo -n 'correct horse' | argon2 0123456789abcdef -id -t 3 -k 65536 -p 1 -l 32 -r
        let stretched = stretch(&Secret::new(b"correct horse".to_vec()), &FULL).unwrap();
        assert_eq!(
            stretched.expose_text().unwrap(),
            "92599c67f23f1d9dce9b6f0cfb5a9b18ce110336de00799947472465edd9e49a"
        );
    }

    #[test]
    fn another_salt_or_another_amount_of_work_gives_another_pin() {
        let pin = Secret::new(b"correct horse".to_vec());
        let full = stretch(&pin, &FULL).unwrap();
        let salted = stretch(&pin, &Salt { octets: [1; 16], ..FULL }).unwrap();
        let light = stretch(&pin, &Salt { stretch: PinStretch::Light, ..FULL }).unwrap();
        assert_ne!(full.expose(), salted.expose());
        assert_ne!(full.expose(), light.expose());
    }
}
