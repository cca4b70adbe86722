//! `masterlist.ingest`: a list from outside, taken apart and judged, entry by entry.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::OperationError;
use super::list_verdict::{Ground, unsound_words};
pub use super::list_verdict::{ListVerdict, is_doubtful, words};
use crate::act::MasterlistIngest;
use crate::clock::Time;
use crate::digest::Digest;
use crate::icao::chain::{Lineage, Orphan, Pool, Proof};
use crate::icao::masterlist::{
    CertificateVerdict, Entry, Judgement, Judging, STATELESS, SignerVerdict, Standing, Threads, Unsigned, judge, read,
    state_of,
};
use crate::icao::rules::DOC_9303;
use crate::pki::certificate::Certificate;
use crate::pki::lint::{Findings, Severity, Subject};

/// One entry, judged.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Its place on the list, from 0.
    pub place: usize,
    /// SHA-256 of its original bytes.
    pub digest: Digest,
    /// Its original bytes.
    pub der: Vec<u8>,
    /// Two letters, upper case; `??` where it says none.
    pub state: String,
    /// Subject as text, or why it cannot be read.
    pub subject: String,
    /// `self-signed`, `link`, `link-other-name`, `orphan` or `unreadable`.
    pub kind: &'static str,
    /// The certificate whose key verifies it.
    pub verifier: Option<Digest>,
    /// How that one was found, or why nothing verifies it, or why it cannot be read; in words.
    pub because: String,
    /// Start of validity.
    pub not_before: Option<Time>,
    /// End of validity.
    pub not_after: Option<Time>,
    /// What the rules found.
    pub findings: Option<Findings>,
}

impl Judged {
    /// How many findings of a severity.
    pub fn count(&self, severity: Severity) -> u32 {
        self.findings.as_ref().map_or(0, |f| f.of(severity).count() as u32)
    }
}

/// A list, judged.
#[derive(Clone, Debug)]
pub struct Ingested {
    /// About the list.
    pub verdict: ListVerdict,
    /// About each entry, in the order of the list.
    pub certificates: Vec<Judged>,
}

/// Refuses a list of which nobody says where it comes from.
pub fn check(act: &MasterlistIngest) -> Result<(), OperationError> {
    super::check_source(&act.source)
}

/// Reads and judges a list. `known` are certificates known before, which may verify
/// entries and signer; `anchors` those people decided to trust. A list whose
/// signature is bad is refused whole; a bad certificate on it costs nothing else.
pub fn ingest(
    bytes: &[u8],
    unsigned: bool,
    known: &[&[u8]],
    anchors: &BTreeSet<Digest>,
    at: Time,
) -> Result<Ingested, OperationError> {
    let list = read(bytes, if unsigned { Unsigned::Accept } else { Unsigned::Refuse })?;
    let judgement = judge(&list, &Judging { at, known, threads: Threads::All });
    if list.signed().is_some() && !judgement.is_signed_soundly() {
        return Err(OperationError::ListUnsound { what: unsound_words(&judgement.signers) });
    }
    let ground = Ground {
        signed: list.signed(),
        signers: &judgement.signers,
        carried: &judgement.carried,
        given_up: given_up(&judgement).chain(ahead(judgement.signers.first(), at)).collect(),
        noticed: list.findings().iter().map(ToString::to_string).collect(),
    };
    let verdict = ground.verdict(anchors);
    let entries: Vec<Entry<'_>> = list.entries().collect();
    let judged = entries.par_iter().zip(&judgement.certificates).map(|(entry, verdict)| judged(entry, verdict, at));
    Ok(Ingested { verdict, certificates: judged.collect() })
}

/// That a list says it was signed later than it is now: its signer is judged as at that time.
fn ahead(signer: Option<&SignerVerdict>, at: Time) -> Option<String> {
    let signed_at = signer.and_then(|s| s.signing_time.time()).filter(|signed_at| *signed_at > at)?;
    Some(format!("signer: it says that it signed at {signed_at}, and it is {at}"))
}

/// What can be read of an entry without judging it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Two letters, upper case; `??` where it says none.
    pub state: String,
    /// Subject as text, or why it cannot be read.
    pub subject: String,
    /// Start of validity.
    pub not_before: Option<Time>,
    /// End of validity.
    pub not_after: Option<Time>,
}

/// Reads an entry without judging it. Where it stands is left out of it: it may stand on other lists too.
pub fn facts(entry: &Entry<'_>) -> Facts {
    match Certificate::parse(entry.der) {
        Ok(certificate) => facts_of(&certificate),
        Err(error) => Facts { state: STATELESS.into(), subject: error.to_string(), not_before: None, not_after: None },
    }
}

fn facts_of(certificate: &Certificate<'_>) -> Facts {
    Facts {
        state: state_of(certificate).unwrap_or_else(|| STATELESS.into()),
        subject: certificate.subject.shown(300),
        not_before: certificate.not_before.time().ok(),
        not_after: certificate.not_after.time().ok(),
    }
}

/// Judges orphans again, now that these certificates are known: those that one of them verifies.
pub fn adopt(orphans: &[&[u8]], known: &[&[u8]], at: Time) -> Vec<Judged> {
    let pool = Pool::of(known.iter().copied());
    let adopted = |der: &&[u8]| {
        let certificate = Certificate::parse(der).ok()?;
        let proof = pool.prove(&certificate).proof;
        let verifier = match proof {
            Proof::Orphan(_) => return None,
            Proof::OwnKey => certificate.digest(),
            Proof::Issuer { member, .. } => pool.certificate(member)?.digest(),
        };
        let Facts { state, subject, not_before, not_after } = facts_of(&certificate);
        Some(Judged {
            place: 0,
            digest: certificate.digest(),
            der: der.to_vec(),
            state,
            subject,
            kind: kind(Lineage::of(&certificate, proof), proof),
            verifier: Some(verifier),
            because: proof.to_string(),
            not_before,
            not_after,
            findings: Some(DOC_9303.lint(&Subject::found(&certificate, at).with_signature(true))),
        })
    };
    orphans.iter().filter_map(adopted).collect()
}

fn judged(entry: &Entry<'_>, verdict: &CertificateVerdict, at: Time) -> Judged {
    let Facts { state, subject, not_before, not_after } = facts(entry);
    let because = entry.certificate().err().map(|error| format!("kept as it is: {error}"));
    let mut judged = Judged {
        place: entry.index,
        digest: entry.digest,
        der: entry.der.to_vec(),
        state,
        subject,
        kind: "unreadable",
        verifier: None,
        because: because.unwrap_or_default(),
        not_before,
        not_after,
        findings: None,
    };
    if let (Standing::Read { lineage, proof, issuer, .. }, Ok(certificate)) = (&verdict.standing, entry.certificate()) {
        judged.kind = kind(*lineage, *proof);
        judged.because = proof.to_string();
        judged.verifier = *issuer;
        let found = Subject::found(&certificate, at);
        judged.findings = Some(DOC_9303.lint(&match proof {
            Proof::OwnKey | Proof::Issuer { .. } => found.with_signature(true),
            Proof::Orphan(why) if why.is_conclusive() => found.with_signature(false),
            // Nothing was found against the signature: the search was given up.
            Proof::Orphan(_) => found,
        }));
    }
    judged
}

/// For each reason for which a search was given up, how many certificates it left unverified.
fn given_up(judgement: &Judgement) -> impl Iterator<Item = String> {
    let orphan = |why| move |c: &&CertificateVerdict| matches!(c.standing, Standing::Read { proof: Proof::Orphan(w), .. } if w == why);
    let all = judgement.certificates.len();
    [Orphan::TooManyKeys, Orphan::ChecksSpent].into_iter().filter_map(move |why| {
        let count = judgement.certificates.iter().filter(orphan(why)).count();
        (count > 0).then(|| format!("{count} of {all} certificates {}", Proof::Orphan(why)))
    })
}

fn kind(lineage: Lineage, proof: Proof) -> &'static str {
    match (proof, lineage) {
        (Proof::Orphan(_), _) => "orphan",
        (Proof::OwnKey, _) => "self-signed",
        (Proof::Issuer { .. }, Lineage::LinkOtherName) => "link-other-name",
        (Proof::Issuer { .. }, _) => "link",
    }
}
