//! Signing with an officer's PIV card.

use chancery::mode::Mode;
use chancery::safe::Label;
use chancery::station::piv::{Card, PinTries, PivError, Slot};
use chancery::station::sign_detached;

use crate::frame::{Context, Failure, PinRequest, Purpose};

/// By this name the card's PIN is asked for: `--pin-source card=fd:3`.
const CARD: &str = "card";

/// A detached CMS signature by the card over these octets. The PIN is shown to the card once.
pub fn sign(context: &Context, text: &[u8], mode: Mode, reader: Option<&str>, slot: Slot) -> Result<Vec<u8>, Failure> {
    let card = Card::open(reader)?;
    let tries = card.pin_tries()?;
    let identity = card.identity()?;
    let (card_is, told) = (identity.to_string(), format!("{identity}; {tries}"));
    if matches!(tries, PinTries::Blocked) {
        context.terminal().warn(&told);
    } else {
        context.terminal().note(&told);
    }
    let name: Label = CARD.parse()?;
    let request = PinRequest {
        vault: &name,
        mode,
        unattended: false,
        flags: Some(&told),
        chosen: false,
        shares: None,
        own: Some(&card_is),
    };
    let pin = context.pin(&request)?;
    let signer = card.signer(slot, &pin)?;
    if signer.has_factory_pin() {
        context.terminal().warn("the card still has the PIN it left the factory with: change it");
    }
    let time = context.clock(Purpose::Acting(mode), 0)?.read()?.time;
    let signed = sign_detached(&signer, signer.certificate(), text, time);
    signed.map_err(|error| match PivError::behind(&error) {
        Some(below) => Failure::of(below),
        None => error.into(),
    })
}
