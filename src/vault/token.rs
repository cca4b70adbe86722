//! A vault: one token of a module, known by its serial; its PIN flags; opening it.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex};

use cryptoki::error::{Error as Pkcs11Error, RvError};
use cryptoki::session::UserType;
use cryptoki::slot::{Slot, TokenInfo};
use cryptoki::types::RawAuthPin;
use serde::Serialize;

use super::embedded::pin::PinStretch;
use super::embedded::{self, Attachment};
use super::error::VaultError;
use super::module::Module;
use super::session::{Login, Session};
use super::uri::VaultUri;
use crate::keys::KeySpec;
use crate::secret::Secret;
use crate::signer::Curve::{P256, P384, P521};

/// What a token says of itself. The text is foreign: show it through [`crate::safe`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// Its label.
    pub label: String,
    /// Its serial number, by which it is matched.
    pub serial: String,
    /// Who made it.
    pub manufacturer: String,
    /// Its model.
    pub model: String,
    /// Its hardware version.
    pub hardware: String,
    /// Its firmware version.
    pub firmware: String,
}

impl Identity {
    fn of(info: &TokenInfo) -> Self {
        Identity {
            label: info.label().to_owned(),
            serial: info.serial_number().to_owned(),
            manufacturer: info.manufacturer_id().to_owned(),
            model: info.model().to_owned(),
            hardware: info.hardware_version().to_string(),
            firmware: info.firmware_version().to_string(),
        }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| crate::safe::line(text, 40);
        write!(f, "'{}' with serial {}", shown(&self.label), shown(&self.serial))
    }
}

/// What the token says about its user PIN. Read without logging in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PinFlags {
    /// A user PIN was set.
    pub initialised: bool,
    /// Few tries are left (the embedded token: three or two; others: at least one was wrong).
    pub count_low: bool,
    /// One more wrong try locks the token.
    pub final_try: bool,
    /// The token takes no PIN any more.
    pub locked: bool,
    /// The PIN must be changed.
    pub to_be_changed: bool,
}

impl PinFlags {
    fn of(info: &TokenInfo) -> Self {
        PinFlags {
            initialised: info.user_pin_initialized(),
            count_low: info.user_pin_count_low(),
            final_try: info.user_pin_final_try(),
            locked: info.user_pin_locked(),
            to_be_changed: info.user_pin_to_be_changed(),
        }
    }
}

impl PinFlags {
    /// What the token says right after a wrong PIN.
    pub const fn after_a_wrong_pin(&self) -> &'static str {
        match self {
            PinFlags { locked: true, .. } => "the token has locked it",
            PinFlags { final_try: true, .. } => "the token says that one more wrong try locks it",
            PinFlags { count_low: true, .. } => "the token says that few tries are left",
            _ => "the token has not locked it, and does not say yet that few tries are left",
        }
    }
}

impl fmt::Display for PinFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PinFlags { locked: true, .. } => "the PIN is locked",
            PinFlags { final_try: true, .. } => "one more wrong try locks the PIN",
            PinFlags { count_low: true, .. } => "wrong PINs were typed, few tries are left",
            PinFlags { initialised: false, .. } => "no PIN is set",
            PinFlags { to_be_changed: true, .. } => "the PIN has to be changed",
            _ => "the token warns of nothing",
        })
    }
}

pub(super) struct Token {
    pub(super) module: Module,
    pub(super) slot: Slot,
    pub(super) identity: Identity,
    pub(super) mechanisms: Vec<u64>,
    pub(super) attachment: Option<Arc<Attachment>>,
}

impl Token {
    /// An error of the token while something was done.
    pub(super) fn failed(&self, what: &'static str) -> impl FnOnce(Pkcs11Error) -> VaultError + '_ {
        move |source| VaultError::Token { vault: self.name(), what, source }
    }

    /// The label, made harmless.
    pub(super) fn name(&self) -> String {
        crate::safe::line(&self.identity.label, 64)
    }

    pub(super) fn offers(&self, mechanism: u64) -> bool {
        self.mechanisms.contains(&mechanism)
    }

    /// Whether it is known beforehand that the token does not make such keys: the
    /// embedded one lists no curves, and gives no reason when it refuses one.
    pub(super) fn may_make(&self, spec: KeySpec) -> bool {
        let embedded =
            matches!(spec, KeySpec::Rsa(_) | KeySpec::Ed25519 | KeySpec::Ec(P256 | P384 | P521) | KeySpec::MlDsa(_));
        self.attachment.is_none() || embedded
    }

    /// Refuses to go on when the file of an embedded token went away under it.
    pub(super) fn still_there(&self) -> Result<(), VaultError> {
        self.attachment.as_ref().map_or(Ok(()), |a| a.still_there())
    }
}

/// A token of a module, matched by what it says of itself; not logged in.
#[derive(Clone)]
pub struct Vault {
    pub(super) token: Arc<Token>,
}

impl Vault {
    pub(super) fn of_slot(
        module: &Module,
        slot: Slot,
        attachment: Option<Arc<Attachment>>,
    ) -> Result<Self, VaultError> {
        let failed = |source| VaultError::ModuleFailed { module: module.name(), source };
        let info = module.client().get_token_info(slot).map_err(failed)?;
        // A token that is not initialised yet does not say what it can do.
        let mechanisms = match info.token_initialized() {
            true => module.raw().mechanisms(slot.id()).map_err(failed)?,
            false => Vec::new(),
        };
        let (module, identity) = (module.clone(), Identity::of(&info));
        Ok(Vault { token: Arc::new(Token { module, slot, identity, mechanisms, attachment }) })
    }

    /// The vault that a URI names: a token of the module at its `module-path`, or
    /// else the embedded token whose file is `embedded_file`, which must fit too.
    pub fn at(uri: &VaultUri, embedded_file: &Path) -> Result<Self, VaultError> {
        match uri.module_path() {
            Some(path) => Module::load(path)?.find(uri),
            None => {
                let vault = Vault::embedded(embedded_file)?;
                if uri.fits(vault.identity()) {
                    Ok(vault)
                } else {
                    let (wanted, found) = (uri.to_string(), vault.identity().to_string());
                    Err(VaultError::TokenOther { wanted, found })
                }
            }
        }
    }

    /// The embedded token in this file, which must have been made by
    /// [`Vault::create_embedded`]. The file is locked against other processes
    /// until the last handle on the vault is gone.
    pub fn embedded(file: &Path) -> Result<Self, VaultError> {
        embedded::open(file)
    }

    /// What the token says of itself.
    pub fn identity(&self) -> &Identity {
        &self.token.identity
    }

    /// The URI to write down for this vault.
    pub fn uri(&self) -> VaultUri {
        VaultUri::of(&self.token.identity, self.token.module.path())
    }

    /// Whether it is the token compiled into this program.
    pub fn is_embedded(&self) -> bool {
        self.token.attachment.is_some()
    }

    /// How much work guessing the PIN is; none for a token of another maker, who alone knows.
    pub fn pin_stretch(&self) -> Result<Option<PinStretch>, VaultError> {
        self.token.attachment.as_ref().map(|_| embedded::pin_stretch(&self.token)).transpose()
    }

    /// The numbers of all mechanisms (`CKM_…`) that the token lists.
    pub fn mechanisms(&self) -> &[u64] {
        &self.token.mechanisms
    }

    /// What the token says about its user PIN now. Nothing is tried.
    pub fn flags(&self) -> Result<PinFlags, VaultError> {
        let info = self.token.module.client().get_token_info(self.token.slot);
        info.map(|i| PinFlags::of(&i)).map_err(self.token.failed("its flags cannot be read"))
    }

    /// Logs in, with one try. A PIN that is locked is not tried. A wrong PIN is
    /// an error that says what the token's flags are after it.
    ///
    /// The login belongs to this process and token as a whole: a vault that is
    /// open already is refused, since the PIN would not be checked; get further
    /// sessions for further threads from [`Session::another`].
    pub fn open(&self, pin: &Secret) -> Result<Session, VaultError> {
        let token = &self.token;
        token.still_there()?;
        if self.flags()?.locked {
            return Err(VaultError::PinLocked { vault: token.name() });
        }
        let claim =
            token.module.claim_login(token.slot)?.ok_or_else(|| VaultError::AlreadyOpen { vault: token.name() })?;
        let pin = match &token.attachment {
            Some(_) => embedded::user_pin(token, pin)?,
            None => Secret::new(pin.expose().to_vec()),
        };
        let session = token.module.client().open_rw_session(token.slot).map_err(token.failed("no session"))?;
        let given = RawAuthPin::new(Box::new(pin.expose().to_vec()));
        match session.login_with_raw(UserType::User, &given) {
            Ok(()) => {}
            // A token says that it is locked for the very try that locks it, too.
            Err(Pkcs11Error::Pkcs11(
                RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange | RvError::PinLocked,
                _,
            )) => return Err(VaultError::PinWrong { vault: token.name(), flags: self.flags()? }),
            Err(Pkcs11Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {
                return Err(VaultError::AlreadyOpen { vault: token.name() });
            }
            Err(source) => return Err(token.failed("it does not log in")(source)),
        }
        let login = Arc::new(Login { keeper: Mutex::new(session), _claim: claim, token: token.clone() });
        Session::new(login)
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({})", self.token.identity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: PinFlags =
        PinFlags { initialised: true, count_low: false, final_try: false, locked: false, to_be_changed: false };

    #[test]
    fn every_flag_has_its_words_and_the_worst_is_said() {
        assert_eq!(FINE.to_string(), "the token warns of nothing");
        let low = PinFlags { count_low: true, ..FINE };
        let last = PinFlags { final_try: true, ..low };
        let locked = PinFlags { locked: true, ..last };
        for (flags, word, after) in [
            (PinFlags { initialised: false, ..FINE }, "no PIN is set", "not locked"),
            (PinFlags { to_be_changed: true, ..FINE }, "changed", "not locked"),
            (low, "few tries", "few tries"),
            (last, "one more wrong try", "one more wrong try"),
            (locked, "is locked", "has locked"),
        ] {
            assert!(flags.to_string().contains(word), "{flags}");
            assert!(flags.after_a_wrong_pin().contains(after), "{flags:?}");
        }
    }
}
