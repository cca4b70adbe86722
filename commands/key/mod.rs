//! `chancery key`: keys in the station's vaults.

mod generate;
mod list;
mod lock;

crate::frame::verbs!(key: "Make, list and lock keys in the vaults"; generate, list, lock);
