//! Requests whose keys are weak, each properly signed by its weak key.

#![allow(dead_code)]

use openssl::bn::{BigNum, BigNumContext, BigNumRef};
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::rsa::RsaPrivateKeyBuilder;
use openssl::x509::{X509NameBuilder, X509ReqBuilder};

/// A number of the library's from one of ours.
fn number(value: u32) -> BigNum {
    BigNum::from_u32(value).unwrap()
}

fn context() -> BigNumContext {
    BigNumContext::new().unwrap()
}

fn copy(n: &BigNumRef) -> BigNum {
    n.to_owned().unwrap()
}

fn product(a: &BigNumRef, b: &BigNumRef) -> BigNum {
    let mut n = BigNum::new().unwrap();
    n.checked_mul(a, b, &mut context()).unwrap();
    n
}

/// A prime of so many bits, of which one less has no factor with the exponents used here.
fn prime(bits: i32) -> BigNum {
    loop {
        let mut p = BigNum::new().unwrap();
        p.generate_prime(bits, false, None, None).unwrap();
        if fits(&p) {
            return p;
        }
    }
}

/// Whether the usual exponent can be turned round modulo one less.
fn fits(p: &BigNumRef) -> bool {
    let mut less = copy(p);
    less.sub_word(1).unwrap();
    less.mod_word(65537).unwrap() != 0
}

/// The next prime above.
fn next_prime(above: &BigNumRef, step: u32) -> BigNum {
    let mut q = copy(above);
    loop {
        q.add_word(step).unwrap();
        if q.is_prime(1, &mut context()).unwrap() && fits(&q) {
            return q;
        }
    }
}

/// A key of these factors; one factor alone makes a key whose modulus is a prime.
fn key(factors: &[&BigNumRef], exponent: u32) -> PKey<Private> {
    let (mut n, mut order) = (number(1), number(1));
    for factor in factors {
        let mut less = copy(factor);
        less.sub_word(1).unwrap();
        n = product(&n, factor);
        order = product(&order, &less);
    }
    let (e, mut d) = (number(exponent), BigNum::new().unwrap());
    d.mod_inverse(&e, &order, &mut context()).unwrap();
    PKey::from_rsa(RsaPrivateKeyBuilder::new(n, e, d).unwrap().build()).unwrap()
}

/// A request that a key signs, in DER.
pub fn request(key: &PKey<Private>) -> Vec<u8> {
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", "weak").unwrap();
    let mut request = X509ReqBuilder::new().unwrap();
    request.set_subject_name(&name.build()).unwrap();
    request.set_pubkey(key).unwrap();
    request.sign(key, MessageDigest::sha256()).unwrap();
    request.build().to_der().unwrap()
}

/// Keys each of which is sound by itself, and of which the first two share a prime.
pub fn sharing() -> [PKey<Private>; 3] {
    let shared = prime(1024);
    [key(&[&shared, &prime(1024)], 65537), key(&[&prime(1024), &shared], 65537), sound()]
}

/// A sound key.
pub fn sound() -> PKey<Private> {
    key(&[&prime(1024), &prime(1024)], 65537)
}

/// Two primes one after the other.
pub fn close_primes() -> PKey<Private> {
    let p = prime(1024);
    let q = next_prime(&p, 2);
    key(&[&p, &q], 65537)
}

/// One factor of 10 bits.
pub fn small_factor() -> PKey<Private> {
    key(&[&number(751), &prime(2040)], 65537)
}

/// A modulus that is a prime.
pub fn prime_modulus() -> PKey<Private> {
    key(&[&prime(2048)], 65537)
}

/// An exponent of 17.
pub fn small_exponent() -> PKey<Private> {
    loop {
        let (p, q) = (prime(1024), prime(1024));
        let turns = |p: &BigNumRef| {
            let mut less = copy(p);
            less.sub_word(1).unwrap();
            less.mod_word(17).unwrap() != 0
        };
        if turns(&p) && turns(&q) {
            return key(&[&p, &q], 17);
        }
    }
}

/// RSA of 1024 bits.
pub fn short() -> PKey<Private> {
    key(&[&prime(512), &prime(512)], 65537)
}

/// Both primes as the cards of CVE-2017-15361 chose them: k * M + 65537^a mod M, with M the product of the first primes.
pub fn roca() -> PKey<Private> {
    let mut m = number(1);
    for n in (2..=167u32).filter(|n| (2..*n).all(|d| n % d != 0)) {
        m.mul_word(n).unwrap();
    }
    let factor = |start: u32, exponent: u32| {
        let mut power = BigNum::new().unwrap();
        power.mod_exp(&number(65537), &number(exponent), &m, &mut context()).unwrap();
        let (mut k, mut p, mut top) = (BigNum::new().unwrap(), BigNum::new().unwrap(), BigNum::new().unwrap());
        top.lshift(&number(start), 1016).unwrap();
        k.checked_div(&top, &m, &mut context()).unwrap();
        let base = product(&k, &m);
        p.checked_add(&base, &power).unwrap();
        let mut tried = 0;
        while !(p.is_prime(1, &mut context()).unwrap() && fits(&p)) {
            tried += 1;
            assert!(tried < 100_000, "no prime of that shape");
            let mut next = BigNum::new().unwrap();
            next.checked_add(&p, &m).unwrap();
            p = next;
        }
        p
    };
    key(&[&factor(0xf1, 77), &factor(0xe5, 1234)], 65537)
}
