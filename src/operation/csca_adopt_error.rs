//! Why a CSCA that exists is not taken over.

use crate::digest::Digest;
use crate::fault::{Fail, Fault};
use crate::icao::inventory::InventoryError;
use crate::safe::Label;

use super::csca_adopt_found::Open;

/// Why a CSCA is not taken over, and what somebody has to accept by name before it is.
#[derive(Clone, Debug, thiserror::Error)]
pub enum AdoptError {
    /// The root is not one, not in force, or of another state.
    #[error("ADOPT-1: the root {what}; wanted a CSCA's certificate of this state, in force, that its own key signed")]
    NotARoot {
        /// What it is.
        what: String,
    },
    /// The vault has another key, or none.
    #[error("ADOPT-2: key {id} of vault '{vault}' {found}; wanted the key of the root")]
    OtherKey {
        /// By what the key is found.
        id: String,
        /// The vault.
        vault: Label,
        /// What was found.
        found: &'static str,
    },
    /// A certificate that the key did not sign.
    #[error("ADOPT-3: certificate {certificate} {what}; wanted one that the key of the root signed, or a link to it")]
    NotIssued {
        /// Its digest.
        certificate: Digest,
        /// What is wrong.
        what: String,
    },
    /// One serial number for two certificates.
    #[error("ADOPT-4: serial number {serial} {what}; wanted each number once")]
    SerialTwice {
        /// The number.
        serial: String,
        /// Where it stands.
        what: String,
    },
    /// The list is not the key's.
    #[error("ADOPT-5: the revocation list {what}; wanted the last one that the key of the root signed")]
    NotItsList {
        /// What is wrong.
        what: String,
    },
    /// The number of the list and what is claimed of it do not agree.
    #[error("ADOPT-6: the list has number {found}, and numbers up to {floor} were taken; wanted the last list")]
    NumberBelow {
        /// The number on the list.
        found: u64,
        /// What was claimed.
        floor: u64,
    },
    /// A certificate of another mode.
    #[error("ADOPT-7: certificate {certificate} {}", if *marked { "is marked as a rehearsal's, and the station does not rehearse" } else { "is not marked as a rehearsal's, and the station rehearses" })]
    OtherMode {
        /// Its digest.
        certificate: Digest,
        /// Whether it is marked.
        marked: bool,
    },
    /// Findings that nobody accepted.
    #[error("ADOPT-8: findings that were not accepted by name: {rules}")]
    NotAccepted {
        /// The ids of the rules.
        rules: String,
        /// What each of them found, one below the other.
        #[source]
        found: Option<Box<Open>>,
    },
    /// Accepted, and not there.
    #[error("ADOPT-9: accepted by name, but nothing is found by: {rules}")]
    NotFound {
        /// The ids.
        rules: String,
    },
    /// A key that follows one of the station's, without the link that says so.
    #[error("ADOPT-10: no link to the key of the root is among the certificates; wanted the one that {} signed", key.as_ref().map_or_else(|| "the key before it".to_owned(), |key| format!("key '{key}'")))]
    NoLink {
        /// The key that it is to follow.
        key: Option<Label>,
    },
    /// A CSCA beside the one that the station has.
    #[error(
        "ADOPT-10: this station has a CSCA, whose newest key is '{own}', and no link leads from it to the key of the root"
    )]
    Beside {
        /// Its newest key.
        own: Label,
    },
    /// A key that can leave its vault.
    #[error("ADOPT-11: key '{key}' can leave its vault, or the vault does not say that it cannot")]
    Extractable {
        /// The key's name here.
        key: Label,
    },
    /// A key that was outside its vault.
    #[error("ADOPT-12: key '{key}' was not made in its vault or could leave it once; copies may be elsewhere")]
    WasOutside {
        /// The key's name here.
        key: Label,
    },
    /// No last list, or one that another must have followed.
    #[error("ADOPT-13: the last revocation list {what}; what was revoked since is not known here")]
    ListOld {
        /// What is known of it.
        what: String,
    },
    /// A key that is here.
    #[error("ADOPT-14: the key of the root is here already, as '{key}'")]
    KnownKey {
        /// Its name.
        key: Label,
    },
    /// A revocation that is on no list.
    #[error(
        "ADOPT-15: serial number {serial} is revoked by the inventory and stands on no revocation list; wanted the last list, that has it"
    )]
    NotListed {
        /// The number.
        serial: String,
    },
    /// Serial numbers up to where ours end.
    #[error(
        "ADOPT-16: serial numbers up to {highest} were taken, and none with 64 random bits is above it in 20 octets; those that follow are drawn at random, and never one that was taken"
    )]
    NoRoom {
        /// The greatest, in hex.
        highest: String,
    },
    /// The inventory cannot be read.
    #[error(transparent)]
    Inventory(#[from] InventoryError),
}

impl Fail for AdoptError {
    fn kind(&self) -> Fault {
        match self {
            AdoptError::Inventory(error) => error.kind(),
            _ => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            AdoptError::NotARoot { .. } => "ADOPT-1",
            AdoptError::OtherKey { .. } => "ADOPT-2",
            AdoptError::NotIssued { .. } => "ADOPT-3",
            AdoptError::SerialTwice { .. } => "ADOPT-4",
            AdoptError::NotItsList { .. } => "ADOPT-5",
            AdoptError::NumberBelow { .. } => "ADOPT-6",
            AdoptError::OtherMode { .. } => "ADOPT-7",
            AdoptError::NotAccepted { .. } => "ADOPT-8",
            AdoptError::NotFound { .. } => "ADOPT-9",
            AdoptError::NoLink { .. } | AdoptError::Beside { .. } => "ADOPT-10",
            AdoptError::Extractable { .. } => "ADOPT-11",
            AdoptError::WasOutside { .. } => "ADOPT-12",
            AdoptError::ListOld { .. } => "ADOPT-13",
            AdoptError::KnownKey { .. } => "ADOPT-14",
            AdoptError::NotListed { .. } => "ADOPT-15",
            AdoptError::NoRoom { .. } => "ADOPT-16",
            AdoptError::Inventory(_) => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            AdoptError::NotARoot { .. } => "see what it is with 'chancery cert show'".into(),
            AdoptError::OtherKey { .. } => "see what is there with 'pkcs11-tool --login --list-objects', and give its ID with '--key-id'".into(),
            AdoptError::NotIssued { .. } => {
                "leave it out, or name its serial number in the inventory where the key that signed it is gone".into()
            }
            AdoptError::SerialTwice { .. } => "find out which certificate has the number before anything is adopted".into(),
            AdoptError::NotItsList { .. } | AdoptError::NumberBelow { .. } | AdoptError::NotListed { .. } => {
                "give the newest list with '--crl'; 'chancery crl show' says its number and what is on it".into()
            }
            AdoptError::OtherMode { .. } => "rehearsals and production never mix; adopt it in a station of its own mode".into(),
            AdoptError::NotAccepted { .. } => {
                "what exists cannot be mended: read 'chancery lint explain RULE' and 'chancery cert lint FILE --issuer ROOT', then accept \
                 each rule by its name with '--accept RULE'"
                    .into()
            }
            AdoptError::NotFound { .. } => "accept what is found and no more: leave these away".into(),
            AdoptError::NoLink { .. } => "give the link with '--certificate'".into(),
            AdoptError::Beside { .. } => {
                "give the link with '--certificate' and '--after KEY'; or accept with '--accept ADOPT-10'".into()
            }
            AdoptError::Extractable { .. } => {
                "lock it with 'chancery key lock' once it is adopted; accept until then with '--accept ADOPT-11'".into()
            }
            AdoptError::WasOutside { .. } => "plan a rollover to a key made here; accept with '--accept ADOPT-12'".into(),
            AdoptError::ListOld { .. } => {
                "give the last list with '--crl'; where it is lost, its number with '--last-number', and accept with '--accept ADOPT-13'".into()
            }
            AdoptError::KnownKey { .. } => "see 'chancery key list'; nothing is left to adopt".into(),
            AdoptError::NoRoom { .. } => {
                "look whether this number was ever given to a certificate; accept with '--accept ADOPT-16'".into()
            }
            AdoptError::Inventory(error) => return error.hint(),
        })
    }
}
