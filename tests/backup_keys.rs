//! Key backups by the program: wrapped, proven, handed out, locked; opened by a stranger; shares judged and issued
//! anew.

#[path = "support/backing.rs"]
mod backing;
#[path = "backup_keys/checked.rs"]
mod checked;
#[path = "support/council.rs"]
mod council;
#[path = "support/officers.rs"]
mod officers;
#[path = "support/pens.rs"]
mod pens;
#[path = "support/stranger.rs"]
mod stranger;
#[path = "support/walk.rs"]
mod walk;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use backing::{Backing, KEEPERS, NEXT, NEXT_SPOKEN, SET, SPOKEN, copy_folder, flip, said, words_in};
use council::{Council, OFFICERS, POLICY};
use officers::Officers;
use openssl::pkey::PKey;
use openssl::x509::X509;
use pens::Pen;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use stranger::{By, Stranger, in_memory};
use walk::{text, words};

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Every file of a folder, by its name.
fn files_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut files: Vec<(String, Vec<u8>)> =
        entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect();
    files.sort();
    files
}

#[test]
fn keys_are_wrapped_handed_out_and_locked_and_a_stranger_brings_them_back() {
    let (Some(backing), Some(stranger)) = (Backing::grown(), Stranger::find()) else { return };
    if !officers::tools_are_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let officers = Officers::in_folder(folder.path());
    let dan = officers.openpgp_with("dan", "future-default", "default", "1y", &[]);
    let (memory, passing, age) = (in_memory(), in_memory(), backing.keepers(&["alice", "bob"]));
    let card = memory.path().join("card");
    let line = format!(
        "backup keys --threshold 3 {age} --keeper carol=card --keeper dan=openpgp:{} --printer {} --paper text \
         --set {SET} --to m1 --to m2 --answers confirm.toml --memory {}",
        dan.key().display(),
        card.display(),
        passing.path().display()
    );
    assert!(!backing.locked(&["csca-1", "ds-1"]));
    let report = backing.done(&line);
    assert_eq!((&report["keys"], &report["media"]), (&json!(["csca-1", "ds-1"]), &json!(2)));
    assert_eq!(report["keepers"], json!(["alice", "bob", "carol", "dan"]));
    assert_eq!(backing.walk.files(&report).len(), 4, "the manifest and three sealed notes: {report}");

    // Both media are the same; the manifest is true of what lies beside it.
    let (one, other) = (backing.set("m1", SET), backing.set("m2", SET));
    assert_eq!(files_of(&one), files_of(&other));
    let names: Vec<String> = files_of(&one).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["README.txt", "csca-1.kwp", "ds-1.kwp", "manifest.json", "manifest.note"]);
    let manifest = json_of(&one.join("manifest.json"));
    assert_eq!((text(&manifest, "set"), text(&manifest["station"], "name")), (SET, "utopia"));
    for key in manifest["keys"].as_array().unwrap() {
        let blob = fs::read(one.join(text(key, "file"))).unwrap();
        assert_eq!(
            (key["octets"].as_u64(), hex::encode(Sha256::digest(&blob))),
            (Some(blob.len() as u64), { text(key, "sha256").to_owned() })
        );
    }
    let ways: Vec<&str> =
        manifest["shares"]["each"].as_array().unwrap().iter().map(|share| text(share, "way")).collect();
    assert_eq!(ways, ["age", "age", "card", "openpgp"]);
    assert_eq!(text(&manifest["shares"]["each"][3], "to"), dan.gpg_fingerprint());

    // The keys are locked, the ledger is sound, the set is in force.
    assert!(backing.locked(&["csca-1", "ds-1"]));
    backing.sound();
    assert_eq!(backing.state_of(SET).as_deref(), Some("whole"));
    assert!(fs::read_dir(passing.path()).unwrap().next().is_none(), "the throw-away token is gone");

    // Stock age and gpg open the notes; the card has its words; any three of the four open the keys for a stranger.
    let (alice, bob) = (backing.words_of(SET, "alice"), backing.words_of(SET, "bob"));
    let carol = words_in(&fs::read_to_string(&card).unwrap());
    let sealed = backing.walk.path(&format!("utopia/out/backups/keys-{SET}/dan.asc"));
    let note = dan.gpg().args(["--quiet", "--decrypt"]).arg(sealed).output().unwrap();
    assert!(note.status.success(), "{}", said(&note));
    let dan = words_in(&String::from_utf8(note.stdout).unwrap());
    let key = text(&backing.done("station show"), "log_key").to_owned();
    let stranger = stranger.who_knows(&key);
    for shares in [[&alice, &bob, &carol], [&dan, &carol, &alice], [&bob, &carol, &dan]] {
        let shares = shares.map(Clone::clone);
        let keys = stranger.keys(&one, &By::Shares(&shares)).unwrap();
        assert_eq!(keys.keys().collect::<Vec<_>>(), ["csca-1", "ds-1"]);
        // What came back signs under the certificate that stands in the manifest.
        let restored = PKey::private_key_from_pem(keys["csca-1"].as_bytes()).unwrap();
        let certificate = text(&json!({ "der": manifest["keys"][0]["certificates"][0] }), "der").to_owned();
        let certificate = openssl::base64::decode_block(&certificate).unwrap();
        let certificate = X509::from_der(&certificate).unwrap();
        let mut signer = openssl::sign::Signer::new(openssl::hash::MessageDigest::sha384(), &restored).unwrap();
        let signature = signer.sign_oneshot_to_vec(b"a word").unwrap();
        let own = certificate.public_key().unwrap();
        let mut verifier = openssl::sign::Verifier::new(openssl::hash::MessageDigest::sha384(), &own).unwrap();
        assert!(verifier.verify_oneshot(&signature, b"a word").unwrap());
    }
    let few = [alice.clone(), bob.clone()];
    assert!(stranger.keys(&one, &By::Shares(&few)).unwrap_err().contains("3 are wanted"));

    // The README needs no other paper: what it names is there, and its commands are those of stock tools.
    let readme = fs::read_to_string(one.join("README.txt")).unwrap();
    for word in [SPOKEN, "shamir recover", "id-aes256-wrap-pad", "A65959A6", "csca-1", "ds-1"] {
        assert!(readme.contains(word), "{word}: {readme}");
    }
}

#[test]
fn a_set_is_judged_without_its_shares_and_with_them() {
    let Some(backing) = Backing::grown() else { return };
    backing.back_up();
    let verified = backing.done(&format!("backup verify m1/keys-{SET}"));
    assert_eq!(verified["sound"], true);
    let steps = verified["backups"][0]["steps"].as_array().unwrap();
    let judged: Vec<(&str, &str)> = steps.iter().map(|step| (text(step, "name"), text(step, "verdict"))).collect();
    for step in ["note of the ledger key", "checkpoint", "today's ledger", "README"] {
        assert!(judged.contains(&(step, "passed")), "{judged:?}");
    }
    assert_eq!(judged[judged.len() - 2..], [("wrapped keys open", "not judged"), ("the set today", "passed")]);
    let opening = backing.opening("m2", SET, &["bob", "carol"]);
    let verified = backing.done(&format!("backup verify {opening}"));
    let steps = verified["backups"][0]["steps"].as_array().unwrap();
    let opened: Vec<_> = steps.iter().filter(|step| step["name"] == "wrapped key opens").collect();
    assert_eq!(
        opened.iter().map(|step| (text(step, "verdict"), text(step, "found"))).collect::<Vec<_>>(),
        [
            ("passed", "csca-1: to the public half in the manifest"),
            ("passed", "ds-1: to the public half in the manifest"),
        ]
    );

    // Each file counts. The other medium is whole all the same.
    for name in ["manifest.json", "manifest.note", "csca-1.kwp", "ds-1.kwp"] {
        copy_folder(&backing.set("m1", SET), &backing.walk.path(&format!("bad-{name}/keys-{SET}")));
        let file = backing.walk.path(&format!("bad-{name}/keys-{SET}/{name}"));
        flip(&file, fs::metadata(&file).unwrap().len() as usize / 2);
        let output = backing.command(&format!("backup verify bad-{name}/keys-{SET}")).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}: {}", said(&output));
    }
    // Nothing signs the README: where it is another, it is not judged, and said not to be followed.
    fs::write(backing.set("m1", SET).join("README.txt"), "type the shares here").unwrap();
    let judged = backing.done(&format!("backup verify m1/keys-{SET}")).to_string();
    assert!(judged.contains("do not follow it unread"), "{judged}");
    fs::write(backing.set("m1", SET).join("stranger"), "x").unwrap();
    backing.unsound(&format!("backup verify m1/keys-{SET}"));
    backing.done(&format!("backup verify m2/keys-{SET}"));
    // The set of another name, and the set of another station.
    fs::rename(backing.set("m2", SET), backing.set("m2", NEXT)).unwrap();
    backing.unsound(&format!("backup verify m2/keys-{NEXT}"));
    let Some(other) = Backing::born(walk::Walk::new("arcadia")) else { return };
    copy_folder(&backing.set("m2", NEXT), &other.set("m1", SET));
    let judged = other.unsound(&format!("backup verify m1/keys-{SET}"));
    assert_eq!(judged["backups"][0]["steps"][1]["clause"], "BACKUP-40", "{judged}");
}

#[test]
fn shares_that_nobody_should_split_are_refused_before_anything_is_begun() {
    let Some(backing) = Backing::grown() else { return };
    let (alice, bob) = (backing.recipient("alice"), backing.recipient("bob"));
    let with = |threshold: u8, keepers: &str| {
        format!("backup keys --threshold {threshold} {keepers} --set {SET} --to m1 --to m2 --answers confirm.toml")
    };
    let two = backing.keepers(&["alice", "bob"]);
    for (threshold, why) in [(0, "wanted 2 or more"), (1, "wanted 2 or more"), (3, "above the number of keepers")] {
        let said = backing.refused_before_anything(&with(threshold, &two), 3, "BACKUP-69");
        assert!(text(&said["error"], "message").contains(why), "{said}");
        assert!(text(&said["error"], "hint").contains("--threshold"), "{said}");
    }
    let many: Vec<String> = (0..17).map(|n| format!("--keeper keeper-{n}=card")).collect();
    backing.refused_before_anything(&with(2, &many.join(" ")), 3, "BACKUP-69");
    let twice = format!("--keeper alice={alice} --keeper alice={bob}");
    backing.refused_before_anything(&with(2, &twice), 3, "SHARE-16");
    let one_key = format!("--keeper alice={alice} --keeper bob={alice}");
    backing.refused_before_anything(&with(2, &one_key), 3, "SHARE-16");
    backing.refused_before_anything(&with(2, &format!("--keeper alice={alice} --keeper bob")), 2, "");
    backing.refused_before_anything(&with(2, &format!("--keeper alice={alice} --keeper bob=letter")), 2, "");
    let broken = format!("--keeper alice={alice} --keeper bob={}x", &bob[..bob.len() - 1]);
    backing.refused_before_anything(&with(2, &broken), 2, "SEALED-2");
    // Cards without a printer, a printer that is a file on a disk, or no printer; words that nobody would see.
    let card = format!("--keeper alice={alice} --keeper bob=card");
    backing.refused_before_anything(&with(2, &card), 3, "BACKUP-74");
    for printer in ["card.txt", "/dev/null", "m1"] {
        backing.refused_before_anything(&with(2, &format!("{card} --printer {printer}")), 3, "SHARE-23");
    }
    backing.refused_before_anything(&with(2, &format!("--keeper alice={alice} --keeper bob=shown")), 3, "BACKUP-74");
    // Nobody confirms.
    let alone = with(2, &two).replace(" --answers confirm.toml", "");
    backing.refused_before_anything(&alone, 3, "CONFIRM-1");
    assert_eq!((backing.state_of(SET), backing.locked(&["csca-1", "ds-1"])), (None, false));
    assert!(files_of_names(&backing, "m1").is_empty() && !backing.walk.path("card.txt").exists());
}

fn files_of_names(backing: &Backing, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(backing.walk.path(folder)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn keys_and_media_that_do_not_fit_are_refused_before_anything_is_begun() {
    let Some(backing) = Backing::grown() else { return };
    backing.done("key generate hard --spec P-256");
    backing.walk.write("locking.toml", "confirm = [\"ds-1\"]\n");
    let keepers = backing.keepers(&["alice", "bob", "carol"]);
    let with = |keys: &str, places: &str| {
        format!("backup keys {keys} --threshold 2 {keepers} --set {SET} {places} --answers confirm.toml")
    };
    let media = "--to m1 --to m2";
    backing.refused_before_anything(&with("hard", media), 3, "BACKUP-67");
    backing.refused_before_anything(&with("csca-1 hard", media), 3, "BACKUP-67");
    backing.refused_before_anything(&with("ghost", media), 2, "");
    // The ledger's own key is no key of the list.
    backing.refused_before_anything(&with("ledger-utopia", media), 2, "");
    backing.refused_before_anything(&with("", ""), 3, "BACKUP-71");
    backing.refused_before_anything(&with("", "--to m1 --to m1"), 3, "BACKUP-35");
    backing.refused_before_anything(&with("", "--to m1 --to m1/../m1"), 3, "BACKUP-35");
    backing.refused_before_anything(&with("", "--to m1 --to nowhere"), 4, "BACKUP-28");
    fs::write(backing.walk.path("file"), "").unwrap();
    backing.refused_before_anything(&with("", "--to m1 --to file"), 4, "BACKUP-30");
    std::os::unix::fs::symlink("m2", backing.walk.path("link")).unwrap();
    backing.refused_before_anything(&with("", "--to m1 --to link"), 4, "BACKUP-30");
    fs::create_dir(backing.set("m2", SET)).unwrap();
    backing.refused_before_anything(&with("", media), 3, "BACKUP-31");
    fs::remove_dir(backing.set("m2", SET)).unwrap();
    // What is thrown away lies in memory or nowhere.
    backing.refused_before_anything(&with("", &format!("{media} --memory shelf")), 5, "BACKUP-73");
    backing.refused_before_anything(&with("", &format!("{media} --memory nowhere")), 5, "BACKUP-73");
    assert_eq!((backing.state_of(SET), backing.locked(&["csca-1", "ds-1"])), (None, false));
    // A key that is named twice is in it once; a name that was used is never used again.
    assert_eq!(backing.done(&with("csca-1 csca-1", media))["keys"], json!(["csca-1"]));
    backing.refused_before_anything(&with("ds-1", "--to m3 --to m4"), 3, "BACKUP-60");
    backing.refused_before_anything(&with("csca-1", "--to m3 --to m4").replace(SET, NEXT), 3, "BACKUP-67");
    backing.done("key lock ds-1 --answers locking.toml");
    backing.refused_before_anything(&with("", "--to m3 --to m4").replace(SET, NEXT), 3, "BACKUP-68");
}

#[test]
fn a_token_that_gives_no_key_away_says_so_before_anything_is_begun() {
    let Some(backing) = Backing::grown_on_softhsm() else { return };
    backing.done("key generate e-1 --spec Ed25519 --extractable");
    let said = backing.refused_before_anything(&backing.backup_words("e-1"), 5, "BACKUP-70");
    let (message, hint) = (text(&said["error"], "message"), text(&said["error"], "hint"));
    assert!(message.contains("no-backup") && message.contains("'e-1'"), "{message}");
    assert!(hint.contains("clone the token with its maker's own means"), "{hint}");
    // With it nothing else is begun either; without it the others are backed up.
    backing.refused_before_anything(&backing.backup_words(""), 5, "BACKUP-70");
    assert_eq!((backing.state_of(SET), files_of_names(&backing, "m1").len()), (None, 0));
    assert_eq!(backing.done(&backing.backup_words("csca-1 ds-1"))["keys"], json!(["csca-1", "ds-1"]));
    let token = ["--module", walk::SOFTHSM, "--token-label", "utopia", "--login", "--pin", walk::PIN];
    let listed = backing.walk.tool("pkcs11-tool", &[&token[..], &["--list-objects", "--type", "privkey"]].concat());
    let of = |label: &str| {
        let rest = listed.split("Private Key Object").find(|key| key.contains(label)).unwrap().to_owned();
        rest.lines().find(|line| line.contains("Access:")).unwrap().to_owned()
    };
    for label in ["csca-1", "ds-1"] {
        assert!(!of(label).replace("never extractable", "").contains("extractable"), "{listed}");
    }
    assert!(of("e-1").contains("extractable"), "{listed}");
    // Neither the wrapping key nor a key of a trial is left in the token.
    let left = backing.walk.tool("pkcs11-tool", &[&token[..], &["--list-objects"]].concat());
    assert!(!left.contains("Secret Key Object"), "{left}");
    assert_eq!(left.matches("Private Key Object").count(), 3, "{left}");
    backing.sound();
}

/// A council whose policy has this table beside its rules, at a station with two keys.
fn council(backing: Backing, table: &str) -> Council {
    let mut council = Council::around(backing.walk);
    council.walk.write("mine.toml", &format!("{POLICY}\n{table}"));
    for officer in OFFICERS {
        council.give(officer, vec![Pen::ssh(officer)]);
    }
    council.first(&OFFICERS, "mine.toml");
    council
}

#[test]
fn what_the_policy_wants_of_a_set_holds_for_every_set() {
    let Some(backing) = Backing::grown() else { return };
    let age = backing.keepers(&["alice", "bob", "carol", "dora"]);
    let three = backing.keepers(&["alice", "bob", "carol"]);
    let table = "[backup]\nleast-threshold = 2\nspare-shares = 2\nmost-shares = 5\nways = [\"age\"]\nmedia = 3\n";
    let council = council(backing, table);
    let unfit = |shares: &str, media: &str| {
        let line = format!("backup keys {shares} --set {SET} {media} --propose --proposer dan");
        let before = council.entries();
        let words = words(&line);
        council.refused(&words.iter().map(String::as_str).collect::<Vec<_>>(), 3, Some("BACKUP-78"));
        assert_eq!(council.entries(), before);
    };
    let media = "--to m1 --to m2 --to m3";
    unfit(&format!("--threshold 2 {three}"), media);
    unfit(&format!("--threshold 3 {age}"), media);
    unfit(&format!("--threshold 2 {three} --keeper dora=card"), media);
    unfit(&format!("--threshold 2 {age} --keeper eve=shown --keeper finn=shown"), media);
    unfit(&format!("--threshold 2 {age}"), "--to m1 --to m2");
    let line = format!("backup keys --threshold 2 {age} --set {SET} {media}");
    let line = words(&line);
    let line: Vec<&str> = line.iter().map(String::as_str).collect();
    // Alone nobody does it.
    let output = council.walk.run(&[&line[..], &["--answers", "confirm.toml"]].concat());
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let proposal = council.propose(&line);
    council.not_performed(&proposal, "QUORUM-2");
}

#[test]
fn an_approved_set_is_made_where_its_performer_says_and_locked_once() {
    let (Some(backing), Some(stranger)) = (Backing::grown(), Stranger::find()) else { return };
    let keepers = backing.keepers(&["alice", "bob", "carol"]);
    let council = council(backing, "");
    let line = words(&format!("backup keys --threshold 2 {keepers} --set {SET}"));
    let proposal = council.agreed(&line.iter().map(String::as_str).collect::<Vec<_>>());
    let perform = ["perform", &proposal, "--answers", "confirm.toml"];
    // It was approved for two media, and they are wanted now.
    let before = council.entries();
    council.refused(&perform, 3, Some("BACKUP-71"));
    council.refused(&[&perform[..], &["--to", "m1"]].concat(), 3, Some("BACKUP-71"));
    council.refused(&[&perform[..], &["--to", "m1", "--to", "m1"]].concat(), 3, Some("BACKUP-35"));
    council.refused(&[&perform[..], &["--to", "m1", "--to", "m2", "--to", "m3"]].concat(), 3, Some("BACKUP-71"));
    assert_eq!(council.entries(), before);
    let done = council.done(&[&perform[..], &["--to", "m1", "--to", "m2"]].concat());
    assert_eq!(done["outputs"]["set"], SPOKEN, "{done}");
    let again = council.walk.run(&[&perform[..], &["--to", "m3", "--to", "m4"]].concat());
    assert_eq!(again.status.code(), Some(3), "{}", said(&again));
    let backing = Backing { walk: council.walk };
    assert!(backing.locked(&["csca-1", "ds-1"]));
    backing.sound();
    let shares = [backing.words_of(SET, "bob"), backing.words_of(SET, "carol")];
    assert_eq!(stranger.keys(&backing.set("m2", SET), &By::Shares(&shares)).unwrap().len(), 2);
}

#[test]
fn approved_shares_are_issued_anew_by_whoever_brings_those_of_before() {
    let (Some(backing), Some(stranger)) = (Backing::grown(), Stranger::find()) else { return };
    backing.back_up();
    let keepers = backing.keepers(&["alice", "bob", "dora"]);
    let (opening, few) = (backing.opening("m2", SET, &["bob", "carol"]), backing.opening("m2", SET, &["bob"]));
    let council = council(backing, "");
    let line = words(&format!("share reissue {SET} --reason left --threshold 2 {keepers} --set {NEXT}"));
    let proposal = council.agreed(&line.iter().map(String::as_str).collect::<Vec<_>>());
    let perform = |more: &str| words(&format!("perform {proposal} --answers confirm.toml {more}"));
    let before = council.entries();
    for (more, clause) in [
        (String::new(), "BACKUP-71"),
        ("--to m3 --to m4".to_owned(), "BACKUP-76"),
        (format!("--to m3 --to m4 {few}"), "SHARE-31"),
        (format!("--to m3 {opening}"), "BACKUP-71"),
    ] {
        let line = perform(&more);
        council.refused(&line.iter().map(String::as_str).collect::<Vec<_>>(), 3, Some(clause));
    }
    assert_eq!(council.entries(), before);
    let line = perform(&format!("--to m3 --to m4 {opening}"));
    council.done(&line.iter().map(String::as_str).collect::<Vec<_>>());
    let backing = Backing { walk: council.walk };
    assert_eq!(backing.to_destroy(SET).len(), 5);
    let shares = [backing.words_of(NEXT, "dora"), backing.words_of(NEXT, "bob")];
    assert_eq!(stranger.keys(&backing.set("m4", NEXT), &By::Shares(&shares)).unwrap().len(), 2);
    backing.sound();
}

/// A share with its note changed, sealed to its keeper again with stock age.
fn resealed(backing: &Backing, keeper: &str, file: &str, change: impl FnOnce(String) -> String) -> String {
    let note = backing.walk.tool("age", &["-d", "-i", &format!("{keeper}.key"), file]);
    let name = format!("resealed-{keeper}-{}.age", backing.entries());
    let mut age = backing.walk.program("age");
    age.args(["-a", "-r", &backing.recipient(keeper), "-o", &name]).stdin(Stdio::piped());
    let mut child = age.spawn().unwrap();
    child.stdin.take().unwrap().write_all(change(note).as_bytes()).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    name
}

#[test]
fn one_share_is_judged_alone_and_says_what_is_wrong_with_it() {
    let Some(backing) = Backing::grown() else { return };
    backing.done(&backing.backup_words("csca-1"));
    backing.done(&backing.backup_words("ds-1").replace(SET, NEXT));
    let check =
        |file: &str, keeper: &str, set: &str| format!("share check {file} --identity {keeper}.key --of m1/keys-{set}");
    for (number, keeper) in (1..).zip(&KEEPERS[..3]) {
        let judged = backing.done(&check(&backing.share(SET, keeper), keeper, SET));
        assert_eq!((&judged["of"]["keeper"], &judged["share"]), (&json!(keeper), &json!(number)), "{judged}");
        assert_eq!(text(&judged["of"], "set"), SPOKEN);
        // No word of it is said.
        let own = backing.words_of(SET, keeper);
        let first = own.split(' ').take(4).collect::<Vec<_>>().join(" ");
        assert!(!judged.to_string().contains(&first));
    }
    let alice = backing.share(SET, "alice");
    backing.refused(&check(&alice, "bob", SET), 3, "SEALED-5");
    // Of another set; its numbers altered; one word wrong; two words exchanged; of no set at all.
    backing.refused(&check(&alice, "alice", NEXT), 3, "SHARE-20");
    let bare = resealed(&backing, "alice", &alice, |note| words_in(&note));
    backing.done(&check(&bare, "alice", SET));
    backing.refused(&check(&bare, "alice", NEXT), 3, "SHARE-17");
    fs::remove_file(backing.walk.path(&bare)).unwrap();
    let number = resealed(&backing, "alice", &alice, |note| note.replacen("share: 1", "share: 2", 1));
    backing.refused(&check(&number, "alice", SET), 4, "SHARE-20");
    let set = resealed(&backing, "bob", &backing.share(SET, "bob"), |note| {
        note.replacen(&format!("set: {SPOKEN}"), &format!("set: {NEXT_SPOKEN}"), 1)
    });
    backing.refused(&check(&set, "bob", SET), 3, "SHARE-20");
    let words = backing.words_of(SET, "carol");
    let last = words.split(' ').next_back().unwrap().to_owned();
    let other = if last == "academic" { "acid" } else { "academic" };
    let wrong = resealed(&backing, "carol", &backing.share(SET, "carol"), |note| {
        let at = note.rfind(&format!(" {last}\n")).unwrap();
        format!("{} {other}\n{}", &note[..at], &note[at + last.len() + 2..])
    });
    backing.refused(&check(&wrong, "carol", SET), 4, "SHARE-3");
    backing.refused(&check("m1/README", "alice", SET), 4, "");
}

#[test]
fn fewer_shares_than_are_wanted_open_nothing_and_shares_of_other_sets_do_not_help() {
    let Some(backing) = Backing::grown() else { return };
    backing.done(&backing.backup_words("csca-1"));
    backing.done(&backing.backup_words("ds-1").replace(SET, NEXT));
    let verify = |more: &str| format!("backup verify --keys m1/keys-{SET} {more}");
    let give = |set: &str, keeper: &str| format!("--share {} --identity {keeper}.key", backing.share(set, keeper));
    let said = backing.refused(&verify(&give(SET, "alice")), 3, "SHARE-31");
    assert!(text(&said["error"], "message").contains(SPOKEN), "{said}");
    let twice = format!("{} --share {}", give(SET, "alice"), backing.share(SET, "alice"));
    backing.refused(&verify(&twice), 3, "SHARE-31");
    backing.refused(&verify(&format!("{} {}", give(SET, "alice"), give(NEXT, "bob"))), 3, "SHARE-17");
    backing.refused(&verify(&format!("{} {}", give(NEXT, "alice"), give(NEXT, "bob"))), 3, "SHARE-17");
    backing.refused(
        &verify(&format!("--share {} --share {}", backing.share(SET, "alice"), backing.share(SET, "bob"))),
        2,
        "",
    );
    backing.done(&verify(&format!("{} {}", give(SET, "alice"), give(SET, "carol"))));
    // Both sets at once, each with its own.
    let both = format!(
        "{} --keys m2/keys-{NEXT} {} {} {}",
        give(SET, "alice"),
        give(NEXT, "bob"),
        give(SET, "carol"),
        give(NEXT, "carol").replace("--identity carol.key", "")
    );
    assert_eq!(backing.done(&verify(&both))["backups"].as_array().unwrap().len(), 2);
}

#[test]
fn shares_are_issued_anew_and_what_was_before_is_destroyed_one_by_one() {
    let (Some(backing), Some(stranger)) = (Backing::grown(), Stranger::find()) else { return };
    backing.back_up();
    let opening = backing.opening("m1", SET, &["bob", "carol"]);
    let keepers = backing.keepers(&["alice", "bob", "dora"]);
    let reissue = |from: &str, opening: &str, media: &str| {
        format!(
            "share reissue {from} --reason Carol~left --threshold 2 {keepers} --set {NEXT} {media} {opening} \
             --answers confirm.toml"
        )
    };
    let media = "--to m3 --to m4";
    // A set in force keeps its cards and media; what is missing is told before anything is begun.
    backing.refused_before_anything(&format!("backup destroyed {SET} --what share~1 --reason burnt"), 3, "BACKUP-66");
    backing.refused_before_anything(&reissue("1111111111111111", &opening, media), 3, "BACKUP-64");
    backing.refused_before_anything(&reissue(SET, "", media), 3, "BACKUP-76");
    backing.refused_before_anything(&reissue(SET, &opening, "--to m3 --to m3"), 3, "BACKUP-35");
    let few = backing.opening("m1", SET, &["bob"]);
    backing.refused_before_anything(&reissue(SET, &few, media), 3, "SHARE-31");
    backing.refused_before_anything(&reissue(SET, &opening, media).replace("Carol~left", "~"), 3, "BACKUP-63");
    backing.refused_before_anything(&reissue(SET, &opening, media).replace(NEXT, SET), 3, "BACKUP-60");
    let alone = reissue(SET, &opening, media).replace(" --answers confirm.toml", "");
    backing.refused_before_anything(&alone, 3, "CONFIRM-1");

    let old = [backing.words_of(SET, "alice"), backing.words_of(SET, "bob")];
    let done = backing.done(&reissue(SET, &opening, media));
    let all = ["share 1", "share 2", "share 3", "medium 1", "medium 2"];
    assert_eq!(done["to_destroy"], json!(all));
    assert_eq!(
        (backing.state_of(SET).as_deref(), backing.state_of(NEXT).as_deref()),
        (Some("replaced"), Some("whole"))
    );
    assert_eq!(json_of(&backing.set("m4", NEXT).join("manifest.json"))["replaces"], json!([SET]));
    // The new shares open the new media, for a stranger too; the old ones do not.
    let new = [backing.words_of(NEXT, "alice"), backing.words_of(NEXT, "dora")];
    let keys = stranger.keys(&backing.set("m3", NEXT), &By::Shares(&new)).unwrap();
    assert_eq!(keys.keys().collect::<Vec<_>>(), ["csca-1", "ds-1"]);
    assert_eq!(keys, stranger.keys(&backing.set("m1", SET), &By::Shares(&old)).unwrap());
    assert!(stranger.keys(&backing.set("m3", NEXT), &By::Shares(&old)).is_err());
    backing.refused_before_anything(&reissue(SET, &opening, "--to m1 --to m2"), 3, "BACKUP-77");

    // Each is recorded once, and nothing else is.
    let destroyed = |what: &str| format!("backup destroyed {SET} --what {} --reason burnt", what.replace(' ', "~"));
    for wrong in ["share 4", "share 0", "share 01", "medium 0", "card 1", "share"] {
        backing.refused_before_anything(&destroyed(wrong), 3, "BACKUP-65");
    }
    backing.refused_before_anything(&destroyed("share 1").replace(SET, NEXT), 3, "BACKUP-66");
    backing.refused_before_anything(&destroyed("share 1").replace(SET, "2222222222222222"), 3, "BACKUP-64");
    let due = backing.unsound("check");
    let lines = due["due"].as_array().unwrap().iter().filter(|one| one["what"] == "destruction");
    assert_eq!(lines.filter(|one| one["overdue"] == true).count(), all.len(), "{due}");
    for (done, what) in (1..).zip(all) {
        let left = backing.done(&destroyed(what));
        assert_eq!(left["left"].as_array().unwrap().len(), all.len() - done);
        backing.refused_before_anything(&destroyed(what), 3, "BACKUP-61");
    }
    backing.done("check");
    backing.sound();
    // The media of before are not needed: the new set is issued anew as well.
    fs::remove_dir_all(backing.walk.path("m1")).unwrap();
    let opening = backing.opening("m3", NEXT, &["bob", "dora"]);
    let third = "3333333333333333";
    backing.walk.write("third.toml", &format!("confirm = [\"{NEXT_SPOKEN}\"]\n"));
    let again = |to: &str| {
        format!(
            "share reissue {NEXT} --reason again --threshold 2 {keepers} --set {third} {to} {opening} --answers third.toml"
        )
    };
    // Not onto a medium of the set that is to be destroyed.
    backing.refused_before_anything(&again("--to m2 --to m4"), 3, "BACKUP-84");
    fs::create_dir(backing.walk.path("m5")).unwrap();
    backing.done(&again("--to m2 --to m5"));
    let shares = [backing.words_of(third, "bob"), backing.words_of(third, "alice")];
    assert_eq!(stranger.keys(&backing.set("m2", third), &By::Shares(&shares)).unwrap(), keys);
}
