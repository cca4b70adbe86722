//! K07: RSA keys have 3072 bits or more in a CSCA, 2048 in a signer.

use super::k01_explicit_parameters::PLACE;
use super::roles::travel;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::signer::{KeyKind, PublicKey};

/// The eighth edition gives no sizes and asks for those of current catalogues; these are of the
/// edition before.
pub static K07: Rule = Rule {
    id: "K07",
    version: 1,
    title: "RSA keys have 3072 bits or more in a CSCA, 2048 in a signer",
    clause: "Doc 9303-12 (7th edition) 4.4",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectPublicKey: 2048 bits",
    applies: travel,
    check: |s, report| {
        let least = if s.role.is_csca() { 3072 } else { 2048 };
        if let Ok(KeyKind::Rsa { bits, .. }) = s.key().map(PublicKey::kind)
            && *bits < least
        {
            let wanted = if s.role.is_csca() { "3072 bits or more" } else { "2048 bits or more" };
            report.add(PLACE, format_args!("{bits} bits"), wanted);
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn the_least_size_depends_on_the_role() {
        let modulus = |bits: usize| [vec![0xff; bits / 8 - 1], vec![0xfd]].concat();
        let key = |v: Vector, bits| v.with(|v| v.spki = rsa(&modulus(bits), &[1, 0, 1]));
        assert!(found("K07", &key(csca(), 3072)).is_empty() && found("K07", &key(document_signer(), 2048)).is_empty());
        assert_eq!(shown("K07", &key(csca(), 2048)), ["subjectPublicKey: 2048 bits"]);
        assert_eq!(found("K07", &key(document_signer(), 1024)).len(), 1);
    }
}
