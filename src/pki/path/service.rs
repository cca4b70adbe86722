//! The services' own chain: a small RFC 5280 path with at most four CAs between.

use super::anchor::{Anchor, Anchors, Match, Search as Found};
use super::revocation::{RevocationStatus, Scope, VerifiedCrl, status};
use super::{VerifiedPath, standing};
use crate::clock::Time;
use crate::pki::PkiError;
use crate::pki::certificate::Certificate;
use crate::pki::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsageBit};

/// At most this many certificates between anchor and end entity.
pub const MOST_BETWEEN: usize = 4;

/// At most this many signatures are checked for one path (a budget against bundles of
/// certificates that all seem to have signed each other).
const BUDGET: usize = 64;

/// Judges an end entity under the anchors, with intermediate certificates in any order:
/// RFC 5280 6.1 without policies and name constraints (critical ones are refused).
/// Every certificate on the way, the anchor's included, is valid at the time; every
/// issuer is a CA that may sign certificates and is not too far up. With a `purpose`
/// (an extKeyUsage object identifier), the end entity names it or names none.
pub fn verify(
    certificate: &Certificate<'_>,
    intermediates: &[Certificate<'_>],
    anchors: &Anchors<'_>,
    lists: &[VerifiedCrl<'_>],
    purpose: Option<&[u8]>,
    time: Time,
) -> Result<VerifiedPath, PkiError> {
    if let (Some(wanted), Some(usage)) = (purpose, certificate.read::<ExtendedKeyUsage<'_>>()) {
        let usage = usage.map_err(PkiError::unreadable("extKeyUsage"))?;
        if !usage.has(wanted) {
            return Err(refused(certificate, "does not name the purpose it is used for"));
        }
    }
    let mut search = Search { intermediates, anchors, lists, time, budget: BUDGET, first_error: None };
    let mut between = Vec::new();
    if let Some((anchor, matched, revocation)) = search.climb(certificate, &mut between, 0) {
        between.reverse();
        let certificate = certificate.digest();
        return Ok(VerifiedPath { certificate, anchor, between, time, matched, revocation });
    }
    let issuer = certificate.issuer.shown(120);
    Err(search.first_error.unwrap_or(PkiError::NoAnchor { issuer }))
}

struct Search<'s, 'a> {
    intermediates: &'s [Certificate<'a>],
    anchors: &'s Anchors<'a>,
    lists: &'s [VerifiedCrl<'a>],
    time: Time,
    budget: usize,
    first_error: Option<PkiError>,
}

type Reached = (crate::digest::Digest, Match, RevocationStatus);

impl Search<'_, '_> {
    fn note(&mut self, error: PkiError) {
        self.first_error.get_or_insert(error);
    }

    /// Depth first: anchors before intermediates. `between` holds the digests below;
    /// `below` counts those that a path length constraint counts (RFC 5280 6.1.4 l:
    /// not the self-issued ones).
    fn climb(
        &mut self,
        certificate: &Certificate<'_>,
        between: &mut Vec<crate::digest::Digest>,
        below: usize,
    ) -> Option<Reached> {
        let revocation = match standing(certificate, self.time)
            .and_then(|()| status(certificate, self.lists, self.time, Scope::SameName))
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
        let allowed = |anchor: &Anchor<'_>| {
            let step = self.step(certificate, &anchor.certificate, &anchor.key, below);
            step.map_err(|error| self.note(error)).is_ok()
        };
        if let Found::Found(anchor, matched) = anchors.search(&certificate.issuer, key, false, allowed) {
            return Some((anchor.digest, matched, revocation));
        }
        if between.len() >= MOST_BETWEEN {
            return None;
        }
        let intermediates = self.intermediates;
        for issuer in intermediates.iter().filter(|i| i.subject.matches(&certificate.issuer)) {
            let Ok(anchor) = Anchor::of(issuer.clone()) else { continue };
            if between.contains(&anchor.digest) {
                continue;
            }
            if let Err(error) = self.step(certificate, issuer, &anchor.key, below) {
                self.note(error);
                continue;
            }
            between.push(anchor.digest);
            if let Some((found, matched, above)) =
                self.climb(issuer, between, below + usize::from(!issuer.is_self_issued()))
            {
                let clear = [revocation, above].into_iter().find(|s| *s != RevocationStatus::Unrevoked);
                return Some((found, matched, clear.unwrap_or(RevocationStatus::Unrevoked)));
            }
            between.pop();
        }
        None
    }

    /// Whether `issuer` signed `certificate` and was allowed to, with `below` CAs that count between
    /// it and the end entity.
    fn step(
        &mut self,
        certificate: &Certificate<'_>,
        issuer: &Certificate<'_>,
        key: &crate::signer::PublicKey,
        below: usize,
    ) -> Result<(), PkiError> {
        standing(issuer, self.time)?;
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
        let issuer_name = || certificate.issuer.shown(120);
        certificate.verify_signature(key).map_err(|_| PkiError::NoSignature { issuer: issuer_name(), tried: 1 })
    }
}

fn refused(certificate: &Certificate<'_>, what: &'static str) -> PkiError {
    PkiError::NotAnIssuer { subject: certificate.subject.shown(120), what }
}
