//! A set that one token gave is restored into each of three: the embedded token, SoftHSM2 and NSS, in both directions, by
//! the program alone. What a token does not guard of a backup key stands in the set's manifest and in the report.
//!
//! NSS wants a text when it is started, and the program loads modules by their path: a module of a few lines stands
//! between the two, made by the machine's C compiler.

#[path = "support/backed.rs"]
mod backed;
#[path = "support/walk.rs"]
mod walk;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use backed::{Keepers, SET, borrowed, manifest_of_the_set, words_to_open};
use serde_json::{Value, json};
use walk::{PIN, SOFTHSM, Walk, text};

/// Where Debian puts the NSS token.
const SOFTOKN: &str = "/usr/lib/x86_64-linux-gnu/libsoftokn3.so";
/// The source of the module between.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/nss_token.c");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Embedded,
    SoftHsm,
    Nss,
}

const TOKENS: [Token; 3] = [Token::Embedded, Token::SoftHsm, Token::Nss];

impl Token {
    /// What this token makes, gives to a backup, and lets be proven in the throw-away token.
    fn kinds(self) -> &'static [&'static str] {
        match self {
            Token::Embedded => &["P-256", "P-384", "P-521", "RSA-2048", "RSA-3072", "Ed25519"],
            Token::SoftHsm | Token::Nss => &["P-256", "P-384", "P-521", "RSA-2048", "RSA-3072"],
        }
    }

    /// What it makes and does not give to a backup, with what the refusal says of it.
    fn keeps(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Token::Embedded => &[("ML-DSA-44", "BACKUP-16")],
            Token::SoftHsm => &[("Ed25519", "BACKUP-16"), ("brainpoolP384r1", "BACKUP-13")],
            Token::Nss => &[],
        }
    }

    /// Kinds that it does not take from elsewhere.
    fn refuses(self) -> &'static [&'static str] {
        match self {
            Token::Embedded => &[],
            Token::SoftHsm | Token::Nss => &["Ed25519"],
        }
    }

    /// What it does not keep of what is asked of a backup key.
    fn guards(self) -> Value {
        match self {
            Token::Embedded => json!([]),
            Token::SoftHsm => json!([]),
            Token::Nss => json!([
                "CKA_DECRYPT=true can be given to a copy of it",
                "CKA_EXTRACTABLE=true can be given to a copy of it",
                "CKA_UNWRAP=true can be given to a copy of it"
            ]),
        }
    }
}

/// A walk with everything for tokens of each kind. `None`, with a printed word, where a module is missing.
fn prepared() -> Option<Walk> {
    if !Path::new(SOFTOKN).exists() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "libnss3 is not installed");
        println!("skipped: libnss3 is not installed");
        return None;
    }
    let walk = Walk::on_softhsm("utopia")?;
    let module = walk.path("nss-token.so");
    let words = ["-shared", "-fPIC", "-O1", SOURCE, "-o", module.to_str().unwrap(), "-ldl"];
    let made = Command::new("cc").args(words).output().expect("the C compiler that OpenSSL is built with");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let configuration = walk.path("nss.txt").into();
    walk.write("password", PIN);
    Some(walk.with_environment("NSS_MODULE", SOFTOKN.into()).with_environment("NSS_CONFIGURATION", configuration))
}

/// A blank token, and the word for it as the vault `primary`.
fn blank(walk: &Walk, token: Token, name: &str) -> String {
    match token {
        Token::Embedded => "primary=embedded".to_owned(),
        Token::SoftHsm => {
            let words = ["--init-token", "--free", "--label", name, "--pin", PIN, "--so-pin", "officer's horse"];
            walk.tool("softhsm2-util", &words);
            format!("primary=pkcs11:token={name}?module-path={SOFTHSM}")
        }
        Token::Nss => {
            fs::create_dir(walk.path(name)).unwrap();
            let database = format!("sql:{}", walk.path(name).display());
            walk.tool("certutil", &["-N", "-d", &database, "-f", "password"]);
            use_nss(walk, name);
            format!("primary=pkcs11:token=NSS%20Certificate%20DB?module-path={}", walk.path("nss-token.so").display())
        }
    }
}

/// From now on NSS has this database.
fn use_nss(walk: &Walk, name: &str) {
    let database = walk.path(name).display().to_string();
    let words = format!("configdir='sql:{database}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=");
    walk.write("nss.txt", &words);
}

fn label(kind: &str) -> String {
    format!("key-{}", kind.to_lowercase())
}

/// A station whose vault `primary` is such a token, with a key of every kind that it gives to a backup.
fn born(walk: &Walk, token: Token) {
    let mut words = walk.init_words("UT", "UTO");
    words.truncate(words.iter().position(|word| word == "--vault").unwrap());
    if token != Token::Embedded {
        words.extend(["--vault".to_owned(), blank(walk, token, "origin")]);
    }
    walk.done(&borrowed(&words));
    let made = |kind: &str| walk.done(&["key", "generate", &label(kind), "--spec", kind, "--extractable"]);
    token.kinds().iter().for_each(|kind| drop(made(kind)));
}

/// Keys that the token keeps to itself are told before anything is begun, with what to do; then they are locked.
fn keeps_to_itself(walk: &Walk, token: Token, keepers: &Keepers) {
    for (kind, clause) in token.keeps() {
        walk.done(&["key", "generate", &label(kind), "--spec", kind, "--extractable"]);
        let before = walk.done(&["status"])["entries"].clone();
        let words = keepers.words_to_back_up(walk);
        let refused = walk.refused(&borrowed(&words), 5, Some("BACKUP-70"));
        let told = refused.to_string();
        for wanted in ["no-backup", &label(kind), clause, "clone"] {
            assert!(told.contains(wanted), "{wanted} is not in {told}");
        }
        assert_eq!(walk.done(&["status"])["entries"], before, "something was begun");
        assert!(!walk.path(&format!("medium-1/keys-{SET}")).exists());
        let answers = walk.confirmation(&label(kind));
        walk.done(&["key", "lock", &label(kind), "--answers", &answers]);
    }
}

/// The keys as a station lists them: name, kind, identifier, whether it is locked in, public key.
fn keys_of(walk: &Walk, station: &str) -> BTreeMap<String, Value> {
    let listed = walk.done(&["key", "list", "--station", station]);
    let keys = listed["keys"].as_array().unwrap().iter();
    let told = |key: &Value| json!([key["spec"], key["id"], key["locked"], key["public_key_digest"]]);
    keys.map(|key| (text(key, "label").to_owned(), told(key))).collect()
}

fn given_by(token: Token) {
    let Some(walk) = prepared() else { return };
    born(&walk, token);
    let keepers = Keepers::come(&walk);
    keeps_to_itself(&walk, token, &keepers);
    let report = keepers.back_up_keys(&walk);
    let manifest = manifest_of_the_set(&walk);
    let keys = manifest["keys"].as_array().unwrap();
    assert_eq!(keys.len(), token.kinds().len());
    println!("{token:?}: {}", keys[0]["guards"]);
    for key in keys {
        assert_eq!(key["guards"], token.guards(), "{token:?}: {key}");
    }
    let none = token.guards() == json!([]);
    let told = if none { Value::Null } else { json!({ "primary": token.guards() }) };
    assert_eq!(report["not_guarded"], told, "{report}");
    let state = keepers.back_up_state(&walk);
    let kept: Vec<String> = token.keeps().iter().map(|(kind, _)| label(kind)).collect();
    for target in TOKENS {
        let place = format!("{target:?}").to_lowercase();
        let vault = blank(&walk, target, &format!("blank-{place}"));
        let refused: Vec<String> =
            token.kinds().iter().filter(|kind| target.refuses().contains(kind)).map(|kind| label(kind)).collect();
        let given_up = |labels: &[String]| -> Vec<String> {
            let words = ["--station", &place, "--vault", &vault].map(str::to_owned).into_iter();
            words.chain(labels.iter().flat_map(|label| ["--without".to_owned(), label.clone()])).collect()
        };
        if !refused.is_empty() {
            let words = words_to_open("restore", &state, &borrowed(&given_up(&kept)));
            let told = walk.refused(&borrowed(&words), 5, Some("BACKUP-13"));
            assert!(!walk.path(&place).exists(), "{told}");
        }
        let missing: Vec<String> = kept.iter().chain(&refused).cloned().collect();
        let words = words_to_open("restore", &state, &borrowed(&given_up(&missing)));
        let restored = walk.done(&borrowed(&words));
        let came: Vec<String> = restored["keys"].as_object().unwrap().keys().cloned().collect();
        let wanted = token.kinds().iter().map(|kind| label(kind)).filter(|label| !refused.contains(label));
        let mut wanted: Vec<String> = wanted.collect();
        wanted.sort();
        assert_eq!(came, wanted, "{token:?} into {target:?}: {restored}");
        let (before, now) = (keys_of(&walk, "utopia"), keys_of(&walk, &place));
        for key in &came {
            assert_eq!(now.get(key), before.get(key), "{token:?} into {target:?}");
            assert_eq!(now[key][2], true, "{key} is locked in");
        }
        // What came back is of use: it signs as the key that it was.
        let issue = ["cert", "issue", "--profile", "csca-root", "--key", "key-p-384", "--station", &place];
        let issued = walk.done(&issue);
        assert_eq!(walk.files(&issued).len(), 3, "{issued}");
    }
}

#[test]
fn what_the_embedded_token_gave_comes_back_in_each() {
    given_by(Token::Embedded);
}

#[test]
fn what_softhsm_gave_comes_back_in_each() {
    given_by(Token::SoftHsm);
}

#[test]
fn what_nss_gave_comes_back_in_each() {
    given_by(Token::Nss);
}
