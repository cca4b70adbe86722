//! Whether a certificate is revoked (Doc 9303-12 D.1.2.3): listed, not listed, or not known.

use serde::Serialize;

use super::anchor::{Anchor, Anchors, Search};
use crate::asn1::oid_text;
use crate::clock::Time;
use crate::digest::Digest;
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;
use crate::pki::extension::{Extensions, KeyUsage, KeyUsageBit};
use crate::pki::{PkiError, oid};

/// A CRL whose signature was verified under an anchor. The anchor may be another than the
/// one that a certificate on the list hangs under: the newest CSCA key signs for all.
///
/// ```compile_fail
/// use chancery::pki::{crl::Crl, path::VerifiedCrl};
/// fn unverified<'a>(crl: Crl<'a>) -> VerifiedCrl<'a> {
///     VerifiedCrl { crl } // private fields: only verification makes one
/// }
/// ```
#[derive(Clone, Debug)]
pub struct VerifiedCrl<'a> {
    crl: Crl<'a>,
    anchor: Digest,
    this_update: Time,
    next_update: Option<Time>,
}

impl<'a> VerifiedCrl<'a> {
    /// Verifies a list under the anchors. Its issuer's name must be an anchor's; names are
    /// folded where no name fits byte by byte.
    pub fn verify(crl: Crl<'a>, anchors: &Anchors<'_>) -> Result<Self, PkiError> {
        let shown = crl.issuer.shown(120);
        let good = |anchor: &Anchor<'_>, _| crl.verify_signature(&anchor.key).is_ok();
        let anchor = match anchors.search(&crl.issuer, crl.authority_key_identifier(), false, good) {
            Search::Found(anchor, _) => anchor,
            Search::Tried(0) => return Err(PkiError::NoAnchor { issuer: shown }),
            Search::Tried(tried) => return Err(PkiError::NoSignature { issuer: shown, tried }),
        };
        if let Some(Ok(usage)) = anchor.certificate.read::<KeyUsage>()
            && !usage.has(KeyUsageBit::CrlSign)
        {
            return Err(PkiError::NotAnIssuer { subject: shown, what: "may not sign CRLs" });
        }
        refuse_unknown(&crl)?;
        let anchor = anchor.digest;
        let this_update = crl.this_update.time().map_err(PkiError::unreadable("thisUpdate"))?;
        let next = crl.next_update.map(|i| i.time()).transpose();
        let next_update = next.map_err(PkiError::unreadable("nextUpdate"))?;
        Ok(VerifiedCrl { crl, anchor, this_update, next_update })
    }

    /// The list.
    pub fn crl(&self) -> &Crl<'a> {
        &self.crl
    }

    /// SHA-256 of the certificate of the anchor that signed it.
    pub fn anchor(&self) -> Digest {
        self.anchor
    }

    /// When it was made.
    pub fn this_update(&self) -> Time {
        self.this_update
    }

    /// When the next one was promised.
    pub fn next_update(&self) -> Option<Time> {
        self.next_update
    }
}

/// A list with something critical in it that we do not understand says nothing we may
/// use (RFC 5280 5.2, 5.3): deltas, partitions and indirect lists among them.
fn refuse_unknown(crl: &Crl<'_>) -> Result<(), PkiError> {
    let unknown = |extensions: &Extensions<'_>| -> Result<(), PkiError> {
        if let Some(source) = extensions.defect.clone() {
            return Err(PkiError::Unreadable { what: "the extensions of a CRL", source });
        }
        let known = |oid: &[u8]| matches!(oid, oid::CRL_NUMBER | oid::AUTHORITY_KEY_IDENTIFIER | oid::REASON_CODE);
        match extensions.iter().find(|e| e.is_critical() && !known(e.oid)) {
            Some(found) => Err(PkiError::CriticalExtension { oid: oid_text(found.oid) }),
            None => Ok(()),
        }
    };
    unknown(&crl.extensions)?;
    for entry in crl.entries() {
        let entry = entry.map_err(PkiError::unreadable("the list of revoked certificates"))?;
        if entry.extensions_element.is_some() {
            unknown(&entry.extensions())?;
        }
    }
    Ok(())
}

/// What the lists say about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum RevocationStatus {
    /// A list in force does not name it.
    Unrevoked,
    /// A list names it (UNSPECIFIED in the words of the standard).
    Revoked {
        /// Since when, as the list says.
        on: Time,
    },
    /// Nobody can say.
    Undetermined {
        /// Why not.
        why: Undetermined,
    },
}

/// Why nobody can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Undetermined {
    /// No list of this issuer, by name or by country, is at hand.
    NoList,
    /// Lists of this issuer are at hand, but none is in force at the time, or those that are have
    /// deltas beside them, which are not read.
    NoneInForce,
}

/// Which lists count for a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Those whose issuer is the certificate's (RFC 5280).
    SameName,
    /// Those too whose issuer has the same country, where no list under the same name
    /// settles it: after a change of name the newest key signs for all, and serial
    /// numbers are not used again (Doc 9303-12 7.1.1.5, D.3).
    SameCountry,
}

/// Looks the certificate up. Any list that names it revokes it, however old; only one in
/// force clears it.
pub(super) fn status(
    certificate: &Certificate<'_>,
    lists: &[VerifiedCrl<'_>],
    time: Time,
    scope: Scope,
) -> Result<RevocationStatus, PkiError> {
    let issuer = &certificate.issuer;
    let under_name = |list: &&VerifiedCrl<'_>| list.crl.issuer.matches(issuer);
    let found = look_up(certificate, lists.iter().filter(under_name), time)?;
    if scope == Scope::SameName || !matches!(found, RevocationStatus::Undetermined { .. }) {
        return Ok(found);
    }
    let under_country = |list: &&VerifiedCrl<'_>| list.crl.issuer.same_country(issuer);
    look_up(certificate, lists.iter().filter(under_country), time)
}

fn look_up<'l, 'a: 'l>(
    certificate: &Certificate<'_>,
    lists: impl Iterator<Item = &'l VerifiedCrl<'a>>,
    time: Time,
) -> Result<RevocationStatus, PkiError> {
    let mut any = false;
    let mut in_force = false;
    for list in lists {
        any = true;
        let entry = list.crl.find(certificate.serial());
        if let Some(entry) = entry.map_err(PkiError::unreadable("the list of revoked certificates"))? {
            let on = entry.revocation_date.time().unwrap_or(list.this_update);
            return Ok(RevocationStatus::Revoked { on });
        }
        // A list that is kept up to date by deltas tells not all: it revokes, and clears nobody.
        let whole = list.crl.extensions.find(oid::FRESHEST_CRL).is_none();
        in_force |= whole && list.this_update <= time && list.next_update.is_some_and(|next| time <= next);
    }
    let why = if any { Undetermined::NoneInForce } else { Undetermined::NoList };
    Ok(if in_force { RevocationStatus::Unrevoked } else { RevocationStatus::Undetermined { why } })
}
