//! Answers files: a whole ceremony answered in advance, for rehearsal and specimen stations.
//!
//! Every answer is checked before anything starts: none missing, none too many, each
//! fitting. In production there is no such thing (`CEREMONY-1`).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::cast::Participant;
use super::error::CeremonyError;
use super::given::{Answer, Given};
use super::misfit::Misfit;
use super::nearest::nearest;
use super::run::Run;
use super::script::{Deed, Script, Step};
use super::shape::from_toml;
use crate::clock::{Reading, Source, Time};
use crate::digest::Digest;
use crate::mode::Mode;
use crate::safe::line;

/// An answers file as it was read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    script: String,
    participant: Vec<Participant>,
    #[serde(default)]
    answers: BTreeMap<String, toml::Value>,
    #[serde(default)]
    by: BTreeMap<String, BTreeMap<String, String>>,
    /// A folder where officers leave their signatures while the ceremony waits.
    approvals: Option<std::path::PathBuf>,
    /// Names that confirm acts outside the ceremony; none of its own.
    #[serde(default, rename = "confirm")]
    _confirm: Vec<String>,
}

/// Answers that fit one script in one mode: every needed answer there, none superfluous.
/// Comes only out of [`Answers::fit`].
///
/// ```compile_fail
/// // Nobody declares answers fitting.
/// fn into(fitted: chancery::ceremony::Fitted, mode: chancery::mode::Mode) -> chancery::ceremony::Fitted {
///     chancery::ceremony::Fitted { mode, ..fitted }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Fitted {
    script: Digest,
    mode: Mode,
    participants: Vec<Participant>,
    /// The answers by step, one for each turn.
    answers: BTreeMap<String, Vec<Answer>>,
    by: BTreeMap<String, BTreeMap<String, String>>,
    approvals: Option<std::path::PathBuf>,
}

impl Fitted {
    /// The folder where officers leave their signatures, where the file names one.
    pub fn approvals(&self) -> Option<&std::path::Path> {
        self.approvals.as_deref()
    }

    /// The digest of the script they fit.
    pub fn script(&self) -> Digest {
        self.script
    }

    /// The mode they were fitted in; never production.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The people.
    pub fn participants(&self) -> &[Participant] {
        &self.participants
    }

    /// The answer to what a run asks. None only for a step of another script.
    pub fn answer(&self, place: &super::Place) -> Option<Answer> {
        self.answers.get(&place.step)?.get(place.turn.checked_sub(1)?).cloned()
    }

    /// Who acts in an operation, where the file has to say it.
    pub fn by(&self, step: &str) -> BTreeMap<String, String> {
        self.by.get(step).cloned().unwrap_or_default()
    }
}

impl Answers {
    /// Reads an answers file. Errors name the line, and the nearest known word where there is one.
    pub fn parse(text: &str) -> Result<Answers, CeremonyError> {
        from_toml(text, true)
    }

    /// Checks the answers against a script, all of them, before anything starts.
    pub fn fit(&self, script: &Script, mode: Mode) -> Result<Fitted, CeremonyError> {
        if mode == Mode::Production {
            return Err(CeremonyError::AnswersInProduction);
        }
        if self.script != script.name() {
            let found = line(&self.script, 60);
            return Err(CeremonyError::AnswersForOther { found, wanted: script.name().to_owned() });
        }
        let reading = Reading { time: Time::from_unix(0)?, source: Source::Typed, bound: 0 };
        let (mut trial, _) = Run::start(script.clone(), mode, self.participant.clone(), reading, true)?;
        self.superfluous(script)?;
        let mut fitted = BTreeMap::new();
        for (at, (_, _, step)) in script.steps().enumerate() {
            trial.at = at;
            let by = self.by.get(&step.id).cloned().unwrap_or_default();
            let mut turns = Vec::new();
            for turn in 0..trial.turns(step) {
                trial.turn = turn;
                trial.by(step, &by)?;
                if let Some(given) = self.given(&trial, step)? {
                    try_out(&trial, step, &given, reading)?;
                    turns.push(Answer { step: step.id.clone(), by: by.clone(), given });
                }
            }
            fitted.insert(step.id.clone(), turns);
        }
        Ok(Fitted {
            script: script.digest(),
            mode,
            participants: self.participant.clone(),
            answers: fitted,
            by: self.by.clone(),
            approvals: self.approvals.clone(),
        })
    }

    /// Refuses an answer that no step asks for.
    fn superfluous(&self, script: &Script) -> Result<(), CeremonyError> {
        let refuse = |found: &str, steps: &mut dyn Iterator<Item = &str>| {
            let nearest = nearest(found, steps);
            Err(CeremonyError::AnswerSuperfluous { step: line(found, 60), nearest })
        };
        let mut asking = script.steps().map(|(_, _, step)| step).filter(|step| asks(step)).map(|step| step.id.as_str());
        let known: Vec<&str> = asking.by_ref().collect();
        if let Some(stranger) = self.answers.keys().find(|id| !known.contains(&id.as_str())) {
            return refuse(stranger, &mut known.into_iter());
        }
        let all: Vec<&str> = script.steps().map(|(_, _, step)| step.id.as_str()).collect();
        if let Some(stranger) = self.by.keys().find(|id| !all.contains(&id.as_str())) {
            return refuse(stranger, &mut all.into_iter());
        }
        Ok(())
    }

    /// The answer of the file to one turn of a step; none for an operation.
    fn given(&self, trial: &Run, step: &Step) -> Result<Option<Given>, CeremonyError> {
        match step.deed {
            Deed::Operation(_) => return Ok(None),
            Deed::Say | Deed::ReadAloud => return Ok(Some(Given::Done)),
            _ => {}
        }
        let misfit = |misfit| CeremonyError::AnswerMisfit { step: step.id.clone(), misfit };
        let missing = || CeremonyError::AnswerMissing { step: step.id.clone() };
        let mut value = self.answers.get(&step.id).ok_or_else(missing)?;
        if step.each() {
            value = self.turn_of(trial, step, value).map_err(misfit)?;
        }
        let text = || value.as_str().map(str::trim).ok_or_else(|| misfit(Misfit::Wanted { wanted: wanted(step) }));
        let wrong = || misfit(Misfit::Wanted { wanted: wanted(step) });
        Ok(Some(match &step.deed {
            Deed::Record { .. } => Given::Fields(typed(value).ok_or_else(wrong)?),
            Deed::Check { .. } => match text()?.split_once(':') {
                None if text()? == "yes" => Given::Holds,
                Some(("no", words)) => Given::DoesNotHold(words.to_owned()),
                _ => return Err(wrong()),
            },
            Deed::ClockReading { .. } if text()? == "station" => Given::StationClock,
            Deed::ClockReading { .. } => Given::Clock(text()?.parse().map_err(|_| wrong())?),
            Deed::SignOff => match text()?.split_once(':') {
                None if text()? == "agree" => Given::Agree,
                Some(("do not agree", words)) => Given::DoNotAgree(words.to_owned()),
                _ => return Err(wrong()),
            },
            _ if text()? == "yes" => Given::Done,
            _ => return Err(wrong()),
        }))
    }

    /// The part of an answer that belongs to the person whose turn it is.
    fn turn_of<'a>(&self, trial: &Run, step: &Step, value: &'a toml::Value) -> Result<&'a toml::Value, Misfit> {
        let people = trial.cast.in_roles(&step.who);
        let ids: Vec<&str> =
            people.iter().filter_map(|n| trial.cast.person(*n)).map(|person| person.id.as_str()).collect();
        let table = value.as_table().ok_or(Misfit::Wanted { wanted: "a table with an answer of each person" })?;
        if let Some(stranger) = table.keys().find(|id| !ids.contains(&id.as_str())) {
            let nearest = nearest(stranger, ids.iter().copied());
            return Err(Misfit::PersonUnknown { person: line(stranger, 40), nearest });
        }
        let id = ids.get(trial.turn).copied().unwrap_or_default();
        table.get(id).ok_or_else(|| Misfit::PersonMissing { person: id.to_owned() })
    }
}

/// Whether a step needs an answer in the file.
fn asks(step: &Step) -> bool {
    !matches!(step.deed, Deed::Say | Deed::ReadAloud | Deed::Operation(_))
}

/// Judges an answer by the run itself, where no value of an operation is needed for it.
fn try_out(trial: &Run, step: &Step, given: &Given, reading: Reading) -> Result<(), CeremonyError> {
    match (&step.deed, given) {
        (Deed::DigestRead { .. } | Deed::Output { .. }, Given::Done) => Ok(()),
        (Deed::ClockReading { .. }, Given::Clock(typed)) => {
            trial.happening(step, given.clone(), Reading { time: *typed, ..reading }).map(|_| ())
        }
        _ => trial.happening(step, given.clone(), reading).map(|_| ()),
    }
}

/// Field texts out of a TOML table; whole numbers need no quotes.
fn typed(value: &toml::Value) -> Option<BTreeMap<String, String>> {
    let text = |value: &toml::Value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        _ => None,
    };
    value.as_table()?.iter().map(|(name, value)| Some((name.clone(), text(value)?))).collect()
}

/// What the file must say, in words.
fn wanted(step: &Step) -> &'static str {
    match &step.deed {
        Deed::Check { .. } => "\"yes\", or \"no: \" with words",
        Deed::Record { .. } => "a table with text for each field",
        Deed::ClockReading { .. } => "a time in quotes, or \"station\"",
        Deed::SignOff => "\"agree\", or \"do not agree: \" with words",
        _ => "\"yes\"",
    }
}
