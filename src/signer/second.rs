//! The second engine: AWS-LC, for the algorithms that it verifies faster than OpenSSL.
//!
//! Its yes is believed, its no never: what it does not accept, or is not asked, OpenSSL
//! judges. So a signature is refused on OpenSSL's word alone, and all that has to be proven
//! of the second engine is that it accepts nothing which OpenSSL refuses; the tests compare
//! the two on Wycheproof's vectors and on every signature of the real lists.
//!
//! Not asked: brainpool curves and P-224, which it has not; RSA under 2048 bits; salts that are not as long as
//! the hash; SHA-1 and SHA-224 where it has no algorithm of that name.

use std::sync::OnceLock;

use aws_lc_rs::digest::{self, Digest};
use aws_lc_rs::signature::{self as lc, ParsedPublicKey, VerificationAlgorithm};

use super::public_key::PublicKey;
use super::{Algorithm, Curve, Hash, KeyKind};

/// Keys that are used with more algorithms than this are left to OpenSSL for the others.
const ALGORITHMS: usize = 3;

/// A key as the second engine wants it: read when first needed, once for each algorithm that it is asked by.
#[derive(Clone, Default)]
pub(super) struct Prepared([OnceLock<(Algorithm, Option<ParsedPublicKey>)>; ALGORITHMS]);

impl Prepared {
    fn key(&self, of: &PublicKey, algorithm: Algorithm) -> Option<&ParsedPublicKey> {
        let by = asked(of.kind(), algorithm)?;
        for place in &self.0 {
            let read = || of.bare_octets().ok().and_then(|octets| ParsedPublicKey::new(by, octets).ok());
            let (found, key) = place.get_or_init(|| (algorithm, read()));
            if *found == algorithm {
                return key.as_ref();
            }
        }
        None
    }
}

/// Whether the second engine was asked and found the signature over a digest good.
pub(super) fn accepts(key: &PublicKey, algorithm: Algorithm, digest: &[u8], signature: &[u8]) -> bool {
    let Some(by) = algorithm.hash().and_then(hash) else { return false };
    let Some(prepared) = key.prepared.key(key, algorithm) else { return false };
    Digest::import_less_safe(digest, by).is_ok_and(|digest| prepared.verify_digest_sig(&digest, signature).is_ok())
}

/// The same for an algorithm that hashes for itself.
pub(super) fn accepts_message(key: &PublicKey, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
    key.prepared.key(key, algorithm).is_some_and(|prepared| prepared.verify_sig(message, signature).is_ok())
}

/// What the second engine is asked to do; `None` where it is not asked.
fn asked(key: &KeyKind, algorithm: Algorithm) -> Option<&'static dyn VerificationAlgorithm> {
    match (key, algorithm) {
        (KeyKind::Ec { curve, .. }, Algorithm::Ecdsa(hash)) => ecdsa(*curve, hash),
        (KeyKind::Rsa { bits: 2048.., .. }, Algorithm::RsaPkcs1(hash)) => pkcs1(hash),
        (KeyKind::Rsa { bits: 2048.., .. }, Algorithm::RsaPss(hash, salt))
            if usize::from(salt) == hash.output_len() =>
        {
            pss(hash)
        }
        (KeyKind::Ed25519, Algorithm::Ed25519) => Some(&lc::ED25519),
        _ => None,
    }
}

fn ecdsa(curve: Curve, hash: Hash) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match (curve, hash) {
        (Curve::P256, Hash::Sha256) => &lc::ECDSA_P256_SHA256_ASN1,
        (Curve::P256, Hash::Sha384) => &lc::ECDSA_P256_SHA384_ASN1,
        (Curve::P256, Hash::Sha512) => &lc::ECDSA_P256_SHA512_ASN1,
        (Curve::P384, Hash::Sha256) => &lc::ECDSA_P384_SHA256_ASN1,
        (Curve::P384, Hash::Sha384) => &lc::ECDSA_P384_SHA384_ASN1,
        (Curve::P384, Hash::Sha512) => &lc::ECDSA_P384_SHA512_ASN1,
        (Curve::P521, Hash::Sha224) => &lc::ECDSA_P521_SHA224_ASN1,
        (Curve::P521, Hash::Sha256) => &lc::ECDSA_P521_SHA256_ASN1,
        (Curve::P521, Hash::Sha384) => &lc::ECDSA_P521_SHA384_ASN1,
        (Curve::P521, Hash::Sha512) => &lc::ECDSA_P521_SHA512_ASN1,
        _ => return None,
    })
}

fn pkcs1(hash: Hash) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match hash {
        Hash::Sha1 => &lc::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha256 => &lc::RSA_PKCS1_2048_8192_SHA256,
        Hash::Sha384 => &lc::RSA_PKCS1_2048_8192_SHA384,
        Hash::Sha512 => &lc::RSA_PKCS1_2048_8192_SHA512,
        Hash::Sha224 => return None,
    })
}

fn pss(hash: Hash) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match hash {
        Hash::Sha256 => &lc::RSA_PSS_2048_8192_SHA256,
        Hash::Sha384 => &lc::RSA_PSS_2048_8192_SHA384,
        Hash::Sha512 => &lc::RSA_PSS_2048_8192_SHA512,
        Hash::Sha1 | Hash::Sha224 => return None,
    })
}

fn hash(hash: Hash) -> Option<&'static digest::Algorithm> {
    Some(match hash {
        Hash::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha224 => &digest::SHA224,
        Hash::Sha256 => &digest::SHA256,
        Hash::Sha384 => &digest::SHA384,
        Hash::Sha512 => &digest::SHA512,
    })
}
