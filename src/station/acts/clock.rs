//! `clock.correct`: the one act that brings station time further ahead than its limit.

use super::Outcome;
use crate::act::{ClockAttest, ClockCorrect};
use crate::approval::Spent;
use crate::clock::{Reading, Time};
use crate::ledger::Fields;
use crate::operation::clock_attest;
use crate::operation::clock_correct::{Standing, check};
use crate::station::{Preview, Station, StationError};

/// How the machine's clock stands to the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockStanding {
    /// What the clock says, and where that comes from.
    pub reading: Reading,
    /// The time of the last entry.
    pub last: Time,
    /// How far station time may jump between two entries, in seconds.
    pub jump_limit: i64,
}

impl ClockStanding {
    /// Whether the clock stands behind the ledger (CLOCK-1).
    pub fn is_behind(&self) -> bool {
        self.reading.time < self.last
    }

    /// Whether it is so far ahead that nothing but `clock.correct` is performed (CLOCK-2).
    pub fn is_stopped(&self) -> bool {
        self.reading.time.unix() - self.last.unix() > self.jump_limit
    }
}

impl Station<'_> {
    /// How the machine's clock stands to the ledger. Refuses nothing.
    pub fn clock_standing(&self) -> Result<ClockStanding, StationError> {
        let reading = self.clock.read()?;
        let last = self.last_time()?.unwrap_or(reading.time);
        Ok(ClockStanding { reading, last, jump_limit: self.jump_limit() })
    }

    /// Refuses what [`Station::perform`] would refuse of a correction, before anybody confirms it.
    pub fn check_clock_correction(&self, act: &ClockCorrect) -> Result<(), StationError> {
        let reading = self.reading_ahead()?;
        let standing = self.clock_standing()?;
        let bound = self.configuration.limits.clock_bound_seconds;
        let ClockStanding { last, jump_limit, .. } = standing;
        Ok(check(act, &Standing { last, machine: reading.time, jump_limit, bound })?)
    }

    pub(super) fn clock_correct(&mut self, spent: &Spent, act: &ClockCorrect) -> Result<Outcome, StationError> {
        self.check_clock_correction(act)?;
        let machine = self.reading_ahead()?;
        let fields = Fields::new()
            .open("machine", machine.time.to_string())
            .open("apart_seconds", act.read.unix() - machine.time.unix());
        let sequence = self.record(spent, fields, |_, _| Ok(()))?;
        let outputs =
            [("last", act.last.to_string()), ("read", act.read.to_string()), ("machine", machine.time.to_string())];
        Ok(Outcome::of(sequence, outputs))
    }

    /// A reading of another clock, held against the station's own as it was then.
    pub(in crate::station) fn preview_attestation(&self, act: &ClockAttest) -> Result<Preview, StationError> {
        let bound = self.configuration.limits.clock_bound_seconds;
        clock_attest::check(act, self.reading()?.time, bound)?;
        let apart = act.read.unix() - act.machine.unix();
        Ok(Preview::of(vec![("apart", format!("{apart} seconds, at most {bound} are allowed"))]))
    }

    pub(super) fn clock_attest(&mut self, spent: &Spent, act: &ClockAttest) -> Result<Outcome, StationError> {
        self.preview_attestation(act)?;
        let fields = Fields::new().open("apart_seconds", act.read.unix() - act.machine.unix());
        let sequence = self.record(spent, fields, |_, _| Ok(()))?;
        Ok(Outcome::of(sequence, [("read", act.read.to_string()), ("machine", act.machine.to_string())]))
    }
}
