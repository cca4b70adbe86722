//! `chancery ledger`: the record of everything.

mod list;
mod show;
mod verify;

crate::frame::verbs!(ledger: "Read and verify the ledger"; list, show, verify);
