//! What a manifest may say, and the many things it may not.

use serde_json::json;

use super::*;
use crate::backup::fixtures::{BEGIN, LedgerKey, changed, key_note, key_set, ledger, made, medium, root_at, station};
use crate::fault::{Fail, Fault};
use crate::secret::Secret;

fn state() -> Vec<u8> {
    let (_directory, medium) = medium();
    made(&medium, &[7; 70_000], BEGIN, 42, None).unwrap().manifest.bytes().unwrap()
}

fn keys() -> Vec<u8> {
    key_set().0.bytes().unwrap()
}

#[test]
fn both_are_read_as_they_are_written() {
    let (octets, manifest) = (keys(), key_set().0);
    assert_eq!(KeysManifest::read(&octets).unwrap(), manifest);
    assert_eq!(manifest.folder(), "keys-a1b2c3d4e5f60718");
    let state = state();
    assert_eq!(StateManifest::read(&state).unwrap().bytes().unwrap(), state);
    assert!(octets.starts_with(br#"{"act":""#) && octets.ends_with(b"}"));
}

#[test]
fn backup_20_what_is_not_of_the_form_is_refused() {
    for octets in [keys(), state()] {
        let read = |octets: &[u8]| match octets.windows(11).any(|part| part == b"backup-keys") {
            true => KeysManifest::read(octets).map(drop),
            false => StateManifest::read(octets).map(drop),
        };
        assert!(read(&octets).is_ok());
        for bad in [
            Vec::new(),
            b"null".to_vec(),
            b"[]".to_vec(),
            octets[..octets.len() - 1].to_vec(),
            [&octets[..], b"x"].concat(),
            changed(&octets, "/more", json!(1)),
            changed(&octets, "/station/more", json!(1)),
            changed(&octets, "/ledger/more", json!(null)),
            changed(&octets, "/ledger/size", json!("42")),
            changed(&octets, "/ledger/size", json!(-1)),
            changed(&octets, "/ledger/root", json!("00")),
            changed(&octets, "/station/name", json!("Utopia 1")),
            changed(&octets, "/station/mode", json!("demo")),
            changed(&octets, "/made", json!("yesterday")),
            changed(&octets, "/made", json!("2026-11-22T10:00:00.5Z")),
        ] {
            let refused = read(&bad).unwrap_err();
            assert_eq!((refused.clause(), refused.kind()), (Some("BACKUP-20"), Fault::Malformed), "{refused}");
        }
        let twice = String::from_utf8(octets.clone()).unwrap().replacen('{', r#"{"schema":"x","#, 1);
        assert_eq!(read(twice.as_bytes()).unwrap_err().clause(), Some("BACKUP-20"), "a field twice");
    }
}

#[test]
fn backup_21_one_value_has_one_writing() {
    let text = String::from_utf8(keys()).unwrap();
    for bad in [
        format!("{text}\n"),
        format!(" {text}"),
        text.replacen(':', ": ", 1),
        text.replace("\"threshold\":2", "\"threshold\":2 "),
        text.replace("a1b2c3d4e5f60718\"", "a1b2-c3d4-e5f6-0718\""),
        text.replace(BEGIN, "2026-11-22T11:00:00+01:00"),
        text.replace("utopia-1\"", "utopia\\u002d1\""),
    ] {
        let refused = KeysManifest::read(bad.as_bytes()).unwrap_err();
        assert!(matches!(refused.clause(), Some("BACKUP-21" | "BACKUP-20")), "{refused}");
    }
    let (digest, octets) = (key_set().0.act.to_string(), state());
    let upper = text.replace(&digest, &digest.to_uppercase());
    assert_eq!(KeysManifest::read(upper.as_bytes()).unwrap_err().clause(), Some("BACKUP-21"));
    let pretty = serde_json::to_vec_pretty(&serde_json::from_slice::<serde_json::Value>(&octets).unwrap()).unwrap();
    assert_eq!(StateManifest::read(&pretty).unwrap_err().clause(), Some("BACKUP-21"));
}

#[test]
fn a_key_set_that_cannot_be_is_refused_with_its_field() {
    let other = LedgerKey::new(1).sign("another text\n").to_string();
    let replaced = |from: &str, to: &str| String::from_utf8(keys()).unwrap().replace(from, to).into_bytes();
    for (octets, field) in [
        (changed(&keys(), "/schema", json!("chancery/backup-keys@2")), "BACKUP-22"),
        (changed(&keys(), "/station/epoch", json!(1u64 << 53)), "station.epoch"),
        (changed(&keys(), "/ledger/size", json!(43)), "ledger.checkpoint"),
        (changed(&keys(), "/ledger/size", json!(0)), "ledger.size"),
        (changed(&keys(), "/ledger/root", json!(root_at(43))), "ledger.checkpoint"),
        (changed(&keys(), "/ledger/checkpoint", json!(other)), "ledger.checkpoint"),
        (changed(&keys(), "/ledger/checkpoint", json!("")), "ledger.checkpoint"),
        (changed(&keys(), "/ledger/key", json!("")), "ledger.key"),
        (changed(&keys(), "/station/name", json!("utopia-2")), "ledger.checkpoint"),
        (changed(&keys(), "/station/mode", json!("production")), "ledger.checkpoint"),
        (changed(&keys(), "/shares/identifier", json!(32768)), "shares.identifier"),
        (changed(&keys(), "/shares/threshold", json!(0)), "shares.threshold"),
        (changed(&keys(), "/shares/threshold", json!(1)), "shares.threshold"),
        (changed(&keys(), "/shares/threshold", json!(4)), "shares.threshold"),
        (changed(&keys(), "/shares/of", json!(17)), "shares.of"),
        (changed(&keys(), "/shares/of", json!(0)), "shares.of"),
        (changed(&keys(), "/shares/of", json!(2)), "shares.each"),
        (changed(&keys(), "/shares/of", json!(4)), "shares.each"),
        (changed(&keys(), "/shares/each/0/number", json!(2)), "shares.each"),
        (changed(&keys(), "/shares/each/2/number", json!(4)), "shares.each"),
        (changed(&keys(), "/shares/each/0/to", json!("age1x")), "shares.each.to"),
        (changed(&keys(), "/shares/each/1/to", json!(null)), "shares.each.to"),
        (changed(&keys(), "/shares/each/1/to", json!("age1\u{1b}")), "shares.each.to"),
        (changed(&keys(), "/shares/each/2/to", json!("0123")), "shares.each.to"),
        (changed(&keys(), "/shares/each/2/to", json!("g".repeat(40))), "shares.each.to"),
        (changed(&keys(), "/shares/each/0/check", key_check(1)), "shares.each.check"),
        (changed(&keys(), "/keys", json!([])), "keys"),
        (replaced("signer-1", "aaa"), "keys.label"),
        (replaced("signer-1", "csca"), "keys.label"),
        (replaced(&"02".repeat(16), &"01".repeat(16)), "keys.id"),
        (changed(&keys(), "/keys/0/file", json!("../csca.kwp")), "keys.file"),
        (changed(&keys(), "/keys/0/file", json!("signer-1.kwp")), "keys.file"),
        (changed(&keys(), "/keys/0/file", json!("CSCA.kwp")), "keys.file"),
        (changed(&keys(), "/keys/0/octets", json!(0)), "keys.octets"),
        (changed(&keys(), "/keys/0/octets", json!(16)), "keys.octets"),
        (changed(&keys(), "/keys/0/octets", json!(57)), "keys.octets"),
        (changed(&keys(), "/keys/0/octets", json!(1 << 20)), "keys.octets"),
        (changed(&keys(), "/keys/0/public_key", json!("")), "keys.public_key"),
        (changed(&keys(), "/keys/0/public_key", json!("MAA=")), "keys.public_key"),
        (changed(&keys(), "/keys/0/token/label", json!("a\u{202e}b")), "keys.token"),
        (changed(&keys(), "/keys/0/token/serial", json!("9".repeat(257))), "keys.token"),
        (changed(&keys(), "/keys/0/guards", json!([""])), "keys.guards"),
        (changed(&keys(), "/keys/0/guards", json!(vec!["x"; 33])), "keys.guards"),
        (changed(&keys(), "/keys/0/certificates", json!(["AAAA"])), "keys.certificates"),
        (changed(&keys(), "/keys/0/certificates", json!(vec!["MAA="; 33])), "keys.certificates"),
        (changed(&keys(), "/replaces", json!(["a1b2c3d4e5f60718"])), "replaces"),
        (changed(&keys(), "/replaces", json!(["0202020202020202", "0101010101010101"])), "replaces"),
        (changed(&keys(), "/replaces", json!(vec!["0202020202020202"; 2])), "replaces"),
    ] {
        let refused = KeysManifest::read(&octets).unwrap_err();
        let told = format!("{} {refused}", refused.clause().unwrap());
        assert!(told.contains(field) && refused.kind() == Fault::Malformed, "{field}: {told}");
    }
}

fn key_check(share: usize) -> serde_json::Value {
    json!(key_set().0.shares.each[share].check)
}

#[test]
fn a_state_that_cannot_be_is_refused_with_its_field() {
    let base = json!({"name": "state-20261122T100000Z-0000000042", "manifest": root_at(1)});
    let older = json!({"name": "state-20261121T100000Z-0000000042", "manifest": root_at(1)});
    let recipient = serde_json::from_slice::<serde_json::Value>(&state()).unwrap()["recipients"][0].clone();
    for (octets, field) in [
        (changed(&state(), "/schema", json!("chancery/backup-keys@1")), "BACKUP-22"),
        (changed(&state(), "/name", json!("state-20261122T100000Z-0000000043")), "name"),
        (changed(&state(), "/name", json!("state-20261122T100001Z-0000000042")), "name"),
        (changed(&state(), "/name", json!("../state-20261122T100000Z-0000000042")), "BACKUP-20"),
        (changed(&state(), "/made", json!("2026-11-22T10:00:01Z")), "name"),
        (changed(&state(), "/kind", json!("partial")), "BACKUP-20"),
        (changed(&state(), "/kind", json!("incremental")), "base"),
        (changed(&state(), "/base", older.clone()), "base"),
        (changed(&changed(&state(), "/kind", json!("incremental")), "/base", base), "base"),
        (changed(&state(), "/base", json!({"name": "x", "manifest": root_at(1)})), "BACKUP-20"),
        (changed(&state(), "/database/block", json!(4096)), "database.block"),
        (changed(&state(), "/database/octets", json!(0)), "database.blocks"),
        (changed(&state(), "/database/octets", json!(65536)), "database.blocks"),
        (changed(&state(), "/database/octets", json!(131073)), "database.blocks"),
        (changed(&state(), "/database/blocks", json!([])), "database.blocks"),
        (changed(&state(), "/recipients", json!([])), "recipients"),
        (changed(&state(), "/recipients", json!([recipient, recipient])), "recipients"),
        (changed(&state(), "/recipients", json!(["age1x"])), "BACKUP-20"),
        (changed(&state(), "/data/octets", json!(0)), "data.octets"),
        (changed(&state(), "/program", json!("")), "program"),
        (changed(&state(), "/program", json!("a\nb")), "program"),
        (changed(&state(), "/ledger/size", json!(41)), "ledger.checkpoint"),
    ] {
        let refused = StateManifest::read(&octets).unwrap_err();
        let told = format!("{} {refused}", refused.clause().unwrap());
        assert!(told.contains(field) && refused.kind() == Fault::Malformed, "{field}: {told}");
    }
    let whole = changed(&changed(&state(), "/kind", json!("incremental")), "/base", older);
    assert!(StateManifest::read(&whole).is_ok());
}

#[test]
fn backup_24_a_manifest_is_bounded_before_it_is_read() {
    let long = vec![b' '; LARGEST_KEYS as usize + 1];
    assert_eq!(KeysManifest::read(&long).unwrap_err().clause(), Some("BACKUP-24"));
}

#[test]
fn what_could_not_be_read_is_not_written() {
    let (mut manifest, _) = key_set();
    manifest.shares.threshold = 9;
    assert_eq!(manifest.bytes().unwrap_err().clause(), Some("BACKUP-23"));
    let mut manifest = key_set().0;
    manifest.ledger = ledger(43);
    manifest.ledger.size = 44;
    assert!(manifest.bytes().is_err());
}

#[test]
fn a_note_stands_behind_one_manifest_and_one_ledger() {
    let (manifest, octets) = (key_set().0, keys());
    let (text, origin) = (manifest.note_text(&octets), manifest.station.origin());
    assert!(text.starts_with("chancery backup\nkeys a1b2c3d4e5f60718\nsha256 "));
    let note = key_note(&manifest).to_string();
    let judged = |note: &str, keys: &[crate::ledger::NoteKey]| judge_note(note.as_bytes(), &text, &origin, keys);
    let known = [LedgerKey::new(2).note_key(), LedgerKey::new(1).note_key()];
    judged(&note, &known).unwrap();
    let mut damaged = note.clone();
    let letter = if damaged.remove(note.len() - 20) == 'A' { 'B' } else { 'A' };
    damaged.insert(note.len() - 20, letter);
    for (note, keys, clause) in [
        (note.clone(), &known[..1], Some("BACKUP-26")),
        (note.clone(), &[], Some("BACKUP-26")),
        (note.replace("keys", "kezs"), &known[..], Some("BACKUP-25")),
        (note.replacen("sha256 ", "sha256  ", 1), &known[..], Some("BACKUP-25")),
        (damaged, &known[..], Some("BACKUP-26")),
        (LedgerKey::new(3).sign(&text).to_string(), &known[..], Some("BACKUP-26")),
        (LedgerKey::new(1).sign(&manifest.note_text(b"{}")).to_string(), &known[..], Some("BACKUP-25")),
        (manifest.ledger.checkpoint.clone(), &known[..], Some("BACKUP-25")),
        (String::new(), &known[..], None),
        (text.clone(), &known[..], None),
    ] {
        let refused = judged(&note, keys).unwrap_err();
        assert_eq!(refused.clause(), clause, "{refused}");
    }
    assert_eq!(judge_note(&[0xff], &text, &origin, &known).unwrap_err().clause(), Some("BACKUP-25"));
    let elsewhere = judge_note(note.as_bytes(), &text, "chancery/other/specimen", &known);
    assert_eq!(elsewhere.unwrap_err().clause(), Some("BACKUP-26"));
}

#[test]
fn backup_40_another_station_or_mode_is_refused_and_another_epoch_is_not() {
    let record = key_set().0.station;
    let mut wanted = station();
    wanted.epoch = 7;
    record.expect_of(&wanted).unwrap();
    wanted.mode = crate::mode::Mode::Production;
    assert_eq!(record.expect_of(&wanted).unwrap_err().clause(), Some("BACKUP-40"));
    wanted = station();
    wanted.station = "utopia-2".parse().unwrap();
    assert_eq!(record.expect_of(&wanted).unwrap_err().clause(), Some("BACKUP-40"));
}

#[test]
fn a_share_is_known_by_set_number_and_words() {
    let words = Secret::new(b"academic acid".to_vec());
    let check = check_of(crate::backup::fixtures::set(), 1, &words);
    // sha256sum of the same four lines.
    let lines = b"chancery share\na1b2c3d4e5f60718\n1\nacademic acid\n";
    assert_eq!(check, crate::digest::Digest::of(lines));
    assert_ne!(check, check_of(crate::backup::fixtures::set(), 2, &words));
    assert_ne!(check, check_of(crate::keys::SetId::of([0; 8]), 1, &words));
}
