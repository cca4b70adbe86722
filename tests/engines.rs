//! Two engines judge signatures: what AWS-LC takes, OpenSSL takes, and the one judge of signatures
//! decides as OpenSSL alone would. Shown on Wycheproof's vectors and on every signature of the real data.

#[path = "support/lists.rs"]
mod lists;

use std::collections::{BTreeMap, BTreeSet};

use chancery::icao::chain::{Pool, Proof};
use chancery::pki::certificate::Certificate;
use chancery::signer::{
    Algorithm, Curve, DigestInfoForm, Engine, Hash, KeyKind, PublicKey, SignerError, verify, verify_by,
};
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Signer};
use rayon::prelude::*;
use serde_json::Value;

type Verdict = Result<DigestInfoForm, ()>;

/// What the judge, OpenSSL and AWS-LC say of one signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Verdicts {
    judge: Verdict,
    openssl: Verdict,
    second: Verdict,
}

fn verdicts(key: &PublicKey, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> Verdicts {
    let by = |engine| {
        verify_by(engine, key, algorithm, message, signature)
            .map_err(|error| assert!(matches!(error, SignerError::Bad), "{error}"))
    };
    let judge = verify(key, algorithm, message, signature).map_err(drop);
    let found = Verdicts { judge, openssl: by(Engine::OpenSsl), second: by(Engine::AwsLc) };
    assert_eq!(found.judge, found.openssl, "{algorithm} under {}: the judge is not of OpenSSL's mind", key.kind());
    if found.second.is_ok() {
        assert_eq!(found.second, found.openssl, "{algorithm} under {}: AWS-LC takes more", key.kind());
    }
    found
}

/// Whether AWS-LC is asked.
fn is_asked(key: &PublicKey, algorithm: Algorithm) -> bool {
    match (key.kind(), algorithm) {
        (KeyKind::Ec { curve: Curve::P256 | Curve::P384, .. }, Algorithm::Ecdsa(hash)) => hash > Hash::Sha224,
        (KeyKind::Ec { curve: Curve::P521, .. }, Algorithm::Ecdsa(hash)) => hash > Hash::Sha1,
        (KeyKind::Rsa { bits, .. }, Algorithm::RsaPkcs1(hash)) => *bits >= 2048 && hash != Hash::Sha224,
        (KeyKind::Rsa { bits, .. }, Algorithm::RsaPss(hash, salt)) => {
            *bits >= 2048 && hash > Hash::Sha224 && usize::from(salt) == hash.output_len()
        }
        (KeyKind::Ed25519, Algorithm::Ed25519) => true,
        _ => false,
    }
}

fn octets(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

#[test]
fn on_every_vector_of_wycheproof_both_engines_say_what_it_says() {
    let Some(folder) = lists::shared("suites/wycheproof") else { return };
    let files = [
        ("ecdsa_secp256r1_sha256", Algorithm::Ecdsa(Hash::Sha256)),
        ("ecdsa_secp384r1_sha384", Algorithm::Ecdsa(Hash::Sha384)),
        ("ecdsa_secp521r1_sha512", Algorithm::Ecdsa(Hash::Sha512)),
        ("ecdsa_brainpoolP256r1_sha256", Algorithm::Ecdsa(Hash::Sha256)),
        ("ecdsa_brainpoolP384r1_sha384", Algorithm::Ecdsa(Hash::Sha384)),
        ("rsa_signature_3072_sha256", Algorithm::RsaPkcs1(Hash::Sha256)),
        ("rsa_pss_3072_sha256_mgf1_32", Algorithm::RsaPss(Hash::Sha256, 32)),
        ("rsa_pss_4096_sha256_mgf1_32", Algorithm::RsaPss(Hash::Sha256, 32)),
        ("ed25519", Algorithm::Ed25519),
    ];
    for (name, algorithm) in files {
        let text = std::fs::read(folder.join(format!("{name}_test.json"))).unwrap();
        let file: Value = serde_json::from_slice(&text).unwrap();
        let mut count = 0;
        for group in file["testGroups"].as_array().unwrap() {
            let key = PublicKey::from_spki(&octets(&group["publicKeyDer"])).unwrap();
            for test in group["tests"].as_array().unwrap() {
                let what = format!("{name} {}: {}", test["tcId"], test["comment"]);
                let (message, signature) = (octets(&test["msg"]), octets(&test["sig"]));
                let found = verdicts(&key, algorithm, &message, &signature);
                let wanted = match test["result"].as_str().unwrap() {
                    "valid" => Ok(DigestInfoForm::Standard),
                    // The one vector of this kind: a DigestInfo without its NULL.
                    "acceptable" => Ok(DigestInfoForm::WithoutNull),
                    _ => Err(()),
                };
                assert_eq!(found.openssl, wanted, "{what}");
                let second = wanted.is_ok_and(|f| f == DigestInfoForm::Standard) && is_asked(&key, algorithm);
                assert_eq!(found.second.is_ok(), second, "{what}");
                count += 1;
            }
        }
        assert_eq!(Some(count), file["numberOfTests"].as_u64(), "{name}");
    }
}

/// Every certificate of the real lists and of the directory's slice, each once.
fn certificates() -> Vec<Vec<u8>> {
    let mut all: BTreeSet<Vec<u8>> = BTreeSet::new();
    for (_, list) in lists::files("data/masterlists", &[".ml", ".cscalist"]) {
        all.extend(lists::certificates(&list).iter().map(|c| c.full.to_vec()));
    }
    for (_, ldif) in lists::files("data/pkd", &[".ldif"]) {
        all.extend(lists::ldif_values(&ldif, "userCertificate;binary"));
    }
    all.into_iter().collect()
}

#[test]
fn on_every_signature_of_the_real_data_both_engines_are_of_one_mind_and_no_altered_one_is_taken() {
    let all = certificates();
    if all.is_empty() {
        return;
    }
    let certificates: Vec<Certificate<'_>> = all.iter().map(|der| Certificate::parse(der).unwrap()).collect();
    let mut pool = Pool::new();
    for certificate in &certificates {
        pool.add(certificate.clone());
    }
    let counted = certificates.par_iter().enumerate().filter_map(|(number, certificate)| {
        let signer = match pool.prove(certificate).proof {
            Proof::OwnKey => number,
            Proof::Issuer { member, .. } => member,
            Proof::Orphan(_) => return None,
        };
        let algorithm = certificate.outer_algorithm.algorithm().unwrap();
        // Not the pool's own key: one that no engine has seen.
        let key = pool.certificate(signer).unwrap().public_key().unwrap();
        let (message, signature) = (certificate.tbs.full, certificate.signature().unwrap());
        let found = verdicts(&key, algorithm, message, signature);
        assert!(found.openssl.is_ok(), "{}", certificate.subject);
        let standard = found.openssl == Ok(DigestInfoForm::Standard);
        assert_eq!(found.second.is_ok(), standard && is_asked(&key, algorithm), "{algorithm} under {}", key.kind());

        let mut other = message.to_vec();
        other[number % message.len()] ^= 1 << (number % 8);
        assert!(verdicts(&key, algorithm, &other, signature).judge.is_err());
        let mut bent = signature.to_vec();
        bent[number % signature.len()] ^= 1 << (number % 8);
        assert!(verdicts(&key, algorithm, message, &bent).judge.is_err());
        for longer in [[signature, &[0]].concat(), [&[0], signature].concat(), signature[1..].to_vec()] {
            // OpenSSL, and so the judge, reads a PSS signature as a number: zeros before it do not count.
            let found = verdicts(&key, algorithm, message, &longer);
            assert!(found.judge.is_err() || matches!(algorithm, Algorithm::RsaPss(..)), "{algorithm}");
            assert!(found.second.is_err(), "{algorithm}");
        }
        Some((format!("{algorithm} {}", key.kind()), found.second.is_ok()))
    });
    let mut by_kind: BTreeMap<(String, bool), usize> = BTreeMap::new();
    for kind in counted.collect::<Vec<_>>() {
        *by_kind.entry(kind).or_default() += 1;
    }
    for ((kind, second), count) in &by_kind {
        println!("{count:>5} {kind:<34} {}", if *second { "AWS-LC" } else { "OpenSSL" });
    }
    let good: usize = by_kind.values().sum();
    let second: usize = by_kind.iter().filter(|((_, second), _)| *second).map(|(_, count)| count).sum();
    assert!(good > 4_400, "{good} signatures");
    assert!(second * 10 > good * 8, "AWS-LC took {second} of {good}");
}

fn rsa(bits: u32, exponent: u32) -> (PublicKey, PKey<openssl::pkey::Private>) {
    let key = Rsa::generate_with_e(bits, &BigNum::from_u32(exponent).unwrap()).unwrap();
    (PublicKey::from_rsa(&key.n().to_vec(), &key.e().to_vec()).unwrap(), PKey::from_rsa(key).unwrap())
}

#[test]
fn keys_and_forms_that_the_second_engine_does_not_take_are_judged_as_ever() {
    let message = b"a list";
    let sign = |key: &PKey<openssl::pkey::Private>, salt: Option<i32>| {
        let mut signer = Signer::new(MessageDigest::sha256(), key).unwrap();
        if let Some(salt) = salt {
            signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
            signer.set_rsa_pss_saltlen(RsaPssSaltlen::custom(salt)).unwrap();
        }
        signer.sign_oneshot_to_vec(message).unwrap()
    };
    for (bits, exponent, asked) in [(1024, 65537, false), (2048, 3, true), (2048, 38129, true), (2056, 65537, true)] {
        let (public, private) = rsa(bits, exponent);
        let found = verdicts(&public, Algorithm::RsaPkcs1(Hash::Sha256), message, &sign(&private, None));
        assert_eq!((found.judge.is_ok(), found.second.is_ok()), (true, asked), "RSA-{bits} e={exponent}");
        for salt in [0, 20, 32, 33] {
            let algorithm = Algorithm::RsaPss(Hash::Sha256, salt);
            let found = verdicts(&public, algorithm, message, &sign(&private, Some(i32::from(salt))));
            assert_eq!((found.judge.is_ok(), found.second.is_ok()), (true, asked && salt == 32), "salt {salt}");
            let other = Algorithm::RsaPss(Hash::Sha256, 31);
            assert!(verdicts(&public, other, message, &sign(&private, Some(i32::from(salt)))).judge.is_err());
        }
    }
}

#[test]
fn a_key_that_is_used_with_many_algorithms_verifies_by_each_of_them() {
    let (public, private) = rsa(2048, 65537);
    let hashes = [
        (Hash::Sha1, MessageDigest::sha1()),
        (Hash::Sha256, MessageDigest::sha256()),
        (Hash::Sha384, MessageDigest::sha384()),
        (Hash::Sha512, MessageDigest::sha512()),
        (Hash::Sha224, MessageDigest::sha224()),
    ];
    for _ in 0..2 {
        for (hash, digest) in hashes {
            let signature = Signer::new(digest, &private).unwrap().sign_oneshot_to_vec(b"a list").unwrap();
            for (other, _) in hashes {
                let found = verify(&public, Algorithm::RsaPkcs1(other), b"a list", &signature);
                assert_eq!(found.is_ok(), other == hash, "{hash} judged as {other}");
            }
        }
    }
}

#[test]
fn a_point_is_the_same_key_to_both_engines_however_it_is_written() {
    use openssl::bn::BigNumContext;
    use openssl::ec::{EcKey, PointConversionForm};
    for (curve, hash, digest) in [
        (Curve::P256, Hash::Sha256, MessageDigest::sha256()),
        (Curve::P384, Hash::Sha384, MessageDigest::sha384()),
        (Curve::P521, Hash::Sha512, MessageDigest::sha512()),
    ] {
        let group = curve.group().unwrap();
        let private = EcKey::generate(group).unwrap();
        let mut context = BigNumContext::new().unwrap();
        let signer = PKey::from_ec_key(private.clone()).unwrap();
        let signature = Signer::new(digest, &signer).unwrap().sign_oneshot_to_vec(b"a list").unwrap();
        let hybrid = private.public_key().to_bytes(group, PointConversionForm::HYBRID, &mut context).unwrap();
        assert!(PublicKey::from_ec_point(curve, &hybrid).is_err(), "{curve}");
        for form in [PointConversionForm::COMPRESSED, PointConversionForm::UNCOMPRESSED] {
            let point = private.public_key().to_bytes(group, form, &mut context).unwrap();
            let named = PublicKey::from_ec_point(curve, &point).unwrap();
            let explicit = PublicKey::from_spki(&named.explicit_spki().unwrap()).unwrap();
            for key in [named, explicit] {
                let found = verdicts(&key, Algorithm::Ecdsa(hash), b"a list", &signature);
                assert_eq!((found.judge.is_ok(), found.second.is_ok()), (true, true), "{curve}");
                assert!(verdicts(&key, Algorithm::Ecdsa(hash), b"a lost", &signature).judge.is_err());
            }
        }
    }
}
