//! S5280-15: a key that stamps times does nothing else, and its purpose is critical.

use super::{has_purpose, wanted_critical};
use crate::pki::extension::ExtendedKeyUsage;
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// A key that stamps times does nothing else, and its purpose is critical.
pub(super) static TIME_STAMPING: Rule = Rule {
    id: "S5280-15",
    version: 1,
    title: "a key that stamps times does nothing else, and its purpose is critical",
    clause: "RFC 3161 2.3",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "extKeyUsage: not critical",
    applies: |s| has_purpose(s, TIME_STAMPING_PURPOSE),
    check: |s, report| {
        let place = "extKeyUsage";
        let purposes = s.certificate.read::<ExtendedKeyUsage<'_>>().and_then(Result::ok);
        if purposes.is_some_and(|usage| usage.purposes.len() != 1) {
            report.add(place, "other purposes beside timeStamping", "timeStamping alone");
        }
        wanted_critical(s, report, oid::EXTENDED_KEY_USAGE, place);
    },
};

/// id-kp-timeStamping, 1.3.6.1.5.5.7.3.8.
const TIME_STAMPING_PURPOSE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];
