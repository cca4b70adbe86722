//! Restore drills by the program: what passes, what is found, what stands in the ledger, and that nothing is left in
//! memory.

#[path = "support/backing.rs"]
mod backing;
#[path = "support/room.rs"]
mod room;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use backing::{Backing, NEXT, NEXT_SPOKEN, SET, SPOKEN, copy_folder, flip, said};
use chancery::ledger::{Note, NoteKey};
use room::Room;
use serde_json::{Value, json};
use walk::{number, text};

/// The folder in memory of a test: what is left there is this test's.
fn memory() -> tempfile::TempDir {
    tempfile::TempDir::new_in("/dev/shm").unwrap()
}

fn is_empty(memory: &tempfile::TempDir) -> bool {
    fs::read_dir(memory.path()).unwrap().next().is_none()
}

#[test]
fn a_drill_restores_everything_in_memory_reports_it_and_leaves_nothing_there() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    backing.copy("--record");
    backing.done("key generate later --spec P-256");
    let copy = backing.copy("--incremental");
    let memory = memory();
    let drilling = format!("{} --memory {}", backing.drilling(&copy), memory.path().display());
    let before = backing.entries();
    let done = backing.done(&drilling);
    assert_eq!((&done["passed"], &done["findings"]), (&json!(true), &json!([])), "{done}");
    assert!(done["keys"].as_array().unwrap().iter().all(|key| key["proven"] == true));
    let phases: Vec<&str> = done["phases"].as_array().unwrap().iter().map(|phase| text(phase, "name")).collect();
    let all = [
        "backups and shares brought",
        "state opened",
        "ledger and tables verified",
        "keys restored and proven",
        "erased",
    ];
    assert_eq!(phases, all);
    assert!(number(&done, "recovery_seconds") < 60);
    assert!(is_empty(&memory) && backing.entries() == before + 1);
    // Its report is a file and a page, and its digest stands in the ledger.
    let files = backing.walk.files(&done);
    let names: Vec<String> = files.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(names, ["html", "json", "note"].map(|ending| format!("drill-{before:06}.{ending}")));
    let bytes = fs::read(&files[1]).unwrap();
    let report: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!((text(&report, "station"), &report["erased"]), ("utopia", &json!(true)));
    assert_eq!(report["state"]["in_the_past_of_today"], true);
    assert_eq!(report["sets"][0]["shares"], json!([[1, "alice"], [2, "bob"]]));
    assert!(report["keys"][0]["certificate"].is_string(), "csca-1 signed under its root: {report}");
    for clause in ["BR 5.2.2, 6.2.7", "WebTrust for CAs 4.1", "TR-03145-1 PRC.Req.9-12", "SP 800-38F"] {
        assert!(report["clauses"].as_array().unwrap().iter().any(|one| one["clause"] == clause), "{clause}");
    }
    let page = fs::read_to_string(&files[0]).unwrap();
    for word in ["Restore drill", "csca-1", "alice", "SP 800-38F", "every backup was restored and proven"] {
        assert!(page.contains(word), "{word}");
    }
    let shown = backing.done(&format!("ledger show {before}"));
    let digest = hex::encode(<sha2::Sha256 as sha2::Digest>::digest(&bytes));
    // Whoever has the three files and the verifier key of a printed head needs no ledger.
    let verifier = text(&backing.done("station show"), "log_key").to_owned();
    let note = Note::parse(&fs::read_to_string(&files[2]).unwrap()).unwrap();
    note.verify_log(&[NoteKey::parse(&verifier).unwrap()]).unwrap();
    assert_eq!(note.text(), format!("chancery drill\nsha256 {digest}\n"));
    for word in [format!("drill-{before:06}.note"), format!("chancery ledger show {before}"), digest.clone()] {
        assert!(page.contains(&word), "{word}");
    }
    // No signature of another day will do: each key signed what was drawn for this drill.
    let challenge = text(&report, "challenge").to_owned();
    assert!(challenge.len() == 64 && page.contains(&challenge), "{challenge}");
    let clause = |name: &str| {
        let all = report["clauses"].as_array().unwrap().iter();
        all.filter(|one| one["clause"] == name).map(|one| text(one, "answer").to_owned()).collect::<String>()
    };
    assert!(clause("TR-03145-1 PRC.Req.14").starts_with("this drill deleted no key"), "{report}");
    assert!(clause("BR 5.4.1").contains("chancery ledger show"), "{report}");
    assert_eq!(clause("BR 5.2.2, 6.2.7"), format!("set {SPOKEN} was opened by 2 shares of its keepers (2 of 3)"));
    assert!(shown.to_string().contains(&digest), "{shown}");
    backing.sound();
    // The next is due in 90 days: status and check say so.
    for verb in ["status", "check"] {
        let said = backing.done(verb);
        let due = said["due"].as_array().unwrap().iter().find(|one| one["what"] == "restore drill").cloned().unwrap();
        assert_eq!(due["overdue"], false, "{due}");
        let drills = backing.done("backup list")["drills"].clone();
        assert_eq!((drills[0]["entry"].as_u64(), &drills[0]["passed"]), (Some(before), &json!(true)));
    }
    let late = backing.unsound("check --at 2036-01-01T00:00:00Z");
    let due = late["due"].as_array().unwrap().iter().find(|one| one["what"] == "restore drill").unwrap();
    assert_eq!(due["overdue"], true, "{late}");
    // A report that was altered afterwards is found.
    fs::write(&files[1], b"{}").unwrap();
    assert_eq!(backing.command("ledger verify").output().unwrap().status.code(), Some(0), "out is written again");
    let db = rusqlite::Connection::open(backing.walk.in_station("station.db")).unwrap();
    db.execute("UPDATE drill SET passed = 0", []).unwrap();
    drop(db);
    let output = backing.command("ledger verify").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
}

#[test]
fn what_a_backup_lacks_is_found_recorded_and_does_not_put_off_the_next_drill() {
    let Some(backing) = Backing::grown() else { return };
    backing.done(&backing.backup_words("csca-1"));
    backing.done(&backing.backup_words("ds-1").replace(SET, NEXT));
    let copy = backing.copy("--record");
    let memory = memory();
    let place = format!("--memory {}", memory.path().display());
    let found = |line: &str, words: &[&str]| {
        let before = backing.entries();
        let said = backing.unsound(&format!("{line} {place}"));
        assert_eq!((&said["passed"], backing.entries()), (&json!(false), before + 1), "{said}");
        let findings = said["findings"].to_string();
        words.iter().for_each(|word| assert!(findings.contains(word), "{word}: {findings}"));
        assert!(is_empty(&memory), "something is left in memory");
        let report = backing.walk.in_station(&format!("out/backups/drill-{before:06}.json"));
        let report: Value = serde_json::from_slice(&fs::read(report).unwrap()).unwrap();
        assert_eq!(report["findings"], said["findings"]);
        // It is no drill, and it is not forgotten.
        let due = backing.done("status")["due"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["what"] == "restore drill")
            .cloned();
        let due = due.expect("a drill that did not pass is said");
        assert!(due["overdue"] == true && text(&due, "words").contains("did not pass"), "{due}");
        said
    };
    // A set that was not given; none at all.
    let said = found(&backing.drilling(&copy), &["key 'ds-1'", "8899-aabb-ccdd-eeff", "was not given"]);
    let proven =
        |key: &str| said["keys"].as_array().unwrap().iter().find(|one| one["key"] == key).unwrap()["proven"].clone();
    assert_eq!((proven("csca-1"), proven("ds-1")), (json!(true), json!(false)));
    let alone = format!("backup drill --state {copy} --state-identity alice.key");
    found(&alone, &["key 'csca-1'", "key 'ds-1'"]);
    // The copy is damaged, or does not open.
    let both = format!("{} {}", backing.drilling(&copy), backing.opening("m2", NEXT, &["carol"]))
        + &format!(" --share {}", backing.share(NEXT, "bob"));
    copy_folder(&backing.walk.path("shelf"), &backing.walk.path("bad"));
    let data = backing.walk.path(&copy.replacen("shelf", "bad", 1)).join("data.age");
    flip(&data, 200_000);
    found(&both.replacen("shelf", "bad", 1), &["SEALED-10"]);
    found(&both.replace("--state-identity alice.key", "--state-identity dora.key"), &["other recipients"]);
    // A ledger that went another way: the same station, restored, is not the one that is here.
    let again = backing.done_at("again", &both.replace("backup drill", "backup restore"));
    assert_eq!(number(&again, "epoch"), 2);
    let other = backing.done_at("again", &format!("backup state --to m4 --recipient {}", backing.recipient("alice")));
    let other = format!("m4/{}", text(&other, "name"));
    found(&both.replace(&copy, &other), &["does not continue the one in the copy"]);
    // A wrapped key that was damaged on its medium: its set is not opened, the other one is tried all the same.
    flip(&backing.set("m1", SET).join("csca-1.kwp"), 20);
    let said = found(&both, &["BACKUP-29", "csca-1.kwp", "which was not given"]);
    let row = said["keys"].as_array().unwrap().iter().find(|one| one["key"] == "ds-1").unwrap().clone();
    assert_eq!(row["proven"], true, "{said}");
    let both = both.replace("m1/", "m2/");
    // It passes with all of it, from the other medium.
    assert_eq!(backing.done(&format!("{both} {place}"))["passed"], true);
    backing.sound();
    let drilled = |entry: u64| {
        let path = backing.walk.in_station(&format!("out/backups/drill-{entry:06}.json"));
        serde_json::from_slice::<Value>(&fs::read(path).unwrap()).unwrap()["challenge"].clone()
    };
    assert_ne!(drilled(backing.entries() - 1), drilled(backing.entries() - 2));
    // The data is older than the policy wants it.
    let late = backing.unsound(&format!("{both} {place} --at 2026-12-31T00:00:00Z"));
    assert!(late["findings"].to_string().contains("the goal is 86400"), "{late}");
    assert!(number(&late, "data_age_seconds") > 86_400);
    assert!(is_empty(&memory));
}

#[test]
fn a_drill_that_cannot_be_held_is_refused_and_nothing_is_recorded() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let copy = backing.copy("");
    let memory = memory();
    let place = format!("--memory {}", memory.path().display());
    let drilling = backing.drilling(&copy);
    backing.refused_before_anything(&format!("{drilling} --memory shelf"), 5, "BACKUP-73");
    backing.refused_before_anything(&format!("{drilling} --memory nowhere"), 5, "BACKUP-73");
    let few =
        format!("backup drill --state {copy} --state-identity alice.key {}", backing.opening("m1", SET, &["bob"]));
    backing.refused_before_anything(&format!("{few} {place}"), 3, "SHARE-31");
    backing.refused_before_anything(&format!("{} {place}", drilling.replace("shelf/", "m4/")), 4, "BACKUP-28");
    assert!(is_empty(&memory));
    assert_eq!(backing.done(&format!("{} {place}", drilling.replace("m1/", "m2/")))["passed"], true);
    assert!(is_empty(&memory));
}

#[test]
fn a_copy_from_before_a_set_lets_nobody_off() {
    let Some(backing) = Backing::grown() else { return };
    let copy = backing.copy("--record");
    let memory = memory();
    let place = format!("--memory {}", memory.path().display());
    let alone = format!("backup drill --state {copy} --state-identity alice.key {place}");
    let found = |line: &str, words: &[&str]| {
        let said = backing.unsound(line);
        assert_eq!(said["passed"], false, "{said}");
        let findings = said["findings"].to_string();
        words.iter().for_each(|word| assert!(findings.contains(word), "{word}: {findings}"));
        said
    };
    // No key is in any set: the state came back, and that is said as what it is.
    let said = found(&alone, &["csca-1", "ds-1", "chancery backup keys"]);
    assert_eq!(text(&said, "verdict"), "the state was restored; no key is in any set");
    assert_eq!(said["in_no_set"], json!(["csca-1", "ds-1"]));
    // The copy knows nothing of this set; the station does.
    backing.back_up();
    let said = found(&alone, &[&format!("key 'csca-1' is in set {SPOKEN}, which was not given"), "key 'ds-1'"]);
    assert!(text(&said, "verdict").starts_with("not everything"), "{said}");
    let drilling = format!("{} {place}", backing.drilling(&copy));
    let said = backing.done(&drilling);
    assert_eq!((&said["passed"], &said["in_no_set"]), (&json!(true), &Value::Null), "{said}");
    // A set that another took the place of is whole in the copy, and not in force.
    let later = backing.copy("--record");
    let keepers = backing.keepers(&["alice", "bob", "dora"]);
    let opening = backing.opening("m1", SET, &["bob", "carol"]);
    backing.done(&format!(
        "share reissue {SET} --reason left --threshold 2 {keepers} --set {NEXT} --to m3 --to m4 {opening} \
         --answers confirm.toml"
    ));
    let old = format!("{} {place}", backing.drilling(&later));
    let given = format!("set {NEXT_SPOKEN}, which was not given");
    found(&old, &[&format!("set {SPOKEN} is not in force: set {NEXT_SPOKEN} took its place"), &given, "key 'csca-1'"]);
    let opening = backing.opening("m3", NEXT, &["alice", "dora"]);
    let new = format!("backup drill --state {later} --state-identity alice.key {place} {opening}");
    assert_eq!(backing.done(&new)["passed"], true);
    backing.sound();
    assert!(is_empty(&memory));
}

#[test]
fn a_station_without_keys_is_restored_and_says_no_more() {
    let Some(backing) = Backing::born(walk::Walk::new("utopia")) else { return };
    let copy = backing.copy("--record");
    let memory = memory();
    let place = format!("--memory {}", memory.path().display());
    let said = backing.done(&format!("backup drill --state {copy} --state-identity alice.key {place}"));
    assert_eq!((&said["passed"], &said["keys"]), (&json!(true), &json!([])), "{said}");
    assert!(text(&said, "verdict").ends_with("the station has no key"), "{said}");
    assert!(is_empty(&memory));
}

#[test]
fn shares_in_escrow_are_told_apart_in_the_report_and_put_no_key_together_outside() {
    let Some(backing) = Backing::grown() else { return };
    backing.walk.tool("age-keygen", &["-o", "erin.key"]);
    let escrow = ["dora", "erin"].map(|name| format!("--escrow {name}={}", backing.recipient(name))).join(" ");
    backing.done(&backing.backup_words(&format!("{escrow} --escrow-threshold 2")));
    let copy = backing.copy("--record");
    let memory = memory();
    let place = format!("--memory {}", memory.path().display());
    let opening = backing.opening("m1", SET, &["dora", "erin"]);
    let by_escrow = format!("backup drill --state {copy} --state-identity alice.key {opening} {place}");
    let report = |entry: u64| {
        let file = |ending: &str| backing.walk.in_station(&format!("out/backups/drill-{entry:06}.{ending}"));
        let report: Value = serde_json::from_slice(&fs::read(file("json")).unwrap()).unwrap();
        (report["sets"][0].clone(), report["clauses"][0]["answer"].clone(), fs::read_to_string(file("html")).unwrap())
    };
    backing.done(&by_escrow);
    let (set, answer, page) = report(backing.entries() - 1);
    assert_eq!((&set["scheme"], &set["escrow"], &set["keepers_last"]), (&json!("2 of 2"), &json!(true), &Value::Null));
    let words =
        format!("set {SPOKEN} was opened by 2 shares in escrow (2 of 2), not by its keepers: theirs have opened");
    assert!(answer.as_str().unwrap().starts_with(&words), "{answer}");
    assert!(page.contains("have opened it in no drill yet") && page.contains("escrow 1 of dora"), "{page}");
    // The keepers come once: from then on it is said when that was.
    backing.done(&format!("{} {place}", backing.drilling(&copy)));
    let (own, ..) = report(backing.entries() - 1);
    assert_eq!((&own["scheme"], &own["escrow"]), (&json!("2 of 3"), &json!(false)));
    let said = backing.done(&by_escrow);
    assert!(said["sets"][0].as_str().unwrap().contains("theirs last opened it in a drill at"), "{said}");
    let (set, _, page) = report(backing.entries() - 1);
    assert_eq!(set["keepers_last"], own["keepers_last"]);
    assert!(page.contains("last opened it in a drill on"), "{page}");
    // The key of a set of this station is put together by nobody for himself: by escrow no more than by the keepers.
    for names in [["dora", "erin"], ["alice", "bob"]] {
        let files = names.map(|name| format!("{} --identity {name}.key", backing.share(SET, name))).join(" ");
        let combine = format!("share combine {files} --seal-to {} --out key.age", backing.recipient("alice"));
        let said = backing.refused(&combine, 3, "SHARE-32");
        assert!(said.to_string().contains("backup verify"), "{said}");
        assert!(!backing.walk.path("key.age").exists());
    }
    // The sealed note tells its keeper what it opens; so does the folder of the set.
    let note = backing.walk.tool("age", &["-d", "-i", "dora.key", &backing.share(SET, "dora")]).replace('\n', " ");
    assert!(note.contains("in any hands 2 shares like it and the files are every key"), "{note}");
    let readme = fs::read_to_string(backing.set("m1", SET).join("README.txt")).unwrap();
    assert!(readme.contains("2 of these 2 open"), "{readme}");
}

#[test]
fn recovery_is_measured_from_the_start_of_the_command() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let copy = backing.copy("--record");
    let memory = memory();
    let words = backing.words_of(SET, "bob");
    let line = format!(
        "'{}' backup drill --state {copy} --state-identity alice.key {} --type --memory {} --station utopia --pin-source file:pin",
        env!("CARGO_BIN_EXE_chancery"),
        backing.opening("m1", SET, &["alice"]),
        memory.path().display(),
    );
    let mut room = Room::begin(&backing.walk.path(""), &line);
    room.sees("A share of set");
    // The keeper takes his time.
    std::thread::sleep(Duration::from_secs(3));
    room.types(&words);
    room.types("");
    let (shown, code) = room.ends();
    assert_eq!(code, Some(0), "{shown}");
    let entry = backing.entries() - 1;
    let file = |ending: &str| backing.walk.in_station(&format!("out/backups/drill-{entry:06}.{ending}"));
    let report: Value = serde_json::from_slice(&fs::read(file("json")).unwrap()).unwrap();
    assert!(number(&report["recovery"], "seconds") >= 3, "{report}");
    assert!(number(&report["phases"][0], "milliseconds") >= 3_000, "{report}");
    assert!(text(&report, "recovery_is").contains("shares brought and typed"), "{report}");
    assert!(fs::read_to_string(file("html")).unwrap().contains("not how long it took to bring people"));
}

#[test]
fn what_a_killed_drill_left_is_told_until_the_next_one_clears_it() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let copy = backing.copy("--record");
    let memory = memory();
    let place = format!("--memory {}", memory.path().display());
    let left = memory.path().join("chancery-drill-0011223344556677");
    fs::create_dir(&left).unwrap();
    fs::set_permissions(&left, fs::Permissions::from_mode(0o700)).unwrap();
    let check = format!("check {place}");
    assert_eq!(backing.done(&check)["good"], true, "an empty folder holds nothing");
    fs::write(left.join("station.db"), "in the clear").unwrap();
    // A second name shows what became of the octets.
    let seen = memory.path().join("seen");
    fs::hard_link(left.join("station.db"), &seen).unwrap();
    let said = backing.unsound(&check);
    let due = said["due"].as_array().unwrap().iter().find(|one| text(one, "what").contains("killed drill")).unwrap();
    let words = text(due, "words");
    assert!(words.contains(left.to_str().unwrap()) && words.contains("chancery backup drill --memory"), "{said}");
    // One that somebody works in is no remains.
    let held = fs::File::open(&left).unwrap();
    rustix::fs::flock(&held, rustix::fs::FlockOperation::NonBlockingLockExclusive).unwrap();
    assert_eq!(backing.done(&check)["good"], true);
    drop(held);
    backing.done(&format!("{} {place}", backing.drilling(&copy)));
    assert_eq!(backing.done(&check)["good"], true);
    assert!(!left.exists() && fs::read(&seen).unwrap() == [0; 12]);
}
