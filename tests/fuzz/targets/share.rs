//! A SLIP-39 share: read by itself, and written as it was read.

use chancery::secret::Secret;
use chancery::share::Share;

pub fn run(bytes: &[u8]) {
    let text = Secret::new(bytes.to_vec());
    if let Ok(share) = Share::read(&text) {
        assert!(Share::read(&share.expose_words()).is_ok());
    }
}
