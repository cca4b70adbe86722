//! What a token says about a key, read: public halves in the forms that tokens give them.

use cryptoki::object::{Attribute, KeyType};

use super::mechanism::parameter_set;
use crate::asn1::{Reader, Tag};
use crate::signer::{Curve, ExplicitParameters, KeyKind, MlDsa, PublicKey, SignerError};

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
        | Attribute::Wrap(v)
        | Attribute::Unwrap(v)
        | Attribute::Encrypt(v)
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
        KeyKind::MlDsa(set) => set.name().to_owned(),
    }
}

/// The word for a type of key whose public half is not there.
pub(super) fn type_word(key_type: KeyType) -> &'static str {
    match key_type {
        KeyType::RSA => "RSA",
        KeyType::EC => "EC",
        KeyType::EC_EDWARDS => "EdDSA",
        KeyType::ML_DSA => "ML-DSA",
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
    let value = octets(|a| if let Attribute::Value(v) = a { Some(v) } else { None });
    let set = values.iter().find_map(|a| if let Attribute::ParameterSet(v) = a { Some(*v) } else { None });
    if key_type == Some(KeyType::ML_DSA) {
        let set = set.and_then(|found| MlDsa::ALL.into_iter().find(|set| parameter_set(*set) == found));
        return set.zip(value).map(|(set, value)| PublicKey::from_ml_dsa(set, value)).transpose();
    }
    match (key_type, modulus, exponent, parameters, point) {
        (Some(KeyType::RSA), Some(modulus), Some(exponent), ..) => PublicKey::from_rsa(modulus, exponent).map(Some),
        (Some(KeyType::EC), .., Some(parameters), Some(point)) => {
            let Some(curve) = known_curve(parameters) else { return Ok(None) };
            // Another program may have left its point compressed.
            let uncompressed = bare(point, 1 + 2 * curve.field_len());
            let Some(point) = uncompressed.or_else(|| bare(point, 1 + curve.field_len())) else { return Ok(None) };
            PublicKey::from_ec_point(curve, point).map(Some)
        }
        (Some(KeyType::EC_EDWARDS), .., Some(point)) => {
            let Some(octets) = bare(point, 32).and_then(|p| p.try_into().ok()) else { return Ok(None) };
            PublicKey::from_ed25519(octets).map(Some)
        }
        _ => Ok(None),
    }
}

/// The curve of `CKA_EC_PARAMS`: said by name, or by numbers that all equal a known curve's.
fn known_curve(parameters: &[u8]) -> Option<Curve> {
    let mut whole = Reader::new(parameters);
    let element = whole.any("a curve").ok()?;
    match element.tag {
        _ if !whole.is_at_end() => None,
        Tag::OID => Curve::from_oid(element.content),
        Tag::SEQUENCE => ExplicitParameters::read(&element).ok()?.matched().map(|found| found.curve),
        _ => None,
    }
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
    fn a_curve_is_known_by_its_numbers_and_no_other_numbers_are() {
        let curve = Curve::BrainpoolP256r1;
        let key = EcKey::generate(curve.group().unwrap()).unwrap();
        let mut context = BigNumContext::new().unwrap();
        let mut point = |form| key.public_key().to_bytes(curve.group().unwrap(), form, &mut context).unwrap();
        let long = point(PointConversionForm::UNCOMPRESSED);
        let short = point(PointConversionForm::COMPRESSED);
        let read = |parameters: &[u8], point: &[u8]| {
            let parameters = Attribute::EcParams(parameters.to_vec());
            public_key(&[Attribute::KeyType(KeyType::EC), parameters, Attribute::EcPoint(point.to_vec())]).unwrap()
        };
        let (named, explicit) = (asn1::oid(curve.oid()), curve.explicit_parameters().unwrap());
        let wanted = read(&named, &long).unwrap().identity().unwrap();
        for (parameters, point) in [(&explicit, &long), (&explicit, &short), (&named, &short)] {
            assert_eq!(read(parameters, point).unwrap().identity().unwrap(), wanted);
        }
        // Nobody's curve: each octet changed in turn, from behind the version up to the cofactor, which may be absent.
        for at in 6..explicit.len() - 3 {
            let mut other = explicit.clone();
            other[at] ^= 1;
            assert!(read(&other, &long).is_none(), "octet {at}");
        }
        assert!(read(&[&explicit[..], &[0]].concat(), &long).is_none());
        assert!(read(&asn1::null(), &long).is_none());
    }

    #[test]
    fn an_ml_dsa_key_is_read_with_its_parameter_set_alone() {
        use cryptoki::object::MlDsaParameterSetType;
        use openssl::pkey::{KeyType as Kind, PKey};
        let key = PKey::private_key_from_seed(None, Kind::ML_DSA_44, None, &[1; 32]).unwrap();
        let key = PublicKey::from_spki(&key.public_key_to_der().unwrap()).unwrap();
        let value = Attribute::Value(key.key_octets().unwrap());
        let read = |attributes: &[Attribute]| {
            public_key(&[&[Attribute::KeyType(KeyType::ML_DSA)], attributes].concat()).map_err(|e| e.to_string())
        };
        let set = |set: MlDsaParameterSetType| Attribute::ParameterSet(set.into());
        assert_eq!(read(&[value.clone(), set(MlDsaParameterSetType::ML_DSA_44)]), Ok(Some(key)));
        assert_eq!(read(&[value.clone(), set(MlDsaParameterSetType::ML_DSA_87)]), Ok(None));
        assert!(read(&[value.clone(), set(MlDsaParameterSetType::ML_DSA_65)]).is_err());
        assert_eq!(read(&[value]), Ok(None));
        assert_eq!(read(&[set(MlDsaParameterSetType::ML_DSA_44)]), Ok(None));
    }

    #[test]
    fn a_key_without_its_parts_is_no_key() {
        assert!(public_key(&[]).unwrap().is_none());
        assert!(public_key(&[Attribute::KeyType(KeyType::RSA), Attribute::Modulus(vec![1; 256])]).unwrap().is_none());
        assert!(public_key(&[Attribute::KeyType(KeyType::EC), Attribute::EcPoint(vec![4; 65])]).unwrap().is_none());
    }
}
