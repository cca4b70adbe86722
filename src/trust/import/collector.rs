//! Takes certificates in, each once, and remembers every place.

use std::collections::HashMap;

use super::container::{Form, Import, Place, Unread, is_whole};
use super::{ImportError, OCTETS, PLACES, UNREAD, file, json};
use crate::digest::Digest;

/// How many places of key material are named.
const KEYS_NAMED: usize = 5;

/// The longest name of a place that is kept, in characters.
const NAME: usize = 500;

/// What was found so far.
#[derive(Debug, Default)]
pub struct Collector {
    certificates: Vec<Vec<u8>>,
    octets: usize,
    by_digest: HashMap<Digest, usize>,
    places: Vec<Place>,
    unread: Vec<Unread>,
    keys: Vec<String>,
    too_much: Option<(&'static str, usize)>,
}

impl Collector {
    /// Looks through one file of a folder: DER, PEM with any number of blocks, PKCS#7, bare base64, JSON. What is in
    /// it is known by its content; the name says where it lies.
    pub fn file(&mut self, name: &str, bytes: &[u8]) {
        file::look(self, name, bytes);
    }

    /// Names a file of a folder that could not be opened, or that was left alone.
    pub fn left(&mut self, name: &str, why: &str) {
        self.unread(name, why.to_owned());
    }

    /// Looks through every string of a JSON document, at whatever depth. The names of places are JSON pointers.
    pub fn trust_store(&mut self, bytes: &[u8]) -> Result<(), ImportError> {
        json::look(self, "", bytes)
    }

    /// What was found. Refused where key material was (`IMPORT-1`) and where no certificate was (`IMPORT-2`).
    pub fn finish(self, form: Form) -> Result<Import, ImportError> {
        if let Some(names) = self.key_names() {
            return Err(ImportError::KeyMaterial { names });
        }
        if let Some((what, limit)) = self.too_much {
            return Err(ImportError::TooMuch { what, limit });
        }
        if self.certificates.is_empty() {
            let first = self.unread.first().map(|one| format!(": {}: {}", crate::safe::line(&one.name, 120), one.why));
            return Err(ImportError::Nothing { why: first.unwrap_or_default() });
        }
        Ok(Import::new(form, self.certificates, self.places, self.unread))
    }

    fn key_names(&self) -> Option<String> {
        let shown: Vec<String> = self.keys.iter().take(KEYS_NAMED).map(|name| crate::safe::line(name, 120)).collect();
        match self.keys.len().checked_sub(KEYS_NAMED) {
            None if shown.is_empty() => None,
            None | Some(0) => Some(shown.join(", ")),
            Some(more) => Some(format!("{} and {more} more", shown.join(", "))),
        }
    }

    /// A certificate, or what was said to be one: one whole element, at this place.
    pub(super) fn certificate(&mut self, name: &str, der: &[u8]) {
        if !is_whole(der) {
            return self.unread(name, "not one whole DER element".into());
        }
        if self.places.len() >= PLACES {
            self.too_much.get_or_insert(("certificates", PLACES));
            return;
        }
        let next = self.certificates.len();
        let certificate = *self.by_digest.entry(Digest::of(der)).or_insert(next);
        if certificate == next {
            if self.octets + der.len() > OCTETS {
                self.too_much.get_or_insert(("octets of certificates", OCTETS));
                self.by_digest.remove(&Digest::of(der));
                return;
            }
            self.octets += der.len();
            self.certificates.push(der.to_vec());
        }
        self.places.push(Place { name: cut(name), certificate });
    }

    pub(super) fn unread(&mut self, name: &str, why: String) {
        if self.unread.len() >= UNREAD {
            self.too_much.get_or_insert(("files or strings that cannot be read", UNREAD));
            return;
        }
        self.unread.push(Unread { name: cut(name), why: crate::safe::line(&why, 300) });
    }

    /// Key material, of which nothing but the place is taken.
    pub(super) fn key(&mut self, name: &str) {
        if self.keys.len() < UNREAD && self.keys.last().is_none_or(|last| last != name) {
            self.keys.push(cut(name));
        }
    }

    /// How many certificates, unreadable things and keys were found: to see whether a look found anything.
    pub(super) fn found(&self) -> usize {
        self.places.len() + self.unread.len() + self.keys.len()
    }
}

fn cut(name: &str) -> String {
    name.chars().take(NAME).collect()
}
