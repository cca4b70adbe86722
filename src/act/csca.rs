//! Acts on the CSCA's own keys: the change from one to the next, and the end of one that is lost.

use serde::{Deserialize, Serialize};

use super::{CertificateIssue, SubjectKey, Word};
use crate::safe::{Label, Safe};

/// `csca.rollover`: the next key of the CSCA, with its root and the link that leads to it, at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CscaRollover {
    /// The newest key, which signs the link.
    pub from: Label,
    /// The key that follows, which signs its own root.
    pub to: Label,
    /// The profile of the root; its digest is a precondition.
    pub root_profile: Label,
    /// The profile of the link; its digest is a precondition.
    pub link_profile: Label,
    /// The common name of the root and of the link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub common_name: Option<String>,
    /// Lint warnings accepted by name, in the one or the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<String>,
}

impl CscaRollover {
    /// The root alone, as if it were issued by itself.
    pub fn root(&self) -> CertificateIssue {
        CertificateIssue {
            profile: self.root_profile.clone(),
            subject: SubjectKey::Key(self.to.clone()),
            issuer: None,
            common_name: self.common_name.clone(),
            alternative: Vec::new(),
            accept: self.accept.clone(),
        }
    }

    /// The link alone, as if it were issued by itself.
    pub fn link(&self) -> CertificateIssue {
        let (profile, issuer) = (self.link_profile.clone(), Some(self.from.clone()));
        CertificateIssue { profile, issuer, common_name: None, ..self.root() }
    }

    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![
            ("from key", self.from.to_string()),
            ("to key", self.to.to_string()),
            ("root by profile", self.root_profile.to_string()),
            ("link by profile", self.link_profile.to_string()),
        ];
        if let Some(name) = &self.common_name {
            words.push(("common name", Safe(name).to_string()));
        }
        if !self.accept.is_empty() {
            words.push(("accepted warnings", self.accept.join(", ")));
        }
        words
    }
}

/// What happened to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// It is gone, and nobody else has it: what it signed stays good.
    Lost,
    /// Somebody else may have used it, or may yet.
    Compromised,
}

impl Loss {
    /// The word in acts, in the store and in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Loss::Lost => "lost",
            Loss::Compromised => "compromised",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Loss> {
        [Loss::Lost, Loss::Compromised].into_iter().find(|loss| loss.word() == word)
    }
}

/// `csca.compromise`: a key of the CSCA signs no more; where it is compromised, its root and the links to it and from it
/// are revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CscaCompromise {
    /// The key.
    pub key: Label,
    /// What happened to it.
    pub what: Loss,
    /// What is known of it, in words; kept in the ledger alone.
    pub reason: String,
    /// The key that goes on with its list, though no link can lead to it. It need not be there yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub successor: Option<Label>,
}

impl CscaCompromise {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![
            ("key", self.key.to_string()),
            ("is", self.what.word().to_owned()),
            ("reason", Safe(&self.reason).to_string()),
        ];
        words.extend(self.successor.iter().map(|key| ("followed by", key.to_string())));
        words
    }
}
