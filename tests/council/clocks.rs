//! Expiry, a clock that was set, and the waiting that only other clocks can shorten.

use chancery::clock::DAY;

use super::council::Council;

const KEY: [&str; 5] = ["key", "generate", "k-1", "--spec", "P-256"];

#[test]
fn after_its_expiry_a_proposal_is_dead_to_the_second() {
    let council = Council::rehearsal("utopia");
    let made = council.now();
    let (one, other) = (council.agreed(&KEY), council.agreed(&["key", "generate", "k-2", "--spec", "P-256"]));
    council.later(7 * DAY - 1);
    assert_eq!(council.now(), made.plus(7 * DAY - 1));
    council.done(&["perform", &one]);
    council.later(1);
    council.not_performed(&other, "APPROVAL-1");
    let statement = council.statement(&other, "approve");
    let signature = council.sign("carol", &statement);
    council.refused(&["proposal", "import", &statement, &signature], 3, Some("APPROVAL-1"));
}

#[test]
fn a_clock_that_was_set_back_or_jumped_ahead_performs_nothing() {
    let council = Council::rehearsal("utopia");
    let proposal = council.agreed(&KEY);
    council.later(-60);
    council.not_performed(&proposal, "CLOCK-1");
    council.later(60 + 400 * DAY);
    council.not_performed(&proposal, "CLOCK-2");
    council.later(-400 * DAY);
    council.done(&["perform", &proposal]);
}

#[test]
fn cooling_off_is_counted_between_readings_of_another_clock_that_were_taken_since() {
    let council = Council::rehearsal("utopia");
    council.through(&["key", "generate", "k-1", "--spec", "P-256", "--extractable"], "k-1");
    let attest = |ago: i64| {
        let read = council.now().plus(-ago).to_string();
        let (read, machine) = (format!("read={read}"), format!("machine={read}"));
        // As somebody would who fills in the moment by hand.
        council.through(&["proposal", "create", "clock.attest", &read, &machine, "source=radio clock"], "");
    };
    attest(0);
    council.later(60);
    let proposal = council.agreed(&["key", "lock", "k-1"]);
    council.not_performed(&proposal, "COOLING-2");
    // The station's clock alone shows that a day has gone by: nobody else says so.
    council.later(DAY);
    council.not_performed(&proposal, "COOLING-2");
    attest(0);
    council.not_performed(&proposal, "COOLING-2");
    // A second reading at the same moment, and one of a moment before the proposal, taken in today.
    attest(0);
    council.not_performed(&proposal, "COOLING-1");
    attest(DAY + 50);
    council.not_performed(&proposal, "COOLING-1");
    attest(DAY - 100);
    council.not_performed(&proposal, "COOLING-1");
    council.later(DAY - 101 - (DAY - 100));
    council.later(120);
    attest(0);
    council.perform(&proposal, "k-1");
}

#[test]
fn a_reading_that_does_not_agree_or_has_not_come_yet_is_not_even_proposed() {
    let council = Council::rehearsal("utopia");
    let now = council.now();
    let propose = |read: i64, machine: i64| {
        let (read, machine) = (format!("read={}", now.plus(read)), format!("machine={}", now.plus(machine)));
        ["proposal", "create", "clock.attest"].map(str::to_owned).into_iter().chain([
            read,
            machine,
            "source=x".into(),
            "--proposer".into(),
            "dan".into(),
        ])
    };
    for (read, machine, clause) in [(DAY, 0, "CLOCK-4"), (0, -DAY, "CLOCK-4"), (DAY, DAY, "CLOCK-8")] {
        let words: Vec<String> = propose(read, machine).collect();
        council.refused(&words.iter().map(String::as_str).collect::<Vec<_>>(), 3, Some(clause));
    }
}
