//! `clock.correct`: when a jump of station time may be accepted.

use super::OperationError;
use crate::act::ClockCorrect;
use crate::clock::{DAY, Time};

/// What an act of correction is judged against.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The time of the last entry.
    pub last: Time,
    /// What the machine's clock says.
    pub machine: Time,
    /// How far station time may jump without an explanation, in seconds.
    pub jump_limit: i64,
    /// How far the two clocks may be apart, in seconds.
    pub bound: u32,
}

impl Standing {
    /// Whether station time has jumped too far for any other act.
    pub fn is_stopped(&self) -> bool {
        self.machine.unix() - self.last.unix() > self.jump_limit
    }
}

/// Refuses a correction that names no source, was made for another last entry, corrects
/// nothing, or whose clock and the machine's do not agree. A time behind the ledger never
/// comes this far: the clock itself refuses it (CLOCK-1).
pub fn check(act: &ClockCorrect, standing: &Standing) -> Result<(), OperationError> {
    let Standing { last, machine, jump_limit, bound } = *standing;
    if act.source.trim().is_empty() || act.source.chars().count() > 200 {
        return Err(OperationError::ClockSourceUnfit);
    }
    if act.last != last {
        return Err(OperationError::ClockMovedOn { found: act.last, last });
    }
    if !standing.is_stopped() {
        return Err(OperationError::ClockInStep { machine, last, limit_days: jump_limit / DAY });
    }
    let apart = (act.read.unix() - machine.unix()).unsigned_abs();
    if apart > u64::from(bound) {
        return Err(OperationError::ClocksApart { read: act.read, machine, apart, bound });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    fn at(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn standing(machine: &str) -> Standing {
        Standing { last: at("2026-11-22T10:00:00Z"), machine: at(machine), jump_limit: 100 * DAY, bound: 300 }
    }

    fn act(read: &str) -> ClockCorrect {
        ClockCorrect { last: at("2026-11-22T10:00:00Z"), read: at(read), source: "wall clock, archive".into() }
    }

    #[test]
    fn two_clocks_that_agree_explain_a_jump() {
        for read in ["2027-06-01T08:00:00Z", "2027-06-01T08:05:00Z", "2027-06-01T07:55:00Z"] {
            assert!(check(&act(read), &standing("2027-06-01T08:00:00Z")).is_ok(), "{read}");
        }
    }

    #[test]
    fn clock_4_clocks_that_are_further_apart_than_the_bound_explain_nothing() {
        for read in ["2027-06-01T08:05:01Z", "2027-06-01T07:54:59Z", "2026-06-01T08:00:00Z", "2028-06-01T08:00:00Z"] {
            let refused = check(&act(read), &standing("2027-06-01T08:00:00Z")).unwrap_err();
            assert_eq!(refused.clause(), Some("CLOCK-4"), "{read}");
        }
    }

    #[test]
    fn clock_5_a_clock_in_step_is_not_corrected_whatever_is_read() {
        for machine in ["2026-11-22T10:00:00Z", "2027-03-02T10:00:00Z"] {
            let refused = check(&act(machine), &standing(machine)).unwrap_err();
            assert_eq!(refused.clause(), Some("CLOCK-5"), "{machine}");
        }
    }

    #[test]
    fn clock_6_the_other_clock_is_named() {
        for source in ["", "  ", &"x".repeat(201)] {
            let unnamed = ClockCorrect { source: source.into(), ..act("2027-06-01T08:00:00Z") };
            let refused = check(&unnamed, &standing("2027-06-01T08:00:00Z")).unwrap_err();
            assert_eq!(refused.clause(), Some("CLOCK-6"));
        }
    }

    #[test]
    fn clock_7_a_correction_made_before_another_entry_was_written_is_refused() {
        let early = ClockCorrect { last: at("2026-11-21T10:00:00Z"), ..act("2027-06-01T08:00:00Z") };
        assert_eq!(check(&early, &standing("2027-06-01T08:00:00Z")).unwrap_err().clause(), Some("CLOCK-7"));
    }
}
