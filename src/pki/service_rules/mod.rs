//! The rules of the services' own hierarchy: RFC 5280 and what the purposes of its certificates ask beside it. Doc 9303
//! says nothing about it; its rules are in the room `icao`. One rule per file.

mod s01_strict_der;
mod s02_version;
mod s03_serial;
mod s04_algorithms;
mod s05_validity;
mod s06_extensions;
mod s07_ca;
mod s08_entity;
mod s09_identifiers;
mod s10_curve;
mod s11_known_weak;
mod s12_tls_names;
mod s13_spiffe;
mod s14_ocsp;
mod s15_time_stamping;
mod s16_lifetime;
mod s20_crl_form;
mod spiffe;

use super::extension::{ExtendedKeyUsage, KeyUsage, KeyUsageBit};
use super::lint::{Report, RuleSet, Subject};
use super::oid;

/// The rule set `service`.
pub static SERVICE_RULES: RuleSet = RuleSet::new(
    "service",
    &[
        &s01_strict_der::STRICT_DER,
        &s02_version::VERSION,
        &s03_serial::SERIAL,
        &s04_algorithms::ALGORITHMS,
        &s05_validity::VALIDITY,
        &s06_extensions::EXTENSIONS,
        &s07_ca::CA,
        &s08_entity::ENTITY,
        &s09_identifiers::IDENTIFIERS,
        &s10_curve::CURVE,
        &s11_known_weak::KNOWN_WEAK,
        &s12_tls_names::TLS_NAMES,
        &s13_spiffe::SPIFFE,
        &s14_ocsp::OCSP,
        &s15_time_stamping::TIME_STAMPING,
        &s16_lifetime::LIFETIME,
    ],
    &[&s20_crl_form::CRL_FORM],
    &[],
);

/// Whether extKeyUsage names a purpose.
fn has_purpose(s: &Subject<'_>, purpose: &[u8]) -> bool {
    let usage = s.certificate.read::<ExtendedKeyUsage<'_>>().and_then(Result::ok);
    usage.is_some_and(|usage| usage.purposes.contains(&purpose))
}

/// Writes what keeps keyUsage from being critical with these bits alone.
fn wanted_usage(s: &Subject<'_>, report: &mut Report, bits: &[KeyUsageBit]) {
    match s.certificate.read::<KeyUsage>() {
        Some(Ok(usage)) if usage.is_exactly(bits) => {}
        Some(Ok(usage)) => report.add("keyUsage", usage, KeyUsage::of(bits).to_string()),
        _ => report.add("keyUsage", "absent or unreadable", KeyUsage::of(bits).to_string()),
    }
    wanted_critical(s, report, oid::KEY_USAGE, "keyUsage");
}

/// Writes that an extension is there and not critical.
fn wanted_critical(s: &Subject<'_>, report: &mut Report, oid: &[u8], place: &'static str) {
    if s.certificate.extensions.find(oid).is_some_and(|e| !e.is_critical()) {
        report.add(place, "not critical", "critical");
    }
}
