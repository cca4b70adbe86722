//! The search itself: which keys are tried for a certificate, and in which order.

use super::{Link, Orphan, Pool, Proof, Proven};
use crate::pki::certificate::Certificate;
use crate::pki::name::Name;
use crate::signer::{self, Algorithm, DigestInfoForm, PublicKey};

impl Pool<'_> {
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
