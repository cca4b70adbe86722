//! X48: a state has at most five seal signer keys a year.

use super::c06_serial_once::groups;
use crate::pki::lint::{Edition, Role, SetMember, SetRule, Severity};

/// A state has at most five seal signer keys a year.
pub static X48: SetRule = SetRule {
    id: "X48",
    version: 1,
    title: "a state has at most five seal signer keys a year",
    clause: "Doc 9303-12 4.1.3",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Eighth,
    until: None,
    example: "CN=AB,C=UT: 6 keys in one year",
    check: |s, report| {
        let year = |m: &SetMember<'_>| {
            let country = m.certificate.subject.country()?.to_ascii_uppercase();
            let year = m.certificate.not_before.time().ok()?.calendar().year();
            (m.role == Role::BarcodeSigner).then_some((country, year))
        };
        for group in groups(s.members, year) {
            let mut keys: Vec<_> = group.iter().filter_map(|m| m.key_identity).collect();
            keys.sort_unstable();
            keys.dedup();
            if let Some(first) = group.first().filter(|_| keys.len() > 5) {
                report.add(
                    first.certificate.subject.to_string(),
                    format_args!("{} keys in one year", keys.len()),
                    "five",
                );
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::signer::Curve;

    #[test]
    fn a_sixth_key_in_one_year_is_found() {
        let curves = Curve::ALL.into_iter().take(6);
        let signers: Vec<Vector> =
            curves.map(|curve| barcode_signer().with(|v| v.spki = key(curve).explicit_spki().unwrap())).collect();
        assert!(found_in_set("X48", &signers[..5]).is_empty());
        assert_eq!(found_in_set("X48", &signers)[0].found, "6 keys in one year");
    }
}
