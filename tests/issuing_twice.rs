//! Two who issue at once: one is told who writes, and nothing is issued twice.

#[path = "support/memory.rs"]
mod memory;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use memory::Memory;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::PKey;
use openssl::x509::X509ReqBuilder;
use rusqlite::{Connection, OptionalExtension};
use walk::{Walk, number, text};

const BATCH: [&str; 6] = ["cert", "issue", "--profile", "document-signer", "--csr-dir", "requests"];

fn grown(count: usize) -> Walk {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.done(&["key", "generate", "csca-1", "--spec", "P-384"]);
    walk.done(&["cert", "issue", "--profile", "csca-root", "--key", "csca-1"]);
    walk.request("ds");
    fs::create_dir(walk.path("requests")).unwrap();
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    for number in 0..count {
        let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
        let mut builder = X509ReqBuilder::new().unwrap();
        builder.set_pubkey(&key).unwrap();
        builder.sign(&key, MessageDigest::sha256()).unwrap();
        fs::write(walk.path(&format!("requests/DS {number:04}.csr")), builder.build().to_der().unwrap()).unwrap();
    }
    walk
}

fn all_is_well(walk: &Walk, certificates: usize) {
    assert_eq!(walk.done(&["cert", "list"])["certificates"].as_array().unwrap().len(), certificates);
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
    let memory = Memory::of(&walk.in_station("station.db"));
    memory.nothing_is_double();
    memory.out_is_whole(&walk.in_station("out"));
}

#[test]
fn who_issues_while_a_batch_is_issued_is_told_to_wait() {
    let walk = grown(260);
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    db.busy_timeout(Duration::from_secs(20)).unwrap();
    let mut batch = walk.command(&BATCH).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let open = "SELECT 1 FROM intent WHERE state = 'open' AND sequence > 4";
    while db.query_row(open, [], |_| Ok(())).optional().unwrap().is_none() {
        assert!(batch.try_wait().unwrap().is_none(), "it ended before its first part");
        sleep(Duration::from_millis(5));
    }
    let one = ["cert", "issue", "--profile", "document-signer", "--csr", "ds.csr", "--name", "DS"];
    let said = walk.refused(&one, 6, None);
    assert!(batch.try_wait().unwrap().is_none(), "the batch goes on");
    let message = text(&said["error"], "message");
    assert!(message.contains(&format!("another process writes in this station: process {}", batch.id())), "{message}");
    assert_eq!(said["error"]["hint"], "wait until it has ended");
    walk.done(&["status"]);
    assert!(batch.wait().unwrap().success());
    walk.done(&one);
    all_is_well(&walk, 262);
}

#[test]
fn one_folder_issued_by_two_at_once_is_issued_once() {
    let walk = grown(20);
    let start = || walk.command(&BATCH).spawn().unwrap();
    let both = [start(), start()].map(|child| child.wait_with_output().unwrap());
    let codes = both.each_ref().map(|output| output.status.code().unwrap());
    // The second was told to wait, or came after the first and found nothing to do.
    assert!(codes.contains(&0) && (codes.contains(&6) || codes.contains(&3)), "{codes:?}");
    all_is_well(&walk, 21);
    let again = walk.refused(&BATCH, 3, Some("BATCH-1"));
    assert!(text(&again["error"], "message").starts_with("BATCH-1: 20 certificates"), "{again}");
    fs::remove_file(walk.path("requests/DS 0000.csr")).unwrap();
    fs::copy(walk.path("ds.csr"), walk.path("requests/DS.csr")).unwrap();
    assert_eq!(number(&walk.done(&BATCH), "certificates"), 1);
    all_is_well(&walk, 22);
}
