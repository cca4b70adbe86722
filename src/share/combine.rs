//! Combining: shares are gathered, each judged beside the others, and the secret is rebuilt only by exactly as many as
//! are wanted. What fits no digest is refused; a wrong secret never comes out of wrong shares.

use std::collections::BTreeMap;
use std::fmt;

use openssl::memcmp;
use zeroize::Zeroizing;

use super::error::ShareError;
use super::head::Set;
use super::mnemonic::Share;
use super::passphrase::Passphrase;
use super::split::{DIGEST, DIGEST_LENGTH, SECRET, digest};
use super::{cipher, gf256};
use crate::secret::Secret;

/// Shares of one set that go together, perhaps not enough yet.
pub struct Gathered<'a> {
    set: Set,
    groups: BTreeMap<u8, Vec<&'a Share>>,
}

impl<'a> Gathered<'a> {
    /// Judges the shares beside one another, in the order given. The standard wants exactly as many as are needed:
    /// a share too many is refused as well as a stranger.
    pub fn of(shares: &'a [Share]) -> Result<Self, ShareError> {
        let (first, others) = shares.split_first().ok_or(ShareError::None)?;
        let mut gathered = Gathered { set: first.head().set, groups: BTreeMap::new() };
        gathered.add(first)?;
        others.iter().try_for_each(|share| gathered.add(share))?;
        Ok(gathered)
    }

    fn add(&mut self, share: &'a Share) -> Result<(), ShareError> {
        let (head, own) = (share.head(), self.set);
        if let Some((what, found, wanted)) = difference(&head.set, &own) {
            return Err(ShareError::OtherSet { share: head.name(), what, found, wanted });
        }
        let begun = self.groups.len();
        let members = match self.groups.get_mut(&head.group) {
            Some(members) => members,
            None if begun >= usize::from(own.group_threshold) => {
                return Err(ShareError::GroupTooMany { group: head.group, wanted: own.group_threshold });
            }
            None => self.groups.entry(head.group).or_default(),
        };
        if let Some(first) = members.first() {
            let wanted = first.head().member_threshold;
            if head.member_threshold != wanted {
                let (what, found) = ("number of shares wanted in its group", head.member_threshold.to_string());
                return Err(ShareError::OtherSet { share: head.name(), what, found, wanted: wanted.to_string() });
            }
        }
        if members.iter().any(|other| other.head().member == head.member) {
            return Err(ShareError::Twice { member: head.member, group: head.group });
        }
        if members.len() >= usize::from(head.member_threshold) {
            return Err(ShareError::TooMany { group: head.group, wanted: head.member_threshold });
        }
        members.push(share);
        Ok(())
    }

    /// What all of them have in common.
    pub fn set(&self) -> &Set {
        &self.set
    }

    /// What is wanted still.
    pub fn wanted(&self) -> Wanted {
        let lacking = |members: &Vec<&Share>| {
            let threshold = members.first().map_or(0, |share| usize::from(share.head().member_threshold));
            threshold.saturating_sub(members.len())
        };
        let shares = self.groups.iter().map(|(group, members)| (*group, lacking(members))).filter(|(_, n)| *n > 0);
        Wanted {
            shares: shares.collect(),
            groups: usize::from(self.set.group_threshold).saturating_sub(self.groups.len()),
            of: self.set.groups,
        }
    }

    /// The secret, where nothing is wanted any more (SHARE-8) and the digests hold (SHARE-10). A wrong passphrase
    /// gives a wrong secret and no error: so the standard wants it.
    pub fn combine(&self, passphrase: &Passphrase) -> Result<Secret, ShareError> {
        let wanted = self.wanted();
        if !wanted.is_met() {
            return Err(ShareError::TooFew { wanted });
        }
        let mut parts = Vec::with_capacity(self.groups.len());
        for (group, members) in &self.groups {
            let threshold = members.first().map_or(0, |share| share.head().member_threshold);
            let points: Vec<(u8, &[u8])> = members.iter().map(|share| (share.head().place(), share.value())).collect();
            parts.push((group.wrapping_sub(1), rebuild(threshold, &points, Some(*group))?));
        }
        let points: Vec<(u8, &[u8])> = parts.iter().map(|(place, part)| (*place, part.as_slice())).collect();
        let mut encrypted = rebuild(self.set.group_threshold, &points, None)?;
        cipher::decrypt(&self.set, passphrase, &Secret::new(std::mem::take(&mut *encrypted)))
    }
}

/// The first thing in which a share's set differs from the set of the others.
fn difference(found: &Set, wanted: &Set) -> Option<(&'static str, String, String)> {
    let fields: [(&'static str, u64, u64); 6] = [
        ("set", found.identifier.number().into(), wanted.identifier.number().into()),
        ("extendable flag", found.extendable.into(), wanted.extendable.into()),
        ("iteration exponent", found.exponent.number().into(), wanted.exponent.number().into()),
        ("number of groups wanted", found.group_threshold.into(), wanted.group_threshold.into()),
        ("number of groups", found.groups.into(), wanted.groups.into()),
        ("length in octets", found.octets as u64, wanted.octets as u64),
    ];
    let differs = fields.into_iter().find(|(_, found, wanted)| found != wanted);
    differs.map(|(what, found, wanted)| (what, found.to_string(), wanted.to_string()))
}

/// What the polynomial through these points has at the secret's place, where the digest share says that it is right.
pub(super) fn rebuild(
    threshold: u8,
    points: &[(u8, &[u8])],
    group: Option<u8>,
) -> Result<Zeroizing<Vec<u8>>, ShareError> {
    if let (1, [(_, value)]) = (threshold, points) {
        return Ok(Zeroizing::new(value.to_vec()));
    }
    let (secret, check) = (gf256::interpolate(points, SECRET), gf256::interpolate(points, DIGEST));
    let (found, random) = check.split_at_checked(DIGEST_LENGTH).ok_or(ShareError::Digest { group })?;
    if memcmp::eq(&digest(random, &secret)?, found) { Ok(secret) } else { Err(ShareError::Digest { group }) }
}

/// The secret that these shares give.
pub fn combine(shares: &[Share], passphrase: &Passphrase) -> Result<Secret, ShareError> {
    Gathered::of(shares)?.combine(passphrase)
}

/// What is wanted before shares give their secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Group, and how many more shares of it.
    pub shares: Vec<(u8, usize)>,
    /// How many more groups, all of whose shares are still to come.
    pub groups: usize,
    of: u8,
}

impl Wanted {
    /// Whether nothing is.
    pub fn is_met(&self) -> bool {
        self.shares.is_empty() && self.groups == 0
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let mut parts = Vec::new();
        for (group, count) in &self.shares {
            let of = if self.of > 1 { format!(" of group {group}") } else { String::new() };
            parts.push(format!("{count} more share{}{of}", plural(*count)));
        }
        if self.groups > 0 {
            parts.push(format!("{} more group{}", self.groups, plural(self.groups)));
        }
        f.write_str(if parts.is_empty() { "nothing more" } else { "" })?;
        f.write_str(&parts.join(" and "))
    }
}
