//! `chancery crl`: revocation lists.

mod issue;
mod lint;
mod show;
mod verify;

crate::frame::verbs!(crl: "Issue, judge, show and verify revocation lists"; issue, lint, show, verify);
