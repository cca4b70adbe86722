//! AES key wrap with padding against the vectors of NIST (SP 800-38F) and of Project Wycheproof: what is valid is
//! wrapped and opened to the octet, what is invalid is refused, and what was wrapped without padding (RFC 3394) never
//! opens.

#[path = "support/shared.rs"]
mod shared;

use std::fs;

use chancery::fault::Fail;
use chancery::secret::Secret;
use chancery::vault::{VaultError, kwp};
use serde_json::Value;
use shared::shared;

/// One vector; no plain octets where it must be refused.
struct Vector {
    name: String,
    key: Secret,
    wrapped: Vec<u8>,
    plain: Option<Vec<u8>>,
}

/// The vectors of a file of NIST's.
fn nist(file: &str) -> Option<Vec<Vector>> {
    let text = fs::read_to_string(shared(&format!("suites/aes-kw/{file}"))?).unwrap().replace('\r', "\n");
    let mut vectors: Vec<Vector> = Vec::new();
    let (mut length, mut failing) = (String::new(), 0);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let Some((field, value)) = line.trim_matches(['[', ']']).split_once(" = ") else {
            assert_eq!(line, "FAIL");
            failing += 1;
            continue;
        };
        match field {
            "PLAINTEXT LENGTH" => length = value.to_owned(),
            "COUNT" => {
                let name = format!("{file} {length} {value}");
                vectors.push(Vector { name, key: Secret::new(Vec::new()), wrapped: Vec::new(), plain: None });
            }
            _ => {
                let (octets, vector) = (hex::decode(value).unwrap(), vectors.last_mut().unwrap());
                match field {
                    "K" => vector.key = Secret::new(octets),
                    "C" => vector.wrapped = octets,
                    "P" => vector.plain = Some(octets),
                    other => panic!("{other}"),
                }
            }
        }
    }
    assert_eq!(vectors.iter().filter(|vector| vector.plain.is_none()).count(), failing);
    Some(vectors)
}

/// The vectors of a file of Wycheproof's. What it calls acceptable is listed as valid; there is none.
fn wycheproof(file: &str) -> Option<Vec<Vector>> {
    let suite: Value =
        serde_json::from_slice(&fs::read(shared(&format!("suites/wycheproof/{file}"))?).unwrap()).unwrap();
    let mut vectors = Vec::new();
    for test in suite["testGroups"].as_array().unwrap().iter().flat_map(|group| group["tests"].as_array().unwrap()) {
        let octets = |field: &str| hex::decode(test[field].as_str().unwrap()).unwrap();
        let plain = match test["result"].as_str().unwrap() {
            "valid" | "acceptable" => Some(octets("msg")),
            "invalid" => None,
            other => panic!("{other}"),
        };
        let name = format!("{file} {} {}", test["tcId"], test["comment"]);
        vectors.push(Vector { name, key: Secret::new(octets("key")), wrapped: octets("ct"), plain });
    }
    assert_eq!(suite["numberOfTests"], vectors.len());
    Some(vectors)
}

fn refused(vector: &Vector, tried: Result<Secret, VaultError>) {
    let error = tried.err().unwrap_or_else(|| panic!("{} opens", vector.name));
    let clause = error.clause();
    assert!(matches!(clause, Some("BACKUP-2" | "BACKUP-3" | "BACKUP-4")), "{}: {error}", vector.name);
}

/// Every vector of a suite: how many open, and how many are refused.
fn judge(vectors: &[Vector]) -> (usize, usize) {
    for vector in vectors {
        let opened = kwp::unwrap(&vector.key, &vector.wrapped);
        let Some(plain) = &vector.plain else {
            refused(vector, opened);
            continue;
        };
        let opened = opened.unwrap_or_else(|error| panic!("{}: {error}", vector.name));
        assert!(opened.expose() == plain, "{} opens to something else", vector.name);
        let wrapped = kwp::wrap(&vector.key, &opened).unwrap();
        assert!(wrapped == vector.wrapped, "{} is wrapped to something else", vector.name);
    }
    let good = vectors.iter().filter(|vector| vector.plain.is_some()).count();
    (good, vectors.len() - good)
}

#[test]
fn nist_kwp_with_256_bits() {
    for (file, good, bad) in [("KWP_AD_256.txt", 400, 100), ("KWP_AE_256.txt", 500, 0)] {
        let Some(vectors) = nist(file) else { return };
        assert_eq!(judge(&vectors), (good, bad), "{file}");
    }
}

#[test]
fn wycheproof_kwp() {
    let Some(vectors) = wycheproof("aes_kwp_test.json") else { return };
    assert_eq!(judge(&vectors), (77, 177));
}

#[test]
fn what_is_wrapped_without_padding_never_opens() {
    let files = [nist("KW_AD_256.txt"), nist("KW_AE_256.txt"), wycheproof("aes_wrap_test.json")];
    if files.iter().any(Option::is_none) {
        return;
    }
    let mut seen = 0;
    for vector in files.into_iter().flatten().flatten() {
        let tried = kwp::unwrap(&vector.key, &vector.wrapped);
        let clause = tried.as_ref().err().and_then(Fail::clause);
        if vector.plain.is_some() && vector.wrapped.len() >= 24 {
            assert_eq!(clause, Some("BACKUP-4"), "{}", vector.name);
        }
        refused(&vector, tried);
        seen += 1;
    }
    assert_eq!(seen, 1165);
}
