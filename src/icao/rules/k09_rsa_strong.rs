//! K09: the RSA modulus is not known to be weak.

use super::k01_explicit_parameters::PLACE;
use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::signer::{KeyKind, PublicKey};
use openssl::bn::{BigNum, BigNumContext, BigNumRef};
use openssl::error::ErrorStack;

/// Looked for: the fingerprint of keys from one vendor's smart cards (ROCA), and primes so
/// close that a few steps of Fermat's method find them. Weak keys of Debian's OpenSSL of
/// 2006 to 2008 are not looked for: that needs the list of them.
pub static K09: Rule = Rule {
    id: "K09",
    version: 1,
    title: "the RSA modulus is not known to be weak",
    clause: "CA/B Forum BR 6.1.1.3; CVE-2017-15361",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectPublicKey: a modulus of two close primes",
    applies: always,
    check: |s, report| {
        let Ok(KeyKind::Rsa { modulus, .. }) = s.key().map(PublicKey::kind) else { return };
        let wanted = "a key from a sound generator";
        if has_roca_fingerprint(modulus) {
            report.add(PLACE, "a modulus with the ROCA fingerprint", wanted);
        }
        if has_close_primes(modulus).unwrap_or(false) {
            report.add(PLACE, "a modulus of two close primes", wanted);
        }
    },
};

/// The primes up to 167 modulo which not every number is a power of 65537; the most telling first.
const PRIMES: [u64; 17] = [97, 37, 79, 11, 61, 73, 127, 151, 13, 17, 19, 53, 71, 103, 107, 109, 157];

/// Whether the modulus is a power of 65537 modulo each of the primes. A sound key is so by chance once in 2^27.
fn has_roca_fingerprint(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|prime| {
        let rest = modulus.chunks(4).fold(0, |rest, chunk| {
            let word = chunk.iter().fold(0, |w, b| w << 8 | u64::from(*b));
            (rest << (8 * chunk.len()) | word) % prime
        });
        let powers = std::iter::successors(Some(1), |p| Some(p * 65537 % prime)).take(*prime as usize);
        powers.into_iter().any(|p| p == rest)
    })
}

/// Steps of Fermat's method.
const STEPS: usize = 16;

/// Whether some a with a^2 - n a square stands within a few steps above the root of n.
fn has_close_primes(modulus: &[u8]) -> Result<bool, ErrorStack> {
    let mut context = BigNumContext::new()?;
    let n = BigNum::from_slice(modulus)?;
    let mut a = square_root(&n, &mut context)?;
    let (mut square, mut rest) = (BigNum::new()?, BigNum::new()?);
    for _ in 0..=STEPS {
        square.sqr(&a, &mut context)?;
        rest.checked_sub(&square, &n)?;
        if !rest.is_negative() && is_square(&rest, &mut context)? {
            return Ok(true);
        }
        a.add_word(1)?;
    }
    Ok(false)
}

/// Moduli by which most numbers are seen to be no squares: one in a hundred gets past all four.
const SIEVE: [u64; 4] = [64, 63, 65, 11];

/// Their product.
const SIEVE_PRODUCT: u32 = 64 * 63 * 65 * 11;

fn is_square(n: &BigNumRef, context: &mut BigNumContext) -> Result<bool, ErrorStack> {
    let rest = n.mod_word(SIEVE_PRODUCT)?;
    if !SIEVE.iter().all(|m| (0..*m).any(|root| root * root % m == rest % m)) {
        return Ok(false);
    }
    let root = square_root(n, context)?;
    let mut square = BigNum::new()?;
    square.sqr(&root, context)?;
    Ok(square == *n)
}

/// The greatest number whose square is not above n: Newton's method, doubling the digits looked at.
fn square_root(n: &BigNumRef, context: &mut BigNumContext) -> Result<BigNum, ErrorStack> {
    let mut shift = (n.num_bits() - 61).max(0) & !1;
    let (mut top, mut quotient, mut sum) = (BigNum::new()?, BigNum::new()?, BigNum::new()?);
    top.rshift(n, shift)?;
    let small = top.to_vec().iter().fold(0u64, |w, b| w << 8 | u64::from(*b)).isqrt();
    let mut root = BigNum::from_slice(&small.to_be_bytes())?;
    while shift > 0 {
        let step = (root.num_bits() - 2).clamp(1, shift / 2);
        shift -= 2 * step;
        top.rshift(n, shift)?;
        sum.lshift(&root, step)?;
        quotient.checked_div(&top, &sum, context)?;
        root.checked_add(&sum, &quotient)?;
        sum.rshift1(&root)?;
        std::mem::swap(&mut root, &mut sum);
    }
    for _ in 0..4 {
        sum.sqr(&root, context)?;
        if sum <= *n {
            break;
        }
        root.sub_word(1)?;
    }
    Ok(root)
}

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    use super::{has_close_primes, has_roca_fingerprint};
    use openssl::bn::{BigNum, BigNumContext};

    /// The product of every prime up to 167.
    fn primorial() -> BigNum {
        let mut product = BigNum::from_u32(1).unwrap();
        for n in (2..=167u32).filter(|n| (2..*n).all(|d| n % d != 0)) {
            product.mul_word(n).unwrap();
        }
        product
    }

    /// (k * M + 65537^a mod M) twice, multiplied: the shape of keys under CVE-2017-15361.
    fn roca(bits: i32) -> Vec<u8> {
        let (m, mut context) = (primorial(), BigNumContext::new().unwrap());
        let mut factor = |k: u32, exponent: u32| {
            let (mut power, mut out) = (BigNum::new().unwrap(), BigNum::new().unwrap());
            let (e, a) = (BigNum::from_u32(65537).unwrap(), BigNum::from_u32(exponent).unwrap());
            power.mod_exp(&e, &a, &m, &mut context).unwrap();
            let (k, mut shifted, mut product) =
                (BigNum::from_u32(k).unwrap(), BigNum::new().unwrap(), BigNum::new().unwrap());
            shifted.lshift(&k, bits / 2 - m.num_bits() - 20).unwrap();
            product.checked_mul(&shifted, &m, &mut context).unwrap();
            out.checked_add(&product, &power).unwrap();
            out
        };
        let (p, q) = (factor(0xf_1235, 77), factor(0xe_5433, 1234));
        let mut n = BigNum::new().unwrap();
        n.checked_mul(&p, &q, &mut BigNumContext::new().unwrap()).unwrap();
        n.to_vec()
    }

    /// a * (a + gap) for an odd a of 1024 bits.
    fn close(gap: u32) -> Vec<u8> {
        let a = BigNum::from_slice(&[0xc3; 128]).unwrap();
        let mut b = BigNum::from_slice(&a.to_vec()).unwrap();
        b.add_word(gap).unwrap();
        let mut n = BigNum::new().unwrap();
        n.checked_mul(&a, &b, &mut BigNumContext::new().unwrap()).unwrap();
        n.to_vec()
    }

    fn far() -> Vec<u8> {
        let p = BigNum::from_hex_str(&format!("{}1b", "c90fdaa22168c234".repeat(15))).unwrap();
        let q = BigNum::from_hex_str(&format!("{}0f", "f4a1b2c3d4e5f607".repeat(16))).unwrap();
        let mut n = BigNum::new().unwrap();
        n.checked_mul(&p, &q, &mut BigNumContext::new().unwrap()).unwrap();
        n.to_vec()
    }

    #[test]
    fn the_roca_fingerprint_is_found() {
        for bits in [1024, 2048, 4096] {
            let n = roca(bits);
            assert!(has_roca_fingerprint(&n), "{bits}");
            assert!(found("K09", &csca().with(|v| v.spki = rsa(&n, &[1, 0, 1])))[0].found.contains("ROCA"));
        }
        assert!(!has_roca_fingerprint(&far()) && !has_roca_fingerprint(&close(2)));
    }

    #[test]
    fn close_primes_are_found() {
        for gap in [0, 2, 1000, 65536] {
            assert!(has_close_primes(&close(gap)).unwrap(), "{gap}");
        }
        assert!(!has_close_primes(&far()).unwrap());
        assert!(found("K09", &csca().with(|v| v.spki = rsa(&close(2), &[1, 0, 1])))[0].found.contains("close"));
        assert!(found("K09", &csca().with(|v| v.spki = rsa(&far(), &[1, 0, 1]))).is_empty());
    }

    #[test]
    fn square_roots_are_exact() {
        for text in
            ["1", "2", "3", "4", "15", "16", "17", "99", "10000000000000000", "ffffffffffffffffffffffffffffffffff"]
        {
            let n = BigNum::from_hex_str(text).unwrap();
            let root = super::square_root(&n, &mut BigNumContext::new().unwrap()).unwrap();
            let (mut below, mut above) = (BigNum::new().unwrap(), BigNum::new().unwrap());
            below.sqr(&root, &mut BigNumContext::new().unwrap()).unwrap();
            let mut next = BigNum::from_slice(&root.to_vec()).unwrap();
            next.add_word(1).unwrap();
            above.sqr(&next, &mut BigNumContext::new().unwrap()).unwrap();
            assert!(below <= n && n < above, "{text}");
        }
    }
}
