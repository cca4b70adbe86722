//! S5280-10: EC keys name their curve, so that stock tools verify.

use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::signer::{EcParametersForm, KeyKind};

/// EC keys name their curve, so that stock tools verify.
pub(super) static CURVE: Rule = Rule {
    id: "S5280-10",
    version: 1,
    title: "EC keys name their curve, so that stock tools verify",
    clause: "RFC 5480 2.1.1",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectPublicKeyInfo: explicit EC parameters",
    applies: always,
    check: |s, report| match s.key().map(|k| k.kind()) {
        Err(error) => report.add("subjectPublicKeyInfo", error, "a usable key"),
        Ok(KeyKind::Ec { form: EcParametersForm::Explicit(_), .. }) => {
            report.add("subjectPublicKeyInfo", "explicit EC parameters", "a named curve");
        }
        Ok(_) => {}
    },
};
