//! The station's vaults, opened when they are first needed, once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::config::Configuration;
use super::{LEDGER, SharedPin, Station, StationError};
use crate::keys::{KeyId, KeyState};
use crate::safe::Label;
use crate::secret::Secret;
use crate::signer::{Algorithm, PublicKey, Signer};
use crate::store::KeyRow;
use crate::vault::{KeySigner, PinFlags, Session, Vault, VaultUri};

/// Where PINs come from. Asked once for each vault; a wrong PIN is never asked for again.
pub trait PinSource {
    /// The PIN of a vault.
    fn pin(&mut self, wanted: PinWanted<'_>) -> Result<Secret, StationError>;
}

/// Which PIN is wanted, and what is known of it before the one try.
#[derive(Clone, Copy, Debug)]
pub struct PinWanted<'a> {
    /// The vault.
    pub vault: &'a Label,
    /// What the token says before the first try; none for a PIN that is being set.
    pub flags: Option<PinFlags>,
    /// The shares that give it, where officers hold it: nobody knows it then, where that is certain.
    pub shares: Option<&'a SharedPin>,
}

/// The vaults that are open in this process.
#[derive(Default)]
pub(super) struct Open {
    sessions: BTreeMap<Label, Rc<Session>>,
}

/// Where the file of an embedded token is.
pub(super) fn embedded_file(station: &Path, vault: &Label) -> PathBuf {
    station.join("token").join(format!("{vault}.sql"))
}

/// The vault that the configuration names; not logged in.
pub(super) fn locate(station: &Path, configuration: &Configuration, vault: &Label) -> Result<Vault, StationError> {
    let unknown = || StationError::VaultUnknown { vault: vault.to_string() };
    let settings = configuration.vaults.get(vault).ok_or_else(unknown)?;
    let uri: VaultUri = settings.uri.parse()?;
    Ok(Vault::at(&uri, &embedded_file(station, vault))?)
}

impl Station<'_> {
    /// The vault of this name; not logged in.
    pub fn vault(&self, name: &Label) -> Result<Vault, StationError> {
        locate(&self.directory, &self.configuration, name)
    }

    /// A session with a vault; asks for its PIN the first time.
    pub(super) fn session(&mut self, name: &Label) -> Result<Rc<Session>, StationError> {
        if let Some(session) = self.open.sessions.get(name) {
            return Ok(session.clone());
        }
        let vault = locate(&self.directory, &self.configuration, name)?;
        let shares = self.shares_of(name)?;
        let pin = self.pins.pin(PinWanted { vault: name, flags: Some(vault.flags()?), shares: shares.as_ref() })?;
        let session = Rc::new(vault.open(&pin)?);
        self.keep_session(name.clone(), session.clone())?;
        Ok(session)
    }

    /// Keeps a session that was opened elsewhere; its token's randomness is mixed in from now on.
    pub(super) fn keep_session(&mut self, name: Label, session: Rc<Session>) -> Result<(), StationError> {
        self.entropy.add(Box::new(session.source()?));
        self.open.sessions.insert(name, session);
        Ok(())
    }

    /// The ledger key, ready to sign checkpoints.
    pub(super) fn ledger_signer(&mut self) -> Result<KeySigner, StationError> {
        let name: Label = LEDGER.parse()?;
        let session = self.session(&name)?;
        let signer = session.signer(self.ledger_key.0, Algorithm::Ed25519)?;
        if signer.public_key() != &self.ledger_key.1 {
            return Err(StationError::KeyExchanged { key: LEDGER.into(), vault: LEDGER.into() });
        }
        Ok(signer)
    }

    /// The key's row, if the key is known to exist and may be used.
    pub(super) fn usable_key(&self, label: &Label) -> Result<(KeyRow, PublicKey), StationError> {
        let unknown = || StationError::KeyUnknown { key: label.to_string() };
        let row = self.store.rows().key(label)?.ok_or_else(unknown)?;
        let wanted = "pre-activation or active";
        let state = || StationError::KeyState { key: label.to_string(), found: row.state.word().into(), wanted };
        if !matches!(row.state, KeyState::PreActivation | KeyState::Active) {
            return Err(state());
        }
        if let Some(end) = self.store.rows().ended(label)? {
            let found = end.state().word().to_owned();
            return Err(StationError::KeyState { key: label.to_string(), found, wanted });
        }
        let public_key = row.public_key.clone().ok_or_else(state)?;
        Ok((row, public_key))
    }

    /// A key of a vault, ready to sign; it must be the one that was recorded.
    pub(super) fn signer(&mut self, label: &Label, algorithm: Algorithm) -> Result<impl Signer + use<>, StationError> {
        let (row, public_key) = self.usable_key(label)?;
        let session = self.session(&row.vault)?;
        let signer = session.signer(row.id, algorithm)?;
        if signer.public_key().identity()? != public_key.identity()? {
            return Err(StationError::KeyExchanged { key: label.to_string(), vault: row.vault.to_string() });
        }
        Ok(signer)
    }

    /// Sixteen octets that name a new key.
    pub(super) fn draw_key_id(&mut self) -> Result<KeyId, StationError> {
        use crate::entropy::Entropy as _;
        let mut octets = [0; 16];
        self.entropy.fill(&mut octets)?;
        Ok(KeyId::of(octets))
    }
}
