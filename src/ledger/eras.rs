//! The keys that sign a ledger, one after the other.
//!
//! A ledger outlives its key: a station that is restored goes on with the same entries under a new one. The entry that
//! says so is the first that the new key signs, so every checkpoint has exactly one key that may have signed it, by its size.

use super::LedgerError;
use super::checkpoint::{Checkpoint, VerifiedCheckpoint};
use super::note::{Note, NoteKey};

/// The keys of a ledger, each from an entry on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eras {
    first: NoteKey,
    /// The entry that put a key in force, and the key; entries grow.
    later: Vec<(u64, NoteKey)>,
}

impl Eras {
    /// One key from the first entry on. Its name is the ledger's origin.
    pub fn of(first: NoteKey) -> Self {
        Eras { first, later: Vec::new() }
    }

    /// The same, with another key from this entry on. Refused where the entry is not behind the last one that brought a
    /// key, or the key has another name: it would be of another ledger.
    pub fn then(mut self, entry: u64, key: NoteKey) -> Result<Self, LedgerError> {
        let after = self.later.last().map_or(0, |(entry, _)| *entry);
        if entry <= after {
            return Err(LedgerError::Text {
                what: "a change of the ledger key",
                line: 1,
                wanted: "an entry behind the last",
            });
        }
        if key.name() != self.first.name() {
            let (found, wanted) = (crate::safe::line(key.name(), 120), self.first.name().to_owned());
            return Err(LedgerError::OriginOther { found, wanted });
        }
        self.later.push((entry, key));
        Ok(self)
    }

    /// The keys that signed before an entry.
    pub fn before(&self, entry: u64) -> Self {
        let later = self.later.iter().filter(|(begun, _)| *begun < entry).cloned().collect();
        Eras { first: self.first.clone(), later }
    }

    /// The key that signs now.
    pub fn newest(&self) -> &NoteKey {
        self.later.last().map_or(&self.first, |(_, key)| key)
    }

    /// The key that signed the checkpoint over so many entries.
    pub fn at(&self, size: u64) -> &NoteKey {
        let found = self.later.iter().rev().find(|(entry, _)| *entry < size);
        found.map_or(&self.first, |(_, key)| key)
    }

    /// Each key with the entry from which on it signs, the first with 0.
    pub fn each(&self) -> impl Iterator<Item = (u64, &NoteKey)> {
        std::iter::once((0, &self.first)).chain(self.later.iter().map(|(entry, key)| (*entry, key)))
    }

    /// Reads a checkpoint of this ledger and checks it under the one key that may have signed at its size.
    pub fn verify(&self, note: &str) -> Result<VerifiedCheckpoint, LedgerError> {
        let size = Checkpoint::parse(Note::parse(note)?.text())?.head.size;
        VerifiedCheckpoint::verify(note, self.first.name(), std::slice::from_ref(self.at(size)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::{head_note, identity, log_key, stick_key};
    use super::super::{Role, origin};
    use super::*;
    use crate::signer::Signer as _;

    fn second() -> NoteKey {
        NoteKey::new(&origin(&identity()), Role::Log, stick_key(9).public_key()).unwrap()
    }

    #[test]
    fn each_size_has_the_one_key_that_may_have_signed_it() {
        let eras = Eras::of(log_key()).then(5, second()).unwrap();
        for (size, key) in [(1, log_key()), (5, log_key()), (6, second()), (900, second())] {
            assert_eq!(*eras.at(size), key, "{size}");
        }
        assert_eq!((eras.newest(), eras.each().count()), (&second(), 2));
    }

    #[test]
    fn an_old_key_signs_nothing_new_and_a_new_key_nothing_old() {
        let eras = Eras::of(log_key()).then(5, second()).unwrap();
        let (old, new) = (|size| head_note(size, 1), |size| head_note(size, 9));
        assert_eq!(eras.verify(&old(5)).unwrap().head().size, 5);
        assert_eq!(eras.verify(&new(6)).unwrap().head().size, 6);
        assert!(eras.verify(&old(6)).is_err());
        assert!(eras.verify(&new(5)).is_err());
        assert!(eras.verify("junk").is_err());
    }

    #[test]
    fn keys_come_in_the_order_of_their_entries_and_under_one_name() {
        let eras = || Eras::of(log_key()).then(5, second()).unwrap();
        for entry in [0, 4, 5] {
            assert!(eras().then(entry, log_key()).is_err(), "{entry}");
        }
        let stranger = NoteKey::new("chancery/other/specimen", Role::Log, stick_key(9).public_key()).unwrap();
        assert!(matches!(eras().then(6, stranger), Err(LedgerError::OriginOther { .. })));
        assert!(Eras::of(log_key()).then(0, second()).is_err());
    }
}
