//! Judging whoever signed a list: which certificate, whether it may, who issued it, and
//! whether all that held at the signing time.

use std::fmt;

use serde::Serialize;

use super::carried;
use crate::asn1::Reader;
use crate::clock::Time;
use crate::cms::{CmsError, SignedData, SignerId, SigningTime, VerifiedSigner};
use crate::digest::Digest;
use crate::icao::chain::{Link, Orphan, Pool, Proof};
use crate::pki::certificate::Certificate;
use crate::pki::extension::{BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsageBit};
use crate::pki::lint::Role;
use crate::pki::name::Name;
use crate::pki::oid;
use crate::signer::SignerError;

/// Which kind of list was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::icao) enum ListKind {
    /// A master list: the first so many of the known certificates stand on it.
    MasterList {
        /// How many.
        listed: usize,
    },
    /// A deviation list, on which no certificates stand.
    DeviationList,
}

impl ListKind {
    /// The purpose that its signer's certificate is for (Doc 9303-12 7.1.1.3).
    fn purpose(self) -> &'static [u8] {
        match self {
            ListKind::MasterList { .. } => oid::EKU_MASTERLIST_SIGNER,
            ListKind::DeviationList => oid::EKU_DEVIATIONLIST_SIGNER,
        }
    }

    fn listed(self) -> usize {
        match self {
            ListKind::MasterList { listed } => listed,
            ListKind::DeviationList => 0,
        }
    }
}

/// Where the certificate of the signer's CSCA was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Among the certificates that the CMS carries.
    Carried,
    /// On the list itself.
    Listed,
    /// Among the certificates that were known before.
    Known,
}

/// What is wrong with a list's signer. All but [`SignerDefect::IssuerNotVerified`],
/// [`SignerDefect::CscaNotCarried`] and [`SignerDefect::CscaNotListed`] make the verdict bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignerDefect {
    /// Its certificate is not carried.
    CertificateMissing,
    /// keyUsage is not digitalSignature alone (Doc 9303-12 table 6).
    KeyUsage,
    /// extKeyUsage is not that of a signer of such lists alone (Doc 9303-12 7.1.1.3).
    ExtendedKeyUsage,
    /// extKeyUsage is not critical (Doc 9303-12 7.1.1.3).
    ExtendedKeyUsageNotCritical,
    /// It is a CA: a CSCA does not sign lists itself (Doc 9303-12 5.3).
    IsCa,
    /// Its key is that of a CSCA on the list or beside it: a CSCA does not sign lists itself (Doc 9303-12 5.3).
    KeyOfCsca,
    /// There is no readable signing time, so nobody can say whether it was valid then.
    SigningTimeMissing,
    /// It was not valid when it signed.
    NotValidAtSigning,
    /// No certificate is known whose key verifies it.
    IssuerUnknown,
    /// The certificate that verifies it is not a CA's.
    IssuerNotCa,
    /// The CSCA's certificate is not whole: no key of its own issuer verifies it.
    IssuerAltered,
    /// The CSCA's certificate was issued by one that is not here, so that it could be anybody's.
    IssuerNotVerified,
    /// The CSCA's certificate was not valid when the list was signed.
    IssuerNotValidAtSigning,
    /// The CSCA's certificate is not among the carried ones (Doc 9303-12 5.3; table 18 only recommends it).
    CscaNotCarried,
    /// The CSCA's certificate is not on the list (Doc 9303-12 5.3).
    CscaNotListed,
}

impl SignerDefect {
    /// Whether the verdict can be good all the same.
    pub const fn is_tolerable(self) -> bool {
        matches!(self, SignerDefect::IssuerNotVerified | SignerDefect::CscaNotCarried | SignerDefect::CscaNotListed)
    }
}

impl fmt::Display for SignerDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SignerDefect::CertificateMissing => "its certificate is not there",
            SignerDefect::KeyUsage => "its keyUsage is not digitalSignature alone",
            SignerDefect::ExtendedKeyUsage => "its extKeyUsage is not that of a signer of such lists alone",
            SignerDefect::ExtendedKeyUsageNotCritical => "its extKeyUsage is not critical",
            SignerDefect::IsCa => "it is a CA",
            SignerDefect::KeyOfCsca => "its key is that of a CSCA",
            SignerDefect::SigningTimeMissing => "there is no readable signing time",
            SignerDefect::NotValidAtSigning => "it was not valid at the signing time",
            SignerDefect::IssuerUnknown => "no known certificate verifies it",
            SignerDefect::IssuerNotCa => "the certificate that verifies it is not a CA's",
            SignerDefect::IssuerAltered => "no key verifies the certificate of its CSCA, so that was altered",
            SignerDefect::IssuerNotVerified => {
                "the certificate of its CSCA is not verified: its own issuer is not here"
            }
            SignerDefect::IssuerNotValidAtSigning => "its CSCA certificate was not valid at the signing time",
            SignerDefect::CscaNotCarried => "its CSCA certificate is not carried",
            SignerDefect::CscaNotListed => "its CSCA certificate is not on the list",
        })
    }
}

/// The CSCA that issued a signer's certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignerIssuer {
    /// SHA-256 of its certificate.
    pub digest: Digest,
    /// Where it was found.
    pub origin: Origin,
    /// What it and the signer's certificate have in common.
    pub link: Link,
    /// SHA-256 of every certificate of a CA that holds the same key, is verified, and
    /// was valid at the signing time: the issuer's root and links, from wherever they came.
    pub holders: Vec<Digest>,
}

/// The verdict on one signer of a list.
#[derive(Debug)]
pub struct SignerVerdict {
    /// Which signer, from 0.
    pub signer: usize,
    /// SHA-256 of its certificate.
    pub certificate: Option<Digest>,
    /// Its certificate's subject, made harmless.
    pub subject: Option<String>,
    /// Whether the sid's issuer is the certificate's only after both names are normalised.
    pub sid_normalised: bool,
    /// When it says that it signed.
    pub signing_time: SigningTime,
    /// Whether its signature is good under its certificate's key; `None` without a certificate.
    pub signature: Option<Result<VerifiedSigner, CmsError>>,
    /// Who issued its certificate.
    pub issuer: Option<SignerIssuer>,
    /// What is wrong.
    pub defects: Vec<SignerDefect>,
}

impl SignerVerdict {
    /// Whether the signature is good, the certificate may sign lists, and a CSCA's key
    /// verified it, all at the signing time. Not whether that CSCA is believed.
    pub fn is_sound(&self) -> bool {
        matches!(self.signature, Some(Ok(_))) && self.defects.iter().all(|d| d.is_tolerable())
    }
}

/// What is wrong with a certificate as that of a list's signer, time and issuer aside.
pub(super) fn profile_defects(certificate: &Certificate<'_>, kind: ListKind) -> Vec<SignerDefect> {
    let mut defects = Vec::new();
    let usage = certificate.read::<KeyUsage>().and_then(Result::ok);
    if !usage.is_some_and(|u| u.is_exactly(&[KeyUsageBit::DigitalSignature])) {
        defects.push(SignerDefect::KeyUsage);
    }
    let purposes = certificate.read::<ExtendedKeyUsage<'_>>().and_then(Result::ok);
    if purposes.is_none_or(|p| p.purposes != [kind.purpose()]) {
        defects.push(SignerDefect::ExtendedKeyUsage);
    } else if !certificate.extensions.find(oid::EXTENDED_KEY_USAGE).is_some_and(|e| e.is_critical()) {
        defects.push(SignerDefect::ExtendedKeyUsageNotCritical);
    }
    if is_ca(certificate) {
        defects.push(SignerDefect::IsCa);
    }
    defects
}

pub(super) fn is_ca(certificate: &Certificate<'_>) -> bool {
    certificate.read::<BasicConstraints<'_>>().and_then(Result::ok).is_some_and(|c| c.is_ca())
}

/// Judges every signer of a list. `others` holds the certificates that stand on the list,
/// where any do, then the known ones.
pub(in crate::icao) fn judge(signed: &SignedData<'_>, others: &Pool<'_>, kind: ListKind) -> Vec<SignerVerdict> {
    let mut carried = Pool::remembering(others.memory().clone());
    for element in signed.certificates() {
        if let Ok(certificate) = Certificate::from_element(*element, &[]) {
            carried.add(certificate);
        }
    }
    let bench = Bench { carried, others, kind };
    (0..signed.signers().len()).map(|signer| bench.judge_one(signed, signer)).collect()
}

/// Every certificate among which a signer and its CSCA are searched.
struct Bench<'c, 'o> {
    carried: Pool<'c>,
    others: &'o Pool<'o>,
    kind: ListKind,
}

impl Bench<'_, '_> {
    /// The carried certificate that a sid names: byte for byte, else with its issuer's name normalised.
    fn find(&self, sid: &SignerId<'_>) -> Option<(usize, bool)> {
        let exact = |c: &Certificate<'_>| match *sid {
            SignerId::IssuerAndSerial { issuer, serial } => c.issuer.der() == issuer && c.serial() == serial,
            SignerId::KeyIdentifier(identifier) => c.subject_key_identifier() == Some(identifier),
        };
        let normalised = |c: &Certificate<'_>| match *sid {
            SignerId::IssuerAndSerial { issuer, serial } if c.serial() == serial => {
                Name::next(&mut Reader::new(issuer), "the issuer").is_ok_and(|name| c.issuer.matches(&name))
            }
            _ => false,
        };
        let named = |matches: &dyn Fn(&Certificate<'_>) -> bool| self.carried.certificates().position(matches);
        named(&exact).map(|number| (number, false)).or_else(|| named(&normalised).map(|number| (number, true)))
    }

    fn judge_one(&self, signed: &SignedData<'_>, signer: usize) -> SignerVerdict {
        let info = signed.signers().get(signer);
        let signing_time = info.map_or(SigningTime::Absent, |i| i.signing_time());
        let mut verdict = SignerVerdict {
            signer,
            certificate: None,
            subject: None,
            sid_normalised: false,
            signing_time,
            signature: None,
            issuer: None,
            defects: Vec::new(),
        };
        let at = signing_time.time();
        if at.is_none() {
            verdict.defects.push(SignerDefect::SigningTimeMissing);
        }
        let found = info.and_then(|i| self.find(&i.sid));
        let certificate = found.and_then(|(number, _)| Some((number, self.carried.certificate(number)?)));
        let Some((number, certificate)) = certificate else {
            verdict.defects.push(SignerDefect::CertificateMissing);
            return verdict;
        };
        verdict.certificate = Some(certificate.digest());
        verdict.subject = Some(certificate.subject.to_string());
        verdict.sid_normalised = found.is_some_and(|(_, normalised)| normalised);
        verdict.signature = Some(match self.carried.key(number) {
            Some(key) => signed.verify(signer, key, None),
            None => certificate.public_key().map_err(CmsError::from).and_then(|key| signed.verify(signer, &key, None)),
        });
        verdict.defects.extend(profile_defects(certificate, self.kind));
        if !is_ca(certificate) && self.has_key_of_csca(certificate).unwrap_or(false) {
            verdict.defects.push(SignerDefect::KeyOfCsca);
        }
        if at.is_some_and(|at| !certificate.is_valid_at(at)) {
            verdict.defects.push(SignerDefect::NotValidAtSigning);
        }
        self.judge_issuer(certificate, at, &mut verdict);
        verdict
    }

    /// Whether the key of a master list's signer stands in another certificate that may sign certificates, on the list or
    /// beside it, however its curve is said.
    fn has_key_of_csca(&self, certificate: &Certificate<'_>) -> Result<bool, SignerError> {
        let ListKind::MasterList { listed } = self.kind else { return Ok(false) };
        let key = certificate.public_key()?;
        let (identity, telling) = (key.identity()?, key.telling()?);
        let holds = |other: &&Certificate<'_>| {
            let near = other.spki.full.windows(telling.len().max(1)).any(|octets| octets == telling);
            let same = || other.public_key().and_then(|key| key.identity()).is_ok_and(|found| found == identity);
            near && Role::may_sign_certificates(other) && other.der() != certificate.der() && same()
        };
        Ok(self.carried.certificates().chain(self.others.certificates().take(listed)).any(|other| holds(&other)))
    }

    /// The carried certificates are asked first, then the list, then the known ones. The
    /// list's signature does not cover what is carried: of that, only what is verified counts,
    /// unless nothing else is there.
    fn judge_issuer(&self, certificate: &Certificate<'_>, at: Option<Time>, verdict: &mut SignerVerdict) {
        let found = |pool: &Pool<'_>| match pool.prove(certificate).proof {
            Proof::Issuer { member, link } => Some((member, link)),
            Proof::OwnKey | Proof::Orphan(_) => None,
        };
        let orphan = |c: &Certificate<'_>| carried::orphan(c, &self.carried, self.others);
        let from_carried = found(&self.carried)
            .and_then(|(member, link)| self.carried.certificate(member).map(|c| (c, Origin::Carried, link)));
        let from_others = || {
            let (member, link) = found(self.others)?;
            let origin = if member < self.kind.listed() { Origin::Listed } else { Origin::Known };
            self.others.certificate(member).map(|c| (c, origin, link))
        };
        let issuer = match from_carried {
            Some(whole) if orphan(whole.0).is_none() => Some(whole),
            doubtful => from_others().or(doubtful),
        };
        let Some((issuer, origin, link)) = issuer else {
            verdict.defects.push(SignerDefect::IssuerUnknown);
            return;
        };
        // One key may stand in a root and in links: any of them that was good then will do.
        let same_key = |c: &&Certificate<'_>| c.spki.full == issuer.spki.full;
        let doubt = orphan(issuer);
        let whole = |c: &Certificate<'_>| doubt.is_some() || orphan(c).is_none();
        let all = self.carried.certificates().chain(self.others.certificates()).filter(same_key);
        let holders: Vec<&Certificate<'_>> = all.filter(|c| is_ca(c) && whole(c)).collect();
        let valid = |c: &&&Certificate<'_>| at.is_none_or(|at| c.is_valid_at(at));
        let mut digests: Vec<Digest> = holders.iter().filter(valid).map(|c| c.digest()).collect();
        digests.sort_unstable();
        digests.dedup();
        match doubt {
            None => {}
            Some(Orphan::IssuerAbsent) => verdict.defects.push(SignerDefect::IssuerNotVerified),
            Some(_) => verdict.defects.push(SignerDefect::IssuerAltered),
        }
        if holders.is_empty() {
            verdict.defects.push(SignerDefect::IssuerNotCa);
        } else if digests.is_empty() {
            verdict.defects.push(SignerDefect::IssuerNotValidAtSigning);
        }
        if !self.carried.certificates().any(|c| same_key(&c)) {
            verdict.defects.push(SignerDefect::CscaNotCarried);
        }
        if let ListKind::MasterList { listed } = self.kind
            && !self.others.certificates().take(listed).any(|c| same_key(&c))
        {
            verdict.defects.push(SignerDefect::CscaNotListed);
        }
        verdict.issuer = Some(SignerIssuer { digest: issuer.digest(), origin, link, holders: digests });
    }
}
