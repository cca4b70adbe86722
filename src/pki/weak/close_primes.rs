//! Two primes so close that Fermat's method finds them in a few steps (CVE-2022-26320).

use openssl::bn::{BigNum, BigNumContext, BigNumRef};
use openssl::error::ErrorStack;

/// Steps of Fermat's method.
const STEPS: usize = 16;

/// Whether some a with a^2 - n a square stands within a few steps above the root of n.
pub(super) fn has_close_primes(modulus: &[u8]) -> Result<bool, ErrorStack> {
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
    use super::super::testing::{close, far, product};
    use super::*;

    #[test]
    fn close_primes_are_found() {
        for gap in [0, 2, 1000, 65536] {
            assert!(has_close_primes(&close(gap)).unwrap(), "{gap}");
        }
        assert!(!has_close_primes(&far()).unwrap());
    }

    #[test]
    fn what_lies_beyond_the_steps_is_not_found() {
        let near = BigNum::from_slice(&[0xc3; 128]).unwrap();
        let mut gap = BigNum::new().unwrap();
        gap.lshift(&BigNum::from_u32(1).unwrap(), 600).unwrap();
        let mut other = BigNum::new().unwrap();
        other.checked_add(&near, &gap).unwrap();
        assert!(!has_close_primes(&product(&near, &other)).unwrap());
    }

    #[test]
    fn square_roots_are_exact() {
        for text in
            ["1", "2", "3", "4", "15", "16", "17", "99", "10000000000000000", "ffffffffffffffffffffffffffffffffff"]
        {
            let n = BigNum::from_hex_str(text).unwrap();
            let root = square_root(&n, &mut BigNumContext::new().unwrap()).unwrap();
            let (mut below, mut above) = (BigNum::new().unwrap(), BigNum::new().unwrap());
            below.sqr(&root, &mut BigNumContext::new().unwrap()).unwrap();
            let mut next = BigNum::from_slice(&root.to_vec()).unwrap();
            next.add_word(1).unwrap();
            above.sqr(&next, &mut BigNumContext::new().unwrap()).unwrap();
            assert!(below <= n && n < above, "{text}");
        }
    }
}
