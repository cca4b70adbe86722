//! A station whose officers decide: what they agreed to happens once, and whatever stands in the way is refused by the
//! program itself, command by command.

#[path = "support/council.rs"]
mod council;
#[path = "support/demo.rs"]
mod demo;
#[path = "support/killing.rs"]
mod killing;
#[path = "support/memory.rs"]
mod memory;
#[path = "support/officers.rs"]
mod officers;
#[path = "support/pens.rs"]
mod pens;
#[path = "support/room.rs"]
mod room;
#[path = "support/walk.rs"]
mod walk;

#[path = "council/anchors.rs"]
mod anchors;
#[path = "council/approved.rs"]
mod approved;
#[path = "council/batches.rs"]
mod batches;
#[path = "council/brought.rs"]
mod brought;
#[path = "council/changes.rs"]
mod changes;
#[path = "council/clocks.rs"]
mod clocks;
#[path = "council/issuing.rs"]
mod issuing;
#[path = "council/keys.rs"]
mod keys;
#[path = "council/once.rs"]
mod once;
#[path = "council/rollovers.rs"]
mod rollovers;
#[path = "council/shown.rs"]
mod shown;
#[path = "council/stations.rs"]
mod stations;
