//! The embedded token: a PKCS#11 token compiled into the program, one file per token.
//!
//! * The file and its lock file are 0600 whatever the umask says.
//! * One process at a time: an exclusive lock on `<file>.lock` is held as long
//!   as anything of the vault is. The token does not stand two writing processes.
//! * The user PIN is stretched (see [`pin`]); its salt lies in the token as a public data object,
//!   whose label says how.
//! * The security officer's PIN is 32 random octets, used once at birth and
//!   forgotten. On this token the security officer could use the user's keys, so
//!   nobody may be one; a locked PIN therefore stays locked.
//! * The library is told where a token is by the number of a descriptor that is
//!   held here (`/proc/self/fd/…`). It opens all of its tokens again whenever one
//!   is added: a descriptor whose token went away points to nothing then, and
//!   cannot spoil the others. Nothing of this is written anywhere.

mod file;
pub(super) mod pin;
pub(super) mod shims;

use std::path::Path;
use std::sync::{Arc, Mutex, Weak};

use cryptoki::object::{Attribute, AttributeType, ObjectClass};
use cryptoki::session::{Session as Pkcs11Session, UserType};
use cryptoki::slot::Slot;
use cryptoki::types::AuthPin;
use zeroize::Zeroizing;

use self::file::TokenFile;
use self::pin::{PinStretch, SALT_LEN, Salt};
use super::error::VaultError;
use super::module::Module;
use super::token::{Token, Vault};
use crate::entropy::Entropy;
use crate::safe::Label;
use crate::secret::Secret;

/// A token file that the library has open, in which slot, and its lock.
pub(super) struct Attachment {
    file: TokenFile,
    slot: Slot,
}

impl Attachment {
    pub(super) fn still_there(&self) -> Result<(), VaultError> {
        self.file.still_there()
    }
}

/// The tokens that are open in this process. The lock is held over every start
/// of the library, so that a new token's slot is the highest there is.
static OPEN: Mutex<Vec<Weak<Attachment>>> = Mutex::new(Vec::new());

fn attach(path: &Path) -> Result<Vault, VaultError> {
    let mut open = OPEN.lock().map_err(|_| VaultError::Poisoned)?;
    open.retain(|weak| weak.strong_count() > 0);
    let live: Vec<Arc<Attachment>> = open.iter().filter_map(Weak::upgrade).collect();
    let module = Module::embedded()?;
    for attachment in &live {
        if attachment.file.is_at(path) {
            return Vault::of_slot(&module, attachment.slot, Some(attachment.clone()));
        }
        attachment.file.forget_if_gone();
    }
    let file = TokenFile::open(path)?;
    let failed = |source| VaultError::TokenUnreadable { path: path.to_owned(), source };
    let mut started = module.raw().initialise(Some(&file.configuration()));
    // It may be that not this file failed, but one that went away just now.
    if started.is_err() && live.iter().any(|a| a.file.forget_if_gone()) {
        started = module.raw().initialise(Some(&file.configuration()));
    }
    started.map_err(failed)?;
    let slots = module.client().get_all_slots().map_err(failed)?;
    let newest = slots.into_iter().max_by_key(Slot::id);
    let slot =
        newest.ok_or(VaultError::NotAToken { path: path.to_owned(), what: "the library shows no slot for it" })?;
    let attachment = Arc::new(Attachment { file, slot });
    open.push(Arc::downgrade(&attachment));
    Vault::of_slot(&module, slot, Some(attachment))
}

/// Opens a token that was made here before.
pub(super) fn open(path: &Path) -> Result<Vault, VaultError> {
    let vault = attach(path)?;
    match salt(&vault.token) {
        Ok(_) => Ok(vault),
        Err(_) => {
            let what = "it was not made by this program, or not to its end";
            Err(VaultError::NotAToken { path: path.to_owned(), what })
        }
    }
}

impl Vault {
    /// Makes a new embedded token in a file that does not exist yet, in a
    /// directory that does. Its serial number is drawn by the token; see
    /// [`Vault::identity`]. When anything fails, no file is left.
    ///
    /// The PIN is at least eight octets (VAULT-5).
    pub fn create_embedded(
        path: &Path,
        label: &Label,
        pin: &Secret,
        stretch: PinStretch,
        entropy: &mut dyn Entropy,
    ) -> Result<Vault, VaultError> {
        if label.as_str().len() > 32 {
            return Err(VaultError::LabelLong { label: label.to_string() });
        }
        if pin.len() < pin::PIN_MIN {
            return Err(VaultError::PinShort { found: pin.len(), wanted: pin::PIN_MIN });
        }
        let made = file::make(path)?;
        let vault = attach(path)?;
        initialise(&vault, label, pin, stretch, entropy)?;
        made.keep();
        // Asked again, so that the identity is the one the token has now.
        attach(path)
    }
}

fn initialise(
    vault: &Vault,
    label: &Label,
    pin: &Secret,
    stretch: PinStretch,
    entropy: &mut dyn Entropy,
) -> Result<(), VaultError> {
    let token = &vault.token;
    let mut octets = Zeroizing::new([0u8; 32 + SALT_LEN]);
    entropy.fill(octets.as_mut_slice())?;
    let (officer, drawn) = octets.split_at(32);
    let mut salt = Salt { stretch, octets: [0; SALT_LEN] };
    salt.octets.copy_from_slice(drawn);
    let officer_pin = AuthPin::new(hex::encode(officer).into_boxed_str());
    let user_pin = pin::stretch(pin, &salt)?;
    let user_pin = AuthPin::new(user_pin.expose_text().unwrap_or_default().into());
    let client = token.module.client();
    client.init_token(token.slot, &officer_pin, label.as_str()).map_err(token.failed("it is not initialised"))?;
    let session = client.open_rw_session(token.slot).map_err(token.failed("no session"))?;
    let born = || -> Result<(), cryptoki::error::Error> {
        session.login(UserType::So, Some(&officer_pin))?;
        session.init_pin(&user_pin)?;
        let template = [
            Attribute::Class(ObjectClass::DATA),
            Attribute::Token(true),
            Attribute::Private(false),
            Attribute::Modifiable(false),
            Attribute::Application(SALT_APPLICATION.to_vec()),
            Attribute::Label(stretch.salt_label().to_vec()),
            Attribute::Value(salt.octets.to_vec()),
        ];
        session.create_object(&template)?;
        session.logout()
    };
    born().map_err(token.failed("its PIN is not set"))
}

const SALT_APPLICATION: &[u8] = b"chancery";

fn salt(token: &Token) -> Result<Salt, VaultError> {
    let session = token.module.client().open_ro_session(token.slot).map_err(token.failed("no session"))?;
    let found = read_salt(&session).map_err(token.failed("the salt of its PIN cannot be read"))?;
    found.ok_or_else(|| VaultError::Unreadable { vault: token.name(), what: "the salt of its PIN" })
}

/// The one salt; none where there is none, or more than one.
fn read_salt(session: &Pkcs11Session) -> Result<Option<Salt>, cryptoki::error::Error> {
    let mut found = Vec::new();
    for stretch in PinStretch::ALL {
        let template = [
            Attribute::Class(ObjectClass::DATA),
            Attribute::Application(SALT_APPLICATION.to_vec()),
            Attribute::Label(stretch.salt_label().to_vec()),
        ];
        found.extend(session.find_objects(&template)?.into_iter().map(|object| (stretch, object)));
    }
    let [(stretch, object)] = found.as_slice() else { return Ok(None) };
    let values = session.get_attributes(*object, &[AttributeType::Value])?;
    Ok(values.into_iter().find_map(|a| match a {
        Attribute::Value(value) => Some(Salt { stretch: *stretch, octets: value.try_into().ok()? }),
        _ => None,
    }))
}

/// How the PIN of the token is stretched.
pub(super) fn pin_stretch(token: &Token) -> Result<PinStretch, VaultError> {
    salt(token).map(|salt| salt.stretch)
}

/// The PIN that the token itself is given.
pub(super) fn user_pin(token: &Token, pin: &Secret) -> Result<Secret, VaultError> {
    pin::stretch(pin, &salt(token)?)
}

/// The same for a PIN that is to be set, which must be long enough.
pub(super) fn new_user_pin(token: &Token, pin: &Secret) -> Result<Secret, VaultError> {
    if pin.len() < pin::PIN_MIN {
        return Err(VaultError::PinShort { found: pin.len(), wanted: pin::PIN_MIN });
    }
    user_pin(token, pin)
}
