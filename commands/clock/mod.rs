//! `chancery clock`: station time, and what is done when it jumped.

mod attest;
mod correct;
mod show;

crate::frame::verbs!(clock: "See station time and explain a jump of it"; attest, correct, show);
