//! The passphrase's cipher of SLIP-39: four rounds of a Feistel network over the secret, PBKDF2-HMAC-SHA-256 inside.
//!
//! Every passphrase decrypts to something: a wrong one is not noticed. That is the standard's choice; what was wanted
//! has to be recognised by other means, such as its digest.

use openssl::hash::MessageDigest;
use zeroize::Zeroizing;

use super::error::ShareError;
use super::head::Set;
use super::passphrase::Passphrase;
use crate::secret::Secret;

/// Iterations of all rounds together, where the exponent is 0.
const ITERATIONS: usize = 10_000;
/// Rounds of the network.
const ROUNDS: u8 = 4;

/// What the round function has of the set.
struct Rounds<'a> {
    passphrase: &'a Passphrase,
    /// The part of the salt that stands before the half: empty for an extendable set, so that the encrypted secret does
    /// not depend on the set's identifier.
    salt: Vec<u8>,
    iterations: usize,
}

impl<'a> Rounds<'a> {
    fn of(set: &Set, passphrase: &'a Passphrase) -> Self {
        let salt = match set.extendable {
            true => Vec::new(),
            false => [&b"shamir"[..], &set.identifier.number().to_be_bytes()].concat(),
        };
        let iterations = (ITERATIONS << set.exponent.number()) / usize::from(ROUNDS);
        Rounds { passphrase, salt, iterations }
    }

    /// The network, its rounds in this order.
    fn run(&self, input: &[u8], rounds: impl Iterator<Item = u8>) -> Result<Secret, ShareError> {
        let (left, right) = input.split_at(input.len() / 2);
        let (mut left, mut right) = (Zeroizing::new(left.to_vec()), Zeroizing::new(right.to_vec()));
        for round in rounds {
            let mut password = Zeroizing::new(Vec::with_capacity(1 + self.passphrase.expose().len()));
            password.push(round);
            password.extend_from_slice(self.passphrase.expose());
            let mut salt = Zeroizing::new(Vec::with_capacity(self.salt.len() + right.len()));
            salt.extend_from_slice(&self.salt);
            salt.extend_from_slice(&right);
            let mut key = Zeroizing::new(vec![0u8; left.len()]);
            openssl::pkcs5::pbkdf2_hmac(&password, &salt, self.iterations, MessageDigest::sha256(), &mut key)?;
            key.iter_mut().zip(left.iter()).for_each(|(key, octet)| *key ^= octet);
            left = std::mem::replace(&mut right, key);
        }
        let mut output = Vec::with_capacity(input.len());
        output.extend_from_slice(&right);
        output.extend_from_slice(&left);
        Ok(Secret::new(output))
    }
}

/// The encrypted secret, which is what is split.
pub(super) fn encrypt(set: &Set, passphrase: &Passphrase, secret: &Secret) -> Result<Secret, ShareError> {
    Rounds::of(set, passphrase).run(secret.expose(), 0..ROUNDS)
}

/// The secret.
pub(super) fn decrypt(set: &Set, passphrase: &Passphrase, encrypted: &Secret) -> Result<Secret, ShareError> {
    Rounds::of(set, passphrase).run(encrypted.expose(), (0..ROUNDS).rev())
}

#[cfg(test)]
mod tests {
    use super::super::head::{Exponent, Identifier};
    use super::*;

    fn set(identifier: u16, extendable: bool) -> Set {
        let (identifier, exponent) = (Identifier::of_number(identifier), Exponent::new(0).unwrap());
        Set { identifier, extendable, exponent, group_threshold: 1, groups: 1, octets: 16 }
    }

    fn words(text: &str) -> Passphrase {
        Passphrase::new(Secret::new(text.as_bytes().to_vec())).unwrap()
    }

    #[test]
    fn decrypting_undoes_encrypting_and_another_passphrase_gives_another_secret() {
        let secret = Secret::new(b"ABCDEFGHIJKLMNOP".to_vec());
        let set = set(7, true);
        let encrypted = encrypt(&set, &words("TREZOR"), &secret).unwrap();
        assert_ne!(encrypted.expose(), secret.expose());
        assert_eq!(decrypt(&set, &words("TREZOR"), &encrypted).unwrap().expose(), secret.expose());
        assert_ne!(decrypt(&set, &words("TREZOR "), &encrypted).unwrap().expose(), secret.expose());
    }

    #[test]
    fn the_identifier_salts_an_old_set_alone() {
        let secret = Secret::new(b"ABCDEFGHIJKLMNOP".to_vec());
        let encrypted = |set: Set| encrypt(&set, &words(""), &secret).unwrap().expose().to_vec();
        assert_eq!(encrypted(set(7, true)), encrypted(set(8, true)));
        assert_ne!(encrypted(set(7, false)), encrypted(set(8, false)));
        assert_ne!(encrypted(set(7, false)), encrypted(set(7, true)));
    }
}
