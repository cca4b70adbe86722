//! The travel-document PKI and the services' own hierarchy are two: what the one signed is nothing in the other, and each
//! product is judged as what it was issued for.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/shared.rs"]
mod shared;
#[path = "support/walk.rs"]
mod walk;

use chancery::pki::armour;
use walk::{Walk, number, text};

/// A station after its genesis ceremony.
fn station() -> Walk {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk
}

/// Issues a certificate for a new key, and gives its file.
fn issued(walk: &Walk, profile: &str, more: &[&str]) -> String {
    let key = format!("{profile}-9");
    walk.done(&["key", "generate", &key, "--spec", "P-256"]);
    let made = walk.done(&[&["cert", "issue", "--profile", profile, "--key", &key][..], more].concat());
    text(&made, "file").to_owned()
}

#[test]
fn what_the_services_ca_signed_has_no_path_by_doc_9303() {
    let walk = station();
    let file = issued(&walk, "status-signer", &[]);
    let good = walk.done(&["cert", "verify", &file]);
    assert_eq!((text(&good, "role"), text(&good, "judged_by")), ("service-entity", "rfc5280-6.1"), "{good}");
    for role in ["document-signer", "masterlist-signer", "csca-link", "unknown"] {
        let none = walk.refused_judgement(&["cert", "verify", &file, "--role", role]);
        assert_eq!((&none["path"], text(&none, "clause")), (&serde_json::Value::Null, "PATH-2"), "{role}: {none}");
    }
    // Nor where somebody gives the services' CA as an anchor.
    let known = walk.done(&["cert", "list"]);
    let all = known["certificates"].as_array().unwrap();
    let ca = all.iter().find(|one| one["profile"] == "service-ca").unwrap();
    let ca = format!("utopia/out/certificates/service-ca-{}.cer", text(ca, "serial"));
    let none = walk.refused_judgement(&["cert", "verify", &file, "--role", "document-signer", "--anchor", &ca]);
    assert_eq!(text(&none, "clause"), "PATH-8", "{none}");
}

#[test]
fn what_a_csca_signed_has_no_path_in_the_services_hierarchy() {
    let walk = station();
    let csr = walk.request("ds");
    let made = walk.done(&["cert", "issue", "--profile", "document-signer", "--csr", &csr, "--name", "DS 9"]);
    let file = text(&made, "file");
    assert_eq!(text(&walk.done(&["cert", "verify", file]), "role"), "document-signer");
    let none = walk.refused_judgement(&["cert", "verify", file, "--role", "service-entity"]);
    assert_eq!(none["path"], serde_json::Value::Null, "{none}");
}

#[test]
fn our_own_products_are_judged_as_what_they_were_issued_for() {
    let walk = station();
    let products = [
        ("status-signer", &[][..], "service-entity"),
        ("credential-issuer", &["--dns", "issuer.example"], "service-entity"),
        ("communication", &[], "communication"),
    ];
    for (profile, more, wanted) in products {
        let file = issued(&walk, profile, more);
        let found = walk.done(&["cert", "lint", &file]);
        assert_eq!(text(&found["certificates"][0], "role"), wanted, "{profile}: {found}");
        assert_eq!(number(&found, "errors"), 0, "{profile}: {found}");
        let shown = walk.done(&["cert", "show", &file]);
        assert_eq!(text(&shown, "role"), wanted, "{profile}: {shown}");
        // Without the station nothing says so of some, and none is guessed to sign documents.
        let alone =
            walk.program(env!("CARGO_BIN_EXE_chancery")).args(["cert", "lint", &file, "--json"]).output().unwrap();
        let alone: serde_json::Value = serde_json::from_slice(&alone.stdout).unwrap();
        let role = text(&alone["certificates"][0], "role");
        assert!(role == wanted || role == "unknown", "{profile}: {alone}");
    }
}

#[test]
fn a_list_in_pem_is_the_list() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    let (_antarctica, list) = demo::neighbour();
    let der = std::fs::read(&list).unwrap();
    let list = list.to_str().unwrap();
    for label in ["CMS", "PKCS7"] {
        walk.write("list.pem", &armour::pem(&der, label));
        for verb in ["show", "lint", "verify"] {
            let of = |file: &str| walk.run(&["masterlist", verb, file]);
            let (plain, armoured) = (of(list), of("list.pem"));
            assert_eq!(armoured.status.code(), plain.status.code(), "{verb}: {armoured:?}");
            assert_ne!(armoured.status.code(), Some(4), "{verb}: {armoured:?}");
        }
    }
    let took = walk.done(&["masterlist", "ingest", "list.pem", "--source", "courier"]);
    let digest = chancery::digest::Digest::of(&der).to_string();
    assert!(took.to_string().contains(&digest), "{took}");
    // What is cut off or armoured as something else is no list.
    let pem = armour::pem(&der, "CMS");
    walk.write("cut.pem", &pem[..pem.len() / 2]);
    walk.write("other.pem", &armour::pem(&der, "CERTIFICATE"));
    for file in ["cut.pem", "other.pem"] {
        walk.refused(&["masterlist", "lint", file], 4, None);
        walk.refused(&["masterlist", "ingest", file, "--source", "courier"], 4, None);
        walk.refused(&["deviation", "lint", file], 4, None);
    }
}

#[test]
fn a_batch_and_a_rollover_say_that_validity_is_counted_from_the_signing() {
    let walk = station();
    let csr = walk.request("ds");
    std::fs::create_dir(walk.path("requests")).unwrap();
    std::fs::copy(walk.path(&csr), walk.path("requests/one.csr")).unwrap();
    let said = |arguments: &[&str]| {
        let output = walk.run(arguments);
        let said = String::from_utf8(output.stderr).unwrap().replace("\n    ", " ");
        assert_eq!(output.status.code(), Some(0), "{said}");
        said.matches("validity: counted from its signing: ").count()
    };
    assert_eq!(said(&["cert", "issue", "--profile", "document-signer", "--csr-dir", "requests"]), 1);
    walk.done(&["key", "generate", "csca-2", "--spec", "P-384"]);
    let confirmed = walk.confirmation("csca-2");
    assert_eq!(said(&["csca", "rollover", "csca-2", "--answers", &confirmed]), 2);
}
