//! The fields of an entry: open ones, and sealed ones that stand in the entry as
//! commitments while their openings are kept apart.
//!
//! A commitment is SHA-256 over a salt of 32 octets and the RFC 8785 bytes of the
//! value. Whoever has the opening shows what was sealed; where the opening is
//! withheld or erased the entry still verifies, and nobody can guess the value
//! from the commitment, however few values there are.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::LedgerError;
use crate::canonical;
use crate::digest::{Digest, Hasher};
use crate::entropy::Entropy;
use crate::safe;

/// The fields of an entry that is to be written.
#[derive(Clone, Default)]
pub struct Fields {
    fields: Vec<(String, Value, bool)>,
}

/// What fields become: open values, commitments, and the openings to keep apart.
pub(super) struct Committed {
    pub(super) public: BTreeMap<String, Value>,
    pub(super) sealed: BTreeMap<String, Digest>,
    pub(super) openings: Vec<Opening>,
}

impl Fields {
    /// None yet.
    pub fn new() -> Self {
        Fields::default()
    }

    /// Adds a field that everybody may read.
    pub fn open(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.push((name.to_owned(), value.into(), false));
        self
    }

    /// Adds a field that names a person or a document: only its commitment stands in the entry.
    pub fn sealed(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.push((name.to_owned(), value.into(), true));
        self
    }

    pub(super) fn commit(self, entropy: &mut dyn Entropy) -> Result<Committed, LedgerError> {
        let mut done = Committed { public: BTreeMap::new(), sealed: BTreeMap::new(), openings: Vec::new() };
        for (name, value, is_sealed) in self.fields {
            check_name(&name)?;
            check_numbers(&name, &value)?;
            if done.public.contains_key(&name) || done.sealed.contains_key(&name) {
                return Err(LedgerError::FieldTwice { name });
            }
            if is_sealed {
                let mut salt = [0; 32];
                entropy.fill(&mut salt)?;
                let opening = Opening { name: name.clone(), salt: Digest(salt), value };
                done.sealed.insert(name, opening.commitment()?);
                done.openings.push(opening);
            } else {
                done.public.insert(name, value);
            }
        }
        Ok(done)
    }
}

/// What opens a sealed field: its name, the salt and the value. Kept apart from the
/// ledger. To erase a field is to erase the whole opening: with the salt alone a
/// value of which there are few can be guessed. Debug shows the name only.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    name: String,
    salt: Digest,
    value: Value,
}

impl Opening {
    /// The field's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value that was sealed.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// The commitment that stands in the entry.
    pub fn commitment(&self) -> Result<Digest, LedgerError> {
        Ok(Hasher::new().then(self.salt.bytes()).then(&canonical::bytes(&self.value)?).finish())
    }
}

impl fmt::Debug for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opening({})", safe::Safe(&self.name))
    }
}

/// Refuses a field name that is not 1 to 64 of `a-z`, `0-9`, `_`, `-`, a letter first.
pub(super) fn check_name(name: &str) -> Result<(), LedgerError> {
    let fits = (1..=64).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-'));
    if fits { Ok(()) } else { Err(LedgerError::FieldName { shown: safe::line(name, 80) }) }
}

/// The largest whole number that JSON writes exactly everywhere, 2^53 - 1.
pub(super) const LARGEST: u64 = (1 << 53) - 1;

/// Refuses numbers that RFC 8785 would write as another number, and fractions.
pub(super) fn check_numbers(name: &str, value: &Value) -> Result<(), LedgerError> {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(whole) if whole.unsigned_abs() <= LARGEST => Ok(()),
            _ => Err(LedgerError::Number { name: name.to_owned() }),
        },
        Value::Array(items) => items.iter().try_for_each(|item| check_numbers(name, item)),
        Value::Object(members) => members.values().try_for_each(|member| check_numbers(name, member)),
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::{EntropyError, Forbidden};
    use serde_json::json;

    struct Counting(u8);
    impl Entropy for Counting {
        fn fill(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
            self.0 += 1;
            out.fill(self.0);
            Ok(())
        }
    }

    #[test]
    fn a_sealed_value_shows_neither_in_the_commitment_nor_in_debug() {
        let fields = Fields::new().sealed("officer", "Alice").sealed("witness", "Alice").open("n", 1);
        let done = fields.commit(&mut Counting(0)).unwrap();
        assert_ne!(done.sealed["officer"], done.sealed["witness"], "each has a salt of its own");
        assert_eq!(format!("{:?}", done.openings[0]), "Opening(officer)");
        let wanted = Digest::of(&[&[1u8; 32][..], b"\"Alice\""].concat());
        assert_eq!(done.sealed["officer"], wanted);
    }

    #[test]
    fn sealing_without_entropy_is_refused_and_open_fields_need_none() {
        assert!(Fields::new().sealed("officer", "Alice").commit(&mut Forbidden).is_err());
        assert!(Fields::new().open("n", 1).commit(&mut Forbidden).is_ok());
    }

    #[test]
    fn names_and_numbers_that_would_not_come_back_are_refused() {
        for name in ["", "A", "1a", "a b", "a\"", "é", &"a".repeat(65)] {
            let error = Fields::new().open(name, 1).commit(&mut Forbidden).err().unwrap();
            assert!(matches!(error, LedgerError::FieldName { .. }), "{name}");
        }
        for value in [json!(1u64 << 53), json!(-(1i64 << 53)), json!(u64::MAX), json!([{"x": 0.5}]), json!(1e300)] {
            let error = Fields::new().open("n", value.clone()).commit(&mut Forbidden).err().unwrap();
            assert!(matches!(error, LedgerError::Number { .. }), "{value}");
        }
        assert!(Fields::new().open("n", LARGEST).commit(&mut Forbidden).is_ok());
    }

    #[test]
    fn one_name_cannot_be_open_and_sealed() {
        let twice = Fields::new().open("officer", "x").sealed("officer", "y");
        assert!(matches!(twice.commit(&mut Counting(0)), Err(LedgerError::FieldTwice { .. })));
    }
}
