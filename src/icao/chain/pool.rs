//! The certificates among which issuers are searched, found by name and key identifier.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::pki::certificate::Certificate;
use crate::signer::PublicKey;

/// Certificates among which issuers are searched. Keys are read when first needed, and
/// once, however many certificates hold them.
#[derive(Default)]
pub struct Pool<'a> {
    pub(super) members: Vec<Member<'a>>,
    pub(super) by_subject: HashMap<&'a [u8], Vec<usize>>,
    pub(super) by_key_identifier: HashMap<&'a [u8], Vec<usize>>,
    pub(super) slots: HashMap<&'a [u8], usize>,
    keys: Vec<Key>,
}

/// One key, read when first needed from the first member that holds it.
struct Key {
    member: usize,
    read: OnceLock<Option<PublicKey>>,
}

pub(super) struct Member<'a> {
    pub(super) certificate: Certificate<'a>,
    pub(super) key_identifier: Option<&'a [u8]>,
    pub(super) slot: usize,
}

impl<'a> Pool<'a> {
    /// An empty pool.
    pub fn new() -> Self {
        Pool::default()
    }

    /// Adds a certificate; the number it gets counts from 0.
    pub fn add(&mut self, certificate: Certificate<'a>) -> usize {
        let number = self.members.len();
        let slot = *self.slots.entry(certificate.spki.full).or_insert_with(|| {
            self.keys.push(Key { member: number, read: OnceLock::new() });
            self.keys.len() - 1
        });
        let key_identifier = certificate.subject_key_identifier();
        self.by_subject.entry(certificate.subject.der()).or_default().push(number);
        if let Some(identifier) = key_identifier {
            self.by_key_identifier.entry(identifier).or_default().push(number);
        }
        self.members.push(Member { certificate, key_identifier, slot });
        number
    }

    /// How many certificates are in it.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The certificate with this number.
    pub fn certificate(&self, member: usize) -> Option<&Certificate<'a>> {
        self.members.get(member).map(|m| &m.certificate)
    }

    /// Every certificate, in the order of their numbers.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate<'a>> {
        self.members.iter().map(|m| &m.certificate)
    }

    /// The key of the certificate with this number, if it can be used.
    pub fn key(&self, member: usize) -> Option<&PublicKey> {
        self.members.get(member).and_then(|m| self.slot(m.slot))
    }

    pub(super) fn slot(&self, slot: usize) -> Option<&PublicKey> {
        let key = self.keys.get(slot)?;
        let read = || self.members.get(key.member).and_then(|m| m.certificate.public_key().ok());
        key.read.get_or_init(read).as_ref()
    }
}
