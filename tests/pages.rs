//! The pages of `tests/cli/`: what each command says and how it ends, word for word.
//!
//! A page is a `.trycmd` file. It runs in an empty directory of its own, or in a copy of the folder `<page>.in` beside
//! it, or, where its first line is `<!-- prepared: NAME … -->`, in those prepared states. `TRYCMD=overwrite` rewrites the
//! pages from what the program says. There is no terminal: nothing can be asked. A word such as `<serial>` stands for
//! the text of the file `serial` of the prepared state.

#[path = "support/prepared.rs"]
mod prepared;
#[path = "support/program.rs"]
mod program;
#[path = "support/project.rs"]
mod project;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use program::{leaves, place, tool, words};
use project::{files, root};

/// Stock tools that pages may call beside `chancery`.
const TOOLS: &[&str] =
    &["openssl", "sha256sum", "cat", "ls", "cmp", "gpg", "age", "touch", "chmod", "cp", "mkdir", "ssh-keygen"];

/// Every file below a folder with this ending: its name inside the folder, without the ending, and its path.
fn inside(below: &str, ending: &str) -> BTreeMap<String, PathBuf> {
    let named = |file: String| {
        let name = file.strip_prefix(below).unwrap().trim_start_matches('/').strip_suffix(ending).unwrap().to_owned();
        (name, root().join(file))
    };
    files(below, ending).into_iter().map(named).collect()
}

fn pages() -> BTreeMap<String, PathBuf> {
    inside("tests/cli", ".trycmd")
}

#[test]
fn every_page_says_what_the_program_says() {
    let pages = pages();
    assert!(!pages.is_empty());
    let stage = tempfile::tempdir().unwrap();
    for (name, page) in &pages {
        let copy = stage.path().join("pages").join(format!("{name}.trycmd"));
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(page, &copy).unwrap();
        let (given, base) = (page.with_extension("in"), copy.with_extension("in"));
        fs::create_dir_all(&base).unwrap();
        fs::create_dir_all(copy.with_extension("out")).unwrap();
        if given.is_dir() {
            prepared::copy(&given, &base);
        }
        for state in states(&fs::read_to_string(page).unwrap()) {
            prepared::prepare(state, &base);
        }
    }
    let cases = trycmd::TestCases::new();
    cases.register_bin("chancery", without_terminal(stage.path()));
    for name in TOOLS {
        if let Some(path) = tool(name) {
            cases.register_bin(*name, path);
        }
    }
    for (name, value) in [("NO_COLOR", ""), ("CHANCERY_STATION", ""), ("LC_ALL", "C.UTF-8"), ("TZ", "UTC")] {
        cases.env(name, value);
    }
    // No page sees the machine's own card readers.
    cases.env("PCSCLITE_CSOCK_NAME", "/nowhere");
    cases.insert_var("[VERSION]", env!("CARGO_PKG_VERSION")).unwrap();
    cases.case(stage.path().join("pages/**/*.trycmd"));
    cases.run();
    if std::env::var("TRYCMD").is_ok_and(|mode| mode == "overwrite") {
        for (name, page) in &pages {
            fs::copy(stage.path().join("pages").join(format!("{name}.trycmd")), page).unwrap();
        }
    }
}

/// The prepared states that a page asks for.
fn states(page: &str) -> Vec<&str> {
    let first = page.lines().next().unwrap_or_default();
    let names = first.strip_prefix("<!-- prepared: ").and_then(|rest| rest.strip_suffix(" -->"));
    names.unwrap_or_default().split_whitespace().collect()
}

/// What differs from run to run and has to be typed, such as a serial number, stands on a page as `<serial>`: the text
/// of the file `serial` of the prepared state.
const STAND_IN: &str = r#"#!/bin/sh
[ -n "$CHANCERY_STATION" ] || unset CHANCERY_STATION
for word; do
    shift
    case "$word" in "<"*">") file=${word#<}; word=$(cat "${file%>}") || exit 99 ;; esac
    set -- "$@" "$word"
done
exec setsid --wait 'PROGRAM' "$@"
"#;

/// A stand-in for the program that has no terminal device, also where the tests run at one.
fn without_terminal(stage: &Path) -> PathBuf {
    let path = stage.join("chancery");
    fs::write(&path, STAND_IN.replace("PROGRAM", program::PROGRAM)).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

/// One command of a page: its words, and whether the page says that it fails.
#[derive(Debug, PartialEq)]
struct Call {
    words: Vec<String>,
    refused: bool,
}

/// The commands of a page.
fn calls(page: &str) -> Vec<Call> {
    let mut found: Vec<Call> = Vec::new();
    for line in page.lines() {
        if let Some(line) = line.strip_prefix("$ ") {
            let set = |word: &String| word.split_once('=').is_some_and(|(name, _)| !name.contains(['-', '/', ':']));
            let words = program::split(line).into_iter().skip_while(set).collect();
            found.push(Call { words, refused: false });
        } else if let (Some(line), Some(call)) = (line.strip_prefix("? "), found.last_mut()) {
            call.refused = !["success", "0"].contains(&line.trim());
        }
    }
    found
}

/// Whether a page belongs to what stands at `place`: `key/show.trycmd` and `key/show-refuses-….trycmd`.
fn belongs(page: &str, place: &str) -> bool {
    page.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// How many refusals and successes of a leaf its pages show.
fn balance(place: &str, words: &[String], pages: &BTreeMap<String, String>) -> Option<(usize, usize)> {
    let own: Vec<&String> = pages.iter().filter(|(name, _)| belongs(name, place)).map(|(_, text)| text).collect();
    if own.is_empty() {
        return None;
    }
    let of_leaf =
        |call: &Call| call.words.first().is_some_and(|w| w == "chancery") && call.words[1..].starts_with(words);
    let all: Vec<Call> = own.iter().flat_map(|text| calls(text)).filter(of_leaf).collect();
    let refused = all.iter().filter(|call| call.refused).count();
    Some((refused, all.len() - refused))
}

fn texts() -> BTreeMap<String, String> {
    pages().into_iter().map(|(name, path)| (name, fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn every_command_has_its_page_and_refusals_outnumber_successes() {
    let (pages, mut defects) = (texts(), Vec::new());
    for leaf in leaves() {
        let words = words(&leaf);
        let place = place(&words);
        match balance(&place, &words, &pages) {
            None => defects.push(format!("tests/cli/{place}.trycmd is missing")),
            Some((_, 0)) => defects.push(format!("tests/cli/{place}*.trycmd shows no success")),
            Some((refused, done)) if refused <= done => {
                defects
                    .push(format!("tests/cli/{place}*.trycmd: {refused} refusals do not outnumber {done} successes"));
            }
            Some(_) => {}
        }
    }
    assert!(defects.is_empty(), "{}", defects.join("\n"));
}

#[test]
fn every_file_of_commands_has_its_page() {
    let pages = pages();
    let wants = |name: &String| name.matches('/').count() == 1 && !name.ends_with("/mod");
    let commands = inside("commands", ".rs");
    let without: Vec<&String> =
        commands.keys().filter(|name| wants(name) && !pages.keys().any(|page| belongs(page, name))).collect();
    assert!(without.is_empty(), "no page in tests/cli for {without:?}");
}

#[test]
fn every_page_calls_only_what_it_can() {
    for (name, text) in texts() {
        let calls = calls(&text);
        assert!(!calls.is_empty(), "{name} calls nothing");
        for call in calls {
            let known = call.words.first().is_some_and(|word| word == "chancery" || TOOLS.contains(&word.as_str()));
            assert!(known, "{name} calls {:?}, which would be passed over in silence", call.words);
        }
    }
}

#[test]
fn the_judge_of_pages_counts_refusals_of_the_leaf_alone() {
    let page = "```\n$ chancery key show a\n? 3\nx\n$ CHANCERY_STATION=s chancery key show\n? success\n$ chancery key list\n? 1\n```";
    assert_eq!(calls(page).len(), 3);
    let pages = BTreeMap::from([("key/show-refuses-a".to_owned(), page.to_owned()), ("key/shown".into(), page.into())]);
    let words = ["key".to_owned(), "show".to_owned()];
    assert_eq!(balance("key/show", &words, &pages), Some((1, 1)));
    assert_eq!(balance("key/make", &words, &pages), None);
    assert_eq!(states("<!-- prepared: station garbage -->\n"), ["station", "garbage"]);
    assert!(states("# chancery key\n").is_empty());
}
