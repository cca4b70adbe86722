//! `chancery officer`: who may decide.

mod challenge;
mod enroll;
mod list;
mod replace_key;
mod retire;
mod show;

crate::frame::verbs!(officer: "Enroll the people who decide, and their keys"; challenge, enroll, list, show, replace_key, retire);
