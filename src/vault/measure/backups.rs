//! Backups: whether a backup key comes in and keeps its guards, and which kinds of key leave under it and come back.

use super::super::error::VaultError;
use super::super::wrapping::{Can, Trial, WayIn};
use super::bench::Bench;
use super::{Check, KindFound, Verdict};

/// What follows from a backup key that was taken in, and from the kinds of key that were tried under it.
pub(super) fn conclude(bench: &mut Bench<'_>, trial: Trial, kinds: &[KindFound]) -> Result<(), VaultError> {
    let wanted = "taken in";
    let (found, verdict) = match (trial.way_in(), trial.refusal()) {
        (Some(WayIn::Created), _) => (wanted.to_owned(), Verdict::Held),
        (Some(WayIn::Unwrapped), _) => ("taken in under an RSA key".to_owned(), Verdict::Held),
        (None, why) => (format!("no-backup: {}", why.unwrap_or("it is refused")), Verdict::NotHeld),
    };
    let question = "does it take in a backup key that only wraps?";
    bench.note(Check { id: "backup.takes-key-in", question, wanted, found, verdict });
    let taken = trial.way_in().is_some();
    let guards = trial.end()?;
    let (id, question, wanted) = ("backup.guards", "does a backup key keep what was asked of it?", "kept");
    let (found, verdict) = match guards.as_slice() {
        _ if !taken => ("could not be tried (no backup key comes in)".to_owned(), Verdict::NotMeasured),
        [] => (wanted.to_owned(), Verdict::Held),
        some => (some.join("; "), Verdict::NotHeld),
    };
    bench.note(Check { id, question, wanted, found, verdict });
    let (id, question) = ("backup.wraps", "does every kind of key that it makes leave under a backup key by RFC 5649?");
    every(bench, (id, question, "every kind"), "no-backup", kinds, |kind| kind.backup.as_ref());
    let (id, question) = ("backup.restores", "is every kind that left taken back, to sign again?");
    every(bench, (id, question, "every kind"), "not taken back", kinds, |kind| {
        kind.backup_restores.as_ref().filter(|_| kind.backup.as_ref().is_some_and(Can::is_yes))
    });
    Ok(())
}

fn every(
    bench: &mut Bench<'_>,
    (id, question, wanted): (&'static str, &'static str, &'static str),
    word: &str,
    kinds: &[KindFound],
    answer: impl Fn(&KindFound) -> Option<&Can>,
) {
    let asked: Vec<(&KindFound, &Can)> =
        kinds.iter().filter(|kind| kind.makes).filter_map(|kind| Some((kind, answer(kind)?))).collect();
    let refused: Vec<String> =
        asked.iter().filter(|(_, can)| !can.is_yes()).map(|(kind, _)| kind.spec.to_string()).collect();
    let (found, verdict) = match (asked.is_empty(), refused.is_empty()) {
        (true, _) => ("could not be tried (there is none)".to_owned(), Verdict::NotMeasured),
        (_, true) => (wanted.to_owned(), Verdict::Held),
        _ => (format!("{word}: {}", refused.join(", ")), Verdict::NotHeld),
    };
    bench.note(Check { id, question, wanted, found, verdict });
}
