//! X28: a CSCA certificate has a path length of 0.

use super::roles::csca;
use crate::pki::extension::BasicConstraints;
use crate::pki::lint::{Edition, Role, Rule, Severity};

/// A link had 1 under the sixth edition.
pub static X28: Rule = Rule {
    id: "X28",
    version: 1,
    title: "a CSCA certificate has a path length of 0",
    clause: "Doc 9303-12 7.1 table 6, appendix C",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "basicConstraints: pathLenConstraint 1",
    applies: csca,
    check: |s, report| {
        let Some(Ok(constraints)) = s.certificate.read::<BasicConstraints<'_>>() else { return };
        let (place, wanted) = ("basicConstraints", "pathLenConstraint 0");
        match constraints.path_length {
            Some(0) => {}
            None => report.add(place, "no pathLenConstraint", wanted),
            Some(1) if s.role == Role::CscaLink => {
                report.add_as(Severity::Legacy, place, "pathLenConstraint 1", wanted);
            }
            Some(length) => report.add(place, format_args!("pathLenConstraint {length}"), wanted),
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::lint::{Edition, Severity};
    use crate::pki::oid;

    #[test]
    fn no_length_and_other_lengths_are_found() {
        let with =
            |v: Vector, parts: &[Vec<u8>]| found("X28", &v.put(oid::BASIC_CONSTRAINTS, true, &asn1::sequence(parts)));
        let length = |n| [asn1::boolean(true), asn1::integer(n)];
        assert!(found("X28", &csca()).is_empty());
        assert_eq!(with(csca(), &[asn1::boolean(true)])[0].severity, Severity::Error);
        assert_eq!(with(csca(), &length(1))[0].severity, Severity::Error);
        assert_eq!(with(link(), &length(1))[0].severity, Severity::Error);
        let sixth = link().with(|v| v.edition = Edition::Sixth);
        assert_eq!(with(sixth.clone(), &length(1))[0].severity, Severity::Legacy);
        assert_eq!(with(sixth, &length(2))[0].severity, Severity::Error);
    }
}
