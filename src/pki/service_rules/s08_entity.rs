//! S5280-08: an end entity signs data, never certificates.

use super::wanted_critical;
use crate::pki::extension::{BasicConstraints, KeyUsage, KeyUsageBit};
use crate::pki::lint::{Edition, Role, Rule, Severity};
use crate::pki::oid;

/// An end entity signs data, never certificates.
pub(super) static ENTITY: Rule = Rule {
    id: "S5280-08",
    version: 1,
    title: "an end entity signs data, never certificates",
    clause: "RFC 5280 4.2.1.3, 4.2.1.9",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "keyUsage: keyCertSign+cRLSign",
    applies: |s| s.role == Role::ServiceEntity,
    check: |s, report| {
        if s.certificate.read::<BasicConstraints<'_>>().is_some_and(|c| c.map_or(true, |c| c.is_ca())) {
            report.add("basicConstraints", "cA TRUE", "no cA");
        }
        match s.certificate.read::<KeyUsage>() {
            Some(Ok(usage)) if usage.has(KeyUsageBit::KeyCertSign) || usage.has(KeyUsageBit::CrlSign) => {
                report.add("keyUsage", usage, "neither keyCertSign nor cRLSign");
            }
            Some(Ok(_)) => {}
            _ => report.add("keyUsage", "absent or unreadable", "present"),
        }
        wanted_critical(s, report, oid::KEY_USAGE, "keyUsage");
    },
};
