//! What a rule is: data, and two functions that cannot fail.

use std::fmt;

use super::edition::Edition;
use super::finding::{Report, Severity};
use super::subject::{CrlSubject, SetSubject, Subject};

/// A rule over one certificate.
pub struct Rule {
    /// Its id, such as `C03`; never given to another rule.
    pub id: &'static str,
    /// Raised whenever what it finds changes.
    pub version: u16,
    /// What it wants, as a short sentence without a period.
    pub title: &'static str,
    /// The clause behind it, such as `Doc 9303-12 7.1 table 5`.
    pub clause: &'static str,
    /// How much a finding weighs; see [`Severity::under`] for `Legacy`.
    pub severity: Severity,
    /// The PKD conformance code of its findings, unless a finding brings its own.
    pub pkd: Option<&'static str>,
    /// The first edition that has it.
    pub since: Edition,
    /// The last edition that has it; `None` where it still holds.
    pub until: Option<Edition>,
    /// What it finds first in the bad example that stands in tests/vectors/lint, as `place: found`.
    pub example: &'static str,
    /// Whether it has something to say about this certificate.
    pub applies: fn(&Subject<'_>) -> bool,
    /// Looks, and writes what it finds.
    pub check: fn(&Subject<'_>, &mut Report),
}

/// A rule over one CRL.
pub struct CrlRule {
    /// Its id.
    pub id: &'static str,
    /// Raised whenever what it finds changes.
    pub version: u16,
    /// What it wants.
    pub title: &'static str,
    /// The clause behind it.
    pub clause: &'static str,
    /// How much a finding weighs.
    pub severity: Severity,
    /// The PKD conformance code of its findings.
    pub pkd: Option<&'static str>,
    /// The first edition that has it.
    pub since: Edition,
    /// The last edition that has it; `None` where it still holds.
    pub until: Option<Edition>,
    /// What it finds first in the bad example that stands in tests/vectors/lint, as `place: found`.
    pub example: &'static str,
    /// Whether it has something to say about this list.
    pub applies: fn(&CrlSubject<'_>) -> bool,
    /// Looks, and writes what it finds.
    pub check: fn(&CrlSubject<'_>, &mut Report),
}

/// A rule over a set of certificates: a master list, a state's signers.
pub struct SetRule {
    /// Its id.
    pub id: &'static str,
    /// Raised whenever what it finds changes.
    pub version: u16,
    /// What it wants.
    pub title: &'static str,
    /// The clause behind it.
    pub clause: &'static str,
    /// How much a finding weighs.
    pub severity: Severity,
    /// The PKD conformance code of its findings.
    pub pkd: Option<&'static str>,
    /// The first edition that has it.
    pub since: Edition,
    /// The last edition that has it; `None` where it still holds.
    pub until: Option<Edition>,
    /// What it finds first in the bad example that stands in tests/vectors/lint, as `place: found`.
    pub example: &'static str,
    /// Looks, and writes what it finds.
    pub check: fn(&SetSubject<'_>, &mut Report),
}

macro_rules! show_by_id {
    ($($kind:ident)*) => {
        $(impl fmt::Debug for $kind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($kind), "({} v{})"), self.id, self.version)
            }
        })*
    };
}

show_by_id!(Rule CrlRule SetRule);

/// Whether an edition has a rule that begins and ends so.
pub(crate) fn holds(since: Edition, until: Option<Edition>, edition: Edition) -> bool {
    since <= edition && until.is_none_or(|until| edition <= until)
}

/// For `applies` of rules that look at every certificate.
pub fn always(_: &Subject<'_>) -> bool {
    true
}
