//! The name of a set: two ways of writing it, and no third.

use chancery::keys::SetId;

pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match text.parse::<SetId>() {
        Err(error) => super::is_harmless(&error.to_string()),
        Ok(set) => assert!(text == set.to_string() || text == set.spoken()),
    }
}
