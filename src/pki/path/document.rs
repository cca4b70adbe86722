//! The path of Doc 9303-12 appendix D: one certificate under an anchor.

use super::anchor::{Anchor, Anchors, Search};
use super::revocation::{RevocationStatus, Scope, VerifiedCrl, status};
use super::{VerifiedPath, standing};
use crate::clock::Time;
use crate::pki::certificate::Certificate;
use crate::pki::lint::Role;
use crate::pki::{PkiError, issue};

/// Judges one certificate under the anchors, at a time (D.1.1.3): not from a rehearsal,
/// valid, nothing critical that is unknown, its issuer's name an anchor's, the signature
/// good under that anchor's key, the anchor a CSCA and no CA of services, not revoked. The anchor itself need not be valid any
/// more: that was the trust decision's business.
pub fn verify(
    certificate: &Certificate<'_>,
    anchors: &Anchors<'_>,
    lists: &[VerifiedCrl<'_>],
    time: Time,
) -> Result<VerifiedPath, PkiError> {
    standing(certificate, time, &[])?;
    let good = |anchor: &Anchor<'_>, _| certificate.verify_signature(&anchor.key).is_ok();
    let key = certificate.authority_key_identifier();
    let (anchor, matched) = match anchors.search(&certificate.issuer, key, false, good) {
        Search::Found(anchor, matched) => (anchor, matched),
        Search::Tried(0) => return Err(PkiError::NoAnchor { issuer: certificate.issuer.shown(120) }),
        Search::Tried(tried) => {
            return Err(PkiError::NoSignature { issuer: certificate.issuer.shown(120), tried });
        }
    };
    // Somebody may have taken a signer of documents for an anchor: what it signed is no path (RFC 5280 4.2.1.3, 4.2.1.9).
    if !Role::may_sign_certificates(&anchor.certificate) {
        return Err(PkiError::NotAnIssuer {
            subject: anchor.certificate.subject.shown(120),
            what: "may not sign certificates",
        });
    }
    // A CA of services is no CSCA, whoever took it for an anchor.
    if Role::infer_anywhere(&anchor.certificate) == Role::ServiceCa {
        return Err(PkiError::NotAnIssuer {
            subject: anchor.certificate.subject.shown(120),
            what: "is a CA of services and no CSCA",
        });
    }
    if issue::is_marked(&anchor.certificate) {
        return Err(PkiError::Rehearsal);
    }
    let revocation = status(certificate, lists, anchors, time, Scope::SameCountry)?;
    if let RevocationStatus::Revoked { on } = revocation {
        return Err(PkiError::Revoked { on });
    }
    Ok(VerifiedPath {
        certificate: certificate.digest(),
        anchor: anchor.digest,
        between: Vec::new(),
        time,
        matched,
        revocation,
    })
}
