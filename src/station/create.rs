//! The birth of a station: made beside its place, moved there whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::birth::key_fields;
use super::journal::{act_fields, keep_checkpoint};
use super::remains::{self, LeftKey, Remains};
use super::vaults::{embedded_file, pin_stretch};
use super::{Configuration, LEDGER, PinSource, PinWanted, StationError, Surroundings, VaultSettings, files};
use crate::act::{Act, Bound, Head, Nonce, StationCreate, VaultPlace};
use crate::approval;
use crate::clock::Clock;
use crate::digest::Digest;
use crate::entropy::{Entropy, Mixer};
use crate::keys::{KeyId, KeySpec};
use crate::ledger::{Kind, Leaf, empty_root, origin};
use crate::mode::Identity;
use crate::pki::profile::Profile;
use crate::safe::Label;
use crate::signer::Algorithm;
use crate::store::{IntentState, Store};
use crate::vault::{KeyRequest, Session, Vault, VaultUri};

/// Where a vault of a new station is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewVault {
    /// A new embedded token in the station's directory.
    Embedded,
    /// A token that exists, by its URI.
    Existing(String),
}

/// What a new station is to be.
pub struct NewStation {
    /// Where; must not exist, or be an empty directory.
    pub directory: PathBuf,
    /// Everything in `station.toml` but the vaults.
    pub configuration: Configuration,
    /// The vaults.
    pub vaults: BTreeMap<Label, NewVault>,
    /// The profiles in force from the beginning, as TOML text.
    pub profiles: BTreeMap<Label, String>,
}

impl NewStation {
    /// Makes the station. If anything fails, nothing is left behind; if the process is cut
    /// off, `.<name>.making` beside the place is left, and the next making clears it away
    /// and gives what that was.
    pub fn create(self, surroundings: Surroundings<'_>) -> Result<Option<Remains>, StationError> {
        let Surroundings { clock, mut entropy, mut pins } = surroundings;
        // What can be refused without a vault or a PIN is refused first.
        ledger_label(&self.configuration)?;
        let place = settle(&self.directory)?;
        let (Some(name), Some(parent)) = (place.file_name(), place.parent()) else {
            return Err(StationError::PlaceUnfit { path: place, what: "no name in a folder" });
        };
        let making = parent.join(format!(".{}.making", name.to_string_lossy()));
        let (remains, _lock) = remains::clear(&making)?;
        let left = remains.as_ref().and_then(Remains::note);
        let made = files::private_directory(&making.join("token"))
            .and_then(|()| self.fill(&making, left, clock.as_ref(), &mut entropy, pins.as_mut()))
            .and_then(|()| files::sync_all(&making).map_err(io(&making)))
            .and_then(|()| std::fs::rename(&making, &place).map_err(io(&place)))
            // Until the station stands in its place the note is what a later making finds its key by.
            .map(|()| drop(remains::forget_note(&place)))
            .and_then(|()| std::fs::File::open(parent).and_then(|d| d.sync_all()).map_err(io(parent)));
        if made.is_err() && !remains::has_note(&making) {
            // What was begun is ours alone and holds nothing that anybody has seen.
            let _ = std::fs::remove_dir_all(&making);
        }
        made.map(|()| remains)
    }

    fn fill(
        self,
        making: &Path,
        left: Option<&LeftKey>,
        clock: &dyn Clock,
        entropy: &mut Mixer,
        pins: &mut dyn PinSource,
    ) -> Result<(), StationError> {
        let mut configuration = self.configuration;
        let mut ledger_session = None;
        let profiles = read_profiles(&self.profiles)?;
        for (name, vault) in &self.vaults {
            let (vault, pin) = match vault {
                NewVault::Embedded => {
                    let pin = pins.pin(PinWanted { vault: name, flags: None, shares: None })?;
                    let (file, stretch) = (embedded_file(making, name), pin_stretch(configuration.station.mode));
                    (Vault::create_embedded(&file, name, &pin, stretch, entropy)?, Some(pin))
                }
                NewVault::Existing(uri) => {
                    let uri: VaultUri = uri.parse()?;
                    if uri.module_path().is_none() {
                        return Err(StationError::ModuleMissing { vault: name.clone() });
                    }
                    (Vault::at(&uri, &embedded_file(making, name))?, None)
                }
            };
            configuration.vaults.insert(name.clone(), VaultSettings { uri: vault.uri().to_string(), token: None });
            if name.as_str() == LEDGER {
                let pin = match pin {
                    Some(pin) => pin,
                    None => pins.pin(PinWanted { vault: name, flags: Some(vault.flags()?), shares: None })?,
                };
                ledger_session = Some(vault.open(&pin)?);
            }
        }
        let missing = || StationError::VaultUnknown { vault: LEDGER.into() };
        let session = ledger_session.ok_or_else(missing)?;
        expect_one_each(&configuration)?;
        let (text, label) = (configuration.text()?, ledger_label(&configuration)?);
        files::write_new(&making.join("station.toml"), text.as_bytes(), 0o600)?;
        let vault = configuration.vaults.get(&LEDGER.parse::<Label>()?).map(|v| v.uri.clone()).unwrap_or_default();
        if let Some(left) = left {
            if left.vault != vault {
                return Err(StationError::KeyLeft { key: left.id.to_string(), vault: left.vault.clone() });
            }
            remains::forget(making, &session, left.id, &label)?;
        }
        let id = draw_id(entropy)?;
        // The key's identifier is on paper before the key is: whoever comes after a kill can find it.
        // A token of our own goes with everything else that is cleared away.
        if is_outside(&vault)? {
            remains::leave_note(making, &LeftKey { vault, id })?;
        }
        let made = first_entry(making, &configuration, &text, profiles, (&session, id), clock, entropy);
        if made.is_err() {
            // Left as it is where the token does not let go of it: the note stays too.
            let _ = remains::forget(making, &session, id, &label);
        }
        made
    }
}

/// Whether a vault is a token that outlives the station's directory.
fn is_outside(vault: &str) -> Result<bool, StationError> {
    Ok(vault.parse::<VaultUri>()?.module_path().is_some())
}

/// Refuses two vaults in one token: whoever has the PIN of one would have the other's keys (STATION-7).
pub(super) fn expect_one_each(configuration: &Configuration) -> Result<(), StationError> {
    let mut seen: BTreeMap<String, &Label> = BTreeMap::new();
    for (name, vault) in &configuration.vaults {
        let token = token_of(&vault.uri)?;
        if let Some(other) = seen.insert(token.clone(), name) {
            let (one, other) = (other.to_string(), name.to_string());
            return Err(StationError::OneToken { token: crate::safe::line(&token, 40), one, other });
        }
    }
    Ok(())
}

/// The token behind a URI, as it is told from others: by its serial number, or by all of the URI where that names none.
pub(super) fn token_of(uri: &str) -> Result<String, StationError> {
    let parsed: VaultUri = uri.parse()?;
    Ok(parsed.serial().map_or_else(|| uri.to_owned(), str::to_owned))
}

fn draw_id(entropy: &mut Mixer) -> Result<KeyId, StationError> {
    let mut id = [0; 16];
    entropy.fill(&mut id)?;
    Ok(KeyId::of(id))
}

fn ledger_label(configuration: &Configuration) -> Result<Label, StationError> {
    let name = &configuration.station.name;
    format!("ledger-{name}").parse().map_err(|_| StationError::NameTooLong { name: name.to_string() })
}

fn io(path: &Path) -> impl Fn(std::io::Error) -> StationError {
    let path = path.to_owned();
    move |source| StationError::File { path: path.clone(), source }
}

/// Where the station will be, without links or dots. Refused: what is not new or empty, and
/// what cannot be exchanged for the finished station.
pub(super) fn settle(place: &Path) -> Result<PathBuf, StationError> {
    use std::os::unix::fs::MetadataExt as _;
    expect_empty(place)?;
    if place.symlink_metadata().is_ok() {
        let settled = place.canonicalize().map_err(io(place))?;
        let unfit = |what| Err(StationError::PlaceUnfit { path: place.to_owned(), what });
        if Path::new(".").canonicalize().is_ok_and(|here| here == settled) {
            return unfit("the directory this was called from");
        }
        let device = |path: &Path| path.metadata().map(|m| m.dev()).map_err(io(path));
        if settled.parent().is_some_and(|parent| device(parent).ok() != device(&settled).ok()) {
            return unfit("a mounted file system");
        }
        return Ok(settled);
    }
    let parent = place.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    files::make_folders(parent).map_err(io(parent))?;
    let name = place.file_name().unwrap_or_default();
    Ok(parent.canonicalize().map_err(io(parent))?.join(name))
}

/// Makes the ledger key and writes the first entry with everything that is in force from the beginning.
fn first_entry(
    making: &Path,
    configuration: &Configuration,
    text: &str,
    profiles: BTreeMap<Label, (Digest, String)>,
    (session, id): (&Session, KeyId),
    clock: &dyn Clock,
    entropy: &mut Mixer,
) -> Result<(), StationError> {
    let label = ledger_label(configuration)?;
    let request = KeyRequest { id, label, spec: KeySpec::Ed25519, extractable: false };
    let public_key = session.generate(&request)?;
    let signer = session.signer(id, Algorithm::Ed25519)?;

    let identity = Identity { station: configuration.station.name.clone(), mode: configuration.station.mode, epoch: 1 };
    let reading = clock.read()?;
    let vaults = configuration.vaults.iter().map(|(n, v)| (n.clone(), VaultPlace { uri: v.uri.clone() })).collect();
    let digests: BTreeMap<Label, Digest> = profiles.iter().map(|(name, (digest, _))| (name.clone(), *digest)).collect();
    let what = Act::StationCreate(StationCreate {
        country: configuration.country.fields().country.clone(),
        mrz_code: configuration.country.fields().mrz_code.clone(),
        vaults,
        ledger_key: Digest::of(public_key.spki()),
        profiles: digests,
        configuration: Configuration::digest(text),
    });
    let mut nonce = [0; 16];
    entropy.fill(&mut nonce)?;
    let bound = Bound {
        what,
        identity: identity.clone(),
        preconditions: BTreeMap::new(),
        head: Head { size: 0, root: empty_root() },
        nonce: Nonce(nonce),
        expires: reading.time.plus(1),
        proposer: None,
    };
    let spent = approval::by_birth(bound, reading.time)?.spend();

    let fields = act_fields(&spent.bound.what, key_fields(id, &public_key).open("approved_by", spent.by.words()))?;
    let act = spent.bound.what.name();
    let (leaf, openings) = Leaf::compose(&identity, 0, reading, Kind::Record, act, spent.digest, fields, entropy)?;
    let mut store = Store::create(&making.join("station.db"))?;
    let writing = store.write()?;
    writing.append_entry(&leaf, &openings)?;
    writing.open_intent(0, spent.digest, &spent.bound, &serde_json::Value::Null)?;
    writing.close_intent(0, IntentState::Done, 0)?;
    for (digest, text) in profiles.values() {
        debug_assert_eq!(*digest, Digest::of(text.as_bytes()));
        writing.keep_object(text.as_bytes())?;
    }
    writing.keep_object(text.as_bytes())?;
    keep_checkpoint(&writing, &origin(&identity), &signer)?;
    Ok(writing.commit()?)
}

fn read_profiles(texts: &BTreeMap<Label, String>) -> Result<BTreeMap<Label, (Digest, String)>, StationError> {
    let mut profiles = BTreeMap::new();
    for (name, text) in texts {
        Profile::parse(text)?;
        profiles.insert(name.clone(), (Digest::of(text.as_bytes()), text.clone()));
    }
    Ok(profiles)
}

fn expect_empty(place: &Path) -> Result<(), StationError> {
    match std::fs::read_dir(place) {
        Ok(mut entries) => match entries.next() {
            None => Ok(()),
            Some(_) => Err(StationError::NotEmpty { path: place.to_owned() }),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
            Err(StationError::NotEmpty { path: place.to_owned() })
        }
        Err(source) => Err(StationError::File { path: place.to_owned(), source }),
    }
}
