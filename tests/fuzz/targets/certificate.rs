//! A certificate: read, shown, judged by rules and as a path.

use chancery::pki::certificate::Certificate;
use chancery::pki::issue::{is_marked, unmarked};
use chancery::pki::lint::{Role, Subject};
use chancery::pki::path::{Anchor, Anchors, document, service};
use chancery::pki::service_rules::SERVICE_RULES;
use chancery::pki::text::CertificateText;

pub fn run(bytes: &[u8]) {
    let Ok(certificate) = Certificate::parse(bytes) else { return };
    assert_eq!(certificate.der().len() + certificate.trailing.len(), bytes.len());
    let time = super::time();
    let subject = Subject::in_role(&certificate, Role::infer(&certificate), time);
    assert!(SERVICE_RULES.lint(&subject).checked > 0);
    assert_eq!(unmarked(&certificate).is_some(), is_marked(&certificate));
    super::is_harmless(&CertificateText(&certificate).to_string());
    assert!(document::verify(&certificate, &Anchors::default(), &[], time).is_err());
    if let Ok(anchor) = Anchor::of(certificate.clone()) {
        let anchors = Anchors::new(vec![anchor]);
        let between = [certificate.clone()];
        let _ = service::verify(&certificate, &between, &anchors, &[], None, time);
        let _ = document::verify(&certificate, &anchors, &[], time);
    }
}
