//! Downloads of the PKD at a station: taken in once and whole, in any order, cut off and gone on with, altered and found.

#[path = "support/council.rs"]
mod council;
#[path = "support/lists.rs"]
mod lists;
#[path = "support/memory.rs"]
mod memory;
#[path = "support/pens.rs"]
mod pens;
#[path = "support/prepared.rs"]
mod prepared;
#[path = "support/shared.rs"]
mod shared;
#[path = "support/walk.rs"]
mod walk;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use chancery::icao::pkd::ldif;
use chancery::icao::pkd::{Base, ObjectKind, PkdError, Published, export};
use council::Council;
use rusqlite::Connection;
use serde_json::{Value, json};
use walk::{Walk, text};

const SLICE: &str = "data/pkd/icaopkd-001-complete-slice.ldif";
const COMPLETE: &str = "icaopkd-001-complete-000001.ldif";

/// A station with the downloads of another specimen state beside it.
fn utopia() -> Walk {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    prepared::prepare("pkd", walk.folder());
    walk
}

fn ingest(walk: &Walk, file: &str) -> Value {
    walk.done(&["pkd", "ingest", file, "--source", "a stick"])
}

fn count(document: &Value, name: &str) -> u64 {
    document["counts"][name].as_u64().unwrap_or_else(|| panic!("{name}: {document}"))
}

/// How many objects stand in a collection now.
fn standing(walk: &Walk, collection: u64) -> u64 {
    let shown = walk.done(&["pkd", "show"]);
    let all = shown["collections"].as_array().unwrap();
    all.iter().find(|one| one["collection"] == collection).map_or(0, |one| one["objects"].as_u64().unwrap())
}

#[test]
fn all_the_lists_in_one_download_and_the_slice_give_the_counts_that_were_measured() {
    let Some(slice) = shared::shared(SLICE) else { return };
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    // A download of collection 002 with every signed list; the stripped ones are taken in with an explicit word.
    let signed = lists::files("data/masterlists", &[".ml"]);
    let of = |octets: &[u8]| chancery::digest::Digest::of(octets);
    let objects: Vec<Published> = signed
        .iter()
        .map(|(name, octets)| Published {
            kind: ObjectKind::MasterList,
            state: if name.starts_with("ICAO") { "UN".into() } else { name[..2].to_owned() },
            object: of(octets),
            version: Some(1),
            said: None,
        })
        .collect();
    let mut out = Vec::new();
    let mut octets =
        |digest| Ok::<_, PkdError>(signed.iter().find(|(_, octets)| of(octets) == digest).unwrap().1.clone());
    export(&mut out, Base::Download, &objects, &mut octets).unwrap();
    fs::write(walk.path("icaopkd-002-complete-000325.ldif"), out).unwrap();
    let lists = ingest(&walk, "icaopkd-002-complete-000325.ldif");
    assert_eq!(lists["collection"], 2);
    assert_eq!(lists["lists_taken_in"], signed.len() as u64, "{lists}");
    assert_eq!(lists["lists_left_out"], json!([]));
    for (name, _) in lists::files("data/masterlists", &[".cscalist"]) {
        let path = shared::shared("data/masterlists").unwrap().join(name);
        walk.done(&["masterlist", "ingest", path.to_str().unwrap(), "--source", "a page", "--unsigned"]);
    }
    let expected: Value =
        serde_json::from_slice(&fs::read(slice.parent().unwrap().join("expected.json")).unwrap()).unwrap();
    let read = ingest(&walk, slice.to_str().unwrap());
    assert_eq!((count(&read, "document_signers"), count(&read, "crls")), (3665, 5));
    assert_eq!(
        (count(&read, "verified"), count(&read, "not_verified"), count(&read, "unreadable")),
        (3642 + 4, 23 + 1, 0)
    );
    // State by state, CRLs aside: LT's is by no CSCA.
    let mut wanted: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for (state, counts) in expected["per_country"].as_object().unwrap() {
        let count = |name| counts.get(name).and_then(Value::as_u64).unwrap_or(0);
        wanted.insert(state.clone(), (count("ok"), count("unverified")));
    }
    let mut found: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for one in read["states"].as_array().unwrap() {
        let count = |name: &str| one[name].as_u64().unwrap();
        let bad_crl = u64::from(text(one, "state") == "LT") * count("crls");
        let (good, bad) = (count("verified") - (count("crls") - bad_crl), count("not_verified") - bad_crl);
        if good + bad > 0 {
            found.insert(text(one, "state").to_owned(), (good, bad));
        }
    }
    assert_eq!(found, wanted);
    let named = read["not_verified"].as_array().unwrap();
    assert_eq!(named.iter().filter(|one| one["state"] != "LT").count(), 23, "{named:?}");
    assert!(named.iter().all(|one| ["issuer-absent", "no-key-verifies"].contains(&text(one, "why"))));
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
    // What is given out again is what was taken in.
    walk.done(&["pkd", "export", "again.ldif", "--collection", "1"]);
    let objects = |path: &Path| {
        let octets = fs::read(path).unwrap();
        let mut all = lists::ldif_values(&octets, "userCertificate;binary");
        all.extend(lists::ldif_values(&octets, "certificateRevocationList;binary"));
        all.sort();
        all
    };
    assert!(objects(&walk.path("again.ldif")) == objects(&slice));
}

#[test]
fn deltas_add_and_take_away_and_what_is_taken_in_once_is_not_taken_in_again() {
    let walk = utopia();
    let first = ingest(&walk, COMPLETE);
    assert_eq!(
        (first["extent"].clone(), first["edition"].clone(), first["already"].clone()),
        (json!("complete"), json!(1), json!(false))
    );
    assert_eq!((count(&first, "document_signers"), count(&first, "crls"), count(&first, "not_verified")), (1, 1, 2));
    assert_eq!(standing(&walk, 1), 2);
    let entries = walk.done(&["ledger", "verify"])["entries"].clone();
    // The same octets under another name are the same file.
    fs::copy(walk.path(COMPLETE), walk.path("other.ldif")).unwrap();
    for again in [COMPLETE, "other.ldif"] {
        let again = ingest(&walk, again);
        assert_eq!((again["already"].clone(), again["entry"].clone()), (json!(true), first["entry"].clone()));
    }
    assert_eq!(walk.done(&["ledger", "verify"])["entries"], entries);
    let gone = ingest(&walk, "icaopkd-001-delta-000002.ldif");
    assert_eq!((gone["extent"].clone(), count(&gone, "deletions")), (json!("delta"), 1));
    assert_eq!(standing(&walk, 1), 1);
    let nothing = ingest(&walk, "icaopkd-001-delta-000003.ldif");
    assert_eq!((nothing["extent"].clone(), nothing["records"].clone()), (json!("delta"), json!(0)));
    assert_eq!(standing(&walk, 1), 1);
    // The delta that takes away stands before a complete file of a later edition, whenever it comes.
    fs::copy(walk.path("altered.ldif"), walk.path("icaopkd-001-complete-000009.ldif")).unwrap();
    let later = ingest(&walk, "icaopkd-001-complete-000009.ldif");
    assert_eq!(later["noticed"], Value::Null);
    assert_eq!(standing(&walk, 1), 2);
    fs::write(walk.path("icaopkd-001-delta-000012.ldif"), "version: 1\n# later\n").unwrap();
    let gap = ingest(&walk, "icaopkd-001-delta-000012.ldif");
    assert!(text(&gap, "noticed").contains("edition 12 follows edition 9"), "{gap}");
    fs::write(walk.path("icaopkd-001-delta-000004.ldif"), "version: 1\n# older\n").unwrap();
    let old = ingest(&walk, "icaopkd-001-delta-000004.ldif");
    assert!(text(&old, "noticed").contains("not newer than edition 12"), "{old}");
    assert_eq!(standing(&walk, 1), 2);
    assert_eq!(walk.done(&["pkd", "list"])["files"].as_array().unwrap().len(), 6);
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn a_modification_adds_takes_away_and_says_anew_what_it_names_and_nothing_else() {
    let walk = utopia();
    ingest(&walk, COMPLETE);
    let complete = fs::read(walk.path(COMPLETE)).unwrap();
    let value = lists::ldif_values(&complete, "userCertificate;binary").remove(0);
    let base64 = |octets: &[u8]| base64::Engine::encode(&base64::engine::general_purpose::STANDARD, octets);
    let gone = fs::read_to_string(walk.path("icaopkd-001-delta-000002.ldif")).unwrap();
    let name = gone.lines().find(|line| line.starts_with("dn:")).unwrap();
    let delta = |number: u32, parts: &str| {
        let file = format!("icaopkd-001-delta-{number:06}.ldif");
        fs::write(walk.path(&file), format!("version: 1\n\n{name}\nchangetype: modify\n{parts}-\n")).unwrap();
        ingest(&walk, &file)
    };
    let attribute = "userCertificate;binary";
    delta(2, &format!("add: {attribute}\n{attribute}:: {}\n", base64(&[0x30, 0])));
    assert_eq!(standing(&walk, 1), 3);
    let codes = "replace: pkdConformanceCode\npkdConformanceCode: ERR:CSCA.CDP.14\n";
    delta(3, codes);
    let coded = |walk: &Walk| {
        let shown = walk.done(&["pkd", "show"]);
        shown["collections"][0]["states"][0]["with_codes"].as_u64().unwrap()
    };
    assert_eq!((standing(&walk, 1), coded(&walk)), (3, 2));
    let taken = delta(4, &format!("delete: {attribute}\n{attribute}:: {}\n", base64(&value)));
    assert_eq!((count(&taken, "deletions"), count(&taken, "objects"), standing(&walk, 1)), (1, 0, 2));
    let all = delta(5, &format!("delete: {attribute}\n"));
    assert_eq!((all["oddities"]["P22"].clone(), standing(&walk, 1)), (json!(1), 2));
    delta(6, &format!("replace: {attribute}\n{attribute}:: {}\n", base64(&value)));
    assert_eq!(standing(&walk, 1), 2);
    walk.done(&["pkd", "export", "now.ldif", "--collection", "1"]);
    let now = fs::read(walk.path("now.ldif")).unwrap();
    assert_eq!(lists::ldif_values(&now, attribute), [value]);
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn a_bad_signature_is_no_reason_to_lose_the_certificate_and_none_to_believe_it() {
    let walk = utopia();
    let list = ingest(&walk, "icaopkd-002-complete-000001.ldif");
    assert_eq!((list["lists_taken_in"].clone(), count(&list, "master_lists")), (json!(1), 1));
    let good = ingest(&walk, COMPLETE);
    assert_eq!((count(&good, "verified"), count(&good, "not_verified")), (2, 0));
    let altered = ingest(&walk, "altered.ldif");
    assert_eq!((count(&altered, "verified"), count(&altered, "not_verified")), (1, 1));
    assert_eq!(altered["not_verified"][0]["why"], "no-key-verifies");
}

#[test]
fn a_document_signer_becomes_no_anchor_by_any_way() {
    let Some(slice) = shared::shared(SLICE) else { return };
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    let list = shared::shared("data/masterlists/DE_ML_2025-11-27.ml").unwrap();
    walk.done(&["masterlist", "ingest", list.to_str().unwrap(), "--source", "a page"]);
    // Signers of the state whose CSCA keys are on its own list, laid into a folder as if they were CSCAs.
    fs::create_dir(walk.path("signers")).unwrap();
    let read = ingest(&walk, slice.to_str().unwrap());
    assert!(count(&read, "verified") > 3000);
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    let sql = "SELECT o.bytes, hex(e.verifier) FROM pkd_entry e JOIN object o ON o.digest = e.object \
               WHERE e.state = 'DE' AND e.kind = 'document signer' AND e.verifier IS NOT NULL";
    let signers: Vec<(Vec<u8>, String)> = db
        .prepare(sql)
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    drop(db);
    assert!(!signers.is_empty());
    for (number, (der, verifier)) in signers.iter().enumerate() {
        fs::write(walk.path(&format!("signers/{number}.cer")), der).unwrap();
        let _ = walk.run(&["trust", "accept", &verifier.to_lowercase(), "--source", "diplomatic note 12"]);
    }
    walk.done(&["trust", "import", "signers", "--source", "a folder"]);
    let proposed = walk.done(&["trust", "propose"]).to_string();
    let anchors = walk.done(&["trust", "anchors"]);
    assert!(!anchors["anchors"].as_array().unwrap().is_empty());
    for (der, _) in &signers {
        let fingerprint = chancery::digest::Digest::of(der).to_string();
        assert!(!proposed.contains(&fingerprint), "{fingerprint}");
        walk.refused(&["trust", "accept", &fingerprint, "--source", "diplomatic note 13"], 3, Some("TRUST-1"));
        walk.refused(&["trust", "accept", &fingerprint, "--rule", "link-from-anchor"], 3, Some("TRUST-1"));
    }
    assert_eq!(walk.done(&["trust", "anchors"])["anchors"], anchors["anchors"]);
}

#[test]
fn an_altered_master_list_is_left_out_and_told_and_its_file_taken_in() {
    let walk = utopia();
    let file = fs::read_to_string(walk.path("icaopkd-002-complete-000001.ldif")).unwrap();
    let value = lists::ldif_values(file.as_bytes(), "pkdMasterListContent").remove(0);
    let mut bad = value.clone();
    let last = bad.len() - 1;
    bad[last] ^= 1;
    let named = "cn=x,o=ml,c=AQ,dc=data,dc=download,dc=pkd,dc=icao,dc=int";
    let entry = ldif::Entry {
        name: named.into(),
        change: ldif::Change::Content(vec![ldif::Attribute {
            description: "pkdMasterListContent".into(),
            value: ldif::Value::Octets(bad),
            place: chancery::icao::pkd::Place::default(),
        }]),
    };
    let mut out = file.into_bytes();
    ldif::write(&mut out, &entry).unwrap();
    fs::write(walk.path("icaopkd-002-complete-000002.ldif"), out).unwrap();
    let read = ingest(&walk, "icaopkd-002-complete-000002.ldif");
    assert_eq!((count(&read, "master_lists"), read["lists_taken_in"].clone()), (2, json!(1)));
    let left = read["lists_left_out"].as_array().unwrap();
    assert_eq!(left.len(), 1);
    assert!(left[0].as_str().unwrap().contains("signature"), "{left:?}");
    assert_eq!(walk.done(&["masterlist", "list"])["lists"].as_array().unwrap().len(), 1);
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn what_is_no_download_and_what_comes_from_nowhere_is_refused_and_nothing_is_left() {
    let walk = utopia();
    fs::write(walk.path("garbage"), "this is no object\n").unwrap();
    fs::write(walk.path("empty"), "").unwrap();
    fs::write(walk.path("binary"), [0u8, 1, 2, 0xff, 10, 13]).unwrap();
    let entries = walk.done(&["ledger", "verify"])["entries"].clone();
    for file in ["garbage", "empty", "binary"] {
        walk.refused(&["pkd", "ingest", file, "--source", "a stick"], 4, Some("PKD-1"));
    }
    walk.refused(&["pkd", "ingest", "nowhere.ldif", "--source", "a stick"], 4, None);
    walk.refused(&["pkd", "ingest", ".", "--source", "a stick"], 4, None);
    // What leads to a device is not read, and never fills the station's disk.
    std::os::unix::fs::symlink("/dev/zero", walk.path("icaopkd-001-complete-000007.ldif")).unwrap();
    let said = walk.refused(&["pkd", "ingest", "icaopkd-001-complete-000007.ldif", "--source", "a stick"], 4, None);
    assert!(said["error"]["message"].as_str().unwrap().contains("it leads to a device"), "{said}");
    let many = "version: 1\n\n".to_owned() + &"dn: cn=a\nchangetype: delete\n\n".repeat(250_001);
    fs::write(walk.path("many.ldif"), many).unwrap();
    walk.refused(&["pkd", "ingest", "many.ldif", "--source", "a stick"], 4, Some("PKD-5"));
    walk.refused(&["pkd", "ingest", COMPLETE, "--source", " "], 3, Some("PKD-2"));
    let name = "x".repeat(201);
    walk.refused(&["pkd", "ingest", COMPLETE, "--source", "a stick", "--name", &name], 3, Some("PKD-4"));
    walk.refused(&["pkd", "ingest", COMPLETE], 2, None);
    walk.refused(&["pkd", "export", "x.ldif", "--collection", "1"], 2, None);
    walk.refused(&["pkd", "show", "00000000"], 2, None);
    assert!(!walk.path("x.ldif").exists());
    fs::write(walk.path("there.ldif"), "mine").unwrap();
    walk.refused(&["pkd", "export", "there.ldif", "--own"], 3, Some("FILE-1"));
    assert_eq!(fs::read(walk.path("there.ldif")).unwrap(), b"mine");
    assert_eq!(walk.done(&["ledger", "verify"])["entries"], entries);
    assert_eq!(walk.done(&["pkd", "list"])["files"], json!([]));
}

#[test]
fn a_reading_that_was_killed_goes_on_where_it_was_and_comes_to_the_same() {
    let Some(slice) = shared::shared(SLICE) else { return };
    let [cut, whole] = ["cut", "whole"].map(|name| {
        let walk = Walk::new(name);
        walk.init("UT", "UTO");
        walk
    });
    let at = |walk: &Walk| -> Option<u64> {
        let db = Connection::open(walk.in_station("station.db")).ok()?;
        db.query_row("SELECT records FROM pkd_reading", [], |row| row.get::<_, i64>(0)).ok().map(|n| n as u64)
    };
    let arguments = ["pkd", "ingest", slice.to_str().unwrap(), "--source", "a stick"];
    let mut child = cut.command(&arguments).spawn().unwrap();
    while at(&cut).is_none_or(|records| records == 0) {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be killed");
        std::thread::sleep(Duration::from_micros(200));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let records = at(&cut).unwrap();
    assert!(records > 0 && records < 3784, "{records}");
    // What was read so far counts for nothing yet, and is nothing odd.
    assert_eq!(cut.done(&["pkd", "list"])["files"], json!([]));
    assert_eq!(cut.done(&["ledger", "verify"])["sound"], true);
    let begun = cut.done(&["status"])["pkd_readings"].clone();
    assert_eq!(
        begun[0]["file"],
        json!(chancery::digest::Digest::of(&fs::read(&slice).unwrap()).to_string()),
        "{begun}"
    );
    let output = cut.run(&arguments);
    assert!(String::from_utf8_lossy(&output.stderr).contains("a reading of this file was cut off there"));
    assert_eq!(cut.done(&["status"])["pkd_readings"], json!([]));
    let contents = |walk: &Walk| {
        let db = Connection::open(walk.in_station("station.db")).unwrap();
        db.query_row("SELECT contents, records FROM pkd_file", [], |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, i64>(1)?))
        })
        .unwrap()
    };
    whole.done(&arguments);
    assert_eq!(contents(&cut), contents(&whole));
    assert_eq!(at(&cut), None);
    assert_eq!(cut.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn a_reading_that_was_cut_off_before_another_entry_begins_anew() {
    let walk = utopia();
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    let file = chancery::digest::Digest::of(&fs::read(walk.path(COMPLETE)).unwrap());
    let begun = "INSERT INTO pkd_reading (file, octets, line, records, ledger) VALUES (?1, 400, 20, 2, 0)";
    db.execute(begun, [file.bytes().to_vec()]).unwrap();
    let line = "INSERT INTO pkd_entry (file, line, what, name) VALUES (?1, 5, 'other', x'00')";
    db.execute(line, [file.bytes().to_vec()]).unwrap();
    drop(db);
    let read = ingest(&walk, COMPLETE);
    assert_eq!((count(&read, "lines"), count(&read, "objects")), (2, 2));
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn what_somebody_put_where_a_reading_was_cut_off_is_not_taken_over() {
    let walk = utopia();
    let octets = fs::read(walk.path(COMPLETE)).unwrap();
    let file = chancery::digest::Digest::of(&octets).bytes().to_vec();
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    let ledger: i64 = db.query_row("SELECT count(*) FROM entry", [], |row| row.get(0)).unwrap();
    let end = i64::try_from(octets.len()).unwrap();
    let begun = "INSERT INTO pkd_reading (file, octets, line, records, ledger) VALUES (?1, ?2, 99, 5, ?3)";
    db.execute(begun, rusqlite::params![file, end, ledger]).unwrap();
    let object = b"no certificate at all";
    let digest = chancery::digest::Digest::of(object).bytes().to_vec();
    db.execute("INSERT INTO object (digest, bytes) VALUES (?1, ?2)", rusqlite::params![digest, object]).unwrap();
    let line = "INSERT INTO pkd_entry (file, line, what, name, state, kind, object, judged) \
                VALUES (?1, 5, 'object', x'00', 'AQ', 'document signer', ?2, 'own-key')";
    db.execute(line, rusqlite::params![file, digest]).unwrap();
    drop(db);
    let read = ingest(&walk, COMPLETE);
    assert_eq!((count(&read, "lines"), count(&read, "verified"), count(&read, "not_verified")), (2, 0, 2), "{read}");
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn every_row_that_was_altered_by_hand_is_found() {
    let walk = utopia();
    ingest(&walk, "icaopkd-002-complete-000001.ldif");
    ingest(&walk, COMPLETE);
    assert_eq!(walk.done(&["ledger", "verify"])["sound"], true);
    let database = walk.in_station("station.db");
    Connection::open(&database).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let kept = fs::read(&database).unwrap();
    for (sql, table) in [
        ("UPDATE pkd_entry SET judged = 'issuer-absent' WHERE kind = 'document signer'", "pkd_entry"),
        ("UPDATE pkd_entry SET verifier = NULL WHERE kind = 'document signer'", "pkd_entry"),
        ("UPDATE pkd_entry SET state = 'UT' WHERE kind = 'CRL'", "pkd_entry"),
        ("UPDATE pkd_entry SET said = '{\"codes\":[\"ERR:CSCA.CDP.14\"]}' WHERE kind = 'CRL'", "pkd_entry"),
        ("UPDATE pkd_entry SET what = 'deletion' WHERE kind = 'CRL'", "pkd_entry"),
        ("DELETE FROM pkd_entry WHERE kind = 'CRL'", "pkd_entry"),
        (
            "INSERT INTO pkd_entry (file, line, what, name) SELECT file, 99, 'other', x'00' FROM pkd_entry LIMIT 1",
            "pkd_entry",
        ),
        ("INSERT INTO pkd_entry (file, line, what, name) VALUES (zeroblob(32), 1, 'other', x'00')", "pkd_entry"),
        ("UPDATE pkd_object SET subject = 'CN=other' WHERE kind = 'document signer'", "pkd_object"),
        ("UPDATE pkd_object SET not_after = '2099-01-01T00:00:00Z' WHERE kind = 'CRL'", "pkd_object"),
        ("DELETE FROM pkd_object WHERE kind = 'CRL'", "pkd_object"),
        ("UPDATE pkd_file SET edition = 7 WHERE collection = 1", "pkd_file"),
        ("UPDATE pkd_file SET extent = 'delta'", "pkd_file"),
        ("DELETE FROM pkd_file WHERE collection = 1", "pkd_file"),
        ("UPDATE list SET verdict = 'anchored'", "list"),
        ("DELETE FROM list", "list"),
    ] {
        let db = Connection::open(&database).unwrap();
        db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
        assert!(db.execute(sql, []).unwrap() > 0, "{sql} altered nothing");
        db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        drop(db);
        let said = walk.refused_judgement(&["ledger", "verify"]);
        assert!(said.to_string().contains(&format!("table '{table}'")), "{sql}: {said}");
        for name in ["station.db", "station.db-wal", "station.db-shm"] {
            let _ = fs::remove_file(walk.in_station(name));
        }
        fs::write(&database, &kept).unwrap();
    }
}

#[test]
fn a_proposed_download_waits_at_the_station_and_is_taken_in_without_its_stick() {
    let council = Council::rehearsal("utopia");
    prepared::prepare("pkd", council.walk.folder());
    let verb = ["pkd", "ingest", COMPLETE, "--source", "a stick"];
    let proposal = council.agreed(&verb);
    let held = || fs::read_dir(council.in_station("held")).unwrap().count();
    assert_eq!(held(), 1);
    fs::remove_file(council.walk.path(COMPLETE)).unwrap();
    council.perform(&proposal, "nothing");
    assert_eq!(held(), 0);
    assert_eq!(council.done(&["pkd", "list"])["files"].as_array().unwrap().len(), 1);
    assert_eq!(council.done(&["ledger", "verify"])["sound"], true);
}

#[test]
fn what_waited_for_a_proposal_that_was_withdrawn_is_let_go() {
    let council = Council::rehearsal("utopia");
    prepared::prepare("pkd", council.walk.folder());
    let held = || fs::read_dir(council.in_station("held")).unwrap().count();
    let first = council.agreed(&["pkd", "ingest", COMPLETE, "--source", "a stick"]);
    let second = council.agreed(&["pkd", "ingest", "icaopkd-001-delta-000002.ldif", "--source", "a stick"]);
    assert_eq!(held(), 2);
    council.decide("ann", &first, "withdraw");
    council.done(&["recover"]);
    // A withdrawal stops what the officer approved; the proposal lives for as long as others may carry it.
    council.later(10 * 86_400);
    council.done(&["recover"]);
    assert_eq!(held(), 0);
    council.not_performed(&second, "APPROVAL-1");
}

#[test]
fn a_download_that_was_exchanged_while_it_waited_is_not_taken_in() {
    let council = Council::rehearsal("utopia");
    prepared::prepare("pkd", council.walk.folder());
    let proposal = council.agreed(&["pkd", "ingest", COMPLETE, "--source", "a stick"]);
    let held = fs::read_dir(council.in_station("held")).unwrap().next().unwrap().unwrap().path();
    fs::write(&held, fs::read(council.walk.path("altered.ldif")).unwrap()).unwrap();
    let said = council.walk.run(&["perform", &proposal, "--at", &council.now().to_string()]);
    assert_ne!(said.status.code(), Some(0));
    assert_eq!(council.done(&["pkd", "list"])["files"], json!([]));
}
