//! `chancery masterlist`: master lists.

mod ingest;
mod issue;
mod list;

crate::frame::verbs!(masterlist: "Take in, list and issue master lists"; ingest, issue, list);
