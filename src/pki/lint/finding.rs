//! What rules find, and the report they write it into.

use std::borrow::Cow;
use std::fmt::Display;

use serde::{Deserialize, Serialize};

use super::edition::Edition;
use crate::safe;

/// How much a broken rule weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; nothing is broken.
    Info,
    /// Was allowed under the sixth edition, whose certificates are still valid. A rule
    /// of this severity reports errors under the seventh and eighth (appendix C).
    Legacy,
    /// A SHOULD or a recommendation is not followed.
    Warning,
    /// A MUST is broken.
    Error,
}

impl Severity {
    /// The weight of a rule's finding in an object of this edition.
    pub fn under(self, edition: Edition) -> Severity {
        if self == Severity::Legacy && edition > Edition::Sixth { Severity::Error } else { self }
    }

    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Legacy => "legacy",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One thing a rule found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// How much it weighs here.
    pub severity: Severity,
    /// Where in the object.
    #[serde(rename = "where")]
    pub place: Cow<'static, str>,
    /// What was found, made harmless and cut to one line.
    pub found: String,
    /// What was wanted.
    pub wanted: Cow<'static, str>,
    /// The PKD conformance code that says the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pkd_code: Option<&'static str>,
}

/// At most this many characters of what was found are kept.
const FOUND_LIMIT: usize = 160;

/// Where rules write their findings.
#[derive(Debug)]
pub struct Report {
    rule: &'static str,
    severity: Severity,
    pkd_code: Option<&'static str>,
    edition: Edition,
    begun: usize,
    findings: Findings,
}

impl Report {
    /// An empty one, for an object of this edition.
    pub(crate) fn new(edition: Edition) -> Self {
        Report { rule: "", severity: Severity::Info, pkd_code: None, edition, begun: 0, findings: Findings::default() }
    }

    /// From now on for this rule.
    pub(crate) fn begin(&mut self, rule: &'static str, severity: Severity, pkd_code: Option<&'static str>) {
        self.rule = rule;
        self.severity = severity;
        self.pkd_code = pkd_code;
        self.findings.checked += 1;
        self.begun = self.findings.list.len();
    }

    /// What was written.
    pub(crate) fn finish(self) -> Findings {
        self.findings
    }

    /// How many findings the rule has written so far.
    pub fn count(&self) -> usize {
        self.findings.list.len() - self.begun
    }

    /// A finding of the rule's own severity and PKD code.
    pub fn add(
        &mut self,
        place: impl Into<Cow<'static, str>>,
        found: impl Display,
        wanted: impl Into<Cow<'static, str>>,
    ) {
        self.push(self.severity, self.pkd_code, place.into(), &found, wanted.into());
    }

    /// A finding of another severity than the rule's.
    pub fn add_as(
        &mut self,
        severity: Severity,
        place: impl Into<Cow<'static, str>>,
        found: impl Display,
        wanted: impl Into<Cow<'static, str>>,
    ) {
        self.push(severity, self.pkd_code, place.into(), &found, wanted.into());
    }

    /// A finding with a PKD code of its own.
    pub fn add_coded(
        &mut self,
        pkd_code: &'static str,
        place: impl Into<Cow<'static, str>>,
        found: impl Display,
        wanted: impl Into<Cow<'static, str>>,
    ) {
        self.push(self.severity, Some(pkd_code), place.into(), &found, wanted.into());
    }

    fn push(
        &mut self,
        severity: Severity,
        pkd_code: Option<&'static str>,
        place: Cow<'static, str>,
        found: &dyn Display,
        wanted: Cow<'static, str>,
    ) {
        let found = safe::line(&found.to_string(), FOUND_LIMIT);
        let severity = severity.under(self.edition);
        self.findings.list.push(Finding { rule: self.rule, severity, place, found, wanted, pkd_code });
    }
}

/// What a rule set found in one object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Findings {
    /// How many rules applied.
    pub checked: usize,
    /// The findings, in the order of the rules.
    #[serde(rename = "findings")]
    pub list: Vec<Finding>,
}

impl Findings {
    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|f| f.severity == Severity::Error)
    }

    /// The findings of one severity.
    pub fn of(&self, severity: Severity) -> impl Iterator<Item = &Finding> {
        self.list.iter().filter(move |f| f.severity == severity)
    }

    /// The ids of the rules with findings of one severity, each once, in order.
    pub fn rules(&self, severity: Severity) -> Vec<&'static str> {
        let mut ids: Vec<&'static str> = Vec::new();
        for finding in self.of(severity) {
            if !ids.contains(&finding.rule) {
                ids.push(finding.rule);
            }
        }
        ids
    }

    /// Whether a rule found something.
    pub fn names(&self, rule: &str) -> bool {
        self.list.iter().any(|f| f.rule == rule)
    }

    /// The heaviest finding's severity.
    pub fn worst(&self) -> Option<Severity> {
        self.list.iter().map(|f| f.severity).max()
    }
}
