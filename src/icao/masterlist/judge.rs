//! Judging a list: every certificate on it, then whoever signed it.

use std::sync::Arc;

use serde::Serialize;

use super::carried::{self, CarriedVerdict};
use super::read::{Entry, MasterList};
use super::signer::{self, ListKind, SignerVerdict};
use crate::asn1::Asn1Error;
use crate::clock::Time;
use crate::digest::Digest;
use crate::icao::chain::{Lineage, Pool, Proof, Proven, Threads};
use crate::pki::certificate::Certificate;
use crate::signer::{DigestInfoForm, Memory};

/// What a list is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Judging<'k> {
    /// The time at which certificates must be valid. The list's own signer is judged at
    /// its signing time instead.
    pub at: Time,
    /// Further certificates in which issuers are searched: anchors, other lists. Those
    /// that come first are tried first.
    pub known: &'k [&'k [u8]],
    /// How many processors.
    pub threads: Threads,
}

/// Whether a time lies in a certificate's validity, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Validity {
    /// It does.
    Valid,
    /// It lies before.
    NotYet,
    /// It lies after.
    Expired,
    /// One of the two dates cannot be read.
    Unreadable,
}

impl Validity {
    /// Of a certificate at a time.
    pub fn of(certificate: &Certificate<'_>, at: Time) -> Validity {
        match (certificate.not_before.time(), certificate.not_after.time()) {
            (Ok(from), _) if at < from => Validity::NotYet,
            (_, Ok(until)) if until < at => Validity::Expired,
            (Ok(_), Ok(_)) => Validity::Valid,
            _ => Validity::Unreadable,
        }
    }
}

/// What was found of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is no certificate that can be read.
    Unreadable(Asn1Error),
    /// It is one.
    Read {
        /// What it is in its state's chain.
        lineage: Lineage,
        /// Who signed it. `issuer` says which certificate a proof's member number means.
        proof: Proof,
        /// Whether it is valid at the time of the judgement.
        validity: Validity,
        /// How the `DigestInfo` of its RSA signature is written.
        digest_info: DigestInfoForm,
        /// The SHA-256 of the issuer's certificate, where one is known; of its own where
        /// it is self-signed.
        issuer: Option<Digest>,
    },
}

/// The verdict on one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateVerdict {
    /// Which entry, from 0.
    pub entry: usize,
    /// Where it stands in the input.
    pub offset: usize,
    /// SHA-256 of its original bytes.
    pub digest: Digest,
    /// The state: the subject's country in capitals, made harmless; `None` where there is none.
    pub state: Option<String>,
    /// What was found.
    pub standing: Standing,
}

/// The verdicts on a whole list.
#[derive(Debug)]
pub struct Judgement {
    /// The time of the judgement.
    pub at: Time,
    /// One for each entry, in stored order.
    pub certificates: Vec<CertificateVerdict>,
    /// How many signatures of certificates were checked: at most
    /// [`checks_for`](crate::icao::chain::checks_for) as many certificates as can be read.
    pub checked: usize,
    /// One for each signer; empty for a list whose signature was stripped.
    pub signers: Vec<SignerVerdict>,
    /// One for each certificate that the CMS carries, which no list's signature covers.
    pub carried: Vec<CarriedVerdict>,
}

impl Judgement {
    /// Whether the list is signed and every signer's verdict is good.
    pub fn is_signed_soundly(&self) -> bool {
        !self.signers.is_empty() && self.signers.iter().all(SignerVerdict::is_sound)
    }
}

/// Judges every certificate and every signer of a list. Each signature is verified once,
/// unless several keys could have made it.
pub fn judge(list: &MasterList<'_>, by: &Judging<'_>) -> Judgement {
    judge_remembering(list, by, &Arc::default())
}

/// The same for one of several lists: what was verified in another list with the same memory
/// is not verified again.
pub fn judge_remembering(list: &MasterList<'_>, by: &Judging<'_>, memory: &Arc<Memory>) -> Judgement {
    let read: Vec<(Entry<'_>, Result<Certificate<'_>, Asn1Error>)> =
        list.entries().map(|entry| (entry, entry.certificate())).collect();
    let mut pool = Pool::remembering(memory.clone());
    // Members of the pool are the readable entries, then the readable known ones.
    let mut digests: Vec<Digest> = Vec::with_capacity(read.len());
    for (entry, certificate) in &read {
        if let Ok(certificate) = certificate {
            pool.add(certificate.clone());
            digests.push(entry.digest);
        }
    }
    let listed = pool.len();
    for der in by.known {
        if let Ok(certificate) = Certificate::parse(der) {
            digests.push(certificate.digest());
            pool.add(certificate);
        }
    }
    let readable: Vec<&Certificate<'_>> = read.iter().filter_map(|(_, c)| c.as_ref().ok()).collect();
    let proofs = pool.prove_all(&readable, by.threads);
    let checked = proofs.iter().map(|p| p.checked).sum();
    let mut proofs = proofs.into_iter();
    let mut certificates = Vec::with_capacity(read.len());
    for (entry, certificate) in &read {
        let (state, standing) = match certificate {
            Err(error) => (None, Standing::Unreadable(error.clone())),
            Ok(certificate) => {
                let Some(proven) = proofs.next() else { break };
                (state_of(certificate), standing(proven, &digests, certificate, entry.digest, by.at))
            }
        };
        let (entry, offset, digest) = (entry.index, entry.offset, entry.digest);
        certificates.push(CertificateVerdict { entry, offset, digest, state, standing });
    }
    let signers =
        list.signed().map(|signed| signer::judge(signed, &pool, ListKind::MasterList { listed })).unwrap_or_default();
    let carried = list.signed().map(|signed| carried::judge(signed, &pool, by.threads)).unwrap_or_default();
    Judgement { at: by.at, certificates, checked, signers, carried }
}

fn standing(proven: Proven, digests: &[Digest], certificate: &Certificate<'_>, own: Digest, at: Time) -> Standing {
    let issuer = match proven.proof {
        Proof::OwnKey => Some(own),
        Proof::Issuer { member, .. } => digests.get(member).copied(),
        Proof::Orphan(_) => None,
    };
    Standing::Read {
        lineage: Lineage::of(certificate, proven.proof),
        proof: proven.proof,
        validity: Validity::of(certificate, at),
        digest_info: proven.digest_info,
        issuer,
    }
}

/// What stands in the place of a state where an object names none.
pub const STATELESS: &str = "??";

/// The state of a certificate: its subject's country, in capitals.
pub fn state_of(certificate: &Certificate<'_>) -> Option<String> {
    let octets = certificate.subject.country()?;
    let text: String = octets.iter().map(|b| char::from(b.to_ascii_uppercase())).collect();
    Some(crate::safe::line(text.trim(), 8))
}
