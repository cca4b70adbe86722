//! Who may decide stands in the ledger: whoever writes the database, and has no PIN, adds nobody and takes no "no" away.

#[path = "support/council.rs"]
mod council;
#[path = "support/pens.rs"]
mod pens;
#[path = "support/walk.rs"]
mod walk;

use chancery::digest::Digest;
use council::{Council, POLICY};
use rusqlite::{Connection, params};

fn database(council: &Council) -> Connection {
    Connection::open(council.walk.in_station("station.db")).unwrap()
}

const MAKE: [&str; 5] = ["key", "generate", "k-1", "--spec", "P-256"];

#[test]
fn a_withdrawal_that_was_deleted_stops_the_act_all_the_same() {
    let council = Council::rehearsal("utopia");
    let proposal = council.agreed(&MAKE);
    council.decide("carol", &proposal, "withdraw");
    council.refused(&["perform", &proposal], 3, Some("APPROVAL-5"));
    let gone = database(&council).execute("DELETE FROM ballot WHERE decision = 'withdraw'", []).unwrap();
    assert_eq!(gone, 1);
    let said = council.refused(&["perform", &proposal], 1, Some("LEDGER-10"));
    assert!(said["error"]["message"].as_str().unwrap().contains("ballot"), "{said}");
    council.refused(&["proposal", "import", "nothing", "nothing"], 4, None);
}

#[test]
fn a_policy_that_was_lowered_in_the_database_approves_nothing() {
    let council = Council::rehearsal("utopia");
    let weak = POLICY.replace("quorum = 2", "quorum = 1");
    let db = database(&council);
    let digest = Digest::of(weak.as_bytes());
    let object = params![digest.bytes(), weak.as_bytes()];
    db.execute("INSERT INTO object (digest, bytes) VALUES (?1, ?2)", object).unwrap();
    db.execute("UPDATE policy SET digest = ?1", [digest.bytes()]).unwrap();
    let proposal = council.propose(&MAKE);
    council.approve(&proposal, &["ann"]);
    council.refused(&["perform", &proposal], 1, Some("LEDGER-10"));
    assert_eq!(council.done(&["key", "list"])["keys"], serde_json::json!([]));
}

#[test]
fn an_officer_whom_somebody_struck_out_or_wrote_in_by_hand_is_found_before_the_act() {
    for change in [
        "UPDATE officer SET enrolment = NULL WHERE officer = 'carol'",
        "DELETE FROM officer WHERE officer = 'carol'",
        "INSERT INTO officer SELECT officer, sequence - 1, enrolment FROM officer WHERE officer = 'carol'",
    ] {
        let council = Council::rehearsal("utopia");
        assert_eq!(database(&council).execute(change, []).unwrap(), 1, "{change}");
        let proposal = council.agreed(&MAKE);
        council.refused(&["perform", &proposal], 1, Some("LEDGER-10"));
    }
}

#[test]
fn an_entry_that_was_changed_together_with_its_row_is_found_by_the_head() {
    let council = Council::rehearsal("utopia");
    let proposal = council.agreed(&MAKE);
    council.decide("carol", &proposal, "refuse");
    let db = database(&council);
    let change = "DROP TRIGGER entry_stays; UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '\"refuse\"', \
                  '\"approve\"') AS BLOB) WHERE CAST(body AS TEXT) LIKE '%\"refuse\"%'; \
                  UPDATE ballot SET decision = 'approve' WHERE decision = 'refuse';";
    db.execute_batch(change).unwrap();
    council.refused(&["perform", &proposal], 1, Some("LEDGER-9"));
}

#[test]
fn a_revocation_or_the_end_of_a_key_that_was_struck_out_is_found_before_anything_is_signed() {
    let walk = walk::Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    let csr = walk.request("ds");
    let signer = walk.done(&["cert", "issue", "--profile", "document-signer", "--csr", &csr, "--name", "DS 1"]);
    let serial = walk::text(&signer, "serial").to_owned();
    let confirmed = walk.confirmation(&serial);
    walk.done(&["csca", "revoke", &serial, "--reason", "lost", "--answers", &confirmed]);
    let council = Council::seated(walk);
    let list = council.agreed(&["crl", "issue"]);
    let db = database(&council);
    assert_eq!(db.execute("DELETE FROM revoked", []).unwrap(), 1);
    // What was approved names the revocation; what is proposed now would not.
    council.not_performed(&list, "APPROVAL-2");
    let blind = council.agreed(&["crl", "issue"]);
    let said = council.refused(&["perform", &blind], 1, Some("LEDGER-10"));
    assert!(said["error"]["message"].as_str().unwrap().contains("revoked"), "{said}");
}

#[test]
fn a_key_that_signs_again_by_an_edit_signs_nothing() {
    let walk = walk::Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    let confirmed = walk.confirmation("csca-1");
    let end = ["csca", "compromise", "csca-1", "--what", "compromised", "--reason", "stolen", "--successor", "csca-2"];
    walk.done(&[&end[..], &["--answers", &confirmed]].concat());
    let council = Council::seated(walk);
    let db = database(&council);
    db.execute_batch("UPDATE vault_key SET state = 'active' WHERE label = 'csca-1'; DELETE FROM revoked;").unwrap();
    let csr = council.walk.request("ds");
    let issue =
        ["cert", "issue", "--profile", "document-signer", "--csr", &csr, "--name", "DS 1", "--issuer", "csca-1"];
    council.refused(&[&issue[..], &["--propose", "--proposer", "ann"]].concat(), 3, Some("KEY-1"));
    db.execute("DELETE FROM ended", []).unwrap();
    let agreed = council.agreed(&issue);
    council.refused(&["perform", &agreed], 1, Some("LEDGER-10"));
}

#[test]
fn what_nobody_altered_is_performed() {
    let council = Council::rehearsal("utopia");
    let proposal = council.agreed(&MAKE);
    council.decide("carol", &proposal, "refuse");
    council.done(&["perform", &proposal]);
}

#[test]
fn an_anchor_that_somebody_wrote_by_hand_and_a_distrust_that_was_struck_out_are_found_before_the_act() {
    let walk = lister();
    let list = walk.files(&walk.done(&["masterlist", "issue"])).remove(0).display().to_string();
    walk.done(&["masterlist", "ingest", &list, "--source", "courier"]);
    let known = walk.done(&["trust", "list"]);
    let fingerprint = known["certificates"][0]["fingerprint"].as_str().unwrap().to_owned();
    walk.done(&["trust", "distrust", &fingerprint, "--reason", "its key was stolen"]);
    let council = Council::seated(walk);
    let (waiting, later) = (council.agreed(&MAKE), council.agreed(&MAKE));
    let db = database(&council);
    assert_eq!(db.execute("UPDATE decision SET word = 'accept'", []).unwrap(), 1);
    let said = council.refused(&["perform", &waiting], 1, Some("LEDGER-10"));
    assert!(said["error"]["message"].as_str().unwrap().contains("decision"), "{said}");
    assert_eq!(db.execute("DELETE FROM decision", []).unwrap(), 1);
    let said = council.refused(&["perform", &later], 1, Some("LEDGER-10"));
    assert!(said["error"]["message"].as_str().unwrap().contains("decision"), "{said}");
}

/// A station with a CSCA and a master-list signer.
fn lister() -> walk::Walk {
    let walk = walk::Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.genesis();
    walk.done(&["key", "generate", "mls", "--spec", "P-256"]);
    walk.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls"]);
    walk
}

/// Puts a certificate into the table of what was issued, in all else as the station's own root is there.
fn forged(walk: &walk::Walk, der: &[u8]) -> String {
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    let digest = Digest::of(der);
    db.execute("INSERT INTO object (digest, bytes) VALUES (?1, ?2)", params![digest.bytes(), der]).unwrap();
    let serial = "INSERT INTO serial (issuer, serial, state, sequence) SELECT issuer, '0badcafe', state, sequence \
                  FROM serial WHERE serial = (SELECT serial FROM issued WHERE role = 'csca-root')";
    assert_eq!(db.execute(serial, []).unwrap(), 1);
    let copy = "INSERT INTO issued (digest, issuer, serial, profile, subject, subject_key, key, not_before, not_after, \
                sequence, role) SELECT ?1, issuer, '0badcafe', profile, subject, subject_key, key, not_before, \
                not_after, sequence, role FROM issued WHERE role = 'csca-root'";
    assert_eq!(db.execute(copy, [digest.bytes()]).unwrap(), 1);
    digest.to_string()
}

#[test]
fn a_certificate_that_somebody_wrote_among_ours_is_vouched_for_to_nobody() {
    let walk = lister();
    walk.done(&["masterlist", "issue"]);
    let other = ["-subj", "/C=UT/CN=Nobody", "-outform", "DER", "-out", "other.cer"];
    let other = [&["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "other.key"][..], &other].concat();
    walk.tool("openssl", &other);
    let digest = forged(&walk, &std::fs::read(walk.path("other.cer")).unwrap());
    for words in [&["masterlist", "issue"][..], &["masterlist", "issue", "--without", &digest]] {
        let said = walk.refused(words, 1, Some("LEDGER-10"));
        let told = said["error"]["message"].as_str().unwrap();
        assert!(told.contains(&digest) && told.contains("was not signed by key 'csca-1'"), "{told}");
    }
    let found = walk.refused_judgement(&["ledger", "verify"]);
    assert!(found.to_string().contains("issued"), "{found}");
}

#[test]
fn a_certificate_by_our_key_that_no_entry_tells_of_is_vouched_for_to_nobody() {
    let walk = lister();
    // A copy of the station, with the key and the PIN, made it.
    walk.tool("cp", &["-a", "utopia", "copy"]);
    let mut there = walk.command(&["csca", "rollover", "csca-9", "--answers", &walk.confirmation("csca-9")]);
    let made = walk
        .command(&["key", "generate", "csca-9", "--spec", "P-384"])
        .env("CHANCERY_STATION", "copy")
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stdout));
    let made = there.env("CHANCERY_STATION", "copy").output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stdout));
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    let link = walk.files(&made).into_iter().find(|file| {
        let name = file.to_string_lossy();
        name.contains("csca-link") && name.ends_with(".cer")
    });
    forged(&walk, &std::fs::read(link.unwrap()).unwrap());
    let said = walk.refused(&["masterlist", "issue"], 1, Some("LEDGER-10"));
    assert!(said["error"]["message"].as_str().unwrap().contains("is not what ledger entry"), "{said}");
}

#[test]
fn a_certificate_of_ours_is_none_of_the_cscas_because_a_row_says_so() {
    let walk = lister();
    let csr = walk.request("ds");
    walk.done(&["cert", "issue", "--profile", "document-signer", "--csr", &csr, "--name", "DS 1"]);
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    for profile in ["document-signer", "masterlist-signer"] {
        let change = "UPDATE issued SET role = 'csca-root' WHERE profile = ?1";
        assert_eq!(db.execute(change, [profile]).unwrap(), 1);
        let said = walk.refused(&["masterlist", "issue", "--signer", "mls"], 1, Some("LEDGER-10"));
        assert!(said["error"]["message"].as_str().unwrap().contains("is not what ledger entry"), "{said}");
        db.execute("UPDATE issued SET role = profile WHERE profile = ?1", [profile]).unwrap();
    }
    walk.done(&["masterlist", "issue"]);
}
