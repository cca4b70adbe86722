//! Judging what a list's CMS carries beside the list: certificates that the list's own
//! signature does not cover, so that only their own signatures say whether they are whole.

use std::fmt;

use serde::Serialize;

use crate::asn1::strict_der;
use crate::cms::SignedData;
use crate::digest::Digest;
use crate::icao::chain::{Orphan, Pool, Proof, Proven, Threads};
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
            CarriedDefect::NotVerified(Orphan::TooManyKeys) => "too many keys bear its issuer's name",
            CarriedDefect::NotVerified(Orphan::ChecksSpent) => {
                "so many certificates came that its issuer was not looked for"
            }
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
pub(in crate::icao) fn judge(signed: &SignedData<'_>, others: &Pool<'_>, threads: Threads) -> Vec<CarriedVerdict> {
    let mut carried = Pool::remembering(others.memory().clone());
    let read: Vec<_> = signed.certificates().iter().map(|e| (*e, Certificate::from_element(*e, &[]))).collect();
    let readable: Vec<&Certificate<'_>> =
        read.iter().filter_map(|(_, certificate)| certificate.as_ref().ok()).collect();
    for certificate in &readable {
        carried.add((*certificate).clone());
    }
    let mut orphans = orphans(&readable, &carried, others, threads).into_iter();
    let mut verdicts = Vec::with_capacity(read.len());
    for (place, (element, certificate)) in read.iter().enumerate() {
        let (subject, defect) = match certificate {
            Ok(certificate) => (Some(subject_of(certificate)), defect_of(certificate, orphans.next().flatten())),
            Err(_) => (None, Some(CarriedDefect::Unreadable)),
        };
        let (offset, digest) = (element.offset, Digest::of(element.full));
        verdicts.push(CarriedVerdict { place, offset, digest, subject, defect });
    }
    verdicts
}

fn subject_of(certificate: &Certificate<'_>) -> String {
    crate::safe::line(&certificate.subject.to_string(), 300)
}

fn defect_of(certificate: &Certificate<'_>, orphan: Option<Orphan>) -> Option<CarriedDefect> {
    if let Some(orphan) = orphan {
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

/// As [`orphan`], for all at once and within the budget of each pool.
fn orphans(
    certificates: &[&Certificate<'_>],
    carried: &Pool<'_>,
    others: &Pool<'_>,
    threads: Threads,
) -> Vec<Option<Orphan>> {
    let mut found: Vec<Option<Orphan>> = carried.prove_all(certificates, threads).iter().map(why).collect();
    let left: Vec<usize> = (0..found.len()).filter(|at| found.get(*at).is_some_and(Option::is_some)).collect();
    let again: Vec<&Certificate<'_>> = left.iter().filter_map(|at| certificates.get(*at).copied()).collect();
    for (at, proven) in left.into_iter().zip(others.prove_all(&again, threads)) {
        if let Some(first) = found.get_mut(at) {
            *first = first.and_then(|first| worse(first, why(&proven)));
        }
    }
    found
}

fn why(proven: &Proven) -> Option<Orphan> {
    match proven.proof {
        Proof::Orphan(orphan) => Some(orphan),
        Proof::OwnKey | Proof::Issuer { .. } => None,
    }
}

/// Why neither of two pools verifies a certificate.
fn worse(first: Orphan, second: Option<Orphan>) -> Option<Orphan> {
    match (first, second?) {
        (Orphan::IssuerAbsent, second) => Some(second),
        (first, _) => Some(first),
    }
}

/// Why nothing verifies a certificate; `None` where something does.
pub(super) fn orphan(certificate: &Certificate<'_>, carried: &Pool<'_>, others: &Pool<'_>) -> Option<Orphan> {
    worse(why(&carried.prove(certificate))?, why(&others.prove(certificate)))
}
