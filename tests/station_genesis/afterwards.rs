//! Once there is a policy: a ceremony's operations are approved by the officers whom its rules ask, each by itself.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::birth::end;
use super::council::{Council, OFFICERS};
use super::pens::Pen;
use super::walk::{ceremony, number, text};

/// The policy of this name that comes with the program, without its cooling-off.
fn without_cooling(name: &str) -> String {
    let policy = format!("{}/templates/policies/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let policy = fs::read_to_string(policy).unwrap();
    let lines: Vec<&str> = policy.lines().filter(|line| !line.starts_with("cooling-off")).collect();
    lines.join("\n") + "\n"
}

fn council(policy: &str) -> Council {
    let mut council = Council::without_officers("utopia", "rehearsal");
    for officer in OFFICERS {
        council.give(officer, vec![Pen::ssh(officer)]);
    }
    council.walk.write("first.toml", policy);
    council.first(&OFFICERS, "first.toml");
    council.later(2);
    council
}

/// Signs what new proposals lie in the folder, as these officers; how many texts were signed.
fn sign_new(council: &Council, done: &mut BTreeSet<PathBuf>, who: &[(&str, &str)]) {
    let folders = fs::read_dir(council.walk.path("signatures")).into_iter().flatten().flatten();
    for folder in folders.map(|entry| entry.path()) {
        for (officer, file) in who {
            let (text, left) = (folder.join(file), folder.join(format!("{officer}-{file}.sig")));
            let whole = fs::read(&text).ok().filter(|text| String::from_utf8_lossy(text).contains("-----END"));
            let Some(octets) = whole.filter(|_| !done.contains(&left)) else { continue };
            fs::write(&left, council.pen(officer).sign(&octets)).unwrap();
            done.insert(left);
        }
    }
}

#[test]
fn every_key_and_certificate_of_the_csca_is_approved_by_two_who_did_not_propose_it() {
    let council = council(&without_cooling("two-person"));
    let answers = fs::read_to_string(ceremony("answers/csca-genesis.toml")).unwrap();
    council.walk.write("answers.toml", &answers.replacen("script =", "approvals = \"signatures\"\nscript =", 1));
    let now = council.now().to_string();
    let script = ceremony("csca-genesis.toml");
    let line = ["ceremony", "run", &script, "--answers", "answers.toml", "--proposer", "dan", "--at", &now];
    let mut child = council.walk.command(&line).spawn().unwrap();
    let (mut done, begun) = (BTreeSet::new(), Instant::now());
    // Whoever proposes signs the approval too, and it does not count.
    let who = [("dan", "approve.txt"), ("dan", "propose.txt"), ("ann", "approve.txt"), ("carol", "approve.txt")];
    while child.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(300), "it does not come to its end");
        sign_new(&council, &mut done, &who);
        std::thread::sleep(Duration::from_millis(50));
    }
    let (code, document, said) = end(child);
    assert_eq!(code, Some(0), "{said}{document}");
    // Four keys made, four locked, three certificates: each by a proposal of its own.
    let proposals = council.walk.done(&["proposal", "list", "--all"]);
    let operations = proposals["proposals"].as_array().unwrap().len() - 1;
    assert_eq!((operations, done.len()), (11, 11 * who.len()), "{proposals}");
    let entries = council.walk.done(&["ledger", "list"]);
    let effects = ["key.generate", "key.lock", "certificate.issue"];
    let mut seen = 0;
    for entry in entries["entries"].as_array().unwrap() {
        if !effects.contains(&text(entry, "act")) || text(entry, "kind") == "outcome" {
            continue;
        }
        seen += 1;
        let shown = council.walk.done(&["ledger", "show", &number(entry, "sequence").to_string()]).to_string();
        for officer in ["ann", "carol", "dan"] {
            assert!(shown.contains(&format!("\"officer\":\"{officer}\"")), "{officer}: {shown}");
        }
        assert_eq!(shown.matches("\"decision\":\"approve\"").count(), 2, "{shown}");
    }
    assert_eq!(seen, 11, "{entries}");
    assert_eq!(council.walk.done(&["ledger", "verify"])["sound"], true);
    let page = fs::read_to_string(council.in_station("out/ceremonies/csca-genesis-1.html")).unwrap();
    assert_eq!(page.matches("proposed by dan, key").count(), 11);
    assert_eq!(page.matches("approved by ann, key").count(), 11);
    assert!(!page.contains("approved by dan, key"));
}

#[test]
fn where_time_has_to_pass_the_ceremony_pauses_and_what_was_signed_stays_signed() {
    let council = council(
        &fs::read_to_string(format!("{}/templates/policies/two-person.toml", env!("CARGO_MANIFEST_DIR"))).unwrap(),
    );
    let answers = fs::read_to_string(ceremony("answers/csca-genesis.toml")).unwrap();
    council.walk.write("answers.toml", &answers.replacen("script =", "approvals = \"signatures\"\nscript =", 1));
    let hold = |verb: &str, what: &str| {
        let now = council.now().to_string();
        let line = ["ceremony", verb, what, "--answers", "answers.toml", "--proposer", "dan", "--at", &now];
        let mut child = council.walk.command(&line).spawn().unwrap();
        let (mut done, begun) = (BTreeSet::new(), Instant::now());
        let who = [("dan", "propose.txt"), ("ann", "approve.txt"), ("bob", "approve.txt")];
        while child.try_wait().unwrap().is_none() {
            assert!(begun.elapsed() < Duration::from_secs(120), "it neither pauses nor ends");
            sign_new(&council, &mut done, &who);
            std::thread::sleep(Duration::from_millis(50));
        }
        end(child)
    };
    let (code, document, said) = hold("run", &ceremony("csca-genesis.toml"));
    assert_eq!((code, &document["state"]), (Some(7), &Value::from("paused")), "{said}{document}");
    assert!(said.contains("COOLING-") && said.contains("will pause the ceremony"), "{said}");
    let entries = council.entries();
    // An hour later nothing has changed, and nothing is proposed or signed anew.
    council.later(3600);
    let (code, _, said) = hold("resume", "csca-genesis-1");
    assert_eq!((code, council.entries()), (Some(7), entries), "{said}");
    let listed = council.walk.done(&["proposal", "list", "--all"]);
    assert_eq!(listed["proposals"].as_array().unwrap().len(), 2, "{listed}");
}
