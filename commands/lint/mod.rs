//! `chancery lint`: the rules.

mod explain;
mod list;

crate::frame::verbs!(lint: "Look at the rules that objects are judged by"; explain, list);
