//! `chancery profile`: what kinds of certificate there are.

mod explain;
mod list;
mod show;

crate::frame::verbs!(profile: "Look at the profiles that certificates are issued by"; explain, list, show);
