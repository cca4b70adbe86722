//! Products of the Doc 9303 hierarchy, made by the library as the station makes them, and what our own rules say of any
//! object that is taken for one.

#![allow(dead_code, reason = "each test uses its part")]

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chancery::act::CrlIssue;
use chancery::icao::masterlist::{self, Issuing, Judging, Threads, Unsigned};
use chancery::icao::rules::list::ListSubject;
use chancery::icao::rules::{DOC_9303, LISTS};
use chancery::keys::KeySpec;
use chancery::mode::Mode;
use chancery::operation::certificate_issue::{Inputs, perform, prepare};
use chancery::operation::crl_issue;
use chancery::pki::alternative::AlternativeName;
use chancery::pki::certificate::Certificate;
use chancery::pki::country::CountrySettings;
use chancery::pki::crl::{Crl, Revoked};
use chancery::pki::issue::ProvenKey;
use chancery::pki::lint::{CrlSubject, Findings, Role, Severity, Subject};
use chancery::pki::profile::{AlternativeFields, Profile, TEMPLATES};
use chancery::pki::serial::SerialNumber;
use chancery::signer::Algorithm;

use super::checker::{Job, kind};
use super::soft_signer::SoftSigner;
use super::utopia::{self, at, child, settings};

/// When everything is made.
pub const NOW: &str = "2026-11-22T10:00:00Z";

/// One key of each kind and name for the whole process: RSA keys are dear.
pub fn key(spec: KeySpec, name: &str) -> &'static SoftSigner {
    static KEYS: Mutex<BTreeMap<String, &'static SoftSigner>> = Mutex::new(BTreeMap::new());
    let mut keys = KEYS.lock().unwrap_or_else(PoisonError::into_inner);
    keys.entry(format!("{spec} {name}")).or_insert_with(|| Box::leak(Box::new(SoftSigner::generate(spec))))
}

/// The profiles of the hierarchy under the CSCA, as they come with the house.
pub fn profiles() -> Vec<Profile> {
    let all = TEMPLATES.iter().map(|(name, _)| utopia::profile(name));
    all.filter(|profile| !profile.role.is_service()).collect()
}

/// The profile with one algorithm alone.
pub fn by(profile: &Profile, algorithm: Algorithm) -> Profile {
    let mut profile = profile.clone();
    profile.signature.algorithms = vec![algorithm];
    profile
}

/// A name that the profile's role has room for.
pub fn name_for(profile: &Profile) -> &'static str {
    match profile.role {
        Role::BarcodeSigner => "VS",
        Role::Lds2Signer => "LDS2 1",
        Role::VdsNcSigner => "DFAT",
        Role::CscaRoot => "CSCA Utopia",
        Role::CscaLink => "CSCA Utopia 2",
        _ => "Signer 1 of Utopia",
    }
}

/// Who signs: key, certificate, role.
pub type Above<'a> = (&'a SoftSigner, &'a [u8], Role);

/// Issues as the station does: what the profile computes, every rule, no warning accepted.
pub fn issue(
    profile: &Profile,
    subject: &SoftSigner,
    above: Option<Above<'_>>,
    serial: u64,
) -> Result<Vec<u8>, String> {
    issue_at(profile, subject, above, serial, NOW)
}

/// The same at another time.
pub fn issue_at(
    profile: &Profile,
    subject: &SoftSigner,
    above: Option<Above<'_>>,
    serial: u64,
    now: &str,
) -> Result<Vec<u8>, String> {
    let country: CountrySettings = settings();
    let certificate = above.map(|(_, der, role)| (Certificate::parse(der).unwrap(), role));
    let names: Vec<AlternativeName> =
        profile.alternative.as_ref().map(AlternativeFields::specimens).unwrap_or_default();
    let proven = ProvenKey::of_signer(subject);
    let prepared = prepare(&Inputs {
        profile,
        country: &country,
        mode: Mode::Specimen,
        name: name_for(profile),
        serial: SerialNumber::from_number(serial).unwrap(),
        key: &proven,
        issuer: certificate.as_ref().map(|(certificate, role)| (certificate, *role)),
        root: None,
        alternative: &names,
        child: child(profile),
        now: at(now),
        accepted: &[],
    })
    .map_err(|e| e.to_string())?;
    let algorithm = prepared.algorithm;
    let signer = above.map_or(subject, |(signer, ..)| signer);
    Ok(perform(prepared, &signer.by(algorithm)).map_err(|e| e.to_string())?.der().to_vec())
}

/// How long what a certificate's key signs lasts, in months, where Doc 9303-12 table 1 sums that up.
pub fn months(profile: &Profile) -> Option<u32> {
    match profile.role {
        Role::CscaRoot => Some(120 + 3),
        Role::DocumentSigner | Role::DtcSigner => Some(120),
        _ => None,
    }
}

/// A certificate as a job of the second judge.
pub fn certificate_job(profile: &Profile, about: &str, der: &[u8], above: Option<Above<'_>>) -> Job {
    Job {
        name: format!("{} {about}", profile.name),
        kind: kind(profile.name.as_str()),
        der: der.to_vec(),
        issuer: above.map(|(_, der, _)| der.to_vec()),
        months: months(profile),
    }
}

/// The revocation list of a root with these serial numbers in it.
pub fn revocation_list(root: Above<'_>, serials: &[u64], number: u64, previous: Option<&[u8]>) -> Vec<u8> {
    let (signer, der, role) = root;
    let issuer = Certificate::parse(der).unwrap();
    let previous = previous.map(|der| Crl::parse(der).unwrap());
    let revoked: Vec<Revoked> = serials
        .iter()
        .map(|serial| Revoked { serial: SerialNumber::from_number(*serial).unwrap(), on: at("2026-11-20T08:00:00Z") })
        .collect();
    let act = CrlIssue { issuer: "csca".parse().unwrap(), days: 90, accept: Vec::new() };
    let inputs = crl_issue::Inputs {
        issuer: &issuer,
        role,
        number,
        revoked: &revoked,
        previous: previous.as_ref(),
        family: &[],
        previous_at: None,
        revoked_since: true,
        now: at(NOW).plus(i64::try_from(number).unwrap() * 3 * chancery::clock::DAY),
    };
    let prepared = crl_issue::prepare(&act, &inputs).unwrap();
    let algorithm = prepared.algorithm;
    crl_issue::perform(prepared, &signer.by(algorithm)).unwrap().der().to_vec()
}

/// A master list of these certificates, by a signer under a root.
pub fn master_list(certificates: &[&[u8]], signer: &SoftSigner, certificate: &[u8], root: &[u8]) -> Vec<u8> {
    let issuing = Issuing {
        certificates,
        signer,
        signer_certificate: certificate,
        csca_certificate: root,
        signing_time: at("2026-11-23T10:00:00Z"),
        previous: None,
        accept: &[],
    };
    masterlist::issue(&issuing).unwrap().der().to_vec()
}

/// The ids of the rules by which ours finds an error; "unreadable" where it cannot be read at all.
pub fn errors_of(job: &Job, role: Role) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for (id, severity) in findings_of(job, role) {
        if severity == Severity::Error && !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// All that ours finds, with its weight.
pub fn findings_of(job: &Job, role: Role) -> Vec<(String, Severity)> {
    let found = match job.kind {
        "crl" => crl_findings(job),
        "masterlist" => list_findings(job),
        _ => certificate_findings(job, role),
    };
    let Some(found) = found else { return vec![("unreadable".to_owned(), Severity::Error)] };
    found.list.iter().map(|finding| (finding.rule.to_owned(), finding.severity)).collect()
}

fn certificate_findings(job: &Job, role: Role) -> Option<Findings> {
    let certificate = Certificate::parse(&job.der).ok()?;
    let issuer = job.issuer.as_deref().map(|der| Certificate::parse(der).unwrap());
    let signer = issuer.as_ref().unwrap_or(&certificate);
    let good = signer.public_key().is_ok_and(|key| certificate.verify_signature(&key).is_ok());
    let subject = Subject::in_role(&certificate, role, at(NOW)).issued_by(signer).with_signature(good);
    Some(DOC_9303.lint(&subject.by_edition(chancery::pki::lint::Edition::EighthCorrected)))
}

fn crl_findings(job: &Job) -> Option<Findings> {
    let crl = Crl::parse(&job.der).ok()?;
    let issuer = Certificate::parse(job.issuer.as_deref().unwrap()).unwrap();
    let good = issuer.public_key().is_ok_and(|key| crl.verify_signature(&key).is_ok());
    let subject = CrlSubject::found(&crl, at(NOW)).issued_by(&issuer).with_signature(good);
    Some(DOC_9303.lint_crl(&subject.by_edition(chancery::pki::lint::Edition::EighthCorrected)))
}

fn list_findings(job: &Job) -> Option<Findings> {
    let list = masterlist::read(&job.der, Unsigned::Refuse).ok()?;
    let known: Vec<&[u8]> = job.issuer.iter().map(Vec::as_slice).collect();
    let judging = Judging { at: at("2026-11-24T10:00:00Z"), known: &known, threads: Threads::One };
    let judgement = masterlist::judge(&list, &judging);
    let subject = ListSubject::master(&list, &judgement);
    Some(LISTS.lint(&subject.by_edition(chancery::pki::lint::Edition::EighthCorrected)))
}
