//! Keys at a station: kinds that a vault does not make are refused before anything begins, and keys that were seen
//! before under another name are told, or refused where they are a CA's.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/shared.rs"]
mod shared;
#[path = "support/walk.rs"]
mod walk;

use std::path::Path;

use chancery::asn1;
use chancery::pki::armour;
use chancery::pki::certificate::Certificate;
use chancery::vault::Vault;
use walk::{Walk, number, text};

/// A station whose vault `primary` is embedded and whose vault `hsm` is a SoftHSM2 token.
fn two_vaults() -> Option<Walk> {
    let walk = Walk::on_softhsm("utopia")?;
    let words = walk.init_words("UT", "UTO");
    let words: Vec<String> = words.into_iter().map(|word| word.replace("primary=pkcs11", "hsm=pkcs11")).collect();
    walk.done(&words.iter().map(String::as_str).collect::<Vec<_>>());
    Some(walk)
}

#[test]
fn a_vault_that_cannot_do_a_curve_is_refused_before_the_intent_and_others_are_named() {
    let Some(walk) = two_vaults() else { return };
    let entries = || number(&walk.done(&["ledger", "verify"]), "entries");
    let refused = |spec: &str, wanted: &str| {
        let before = entries();
        let document = walk.refused(&["key", "generate", "csca-1", "--spec", spec], 3, Some("KEY-5"));
        let message = text(&document["error"], "message").to_owned();
        assert!(message.starts_with(&format!("KEY-5: vault 'primary' makes no {spec} keys")), "{message}");
        assert!(message.ends_with(wanted), "{message}");
        assert_eq!(entries(), before, "{spec}: nothing was begun");
        assert_eq!(walk.done(&["key", "list"])["keys"].as_array().unwrap().len(), 0, "no name is taken");
    };
    // Nothing was measured yet: the token itself is asked.
    refused("brainpoolP384r1", "not measured: 'hsm'");
    walk.done(&["vault", "test", "hsm"]);
    refused("brainpoolP384r1", "by their last measurement these do: 'hsm'");
    // The measurement of the vault itself is enough, without its PIN.
    walk.done(&["vault", "test", "primary"]);
    refused("brainpoolP512r1", "by their last measurement these do: 'hsm'");
    walk.done(&["key", "generate", "csca-1", "--spec", "brainpoolP384r1", "--vault", "hsm"]);
    // The other way round.
    let before = entries();
    let document = walk.refused(&["key", "generate", "log", "--spec", "ML-DSA-65", "--vault", "hsm"], 3, Some("KEY-5"));
    assert!(text(&document["error"], "message").ends_with("these do: 'primary'"), "{document}");
    walk.refused(&["key", "generate", "log", "--spec", "RSA-8192"], 3, Some("KEY-7"));
    assert_eq!(entries(), before);
    walk.done(&["key", "generate", "log", "--spec", "ML-DSA-65"]);
    assert_eq!(entries(), before + 2);
}

#[test]
fn an_ml_dsa_key_stands_in_no_certificate() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.done(&["key", "generate", "log", "--spec", "ML-DSA-44"]);
    for profile in ["document-signer", "masterlist-signer", "service-ca", "bundle-signer"] {
        walk.refused(&["cert", "issue", "--profile", profile, "--key", "log"], 3, Some("PROFILE-1"));
    }
}

/// What was said on standard error, its lines whole again.
fn said(walk: &Walk, arguments: &[&str]) -> String {
    let output = walk.run(arguments);
    let said = String::from_utf8(output.stderr).unwrap().replace("\n    ", " ").replace("\n  ", " ");
    assert_eq!(output.status.code(), Some(0), "{said}");
    said
}

#[test]
fn a_key_seen_before_under_another_name_is_told() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    let csr = walk.request("ds");
    let issue =
        |name: &str| said(&walk, &["cert", "issue", "--profile", "document-signer", "--csr", &csr, "--name", name]);
    let told = "this key was seen under another name";
    assert_eq!(walk.done(&["csr", "check", &csr])["seen"], serde_json::json!([]), "it was never seen");
    assert!(!issue("Signer 1").contains(told), "it was never seen");
    assert!(!issue("Signer 1").contains(told), "the name is the same");
    let second = issue("Signer 2");
    assert!(second.contains(told) && second.contains("'CN=Signer 1,O=utopia,C=UT'"), "{second}");
    assert_eq!(second.matches(told).count(), 2, "{second}");
    let checked = walk.refused_judgement(&["csr", "check", &csr]);
    assert_eq!((checked["sound"].as_bool(), checked["findings"].as_array().map(Vec::len)), (Some(false), Some(1)));
    let seen = checked["seen"].as_array().unwrap();
    assert_eq!(seen.len(), 3, "{checked}");
    assert!(seen.iter().all(|one| one["origin"] == "issued here"), "{checked}");
}

#[test]
fn the_key_of_a_ca_has_one_name() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.done(&["key", "generate", "csca-2", "--spec", "P-384"]);
    // Somebody certified it under another name, and that certificate came in from outside.
    let half = {
        let vault = Vault::embedded(&walk.in_station("token/primary.sql")).unwrap();
        vault.public_halves().unwrap().into_iter().find(|half| half.label == "csca-2").unwrap()
    };
    walk.write("csca-2.pem", &armour::pem(half.key.spki(), "PUBLIC KEY"));
    let made =
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -subj /C=UT/CN=CA";
    walk.tool("openssl", &made.split(' ').collect::<Vec<_>>());
    std::fs::create_dir(walk.path("found")).unwrap();
    let made = "x509 -new -force_pubkey csca-2.pem -subj /C=UT/CN=Other -CA ca.pem -CAkey ca.key -out found/other.cer";
    walk.tool("openssl", &made.split(' ').collect::<Vec<_>>());
    walk.done(&["trust", "import", "found", "--source", "courier"]);
    let before = walk.done(&["ledger", "verify"]);
    let root = ["cert", "issue", "--profile", "csca-root", "--key", "csca-2", "--name"];
    let refused = walk.refused(&[&root[..], &["Another"]].concat(), 3, Some("CSR-7"));
    let message = text(&refused["error"], "message");
    assert!(message.contains("CN=Another") && message.contains("CN=Other"), "{message}");
    assert_eq!(walk.done(&["ledger", "verify"])["entries"], before["entries"]);
    // Its link bears the name of its root, and so the same.
    walk.done(&["key", "generate", "csca-3", "--spec", "P-384"]);
    walk.done(&["cert", "issue", "--profile", "csca-root", "--key", "csca-3", "--name", "The next"]);
    walk.done(&["cert", "issue", "--profile", "csca-link", "--key", "csca-3", "--issuer", "csca-1"]);
}

#[test]
fn keys_of_the_world_are_known_however_their_curve_is_said() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    let (_antarctica, list) = demo::neighbour();
    walk.done(&["masterlist", "ingest", list.to_str().unwrap(), "--source", "courier"]);
    let known = walk.done(&["trust", "list"]);
    let fingerprint = text(&known["certificates"][0], "fingerprint").to_owned();
    let read =
        chancery::icao::masterlist::read(&std::fs::read(&list).unwrap(), chancery::icao::masterlist::Unsigned::Refuse)
            .map(|list| list.entries().next().unwrap().der.to_vec())
            .unwrap();
    let certificate = Certificate::parse(&read).unwrap();
    let key = certificate.public_key().unwrap();
    for (name, spki) in [("named", key.named_spki().unwrap()), ("explicit", key.explicit_spki().unwrap())] {
        let path = walk.path(name);
        foreign_request(&path, certificate.subject.der(), &spki);
        // Nobody here can sign with that key: the request proves nothing, and is told to be somebody else's.
        let checked = walk.refused_judgement(&["csr", "check", name]);
        assert_eq!(checked["findings"][0]["clause"], "CSR-1", "{checked}");
        assert_eq!(checked["seen"][0]["origin"], "found in the world", "{checked}");
        assert_eq!(checked["seen"][0]["certificate"], fingerprint.as_str(), "{checked}");
    }
}

/// A request for a key by somebody who does not have it.
fn foreign_request(path: &Path, subject: &[u8], spki: &[u8]) {
    let info = asn1::sequence(&[&asn1::integer(0)[..], subject, spki, &asn1::context(0, &[])]);
    let algorithm = chancery::signer::Algorithm::Ecdsa(chancery::signer::Hash::Sha256).identifier();
    let signature = asn1::sequence(&[asn1::integer(1), asn1::integer(1)]);
    std::fs::write(path, asn1::sequence(&[info, algorithm, asn1::bit_string(&signature)])).unwrap();
}
