//! Where a key was seen before: in certificates of ours, in those of the world, and in those of the PKD.

use std::collections::{BTreeSet, HashMap};

use super::{Rows, StoreError};
use crate::digest::Digest;

/// Where a certificate that was kept is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// This station issued it.
    Issued,
    /// It was found on a master list, or imported.
    Known,
    /// It stands in a download of the PKD.
    Pkd,
}

impl Origin {
    /// The words for it.
    pub const fn word(self) -> &'static str {
        match self {
            Origin::Issued => "issued here",
            Origin::Known => "found in the world",
            Origin::Pkd => "of the PKD",
        }
    }
}

/// The tables that name certificates by their digest.
const TABLES: [(Origin, &str); 3] = [
    (Origin::Issued, "SELECT digest FROM issued"),
    (Origin::Known, "SELECT digest FROM known"),
    (Origin::Pkd, "SELECT digest FROM pkd_object WHERE kind <> 'CRL' AND kind <> 'master list'"),
];

/// A certificate in whose octets something stands that was looked for.
pub struct Holding {
    /// Which of what was looked for, by its place.
    pub wanted: usize,
    /// Where the certificate is from.
    pub origin: Origin,
    /// The certificate's digest.
    pub digest: Digest,
    /// The certificate.
    pub der: Vec<u8>,
}

impl Rows<'_> {
    /// Every certificate in whose octets one of these stands: candidates, of which the caller says whose key it is. Each
    /// certificate once for each origin and each that it holds, ordered by origin and digest. All of them are looked for in
    /// one reading of the tables. What is shorter than two octets is no key and is not looked for.
    pub fn certificates_holding(&self, wanted: &[Vec<u8>]) -> Result<Vec<Holding>, StoreError> {
        let searched = Searched::of(wanted);
        let mut found = Vec::new();
        for (origin, digests) in TABLES {
            let sql = format!("SELECT digest, bytes FROM object WHERE digest IN ({digests})");
            let mut statement = self.connection.prepare_cached(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let der = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
                let held = searched.held_in(der);
                if held.is_empty() {
                    continue;
                }
                let digest = Digest::from_slice(&row.get::<_, Vec<u8>>(0)?)?;
                found.extend(held.into_iter().map(|wanted| Holding { wanted, origin, digest, der: der.to_vec() }));
            }
        }
        found.sort_by_key(|one| (one.wanted, one.origin, one.digest));
        Ok(found)
    }
}

impl Rows<'_> {
    /// Every certificate that is kept, with its origin and digest, in the order of the origins.
    pub fn each_certificate(&self, mut see: impl FnMut(Origin, Digest, &[u8])) -> Result<(), StoreError> {
        for (origin, digests) in TABLES {
            let sql = format!("SELECT digest, bytes FROM object WHERE digest IN ({digests})");
            let mut statement = self.connection.prepare_cached(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let digest = Digest::from_slice(&row.get::<_, Vec<u8>>(0)?)?;
                see(origin, digest, row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?);
            }
        }
        Ok(())
    }
}

/// Octets that are looked for, all at once: by their first two, then by as many as the shortest has, then whole.
struct Searched<'w> {
    width: usize,
    pairs: Vec<bool>,
    by_start: HashMap<&'w [u8], Vec<(usize, &'w [u8])>>,
}

impl<'w> Searched<'w> {
    fn of(wanted: &'w [Vec<u8>]) -> Self {
        let long = || wanted.iter().enumerate().filter(|(_, octets)| octets.len() >= 2);
        let width = long().map(|(_, octets)| octets.len()).min().unwrap_or(2).min(16);
        let (mut pairs, mut by_start) = (vec![false; 1 << 16], HashMap::<&[u8], Vec<_>>::new());
        for (place, octets) in long() {
            if let Some(seen) = pair(octets).and_then(|pair| pairs.get_mut(pair)) {
                *seen = true;
            }
            if let Some(start) = octets.get(..width) {
                by_start.entry(start).or_default().push((place, octets.as_slice()));
            }
        }
        Searched { width, pairs, by_start }
    }

    /// The places of those that stand in these octets.
    fn held_in(&self, octets: &[u8]) -> BTreeSet<usize> {
        let mut held = BTreeSet::new();
        for (at, start) in octets.windows(self.width).enumerate() {
            if !pair(start).and_then(|pair| self.pairs.get(pair)).is_some_and(|seen| *seen) {
                continue;
            }
            let rest = octets.get(at..).unwrap_or_default();
            let here = self.by_start.get(start).into_iter().flatten();
            held.extend(here.filter(|(_, whole)| rest.starts_with(whole)).map(|(place, _)| *place));
        }
        held
    }
}

/// The first two octets as a number.
fn pair(octets: &[u8]) -> Option<usize> {
    let (one, two) = (octets.first()?, octets.get(1)?);
    Some(usize::from(u16::from_be_bytes([*one, *two])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_together_is_found_as_what_is_looked_for_alone() {
        let wanted: Vec<Vec<u8>> =
            ["abcd", "abce", "cdef", "z", "", "abcd", "bc", "efgh12345678901234567890"].map(|w| w.into()).into();
        for text in
            ["", "a", "abc", "abcd", "xxabcefgh", "cdefabce", "efgh12345678901234567890", "efgh1234567890123456789"]
        {
            let alone = |one: &Vec<u8>| one.len() >= 2 && text.as_bytes().windows(one.len()).any(|w| w == one);
            let expected: BTreeSet<usize> =
                wanted.iter().enumerate().filter(|(_, one)| alone(one)).map(|(place, _)| place).collect();
            assert_eq!(Searched::of(&wanted).held_in(text.as_bytes()), expected, "{text}");
        }
        assert!(Searched::of(&[]).held_in(b"anything").is_empty());
    }
}
