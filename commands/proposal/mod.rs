//! `chancery proposal`: what is to be done, and what officers say to it.

mod approve;
mod create;
mod import;
mod list;
mod show;
mod status;
mod withdraw;

crate::frame::verbs!(proposal: "Propose acts, and take officers' signed decisions in"; create, show, approve, import, withdraw, status, list);
