//! A certificate put together by hand, for tests inside the room.

use super::oid;
use crate::asn1;
use crate::signer::{Algorithm, Curve, Hash};

/// A certificate with this serial number, a key that is the generator of P-256, no
/// extensions and a signature of zeros.
pub(crate) fn certificate(serial: &[u8]) -> Vec<u8> {
    let identifier = Algorithm::Ecdsa(Hash::Sha256).identifier();
    let pair =
        |oid: &[u8], text: &str| asn1::set_of(&[asn1::sequence(&[asn1::oid(oid), asn1::printable_string(text)])]);
    let name = asn1::sequence(&[pair(oid::COUNTRY, "UT"), pair(oid::COMMON_NAME, "CSCA Utopia")]);
    let time = |text: &str| asn1::validity_time(text.parse().unwrap());
    let group = Curve::P256.group().unwrap();
    let mut context = openssl::bn::BigNumContext::new().unwrap();
    let form = openssl::ec::PointConversionForm::UNCOMPRESSED;
    let point = group.generator_opt().unwrap().to_bytes(group, form, &mut context).unwrap();
    let key = crate::signer::PublicKey::from_ec_point(Curve::P256, &point).unwrap();
    let tbs = asn1::sequence(&[
        asn1::context(0, &asn1::integer(2)),
        asn1::tlv(asn1::Tag::INTEGER, serial),
        identifier.clone(),
        name.clone(),
        asn1::sequence(&[time("2026-01-01T00:00:00Z"), time("2027-01-01T00:00:00Z")]),
        name,
        key.explicit_spki().unwrap(),
    ]);
    asn1::sequence(&[tbs, identifier, asn1::bit_string(&[0; 8])])
}
