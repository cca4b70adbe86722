//! What is refused: before anybody takes a step where it can be known then, else at the step, and never by half.

use std::fs;

use serde_json::Value;

use super::birth::{Birth, NAMES, end, station};
use super::walk::{Walk, ceremony};

/// One operation and a sign-off.
const SMALL: &str = r#"
[ceremony]
name = "small"
title = "Small"
purpose = "To be refused."
version = "1"

[[role]]
id = "operator"
title = "Operator"
minimum = 1

[[role]]
id = "witness"
title = "Witness"
minimum = 1
excludes = ["operator"]

[[act]]
title = "All of it"
minutes = 5

[[act.step]]
id = "do-it"
kind = "operation"
who = "operator"
witness = "witness"
operation = "OPERATION"
text = "Do it."
[act.step.parameters]
PARAMETERS

[[act.step]]
id = "end"
kind = "sign-off"
who = "everyone"
text = "Sign off."
"#;

const ANSWERS: &str = r#"
script = "small"
MORE

[[participant]]
id = "ann"
name = "Ann"
organisation = "Office"
roles = ["operator"]

[[participant]]
id = "ben"
name = "Ben"
organisation = "Office"
roles = ["witness"]

[answers.end]
ann = "agree"
ben = "agree"
"#;

const FOLDER: &str = "approvals = 'signatures'";

fn write(walk: &Walk, operation: &str, parameters: &str, more: &str) {
    let script = SMALL.replace("OPERATION", operation).replace("PARAMETERS", parameters);
    walk.write("small.toml", &script);
    walk.write("answers.toml", &ANSWERS.replace("MORE", more));
}

const RUN: [&str; 5] = ["ceremony", "run", "small.toml", "--answers", "answers.toml"];

/// It is refused, and not even its beginning is recorded.
#[track_caller]
fn refused_at_once(walk: &Walk, more: &[&str], code: i32, clause: &str) -> Value {
    let before = walk.done(&["status"])["entries"].clone();
    let said = walk.refused(&[&RUN[..], more].concat(), code, Some(clause));
    assert_eq!(walk.done(&["status"])["entries"], before, "{said}");
    assert!(said["error"]["hint"].is_string(), "{said}");
    said
}

/// The small ceremony as a genesis.
fn genesis(walk: &Walk, more: &str) {
    write(walk, "station.genesis", &format!("folder = 'officers'\n{more}"), FOLDER);
}

#[test]
fn what_nobody_could_approve_here_is_refused_before_the_first_step() {
    let walk = station("rehearsal");
    write(&walk, "station.genesis", "folder = 'officers'\npolicy = 'two-person'", "");
    let said = refused_at_once(&walk, &[], 3, "CEREMONY-11");
    assert!(said.to_string().contains("approvals = "), "{said}");
    // Without a policy nobody can approve a key.
    for more in ["", FOLDER] {
        write(&walk, "key.generate", "vault = 'primary'\nlabel = 'k-1'\nspec = 'P-256'", more);
        refused_at_once(&walk, &[], 3, "POLICY-1");
    }
    // And what an answers file may not be is refused as ever.
    walk.write("answers.toml", &ANSWERS.replace("MORE", "approval = 'signatures'"));
    let said = walk.refused(&RUN, 4, None);
    assert!(said.to_string().contains("'approvals'"), "{said}");
}

#[test]
fn in_production_no_file_answers_and_none_is_asked_for_signatures() {
    let walk = station("production").with_options(&["--pin-source", "fd:0"]);
    let before = walk.done(&["status"])["entries"].clone();
    for more in ["", FOLDER] {
        write(&walk, "station.genesis", "folder = 'officers'\npolicy = 'two-person'", more);
        let line = format!("'{}' {} --json --pin-source fd:3 3<pins", super::walk::PROGRAM, RUN.join(" "));
        let output = walk.program("sh").env("CHANCERY_STATION", "utopia").args(["-c", &line]).output().unwrap();
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((output.status.code(), said["error"]["clause"].as_str()), (Some(3), Some("CEREMONY-1")), "{said}");
    }
    assert_eq!(walk.done(&["status"])["entries"], before);
}

#[test]
fn a_folder_that_makes_no_officers_stops_the_step_and_nothing_is_proposed() {
    let Some(birth) = Birth::of("rehearsal") else { return };
    let walk = &birth.walk;
    #[track_caller]
    fn stops(walk: &Walk, code: i32, clause: Option<&str>, wanted: &str) {
        let said = walk.refused(&RUN, code, clause);
        assert!(said.to_string().contains(wanted), "{wanted}: {said}");
        assert!(said["error"]["hint"].as_str().unwrap().contains("ceremony resume small-"), "{said}");
        assert!(walk.done(&["proposal", "list", "--all"])["proposals"].as_array().unwrap().is_empty());
    }
    let both = "policy = 'two-person'";
    // A policy that is neither the program's nor brought; one that is brought and unreadable; one for specimens.
    genesis(walk, "policy = 'three-person'");
    stops(walk, 4, None, "in/three-person.toml");
    fs::write(walk.in_station("in/three-person.toml"), "name = 'three-person'").unwrap();
    stops(walk, 4, None, "in/three-person.toml");
    genesis(walk, "policy = 'specimen'");
    stops(walk, 3, Some("POLICY-4"), "rehearsal");
    // More root signatures than there are keys.
    genesis(walk, &format!("{both}\nroot-threshold = '2'"));
    stops(walk, 3, Some("GENESIS-3"), "2");
    genesis(walk, &format!("{both}\nroot-threshold = '70000'"));
    stops(walk, 4, None, "root-threshold");
    // A proof that is missing, one by another, a text that nobody knows.
    genesis(walk, both);
    let (proof, away) = (birth.brought("bob.sig"), walk.path("bob.sig"));
    fs::rename(&proof, &away).unwrap();
    stops(walk, 3, Some("ENROLL-3"), "bob");
    fs::copy(birth.brought("ann.sig"), &proof).unwrap();
    stops(walk, 3, Some("ENROLL-3"), "bob");
    fs::copy(birth.stranger.sign(&walk.path("bob.txt")), &proof).unwrap();
    stops(walk, 3, Some("ENROLL-3"), "bob");
    fs::rename(&away, &proof).unwrap();
    fs::write(birth.brought("readme.txt"), "read me").unwrap();
    stops(walk, 4, Some("SIGNATURE-2"), "readme.txt");
    fs::remove_file(birth.brought("readme.txt")).unwrap();
    let challenge = fs::read_to_string(birth.brought("ann.txt")).unwrap();
    fs::write(birth.brought("ann.txt"), challenge.replace("Person ann", "Person axn")).unwrap();
    stops(walk, 1, Some("FORM-1"), "ann.txt");
    fs::write(birth.brought("ann.txt"), challenge).unwrap();
    // Two people are too few for the policy, and nobody at all is no station.
    for name in ["carol", "dan"] {
        fs::remove_file(birth.brought(&format!("{name}.txt"))).unwrap();
        fs::remove_file(birth.brought(&format!("{name}.sig"))).unwrap();
    }
    stops(walk, 3, Some("POLICY-5"), "two-person");
    fs::remove_dir_all(birth.brought("")).unwrap();
    stops(walk, 4, None, "in/officers");
}

#[test]
fn a_station_has_one_genesis_and_one_missing_officer_is_no_genesis() {
    let Some(birth) = Birth::of("rehearsal") else { return };
    let walk = &birth.walk;
    genesis(walk, "policy = 'two-person'");
    let mut child = walk.command(&RUN).spawn().unwrap();
    let text = birth.to_sign("signatures");
    for (name, person) in ["ann", "bob", "carol"].iter().zip(&birth.people) {
        birth.leaves(person, name, &text);
    }
    while birth.decisions() < 3 {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    // Three of four have signed: it waits, and what waits is no policy.
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert!(child.try_wait().unwrap().is_none(), "three of four are not all");
    child.kill().unwrap();
    child.wait().unwrap();
    walk.refused(&["perform", "p-000002"], 3, Some("QUORUM-2"));
    // Somebody else's signature in the place of the fourth, a signature over another file, and one cut short.
    let resume = ["ceremony", "resume", "small-1", "--answers", "answers.toml"];
    let mut child = walk.command(&resume).spawn().unwrap();
    birth.leaves(&birth.stranger, "dan-too", &text);
    let other = walk.path("dan.txt");
    fs::copy(birth.people[3].sign(&other), text.with_file_name("dan-other")).unwrap();
    let whole = fs::read(birth.people[3].sign(&text)).unwrap();
    fs::write(text.with_file_name("dan-half"), &whole[..whole.len() / 2]).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    assert!(child.try_wait().unwrap().is_none(), "none of these is the fourth signature");
    fs::write(text.with_file_name("dan"), &whole).unwrap();
    let (code, document, said) = end(child);
    assert_eq!(code, Some(0), "{said}{document}");
    for wrong in ["dan-too.signature: QUORUM-5", "dan-other: SIGNATURE-", "dan-half"] {
        assert!(said.contains(wrong), "{wrong}: {said}");
    }
    assert_eq!(birth.decisions(), 4);
    // Once: the next is refused at its step, and by the policy that is there nobody needs to be asked for it.
    let said = walk.refused(&RUN, 3, Some("GENESIS-1"));
    assert!(said["error"]["hint"].as_str().unwrap().contains("resume small-2"), "{said}");
    assert_eq!(walk.done(&["proposal", "list", "--all"])["proposals"].as_array().unwrap().len(), 1);
    // From now on the policy decides, and it keeps whoever proposes apart.
    write(walk, "key.generate", "vault = 'primary'\nlabel = 'k-1'\nspec = 'P-256'", "");
    refused_at_once(walk, &[], 3, "CEREMONY-11");
    refused_at_once(walk, &["--proposer", "ann"], 3, "CEREMONY-11");
    write(walk, "key.generate", "vault = 'primary'\nlabel = 'k-1'\nspec = 'P-256'", FOLDER);
    refused_at_once(walk, &[], 3, "CEREMONY-12");
    refused_at_once(walk, &["--proposer", "eve"], 3, "ENROLL-5");
}

/// The script of the house, so that it is known to be refused too where it cannot be held.
#[test]
fn the_house_s_script_needs_a_folder_for_signatures() {
    let walk = station("rehearsal");
    let answers = fs::read_to_string(ceremony("answers/station-genesis.toml")).unwrap();
    walk.write("without.toml", &answers.replace("approvals = ", "# "));
    let line = ["ceremony", "run", &ceremony("station-genesis.toml"), "--answers", "without.toml"];
    walk.refused(&line, 3, Some("CEREMONY-11"));
    assert_eq!(walk.done(&["status"])["entries"], 1);
}

/// Killed once the genesis stands in the ledger, mostly before the ceremony has written that down.
#[test]
fn killed_between_the_genesis_and_its_record_it_says_what_came_of_it() {
    let Some(birth) = Birth::of("rehearsal") else { return };
    let walk = &birth.walk;
    genesis(walk, "policy = 'two-person'");
    let mut child = walk.command(&RUN).spawn().unwrap();
    let text = birth.to_sign("signatures");
    for (name, person) in NAMES.iter().zip(&birth.people) {
        birth.leaves(person, name, &text);
    }
    // Its birth, the run's beginning, the proposal, four decisions, the operation's beginning, the genesis.
    let database = rusqlite::Connection::open(walk.in_station("station.db")).unwrap();
    let count = || database.query_row("SELECT count(*) FROM entry", [], |row| row.get::<_, i64>(0)).unwrap_or(0);
    while count() < 9 {
        assert!(child.try_wait().unwrap().is_none_or(|ended| ended.success()), "it ended");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    println!("killed with {} entries", count());
    walk.done(&["recover"]);
    let document = walk.done(&["ceremony", "resume", "small-1", "--answers", "answers.toml"]);
    assert_eq!(document["state"], "finished");
    let listed = walk.done(&["ledger", "list"]).to_string();
    assert_eq!(listed.matches("\"station.genesis\"").count(), 1, "{listed}");
    let record = fs::read(walk.in_station("out/ceremonies/small-1.json")).unwrap();
    let record = String::from_utf8(record).unwrap();
    for (name, value) in [("policy", "two-person"), ("officers", "4"), ("entries", "9")] {
        assert!(
            record.contains(&format!("{{\"name\":\"{name}\",\"spoken\":[],\"text\":\"{value}\"}}")),
            "{name}: {record}"
        );
    }
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}
