//! How long it takes to decide a quorum of nine among fifteen officers, five with each form of key, every one of whom
//! has approved; beside it the same fifteen signatures verified bare.
//!
//! Run with `cargo bench --bench approvals`. Prints the best and the middle of several rounds in milliseconds, and the
//! ratio to the bare signatures; fails where the figure of 20 ms is not held.

#[path = "../support/pens.rs"]
mod pens;
#[path = "../support/table.rs"]
mod table;

use std::time::{Duration, Instant};

use chancery::approval::Ballot;
use pens::Pen;
use table::{Seat, decided, now, policy, proposal, roster};

const ROUNDS: usize = 40;
const FIGURE: Duration = Duration::from_millis(20);

fn main() {
    let people: Vec<Seat> = (0..15)
        .map(|number| {
            let id = format!("officer-{number}");
            let pen = match number % 3 {
                0 => Pen::ssh(&id),
                1 => Pen::x509(&id, 30),
                _ => Pen::openpgp(&id),
            };
            Seat::new(&id, "officer", &format!("office {}", number % 4), vec![pen])
        })
        .collect();
    let about = proposal(Some("officer-0"));
    let rule = policy("quorum = 9\nproposer-apart = false\norganisations = 3\nroles = { officer = 9 }");
    let everybody = roster(&people.iter().collect::<Vec<_>>());
    let ballots: Vec<Ballot> = people.iter().map(|seat| seat.approves(&about)).collect();
    let keys: Vec<_> = people.iter().map(|seat| seat.pens[0].key()).collect();

    let deciding = show("deciding 9 of 15, five of each form", || {
        let verdict = decided(&about, &rule, &everybody, &ballots);
        assert_eq!(verdict.counted().len(), 15);
        assert!(verdict.approved(&about).is_ok());
    });
    let at = now();
    let bare = show("the fifteen signatures alone", || {
        for (key, ballot) in keys.iter().zip(&ballots) {
            assert!(key.verify(&ballot.statement, &ballot.signature, at).is_ok());
        }
    });
    for (form, offset) in [("ssh", 0), ("x509", 1), ("openpgp", 2)] {
        show(&format!("one {form} signature"), || {
            assert!(keys[offset].verify(&ballots[offset].statement, &ballots[offset].signature, at).is_ok());
        });
    }
    println!("deciding over the bare signatures: {:.2}", deciding.as_secs_f64() / bare.as_secs_f64());
    assert!(deciding < FIGURE, "deciding took {deciding:?}; wanted under {FIGURE:?}");
}

/// Runs and prints; the best time.
fn show(what: &str, work: impl Fn()) -> Duration {
    let timed = |_| {
        let begin = Instant::now();
        work();
        begin.elapsed()
    };
    let mut times: Vec<Duration> = (0..ROUNDS).map(timed).collect();
    times.sort_unstable();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    println!("{what:<46} {:>9.3} ms best {:>9.3} ms middle", ms(times[0]), ms(times[ROUNDS / 2]));
    times[0]
}
