//! The table `[backup]`: what it says, what holds without it, what is refused, and that its words are true of it.

use std::collections::BTreeSet;

use chancery::approval::policy::{BackupGoals, Policy, ShareWay, Unfit};
use chancery::fault::{Fail, Fault};
use proptest::prelude::*;

/// Nine lines, so that the table stands on line 10.
const HEAD: &str = r#"name = "p"
title = "P"
mode = "production"

[[rule]]
name = "all"
acts = ["*"]
quorum = 2
validity = "7 days"
"#;

const GOOD: &str = r#"[backup]
state-every = "12 hours"
drill-every = "30 days"
check-shares-every = "180 days"
recovery-time = "90 minutes"
data-age = "1 day 12 hours"
least-threshold = 3
spare-shares = 2
most-shares = 9
ways = ["openpgp", "card"]
escrow = true
media = 3
separate-media = false
keep = { days = 31, weeks = 0, months = 120 }
"#;

fn goals(table: &str) -> BackupGoals {
    let text = format!("{HEAD}{table}");
    Policy::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}")).backup().clone()
}

fn refused(text: &str) -> (String, String) {
    let error = Policy::parse(text).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), Fault::Malformed);
    let said = error.to_string();
    assert!(said.chars().all(|c| !c.is_control() && c != '\u{202e}'), "{said:?}");
    (said, error.hint().unwrap_or_default())
}

#[test]
fn every_field_is_taken_as_it_is_written() {
    let goals = goals(GOOD);
    assert_eq!(goals.line(), Some(10));
    assert_eq!((goals.state_every(), goals.drill_every(), goals.check_shares_every()), (43_200, 2_592_000, 15_552_000));
    assert_eq!((goals.recovery_time(), goals.data_age()), (5_400, 129_600));
    assert_eq!((goals.least_threshold(), goals.spare_shares(), goals.most_shares()), (3, 2, 9));
    assert_eq!(*goals.ways(), BTreeSet::from([ShareWay::Card, ShareWay::OpenPgp]));
    assert!(goals.escrow() && !goals.separate_media());
    let keep = goals.keep();
    assert_eq!((goals.media(), keep.days(), keep.weeks(), keep.months()), (3, 31, 0, 120));
    let words: Vec<String> = goals.words().into_iter().map(|(name, what)| format!("{name}: {what}")).collect();
    assert_eq!(
        words,
        [
            "State backup: every 12 hours",
            "Restore drill: every 30 days",
            "Shares judged: every 180 days",
            "Recovery: within 1 hour 30 minutes",
            "Data: no older than 1 day 12 hours",
            "Shares: at least 3 needed, at least 2 to spare, at most 9 in all; handed out by card, openpgp",
            "Second group: may be",
            "Copies of keys: 3, also on one file system",
            "State kept: all of 31 days, then one of each of 0 weeks, then of 120 months",
        ]
    );
}

#[test]
fn without_the_table_the_defaults_hold_and_a_field_that_is_absent_has_its_own() {
    let none = goals("");
    assert_eq!((none.line(), &none), (None, &BackupGoals::default()));
    assert_eq!((none.state_every(), none.drill_every(), none.check_shares_every()), (86_400, 7_776_000, 31_536_000));
    assert_eq!((none.recovery_time(), none.data_age(), none.media()), (14_400, 86_400, 2));
    assert_eq!((none.least_threshold(), none.spare_shares(), none.most_shares()), (2, 1, 7));
    assert!(none.separate_media() && !none.escrow());
    assert_eq!(none.ways().len(), ShareWay::ALL.len());
    let empty = goals("[backup]\n");
    assert_eq!((empty.line(), empty.words()), (Some(10), none.words()));
    let one = goals("[backup]\nescrow = true\n");
    assert!(one.escrow() && one.drill_every() == none.drill_every() && one.keep() == none.keep());
}

#[test]
fn the_table_may_stand_before_the_rules_too() {
    let (head, rules) = HEAD.split_once("[[rule]]").unwrap();
    let policy = Policy::parse(&format!("{head}{GOOD}[[rule]]{rules}")).unwrap();
    assert_eq!((policy.backup().line(), policy.rules()[0].line()), (Some(5), 20));
    assert_eq!(policy.backup().words(), goals(GOOD).words());
}

#[test]
fn what_does_not_fit_is_refused_with_its_line_its_reason_and_where_to_look() {
    let explained = |field: &str| format!("see 'chancery policy explain {field}'");
    for (from, to, wanted, hint) in [
        // Shape.
        ("drill-every", "drill_every", "line 12: unknown field `drill_every`", "did you mean 'drill-every'?"),
        ("drill-every", "drills-every", "line 12: unknown field `drills-every`", "did you mean 'drill-every'?"),
        ("escrow = true", "waive = true", "line 20: unknown field `waive`", ""),
        ("weeks = 0", "week = 0", "line 23: unknown field `week`", "did you mean 'weeks'?"),
        ("weeks = 0, ", "", "missing field `weeks`", ""),
        ("[backup]", "[backups]", "line 10: unknown field `backups`", "did you mean 'backup'?"),
        ("[backup]", "[[backup]]", "line 10: invalid type", ""),
        ("media = 3", "media = 3\nmedia = 3", "line 22: duplicate key", ""),
        ("media = 3", "media = \"3\"", "line 21: invalid type", ""),
        ("media = 3", "media = -1", "line 21: invalid value", ""),
        ("escrow = true", "escrow = \"no\"", "line 20: invalid type", ""),
        ("\"30 days\"", "30", "line 12: invalid type", ""),
        ("\"30 days\"\n", "\"30 days\n", "line 12: ", ""),
        // Spans.
        ("\"12 hours\"", "\"daily\"", "line 11: 'daily' is not a period for state-every", &explained("state-every")),
        (
            "\"12 hours\"",
            "\"59 minutes\"",
            "line 11: the state-every of 59 minutes is out of range: wanted 1 hour to 31 days",
            &explained("state-every"),
        ),
        ("\"12 hours\"", "\"32 days\"", "line 11: the state-every of 32 days", &explained("state-every")),
        (
            "\"30 days\"",
            "\"0 days\"",
            "line 12: the drill-every of 0 days is out of range: wanted 1 day to 2 years",
            &explained("drill-every"),
        ),
        (
            "\"30 days\"",
            "\"2 years 1 minute\"",
            "line 12: the drill-every of 2 years 1 minute",
            &explained("drill-every"),
        ),
        ("\"30 days\"", "\"3 months\"", "line 12: '3 months' is not a period", &explained("drill-every")),
        (
            "\"180 days\"",
            "\"6 years\"",
            "line 13: the check-shares-every of 6 years is out of range",
            &explained("check-shares-every"),
        ),
        (
            "\"90 minutes\"",
            "\"9 minutes\"",
            "line 14: the recovery-time of 9 minutes is out of range",
            &explained("recovery-time"),
        ),
        (
            "\"1 day 12 hours\"",
            "\"91 days\"",
            "line 15: the data-age of 91 days is out of range",
            &explained("data-age"),
        ),
        ("\"1 day 12 hours\"", "\"a\\u001b[2J\"", "line 15: ", &explained("data-age")),
        // Shares.
        (
            "least-threshold = 3",
            "least-threshold = 0",
            "line 16: least-threshold = 0 is out of range: wanted 1 to 16",
            &explained("least-threshold"),
        ),
        (
            "least-threshold = 3",
            "least-threshold = 17",
            "line 16: least-threshold = 17 is out of range",
            &explained("least-threshold"),
        ),
        (
            "least-threshold = 3",
            "least-threshold = 259",
            "line 16: least-threshold = 259 is out of range",
            &explained("least-threshold"),
        ),
        (
            "spare-shares = 2",
            "spare-shares = 16",
            "line 17: spare-shares = 16 is out of range: wanted 0 to 15",
            &explained("spare-shares"),
        ),
        ("most-shares = 9", "most-shares = 17", "line 18: most-shares = 17 is out of range", &explained("most-shares")),
        (
            "most-shares = 9",
            "most-shares = 4",
            "line 18: least-threshold = 3 and spare-shares = 2 take 5 shares, but most-shares is 4",
            &explained("most-shares"),
        ),
        ("most-shares = 9\n", "", "", ""),
        (
            "spare-shares = 2\nmost-shares = 9",
            "spare-shares = 5",
            "line 17: least-threshold = 3 and spare-shares = 5 take 8 shares, but most-shares is 7",
            &explained("most-shares"),
        ),
        (
            "least-threshold = 3\nspare-shares = 2\nmost-shares = 9",
            "least-threshold = 7",
            "line 16: least-threshold = 7 and spare-shares = 1 take 8",
            &explained("most-shares"),
        ),
        ("[\"openpgp\", \"card\"]", "[]", "line 19: 'ways' is empty", ""),
        ("\"card\"]", "\"cards\"]", "line 19: 'cards' is not a way to hand out a share", "did you mean 'card'?"),
        ("\"card\"]", "\"e-mail\"]", "line 19: 'e-mail' is not a way", &explained("ways")),
        ("\"card\"]", "\"openpgp\"]", "line 19: the way 'openpgp' is there twice", ""),
        // Media and retention.
        ("media = 3", "media = 0", "line 21: media = 0 is out of range: wanted 1 to 4", &explained("media")),
        ("media = 3", "media = 5", "line 21: media = 5 is out of range", &explained("media")),
        ("media = 3", "media = 1", "line 21: media = 1 keeps a single copy of every key backup", &explained("media")),
        ("days = 31", "days = 0", "line 23: keep.days = 0 is out of range: wanted 1 to 3660", &explained("keep")),
        ("weeks = 0", "weeks = 523", "line 23: keep.weeks = 523 is out of range", &explained("keep")),
        ("months = 120", "months = 65656", "line 23: keep.months = 65656 is out of range", &explained("keep")),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let text = format!("{HEAD}{}", GOOD.replacen(from, to, 1));
        if wanted.is_empty() {
            assert!(Policy::parse(&text).is_ok(), "{from}");
            continue;
        }
        let (said, hinted) = refused(&text);
        assert!(said.contains(wanted), "{to}: {said}");
        assert!(hint.is_empty() || hinted == hint, "{to}: {hinted}");
    }
}

#[test]
fn a_single_copy_is_taken_where_no_key_of_production_is() {
    let of = |mode: &str| format!("{HEAD}[backup]\nmedia = 1\n").replace("\"production\"", mode);
    for mode in ["\"rehearsal\"", "\"specimen\"", "[\"specimen\", \"rehearsal\"]"] {
        assert_eq!(Policy::parse(&of(mode)).unwrap().backup().media(), 1);
    }
    for mode in ["\"production\"", "[\"rehearsal\", \"production\"]"] {
        assert!(refused(&of(mode)).0.starts_with("line 11: media = 1"), "{mode}");
    }
}

#[test]
fn bytes_at_random_never_end_otherwise_than_in_a_refusal_or_in_goals_that_can_be_kept() {
    use proptest::test_runner::{Config, TestRunner};
    let places: Vec<usize> = (0..GOOD.len()).collect();
    let change = (proptest::sample::select(places), any::<u8>());
    let run = TestRunner::new(Config::with_cases(2000)).run(&change, |(at, byte)| {
        let mut bytes = GOOD.as_bytes().to_vec();
        bytes[at] = byte;
        if let Ok(table) = String::from_utf8(bytes)
            && let Ok(policy) = Policy::parse(&format!("{HEAD}{table}"))
        {
            let goals = policy.backup();
            let threshold = goals.least_threshold();
            prop_assert!(goals.shares_fit(threshold, threshold + goals.spare_shares()).is_ok());
            prop_assert!(goals.media() >= 2 && !goals.ways().is_empty() && goals.drill_every() > 0);
        }
        Ok(())
    });
    run.unwrap();
}

proptest! {
    #[test]
    fn a_set_fits_where_the_plain_words_are_true_of_it(
        least in 1u8..=16, spare in 0u8..=15, most in 1u8..=16, threshold in 0u8..=18, of in 0u8..=18,
    ) {
        let table = format!("[backup]\nleast-threshold = {least}\nspare-shares = {spare}\nmost-shares = {most}\n");
        let read = Policy::parse(&format!("{HEAD}{table}"));
        // It is read where some set at all fits it, by trying every one.
        let fits = |k: u8, n: u8| k >= 1 && k <= n && k >= least && n <= most && n - k >= spare;
        let some = (1..=16).any(|n| (1..=n).any(|k| fits(k, n)));
        prop_assert_eq!(read.is_ok(), some);
        if let Ok(policy) = read {
            let judged = policy.backup().shares_fit(threshold, of);
            prop_assert_eq!(judged.is_ok(), fits(threshold, of));
            let no_set = matches!(judged, Err(Unfit::NoSet { .. }));
            prop_assert_eq!(no_set, threshold == 0 || threshold > of);
        }
    }
}
