//! A station again, out of a copy of its state and sets of its keys: what comes back, what goes on above what was
//! published, what is lost, and everything that is refused.

#[path = "support/backing.rs"]
mod backing;
#[path = "support/council.rs"]
mod council;
#[path = "support/pens.rs"]
mod pens;
#[path = "support/prepared.rs"]
mod prepared;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::path::Path;

use backing::{Backing, NEXT, SET, copy_folder, flip, refusal, said};
use council::Council;
use serde_json::{Value, json};
use walk::{PIN, SOFTHSM, Walk, number, text};

/// The place is empty, and nothing is beside it.
#[track_caller]
fn nothing_is_left(backing: &Backing, station: &str) {
    let entries = fs::read_dir(backing.walk.folder()).unwrap();
    for entry in entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()) {
        assert!(entry != station && !entry.ends_with(".making"), "{entry} is left");
    }
}

/// A list of the restored station verifies with the stock tool under the certificate of before.
#[track_caller]
fn the_list_stands_under_the_old_root(backing: &Backing, list: &Value) {
    let roots = fs::read_dir(backing.walk.in_station("out/certificates")).unwrap().map(|entry| entry.unwrap().path());
    let root = roots.into_iter().find(|path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with("csca-root") && name.ends_with(".pem")
    });
    let pem = Path::new(text(list, "file")).with_extension("pem");
    let words =
        ["crl", "-in", pem.to_str().unwrap(), "-noout", "-verify", "-CAfile", root.as_ref().unwrap().to_str().unwrap()];
    let output = backing.walk.program("openssl").args(words).output().unwrap();
    assert!(output.status.success() && said(&output).contains("verify OK"), "{}", said(&output));
}

/// A minute or two: two lists of one CSCA are not of the same second.
fn a_second_goes_by() {
    std::thread::sleep(std::time::Duration::from_millis(1100));
}

#[test]
fn a_station_comes_back_in_another_epoch_and_its_csca_signs_under_its_old_certificate() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let full = backing.copy("--record");
    backing.done("key generate later --spec P-256");
    let copy = backing.copy("--incremental");
    let (before, old_key) = (backing.entries(), text(&backing.done("station show"), "log_key").to_owned());
    backing.walk.tool("diff", &["-r", "m1", "m2"]);
    let restored = backing.done_at("again", &format!("{} --without later", backing.restoring(&copy)));
    assert_eq!((number(&restored, "epoch"), number(&restored, "entries")), (2, before));
    assert_eq!(restored["keys"], json!({"csca-1": "primary", "ds-1": "primary"}));
    assert_eq!((&restored["missing"], &restored["lost"]), (&json!(["later"]), &json!([])));
    let key = text(&restored, "log_key");
    assert_ne!(key, old_key);
    // Old checkpoints and new ones are sound; whoever has either key from paper is told.
    let verified = backing.sound_at("again");
    assert_eq!((number(&verified, "entries"), text(&verified, "log_key")), (before + 1, key));
    backing.done_at("again", "crl issue");
    backing.sound_at("again");
    backing.done_at("again", &format!("ledger verify --log-key {key}"));
    // What is recorded is with the entry: each key's proof, and what was known to be lost.
    let proofs = backing.walk.path(&format!("again/out/backups/restore-{before:06}.json"));
    let proofs: Value = serde_json::from_slice(&fs::read(proofs).unwrap()).unwrap();
    assert_eq!(proofs["signatures"].as_object().unwrap().len(), 2);
    assert!(
        proofs["signatures"]["csca-1"]["certificate"].is_string()
            && proofs["signatures"]["ds-1"]["certificate"].is_null()
    );
    // A key that was given up signs nothing; the others are locked, in their token too.
    backing.refused_at("again", "cert issue --profile service-ca --key later --name later", 5, "");
    for record in backing.inventory("again", "primary") {
        assert_eq!((record.extractable, record.sensitive), (Some(false), Some(true)), "{record:?}");
    }
    // The full copy alone is an earlier station.
    let earlier = backing.done_at("earlier", &backing.restoring(&full));
    assert!(number(&earlier, "entries") < before);
    let list = backing.done_at("earlier", "crl issue");
    the_list_stands_under_the_old_root(&backing, &list);
    // A restored station backs itself up, and is restored once more, in the third epoch.
    let shelf = backing.recipient("alice");
    let copy = backing.done_at("earlier", &format!("backup state --to m4 --recipient {shelf} --record"));
    let copy = format!("m4/{}", text(&copy, "name"));
    let third = backing.done_at("third", &backing.restoring(&copy));
    assert_eq!(number(&third, "epoch"), 3);
    backing.sound_at("third");
    assert_eq!(backing.done_at("third", &format!("backup verify {copy}"))["sound"], true);
    assert_eq!(backing.done_at("third", &format!("backup verify m1/keys-{SET}"))["sound"], true);
}

#[test]
fn what_was_published_since_is_not_issued_again_and_what_was_revoked_stays_revoked() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let known = backing.issued_and_revoked("early");
    backing.done("crl issue");
    let copy = backing.copy("--record");
    let serial = backing.issued_and_revoked("late");
    a_second_goes_by();
    backing.done("crl issue");
    let (lists, list) = ("utopia/out/crl/csca-1-000001.crl", "utopia/out/crl/csca-1-000002.crl");
    let status = backing.done("status");
    let paper = format!("--size {} --root {}", number(&status, "entries"), text(&status, "root"));
    let restored =
        backing.done_at("again", &format!("{} --crl {lists} --crl {list} {paper}", backing.restoring(&copy)));
    let lost = restored["lost"].to_string();
    for word in ["entries of the ledger, written after", "revocation lists 2 to 2 of 'csca-1'", &serial] {
        assert!(lost.contains(word), "{word}: {lost}");
    }
    assert!(!lost.contains(&known), "{lost}");
    backing.sound_at("again");
    a_second_goes_by();
    let next = backing.done_at("again", "crl issue");
    assert_eq!((number(&next, "number"), number(&next, "entries")), (3, 2));
    the_list_stands_under_the_old_root(&backing, &next);
    let shown = backing.walk.tool("openssl", &["crl", "-in", "again/out/crl/csca-1-000003.pem", "-noout", "-text"]);
    assert!(shown.contains(&serial.to_uppercase()) && shown.contains(&known.to_uppercase()), "{shown}");
    backing.walk.write("again.toml", &format!("confirm = [\"{serial}\"]\n"));
    backing.refused_at("again", &format!("csca revoke {serial} --reason lost --answers again.toml"), 3, "REVOKE-1");
    backing.sound_at("again");

    // Lists that are not ours, or are none.
    let restoring = backing.restoring(&copy);
    let refused = |file: &str, code: i32, clause: &str| {
        backing.refused_at("never", &format!("{restoring} --crl {file}"), code, clause);
        nothing_is_left(&backing, "never");
    };
    copy_file(&backing, list, "altered.crl");
    let length = fs::metadata(backing.walk.path("altered.crl")).unwrap().len() as usize;
    flip(&backing.walk.path("altered.crl"), length - 3);
    refused("altered.crl", 3, "RESTORE-7");
    let Some(other) = Backing::grown() else { return };
    other.done("crl issue");
    fs::copy(other.walk.in_station("out/crl/csca-1-000001.crl"), backing.walk.path("other.crl")).unwrap();
    refused("other.crl", 3, "RESTORE-7");
    backing.walk.write("junk.crl", "junk");
    refused("junk.crl", 4, "");
}

fn copy_file(backing: &Backing, from: &str, to: &str) {
    fs::copy(backing.walk.path(from), backing.walk.path(to)).unwrap();
}

#[test]
fn bundles_go_on_above_the_one_that_was_exported_last() {
    let Some(backing) = Backing::grown() else { return };
    backing.done("key generate service-ca-1 --spec P-384 --extractable");
    backing.done("cert issue --profile service-ca --key service-ca-1 --name service-ca-1");
    backing.done("key generate bundle-root-1 --spec Ed25519 --extractable");
    backing.done("key generate bundle-signer-1 --spec P-256 --extractable");
    backing.done("cert issue --profile bundle-signer --key bundle-signer-1 --name bundle-signer-1");
    backing.done("key generate mls-1 --spec P-256 --extractable");
    backing.done("cert issue --profile masterlist-signer --key mls-1 --name mls");
    backing.done("masterlist issue");
    backing.done("crl issue");
    backing.done("bundle export one");
    backing.back_up();
    let copy = backing.copy("--record");
    for stick in ["two", "three"] {
        backing.done(&format!("bundle export {stick}"));
    }
    let restoring = backing.restoring(&copy);
    // Given in any order, the highest counts.
    let restored = backing.done_at("again", &format!("{restoring} --bundle three --bundle one --bundle two"));
    assert!(restored["lost"].to_string().contains("bundles 2 to 3"), "{restored}");
    backing.sound_at("again");
    assert_eq!(number(&backing.done_at("again", "bundle export four"), "version"), 4);
    backing.sound_at("again");
    for (file, at) in [("two/log/checkpoint", 40), ("three/log/export.entry", 40), ("two/log/export.tlog-proof", 200)] {
        flip(&backing.walk.path(file), at);
        let stick = file.split('/').next().unwrap();
        backing.refused_at("never", &format!("{restoring} --bundle {stick}"), 3, "RESTORE-7");
        nothing_is_left(&backing, "never");
    }
    backing.refused_at("never", &format!("{restoring} --bundle m1"), 4, "BACKUP-28");
}

#[test]
fn a_changed_copy_another_stations_set_and_an_older_one_are_refused_and_nothing_is_left() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let full = backing.copy("--record");
    backing.done("key generate later --spec P-256");
    let copy = backing.copy("--incremental");
    let restoring = format!("{} --without later", backing.restoring(&copy));
    let refused = |line: &str, code: i32, clause: &str| {
        let document = backing.refused_at("never", line, code, clause);
        nothing_is_left(&backing, "never");
        document
    };
    // Each file of the copy, and of the full one that it builds on.
    for (folder, files) in
        [(&full, &["manifest.json", "manifest.note", "data.age"][..]), (&copy, &["manifest.json", "data.age"])]
    {
        for file in files {
            for at in [1, 2] {
                let bad = format!("bad-{file}-{at}-{}", folder.len());
                let bad = format!("{bad}{}", if *folder == full { "f" } else { "i" });
                copy_folder(&backing.walk.path("shelf"), &backing.walk.path(&bad));
                let path = backing.walk.path(&folder.replacen("shelf", &bad, 1)).join(file);
                let length = fs::metadata(&path).unwrap().len() as usize;
                flip(&path, length * at / 3 + at);
                let line = restoring.replace("shelf/", &format!("{bad}/"));
                let line = if *folder == full {
                    line.replace(&copy.replacen("shelf", &bad, 1), &full.replacen("shelf", &bad, 1))
                        .replace(" --without later", "")
                } else {
                    line
                };
                let output = backing.command_at("never", &line).output().unwrap();
                assert!([1, 3, 4].contains(&output.status.code().unwrap()), "{bad}: {}", said(&output));
                nothing_is_left(&backing, "never");
            }
        }
    }
    // Identities, bases and sets that are not the right ones.
    refused(&restoring.replace("--state-identity alice.key", "--state-identity bob.key"), 3, "SEALED-5");
    fs::create_dir(backing.walk.path("alone")).unwrap();
    copy_folder(&backing.walk.path(&copy), &backing.walk.path(&copy.replacen("shelf", "alone", 1)));
    refused(&restoring.replace("shelf/", "alone/"), 3, "BACKUP-39");
    let other_full = backing.done(&format!("backup state --to m4 --recipient {}", backing.recipient("alice")));
    let base = format!("--base m4/{}", text(&other_full, "name"));
    refused(&format!("{} {base}", restoring.replace("shelf/", "alone/")), 3, "BACKUP-39");
    refused(&format!("{} --base {copy}", restoring.replace("shelf/", "alone/")), 3, "BACKUP-46");
    backing.done_at("right", &format!("{} --base {full}", restoring.replace("shelf/", "alone/")));
    // A key that no set has is given up by its name, and no other name is taken.
    refused(&backing.restoring(&copy), 3, "RESTORE-5");
    refused(&format!("{restoring} --without ghost"), 2, "");
    refused(&format!("backup restore --state {full} --state-identity alice.key"), 3, "RESTORE-5");
    let few = backing.opening("m1", SET, &["alice"]);
    refused(&format!("backup restore --state {full} --state-identity alice.key {few}"), 3, "SHARE-31");
    // The set of another station, whoever has its shares.
    let Some(other) = Backing::grown() else { return };
    other.done(&other.backup_words("").replace(SET, NEXT));
    copy_folder(&other.set("m1", NEXT), &backing.set("m3", NEXT));
    copy_folder(
        &other.walk.path(&format!("utopia/out/backups/keys-{NEXT}")),
        &backing.walk.in_station(&format!("out/backups/keys-{NEXT}")),
    );
    for keeper in ["alice", "bob"] {
        fs::copy(other.walk.path(&format!("{keeper}.key")), backing.walk.path(&format!("other-{keeper}.key"))).unwrap();
    }
    let foreign = backing.opening("m3", NEXT, &["alice", "bob"]).replace("--identity ", "--identity other-");
    refused(&format!("{restoring} {foreign}"), 3, "RESTORE-4");
}

#[test]
fn what_stands_in_the_place_is_kept() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let copy = backing.copy("--record");
    let restoring = backing.restoring(&copy);
    let before = fs::read(backing.walk.in_station("station.db")).unwrap();
    let said = backing.refused_at("utopia", &restoring, 3, "RESTORE-2");
    assert!(text(&said["error"], "message").contains("has 11 entries"), "{said}");
    assert_eq!(fs::read(backing.walk.in_station("station.db")).unwrap(), before);
    for place in ["m1", "shelf"] {
        backing.refused_at(place, &restoring, 3, "STATION-1");
    }
    fs::create_dir(backing.walk.path("empty")).unwrap();
    backing.done_at("empty", &restoring);
    // A copy that knows as much as the station in the place is no reason to overwrite it.
    backing.refused_at("empty", &restoring, 3, "RESTORE-2");
    backing.sound_at("empty");
    // What somebody else left beside the place is not cleared away.
    fs::create_dir(backing.walk.path(".never.making")).unwrap();
    backing.walk.write(".never.making/letter", "dear sirs");
    let output = backing.command_at("never", &restoring).output().unwrap();
    refusal(&restoring, &output, 3, "STATION-6");
    assert!(backing.walk.path(".never.making/letter").exists());
}

#[test]
fn a_head_on_paper_that_is_not_in_the_past_is_refused_and_one_that_is_longer_is_a_loss() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let status = backing.done("status");
    let (size, root) = (number(&status, "entries"), text(&status, "root").to_owned());
    let copy = backing.copy("--record");
    let restoring = backing.restoring(&copy);
    let mut wrong = root.clone().into_bytes();
    wrong[5] = if wrong[5] == b'0' { b'1' } else { b'0' };
    let wrong = String::from_utf8(wrong).unwrap();
    let refused = |paper: &str| {
        let output = backing.command_at("never", &format!("{restoring} {paper}")).output().unwrap();
        nothing_is_left(&backing, "never");
        (output.status.code(), serde_json::from_slice::<Value>(&output.stdout).unwrap())
    };
    let (code, document) = refused(&format!("--size {size} --root {wrong}"));
    assert!(
        [Some(1), Some(3)].contains(&code) && text(&document["error"], "clause").starts_with("RESTORE-"),
        "{document}"
    );
    let (code, document) = refused(&format!("--size {} --root {root}", size - 1));
    assert!([Some(1), Some(3)].contains(&code), "{document}");
    let right = backing.done_at("right", &format!("{restoring} --size {size} --root {root}"));
    assert_eq!(right["lost"], json!([]));
    let longer = backing.done_at("longer", &format!("{restoring} --size 400 --root {root}"));
    assert!(longer["lost"].to_string().contains("at least"), "{longer}");
}

#[test]
fn tokens_of_softhsm_take_the_keys_of_an_embedded_one_and_strange_keys_are_not_touched() {
    let Some(token) = Walk::on_softhsm("hsm") else { return };
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let copy = backing.copy("--record");
    let conf = token.path("softhsm2.conf");
    let serial = token.tool("softhsm2-util", &["--show-slots"]);
    let serial = serial.lines().find_map(|line| line.trim().strip_prefix("Serial number:")).unwrap().trim().to_owned();
    let uri = format!("pkcs11:token=hsm;serial={serial}?module-path={SOFTHSM}");
    let run = |station: &str, line: &str| {
        let mut command = backing.command_at(station, line);
        command.env("SOFTHSM2_CONF", &conf).output().unwrap()
    };
    let restoring = format!("{} --vault primary={uri}", backing.restoring(&copy));
    // A vault that nobody knows; a token that is not there; one token for two vaults.
    for (wrong, code, clause) in [
        (restoring.replace("--vault primary", "--vault elsewhere"), 2, ""),
        (restoring.replace(&serial, "0000000000000000"), 5, ""),
        (format!("{restoring} --vault ledger={uri}"), 3, "STATION-7"),
    ] {
        let output = run("never", &wrong);
        assert_eq!(output.status.code(), Some(code), "{wrong}: {}", said(&output));
        refusal(&wrong, &output, code, clause);
        nothing_is_left(&backing, "never");
    }
    let output = run("again", &restoring);
    assert!(output.status.success(), "{}", said(&output));
    let list = run("again", "crl issue");
    assert!(list.status.success(), "{}", said(&list));
    the_list_stands_under_the_old_root(&backing, &serde_json::from_slice(&list.stdout).unwrap());
    assert!(run("again", "ledger verify").status.success());
    let listed = token.tool(
        "pkcs11-tool",
        &["--module", SOFTHSM, "--token-label", "hsm", "--login", "--pin", PIN, "--list-objects", "--type", "privkey"],
    );
    assert_eq!(listed.matches("Private Key Object").count(), 2, "{listed}");
    // The keys are this station's: they are found there, and nothing is brought twice.
    fs::remove_dir_all(backing.walk.path("again")).unwrap();
    let output = run("again", &restoring);
    assert!(output.status.success(), "{}", said(&output));
    // A station on SoftHSM2 says where its vault is to be, and comes back in an embedded one.
    let shelf = backing.recipient("alice");
    let made = run("again", &format!("backup state --to m3 --recipient {shelf}"));
    let made: Value = serde_json::from_slice(&made.stdout).unwrap();
    let second = backing.restoring(&format!("m3/{}", text(&made, "name")));
    refusal(&second, &run("never", &second), 3, "RESTORE-8");
    nothing_is_left(&backing, "never");
    let back = run("back", &format!("{second} --vault primary=embedded"));
    assert!(back.status.success(), "{}", said(&back));
    assert_eq!(backing.inventory("back", "primary").len(), 2);
    // A token with somebody else's key is not used.
    let login = ["--module", SOFTHSM, "--token-label", "hsm", "--login", "--pin", PIN];
    token.tool("pkcs11-tool", &[&login[..], &["--keypairgen", "--key-type", "EC:secp256r1", "--id", "77"]].concat());
    refusal(&restoring, &run("never", &restoring), 3, "RESTORE-6");
    nothing_is_left(&backing, "never");
}

#[test]
fn a_proposal_of_the_epoch_before_is_dead_after_a_restore() {
    let Some(backing) = Backing::grown() else { return };
    let keepers = backing.keepers(&["alice", "bob", "carol"]);
    let alice = backing.recipient("alice");
    let council = Council::seated(backing.walk);
    let words = walk::words(&format!("backup keys --threshold 2 {keepers} --set {SET}"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let proposal = council.agreed(&words);
    council.done(&["perform", &proposal, "--to", "m1", "--to", "m2", "--answers", "confirm.toml"]);
    let open = council.agreed(&["key", "generate", "k-1", "--spec", "P-256"]);
    let made = council.done(&["backup", "state", "--to", "shelf", "--recipient", &alice]);
    let copy = format!("shelf/{}", text(&made, "name"));
    let now = council.now().to_string();
    let backing = Backing { walk: council.walk };
    backing.done_at("again", &format!("{} --at {now}", backing.restoring(&copy)));
    let output = backing.command_at("again", &format!("perform {open} --at {now}")).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(document["error"]["clause"].is_string(), "{document}");
    assert!(text(&document["error"], "message").contains("epoch"), "{document}");
    backing.sound_at("again");
    // The officers and the policy are those of before.
    assert_eq!(backing.done_at("again", "status")["officers"], 4);
    // At the station of before it could still be carried out.
    backing.done(&format!("perform {open} --at {now}"));
}

#[test]
fn a_witness_goes_on_with_the_new_key_of_a_restored_ledger_where_it_is_given() {
    if !backing::has_age() {
        return;
    }
    let walk = Walk::new("utopia");
    prepared::prepare("witness", walk.folder());
    let backing = Backing::around(walk);
    backing.done("key generate k-1 --spec P-256 --extractable");
    backing.back_up();
    let key = "--key stick/ann.witness.age --identity ann.identity";
    let head = |station: &str, from: u64, out: &str| {
        backing.done_at(station, &format!("ledger head --proof-from {from} --out {out}"));
    };
    let log_key = fs::read_to_string(backing.walk.path("log-key")).unwrap();
    let cosign = |head: &str, out: &str, size: u64, more: &str| {
        backing.walk.write("cosign.toml", &format!("confirm = [\"{size}\"]\n"));
        let line = format!("ledger cosign --checkpoint {head} --out {out} {key} {more} --answers cosign.toml");
        backing.command(&line).output().unwrap()
    };
    let first = backing.entries();
    head("utopia", 0, "h1");
    assert!(cosign("h1", "c1", first, &format!("--log-key {log_key}")).status.success());
    backing.done("ledger cosign --import c1");
    let copy = backing.copy("--record");
    let restored = backing.done_at("again", &backing.restoring(&copy));
    let new_key = text(&restored, "log_key").to_owned();
    let size = number(&backing.done_at("again", "status"), "entries");
    let seen = fs::read(backing.walk.path("stick/ann.witness.seen")).unwrap();
    // Without the new key, with another, and without the proof from what was seen: nothing.
    head("again", first, "h2");
    assert_ne!(cosign("h2", "c2", size, "").status.code(), Some(0));
    let stranger = new_key.replacen("utopia", "arcadia", 1);
    assert_ne!(cosign("h2", "c2", size, &format!("--log-key {stranger}")).status.code(), Some(0));
    head("again", 1, "h3");
    refusal("h3", &cosign("h3", "c2", size, &format!("--log-key {new_key}")), 3, "WITNESS-4");
    // A history that does not continue what was seen, under the same new key's name.
    let fork = backing.done_at("fork", &backing.restoring(&copy));
    let mut altered: Vec<String> =
        fs::read_to_string(backing.walk.path("h2")).unwrap().lines().map(str::to_owned).collect();
    altered[1] = altered[1].chars().rev().collect();
    backing.walk.write("h4", &format!("{}\n", altered.join("\n")));
    assert_ne!(cosign("h4", "c2", size, &format!("--log-key {new_key}")).status.code(), Some(0));
    assert_eq!(fs::read(backing.walk.path("stick/ann.witness.seen")).unwrap(), seen);
    // With it, and the proof, the witness goes on; and is told that the key is another.
    let output = cosign("h2", "c2", size, &format!("--log-key {new_key}"));
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("another key"), "{}", said(&output));
    backing.done_at("again", "ledger cosign --import c2");
    let verified = backing.sound_at("again");
    assert_eq!(verified["cosignatures"], 2, "{verified}");
    // From now on the new key is the one; the other restored station is a fork, and is not cosigned.
    let fork_size = number(&backing.done_at("fork", "status"), "entries");
    head("fork", first, "h5");
    let output = cosign("h5", "c3", fork_size, &format!("--log-key {}", text(&fork, "log_key")));
    refusal("h5", &output, 3, "WITNESS-9");
    // At the restored station it goes on as ever.
    backing.done_at("again", "key generate k-2 --spec P-256");
    let size = number(&backing.done_at("again", "status"), "entries");
    backing.walk.write("cosign.toml", &format!("confirm = [\"{size}\"]\n"));
    backing.done_at("again", &format!("ledger cosign {key} --answers cosign.toml"));
    backing.sound_at("again");
}
