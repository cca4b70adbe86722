//! The folder of real data beside the project, where there is one.

#![allow(dead_code)]

use std::path::PathBuf;

/// A path in the folder of real data. `None`, with a printed word, where it is not
/// there; a failure where CI says that it must be.
pub fn shared(path: &str) -> Option<PathBuf> {
    let found = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if found.exists() {
        return Some(found);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{} is missing", found.display());
    println!("skipped: {} is not there", found.display());
    None
}
