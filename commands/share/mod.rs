//! `chancery share`: a secret in parts that several people keep.

mod check;
mod combine;
pub mod hand;
mod open;
mod reissue;
mod split;
mod trial;

crate::frame::verbs!(
    share: "Split a secret among people, judge their shares, and combine them";
    split, combine, check, open, reissue, trial
);
