//! `chancery crl`: revocation lists.

mod issue;
mod show;

crate::frame::verbs!(crl: "Issue and show revocation lists"; issue, show);
