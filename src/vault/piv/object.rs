//! The data objects of a PIV card (SP 800-73-4 part 1, appendix A), read.

use super::error::PivError;
use super::slot::Slot;
use crate::asn1::{Asn1Error, Reader, Tag};
use crate::signer::PublicKey;

/// The command that fetches them, for messages.
pub(super) const GET_DATA: &str = "GET DATA";

/// What wraps every object.
const OBJECT: Tag = Tag(0x53);
/// The certificate inside its object.
const CERTIFICATE: Tag = Tag(0x70);
/// How the certificate is stored.
const CERTIFICATE_INFORMATION: Tag = Tag(0x71);
/// The card's GUID inside the CHUID.
const GUID: Tag = Tag(0x34);
/// The bit that says gzip.
const COMPRESSED: u8 = 0x01;

fn unreadable(source: Asn1Error) -> PivError {
    PivError::Unreadable { command: GET_DATA, source }
}

/// The content of an object; nothing follows it.
fn content(answer: &[u8]) -> Result<Reader<'_>, PivError> {
    let mut reader = Reader::new(answer);
    let object = reader.next(OBJECT, "a data object").map_err(unreadable)?;
    reader.finish("the data object").map_err(unreadable)?;
    Ok(object.reader())
}

/// The certificate in the object of a slot, DER; `None` where the object is empty.
///
/// Errors: `PIV-9` where it is compressed.
pub(super) fn certificate(answer: &[u8], slot: Slot) -> Result<Option<Vec<u8>>, PivError> {
    let mut parts = content(answer)?;
    let (mut found, mut compressed) = (None, false);
    while !parts.is_at_end() {
        let part = parts.any("a part of the certificate object").map_err(unreadable)?;
        match part.tag {
            CERTIFICATE if found.is_none() => found = Some(part.content),
            CERTIFICATE => {
                return Err(PivError::Malformed { command: GET_DATA, what: "two certificates in one object" });
            }
            CERTIFICATE_INFORMATION => compressed |= part.content.iter().any(|octet| octet & COMPRESSED != 0),
            _ => {}
        }
    }
    match found.filter(|der| !der.is_empty()) {
        None => Ok(None),
        Some(_) if compressed => Err(PivError::Compressed { slot }),
        Some(der) => {
            key_of(der, slot)?;
            Ok(Some(der.to_vec()))
        }
    }
}

/// The public key in a certificate. Nothing here judges the certificate.
pub(super) fn public_key(certificate: &[u8], slot: Slot) -> Result<PublicKey, PivError> {
    Ok(PublicKey::from_spki(key_of(certificate, slot)?)?)
}

/// The `SubjectPublicKeyInfo` of a certificate that is one DER sequence and nothing more.
fn key_of(certificate: &[u8], slot: Slot) -> Result<&[u8], PivError> {
    let read = || -> Result<&[u8], Asn1Error> {
        let mut reader = Reader::new(certificate);
        let mut outer = reader.next(Tag::SEQUENCE, "a certificate")?.reader();
        reader.finish("the certificate")?;
        let mut tbs = outer.next(Tag::SEQUENCE, "the tbsCertificate")?.reader();
        tbs.optional(Tag::context(0), "the version")?;
        tbs.next(Tag::INTEGER, "the serial number")?;
        for part in ["the signature algorithm", "the issuer", "the validity", "the subject"] {
            tbs.next(Tag::SEQUENCE, part)?;
        }
        Ok(tbs.next(Tag::SEQUENCE, "the subject's public key")?.full)
    };
    read().map_err(|source| PivError::Certificate { slot, source })
}

/// The card's GUID out of its CHUID, where there is one.
pub(super) fn guid(answer: &[u8]) -> Result<Option<[u8; 16]>, PivError> {
    let mut parts = content(answer)?;
    while !parts.is_at_end() {
        let part = parts.any("a part of the CHUID").map_err(unreadable)?;
        if part.tag == GUID {
            return Ok(part.content.try_into().ok());
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::{sequence, tlv};

    fn object(parts: &[(u8, &[u8])]) -> Vec<u8> {
        let parts: Vec<u8> = parts.iter().flat_map(|(tag, content)| tlv(Tag(*tag), content)).collect();
        tlv(OBJECT, &parts)
    }

    /// The outer form of a certificate, as far as this room reads it.
    fn outline() -> Vec<u8> {
        let empty = sequence::<&[u8]>(&[]);
        let mut parts = vec![crate::asn1::integer(1)];
        parts.extend(vec![empty; 5]);
        sequence(&[sequence(&parts)])
    }

    #[test]
    fn a_certificate_is_found_and_an_empty_object_is_none() {
        let der = outline();
        for parts in [vec![(0x70, der.as_slice())], vec![(0x71, &[0][..]), (0x70, &der), (0xfe, &[])]] {
            assert_eq!(certificate(&object(&parts), Slot::SIGNATURE).unwrap().as_deref(), Some(der.as_slice()));
        }
        for parts in [vec![], vec![(0x70, &[][..]), (0x71, &[1])], vec![(0x71, &[0][..])]] {
            assert_eq!(certificate(&object(&parts), Slot::SIGNATURE).unwrap(), None);
        }
    }

    #[test]
    fn compressed_double_and_broken_certificates_are_refused() {
        let der = outline();
        let refused = |answer: &[u8]| certificate(answer, Slot::SIGNATURE).unwrap_err().to_string();
        assert!(refused(&object(&[(0x70, &der), (0x71, &[1])])).starts_with("PIV-9"));
        assert!(refused(&object(&[(0x70, &der), (0x70, &der)])).contains("two certificates"));
        assert!(refused(&object(&[(0x70, &der[1..])])).contains("certificate in slot 9C cannot be read"));
        assert!(refused(&[object(&[]), vec![0]].concat()).contains("cannot be read"));
        assert!(refused(&tlv(Tag(0x54), &[])).contains("cannot be read"));
        let whole = object(&[(0x70, &der), (0x71, &[0]), (0xfe, &[])]);
        for length in 0..whole.len() {
            assert!(certificate(&whole[..length], Slot::SIGNATURE).is_err(), "cut at {length}");
        }
    }

    #[test]
    fn a_guid_is_sixteen_octets_or_none() {
        assert_eq!(guid(&object(&[(0x30, &[9; 25]), (0x34, &[7; 16])])).unwrap(), Some([7; 16]));
        assert_eq!(guid(&object(&[(0x34, &[7; 15])])).unwrap(), None);
        assert_eq!(guid(&object(&[])).unwrap(), None);
    }
}
