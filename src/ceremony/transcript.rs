//! The transcript: what a ceremony was to be and what it was, out of script and events alone.
//!
//! The body is canonical JSON (`chancery/transcript@1`); its digest is what is logged and
//! signed. Every text in it is harmless already. What was withheld or erased is said to be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::CeremonyError;
use super::event::{Event, Happening, Verdict, WORDS};
use super::misfit::Misfit;
use super::prompt::{lines, spoken};
use super::record::{Entry, Teller};
use super::script::{Deed, Script, Step};
use super::value::{File, Value, built_in};
use crate::canonical;
use crate::clock::Time;
use crate::digest::Digest;
use crate::mode::{Identity, Mode};
use crate::safe::line;

/// What stands in a transcript in place of what is not there.
pub(super) const WITHHELD: &str = "(withheld)";

/// How many characters of a foreign text are shown.
pub(super) const LONGEST: usize = 2000;

/// What the caller knows beside script and events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The station.
    pub identity: Identity,
    /// The state in whose name it works, as people read it, such as `UT / UTO`.
    pub country: String,
    /// The program and its version.
    pub tool: String,
    /// What the station is made of: name and value, such as a vault and its serial number.
    #[serde(default)]
    pub inventory: Vec<(String, String)>,
}

/// The body of a transcript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Transcript {
    schema: &'static str,
    header: Header,
    script: Source,
    mode: Mode,
    unattended: bool,
    finished: bool,
    started: Time,
    ended: Time,
    took_minutes: i64,
    estimate_minutes: u32,
    people: Vec<Person>,
    roles: Vec<RoleLine>,
    materials: Vec<MaterialLine>,
    acts: Vec<ActLine>,
    artefacts: Vec<Artefact>,
    exceptions: Vec<Words>,
    sign_offs: Vec<SignOff>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Source {
    name: String,
    title: String,
    purpose: Vec<String>,
    version: String,
    digest: Digest,
    digest_spoken: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Person {
    pub(super) number: usize,
    pub(super) name: String,
    pub(super) initials: String,
    pub(super) organisation: String,
    pub(super) roles: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct RoleLine {
    id: String,
    title: String,
    minimum: usize,
    excludes: Vec<String>,
    people: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct MaterialLine {
    id: String,
    what: String,
    exactly: u32,
    serial: bool,
    serials: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct ActLine {
    number: usize,
    title: String,
    minutes: u32,
    steps: Vec<StepLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct StepLine {
    label: String,
    id: String,
    kind: &'static str,
    text: Vec<String>,
    done: bool,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Artefact {
    name: String,
    step: String,
    file: File,
    spoken: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Words {
    number: usize,
    step: Option<String>,
    label: Option<String>,
    time: Time,
    person: Option<usize>,
    words: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct SignOff {
    person: usize,
    role: String,
    time: Time,
    verdict: Verdict,
    words: Option<Vec<String>>,
}

impl Transcript {
    /// Makes the transcript of the events so far. Refuses events of another script (`CEREMONY-2`).
    ///
    /// Sealed values that are not there are shown as withheld; everything else is the same.
    pub fn of(script: &Script, events: &[Event], header: Header) -> Result<Transcript, CeremonyError> {
        let misfit = |number, misfit| CeremonyError::EventMisfit { number, misfit };
        let Some((first, last)) = events.first().zip(events.last()) else {
            return Err(misfit(0, Misfit::Beginning));
        };
        let Happening::Began { digest, mode, unattended, roles, .. } = &first.happening else {
            return Err(misfit(0, Misfit::Beginning));
        };
        if *digest != script.digest() {
            return Err(CeremonyError::ScriptChanged { begun: *digest, given: script.digest() });
        }
        if *mode != header.identity.mode {
            let found = header.identity.mode.word();
            return Err(misfit(0, Misfit::Mode { found, begun: mode.word() }));
        }
        for (number, event) in (0..).zip(events) {
            if event.number != number {
                return Err(misfit(number, Misfit::Number { wanted: number }));
            }
            if number > 0 && matches!(event.happening, Happening::Began { .. }) {
                return Err(misfit(number, Misfit::Beginning));
            }
            let known = |id: &str| script.steps().any(|(_, _, step)| step.id == id);
            if let Some(id) = event.step.as_deref().filter(|id| !known(id)) {
                let found = line(id, 60);
                return Err(misfit(number, Misfit::Place { found, found_turn: event.turn, open: "another".into() }));
            }
        }
        let people = people(first, roles);
        let values = values(built_in(*digest, *mode), events);
        let teller = Teller { script, people: &people };
        let acts: Vec<ActLine> = script
            .acts()
            .iter()
            .enumerate()
            .map(|(a, act)| ActLine {
                number: a + 1,
                title: line(&act.title, LONGEST),
                minutes: act.minutes,
                steps: act
                    .steps
                    .iter()
                    .enumerate()
                    .map(|(s, step)| step_line(&teller, format!("{}.{}", a + 1, s + 1), step, events, &values))
                    .collect(),
            })
            .collect();
        let sign_offs = sign_offs(events);
        let finished = acts.iter().flat_map(|act| &act.steps).all(|step| step.done);
        Ok(Transcript {
            schema: "chancery/transcript@1",
            header: harmless(header),
            script: Source {
                name: script.name().to_owned(),
                title: line(script.title(), LONGEST),
                purpose: lines(script.purpose()),
                version: line(script.version(), LONGEST),
                digest: script.digest(),
                digest_spoken: spoken(script.digest()),
            },
            mode: *mode,
            unattended: *unattended,
            finished: finished && sign_offs.len() >= people.len().min(1),
            started: first.reading.time,
            ended: last.reading.time,
            took_minutes: (last.reading.time.unix() - first.reading.time.unix() + 59) / 60,
            estimate_minutes: script.minutes(),
            roles: script
                .roles()
                .iter()
                .map(|role| RoleLine {
                    id: role.id.clone(),
                    title: line(&role.title, LONGEST),
                    minimum: role.minimum,
                    excludes: script
                        .roles()
                        .iter()
                        .filter(|other| script.excluded(&role.id, &other.id))
                        .map(|other| line(&other.title, LONGEST))
                        .collect(),
                    people: people.iter().filter(|p| p.roles.contains(&role.id)).map(|p| p.number).collect(),
                })
                .collect(),
            materials: materials(script, &values),
            artefacts: artefacts(events),
            exceptions: exceptions(script, events),
            sign_offs,
            acts,
            people,
        })
    }

    /// The body as canonical JSON: what is written, logged by digest, and signed.
    pub fn json(&self) -> Result<Vec<u8>, CeremonyError> {
        Ok(canonical::bytes(self)?)
    }

    /// The digest of the body.
    pub fn digest(&self) -> Result<Digest, CeremonyError> {
        Ok(Digest::of(&self.json()?))
    }

    /// Whether every step is done.
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    /// The transcript as one HTML page that needs nothing else, with the closing sheet at
    /// its end: filled in, or left to be filled in by hand.
    pub fn page(&self, closing: Option<&super::Closing>) -> Result<String, CeremonyError> {
        super::page::render(self, self.digest()?, closing)
    }
}

fn harmless(header: Header) -> Header {
    let short = |text: &str| line(text, 200);
    Header {
        identity: header.identity,
        country: short(&header.country),
        tool: short(&header.tool),
        inventory: header.inventory.iter().map(|(name, value)| (short(name), short(value))).collect(),
    }
}

fn people(first: &Event, roles: &[Vec<String>]) -> Vec<Person> {
    let one = |(i, roles): (usize, &Vec<String>)| {
        let (_, name, organisation) = first.sealed_person(i + 1).unwrap_or(("", WITHHELD, WITHHELD));
        Person {
            number: i + 1,
            name: line(name, LONGEST),
            initials: initials(name),
            organisation: line(organisation, LONGEST),
            roles: roles.clone(),
        }
    };
    roles.iter().enumerate().map(one).collect()
}

/// The first letters of up to three words of a name.
fn initials(name: &str) -> String {
    let letter = |word: &str| word.chars().find(|c| c.is_alphabetic()).map(|c| c.to_uppercase().to_string());
    name.split_whitespace().filter_map(letter).take(3).collect()
}

/// The values that have a name, by what was recorded.
fn values(mut values: BTreeMap<String, Value>, events: &[Event]) -> BTreeMap<String, Value> {
    for event in events {
        let step = event.step.as_deref().unwrap_or_default();
        match &event.happening {
            Happening::Recorded { values: typed } => {
                let named = typed.iter().map(|(name, text)| (format!("{step}.{name}"), Value::Text(text.clone())));
                values.extend(named);
            }
            Happening::OperationPerformed { outputs } => {
                values.extend(outputs.iter().map(|(name, value)| (format!("{step}.{name}"), value.clone())));
            }
            _ => {}
        }
    }
    values
}

fn step_line(
    teller: &Teller<'_>,
    label: String,
    step: &Step,
    events: &[Event],
    values: &BTreeMap<String, Value>,
) -> StepLine {
    let mine: Vec<&Event> = events.iter().filter(|event| event.step.as_deref() == Some(&step.id)).collect();
    let done = teller
        .turns(step)
        .is_some_and(|turns| turns == mine.iter().filter(|event| event.happening.ends_a_turn()).count());
    let text = step.text.fill(|name| values.get(name).map(|value| value.text().to_owned()));
    StepLine {
        label,
        id: step.id.clone(),
        kind: step.deed.word(),
        text: lines(text.as_deref().unwrap_or(step.text.source())),
        done,
        entries: mine.into_iter().map(|event| teller.entry(step, event)).collect(),
    }
}

fn materials(script: &Script, values: &BTreeMap<String, Value>) -> Vec<MaterialLine> {
    let serials = |id: &str| {
        let fields = script.steps().filter_map(|(_, _, step)| match &step.deed {
            Deed::Record { fields, .. } => Some((step, fields)),
            _ => None,
        });
        fields
            .flat_map(|(step, fields)| fields.iter().map(move |field| (step, field)))
            .filter(|(_, field)| field.material.as_deref() == Some(id))
            .filter_map(|(step, field)| values.get(&format!("{}.{}", step.id, field.name)))
            .map(|value| line(value.text(), LONGEST))
            .collect()
    };
    let one = |material: &super::Material| MaterialLine {
        id: material.id.clone(),
        what: line(&material.what, LONGEST),
        exactly: material.exactly,
        serial: material.serial,
        serials: serials(&material.id),
    };
    script.materials().iter().map(one).collect()
}

fn artefacts(events: &[Event]) -> Vec<Artefact> {
    let one = |event: &Event| match &event.happening {
        Happening::OutputRead { artefact, file } => Some(Artefact {
            name: line(artefact, LONGEST),
            step: event.step.clone().unwrap_or_default(),
            file: File { name: line(&file.name, LONGEST), ..file.clone() },
            spoken: spoken(file.digest),
        }),
        _ => None,
    };
    events.iter().filter_map(one).collect()
}

/// Exceptions, checks that did not hold, and operations that were begun and had no effect.
fn exceptions(script: &Script, events: &[Event]) -> Vec<Words> {
    let told = |event: &&Event| {
        matches!(
            event.happening,
            Happening::Exception | Happening::Checked { held: false } | Happening::OperationNotPerformed
        )
    };
    let label =
        |id: &str| script.steps().find(|(_, _, step)| step.id == id).map(|(act, within, _)| format!("{act}.{within}"));
    let one = |(i, event): (usize, &Event)| Words {
        number: i + 1,
        step: event.step.clone(),
        label: event.step.as_deref().and_then(label),
        time: event.reading.time,
        person: event.by.first().map(|by| by.person),
        words: lines(event.sealed_text(WORDS).unwrap_or(WITHHELD)),
    };
    events.iter().filter(told).enumerate().map(one).collect()
}

fn sign_offs(events: &[Event]) -> Vec<SignOff> {
    let one = |event: &Event| match &event.happening {
        Happening::SignedOff { verdict } => Some(SignOff {
            person: event.by.first().map_or(0, |by| by.person),
            role: event.by.first().map(|by| by.role.clone()).unwrap_or_default(),
            time: event.reading.time,
            verdict: *verdict,
            words: (*verdict == Verdict::DoNotAgree).then(|| lines(event.sealed_text(WORDS).unwrap_or(WITHHELD))),
        }),
        _ => None,
    };
    events.iter().filter_map(one).collect()
}
