//! An officer's key, and a signature, of any form: OpenPGP, X.509, SSH.

use chancery::approval::key::{OfficerKey, Signature};

pub fn run(bytes: &[u8]) {
    if let Ok(key) = OfficerKey::read(bytes) {
        key.words().iter().for_each(|(_, word)| super::is_harmless(word));
        let _ = key.expect_usable(super::time());
    }
    let _ = Signature::read(bytes);
}
