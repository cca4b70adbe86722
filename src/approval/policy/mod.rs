//! Policy: who must approve which act, as strict TOML that an officer may read, copy and change.
//!
//! A [`Policy`] is a list of [`Rule`]s. The first rule that matches a [`Subject`] (an act and, where it issues a
//! certificate, the profile) decides what is asked for: so many people, some with certain roles, from so many
//! organisations, within so much time. What no rule matches is refused. [`lint`] finds what an officer would not
//! have meant: rules that nobody can meet, rules that are never reached, acts without a rule, a policy that is
//! easier to change than what it guards.
//!
//! Beside the rules it says what the station's backups have to be ([`BackupGoals`]).
//!
//! A policy is in force only once a station has adopted the file by its digest, which covers every byte of the text.

mod acts;
mod backup;
mod error;
mod fields;
mod glob;
mod lint;
mod meeting;
mod people;
mod period;
mod places;
mod reader;
mod rule;
mod shape;
mod slip;
mod template;

pub use acts::{ACTS, BY_RULE, NO_RULE, WITH_PROFILE, can_be_undone, is_emergency};
pub use backup::{BackupGoals, Keep, ShareWay, Unfit};
pub use error::{PolicyError, Problem};
pub use fields::{FIELDS, Field};
pub use glob::Glob;
pub use lint::{Finding, LINT_RULES, LintRule, Severity, find, lint};
pub use meeting::Shortfall;
pub use people::{Member, read_people};
pub use period::in_words;
pub use places::{Missing, places_filled};
pub use rule::{ProfileMatch, Rule};
pub use template::{TEMPLATES, template};

use crate::digest::Digest;
use crate::mode::Mode;
use crate::safe::Label;

/// A policy, checked. Only [`Policy::parse`] makes one.
///
/// ```compile_fail,E0451
/// use chancery::approval::policy::Policy;
/// fn weaker(policy: Policy) -> Policy {
///     Policy { rules: Vec::new(), ..policy } // private fields: the text, its digest and its rules go together
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    text: String,
    digest: Digest,
    name: Label,
    title: String,
    modes: Vec<Mode>,
    rules: Vec<Rule>,
    backup: BackupGoals,
}

/// What a rule is looked for: an act, and the profile where it is about one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The act's name in the catalogue.
    pub act: &'a str,
    /// Name and digest of the profile a certificate is issued by.
    pub profile: Option<(&'a str, Digest)>,
    /// The rule that an act of `trust.accept` names, where it names one.
    pub trust_rule: Option<&'a str>,
}

impl Policy {
    /// Reads a policy. Unknown fields, contradictions and values out of range are refused with their line.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        reader::read(text)
    }

    /// SHA-256 of the text, every byte of it: by this a policy is adopted, and approvals are bound to it.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The text it was read from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its name.
    pub fn name(&self) -> &Label {
        &self.name
    }

    /// One line for people.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The modes of the stations that may adopt it: at least one, each once.
    pub fn modes(&self) -> &[Mode] {
        &self.modes
    }

    /// Whether a station of this mode may adopt it.
    pub fn is_for(&self, mode: Mode) -> bool {
        self.modes.contains(&mode)
    }

    /// The rules, in the order in which they are tried.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// What the station's backups have to be: what the table `[backup]` says, and the defaults for what it does not.
    pub fn backup(&self) -> &BackupGoals {
        &self.backup
    }

    /// The rule that decides: the first that matches. `None` means that the act is refused.
    pub fn rule_for(&self, subject: &Subject<'_>) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.matches(subject))
    }
}
