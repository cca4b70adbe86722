//! RSA keys that share a prime are certified by nobody: not beside one that is known, and not together in one batch.

#[path = "support/walk.rs"]
mod walk;
#[path = "support/weak_requests.rs"]
mod weak_requests;

use std::fs;

use serde_json::Value;
use walk::{Walk, number, text};

const BATCH: [&str; 6] = ["cert", "issue", "--profile", "document-signer", "--csr-dir", "new"];

/// A station with a CSCA and the requests `one.csr` and `other.csr`, whose keys share a prime, and `sound.csr`.
fn station() -> Walk {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    for (key, name) in weak_requests::sharing().iter().zip(["one", "other", "sound"]) {
        fs::write(walk.path(&format!("{name}.csr")), weak_requests::request(key)).unwrap();
    }
    walk
}

fn issue<'w>(csr: &'w str, name: &'w str) -> [&'w str; 8] {
    ["cert", "issue", "--profile", "document-signer", "--csr", csr, "--name", name]
}

fn entries(walk: &Walk) -> Value {
    walk.done(&["status"])["entries"].clone()
}

#[test]
fn a_key_that_shares_a_prime_with_one_that_was_certified_is_refused_and_the_other_is_named() {
    let walk = station();
    assert_eq!(walk.done(&["csr", "check", "other.csr"])["sound"], true);
    walk.done(&issue("one.csr", "DS 1"));
    let before = entries(&walk);
    let said = walk.refused(&issue("other.csr", "DS 2"), 3, Some("CSR-8"));
    let told = text(&said["error"], "message");
    assert!(told.contains("shares a prime with certificate") && told.contains("CN=DS 1"), "{told}");
    assert_eq!(entries(&walk), before);
    let judged = walk.refused_judgement(&["csr", "check", "other.csr"]);
    let found = judged["findings"].as_array().unwrap();
    assert!(found.iter().any(|one| one["clause"] == "CSR-8"), "{judged}");
    // The same key again shares nothing with itself, and a key of other primes nothing with either.
    walk.done(&issue("one.csr", "DS 1"));
    walk.done(&issue("sound.csr", "DS 3"));
}

#[test]
fn of_a_batch_every_request_whose_key_shares_a_prime_is_refused_with_the_other_ones_name() {
    let walk = station();
    fs::create_dir(walk.path("new")).unwrap();
    for name in ["one", "other", "sound"] {
        fs::copy(walk.path(&format!("{name}.csr")), walk.path(&format!("new/{name}.csr"))).unwrap();
    }
    let before = entries(&walk);
    let said = walk.refused(&BATCH, 3, Some("BATCH-3"));
    let told = text(&said["error"], "message");
    for wanted in [
        "'one', is refused: CSR-8",
        "shares a prime with the key of request 'other'",
        "'other': CSR-8",
        "shares a prime with the key of request 'one'",
    ] {
        assert!(told.contains(wanted), "{told}");
    }
    assert!(!told.contains("'sound'"), "{told}");
    assert_eq!(entries(&walk), before);
    fs::remove_file(walk.path("new/other.csr")).unwrap();
    assert_eq!(number(&walk.done(&BATCH), "certificates"), 2);
    // What was issued by then is known, and no request for it need be there.
    fs::remove_file(walk.path("new/one.csr")).unwrap();
    fs::rename(walk.path("other.csr"), walk.path("new/other.csr")).unwrap();
    let said = walk.refused(&BATCH, 3, Some("BATCH-3"));
    assert!(text(&said["error"], "message").contains("shares a prime with certificate"), "{said}");
}
