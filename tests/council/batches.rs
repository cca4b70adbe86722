//! An approval of a batch is spent part by part, each part once.

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::x509::{X509, X509Req, X509ReqBuilder};
use rusqlite::{Connection, OptionalExtension};

use super::council::Council;
use super::memory::Memory;
use super::walk::text;

const BATCH: [&str; 6] = ["cert", "issue", "--profile", "document-signer", "--csr-dir", "requests"];

/// A folder of so many requests.
fn bring(council: &Council, count: usize) {
    fs::create_dir(council.walk.path("requests")).unwrap();
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    for number in 0..count {
        let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
        let mut builder = X509ReqBuilder::new().unwrap();
        builder.set_pubkey(&key).unwrap();
        builder.sign(&key, MessageDigest::sha256()).unwrap();
        let der = builder.build().to_der().unwrap();
        fs::write(council.walk.path(&format!("requests/DS {number:04}.csr")), der).unwrap();
    }
}

#[test]
fn an_approval_of_a_batch_is_spent_once_for_each_part_and_goes_on_after_a_crash() {
    let council = Council::specimen("utopia");
    bring(&council, 510);
    let proposal = council.propose(&BATCH);
    // Officers read each subject with its key.
    let statement = council.statement(&proposal, "approve");
    let read = fs::read_to_string(council.walk.path(&statement)).unwrap();
    assert_eq!(read.matches("CN=DS ").count(), 510);
    assert!(read.contains("DS 0509") && read.contains("in 3 parts"), "{}", &read[..3000]);
    council.not_performed(&proposal, "QUORUM-2");
    council.approve(&proposal, &["ann", "bob"]);
    // What lies in the folder by now is nothing to it: the list was kept.
    fs::remove_dir_all(council.walk.path("requests")).unwrap();

    let now = council.now().to_string();
    let db = Connection::open(council.in_station("station.db")).unwrap();
    db.busy_timeout(Duration::from_secs(20)).unwrap();
    let endless = "WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count) SELECT n FROM count";
    db.execute_batch(&format!(
        "CREATE TRIGGER held BEFORE UPDATE ON intent WHEN OLD.part = 1 BEGIN SELECT max(n) FROM ({endless}); END"
    ))
    .unwrap();
    let mut child = council.walk.command(&["perform", &proposal, "--at", &now]);
    let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let open = "SELECT 1 FROM intent WHERE state = 'open' AND part = 1";
    while db.query_row(open, [], |_| Ok(())).optional().unwrap().is_none() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before its second part");
        sleep(Duration::from_millis(20));
    }
    sleep(Duration::from_secs(2));
    child.kill().unwrap();
    child.wait().unwrap();
    db.execute_batch("DROP TRIGGER held").unwrap();
    drop(db);

    council.not_performed(&proposal, "RECOVER-1");
    let recovered = council.done(&["recover"]);
    assert_eq!(text(&recovered["acts"][0], "state"), "unknown", "{recovered}");
    // Who writes the database does not have the second part performed again, by whatever number.
    let db = Connection::open(council.in_station("station.db")).unwrap();
    for (there, back) in [("2 WHERE part = 1", "1 WHERE part = 2"), ("7 WHERE part = 1", "1 WHERE part = 7")] {
        assert_eq!(db.execute(&format!("UPDATE intent SET part = {there}"), []).unwrap(), 1);
        let said = council.refused(&["perform", &proposal], 1, Some("LEDGER-10"));
        assert!(text(&said["error"], "message").contains("part 0, part 1"), "{said}");
        db.execute(&format!("UPDATE intent SET part = {back}"), []).unwrap();
    }
    drop(db);
    // The third part is left, and is performed by the same approval; the second never again.
    let report = council.done(&["perform", &proposal]);
    assert_eq!(text(&report["outputs"], "certificates"), "10");
    council.not_performed(&proposal, "REPLAY-1");
    let listed = council.done(&["cert", "list"]);
    assert_eq!(listed["burnt"].as_array().unwrap().len(), 250);
    assert_eq!(council.done(&["ledger", "verify"])["sound"], true);
    Memory::of(&council.in_station("station.db")).nothing_is_double();
}

#[test]
fn what_was_agreed_to_is_one_list_whatever_lies_in_the_folder_and_in_the_database() {
    let council = Council::specimen("utopia");
    bring(&council, 3);
    let proposal = council.agreed(&BATCH);
    // Other requests under the same names, after the approval.
    let agreed: Vec<Vec<u8>> = keys(&council);
    fs::remove_dir_all(council.walk.path("requests")).unwrap();
    bring(&council, 3);
    assert_ne!(keys(&council), agreed);
    // The list exchanged beside its digest, and the digest of the act beside the list.
    let db = Connection::open(council.in_station("station.db")).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let list = "bytes LIKE '%chancery/batch@1%'";
    let find = format!("SELECT digest, bytes FROM object WHERE {list}");
    let (digest, bytes): (Vec<u8>, Vec<u8>) = db.query_row(&find, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let other = String::from_utf8(bytes.clone()).unwrap().replacen("DS 0001", "DS 0009", 1);
    let put = |bytes: &[u8]| {
        assert_eq!(db.execute("UPDATE object SET bytes = ?1 WHERE digest = ?2", (bytes, &digest)).unwrap(), 1);
    };
    let entries = council.entries();
    for altered in [other.as_bytes(), b"", &bytes[..bytes.len() - 1]] {
        put(altered);
        let said = council.walk.run(&["perform", &proposal, "--at", &council.now().to_string()]);
        assert!(!said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
    }
    put(&bytes);
    assert_eq!(council.entries(), entries, "nothing was begun");
    council.done(&["perform", &proposal]);
    for spki in &agreed {
        let key = PKey::public_key_from_der(spki).unwrap();
        let kept: Vec<Vec<u8>> = db
            .prepare("SELECT object.bytes FROM object JOIN issued USING (digest)")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let holds = |der: &Vec<u8>| X509::from_der(der).unwrap().public_key().unwrap().public_eq(&key);
        assert_eq!(kept.iter().filter(|der| holds(der)).count(), 1);
    }
    council.not_performed(&proposal, "REPLAY-1");
    // The approval is spent though the row that said so is gone.
    let gone = db.execute("DELETE FROM intent WHERE sequence IN (SELECT max(sequence) FROM intent)", []).unwrap();
    assert_eq!(gone, 1);
    council.refused(&["perform", &proposal], 1, Some("LEDGER-10"));
    assert_eq!(council.walk.refused_judgement(&["ledger", "verify"])["sound"], false);
}

/// The keys of the requests in the folder.
fn keys(council: &Council) -> Vec<Vec<u8>> {
    let of = |number: usize| {
        let der = fs::read(council.walk.path(&format!("requests/DS {number:04}.csr"))).unwrap();
        X509Req::from_der(&der).unwrap().public_key().unwrap().public_key_to_der().unwrap()
    };
    (0..3).map(of).collect()
}
