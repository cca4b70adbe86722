//! S5280-04: inner and outer algorithm equal, well-formed, with SHA-2.

use crate::pki::lint::{Edition, Rule, Severity, always};

/// Inner and outer algorithm equal, well-formed, with SHA-2.
pub(super) static ALGORITHMS: Rule = Rule {
    id: "S5280-04",
    version: 1,
    title: "inner and outer algorithm equal, well-formed, with SHA-2",
    clause: "RFC 5280 4.1.1.2, RFC 5758 3.2",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "signatureAlgorithm: differs from the inner one",
    applies: always,
    check: |s, report| {
        if s.certificate.inner_algorithm.element.full != s.certificate.outer_algorithm.element.full {
            report.add("signatureAlgorithm", "differs from the inner one", "equal bytes");
        }
        match s.algorithm() {
            Err(error) => report.add("signatureAlgorithm", error, "a known algorithm"),
            Ok((algorithm, odd)) => {
                if !algorithm.is_for_new_signatures() {
                    report.add("signatureAlgorithm", algorithm, "SHA-2");
                }
                if odd.unwanted_parameters || odd.null_missing {
                    report.add("signatureAlgorithm", "wrong parameters", "as RFC 4055 and RFC 5758 want them");
                }
            }
        }
    },
};
