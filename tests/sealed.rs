//! Sealed files: the stock tool in both directions, and what is refused.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use chancery::entropy::{Entropy, Forbidden, Mixer, OperatingSystem};
use chancery::fault::{Fail, Fault};
use chancery::sealed::{
    Identities, Lock, Recipient, SealedError, SessionKey, WorkFactor, Wrapping, lock, open, open_with_passphrase, seal,
    seal_with_passphrase,
};
use chancery::secret::Secret;
use tempfile::TempDir;

const WORDS: &[u8] = b"what is sealed\nin two lines\0and an octet";

fn secret(octets: &[u8]) -> Secret {
    Secret::new(octets.to_vec())
}

fn entropy() -> Mixer {
    Mixer::new(vec![Box::new(OperatingSystem)])
}

/// A session's key and an identity file are all the keys there are: this makes one with the stock tool.
fn stock() -> Option<(TempDir, Identities, Recipient)> {
    let folder = TempDir::new().unwrap();
    let made = Command::new("age-keygen").arg("-o").arg(folder.path().join("key")).output();
    if !made.is_ok_and(|made| made.status.success()) {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "age is not installed");
        println!("skipped: age is not installed");
        return None;
    }
    let identities = Identities::read(&secret(&fs::read(folder.path().join("key")).unwrap())).unwrap();
    let shown = Command::new("age-keygen").arg("-y").arg(folder.path().join("key")).output().unwrap();
    let recipient = String::from_utf8(shown.stdout).unwrap().trim().parse().unwrap();
    assert_eq!(identities.recipients(), [recipient]);
    let recipient = identities.recipients().remove(0);
    Some((folder, identities, recipient))
}

/// The stock tool; what it gave on standard output.
fn age(folder: &Path, words: &[&str]) -> Option<Vec<u8>> {
    let output = Command::new("age").args(words).current_dir(folder).stdin(Stdio::null()).output().unwrap();
    output.status.success().then_some(output.stdout)
}

/// Calls the stock tool at a terminal of its own; the passphrase is typed at each question.
fn age_at_terminal(folder: &Path, line: &str, questions: &[&str], passphrase: &str) -> String {
    let mut child = Command::new("script")
        .args(["-qefc", line, "/dev/null"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut keys, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut shown = Vec::new();
    for question in questions {
        while !String::from_utf8_lossy(&shown).contains(question) {
            let mut some = [0u8; 256];
            let count = screen.read(&mut some).unwrap();
            assert!(count > 0, "'{question}' never came: {}", String::from_utf8_lossy(&shown));
            shown.extend_from_slice(&some[..count]);
        }
        writeln!(keys, "{passphrase}").unwrap();
        keys.flush().unwrap();
    }
    screen.read_to_end(&mut shown).unwrap();
    let shown = String::from_utf8_lossy(&shown).into_owned();
    assert!(child.wait().unwrap().success(), "{shown}");
    shown
}

#[test]
fn the_stock_tool_opens_what_is_sealed_here() {
    let Some((folder, _, recipient)) = stock() else { return };
    let other = SessionKey::fresh(&mut entropy()).unwrap();
    for wrapping in [Wrapping::Text, Wrapping::Binary] {
        for recipients in [vec![recipient.clone()], vec![other.recipient().clone(), recipient.clone()]] {
            for content in [&b""[..], WORDS, &[7; 70_000]] {
                let sealed = seal(&secret(content), &recipients, wrapping).unwrap();
                assert_eq!(sealed.is_ascii(), wrapping == Wrapping::Text);
                fs::write(folder.path().join("sealed"), &sealed).unwrap();
                assert_eq!(age(folder.path(), &["-d", "-i", "key", "sealed"]).unwrap(), content);
            }
        }
    }
}

#[test]
fn what_the_stock_tool_seals_is_opened_here() {
    let Some((folder, identities, recipient)) = stock() else { return };
    let session = SessionKey::fresh(&mut entropy()).unwrap();
    fs::write(folder.path().join("content"), WORDS).unwrap();
    for armour in [&["-a"][..], &[]] {
        let to = ["-r", recipient.as_str(), "-r", session.recipient().as_str(), "content"];
        let sealed = age(folder.path(), &[armour, &to].concat()).unwrap();
        assert_eq!(lock(&sealed).unwrap(), Lock::Identity);
        assert_eq!(open(&sealed, &identities).unwrap().expose(), WORDS);
        assert_eq!(session.open(&sealed).unwrap().expose(), WORDS);
    }
}

#[test]
fn the_stock_tool_and_this_one_open_each_others_passphrases() {
    let Some((folder, _, _)) = stock() else { return };
    let (passphrase, wrong) = ("ein Pferd, ünd 4 more", secret(b"ein Pferd"));
    fs::write(folder.path().join("content"), WORDS).unwrap();
    let questions = ["(leave empty to autogenerate a secure one)", "Confirm passphrase"];
    age_at_terminal(folder.path(), "age -p -o theirs content", &questions, passphrase);
    let theirs = fs::read(folder.path().join("theirs")).unwrap();
    assert_eq!(lock(&theirs).unwrap(), Lock::Passphrase);
    assert_eq!(open_with_passphrase(&theirs, &secret(passphrase.as_bytes())).unwrap().expose(), WORDS);

    let (work, given) = (WorkFactor::new(10).unwrap(), secret(passphrase.as_bytes()));
    let ours = seal_with_passphrase(&secret(WORDS), &given, work, Wrapping::Text).unwrap();
    assert_eq!(open_with_passphrase(&ours, &wrong).err().unwrap().clause(), Some("SEALED-7"));
    fs::write(folder.path().join("ours"), &ours).unwrap();
    age_at_terminal(folder.path(), "age -d -o opened ours", &["Enter passphrase"], passphrase);
    assert_eq!(fs::read(folder.path().join("opened")).unwrap(), WORDS);
}

#[test]
fn an_identity_file_that_is_sealed_itself_says_so_and_opens_with_its_passphrase() {
    let Some((folder, identities, recipient)) = stock() else { return };
    let text = secret(&fs::read(folder.path().join("key")).unwrap());
    let (work, passphrase) = (WorkFactor::new(10).unwrap(), secret(b"words of an officer"));
    let file = seal_with_passphrase(&text, &passphrase, work, Wrapping::Text).unwrap();
    assert_eq!(Identities::read(&secret(&file)).err().unwrap().clause(), Some("SEALED-3"));
    let opened = Identities::read(&open_with_passphrase(&file, &passphrase).unwrap()).unwrap();
    assert_eq!(opened.recipients(), identities.recipients());
    let sealed = seal(&secret(WORDS), &[recipient], Wrapping::Binary).unwrap();
    assert_eq!(open(&sealed, &opened).unwrap().expose(), WORDS);
}

#[test]
fn sealed_5_a_session_opens_what_was_sealed_to_it_alone() {
    let (one, two) = (SessionKey::fresh(&mut entropy()).unwrap(), SessionKey::fresh(&mut entropy()).unwrap());
    assert_ne!(one.recipient(), two.recipient());
    let sealed = seal(&secret(WORDS), &[one.recipient().clone()], Wrapping::Text).unwrap();
    assert_eq!(one.open(&sealed).unwrap().expose(), WORDS);
    let error = two.open(&sealed).err().unwrap();
    assert_eq!((error.clause(), error.kind()), (Some("SEALED-5"), Fault::Refused));
    assert!(matches!(SessionKey::fresh(&mut Forbidden), Err(SealedError::Entropy(_))));
}

/// Gives the same octet each time.
struct Fixed(u8);

impl Entropy for Fixed {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), chancery::entropy::EntropyError> {
        out.fill(self.0);
        Ok(())
    }
}

#[test]
fn the_key_of_a_session_comes_from_the_entropy_that_is_given_and_from_nowhere_else() {
    let of = |octet| SessionKey::fresh(&mut Fixed(octet)).unwrap().recipient().clone();
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
    // X25519 of 32 octets 01, as RFC 7748 computes it.
    let public = "a4e09292b651c278b9772c569f5fa9bb13d906b46ab68c9df9dc2b4409f8a209";
    let own = openssl::pkey::PKey::private_key_from_raw_bytes(&[1; 32], openssl::pkey::Id::X25519).unwrap();
    assert_eq!(hex::encode(own.raw_public_key().unwrap()), public);
    assert_eq!(of(1).to_string(), "age15nsf9y4k28p83wth93tf7hafhvfajp45d2mge80ems45gz0c5gys3me64l");
}

fn sealed_to_session() -> (SessionKey, Vec<u8>) {
    let session = SessionKey::fresh(&mut entropy()).unwrap();
    let sealed = seal(&secret(WORDS), &[session.recipient().clone()], Wrapping::Binary).unwrap();
    (session, sealed)
}

#[test]
fn sealed_10_every_octet_that_is_changed_and_every_cut_is_refused() {
    let (session, sealed) = sealed_to_session();
    for at in 0..sealed.len() {
        for change in [1, 0x80] {
            let mut altered = sealed.clone();
            altered[at] ^= change;
            let error = session.open(&altered).err().unwrap_or_else(|| panic!("octet {at} changed, and opened"));
            let clause = error.clause().unwrap();
            assert!(["SEALED-4", "SEALED-5", "SEALED-6", "SEALED-10"].contains(&clause), "{at}: {error}");
        }
        let error = session.open(&sealed[..at]).err().unwrap_or_else(|| panic!("cut at {at}, and opened"));
        assert!(["SEALED-4", "SEALED-10"].contains(&error.clause().unwrap()), "{at}: {error}");
    }
    let longer = [&sealed[..], &[0]].concat();
    assert_eq!(session.open(&longer).err().unwrap().clause(), Some("SEALED-10"));
}

#[test]
fn sealed_4_what_is_no_file_of_age_is_refused() {
    let (session, sealed) = sealed_to_session();
    let text = seal(&secret(WORDS), &[session.recipient().clone()], Wrapping::Text).unwrap();
    let text = String::from_utf8(text).unwrap();
    let endless = [b"age-encryption.org/v1\n".to_vec(), b"-> x\n\n".repeat(300_000)].concat();
    for bad in [
        b"".to_vec(),
        b"age".to_vec(),
        b"-----BEGIN PGP MESSAGE-----\n".to_vec(),
        b"age-encryption.org/v2\n--- x".to_vec(),
        b"age-encryption.org/v1\n--- ".to_vec(),
        endless,
        [b" ", &sealed[..]].concat(),
        text.replace("-----END", "----END").into_bytes(),
        text.lines().take(3).collect::<Vec<_>>().join("\n").into_bytes(),
        text.replacen('\n', "\n\n", 2).into_bytes(),
        format!("{text}more").into_bytes(),
        b"-----BEGIN AGE ENCRYPTED FILE-----\n-----END AGE ENCRYPTED FILE-----\n".to_vec(),
    ] {
        let error = session.open(&bad).err().unwrap();
        assert_eq!((error.clause(), error.kind()), (Some("SEALED-4"), Fault::Malformed), "{error}");
        assert!(lock(&bad).is_err());
    }
}

#[test]
fn sealed_9_what_is_larger_than_any_secret_is_refused_unread() {
    let session = SessionKey::fresh(&mut entropy()).unwrap();
    let large = vec![b'x'; chancery::sealed::LARGEST + 1];
    assert_eq!(session.open(&large).err().unwrap().clause(), Some("SEALED-9"));
    let error = seal(&secret(&large), &[session.recipient().clone()], Wrapping::Binary).err().unwrap();
    assert_eq!(error.clause(), Some("SEALED-9"));
    let most = vec![7; chancery::sealed::LARGEST / 2];
    let sealed = seal(&secret(&most), &[session.recipient().clone()], Wrapping::Text).unwrap();
    assert!(session.open(&sealed).unwrap().expose() == most);
}

#[test]
fn sealed_6_the_wrong_kind_of_key_is_named() {
    let (session, sealed) = sealed_to_session();
    let work = WorkFactor::new(10).unwrap();
    let locked = seal_with_passphrase(&secret(WORDS), &secret(b"words"), work, Wrapping::Binary).unwrap();
    for error in [session.open(&locked).err().unwrap(), open_with_passphrase(&sealed, &secret(b"words")).err().unwrap()]
    {
        assert_eq!((error.clause(), error.kind()), (Some("SEALED-6"), Fault::Refused), "{error}");
    }
}

#[test]
fn sealed_8_a_passphrase_that_costs_too_much_is_not_tried() {
    for (bad, given) in [(9, None), (21, None), (0, None), (63, None), (22, Some("22")), (63, Some("63"))] {
        let Some(text) = given else {
            assert_eq!(WorkFactor::new(bad).unwrap_err().clause(), Some("SEALED-8"), "{bad}");
            continue;
        };
        // The work factor stands in the header in the clear; the header's code is never reached.
        let work = WorkFactor::new(10).unwrap();
        let sealed = seal_with_passphrase(&secret(WORDS), &secret(b"words"), work, Wrapping::Binary).unwrap();
        let at = sealed.windows(4).position(|four| four == b" 10\n").unwrap();
        let costly = [&sealed[..=at], text.as_bytes(), &sealed[at + 3..]].concat();
        let error = open_with_passphrase(&costly, &secret(b"words")).err().unwrap();
        assert_eq!((error.clause(), error.kind()), (Some("SEALED-8"), Fault::Refused), "{error}");
    }
}

#[test]
fn sealed_11_and_12_nobody_somebody_twice_a_crowd_and_no_passphrase_are_refused() {
    let key = SessionKey::fresh(&mut entropy()).unwrap().recipient().clone();
    for (recipients, clause) in
        [(vec![], "SEALED-11"), (vec![key.clone(); 2], "SEALED-11"), (vec![key; 65], "SEALED-11")]
    {
        let error = seal(&secret(WORDS), &recipients, Wrapping::Text).err().unwrap();
        assert_eq!((error.clause(), error.kind()), (Some(clause), Fault::Usage));
    }
    for bad in [&b""[..], &[0xff]] {
        let work = WorkFactor::new(10).unwrap();
        let error = seal_with_passphrase(&secret(WORDS), &secret(bad), work, Wrapping::Text).err().unwrap();
        assert_eq!((error.clause(), error.kind()), (Some("SEALED-12"), Fault::Usage));
    }
}

#[test]
fn one_secret_sealed_twice_is_two_files_that_do_not_show_it() {
    let (session, one) = sealed_to_session();
    let two = seal(&secret(WORDS), &[session.recipient().clone()], Wrapping::Binary).unwrap();
    assert_ne!(one, two);
    for file in [one, two] {
        assert!(!file.windows(8).any(|window| window == &WORDS[..8]));
    }
}
