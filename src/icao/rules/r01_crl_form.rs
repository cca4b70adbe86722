//! R01: the CRL is v2 and DER, with the same algorithm inside and outside.

use super::c01_strict_der::note;
use super::r10_crl_entries_bare::MOST;
use crate::asn1::{Asn1Error, oid_text, strict_der};
use crate::pki::crl::{Crl, Entry};
use crate::pki::extension::extension_name;
use crate::pki::instant::Instant;
use crate::pki::lint::{CrlRule, Edition, Report, Severity};
use crate::pki::oid;
use crate::signer::Hash;

/// The CRL is v2 and DER, with the same algorithm inside and outside. With it what holds of every signed object: SHA-2,
/// each extension once, none critical that nobody knows, no default value, times as short as they can be.
pub static R01: CrlRule = CrlRule {
    id: "R01",
    version: 2,
    title: "the CRL is v2 and DER, with the same algorithm inside and outside",
    clause: "Doc 9303-12 table 9",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "version: v1",
    applies: |_| true,
    check: |s, report| {
        let (crl, algorithms) = (s.crl, [s.crl.inner_algorithm, s.crl.outer_algorithm]);
        if crl.version() != 2 {
            report.add_coded("ERR:CRL.VER.13", "version", format_args!("v{}", crl.version()), "v2");
        }
        if algorithms[0].element.full != algorithms[1].element.full {
            let [inner, outer] = algorithms.map(|a| oid_text(a.oid));
            let found = format_args!("{inner} inside, {outer} outside");
            report.add("signature", found, "the same AlgorithmIdentifier inside and outside");
        }
        if !crl.trailing.is_empty() {
            let found = format_args!("{} octets after the end", crl.trailing.len());
            report.add("crl", found, "nothing after the CRL");
        }
        match strict_der(crl.der(), crl.element.offset) {
            Ok(defects) => defects.iter().for_each(|d| note(report, "crl", d)),
            Err(error) => report.add("crl", error, "DER"),
        }
        let (odd, unreadable) = entries(crl);
        if let Some(error) = unreadable.as_ref().or(crl.extensions.defect.as_ref()) {
            report.add("crl", error, "readable entries and extensions");
        }
        if let Ok(algorithm) = crl.outer_algorithm.algorithm()
            && algorithm.hash() == Some(Hash::Sha1)
        {
            report.add_as(Severity::Legacy, "signatureAlgorithm", algorithm, "a hash of the SHA-2 family");
        }
        extensions(crl, report);
        for entry in odd {
            let place = format!("entry {}", hex::encode(entry.serial_element.content));
            report.add(place, "its time in another form", "UTCTime before 2050, GeneralizedTime from then on");
        }
    },
};

/// Extensions that rules of their own look at.
const KNOWN: [&[u8]; 6] = [
    oid::AUTHORITY_KEY_IDENTIFIER,
    oid::CRL_NUMBER,
    oid::ISSUER_ALT_NAME,
    oid::DELTA_CRL_INDICATOR,
    oid::ISSUING_DISTRIBUTION_POINT,
    oid::FRESHEST_CRL,
];

fn extensions(crl: &Crl<'_>, report: &mut Report) {
    for (index, extension) in crl.extensions.iter().enumerate() {
        if crl.extensions.iter().take(index.min(64)).any(|e| e.oid == extension.oid) {
            report.add("crlExtensions", oid_text(extension.oid), "each extension once");
        }
        if extension.critical_element.is_some_and(|c| c.content == [0]) {
            let place = extension_name(extension.oid).unwrap_or("an extension");
            report.add(place, "critical FALSE written", "nothing, since FALSE is the default");
        }
        if extension.is_critical() && !KNOWN.contains(&extension.oid) {
            let found = format_args!("{} is critical", oid_text(extension.oid));
            report.add("crlExtensions", found, "not critical");
        }
    }
}

/// The first entries whose time is in another form than it may have, and why the walk over all of them ended early.
fn entries<'a>(crl: &Crl<'a>) -> (Vec<Entry<'a>>, Option<Asn1Error>) {
    let mut odd = Vec::new();
    for entry in crl.entries() {
        match entry {
            Ok(entry) if odd.len() < MOST && !is_short(&entry.revocation_date) => odd.push(entry),
            Ok(_) => {}
            Err(error) => return (odd, Some(error)),
        }
    }
    (odd, None)
}

/// Whether a time is in the one form it may have.
fn is_short(instant: &Instant<'_>) -> bool {
    let is_late = || instant.time().is_ok_and(|time| time.calendar().year() >= 2050);
    instant.is_plain() && (!instant.is_generalized() || is_late())
}

#[cfg(test)]
mod tests {
    use crate::asn1;
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;
    use crate::signer::{Algorithm, Hash};

    fn shown(vector: &CrlVector) -> Vec<String> {
        found_in_crl("R01", vector).iter().map(|f| format!("{}: {}", f.place, f.found)).collect()
    }

    #[test]
    fn the_good_list_is_clean_and_each_defect_is_found() {
        let one = |change: fn(&mut CrlVector)| {
            let findings = found_in_crl("R01", &crl().with(change));
            assert_eq!(findings.len(), 1, "{findings:?}");
            findings[0].place.clone()
        };
        assert!(found_in_crl("R01", &crl()).is_empty());
        assert_eq!(one(|v| v.version = Vec::new()), "version");
        assert_eq!(one(|v| v.outer = Algorithm::Ecdsa(Hash::Sha256).identifier()), "signature");
        assert_eq!(one(|v| v.trailing = vec![0]), "crl");
        assert_eq!(one(|v| v.version = vec![2, 0x81, 1, 1]), "crl");
        assert_eq!(one(|v| v.revoked = asn1::sequence(&[asn1::integer(9)])), "crl");
        let sha1 = Algorithm::Ecdsa(Hash::Sha1).identifier();
        let old = crl().with(|v| (v.inner, v.outer) = (sha1.clone(), sha1.clone()));
        assert_eq!(shown(&old), ["signatureAlgorithm: ecdsa-sha1"]);
    }

    #[test]
    fn extensions_that_stand_twice_or_are_critical_and_unknown_are_found() {
        let with = |oid: &[u8], critical| shown(&crl().put(oid, critical, &[5, 0]));
        assert_eq!(with(&[0x2a, 3, 4], true), ["crlExtensions: 1.2.3.4 is critical"]);
        assert!(with(&[0x2a, 3, 4], false).is_empty() && with(oid::DELTA_CRL_INDICATOR, true).is_empty());
        let twice = crl().with(|v| v.extensions.push(v.extensions[0].clone()));
        assert_eq!(shown(&twice), ["crlExtensions: 2.5.29.35"]);
    }

    #[test]
    fn an_entry_whose_time_is_in_another_form_is_found() {
        let entry = |tag, text: &[u8]| {
            let entry = asn1::sequence(&[asn1::integer(9), asn1::tlv(tag, text)]);
            found_in_crl("R01", &crl().with(|v| v.revoked = asn1::sequence(&[entry]))).len()
        };
        use asn1::Tag;
        assert_eq!(entry(Tag::UTC_TIME, b"240101000000Z"), 0);
        assert_eq!(entry(Tag::GENERALIZED_TIME, b"20240101000000Z"), 1);
        assert_eq!(entry(Tag::UTC_TIME, b"2401010000Z"), 1);
        assert_eq!(entry(Tag::GENERALIZED_TIME, b"20510101000000Z"), 0);
    }
}
