//! Issuing a deviation list: written, judged, signed, read back, judged again, and only then handed out.

use super::draft::DeviationDraft;
use super::finding::Oddity;
use super::judge::{Judgement, judge};
use super::read::{DeviationList, read};
use super::write::write;
use super::{CONTENT_TYPE, DeviationError};
use crate::clock::Time;
use crate::cms::{self, Content, Sid, Signing};
use crate::digest::Digest;
use crate::icao::masterlist::{ListKind, Threads, Unfit, check_signer};
use crate::icao::rules::LISTS;
use crate::icao::rules::list::ListSubject;
use crate::pki::issue::{accepted_or_refused, expect_found};
use crate::pki::lint::Findings;
use crate::signer::Signer;

/// Everything a list is made from.
pub struct Issuing<'a> {
    /// What it says.
    pub draft: &'a DeviationDraft,
    /// The key that signs. Before the signature an [`AbsentKey`](crate::signer::AbsentKey) will do.
    pub signer: &'a dyn Signer,
    /// The deviation list signer's certificate.
    pub signer_certificate: &'a [u8],
    /// The certificate of the CSCA that issued it.
    pub csca_certificate: &'a [u8],
    /// The signing time.
    pub signing_time: Time,
    /// The rules whose warnings are accepted by name.
    pub accept: &'a [String],
}

/// A list as it will be, but for its signature, and what the rules find in it. Only [`lint`] makes one.
#[derive(Debug)]
pub struct LintedDeviationList {
    der: Vec<u8>,
    findings: Findings,
}

impl LintedDeviationList {
    /// The DER with zeros where the signature will stand; the rest can be read with [`read`].
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// What the rules found: no error, and no warning that was not accepted.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}

/// The evidence that a list was issued: its bytes, read back and judged. Only [`issue`] makes it.
///
/// ```compile_fail,E0451
/// use chancery::icao::deviation::IssuedDeviationList;
/// fn forge(findings: chancery::pki::lint::Findings) -> IssuedDeviationList {
///     IssuedDeviationList { der: Vec::new(), findings }
/// }
/// ```
#[derive(Debug)]
pub struct IssuedDeviationList {
    der: Vec<u8>,
    findings: Findings,
}

impl IssuedDeviationList {
    /// The DER `ContentInfo`.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The SHA-256 of those bytes.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.der)
    }

    /// What the rules found in the product.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}

/// Writes a list and judges it as it will be, but for its signature.
///
/// Errors: a signer that may not sign deviation lists or is not valid at the signing time (`DEVIATION-6`), a CSCA that
/// did not issue it (`DEVIATION-7`), an error of a rule (`LINT-1`), a warning that was not accepted by its rule's name
/// (`LINT-2`), or one that was accepted and is not there (`LINT-4`).
pub fn lint(issuing: &Issuing<'_>) -> Result<LintedDeviationList, DeviationError> {
    let at = issuing.signing_time;
    check_signer(issuing.signer_certificate, issuing.csca_certificate, ListKind::DeviationList, at).map_err(
        |unfit| match unfit {
            Unfit::Unreadable(error) => DeviationError::Unreadable(error),
            Unfit::Defect(defect) => DeviationError::SignerUnfit { defect },
            Unfit::OtherCsca => DeviationError::SignerOfAnotherCsca,
        },
    )?;
    let content = write(issuing.draft);
    let der = cms::draft(&signing(issuing, &content, &[issuing.signer_certificate, issuing.csca_certificate]))?;
    let list = read(&der)?;
    let mut judgement = judge(&list, &[], Threads::One);
    // There is none yet.
    judgement.signers.iter_mut().for_each(|signer| signer.signature = None);
    let findings = found(issuing, &list, &content, &judgement)?;
    expect_found(&findings, issuing.accept).map_err(boxed)?;
    Ok(LintedDeviationList { der, findings })
}

/// Issues a deviation list (Doc 9303-12 10): in DER, the signer's certificate and its CSCA's carried, the signer named by
/// its key identifier, without unsigned attributes.
///
/// Errors, before anything is signed: those of [`lint`].
pub fn issue(issuing: &Issuing<'_>) -> Result<IssuedDeviationList, DeviationError> {
    let linted = lint(issuing)?;
    let content = write(issuing.draft);
    let der = cms::sign(&signing(issuing, &content, &[issuing.signer_certificate, issuing.csca_certificate]))?;
    let list = read(&der)?;
    let judgement = judge(&list, &[], Threads::One);
    if !judgement.is_signed_soundly() {
        return Err(DeviationError::ProductDiffers { what: "its signature" });
    }
    if !cms::differ_in_signature_alone(&linted.der, &der) {
        return Err(DeviationError::ProductDiffers { what: "what was judged before" });
    }
    let findings = found(issuing, &list, &content, &judgement)?;
    if findings.list != linted.findings.list {
        return Err(DeviationError::ProductDiffers { what: "what the rules find in it" });
    }
    Ok(IssuedDeviationList { der, findings })
}

fn signing<'s>(issuing: &'s Issuing<'s>, content: &'s [u8], certificates: &'s [&'s [u8]]) -> Signing<'s> {
    Signing {
        content_type: CONTENT_TYPE,
        content: Content::Attached(content),
        signer: issuing.signer,
        certificates,
        sid: Sid::KeyIdentifier,
        signing_time: issuing.signing_time,
    }
}

fn boxed(error: crate::pki::PkiError) -> DeviationError {
    DeviationError::Rules(Box::new(error))
}

/// What was written is read as a stranger would read it, and judged by the rules.
fn found(
    issuing: &Issuing<'_>,
    list: &DeviationList<'_>,
    content: &[u8],
    judgement: &Judgement,
) -> Result<Findings, DeviationError> {
    let differs = |what| DeviationError::ProductDiffers { what };
    if list.content() != content || list.unreadable() > 0 {
        return Err(differs("the deviations"));
    }
    let odd = list.findings();
    // What is about every document says so in its draft.
    let strange = odd.kept().iter().any(|finding| finding.code != Oddity::Unbounded);
    if strange || odd.beyond() > 0 || !list.signed().findings().is_empty() {
        return Err(differs("it is not in the form that was to be written"));
    }
    let findings = LISTS.lint(&ListSubject::deviations(list, judgement));
    accepted_or_refused(&findings, issuing.accept).map_err(boxed)?;
    Ok(findings)
}
