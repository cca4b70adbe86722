//! `chancery vault`: the tokens that hold the keys.

mod cards;
mod list;
mod protect;
mod test;

crate::frame::verbs!(vault: "Look at the vaults and measure what they enforce"; cards, list, protect, test);
