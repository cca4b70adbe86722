//! At a real terminal: the whole script in a production station, where people sign off and no file does; and what is
//! said at the question for a signature.

use std::fs;
use std::path::PathBuf;

use chancery::ceremony::{Deed, Script, Step};
use chancery::clock::{BatteryClock, Clock as _};

use super::birth::{Birth, NAMES};
use super::room::Room;
use super::walk::{PROGRAM, ceremony};

const OFFICERS_ASKED: &str = "Signature file, 'card' or 'pause':";

fn begin(birth: &Birth, line: &str) -> Room {
    let line =
        format!("'{PROGRAM}' {line} --station utopia --pin-source fd:3 --pin-source primary=fd:4 3<pins 4<own-pins");
    Room::begin(birth.walk.folder(), &line)
}

/// Who is in the room, by the order of the roles.
const PEOPLE: [(&str, &[&str]); 5] = [
    ("Ceremony administrator", &["Ada"]),
    ("Station operator", &["Raphael"]),
    ("First officer", &NAMES),
    ("Internal witness", &["Tomas"]),
    ("External witness", &["Hythe"]),
];

fn enter(room: &mut Room) {
    for (role, people) in PEOPLE {
        for (at, person) in people.iter().enumerate() {
            room.sees(&format!("{role}: name of person {}", at + 1));
            room.types(person);
            room.sees("Organisation:");
            room.types("Office");
        }
        room.sees("empty to go on:");
        room.types("");
    }
}

/// What a person types into a field.
fn typed(step: &str, field: &str) -> String {
    match (step, field) {
        ("sign-in", "document") => "passport".into(),
        ("sign-in", "document-number") => "12AB".into(),
        ("sign-in", "standing") => "internal".into(),
        (_, "both-in-view") => "yes".into(),
        (_, "digest") => "ab".repeat(32),
        (_, bag) if bag.starts_with("bag-") => "UT-000001".into(),
        (_, "officer") => "ann".into(),
        (_, other) => format!("NO-{}", other.to_uppercase()),
    }
}

/// Answers one step as its script wants it.
fn answer(room: &mut Room, step: &Step, turns: usize) {
    let several = |roles: &[String]| roles.iter().any(|role| role == "first-officer");
    for _ in 0..turns {
        if turns == 1 && (several(&step.who) || several(&step.witness)) {
            room.sees("First officer: who is it?");
            room.types("");
        }
        match &step.deed {
            Deed::Say => room.sees("Type 'done'"),
            Deed::Check { .. } => room.sees("Is it so?"),
            Deed::ClockReading { .. } => room.sees("Time on the independent clock"),
            Deed::SignOff => room.sees("Type 'agree'"),
            Deed::ReadAloud | Deed::DigestRead { .. } | Deed::Output { .. } => room.sees("Type 'Yes' if it was read"),
            Deed::Operation(_) => panic!("an operation is answered by itself"),
            Deed::Record { fields, .. } => {
                for field in fields {
                    room.sees(&field.ask);
                    room.types(&typed(&step.id, &field.name));
                }
                continue;
            }
        }
        match &step.deed {
            Deed::Say => room.types("done"),
            Deed::Check { .. } => room.types("yes"),
            Deed::ClockReading { .. } => room.types(&BatteryClock { bound: 1 }.read().unwrap().time.to_string()),
            Deed::SignOff => room.types("agree"),
            _ => room.types("Yes"),
        }
    }
}

fn script() -> Script {
    Script::parse(&fs::read_to_string(ceremony("station-genesis.toml")).unwrap()).unwrap()
}

/// How many turns a step has with our eight people.
fn turns(step: &Step) -> usize {
    match (&step.deed, step.who.first().map(String::as_str)) {
        (Deed::SignOff | Deed::Record { each: true, .. }, Some("everyone")) => 8,
        (Deed::Record { each: true, .. }, _) => 4,
        _ => 1,
    }
}

/// Answers every step from one to the one before another.
fn walk_on(room: &mut Room, from: &str, to: &str) {
    let script = script();
    let steps = script.steps().map(|(_, _, step)| step).skip_while(|step| step.id != from);
    for step in steps.take_while(|step| step.id != to) {
        answer(room, step, turns(step));
    }
}

/// The text that is signed in the station's own folder.
fn to_sign(birth: &Birth) -> PathBuf {
    birth.to_sign("utopia/approvals")
}

#[test]
fn in_production_people_hold_it_at_a_terminal_and_every_officer_signs_there() {
    let Some(mut birth) = Birth::of("production") else { return };
    let script = ceremony("station-genesis.toml");
    let mut room = begin(&birth, &format!("ceremony run '{script}'"));
    enter(&mut room);
    walk_on(&mut room, "welcome", "genesis");
    room.sees("Type 'Yes' to perform it");
    let screen = room.shown();
    let screen = screen.split("The station will perform station.genesis").nth(1).unwrap();
    let screen = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    for wanted in ["Person ann", "Person dan", "fingerprint", "enrolment", "governance", "not before 1 day"] {
        assert!(screen.contains(wanted), "{wanted}: {screen}");
    }
    room.types("Yes");
    room.sees(OFFICERS_ASKED);
    let text = to_sign(&birth);
    let relative = |path: &std::path::Path| path.strip_prefix(birth.walk.folder()).unwrap().display().to_string();

    // What is no signature of a first officer is said, and the question comes again.
    for (line, said) in [
        ("", "Lacking: QUORUM-2"),
        ("nothing-here.sig", "nothing-here.sig cannot be read"),
        ("approve.txt", "it is the text that"),
        ("pin", "pin"),
        ("done", "done cannot be read"),
    ] {
        room.types(line);
        room.sees(said);
        room.sees(OFFICERS_ASKED);
    }
    room.types("card");
    room.sees_one(&["smart card service", "reader"]);
    room.sees(OFFICERS_ASKED);
    room.types(&relative(&birth.leaves(&birth.stranger, "eve", &text)));
    room.sees("QUORUM-5");
    room.sees(OFFICERS_ASKED);
    room.types("exception");
    room.sees("What went otherwise");
    room.types("eve is no first officer and signed all the same");
    if room.sees_one(&["Who says so", "Type 'Yes' to perform it"]) == 0 {
        room.types("");
        room.sees("Type 'Yes' to perform it");
    }
    room.types("Yes");
    room.sees("made before");
    room.sees(OFFICERS_ASKED);
    // By its path, and by its name in the folder.
    room.types(&relative(&birth.leaves(&birth.people[0], "ann", &text)));
    room.sees("Taken in: ann: approve");
    room.sees(OFFICERS_ASKED);
    room.types("ann.signature");
    room.sees("APPROVAL-9");
    room.sees(OFFICERS_ASKED);
    birth.leaves(&birth.people[1], "bob", &text);
    room.types("bob.signature");
    room.sees("Taken in: bob: approve");
    room.sees(OFFICERS_ASKED);
    room.types("pause");
    let (shown, code) = room.ends();
    assert_eq!(code, Some(7), "{shown}");
    let asked = shown.split("Now the officers decide").nth(1).unwrap().split(OFFICERS_ASKED).next().unwrap();
    let long: Vec<&str> = asked.lines().filter(|line| line.chars().count() > 80).collect();
    assert!(long.is_empty(), "{long:?}");

    let mut room = begin(&birth, "ceremony resume station-genesis-1");
    room.sees("Type 'Yes' to perform it");
    room.types("Yes");
    room.sees("QUORUM-2: 2 distinct signers");
    room.sees(OFFICERS_ASKED);
    for (name, person) in NAMES.iter().zip(&birth.people).skip(2) {
        birth.leaves(person, name, &text);
        room.types(&format!("{name}.signature"));
        room.sees(&format!("Taken in: {name}: approve"));
    }
    room.sees("They agree: ann, bob, carol, dan.");
    walk_on(&mut room, "counted", "no such step");
    let (shown, code) = room.ends();
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("finished"), "{shown}");
    birth.walk = birth.walk.with_options(&[]);
    let walk = &birth.walk;
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
    let page = fs::read_to_string(walk.in_station("out/ceremonies/station-genesis-1.html")).unwrap();
    assert!(page.contains("approved by carol, key") && page.contains("eve is no first officer"), "{page}");
}
