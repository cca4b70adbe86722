//! A vault's PIN that nobody knows: drawn by the station, split among officers, put together for a session.

#[path = "support/demo.rs"]
mod demo;
#[path = "support/killing.rs"]
mod killing;
#[path = "support/memory.rs"]
mod memory;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::process::Child;
use std::time::{Duration, Instant};

use walk::{Walk, text};

const OFFICERS: [&str; 3] = ["ann", "bob", "carol"];

/// A specimen station with three officers whose enrolments name age recipients.
fn kept() -> Walk {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    for officer in OFFICERS {
        enroll(&walk, officer, officer, false);
    }
    walk.write("confirm.toml", "confirm = [\"primary\", \"ledger\", \"carol\"]\n");
    walk
}

/// Enrolls an officer with a new SSH key and a new age identity, both under `name`.
fn enroll(walk: &Walk, officer: &str, name: &str, replacing: bool) {
    let (identity, key, challenge) = (format!("{name}.identity"), format!("{name}.pub"), format!("{name}.txt"));
    walk.tool("age-keygen", &["-o", &identity]);
    let recipient = walk.tool("age-keygen", &["-y", &identity]);
    walk.tool("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", name]);
    let person = ["--name", officer, "--organisation", "Ministry", "--contact", "12", "--role", "officer"];
    let more = ["--recipient", recipient.trim(), "--key", &key, "--out", &challenge];
    walk.done(&[&["officer", "challenge", officer], &person[..], &more].concat());
    walk.tool("ssh-keygen", &["-q", "-Y", "sign", "-n", "chancery-decision", "-f", name, &challenge]);
    let verb = if replacing { "replace-key" } else { "enroll" };
    walk.done(&["officer", verb, &challenge, "--proof", &format!("{challenge}.sig")]);
}

fn protect(walk: &Walk, vault: &str) -> String {
    let done = walk.done(&["vault", "protect", vault, "--threshold", "2", "--answers", "confirm.toml"]);
    assert_eq!(done["officers"].as_array().unwrap().len(), 3, "{done}");
    let first = walk.files(&done).remove(0);
    first.parent().unwrap().to_str().unwrap().to_owned()
}

/// The folder of the session that waits, once it is there.
fn session(walk: &Walk) -> std::path::PathBuf {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let folders = fs::read_dir(walk.in_station("quorum")).into_iter().flatten().flatten();
        let mut ready = folders.map(|entry| entry.path()).filter(|path| path.join("session.txt").exists());
        if let Some(folder) = ready.next() {
            return folder;
        }
        assert!(Instant::now() < until, "no session was opened");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// An officer opens a share alone and seals it to the session.
fn give(walk: &Walk, session: &std::path::Path, share: &str, officer: &str, identity: &str) {
    let recipient = fs::read_to_string(session.join("session.txt")).unwrap();
    let out = session.join(format!("{officer}.age"));
    let arguments = ["share", "open", share, "--identity", identity, "--for", recipient.trim(), "--out"];
    let mut command = walk.program(walk::PROGRAM);
    let output = command.args(arguments).arg(&out).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A key is made while two officers give their shares.
fn make_by_quorum(walk: &Walk, key: &str, shares: &str, officers: [&str; 2]) -> Child {
    let arguments = ["key", "generate", key, "--spec", "P-256", "--pin-source", "primary=quorum"];
    let child = walk.command(&arguments).spawn().unwrap();
    let folder = session(walk);
    for officer in officers {
        give(walk, &folder, &format!("{shares}/{officer}.age"), officer, &format!("{officer}.identity"));
    }
    child
}

#[test]
fn two_of_three_open_the_vault_and_nobody_alone_and_not_the_pin_of_before() {
    let walk = kept();
    let shares = protect(&walk, "primary");
    let refused = walk.refused(&["key", "generate", "k-0", "--spec", "P-256"], 3, Some("PIN-5"));
    assert!(refused["error"]["message"].as_str().unwrap().contains("PIN"), "{refused}");

    // What a session left that was ended while it waited is gone with the next.
    fs::create_dir_all(walk.in_station("quorum/primary-deadbeef")).unwrap();
    let made = make_by_quorum(&walk, "k-1", &shares, ["ann", "carol"]).wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success(), "{said}");
    assert!(said.contains("shares of any 2 of ann, bob, carol. Each types, alone:\n"), "{said}");
    for officer in OFFICERS {
        let file = format!("/{officer}.age --identity {officer}.identity --for age1");
        let line = said.lines().find(|line| line.starts_with("  chancery share open ") && line.contains(&file));
        assert!(line.is_some_and(|line| line.ends_with(&format!("/{officer}.age"))), "{officer}: {said}");
    }
    assert!(fs::read_dir(walk.in_station("quorum")).unwrap().next().is_none(), "the session is left");

    // Somebody else's file, a share of other shares, and one share alone open nothing.
    let arguments = ["key", "generate", "k-2", "--spec", "P-256", "--pin-source", "primary=quorum"];
    let mut waiting = walk.command(&arguments).spawn().unwrap();
    let folder = session(&walk);
    fs::write(folder.join("letter.age"), "no share").unwrap();
    fs::copy(format!("{shares}/ann.age"), folder.join("unopened.age")).unwrap();
    give(&walk, &folder, &format!("{shares}/bob.age"), "bob", "bob.identity");
    give(&walk, &folder, &format!("{shares}/bob.age"), "bob-again", "bob.identity");
    std::thread::sleep(Duration::from_secs(2));
    assert!(waiting.try_wait().unwrap().is_none(), "one share opened the vault");
    give(&walk, &folder, &format!("{shares}/ann.age"), "ann", "ann.identity");
    assert!(waiting.wait().unwrap().success());
    assert_eq!(walk.done(&["ledger", "verify"])["findings"], serde_json::json!([]));
}

#[test]
fn when_a_keeper_goes_everything_waits_for_a_new_pin_but_not_what_ends_the_harm() {
    let walk = kept();
    walk.genesis();
    let old = protect(&walk, "primary");
    let said = walk.run(&["officer", "retire", "carol", "--reason", "left", "--answers", "confirm.toml"]);
    let said = String::from_utf8(said.stderr).unwrap();
    assert!(said.contains("'carol' holds a share of the PIN of vault 'primary'"), "{said}");
    let stale = serde_json::json!([{ "vault": "primary", "officer": "carol" }]);
    assert_eq!(walk.done(&["status"])["stale_shares"], stale);
    for act in [
        &["key", "generate", "k-1", "--spec", "P-256"][..],
        &["vault", "test", "primary"],
        &["bundle", "export", "stick"],
    ] {
        walk.refused(act, 3, Some("PROTECT-3"));
    }
    // A revocation list does not wait: it goes on to ask for the PIN, which nobody knows.
    walk.refused(&["crl", "issue"], 3, Some("PIN-5"));

    // Carol is gone: she gets no share, and those that are left are not drawn for one person.
    walk.refused(&["vault", "protect", "primary", "--threshold", "2", "--officer", "carol"], 3, Some("ENROLL-5"));
    walk.refused(&["vault", "protect", "primary", "--threshold", "1"], 3, Some("PROTECT-2"));
    walk.refused(&["vault", "protect", "primary", "--threshold", "3"], 3, Some("PROTECT-2"));
    let arguments = ["vault", "protect", "primary", "--threshold", "2", "--answers", "confirm.toml"];
    let child = walk.command(&[&arguments[..], &["--pin-source", "primary=quorum"]].concat()).spawn().unwrap();
    let folder = session(&walk);
    for officer in ["ann", "bob"] {
        give(&walk, &folder, &format!("{old}/{officer}.age"), officer, &format!("{officer}.identity"));
    }
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let done: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let new = walk.files(&done).remove(0);
    let new = new.parent().unwrap().to_str().unwrap();

    // The shares of before open nothing any more; those of now do.
    let stale = make_by_quorum(&walk, "k-1", &old, ["ann", "bob"]).wait_with_output().unwrap();
    assert_eq!(stale.status.code(), Some(5), "{}", String::from_utf8_lossy(&stale.stdout));
    let fresh = make_by_quorum(&walk, "k-1", new, ["ann", "bob"]).wait_with_output().unwrap();
    assert!(fresh.status.success(), "{}", String::from_utf8_lossy(&fresh.stderr));
}

#[test]
fn a_recipient_that_changed_makes_the_shares_stale_too() {
    let walk = kept();
    protect(&walk, "primary");
    enroll(&walk, "bob", "bob-2", true);
    walk.refused(&["vault", "test", "primary"], 3, Some("PROTECT-3"));
}

#[test]
fn a_stop_between_shares_and_token_loses_nothing() {
    let walk = kept();
    let arguments = ["vault", "protect", "primary", "--threshold", "2", "--answers", "confirm.toml"];
    killing::kill_after_the_effect(&walk, &arguments, "vault.protect");
    let settled = walk.done(&["recover"]);
    assert_eq!(settled["acts"][0]["state"], "unknown", "{settled}");
    let folders = fs::read_dir(walk.in_station("out/vaults")).unwrap();
    let folder = folders.map(|entry| entry.unwrap().path()).next().unwrap();
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 3, "the shares are there");
    // Nobody can say which PIN the token has: the one of before is still asked for.
    let listed = walk.done(&["vault", "list"]);
    assert!(listed.to_string().contains("\"certain\":false"), "{listed}");
    assert_eq!(walk.done(&["ledger", "verify"])["findings"], serde_json::json!([]));
    // The stop may have come before the token changed its PIN, or after: the shares open it, or the PIN of before does.
    let made = make_by_quorum(&walk, "k-1", folder.to_str().unwrap(), ["bob", "carol"]).wait_with_output().unwrap();
    if !made.status.success() {
        walk.done(&["key", "generate", "k-1", "--spec", "P-256"]);
    }
}

#[test]
fn the_ledgers_own_pin_can_be_split_as_well() {
    let walk = kept();
    protect(&walk, "ledger");
    let refused = walk.refused(&["vault", "test", "primary"], 3, Some("PIN-5"));
    let listed = walk.done(&["vault", "list"]);
    let shared = |name: &str| {
        let vaults = listed["vaults"].as_array().unwrap();
        vaults.iter().find(|vault| vault["name"] == name).unwrap()["shares"].clone()
    };
    assert_eq!(shared("primary"), serde_json::Value::Null);
    let ledger = shared("ledger");
    assert_eq!((&ledger["wanted"], &ledger["certain"]), (&2.into(), &true.into()), "{listed}");
    assert_eq!(ledger["officers"], serde_json::json!(OFFICERS));
    assert!(text(&refused["error"], "message").contains("ledger"), "{refused}");
}

#[test]
fn who_has_no_recipient_gets_no_share() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.tool("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", "dan"]);
    let person = ["--name", "Dan", "--organisation", "Ministry", "--contact", "12", "--role", "officer"];
    walk.done(&[&["officer", "challenge", "dan", "--key", "dan.pub"], &person[..]].concat());
    walk.tool("ssh-keygen", &["-q", "-Y", "sign", "-n", "chancery-decision", "-f", "dan", "dan.txt"]);
    walk.done(&["officer", "enroll", "dan.txt", "--proof", "dan.txt.sig"]);
    let protect = ["vault", "protect", "primary", "--threshold", "2"];
    walk.refused(&[&protect[..], &["--officer", "dan"]].concat(), 3, Some("PROTECT-1"));
    walk.refused(&protect, 3, Some("PROTECT-2"));
    walk.refused(&[&protect[..], &["--officer", "eve"]].concat(), 3, Some("ENROLL-5"));
    walk.refused(&["vault", "protect", "elsewhere", "--threshold", "2"], 2, None);
}
