//! Acts of trust in foreign certificates.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::safe::{Label, Safe};

/// `trust.accept`: a foreign CSCA certificate becomes an anchor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustAccept {
    /// Its digest, as read from a source outside the medium it came on.
    pub certificate: Digest,
    /// That source: a diplomatic note, a bilateral exchange, a published page. Empty where a rule stands for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// The entry by which the certificate was distrusted, where it is accepted all the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despite: Option<u64>,
    /// The rule that proposes it, which must hold when it is performed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Label>,
    /// The two officers who typed the digest, each alone; the first anchor of a station with officers needs them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub typed_by: Vec<Label>,
}

impl TrustAccept {
    /// What is typed to accept a certificate that was distrusted: its first sixteen hex digits.
    pub fn typed_name(&self) -> Option<String> {
        self.despite.map(|_| self.certificate.to_string().chars().take(16).collect())
    }

    pub(super) fn words(&self) -> Vec<Word> {
        let mut words =
            vec![("certificate", self.certificate.to_string()), ("in words", self.certificate.words().join(" "))];
        if !self.source.is_empty() {
            words.push(("fingerprint from", Safe(&self.source).to_string()));
        }
        words.extend(self.rule.as_ref().map(|rule| ("by rule", rule.to_string())));
        if !self.typed_by.is_empty() {
            let officers: Vec<&str> = self.typed_by.iter().map(Label::as_str).collect();
            words.push(("fingerprint typed by", format!("{}, by their own word", officers.join(", "))));
        }
        words.extend(self.despite.map(|entry| ("in spite of", format!("its distrust, ledger entry {entry}"))));
        words
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

/// `trust.import`: certificates that lie in a folder or in a file of some program are kept and judged. Nobody signed
/// for them, so that none of them becomes an anchor by this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustImport {
    /// The digest of what was found: every certificate with every place where it lies.
    pub import: Digest,
    /// Where it comes from, in words.
    pub source: String,
}

impl TrustImport {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![
            ("import", self.import.to_string()),
            ("source", Safe(&self.source).to_string()),
            ("signature", "none: taken all the same, and marked so".into()),
        ]
    }
}
