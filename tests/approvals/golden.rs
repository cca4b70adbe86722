//! What officers sign, to the octet: one statement for every act of the catalogue, so that a change of a single octet
//! is seen in review. `UPDATE=1` writes the files anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use chancery::act::{Act, Bound, Decision, Head, Nonce};
use chancery::approval::{Differs, LastSuch, Proposal, Statement};
use chancery::digest::Digest;
use chancery::mode::{Identity, Mode};
use serde_json::{Value, json};

use super::table::label;

fn digest(of: &str) -> String {
    Digest::of(of.as_bytes()).to_string()
}

fn enrolled(officer: &str) -> Value {
    json!({
        "officer": officer,
        "roles": ["auditor", "officer"],
        "keys": [digest(&format!("key of {officer}")), digest(&format!("card of {officer}"))],
        "enrolment": digest(&format!("enrolment of {officer}")),
        "proofs": [digest("proof one"), digest("proof two")],
    })
}

/// Every act of the catalogue with values in every field, foreign ones hostile.
fn acts() -> Vec<(&'static str, Value)> {
    let foreign = "line one\nline two \u{202e}evil\u{1b}[2J Z\u{fc}rich \u{4e2d} \\u{202e}";
    let long = "a reason of many words that goes beyond the width of one line, so that it is broken between two of \
                them and goes on below";
    vec![
        (
            "station.create",
            json!({
                "country": "UT", "mrz_code": "UTO",
                "vaults": { "ledger": { "uri": "pkcs11:token=ledger;serial=1" }, "primary": { "uri": "pkcs11:token=primary;serial=2" } },
                "ledger_key": digest("ledger key"),
                "profiles": { "csca-root": digest("csca-root"), "document-signer": digest("document-signer") },
                "configuration": digest("configuration"),
            }),
        ),
        (
            "station.restore",
            json!({
                "state": digest("state"), "size": 1234, "root": digest("root"),
                "vaults": { "ledger": { "uri": "pkcs11:token=ledger;serial=3" }, "primary": { "uri": "pkcs11:token=primary;serial=4" } },
                "ledger_key": digest("new ledger key"), "configuration": digest("configuration"),
                "sets": { "00112233445566aa": digest("manifest") }, "keys": ["csca-1", "csca-2"], "missing": ["mls-1"],
                "marks": [{ "what": "crl", "name": "csca-1", "number": 41 }, { "what": "bundle", "name": "", "number": 7 }],
                "revoked": [{ "issuer": "csca-1", "serial": "0badcafe", "at": "2026-11-22T10:00:00Z" }],
            }),
        ),
        ("vault.test", json!({ "vault": "primary" })),
        (
            "vault.add",
            json!({ "vault": "standby", "uri": "pkcs11:token=standby;serial=5", "configuration": digest("configuration") }),
        ),
        (
            "vault.clone",
            json!({ "vault": "primary", "to": "standby", "keys": ["csca-1", "csca-2"], "set": "00112233445566aa" }),
        ),
        (
            "vault.fail-over",
            json!({
                "vault": "primary", "to": "standby", "without": ["mls-1"], "configuration": digest("configuration"),
                "reason": foreign,
            }),
        ),
        (
            "backup.keys",
            json!({
                "set": "00112233445566aa", "keys": ["csca-1", "csca-2"], "media": 2,
                "shares": { "threshold": 2, "each": [
                    { "keeper": "ann", "way": "card" },
                    { "keeper": "ben", "way": "age:age15nsf9y4k28p83wth93tf7hafhvfajp45d2mge80ems45gz0c5gys3me64l" },
                    { "keeper": "cyd", "way": "openpgp:0123456789ABCDEF0123456789ABCDEF01234567", "certificate": digest("certificate") },
                ] },
            }),
        ),
        (
            "backup.state",
            json!({
                "name": "state-20261122T100000Z-0000001234", "manifest": digest("manifest"), "size": 1234,
                "made": "2026-11-22T10:00:00Z",
            }),
        ),
        (
            "backup.drill",
            json!({
                "state": digest("state"), "sets": ["00112233445566aa"], "report": digest("report"), "passed": true,
                "recovery_seconds": 41, "data_age_seconds": 3600,
            }),
        ),
        ("backup.destroyed", json!({ "set": "00112233445566aa", "what": "share 2", "reason": foreign })),
        ("share.checked", json!({ "set": "00112233445566aa", "what": "escrow 1" })),
        (
            "share.reissue",
            json!({
                "from": "00112233445566aa", "set": "00112233445566bb", "media": 2, "reason": long,
                "shares": { "threshold": 2, "each": [{ "keeper": "ann", "way": "shown" }, { "keeper": "dora", "way": "card" }] },
            }),
        ),
        ("key.generate", json!({ "vault": "primary", "label": "csca-2", "spec": "P-384", "extractable": true })),
        ("key.lock", json!({ "key": "csca-2" })),
        (
            "csca.adopt",
            json!({
                "vault": "primary", "key_id": "0123456789abcdef", "label": "csca-2019", "root": digest("root"),
                "certificates": [digest("one"), digest("two")], "inventory": digest("inventory"), "crl": digest("crl"),
                "last_number": 41, "before": "csca-1", "accept": ["C22", "X05"],
            }),
        ),
        (
            "certificate.issue",
            json!({
                "profile": "document-signer", "subject": { "csr": digest("request") }, "issuer": "csca-1",
                "common_name": foreign, "accept": ["LINT-1", "LINT-2"],
            }),
        ),
        (
            "certificate.batch",
            json!({
                "profile": "document-signer", "issuer": "csca-1", "list": digest("list of requests"), "count": 612,
                "accept": ["LINT-1"],
            }),
        ),
        ("certificate.revoke", json!({ "issuer": "csca-1", "serial": "0badcafe", "reason": foreign })),
        ("crl.issue", json!({ "issuer": "csca-1", "days": 90 })),
        ("masterlist.ingest", json!({ "list": digest("list"), "source": foreign, "unsigned": true })),
        (
            "csca.compromise",
            json!({ "key": "csca-1", "what": "compromised", "reason": foreign, "successor": "csca-2" }),
        ),
        (
            "csca.rollover",
            json!({
                "from": "csca-1", "to": "csca-2", "root_profile": "csca-root", "link_profile": "csca-link",
                "common_name": foreign, "accept": ["X43"],
            }),
        ),
        (
            "masterlist.issue",
            json!({ "signer": "mls-1", "certificates": [digest("one"), digest("two"), digest("three")] }),
        ),
        ("pkd.ingest", json!({ "file": digest("file"), "name": "icaopkd-001-delta-010332.ldif", "source": foreign })),
        ("deviation.ingest", json!({ "list": digest("deviation list"), "source": foreign })),
        ("deviation.issue", json!({ "signer": "dls-1", "description": digest("description"), "accept": ["D01"] })),
        ("trust.import", json!({ "import": digest("import"), "source": foreign })),
        ("trust.accept", json!({ "certificate": digest("anchor"), "source": foreign, "despite": 12 })),
        ("trust.distrust", json!({ "certificate": digest("anchor"), "reason": long })),
        ("bundle.export", json!({ "root_key": "bundle-root-1", "bundle_key": "bundle-signer-1", "days": 30 })),
        ("clock.correct", json!({ "last": "2026-11-22T10:00:00Z", "read": "2027-03-01T08:00:00Z", "source": foreign })),
        (
            "clock.attest",
            json!({ "read": "2026-11-22T10:00:02Z", "machine": "2026-11-22T10:00:00Z", "source": foreign }),
        ),
        (
            "ceremony.event",
            json!({ "run": "csca-genesis-1", "script": digest("script"), "number": 3, "event": digest("event") }),
        ),
        ("ceremony.transcript", json!({ "run": "csca-genesis-1", "script": digest("script"), "body": digest("body") })),
        (
            "station.genesis",
            json!({
                "officers": [enrolled("ann"), enrolled("bob")], "name": "two-person", "policy": digest("policy"),
                "root_keys": [{ "officer": "ann", "spki": "302a300506032b6570032100".to_owned() + &"ab".repeat(32) }],
                "root_threshold": 2,
            }),
        ),
        ("officer.enroll", json!({ "person": enrolled("carol") })),
        ("officer.replace-key", json!({ "person": enrolled("carol"), "replaces": digest("enrolment before") })),
        ("officer.retire", json!({ "officer": "carol", "reason": foreign })),
        ("policy.adopt", json!({ "name": "national", "policy": digest("policy") })),
        ("profile.adopt", json!({ "name": "document-signer", "profile": digest("profile") })),
        (
            "proposal.create",
            json!({ "proposal": digest("proposal"), "text": digest("text"), "material": [digest("material")] }),
        ),
        (
            "vault.protect",
            json!({
                "vault": "primary", "threshold": 2,
                "keepers": { "ann": "age1qqqqqqqqqqqq", "bob": "age1pppppppppppp", "carol": "age1zzzzzzzzzzzz" },
            }),
        ),
        (
            "ledger.cosign",
            json!({
                "size": 1234, "root": digest("head"), "officer": "ann",
                "cosignature": "\u{2014} ann.example/witness AAAA",
            }),
        ),
        (
            "proposal.decide",
            json!({
                "proposal": digest("proposal"), "officer": "ann", "key": digest("key of ann"), "decision": "refuse",
                "statement": digest("statement"), "signature": digest("signature"), "reason": foreign,
            }),
        ),
    ]
}

fn statement(act: Act) -> Statement {
    let foreign = "seen \u{202e}from outside\u{7}";
    let proposal = Proposal {
        bound: Bound {
            what: act,
            identity: Identity { station: label("utopia"), mode: Mode::Production, epoch: 3 },
            preconditions: BTreeMap::from([
                ("configuration".to_owned(), Digest::of(b"configuration")),
                ("policy".to_owned(), Digest::of(b"policy")),
                ("roster".to_owned(), Digest::of(b"roster")),
            ]),
            head: Head { size: 1234, root: Digest::of(b"head") },
            nonce: Nonce([0x5a; 16]),
            expires: "2026-12-06T12:00:00Z".parse().unwrap(),
            proposer: Some(label("dan")),
        },
        rule: "keys".to_owned(),
        asks: "2 officers, not the proposer".to_owned(),
        seen: vec![("number".into(), "17".into()), ("from outside".into(), foreign.into())],
        warnings: vec![
            "the last such act is four hundred days old, and nobody has said why it should be done now".into(),
        ],
        last: Some(LastSuch {
            entry: 1200,
            differs: vec![Differs { field: "reason".into(), before: "P-256".into(), now: String::new() }],
        }),
        material: vec![Digest::of(b"material")],
    };
    Statement::new(Decision::Approve, "", proposal).unwrap()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/statements")
}

#[test]
fn what_officers_sign_is_to_the_octet_what_it_was() {
    let acts = acts();
    let mut names: Vec<&str> = acts.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    let mut all = Act::NAMES.to_vec();
    all.sort_unstable();
    assert_eq!(names, all, "every act of the catalogue has its statement here");
    let update = std::env::var_os("UPDATE").is_some();
    for (name, parameters) in acts {
        let act: Act = serde_json::from_value(json!({ "act": name, "parameters": parameters })).unwrap();
        assert_eq!(act.name(), name);
        for (field, _) in act.words() {
            assert!(field.len() <= 21, "{name}: '{field}' is longer than the column of names");
        }
        let statement = statement(act);
        let text = statement.text().unwrap();
        let file = folder().join(format!("{name}.txt"));
        if update {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&file, &text).unwrap();
        }
        let golden =
            fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}; UPDATE=1 writes it", file.display()));
        let differs = golden.lines().zip(text.lines()).find(|(golden, now)| golden != now);
        assert_eq!(golden, text, "{name}: {differs:?}; UPDATE=1 writes it anew");
        assert!(text.bytes().all(|b| b == b'\n' || (b' '..=b'~').contains(&b)), "{name}: not ASCII");
        for line in text.lines() {
            let words = line.split_whitespace().count();
            assert!(line.len() <= 100 || words <= 1, "{name}: {} columns: {line}", line.len());
            assert_eq!(line, line.trim_end(), "{name}: blanks at the end of a line");
        }
        assert_eq!(Statement::parse(text.as_bytes()).unwrap(), statement, "{name}");
    }
    let written = fs::read_dir(folder()).unwrap().count();
    assert_eq!(written, Act::NAMES.len(), "a statement of no act lies in {}", folder().display());
}

#[test]
fn no_two_acts_and_no_two_decisions_have_one_text() {
    let mut seen = std::collections::BTreeSet::new();
    for (name, parameters) in acts() {
        let act: Act = serde_json::from_value(json!({ "act": name, "parameters": parameters })).unwrap();
        let about = statement(act).proposal().clone();
        for decision in Decision::ALL {
            let reason = if decision.wants_reason() { "because" } else { "" };
            let text = Statement::new(decision, reason, about.clone()).unwrap().text().unwrap();
            assert!(seen.insert(text), "{name} {decision:?}");
        }
    }
    assert_eq!(seen.len(), Act::NAMES.len() * Decision::ALL.len());
}
