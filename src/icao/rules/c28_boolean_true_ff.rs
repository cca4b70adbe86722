//! C28: TRUE is written FF.

use crate::asn1::Element;
use crate::pki::extension::{BasicConstraints, extension_name};
use crate::pki::lint::{Edition, Rule, Severity, always};

/// Strict readers refuse the whole extension for it.
pub static C28: Rule = Rule {
    id: "C28",
    version: 1,
    title: "TRUE is written FF",
    clause: "X.690 11.1",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "basicConstraints: cA as 01",
    applies: always,
    check: |s, report| {
        let odd = |e: Option<Element<'_>>| e.is_some_and(|e| !matches!(e.content, [0x00] | [0xff]));
        for extension in s.certificate.extensions.iter() {
            if odd(extension.critical_element) {
                let place = extension_name(extension.oid).unwrap_or("an extension");
                report.add(place, "critical as another octet than FF", "FF");
            }
        }
        if let Some(Ok(constraints)) = s.certificate.read::<BasicConstraints<'_>>()
            && let Some(ca) = constraints.ca_element
            && odd(Some(ca))
        {
            report.add("basicConstraints", format_args!("cA as {}", hex::encode(ca.content)), "FF");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn true_as_01_is_found() {
        assert!(found("C28", &csca()).is_empty());
        let one = asn1::tlv(asn1::Tag::BOOLEAN, &[1]);
        let constraints = csca().put(oid::BASIC_CONSTRAINTS, true, &asn1::sequence(&[&one]));
        assert_eq!(shown("C28", &constraints), ["basicConstraints: cA as 01"]);
        let raw = asn1::sequence(&[asn1::oid(oid::KEY_USAGE), one, asn1::octet_string(&key_usage(1, &[6]))]);
        assert_eq!(found("C28", &csca().put_raw(oid::KEY_USAGE, raw)).len(), 1);
    }
}
