//! Public keys: the original `SubjectPublicKeyInfo` bytes and what they mean.

use std::fmt;

use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcKey, EcPoint};
use openssl::pkey::{PKey, Public};
use openssl::rsa::Rsa;

use super::curve::{Curve, ExplicitDefect, ExplicitParameters};
use super::second::Prepared;
use super::{Algorithm, MlDsa, SignerError};
use crate::asn1::{self, Asn1Error, Element, Reader, Tag};
use crate::digest::Digest;

/// rsaEncryption, 1.2.840.113549.1.1.1.
const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
/// id-RSASSA-PSS, 1.2.840.113549.1.1.10.
const RSASSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
/// id-ecPublicKey, 1.2.840.10045.2.1.
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
/// id-Ed25519, 1.3.101.112.
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];

/// How an EC key says its curve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EcParametersForm {
    /// By object identifier.
    Named,
    /// By numbers, with what is odd about them.
    Explicit(Vec<ExplicitDefect>),
}

/// What kind of key it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// RSA.
    Rsa {
        /// Bits of the modulus.
        bits: usize,
        /// The public exponent, big-endian without leading zeros.
        exponent: Vec<u8>,
        /// The modulus, big-endian without leading zeros.
        modulus: Vec<u8>,
        /// Whether the `AlgorithmIdentifier` carries its NULL (RFC 4055 1.2).
        null_parameters: bool,
    },
    /// An elliptic curve key.
    Ec {
        /// The curve, by name or by equal values.
        curve: Curve,
        /// How the key says it.
        form: EcParametersForm,
        /// The point as it is encoded.
        point: Vec<u8>,
    },
    /// Ed25519.
    Ed25519,
    /// ML-DSA.
    MlDsa(MlDsa),
}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyKind::Rsa { bits, .. } => write!(f, "RSA-{bits}"),
            KeyKind::Ec { curve, .. } => write!(f, "EC {curve}"),
            KeyKind::Ed25519 => f.write_str("Ed25519"),
            KeyKind::MlDsa(set) => f.write_str(set.name()),
        }
    }
}

/// A public key that can be used: on its curve, its parameters a known curve by value.
#[derive(Clone)]
pub struct PublicKey {
    spki: Vec<u8>,
    kind: KeyKind,
    pub(super) handle: Handle,
    pub(super) prepared: Prepared,
}

/// The library's object; low-level ones where they are faster to make and to use.
#[derive(Clone)]
pub(super) enum Handle {
    Rsa(PKey<Public>),
    Ec(EcKey<Public>),
    Ed25519(PKey<Public>),
    MlDsa(PKey<Public>),
}

impl PublicKey {
    /// Reads a DER `SubjectPublicKeyInfo`. Points off the curve and explicit
    /// parameters that are no known curve are refused.
    pub fn from_spki(spki: &[u8]) -> Result<Self, SignerError> {
        let mut reader = Reader::new(spki);
        let element = reader.next(Tag::SEQUENCE, "a SubjectPublicKeyInfo").map_err(unreadable)?;
        reader.finish("the SubjectPublicKeyInfo").map_err(unreadable)?;
        Self::from_element(&element)
    }

    /// Reads the `SubjectPublicKeyInfo` element inside a larger object.
    pub fn from_element(element: &Element<'_>) -> Result<Self, SignerError> {
        let (kind, handle) = read(element)?;
        Ok(PublicKey { spki: element.full.to_vec(), kind, handle, prepared: Prepared::default() })
    }

    /// From a curve and an uncompressed point, saying the curve by name.
    pub fn from_ec_point(curve: Curve, point: &[u8]) -> Result<Self, SignerError> {
        Self::from_spki(&named(curve, point))
    }

    /// From an RSA modulus and exponent, big-endian.
    pub fn from_rsa(modulus: &[u8], exponent: &[u8]) -> Result<Self, SignerError> {
        Self::from_spki(&rsa(modulus, exponent, true))
    }

    /// From the 32 octets of an Ed25519 key.
    pub fn from_ed25519(octets: &[u8; 32]) -> Result<Self, SignerError> {
        Self::from_spki(&bare(ED25519, octets))
    }

    /// From the octets of an ML-DSA key.
    pub fn from_ml_dsa(set: MlDsa, octets: &[u8]) -> Result<Self, SignerError> {
        Self::from_spki(&bare(set.oid(), octets))
    }

    /// The `SubjectPublicKeyInfo` as it was read.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// What kind of key it is.
    pub fn kind(&self) -> &KeyKind {
        &self.kind
    }

    /// The content octets of the `subjectPublicKey` BIT STRING.
    pub fn key_octets(&self) -> Result<Vec<u8>, SignerError> {
        let mut parts = Reader::new(&self.spki).next(Tag::SEQUENCE, "a key").map_err(unreadable)?.reader();
        parts.next(Tag::SEQUENCE, "its algorithm").map_err(unreadable)?;
        let bits = parts.next(Tag::BIT_STRING, "its octets").map_err(unreadable)?;
        Ok(bits.bit_string_octets().map_err(unreadable)?.to_vec())
    }

    /// Octets that stand in every encoding of this key: the modulus, the x of a point, the octets of another key.
    pub fn telling(&self) -> Result<Vec<u8>, SignerError> {
        Ok(match &self.kind {
            KeyKind::Rsa { modulus, .. } => modulus.clone(),
            KeyKind::Ec { curve, .. } => {
                self.anew()?.key_octets()?.into_iter().skip(1).take(curve.field_len()).collect()
            }
            KeyKind::Ed25519 | KeyKind::MlDsa(_) => self.key_octets()?,
        })
    }

    /// The 20-octet key identifier: SHA-1 of the `subjectPublicKey` octets
    /// (RFC 5280 4.2.1.2, method 1). An identifier, never a proof.
    pub fn key_identifier(&self) -> Result<[u8; 20], SignerError> {
        Ok(openssl::sha::sha1(&self.key_octets()?))
    }

    /// The same key with its curve said by explicit parameters (Doc 9303-12
    /// 4.1.6.3) and its point uncompressed; other keys as [`PublicKey::named_spki`].
    pub fn explicit_spki(&self) -> Result<Vec<u8>, SignerError> {
        let KeyKind::Ec { curve, .. } = &self.kind else { return self.named_spki() };
        let identifier = asn1::sequence(&[asn1::oid(EC_PUBLIC_KEY), curve.explicit_parameters()?]);
        Ok(asn1::sequence(&[identifier, asn1::bit_string(&self.uncompressed_point()?)]))
    }

    /// The same key written anew from its numbers, with its curve said by name: no octet of the
    /// encoding it came in is in it.
    pub fn named_spki(&self) -> Result<Vec<u8>, SignerError> {
        match &self.kind {
            KeyKind::Ec { curve, .. } => Ok(named(*curve, &self.uncompressed_point()?)),
            KeyKind::Rsa { modulus, exponent, .. } => Ok(rsa(modulus, exponent, true)),
            KeyKind::Ed25519 => Ok(bare(ED25519, &self.bare_octets()?)),
            KeyKind::MlDsa(set) => Ok(bare(set.oid(), &self.bare_octets()?)),
        }
    }

    /// The same key written anew; see [`PublicKey::named_spki`].
    pub fn anew(&self) -> Result<PublicKey, SignerError> {
        Self::from_spki(&self.named_spki()?)
    }

    /// Whether its encoding holds the key and nothing beside it. A curve that is said by
    /// explicit parameters is left to [`ExplicitDefect`].
    pub fn is_plainly_encoded(&self) -> Result<bool, SignerError> {
        Ok(match &self.kind {
            KeyKind::Rsa { modulus, exponent, null_parameters, .. } => {
                self.spki == rsa(modulus, exponent, *null_parameters)
            }
            KeyKind::Ec { curve, form: EcParametersForm::Named, point } => self.spki == named(*curve, point),
            KeyKind::Ec { .. } => true,
            KeyKind::Ed25519 | KeyKind::MlDsa(_) => self.spki == self.named_spki()?,
        })
    }

    /// A digest that is the same for one key however its parameters are written.
    pub fn identity(&self) -> Result<Digest, SignerError> {
        Ok(Digest::of(&self.named_spki()?))
    }

    /// The named-curve SPKI as PEM, for TUF and for stock tools.
    pub fn pem(&self) -> Result<String, SignerError> {
        use base64::Engine as _;
        let text = base64::engine::general_purpose::STANDARD.encode(self.named_spki()?);
        let lines: Vec<&str> = (0..text.len()).step_by(64).map(|i| &text[i..text.len().min(i + 64)]).collect();
        Ok(format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n")))
    }

    /// Whether this algorithm can be used with this key.
    pub fn fits(&self, algorithm: Algorithm) -> bool {
        match (&self.kind, algorithm) {
            (KeyKind::Rsa { .. }, Algorithm::RsaPss(..) | Algorithm::RsaPkcs1(_))
            | (KeyKind::Ec { .. }, Algorithm::Ecdsa(_))
            | (KeyKind::Ed25519, Algorithm::Ed25519) => true,
            (KeyKind::MlDsa(set), Algorithm::MlDsa(by)) => *set == by,
            _ => false,
        }
    }

    /// The key alone, written anew: an `RSAPublicKey`, an uncompressed point, the octets of Ed25519.
    pub(super) fn bare_octets(&self) -> Result<Vec<u8>, SignerError> {
        match (&self.kind, &self.handle) {
            (KeyKind::Rsa { modulus, exponent, .. }, _) => Ok(rsa_numbers(modulus, exponent)),
            (KeyKind::Ed25519, Handle::Ed25519(key)) | (KeyKind::MlDsa(_), Handle::MlDsa(key)) => {
                Ok(key.raw_public_key()?)
            }
            _ => self.uncompressed_point(),
        }
    }

    fn uncompressed_point(&self) -> Result<Vec<u8>, SignerError> {
        match (&self.kind, &self.handle) {
            (KeyKind::Ec { point, .. }, _) if point.first() == Some(&4) => Ok(point.clone()),
            (KeyKind::Ec { curve, .. }, Handle::Ec(key)) => {
                let mut context = BigNumContext::new()?;
                let form = openssl::ec::PointConversionForm::UNCOMPRESSED;
                Ok(key.public_key().to_bytes(curve.group()?, form, &mut context)?)
            }
            _ => Err(SignerError::KeyUnreadable { what: "not an elliptic curve key".into() }),
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, spki {})", self.kind, Digest::of(&self.spki).short())
    }
}

impl PartialEq for PublicKey {
    /// Equal when the `SubjectPublicKeyInfo` bytes are; see [`PublicKey::identity`].
    fn eq(&self, other: &Self) -> bool {
        self.spki == other.spki
    }
}

impl Eq for PublicKey {}

/// An EC key with its curve said by name.
fn named(curve: Curve, point: &[u8]) -> Vec<u8> {
    let identifier = asn1::sequence(&[asn1::oid(EC_PUBLIC_KEY), asn1::oid(curve.oid())]);
    asn1::sequence(&[identifier, asn1::bit_string(point)])
}

/// A key whose identifier says all of its algorithm, and its octets (RFC 8410 4, RFC 9881 4).
fn bare(oid: &[u8], octets: &[u8]) -> Vec<u8> {
    asn1::sequence(&[asn1::sequence(&[asn1::oid(oid)]), asn1::bit_string(octets)])
}

/// An RSA key as `rsaEncryption`, with its NULL (RFC 4055 1.2) or without.
fn rsa(modulus: &[u8], exponent: &[u8], null: bool) -> Vec<u8> {
    let mut identifier = vec![asn1::oid(RSA_ENCRYPTION)];
    identifier.extend(null.then(asn1::null));
    asn1::sequence(&[asn1::sequence(&identifier), asn1::bit_string(&rsa_numbers(modulus, exponent))])
}

fn rsa_numbers(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    asn1::sequence(&[asn1::integer_bytes(modulus), asn1::integer_bytes(exponent)])
}

fn unreadable(error: Asn1Error) -> SignerError {
    SignerError::KeyUnreadable { what: error.to_string() }
}

fn read(element: &Element<'_>) -> Result<(KeyKind, Handle), SignerError> {
    let mut parts = element.reader();
    let mut identifier = parts.next(Tag::SEQUENCE, "the key's algorithm").map_err(unreadable)?.reader();
    let algorithm = identifier.next(Tag::OID, "the key's algorithm").map_err(unreadable)?;
    let parameters =
        if identifier.is_at_end() { None } else { Some(identifier.any("key parameters").map_err(unreadable)?) };
    let bits = parts.next(Tag::BIT_STRING, "the subjectPublicKey").map_err(unreadable)?;
    parts.finish("the SubjectPublicKeyInfo").map_err(unreadable)?;
    let octets = bits.bit_string_octets().map_err(unreadable)?;
    match algorithm.content {
        RSA_ENCRYPTION | RSASSA_PSS => read_rsa(octets, bits.content_offset() + 1, parameters),
        EC_PUBLIC_KEY => read_ec(octets, parameters),
        ED25519 => {
            let key = PKey::public_key_from_raw_bytes(octets, openssl::pkey::Id::ED25519)
                .map_err(|_| SignerError::KeyUnreadable { what: "not 32 octets of an Ed25519 key".into() })?;
            Ok((KeyKind::Ed25519, Handle::Ed25519(key)))
        }
        other => match MlDsa::from_oid(other) {
            Some(set) => read_ml_dsa(set, octets),
            None => Err(SignerError::AlgorithmUnknown { oid: asn1::oid_text(other) }),
        },
    }
}

/// The library is given the key written anew, since it takes no octets beside it.
fn read_ml_dsa(set: MlDsa, octets: &[u8]) -> Result<(KeyKind, Handle), SignerError> {
    let wrong =
        || SignerError::KeyUnreadable { what: format!("not {} octets of an {} key", set.key_len(), set.name()) };
    if octets.len() != set.key_len() {
        return Err(wrong());
    }
    let key = PKey::public_key_from_der(&bare(set.oid(), octets)).map_err(|_| wrong())?;
    Ok((KeyKind::MlDsa(set), Handle::MlDsa(key)))
}

fn read_rsa(octets: &[u8], base: usize, parameters: Option<Element<'_>>) -> Result<(KeyKind, Handle), SignerError> {
    let mut reader = Reader::at(octets, base);
    let mut key = reader.next(Tag::SEQUENCE, "an RSAPublicKey").map_err(unreadable)?.reader();
    let modulus = key.next(Tag::INTEGER, "the modulus").and_then(|e| e.unsigned()).map_err(unreadable)?;
    let exponent = key.next(Tag::INTEGER, "the exponent").and_then(|e| e.unsigned()).map_err(unreadable)?;
    if modulus.len() < 64 || modulus.len() > 2048 || exponent.len() > 32 {
        let what = format!("an RSA key of {} octets with an exponent of {}", modulus.len(), exponent.len());
        return Err(SignerError::KeyUnreadable { what });
    }
    let (n, e) = (BigNum::from_slice(modulus)?, BigNum::from_slice(exponent)?);
    let bits = n.num_bits() as usize;
    let handle = PKey::from_rsa(Rsa::from_public_components(n, e)?)?;
    let null_parameters = parameters.is_some_and(|p| p.tag == Tag::NULL);
    let kind = KeyKind::Rsa { bits, exponent: exponent.to_vec(), modulus: modulus.to_vec(), null_parameters };
    Ok((kind, Handle::Rsa(handle)))
}

fn read_ec(octets: &[u8], parameters: Option<Element<'_>>) -> Result<(KeyKind, Handle), SignerError> {
    let cannot = |what: &str| SignerError::KeyUnreadable { what: what.to_owned() };
    let (curve, form) = match parameters {
        Some(p) if p.tag == Tag::OID => {
            let unknown = || cannot(&format!("curve {} is not known here", asn1::oid_text(p.content)));
            (Curve::from_oid(p.content).ok_or_else(unknown)?, EcParametersForm::Named)
        }
        Some(p) if p.tag == Tag::SEQUENCE => {
            let explicit = ExplicitParameters::read(&p).map_err(unreadable)?;
            let found = explicit.matched().ok_or_else(|| cannot("explicit parameters that equal no known curve"))?;
            (found.curve, EcParametersForm::Explicit(found.defects))
        }
        _ => return Err(cannot("an elliptic curve key without its curve")),
    };
    // The library also takes the hybrid form, which RFC 5480 2.2 does not allow.
    if matches!(octets.first(), Some(6 | 7)) {
        return Err(cannot("the public point is in hybrid form"));
    }
    let group = curve.group()?;
    let mut context = BigNumContext::new()?;
    let point =
        EcPoint::from_bytes(group, octets, &mut context).map_err(|_| cannot("the public point is not on its curve"))?;
    if point.is_infinity(group) {
        return Err(cannot("the public point is the point at infinity"));
    }
    let key = EcKey::from_public_key(group, &point)?;
    Ok((KeyKind::Ec { curve, form, point: octets.to_vec() }, Handle::Ec(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_same_key_with_named_and_explicit_parameters() {
        for curve in Curve::ALL {
            let group = curve.group().unwrap();
            let private = EcKey::generate(group).unwrap();
            let mut context = BigNumContext::new().unwrap();
            let form = openssl::ec::PointConversionForm::UNCOMPRESSED;
            let point = private.public_key().to_bytes(group, form, &mut context).unwrap();
            let named = PublicKey::from_ec_point(curve, &point).unwrap();
            let explicit = PublicKey::from_spki(&named.explicit_spki().unwrap()).unwrap();
            assert_ne!(named, explicit);
            assert_eq!(named.identity().unwrap(), explicit.identity().unwrap());
            assert_eq!(named.key_identifier().unwrap(), explicit.key_identifier().unwrap());
            let compressed = openssl::ec::PointConversionForm::COMPRESSED;
            let point = private.public_key().to_bytes(group, compressed, &mut context).unwrap();
            let short = PublicKey::from_ec_point(curve, &point).unwrap();
            assert_eq!(short.identity().unwrap(), named.identity().unwrap());
        }
    }

    #[test]
    fn what_stands_beside_a_key_is_told_and_not_written_again() {
        let rsa_key = Rsa::generate(2048).unwrap();
        let (n, e) = (rsa_key.n().to_vec(), rsa_key.e().to_vec());
        let numbers = asn1::sequence(&[asn1::integer_bytes(&n), asn1::integer_bytes(&e)]);
        let junk = asn1::tlv(Tag::OCTET_STRING, &[0x41; 40]);
        let spki = |identifier: &[Vec<u8>], key: &[u8]| {
            PublicKey::from_spki(&asn1::sequence(&[asn1::sequence(identifier), asn1::bit_string(key)])).unwrap()
        };
        let (encryption, null) = (asn1::oid(RSA_ENCRYPTION), asn1::null());
        let good = PublicKey::from_rsa(&n, &e).unwrap();
        assert!(good.is_plainly_encoded().unwrap());
        assert!(spki(std::slice::from_ref(&encryption), &numbers).is_plainly_encoded().unwrap(), "without its NULL");
        let inner = asn1::sequence(&[asn1::integer_bytes(&n), asn1::integer_bytes(&e), junk.clone()]);
        let beside = [
            spki(&[encryption.clone(), null.clone(), junk.clone()], &numbers),
            spki(&[encryption.clone(), null.clone()], &inner),
            spki(&[encryption.clone(), null], &[numbers.clone(), junk.clone()].concat()),
            spki(&[encryption, junk.clone()], &numbers),
            spki(&[asn1::oid(RSASSA_PSS), junk.clone()], &numbers),
        ];
        for key in beside {
            assert!(!key.is_plainly_encoded().unwrap(), "{}", hex::encode(key.spki()));
            for written in
                [key.named_spki().unwrap(), key.explicit_spki().unwrap(), key.anew().unwrap().spki().to_vec()]
            {
                assert_eq!(written, good.spki());
            }
            assert_eq!(key.identity().unwrap(), good.identity().unwrap());
        }
        let edwards = [asn1::oid(ED25519), junk];
        assert!(!spki(&edwards, &[9; 32]).is_plainly_encoded().unwrap());
        assert!(PublicKey::from_ed25519(&[9; 32]).unwrap().is_plainly_encoded().unwrap());
    }

    #[test]
    fn a_point_off_the_curve_is_refused() {
        let mut point = vec![4; 65];
        point[64] = 5;
        let error = PublicKey::from_ec_point(Curve::P256, &point).unwrap_err();
        assert!(error.to_string().contains("not on its curve"), "{error}");
    }

    #[test]
    fn junk_is_refused_without_panic() {
        for junk in [&[][..], &[0x30, 0x00], &[0x30, 0x80], &[0xff; 40]] {
            assert!(PublicKey::from_spki(junk).is_err());
        }
    }
}
