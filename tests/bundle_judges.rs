//! Bundles before strangers: unmodified python-tuf over a mounted folder, `openssl
//! cms` and `sha256sum` over the manifest. What they refuse, our own verify refuses.

#[path = "support/bundle_kit.rs"]
mod bundle_kit;
#[path = "support/python_tuf.rs"]
mod python_tuf;
#[path = "support/signing.rs"]
mod signing;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use bundle_kit::{Key, Station, of, put_signed, read_json, refit, some_targets, target, time};
use chancery::bundle::{Expiry, Limits, Seen, Stick};
use chancery::fault::Fail;
use chancery::signer::{Curve, Hash};
use serde_json::Value;

/// A client with a folder of its own.
struct Client {
    python: PathBuf,
    place: tempfile::TempDir,
    root: PathBuf,
}

impl Client {
    fn new(station: &Station) -> Option<Client> {
        let python = python_tuf::python()?;
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("pinned.json");
        fs::write(&root, &station.roots.files()[0]).unwrap();
        Some(Client { python, place, root })
    }

    fn judge(&self, files: &BTreeMap<String, Vec<u8>>, targets: &[&str]) -> Value {
        let stick = tempfile::tempdir().unwrap();
        for (path, bytes) in files {
            let path = stick.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        python_tuf::judge(&self.python, stick.path(), &self.place.path().join("state"), &self.root, targets)
    }

    #[track_caller]
    fn refuses(&self, files: &BTreeMap<String, Vec<u8>>, error: &str) {
        let verdict = self.judge(files, &PATHS);
        assert_eq!(verdict["refused"], error, "{verdict}");
    }
}

const PATHS: [&str; 3] = ["trust-anchors/anchors/UT-1.der", "trust-anchors/crls/UT.crl", "trust-anchors/index.json"];

#[test]
fn python_tuf_accepts_a_bundle_and_fetches_its_targets() {
    let mut station = Station::new();
    let Some(client) = Client::new(&station) else { return };
    let bundle = station.export(some_targets());
    let verdict = client.judge(bundle.files(), &PATHS);
    assert_eq!(verdict["accepted"]["timestamp"], 1, "{verdict}");
    assert_eq!(verdict["fetched"][PATHS[0]][0], 9);
    assert_eq!(verdict["fetched"][PATHS[0]][1]["quote"], "\"\\\n\u{e9}");
    let verdict = client.judge(bundle.files(), &["trust-anchors/other"]);
    assert_eq!(verdict["refused"], "NotListed");
}

#[test]
fn python_tuf_refuses_an_older_stick_and_so_do_we() {
    let mut station = Station::new();
    let Some(client) = Client::new(&station) else { return };
    let older = station.export(some_targets());
    let newer = station.export(some_targets());
    assert_eq!(client.judge(newer.files(), &PATHS)["accepted"]["snapshot"], 2);
    client.refuses(older.files(), "BadVersionNumberError");
    let seen = station.judge(newer.files()).unwrap().seen();
    let ours = station.judge_with(older.files().clone(), &seen, bundle_kit::now(), &mut Vec::new());
    assert_eq!(ours.unwrap_err().clause(), Some("BUNDLE-1"));
}

#[test]
fn python_tuf_refuses_a_tampered_target_and_so_do_we() {
    let mut station = Station::new();
    let Some(client) = Client::new(&station) else { return };
    let mut files = station.export(some_targets()).files().clone();
    files.insert("targets/trust-anchors/crls/UT.crl".into(), b"A list".to_vec());
    client.refuses(&files, "LengthOrHashMismatchError");
    assert_eq!(station.judge(&files).unwrap_err().clause(), Some("BUNDLE-5"));
}

#[test]
fn python_tuf_refuses_an_expired_timestamp_and_so_do_we() {
    let mut station = Station::new();
    let Some(client) = Client::new(&station) else { return };
    station.made = time("2020-01-01T00:00:00Z");
    station.expiry = Expiry { timestamp: time("2020-02-01T00:00:00Z"), ..station.expiry };
    let bundle = station.export(some_targets());
    client.refuses(bundle.files(), "ExpiredMetadataError");
    assert_eq!(station.judge(bundle.files()).unwrap_err().clause(), Some("BUNDLE-2"));
}

#[test]
fn python_tuf_refuses_targets_below_their_threshold_and_so_do_we() {
    let mut station = Station::new();
    let Some(client) = Client::new(&station) else { return };
    let mut files = station.export(some_targets()).files().clone();
    let signed = read_json(&files, "metadata/targets.json")["signed"].clone();
    put_signed(&mut files, "metadata/targets.json", signed, &[&station.targets[0]]);
    refit(&station, &mut files);
    client.refuses(&files, "UnsignedMetadataError");
    assert_eq!(station.judge(&files).unwrap_err().clause(), Some("BUNDLE-7"));
}

#[test]
fn python_tuf_refuses_files_of_two_bundles_and_so_do_we() {
    let mut station = Station::new();
    let Some(client) = Client::new(&station) else { return };
    let one = station.export(some_targets()).files().clone();
    let mut two = station.export(some_targets()).files().clone();
    two.insert("metadata/trust-anchors.json".into(), one["metadata/trust-anchors.json"].clone());
    client.refuses(&two, "LengthOrHashMismatchError");
    assert_eq!(station.judge(&two).unwrap_err().clause(), Some("BUNDLE-3"));
}

#[test]
fn python_tuf_follows_a_rotated_root() {
    let mut station = Station::new();
    let Some(client) = Client::new(&station) else { return };
    let before = station.export(some_targets());
    assert_eq!(client.judge(before.files(), &PATHS)["accepted"]["root"], 1);
    let fresh = [Key::ec(Curve::P384, Hash::Sha384), Key::p256()];
    let mut roles = station.roles();
    roles.root = of(2, &[&fresh[0], &fresh[1]]);
    roles.timestamp = of(1, &[&fresh[1]]);
    let signers = [&fresh[0], &fresh[1], &station.root[0], &station.root[1]];
    station.roots = station.rotate(&roles, &signers).unwrap();
    let [_, timestamp] = fresh;
    station.timestamp = timestamp;
    let after = station.export(some_targets());
    let verdict = client.judge(after.files(), &PATHS);
    assert_eq!((&verdict["accepted"]["root"], &verdict["accepted"]["timestamp"]), (&2.into(), &2.into()), "{verdict}");
    let ours = station.judge(after.files()).unwrap();
    assert_eq!(ours.versions().root, 2);

    // A second root that the old keys did not sign.
    let mut forged = after.files().clone();
    let signed = read_json(&forged, "metadata/2.root.json")["signed"].clone();
    put_signed(&mut forged, "metadata/2.root.json", signed, &[&station.root[2], &station.timestamp]);
    let Some(other) = Client::new(&station) else { return };
    other.refuses(&forged, "UnsignedMetadataError");
    assert_eq!(station.judge(&forged).unwrap_err().clause(), Some("BUNDLE-7"));
}

#[test]
fn openssl_and_sha256sum_check_the_manifest_on_a_bare_machine() {
    let mut station = Station::new();
    let bundle = station.export(some_targets());
    let place = tempfile::tempdir().unwrap();
    let stick = place.path().join("stick");
    Stick::write(&stick, &bundle, &BTreeMap::new()).unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).current_dir(&stick).args(arguments).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let anchor = bundle_kit::bundle_signer().pem.to_str().unwrap().to_owned();
    let cms = [
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        "MANIFEST.p7s",
        "-content",
        "MANIFEST.sha256",
        "-CAfile",
        &anchor,
        "-purpose",
        "any",
        "-out",
        "/dev/null",
    ];
    let (good, words) = run("openssl", &cms);
    assert!(good, "{words}");
    let (good, words) = run("sha256sum", &["--strict", "-c", "MANIFEST.sha256"]);
    assert!(good, "{words}");

    fs::write(stick.join("targets/trust-anchors/crls/UT.crl"), "another list").unwrap();
    assert!(!run("sha256sum", &["--strict", "-c", "MANIFEST.sha256"]).0);
    let mut manifest = fs::read(stick.join("MANIFEST.sha256")).unwrap();
    manifest[0] ^= 1;
    fs::write(stick.join("MANIFEST.sha256"), manifest).unwrap();
    assert!(!run("openssl", &cms).0);
    let copy = Stick::read(&stick, &Limits::default()).unwrap();
    let ours = station.judge_with(copy.files().clone(), &Seen::default(), bundle_kit::now(), &mut Vec::new());
    assert_eq!(ours.unwrap_err().clause(), Some("BUNDLE-5"));
}

#[test]
fn the_manifest_is_what_sha256sum_itself_writes() {
    let mut station = Station::new();
    let bundle = station.export(vec![target("trust-anchors/b", b"b"), target("trust-anchors/a/c.der", b"c")]);
    let place = tempfile::tempdir().unwrap();
    Stick::write(place.path(), &bundle, &BTreeMap::new()).unwrap();
    let paths = ["targets/trust-anchors/a/c.der", "targets/trust-anchors/b"];
    let output = Command::new("sha256sum").current_dir(place.path()).args(paths).output().unwrap();
    assert_eq!(output.stdout, bundle.files()["MANIFEST.sha256"]);
}
