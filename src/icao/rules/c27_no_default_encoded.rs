//! C27: no default value is written out.

use super::pkd::pkd;
use crate::pki::extension::{BasicConstraints, extension_name};
use crate::pki::lint::{Edition, Rule, Severity, always};

/// No default value is written out.
pub static C27: Rule = Rule {
    id: "C27",
    version: 1,
    title: "no default value is written out",
    clause: "Doc 9303-12 7.1 table 5; X.690 11.5",
    severity: Severity::Error,
    pkd: Some("ERR:CSCA.EXT.22"),
    since: Edition::Sixth,
    until: None,
    example: "keyUsage: critical FALSE written",
    applies: always,
    check: |s, report| {
        let code = pkd!("EXT.22");
        for extension in s.certificate.extensions.iter() {
            if extension.critical_element.is_some_and(|c| c.content == [0]) {
                let place = extension_name(extension.oid).unwrap_or("an extension");
                report.add_coded(
                    code.of(s.role),
                    place,
                    "critical FALSE written",
                    "nothing, since FALSE is the default",
                );
            }
        }
        if let Some(Ok(constraints)) = s.certificate.read::<BasicConstraints<'_>>()
            && constraints.ca_element.is_some_and(|c| c.content == [0])
        {
            let wanted = "nothing, since FALSE is the default";
            report.add_coded(code.of(s.role), "basicConstraints", "cA FALSE written", wanted);
        }
        if s.certificate.version_element.is_some_and(|v| v.content == [0]) {
            report.add("version", "v1 written", "nothing, since v1 is the default");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn false_written_out_is_found() {
        assert!(found("C27", &csca()).is_empty());
        let value = asn1::sequence(&[asn1::oid(oid::KEY_USAGE), asn1::boolean(false), asn1::octet_string(&[])]);
        assert_eq!(shown("C27", &csca().put_raw(oid::KEY_USAGE, value)), ["keyUsage: critical FALSE written"]);
        let no = asn1::sequence(&[asn1::boolean(false)]);
        let findings = found("C27", &document_signer().put(oid::BASIC_CONSTRAINTS, true, &no));
        assert_eq!(findings[0].pkd_code, Some("ERR:DSC.EXT.22"));
        assert_eq!(found("C27", &csca().with(|v| v.version = asn1::context(0, &asn1::integer(0)))).len(), 1);
    }
}
