//! An entry of the ledger: what is read is exactly what would be written.

use chancery::ledger::Leaf;

pub fn run(bytes: &[u8]) {
    if let Ok(leaf) = Leaf::parse(bytes) {
        assert_eq!(leaf.bytes(), bytes);
    }
}
