//! `chancery cert`: certificates.

mod issue;
mod lint;
mod list;
mod show;
mod verify;

pub use show::LONGEST;

crate::frame::verbs!(cert: "Issue, list, show, verify and lint certificates"; issue, lint, list, show, verify);
