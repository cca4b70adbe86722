//! A foreign certificate that is named by its fingerprint, or by the beginning of it.

use chancery::digest::Digest;
use chancery::station::Station;

use crate::found;
use crate::frame::Failure;

/// The fewest digits that name a certificate.
const FEWEST: usize = 16;

/// A fingerprint or its beginning, in lower case.
pub fn beginning(text: &str) -> Result<String, String> {
    let hex = text.bytes().all(|b| b.is_ascii_hexdigit());
    if hex && (FEWEST..=64).contains(&text.len()) {
        Ok(text.to_lowercase())
    } else {
        Err("wanted 16 to 64 hex digits".into())
    }
}

/// The one certificate that is meant. The act names it whole.
pub fn whole(station: &Station<'_>, beginning: &str) -> Result<Digest, Failure> {
    if let Ok(digest) = beginning.parse() {
        return Ok(digest);
    }
    let known = station.rows().known_of(None)?.into_iter().map(|row| row.digest);
    let candidates: Vec<Digest> = known.filter(|digest| digest.to_string().starts_with(beginning)).collect();
    found::one("certificate", &candidates, beginning, "chancery trust list")
}
