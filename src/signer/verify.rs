//! Judging a signature, and reading the `AlgorithmIdentifier` that says how it was made.

use openssl::ecdsa::EcdsaSig;
use openssl::pkey::{PKey, Public};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Verifier};

use super::public_key::{Handle, PublicKey};
use super::{Algorithm, Hash, KeyKind, SignerError, second};

/// How the `DigestInfo` inside an RSASSA-PKCS1-v1_5 signature was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestInfoForm {
    /// As RFC 8017 9.2 wants it (or another algorithm, which has none).
    Standard,
    /// Without the NULL parameters. Sound, but a finding: many verifiers refuse it.
    WithoutNull,
}

/// Judges a signature over a message. `Ok` says it is good, and in which form.
///
/// This and [`verify_prepared`] are the one place where signatures are judged. AWS-LC may say
/// that one is good; that one is bad is said by OpenSSL alone.
pub fn verify(
    key: &PublicKey,
    algorithm: Algorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<DigestInfoForm, SignerError> {
    match algorithm.hash() {
        Some(hash) => verify_prepared(key, algorithm, &hash.digest(message)?, signature),
        None if second::accepts_message(key, algorithm, message, signature) => Ok(DigestInfoForm::Standard),
        None => by_openssl(key, algorithm, message, signature),
    }
}

/// Judges a signature over a digest that was computed before. Not for Ed25519 and ML-DSA.
pub fn verify_prepared(
    key: &PublicKey,
    algorithm: Algorithm,
    digest: &[u8],
    signature: &[u8],
) -> Result<DigestInfoForm, SignerError> {
    if algorithm.hash().is_none() {
        return Err(does_not_fit(key, algorithm));
    }
    if second::accepts(key, algorithm, digest, signature) {
        return Ok(DigestInfoForm::Standard);
    }
    by_openssl(key, algorithm, digest, signature)
}

/// Who judges signatures here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// OpenSSL: every algorithm, and every refusal.
    OpenSsl,
    /// AWS-LC: only what it verifies faster, and only that it is good.
    AwsLc,
}

/// What one engine alone says of a signature: to compare the two, and to say who spoke.
/// A signature that [`verify`] takes is one that either takes. AWS-LC refuses what it is not asked.
pub fn verify_by(
    engine: Engine,
    key: &PublicKey,
    algorithm: Algorithm,
    message: &[u8],
    signature: &[u8],
) -> Result<DigestInfoForm, SignerError> {
    let digest = algorithm.hash().map(|hash| hash.digest(message)).transpose()?;
    let signed = digest.as_deref().unwrap_or(message);
    let accepts = if digest.is_some() { second::accepts } else { second::accepts_message };
    match engine {
        Engine::OpenSsl => by_openssl(key, algorithm, signed, signature),
        Engine::AwsLc if accepts(key, algorithm, signed, signature) => Ok(DigestInfoForm::Standard),
        Engine::AwsLc => Err(SignerError::Bad),
    }
}

/// `signed` is the digest, or for Ed25519 and ML-DSA the message.
fn by_openssl(
    key: &PublicKey,
    algorithm: Algorithm,
    signed: &[u8],
    signature: &[u8],
) -> Result<DigestInfoForm, SignerError> {
    match (&key.handle, algorithm) {
        (Handle::MlDsa(_), Algorithm::MlDsa(set)) if *key.kind() != KeyKind::MlDsa(set) => {
            Err(does_not_fit(key, algorithm))
        }
        (Handle::Ed25519(key), Algorithm::Ed25519) | (Handle::MlDsa(key), Algorithm::MlDsa(_)) => {
            let good = Verifier::new_without_digest(key)?.verify_oneshot(signature, signed).unwrap_or(false);
            if good { Ok(DigestInfoForm::Standard) } else { Err(SignerError::Bad) }
        }
        (Handle::Ec(key), Algorithm::Ecdsa(_)) => {
            let parsed = EcdsaSig::from_der(signature).map_err(|_| SignerError::Bad)?;
            let again = parsed.to_der().map_err(|_| SignerError::Bad)?;
            if again != signature {
                return Err(SignerError::Bad);
            }
            match parsed.verify(signed, key) {
                Ok(true) => Ok(DigestInfoForm::Standard),
                Ok(false) | Err(_) => Err(SignerError::Bad),
            }
        }
        (Handle::Rsa(key), Algorithm::RsaPss(hash, salt)) => verify_pss(key, hash, salt, signed, signature),
        (Handle::Rsa(key), Algorithm::RsaPkcs1(hash)) => verify_pkcs1(key, hash, signed, signature),
        _ => Err(does_not_fit(key, algorithm)),
    }
}

fn does_not_fit(key: &PublicKey, algorithm: Algorithm) -> SignerError {
    SignerError::KeyDoesNotFit { key: key.kind().to_string(), algorithm }
}

fn verify_pss(
    key: &PKey<Public>,
    hash: Hash,
    salt: u16,
    digest: &[u8],
    signature: &[u8],
) -> Result<DigestInfoForm, SignerError> {
    let mut context = openssl::pkey_ctx::PkeyCtx::new(key)?;
    context.verify_init()?;
    context.set_rsa_padding(Padding::PKCS1_PSS)?;
    let md = md_ref(hash);
    context.set_signature_md(md)?;
    context.set_rsa_mgf1_md(md)?;
    context.set_rsa_pss_saltlen(RsaPssSaltlen::custom(i32::from(salt)))?;
    match context.verify(digest, signature) {
        Ok(true) => Ok(DigestInfoForm::Standard),
        Ok(false) | Err(_) => Err(SignerError::Bad),
    }
}

fn md_ref(hash: Hash) -> &'static openssl::md::MdRef {
    use openssl::md::Md;
    match hash {
        Hash::Sha1 => Md::sha1(),
        Hash::Sha224 => Md::sha224(),
        Hash::Sha256 => Md::sha256(),
        Hash::Sha384 => Md::sha384(),
        Hash::Sha512 => Md::sha512(),
    }
}

/// The padding is removed by the library; what was inside is compared whole with
/// the two forms a `DigestInfo` can have. Nothing is parsed.
fn verify_pkcs1(
    key: &PKey<Public>,
    hash: Hash,
    digest: &[u8],
    signature: &[u8],
) -> Result<DigestInfoForm, SignerError> {
    let rsa = key.rsa()?;
    if signature.len() != rsa.size() as usize {
        return Err(SignerError::Bad);
    }
    let mut recovered = vec![0; rsa.size() as usize];
    let length = rsa.public_decrypt(signature, &mut recovered, Padding::PKCS1).map_err(|_| SignerError::Bad)?;
    let recovered = &recovered[..length];
    if recovered == digest_info(hash, digest, true) {
        return Ok(DigestInfoForm::Standard);
    }
    if recovered == digest_info(hash, digest, false) {
        return Ok(DigestInfoForm::WithoutNull);
    }
    Err(SignerError::Bad)
}

fn digest_info(hash: Hash, digest: &[u8], with_null: bool) -> Vec<u8> {
    use crate::asn1;
    let null = if with_null { asn1::null() } else { Vec::new() };
    asn1::sequence(&[asn1::sequence(&[asn1::oid(hash.oid()), null]), asn1::octet_string(digest)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use openssl::rsa::Rsa;
    use openssl::sign::Signer;

    #[test]
    fn rsa_signatures_verify_in_both_digest_info_forms_and_no_other() {
        let private = Rsa::generate(2048).unwrap();
        let key = PublicKey::from_rsa(&private.n().to_vec(), &private.e().to_vec()).unwrap();
        let digest = Hash::Sha256.digest(b"list").unwrap();
        let sign = |info: &[u8]| {
            let mut out = vec![0; 256];
            private.private_encrypt(info, &mut out, Padding::PKCS1).unwrap();
            out
        };
        let algorithm = Algorithm::RsaPkcs1(Hash::Sha256);
        let standard = sign(&digest_info(Hash::Sha256, &digest, true));
        assert_eq!(verify(&key, algorithm, b"list", &standard).unwrap(), DigestInfoForm::Standard);
        let bare = sign(&digest_info(Hash::Sha256, &digest, false));
        assert_eq!(verify(&key, algorithm, b"list", &bare).unwrap(), DigestInfoForm::WithoutNull);
        let mut longer = digest_info(Hash::Sha256, &digest, true);
        longer.push(0);
        assert!(verify(&key, algorithm, b"list", &sign(&longer)).is_err());
        assert!(verify(&key, algorithm, b"lost", &standard).is_err());
        assert!(verify(&key, algorithm, b"list", &standard[1..]).is_err());
        assert!(verify(&key, Algorithm::RsaPkcs1(Hash::Sha384), b"list", &standard).is_err());
    }

    #[test]
    fn pss_wants_the_salt_length_it_was_told() {
        let private = Rsa::generate(2048).unwrap();
        let key = PublicKey::from_rsa(&private.n().to_vec(), &private.e().to_vec()).unwrap();
        let pkey = PKey::from_rsa(private).unwrap();
        let mut signer = Signer::new(openssl::hash::MessageDigest::sha256(), &pkey).unwrap();
        signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
        signer.set_rsa_pss_saltlen(RsaPssSaltlen::custom(20)).unwrap();
        let signature = signer.sign_oneshot_to_vec(b"list").unwrap();
        assert!(verify(&key, Algorithm::RsaPss(Hash::Sha256, 20), b"list", &signature).is_ok());
        assert!(verify(&key, Algorithm::RsaPss(Hash::Sha256, 32), b"list", &signature).is_err());
    }

    #[test]
    fn ml_dsa_signatures_verify_under_their_own_set_key_and_message_alone() {
        use crate::signer::MlDsa;
        use openssl::pkey::KeyType;
        let pair = |kind, seed| PKey::private_key_from_seed(None, kind, None, &[seed; 32]).unwrap();
        let public = |key: &PKey<_>| PublicKey::from_spki(&key.public_key_to_der().unwrap()).unwrap();
        for (set, kind, other) in
            [(MlDsa::MlDsa44, KeyType::ML_DSA_44, MlDsa::MlDsa65), (MlDsa::MlDsa65, KeyType::ML_DSA_65, MlDsa::MlDsa44)]
        {
            let private = pair(kind, 1);
            let signature = Signer::new_without_digest(&private).unwrap().sign_oneshot_to_vec(b"head").unwrap();
            assert_eq!(signature.len(), set.signature_len());
            let key = public(&private);
            assert_eq!(*key.kind(), KeyKind::MlDsa(set));
            assert_eq!(key.key_octets().unwrap().len(), set.key_len());
            assert!(key.is_plainly_encoded().unwrap());
            let (by, good) = (Algorithm::MlDsa(set), |message: &[u8], signature: &[u8]| {
                verify(&key, Algorithm::MlDsa(set), message, signature).is_ok()
            });
            assert!(good(b"head", &signature));
            assert!(!good(b"heat", &signature) && !good(b"head", &signature[1..]) && !good(b"head", &[]));
            let mut bent = signature.clone();
            bent[100] ^= 1;
            assert!(!good(b"head", &bent));
            assert!(verify(&public(&pair(kind, 2)), by, b"head", &signature).is_err());
            let unfit = verify(&key, Algorithm::MlDsa(other), b"head", &signature).unwrap_err();
            assert!(matches!(unfit, SignerError::KeyDoesNotFit { .. }), "{unfit}");
            assert!(verify(&key, Algorithm::Ed25519, b"head", &signature).is_err());
            assert!(verify_prepared(&key, by, &[0; 32], &signature).is_err());
            let octets = key.key_octets().unwrap();
            assert_eq!(PublicKey::from_ml_dsa(set, &octets).unwrap(), key);
            assert!(PublicKey::from_ml_dsa(set, &octets[1..]).is_err());
            assert!(PublicKey::from_ml_dsa(other, &octets).is_err());
        }
    }

    #[test]
    fn keys_and_algorithms_of_different_kinds_are_refused() {
        let key = PublicKey::from_ed25519(&[
            0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1,
            0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
        ])
        .unwrap();
        let error = verify(&key, Algorithm::Ecdsa(Hash::Sha256), b"", &[]).unwrap_err();
        assert!(matches!(error, SignerError::KeyDoesNotFit { .. }));
        let rfc8032 = hex::decode(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        )
        .unwrap();
        assert!(verify(&key, Algorithm::Ed25519, b"", &rfc8032).is_ok());
        assert!(verify(&key, Algorithm::Ed25519, b"x", &rfc8032).is_err());
    }
}
