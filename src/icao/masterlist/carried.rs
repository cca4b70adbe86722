//! Judging what a list's CMS carries beside the list: certificates that the list's own
//! signature does not cover, so that only their own signatures say whether they are whole.

use std::fmt;

use serde::Serialize;

use crate::asn1::strict_der;
use crate::cms::SignedData;
use crate::digest::Digest;
use crate::icao::chain::{Orphan, Pool, Proof};
use crate::pki::certificate::Certificate;

/// What is wrong with a carried certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CarriedDefect {
    /// It cannot be read as a certificate.
    Unreadable,
    /// Nothing that is known verifies it: altered, or of an issuer that is not here.
    NotVerified(Orphan),
    /// The signature algorithm outside is not the one that was signed (RFC 5280 4.1.1.2).
    AlgorithmsDiffer,
    /// What surrounds the signed part is not DER.
    NotDer,
}

impl fmt::Display for CarriedDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CarriedDefect::Unreadable => "it cannot be read",
            CarriedDefect::NotVerified(Orphan::IssuerAbsent) => "its issuer is not here",
            CarriedDefect::NotVerified(Orphan::NoKeyVerifies) => "no key of its issuer verifies it, so it was altered",
            CarriedDefect::NotVerified(Orphan::SignatureUnreadable) => "its signature cannot be read",
            CarriedDefect::AlgorithmsDiffer => "it names another signature algorithm than was signed",
            CarriedDefect::NotDer => "it is not DER outside its signed part",
        })
    }
}

/// The verdict on one certificate that the CMS carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedVerdict {
    /// Which of the carried certificates, from 0.
    pub place: usize,
    /// Where it stands in the input.
    pub offset: usize,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Its subject, made harmless; `None` where it cannot be read.
    pub subject: Option<String>,
    /// What is wrong; `None` where another certificate's key, or its own, verifies it.
    pub defect: Option<CarriedDefect>,
}

impl fmt::Display for CarriedVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "carried certificate {} at offset {}", self.place, self.offset)?;
        if let Some(subject) = &self.subject {
            write!(f, " ({subject})")?;
        }
        match self.defect {
            Some(defect) => write!(f, ": {defect}"),
            None => f.write_str(": verified"),
        }
    }
}

/// Judges every carried certificate. Its issuer may be among the carried, the listed or
/// the known ones.
pub(super) fn judge(signed: &SignedData<'_>, others: &Pool<'_>) -> Vec<CarriedVerdict> {
    let mut carried = Pool::new();
    let read: Vec<_> = signed.certificates().iter().map(|e| (*e, Certificate::from_element(*e, &[]))).collect();
    for (_, certificate) in &read {
        if let Ok(certificate) = certificate {
            carried.add(certificate.clone());
        }
    }
    let judge_one = |(place, (element, certificate)): (usize, &(crate::asn1::Element<'_>, Result<_, _>))| {
        let (subject, defect) = match certificate {
            Ok(certificate) => (Some(subject_of(certificate)), defect_of(certificate, &carried, others)),
            Err(_) => (None, Some(CarriedDefect::Unreadable)),
        };
        CarriedVerdict { place, offset: element.offset, digest: Digest::of(element.full), subject, defect }
    };
    read.iter().enumerate().map(judge_one).collect()
}

fn subject_of(certificate: &Certificate<'_>) -> String {
    crate::safe::line(&certificate.subject.to_string(), 300)
}

fn defect_of(certificate: &Certificate<'_>, carried: &Pool<'_>, others: &Pool<'_>) -> Option<CarriedDefect> {
    if let Some(orphan) = orphan(certificate, carried, others) {
        return Some(CarriedDefect::NotVerified(orphan));
    }
    if certificate.outer_algorithm.element.full != certificate.inner_algorithm.element.full {
        return Some(CarriedDefect::AlgorithmsDiffer);
    }
    let signed = certificate.tbs.offset..certificate.tbs.offset + certificate.tbs.full.len();
    let frame = strict_der(certificate.der(), certificate.element.offset);
    let sound = frame.is_ok_and(|defects| defects.iter().all(|d| signed.contains(&d.offset)));
    (!sound).then_some(CarriedDefect::NotDer)
}

/// Why nothing verifies a certificate; `None` where something does.
pub(super) fn orphan(certificate: &Certificate<'_>, carried: &Pool<'_>, others: &Pool<'_>) -> Option<Orphan> {
    let why = |pool: &Pool<'_>| match pool.prove(certificate).proof {
        Proof::Orphan(orphan) => Some(orphan),
        Proof::OwnKey | Proof::Issuer { .. } => None,
    };
    match (why(carried)?, why(others)?) {
        (Orphan::IssuerAbsent, found) => Some(found),
        (found, _) => Some(found),
    }
}
