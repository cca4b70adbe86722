//! C01: the certificate is DER to the last octet, with nothing after it.

use super::alternative::readable;
use crate::asn1::{Defect, DefectKind, strict_der};
use crate::pki::extension::{GeneralName, extension_name};
use crate::pki::lint::{Edition, Report, Rule, Severity, Subject, always};
use crate::pki::oid;

/// The values of extensions are opened too. What other rules own is left to them: BOOLEANs
/// (C28), the serial number (C05), keyUsage (X09), an unwrapped subjectKeyIdentifier (X04).
pub static C01: Rule = Rule {
    id: "C01",
    version: 2,
    title: "the certificate is DER to the last octet, with nothing after it",
    clause: "Doc 9303-12 7.1; X.690 10, 11",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "certificate: 3 octets after the end",
    applies: always,
    check,
};

fn check(s: &Subject<'_>, report: &mut Report) {
    let certificate = s.certificate;
    if !certificate.trailing.is_empty() {
        let found = format_args!("{} octets after the end", certificate.trailing.len());
        report.add("certificate", found, "nothing after the certificate");
    }
    match strict_der(certificate.der(), certificate.element.offset) {
        Ok(defects) => {
            let own = |d: &&Defect| {
                d.kind != DefectKind::BooleanNotFf
                    && (d.kind != DefectKind::IntegerNotMinimal || d.offset != certificate.serial_element.offset)
            };
            defects.iter().filter(own).for_each(|d| note(report, "certificate", d));
        }
        Err(error) => report.add("certificate", error, "DER"),
    }
    if let Some(error) = &certificate.extensions.defect {
        report.add("extensions", error, "a readable list of extensions");
    }
    for (place, names) in readable(certificate) {
        let plain = |name: GeneralName<'_>| match name {
            GeneralName::Email(text) | GeneralName::Dns(text) | GeneralName::Uri(text) => {
                !text.is_empty() && text.is_ascii()
            }
            _ => true,
        };
        if !names.iter().flatten().all(plain) {
            report.add(place, "a name that is no IA5String, or empty", "addresses in ASCII");
        }
    }
    for extension in certificate.extensions.iter() {
        if matches!(extension.oid, oid::KEY_USAGE | oid::SUBJECT_KEY_IDENTIFIER) {
            continue;
        }
        let place = extension_name(extension.oid).unwrap_or("an extension");
        match strict_der(extension.value.content, extension.value.content_offset()) {
            Ok(defects) => {
                let own = |d: &&Defect| d.kind != DefectKind::BooleanNotFf;
                defects.iter().filter(own).for_each(|d| note(report, place, d));
            }
            Err(error) => report.add(place, error, "DER"),
        }
    }
}

/// Writes a defect down; also for CRLs.
pub(super) fn note(report: &mut Report, place: &'static str, defect: &Defect) {
    let (what, wanted) = match defect.kind {
        DefectKind::LengthNotMinimal => ("a length longer than needed", "the shortest form of every length"),
        DefectKind::BooleanNotFf => ("a BOOLEAN that is not 00 or FF", "FF for TRUE"),
        DefectKind::IntegerNotMinimal => ("an INTEGER with superfluous octets", "the shortest form of every INTEGER"),
        DefectKind::SetNotSorted => ("a SET OF out of order", "every SET OF in order"),
        DefectKind::BitStringPadding => ("a BIT STRING with wrong unused bits", "unused bits that are zero"),
        DefectKind::TooDeep => ("elements nested too deep", "a plain certificate"),
        DefectKind::Unreadable => ("something that is no element", "DER"),
    };
    report.add(place, format_args!("offset {}: {what}", defect.offset), wanted);
}

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn good_der_has_no_findings() {
        assert!(found("C01", &csca()).is_empty() && found("C01", &document_signer()).is_empty());
    }

    #[test]
    fn octets_after_the_certificate_are_found() {
        let findings = shown("C01", &csca().with(|v| v.trailing = vec![0; 3]));
        assert_eq!(findings, ["certificate: 3 octets after the end"]);
    }

    #[test]
    fn lengths_longer_than_needed_are_found_with_their_offset() {
        let long = csca().with(|v| v.serial = vec![0x02, 0x81, 0x01, 0x05]);
        let findings = found("C01", &long);
        assert!(findings[0].found.contains("offset") && findings[0].found.contains("length"), "{findings:?}");
    }

    #[test]
    fn unsorted_sets_inside_extensions_are_found() {
        let types = asn1::sequence(&[asn1::integer(0), asn1::tlv(asn1::Tag::SET, b"\x13\x02ID\x13\x01P")]);
        let findings = shown("C01", &document_signer().put(oid::DOCUMENT_TYPE_LIST, false, &types));
        assert!(findings[0].starts_with("documentTypeList: offset"), "{findings:?}");
    }
}
