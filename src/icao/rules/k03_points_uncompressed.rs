//! K03: the public point and the base point are uncompressed.

use super::k01_explicit_parameters::PLACE;
use super::k02_cofactor_present::has_defect;
use super::pkd::pkd;
use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::signer::{ExplicitDefect, KeyKind, PublicKey};

/// The public point and the base point are uncompressed.
pub static K03: Rule = Rule {
    id: "K03",
    version: 1,
    title: "the public point and the base point are uncompressed",
    clause: "Doc 9303-12 4.1.6.3",
    severity: Severity::Error,
    pkd: Some("WARN:CSCA.PKI.49"),
    since: Edition::Sixth,
    until: None,
    example: "subjectPublicKey: a compressed public point",
    applies: travel,
    check: |s, report| {
        let wanted = "points that are uncompressed";
        let code = pkd!("PKI.49").warning(s.role);
        if let Ok(KeyKind::Ec { point, .. }) = s.key().map(PublicKey::kind)
            && point.first() != Some(&4)
        {
            report.add_coded(code, PLACE, "a compressed public point", wanted);
        }
        if has_defect(s, ExplicitDefect::GeneratorCompressed) {
            report.add_coded(code, PLACE, "a compressed base point", wanted);
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::signer::Curve;

    #[test]
    fn each_compressed_point_is_found() {
        assert!(found("K03", &csca()).is_empty());
        let long = key(Curve::P384).key_octets().unwrap();
        let sign = 2 + (long[96] & 1);
        let short = [&[sign], &long[1..49]].concat();
        let parameters = Curve::P384.explicit_parameters().unwrap();
        let point = csca().with(|v| v.spki = spki(&parameters, &short));
        assert_eq!(shown("K03", &point), ["subjectPublicKey: a compressed public point"]);
        let base = replaced(&parameters, &asn1::octet_string(&long), &asn1::octet_string(&short));
        let odd = csca().with(|v| v.spki = spki(&base, &long));
        assert_eq!(shown("K03", &odd), ["subjectPublicKey: a compressed base point"]);
    }
}
