//! The proof of one entry as a text that is checked offline (C2SP tlog-proof@v1):
//! its index, its inclusion proof and the checkpoint with its cosignatures.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::LedgerError;
use super::checkpoint::{VerifiedCheckpoint, decimal, root};
use super::note::NoteKey;
use super::proof::verify_inclusion;
use super::tree::leaf_hash;
use crate::digest::Digest;

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// No tree within 2^64 has a longer path.
const LONGEST: usize = 64;

/// The proof of one entry, not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof {
    /// Data beside the proof; nothing vouches for it.
    pub extra: Option<Vec<u8>>,
    /// The entry's index, from zero.
    pub index: u64,
    /// The sibling hashes from the leaf up.
    pub path: Vec<Digest>,
    /// The signed checkpoint, as it stands.
    pub checkpoint: String,
}

impl TlogProof {
    /// The proof of an entry under a checkpoint.
    pub fn new(index: u64, path: Vec<Digest>, checkpoint: &VerifiedCheckpoint) -> Self {
        TlogProof { extra: None, index, path, checkpoint: checkpoint.note().to_string() }
    }

    /// The text, for a file named `.tlog-proof`.
    pub fn text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\n");
        if let Some(extra) = &self.extra {
            text.push_str(&format!("extra {}\n", STANDARD.encode(extra)));
        }
        text.push_str(&format!("index {}\n", self.index));
        for digest in &self.path {
            text.push_str(&format!("{}\n", STANDARD.encode(digest.bytes())));
        }
        format!("{text}\n{}", self.checkpoint)
    }

    /// Reads the text. The checkpoint in it is read when it is verified.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let wrong = |line, wanted| LedgerError::Text { what: "a tlog-proof", line, wanted };
        let (head, checkpoint) =
            text.split_once("\n\n").ok_or_else(|| wrong(1, "a blank line before the checkpoint"))?;
        let mut lines = (1..).zip(head.split('\n')).peekable();
        lines.next_if(|(_, line)| *line == FIRST_LINE).ok_or_else(|| wrong(1, "'c2sp.org/tlog-proof@v1'"))?;
        let mut extra = None;
        if let Some((number, encoded)) = lines.peek().and_then(|(n, line)| Some((*n, line.strip_prefix("extra ")?))) {
            extra = Some(STANDARD.decode(encoded).map_err(|_| wrong(number, "'extra' and base64"))?);
            lines.next();
        }
        let (number, line) = lines.next().ok_or_else(|| wrong(2, "'index' and a decimal number"))?;
        let index = line.strip_prefix("index ").and_then(decimal);
        let index = index.ok_or_else(|| wrong(number, "'index' and a decimal number without leading zeros"))?;
        let mut path = Vec::new();
        for (number, line) in lines {
            path.push(root(line).ok_or_else(|| wrong(number, "a hash of 32 octets in base64"))?);
            if path.len() > LONGEST {
                return Err(wrong(number, "at most 64 hashes"));
            }
        }
        Ok(TlogProof { extra, index, path, checkpoint: checkpoint.to_owned() })
    }

    /// Checks that an entry with these bytes is in the ledger of this origin, under
    /// a checkpoint that one of the keys signed. Cosignatures are judged apart, on
    /// the checkpoint that comes back.
    pub fn verify(&self, entry: &[u8], origin: &str, keys: &[NoteKey]) -> Result<VerifiedCheckpoint, LedgerError> {
        let checkpoint = VerifiedCheckpoint::verify(&self.checkpoint, origin, keys)?;
        let head = checkpoint.head();
        verify_inclusion(&leaf_hash(entry), self.index, head.size, &self.path, &head.root)?;
        Ok(checkpoint)
    }
}
