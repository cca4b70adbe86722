//! Every example in the help runs, as it stands and as JSON, and ends as it says.

#[path = "support/prepared.rs"]
mod prepared;
#[path = "support/program.rs"]
mod program;

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Mutex;

use program::{command, leaves, split};
use serde_json::Value;

#[test]
fn every_example_runs_as_it_stands_and_as_json() {
    let mut ahead: Vec<(String, Value, bool)> = Vec::new();
    for leaf in leaves() {
        for example in leaf["examples"].as_array().unwrap() {
            for json in [false, true] {
                ahead.push((leaf["schema"].as_str().unwrap().to_owned(), example.clone(), json));
            }
        }
    }
    assert!(ahead.len() >= 8, "only {} runs were found", ahead.len());
    let (ahead, defects) = (Mutex::new(ahead), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((schema, example, json)) = { ahead.lock().unwrap().pop() } {
                    let found = run(&schema, &example, json);
                    defects.lock().unwrap().extend(found.map(|what| format!("{}: {what}", example["command"])));
                }
            });
        }
    });
    let defects = defects.into_inner().unwrap();
    assert!(defects.is_empty(), "{}", defects.join("\n"));
}

/// Runs one example in a directory of its own; says what is wrong with how it went.
fn run(schema: &str, example: &Value, json: bool) -> Option<String> {
    // An act that is proposed answers as 'proposal create' does, and a folder of requests as a batch.
    let has = |option: &str| example["command"].as_str().is_some_and(|line| line.contains(option));
    let schema = match (has(" --propose"), has(" --csr-dir")) {
        (true, _) => "chancery/proposal.create@1",
        (false, true) => "chancery/cert.batch@1",
        (false, false) => schema,
    };
    let dir = tempfile::tempdir().unwrap();
    for step in example["setup"].as_array().unwrap() {
        if let Err(what) = set_up(step, dir.path()) {
            return Some(format!("setup {step}: {what}"));
        }
    }
    let mut words = split(example["command"].as_str().unwrap());
    words.extend(example["added"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()));
    let shown_json = words.iter().any(|word| word == "--json");
    if json && !shown_json {
        words.push("--json".into());
    }
    let output = command(&words, dir.path()).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.code().map(i64::from) != example["exit"].as_i64() {
        return Some(format!("ended with {} instead of {}\n{out}{err}", output.status, example["exit"]));
    }
    if json || shown_json {
        return match serde_json::from_str::<Value>(&out) {
            Ok(document) if document["schema"] == schema => None,
            Ok(document) => Some(format!("schema {} instead of {schema}", document["schema"])),
            Err(error) => Some(format!("standard output is not one JSON document: {error}\n{out}")),
        };
    }
    let fails = example["exit"] != 0;
    (out.is_empty() && !fails).then(|| "it said nothing".into())
}

/// One unseen step.
fn set_up(step: &Value, dir: &Path) -> Result<(), String> {
    if let Some(name) = step["prepared"].as_str() {
        prepared::prepare(name, dir);
        return Ok(());
    }
    if let Some(file) = step["write"].as_array() {
        let (name, text) = (file[0].as_str().unwrap(), file[1].as_str().unwrap());
        let made = fs::File::options().write(true).create_new(true).mode(0o600).open(dir.join(name));
        return made.and_then(|mut made| made.write_all(text.as_bytes())).map_err(|error| error.to_string());
    }
    let line = step["run"].as_str().ok_or("an unknown kind of step")?;
    let output = command(&split(line), dir).output().map_err(|error| error.to_string())?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

#[test]
fn an_example_that_goes_wrong_is_found() {
    let example = |command: &str, exit: u8| serde_json::json!({"command": command, "setup": [{"write": ["a", "x"]}], "added": [], "exit": exit});
    let schema = "chancery/completions@1";
    assert_eq!(run(schema, &example("chancery completions bash", 0), true), None);
    assert!(run(schema, &example("chancery completions bash", 3), false).unwrap().contains("instead of 3"));
    assert!(run(schema, &example("chancery completions sh", 0), false).is_some());
    assert!(run("chancery/other@1", &example("chancery completions bash", 0), true).unwrap().contains("schema"));
    let step = |step: Value| set_up(&step, tempfile::tempdir().unwrap().path());
    assert!(step(serde_json::json!({"run": "chancery completions sh"})).is_err());
    assert!(step(serde_json::json!({"other": "x"})).is_err());
}

#[test]
fn quotes_keep_blanks_together() {
    assert_eq!(split("chancery a 'b c' '' d"), ["chancery", "a", "b c", "", "d"]);
}
