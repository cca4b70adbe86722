//! `chancery cert`: certificates.

mod issue;
mod lint;
mod list;
mod show;

pub use show::LONGEST;

crate::frame::verbs!(cert: "Issue, list, show and lint certificates"; issue, lint, list, show);
