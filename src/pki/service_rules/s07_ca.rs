//! S5280-07: a CA says so: cA, keyCertSign and cRLSign, both critical.

use super::{wanted_critical, wanted_usage};
use crate::pki::extension::{BasicConstraints, KeyUsageBit};
use crate::pki::lint::{Edition, Role, Rule, Severity};
use crate::pki::oid;

/// A CA says so: cA, keyCertSign and cRLSign, both critical.
pub(super) static CA: Rule = Rule {
    id: "S5280-07",
    version: 1,
    title: "a CA says so: cA, keyCertSign and cRLSign, both critical",
    clause: "RFC 5280 4.2.1.3, 4.2.1.9",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "keyUsage: keyCertSign",
    applies: |s| s.role == Role::ServiceCa,
    check: |s, report| {
        match s.certificate.read::<BasicConstraints<'_>>() {
            Some(Ok(constraints)) if constraints.is_ca() => {}
            _ => report.add("basicConstraints", "no cA", "cA TRUE"),
        }
        wanted_usage(s, report, &[KeyUsageBit::KeyCertSign, KeyUsageBit::CrlSign]);
        wanted_critical(s, report, oid::BASIC_CONSTRAINTS, "basicConstraints");
    },
};
