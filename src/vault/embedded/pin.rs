//! The embedded token's PIN: stretched with Argon2id before the token sees it.
//!
//! The token itself stretches a PIN with 1000 rounds of PBKDF2 only. What it
//! gets here is the hex of Argon2id (RFC 9106; 64 MiB, 3 passes, 1 lane) over
//! the PIN and a salt of 16 octets that lies, in clear, in the token itself.

use zeroize::Zeroizing;

use super::super::error::VaultError;
use crate::secret::Secret;

/// Octets of the salt.
pub(super) const SALT_LEN: usize = 16;
/// Memory in KiB.
const MEMORY_KIB: u32 = 64 * 1024;
/// Passes.
const PASSES: u32 = 3;
/// Lanes.
const LANES: u32 = 1;
/// The shortest PIN that is taken, in octets: the token's own minimum.
pub(super) const PIN_MIN: usize = 8;

/// The user PIN that the token is given: 64 hex digits.
pub(super) fn stretch(pin: &Secret, salt: &[u8; SALT_LEN]) -> Result<Secret, VaultError> {
    let mut key = Zeroizing::new([0u8; 32]);
    openssl::kdf::argon2id(None, pin.expose(), salt, None, None, PASSES, LANES, MEMORY_KIB, key.as_mut_slice())?;
    Ok(Secret::new(hex::encode(key.as_slice()).into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stretched_pin_is_what_the_reference_program_gives() {
        // echo -n 'correct horse' | argon2 0123456789abcdef -id -t 3 -k 65536 -p 1 -l 32 -r
        let stretched = stretch(&Secret::new(b"correct horse".to_vec()), b"0123456789abcdef").unwrap();
        assert_eq!(
            stretched.expose_text().unwrap(),
            "92599c67f23f1d9dce9b6f0cfb5a9b18ce110336de00799947472465edd9e49a"
        );
    }

    #[test]
    fn another_salt_gives_another_pin() {
        let pin = Secret::new(b"correct horse".to_vec());
        let (one, two) = (stretch(&pin, &[1; 16]).unwrap(), stretch(&pin, &[2; 16]).unwrap());
        assert_ne!(one.expose(), two.expose());
    }
}
