//! A head of the ledger from paper, on the command line.

use chancery::digest::Digest;
use chancery::ledger::Head;

use crate::frame::Failure;

/// A head that was printed or read aloud.
#[derive(Debug, Default, clap::Args)]
pub struct PaperHead {
    /// Number of entries of the head on paper
    #[arg(long, value_name = "N", requires = "paper_head")]
    size: Option<u64>,

    /// Root of the head on paper, in hex
    #[arg(long, value_name = "HEX", group = "paper_head", requires = "size")]
    root: Option<Digest>,

    /// Root of the head on paper, in its 32 words
    #[arg(long, value_name = "WORDS", group = "paper_head", requires = "size")]
    words: Option<String>,
}

impl PaperHead {
    /// The head, where one was given.
    pub fn head(&self) -> Result<Option<Head>, Failure> {
        Ok(match (self.size, self.root, &self.words) {
            (Some(size), Some(root), _) => Some(Head { size, root }),
            (Some(size), None, Some(words)) => Some(Head::from_words(size, words)?),
            _ => None,
        })
    }
}
