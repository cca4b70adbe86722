//! What a witness is asked to cosign (the request of C2SP tlog-witness, `add-checkpoint`): the size of the
//! head the witness cosigned last, the consistency proof from there, and the signed checkpoint.
//!
//! ```text
//! old 20852014
//! PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
//! jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
//!
//! chancery/utopia/specimen
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//!
//! — chancery/utopia/specimen Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
//! ```
//!
//! A signed checkpoint alone is a request too: one without a proof.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::LedgerError;
use super::checkpoint::{decimal, root};
use crate::digest::Digest;

/// No tree within 2^64 has a longer proof (C2SP allows 63).
const LONGEST: usize = 63;

/// A request to cosign, not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CosignRequest {
    /// From which size the proof leads, where there is one.
    pub old: Option<u64>,
    /// The consistency proof.
    pub proof: Vec<Digest>,
    /// The signed checkpoint, as it stands.
    pub checkpoint: String,
}

impl CosignRequest {
    /// The text.
    pub fn text(&self) -> String {
        let Some(old) = self.old else { return self.checkpoint.clone() };
        let mut text = format!("old {old}\n");
        for digest in &self.proof {
            text.push_str(&format!("{}\n", STANDARD.encode(digest.bytes())));
        }
        format!("{text}\n{}", self.checkpoint)
    }

    /// Reads the text. The checkpoint in it is read when it is verified.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let wrong = |line, wanted| LedgerError::Text { what: "a request to cosign", line, wanted };
        if !text.starts_with("old ") {
            return Ok(CosignRequest { old: None, proof: Vec::new(), checkpoint: text.to_owned() });
        }
        let (head, checkpoint) =
            text.split_once("\n\n").ok_or_else(|| wrong(1, "a blank line before the checkpoint"))?;
        let mut lines = (1..).zip(head.split('\n'));
        let old = lines.next().and_then(|(_, line)| decimal(line.strip_prefix("old ")?));
        let old = old.ok_or_else(|| wrong(1, "'old' and a decimal number without leading zeros"))?;
        let mut proof = Vec::new();
        for (number, line) in lines {
            proof.push(root(line).ok_or_else(|| wrong(number, "a hash of 32 octets in base64"))?);
            if proof.len() > LONGEST {
                return Err(wrong(number, "at most 63 hashes"));
            }
        }
        Ok(CosignRequest { old: Some(old), proof, checkpoint: checkpoint.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=";

    #[test]
    fn a_request_is_read_and_written() {
        for text in [format!("old 7\n{HASH}\n{HASH}\n\nlog\n8\n"), "old 0\n\nlog\n8\n".into(), "log\n8\n\n".into()] {
            let read = CosignRequest::parse(&text).unwrap();
            assert_eq!(read.text(), text);
        }
        assert_eq!(CosignRequest::parse("log\n8\n\n").unwrap().old, None);
    }

    #[test]
    fn requests_that_are_loose_are_refused_with_their_line() {
        let many = format!("old 7\n{}\nlog", format!("{HASH}\n").repeat(64));
        for (text, wanted) in [
            ("old 7".to_owned(), 1),
            ("old 07\n\nlog".into(), 1),
            ("old -7\n\nlog".into(), 1),
            ("old 7 \n\nlog".into(), 1),
            ("old 7\nAAAA\n\nlog".into(), 2),
            (format!("old 7\n{HASH}\n{HASH} \n\nlog"), 3),
            (many, 65),
        ] {
            match CosignRequest::parse(&text) {
                Err(LedgerError::Text { line, .. }) => assert_eq!(line, wanted, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
