//! Judging a backup without opening it, in numbered steps for the report.
//!
//! Every step that can be judged is judged, also after one that failed: an operator with two media wants to know all
//! that is wrong with each. What cannot be judged says so and counts as nothing.

use std::io::Read;

use serde::Serialize;

use super::error::BackupError;
use super::keyset::KeySet;
use super::manifest::{DATA, Kind, LedgerRecord, StationRecord, WrappedKey, judge_note};
use super::medium::Folder;
use super::state::StateFolder;
use crate::clock::Reading;
use crate::digest::Digest;
use crate::fault::Fail;
use crate::ledger::{Eras, NoteKey, VerifiedCheckpoint};
use crate::mode::Identity;
use crate::sealed::{Addressee, LARGEST_STREAM_HEADER, stanzas};

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It holds.
    Passed,
    /// It does not.
    Failed,
    /// It could not be judged, or there is nothing to judge.
    NotJudged,
}

impl Verdict {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::Failed => "failed",
            Verdict::NotJudged => "not judged",
        }
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// From 1.
    pub number: usize,
    /// What was judged.
    pub name: &'static str,
    /// How it ended.
    pub verdict: Verdict,
    /// What was found, made harmless.
    pub found: String,
    /// The clause behind a failure.
    pub clause: Option<&'static str>,
}

/// How a backup's ledger stands to today's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Today's ledger continues the backup's: so many entries came since.
    Consistent {
        /// Entries since.
        since: u64,
    },
    /// The backup has more entries than today's ledger.
    Ahead {
        /// How many today's ledger has.
        today: u64,
    },
    /// Another history.
    Other,
}

/// Today's ledger, as far as a backup is compared with it.
pub struct Today<'a> {
    /// How many entries it has.
    pub size: u64,
    /// The root it had at a size that is not above its own; `None` if it cannot be told.
    pub root_at: &'a dyn Fn(u64) -> Option<Digest>,
}

impl Today<'_> {
    /// How the ledger of a backup stands to it; `None` where the root cannot be told.
    pub fn standing(&self, of: &LedgerRecord) -> Option<Standing> {
        if of.size > self.size {
            return Some(Standing::Ahead { today: self.size });
        }
        let root = (self.root_at)(of.size)?;
        Some(if root == of.root { Standing::Consistent { since: self.size - of.size } } else { Standing::Other })
    }
}

/// What is trusted before the medium is seen.
#[derive(Clone, Copy, Default)]
pub struct Trust<'a> {
    /// The keys of the ledger: each signs for the sizes of its own era alone. None leaves signatures unjudged.
    pub keys: Option<&'a Eras>,
    /// Whose backup it should be.
    pub station: Option<&'a Identity>,
    /// The ledger as it is today.
    pub today: Option<&'a Today<'a>>,
    /// What time it is; none leaves unjudged whether a copy was made before now.
    pub at: Option<Reading>,
}

/// What was judged.
#[derive(Debug)]
pub struct Verified<T> {
    /// The steps in their order.
    pub steps: Vec<Step>,
    /// How its ledger stands to today's, if that was judged.
    pub standing: Option<Standing>,
    /// What was read and judged, if it could be read: to be used in place of reading the medium again.
    pub read: Option<T>,
}

impl<T> Verified<T> {
    /// Whether no step failed.
    pub fn is_sound(&self) -> bool {
        self.steps.iter().all(|step| step.verdict != Verdict::Failed)
    }

    /// Whether a key that is trusted stands behind it: both the note and the checkpoint were judged, and hold.
    pub fn is_signed(&self) -> bool {
        let passed = |name| self.steps.iter().any(|step| step.name == name && step.verdict == Verdict::Passed);
        self.is_sound() && passed(NOTE_STEP) && passed(CHECKPOINT_STEP)
    }
}

const NOTE_STEP: &str = "note of the ledger key";
const CHECKPOINT_STEP: &str = "checkpoint";

/// Judges a backup of the state, and whether the base that is given is the one it was built on; the base itself is
/// judged by a call of its own. The sealed file is read whole and not opened.
/// `progress` is told how many of its octets were read, and of how many.
pub fn verify_state(
    folder: Folder,
    base: Option<&StateFolder>,
    trust: &Trust<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Verified<StateFolder> {
    let mut walk = Walk::default();
    let Some(read) = walk.take("folder and manifest", StateFolder::read(folder), |read| {
        let manifest = read.manifest();
        format!("{}, {}, {} blocks", read.name(), manifest.kind.word(), manifest.database.blocks.len())
    }) else {
        return walk.end(None);
    };
    let manifest = read.manifest();
    walk.whose(&manifest.station, trust);
    walk.made(&read, trust);
    let header = walk.take("sealed file", judge_data(&read, progress), |_| {
        format!("{} octets, SHA-256 {}", manifest.data.octets, manifest.data.sha256)
    });
    if let Some(header) = header {
        walk.take("recipients", judge_recipients(&header, &manifest.recipients), |count| match count {
            1 => "1 recipient".to_owned(),
            count => format!("{count} recipients"),
        });
    }
    match (manifest.kind, &manifest.base) {
        (Kind::Incremental, Some(named)) if base.is_none() => {
            let found = format!("'{}' is wanted too, and was not given", named.name);
            walk.step("base", Verdict::NotJudged, found, None);
        }
        (Kind::Incremental, _) => {
            walk.take("base", read.expect_on(base), |()| "it is the one that this was built on".to_owned());
        }
        (Kind::Full, _) => {}
    }
    match read.note() {
        Some((note, text)) => walk.note(note, text, (&manifest.station, &manifest.ledger), trust),
        None => walk.step(NOTE_STEP, Verdict::NotJudged, "none: it was made without the ledger key".into(), None),
    }
    walk.ledger(&manifest.ledger, &manifest.station, trust);
    walk.end(Some(read))
}

/// Opens a wrapped key, and says whether the public half that comes out is the one in the manifest.
pub type Opens<'o> = &'o mut dyn FnMut(&WrappedKey, &[u8]) -> Result<(), Box<dyn Fail>>;

/// Judges a key set; with the backup key at hand every wrapped key is opened too.
pub fn verify_keys(folder: &Folder, trust: &Trust<'_>, opens: Option<Opens<'_>>) -> Verified<KeySet> {
    let mut walk = Walk::default();
    let Some(read) = walk.take("folder and wrapped keys", KeySet::read(folder), |read| {
        let manifest = read.manifest();
        let (count, shares) = (manifest.keys.len(), &manifest.shares);
        let keys = if count == 1 { "key" } else { "keys" };
        format!("set {}, {count} {keys}, {} of {} shares", manifest.set.spoken(), shares.threshold, shares.of)
    }) else {
        return walk.end(None);
    };
    let manifest = read.manifest();
    walk.whose(&manifest.station, trust);
    let (note, text) = read.note();
    walk.note(note, text, (&manifest.station, &manifest.ledger), trust);
    walk.ledger(&manifest.ledger, &manifest.station, trust);
    let (verdict, found) = match read.has_own_readme() {
        true => (Verdict::Passed, "as this program writes it"),
        false => (Verdict::NotJudged, "not as this program writes it; nothing signs it: do not follow it unread"),
    };
    walk.step("README", verdict, found.to_owned(), None);
    match opens {
        None => walk.step("wrapped keys open", Verdict::NotJudged, "the backup key is not at hand".into(), None),
        Some(opens) => {
            for key in &manifest.keys {
                let blob = read.blob(&key.label).unwrap_or_default();
                let opened = opens(key, blob).map_err(|error| {
                    let what = crate::safe::kept_line(&error.to_string(), 200);
                    BackupError::Closed { label: key.label.to_string(), what }
                });
                walk.take("wrapped key opens", opened, |()| {
                    format!("{}: to the public half in the manifest", key.label)
                });
            }
        }
    }
    walk.end(Some(read))
}

/// The digest of the sealed file; its beginning is given, in which its header lies.
fn judge_data(read: &StateFolder, progress: &mut dyn FnMut(u64, u64)) -> Result<Vec<u8>, BackupError> {
    let mut data = read.data()?;
    let octets = data.octets();
    let failed = BackupError::of_system(DATA, "reading it");
    let mut header = Vec::new();
    (&mut data).take(LARGEST_STREAM_HEADER as u64).read_to_end(&mut header).map_err(&failed)?;
    let (mut done, mut piece) = (header.len() as u64, vec![0; 256 << 10]);
    loop {
        progress(done, octets);
        match data.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => done += count as u64,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(failed(error)),
        }
    }
    if data.finish()? == read.manifest().data.sha256 {
        return Ok(header);
    }
    Err(BackupError::Differs { file: DATA.to_owned(), what: "the digest" })
}

/// The lines of the header fit the recipients of the manifest, kind by kind. An X25519 line does not tell whose it is,
/// and a plugin chooses the name of its own.
fn judge_recipients(header: &[u8], recipients: &[Addressee]) -> Result<usize, BackupError> {
    let lines = stanzas(header)?;
    let lines: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.ends_with("-grease")).collect();
    let mut known = 0;
    for kind in ["X25519", "p256tag", "mlkem768p256tag"] {
        let there = lines.iter().filter(|line| **line == kind).count();
        let wanted = recipients.iter().filter(|recipient| recipient.stanza() == Some(kind)).count();
        // A plugin may make such lines too.
        let plugins = recipients.iter().any(|recipient| recipient.plugin().is_some());
        if there < wanted || (there > wanted && !plugins) {
            return Err(BackupError::Differs { file: DATA.to_owned(), what: "the kinds of its recipients" });
        }
        known += wanted;
    }
    let plugins = recipients.len() - known;
    if lines.len() < known + usize::from(plugins > 0) || (plugins == 0 && lines.len() > known) {
        return Err(BackupError::Differs { file: DATA.to_owned(), what: "the number of its recipients" });
    }
    Ok(recipients.len())
}

/// The one key that signs for a ledger of this size: what another era's key signed is none of it.
fn own<'e>(keys: &'e Eras, ledger: &LedgerRecord) -> &'e [NoteKey] {
    std::slice::from_ref(keys.at(ledger.size))
}

#[derive(Default)]
struct Walk {
    steps: Vec<Step>,
    standing: Option<Standing>,
}

impl Walk {
    fn step(&mut self, name: &'static str, verdict: Verdict, found: String, clause: Option<&'static str>) {
        self.steps.push(Step { number: self.steps.len() + 1, name, verdict, found, clause });
    }

    /// A step that passed with a value, or failed.
    fn take<T>(
        &mut self,
        name: &'static str,
        judged: Result<T, BackupError>,
        found: impl FnOnce(&T) -> String,
    ) -> Option<T> {
        match judged {
            Ok(value) => {
                self.step(name, Verdict::Passed, found(&value), None);
                Some(value)
            }
            Err(error) => {
                let why = std::error::Error::source(&error).map(|why| format!(": {why}")).unwrap_or_default();
                self.step(name, Verdict::Failed, format!("{error}{why}"), error.clause());
                None
            }
        }
    }

    fn whose(&mut self, station: &StationRecord, trust: &Trust<'_>) {
        let found = format!("{}, {}, epoch {}", station.name, station.mode, station.epoch);
        match trust.station {
            None => self.step("station", Verdict::NotJudged, found, None),
            Some(wanted) => drop(self.take("station", station.expect_of(wanted), |()| found)),
        }
    }

    fn made(&mut self, read: &StateFolder, trust: &Trust<'_>) {
        let (name, made) = ("made before now", read.manifest().made);
        match trust.at {
            None => self.step(name, Verdict::NotJudged, format!("{made}; what time it is is not known"), None),
            Some(at) => drop(self.take(name, read.name().expect_before(at), |()| format!("{made}"))),
        }
    }

    fn note(&mut self, note: &[u8], text: &str, of: (&StationRecord, &LedgerRecord), trust: &Trust<'_>) {
        let (station, ledger) = of;
        let Some(keys) = trust.keys else {
            return self.step(NOTE_STEP, Verdict::NotJudged, "no key of the ledger is known here".into(), None);
        };
        let judged = judge_note(note, text, &station.origin(), own(keys, ledger));
        self.take(NOTE_STEP, judged, |()| format!("signed by {}", station.origin()));
    }

    fn ledger(&mut self, ledger: &LedgerRecord, station: &StationRecord, trust: &Trust<'_>) {
        match trust.keys {
            None => self.step(CHECKPOINT_STEP, Verdict::NotJudged, "no key of the ledger is known here".into(), None),
            Some(keys) => {
                let judged = VerifiedCheckpoint::verify(&ledger.checkpoint, &station.origin(), own(keys, ledger));
                let judged = judged.map_err(BackupError::NoteUnsigned).map(drop);
                self.take(CHECKPOINT_STEP, judged, |()| format!("{}", ledger.head()));
            }
        }
        let name = "today's ledger";
        let Some(today) = trust.today else {
            return self.step(name, Verdict::NotJudged, "none to compare with".into(), None);
        };
        self.standing = today.standing(ledger);
        let (verdict, found) = match self.standing {
            None => (Verdict::NotJudged, format!("its root at {} entries cannot be told", ledger.size)),
            Some(Standing::Consistent { since: 0 }) => (Verdict::Passed, "it is where the backup was made".to_owned()),
            Some(Standing::Consistent { since }) => {
                let entries = if since == 1 { "entry" } else { "entries" };
                (Verdict::Passed, format!("it continues the backup's; {since} {entries} came since"))
            }
            Some(Standing::Ahead { .. } | Standing::Other) => {
                let other = BackupError::History { backup: ledger.size, today: today.size };
                self.take::<()>(name, Err(other), |()| String::new());
                return;
            }
        };
        self.step(name, verdict, found, None);
    }

    fn end<T>(self, read: Option<T>) -> Verified<T> {
        Verified { steps: self.steps, standing: self.standing, read }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::backup::fixtures::{
        BEGIN, LedgerKey, changed, key_note, key_set, made, medium, octets, read, root_at, station,
    };
    use crate::backup::keyset;
    use crate::backup::manifest::{KeysManifest, StateManifest};
    use crate::backup::medium::Medium;

    /// The steps that did not pass.
    fn failures<T>(verified: &Verified<T>) -> Vec<(&'static str, Option<&'static str>)> {
        assert!(verified.steps.iter().zip(1..).all(|(step, number)| step.number == number));
        let failed = verified.steps.iter().filter(|step| step.verdict == Verdict::Failed);
        failed.map(|step| (step.name, step.clause)).collect()
    }

    fn judged(medium: &Medium, name: &str, trust: &Trust<'_>) -> Verified<StateFolder> {
        verify_state(medium.folder(name).unwrap(), None, trust, &mut |_, _| {})
    }

    fn eras(seed: u8) -> Eras {
        Eras::of(LedgerKey::new(seed).note_key())
    }

    fn reading(time: &str) -> Option<Reading> {
        Some(crate::backup::fixtures::reading(time))
    }

    #[test]
    fn a_key_of_another_era_signs_nothing_and_the_future_made_nothing() {
        let (_directory, medium) = medium();
        let name = made(&medium, &octets(1, 9000), BEGIN, 42, None).unwrap().manifest.name.to_string();
        // The key that signed was in force up to entry 40; or came into force after entry 42.
        let unsigned = vec![(NOTE_STEP, Some("BACKUP-26")), (CHECKPOINT_STEP, Some("BACKUP-26"))];
        let (old, new) = (LedgerKey::new(1).note_key(), LedgerKey::new(2).note_key());
        for (keys, wanted) in [
            (Eras::of(old.clone()).then(40, new.clone()).unwrap(), unsigned.clone()),
            (Eras::of(old.clone()).then(42, new.clone()).unwrap(), vec![]),
            (Eras::of(new.clone()).then(42, old.clone()).unwrap(), unsigned),
            (Eras::of(new).then(41, old).unwrap(), vec![]),
        ] {
            assert_eq!(failures(&judged(&medium, &name, &Trust { keys: Some(&keys), ..Trust::default() })), wanted);
        }
        // Its clock may be ahead by the bound, 60 seconds, and not by more.
        for (at, wanted) in [
            ("2026-11-22T10:00:00Z", vec![]),
            ("2026-11-22T09:59:00Z", vec![]),
            ("2026-11-22T09:58:59Z", vec![("made before now", Some("BACKUP-48"))]),
            ("2020-01-01T00:00:00Z", vec![("made before now", Some("BACKUP-48"))]),
        ] {
            assert_eq!(failures(&judged(&medium, &name, &Trust { at: reading(at), ..Trust::default() })), wanted);
        }
    }

    #[test]
    fn a_whole_backup_passes_every_step_and_says_how_it_stands() {
        let (_directory, medium) = medium();
        let name = made(&medium, &octets(1, 200_000), BEGIN, 42, None).unwrap().manifest.name.to_string();
        let (keys, station) = (eras(1), station());
        let right = |size: u64| Some(root_at(size));
        let other = |size: u64| Some(root_at(size + 1));
        let unknown = |_: u64| None;
        for (size, root_at, standing, failed) in [
            (42, &right as &dyn Fn(u64) -> Option<Digest>, Some(Standing::Consistent { since: 0 }), vec![]),
            (50, &right, Some(Standing::Consistent { since: 8 }), vec![]),
            (41, &right, Some(Standing::Ahead { today: 41 }), vec![("today's ledger", Some("BACKUP-47"))]),
            (50, &other, Some(Standing::Other), vec![("today's ledger", Some("BACKUP-47"))]),
            (50, &unknown, None, vec![]),
        ] {
            let today = Today { size, root_at };
            let trust = Trust {
                keys: Some(&keys),
                station: Some(&station),
                today: Some(&today),
                at: reading("2026-11-22T10:00:00Z"),
            };
            let verified = judged(&medium, &name, &trust);
            assert_eq!((verified.standing, failures(&verified)), (standing, failed.clone()));
            assert_eq!((verified.is_sound(), verified.is_signed()), (failed.is_empty(), failed.is_empty()));
            assert!(verified.read.is_some());
        }
        let blind = judged(&medium, &name, &Trust::default());
        let unjudged = blind.steps.iter().filter(|step| step.verdict == Verdict::NotJudged).count();
        assert!(blind.is_sound() && !blind.is_signed() && unjudged == 5, "{:?}", blind.steps);
    }

    #[test]
    fn what_is_wrong_is_told_step_by_step() {
        let (directory, medium) = medium();
        let name = made(&medium, &octets(1, 9000), BEGIN, 42, None).unwrap().manifest.name.to_string();
        let at = directory.path().join(&name);
        let (right, wrong) = (eras(1), eras(2));
        let of = |trust: &Trust<'_>| failures(&judged(&medium, &name, trust));
        let unsigned = vec![(NOTE_STEP, Some("BACKUP-26")), (CHECKPOINT_STEP, Some("BACKUP-26"))];
        assert_eq!(of(&Trust { keys: Some(&wrong), ..Trust::default() }), unsigned);
        let mut elsewhere = station();
        elsewhere.station = "utopia-2".parse().unwrap();
        let foreign = Trust { keys: Some(&right), station: Some(&elsewhere), ..Trust::default() };
        assert_eq!(of(&foreign), [("station", Some("BACKUP-40"))]);
        let trust = Trust { keys: Some(&right), ..Trust::default() };
        let keep = |file: &str| fs::read(at.join(file)).unwrap();
        let (data, manifest, note) = (keep("data.age"), keep("manifest.json"), keep("manifest.note"));
        let mut flipped = data.clone();
        flipped[data.len() / 2] ^= 1;
        fs::write(at.join("data.age"), &flipped).unwrap();
        assert_eq!(of(&trust), [("sealed file", Some("BACKUP-29"))]);
        fs::write(at.join("data.age"), &data).unwrap();
        // A manifest of somebody else's making, whole in itself: the note is of another.
        let two = serde_json::json!([crate::backup::fixtures::recipient(), SECOND]);
        fs::write(at.join("manifest.json"), changed(&manifest, "/recipients", two)).unwrap();
        assert_eq!(of(&trust), [("recipients", Some("BACKUP-29")), (NOTE_STEP, Some("BACKUP-25"))]);
        fs::write(at.join("manifest.json"), &manifest).unwrap();
        fs::write(at.join("manifest.note"), b"").unwrap();
        assert_eq!(of(&trust).len(), 1);
        fs::remove_file(at.join("manifest.note")).unwrap();
        let without = judged(&medium, &name, &trust);
        assert!(without.is_sound() && !without.is_signed());
        fs::write(at.join("manifest.note"), &note).unwrap();
        fs::write(at.join("manifest.json"), b"{}").unwrap();
        let broken = judged(&medium, &name, &trust);
        assert_eq!((broken.steps.len(), broken.read.is_none()), (1, true));
    }

    /// A recipient that nobody here has the identity of.
    const SECOND: &str = "age195c3p2n8hlarujp3x5k89undmm9vqmppzhjsq28fn8tkrjeex5xq98gdax";

    #[test]
    fn a_base_is_judged_with_what_is_laid_over_it() {
        let (_directory, medium) = medium();
        let full = read(&medium, &made(&medium, &octets(1, 9000), BEGIN, 42, None).unwrap());
        let later = "2026-11-23T10:00:00Z";
        let name = made(&medium, &octets(2, 9000), later, 43, Some(&full)).unwrap().manifest.name.to_string();
        let of = |base: Option<&StateFolder>| {
            let verified = verify_state(medium.folder(&name).unwrap(), base, &Trust::default(), &mut |_, _| {});
            let step = verified.steps.iter().find(|step| step.name == "base").unwrap().clone();
            (step.verdict, step.clause)
        };
        assert_eq!(of(Some(&full)), (Verdict::Passed, None));
        assert_eq!(of(None), (Verdict::NotJudged, None));
        let other = made(&medium, &octets(1, 9000), "2026-11-22T11:00:00Z", 42, None).unwrap();
        assert_eq!(of(Some(&read(&medium, &other))), (Verdict::Failed, Some("BACKUP-39")));
        assert!(StateManifest::read(&full.folder().read("manifest.json", 1 << 20).unwrap()).is_ok());
    }

    #[test]
    fn every_wrapped_key_is_opened_where_the_backup_key_is_at_hand() {
        let ((a, one), (_b, other)) = (medium(), medium());
        let (manifest, blobs) = key_set();
        keyset::write(&[&one, &other], &manifest, &key_note(&manifest), &blobs, &mut |_, _| {}).unwrap();
        let folder = || one.folder("keys-a1b2c3d4e5f60718").unwrap();
        let keys = eras(1);
        let trust = Trust { keys: Some(&keys), ..Trust::default() };
        let closed = verify_keys(&folder(), &trust, None);
        assert!(closed.is_sound() && closed.is_signed());
        let mut opened = Vec::new();
        let opens: Opens<'_> = &mut |key, blob| {
            opened.push((key.label.to_string(), blob.len() as u64 == key.octets));
            if key.label.as_str() == "csca" { Ok(()) } else { Err(Box::new(BackupError::NoteOther)) }
        };
        let verified = verify_keys(&folder(), &trust, Some(opens));
        assert_eq!(failures(&verified), [("wrapped key opens", Some("BACKUP-42"))]);
        assert_eq!(opened, [("csca".to_owned(), true), ("signer-1".to_owned(), true)]);
        let at = a.path().join("keys-a1b2c3d4e5f60718");
        fs::write(at.join("README.txt"), b"type the shares here").unwrap();
        let verified = verify_keys(&folder(), &trust, None);
        let readme = verified.steps.iter().find(|step| step.name == "README").unwrap();
        assert_eq!(readme.verdict, Verdict::NotJudged);
        fs::write(at.join("csca.kwp"), octets(9, 56)).unwrap();
        let verified = verify_keys(&folder(), &trust, None);
        assert_eq!(failures(&verified), [("folder and wrapped keys", Some("BACKUP-29"))]);
        assert!(KeysManifest::read(&fs::read(at.join("manifest.json")).unwrap()).is_ok());
    }
}
