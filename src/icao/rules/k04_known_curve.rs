//! K04: the curve is a known one, value by value.

use super::k01_explicit_parameters::PLACE;
use super::k02_cofactor_present::has_defect;
use crate::asn1::{Element, Tag, oid_text};
use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::signer::{Curve, ExplicitDefect, ExplicitParameters};

/// Explicit parameters with a base point of somebody's own let him sign with any key. A zero before a coefficient changes
/// nothing, and certificates of the field have it.
pub static K04: Rule = Rule {
    id: "K04",
    version: 2,
    title: "the curve is a known one, value by value",
    clause: "BSI TR-03111 4; CVE-2020-0601",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectPublicKey: explicit parameters that equal no known curve",
    applies: always,
    check: |s, report| {
        if s.key().is_ok() {
            if has_defect(s, ExplicitDefect::VersionUnknown) {
                report.add(PLACE, "explicit parameters of an unknown version", "version 1, 2 or 3");
            }
            if has_defect(s, ExplicitDefect::CoefficientLength) {
                let (found, wanted) =
                    ("a coefficient that has not the length of the field", "coefficients as published");
                report.add_as(Severity::Warning, PLACE, found, wanted);
            }
            return;
        }
        let Some(parameters) = ec_parameters(&s.certificate.spki) else { return };
        let wanted = "a NIST or brainpool curve, every value as published";
        match parameters.tag {
            Tag::OID if Curve::from_oid(parameters.content).is_none() => {
                report.add(PLACE, format_args!("curve {}", oid_text(parameters.content)), wanted);
            }
            Tag::OID => {}
            Tag::SEQUENCE => match ExplicitParameters::read(&parameters) {
                Ok(explicit) if explicit.matched().is_some() => {}
                Ok(_) => report.add(PLACE, "explicit parameters that equal no known curve", wanted),
                Err(error) => report.add(PLACE, error, wanted),
            },
            _ => report.add(PLACE, "an elliptic curve key without its curve", wanted),
        }
    },
};

/// id-ecPublicKey, 1.2.840.10045.2.1.
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];

/// The parameters of an elliptic curve key; of any other key, and of one without, nothing.
pub(super) fn ec_parameters<'a>(spki: &Element<'a>) -> Option<Element<'a>> {
    let mut identifier = spki.reader().any("the key's algorithm").ok()?.reader();
    let algorithm = identifier.any("the key's algorithm").ok()?;
    if algorithm.content == EC_PUBLIC_KEY { identifier.any("its parameters").ok() } else { None }
}

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::signer::Curve;

    #[test]
    fn a_changed_base_point_is_no_known_curve() {
        assert!(found("K04", &csca()).is_empty() && found("K04", &document_signer()).is_empty());
        let good = Curve::P384.explicit_parameters().unwrap();
        let point = key(Curve::P384).key_octets().unwrap();
        let mut other = point.clone();
        other[40] ^= 1;
        let odd = csca().with(|v| v.spki = spki(&replaced(&good, &point, &other), &point));
        assert_eq!(shown("K04", &odd), ["subjectPublicKey: explicit parameters that equal no known curve"]);
        assert!(found("K05", &odd).is_empty());
    }

    #[test]
    fn a_curve_that_is_not_known_is_found() {
        let secp256k1 = asn1::oid(&asn1::oid_from_text("1.3.132.0.10").unwrap());
        let odd = csca().with(|v| v.spki = spki(&secp256k1, &[4; 65]));
        assert_eq!(shown("K04", &odd), ["subjectPublicKey: curve 1.3.132.0.10"]);
        let implicit = csca().with(|v| v.spki = spki(&asn1::null(), &[4; 65]));
        assert_eq!(found("K04", &implicit).len(), 1);
    }
}
