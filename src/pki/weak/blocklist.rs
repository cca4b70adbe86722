//! Lists of weak RSA keys in the stock text format of Debian's `openssl-blacklist`.

use crate::digest::Digest;
use crate::fault::{Fail, Fault};
use crate::signer::{KeyKind, PublicKey};

/// Octets of a fingerprint: the second half of a SHA-1.
const LENGTH: usize = 10;

/// Keys that nobody should certify, by the last 80 bits of the SHA-1 over `Modulus=`, the modulus in upper-case
/// hexadecimal digits, and a line feed: what `openssl rsa -noout -modulus` prints. Comments begin with `#`.
#[derive(Clone, PartialEq, Eq)]
pub struct BlockList {
    /// Sorted, each once.
    fingerprints: Vec<[u8; LENGTH]>,
    digest: Digest,
}

impl std::fmt::Debug for BlockList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BlockList({} keys, {})", self.len(), self.digest.short())
    }
}

/// Why a file is no such list.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum BlockListError {
    /// A line is something else.
    #[error("line {line} is '{shown}': wanted 20 hexadecimal digits, or a comment that begins with '#'")]
    Line {
        /// Which, from 1 on.
        line: usize,
        /// What it says, made harmless.
        shown: String,
    },
    /// There is nothing in it, so that nothing would be looked for.
    #[error("it names no key")]
    Empty,
}

impl Fail for BlockListError {
    fn kind(&self) -> Fault {
        Fault::Malformed
    }
}

impl BlockList {
    /// Reads a list. Digits of either case; blank lines, and comments anywhere.
    pub fn of(text: &[u8]) -> Result<Self, BlockListError> {
        let mut fingerprints = Vec::with_capacity(text.len() / (2 * LENGTH + 1));
        for (number, line) in text.split(|b| *b == b'\n').enumerate() {
            let line = line.trim_ascii();
            if line.is_empty() || line.first() == Some(&b'#') {
                continue;
            }
            let mut fingerprint = [0; LENGTH];
            if hex::decode_to_slice(line, &mut fingerprint).is_err() {
                let shown = crate::safe::line(&String::from_utf8_lossy(line), 40);
                return Err(BlockListError::Line { line: number + 1, shown });
            }
            fingerprints.push(fingerprint);
        }
        if fingerprints.is_empty() {
            return Err(BlockListError::Empty);
        }
        fingerprints.sort_unstable();
        fingerprints.dedup();
        Ok(BlockList { fingerprints, digest: Digest::of(text) })
    }

    /// How many keys it names.
    pub fn len(&self) -> usize {
        self.fingerprints.len()
    }

    /// Never: a list without keys is refused when it is read.
    pub fn is_empty(&self) -> bool {
        self.fingerprints.is_empty()
    }

    /// SHA-256 of the text it was read from.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Whether a key is on it. Keys that are not RSA are on none.
    pub fn has(&self, key: &PublicKey) -> bool {
        match key.kind() {
            KeyKind::Rsa { modulus, .. } => self.fingerprints.binary_search(&fingerprint(modulus)).is_ok(),
            _ => false,
        }
    }
}

fn fingerprint(modulus: &[u8]) -> [u8; LENGTH] {
    let digits = hex::encode_upper(modulus);
    // The first digit of an odd number of them is not written as 0.
    let line = format!("Modulus={}\n", digits.trim_start_matches('0'));
    let sha1 = openssl::sha::sha1(line.as_bytes());
    let mut half = [0; LENGTH];
    half.iter_mut().zip(sha1.iter().skip(LENGTH)).for_each(|(to, from)| *to = *from);
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &[u8]) -> String {
        BlockList::of(text).unwrap_err().to_string()
    }

    #[test]
    fn a_list_is_read_with_its_comments_and_each_key_counts_once() {
        let list =
            BlockList::of(b"# weak\n\n00005890bc78bcbee3ca\r\n00005890BC78BCBEE3CA\nffff5890bc78bcbee3ca").unwrap();
        assert_eq!(list.len(), 2);
        assert!(!list.is_empty());
    }

    #[test]
    fn what_is_no_list_is_refused_by_its_line() {
        assert!(refused(b"# one\n00005890bc78bcbee3c\n").starts_with("line 2 is"));
        assert!(refused(b"00005890bc78bcbee3ca00005890bc78bcbee3ca\n").starts_with("line 1 is"), "a whole SHA-1");
        assert!(refused(b"\x1b[2J\n").contains("line 1") && !refused(b"\x1b[2J\n").contains('\x1b'));
        assert!(refused(b"00005890bc78bcbee3ca # weak\n").starts_with("line 1 is"));
        for empty in [&b""[..], b"\n\n", b"# nothing\n"] {
            assert_eq!(refused(empty), "it names no key");
        }
    }

    #[test]
    fn keys_that_are_not_rsa_are_on_no_list() {
        let list = BlockList::of(b"00005890bc78bcbee3ca").unwrap();
        assert!(!list.has(&PublicKey::from_ed25519(&[9; 32]).unwrap()));
    }
}
