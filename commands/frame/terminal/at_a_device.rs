//! Tests at a terminal device of their own, which `script` makes: what is typed, what is shown, and Ctrl-C.
//!
//! The test starts this same test binary again at that device, with one child's part to play; what is typed waits
//! until the question stands there, as a person would.

use std::io::{Read, Write};
use std::process::{Command, ExitStatus, Stdio};

use super::{Progress, Shield, Terminal, TerminalError, watch};

const PART: &str = "CHANCERY_TEST_PART";
const PIN: &str = "83651907";

/// The child's part; without one this is no test of its own and says so by doing nothing.
#[test]
fn a_child_plays_its_part() {
    let terminal = Terminal::new(false);
    match std::env::var(PART).as_deref() {
        Ok("secret") => {
            watch(Box::new(|| say_at_device("last words")));
            let secret = terminal.ask_secret("PIN of vault 'primary':").unwrap();
            terminal.say(&format!("taken: {}", secret.expose() == PIN.as_bytes())).unwrap();
            terminal.say(&terminal.ask("and now").unwrap()).unwrap();
        }
        Ok("work") => {
            watch(Box::new(|| say_at_device("last words")));
            let (progress, shield) = (Progress::new(&terminal, "sealing the box"), Shield::raise());
            terminal.say("begun").unwrap();
            std::thread::sleep(std::time::Duration::from_millis(1500));
            let pin = terminal.ask_secret("PIN of vault 'primary':").unwrap();
            terminal.say("going on").unwrap();
            std::thread::sleep(std::time::Duration::from_millis(700));
            drop(progress);
            terminal.say(&format!("done: {}", pin.expose() == PIN.as_bytes())).unwrap();
            drop(shield);
            terminal.say("went on").unwrap();
        }
        Ok("end") => {
            let ended = matches!(terminal.ask_secret("PIN of vault 'primary':"), Err(TerminalError::Ended { .. }));
            terminal.say(&format!("ended: {ended}")).unwrap();
        }
        _ => assert!(std::env::var_os(PART).is_none()),
    }
}

fn say_at_device(text: &str) {
    Terminal::new(false).say(text).unwrap();
}

/// Plays a part at a new device: waits for each text, then types what belongs to it. Gives all that was shown.
fn play(part: &str, turns: &[(&str, &str)]) -> (String, ExitStatus) {
    let own = std::env::current_exe().unwrap();
    let name = "frame::terminal::at_a_device::a_child_plays_its_part";
    let line = format!("'{}' --exact {name} --nocapture", own.display());
    let mut child = Command::new("script")
        .args(["-qefc", &line, "/dev/null"])
        .env(PART, part)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut keys, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut shown = Vec::new();
    for (text, typed) in turns {
        while !String::from_utf8_lossy(&shown).contains(text) {
            let mut some = [0u8; 256];
            let count = screen.read(&mut some).unwrap();
            assert!(count > 0, "'{text}' never came: {}", String::from_utf8_lossy(&shown));
            shown.extend_from_slice(&some[..count]);
        }
        keys.write_all(typed.as_bytes()).unwrap();
        keys.flush().unwrap();
    }
    screen.read_to_end(&mut shown).unwrap();
    (String::from_utf8_lossy(&shown).into_owned(), child.wait().unwrap())
}

#[test]
fn a_secret_is_taken_whole_and_not_shown_and_the_echo_comes_back() {
    let (shown, status) = play("secret", &[("'primary':", &format!("{PIN}\n")), ("and now", "seen again\n")]);
    assert!(shown.contains("taken: true"), "{shown}");
    assert!(!shown.contains(PIN), "{shown}");
    assert_eq!(shown.matches("seen again").count(), 2, "echoed as typed, then said: {shown}");
    assert!(status.success());
}

#[test]
fn ctrl_c_at_a_question_ends_with_130_and_last_words() {
    let (shown, status) = play("secret", &[("'primary':", "8365\u{3}")]);
    assert_eq!(status.code(), Some(130), "{shown}");
    assert!(shown.contains("last words") && !shown.contains("8365") && !shown.contains("taken"), "{shown}");
}

#[test]
fn the_end_of_the_input_is_an_answer_of_its_own() {
    let (shown, _) = play("end", &[("'primary':", "\u{4}")]);
    assert!(shown.contains("ended: true"), "{shown}");
}

#[test]
fn long_work_is_shown_and_the_first_ctrl_c_waits_for_it() {
    let (shown, status) = play("work", &[("'primary':", &format!("{PIN}\n")), ("done: true", "")]);
    assert!(shown.contains("sealing the box") && shown.contains("went on"), "{shown}");
    assert!(status.success());
    // After the question; at it nothing waits.
    let (shown, status) = play("work", &[("'primary':", &format!("{PIN}\n")), ("going on", "\u{3}")]);
    assert_eq!(status.code(), Some(130), "{shown}");
    assert!(shown.contains("finishing this step") && shown.contains("done: true"), "{shown}");
    assert!(shown.contains("last words") && !shown.contains("went on"), "{shown}");
    let (shown, status) = play("work", &[("'primary':", "8365\u{3}")]);
    assert_eq!(status.code(), Some(130), "{shown}");
    assert!(shown.contains("last words") && !shown.contains("done"), "{shown}");
}
