//! `chancery station`: making a station and looking at it.

mod genesis;
pub mod init;
mod show;

crate::frame::verbs!(station: "Make a station, look at it"; init, genesis, show);
