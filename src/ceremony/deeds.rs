//! What each kind of step makes of an answer, and whether a recorded event is what the step asks for.

use std::collections::{BTreeMap, BTreeSet};

use super::cast::EVERYONE;
use super::error::CeremonyError;
use super::event::{By, Event, Happening, Verdict, WORDS, field_key};
use super::fields;
use super::given::{Given, words};
use super::misfit::Misfit;
use super::nearest::nearest;
use super::run::Run;
use super::script::{Deed, Step};
use super::value::{File, Value};
use crate::clock::{Reading, Time};
use crate::digest::Digest;
use crate::mode::Mode;
use crate::safe::line;

type Sealed = BTreeMap<String, serde_json::Value>;

impl Run {
    /// How many turns a step has: one for each person where each has their own, else one.
    pub(super) fn turns(&self, step: &Step) -> usize {
        if step.each() { self.cast.in_roles(&step.who).len().max(1) } else { 1 }
    }

    /// The person whose turn it is, where each has their own.
    pub(super) fn turn_person(&self, step: &Step) -> Option<usize> {
        if step.each() { self.cast.in_roles(&step.who).get(self.turn).copied() } else { None }
    }

    /// The role in which a person acts: the first of `asked` that they hold, else their first.
    pub(super) fn role_of(&self, person: usize, asked: &[String]) -> String {
        let held = self.cast.person(person).map(|person| person.roles.as_slice()).unwrap_or_default();
        let role = asked.iter().find(|role| held.contains(role)).or_else(|| held.first());
        role.cloned().unwrap_or_default()
    }

    pub(super) fn stranger(&self, id: &str) -> Misfit {
        let nearest = nearest(id, self.cast.people().iter().map(|person| person.id.as_str()));
        Misfit::PersonUnknown { person: line(id, 40), nearest }
    }

    /// Who acted and witnessed: given by the script where one person holds the role, said by the answer where several do.
    pub(super) fn by(&self, step: &Step, said: &BTreeMap<String, String>) -> Result<Vec<By>, CeremonyError> {
        let misfit = |misfit| CeremonyError::AnswerMisfit { step: step.id.clone(), misfit };
        if let Some(person) = self.turn_person(step) {
            return match said.values().next() {
                None => Ok(vec![By { person, role: self.role_of(person, &step.who), witness: false }]),
                Some(stranger) => Err(misfit(self.stranger(stranger))),
            };
        }
        if let Some((_, stranger)) =
            said.iter().find(|(role, _)| !step.who.contains(role) && !step.witness.contains(role))
        {
            return Err(misfit(self.stranger(stranger)));
        }
        let mut by: Vec<By> = Vec::new();
        let mut acts = BTreeSet::new();
        let acting = step.who.iter().map(|role| (role, false));
        for (role, witness) in acting.chain(step.witness.iter().map(|role| (role, true))) {
            let holders = self.cast.holders(role);
            if role == EVERYONE {
                let rest = holders.into_iter().filter(|person| !acts.contains(person));
                by.extend(rest.map(|person| By { person, role: self.role_of(person, &[]), witness }));
                continue;
            }
            let person = match (said.get(role), holders.as_slice()) {
                (Some(id), _) => match self.cast.number(id).filter(|number| holders.contains(number)) {
                    Some(number) => number,
                    None => return Err(misfit(self.stranger(id))),
                },
                (None, [only]) => *only,
                (None, _) => {
                    return Err(misfit(Misfit::PersonOpen { role: role.clone(), have: holders.len() }));
                }
            };
            if witness && acts.contains(&person) {
                let person = self.cast.person(person).map(|person| person.id.clone()).unwrap_or_default();
                return Err(misfit(Misfit::PersonTwice { person }));
            }
            if !witness {
                acts.insert(person);
            }
            by.push(By { person, role: role.clone(), witness });
        }
        Ok(by)
    }

    /// What an answer makes of the open step: what happened, and what of it is sealed.
    pub(super) fn happening(
        &self,
        step: &Step,
        given: Given,
        reading: Reading,
    ) -> Result<(Happening, Sealed), CeremonyError> {
        let misfit = |misfit| CeremonyError::AnswerMisfit { step: step.id.clone(), misfit };
        let sealed_words = |text: &str| -> Result<Sealed, CeremonyError> {
            Ok(BTreeMap::from([(WORDS.to_owned(), words(text).map_err(misfit)?.into())]))
        };
        let plain = |happening| Ok((happening, Sealed::new()));
        match (&step.deed, given) {
            (Deed::Say, Given::Done) => plain(Happening::Said),
            (Deed::ReadAloud, Given::Done) => plain(Happening::ReadAloud),
            (Deed::Check { .. }, Given::Holds) => plain(Happening::Checked { held: true }),
            (Deed::Check { required: true }, Given::DoesNotHold(_)) => {
                Err(CeremonyError::CheckMustHold { step: step.id.clone() })
            }
            (Deed::Check { required: false }, Given::DoesNotHold(text)) => {
                Ok((Happening::Checked { held: false }, sealed_words(&text)?))
            }
            (Deed::Record { fields, .. }, Given::Fields(typed)) => {
                let mut values = fields::accept(fields, &typed).map_err(misfit)?;
                let mut sealed = Sealed::new();
                for field in fields.iter().filter(|field| field.person) {
                    if let Some(text) = values.remove(&field.name) {
                        sealed.insert(field_key(&field.name), text.into());
                    }
                }
                Ok((Happening::Recorded { values }, sealed))
            }
            (Deed::ClockReading { allowed }, Given::Clock(typed)) => {
                let happening = clock_read(Some(typed), *allowed, reading)?;
                plain(happening)
            }
            (Deed::ClockReading { .. }, Given::StationClock) if self.mode == Mode::Production || !self.unattended => {
                Err(misfit(Misfit::StationClock))
            }
            (Deed::ClockReading { allowed }, Given::StationClock) => plain(clock_read(None, *allowed, reading)?),
            (Deed::DigestRead { value }, Given::Done) => {
                plain(Happening::DigestRead { value: value.clone(), digest: self.digest(step, value)? })
            }
            (Deed::Output { artefact, value }, Given::Done) => {
                plain(Happening::OutputRead { artefact: artefact.clone(), file: self.file(step, value)?.clone() })
            }
            (Deed::SignOff, Given::Agree) => plain(Happening::SignedOff { verdict: Verdict::Agree }),
            (Deed::SignOff, Given::DoNotAgree(text)) => {
                Ok((Happening::SignedOff { verdict: Verdict::DoNotAgree }, sealed_words(&text)?))
            }
            (deed, _) => Err(misfit(Misfit::Wanted { wanted: wanted(deed) })),
        }
    }

    /// Takes a recorded event in, if it is what the open step asks for.
    pub(super) fn replay(&mut self, event: &Event) -> Result<(), CeremonyError> {
        let wrong = |misfit| CeremonyError::EventMisfit { number: event.number, misfit };
        if event.number != self.events {
            return Err(wrong(Misfit::Number { wanted: self.events }));
        }
        crate::clock::not_behind(event.reading, Some(self.last), crate::clock::JUMP_LIMIT)?;
        let open = self.open_step().map(|(_, _, step)| step.clone());
        let open_id = open.as_ref().map(|step| step.id.clone());
        if event.step != open_id || event.turn != self.turn {
            return Err(wrong(Misfit::Place {
                found: line(event.step.as_deref().unwrap_or_default(), 60),
                found_turn: event.turn,
                open: open_id.unwrap_or_else(|| "nothing".into()),
            }));
        }
        if event.by.iter().any(|by| self.cast.person(by.person).is_none()) {
            return Err(wrong(Misfit::PersonUnknown { person: "a number".into(), nearest: None }));
        }
        match (&open, &event.happening) {
            (_, Happening::Exception) => {}
            (Some(step), happening) => {
                if !self.fits(step, event, happening)? {
                    return Err(wrong(Misfit::Deed));
                }
            }
            (None, _) => return Err(wrong(Misfit::Deed)),
        }
        self.apply(event);
        Ok(())
    }

    /// Whether what was recorded is what the step would have recorded.
    fn fits(&self, step: &Step, event: &Event, happening: &Happening) -> Result<bool, CeremonyError> {
        let ended = matches!(happening, Happening::OperationPerformed { .. } | Happening::OperationNotPerformed);
        if !ended && !self.by_fits(step, &event.by) {
            return Ok(false);
        }
        Ok(match (&step.deed, happening) {
            (Deed::Say, Happening::Said)
            | (Deed::ReadAloud, Happening::ReadAloud)
            | (Deed::Check { .. }, Happening::Checked { held: true })
            | (Deed::Check { required: false }, Happening::Checked { held: false })
            | (Deed::SignOff, Happening::SignedOff { .. }) => true,
            (Deed::Record { fields, .. }, Happening::Recorded { values }) => {
                let open: Vec<_> = fields.iter().filter(|field| !field.person).cloned().collect();
                values.len() == open.len() && fields::accept(&open, values).is_ok_and(|accepted| accepted == *values)
            }
            (Deed::ClockReading { allowed }, Happening::ClockRead { typed, .. }) => {
                clock_read(*typed, *allowed, event.reading).is_ok_and(|again| again == *happening)
            }
            (Deed::DigestRead { value }, Happening::DigestRead { value: read, digest }) => {
                value == read && self.digest(step, value)? == *digest
            }
            (Deed::Output { artefact, value }, Happening::OutputRead { artefact: called, file }) => {
                artefact == called && self.file(step, value)? == file
            }
            (Deed::Operation(performance), Happening::OperationBegun { operation, parameters, .. }) => {
                self.begun.is_none() && performance.signature.name == operation && self.parameters(step)? == *parameters
            }
            (Deed::Operation(_), Happening::OperationPerformed { outputs }) => {
                self.begun.as_ref() == Some(&event.by)
                    && self.accept_outputs(step, outputs).is_ok_and(|accepted| accepted == *outputs)
            }
            (Deed::Operation(_), Happening::OperationNotPerformed) => self.begun.as_ref() == Some(&event.by),
            _ => false,
        })
    }

    /// Whether the people of an event are those whom the step lets act and witness.
    fn by_fits(&self, step: &Step, by: &[By]) -> bool {
        let asked = |by: &By| if by.witness { step.witness.contains(&by.role) } else { step.who.contains(&by.role) };
        let named = |by: &&By| !step.each() && asked(by);
        let id = |by: &By| self.cast.person(by.person).map(|person| (by.role.clone(), person.id.clone()));
        let said = by.iter().filter(named).filter_map(id).collect();
        self.by(step, &said).is_ok_and(|again| again == by)
    }

    /// The outputs of an operation: all of its signature, none else, each of its type.
    pub(super) fn accept_outputs(
        &self,
        step: &Step,
        outputs: &BTreeMap<String, Value>,
    ) -> Result<BTreeMap<String, Value>, CeremonyError> {
        let Deed::Operation(performance) = &step.deed else { return Ok(BTreeMap::new()) };
        let wrong =
            |output: &str, misfit| CeremonyError::Output { step: step.id.clone(), output: line(output, 60), misfit };
        let wanted = performance.signature.outputs;
        if let Some(stranger) = outputs.keys().find(|name| performance.signature.output(name).is_none()) {
            return Err(wrong(stranger, Misfit::OutputSet));
        }
        let mut accepted = BTreeMap::new();
        for output in wanted {
            let value = outputs.get(output.name).ok_or_else(|| wrong(output.name, Misfit::OutputSet))?;
            let value = value.accepted_as(output.kind).map_err(|misfit| wrong(output.name, misfit))?;
            accepted.insert(output.name.to_owned(), value);
        }
        Ok(accepted)
    }

    fn value(&self, step: &Step, name: &str) -> Result<&Value, CeremonyError> {
        let missing = || CeremonyError::ValueMissing { step: step.id.clone(), name: name.to_owned() };
        self.values.get(name).ok_or_else(missing)
    }

    /// The text of a step with its values put in.
    pub(super) fn fill(&self, step: &Step) -> Result<String, CeremonyError> {
        let text = step.text.fill(|name| self.values.get(name).map(|value| value.text().to_owned()));
        text.map_err(|name| CeremonyError::ValueMissing { step: step.id.clone(), name })
    }

    pub(super) fn digest(&self, step: &Step, name: &str) -> Result<Digest, CeremonyError> {
        let missing = |_| CeremonyError::ValueMissing { step: step.id.clone(), name: name.to_owned() };
        self.value(step, name)?.text().parse().map_err(missing)
    }

    pub(super) fn file(&self, step: &Step, name: &str) -> Result<&File, CeremonyError> {
        match self.value(step, name)? {
            Value::File(file) => Ok(file),
            Value::Text(_) => Err(CeremonyError::ValueMissing { step: step.id.clone(), name: name.to_owned() }),
        }
    }

    /// The parameters of an operation with all values put in.
    pub(super) fn parameters(&self, step: &Step) -> Result<BTreeMap<String, String>, CeremonyError> {
        let Deed::Operation(performance) = &step.deed else { return Ok(BTreeMap::new()) };
        let mut filled = BTreeMap::new();
        for (name, template) in &performance.parameters {
            let text = template
                .fill(|name| self.values.get(name).map(|value| value.text().to_owned()))
                .map_err(|name| CeremonyError::ValueMissing { step: step.id.clone(), name })?;
            let text = match performance.signature.parameter(name).map(|parameter| parameter.kind) {
                Some(super::Type::File) | None => text,
                Some(kind) => kind
                    .accept(&text)
                    .map_err(|misfit| CeremonyError::AnswerMisfit { step: step.id.clone(), misfit })?,
            };
            filled.insert(name.clone(), text);
        }
        Ok(filled)
    }
}

fn clock_read(typed: Option<Time>, allowed: u32, reading: Reading) -> Result<Happening, CeremonyError> {
    let station_ahead = typed.map_or(0, |typed| reading.time.unix() - typed.unix());
    let apart = station_ahead.unsigned_abs();
    match typed {
        Some(typed) if apart > u64::from(allowed) => {
            Err(CeremonyError::ClocksApart { typed, station: reading.time, apart, allowed })
        }
        _ => Ok(Happening::ClockRead { typed, station_ahead, allowed }),
    }
}

/// What a step of this kind wants for an answer, in words.
fn wanted(deed: &Deed) -> &'static str {
    match deed {
        Deed::Say | Deed::ReadAloud | Deed::DigestRead { .. } | Deed::Output { .. } => "'yes' when it is done",
        Deed::Check { .. } => "whether it holds",
        Deed::Record { .. } => "the fields of the record",
        Deed::ClockReading { .. } => "the time on the clock",
        Deed::Operation(_) => "the station to perform the operation",
        Deed::SignOff => "'agree', or 'do not agree' with words",
    }
}
