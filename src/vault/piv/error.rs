//! Why a card does not do what it was asked.

use std::error::Error;

use super::card::PinTries;
use super::slot::Slot;
use super::status::Status;
use crate::asn1::Asn1Error;
use crate::fault::{Fail, Fault};
use crate::signer::SignerError;

/// Why a card does not do what it was asked. Foreign text in it is already harmless.
#[derive(Debug, thiserror::Error)]
pub enum PivError {
    /// PIV-1: the card refused the PIN.
    #[error("PIV-1: the PIN of the card is wrong; {tries}")]
    PinWrong {
        /// What is left now.
        tries: PinTries,
    },
    /// PIV-2: the card takes no PIN any more.
    #[error("PIV-2: the PIN of the card is blocked; nothing was tried")]
    PinBlocked,
    /// PIV-3: what was given can be no PIV PIN, so it was not shown to the card.
    #[error("PIV-3: a PIV PIN has 6 to 8 octets, this one {octets}; nothing was tried")]
    PinForm {
        /// How many octets it has.
        octets: usize,
    },
    /// PIV-4: the slot is empty.
    #[error("PIV-4: there is no certificate in slot {slot} of the card")]
    NoCertificate {
        /// The slot.
        slot: Slot,
    },
    /// PIV-5: the signature does not fit the certificate.
    #[error("PIV-5: what slot {slot} signs does not verify under its certificate: its key is another one")]
    KeyOther {
        /// The slot.
        slot: Slot,
    },
    /// PIV-6: several readers fit, and none was named.
    #[error("PIV-6: several readers fit: {readers}")]
    Several {
        /// Their names.
        readers: String,
    },
    /// PIV-7: no reader is attached.
    #[error("PIV-7: no smart card reader is attached")]
    NoReader,
    /// PIV-7: no card is in a reader.
    #[error("PIV-7: there is no card in {readers}")]
    NoCard {
        /// The readers.
        readers: String,
    },
    /// PIV-8: a kind of key that signs nothing here.
    #[error("PIV-8: slot {slot} holds an {key} key; officers sign with P-256, P-384 or RSA-2048")]
    KeyUnsupported {
        /// The slot.
        slot: Slot,
        /// The kind of key.
        key: String,
    },
    /// PIV-9: the certificate is stored compressed.
    #[error("PIV-9: the certificate in slot {slot} is stored compressed, and is not unpacked here")]
    Compressed {
        /// The slot.
        slot: Slot,
    },
    /// PIV-10: the certificate in the slot is no longer the one that was read; the PIN was not shown.
    #[error("PIV-10: slot {slot} holds another certificate than before: this is another card; nothing was signed")]
    CardOther {
        /// The slot.
        slot: Slot,
    },
    /// PIV-11: the card refused this PIN before.
    #[error("PIV-11: the card refused this PIN before; it is not tried again")]
    PinRefusedBefore,
    /// Text that names no slot.
    #[error("'{shown}' is not a slot of a PIV card: 9A, 9C, 9D, 9E or 82 to 95")]
    NoSuchSlot {
        /// What was given, made harmless.
        shown: String,
    },
    /// The reader that was named is not there.
    #[error("there is no reader '{wanted}'; there is {present}")]
    ReaderMissing {
        /// The name.
        wanted: String,
        /// What there is.
        present: String,
    },
    /// The card has no PIV application.
    #[error("the card in '{reader}' has no PIV application")]
    NotPiv {
        /// The reader.
        reader: String,
    },
    /// The card said no.
    #[error("the card answered {command} with {status}")]
    Status {
        /// The command.
        command: &'static str,
        /// What it answered.
        status: Status,
    },
    /// The card's answer cannot be read.
    #[error("the card's answer to {command} cannot be read: {what}")]
    Malformed {
        /// The command.
        command: &'static str,
        /// What is wrong.
        what: &'static str,
    },
    /// The card's answer is no well-formed object.
    #[error("the card's answer to {command} cannot be read")]
    Unreadable {
        /// The command.
        command: &'static str,
        /// Where and why.
        #[source]
        source: Asn1Error,
    },
    /// The card's answer has no end.
    #[error("the card's answer to {command} is longer than a PIV card has to say")]
    AnswerLong {
        /// The command.
        command: &'static str,
    },
    /// The certificate in a slot cannot be read.
    #[error("the certificate in slot {slot} cannot be read")]
    Certificate {
        /// The slot.
        slot: Slot,
        /// Where and why.
        #[source]
        source: Asn1Error,
    },
    /// The card was taken out, or says nothing more.
    #[error("the card was taken out, or no longer answers")]
    CardRemoved,
    /// The card was reset by another program in the middle.
    #[error("the card was reset by another program in the middle")]
    CardReset,
    /// The reader is no longer there.
    #[error("the reader is no longer there")]
    ReaderGone,
    /// Another program holds the card for itself.
    #[error("another program holds the card for itself")]
    InUse,
    /// There is no PC/SC service.
    #[error("the smart card service does not run")]
    NoService,
    /// The service or the reader failed otherwise.
    #[error("the smart card service failed: {what}")]
    Service {
        /// What it said.
        what: String,
    },
    /// This program was built without the feature `piv`.
    #[error("this build has no PIV: it was made without the feature 'piv'")]
    NotBuilt,
    /// A key or signature cannot be used.
    #[error("the card's key cannot be used")]
    Signer(#[from] SignerError),
}

impl PivError {
    /// The error of a card behind another one: a [`SignerError`] holds it as its source, and whatever wraps that.
    pub fn behind<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e PivError> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(found) = error.downcast_ref::<PivError>() {
                return Some(found);
            }
            next = error.source();
        }
        None
    }

    /// Whether the card has said something about one object alone, so that others can still be asked for.
    pub(super) fn is_of_one_object(&self) -> bool {
        matches!(
            self,
            PivError::Compressed { .. }
                | PivError::Certificate { .. }
                | PivError::Unreadable { .. }
                | PivError::Malformed { .. }
                | PivError::AnswerLong { .. }
                | PivError::Status { .. }
        )
    }
}

impl Fail for PivError {
    fn kind(&self) -> Fault {
        match self {
            PivError::NoSuchSlot { .. } => Fault::Usage,
            PivError::Signer(error) => error.kind(),
            _ => Fault::Device,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            PivError::PinWrong { .. } => "PIV-1",
            PivError::PinBlocked => "PIV-2",
            PivError::PinForm { .. } => "PIV-3",
            PivError::NoCertificate { .. } => "PIV-4",
            PivError::KeyOther { .. } => "PIV-5",
            PivError::Several { .. } => "PIV-6",
            PivError::NoReader | PivError::NoCard { .. } => "PIV-7",
            PivError::KeyUnsupported { .. } => "PIV-8",
            PivError::Compressed { .. } => "PIV-9",
            PivError::CardOther { .. } => "PIV-10",
            PivError::PinRefusedBefore => "PIV-11",
            _ => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            PivError::PinWrong { tries: PinTries::Blocked } | PivError::PinBlocked => {
                "unblock the PIN with the card's PUK, by the tool of its maker".into()
            }
            PivError::PinWrong { .. } | PivError::PinRefusedBefore => {
                "look the PIN up before you try again; every wrong try counts".into()
            }
            PivError::PinForm { .. } => "give the PIN of the card's PIV application".into(),
            PivError::NoCertificate { .. } => {
                "name a slot that has a certificate; 'chancery vault cards' lists them".into()
            }
            PivError::KeyOther { .. } => "put the certificate of the slot's own key on the card".into(),
            PivError::Several { .. } => "name the reader, or take the other cards out".into(),
            PivError::NoReader => "attach a reader, or a key that is one, such as a YubiKey".into(),
            PivError::NoCard { .. } | PivError::CardRemoved => "put the card in and leave it until the end".into(),
            PivError::KeyUnsupported { .. } => "choose a slot with such a key".into(),
            PivError::Compressed { .. } => "write the certificate to the card without compression".into(),
            PivError::CardOther { .. } => "begin again with one card, and leave it until the end".into(),
            PivError::ReaderMissing { .. } => "'chancery vault cards' lists the readers".into(),
            PivError::NotPiv { .. } => "take a card with a PIV application, or switch it on".into(),
            PivError::InUse => "stop the other program; for GnuPG: gpgconf --kill scdaemon".into(),
            PivError::CardReset => "begin again, with no other program at the card".into(),
            PivError::NoService => "install and start pcscd".into(),
            PivError::NotBuilt => "take a build with the feature 'piv', or sign with 'openssl cms' elsewhere".into(),
            _ => return None,
        })
    }
}
