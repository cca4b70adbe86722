//! PIV cards (NIST SP 800-73-4): the key an officer carries, by which decisions are signed at the station.
//!
//! * A [`Reader`] is a slot of the PC/SC service; [`readers`] lists them.
//! * A [`Card`] is the PIV application of the card in one reader. Everything is asked of it in
//!   conversations ([`Link::converse`]) that no other program can talk into; the application is selected at
//!   the beginning of each.
//! * A [`Slot`] holds one key and its certificate.
//! * A [`PivSigner`] is a slot as a [`crate::signer::Signer`]. The PIN is shown to the card right before each
//!   signature, once; a refused PIN is never shown a second time. Each signature is checked before it leaves.
//!
//! What goes over the wire is made and read by functions that touch no device; a [`Transmit`] carries it.
//! Without the cargo feature `piv` the room is the same and finds no reader: [`PivError::NotBuilt`].

mod apdu;
mod card;
mod error;
mod object;
#[cfg_attr(not(feature = "piv"), path = "no_reader.rs")]
mod reader;
mod sign;
mod slot;
mod status;

pub use apdu::{ANSWER_LIMIT, Transmit};
pub use card::{Card, CardIdentity, End, Link, PinTries, SlotFound, Talk};
pub use error::PivError;
pub use reader::readers;
pub use sign::{PivSigner, is_factory_pin};
pub use slot::Slot;
pub use status::Status;

/// A reader, as the PC/SC service names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Its name; foreign text.
    pub name: String,
    /// Whether a card is in it.
    pub has_card: bool,
}

/// The reader meant: the one named (its whole name, or a part that no other name has), or the only one
/// with a card in it.
///
/// Errors: `PIV-6` where several fit, `PIV-7` where there is no reader or no card.
fn choose<'r>(readers: &'r [Reader], wanted: Option<&str>) -> Result<&'r Reader, PivError> {
    if readers.is_empty() {
        return Err(PivError::NoReader);
    }
    let named: Vec<&Reader> = match wanted {
        None => readers.iter().filter(|r| r.has_card).collect(),
        Some(wanted) => match readers.iter().find(|r| r.name == wanted) {
            Some(exact) => vec![exact],
            None => readers.iter().filter(|r| r.name.contains(wanted)).collect(),
        },
    };
    let names = |of: &mut dyn Iterator<Item = &Reader>| {
        of.map(|r| format!("'{}'", crate::safe::line(&r.name, 80))).collect::<Vec<_>>().join(", ")
    };
    match (named.as_slice(), wanted) {
        ([reader], _) if reader.has_card => Ok(reader),
        ([reader], _) => Err(PivError::NoCard { readers: names(&mut [*reader].into_iter()) }),
        ([], None) => Err(PivError::NoCard { readers: names(&mut readers.iter()) }),
        ([], Some(wanted)) => {
            Err(PivError::ReaderMissing { wanted: crate::safe::line(wanted, 80), present: names(&mut readers.iter()) })
        }
        (several, _) => Err(PivError::Several { readers: names(&mut several.iter().copied()) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail as _;

    fn reader(name: &str, has_card: bool) -> Reader {
        Reader { name: name.into(), has_card }
    }

    #[test]
    fn the_only_card_is_taken_and_a_name_or_its_part_settles_the_rest() {
        let two = [reader("Yubico YubiKey 00 00", true), reader("Desk reader 01 00", false)];
        assert_eq!(choose(&two, None).unwrap(), &two[0]);
        assert_eq!(choose(&two, Some("YubiKey")).unwrap(), &two[0]);
        let both = [reader("Desk", true), reader("Desk reader", true)];
        assert_eq!(choose(&both, Some("Desk")).unwrap(), &both[0], "the whole name goes before a part");
        assert_eq!(choose(&both, Some("reader")).unwrap(), &both[1]);
    }

    #[test]
    fn no_reader_no_card_two_cards_and_a_strange_name_are_refused() {
        let clause = |readers: &[Reader], wanted| choose(readers, wanted).unwrap_err().clause();
        assert_eq!(clause(&[], None), Some("PIV-7"));
        assert_eq!(clause(&[], Some("Desk")), Some("PIV-7"));
        assert_eq!(clause(&[reader("Desk", false)], None), Some("PIV-7"));
        assert_eq!(clause(&[reader("Desk", false), reader("Door", true)], Some("Desk")), Some("PIV-7"));
        assert_eq!(clause(&[reader("Desk", true), reader("Door", true)], None), Some("PIV-6"));
        assert_eq!(clause(&[reader("Desk", true), reader("Door", true)], Some("D")), Some("PIV-6"));
        let missing = choose(&[reader("De\u{202e}sk", true)], Some("Attic")).unwrap_err();
        assert_eq!(missing.to_string(), r"there is no reader 'Attic'; there is 'De\u{202e}sk'");
    }
}
