//! A key backup held as a ceremony: the shipped script rehearsed from its answers, and what happens where a step comes to
//! nothing, is cut off, or names what is not there.

#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;
use walk::{Walk, ceremony, text};

/// A folder that lies in memory. `None`, with a printed word, where there is none.
fn in_memory() -> Option<TempDir> {
    let memory = Path::new("/dev/shm");
    if !memory.is_dir() {
        println!("skipped: there is no /dev/shm");
        return None;
    }
    Some(TempDir::new_in(memory).unwrap())
}

/// A new station, its media, and the answers of the shipped script with a printer of our own.
fn room(printer: &Path) -> Walk {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    for medium in ["medium-1", "medium-2"] {
        fs::create_dir(walk.path(medium)).unwrap();
    }
    let answers = fs::read_to_string(ceremony("answers/key-backup.toml")).unwrap();
    walk.write("answers.toml", &answers.replace("/dev/shm/cards-of-utopia", printer.to_str().unwrap()));
    walk
}

/// The manifests of the sets that lie on a medium.
fn sets_on(walk: &Walk, medium: &str) -> Vec<(String, Value)> {
    let read = |folder: fs::DirEntry| {
        let manifest = fs::read(folder.path().join("manifest.json")).unwrap();
        (folder.file_name().into_string().unwrap(), serde_json::from_slice(&manifest).unwrap())
    };
    fs::read_dir(walk.path(medium)).unwrap().map(Result::unwrap).map(read).collect()
}

/// What the set and the station say after the backup of csca-1.
fn stands(walk: &Walk) -> String {
    let sets = sets_on(walk, "medium-1");
    assert_eq!(sets.len(), 1, "{sets:?}");
    assert_eq!(sets, sets_on(walk, "medium-2"));
    let (folder, manifest) = &sets[0];
    assert_eq!((manifest["keys"].as_array().unwrap().len(), text(&manifest["keys"][0], "label")), (1, "csca-1"));
    assert_eq!((&manifest["shares"]["threshold"], &manifest["shares"]["of"]), (&2.into(), &3.into()));
    let each = manifest["shares"]["each"].as_array().unwrap();
    let keepers: Vec<_> = each.iter().map(|share| (text(share, "keeper"), text(share, "way"))).collect();
    assert_eq!(keepers, [("cornelis", "card"), ("beata", "card"), ("gilles", "card")]);
    let keys = walk.done(&["key", "list"]);
    assert_eq!((text(&keys["keys"][0], "label"), &keys["keys"][0]["locked"]), ("csca-1", &true.into()), "{keys}");
    assert_eq!(walk.done(&["backup", "verify", &format!("medium-1/{folder}")])["sound"], true);
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
    folder.strip_prefix("keys-").unwrap().to_owned()
}

#[test]
fn the_shipped_script_is_rehearsed_from_its_answers() {
    let Some(memory) = in_memory() else { return };
    let printer = memory.path().join("cards");
    let walk = room(&printer);
    let held = walk.done(&["ceremony", "run", &ceremony("key-backup.toml"), "--answers", "answers.toml"]);
    assert_eq!((text(&held, "state"), &held["agree"]), ("finished", &8.into()), "{held}");
    let set = stands(&walk);
    // One card for each keeper went to the printer, and nowhere else.
    let printed = fs::read_to_string(&printer).unwrap();
    assert_eq!(printed.matches("%!PS-Adobe").count(), 3);
    // The transcript names the set and the manifest that was read aloud.
    let transcript = walk.path(held["transcript"][0].as_str().unwrap());
    let transcript = fs::read_to_string(transcript).unwrap();
    let spoken: Vec<&str> = (0..4).map(|group| &set[4 * group..4 * group + 4]).collect();
    assert!(transcript.contains(&spoken.join("-")), "the set is not in the transcript");
    let manifest = fs::read(walk.path(&format!("medium-1/keys-{set}/manifest.json"))).unwrap();
    let digest = chancery::digest::Digest::of(&manifest).groups();
    assert!(transcript.contains(&digest), "the manifest is not in the transcript");
}

/// What the script says to the people in one step, by its id.
fn step<'s>(script: &'s toml::Value, id: &str) -> &'s str {
    let acts = script["act"].as_array().unwrap().iter();
    let mut steps = acts.flat_map(|act| act["step"].as_array().unwrap());
    steps.find(|step| step["id"].as_str() == Some(id)).unwrap()["text"].as_str().unwrap()
}

#[test]
fn the_script_has_cards_proven_before_the_lock_and_what_it_speaks_of_at_hand() {
    let script: toml::Value = toml::from_str(&fs::read_to_string(ceremony("key-backup.toml")).unwrap()).unwrap();
    let backup = step(&script, "backup");
    assert!(backup.contains("types three words of their card back"), "{backup}");
    assert!(!backup.contains("compares every word"), "a card was to be compared with nothing: {backup}");
    assert!(backup.contains("spare medium") && backup.contains("spare bags"), "{backup}");
    assert!(step(&script, "printer-tried").contains("chancery share trial"));
    assert!(!step(&script, "media-away").contains("mounted again and compared"), "no step mounts them again");
    let next = step(&script, "next");
    assert!(next.contains("chancery backup state") && next.contains("chancery backup verify"), "{next}");
    let materials = script["material"].as_array().unwrap();
    let many = |id: &str| materials.iter().find(|one| one["id"].as_str() == Some(id)).unwrap()["exactly"].as_integer();
    assert_eq!((many("backup-medium"), many("bag")), (Some(3), Some(9)));
}

#[test]
fn a_step_that_comes_to_nothing_is_taken_again_with_another_set() {
    let Some(memory) = in_memory() else { return };
    let walk = room(&memory.path().join("cards"));
    fs::remove_dir(walk.path("medium-2")).unwrap();
    let run = ["ceremony", "run", &ceremony("key-backup.toml"), "--answers", "answers.toml"];
    let refused = walk.run(&run);
    assert!(!refused.status.success());
    let said = format!("{}{}", String::from_utf8_lossy(&refused.stdout), String::from_utf8_lossy(&refused.stderr));
    assert!(said.contains("medium-2") && said.contains("ceremony resume key-backup-1"), "{said}");
    assert_eq!(walk.done(&["key", "list"])["keys"][0]["locked"], false);
    assert!(sets_on(&walk, "medium-1").is_empty());
    fs::create_dir(walk.path("medium-2")).unwrap();
    let held = walk.done(&["ceremony", "resume", "key-backup-1", "--answers", "answers.toml"]);
    assert_eq!(text(&held, "state"), "finished", "{held}");
    stands(&walk);
}

#[test]
fn a_set_that_was_begun_and_came_to_nothing_is_void_and_another_is_made() {
    let Some(memory) = in_memory() else { return };
    let printer = memory.path().join("cards");
    let walk = room(&printer);
    // A pipe is no printer: it is found out when the first card goes there, and the set is void by then.
    walk.tool("mkfifo", &[printer.to_str().unwrap()]);
    let run = ["ceremony", "run", &ceremony("key-backup.toml"), "--answers", "answers.toml"];
    assert!(!walk.run(&run).status.success());
    assert_eq!(walk.done(&["key", "list"])["keys"][0]["locked"], false);
    assert!(sets_on(&walk, "medium-1").is_empty() && sets_on(&walk, "medium-2").is_empty());
    fs::remove_file(&printer).unwrap();
    let held = walk.done(&["ceremony", "resume", "key-backup-1", "--answers", "answers.toml"]);
    assert_eq!(text(&held, "state"), "finished", "{held}");
    stands(&walk);
}

#[test]
fn keepers_and_keys_that_are_none_are_refused_on_record() {
    let Some(memory) = in_memory() else { return };
    for (from, to, says) in [
        ("first = \"cornelis\"", "first = \"beata\"", "SHARE-16"),
        ("printer = ", "printer = \"/dev/null\" #", "printer"),
    ] {
        let walk = room(&memory.path().join("cards"));
        let answers = fs::read_to_string(walk.path("answers.toml")).unwrap();
        assert!(answers.contains(from));
        walk.write("answers.toml", &answers.replace(from, to));
        let refused = walk.run(&["ceremony", "run", &ceremony("key-backup.toml"), "--answers", "answers.toml"]);
        let said = format!("{}{}", String::from_utf8_lossy(&refused.stdout), String::from_utf8_lossy(&refused.stderr));
        assert!(!refused.status.success() && said.contains(says), "{says} is not in {said}");
        assert_eq!(walk.done(&["key", "list"])["keys"][0]["locked"], false);
    }
}
