//! R14: nothing is revoked after the CRL was made.

use super::names::Text;
use super::r10_crl_entries_bare::MOST;
use crate::pki::crl::Entry;
use crate::pki::lint::{CrlRule, Edition, Severity};

/// Nothing is revoked after the CRL was made.
pub static R14: CrlRule = CrlRule {
    id: "R14",
    version: 1,
    title: "nothing is revoked after the CRL was made",
    clause: "RFC 5280 5.3",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "entry 09: 261102000000Z",
    applies: |_| true,
    check: |s, report| {
        let Ok(made) = s.crl.this_update.time() else { return };
        // Written in the same form, this century's times stand in the order of their digits: nearly none has to be read.
        let this = s.crl.this_update.element;
        let digits_tell = this.content.first().is_some_and(|first| (b'0'..b'5').contains(first));
        let is_before = |e: &Entry<'_>| {
            let when = e.revocation_date.element;
            let alike = when.tag == this.tag && when.content.len() == this.content.len();
            digits_tell && alike && when.content <= this.content
        };
        let late = s.crl.entries().flatten().filter(|e| !is_before(e));
        let late = late.filter(|e| e.revocation_date.time().is_ok_and(|d| d > made));
        for entry in late.take(MOST) {
            let place = format!("entry {}", hex::encode(entry.serial_element.content));
            report.add(place, Text(entry.revocation_date.element.content), format!("not after {made}"));
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn a_date_after_this_update_is_found() {
        let at = |date| found_in_crl("R14", &crl().with(|v| v.revoked = revoked(&[(9, date, &[])]))).len();
        assert!(found_in_crl("R14", &crl()).is_empty());
        assert_eq!([at("2026-11-01T00:00:00Z"), at("2026-11-01T00:00:01Z")], [0, 1]);
    }
}
