//! A ceremony at a terminal, which `script` makes: what is said at the start, what is shown before 'Yes' is asked
//! for, and what an interruption leaves to be typed. And what is refused before the first step.

#[path = "support/prepared.rs"]
mod prepared;

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// One operation, and the sign-off of two people.
const SCRIPT: &str = r#"
[ceremony]
name = "signer"
title = "A master-list signer"
purpose = "To be tested."
version = "1"

[[role]]
id = "operator"
title = "Operator"
minimum = 1

[[role]]
id = "witness"
title = "Witness"
minimum = 1
excludes = ["operator"]

[[act]]
title = "All of it"
minutes = 5

[[act.step]]
id = "issue"
kind = "operation"
who = "operator"
witness = "witness"
operation = "certificate.issue"
text = "Show the certificate that is to be signed, field by field."
outputs = ["file"]
[act.step.parameters]
profile = "masterlist-signer"
key = "mls-1"

[[act.step]]
id = "out"
kind = "output"
who = "operator"
witness = "witness"
artefact = "certificate"
value = "issue.file"
text = "Read the file's digest."

[[act.step]]
id = "end"
kind = "sign-off"
who = "everyone"
text = "Sign off."
"#;

const PROGRAM: &str = env!("CARGO_BIN_EXE_chancery");

fn chancery(dir: &Path, line: &str) -> (Option<i32>, Value) {
    let line = format!("{line} --station utopia --pin-source file:pin --json");
    // A session of its own: no terminal to ask at, wherever the tests run.
    let words: Vec<&str> = ["-w", PROGRAM].into_iter().chain(line.split(' ')).collect();
    let output = Command::new("setsid").args(words).current_dir(dir).stdin(Stdio::null()).output().unwrap();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

fn ready() -> TempDir {
    let folder = TempDir::new().unwrap();
    prepared::prepare("csca", folder.path());
    assert_eq!(chancery(folder.path(), "key generate mls-1 --spec P-256").0, Some(0));
    fs::write(folder.path().join("signer.toml"), SCRIPT).unwrap();
    folder
}

/// Runs a command at a new terminal; what is typed waits until its question stands there.
fn play(dir: &Path, line: &str, turns: &[(&str, &str)]) -> (String, Option<i32>) {
    let line = format!("'{PROGRAM}' {line} --station utopia --pin-source file:pin");
    let mut child = Command::new("script")
        .args(["-qefc", &line, "/dev/null"])
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
    screen.read_to_end(&mut shown).unwrap();
    (String::from_utf8_lossy(&shown).into_owned(), child.wait().unwrap().code())
}

const PEOPLE: &[(&str, &str)] = &[
    ("Operator: name of person 1:", "Ada\n"),
    ("Organisation:", "Office\n"),
    ("empty to go on:", "\n"),
    ("Witness: name of person 1:", "Ben\n"),
    ("Organisation:", "Office\n"),
    ("empty to go on:", "\n"),
];

#[test]
fn the_certificate_stands_on_the_screen_before_yes_is_asked_for() {
    let folder = ready();
    let here = folder.path();
    let (shown, code) = play(here, "ceremony run signer.toml", &[PEOPLE, &[("Type 'Yes'", "pause\n")]].concat());
    assert_eq!(code, Some(7), "{shown}");
    let before = shown.split("Type 'Yes'").next().unwrap();
    assert!(before.contains("This run is signer-1.") && before.contains("'exception'"), "{shown}");
    assert_eq!(before.matches("ceremony resume signer-1").count(), 1, "said once: {shown}");
    for field in [
        "   subject:           CN=mls-1,O=utopia,C=UT\r\n",
        "   issuer:            CN=csca-1,O=utopia,C=UT\r\n",
        "   extension:         keyUsage, critical: digitalSignature\r\n",
        "   serial number:     drawn when it is signed\r\n",
    ] {
        assert!(before.contains(field), "{field}: {shown}");
    }
    let screen = before.split("The station will perform").nth(1).unwrap();
    assert!(screen.lines().all(|line| line.chars().count() <= 80), "{screen}");

    let (shown, code) = play(here, "ceremony resume signer-1", &[("Type 'Yes'", "Yes\n"), ("Type 'Yes'", "pause\n")]);
    assert_eq!(code, Some(7), "{shown}");
    let issued = chancery(here, "cert list").1.to_string();
    assert!(issued.contains("CN=mls-1,O=utopia,C=UT"), "{issued}");
}

#[test]
fn what_would_be_refused_is_said_at_the_question_and_the_people_may_still_pause() {
    let folder = ready();
    let here = folder.path();
    fs::write(here.join("signer.toml"), SCRIPT.replace("\"mls-1\"", "\"mls-2\"")).unwrap();
    let (shown, code) = play(here, "ceremony run signer.toml", &[PEOPLE, &[("Type 'Yes'", "pause\n")]].concat());
    assert_eq!(code, Some(7), "{shown}");
    assert!(shown.contains("It would be refused now: there is no key 'mls-2' at this station"), "{shown}");
}

#[test]
fn whoever_interrupts_a_question_is_told_how_to_go_on() {
    let folder = ready();
    let here = folder.path();
    let (shown, code) = play(here, "ceremony run signer.toml", &[PEOPLE, &[("Type 'Yes'", "\u{3}")]].concat());
    assert_eq!(code, Some(130), "{shown}");
    let hint = "hint: go on with 'chancery ceremony resume signer-1'";
    assert!(shown.contains("interrupted") && shown.contains(hint), "{shown}");
    let (shown, code) = play(here, "ceremony resume signer-1", &[("Type 'Yes'", "\u{4}")]);
    assert_eq!(code, Some(130), "{shown}");
    assert!(shown.contains(hint), "{shown}");
}

#[test]
fn a_ceremony_whose_keys_are_there_already_is_refused_before_its_first_step() {
    let folder = ready();
    let here = folder.path();
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("ceremonies");
    let (script, answers) = (home.join("csca-genesis.toml"), home.join("answers/csca-genesis.toml"));
    let line = format!("ceremony run {} --answers {}", script.display(), answers.display());
    let before = chancery(here, "ledger verify").1["entries"].clone();
    let (code, said) = chancery(here, &line);
    assert_eq!((code, &said["error"]["clause"]), (Some(3), &Value::from("LABEL-1")), "{said}");
    let message = "LABEL-1: step 'csca-key' makes key 'csca-1', and a key of this name is or was at this station";
    assert_eq!(said["error"]["message"], message);
    assert_eq!(chancery(here, "ledger verify").1["entries"], before);
}

#[test]
fn a_ceremony_with_nobody_to_ask_is_refused_by_its_clause() {
    let folder = ready();
    let (code, said) = chancery(folder.path(), "ceremony run signer.toml");
    assert_eq!((code, &said["error"]["clause"]), (Some(3), &Value::from("CEREMONY-10")), "{said}");
    assert!(said["error"]["hint"].as_str().unwrap().contains("--answers"), "{said}");
}
