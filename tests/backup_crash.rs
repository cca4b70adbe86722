//! The program is killed at every phase of a backup, a restore, a drill and a clone: at calls that reach the disk,
//! from the first to the last. What follows is recovery; nothing half done is taken for whole, and the way goes on.

#[path = "support/backing.rs"]
mod backing;
#[path = "support/council.rs"]
mod council;
#[path = "support/pens.rs"]
mod pens;
#[path = "support/walk.rs"]
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use backing::{Backing, NEXT, SET, SPOKEN, copy_folder, said};
use council::Council;
use serde_json::{Value, json};
use tempfile::TempDir;
use walk::{SOFTHSM, Walk, number, text};

/// Calls that reach a disk, or give a file its name.
const CALLS: &str =
    "write,fsync,fdatasync,pwrite64,rename,renameat,renameat2,?mkdir,mkdirat,?unlink,unlinkat,ftruncate";

/// A call that reaches a disk, by its name and its number among those of its thread.
type Call = (String, usize);

/// A command under strace, which kills it at a call where one is given. `None` where it was killed; and its calls.
fn run(command: &Command, at: Option<&Call>) -> (Option<Output>, Vec<Call>) {
    let trace = tempfile::NamedTempFile::new().unwrap();
    let mut traced = Command::new("strace");
    traced.args(["-f", "-qq", "-e", &format!("trace={CALLS}"), "-o"]).arg(trace.path());
    if let Some((name, number)) = at {
        traced.args(["-e", &format!("inject={name}:signal=KILL:when={number}")]);
    }
    traced.arg(command.get_program()).args(command.get_args());
    traced.env_clear().envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    traced.current_dir(command.get_current_dir().unwrap()).stdin(Stdio::null());
    let output = traced.output().unwrap();
    // strace counts the calls of each thread and each name by themselves.
    let (lines, mut counts) = (fs::read_to_string(trace.path()).unwrap(), BTreeMap::new());
    let calls = lines.lines().filter(|line| !line.contains("resumed")).filter_map(|line| {
        let (thread, call) = line.split_once(' ')?;
        let name = call.trim().split_once('(')?.0.to_owned();
        let count: &mut usize = counts.entry((thread.to_owned(), name.clone())).or_default();
        *count += 1;
        Some((name, *count))
    });
    let calls = calls.collect();
    if output.status.signal() == Some(9) || output.status.code() == Some(137) {
        return (None, calls);
    }
    (Some(output), calls)
}

/// Whether commands can be traced here.
fn can_trace() -> bool {
    let works = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
    if works.is_ok_and(|output| output.status.success()) {
        return true;
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "strace does not run");
    println!("skipped: strace does not run");
    false
}

/// A station as it was before each kill.
struct Before {
    backing: Backing,
    saved: TempDir,
}

impl Before {
    fn of(backing: Backing) -> Before {
        let saved = TempDir::new().unwrap();
        copy_folder(backing.walk.folder(), saved.path());
        Before { backing, saved }
    }

    /// Everything is as it was.
    fn again(&self) {
        let folder = self.backing.walk.folder();
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() { fs::remove_dir_all(&entry).unwrap() } else { fs::remove_file(&entry).unwrap() }
        }
        copy_folder(self.saved.path(), folder);
    }

    /// Kills a command at so many of its calls, from the first to the last; each time everything is as it was before.
    /// `judge` is told whether it came to its end.
    fn killed(&self, points: usize, command: &Command, mut judge: impl FnMut(bool, usize)) {
        let (output, calls) = run(command, None);
        let output = output.unwrap();
        assert!(output.status.success(), "{}", said(&output));
        assert!(calls.len() > points, "{} calls", calls.len());
        let mut kills = 0;
        for point in 0..points {
            self.again();
            let at = point * (calls.len() - 1) / (points - 1);
            let (ended, _) = run(command, Some(&calls[at]));
            kills += usize::from(ended.is_none());
            judge(ended.is_some(), at);
        }
        // Some calls of one run may not be there in another.
        assert!(kills + 3 >= points, "{kills} kills at {points} points");
    }
}

/// Recovers; what it says of the one act that was open, if one was.
#[track_caller]
fn recovered(backing: &Backing) -> Option<Value> {
    let report = backing.done("recover");
    assert_eq!(report["failures"], json!([]), "{report}");
    assert_eq!(backing.done("recover")["acts"], json!([]));
    backing.sound();
    assert_eq!(backing.done("status")["open"], json!([]));
    report["acts"].as_array().unwrap().first().cloned()
}

/// Whether a key is locked, which its table and its token say alike.
fn is_locked(backing: &Backing, key: &str) -> bool {
    backing.locked(&[key])
}

/// What lies on a stick under the name of a set is the whole set.
#[track_caller]
fn no_half_set(backing: &Backing, stick: &str, set: &str) {
    if backing.set(stick, set).exists() {
        let line = format!("backup verify {stick}/keys-{set}");
        let output = backing.command(&line).output().unwrap();
        let verified: Value = serde_json::from_slice(&output.stdout).unwrap();
        let steps = verified["backups"][0]["steps"].as_array().unwrap();
        let failed: Vec<&str> =
            steps.iter().filter(|step| step["verdict"] == "failed").map(|s| text(s, "name")).collect();
        // A whole folder of a set that is void is known by that alone.
        let is_void = backing.state_of(set).as_deref() == Some("void");
        assert_eq!(failed, if is_void { vec!["the set today"] } else { vec![] }, "{verified}");
    }
}

#[test]
fn a_key_backup_that_is_killed_leaves_a_whole_set_or_one_that_is_void_and_said() {
    let Some(backing) = Backing::grown().filter(|_| can_trace()) else { return };
    let before = Before::of(backing);
    let backing = &before.backing;
    let command = backing.command(&backing.backup_words(""));
    let mut seen = BTreeSet::new();
    before.killed(16, &command, |ended, at| {
        let act = recovered(backing);
        let state = backing.state_of(SET);
        seen.insert(state.clone().unwrap_or_default());
        for stick in ["m1", "m2"] {
            no_half_set(backing, stick, SET);
        }
        match state.as_deref() {
            None => assert!(act.is_none() && !ended, "at {at}: {act:?}"),
            Some("void") => {
                let act = act.unwrap();
                assert!(text(&act, "words").contains("destroy every card and medium of it"), "at {at}: {act}");
                assert_eq!(text(&act, "state"), "not done");
                assert_eq!(backing.to_destroy(SET), ["medium 1", "medium 2"], "no sealed share ever left");
                assert!(!is_locked(backing, "csca-1") && !is_locked(backing, "ds-1"));
            }
            Some("whole") => {
                // Where the locking was begun, recovery brings it to its end; where it was not, nothing is locked, and each
                // is locked by hand: alone nobody performs an act twice.
                let locked = is_locked(backing, "csca-1");
                assert_eq!(is_locked(backing, "ds-1"), locked, "at {at}");
                assert!(locked || act.is_none(), "at {at}: {act:?}");
                for key in ["csca-1", "ds-1"].into_iter().filter(|_| !locked) {
                    backing.walk.write("locking.toml", &format!("confirm = [\"{key}\"]\n"));
                    backing.done(&format!("key lock {key} --answers locking.toml"));
                }
                backing.sound();
                let opening = backing.opening("m2", SET, &["alice", "carol"]);
                assert_eq!(backing.done(&format!("backup verify {opening}"))["sound"], true);
            }
            other => panic!("at {at}: {other:?}"),
        }
        if state.as_deref() != Some("whole") {
            // The way goes on with another set on the same media.
            backing.done(&backing.backup_words("").replace(SET, NEXT));
            assert!(is_locked(backing, "csca-1") && is_locked(backing, "ds-1"));
            backing.sound();
        }
        // The wrapping key is in no token, whatever cut it off.
        assert!(backing.inventory("utopia", "primary").iter().all(|record| record.class == "private"), "at {at}");
    });
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["", "void", "whole"]);
}

#[test]
fn a_reissue_that_is_killed_leaves_one_set_in_force() {
    let Some(backing) = Backing::grown().filter(|_| can_trace()) else { return };
    backing.back_up();
    let line = format!(
        "share reissue {SET} --reason left --threshold 2 {} --set {NEXT} --to m3 --to m4 {} --answers confirm.toml",
        backing.keepers(&["alice", "bob", "dora"]),
        backing.opening("m1", SET, &["bob", "carol"])
    );
    let before = Before::of(backing);
    let backing = &before.backing;
    let command = backing.command(&line);
    before.killed(10, &command, |_, at| {
        recovered(backing);
        let (old, new) = (backing.state_of(SET).unwrap(), backing.state_of(NEXT));
        for stick in ["m3", "m4"] {
            no_half_set(backing, stick, NEXT);
        }
        match (old.as_str(), new.as_deref()) {
            ("whole", None | Some("void")) => {
                let opening = backing.opening("m2", SET, &["alice", "bob"]);
                assert_eq!(backing.done(&format!("backup verify {opening}"))["sound"], true);
                assert_eq!(backing.to_destroy(NEXT).is_empty(), new.is_none(), "at {at}");
                assert!(backing.to_destroy(SET).is_empty());
                let third = line.replace(NEXT, "3333333333333333");
                backing.done(&third);
            }
            ("replaced", Some("whole")) => {
                assert_eq!(backing.to_destroy(SET).len(), 5);
                let opening = backing.opening("m3", NEXT, &["alice", "dora"]);
                assert_eq!(backing.done(&format!("backup verify {opening}"))["sound"], true);
            }
            other => panic!("at {at}: {other:?}"),
        }
        backing.sound();
    });
}

#[test]
fn a_copy_of_the_state_that_is_killed_is_there_whole_or_not_at_all() {
    let Some(backing) = Backing::grown().filter(|_| can_trace()) else { return };
    let line = format!("backup state --to shelf --recipient {} --record", backing.recipient("alice"));
    let before = Before::of(backing);
    let backing = &before.backing;
    let command = backing.command(&line);
    before.killed(9, &command, |_, at| {
        recovered(backing);
        let listed = backing.done("backup list shelf");
        assert_eq!(listed["unreadable"], Value::Null, "at {at}: {listed}");
        for state in listed["states"].as_array().unwrap() {
            assert_eq!(backing.done(&format!("backup verify shelf/{}", text(state, "name")))["sound"], true);
        }
        // The next one clears away what was left, on the stick and beside the database.
        std::thread::sleep(Duration::from_millis(1001));
        let copy = backing.copy("--record");
        let names = fs::read_dir(backing.walk.path("shelf")).unwrap().map(|entry| entry.unwrap().file_name());
        let left: Vec<_> = names.filter(|name| !name.to_str().unwrap().starts_with("state-")).collect();
        assert!(left.is_empty(), "at {at}: {left:?}");
        let own = fs::read_dir(backing.walk.in_station("")).unwrap().map(|entry| entry.unwrap().file_name());
        let left: Vec<_> = own.filter(|name| name.to_str().unwrap().contains("copy")).collect();
        assert!(left.is_empty(), "at {at}: {left:?}");
        assert_eq!(backing.done(&format!("backup verify {copy}"))["sound"], true);
    });
}

#[test]
fn a_restore_that_is_killed_leaves_no_station_and_the_next_one_clears_it_away() {
    let Some(backing) = Backing::grown().filter(|_| can_trace()) else { return };
    backing.back_up();
    backing.copy("--record");
    backing.done("key generate later --spec P-256");
    let copy = backing.copy("--incremental");
    let line = format!("{} --without later", backing.restoring(&copy));
    let before = Before::of(backing);
    let backing = &before.backing;
    let command = backing.command_at("again", &line);
    before.killed(15, &command, |_, at| {
        if backing.walk.path("again").exists() {
            // It was whole before it got its name.
            backing.sound_at("again");
            assert_eq!(number(&backing.done_at("again", "status"), "epoch"), 2);
            fs::remove_dir_all(backing.walk.path("again")).unwrap();
        }
        for half in [".again.making", "again"] {
            let output = backing.command_at(half, "status").output().unwrap();
            let whole = output.status.success();
            // Beside its place it may be whole already; half of it is no station.
            if whole {
                backing.sound_at(half);
            }
            assert!(!whole || half == ".again.making", "at {at}: {}", said(&output));
        }
        let restored = backing.done_at("again", &line);
        assert_eq!(restored["keys"].as_object().unwrap().len(), 2, "at {at}");
        assert!(!backing.walk.path(".again.making").exists(), "at {at}");
        backing.sound_at("again");
    });
}

#[test]
fn a_restore_into_a_token_of_softhsm_that_is_killed_is_done_again_into_the_same_token() {
    let Some(token) = Walk::on_softhsm("hsm").filter(|_| can_trace()) else { return };
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let copy = backing.copy("--record");
    let slots = token.tool("softhsm2-util", &["--show-slots"]);
    let serial = slots.lines().find_map(|line| line.trim().strip_prefix("Serial number:")).unwrap().trim().to_owned();
    let uri = format!("pkcs11:token=hsm;serial={serial}?module-path={SOFTHSM}");
    let walk = backing.walk.with_environment("SOFTHSM2_CONF", token.path("softhsm2.conf").into());
    let backing = Backing { walk };
    let line = format!("{} --vault primary={uri}", backing.restoring(&copy));
    let before = Before::of(backing);
    let backing = &before.backing;
    let command = backing.command_at("again", &line);
    let fresh = TempDir::new().unwrap();
    copy_folder(&token.path("tokens"), fresh.path());
    let mut last = None;
    before.killed(9, &command, |ended, at| {
        // It may have been whole before it was killed.
        if !ended && !backing.walk.path("again").exists() {
            let restored = backing.done_at("again", &line);
            assert_eq!(restored["keys"].as_object().unwrap().len(), 2, "at {at}");
        }
        last = Some(backing.done_at("again", "crl issue"));
        backing.sound_at("again");
        // The token is blank again, as it was.
        fs::remove_dir_all(token.path("tokens")).unwrap();
        copy_folder(fresh.path(), &token.path("tokens"));
    });
    assert!(last.is_some());
}

#[test]
fn a_drill_that_is_killed_is_none_and_the_next_one_passes() {
    let Some(backing) = Backing::grown().filter(|_| can_trace()) else { return };
    backing.back_up();
    let copy = backing.copy("--record");
    let memory = TempDir::new_in("/dev/shm").unwrap();
    let line = format!("{} --memory {}", backing.drilling(&copy), memory.path().display());
    let before = Before::of(backing);
    let backing = &before.backing;
    let command = backing.command(&line);
    before.killed(9, &command, |_, at| {
        recovered(backing);
        let entries = backing.entries();
        let drills = backing.done("backup list")["drills"].as_array().cloned().unwrap_or_default();
        assert!(drills.len() <= 1 && drills.iter().all(|drill| drill["passed"] == true), "at {at}: {drills:?}");
        // A key that was in the throw-away is in no station, and what was killed is swept by the next drill.
        assert_eq!(backing.done(&line)["passed"], true, "at {at}");
        assert_eq!(backing.entries(), entries + 1);
        let left: Vec<_> = fs::read_dir(memory.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.is_empty(), "at {at}: {left:?}");
        backing.sound();
    });
}

#[test]
fn a_clone_that_is_killed_is_recovered_and_done_again() {
    let Some(backing) = Backing::grown().filter(|_| can_trace()) else { return };
    backing.done("vault add standby --embedded");
    let before = Before::of(backing);
    let backing = &before.backing;
    let command = backing.command("vault clone primary --to standby");
    before.killed(9, &command, |_, at| {
        recovered(backing);
        backing.done("vault clone primary --to standby");
        assert_eq!(backing.done("vault compare primary --with standby")["same"], true, "at {at}");
        for vault in ["primary", "standby"] {
            let inventory = backing.inventory("utopia", vault);
            assert_eq!(inventory.len(), 2, "at {at}: {vault}");
            assert!(inventory.iter().all(|record| record.class == "private"), "at {at}: {vault}");
        }
        backing.sound();
    });
}

#[test]
fn an_approved_set_that_was_cut_off_between_its_parts_is_only_locked_when_it_is_performed_again() {
    let Some(backing) = Backing::grown() else { return };
    let keepers = backing.keepers(&["alice", "bob", "carol"]);
    let council = Council::seated(backing.walk);
    let words = walk::words(&format!("backup keys --threshold 2 {keepers} --set {SET}"));
    let proposal = council.agreed(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let now = council.now().to_string();
    let perform = ["perform", &proposal, "--answers", "confirm.toml", "--at", &now];
    // The second part is held in the database, and the program killed while it waits there.
    let db = rusqlite::Connection::open(council.in_station("station.db")).unwrap();
    db.busy_timeout(Duration::from_secs(10)).unwrap();
    let endless = "WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count) SELECT n FROM count";
    let trigger = format!(
        "CREATE TRIGGER held BEFORE INSERT ON intent WHEN NEW.part = 1 BEGIN SELECT max(n) FROM ({endless}); END"
    );
    db.execute_batch(&trigger).unwrap();
    let mut child = council.walk.command(&[&perform[..], &["--to", "m1", "--to", "m2"]].concat()).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(60);
    let whole = || {
        let sql = "SELECT count(*) FROM backup_set WHERE state = 'whole'";
        db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap() == 1
    };
    while !whole() {
        assert!(Instant::now() < until && child.try_wait().unwrap().is_none(), "the first part never ended");
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(400));
    child.kill().unwrap();
    child.wait().unwrap();
    db.execute_batch("DROP TRIGGER held").unwrap();
    drop(db);
    let backing = Backing { walk: council.walk };
    assert_eq!(backing.done("recover")["acts"], json!([]));
    backing.sound();
    assert!(!backing.locked(&["csca-1", "ds-1"]));
    assert_eq!(backing.state_of(SET).as_deref(), Some("whole"));
    let manifest = fs::read(backing.set("m1", SET).join("manifest.json")).unwrap();
    // No media, no shares, no people: the set is there, and its keys are locked now.
    let done = backing.walk.done(&perform);
    assert_eq!(done["outputs"]["set"], SPOKEN, "{done}");
    assert!(backing.locked(&["csca-1", "ds-1"]));
    assert_eq!(fs::read(backing.set("m1", SET).join("manifest.json")).unwrap(), manifest);
    backing.sound();
    // It was used up.
    let again = backing.walk.run(&perform);
    assert_eq!(again.status.code(), Some(3), "{}", said(&again));
}
