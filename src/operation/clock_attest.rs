//! `clock.attest`: what is checked before a reading of an independent clock counts.

use super::OperationError;
use crate::act::ClockAttest;
use crate::clock::Time;

/// Refuses two clocks that did not agree (CLOCK-4), a reading from a station time that has not come
/// yet (CLOCK-8), and one that does not say which clock was read (CLOCK-6). Between the reading and
/// the act officers may take their time: what they approve is what was read then.
pub fn check(act: &ClockAttest, now: Time, bound: u32) -> Result<(), OperationError> {
    if act.source.trim().is_empty() || act.source.chars().count() > 200 {
        return Err(OperationError::ClockSourceUnfit);
    }
    let apart = act.read.unix().abs_diff(act.machine.unix());
    if apart > u64::from(bound) {
        return Err(OperationError::ClocksApart { read: act.read, machine: act.machine, apart, bound });
    }
    if act.machine > now {
        return Err(OperationError::ClockNotYet { machine: act.machine, now });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    #[test]
    fn a_reading_is_of_the_past_agrees_and_has_a_source() {
        let at = |text: &str| text.parse::<Time>().unwrap();
        let act = |read: &str, machine: &str, source: &str| ClockAttest {
            read: at(read),
            machine: at(machine),
            source: source.into(),
        };
        let now = at("2026-11-22T10:05:00Z");
        assert!(check(&act("2026-11-22T10:00:10Z", "2026-11-22T10:00:00Z", "wall clock, ann"), now, 60).is_ok());
        for (act, clause) in [
            (act("2026-11-22T10:00:10Z", "2026-11-22T10:00:00Z", " "), "CLOCK-6"),
            (act("2026-11-22T10:02:00Z", "2026-11-22T10:00:00Z", "wall clock"), "CLOCK-4"),
            (act("2026-11-22T10:06:00Z", "2026-11-22T10:06:00Z", "wall clock"), "CLOCK-8"),
        ] {
            assert_eq!(check(&act, now, 60).unwrap_err().clause(), Some(clause));
        }
    }
}
