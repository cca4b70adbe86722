//! S5280-14: an OCSP responder does nothing else, and is not itself looked up.

use super::has_purpose;
use crate::pki::extension::ExtendedKeyUsage;
use crate::pki::lint::{Edition, Rule, Severity};

/// A responder without id-pkix-ocsp-nocheck has to be looked up at another, so that its absence is a warning.
pub(super) static OCSP: Rule = Rule {
    id: "S5280-14",
    version: 1,
    title: "an OCSP responder does nothing else, and is not itself looked up",
    clause: "RFC 6960 4.2.2.2, 4.2.2.2.1",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "ocsp-nocheck: absent",
    applies: |s| has_purpose(s, OCSP_SIGNING),
    check: |s, report| {
        let purposes = s.certificate.read::<ExtendedKeyUsage<'_>>().and_then(Result::ok);
        if purposes.is_some_and(|usage| usage.purposes.len() != 1) {
            report.add("extKeyUsage", "other purposes beside OCSPSigning", "OCSPSigning alone");
        }
        match s.certificate.extensions.find(OCSP_NO_CHECK) {
            None => {
                report.add_as(Severity::Warning, "ocsp-nocheck", "absent", "present, in a certificate of short life")
            }
            Some(extension) if extension.value.content != [5, 0] => {
                report.add("ocsp-nocheck", hex::encode(extension.value.content), "NULL");
            }
            Some(extension) if extension.is_critical() => report.add("ocsp-nocheck", "critical", "not critical"),
            Some(_) => {}
        }
    },
};

/// id-kp-OCSPSigning, 1.3.6.1.5.5.7.3.9.
const OCSP_SIGNING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 9];
/// id-pkix-ocsp-nocheck, 1.3.6.1.5.5.7.48.1.5.
const OCSP_NO_CHECK: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 48, 1, 5];
