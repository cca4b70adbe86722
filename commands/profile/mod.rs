//! `chancery profile`: what kinds of certificate there are.

mod list;
mod show;

crate::frame::verbs!(profile: "Look at the profiles that certificates are issued by"; list, show);
