//! How a secret is split: groups, and how many of each are wanted.

use std::fmt;

use super::error::ShareError;

/// The most groups, and the most shares of a group.
const MOST: u8 = 16;

/// So many shares of a group, of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Members {
    wanted: u8,
    of: u8,
}

impl Members {
    /// `wanted` of `of`, at most 16. SHARE-12 refuses what can never be met, and one of several: whoever finds any one
    /// of such shares has them all, which is one share on several cards.
    pub fn new(wanted: u8, of: u8) -> Result<Self, ShareError> {
        if wanted == 0 || wanted > of || of > MOST {
            return Err(ShareError::Threshold { wanted, of });
        }
        if wanted == 1 && of > 1 {
            return Err(ShareError::OneOfMany { of });
        }
        Ok(Members { wanted, of })
    }

    /// How many are wanted.
    pub const fn wanted(self) -> u8 {
        self.wanted
    }

    /// How many there are.
    pub const fn of(self) -> u8 {
        self.of
    }
}

impl fmt::Display for Members {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.wanted, self.of)
    }
}

/// The groups of a set, and how many of them are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    wanted: u8,
    groups: Vec<Members>,
}

impl Scheme {
    /// One group.
    pub fn single(members: Members) -> Self {
        Scheme { wanted: 1, groups: vec![members] }
    }

    /// Several groups, at most 16. SHARE-12 refuses what can never be met.
    pub fn new(wanted: u8, groups: Vec<Members>) -> Result<Self, ShareError> {
        let of = u8::try_from(groups.len()).unwrap_or(u8::MAX);
        if wanted == 0 || wanted > of || of > MOST {
            return Err(ShareError::GroupThreshold { wanted, of: groups.len() });
        }
        Ok(Scheme { wanted, groups })
    }

    /// How many groups are wanted.
    pub const fn wanted(&self) -> u8 {
        self.wanted
    }

    /// The groups, in their order.
    pub fn groups(&self) -> &[Members] {
        &self.groups
    }

    /// How many shares there are.
    pub fn shares(&self) -> usize {
        self.groups.iter().map(|members| usize::from(members.of)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    #[test]
    fn share_12_thresholds_that_cannot_be_or_protect_nothing_are_refused() {
        for (wanted, of) in [(0, 0), (0, 3), (4, 3), (2, 17), (17, 17), (1, 2), (1, 16)] {
            assert_eq!(Members::new(wanted, of).unwrap_err().clause(), Some("SHARE-12"), "{wanted} of {of}");
        }
        for (wanted, of) in [(1, 1), (2, 2), (2, 3), (16, 16)] {
            assert!(Members::new(wanted, of).is_ok(), "{wanted} of {of}");
        }
    }

    #[test]
    fn share_12_group_thresholds_that_cannot_be_are_refused() {
        let two = Members::new(2, 3).unwrap();
        for (wanted, groups) in [(0, 1), (2, 1), (1, 0), (1, 17), (17, 17), (3, 300)] {
            let error = Scheme::new(wanted, vec![two; groups]).unwrap_err();
            assert_eq!(error.clause(), Some("SHARE-12"), "{wanted} of {groups}");
        }
        assert_eq!(Scheme::new(1, vec![two; 16]).unwrap().shares(), 48);
    }
}
