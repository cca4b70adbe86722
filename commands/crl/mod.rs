//! `chancery crl`: revocation lists.

mod issue;
mod show;
mod verify;

crate::frame::verbs!(crl: "Issue, show and verify revocation lists"; issue, show, verify);
