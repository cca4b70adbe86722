//! Events: what happened, in the form in which it is recorded.
//!
//! An event has a public part, in which people are numbers, and a sealed part: names,
//! free words, and record fields that name a person. The ledger commits to each sealed
//! value by itself, so that any of them can be withheld or erased later.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::value::{File, Value};
use crate::act::Decision;
use crate::clock::{Reading, Time};
use crate::digest::Digest;
use crate::mode::Mode;
use crate::safe::Label;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The number in the run, from 0.
    pub number: u64,
    /// When, and by which clock.
    pub reading: Reading,
    /// The step it belongs to; none for the beginning and for an exception after the last step.
    pub step: Option<String>,
    /// The turn within the step, from 0, where several people have one each.
    pub turn: usize,
    /// Who acted and who witnessed.
    pub by: Vec<By>,
    /// What happened.
    pub happening: Happening,
    /// What is not public, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sealed: BTreeMap<String, serde_json::Value>,
}

/// A person, by number, in a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct By {
    /// The number of the person in the ceremony, from 1.
    pub person: usize,
    /// The role in which they acted.
    pub role: String,
    /// Whether they witnessed rather than acted.
    pub witness: bool,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Happening {
    /// The run began. Sealed beside it: `person-1`, `person-2`, … each with id, name and organisation.
    Began {
        /// The script's name.
        script: String,
        /// The script's version.
        version: String,
        /// The digest of the script's bytes.
        digest: Digest,
        /// The mode of the station.
        mode: Mode,
        /// Whether an answers file answers.
        unattended: bool,
        /// The roles of each person, in the order of their numbers.
        roles: Vec<Vec<String>>,
    },
    /// Something was said.
    Said,
    /// The text was read aloud.
    ReadAloud,
    /// Somebody looked. Sealed where it did not hold: `words`.
    Checked {
        /// Whether it is so.
        held: bool,
    },
    /// Fields were filled in. Sealed: `field-…` for each field that names a person.
    Recorded {
        /// What was typed, in its canonical form, by field.
        values: BTreeMap<String, String>,
    },
    /// A clock was read aloud.
    ClockRead {
        /// What it said; none where an answers file used the station's own clock.
        typed: Option<Time>,
        /// How many seconds the station's clock was ahead of it.
        station_ahead: i64,
        /// How many seconds they may be apart.
        allowed: u32,
    },
    /// A digest was read by one and followed by another.
    DigestRead {
        /// The value.
        value: String,
        /// The digest.
        digest: Digest,
    },
    /// The station is about to perform an operation. Recorded before it is performed.
    OperationBegun {
        /// The operation.
        operation: String,
        /// The parameters with all values put in.
        parameters: BTreeMap<String, String>,
        /// What the people were shown of what would come of it: name and value, in order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        shown: Vec<(String, String)>,
        /// What its officers decided before; none where nobody had to be asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        agreed: Option<Agreement>,
    },
    /// The operation was performed.
    OperationPerformed {
        /// What came out, by output.
        outputs: BTreeMap<String, Value>,
    },
    /// The operation was begun, and it is known that it had no effect. Sealed: `words`.
    OperationNotPerformed,
    /// A file was named, its digest read.
    OutputRead {
        /// What people call it.
        artefact: String,
        /// The file.
        file: File,
    },
    /// A person signed off. Sealed where they do not agree: `words`.
    SignedOff {
        /// What they said.
        verdict: Verdict,
    },
    /// Something went otherwise than the script says. Sealed: `words`.
    Exception,
}

/// What the officers of a station decided about an operation, as it counted when the operation began. Who signed what
/// stands in the ledger, in the entry of the act with this digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// The proposal, as the station calls it: `p-000012`.
    pub proposal: Label,
    /// The digest of the act that they signed for.
    pub digest: Digest,
    /// The rule that asked for them.
    pub rule: String,
    /// The decisions that counted.
    pub decisions: Vec<Agreed>,
}

/// One decision that counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreed {
    /// The officer's id.
    pub officer: Label,
    /// What was decided.
    pub decision: Decision,
    /// The identity of the key that signed.
    pub key: Digest,
}

/// What a person says at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It was done as the script and this record say.
    Agree,
    /// It was not, in the words beside it.
    DoNotAgree,
}

impl Event {
    /// The public part: everything but what is sealed.
    pub fn public(&self) -> Event {
        Event { sealed: BTreeMap::new(), ..self.clone() }
    }

    /// The same event with the sealed values that are still known.
    pub fn with_sealed(self, sealed: BTreeMap<String, serde_json::Value>) -> Event {
        Event { sealed, ..self }
    }

    /// A sealed text.
    pub(super) fn sealed_text(&self, name: &str) -> Option<&str> {
        self.sealed.get(name).and_then(serde_json::Value::as_str)
    }

    /// A person of the first event, if not withheld: id, name, organisation.
    pub(super) fn sealed_person(&self, number: usize) -> Option<(&str, &str, &str)> {
        let person = self.sealed.get(&person_key(number))?;
        let text = |name| person.get(name).and_then(serde_json::Value::as_str);
        Some((text("id")?, text("name")?, text("organisation")?))
    }
}

/// The name under which a person is sealed.
pub(super) fn person_key(number: usize) -> String {
    format!("person-{number}")
}

/// The name under which a record field that names a person is sealed.
pub(super) fn field_key(field: &str) -> String {
    format!("field-{field}")
}

/// The name under which free words are sealed.
pub(super) const WORDS: &str = "words";
