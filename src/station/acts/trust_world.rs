//! What the rules of trust look at, gathered from what is recorded; what they propose, and what vanished from lists.

use std::collections::BTreeMap;

use super::lists::known_row;
use crate::clock::Time;
use crate::digest::Digest;
use crate::operation::masterlist_ingest::adopt;
use crate::operation::trust_error::TrustError;
use crate::pki::certificate::Certificate;
use crate::pki::lint::Role;
use crate::safe::Label;
use crate::station::{Station, StationError};
use crate::store::{DecisionRow, KnownRow};
use crate::trust::rules::{self, Evidence, Sight};
use crate::trust::vanished::{Vanished, vanished};
use crate::trust::{Candidate, Decided, Decision, Edition, Kind, Verdict, World};

impl Station<'_> {
    /// What is known of foreign certificates at a time, for rules to look at.
    pub fn trust_world(&self, at: Time) -> Result<World, StationError> {
        self.gathered_world(at, true)
    }

    /// The same; what looks at no key need not have them read.
    fn gathered_world(&self, at: Time, keys: bool) -> Result<World, StationError> {
        let rows = self.store.rows();
        let mut candidates = Vec::new();
        for row in rows.known_of(None)? {
            candidates.push(self.candidate(row, keys)?);
        }
        let mut editions = Vec::new();
        for list in self.lists(at)? {
            let (Some(signed_at), Some(signer)) = (list.signed_at, self.state_of_list(&list)?) else { continue };
            editions.push(Edition {
                list: list.digest,
                signer,
                anchored: list.verdict.starts_with("anchored"),
                signed_at,
                entry: list.sequence,
                certificates: rows.listed(list.digest)?.into_iter().collect(),
            });
        }
        let read = |row: DecisionRow| {
            let verdict = Verdict::from_word(&row.word)?;
            let decision = Decision { certificate: row.certificate, verdict, at: row.at };
            Some(Decided { decision, entry: row.sequence })
        };
        let decided = rows.decisions()?.into_iter().filter_map(read).collect();
        Ok(World::new(at, candidates, editions, decided))
    }

    fn candidate(&self, row: KnownRow, keys: bool) -> Result<Candidate, StationError> {
        let kind = Kind::from_word(&row.kind);
        let wanted = keys && kind != Kind::Other;
        let der = if wanted { self.store.rows().object(row.digest)? } else { None };
        let read = der.as_deref().and_then(|der| Certificate::parse(der).ok());
        Ok(Candidate {
            certificate: row.digest,
            state: row.state,
            kind,
            verifier: row.verifier,
            may_sign: read.as_ref().is_some_and(Role::says_it_signs_certificates),
            key: read.and_then(|certificate| certificate.public_key().ok()?.identity().ok()),
            not_before: row.not_before,
            not_after: row.not_after,
            errors: row.errors,
        })
    }

    /// That a rule of trust holds for a certificate now (TRUST-12 where it does not, TRUST-11 where there is no such rule).
    pub fn trust_evidence(&self, certificate: Digest, rule: &Label) -> Result<Evidence, StationError> {
        let unknown =
            || TrustError::RuleUnknown { rule: rule.clone(), known: rules::names().collect::<Vec<_>>().join(", ") };
        let found = rules::find(rule.as_str()).ok_or_else(unknown).map_err(crate::operation::OperationError::from)?;
        let mut world = self.trust_world(self.now()?)?;
        // What decides is judged from its own octets, whatever the table says of it.
        if let Some(row) = self.store.rows().known(certificate)? {
            world = world.with(self.candidate(self.judged_anew(row)?, true)?);
        }
        Sight::of(&world).judge(found, certificate).map_err(|unmet| {
            let (rule, found, wanted) = (rule.clone(), unmet.found, unmet.wanted);
            crate::operation::OperationError::from(TrustError::RuleUnmet { certificate, rule, found, wanted }).into()
        })
    }

    /// A foreign certificate as it is judged now from its own octets and those of the certificate that verifies it.
    pub(super) fn judged_anew(&self, row: KnownRow) -> Result<KnownRow, StationError> {
        let rows = self.store.rows();
        let own = rows.object(row.digest)?;
        let verifier = row.verifier.map(|digest| rows.object(digest)).transpose()?.flatten();
        let known: Vec<&[u8]> = own.iter().chain(&verifier).map(Vec::as_slice).collect();
        let orphans: Vec<&[u8]> = own.iter().map(Vec::as_slice).collect();
        match adopt(&orphans, &known, self.now()?).pop() {
            Some(judged) => known_row(&judged),
            // What cannot be read, and what nothing verifies, keeps the word for it.
            None if row.kind == "unreadable" => Ok(row),
            None => Ok(KnownRow { kind: "orphan".to_owned(), verifier: None, ..row }),
        }
    }

    /// Every certificate that vanished from the lists of a signer, by certificate.
    pub fn all_vanished(&self) -> Result<BTreeMap<Digest, Vec<Vanished>>, StationError> {
        let mut all: BTreeMap<Digest, Vec<Vanished>> = BTreeMap::new();
        for one in vanished(&self.gathered_world(self.now()?, false)?) {
            all.entry(one.certificate).or_default().push(one);
        }
        Ok(all)
    }

    /// From whose lists a certificate vanished; nothing where it did not.
    pub fn vanished(&self, certificate: Digest) -> Result<Vec<Vanished>, StationError> {
        Ok(self.all_vanished()?.remove(&certificate).unwrap_or_default())
    }
}
