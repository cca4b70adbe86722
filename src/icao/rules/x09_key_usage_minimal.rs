//! X09: keyUsage has no trailing zero bits.

use crate::pki::extension::KeyUsage;
use crate::pki::lint::{Edition, Rule, Severity, always};
use crate::pki::oid;

/// KeyUsage has no trailing zero bits.
pub static X09: Rule = Rule {
    id: "X09",
    version: 1,
    title: "keyUsage has no trailing zero bits",
    clause: "X.690 11.2.2",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "keyUsage: 03020006",
    applies: always,
    check: |s, report| {
        if let Some(Ok(usage)) = s.certificate.read::<KeyUsage>()
            && !usage.minimal
        {
            let octets = s.certificate.extensions.find(oid::KEY_USAGE).map_or(&[][..], |e| e.value.content);
            report.add("keyUsage", hex::encode(octets), "a named bit list without trailing zero bits");
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn trailing_zero_bits_and_octets_are_found() {
        assert!(found("X09", &csca()).is_empty());
        let usage = |unused, octets: &[u8]| shown("X09", &csca().put(oid::KEY_USAGE, true, &key_usage(unused, octets)));
        assert_eq!(usage(0, &[6]), ["keyUsage: 03020006"]);
        assert_eq!(usage(0, &[6, 0]).len(), 1);
    }
}
