//! A share on paper, or in a file that is sealed to its keeper: how it looks, how it is judged alone, and how it is read
//! back.
//!
//! * A [`Card`] is one share with what its keeper has to know: which set, which number, what to do with it, and how it is
//!   used when nobody is left who remembers this program. It is drawn as a [`Page`] for a printer, PostScript or plain
//!   text, or written as a note that goes into a sealed file ([`Card::note`]).
//! * [`share_check`] is the digest that the manifest has of each share; [`judge`] says by it whether one share, alone, is
//!   of a set, whole and unaltered.
//! * [`read_note`] takes a share out of what a keeper brings: a note, or bare words.
//!
//! Invariants: what holds words is a [`Secret`], and is written once into a buffer of known size, so that no copy is left
//! by growth. No error holds a word. A page depends on nothing but its card: the same card is the same page, octet by
//! octet.
//!
//! What is left in memory all the same: the `qrcode` crate does not wipe what it works with, so that the words stand in
//! freed memory until it is used again. The process that draws a page must be one whose memory goes nowhere.

mod advice;
mod check;
mod code;
mod error;
mod ink;
mod note;
mod postscript;
mod text;

#[cfg(test)]
pub(super) mod testing;

pub use check::{ShareSaid, SharesSaid, judge, judge_note, share_check};
pub use error::CardError;
pub use note::{Note, read_note};

use crate::clock::Time;
use crate::digest::Digest;
use crate::keys::SetId;
use crate::mode::{Identity, Mode};
use crate::safe::Label;
use crate::secret::Secret;
use crate::share::Share;

/// The most words that a card has: those of a secret of 256 bits.
const MOST_WORDS: usize = 33;

/// The paper in the printer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// 210 mm by 297 mm.
    A4,
    /// 8.5 inches by 11.
    Letter,
}

impl Paper {
    /// Width and height in points, 72 to the inch.
    const fn points(self) -> (u16, u16) {
        match self {
            Paper::A4 => (595, 842),
            Paper::Letter => (612, 792),
        }
    }

    /// From the word on the command line.
    pub fn from_word(word: &str) -> Option<Paper> {
        match word {
            "a4" => Some(Paper::A4),
            "letter" => Some(Paper::Letter),
            _ => None,
        }
    }
}

/// What the printer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// PostScript, level 2: words, code and instructions on one sheet.
    PostScript(Paper),
    /// Plain ASCII, 72 columns, lines ended as printers want it: for a printer that takes text alone. It has no code.
    Text,
}

/// One card, drawn: for the printer and nothing else.
pub struct Page {
    form: Form,
    octets: Secret,
}

impl Page {
    /// What it was drawn for.
    pub const fn form(&self) -> Form {
        self.form
    }

    /// What goes to the printer.
    pub fn expose(&self) -> &[u8] {
        self.octets.expose()
    }
}

/// What stands on one card.
#[derive(Clone, Copy)]
pub struct Card<'a> {
    /// The set whose backup key the share is of.
    pub set: SetId,
    /// The share.
    pub share: &'a Share,
    /// How many shares the set has; how many of them are wanted the share says itself.
    pub of: u8,
    /// Whether it is of those in escrow: a second splitting of the same key, for drills.
    pub escrow: bool,
    /// Who keeps it.
    pub keeper: &'a Label,
    /// The station whose keys are behind it.
    pub station: &'a Identity,
    /// When it was made.
    pub made: Time,
    /// SHA-256 of the ledger's verifier key text, to be compared with what the station and other cards say.
    pub ledger_key: Digest,
}

impl Card<'_> {
    /// Draws it. SHARE-22 refuses a share that is not of one single group, or of more than 33 words.
    pub fn page(&self, form: Form) -> Result<Page, CardError> {
        self.expect_drawable()?;
        let banner = Banner::of(self.station.mode);
        let octets = match form {
            Form::PostScript(paper) => postscript::draw(self, paper, banner)?,
            Form::Text => text::page(self, banner)?,
        };
        Ok(Page { form, octets })
    }

    /// The note for a sealed file: the words for a machine to find, and the instructions of a card. ASCII, 72 columns,
    /// lines ended by LF. SHARE-22 as for a page.
    pub fn note(&self) -> Result<Secret, CardError> {
        self.expect_drawable()?;
        text::note(self, Banner::of(self.station.mode))
    }

    fn expect_drawable(&self) -> Result<(), CardError> {
        let head = self.share.head();
        if head.set.groups != 1 {
            return Err(CardError::NoCard { what: "it is of one of several groups" });
        }
        if head.set.octets > 32 {
            return Err(CardError::NoCard { what: "it is of a secret of more than 256 bits" });
        }
        if self.of > 16 || head.member > self.of || head.member_threshold > self.of {
            return Err(CardError::NoCard { what: "its number or its threshold is beyond the shares of its set" });
        }
        Ok(())
    }
}

/// A page that looks like a card and is none, to try a printer with before a word of a share is sent to it. Its words are
/// those of a share that the standard publishes.
pub fn trial(form: Form, station: &Identity, made: Time) -> Result<Page, CardError> {
    /// Of the vectors of SLIP-39, a share of a set with the threshold 2.
    const PUBLISHED: &str = "humidity disease academic always aluminum jewelry energy woman receiver strategy amuse duckling lying evidence \
         network walnut tactics forget hairy rebound impulse brother survive clothes stadium mailman rival ocean reward \
         venture always armed unwrap";
    let share = Share::read(&Secret::new(PUBLISHED.as_bytes().to_vec()))?;
    let keeper: Label = "nobody".parse().map_err(|_| CardError::Unfit)?;
    let set = SetId::of([0; 8]);
    let card =
        Card { set, share: &share, of: 5, escrow: false, keeper: &keeper, station, made, ledger_key: Digest([0; 32]) };
    card.expect_drawable()?;
    let octets = match form {
        Form::PostScript(paper) => postscript::draw(&card, paper, Some(Banner::TRIAL))?,
        Form::Text => text::page(&card, Some(Banner::TRIAL))?,
    };
    Ok(Page { form, octets })
}

/// What stands large on a card that does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Banner {
    word: &'static str,
    line: &'static str,
    told: &'static str,
}

impl Banner {
    const TRIAL: Banner = Banner {
        word: "TRIAL",
        line: "TRIAL: a page to try the printer with, no share",
        told: "A page to try the printer with. Its words are published: they open nothing.",
    };

    const fn of(mode: Mode) -> Option<Banner> {
        match mode {
            Mode::Production => None,
            Mode::Rehearsal => Some(Banner {
                word: "REHEARSAL",
                line: "REHEARSAL: this card and its keys count for nothing",
                told: "Made in a rehearsal: its keys are thrown away and count for nothing. Destroy it when the rehearsal \
                       ends.",
            }),
            Mode::Specimen => Some(Banner {
                word: "SPECIMEN",
                line: "SPECIMEN: this card and its keys count for nothing",
                told: "Made by a specimen station, for show or for a test: its keys count for nothing.",
            }),
        }
    }
}
