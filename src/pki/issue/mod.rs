//! How a certificate of our own comes to be: draft, linted, issued.
//!
//! A [`Draft`] is a profile with everything that fills it in. [`Draft::lint`] makes the
//! to-be-signed bytes and runs the rules over them; only bytes without errors become
//! [`Linted`]. [`Issued`] is made from a `Linted` and a signature and from nothing else:
//! the bytes are the linted ones, the signature verifies, the rules have run again.

mod draft;
mod dry;
mod encode;
mod evidence;
mod names;
mod proven_key;
mod rehearsal;

pub use draft::{Draft, Issuer};
pub use dry::DryRun;
pub use evidence::{Issued, Linted, sign_linted};
pub use proven_key::ProvenKey;
pub use rehearsal::{is_marked, unmarked};

pub(crate) use evidence::{accepted_or_refused, expect_found};
pub(super) use evidence::{assembled, placeholder_signature, signed_by};
