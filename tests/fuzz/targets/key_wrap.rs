//! A wrapped key (RFC 5649), and a private key (PKCS#8) that somebody who has the backup key wrapped.

use chancery::secret::Secret;
use chancery::vault::kwp;

/// The key that the seeds are wrapped under.
pub const KEY: [u8; 32] = *b"0123456789abcdef0123456789ABCDEF";

pub fn run(bytes: &[u8]) {
    let key = Secret::new(KEY.to_vec());
    if let Ok(plain) = kwp::unwrap(&key, bytes) {
        let again = kwp::wrap(&key, &plain).unwrap();
        assert_eq!(again, bytes);
    }
    let _ = kwp::opened(&key, bytes);
    let plain = Secret::new(bytes.to_vec());
    let Ok(blob) = kwp::wrap(&key, &plain) else { return };
    assert_eq!(kwp::unwrap(&key, &blob).unwrap().expose(), bytes);
    if let Ok(public) = kwp::opened(&key, &blob) {
        kwp::opens_to(&key, &blob, &public).unwrap();
    }
    if let Ok(short) = kwp::plain_pkcs8(&key, blob) {
        assert!(bytes.starts_with(kwp::unwrap(&key, &short).unwrap().expose()));
    }
}
