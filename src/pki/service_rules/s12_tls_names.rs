//! S5280-12: a TLS server carries the names it is reached by.

use super::has_purpose;
use super::spiffe::is_workload;
use crate::asn1::Tag;
use crate::pki::extension::{GeneralName, SubjectAltName};
use crate::pki::lint::{Edition, Rule, Severity};
use crate::pki::oid;

/// Clients look at no other name. A workload with a SPIFFE identity has that instead.
pub(super) static TLS_NAMES: Rule = Rule {
    id: "S5280-12",
    version: 1,
    title: "a TLS server carries the names it is reached by",
    clause: "RFC 9525 6.2; RFC 5280 4.2.1.6",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "subjectAltName: absent",
    applies: |s| has_purpose(s, oid::EKU_TLS_SERVER) && !is_workload(s),
    check: |s, report| {
        let place = "subjectAltName";
        match s.certificate.read::<SubjectAltName<'_>>() {
            None => report.add(place, "absent", "a host name or an address"),
            Some(Err(error)) => report.add(place, error, "a readable extension"),
            Some(Ok(SubjectAltName(names))) => {
                let mut reader = names.element.reader();
                let mut named = false;
                while let Ok(name) = reader.any("a general name") {
                    named |= name.tag == DNS || name.tag == ADDRESS;
                }
                if !named {
                    report.add(place, "neither a host name nor an address", "at least one");
                }
                for name in names.iter().flatten() {
                    if let GeneralName::Dns(octets) = name
                        && !is_host(octets)
                    {
                        report.add(
                            place,
                            String::from_utf8_lossy(octets),
                            "a host name of letters, digits and hyphens",
                        );
                    }
                }
            }
        }
    },
};

/// dNSName and iPAddress.
const DNS: Tag = Tag(0x82);
const ADDRESS: Tag = Tag(0x87);

/// Whether octets are labels of letters, digits and hyphens; the first may be an asterisk.
fn is_host(octets: &[u8]) -> bool {
    let label = |(index, label): (usize, &[u8])| {
        let plain = label.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-');
        let ends = label.first() != Some(&b'-') && label.last() != Some(&b'-');
        (index == 0 && label == b"*") || ((1..=63).contains(&label.len()) && plain && ends)
    };
    octets.len() <= 253 && octets.split(|b| *b == b'.').enumerate().all(label)
}
