//! Witness keys and root keys in a person's own PKCS#11 token: they do what keys on a stick do, stock tools agree, and what
//! can be refused is refused before the PIN is tried.

#[path = "support/canary.rs"]
mod canary;
#[path = "support/prepared.rs"]
mod prepared;
#[path = "support/walk.rs"]
mod walk;

use std::cell::RefCell;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use canary::{Canary, assert_none};
use serde_json::Value;
use walk::{SOFTHSM, Sight, Walk, number, text};

const PIN: &str = "c4n4ry-Of-Anns-Token";
const URI: &str = "pkcs11:token=ann?module-path=/usr/lib/softhsm/libsofthsm2.so";
const GOOD_PIN: [&str; 4] = ["--pin-source", "file:pin", "--pin-source", "token=file:token-pin"];
const WRONG_PIN: [&str; 4] = ["--pin-source", "file:pin", "--pin-source", "token=file:other-pin"];

/// Whether SoftHSM2 and the stock tool that looks into it are here. Where they must be (`CI=true`) it is a failure that they
/// are not.
fn is_here() -> bool {
    let found = Path::new(SOFTHSM).exists()
        && ["pkcs11-tool", "softhsm2-util"].iter().all(|tool| Command::new(tool).arg("--help").output().is_ok());
    assert!(found || std::env::var("CI").as_deref() != Ok("true"), "softhsm2 or opensc is not installed");
    if !found {
        println!("skipped: softhsm2 or opensc is not installed");
    }
    found
}

/// A folder with Ann's token and, where a state is named, a station.
fn with_token(state: &str) -> Walk {
    let walk = Walk::new("utopia").with_options(&GOOD_PIN);
    prepared::prepare("token", walk.folder());
    prepared::prepare(state, walk.folder());
    walk
}

/// Makes Ann's key of this kind in her token.
fn make(walk: &Walk, kind: &str) -> Value {
    walk.done(&["officer", &format!("{kind}-key"), "ann", "--out", "stick", "--token", URI])
}

/// Ann's challenge `ann.txt`, with these of her keys, and her signature over it.
fn challenge(walk: &Walk, kinds: &[&str]) {
    walk.tool("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", "ann", "-f", "ann"]);
    let mut words: Vec<String> = ["officer", "challenge", "ann", "--name", "Ann", "--organisation", "Ministry"]
        .into_iter()
        .chain(["--contact", "extension 12", "--role", "security-officer", "--key", "ann.pub"])
        .map(str::to_owned)
        .collect();
    for kind in kinds {
        words.extend([format!("--{kind}-key"), format!("stick/ann.{kind}.pub")]);
    }
    walk.done(&words.iter().map(String::as_str).collect::<Vec<_>>());
    walk.tool("ssh-keygen", &["-q", "-Y", "sign", "-n", "chancery-decision", "-f", "ann", "ann.txt"]);
}

/// A station with Ann enrolled, her witness key and her root key in her token.
fn enrolled() -> Walk {
    let walk = with_token("station");
    enroll(&walk);
    walk
}

fn enroll(walk: &Walk) {
    ["witness", "root"].iter().for_each(|kind| drop(make(walk, kind)));
    challenge(walk, &["witness", "root"]);
    for kind in ["witness", "root"] {
        let proved = walk.done(&["officer", "prove", "ann.txt", "--key", &format!("stick/ann.{kind}.token")]);
        assert_eq!((text(&proved, "kind"), text(&proved, "file")), (kind, &*format!("ann.txt.{kind}")));
    }
    let proofs = ["--proof", "ann.txt.sig", "--proof", "ann.txt.witness", "--proof", "ann.txt.root"];
    walk.done(&[&["officer", "enroll", "ann.txt"], &proofs[..]].concat());
}

fn entries(walk: &Walk) -> u64 {
    number(&walk.done(&["status"]), "entries")
}

fn cosign(walk: &Walk) -> Value {
    let confirm = walk.confirmation(&entries(walk).to_string());
    walk.done(&["ledger", "cosign", "--key", "stick/ann.witness.token", "--answers", &confirm])
}

/// What `pkcs11-tool` says with these words; logged in where a PIN is given.
fn pkcs11_tool(walk: &Walk, words: &[&str]) -> String {
    walk.tool("pkcs11-tool", &[&["--module", SOFTHSM, "--token-label", "ann"], words].concat())
}

/// A public half of somebody's, put beside Ann's witness key under its identifier; no token made it.
fn plant(walk: &Walk, name: &str) {
    let (key, file) = (format!("{name}.key"), format!("{name}.der"));
    walk.tool("openssl", &["ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", &key]);
    walk.tool("openssl", &["ec", "-in", &key, "-pubout", "-outform", "DER", "-out", &file]);
    let words = ["--write-object", &file, "--type", "pubkey", "--id", &witness_id(), "--label", name];
    pkcs11_tool(walk, &[&LOGIN[..], &words].concat());
}

/// The identifier of Ann's witness key in hex: the beginning of its label's SHA-256.
fn witness_id() -> String {
    chancery::digest::Digest::of(b"chancery-witness-key-ann").to_string()[..32].to_owned()
}

#[test]
fn a_public_half_that_somebody_puts_beside_a_key_does_not_stop_it() {
    if !is_here() {
        return;
    }
    let walk = enrolled();
    plant(&walk, "mallory");
    plant(&walk, "smith");
    cosign(&walk);
    // Where the half that the token made is gone, none of the others is taken for it.
    let label = ["--delete-object", "--type", "pubkey", "--label", "chancery-witness-key-ann"];
    pkcs11_tool(&walk, &[&LOGIN[..], &label].concat());
    let confirm = walk.confirmation(&entries(&walk).to_string());
    let words = ["ledger", "cosign", "--key", "stick/ann.witness.token", "--answers", &confirm];
    walk.refused(&words, 3, Some("TOKEN-KEY-2"));
}

const LOGIN: [&str; 3] = ["--login", "--pin", PIN];

/// Whether the token says that a wrong PIN was tried since the last good one.
fn is_warned(walk: &Walk) -> bool {
    pkcs11_tool(walk, &["--list-token-slots"]).contains("user PIN count low")
}

/// The objects of a listing, each as its lines.
fn objects(listing: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in listing.lines() {
        match found.last_mut() {
            Some(last) if line.starts_with(' ') => last.extend([line, "\n"]),
            _ => found.push(format!("{line}\n")),
        }
    }
    found
}

/// Lets openssl judge an Ed25519 signature, the key given as its 32 octets.
fn openssl_verifies(walk: &Walk, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    for (name, octets) in [("message", message), ("signature", signature)] {
        fs::write(walk.path(name), octets).unwrap();
    }
    // RFC 8410: the key after the twelve octets of its frame.
    fs::write(walk.path("key.der"), [&hex::decode("302a300506032b6570032100").unwrap()[..], key].concat()).unwrap();
    let words = "pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in message -sigfile signature";
    walk.program("openssl").args(words.split(' ')).output().unwrap().status.success()
}

#[test]
fn a_witness_cosigns_with_a_key_in_a_token_and_openssl_verifies() {
    if !is_here() {
        return;
    }
    let walk = enrolled();
    let first = cosign(&walk);
    assert!(walk.path("stick/ann.witness.seen").is_file());
    walk.done(&["key", "generate", "longer", "--spec", "P-256"]);
    let second = cosign(&walk);
    assert!(number(&second, "entries") > number(&first, "entries"));
    let verified = walk.done(&["ledger", "verify"]);
    assert_eq!((verified["sound"].as_bool(), number(&verified, "cosignatures")), (Some(true), 2));
    assert_eq!(text(&verified["cosigned"]["witnesses"][0], "officer"), "ann");
    // By openssl, over the message of the specification.
    let size = number(&second, "entries").to_string();
    walk.done(&["ledger", "head", "--size", &size, "--out", "cosigned"]);
    let note = fs::read_to_string(walk.path("cosigned")).unwrap();
    let verifier = fs::read_to_string(walk.path("stick/ann.witness.pub")).unwrap();
    let key = STANDARD.decode(verifier.trim().splitn(3, '+').nth(2).unwrap()).unwrap();
    let line = note.lines().find_map(|line| line.strip_prefix("\u{2014} chancery/witness/ann ")).unwrap();
    let octets = STANDARD.decode(line).unwrap();
    let time = u64::from_be_bytes(octets[4..12].try_into().unwrap());
    let (body, _) = note.split_once("\n\n").unwrap();
    let message = format!("cosignature/v1\ntime {time}\n{body}\n");
    assert!(openssl_verifies(&walk, &key[1..], message.as_bytes(), &octets[12..]));
    assert!(!openssl_verifies(&walk, &key[1..], message.replace("/v1", "/v2").as_bytes(), &octets[12..]));
}

#[test]
fn a_witness_with_a_token_cosigns_on_another_machine() {
    if !is_here() {
        return;
    }
    let walk = enrolled();
    walk.done(&["ledger", "head", "--out", "head.txt"]);
    let station = walk.done(&["station", "show"]);
    let confirm = walk.confirmation(&entries(&walk).to_string());
    let away = ["ledger", "cosign", "--key", "stick/ann.witness.token", "--checkpoint", "head.txt", "--out", "c.txt"];
    let away = [&away[..], &["--answers", &confirm]].concat();
    walk.refused(&away, 2, None);
    walk.done(&[&away[..], &["--log-key", text(&station, "log_key")]].concat());
    assert_eq!(walk.done(&["ledger", "cosign", "--import", "c.txt"])["witnesses"][0], "ann");
}

#[test]
fn pkcs11_tool_says_that_the_keys_sign_alone_and_were_never_extractable() {
    if !is_here() {
        return;
    }
    let walk = with_token("empty");
    let made = [make(&walk, "witness"), make(&walk, "root")];
    let listing = pkcs11_tool(&walk, &[&LOGIN[..], &["--list-objects"]].concat());
    let objects = objects(&listing);
    for (kind, made) in ["witness", "root"].into_iter().zip(made) {
        assert_eq!(text(&made, "file"), format!("stick/ann.{kind}.token"));
        assert!(text(&made, "token").starts_with("pkcs11:token=ann;serial="), "{made}");
        let label = format!("label:      chancery-{kind}-key-ann\n");
        let own: Vec<&String> = objects.iter().filter(|object| object.contains(&label)).collect();
        let [public, private] = own.iter().partition::<Vec<&String>, _>(|o| o.starts_with("Public")).into();
        assert_eq!((public.len(), private.len()), (1, 1), "{listing}");
        assert!(private[0].contains("Usage:      sign\n"), "{listing}");
        let access = "Access:     sensitive, always sensitive, never extractable, local\n";
        assert!(private[0].contains(access), "{listing}");
        let file = fs::read_to_string(walk.path(&format!("stick/ann.{kind}.token"))).unwrap();
        let key = file.lines().last().unwrap().strip_prefix("public-key ").unwrap();
        assert!(public[0].contains(&format!("0420{key}")), "{listing}");
        let mode = fs::metadata(walk.path(&format!("stick/ann.{kind}.token"))).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o644, "it is no secret");
    }
}

/// A station whose genesis wants two root signatures of two: the vault's and Ann's, whose key is in her token. `root.json`
/// is the next root, `root.toml` confirms it.
fn with_root() -> Walk {
    let walk = with_token("csca");
    make(&walk, "root");
    challenge(&walk, &["root"]);
    walk.done(&["officer", "prove", "ann.txt", "--key", "stick/ann.root.token"]);
    walk.tool("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", "bob", "-f", "bob"]);
    let bob = ["officer", "challenge", "bob", "--name", "Bob", "--organisation", "Ministry", "--contact", "x"];
    walk.done(&[&bob[..], &["--role", "officer", "--key", "bob.pub"]].concat());
    let sign = |key: &str, text: &str| {
        walk.tool("ssh-keygen", &["-q", "-Y", "sign", "-n", "chancery-decision", "-f", key, text]);
    };
    sign("bob", "bob.txt");
    let genesis = ["station", "genesis", "--policy", "specimen", "--root-threshold", "2", "--officer", "ann.txt"];
    let proofs =
        ["--officer", "bob.txt", "--proof", "ann.txt.sig", "--proof", "ann.txt.root", "--proof", "bob.txt.sig"];
    let proposed = walk.done(&[&genesis[..], &proofs].concat());
    let proposal = text(&proposed, "proposal");
    for name in ["ann", "bob"] {
        let statement = format!("{name}-approves.txt");
        walk.done(&["proposal", "show", proposal, "--decision", "approve", "--out", &statement]);
        sign(name, &statement);
        walk.done(&["proposal", "import", &statement, &format!("{statement}.sig")]);
    }
    walk.done(&["perform", proposal]);
    let offered = walk.done(&["bundle", "root", "--out", "root.json"]);
    walk.write("root.toml", &format!("confirm = [\"{}\"]\n", &text(&offered, "payload_sha256")[..8]));
    walk
}

fn signing<'a>(key: &'a str, out: &'a str) -> Vec<&'a str> {
    vec!["bundle", "sign-root", "root.json", "--key", key, "--out", out, "--answers", "root.toml"]
}

#[test]
fn a_holder_signs_the_root_with_a_key_in_a_token_and_openssl_verifies() {
    if !is_here() {
        return;
    }
    let walk = with_root();
    // Before the PIN: the other kind, a key that the root does not name, a file that is there.
    let wrong = walk.with_options(&WRONG_PIN);
    make_with(&wrong, "witness", "ann", &GOOD_PIN);
    make_with(&wrong, "root", "carol", &GOOD_PIN);
    wrong.refused(&signing("stick/ann.witness.token", "x"), 3, Some("ROOT-1"));
    altered(&wrong, "ann.witness", &[("witness token", "root token")]);
    wrong.refused(&signing("stick/altered", "x"), 3, Some("ROOT-1"));
    wrong.refused(&signing("stick/carol.root.token", "x"), 1, Some("BUNDLE-7"));
    wrong.refused(&signing("stick/ann.root.token", "root.json"), 3, Some("FILE-1"));
    wrong.write("root.toml.other", "confirm = [\"00000000\"]\n");
    let unconfirmed = ["bundle", "sign-root", "root.json", "--key", "stick/ann.root.token", "--out", "x", "--answers"];
    wrong.refused(&[&unconfirmed[..], &["root.toml.other"]].concat(), 3, Some("CONFIRM-2"));
    assert!(!is_warned(&wrong) && !wrong.path("x").exists());
    let walk = wrong.with_options(&GOOD_PIN);
    walk.done(&signing("stick/ann.root.token", "ann.json"));
    let exported = walk.done(&["bundle", "export", "out", "--root-signature", "ann.json"]);
    assert!(exported["root_digest"].is_string());
    // By openssl, over the canonical octets of what is signed.
    let signed: Value = serde_json::from_slice(&fs::read(walk.path("ann.json")).unwrap()).unwrap();
    let payload = fs::read_to_string(walk.path("ann.json")).unwrap();
    let signature = hex::decode(text(&signed["signatures"][0], "sig")).unwrap();
    let spki = hex::decode(fs::read_to_string(walk.path("stick/ann.root.pub")).unwrap().trim()).unwrap();
    let octets = olpc(&signed["signed"]);
    assert!(payload.contains("\"signatures\""));
    assert!(openssl_verifies(&walk, &spki[12..], octets.as_bytes(), &signature));
    let other = octets.replacen("\"version\":1", "\"version\":2", 1);
    assert_ne!(other, octets);
    assert!(!openssl_verifies(&walk, &spki[12..], other.as_bytes(), &signature));
}

/// Canonical JSON as TUF signs it, of values without escapes: members in order of their names, no blanks.
fn olpc(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort();
            let list: Vec<String> =
                names.into_iter().map(|name| format!("\"{name}\":{}", olpc(&members[name]))).collect();
            format!("{{{}}}", list.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(olpc).collect::<Vec<_>>().join(",")),
        // Line ends in PEM stand as they are.
        Value::String(text) => format!("\"{text}\""),
        other => other.to_string(),
    }
}

/// Makes a key of somebody's in Ann's token, with its PIN whatever the walk's options are.
fn make_with(walk: &Walk, kind: &str, name: &str, options: &[&str]) {
    let mut command = walk.program(walk::PROGRAM);
    let words = ["officer", &format!("{kind}-key"), name, "--out", "stick", "--token", URI];
    let output = command.args(words).args(options).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// `stick/altered`: this reference with some words replaced.
fn altered(walk: &Walk, name: &str, changes: &[(&str, &str)]) {
    let mut text = fs::read_to_string(walk.path(&format!("stick/{name}.token"))).unwrap();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    walk.write("stick/altered", &text);
}

/// The public key in a reference.
fn key_of(walk: &Walk, name: &str) -> String {
    let file = fs::read_to_string(walk.path(&format!("stick/{name}.token"))).unwrap();
    file.lines().last().unwrap().strip_prefix("public-key ").unwrap().to_owned()
}

#[test]
fn what_is_wrong_with_a_reference_is_found_before_the_pin_is_tried() {
    if !is_here() {
        return;
    }
    let walk = enrolled().with_options(&WRONG_PIN);
    let confirm = walk.confirmation(&entries(&walk).to_string());
    let cosign = |key: &str, code, clause| {
        walk.refused(&["ledger", "cosign", "--key", key, "--answers", &confirm], code, clause)
    };
    cosign("stick/ann.root.token", 3, Some("WITNESS-10"));
    let (witness, root) = (key_of(&walk, "ann.witness"), key_of(&walk, "ann.root"));
    let other = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let module = walk.path("module.so");
    fs::write(&module, "no program").unwrap();
    let real = fs::canonicalize(SOFTHSM).unwrap();
    let (real, module) = (real.to_str().unwrap(), module.to_str().unwrap());
    for (from, changes, code, clause) in [
        // A root key that is called a witness's, in the two ways in which a file can say so.
        ("ann.root", vec![("root token", "witness token")], 3, Some("WITNESS-10")),
        ("ann.witness", vec![(&*witness, &*root)], 3, Some("WITNESS-10")),
        ("ann.witness", vec![(&*witness, other)], 3, Some("TOKEN-KEY-2")),
        ("ann.witness", vec![("name ann", "name bob")], 3, Some("TOKEN-KEY-1")),
        ("ann.witness", vec![("name ann", "name bob"), (&*witness, other)], 3, Some("TOKEN-KEY-1")),
        ("ann.witness", vec![("token=ann", "token=bob")], 5, None),
        ("ann.witness", vec![("serial=", "serial=0")], 5, None),
        ("ann.witness", vec![(real, "/usr/lib/none.so")], 5, None),
        ("ann.witness", vec![(real, module)], 3, Some("TOKEN-KEY-5")),
        ("ann.witness", vec![("?module-path", "?pin-source=file:/p&module-path")], 3, Some("VAULT-3")),
        ("ann.witness", vec![("made ", "made  ")], 4, None),
    ] {
        altered(&walk, from, &changes);
        let refused = cosign("stick/altered", code, clause);
        assert!(refused["error"]["hint"].is_string() || code == 4, "{changes:?}: {refused}");
    }
    // The module that a person names is taken in place of the reference's.
    altered(&walk, "ann.witness", &[(real, module)]);
    let named = ["ledger", "cosign", "--key", "stick/altered", "--answers", &confirm, "--module"];
    walk.refused(&[&named[..], &[module]].concat(), 5, None);
    walk.refused(&["ledger", "cosign", "--key", "stick/ann.witness.token", "--identity", "pin"], 2, None);
    // What is known of the station is said before the PIN, too.
    make_with(&walk, "witness", "carol", &GOOD_PIN);
    cosign("stick/carol.witness.token", 3, Some("WITNESS-3"));
    walk.refused(
        &["officer", "prove", "ann.txt", "--key", "stick/carol.witness.token", "--out", "x"],
        3,
        Some("ENROLL-2"),
    );
    walk.refused(&["officer", "prove", "ann.txt", "--key", "stick/ann.witness.token"], 3, Some("FILE-1"));
    walk.write("confirm.toml", "confirm = [\"77\"]\n");
    cosign("stick/ann.witness.token", 3, Some("CONFIRM-2"));
    assert!(!is_warned(&walk), "a PIN was tried");
    assert!(!walk.path("stick/ann.witness.seen").exists());
    // Now it is tried, once.
    let confirm = walk.confirmation(&entries(&walk).to_string());
    let key = ["ledger", "cosign", "--key", "stick/ann.witness.token", "--answers", &confirm];
    let refused = walk.refused(&key, 5, None);
    assert!(text(&refused["error"], "message").contains("PIN of vault 'ann' is wrong"), "{refused}");
    assert!(is_warned(&walk) && !walk.path("stick/ann.witness.seen").exists());
    let walk = walk.with_options(&GOOD_PIN);
    walk.done(&[&named[..3], &["stick/altered", "--answers", &confirm, "--module", SOFTHSM]].concat());
    assert!(!is_warned(&walk));
}

#[test]
fn token_key_3_a_key_that_can_leave_its_token_signs_nothing() {
    if !is_here() {
        return;
    }
    let walk = with_token("station");
    make(&walk, "witness");
    // The same label and identifier, made by another program as it pleases.
    let listing = pkcs11_tool(&walk, &["--list-objects"]);
    let id = listing.lines().find_map(|line| line.trim().strip_prefix("ID:")).unwrap().trim().to_owned();
    for kind in ["privkey", "pubkey"] {
        pkcs11_tool(&walk, &[&LOGIN[..], &["--delete-object", "--type", kind, "--id", &id]].concat());
    }
    let own = ["--id", &id, "--label", "chancery-witness-key-ann", "--key-type", "EC:edwards25519", "--keypairgen"];
    pkcs11_tool(&walk, &[&LOGIN[..], &own, &["--extractable"]].concat());
    let listing = pkcs11_tool(&walk, &["--list-objects"]);
    let point = listing.lines().find_map(|line| line.trim().strip_prefix("EC_POINT:")).unwrap().trim();
    let (old, new) = (key_of(&walk, "ann.witness"), point.strip_prefix("0420").unwrap().to_owned());
    let key = ["officer", "prove", "ann.txt", "--out", "x", "--key"];
    walk.write("ann.txt", "");
    challenge_for(&walk, &new);
    walk.refused(&[&key[..], &["stick/ann.witness.token"]].concat(), 3, Some("TOKEN-KEY-2"));
    altered(&walk, "ann.witness", &[(&old, &new)]);
    let refused = walk.refused(&[&key[..], &["stick/altered"]].concat(), 3, Some("TOKEN-KEY-3"));
    assert!(text(&refused["error"], "message").contains("CKA_EXTRACTABLE is true, and false is wanted"), "{refused}");
    // The public half alone is no key.
    pkcs11_tool(&walk, &[&LOGIN[..], &["--delete-object", "--type", "privkey", "--id", &id]].concat());
    walk.refused(&[&key[..], &["stick/altered"]].concat(), 3, Some("TOKEN-KEY-1"));
    // Nor is one of the other label.
    pkcs11_tool(&walk, &[&LOGIN[..], &["--delete-object", "--type", "pubkey", "--id", &id]].concat());
    walk.refused(&[&key[..], &["stick/altered"]].concat(), 3, Some("TOKEN-KEY-1"));
    assert!(!walk.path("x").exists());
}

/// `ann.txt`, a challenge that carries the witness key of these octets.
fn challenge_for(walk: &Walk, octets: &str) {
    let key = chancery::signer::PublicKey::from_ed25519(&hex::decode(octets).unwrap().try_into().unwrap()).unwrap();
    let key = chancery::ledger::NoteKey::new("chancery/witness/ann", chancery::ledger::Role::Witness, &key).unwrap();
    walk.write("own.pub", &key.text().unwrap());
    walk.tool("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-C", "ann", "-f", "ann"]);
    fs::remove_file(walk.path("ann.txt")).unwrap();
    let who = ["officer", "challenge", "ann", "--name", "Ann", "--organisation", "Ministry", "--contact", "x"];
    walk.done(&[&who[..], &["--role", "officer", "--key", "ann.pub", "--witness-key", "own.pub"]].concat());
}

#[test]
fn a_key_is_made_in_a_token_that_is_there_once_and_with_its_files_or_not_at_all() {
    if !is_here() {
        return;
    }
    let walk = with_token("empty").with_options(&WRONG_PIN);
    let long = "a".repeat(44);
    let make = |name: &str, out: &str, uri: &str, code, clause| {
        walk.refused(&["officer", "witness-key", name, "--out", out, "--token", uri], code, clause)
    };
    make("ann", "stick", "pkcs11:token=ann", 2, None);
    make("ann", "stick", "ann", 4, None);
    make(
        "ann",
        "stick",
        "pkcs11:token=ann?pin-value=1234&module-path=/usr/lib/softhsm/libsofthsm2.so",
        3,
        Some("VAULT-3"),
    );
    make("ann", "stick", "pkcs11:token=bob?module-path=/usr/lib/softhsm/libsofthsm2.so", 5, None);
    make("ann", "stick", "pkcs11:token=ann?module-path=/usr/lib/none.so", 5, None);
    make("ann", "stick", "pkcs11:token=ann?module-path=/etc/passwd", 5, None);
    make(&long, "stick", URI, 2, None);
    let both = ["officer", "witness-key", "ann", "--out", "stick", "--token", URI, "--passphrase-source", "file:pin"];
    walk.refused(&both, 2, None);
    assert!(!is_warned(&walk) && !walk.path("stick").exists());
    // Where its files cannot be written no key stays behind.
    let walk = walk.with_options(&GOOD_PIN);
    let nowhere = ["officer", "witness-key", "ann", "--out", "pin/below", "--token", URI];
    assert_ne!(walk.run(&nowhere).status.code(), Some(0));
    assert_eq!(pkcs11_tool(&walk, &[&LOGIN[..], &["--list-objects"]].concat()), "");
    walk.done(&["officer", "witness-key", "ann", "--out", "stick", "--token", URI]);
    // One of its name is there now, whatever files there are; one of the other kind is another.
    let walk = walk.with_options(&WRONG_PIN);
    walk.refused(&["officer", "witness-key", "ann", "--out", "stick", "--token", URI], 3, Some("FILE-1"));
    let again =
        walk.refused(&["officer", "witness-key", "ann", "--out", "other", "--token", URI], 3, Some("TOKEN-KEY-4"));
    assert!(text(&again["error"], "message").contains("'chancery-witness-key-ann'"), "{again}");
    assert!(!is_warned(&walk) && !walk.path("other").exists());
    let walk = walk.with_options(&GOOD_PIN);
    walk.done(&["officer", "root-key", "ann", "--out", "stick", "--token", URI]);
}

#[test]
fn the_pin_of_a_token_is_found_nowhere() {
    if !is_here() {
        return;
    }
    let pins = tempfile::tempdir().unwrap();
    let private = |name: &str, text: &str| {
        let path = pins.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        format!("token=file:{}", path.display())
    };
    let (good, wrong) = (private("good", &format!("{PIN}\n")), private("wrong", "c4n4ry-That-Is-Wr0ng\n"));
    let walk = with_token("station").with_options(&["-vv", "--pin-source", "file:pin", "--pin-source", &good]);
    ["token-pin", "other-pin"].iter().for_each(|file| fs::remove_file(walk.path(file)).unwrap());
    let canaries = || {
        [("the PIN", PIN), ("the wrong PIN", "c4n4ry-That-Is-Wr0ng")]
            .map(|(name, pin)| Canary::new(name, pin.as_bytes()))
    };
    let (hits, seen) = (Rc::new(RefCell::new(Vec::new())), Rc::new(RefCell::new(0)));
    let (into, count) = (hits.clone(), seen.clone());
    let walk = walk.watched_by(move |sight| {
        *count.borrow_mut() += 1;
        for canary in canaries() {
            into.borrow_mut().extend(match sight {
                Sight::Running(process) => canary.in_process(process),
                Sight::Ended(output) => canary.in_output(output),
            });
        }
    });
    enroll(&walk);
    cosign(&walk);
    let walk = walk.with_options(&["-vv", "--pin-source", "file:pin", "--pin-source", &wrong]);
    let confirm = walk.confirmation(&entries(&walk).to_string());
    walk.refused(&["ledger", "cosign", "--key", "stick/ann.witness.token", "--answers", &confirm], 5, None);
    walk.refused(&["officer", "root-key", "bob", "--out", "stick", "--token", URI], 5, None);
    assert_none(&hits.borrow());
    assert!(*seen.borrow() > 50, "seen {} times", seen.borrow());
    canaries().iter().for_each(|canary| assert_none(&canary.in_folder(walk.folder())));
}
