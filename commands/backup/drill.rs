//! `chancery backup drill`: backups are restored into memory, proven, timed and thrown away.

use std::path::PathBuf;

use chancery::fault::Fault;
use chancery::station::{Drill, drill_surroundings};
use serde::Serialize;

use crate::backing::{Places, SealedCopy, Sets};
use crate::frame::{Context, Example, Failure, Page, Purpose, Report, Step, stopwatch};
use crate::opening::{self, Recorded};
use crate::swapping::expect_memory;

/// Prove that the backups can be restored
///
/// Prove that the backups can be restored: state and keys come back in a folder and a token in memory, the ledger is
/// verified and compared with the one of today, every key signs under its certificate, each phase is timed, and all of it
/// is erased again. The recovery time counts from the start of this command. The report stands in the ledger, is signed by the
/// ledger key (drill-….note) and says whether the goals of the policy were met. What a backup lacks is a finding (exit 1), and
/// so is each key of a set in force today that did not come back out of one, and a station whose keys are in no set. What is
/// due, and when: 'chancery check'.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    copy: SealedCopy,

    #[command(flatten)]
    sets: Sets,

    /// Folder in memory (tmpfs) for what is restored; /dev/shm where it is not named
    #[arg(long, value_name = "FOLDER")]
    memory: Option<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "The quarter's drill",
    "chancery backup drill --state shelf --state-identity alice.key --keys stick-1/keys-00112233445566aa \
     --share share-1.age --share share-2.age --identity alice.key --identity bob.key --station utopia",
)
.after(&[Step::Prepared("to-restore")])
.with(&["--pin-source", "file:pin"])];

/// What came of it.
#[derive(Debug, Serialize)]
pub struct Drilled {
    passed: bool,
    verdict: &'static str,
    findings: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    in_no_set: Vec<String>,
    state: PathBuf,
    sets: Vec<String>,
    keys: Vec<Key>,
    phases: Vec<Phase>,
    recovery_seconds: u64,
    recovery_goal_seconds: u64,
    data_age_seconds: u64,
    data_age_goal_seconds: u64,
    recorded: Recorded,
}

#[derive(Debug, Serialize)]
struct Key {
    key: String,
    kind: String,
    proven: bool,
}

#[derive(Debug, Serialize)]
struct Phase {
    name: String,
    milliseconds: u64,
}

impl Report for Drilled {
    const SCHEMA: &'static str = "chancery/backup.drill@1";

    fn human(&self, page: &mut Page) {
        let word = |proven| if proven { "came back and signed" } else { "did NOT come back" };
        if !self.keys.is_empty() {
            page.heading("Keys");
            page.table(
                &["Key", "Kind", "Verdict"],
                self.keys.iter().map(|key| [key.key.clone(), key.kind.clone(), word(key.proven).to_owned()]),
            );
        }
        page.heading("Phases");
        page.table(
            &["Phase", "Milliseconds"],
            self.phases.iter().map(|phase| [phase.name.clone(), phase.milliseconds.to_string()]),
        );
        page.line("");
        let against = |seconds, goal| format!("{}; the goal is at most {}", in_words(seconds), in_words(goal));
        page.field("Copy of the state", self.state.display());
        for set in &self.sets {
            page.field("Shares", set);
        }
        page.field("Recovery", against(self.recovery_seconds, self.recovery_goal_seconds));
        page.field("Age of the data", against(self.data_age_seconds, self.data_age_goal_seconds));
        for finding in &self.findings {
            page.field("Finding", finding);
        }
        if !self.in_no_set.is_empty() {
            page.field("In no set", format!("{}: nothing brings them back", self.in_no_set.join(", ")));
        }
        page.field(
            "Verdict",
            if self.passed { self.verdict.to_owned() } else { format!("NOT passed: {}", self.verdict) },
        );
        self.recorded.show(page);
    }

    fn fault(&self) -> Option<Fault> {
        (!self.passed).then_some(Fault::Unsound)
    }
}

/// A span of seconds, in the two largest units that it has.
fn in_words(seconds: u64) -> String {
    let units = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)];
    let mut left = seconds;
    let parts = units.into_iter().filter_map(|(unit, of)| {
        let many = left / of;
        left %= of;
        (many > 0).then(|| format!("{many} {unit}"))
    });
    let parts: Vec<String> = parts.take(2).collect();
    if parts.is_empty() { "0 s".into() } else { parts.join(" ") }
}

pub fn run(args: Args, context: &Context) -> Result<Drilled, Failure> {
    // People bring and type their shares by this clock, too.
    let elapsed = stopwatch();
    expect_memory(context)?;
    let (state, folder) = args.copy.read(context)?;
    let opening = args.copy.opening(context)?;
    let (sets, damaged) = args.sets.try_open(context)?;
    let mut station = opening::write(context)?;
    let drill = Drill {
        state,
        opening,
        sets,
        damaged,
        memory: args.memory.map_or_else(|| Places::default().memory(), |named| vec![named]),
        elapsed,
    };
    let bound = station.configuration().limits.clock_bound_seconds;
    let clock = context.clock(Purpose::Judging, bound)?;
    let progress = context.progress("restoring into memory");
    let mut teller = progress.teller();
    let surroundings = drill_surroundings(clock, context.entropy());
    let report = station.drill(drill, surroundings, &mut |done, of| teller(done as usize, of as usize))?;
    drop(progress);
    let (act, material) = station.recording(&report)?;
    let done = opening::perform(context, &mut station, act, material)?;
    Ok(Drilled {
        passed: report.passed(),
        verdict: report.verdict(),
        findings: report.findings().to_vec(),
        in_no_set: report.in_no_set().iter().map(ToString::to_string).collect(),
        state: folder,
        sets: report.opened_by(),
        keys: report
            .keys()
            .iter()
            .map(|key| Key { key: key.key.clone(), kind: key.kind.clone(), proven: key.proven })
            .collect(),
        phases: report
            .phases()
            .iter()
            .map(|phase| Phase { name: phase.name.to_owned(), milliseconds: phase.milliseconds })
            .collect(),
        recovery_seconds: report.recovery_seconds(),
        recovery_goal_seconds: report.recovery_goal_seconds(),
        data_age_seconds: report.data_age_seconds(),
        data_age_goal_seconds: report.data_age_goal_seconds(),
        recorded: Recorded::of(&done),
    })
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn spans_are_said_in_their_two_largest_units() {
        let spans =
            [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3_661, "1 h 1 min"), (4 * 3_600, "4 h"), (90_061, "1 d 1 h")];
        spans.iter().for_each(|(seconds, words)| assert_eq!(in_words(*seconds), *words));
    }
}
