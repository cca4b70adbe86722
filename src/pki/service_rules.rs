//! The rules of the services' own hierarchy: RFC 5280, no more. Doc 9303 says nothing
//! about it; its rules are in the room `icao`.

use super::extension::{BasicConstraints, KeyUsage, KeyUsageBit};
use super::lint::{CrlRule, Report, Rule, RuleSet, Severity, Subject, always};
use super::oid;
use crate::asn1::{self, oid_text};
use crate::signer::{EcParametersForm, KeyKind};

/// The rule set `service`.
pub static SERVICE_RULES: RuleSet = RuleSet::new(
    "service",
    &[&STRICT_DER, &VERSION, &SERIAL, &ALGORITHMS, &VALIDITY, &EXTENSIONS, &CA, &ENTITY, &IDENTIFIERS, &CURVE],
    &[&CRL_FORM],
    &[],
);

static STRICT_DER: Rule = Rule {
    id: "S5280-01",
    version: 1,
    title: "strict DER with nothing after it",
    clause: "RFC 5280 4.1",
    severity: Severity::Error,
    pkd: None,
    applies: always,
    check: |s, report| {
        match asn1::strict_der(s.certificate.der(), 0) {
            Ok(defects) => {
                defects.iter().for_each(|d| report.add(format!("offset {}", d.offset), format!("{:?}", d.kind), "DER"))
            }
            Err(error) => report.add("certificate", error, "DER"),
        }
        if !s.certificate.trailing.is_empty() {
            report.add("certificate", format!("{} octets after it", s.certificate.trailing.len()), "none");
        }
        if let Some(defect) = &s.certificate.extensions.defect {
            report.add("extensions", defect, "readable extensions");
        }
    },
};

static VERSION: Rule = Rule {
    id: "S5280-02",
    version: 1,
    title: "version 3, no unique identifiers",
    clause: "RFC 5280 4.1.2.1, 4.1.2.8",
    severity: Severity::Error,
    pkd: None,
    applies: always,
    check: |s, report| {
        if s.certificate.version() != 3 {
            report.add("version", s.certificate.version(), "3");
        }
        if s.certificate.issuer_unique_id.is_some() || s.certificate.subject_unique_id.is_some() {
            report.add("unique identifiers", "present", "absent");
        }
    },
};

static SERIAL: Rule = Rule {
    id: "S5280-03",
    version: 1,
    title: "a serial number that is positive, minimal and at most 20 octets",
    clause: "RFC 5280 4.1.2.2",
    severity: Severity::Error,
    pkd: None,
    applies: always,
    check: |s, report| {
        if super::serial::SerialNumber::from_content(s.certificate.serial()).is_err() {
            report.add("serialNumber", hex::encode(s.certificate.serial()), "1 to 20 octets, positive, minimal");
        }
    },
};

static ALGORITHMS: Rule = Rule {
    id: "S5280-04",
    version: 1,
    title: "inner and outer algorithm equal, well-formed, with SHA-2",
    clause: "RFC 5280 4.1.1.2, RFC 5758 3.2",
    severity: Severity::Error,
    pkd: None,
    applies: always,
    check: |s, report| {
        if s.certificate.inner_algorithm.element.full != s.certificate.outer_algorithm.element.full {
            report.add("signatureAlgorithm", "differs from the inner one", "equal bytes");
        }
        match s.algorithm() {
            Err(error) => report.add("signatureAlgorithm", error, "a known algorithm"),
            Ok((algorithm, odd)) => {
                if !algorithm.is_for_new_signatures() {
                    report.add("signatureAlgorithm", algorithm, "SHA-2");
                }
                if odd.unwanted_parameters || odd.null_missing {
                    report.add("signatureAlgorithm", "wrong parameters", "as RFC 4055 and RFC 5758 want them");
                }
            }
        }
    },
};

static VALIDITY: Rule = Rule {
    id: "S5280-05",
    version: 1,
    title: "times in their one form, the beginning before the end",
    clause: "RFC 5280 4.1.2.5",
    severity: Severity::Error,
    pkd: None,
    applies: always,
    check: |s, report| {
        for (place, instant) in [("notBefore", &s.certificate.not_before), ("notAfter", &s.certificate.not_after)] {
            let late = instant.time().is_ok_and(|t| t.calendar().year() >= 2050);
            if !instant.is_plain() || instant.is_generalized() != late {
                report.add(
                    place,
                    String::from_utf8_lossy(instant.element.content),
                    "UTCTime through 2049, then GeneralizedTime",
                );
            }
        }
        if let (Ok(from), Ok(to)) = (s.certificate.not_before.time(), s.certificate.not_after.time())
            && from >= to
        {
            report.add("validity", format!("{from} to {to}"), "a beginning before the end");
        }
    },
};

static EXTENSIONS: Rule = Rule {
    id: "S5280-06",
    version: 1,
    title: "no extension twice, no unknown critical one",
    clause: "RFC 5280 4.2",
    severity: Severity::Error,
    pkd: None,
    applies: always,
    check: |s, report| {
        for (index, extension) in s.certificate.extensions.iter().enumerate() {
            if s.certificate.extensions.iter().take(index).any(|e| e.oid == extension.oid) {
                report.add("extensions", format!("{} twice", oid_text(extension.oid)), "each at most once");
            }
            if extension.is_critical() && !super::path::is_understood(extension.oid) {
                report.add("extensions", format!("{} is critical", oid_text(extension.oid)), "known, or not critical");
            }
        }
    },
};

static CA: Rule = Rule {
    id: "S5280-07",
    version: 1,
    title: "a CA says so: cA, keyCertSign and cRLSign, both critical",
    clause: "RFC 5280 4.2.1.3, 4.2.1.9",
    severity: Severity::Error,
    pkd: None,
    applies: |s| s.role == super::lint::Role::ServiceCa,
    check: |s, report| {
        match s.certificate.read::<BasicConstraints<'_>>() {
            Some(Ok(constraints)) if constraints.is_ca() => {}
            _ => report.add("basicConstraints", "no cA", "cA TRUE"),
        }
        wanted_usage(s, report, &[KeyUsageBit::KeyCertSign, KeyUsageBit::CrlSign]);
        wanted_critical(s, report, oid::BASIC_CONSTRAINTS, "basicConstraints");
    },
};

static ENTITY: Rule = Rule {
    id: "S5280-08",
    version: 1,
    title: "an end entity signs data, never certificates",
    clause: "RFC 5280 4.2.1.3, 4.2.1.9",
    severity: Severity::Error,
    pkd: None,
    applies: |s| s.role == super::lint::Role::ServiceEntity,
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

static IDENTIFIERS: Rule = Rule {
    id: "S5280-09",
    version: 1,
    title: "the authority key identifier is the issuer's subject key identifier",
    clause: "RFC 5280 4.2.1.1, 4.2.1.2",
    severity: Severity::Error,
    pkd: None,
    applies: always,
    check: |s, report| {
        let Some(authority) = s.certificate.authority_key_identifier() else {
            return report.add("authorityKeyIdentifier", "absent", "the issuer's key identifier");
        };
        if s.certificate.subject_key_identifier().is_none() {
            report.add("subjectKeyIdentifier", "absent", "present");
        }
        if let Some(wanted) = s.issuer.and_then(|i| i.subject_key_identifier())
            && wanted != authority
        {
            report.add(
                "authorityKeyIdentifier",
                hex::encode(authority),
                format!("the issuer's, {}", hex::encode(wanted)),
            );
        }
    },
};

static CURVE: Rule = Rule {
    id: "S5280-10",
    version: 1,
    title: "EC keys name their curve, so that stock tools verify",
    clause: "RFC 5480 2.1.1",
    severity: Severity::Error,
    pkd: None,
    applies: always,
    check: |s, report| match s.key().map(|k| k.kind()) {
        Err(error) => report.add("subjectPublicKeyInfo", error, "a usable key"),
        Ok(KeyKind::Ec { form: EcParametersForm::Explicit(_), .. }) => {
            report.add("subjectPublicKeyInfo", "explicit EC parameters", "a named curve");
        }
        Ok(_) => {}
    },
};

static CRL_FORM: CrlRule = CrlRule {
    id: "S5280-20",
    version: 1,
    title: "a CRL of version 2 with number, key identifier and both times",
    clause: "RFC 5280 5.1, 5.2",
    severity: Severity::Error,
    pkd: None,
    applies: |_| true,
    check: |s, report| {
        if s.crl.version() != 2 {
            report.add("version", s.crl.version(), "2");
        }
        if s.crl.inner_algorithm.element.full != s.crl.outer_algorithm.element.full {
            report.add("signatureAlgorithm", "differs from the inner one", "equal bytes");
        }
        let next = s.crl.next_update.and_then(|i| i.time().ok());
        match (s.crl.this_update.time(), next) {
            (Ok(this), Some(next)) if this < next => {}
            _ => report.add("nextUpdate", "absent, unreadable or not after thisUpdate", "after thisUpdate"),
        }
        if s.crl.revoked_element.is_some_and(|e| e.content.is_empty()) {
            report.add("revokedCertificates", "empty", "absent");
        }
        match s.crl.read::<super::extension::CrlNumber<'_>>() {
            Some(Ok(number)) if number.magnitude().is_ok() => {}
            _ => report.add("cRLNumber", "absent or unreadable", "a number"),
        }
        let wanted = s.issuer.and_then(|i| i.subject_key_identifier());
        if s.crl.authority_key_identifier().is_none_or(|found| wanted.is_some_and(|w| w != found)) {
            report.add("authorityKeyIdentifier", "absent or another key's", "the issuer's key identifier");
        }
    },
};

fn wanted_usage(s: &Subject<'_>, report: &mut Report, bits: &[KeyUsageBit]) {
    match s.certificate.read::<KeyUsage>() {
        Some(Ok(usage)) if usage.is_exactly(bits) => {}
        Some(Ok(usage)) => report.add("keyUsage", usage, KeyUsage::of(bits).to_string()),
        _ => report.add("keyUsage", "absent or unreadable", KeyUsage::of(bits).to_string()),
    }
    wanted_critical(s, report, oid::KEY_USAGE, "keyUsage");
}

fn wanted_critical(s: &Subject<'_>, report: &mut Report, oid: &[u8], place: &'static str) {
    if s.certificate.extensions.find(oid).is_some_and(|e| !e.is_critical()) {
        report.add(place, "not critical", "critical");
    }
}
