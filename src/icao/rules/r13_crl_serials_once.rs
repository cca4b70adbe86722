//! R13: a CRL lists each serial number once.

use super::r10_crl_entries_bare::MOST;
use crate::pki::lint::{CrlRule, Edition, Severity};

/// That each entry was issued by this CSCA cannot be seen from the list.
pub static R13: CrlRule = CrlRule {
    id: "R13",
    version: 1,
    title: "a CRL lists each serial number once",
    clause: "Doc 9303-12 4.1.5",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "entry 09: listed again",
    applies: |_| true,
    check: |s, report| {
        let mut serials: Vec<&[u8]> = s.crl.entries().flatten().map(|e| e.serial_element.content).collect();
        if serials.is_sorted_by(|a, b| (a.len(), a) < (b.len(), b)) {
            return;
        }
        serials.sort_unstable();
        let again = serials.windows(2).filter(|pair| matches!(pair, [a, b] if a == b));
        for pair in again.take(MOST) {
            if let [a, _] = pair {
                report.add(format!("entry {}", hex::encode(a)), "listed again", "each serial number once");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn a_serial_number_that_stands_twice_is_found() {
        assert!(found_in_crl("R13", &crl()).is_empty());
        let twice = crl().with(|v| v.revoked = revoked(&[(9, NOW, &[]), (8, NOW, &[]), (9, NOW, &[])]));
        assert_eq!(found_in_crl("R13", &twice)[0].place, "entry 09");
    }
}
