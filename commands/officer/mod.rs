//! `chancery officer`: who may decide.

mod challenge;
mod enroll;
mod list;
mod prove;
mod replace_key;
mod retire;
mod root_key;
mod show;
mod witness_key;

crate::frame::verbs!(officer: "Enroll the people who decide, and their keys"; challenge, prove, enroll, list, show, replace_key, retire,
    witness_key, root_key);
