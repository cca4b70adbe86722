//! K01: an elliptic curve key says its curve by explicit parameters.

use super::pkd::pkd;
use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::signer::{EcParametersForm, KeyKind, PublicKey};

/// No namedCurve, no implicitCA. The services' own certificates name their curve, and are not asked.
pub static K01: Rule = Rule {
    id: "K01",
    version: 1,
    title: "an elliptic curve key says its curve by explicit parameters",
    clause: "Doc 9303-12 4.1.6.3",
    severity: Severity::Error,
    pkd: Some("WARN:CSCA.PKI.47"),
    since: Edition::Sixth,
    until: None,
    example: "subjectPublicKey: P-384 by name",
    applies: travel,
    check: |s, report| {
        let wanted = "RSA, or an elliptic curve key with explicit ECParameters";
        match s.key().map(PublicKey::kind) {
            Ok(KeyKind::Ec { curve, form: EcParametersForm::Named, .. }) => {
                let found = format_args!("{curve} by name");
                report.add_coded(pkd!("PKI.47").warning(s.role), PLACE, found, wanted);
            }
            Ok(kind @ (KeyKind::Ed25519 | KeyKind::MlDsa(_))) => report.add(PLACE, kind, wanted),
            _ => {}
        }
    },
};

/// Where rules over keys find what they find.
pub(super) const PLACE: &str = "subjectPublicKey";

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::signer::Curve;

    #[test]
    fn a_curve_by_name_is_found() {
        assert!(found("K01", &csca()).is_empty());
        let named = csca().with(|v| v.spki = key(Curve::P384).named_spki().unwrap());
        assert_eq!(shown("K01", &named), ["subjectPublicKey: P-384 by name"]);
    }

    #[test]
    fn the_services_own_certificates_may_name_their_curve() {
        let service = csca().with(|v| {
            v.role = crate::pki::lint::Role::ServiceCa;
            v.spki = key(Curve::P384).named_spki().unwrap();
        });
        assert!(found("K01", &service).is_empty());
    }

    #[test]
    fn ed25519_is_no_algorithm_of_travel_documents() {
        let edwards = crate::signer::PublicKey::from_ed25519(&[7; 32]);
        if let Ok(key) = edwards {
            assert_eq!(found("K01", &csca().with(|v| v.spki = key.spki().to_vec())).len(), 1);
        }
    }
}
