//! What is concluded about a list from outside as a whole: who signed it, and what that is worth here.

use std::collections::BTreeSet;

use crate::clock::Time;
use crate::cms::{SignedData, VerifiedSigner};
use crate::digest::Digest;
use crate::icao::masterlist::{CarriedVerdict, SignerDefect, SignerVerdict, state_of};
use crate::pki::certificate::Certificate;

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
    /// That certificate's state, by its subject.
    pub signer_state: Option<String>,
    /// The certificates under which it is anchored: those people decided to trust that hold its issuer's key.
    pub anchors: Vec<Digest>,
    /// The certificate that verifies the signer's.
    pub issuer: Option<Digest>,
    /// When it says it was signed.
    pub signed_at: Option<Time>,
    /// What stands in it and could not be verified: a carried certificate that was
    /// altered, a CSCA whose own issuer is not here.
    pub not_verified: Vec<String>,
    /// How many searches for an issuer were given up, then everything else noticed in the list itself.
    pub findings: Vec<String>,
}

impl ListVerdict {
    /// The verdict in one line, as it is kept and shown.
    pub fn words(&self) -> String {
        words(self.word, !self.not_verified.is_empty())
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

/// What the verdict on a list follows from.
pub(super) struct Ground<'j> {
    /// The CMS around it; none where the signature was stripped.
    pub(super) signed: Option<&'j SignedData<'j>>,
    /// The verdicts on its signers.
    pub(super) signers: &'j [SignerVerdict],
    /// The verdicts on what its CMS carries.
    pub(super) carried: &'j [CarriedVerdict],
    /// Searches that were given up, in words.
    pub(super) given_up: Vec<String>,
    /// What was noticed in the list itself.
    pub(super) noticed: Vec<String>,
}

impl Ground<'_> {
    /// The verdict, with these certificates as anchors. That the signature is sound was judged before.
    pub(super) fn verdict(self, anchors: &BTreeSet<Digest>) -> ListVerdict {
        let Ground { signed, signers, carried, given_up, noticed } = self;
        let signer = signers.first();
        let holders = signer.and_then(|s| s.issuer.as_ref()).into_iter().flat_map(|issuer| &issuer.holders);
        let anchored: Vec<Digest> = holders.filter(|holder| anchors.contains(holder)).copied().collect();
        let word = match (signer, !anchored.is_empty()) {
            (None, _) => "unsigned",
            (Some(_), true) => "anchored",
            (Some(_), false) => "signed",
        };
        let cms = signed.into_iter().flat_map(|s| s.findings().iter().map(ToString::to_string));
        let defects = || signers.iter().flat_map(|s| &s.defects);
        let of_signer = |d: &SignerDefect| format!("signer: {d}");
        let verified =
            signers.iter().filter_map(|s| s.signature.as_ref()?.as_ref().ok()).flat_map(VerifiedSigner::findings);
        let doubtful = defects().filter(|d| **d == SignerDefect::IssuerNotVerified).map(of_signer);
        let told = defects().filter(|d| **d != SignerDefect::IssuerNotVerified).map(of_signer);
        let not_verified = carried.iter().filter(|c| c.defect.is_some()).map(ToString::to_string);
        let certificate = signer.and_then(|s| s.certificate);
        let of_signer_certificate = |part: &dyn Fn(&Certificate<'_>) -> Option<String>| {
            let carried = signed.into_iter().flat_map(|signed| signed.certificates());
            let mut found = carried.filter(|element| certificate == Some(Digest::of(element.full)));
            found.find_map(|element| Certificate::parse(element.full).ok().as_ref().and_then(part))
        };
        ListVerdict {
            word,
            signer: signer.and_then(|s| s.subject.clone()),
            signer_certificate: certificate,
            signer_serial: of_signer_certificate(&|c| Some(hex::encode(c.serial()))),
            signer_state: of_signer_certificate(&|c| state_of(c)),
            anchors: anchored,
            issuer: signer.and_then(|s| s.issuer.as_ref()).map(|issuer| issuer.digest),
            signed_at: signer.and_then(|s| s.signing_time.time()),
            not_verified: not_verified.chain(doubtful).collect(),
            findings: given_up
                .into_iter()
                .chain(cms)
                .chain(verified.map(ToString::to_string))
                .chain(noticed)
                .chain(told)
                .collect(),
        }
    }
}

/// Why signers are not sound, in one line.
pub(super) fn unsound_words(signers: &[SignerVerdict]) -> String {
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
