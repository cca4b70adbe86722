//! `masterlist.ingest`: a list from outside, taken apart and judged, entry by entry.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::OperationError;
use crate::act::MasterlistIngest;
use crate::clock::Time;
use crate::cms::VerifiedSigner;
use crate::digest::Digest;
use crate::icao::chain::{Lineage, Orphan, Pool, Proof};
use crate::icao::masterlist::{
    CertificateVerdict, Entry, Judgement, Judging, MasterList, SignerDefect, SignerVerdict, Standing, Threads,
    Unsigned, judge, read, state_of,
};
use crate::icao::rules::DOC_9303;
use crate::pki::certificate::Certificate;
use crate::pki::lint::{Findings, Severity, Subject};

/// What was concluded about the list as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListVerdict {
    /// `anchored`: signed under a CSCA people decided to trust; `signed`: the
    /// signature is good under a CSCA nobody decided about; `unsigned`.
    pub word: &'static str,
    /// The signer, as text.
    pub signer: Option<String>,
    /// The signer's certificate, as it is carried.
    pub signer_certificate: Option<Digest>,
    /// That certificate's serial number, in hex.
    pub signer_serial: Option<String>,
    /// The certificates under which it is anchored: those people decided to trust that hold its issuer's key.
    pub anchors: Vec<Digest>,
    /// The certificate that verifies the signer's.
    pub issuer: Option<Digest>,
    /// When it says it was signed.
    pub signed_at: Option<Time>,
    /// What stands in it and could not be verified: a carried certificate that was
    /// altered, a CSCA whose own issuer is not here.
    pub unverified: Vec<String>,
    /// How many searches for an issuer were given up, then everything else noticed in the list itself.
    pub findings: Vec<String>,
}

impl ListVerdict {
    /// The verdict in one line, as it is kept and shown.
    pub fn words(&self) -> String {
        words(self.word, !self.unverified.is_empty())
    }
}

/// What is said of a list in which something could not be verified.
const DOUBTFUL: &str = ", not verified throughout";

/// A verdict in one line.
pub fn words(word: &str, doubtful: bool) -> String {
    format!("{word}{}", if doubtful { DOUBTFUL } else { "" })
}

/// Whether a verdict's line says that something could not be verified.
pub fn is_doubtful(words: &str) -> bool {
    words.ends_with(DOUBTFUL)
}

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
    if act.source.trim().is_empty() || act.source.chars().count() > 200 {
        return Err(OperationError::ListSourceUnfit);
    }
    Ok(())
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
        return Err(OperationError::ListUnsound { what: signer_words(&judgement.signers) });
    }
    let signer = judgement.signers.first();
    let holders = signer.and_then(|s| s.issuer.as_ref()).into_iter().flat_map(|issuer| &issuer.holders);
    let anchored: Vec<Digest> = holders.filter(|holder| anchors.contains(holder)).copied().collect();
    let word = match (signer, !anchored.is_empty()) {
        (None, _) => "unsigned",
        (Some(_), true) => "anchored",
        (Some(_), false) => "signed",
    };
    let cms = list.signed().into_iter().flat_map(|s| s.findings().iter().map(ToString::to_string));
    let own = list.findings().iter().map(ToString::to_string);
    let defects = || judgement.signers.iter().flat_map(|s| &s.defects);
    let of_signer = |d: &SignerDefect| format!("signer: {d}");
    let verified =
        judgement.signers.iter().filter_map(|s| s.signature.as_ref()?.as_ref().ok()).flat_map(VerifiedSigner::findings);
    let doubtful = defects().filter(|d| **d == SignerDefect::IssuerNotVerified).map(of_signer);
    let told = defects().filter(|d| **d != SignerDefect::IssuerNotVerified).map(of_signer);
    let carried = judgement.carried.iter().filter(|c| c.defect.is_some()).map(ToString::to_string);
    let verdict = ListVerdict {
        word,
        signer: signer.and_then(|s| s.subject.clone()),
        signer_certificate: signer.and_then(|s| s.certificate),
        signer_serial: signer.and_then(|s| s.certificate).and_then(|digest| serial_of(&list, digest)),
        anchors: anchored,
        issuer: signer.and_then(|s| s.issuer.as_ref()).map(|issuer| issuer.digest),
        signed_at: signer.and_then(|s| s.signing_time.time()),
        unverified: carried.chain(doubtful).collect(),
        findings: given_up(&judgement)
            .chain(ahead(signer, at))
            .chain(cms)
            .chain(verified.map(ToString::to_string))
            .chain(own)
            .chain(told)
            .collect(),
    };
    let entries: Vec<Entry<'_>> = list.entries().collect();
    let judged = entries.par_iter().zip(&judgement.certificates).map(|(entry, verdict)| judged(entry, verdict, at));
    Ok(Ingested { verdict, certificates: judged.collect() })
}

/// That a list says it was signed later than it is now: its signer is judged as at that time.
fn ahead(signer: Option<&SignerVerdict>, at: Time) -> Option<String> {
    let signed_at = signer.and_then(|s| s.signing_time.time()).filter(|signed_at| *signed_at > at)?;
    Some(format!("signer: it says that it signed at {signed_at}, and it is {at}"))
}

/// The serial number of the certificate with this digest that a list carries.
fn serial_of(list: &MasterList<'_>, digest: Digest) -> Option<String> {
    let carried = list.signed()?.certificates().iter();
    let found = carried.filter(|element| Digest::of(element.full) == digest);
    let mut read = found.filter_map(|element| Certificate::parse(element.full).ok());
    read.next().map(|certificate| hex::encode(certificate.serial()))
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

/// Reads an entry without judging it.
pub fn facts(entry: &Entry<'_>) -> Facts {
    match entry.certificate() {
        Ok(certificate) => facts_of(&certificate),
        Err(error) => Facts { state: "??".into(), subject: error.to_string(), not_before: None, not_after: None },
    }
}

fn facts_of(certificate: &Certificate<'_>) -> Facts {
    Facts {
        state: state_of(certificate).unwrap_or_else(|| "??".into()),
        subject: certificate.subject.shown(300),
        not_before: certificate.not_before.time().ok(),
        not_after: certificate.not_after.time().ok(),
    }
}

/// Judges orphans again, now that these certificates are known: those that one of them verifies.
pub fn adopt(orphans: &[&[u8]], known: &[&[u8]], at: Time) -> Vec<Judged> {
    let mut pool = Pool::new();
    for certificate in known.iter().filter_map(|der| Certificate::parse(der).ok()) {
        pool.add(certificate);
    }
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

fn signer_words(signers: &[SignerVerdict]) -> String {
    let mut words = Vec::new();
    for signer in signers.iter().filter(|s| !s.is_sound()) {
        match &signer.signature {
            Some(Err(error)) => words.push(error.to_string()),
            None => words.push("the signature could not be checked".into()),
            Some(Ok(_)) => {}
        }
        words.extend(signer.defects.iter().filter(|d| !d.is_tolerable()).map(ToString::to_string));
    }
    if words.is_empty() { "there is no signer".into() } else { words.join("; ") }
}
