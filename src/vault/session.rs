//! Sessions: one login per token and process, one session per thread.

use std::sync::{Arc, Mutex};

use cryptoki::session::Session as Pkcs11Session;
use cryptoki::types::AuthPin;

use super::embedded;
use super::error::VaultError;
use super::module::LoginClaim;
use super::source::TokenSource;
use super::token::{Token, Vault};
use crate::secret::Secret;

/// The login of this process to a token. The last of its sessions logs out.
pub(super) struct Login {
    pub(super) keeper: Mutex<Pkcs11Session>,
    pub(super) _claim: LoginClaim,
    pub(super) token: Arc<Token>,
}

impl Drop for Login {
    fn drop(&mut self) {
        if let Ok(session) = self.keeper.lock() {
            let _ = session.logout();
        }
    }
}

/// A session of a vault that is logged in. It can go to another thread, but two
/// threads never share one (PKCS#11 modules crash on it):
///
/// ```compile_fail
/// fn shared<T: Sync>() {}
/// shared::<chancery::vault::Session>();
/// ```
///
/// No handle outlives the login: signers and sources that come from a session
/// keep the login alive, and find their key anew.
pub struct Session {
    pub(super) raw: Pkcs11Session,
    pub(super) login: Arc<Login>,
}

impl Session {
    pub(super) fn new(login: Arc<Login>) -> Result<Self, VaultError> {
        let token = &login.token;
        let raw = token.module.client().open_rw_session(token.slot).map_err(token.failed("no session"))?;
        Ok(Session { raw, login })
    }

    pub(super) fn token(&self) -> &Token {
        &self.login.token
    }

    /// One more session under the same login, for another thread.
    pub fn another(&self) -> Result<Session, VaultError> {
        Session::new(self.login.clone())
    }

    /// The vault that this is a session of.
    pub fn vault(&self) -> Vault {
        Vault { token: self.login.token.clone() }
    }

    /// The token's random generator, as a source to be mixed with others.
    pub fn source(&self) -> Result<TokenSource, VaultError> {
        Ok(TokenSource::new(self.another()?))
    }

    /// Changes the user PIN. One try; the old PIN is asked for again. Where it is
    /// wrong, the error says what the token's flags are now.
    pub fn change_pin(&self, old: &Secret, new: &Secret) -> Result<(), VaultError> {
        use cryptoki::error::{Error, RvError};
        let token = self.token();
        token.still_there()?;
        let vault = self.vault();
        if vault.flags()?.locked {
            return Err(VaultError::PinLocked { vault: token.name() });
        }
        let (old, new) = match &token.attachment {
            Some(_) => (embedded::user_pin(token, old)?, embedded::new_user_pin(token, new)?),
            None => (Secret::new(old.expose().to_vec()), Secret::new(new.expose().to_vec())),
        };
        let unreadable = || VaultError::Unreadable { vault: token.name(), what: "the PIN (it is not UTF-8)" };
        let text = |pin: &Secret| pin.expose_text().map(|t| AuthPin::new(t.into())).ok_or_else(unreadable);
        match self.raw.set_pin(&text(&old)?, &text(&new)?) {
            Ok(()) => Ok(()),
            Err(Error::Pkcs11(RvError::PinIncorrect | RvError::PinLocked, _)) => {
                Err(VaultError::PinWrong { vault: token.name(), flags: vault.flags()? })
            }
            Err(source) => Err(token.failed("its PIN is not changed")(source)),
        }
    }
}
