//! Issuing a list: written, judged, signed, read back, judged again, and only then handed out.

use super::CONTENT_TYPE;
use super::judge::{Judgement, Judging, Validity, judge};
use super::read::{MasterList, Unsigned, read};
use super::signer::{ListKind, SignerDefect, is_ca, profile_defects};
use crate::asn1::{self, Tag};
use crate::clock::Time;
use crate::cms::{self, CmsError, Content, Sid, Signing};
use crate::digest::Digest;
use crate::icao::IcaoError;
use crate::icao::chain::{Pool, Proof, Threads};
use crate::icao::rules::LISTS;
use crate::icao::rules::list::ListSubject;
use crate::pki::PkiError;
use crate::pki::certificate::Certificate;
use crate::pki::issue::{accepted_or_refused, expect_found};
use crate::pki::lint::Findings;
use crate::signer::Signer;

/// Everything a list is made from.
pub struct Issuing<'a> {
    /// The CSCA certificates to be listed, roots and links, DER; in any order.
    pub certificates: &'a [&'a [u8]],
    /// The key that signs.
    pub signer: &'a dyn Signer,
    /// The master list signer's certificate.
    pub signer_certificate: &'a [u8],
    /// The certificate of the CSCA that issued it.
    pub csca_certificate: &'a [u8],
    /// The signing time.
    pub signing_time: Time,
    /// The list before it, DER, where there is one: what came and went since is noted.
    pub previous: Option<&'a [u8]>,
    /// The rules whose warnings are accepted by name.
    pub accept: &'a [String],
}

/// A list as it will be, but for its signature, and what the rules find in it. Only [`lint`] makes one.
#[derive(Debug)]
pub struct LintedMasterList {
    der: Vec<u8>,
    findings: Findings,
}

impl LintedMasterList {
    /// The DER with zeros where the signature will stand.
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
/// use chancery::icao::masterlist::{IssuedMasterList, Judgement};
/// use chancery::pki::lint::Findings;
/// fn forge(judgement: Judgement, findings: Findings) -> IssuedMasterList {
///     IssuedMasterList { der: Vec::new(), count: 0, judgement, findings }
/// }
/// ```
#[derive(Debug)]
pub struct IssuedMasterList {
    der: Vec<u8>,
    count: usize,
    judgement: Judgement,
    findings: Findings,
}

impl IssuedMasterList {
    /// The DER `ContentInfo`.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The SHA-256 of those bytes.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.der)
    }

    /// How many certificates are on it.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The verdicts on what is listed and on the signer, at the signing time.
    pub fn judgement(&self) -> &Judgement {
        &self.judgement
    }

    /// What the rules found in the product.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }
}

/// What is written, in DER order and each once.
fn ordered<'a>(issuing: &Issuing<'a>) -> Result<Vec<&'a [u8]>, IcaoError> {
    let mut certificates = issuing.certificates.to_vec();
    certificates.sort_unstable();
    certificates.dedup();
    if certificates.is_empty() {
        return Err(IcaoError::NothingToList);
    }
    for (index, der) in issuing.certificates.iter().enumerate() {
        whole(der).map_err(|source| IcaoError::CertificateUnreadable { index, source })?;
    }
    let kind = ListKind::MasterList { listed: 0 };
    check_signer(issuing.signer_certificate, issuing.csca_certificate, kind, issuing.signing_time)?;
    Ok(certificates)
}

/// Has the message written by this: with a signature, or with zeros in its place.
fn written(
    issuing: &Issuing<'_>,
    certificates: &[&[u8]],
    write: fn(&Signing<'_>) -> Result<Vec<u8>, CmsError>,
) -> Result<Vec<u8>, IcaoError> {
    let list = asn1::sequence(&[asn1::integer(0), asn1::tlv(Tag::SET, &certificates.concat())]);
    Ok(write(&Signing {
        content_type: CONTENT_TYPE,
        content: Content::Attached(&list),
        signer: issuing.signer,
        certificates: &[issuing.signer_certificate, issuing.csca_certificate],
        sid: Sid::KeyIdentifier,
        signing_time: issuing.signing_time,
    })?)
}

/// Writes a list and judges it as it will be, but for its signature.
///
/// Errors: nothing to list (`MASTERLIST-2`), a certificate that cannot be read (`MASTERLIST-3`), a signer that may not
/// sign lists or is not valid at the signing time (`MASTERLIST-4`), a CSCA that did not issue it (`MASTERLIST-5`), an
/// error of a rule (`LINT-1`), a warning that was not accepted by its rule's name (`LINT-2`), or one that was accepted
/// and is not there (`LINT-4`).
pub fn lint(issuing: &Issuing<'_>) -> Result<LintedMasterList, IcaoError> {
    let certificates = ordered(issuing)?;
    let der = written(issuing, &certificates, cms::draft)?;
    let list = read_back(&der, &certificates)?;
    let mut judgement = judge(&list, &Judging { at: issuing.signing_time, known: &[], threads: Threads::All });
    // There is none yet.
    judgement.signers.iter_mut().for_each(|signer| signer.signature = None);
    let findings = found(issuing, &list, &judgement)?;
    expect_found(&findings, issuing.accept).map_err(boxed)?;
    Ok(LintedMasterList { der, findings })
}

/// Issues a master list (Doc 9303-12 9): the certificates in DER order and once, the
/// signer's certificate and its CSCA's carried, the signer named by its key identifier.
///
/// Errors, before anything is signed: those of [`lint`].
pub fn issue(issuing: &Issuing<'_>) -> Result<IssuedMasterList, IcaoError> {
    let linted = lint(issuing)?;
    let certificates = ordered(issuing)?;
    let der = written(issuing, &certificates, cms::sign)?;
    let list = read_back(&der, &certificates)?;
    let judgement = judge(&list, &Judging { at: issuing.signing_time, known: &[], threads: Threads::All });
    if !judgement.is_signed_soundly() {
        return Err(IcaoError::ProductDiffers { what: "its signature" });
    }
    if !cms::differ_in_signature_alone(&linted.der, &der) {
        return Err(IcaoError::ProductDiffers { what: "what was judged before" });
    }
    let findings = found(issuing, &list, &judgement)?;
    if findings.list != linted.findings.list {
        return Err(IcaoError::ProductDiffers { what: "what the rules find in it" });
    }
    Ok(IssuedMasterList { der, count: certificates.len(), judgement, findings })
}

fn boxed(error: PkiError) -> IcaoError {
    IcaoError::Rules(Box::new(error))
}

/// What the rules find, where nothing of it stands against the list.
fn found(issuing: &Issuing<'_>, list: &MasterList<'_>, judgement: &Judgement) -> Result<Findings, IcaoError> {
    let previous = issuing.previous.map(|der| read(der, Unsigned::Refuse)).transpose()?;
    let subject = ListSubject::master(list, judgement);
    let findings = match &previous {
        Some(before) => LISTS.lint(&subject.after(before)),
        None => LISTS.lint(&subject),
    };
    accepted_or_refused(&findings, issuing.accept).map_err(boxed)?;
    Ok(findings)
}

fn whole(der: &[u8]) -> Result<Certificate<'_>, asn1::Asn1Error> {
    let certificate = Certificate::parse(der)?;
    if certificate.trailing.is_empty() {
        return Ok(certificate);
    }
    let (offset, count) = (certificate.der().len(), certificate.trailing.len());
    Err(asn1::Asn1Error::Trailing { offset, count, after: "the certificate" })
}

/// Why a key may not sign a list.
pub(in crate::icao) enum Unfit {
    /// A certificate cannot be read.
    Unreadable(asn1::Asn1Error),
    /// Something is wrong with the signer's certificate.
    Defect(SignerDefect),
    /// The CSCA did not issue it.
    OtherCsca,
}

impl From<Unfit> for IcaoError {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Unreadable(error) => IcaoError::Unreadable(error),
            Unfit::Defect(defect) => IcaoError::SignerUnfit { defect },
            Unfit::OtherCsca => IcaoError::SignerOfAnotherCsca,
        }
    }
}

/// Refuses a signer that may not sign lists of this kind at this time, or that another CSCA issued.
pub(in crate::icao) fn check_signer(signer: &[u8], csca: &[u8], kind: ListKind, at: Time) -> Result<(), Unfit> {
    let signer = whole(signer).map_err(Unfit::Unreadable)?;
    let csca = whole(csca).map_err(Unfit::Unreadable)?;
    if let Some(defect) = profile_defects(&signer, kind).first() {
        return Err(Unfit::Defect(*defect));
    }
    if Validity::of(&signer, at) != Validity::Valid {
        return Err(Unfit::Defect(SignerDefect::NotValidAtSigning));
    }
    if Validity::of(&csca, at) != Validity::Valid {
        return Err(Unfit::Defect(SignerDefect::IssuerNotValidAtSigning));
    }
    if !is_ca(&csca) {
        return Err(Unfit::Defect(SignerDefect::IssuerNotCa));
    }
    let mut pool = Pool::new();
    pool.add(csca);
    match pool.prove(&signer).proof {
        Proof::Issuer { .. } => Ok(()),
        Proof::OwnKey | Proof::Orphan(_) => Err(Unfit::OtherCsca),
    }
}

/// What was written is read as a stranger would read it.
fn read_back<'d>(der: &'d [u8], certificates: &[&[u8]]) -> Result<MasterList<'d>, IcaoError> {
    let differs = |what| IcaoError::ProductDiffers { what };
    let list = read(der, Unsigned::Refuse)?;
    if !list.entries().map(|e| e.der).eq(certificates.iter().copied()) {
        return Err(differs("the certificates"));
    }
    if !list.findings().is_empty() || list.signed().is_none_or(|s| !s.findings().is_empty()) {
        return Err(differs("it is not in the form that was to be written"));
    }
    Ok(list)
}
