//! What a verb is handed beside its arguments: the options that stand everywhere, made into things it can use.

use std::path::Path;

use chancery::clock::{BatteryClock, Clock, Time, TypedClock};
use chancery::entropy::{Mixer, OperatingSystem};
use chancery::fault::{Fail, Fault};
use chancery::mode::Mode;
use chancery::safe::Label;
use chancery::secret::Secret;

use super::command::{Options, Swap, swaps};
use super::failure::Failure;
use super::given::{self, Asked, GivenError, SecretSource};
use super::pin::{PinError, PinRequest, Pins};
use super::terminal::{self, Irreversible, Progress, Terminal};
use super::typed::quoted;

/// What the time is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Something is judged as at a time; nothing is changed.
    Judging,
    /// Something is done, in a station of this mode.
    Acting(Mode),
}

/// Why an option does not fit what is done.
#[derive(Debug, thiserror::Error)]
pub enum ContextError {
    /// No station was named.
    #[error("no station is named")]
    NoStation,
    /// A typed time for an act in production.
    #[error("CLOCK-3: --at {at} is for judging and rehearsing; in production an act takes the station's own time")]
    TypedTime {
        /// The time that was typed.
        at: Time,
    },
}

impl Fail for ContextError {
    fn kind(&self) -> Fault {
        match self {
            ContextError::NoStation => Fault::Usage,
            ContextError::TypedTime { .. } => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        matches!(self, ContextError::TypedTime { .. }).then_some("CLOCK-3")
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            ContextError::NoStation => "give --station DIR or set CHANCERY_STATION".into(),
            ContextError::TypedTime { .. } => "run it again without --at".into(),
        })
    }
}

/// The surroundings of one command.
#[derive(Debug)]
pub struct Context {
    options: Options,
    terminal: Terminal,
    pins: Pins,
    swap: Swap,
}

impl Context {
    /// From the options that stand everywhere.
    pub(super) fn new(mut options: Options) -> Result<Self, PinError> {
        let pins = Pins::new(std::mem::take(&mut options.pin_source))?;
        let terminal = Terminal::new(options.quiet);
        Ok(Context { options, terminal, pins, swap: Swap::Possible })
    }

    /// The same where it is known whether this process may be written to swap; it may where nothing is said.
    pub(super) fn in_memory(self, swap: Swap) -> Self {
        Context { swap, ..self }
    }

    /// Where memory of this process may be written to; empty where all of it is locked, or the machine does not swap.
    pub fn swaps_to(&self) -> Vec<String> {
        if self.swap == Swap::Never { Vec::new() } else { swaps() }
    }

    /// The station's directory.
    pub fn station(&self) -> Result<&Path, ContextError> {
        self.options.station.as_deref().filter(|path| !path.as_os_str().is_empty()).ok_or(ContextError::NoStation)
    }

    /// A command that is printed to be typed next: it names the station where the environment does not.
    pub fn typed(&self, command: &str) -> String {
        match &self.options.station {
            Some(station) if std::env::var_os("CHANCERY_STATION").as_deref() != Some(station.as_os_str()) => {
                format!("{command} --station {}", quoted(&station.to_string_lossy()))
            }
            _ => command.to_owned(),
        }
    }

    /// The answers file, if one was given.
    pub fn answers(&self) -> Option<&Path> {
        self.options.answers.as_deref()
    }

    /// Whether acts are to be proposed in place of being performed: who names a proposer wants that too.
    pub fn proposes(&self) -> bool {
        self.options.propose || self.options.proposer.is_some()
    }

    /// The officer who proposes.
    pub fn proposer(&self) -> Option<&Label> {
        self.options.proposer.as_ref()
    }

    /// Whether the caller wants the JSON document.
    pub fn json(&self) -> bool {
        self.options.json
    }

    /// The clock: the machine's, which may be off by `bound` seconds, or the time typed with `--at`.
    pub fn clock(&self, purpose: Purpose, bound: u32) -> Result<Box<dyn Clock>, ContextError> {
        match (self.options.at, purpose) {
            (None, _) => Ok(Box::new(BatteryClock { bound })),
            (Some(at), Purpose::Acting(Mode::Production)) => Err(ContextError::TypedTime { at }),
            (Some(time), _) => Ok(Box::new(TypedClock { time })),
        }
    }

    /// The entropy of this process: the operating system's; add a token's when one is open.
    pub fn entropy(&self) -> Mixer {
        Mixer::new(vec![Box::new(OperatingSystem)])
    }

    /// The PIN of a vault, taken once from where the caller said.
    pub fn pin(&self, request: &PinRequest<'_>) -> Result<Secret, PinError> {
        self.pins.take(&self.terminal, request, self.options.station.as_deref())
    }

    /// Another secret, taken once from where the caller said.
    pub fn secret(&self, source: &SecretSource, asked: Asked<'_>) -> Result<Secret, GivenError> {
        given::take(source, &self.terminal, self.pins.descriptors(), asked)
    }

    /// A file that holds a secret: ordinary, ours, and closed to everybody else.
    pub fn private_file(&self, path: &Path, limit: usize) -> Result<Secret, GivenError> {
        given::whole_file(path, limit)
    }

    /// Has the short name of an act's object typed before it is done.
    pub fn confirm(&self, mode: Mode, what: &Irreversible<'_>) -> Result<(), Failure> {
        Ok(terminal::confirm(&self.terminal, self.answers(), mode, what)?)
    }

    /// Shows that work goes on, once it takes longer than a second and somebody is looking.
    pub fn progress(&self, what: &str) -> Progress {
        Progress::new(&self.terminal, what)
    }

    /// The terminal, for questions and notes.
    pub fn terminal(&self) -> &Terminal {
        &self.terminal
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(options: Options) -> Context {
        Context::new(options).unwrap()
    }

    #[test]
    fn clock_3_a_typed_time_is_refused_for_an_act_in_production_alone() {
        let at: Time = "2026-11-22T10:00:00Z".parse().unwrap();
        let context = context(Options { at: Some(at), ..Options::default() });
        let refused = context.clock(Purpose::Acting(Mode::Production), 1).err().unwrap();
        assert_eq!(refused.clause(), Some("CLOCK-3"));
        for purpose in [Purpose::Judging, Purpose::Acting(Mode::Rehearsal), Purpose::Acting(Mode::Specimen)] {
            assert_eq!(context.clock(purpose, 1).unwrap().read().unwrap().time, at);
        }
    }

    #[test]
    fn an_empty_station_is_no_station() {
        for station in [None, Some("".into())] {
            let error = context(Options { station, ..Options::default() });
            assert_eq!(error.station().unwrap_err().kind(), Fault::Usage);
        }
    }
}
