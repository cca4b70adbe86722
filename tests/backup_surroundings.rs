//! Backups where the surroundings matter: a disk that is full, a plugin of age on the path.

#[path = "support/sealed_media.rs"]
mod sealed_media;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use chancery::backup::state::lay_out;
use chancery::fault::Fail as _;
use chancery::sealed::{Addressee, Attendant, Keyring, SealedError, open_stream, seal_stream, stanzas};
use chancery::secret::Secret;
use sealed_media::{BEGIN, RECIPIENT, backup, is_signed, key_set, keyring, nobody, octets, read, try_backup, utopia};
use tempfile::TempDir;

/// Runs one test of this file again in a child, by another way; whether this is that child.
fn again_in_child(test: &str, mut by: Command, path: Option<&Path>) -> Option<bool> {
    if std::env::var_os("CHANCERY_TEST_CHILD").is_some() {
        return Some(true);
    }
    by.arg(std::env::current_exe().unwrap()).args(["--exact", test, "--nocapture"]).env("CHANCERY_TEST_CHILD", "1");
    if let Some(path) = path {
        let old = std::env::var("PATH").unwrap_or_default();
        by.env("PATH", format!("{}:{old}", path.display()));
    }
    let output = by.stdin(Stdio::null()).output().ok()?;
    let told = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&told));
    Some(false)
}

#[test]
fn a_full_disk_is_told_and_keeps_nothing_half() {
    let mut unshare = Command::new("unshare");
    unshare.args(["--mount", "--map-root-user"]);
    let can = Command::new("unshare").args(["--mount", "--map-root-user", "true"]).status();
    if std::env::var_os("CHANCERY_TEST_CHILD").is_none() && !can.is_ok_and(|status| status.success()) {
        println!("skipped: no file system can be mounted here");
        return;
    }
    if again_in_child("a_full_disk_is_told_and_keeps_nothing_half", unshare, None) != Some(true) {
        return;
    }
    let on = TempDir::new().unwrap();
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=256k", "none"]).arg(on.path()).status();
    assert!(mounted.unwrap().success());
    let to = [RECIPIENT.parse().unwrap()];
    for length in [200_000, 258_000, 262_144, 400_000] {
        let told = try_backup(on.path(), &utopia(), &octets(1, length), BEGIN, None, &to);
        match told {
            Err(told) => assert_eq!(told.clause(), Some("BACKUP-32"), "{told}"),
            Ok(folder) if length == 200_000 => fs::remove_dir_all(folder).unwrap(),
            Ok(folder) => panic!("{} octets fit: {}", length, folder.display()),
        }
        assert_eq!(fs::read_dir(on.path()).unwrap().count(), 0, "{length}");
    }
    // A second medium that is full costs the first copy of a key set too.
    let one = TempDir::new().unwrap();
    let room = |left: usize| fs::write(on.path().join("fill"), vec![1; 256 * 1024 - left]).unwrap();
    room(8192);
    let wrote = std::panic::catch_unwind(|| key_set([one.path(), on.path()]));
    assert!(wrote.is_err());
    assert_eq!(fs::read_dir(one.path()).unwrap().count(), 0);
    assert_eq!(fs::read_dir(on.path()).unwrap().count(), 1);
    // Laying out on a full disk leaves the directory as it was found.
    fs::remove_file(on.path().join("fill")).unwrap();
    let folder = read(&backup(one.path(), &utopia(), &octets(1, 400_000), BEGIN, None)).unwrap();
    let told = lay_out(&folder, None, &keyring(), &nobody(), on.path(), &mut |_, _, _| {}).unwrap_err();
    assert_eq!(told.clause(), Some("BACKUP-32"));
    assert_eq!(fs::read_dir(on.path()).unwrap().count(), 0);
}

/// A plugin of age: its key is the digest of the recipient's octets. The first octet says how it behaves.
const PLUGIN: &str = r#"#!/usr/bin/env python3
import base64, hashlib, os, sys
L = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
def octets(text):
    fives, bits, held, out = [L.index(c) for c in text.lower().rsplit("1", 1)[1]][:-6], 0, 0, []
    for five in fives:
        bits, held = bits << 5 | five, held + 5
        if held >= 8:
            held -= 8
            out.append(bits >> held & 255)
    return bytes(out)
def line(): return sys.stdin.buffer.readline().decode().rstrip("\n")
def receive():
    words, body = line().split(" ")[1:], ""
    while True:
        part = line()
        body += part
        if len(part) < 64: return words, base64.b64decode(body + "=" * (-len(body) % 4))
def send(words, body=b""):
    text = base64.b64encode(body).decode().rstrip("=")
    lines = [text[n:n + 64] for n in range(0, len(text), 64)]
    if not lines or len(lines[-1]) == 64: lines.append("")
    sys.stdout.write("-> " + " ".join(words) + "\n" + "\n".join(lines) + "\n")
    sys.stdout.flush()
def ask(words, body=b""):
    send(words, body)
    return receive()
told = []
while True:
    words, body = receive()
    if words[0] == "done": break
    told.append((words, body))
mode = sys.argv[1]
keys = [octets(w[1]) for w, b in told if w[0] in ("add-recipient", "add-identity")]
if keys[0][0] == 2: sys.exit(3)
if keys[0][0] == 3:
    ask(["error", "internal"], b"the key \x1b[2Jis not plugged in")
    send(["done"]); sys.exit(0)
ask(["msg"], b"touch \x1b[31mthe key")
if keys[0][0] == 1 and "identity" in mode:
    words, pin = ask(["request-secret"], b"PIN?")
    if words[0] != "ok" or pin != b"1234":
        ask(["error", "internal"], b"no PIN"); send(["done"]); sys.exit(0)
xor = lambda a, b: bytes(x ^ y for x, y in zip(a, b))
if "recipient" in mode:
    key = [b for w, b in told if w[0] == "wrap-file-key"][0]
    for k in keys: ask(["recipient-stanza", "0", "chancerytest"], xor(key, hashlib.sha256(k).digest()))
else:
    open(os.environ["CHANCERY_TEST_SEEN"], "w").write(" ".join(sorted(os.environ)))
    for w, b in told:
        if w[0] == "recipient-stanza" and w[2] == "chancerytest":
            ask(["file-key", "0"], xor(b, hashlib.sha256(keys[0]).digest())); break
send(["done"])
"#;

/// Bech32, as age writes keys.
fn bech32(prefix: &str, octets: &[u8]) -> String {
    const LETTERS: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let step = |sum: u32, five: u8| {
        let top = sum >> 25;
        let constants = [0x3b6a57b2u32, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
        let next = (sum & 0x1ffffff) << 5 ^ u32::from(five);
        (0..5).filter(|bit| top >> bit & 1 == 1).fold(next, |next, bit| next ^ constants[bit as usize])
    };
    let bits: Vec<u8> = octets.iter().flat_map(|octet| (0..8).rev().map(move |bit| octet >> bit & 1)).collect();
    let value = |five: &[u8]| five.iter().fold(0, |sum, bit| sum << 1 | bit) << (5 - five.len());
    let mut fives: Vec<u8> = bits.chunks(5).map(value).collect();
    let head = prefix.bytes().map(|c| c >> 5).chain([0]).chain(prefix.bytes().map(|c| c & 31));
    let sum = head.chain(fives.iter().copied()).chain([0; 6]).fold(1, step) ^ 1;
    fives.extend((0..6).map(|n| (sum >> (25 - 5 * n) & 31) as u8));
    format!("{prefix}1{}", fives.iter().map(|five| char::from(LETTERS[usize::from(*five)])).collect::<String>())
}

/// Writes down what the plugin says, and knows its PIN.
#[derive(Default)]
struct Listening(Mutex<Vec<String>>);

impl Attendant for Listening {
    fn say(&self, plugin: &str, message: &str) {
        self.0.lock().unwrap().push(format!("{plugin}: {message}"));
    }
    fn confirm(&self, _: &str, _: &str, _: &str, _: Option<&str>) -> Option<bool> {
        None
    }
    fn ask(&self, _: &str, _: &str) -> Option<String> {
        None
    }
    fn ask_secret(&self, plugin: &str, question: &str) -> Option<Secret> {
        self.0.lock().unwrap().push(format!("{plugin}? {question}"));
        Some(Secret::new(b"1234".to_vec()))
    }
}

#[test]
fn a_plugin_seals_opens_asks_and_fails_without_harm() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempDir::new().unwrap();
    let program = folder.path().join("age-plugin-chancerytest");
    fs::write(&program, PLUGIN).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let mut env = Command::new("env");
    env.env("CHANCERY_TEST_SEEN", folder.path().join("seen"));
    let child = again_in_child("a_plugin_seals_opens_asks_and_fails_without_harm", env, Some(folder.path()));
    if child != Some(true) {
        return;
    }
    let recipient = |n: u8| -> Addressee { bech32("age1chancerytest", &[n, 7, 7]).parse().unwrap() };
    let identity = |n: u8| {
        let text = bech32("age-plugin-chancerytest-", &[n, 7, 7]).to_uppercase();
        Keyring::read(&Secret::new(text.into_bytes())).unwrap()
    };
    let listening = Arc::new(Listening::default());
    let attendant: Arc<dyn Attendant> = listening.clone();
    let sealed = |to: &[Addressee]| {
        let write = |out: &mut dyn Write| out.write_all(&[9; 100_000]).map_err(SealedError::Write);
        seal_stream(Vec::new(), to, &attendant, write).map(|(file, ())| file)
    };
    let opened = |file: &[u8], keyring: &Keyring, attendant: &Arc<dyn Attendant>| {
        open_stream(file, keyring, attendant, |content| {
            let mut all = Vec::new();
            content.read_to_end(&mut all).map_err(SealedError::Read).map(|_| all)
        })
    };
    // Two recipients of one plugin and one of our own in one file.
    let file = sealed(&[recipient(0), recipient(1), RECIPIENT.parse().unwrap()]).unwrap();
    let lines = stanzas(&*file).unwrap();
    assert_eq!(lines.iter().filter(|line| *line == "chancerytest").count(), 2, "{lines:?}");
    for keyring in [identity(0), keyring()] {
        assert!(opened(&file, &keyring, &attendant).unwrap() == [9; 100_000]);
    }
    let said = listening.0.lock().unwrap().join("\n");
    assert!(said.contains("chancerytest: touch \\u{1b}[31mthe key"), "{said}");
    // It is asked for a PIN; where nobody is, it goes without, and says so.
    let file = sealed(&[recipient(1)]).unwrap();
    assert!(opened(&file, &identity(1), &attendant).is_ok());
    assert!(listening.0.lock().unwrap().iter().any(|said| said == "chancerytest? PIN?"));
    let alone = opened(&file, &identity(1), &nobody()).unwrap_err();
    assert_eq!(alone.clause(), Some("SEALED-21"));
    assert!(alone.to_string().contains("no PIN"), "{alone}");
    // Another key's identity makes another file key.
    assert!(opened(&file, &identity(0), &attendant).is_err());
    // One that dies, and one that complains.
    for (n, said) in [(2, ""), (3, "the key \\u{1b}[2Jis not plugged in")] {
        let refused = sealed(&[recipient(n)]).unwrap_err();
        assert_eq!(refused.clause(), Some("SEALED-21"));
        assert!(refused.to_string().contains(said), "{refused}");
        assert!(opened(&file, &identity(n), &attendant).is_err());
    }
    // A backup that a plugin alone opens is made, and laid out.
    let on = TempDir::new().unwrap();
    let made = try_backup(on.path(), &utopia(), &octets(1, 9000), BEGIN, None, &[recipient(0)]).unwrap();
    assert!(is_signed(&made));
    let into = TempDir::new().unwrap();
    lay_out(&read(&made).unwrap(), None, &identity(0), &nobody(), into.path(), &mut |_, _, _| {}).unwrap();
    // What the child sees is what this process has: the crate takes no shorter environment.
    let seen = fs::read_to_string(std::env::var("CHANCERY_TEST_SEEN").unwrap()).unwrap();
    assert!(seen.contains("CHANCERY_TEST_SEEN"));
}
