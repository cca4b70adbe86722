//! The fingerprint of RSA keys from one vendor's smart cards (ROCA, CVE-2017-15361).

/// The primes up to 167 modulo which not every number is a power of 65537; the most telling first.
const PRIMES: [u64; 17] = [97, 37, 79, 11, 61, 73, 127, 151, 13, 17, 19, 53, 71, 103, 107, 109, 157];

/// Whether the modulus is a power of 65537 modulo each of the primes. A sound key is so by chance once in 2^27.
pub(super) fn has_fingerprint(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|prime| {
        let rest = modulus.chunks(4).fold(0, |rest, chunk| {
            let word = chunk.iter().fold(0, |w, b| w << 8 | u64::from(*b));
            (rest << (8 * chunk.len()) | word) % prime
        });
        let powers = std::iter::successors(Some(1), |p| Some(p * 65537 % prime)).take(*prime as usize);
        powers.into_iter().any(|p| p == rest)
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{close, far, roca};
    use super::*;

    #[test]
    fn the_fingerprint_is_found_in_keys_of_that_shape_and_in_no_other() {
        for bits in [1024, 2048, 4096] {
            assert!(has_fingerprint(&roca(bits)), "{bits}");
        }
        assert!(!has_fingerprint(&far()) && !has_fingerprint(&close(2)));
    }

    #[test]
    fn a_modulus_off_by_one_has_no_fingerprint() {
        let mut modulus = roca(2048);
        *modulus.last_mut().unwrap() ^= 2;
        assert!(!has_fingerprint(&modulus));
    }
}
