//! An inventory of certificates that a CSCA issued, as another program wrote it down: their serial numbers, one a line, or
//! the certificates themselves in LDIF.

use std::collections::BTreeMap;

use crate::fault::{Fail, Fault};
use crate::icao::pkd::ldif::{Body, Change, Reader};
use crate::pki::PkiError;
use crate::pki::serial::SerialNumber;

/// Why an inventory cannot be read.
#[derive(Clone, Debug, thiserror::Error)]
pub enum InventoryError {
    /// A line holds no serial number.
    #[error("inventory, line {line}: no serial number in hexadecimal: {what}")]
    Line {
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        what: String,
    },
    /// A line holds something that is not hexadecimal.
    #[error("inventory, line {line}: '{found}' is not hexadecimal")]
    NotHex {
        /// Which line, from 1.
        line: usize,
        /// What was found, made harmless.
        found: String,
    },
    /// A number stands there twice.
    #[error("inventory, line {line}: serial number {serial} stands there twice")]
    Twice {
        /// Which line, from 1.
        line: usize,
        /// The number.
        serial: String,
    },
}

/// Why certificates cannot be taken out of LDIF.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LdifError {
    /// It cannot be read.
    #[error("{what}")]
    Unreadable {
        /// Why.
        what: String,
    },
    /// A record that is not read whole, or says that something is to be changed.
    #[error("the record at line {line} {what}; wanted entries as they are, each read whole")]
    NotAnEntry {
        /// Where it begins, from 1.
        line: u64,
        /// What it is.
        what: &'static str,
    },
    /// A certificate that is not there in octets.
    #[error("line {line}: a certificate that {what}")]
    NoOctets {
        /// Where it stands, from 1.
        line: u64,
        /// What it is in place of octets.
        what: &'static str,
    },
    /// It has none.
    #[error("it has no attribute 'userCertificate' or 'cACertificate'")]
    Empty,
    /// It has too many.
    #[error("it has more than {MOST} certificates; name the others by serial number")]
    TooMany,
}

/// The most certificates that are taken whole.
pub const MOST: usize = 20_000;

/// Whether this seems to be LDIF: it begins as such files begin, and no certificate does.
pub fn looks_like_ldif(octets: &[u8]) -> bool {
    let front = octets.trim_ascii_start();
    ["version:", "dn:", "#"]
        .iter()
        .any(|word| front.get(..word.len()).is_some_and(|f| f.eq_ignore_ascii_case(word.as_bytes())))
}

/// The certificates of an LDIF file, as they stand there; lists and whatever else an entry has are passed over. Nothing is
/// left out quietly: what cannot be read whole is refused.
pub fn certificates(ldif: &[u8]) -> Result<Vec<Vec<u8>>, LdifError> {
    let mut found = Vec::new();
    for item in Reader::new(ldif) {
        let item = item.map_err(|error| LdifError::Unreadable { what: error.to_string() })?;
        let line = item.place.line;
        let not = |what| Err(LdifError::NotAnEntry { line, what });
        let attributes = match item.body {
            Body::Version(_) => continue,
            Body::Skipped { .. } => return not("is longer than is read"),
            Body::Entry(entry) => match entry.change {
                Change::Content(attributes) | Change::Add(attributes) => attributes,
                _ => return not("changes an entry"),
            },
        };
        for attribute in attributes {
            if !attribute.is("userCertificate") && !attribute.is("cACertificate") {
                continue;
            }
            let line = attribute.place.line;
            let octets = attribute.value.octets().filter(|octets| octets.first() == Some(&0x30));
            let what = "is an address, is not base64, or is no certificate";
            found.push(octets.ok_or(LdifError::NoOctets { line, what })?.to_vec());
            if found.len() > MOST {
                return Err(LdifError::TooMany);
            }
        }
    }
    if found.is_empty() { Err(LdifError::Empty) } else { Ok(found) }
}

impl Fail for InventoryError {
    fn kind(&self) -> Fault {
        Fault::Malformed
    }

    fn hint(&self) -> Option<String> {
        Some("one serial number a line, in hexadecimal, and 'revoked' behind one that is; what follows a '#' is a remark".into())
    }
}

/// The serial numbers of an inventory, each once, and whether it says that they are revoked: one a line in hexadecimal, in
/// either letter case, with colons between the octets or without, and the word `revoked` behind one that is; what follows
/// a `#`, and empty lines, say nothing. The numbers are written as unsigned, so that `80` is the number 128.
pub fn serials(text: &[u8]) -> Result<BTreeMap<String, bool>, InventoryError> {
    let mut serials = BTreeMap::new();
    for (index, raw) in text.split(|octet| *octet == b'\n').enumerate() {
        let line = index + 1;
        let said = raw.split(|octet| *octet == b'#').next().unwrap_or_default().trim_ascii();
        if said.is_empty() {
            continue;
        }
        let (said, revoked) = match said.strip_suffix(b"revoked") {
            Some(front) if front.last().is_some_and(u8::is_ascii_whitespace) => (front.trim_ascii_end(), true),
            _ => (said, false),
        };
        let mut digits: Vec<u8> = said.iter().copied().filter(|octet| *octet != b':').collect();
        if digits.len() % 2 == 1 {
            digits.insert(0, b'0');
        }
        let octets = hex::decode(&digits).map_err(|_| {
            let found = crate::safe::line(&String::from_utf8_lossy(said), 50);
            InventoryError::NotHex { line, found }
        })?;
        let zeros = octets.iter().take_while(|octet| **octet == 0).count();
        let mut content = octets.get(zeros..).unwrap_or_default().to_vec();
        if content.first().is_some_and(|first| *first >= 0x80) {
            content.insert(0, 0);
        }
        SerialNumber::from_content(&content)
            .map_err(|error: PkiError| InventoryError::Line { line, what: error.to_string() })?;
        let serial = hex::encode(&content);
        if serials.insert(serial.clone(), revoked).is_some() {
            return Err(InventoryError::Twice { line, serial });
        }
    }
    Ok(serials)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_however_they_are_written() {
        let found = serials(b"# CSCA of 2019\n0a:BC\n\nabc1 revoked # stolen\r\n  7\n").unwrap();
        let told: Vec<(&str, bool)> = found.iter().map(|(serial, revoked)| (serial.as_str(), *revoked)).collect();
        assert_eq!(told, [("00abc1", true), ("07", false), ("0abc", false)]);
        assert!(serials(b"").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_number_or_stands_there_twice_is_refused_with_its_line() {
        for (text, words) in [
            (&b"07\nxyz\n"[..], "line 2: 'xyz' is not"),
            (b"07\n\n007\n", "line 3: serial number 07 stands there twice"),
            (b"0\n", "line 1: no serial number"),
            (b"0102030405060708090a0b0c0d0e0f101112131415\n", "line 1: no serial number"),
            (b"07 08\n", "line 1: '07 08' is not"),
            (b"revoked\n", "line 1: 'revoked' is not"),
            (b"07revoked\n", "line 1: '07revoked' is not"),
            (b" revoked\n", "line 1: 'revoked' is not"),
        ] {
            let error = serials(text).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
            assert_eq!(error.kind(), Fault::Malformed);
        }
    }

    #[test]
    fn certificates_are_taken_out_of_ldif_and_nothing_is_left_out_quietly() {
        let ldif = b"version: 1\n\ndn: c=UT\ncACertificate;binary:: MAA=\nusercertificate:: MAEA\ncn: x\n";
        assert!(looks_like_ldif(ldif) && !looks_like_ldif(&[0x30, 0]) && !looks_like_ldif(b"-----BEGIN"));
        assert_eq!(certificates(ldif).unwrap(), [vec![0x30, 0], vec![0x30, 1, 0]]);
        for (text, words) in [
            ("", "has no attribute"),
            ("version: 1\n\ndn: c=UT\ncn: x\n", "has no attribute"),
            ("dn: c=UT\nuserCertificate:< file:///etc/passwd\n", "line 2: a certificate that is an address"),
            ("dn: c=UT\nuserCertificate:: !!!\n", "line 2: a certificate"),
            ("dn: c=UT\nuserCertificate: none\n", "line 2: a certificate"),
            ("dn: c=UT\nchangetype: delete\n", "line 1 changes an entry"),
        ] {
            let error = certificates(text.as_bytes()).unwrap_err();
            assert!(error.to_string().contains(words), "{text:?}: {error}");
        }
        let long = format!("dn: c=UT\nuserCertificate:: {}\n", "MAAA".repeat(2 << 20));
        assert!(matches!(certificates(long.as_bytes()), Err(LdifError::NotAnEntry { line: 1, .. })));
    }
}
