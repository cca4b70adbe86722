//! A proposal: what is read is exactly what would be written.

use chancery::approval::Proposal;

pub fn run(bytes: &[u8]) {
    let _ = Proposal::kept(bytes);
    if let Ok(proposal) = Proposal::parse(bytes) {
        assert_eq!(proposal.text().unwrap().as_bytes(), bytes);
    }
}
