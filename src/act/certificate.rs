//! Acts on certificates and revocation lists.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::pki::alternative::AlternativeName;
use crate::safe::{Label, Safe};

/// Whose key a certificate is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectKey {
    /// A key in a vault of this station.
    Key(Label),
    /// A PKCS#10 request, by the digest of its bytes; the request is kept beside the act.
    Csr(Digest),
}

/// `certificate.issue`: a certificate by a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateIssue {
    /// The profile's name; its digest is a precondition.
    pub profile: Label,
    /// Whose key.
    pub subject: SubjectKey,
    /// The issuing key; absent for a root, which signs itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Label>,
    /// The common name, where the profile leaves it open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub common_name: Option<String>,
    /// Names beside the subject, where the profile takes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternative: Vec<AlternativeName>,
    /// Lint warnings accepted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<String>,
}

impl CertificateIssue {
    pub(super) fn words(&self) -> Vec<Word> {
        let subject = match &self.subject {
            SubjectKey::Key(label) => format!("key {label} of this station"),
            SubjectKey::Csr(digest) => format!("certificate request {digest}"),
        };
        let mut words = vec![("profile", self.profile.to_string()), ("for", subject)];
        words.push(("signed by", self.issuer.as_ref().map_or_else(|| "itself".into(), Label::to_string)));
        if let Some(name) = &self.common_name {
            words.push(("common name", Safe(name).to_string()));
        }
        words.extend(self.alternative.iter().map(|name| ("name beside it", Safe(&name.to_string()).to_string())));
        if !self.accept.is_empty() {
            words.push(("accepted warnings", self.accept.join(", ")));
        }
        words
    }
}

/// `certificate.revoke`: a certificate of ours goes onto the next revocation list, for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateRevoke {
    /// The issuing key.
    pub issuer: Label,
    /// The serial number, in lower-case hex.
    pub serial: String,
    /// Why, in words; kept in the ledger, since Doc 9303 lists carry no reason.
    pub reason: String,
}

impl CertificateRevoke {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![
            ("issued by", self.issuer.to_string()),
            ("serial", Safe(&self.serial).to_string()),
            ("reason", Safe(&self.reason).to_string()),
        ]
    }
}

/// `crl.issue`: the next revocation list of an issuing key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrlIssue {
    /// The issuing key.
    pub issuer: Label,
    /// Days until the next update, 90 at most (Doc 9303-12 4.1.5).
    pub days: u16,
    /// Lint warnings accepted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<String>,
}

impl CrlIssue {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![("issued by", self.issuer.to_string()), ("next update", format!("in {} days", self.days))];
        if !self.accept.is_empty() {
            words.push(("accepted warnings", self.accept.join(", ")));
        }
        words
    }
}
