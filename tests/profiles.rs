//! Profiles that are adopted: found by what they make, held to the role of their name, tried before they are in force, and
//! held against the ledger ever after.

#[path = "support/council.rs"]
mod council;
#[path = "support/pens.rs"]
mod pens;
#[path = "support/walk.rs"]
mod walk;

use chancery::digest::Digest;
use chancery::pki::certificate::Certificate;
use chancery::pki::profile::{Profile, TEMPLATES, template};
use council::Council;
use rusqlite::Connection;
use serde_json::Value;
use walk::{Walk, number, text};

/// A template with lines changed, written as a file.
fn changed(walk: &Walk, name: &str, file: &str, changes: &[(&str, &str)]) -> String {
    let mut profile = template(name).unwrap().to_owned();
    for (from, to) in changes {
        assert!(profile.contains(from), "{name} has no '{from}'");
        profile = profile.replacen(from, to, 1);
    }
    walk.write(file, &profile);
    profile
}

fn adopt(walk: &Walk, name: &str, file: &str) -> Value {
    let confirmed = walk.confirmation(name);
    walk.done(&["profile", "adopt", file, "--answers", &confirmed])
}

#[track_caller]
fn refused(walk: &Walk, name: &str, file: &str, code: i32, clause: Option<&str>) -> String {
    let confirmed = walk.confirmation(name);
    let before = walk.done(&["status"])["entries"].clone();
    let said = walk.refused(&["profile", "adopt", file, "--answers", &confirmed], code, clause);
    assert_eq!(walk.done(&["status"])["entries"], before, "{said}");
    said.to_string()
}

#[test]
fn a_copied_profile_of_the_same_role_is_found_wherever_the_template_was() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    for name in ["csca-root", "csca-link", "document-signer", "masterlist-signer"] {
        let (copy, file) = (format!("{name}-2027"), format!("{name}.toml"));
        changed(&walk, name, &file, &[(&format!("name = \"{name}\""), &format!("name = \"{copy}\""))]);
        adopt(&walk, &copy, &file);
    }
    let make = |profile: &str, key: &str, spec: &str| {
        walk.done(&["key", "generate", key, "--spec", spec]);
        walk.done(&["cert", "issue", "--profile", profile, "--key", key])
    };
    make("csca-root-2027", "csca-1", "P-384");
    walk.request("ds");
    let issue = ["cert", "issue", "--profile", "document-signer-2027", "--csr", "ds.csr", "--name", "DS"];
    assert_eq!(text(&walk.done(&issue), "issuer"), "csca-1");
    make("masterlist-signer-2027", "mls-1", "P-256");
    make("csca-root-2027", "csca-2", "P-384");
    walk.done(&["cert", "issue", "--profile", "csca-link-2027", "--key", "csca-2", "--issuer", "csca-1"]);
    assert_eq!(number(&walk.done(&["masterlist", "issue"]), "certificates"), 3, "two roots and a link");
    let list = walk.done(&["crl", "issue"]);
    assert_eq!(text(&list, "issuer"), "csca-2");
    let export = walk.done(&["pkd", "export", "own.ldif", "--own"]);
    let directory = std::fs::read_to_string(walk.path("own.ldif")).unwrap();
    for wanted in ["userCertificate;binary", "certificateRevocationList;binary", "pkdMasterListContent"] {
        assert!(directory.contains(wanted), "{wanted}: {export}");
    }
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn a_profile_that_changes_its_role_under_its_name_is_refused() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    let name = [("name = \"masterlist-signer\"", "name = \"document-signer\"")];
    changed(&walk, "masterlist-signer", "other.toml", &name);
    let said = refused(&walk, "document-signer", "other.toml", 3, Some("PROFILE-7"));
    assert!(said.contains("masterlist-signer") && said.contains("document-signer"), "{said}");
    walk.refused(&["profile", "check", "other.toml"], 3, Some("PROFILE-7"));
    // The same holds of a name that was adopted.
    let name = [("name = \"masterlist-signer\"", "name = \"special\"")];
    changed(&walk, "masterlist-signer", "special.toml", &name);
    adopt(&walk, "special", "special.toml");
    let name = [("name = \"document-signer\"", "name = \"special\"")];
    changed(&walk, "document-signer", "special-2.toml", &name);
    refused(&walk, "special", "special-2.toml", 3, Some("PROFILE-7"));
}

#[test]
fn a_profile_by_which_nothing_could_be_issued_is_refused_with_the_reason() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    for (name, change, wanted) in [
        ("document-signer", ("key_usage = [\"digital-signature\"]", "key_usage = [\"crl-sign\"]"), "LINT-1"),
        ("document-signer", ("parameters = \"explicit\"", "parameters = \"named\""), "LINT-1"),
        ("document-signer", ("authority_key_identifier = true", "authority_key_identifier = false"), "LINT-1"),
        ("document-signer", ("algorithms = [", "algorithms = [\"ed25519\"]\n# ["), "PROFILE-2"),
        ("csca-root", ("subject_key_identifier = true", "subject_key_identifier = false"), "LINT-1"),
        ("csca-link", ("private_key_usage_period = true", "private_key_usage_period = false"), "LINT-1"),
    ] {
        changed(&walk, name, "worse.toml", &[change]);
        let said = refused(&walk, name, "worse.toml", 3, Some("PROFILE-8"));
        assert!(said.contains(wanted), "{name} with {}: {said}", change.1);
        walk.refused(&["profile", "check", "worse.toml"], 3, Some("PROFILE-8"));
    }
    // What is in force is not put in force again; what cannot be read is not tried.
    refused(&walk, "csca-root", "csca-root", 3, Some("PROFILE-11"));
    changed(&walk, "csca-root", "odd.toml", &[("[validity]", "[validity]\ncolour = \"red\"")]);
    let said = refused(&walk, "csca-root", "odd.toml", 4, None);
    assert!(said.contains("colour") && said.contains("line"), "{said}");
    // Every profile of the program could be issued by, but for one that wants what this station does not have.
    let lacking = walk.refused(&["profile", "check", "spiffe-workload"], 3, Some("PROFILE-8"));
    assert!(lacking.to_string().contains("trust_domain"), "{lacking}");
    for (name, _) in TEMPLATES.iter().filter(|(name, _)| *name != "spiffe-workload") {
        assert_eq!(walk.done(&["profile", "check", name])["warnings"], serde_json::json!([]), "{name}");
    }
}

#[test]
fn a_typed_span_that_is_shorter_than_the_sum_is_refused_and_a_longer_one_is_told() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    for (name, sum) in [
        ("document-signer", "documents"),
        ("dtc-signer", "documents"),
        ("csca-root", "children"),
        ("csca-link", "children"),
        ("service-ca", "children"),
    ] {
        let line = format!("covers = \"{sum}\"");
        changed(&walk, name, "short.toml", &[(&line, "covers = \"1 day\"")]);
        let said = refused(&walk, name, "short.toml", 3, Some("PROFILE-15"));
        assert!(said.contains("validity.covers") && said.contains(sum), "{name}: {said}");
        walk.refused(&["profile", "check", "short.toml"], 3, Some("PROFILE-15"));
        changed(&walk, name, "long.toml", &[(&line, "covers = \"40 years\"")]);
        let told = walk.done(&["profile", "check", "long.toml"])["warnings"].to_string();
        assert!(told.contains("is typed"), "{name}: {told}");
    }
    // Where no document or child is counted, a span is typed.
    changed(&walk, "masterlist-signer", "short.toml", &[("covers = \"2 years\"", "covers = \"1 day\"")]);
    assert_eq!(walk.done(&["profile", "check", "short.toml"])["warnings"], serde_json::json!([]));
}

#[test]
fn a_request_is_checked_by_the_profile_in_force() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    let csr = walk.request("ds");
    let check = ["csr", "check", csr.as_str(), "--profile", "document-signer"];
    assert_eq!(walk.done(&check)["sound"], true);
    let text = template("document-signer").unwrap();
    let (start, rest) = text.split_once("kinds = [").unwrap();
    let (_, rest) = rest.split_once("]\n").unwrap();
    walk.write("narrow.toml", &format!("{start}kinds = [\"P-384\"]\n{}", rest.replace("rsa_up_to = 8192\n", "")));
    adopt(&walk, "document-signer", "narrow.toml");
    let found = walk.refused_judgement(&check);
    assert_eq!(found["findings"][0]["clause"], "PROFILE-1", "{found}");
    // One under a name that no template has is found too.
    let special = std::fs::read_to_string(walk.path("narrow.toml")).unwrap();
    let special = special.replace("name = \"document-signer\"", "name = \"special\"\nbase = \"document-signer\"");
    walk.write("special.toml", &special);
    adopt(&walk, "special", "special.toml");
    let found = walk.refused_judgement(&["csr", "check", &csr, "--profile", "special"]);
    assert_eq!(found["findings"][0]["clause"], "PROFILE-1", "{found}");
    walk.refused(&["csr", "check", &csr, "--profile", "nobody"], 2, None);
}

#[test]
fn certificates_are_issued_by_the_text_that_was_adopted_last() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.request("ds");
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "DS"];
    let short = changed(&walk, "document-signer", "short.toml", &[("\"3 months\"", "\"1 month\"")]);
    let adopted = adopt(&walk, "document-signer", "short.toml");
    assert_eq!(text(&adopted, "sha256"), Digest::of(short.as_bytes()).to_string());
    assert_eq!(walk.done(&["station", "show"])["profiles"]["document-signer"], adopted["sha256"]);
    assert_eq!(walk.done(&["profile", "show", "document-signer"])["text"], short);
    let told = walk.done(&["profile", "diff", "document-signer"]);
    assert_eq!(told["changes"].as_array().unwrap().len(), 1, "{told}");
    assert_eq!(told["changes"][0]["field"], "validity.private_key_use");
    let listed = walk.done(&["profile", "list"]);
    let line = |name: &str| listed["profiles"].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap();
    assert_eq!(line("document-signer")["standing"], "in force, changed");
    assert_eq!((&line("csca-root")["standing"], &line("csca-root")["entry"]), (&"in force".into(), &0.into()));
    let issued = walk.files(&walk.done(&issue)).remove(0);
    let der = std::fs::read(issued).unwrap();
    let certificate = Certificate::parse(&der).unwrap();
    let [from, to] = [&certificate.not_before, &certificate.not_after].map(|time| time.time().unwrap());
    assert_eq!(to, Profile::parse(&short).unwrap().lifetime().after(from));
    // The text before comes back by being adopted again.
    adopt(&walk, "document-signer", "document-signer");
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
    let listed = walk.done(&["profile", "list"]);
    assert_eq!(listed.to_string().matches("\"in force\"").count(), TEMPLATES.len(), "{listed}");
}

/// Alters the database as somebody with an editor would.
fn alter(walk: &Walk, sql: &str) {
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    assert!(db.execute(sql, []).unwrap() > 0, "{sql} altered nothing");
}

#[test]
fn a_profile_exchanged_in_the_database_is_found_before_anything_is_issued() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.request("ds");
    changed(&walk, "document-signer", "short.toml", &[("\"3 months\"", "\"1 month\"")]);
    let other = changed(&walk, "document-signer", "other.toml", &[("\"3 months\"", "\"2 months\"")]);
    adopt(&walk, "document-signer", "short.toml");
    let issue = ["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "DS"];
    let row = "SELECT digest FROM profile WHERE name = 'document-signer'";
    let hash = Digest::of(other.as_bytes());
    alter(&walk, &format!("INSERT INTO object VALUES (x'{hash}', CAST('{}' AS BLOB))", other.replace('\'', "''")));
    let kept: Vec<u8> = {
        let db = Connection::open(walk.in_station("station.db")).unwrap();
        db.query_row(row, [], |row| row.get(0)).unwrap()
    };
    alter(&walk, &format!("UPDATE profile SET digest = x'{hash}'"));
    walk.refused(&issue, 1, Some("LEDGER-10"));
    assert_eq!(walk.refused_judgement(&["ledger", "verify"])["sound"], false);
    alter(&walk, &format!("UPDATE profile SET digest = x'{}'", hex::encode(kept)));
    alter(&walk, &format!("INSERT INTO profile VALUES ('csca-root', 3, x'{hash}', 'csca-root')"));
    walk.done(&["key", "generate", "csca-2", "--spec", "P-384"]);
    walk.refused(&["cert", "issue", "--profile", "csca-root", "--key", "csca-2"], 1, Some("LEDGER-10"));
    alter(&walk, "DELETE FROM profile WHERE name = 'csca-root'");
    walk.done(&issue);

    // Where officers decide, an adoption that is taken away is missed too.
    let council = Council::seated(walk);
    alter(&council.walk, "DELETE FROM profile");
    let proposal = council.agreed(&issue);
    let said = council.unsound(&["perform", &proposal]);
    assert_eq!(said["error"]["clause"], "LEDGER-10", "{said}");
    assert_eq!(council.walk.refused_judgement(&["ledger", "verify"])["sound"], false);
}
