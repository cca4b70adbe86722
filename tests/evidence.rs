//! Who decided an act, for a stranger who has `gpg`, `openssl`, `ssh-keygen` and `sha256sum`, and no chancery.

#[path = "support/officers.rs"]
mod officers;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use officers::{Officer, Officers, tools_are_here};
use serde_json::Value;
use walk::{Walk, number, text};

const POLICY: &str = r#"
name = "three"
title = "Three officers, none of whom proposes"
mode = ["rehearsal"]

[[rule]]
name = "everything"
acts = ["*"]
quorum = 3
proposer-apart = true
validity = "7 days"
"#;

/// The officers by name: one signs with gpg, one with openssl, two with ssh-keygen.
struct Four<'f> {
    walk: &'f Walk,
    officers: [(&'static str, Officer); 4],
}

impl Four<'_> {
    fn decide(&self, proposal: &str, decision: &str, who: &[&str]) {
        let file = format!("{proposal}-{decision}.txt");
        self.walk.done(&["proposal", "show", proposal, "--decision", decision, "--out", &file]);
        for (_, officer) in self.officers.iter().filter(|(name, _)| who.contains(name)) {
            let signature = officer.sign(&self.walk.path(&file));
            self.walk.done(&["proposal", "import", &file, signature.to_str().unwrap()]);
        }
    }
}

/// A station where ann (OpenPGP), bob (X.509) and carol (SSH) approved a key that dan proposed; its folder of evidence.
fn decided(walk: &Walk) -> (PathBuf, Value) {
    let words = walk.init_words("UT", "UTO");
    let words: Vec<&str> = words.iter().map(|word| if word == "specimen" { "rehearsal" } else { word }).collect();
    walk.done(&words);
    walk.write("policy.toml", POLICY);
    let made = Officers::in_folder(walk.folder());
    let officers = [
        ("ann", made.openpgp("ann")),
        ("bob", made.x509("bob")),
        ("carol", made.ssh("carol")),
        ("dan", made.ssh("dan")),
    ];
    let four = Four { walk, officers };
    let mut genesis = vec!["station".to_owned(), "genesis".into(), "--policy".into(), "policy.toml".into()];
    for (name, officer) in &four.officers {
        let file = format!("{name}-challenge.txt");
        let person = ["--name", name, "--organisation", "Ministry", "--contact", "12", "--role", "officer"];
        let key = officer.key().to_str().unwrap();
        walk.done(&[&["officer", "challenge", name, "--key", key, "--out", &file], &person[..]].concat());
        let proof = officer.sign(&walk.path(&file));
        genesis.extend(["--officer".into(), file, "--proof".into(), proof.to_str().unwrap().to_owned()]);
    }
    let report = walk.done(&genesis.iter().map(String::as_str).collect::<Vec<_>>());
    let proposal = text(&report, "proposal").to_owned();
    four.decide(&proposal, "approve", &["ann", "bob", "carol", "dan"]);
    walk.done(&["perform", &proposal]);
    let report = walk.done(&["key", "generate", "k-1", "--spec", "P-256", "--propose", "--proposer", "dan"]);
    let proposal = text(&report, "proposal").to_owned();
    four.decide(&proposal, "propose", &["dan"]);
    four.decide(&proposal, "approve", &["ann", "bob", "carol"]);
    let done = walk.done(&["perform", &proposal]);
    let entry = number(&done["recorded"], "entry").to_string();
    let shown = walk.done(&["ledger", "show", &entry, "--evidence", "evidence"]);
    (walk.path("evidence"), shown)
}

/// A command as a stranger types it, in the folder, with a keyring of their own.
fn typed(folder: &Path, home: &Path, line: &str) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(folder).env("GNUPGHOME", home).env("LC_ALL", "C");
    let output = command.output().unwrap();
    println!("$ {line}\n{}", String::from_utf8_lossy(&output.stderr));
    output.status.success()
}

#[test]
fn stock_tools_show_who_decided_and_find_whatever_is_altered() {
    if !tools_are_here() {
        return;
    }
    let walk = Walk::new("utopia");
    let (folder, shown) = decided(&walk);
    let evidence = &shown["evidence"];
    assert_eq!(evidence["officers"], serde_json::json!(["dan", "ann", "bob", "carol"]), "{evidence}");
    let commands: Vec<&str> = evidence["check_with"].as_array().unwrap().iter().map(|c| c.as_str().unwrap()).collect();
    let page = fs::read_to_string(folder.join("CHECK.txt")).unwrap();
    for tool in ["sha256sum", "gpg --verify", "openssl cms -verify", "ssh-keygen -Y verify"] {
        assert!(commands.iter().any(|command| command.starts_with(tool)), "{tool}: {commands:?}");
    }
    assert!(commands.iter().all(|command| page.contains(command)), "{page}");
    // A short path, for gpg's sockets.
    let home = tempfile::Builder::new().prefix("g").tempdir().unwrap();
    fs::set_permissions(home.path(), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    for command in &commands {
        assert!(typed(&folder, home.path(), command), "{command}");
    }

    // What the page says beside the signatures: one digest, in the entry, over the octets, and in every statement.
    let entry: Value = serde_json::from_slice(&fs::read(folder.join("entry.json")).unwrap()).unwrap();
    let digest = text(&shown, "act_digest");
    assert!(entry.to_string().contains(digest) && page.contains(digest));
    assert!(typed(&folder, home.path(), &format!("sha256sum bound.json | grep -q '^{digest} '")));
    let statements = typed(&folder, home.path(), &format!("test $(grep -l '^Digest: {digest}' *-*.txt | wc -l) = 4"));
    assert!(statements, "not every statement is about this act");
    for officer in ["ann", "bob", "carol", "dan"] {
        let words = if officer == "dan" { "propose" } else { "approve" };
        let sum = format!("grep -q \"$(sha256sum < {officer}-{words}.txt | cut -c 1-64)\" entry.json");
        assert!(typed(&folder, home.path(), &sum), "the entry does not name what {officer} signed");
    }

    // Whatever is altered is found by the same commands.
    for (file, needle) in [
        ("ann-approve.txt", "gpg --verify"),
        ("ann-approve.asc", "gpg --verify"),
        ("bob-approve.txt", "openssl"),
        ("bob-approve.p7s", "openssl"),
        ("carol-approve.txt", "-I carol"),
        ("carol-approve.sig", "-I carol"),
    ] {
        let path = folder.join(file);
        let whole = fs::read(&path).unwrap();
        let mut altered = whole.clone();
        let place = altered.len() * 2 / 3;
        altered[place] = if altered[place] == b'A' { b'B' } else { b'A' };
        fs::write(&path, &altered).unwrap();
        let command = commands.iter().find(|command| command.contains(needle) && command.contains(file)).unwrap();
        assert!(!typed(&folder, home.path(), command), "{file} was altered and '{command}' did not find it");
        assert!(!typed(&folder, home.path(), "sha256sum --check SHA256SUMS"), "{file}");
        fs::write(&path, whole).unwrap();
    }
    // Another person's key does not stand in for the officer's.
    let swapped = commands.iter().find(|c| c.contains("-I carol")).unwrap().replace("-I carol", "-I dan");
    assert!(!typed(&folder, home.path(), &swapped));
    typed(&folder, home.path(), "gpgconf --kill gpg-agent");
}

#[test]
fn where_nobody_was_asked_there_is_nothing_to_show_and_a_folder_that_is_there_is_left_alone() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.done(&["key", "generate", "k-1", "--spec", "P-256"]);
    for entry in ["0", "1", "2"] {
        walk.refused(&["ledger", "show", entry, "--evidence", "evidence"], 3, Some("EVIDENCE-1"));
    }
    walk.refused(&["ledger", "show", "9", "--evidence", "evidence"], 2, None);
    assert!(!walk.path("evidence").exists());
    fs::create_dir(walk.path("evidence")).unwrap();
    walk.refused(&["ledger", "show", "0", "--evidence", "evidence"], 3, Some("EVIDENCE-1"));
    assert_eq!(fs::read_dir(walk.path("evidence")).unwrap().count(), 0);
}
