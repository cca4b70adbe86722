//! `chancery masterlist diff`: what one list has that another has not, state by state.

use std::collections::{BTreeMap, BTreeSet};

use chancery::clock::Time;
use chancery::digest::Digest;
use chancery::icao::masterlist::STATELESS;
use chancery::pki::lint::Severity;
use chancery::station::masterlist::Judged;
use chancery::trust::{Standing, standings};
use serde::Serialize;

use crate::found::{day, kind_in_words};
use crate::frame::{Context, Example, Failure, Page, Report, Step};
use crate::masterlist::side::{Judge, Side};

/// Compare two master lists, or a list with all that is known
///
/// Compare two master lists, or a list with all that is known, state by state: which certificates come, which go, and what
/// people decided about each where a station is named. Each is a file, a list that the station took in, by the first 8
/// digits of its digest, or 'store' for every certificate that the station knows. Neither has to be signed; 'masterlist
/// verify' judges that.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The list before: a file, the beginning of a digest, or 'store'
    before: Side,

    /// The list after: a file, the beginning of a digest, or 'store'
    after: Side,

    /// Certificates of this state only, two letters
    #[arg(long, value_name = "XX", value_parser = crate::trust::state)]
    state: Option<String>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Compare what is known with a list that came",
    "chancery masterlist diff store antarctica.ml --station utopia",
)
.after(&[Step::Prepared("station"), Step::Prepared("masterlist")])];

/// The difference.
#[derive(Debug, Serialize)]
pub struct Difference {
    before: Whole,
    after: Whole,
    same: usize,
    come: usize,
    go: usize,
    states_changed: usize,
    states: Vec<State>,
}

/// One of the two, as a whole.
#[derive(Debug, Serialize)]
struct Whole {
    what: String,
    verdict: Option<String>,
    signer: Option<String>,
    signed_at: Option<String>,
    certificates: usize,
}

impl Whole {
    fn words(&self) -> String {
        let many = if self.certificates == 1 { "" } else { "s" };
        let certificates = format!("{} certificate{many}", self.certificates);
        match (&self.verdict, &self.signed_at, &self.signer) {
            (Some(verdict), Some(at), Some(signer)) => {
                format!("{certificates} on list {}, signed {at} by {signer}: {verdict}", &self.what[..16])
            }
            (Some(verdict), ..) => format!("{certificates} on list {}: {verdict}", &self.what[..16]),
            (None, ..) => format!("{certificates} that the station knows"),
        }
    }
}

#[derive(Debug, Default, Serialize)]
struct State {
    state: String,
    same: usize,
    come: Vec<One>,
    go: Vec<One>,
}

#[derive(Clone, Debug, Serialize)]
struct One {
    fingerprint: String,
    subject: String,
    kind: String,
    not_before: Option<String>,
    not_after: Option<String>,
    expired: bool,
    errors: u32,
    standing: Option<&'static str>,
    #[serde(skip)]
    state: String,
    #[serde(skip)]
    until: Option<Time>,
}

impl From<&Judged> for One {
    fn from(judged: &Judged) -> Self {
        One {
            fingerprint: judged.digest.to_string(),
            subject: judged.subject.clone(),
            kind: judged.kind.to_owned(),
            not_before: judged.not_before.map(|time| time.to_string()),
            not_after: judged.not_after.map(|time| time.to_string()),
            expired: false,
            errors: judged.count(Severity::Error),
            standing: None,
            state: judged.state.clone(),
            until: judged.not_after,
        }
    }
}

impl One {
    /// In words that a second officer follows.
    fn words(&self) -> String {
        if self.kind == "unreadable" {
            return format!("{}: {}", kind_in_words(&self.kind), self.subject);
        }
        let (from, until) = (day(self.not_before.as_deref()), day(self.not_after.as_deref()));
        let mut words = format!("{}: {}, valid {from} to {until}", self.subject, kind_in_words(&self.kind));
        if self.expired {
            words.push_str(", expired by then");
        }
        match self.errors {
            0 => {}
            1 => words.push_str(", 1 error"),
            many => words.push_str(&format!(", {many} errors")),
        }
        match self.standing {
            Some("anchor") => words.push_str("; AN ANCHOR HERE"),
            Some("distrusted") => words.push_str("; DISTRUSTED HERE"),
            _ => {}
        }
        words
    }
}

impl Report for Difference {
    const SCHEMA: &'static str = "chancery/masterlist.diff@1";

    fn human(&self, page: &mut Page) {
        page.shown("Before", self.before.words()).shown("After", self.after.words());
        // What is known here and stands on no one list goes nowhere.
        let store = self.before.verdict.is_none();
        let (come, go) = if store { ("New here", "Not on the list") } else { ("Come", "Go") };
        page.field("On both", self.same).field(come, self.come).field(go, self.go);
        page.field("States", format!("{}, of which {} differ", self.states.len(), self.states_changed));
        let changed = self.states.iter().filter(|state| !state.come.is_empty() || !state.go.is_empty());
        for state in changed {
            let name = if state.state == STATELESS { "no state" } else { &state.state };
            let (new, old, same) = (state.come.len(), state.go.len(), state.same);
            page.heading(match store {
                true => format!("{name}: {new} new here, {old} not on the list, {same} on both"),
                false => format!("{name}: {new} come, {old} go, {same} stay"),
            });
            let (come, go) = if store { ("new", "known") } else { ("comes", "goes") };
            for (word, ones) in [(come, &state.come), (go, &state.go)] {
                for one in ones {
                    page.shown_line(format!("  {word:<5}  {}", one.words()));
                    page.line(format!("    SHA-256 {}", one.fingerprint));
                }
            }
        }
        if self.come == 0 && self.go == 0 {
            page.line("The same certificates are on both.");
        }
    }
}

/// The certificates of a side, each once, and what the side is.
fn certificates(judge: &Judge<'_>, side: &Side) -> Result<(Whole, BTreeMap<Digest, One>), Failure> {
    if let Side::Store = side {
        let known = judge.station()?.rows().known_of(None)?.into_iter().map(|row| {
            let one = One {
                fingerprint: row.digest.to_string(),
                subject: row.subject,
                kind: row.kind,
                not_before: row.not_before.map(|time| time.to_string()),
                not_after: row.not_after.map(|time| time.to_string()),
                expired: false,
                errors: row.errors,
                standing: None,
                state: row.state,
                until: row.not_after,
            };
            (row.digest, one)
        });
        let known: BTreeMap<Digest, One> = known.collect();
        let what = "store".to_owned();
        let whole = Whole { what, verdict: None, signer: None, signed_at: None, certificates: known.len() };
        return Ok((whole, known));
    }
    let (digest, list) = judge.judged(side)?;
    let listed: BTreeMap<Digest, One> = list.certificates.iter().map(|one| (one.digest, One::from(one))).collect();
    let whole = Whole {
        what: digest.to_string(),
        verdict: Some(list.verdict.words()),
        signer: list.verdict.signer,
        signed_at: list.verdict.signed_at.map(|at| at.to_string()),
        certificates: listed.len(),
    };
    Ok((whole, listed))
}

pub fn run(args: Args, context: &Context) -> Result<Difference, Failure> {
    let judge = Judge::new(context, Vec::new())?;
    let ((before, was), (after, is)) = (certificates(&judge, &args.before)?, certificates(&judge, &args.after)?);
    let decided = match context.station() {
        Ok(_) => Some(standings(&judge.station()?.decisions()?, judge.at())),
        Err(_) => None,
    };
    // What goes from a list is judged by the day on which the later list was signed.
    let then = after.signed_at.as_deref().and_then(|at| at.parse::<Time>().ok()).unwrap_or(judge.at());
    let mut states: BTreeMap<String, State> = BTreeMap::new();
    let all: BTreeSet<&Digest> = was.keys().chain(is.keys()).collect();
    for digest in all {
        let (old, new) = (was.get(digest), is.get(digest));
        let Some(one) = new.or(old).filter(|one| args.state.as_ref().is_none_or(|state| *state == one.state)) else {
            continue;
        };
        let expired = one.until.is_some_and(|until| until < then);
        let standing = decided.as_ref().map(|all| all.get(digest).copied().unwrap_or(Standing::Undecided).word());
        let one = One { expired, standing, ..one.clone() };
        let state = states.entry(one.state.clone()).or_default();
        match (old, new) {
            (Some(_), Some(_)) => state.same += 1,
            (None, _) => state.come.push(one),
            (_, None) => state.go.push(one),
        }
    }
    let states: Vec<State> = states.into_iter().map(|(name, state)| State { state: name, ..state }).collect();
    let sum = |of: fn(&State) -> usize| states.iter().map(of).sum();
    Ok(Difference {
        before,
        after,
        same: sum(|state| state.same),
        come: sum(|state| state.come.len()),
        go: sum(|state| state.go.len()),
        states_changed: states.iter().filter(|state| !state.come.is_empty() || !state.go.is_empty()).count(),
        states,
    })
}
