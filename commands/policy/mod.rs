//! `chancery policy`: who must approve which act.

mod adopt;
mod explain;
mod lint;
mod list;
mod show;
pub mod source;

crate::frame::verbs!(policy: "Look at policies: who must approve which act"; adopt, explain, lint, list, show);
