//! The two pieces of evidence for a CRL: bytes that passed the rules, and the product.

use super::build::CrlDraft;
use super::view::Crl;
use crate::clock::Time;
use crate::digest::Digest;
use crate::pki::PkiError;
use crate::pki::certificate::Certificate;
use crate::pki::issue::{accepted_or_refused, assembled, expect_found, placeholder_signature, signed_by, unmarked};
use crate::pki::lint::{CrlSubject, Findings, RuleSet};
use crate::pki::text;
use crate::signer::{Algorithm, PublicKey, Signer};

/// To-be-signed bytes of a CRL without errors under a rule set; used up by the signature.
///
/// ```compile_fail
/// use chancery::pki::crl::LintedCrl;
/// let linted = LintedCrl { tbs: vec![0x30, 0x00] }; // every field is private
/// ```
#[derive(Debug)]
pub struct LintedCrl {
    tbs: Vec<u8>,
    rules: Digest,
    findings: Findings,
    accepted: Vec<String>,
    time: Time,
    algorithm: Algorithm,
    issuer: Vec<u8>,
    issuer_key: PublicKey,
    previous: Option<Vec<u8>>,
    family: Vec<Vec<u8>>,
}

impl LintedCrl {
    /// The exact bytes to sign.
    pub fn tbs(&self) -> &[u8] {
        &self.tbs
    }

    /// SHA-256 of the bytes to sign.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.tbs)
    }

    /// What is to be signed, field by field, without the entries.
    pub fn lines(&self) -> Result<Vec<text::Line>, PkiError> {
        let der = assembled(&self.tbs, self.algorithm, &placeholder_signature(&self.issuer_key, self.algorithm)?);
        let crl = Crl::parse(&der).map_err(PkiError::unreadable("the draft"))?;
        Ok(text::crl_lines(&crl))
    }

    /// The digest of the rule set it passed.
    pub fn rules(&self) -> Digest {
        self.rules
    }

    /// What the rules found: no errors.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// Refuses the acceptance of a warning that is not there (LINT-4).
    pub fn expect_found(&self, accepted: &[String]) -> Result<(), PkiError> {
        expect_found(&self.findings, accepted)
    }

    /// The algorithm it is to be signed by.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key it is to be signed by.
    pub fn issuer_key(&self) -> &PublicKey {
        &self.issuer_key
    }
}

/// A CRL that we issued: the linted bytes under a good signature, linted again.
///
/// ```compile_fail
/// use chancery::pki::crl::IssuedCrl;
/// let issued = IssuedCrl { der: vec![0x30, 0x00] }; // only a `LintedCrl` leads here
/// ```
#[derive(Clone, Debug)]
pub struct IssuedCrl {
    der: Vec<u8>,
    rules: Digest,
    findings: Findings,
}

impl IssuedCrl {
    /// Puts the list together and looks at it once more; see [`crate::pki::issue::Issued::assemble`].
    pub fn assemble(
        linted: LintedCrl,
        signature: &[u8],
        issuer_key: &PublicKey,
        rules: &RuleSet,
    ) -> Result<Self, PkiError> {
        if rules.digest() != linted.rules {
            let (then, now) = (linted.rules.short(), rules.digest().short());
            return Err(PkiError::RulesChanged { linted: then, now });
        }
        if issuer_key.identity()? != linted.issuer_key.identity()? {
            return Err(PkiError::WrongIssuerKey);
        }
        let der = assembled(&linted.tbs, linted.algorithm, signature);
        let crl = Crl::parse(&der).map_err(PkiError::unreadable("the new CRL"))?;
        if crl.tbs.full != linted.tbs {
            return Err(PkiError::BytesDiffer);
        }
        crl.verify_signature(issuer_key).map_err(|source| PkiError::SignatureBad { source })?;
        let (issuer, previous, family) = (&linted.issuer, linted.previous.as_deref(), &linted.family);
        let context = Context { issuer, previous, family, time: linted.time };
        let findings = run(&crl, &context, Some(true), rules)?;
        accepted_or_refused(&findings, &linted.accepted)?;
        Ok(IssuedCrl { rules: linted.rules, findings, der })
    }

    /// The list.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The list as PEM.
    pub fn pem(&self) -> String {
        crate::pki::armour::pem(&self.der, "X509 CRL")
    }

    /// SHA-256 of the list.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.der)
    }

    /// The digest of the rule set it passed twice.
    pub fn rules(&self) -> Digest {
        self.rules
    }

    /// What the rules found in the product: no errors.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}

/// Signs a linted list and puts it together. The signer's key and algorithm are looked
/// at before anything is signed.
pub fn sign_linted_crl(linted: LintedCrl, signer: &dyn Signer, rules: &RuleSet) -> Result<IssuedCrl, PkiError> {
    let signature = signed_by(&linted.issuer_key, linted.algorithm, signer, &linted.tbs)?;
    IssuedCrl::assemble(linted, &signature, signer.public_key(), rules)
}

pub(super) fn lint_draft(
    draft: &CrlDraft<'_>,
    tbs: Vec<u8>,
    rules: &RuleSet,
    accepted: &[String],
) -> Result<LintedCrl, PkiError> {
    let issuer_key = draft.issuer.public_key()?;
    let placeholder = placeholder_signature(&issuer_key, draft.algorithm)?;
    let der = assembled(&tbs, draft.algorithm, &placeholder);
    let crl = Crl::parse(&der).map_err(PkiError::unreadable("the draft"))?;
    let previous = draft.previous.map(|p| p.der().to_vec());
    let issuer = draft.issuer.der().to_vec();
    let family: Vec<Vec<u8>> = draft.family.iter().map(|one| one.der().to_vec()).collect();
    let context = Context { issuer: &issuer, previous: previous.as_deref(), family: &family, time: draft.this_update };
    let findings = run(&crl, &context, None, rules)?;
    accepted_or_refused(&findings, accepted)?;
    Ok(LintedCrl {
        tbs,
        rules: rules.digest(),
        findings,
        accepted: accepted.to_vec(),
        time: draft.this_update,
        algorithm: draft.algorithm,
        issuer,
        issuer_key,
        previous,
        family,
    })
}

struct Context<'a> {
    issuer: &'a [u8],
    previous: Option<&'a [u8]>,
    family: &'a [Vec<u8>],
    time: Time,
}

fn run(
    crl: &Crl<'_>,
    context: &Context<'_>,
    signature_good: Option<bool>,
    rules: &RuleSet,
) -> Result<Findings, PkiError> {
    let issuer = Certificate::parse(context.issuer).map_err(PkiError::unreadable("the issuer's certificate"))?;
    let plain = unmarked(&issuer);
    let issuer = match &plain {
        Some(der) => Certificate::parse(der).map_err(PkiError::unreadable("the issuer's certificate"))?,
        None => issuer,
    };
    let previous = context.previous.map(Crl::parse).transpose().map_err(PkiError::unreadable("the last list"))?;
    let mut subject = CrlSubject::found(crl, context.time).issued_by(&issuer);
    let family = context.family.iter().map(|der| Certificate::parse(der)).collect::<Result<Vec<_>, _>>();
    let family = family.map_err(PkiError::unreadable("a certificate of the issuer"))?;
    subject.family = &family;
    subject.previous = previous.as_ref();
    subject.signature_good = signature_good;
    Ok(rules.lint_crl(&subject))
}
