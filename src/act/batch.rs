//! `certificate.batch`: many certificates by one profile, under one approval.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Word;
use crate::digest::Digest;
use crate::safe::Label;

/// How many certificates one part has: so many share an intent and an outcome, and as many are unknown after a crash.
const GROUP: u32 = 250;

/// `certificate.batch`: a certificate for each request of a list. It is performed part by part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateBatch {
    /// The profile's name; its digest is a precondition.
    pub profile: Label,
    /// The issuing key.
    pub issuer: Label,
    /// The list of requests, a document `chancery/batch@1`, by its digest; it is kept beside the act.
    pub list: Digest,
    /// How many requests it has.
    pub count: u32,
    /// Lint warnings accepted by name, wherever they are found in the batch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accept: Vec<String>,
}

impl CertificateBatch {
    /// In how many parts it is performed.
    pub fn parts(&self) -> u64 {
        self.count.div_ceil(GROUP).max(1).into()
    }

    /// The requests of one part, by their places on the list.
    pub fn part(&self, part: u64) -> Range<usize> {
        let count = self.count as usize;
        let begin = usize::try_from(part).map_or(count, |part| part.saturating_mul(GROUP as usize)).min(count);
        begin..begin.saturating_add(GROUP as usize).min(count)
    }

    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = vec![
            ("profile", self.profile.to_string()),
            ("for", format!("the keys of {} certificate requests", self.count)),
            ("list of requests", self.list.to_string()),
            ("signed by", self.issuer.to_string()),
        ];
        if self.parts() > 1 {
            words.push(("performed", format!("in {} parts of at most {GROUP}, each recorded by itself", self.parts())));
        }
        if !self.accept.is_empty() {
            words.push(("accepted warnings", self.accept.join(", ")));
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_batch_are_all_of_it_and_each_request_is_in_one() {
        for count in [0, 1, 249, 250, 251, 500, 501, 1000] {
            let batch = CertificateBatch {
                profile: "document-signer".parse().unwrap(),
                issuer: "csca-1".parse().unwrap(),
                list: Digest::of(b"list"),
                count,
                accept: vec![],
            };
            let places: Vec<usize> = (0..batch.parts()).flat_map(|part| batch.part(part)).collect();
            assert_eq!(places, (0..count as usize).collect::<Vec<_>>());
            assert!(batch.part(batch.parts()).is_empty() && batch.part(u64::MAX).is_empty());
            assert_eq!(batch.parts(), u64::from(count.max(1)).div_ceil(250));
        }
    }
}
