//! Certificates that no list vouches for: real ones out of master lists, put into folders and trust stores of every
//! shape, and what is refused there.

#[path = "support/deviations.rs"]
mod deviations;
#[path = "support/lists.rs"]
mod lists;
#[path = "support/walk.rs"]
mod walk;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chancery::digest::Digest;
use chancery::fault::Fail;
use chancery::pki::armour::pem;
use chancery::trust::import::{Collector, Form, Import, ImportError};
use rusqlite::Connection;
use serde_json::json;
use walk::{Walk, number, text};

/// The certificates of a real list; none where there is no real data.
fn real() -> Vec<Vec<u8>> {
    let found = lists::files("data/masterlists", &["EE_ML_2026.ml", "IT_ML_2023-07-31.ml", "DE_ML_2025-11-27.ml"]);
    let Some((_, list)) = found.into_iter().next() else { return Vec::new() };
    lists::certificates(&list).iter().map(|element| element.full.to_vec()).collect()
}

/// A certificate of the stock tool's, and its key's file.
fn own(folder: &Path) -> (Vec<u8>, String) {
    deviations::csca(folder, "own");
    let text = fs::read(folder.join("own.pem")).unwrap();
    let der = chancery::pki::armour::der(&text, "CERTIFICATE").unwrap().into_owned();
    (der, fs::read_to_string(folder.join("own.key")).unwrap())
}

fn of_file(name: &str, bytes: &[u8]) -> Result<Import, ImportError> {
    let mut collector = Collector::default();
    collector.file(name, bytes);
    collector.finish(Form::Folder)
}

fn of_store(value: &serde_json::Value) -> Result<Import, ImportError> {
    let mut collector = Collector::default();
    collector.trust_store(&serde_json::to_vec(value).unwrap())?;
    collector.finish(Form::TrustStore)
}

fn names(import: &Import) -> Vec<&str> {
    import.places().iter().map(|place| place.name.as_str()).collect()
}

#[test]
fn a_certificate_is_found_in_whatever_form_it_lies_there() {
    let folder = tempfile::tempdir().unwrap();
    let (der, _) = own(folder.path());
    let armoured = pem(&der, "CERTIFICATE");
    let bag = "crl2pkcs7 -nocrl -certfile own.pem -outform DER -out own.p7b".split(' ').collect::<Vec<_>>();
    let done = std::process::Command::new("openssl").current_dir(folder.path()).args(bag).status().unwrap();
    assert!(done.success());
    let bag = fs::read(folder.path().join("own.p7b")).unwrap();
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("plain.der", der.clone()),
        ("no ending", der.clone()),
        ("one.pem", armoured.clone().into_bytes()),
        ("windows.crt", armoured.replace('\n', "\r\n").into_bytes()),
        ("marked.pem", [b"\xef\xbb\xbf", armoured.as_bytes()].concat()),
        ("spoken.pem", format!("subject=/C=AQ\n{armoured}that was it\n").into_bytes()),
        ("base64.txt", STANDARD.encode(&der).into_bytes()),
        ("folded.txt", STANDARD.encode(&der).as_bytes().chunks(60).collect::<Vec<_>>().join(&b"\n"[..])),
        ("hex.txt", hex::encode(&der).into_bytes()),
        ("old.pem", pem(&der, "X509 CERTIFICATE").into_bytes()),
        ("trusted.pem", pem(&[&der[..], &[0x30, 0]].concat(), "TRUSTED CERTIFICATE").into_bytes()),
        ("bag.p7b", bag.clone()),
        ("bag.pem", pem(&bag, "PKCS7").into_bytes()),
        ("store.json", serde_json::to_vec(&json!({ "AQ": [armoured] })).unwrap()),
    ];
    for (name, bytes) in forms {
        let import = of_file(name, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(import.certificates(), std::slice::from_ref(&der), "{name}");
        assert!(import.unread().is_empty(), "{name}: {:?}", import.unread());
    }
    let several = of_file("all.pem", armoured.repeat(3).as_bytes()).unwrap();
    assert_eq!((several.certificates().len(), names(&several)), (1, vec!["all.pem#1", "all.pem#2", "all.pem#3"]));
}

#[test]
fn what_cannot_be_read_is_named_and_never_costs_its_neighbours() {
    let folder = tempfile::tempdir().unwrap();
    let (der, _) = own(folder.path());
    let armoured = pem(&der, "CERTIFICATE");
    let broken: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("blanks", b" \n\n".to_vec()),
        ("words.txt", b"see attached".to_vec()),
        ("cut.der", der[..der.len() - 7].to_vec()),
        ("cut.pem", armoured.as_bytes()[..armoured.len() - 40].to_vec()),
        ("junk.pem", armoured.replace("MII", "M(I").into_bytes()),
        ("request.pem", armoured.replace("CERTIFICATE", "CERTIFICATE REQUEST").into_bytes()),
        ("list.ml", deviations::sign_as(folder.path(), b"x", "own", None, "2.23.136.1.1.2")),
        ("package.json", br#"{"name":"x","version":"1.0"}"#.to_vec()),
        ("broken.json", br#"{"name":"#.to_vec()),
        ("deep.json", vec![b'['; 4000]),
    ];
    for (name, bytes) in &broken {
        let error = of_file(name, bytes).unwrap_err();
        assert_eq!(error.clause(), Some("IMPORT-2"), "{name}: {error}");
        assert!(error.to_string().contains(name), "{error}");
    }
    let mut collector = Collector::default();
    for (name, bytes) in &broken {
        collector.file(name, bytes);
        collector.file(&format!("after {name}"), &der);
    }
    let import = collector.finish(Form::Folder).unwrap();
    assert_eq!((import.places().len(), import.certificates().len()), (broken.len(), 1));
    let unread: BTreeSet<&str> = import.unread().iter().map(|one| one.name.as_str()).collect();
    assert_eq!(unread, broken.iter().map(|(name, _)| *name).collect());
    // A block that was cut off does not swallow the one after it.
    let torn = format!("{}\n{armoured}", &armoured[..200]);
    let import = of_file("torn.pem", torn.as_bytes()).unwrap();
    assert_eq!((names(&import), import.unread().len()), (vec!["torn.pem#2"], 1));
    // What is a certificate by its name and cannot be read is kept as it is.
    let mut odd = der.clone();
    odd[4] = 0x31;
    assert_eq!(of_file("odd.cer", &odd).unwrap().certificates(), [odd.clone()]);
    assert!(of_file("odd.bin", &odd).is_err());
}

#[test]
fn key_material_is_never_read_and_nothing_is_imported_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let (der, key) = own(folder.path());
    let run = |words: &str| {
        let words: Vec<&str> = words.split(' ').collect();
        let done = std::process::Command::new("openssl").current_dir(folder.path()).args(&words).output().unwrap();
        assert!(done.status.success(), "{words:?}: {}", String::from_utf8_lossy(&done.stderr));
    };
    run("pkcs8 -topk8 -nocrypt -in own.key -outform DER -out p8.der");
    run("pkcs8 -topk8 -in own.key -outform DER -out encrypted.der -passout pass:horse");
    run("ec -in own.key -outform DER -out sec1.der");
    run("genrsa -traditional -out rsa.pem 2048");
    run("rsa -traditional -in rsa.pem -outform DER -out rsa.der");
    run("pkcs12 -export -in own.pem -inkey own.key -out own.p12 -passout pass:horse");
    let file = |name: &str| fs::read(folder.path().join(name)).unwrap();
    let armoured = pem(&der, "CERTIFICATE");
    let d = URL_SAFE_NO_PAD.encode([7; 32]);
    let keys: Vec<(&str, Vec<u8>)> = vec![
        ("key.pem", key.clone().into_bytes()),
        ("both.pem", format!("{armoured}{key}").into_bytes()),
        ("after.pem", format!("{key}{armoured}").into_bytes()),
        ("cut.pem", key.as_bytes()[..key.len() / 2].to_vec()),
        ("traditional.pem", file("rsa.pem")),
        ("ssh", b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n".to_vec()),
        ("pgp", b"-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQ==\n-----END PGP PRIVATE KEY BLOCK-----\n".to_vec()),
        ("p8.der", file("p8.der")),
        ("encrypted.cer", file("encrypted.der")),
        ("sec1", file("sec1.der")),
        ("rsa", file("rsa.der")),
        ("own.p12", file("own.p12")),
        ("armoured.p12", pem(&file("own.p12"), "PKCS12").into_bytes()),
        ("mislabelled.pem", pem(&file("p8.der"), "PARAMETERS").into_bytes()),
        ("store.jks", b"\xfe\xed\xfe\xed\0\0\0\x02\0\0\0\0".to_vec()),
        ("store.jceks", b"\xce\xce\xce\xce\0\0\0\x02\0\0\0\0".to_vec()),
        ("base64", STANDARD.encode(file("p8.der")).into_bytes()),
        (
            "jwk.json",
            serde_json::to_vec(&json!({ "kty": "EC", "crv": "P-256", "d": d, "x5c": [STANDARD.encode(&der)] }))
                .unwrap(),
        ),
        ("oct.json", serde_json::to_vec(&json!({ "keys": [{ "k": d, "kty": "oct" }] })).unwrap()),
        ("pem.json", serde_json::to_vec(&json!({ "a": { "key": key } })).unwrap()),
        ("escaped.json", serde_json::to_vec(&json!({ "a": key.replace('\n', "\\n") })).unwrap()),
        ("der.json", serde_json::to_vec(&json!([STANDARD.encode(file("sec1.der"))])).unwrap()),
        ("torn.json", format!("{{\"a\":\"{}\"", key.replace('\n', "\\n")).into_bytes()),
        ("age", b"# created\nAGE-SECRET-KEY-1QQQQ\n".to_vec()),
    ];
    for (name, bytes) in keys {
        let mut collector = Collector::default();
        collector.file("good.der", &der);
        collector.file(name, &bytes);
        let error = collector.finish(Form::Folder).expect_err(name);
        assert_eq!(error.clause(), Some("IMPORT-1"), "{name}: {error}");
        assert!(error.to_string().contains(name), "{error}");
        assert!(!error.to_string().contains(&d), "{error}");
    }
    // A public JWK, or a "d" of something else, is no key.
    let public = json!({ "kty": "EC", "x": d, "x5c": [STANDARD.encode(&der)], "other": { "d": "day", "k": 1 } });
    assert_eq!(of_store(&public).unwrap().certificates(), [der]);
}

#[test]
fn a_trust_store_is_read_at_any_depth_and_its_places_are_json_pointers() {
    let folder = tempfile::tempdir().unwrap();
    let (der, _) = own(folder.path());
    let (armoured, base64) = (pem(&der, "CERTIFICATE"), STANDARD.encode(&der));
    let store = json!({
        "version": 3,
        "countries": { "A/Q~": { "certs": [{ "raw": base64, "sha256": "00".repeat(32), "pem": armoured }] } },
        "hex": hex::encode(&der),
        "url-safe": URL_SAFE_NO_PAD.encode(&der),
        "uri": format!("data:application/pkix-cert;base64,{base64}"),
        "lines": armoured.replace('\n', "\\n"),
        "not": [null, true, 1.5, "text", "MIIB", "3030", base64[..40].to_owned()],
        "public_key": STANDARD.encode(openssl::pkey::PKey::generate_ed25519().unwrap().public_key_to_der().unwrap()),
    });
    let import = of_store(&store).unwrap();
    assert_eq!(import.certificates(), [der]);
    let wanted =
        ["/countries/A~1Q~0/certs/0/pem", "/countries/A~1Q~0/certs/0/raw", "/hex", "/lines", "/uri", "/url-safe"];
    assert_eq!(names(&import).into_iter().collect::<BTreeSet<_>>(), wanted.into_iter().collect());
    assert!(import.unread().is_empty(), "{:?}", import.unread());
    // A member twice is two places: no JSON value is built in which one would be lost.
    let twice = format!("{{\"a\":\"{base64}\",\"a\":\"{base64}\"}}");
    let mut collector = Collector::default();
    collector.trust_store(twice.as_bytes()).unwrap();
    assert_eq!(collector.finish(Form::TrustStore).unwrap().places().len(), 2);
    for (bad, line, column) in [("", 1, 0), ("{\n\"a\":", 2, 4), ("[1] 2", 1, 5), ("'a'", 1, 1)] {
        match Collector::default().trust_store(bad.as_bytes()) {
            Err(ImportError::NotJson { line: l, column: c, .. }) => assert_eq!((l, c), (line, column), "{bad}"),
            other => panic!("{bad}: {other:?}"),
        }
    }
    assert_eq!(of_store(&json!({ "AQ": ["nothing"] })).unwrap_err().clause(), Some("IMPORT-2"));
}

/// A folder as a neighbour hands it over: real certificates in many forms, and things that do not belong there.
fn neighbours(walk: &Walk, certificates: &[Vec<u8>]) -> usize {
    let top = walk.path("neighbours");
    fs::create_dir_all(top.join("old/deep er")).unwrap();
    let mut bundle = String::new();
    for (number, der) in certificates.iter().enumerate() {
        match number % 4 {
            0 => fs::write(top.join(format!("{number}.cer")), der).unwrap(),
            1 => fs::write(top.join(format!("old/{number}.pem")), pem(der, "CERTIFICATE")).unwrap(),
            2 => fs::write(top.join(format!("old/deep er/{number}")), der).unwrap(),
            _ => bundle.push_str(&pem(der, "CERTIFICATE")),
        }
    }
    fs::write(top.join("bundle.pem"), bundle).unwrap();
    fs::write(top.join("again.der"), &certificates[0]).unwrap();
    fs::write(top.join("README"), "from your neighbours").unwrap();
    fs::write(walk.path("outside.cer"), &certificates[1]).unwrap();
    symlink(walk.path("outside.cer"), top.join("link.cer")).unwrap();
    symlink(&top, top.join("loop")).unwrap();
    certificates.len() + 1
}

fn alter(walk: &Walk, sql: &str) {
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    assert!(db.execute(sql, []).unwrap() > 0, "{sql} altered nothing");
}

#[test]
fn a_folder_of_real_certificates_is_imported_once_each_and_none_is_an_anchor() {
    let certificates = real();
    if certificates.is_empty() {
        return;
    }
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    let places = neighbours(&walk, &certificates);
    let import = walk.done(&["trust", "import", "neighbours", "--source", "bilateral exchange"]);
    assert_eq!(number(&import, "certificates") as usize, certificates.len());
    assert_eq!(number(&import, "places") as usize, places);
    assert_eq!((number(&import, "new"), number(&import, "unreadable")), (certificates.len() as u64, 0));
    let not_read: BTreeSet<&str> = import["not_read"].as_array().unwrap().iter().map(|one| text(one, "name")).collect();
    assert_eq!(not_read, ["README", "link.cer", "loop"].into());
    let known = walk.done(&["trust", "list"]);
    let known = known["certificates"].as_array().unwrap();
    let digests: BTreeSet<String> = certificates.iter().map(|der| Digest::of(der).to_string()).collect();
    assert_eq!(known.iter().map(|one| text(one, "fingerprint").to_owned()).collect::<BTreeSet<_>>(), digests);
    assert!(known.iter().all(|one| text(one, "standing") == "undecided" && number(one, "lists") == 1));
    assert!(walk.done(&["trust", "list", "--anchors"])["certificates"].as_array().unwrap().is_empty());
    let lists = walk.done(&["masterlist", "list"]);
    assert_eq!(text(&lists["lists"][0], "verdict"), "unsigned, imported from a folder of files");
    assert_eq!((text(&lists["lists"][0], "form"), number(&lists["lists"][0], "places") as usize), ("folder", places));

    // The same again is refused; the list they came from brings nothing new, and judges none of them otherwise.
    walk.refused(&["trust", "import", "neighbours", "--source", "again"], 3, Some("LIST-1"));
    let ledger = walk.done(&["ledger", "verify"]);
    assert_eq!((&ledger["sound"], &ledger["findings_in_all"]), (&json!(true), &json!(0)), "{ledger}");

    // Every row of it is held against its bytes.
    let database = walk.in_station("station.db");
    Connection::open(&database).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let whole = fs::read(&database).unwrap();
    for sql in [
        "UPDATE list SET form = 'trust-store'",
        "UPDATE list SET signed = 1",
        "UPDATE list SET verdict = 'anchored'",
        "UPDATE list SET entries = 3",
        "UPDATE sighting SET certificate = (SELECT max(digest) FROM known) WHERE place = 0",
        "DELETE FROM sighting WHERE place = 5",
        "UPDATE known SET state = 'XX' WHERE digest = (SELECT min(digest) FROM known)",
        "DELETE FROM known WHERE digest = (SELECT min(digest) FROM known)",
    ] {
        alter(&walk, sql);
        assert_eq!(walk.refused_judgement(&["ledger", "verify"])["sound"], false, "{sql}");
        for name in ["station.db-wal", "station.db-shm"] {
            let _ = fs::remove_file(walk.in_station(name));
        }
        fs::write(&database, &whole).unwrap();
    }
    walk.done(&["ledger", "verify"]);
}

#[test]
fn a_trust_store_and_a_list_with_the_same_certificates_are_seen_beside_each_other() {
    let certificates = real();
    if certificates.is_empty() {
        return;
    }
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    let store: serde_json::Map<String, serde_json::Value> = certificates
        .iter()
        .take(40)
        .enumerate()
        .map(|(number, der)| (format!("c{number}"), json!({ "certificate": STANDARD.encode(der) })))
        .collect();
    walk.write("trust_store.json", &serde_json::to_string(&store).unwrap());
    let import = walk.done(&["trust", "import", "trust_store.json", "--source", "a published page"]);
    assert_eq!((text(&import, "form"), number(&import, "certificates")), ("trust-store", 40));
    let (_, list) = lists::files("data/masterlists", &["EE_ML_2026.ml", "IT_ML_2023-07-31.ml", "DE_ML_2025-11-27.ml"])
        .into_iter()
        .next()
        .unwrap();
    fs::write(walk.path("real.ml"), list).unwrap();
    walk.done(&["masterlist", "ingest", "real.ml", "--source", "a published page"]);
    let known = walk.done(&["trust", "list"]);
    let twice = known["certificates"].as_array().unwrap().iter().filter(|one| number(one, "lists") == 2).count();
    assert_eq!(twice, 40);
    // An orphan of the import finds what verifies it on the list.
    let orphans = |of: &serde_json::Value| {
        of["certificates"].as_array().unwrap().iter().filter(|one| text(one, "kind") == "orphan").count()
    };
    assert!(orphans(&known) < certificates.len() / 4, "{}", orphans(&known));
    let ledger = walk.done(&["ledger", "verify"]);
    assert_eq!((&ledger["sound"], &ledger["findings_in_all"]), (&json!(true), &json!(0)), "{ledger}");
}

#[test]
fn nothing_is_kept_of_an_import_that_is_refused() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    fs::create_dir(walk.path("with-key")).unwrap();
    deviations::csca(&walk.path("with-key"), "csca");
    fs::create_dir(walk.path("empty")).unwrap();
    walk.write("store.json", "{}");
    walk.write("no.json", "no");
    let before = walk.done(&["status"]);
    walk.refused(&["trust", "import", "with-key", "--source", "courier"], 3, Some("IMPORT-1"));
    walk.refused(&["trust", "import", "empty", "--source", "courier"], 3, Some("IMPORT-2"));
    walk.refused(&["trust", "import", "store.json", "--source", "courier"], 3, Some("IMPORT-2"));
    walk.refused(&["trust", "import", "no.json", "--source", "courier"], 4, None);
    walk.refused(&["trust", "import", "nowhere", "--source", "courier"], 4, None);
    fs::remove_file(walk.path("with-key/csca.key")).unwrap();
    walk.refused(&["trust", "import", "with-key", "--source", " "], 3, Some("LIST-3"));
    assert_eq!(walk.done(&["status"]), before);
    // A certificate that cannot be read stands beside one that can, and is verified again from the import's bytes.
    let der = chancery::pki::armour::der(&fs::read(walk.path("with-key/csca.pem")).unwrap(), "CERTIFICATE")
        .unwrap()
        .into_owned();
    let mut odd = der.clone();
    odd[4] = 0x31;
    fs::write(walk.path("with-key/odd.cer"), &odd).unwrap();
    let import = walk.done(&["trust", "import", "with-key", "--source", "courier"]);
    assert_eq!((number(&import, "certificates"), number(&import, "unreadable")), (2, 1));
    assert_eq!(walk.done(&["ledger", "verify"])["findings_in_all"], 0);
    let anchor = Digest::of(&odd).to_string();
    walk.refused(&["trust", "accept", &anchor, "--source", "note"], 3, Some("TRUST-1"));
    walk.done(&["trust", "accept", &Digest::of(&der).to_string(), "--source", "note"]);
}

#[test]
fn a_deviation_list_is_taken_in_shown_and_held_against_the_ledger() {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    deviations::csca(walk.folder(), "csca");
    deviations::signer(walk.folder(), "csca", "dls", deviations::PURPOSE);
    let list = deviations::sign(walk.folder(), &deviations::specimen(), "dls", Some("csca"));
    fs::write(walk.path("antarctica.dl"), &list).unwrap();
    let done = walk.done(&["deviation", "ingest", "antarctica.dl", "--source", "courier"]);
    assert_eq!((number(&done, "deviations"), number(&done, "document_numbers")), (3, 3));
    assert_eq!((text(&done, "state"), text(&done, "verdict")), ("AQ", "signed"));
    walk.refused(&["deviation", "ingest", "antarctica.dl", "--source", "again"], 3, Some("DEVIATION-1"));

    // No document number is anywhere but in the list's own bytes, until it is asked for.
    let shown = walk.done(&["deviation", "show", text(&done, "list")]);
    assert!(!shown.to_string().contains("AQ1234567"), "{shown}");
    for sequence in 0..number(&done["recorded"], "entry") + 1 {
        assert!(!walk.done(&["ledger", "show", &sequence.to_string()]).to_string().contains("AQ1234567"));
    }
    let one = walk.done(&["deviation", "show", &text(&done, "list")[..8], "--number", "aq1234567"]);
    let applies: Vec<&str> = one["deviations"].as_array().unwrap().iter().map(|d| text(d, "applies")).collect();
    assert_eq!(applies.iter().filter(|why| **why == "its number is named").count(), 1);
    assert_eq!(applies.len(), 3);
    let other = walk.done(&["deviation", "show", "antarctica.dl", "--number", "AQ0000000"]);
    assert_eq!(other["deviations"].as_array().unwrap().len(), 2);
    let all = walk.done(&["deviation", "show", "antarctica.dl", "--numbers"]);
    assert_eq!(all.to_string().matches("AQ7654321").count(), 1);

    // The CSCA is accepted: the list is anchored from then on.
    fs::create_dir(walk.path("csca-folder")).unwrap();
    fs::copy(walk.path("csca.pem"), walk.path("csca-folder/csca.pem")).unwrap();
    walk.done(&["trust", "import", "csca-folder", "--source", "courier"]);
    let der =
        chancery::pki::armour::der(&fs::read(walk.path("csca.pem")).unwrap(), "CERTIFICATE").unwrap().into_owned();
    walk.done(&["trust", "accept", &Digest::of(&der).to_string(), "--source", "diplomatic note"]);
    assert_eq!(text(&walk.done(&["deviation", "list"])["lists"][0], "verdict"), "anchored");
    assert_eq!(text(&walk.done(&["deviation", "show", "antarctica.dl"]), "verdict"), "anchored");

    let ledger = walk.done(&["ledger", "verify"]);
    assert_eq!((&ledger["sound"], &ledger["findings_in_all"]), (&json!(true), &json!(0)), "{ledger}");
    let database = walk.in_station("station.db");
    Connection::open(&database).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let whole = fs::read(&database).unwrap();
    for sql in [
        "UPDATE deviation_list SET state = 'XX'",
        "UPDATE deviation_list SET version = 1",
        "UPDATE deviation_list SET verdict = 'anchored'",
        "UPDATE deviation_list SET signer = 'nobody'",
        "UPDATE deviation_list SET signer_issuer = zeroblob(32)",
        "UPDATE deviation_list SET signed_at = '2026-01-01T00:00:00Z'",
        "UPDATE deviation_list SET deviations = 2",
        "UPDATE deviation_list SET numbers = 2",
        "DELETE FROM deviation_list",
    ] {
        alter(&walk, sql);
        assert_eq!(walk.refused_judgement(&["ledger", "verify"])["sound"], false, "{sql}");
        for name in ["station.db-wal", "station.db-shm"] {
            let _ = fs::remove_file(walk.in_station(name));
        }
        fs::write(&database, &whole).unwrap();
    }
}
