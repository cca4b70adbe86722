//! Whether whoever is counted stands in the ledger: officers, policy, proposals and decisions are held against the
//! entries before an act of theirs is performed, and the entries against the head that the ledger key signed.
//!
//! Whoever can write the database, and has no PIN, adds no officer, lowers no policy, exchanges no profile, makes no
//! anchor, and takes no refusal, no distrust and no revocation away; and an approval that is spent is not made good
//! again.

use super::tables::Comparison;
use super::{Station, StationError};
use crate::act::Act;
use crate::approval::{Approved, Ground};
use crate::ledger::{Frontier, Kind, Leaf, leaf_hash};
use crate::mode::Mode;

/// The tables in which it stands who may decide, who did, by which profiles certificates are issued, whose certificates are
/// believed, and what was taken back: certificates and keys; where vaults are, by what key the ledger is signed, and which
/// sets of wrapped keys are in force.
const DECIDING: [&str; 15] = [
    "officer",
    "policy",
    "proposal",
    "ballot",
    "root_key",
    "profile",
    "decision",
    "revoked",
    "ended",
    "configuration",
    "era",
    "high_water",
    "backup_set",
    "backup_key",
    "destroyed",
];

/// The tables of sets alone, and how an entry begins whose act leaves a row in one of them.
const OF_SETS: [&str; 3] = ["backup_set", "backup_key", "destroyed"];
const OF_SETS_BEGINNINGS: [&[u8]; 4] = [
    b"{\"act\":\"backup.destroyed\"",
    b"{\"act\":\"backup.keys\"",
    b"{\"act\":\"share.reissue\"",
    b"{\"act\":\"station.restore\"",
];

/// How an entry begins whose act leaves a row in one of them. The act is the first member of an entry's canonical bytes.
const BEGINNINGS: [&[u8]; 14] = [
    b"{\"act\":\"backup.destroyed\"",
    b"{\"act\":\"backup.keys\"",
    b"{\"act\":\"certificate.revoke\"",
    b"{\"act\":\"csca.",
    b"{\"act\":\"officer.",
    b"{\"act\":\"policy.",
    b"{\"act\":\"profile.",
    b"{\"act\":\"proposal.",
    b"{\"act\":\"share.reissue\"",
    b"{\"act\":\"station.genesis\"",
    b"{\"act\":\"station.restore\"",
    b"{\"act\":\"trust.accept\"",
    b"{\"act\":\"trust.distrust\"",
    b"{\"act\":\"vault.",
];

impl Station<'_> {
    /// Refuses an approval on a ground that this act does not have here, whoever made it: bookkeeping for what is none, a
    /// specimen's policy where there is another, officers who were never asked; then one whose officers, policy or
    /// decisions are not what the ledger says (LEDGER-10).
    pub(super) fn expect_ground(&self, approved: &Approved) -> Result<(), StationError> {
        let act = approved.act();
        let policy = self.store.rows().policy()?;
        let stands = match approved.ground() {
            Ground::Bookkeeping => act.is_bookkeeping(),
            // Whoever restores does not perform: the station is made by it.
            Ground::Shares { .. } => false,
            Ground::SpecimenPolicy => self.identity.mode == Mode::Specimen && policy.is_none(),
            Ground::Officers(evidence) => {
                let asked = self.asked(act)?.anybody;
                let proposed = self.store.rows().proposal(approved.digest())?.is_some();
                let genesis = policy.is_none() && matches!(act, Act::StationGenesis(_));
                (proposed || !asked) && (genesis || policy.is_some_and(|row| row.digest == evidence.policy))
            }
        };
        if !stands {
            return Err(StationError::GroundUnfit { act: act.name() });
        }
        match (approved.ground(), act) {
            // What is destroyed does not come back: the set's standing is taken from the entries whoever asks.
            (Ground::Officers(_), _) | (_, Act::BackupDestroyed(_)) => self.expect_authority(approved),
            _ => Ok(()),
        }
    }

    fn expect_authority(&self, approved: &Approved) -> Result<(), StationError> {
        let (name, digest) = (approved.act().name(), approved.digest());
        let of_act = format!("{{\"act\":\"{name}\",\"act_digest\":\"{digest}\",");
        let mut begun = Vec::new();
        self.expect_tables(Comparison::of(self, &DECIDING), &BEGINNINGS, |bytes| {
            if bytes.starts_with(of_act.as_bytes()) {
                begun.extend(part_begun(bytes)?);
            }
            Ok(())
        })?;
        expect_begun(begun, self.store.rows().parts_begun(digest)?)
    }

    /// Refuses sets, and what is gone of them, that stand otherwise in the tables than the entries say (LEDGER-10): whoever
    /// can write the database has nobody told to burn cards that are needed.
    pub(super) fn expect_sets(&self) -> Result<(), StationError> {
        self.expect_tables(Comparison::of(self, &OF_SETS), &OF_SETS_BEGINNINGS, |_| Ok(()))
    }

    /// Refuses tables that do not follow from the entries that begin so, and entries that are not under the signed head.
    fn expect_tables(
        &self,
        mut tables: Comparison<'_, '_>,
        beginnings: &[&[u8]],
        mut also: impl FnMut(&[u8]) -> Result<(), StationError>,
    ) -> Result<(), StationError> {
        self.expect_own_tail()?;
        let rows = self.store.rows();
        let mut frontier = Frontier::new();
        rows.each_entry::<StationError>(|_, bytes, _| {
            frontier.push(leaf_hash(bytes));
            also(bytes)?;
            if beginnings.iter().any(|beginning| bytes.starts_with(beginning)) { tables.entry(bytes) } else { Ok(()) }
        })?;
        if frontier.root() != rows.ledger_root()? {
            let what = "the entries are not those that the stored tree is over".to_owned();
            return Err(StationError::ForeignTail { what });
        }
        match tables.finish()?.findings.into_iter().next() {
            None => Ok(()),
            Some(finding) => Err(StationError::AuthorityAltered { finding: finding.to_string() }),
        }
    }
}

/// Which part of its act an entry says was begun; the act itself is its part 0.
fn part_begun(bytes: &[u8]) -> Result<Option<u64>, StationError> {
    let leaf = Leaf::parse(bytes)?;
    let part = leaf.public().get("part").and_then(serde_json::Value::as_u64).unwrap_or(0);
    Ok((leaf.kind() != Kind::Outcome).then_some(part))
}

/// An approval is spent where the ledger says so: who takes a row away does not make it good again.
fn expect_begun(mut said: Vec<u64>, found: Vec<u64>) -> Result<(), StationError> {
    said.sort_unstable();
    if said == found {
        return Ok(());
    }
    let shown = |parts: &[u64]| match parts {
        [] => "nothing of this act was begun".to_owned(),
        parts => format!(
            "of this act was begun {}",
            parts.iter().map(|n| format!("part {n}")).collect::<Vec<_>>().join(", ")
        ),
    };
    let finding = format!("by its entries {}, and by table intent {}", shown(&said), shown(&found));
    Err(StationError::AuthorityAltered { finding })
}
