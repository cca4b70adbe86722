//! Certificates by the profiles that come with the house, issued as the station does it.

#![allow(dead_code)]

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chancery::keys::KeySpec;
use chancery::mode::Mode;
use chancery::operation::certificate_issue::{Inputs, perform, prepare};
use chancery::operation::{OperationError, rules_for};
use chancery::pki::alternative::AlternativeName;
use chancery::pki::certificate::Certificate;
use chancery::pki::country::{CountryFields, CountrySettings};
use chancery::pki::issue::{Issued, ProvenKey};
use chancery::pki::lint::Role;
use chancery::pki::profile::{AlternativeFields, Profile, template};
use chancery::pki::serial::SerialNumber;
use chancery::signer::Curve;

use super::soft_signer::SoftSigner;
use super::utopia::{self, Request, at, child, settings};

/// One key of each kind for the whole binary: RSA keys are dear.
pub fn key(spec: KeySpec) -> &'static SoftSigner {
    static KEYS: [OnceLock<BTreeMap<String, SoftSigner>>; 2] = [const { OnceLock::new() }; 2];
    let curves =
        [Curve::P256, Curve::P384, Curve::P521, Curve::BrainpoolP256r1, Curve::BrainpoolP384r1, Curve::BrainpoolP512r1];
    let all = |specs: Vec<KeySpec>| {
        specs.into_iter().map(|spec| (spec.to_string(), SoftSigner::generate(spec))).collect::<BTreeMap<_, _>>()
    };
    let [cheap, dear] = &KEYS;
    match spec {
        KeySpec::Rsa(_) => {
            let keys = dear.get_or_init(|| all([2048, 3072].map(KeySpec::Rsa).to_vec()));
            keys.get(&spec.to_string()).unwrap_or_else(|| keys.values().last().unwrap())
        }
        _ => cheap
            .get_or_init(|| all(curves.map(KeySpec::Ec).into_iter().chain([KeySpec::Ed25519]).collect()))
            .get(&spec.to_string())
            .unwrap(),
    }
}

/// The state's settings with what the services' profiles want.
pub fn whole_settings() -> CountrySettings {
    let mut fields: CountryFields = settings().fields().clone();
    fields.service_crl_urls = vec!["http://services.utopia.example/ca.crl".into()];
    fields.service_ocsp_url = Some("http://ocsp.utopia.example/".into());
    fields.service_ca_url = Some("http://services.utopia.example/ca.cer".into());
    fields.trust_domain = Some("utopia.example".into());
    CountrySettings::new(fields).unwrap()
}

/// The CA above a profile: its key, its certificate, its role.
pub fn above(profile: &Profile) -> (&'static SoftSigner, &'static [u8], Role) {
    static ROOTS: [OnceLock<Vec<u8>>; 2] = [const { OnceLock::new() }; 2];
    let signer = key(KeySpec::Ec(Curve::P384));
    let [csca, services] = &ROOTS;
    let root = |cell: &'static OnceLock<Vec<u8>>, name: &'static str| -> &'static [u8] {
        cell.get_or_init(|| {
            let rules = rules_for(utopia::profile(name).role);
            Request::new(name, "Root of Utopia", 1, signer).issue(signer, rules).unwrap().der().to_vec()
        })
    };
    if profile.role.is_service() {
        (signer, root(services, "service-ca"), Role::ServiceCa)
    } else {
        (signer, root(csca, "csca-root"), Role::CscaRoot)
    }
}

/// A name that the profile's role has room for.
pub fn fitting_name(profile: &Profile) -> &'static str {
    match profile.role {
        Role::BarcodeSigner => "VS",
        Role::Lds2Signer => "LDS2 1",
        _ if profile.name.as_str() == "spiffe-workload" => "ledger/witness-1",
        _ => "Signer 1 of Utopia",
    }
}

/// As many names beside the subject as the profile wants at least, of its first kind.
pub fn fitting_names(profile: &Profile) -> Vec<AlternativeName> {
    profile.alternative.as_ref().map(AlternativeFields::specimens).unwrap_or_default()
}

/// Issues as the station does: algorithm chosen, rules of the hierarchy, no warning accepted.
pub fn issue(
    profile: &Profile,
    country: &CountrySettings,
    name: &str,
    names: &[AlternativeName],
    subject: &SoftSigner,
) -> Result<Issued, OperationError> {
    let (ca, ca_der, ca_role) = above(profile);
    let certificate = Certificate::parse(ca_der).unwrap();
    let proven = ProvenKey::of_signer(subject);
    let issuing = if profile.is_self_signed() { subject } else { ca };
    let prepared = prepare(&Inputs {
        root: None,
        profile,
        country,
        mode: Mode::Specimen,
        name,
        serial: SerialNumber::from_number(0x1_2345).unwrap(),
        key: &proven,
        issuer: (!profile.is_self_signed()).then_some((&certificate, ca_role)),
        alternative: names,
        child: child(profile),
        now: at("2026-11-22T10:00:00Z"),
        accepted: &[],
    })?;
    let algorithm = prepared.algorithm;
    perform(prepared, &issuing.by(algorithm))
}

/// Issues by a template with what fits it.
pub fn issue_fitting(profile: &Profile, subject: &SoftSigner) -> Result<Issued, OperationError> {
    issue(profile, &whole_settings(), fitting_name(profile), &fitting_names(profile), subject)
}

/// A template with pieces of its text changed.
pub fn changed(name: &str, changes: &[(&str, &str)]) -> Profile {
    let mut text = template(name).unwrap().to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{name} has no '{from}'");
        text = text.replacen(from, to, 1);
    }
    Profile::parse(&text).unwrap_or_else(|e| panic!("{name}: {e}"))
}

pub fn read(der: &[u8]) -> Certificate<'_> {
    Certificate::parse(der).unwrap()
}
