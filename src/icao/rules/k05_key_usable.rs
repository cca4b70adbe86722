//! K05: the public key can be read; a point lies on its curve, the numbers of RSA are odd.

use super::k01_explicit_parameters::PLACE;
use super::k04_known_curve::ec_parameters;
use crate::asn1::{Element, Tag};
use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::signer::{Curve, ExplicitParameters, KeyKind, PublicKey};

/// A curve that is not known is left to K04.
pub static K05: Rule = Rule {
    id: "K05",
    version: 2,
    title: "the public key can be read; a point lies on its curve, the numbers of RSA are odd",
    clause: "BSI TR-03111 4.1; RFC 8017 3.1; RFC 4055 1.2",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectPublicKey: a public key cannot be read: the public point is not on its curve",
    applies: always,
    check: |s, report| {
        let error = match s.key().map(PublicKey::kind) {
            Ok(KeyKind::Rsa { modulus, exponent, null_parameters, .. }) => {
                let is_odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
                if !is_odd(modulus) || !is_odd(exponent) || exponent.as_slice() == [1] {
                    report.add(PLACE, "a modulus or exponent that is even, or an exponent of one", "odd numbers");
                }
                if !null_parameters {
                    report.add(PLACE, "an RSA key without NULL", "parameters that are NULL (RFC 4055 1.2)");
                }
                return;
            }
            Ok(_) => return,
            Err(error) => error,
        };
        let elsewhere = ec_parameters(&s.certificate.spki).is_some_and(|p| !is_known(&p));
        if !elsewhere {
            report.add(PLACE, error, "a usable key; a point on its curve that is not infinity");
        }
    },
};

fn is_known(parameters: &Element<'_>) -> bool {
    match parameters.tag {
        Tag::OID => Curve::from_oid(parameters.content).is_some(),
        Tag::SEQUENCE => ExplicitParameters::read(parameters).is_ok_and(|e| e.matched().is_some()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::signer::Curve;

    #[test]
    fn a_point_off_its_curve_is_found() {
        assert!(found("K05", &csca()).is_empty());
        let mut point = key(Curve::P384).key_octets().unwrap();
        point[96] ^= 1;
        let odd = csca().with(|v| v.spki = with_point(Curve::P384, &point));
        assert!(found("K05", &odd)[0].found.contains("not on its curve"));
        assert!(found("K05", &csca().with(|v| v.spki = with_point(Curve::P384, &[0])))[0].found.contains("infinity"));
        assert!(found("K04", &odd).is_empty());
    }

    #[test]
    fn what_is_no_key_is_found() {
        let junk = csca().with(|v| v.spki = crate::asn1::sequence::<&[u8]>(&[]));
        assert_eq!(found("K05", &junk).len(), 1);
    }
}
