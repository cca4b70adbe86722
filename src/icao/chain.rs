//! Who signed a certificate: candidates are searched by name and key identifier, and
//! only a signature that verifies makes one of them the issuer.
//!
//! In the field one name has many keys, one key many names, and key roll-overs go from
//! RSA to EC and back. So equal names prove nothing, a candidate whose key is of
//! another kind is only the wrong candidate, and "self-signed" is said of a signature,
//! never of two equal names.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use serde::Serialize;

use crate::pki::certificate::Certificate;
use crate::pki::name::Name;
use crate::signer::{self, Algorithm, DigestInfoForm, PublicKey};

/// What an issuer and its certificate have in common. In the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// The issuer's name byte for byte, and the key identifier.
    NameAndKeyIdentifier,
    /// The issuer's name byte for byte; the key identifier is missing or another.
    Name,
    /// The issuer's name only as RFC 5280 7.1 compares names.
    NormalisedName,
    /// The key identifier alone; the names differ.
    KeyIdentifierOnly,
}

/// Why nobody is known to have signed a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Orphan {
    /// No certificate with the issuer's name or key identifier is there.
    IssuerAbsent,
    /// The issuer's name is there, but none of its keys verifies the signature.
    NoKeyVerifies,
    /// The signature algorithm is not known here, or the signature cannot be read.
    SignatureUnreadable,
}

/// By what a certificate's signature was found good, or why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// By its own key.
    OwnKey,
    /// By the key of another certificate.
    Issuer {
        /// Which one: the number it was given by [`Pool::add`].
        member: usize,
        /// What the two have in common.
        link: Link,
    },
    /// By none.
    Orphan(Orphan),
}

/// What a CA certificate is in its state's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lineage {
    /// Signed by its own key.
    SelfSigned,
    /// Issuer and subject have the same name, and another key signed it, or none that is known.
    LinkSameName,
    /// Issuer and subject have different names.
    LinkOtherName,
}

impl Lineage {
    /// From a certificate and its proof.
    pub fn of(certificate: &Certificate<'_>, proof: Proof) -> Lineage {
        match proof {
            Proof::OwnKey => Lineage::SelfSigned,
            _ if certificate.is_self_issued() => Lineage::LinkSameName,
            _ => Lineage::LinkOtherName,
        }
    }
}

impl fmt::Display for Lineage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Lineage::SelfSigned => "self-signed",
            Lineage::LinkSameName => "link, same name",
            Lineage::LinkOtherName => "link, other name",
        })
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Proof::OwnKey => "verified by its own key",
            Proof::Issuer { link: Link::NameAndKeyIdentifier, .. } => "verified: issuer's name and key identifier",
            Proof::Issuer { link: Link::Name, .. } => "verified: issuer's name",
            Proof::Issuer { link: Link::NormalisedName, .. } => "verified: issuer's name, written otherwise",
            Proof::Issuer { link: Link::KeyIdentifierOnly, .. } => "verified: key identifier, the name differs",
            Proof::Orphan(Orphan::IssuerAbsent) => "not verified: no issuer is known",
            Proof::Orphan(Orphan::NoKeyVerifies) => "not verified: no key of the issuer verifies",
            Proof::Orphan(Orphan::SignatureUnreadable) => "not verified: the signature cannot be read",
        })
    }
}

/// What [`Pool::prove`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proven {
    /// By what, or why not.
    pub proof: Proof,
    /// How the `DigestInfo` of an RSA signature is written.
    pub digest_info: DigestInfoForm,
    /// How many signatures were checked; 1 where the first candidate was the right one.
    pub checked: usize,
}

/// Certificates among which issuers are searched. Keys are read when first needed, and
/// once, however many certificates hold them.
#[derive(Default)]
pub struct Pool<'a> {
    members: Vec<Member<'a>>,
    by_subject: HashMap<&'a [u8], Vec<usize>>,
    by_key_identifier: HashMap<&'a [u8], Vec<usize>>,
    slots: HashMap<&'a [u8], usize>,
    keys: Vec<Key>,
}

/// One key, read when first needed from the first member that holds it.
struct Key {
    member: usize,
    read: OnceLock<Option<PublicKey>>,
}

struct Member<'a> {
    certificate: Certificate<'a>,
    key_identifier: Option<&'a [u8]>,
    slot: usize,
}

impl<'a> Pool<'a> {
    /// An empty pool.
    pub fn new() -> Self {
        Pool::default()
    }

    /// Adds a certificate; the number it gets counts from 0.
    pub fn add(&mut self, certificate: Certificate<'a>) -> usize {
        let number = self.members.len();
        let slot = *self.slots.entry(certificate.spki.full).or_insert_with(|| {
            self.keys.push(Key { member: number, read: OnceLock::new() });
            self.keys.len() - 1
        });
        let key_identifier = certificate.subject_key_identifier();
        self.by_subject.entry(certificate.subject.der()).or_default().push(number);
        if let Some(identifier) = key_identifier {
            self.by_key_identifier.entry(identifier).or_default().push(number);
        }
        self.members.push(Member { certificate, key_identifier, slot });
        number
    }

    /// How many certificates are in it.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The certificate with this number.
    pub fn certificate(&self, member: usize) -> Option<&Certificate<'a>> {
        self.members.get(member).map(|m| &m.certificate)
    }

    /// Every certificate, in the order of their numbers.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate<'a>> {
        self.members.iter().map(|m| &m.certificate)
    }

    /// The key of the certificate with this number, if it can be used.
    pub fn key(&self, member: usize) -> Option<&PublicKey> {
        self.members.get(member).and_then(|m| self.slot(m.slot))
    }

    fn slot(&self, slot: usize) -> Option<&PublicKey> {
        let key = self.keys.get(slot)?;
        let read = || self.members.get(key.member).and_then(|m| m.certificate.public_key().ok());
        key.read.get_or_init(read).as_ref()
    }

    /// Finds the key that verifies a certificate's signature: its own, or one of this pool.
    ///
    /// Every key is tried at most once. Its own key is tried first when nothing speaks
    /// against it, and else after the issuers that name and key identifier point to.
    pub fn prove(&self, certificate: &Certificate<'_>) -> Proven {
        let unreadable = Proven {
            proof: Proof::Orphan(Orphan::SignatureUnreadable),
            digest_info: DigestInfoForm::Standard,
            checked: 0,
        };
        let Some(mut trial) = Trial::of(certificate) else { return unreadable };
        let authority = certificate.authority_key_identifier();
        let own_first = match (authority, certificate.subject_key_identifier()) {
            (Some(authority), Some(own)) => authority == own,
            _ => true,
        };
        let same_name = certificate.is_self_issued();
        if same_name && own_first && self.try_own(&mut trial, certificate) {
            return trial.proven(Proof::OwnKey);
        }
        let named = self.by_subject.get(certificate.issuer.der()).map_or(&[][..], Vec::as_slice);
        let has_identifier = |m: usize| {
            authority.is_some() && self.members.get(m).is_some_and(|member| member.key_identifier == authority)
        };
        if let Some(member) = self.try_all(&mut trial, named.iter().copied().filter(|m| has_identifier(*m))) {
            return trial.proven(Proof::Issuer { member, link: Link::NameAndKeyIdentifier });
        }
        if same_name && !own_first && self.try_own(&mut trial, certificate) {
            return trial.proven(Proof::OwnKey);
        }
        if let Some(member) = self.try_all(&mut trial, named.iter().copied()) {
            return trial.proven(Proof::Issuer { member, link: Link::Name });
        }
        let alike = self.named_alike(&certificate.issuer);
        if let Some(member) = self.try_all(&mut trial, alike.iter().copied()) {
            return trial.proven(Proof::Issuer { member, link: Link::NormalisedName });
        }
        let identified = authority.and_then(|a| self.by_key_identifier.get(a)).map_or(&[][..], Vec::as_slice);
        if let Some(member) = self.try_all(&mut trial, identified.iter().copied()) {
            return trial.proven(Proof::Issuer { member, link: Link::KeyIdentifierOnly });
        }
        let name_is_there = same_name || !named.is_empty() || !alike.is_empty();
        let orphan = if name_is_there { Orphan::NoKeyVerifies } else { Orphan::IssuerAbsent };
        trial.proven(Proof::Orphan(orphan))
    }

    /// Members whose subject is this name in other bytes.
    fn named_alike(&self, name: &Name<'_>) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for (subject, numbers) in &self.by_subject {
            let Some(member) = numbers.first().and_then(|n| self.members.get(*n)) else { continue };
            let theirs = &member.certificate.subject;
            let plausible = theirs.same_country(name) || (theirs.country().is_none() && name.country().is_none());
            if plausible && *subject != name.der() && theirs.matches(name) {
                found.extend(numbers);
            }
        }
        found.sort_unstable();
        found
    }

    fn try_own(&self, trial: &mut Trial<'_>, certificate: &Certificate<'_>) -> bool {
        match self.slots.get(certificate.spki.full) {
            Some(slot) => trial.is_good_under(*slot, self.slot(*slot)),
            None => trial.is_good(certificate.public_key().ok().as_ref()),
        }
    }

    fn try_all(&self, trial: &mut Trial<'_>, members: impl Iterator<Item = usize>) -> Option<usize> {
        members.into_iter().find(|number| {
            let Some(member) = self.members.get(*number) else { return false };
            trial.is_good_under(member.slot, self.slot(member.slot))
        })
    }
}

/// One certificate's signature, hashed once, and the keys it was tried under.
struct Trial<'a> {
    algorithm: Algorithm,
    message: &'a [u8],
    digest: Option<Vec<u8>>,
    signature: &'a [u8],
    tried: Vec<usize>,
    checked: usize,
    form: DigestInfoForm,
}

impl<'a> Trial<'a> {
    fn of(certificate: &Certificate<'a>) -> Option<Self> {
        let algorithm = certificate.outer_algorithm.algorithm().ok()?;
        let signature = certificate.signature().ok()?;
        let message = certificate.tbs.full;
        let digest = match algorithm.hash() {
            Some(hash) => Some(hash.digest(message).ok()?),
            None => None,
        };
        let form = DigestInfoForm::Standard;
        Some(Trial { algorithm, message, digest, signature, tried: Vec::new(), checked: 0, form })
    }

    fn is_good_under(&mut self, slot: usize, key: Option<&PublicKey>) -> bool {
        if self.tried.contains(&slot) {
            return false;
        }
        self.tried.push(slot);
        self.is_good(key)
    }

    fn is_good(&mut self, key: Option<&PublicKey>) -> bool {
        let Some(key) = key.filter(|k| k.fits(self.algorithm)) else { return false };
        self.checked += 1;
        let outcome = match &self.digest {
            Some(digest) => signer::verify_prepared(key, self.algorithm, digest, self.signature),
            None => signer::verify(key, self.algorithm, self.message, self.signature),
        };
        match outcome {
            Ok(form) => {
                self.form = form;
                true
            }
            Err(_) => false,
        }
    }

    fn proven(self, proof: Proof) -> Proven {
        Proven { proof, digest_info: self.form, checked: self.checked }
    }
}
