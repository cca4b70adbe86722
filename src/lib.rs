//! Chancery: an air-gapped signing station.
//!
//! An operation is proposed, approved, performed and recorded. This library is
//! the domain: it never prints, prompts or exits; the binary in `commands/` does.
//! Each module is a room with one purpose and a fixed list of rooms it may use;
//! `tests/architecture.rs` refuses any other import.

#![deny(unsafe_code)]
#![warn(missing_docs)]

pub mod act;
pub mod approval;
pub mod asn1;
pub mod backup;
pub mod bundle;
pub mod canonical;
pub mod ceremony;
pub mod clock;
pub mod cms;
pub mod digest;
pub mod entropy;
pub mod fault;
pub mod holder;
pub mod icao;
pub mod keys;
pub mod ledger;
pub mod mode;
pub mod operation;
pub mod pki;
pub mod quorum;
pub mod safe;
pub mod sealed;
pub mod secret;
pub mod share;
pub mod signer;
pub mod station;
pub mod store;
pub mod trust;
pub mod vault;
