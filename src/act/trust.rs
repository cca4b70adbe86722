//! Acts of trust in foreign certificates.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::safe::Safe;

/// `trust.accept`: a foreign CSCA certificate becomes an anchor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustAccept {
    /// Its digest, as read from a source outside the medium it came on.
    pub certificate: Digest,
    /// That source: a diplomatic note, a bilateral exchange, a published page.
    pub source: String,
}

impl TrustAccept {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![
            ("certificate", self.certificate.to_string()),
            ("in words", self.certificate.words().join(" ")),
            ("fingerprint from", Safe(&self.source).to_string()),
        ]
    }
}

/// `trust.distrust`: a foreign certificate is an anchor no more, or never.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustDistrust {
    /// Its digest.
    pub certificate: Digest,
    /// Why.
    pub reason: String,
}

impl TrustDistrust {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![("certificate", self.certificate.to_string()), ("reason", Safe(&self.reason).to_string())]
    }
}
