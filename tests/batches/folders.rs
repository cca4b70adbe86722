//! What a folder may hold, what is said of it, and in how many parts it is issued.

use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::stack::Stack;
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509NameBuilder, X509ReqBuilder};
use rusqlite::{Connection, OptionalExtension};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use super::walk::{Walk, number, text};
use super::{BATCH, bring, entries, grown, indices, key, request};

/// A request that asks for names beside its subject, or to be a CA.
fn asking(names: &SubjectAlternativeName, ca: bool) -> Vec<u8> {
    let key = key();
    let mut subject = X509NameBuilder::new().unwrap();
    subject.append_entry_by_text("CN", "The Minister").unwrap();
    let mut builder = X509ReqBuilder::new().unwrap();
    builder.set_subject_name(&subject.build()).unwrap();
    builder.set_pubkey(&key).unwrap();
    let mut extensions = Stack::new().unwrap();
    extensions.push(names.build(&builder.x509v3_context(None)).unwrap()).unwrap();
    if ca {
        extensions.push(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
    }
    builder.add_extensions(&extensions).unwrap();
    builder.sign(&key, MessageDigest::sha256()).unwrap();
    builder.build().to_der().unwrap()
}

fn names(hosts: &[&str]) -> SubjectAlternativeName {
    let mut names = SubjectAlternativeName::new();
    hosts.iter().for_each(|host| {
        names.dns(host);
    });
    names
}

/// The certificate for a name.
fn certificate(walk: &Walk, name: &str) -> X509 {
    let serial = indices(walk).into_iter().find(|row| row[1] == name).unwrap()[2].clone();
    for folder in fs::read_dir(walk.in_station("out/batches")).unwrap() {
        if let Ok(der) = fs::read(folder.unwrap().path().join(format!("{serial}.cer"))) {
            return X509::from_der(&der).unwrap();
        }
    }
    panic!("there is no file of {serial}");
}

#[test]
fn each_part_of_251_is_recorded_by_itself_and_one_request_is_a_batch_too() {
    let walk = grown(1);
    let before = entries(&walk);
    assert_eq!(number(&walk.done(&BATCH), "certificates"), 1);
    assert_eq!(entries(&walk), before + 2);
    (1..252).for_each(|n| bring(&walk, &format!("DS {n:04}"), &request(&key())));
    let report = walk.done(&BATCH);
    assert_eq!(number(&report, "certificates"), 251);
    assert_eq!(report["recorded"]["files"].as_array().unwrap().len(), 2, "the index of each part");
    assert_eq!(entries(&walk), before + 6, "250 and one");
}

#[test]
fn what_a_request_asks_for_and_the_profile_does_not_give_is_not_in_the_certificate() {
    let walk = grown(0);
    bring(&walk, "DS 1", &asking(&names(&["evil.example"]), true));
    walk.done(&BATCH);
    let certificate = certificate(&walk, "DS 1");
    let shown = String::from_utf8(certificate.to_text().unwrap()).unwrap();
    for asked in ["evil.example", "CA:TRUE", "The Minister"] {
        assert!(!shown.contains(asked), "{shown}");
    }
    assert!(shown.contains("CN = DS 1") || shown.contains("CN=DS 1"), "{shown}");
}

#[test]
fn names_of_files_that_steer_a_terminal_or_hide_are_refused_and_shown_harmless() {
    let walk = grown(1);
    let size = entries(&walk);
    for name in ["DS \u{1b}[2J", "DS\t2", "DS \u{202e}1", "DS \u{200b}1", "DS\n2"] {
        bring(&walk, name, &request(&key()));
        let output = walk.run(&BATCH);
        assert_eq!(output.status.code(), Some(3), "{name:?}: {}", String::from_utf8_lossy(&output.stderr));
        for said in [output.stdout, output.stderr] {
            let said = String::from_utf8(said).unwrap();
            assert!(!said.contains(name) && !said.contains('\u{1b}') && !said.contains('\u{202e}'), "{said:?}");
        }
        fs::remove_file(walk.path(&format!("requests/{name}.csr"))).unwrap();
    }
    assert_eq!(entries(&walk), size);
}

#[test]
fn a_certificate_that_somebody_added_to_what_a_batch_issued_is_found() {
    let walk = grown(3);
    walk.done(&BATCH);
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let add = "INSERT INTO issued (digest, issuer, serial, profile, subject, subject_key, key, not_before, not_after, \
               sequence, role) SELECT zeroblob(32), issuer, '0badcafe', profile, subject, subject_key, key, not_before, \
               not_after, sequence, role FROM issued WHERE profile = 'document-signer' LIMIT 1";
    assert_eq!(db.execute(add, []).unwrap(), 1);
    let found = walk.refused_judgement(&["ledger", "verify"]);
    assert_eq!(found["sound"], false);
    let told = found.to_string();
    assert!(told.contains("issued") && told.contains(&"00".repeat(32)), "{told}");
    // And one that was taken away, or says another thing than the entry.
    db.execute("DELETE FROM issued WHERE serial = '0badcafe'", []).unwrap();
    entries(&walk);
    let change = "UPDATE issued SET subject = 'CN=DS 9' WHERE subject LIKE 'CN=DS 0001,%'";
    assert_eq!(db.execute(change, []).unwrap(), 1);
    assert!(walk.refused_judgement(&["ledger", "verify"]).to_string().contains("DS 9"));
    db.execute("DELETE FROM issued WHERE subject = 'CN=DS 9'", []).unwrap();
    assert_eq!(walk.refused_judgement(&["ledger", "verify"])["sound"], false);
}

#[test]
fn of_a_folder_every_file_that_is_no_request_is_told_at_once() {
    let walk = grown(1);
    let told = |code| {
        let said = walk.refused(&BATCH, code, None);
        text(&said["error"], "message").to_owned()
    };
    for (name, octets) in
        [("a.csr", &b""[..]), ("b.csr", b"junk"), ("c.pem", b"-----BEGIN"), ("DS 0000.names", b"x y\n")]
    {
        fs::write(walk.path(&format!("requests/{name}")), octets).unwrap();
    }
    let said = told(3);
    for name in ["a.csr", "b.csr", "c.pem", "DS 0000.names"] {
        assert!(said.contains(name), "{name}: {said}");
    }
    for name in ["notes.txt", "more.doc"] {
        fs::write(walk.path(&format!("requests/{name}")), b"x").unwrap();
    }
    let said = told(4);
    assert!(said.contains("notes.txt") && said.contains("more.doc"), "{said}");
    for name in ["notes.txt", "more.doc", "DS 0000.names"] {
        fs::remove_file(walk.path(&format!("requests/{name}"))).unwrap();
    }
    for name in ["y.names", "z.names"] {
        fs::write(walk.path(&format!("requests/{name}")), b"dns:a.example\n").unwrap();
    }
    let said = told(4);
    assert!(said.contains("y.names") && said.contains("z.names"), "{said}");
}

#[test]
fn a_list_of_requests_that_this_program_did_not_write_is_no_list() {
    use chancery::fault::{Fail, Fault};
    use chancery::station::batch::{BatchError, Entry, List};
    let entries = ["DS 1", "DS 2"].map(|name| Entry::new(name.into(), Vec::new(), &request(&key())));
    let good = List::of(entries.to_vec()).unwrap().text().unwrap();
    assert_eq!(List::parse(&good).unwrap().text().unwrap(), good);
    let good = String::from_utf8(good).unwrap();
    let turned = good.replace("DS 1", "X").replace("DS 2", "DS 1").replace("\"X\"", "\"DS 2\"");
    let rows = [
        ("nothing", String::new()),
        ("no JSON", good.replace('{', "(")),
        ("another form", good.replace("chancery/batch@1", "chancery/batch@2")),
        ("a blank more", good.replacen(':', ": ", 1)),
        ("a member more", good.replacen('{', "{\"a\":1,", 1)),
        ("not in order", turned),
        ("cut off", good[..good.len() - 1].to_owned()),
    ];
    for (what, text) in rows {
        assert_ne!(text, good, "{what}");
        let error = List::parse(text.as_bytes()).unwrap_err();
        assert_eq!((error.clause(), error.kind()), (Some("BATCH-5"), Fault::Malformed), "{what}: {error}");
        assert!(matches!(error, BatchError::Form { .. }), "{what}");
    }
    let bad = good.replacen("\"csr\":\"", "\"csr\":\"!", 1);
    let error = List::parse(bad.as_bytes()).unwrap().requests()[0].der().unwrap_err();
    assert_eq!(error.clause(), Some("BATCH-5"), "{error}");
}

#[test]
fn a_folder_with_something_else_in_it_is_refused_before_the_vault_is_opened() {
    let walk = grown(1);
    let size = entries(&walk);
    let long = vec![b'A'; 3 << 20];
    let private = key().private_key_to_pem_pkcs8().unwrap();
    for (name, octets, code) in [
        ("notes", &b"ask Ann"[..], 4),
        ("DS 2.csr.bak", b"x", 4),
        ("DS 2.csr", b"", 4),
        ("DS 2.csr", &[0x30, 0x80, 0, 0], 4),
        ("DS 2.der", &long, 4),
        ("DS 2.pem", &private, 3),
        ("DS 2.names", b"dns:a.example\n", 4),
        ("DS 0000.names", b"dns:*.example\n", 3),
        ("DS 0000.names", b"host:a.example\n", 3),
        ("DS 0000.names", b"\xff\xfe", 4),
    ] {
        let path = walk.path(&format!("requests/{name}"));
        fs::write(&path, octets).unwrap();
        let output = walk.run(&BATCH);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{name}: {said}");
        let stated: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(text(&stated["error"], "message").contains(name), "{stated}");
        fs::remove_file(path).unwrap();
    }
    // A folder in the folder, and a link that leads nowhere.
    fs::create_dir(walk.path("requests/more.csr")).unwrap();
    assert_ne!(walk.run(&BATCH).status.code(), Some(0));
    fs::remove_dir(walk.path("requests/more.csr")).unwrap();
    std::os::unix::fs::symlink("/nowhere", walk.path("requests/gone.csr")).unwrap();
    assert_ne!(walk.run(&BATCH).status.code(), Some(0));
    fs::remove_file(walk.path("requests/gone.csr")).unwrap();
    // What an editor or a system leaves behind is passed over.
    fs::write(walk.path("requests/.DS_Store"), "x").unwrap();
    assert_eq!(entries(&walk), size);
    assert_eq!(number(&walk.done(&BATCH), "certificates"), 1);
}

#[test]
fn servers_are_certified_by_the_names_that_their_requests_ask_for_or_their_files_say() {
    let walk = grown(0);
    walk.done(&["key", "generate", "services", "--spec", "P-384"]);
    walk.done(&["cert", "issue", "--profile", "service-ca", "--key", "services"]);
    bring(&walk, "one", &asking(&names(&["one.utopia.example", "two.utopia.example"]), true));
    bring(&walk, "three", &request(&key()));
    let batch = ["cert", "issue", "--profile", "tls-server", "--csr-dir", "requests"];
    let size = entries(&walk);
    let said = walk.refused(&batch, 3, Some("BATCH-3"));
    assert!(text(&said["error"], "message").contains("three.csr"), "it asks for no name: {said}");
    fs::write(walk.path("requests/three.names"), "dns:three.utopia.example\nip:192.0.2.7\n").unwrap();
    // A name that is not in its one writing, and one of a form that no profile gives.
    let mut directory = SubjectAlternativeName::new();
    directory.rid("1.2.3.4");
    for wrong in [
        names(&["Four.Utopia.example"]),
        names(&["*.utopia.example"]),
        names(&["one.utopia.example", "one.utopia.example"]),
        directory,
    ] {
        bring(&walk, "wrong", &asking(&wrong, false));
        let said = walk.run(&batch);
        assert_eq!(said.status.code(), Some(3), "{}", String::from_utf8_lossy(&said.stderr));
        assert!(String::from_utf8_lossy(&said.stdout).contains("wrong.csr"));
    }
    fs::remove_file(walk.path("requests/wrong.csr")).unwrap();
    assert_eq!(entries(&walk), size, "nothing was begun");
    let output = walk.run(&batch);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let shown = String::from_utf8(output.stderr).unwrap().replace("\n    ", " ").replace("\n  ", " ");
    assert!(shown.contains("dns:one.utopia.example; dns:two.utopia.example"), "{shown}");
    let of = |name: &str| {
        let certificate = certificate(&walk, name);
        let names = certificate.subject_alt_names().unwrap();
        let all: Vec<String> = names.iter().filter_map(|name| name.dnsname()).map(str::to_owned).collect();
        (all, names.iter().filter(|name| name.ipaddress().is_some()).count())
    };
    assert_eq!(of("one"), (vec!["one.utopia.example".to_owned(), "two.utopia.example".to_owned()], 0));
    assert_eq!(of("three"), (vec!["three.utopia.example".to_owned()], 1));
    let certificate = certificate(&walk, "one");
    let issuer = certificate.issuer_name().entries_by_nid(Nid::COMMONNAME).next().unwrap();
    assert_eq!(issuer.data().as_slice(), b"services");
}

#[test]
fn ctrl_c_stops_between_two_parts_and_the_same_command_goes_on() {
    let walk = grown(510);
    let db = Connection::open(walk.in_station("station.db")).unwrap();
    db.busy_timeout(Duration::from_secs(20)).unwrap();
    let mut child = walk.command(&BATCH).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let open = "SELECT 1 FROM intent WHERE state = 'open' AND sequence > 4";
    while db.query_row(open, [], |_| Ok(())).optional().unwrap().is_none() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before its first part");
        sleep(Duration::from_millis(5));
    }
    kill_process(Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap(), Signal::INT).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(text(&said["error"], "message").contains("250 certificates of 510"), "{said}");
    assert_eq!(indices(&walk).len(), 250);
    assert_eq!(walk.done(&["recover"])["acts"], serde_json::json!([]));
    entries(&walk);
    assert_eq!(number(&walk.done(&BATCH), "certificates"), 260);
    assert_eq!(indices(&walk).len(), 510);
    entries(&walk);
}
