//! Hostile files: what is brought to the station on a stick.

use std::fs;

use rustix::fs::{CWD, Mode, mkfifoat};

use super::council::Council;

const KEY: [&str; 5] = ["key", "generate", "k-1", "--spec", "P-256"];

#[test]
fn statements_and_signatures_that_are_none_are_refused_and_nothing_is_recorded() {
    let council = Council::rehearsal("utopia");
    let proposal = council.propose(&KEY);
    let statement = council.statement(&proposal, "approve");
    let signature = council.sign("ann", &statement);
    let good = fs::read(council.walk.path(&statement)).unwrap();
    let good_signature = fs::read(council.walk.path(&signature)).unwrap();
    let before = council.entries();
    let big = vec![b'a'; (10 << 20) + 1];
    let sized = vec![b'a'; 10 << 20];
    let altered = String::from_utf8(good.clone()).unwrap().replacen("P-256", "P-384", 1).into_bytes();
    let zip = {
        // Compressed OpenPGP: a packet of type 8 that unfolds to more and more of itself.
        let mut packet = vec![0xc8, 0xff, 0x00, 0x01, 0x00, 0x00, 0x01];
        packet.extend(std::iter::repeat_n(0x41, 65_535));
        packet
    };
    for (name, octets, code, clause) in [
        ("nothing", &b""[..], 4, None),
        ("larger than anything", &big, 4, None),
        ("as large as anything", &sized, 4, None),
        ("binary", &[0u8, 255, 27][..], 4, None),
        ("a signature", &good_signature, 4, None),
        ("altered", &altered, 1, Some("FORM-1")),
        ("cut", &good[..good.len() / 2], 4, None),
        ("the whole and a line more", &[&good[..], b"x\n"].concat(), 1, Some("FORM-1")),
    ] {
        let file = council.kept("txt", octets);
        let said = council.refused(&["proposal", "import", &file, &signature], code, clause);
        assert!(said.to_string().len() < 2000, "{name}: {said}");
        council.refused(&["proposal", "show", &file], code, clause);
    }
    for (name, octets, code, clause) in [
        ("nothing", &b""[..], 4, Some("SIGNATURE-2")),
        ("too large", &vec![b'a'; (256 << 10) + 1], 3, Some("SIGNATURE-1")),
        ("the statement", &good, 4, Some("SIGNATURE-2")),
        ("two signatures", &[&good_signature[..], &good_signature].concat(), 3, Some("SIGNATURE-5")),
        ("something before", &[b"hello\n", &good_signature[..]].concat(), 4, Some("SIGNATURE-3")),
        ("something after", &[&good_signature[..], b"bye\n"].concat(), 4, Some("SIGNATURE-3")),
        ("compressed", &zip, 3, Some("SIGNATURE-7")),
    ] {
        let file = council.kept("sig", octets);
        let said = council.refused(&["proposal", "import", &statement, &file], code, clause);
        assert!(said.to_string().len() < 2000, "{name}: {said}");
    }
    council.refused(&["proposal", "import", &statement, "/dev/zero"], 4, None);
    // A pipe into which nobody writes keeps nobody waiting.
    mkfifoat(CWD, council.walk.path("pipe.sig"), Mode::from_raw_mode(0o600)).unwrap();
    council.refused(&["proposal", "import", &statement, "pipe.sig"], 4, None);
    council.refused(&["proposal", "show", "pipe.sig"], 4, None);
    assert_eq!(council.entries(), before);
    council.done(&["proposal", "import", &statement, &signature]);
}

#[test]
fn names_that_steer_a_terminal_are_written_out_wherever_they_are_shown() {
    let council = Council::rehearsal("utopia");
    let pen = super::pens::Pen::ssh("eve");
    council.walk.write("eve \u{202e}bup.key", &String::from_utf8(pen.file()).unwrap());
    let hostile = "Eve\u{1b}[2J\u{202e}ecnad\u{200b} Z\u{fc}rich\nact                   key.lock";
    let who =
        ["officer", "challenge", "eve", "--name", hostile, "--organisation", "A\tB", "--contact", "\u{feff}x\u{7f}"];
    council.done(&[&who[..], &["--role", "officer", "--key", "eve \u{202e}bup.key", "--out", "eve.txt"]].concat());
    let text = fs::read_to_string(council.walk.path("eve.txt")).unwrap();
    assert!(text.bytes().all(|b| b == b'\n' || (b' '..=b'~').contains(&b)), "{text}");
    assert!(text.contains("Eve\\u{1b}[2J\\u{202e}ecnad\\u{200b} Z\\u{fc}rich\\u{a}act"), "{text}");
    let proof = council.kept("sig", &pen.sign(text.as_bytes()));
    let proposal = council.agreed(&["officer", "enroll", "eve.txt", "--proof", &proof]);
    let statement = fs::read_to_string(council.walk.path(&council.statement(&proposal, "approve"))).unwrap();
    assert!(statement.bytes().all(|b| b == b'\n' || (b' '..=b'~').contains(&b)), "{statement}");
    assert!(!statement.lines().any(|line| line.starts_with("  act") && line.contains("key.lock")), "{statement}");
    council.perform(&proposal, "eve");
    // For people, too: what is shown holds no character that steers.
    for command in [&["officer", "list"][..], &["officer", "show", "eve"], &["proposal", "show", &proposal]] {
        let mut shown = council.walk.program(super::walk::PROGRAM);
        let output = shown.args(command).args(["--station", "utopia"]).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && !said.chars().any(|c| c.is_control() && c != '\n'), "{command:?}: {said}");
        assert!(!said.contains('\u{202e}') && !said.contains('\u{200b}'), "{command:?}: {said}");
    }
    let refusing = council.propose(&KEY);
    let reason = "no\u{1b}[8m\u{202e}sey\nDecision: approve";
    council.done(&["proposal", "show", &refusing, "--decision", "refuse", "--reason", reason, "--out", "refuse.txt"]);
    let signature = council.sign("ann", "refuse.txt");
    council.done(&["proposal", "import", "refuse.txt", &signature]);
    council.approve(&refusing, &["ann", "bob"]);
    council.not_performed(&refusing, "QUORUM-2");
}
