//! What is generated and committed, manual pages and completions, is what the program gives now.
//!
//! `UPDATE=1` rewrites it: `UPDATE=1 cargo nextest run --test generated`.

#[path = "support/program.rs"]
mod program;
#[path = "support/project.rs"]
mod project;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use program::{command, leaves, split, words};
use project::root;

/// The files of a folder, by name.
fn folder(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = fs::read_dir(path) else { return BTreeMap::new() };
    let file = |entry: Result<fs::DirEntry, _>| {
        let entry = entry.unwrap();
        (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
    };
    entries.map(file).collect()
}

/// How two folders differ, in words.
fn differences(committed: &BTreeMap<String, Vec<u8>>, made: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut found: Vec<String> = committed
        .keys()
        .filter(|name| !made.contains_key(*name))
        .map(|name| format!("{name} is no longer made"))
        .collect();
    for (name, text) in made {
        match committed.get(name) {
            None => found.push(format!("{name} is missing")),
            Some(committed) if committed != text => found.push(format!("{name} has drifted")),
            Some(_) => {}
        }
    }
    found
}

/// Compares a folder of the project with what is made now, or rewrites it.
fn compare(name: &str, made: &BTreeMap<String, Vec<u8>>) {
    let path = root().join(name);
    let committed = folder(&path);
    let found = differences(&committed, made);
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        fs::create_dir_all(&path).unwrap();
        committed.keys().for_each(|name| fs::remove_file(path.join(name)).unwrap());
        made.iter().for_each(|(name, text)| fs::write(path.join(name), text).unwrap());
        return;
    }
    assert!(found.is_empty(), "{name}/: {}; UPDATE=1 rewrites it", found.join(", "));
}

fn say(line: &str, dir: &Path) -> Vec<u8> {
    let output = command(&split(line), dir).output().unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn manual_pages_have_not_drifted() {
    let dir = tempfile::tempdir().unwrap();
    say("chancery man made", dir.path());
    let made = folder(&dir.path().join("made"));
    for leaf in leaves().iter().filter(|leaf| leaf["hidden"] == false) {
        let page = format!("chancery-{}.1", words(leaf).join("-"));
        let text = String::from_utf8(made.get(&page).unwrap_or_else(|| panic!("{page} is not made")).clone()).unwrap();
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "EXIT STATUS"] {
            assert!(text.contains(section), "{page} has no section {section}");
        }
    }
    compare("man", &made);
}

#[test]
fn completions_have_not_drifted() {
    let dir = tempfile::tempdir().unwrap();
    let shells = [("bash", "chancery.bash"), ("fish", "chancery.fish"), ("zsh", "_chancery")];
    let made = shells.map(|(shell, file)| (file.to_owned(), say(&format!("chancery completions {shell}"), dir.path())));
    compare("completions", &BTreeMap::from(made));
}

#[test]
fn drift_is_found_in_all_its_forms() {
    let folder = |files: &[(&str, &str)]| -> BTreeMap<String, Vec<u8>> {
        files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    };
    let found =
        differences(&folder(&[("a", "1"), ("b", "1"), ("c", "1")]), &folder(&[("a", "1"), ("b", "2"), ("d", "1")]));
    assert_eq!(found, ["c is no longer made", "b has drifted", "d is missing"]);
}
