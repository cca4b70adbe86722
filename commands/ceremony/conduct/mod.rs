//! Conducting a ceremony: who is in the room, who answers, and the run from step to step.

mod approvals;
mod drive;
pub mod people;
mod seat;

pub use drive::{Ended, to_the_end};
pub use seat::{Seat, answers};
