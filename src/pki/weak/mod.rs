//! Keys that nobody should certify, however well their request is made: what shows by the key alone, and
//! what stands on a list.
//!
//! Looked for: sizes, exponents, even moduli, small factors, a prime in the place of a product, the ROCA fingerprint,
//! close primes, short curves; and of many moduli together, primes that two of them share ([`sharing`]). Curves that
//! only look like a known one, points off their curve and the point at infinity are refused where a key is read
//! ([`PublicKey::from_spki`]). Weak keys of one generator of random numbers, such as Debian's of 2006 to 2008, show by
//! nothing but a [`BlockList`], and none comes with the program.

mod blocklist;
mod close_primes;
mod roca;
mod shared;
mod small;
#[cfg(test)]
pub(crate) mod testing;

use std::fmt;

use super::PkiError;
use crate::signer::{Curve, KeyKind, PublicKey};

pub use blocklist::{BlockList, BlockListError};
pub use shared::{Sharer, sharing};

/// The fewest bits of an RSA modulus that is certified.
pub const RSA_LEAST: usize = 2048;
/// The most, so that no request costs the station minutes.
pub const RSA_MOST: usize = 8192;

/// What is weak about a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// RSA with too few bits.
    RsaSmall(usize),
    /// RSA with more bits than are taken.
    RsaLarge(usize),
    /// An even RSA modulus.
    EvenModulus,
    /// An even RSA exponent.
    EvenExponent,
    /// An RSA exponent below 65537.
    SmallExponent(u32),
    /// An RSA modulus with this factor.
    SmallFactor(u32),
    /// An RSA modulus that is itself a prime.
    PrimeModulus,
    /// An RSA modulus with the ROCA fingerprint.
    Roca,
    /// An RSA modulus of two close primes.
    ClosePrimes,
    /// A curve of fewer than 256 bits.
    ShortCurve(Curve),
}

impl Weakness {
    /// The clause that refuses it: `CSR-6` for keys whose private half can be computed by a known method, `CSR-2` else.
    pub const fn clause(&self) -> &'static str {
        match self {
            Weakness::Roca | Weakness::ClosePrimes => "CSR-6",
            _ => "CSR-2",
        }
    }
}

impl fmt::Display for Weakness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Weakness::RsaSmall(bits) => write!(f, "RSA of {bits} bits; wanted {RSA_LEAST} or more"),
            Weakness::RsaLarge(bits) => write!(f, "RSA of {bits} bits; wanted {RSA_MOST} or less"),
            Weakness::EvenModulus => f.write_str("an even RSA modulus"),
            Weakness::EvenExponent => f.write_str("an even RSA exponent"),
            Weakness::SmallExponent(value) => write!(f, "RSA exponent {value}; wanted 65537 or more"),
            Weakness::SmallFactor(prime) => {
                write!(f, "an RSA modulus with the factor {prime}; wanted no factor below 752")
            }
            Weakness::PrimeModulus => f.write_str("an RSA modulus that is a prime; wanted the product of two"),
            Weakness::Roca => f.write_str("a modulus with the ROCA fingerprint"),
            Weakness::ClosePrimes => f.write_str("a modulus of two close primes"),
            Weakness::ShortCurve(curve) => write!(f, "curve {curve}; wanted 256 bits or more"),
        }
    }
}

/// The weaknesses by which an RSA key's private half is computed from a whole modulus: a few microseconds, for rules, which
/// see thousands of keys.
pub fn of_modulus(modulus: &[u8]) -> Vec<Weakness> {
    let roca = roca::has_fingerprint(modulus).then_some(Weakness::Roca);
    let close = close_primes::has_close_primes(modulus).unwrap_or(false).then_some(Weakness::ClosePrimes);
    [roca, close].into_iter().flatten().collect()
}

/// Everything that is weak about a key, the plainest first. For an RSA key this costs an exponentiation.
pub fn of(key: &PublicKey) -> Result<Vec<Weakness>, PkiError> {
    let mut found = Vec::new();
    match key.kind() {
        KeyKind::Rsa { bits, .. } if *bits > RSA_MOST => found.push(Weakness::RsaLarge(*bits)),
        KeyKind::Rsa { bits, modulus, exponent, .. } => {
            let even = |number: &[u8]| number.last().is_none_or(|b| b & 1 == 0);
            if *bits < RSA_LEAST {
                found.push(Weakness::RsaSmall(*bits));
            }
            if even(modulus) {
                found.push(Weakness::EvenModulus);
            }
            if even(exponent) {
                found.push(Weakness::EvenExponent);
            }
            if exponent.len() < 3 {
                found.push(Weakness::SmallExponent(exponent.iter().fold(0, |n, b| n << 8 | u32::from(*b))));
            }
            found.extend(of_modulus(modulus));
            found.extend(small::factor(modulus).map(Weakness::SmallFactor));
            let library = |e| PkiError::Signer(crate::signer::SignerError::Library(e));
            if found.is_empty() && small::is_prime(modulus).map_err(library)? {
                found.push(Weakness::PrimeModulus);
            }
        }
        KeyKind::Ec { curve: curve @ (Curve::P224 | Curve::BrainpoolP224r1), .. } => {
            found.push(Weakness::ShortCurve(*curve));
        }
        _ => {}
    }
    Ok(found)
}

/// Refuses a key with any weakness, and says the first (`CSR-2`, `CSR-6`).
pub fn refuse(key: &PublicKey) -> Result<(), PkiError> {
    match of(key)?.into_iter().next() {
        None => Ok(()),
        Some(weakness) => Err(PkiError::WeakKey { weakness }),
    }
}

/// Refuses a key that is on a list (`CSR-5`).
pub fn refuse_listed(key: &PublicKey, list: &BlockList) -> Result<(), PkiError> {
    if !list.has(key) {
        return Ok(());
    }
    Err(PkiError::ListedKey { key: key.kind().to_string(), list: list.digest().short().to_string() })
}

#[cfg(test)]
mod tests {
    use super::testing::{close, roca};
    use super::*;
    use crate::fault::Fail;
    use openssl::bn::BigNum;
    use openssl::rsa::Rsa;

    fn sound() -> Vec<u8> {
        Rsa::generate(2048).unwrap().n().to_vec()
    }

    fn first(modulus: &[u8], exponent: &[u8]) -> Option<Weakness> {
        of(&PublicKey::from_rsa(modulus, exponent).unwrap()).unwrap().into_iter().next()
    }

    #[test]
    fn a_sound_key_has_no_weakness() {
        assert_eq!(first(&sound(), &[1, 0, 1]), None);
        assert_eq!(of(&PublicKey::from_ed25519(&[9; 32]).unwrap()).unwrap(), []);
    }

    #[test]
    fn each_weakness_is_found_and_refused_by_its_clause() {
        let sound = sound();
        let mut even = sound.clone();
        *even.last_mut().unwrap() &= 0xfe;
        let mut prime = BigNum::new().unwrap();
        prime.generate_prime(2048, false, None, None).unwrap();
        let mut half = BigNum::new().unwrap();
        half.generate_prime(2040, false, None, None).unwrap();
        let composite = testing::product(&half, &BigNum::from_u32(751).unwrap());
        let rows: [(&[u8], &[u8], Weakness, &str); 9] = [
            (&sound[..128], &[1, 0, 1], Weakness::RsaSmall(1024), "CSR-2"),
            (&[&sound[..], &[0xff; 1024]].concat(), &[1, 0, 1], Weakness::RsaLarge(10240), "CSR-2"),
            (&even, &[1, 0, 1], Weakness::EvenModulus, "CSR-2"),
            (&sound, &[1, 0, 2], Weakness::EvenExponent, "CSR-2"),
            (&sound, &[3], Weakness::SmallExponent(3), "CSR-2"),
            (&composite, &[1, 0, 1], Weakness::SmallFactor(751), "CSR-2"),
            (&prime.to_vec(), &[1, 0, 1], Weakness::PrimeModulus, "CSR-2"),
            (&roca(2048), &[1, 0, 1], Weakness::Roca, "CSR-6"),
            (&close_of_primes(), &[1, 0, 1], Weakness::ClosePrimes, "CSR-6"),
        ];
        for (modulus, exponent, weakness, clause) in rows {
            let key = PublicKey::from_rsa(modulus, exponent).unwrap();
            assert!(of(&key).unwrap().contains(&weakness), "{weakness}");
            let refused = refuse(&key).unwrap_err();
            assert!(refused.to_string().starts_with(refused.clause().unwrap()), "{refused}");
            assert!(refused.clause() == Some(clause) || refused.clause() == Some("CSR-2"), "{refused}");
        }
        assert_eq!(
            refuse(&PublicKey::from_rsa(&close_of_primes(), &[1, 0, 1]).unwrap()).unwrap_err().clause(),
            Some("CSR-6")
        );
        assert!(of_modulus(&close(2)).contains(&Weakness::ClosePrimes));
    }

    /// Two primes of 1024 bits, one after the other.
    fn close_of_primes() -> Vec<u8> {
        let mut p = BigNum::new().unwrap();
        p.generate_prime(1024, false, None, None).unwrap();
        let mut q = BigNum::from_slice(&p.to_vec()).unwrap();
        let mut context = openssl::bn::BigNumContext::new().unwrap();
        q.add_word(2).unwrap();
        while !q.is_prime(1, &mut context).unwrap() {
            q.add_word(2).unwrap();
        }
        testing::product(&p, &q)
    }
}
