//! The script: what the people in the room will do, in order, as it was read from the file.

use std::collections::BTreeMap;

use super::catalogue::Signature;
use super::error::CeremonyError;
use super::pattern::Pattern;
use super::template::Template;
use super::value::Type;
use crate::digest::Digest;

/// A script that was read and is in the language. Whether it can be run is for [`super::lint`] to say.
#[derive(Clone, Debug)]
pub struct Script {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) purpose: String,
    pub(super) version: String,
    pub(super) digest: Digest,
    pub(super) roles: Vec<Role>,
    pub(super) materials: Vec<Material>,
    pub(super) acts: Vec<Act>,
}

impl Script {
    /// Reads a script. Errors name the line, and the nearest known word where there is one.
    pub fn parse(text: &str) -> Result<Script, CeremonyError> {
        super::reader::read(text)
    }

    /// The short name, such as `csca-genesis`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The title for people.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What the ceremony is for.
    pub fn purpose(&self) -> &str {
        &self.purpose
    }

    /// The script's own version.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// SHA-256 of the exact bytes of the file.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The roles.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The materials that must be in the room.
    pub fn materials(&self) -> &[Material] {
        &self.materials
    }

    /// The acts.
    pub fn acts(&self) -> &[Act] {
        &self.acts
    }

    /// Every step with the number of its act and its number within it, both from 1.
    pub fn steps(&self) -> impl Iterator<Item = (usize, usize, &Step)> {
        self.acts
            .iter()
            .enumerate()
            .flat_map(|(a, act)| act.steps.iter().enumerate().map(move |(s, step)| (a + 1, s + 1, step)))
    }

    /// How long the script says it takes, in minutes.
    pub fn minutes(&self) -> u32 {
        self.acts.iter().map(|act| act.minutes).sum()
    }

    pub(super) fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }

    /// Whether two roles may not be held by one person, whichever of them says so.
    pub(super) fn excluded(&self, one: &str, other: &str) -> bool {
        let says = |a: &str, b: &str| self.role(a).is_some_and(|role| role.excludes.iter().any(|id| id == b));
        says(one, other) || says(other, one)
    }
}

/// A part that somebody plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The id by which steps name it.
    pub id: String,
    /// Its title for people.
    pub title: String,
    /// How many people must hold it, at least.
    pub minimum: usize,
    /// Roles that nobody may hold beside it.
    pub excludes: Vec<String>,
    /// The line in the file, from 1.
    pub line: usize,
}

/// A thing that must be in the room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Material {
    /// The id by which record fields name it.
    pub id: String,
    /// What it is.
    pub what: String,
    /// How many: exactly so many.
    pub exactly: u32,
    /// Whether its serial number is to be recorded.
    pub serial: bool,
    /// The line in the file, from 1.
    pub line: usize,
}

/// A part of the ceremony.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// Its title.
    pub title: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// Its steps, at least one.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The id, unique in the script.
    pub id: String,
    /// The roles that act, in order.
    pub who: Vec<String>,
    /// The roles that watch, follow on paper or confirm.
    pub witness: Vec<String>,
    /// What is to be done or said.
    pub(super) text: Template,
    /// What kind of step, with what belongs to the kind.
    pub deed: Deed,
    /// The line in the file, from 1.
    pub line: usize,
}

impl Step {
    /// What is to be done or said, as it stands in the script.
    pub fn text(&self) -> &str {
        self.text.source()
    }

    /// Whether each person who acts has a turn of their own.
    pub(super) fn each(&self) -> bool {
        matches!(self.deed, Deed::SignOff | Deed::Record { each: true, .. })
    }
}

/// What a step asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Somebody tells the others something.
    Say,
    /// Somebody reads the text aloud, word for word.
    ReadAloud,
    /// Somebody looks whether it is so.
    Check {
        /// Whether the ceremony goes on only if it holds.
        required: bool,
    },
    /// Somebody types what is seen.
    Record {
        /// The fields.
        fields: Vec<Field>,
        /// Whether everyone who acts fills them in.
        each: bool,
    },
    /// An independent clock is read aloud and compared with the station's.
    ClockReading {
        /// How many seconds they may be apart.
        allowed: u32,
    },
    /// A digest is read as hex groups and PGP words by one and followed by another.
    DigestRead {
        /// The value, of type digest.
        value: String,
    },
    /// The station performs an operation.
    Operation(Performance),
    /// A file leaves the station; its digest is read.
    Output {
        /// What people call it.
        artefact: String,
        /// The value, of type file.
        value: String,
    },
    /// Each person says whether they agree with what was done.
    SignOff,
}

impl Deed {
    /// The word in the script.
    pub const fn word(&self) -> &'static str {
        match self {
            Deed::Say => "say",
            Deed::ReadAloud => "read-aloud",
            Deed::Check { .. } => "check",
            Deed::Record { .. } => "record",
            Deed::ClockReading { .. } => "clock-reading",
            Deed::DigestRead { .. } => "digest-read",
            Deed::Operation(_) => "operation",
            Deed::Output { .. } => "output",
            Deed::SignOff => "sign-off",
        }
    }
}

/// An operation with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Performance {
    /// What the operation takes and gives.
    pub signature: &'static Signature,
    pub(super) parameters: BTreeMap<String, Template>,
    /// The outputs that later steps may use, as `step.output`.
    pub outputs: Vec<String>,
}

impl Performance {
    /// A parameter that stands in the script itself; none where a value of an earlier step is put in.
    pub fn fixed(&self, parameter: &str) -> Option<&str> {
        self.parameters.get(parameter).and_then(Template::literal)
    }
}

/// One thing that is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name; the value flows as `step.name`.
    pub name: String,
    /// What is asked for.
    pub ask: String,
    /// Its type.
    pub kind: Type,
    /// The picture it must fit.
    pub pattern: Option<Pattern>,
    /// For a choice: the words.
    pub choices: Vec<String>,
    /// How many characters at most.
    pub longest: usize,
    /// Whether it names a person; then it is sealed and does not flow.
    pub person: bool,
    /// The material whose serial number it is.
    pub material: Option<String>,
    /// Whether it may be left empty.
    pub optional: bool,
}
