//! A CSCA is a line of keys, each joined to the next by a link: which is its newest, what each issues under, and what all
//! of them revoked.

use super::{Station, StationError};
use crate::clock::Time;
use crate::operation::OperationError;
use crate::operation::crl_issue::HOURS_AT_LEAST;
use crate::operation::csca_error::CscaError;
use crate::pki::lint::Role;
use crate::pki::profile::IssuerRole;
use crate::safe::Label;
use crate::store::{CrlRow, IssuedRow, RevokedRow};

/// A link: the key that signed it, the key it is for, and the entry that recorded it.
type Link = (Label, Label, u64);

impl Station<'_> {
    /// The keys of one authority, oldest first: those that links of this station join to this one, and itself. A key that
    /// nothing is linked with is alone.
    pub fn lineage(&self, key: &Label) -> Result<Vec<Label>, StationError> {
        Ok(joined(key, &self.links()?))
    }

    /// The newest key of the authority that a key belongs to, whose end is not recorded.
    pub fn newest_of(&self, key: &Label) -> Result<Label, StationError> {
        let lineage = self.lineage(key)?;
        Ok(self.newest_in(&lineage)?.unwrap_or(key).clone())
    }

    /// The newest of these keys whose end is not recorded; the newest of all where none is left.
    fn newest_in<'k>(&self, lineage: &'k [Label]) -> Result<Option<&'k Label>, StationError> {
        let rows = self.store.rows();
        for key in lineage.iter().rev() {
            if rows.ended(key)?.is_none() {
                return Ok(Some(key));
            }
        }
        Ok(lineage.last())
    }

    /// Every link, and every key that goes on for another to which none could lead, once it has its root.
    fn links(&self) -> Result<Vec<Link>, StationError> {
        let rows = self.store.rows();
        let links = rows.issued_by_role(&[Role::CscaLink])?.into_iter();
        let mut links: Vec<Link> = links.filter_map(|row| Some((row.issuer, row.subject_key?, row.sequence))).collect();
        for ended in rows.all_followed()? {
            let Some(successor) = ended.successor else { continue };
            if rows.issuing_certificate(&successor)?.is_some_and(|row| row.role == Role::CscaRoot) {
                links.push((ended.key, successor, ended.sequence));
            }
        }
        Ok(links)
    }

    /// The newest key of ours with a certificate of this role.
    pub fn newest_for(&self, role: Role) -> Result<Label, StationError> {
        let unknown = || StationError::Lacks(role.word());
        self.store.rows().newest_of_role(role)?.and_then(|row| row.subject_key).ok_or_else(unknown)
    }

    /// The key of the newest root of the CSCA: of the first that this station made, those that follow it, and those that
    /// were taken over. A root to which nothing leads is none of it.
    pub(super) fn newest_root(&self) -> Result<Label, StationError> {
        let rows = self.store.rows();
        let roots = rows.issued_by_role(&[Role::CscaRoot])?;
        for key in roots.iter().rev().filter_map(|row| row.subject_key.as_ref()) {
            if !self.is_beside(key, &roots)? {
                return Ok(key.clone());
            }
        }
        self.newest_for(Role::CscaRoot)
    }

    /// Whether a key has a root that joins nothing: not the first, none that follows it, none that was taken over.
    pub(super) fn is_beside(&self, key: &Label, roots: &[IssuedRow]) -> Result<bool, StationError> {
        let lineage = self.lineage(key)?;
        let first = roots.iter().find_map(|row| row.subject_key.as_ref());
        if first.is_some_and(|first| lineage.contains(first)) {
            return Ok(false);
        }
        for one in &lineage {
            if self.store.rows().is_adopted(one)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a key is one that was named to go on for another to which no link can lead.
    pub(super) fn is_successor(&self, key: &Label) -> Result<bool, StationError> {
        Ok(self.store.rows().all_followed()?.iter().any(|row| row.successor.as_ref() == Some(key)))
    }

    /// The newest of these keys that may sign.
    pub(super) fn usable_of(&self, lineage: &[Label]) -> Option<Label> {
        lineage.iter().rev().find(|key| self.usable_key(key).is_ok()).cloned()
    }

    /// From when on the next list over these keys is taken (CRL-6), where that is not now: nothing was revoked since the
    /// last one, and it is not two days old.
    pub(super) fn list_from(&self, lineage: &[Label], now: Time) -> Result<Option<Time>, StationError> {
        let Some((_, list)) = self.last_list(lineage)? else { return Ok(None) };
        let since = self.revoked_by(lineage)?.iter().any(|row| row.sequence > list.sequence);
        let from = list.this_update.map(|at| at.plus(HOURS_AT_LEAST * 3600));
        Ok(from.filter(|from| now < *from && !since))
    }

    /// The issuer that an act is to name: none for a root, else the one given or the
    /// newest CA of the hierarchy that the profile belongs to; of a CSCA the newest whose
    /// first two days are over. The act says it before anybody approves it.
    pub fn issuer_for(&self, profile: &Label, given: Option<Label>) -> Result<Option<Label>, StationError> {
        match (self.profile(profile)?.issuer, given) {
            (IssuerRole::Itself, given) => Ok(given),
            (_, Some(given)) => Ok(Some(given)),
            (IssuerRole::Csca, None) => self.csca_issuer().map(Some),
            (IssuerRole::ServiceCa, None) => self.newest_for(Role::ServiceCa).map(Some),
        }
    }

    /// Which key of the newest CSCA took this serial number; its newest where none did.
    pub fn issuer_of_serial(&self, serial: &str) -> Result<Label, StationError> {
        let newest = self.newest_root()?;
        for key in self.lineage(&newest)? {
            if self.store.rows().serial(&key, serial)?.is_some() {
                return Ok(key);
            }
        }
        Ok(newest)
    }

    /// What a key issues under: its newest self-signed certificate, a link only where there is none; of a key that issues
    /// nothing, its newest certificate.
    pub fn issuing_certificate(&self, key: &Label) -> Result<IssuedRow, StationError> {
        let unknown = || StationError::CertificateUnknown { what: format!("for key '{key}'") };
        self.store.rows().issuing_certificate(key)?.ok_or_else(unknown)
    }

    /// The bytes of a certificate that this station issued.
    fn octets_of(&self, row: &IssuedRow) -> Result<Vec<u8>, StationError> {
        let missing = || StationError::MaterialMissing { what: "certificate", digest: row.digest };
        self.store.rows().object(row.digest)?.ok_or_else(missing)
    }

    /// The roots and links of the keys of one authority, oldest first, but for what this key issues under.
    pub(super) fn family_of(&self, key: &Label, lineage: &[Label]) -> Result<Vec<Vec<u8>>, StationError> {
        let own = self.issuing_certificate(key)?.digest;
        let rows = self.store.rows().issued_by_role(&[Role::CscaRoot, Role::CscaLink])?;
        let joined = |row: &IssuedRow| row.subject_key.as_ref().is_some_and(|key| lineage.contains(key));
        rows.iter().filter(|row| row.digest != own && joined(row)).map(|row| self.octets_of(row)).collect()
    }

    /// The bytes of what a key issues under.
    pub(super) fn certificate_of(&self, key: &Label) -> Result<Vec<u8>, StationError> {
        self.octets_of(&self.issuing_certificate(key)?)
    }

    /// The bytes of what a key issues under, and the role it was issued for.
    pub(super) fn certificate_and_role(&self, key: &Label) -> Result<(Vec<u8>, Role), StationError> {
        let row = self.issuing_certificate(key)?;
        Ok((self.octets_of(&row)?, row.role))
    }

    /// Refuses a key that is certified for something else.
    pub(super) fn expect_certified(
        &self,
        key: &Label,
        wanted: &'static str,
        fits: impl Fn(Role) -> bool,
    ) -> Result<(), StationError> {
        let row = self.issuing_certificate(key)?;
        if fits(row.role) {
            return Ok(());
        }
        Err(OperationError::KeyForOther { key: key.to_string(), found: row.profile.to_string(), wanted }.into())
    }

    /// Refuses a key whose certificate was revoked: nothing is signed under it any more.
    pub(super) fn expect_unrevoked(&self, key: &Label) -> Result<(), StationError> {
        let rows = self.store.rows();
        let Some(row) = rows.issuing_certificate(key)? else { return Ok(()) };
        match rows.revocation(&row.issuer, &row.serial)? {
            None => Ok(()),
            Some(at) => Err(StationError::CertificateRevoked { key: key.to_string(), serial: row.serial, at }),
        }
    }

    /// Refuses a key of a CSCA that another one follows (CRL-7), and one whose end is recorded where none is left
    /// (CRL-9).
    pub(super) fn expect_newest(&self, key: &Label, lineage: &[Label]) -> Result<(), StationError> {
        let rows = self.store.rows();
        match self.newest_in(lineage)? {
            Some(newest) if rows.ended(newest)?.is_some() => {
                let (successor, key) = (rows.ended(newest)?.and_then(|row| row.successor), newest.clone());
                Err(OperationError::from(CscaError::NoneLeft { key, successor }).into())
            }
            Some(newest) if newest != key => {
                let (key, newest) = (key.clone(), newest.clone());
                Err(OperationError::from(CscaError::OlderKey { key, newest }).into())
            }
            _ => Ok(()),
        }
    }

    /// Refuses a list by a key whose root bears a name that older roots bear, to which it is not joined: the numbers of
    /// lists under one name rise (CRL-8).
    pub(super) fn expect_own_name(&self, key: &Label, lineage: &[Label]) -> Result<(), StationError> {
        let roots = self.store.rows().issued_by_role(&[Role::CscaRoot])?;
        let joined = |row: &&IssuedRow| row.subject_key.as_ref().is_some_and(|key| lineage.contains(key));
        let Some(begun) = roots.iter().filter(joined).map(|row| row.sequence).min() else { return Ok(()) };
        let named: Vec<&IssuedRow> = roots.iter().filter(joined).collect();
        let same = |row: &&IssuedRow| named.iter().any(|own| own.subject.eq_ignore_ascii_case(&row.subject));
        let older = roots.iter().filter(|row| !joined(row) && row.sequence < begun).find(same);
        let Some(other) = older.and_then(|row| row.subject_key.clone()) else { return Ok(()) };
        let number = self.last_number(&self.lineage(&other)?)?;
        Err(OperationError::from(CscaError::SameName { key: key.clone(), other, number }).into())
    }

    /// Whether a key of a CSCA has no link to a CSCA of ours before it, and so signs a list that knows nothing of it.
    pub(super) fn is_unlinked(&self, key: &Label, lineage: &[Label]) -> Result<bool, StationError> {
        let roots = self.store.rows().issued_by_role(&[Role::CscaRoot])?;
        let own = |row: &IssuedRow| row.subject_key.as_ref() == Some(key);
        let first = lineage.first() == Some(key);
        Ok(first && roots.iter().position(own).is_some_and(|place| place > 0))
    }

    /// The highest list number that any of these keys ever took.
    pub(super) fn last_number(&self, lineage: &[Label]) -> Result<Option<u64>, StationError> {
        let rows = self.store.rows();
        let mut last = None;
        for key in lineage {
            last = last.max(rows.last_crl_number(key)?);
        }
        Ok(last)
    }

    /// The list with the highest number that any of these keys signed, and whose it is.
    pub(super) fn last_list(&self, lineage: &[Label]) -> Result<Option<(Label, CrlRow)>, StationError> {
        let rows = self.store.rows();
        let mut last: Option<(Label, CrlRow)> = None;
        for key in lineage {
            if let Some(list) = rows.last_crl(key)?
                && last.as_ref().is_none_or(|(_, other)| other.number < list.number)
            {
                last = Some((key.clone(), list));
            }
        }
        Ok(last)
    }

    /// The newest list of each authority, in the order of their newest keys.
    pub(super) fn newest_lists(&self) -> Result<Vec<(Label, CrlRow)>, StationError> {
        let links = self.links()?;
        let mut lists = Vec::new();
        for key in self.store.rows().keys()? {
            let lineage = joined(&key.label, &links);
            if lineage.last() == Some(&key.label) {
                lists.extend(self.last_list(&lineage)?);
            }
        }
        Ok(lists)
    }

    /// Everything that these keys revoked, each number once, in order of serial number.
    pub(super) fn revoked_by(&self, lineage: &[Label]) -> Result<Vec<RevokedRow>, StationError> {
        let rows = self.store.rows();
        let mut all = Vec::new();
        for key in lineage {
            all.append(&mut rows.revoked(key)?);
        }
        if lineage.len() > 1 {
            all.sort_by(|a, b| place(a).cmp(&place(b)));
            all.dedup_by(|later, first| later.serial == first.serial);
        }
        Ok(all)
    }
}

/// Where a row stands on a list: numbers by their length and then their digits, the first revocation of each first.
fn place(row: &RevokedRow) -> (usize, &str, Time) {
    (row.serial.len(), &row.serial, row.at)
}

/// The keys that links join to this one, and itself, oldest first. A key is as old as the newest link to it; one that no
/// link leads to is older than all others.
fn joined(key: &Label, links: &[Link]) -> Vec<Label> {
    let mut found: Vec<&Label> = vec![key];
    let mut next = 0;
    while let Some(one) = found.get(next).copied() {
        next += 1;
        for (from, to, _) in links {
            for (here, there) in [(from, to), (to, from)] {
                if here == one && !found.contains(&there) {
                    found.push(there);
                }
            }
        }
    }
    let age = |key: &Label| links.iter().filter(|(_, to, _)| to == key).map(|(.., sequence)| *sequence).max();
    let begun = |key: &Label| links.iter().filter(|(from, ..)| from == key).map(|(.., sequence)| *sequence).min();
    found.sort_by_key(|key| (age(key), begun(key)));
    found.into_iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lineage(key: &str, links: &[(&str, &str, u64)]) -> String {
        let label = |text: &str| text.parse::<Label>().unwrap();
        let links: Vec<Link> = links.iter().map(|(from, to, at)| (label(from), label(to), *at)).collect();
        joined(&label(key), &links).iter().map(Label::as_str).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_line_of_keys_is_the_same_from_each_of_them_and_oldest_first() {
        assert_eq!(lineage("a", &[]), "a");
        let links = [("b", "c", 9), ("a", "b", 5), ("x", "y", 7)];
        for key in ["a", "b", "c"] {
            assert_eq!(lineage(key, &links), "a b c", "{key}");
        }
        assert_eq!(lineage("y", &links), "x y");
        assert_eq!(lineage("z", &links), "z");
    }

    #[test]
    fn what_was_linked_last_is_newest_however_links_run() {
        // Two keys followed one: the second took the place of the first.
        assert_eq!(lineage("b", &[("a", "b", 5), ("a", "c", 8)]), "a b c");
        // Two authorities became one.
        assert_eq!(lineage("a", &[("a", "c", 5), ("b", "c", 8)]), "a b c");
        // A link made anew, and a ring, end too.
        assert_eq!(lineage("a", &[("a", "b", 5), ("a", "b", 8)]), "a b");
        assert_eq!(lineage("a", &[("a", "b", 5), ("b", "a", 8)]), "b a");
        assert_eq!(lineage("a", &[("a", "a", 5)]), "a");
    }
}
