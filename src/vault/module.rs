//! PKCS#11 modules of this process: each is loaded and started once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use cryptoki::context::Pkcs11;
use cryptoki::slot::Slot;

use super::error::VaultError;
use super::raw::Functions;
use super::token::Vault;
use super::uri::VaultUri;

/// A started module: the embedded token's, or one loaded from a file.
#[derive(Clone)]
pub struct Module(Arc<Inner>);

struct Inner {
    /// The file; `None` is this program.
    path: Option<PathBuf>,
    client: Pkcs11,
    raw: Functions,
    /// Slots whose token is logged in through this process.
    logins: Mutex<BTreeSet<u64>>,
}

/// PKCS#11 state belongs to the process (`C_Initialize` happens once), so the
/// list of modules does too.
static LOADED: Mutex<BTreeMap<PathBuf, Module>> = Mutex::new(BTreeMap::new());
static EMBEDDED: Mutex<Option<Module>> = Mutex::new(None);

fn locked<T>(mutex: &Mutex<T>) -> Result<MutexGuard<'_, T>, VaultError> {
    mutex.lock().map_err(|_| VaultError::Poisoned)
}

impl Module {
    /// Loads and starts the module in a file, or gives the one that was started before.
    pub fn load(path: &Path) -> Result<Module, VaultError> {
        Module::load_with(path, None)
    }

    /// The same with the module's own configuration text (`pReserved`), which a
    /// few modules want. The text counts only when the module is started.
    pub fn load_with(path: &Path, configuration: Option<&str>) -> Result<Module, VaultError> {
        let missing = |source| VaultError::ModuleMissing { path: path.to_owned(), source };
        let file = path.canonicalize().map_err(missing)?;
        let mut loaded = locked(&LOADED)?;
        if let Some(module) = loaded.get(&file) {
            return Ok(module.clone());
        }
        let wrong = |source| VaultError::NotAModule { path: path.to_owned(), source };
        let raw = Functions::load(&file).map_err(wrong)?;
        let client = Pkcs11::new(&file).map_err(wrong)?;
        let module = Module(Arc::new(Inner { path: Some(file.clone()), client, raw, logins: Mutex::default() }));
        let failed = |source| VaultError::ModuleFailed { module: module.name(), source };
        module.raw().initialise(configuration).map_err(failed)?;
        loaded.insert(file, module.clone());
        Ok(module)
    }

    /// The module of the embedded token. It is not started before its first token is added.
    pub(super) fn embedded() -> Result<Module, VaultError> {
        let mut place = locked(&EMBEDDED)?;
        if let Some(module) = &*place {
            return Ok(module.clone());
        }
        let failed = |source| VaultError::ModuleFailed { module: EMBEDDED_NAME.into(), source };
        let raw = Functions::embedded().map_err(failed)?;
        let client = Pkcs11::new_from_self().map_err(failed)?;
        let module = Module(Arc::new(Inner { path: None, client, raw, logins: Mutex::default() }));
        *place = Some(module.clone());
        Ok(module)
    }

    /// The module's file; `None` is the embedded token.
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// Every initialised token that the module shows. A slot whose token cannot
    /// be read is passed over: it never hides the others.
    pub fn vaults(&self) -> Result<Vec<Vault>, VaultError> {
        let failed = |source| VaultError::ModuleFailed { module: self.name(), source };
        let slots = self.client().get_slots_with_token().map_err(failed)?;
        let initialised = |slot: &Slot| self.client().get_token_info(*slot).is_ok_and(|i| i.token_initialized());
        Ok(slots.into_iter().filter(initialised).filter_map(|s| Vault::of_slot(self, s, None).ok()).collect())
    }

    /// The one token that a URI names.
    pub fn find(&self, uri: &VaultUri) -> Result<Vault, VaultError> {
        let all = self.vaults()?;
        let list = |vaults: &[&Vault]| match vaults {
            [] => "none".to_owned(),
            some => some.iter().map(|v| v.identity().to_string()).collect::<Vec<_>>().join(", "),
        };
        let fitting: Vec<&Vault> = all.iter().filter(|v| uri.fits(v.identity())).collect();
        let wanted = uri.to_string();
        match fitting.as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(VaultError::TokenMissing { wanted, present: list(&all.iter().collect::<Vec<_>>()) }),
            some => Err(VaultError::TokenAmbiguous { wanted, count: some.len(), present: list(some) }),
        }
    }

    /// The name in messages: the file, or what the embedded module is.
    pub(super) fn name(&self) -> String {
        self.0.path.as_ref().map_or_else(|| EMBEDDED_NAME.to_owned(), |p| p.display().to_string())
    }

    pub(super) fn client(&self) -> &Pkcs11 {
        &self.0.client
    }

    pub(super) fn raw(&self) -> &Functions {
        &self.0.raw
    }

    /// Claims the one login that a slot can have in this process; `None` where it is taken.
    pub(super) fn claim_login(&self, slot: Slot) -> Result<Option<LoginClaim>, VaultError> {
        let fresh = locked(&self.0.logins)?.insert(slot.id());
        Ok(fresh.then(|| LoginClaim { module: self.clone(), slot: slot.id() }))
    }
}

const EMBEDDED_NAME: &str = "(embedded)";

/// The right to log in to a slot; given back when dropped.
pub(super) struct LoginClaim {
    module: Module,
    slot: u64,
}

impl Drop for LoginClaim {
    fn drop(&mut self) {
        if let Ok(mut logins) = self.module.0.logins.lock() {
            logins.remove(&self.slot);
        }
    }
}
