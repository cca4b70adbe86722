//! Approval: how several people let one thing happen once.
//!
//! - An *officer* is a person with keys of their own. They are enrolled by an [`Enrolment`] that every
//!   one of those keys has signed; the [`Roster`] is everybody who is.
//! - A *policy* says who must approve which act ([`policy`]).
//! - A [`Proposal`] is one act bound to station, moment and everything it builds on, as a text that
//!   people read. An officer signs a [`Statement`]: their decision with that whole text.
//! - [`decide`] is the one place that counts. It gives a [`Verdict`]: who counts, who does not and
//!   why, what is lacking.
//! - [`Approved`] is the evidence: bound to one act's digest, not copyable, consumed by use.

mod approved;
mod decide;
mod enrolment;
mod error;
mod form;
pub mod key;
pub mod policy;
mod possession;
mod proposal;
mod roster;

pub use approved::{Approved, Evidence, Ground, Spent, Voice, by_birth, by_bookkeeping, by_shares, by_specimen_policy};
pub use decide::{Ballot, Demand, Moment, Uncounted, Verdict, Why, decide};
pub use enrolment::{Enrolment, Person, ProvenEnrolment};
pub use error::ApprovalError;
pub use form::LIMIT as TEXT_LIMIT;
pub use possession::{Proofs, ROOT_DOMAIN};
pub use proposal::{Differs, LastSuch, Proposal, Statement};
pub use roster::{Officer, Roster};
