//! Why a script is not read, a ceremony not begun, an answer not taken.

use thiserror::Error;

use super::misfit::Misfit;
use super::problem::Problem;
use crate::canonical::CanonicalError;
use crate::clock::{ClockError, Time};
use crate::digest::Digest;
use crate::fault::{Fail, Fault};

/// Why something in this room does not go on.
#[derive(Debug, Error)]
pub enum CeremonyError {
    /// The file is not TOML of the shape that is wanted.
    #[error("line {line}: {found}")]
    Unreadable {
        /// The line in the file, from 1.
        line: usize,
        /// What the reader found, made harmless.
        found: String,
        /// The nearest known word, if there is one.
        nearest: Option<String>,
        /// True for an answers file, false for a script.
        answers: bool,
    },
    /// The script is TOML, but says something that is not in the language.
    #[error("line {line}: {problem}")]
    Script {
        /// The line in the file, from 1.
        line: usize,
        /// What is wrong.
        problem: Problem,
    },
    /// An answers file was given in production.
    #[error("CEREMONY-1: an answers file was given in production mode; people sign off, never a file")]
    AnswersInProduction,
    /// The script is not the one that the run was begun with.
    #[error("CEREMONY-2: the run was begun with script {begun}, this script is {given}")]
    ScriptChanged {
        /// The digest in the first event.
        begun: Digest,
        /// The digest of the script that was given.
        given: Digest,
    },
    /// The clock that was read aloud and the station's clock are too far apart.
    #[error(
        "CEREMONY-3: the clock read aloud says {typed}, the station {station}: {apart} s apart, {allowed} s allowed"
    )]
    ClocksApart {
        /// The time that was typed.
        typed: Time,
        /// The time of the station.
        station: Time,
        /// How far apart, in seconds.
        apart: u64,
        /// What the script allows, in seconds.
        allowed: u32,
    },
    /// The script has a finding that stops it.
    #[error("CEREMONY-4: the script cannot be run: {message}")]
    NotRunnable {
        /// The first error that `lint` found.
        message: String,
        /// How it can be mended.
        mend: String,
    },
    /// A role has too few people.
    #[error("CEREMONY-5: role '{role}' has {have} of at least {need} people")]
    RoleNotFilled {
        /// The role.
        role: String,
        /// How many hold it.
        have: usize,
        /// How many it needs.
        need: usize,
    },
    /// One person holds two roles that exclude each other.
    #[error("CEREMONY-6: '{person}' holds the roles '{one}' and '{other}', which exclude each other")]
    RolesExcluded {
        /// The person's id, made harmless.
        person: String,
        /// One role.
        one: String,
        /// The other.
        other: String,
    },
    /// A check that must hold does not.
    #[error("CEREMONY-7: the check of step '{step}' must hold before the ceremony goes on")]
    CheckMustHold {
        /// The step.
        step: String,
    },
    /// An answers file lacks an answer.
    #[error("no answer for step '{step}'")]
    AnswerMissing {
        /// The step.
        step: String,
    },
    /// An answers file has an answer that no step asks for.
    #[error("an answer for '{step}', but no step of that id asks for one")]
    AnswerSuperfluous {
        /// What the file calls the step, made harmless.
        step: String,
        /// The nearest step that does ask.
        nearest: Option<String>,
    },
    /// An answer does not fit what the step asks for.
    #[error("step '{step}': {misfit}")]
    AnswerMisfit {
        /// The step.
        step: String,
        /// Why it does not fit.
        misfit: Misfit,
    },
    /// The answers file is for another script.
    #[error("the answers are for the script '{found}', this is '{wanted}'")]
    AnswersForOther {
        /// The script the file names, made harmless.
        found: String,
        /// The script that is run.
        wanted: String,
    },
    /// A participant cannot be one.
    #[error("participant '{person}': {misfit}")]
    Participant {
        /// The id that was given, made harmless.
        person: String,
        /// Why not.
        misfit: Misfit,
    },
    /// An answer came for a step that is not the one being asked.
    #[error("an answer for step '{given}', but the step that is open is '{open}'")]
    OtherStep {
        /// The step the answer names, made harmless.
        given: String,
        /// The step that is open.
        open: String,
    },
    /// Every step is done; nothing is asked any more.
    #[error("the ceremony is finished; nothing is asked any more")]
    Finished,
    /// The operation of the step was not announced, or is announced already.
    #[error("step '{step}': the operation {}", if *.begun { "was begun already" } else { "has not been begun" })]
    OperationOrder {
        /// The step.
        step: String,
        /// Whether it was begun.
        begun: bool,
    },
    /// The operation gave back what the script does not name, or not all of it.
    #[error("step '{step}', output '{output}' of the operation: {misfit}")]
    Output {
        /// The step.
        step: String,
        /// The output.
        output: String,
        /// Why it does not fit.
        misfit: Misfit,
    },
    /// A value that a step uses is not there.
    #[error("step '{step}' uses '{name}', which has no value")]
    ValueMissing {
        /// The step.
        step: String,
        /// The name.
        name: String,
    },
    /// Recorded events do not make a run of this script.
    #[error("event {number} does not fit the run: {misfit}")]
    EventMisfit {
        /// The number of the event, from 0.
        number: u64,
        /// Why not.
        misfit: Misfit,
    },
    /// The clock.
    #[error("{0}")]
    Clock(#[from] ClockError),
    /// No canonical bytes.
    #[error("{0}")]
    Canonical(#[from] CanonicalError),
    /// The page template does not render.
    #[error("the transcript page cannot be written")]
    Page(#[source] Box<minijinja::Error>),
}

impl Fail for CeremonyError {
    fn kind(&self) -> Fault {
        match self {
            CeremonyError::Unreadable { .. } | CeremonyError::Script { .. } | CeremonyError::EventMisfit { .. } => {
                Fault::Malformed
            }
            CeremonyError::AnswersInProduction
            | CeremonyError::ScriptChanged { .. }
            | CeremonyError::ClocksApart { .. }
            | CeremonyError::NotRunnable { .. }
            | CeremonyError::RoleNotFilled { .. }
            | CeremonyError::RolesExcluded { .. }
            | CeremonyError::CheckMustHold { .. } => Fault::Refused,
            CeremonyError::AnswerMissing { .. }
            | CeremonyError::AnswerSuperfluous { .. }
            | CeremonyError::AnswerMisfit { .. }
            | CeremonyError::AnswersForOther { .. }
            | CeremonyError::Participant { .. } => Fault::Usage,
            CeremonyError::OtherStep { .. }
            | CeremonyError::Finished
            | CeremonyError::OperationOrder { .. }
            | CeremonyError::Output { .. }
            | CeremonyError::ValueMissing { .. }
            | CeremonyError::Page(_) => Fault::Bug,
            CeremonyError::Clock(clock) => clock.kind(),
            CeremonyError::Canonical(canonical) => canonical.kind(),
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            CeremonyError::AnswersInProduction => Some("CEREMONY-1"),
            CeremonyError::ScriptChanged { .. } => Some("CEREMONY-2"),
            CeremonyError::ClocksApart { .. } => Some("CEREMONY-3"),
            CeremonyError::NotRunnable { .. } => Some("CEREMONY-4"),
            CeremonyError::RoleNotFilled { .. } => Some("CEREMONY-5"),
            CeremonyError::RolesExcluded { .. } => Some("CEREMONY-6"),
            CeremonyError::CheckMustHold { .. } => Some("CEREMONY-7"),
            CeremonyError::Clock(clock) => clock.clause(),
            _ => None,
        }
    }

    fn hint(&self) -> Option<String> {
        let nearest = match self {
            CeremonyError::Unreadable { nearest, .. } | CeremonyError::AnswerSuperfluous { nearest, .. } => {
                nearest.as_ref()
            }
            CeremonyError::Script { problem, .. } => problem.nearest(),
            CeremonyError::AnswerMisfit { misfit, .. } | CeremonyError::Participant { misfit, .. } => misfit.nearest(),
            _ => None,
        };
        if let Some(word) = nearest {
            return Some(format!("did you mean '{word}'?"));
        }
        match self {
            CeremonyError::AnswersInProduction => Some(
                "run the ceremony at a terminal with its participants, or rehearse it in a rehearsal station".into(),
            ),
            CeremonyError::ScriptChanged { .. } => Some("resume with the very file the run was begun with".into()),
            CeremonyError::ClocksApart { .. } => {
                Some("read the clock again; if the station's clock is wrong, stop here and correct it".into())
            }
            CeremonyError::NotRunnable { mend, .. } => Some(mend.clone()),
            CeremonyError::RoleNotFilled { role, .. } => Some(format!("name more participants with the role '{role}'")),
            CeremonyError::RolesExcluded { .. } => Some("give one of the two roles to another person".into()),
            CeremonyError::CheckMustHold { .. } => {
                Some("mend it and answer again, or record an exception and stop; the run can be resumed".into())
            }
            CeremonyError::Clock(clock) => clock.hint(),
            _ => None,
        }
    }
}
