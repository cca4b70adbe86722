//! Sets and cards for the tests of this module.

use super::{Card, ShareSaid, SharesSaid, share_check};
use crate::clock::Time;
use crate::digest::Digest;
use crate::entropy::{Mixer, OperatingSystem};
use crate::fault::Fail;
use crate::keys::SetId;
use crate::mode::{Identity, Mode};
use crate::safe::Label;
use crate::secret::Secret;
use crate::share::{Exponent, Form, Members, Passphrase, Scheme, Share, split};

pub(in super::super) const SET: SetId = SetId::of([0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6, 0x07, 0x18]);

/// A fresh set of a secret of so many octets.
pub(in super::super) fn dealt(wanted: u8, of: u8, octets: usize) -> Vec<Share> {
    let mut entropy = Mixer::new(vec![Box::new(OperatingSystem)]);
    let scheme = Scheme::single(Members::new(wanted, of).unwrap());
    let form = Form { extendable: true, exponent: Exponent::new(0).unwrap() };
    split(&Secret::new(vec![7; octets]), &Passphrase::none(), &scheme, form, &mut entropy).unwrap()
}

/// Another set of the same kind. Once in 32,768 times two sets have one number, and are told apart by their check alone.
pub(in super::super) fn others(shares: &[Share]) -> Vec<Share> {
    let number = |shares: &[Share]| shares[0].head().set.identifier;
    loop {
        let other = dealt(2, 3, 32);
        if number(&other) != number(shares) {
            return other;
        }
    }
}

/// What the set says of these shares.
pub(in super::super) fn said_of(shares: &[Share]) -> SharesSaid {
    let each = shares.iter().map(|share| {
        let number = share.head().member;
        let keeper = format!("keeper-{number}").parse().unwrap();
        ShareSaid { number, keeper, check: share_check(SET, number, share) }
    });
    let head = shares[0].head();
    SharesSaid {
        identifier: head.set.identifier.number(),
        threshold: head.member_threshold,
        of: u8::try_from(shares.len()).unwrap(),
        each: each.collect(),
    }
}

/// A station in this mode.
pub(in super::super) fn station(name: &str, mode: Mode) -> Identity {
    Identity { station: name.parse().unwrap(), mode, epoch: 3 }
}

/// A card of this share.
pub(in super::super) fn card<'a>(share: &'a Share, of: u8, keeper: &'a Label, station: &'a Identity) -> Card<'a> {
    let made = Time::from_unix(1_795_421_700).unwrap();
    Card { set: SET, share, of, escrow: false, keeper, station, made, ledger_key: Digest::of(b"ledger") }
}

/// The words that errors of this share must not hold.
pub(in super::super) fn canaries(share: &Share) -> Vec<String> {
    let words = share.expose_words();
    words.expose_text().unwrap().split(' ').map(str::to_owned).collect()
}

/// What errors are made of: a word of the list that stands here may stand in any message.
const WRITTEN: [&str; 6] = [
    include_str!("error.rs"),
    include_str!("note.rs"),
    include_str!("check.rs"),
    include_str!("../hand/error.rs"),
    include_str!("../hand/printer.rs"),
    include_str!("../../share/error.rs"),
];

/// Asserts that an error says none of these words, by any way of showing it, but those that it always says.
#[track_caller]
pub(in super::super) fn silent(error: &impl Fail, words: &[String]) {
    let apart = |text: &str| -> Vec<String> {
        text.to_lowercase().split(|c: char| !c.is_ascii_alphabetic()).map(str::to_owned).collect()
    };
    let always: Vec<String> = WRITTEN.iter().flat_map(|text| apart(text)).collect();
    let said = format!("{error} {error:?} {}", error.hint().unwrap_or_default());
    let told = apart(&said);
    for word in words.iter().filter(|word| !always.contains(word)) {
        assert!(!told.contains(word), "'{word}' stands in: {said}");
    }
}

#[test]
#[should_panic(expected = "'yoga' stands in")]
fn an_error_that_says_a_word_is_found_out() {
    let error = crate::keys::KeyError::Set { shown: "Yoga, swimming".into() };
    silent(&error, &["swimmings".into(), "yoga".into()]);
}
