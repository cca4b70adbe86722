//! The station's vaults, opened when they are first needed, once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::config::Configuration;
use super::{LEDGER, SharedPin, Station, StationError};
use crate::keys::{KeyId, KeyState};
use crate::mode::Mode;
use crate::safe::Label;
use crate::secret::Secret;
use crate::signer::{Algorithm, PublicKey, Signer};
use crate::store::KeyRow;
use crate::vault::{KeySigner, PinFlags, PinStretch, Session, Vault, VaultError, VaultUri};

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
    let file = embedded_file(station, settings.token.as_ref().unwrap_or(vault));
    let found = Vault::at(&uri, &file)?;
    if pin_stretch(configuration.station.mode) == PinStretch::Full && found.pin_stretch()? == Some(PinStretch::Light) {
        return Err(VaultError::PinLight { vault: vault.to_string() }.into());
    }
    Ok(found)
}

/// How the PINs of embedded tokens are stretched at a station of this mode.
pub(super) fn pin_stretch(mode: Mode) -> PinStretch {
    match mode {
        Mode::Production => PinStretch::Full,
        Mode::Rehearsal | Mode::Specimen => PinStretch::Light,
    }
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
        // The token may bear the name of another vault, whose place it took or takes.
        let session = vault.open(&pin).map_err(|error| match error {
            VaultError::PinWrong { flags, .. } => VaultError::PinWrong { vault: name.to_string(), flags },
            other => other,
        })?;
        let session = Rc::new(session);
        self.keep_session(name.clone(), session.clone())?;
        Ok(session)
    }

    /// Keeps a session that was opened elsewhere; its token's randomness is mixed in from now on.
    pub(super) fn keep_session(&mut self, name: Label, session: Rc<Session>) -> Result<(), StationError> {
        self.entropy.add(Box::new(session.source()?));
        self.open.sessions.insert(name, session);
        Ok(())
    }

    /// Sessions with these vaults end: their names stand for other tokens from now on.
    pub(super) fn forget_sessions(&mut self, names: [&Label; 2]) {
        for name in names {
            self.open.sessions.remove(name);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::{Mixer, OperatingSystem};

    fn found(mode: Mode, stretch: PinStretch) -> Result<Option<PinStretch>, StationError> {
        let dir = tempfile::tempdir().unwrap();
        let (name, pin) = (LEDGER.parse().unwrap(), Secret::new(b"correct horse".to_vec()));
        let mut entropy = Mixer::new(vec![Box::new(OperatingSystem)]);
        let file = embedded_file(dir.path(), &name);
        std::fs::create_dir(file.parent().unwrap()).unwrap();
        let made = Vault::create_embedded(&file, &name, &pin, stretch, &mut entropy).unwrap();
        made.open(&pin).unwrap();
        let text = format!(
            "[station]\nname = \"utopia\"\nmode = \"{mode}\"\n[country]\ncountry = \"UT\"\nmrz_code = \"UTO\"\n\
             organization = \"Utopia\"\ncontact_email = \"csca@utopia.example\"\n\
             crl_urls = [\"https://utopia.example/crl\"]\n\
             [vaults.primary]\nuri = \"pkcs11:token=primary\"\n[vaults.ledger]\nuri = \"{}\"\n",
            made.uri()
        );
        drop(made);
        let vault = locate(dir.path(), &Configuration::parse(&text).unwrap(), &name)?;
        vault.open(&pin)?;
        Ok(vault.pin_stretch()?)
    }

    #[test]
    fn a_production_station_takes_no_token_whose_pin_is_stretched_as_in_rehearsals() {
        for mode in [Mode::Production, Mode::Rehearsal, Mode::Specimen] {
            assert_eq!(found(mode, PinStretch::Full).unwrap(), Some(PinStretch::Full), "{mode}");
        }
        for mode in [Mode::Rehearsal, Mode::Specimen] {
            assert_eq!(found(mode, PinStretch::Light).unwrap(), Some(PinStretch::Light), "{mode}");
        }
        let refusal = found(Mode::Production, PinStretch::Light).unwrap_err();
        assert!(refusal.to_string().starts_with("VAULT-7: the PIN of vault 'ledger'"), "{refusal}");
    }

    #[test]
    fn only_a_production_station_stretches_in_full() {
        assert_eq!(pin_stretch(Mode::Production), PinStretch::Full);
        assert_eq!(pin_stretch(Mode::Rehearsal), PinStretch::Light);
        assert_eq!(pin_stretch(Mode::Specimen), PinStretch::Light);
    }
}
