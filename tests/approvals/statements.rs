//! The text that officers sign: any octet of it that is changed makes it nobody's word.

use chancery::act::Decision;
use chancery::approval::{Ballot, Proposal, Statement, TEXT_LIMIT};
use chancery::fault::{Fail as _, Fault};

use super::table::{Seat, decided, policy, proposal, roster};

fn text(decision: Decision, reason: &str, about: &Proposal) -> String {
    Statement::new(decision, reason, about.clone()).unwrap().text().unwrap()
}

#[test]
fn every_octet_that_is_altered_is_refused_whether_it_is_read_or_counted() {
    let (ann, about) = (Seat::plain("ann"), proposal(Some("bob")));
    let (everybody, rule) = (roster(&[&ann]), policy("quorum = 1\nproposer-apart = false"));
    let good = ann.approves(&about);
    let _ = decided(&about, &rule, &everybody, std::slice::from_ref(&good)).approved(&about).unwrap();
    let mut ballots = Vec::new();
    for at in 0..good.statement.len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut statement = good.statement.clone();
            statement[at] ^= flip;
            let error = Statement::parse(&statement).expect_err("an altered statement was read");
            let fits = matches!(error.clause(), Some("FORM-1")) || error.kind() == Fault::Malformed;
            assert!(fits, "octet {at}: {error}");
            ballots.push(Ballot { statement, ..good.clone() });
        }
        let mut shorter = good.statement.clone();
        shorter.remove(at);
        assert!(Statement::parse(&shorter).is_err(), "without octet {at}");
        ballots.push(Ballot { statement: shorter, ..good.clone() });
    }
    let verdict = decided(&about, &rule, &everybody, &ballots);
    assert!(verdict.counted().is_empty());
    assert_eq!(verdict.uncounted().len(), ballots.len());
    assert!(verdict.uncounted().iter().all(|one| one.clause == Some("APPROVAL-7")));
    assert_eq!(verdict.approved(&about).unwrap_err().clause(), Some("QUORUM-2"));
}

#[test]
fn a_statement_is_read_back_as_it_was_made_whatever_its_reason() {
    let about = proposal(None);
    let ruler = "-".repeat(64);
    for reason in [
        "no",
        &ruler,
        "Decision: approve",
        "a\nDecision: approve\n",
        "Digest: 00 -----BEGIN CHANCERY PROPOSAL-----",
        "\u{202e}evorppa\u{1b}[2J\0",
        "Zürich, 中国",
        "\\u{202e}",
    ] {
        for decision in [Decision::Refuse, Decision::Withdraw] {
            let statement = Statement::new(decision, reason, about.clone()).unwrap();
            let text = statement.text().unwrap();
            assert!(text.bytes().all(|b| b == b'\n' || (b' '..=b'~').contains(&b)), "{text}");
            let read = Statement::parse(text.as_bytes()).unwrap_or_else(|e| panic!("{reason:?}: {e}"));
            assert_eq!((&read, read.decision()), (&statement, decision));
        }
    }
}

#[test]
fn a_reason_is_given_where_one_is_wanted_and_nowhere_else() {
    let about = proposal(None);
    let long = "x".repeat(501);
    for (decision, reason) in [
        (Decision::Refuse, ""),
        (Decision::Refuse, "  \n "),
        (Decision::Withdraw, ""),
        (Decision::Withdraw, &long),
        (Decision::Approve, "because"),
        (Decision::Propose, "because"),
    ] {
        let error = Statement::new(decision, reason, about.clone()).unwrap_err();
        assert_eq!(error.clause(), Some("DECISION-1"), "{error}");
    }
    // Written by hand, the same.
    let with = |decision, line: &str| {
        let good = text(decision, if decision == Decision::Refuse { "no" } else { "" }, &about);
        let good = good.replace("Reason: no\n", "");
        good.replace(&format!("Decision: {}\n", decision.word()), &format!("Decision: {}\n{line}", decision.word()))
    };
    for (decision, line) in [
        (Decision::Refuse, ""),
        (Decision::Refuse, "Reason: \n"),
        (Decision::Refuse, "Reason:   \n"),
        (Decision::Refuse, "Reason: no \n"),
        (Decision::Approve, "Reason: yes\n"),
        (Decision::Approve, "Decision: refuse\n"),
        (Decision::Approve, "Digest: 00\n"),
        (Decision::Approve, "\n"),
    ] {
        let error = Statement::parse(with(decision, line).as_bytes()).unwrap_err();
        assert_eq!(error.clause(), Some("FORM-1"), "{decision:?} {line:?}: {error}");
    }
    Statement::parse(with(Decision::Refuse, "Reason: no\n").as_bytes()).unwrap();
}

#[test]
fn texts_that_are_none_are_refused_and_the_largest_is_no_burden() {
    let about = proposal(None);
    let good = text(Decision::Approve, "", &about);
    let block = "-----BEGIN CHANCERY PROPOSAL-----\n";
    let nested = "[".repeat(100_000);
    let deep = base64_of(&format!("{{\"bound\":{nested}"));
    let other_block =
        good.split_once(block).unwrap().0.to_owned() + block + &deep + "\n-----END CHANCERY PROPOSAL-----\n";
    for (name, bytes, kind) in [
        ("nothing", Vec::new(), Fault::Malformed),
        ("a blank file of the largest size", vec![b' '; TEXT_LIMIT], Fault::Malformed),
        ("a larger file", vec![b'a'; TEXT_LIMIT + 1], Fault::Malformed),
        ("binary", vec![0xff; 1000], Fault::Malformed),
        ("a byte order mark before it", [&b"\xef\xbb\xbf"[..], good.as_bytes()].concat(), Fault::Malformed),
        ("UTF-16", good.encode_utf16().flat_map(u16::to_le_bytes).collect(), Fault::Malformed),
        ("the proposal alone", about.text().unwrap().into_bytes(), Fault::Malformed),
        ("another version", good.replacen("statement 1", "statement 2", 1).into_bytes(), Fault::Malformed),
        ("no ruler", good.replace(&"-".repeat(64), "").into_bytes(), Fault::Malformed),
        ("no block", good.split_once(block).unwrap().0.as_bytes().to_vec(), Fault::Malformed),
        ("brackets without end", other_block.into_bytes(), Fault::Malformed),
        ("ten megabytes more of lines", (good.clone() + &"x\n".repeat(4 << 20)).into_bytes(), Fault::Unsound),
        ("a second block", (good.clone() + &good[good.find(block).unwrap()..]).into_bytes(), Fault::Unsound),
        ("words between", good.replacen("\n\n", "\nIt is harmless.\n", 1).into_bytes(), Fault::Unsound),
        ("two decisions", good.replacen("I approve", "I refuse", 1).into_bytes(), Fault::Unsound),
        ("an escape in a line", good.replacen("What will", "What\u{1b}[8mwill", 1).into_bytes(), Fault::Malformed),
        ("a mark that turns", good.replacen("What will", "What\u{202e}will", 1).into_bytes(), Fault::Malformed),
    ] {
        let error = Statement::parse(&bytes).expect_err(name);
        assert_eq!(error.kind(), kind, "{name}: {error}");
        assert!(error.to_string().len() < 400, "{name}: {error}");
    }
}

fn base64_of(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}
