//! The rules over signed lists, over real ones: what is known of the field is found and nothing else, and nothing that is
//! thrown at a rule makes it panic.
//!
//! With `--nocapture` the tests print what each list breaks.

#[path = "support/lists.rs"]
mod lists;

use std::collections::BTreeMap;

use chancery::clock::Time;
use chancery::icao::masterlist::{Judging, MasterList, Threads, Unsigned, judge, read};
use chancery::icao::rules::LISTS;
use chancery::icao::rules::list::ListSubject;
use chancery::pki::lint::{Edition, Findings, Severity};

fn now() -> Time {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

fn list(name: &str) -> Option<Vec<u8>> {
    Some(std::fs::read(lists::shared("data/masterlists")?.join(name)).unwrap())
}

/// What the rules find in a list, and whether it is signed soundly.
fn lint(list: &MasterList<'_>, previous: Option<&MasterList<'_>>) -> (Findings, bool) {
    let judgement = judge(list, &Judging { at: now(), known: &[], threads: Threads::All });
    let subject = ListSubject::master(list, &judgement);
    let subject = match previous {
        Some(previous) => subject.after(previous),
        None => subject,
    };
    (LISTS.lint(&subject), judgement.is_signed_soundly())
}

/// How often each rule finds something.
fn counts(findings: &Findings) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for finding in &findings.list {
        *counts.entry(finding.rule).or_default() += 1;
    }
    counts
}

/// Rules over the certificates that a list holds, which its issuer did not make.
const LISTED: &[&str] = &["M04", "M17"];

fn own(findings: &Findings) -> Vec<&'static str> {
    counts(findings).into_keys().filter(|rule| !LISTED.contains(rule)).collect()
}

#[test]
fn the_italian_list_breaks_m06_m09_m10_and_no_other_m() {
    let Some(bytes) = list("IT_ML_2023-07-31.ml") else { return };
    let (findings, sound) = lint(&read(&bytes, Unsigned::Refuse).unwrap(), None);
    println!("{:?}", counts(&findings));
    assert!(sound);
    assert_eq!(own(&findings), ["M06", "M09", "M10"]);
    let severity = |rule| findings.list.iter().find(|f| f.rule == rule).map(|f| f.severity);
    assert_eq!(severity("M06"), Some(Severity::Error), "Doc 9303-12 5.3");
    assert_eq!([severity("M09"), severity("M10")], [Some(Severity::Warning); 2]);
}

#[test]
fn the_icao_list_of_2021_without_null_is_a_finding_of_m13_and_still_verifies() {
    let Some(bytes) = list("ICAO_ML_2021-01-29.ml") else { return };
    let (findings, sound) = lint(&read(&bytes, Unsigned::Refuse).unwrap(), None);
    assert!(sound);
    let m13: Vec<_> = findings.list.iter().filter(|f| f.rule == "M13").collect();
    assert_eq!((m13.len(), m13[0].severity), (1, Severity::Warning), "{m13:?}");
    assert!(m13[0].found.contains("lacks its NULL"), "{m13:?}");
}

#[test]
fn the_lists_of_germany_break_no_rule_over_the_list_itself() {
    let Some(bytes) = list("DE_ML_2024-08-07.ml") else { return };
    let (findings, sound) = lint(&read(&bytes, Unsigned::Refuse).unwrap(), None);
    println!("{:?}", counts(&findings));
    assert!(sound);
    assert_eq!(own(&findings), [""; 0], "{:?}", findings.list);
}

#[test]
fn every_list_of_the_field_is_judged_and_m01_m02_m05_m07_m12_are_never_broken() {
    for (name, bytes) in lists::files("data/masterlists", &[".ml"]) {
        let list = read(&bytes, Unsigned::Refuse).unwrap();
        let (findings, sound) = lint(&list, None);
        println!("{name}: {} certificates, {:?}", list.len(), counts(&findings));
        assert!(sound, "{name}");
        for rule in ["M01", "M02", "M05", "M07", "M12", "M14", "M15", "M19", "M20"] {
            assert!(!findings.names(rule), "{name} {rule}");
        }
        assert_eq!(findings.checked, 20);
    }
}

#[test]
fn a_list_whose_signature_was_stripped_is_m01_and_its_certificates_are_judged_all_the_same() {
    let Some(bytes) = list("DE_unsigned_2024-05-01.cscalist") else { return };
    let (findings, _) = lint(&read(&bytes, Unsigned::Accept).unwrap(), None);
    assert_eq!(own(&findings), ["M01"]);
    let first = findings.list.iter().find(|f| f.rule == "M01").unwrap();
    assert_eq!((first.place.as_ref(), first.severity), ("ContentInfo", Severity::Error));
}

#[test]
fn what_came_and_went_between_two_editions_is_noted_up_to_a_hundred() {
    let (Some(old), Some(new)) = (list("DE_ML_2024-08-07.ml"), list("DE_ML_2024-12-19.ml")) else { return };
    let (old, new) = (read(&old, Unsigned::Refuse).unwrap(), read(&new, Unsigned::Refuse).unwrap());
    let (findings, _) = lint(&new, Some(&old));
    let noted: Vec<_> = findings.list.iter().filter(|f| f.rule == "M18").collect();
    assert!((1..=100).contains(&noted.len()) && noted.iter().all(|f| f.severity == Severity::Info));
    assert!(!lint(&new, Some(&new)).0.names("M18"));
}

#[test]
fn no_rule_panics_on_a_list_that_is_changed() {
    let Some(bytes) = list("IT_ML_2023-07-31.ml") else { return };
    let head = bytes.len() - 4000;
    for at in (0..200).chain((head..bytes.len()).step_by(97)) {
        let mut changed = bytes.clone();
        changed[at] ^= 0x81;
        if let Ok(list) = read(&changed, Unsigned::Accept) {
            let judgement = chancery::icao::masterlist::Judgement {
                at: now(),
                certificates: Vec::new(),
                checked: 0,
                signers: Vec::new(),
                carried: Vec::new(),
            };
            for edition in Edition::ALL {
                LISTS.lint(&ListSubject::master(&list, &judgement).by_edition(edition));
            }
        }
    }
}
