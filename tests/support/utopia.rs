//! The specimen state for tests: settings, profiles, and certificates made by the library.

#![allow(dead_code)]

use chancery::clock::Time;
use chancery::keys::KeySpec;
use chancery::mode::Mode;
use chancery::pki::alternative::AlternativeName;
use chancery::pki::certificate::Certificate;
use chancery::pki::country::{CountryFields, CountrySettings};
use chancery::pki::issue::{Draft, Issued, Issuer, ProvenKey, sign_linted};
use chancery::pki::lint::{Role, RuleSet};
use chancery::pki::profile::{Profile, TEMPLATES, longest_child, template};
use chancery::pki::serial::SerialNumber;
use chancery::pki::span::Span;
use chancery::signer::{Curve, Signer};

use super::soft_signer::SoftSigner;

/// No rules at all: for tests of what stands around the rules.
pub static NO_RULES: RuleSet = RuleSet::new("none", &[], &[], &[]);

pub fn at(text: &str) -> Time {
    text.parse().unwrap()
}

pub fn settings() -> CountrySettings {
    CountrySettings::new(CountryFields {
        country: "UT".into(),
        mrz_code: "UTO".into(),
        organization: "Republic of Utopia".into(),
        contact_email: Some("csca@utopia.example".into()),
        contact_uri: Some("https://pki.utopia.example/".into()),
        crl_urls: vec!["https://pki.utopia.example/csca.crl".into(), "http://mirror.utopia.example/csca.crl".into()],
        ..CountryFields::default()
    })
    .unwrap()
}

pub fn profile(name: &str) -> Profile {
    Profile::parse(template(name).unwrap()).unwrap()
}

/// The longest lifetime among the templates whose certificates a CA of this profile signs.
pub fn child(profile: &Profile) -> Option<Span> {
    let others: Vec<Profile> = TEMPLATES.iter().map(|(_, text)| Profile::parse(text).unwrap()).collect();
    longest_child(profile.role, &settings(), &others)
}

/// A draft with the usual settings, to be changed field by field.
pub struct Request<'a> {
    pub profile: &'a str,
    pub name: &'a str,
    pub serial: u64,
    pub key: ProvenKey,
    pub issuer: Issuer<'a>,
    pub mode: Mode,
    pub time: Time,
    pub alternative: Vec<AlternativeName>,
}

impl<'a> Request<'a> {
    pub fn new(profile: &'a str, name: &'a str, serial: u64, key: &dyn Signer) -> Self {
        let (mode, time) = (Mode::Specimen, at("2026-11-22T10:00:00Z"));
        let (key, issuer, alternative) = (ProvenKey::of_signer(key), Issuer::Itself, Vec::new());
        Request { profile, name, serial, key, issuer, mode, time, alternative }
    }

    pub fn under(self, issuer: &'a Certificate<'a>) -> Self {
        let role = if profile(self.profile).role.is_service() { Role::ServiceCa } else { Role::CscaRoot };
        self.under_role(issuer, role)
    }

    pub fn under_role(mut self, issuer: &'a Certificate<'a>, role: Role) -> Self {
        self.issuer = Issuer::Certificate(issuer, role);
        self
    }

    /// Drafts, lints and signs.
    pub fn issue(&self, signer: &dyn Signer, rules: &RuleSet) -> Result<Issued, chancery::pki::PkiError> {
        let (profile, settings) = (profile(self.profile), settings());
        let draft = Draft {
            profile: &profile,
            country: &settings,
            mode: self.mode,
            name: self.name,
            serial: SerialNumber::from_number(self.serial).unwrap(),
            key: &self.key,
            issuer: self.issuer,
            named_as: None,
            algorithm: signer.algorithm(),
            alternative: &self.alternative,
            child: child(&profile),
            not_before: self.time,
        };
        sign_linted(draft.lint(rules, &[])?, signer, rules)
    }
}

/// A CSCA with its root certificate.
pub fn csca() -> (SoftSigner, Vec<u8>) {
    let signer = SoftSigner::generate(KeySpec::Ec(Curve::P384));
    let root = Request::new("csca-root", "CSCA Utopia", 1, &signer).issue(&signer, &NO_RULES).unwrap();
    (signer, root.der().to_vec())
}
