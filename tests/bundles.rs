//! Bundles: made by a station, judged by a consumer; everything that was changed,
//! mixed, cut off, too old or signed by too few is refused by its clause.

#[path = "support/bundle_kit.rs"]
mod bundle_kit;
#[path = "support/signing.rs"]
mod signing;

use std::collections::BTreeMap;

use bundle_kit::{Key, Station, far, now, of, put_signed, read_json, refit, some_targets, target, time};
use chancery::bundle::{BundleError, EXPORT_ACT, Expiry, Export, LogFiles, Roots, Seen, Service, VerifiedBundle};
use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::ledger::{Fields, Kind};
use chancery::signer::{Curve, Hash};
use rayon::prelude::*;
use serde_json::json;

type Files = BTreeMap<String, Vec<u8>>;

fn good() -> (Station, Files) {
    let mut station = Station::new();
    let files = station.export(some_targets()).files().clone();
    (station, files)
}

#[track_caller]
fn refused(result: Result<VerifiedBundle, BundleError>, clause: &str, words: &[&str]) {
    let error = result.map(|_| ()).expect_err("it was to be refused");
    assert_eq!(error.clause(), Some(clause), "{error}");
    let message = error.to_string();
    assert!(message.starts_with(clause), "{message}");
    words.iter().for_each(|word| assert!(message.contains(word), "'{word}' is not in: {message}"));
    assert_eq!(error.kind(), Fault::Unsound, "{message}");
}

#[test]
fn a_good_bundle_is_believed_step_by_step() {
    let (station, files) = good();
    let mut steps = Vec::new();
    let bundle = station.judge_with(files, &Seen::default(), now(), &mut steps).unwrap();
    let names: Vec<&str> = steps.iter().map(|step| step.name).collect();
    let wanted = [
        "pinned root",
        "root chain",
        "timestamp",
        "snapshot",
        "targets",
        "service",
        "target files",
        "manifest",
        "manifest signature",
        "no other files",
        "ledger head",
        "export entry",
        "commitment",
    ];
    assert_eq!(names, wanted);
    assert!(steps.iter().zip(1..).all(|(step, number)| step.number == number));
    assert_eq!(bundle.targets().len(), 3);
    let path = "trust-anchors/anchors/UT-1.der".parse().unwrap();
    assert_eq!(bundle.bytes(&path).unwrap(), b"an anchor");
    assert_eq!(bundle.targets()[&path].custom.as_ref().unwrap()["country"], "UT");
    assert_eq!(bundle.bytes(&"trust-anchors/other".parse().unwrap()), None);
    assert_eq!((bundle.expires(), bundle.signed_at(), bundle.recorded_at()), (far(), Some(now()), now()));
    assert_eq!(bundle.seen().ledger_size, 2);
    assert_eq!(bundle.root_digest(), station.roots.first_digest());
}

#[test]
fn the_same_plan_gives_the_same_octets_but_for_signatures() {
    let station = Station::new();
    let parts = || {
        let signed = station.sign(vec![station.service(some_targets())]).unwrap();
        let bundle = signed.finish(LogFiles { checkpoint: vec![], proof: vec![], entry: vec![] });
        let mut files = bundle.files().clone();
        for path in ["targets", "trust-anchors"].map(|role| format!("metadata/{role}.json")) {
            files.insert(path.clone(), chancery::canonical::bytes(&read_json(&files, &path)["signed"]).unwrap());
        }
        // These two name digests of signed files.
        files.retain(|path, _| {
            !["metadata/snapshot.json", "metadata/timestamp.json", "MANIFEST.p7s"].contains(&path.as_str())
        });
        files
    };
    assert_eq!(parts(), parts());
}

#[test]
fn an_older_bundle_is_a_rollback_and_the_same_one_is_not() {
    let mut station = Station::new();
    let older = station.export(some_targets()).files().clone();
    let newer = station.export(some_targets()).files().clone();
    let seen = station.judge(&newer).unwrap().seen();
    let judge = |files: &Files, seen: &Seen| station.judge_with(files.clone(), seen, now(), &mut Vec::new());
    refused(judge(&older, &seen), "BUNDLE-1", &["timestamp", "1", "2"]);
    judge(&newer, &seen).unwrap();

    // A new timestamp over old roles, as the thief of one key would make it.
    for (member, wanted) in [("snapshot", "snapshot"), ("roles", "trust-anchors"), ("ledger", "ledger")] {
        let mut ahead = seen.clone();
        match member {
            "snapshot" => ahead.versions.snapshot += 1,
            "roles" => *ahead.versions.roles.get_mut("trust-anchors").unwrap() += 1,
            _ => ahead.ledger_size += 1,
        }
        refused(judge(&newer, &ahead), "BUNDLE-1", &[wanted]);
    }
    let mut lost = seen.clone();
    lost.versions.roles.insert("document-signers".into(), 1);
    refused(judge(&newer, &lost), "BUNDLE-1", &["document-signers", "0"]);
    let mut root = seen;
    root.versions.root = 2;
    refused(judge(&newer, &root), "BUNDLE-1", &["root"]);
}

#[test]
fn two_bundles_of_one_version_are_told_apart() {
    let mut station = Station::new();
    let one = station.export(some_targets()).files().clone();
    let seen = station.judge(&one).unwrap().seen();
    station.previous = None;
    let other = station.export(vec![target("trust-anchors/other", b"x")]).files().clone();
    station.judge(&other).unwrap();
    let result = station.judge_with(other, &seen, now(), &mut Vec::new());
    refused(result, "BUNDLE-3", &["timestamp.json", "same version"]);
}

#[test]
fn every_expired_role_is_named() {
    let soon = time("2026-12-01T00:00:00Z");
    type Set = fn(&mut Expiry, chancery::clock::Time);
    let roles: [(&str, Set); 4] = [
        ("timestamp", |e, t| e.timestamp = t),
        ("snapshot", |e, t| e.snapshot = t),
        ("targets", |e, t| e.targets = t),
        ("trust-anchors", |e, t| e.services = t),
    ];
    for (role, set) in roles {
        let mut station = Station::new();
        set(&mut station.expiry, soon);
        let files = station.export(some_targets()).files().clone();
        let judge = |at| station.judge_with(files.clone(), &Seen::default(), at, &mut Vec::new());
        assert_eq!(judge(soon.plus(-1)).unwrap().expires(), soon);
        refused(judge(soon), "BUNDLE-2", &[&format!("'{role}'"), "2026-12-01T00:00:00Z"]);
    }
    let (station, files) = good();
    let result = station.judge_with(files, &Seen::default(), far(), &mut Vec::new());
    refused(result, "BUNDLE-2", &["'root'"]);
}

#[test]
fn files_of_two_bundles_are_not_one_bundle() {
    let mut station = Station::new();
    let one = station.export(some_targets()).files().clone();
    let mut targets = some_targets();
    targets.push(target("trust-anchors/more", b"x"));
    let two = station.export(targets).files().clone();
    for path in ["metadata/snapshot.json", "metadata/targets.json", "metadata/trust-anchors.json"] {
        let mut mixed = two.clone();
        mixed.insert(path.into(), one[path].clone());
        refused(station.judge(&mixed), "BUNDLE-3", &[path]);
    }
    let mut mixed = two.clone();
    mixed.insert("MANIFEST.sha256".into(), one["MANIFEST.sha256"].clone());
    refused(station.judge(&mixed), "BUNDLE-5", &["MANIFEST.sha256"]);
    mixed.insert("MANIFEST.p7s".into(), one["MANIFEST.p7s"].clone());
    refused(station.judge(&mixed), "BUNDLE-3", &["MANIFEST.sha256"]);
    let mut log = two.clone();
    log.extend(one.iter().filter(|(path, _)| path.starts_with("log/")).map(|(p, b)| (p.clone(), b.clone())));
    refused(station.judge(&log), "BUNDLE-13", &["log/export.entry", "targets_digest"]);
}

#[test]
fn a_version_other_than_the_one_named_is_mixed() {
    let (station, mut files) = good();
    let mut snapshot = read_json(&files, "metadata/snapshot.json")["signed"].clone();
    snapshot["meta"]["targets.json"]["version"] = json!(2);
    put_signed(&mut files, "metadata/snapshot.json", snapshot, &[&station.snapshot]);
    let bytes = files["metadata/snapshot.json"].clone();
    let mut timestamp = read_json(&files, "metadata/timestamp.json")["signed"].clone();
    timestamp["meta"]["snapshot.json"]["length"] = json!(bytes.len());
    timestamp["meta"]["snapshot.json"]["hashes"]["sha256"] = json!(Digest::of(&bytes));
    put_signed(&mut files, "metadata/timestamp.json", timestamp, &[&station.timestamp]);
    refused(station.judge(&files), "BUNDLE-3", &["targets.json", "version"]);
}

#[test]
fn every_missing_file_makes_a_partial_copy() {
    let (station, files) = good();
    for path in files.keys() {
        let mut partial = files.clone();
        partial.remove(path);
        refused(station.judge(&partial), "BUNDLE-4", &[path]);
    }
}

#[test]
fn a_target_cut_short_is_partial_and_one_changed_or_longer_is_tampered() {
    let (station, files) = good();
    let path = "targets/trust-anchors/crls/UT.crl";
    for (bytes, clause) in [("a lis", "BUNDLE-4"), ("", "BUNDLE-4"), ("A list", "BUNDLE-5"), ("a list\n", "BUNDLE-5")] {
        let mut changed = files.clone();
        changed.insert(path.into(), bytes.as_bytes().to_vec());
        refused(station.judge(&changed), clause, &[path]);
    }
    let mut cut = files.clone();
    cut.get_mut("metadata/snapshot.json").unwrap().truncate(100);
    refused(station.judge(&cut), "BUNDLE-4", &["metadata/snapshot.json", "100"]);
}

#[test]
fn every_octet_of_a_bundle_flipped_is_refused() {
    let (station, files) = good();
    let places: Vec<(&String, usize)> =
        files.iter().flat_map(|(path, bytes)| (0..bytes.len()).map(move |at| (path, at))).collect();
    assert!(places.len() > 5_000);
    places.par_iter().for_each(|(path, at)| {
        let mut changed = files.clone();
        let octets = changed.get_mut(*path).unwrap();
        // A letter changes its case at every second place: hex digits must not pass.
        octets[*at] ^= if octets[*at].is_ascii_alphabetic() && at % 2 == 0 { 0x20 } else { 0x01 };
        let result = station.judge(&changed);
        let error = result.map(|_| ()).expect_err(&format!("{path}, octet {at} flipped, was believed"));
        assert!(matches!(error.kind(), Fault::Unsound | Fault::Malformed), "{path} {at}: {error}");
    });
}

#[test]
fn a_strangers_file_is_refused_wherever_it_lies() {
    let (station, files) = good();
    for path in [
        "README.txt",
        "metadata/2.targets.json",
        "metadata/01.root.json",
        "metadata/root.json",
        "log/more",
        "targets/trust-anchors/stranger.der",
        "targets/other/x",
        "targets/trust-anchors/crls/UT.crl.chancery-part",
    ] {
        let mut more = files.clone();
        more.insert(path.into(), b"x".to_vec());
        let error = station.judge(&more).map(|_| ()).unwrap_err();
        assert_eq!((error.clause(), error.kind()), (Some("BUNDLE-6"), Fault::Unsound), "{path}: {error}");
        assert!(error.to_string().contains(path));
    }
}

#[test]
fn too_few_signatures_are_refused_and_counted() {
    let (station, mut files) = good();
    let signed = read_json(&files, "metadata/targets.json")["signed"].clone();
    put_signed(&mut files, "metadata/targets.json", signed.clone(), &[&station.targets[1]]);
    refit(&station, &mut files);
    refused(station.judge(&files), "BUNDLE-7", &["metadata/targets.json", "1 good", "2 of 2"]);
    put_signed(&mut files, "metadata/targets.json", signed, &[]);
    refit(&station, &mut files);
    refused(station.judge(&files), "BUNDLE-7", &["0 good", "2 of 2"]);
}

#[test]
fn a_key_that_the_role_does_not_list_is_refused() {
    let (station, mut files) = good();
    let stranger = Key::ed25519();
    let signed = read_json(&files, "metadata/targets.json")["signed"].clone();
    let keys = [&station.targets[0], &station.targets[1], &stranger];
    put_signed(&mut files, "metadata/targets.json", signed, &keys);
    refit(&station, &mut files);
    refused(station.judge(&files), "BUNDLE-7", &[&stranger.role_key().id().to_string()]);
}

#[test]
fn one_signature_twice_is_not_two() {
    let (station, mut files) = good();
    let mut file = read_json(&files, "metadata/targets.json");
    let first = file["signatures"][0].clone();
    file["signatures"] = json!([first, first]);
    files.insert("metadata/targets.json".into(), chancery::canonical::bytes(&file).unwrap());
    refit(&station, &mut files);
    let error = station.judge(&files).map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("twice"), "{error}");
    assert_eq!(error.kind(), Fault::Malformed);
}

#[test]
fn metadata_in_another_form_is_refused_though_its_signatures_hold() {
    let (station, files) = good();
    let file = read_json(&files, "metadata/timestamp.json");
    let signatures = &files["metadata/timestamp.json"][..];
    let upper = String::from_utf8(signatures.to_vec()).unwrap();
    let sig = file["signatures"][0]["sig"].as_str().unwrap();
    for other in [
        serde_json::to_string_pretty(&file).unwrap(),
        format!("{upper}\n"),
        upper.replace(sig, &sig.to_uppercase()),
        upper.replacen('{', "{\"signatures\":[],", 1),
        upper.replace("\"signed\":{", "\"signed\":{\"_type\":\"timestamp\","),
    ] {
        let mut changed = files.clone();
        changed.insert("metadata/timestamp.json".into(), other.clone().into_bytes());
        let error = station.judge(&changed).map(|_| ()).expect_err(&other);
        assert_eq!(error.kind(), Fault::Malformed, "{error}");
        assert!(error.to_string().starts_with("metadata/timestamp.json: "), "{error}");
    }
}

#[test]
fn roles_that_reach_beyond_their_own_are_refused() {
    let (station, files) = good();
    let with = |path: &str, change: &dyn Fn(&mut serde_json::Value), keys: &[&Key]| {
        let mut files = files.clone();
        let mut signed = read_json(&files, path)["signed"].clone();
        change(&mut signed);
        put_signed(&mut files, path, signed, keys);
        refit(&station, &mut files);
        let error = station.judge(&files).map(|_| ()).unwrap_err();
        assert_eq!(error.kind(), Fault::Malformed, "{error}");
    };
    let (top, service) = ([&station.targets[0], &station.targets[1]], [&station.service]);
    let file = json!({"length": 2, "hashes": {"sha256": Digest::of(b"{}")}});
    with("metadata/targets.json", &|s| s["targets"]["trust-anchors/index.json"] = file.clone(), &top);
    with("metadata/targets.json", &|s| s["delegations"]["roles"][0]["paths"] = json!(["*/*"]), &top);
    with("metadata/targets.json", &|s| s["delegations"]["roles"][0]["terminating"] = json!(false), &top);
    with("metadata/targets.json", &|s| s["delegations"]["roles"] = json!([]), &top);
    with("metadata/targets.json", &|s| s["_type"] = json!("snapshot"), &top);
    with("metadata/targets.json", &|s| s["spec_version"] = json!("2.0.0"), &top);
    with("metadata/targets.json", &|s| s["note"] = json!("unknown"), &top);
    let path = "metadata/trust-anchors.json";
    with(path, &|s| s["targets"]["document-signers/x.der"] = file.clone(), &service);
    with(path, &|s| s["delegations"] = json!({"keys": {}, "roles": []}), &service);
}

#[test]
fn a_root_is_rotated_by_the_old_keys_and_the_new() {
    let mut station = Station::new();
    let before = station.export(some_targets()).files().clone();
    let seen = station.judge(&before).unwrap().seen();
    let (fresh, other) = (Key::ec(Curve::P384, Hash::Sha384), Key::p256());
    let mut roles = station.roles();
    roles.root = of(2, &[&fresh, &other]);

    let clause = |keys: &[&Key]| station.rotate(&roles, keys).map(|_| ()).unwrap_err().clause();
    assert_eq!(clause(&[&fresh, &other]), Some("BUNDLE-7"), "none of the old");
    assert_eq!(clause(&[&fresh, &other, &station.root[0]]), Some("BUNDLE-7"), "one of the old");
    assert_eq!(clause(&[&station.root[0], &station.root[1]]), Some("BUNDLE-7"), "none of the new");
    assert_eq!(clause(&[&station.timestamp]), Some("BUNDLE-7"), "a key of another role");

    let roots = station.rotate(&roles, &[&fresh, &other, &station.root[0], &station.root[2]]).unwrap();
    station.roots = roots;
    let after = station.export(some_targets()).files().clone();
    let bundle = station.judge_with(after.clone(), &seen, now(), &mut Vec::new()).unwrap();
    assert_eq!(bundle.versions().root, 2);
    assert_eq!(bundle.root_digest(), Digest::of(&after["metadata/2.root.json"]));
    let files: Vec<Vec<u8>> = [1, 2].map(|n| after[&format!("metadata/{n}.root.json")].clone()).into();
    assert_eq!(Roots::read(&files).unwrap().latest_version(), 2);

    // Roots alone, out of order, or with a gap are no chain.
    assert!(Roots::read(&files[1..]).is_err());
    assert!(Roots::read(&[files[0].clone(), files[0].clone()]).is_err());
    assert!(Roots::read(&[]).is_err());
    let mut gap = after.clone();
    gap.insert("metadata/4.root.json".into(), after["metadata/2.root.json"].clone());
    refused(station.judge(&gap), "BUNDLE-4", &["metadata/3.root.json"]);
    // A stick without the new root is an older one.
    let result = station.judge_with(before, &bundle.seen(), now(), &mut Vec::new());
    refused(result, "BUNDLE-1", &["root"]);
}

#[test]
fn changed_timestamp_keys_forget_what_was_seen_under_the_old() {
    let mut station = Station::new();
    for _ in 0..3 {
        station.export(some_targets());
    }
    let high = station.export(some_targets()).files().clone();
    let seen = station.judge(&high).unwrap().seen();
    let fresh = Key::p256();
    let mut roles = station.roles();
    roles.timestamp = of(1, &[&fresh]);
    station.roots = station.rotate(&roles, &[&station.root[0], &station.root[1]]).unwrap();
    station.timestamp = fresh;
    station.previous = None;
    let low = station.export(some_targets()).files().clone();
    station.judge_with(low, &seen, now(), &mut Vec::new()).unwrap();
}

#[test]
fn a_root_that_is_not_the_pinned_one_is_refused() {
    let (station, _) = good();
    let (_, strange) = good();
    refused(station.judge(&strange), "BUNDLE-12", &[&station.roots.first_digest().to_string()]);
}

#[test]
fn the_ledgers_evidence_must_be_of_this_export() {
    let mut station = Station::new();
    let signed = station.sign(vec![station.service(some_targets())]).unwrap();
    let fields = || signed.entry_fields().into_iter().fold(Fields::new(), |f, (name, value)| f.open(name, value));
    let [targets, metadata] = signed.entry_fields();
    let attempts = [
        (Kind::Intent, EXPORT_ACT, fields(), "what it records"),
        (Kind::Outcome, "crl.issue", fields(), "what it records"),
        (Kind::Outcome, EXPORT_ACT, Fields::new(), "targets_digest"),
        (Kind::Outcome, EXPORT_ACT, Fields::new().open(targets.0, targets.1), "metadata_digest"),
        (Kind::Outcome, EXPORT_ACT, Fields::new().open(metadata.0, metadata.1), "targets_digest"),
    ];
    for (kind, act, fields, what) in attempts {
        let sequence = station.record(kind, act, fields);
        let files = signed.clone().finish(station.evidence(sequence)).files().clone();
        refused(station.judge(&files), "BUNDLE-13", &["log/export.entry", what]);
    }

    let files = station.finish(signed.clone()).files().clone();
    station.judge(&files).unwrap();
    let mut other = Station::new();
    other.identity.station = "atlantis".parse().unwrap();
    let foreign = other.finish(signed.clone());
    refused(station.judge(foreign.files()), "BUNDLE-13", &["log/export.tlog-proof"]);
    other.identity = station.identity.clone();
    let forged = other.finish(signed);
    refused(station.judge(forged.files()), "BUNDLE-13", &["log/export.tlog-proof"]);

    // The checkpoint beside the proof is the one in it.
    let mut newer = files;
    station.record(Kind::Record, "ledger.note", Fields::new());
    newer.insert("log/checkpoint".into(), station.evidence(0).checkpoint);
    refused(station.judge(&newer), "BUNDLE-13", &["checkpoint"]);
}

#[test]
fn a_rehearsals_bundle_counts_for_nothing_in_a_specimen_station() {
    let mut station = Station::new();
    let specimen = station.export(some_targets()).files().clone();
    station.identity.mode = chancery::mode::Mode::Rehearsal;
    refused(station.judge(&specimen), "BUNDLE-13", &["chancery/utopia/rehearsal"]);
}

#[test]
fn plans_that_no_client_would_take_are_refused_before_signing() {
    let mut station = Station::new();
    station.export(some_targets());
    let clause = |services: Vec<Service>| Export::prepare(station.plan(services)).map(|_| ()).unwrap_err();
    let service = |name: &str, targets| Service { name: name.parse().unwrap(), ..station.service(targets) };

    assert_eq!(
        clause(vec![service("masterlists", vec![target("masterlists/UT.ml", b"x")])]).clause(),
        Some("BUNDLE-14")
    );
    assert!(matches!(clause(vec![station.service(vec![])]), BundleError::NothingToDeliver));
    let misplaced = clause(vec![station.service(vec![target("masterlists/UT.ml", b"x")])]);
    assert!(matches!(misplaced, BundleError::TargetMisplaced { .. }));
    let twice = clause(vec![station.service(some_targets()), station.service(vec![])]);
    assert!(matches!(twice, BundleError::ServiceName { .. }));
    for name in ["root", "targets", "snapshot", "timestamp"] {
        let taken = clause(vec![station.service(some_targets()), service(name, vec![])]);
        assert!(matches!(taken, BundleError::ServiceName { .. }));
    }
    assert_eq!(clause(vec![station.service(some_targets()), service("aux", vec![])]).clause(), Some("BUNDLE-8"));
    let clash = vec![target("trust-anchors/a.der", b"x"), target("trust-anchors/A.der", b"x")];
    assert_eq!(clause(vec![station.service(clash)]).clause(), Some("BUNDLE-9"));
    for custom in [json!("text"), json!([1]), json!({"half": 0.5})] {
        let mut odd = target("trust-anchors/a.der", b"x");
        odd.custom = Some(custom);
        assert_eq!(clause(vec![station.service(vec![odd])]).kind(), Fault::Malformed);
    }
    let late =
        Export::prepare(chancery::bundle::Plan { made: far(), ..station.plan(vec![station.service(some_targets())]) });
    assert_eq!(late.map(|_| ()).unwrap_err().clause(), Some("BUNDLE-2"));
}

#[test]
fn a_role_without_its_keys_is_not_signed() {
    let station = Station::new();
    let certificates = [bundle_kit::bundle_signer().certificate.as_slice()];
    let sign = |change: &dyn for<'a> Fn(&'a Station, &mut chancery::bundle::Signers<'a>)| {
        let mut signers = station.signers(&certificates);
        change(&station, &mut signers);
        let prepared = Export::prepare(station.plan(vec![station.service(some_targets())])).unwrap();
        prepared.sign(&station.roots, &signers).map(|_| ()).unwrap_err()
    };
    let mut roles = station.roles();
    roles.timestamp = of(1, &[&station.snapshot]);
    let others = station.rotate(&roles, &[&station.root[0], &station.root[1]]).unwrap();
    let prepared = Export::prepare(station.plan(vec![station.service(some_targets())])).unwrap();
    let another = prepared.sign(&others, &station.signers(&certificates)).map(|_| ()).unwrap_err();
    assert_eq!(another.clause(), Some("BUNDLE-3"), "planned under one root, signed under another");
    assert_eq!(sign(&|_, s| s.services.clear()).clause(), Some("BUNDLE-7"));
    assert_eq!(sign(&|_, s| s.targets.truncate(1)).clause(), Some("BUNDLE-7"));
    assert_eq!(sign(&|_, s| s.timestamp.clear()).clause(), Some("BUNDLE-7"));
    assert_eq!(sign(&|station, s| s.snapshot = vec![&station.timestamp]).clause(), Some("BUNDLE-7"));
    assert_eq!(sign(&|station, s| s.manifest.signer = &station.targets[1]).clause(), Some("BUNDLE-5"));
}

#[test]
fn the_rhythm_is_interval_and_grace() {
    let expiry = Expiry::rhythm(now(), 90, 10);
    assert_eq!(expiry, Expiry::all(time("2027-03-02T10:00:00Z")));
}

#[test]
fn metadata_larger_than_stock_clients_take_is_not_made() {
    let station = Station::new();
    let mut long = target("trust-anchors/a.der", b"x");
    long.custom = Some(json!({"note": "x".repeat(5_000_000)}));
    let error = station.sign(vec![station.service(vec![long])]).map(|_| ()).unwrap_err();
    assert_eq!(error.clause(), Some("BUNDLE-11"));
}
