//! `chancery policy`: who must approve which act.

mod explain;
mod lint;
mod list;
mod show;
mod source;

crate::frame::verbs!(policy: "Look at policies: who must approve which act"; explain, lint, list, show);
