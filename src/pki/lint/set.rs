//! A set of rules with a digest, and the running of it.

use std::sync::OnceLock;

use super::edition::Edition;
use super::finding::{Findings, Report};
use super::rule::{CrlRule, Rule, SetRule, holds};
use super::subject::{CrlSubject, SetSubject, Subject};
use crate::digest::{Digest, Hasher};

/// Rules that are handed in together.
#[derive(Debug)]
pub struct RuleSet {
    /// Its name, such as `doc9303-12`.
    pub name: &'static str,
    /// The rules over one certificate.
    pub certificate: &'static [&'static Rule],
    /// The rules over one CRL.
    pub crl: &'static [&'static CrlRule],
    /// The rules over a set of certificates.
    pub set: &'static [&'static SetRule],
    digest: OnceLock<Digest>,
}

impl RuleSet {
    /// A rule set; meant for a static.
    pub const fn new(
        name: &'static str,
        certificate: &'static [&'static Rule],
        crl: &'static [&'static CrlRule],
        set: &'static [&'static SetRule],
    ) -> Self {
        RuleSet { name, certificate, crl, set, digest: OnceLock::new() }
    }

    /// SHA-256 over the name and, in order, every rule's id, version and editions.
    pub fn digest(&self) -> Digest {
        *self.digest.get_or_init(|| {
            let mut hasher = Hasher::new().then(format!("chancery rule set {}\n", self.name).as_bytes());
            hasher = self.certificate.iter().fold(hasher, |h, r| line(h, r.id, r.version, r.since, r.until));
            hasher = self.crl.iter().fold(hasher.then(b"crl\n"), |h, r| line(h, r.id, r.version, r.since, r.until));
            hasher = self.set.iter().fold(hasher.then(b"set\n"), |h, r| line(h, r.id, r.version, r.since, r.until));
            hasher.finish()
        })
    }

    /// The id of a rule as it is written, from one in either letter case.
    pub fn id_of(&self, word: &str) -> Option<&'static str> {
        let certificate = self.certificate.iter().map(|rule| rule.id);
        let mut ids = certificate.chain(self.crl.iter().map(|rule| rule.id)).chain(self.set.iter().map(|rule| rule.id));
        ids.find(|id| id.eq_ignore_ascii_case(word))
    }

    /// Runs the certificate rules.
    pub fn lint(&self, subject: &Subject<'_>) -> Findings {
        let mut report = Report::new(subject.edition);
        for rule in self.certificate.iter().filter(|r| holds(r.since, r.until, subject.edition) && (r.applies)(subject))
        {
            report.begin(rule.id, rule.severity, rule.pkd);
            (rule.check)(subject, &mut report);
        }
        report.finish()
    }

    /// Runs the CRL rules.
    pub fn lint_crl(&self, subject: &CrlSubject<'_>) -> Findings {
        let mut report = Report::new(subject.edition);
        for rule in self.crl.iter().filter(|r| holds(r.since, r.until, subject.edition) && (r.applies)(subject)) {
            report.begin(rule.id, rule.severity, rule.pkd);
            (rule.check)(subject, &mut report);
        }
        report.finish()
    }

    /// Runs the set rules.
    pub fn lint_set(&self, subject: &SetSubject<'_>) -> Findings {
        let mut report = Report::new(subject.edition);
        for rule in self.set.iter().filter(|r| holds(r.since, r.until, subject.edition)) {
            report.begin(rule.id, rule.severity, rule.pkd);
            (rule.check)(subject, &mut report);
        }
        report.finish()
    }
}

/// What a digest over rules says of one.
pub(crate) fn line(hasher: Hasher, id: &str, version: u16, since: Edition, until: Option<Edition>) -> Hasher {
    let until = until.map_or(String::new(), |until| format!(" until {until}"));
    hasher.then(format!("{id} v{version} since {since}{until}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::lint::Severity;

    static SERIAL: Rule = Rule {
        id: "T01",
        version: 1,
        title: "the serial number is one octet",
        clause: "test",
        severity: Severity::Legacy,
        pkd: Some("ERR:TEST.SER.1"),
        since: Edition::Sixth,
        until: None,
        example: "",
        applies: |s| s.certificate.version() == 3,
        check: |s, report| {
            if s.certificate.serial().len() != 1 {
                report.add("serialNumber", format!("{}\u{1b}", s.certificate.serial().len()), "one octet");
                report.add_as(Severity::Info, "serialNumber", "again", "nothing");
                report.add_coded("ERR:TEST.SER.2", "serialNumber", "third", "nothing");
            }
        },
    };
    static NEVER: Rule =
        Rule { id: "T02", applies: |_| false, check: |_, report| report.add("", "", ""), version: 1, ..SERIAL };
    static RULES: RuleSet = RuleSet::new("test", &[&SERIAL, &NEVER], &[], &[]);

    #[test]
    fn legacy_weighs_as_error_from_the_seventh_edition_on() {
        assert_eq!(Severity::Legacy.under(Edition::Sixth), Severity::Legacy);
        assert_eq!(Severity::Legacy.under(Edition::Seventh), Severity::Error);
        assert_eq!(Severity::Legacy.under(Edition::Eighth), Severity::Error);
        assert_eq!(Severity::Warning.under(Edition::Eighth), Severity::Warning);
    }

    #[test]
    fn rules_that_do_not_apply_are_not_run_and_what_was_found_is_made_harmless() {
        let der = crate::pki::testing::certificate(&[0x01, 0x02]);
        let certificate = crate::pki::certificate::Certificate::parse(&der).unwrap();
        let time = "2026-11-22T00:00:00Z".parse().unwrap();
        let findings = RULES.lint(&Subject::found(&certificate, time).by_edition(Edition::Eighth));
        assert_eq!(findings.checked, 1);
        assert_eq!(findings.list.len(), 3);
        assert_eq!(findings.list[0].found, "2\\u{1b}");
        assert_eq!(findings.list[0].severity, Severity::Error);
        assert_eq!(findings.list[1].severity, Severity::Info);
        assert_eq!(findings.list[2].pkd_code, Some("ERR:TEST.SER.2"));
        assert_eq!(findings.rules(Severity::Error), ["T01"]);
        let sixth = RULES.lint(&Subject::found(&certificate, time).by_edition(Edition::Sixth));
        assert!(!sixth.has_errors() && sixth.worst() == Some(Severity::Legacy));
    }

    #[test]
    fn rules_begin_and_end_with_their_edition() {
        static LATER: Rule = Rule { id: "T03", since: Edition::Eighth, ..SERIAL };
        static CORRECTED: Rule = Rule { id: "T04", since: Edition::EighthCorrected, ..SERIAL };
        static ENDED: Rule = Rule { id: "T05", until: Some(Edition::Seventh), ..SERIAL };
        static SPAN: Rule = Rule { id: "T06", since: Edition::Seventh, until: Some(Edition::Eighth), ..SERIAL };
        static RULES: RuleSet = RuleSet::new("editions", &[&SERIAL, &LATER, &CORRECTED, &ENDED, &SPAN], &[], &[]);
        let der = crate::pki::testing::certificate(&[0x01, 0x02]);
        let certificate = crate::pki::certificate::Certificate::parse(&der).unwrap();
        let time = "2026-11-22T00:00:00Z".parse().unwrap();
        let ids = |edition| {
            let findings = RULES.lint(&Subject::found(&certificate, time).by_edition(edition));
            let mut ids: Vec<&str> = findings.list.iter().map(|f| f.rule).collect();
            ids.dedup();
            assert_eq!(findings.checked, ids.len(), "what does not hold is not counted");
            ids
        };
        assert_eq!(ids(Edition::Sixth), ["T01", "T05"]);
        assert_eq!(ids(Edition::Seventh), ["T01", "T05", "T06"]);
        assert_eq!(ids(Edition::Eighth), ["T01", "T03", "T06"]);
        assert_eq!(ids(Edition::EighthCorrected), ["T01", "T03", "T04"]);
    }

    #[test]
    fn an_id_is_found_in_either_letter_case_and_no_part_of_one() {
        assert_eq!([RULES.id_of("t02"), RULES.id_of("T01")], [Some("T02"), Some("T01")]);
        assert_eq!([RULES.id_of("T0"), RULES.id_of("T01 "), RULES.id_of("")], [None; 3]);
    }

    #[test]
    fn the_digest_changes_with_ids_versions_editions_and_order() {
        static OTHER: Rule = Rule { version: 2, id: "T01", ..SERIAL };
        static LATER: Rule = Rule { since: Edition::Eighth, ..SERIAL };
        static ENDED: Rule = Rule { until: Some(Edition::Eighth), ..SERIAL };
        static SETS: [RuleSet; 6] = [
            RuleSet::new("test", &[&SERIAL, &NEVER], &[], &[]),
            RuleSet::new("test", &[&NEVER, &SERIAL], &[], &[]),
            RuleSet::new("test", &[&OTHER, &NEVER], &[], &[]),
            RuleSet::new("tost", &[&SERIAL, &NEVER], &[], &[]),
            RuleSet::new("test", &[&LATER, &NEVER], &[], &[]),
            RuleSet::new("test", &[&ENDED, &NEVER], &[], &[]),
        ];
        assert_eq!(SETS[0].digest(), RULES.digest());
        for (i, a) in SETS.iter().enumerate() {
            for b in SETS.iter().skip(i + 1) {
                assert_ne!(a.digest(), b.digest());
            }
        }
    }
}
