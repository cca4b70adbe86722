//! Real master lists for tests: where they are, and the certificates inside them.

#![allow(dead_code)]

use std::path::PathBuf;

use base64::Engine as _;

use chancery::asn1::{Asn1Error, Element, Reader, Tag};

/// The folder of shared data, or `None` (after a printed word) where it is missing
/// outside of continuous integration.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{} is missing", path.display());
    eprintln!("skipped: {} is missing", path.display());
    None
}

/// Every file in a folder whose name ends in one of these.
pub fn files(folder: &str, endings: &[&str]) -> Vec<(String, Vec<u8>)> {
    let Some(path) = shared(folder) else { return Vec::new() };
    let mut found: Vec<(String, Vec<u8>)> = std::fs::read_dir(path)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| endings.iter().any(|e| p.to_string_lossy().ends_with(e)))
        .map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&p).unwrap()))
        .collect();
    found.sort();
    found
}

/// The certificates of a `CscaMasterList`, signed or not.
pub fn certificates(list: &[u8]) -> Vec<Element<'_>> {
    let outer = Reader::new(list).next(Tag::SEQUENCE, "a list").unwrap();
    let content = if outer.reader().peek() == Some(Tag::OID) { econtent(&outer).unwrap() } else { outer };
    let mut parts = content.reader();
    parts.next(Tag::INTEGER, "the version of the list").unwrap();
    let mut set = parts.next(Tag::SET, "the certificates").unwrap().reader();
    let mut found = Vec::new();
    while !set.is_at_end() {
        found.push(set.any("a certificate").unwrap());
    }
    found
}

fn econtent<'a>(outer: &Element<'a>) -> Result<Element<'a>, Asn1Error> {
    let mut info = outer.reader();
    info.next(Tag::OID, "the content type")?;
    let mut signed = info.any("the content")?.reader().next(Tag::SEQUENCE, "SignedData")?.reader();
    signed.next(Tag::INTEGER, "its version")?;
    signed.next(Tag::SET, "its digests")?;
    let mut inner = signed.next(Tag::SEQUENCE, "what is signed")?.reader();
    inner.next(Tag::OID, "its type")?;
    let octets = inner.any("the octets")?.reader().next(Tag::OCTET_STRING, "the octets")?;
    octets.reader().next(Tag::SEQUENCE, "the list")
}

/// Every value of a base64 attribute of an LDIF file.
pub fn ldif_values(ldif: &[u8], attribute: &str) -> Vec<Vec<u8>> {
    let unfolded = String::from_utf8_lossy(ldif).replace("\n ", "");
    let prefix = format!("{attribute}:: ");
    let values = unfolded.lines().filter_map(|l| l.strip_prefix(&prefix));
    values.map(|v| base64::engine::general_purpose::STANDARD.decode(v.trim()).unwrap()).collect()
}
