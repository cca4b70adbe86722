//! Binding an act to this station and this moment, and checking that it still holds.

use std::collections::BTreeMap;

use super::{Configuration, Station, StationError};
use crate::act::{Act, Bound, Head, Nonce, SubjectKey};
use crate::approval::ApprovalError;
use crate::clock::DAY;
use crate::digest::Digest;
use crate::entropy::Entropy;
use crate::mode::Identity;
use crate::pki::lint::Role;
use crate::pki::profile::Covers;
use crate::safe::Label;

/// How long a proposal lives where no policy says otherwise, in seconds.
const VALIDITY: i64 = DAY;

impl Station<'_> {
    /// Binds an act: to station, mode, epoch, what it builds on, and the head of the ledger.
    /// Refused over a ledger that this station did not leave (LEDGER-9).
    pub fn bind(&mut self, what: Act, proposer: Option<Label>) -> Result<Bound, StationError> {
        self.expect_own_tail()?;
        let preconditions = self.preconditions(&what)?;
        let rows = self.store.rows();
        let head = Head { size: rows.ledger_size()?, root: rows.ledger_root()? };
        let mut nonce = [0; 16];
        self.entropy.fill(&mut nonce)?;
        let expires = self.reading_for(&what)?.time.plus(self.validity_of(&what)?.unwrap_or(VALIDITY));
        Ok(Bound { what, identity: self.identity.clone(), preconditions, head, nonce: Nonce(nonce), expires, proposer })
    }

    /// Digests of everything the act builds on, as it is now.
    pub(super) fn preconditions(&self, act: &Act) -> Result<BTreeMap<String, Digest>, StationError> {
        let mut conditions = BTreeMap::new();
        let text = self.configuration.text()?;
        conditions.insert("configuration".to_owned(), Configuration::digest(&text));
        if !act.is_bookkeeping() {
            conditions.extend(self.authority()?);
        }
        match act {
            Act::CertificateIssue(issue) => {
                conditions.insert(format!("profile {}", issue.profile), self.profile_digest(&issue.profile)?);
                if self.profile(&issue.profile)?.validity.covers == Covers::Children {
                    // Its validity is counted by what the others say.
                    conditions.insert("profiles in force".to_owned(), crate::canonical::digest(self.profiles())?);
                }
                if let Some(issuer) = &issue.issuer {
                    let linked = linked(self.profile(&issue.profile)?.role, &issue.subject);
                    for key in [Some(issuer), linked].into_iter().flatten() {
                        let row = self.store.rows().issuing_certificate(key)?;
                        conditions.extend(row.map(|row| (format!("certificate of {key}"), row.digest)));
                    }
                }
            }
            Act::CertificateBatch(batch) => {
                conditions.insert(format!("profile {}", batch.profile), self.profile_digest(&batch.profile)?);
                let row = self.store.rows().issuing_certificate(&batch.issuer)?;
                conditions.extend(row.map(|row| (format!("certificate of {}", batch.issuer), row.digest)));
            }
            Act::CscaRollover(rollover) => {
                for name in [&rollover.root_profile, &rollover.link_profile] {
                    conditions.insert(format!("profile {name}"), self.profile_digest(name)?);
                }
                // The lifetimes of both are counted by what the others say.
                conditions.insert("profiles in force".to_owned(), crate::canonical::digest(self.profiles())?);
                let row = self.store.rows().issuing_certificate(&rollover.from)?;
                conditions.extend(row.map(|row| (format!("certificate of {}", rollover.from), row.digest)));
            }
            Act::CrlIssue(issue) => {
                let lineage = self.lineage(&issue.issuer)?;
                if let Some(last) = self.last_list(&lineage)?.and_then(|(_, crl)| crl.digest) {
                    conditions.insert(format!("last crl of {}", issue.issuer), last);
                }
                let revoked = self.revoked_by(&lineage)?;
                let revoked = crate::canonical::digest_of_texts(revoked.iter().map(|row| row.serial.as_str()))?;
                conditions.insert(format!("revoked by {}", issue.issuer), revoked);
            }
            Act::ProfileAdopt(adopt) => {
                let before = self.profiles().get(&adopt.name);
                conditions.extend(before.map(|digest| (format!("profile {}", adopt.name), *digest)));
            }
            Act::MasterlistIssue(issue) => {
                conditions.extend(self.signed_under(&issue.signer, Role::MasterlistSigner)?);
                conditions.extend(self.last_masterlist()?.map(|digest| ("last master list".to_owned(), digest)));
                conditions.insert("what is vouched for".to_owned(), crate::canonical::digest(&self.vouched_for()?)?);
            }
            Act::CscaAdopt(adopt) => {
                if let Some(before) = &adopt.before {
                    let row = self.store.rows().issuing_certificate(before)?;
                    conditions.extend(row.map(|row| (format!("certificate of {before}"), row.digest)));
                }
            }
            Act::DeviationIssue(issue) => {
                conditions.extend(self.signed_under(&issue.signer, Role::DeviationlistSigner)?);
                conditions.extend(self.last_deviation_list()?.map(|digest| ("last deviation list".to_owned(), digest)));
            }
            Act::BundleExport(_) => {
                let last = self.store.rows().last_bundle()?.and_then(|bundle| bundle.manifest);
                conditions.extend(last.map(|digest| ("last bundle".to_owned(), digest)));
                conditions.insert("what a bundle holds".to_owned(), self.held_digest()?);
            }
            Act::CscaCompromise(end) => {
                let lineage = self.lineage(&end.key)?;
                conditions.insert("keys of the CSCA".to_owned(), crate::canonical::digest(&lineage)?);
                conditions.insert("what ends with the key".to_owned(), self.ends_with(end)?);
            }
            _ => {}
        }
        Ok(conditions)
    }

    /// The certificate that a list would be signed under, and that of the key that issued it.
    fn signed_under(&self, signer: &Label, role: Role) -> Result<Vec<(String, Digest)>, StationError> {
        let rows = self.store.rows();
        let Some(row) = rows.certificate_for(signer, role)? else { return Ok(Vec::new()) };
        let above = rows.issuing_certificate(&row.issuer)?;
        let above = above.map(|above| (format!("certificate of {}", row.issuer), above.digest));
        Ok([(format!("certificate of {signer}"), row.digest)].into_iter().chain(above).collect())
    }

    /// Refuses an approval that was not made for this station as it is now.
    pub(super) fn expect_still_so(&self, bound: &Bound) -> Result<(), StationError> {
        self.expect_this_station(&bound.identity)?;
        let now = self.reading_for(&bound.what)?.time;
        if now >= bound.expires {
            let expired = ApprovalError::Expired { act: bound.what.name(), expired: bound.expires, now };
            return Err(expired.into());
        }
        let conditions = self.preconditions(&bound.what)?;
        let names: std::collections::BTreeSet<&String> = conditions.keys().chain(bound.preconditions.keys()).collect();
        if let Some(name) = names.into_iter().find(|n| conditions.get(*n) != bound.preconditions.get(*n)) {
            return Err(StationError::PreconditionChanged { name: name.clone() });
        }
        self.expect_ancestor(bound.head)
    }

    /// Refuses what was made for another station, mode or epoch (APPROVAL-3).
    pub(super) fn expect_this_station(&self, identity: &Identity) -> Result<(), StationError> {
        if *identity == self.identity {
            return Ok(());
        }
        let show = |i: &Identity| format!("station '{}', {}, epoch {}", i.station, i.mode, i.epoch);
        Err(StationError::OtherStation { found: show(identity), wanted: show(&self.identity) })
    }

    /// Refuses a head that this ledger does not continue (APPROVAL-4).
    pub(super) fn expect_ancestor(&self, head: Head) -> Result<(), StationError> {
        let rows = self.store.rows();
        let size = head.size;
        let ancestor = size <= rows.ledger_size()? && crate::ledger::root(&rows, size)? == head.root;
        if ancestor { Ok(()) } else { Err(StationError::HeadNotAncestor { size }) }
    }
}

/// The key of ours that a link is for: the link bears its root's name.
fn linked(role: Role, subject: &SubjectKey) -> Option<&Label> {
    match subject {
        SubjectKey::Key(key) if role == Role::CscaLink => Some(key),
        _ => None,
    }
}
