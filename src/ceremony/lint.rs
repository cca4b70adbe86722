//! What is wrong with a script before anybody is in the room: all of it at once.
//!
//! An error stops the script from being run; a warning is for its author.

mod backups;
mod flow;
mod people;
mod world;

use serde::Serialize;

use super::script::{Script, Step};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The script is not run.
    Error,
    /// The script may be run; somebody should think about it.
    Warning,
}

impl Severity {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's name, such as `value-later`.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The step, where it is one.
    pub step: Option<String>,
    /// The line in the file, from 1.
    pub line: usize,
    /// What was found and where.
    pub message: String,
    /// How it can be mended.
    pub mend: String,
}

/// Every finding, errors first, then by line.
pub fn lint(script: &Script) -> Vec<Finding> {
    let mut found = Findings::default();
    people::check(script, &mut found);
    flow::check(script, &mut found);
    world::check(script, &mut found);
    backups::check(script, &mut found);
    found.0.sort_by_key(|finding| (finding.severity, finding.line));
    found.0
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn step(&mut self, rule: &'static str, severity: Severity, step: &Step, message: String, mend: &str) {
        let message = format!("step '{}' (line {}): {message}", step.id, step.line);
        let step_id = Some(step.id.clone());
        self.0.push(Finding { rule, severity, step: step_id, line: step.line, message, mend: mend.to_owned() });
    }

    fn at(&mut self, rule: &'static str, severity: Severity, line: usize, message: String, mend: &str) {
        let message = format!("line {line}: {message}");
        self.0.push(Finding { rule, severity, step: None, line, message, mend: mend.to_owned() });
    }
}
