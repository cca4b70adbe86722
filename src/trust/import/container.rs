//! The object that an import is kept as: canonical JSON, every certificate once, and every place.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::{ImportError, OCTETS, PLACES, UNREAD};
use crate::asn1::Reader;
use crate::canonical;
use crate::digest::Digest;

/// From what certificates were taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Files in a folder.
    Folder,
    /// Strings in one JSON document.
    TrustStore,
}

impl Form {
    /// As it stands in tables and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Form::Folder => "folder",
            Form::TrustStore => "trust-store",
        }
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Form::Folder => "a folder of files",
            Form::TrustStore => "a trust store of some program, in JSON",
        }
    }
}

/// A place where a certificate lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The file below the folder, or the JSON pointer; foreign text.
    pub name: String,
    /// Which certificate, from 0.
    pub certificate: usize,
}

/// Something that is no certificate and may have been meant as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unread {
    /// Where it lies; foreign text.
    pub name: String,
    /// Why it was not read.
    pub why: String,
}

/// What is written down.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    form: Form,
    /// Base64 of the DER.
    certificates: Vec<String>,
    places: Vec<Place>,
    unread: Vec<Unread>,
}

/// Certificates with the places where they lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    form: Form,
    certificates: Vec<Vec<u8>>,
    places: Vec<Place>,
    unread: Vec<Unread>,
}

impl Import {
    pub(super) fn new(form: Form, certificates: Vec<Vec<u8>>, places: Vec<Place>, unread: Vec<Unread>) -> Self {
        Import { form, certificates, places, unread }
    }

    /// From what they were taken.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Every certificate once, in the order of their first places. Each is one whole element.
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    /// Every place, in the order in which they were found.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// What was not read.
    pub fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// The canonical bytes, by whose digest the import is known.
    pub fn bytes(&self) -> Result<Vec<u8>, ImportError> {
        Ok(canonical::bytes(&Written {
            form: self.form,
            certificates: self.certificates.iter().map(|der| STANDARD.encode(der)).collect(),
            places: self.places.clone(),
            unread: self.unread.clone(),
        })?)
    }

    /// Reads what [`Import::bytes`] wrote, and nothing else: canonical, every certificate one whole element, there
    /// once and at a place.
    pub fn read(bytes: &[u8]) -> Result<Import, ImportError> {
        let wrong = |what: &str| ImportError::NotAnImport { what: what.to_owned() };
        let written: Written = serde_json::from_slice(bytes)
            .map_err(|error| ImportError::NotAnImport { what: crate::safe::line(&error.to_string(), 200) })?;
        if written.places.len() > PLACES || written.unread.len() > UNREAD {
            return Err(wrong("it has more places than an import holds"));
        }
        let mut certificates = Vec::with_capacity(written.certificates.len());
        let mut digests = std::collections::BTreeSet::new();
        for text in &written.certificates {
            let der = STANDARD.decode(text).map_err(|_| wrong("a certificate is not base64"))?;
            if !is_whole(&der) {
                return Err(wrong("a certificate is not one whole element"));
            }
            if !digests.insert(Digest::of(&der)) {
                return Err(wrong("a certificate stands there twice"));
            }
            certificates.push(der);
        }
        let mut placed = vec![false; certificates.len()];
        for place in &written.places {
            *placed.get_mut(place.certificate).ok_or_else(|| wrong("a place of no certificate"))? = true;
        }
        if placed.contains(&false) || certificates.is_empty() {
            return Err(wrong("a certificate without a place, or no certificate"));
        }
        if certificates.iter().map(Vec::len).sum::<usize>() > OCTETS {
            return Err(wrong("its certificates are larger than an import holds"));
        }
        let import = Import { form: written.form, certificates, places: written.places, unread: written.unread };
        if import.bytes()? == bytes { Ok(import) } else { Err(wrong("it is not canonical JSON")) }
    }
}

/// Whether octets are one element and nothing more.
pub(super) fn is_whole(der: &[u8]) -> bool {
    let mut reader = Reader::new(der);
    reader.any("a certificate").is_ok() && reader.is_at_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import() -> Import {
        let place = |name: &str, certificate| Place { name: name.into(), certificate };
        let certificates = vec![vec![0x30, 0], vec![0x30, 2, 5, 0]];
        let places = vec![place("a", 0), place("b", 1), place("again", 0)];
        let unread = vec![Unread { name: "c".into(), why: "empty".into() }];
        Import::new(Form::Folder, certificates, places, unread)
    }

    #[test]
    fn what_is_written_is_read_back_equal() {
        let bytes = import().bytes().unwrap();
        assert_eq!(Import::read(&bytes).unwrap(), import());
    }

    #[test]
    fn what_no_collector_wrote_is_refused() {
        let text = String::from_utf8(import().bytes().unwrap()).unwrap();
        for (from, to) in [
            ("\"form\"", " \"form\""),
            ("folder", "keys"),
            ("\"certificate\":1", "\"certificate\":2"),
            ("\"certificate\":1", "\"certificate\":0"),
            ("MAIFAA==", "MAA="),
            ("MAIFAA==", "MAIFAAA="),
            ("MAIFAA==", "MAMFAA=="),
            ("MAIFAA==", "M*IFAA=="),
            ("\"unread\"", "\"other\""),
        ] {
            let altered = text.replacen(from, to, 1);
            assert_ne!(altered, text);
            assert!(matches!(Import::read(altered.as_bytes()), Err(ImportError::NotAnImport { .. })), "{altered}");
        }
        for none in ["", "{}", "[]", r#"{"certificates":[],"form":"folder","places":[],"unread":[]}"#] {
            assert!(Import::read(none.as_bytes()).is_err(), "{none}");
        }
    }
}
