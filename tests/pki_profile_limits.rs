//! Whatever an officer changes in a profile within the limits of its table, the certificate lints clean.

#[path = "support/issuing.rs"]
mod issuing;
#[path = "support/soft_signer.rs"]
mod soft_signer;
#[path = "support/utopia.rs"]
mod utopia;

use std::collections::BTreeSet;

use chancery::icao::rules::DOC_9303;
use chancery::keys::KeySpec;
use chancery::mode::Mode;
use chancery::pki::country::CountrySettings;
use chancery::pki::issue::{Draft, Issued, Issuer, ProvenKey, sign_linted};
use chancery::pki::lint::Role;
use chancery::pki::profile::{Profile, TEMPLATES};
use chancery::pki::serial::SerialNumber;
use chancery::pki::service_rules::SERVICE_RULES;
use chancery::signer::Signer;
use proptest::prelude::*;

use issuing::{above, fitting_name, fitting_names, key, read, whole_settings};
use soft_signer::SoftSigner;
use utopia::{at, child};

/// The part of a draft that a changed profile is judged by.
fn lint(profile: &Profile, country: &CountrySettings, name: &str, subject: &SoftSigner) -> Result<Issued, String> {
    let (ca, ca_der, ca_role) = above(profile);
    let certificate = read(ca_der);
    let own = profile.is_self_signed();
    let issuing = if own { subject } else { ca };
    let algorithm = profile.algorithm_for(issuing.public_key()).ok_or("no algorithm fits")?;
    let (proven, names) = (ProvenKey::of_signer(subject), fitting_names(profile));
    let draft = Draft {
        named_as: None,
        profile,
        country,
        mode: Mode::Production,
        name,
        serial: SerialNumber::from_number(0x1_2345).unwrap(),
        key: &proven,
        issuer: if own { Issuer::Itself } else { Issuer::Certificate(&certificate, ca_role) },
        algorithm,
        alternative: &names,
        child: child(profile),
        not_before: at("2026-11-22T10:00:00Z"),
    };
    let rules = if profile.role.is_service() { &SERVICE_RULES } else { &DOC_9303 };
    let linted = draft.lint(rules, &[]).map_err(|e| e.to_string())?;
    sign_linted(linted, &issuing.by(algorithm), rules).map_err(|e| e.to_string())
}

/// What an officer may change in a copy without leaving the standard, by its place in the list.
fn within_limits(profile: &mut toml::Table, choice: &Choice) {
    let role = profile["role"].as_str().unwrap().to_owned();
    let ca = role.starts_with("csca");
    let small = ["barcode-signer", "vds-nc-signer", "lds2-signer"].contains(&role.as_str());
    let set = |table: &mut toml::Table, place: &str, name: &str, value: toml::Value| {
        table.get_mut(place).unwrap().as_table_mut().unwrap().insert(name.into(), value);
    };
    let span = if ca {
        format!("{} months", 36 + choice.months % 25)
    } else if role == "document-signer" {
        format!("{} days", 1 + choice.months % 100)
    } else if ["tls-server", "tls-client", "spiffe-workload"].contains(&profile["name"].as_str().unwrap()) {
        format!("{} months", 1 + choice.months % 12)
    } else {
        format!("{} months", 1 + choice.months % 20)
    };
    set(profile, "validity", "private_key_use", span.into());
    if !small {
        if choice.organization {
            set(profile, "subject", "organization", choice.words.as_str().into());
        }
        if choice.unit {
            set(profile, "subject", "organizational_unit", "Unit {name}".into());
        }
        if !choice.policies.is_empty() {
            let policies: Vec<toml::Value> = choice.policies.iter().map(|n| format!("2.25.{n}").into()).collect();
            set(profile, "extensions", "policies", policies.into());
        }
    }
    if role == "document-signer" && !choice.types.is_empty() {
        let types: Vec<toml::Value> = choice.types.iter().map(|t| t.as_str().into()).collect();
        set(profile, "extensions", "document_types", types.into());
    }
    let signature = profile.get_mut("signature").unwrap().as_table_mut().unwrap();
    let list = signature.get_mut("algorithms").unwrap().as_array_mut().unwrap();
    let turn = choice.turn % list.len();
    list.rotate_left(turn);
}

#[derive(Clone, Debug)]
struct Choice {
    template: usize,
    kind: usize,
    turn: usize,
    months: u32,
    organization: bool,
    unit: bool,
    words: String,
    name: String,
    policies: BTreeSet<u16>,
    types: BTreeSet<String>,
    email: bool,
}

fn choices() -> impl Strategy<Value = Choice> {
    let numbers = (0..TEMPLATES.len(), 0..6usize, 0..6usize, any::<u32>());
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    let texts =
        ("[A-Za-zà-ÿ0-9]{1,8}( [A-Za-z0-9.'()+,/:=?&*@-]{1,8}){0,3}", "[A-Za-z]{1,8}( [A-Za-zà-ÿ0-9]{1,8}){0,2}");
    let sets =
        (proptest::collection::btree_set(any::<u16>(), 0..4), proptest::collection::btree_set("[A-Z]{1,2}", 0..4));
    (numbers, flags, texts, sets).prop_map(
        |((template, kind, turn, months), (organization, unit, email), (words, name), (policies, types))| Choice {
            template,
            kind,
            turn,
            months,
            organization,
            unit,
            words,
            name,
            policies,
            types,
            email,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_profile_within_its_limits_lints_clean(choice in choices()) {
        let (name, text) = TEMPLATES[choice.template];
        if name != "csca-link" {
            let mut table: toml::Table = text.parse().unwrap();
            within_limits(&mut table, &choice);
            let profile = Profile::parse(&toml::to_string(&table).unwrap()).unwrap();
            let curves: Vec<KeySpec> =
                profile.key.kinds.iter().copied().filter(|kind| matches!(kind, KeySpec::Ec(_))).collect();
            let subject = key(curves[choice.kind % curves.len()]);
            let mut fields = whole_settings().fields().clone();
            if choice.email {
                fields.contact_uri = None;
            } else {
                fields.contact_email = None;
            }
            let country = CountrySettings::new(fields).unwrap();
            let asked = match profile.role {
                Role::BarcodeSigner | Role::Lds2Signer => fitting_name(&profile),
                _ if name == "spiffe-workload" => fitting_name(&profile),
                _ => choice.name.as_str(),
            };
            let made = lint(&profile, &country, asked, subject);
            prop_assert!(made.is_ok(), "{name}: {}", made.unwrap_err());
            let issued = made.unwrap();
            prop_assert_eq!(chancery::asn1::strict_der(issued.der(), 0).unwrap(), vec![]);
            let life = profile.lifetime_at(&country, child(&profile)).unwrap();
            prop_assert_eq!(read(issued.der()).not_after.time().unwrap(), life.after(at("2026-11-22T10:00:00Z")));
        }
    }
}
