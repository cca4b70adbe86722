//! The passphrase that may stand between the shares and the secret.

use super::error::ShareError;
use crate::secret::Secret;

/// A passphrase: printable ASCII, as the standard asks, so that it is typed the same on every machine. None is the
/// empty one.
///
/// ```compile_fail
/// # use chancery::{secret::Secret, share::Passphrase};
/// let passphrase = Passphrase::new(Secret::new(b"TREZOR".to_vec())).unwrap();
/// let shown = format!("{passphrase:?}"); // a passphrase has no shape
/// ```
pub struct Passphrase(Secret);

impl Passphrase {
    /// Judges what was typed. SHARE-13 refuses all but the characters from blank to `~`.
    pub fn new(typed: Secret) -> Result<Self, ShareError> {
        if typed.expose().iter().all(|octet| (0x20..=0x7e).contains(octet)) {
            Ok(Passphrase(typed))
        } else {
            Err(ShareError::Passphrase)
        }
    }

    /// No passphrase.
    pub fn none() -> Self {
        Passphrase(Secret::new(Vec::new()))
    }

    pub(super) fn expose(&self) -> &[u8] {
        self.0.expose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    #[test]
    fn share_13_what_is_not_printable_ascii_is_refused() {
        for bad in ["ä", "a\n", "\t", "a\u{7f}", "\0"] {
            let error = Passphrase::new(Secret::new(bad.as_bytes().to_vec())).err().unwrap();
            assert_eq!(error.clause(), Some("SHARE-13"), "{bad:?}");
        }
        for good in ["", " ", "TREZOR", "~!@"] {
            assert!(Passphrase::new(Secret::new(good.as_bytes().to_vec())).is_ok(), "{good:?}");
        }
    }
}
