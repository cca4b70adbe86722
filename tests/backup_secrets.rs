//! No key, share, PIN or backup key is written anywhere in the clear: everything that backups, shares, restores,
//! drills and clones write is traced, and searched for secrets that the test learns afterwards, from the backups
//! themselves. And the search is awake: it finds what a script around the program leaks.

#[path = "support/backing.rs"]
mod backing;
#[path = "support/canary.rs"]
mod canary;
#[path = "support/canary_token.rs"]
mod canary_token;
#[path = "support/leaks.rs"]
mod leaks;
#[path = "support/room.rs"]
mod room;
#[path = "support/shamir.rs"]
mod shamir;
#[path = "support/stranger.rs"]
mod stranger;
#[path = "support/traced.rs"]
mod traced;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::path::Path;

use backing::{Backing, NEXT, NEXT_SPOKEN, SET, flip, said, words_in};
use canary_token::{CanaryToken, LABEL, opened_set};
use leaks::{Allowed, Secrets};
use room::Room;
use shamir::recover;
use stranger::in_memory;
use traced::{Place, Trace, Tracing};
use walk::{PIN, PROGRAM, text};

/// A command under the trace that must end with this exit code.
#[track_caller]
fn traced(tracing: &Tracing, backing: &Backing, station: &str, line: &str, code: i32) {
    let output = tracing.run(&backing.command_at(station, &format!("{line} -vv")));
    assert_eq!(output.status.code(), Some(code), "{line}: {}", said(&output));
}

/// Everything about a set that nobody may know, learned from its shares: the words of each, the backup key, the keys.
fn of_set(secrets: &mut Secrets, tool: &Path, shares: &[String], wanted: usize, folder: &Path, name: &str) {
    for (number, words) in (1..).zip(shares) {
        secrets.words(&format!("share {number} of {name}"), words);
    }
    let key = recover(tool, &shares[..wanted]).expect("the shares give the key");
    let key = hex::decode(key).unwrap();
    secrets.value(&format!("the backup key of {name}"), &key);
    let all = opened_set(&key, folder);
    assert!(!all.is_empty());
    for (label, key) in all {
        secrets.private_key(&format!("{label} of {name}"), &key);
    }
}

/// The PIN and the identities of the keepers.
fn of_people(secrets: &mut Secrets, backing: &Backing) {
    secrets.text("the PIN", PIN);
    for keeper in backing::KEEPERS {
        let file = fs::read_to_string(backing.walk.path(&format!("{keeper}.key"))).unwrap();
        let identity = file.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).unwrap();
        secrets.text(&format!("the identity of {keeper}"), identity);
    }
}

/// The program kept its memory out of swap and out of core files.
#[track_caller]
fn guarded(trace: &Trace) {
    assert!(trace.guarded("mlockall", "MCL_CURRENT"), "{:?}", trace.guards);
    assert!(trace.guarded("prctl", "PR_SET_DUMPABLE, SUID_DUMP_DISABLE"), "{:?}", trace.guards);
    assert!(!trace.guards.iter().any(|line| line.starts_with("munlock")), "{:?}", trace.guards);
}

#[test]
fn the_whole_way_of_a_backup_writes_no_secret_anywhere() {
    let (Some(backing), Some(tool), Some(tracing)) = (Backing::grown(), shamir::shamir(), Tracing::begin()) else {
        return;
    };
    let (memory, passing) = (in_memory(), in_memory());
    let card = memory.path().join("card");
    let place = format!("--memory {}", passing.path().display());
    let go = |line: &str| traced(&tracing, &backing, "utopia", line, 0);
    go("key generate ec-1 --spec P-521 --extractable");
    go("key generate rsa-1 --spec RSA-2048 --extractable");
    go("key generate ed-1 --spec Ed25519 --extractable");
    let age = backing.keepers(&["alice", "bob"]);
    go(&format!(
        "backup keys --threshold 2 {age} --keeper carol=card --printer {} --set {SET} --to m1 --to m2 --paper text \
         --answers confirm.toml {place}",
        card.display()
    ));
    let share = backing.share(SET, "alice");
    go(&format!("share check {share} --identity alice.key --of m1/keys-{SET}"));
    go(&format!("backup state --to shelf --recipient {} --record", backing.recipient("alice")));
    let copy = fs::read_dir(backing.walk.path("shelf")).unwrap().next().unwrap().unwrap().file_name();
    let copy = format!("shelf/{}", copy.to_str().unwrap());
    let opening = backing.opening("m1", SET, &["alice", "bob"]);
    go(&format!("backup verify {opening}"));
    go(&format!("{} {place}", backing.drilling(&copy)));
    traced(&tracing, &backing, "again", &backing.restoring(&copy), 0);
    traced(&tracing, &backing, "again", "crl issue", 0);
    let keepers = backing.keepers(&["alice", "bob", "dora"]);
    go(&format!(
        "share reissue {SET} --reason left --threshold 2 {keepers} --set {NEXT} --to m3 --to m4 {opening} {place} \
         --answers confirm.toml"
    ));
    go("vault add standby --embedded");
    go("key generate later --spec P-256 --extractable");
    go("vault clone primary --to standby");
    let next = backing.opening("m3", NEXT, &["bob", "dora"]);
    go(&format!("vault clone primary --to standby {next}"));
    go("vault fail-over primary --to standby --reason gone --answers confirm.toml");
    // What goes wrong says nothing either.
    let bad = |line: &str, code: i32| traced(&tracing, &backing, "utopia", line, code);
    bad(&format!("backup verify {}", backing.opening("m3", NEXT, &["alice"])), 3);
    bad(&format!("backup verify {}", backing.opening("m1", SET, &["alice", "bob"])), 1);
    bad(&format!("share check {share} --identity bob.key"), 3);
    bad(&format!("{} --memory shelf", backing.drilling(&copy)), 5);
    flip(&backing.set("m2", SET).join("rsa-1.kwp"), 100);
    bad(&format!("backup verify {}", opening.replace("m1/", "m2/")), 1);
    traced(&tracing, &backing, "never", &backing.restoring(&copy).replace("m1/", "m2/"), 1);
    backing.walk.private("pin", "wrong horse battery\n");
    traced(&tracing, &backing, "utopia", "vault test primary", 5);
    backing.walk.private("pin", &format!("{PIN}\n"));

    let trace = tracing.end();
    guarded(&trace);
    let mut secrets = Secrets::new();
    of_people(&mut secrets, &backing);
    secrets.text("the other PIN", "wrong horse battery");
    let carol = words_in(&fs::read_to_string(&card).unwrap());
    let shares = [backing.words_of(SET, "alice"), backing.words_of(SET, "bob"), carol];
    of_set(&mut secrets, &tool, &shares, 2, &backing.set("m1", SET), "the first set");
    let shares = ["alice", "bob", "dora"].map(|keeper| backing.words_of(NEXT, keeper));
    of_set(&mut secrets, &tool, &shares, 2, &backing.set("m3", NEXT), "the second set");
    assert!(secrets.forms() > 1000, "{}", secrets.forms());
    secrets.assert_nowhere(&trace, &[Allowed::WalIndex, Allowed::Memory(memory.path())]);
    // The trace saw what it should: the card, the sealed shares, the blobs, and the throw-away tokens.
    let at =
        |part: &str| trace.events.iter().any(|event| matches!(&event.place, Place::At(path) if path.contains(part)));
    for part in ["/card", "throw-away-", "chancery-drill-", "rsa-1.kwp", "station.db-wal", "data.age"] {
        assert!(at(part), "nothing was written to {part}");
    }
    // The card is the one place that has its words.
    assert!(!secrets.leaks(&trace, &[Allowed::WalIndex]).is_empty());
}

#[test]
fn a_key_that_the_test_made_leaves_its_token_wrapped_alone() {
    let (Some(tracing), Some(token)) = (Tracing::begin(), CanaryToken::adopted("utopia")) else { return };
    let Some(tool) = shamir::shamir() else { return };
    let (key, backing) = (token.key.clone(), Backing::around(token.walk));
    let line = backing.backup_words(LABEL);
    let output = tracing.run(&backing.command(&format!("{line} -vv")));
    let trace = tracing.end();
    let mut secrets = Secrets::new();
    secrets.private_key("the key of the CSCA", &key);
    of_people(&mut secrets, &backing);
    assert!(output.status.success(), "{}", said(&output));
    let shares = ["alice", "bob", "carol"].map(|keeper| backing.words_of(SET, keeper));
    of_set(&mut secrets, &tool, &shares, 2, &backing.set("m1", SET), "the set");
    secrets.assert_nowhere(&trace, &[Allowed::WalIndex]);
    guarded(&trace);
    // What came out of the backup is the key that was put into the token.
    let backup_key = hex::decode(recover(&tool, &shares[..2]).unwrap()).unwrap();
    let restored = opened_set(&backup_key, &backing.set("m2", SET)).remove(0);
    assert!(restored.0 == LABEL && restored.1.public_eq(&key));
}

#[test]
fn words_that_are_shown_and_typed_are_on_the_terminal_and_nowhere_else() {
    let (Some(backing), Some(tool), Some(tracing)) = (Backing::grown(), shamir::shamir(), Tracing::begin()) else {
        return;
    };
    let line = format!(
        "CHANCERY_STATION=utopia {} {PROGRAM} backup keys --threshold 2 --keeper carol=shown {} --set {NEXT} --to m1 \
         --to m2 --pin-source file:pin --quiet",
        tracing.line(),
        backing.keepers(&["alice"])
    );
    let mut room = Room::begin(backing.walk.folder(), &line);
    room.sees("to go on:");
    room.types(NEXT_SPOKEN);
    room.sees("alone sees the screen");
    room.types("");
    room.sees("word by word, press Enter:");
    let carol = room.card();
    room.types("");
    // A word that does not fit is not answered with the one that would.
    let number = room.sees_number("Word ");
    let own = carol.split(' ').nth(number - 1).unwrap();
    room.types(if own == "acid" { "acne" } else { "acid" });
    room.sees("type it again");
    let before = room.shown().len();
    room.proves(&carol, "carol");
    let (all, code) = room.ends();
    assert_eq!(code, Some(0), "{all}");
    // Some words of the list stand in the questions and the report themselves.
    let ours = ["again", "away", "check", "destroy", "hand", "leaves", "station", "that", "type"];
    // So do those of a digest that is read aloud.
    let (digest, end) = (all.find("Manifest:").unwrap(), all.find("The keys are locked").unwrap());
    let after = format!("{} {}", &all[before..digest], &all[end..]);
    let after: Vec<&str> = after.split(|c: char| !c.is_ascii_alphabetic()).collect();
    assert!(!carol.split(' ').any(|word| !ours.contains(&word) && after.contains(&word)), "{all}");
    // They are typed again, and nothing of them is shown.
    let line = format!(
        "CHANCERY_STATION=utopia {} {PROGRAM} backup verify --keys m1/keys-{NEXT} --share {} --identity alice.key \
         --type --quiet",
        tracing.line(),
        backing.share(NEXT, "alice")
    );
    let mut room = Room::begin(backing.walk.folder(), &line);
    room.sees("A share of set");
    for (number, word) in (1..).zip(carol.split(' ')) {
        room.sees(&format!("Word {number}:"));
        room.types(word);
    }
    let (typed, code) = room.ends();
    assert_eq!(code, Some(0), "{typed}");
    let trace = tracing.end();
    guarded(&trace);
    let mut secrets = Secrets::new();
    of_people(&mut secrets, &backing);
    let shares = [backing.words_of(NEXT, "alice"), carol];
    of_set(&mut secrets, &tool, &shares, 2, &backing.set("m1", NEXT), "the set");
    secrets.assert_nowhere(&trace, &[Allowed::WalIndex, Allowed::Terminal]);
    assert!(secrets.in_octets(typed.as_bytes()).is_empty(), "what was typed was shown");
    assert!(!secrets.leaks(&trace, &[Allowed::WalIndex]).is_empty(), "the screen was not seen");
}

#[test]
fn the_search_is_red_when_a_script_around_the_program_leaks() {
    let (Some(backing), Some(tool)) = (Backing::grown(), shamir::shamir()) else { return };
    backing.back_up();
    let shares = ["alice", "bob", "carol"].map(|keeper| backing.words_of(SET, keeper));
    let key = recover(&tool, &shares[..2]).unwrap();
    let mut secrets = Secrets::new();
    of_people(&mut secrets, &backing);
    of_set(&mut secrets, &tool, &shares, 2, &backing.set("m1", SET), "the set");
    let unwrap = "openssl enc -d -id-aes256-wrap-pad -iv A65959A6 -in m1/keys-00112233445566aa/csca-1.kwp";
    let memory = in_memory();
    fs::write(memory.path().join("key"), &key).unwrap();
    let key = memory.path().join("key").display().to_string();
    let seeds = [
        // A share's note, opened into a file; its words alone, one a line, on a pipe.
        (format!("age -d -i alice.key {} >note.txt", backing.share(SET, "alice")), "share 1"),
        (format!("age -d -i carol.key {} | tr -s ' ' '\\n' | cat >/dev/null", backing.share(SET, "carol")), "share 3"),
        // The backup key as an argument; the key that it opens in a file, and in another form.
        (format!("{unwrap} -K $(cat {key}) -out /dev/null"), "the backup key"),
        (format!("{unwrap} -K $(cat {key}) -out leaked.der"), "csca-1"),
        (format!("{unwrap} -K $(cat {key}) | base64 >leaked.txt"), "csca-1"),
        // The PIN in the environment, in an argument, in a log; an identity.
        ("PIN=$(cat pin) true; PIN=$(cat pin) env true".to_owned(), "the PIN"),
        ("true \"$(cat pin)\"; env true \"$(cat pin)\"".to_owned(), "the PIN"),
        ("cp bob.key copy.key".to_owned(), "the identity of bob"),
    ];
    for (seed, secret) in seeds {
        let Some(tracing) = Tracing::begin() else { return };
        let program = backing.command(&format!("backup verify m1/keys-{SET} -vv"));
        let mut script = backing.walk.program("sh");
        script.env("CHANCERY_STATION", "utopia").args(["-c", &format!("{seed}; exec \"$@\"")]);
        script.arg("sh").arg(program.get_program()).args(program.get_args());
        let output = tracing.run(&script);
        assert!(output.status.success(), "{seed}: {}", said(&output));
        let leaks = secrets.leaks(&tracing.end(), &[Allowed::WalIndex]);
        assert!(leaks.iter().any(|leak| leak.secret.contains(secret)), "{seed}: {leaks:?}");
    }
    // Without a seed it is green.
    let Some(tracing) = Tracing::begin() else { return };
    traced(&tracing, &backing, "utopia", &format!("backup verify m1/keys-{SET}"), 0);
    secrets.assert_nowhere(&tracing.end(), &[Allowed::WalIndex]);
    let _ = text;
}
