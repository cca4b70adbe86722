//! The search itself: which keys are tried for a certificate, in which order, and when it is given up.
//!
//! Whoever writes a list chooses every name and key identifier on it, so a list can make
//! each of its certificates look like an issuer of each other. Two bounds keep the work in
//! proportion to the list: [`KEYS_TRIED`] for one certificate, [`checks_for`] for all of
//! them. Where a bound ends a search the proof says so, and says the same on one
//! processor as on many.

use rayon::prelude::*;

use super::{Link, Orphan, Pool, Proof, Proven, Threads};
use crate::asn1::Asn1Error;
use crate::pki::algorithm_identifier::AlgorithmIdentifier;
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;
use crate::pki::name::Name;
use crate::signer::{Algorithm, DigestInfoForm, Memory, PublicKey};

/// How many keys of others are tried for one certificate. In twenty national lists, 2019
/// to 2026, and in all of them together, one name has at most 10 keys, and no certificate
/// needs more than 5 signature checks.
pub const KEYS_TRIED: usize = 16;

/// How many keys of others each certificate of a list is surely checked with. National
/// lists need 1.02 checks on average, the certificate's own key counted; one that needs
/// more takes them from what is left over.
const OTHERS_EACH: usize = 3;

/// How many checks a list of any length has besides: a short list may be all roll-overs of one name.
const CHECKS_BESIDES: usize = 1000;

/// How many signature checks are made at most for a list of so many certificates.
pub const fn checks_for(certificates: usize) -> usize {
    certificates.saturating_mul(OTHERS_EACH + 1).saturating_add(CHECKS_BESIDES)
}

impl Pool<'_> {
    /// Finds the key that verifies a certificate's signature: its own, or one of this pool.
    ///
    /// Every key is tried at most once, and at most [`KEYS_TRIED`] besides its own. Its own
    /// key is tried first when nothing speaks against it, and else after the issuers that
    /// name and key identifier point to.
    pub fn prove(&self, certificate: &Certificate<'_>) -> Proven {
        self.prove_within(certificate, 0, KEYS_TRIED)
    }

    /// Finds the key of this pool that verifies a CRL's signature, as for a certificate.
    pub fn prove_crl(&self, crl: &Crl<'_>) -> Proven {
        let Some(mut trial) =
            Trial::new(&crl.outer_algorithm, crl.signature(), crl.tbs.full, &self.memory, 0, KEYS_TRIED)
        else {
            return Proven::unreadable();
        };
        let proof = self.search_issuer(&mut trial, &crl.issuer, crl.authority_key_identifier(), false);
        trial.proven(proof)
    }

    /// Proves every certificate of a list, in order, with [`checks_for`] as many signature checks.
    ///
    /// First each certificate gets its own share, which is enough for all of an honest
    /// list or nearly all. Then those that want more get it in the order of the list
    /// until nothing is left; the others are [`Orphan::ChecksSpent`].
    pub fn prove_all(&self, certificates: &[&Certificate<'_>], threads: Threads) -> Vec<Proven> {
        let each = |work: &(dyn Fn(usize) -> Option<Proven> + Sync), count: usize| -> Vec<Option<Proven>> {
            match threads {
                Threads::One => (0..count).map(work).collect(),
                Threads::All => (0..count).into_par_iter().map(work).collect(),
            }
        };
        let first = |n: usize| certificates.get(n).map(|c| self.prove_within(c, 0, OTHERS_EACH));
        let mut all: Vec<Proven> = each(&first, certificates.len()).into_iter().flatten().collect();

        let spent: usize = all.iter().map(|p| p.checked).sum();
        let mut left = checks_for(certificates.len()).saturating_sub(spent);
        let mut granted: Vec<(usize, usize)> = Vec::new();
        for (number, proven) in all.iter().enumerate() {
            let more = left.min(KEYS_TRIED - OTHERS_EACH);
            if proven.proof == Proof::Orphan(Orphan::ChecksSpent) && more > 0 {
                left -= more;
                granted.push((number, more));
            }
        }
        let second = |n: usize| {
            let (number, more) = granted.get(n)?;
            let certificate = certificates.get(*number)?;
            Some(self.prove_within(certificate, OTHERS_EACH, OTHERS_EACH + more))
        };
        let again = each(&second, granted.len());
        for ((number, _), proven) in granted.iter().zip(again) {
            if let (Some(place), Some(proven)) = (all.get_mut(*number), proven) {
                *place = proven;
            }
        }
        all
    }

    /// Proves with its own key and at most `limit` checks with those of others, of which the
    /// first `known_bad` were made before, in vain, and are not made again.
    fn prove_within(&self, certificate: &Certificate<'_>, known_bad: usize, limit: usize) -> Proven {
        let Some(mut trial) = Trial::of(certificate, &self.memory, known_bad, limit) else {
            return Proven::unreadable();
        };
        let proof = self.search(&mut trial, certificate);
        trial.proven(proof)
    }

    fn search(&self, trial: &mut Trial<'_>, certificate: &Certificate<'_>) -> Result<Proof, Orphan> {
        let authority = certificate.authority_key_identifier();
        let own_first = match (authority, certificate.subject_key_identifier()) {
            (Some(authority), Some(own)) => authority == own,
            _ => true,
        };
        let same_name = certificate.is_self_issued();
        if same_name && own_first && self.try_own(trial, certificate) {
            return Ok(Proof::OwnKey);
        }
        let issuer = &certificate.issuer;
        let pointed_to = self.try_all(trial, self.named_and_identified(issuer, authority));
        if let Ok(Some(member)) = pointed_to {
            return Ok(Proof::Issuer { member, link: Link::NameAndKeyIdentifier });
        }
        // However many others were in its way: its own key is always tried.
        if same_name && !own_first && self.try_own(trial, certificate) {
            return Ok(Proof::OwnKey);
        }
        pointed_to?;
        self.search_issuer(trial, issuer, authority, same_name)
    }

    /// Searches among all others; `own_name` where the name is there for being its own.
    fn search_issuer(
        &self,
        trial: &mut Trial<'_>,
        issuer: &Name<'_>,
        authority: Option<&[u8]>,
        own_name: bool,
    ) -> Result<Proof, Orphan> {
        if let Some(member) = self.try_all(trial, self.named_and_identified(issuer, authority))? {
            return Ok(Proof::Issuer { member, link: Link::NameAndKeyIdentifier });
        }
        let named = self.named(issuer);
        if let Some(member) = self.try_all(trial, named)? {
            return Ok(Proof::Issuer { member, link: Link::Name });
        }
        let alike = self.named_alike(issuer);
        if let Some(member) = self.try_all(trial, alike)? {
            return Ok(Proof::Issuer { member, link: Link::NormalisedName });
        }
        if let Some(member) = self.try_all(trial, self.identified(authority))? {
            return Ok(Proof::Issuer { member, link: Link::KeyIdentifierOnly });
        }
        let name_is_there = own_name || !named.is_empty() || !alike.is_empty();
        Err(if name_is_there { Orphan::NoKeyVerifies } else { Orphan::IssuerAbsent })
    }

    fn try_own(&self, trial: &mut Trial<'_>, certificate: &Certificate<'_>) -> bool {
        match self.slot_for(certificate) {
            Some(slot) if trial.tried.contains(&slot) => false,
            Some(slot) => {
                trial.own = Some(slot);
                trial.is_good_under_own(self.key_in(slot))
            }
            None => trial.is_good_under_own(certificate.public_key().ok().as_ref()),
        }
    }

    fn try_all(&self, trial: &mut Trial<'_>, members: &[usize]) -> Result<Option<usize>, Orphan> {
        for member in members {
            let Some(slot) = self.slot_of(*member) else { continue };
            if trial.is_new(slot)? && trial.is_good_under(self.key_in(slot))? {
                return Ok(Some(*member));
            }
        }
        Ok(None)
    }
}

/// One certificate's signature, hashed once, and the keys it was tried under.
struct Trial<'a> {
    algorithm: Algorithm,
    message: &'a [u8],
    digest: Option<Vec<u8>>,
    signature: &'a [u8],
    memory: &'a Memory,
    own: Option<usize>,
    /// Never more than [`KEYS_TRIED`], so that a walk over it is short.
    tried: Vec<usize>,
    known_bad: usize,
    limit: usize,
    own_checked: usize,
    others_checked: usize,
    form: DigestInfoForm,
}

impl<'a> Trial<'a> {
    fn of(certificate: &Certificate<'a>, memory: &'a Memory, known_bad: usize, limit: usize) -> Option<Self> {
        let signature = certificate.signature();
        Trial::new(&certificate.outer_algorithm, signature, certificate.tbs.full, memory, known_bad, limit)
    }

    fn new(
        algorithm: &AlgorithmIdentifier<'_>,
        signature: Result<&'a [u8], Asn1Error>,
        message: &'a [u8],
        memory: &'a Memory,
        known_bad: usize,
        limit: usize,
    ) -> Option<Self> {
        let algorithm = algorithm.algorithm().ok()?;
        let signature = signature.ok()?;
        let digest = match algorithm.hash() {
            Some(hash) => Some(hash.digest(message).ok()?),
            None => None,
        };
        let form = DigestInfoForm::Standard;
        Some(Trial {
            algorithm,
            message,
            digest,
            signature,
            memory,
            own: None,
            tried: Vec::new(),
            known_bad,
            limit,
            own_checked: 0,
            others_checked: 0,
            form,
        })
    }

    /// What the search came to.
    fn proven(&self, proof: Result<Proof, Orphan>) -> Proven {
        Proven {
            proof: proof.unwrap_or_else(Proof::Orphan),
            digest_info: self.form,
            checked: self.own_checked + self.others_checked,
            tried: self.tried.len(),
        }
    }

    /// Whether a key was not tried yet; it counts as tried from now on, usable or not.
    fn is_new(&mut self, slot: usize) -> Result<bool, Orphan> {
        if self.own == Some(slot) || self.tried.contains(&slot) {
            return Ok(false);
        }
        if self.tried.len() == KEYS_TRIED {
            return Err(Orphan::TooManyKeys);
        }
        self.tried.push(slot);
        Ok(true)
    }

    /// Under its own key, which every search comes to, however few checks it may make with others.
    fn is_good_under_own(&mut self, key: Option<&PublicKey>) -> bool {
        let Some(key) = key.filter(|k| k.fits(self.algorithm)) else { return false };
        self.own_checked = 1;
        self.known_bad == 0 && self.verifies(key)
    }

    fn is_good_under(&mut self, key: Option<&PublicKey>) -> Result<bool, Orphan> {
        let Some(key) = key.filter(|k| k.fits(self.algorithm)) else { return Ok(false) };
        if self.others_checked == self.limit {
            return Err(Orphan::ChecksSpent);
        }
        self.others_checked += 1;
        Ok(self.others_checked > self.known_bad && self.verifies(key))
    }

    fn verifies(&mut self, key: &PublicKey) -> bool {
        let outcome = match &self.digest {
            Some(digest) => self.memory.verify_prepared(key, self.algorithm, digest, self.signature),
            None => self.memory.verify(key, self.algorithm, self.message, self.signature),
        };
        if let Ok(form) = outcome {
            self.form = form;
            return true;
        }
        false
    }
}

impl Proven {
    fn unreadable() -> Proven {
        let proof = Proof::Orphan(Orphan::SignatureUnreadable);
        Proven { proof, digest_info: DigestInfoForm::Standard, checked: 0, tried: 0 }
    }
}
