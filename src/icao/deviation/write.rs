//! A draft as the DER of a `DeviationList` (Doc 9303-12 10.2, IMPLICIT TAGS).

use super::draft::{DeviationDraft, Drafted, DraftedDescription, DraftedSigner};
use crate::asn1::{self, Tag};

/// The octets that are to be signed: sets in DER order, each element as short as it can be.
pub(super) fn write(draft: &DeviationDraft) -> Vec<u8> {
    let algorithm = draft.hash.map(|hash| asn1::sequence(&[asn1::oid(hash.oid())])).unwrap_or_default();
    let mut deviations: Vec<Vec<u8>> = draft.deviations.iter().map(deviation).collect();
    deviations.sort_unstable();
    deviations.dedup();
    asn1::sequence(&[asn1::integer(0), algorithm, asn1::set_of(&deviations)])
}

fn deviation(drafted: &Drafted) -> Vec<u8> {
    let mut descriptions: Vec<Vec<u8>> = drafted.descriptions.iter().map(description).collect();
    descriptions.sort_unstable();
    descriptions.dedup();
    asn1::sequence(&[documents(drafted), asn1::set_of(&descriptions)])
}

fn documents(drafted: &Drafted) -> Vec<u8> {
    let document_type = drafted.document_type.map(|letters| asn1::context_primitive(0, &letters));
    let signer = drafted.signer.as_ref().map(|signer| match signer {
        DraftedSigner::IssuerAndSerial { issuer, serial } => {
            asn1::context(1, &[issuer.clone(), asn1::tlv(Tag::INTEGER, serial)].concat())
        }
        DraftedSigner::KeyIdentifier(octets) => asn1::context_primitive(2, octets),
        DraftedSigner::CertificateDigest(octets) => asn1::context_primitive(3, octets),
    });
    let issued = drafted
        .issued
        .map(|(first, last)| asn1::context(4, &[asn1::generalized_time(first), asn1::generalized_time(last)].concat()));
    let numbers = drafted.numbers.as_ref().map(|numbers| {
        let mut elements: Vec<Vec<u8>> = numbers.iter().map(|number| asn1::printable_string(number)).collect();
        elements.sort_unstable();
        asn1::context(5, &elements.concat())
    });
    let parts = [document_type, signer, issued, numbers];
    asn1::sequence(&parts.map(Option::unwrap_or_default))
}

/// A tag around ANY cannot take the place of its own: `[0]` and `[1]` stand around theirs.
fn description(drafted: &DraftedDescription) -> Vec<u8> {
    let text = drafted.text.as_deref().map(asn1::printable_string).unwrap_or_default();
    let parameter = drafted.parameter.map(|number| asn1::context(0, &asn1::integer(number))).unwrap_or_default();
    let national = drafted.national_use.as_deref().map(|text| asn1::context(1, &asn1::utf8_string(text)));
    asn1::sequence(&[text, asn1::oid(&drafted.oid), parameter, national.unwrap_or_default()])
}
