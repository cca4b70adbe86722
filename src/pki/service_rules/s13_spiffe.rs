//! S5280-13: a SPIFFE identity is one URI, of a trust domain and a path, and no CA's.

use super::spiffe::{is_identity, is_workload};
use crate::pki::extension::SubjectAltName;
use crate::pki::lint::{Edition, Rule, Severity};

/// A SPIFFE identity is one URI, of a trust domain and a path, and no CA's.
pub(super) static SPIFFE: Rule = Rule {
    id: "S5280-13",
    version: 1,
    title: "a SPIFFE identity is one URI, of a trust domain and a path, and no CA's",
    clause: "SPIFFE X509-SVID 2; SPIFFE-ID 2",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectAltName: spiffe://Utopia/visa",
    applies: is_workload,
    check: |s, report| {
        let place = "subjectAltName";
        let Some(Ok(SubjectAltName(names))) = s.certificate.read::<SubjectAltName<'_>>() else { return };
        let uris: Vec<&[u8]> = names.uris().collect();
        if uris.len() != 1 {
            report.add(place, format_args!("{} URIs", uris.len()), "one");
        }
        for uri in uris.iter().filter(|uri| !is_identity(uri)) {
            report.add(place, String::from_utf8_lossy(uri), "spiffe://, a trust domain, a path");
        }
    },
};
