//! Issuing a list: written, read back, judged, and only then handed out.

use super::CONTENT_TYPE;
use super::judge::{Judgement, Judging, Validity, judge};
use super::read::{Unsigned, read};
use super::signer::{ListKind, SignerDefect, is_ca, profile_defects};
use crate::asn1::{self, Tag};
use crate::clock::Time;
use crate::cms::{self, Content, Sid, Signing};
use crate::digest::Digest;
use crate::icao::IcaoError;
use crate::icao::chain::{Pool, Proof, Threads};
use crate::pki::certificate::Certificate;
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
}

/// The evidence that a list was issued: its bytes, read back and judged. Only [`issue`] makes it.
///
/// ```compile_fail,E0451
/// use chancery::icao::masterlist::{IssuedMasterList, Judgement};
/// fn forge(judgement: Judgement) -> IssuedMasterList {
///     IssuedMasterList { der: Vec::new(), count: 0, judgement }
/// }
/// ```
#[derive(Debug)]
pub struct IssuedMasterList {
    der: Vec<u8>,
    count: usize,
    judgement: Judgement,
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
}

/// Issues a master list (Doc 9303-12 9): the certificates in DER order and once, the
/// signer's certificate and its CSCA's carried, the signer named by its key identifier.
///
/// Errors, before anything is signed: nothing to list (`MASTERLIST-2`), a certificate
/// that cannot be read (`MASTERLIST-3`), a signer that may not sign lists or is not valid
/// at the signing time (`MASTERLIST-4`), a CSCA that did not issue it (`MASTERLIST-5`).
pub fn issue(issuing: &Issuing<'_>) -> Result<IssuedMasterList, IcaoError> {
    let mut certificates = issuing.certificates.to_vec();
    certificates.sort_unstable();
    certificates.dedup();
    if certificates.is_empty() {
        return Err(IcaoError::NothingToList);
    }
    for (index, der) in issuing.certificates.iter().enumerate() {
        whole(der).map_err(|source| IcaoError::CertificateUnreadable { index, source })?;
    }
    check_signer(issuing)?;
    let list = asn1::sequence(&[asn1::integer(0), asn1::tlv(Tag::SET, &certificates.concat())]);
    let der = cms::sign(&Signing {
        content_type: CONTENT_TYPE,
        content: Content::Attached(&list),
        signer: issuing.signer,
        certificates: &[issuing.signer_certificate, issuing.csca_certificate],
        sid: Sid::KeyIdentifier,
        signing_time: issuing.signing_time,
    })?;
    let judgement = read_back(&der, &certificates, issuing.signing_time)?;
    Ok(IssuedMasterList { der, count: certificates.len(), judgement })
}

fn whole(der: &[u8]) -> Result<Certificate<'_>, asn1::Asn1Error> {
    let certificate = Certificate::parse(der)?;
    if certificate.trailing.is_empty() {
        return Ok(certificate);
    }
    let (offset, count) = (certificate.der().len(), certificate.trailing.len());
    Err(asn1::Asn1Error::Trailing { offset, count, after: "the certificate" })
}

fn check_signer(issuing: &Issuing<'_>) -> Result<(), IcaoError> {
    let unfit = |defect| IcaoError::SignerUnfit { defect };
    let signer = whole(issuing.signer_certificate)?;
    let csca = whole(issuing.csca_certificate)?;
    if let Some(defect) = profile_defects(&signer, ListKind::MasterList { listed: 0 }).first() {
        return Err(unfit(*defect));
    }
    if Validity::of(&signer, issuing.signing_time) != Validity::Valid {
        return Err(unfit(SignerDefect::NotValidAtSigning));
    }
    if Validity::of(&csca, issuing.signing_time) != Validity::Valid {
        return Err(unfit(SignerDefect::IssuerNotValidAtSigning));
    }
    if !is_ca(&csca) {
        return Err(unfit(SignerDefect::IssuerNotCa));
    }
    let mut pool = Pool::new();
    pool.add(csca);
    match pool.prove(&signer).proof {
        Proof::Issuer { .. } => Ok(()),
        Proof::OwnKey | Proof::Orphan(_) => Err(IcaoError::SignerOfAnotherCsca),
    }
}

/// What was written is read as a stranger would read it.
fn read_back(der: &[u8], certificates: &[&[u8]], at: Time) -> Result<Judgement, IcaoError> {
    let differs = |what| IcaoError::ProductDiffers { what };
    let list = read(der, Unsigned::Refuse)?;
    if !list.entries().map(|e| e.der).eq(certificates.iter().copied()) {
        return Err(differs("the certificates"));
    }
    if !list.findings().is_empty() || list.signed().is_none_or(|s| !s.findings().is_empty()) {
        return Err(differs("it is not in the form that was to be written"));
    }
    let judgement = judge(&list, &Judging { at, known: &[], threads: Threads::All });
    if !judgement.is_signed_soundly() {
        return Err(differs("its signature"));
    }
    Ok(judgement)
}
