//! Certificate revocation lists: the tolerant view, and the making of our own.
//!
//! Our own go draft → linted → issued, as certificates do: [`CrlDraft::lint`] makes the
//! bytes and runs the rules, [`IssuedCrl`] is made of nothing but what was linted.

mod build;
mod evidence;
mod view;

pub use build::{CrlDraft, Revoked};
pub use evidence::{IssuedCrl, LintedCrl, sign_linted_crl};
pub use view::{Crl, Entries, Entry};
