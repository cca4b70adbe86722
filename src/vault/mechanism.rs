//! Which mechanism signs: chosen from the token's own list; and the form of what comes back.

use cryptoki::mechanism::dsa::{HedgeType, SignAdditionalContext};
use cryptoki::mechanism::eddsa::{EddsaParams, EddsaSignatureScheme};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::{KeyType, MlDsaParameterSetType, ParameterSetType};
use cryptoki_sys::{
    CKM_EC_EDWARDS_KEY_PAIR_GEN, CKM_EC_KEY_PAIR_GEN, CKM_ECDSA, CKM_ECDSA_SHA224, CKM_ECDSA_SHA256, CKM_ECDSA_SHA384,
    CKM_ECDSA_SHA512, CKM_EDDSA, CKM_ML_DSA, CKM_ML_DSA_KEY_PAIR_GEN, CKM_RSA_PKCS, CKM_RSA_PKCS_KEY_PAIR_GEN,
    CKM_RSA_PKCS_PSS, CKM_SHA224_RSA_PKCS, CKM_SHA256_RSA_PKCS, CKM_SHA256_RSA_PKCS_PSS, CKM_SHA384_RSA_PKCS,
    CKM_SHA384_RSA_PKCS_PSS, CKM_SHA512_RSA_PKCS, CKM_SHA512_RSA_PKCS_PSS,
};

use super::error::VaultError;
use super::token::Token;
use crate::asn1;
use crate::keys::KeySpec;
use crate::signer::{Algorithm, Curve, Hash, MlDsa};

/// How a token is asked for a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Hashed here; `CKM_ECDSA`.
    Ecdsa,
    /// Hashed in the token.
    EcdsaHashing(Hash),
    /// `DigestInfo` made here; `CKM_RSA_PKCS`.
    RsaPkcs1(Hash),
    /// Hashed in the token.
    RsaPkcs1Hashing(Hash),
    /// Hashed here; `CKM_RSA_PKCS_PSS`.
    RsaPss(Hash, u16),
    /// Hashed in the token.
    RsaPssHashing(Hash, u16),
    /// `CKM_EDDSA` over the message.
    Eddsa,
    /// `CKM_ML_DSA` over the message, without a context; the token chooses whether it is hedged.
    MlDsa,
}

impl Way {
    /// The way this token makes signatures of an algorithm: hashing here where it can.
    pub(super) fn of(token: &Token, algorithm: Algorithm) -> Result<Way, VaultError> {
        let unsupported = || VaultError::AlgorithmUnsupported { algorithm, vault: token.name() };
        let (plain, plain_way, hashing) = match algorithm {
            Algorithm::Ecdsa(h) => (CKM_ECDSA, Way::Ecdsa, ecdsa_hashing(h).map(|m| (m, Way::EcdsaHashing(h)))),
            Algorithm::RsaPkcs1(h) => {
                (CKM_RSA_PKCS, Way::RsaPkcs1(h), pkcs1_hashing(h).map(|m| (m, Way::RsaPkcs1Hashing(h))))
            }
            Algorithm::RsaPss(h, salt) => {
                (CKM_RSA_PKCS_PSS, Way::RsaPss(h, salt), pss_hashing(h).map(|m| (m, Way::RsaPssHashing(h, salt))))
            }
            Algorithm::Ed25519 => (CKM_EDDSA, Way::Eddsa, None),
            Algorithm::MlDsa(_) => (CKM_ML_DSA, Way::MlDsa, None),
        };
        if !algorithm.is_for_new_signatures() {
            return Err(unsupported());
        }
        if token.offers(plain) {
            return Ok(plain_way);
        }
        hashing.filter(|(m, _)| token.offers(*m)).map(|(_, way)| way).ok_or_else(unsupported)
    }

    /// The mechanism with its parameters; `None` only for hashes that no way is made of.
    pub(super) fn mechanism(self) -> Option<Mechanism<'static>> {
        Some(match self {
            Way::Ecdsa => Mechanism::Ecdsa,
            Way::EcdsaHashing(Hash::Sha224) => Mechanism::EcdsaSha224,
            Way::EcdsaHashing(Hash::Sha256) => Mechanism::EcdsaSha256,
            Way::EcdsaHashing(Hash::Sha384) => Mechanism::EcdsaSha384,
            Way::EcdsaHashing(Hash::Sha512) => Mechanism::EcdsaSha512,
            Way::RsaPkcs1(_) => Mechanism::RsaPkcs,
            Way::RsaPkcs1Hashing(Hash::Sha224) => Mechanism::Sha224RsaPkcs,
            Way::RsaPkcs1Hashing(Hash::Sha256) => Mechanism::Sha256RsaPkcs,
            Way::RsaPkcs1Hashing(Hash::Sha384) => Mechanism::Sha384RsaPkcs,
            Way::RsaPkcs1Hashing(Hash::Sha512) => Mechanism::Sha512RsaPkcs,
            Way::RsaPss(hash, salt) => Mechanism::RsaPkcsPss(pss(hash, salt)?),
            Way::RsaPssHashing(hash @ Hash::Sha256, salt) => Mechanism::Sha256RsaPkcsPss(pss(hash, salt)?),
            Way::RsaPssHashing(hash @ Hash::Sha384, salt) => Mechanism::Sha384RsaPkcsPss(pss(hash, salt)?),
            Way::RsaPssHashing(hash @ Hash::Sha512, salt) => Mechanism::Sha512RsaPkcsPss(pss(hash, salt)?),
            Way::Eddsa => Mechanism::Eddsa(EddsaParams::new(EddsaSignatureScheme::Pure)),
            Way::MlDsa => Mechanism::MlDsa(SignAdditionalContext::new(HedgeType::Preferred, None)),
            Way::EcdsaHashing(Hash::Sha1)
            | Way::RsaPkcs1Hashing(Hash::Sha1)
            | Way::RsaPssHashing(Hash::Sha1 | Hash::Sha224, _) => {
                return None;
            }
        })
    }

    /// What the token is given to sign: the message, its digest (cut to the
    /// curve's order as FIPS 186-5 6.4.1 says), or the `DigestInfo`.
    pub(super) fn input(self, curve: Option<Curve>, message: &[u8], digest: &[u8]) -> Vec<u8> {
        match self {
            Way::Ecdsa => {
                let length = curve.map_or(digest.len(), |c| c.field_len().min(digest.len()));
                digest.iter().take(length).copied().collect()
            }
            Way::RsaPss(..) => digest.to_vec(),
            Way::RsaPkcs1(hash) => {
                let algorithm = asn1::sequence(&[asn1::oid(hash.oid()), asn1::null()]);
                asn1::sequence(&[algorithm, asn1::octet_string(digest)])
            }
            Way::EcdsaHashing(_) | Way::RsaPkcs1Hashing(_) | Way::RsaPssHashing(..) | Way::Eddsa | Way::MlDsa => {
                message.to_vec()
            }
        }
    }
}

/// The mechanism number that makes keys of a kind.
pub(super) fn generation(spec: KeySpec) -> (u64, Mechanism<'static>) {
    match spec {
        KeySpec::Ec(_) => (CKM_EC_KEY_PAIR_GEN, Mechanism::EccKeyPairGen),
        KeySpec::Rsa(_) => (CKM_RSA_PKCS_KEY_PAIR_GEN, Mechanism::RsaPkcsKeyPairGen),
        KeySpec::Ed25519 => (CKM_EC_EDWARDS_KEY_PAIR_GEN, Mechanism::EccEdwardsKeyPairGen),
        KeySpec::MlDsa(_) => (CKM_ML_DSA_KEY_PAIR_GEN, Mechanism::MlDsaKeyPairGen),
    }
}

/// The type of keys of a kind.
pub(super) fn key_type(spec: KeySpec) -> KeyType {
    match spec {
        KeySpec::Ec(_) => KeyType::EC,
        KeySpec::Rsa(_) => KeyType::RSA,
        KeySpec::Ed25519 => KeyType::EC_EDWARDS,
        KeySpec::MlDsa(_) => KeyType::ML_DSA,
    }
}

/// What PKCS#11 3.2 calls a parameter set.
pub(super) fn parameter_set(set: MlDsa) -> ParameterSetType {
    match set {
        MlDsa::MlDsa44 => MlDsaParameterSetType::ML_DSA_44.into(),
        MlDsa::MlDsa65 => MlDsaParameterSetType::ML_DSA_65.into(),
    }
}

/// The DER `Ecdsa-Sig-Value` of a raw `r || s` signature; `None` where the halves are not halves.
pub(super) fn ecdsa_der(raw: &[u8]) -> Option<Vec<u8>> {
    if raw.is_empty() || !raw.len().is_multiple_of(2) {
        return None;
    }
    let (r, s) = raw.split_at(raw.len() / 2);
    Some(asn1::sequence(&[asn1::integer_bytes(r), asn1::integer_bytes(s)]))
}

fn pss(hash: Hash, salt: u16) -> Option<PkcsPssParams> {
    let (hash_alg, mgf) = match hash {
        Hash::Sha1 => return None,
        Hash::Sha224 => (MechanismType::SHA224, PkcsMgfType::MGF1_SHA224),
        Hash::Sha256 => (MechanismType::SHA256, PkcsMgfType::MGF1_SHA256),
        Hash::Sha384 => (MechanismType::SHA384, PkcsMgfType::MGF1_SHA384),
        Hash::Sha512 => (MechanismType::SHA512, PkcsMgfType::MGF1_SHA512),
    };
    Some(PkcsPssParams { hash_alg, mgf, s_len: u64::from(salt).into() })
}

fn ecdsa_hashing(hash: Hash) -> Option<u64> {
    match hash {
        Hash::Sha1 => None,
        Hash::Sha224 => Some(CKM_ECDSA_SHA224),
        Hash::Sha256 => Some(CKM_ECDSA_SHA256),
        Hash::Sha384 => Some(CKM_ECDSA_SHA384),
        Hash::Sha512 => Some(CKM_ECDSA_SHA512),
    }
}

fn pkcs1_hashing(hash: Hash) -> Option<u64> {
    match hash {
        Hash::Sha1 => None,
        Hash::Sha224 => Some(CKM_SHA224_RSA_PKCS),
        Hash::Sha256 => Some(CKM_SHA256_RSA_PKCS),
        Hash::Sha384 => Some(CKM_SHA384_RSA_PKCS),
        Hash::Sha512 => Some(CKM_SHA512_RSA_PKCS),
    }
}

fn pss_hashing(hash: Hash) -> Option<u64> {
    match hash {
        Hash::Sha1 | Hash::Sha224 => None,
        Hash::Sha256 => Some(CKM_SHA256_RSA_PKCS_PSS),
        Hash::Sha384 => Some(CKM_SHA384_RSA_PKCS_PSS),
        Hash::Sha512 => Some(CKM_SHA512_RSA_PKCS_PSS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_halves_become_the_shortest_integers() {
        let mut raw = [0u8; 8];
        raw[3] = 0x80;
        raw[4] = 0x01;
        let der = ecdsa_der(&raw).unwrap();
        assert_eq!(der, [0x30, 0x0a, 0x02, 0x02, 0x00, 0x80, 0x02, 0x04, 0x01, 0, 0, 0]);
        assert!(ecdsa_der(&[1, 2, 3]).is_none());
        assert!(ecdsa_der(&[]).is_none());
    }

    #[test]
    fn a_digest_longer_than_the_order_is_cut_on_the_right() {
        let digest: Vec<u8> = (0..64).collect();
        assert_eq!(Way::Ecdsa.input(Some(Curve::P256), b"m", &digest), digest[..32]);
        assert_eq!(Way::Ecdsa.input(Some(Curve::P521), b"m", &digest), digest);
        assert_eq!(Way::EcdsaHashing(Hash::Sha512).input(Some(Curve::P256), b"m", &digest), b"m");
    }
}
