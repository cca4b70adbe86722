//! How the station stands, in one look.

use super::{Station, StationError};
use crate::clock::Time;
use crate::digest::Digest;
use crate::store::IntentState;

/// How the station stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Entries in the ledger.
    pub size: u64,
    /// The root over them.
    pub root: Digest,
    /// When the last entry was written.
    pub last: Option<Time>,
    /// Whether the newest checkpoint covers every entry.
    pub checkpointed: bool,
    /// Acts that were begun and have no recorded outcome.
    pub open: Vec<(u64, String)>,
    /// What is taken for ever without a product: serial numbers, list numbers, bundle versions, in words.
    pub burnt: Vec<String>,
    /// How many keys.
    pub keys: usize,
    /// How many certificates were issued.
    pub issued: u64,
    /// The newest revocation list of each authority: the key that signed it, number, next update.
    pub crls: Vec<(String, u64, Option<Time>)>,
    /// How many foreign lists.
    pub lists: usize,
    /// Ceremonies that have not come to their end.
    pub running: Vec<String>,
    /// Finished ceremonies whose transcript has no page yet.
    pub without_page: Vec<String>,
    /// Files of `out/` that are not there.
    pub missing: Vec<String>,
    /// The newest bundle's version.
    pub bundle: Option<u64>,
    /// The policy in force, by name.
    pub policy: Option<String>,
    /// How many officers.
    pub officers: usize,
    /// How many proposals can still be performed, as far as anything but the decisions goes.
    pub proposals: usize,
    /// Who holds a share of a vault's PIN and should not: all but revoking waits until it is drawn anew (PROTECT-3).
    pub stale_shares: Vec<(String, String)>,
    /// The size of the largest head that witnesses cosigned, and whose cosignatures were taken in.
    pub cosigned: Option<(u64, Vec<String>)>,
}

impl Station<'_> {
    /// Reads how the station stands. Opens no vault.
    pub fn status(&self) -> Result<Status, StationError> {
        let rows = self.store.rows();
        let size = rows.ledger_size()?;
        let keys = rows.keys()?;
        let crls = self.newest_lists()?.into_iter().map(|(key, crl)| (key.to_string(), crl.number, crl.next_update));
        let open = rows.intents(IntentState::Open)?;
        Ok(Status {
            size,
            root: rows.ledger_root()?,
            last: self.last_time()?,
            checkpointed: rows.last_checkpoint()?.is_some_and(|(covered, ..)| covered == size),
            open: open.into_iter().map(|i| (i.sequence, i.bound.what.name().to_owned())).collect(),
            burnt: self.burnt()?,
            keys: keys.len(),
            issued: rows.issued_count()?,
            crls: crls.collect(),
            lists: rows.lists()?.len(),
            running: rows.runs()?.into_iter().filter(|r| !r.finished).map(|r| r.name.to_string()).collect(),
            without_page: self.without_page()?.iter().map(ToString::to_string).collect(),
            missing: self.missing_files()?,
            bundle: rows.last_bundle()?.map(|b| b.version),
            policy: rows.policy()?.map(|policy| policy.name.to_string()),
            officers: super::approving::enrolments(&rows)?.len(),
            proposals: self.waiting_proposals()?,
            stale_shares: {
                let stale = self.stale_shares()?.into_iter();
                stale.map(|(vault, officer)| (vault.to_string(), officer.to_string())).collect()
            },
            cosigned: {
                let newest = rows.newest_cosigned()?;
                let size = newest.first().map(|row| row.head.size);
                size.map(|size| (size, newest.into_iter().map(|row| row.officer.to_string()).collect()))
            },
        })
    }

    /// Everything that an act took and that has no product: its signature may exist.
    fn burnt(&self) -> Result<Vec<String>, StationError> {
        let rows = self.store.rows();
        let serials = rows.burnt_serials()?.into_iter();
        let mut burnt: Vec<String> =
            serials.map(|(issuer, serial, _)| format!("serial {serial} of '{issuer}'")).collect();
        let open: Vec<u64> = rows.intents(IntentState::Open)?.into_iter().map(|i| i.sequence).collect();
        for key in rows.keys()? {
            let lost = rows.crls(&key.label)?.into_iter().filter(|c| c.digest.is_none() && !open.contains(&c.sequence));
            burnt.extend(lost.map(|crl| format!("list number {} of '{}'", crl.number, key.label)));
        }
        let lost = rows.bundles()?.into_iter().filter(|b| b.manifest.is_none() && !open.contains(&b.sequence));
        burnt.extend(lost.map(|bundle| format!("bundle version {}", bundle.version)));
        Ok(burnt)
    }
}
