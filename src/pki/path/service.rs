//! The services' own chain: a small RFC 5280 path with at most four CAs between.

use super::anchor::{Anchor, Anchors, Match, Search as Found};
use super::revocation::{RevocationStatus, Scope, VerifiedCrl, status};
use super::{PolicyDemand, VerifiedPath, names, policies, refused, standing};
use crate::clock::Time;
use crate::pki::certificate::Certificate;
use crate::pki::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsageBit, NameConstraints};
use crate::pki::{PkiError, oid};

/// At most this many certificates between anchor and end entity.
pub const MOST_BETWEEN: usize = 4;

/// At most this many signatures are checked for one path (a budget against bundles of
/// certificates that all seem to have signed each other).
const BUDGET: usize = 64;

/// What is asked of a chain beside its soundness. Nothing, unless said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Demand<'d> {
    /// An extKeyUsage object identifier: the end entity names it, or names no purpose at all.
    pub purpose: Option<&'d [u8]>,
    /// What is asked of the policies.
    pub policies: PolicyDemand<'d>,
}

/// Judges an end entity under the anchors, with intermediate certificates in any order: RFC 5280 6.1
/// whole, name constraints and policies included. Every certificate on the way, the anchor's
/// included, is valid at the time; every issuer is a CA that may sign certificates and is not too far
/// up. An anchor's own constraints on names and length hold; one that says something critical of
/// policies is refused. With a `purpose` (an extKeyUsage object identifier), the end entity names it
/// or names none.
pub fn verify(
    certificate: &Certificate<'_>,
    intermediates: &[Certificate<'_>],
    anchors: &Anchors<'_>,
    lists: &[VerifiedCrl<'_>],
    purpose: Option<&[u8]>,
    time: Time,
) -> Result<VerifiedPath, PkiError> {
    let demand = Demand { purpose, ..Demand::default() };
    verify_with(certificate, intermediates, anchors, lists, &demand, time)
}

/// As [`verify`], with more to ask for.
pub fn verify_with(
    certificate: &Certificate<'_>,
    intermediates: &[Certificate<'_>],
    anchors: &Anchors<'_>,
    lists: &[VerifiedCrl<'_>],
    demand: &Demand<'_>,
    time: Time,
) -> Result<VerifiedPath, PkiError> {
    if let (Some(wanted), Some(usage)) = (demand.purpose, certificate.read::<ExtendedKeyUsage<'_>>()) {
        let usage = usage.map_err(PkiError::unreadable("extKeyUsage"))?;
        if !usage.has(wanted) {
            return Err(refused(certificate, "does not name the purpose it is used for"));
        }
    }
    let policies = &demand.policies;
    let mut search = Search { intermediates, anchors, lists, policies, time, budget: BUDGET, first_error: None };
    let mut chain = vec![certificate];
    if let Some((anchor, matched, revocation)) = search.climb(&mut chain) {
        let between = chain.iter().skip(1).rev().map(|c| c.digest()).collect();
        let certificate = certificate.digest();
        return Ok(VerifiedPath { certificate, anchor, between, time, matched, revocation });
    }
    let issuer = certificate.issuer.shown(120);
    Err(search.first_error.unwrap_or(PkiError::NoAnchor { issuer }))
}

/// Critical extensions that are understood in a chain beside those of every path.
const IN_A_CHAIN: &[&[u8]] =
    &[oid::NAME_CONSTRAINTS, oid::POLICY_MAPPINGS, oid::POLICY_CONSTRAINTS, oid::INHIBIT_ANY_POLICY];

/// And in an anchor's certificate.
const IN_AN_ANCHOR: &[&[u8]] = &[oid::NAME_CONSTRAINTS];

struct Search<'s> {
    intermediates: &'s [Certificate<'s>],
    anchors: &'s Anchors<'s>,
    lists: &'s [VerifiedCrl<'s>],
    policies: &'s PolicyDemand<'s>,
    time: Time,
    budget: usize,
    first_error: Option<PkiError>,
}

type Reached = (crate::digest::Digest, Match, RevocationStatus);

impl<'s> Search<'s> {
    fn note(&mut self, error: PkiError) {
        self.first_error.get_or_insert(error);
    }

    /// Depth first: anchors before intermediates. `chain` holds the end entity first, and last the
    /// certificate whose issuer is looked for; on success it is the whole chain.
    fn climb(&mut self, chain: &mut Vec<&'s Certificate<'s>>) -> Option<Reached> {
        let certificate: &'s Certificate<'s> = chain.last().copied()?;
        let revocation = match standing(certificate, self.time, IN_A_CHAIN)
            .and_then(|()| status(certificate, self.lists, self.anchors, self.time, Scope::SameName))
        {
            Ok(RevocationStatus::Revoked { on }) => {
                self.note(PkiError::Revoked { on });
                return None;
            }
            Ok(status) => status,
            Err(error) => {
                self.note(error);
                return None;
            }
        };
        let anchors = self.anchors;
        let key = certificate.authority_key_identifier();
        let allowed = |anchor: &Anchor<'_>, _| {
            let step = standing(&anchor.certificate, self.time, IN_AN_ANCHOR)
                .and_then(|()| self.step(chain, &anchor.certificate, &anchor.key));
            step.map_err(|error| self.note(error)).is_ok()
        };
        if let Found::Found(anchor, matched) = anchors.search(&certificate.issuer, key, false, allowed) {
            let downwards: Vec<&Certificate<'s>> = chain.iter().rev().copied().collect();
            match policies::judge(&downwards, self.policies) {
                Ok(()) => return Some((anchor.digest, matched, revocation)),
                Err(what) => self.note(refused(certificate, what)),
            }
        }
        if chain.len() > MOST_BETWEEN {
            return None;
        }
        let intermediates = self.intermediates;
        for issuer in intermediates.iter().filter(|i| i.subject.matches(&certificate.issuer)) {
            let Ok(key) = issuer.public_key() else { continue };
            if chain.iter().skip(1).any(|above| above.der() == issuer.der()) {
                continue;
            }
            let step = standing(issuer, self.time, IN_A_CHAIN).and_then(|()| self.step(chain, issuer, &key));
            if let Err(error) = step {
                self.note(error);
                continue;
            }
            chain.push(issuer);
            if let Some((found, matched, above)) = self.climb(chain) {
                let clear = [revocation, above].into_iter().find(|s| *s != RevocationStatus::Unrevoked);
                return Some((found, matched, clear.unwrap_or(RevocationStatus::Unrevoked)));
            }
            chain.pop();
        }
        None
    }

    /// Whether `issuer` signed the last of `chain` and was allowed to.
    fn step(
        &mut self,
        chain: &[&'s Certificate<'s>],
        issuer: &Certificate<'_>,
        key: &crate::signer::PublicKey,
    ) -> Result<(), PkiError> {
        // Self-issued certificates do not count, the end entity never does (RFC 5280 6.1.4 l and m).
        let below = chain.iter().skip(1).filter(|c| !c.is_self_issued()).count();
        match issuer.read::<BasicConstraints<'_>>() {
            Some(Ok(constraints)) if constraints.is_ca() => {
                if constraints.path_length.is_some_and(|most| below > most as usize) {
                    return Err(refused(issuer, "allows fewer CAs below it"));
                }
            }
            Some(Err(source)) => return Err(PkiError::Unreadable { what: "basicConstraints", source }),
            _ => return Err(refused(issuer, "is not a CA")),
        }
        match issuer.read::<KeyUsage>() {
            Some(Ok(usage)) if !usage.has(KeyUsageBit::KeyCertSign) => {
                return Err(refused(issuer, "may not sign certificates"));
            }
            Some(Err(source)) => return Err(PkiError::Unreadable { what: "keyUsage", source }),
            _ => {}
        }
        self.budget = self.budget.checked_sub(1).ok_or_else(|| refused(issuer, "is one of too many candidates"))?;
        let Some(certificate) = chain.last() else { return Ok(()) };
        let issuer_name = || certificate.issuer.shown(120);
        certificate.verify_signature(key).map_err(|_| PkiError::NoSignature { issuer: issuer_name(), tried: 1 })?;
        let Some(constraints) = issuer.read::<NameConstraints<'_>>() else { return Ok(()) };
        let constraints = constraints.map_err(PkiError::unreadable("nameConstraints"))?;
        // The end entity's names are held always, a CA's own only where it is not self-issued.
        let held = chain.iter().enumerate().filter(|(at, c)| *at == 0 || !c.is_self_issued());
        for (_, certificate) in held {
            names::hold(&constraints, certificate).map_err(|what| refused(certificate, what))?;
        }
        Ok(())
    }
}
