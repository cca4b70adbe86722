//! RFC 8785 bytes: one value, one sequence of bytes, whoever writes it.
//!
//! Everything that is hashed or signed as JSON goes through [`bytes`]. Numbers
//! beyond 2^53 are not exact in RFC 8785: write them as text.

use serde::Serialize;

use crate::digest::{Digest, Hasher};
use crate::fault::{Fail, Fault};

/// Why a value has no canonical form.
#[derive(Debug, thiserror::Error)]
pub enum CanonicalError {
    /// The value holds something JSON cannot say, such as a NaN or a non-text key.
    #[error("a value cannot be written as canonical JSON (RFC 8785)")]
    NotJson(#[source] serde_json::Error),
}

impl Fail for CanonicalError {
    fn kind(&self) -> Fault {
        Fault::Bug
    }
}

/// The RFC 8785 bytes of a value.
pub fn bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, CanonicalError> {
    serde_json_canonicalizer::to_vec(value).map_err(CanonicalError::NotJson)
}

/// The SHA-256 digest of a value's RFC 8785 bytes.
pub fn digest<T: Serialize>(value: &T) -> Result<Digest, CanonicalError> {
    Ok(Digest::of(&bytes(value)?))
}

/// The [`digest`] of a list of texts, without holding the list and its bytes at once.
pub fn digest_of_texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Digest, CanonicalError> {
    let mut hasher = Hasher::new();
    let mut between = &b"["[..];
    for text in texts {
        hasher = hasher.then(between).then(&bytes(&text)?);
        between = b",";
    }
    let empty: &[u8] = if between == b"[" { b"[" } else { b"" };
    Ok(hasher.then(empty).then(b"]").finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_texts_has_one_digest_however_it_is_read() {
        for texts in [&[][..], &["0a1b"], &["0a", "\u{20ac}\n\"", ""]] {
            assert_eq!(digest_of_texts(texts.iter().copied()).unwrap(), digest(&texts).unwrap(), "{texts:?}");
        }
    }

    #[test]
    fn keys_are_sorted_and_no_blank_is_written() {
        let value = serde_json::json!({"b": [1, true, null], "a": "\u{20ac}\n"});
        assert_eq!(bytes(&value).unwrap(), "{\"a\":\"\u{20ac}\\n\",\"b\":[1,true,null]}".as_bytes());
    }
}
