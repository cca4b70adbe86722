//! X15: a CSCA certificate is valid for 15 years and 3 months at most, and no signer outlives its CSCA.

use super::roles::travel;
use crate::clock::DAY;
use crate::pki::lint::{Edition, Rule, Severity};

/// The sum of use (five years) and of the longest child (ten years and three months); a month
/// is granted for what passes between issue and the start of a document. That a validity is long enough cannot be seen
/// from one certificate.
pub static X15: Rule = Rule {
    id: "X15",
    version: 1,
    title: "a CSCA certificate is valid for 15 years and 3 months at most, and no signer outlives its CSCA",
    clause: "Doc 9303-12 4.1.4.1, 4.1 table 1",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "validity: 2024-01-01T00:00:00Z to 2039-07-01T00:00:00Z, 5660 days",
    applies: travel,
    check: |s, report| {
        let (Ok(from), Ok(to)) = (s.certificate.not_before.time(), s.certificate.not_after.time()) else { return };
        if s.role.is_csca() && to > from.plus_months(15 * 12 + 4) {
            let found = format_args!("{from} to {to}, {} days", (to.unix() - from.unix()) / DAY);
            report.add("validity", found, "15 years and 3 months at most");
        }
        if s.role.is_signer()
            && let Some(Ok(end)) = s.issuer.map(|i| i.not_after.time())
            && to > end
        {
            let wanted = "not after the end of its CSCA certificate";
            report.add("validity", format_args!("ends at {to}, its CSCA at {end}"), wanted);
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn a_longer_csca_is_found() {
        assert!(found("X15", &csca()).is_empty());
        assert_eq!(found("X15", &csca().with(|v| v.not_after = time("2039-05-01T00:00:01Z"))).len(), 1);
    }

    #[test]
    fn a_signer_that_outlives_its_csca_is_found() {
        assert!(found_below("X15", &document_signer(), Some(&csca())).is_empty());
        assert!(found("X15", &document_signer()).is_empty());
        assert_eq!(found_below("X15", &document_signer(), Some(&old_csca())).len(), 1);
    }
}
