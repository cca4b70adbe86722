//! `chancery vault`: the tokens that hold the keys.

mod add;
mod cards;
mod clone;
mod compare;
mod fail_over;
mod list;
mod protect;
mod test;

crate::frame::verbs!(vault: "Look at the vaults and measure what they enforce"; add, cards, clone, compare, fail_over, list, protect, test);
