//! The standby: a vault that is added, filled, compared, and takes over; and everything that keeps it from that.

#[path = "support/backing.rs"]
mod backing;
#[path = "support/council.rs"]
mod council;
#[path = "support/demo.rs"]
mod demo;
#[path = "support/killing.rs"]
mod killing;
#[path = "support/memory.rs"]
mod memory;
#[path = "support/pens.rs"]
mod pens;
#[path = "support/walk.rs"]
mod walk;

use std::fs;

use backing::{Backing, SET, refusal, said};
use council::Council;
use serde_json::{Value, json};
use walk::{PIN, SOFTHSM, Walk, text};

const OVER: &str = "vault fail-over primary --to standby --reason gone --answers confirm.toml";

/// Which keys of `primary` are in another vault's token, by their order.
#[track_caller]
fn same(backing: &Backing, with: &str) -> Vec<bool> {
    let output = backing.command(&format!("vault compare primary --with {with}")).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let keys: Vec<bool> = report["keys"].as_array().unwrap().iter().map(|key| key["same"] == true).collect();
    assert_eq!(output.status.code(), Some(i32::from(!keys.iter().all(|same| *same))), "{report}");
    keys
}

/// The token behind a vault's name.
fn token_of(backing: &Backing, vault: &str) -> String {
    let listed = backing.done("vault list");
    let found = listed["vaults"].as_array().unwrap().iter().find(|row| row["name"] == *vault).unwrap().clone();
    text(&found, "serial").to_owned()
}

#[test]
fn a_standby_is_filled_takes_over_and_gives_back() {
    let Some(backing) = Backing::grown() else { return };
    backing.done("vault add standby --embedded");
    let (first, second) = (token_of(&backing, "primary"), token_of(&backing, "standby"));
    assert_eq!(same(&backing, "standby"), [false, false]);
    backing.done("vault clone primary --to standby --key ds-1");
    assert_eq!(same(&backing, "standby"), [false, true]);
    let done = backing.done("vault clone primary --to standby");
    assert_eq!(done["keys"], json!(["csca-1", "ds-1"]));
    assert_eq!(same(&backing, "standby"), [true, true]);
    // What was cloned never leaves the standby; nothing else is left there, nor in the token that gave it.
    for record in backing.inventory("utopia", "standby") {
        assert_eq!(
            (record.class, record.extractable, record.sensitive),
            ("private", Some(false), Some(true)),
            "{record:?}"
        );
    }
    assert!(backing.inventory("utopia", "primary").iter().all(|record| record.class == "private"));
    let done = backing.done(OVER);
    assert_eq!((&done["token_of"], &done["given_up"]), (&json!("standby"), &json!([])));
    assert_eq!(done["not_locked"], json!([]), "{done}");
    assert_eq!((token_of(&backing, "primary"), token_of(&backing, "standby")), (second.clone(), first.clone()));
    backing.done("crl issue");
    backing.sound();
    // The clone is locked, whatever the table says of the key: it is no more backed up from there.
    backing.refused_before_anything(&backing.backup_words(""), 3, "BACKUP-67");
    // The token of before has them still as they were made, and that is said.
    assert_eq!(same(&backing, "standby"), [true, true]);
    let compared = backing.done("vault compare primary --with standby");
    assert!(compared["keys"].as_array().unwrap().iter().all(|key| key["locked"] == false), "{compared}");
    let before = backing.entries();
    let done = backing.done(&OVER.replace("gone", "back"));
    assert_eq!(done["not_locked"], json!(["csca-1", "ds-1"]), "{done}");
    let shown = backing.done(&format!("ledger show {}", before + 1)).to_string();
    assert!(shown.contains(r#""not_locked":["csca-1","ds-1"]"#), "{shown}");
    assert_eq!((token_of(&backing, "primary"), token_of(&backing, "standby")), (first, second));
    let csr = backing.walk.request("ds");
    backing.done(&format!("cert issue --profile document-signer --csr {csr} --name DS"));
    backing.done(&backing.backup_words(""));
    assert!(backing.locked(&["csca-1", "ds-1"]));
    backing.sound();
}

#[test]
fn what_is_no_vault_or_no_other_token_is_not_added() {
    let Some(backing) = Backing::grown() else { return };
    for name in ["primary", "ledger"] {
        backing.refused_before_anything(&format!("vault add {name} --embedded"), 3, "VAULT-20");
    }
    backing.refused_before_anything("vault add Standby --embedded", 2, "");
    backing.refused_before_anything("vault add standby", 2, "");
    backing.refused_before_anything("vault add standby --embedded --uri pkcs11:token=x", 2, "");
    backing.refused_before_anything("vault add standby --uri https://example.org", 4, "");
    let nowhere = "pkcs11:token=x;serial=1?module-path=/nowhere.so";
    backing.refused_before_anything(&format!("vault add standby --uri {nowhere}"), 5, "");
    let uri = |name: &str| {
        let listed = backing.done("vault list");
        let row = listed["vaults"].as_array().unwrap().iter().find(|row| row["name"] == *name).unwrap().clone();
        text(&row, "uri").to_owned()
    };
    // One token is never two vaults: not that of the ledger, not that of the primary.
    for name in ["primary", "ledger"] {
        fs::copy(backing.walk.in_station(&format!("token/{name}.sql")), backing.walk.in_station("token/standby.sql"))
            .unwrap();
        backing.refused_before_anything(&format!("vault add standby --uri {}", uri(name)), 3, "STATION-7");
        fs::remove_file(backing.walk.in_station("token/standby.sql")).unwrap();
    }
    backing.done("vault add standby --embedded");
    backing.refused_before_anything("vault add standby --embedded", 3, "VAULT-20");
    backing.sound();
}

#[test]
fn keys_that_may_not_be_cloned_are_not() {
    let Some(backing) = Backing::grown() else { return };
    backing.done("vault add standby --embedded");
    backing.done("key generate hard --spec P-256");
    for (line, code, clause) in [
        ("vault clone primary --to nowhere", 2, ""),
        ("vault clone nowhere --to standby", 2, ""),
        ("vault clone ledger --to standby", 3, "VAULT-21"),
        ("vault clone primary --to ledger", 3, "VAULT-21"),
        ("vault clone primary --to primary", 3, "VAULT-21"),
        ("vault clone primary --to standby --key ghost", 2, ""),
        ("vault clone standby --to primary --key ds-1", 3, "VAULT-25"),
        ("vault clone standby --to primary", 3, "BACKUP-68"),
        ("vault clone primary --to standby --key hard", 3, "VAULT-24"),
        ("vault clone primary --to standby --key ds-1 --key hard", 3, "VAULT-24"),
        ("vault clone primary --to standby --key ds-1 --set 0011223344556677", 3, "BACKUP-64"),
    ] {
        backing.refused_before_anything(line, code, clause);
    }
    backing.back_up();
    backing.refused_before_anything("vault clone primary --to standby --key ds-1", 3, "VAULT-24");
    backing.refused_before_anything(
        &format!("vault clone primary --to standby --key ds-1 --set {SET}"),
        3,
        "BACKUP-76",
    );
    let opening = backing.opening("m1", SET, &["bob", "carol"]);
    backing.refused_before_anything(&format!("vault clone primary --to standby --key hard {opening}"), 3, "RESTORE-5");
    let few = backing.opening("m1", SET, &["bob"]);
    backing.refused_before_anything(&format!("vault clone primary --to standby {few}"), 3, "SHARE-31");
    assert!(backing.inventory("utopia", "standby").is_empty());
    // A locked key comes out of its backup, by its shares.
    let done = backing.done(&format!("vault clone primary --to standby {opening}"));
    assert_eq!(done["keys"], json!(["csca-1", "ds-1"]));
    assert_eq!(same(&backing, "standby"), [true, true, false]);
    backing.sound();
}

#[test]
fn a_standby_that_lacks_a_key_does_not_take_over_unless_the_key_is_given_up_by_name() {
    let Some(backing) = Backing::grown() else { return };
    backing.done("vault add standby --embedded");
    backing.done("vault clone primary --to standby --key csca-1");
    for (line, code, clause) in [
        (OVER.to_owned(), 3, "VAULT-22"),
        (format!("{OVER} --without csca-1"), 3, "VAULT-22"),
        (format!("{OVER} --without csca-1 --without ds-1"), 3, "VAULT-23"),
        (format!("{OVER} --without ds-1 --without ghost"), 2, ""),
        (OVER.replace("primary", "ledger"), 3, "VAULT-21"),
        (OVER.replace("standby", "ledger"), 3, "VAULT-21"),
        (OVER.replace("standby", "primary"), 3, "VAULT-21"),
        (OVER.replace("standby", "nowhere"), 2, ""),
        (OVER.replace("primary", "nowhere"), 2, ""),
        (OVER.replace("gone", "~"), 3, "BACKUP-63"),
        (OVER.replace(" --answers confirm.toml", ""), 3, "CONFIRM-1"),
    ] {
        backing.refused_before_anything(&line, code, clause);
    }
    // Nor where the other token does not answer, or its PIN is another.
    let token = backing.walk.in_station("token/standby.sql");
    fs::rename(&token, backing.walk.path("away")).unwrap();
    backing.refused_before_anything(OVER, 5, "");
    fs::rename(backing.walk.path("away"), &token).unwrap();
    // Nor while an act is open.
    killing::kill_after_the_effect(&backing.walk, &["vault", "test", "primary"], "vault.test");
    backing.refused_before_anything(OVER, 3, "RECOVER-1");
    backing.done("recover");
    let done = backing.done(&format!("{OVER} --without ds-1"));
    assert_eq!((&done["keys"], &done["given_up"]), (&json!(["csca-1"]), &json!(["ds-1"])));
    backing.done("crl issue");
    // The key that was given up signs nothing, and says where it is missing.
    backing.refused("cert issue --profile service-ca --key ds-1 --name services", 5, "");
    backing.sound();
}

/// A station, a token of SoftHSM2 that it can use, and that token's URI.
fn with_softhsm() -> Option<(Backing, Walk, String)> {
    let token = Walk::on_softhsm("hsm")?;
    let backing = Backing::grown()?;
    let serial = token.tool("softhsm2-util", &["--show-slots"]);
    let serial = serial.lines().find_map(|line| line.trim().strip_prefix("Serial number:")).unwrap().trim().to_owned();
    let uri = format!("pkcs11:token=hsm;serial={serial}?module-path={SOFTHSM}");
    let walk = backing.walk.with_environment("SOFTHSM2_CONF", token.path("softhsm2.conf").into());
    Some((Backing { walk }, token, uri))
}

#[test]
fn what_lies_in_a_standby_is_cleared_under_an_intent_and_two_of_one_identifier_are_none() {
    let Some((backing, token, uri)) = with_softhsm() else { return };
    let tool = |words: &[&str]| {
        let login = ["--module", SOFTHSM, "--token-label", "hsm", "--login", "--pin", PIN];
        token.tool("pkcs11-tool", &[&login[..], words].concat())
    };
    let id = |label: &str| {
        let listed = backing.done("key list");
        let row = listed["keys"].as_array().unwrap().iter().find(|row| row["label"] == *label).unwrap().clone();
        text(&row, "id").to_owned()
    };
    let (csca, ds) = (id("csca-1"), id("ds-1"));
    let left = |id: &str| tool(&["--keygen", "--key-type", "AES:32", "--label", &format!("chancery-restore-{id}")]);
    backing.done(&format!("vault add standby --uri {uri}"));
    // A backup key that a stop left in the standby goes with the recovery.
    killing::kill_after_the_effect(&backing.walk, &["vault", "clone", "primary", "--to", "standby"], "vault.clone");
    left(&ds);
    backing.done("recover");
    assert!(!tool(&["--list-objects"]).contains("chancery-restore"));
    assert_eq!(same(&backing, "standby"), [true, true]);
    // Half a key goes, and is written down before it does.
    tool(&["--delete-object", "--type", "pubkey", "--id", &ds]);
    left(&csca);
    assert_eq!(same(&backing, "standby"), [true, false]);
    backing.refused_before_anything(OVER, 3, "VAULT-22");
    let before = backing.entries();
    backing.done("vault clone primary --to standby");
    let intent = backing.done(&format!("ledger show {before}")).to_string();
    assert!(intent.contains(r#""halves":["ds-1"]"#), "{intent}");
    assert_eq!(same(&backing, "standby"), [true, true]);
    assert!(!tool(&["--list-objects"]).contains("chancery-restore"));
    // A second private key with the identifier of the first: nobody can say which would sign.
    token.tool("openssl", &["ecparam", "-name", "secp384r1", "-genkey", "-noout", "-out", "other.pem"]);
    token.tool("openssl", &["pkcs8", "-topk8", "-nocrypt", "-in", "other.pem", "-outform", "DER", "-out", "other.der"]);
    tool(&["--write-object", "other.der", "--type", "privkey", "--id", &csca, "--label", "other"]);
    assert_eq!(same(&backing, "standby"), [false, true]);
    let said = backing.refused_before_anything(OVER, 3, "VAULT-22");
    assert!(text(&said["error"], "message").contains("another"), "{said}");
    backing.refused_before_anything("vault clone primary --to standby", 5, "");
    tool(&["--delete-object", "--type", "privkey", "--label", "other"]);
    backing.done(OVER);
    backing.done("crl issue");
    backing.sound();
}

#[test]
fn a_clone_that_was_given_up_says_what_it_may_have_left() {
    let Some(backing) = Backing::grown() else { return };
    backing.done("vault add standby --embedded");
    killing::kill_after_the_effect(&backing.walk, &["vault", "clone", "primary", "--to", "standby"], "vault.clone");
    let open = backing.entries() - 1;
    let given_up = backing.done(&format!("recover --give-up {open}"));
    let words = text(&given_up["acts"][0], "words");
    assert!(words.contains("'chancery-restore-…' in 'standby'"), "{given_up}");
    // So is the key of a set, which nothing takes away later.
    killing::kill_after_the_effect(
        &backing.walk,
        &walk::words(&backing.backup_words("")).iter().map(String::as_str).collect::<Vec<_>>(),
        "backup.keys",
    );
    let open = backing.entries() - 1;
    let given_up = backing.done(&format!("recover --give-up {open}"));
    let words = text(&given_up["acts"][0], "words");
    assert!(words.contains(&format!("'backup-{SET}'")), "{given_up}");
    let entry = backing.done(&format!("ledger show {}", open + 1)).to_string();
    assert!(entry.contains(&format!(r#""perhaps_left":"backup-{SET}""#)), "{entry}");
    backing.sound();
}

#[test]
fn a_token_of_softhsm_stands_by_for_an_embedded_one() {
    let Some((backing, _token, uri)) = with_softhsm() else { return };
    backing.done(&format!("vault add standby --uri {uri}"));
    backing.refused_before_anything(&format!("vault add third --uri {uri}"), 3, "STATION-7");
    backing.done("vault clone primary --to standby");
    assert_eq!(same(&backing, "standby"), [true, true]);
    backing.done(OVER);
    backing.done("crl issue");
    backing.done("vault test primary");
    // From there a key goes back, by the same way.
    backing.done("key generate born-there --spec P-256 --extractable");
    let compared = backing.unsound("vault compare primary --with standby");
    let missing = compared["keys"].as_array().unwrap().iter().filter(|key| key["same"] == false);
    assert_eq!(missing.map(|key| text(key, "key")).collect::<Vec<_>>(), ["born-there"]);
    backing.refused_before_anything(OVER, 3, "VAULT-22");
    backing.done("vault clone primary --to standby --key born-there");
    backing.done(OVER);
    assert_eq!(same(&backing, "standby"), [true, true, true]);
    backing.sound();
}

#[test]
fn officers_approve_a_standby_its_keys_and_its_taking_over() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let opening = backing.opening("m1", SET, &["alice", "carol"]);
    let council = Council::seated(backing.walk);
    for alone in [
        &["vault", "add", "standby", "--embedded"][..],
        &["vault", "fail-over", "primary", "--to", "ledger", "--reason", "gone", "--answers", "confirm.toml"],
    ] {
        let output = council.walk.run(&[alone, &["--at", &council.now().to_string()]].concat());
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    }
    council.through(&["vault", "add", "standby", "--embedded"], "standby");
    let clone = ["vault", "clone", "primary", "--to", "standby", "--key", "csca-1", "--key", "ds-1", "--set", SET];
    let proposal = council.agreed(&clone);
    council.not_performed(&proposal, "BACKUP-76");
    let opening = walk::words(&opening);
    let perform = [&["perform", &proposal][..], &opening.iter().map(String::as_str).collect::<Vec<_>>()].concat();
    assert_eq!(council.done(&perform)["outputs"]["keys"], "2");
    let over = ["vault", "fail-over", "primary", "--to", "standby", "--reason", "gone"];
    let proposal = council.agreed(&over);
    let answers = council.walk.confirmation("somebody");
    council.refused(&["perform", &proposal, "--answers", &answers], 3, Some("CONFIRM-2"));
    council.perform(&proposal, "primary");
    let backing = Backing { walk: council.walk };
    assert_eq!(same(&backing, "standby"), [true, true]);
    backing.sound();
}

/// An officer with an SSH key and a recipient of age.
fn enroll(walk: &Walk, officer: &str) {
    walk.tool("age-keygen", &["-o", &format!("{officer}.identity")]);
    let recipient = walk.tool("age-keygen", &["-y", &format!("{officer}.identity")]);
    walk.tool("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", officer]);
    let (key, challenge) = (format!("{officer}.pub"), format!("{officer}.txt"));
    let person = ["--name", officer, "--organisation", "Ministry", "--contact", "12", "--role", "officer"];
    let more = ["--recipient", recipient.trim(), "--key", &key, "--out", &challenge];
    walk.done(&[&["officer", "challenge", officer], &person[..], &more].concat());
    walk.tool("ssh-keygen", &["-q", "-Y", "sign", "-n", "chancery-decision", "-f", officer, &challenge]);
    walk.done(&["officer", "enroll", &challenge, "--proof", &format!("{challenge}.sig")]);
}

#[test]
fn the_shares_of_a_pin_follow_its_token() {
    let Some(backing) = Backing::grown() else { return };
    for officer in ["ann", "ben", "cas"] {
        enroll(&backing.walk, officer);
    }
    backing.done("vault add standby --embedded");
    backing.done("vault clone primary --to standby");
    backing.done("vault protect primary --threshold 2 --answers confirm.toml");
    let shared = |name: &str| {
        let listed = backing.done("vault list");
        let row = listed["vaults"].as_array().unwrap().iter().find(|row| row["name"] == *name).unwrap().clone();
        row["shares"]["officers"].clone()
    };
    let officers = json!(["ann", "ben", "cas"]);
    assert_eq!((shared("primary"), shared("standby")), (officers.clone(), Value::Null));
    backing.refused("crl issue", 3, "PIN-5");
    backing.done(OVER);
    assert_eq!((shared("primary"), shared("standby")), (Value::Null, officers.clone()));
    backing.done("crl issue");
    // The way back asks for the PIN of the token that has none but its shares.
    backing.refused_before_anything(OVER, 3, "PIN-5");
    backing.refused("vault test standby", 3, "PIN-5");
    backing.sound();
}

#[test]
fn the_shares_of_a_pin_stay_with_a_token_that_outlives_its_station() {
    let Some(backing) = Backing::grown_on_softhsm() else { return };
    for officer in ["ann", "ben"] {
        enroll(&backing.walk, officer);
    }
    let listed = backing.done("vault list");
    let row = listed["vaults"].as_array().unwrap().iter().find(|row| row["name"] == "primary").unwrap().clone();
    let done = backing.done("vault protect primary --threshold 2 --answers confirm.toml");
    let files = backing.walk.files(&done);
    let files: Vec<&str> = files.iter().map(|file| file.to_str().unwrap()).filter(|f| f.ends_with(".age")).collect();
    let copy = backing.copy("--record");
    let log_key = text(&backing.done("station show"), "log_key").to_owned();
    let recipient = backing.recipient("alice");
    backing.done(&format!(
        "share combine {} --identity ann.identity --identity ben.identity --seal-to {recipient} --out pin.age",
        files.join(" ")
    ));
    backing.walk.private("shared-pin", &backing.walk.tool("age", &["-d", "-i", "alice.key", "pin.age"]));
    let line = format!("backup restore --state {copy} --state-identity alice.key --log-key {log_key}");
    let restore = |station: &str, vault: &str, more: &str| {
        backing.done_at(station, &format!("{line} --vault primary={vault} {more}"))
    };
    let shared = |station: &str| {
        let listed = backing.done_at(station, "vault list");
        let row = listed["vaults"].as_array().unwrap().iter().find(|row| row["name"] == "primary").unwrap().clone();
        row["shares"]["officers"].clone()
    };
    restore("again", text(&row, "uri"), "--pin-source primary=file:shared-pin");
    assert_eq!(shared("again"), json!(["ann", "ben"]));
    // A new token has a PIN of its own.
    restore("other", "embedded", "--without csca-1 --without ds-1");
    assert_eq!(shared("other"), Value::Null);
}

#[test]
fn a_clone_that_was_killed_is_recovered_and_goes_on_and_a_take_over_is_whole_or_not_at_all() {
    let Some(backing) = Backing::grown() else { return };
    backing.done("vault add standby --embedded");
    killing::kill_after_the_effect(&backing.walk, &["vault", "clone", "primary", "--to", "standby"], "vault.clone");
    backing.refused_before_anything("vault clone primary --to standby", 3, "RECOVER-1");
    let recovered = backing.done("recover");
    let act = &recovered["acts"][0];
    assert_eq!((text(act, "act"), text(act, "state")), ("vault.clone", "not done"));
    assert!(text(act, "words").contains("csca-1, ds-1; clone the others again"), "{act}");
    assert_eq!(same(&backing, "standby"), [true, true]);
    backing.done("vault clone primary --to standby");
    assert_eq!(backing.inventory("utopia", "standby").len(), 2, "nothing is there twice");
    assert!(backing.inventory("utopia", "primary").iter().all(|record| record.class == "private"));
    backing.sound();

    // A stop between the entry of a take-over and the file: what the ledger says counts.
    let file = backing.walk.in_station("station.toml");
    let before = fs::read(&file).unwrap();
    backing.done(OVER);
    let after = fs::read(&file).unwrap();
    assert_ne!(before, after);
    fs::write(&file, &before).unwrap();
    assert_eq!(backing.done("status")["open"], json!([]));
    assert_eq!(fs::read(&file).unwrap(), before, "whoever only reads changes nothing");
    backing.done("crl issue");
    assert_eq!(fs::read(&file).unwrap(), after);
    // A file that was never in force is refused.
    let other = String::from_utf8(after.clone()).unwrap().replace("clock_jump_days = 100", "clock_jump_days = 99");
    fs::write(&file, other).unwrap();
    let output = backing.command("status").output().unwrap();
    refusal("status", &output, 3, "CONFIG-1");
    fs::write(&file, &after).unwrap();
    backing.sound();
    // Before its outcome a take-over is nothing.
    let held = backing.entries();
    let killed = backing.command(OVER).spawn().unwrap();
    let mut killed = killed;
    std::thread::sleep(std::time::Duration::from_millis(30));
    killed.kill().unwrap();
    let output = killed.wait_with_output().unwrap();
    backing.done("recover");
    let entries = backing.entries();
    assert!(entries == held || entries == held + 1, "{}", said(&output));
    backing.sound();
    assert_eq!(same(&backing, "standby"), [true, true]);
}
