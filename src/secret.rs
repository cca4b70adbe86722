//! Secrets without a shape: no Debug, no Display, no serialisation, wiped when dropped.

use zeroize::Zeroizing;

/// Secret bytes: a PIN, a share, key material on its way through.
///
/// ```compile_fail
/// let pin = chancery::secret::Secret::new(b"1234".to_vec());
/// let shown = format!("{pin:?}"); // a secret has no Debug
/// ```
///
/// ```compile_fail
/// let pin = chancery::secret::Secret::new(b"1234".to_vec());
/// serde_json::to_string(&pin).unwrap(); // and no JSON
/// ```
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the bytes over; they are wiped when the secret is dropped.
    pub fn new(bytes: Vec<u8>) -> Self {
        Secret(Zeroizing::new(bytes))
    }

    /// The bytes, for the one call that needs them. Do not copy them.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The bytes as text, where they are UTF-8.
    pub fn expose_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// How many bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
