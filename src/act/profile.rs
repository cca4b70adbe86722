//! Acts on profiles.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::safe::Label;

/// `profile.adopt`: certificates of this profile are issued by another text from now on, or at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileAdopt {
    /// The profile's own name.
    pub name: Label,
    /// The digest of its text.
    pub profile: Digest,
}

impl ProfileAdopt {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![("profile", self.name.to_string()), ("digest", self.profile.to_string())]
    }
}
