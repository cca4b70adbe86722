//! Shares that are judged alone at their station: recorded, asked for again when their time comes, refused where what was
//! judged is not a share of a set in force.

use std::fs;
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use serde_json::{Value, json};

use super::backing::{Backing, NEXT, SET, SPOKEN, copy_folder, words_in};
use super::resealed;
use super::walk::{Walk, text};

/// The words that judge a share of the first medium and record it.
fn record(file: &str, keeper: &str, set: &str) -> String {
    format!("share check {file} --identity {keeper}.key --of m1/keys-{set} --record")
}

/// What a check says of shares: whether it is overdue, when, and in which words.
fn told(checked: &Value) -> Vec<(bool, &str, &str)> {
    let lines = checked["due"].as_array().unwrap().iter().filter(|one| one["what"] == "share check");
    lines.map(|one| (one["overdue"] == true, text(one, "at"), text(one, "words"))).collect()
}

/// Changes rows beside the ledger.
fn alter(backing: &Backing, sql: &str) {
    let db = Connection::open(backing.walk.path("utopia/station.db")).unwrap();
    let triggers: Vec<String> = db
        .prepare("SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    triggers.iter().for_each(|sql| db.execute_batch(sql).unwrap());
    assert!(db.execute(sql, []).unwrap() > 0, "{sql} altered nothing");
}

#[test]
fn a_share_that_was_judged_is_recorded_without_a_word_of_it_and_asked_for_when_its_year_is_over() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let alice = backing.share(SET, "alice");
    // Judging alone records nothing; where no policy asks, nothing is due before the first record.
    let before = backing.entries();
    backing.done(&record(&alice, "alice", SET).replace(" --record", ""));
    assert_eq!((told(&backing.done("check")), backing.entries()), (vec![], before));
    thread::sleep(Duration::from_millis(1100));
    let judged = backing.done(&record(&alice, "alice", SET));
    assert_eq!((&judged["recorded"]["act"], backing.entries()), (&json!("share.checked"), before + 1), "{judged}");
    backing.sound();
    // No word of it: neither in the report nor anywhere in the database.
    let own = backing.words_of(SET, "alice");
    let first = own.split(' ').take(4).collect::<Vec<_>>().join(" ");
    assert!(!judged.to_string().contains(&first));
    for file in ["utopia/station.db", "utopia/station.db-wal"] {
        let octets = fs::read(backing.walk.path(file)).unwrap_or_default();
        assert!(!octets.windows(first.len()).any(|window| window == first.as_bytes()), "{file}");
    }

    // The others come first, a year after the set was made; this one a year after it was judged.
    let checked = backing.done("check");
    let lines = told(&checked);
    let [(false, at, words)] = lines[..] else { panic!("{checked}") };
    let begins = format!("share 2 of bob, share 3 of carol of set {SPOKEN}; share 1 of alice by ");
    assert!(words.starts_with(&begins), "{words}");
    assert!(words.ends_with(&format!("; chancery share check --of FOLDER/keys-{SET} --record")), "{words}");
    let late = backing.unsound(&format!("check --at {at}"));
    assert_eq!(told(&late), [(true, at, words)]);
    let later = backing.unsound("check --at 2036-01-01T00:00:00Z");
    let all = format!("share 2 of bob, share 3 of carol, share 1 of alice of set {SPOKEN}; chancery share check ");
    assert!(told(&later)[0].2.starts_with(&all), "{later}");

    // A row that is altered, and one that nobody recorded, are found.
    alter(&backing, "UPDATE share_checked SET at = '2035-01-01T00:00:00Z'");
    let found = backing.unsound("ledger verify");
    assert!(found["findings"].to_string().contains("share_checked"), "{found}");
    alter(&backing, "INSERT INTO share_checked SELECT 0, name, 'share 2', at FROM share_checked");
    let found = backing.unsound("ledger verify");
    assert!(found["findings_in_all"].as_u64() > Some(1), "{found}");
}

#[test]
fn a_record_of_what_is_no_share_of_a_set_in_force_is_refused_before_anything() {
    let Some(backing) = Backing::grown() else { return };
    backing.done(&backing.backup_words("csca-1"));
    backing.done(&backing.backup_words("ds-1").replace(SET, NEXT));
    let alice = backing.share(SET, "alice");
    let refused = |line: &str, code, clause| backing.refused_before_anything(line, code, clause);
    refused(&format!("share check {alice} --identity alice.key --record"), 2, "");
    // Of another set, by its note and by its words; a word that is wrong.
    refused(&record(&alice, "alice", NEXT), 3, "SHARE-20");
    let bare = resealed(&backing, "alice", &alice, |note| words_in(&note));
    refused(&record(&bare, "alice", NEXT), 3, "SHARE-17");
    let words = backing.words_of(SET, "carol");
    let last = words.split(' ').next_back().unwrap().to_owned();
    let other = if last == "academic" { "acid" } else { "academic" };
    let wrong = resealed(&backing, "carol", &backing.share(SET, "carol"), |note| {
        let at = note.rfind(&format!(" {last}\n")).unwrap();
        format!("{} {other}\n{}", &note[..at], &note[at + last.len() + 2..])
    });
    refused(&record(&wrong, "carol", SET), 4, "SHARE-3");
    // A folder that says otherwise than the set did here, and a set of another station.
    copy_folder(&backing.set("m1", SET), &backing.set("m3", SET));
    let manifest = backing.set("m3", SET).join("manifest.json");
    let said = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, said.replace("\"keeper\":\"alice\"", "\"keeper\":\"alicf\"")).unwrap();
    refused(&record(&alice, "alice", SET).replace("m1/", "m3/"), 3, "BACKUP-85");
    if let Some(other) = Backing::born(Walk::new("arcadia")) {
        copy_folder(&backing.set("m1", SET), &other.set("m1", SET));
        other.refused_before_anything(&record("no-file", "alice", SET), 3, "BACKUP-64");
    }
    // Of a set that is void, and of one whose place another took.
    for state in ["void", "replaced"] {
        alter(&backing, &format!("UPDATE backup_set SET state = '{state}' WHERE name = '{SET}'"));
        let said = refused(&record(&alice, "alice", SET), 3, "BACKUP-77");
        assert!(text(&said["error"], "message").contains(state), "{said}");
    }
    alter(&backing, &format!("UPDATE backup_set SET state = 'whole' WHERE name = '{SET}'"));
    backing.done(&record(&alice, "alice", SET));
    backing.sound();
}
