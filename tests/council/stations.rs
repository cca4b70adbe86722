//! What was approved elsewhere: at another station, in another mode, in a rehearsal, at a copy.

use std::fs;
use std::process::Command;

use super::council::Council;
use super::pens::Pen;
use super::walk::PROGRAM;

const KEY: [&str; 5] = ["key", "generate", "k-1", "--spec", "P-256"];

/// Takes a statement with two approvals to another station, where everything is refused by this clause.
#[track_caller]
fn carried(from: &Council, proposal: &str, to: &Council, clause: &str) {
    let statement = from.statement(proposal, "approve");
    let signatures = [from.sign("ann", &statement), from.sign("bob", &statement)];
    let mut words = vec!["proposal", "import", "brought.txt"];
    fs::copy(from.walk.path(&statement), to.walk.path("brought.txt")).unwrap();
    for signature in &signatures {
        fs::copy(from.walk.path(signature), to.walk.path(signature)).unwrap();
        words.push(signature);
    }
    let before = to.entries();
    to.refused(&words, 3, Some(clause));
    to.refused(&["perform", "brought.txt"], 3, Some("APPROVAL-8"));
    assert_eq!(to.entries(), before);
}

#[test]
fn an_approval_is_worth_nothing_at_another_station_or_in_another_mode() {
    let utopia = Council::rehearsal("utopia");
    let proposal = utopia.agreed(&KEY);
    let erewhon = Council::rehearsal("erewhon");
    erewhon.later(60);
    erewhon.agreed(&KEY);
    carried(&utopia, &proposal, &erewhon, "APPROVAL-3");
    // The same name and the same people, in another mode.
    let specimen = Council::specimen("utopia");
    specimen.later(60);
    carried(&utopia, &proposal, &specimen, "APPROVAL-3");
    // The same name, people and mode: another station all the same.
    let double = Council::rehearsal("utopia");
    double.later(60);
    carried(&utopia, &proposal, &double, "APPROVAL-8");
}

#[test]
fn nothing_approved_in_a_rehearsal_counts_in_production() {
    let rehearsal = Council::rehearsal("utopia");
    let proposal = rehearsal.agreed(&KEY);
    let statement = rehearsal.statement(&proposal, "approve");
    let signature = rehearsal.sign("ann", &statement);
    let walk = &rehearsal.walk;
    // A production station of the same name beside it. Its PIN comes from nowhere but a terminal: nobody is asked for
    // it before the statement is refused.
    let production = Council::without_officers("utopia", "rehearsal");
    let toml = production.in_station("station.toml");
    let text = fs::read_to_string(&toml).unwrap().replace("\"rehearsal\"", "\"production\"");
    fs::write(&toml, text).unwrap();
    production.walk.refused(&["status"], 3, Some("CONFIG-1"));
    // And the statement says in words where it belongs.
    let said = fs::read_to_string(walk.path(&statement)).unwrap();
    assert!(said.contains("station               utopia, rehearsal, epoch 1"), "{said}");
    let altered = said.replace("utopia, rehearsal, epoch 1", "utopia, production, epoch 1");
    walk.write("production.txt", &altered);
    rehearsal.refused(&["proposal", "import", "production.txt", &signature], 1, Some("FORM-1"));
    rehearsal.refused(&["proposal", "show", "production.txt"], 1, Some("FORM-1"));
}

#[test]
fn a_challenge_of_another_history_another_station_or_another_epoch_enrols_nobody() {
    let council = Council::rehearsal("utopia");
    let copy = council.walk.path("copy");
    assert!(Command::new("cp").arg("-a").arg(council.in_station("")).arg(&copy).status().unwrap().success());
    // The copy goes another way, and writes a challenge there.
    let proposal = council.propose(&KEY);
    council.approve(&proposal, &["ann", "bob"]);
    let pen = Pen::ssh("eve");
    council.walk.write("eve.pub", &String::from_utf8(pen.file()).unwrap());
    let now = council.now().to_string();
    let at_copy = |arguments: &[&str]| {
        let mut command = council.walk.program(PROGRAM);
        command.args(arguments).args(["--station", "copy", "--pin-source", "file:pin", "--at", &now, "--json"]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    at_copy(&["key", "generate", "k-9", "--spec", "P-256", "--propose", "--proposer", "dan"]);
    let who = ["officer", "challenge", "eve", "--name", "Eve", "--organisation", "Office", "--contact", "x"];
    at_copy(&[&who[..], &["--role", "officer", "--key", "eve.pub"]].concat());
    let text = fs::read(council.walk.path("eve.txt")).unwrap();
    let proof = council.kept("sig", &pen.sign(&text));
    let enroll = ["officer", "enroll", "eve.txt", "--proof", &proof, "--propose", "--proposer", "dan"];
    council.refused(&enroll, 3, Some("APPROVAL-4"));

    let erewhon = Council::without_officers("erewhon", "rehearsal");
    erewhon.later(2);
    let (challenge, proofs) = erewhon.challenge("eve", "officer", &[Pen::ssh("eve")]);
    for name in [&challenge, &proofs[0]] {
        fs::copy(erewhon.walk.path(name), council.walk.path(&format!("erewhon-{name}"))).unwrap();
    }
    let (challenge, proof) = (format!("erewhon-{challenge}"), format!("erewhon-{}", proofs[0]));
    let enroll = ["officer", "enroll", &challenge, "--proof", &proof, "--propose", "--proposer", "dan"];
    council.refused(&enroll, 3, Some("APPROVAL-3"));
}
