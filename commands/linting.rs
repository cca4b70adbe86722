//! What the commands that judge objects by rules share: the edition that is asked for, and how findings are told.

use std::collections::BTreeMap;

use chancery::digest::Digest;
use chancery::icao::rules::{DOC_9303, find};
use chancery::pki::lint::{Edition, Findings, Role, SetMember, SetSubject, Severity};
use chancery::station::rule_id;
use serde::Serialize;

use crate::frame::Page;
use crate::opening::UnknownName;

/// An edition by its word.
pub fn edition(text: &str) -> Result<Edition, String> {
    Edition::from_word(text).ok_or_else(|| format!("wanted one of {}", Edition::ALL.map(Edition::word).join(", ")))
}

/// A role by its word.
pub fn role(text: &str) -> Result<Role, String> {
    Role::from_word(text).ok_or_else(|| format!("wanted one of {}", Role::ALL.map(Role::word).join(", ")))
}

/// The rules whose warnings are accepted, each by its id in either letter case.
pub fn accepted(names: Vec<String>) -> Result<Vec<String>, UnknownName> {
    let id = |name: String| match rule_id(&name) {
        Some(id) => Ok(id.to_owned()),
        None => Err(UnknownName { what: "rule", name, see: "chancery lint list" }),
    };
    names.into_iter().map(id).collect()
}

/// What the rules found in one object, or in several together.
#[derive(Debug, Serialize)]
pub struct Judged {
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<Role>,
    edition: Edition,
    rules: String,
    errors: usize,
    warnings: usize,
    findings: Findings,
}

impl Judged {
    /// By rules of this digest.
    pub fn by(rules: Digest, edition: Edition, findings: Findings) -> Self {
        Judged {
            object: None,
            role: None,
            edition,
            rules: rules.to_string(),
            errors: findings.of(Severity::Error).count(),
            warnings: findings.of(Severity::Warning).count(),
            findings,
        }
    }

    /// With the name of the object.
    pub fn of(mut self, object: impl ToString) -> Self {
        self.object = Some(object.to_string());
        self
    }

    /// With what a certificate was taken for.
    pub fn taken_for(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }

    /// What it is called.
    pub fn object(&self) -> &str {
        self.object.as_deref().unwrap_or_default()
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// Every finding, as a table.
    pub fn show(&self, page: &mut Page) {
        self.show_head(page);
        if !self.findings.list.is_empty() {
            let row = |f: &chancery::pki::lint::Finding| {
                let weight = f.severity.word().to_owned();
                [f.rule.to_string(), weight, f.place.to_string(), f.found.clone(), f.wanted.to_string()]
            };
            page.table(&["Rule", "Severity", "Where", "Found", "Wanted"], self.findings.list.iter().map(row));
        }
    }

    /// How often each rule found something, as a table: for objects with thousands of findings.
    pub fn show_counts(&self, page: &mut Page) {
        self.show_head(page);
        let mut counts: BTreeMap<(std::cmp::Reverse<Severity>, &str), usize> = BTreeMap::new();
        for finding in &self.findings.list {
            *counts.entry((std::cmp::Reverse(finding.severity), finding.rule)).or_default() += 1;
        }
        if !counts.is_empty() {
            let rows = counts.iter().map(|((severity, rule), count)| {
                let title = find(rule).map(|rule| rule.title.to_owned()).unwrap_or_default();
                [(*rule).to_owned(), severity.0.word().to_owned(), count.to_string(), title]
            });
            page.table(&["Rule", "Severity", "Findings", "What it wants"], rows);
        }
    }

    fn show_head(&self, page: &mut Page) {
        if let Some(role) = self.role {
            page.field("Taken for", role.word());
        }
        // Doc 9303 says nothing about services.
        if !self.role.is_some_and(Role::is_service) {
            page.field("Edition", self.edition);
        }
        page.field("Rules checked", self.findings.checked);
        page.field("Errors", self.errors).field("Warnings", self.warnings);
    }
}

/// Several certificates judged together.
pub fn together(members: &[SetMember<'_>], edition: Edition, time: chancery::clock::Time) -> Judged {
    let findings = DOC_9303.lint_set(&SetSubject { members, edition, time });
    Judged::by(DOC_9303.digest(), edition, findings)
}
