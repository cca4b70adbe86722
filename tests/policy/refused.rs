//! What is no policy: each refused with its line and its reason.

use chancery::approval::policy::Policy;
use chancery::fault::{Fail, Fault};

const GOOD: &str = r#"name = "p"
title = "P"
mode = ["production", "rehearsal"]

[[rule]]
name = "roots"
acts = ["certificate.issue"]
profiles = ["csca-*"]
quorum = 3
from = ["security-officer", "auditor"]
roles = { security-officer = 1, auditor = 1 }
proposer-apart = true
organisations = 2
validity = "7 days"
cooling-off = "24 hours"
veto = true

[[rule]]
name = "others"
acts = ["*"]
quorum = 2
validity = "1 day"
"#;

fn refused(text: &str) -> (String, Option<String>) {
    let error = Policy::parse(text).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), Fault::Malformed);
    (error.to_string(), error.hint())
}

#[test]
fn the_good_one_is_taken() {
    let policy = Policy::parse(GOOD).unwrap();
    let rule = &policy.rules()[0];
    assert_eq!((rule.quorum(), rule.organisations(), rule.validity(), rule.cooling_off()), (3, 2, 604_800, 86_400));
    assert!(rule.proposer_apart() && rule.veto());
    let other = &policy.rules()[1];
    assert!(other.proposer_apart() && !other.veto() && other.from().is_empty() && other.organisations() == 0);
    assert_eq!((rule.line(), other.line()), (6, 19));
}

#[test]
fn every_field_that_does_not_fit_is_refused_with_its_line_and_reason() {
    let pin = |digits: &str| format!("\"sha256:{digits}\"");
    let upper = pin(&"A".repeat(64));
    let short = pin(&"0".repeat(63));
    let long_name = format!("name = \"{}\"", "r".repeat(65));
    let long_title = format!("title = \"{}\"", "x".repeat(121));
    let many_globs = format!("acts = [{}]", (0..51).map(|n| format!("'a{n}'")).collect::<Vec<_>>().join(","));
    let long_glob = format!("acts = [\"{}\"]", "a".repeat(81));
    let many_roles = format!("from = [{}]", (0..21).map(|n| format!("'r{n}'")).collect::<Vec<_>>().join(","));
    for (from, to, wanted) in [
        // Shape.
        ("quorum = 3", "qourum = 3", "line 9: unknown field `qourum`"),
        ("cooling-off", "cooling_off", "line 15: unknown field `cooling_off`"),
        ("title = \"P\"", "titel = \"P\"", "line 2: unknown field `titel`"),
        ("veto = true", "veto = true\nveto = false", "line 17: duplicate key"),
        ("veto = true", "veto = \"yes\"", "line 16: invalid type"),
        ("quorum = 3", "quorum = -1", "line 9: invalid value"),
        ("quorum = 3", "quorum = 3.5", "line 9: invalid type"),
        ("quorum = 3", "quorum = \"3\"", "line 9: invalid type"),
        ("quorum = 3\n", "", "missing field `quorum`"),
        ("validity = \"7 days\"\n", "", "missing field `validity`"),
        ("mode = [\"production\", \"rehearsal\"]\n", "", "missing field `mode`"),
        ("[[rule]]", "[rule]", "line 18: duplicate key"),
        ("[[rule]]", "[[rules]]", "line 5: unknown field `rules`"),
        ("title = \"P\"", "title = \"P", "line 2: "),
        // Head.
        ("name = \"p\"", "name = \"P p\"", "line 1: 'P p' cannot be the name"),
        ("title = \"P\"", "title = \"\"", "line 2: 'title' is empty"),
        ("title = \"P\"", "title = \" P\"", "line 2: the title begins or ends with a blank"),
        ("title = \"P\"", "title = \"a\\nb\"", "line 2: the title holds a character that cannot be seen (U+000A)"),
        ("title = \"P\"", "title = \"a\u{202e}b\"", "line 2: the title holds a character that cannot be seen (U+202E)"),
        (
            "title = \"P\"",
            "title = \"a\\u001b[2J\"",
            "line 2: the title holds a character that cannot be seen (U+001B)",
        ),
        ("title = \"P\"", &long_title, "line 2: the title is longer than 120 characters"),
        ("\"rehearsal\"]", "\"practice\"]", "line 3: 'practice' is not a mode"),
        ("\"rehearsal\"]", "\"production\"]", "line 3: the mode 'production' is there twice"),
        ("[\"production\", \"rehearsal\"]", "[]", "line 3: there is no mode"),
        ("[\"production\", \"rehearsal\"]", "3", "line 3: wanted a mode"),
        // Names and patterns.
        ("name = \"roots\"", "name = \"../x\"", "line 6: '../x' cannot be the name of a rule"),
        ("name = \"roots\"", "name = \"\\u001b\"", "line 6: '\\u{1b}' cannot be"),
        ("name = \"roots\"", &long_name, "line 6: "),
        ("name = \"others\"", "name = \"roots\"", "line 19: the rule 'roots' is there twice"),
        ("[\"certificate.issue\"]", "[]", "line 7: 'acts' is empty"),
        ("[\"certificate.issue\"]", "[\"a\", \"a\"]", "line 7: the pattern 'a' is there twice"),
        ("[\"certificate.issue\"]", "[\"certificate/issue\"]", "line 7: 'certificate/issue' is not a pattern for acts"),
        ("[\"certificate.issue\"]", "[\"Certificate.*\"]", "is not a pattern for acts"),
        ("[\"certificate.issue\"]", "[\"key.**\"]", "is not a pattern for acts"),
        ("[\"certificate.issue\"]", "[\"key.?\"]", "is not a pattern for acts"),
        ("[\"certificate.issue\"]", "[\"k\u{435}y.*\"]", "is not a pattern for acts"),
        ("acts = [\"certificate.issue\"]", &many_globs, "line 7: more than 50 patterns in one list"),
        ("acts = [\"certificate.issue\"]", &long_glob, "is not a pattern for acts"),
        ("[\"csca-*\"]", "[]", "line 8: 'profiles' is empty"),
        ("\"csca-*\"", &upper, "is not a profile's digest"),
        ("\"csca-*\"", &short, "is not a profile's digest"),
        ("\"csca-*\"", "\"sha512:00\"", "is not a pattern for profiles"),
        // People.
        ("quorum = 3", "quorum = 0", "line 9: quorum = 0 asks for nobody"),
        ("quorum = 3", "quorum = 1", "line 11: the roles have 2 places, but the quorum is 1"),
        ("quorum = 3", "quorum = 101", "line 9: quorum = 101 is out of range: wanted 0 to 100"),
        ("quorum = 3", "quorum = 99999999999", "line 9: quorum = 99999999999 is out of range"),
        ("auditor = 1 }", "auditor = 0 }", "line 11: roles = 0 is out of range"),
        ("auditor = 1 }", "auditor = 3 }", "line 11: the roles have 4 places"),
        ("auditor = 1 }", "Auditor = 1 }", "line 11: 'Auditor' cannot be the role"),
        ("{ security-officer = 1, auditor = 1 }", "{}", "line 11: 'roles' is empty"),
        ("[\"security-officer\", \"auditor\"]", "[]", "line 10: 'from' is empty"),
        (
            "[\"security-officer\", \"auditor\"]",
            "[\"auditor\", \"auditor\"]",
            "line 10: the role 'auditor' is there twice",
        ),
        ("from = [\"security-officer\", \"auditor\"]", &many_roles, "line 10: more than 20 roles"),
        ("organisations = 2", "organisations = 0", "line 13: organisations = 0 is out of range"),
        ("organisations = 2", "organisations = 4", "line 13: 4 organisations are asked for, but the quorum is 3"),
        // Periods.
        (
            "\"7 days\"",
            "\"9 minutes\"",
            "line 14: the validity of 9 minutes is out of range: wanted 10 minutes to 90 days",
        ),
        ("\"7 days\"", "\"91 days\"", "line 14: the validity of 91 days is out of range"),
        ("\"7 days\"", "\"90 days 1 minute\"", "out of range"),
        ("\"7 days\"", "\"a week\"", "line 14: 'a week' is not a period for validity"),
        ("\"7 days\"", "\"P7D\"", "is not a period"),
        ("\"7 days\"", "7", "line 14: invalid type"),
        ("\"7 days\"", "\"24 hours\"", "line 15: the cooling-off of 1 day is not shorter than the validity of 1 day"),
        ("\"24 hours\"", "\"31 days\"", "line 15: the cooling-off of 31 days is out of range"),
        ("\"24 hours\"", "\"7 days\"", "line 15: the cooling-off of 7 days is not shorter"),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let (error, _) = refused(&GOOD.replacen(from, to, 1));
        assert!(error.contains(wanted), "{to}: {error}");
        assert!(error.chars().all(|c| !c.is_control() && c != '\u{202e}'), "{error:?}");
    }
}

#[test]
fn the_word_that_was_meant_is_said() {
    for (from, to, wanted) in [
        ("quorum = 3", "qourum = 3", "did you mean 'quorum'?"),
        ("cooling-off", "cooling_off", "did you mean 'cooling-off'?"),
        ("organisations", "organizations", "did you mean 'organisations'?"),
        ("[[rule]]", "[[rules]]", "did you mean 'rule'?"),
        ("\"7 days\"", "\"a week\"", "see 'chancery policy explain validity'"),
    ] {
        assert_eq!(refused(&GOOD.replacen(from, to, 1)).1.as_deref(), Some(wanted));
    }
}

#[test]
fn nobody_is_asked_in_specimen_stations_alone() {
    let text = |mode: &str, more: &str| {
        format!("name='p'\ntitle='P'\nmode={mode}\n[[rule]]\nname='r'\nacts=['*']\nquorum=0\nvalidity='1 day'\n{more}")
    };
    assert!(Policy::parse(&text("'specimen'", "")).is_ok());
    assert!(Policy::parse(&text("['specimen']", "veto=false\nproposer-apart=false")).is_ok());
    for mode in ["'production'", "'rehearsal'", "['specimen', 'rehearsal']", "['production', 'specimen']"] {
        let (error, hint) = refused(&text(mode, ""));
        assert!(error.starts_with("line 7: quorum = 0 asks for nobody"), "{mode}: {error}");
        assert_eq!(hint.as_deref(), Some("see 'chancery policy explain quorum'"));
    }
    for more in ["veto=true", "proposer-apart=true", "organisations=1", "from=['a']", "roles={a=1}"] {
        let field = more.split('=').next().unwrap();
        let (error, _) = refused(&text("'specimen'", more));
        assert!(error.starts_with(&format!("line 9: '{field}' means nothing")), "{more}: {error}");
    }
}

#[test]
fn sizes_have_limits() {
    let rule = |n: usize| format!("[[rule]]\nname='r{n}'\nacts=['a{n}']\nquorum=2\nvalidity='1 day'\n");
    let head = "name='p'\ntitle='P'\nmode='production'\n";
    let of = |count: usize| format!("{head}{}", (0..count).map(rule).collect::<String>());
    assert_eq!(Policy::parse(&of(200)).unwrap().rules().len(), 200);
    assert!(refused(&of(201)).0.ends_with("more than 200 rules"));
    let wide = |n: usize| {
        let acts: Vec<String> = (0..50).map(|m| format!("'a{m}'")).collect();
        rule(n).replace(&format!("'a{n}'"), &acts.join(","))
    };
    let of_wide = |count: usize| format!("{head}{}", (0..count).map(wide).collect::<String>());
    assert!(Policy::parse(&of_wide(20)).is_ok());
    assert!(refused(&of_wide(21)).0.ends_with("more than 1000 patterns in all rules together"));
    assert_eq!(refused(head).0, "line 1: there is no rule");
    assert!(refused("").0.contains("missing field"));
    let padded = |octets: usize| format!("{}#{}", GOOD, "x".repeat(octets - GOOD.len() - 1));
    assert!(Policy::parse(&padded(256 << 10)).is_ok());
    assert_eq!(refused(&padded((256 << 10) + 1)).0, "line 1: the file is longer than 262144 octets");
    assert!(refused(&"[".repeat(200_000)).0.starts_with("line 1: "), "nested without end");
    assert!(refused(&format!("a={}", "[".repeat(200_000))).0.starts_with("line 1: "), "nested without end");
}

#[test]
fn bytes_at_random_never_end_otherwise_than_in_a_refusal() {
    use proptest::test_runner::{Config, TestRunner};
    let places: Vec<usize> = (0..GOOD.len()).collect();
    let change = (proptest::sample::select(places), proptest::prelude::any::<u8>());
    let run = TestRunner::new(Config::with_cases(3000)).run(&change, |(at, byte)| {
        let mut bytes = GOOD.as_bytes().to_vec();
        bytes[at] = byte;
        if let Ok(text) = String::from_utf8(bytes)
            && let Ok(policy) = Policy::parse(&text)
        {
            assert_eq!(policy.text(), text);
            assert!(policy.rules().iter().all(|rule| rule.quorum() > 0));
        }
        Ok(())
    });
    run.unwrap();
}

#[test]
fn a_rule_by_rules_of_trust_is_about_acceptances_alone_and_only_such_a_rule_asks_nobody_in_production() {
    let of = |rule: &str| {
        let head = "name = \"p\"\ntitle = \"P\"\nmode = \"production\"\n[[rule]]\nname = \"r\"\n";
        format!("{head}{rule}\nvalidity = \"1 day\"\n")
    };
    let (acts, by) = ("acts = [\"trust.accept\"]", "by-rule = [\"link-from-anchor\"]");
    let good = Policy::parse(&of(&format!("{acts}\n{by}\nquorum = 0"))).unwrap();
    assert_eq!((good.rules()[0].asks().as_str(), good.rules()[0].by_rule().len()), ("nobody", 1));
    assert!(Policy::parse(&of(&format!("{acts}\n{by}\nquorum = 2\ncooling-off = \"1 hour\""))).is_ok());
    for (rule, wanted, hint) in [
        (format!("{acts}\nquorum = 0"), "line 7: quorum = 0 asks for nobody", "quorum"),
        (
            format!("acts = [\"trust.*\"]\n{by}\nquorum = 0"),
            "line 6: 'by-rule' is about acts of trust.accept alone",
            "by-rule",
        ),
        (format!("acts = [\"trust.accept\", \"crl.issue\"]\n{by}\nquorum = 0"), "not about 'crl.issue'", "by-rule"),
        (format!("{acts}\nprofiles = [\"csca-*\"]\n{by}\nquorum = 1"), "line 7: 'by-rule' is about", "by-rule"),
        (format!("{acts}\nby-rule = []\nquorum = 0"), "line 7: 'by-rule' is empty", ""),
        (format!("{acts}\nby-rule = [\"successor\", \"successor\"]\nquorum = 0"), "is there twice", ""),
        (
            format!("{acts}\nby-rule = [\"sucessor\"]\nquorum = 0"),
            "'sucessor' is not a rule of trust",
            "did you mean 'successor'?",
        ),
        (
            format!("{acts}\nby-rule = [\"everything\"]\nquorum = 0"),
            "link-from-anchor, successor, three-lists",
            "by-rule",
        ),
        (format!("{acts}\n{by}\nquorum = 0\ncooling-off = \"1 hour\""), "'cooling-off' means nothing", "quorum"),
        (format!("{acts}\n{by}\nquorum = 0\nveto = true"), "'veto' means nothing", "quorum"),
        (format!("{acts}\n{by}\nquorum = 0\nfrom = [\"auditor\"]"), "'from' means nothing", "quorum"),
    ] {
        let (said, hinted) = refused(&of(&rule));
        assert!(said.contains(wanted), "{rule}: {said}");
        assert!(hinted.unwrap_or_default().contains(hint), "{rule}");
    }
}
