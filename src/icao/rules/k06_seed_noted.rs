//! K06: explicit curve parameters carry no seed.

use super::k01_explicit_parameters::PLACE;
use super::k02_cofactor_present::has_defect;
use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::signer::ExplicitDefect;

/// Explicit curve parameters carry no seed.
pub static K06: Rule = Rule {
    id: "K06",
    version: 1,
    title: "explicit curve parameters carry no seed",
    clause: "Doc 9303-12 4.1.6.3",
    severity: Severity::Info,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectPublicKey: a seed",
    applies: travel,
    check: |s, report| {
        if has_defect(s, ExplicitDefect::SeedPresent) {
            report.add(PLACE, "a seed", "no seed; it is allowed, and some readers stumble over it");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::signer::Curve;

    #[test]
    fn a_seed_is_noted() {
        assert!(found("K06", &csca()).is_empty());
        let good = Curve::P384.explicit_parameters().unwrap();
        let curve = asn1::Reader::new(&good).any("parameters").unwrap();
        let mut parts = curve.reader();
        let parts: Vec<&[u8]> = std::iter::from_fn(|| parts.any("a part").ok()).map(|e| e.full).collect();
        let inner = asn1::Reader::new(parts[2]).any("curve").unwrap().content;
        let seeded = asn1::sequence(&[inner, &asn1::bit_string(&[7; 20])]);
        let odd = asn1::sequence(&[parts[0], parts[1], &seeded, parts[3], parts[4], parts[5]]);
        assert_eq!(found("K06", &csca().with(|v| v.spki = with_parameters(Curve::P384, &odd))).len(), 1);
    }
}
