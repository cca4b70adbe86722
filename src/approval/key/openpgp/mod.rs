//! OpenPGP certificates and detached signatures (RFC 9580, RFC 4880). Packets are walked by our own
//! reader first; what passes is read and checked by sequoia.

mod certificate;
mod detached;
mod packets;
mod raw_key;
mod rules;

pub(super) use certificate::Certificate;
pub(super) use detached::Detached;
