//! Anchors where officers decide: the first is typed by two of them, each alone; later ones may come by a rule of trust,
//! with nobody asked where the policy says so.

use std::fs;
use std::path::PathBuf;

use chancery::digest::Digest;
use serde_json::Value;

use super::council::{Council, OFFICERS, POLICY};
use super::pens::Pen;
use super::room::Room;
use super::walk::{Walk, text};

/// Links from anchors are accepted by themselves, other acceptances by two officers.
const BY_RULE: &str = r#"
[[rule]]
name = "links"
acts = ["trust.accept"]
by-rule = ["link-from-anchor"]
quorum = 0
validity = "1 day"

[[rule]]
name = "governance""#;

/// A neighbour's list: a root, a link to the next key, and that key's own root. Their fingerprints, in this order.
fn neighbour() -> (Walk, PathBuf, [String; 3]) {
    let walk = Walk::new("antarctica");
    walk.init("AQ", "ATA");
    walk.genesis();
    walk.done(&["key", "generate", "mls-1", "--spec", "P-256"]);
    walk.done(&["cert", "issue", "--profile", "masterlist-signer", "--key", "mls-1"]);
    walk.done(&["key", "generate", "csca-2", "--spec", "P-384"]);
    let next = walk.done(&["cert", "issue", "--profile", "csca-root", "--key", "csca-2", "--name", "csca-2"]);
    let next = text(&next, "fingerprint").to_owned();
    let link = ["cert", "issue", "--profile", "csca-link", "--key", "csca-2", "--issuer", "csca-1"];
    let link = text(&walk.done(&link), "fingerprint").to_owned();
    let issued = walk.done(&["cert", "list"]);
    let root = issued["certificates"].as_array().unwrap().iter().find(|one| one["profile"] == "csca-root").unwrap();
    let root = text(root, "fingerprint").to_owned();
    let list = walk.files(&walk.done(&["masterlist", "issue", "--signer", "mls-1"])).remove(0);
    (walk, list, [root, link, next])
}

/// A rehearsal station with officers and this policy, where the neighbour's list was taken in.
fn station(policy: &str) -> (Council, [String; 3]) {
    let (_neighbour, list, fingerprints) = neighbour();
    let mut council = Council::without_officers("utopia", "rehearsal");
    council.walk.write("rules.toml", policy);
    for officer in OFFICERS {
        council.give(officer, vec![Pen::ssh(officer)]);
    }
    council.first(&OFFICERS, "rules.toml");
    council.through(&["masterlist", "ingest", list.to_str().unwrap(), "--source", "courier"], "nothing");
    (council, fingerprints)
}

fn with_rule() -> String {
    POLICY.replacen("\n[[rule]]\nname = \"governance\"", BY_RULE, 1)
}

const DAN: [&str; 2] = ["--proposer", "dan"];

/// Typing by an answers file, for these officers.
fn typing(council: &Council, officers: [&str; 2], lines: &str) -> Vec<String> {
    let answers = council.kept("toml", format!("[typed]\n{lines}").as_bytes());
    let [one, two] = officers;
    let words = ["trust", "accept", "--source", "note", "--typed-by", one, "--typed-by", two, "--answers", &answers];
    words.into_iter().chain(DAN).map(str::to_owned).collect()
}

#[track_caller]
fn refused(council: &Council, words: &[String], code: i32, clause: Option<&str>) -> Value {
    let before = council.entries();
    let said = council.refused(&words.iter().map(String::as_str).collect::<Vec<_>>(), code, clause);
    assert_eq!(council.entries(), before, "nothing was proposed: {said}");
    said
}

#[test]
fn trust_13_to_20_the_first_anchor_is_typed_by_two_officers_and_by_nobody_else_and_in_no_other_way() {
    let (council, [root, link, _]) = station(POLICY);
    let both = |one: &str, two: &str| format!("ann = \"{one}\"\nbob = \"{two}\"\n");
    let said =
        council.refused(&["trust", "accept", &root, "--source", "note", "--proposer", "dan"], 3, Some("TRUST-17"));
    assert!(text(&said["error"], "hint").contains("--typed-by"), "{said}");
    let one = typing(&council, ["ann", "ann"], &both(&root, &root));
    refused(&council, &one, 3, Some("TRUST-13"));
    let alone: Vec<String> =
        one.iter().enumerate().filter(|(n, _)| !(4..6).contains(n)).map(|(_, w)| w.clone()).collect();
    refused(&council, &alone, 3, Some("TRUST-13"));
    let stranger = format!("{}eve = \"{root}\"\n", both(&root, &root));
    refused(&council, &typing(&council, ["ann", "eve"], &stranger), 3, Some("TRUST-14"));
    let said = refused(&council, &typing(&council, ["ann", "bob"], &both(&root, &link)), 3, Some("TRUST-15"));
    assert!(
        !said.to_string().contains(&root) && !said.to_string().contains(&link),
        "which is right is not said: {said}"
    );
    let unknown = Digest::of(b"unknown").to_string();
    refused(&council, &typing(&council, ["ann", "bob"], &both(&unknown, &unknown)), 3, Some("TRUST-16"));
    refused(&council, &typing(&council, ["ann", "bob"], &both(&root[..63], &root)), 3, Some("TRUST-20"));
    refused(&council, &typing(&council, ["ann", "bob"], &format!("ann = \"{root}\"\n")), 3, Some("TRUST-19"));
    refused(&council, &typing(&council, ["ann", "bob"], "ann = 7\n"), 4, None);
    // Where nobody can be asked, and where the act is written by hand.
    let words = ["trust", "accept", "--source", "note", "--typed-by", "ann", "--typed-by", "bob", "--proposer", "dan"];
    council.refused(&words, 3, Some("TRUST-19"));
    let (certificate, by) = (format!("certificate={root}"), "typed_by=[\"ann\",\"bob\"]");
    let create = ["proposal", "create", "trust.accept", &certificate, "source=note", by, "--proposer", "dan"];
    council.refused(&create, 3, Some("TRUST-18"));
    // In words and in hex with colons; officers have to be asked all the same.
    let in_words = root.parse::<Digest>().unwrap().words().join(" ");
    let with_colons: Vec<String> =
        root.as_bytes().chunks(2).map(|two| String::from_utf8_lossy(two).into_owned()).collect();
    let lines = both(&in_words, &with_colons.join(":").to_uppercase());
    let good = typing(&council, ["ann", "bob"], &lines);
    refused(&council, &good[..good.len() - 2], 3, Some("POLICY-3"));
    let good: Vec<&str> = good[..good.len() - 2].iter().map(String::as_str).collect();
    let done = council.through(&good, "nothing");
    let entry = council.done(&["ledger", "show", &done["recorded"]["entry"].to_string()]);
    assert_eq!(entry["public"]["typed_by"], serde_json::json!(["ann", "bob"]), "{entry}");
    // The second anchor is any anchor's; and the ledger agrees with the tables.
    let anchors = council.done(&["trust", "list", "--anchors"]);
    assert_eq!(anchors["certificates"].as_array().unwrap().len(), 1);
    council.through(&["trust", "accept", &link, "--source", "note 13"], "nothing");
    council.done(&["ledger", "verify"]);
}

#[test]
fn a_retired_officer_types_no_fingerprint_and_what_both_typed_dies_with_the_roster() {
    let (council, [root, ..]) = station(POLICY);
    let words = council.first_anchor(&root);
    let waiting = council.agreed(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let retire = council.propose(&["officer", "retire", "carol", "--reason", "left"]);
    council.approve(&retire, &["ann", "bob"]);
    council.perform(&retire, "carol");
    council.not_performed(&waiting, "APPROVAL-2");
    let lines = format!("ann = \"{root}\"\ncarol = \"{root}\"\n");
    refused(&council, &typing(&council, ["ann", "carol"], &lines), 3, Some("TRUST-14"));
}

#[test]
fn a_link_from_an_anchor_is_accepted_with_nobody_asked_where_the_policy_names_that_rule_and_everything_else_is_asked() {
    let (council, [root, link, next]) = station(&with_rule());
    // Before there is an anchor no rule holds, whoever would decide.
    let by = |certificate: &str, rule: &str| {
        vec!["trust".to_owned(), "accept".into(), certificate.into(), "--rule".into(), rule.into()]
    };
    let said = refused(&council, &by(&link, "link-from-anchor"), 3, Some("TRUST-12"));
    assert!(text(&said["error"], "message").contains("which is no anchor's"), "{said}");
    assert_eq!(council.done(&["trust", "propose"])["proposals"], serde_json::json!([]));
    council.accept_first(&root);

    let proposed = council.done(&["trust", "propose"]);
    let lines = proposed["proposals"].as_array().unwrap();
    assert_eq!(lines.len(), 1, "{proposed}");
    assert_eq!(
        (text(&lines[0], "fingerprint"), text(&lines[0], "decided_by"), text(&lines[0], "asks")),
        (&*link, "links", "nobody")
    );
    let next_command = text(&lines[0], "next");
    assert!(
        next_command.starts_with(&format!("chancery trust accept {link} --rule link-from-anchor")),
        "{next_command}"
    );
    assert!(!next_command.contains("--propose"), "{next_command}");

    // Not the root of the next key, not by another rule, not by none, and not what was never seen.
    refused(&council, &by(&next, "link-from-anchor"), 3, Some("TRUST-12"));
    refused(&council, &by(&next, "successor"), 3, Some("TRUST-12"));
    refused(&council, &by(&link, "three-lists"), 3, Some("TRUST-12"));
    refused(&council, &by(&link, "four-lists"), 3, Some("TRUST-11"));
    refused(&council, &by(&Digest::of(b"x").to_string(), "link-from-anchor"), 2, None);
    council.refused(&["trust", "accept", &link, "--source", "note"], 3, Some("POLICY-3"));
    // Nobody is asked, so there is nothing to propose.
    council.refused(&["trust", "accept", &link, "--rule", "link-from-anchor", "--proposer", "dan"], 2, None);

    let done = council.done(&["trust", "accept", &link, "--rule", "link-from-anchor"]);
    let number = done["recorded"]["entry"].to_string();
    let entry = council.done(&["ledger", "show", &number]);
    let fields = &entry["public"];
    assert_eq!(
        fields["approved_by"], "rule links: nobody is asked where rule of trust link-from-anchor holds",
        "{entry}"
    );
    assert_eq!(
        (&fields["rule"], &fields["approval"]["trust_rule"]),
        (&Value::from("link-from-anchor"), &Value::from("link-from-anchor"))
    );
    assert!(fields["evidence"][0].as_str().unwrap().contains(&root), "{entry}");
    assert!(fields.get("source").is_none(), "no source was asked for: {entry}");
    refused(&council, &by(&link, "link-from-anchor"), 3, Some("TRUST-4"));

    // The root of the next key follows, by a rule that the policy does not name: officers decide about it.
    council.refused(&["trust", "accept", &next, "--rule", "successor"], 3, Some("POLICY-3"));
    let proposal = council.propose(&["trust", "accept", &next, "--rule", "successor"]);
    let shown = fs::read_to_string(council.in_station(&format!("out/proposals/{proposal}.txt"))).unwrap();
    assert!(shown.contains("the rule found") && shown.contains("by rule"), "{shown}");
    council.approve(&proposal, &["ann", "bob"]);
    let done = council.perform(&proposal, "nothing");
    let entry = council.done(&["ledger", "show", &done["recorded"]["entry"].to_string()]);
    assert_eq!(entry["public"]["approved_by"], "rule everything: 2 approvals", "{entry}");
    assert_eq!(council.done(&["trust", "list", "--anchors"])["certificates"].as_array().unwrap().len(), 3);
    council.done(&["ledger", "verify"]);
}

#[test]
fn what_officers_agreed_to_by_a_rule_is_not_performed_once_the_rule_holds_no_more() {
    let (council, [root, link, _]) = station(POLICY);
    council.accept_first(&root);
    let waiting = council.agreed(&["trust", "accept", &link, "--rule", "link-from-anchor"]);
    council.through(&["trust", "distrust", &root, "--reason", "its key was stolen"], "nothing");
    let said = council.not_performed(&waiting, "TRUST-12");
    assert!(text(&said["error"], "message").contains("which is no anchor's"), "{said}");
}

#[test]
fn two_officers_type_at_the_terminal_unseen_and_a_slip_or_a_difference_loses_nothing() {
    let (council, [root, link, _]) = station(POLICY);
    let words = "trust accept --source 'note 12' --typed-by ann --typed-by bob --proposer dan";
    let line = at_terminal(&council, words);
    let mut room = Room::begin(council.walk.folder(), &line);
    let (ann, bob) = ("'ann', alone: type", "'bob', alone: type");
    room.sees(ann);
    room.sees("not shown):");
    room.types(&root[..60]);
    room.sees("60 hex digits were typed");
    room.sees("not shown):");
    room.types(&root);
    room.sees("Taken from 'ann'");
    room.sees(bob);
    room.sees("not shown):");
    room.types(&link);
    room.sees("TRUST-15");
    room.sees("both type again");
    room.sees(ann);
    room.sees("not shown):");
    room.types(&root.parse::<Digest>().unwrap().words().join(" "));
    room.sees(bob);
    room.sees("not shown):");
    room.types(&root);
    let (shown, code) = room.ends();
    assert_eq!(code, Some(0), "{shown}");
    let typing = shown.split("Proposal").next().unwrap();
    assert!(!typing.contains(&root[..60]) && !typing.contains(&link), "nothing that was typed is shown: {shown}");
    assert!(shown.contains("p-0000"), "{shown}");
}

#[test]
fn trust_15_and_20_the_third_difference_and_the_third_slip_end_it_and_nothing_is_recorded() {
    let (council, [root, link, _]) = station(POLICY);
    let before = council.entries();
    let words = "trust accept --source 'note 12' --typed-by ann --typed-by bob --proposer dan";
    let mut room = Room::begin(council.walk.folder(), &at_terminal(&council, words));
    for _ in 0..3 {
        for typed in [&root, &link] {
            room.sees("not shown):");
            room.types(typed);
        }
    }
    let (shown, code) = room.ends();
    assert!(code == Some(3) && shown.contains("error: TRUST-15"), "{shown}");
    let mut room = Room::begin(council.walk.folder(), &at_terminal(&council, words));
    for _ in 0..3 {
        room.sees("not shown):");
        room.types("12 34");
    }
    let (shown, code) = room.ends();
    assert!(code == Some(3) && shown.contains("error: TRUST-20"), "{shown}");
    assert_eq!(council.entries(), before);
}

/// A command of the program as a line for a shell at a terminal.
fn at_terminal(council: &Council, words: &str) -> String {
    let program = env!("CARGO_BIN_EXE_chancery");
    format!("{program} {words} --station utopia --pin-source file:pin --at {}", council.now())
}
