//! `chancery backup`: copies of the state, sets of wrapped keys, restores and drills.

mod destroyed;
mod drill;
mod keys;
mod list;
mod prune;
mod restore;
mod state;
mod verify;

crate::frame::verbs!(backup: "Back up state and keys, and prove that they can be restored";
    destroyed, drill, keys, list, prune, restore, state, verify);
