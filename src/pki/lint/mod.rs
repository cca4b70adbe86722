//! The lint engine: rules as data, run over a certificate, a CRL or a set of certificates.
//!
//! A [`Rule`] is a static: id, clause, severity, and two functions. A [`RuleSet`] is a
//! list of them with a digest over their ids and versions, so that a record can say
//! under which rules an object was judged. Rules see a [`Subject`] and write into a
//! [`Report`]; they change nothing and cannot fail. The rules of Doc 9303 are in the
//! room `icao`; those of the services' own hierarchy in [`crate::pki::service_rules`].

mod edition;
mod finding;
mod role;
mod rule;
mod set;
mod subject;

pub use edition::Edition;
pub use finding::{Finding, Findings, Report, Severity};
pub use role::Role;
pub(crate) use rule::holds;
pub use rule::{CrlRule, Rule, SetRule, always};
pub use set::RuleSet;
pub(crate) use set::line;
pub use subject::{CrlSubject, SetMember, SetSubject, Subject};
