//! Copies of the state on a medium that somebody else could write to, and sets in a database that somebody else could
//! write to: nothing is built on, pruned for, or destroyed by, what nobody of the station said.

#[path = "support/backing.rs"]
mod backing;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use backing::{Backing, NEXT, SET, copy_folder, flip};
use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use walk::{PIN, text};

/// Two copies of one ledger are not of the same second.
fn a_second_goes_by() {
    std::thread::sleep(Duration::from_millis(1100));
}

/// An incremental copy on the shelf: the report.
fn incremental(backing: &Backing) -> Value {
    a_second_goes_by();
    backing.done(&format!("backup state --to shelf --recipient {} --incremental", backing.recipient("alice")))
}

/// What a report says was passed over: names and reasons.
fn passed_over(report: &Value) -> Vec<(&str, &str)> {
    let all = report["passed_over"].as_array().map_or(&[][..], Vec::as_slice);
    all.iter().map(|one| (text(one, "name"), text(one, "why"))).collect()
}

/// A manifest on the shelf with these words in place of those.
fn rewritten(backing: &Backing, folder: &str, words: &[(&str, &str)]) {
    let path = backing.walk.path(&format!("{folder}/manifest.json"));
    let manifest = fs::read_to_string(&path).unwrap();
    let manifest = words.iter().fold(manifest, |manifest, (from, to)| {
        assert!(manifest.contains(from), "{from}");
        manifest.replace(from, to)
    });
    fs::write(path, manifest).unwrap();
}

fn name(folder: &str) -> &str {
    folder.strip_prefix("shelf/").unwrap()
}

#[test]
fn a_copy_is_built_on_one_that_this_station_wrote_and_on_no_other() {
    let Some(backing) = Backing::grown() else { return };
    let first = backing.copy("");
    let built = incremental(&backing);
    assert_eq!((text(&built, "base"), passed_over(&built)), (name(&first), vec![]));
    // Whoever has the stick breaks the sealed file, and puts the digest in the manifest right.
    let data = backing.walk.path(&format!("{first}/data.age"));
    let digest = || hex::encode(Sha256::digest(fs::read(&data).unwrap()));
    let right = digest();
    flip(&data, fs::metadata(&data).unwrap().len() as usize - 10);
    let broken = incremental(&backing);
    assert_eq!((text(&broken, "kind"), broken["base"].as_str()), ("full", None), "{broken}");
    assert!(passed_over(&broken)[0].1.contains("the digest differs"), "{broken}");
    let second = format!("shelf/{}", text(&broken, "name"));
    rewritten(&backing, &first, &[(&right, &digest())]);
    // The one that was made in its place serves.
    assert_eq!(text(&incremental(&backing), "base"), name(&second));
    fs::remove_dir_all(backing.walk.path(&second)).unwrap();
    let forged = incremental(&backing);
    assert_eq!(text(&forged, "kind"), "full", "{forged}");
    assert_eq!(passed_over(&forged).len(), 1, "{forged}");
    assert!(passed_over(&forged)[0].1.contains("nothing shows that this station wrote it"), "{forged}");
    // What is not remembered is not built on, unless the ledger key signed it.
    let memory = backing.walk.in_station("copies.json");
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&memory).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    fs::remove_file(&memory).unwrap();
    let forgotten = incremental(&backing);
    assert_eq!((text(&forgotten, "kind"), passed_over(&forgotten).len()), ("full", 2), "{forgotten}");
    a_second_goes_by();
    let signed = backing.copy("--record");
    for broken in ["", "{}", "not JSON"] {
        fs::write(&memory, broken).unwrap();
        assert_eq!(text(&incremental(&backing), "base"), name(&signed));
    }
    // Recorded, and its note lost: the ledger says it.
    fs::remove_file(backing.walk.path(&format!("{signed}/manifest.note"))).unwrap();
    fs::remove_file(&memory).unwrap();
    assert_eq!(text(&incremental(&backing), "base"), name(&signed));
    rewritten(&backing, &signed, &[("chancery 0.1.0", "chancery 0.1.1")]);
    assert_eq!(text(&incremental(&backing), "kind"), "full");
}

#[test]
fn a_copy_from_the_future_is_named_and_stops_nothing() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let copy = backing.copy("");
    let (date, size) = name(&copy)["state-".len()..].split_once('-').unwrap();
    let ahead = format!("shelf/state-20990101T000000Z-{size}");
    copy_folder(&backing.walk.path(&copy), &backing.walk.path(&ahead));
    let part = |from: usize, to: usize| &date[from..to];
    let made = [part(0, 4), "-", part(4, 6), "-", part(6, 11), ":", part(11, 13), ":", part(13, 16)].concat();
    let words = [(name(&copy), name(&ahead)), (made.as_str(), "2099-01-01T00:00:00Z")];
    rewritten(&backing, &ahead, &words);
    // The next copy, and the one after it, build on the true one.
    for _ in 0..2 {
        let built = incremental(&backing);
        assert_eq!(text(&built, "base"), name(&copy), "{built}");
        assert_eq!(passed_over(&built), [(name(&ahead), "made in the future, it says")]);
    }
    let judged = backing.unsound(&format!("backup verify {ahead}"));
    let steps = judged["backups"][0]["steps"].as_array().unwrap();
    let failed: Vec<&Value> = steps.iter().filter(|step| step["verdict"] == "failed").collect();
    assert_eq!((failed.len(), text(failed[0], "clause"), text(failed[0], "name")), (1, "BACKUP-48", "made before now"));
    backing.done(&format!("backup verify {copy}"));
    let listed = backing.done("backup list shelf");
    let states = listed["states"].as_array().unwrap();
    let of_future: Vec<&str> =
        states.iter().filter(|one| one["made_in_the_future"] == true).map(|one| text(one, "name")).collect();
    assert_eq!(of_future, [name(&ahead)]);
    for go in ["", "--go"] {
        let pruned = backing.done(&format!("backup prune shelf {go}"));
        let kept = pruned["kept"].as_array().unwrap();
        let kept = kept.iter().find(|one| text(one, "name") == name(&ahead)).unwrap();
        assert_eq!((text(kept, "reason"), &pruned["gone"]), ("made in the future, it says", &json!([])));
    }
    // Nobody restores it by naming the shelf.
    let said = backing.refused(&backing.restoring("shelf"), 3, "BACKUP-48");
    assert!(text(&said["error"], "message").contains(name(&ahead)), "{said}");
    backing.done_at("again", &backing.restoring(&copy));
}

/// Whether a line of a sealed note stands in the station's database or its log.
fn in_database(backing: &Backing, note: &[u8]) -> bool {
    let of = |name: &str| fs::read(backing.walk.in_station(name)).unwrap_or_default();
    let octets = [of("station.db"), of("station.db-wal")].concat();
    let lines = note.split(|octet| *octet == b'\n').filter(|line| line.len() >= 40 && !line.starts_with(b"-----"));
    lines.into_iter().any(|line| octets.windows(line.len()).any(|part| part == line))
}

/// The words that issue the shares of the first set anew.
fn reissuing(backing: &Backing) -> String {
    let keepers = backing.keepers(&["alice", "bob", "dora"]);
    let opening = backing.opening("m1", SET, &["bob", "carol"]);
    format!(
        "share reissue {SET} --reason left --threshold 2 {keepers} --set {NEXT} --to m3 --to m4 {opening} \
         --answers confirm.toml"
    )
}

#[test]
fn what_is_destroyed_stands_nowhere_in_the_station_and_in_no_later_copy() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    backing.done(&reissuing(&backing));
    let share = backing.walk.path(&backing.share(SET, "carol"));
    let note = fs::read(&share).unwrap();
    assert!(in_database(&backing, &note));
    backing.done(&format!("backup destroyed {SET} --what share~3 --reason burnt"));
    assert!(!share.exists() && !in_database(&backing, &note), "the note of the keeper who left is still there");
    assert!(in_database(&backing, &fs::read(backing.walk.path(&backing.share(SET, "bob"))).unwrap()));
    backing.sound();
}

#[test]
fn nobody_is_told_to_destroy_a_set_by_whoever_writes_the_database_alone() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let path = backing.walk.in_station("station.db");
    let kept = fs::read(&path).unwrap();
    let destroyed = format!("backup destroyed {SET} --what share~1 --reason burnt");
    let replaced = format!("UPDATE backup_set SET state = 'replaced', successor = '{NEXT}'");
    // A reissue that never was, done, in the table of intents: by itself, and in the place of an act that was.
    let act = format!(
        "json_set(bound, '$.what', json('{{\"act\":\"share.reissue\",\"parameters\":{{\"from\":\"{SET}\",\
         \"set\":\"{NEXT}\"}}}}'))"
    );
    let beside = format!(
        "{replaced}; INSERT INTO intent (sequence, digest, nonce, bound, reserved, part, state, outcome) \
         SELECT 900, zeroblob(32), 'f', {act}, reserved, 0, 'done', 900 FROM intent WHERE sequence = 1"
    );
    for forgery in [replaced.clone(), replaced.replace("replaced", "void"), beside] {
        let db = Connection::open(&path).unwrap();
        db.execute_batch(&format!("PRAGMA foreign_keys = OFF; {forgery}")).unwrap();
        db.close().unwrap();
        for line in ["backup list", &destroyed] {
            backing.refused(line, 1, "LEDGER-10");
        }
        let said = backing.unsound("check");
        let due: Vec<&str> = said["due"].as_array().unwrap().iter().map(|one| text(one, "words")).collect();
        assert!(matches!(due[..], [one] if one.starts_with("destroy nothing: LEDGER-10")), "{said}");
        backing.done("status");
        assert!(backing.walk.path(&backing.share(SET, "alice")).exists());
        fs::write(&path, &kept).unwrap();
    }
    backing.done("check");
    backing.sound();
}

#[test]
fn a_set_that_a_restore_brought_is_issued_anew_and_destroyed_like_any_other() {
    let Some(backing) = Backing::grown() else { return };
    let copy = backing.copy("");
    backing.back_up();
    backing.done_at("again", &backing.restoring(&copy));
    let reissued = backing.done_at("again", &reissuing(&backing));
    let all = ["share 1", "share 2", "share 3", "medium 1", "medium 2"];
    assert_eq!(reissued["to_destroy"], json!(all));
    backing.refused_at("again", &format!("backup destroyed {SET} --what medium~3 --reason burnt"), 3, "BACKUP-65");
    for what in all {
        let what = what.replace(' ', "~");
        backing.done_at("again", &format!("backup destroyed {SET} --what {what} --reason burnt"));
    }
    assert!(backing.done_at("again", "backup list")["to_destroy"].is_null());
    backing.sound_at("again");
}

#[test]
fn what_check_says_to_type_runs_once_its_gaps_are_filled() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let copy = backing.copy("--record");
    backing.done(&backing.drilling(&copy));
    a_second_goes_by();
    let due = backing.done("check");
    let command = |what: &str| -> String {
        let line = due["due"].as_array().unwrap().iter().find(|one| one["what"] == what).unwrap();
        text(line, "words").split_once("; chancery ").unwrap().1.to_owned()
    };
    let state = command("state backup").replace("FOLDER", "shelf").replace("age1…", &backing.recipient("alice"));
    backing.done(&state);
    let (share, keys) = (|keeper| backing.share(SET, keeper), format!("--keys m1/keys-{SET}"));
    let drill = command("restore drill").replace("--state FOLDER", "--state shelf").replace("--keys FOLDER", &keys);
    let shares = format!("--share {} --identity alice.key --share {} --identity bob.key", share("alice"), share("bob"));
    backing.done(&drill.replace("FILE", "alice.key").replace("--type", &shares));
    // No PIN is in what is said.
    assert!(!due.to_string().contains(PIN));
}

#[test]
fn a_copy_that_rotted_or_was_forged_takes_no_good_ones_place() {
    let Some(backing) = Backing::grown() else { return };
    // Everything is of today: the rule of the policy keeps it all, and all of it is judged.
    let good = backing.copy("");
    a_second_goes_by();
    let rotten = backing.copy("");
    let data: PathBuf = backing.walk.path(&format!("{rotten}/data.age"));
    flip(&data, fs::metadata(&data).unwrap().len() as usize / 2);
    for go in ["", "--go"] {
        let pruned = backing.done(&format!("backup prune shelf {go}"));
        assert_eq!((&pruned["unreadable"], &pruned["gone"]), (&json!([name(&rotten)]), &json!([])), "{pruned}");
        assert_eq!(text(&pruned["kept"][0], "name"), name(&good));
    }
}
