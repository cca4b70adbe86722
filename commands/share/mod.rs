//! `chancery share`: a secret in parts that several people keep.

mod check;
mod combine;
mod hand;
mod open;
mod split;

crate::frame::verbs!(
    share: "Split a secret among people, judge their shares, and combine them";
    split, combine, check, open
);
