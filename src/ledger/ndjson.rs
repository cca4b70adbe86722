//! The ledger as lines: each entry's bytes and a newline (NDJSON), nothing else.
//!
//! Canonical JSON holds no raw newline, so SHA-256 of 0x00 and a line without its newline is
//! the leaf's hash, and any RFC 6962 tool can rebuild the root from the file alone.

use super::LedgerError;
use super::leaf::{LIMIT, Leaf};

/// The line of an entry, newline included.
pub fn line(leaf: &Leaf) -> Vec<u8> {
    [leaf.bytes(), b"\n"].concat()
}

/// The entries' bytes of an export, in order, each with its index from zero. Ends
/// after the first line that is empty, too long, or not ended by a newline.
pub fn entries(export: &[u8]) -> impl Iterator<Item = Result<(u64, &[u8]), LedgerError>> {
    let mut failed = false;
    export.split_inclusive(|b| *b == b'\n').zip(0u64..).map_while(move |(line, index)| {
        if failed {
            return None;
        }
        let wrong = |wanted| LedgerError::Text { what: "a ledger export", line: index as usize + 1, wanted };
        let entry = match line.strip_suffix(b"\n") {
            None => Err(wrong("a newline after the last entry")),
            Some([]) => Err(wrong("an entry, not an empty line")),
            Some(entry) if entry.len() > LIMIT => Err(wrong("an entry of at most 65535 octets")),
            Some(entry) => Ok((index, entry)),
        };
        failed = entry.is_err();
        Some(entry)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_apart_as_they_were_put_together() {
        let all: Vec<_> = entries(b"{}\n[]\n").map(Result::unwrap).collect();
        assert_eq!(all, [(0, &b"{}"[..]), (1, &b"[]"[..])]);
        assert_eq!(entries(b"").count(), 0);
    }

    #[test]
    fn a_cut_empty_or_endless_line_ends_the_reading_with_its_number() {
        let long = [&b"{}\n"[..], &vec![b'x'; LIMIT + 1], b"\n{}\n"].concat();
        for (export, wanted) in [(&b"{}\n{"[..], 2), (b"{}\n\n{}\n", 2), (b"\n", 1), (&long, 2)] {
            let mut all: Vec<_> = entries(export).collect();
            match all.pop() {
                Some(Err(LedgerError::Text { line, .. })) => assert_eq!(line, wanted),
                other => panic!("{other:?}"),
            }
            assert!(all.iter().all(Result::is_ok));
        }
    }
}
