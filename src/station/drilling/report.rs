//! What came of a drill: for the ledger, for the auditor, for the next drill.

use serde::{Deserialize, Serialize};

use super::SealedState;
use super::today::KeysToday;
use crate::act::Head;
use crate::backup::WrappedKey;
use crate::clock::Time;
use crate::digest::Digest;
use crate::keys::SetId;
use crate::mode::Identity;
use crate::safe::Label;
use crate::station::StationError;
use crate::station::backing::OpenedSet;
use crate::store::KeyRow;

/// How long a part of the drill took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Phase {
    /// What was done.
    pub name: &'static str,
    /// How long it took.
    pub milliseconds: u64,
}

/// A set that was opened, and by whose shares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SetUsed {
    /// The set.
    pub set: SetId,
    /// The digest of its manifest.
    pub manifest: Digest,
    /// When it was made.
    pub made: Time,
    /// How many shares its key wants, of how many.
    pub scheme: String,
    /// The shares that opened it: number and keeper.
    pub shares: Vec<(u8, String)>,
    /// Whether those were the shares in escrow, and none of the keepers' own.
    pub escrow: bool,
    /// When the keepers' own shares of it last opened it in a drill: in this one, or before.
    pub keepers_last: Option<Time>,
}

impl SetUsed {
    /// `keepers_last` is when the keepers' own shares last opened it before.
    pub(super) fn of(opened: &OpenedSet, at: Time, keepers_last: Option<Time>) -> Self {
        let (manifest, escrow) = (opened.manifest(), opened.by_escrow());
        let shares = manifest.escrow.as_ref().filter(|_| escrow).unwrap_or(&manifest.shares);
        SetUsed {
            set: opened.set(),
            manifest: opened.digest(),
            made: manifest.made,
            scheme: format!("{} of {}", shares.threshold, shares.of),
            escrow,
            keepers_last: if escrow { keepers_last } else { Some(at) },
            shares: opened.used().iter().map(|(number, keeper)| (*number, keeper.to_string())).collect(),
        }
    }

    /// What opened it, in words.
    fn told(&self) -> String {
        let (set, shares, scheme) = (self.set.spoken(), self.shares.len(), &self.scheme);
        if !self.escrow {
            return format!("set {set} was opened by {shares} shares of its keepers ({scheme})");
        }
        let last = match self.keepers_last {
            Some(at) => format!("theirs last opened it in a drill at {at}"),
            None => "theirs have opened it in no drill yet".into(),
        };
        format!("set {set} was opened by {shares} shares in escrow ({scheme}), not by its keepers: {last}")
    }
}

/// A key, and whether it came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyProven {
    /// The set it was in.
    pub set: SetId,
    /// Its name.
    pub key: String,
    /// Its kind.
    pub kind: String,
    /// Whether it came back and signed.
    pub proven: bool,
    /// The certificate under which its signature stood up, where it has one.
    pub certificate: Option<Digest>,
}

impl KeyProven {
    pub(super) fn of(set: SetId, key: &WrappedKey, tried: Option<Option<Digest>>) -> Self {
        KeyProven {
            set,
            key: key.label.to_string(),
            kind: key.spec.to_string(),
            proven: tried.is_some(),
            certificate: tried.flatten(),
        }
    }

    /// A key that was not tried, since its set was not given.
    pub(super) fn left_out(set: SetId, key: &KeyRow) -> Self {
        let (key, kind) = (key.label.to_string(), key.spec.to_string());
        KeyProven { set, key, kind, proven: false, certificate: None }
    }
}

/// A clause that asks for something, and where the report answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseMet {
    /// The clause.
    pub clause: String,
    /// What it asks for.
    pub asks: String,
    /// What this drill says to it.
    pub answer: String,
}

/// What a drill found out.
pub(super) struct Found<'a> {
    pub(super) identity: &'a Identity,
    pub(super) at: Time,
    pub(super) state: &'a SealedState,
    pub(super) sets: Vec<SetUsed>,
    pub(super) live: Head,
    pub(super) same_past: bool,
    pub(super) phases: Vec<Phase>,
    pub(super) tried_keys: Vec<KeyProven>,
    pub(super) today: KeysToday,
    pub(super) challenge: String,
    pub(super) findings: Vec<String>,
    pub(super) erased: bool,
    pub(super) recovery_milliseconds: u64,
    pub(super) data_age_seconds: u64,
    /// In seconds.
    pub(super) recovery_goal: i64,
    /// In seconds.
    pub(super) data_age_goal: i64,
}

/// The report of a drill. Its bytes are what the ledger has the digest of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrillReport {
    schema: &'static str,
    station: String,
    mode: String,
    epoch: u64,
    at: Time,
    passed: bool,
    verdict: &'static str,
    findings: Vec<String>,
    state: StateTried,
    sets: Vec<SetUsed>,
    keys: Vec<KeyProven>,
    /// Keys that no set in force has: nothing that was tried brings them back.
    in_no_set: Vec<Label>,
    /// What was drawn for this drill: each key signed "chancery drill", its name and this, a line each.
    challenge: String,
    phases: Vec<Phase>,
    recovery: Measured,
    recovery_is: &'static str,
    data_age: Measured,
    erased: bool,
    clauses: Vec<ClauseMet>,
}

/// What the recovery time is, and what it is not.
const RECOVERY: &str = "from the start of the command to the last proof: backups are read, shares brought and typed, \
                        everything restored and proven; not how long it took to bring people, media and a machine together";

/// What came of it, in one sentence.
fn verdict(passed: bool, findings: usize, today: &KeysToday) -> &'static str {
    match (passed, today.any, today.backed_up) {
        (true, true, _) => "every backup was restored and proven, within the goals, and all of it is erased again",
        (true, false, _) => "the state was restored, within the goals, and is erased again; the station has no key",
        (false, true, false) if findings == 1 => "the state was restored; no key is in any set",
        _ => "not everything is as it should be: see the findings",
    }
}

/// The copy of the state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct StateTried {
    manifest: Digest,
    made: Time,
    entries: u64,
    root: Digest,
    entries_now: u64,
    /// Whether the ledger of today continues the one in the copy.
    in_the_past_of_today: bool,
}

/// Something measured, against its goal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Measured {
    seconds: u64,
    goal_seconds: u64,
    met: bool,
}

impl Measured {
    fn of(seconds: u64, goal: i64) -> Self {
        let goal_seconds = u64::try_from(goal).unwrap_or(0);
        Measured { seconds, goal_seconds, met: seconds <= goal_seconds }
    }
}

impl DrillReport {
    /// Draws the conclusions. It passed where there is nothing to find, every key came back and the throw-away is gone;
    /// goals that were missed are findings.
    pub(super) fn conclude(found: Found<'_>) -> Self {
        let Found { identity, at, state, sets, live, same_past, phases, tried_keys, mut findings, .. } = found;
        let Found { today, challenge, erased, .. } = found;
        let recovery = Measured::of(found.recovery_milliseconds.div_ceil(1000), found.recovery_goal);
        let data_age = Measured::of(found.data_age_seconds, found.data_age_goal);
        if !same_past {
            findings.push("the ledger of today does not continue the one in the copy".into());
        }
        if !erased {
            findings.push("something of the throw-away is left".into());
        }
        if !recovery.met {
            findings.push(format!("recovery took {} seconds; the goal is {}", recovery.seconds, recovery.goal_seconds));
        }
        if !data_age.met {
            findings
                .push(format!("the copy is {} seconds old; the goal is {}", data_age.seconds, data_age.goal_seconds));
        }
        let passed = findings.is_empty() && tried_keys.iter().all(|key| key.proven);
        let verdict = verdict(passed, findings.len(), &today);
        let clauses = clauses(&sets, &tried_keys, passed, erased);
        let head = state.head();
        DrillReport {
            schema: "chancery/drill-report@1",
            station: identity.station.to_string(),
            mode: identity.mode.to_string(),
            epoch: identity.epoch,
            at,
            passed,
            verdict,
            findings,
            state: StateTried {
                manifest: state.digest(),
                made: state.made(),
                entries: head.size,
                root: head.root,
                entries_now: live.size,
                in_the_past_of_today: same_past,
            },
            sets,
            keys: tried_keys,
            in_no_set: today.in_no_set,
            challenge,
            phases,
            recovery,
            recovery_is: RECOVERY,
            data_age,
            erased,
            clauses,
        }
    }

    /// Its bytes.
    pub fn bytes(&self) -> Result<Vec<u8>, StationError> {
        Ok(serde_json::to_vec_pretty(self)?)
    }

    /// Whether everything was restored, proven and erased, within the goals.
    pub fn passed(&self) -> bool {
        self.passed
    }

    /// What came of it, in one sentence.
    pub fn verdict(&self) -> &'static str {
        self.verdict
    }

    /// Keys that no set in force has.
    pub fn in_no_set(&self) -> &[Label] {
        &self.in_no_set
    }

    /// What opened each set, in words.
    pub fn opened_by(&self) -> Vec<String> {
        self.sets.iter().map(SetUsed::told).collect()
    }

    /// What is wrong.
    pub fn findings(&self) -> &[String] {
        &self.findings
    }

    /// The keys.
    pub fn keys(&self) -> &[KeyProven] {
        &self.keys
    }

    /// The phases.
    pub fn phases(&self) -> &[Phase] {
        &self.phases
    }

    /// The manifest of the copy of the state.
    pub fn state_manifest(&self) -> Digest {
        self.state.manifest
    }

    /// The sets.
    pub fn sets(&self) -> impl Iterator<Item = SetId> {
        self.sets.iter().map(|set| set.set)
    }

    /// Seconds from the first step to the last proof.
    pub fn recovery_seconds(&self) -> u64 {
        self.recovery.seconds
    }

    /// The policy's goal for it, in seconds.
    pub fn recovery_goal_seconds(&self) -> u64 {
        self.recovery.goal_seconds
    }

    /// How old the copy was, in seconds.
    pub fn data_age_seconds(&self) -> u64 {
        self.data_age.seconds
    }

    /// The policy's goal for it, in seconds.
    pub fn data_age_goal_seconds(&self) -> u64 {
        self.data_age.goal_seconds
    }
}

/// What auditors ask of a restore drill, and what this one answers.
fn clauses(sets: &[SetUsed], keys: &[KeyProven], passed: bool, erased: bool) -> Vec<ClauseMet> {
    let proven = keys.iter().filter(|key| key.proven).count();
    let certified = keys.iter().filter(|key| key.proven && key.certificate.is_some()).count();
    let one = |clause: &str, asks: &str, answer: String| ClauseMet { clause: clause.into(), asks: asks.into(), answer };
    let opened = match sets {
        [] => "no set was opened: dual control was not tried".to_owned(),
        some => some.iter().map(SetUsed::told).collect::<Vec<_>>().join("; "),
    };
    let gone =
        if erased { "what it had restored was erased, and looked for" } else { "some of what it had restored is LEFT" };
    vec![
        one("BR 5.2.2, 6.2.7", "backup, storage and recovery under dual control", opened),
        one(
            "BR 5.4.1",
            "backup and recovery are recorded",
            "the ledger's entry of this drill names the digest of this report; 'chancery ledger show' tells it".into(),
        ),
        one(
            "WebTrust for CAs 4.1",
            "what was restored is identified, and deviations are noted",
            format!(
                "{proven} of {} keys came back and signed, {certified} of them under a certificate; findings are listed",
                keys.len()
            ),
        ),
        one(
            "TR-03145-1 PRC.Req.9-12",
            "backup by ceremony and restore under four eyes",
            if passed {
                "the restore was tested and stood up".into()
            } else {
                "the restore was tested, with findings".into()
            },
        ),
        one(
            "TR-03145-1 PRC.Req.14",
            "keys are deleted in a ceremony, with their backups",
            format!("this drill deleted no key of the station and no backup; {gone}"),
        ),
        one(
            "SP 800-38F",
            "keys are wrapped by an approved method",
            if sets.is_empty() { "no wrapped key was opened" } else { "AES-256 key wrap with padding (RFC 5649)" }
                .into(),
        ),
    ]
}
