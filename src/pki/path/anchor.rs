//! Anchors, and finding the ones that may have signed something.

use std::collections::HashMap;

use crate::clock::Time;
use crate::digest::Digest;
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;
use crate::pki::name::Name;
use crate::signer::{PublicKey, SignerError};

/// A CA key that was decided to be trusted, with the certificate it came in.
#[derive(Clone, Debug)]
pub struct Anchor<'a> {
    /// The certificate it came in.
    pub certificate: Certificate<'a>,
    /// Its key, read once.
    pub key: PublicKey,
    /// SHA-256 of the certificate.
    pub digest: Digest,
}

impl<'a> Anchor<'a> {
    /// Reads the key of a certificate that was decided to be trusted.
    pub fn of(certificate: Certificate<'a>) -> Result<Self, SignerError> {
        let key = certificate.public_key()?;
        Ok(Anchor { key, digest: certificate.digest(), certificate })
    }

    /// Whether its certificate is valid at a time.
    pub fn is_valid_at(&self, time: Time) -> bool {
        self.certificate.is_valid_at(time)
    }
}

/// How an anchor's subject was found to be an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Match {
    /// The same bytes, and the key identifiers agree.
    NameAndKey,
    /// The same bytes.
    Name,
    /// The same name once string types, case and blanks are folded (RFC 5280 7.1).
    FoldedName,
    /// Only the key identifiers agree. Enough to find an issuer, never for a path.
    KeyIdentifier,
}

/// Anchors, found by name.
#[derive(Clone, Debug, Default)]
pub struct Anchors<'a> {
    list: Vec<Anchor<'a>>,
    by_name: HashMap<&'a [u8], Vec<usize>>,
    by_folded_name: HashMap<Vec<u8>, Vec<usize>>,
    by_key: HashMap<&'a [u8], Vec<usize>>,
}

/// At most this many keys are tried on one signature: a list full of namesakes costs no
/// more than this. The field has a dozen at most.
const MOST_TRIED: usize = 64;

/// An anchor that may have signed something, and whether it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// SHA-256 of its certificate.
    pub anchor: Digest,
    /// How it was found.
    pub matched: Match,
    /// Whether its key verifies the signature.
    pub verifies: bool,
}

/// What a search among anchors ended with.
#[derive(Clone, Copy, Debug)]
pub(super) enum Search<'s, 'a> {
    /// This anchor passed.
    Found(&'s Anchor<'a>, Match),
    /// None passed, and this many were tried.
    Tried(usize),
}

impl<'a> Anchors<'a> {
    /// Indexes anchors.
    pub fn new(list: Vec<Anchor<'a>>) -> Self {
        let mut anchors = Anchors::default();
        for (index, anchor) in list.iter().enumerate() {
            let subject = anchor.certificate.subject;
            anchors.by_name.entry(subject.der()).or_default().push(index);
            if let Some(folded) = subject.folded() {
                anchors.by_folded_name.entry(folded).or_default().push(index);
            }
            if let Some(key) = anchor.certificate.subject_key_identifier() {
                anchors.by_key.entry(key).or_default().push(index);
            }
        }
        Anchors { list, ..anchors }
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Anchor<'a>> {
        self.list.iter()
    }

    fn at<'s>(&'s self, indices: Option<&'s Vec<usize>>) -> impl Iterator<Item = &'s Anchor<'a>> {
        indices.into_iter().flatten().filter_map(|i| self.list.get(*i))
    }

    /// Asks the anchors that may have signed an object with this issuer and this
    /// authority key identifier, best first, until one passes. Several may fit: names and
    /// key identifiers are shared in the field, and a fitting name may be of another
    /// kind of key. Folded names come after equal ones; with `any_name`, anchors that fit
    /// by key identifier alone come last.
    pub(super) fn search(
        &self,
        issuer: &Name<'_>,
        key: Option<&[u8]>,
        any_name: bool,
        mut passes: impl FnMut(&Anchor<'a>, Match) -> bool,
    ) -> Search<'_, 'a> {
        let mut tried = 0;
        let mut ask = |anchor: &Anchor<'a>, matched| {
            tried += 1;
            tried <= MOST_TRIED && passes(anchor, matched)
        };
        let agrees = |anchor: &Anchor<'_>| key.is_some() && anchor.certificate.subject_key_identifier() == key;
        for anchor in self.at(self.by_name.get(issuer.der())).filter(|a| agrees(a)) {
            if ask(anchor, Match::NameAndKey) {
                return Search::Found(anchor, Match::NameAndKey);
            }
        }
        for anchor in self.at(self.by_name.get(issuer.der())).filter(|a| !agrees(a)) {
            if ask(anchor, Match::Name) {
                return Search::Found(anchor, Match::Name);
            }
        }
        let folded = issuer.folded();
        let folded = folded.as_ref().and_then(|f| self.by_folded_name.get(f));
        for anchor in self.at(folded).filter(|a| a.certificate.subject.der() != issuer.der()) {
            if ask(anchor, Match::FoldedName) {
                return Search::Found(anchor, Match::FoldedName);
            }
        }
        let by_key = key.filter(|_| any_name).and_then(|k| self.by_key.get(k));
        for anchor in self.at(by_key).filter(|a| !a.certificate.subject.matches(issuer)) {
            if ask(anchor, Match::KeyIdentifier) {
                return Search::Found(anchor, Match::KeyIdentifier);
            }
        }
        Search::Tried(tried)
    }

    /// The anchor whose key verifies a certificate's signature, wherever the names stand.
    /// For finding where a certificate hangs; a path asks for more.
    pub fn issuer_of(&self, certificate: &Certificate<'_>) -> Option<(&Anchor<'a>, Match)> {
        let key = certificate.authority_key_identifier();
        let good = |anchor: &Anchor<'a>, _| certificate.verify_signature(&anchor.key).is_ok();
        match self.search(&certificate.issuer, key, true, good) {
            Search::Found(anchor, matched) => Some((anchor, matched)),
            Search::Tried(_) => None,
        }
    }

    /// Every anchor that may have signed a certificate, in the order in which they are tried, those
    /// among them that fit by the key identifier alone, and whether each did. For a report: a path
    /// ends at the first that did, and asks for the name.
    pub fn asked(&self, certificate: &Certificate<'_>) -> Vec<Asked> {
        let key = certificate.authority_key_identifier();
        self.asked_all(&certificate.issuer, key, |anchor| certificate.verify_signature(&anchor.key).is_ok())
    }

    /// The same for a revocation list.
    pub fn asked_of_list(&self, crl: &Crl<'_>) -> Vec<Asked> {
        let key = crl.authority_key_identifier();
        self.asked_all(&crl.issuer, key, |anchor| crl.verify_signature(&anchor.key).is_ok())
    }

    fn asked_all(&self, issuer: &Name<'_>, key: Option<&[u8]>, good: impl Fn(&Anchor<'a>) -> bool) -> Vec<Asked> {
        let mut asked = Vec::new();
        self.search(issuer, key, true, |anchor, matched| {
            asked.push(Asked { anchor: anchor.digest, matched, verifies: good(anchor) });
            false
        });
        asked
    }
}
