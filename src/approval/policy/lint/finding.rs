//! What the rules find, and the report they write it into.

use serde::Serialize;

use crate::approval::policy::{Policy, Rule};
use crate::safe::line;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The policy is not adopted.
    Error,
    /// An officer should think about it.
    Warning,
    /// What the text means, where that is easily overlooked.
    Note,
}

impl Severity {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The id of the rule that found it, such as `P01`.
    pub id: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The name of the policy's rule it is about; none where it is about the whole, or about the table `[backup]`.
    pub rule: Option<String>,
    /// The line on which that rule's name or that table stands; 0 for the whole.
    pub line: usize,
    /// What was found.
    pub found: String,
    /// How it can be mended.
    pub mend: String,
}

/// The longest text of a finding, in characters.
const LONGEST: usize = 400;

/// Where the rules write.
#[derive(Debug)]
pub(super) struct Report {
    id: &'static str,
    severity: Severity,
    findings: Vec<Finding>,
}

impl Default for Report {
    fn default() -> Self {
        Report { id: "", severity: Severity::Note, findings: Vec::new() }
    }
}

impl Report {
    pub(super) fn begin(&mut self, id: &'static str, severity: Severity) {
        (self.id, self.severity) = (id, severity);
    }

    /// About one rule of the policy.
    pub(super) fn add(&mut self, rule: &Rule, found: impl AsRef<str>, mend: impl AsRef<str>) {
        self.add_as(self.severity, Some(rule), found, mend);
    }

    /// About one rule, or the whole policy, with a weight of its own.
    pub(super) fn add_as(
        &mut self,
        severity: Severity,
        rule: Option<&Rule>,
        found: impl AsRef<str>,
        mend: impl AsRef<str>,
    ) {
        let place = (rule.map(|rule| rule.name().to_string()), rule.map_or(0, Rule::line));
        self.put(severity, place, found.as_ref(), mend.as_ref());
    }

    /// About the table `[backup]`, or about there being none.
    pub(super) fn add_to_backup(&mut self, policy: &Policy, found: impl AsRef<str>, mend: impl AsRef<str>) {
        self.add_to_backup_as(self.severity, policy, found, mend);
    }

    /// About the table `[backup]`, with a weight of its own.
    pub(super) fn add_to_backup_as(
        &mut self,
        severity: Severity,
        policy: &Policy,
        found: impl AsRef<str>,
        mend: impl AsRef<str>,
    ) {
        let place = (None, policy.backup().line().unwrap_or(0));
        self.put(severity, place, found.as_ref(), mend.as_ref());
    }

    fn put(&mut self, severity: Severity, (rule, at): (Option<String>, usize), found: &str, mend: &str) {
        let (found, mend) = (line(found, LONGEST), line(mend, LONGEST));
        self.findings.push(Finding { id: self.id, severity, rule, line: at, found, mend });
    }

    pub(super) fn finish(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| (finding.severity, finding.line, finding.id));
        self.findings
    }
}
