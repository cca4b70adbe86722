//! The script of the house, rehearsed: an answers file for the people, real signatures of the officers.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::birth::{Birth, NAMES, end};
use super::walk::{ceremony, number, text};

#[test]
fn four_officers_with_keys_of_every_form_sign_in_the_room_and_the_record_says_who() {
    let Some(birth) = Birth::of("rehearsal") else { return };
    let child = birth.begins();
    let signed = birth.to_sign("signatures");
    fs::write(signed.with_file_name("notes.odt"), "not a signature").unwrap();
    birth.leaves(&birth.stranger, "eve", &signed);
    for (name, person) in NAMES.iter().zip(&birth.people) {
        birth.leaves(person, name, &signed);
    }
    let (code, document, said) = end(child);
    assert_eq!(code, Some(0), "{said}{document}");
    assert_eq!((&document["state"], number(&document, "agree")), (&Value::from("finished"), 8), "{document}");
    // Whoever is none of them is told, and does not stop the others.
    assert!(said.contains("eve.signature: QUORUM-5") && said.contains("notes.odt"), "{said}");
    for name in NAMES {
        assert!(said.contains(&format!("taken in: {name}: approve")), "{said}");
    }
    let listed = birth.walk.done(&["officer", "list"]);
    assert_eq!(listed["officers"].as_array().unwrap().len(), 4, "{listed}");
    assert_eq!(birth.walk.done(&["ledger", "verify"])["sound"], true);

    // The record: which act they signed for, who, with which key; the head on paper is one that the ledger had.
    let folder = birth.walk.in_station("out/ceremonies");
    let record: Value = serde_json::from_slice(&fs::read(folder.join("station-genesis-1.json")).unwrap()).unwrap();
    let page = fs::read_to_string(folder.join("station-genesis-1.html")).unwrap();
    let entries = birth.walk.done(&["ledger", "list"]);
    let entries = entries["entries"].as_array().unwrap();
    let genesis = entries.iter().find(|entry| entry["act"] == "station.genesis").unwrap();
    let sequence = number(genesis, "sequence");
    let shown = birth.walk.done(&["ledger", "show", &sequence.to_string()]).to_string();
    let details: Vec<(String, String)> = record["acts"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|act| act["steps"].as_array().unwrap())
        .filter(|step| step["id"] == "genesis")
        .flat_map(|step| step["entries"].as_array().unwrap())
        .flat_map(|entry| entry["details"].as_array().unwrap())
        .map(|detail| (text(detail, "name").to_owned(), text(detail, "text").replace(' ', "")))
        .collect();
    let said = |name: &str| {
        &details.iter().find(|(known, _)| known == name).unwrap_or_else(|| panic!("{name}: {details:?}")).1
    };
    assert!(shown.contains(said("act, SHA-256")), "{shown}");
    for name in NAMES {
        let key = said(&format!("approved by {name}, key"));
        assert!(shown.contains(key), "{name} {key}: {shown}");
        assert!(page.contains(&format!("approved by {name}, key")));
    }
    assert!(!details.iter().any(|(name, _)| name.contains("eve")), "{details:?}");
    assert!(page.contains("act, SHA-256"));
    assert_eq!(said("entries"), &(sequence + 1).to_string());
    let key = text(&birth.walk.done(&["station", "show"]), "ledger_key").to_owned();
    assert_eq!(said("ledger_key"), &key);
    let paper = birth.walk.done(&["ledger", "verify", "--size", said("entries"), "--root", said("head")]);
    assert_eq!(paper["sound"], true, "{paper}");
}

#[test]
fn killed_while_it_waits_it_is_resumed_and_no_signature_is_lost() {
    let Some(birth) = Birth::of("rehearsal") else { return };
    let mut child = birth.begins();
    let signed = birth.to_sign("signatures");
    birth.leaves(&birth.people[0], "ann", &signed);
    birth.leaves(&birth.people[2], "carol", &signed);
    let begun = Instant::now();
    while birth.decisions() < 2 {
        assert!(begun.elapsed() < Duration::from_secs(60), "the signatures were not taken in");
        std::thread::sleep(Duration::from_millis(50));
    }
    child.kill().unwrap();
    child.wait().unwrap();

    // One who does not find the text as they left it is told, and it goes on: the folder may be another.
    let answers = ceremony("answers/station-genesis.toml");
    let child =
        birth.walk.command(&["ceremony", "resume", "station-genesis-1", "--answers", &answers]).spawn().unwrap();
    birth.leaves(&birth.people[1], "bob", &signed);
    birth.leaves(&birth.people[3], "dan", &signed);
    let (code, document, said) = end(child);
    assert_eq!(code, Some(0), "{said}{document}");
    assert_eq!(birth.decisions(), 4, "nobody signed twice");
    assert!(said.contains("APPROVAL-9") && !said.contains("warning: APPROVAL-9"), "{said}");
    let proposals = birth.walk.done(&["proposal", "list", "--all"]);
    assert_eq!(proposals["proposals"].as_array().unwrap().len(), 1, "{proposals}");
    assert_eq!(birth.walk.done(&["ledger", "verify"])["sound"], true);
}
