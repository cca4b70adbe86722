//! The manifest of a copy of the state: what is read is exactly what would be written.

use chancery::backup::{StateManifest, StateName};

pub fn run(bytes: &[u8]) {
    match StateManifest::read(bytes) {
        Err(error) => super::is_harmless(&error.to_string()),
        Ok(manifest) => {
            assert_eq!(manifest.bytes().unwrap(), bytes);
            super::is_harmless(&manifest.program);
            let database = &manifest.database;
            let octets: u64 = (0..database.blocks.len() as u64).map(|index| database.block_octets(index)).sum();
            assert_eq!(octets, database.octets);
        }
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(name) = text.parse::<StateName>() {
        assert_eq!(name.to_string(), text);
    }
}
