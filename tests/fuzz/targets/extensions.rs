//! A list of extensions, each read as every type there is.

use chancery::asn1::{Reader, Tag};
use chancery::pki::extension::*;

pub fn run(bytes: &[u8]) {
    let Ok(element) = Reader::new(bytes).next(Tag::SEQUENCE, "extensions") else { return };
    let extensions = Extensions::read_untagged(&element);
    assert!(extensions.len() <= 128);
    for extension in extensions.iter() {
        let _ = AuthorityKeyIdentifier::read(extension);
        let _ = SubjectKeyIdentifier::read(extension);
        let _ = CrlNumber::read(extension);
        let _ = KeyUsage::read(extension).map(|usage| usage.to_string());
        let _ = ExtendedKeyUsage::read(extension);
        let _ = SubjectAltName::read(extension).map(|names| names.0.iter().count());
        let _ = IssuerAltName::read(extension).map(|names| names.0.directories().count());
        let _ = BasicConstraints::read(extension);
        let _ = CrlDistributionPoints::read(extension);
        let _ = CertificatePolicies::read(extension);
        let _ = PolicyMappings::read(extension);
        let _ = PolicyConstraints::read(extension);
        let _ = InhibitAnyPolicy::read(extension);
        let _ = PrivateKeyUsagePeriod::read(extension);
        let _ = DocumentTypeList::read(extension);
        let _ = NameChange::read(extension);
        if let Ok(constraints) = NameConstraints::read(extension) {
            assert!(constraints.permitted().chain(constraints.excluded()).all(|base| base.is_ok()));
        }
    }
}
