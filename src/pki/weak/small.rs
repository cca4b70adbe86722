//! Moduli that are no product of two large primes: a small factor (SP 800-89 5.3.3), or a prime alone.

use openssl::bn::{BigNum, BigNumContext};
use openssl::error::ErrorStack;

/// Factors below this are looked for (SP 800-89 5.3.3: all primes under 752).
const BELOW: u32 = 752;

/// The smallest factor below 752 of a number. Only odd ones are tried: evenness is told on its own.
pub(super) fn factor(modulus: &[u8]) -> Option<u32> {
    PRODUCTS.iter().find_map(|(product, primes)| {
        let rest = modulus.chunks(4).fold(0u64, |rest, chunk| {
            let word = chunk.iter().fold(0, |w, b| w << 8 | u64::from(*b));
            (rest << (8 * chunk.len()) | word) % product
        });
        primes.iter().copied().find(|p| rest % u64::from(*p) == 0)
    })
}

/// Odd primes below 752 in groups whose product is below 2^32, so that one division serves for all of a group.
static PRODUCTS: std::sync::LazyLock<Vec<(u64, Vec<u32>)>> = std::sync::LazyLock::new(|| {
    let mut groups: Vec<(u64, Vec<u32>)> = Vec::new();
    for prime in (3..BELOW).step_by(2).filter(|n| (3..*n).step_by(2).all(|d| n % d != 0)) {
        match groups.last_mut() {
            Some((product, primes)) if *product < (1 << 32) / u64::from(prime) => {
                *product *= u64::from(prime);
                primes.push(prime);
            }
            _ => groups.push((u64::from(prime), vec![prime])),
        }
    }
    groups
});

/// Whether the modulus is a prime: then everybody has its private key. One exponentiation for a sound key.
pub(super) fn is_prime(modulus: &[u8]) -> Result<bool, ErrorStack> {
    let mut context = BigNumContext::new()?;
    BigNum::from_slice(modulus)?.is_prime(1, &mut context)
}

#[cfg(test)]
mod tests {
    use super::super::testing::product;
    use super::*;

    /// A prime of 521 bits, 2^521 - 1.
    fn mersenne() -> BigNum {
        let mut one = BigNum::new().unwrap();
        one.lshift(&BigNum::from_u32(1).unwrap(), 521).unwrap();
        one.sub_word(1).unwrap();
        one
    }

    #[test]
    fn every_prime_factor_below_752_is_found_and_none_above() {
        let large = mersenne();
        let primes: Vec<u32> = (3..1000).filter(|n| (2..*n).all(|d| n % d != 0)).collect();
        for prime in primes {
            let found = factor(&product(&large, &BigNum::from_u32(prime).unwrap()));
            assert_eq!(found, (prime < 752).then_some(prime), "{prime}");
        }
        assert_eq!(factor(&product(&large, &large)), None);
    }

    #[test]
    fn a_prime_is_told_from_a_product_of_two() {
        assert!(is_prime(&mersenne().to_vec()).unwrap());
        assert!(!is_prime(&product(&mersenne(), &mersenne())).unwrap());
    }
}
