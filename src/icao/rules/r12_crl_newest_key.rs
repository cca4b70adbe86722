//! R12: a CRL is signed by the newest key and keeps what the list before it revoked.

use std::cmp::Ordering;

use super::r10_crl_entries_bare::MOST;
use crate::pki::crl::Crl;
use crate::pki::lint::{CrlRule, Edition, Severity};

/// The caller checks the signature by the newest key. After a change of name the CRL's issuer
/// may differ from the certificate's subject in all but the country.
pub static R12: CrlRule = CrlRule {
    id: "R12",
    version: 1,
    title: "a CRL is signed by the newest key and keeps what the list before it revoked",
    clause: "Doc 9303-12 4.1.4.3, 4.1.5",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "entry 0a: no longer there",
    applies: |_| true,
    check: |s, report| {
        if s.signature_good == Some(false) {
            report.add("signature", "not by the newest key", "a signature by the newest CSCA key");
        }
        if let Some(issuer) = s.issuer
            && !issuer.subject.same_country(&s.crl.issuer)
        {
            report.add("issuer", s.crl.issuer, "the country of the CSCA");
        }
        let Some(previous) = s.previous else { return };
        let (mut now, before) = (listed(s.crl), listed(previous));
        now.sort_unstable_by(order);
        // Both are nearly always in order: they are walked side by side, and what is not is looked up.
        let mut next = 0;
        let is_gone = |serial: &&&[u8]| {
            while now.get(next).is_some_and(|one| order(one, serial).is_lt()) {
                next += 1;
            }
            now.get(next) != Some(*serial) && now.binary_search_by(|one| order(one, serial)).is_err()
        };
        for gone in before.iter().filter(is_gone).take(MOST) {
            let wanted = "every entry kept, until its certificate has expired";
            report.add_as(Severity::Warning, format!("entry {}", hex::encode(gone)), "no longer there", wanted);
        }
    },
};

/// The serial numbers on a list.
fn listed<'a>(crl: &Crl<'a>) -> Vec<&'a [u8]> {
    crl.entries().flatten().map(|entry| entry.serial_element.content).collect()
}

/// The order of lists that are in order: that of numbers.
fn order(a: &&[u8], b: &&[u8]) -> Ordering {
    (a.len(), *a).cmp(&(b.len(), *b))
}

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn a_signature_by_another_key_is_found() {
        assert!(found_in_crl("R12", &crl()).is_empty());
        assert!(found_in_crl("R12", &crl().with(|v| v.signature_good = Some(true))).is_empty());
        assert_eq!(found_in_crl("R12", &crl().with(|v| v.signature_good = Some(false))).len(), 1);
    }

    #[test]
    fn an_entry_that_is_gone_is_a_warning() {
        let both = crl().with(|v| v.revoked = revoked(&[(9, NOW, &[]), (10, NOW, &[])]));
        assert!(found_in_series("R12", &both, Some(&crl())).is_empty());
        let findings = found_in_series("R12", &crl(), Some(&both));
        assert_eq!((findings.len(), findings[0].place.as_ref()), (1, "entry 0a"));
        assert_eq!(findings[0].severity, crate::pki::lint::Severity::Warning);
    }

    #[test]
    fn what_is_gone_is_found_whatever_the_order_of_either_list() {
        let list = |serials: &[u64]| {
            let entries: Vec<(u64, &str, &[Vec<u8>])> = serials.iter().map(|serial| (*serial, NOW, &[][..])).collect();
            crl().with(|v| v.revoked = revoked(&entries))
        };
        let gone = |now: &[u64], before: &[u64]| {
            let found = found_in_series("R12", &list(now), Some(&list(before)));
            found.iter().map(|f| f.place.to_string()).collect::<Vec<_>>()
        };
        let none: [&str; 0] = [];
        assert_eq!(gone(&[1, 2, 3, 300], &[1, 300]), none);
        assert_eq!(gone(&[300, 1, 3, 2], &[3, 300, 1, 2]), none);
        assert_eq!(gone(&[300, 1, 2], &[3, 300, 1, 2, 4]), ["entry 03", "entry 04"]);
        assert_eq!(gone(&[2, 300], &[1, 2, 300, 301]), ["entry 01", "entry 012d"]);
    }

    #[test]
    fn another_country_is_found() {
        let other = name(&[rdn(crate::pki::oid::COUNTRY, crate::asn1::Tag::PRINTABLE_STRING, "US")]);
        assert_eq!(found_in_crl("R12", &crl().with(|v| v.issuer = other)).len(), 1);
    }
}
