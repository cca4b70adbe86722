//! Whether a token makes a kind of key: asked of it, and tried with a key that is gone at once, before anything is
//! begun.

use cryptoki::error::Error;
use cryptoki::mechanism::MechanismType;
use cryptoki::object::{Attribute, AttributeType, ObjectHandle};

use super::error::VaultError;
use super::mechanism::generation;
use super::objects::{is_template_refused, private_template, public_template, refusal};
use super::session::Session;
use crate::keys::KeySpec;

/// The label of a key that is made to see whether it can be.
const LABEL: &[u8] = b"chancery-trial";

impl Session {
    /// Refuses a kind of key that the token does not make ([`VaultError::SpecUnsupported`]). RSA sizes are asked of the
    /// token, since making such a key takes seconds; of every other kind one is made in the session, and destroyed.
    /// Nothing of it is left, whatever happens: a session's keys go with it.
    pub fn expect_makes(&self, spec: KeySpec) -> Result<(), VaultError> {
        let token = self.token();
        token.still_there()?;
        self.vault().expect_makes(spec)?;
        if let KeySpec::Rsa(bits) = spec {
            return self.expect_size(spec, usize::from(bits));
        }
        let trial = self.another()?;
        let made = trial.make_in_session(spec, false);
        let (public, private) = made.map_err(|source| refusal(self, spec, source))?;
        // They are the session's, which ends here.
        for object in [private, public] {
            let _ = trial.raw.destroy_object(object);
        }
        Ok(())
    }

    /// Makes a key pair of the session, which goes with it: public half, private half.
    pub(super) fn make_in_session(
        &self,
        spec: KeySpec,
        extractable: bool,
    ) -> Result<(ObjectHandle, ObjectHandle), Error> {
        let mut public = public_template(spec, false);
        let mut private = private_template(spec, false, extractable);
        for template in [&mut public, &mut private] {
            template.push(Attribute::Label(LABEL.to_vec()));
        }
        let (_, mechanism) = generation(spec);
        let mut made = self.raw.generate_key_pair(&mechanism, &public, &private);
        if made.as_ref().err().is_some_and(is_template_refused) {
            private.retain(|a| a.attribute_type() != AttributeType::Copyable);
            made = self.raw.generate_key_pair(&mechanism, &public, &private);
        }
        made
    }

    fn expect_size(&self, spec: KeySpec, bits: usize) -> Result<(), VaultError> {
        let token = self.token();
        let kind = MechanismType::RSA_PKCS_KEY_PAIR_GEN;
        let info = token.module.client().get_mechanism_info(token.slot, kind);
        let info = info.map_err(token.failed("it does not say which keys it makes"))?;
        // A token that says nothing of sizes is asked by making the key.
        let known = info.max_key_size() > 0 && info.max_key_size() < usize::MAX / 2;
        if known && !(info.min_key_size()..=info.max_key_size()).contains(&bits) {
            return Err(VaultError::SpecUnsupported { spec, vault: token.name() });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::{Mixer, OperatingSystem};
    use crate::secret::Secret;
    use crate::vault::{PinStretch, Vault};

    #[test]
    fn a_kind_is_tried_and_nothing_is_left_of_the_trial() {
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
        let session = vault.open(&pin).unwrap();
        for spec in ["P-256", "P-521", "RSA-2048", "RSA-4096", "Ed25519", "ML-DSA-44", "ML-DSA-65"] {
            session.expect_makes(spec.parse().unwrap()).unwrap();
        }
        for spec in ["brainpoolP256r1", "brainpoolP512r1"] {
            let refused = session.expect_makes(spec.parse().unwrap()).unwrap_err();
            assert!(matches!(refused, VaultError::SpecUnsupported { .. }), "{spec}: {refused}");
        }
        assert_eq!(session.inventory().unwrap(), []);
        assert_eq!(session.find_raw(&[Attribute::Label(LABEL.to_vec())]).unwrap(), []);
    }
}
