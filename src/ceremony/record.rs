//! How a recorded event is told in a transcript.

use std::collections::BTreeSet;

use serde::Serialize;

use super::cast::EVERYONE;
use super::event::{Agreement, Event, Happening, WORDS, field_key};
use super::prompt::spoken;
use super::script::{Deed, Script, Step};
use super::transcript::{LONGEST, Person, WITHHELD};
use super::value::Value;
use crate::act::Decision;
use crate::clock::{Source, Time};
use crate::digest::Digest;
use crate::safe::line;

/// One event under its step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Entry {
    number: u64,
    turn: usize,
    time: Time,
    time_source: Source,
    time_bound: u32,
    what: &'static str,
    by: Vec<ByLine>,
    details: Vec<Detail>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct ByLine {
    person: usize,
    initials: String,
    role: String,
    witness: bool,
}

/// A thing that was read, typed or given out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Detail {
    name: String,
    text: String,
    spoken: Vec<(String, String)>,
}

impl Detail {
    fn new(name: &str, text: &str) -> Detail {
        Detail { name: line(name, LONGEST), text: line(text, LONGEST), spoken: Vec::new() }
    }

    fn digest(name: &str, digest: Digest, aloud: bool) -> Detail {
        let spoken = if aloud { spoken(digest) } else { Vec::new() };
        Detail { name: line(name, LONGEST), text: digest.groups(), spoken }
    }
}

impl Happening {
    /// Whether the turn of a step is over by it.
    pub(super) fn ends_a_turn(&self) -> bool {
        !matches!(
            self,
            Happening::Began { .. }
                | Happening::OperationBegun { .. }
                | Happening::OperationNotPerformed
                | Happening::Exception
        )
    }

    fn told(&self) -> &'static str {
        match self {
            Happening::Began { .. } => "begun",
            Happening::Said => "said",
            Happening::ReadAloud => "read aloud",
            Happening::Checked { held: true } => "checked: holds",
            Happening::Checked { held: false } => "checked: does not hold",
            Happening::Recorded { .. } => "recorded",
            Happening::ClockRead { typed: Some(_), .. } => "clock read",
            Happening::ClockRead { typed: None, .. } => "no independent clock; the station's own",
            Happening::DigestRead { .. } => "read by one, followed by another: the same",
            Happening::OperationBegun { .. } => "operation begun",
            Happening::OperationPerformed { .. } => "operation performed",
            Happening::OperationNotPerformed => "operation had no effect",
            Happening::OutputRead { .. } => "file named, digest read and followed: the same",
            Happening::SignedOff { verdict: super::Verdict::Agree } => "agrees",
            Happening::SignedOff { verdict: super::Verdict::DoNotAgree } => "does not agree",
            Happening::Exception => "exception",
        }
    }
}

/// Tells events of one script by one set of people.
pub(super) struct Teller<'a> {
    pub(super) script: &'a Script,
    pub(super) people: &'a [Person],
}

impl Teller<'_> {
    /// How many turns a step has; none if nobody acts.
    pub(super) fn turns(&self, step: &Step) -> Option<usize> {
        if !step.each() {
            return Some(1);
        }
        let acts = |person: &&Person| step.who.iter().any(|role| role == EVERYONE || person.roles.contains(role));
        let people: BTreeSet<usize> = self.people.iter().filter(acts).map(|person| person.number).collect();
        (!people.is_empty()).then_some(people.len())
    }

    /// An event as the transcript shows it.
    pub(super) fn entry(&self, step: &Step, event: &Event) -> Entry {
        let by = event.by.iter().map(|by| ByLine {
            person: by.person,
            initials: self
                .people
                .iter()
                .find(|person| person.number == by.person)
                .map(|person| person.initials.clone())
                .unwrap_or_default(),
            role: self.script.role(&by.role).map_or_else(String::new, |role| line(&role.title, LONGEST)),
            witness: by.witness,
        });
        Entry {
            number: event.number,
            turn: event.turn + 1,
            time: event.reading.time,
            time_source: event.reading.source,
            time_bound: event.reading.bound,
            what: event.happening.told(),
            by: by.collect(),
            details: details(step, event),
        }
    }
}

fn details(step: &Step, event: &Event) -> Vec<Detail> {
    let words = || event.sealed_text(WORDS).unwrap_or(WITHHELD);
    match &event.happening {
        Happening::Recorded { values } => {
            let Deed::Record { fields, .. } = &step.deed else { return Vec::new() };
            let typed = |field: &super::Field| {
                let sealed = field_key(&field.name);
                let text = match field.person {
                    true => event.sealed_text(&sealed).unwrap_or(WITHHELD),
                    false => values.get(&field.name).map_or("", String::as_str),
                };
                if text.is_empty() { Detail::new(&field.ask, "–") } else { Detail::new(&field.ask, text) }
            };
            fields.iter().map(typed).collect()
        }
        Happening::ClockRead { typed, station_ahead, allowed } => {
            let mut details = Vec::new();
            if let Some(typed) = typed {
                details.push(Detail::new("independent clock", &typed.to_string()));
                details.push(Detail::new("station ahead by", &format!("{station_ahead} s")));
            }
            details.push(Detail::new("station clock", &event.reading.time.to_string()));
            details.push(Detail::new("allowed difference", &format!("{allowed} s")));
            details
        }
        Happening::DigestRead { value, digest } => vec![Detail::digest(value, *digest, true)],
        Happening::OperationBegun { operation, parameters, shown, agreed } => {
            let mut details = vec![Detail::new("operation", operation)];
            details.extend(parameters.iter().map(|(name, text)| Detail::new(name, text)));
            details.extend(shown.iter().map(|(name, text)| Detail::new(name, text)));
            details.extend(agreed.iter().flat_map(agreement));
            details
        }
        Happening::OperationPerformed { outputs } => outputs.iter().map(|(name, value)| output(name, value)).collect(),
        Happening::OutputRead { artefact, file } => vec![
            Detail::new(artefact, &file.name),
            Detail::new("size", &format!("{} bytes", file.size)),
            Detail::digest("SHA-256", file.digest, true),
        ],
        Happening::Checked { held: false }
        | Happening::OperationNotPerformed
        | Happening::Exception
        | Happening::SignedOff { verdict: super::Verdict::DoNotAgree } => {
            words().lines().map(|text| Detail::new("in words", text)).collect()
        }
        _ => Vec::new(),
    }
}

/// What officers signed, and who of them with which key.
fn agreement(agreed: &Agreement) -> Vec<Detail> {
    let mut details = vec![
        Detail::new("proposal", agreed.proposal.as_str()),
        Detail::new("rule", &agreed.rule),
        Detail::digest("act, SHA-256", agreed.digest, true),
    ];
    let said = |decision: Decision| match decision {
        Decision::Propose => "proposed by",
        _ => "approved by",
    };
    for one in &agreed.decisions {
        details.push(Detail::digest(&format!("{} {}, key", said(one.decision), one.officer), one.key, false));
    }
    details
}

fn output(name: &str, value: &Value) -> Detail {
    match value {
        Value::File(file) => Detail::new(name, &file.name),
        Value::Text(text) => match text.parse::<Digest>() {
            Ok(digest) => Detail::digest(name, digest, false),
            Err(_) => Detail::new(name, text),
        },
    }
}
