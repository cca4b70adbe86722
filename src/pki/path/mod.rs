//! Paths: a certificate under an anchor, at a time.
//!
//! Doc 9303 paths are one certificate long ([`document`]): every CSCA key is an anchor of
//! its own, links are not stepped over, and the CRL's anchor may be another than the
//! certificate's. The services' own hierarchy is a small RFC 5280 chain ([`service`]).
//! Both end in a [`VerifiedPath`], which nothing else makes.

mod anchor;
pub mod document;
mod names;
mod policies;
mod revocation;
pub mod service;

pub use anchor::{Anchor, Anchors, Asked, Match};
pub use policies::PolicyDemand;
pub use revocation::{RevocationStatus, Undetermined, VerifiedCrl};

use super::PkiError;
use super::certificate::Certificate;
use super::oid;
use crate::asn1::oid_text;
use crate::clock::Time;
use crate::digest::Digest;

/// Evidence that a certificate was verified under an anchor at a time.
///
/// ```compile_fail
/// use chancery::pki::path::VerifiedPath;
/// fn trust_me(path: &VerifiedPath) -> VerifiedPath {
///     VerifiedPath { ..path.clone() } // private fields: only verification makes one
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedPath {
    certificate: Digest,
    anchor: Digest,
    between: Vec<Digest>,
    time: Time,
    matched: Match,
    revocation: RevocationStatus,
}

impl VerifiedPath {
    /// SHA-256 of the certificate.
    pub fn certificate(&self) -> Digest {
        self.certificate
    }

    /// SHA-256 of the anchor's certificate.
    pub fn anchor(&self) -> Digest {
        self.anchor
    }

    /// SHA-256 of the certificates between, from the anchor down; none in a document path.
    pub fn between(&self) -> &[Digest] {
        &self.between
    }

    /// The time it was judged at.
    pub fn time(&self) -> Time {
        self.time
    }

    /// How the anchor's name was found to be the issuer's.
    pub fn matched(&self) -> Match {
        self.matched
    }

    /// Not revoked, or not known; a revoked certificate has no path.
    pub fn revocation(&self) -> RevocationStatus {
        self.revocation
    }
}

/// Whether our path checks know what to do with an extension when it is critical.
pub fn is_understood(extension: &[u8]) -> bool {
    matches!(
        extension,
        oid::BASIC_CONSTRAINTS
            | oid::KEY_USAGE
            | oid::EXTENDED_KEY_USAGE
            | oid::SUBJECT_ALT_NAME
            | oid::ISSUER_ALT_NAME
            | oid::SUBJECT_KEY_IDENTIFIER
            | oid::AUTHORITY_KEY_IDENTIFIER
            | oid::PRIVATE_KEY_USAGE_PERIOD
            | oid::CRL_DISTRIBUTION_POINTS
            | oid::CERTIFICATE_POLICIES
            | oid::DOCUMENT_TYPE_LIST
            | oid::NAME_CHANGE
    )
}

/// What every certificate of a path must pass, whatever signs it: not from a rehearsal,
/// valid at the time, of a known version, one algorithm inside and out, no extension twice, no critical extension
/// that is unknown or cannot be read. `also` are those that the kind of path understands beside
/// [`is_understood`].
fn standing(certificate: &Certificate<'_>, time: Time, also: &[&[u8]]) -> Result<(), PkiError> {
    if super::issue::is_marked(certificate) {
        return Err(PkiError::Rehearsal);
    }
    let not_before = certificate.not_before.time().map_err(PkiError::unreadable("notBefore"))?;
    let not_after = certificate.not_after.time().map_err(PkiError::unreadable("notAfter"))?;
    if time < not_before {
        return Err(PkiError::NotYetValid { not_before, now: time });
    }
    if time > not_after {
        return Err(PkiError::Expired { not_after, now: time });
    }
    if let Some(source) = certificate.extensions.defect.clone() {
        return Err(PkiError::Unreadable { what: "the extensions", source });
    }
    if !(1..=3).contains(&certificate.version()) {
        return Err(refused(certificate, "is of a version that nobody defined"));
    }
    if certificate.inner_algorithm.element.full != certificate.outer_algorithm.element.full {
        return Err(refused(certificate, "says one signature algorithm inside and another outside"));
    }
    let mut seen = std::collections::HashSet::new();
    if !certificate.extensions.iter().all(|e| seen.insert(e.oid)) {
        return Err(refused(certificate, "has an extension twice"));
    }
    let known = |oid: &[u8]| is_understood(oid) || also.contains(&oid);
    match certificate.extensions.iter().find(|e| e.is_critical() && !known(e.oid)) {
        Some(unknown) => Err(PkiError::CriticalExtension { oid: oid_text(unknown.oid) }),
        None => Ok(()),
    }
}

fn refused(certificate: &Certificate<'_>, what: &'static str) -> PkiError {
    PkiError::NotAnIssuer { subject: certificate.subject.shown(120), what }
}
