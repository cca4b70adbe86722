//! `chancery vault cards`: the readers, and the PIV cards by which officers sign.

use chancery::digest::Digest;
use chancery::fault::Fail as _;
use chancery::pki::certificate::Certificate;
use chancery::station::piv::{self, Card, PinTries, PivError, Reader, SlotFound};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Page, Report};

/// List the readers and the PIV cards in them
///
/// List the readers and the PIV cards in them: the card's number, how many tries at its PIN are left, and each slot that
/// holds a certificate. No PIN is asked for or tried, and no station is needed. Refuses PIV-7 where there is no reader.
#[derive(Debug, clap::Args)]
pub struct Args {}

pub const EXAMPLES: &[Example] =
    &[Example::new("List the cards; here no smart card service runs", "chancery vault cards").ends(5)];

/// The readers.
#[derive(Debug, Serialize)]
pub struct Cards {
    readers: Vec<InReader>,
}

#[derive(Debug, Serialize)]
struct InReader {
    reader: String,
    card: Option<Shown>,
    /// Why there is no card to show.
    problem: Option<String>,
}

#[derive(Debug, Serialize)]
struct Shown {
    name: String,
    serial: Option<u32>,
    guid: Option<String>,
    pin_tries_left: Option<u8>,
    pin: String,
    slots: Vec<Slot>,
}

#[derive(Debug, Serialize)]
struct Slot {
    slot: String,
    purpose: &'static str,
    subject: Option<String>,
    key: Option<String>,
    certificate: Option<String>,
    /// Why the certificate cannot be read.
    problem: Option<String>,
}

impl Report for Cards {
    const SCHEMA: &'static str = "chancery/vault.cards@1";

    fn human(&self, page: &mut Page) {
        for found in &self.readers {
            page.heading(&found.reader);
            if let Some(problem) = &found.problem {
                page.line(problem);
            }
            let Some(card) = &found.card else { continue };
            page.field("Card", &card.name).field("PIN", &card.pin);
            let rows = card.slots.iter().map(|slot| {
                let text = |field: &Option<String>| field.clone().unwrap_or_default();
                let subject = slot.problem.clone().unwrap_or_else(|| text(&slot.subject));
                [format!("{} {}", slot.slot, slot.purpose), subject, text(&slot.key), text(&slot.certificate)]
            });
            page.table(&["Slot", "Subject", "Key", "SHA-256"], rows);
        }
    }
}

pub fn run(_: Args, _: &Context) -> Result<Cards, Failure> {
    let readers = piv::readers()?;
    if readers.is_empty() {
        return Err(PivError::NoReader.into());
    }
    Ok(Cards { readers: readers.into_iter().map(in_reader).collect() })
}

fn in_reader(reader: Reader) -> InReader {
    let (card, problem) = match reader.has_card.then(|| shown(&reader.name)) {
        None => (None, Some("no card".to_owned())),
        Some(Ok(card)) => (Some(card), None),
        Some(Err(error)) => (None, Some(format!("{}: {error}", error.kind()))),
    };
    InReader { reader: reader.name, card, problem }
}

fn shown(reader: &str) -> Result<Shown, PivError> {
    let card = Card::open(Some(reader))?;
    let identity = card.identity()?;
    let tries = card.pin_tries()?;
    Ok(Shown {
        name: identity.to_string(),
        serial: identity.serial,
        guid: identity.guid.map(hex::encode),
        pin_tries_left: match tries {
            PinTries::Left(tries) => Some(tries),
            PinTries::Blocked => Some(0),
            PinTries::Unsaid => None,
        },
        pin: tries.to_string(),
        slots: card.slots()?.into_iter().map(slot).collect(),
    })
}

fn slot(found: SlotFound) -> Slot {
    let mut slot = Slot {
        slot: found.slot.to_string(),
        purpose: found.slot.purpose(),
        subject: None,
        key: None,
        certificate: None,
        problem: None,
    };
    match found.certificate {
        Err(error) => slot.problem = Some(error.to_string()),
        Ok(der) => {
            slot.certificate = Some(Digest::of(&der).to_string());
            match Certificate::parse(&der) {
                Err(error) => slot.problem = Some(error.to_string()),
                Ok(certificate) => {
                    slot.subject = Some(certificate.subject.to_string());
                    slot.key = certificate.public_key().ok().map(|key| key.kind().to_string());
                }
            }
        }
    }
    slot
}
