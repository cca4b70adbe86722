//! What a token shows without its PIN: public halves, and which kinds of key it makes.

use cryptoki::object::{Attribute, AttributeType, ObjectClass};

use super::error::VaultError;
use super::mechanism::generation;
use super::objects::read_public;
use super::token::Vault;
use crate::keys::KeySpec;
use crate::signer::PublicKey;

/// A public half that a token shows to everybody. Nothing says yet that the token has its private half.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicHalf {
    /// Its identifier in hex, whatever its length.
    pub id: String,
    /// Its label, made harmless.
    pub label: String,
    /// The key.
    pub key: PublicKey,
}

impl Vault {
    /// The public halves that the token shows without its PIN. Keys that are of no kind known here are passed over.
    pub fn public_halves(&self) -> Result<Vec<PublicHalf>, VaultError> {
        let token = &self.token;
        token.still_there()?;
        let raw = token.module.client().open_ro_session(token.slot).map_err(token.failed("no session"))?;
        let wanted = [Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::Token(true)];
        let objects = raw.find_objects(&wanted).map_err(token.failed("its objects cannot be searched"))?;
        let mut found = Vec::new();
        for object in objects {
            let known = raw.get_attributes(object, &[AttributeType::Id, AttributeType::Label]);
            let known = known.map_err(token.failed("a public key cannot be read"))?;
            let id = known.iter().find_map(|a| if let Attribute::Id(v) = a { Some(hex::encode(v)) } else { None });
            let label = known.iter().find_map(|a| if let Attribute::Label(v) = a { Some(v.as_slice()) } else { None });
            let label = crate::safe::line(&String::from_utf8_lossy(label.unwrap_or_default()), 80);
            if let Ok(key) = read_public(&raw, token, object) {
                found.push(PublicHalf { id: id.unwrap_or_default(), label, key });
            }
        }
        Ok(found)
    }

    /// Refuses a kind of key that the token says it does not make. One that it says it makes it may refuse still.
    pub fn expect_makes(&self, spec: KeySpec) -> Result<(), VaultError> {
        let token = &self.token;
        if token.offers(generation(spec).0) && token.may_make(spec) {
            return Ok(());
        }
        Err(VaultError::SpecUnsupported { spec, vault: token.name() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::{Mixer, OperatingSystem};
    use crate::keys::KeyId;
    use crate::secret::Secret;
    use crate::vault::{KeyRequest, PinStretch};

    #[test]
    fn public_halves_are_shown_without_the_pin() {
        let dir = tempfile::tempdir().unwrap();
        let pin = Secret::new(b"correct horse".to_vec());
        let mut entropy = Mixer::new(vec![Box::new(OperatingSystem)]);
        let vault = Vault::create_embedded(
            &dir.path().join("token"),
            &"own".parse().unwrap(),
            &pin,
            PinStretch::Light,
            &mut entropy,
        )
        .unwrap();
        assert_eq!(vault.public_halves().unwrap(), []);
        let session = vault.open(&pin).unwrap();
        for (n, spec) in [(1, "Ed25519"), (2, "P-256")] {
            let (id, label) = (KeyId::of([n; 16]), format!("key-{n}").parse().unwrap());
            let spec = spec.parse().unwrap();
            vault.expect_makes(spec).unwrap();
            session.generate(&KeyRequest { id, label, spec, extractable: false }).unwrap();
        }
        let made = session.find(KeyId::of([1; 16])).unwrap().unwrap();
        drop(session);
        let shown = vault.public_halves().unwrap();
        assert_eq!(shown.len(), 2);
        let half = PublicHalf { id: "01".repeat(16), label: "key-1".into(), key: made };
        assert!(shown.contains(&half), "{shown:?}");
        let refused = vault.expect_makes("brainpoolP256r1".parse().unwrap()).unwrap_err();
        assert!(matches!(refused, VaultError::SpecUnsupported { .. }));
    }
}
