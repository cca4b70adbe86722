//! What rules look at: a certificate, a CRL or a set, with what is known around it.

use std::cell::OnceCell;

use super::edition::Edition;
use super::role::Role;
use crate::clock::Time;
use crate::pki::algorithm_identifier::Oddities;
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;
use crate::signer::{Algorithm, PublicKey, SignerError};

/// A certificate under rules, with what is known around it. What is costly (keys,
/// algorithms) is read once, when the first rule asks.
pub struct Subject<'a> {
    /// The certificate.
    pub certificate: &'a Certificate<'a>,
    /// What it is for.
    pub role: Role,
    /// The edition it is judged by.
    pub edition: Edition,
    /// When it is judged.
    pub time: Time,
    /// The issuer's certificate, if known. For a root it is the root itself.
    pub issuer: Option<&'a Certificate<'a>>,
    /// Whether the issuer's key verifies the signature; `None` if nobody checked.
    pub signature_good: Option<bool>,
    key: OnceCell<Result<PublicKey, SignerError>>,
    issuer_key: OnceCell<Result<PublicKey, SignerError>>,
    algorithm: OnceCell<Result<(Algorithm, Oddities), SignerError>>,
}

impl<'a> Subject<'a> {
    /// A certificate that was found: role inferred, edition by its notBefore.
    pub fn found(certificate: &'a Certificate<'a>, time: Time) -> Self {
        Subject::in_role(certificate, Role::infer(certificate), time)
    }

    /// A certificate whose role is known; edition by its notBefore (sixth if that cannot be read).
    pub fn in_role(certificate: &'a Certificate<'a>, role: Role, time: Time) -> Self {
        Subject {
            certificate,
            role,
            edition: certificate.not_before.time().map_or(Edition::Sixth, Edition::at),
            time,
            issuer: None,
            signature_good: None,
            key: OnceCell::new(),
            issuer_key: OnceCell::new(),
            algorithm: OnceCell::new(),
        }
    }

    /// With the operator's choice of edition.
    pub fn by_edition(mut self, edition: Edition) -> Self {
        self.edition = edition;
        self
    }

    /// With the issuer's certificate.
    pub fn issued_by(mut self, issuer: &'a Certificate<'a>) -> Self {
        self.issuer = Some(issuer);
        self
    }

    /// With the verdict on its signature.
    pub fn with_signature(mut self, good: bool) -> Self {
        self.signature_good = Some(good);
        self
    }

    /// With its key, where the caller has read it already.
    pub fn with_key(self, key: PublicKey) -> Self {
        Subject { key: OnceCell::from(Ok(key)), ..self }
    }

    /// Its public key.
    pub fn key(&self) -> Result<&PublicKey, &SignerError> {
        self.key.get_or_init(|| self.certificate.public_key()).as_ref()
    }

    /// The issuer's public key, where the issuer is known.
    pub fn issuer_key(&self) -> Option<Result<&PublicKey, &SignerError>> {
        let issuer = self.issuer?;
        Some(self.issuer_key.get_or_init(|| issuer.public_key()).as_ref())
    }

    /// The signature algorithm said outside, and what is odd about how it is written.
    pub fn algorithm(&self) -> Result<&(Algorithm, Oddities), &SignerError> {
        self.algorithm.get_or_init(|| self.certificate.outer_algorithm.read()).as_ref()
    }
}

/// A CRL under rules.
pub struct CrlSubject<'a> {
    /// The list.
    pub crl: &'a Crl<'a>,
    /// The edition it is judged by.
    pub edition: Edition,
    /// When it is judged.
    pub time: Time,
    /// The certificate of the key that should have signed it: the CSCA's newest.
    pub issuer: Option<&'a Certificate<'a>>,
    /// The list before it, where there is one.
    pub previous: Option<&'a Crl<'a>>,
    /// Other certificates of the same CSCA, older roots and links, as far as they are at hand.
    pub family: &'a [Certificate<'a>],
    /// Whether the issuer's key verifies the signature; `None` if nobody checked.
    pub signature_good: Option<bool>,
}

impl<'a> CrlSubject<'a> {
    /// A list that was found; edition by its thisUpdate.
    pub fn found(crl: &'a Crl<'a>, time: Time) -> Self {
        let edition = crl.this_update.time().map_or(Edition::Sixth, Edition::at);
        CrlSubject { crl, edition, time, issuer: None, previous: None, family: &[], signature_good: None }
    }

    /// With the issuer's newest certificate.
    pub fn issued_by(mut self, issuer: &'a Certificate<'a>) -> Self {
        self.issuer = Some(issuer);
        self
    }

    /// With the list before it.
    pub fn after(mut self, previous: &'a Crl<'a>) -> Self {
        self.previous = Some(previous);
        self
    }

    /// With other certificates of the same CSCA.
    pub fn beside(mut self, family: &'a [Certificate<'a>]) -> Self {
        self.family = family;
        self
    }

    /// With the operator's choice of edition.
    pub fn by_edition(mut self, edition: Edition) -> Self {
        self.edition = edition;
        self
    }

    /// With the verdict on its signature.
    pub fn with_signature(mut self, good: bool) -> Self {
        self.signature_good = Some(good);
        self
    }
}

/// One member of a set.
pub struct SetMember<'a> {
    /// The certificate.
    pub certificate: &'a Certificate<'a>,
    /// What it is for.
    pub role: Role,
    /// [`PublicKey::identity`] of its key, where the key can be read.
    pub key_identity: Option<crate::digest::Digest>,
}

impl<'a> SetMember<'a> {
    /// A certificate that was found; costs the reading of its key.
    pub fn found(certificate: &'a Certificate<'a>) -> Self {
        let key_identity = certificate.public_key().and_then(|k| k.identity()).ok();
        SetMember { certificate, role: Role::infer(certificate), key_identity }
    }
}

/// A set of certificates under rules.
pub struct SetSubject<'a> {
    /// The members, in the order of the list.
    pub members: &'a [SetMember<'a>],
    /// The edition it is judged by.
    pub edition: Edition,
    /// When it is judged.
    pub time: Time,
}
