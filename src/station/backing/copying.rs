//! Copies of the state: taken while others write, sealed, listed, judged, and pruned by the policy's rule.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::OpenedSet;
use super::written::WrittenCopies;
use crate::backup::state::{MadeState, StateFolder, StateRequest, make};
use crate::backup::verify::{Step, Today, Trust, Verdict, Verified, verify_keys, verify_state};
use crate::backup::{
    BackupError, Judging, Keep, KeySet, Kind, LedgerRecord, Medium, Plan, Pruned, Shelf, StateEntry, StateName,
    WrappedKey, prune,
};
use crate::clock::Reading;
use crate::digest::Digest;
use crate::entropy::Entropy as _;
use crate::fault::Fail;
use crate::ledger::Head;
use crate::sealed::{Addressee, Attendant};
use crate::signer::PublicKey;
use crate::station::journal::lost;
use crate::station::{Access, Configuration, Station, StationError};
use crate::store::{DatabaseCopy, SetState, Store};
use crate::vault::kwp;

/// The program that makes a copy, as its manifest says it.
const PROGRAM: &str = concat!("chancery ", env!("CARGO_PKG_VERSION"));

/// How the passing copy beside the database is called, before what is drawn for it.
const COPY: &str = "station.db.copy-";

/// A copy of the state, as it is asked for.
pub struct CopyRequest<'a> {
    /// The folder on a medium in which the copy gets its own.
    pub to: &'a Path,
    /// To whom it is sealed.
    pub recipients: &'a [Addressee],
    /// Whether only what changed since the newest full copy there is written; all of it where there is none.
    pub incremental: bool,
    /// Whether the ledger key signs the manifest: its vault is opened for that.
    pub signed: bool,
    /// Whom plugins speak to.
    pub attendant: Arc<dyn Attendant>,
}

/// A copy that was made.
#[derive(Debug)]
pub struct MadeCopy {
    /// The copy.
    pub made: MadeState,
    /// The copies on the medium that an incremental one did not build on, newer than the one that it builds on.
    pub passed_over: Vec<PassedOver>,
}

/// A copy that nothing is built on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// Its name, made harmless.
    pub name: String,
    /// Why not, in words.
    pub why: String,
}

impl Station<'_> {
    /// Copies the database while whoever else writes goes on, and seals the copy. No key, no PIN and no share is in it.
    pub fn copy_state(
        &mut self,
        request: &CopyRequest<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<MadeCopy, StationError> {
        let medium = Medium::open(request.to)?;
        let (base, passed_over) = match request.incremental {
            true => self.newest_full(&medium, request.recipients)?,
            false => (None, Vec::new()),
        };
        let made = self.now()?;
        self.clear_copies();
        let mut drawn = [0; 8];
        self.entropy.fill(&mut drawn)?;
        let passing = self.directory.join(format!("{COPY}{}", hex::encode(drawn)));
        let copy = Store::copy(&self.directory.join("station.db"), &passing, progress)?;
        let ledger = self.ledger_in(&copy.open()?)?;
        let file = copy.into_file()?;
        let text = Configuration::text_in(&self.directory)?;
        let station = self.identity.clone();
        let of = StateRequest {
            station: &station,
            made,
            ledger,
            configuration: text.as_bytes(),
            program: PROGRAM,
            recipients: request.recipients,
            base: base.as_ref(),
        };
        let mut told = |_, done, of| progress(done, of);
        let made = if request.signed {
            let (name, signer) = (crate::ledger::origin(&station), self.ledger_signer()?);
            let mut sign = |text: &str| crate::ledger::sign_text(text, &name, &signer);
            make(&medium, &file, of, &request.attendant, Some(&mut sign), &mut told)?
        } else {
            make(&medium, &file, of, &request.attendant, None, &mut told)?
        };
        // The copy is whole whatever comes of this: one that is not remembered has nothing built on it.
        let _ = WrittenCopies::of(&self.directory).add(&self.directory, made.manifest.name, made.digest);
        Ok(MadeCopy { made, passed_over })
    }

    /// Takes away copies of the database that killed processes left beside it.
    fn clear_copies(&self) {
        for entry in std::fs::read_dir(&self.directory).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(COPY) {
                DatabaseCopy::clear_left(&entry.path());
            }
        }
    }

    /// The newest full copy of this station on a medium that a copy can build on: it is as it was written, sealed to the
    /// same recipients, and this station is known to have written it. What builds on anything else would be restored by
    /// nobody. With it those that were passed over.
    fn newest_full(
        &self,
        medium: &Medium,
        recipients: &[Addressee],
    ) -> Result<(Option<StateFolder>, Vec<PassedOver>), StationError> {
        let shelf = Shelf::read(medium)?;
        let wanted: BTreeSet<&str> = recipients.iter().map(Addressee::as_str).collect();
        let written = self.written_copies()?;
        let at = self.moment()?;
        let broken = shelf.unreadable.iter().filter(|one| one.name.starts_with("state-"));
        let mut passed: Vec<PassedOver> =
            broken.map(|one| PassedOver { name: one.name.clone(), why: one.reason.clone() }).collect();
        let mut found = None;
        for entry in shelf.of(&self.identity).rev().filter(|entry| entry.kind == Kind::Full) {
            let sealed_to: BTreeSet<&str> = entry.recipients.iter().map(String::as_str).collect();
            let why = if entry.name.made() > at.time {
                "made in the future, it says".to_owned()
            } else if sealed_to != wanted {
                "sealed to other recipients".to_owned()
            } else {
                let folder = medium.folder(&entry.name.to_string())?;
                let judged = self.trusting(|trust| verify_state(folder, None, trust, &mut |_, _| {}))?;
                match judged.steps.iter().find(|step| step.verdict == Verdict::Failed) {
                    Some(failed) => failed.found.clone(),
                    None if judged.is_signed()
                        || judged.read.as_ref().is_some_and(|r| written(r.name(), r.digest())) =>
                    {
                        found = judged.read;
                        break;
                    }
                    None => {
                        "nothing shows that this station wrote it: not signed, not recorded, not remembered".to_owned()
                    }
                }
            };
            passed.push(PassedOver { name: entry.name.to_string(), why });
        }
        // What is older than the one that is built on does not matter.
        let name = found.as_ref().map(|base: &StateFolder| base.name().to_string()).unwrap_or_default();
        passed.retain(|one| one.name > name);
        Ok((found, passed))
    }

    /// Tells whether this station wrote a copy, as far as it is recorded in the ledger or remembered.
    fn written_copies(&self) -> Result<impl Fn(StateName, Digest) -> bool + use<>, StationError> {
        let (remembered, recorded) = (WrittenCopies::of(&self.directory), self.store.rows().state_backups()?);
        Ok(move |name: StateName, manifest| {
            remembered.has(name, manifest)
                || recorded.iter().any(|row| row.manifest == manifest && row.name == name.to_string())
        })
    }

    /// What time it is, and how far off that may be.
    fn moment(&self) -> Result<Reading, StationError> {
        match self.access {
            Access::Read => Ok(self.clock.read()?),
            Access::Write => self.reading(),
        }
    }

    /// What a folder on a medium is judged by: the keys of this ledger, each for its own era, its entries, and the time.
    fn trusting<T>(&self, judge: impl FnOnce(&Trust<'_>) -> T) -> Result<T, StationError> {
        let rows = self.store.rows();
        let size = rows.ledger_size()?;
        let root_at = |size| crate::ledger::root(&rows, size).ok();
        let today = Today { size, root_at: &root_at };
        let at = Some(self.moment()?);
        Ok(judge(&Trust { keys: Some(&self.eras), station: Some(&self.identity), today: Some(&today), at }))
    }

    /// Where the ledger stands in a copy of the database.
    fn ledger_in(&self, copy: &Store) -> Result<LedgerRecord, StationError> {
        let rows = copy.rows();
        let (_, _, note) = rows.last_checkpoint()?.ok_or_else(|| lost("checkpoint", "there is none"))?;
        let checkpoint = self.eras.verify(&note)?;
        let found = Head { size: rows.ledger_size()?, root: rows.ledger_root()? };
        if checkpoint.head() != found {
            let what = format!("the newest checkpoint says {}, the stored tree {found}", checkpoint.head());
            return Err(StationError::ForeignTail { what });
        }
        Ok(LedgerRecord::of(&checkpoint, self.eras.at(found.size))?)
    }

    /// What lies on a medium: copies of the state and sets of keys.
    pub fn shelf(&self, medium: &Path) -> Result<Shelf, StationError> {
        Ok(Shelf::read(&Medium::open(medium)?)?)
    }

    /// Whether a copy on a medium says that it was made later than it is.
    pub fn is_ahead(&self, copy: &StateEntry) -> Result<bool, StationError> {
        Ok(copy.name.is_ahead(self.moment()?))
    }

    /// What pruning a medium would keep, and what would go. Each that is kept is judged, the sealed file read whole.
    pub fn prune_plan(&self, medium: &Path) -> Result<(Shelf, Plan), StationError> {
        let (medium, keep, written, at) = (Medium::open(medium)?, self.keep()?, self.written_copies()?, self.moment()?);
        let shelf = Shelf::read(&medium)?;
        Ok(self.trusting(|trust| {
            let judging = Judging { trust: *trust, at, written: &written };
            shelf.judged_plan(&medium, &self.identity, keep, &judging)
        })??)
    }

    /// Takes away the copies of the state that the policy does not keep, once each that it keeps was judged.
    pub fn prune(&self, medium: &Path, progress: &mut dyn FnMut(u64, u64)) -> Result<Pruned, StationError> {
        let (medium, keep, written, at) = (Medium::open(medium)?, self.keep()?, self.written_copies()?, self.moment()?);
        Ok(self.trusting(|trust| {
            let judging = Judging { trust: *trust, at, written: &written };
            prune(&medium, &self.identity, keep, &judging, progress)
        })??)
    }

    fn keep(&self) -> Result<Keep, StationError> {
        let keep = self.backup_goals()?.keep();
        Ok(Keep::new(keep.days().into(), keep.weeks().into(), keep.months().into())?)
    }

    /// Judges a folder on a medium without opening what is sealed in it: a copy of the state, and the full one that it builds
    /// on; or a set. With what the shares opened at hand every wrapped key is opened, too.
    pub fn verify_backup(
        &self,
        folder: &Path,
        opened: Option<&OpenedSet>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Vec<(PathBuf, Judged)>, StationError> {
        let mut all = self.trusting(|trust| judged(folder, opened, trust, progress))??;
        for (_, judged) in &mut all {
            if let Judged::Keys(verified) = judged {
                self.judge_set_today(verified)?;
            }
        }
        Ok(all)
    }

    /// What has become of a set since it was made: one that is void, or whose place another took, is to be destroyed
    /// (BACKUP-77), however whole it is.
    fn judge_set_today(&self, verified: &mut Verified<KeySet>) -> Result<(), StationError> {
        let Some(read) = &verified.read else { return Ok(()) };
        let row = self.store.rows().backup_set(read.manifest().set)?;
        let (verdict, found) = match row.map(|row| (row.state, row.successor)) {
            None => (Verdict::NotJudged, "this station does not know it".to_owned()),
            Some((SetState::Begun, _)) => (Verdict::NotJudged, "its making has no outcome: chancery recover".into()),
            Some((SetState::Whole, _)) => (Verdict::Passed, "in force".into()),
            Some((SetState::Void, _)) => (Verdict::Failed, "void: destroy it".into()),
            Some((SetState::Replaced, by)) => {
                let by = by.map_or_else(|| "another".into(), |by| format!("set {}", by.spoken()));
                (Verdict::Failed, format!("{by} took its place: destroy it"))
            }
        };
        let clause = (verdict == Verdict::Failed).then_some("BACKUP-77");
        verified.steps.push(Step { number: verified.steps.len() + 1, name: "the set today", verdict, found, clause });
        Ok(())
    }
}

fn judged(
    folder: &Path,
    opened: Option<&OpenedSet>,
    trust: &Trust<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Vec<(PathBuf, Judged)>, StationError> {
    let (parent, name) = super::parted(folder)?;
    let medium = Medium::open(parent)?;
    if !["state-", "keys-"].iter().any(|begin| name.starts_with(begin)) {
        return Err(BackupError::Name { shown: crate::safe::line(&name, 60) }.into());
    }
    if name.starts_with("keys-") {
        let read = medium.folder(&name)?;
        let judged = match opened {
            None => verify_keys(&read, trust, None),
            Some(opened) => {
                let mut opens = |key: &WrappedKey, blob: &[u8]| -> Result<(), Box<dyn Fail>> {
                    let wanted = PublicKey::from_spki(&key.public_key.0).map_err(boxed)?;
                    kwp::opens_to(opened.key().secret(), blob, &wanted).map_err(boxed)
                };
                verify_keys(&read, trust, Some(&mut opens))
            }
        };
        return Ok(vec![(folder.to_owned(), Judged::Keys(Box::new(judged)))]);
    }
    let base = match StateFolder::read(medium.folder(&name)?) {
        Ok(copy) => copy.manifest().base.as_ref().map(|base| base.name.to_string()),
        // What is wrong with it is told below, step by step.
        Err(_) => None,
    };
    let mut all = Vec::new();
    let mut under = None;
    if let Some(base) = &base {
        let missing = || BackupError::BaseMissing { name: name.clone(), base: base.clone() };
        let judged = verify_state(medium.folder(base).map_err(|_| missing())?, None, trust, progress);
        all.push((parent.join(base), Judged::State(Box::new(judged))));
        under = Some(StateFolder::read(medium.folder(base)?)?);
    }
    let judged = verify_state(medium.folder(&name)?, under.as_ref(), trust, progress);
    all.insert(0, (folder.to_owned(), Judged::State(Box::new(judged))));
    Ok(all)
}

fn boxed(error: impl Fail + 'static) -> Box<dyn Fail> {
    Box::new(error)
}

/// A folder that was judged.
#[derive(Debug)]
pub enum Judged {
    /// A copy of the state.
    State(Box<Verified<StateFolder>>),
    /// A set of keys.
    Keys(Box<Verified<KeySet>>),
}

impl Judged {
    /// The steps.
    pub fn steps(&self) -> &[crate::backup::verify::Step] {
        match self {
            Judged::State(verified) => &verified.steps,
            Judged::Keys(verified) => &verified.steps,
        }
    }

    /// Whether no step failed.
    pub fn is_sound(&self) -> bool {
        match self {
            Judged::State(verified) => verified.is_sound(),
            Judged::Keys(verified) => verified.is_sound(),
        }
    }
}
