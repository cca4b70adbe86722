//! K11: a subjectKeyIdentifier stands for one key.

use super::c06_serial_once::groups;
use crate::pki::lint::{Edition, SetRule, Severity};

/// A path builder has to try every key of an identifier.
pub static K11: SetRule = SetRule {
    id: "K11",
    version: 1,
    title: "a subjectKeyIdentifier stands for one key",
    clause: "RFC 5280 4.2.1.2",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "CN=CSCA Utopia,C=UT 2a3363f0059f2dab4c51d1052acb0fb631d890c8: 2 keys",
    check: |s, report| {
        for group in groups(s.members, |m| m.certificate.subject_key_identifier()) {
            let mut keys: Vec<_> = group.iter().filter_map(|m| m.key_identity).collect();
            keys.sort_unstable();
            keys.dedup();
            if let Some(first) = group.first().filter(|_| keys.len() > 1) {
                let identifier = first.certificate.subject_key_identifier().unwrap_or_default();
                let place = format!("{} {}", first.certificate.subject, hex::encode(identifier));
                report.add(place, format_args!("{} keys", keys.len()), "one key for one identifier");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::signer::Curve;

    #[test]
    fn one_identifier_for_two_keys_is_found() {
        assert!(found_in_set("K11", &[old_csca(), csca(), link()]).is_empty());
        let identifier = crate::asn1::octet_string(&key_id(Curve::P384));
        let wrong = old_csca().put(crate::pki::oid::SUBJECT_KEY_IDENTIFIER, false, &identifier);
        assert_eq!(found_in_set("K11", &[wrong, csca(), link()])[0].found, "2 keys");
    }
}
