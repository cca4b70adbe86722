//! A `SubjectPublicKeyInfo`: a key that is taken has an encoding of its own, which reads as the same key.

use chancery::signer::PublicKey;

pub fn run(bytes: &[u8]) {
    let Ok(key) = PublicKey::from_spki(bytes) else { return };
    let again = key.anew().unwrap();
    assert_eq!(again.identity().unwrap(), key.identity().unwrap());
    assert!(again.is_plainly_encoded().unwrap());
    let explicit = PublicKey::from_spki(&key.explicit_spki().unwrap()).unwrap();
    assert_eq!(explicit.identity().unwrap(), key.identity().unwrap());
}
