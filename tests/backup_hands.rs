//! Cards in the hands of their keepers: each comes to the terminal alone, proves three words before a key is locked, and has a
//! share judged that they type; what is to be done with a set is said where it is made.

#[path = "support/backing.rs"]
mod backing;
#[path = "support/room.rs"]
mod room;
#[path = "support/stranger.rs"]
mod stranger;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::path::Path;

use backing::{Backing, KEEPERS, NEXT, NEXT_SPOKEN, SET, SPOKEN, words_in};
use room::Room;
use serde_json::json;
use stranger::{By, Stranger, in_memory};
use walk::{PROGRAM, text};

fn files_of_names(backing: &Backing, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(backing.walk.path(folder)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The line that backs keys up for Carol's card and for Dora, who writes hers by hand.
fn by_hand(printer: &Path, set: &str) -> String {
    format!(
        "CHANCERY_STATION=utopia {PROGRAM} backup keys --threshold 2 --keeper carol=card --keeper dora=shown \
         --printer {} --paper text --set {set} --to m1 --to m2 --pin-source file:pin --quiet",
        printer.display()
    )
}

/// Another word of the list than this one.
fn other(word: &str) -> &'static str {
    if word == "acid" { "acne" } else { "acid" }
}

/// Carol comes to the printer; the words of her card, the last one that was printed.
fn at_the_printer(room: &mut Room, spoken: &str, printer: &Path) -> Vec<String> {
    room.sees("to go on:");
    room.types(spoken);
    room.sees("stands alone at the printer");
    assert!(!printer.exists(), "a card was printed before its keeper came");
    room.types("");
    room.sees("press Enter alone.");
    card_of(printer)
}

fn card_of(printer: &Path) -> Vec<String> {
    let printed = fs::read_to_string(printer).unwrap();
    let last = printed.rfind("SHARE OF A BACKUP KEY").unwrap();
    words_in(&printed[last..]).split(' ').map(str::to_owned).collect()
}

#[test]
fn a_keeper_who_says_no_or_is_another_voids_the_set_and_was_told_what_that_costs() {
    let Some(backing) = Backing::grown() else { return };
    let memory = in_memory();
    let printer = memory.path().join("card");
    let mut room = Room::begin(backing.walk.folder(), &by_hand(&printer, SET));
    let carol = at_the_printer(&mut room, SPOKEN, &printer);
    for left in ["(3 tries", "(2 tries", "(1 try"] {
        if left == "(3 tries" {
            for _ in 0..3 {
                let number = room.sees_number("Word ");
                room.types(&carol[number - 1]);
            }
        }
        room.sees("'no' voids");
        room.sees(left);
        room.sees("left):");
        room.types("somebody");
        room.sees("That was not 'carol'.");
    }
    let (shown, code) = room.ends();
    assert_eq!(code, Some(3), "{shown}");
    assert!(shown.contains("BACKUP-79"), "{shown}");
    assert_eq!(backing.state_of(SET).as_deref(), Some("void"));
    assert!(!backing.locked(&["csca-1", "ds-1"]) && files_of_names(&backing, "m1").is_empty());
    // The name of a set that came to nothing is told what to do about it.
    let said = backing.refused_before_anything(&backing.backup_words("csca-1"), 3, "BACKUP-60");
    assert!(text(&said["error"], "message").contains("it is void"), "{said}");
    assert!(text(&said["error"], "hint").contains("leave --set out"), "{said}");
}

#[test]
fn a_card_that_is_miswritten_voids_the_set_only_when_its_keeper_says_no() {
    let Some(backing) = Backing::grown() else { return };
    let memory = in_memory();
    let printer = memory.path().join("card");
    let mut room = Room::begin(backing.walk.folder(), &by_hand(&printer, SET));
    let carol = at_the_printer(&mut room, SPOKEN, &printer);
    // A word that does not fit is named by its number and typed again; what would be right is never said.
    let first = room.sees_number("Word ");
    for left in ["2 tries left", "1 try left"] {
        room.types(other(&carol[first - 1]));
        room.sees(&format!("Not word {first} of the card"));
        room.sees(left);
        assert_eq!(room.sees_number("Word "), first);
    }
    room.types(other(&carol[first - 1]));
    room.sees("was written wrong.");
    // Her name is no answer to that, and nothing else but 'again' and 'no' is.
    room.sees("whole set:");
    room.types("carol");
    room.sees("neither 'again' nor 'no'");
    room.sees("whole set:");
    room.types("no");
    let (shown, code) = room.ends();
    assert_eq!(code, Some(3), "{shown}");
    assert!(shown.contains("BACKUP-79"), "{shown}");
    // Four words of the list stand in the questions themselves.
    let (_, answered) = shown.split_once("press Enter alone.").unwrap();
    let said: Vec<&str> = answered.split(|c: char| !c.is_ascii_alphabetic()).collect();
    let own = carol[first - 1].as_str();
    assert!(["again", "destroy", "that", "type"].contains(&own) || !said.contains(&own), "{shown}");
    assert_eq!(backing.state_of(SET).as_deref(), Some("void"));
    assert!(!backing.locked(&["csca-1", "ds-1"]) && files_of_names(&backing, "m1").is_empty());
    // The second card was never made, and the media are clear again.
    assert_eq!(backing.to_destroy(SET), ["share 1"]);
}

#[test]
fn keepers_come_to_the_terminal_one_by_one_and_prove_their_cards_before_a_key_is_locked() {
    let (Some(backing), Some(stranger)) = (Backing::grown(), Stranger::find()) else { return };
    let memory = in_memory();
    let printer = memory.path().join("card");
    let mut room = Room::begin(backing.walk.folder(), &by_hand(&printer, NEXT));
    // The first sheet jams: the same share is printed once more.
    let spoiled = at_the_printer(&mut room, NEXT_SPOKEN, &printer);
    room.sees_number("Word ");
    room.types("");
    room.sees("whole set:");
    room.types("again");
    room.sees("Destroy the spoiled card");
    room.types("");
    room.sees("press Enter alone.");
    let carol = card_of(&printer).join(" ");
    assert_eq!(fs::read_to_string(&printer).unwrap().matches("SHARE OF A BACKUP KEY").count(), 2);
    assert_eq!(carol, spoiled.join(" "));
    let asked = room.proves(&carol, "again");
    assert!(asked.windows(2).all(|two| two[0] < two[1]), "{asked:?}");
    room.sees("Destroy the spoiled card");
    room.types("");
    room.proves(&carol.to_uppercase(), "carol");
    // Dora writes a word wrong, sees it when it is asked for, looks at her words once more, and is believed then.
    room.sees("alone sees the screen");
    room.types("");
    room.sees("word by word, press Enter:");
    let dora = room.card();
    room.types("");
    let number = room.sees_number("Word ");
    room.types(other(dora.split(' ').nth(number - 1).unwrap()));
    room.sees("2 tries left");
    room.sees_number("Word ");
    room.types("");
    room.sees("whole set:");
    room.types("again");
    room.sees("alone sees the screen again");
    room.types("");
    room.sees("word by word, press Enter:");
    assert_eq!(room.card(), dora);
    room.types("");
    room.proves(&dora, "dora");
    let (all, code) = room.ends();
    assert_eq!(code, Some(0), "{all}");
    let keys = stranger.keys(&backing.set("m1", NEXT), &By::Shares(&[carol, dora])).unwrap();
    assert_eq!(keys.len(), 2);
    assert!(backing.locked(&["csca-1", "ds-1"]));
    backing.sound();
}

#[test]
fn a_stop_while_cards_are_handed_out_names_what_settles_it() {
    let Some(backing) = Backing::grown() else { return };
    let memory = in_memory();
    let printer = memory.path().join("card");
    let mut room = Room::begin(backing.walk.folder(), &by_hand(&printer, SET));
    at_the_printer(&mut room, SPOKEN, &printer);
    room.sees_number("Word ");
    room.types("\u{3}");
    let (shown, code) = room.ends();
    assert_eq!(code, Some(130), "{shown}");
    assert!(shown.contains("'chancery recover' settles"), "{shown}");
    let settled = backing.done("recover");
    assert!(settled.to_string().contains("is void"), "{settled}");
    assert!(!backing.locked(&["csca-1", "ds-1"]));
    assert_eq!(backing.state_of(SET).as_deref(), Some("void"));
}

#[test]
fn what_is_to_be_done_with_a_set_is_said_with_it_and_runs() {
    let Some(backing) = Backing::grown() else { return };
    let done = backing.done(&backing.backup_words(""));
    let manifest = fs::read(backing.set("m1", SET).join("manifest.json")).unwrap();
    let digest = chancery::digest::Digest::of(&manifest);
    assert_eq!(text(&done, "manifest"), digest.to_string());
    assert_eq!(done["manifest_words"], json!(digest.words()));
    let sealed = done["sealed"].as_array().unwrap();
    assert_eq!(sealed.iter().map(|one| text(one, "keeper")).collect::<Vec<_>>(), &KEEPERS[..3]);
    // Each keeper judges theirs as it is printed, with the one placeholder filled.
    for one in sealed {
        let judge = text(one, "judge").replace("FILE", &format!("{}.key", text(one, "keeper")));
        let judged = backing.done(judge.strip_prefix("chancery ").unwrap());
        assert_eq!(judged["of"]["keeper"], one["keeper"], "{judged}");
    }
    let next: Vec<&str> = done["next"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    assert_eq!(next.len(), 2, "{next:?}");
    let filled = |command: &str| {
        let recipient = backing.recipient("alice");
        let command = command.replace("--to FOLDER", "--to shelf").replace("--state FOLDER", "--state shelf");
        let command = command
            .replace("RECIPIENT", &recipient)
            .replace("--identity FILE", "--identity bob.key --identity alice.key");
        command
            .replace("--state-identity FILE", "--state-identity alice.key")
            .strip_prefix("chancery ")
            .unwrap()
            .to_owned()
    };
    backing.done(&filled(next[0]));
    backing.done(&filled(next[1]));
    // The medium in place of the set on it is a slip that is seen through.
    let share = backing.share(SET, "alice");
    let said = backing.refused(&format!("share check {share} --identity alice.key --of m1"), 2, "BACKUP-41");
    assert_eq!(text(&said["error"], "hint"), format!("did you mean m1/keys-{SET}?"));
}

#[test]
fn a_confirmation_that_names_a_drawn_set_says_how_that_set_is_asked_for_again() {
    let Some(backing) = Backing::grown() else { return };
    let keepers = backing.keepers(&["alice", "bob", "carol"]);
    let line = format!("backup keys --threshold 2 {keepers} --to m1 --to m2");
    let said = backing.refused_before_anything(&line, 3, "CONFIRM-1");
    let hint = text(&said["error"], "hint");
    let set = hint.rsplit_once("and --set ").unwrap_or_else(|| panic!("{hint}")).1;
    let spoken = hint.split('"').nth(1).unwrap();
    assert_eq!(spoken.replace('-', ""), set);
    backing.walk.write("drawn.toml", &format!("confirm = [\"{spoken}\"]\n"));
    backing.done(&format!("{line} --set {set} --answers drawn.toml"));
}

#[test]
fn a_share_that_is_typed_is_counted_and_mended_word_by_word_and_no_word_is_shown() {
    let Some(backing) = Backing::grown() else { return };
    backing.done(&backing.backup_words("csca-1"));
    let alice = backing.words_of(SET, "alice");
    let words: Vec<&str> = alice.split(' ').collect();
    let line = format!("CHANCERY_STATION=utopia {PROGRAM} share check --of m1/keys-{SET}");
    let mut room = Room::begin(backing.walk.folder(), &line);
    room.sees("33 words");
    assert_eq!(room.sees_number("Word "), 1);
    // Whatever is near is not shown; four letters do; a slip in a line leaves what follows it out, and says so.
    room.types("zzzzzz");
    room.sees("Word 1 is not on the list: type it again.");
    room.sees("Word 1:");
    room.types(&format!("{} {}", &words[0][..4], words[1..9].join(" ")));
    room.sees("Word 10:");
    room.types(&format!("{}q {}", &words[9][..3], words[10]));
    room.sees("Word 10 is not on the list: type it again, and what follows it.");
    room.sees("Word 10:");
    room.types(&format!("{} {} {}", other(words[9]), words[10..].join(" "), words[0]));
    room.sees("33 words already");
    room.sees("SHARE-3");
    room.sees("Enter alone to end:");
    room.types("10");
    room.sees("Word 10:");
    room.types(words[9]);
    let (shown, code) = room.ends();
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("kept by 'alice'"), "{shown}");
    let said: Vec<&str> = shown.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 3).collect();
    assert!(!said.windows(2).any(|two| words.windows(2).any(|own| own == two)), "{shown}");

    let mut room = Room::begin(backing.walk.folder(), &line);
    room.sees("Word 1:");
    room.types(&words[..20].join(" "));
    room.sees("Word 21:");
    room.types("");
    let (shown, code) = room.ends();
    assert_eq!(code, Some(4), "{shown}");
    assert!(shown.contains("SHARE-1: 20 words; the shares of this set have 33: 13 are missing"), "{shown}");
}
