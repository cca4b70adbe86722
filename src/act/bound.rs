//! An act bound to one station, one moment and everything it builds on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Act, ActError};
use crate::canonical;
use crate::clock::Time;
use crate::digest::Digest;
use crate::mode::Identity;
use crate::safe::Label;

/// The ledger head an act was proposed at; it must be an ancestor of the head at performance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// How many entries.
    pub size: u64,
    /// The RFC 6962 root over them.
    pub root: Digest,
}

/// Sixteen octets that make every proposal its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nonce(pub [u8; 16]);

impl From<Nonce> for String {
    fn from(nonce: Nonce) -> String {
        hex::encode(nonce.0)
    }
}

impl TryFrom<String> for Nonce {
    type Error = hex::FromHexError;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut octets = [0; 16];
        hex::decode_to_slice(text, &mut octets)?;
        Ok(Nonce(octets))
    }
}

/// What is approved: the act and everything that must still be so when it is performed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// The act with its parameters.
    pub what: Act,
    /// Station, mode and epoch.
    pub identity: Identity,
    /// Digests of what the act builds on: profile, configuration, last CRL.
    pub preconditions: BTreeMap<String, Digest>,
    /// The ledger head at the proposal.
    pub head: Head,
    /// Drawn for this proposal.
    pub nonce: Nonce,
    /// From this moment on it is dead.
    pub expires: Time,
    /// The officer who proposes it, where somebody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposer: Option<Label>,
}

impl Bound {
    /// The RFC 8785 bytes that are shown, signed and recorded.
    pub fn canonical(&self) -> Result<Vec<u8>, ActError> {
        Ok(canonical::bytes(self)?)
    }

    /// The act's digest: SHA-256 over [`Bound::canonical`].
    pub fn digest(&self) -> Result<Digest, ActError> {
        Ok(Digest::of(&self.canonical()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::KeyLock;
    use crate::mode::Mode;

    fn bound() -> Bound {
        Bound {
            what: Act::KeyLock(KeyLock { key: "csca".parse().unwrap() }),
            identity: Identity { station: "utopia".parse().unwrap(), mode: Mode::Specimen, epoch: 1 },
            preconditions: BTreeMap::from([("configuration".to_owned(), Digest::of(b"toml"))]),
            head: Head { size: 3, root: Digest::of(b"root") },
            nonce: Nonce([7; 16]),
            expires: "2026-11-22T10:00:00Z".parse().unwrap(),
            proposer: None,
        }
    }

    #[test]
    fn every_field_changes_the_digest() {
        let digest = bound().digest().unwrap();
        let changes: [fn(&mut Bound); 9] = [
            |b| b.what = Act::KeyLock(KeyLock { key: "csca-2".parse().unwrap() }),
            |b| b.identity.station = "erewhon".parse().unwrap(),
            |b| b.identity.mode = Mode::Production,
            |b| b.identity.epoch = 2,
            |b| b.preconditions = BTreeMap::new(),
            |b| b.head.size = 4,
            |b| b.nonce = Nonce([8; 16]),
            |b| b.expires = b.expires.plus(1),
            |b| b.proposer = Some("ann".parse().unwrap()),
        ];
        for change in changes {
            let mut other = bound();
            change(&mut other);
            assert_ne!(other.digest().unwrap(), digest);
        }
    }

    #[test]
    fn what_is_written_is_read_back_equal() {
        let written = bound().canonical().unwrap();
        assert_eq!(serde_json::from_slice::<Bound>(&written).unwrap(), bound());
    }
}
