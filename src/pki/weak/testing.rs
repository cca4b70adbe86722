//! Weak and sound RSA moduli for the tests of this room and of those who use it.

use openssl::bn::{BigNum, BigNumContext, BigNumRef};

/// The product of two numbers, big-endian.
pub(crate) fn product(a: &BigNumRef, b: &BigNumRef) -> Vec<u8> {
    let mut n = BigNum::new().unwrap();
    n.checked_mul(a, b, &mut BigNumContext::new().unwrap()).unwrap();
    n.to_vec()
}

/// The product of every prime up to 167.
fn primorial() -> BigNum {
    let mut product = BigNum::from_u32(1).unwrap();
    for n in (2..=167u32).filter(|n| (2..*n).all(|d| n % d != 0)) {
        product.mul_word(n).unwrap();
    }
    product
}

/// (k * M + 65537^a mod M) twice, multiplied: the shape of keys under CVE-2017-15361.
pub(crate) fn roca(bits: i32) -> Vec<u8> {
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
    product(&p, &q)
}

/// a * (a + gap) for an odd a of 1024 bits.
pub(crate) fn close(gap: u32) -> Vec<u8> {
    let a = BigNum::from_slice(&[0xc3; 128]).unwrap();
    let mut b = BigNum::from_slice(&a.to_vec()).unwrap();
    b.add_word(gap).unwrap();
    product(&a, &b)
}

/// Two primes of 1024 bits, far apart: a sound modulus.
pub(crate) fn far() -> Vec<u8> {
    let (mut p, mut q) = (BigNum::new().unwrap(), BigNum::new().unwrap());
    p.generate_prime(1024, false, None, None).unwrap();
    q.generate_prime(1024, false, None, None).unwrap();
    product(&p, &q)
}
