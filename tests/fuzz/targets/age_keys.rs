//! Recipients and identities of age, ours and those of plugins: one on a line, or a file of them.

use chancery::sealed::{Addressee, Identities, Keyring, Recipient};
use chancery::secret::Secret;

pub fn run(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        if let Ok(recipient) = text.parse::<Recipient>() {
            assert_eq!(recipient.as_str().parse::<Recipient>().unwrap().as_str(), recipient.as_str());
        }
        match text.parse::<Addressee>() {
            Ok(addressee) => {
                assert_eq!(addressee.as_str().parse::<Addressee>().unwrap().as_str(), addressee.as_str());
                super::is_harmless(addressee.as_str());
            }
            Err(error) => super::is_harmless(&error.to_string()),
        }
    }
    let file = Secret::new(bytes.to_vec());
    if let Ok(identities) = Identities::read(&file) {
        assert!(!identities.recipients().is_empty());
    }
    if let Ok(keyring) = Keyring::read(&file) {
        assert!(keyring.recipients().len() + keyring.plugins().len() > 0);
    }
}
