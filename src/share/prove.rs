//! The proof after a split: each share is good alone, and every quorum of them gives the secret.

use std::collections::BTreeMap;

use openssl::memcmp;
use zeroize::Zeroizing;

use super::cipher;
use super::combine::rebuild;
use super::error::ShareError;
use super::mnemonic::Share;
use super::passphrase::Passphrase;
use crate::secret::Secret;

/// What was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// How many shares were read again from their words and judged alone.
    pub shares: usize,
    /// How many combinations were rebuilt: every quorum of every group, and every quorum of groups. Since all quorums of
    /// a group gave one and the same part, that is every quorum there is.
    pub combinations: usize,
}

/// Reads every share again from its words, rebuilds from every quorum, and compares with the secret that was split.
pub fn prove(shares: &[Share], passphrase: &Passphrase, secret: &Secret) -> Result<Proof, ShareError> {
    let mut groups: BTreeMap<u8, Vec<Share>> = BTreeMap::new();
    for share in shares {
        let again = Share::read(&share.expose_words())?;
        groups.entry(again.head().group).or_default().push(again);
    }
    let set = shares.first().ok_or(ShareError::None)?.head().set;
    let (mut parts, mut combinations) = (Vec::new(), 0);
    for (group, members) in &groups {
        let threshold = members.first().map_or(0, |share| share.head().member_threshold);
        let points: Vec<(u8, &[u8])> = members.iter().map(|share| (share.head().place(), share.value())).collect();
        let (part, tried) = by_every_quorum(threshold, &points, Some(*group))?;
        combinations += tried;
        parts.push((group.wrapping_sub(1), part));
    }
    let points: Vec<(u8, &[u8])> = parts.iter().map(|(place, part)| (*place, part.as_slice())).collect();
    let (mut encrypted, tried) = by_every_quorum(set.group_threshold, &points, None)?;
    let found = cipher::decrypt(&set, passphrase, &Secret::new(std::mem::take(&mut *encrypted)))?;
    if found.len() == secret.len() && memcmp::eq(found.expose(), secret.expose()) {
        Ok(Proof { shares: shares.len(), combinations: combinations + tried })
    } else {
        Err(ShareError::Unproven)
    }
}

/// What every `threshold` of these points give, and how many combinations that were.
fn by_every_quorum(
    threshold: u8,
    points: &[(u8, &[u8])],
    group: Option<u8>,
) -> Result<(Zeroizing<Vec<u8>>, usize), ShareError> {
    let mut common: Option<Zeroizing<Vec<u8>>> = None;
    let mut tried = 0;
    let masks = (1u32..1 << points.len().min(16)).filter(|mask| mask.count_ones() == u32::from(threshold));
    for mask in masks {
        let chosen = (0u32..).zip(points).filter(|(bit, _)| mask >> bit & 1 == 1);
        let quorum: Vec<(u8, &[u8])> = chosen.map(|(_, point)| *point).collect();
        let part = rebuild(threshold, &quorum, group)?;
        match &common {
            Some(common) if !memcmp::eq(common, &part) => return Err(ShareError::Unproven),
            Some(_) => {}
            None => common = Some(part),
        }
        tried += 1;
    }
    Ok((common.ok_or(ShareError::Unproven)?, tried))
}

#[cfg(test)]
mod tests {
    use super::super::{Form, Members, Scheme, split};
    use super::*;
    use crate::entropy::{Mixer, OperatingSystem};

    fn shares(secret: &Secret) -> Vec<Share> {
        let scheme = Scheme::new(2, vec![Members::new(2, 3).unwrap(), Members::new(1, 1).unwrap()]).unwrap();
        let mut entropy = Mixer::new(vec![Box::new(OperatingSystem)]);
        split(secret, &Passphrase::none(), &scheme, Form::default(), &mut entropy).unwrap()
    }

    #[test]
    fn a_good_set_is_proved_by_every_quorum() {
        let secret = Secret::new(vec![7; 16]);
        let proof = prove(&shares(&secret), &Passphrase::none(), &secret).unwrap();
        assert_eq!(proof, Proof { shares: 4, combinations: 3 + 1 + 1 });
    }

    #[test]
    fn a_set_of_another_secret_a_share_that_is_missing_or_wrong_is_not_proved() {
        let secret = Secret::new(vec![7; 16]);
        let good = shares(&secret);
        assert!(matches!(prove(&good, &Passphrase::none(), &Secret::new(vec![8; 16])), Err(ShareError::Unproven)));
        assert!(matches!(prove(&good, &Passphrase::none(), &Secret::new(vec![7; 18])), Err(ShareError::Unproven)));
        assert!(prove(&good[..3], &Passphrase::none(), &secret).is_err());
        assert!(prove(&[], &Passphrase::none(), &secret).is_err());
        let mut wrong = shares(&secret);
        let mut value = wrong[1].value().to_vec();
        value[3] ^= 1;
        wrong[1] = Share::new(*wrong[1].head(), Secret::new(value));
        assert!(matches!(prove(&wrong, &Passphrase::none(), &secret), Err(ShareError::Digest { group: Some(1) })));
    }
}
