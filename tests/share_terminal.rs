//! Shares at a terminal, which `script` makes: typed word by word, shown on a card, and gone from the screen after it.

#[path = "support/prepared.rs"]
mod prepared;

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use chancery::sealed::{Identities, open};
use chancery::secret::Secret;
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_chancery");

/// How a card's screen begins and ends.
const ENTER: &str = "\u{1b}[?1049h\u{1b}[2J\u{1b}[H";
const LEAVE: &str = "\u{1b}[2J\u{1b}[3J\u{1b}[H\u{1b}[?1049l";

fn ready() -> TempDir {
    let folder = TempDir::new().unwrap();
    prepared::prepare("shares", folder.path());
    folder
}

/// The words of an officer's share, by the officer's own key.
fn words_of(here: &Path, set: &str, officer: &str) -> Vec<String> {
    let identity = Secret::new(fs::read(here.join(format!("{officer}.key"))).unwrap());
    let file = fs::read(here.join(set).join(format!("{officer}.age"))).unwrap();
    let share = open(&file, &Identities::read(&identity).unwrap()).unwrap();
    share.expose_text().unwrap().split(' ').map(str::to_owned).collect()
}

/// Runs a command at a new terminal; what is typed waits until its question stands there.
fn play(dir: &Path, line: &str, turns: &[(&str, String)]) -> (String, Option<i32>) {
    let mut child = Command::new("script")
        .args(["-qefc", &format!("'{PROGRAM}' {line}"), "/dev/null"])
        .current_dir(dir)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut keys, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let (mut shown, mut from) = (Vec::new(), 0);
    for (text, typed) in turns {
        loop {
            let all = String::from_utf8_lossy(&shown).into_owned();
            if let Some(at) = all.get(from..).and_then(|rest| rest.find(text)) {
                from += at + text.len();
                break;
            }
            let mut some = [0u8; 256];
            let count = screen.read(&mut some).unwrap();
            assert!(count > 0, "'{text}' never came: {all}");
            shown.extend_from_slice(&some[..count]);
        }
        keys.write_all(typed.as_bytes()).unwrap();
        keys.flush().unwrap();
    }
    drop(keys);
    screen.read_to_end(&mut shown).unwrap();
    (String::from_utf8_lossy(&shown).replace('\r', ""), child.wait().unwrap().code())
}

/// Whether three words of a share stand side by side in what was shown, whatever stands between them.
fn shows(shown: &str, words: &[String]) -> bool {
    let shown: Vec<&str> = shown.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).collect();
    shown.windows(3).any(|three| words.windows(3).any(|words| words == three))
}

/// Text without the breaks that a narrow terminal makes.
fn flat(shown: &str) -> String {
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_share_typed_word_by_word_is_judged_as_soon_as_it_is_whole_and_not_shown() {
    let folder = ready();
    let words = words_of(folder.path(), "shares", "alice");
    let mut turns: Vec<(String, String)> =
        words.iter().enumerate().map(|(at, word)| (format!("Word {}:", at + 1), format!("{word}\n"))).collect();
    // Several in a line, in capitals.
    let rest: Vec<(String, String)> = turns.split_off(17);
    turns.push((rest[0].0.clone(), format!("{}\n", words[17..].join(" ").to_uppercase())));
    let turns: Vec<(&str, String)> = turns.iter().map(|(text, typed)| (text.as_str(), typed.clone())).collect();
    let (shown, code) = play(folder.path(), "share check", &turns);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("Taken: share 1 of set") && shown.contains("sound by itself"), "{shown}");
    assert!(!shows(&shown, &words), "{shown}");
}

#[test]
fn a_slip_is_named_as_it_is_made_and_what_was_meant_is_not_shown() {
    let folder = ready();
    let words = words_of(folder.path(), "shares", "bob");
    // One letter from a word of the list: it is asked for again all the same. The first four letters do.
    let near = format!("{}q", words[0]);
    let turns = [
        ("Word 1:", "qqqqqqq\n".to_owned()),
        ("Word 1 is not on the list: type it again.", String::new()),
        ("Word 1:", format!("{near}\n")),
        ("Word 1 is not on the list: type it again.", String::new()),
        ("Word 1:", format!("{}\n", &words[0][..4])),
        ("Word 2:", format!("{}\n", words[1..].join(" "))),
    ];
    let (shown, code) = play(folder.path(), "share check --json", &turns);
    assert_eq!(code, Some(0), "{shown}");
    assert!(!shown.contains(&format!("'{}'", words[0])), "{shown}");
    assert!(!shows(&shown, &words), "{shown}");
}

#[test]
fn an_empty_line_ends_a_share_that_is_not_whole_or_not_sound() {
    let folder = ready();
    let mut words = words_of(folder.path(), "shares", "alice");
    words[5] = if words[5] == "acid" { "acne" } else { "acid" }.to_owned();
    let turns = [("Word 1:", format!("{}\n", words.join(" "))), ("Word 21:", "\n".to_owned())];
    let (shown, code) = play(folder.path(), "share check", &turns);
    assert!(code == Some(4) && shown.contains("SHARE-3"), "{shown}");
    let turns = [("Word 1:", format!("{}\n", words[..7].join(" "))), ("Word 8:", "\n".to_owned())];
    let (shown, code) = play(folder.path(), "share check", &turns);
    assert!(code == Some(4) && shown.contains("SHARE-1: 7 words"), "{shown}");
    let (shown, code) = play(folder.path(), "share check", &[("Word 1:", "\u{3}".to_owned())]);
    assert_eq!(code, Some(130), "{shown}");
}

#[test]
fn shares_are_typed_until_nothing_more_is_wanted_and_a_stranger_is_asked_for_again() {
    let folder = ready();
    let here = folder.path();
    let digest = fs::read_to_string(here.join("digest")).unwrap();
    let (alice, bob) = (words_of(here, "shares", "alice"), words_of(here, "shares", "bob"));
    let stranger = words_of(here, "others", "carol");
    let line = |words: &[String]| format!("{}\n", words.join(" "));
    let turns = [
        ("Word 1:", line(&alice)),
        ("Wanted still: 1 more share", String::new()),
        ("Word 1:", line(&stranger)),
        ("Not taken: SHARE-6", String::new()),
        ("Word 1:", line(&alice)),
        ("Not taken: SHARE-7", String::new()),
        ("Word 1:", line(&bob)),
    ];
    let (shown, code) = play(here, &format!("share combine --verify-digest {digest}"), &turns);
    assert!(code == Some(0) && shown.contains("it is this secret's"), "{shown}");
    for words in [&alice, &bob, &stranger] {
        assert!(!shows(&shown, words), "{shown}");
    }
}

#[test]
fn cards_are_shown_one_at_a_time_on_a_screen_that_is_cleared_and_rebuild_the_secret() {
    let folder = ready();
    let here = folder.path();
    let enter = || "\n".to_owned();
    let turns = [
        ("Share 1 of 2: when its keeper alone sees the screen", enter()),
        ("When they are written and compared", enter()),
        ("Share 2 of 2: when its keeper alone sees the screen", enter()),
        ("When they are written and compared", enter()),
    ];
    let split = "share split --threshold 2 --of 2 --secret-source file:secret.hex --show";
    let (shown, code) = play(here, split, &turns);
    assert_eq!(code, Some(0), "{shown}");
    let cards: Vec<&str> = shown.split(ENTER).skip(1).map(|after| after.split(LEAVE).next().unwrap()).collect();
    assert_eq!(cards.len(), 2, "{shown}");
    assert_eq!(shown.matches(LEAVE).count(), 2);
    let words: Vec<Vec<String>> = cards
        .iter()
        .map(|card| {
            let rows = card.lines().skip(1).filter(|line| line.starts_with("  "));
            let cells = rows.flat_map(str::split_whitespace).filter(|cell| cell.parse::<usize>().is_err());
            cells.map(str::to_owned).collect()
        })
        .collect();
    assert!(words.iter().all(|words| words.len() == 20), "{words:?}");
    assert!(words.iter().zip(&cards).all(|(words, card)| shows(card, words)), "{shown}");
    // What stands outside of the cards holds none of their words.
    let outside = shown.split(ENTER).map(|part| part.split(LEAVE).last().unwrap()).collect::<String>();
    assert!(words.iter().all(|words| !shows(&outside, words)), "{outside}");

    let digest = chancery::digest::Digest::of(&hex::decode("00112233445566778899aabbccddeeff").unwrap());
    let turns = [("Word 1:", format!("{}\n", words[1].join(" "))), ("Word 1:", format!("{}\n", words[0].join(" ")))];
    let (shown, code) = play(here, &format!("share combine --verify-digest {digest}"), &turns);
    assert_eq!(code, Some(0), "{shown}");
}

#[test]
fn ctrl_c_at_a_card_clears_it() {
    let folder = ready();
    let turns = [
        ("when its keeper alone sees the screen, press Enter:", "\n".to_owned()),
        ("When they are written and compared, press Enter:", "\u{3}".to_owned()),
    ];
    let (shown, code) = play(folder.path(), "share split --threshold 2 --of 2 --make 128 --show", &turns);
    assert_eq!(code, Some(130), "{shown}");
    let after = shown.split(ENTER).nth(1).unwrap().split(LEAVE).nth(1).unwrap();
    assert!(after.contains("interrupted"), "{shown}");
}

#[test]
fn a_secret_is_typed_twice_and_a_passphrase_once() {
    let folder = ready();
    let here = folder.path();
    let keeper = "--seal-to alice=age15nsf9y4k28p83wth93tf7hafhvfajp45d2mge80ems45gz0c5gys3me64l --out one";
    let secret = "ffeeddccbbaa99887766554433221100".to_owned();
    let split = format!("share split --threshold 1 --of 1 --secret-source prompt {keeper}");
    let typed =
        |second: &str| [("Type the secret in hex:", format!("{secret}\n")), ("The same again:", format!("{second}\n"))];
    let (shown, code) = play(here, &split, &typed("ffeeddccbbaa99887766554433221101"));
    assert!(code == Some(2) && flat(&shown).contains("the two that were typed differ"), "{shown}");
    assert!(!here.join("one").exists());
    let (shown, code) = play(here, &split, &typed(&secret));
    assert!(code == Some(0) && !shown.contains(&secret), "{shown}");

    let check = "share check shares/carol.age --identity carol.key.age";
    let (shown, code) = play(here, check, &[("Type the passphrase of carol.key.age:", "correct horse\n".to_owned())]);
    assert!(code == Some(0) && !shown.contains("correct horse"), "{shown}");
}

#[test]
fn what_was_probably_meant_in_a_sealed_share_is_said_nowhere() {
    let folder = ready();
    let here = folder.path();
    let identity = Secret::new(fs::read(here.join("alice.key")).unwrap());
    let alice = Identities::read(&identity).unwrap();
    let mut words = words_of(here, "shares", "alice");
    words[6] = "acadmic".to_owned();
    let text = Secret::new(words.join(" ").into_bytes());
    let file = chancery::sealed::seal(&text, &alice.recipients(), chancery::sealed::Wrapping::Text).unwrap();
    fs::write(here.join("slipped.age"), file).unwrap();
    let line = "share check slipped.age --identity alice.key --json";
    let (shown, code) = play(here, &format!("{line} > out 2> err"), &[]);
    assert_eq!(code, Some(4), "{shown}");
    let (shown, code) = play(here, line, &[]);
    assert_eq!(code, Some(4), "{shown}");
    assert!(shown.contains("SHARE-2: word 7 of 20 not on the word list"), "{shown}");
    assert!(!shown.contains("academic") && !shown.contains("acadmic"), "{shown}");
    for said in ["out", "err"] {
        let said = fs::read_to_string(here.join(said)).unwrap();
        assert!(!said.contains("academic") && !said.contains("acadmic"), "{said}");
    }
    assert!(fs::read_to_string(here.join("out")).unwrap().contains("SHARE-2: word 7 of 20 not on the word list"));
}
