//! How the CSCA stands: its keys, its links and its list, and what has to be done by when.

use super::{Station, StationError};
use crate::clock::Time;
use crate::digest::Digest;
use crate::keys::KeyState;
use crate::operation::OperationError;
use crate::operation::csca_standing::{self, Duty, Given, Linked, Root};
use crate::pki::certificate::Certificate;
use crate::pki::extension::PrivateKeyUsagePeriod;
use crate::pki::lint::Role;
use crate::safe::Label;
use crate::store::{CrlRow, EndedRow, IssuedRow};

/// One root of the CSCA, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingRoot {
    /// Its times, and how it comes after the one before it.
    pub root: Root,
    /// How its key stands.
    pub state: KeyState,
    /// Whom it names.
    pub subject: String,
    /// SHA-256 of it.
    pub digest: Digest,
    /// Since when it is revoked.
    pub revoked: Option<Time>,
    /// Whether and how its key came to its end.
    pub ended: Option<EndedRow>,
}

/// How the CSCA stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CscaStanding {
    /// When that is: station time.
    pub now: Time,
    /// Its roots, oldest first.
    pub roots: Vec<StandingRoot>,
    /// The key that signs certificates where none is named; none where no key may sign.
    pub issuer: Option<Label>,
    /// The newest list over all keys of the newest one's line, and whose it is.
    pub list: Option<(Label, CrlRow)>,
    /// How many revocations stand on no list.
    pub unpublished: usize,
    /// How many keys of seal signers were certified in this calendar year.
    pub seal_keys: usize,
    /// What has to be done, the earliest first.
    pub duties: Vec<Duty>,
}

impl Station<'_> {
    /// How the CSCA stands. Refused where there is none. Opens no vault.
    pub fn csca_standing(&self) -> Result<CscaStanding, StationError> {
        let now = self.now()?;
        let lineage = self.lineage(&self.newest_root()?)?;
        let list = self.last_list(&lineage)?;
        let behind = list.as_ref().map(|(_, list)| list.sequence);
        let revoked = self.revoked_by(&lineage)?;
        let unpublished: Vec<Time> =
            revoked.iter().filter(|row| behind.is_none_or(|list| row.sequence > list)).map(|row| row.at).collect();
        let roots = self.standing_roots()?;
        let bare: Vec<Root> = roots.iter().map(|root| root.root.clone()).collect();
        let given = Given {
            roots: &bare,
            next_update: list.as_ref().and_then(|(_, list)| list.next_update),
            unpublished: unpublished.iter().min().copied(),
            now,
        };
        let duties = csca_standing::duties(&given);
        let own: Vec<Root> = bare.iter().filter(|root| lineage.contains(&root.key)).cloned().collect();
        let issuer = csca_standing::issuer(&own, now).map(|root| root.key.clone());
        let (unpublished, seal_keys) = (unpublished.len(), self.seal_keys(now)?);
        Ok(CscaStanding { now, roots, issuer, list, unpublished, seal_keys, duties })
    }

    /// The newest key of the newest CSCA.
    pub fn newest_csca(&self) -> Result<Label, StationError> {
        self.newest_of(&self.newest_root()?)
    }

    /// The key of the CSCA that signs certificates where none is named: the newest whose first two days are over; the newest
    /// where none may sign, which is refused for what it is.
    pub(super) fn csca_issuer(&self) -> Result<Label, StationError> {
        let newest = self.newest_root()?;
        let lineage = self.lineage(&newest)?;
        let roots: Vec<Root> = self.standing_roots()?.into_iter().map(|one| one.root).collect();
        let own: Vec<Root> = roots.into_iter().filter(|root| lineage.contains(&root.key)).collect();
        Ok(csca_standing::issuer(&own, self.now()?).map_or(newest, |root| root.key.clone()))
    }

    /// What is to be said where a key of the CSCA signs in its first two days (QUIET-1).
    pub(super) fn quiet(&self, key: &Label) -> Result<Option<String>, StationError> {
        let now = self.now()?;
        let roots = self.standing_roots()?;
        let until = roots.iter().find(|one| one.root.key == *key).and_then(|one| one.root.quiet_until(now));
        let told = |until| {
            format!(
                "QUIET-1: key '{key}' is new; other states may not know it before {until}, and it should sign nothing \
                 in its first two days (Doc 9303-12 4.1.4.3)"
            )
        };
        Ok(until.map(told))
    }

    /// The roots of the CSCA that this station holds keys of, oldest first.
    fn standing_roots(&self) -> Result<Vec<StandingRoot>, StationError> {
        let rows = self.store.rows();
        let links = rows.issued_by_role(&[Role::CscaLink])?;
        let mut roots: Vec<StandingRoot> = Vec::new();
        let all = rows.issued_by_role(&[Role::CscaRoot])?;
        for row in all.clone() {
            let Some(key) = row.subject_key.clone() else { continue };
            let state = rows.key(&key)?.map_or(KeyState::Destroyed, |key| key.state);
            let revoked = rows.revocation(&row.issuer, &row.serial)?;
            let linked = match self.is_linked(&key, &links)? {
                _ if roots.is_empty() => Linked::First,
                Some(true) => Linked::Linked,
                Some(false) => Linked::Revoked,
                None if self.is_beside(&key, &all)? => Linked::Missing,
                None if self.is_successor(&key)? => Linked::Broken,
                // One that was taken over beside the station's own.
                None => Linked::First,
            };
            let usable = matches!(state, KeyState::PreActivation | KeyState::Active) && revoked.is_none();
            let (begins, ends, use_until) = self.times_of_root(&row)?;
            let root = Root { key: key.clone(), usable, begins, use_until, ends, linked };
            let ended = rows.ended(&key)?;
            roots.push(StandingRoot { root, state, subject: row.subject, digest: row.digest, revoked, ended });
        }
        Ok(roots)
    }

    /// Whether the links that lead to a key are good, one of them at least; nothing where there is none.
    fn is_linked(&self, key: &Label, links: &[IssuedRow]) -> Result<Option<bool>, StationError> {
        let mut found = None;
        for link in links.iter().filter(|link| link.subject_key.as_ref() == Some(key)) {
            let good = self.store.rows().revocation(&link.issuer, &link.serial)?.is_none();
            found = Some(good || found == Some(true));
        }
        Ok(found)
    }

    /// From when on a root is valid, until when, and until when its key signs.
    fn times_of_root(&self, row: &IssuedRow) -> Result<(Time, Time, Time), StationError> {
        let missing = || StationError::MaterialMissing { what: "certificate", digest: row.digest };
        let der = self.store.rows().object(row.digest)?.ok_or_else(missing)?;
        let certificate = Certificate::parse(&der).map_err(OperationError::unreadable("a root of this station"))?;
        let period = certificate.read::<PrivateKeyUsagePeriod<'_>>().and_then(Result::ok);
        let end = period.and_then(|period| period.not_after).and_then(|end| end.time().ok());
        Ok((row.not_before, row.not_after, end.unwrap_or(row.not_after)))
    }

    /// How many keys of seal signers were certified in the calendar year of a time (Doc 9303-12 4.1.3: five at most).
    fn seal_keys(&self, now: Time) -> Result<usize, StationError> {
        let year = now.calendar().year();
        let rows = self.store.rows().issued_by_role(&[Role::BarcodeSigner])?;
        let of_year = rows.into_iter().filter(|row| row.not_before.calendar().year() == year);
        let mut keys: Vec<Digest> = of_year.map(|row| row.key).collect();
        keys.sort_unstable();
        keys.dedup();
        Ok(keys.len())
    }
}
