//! Whether a certificate is revoked (Doc 9303-12 D.1.2.3): listed, not listed, or not known.

use serde::Serialize;

use super::anchor::{Anchor, Anchors, Search};
use crate::asn1::oid_text;
use crate::clock::Time;
use crate::digest::Digest;
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;
use crate::pki::extension::{Extensions, IssuerAltName, KeyUsage, KeyUsageBit};
use crate::pki::name::Name;
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

/// Serial numbers of so many octets are not the same by chance.
const TELLING: usize = 8;

/// Looks the certificate up. Any list that names it revokes it, however old; only one in
/// force clears it.
///
/// A CSCA that changed its name goes on with one list under the new one, and a list under the
/// old name may be in force still. So what the lists under its issuer's name clear is looked up in
/// the newer ones of the same country: one that names it revokes it, where its serial number is
/// long enough to be no other CSCA's, or the list says the old name (issuerAltName), or certificates
/// among the anchors lead from the one name to the other.
pub(super) fn status(
    certificate: &Certificate<'_>,
    lists: &[VerifiedCrl<'_>],
    anchors: &Anchors<'_>,
    time: Time,
    scope: Scope,
) -> Result<RevocationStatus, PkiError> {
    let issuer = &certificate.issuer;
    let under_name = |list: &&VerifiedCrl<'_>| list.crl.issuer.matches(issuer);
    let found = look_up(certificate, lists.iter().filter(under_name), time)?;
    if scope == Scope::SameName || matches!(found, RevocationStatus::Revoked { .. }) {
        return Ok(found);
    }
    let under_country = |list: &&VerifiedCrl<'_>| list.crl.issuer.same_country(issuer);
    if matches!(found, RevocationStatus::Undetermined { .. }) {
        return look_up(certificate, lists.iter().filter(under_country), time);
    }
    let newest = lists.iter().filter(under_name).map(|list| list.this_update).max();
    let later = |list: &&VerifiedCrl<'_>| !under_name(list) && newest < Some(list.this_update);
    for list in lists.iter().filter(under_country).filter(later) {
        let one_csca =
            || certificate.serial().len() >= TELLING || says(list, issuer) || leads(anchors, issuer, &list.crl.issuer);
        match look_up(certificate, std::iter::once(list), time)? {
            RevocationStatus::Revoked { on } if one_csca() => return Ok(RevocationStatus::Revoked { on }),
            _ => {}
        }
    }
    Ok(found)
}

/// Whether a list says that its CSCA was called so before.
fn says(list: &VerifiedCrl<'_>, name: &Name<'_>) -> bool {
    let Some(Ok(IssuerAltName(names))) = list.crl.read::<IssuerAltName<'_>>() else { return false };
    names.directories().any(|former| former.matches(name))
}

/// Whether links among the anchors lead from one name to another.
fn leads(anchors: &Anchors<'_>, from: &Name<'_>, to: &Name<'_>) -> bool {
    let mut names = vec![*from];
    let mut next = 0;
    while let Some(name) = names.get(next).copied() {
        next += 1;
        for anchor in anchors.iter().filter(|anchor| anchor.certificate.issuer.matches(&name)) {
            let subject = anchor.certificate.subject;
            if !names.iter().any(|known| known.matches(&subject)) {
                names.push(subject);
            }
        }
    }
    names.iter().any(|name| name.matches(to))
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
