//! A drill: the state and the keys are restored into a folder and a token in memory, proven, timed and thrown away.

mod page;
mod report;
mod today;

pub use report::DrillReport;
use report::{KeyProven, Phase, SetUsed};
use today::Back;

use std::path::{Path, PathBuf};

use super::backing::{OpenedSet, Returning, place_in_memory, throw_away};
use super::restoring::{Opening, SealedState};
use super::{Access, Material, Station, StationError, Surroundings};
use crate::act::{Act, BackupDrill};
use crate::backup::WrappedKey;
use crate::clock::Clock;
use crate::digest::Digest;
use crate::entropy::{Entropy as _, Mixer};
use crate::pki::certificate::Certificate;
use crate::safe::Label;
use crate::signer::{PublicKey, Signer as _, verify};
use crate::vault::{PassingFolder, Session, ThrowAway};

/// What the folder of a drill is called, before what is drawn.
const FOLDER: &str = "chancery-drill";

/// A drill, as it is asked for.
pub struct Drill {
    /// The copy of the state.
    pub state: SealedState,
    /// What opens it.
    pub opening: Opening,
    /// The sets, opened by their shares.
    pub sets: Vec<OpenedSet>,
    /// What is wrong with sets that could not be opened, in words: findings of the drill.
    pub damaged: Vec<String>,
    /// Folders of which the first in memory is taken.
    pub memory: Vec<PathBuf>,
    /// Milliseconds since the drill was begun, by a clock that only goes on: before the shares were brought.
    pub elapsed: Box<dyn FnMut() -> u64>,
}

/// Phases as they end.
struct Phases {
    elapsed: Box<dyn FnMut() -> u64>,
    before: u64,
    done: Vec<Phase>,
}

impl Phases {
    fn end(&mut self, name: &'static str) {
        let now = (self.elapsed)();
        self.done.push(Phase { name, milliseconds: now.saturating_sub(self.before) });
        self.before = now;
    }
}

/// A folder in memory that goes with everything in it, whatever ends the drill. Where the drill is killed, the next one
/// clears it away.
struct Passing(PassingFolder);

impl Passing {
    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Overwrites what is in it and takes it away; whether all of it is gone.
    fn erase(self) -> bool {
        self.0.clear().is_ok()
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        let _ = self.0.clear();
    }
}

/// What is tried: a copy and its sets, in which memory, and what the keys sign.
struct Trial<'d> {
    state: &'d SealedState,
    sets: &'d [OpenedSet],
    memory: &'d Path,
    challenge: &'d str,
}

/// What a drill found out before it is compared with the station.
struct Tried {
    keys: Vec<KeyProven>,
    back: Vec<Back>,
    findings: Vec<String>,
    erased: bool,
    recovery: u64,
}

impl Station<'_> {
    /// Restores backups into memory and throws them away. What goes wrong with a backup is a finding of the report; what
    /// goes wrong with the drill itself is an error, and nothing of it is left in either case.
    pub fn drill(
        &mut self,
        drill: Drill,
        around: Surroundings<'static>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<DrillReport, StationError> {
        let memory = place_in_memory(&drill.memory)?;
        let mut phases = Phases { elapsed: drill.elapsed, before: 0, done: Vec::new() };
        phases.end("backups and shares brought");
        let mut drawn = [0; 32];
        self.entropy.fill(&mut drawn)?;
        let challenge = hex::encode(drawn);
        let place = Passing(PassingFolder::make(&memory, FOLDER, &mut self.entropy)?);
        let mut findings = drill.damaged;
        let (state, opening, sets) = (&drill.state, &drill.opening, &drill.sets);
        for set in sets {
            findings.extend(self.amiss_today(set)?);
        }
        let laid = state.lay_out(opening, place.path(), progress);
        phases.end("state opened");
        let mut tried = match laid {
            Err(error) => {
                findings.push(error.to_string());
                let erased = place.erase();
                Tried { keys: Vec::new(), back: Vec::new(), findings, erased, recovery: total(&phases) }
            }
            Ok(()) => {
                let trial = Trial { state, sets, memory: &memory, challenge: &challenge };
                self.try_out(&trial, place, around, findings, &mut phases)?
            }
        };
        let today = self.judge_today(sets, &mut tried)?;
        let at = self.now()?;
        let data_age = at.unix().saturating_sub(state.made().unix()).max(0) as u64;
        let live = self.head()?;
        let past = crate::ledger::root(&self.store.rows(), state.head().size).ok();
        let same_past = state.head().size <= live.size && past == Some(state.head().root);
        let goals = self.backup_goals()?;
        let mut used = Vec::new();
        for set in sets {
            used.push(SetUsed::of(set, at, self.keepers_last(set.set())?));
        }
        Ok(DrillReport::conclude(report::Found {
            identity: &self.identity,
            at,
            state,
            sets: used,
            live,
            same_past,
            phases: phases.done,
            tried_keys: tried.keys,
            today,
            challenge,
            findings: tried.findings,
            erased: tried.erased,
            recovery_milliseconds: tried.recovery,
            data_age_seconds: data_age,
            recovery_goal: goals.recovery_time(),
            data_age_goal: goals.data_age(),
        }))
    }

    /// The restored state is opened and judged; each key comes back in a throw-away token and signs under its certificate.
    fn try_out(
        &mut self,
        trial: &Trial<'_>,
        place: Passing,
        around: Surroundings<'static>,
        mut findings: Vec<String>,
        phases: &mut Phases,
    ) -> Result<Tried, StationError> {
        let (mut keys, mut back) = (Vec::new(), Vec::new());
        let restored = Station::open(place.path(), Access::Write, around);
        match &restored {
            Err(error) => findings.push(error.to_string()),
            Ok(restored) => {
                let state = trial.state;
                let key = self.eras.at(state.head().size);
                findings.extend(state.judge(restored, None, Some(key)).err().map(|error| error.to_string()));
                for set in trial.sets {
                    let amiss = restored.expect_own_set(set).err().map(|error| error.to_string());
                    findings.extend(amiss.filter(|words| !findings.contains(words)));
                }
            }
        }
        phases.end("ledger and tables verified");
        let mut erased = true;
        if let Ok(restored) = &restored {
            let token = ThrowAway::create(trial.memory, &throw_away()?, &mut self.entropy)?;
            for set in trial.sets {
                for key in set.manifest().keys.clone() {
                    let tried = restored.try_key(&token, set, &key.label, trial.challenge);
                    match &tried {
                        Err(error) => findings.push(format!("key '{}': {error}", key.label)),
                        Ok(_) => {
                            back.push(Back { set: set.set(), key: key.label.clone(), spki: key.public_key.0.clone() })
                        }
                    }
                    keys.push(KeyProven::of(set.set(), &key, tried.ok()));
                }
            }
            phases.end("keys restored and proven");
            erased = token.erase().is_ok();
        }
        let recovery = total(phases);
        drop(restored);
        erased &= place.erase();
        phases.end("erased");
        Ok(Tried { keys, back, findings, erased, recovery })
    }

    /// One key of a set comes back and signs. The certificate that it stood up under, where it has one.
    fn try_key(
        &self,
        token: &ThrowAway,
        set: &OpenedSet,
        label: &Label,
        challenge: &str,
    ) -> Result<Option<Digest>, StationError> {
        let unknown = || StationError::KeyUnknown { key: label.to_string() };
        let key = set.manifest().keys.iter().find(|key| key.label == *label).ok_or_else(unknown)?;
        let returning = Returning {
            id: key.id,
            label: label.clone(),
            spec: key.spec,
            public_key: PublicKey::from_spki(&key.public_key.0)?,
            blob: set.blob(label)?,
        };
        let session = token.session();
        session.restore_key(&returning.request(), set.key(), returning.blob)?;
        let signed = self.signed_back(session, key, returning.public_key, challenge);
        // Another set may have the same key.
        session.destroy(key.id)?;
        signed
    }

    /// The key that came back signs; its signature stands up under its newest certificate.
    fn signed_back(
        &self,
        session: &Session,
        key: &WrappedKey,
        public_key: PublicKey,
        challenge: &str,
    ) -> Result<Option<Digest>, StationError> {
        let label = &key.label;
        let unknown = || StationError::KeyUnknown { key: label.to_string() };
        let rows = self.store.rows();
        let certificate = rows.certificate_of_key(label)?;
        let certified = match &certificate {
            None => None,
            Some(issued) => {
                let der = rows.object(issued.digest)?.ok_or_else(unknown)?;
                let certificate = Certificate::parse(&der).map_err(|_| unknown())?;
                Some(certificate.public_key()?)
            }
        };
        let algorithm = key.spec.default_algorithm();
        let text = text_to_sign(label, challenge);
        let signature = session.signer(key.id, algorithm)?.sign(text.as_bytes())?;
        for key in std::iter::once(&public_key).chain(&certified) {
            verify(key, algorithm, text.as_bytes(), &signature)?;
        }
        Ok(certificate.map(|issued| issued.digest))
    }

    /// The act that records a drill, and the report that belongs to it.
    pub fn recording(&self, report: &DrillReport) -> Result<(Act, Material), StationError> {
        let bytes = report.bytes()?;
        let act = BackupDrill {
            state: report.state_manifest(),
            sets: report.sets().collect(),
            report: Digest::of(&bytes),
            passed: report.passed(),
            recovery_seconds: report.recovery_seconds(),
            data_age_seconds: report.data_age_seconds(),
        };
        Ok((Act::BackupDrill(act), Material::one(bytes)))
    }
}

/// What each key signs: the octets that were drawn for this drill are in it, so that no signature of before will do.
fn text_to_sign(label: &Label, challenge: &str) -> String {
    format!("chancery drill\n{label}\n{challenge}\n")
}

/// The text of the note under a report, which the ledger key signs.
pub(super) fn note_text(report: Digest) -> String {
    format!("chancery drill\nsha256 {report}\n")
}

/// Folders that hold what a drill restored, since it was killed: the state lies there in the clear until the next drill in
/// that place, which overwrites it and takes it away. What a drill is at work in is none of them.
pub fn left_in_clear(places: &[PathBuf]) -> Vec<PathBuf> {
    places.iter().flat_map(|place| PassingFolder::left(place, FOLDER)).collect()
}

fn total(phases: &Phases) -> u64 {
    phases.done.iter().map(|phase| phase.milliseconds).sum()
}

/// What a restored station of a drill is given: the time, the machine's randomness, and no PIN.
pub fn surroundings(clock: Box<dyn Clock>, entropy: Mixer) -> Surroundings<'static> {
    Surroundings { clock, entropy, pins: Box::new(NoPin) }
}

/// A drill opens no vault of the station that it restores.
struct NoPin;

impl super::PinSource for NoPin {
    fn pin(&mut self, wanted: super::PinWanted<'_>) -> Result<crate::secret::Secret, StationError> {
        Err(StationError::VaultUnknown { vault: wanted.vault.to_string() })
    }
}

pub(super) use page::page;

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::entropy::OperatingSystem;

    #[test]
    fn what_a_drill_restored_is_overwritten_before_it_goes() {
        let memory = tempfile::TempDir::new().unwrap();
        let mut entropy = Mixer::new(vec![Box::new(OperatingSystem)]);
        let mut seen = |end: fn(Passing)| {
            let place = Passing(PassingFolder::make(memory.path(), FOLDER, &mut entropy).unwrap());
            let (path, file) = (place.path().to_owned(), place.path().join("station.db"));
            fs::write(&file, "in the clear").unwrap();
            // A second name shows what became of the octets.
            let seen = memory.path().join("seen");
            fs::hard_link(&file, &seen).unwrap();
            end(place);
            assert!(!path.exists() && fs::read(&seen).unwrap() == [0; 12]);
            fs::remove_file(&seen).unwrap();
        };
        seen(drop);
        seen(|place| assert!(place.erase()));
    }

    #[test]
    fn a_key_signs_what_was_drawn_for_this_drill() {
        let label: Label = "csca-1".parse().unwrap();
        assert_eq!(text_to_sign(&label, "00ff"), "chancery drill\ncsca-1\n00ff\n");
        assert_ne!(text_to_sign(&label, "00ff"), text_to_sign(&label, "00fe"));
    }
}
