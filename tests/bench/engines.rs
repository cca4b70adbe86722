//! What one verification costs in each engine, by algorithm: with a key that was prepared
//! before, and with one that is read for it. What AWS-LC is asked in `src/signer/second.rs` rests on this.
//!
//! Run with `cargo bench --bench engines`. Prints microseconds, the best of several rounds.

use std::hint::black_box;
use std::time::Instant;

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::signature::{self as lc, ParsedPublicKey, VerificationAlgorithm};
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::ecdsa::EcdsaSig;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Signer, Verifier};

const MESSAGE: &[u8] = &[0x5a; 1000];
const ROUNDS: usize = 9;

type Second = Option<(&'static dyn VerificationAlgorithm, &'static digest::Algorithm)>;

fn main() {
    println!("{:<26} {:>12} {:>12} {:>12} {:>12}", "microseconds", "OpenSSL", "with key", "AWS-LC", "with key");
    let curves: [(&str, Nid, MessageDigest, Second); 6] = [
        (
            "P-256 SHA-256",
            Nid::X9_62_PRIME256V1,
            MessageDigest::sha256(),
            Some((&lc::ECDSA_P256_SHA256_ASN1, &digest::SHA256)),
        ),
        (
            "P-384 SHA-384",
            Nid::SECP384R1,
            MessageDigest::sha384(),
            Some((&lc::ECDSA_P384_SHA384_ASN1, &digest::SHA384)),
        ),
        (
            "P-521 SHA-512",
            Nid::SECP521R1,
            MessageDigest::sha512(),
            Some((&lc::ECDSA_P521_SHA512_ASN1, &digest::SHA512)),
        ),
        ("brainpoolP256r1 SHA-256", Nid::BRAINPOOL_P256R1, MessageDigest::sha256(), None),
        ("brainpoolP384r1 SHA-384", Nid::BRAINPOOL_P384R1, MessageDigest::sha384(), None),
        ("brainpoolP512r1 SHA-512", Nid::BRAINPOOL_P512R1, MessageDigest::sha512(), None),
    ];
    for (name, nid, hash, second) in curves {
        let key = EcKey::generate(&EcGroup::from_curve_name(nid).unwrap()).unwrap();
        row(name, &PKey::from_ec_key(key).unwrap(), Some(hash), None, second);
    }
    for (bits, exponent) in [(2048, 3), (2048, 65537), (3072, 65537), (4096, 3), (4096, 38129), (4096, 65537)] {
        let key = Rsa::generate_with_e(bits, &BigNum::from_u32(exponent).unwrap()).unwrap();
        let key = PKey::from_rsa(key).unwrap();
        let name = |padding: &str| format!("RSA-{bits} e={exponent} {padding}");
        let second: Second = Some((&lc::RSA_PKCS1_2048_8192_SHA256, &digest::SHA256));
        row(&name("PKCS#1"), &key, Some(MessageDigest::sha256()), None, second);
        let second: Second = Some((&lc::RSA_PSS_2048_8192_SHA256, &digest::SHA256));
        row(&name("PSS"), &key, Some(MessageDigest::sha256()), Some(32), second);
    }
    row("Ed25519", &PKey::generate_ed25519().unwrap(), None, None, Some((&lc::ED25519, &digest::SHA256)));
    let hash = |what: &str, work: &dyn Fn()| println!("{what:<26} {:>12.2}", best(work));
    hash("SHA-256, 1000 octets", &|| {
        black_box(openssl::sha::sha256(MESSAGE));
    });
    hash("the same, AWS-LC", &|| {
        black_box(digest::digest(&digest::SHA256, MESSAGE));
    });
}

fn row(name: &str, key: &PKey<Private>, hash: Option<MessageDigest>, salt: Option<i32>, second: Second) {
    let signature = match hash {
        None => Signer::new_without_digest(key).unwrap().sign_oneshot_to_vec(MESSAGE).unwrap(),
        Some(hash) => {
            let mut signer = Signer::new(hash, key).unwrap();
            if let Some(salt) = salt {
                signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
                signer.set_rsa_pss_saltlen(RsaPssSaltlen::custom(salt)).unwrap();
            }
            signer.sign_oneshot_to_vec(MESSAGE).unwrap()
        }
    };
    let spki = key.public_key_to_der().unwrap();
    let read = || PKey::public_key_from_der(&spki).unwrap();
    let verify = |key: &PKey<openssl::pkey::Public>| {
        if let (Ok(ec), Some(hash)) = (key.ec_key(), hash) {
            let digest = openssl::hash::hash(hash, MESSAGE).unwrap();
            return assert!(EcdsaSig::from_der(&signature).unwrap().verify(&digest, &ec).unwrap());
        }
        let mut verifier = match hash {
            None => Verifier::new_without_digest(key).unwrap(),
            Some(hash) => Verifier::new(hash, key).unwrap(),
        };
        if let Some(salt) = salt {
            verifier.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
            verifier.set_rsa_pss_saltlen(RsaPssSaltlen::custom(salt)).unwrap();
        }
        assert!(verifier.verify_oneshot(&signature, MESSAGE).unwrap());
    };
    let prepared = read();
    print!("{name:<26} {:>12.2} {:>12.2}", best(&|| verify(&prepared)), best(&|| verify(&read())));
    let Some((algorithm, by)) = second else { return println!("{:>13}{:>13}", "-", "-") };
    let octets = match (key.rsa(), key.ec_key()) {
        (Ok(rsa), _) => rsa.public_key_to_der_pkcs1().unwrap(),
        (_, Ok(_)) => spki.clone(),
        _ => key.raw_public_key().unwrap(),
    };
    let read = || ParsedPublicKey::new(algorithm, &octets).unwrap();
    let verify = |key: &ParsedPublicKey| match hash {
        None => assert!(key.verify_sig(MESSAGE, &signature).is_ok()),
        Some(hash) => {
            let octets = openssl::hash::hash(hash, MESSAGE).unwrap();
            let digest = Digest::import_less_safe(&octets, by).unwrap();
            assert!(key.verify_digest_sig(&digest, &signature).is_ok());
        }
    };
    let prepared = read();
    println!(" {:>12.2} {:>12.2}", best(&|| verify(&prepared)), best(&|| verify(&read())));
}

/// Microseconds.
fn best(work: &dyn Fn()) -> f64 {
    let round = |_| {
        let begin = Instant::now();
        (0..40).for_each(|_| work());
        begin.elapsed().as_secs_f64() * 1e6 / 40.0
    };
    (0..ROUNDS).map(round).fold(f64::MAX, f64::min)
}
