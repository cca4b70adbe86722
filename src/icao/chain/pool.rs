//! The certificates among which issuers are searched, found by name and key identifier.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use crate::pki::certificate::Certificate;
use crate::pki::name::Name;
use crate::signer::{Memory, PublicKey};

/// Certificates among which issuers are searched. Keys are read when first needed, and
/// once, however many certificates hold them; a signature is verified under a key once.
///
/// Among certificates that a search finds alike, those added first are tried first, and
/// [`KEYS_TRIED`](super::KEYS_TRIED) bounds how many are: add those that are believed before
/// those that anybody may have written.
#[derive(Default)]
pub struct Pool<'a> {
    members: Vec<Member<'a>>,
    by_subject: HashMap<&'a [u8], Named<'a>>,
    by_identifier: HashMap<&'a [u8], Holders>,
    by_name: OnceLock<HashMap<Folded, Holders>>,
    slots: HashMap<&'a [u8], usize>,
    keys: Vec<Key>,
    pub(super) memory: Arc<Memory>,
}

/// One key, read when first needed from the first member that holds it.
struct Key {
    member: usize,
    read: OnceLock<Option<PublicKey>>,
}

struct Member<'a> {
    certificate: Certificate<'a>,
    slot: usize,
}

/// Members that have something in common: for each of their keys the first that holds it.
#[derive(Default)]
struct Holders {
    members: Vec<usize>,
    slots: HashSet<usize>,
}

/// Members of one name, byte for byte: all, and by key identifier.
#[derive(Default)]
struct Named<'a> {
    all: Holders,
    by_identifier: HashMap<&'a [u8], Holders>,
}

impl Holders {
    fn add(&mut self, member: usize, slot: usize) {
        if self.slots.insert(slot) {
            self.members.push(member);
        }
    }
}

/// What two names have in common that RFC 5280 7.1 holds for one: the country's octets
/// in lower case, and the whole name folded.
#[derive(PartialEq, Eq, Hash)]
struct Folded(Option<Vec<u8>>, Vec<u8>);

impl Folded {
    fn of(name: &Name<'_>) -> Option<Folded> {
        let folded = name.folded()?;
        Some(Folded(name.country().map(<[u8]>::to_ascii_lowercase), folded))
    }
}

impl<'a> Pool<'a> {
    /// An empty pool.
    pub fn new() -> Self {
        Pool::default()
    }

    /// An empty pool that knows, and adds to, the verdicts of others.
    pub fn remembering(memory: Arc<Memory>) -> Self {
        Pool { memory, ..Pool::default() }
    }

    /// A pool of what can be read of these, in their order.
    pub fn of(ders: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut pool = Pool::default();
        for certificate in ders.into_iter().filter_map(|der| Certificate::parse(der).ok()) {
            pool.add(certificate);
        }
        pool
    }

    /// The verdicts that were given on signatures here.
    pub fn memory(&self) -> &Arc<Memory> {
        &self.memory
    }

    /// Adds a certificate; the number it gets counts from 0.
    pub fn add(&mut self, certificate: Certificate<'a>) -> usize {
        let number = self.members.len();
        let slot = *self.slots.entry(certificate.spki.full).or_insert_with(|| {
            self.keys.push(Key { member: number, read: OnceLock::new() });
            self.keys.len() - 1
        });
        let named = self.by_subject.entry(certificate.subject.der()).or_default();
        named.all.add(number, slot);
        if let Some(identifier) = certificate.subject_key_identifier() {
            named.by_identifier.entry(identifier).or_default().add(number, slot);
            self.by_identifier.entry(identifier).or_default().add(number, slot);
        }
        self.by_name = OnceLock::new();
        self.members.push(Member { certificate, slot });
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
        self.slot_of(member).and_then(|slot| self.key_in(slot))
    }

    /// Members of this name, byte for byte.
    pub(super) fn named(&self, name: &Name<'_>) -> &[usize] {
        members(self.by_subject.get(name.der()).map(|n| &n.all))
    }

    /// Members of this name, byte for byte, and with this key identifier.
    pub(super) fn named_and_identified(&self, name: &Name<'_>, identifier: Option<&[u8]>) -> &[usize] {
        let named = self.by_subject.get(name.der());
        members(named.zip(identifier).and_then(|(n, i)| n.by_identifier.get(i)))
    }

    /// Members of this name as RFC 5280 7.1 compares, those of the same bytes among them.
    pub(super) fn named_alike(&self, name: &Name<'_>) -> &[usize] {
        let by_name = self.by_name.get_or_init(|| self.fold_names());
        members(Folded::of(name).and_then(|folded| by_name.get(&folded)))
    }

    /// Members with this key identifier, whatever their names.
    pub(super) fn identified(&self, identifier: Option<&[u8]>) -> &[usize] {
        members(identifier.and_then(|i| self.by_identifier.get(i)))
    }

    /// The place of a member's key.
    pub(super) fn slot_of(&self, member: usize) -> Option<usize> {
        self.members.get(member).map(|m| m.slot)
    }

    /// The place of a certificate's key, if a member holds it.
    pub(super) fn slot_for(&self, certificate: &Certificate<'_>) -> Option<usize> {
        self.slots.get(certificate.spki.full).copied()
    }

    /// The key in a place, if it can be used.
    pub(super) fn key_in(&self, slot: usize) -> Option<&PublicKey> {
        let key = self.keys.get(slot)?;
        let read = || self.members.get(key.member).and_then(|m| m.certificate.public_key().ok());
        key.read.get_or_init(read).as_ref()
    }

    /// Every distinct name is folded once, when first a certificate finds no issuer by its exact name.
    fn fold_names(&self) -> HashMap<Folded, Holders> {
        let mut by_name: HashMap<Folded, Holders> = HashMap::with_capacity(self.by_subject.len());
        for Named { all, .. } in self.by_subject.values() {
            let first = all.members.first().and_then(|m| self.certificate(*m));
            let Some(folded) = first.and_then(|c| Folded::of(&c.subject)) else { continue };
            by_name.entry(folded).or_default().members.extend(&all.members);
        }
        for holders in by_name.values_mut() {
            let mut found = std::mem::take(&mut holders.members);
            found.sort_unstable();
            for member in found {
                self.slot_of(member).into_iter().for_each(|slot| holders.add(member, slot));
            }
        }
        by_name
    }
}

fn members(holders: Option<&Holders>) -> &[usize] {
    holders.map_or(&[], |h| h.members.as_slice())
}
