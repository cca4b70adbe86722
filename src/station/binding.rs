//! Binding an act to this station and this moment, and checking that it still holds.

use std::collections::BTreeMap;

use super::{Configuration, Station, StationError};
use crate::act::{Act, Bound, Head, Nonce};
use crate::approval::{self, Approved};
use crate::clock::DAY;
use crate::digest::Digest;
use crate::entropy::Entropy;
use crate::safe::Label;

/// How long a proposal lives where no policy says otherwise, in seconds.
const VALIDITY: i64 = DAY;

impl Station<'_> {
    /// Binds an act: to station, mode, epoch, what it builds on, and the head of the ledger.
    /// Refused over a ledger that this station did not leave (LEDGER-9).
    pub fn bind(&mut self, what: Act) -> Result<Bound, StationError> {
        self.expect_own_tail()?;
        let preconditions = self.preconditions(&what)?;
        let rows = self.store.rows();
        let head = Head { size: rows.ledger_size()?, root: rows.ledger_root()? };
        let mut nonce = [0; 16];
        self.entropy.fill(&mut nonce)?;
        let expires = self.reading_for(&what)?.time.plus(VALIDITY);
        Ok(Bound { what, identity: self.identity.clone(), preconditions, head, nonce: Nonce(nonce), expires })
    }

    /// Binds and approves an act where the mode's policy asks for nobody.
    pub fn approve_by_policy(&mut self, what: Act) -> Result<Approved, StationError> {
        let bound = self.bind(what)?;
        let now = self.reading_for(&bound.what)?.time;
        Ok(approval::by_specimen_policy(bound, now)?)
    }

    /// Digests of everything the act builds on, as it is now.
    fn preconditions(&self, act: &Act) -> Result<BTreeMap<String, Digest>, StationError> {
        let mut conditions = BTreeMap::new();
        let text = self.configuration.text()?;
        conditions.insert("configuration".to_owned(), Configuration::digest(&text));
        match act {
            Act::CertificateIssue(issue) => {
                conditions.insert(format!("profile {}", issue.profile), self.profile_digest(&issue.profile)?);
                if let Some(issuer) = &issue.issuer {
                    let row = self.store.rows().certificate_of_key(issuer)?;
                    conditions.extend(row.map(|row| (format!("certificate of {issuer}"), row.digest)));
                }
            }
            Act::CrlIssue(issue) => {
                if let Some(last) = self.store.rows().last_crl(&issue.issuer)?.and_then(|crl| crl.digest) {
                    conditions.insert(format!("last crl of {}", issue.issuer), last);
                }
            }
            _ => {}
        }
        Ok(conditions)
    }

    /// The digest of a profile in force.
    pub(super) fn profile_digest(&self, profile: &Label) -> Result<Digest, StationError> {
        let known = &self.profiles;
        known.get(profile).copied().ok_or_else(|| StationError::ProfileUnknown {
            profile: profile.to_string(),
            known: known.keys().map(Label::as_str).collect::<Vec<_>>().join(", "),
        })
    }

    /// Refuses an approval that was not made for this station as it is now.
    pub(super) fn expect_still_so(&self, bound: &Bound) -> Result<(), StationError> {
        if bound.identity != self.identity {
            let show = |i: &crate::mode::Identity| format!("station '{}', {}, epoch {}", i.station, i.mode, i.epoch);
            return Err(StationError::OtherStation { found: show(&bound.identity), wanted: show(&self.identity) });
        }
        let now = self.reading_for(&bound.what)?.time;
        if now >= bound.expires {
            let expired = approval::ApprovalError::Expired { act: bound.what.name(), expired: bound.expires, now };
            return Err(expired.into());
        }
        let conditions = self.preconditions(&bound.what)?;
        let names: std::collections::BTreeSet<&String> = conditions.keys().chain(bound.preconditions.keys()).collect();
        if let Some(name) = names.into_iter().find(|n| conditions.get(*n) != bound.preconditions.get(*n)) {
            return Err(StationError::PreconditionChanged { name: name.clone() });
        }
        let rows = self.store.rows();
        let size = bound.head.size;
        let ancestor = size <= rows.ledger_size()? && crate::ledger::root(&rows, size)? == bound.head.root;
        if ancestor { Ok(()) } else { Err(StationError::HeadNotAncestor { size }) }
    }
}
