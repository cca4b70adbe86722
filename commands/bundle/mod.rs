//! `chancery bundle`: what leaves the station on a stick.

mod export;
mod root;
mod sign_root;
mod verify;
mod write;

crate::frame::verbs!(bundle: "Export signed bundles to a stick, and verify them"; export, root, sign_root, verify, write);
