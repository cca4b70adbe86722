//! What a copy of the state, a drill and a restore hold in memory does not grow with the database: one of 100 MB takes
//! hardly more than an empty one.

#[path = "support/backed.rs"]
mod backed;
#[path = "support/large_ledger.rs"]
mod large_ledger;
#[path = "support/walk.rs"]
mod walk;

use std::fs;

use backed::{Keepers, Peak, borrowed, words_to_open};
use walk::Walk;

/// How much more a database of 100 MB may take than an empty one, in KiB.
const MORE: u64 = 48 << 10;
const OCTETS: u64 = 100_000_000;
const ENTRIES: u64 = 1500;

/// What each command held at most, in KiB.
fn held(walk: &Walk, peak: &Peak, keepers: &Keepers, name: &str) -> [(&'static str, u64); 4] {
    peak.take();
    let state = keepers.back_up_state(walk);
    let copied = peak.take();
    walk.done(&["backup", "verify", &state]);
    let verified = peak.take();
    walk.done(&borrowed(&words_to_open("drill", &state, &[])));
    let drilled = peak.take();
    walk.done(&borrowed(&words_to_open("restore", &state, &["--station", name])));
    [("a copy", copied), ("its verdict", verified), ("a drill", drilled), ("a restore", peak.take())]
}

#[test]
fn a_database_of_100_mb_is_copied_and_restored_in_little_memory() {
    let (walk, peak) = Peak::watching(Walk::new("utopia"));
    walk.init("UT", "UTO");
    let keepers = Keepers::come(&walk);
    walk.done(&["key", "generate", "key-1", "--spec", "P-256", "--extractable"]);
    keepers.back_up_keys(&walk);
    let small = held(&walk, &peak, &keepers, "small");
    large_ledger::fill(&walk.in_station(""), ENTRIES, OCTETS + (1 << 20));
    assert!(fs::metadata(walk.in_station("station.db")).unwrap().len() >= OCTETS);
    let large = held(&walk, &peak, &keepers, "large");
    for ((what, before), (_, now)) in small.into_iter().zip(large) {
        println!("{what}: {:.1} MiB, {:.1} MiB of a small database", now as f64 / 1024.0, before as f64 / 1024.0);
        assert!(before > 0 && now < before + MORE, "{what}: {now} KiB, {before} KiB of a small database");
    }
    let laid = fs::metadata(walk.path("large/station.db")).unwrap().len();
    assert!(laid >= OCTETS, "{laid}");
}
