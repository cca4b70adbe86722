//! The genesis of a station as a ceremony: every first officer signs in the room, whatever is wrong is said or refused,
//! and from then on ceremonies go through the same one counter as everything else.

#[path = "support/council.rs"]
mod council;
#[path = "support/officers.rs"]
mod officers;
#[path = "support/pens.rs"]
mod pens;
#[path = "support/room.rs"]
mod room;
#[path = "support/walk.rs"]
mod walk;

#[path = "station_genesis/afterwards.rs"]
mod afterwards;
#[path = "station_genesis/birth.rs"]
mod birth;
#[path = "station_genesis/refusals.rs"]
mod refusals;
#[path = "station_genesis/terminal.rs"]
mod terminal;
#[path = "station_genesis/unattended.rs"]
mod unattended;
