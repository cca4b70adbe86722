//! The act by which a CSCA whose key another program made is taken over.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::keys::KeyId;
use crate::safe::Label;

/// `csca.adopt`: a key that is in a vault already is a CSCA key of this station's from now on, with what it issued before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CscaAdopt {
    /// In which vault the key is.
    pub vault: Label,
    /// By what it is found there.
    pub key_id: KeyId,
    /// Under which name it is known here; a name is never used twice.
    pub label: Label,
    /// The key's root certificate; it and all that follows are kept.
    pub root: Digest,
    /// The certificates that it issued and the links to it, as far as they are at hand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<Digest>,
    /// The serial numbers of others that it issued, one a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inventory: Option<Digest>,
    /// Its last revocation list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crl: Option<Digest>,
    /// The highest list number that it took, where that is known from elsewhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_number: Option<u64>,
    /// The CSCA key of this station's that signed the links to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Label>,
    /// Rules whose findings in what exists are accepted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<String>,
}

impl CscaAdopt {
    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![
            ("vault", self.vault.to_string()),
            ("key there", self.key_id.to_string()),
            ("name here", self.label.to_string()),
            ("root", self.root.to_string()),
            ("certificates", self.certificates.len().to_string()),
        ];
        let digests: Vec<String> = self.certificates.iter().map(Digest::to_string).collect();
        if !digests.is_empty() {
            words.push(("digests", digests.join(" ")));
        }
        words.extend(self.inventory.map(|digest| ("inventory", digest.to_string())));
        words.extend(self.crl.map(|digest| ("last revocation list", digest.to_string())));
        words.extend(self.last_number.map(|number| ("last list number", number.to_string())));
        words.extend(self.before.as_ref().map(|key| ("comes after", key.to_string())));
        if !self.accept.is_empty() {
            words.push(("accepted findings", self.accept.join(", ")));
        }
        words
    }
}
