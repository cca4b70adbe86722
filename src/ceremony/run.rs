//! The run: asks one thing at a time and turns each answer into an event. It does nothing else.
//!
//! The order is always: [`Run::next`], show, answer, *record the event*, go on. An operation
//! has two events: [`Run::begin_operation`] before it is performed, [`Run::performed`] after.
//! Whoever records each event before going on can stop at any moment and [`Run::resume`].

use std::collections::BTreeMap;

use super::cast::{Cast, EVERYONE, Participant};
use super::error::CeremonyError;
use super::event::{Agreement, By, Event, Happening, Verdict, WORDS, person_key};
use super::given::{Answer, words};
use super::lint::{Severity, lint};
use super::misfit::Misfit;
use super::prompt::{Actor, Asked, Perform, Place, Prompt, Shown, Summary, Want, lines};
use super::script::{Deed, Script, Step};
use super::value::{Value, built_in};
use crate::clock::{self, Reading, Time};
use crate::mode::Mode;

/// A ceremony under way.
///
/// ```compile_fail
/// // A run begins or resumes; nobody puts one together at a later step.
/// fn jump(run: chancery::ceremony::Run) -> chancery::ceremony::Run {
///     chancery::ceremony::Run { at: 7, ..run }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Run {
    pub(super) script: Script,
    pub(super) cast: Cast,
    pub(super) mode: Mode,
    pub(super) unattended: bool,
    /// The step that is open, from 0; as many as there are steps when all are done.
    pub(super) at: usize,
    /// The turn within the step, from 0.
    pub(super) turn: usize,
    /// By whom the operation of the open step was begun, if it was.
    pub(super) begun: Option<Vec<By>>,
    pub(super) values: BTreeMap<String, Value>,
    pub(super) events: u64,
    pub(super) last: Time,
    pub(super) summary: Summary,
}

impl Run {
    /// Begins: checks script and people, gives the run and its first event.
    pub fn begin(
        script: Script,
        mode: Mode,
        participants: Vec<Participant>,
        reading: Reading,
    ) -> Result<(Run, Event), CeremonyError> {
        Run::start(script, mode, participants, reading, false)
    }

    /// Begins a run that an answers file answers; it was checked against this script and mode.
    pub fn begin_unattended(
        script: Script,
        answers: &super::Fitted,
        reading: Reading,
    ) -> Result<(Run, Event), CeremonyError> {
        if answers.script() != script.digest() {
            return Err(CeremonyError::ScriptChanged { begun: answers.script(), given: script.digest() });
        }
        Run::start(script, answers.mode(), answers.participants().to_vec(), reading, true)
    }

    pub(super) fn start(
        script: Script,
        mode: Mode,
        participants: Vec<Participant>,
        reading: Reading,
        unattended: bool,
    ) -> Result<(Run, Event), CeremonyError> {
        if let Some(finding) = lint(&script).into_iter().find(|finding| finding.severity == Severity::Error) {
            return Err(CeremonyError::NotRunnable { message: finding.message, mend: finding.mend });
        }
        let cast = Cast::new(&script, participants)?;
        let sealed = cast.people().iter().enumerate().map(|(i, person)| {
            let value = serde_json::json!({
                "id": person.id, "name": person.name, "organisation": person.organisation,
            });
            (person_key(i + 1), value)
        });
        let event = Event {
            number: 0,
            reading,
            step: None,
            turn: 0,
            by: Vec::new(),
            happening: Happening::Began {
                script: script.name().to_owned(),
                version: script.version().to_owned(),
                digest: script.digest(),
                mode,
                unattended,
                roles: cast.people().iter().map(|person| person.roles.clone()).collect(),
            },
            sealed: sealed.collect(),
        };
        let values = built_in(script.digest(), mode);
        let run = Run {
            script,
            cast,
            mode,
            unattended,
            at: 0,
            turn: 0,
            begun: None,
            values,
            events: 1,
            last: reading.time,
            summary: Summary::default(),
        };
        Ok((run, event))
    }

    /// Goes on where the recorded events end. Refuses another script (`CEREMONY-2`), another
    /// mode, and events that are not those of a run of this script.
    pub fn resume(script: Script, mode: Mode, events: &[Event]) -> Result<Run, CeremonyError> {
        let misfit = |misfit| CeremonyError::EventMisfit { number: 0, misfit };
        let Some((first, rest)) = events.split_first() else { return Err(misfit(Misfit::Beginning)) };
        let Happening::Began { digest, mode: begun, unattended, roles, .. } = &first.happening else {
            return Err(misfit(Misfit::Beginning));
        };
        if *digest != script.digest() {
            return Err(CeremonyError::ScriptChanged { begun: *digest, given: script.digest() });
        }
        if *begun != mode {
            return Err(misfit(Misfit::Mode { found: mode.word(), begun: begun.word() }));
        }
        let mut people = Vec::new();
        for (i, roles) in roles.iter().enumerate() {
            let (id, name, organisation) = first.sealed_person(i + 1).ok_or_else(|| misfit(Misfit::Withheld))?;
            people.push(Participant {
                id: id.to_owned(),
                name: name.to_owned(),
                organisation: organisation.to_owned(),
                roles: roles.clone(),
            });
        }
        let (mut run, again) = Run::start(script, mode, people, first.reading, *unattended)?;
        if again != *first {
            return Err(misfit(Misfit::Beginning));
        }
        for event in rest {
            run.replay(event)?;
        }
        Ok(run)
    }

    /// The script.
    pub fn script(&self) -> &Script {
        &self.script
    }

    /// The people.
    pub fn cast(&self) -> &Cast {
        &self.cast
    }

    /// The mode of the station.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Whether an answers file answers.
    pub fn is_unattended(&self) -> bool {
        self.unattended
    }

    /// The values that have a name so far.
    pub fn values(&self) -> &BTreeMap<String, Value> {
        &self.values
    }

    /// The steps that are not done yet, the open one first.
    pub fn ahead(&self) -> impl Iterator<Item = &Step> {
        self.script.steps().skip(self.at).map(|(_, _, step)| step)
    }

    /// Whether every step is done and everybody has signed off.
    pub fn is_finished(&self) -> bool {
        self.open_step().is_none()
    }

    /// What comes next. Asking again gives the same.
    pub fn next(&self) -> Result<Prompt, CeremonyError> {
        let Some((act, within, step)) = self.open_step() else { return Ok(Prompt::Finished(self.summary)) };
        let text = lines(&self.fill(step)?);
        let place = self.place(act, within, step);
        let actors = self.actors(step);
        let want = match &step.deed {
            Deed::Say => Want::Done,
            Deed::ReadAloud | Deed::DigestRead { .. } | Deed::Output { .. } => Want::Same,
            Deed::Check { required } => Want::Holds { required: *required },
            Deed::Record { fields, .. } => Want::Fields { fields: fields.iter().map(Asked::of).collect() },
            Deed::ClockReading { allowed } => Want::Clock { allowed: *allowed },
            Deed::SignOff => Want::Verdict,
            Deed::Operation(performance) => {
                return Ok(Prompt::Operation(Perform {
                    place,
                    actors,
                    text,
                    operation: performance.signature.name.to_owned(),
                    parameters: self.parameters(step)?,
                    outputs: performance.signature.outputs.iter().map(|output| output.name.to_owned()).collect(),
                    open: self.begun.is_some(),
                }));
            }
        };
        let shown = match &step.deed {
            Deed::DigestRead { value } => vec![Shown::digest(value, self.digest(step, value)?)],
            Deed::Output { artefact, value } => {
                let file = self.file(step, value)?;
                let size = format!("{} bytes", file.size);
                vec![
                    Shown::plain(artefact, &file.name),
                    Shown::plain("size", &size),
                    Shown::digest("SHA-256", file.digest),
                ]
            }
            _ => Vec::new(),
        };
        Ok(Prompt::Ask { place, actors, text, shown, want })
    }

    /// Takes the answer to the open step and gives the event to record.
    pub fn answer(&mut self, answer: Answer, reading: Reading) -> Result<Event, CeremonyError> {
        let step = self.step_for(&answer.step)?.clone();
        let by = self.by(&step, &answer.by)?;
        let (happening, sealed) = self.happening(&step, answer.given, reading)?;
        self.take(Event { number: self.events, reading, step: Some(step.id), turn: self.turn, by, happening, sealed })
    }

    /// Announces the operation of the open step, with what the people were shown of what would come of it and what its
    /// officers decided, where they had to be asked. The event is recorded before it is performed.
    pub fn begin_operation(
        &mut self,
        by: &BTreeMap<String, String>,
        shown: &[(String, String)],
        agreed: Option<Agreement>,
        reading: Reading,
    ) -> Result<Event, CeremonyError> {
        let (step, operation) = self.open_operation(false)?;
        let parameters = self.parameters(&step)?;
        let happening = Happening::OperationBegun { operation, parameters, shown: shown.to_vec(), agreed };
        let by = self.by(&step, by)?;
        self.take_plain(Some(step.id), by, happening, reading)
    }

    /// Feeds back what the operation gave: every output of its signature, none else.
    pub fn performed(&mut self, outputs: BTreeMap<String, Value>, reading: Reading) -> Result<Event, CeremonyError> {
        let (step, _) = self.open_operation(true)?;
        let outputs = self.accept_outputs(&step, &outputs)?;
        let by = self.begun.clone().unwrap_or_default();
        self.take_plain(Some(step.id), by, Happening::OperationPerformed { outputs }, reading)
    }

    /// Says that the operation which was begun had no effect; it can then be begun again.
    pub fn not_performed(&mut self, why: &str, reading: Reading) -> Result<Event, CeremonyError> {
        let (step, _) = self.open_operation(true)?;
        let by = self.begun.clone().unwrap_or_default();
        self.take_words(Some(step.id), by, Happening::OperationNotPerformed, why, reading)
    }

    /// Records an exception, at any moment, in free words; `by` is the id of who reports it.
    pub fn exception(&mut self, by: &str, what: &str, reading: Reading) -> Result<Event, CeremonyError> {
        let step = self.open_step().map(|(_, _, step)| step.id.clone());
        let at = step.clone().unwrap_or_default();
        let person =
            self.cast.number(by).ok_or_else(|| CeremonyError::AnswerMisfit { step: at, misfit: self.stranger(by) })?;
        let by = vec![By { person, role: self.role_of(person, &[]), witness: false }];
        self.take_words(step, by, Happening::Exception, what, reading)
    }

    fn take_plain(
        &mut self,
        step: Option<String>,
        by: Vec<By>,
        happening: Happening,
        reading: Reading,
    ) -> Result<Event, CeremonyError> {
        let turn = self.turn;
        self.take(Event { number: self.events, reading, step, turn, by, happening, sealed: BTreeMap::new() })
    }

    fn take_words(
        &mut self,
        step: Option<String>,
        by: Vec<By>,
        happening: Happening,
        text: &str,
        reading: Reading,
    ) -> Result<Event, CeremonyError> {
        let at = step.clone().unwrap_or_default();
        let text = words(text).map_err(|misfit| CeremonyError::AnswerMisfit { step: at, misfit })?;
        let sealed = BTreeMap::from([(WORDS.to_owned(), serde_json::Value::String(text))]);
        let turn = self.turn;
        self.take(Event { number: self.events, reading, step, turn, by, happening, sealed })
    }

    /// Takes an event into the run, unless its time is behind the one before.
    fn take(&mut self, event: Event) -> Result<Event, CeremonyError> {
        clock::not_behind(event.reading, Some(self.last), clock::JUMP_LIMIT)?;
        self.apply(&event);
        Ok(event)
    }

    /// Moves on by an event that was checked.
    pub(super) fn apply(&mut self, event: &Event) {
        self.events += 1;
        self.last = event.reading.time;
        let step = event.step.as_deref().unwrap_or_default();
        match &event.happening {
            Happening::Exception => {
                self.summary.exceptions += 1;
                return;
            }
            Happening::OperationBegun { .. } => {
                self.begun = Some(event.by.clone());
                return;
            }
            Happening::OperationNotPerformed => {
                self.begun = None;
                return;
            }
            Happening::OperationPerformed { outputs } => {
                self.begun = None;
                self.values.extend(outputs.iter().map(|(name, value)| (format!("{step}.{name}"), value.clone())));
            }
            Happening::Recorded { values } if !self.open_step().is_some_and(|(_, _, step)| step.each()) => {
                let named = values.iter().map(|(name, text)| (format!("{step}.{name}"), Value::Text(text.clone())));
                self.values.extend(named);
            }
            Happening::Checked { held: false } => self.summary.not_held += 1,
            Happening::SignedOff { verdict: Verdict::Agree } => self.summary.agree += 1,
            Happening::SignedOff { verdict: Verdict::DoNotAgree } => self.summary.do_not_agree += 1,
            _ => {}
        }
        self.turn += 1;
        if self.turn >= self.open_step().map_or(0, |(_, _, step)| self.turns(step)) {
            self.turn = 0;
            self.at += 1;
        }
    }

    /// The open step with the number of its act and its number within it.
    pub(super) fn open_step(&self) -> Option<(usize, usize, &Step)> {
        self.script.steps().nth(self.at)
    }

    fn step_for(&self, given: &str) -> Result<&Step, CeremonyError> {
        let (_, _, step) = self.open_step().ok_or(CeremonyError::Finished)?;
        if step.id != given {
            let given = crate::safe::line(given, 60);
            return Err(CeremonyError::OtherStep { given, open: step.id.clone() });
        }
        Ok(step)
    }

    fn open_operation(&self, begun: bool) -> Result<(Step, String), CeremonyError> {
        let (_, _, step) = self.open_step().ok_or(CeremonyError::Finished)?;
        let Deed::Operation(performance) = &step.deed else {
            return Err(CeremonyError::OtherStep { given: "an operation".into(), open: step.id.clone() });
        };
        if self.begun.is_some() != begun {
            return Err(CeremonyError::OperationOrder { step: step.id.clone(), begun: !begun });
        }
        Ok((step.clone(), performance.signature.name.to_owned()))
    }

    fn place(&self, act: usize, within: usize, step: &Step) -> Place {
        let of = self.script.steps().count();
        let (title, minutes) = match act.checked_sub(1).and_then(|index| self.script.acts().get(index)) {
            Some(act) => (act.title.clone(), act.minutes),
            None => (String::new(), 0),
        };
        Place {
            step: step.id.clone(),
            kind: step.deed.word(),
            label: format!("{act}.{within}"),
            number: self.at + 1,
            of,
            act: title,
            act_minutes: minutes,
            turn: self.turn + 1,
            turns: self.turns(step),
        }
    }

    /// Who acts and witnesses, as the screen shows them.
    fn actors(&self, step: &Step) -> Vec<Actor> {
        if step.each() {
            let person = self.turn_person(step);
            let role = person.map(|number| self.role_of(number, &step.who)).unwrap_or_default();
            let people = person.into_iter().collect();
            return vec![self.actor(&role, people, false, false)];
        }
        let acting = step.who.iter().map(|role| (role, false));
        let witnessing = step.witness.iter().map(|role| (role, true));
        acting
            .chain(witnessing)
            .map(|(role, witness)| {
                let people = self.cast.holders(role);
                let choose = role != EVERYONE && people.len() > 1;
                self.actor(role, people, witness, choose)
            })
            .collect()
    }

    fn actor(&self, role: &str, people: Vec<usize>, witness: bool, choose: bool) -> Actor {
        let title = match self.script.role(role) {
            Some(role) => role.title.clone(),
            None => "Everyone".to_owned(),
        };
        let shown = people.into_iter().filter_map(|number| self.cast.person(number));
        let people = shown.map(|person| Shown::plain(&person.id, &person.name)).collect();
        Actor { role: role.to_owned(), title, witness, people, choose }
    }
}
