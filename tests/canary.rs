//! The search for leaked secrets finds them in every form, and what the program says of a PIN source holds no PIN.

#[path = "support/canary.rs"]
mod canary;
#[path = "support/program.rs"]
mod program;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use canary::{Canary, assert_none};
use program::command;

const PIN: &str = "7h3-K4n4ry>?";

fn canary() -> Canary {
    Canary::new("PIN", PIN.as_bytes())
}

fn forms_in(text: impl AsRef<[u8]>) -> Vec<&'static str> {
    canary().in_bytes("text", text.as_ref()).iter().map(|hit| hit.form).collect()
}

#[test]
fn a_secret_is_found_in_every_form_it_leaks_in() {
    let octets = PIN.as_bytes();
    assert_eq!(forms_in(format!("before {PIN} after")), ["plain"]);
    assert_eq!(forms_in(hex::encode(octets)), ["hex"]);
    assert!(forms_in(hex::encode_upper(octets)).contains(&"hex in capitals"));
    assert_eq!(forms_in(format!("{octets:?}")), ["numbers"]);
    assert_eq!(forms_in(format!("{octets:#?}")), ["numbers in lines"]);
    assert_eq!(forms_in(serde_json::to_string(octets).unwrap()), ["numbers without blanks"]);
    let wide: Vec<u8> = PIN.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(forms_in(wide), ["UTF-16"]);
}

#[test]
fn a_secret_is_found_in_base64_wherever_it_begins_and_ends() {
    for before in ["", "a", "ab", "abc", "abcd"] {
        for after in ["", "z", "zy", "zyx"] {
            let text = format!("{before}{PIN}{after}");
            assert!(forms_in(STANDARD.encode(&text)).contains(&"base64"), "{text}");
            assert!(forms_in(URL_SAFE.encode(&text)).contains(&"base64url"), "{text}");
        }
    }
}

#[test]
fn what_is_not_the_secret_is_not_found() {
    assert!(forms_in(&PIN[1..]).is_empty());
    assert!(forms_in(STANDARD.encode(&PIN[1..])).is_empty());
    assert!(std::panic::catch_unwind(|| Canary::new("short", b"12345")).is_err());
}

#[test]
fn files_names_and_folders_are_searched() {
    let dir = tempfile::tempdir().unwrap();
    let inner = dir.path().join("a/b");
    std::fs::create_dir_all(&inner).unwrap();
    assert_none(&canary().in_folder(dir.path()));
    std::fs::write(inner.join("file"), format!("\0\0{PIN}")).unwrap();
    std::fs::write(inner.join(hex::encode(PIN)), "").unwrap();
    let hits = canary().in_folder(dir.path());
    assert_eq!(hits.len(), 2, "{hits:?}");
    assert!(hits.iter().any(|hit| hit.form == "plain" && hit.offset == 2));
}

#[test]
fn a_pin_given_in_the_wrong_place_is_not_said_again() {
    let dir = tempfile::tempdir().unwrap();
    for source in [PIN.to_owned(), format!("primary={PIN}"), format!("fd:{PIN}"), format!("pin:{PIN}")] {
        for more in [&["--json"][..], &["-v"], &["-vv"], &["--json", "-vv"]] {
            let words = [&["chancery", "completions", "bash", "--pin-source", source.as_str()], more].concat();
            let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
            let output = command(&words, dir.path()).output().unwrap();
            assert_eq!(output.status.code(), Some(2));
            assert_none(&canary().in_output(&output));
        }
    }
    assert_none(&canary().in_folder(dir.path()));
}
