//! `chancery ledger`: the record of everything.

mod cosign;
mod head;
mod list;
mod show;
mod verify;

crate::frame::verbs!(ledger: "Read, verify and cosign the ledger"; list, show, verify, head, cosign);
