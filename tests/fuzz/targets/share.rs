//! A SLIP-39 share: read by itself, its slips named by place.

use chancery::secret::Secret;
use chancery::share::{Share, slips};

pub fn run(bytes: &[u8]) {
    let text = Secret::new(bytes.to_vec());
    if let Ok(share) = Share::read(&text) {
        assert!(Share::read(&share.expose_words()).is_ok());
        assert!(slips(&text).is_empty());
    }
}
