//! Keys out of a token and back: wrapped under a backup key, judged at once, brought back beside the same public half.
//!
//! * A [`BackupKey`] is the AES key that a set of backups is made under. It is split into shares outside of this room.
//! * [`Session::backup_trial`] tries, on keys of the session alone, what a token backs up and takes back ([`Ability`]).
//! * [`Session::take_in`] lends a backup key to a token as a [`WrappingKey`]: it wraps, and does nothing else.
//! * [`Session::restore_key`] brings a wrapped key back into a token, to be a key as [`Session::generate`] makes one.
//!
//! Invariants: the backup key lies in a token as a session object, and no longer than it is used; where a token wants
//! it on the token, it is destroyed and looked for. No wrapped key is given away that does not open, outside of the
//! token, to the wanted key. A key that is locked against extraction is never asked for.
//!
//! Tokens differ in which attributes of the backup key they keep. Each is asked for in words and read back; what was
//! not kept is said ([`WrappingKey::guards`]).

mod error;
mod key;
mod restore;
mod taken;
mod trial;

use cryptoki::error::Error as Pkcs11Error;
use cryptoki::object::{Attribute, ObjectClass};
use cryptoki_sys::{CKM_AES_KEY_WRAP_KWP, CKM_AES_KEY_WRAP_PAD};

use super::error::VaultError;
use super::session::Session;
use crate::entropy::Entropy;
use crate::keys::KeyId;
use crate::safe::Label;
use crate::secret::Secret;

pub use error::BackupError;
pub use key::WrappingKey;
pub use restore::RestoreRequest;
pub(super) use restore::returning;
pub use taken::WayIn;
pub(super) use trial::Trial;
pub use trial::{Ability, Can, KindAbility};

/// The AES-256 key that keys are wrapped under: 32 octets, drawn for one set of backups.
///
/// ```compile_fail
/// fn shown(key: &chancery::vault::BackupKey) -> String {
///     format!("{key:?}") // it has no Debug
/// }
/// ```
///
/// ```compile_fail
/// fn twice(key: &chancery::vault::BackupKey) -> chancery::vault::BackupKey {
///     key.clone() // and no copy
/// }
/// ```
pub struct BackupKey(Secret);

impl BackupKey {
    /// Octets of a backup key.
    pub const LEN: usize = 32;

    /// Draws a new one.
    pub fn draw(entropy: &mut dyn Entropy) -> Result<Self, VaultError> {
        let mut octets = zeroize::Zeroizing::new(vec![0; Self::LEN]);
        entropy.fill(&mut octets)?;
        Ok(BackupKey(Secret::new(std::mem::take(&mut *octets))))
    }

    /// Takes one that was put together again from its shares: 32 octets (BACKUP-8).
    pub fn of(secret: Secret) -> Result<Self, VaultError> {
        match secret.len() {
            Self::LEN => Ok(BackupKey(secret)),
            found => Err(BackupError::KeyLength { found, wanted: Self::LEN }.into()),
        }
    }

    /// Its octets, to be split into shares or to open a wrapped key with [`super::kwp`].
    pub fn secret(&self) -> &Secret {
        &self.0
    }
}

impl Session {
    /// The mechanism for AES key wrap with padding: 0x210B where the token lists it, since 0x210A is something else on
    /// tokens that have both.
    pub(super) fn key_wrap(&self) -> Option<u64> {
        [CKM_AES_KEY_WRAP_KWP, CKM_AES_KEY_WRAP_PAD].into_iter().find(|m| self.token().offers(*m))
    }

    /// Destroys what a stop left of a backup key of this label on the token. How many objects that were.
    pub fn forget_backup_key(&self, label: &Label) -> Result<usize, VaultError> {
        self.forget_secret(label.as_str())
    }

    /// The same of the key under which a key of this identifier was coming back: [`Session::restore_key`] begins with it.
    pub fn forget_restoring(&self, id: KeyId) -> Result<usize, VaultError> {
        self.forget_secret(&restoring_label(id))
    }

    fn forget_secret(&self, label: &str) -> Result<usize, VaultError> {
        let label = Attribute::Label(label.as_bytes().to_vec());
        let left = self.find_raw(&[Attribute::Class(ObjectClass::SECRET_KEY), label])?;
        for object in &left {
            self.raw.destroy_object(*object).map_err(self.token().failed("a backup key is not destroyed"))?;
        }
        Ok(left.len())
    }

    fn expect_key_wrap(&self) -> Result<u64, BackupError> {
        self.key_wrap().ok_or_else(|| BackupError::NoMechanism { vault: self.token().name() })
    }
}

/// The label of the backup key under which a key of this identifier comes back.
fn restoring_label(id: KeyId) -> String {
    format!("chancery-restore-{id}")
}

/// What the token said, in the name that PKCS#11 gives it.
pub(super) fn words(error: &Pkcs11Error) -> String {
    match error {
        Pkcs11Error::Pkcs11(rv, _) => format!("{rv:?}"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::{Forbidden, Mixer, OperatingSystem};
    use crate::fault::Fail;

    #[test]
    fn a_backup_key_has_32_octets_and_every_draw_is_another() {
        let mut entropy = Mixer::new(vec![Box::new(OperatingSystem)]);
        let (one, two) = (BackupKey::draw(&mut entropy).unwrap(), BackupKey::draw(&mut entropy).unwrap());
        assert_eq!((one.secret().len(), two.secret().len()), (32, 32));
        assert_ne!(one.secret().expose(), two.secret().expose());
        let again = BackupKey::of(Secret::new(one.secret().expose().to_vec())).unwrap();
        assert_eq!(again.secret().expose(), one.secret().expose());
        for length in [0, 16, 31, 33] {
            let refused = BackupKey::of(Secret::new(vec![1; length])).err().unwrap();
            assert_eq!(refused.clause(), Some("BACKUP-8"));
        }
        assert!(matches!(BackupKey::draw(&mut Forbidden), Err(VaultError::Entropy(_))));
    }
}
