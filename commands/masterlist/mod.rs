//! `chancery masterlist`: master lists.

mod diff;
mod ingest;
mod issue;
mod lint;
mod list;
mod show;
mod side;
mod verify;

crate::frame::verbs!(
    masterlist: "Take in, judge, compare and issue master lists";
    diff, ingest, issue, lint, list, show, verify
);
