//! Many certificates under one approval: issued part by part, cut off, gone on with, refused before anything is signed.

#[path = "batches/failing.rs"]
mod failing;
#[path = "support/failing_token.rs"]
mod failing_token;
#[path = "batches/folders.rs"]
mod folders;
#[path = "support/memory.rs"]
mod memory;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::x509::{X509NameBuilder, X509ReqBuilder};
use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;
use walk::{Walk, number, text};

/// The words of a batch of document signers out of the folder `requests`.
const BATCH: [&str; 6] = ["cert", "issue", "--profile", "document-signer", "--csr-dir", "requests"];

fn key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn request(key: &PKey<Private>) -> Vec<u8> {
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_text("CN", "whatever is asked for").unwrap();
    let mut builder = X509ReqBuilder::new().unwrap();
    builder.set_subject_name(&name.build()).unwrap();
    builder.set_pubkey(key).unwrap();
    builder.sign(key, MessageDigest::sha256()).unwrap();
    builder.build().to_der().unwrap()
}

/// A station with a CSCA, and a folder of so many requests.
fn grown(count: usize) -> Walk {
    let walk = Walk::new("utopia");
    grown_at(&walk, count);
    walk
}

fn grown_at(walk: &Walk, count: usize) {
    walk.init("UT", "UTO");
    walk.done(&["key", "generate", "csca-1", "--spec", "P-384"]);
    walk.done(&["cert", "issue", "--profile", "csca-root", "--key", "csca-1"]);
    fs::create_dir(walk.path("requests")).unwrap();
    (0..count).for_each(|n| bring(walk, &format!("DS {n:04}"), &request(&key())));
}

fn bring(walk: &Walk, name: &str, der: &[u8]) {
    fs::write(walk.path(&format!("requests/{name}.csr")), der).unwrap();
}

/// The rows of every index that was written, without their heads.
fn indices(walk: &Walk) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut folders: Vec<_> =
        fs::read_dir(walk.in_station("out/batches")).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        let text = fs::read_to_string(folder.join("index.tsv")).unwrap();
        for line in text.lines().skip(1) {
            let fields: Vec<String> = line.split('\t').map(str::to_owned).collect();
            for ending in ["cer", "pem", "txt"] {
                assert!(folder.join(format!("{}.{ending}", fields[2])).is_file(), "{line}");
            }
            rows.push(fields);
        }
    }
    rows
}

fn burnt(walk: &Walk) -> usize {
    walk.done(&["cert", "list"])["burnt"].as_array().unwrap().len()
}

fn entries(walk: &Walk) -> u64 {
    let report = walk.done(&["ledger", "verify"]);
    assert_eq!(report["sound"], true, "{report}");
    number(&report, "entries")
}

#[test]
fn a_folder_of_requests_is_one_intent_and_one_outcome_and_openssl_verifies_each() {
    let walk = grown(4);
    let before = entries(&walk);
    let report = walk.done(&BATCH);
    assert_eq!(number(&report, "certificates"), 4);
    assert_eq!(entries(&walk), before + 2, "ledger verify claims every row of it");
    let rows = indices(&walk);
    assert_eq!(
        rows.iter().map(|row| row[1].as_str()).collect::<Vec<_>>(),
        ["DS 0000", "DS 0001", "DS 0002", "DS 0003"]
    );
    let folder = walk.files(&report)[0].parent().unwrap().to_owned();
    let root = fs::read_dir(walk.in_station("out/certificates")).unwrap().map(|e| e.unwrap().path());
    let root = root.into_iter().find(|path| path.extension().is_some_and(|e| e == "pem")).unwrap();
    for row in &rows {
        let pem = folder.join(format!("{}.pem", row[2]));
        let read = |path: &std::path::Path| openssl::x509::X509::from_pem(&fs::read(path).unwrap()).unwrap();
        assert!(read(&pem).verify(&read(&root).public_key().unwrap()).unwrap(), "{}", pem.display());
        let pem = pem.to_str().unwrap();
        let shown = walk.tool("openssl", &["x509", "-in", pem, "-noout", "-subject", "-fingerprint", "-sha256"]);
        assert!(shown.contains(&row[1]), "{shown}");
        assert!(shown.replace(':', "").to_lowercase().contains(&row[3]), "{shown}");
    }

    // The same again is nothing; what is new is issued, and the others are told of.
    let size = entries(&walk);
    walk.refused(&BATCH, 3, Some("BATCH-1"));
    assert_eq!(entries(&walk), size);
    bring(&walk, "DS new", &request(&key()));
    let report = walk.done(&BATCH);
    assert_eq!(number(&report, "certificates"), 1);
    assert_eq!(report["left_out"].as_array().unwrap().len(), 4);
    assert_eq!(indices(&walk).len(), 5);
    assert_eq!(entries(&walk), size + 2);

    // A file that went is written again; one that was cut short too, and one that somebody changed is told of.
    let gone = folder.join(format!("{}.cer", rows[0][2]));
    let torn = folder.join(format!("{}.pem", rows[1][2]));
    let (first, second) = (fs::read(&gone).unwrap(), fs::read(&torn).unwrap());
    fs::remove_file(&gone).unwrap();
    fs::write(&torn, &second[..100]).unwrap();
    walk.done(&["recover"]);
    assert_eq!((fs::read(&gone).unwrap(), fs::read(&torn).unwrap()), (first, second.clone()));
    fs::write(&torn, [&second[..], b"more"].concat()).unwrap();
    let said = walk.run(&["recover"]);
    assert_eq!(said.status.code(), Some(1));
}

#[test]
fn one_bad_request_refuses_the_batch_before_anything_is_signed_and_names_its_file() {
    let walk = grown(2);
    let size = entries(&walk);
    let refused = |code: i32, clause: &str, words: &str| {
        let said = walk.refused(&BATCH, code, Some(clause));
        let message = said["error"]["message"].as_str().unwrap();
        assert!(message.contains(words), "{message}");
        assert_eq!(entries(&walk), size, "nothing was begun");
    };
    // A signature that is not the key's.
    let mut bad = request(&key());
    let last = bad.len() - 1;
    bad[last] ^= 1;
    bring(&walk, "DS bad", &bad);
    refused(3, "BATCH-3", "requests/DS bad.csr: ");
    // A key of a kind that the profile does not take.
    let weak = PKey::from_rsa(openssl::rsa::Rsa::generate(1024).unwrap()).unwrap();
    bring(&walk, "DS bad", &request(&weak));
    refused(3, "BATCH-3", "CSR-2");
    // A common name that is longer than one may be.
    fs::remove_file(walk.path("requests/DS bad.csr")).unwrap();
    let long = "D".repeat(70);
    bring(&walk, &long, &request(&key()));
    refused(3, "BATCH-3", &long);
    fs::remove_file(walk.path(&format!("requests/{long}.csr"))).unwrap();
    // One key under two names.
    let twice = key();
    bring(&walk, "DS one", &request(&twice));
    bring(&walk, "DS other", &request(&twice));
    refused(3, "BATCH-2", "'DS one' and 'DS other'");
    // One name with two requests.
    fs::rename(walk.path("requests/DS other.csr"), walk.path("requests/DS one.pem")).unwrap();
    refused(3, "BATCH-6", "DS one");
    fs::remove_file(walk.path("requests/DS one.pem")).unwrap();
    // Names that the profile does not take.
    fs::write(walk.path("requests/DS one.names"), "dns:tls.utopia.example\n").unwrap();
    refused(3, "BATCH-3", "PROFILE-13");
    fs::remove_file(walk.path("requests/DS one.names")).unwrap();
    // A warning that is accepted and nowhere found.
    let accepting = [&BATCH[..], &["--accept", "K04"]].concat();
    walk.refused(&accepting, 3, Some("LINT-4"));
    // Keys that sign certificates are certified one by one.
    let links = ["cert", "issue", "--profile", "csca-link", "--csr-dir", "requests"];
    walk.refused(&links, 3, Some("BATCH-4"));
    // What is no request.
    fs::write(walk.path("requests/notes.doc"), "x").unwrap();
    walk.refused(&BATCH, 4, None);
    fs::remove_file(walk.path("requests/notes.doc")).unwrap();
    fs::write(walk.path("requests/DS none.csr"), "x").unwrap();
    walk.refused(&BATCH, 4, None);
    fs::remove_file(walk.path("requests/DS none.csr")).unwrap();
    assert_eq!(entries(&walk), size);
    fs::create_dir(walk.path("empty")).unwrap();
    walk.refused(&["cert", "issue", "--profile", "document-signer", "--csr-dir", "empty"], 3, Some("BATCH-1"));
    assert_eq!(number(&walk.done(&BATCH), "certificates"), 3);
}

/// Kills a batch in a part of this number, its signatures made and its outcome not yet written.
fn kill_in_part(walk: &Walk, part: u64) {
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    db.busy_timeout(Duration::from_secs(20)).unwrap();
    let endless = "WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count) SELECT n FROM count";
    let held = format!(
        "CREATE TRIGGER held BEFORE UPDATE ON intent WHEN OLD.part = {part} BEGIN SELECT max(n) FROM ({endless}); END"
    );
    db.execute_batch(&held).unwrap();
    // What is shown of hundreds of requests does not fit into a pipe that nobody reads.
    let mut child = walk.command(&BATCH).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    loop {
        sleep(Duration::from_millis(20));
        let query = "SELECT 1 FROM intent WHERE state = 'open' AND part = ?1";
        if db.query_row(query, [part as i64], |_| Ok(())).optional().unwrap().is_some() {
            // Long enough for every signature of a part.
            sleep(Duration::from_secs(2));
            break;
        }
        assert!(child.try_wait().unwrap().is_none(), "the batch ended before part {part}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    db.execute_batch("DROP TRIGGER held").unwrap();
}

#[test]
fn killed_in_the_third_part_the_first_two_stand_the_third_is_burnt_and_the_rest_goes_on() {
    let walk = grown(560);
    kill_in_part(&walk, 2);
    walk.refused(&BATCH, 3, Some("RECOVER-1"));
    let report = walk.done(&["recover"]);
    let [one] = report["acts"].as_array().unwrap().as_slice() else { panic!("not one act: {report}") };
    assert_eq!((text(one, "act"), text(one, "state")), ("certificate.batch", "unknown"));
    assert!(text(one, "words").contains("60 serial numbers"), "{one}");
    assert_eq!((indices(&walk).len(), burnt(&walk)), (500, 60));
    entries(&walk);
    let report = walk.done(&BATCH);
    assert_eq!(report["left_out"].as_array().unwrap().len(), 500);
    assert_eq!(number(&report, "certificates"), 60);
    let mut names: Vec<String> = indices(&walk).into_iter().map(|row| row[1].clone()).collect();
    names.sort();
    names.dedup();
    assert_eq!((names.len(), burnt(&walk)), (560, 60));
    entries(&walk);
    let listed = walk.done(&["cert", "list"]);
    assert!(matches!(&listed["certificates"], Value::Array(all) if all.len() == 561), "{}", listed["certificates"]);
}
