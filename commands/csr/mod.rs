//! `chancery csr`: certificate requests, before anybody certifies their keys.

mod check;
mod show;

use std::path::Path;

use chancery::pki::weak::BlockList;
use chancery::pki::{armour, key_material};

use crate::frame::Failure;
use crate::opening::{self, FileError};

crate::frame::verbs!(csr: "Look at certificate requests, and judge their keys"; check, show);

/// The longest request that is read, in octets.
const LONGEST: u64 = 64 * 1024;

/// The longest list of weak keys, in octets: every list of Debian's together is smaller.
const LONGEST_LIST: u64 = 256 * 1024 * 1024;

/// A certificate request from a file, DER or PEM. A private key in the file is refused, wherever it stands (KEY-6).
pub fn request(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = opening::read_file(path, LONGEST)?;
    let wrong = |what: String| FileError::NotThat { path: path.to_owned(), wanted: "a certificate request", what };
    if bytes.is_empty() {
        return Err(wrong("it is empty".into()).into());
    }
    key_material::refuse(&bytes)?;
    let der = armour::der(&bytes, "CERTIFICATE REQUEST").map_err(|e| wrong(e.to_string()))?;
    Ok(der.into_owned())
}

/// A list of weak keys from a file.
pub fn block_list(path: &Path) -> Result<BlockList, Failure> {
    let bytes = opening::read_file(path, LONGEST_LIST)?;
    let wrong = |what: String| FileError::NotThat { path: path.to_owned(), wanted: "a list of weak keys", what };
    Ok(BlockList::of(&bytes).map_err(|e| wrong(e.to_string()))?)
}
