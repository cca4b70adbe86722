//! Acts on station time.

use serde::{Deserialize, Serialize};

use super::Word;
use crate::clock::Time;
use crate::safe::Safe;

/// `clock.correct`: an independent clock says that a jump of station time is real.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockCorrect {
    /// The time of the last entry, from which station time jumps.
    pub last: Time,
    /// The time that was read aloud from another clock.
    pub read: Time,
    /// Which clock that was, and who read it.
    pub source: String,
}

impl ClockCorrect {
    /// The day that was read, which a person types to confirm: `2027-03-01`.
    pub fn day(&self) -> String {
        self.read.to_string().chars().take(10).collect()
    }

    pub(super) fn words(&self) -> Vec<Word> {
        vec![
            ("last entry", self.last.to_string()),
            ("time read", self.read.to_string()),
            ("read from", Safe(&self.source).to_string()),
        ]
    }
}

/// `clock.attest`: an independent clock was read beside the station's own, and they agreed.
/// Cooling-off is counted between such readings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockAttest {
    /// The time that was read aloud from another clock.
    pub read: Time,
    /// What the station's clock said at that moment.
    pub machine: Time,
    /// Which clock that was, and who read it.
    pub source: String,
}

impl ClockAttest {
    pub(super) fn words(&self) -> Vec<Word> {
        vec![
            ("time read", self.read.to_string()),
            ("station time", self.machine.to_string()),
            ("read from", Safe(&self.source).to_string()),
        ]
    }
}
