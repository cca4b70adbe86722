//! Why a vault does not do what it was asked.

use std::path::PathBuf;

use cryptoki::error::Error as Pkcs11Error;

use super::token::PinFlags;
use super::wrapping::BackupError;
use crate::entropy::EntropyError;
use crate::fault::{Fail, Fault};
use crate::keys::{KeyId, KeySpec};
use crate::signer::{Algorithm, SignerError};

/// Why a vault does not do what it was asked. Foreign text in it is already harmless.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// VAULT-1: a key label was used before.
    #[error("VAULT-1: a key labelled '{label}' is already in vault '{vault}'")]
    LabelUsed {
        /// The label.
        label: String,
        /// The vault's label.
        vault: String,
    },
    /// VAULT-2: a key identifier was used before.
    #[error("VAULT-2: a key with identifier {id} is already in vault '{vault}'")]
    IdUsed {
        /// The identifier.
        id: KeyId,
        /// The vault's label.
        vault: String,
    },
    /// VAULT-3: a URI carries a PIN, or says where one is.
    #[error("VAULT-3: a vault URI never carries a PIN: '{attribute}' is refused")]
    PinInUri {
        /// The attribute.
        attribute: &'static str,
    },
    /// VAULT-4: a token would be made where a file is.
    #[error("VAULT-4: there is already something at {}", path.display())]
    TokenExists {
        /// Where.
        path: PathBuf,
    },
    /// VAULT-5: a PIN shorter than the embedded token takes.
    #[error("VAULT-5: a PIN of {found} octets: the embedded token wants at least {wanted}")]
    PinShort {
        /// Octets of the PIN.
        found: usize,
        /// Octets that are wanted.
        wanted: usize,
    },
    /// VAULT-6: others may read or write the token's file.
    #[error("VAULT-6: the token file {} is open to others (mode {mode:04o}); wanted 0600", path.display())]
    TokenOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// VAULT-7: a token for keys that are thrown away, where keys are kept.
    #[error(
        "VAULT-7: the PIN of vault '{vault}' is stretched as in rehearsals; a production station takes no such token"
    )]
    PinLight {
        /// The vault.
        vault: String,
    },
    /// A vault URI cannot be read.
    #[error("'{shown}' is not a vault URI: {what}")]
    Uri {
        /// What was given, made harmless.
        shown: String,
        /// What is wrong with it.
        what: String,
    },
    /// A label too long for a token (PKCS#11 gives it 32 octets).
    #[error("'{label}' is longer than the 32 octets a token label can have")]
    LabelLong {
        /// The label.
        label: String,
    },
    /// The module's file is not there or cannot be read.
    #[error("the PKCS#11 module {} cannot be read", path.display())]
    ModuleMissing {
        /// Where it should be.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The file is no PKCS#11 module.
    #[error("{} is not a PKCS#11 module", path.display())]
    NotAModule {
        /// The file.
        path: PathBuf,
        /// What loading it said.
        #[source]
        source: Pkcs11Error,
    },
    /// The module does not start.
    #[error("the PKCS#11 module {module} does not start")]
    ModuleFailed {
        /// The module.
        module: String,
        /// What it said.
        #[source]
        source: Pkcs11Error,
    },
    /// No token fits the URI.
    #[error("no token fits {wanted}; the module shows {present}")]
    TokenMissing {
        /// The URI.
        wanted: String,
        /// What tokens there are.
        present: String,
    },
    /// More than one token fits the URI.
    #[error("{count} tokens fit {wanted}: {present}")]
    TokenAmbiguous {
        /// The URI.
        wanted: String,
        /// How many.
        count: usize,
        /// Which.
        present: String,
    },
    /// The token at this place is another one.
    #[error("the token {found} is not the one wanted, {wanted}")]
    TokenOther {
        /// The URI.
        wanted: String,
        /// What was found.
        found: String,
    },
    /// Another process has the token.
    #[error("the token {} is in use by process {holder}", path.display())]
    TokenBusy {
        /// The token's file.
        path: PathBuf,
        /// The process that holds the lock, as it wrote itself down.
        holder: String,
    },
    /// The token's file cannot be opened or made.
    #[error("the token file {} cannot be {verb}", path.display())]
    TokenFile {
        /// The file.
        path: PathBuf,
        /// What was tried: `opened`, `made`, `locked`.
        verb: &'static str,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The token's file was removed or replaced while it was open.
    #[error("the token file {} was removed or replaced while it was in use", path.display())]
    TokenGone {
        /// The file.
        path: PathBuf,
    },
    /// The file is there, but it is not a token that was made here.
    #[error("{} is not an embedded token: {what}", path.display())]
    NotAToken {
        /// The file.
        path: PathBuf,
        /// What is missing.
        what: &'static str,
    },
    /// The library cannot read the file as a token.
    #[error("{} is not an embedded token", path.display())]
    TokenUnreadable {
        /// The file.
        path: PathBuf,
        /// What the library said.
        #[source]
        source: Pkcs11Error,
    },
    /// The PIN is wrong; the flags are those after the try.
    #[error("the PIN of vault '{vault}' is wrong; {}", flags.after_a_wrong_pin())]
    PinWrong {
        /// The vault's label.
        vault: String,
        /// What the token says now.
        flags: PinFlags,
    },
    /// The token does not take PINs any more.
    #[error("the PIN of vault '{vault}' is locked; nothing was tried")]
    PinLocked {
        /// The vault's label.
        vault: String,
    },
    /// The vault is open in this process already, so that a PIN would not be checked.
    #[error("vault '{vault}' is already open in this process")]
    AlreadyOpen {
        /// The vault's label.
        vault: String,
    },
    /// The key is not in the vault.
    #[error("there is no key {id} in vault '{vault}'")]
    KeyMissing {
        /// The identifier.
        id: KeyId,
        /// The vault's label.
        vault: String,
    },
    /// Only one half of a key pair is there: it was not made, or not destroyed, to the end.
    #[error("only the {half} half of key {id} is in vault '{vault}'")]
    KeyHalf {
        /// The identifier.
        id: KeyId,
        /// `public` or `private`.
        half: &'static str,
        /// The vault's label.
        vault: String,
    },
    /// Several keys have one identifier.
    #[error("{count} keys in vault '{vault}' have the identifier {id}")]
    KeyAmbiguous {
        /// The identifier.
        id: KeyId,
        /// How many.
        count: usize,
        /// The vault's label.
        vault: String,
    },
    /// Several public halves, and not one that the token made.
    #[error(
        "{count} public halves in vault '{vault}' have the identifier {id}, and the token made not one of them alone"
    )]
    PublicAmbiguous {
        /// The identifier, in hex.
        id: String,
        /// How many the token made.
        count: usize,
        /// The vault's label.
        vault: String,
    },
    /// The token cannot make such a key.
    #[error("vault '{vault}' does not make {spec} keys")]
    SpecUnsupported {
        /// The kind of key.
        spec: KeySpec,
        /// The vault's label.
        vault: String,
    },
    /// The token has no mechanism for the algorithm.
    #[error("vault '{vault}' has no mechanism for {algorithm} signatures")]
    AlgorithmUnsupported {
        /// The algorithm.
        algorithm: Algorithm,
        /// The vault's label.
        vault: String,
    },
    /// The token took an attribute and did not keep it.
    #[error("vault '{vault}' does not honour {attribute}: wanted {wanted}, the key says {found}")]
    NotHonoured {
        /// The attribute.
        attribute: &'static str,
        /// What was asked for.
        wanted: bool,
        /// What the key says.
        found: String,
        /// The vault's label.
        vault: String,
    },
    /// The token did something else than it was asked.
    #[error("vault '{vault}': {what}")]
    Token {
        /// The vault's label.
        vault: String,
        /// What was being done.
        what: &'static str,
        /// What the token said.
        #[source]
        source: Pkcs11Error,
    },
    /// What the token says about a key cannot be read.
    #[error("vault '{vault}': {what} cannot be read")]
    Unreadable {
        /// The vault's label.
        vault: String,
        /// What.
        what: &'static str,
    },
    /// A key is not backed up, or not brought back.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// There is no randomness to begin with.
    #[error("no randomness for a new token")]
    Entropy(#[from] EntropyError),
    /// A key or signature of the token does not stand up.
    #[error("the token's key or signature does not stand up")]
    Signer(#[from] SignerError),
    /// The cryptographic library failed where it never should.
    #[error("the cryptographic library failed")]
    Library(#[from] openssl::error::ErrorStack),
    /// A lock inside this process was left broken by a panic.
    #[error("a lock inside the program was left broken")]
    Poisoned,
}

impl Fail for VaultError {
    fn kind(&self) -> Fault {
        match self {
            VaultError::Backup(error) => error.kind(),
            _ if self.clause().is_some() => Fault::Refused,
            VaultError::Uri { .. } => Fault::Malformed,
            VaultError::LabelLong { .. } => Fault::Usage,
            VaultError::Library(_) | VaultError::Poisoned => Fault::Bug,
            _ => Fault::Device,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            VaultError::LabelUsed { .. } => "VAULT-1",
            VaultError::IdUsed { .. } => "VAULT-2",
            VaultError::PinInUri { .. } => "VAULT-3",
            VaultError::TokenExists { .. } => "VAULT-4",
            VaultError::PinShort { .. } => "VAULT-5",
            VaultError::TokenOpen { .. } => "VAULT-6",
            VaultError::PinLight { .. } => "VAULT-7",
            VaultError::Backup(error) => return error.clause(),
            _ => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            VaultError::LabelUsed { .. } => "choose another label; a label is never used twice in one vault".into(),
            VaultError::IdUsed { .. } => "propose the act again, so that a new identifier is drawn".into(),
            VaultError::PinInUri { .. } => "take the PIN out of the URI and use --pin-source".into(),
            VaultError::TokenExists { .. } => "choose another name, or take the old token away by hand".into(),
            VaultError::TokenOpen { path, .. } => format!("chmod 600 {}", path.display()),
            VaultError::PinLight { .. } => "bring back the token that was made with this station".into(),
            VaultError::ModuleMissing { .. } => {
                "install the token's software, or correct module-path in the vault's URI".into()
            }
            VaultError::NotAModule { .. } => "correct module-path in the vault's URI".into(),
            VaultError::ModuleFailed { .. } => "see the module's own documentation for its configuration".into(),
            VaultError::TokenMissing { .. } => "insert the token, or correct serial in the vault's URI".into(),
            VaultError::TokenAmbiguous { .. } => "add serial=… to the vault's URI".into(),
            VaultError::TokenOther { .. } => "bring back the token with the serial in the vault's URI".into(),
            VaultError::TokenBusy { .. } => "wait until the other process is done".into(),
            VaultError::TokenGone { .. } => "bring the file back, or restore the vault from its backup".into(),
            VaultError::KeyHalf { .. } => {
                "if nothing was ever signed with it, destroy what is left; else take the missing half from a backup"
                    .into()
            }
            VaultError::PublicAmbiguous { .. } => {
                "somebody put a public half beside it: find out who, and take that one away by the token's own software"
                    .into()
            }
            VaultError::PinWrong { flags, .. } if flags.locked => {
                "the vault must be restored from its backup into a new token".into()
            }
            VaultError::PinWrong { .. } => "look the PIN up before you try again; every wrong try counts".into(),
            VaultError::PinLocked { .. } => "the vault must be restored from its backup into a new token".into(),
            VaultError::Backup(error) => return error.hint(),
            _ => return None,
        })
    }
}
