//! The two pieces of evidence: bytes that passed the rules, and the product made of them.

use super::draft::{Draft, Issuer};
use super::rehearsal;
use crate::asn1::{self, Reader, Tag};
use crate::clock::Time;
use crate::digest::Digest;
use crate::pki::PkiError;
use crate::pki::certificate::Certificate;
use crate::pki::lint::{Findings, Role, RuleSet, Severity, Subject};
use crate::pki::name::Name;
use crate::pki::text;
use crate::safe;
use crate::signer::{self, Algorithm, KeyKind, PublicKey, Signer, SignerError};

/// To-be-signed bytes without errors under a rule set, every warning accepted by name.
///
/// ```compile_fail
/// use chancery::pki::issue::Linted;
/// // Nobody but the linter makes one: every field is private.
/// let linted = Linted { tbs: vec![0x30, 0x00] };
/// ```
///
/// It is used up by the signature: one serial number, one certificate.
///
/// ```compile_fail
/// use chancery::pki::{issue::{Linted, sign_linted}, lint::RuleSet};
/// fn twice(linted: Linted, signer: &dyn chancery::signer::Signer, rules: &RuleSet) {
///     let _ = sign_linted(linted, signer, rules);
///     let _ = sign_linted(linted, signer, rules); // used after it was moved
/// }
/// ```
#[derive(Debug)]
pub struct Linted {
    tbs: Vec<u8>,
    rules: Digest,
    findings: Findings,
    accepted: Vec<String>,
    role: Role,
    time: Time,
    algorithm: Algorithm,
    issuer: Option<Vec<u8>>,
    issuer_key: PublicKey,
}

impl Linted {
    /// The exact bytes to sign.
    pub fn tbs(&self) -> &[u8] {
        &self.tbs
    }

    /// SHA-256 of the bytes to sign: what an officer is shown and reads aloud.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.tbs)
    }

    /// The certificate as it will be, with octets in the place of the signature that verify nothing.
    pub fn draft(&self) -> Result<Vec<u8>, PkiError> {
        Ok(assembled(&self.tbs, self.algorithm, &placeholder_signature(&self.issuer_key, self.algorithm)?))
    }

    /// Refuses the acceptance of a warning that is not there (LINT-4).
    pub fn expect_found(&self, accepted: &[String]) -> Result<(), PkiError> {
        expect_found(&self.findings, accepted)
    }

    /// What is to be signed, field by field, each extension a field.
    pub fn lines(&self) -> Result<Vec<text::Line>, PkiError> {
        let der = self.draft()?;
        let certificate = Certificate::parse(&der).map_err(PkiError::unreadable("the draft"))?;
        Ok(text::certificate_lines(&certificate))
    }

    /// The subject of what is to be signed.
    pub fn subject(&self) -> Result<Name<'_>, PkiError> {
        let read = || {
            let mut fields = Reader::new(&self.tbs).next(Tag::SEQUENCE, "the draft")?.reader();
            fields.optional(Tag::context(0), "the version")?;
            for field in ["the serial number", "the signature algorithm", "the issuer", "the validity"] {
                fields.any(field)?;
            }
            Name::next(&mut fields, "the subject")
        };
        read().map_err(PkiError::unreadable("the draft"))
    }

    /// The digest of the rule set it passed.
    pub fn rules(&self) -> Digest {
        self.rules
    }

    /// What the rules found: no errors.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The role it was linted in.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The algorithm it is to be signed by.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key it is to be signed by.
    pub fn issuer_key(&self) -> &PublicKey {
        &self.issuer_key
    }

    /// The signature over it, for [`Issued::assemble`]. The signer's key and algorithm are looked at before anything is
    /// signed (ISSUE-1, ISSUE-2).
    pub(crate) fn signed_by(&self, signer: &dyn Signer) -> Result<Vec<u8>, PkiError> {
        signed_by(&self.issuer_key, self.algorithm, signer, &self.tbs)
    }
}

/// A certificate that we issued: the linted bytes under a good signature, linted again.
///
/// ```compile_fail
/// use chancery::pki::issue::Issued;
/// // Without a `Linted` there is no way to one.
/// let issued = Issued { der: vec![0x30, 0x00] };
/// ```
///
/// ```compile_fail
/// use chancery::pki::{issue::Issued, lint::RuleSet};
/// use chancery::signer::PublicKey;
/// // Raw bytes are not taken in the place of a `Linted`.
/// fn forge(tbs: &[u8], signature: &[u8], key: &PublicKey, rules: &RuleSet) {
///     let _ = Issued::assemble(tbs, signature, key, rules);
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Issued {
    der: Vec<u8>,
    role: Role,
    rules: Digest,
    findings: Findings,
}

impl Issued {
    /// Puts the certificate together and looks at it once more: the signer is the issuer
    /// that was linted, the bytes are the linted ones, the signature verifies, and the
    /// same rules find no error and no warning that was not accepted.
    pub fn assemble(
        linted: Linted,
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
        let certificate = Certificate::parse(&der).map_err(PkiError::unreadable("the new certificate"))?;
        if certificate.tbs.full != linted.tbs {
            return Err(PkiError::BytesDiffer);
        }
        certificate.verify_signature(issuer_key).map_err(|source| PkiError::SignatureBad { source })?;
        let findings = run(&certificate, linted.role, linted.time, linted.issuer.as_deref(), Some(true), rules)?;
        accepted_or_refused(&findings, &linted.accepted)?;
        Ok(Issued { role: linted.role, rules: linted.rules, findings, der })
    }

    /// The certificate.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate as PEM.
    pub fn pem(&self) -> String {
        crate::pki::armour::pem(&self.der, "CERTIFICATE")
    }

    /// SHA-256 of the certificate.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.der)
    }

    /// What it is for.
    pub fn role(&self) -> Role {
        self.role
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

/// Signs linted bytes and puts the certificate together. The signer's key and algorithm
/// are looked at before anything is signed.
pub fn sign_linted(linted: Linted, signer: &dyn Signer, rules: &RuleSet) -> Result<Issued, PkiError> {
    let signature = signed_by(&linted.issuer_key, linted.algorithm, signer, &linted.tbs)?;
    Issued::assemble(linted, &signature, signer.public_key(), rules)
}

pub(super) fn lint_draft(
    draft: &Draft<'_>,
    tbs: Vec<u8>,
    rules: &RuleSet,
    accepted: &[String],
) -> Result<Linted, PkiError> {
    let (issuer, issuer_key) = match draft.issuer {
        Issuer::Itself => (None, draft.key.key().clone()),
        Issuer::Certificate(issuer, _) => (Some(issuer.der().to_vec()), issuer.public_key()?),
    };
    let placeholder = placeholder_signature(&issuer_key, draft.algorithm)?;
    let der = assembled(&tbs, draft.algorithm, &placeholder);
    let certificate = Certificate::parse(&der).map_err(PkiError::unreadable("the draft"))?;
    let role = draft.profile.role;
    let findings = run(&certificate, role, draft.not_before, issuer.as_deref(), None, rules)?;
    accepted_or_refused(&findings, accepted)?;
    Ok(Linted {
        tbs,
        rules: rules.digest(),
        findings,
        accepted: accepted.to_vec(),
        role,
        time: draft.not_before,
        algorithm: draft.algorithm,
        issuer,
        issuer_key,
    })
}

/// Runs the rules over a certificate of ours. The mark of a rehearsal is taken off first:
/// it breaks rules on purpose.
fn run(
    certificate: &Certificate<'_>,
    role: Role,
    time: Time,
    issuer: Option<&[u8]>,
    signature_good: Option<bool>,
    rules: &RuleSet,
) -> Result<Findings, PkiError> {
    let unmarked = rehearsal::unmarked(certificate);
    let plain = unmarked.as_deref().map(Certificate::parse).transpose();
    let plain = plain.map_err(PkiError::unreadable("the draft without its mark"))?;
    let certificate = plain.as_ref().unwrap_or(certificate);
    let unmarked_issuer = match issuer {
        Some(der) => {
            let parsed = Certificate::parse(der).map_err(PkiError::unreadable("the issuer's certificate"))?;
            Some(rehearsal::unmarked(&parsed).unwrap_or_else(|| der.to_vec()))
        }
        None => None,
    };
    let issuer = unmarked_issuer.as_deref().map(Certificate::parse).transpose();
    let issuer = issuer.map_err(PkiError::unreadable("the issuer's certificate"))?;
    let mut subject = Subject::in_role(certificate, role, time).issued_by(issuer.as_ref().unwrap_or(certificate));
    subject.signature_good = signature_good;
    Ok(rules.lint(&subject))
}

/// Has linted bytes signed by the key and algorithm they were linted for, and by no other (ISSUE-1, ISSUE-2).
pub(in crate::pki) fn signed_by(
    key: &PublicKey,
    algorithm: Algorithm,
    signer: &dyn Signer,
    tbs: &[u8],
) -> Result<Vec<u8>, PkiError> {
    if signer.public_key().identity()? != key.identity()? {
        return Err(PkiError::WrongIssuerKey);
    }
    if signer.algorithm() != algorithm {
        return Err(PkiError::WrongAlgorithm { found: signer.algorithm(), wanted: algorithm });
    }
    Ok(signer.sign(tbs)?)
}

/// Refuses errors, and warnings whose rule was not accepted by name.
pub(crate) fn accepted_or_refused(findings: &Findings, accepted: &[String]) -> Result<(), PkiError> {
    let shown = |severity: Severity, skip: &[String]| {
        let first = findings.of(severity).find(|f| !skip.iter().any(|s| s == f.rule));
        first.map_or(String::new(), |f| format!("{}: {}, wanted {}", f.place, f.found, f.wanted))
    };
    let errors = findings.rules(Severity::Error);
    if !errors.is_empty() {
        let count = findings.of(Severity::Error).count();
        return Err(PkiError::LintErrors { count, rules: errors.join(", "), first: shown(Severity::Error, &[]) });
    }
    let mut open = findings.rules(Severity::Warning);
    open.retain(|rule| !accepted.iter().any(|a| a == rule));
    if !open.is_empty() {
        return Err(PkiError::LintWarnings { rules: open.join(", "), first: shown(Severity::Warning, accepted) });
    }
    Ok(())
}

/// Refuses the acceptance of a warning that is not there (LINT-4): what was once accepted does not live on in a list.
pub(crate) fn expect_found(findings: &Findings, accepted: &[String]) -> Result<(), PkiError> {
    let found = findings.rules(Severity::Warning);
    let idle: Vec<String> =
        accepted.iter().filter(|id| !found.contains(&id.as_str())).map(|id| safe::line(id, 20)).collect();
    if idle.is_empty() { Ok(()) } else { Err(PkiError::LintNotFound { rules: idle.join(", ") }) }
}

/// To-be-signed bytes, algorithm and signature as one object.
pub(in crate::pki) fn assembled(tbs: &[u8], algorithm: Algorithm, signature: &[u8]) -> Vec<u8> {
    // One copy of what may be a list of a million entries, and one around it.
    asn1::tlv(asn1::Tag::SEQUENCE, &[tbs, &algorithm.identifier(), &asn1::bit_string(signature)].concat())
}

/// Octets in the place of a signature, of the form one would have; they verify nothing.
pub(in crate::pki) fn placeholder_signature(key: &PublicKey, algorithm: Algorithm) -> Result<Vec<u8>, SignerError> {
    match (key.kind(), algorithm) {
        (KeyKind::Rsa { bits, .. }, signer::Algorithm::RsaPss(..) | signer::Algorithm::RsaPkcs1(_)) => {
            Ok(vec![0; bits.div_ceil(8)])
        }
        (KeyKind::Ec { .. }, signer::Algorithm::Ecdsa(_)) => Ok(asn1::sequence(&[asn1::integer(1), asn1::integer(1)])),
        (KeyKind::Ed25519, signer::Algorithm::Ed25519) => Ok(vec![0; 64]),
        (KeyKind::MlDsa(set), signer::Algorithm::MlDsa(by)) if *set == by => Ok(vec![0; set.signature_len()]),
        (kind, algorithm) => Err(SignerError::KeyDoesNotFit { key: kind.to_string(), algorithm }),
    }
}
