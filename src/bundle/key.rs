//! The keys of a TUF role, written as stock clients read them.
//!
//! Two key types: `ecdsa` with a PEM key and the scheme of its curve, `ed25519`
//! with 64 hex digits. A key's id is the SHA-256 of its canonical object
//! (TUF 1.0 section 4.2) and is computed again whenever a key is read.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{BundleError, olpc};
use crate::digest::Digest;
use crate::quorum::{Roster, Threshold};
use crate::signer::{Algorithm, Curve, Hash, KeyKind, PublicKey};

/// A public key together with the scheme it signs metadata by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleKey {
    id: Digest,
    identity: Digest,
    public: PublicKey,
    algorithm: Algorithm,
    object: Value,
}

impl RoleKey {
    /// From a P-256, P-384 or Ed25519 key; the scheme follows from the key.
    pub fn new(public: &PublicKey) -> Result<Self, BundleError> {
        let (algorithm, keytype, scheme, text) = match public.kind() {
            KeyKind::Ec { curve: Curve::P256, .. } => {
                (Algorithm::Ecdsa(Hash::Sha256), "ecdsa", "ecdsa-sha2-nistp256", public.pem()?)
            }
            KeyKind::Ec { curve: Curve::P384, .. } => {
                (Algorithm::Ecdsa(Hash::Sha384), "ecdsa", "ecdsa-sha2-nistp384", public.pem()?)
            }
            KeyKind::Ed25519 => (Algorithm::Ed25519, "ed25519", "ed25519", hex::encode(public.key_octets()?)),
            other => return Err(BundleError::KeyKind { found: other.to_string() }),
        };
        let object = json!({"keytype": keytype, "scheme": scheme, "keyval": {"public": text}});
        let id = Digest::of(&olpc::bytes(&object)?);
        Ok(RoleKey { id, identity: public.identity()?, public: public.clone(), algorithm, object })
    }

    /// The key id by which roles and signatures name it.
    pub const fn id(&self) -> Digest {
        self.id
    }

    /// The key.
    pub const fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The algorithm of every signature by this key.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key by which the counter knows its holder: the same however it is written.
    pub(super) const fn identity(&self) -> Digest {
        self.identity
    }

    /// The key object as it stands in metadata.
    pub(super) const fn object(&self) -> &Value {
        &self.object
    }

    /// Reads a key object. It must be exactly what [`RoleKey::new`] writes for
    /// that key, and stand under its own id.
    pub(super) fn read(file: &str, id: &str, object: &Value) -> Result<Self, BundleError> {
        let unreadable = |what: String| BundleError::Malformed { file: file.to_owned(), what };
        let text = |name: &str| object.get(name).and_then(Value::as_str);
        let public = object.pointer("/keyval/public").and_then(Value::as_str);
        let key = match (text("keytype"), public) {
            (Some("ecdsa"), Some(pem)) => read_pem(pem),
            (Some("ed25519"), Some(digits)) => {
                let octets = hex::decode(digits).ok().and_then(|o| <[u8; 32]>::try_from(o).ok());
                octets.and_then(|o| PublicKey::from_ed25519(&o).ok())
            }
            _ => None,
        };
        let shown = crate::safe::line(id, 80);
        let key = key.ok_or_else(|| unreadable(format!("key {shown}: wanted an ecdsa or ed25519 key")))?;
        let read = RoleKey::new(&key)?;
        if read.object != *object {
            return Err(unreadable(format!("key {shown}: not in the one form it is written in")));
        }
        if read.id.to_string() != id {
            return Err(unreadable(format!("key {shown}: its id is {}", read.id)));
        }
        Ok(read)
    }
}

fn read_pem(pem: &str) -> Option<PublicKey> {
    use base64::Engine as _;
    let body = pem.strip_prefix("-----BEGIN PUBLIC KEY-----\n")?.strip_suffix("\n-----END PUBLIC KEY-----\n")?;
    let spki = base64::engine::general_purpose::STANDARD.decode(body.replace('\n', "")).ok()?;
    PublicKey::from_spki(&spki).ok()
}

/// The keys that count for a role, and how many of them it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleKeys {
    keys: BTreeMap<Digest, RoleKey>,
    roster: Roster,
    threshold: Threshold,
}

impl RoleKeys {
    /// `needed` of these keys. Refused: the same key twice (however it is written),
    /// a threshold that cannot be met.
    pub fn new(keys: Vec<RoleKey>, needed: usize) -> Result<Self, BundleError> {
        let mut roster = Roster::new();
        let mut by_id = BTreeMap::new();
        for key in keys {
            roster.enrol(&key.id.to_string(), key.identity)?;
            by_id.insert(key.id, key);
        }
        let threshold = Threshold::new(needed, by_id.len())?;
        Ok(RoleKeys { keys: by_id, roster, threshold })
    }

    /// The key of this id.
    pub fn get(&self, id: Digest) -> Option<&RoleKey> {
        self.keys.get(&id)
    }

    /// Every key, by id.
    pub fn keys(&self) -> impl Iterator<Item = &RoleKey> {
        self.keys.values()
    }

    /// How many it takes.
    pub const fn threshold(&self) -> Threshold {
        self.threshold
    }

    pub(super) const fn roster(&self) -> &Roster {
        &self.roster
    }

    /// The role object: key ids and threshold.
    pub(super) fn role(&self) -> Value {
        let ids: Vec<String> = self.keys.keys().map(Digest::to_string).collect();
        json!({"keyids": ids, "threshold": self.threshold.needed()})
    }
}

/// The `keys` object for several roles.
pub(super) fn objects<'a>(roles: impl IntoIterator<Item = &'a RoleKeys>) -> Value {
    let all = roles.into_iter().flat_map(RoleKeys::keys);
    Value::Object(all.map(|key| (key.id().to_string(), key.object().clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    /// The public key of RFC 8032 section 7.1, test 1.
    fn ed25519() -> PublicKey {
        let octets = hex::decode("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").unwrap();
        PublicKey::from_ed25519(&octets.try_into().unwrap()).unwrap()
    }

    #[test]
    fn a_key_read_back_is_the_key_and_any_other_form_is_refused() {
        let key = RoleKey::new(&ed25519()).unwrap();
        let id = key.id().to_string();
        assert_eq!(RoleKey::read("1.root.json", &id, key.object()).unwrap(), key);
        let mut upper = key.object().clone();
        upper["keyval"]["public"] = json!(upper["keyval"]["public"].as_str().unwrap().to_uppercase());
        let mut more = key.object().clone();
        more["note"] = json!("x");
        let mut scheme = key.object().clone();
        scheme["scheme"] = json!("ed25519ph");
        for object in [upper, more, scheme, json!({}), json!({"keytype": "rsa", "keyval": {"public": "x"}})] {
            assert!(RoleKey::read("1.root.json", &id, &object).is_err(), "{object}");
        }
        assert!(RoleKey::read("1.root.json", &"0".repeat(64), key.object()).is_err());
    }

    #[test]
    fn the_same_key_twice_and_impossible_thresholds_are_refused() {
        let key = RoleKey::new(&ed25519()).unwrap();
        let twice = RoleKeys::new(vec![key.clone(), key.clone()], 1).unwrap_err();
        assert_eq!(twice.clause(), Some("QUORUM-1"));
        assert!(RoleKeys::new(vec![key.clone()], 2).is_err());
        assert!(RoleKeys::new(vec![key], 0).is_err());
        assert!(RoleKeys::new(vec![], 1).is_err());
    }

    #[test]
    fn curves_without_a_tuf_scheme_are_refused() {
        let group = Curve::P521.group().unwrap();
        let mut context = openssl::bn::BigNumContext::new().unwrap();
        let form = openssl::ec::PointConversionForm::UNCOMPRESSED;
        let point = group.generator_opt().unwrap().to_bytes(group, form, &mut context).unwrap();
        let key = PublicKey::from_ec_point(Curve::P521, &point).unwrap();
        assert!(matches!(RoleKey::new(&key), Err(BundleError::KeyKind { .. })));
    }
}
