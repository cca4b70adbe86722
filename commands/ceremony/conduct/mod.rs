//! Conducting a ceremony: who is in the room, who answers, and the run from step to step.

mod approvals;
mod asking;
mod backups;
mod drive;
pub mod people;
mod seat;
mod texts;

pub use asking::expect_askable;
pub use drive::{Ended, to_the_end};
pub use seat::{Seat, answers};
