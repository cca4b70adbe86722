//! A CRL: read, shown, judged by rules, looked through.

use chancery::pki::crl::Crl;
use chancery::pki::lint::CrlSubject;
use chancery::pki::path::{Anchors, VerifiedCrl};
use chancery::pki::service_rules::SERVICE_RULES;
use chancery::pki::text::CrlText;

pub fn run(bytes: &[u8]) {
    let Ok(crl) = Crl::parse(bytes) else { return };
    assert_eq!(crl.der().len() + crl.trailing.len(), bytes.len());
    assert!(SERVICE_RULES.lint_crl(&CrlSubject::found(&crl, super::time())).checked > 0);
    super::is_harmless(&CrlText { crl: &crl, entries: 20 }.to_string());
    let last = crl.entries().filter_map(Result::ok).last();
    if let (Some(last), Ok(found)) = (last, crl.find(&[])) {
        assert!(found.is_none_or(|entry| entry.serial_element.content.is_empty()), "{:?}", last.element.offset);
    }
    assert!(VerifiedCrl::verify(crl, &Anchors::default()).is_err());
}
