//! X42: a link leads from the old key to another; name and signature are the issuer's.

use super::pkd::pkd;
use super::roles::travel;
use crate::pki::lint::{Edition, Role, Rule, Severity};

/// Signatures are checked by the caller, who knows the keys; a verdict that is not there is no finding.
pub static X42: Rule = Rule {
    id: "X42",
    version: 2,
    title: "a link leads from the old key to another; name and signature are the issuer's",
    clause: "Doc 9303-12 4.1.4.3",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.SVA.66"),
    since: Edition::Sixth,
    until: None,
    example: "subjectPublicKey: the issuer's own key",
    applies: travel,
    check: |s, report| {
        if s.role == Role::CscaLink
            && let (Ok(own), Some(Ok(above))) = (s.key(), s.issuer_key())
            && own.identity().ok() == above.identity().ok()
        {
            report.add("subjectPublicKey", "the issuer's own key", "the new key");
        }
        if let Some(issuer) = s.issuer
            && !issuer.subject.matches(&s.certificate.issuer)
        {
            report.add("issuer", s.certificate.issuer, "the subject of the issuer's certificate");
        }
        if s.signature_good == Some(false) {
            let (place, found) = ("signature", "not by the issuer's key");
            match s.role {
                Role::CscaRoot => report.add(place, found, "a signature by its own key"),
                Role::CscaLink => report.add(place, found, "a signature by the old key"),
                _ => report.add_coded(pkd!("SVA.66").of(s.role), place, found, "a signature by its CSCA's key"),
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn a_link_to_the_same_key_is_found() {
        assert!(found_below("X42", &link(), Some(&old_csca())).is_empty());
        assert_eq!(found_below("X42", &link(), Some(&csca())).len(), 1);
        assert!(found_below("X42", &csca(), Some(&csca())).is_empty());
    }

    #[test]
    fn a_bad_signature_is_found_and_an_unchecked_one_is_not() {
        let judged = |v: Vector, good| found("X42", &v.with(|v| v.signature_good = Some(good)));
        assert!(judged(csca(), true).is_empty() && found("X42", &csca()).is_empty());
        assert_eq!(judged(csca(), false)[0].pkd_code, Some("ERR:CSCA.SVA.66"));
        assert_eq!(judged(link(), false).len(), 1);
        assert_eq!(judged(document_signer(), false).len(), 1);
    }
}
