//! The mark of a rehearsal: a critical extension that no verifier knows, ours refuses by
//! name, and that the linter looks past when the station itself is rehearsing.

use crate::asn1::{self, Reader, Tag};
use crate::pki::certificate::Certificate;
use crate::pki::oid;

/// The word in the names of a rehearsal's certificates, before the name proper.
pub(super) const WORD: &str = "REHEARSAL";

/// The mark as an encoded extension.
pub(super) fn mark() -> Vec<u8> {
    let value = asn1::utf8_string("rehearsal, not for use");
    asn1::sequence(&[asn1::oid(oid::REHEARSAL), asn1::boolean(true), asn1::octet_string(&value)])
}

/// Whether a certificate carries the mark, critical or not.
pub fn is_marked(certificate: &Certificate<'_>) -> bool {
    certificate.extensions.find(oid::REHEARSAL).is_some()
}

/// The same certificate without the mark, its signature as it was (and so no longer
/// good): what rules are run over in a rehearsal, since the mark breaks some on purpose.
/// `None` if there is no mark.
pub fn unmarked(certificate: &Certificate<'_>) -> Option<Vec<u8>> {
    let mark = certificate.extensions.find(oid::REHEARSAL)?.element;
    let kept: Vec<&[u8]> = certificate.extensions.iter().map(|e| e.element.full).filter(|e| *e != mark.full).collect();
    let list = asn1::context(3, &asn1::sequence(&kept));
    let mut fields: Vec<&[u8]> = Vec::new();
    let mut reader: Reader<'_> = certificate.tbs.reader();
    while let Ok(field) = reader.any("a field") {
        fields.push(if field.tag == Tag::context(3) { &list } else { field.full });
    }
    let tbs = asn1::sequence(&fields);
    Some(asn1::sequence(&[&tbs, certificate.outer_algorithm.element.full, certificate.signature_element.full]))
}
