//! `chancery deviation`: what states say is wrong with documents they issued.

mod given;
mod ingest;
mod issue;
mod lint;
mod list;
mod show;

crate::frame::verbs!(deviation: "Take in, judge, issue, list and show deviation lists"; ingest, issue, lint, list, show);

/// The longest list that is read, in octets.
const LONGEST: u64 = 256 << 20;
