//! The policy that OpenPGP certificates and signatures are judged by, and times as OpenPGP has them.
//!
//! It is sequoia's standard policy at the station's time, with this beside it at any time: no MD5,
//! RIPEMD-160, SHA-1 or SHA-224, in self-signatures neither. Weak raw keys are refused by the one
//! judge of the room, whatever form they come in.

use std::time::SystemTime;

use sequoia_openpgp::policy::StandardPolicy;
use sequoia_openpgp::types::{HashAlgorithm, Timestamp};

use super::super::KeyError;
use crate::clock::Time;

/// The policy at a station's time.
pub(super) fn policy(at: Time) -> StandardPolicy<'static> {
    let mut policy = StandardPolicy::at(openpgp_time(at));
    for hash in [HashAlgorithm::MD5, HashAlgorithm::RipeMD, HashAlgorithm::SHA1, HashAlgorithm::SHA224] {
        policy.reject_hash(hash);
    }
    policy
}

/// A policy that lets old hashes pass: to say what a certificate would be but for them, and to show
/// it. Nothing is ever taken by it.
pub(super) fn lenient() -> StandardPolicy<'static> {
    StandardPolicy::at(SystemTime::from(Timestamp::from(0)))
}

/// Whether a hash is strong enough for a signature over a statement.
pub(super) fn is_strong(hash: HashAlgorithm) -> bool {
    use HashAlgorithm::{SHA3_256, SHA3_512, SHA256, SHA384, SHA512};
    matches!(hash, SHA256 | SHA384 | SHA512 | SHA3_256 | SHA3_512)
}

/// A station's time as OpenPGP can write it: between 1970 and 2106.
pub(super) fn openpgp_time(at: Time) -> SystemTime {
    let seconds = u32::try_from(at.unix().max(0)).unwrap_or(u32::MAX);
    Timestamp::from(seconds).into()
}

/// A time of OpenPGP as the station writes it; beyond 2106 it is kept at its last second.
pub(super) fn station_time(moment: SystemTime) -> Result<Time, KeyError> {
    let seconds = Timestamp::try_from(moment).map_or(u32::MAX, u32::from);
    Time::from_unix(i64::from(seconds)).map_err(|error| KeyError::Unreadable { what: error.to_string() })
}
