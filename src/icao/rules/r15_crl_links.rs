//! R15: when a CSCA certificate is revoked, so are the links of its key.

use crate::pki::certificate::Certificate;
use crate::pki::lint::{CrlRule, Edition, Role, Severity};

/// Looked for among the certificates of the CSCA that the caller gives: its newest one and those beside it. The links
/// of a key are those that lead to it and those that it signed.
pub static R15: CrlRule = CrlRule {
    id: "R15",
    version: 1,
    title: "when a CSCA certificate is revoked, so are the links of its key",
    clause: "Doc 9303-12 4.1.5.1",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "link 08: not revoked, though a root of its key is",
    applies: |s| !s.family.is_empty(),
    check: |s, report| {
        let all: Vec<&Certificate<'_>> = s.issuer.into_iter().chain(s.family).collect();
        let is_revoked = |c: &Certificate<'_>| {
            s.crl.entries().flatten().any(|entry| entry.serial_element.content == c.serial())
                && c.issuer.same_country(&s.crl.issuer)
        };
        let (links, roots): (Vec<&Certificate<'_>>, Vec<&Certificate<'_>>) =
            all.into_iter().partition(|c| Role::infer(c) == Role::CscaLink);
        let roots: Vec<&Certificate<'_>> = roots.into_iter().filter(|root| is_revoked(root)).collect();
        for link in links.into_iter().filter(|link| !is_revoked(link)) {
            let identifier = link.authority_key_identifier();
            let signed = |root: &Certificate<'_>| identifier.is_some() && identifier == root.subject_key_identifier();
            if roots.iter().any(|root| root.spki.full == link.spki.full || signed(root)) {
                let place = format!("link {}", hex::encode(link.serial()));
                report.add(place, "not revoked, though a root of its key is", "revoked with the root");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    const DATE: &str = "2026-10-31T00:00:00Z";

    fn listing(serials: &[u64]) -> usize {
        let entries: Vec<(u64, &str, &[Vec<u8>])> = serials.iter().map(|serial| (*serial, DATE, &[][..])).collect();
        let list = crl().with(|v| v.revoked = revoked(&entries));
        found_in_family("R15", &list, &[old_csca(), link()]).len()
    }

    #[test]
    fn a_link_is_revoked_with_either_root_of_its_key() {
        let (new, old, link) = (0x0102_0304_0506_0708, 7, 8);
        assert_eq!([listing(&[9]), listing(&[9, link])], [0, 0], "no root is revoked");
        assert_eq!([listing(&[new]), listing(&[old]), listing(&[new, old])], [1, 1, 1]);
        assert_eq!([listing(&[new, link]), listing(&[old, link])], [0, 0]);
    }

    #[test]
    fn where_no_certificate_is_at_hand_nothing_is_said() {
        let list = crl().with(|v| v.revoked = revoked(&[(0x0102_0304_0506_0708, DATE, &[])]));
        assert!(found_in_crl("R15", &list).is_empty());
    }
}
