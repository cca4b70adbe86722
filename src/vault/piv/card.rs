//! The PIV application of a card: what it says of itself, its certificates, its PIN.

use std::fmt;

use super::apdu::{Answer, Command, Transmit, exchange};
use super::error::PivError;
use super::object::{self, GET_DATA};
use super::slot::Slot;
use super::status::Status;
use super::{choose, reader, readers};
use crate::safe;
use crate::secret::Secret;

/// The PIV application (SP 800-73-4 part 1, 2.2), of any version.
const APPLICATION: [u8; 9] = [0xa0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00];
/// The card holder unique identifier.
const CHUID: [u8; 3] = [0x5f, 0xc1, 0x02];
/// The key reference of the application's PIN.
const PIN: u8 = 0x80;
/// How long a PIN is on its way to the card, in octets.
const PIN_LENGTH: usize = 8;
const VERIFY: &str = "VERIFY";

/// In what state a card is left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// As it is.
    Leave,
    /// Reset, so that no other program uses what the PIN opened.
    Reset,
}

/// The way to a card.
pub trait Link {
    /// One conversation, which no other program can talk into.
    fn converse(&self, end: End, talk: &mut Talk<'_>) -> Result<(), PivError>;
}

/// What is said in a conversation.
pub type Talk<'t> = dyn FnMut(&mut dyn Transmit) -> Result<(), PivError> + 't;

/// How often a wrong PIN can still be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinTries {
    /// So often.
    Left(u8),
    /// Never: the PIN is blocked.
    Blocked,
    /// The card does not say.
    Unsaid,
}

impl fmt::Display for PinTries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PinTries::Left(1) => f.write_str("1 try is left, the last before the PIN is blocked"),
            PinTries::Left(tries) => write!(f, "{tries} tries are left"),
            PinTries::Blocked => f.write_str("the PIN is blocked"),
            PinTries::Unsaid => f.write_str("the card does not say how many tries are left"),
        }
    }
}

impl PinTries {
    /// Out of the status of a VERIFY that did not succeed; `None` where it says something else.
    fn of(status: Status) -> Option<PinTries> {
        match status {
            Status::BLOCKED => Some(PinTries::Blocked),
            Status(0x6300) => Some(PinTries::Unsaid),
            status => status.tries().map(|tries| if tries == 0 { PinTries::Blocked } else { PinTries::Left(tries) }),
        }
    }
}

/// What a card says of itself. Each part is the card's own word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardIdentity {
    /// The GUID of its CHUID.
    pub guid: Option<[u8; 16]>,
    /// The serial number, where it is a YubiKey.
    pub serial: Option<u32>,
}

impl fmt::Display for CardIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.serial, self.guid) {
            (Some(serial), _) => write!(f, "serial number {serial}"),
            (None, Some(guid)) => write!(f, "GUID {}", hex::encode(guid)),
            (None, None) => f.write_str("a card without a name"),
        }
    }
}

/// A slot that holds something.
#[derive(Debug)]
pub struct SlotFound {
    /// The slot.
    pub slot: Slot,
    /// Its certificate, DER, or why it cannot be read.
    pub certificate: Result<Vec<u8>, PivError>,
}

/// The PIV application of the card in a reader.
pub struct Card {
    pub(super) link: Box<dyn Link>,
    reader: String,
}

impl Card {
    /// The card in the reader with this name (or this part of a name), or the only card there is.
    ///
    /// Errors: `PIV-6` where several cards are in and none is named, `PIV-7` where there is none.
    pub fn open(wanted: Option<&str>) -> Result<Card, PivError> {
        let readers = readers()?;
        let chosen = choose(&readers, wanted)?;
        Card::over(reader::link(&chosen.name)?, &chosen.name)
    }

    /// The card at the end of a link; `reader` is what it is called in messages.
    pub fn over(link: Box<dyn Link>, reader: &str) -> Result<Card, PivError> {
        let card = Card { link, reader: safe::line(reader, 80) };
        card.converse(End::Leave, &mut |_| Ok(()))?;
        Ok(card)
    }

    /// The name of its reader, made harmless.
    pub fn reader(&self) -> &str {
        &self.reader
    }

    /// What the card says of itself.
    pub fn identity(&self) -> Result<CardIdentity, PivError> {
        let mut identity = CardIdentity { guid: None, serial: None };
        self.converse(End::Leave, &mut |talk| {
            let chuid = get_data(talk, &CHUID)?;
            if chuid.status == Status::DONE {
                identity.guid = object::guid(&chuid.data).ok().flatten();
            }
            // YubiKeys alone know GET SERIAL; others say so.
            let serial = exchange(talk, &command("GET SERIAL", 0xf8, [0, 0], Secret::new(Vec::new()), true))?;
            if serial.status == Status::DONE {
                identity.serial = serial.data.try_into().ok().map(u32::from_be_bytes);
            }
            Ok(())
        })?;
        Ok(identity)
    }

    /// How many wrong PINs the card would still take. Uses no try up.
    pub fn pin_tries(&self) -> Result<PinTries, PivError> {
        let mut tries = PinTries::Unsaid;
        self.converse(End::Leave, &mut |talk| {
            tries = pin_tries(talk)?;
            Ok(())
        })?;
        Ok(tries)
    }

    /// Every slot that holds something, and its certificate (DER) or why it cannot be read. One bad
    /// certificate does not hide the others.
    pub fn slots(&self) -> Result<Vec<SlotFound>, PivError> {
        let mut found = Vec::new();
        self.converse(End::Leave, &mut |talk| {
            for slot in Slot::all() {
                match certificate(talk, slot) {
                    Ok(None) => {}
                    Ok(Some(der)) => found.push(SlotFound { slot, certificate: Ok(der) }),
                    Err(error) if error.is_of_one_object() => found.push(SlotFound { slot, certificate: Err(error) }),
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The slots whose certificates can be read, with these (DER).
    pub fn certificates(&self) -> Result<Vec<(Slot, Vec<u8>)>, PivError> {
        let readable = |found: SlotFound| Some((found.slot, found.certificate.ok()?));
        Ok(self.slots()?.into_iter().filter_map(readable).collect())
    }

    /// The certificate in a slot, DER.
    ///
    /// Errors: `PIV-4` where there is none, `PIV-9` where it is compressed.
    pub fn certificate(&self, slot: Slot) -> Result<Vec<u8>, PivError> {
        let mut found = None;
        self.converse(End::Leave, &mut |talk| {
            found = certificate(talk, slot)?;
            Ok(())
        })?;
        found.ok_or(PivError::NoCertificate { slot })
    }

    /// A conversation with the PIV application.
    pub(super) fn converse(&self, end: End, talk: &mut Talk<'_>) -> Result<(), PivError> {
        self.link.converse(end, &mut |link| {
            let select = command("SELECT", 0xa4, [0x04, 0x00], Secret::new(APPLICATION.to_vec()), true);
            match exchange(link, &select)?.status {
                Status::DONE => talk(link),
                Status::NOT_FOUND | Status(0x6a81) => Err(PivError::NotPiv { reader: self.reader.clone() }),
                status => Err(PivError::Status { command: select.name, status }),
            }
        })
    }
}

pub(super) fn command(
    name: &'static str,
    instruction: u8,
    parameters: [u8; 2],
    data: Secret,
    answers: bool,
) -> Command {
    Command { name, instruction, parameters, data, answers }
}

fn get_data(talk: &mut dyn Transmit, tag: &[u8; 3]) -> Result<Answer, PivError> {
    let [a, b, c] = *tag;
    exchange(talk, &command(GET_DATA, 0xcb, [0x3f, 0xff], Secret::new(vec![0x5c, 3, a, b, c]), true))
}

/// The certificate in a slot; `None` where there is none.
pub(super) fn certificate(talk: &mut dyn Transmit, slot: Slot) -> Result<Option<Vec<u8>>, PivError> {
    let answer = get_data(talk, &slot.object())?;
    match answer.status {
        Status::NOT_FOUND => Ok(None),
        _ => object::certificate(&answer.done(GET_DATA)?, slot),
    }
}

/// Asks for the tries that are left, with a VERIFY that carries no PIN.
pub(super) fn pin_tries(talk: &mut dyn Transmit) -> Result<PinTries, PivError> {
    let status = exchange(talk, &command(VERIFY, 0x20, [0x00, PIN], Secret::new(Vec::new()), false))?.status;
    match (PinTries::of(status), status) {
        (Some(tries), _) => Ok(tries),
        // Already given, to another program; or a card that cannot be asked.
        (None, Status::DONE | Status(0x6700)) => Ok(PinTries::Unsaid),
        (None, status) => Err(PivError::Status { command: VERIFY, status }),
    }
}

/// Shows the card a PIN, once.
pub(super) fn verify(talk: &mut dyn Transmit, pin: &Secret) -> Result<(), PivError> {
    let given = pin.expose();
    if !(6..=PIN_LENGTH).contains(&given.len()) {
        return Err(PivError::PinForm { octets: given.len() });
    }
    let mut padded = vec![0xff; PIN_LENGTH];
    padded.iter_mut().zip(given).for_each(|(to, from)| *to = *from);
    let status = exchange(talk, &command(VERIFY, 0x20, [0x00, PIN], Secret::new(padded), false))?.status;
    match (status, PinTries::of(status)) {
        (Status::DONE, _) => Ok(()),
        (_, Some(tries)) => Err(PivError::PinWrong { tries }),
        (status, None) => Err(PivError::Status { command: VERIFY, status }),
    }
}
