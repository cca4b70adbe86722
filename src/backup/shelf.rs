//! What lies on a medium: the backups, those that cannot be read, and taking old ones away.

use std::collections::{BTreeMap, BTreeSet};

use super::error::BackupError;
use super::keyset::KeySet;
use super::manifest::{BaseRecord, Kind, NOTE, StateName, StationRecord, WrappedKey};
use super::medium::Medium;
use super::retention::{Keep, Reason, Shelved, keep};
use super::state::StateFolder;
use super::verify::{Trust, Verdict, verify_state};
use crate::clock::{Reading, Time};
use crate::digest::Digest;
use crate::fault::Fail as _;
use crate::keys::SetId;
use crate::mode::Identity;
use crate::safe::{self, Label};

/// How the folder of a state begins.
const STATE: &str = "state-";
/// How the folder of a key set begins.
const KEYS: &str = "keys-";

/// A backup of the state, as its manifest tells; no signature was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateEntry {
    /// Its name.
    pub name: StateName,
    /// Whose it is.
    pub station: StationRecord,
    /// All or what changed.
    pub kind: Kind,
    /// What it is laid over.
    pub base: Option<BaseRecord>,
    /// The digest of its manifest.
    pub manifest: Digest,
    /// How long the ledger was.
    pub size: u64,
    /// How long the database is, in octets.
    pub database: u64,
    /// How long the sealed file is, in octets.
    pub data: u64,
    /// To whom it is sealed.
    pub recipients: Vec<String>,
    /// Whether a note lies beside it.
    pub has_note: bool,
}

impl StateEntry {
    /// How old it is, in seconds; below zero if the clock went back since.
    pub fn age(&self, now: Time) -> i64 {
        now.unix() - self.name.made().unix()
    }

    fn shelved(&self) -> Shelved {
        Shelved { name: self.name, base: self.base.as_ref().map(|base| base.name) }
    }
}

/// A key set, as its manifest tells; no signature was judged, and no blob was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeysEntry {
    /// The set.
    pub set: SetId,
    /// Whose it is.
    pub station: StationRecord,
    /// When it was made.
    pub made: Time,
    /// The digest of its manifest.
    pub manifest: Digest,
    /// How many shares are wanted.
    pub threshold: u8,
    /// Who keeps them, in the order of their numbers.
    pub keepers: Vec<Label>,
    /// The keys in it.
    pub keys: Vec<Label>,
    /// The sets it replaces.
    pub replaces: Vec<SetId>,
    /// How long the ledger was.
    pub size: u64,
}

/// A folder that bears the name of a backup and cannot be read as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Its name, made harmless.
    pub name: String,
    /// The name, if it is one that a backup of the state can have.
    pub state: Option<StateName>,
    /// Why.
    pub reason: String,
    /// The clause behind it.
    pub clause: Option<&'static str>,
}

/// What lies on a medium.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelf {
    /// Backups of the state, the oldest first.
    pub states: Vec<StateEntry>,
    /// Key sets, the oldest first.
    pub keys: Vec<KeysEntry>,
    /// What cannot be read.
    pub unreadable: Vec<Unreadable>,
}

impl Shelf {
    /// Reads the manifest of every backup on a medium. One that cannot be read is named with the reason and costs no
    /// other; only a medium that cannot be listed is an error.
    pub fn read(medium: &Medium) -> Result<Self, BackupError> {
        let mut shelf = Shelf::default();
        for name in medium.names()? {
            let failed = if name.starts_with(STATE) {
                state_entry(medium, &name).map(|entry| shelf.states.push(entry)).err()
            } else if name.starts_with(KEYS) {
                keys_entry(medium, &name).map(|entry| shelf.keys.push(entry)).err()
            } else {
                None
            };
            if let Some(error) = failed {
                let (reason, clause) = (error.to_string(), error.clause());
                let state = name.parse().ok();
                shelf.unreadable.push(Unreadable { name: safe::line(&name, 120), state, reason, clause });
            }
        }
        shelf.states.sort_by_key(|entry| entry.name);
        shelf.keys.sort_by_key(|entry| (entry.made, entry.set));
        Ok(shelf)
    }

    /// A backup of the state by its name (BACKUP-28).
    pub fn state(&self, name: StateName) -> Result<&StateEntry, BackupError> {
        let found = self.states.iter().find(|entry| entry.name == name);
        found.ok_or_else(|| BackupError::Missing { path: name.to_string() })
    }

    /// What is wanted to restore a backup: the full one, and it itself if it is incremental. Refused if the base is not
    /// here, or another (BACKUP-39).
    pub fn chain(&self, name: StateName) -> Result<Vec<&StateEntry>, BackupError> {
        let entry = self.state(name)?;
        let Some(named) = &entry.base else { return Ok(vec![entry]) };
        let (name, base) = (name.to_string(), named.name.to_string());
        let Ok(full) = self.state(named.name) else { return Err(BackupError::BaseMissing { name, base }) };
        if full.manifest != named.manifest || full.kind != Kind::Full {
            return Err(BackupError::BaseOther { name, base });
        }
        Ok(vec![full, entry])
    }

    /// The backups of a station in its mode, the oldest first.
    pub fn of<'s>(&'s self, station: &'s Identity) -> impl DoubleEndedIterator<Item = &'s StateEntry> {
        self.states.iter().filter(|entry| entry.station.expect_of(station).is_ok())
    }

    /// What a rule keeps of a station's backups, and what may go: incremental ones before the full ones they rest on.
    /// What says that it was made in the future stays and counts for nothing. `strangers` are those that nothing shows to
    /// be of the station's own making: the rule holds among them, and they take no place of the others'.
    pub fn plan(&self, station: &Identity, rule: Keep, at: Reading, strangers: &BTreeSet<StateName>) -> Plan {
        let all: Vec<Shelved> = self.of(station).map(StateEntry::shelved).collect();
        let unreadable: Vec<StateName> = self.unreadable.iter().filter_map(|broken| broken.state).collect();
        let (ahead, made): (Vec<Shelved>, Vec<Shelved>) = all.iter().partition(|backup| backup.name.is_ahead(at));
        let (apart, own): (Vec<Shelved>, Vec<Shelved>) =
            made.into_iter().partition(|backup| strangers.contains(&backup.name));
        let mut kept = keep(rule, &own, &unreadable, at.time);
        kept.extend(keep(rule, &apart, &[], at.time));
        kept.extend(ahead.iter().map(|backup| (backup.name, Reason::Ahead)));
        for backup in &all {
            let base = backup.base.filter(|_| kept.contains_key(&backup.name));
            if let Some(base) = base.filter(|base| all.iter().any(|backup| backup.name == *base)) {
                kept.entry(base).or_insert(Reason::Base);
            }
        }
        let (mut first, mut then) = (Vec::new(), Vec::new());
        for backup in all.iter().filter(|backup| !kept.contains_key(&backup.name)) {
            if backup.base.is_some() { first.push(backup.name) } else { then.push(backup.name) }
        }
        first.append(&mut then);
        Plan { kept, going: first }
    }

    /// The same, once each copy that is to be kept was judged: one that does not hold counts as one that cannot be read,
    /// keeps its neighbours, and is kept in nobody's place.
    pub fn judged_plan(
        mut self,
        medium: &Medium,
        station: &Identity,
        rule: Keep,
        judging: &Judging<'_>,
    ) -> Result<(Self, Plan), BackupError> {
        // A rule made by hand may keep nothing.
        let rule = Keep::new(rule.days, rule.weeks, rule.months)?;
        let mut judged: BTreeMap<StateName, bool> = BTreeMap::new();
        loop {
            let strangers = judged.iter().filter(|(_, own)| !**own).map(|(name, _)| *name).collect();
            let plan = self.plan(station, rule, judging.at, &strangers);
            let left = |name: &&StateName| !judged.contains_key(name) && !name.is_ahead(judging.at);
            // The oldest first: what another builds on comes before it.
            let Some(next) = plan.kept.keys().find(left).copied() else { return Ok((self, plan)) };
            match self.judge(medium, next, judging) {
                Ok(own) => drop(judged.insert(next, own)),
                Err((reason, clause)) => {
                    self.states.retain(|entry| entry.name != next);
                    judged.retain(|name, _| self.states.iter().any(|entry| entry.name == *name));
                    self.unreadable.push(Unreadable { name: next.to_string(), state: Some(next), reason, clause });
                }
            }
        }
    }

    /// Whether a copy is known to be of the station's own making; refused, with reason and clause, where it does not hold.
    fn judge(
        &self,
        medium: &Medium,
        name: StateName,
        judging: &Judging<'_>,
    ) -> Result<bool, (String, Option<&'static str>)> {
        let told = |error: BackupError| (error.to_string(), error.clause());
        let entry = self.state(name).map_err(told)?;
        self.chain(name).map_err(told)?;
        let folder = medium.folder(&name.to_string()).map_err(told)?;
        let judged = verify_state(folder, None, &judging.trust, &mut |_, _| {});
        if let Some(failed) = judged.steps.iter().find(|step| step.verdict == Verdict::Failed) {
            return Err((failed.found.clone(), failed.clause));
        }
        Ok(judged.is_signed() || (judging.written)(entry.name, entry.manifest))
    }
}

/// By what copies are judged before others go in their favour.
pub struct Judging<'a> {
    /// What is trusted.
    pub trust: Trust<'a>,
    /// What time it is.
    pub at: Reading,
    /// Whether the station wrote a copy of this name with this manifest, as far as it is known.
    pub written: &'a dyn Fn(StateName, Digest) -> bool,
}

fn state_entry(medium: &Medium, name: &str) -> Result<StateEntry, BackupError> {
    let _: StateName = name.parse()?;
    let folder = StateFolder::read(medium.folder(name)?)?;
    // Opened and not read: it is there, plain, and as long as it should be.
    folder.data()?;
    let manifest = folder.manifest();
    Ok(StateEntry {
        name: folder.name(),
        station: manifest.station.clone(),
        kind: manifest.kind,
        base: manifest.base.clone(),
        manifest: folder.digest(),
        size: manifest.ledger.size,
        database: manifest.database.octets,
        data: manifest.data.octets,
        recipients: manifest.recipients.iter().map(ToString::to_string).collect(),
        has_note: folder.note().is_some(),
    })
}

fn keys_entry(medium: &Medium, name: &str) -> Result<KeysEntry, BackupError> {
    let folder = medium.folder(name)?;
    let (manifest, octets) = KeySet::manifest_of(&folder)?;
    let files = folder.files()?;
    let wanted = manifest.keys.iter().map(|key: &WrappedKey| key.file.as_str()).chain([NOTE]);
    if let Some(missing) = wanted.into_iter().find(|file| !files.iter().any(|there| there == file)) {
        return Err(BackupError::Missing { path: format!("{name}/{missing}") });
    }
    Ok(KeysEntry {
        set: manifest.set,
        station: manifest.station,
        made: manifest.made,
        manifest: Digest::of(&octets),
        threshold: manifest.shares.threshold,
        keepers: manifest.shares.each.into_iter().map(|share| share.keeper).collect(),
        keys: manifest.keys.into_iter().map(|key| key.label).collect(),
        replaces: manifest.replaces,
        size: manifest.ledger.size,
    })
}

/// What a rule makes of a station's backups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What is kept, and why.
    pub kept: BTreeMap<StateName, Reason>,
    /// What goes, in this order.
    pub going: Vec<StateName>,
}

/// What pruning did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pruned {
    /// What is kept, and why.
    pub kept: BTreeMap<StateName, Reason>,
    /// What was taken away.
    pub gone: Vec<StateName>,
    /// What cannot be read; it stays.
    pub unreadable: Vec<Unreadable>,
    /// What killed processes had left, by its hidden names; it was taken away too.
    pub swept: Vec<String>,
}

/// Takes away the backups of the state that the rule does not keep: each loses its name first. Key sets, other
/// stations' backups and what cannot be read stay; each that is kept was judged before. `progress` is told how many were
/// taken away, and of how many.
pub fn prune(
    medium: &Medium,
    station: &Identity,
    rule: Keep,
    judging: &Judging<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Pruned, BackupError> {
    let rule = Keep::new(rule.days, rule.weeks, rule.months)?;
    let swept = medium.sweep()?;
    let (shelf, Plan { kept, going }) = Shelf::read(medium)?.judged_plan(medium, station, rule, judging)?;
    let all = going.len() as u64;
    for (done, name) in (1..).zip(&going) {
        medium.take_away(&name.to_string())?;
        progress(done, all);
    }
    Ok(Pruned { kept, gone: going, unreadable: shelf.unreadable, swept })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::backup::fixtures::{at, key_note, key_set, made, medium, octets, read, reading, station};
    use crate::backup::keyset;

    /// A full backup, one that is laid over it, and a later full one.
    fn shelved() -> (tempfile::TempDir, Medium, [StateName; 3]) {
        let (directory, medium) = medium();
        let first = made(&medium, &octets(1, 9000), "2026-11-01T10:00:00Z", 40, None).unwrap();
        let full = read(&medium, &first);
        let second = made(&medium, &octets(2, 9000), "2026-11-10T10:00:00Z", 41, Some(&full)).unwrap();
        let third = made(&medium, &octets(3, 9000), "2026-11-20T10:00:00Z", 42, None).unwrap();
        let names = [first, second, third].map(|made| made.manifest.name);
        (directory, medium, names)
    }

    #[test]
    fn a_medium_is_listed_and_what_cannot_be_read_is_named() {
        let (directory, medium, [first, second, third]) = shelved();
        let (_other, other) = crate::backup::fixtures::medium();
        let (manifest, blobs) = key_set();
        keyset::write(&[&medium, &other], &manifest, &key_note(&manifest), &blobs, &mut |_, _| {}).unwrap();
        let at_disk = |name: &str| directory.path().join(name);
        fs::create_dir(at_disk("state-20261102T100000Z-0000000040")).unwrap();
        fs::create_dir(at_disk("state-odd")).unwrap();
        fs::write(at_disk("keys-0000000000000000"), b"x").unwrap();
        fs::create_dir(at_disk("photos")).unwrap();
        let shelf = Shelf::read(&medium).unwrap();
        let names: Vec<StateName> = shelf.states.iter().map(|entry| entry.name).collect();
        assert_eq!(names, [first, second, third]);
        assert_eq!((shelf.keys.len(), shelf.keys[0].set, shelf.keys[0].threshold), (1, manifest.set, 2));
        assert_eq!(shelf.keys[0].keepers.len(), 3);
        let broken: Vec<_> = shelf.unreadable.iter().map(|broken| (broken.name.as_str(), broken.clause)).collect();
        assert_eq!(
            broken,
            [
                ("keys-0000000000000000", Some("BACKUP-30")),
                ("state-20261102T100000Z-0000000040", Some("BACKUP-28")),
                ("state-odd", Some("BACKUP-41")),
            ]
        );
        assert_eq!(shelf.state(third).unwrap().age(at("2026-11-21T10:00:00Z")), crate::clock::DAY);
        let mut elsewhere = station();
        assert_eq!(shelf.of(&elsewhere).count(), 3);
        elsewhere.station = "utopia-2".parse().unwrap();
        assert_eq!(shelf.of(&elsewhere).count(), 0);
    }

    #[test]
    fn a_chain_is_the_full_one_and_at_most_one_more() {
        let (directory, medium, [first, second, third]) = shelved();
        let chain = |name| -> Vec<StateName> {
            Shelf::read(&medium).unwrap().chain(name).unwrap().iter().map(|entry| entry.name).collect()
        };
        assert_eq!(chain(first), [first]);
        assert_eq!(chain(second), [first, second]);
        let (shelf, never) = (Shelf::read(&medium).unwrap(), StateName::new(at("2026-01-01T00:00:00Z"), 1).unwrap());
        assert_eq!(shelf.chain(never).unwrap_err().clause(), Some("BACKUP-28"));
        fs::remove_dir_all(directory.path().join(first.to_string())).unwrap();
        let refused = Shelf::read(&medium).unwrap().chain(second).map(|_| ()).unwrap_err();
        assert_eq!(refused.clause(), Some("BACKUP-39"));
        // Another of the same name in its place.
        made(&medium, &octets(7, 9000), "2026-11-01T10:00:00Z", 40, None).unwrap();
        let refused = Shelf::read(&medium).unwrap().chain(second).map(|_| ()).unwrap_err();
        assert_eq!(refused.clause(), Some("BACKUP-39"));
        assert_eq!(chain(third), [third]);
    }

    #[test]
    fn a_sealed_file_that_is_cut_short_or_gone_is_not_listed_as_a_backup() {
        let (directory, medium, [first, second, _]) = shelved();
        let data = |name: StateName| directory.path().join(name.to_string()).join("data.age");
        fs::OpenOptions::new().write(true).open(data(first)).unwrap().set_len(100).unwrap();
        fs::remove_file(data(second)).unwrap();
        let shelf = Shelf::read(&medium).unwrap();
        let broken: Vec<_> = shelf.unreadable.iter().map(|broken| broken.clause).collect();
        assert_eq!((shelf.states.len(), broken), (1, vec![Some("BACKUP-29"), Some("BACKUP-28")]));
    }

    #[test]
    fn pruning_takes_what_the_rule_does_not_keep_and_nothing_else() {
        let (directory, medium, [first, second, third]) = shelved();
        fs::create_dir(directory.path().join(".chancery-state-x.part")).unwrap();
        fs::create_dir(directory.path().join("photos")).unwrap();
        let now = &judging("2026-11-21T00:00:00Z");
        let all = Keep::new(30, 0, 0).unwrap();
        let pruned = prune(&medium, &station(), all, now, &mut |_, _| {}).unwrap();
        assert_eq!((pruned.gone.len(), pruned.swept.len()), (0, 1));
        let mut other = station();
        other.mode = crate::mode::Mode::Production;
        let few = Keep::new(5, 0, 0).unwrap();
        assert!(prune(&medium, &other, few, now, &mut |_, _| {}).unwrap().gone.is_empty());
        let nothing = Keep { days: 0, weeks: 0, months: 0 };
        let refused = prune(&medium, &station(), nothing, now, &mut |_, _| {}).unwrap_err();
        assert_eq!(refused.clause(), Some("BACKUP-43"));
        // An incremental one that is kept holds its base.
        let held =
            Shelf::read(&medium).unwrap().plan(&station(), Keep::new(15, 0, 0).unwrap(), now.at, &BTreeSet::new());
        assert_eq!((held.going, held.kept.get(&first)), (vec![], Some(&Reason::Base)));
        let pruned = prune(&medium, &station(), few, now, &mut |_, _| {}).unwrap();
        assert_eq!(pruned.gone, [second, first], "what rests on another goes before it");
        assert_eq!(medium.names().unwrap(), ["photos".to_owned(), third.to_string()]);
    }

    fn judging(now: &str) -> Judging<'static> {
        Judging { trust: Trust::default(), at: reading(now), written: &|_, _| true }
    }

    #[test]
    fn what_does_not_hold_is_kept_in_nobodys_place() {
        // Two full ones of one week, both older than the days; a later one is the newest.
        let (directory, medium) = medium();
        let make = |when: &str, size| made(&medium, &octets(1, 9000), when, size, None).unwrap().manifest.name;
        let (good, later) = (make("2026-10-06T10:00:00Z", 40), make("2026-10-08T10:00:00Z", 41));
        let newest = make("2026-11-20T10:00:00Z", 42);
        let rule = Keep::new(1, 4, 0).unwrap();
        let plan = |written: &dyn Fn(StateName, Digest) -> bool| {
            let judging = Judging { written, ..judging("2026-11-21T12:00:00Z") };
            let (shelf, plan) = Shelf::read(&medium).unwrap().judged_plan(&medium, &station(), rule, &judging).unwrap();
            (plan.going, shelf.unreadable.len())
        };
        assert_eq!(plan(&|_, _| true), (vec![good], 0));
        // One that this station is not known to have made takes no place of one that it made.
        assert_eq!(plan(&|name, _| name != later), (vec![], 0));
        // One that rotted takes none either: the good one stays.
        let data = directory.path().join(later.to_string()).join("data.age");
        let mut octets = fs::read(&data).unwrap();
        *octets.last_mut().unwrap() ^= 1;
        fs::write(&data, &octets).unwrap();
        assert_eq!(plan(&|_, _| true), (vec![], 1));
        let pruned = prune(&medium, &station(), rule, &judging("2026-11-21T12:00:00Z"), &mut |_, _| {}).unwrap();
        assert_eq!((pruned.gone, pruned.unreadable[0].clause), (vec![], Some("BACKUP-29")));
        assert_eq!(pruned.kept.get(&good), Some(&Reason::Week));
        assert_eq!(pruned.kept.get(&newest), Some(&Reason::Newest));
    }

    #[test]
    fn what_says_it_was_made_in_the_future_stays_and_counts_for_nothing() {
        let (directory, medium, [first, second, third]) = shelved();
        let ahead = made(&medium, &octets(1, 9000), "2099-01-01T00:00:00Z", 50, None).unwrap().manifest.name;
        let few = Keep::new(1, 0, 0).unwrap();
        let pruned = prune(&medium, &station(), few, &judging("2026-11-21T00:00:00Z"), &mut |_, _| {}).unwrap();
        assert_eq!(pruned.gone, [second, first]);
        assert_eq!(pruned.kept, BTreeMap::from([(third, Reason::Newest), (ahead, Reason::Ahead)]));
        assert!(directory.path().join(ahead.to_string()).exists());
    }

    #[test]
    fn what_cannot_be_read_stays_and_holds_the_full_one_before_it() {
        let (directory, medium, [first, second, third]) = shelved();
        fs::write(directory.path().join(second.to_string()).join("manifest.json"), b"{}").unwrap();
        let few = Keep::new(1, 0, 0).unwrap();
        let pruned = prune(&medium, &station(), few, &judging("2026-11-21T00:00:00Z"), &mut |_, _| {}).unwrap();
        assert_eq!((pruned.gone, pruned.unreadable.len()), (vec![], 1));
        assert_eq!(pruned.kept.get(&first), Some(&Reason::Unreadable));
        assert_eq!(pruned.kept.get(&third), Some(&Reason::Newest));
    }
}
