//! An inventory of certificates that a CSCA issued: their serial numbers, one a line, as another program wrote them down.

use std::collections::BTreeSet;

use crate::fault::{Fail, Fault};
use crate::pki::PkiError;
use crate::pki::serial::SerialNumber;

/// Why an inventory cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum InventoryError {
    /// A line holds no serial number.
    #[error("inventory, line {line}: no serial number in hexadecimal: {source}")]
    Line {
        /// Which line, from 1.
        line: usize,
        /// What is wrong with it.
        source: Box<PkiError>,
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

impl Fail for InventoryError {
    fn kind(&self) -> Fault {
        Fault::Malformed
    }

    fn hint(&self) -> Option<String> {
        Some("one serial number a line, in hexadecimal; what follows a '#' is a remark".into())
    }
}

/// The serial numbers of an inventory, each once: one a line in hexadecimal, in either letter case, with colons between
/// the octets or without; what follows a `#`, and empty lines, say nothing. The numbers are written as unsigned, so that
/// `80` is the number 128.
pub fn serials(text: &[u8]) -> Result<BTreeSet<String>, InventoryError> {
    let mut serials = BTreeSet::new();
    for (index, raw) in text.split(|octet| *octet == b'\n').enumerate() {
        let line = index + 1;
        let said = raw.split(|octet| *octet == b'#').next().unwrap_or_default().trim_ascii();
        if said.is_empty() {
            continue;
        }
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
            .map_err(|source| InventoryError::Line { line, source: Box::new(source) })?;
        let serial = hex::encode(&content);
        if !serials.insert(serial.clone()) {
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
        let found = serials(b"# CSCA of 2019\n0a:BC\n\nabc1 # revoked\r\n  7\n").unwrap();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["00abc1", "07", "0abc"]);
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
        ] {
            let error = serials(text).unwrap_err();
            assert!(error.to_string().contains(words), "{error}");
            assert_eq!(error.kind(), Fault::Malformed);
        }
    }
}
