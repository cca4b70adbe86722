//! C29: no extension stands twice.

use crate::asn1::oid_text;
use crate::pki::lint::{Edition, Rule, Severity, always};

/// Looked for among the first 64 extensions.
pub static C29: Rule = Rule {
    id: "C29",
    version: 1,
    title: "no extension stands twice",
    clause: "RFC 5280 4.2",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "extensions: 2.5.29.35",
    applies: always,
    check: |s, report| {
        let extensions = &s.certificate.extensions;
        for (index, extension) in extensions.iter().enumerate() {
            if extensions.iter().take(index.min(64)).any(|e| e.oid == extension.oid) {
                report.add("extensions", oid_text(extension.oid), "each extension once");
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn an_extension_that_stands_twice_is_found_once() {
        assert!(found("C29", &csca()).is_empty());
        let twice = csca().with(|v| v.extensions.push(v.extensions[0].clone()));
        assert_eq!(shown("C29", &twice), ["extensions: 2.5.29.35"]);
    }
}
