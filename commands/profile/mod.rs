//! `chancery profile`: what kinds of certificate there are.

mod adopt;
mod check;
mod diff;
mod explain;
mod list;
mod show;
pub mod source;

crate::frame::verbs!(profile: "Look at profiles, which say how certificates are made, and adopt them"; adopt, check, diff, explain, list, show);
