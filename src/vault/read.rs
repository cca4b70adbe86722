//! What a token says about a key, read: public halves in the forms that tokens give them.

use cryptoki::object::{Attribute, KeyType};

use crate::asn1::{Reader, Tag};
use crate::signer::{Curve, KeyKind, PublicKey, SignerError};

/// id-Ed25519, 1.3.101.112.
pub(super) const ED25519_OID: &[u8] = &[0x2b, 0x65, 0x70];

/// The value of a yes-or-no attribute.
pub(super) fn flag(attribute: &Attribute) -> Option<bool> {
    match attribute {
        Attribute::Token(v)
        | Attribute::Private(v)
        | Attribute::Sensitive(v)
        | Attribute::Extractable(v)
        | Attribute::NeverExtractable(v)
        | Attribute::AlwaysSensitive(v)
        | Attribute::Local(v)
        | Attribute::Sign(v)
        | Attribute::Modifiable(v)
        | Attribute::Copyable(v)
        | Attribute::Trusted(v)
        | Attribute::WrapWithTrusted(v)
        | Attribute::Unwrap(v)
        | Attribute::Decrypt(v) => Some(*v),
        _ => None,
    }
}

/// The words for a kind of key, as in [`crate::keys::KeySpec`].
pub(super) fn kind(kind: &KeyKind) -> String {
    match kind {
        KeyKind::Rsa { bits, .. } => format!("RSA-{bits}"),
        KeyKind::Ec { curve, .. } => curve.name().to_owned(),
        KeyKind::Ed25519 => "Ed25519".to_owned(),
    }
}

/// The word for a type of key whose public half is not there.
pub(super) fn type_word(key_type: KeyType) -> &'static str {
    match key_type {
        KeyType::RSA => "RSA",
        KeyType::EC => "EC",
        KeyType::EC_EDWARDS => "EdDSA",
        KeyType::AES => "AES",
        KeyType::GENERIC_SECRET => "generic secret",
        _ => "(unknown)",
    }
}

/// A public key out of its attributes; `None` where they do not make one.
pub(super) fn public_key(values: &[Attribute]) -> Result<Option<PublicKey>, SignerError> {
    let key_type = values.iter().find_map(|a| if let Attribute::KeyType(t) = a { Some(*t) } else { None });
    let octets = |wanted: fn(&Attribute) -> Option<&Vec<u8>>| values.iter().find_map(wanted);
    let parameters = octets(|a| if let Attribute::EcParams(v) = a { Some(v) } else { None });
    let point = octets(|a| if let Attribute::EcPoint(v) = a { Some(v) } else { None });
    let modulus = octets(|a| if let Attribute::Modulus(v) = a { Some(v) } else { None });
    let exponent = octets(|a| if let Attribute::PublicExponent(v) = a { Some(v) } else { None });
    match (key_type, modulus, exponent, parameters, point) {
        (Some(KeyType::RSA), Some(modulus), Some(exponent), ..) => PublicKey::from_rsa(modulus, exponent).map(Some),
        (Some(KeyType::EC), .., Some(parameters), Some(point)) => {
            let Some(curve) = named_curve(parameters) else { return Ok(None) };
            let Some(point) = bare(point, 1 + 2 * curve.field_len()) else { return Ok(None) };
            PublicKey::from_ec_point(curve, point).map(Some)
        }
        (Some(KeyType::EC_EDWARDS), .., Some(point)) => {
            let Some(octets) = bare(point, 32).and_then(|p| p.try_into().ok()) else { return Ok(None) };
            PublicKey::from_ed25519(octets).map(Some)
        }
        _ => Ok(None),
    }
}

fn named_curve(parameters: &[u8]) -> Option<Curve> {
    Reader::new(parameters).next(Tag::OID, "a curve").ok().and_then(|e| Curve::from_oid(e.content))
}

/// A point of a known length, bare (PKCS#11 3.1) or inside a DER OCTET STRING (2.40, 3.0).
fn bare(value: &[u8], length: usize) -> Option<&[u8]> {
    if value.len() == length {
        return Some(value);
    }
    let mut reader = Reader::new(value);
    let wrapped = reader.next(Tag::OCTET_STRING, "a point").ok()?;
    (reader.is_at_end() && wrapped.content.len() == length).then_some(wrapped.content)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1;
    use openssl::bn::BigNumContext;
    use openssl::ec::{EcKey, PointConversionForm};

    #[test]
    fn a_point_is_read_bare_and_wrapped() {
        for curve in [Curve::P256, Curve::P521] {
            let key = EcKey::generate(curve.group().unwrap()).unwrap();
            let mut context = BigNumContext::new().unwrap();
            let form = PointConversionForm::UNCOMPRESSED;
            let point = key.public_key().to_bytes(curve.group().unwrap(), form, &mut context).unwrap();
            let read = |point: Vec<u8>| {
                let parameters = Attribute::EcParams(asn1::oid(curve.oid()));
                public_key(&[Attribute::KeyType(KeyType::EC), parameters, Attribute::EcPoint(point)])
            };
            let bare = read(point.clone()).unwrap().unwrap();
            let wrapped = read(asn1::octet_string(&point)).unwrap().unwrap();
            assert_eq!(bare, wrapped);
            let mut longer = asn1::octet_string(&point);
            longer.push(0);
            assert!(read(longer).unwrap().is_none());
            assert!(read(point[1..].to_vec()).unwrap().is_none());
        }
    }

    #[test]
    fn a_key_without_its_parts_is_no_key() {
        assert!(public_key(&[]).unwrap().is_none());
        assert!(public_key(&[Attribute::KeyType(KeyType::RSA), Attribute::Modulus(vec![1; 256])]).unwrap().is_none());
        assert!(public_key(&[Attribute::KeyType(KeyType::EC), Attribute::EcPoint(vec![4; 65])]).unwrap().is_none());
    }
}
