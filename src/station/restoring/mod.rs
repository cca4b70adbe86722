//! A station again: the state out of a sealed copy, the keys out of the sets that their shares opened, both judged, in a
//! directory beside its place that gets its name when all of it stands.
//!
//! Whoever restores has the shares; there is no station yet that could ask. The first entry after it says what came back,
//! is in another epoch, and is the first that a new ledger key signs.

mod entry;
mod newest;
mod published;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use serde::Serialize;

use super::backing::{BackingError, OpenedSet, Returning, parted, whole_or_none};
use super::create::{NewVault, settle};
use super::vaults::{embedded_file, pin_stretch};
use super::{
    Access, Checkpoints, Configuration, LEDGER, PinWanted, Station, StationError, Surroundings, VaultSettings, files,
    remains,
};
use crate::backup::state::{StateFolder, lay_out};
use crate::backup::{BackupError, Medium, judge_note};
use crate::clock::Time;
use crate::digest::Digest;
use crate::keys::{KeyId, KeyState, SetId};
use crate::ledger::audit::Depth;
use crate::ledger::{Head, NoteKey, origin};
use crate::mode::{Identity, Mode};
use crate::safe::Label;
use crate::sealed::{Attendant, Keyring};
use crate::store::{KeyRow, SetState};
use crate::vault::{KeyRecord, Session, Vault, VaultUri};
use published::Published;

/// A copy of the state on its medium, and what it builds on.
pub struct SealedState {
    folder: StateFolder,
    base: Option<StateFolder>,
}

impl SealedState {
    /// Reads the manifests of a copy, and of its base where it is incremental: the folder that the copy names beside it,
    /// unless another is given.
    pub fn read(folder: &Path, base: Option<&Path>) -> Result<Self, StationError> {
        let read = |path: &Path| -> Result<StateFolder, StationError> {
            let (parent, name) = parted(path)?;
            Ok(StateFolder::read(Medium::open(parent)?.folder(&name)?)?)
        };
        let copy = read(folder)?;
        let base = match (&copy.manifest().base, base) {
            (None, _) => None,
            (Some(_), Some(base)) => Some(read(base)?),
            (Some(named), None) => {
                let place = parted(folder)?.0.join(named.name.to_string());
                let (name, base) = (copy.name().to_string(), named.name.to_string());
                if !place.exists() {
                    return Err(BackupError::BaseMissing { name, base }.into());
                }
                Some(read(&place)?)
            }
        };
        Ok(SealedState { folder: copy, base })
    }

    /// The manifest's digest.
    pub fn digest(&self) -> Digest {
        self.folder.digest()
    }

    /// Whose state it is.
    pub fn identity(&self) -> Identity {
        self.folder.manifest().station.identity()
    }

    /// The head of the ledger in it, by its manifest.
    pub fn head(&self) -> Head {
        self.folder.manifest().ledger.head()
    }

    /// When it was made.
    pub fn made(&self) -> Time {
        self.folder.manifest().made
    }

    /// Opens it into an empty directory: `station.db` and `station.toml`, as the manifest says they are.
    pub(in crate::station) fn lay_out(
        &self,
        opening: &Opening,
        into: &Path,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<(), StationError> {
        let mut told = |_, done, of| progress(done, of);
        let laid = lay_out(&self.folder, self.base.as_ref(), &opening.keyring, &opening.attendant, into, &mut told)?;
        std::fs::remove_file(&laid.checkpoint).map_err(|source| StationError::File { path: laid.checkpoint, source })
    }

    /// Refuses a database that is not sound, or not the one the manifest speaks of (RESTORE-1, RESTORE-3, RESTORE-9, RESTORE-10).
    /// Gives what vouches for it from outside of the copy: the log key that was given, or a printed head that is in its past.
    /// A recipient is public, so whoever can write on the medium can seal a copy of a station of their own.
    pub(in crate::station) fn judge(
        &self,
        station: &Station<'_>,
        paper: Option<Head>,
        log_key: Option<&NoteKey>,
    ) -> Result<&'static str, StationError> {
        let (found, wanted) = (origin(station.identity()), origin(&self.identity()));
        if found != wanted {
            return Err(BackingError::OtherStation { found, wanted }.into());
        }
        if let Some((note, text)) = self.folder.note() {
            judge_note(note, text, &found, std::slice::from_ref(station.eras.newest()))?;
        }
        let head = station.head()?;
        let head = Head { size: head.size, root: head.root };
        let unsound = |what: String| StationError::from(BackingError::Unsound { what });
        if head != self.head() {
            return Err(unsound(format!("its head is {head}, the manifest says {}", self.head())));
        }
        let own = station.eras.newest();
        if let Some(given) = log_key.filter(|given| *given != own) {
            let (found, wanted) = (own.text()?, given.text()?);
            return Err(BackingError::LogKeyOther { found, wanted }.into());
        }
        let within = paper.filter(|printed| printed.size <= head.size);
        let report = station.verify_ledger(Depth::Full, Checkpoints::All, within, None)?;
        if let (Some(printed), 0) = (within, report.walk.paper_agreed) {
            let what = "that head is not in its past".to_owned();
            return Err(BackingError::HeadOther { printed: printed.size, what }.into());
        }
        if let Some(what) = report.first_finding() {
            return Err(unsound(what));
        }
        Ok(match (log_key, within) {
            (Some(_), _) => "the log key that was given",
            (None, Some(_)) => "a printed head",
            (None, None) if station.identity.mode == Mode::Production => {
                return Err(BackingError::NoAnchor { ahead: paper.map(|printed| printed.size) }.into());
            }
            (None, None) => NOTHING,
        })
    }
}

/// What vouches for a copy that says who it is by itself.
const NOTHING: &str = "nothing outside of the copy";

/// What opens sealed copies.
pub struct Opening {
    /// The identities.
    pub keyring: Keyring,
    /// Whom plugins speak to.
    pub attendant: Arc<dyn Attendant>,
}

/// A restore, as it is asked for.
pub struct Restore {
    /// Where the station will be: new, or an empty directory.
    pub directory: PathBuf,
    /// The state.
    pub state: SealedState,
    /// What opens it.
    pub opening: Opening,
    /// The tokens of the vaults. A vault that was embedded gets a new embedded token where nothing is said.
    pub vaults: BTreeMap<Label, NewVault>,
    /// The sets, opened by their shares.
    pub sets: Vec<OpenedSet>,
    /// Keys that are given up.
    pub without: BTreeSet<Label>,
    /// Revocation lists that were published, in DER.
    pub lists: Vec<Vec<u8>>,
    /// Sticks with bundles that were exported.
    pub bundles: Vec<PathBuf>,
    /// A head that was printed or read aloud.
    pub paper: Option<Head>,
    /// The ledger's key as it was printed; that of the time of the copy.
    pub log_key: Option<NoteKey>,
    /// Whether nothing was published after the copy, so that no list and no bundle is given.
    pub nothing_published: bool,
}

/// What came back, and what did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// The entry that says so.
    pub entry: u64,
    /// The epoch from now on.
    pub epoch: u64,
    /// The new ledger key as a verifier key text.
    pub log_key: String,
    /// How many entries came back.
    pub entries: u64,
    /// When the copy was made.
    pub made: Time,
    /// The keys that came back, each with the vault it is in, proven by a signature.
    pub keys: BTreeMap<Label, Label>,
    /// The keys that did not.
    pub missing: BTreeSet<Label>,
    /// What is known to be lost since the copy was made, in words.
    pub lost: Vec<String>,
    /// The acts that were open when the copy was made.
    pub open: u64,
    /// What vouched for the copy from outside of it.
    pub vouched_for_by: &'static str,
}

impl Restore {
    /// Restores. If anything fails, nothing stands in the place; what was begun beside it is cleared away.
    pub fn perform(
        self,
        surroundings: Surroundings<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Restored, StationError> {
        let size = self.state.head().size;
        if let Ok(there) = Station::size_of(&self.directory) {
            let place = self.directory.clone();
            return Err(match there > size {
                true => BackingError::Older { found: size, there, place }.into(),
                false => StationError::NotEmpty { path: place },
            });
        }
        let place = settle(&self.directory)?;
        let (Some(name), Some(parent)) = (place.file_name(), place.parent()) else {
            return Err(StationError::PlaceUnfit { path: place, what: "no name in a folder" });
        };
        let making = parent.join(format!(".{}.making", name.to_string_lossy()));
        let (_, lock) = remains::clear(&making)?;
        // The copy is laid out where nothing stands; the station takes the lock itself.
        drop(lock);
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| StationError::File { path: path.clone(), source }
        };
        let made = std::fs::remove_file(making.join("station.lock"))
            .or_else(|error| if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) })
            .map_err(io(&making))
            .and_then(|()| self.fill(&making, surroundings, progress))
            .and_then(|restored| {
                files::sync_all(&making).map_err(io(&making))?;
                std::fs::rename(&making, &place).map_err(io(&place))?;
                let _ = remains::forget_note(&place);
                std::fs::File::open(parent).and_then(|d| d.sync_all()).map_err(io(parent))?;
                Ok(restored)
            });
        if made.is_err() && !remains::has_note(&making) {
            let _ = std::fs::remove_dir_all(&making);
        }
        made
    }

    fn fill(
        self,
        making: &Path,
        surroundings: Surroundings<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Restored, StationError> {
        self.state.lay_out(&self.opening, making, progress)?;
        files::private_directory(&making.join("token"))?;
        let mut station = Station::open(making, Access::Write, surroundings)?;
        let anchor = self.state.judge(&station, self.paper, self.log_key.as_ref())?;
        for set in &self.sets {
            if set.by_escrow() {
                return Err(BackingError::EscrowForDrills { set: set.set().spoken() }.into());
            }
            station.expect_own_set(set)?;
        }
        let mut published = Published::default();
        for list in &self.lists {
            station.read_published_list(list, &mut published)?;
        }
        for stick in &self.bundles {
            station.read_published_bundle(stick, &mut published)?;
        }
        published.entries = published.entries.max(self.paper.map_or(0, |head| head.size));
        for set in &self.sets {
            published.entries = published.entries.max(set.manifest().ledger.size);
        }
        let size = self.state.head().size;
        if published.entries > size {
            let (after, since) = (published.entries - size, self.state.made());
            published.lost.insert(0, format!("at least {after} entries of the ledger, written after {since}"));
        }
        if !self.nothing_published {
            station.expect_published(&published)?;
        }
        let rows = station.keys_to_have()?;
        let sources = station.sources(&rows, &self.sets, &self.without)?;
        // Without a key of the station nobody could tell the new ledger key from another's.
        if sources.is_empty() && station.identity.mode != Mode::Specimen {
            return Err(BackingError::NoKeyBack.into());
        }
        // Keys that wait in a token would sign for whoever made the copy.
        let waiting = sources.values().any(|source| *source == Source::Token);
        if anchor == NOTHING && waiting && self.vaults.values().any(|vault| matches!(vault, NewVault::Existing(_))) {
            return Err(BackingError::NoAnchor { ahead: self.paper.map(|printed| printed.size) }.into());
        }
        let (configuration, sessions) = station.open_new_vaults(making, &self.vaults)?;
        let mut unwrapped = Unwrapped::default();
        let (mut keys, mut open) = (BTreeMap::new(), BTreeSet::new());
        for row in rows.iter().filter(|row| sources.contains_key(&row.label)) {
            let source = *sources.get(&row.label).unwrap_or(&Source::Token);
            if station.bring_back(row, source, &self.sets, &sessions, &mut unwrapped)? {
                open.insert(row.label.clone());
            }
            keys.insert(row.label.clone(), row.vault.clone());
        }
        let missing: BTreeSet<Label> =
            rows.iter().map(|row| row.label.clone()).filter(|label| !keys.contains_key(label)).collect();
        let restored = station.go_on(entry::GoingOn {
            making,
            state: &self.state,
            sets: &self.sets,
            configuration,
            sessions,
            keys,
            missing,
            open,
            published,
            anchor,
            unwrapped: &mut unwrapped,
        })?;
        unwrapped.keep();
        Ok(restored)
    }
}

/// Keys that this restore put into tokens. Where it comes to nothing they are taken away again, so that the tokens are as
/// blank as they were; a token that does not answer any more keeps them, and is not blank to the next restore.
#[derive(Default)]
struct Unwrapped(Vec<(Rc<Session>, KeyId)>);

impl Unwrapped {
    fn put(&mut self, session: &Rc<Session>, id: KeyId) {
        self.0.push((session.clone(), id));
    }

    fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Unwrapped {
    fn drop(&mut self) {
        for (session, id) in &self.0 {
            let _ = session.destroy(*id);
        }
    }
}

/// Where a key comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// From a set, by its place among those that were given.
    Set(usize),
    /// It may be in its token still.
    Token,
}

impl Station<'_> {
    /// How many entries a station has, without opening it.
    fn size_of(directory: &Path) -> Result<u64, StationError> {
        Ok(crate::store::Store::open_to_read(&directory.join("station.db"))?.rows().ledger_size()?)
    }

    /// Refuses a set that is not of this station: known to its ledger by its manifest, or made after the copy and signed
    /// by its ledger key (RESTORE-4).
    pub(in crate::station) fn expect_own_set(&self, set: &OpenedSet) -> Result<(), StationError> {
        let manifest = set.manifest();
        manifest.station.expect_of(&self.identity)?;
        let foreign = || StationError::from(BackingError::SetForeign { set: set.set().spoken() });
        // Whatever the tables say: the ledger key of its time signed it, and its head is in this ledger or ahead of it.
        let (note, text) = set.note();
        let keys = std::slice::from_ref(self.eras.at(manifest.ledger.size));
        judge_note(note, text, &origin(&self.identity), keys).map_err(|_| foreign())?;
        let rows = self.store.rows();
        if manifest.ledger.size <= rows.ledger_size()?
            && crate::ledger::root(&rows, manifest.ledger.size)? != manifest.ledger.root
        {
            return Err(foreign());
        }
        match rows.backup_set(set.set())? {
            Some(row) if row.state == SetState::Void => {
                Err(BackingError::SetState { set: set.set().spoken(), found: "void" }.into())
            }
            Some(row) if row.manifest.is_some() && row.manifest != Some(set.digest()) => Err(foreign()),
            _ => Ok(()),
        }
    }

    /// Refuses to go on in production where something was published before the copy and nothing is said of what was
    /// published after it (RESTORE-11): its number may be in the world.
    fn expect_published(&self, published: &Published) -> Result<(), StationError> {
        if self.identity.mode != Mode::Production {
            return Ok(());
        }
        let said = |what: &str, name: &str| published.marks.iter().any(|one| one.what == what && one.name == name);
        for (key, _) in self.newest_lists()? {
            if !said("crl", key.as_str()) {
                return Err(
                    BackingError::PublishedWanted { what: format!("the last revocation list of '{key}'") }.into()
                );
            }
        }
        if self.store.rows().last_bundle()?.is_some() && !said("bundle", "") {
            return Err(BackingError::PublishedWanted { what: "the last bundle".into() }.into());
        }
        Ok(())
    }

    /// The keys that a restored station should have: all that could still be used, but the ledger's own.
    pub(in crate::station) fn keys_to_have(&self) -> Result<Vec<KeyRow>, StationError> {
        let usable = |row: &KeyRow| matches!(row.state, KeyState::PreActivation | KeyState::Active);
        let rows = self.store.rows().keys()?.into_iter();
        Ok(rows.filter(|row| usable(row) && row.vault.as_str() != LEDGER && row.public_key.is_some()).collect())
    }

    /// Where each key comes from: the newest set that has it, else its token. A key that is given up comes from nowhere;
    /// it must be one that the station should have.
    fn sources(
        &self,
        rows: &[KeyRow],
        sets: &[OpenedSet],
        without: &BTreeSet<Label>,
    ) -> Result<BTreeMap<Label, Source>, StationError> {
        if let Some(unknown) = without.iter().find(|label| !rows.iter().any(|row| row.label == **label)) {
            return Err(StationError::KeyUnknown { key: unknown.to_string() });
        }
        let mut sources = BTreeMap::new();
        for row in rows.iter().filter(|row| !without.contains(&row.label)) {
            let spki = row.public_key.as_ref().map(|key| key.spki().to_vec()).unwrap_or_default();
            let has = |set: &OpenedSet| {
                set.manifest().keys.iter().any(|key| key.label == row.label && key.public_key.0 == spki)
            };
            let newest = sets.iter().enumerate().filter(|(_, set)| has(set)).max_by_key(|(_, set)| set.manifest().made);
            sources.insert(row.label.clone(), newest.map_or(Source::Token, |(place, _)| Source::Set(place)));
        }
        Ok(sources)
    }

    /// The tokens of the restored station: new ones of its own, or those that are named. The configuration with them.
    fn open_new_vaults(
        &mut self,
        making: &Path,
        named: &BTreeMap<Label, NewVault>,
    ) -> Result<(Configuration, BTreeMap<Label, Rc<Session>>), StationError> {
        let mut configuration = self.configuration.clone();
        if let Some(unknown) = named.keys().find(|name| !configuration.vaults.contains_key(*name)) {
            return Err(StationError::VaultUnknown { vault: unknown.to_string() });
        }
        let mut found = Vec::new();
        for (name, before) in &self.configuration.vaults {
            let was_embedded = before.uri.parse::<VaultUri>()?.module_path().is_none();
            let wanted = named.get(name).cloned().or_else(|| was_embedded.then_some(NewVault::Embedded));
            let unplaced = || BackingError::VaultUnplaced { vault: name.to_string() };
            let file = embedded_file(making, name);
            let (vault, pin) = match wanted.ok_or_else(unplaced)? {
                NewVault::Embedded => {
                    let pin = self.pins.pin(PinWanted { vault: name, flags: None, shares: None })?;
                    let stretch = pin_stretch(configuration.station.mode);
                    (Vault::create_embedded(&file, name, &pin, stretch, &mut self.entropy)?, pin)
                }
                NewVault::Existing(uri) => {
                    let uri: VaultUri = uri.parse()?;
                    if uri.module_path().is_none() {
                        return Err(StationError::ModuleMissing { vault: name.clone() });
                    }
                    let vault = Vault::at(&uri, &file)?;
                    let pin = self.pins.pin(PinWanted { vault: name, flags: Some(vault.flags()?), shares: None })?;
                    (vault, pin)
                }
            };
            configuration.vaults.insert(name.clone(), VaultSettings { uri: vault.uri().to_string(), token: None });
            found.push((name.clone(), vault, pin));
        }
        super::create::expect_one_each(&configuration)?;
        let mut sessions = BTreeMap::new();
        for (name, vault, pin) in found {
            sessions.insert(name, Rc::new(vault.open(&pin)?));
        }
        for (name, session) in &sessions {
            self.expect_blank(name, session)?;
        }
        Ok((configuration, sessions))
    }

    /// Refuses a token with keys that are not those of this vault (RESTORE-6).
    fn expect_blank(&self, name: &Label, session: &Session) -> Result<(), StationError> {
        let own: BTreeSet<String> = self.store.rows().keys()?.iter().map(|row| row.id.to_string()).collect();
        let old = self.ledger_key.0.to_string();
        let strange = session.inventory()?.into_iter().any(|key| !own.contains(&key.id) && key.id != old);
        if strange { Err(BackingError::TokenUsed { vault: name.to_string() }.into()) } else { Ok(()) }
    }

    /// Brings one key into its vault, or finds it there. Whether it was found so that it can still leave its token: a key
    /// that no backup was made of yet. One that was locked, or has a set, is taken from no token that could give it away
    /// (RESTORE-13).
    fn bring_back(
        &self,
        row: &KeyRow,
        source: Source,
        sets: &[OpenedSet],
        sessions: &BTreeMap<Label, Rc<Session>>,
        unwrapped: &mut Unwrapped,
    ) -> Result<bool, StationError> {
        let nowhere = || StationError::from(BackingError::KeyNowhere { key: row.label.to_string() });
        let session = sessions.get(&row.vault).ok_or_else(nowhere)?;
        let public_key = row.public_key.clone().ok_or_else(nowhere)?;
        // What may be nowhere else is not touched; what its set brings is.
        let found = match source {
            Source::Set(_) => whole_or_none(session, row.id)?,
            Source::Token => session.find(row.id)?,
        };
        if let Some(found) = found {
            if found.identity()? != public_key.identity()? {
                return Err(nowhere());
            }
            let id = row.id.to_string();
            let kept = |key: &KeyRecord| key.id == id && key.extractable == Some(false);
            let open = !session.inventory()?.iter().any(kept);
            if open && (row.locked || source != Source::Token) {
                let (key, vault) = (row.label.to_string(), row.vault.to_string());
                return Err(BackingError::KeyOpen { key, vault }.into());
            }
            return Ok(open);
        }
        let Source::Set(place) = source else { return Err(nowhere()) };
        let set = sets.get(place).ok_or_else(nowhere)?;
        let (id, label, spec, blob) = (row.id, row.label.clone(), row.spec, set.blob(&row.label)?);
        let returning = Returning { id, label, spec, public_key, blob };
        unwrapped.put(session, row.id);
        session.restore_key(&returning.request(), set.key(), blob)?;
        Ok(false)
    }
}

pub(super) use entry::proof_text;

/// The names of sets.
fn spoken(sets: &[OpenedSet]) -> BTreeMap<SetId, Digest> {
    sets.iter().map(|set| (set.set(), set.digest())).collect()
}
