//! Project Wycheproof's signature vectors against our verdict: what is valid is accepted, what is
//! invalid refused, and what it leaves open is decided here, flag by flag.

#[path = "support/shared.rs"]
mod shared;

use serde_json::Value;

use chancery::signer::{Algorithm, DigestInfoForm, Hash, PublicKey, SignerError, verify};

/// What the suite holds of an algorithm: valid, acceptable and invalid signatures.
type Held = (usize, usize, usize);

/// The files of signatures, with what each must hold so that a lost file or case is noticed.
const FILES: &[(&str, Held)] = &[
    ("ecdsa_secp256r1_sha256_test.json", (174, 0, 310)),
    ("ecdsa_secp384r1_sha384_test.json", (194, 0, 310)),
    ("ecdsa_secp521r1_sha512_test.json", (232, 0, 310)),
    ("ecdsa_brainpoolP256r1_sha256_test.json", (176, 0, 309)),
    ("ecdsa_brainpoolP384r1_sha384_test.json", (207, 0, 309)),
    ("ed25519_test.json", (88, 0, 63)),
    ("rsa_pss_3072_sha256_mgf1_32_test.json", (63, 0, 45)),
    ("rsa_pss_4096_sha256_mgf1_32_test.json", (63, 0, 45)),
    ("rsa_signature_3072_sha256_test.json", (8, 1, 250)),
];

/// What the suite calls acceptable and we accept, by flag, with the reason. What is not here is refused.
const ACCEPTED: &[(&str, &str)] =
    &[("MissingNull", "a DigestInfo without its NULL is compared whole, says nothing else, and stands in real lists")];

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_else(|| panic!("no {field}"))
}

fn octets(value: &Value, field: &str) -> Vec<u8> {
    hex::decode(text(value, field)).unwrap()
}

fn hash(name: &str) -> Hash {
    Hash::ALL.into_iter().find(|h| h.to_string() == name).unwrap_or_else(|| panic!("no hash {name}"))
}

fn algorithm(group: &Value) -> Algorithm {
    match text(group, "type") {
        "EcdsaVerify" => Algorithm::Ecdsa(hash(text(group, "sha"))),
        "RsassaPkcs1Verify" => Algorithm::RsaPkcs1(hash(text(group, "sha"))),
        "RsassaPssVerify" => {
            assert_eq!((text(group, "mgf"), text(group, "mgfSha")), ("MGF1", text(group, "sha")));
            Algorithm::RsaPss(hash(text(group, "sha")), group["sLen"].as_u64().unwrap().try_into().unwrap())
        }
        "EddsaVerify" => Algorithm::Ed25519,
        other => panic!("{other}"),
    }
}

/// One signature of the suite.
struct Vector {
    name: String,
    key: PublicKey,
    algorithm: Algorithm,
    message: Vec<u8>,
    signature: Vec<u8>,
    result: String,
    flags: Vec<String>,
}

impl Vector {
    fn judge(&self) -> Result<DigestInfoForm, SignerError> {
        verify(&self.key, self.algorithm, &self.message, &self.signature)
    }
}

fn vectors(file: &str) -> Option<Vec<Vector>> {
    let path = shared::shared("suites/wycheproof")?.join(file);
    let suite: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let mut found = Vec::new();
    for group in suite["testGroups"].as_array().unwrap() {
        let key = PublicKey::from_spki(&octets(group, "publicKeyDer")).unwrap();
        for test in group["tests"].as_array().unwrap() {
            found.push(Vector {
                name: format!("{file} {}: {}", test["tcId"], text(test, "comment")),
                key: key.clone(),
                algorithm: algorithm(group),
                message: octets(test, "msg"),
                signature: octets(test, "sig"),
                result: text(test, "result").to_owned(),
                flags: test["flags"].as_array().unwrap().iter().map(|f| f.as_str().unwrap().to_owned()).collect(),
            });
        }
    }
    assert_eq!(found.len() as u64, suite["numberOfTests"].as_u64().unwrap());
    Some(found)
}

#[test]
fn every_signature_of_the_suite_is_judged_as_it_should_be() {
    for (file, held) in FILES {
        let Some(vectors) = vectors(file) else { return };
        let (mut found, mut wrong) = ((0, 0, 0), Vec::new());
        for vector in &vectors {
            let wanted = match vector.result.as_str() {
                "valid" => {
                    found.0 += 1;
                    true
                }
                "acceptable" => {
                    found.1 += 1;
                    vector.flags.iter().all(|flag| ACCEPTED.iter().any(|(accepted, _)| accepted == flag))
                }
                "invalid" => {
                    found.2 += 1;
                    false
                }
                other => panic!("{other}"),
            };
            let verdict = vector.judge();
            if verdict.is_ok() != wanted {
                wrong.push(format!("{} is {} and was judged {verdict:?}", vector.name, vector.result));
            }
        }
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), vectors.len(), wrong.join("\n"));
        assert_eq!(found, *held, "{file}");
    }
}

#[test]
fn what_was_accepted_in_an_odd_form_is_said() {
    let Some(vectors) = vectors("rsa_signature_3072_sha256_test.json") else { return };
    for vector in &vectors {
        let odd = vector.flags.iter().any(|flag| flag == "MissingNull");
        if let Ok(form) = vector.judge() {
            assert_eq!(form == DigestInfoForm::WithoutNull, odd, "{}", vector.name);
        }
    }
}

#[test]
fn a_valid_signature_is_of_one_message_one_key_and_one_algorithm() {
    for (file, _) in FILES {
        let Some(vectors) = vectors(file) else { return };
        let other = vectors.iter().find(|v| v.key != vectors[0].key);
        for vector in vectors.iter().filter(|v| v.result == "valid").take(8) {
            let mut message = vector.message.clone();
            message.push(0);
            assert!(verify(&vector.key, vector.algorithm, &message, &vector.signature).is_err(), "{}", vector.name);
            if let Some(other) = other {
                let judged = verify(&other.key, vector.algorithm, &vector.message, &vector.signature);
                assert!(judged.is_err() || vector.key == other.key, "{}", vector.name);
            }
            let salts = [0, 20, 31, 33, 64];
            let all = Hash::ALL.into_iter().flat_map(|h| {
                let pss = salts.into_iter().map(move |salt| Algorithm::RsaPss(h, salt));
                [Algorithm::Ecdsa(h), Algorithm::RsaPkcs1(h)].into_iter().chain(pss)
            });
            for algorithm in all.chain([Algorithm::Ed25519]).filter(|a| *a != vector.algorithm) {
                let judged = verify(&vector.key, algorithm, &vector.message, &vector.signature);
                assert!(judged.is_err(), "{} under {algorithm}", vector.name);
            }
        }
    }
}
