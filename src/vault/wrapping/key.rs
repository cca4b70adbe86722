//! A backup key lent to a token: keys leave wrapped under it, and each is judged before it is given away.

use std::cell::RefCell;

use cryptoki::error::{Error, RvError};
use cryptoki::object::AttributeType;

use super::super::error::VaultError;
use super::super::kwp;
use super::super::session::Session;
use super::taken::{Place, Purpose, Taken, WayIn};
use super::{BackupError, BackupKey, words};
use crate::keys::KeyId;
use crate::safe::Label;
use crate::signer::PublicKey;

/// A backup key in a token, for as long as keys are wrapped under it. It wraps by RFC 5649, and does nothing else as
/// far as the token keeps what is asked; what it does not keep is in [`WrappingKey::guards`].
///
/// It has a session of its own. A session object goes with that at the latest; [`WrappingKey::destroy`] says that it
/// is gone.
pub struct WrappingKey<'k> {
    session: Session,
    key: &'k BackupKey,
    label: Label,
    mechanism: u64,
    taken: RefCell<Taken>,
}

impl Session {
    /// Lends a backup key to the token under a label that is in it on no object (VAULT-1).
    ///
    /// It is a session object, made (`C_CreateObject`) or else unwrapped by RSA-OAEP. Only where the token takes none
    /// into a session, or wraps under none of a session, is it put on the token until it is destroyed.
    ///
    /// Errors: BACKUP-9 without a mechanism for RFC 5649, BACKUP-10 where no way in is left.
    pub fn take_in<'k>(&self, key: &'k BackupKey, label: &Label) -> Result<WrappingKey<'k>, VaultError> {
        let token = self.token();
        token.still_there()?;
        let mechanism = self.expect_key_wrap()?;
        if self.has_label(label)? {
            return Err(VaultError::LabelUsed { label: label.to_string(), vault: token.name() });
        }
        let session = self.another()?;
        let place = (label.as_str().as_bytes(), Place::Either);
        let taken = RefCell::new(Taken::take(&session, key, place, (Purpose::Wrap, mechanism))?);
        Ok(WrappingKey { session, key, label: label.clone(), mechanism, taken })
    }
}

impl WrappingKey<'_> {
    /// Wraps one private key, and shows that what comes out opens under the backup key to the wanted one.
    ///
    /// A key that is locked against extraction is refused before the token is asked (BACKUP-1). Other errors: BACKUP-11
    /// what the token said, BACKUP-12 where what it gave is no backup of the key.
    pub fn wrap(&self, id: KeyId, wanted: &PublicKey) -> Result<Vec<u8>, VaultError> {
        let token = self.session.token();
        token.still_there()?;
        let private = self.session.private_handle(id)?;
        if self.session.flag(private, AttributeType::Extractable)? == Some(false) {
            return Err(BackupError::Locked { id, vault: token.name() }.into());
        }
        let ask = || {
            let under = self.taken.borrow().handle(&self.session)?;
            Ok::<_, VaultError>(token.module.raw().wrap(&self.session.raw, self.mechanism, under, private))
        };
        let mut wrapped = ask()?;
        if wrapped.as_ref().err().is_some_and(is_of_the_handle) && !self.taken.borrow().on_token {
            self.move_to_token()?;
            wrapped = ask()?;
        }
        let not = |error: Error| BackupError::NotWrapped { id, vault: token.name(), what: words(&error) };
        let blob = wrapped.map_err(not)?;
        match kwp::opens_to(self.key.secret(), &blob, wanted) {
            Ok(()) => Ok(blob),
            Err(VaultError::Backup(source)) => {
                Err(BackupError::BlobBad { id, vault: token.name(), source: Box::new(source) }.into())
            }
            Err(other) => Err(other),
        }
    }

    /// What the token did not keep of what was asked of the backup key, in words; for the report.
    pub fn guards(&self) -> Vec<String> {
        self.taken.borrow().guards.clone()
    }

    /// How it came in.
    pub fn way_in(&self) -> WayIn {
        self.taken.borrow().way
    }

    /// Whether it is on the token, not in a session.
    pub fn is_on_token(&self) -> bool {
        self.taken.borrow().on_token
    }

    /// Destroys it, and looks that it is gone (BACKUP-15).
    pub fn destroy(self) -> Result<(), VaultError> {
        self.taken.borrow_mut().destroy(&self.session)
    }

    fn move_to_token(&self) -> Result<(), VaultError> {
        let mut taken = self.taken.borrow_mut();
        taken.destroy(&self.session)?;
        let place = (self.label.as_str().as_bytes(), Place::Token);
        *taken = Taken::take(&self.session, self.key, place, (Purpose::Wrap, self.mechanism))?;
        taken.guards.push("no key wraps from a session; it was on the token".to_owned());
        Ok(())
    }
}

impl Drop for WrappingKey<'_> {
    fn drop(&mut self) {
        let _ = self.taken.get_mut().destroy(&self.session);
    }
}

/// What a token says that does not wrap a key of the token under one of a session.
fn is_of_the_handle(error: &Error) -> bool {
    use RvError::{KeyHandleInvalid, ObjectHandleInvalid, WrappingKeyHandleInvalid};
    matches!(error, Error::Pkcs11(KeyHandleInvalid | ObjectHandleInvalid | WrappingKeyHandleInvalid, _))
}
