//! Secrets, words, identities and passphrases as canaries through every command of `share` at the highest verbosity: they
//! are found in nothing that a command says, writes, or shows of itself while it runs.

#[path = "support/canary.rs"]
mod canary;
#[path = "support/prepared.rs"]
mod prepared;

use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use canary::{Canary, Hit, assert_none};
use chancery::sealed::{Identities, open};
use chancery::secret::Secret;
use serde_json::Value;
use tempfile::TempDir;

const SECRET: &str = "c4fe00112233445566778899aabbccd1";
const PASSPHRASE: &str = "c4n4ry of the sh4res";

/// What must be found nowhere, and where this test keeps it: outside of what is searched.
struct Watch {
    canaries: Vec<Canary>,
    hits: Vec<Hit>,
    running: usize,
    ended: usize,
    said: usize,
}

impl Watch {
    /// Runs a command in the folder of `here`, looking on.
    fn run(&mut self, here: &Path, words: &[&str]) -> Output {
        let mut command = Command::new("setsid");
        command.arg("--wait").arg(env!("CARGO_BIN_EXE_chancery")).args(words).arg("-vv").current_dir(here);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", here).env("TMPDIR", here).env("LC_ALL", "C.UTF-8");
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let output = std::thread::scope(|scope| {
            let read = |from: &mut dyn Read| {
                let mut all = Vec::new();
                from.read_to_end(&mut all).unwrap();
                all
            };
            let out = scope.spawn(move || read(&mut out));
            let err = scope.spawn(move || read(&mut err));
            let status = loop {
                self.hits.extend(self.canaries.iter().flat_map(|canary| canary.in_process(child.id())));
                // What lies on disk while the command runs: the folder is also where passing files would be.
                self.hits.extend(self.canaries.iter().flat_map(|canary| in_files(canary, here)));
                self.running += 1;
                match child.try_wait().unwrap() {
                    Some(status) => break status,
                    None => std::thread::sleep(std::time::Duration::from_millis(2)),
                }
            };
            Output { status, stdout: out.join().unwrap(), stderr: err.join().unwrap() }
        });
        self.hits.extend(self.canaries.iter().flat_map(|canary| canary.in_output(&output)));
        self.ended += 1;
        self.said += output.stdout.len() + output.stderr.len();
        output
    }

    #[track_caller]
    fn done(&mut self, here: &Path, words: &[&str], code: i32) -> Output {
        let output = self.run(here, words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{words:?}: {said}{}", String::from_utf8_lossy(&output.stdout));
        output
    }

    #[track_caller]
    fn found_nothing(&self, here: &Path) {
        assert_none(&self.hits);
        for canary in &self.canaries {
            assert_none(&canary.in_folder(here));
        }
        // The watch was awake.
        assert!(self.running > self.ended && self.said > self.ended * 20, "{} {}", self.running, self.said);
    }
}

/// Every hit in the files below a folder that are there long enough to be read.
fn in_files(canary: &Canary, folder: &Path) -> Vec<Hit> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut hits = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            hits.extend(in_files(canary, &path));
        } else if let Ok(octets) = fs::read(&path) {
            hits.extend(canary.in_bytes(&path.display().to_string(), &octets));
        }
    }
    hits
}

fn private(path: &Path, text: &str) -> String {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    format!("file:{}", path.display())
}

/// The words of a sealed share.
fn words_in(file: &Path, key: &Path) -> String {
    let identity = Secret::new(fs::read(key).unwrap());
    let share = open(&fs::read(file).unwrap(), &Identities::read(&identity).unwrap()).unwrap();
    share.expose_text().unwrap().to_owned()
}

/// What of a share would be known if it stood somewhere: three words in a row, wherever they begin.
fn of_words(name: &str, words: &str) -> Vec<Canary> {
    let words: Vec<&str> = words.split(' ').collect();
    words.windows(3).map(|three| Canary::new(name, three.join(" ").as_bytes())).collect()
}

#[test]
fn secrets_words_keys_and_passphrases_are_found_nowhere() {
    // The keys lie outside of what is searched, as on the officers' own sticks.
    let sticks = TempDir::new().unwrap();
    prepared::prepare("shares", sticks.path());
    let stick = |name: &str| sticks.path().join(name).display().to_string();
    let secret = private(&sticks.path().join("c4fe.hex"), &format!("{SECRET}\n"));
    let passphrase = private(&sticks.path().join("c4n4ry"), PASSPHRASE);
    let folder = TempDir::new().unwrap();
    let here = folder.path();

    let keys = ["alice", "bob", "carol"].map(|name| fs::read_to_string(sticks.path().join(format!("{name}.key"))));
    let mut canaries = vec![
        Canary::new("the secret", &hex::decode(SECRET).unwrap()),
        Canary::new("the secret's hex", SECRET.as_bytes()),
        Canary::new("the passphrase", PASSPHRASE.as_bytes()),
        Canary::new("the passphrase of Carol's key", b"correct horse"),
    ];
    for key in keys {
        let key = key.unwrap().lines().nth(1).unwrap().to_owned();
        canaries.push(Canary::new("an identity", key.as_bytes()));
    }
    let mut watch = Watch { canaries, hits: Vec::new(), running: 0, ended: 0, said: 0 };

    let keepers = [
        "--seal-to",
        "alice=age15nsf9y4k28p83wth93tf7hafhvfajp45d2mge80ems45gz0c5gys3me64l",
        "--seal-to",
        "bob=age1e6xn45wvkce7c7msc9upffw8dmxs9959q5xng369hgzcwrjc04vszex59m",
        "--seal-to",
        "carol=age1thld6wmt63lklg5wu9wed82mkr49xa6dfz9a47wlr3hqzf9nau3qqx6458",
    ];
    let split = ["share", "split", "--threshold", "2", "--of", "3", "--out"];
    watch.done(here, &[&split[..], &["brought", "--secret-source", &secret], &keepers].concat(), 0);
    let made = watch.done(here, &[&split[..], &["made", "--make", "256", "--json"], &keepers].concat(), 0);
    let digest = serde_json::from_slice::<Value>(&made.stdout).unwrap()["secret_sha256"].as_str().unwrap().to_owned();
    for set in ["brought", "made"] {
        for name in ["alice", "bob", "carol"] {
            let key = sticks.path().join(format!("{name}.key"));
            watch.canaries.extend(of_words("a share", &words_in(&here.join(set).join(format!("{name}.age")), &key)));
        }
    }
    assert!(watch.canaries.len() > 7 + 3 * 18 + 3 * 31 - 1);

    let session = "age14sqmygy7sc65lwznyda4mc85l2cncl7t7se6v8qpjd5kzllv7y9suj5vde";
    let (alice, bob, sealed) = (stick("alice.key"), stick("bob.key"), stick("carol.key.age"));
    let words = format!("file:{}", stick("words"));
    let carol = ["--identity", &sealed, "--identity-passphrase", &words];
    let both = ["--identity", &alice, "--identity", &bob];
    for json in [&["--json"][..], &[]] {
        watch.done(here, &[&["share", "check", "brought/alice.age", "--identity", &alice], json].concat(), 0);
        watch.done(here, &[&["share", "check", "brought/carol.age"], &carol[..], json].concat(), 0);
        let combine = ["share", "combine", "made/alice.age", "made/bob.age", "--verify-digest", &digest];
        watch.done(here, &[&combine, &both[..], json].concat(), 0);
        let other = ["--share-passphrase", &passphrase];
        watch.done(here, &[&combine, &both[..], &other, json].concat(), 1);
        // What is refused says no more.
        watch.done(
            here,
            &[
                &["share", "combine", "made/alice.age", "brought/bob.age"],
                &both[..],
                &["--verify-digest", &digest],
                json,
            ]
            .concat(),
            3,
        );
        watch.done(
            here,
            &[&["share", "combine", "made/alice.age"], &both[..], &["--verify-digest", &digest], json].concat(),
            3,
        );
        watch.done(here, &[&["share", "check", "brought/bob.age", "--identity", &alice], json].concat(), 3);
        watch.done(here, &[&["share", "check", &alice, "--identity", &alice], json].concat(), 4);
        watch.done(
            here,
            &[&["share", "check", "brought/alice.age", "--identity", &stick("secret.hex")], json].concat(),
            4,
        );
        let key = format!("file:{alice}");
        watch.done(here, &[&split[..], &["third", "--secret-source", &key], &keepers, json].concat(), 2);
        watch.done(
            here,
            &[
                &["share", "check", "brought/carol.age", "--identity", &sealed, "--identity-passphrase", &passphrase],
                json,
            ]
            .concat(),
            3,
        );
    }
    watch.done(
        here,
        &["share", "open", "brought/alice.age", "--identity", &alice, "--for", session, "--out", "given"],
        0,
    );
    let seal =
        ["share", "combine", "brought/alice.age", "brought/bob.age", "--seal-to", session, "--out", "secret.age"];
    watch.done(here, &[&seal, &both[..]].concat(), 0);

    // The canaries are the real ones.
    assert_eq!(
        words_in(&here.join("given"), &sticks.path().join("session.key")),
        words_in(&here.join("brought/alice.age"), Path::new(&alice))
    );
    assert_eq!(words_in(&here.join("secret.age"), &sticks.path().join("session.key")), format!("{SECRET}\n"));
    watch.found_nothing(here);
}

#[test]
fn what_is_given_in_the_wrong_place_is_not_said_again() {
    let folder = TempDir::new().unwrap();
    let mut watch = Watch { canaries: Vec::new(), hits: Vec::new(), running: 0, ended: 0, said: 0 };
    let here = folder.path();
    let key = "AGE-SECRET-KEY-1QYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZQGPQYQSZ9K4CN";
    let words = "duckling enlarge academic academic agency result length solution";
    let said = [
        Canary::new("the secret", SECRET.as_bytes()),
        Canary::new("a key", key.as_bytes()),
        Canary::new("words", b"duckling"),
        Canary::new("more words", b"enlarge"),
    ];
    let keeper = format!("alice={key}");
    let small = key.to_lowercase();
    for words in [
        vec!["share", "split", "--threshold", "1", "--of", "1", "--secret-source", SECRET, "--show"],
        vec!["share", "split", "--threshold", "1", "--of", "1", "--make", "128", "--out", "x", "--seal-to", &keeper],
        vec!["share", "split", "--threshold", "1", "--of", "1", "--make", "128", "--out", "x", "--seal-to", key],
        vec!["share", "combine", "x", "--verify-digest", SECRET],
        vec!["share", "combine", "x", "--seal-to", &small, "--out", "y"],
        vec!["share", "combine", "x", "--share-passphrase", SECRET, "--verify-digest", &"0".repeat(64)],
        vec!["share", "combine", words, "--verify-digest", &"0".repeat(64)],
        vec!["share", "open", "x", "--identity", "x", "--for", key, "--out", "y"],
        vec!["share", "check", "x", "--identity-passphrase", SECRET],
        vec!["share", "check", words],
        [&["share", "check"][..], &words.split(' ').collect::<Vec<_>>()].concat(),
    ] {
        for json in [&["--json"][..], &[]] {
            let output = watch.run(here, &[&words[..], json].concat());
            assert!(matches!(output.status.code(), Some(2 | 3)), "{words:?}: {:?}", output);
            for canary in &said {
                assert_none(&canary.in_output(&output));
            }
        }
    }
    assert_eq!(fs::read_dir(here).unwrap().count(), 0);
}
