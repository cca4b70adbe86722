//! Public key infrastructure: how certificates and lists of revoked ones are read,
//! judged, drafted and issued. What they mean in travel documents is the room `icao`.
//!
//! Reading is tolerant, judging is strict. [`certificate::Certificate`] is a view over
//! the original bytes; what is wrong in one extension is an error of that extension's
//! reader ([`extension`]) and never costs the certificate. [`lint`] is the engine that
//! runs rules; the rules are handed in. A certificate or CRL of our own goes
//! draft → linted → issued: nothing is signed that no rule set has seen.

pub mod algorithm_identifier;
pub mod alternative;
pub mod armour;
pub mod certificate;
pub mod country;
pub mod crl;
pub mod csr;
mod error;
pub mod extension;
pub mod instant;
pub mod issue;
pub mod key_material;
pub mod lint;
pub mod name;
pub mod oid;
pub mod path;
pub mod profile;
pub mod serial;
pub mod service_rules;
pub mod span;
pub mod text;
pub mod weak;

pub use error::PkiError;

#[cfg(test)]
pub(crate) mod testing;
