//! K02: explicit curve parameters carry the cofactor.

use super::k01_explicit_parameters::PLACE;
use super::pkd::pkd;
use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity, Subject};
use crate::signer::{EcParametersForm, ExplicitDefect, KeyKind, PublicKey};

/// Explicit curve parameters carry the cofactor.
pub static K02: Rule = Rule {
    id: "K02",
    version: 1,
    title: "explicit curve parameters carry the cofactor",
    clause: "Doc 9303-12 4.1.6.3",
    severity: Severity::Error,
    pkd: Some("WARN:CSCA.PKI.48"),
    since: Edition::Sixth,
    until: None,
    example: "subjectPublicKey: no cofactor",
    applies: travel,
    check: |s, report| {
        if has_defect(s, ExplicitDefect::CofactorAbsent) {
            let code = pkd!("PKI.48").warning(s.role);
            report.add_coded(code, PLACE, "no cofactor", "ECParameters with the cofactor");
        }
    },
};

/// Whether the key's explicit parameters have this oddity.
pub(super) fn has_defect(s: &Subject<'_>, defect: ExplicitDefect) -> bool {
    match s.key().map(PublicKey::kind) {
        Ok(KeyKind::Ec { form: EcParametersForm::Explicit(defects), .. }) => defects.contains(&defect),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::signer::Curve;

    #[test]
    fn parameters_without_cofactor_are_found() {
        assert!(found("K02", &csca()).is_empty());
        let whole = Curve::P384.explicit_parameters().unwrap();
        let content = asn1::Reader::new(&whole).any("parameters").unwrap().content;
        let short = asn1::sequence(&[&content[..content.len() - 3]]);
        let odd = csca().with(|v| v.spki = with_parameters(Curve::P384, &short));
        assert_eq!(shown("K02", &odd), ["subjectPublicKey: no cofactor"]);
        assert!(found("K04", &odd).is_empty());
    }
}
