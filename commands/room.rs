//! The room in which cards are handed over, at a terminal: one keeper after the other, each card proven before it counts.

use chancery::fault::Fail;
use chancery::secret::Secret;
use chancery::station::{BackingError, Handed, ReadBack, Room, StationError, Turn};

use crate::backing::BackingRefusal;
use crate::frame::{Context, TerminalError};

/// How often a word is typed back, and a name to confirm, before it is taken for a wrong one.
const TRIES: usize = 3;

/// Keepers come to the terminal one after the other. In a rehearsal or specimen with an answers file nobody is asked, and
/// nothing can be shown.
pub struct AtTheTerminal<'c> {
    pub context: &'c Context,
    pub unattended: bool,
}

impl AtTheTerminal<'_> {
    fn refused(error: impl Fail + 'static) -> StationError {
        StationError::Pin(Box::new(error))
    }

    fn ask(&self, prompt: &str) -> Result<String, TerminalError> {
        self.context.terminal().ask(prompt)
    }

    fn say(&self, text: &str) -> Result<(), TerminalError> {
        self.context.terminal().say(text)
    }

    /// Whether the keeper types the words that are asked for. An empty line says that the card is not good.
    fn types_back(&self, turn: Turn<'_>, asked: &ReadBack) -> Result<bool, TerminalError> {
        let numbers: Vec<usize> = asked.numbers().collect();
        let many = numbers.len();
        self.say(&format!(
            "'{}' types {many} words of the card back, by their numbers. What is typed is not shown. Where the card is not \
             good, press Enter alone.",
            turn.keeper
        ))?;
        for number in numbers {
            let mut left = TRIES;
            loop {
                let prompt = format!("Word {number}:");
                let typed = self.context.terminal().ask_secret(&prompt)?;
                if typed.expose().trim_ascii().is_empty() {
                    return Ok(false);
                }
                if asked.fits(number, &typed) {
                    break;
                }
                left -= 1;
                if left == 0 {
                    self.say(&format!("Not word {number} of the card: it cannot be read, or was written wrong."))?;
                    return Ok(false);
                }
                self.say(&format!("Not word {number} of the card; type it again ({}).", tries(left)))?;
            }
        }
        Ok(true)
    }
}

/// How many tries are left, in words.
fn tries(left: usize) -> String {
    format!("{left} {} left", if left == 1 { "try" } else { "tries" })
}

impl Room for AtTheTerminal<'_> {
    fn expect(&self, shown: bool) -> Result<(), StationError> {
        if (self.unattended && !shown) || self.context.terminal().can_ask() {
            return Ok(());
        }
        Err(BackingError::NoHands { what: "nobody is at the terminal" }.into())
    }

    fn begin(&mut self, turn: Turn<'_>) -> Result<(), StationError> {
        // From here on a set is begun, whatever stops it.
        self.context.terminal().when_interrupted_untold(
            "'chancery recover' settles what was begun; a set that was cut off is void: destroy every card and medium of \
             it",
        );
        if self.unattended {
            return Ok(());
        }
        let Turn { number, of, keeper, printed, .. } = turn;
        let place = if printed { "stands alone at the printer" } else { "alone sees the screen" };
        let prompt = format!("Share {number} of {of} is for '{keeper}'. When '{keeper}' {place}, press Enter:");
        self.ask(&prompt).map_err(Self::refused).map(drop)
    }

    fn show(&mut self, turn: Turn<'_>, words: &Secret) -> Result<(), StationError> {
        let Turn { set, wanted, number, of, .. } = turn;
        // As wide as the narrowest terminal, whatever the numbers are.
        let set = set.spoken();
        let title = format!("On your card: set {set}, share {number} of {of}, {wanted} wanted, and these words");
        let done = "When all is written and compared word by word, press Enter:";
        self.context.terminal().show_card(&title, words, done).map_err(Self::refused)
    }

    fn end(&mut self, turn: Turn<'_>, asked: &ReadBack) -> Result<Handed, StationError> {
        if self.unattended {
            return Ok(Handed::Kept);
        }
        let Turn { number, keeper, printed, .. } = turn;
        let proven = self.types_back(turn, asked).map_err(Self::refused)?;
        let (how, again) = match printed {
            true => ("printed whole and legible", "prints it once more"),
            false => ("written whole, word by word", "shows its words once more"),
        };
        let costs = format!("'again' {again}; 'no' voids the whole set");
        let mut left = TRIES;
        loop {
            let prompt = match proven {
                true => format!(
                    "The card of share {number}: is it {how}, and in the hand of '{keeper}' alone? Type '{keeper}' to \
                     confirm; {costs} ({}):",
                    tries(left)
                ),
                false => format!(
                    "The card of share {number} is not proven, and no key is locked. Type what is to be done: {costs}:"
                ),
            };
            let typed = self.ask(&prompt).map_err(Self::refused)?;
            match typed.as_str() {
                name if proven && name == keeper.as_str() => return Ok(Handed::Kept),
                "again" => break,
                "no" => left = 0,
                // A slip of the finger costs no set.
                _ if proven => {
                    left -= 1;
                    self.say(&format!("That was not '{keeper}'.")).map_err(Self::refused)?;
                }
                _ => self.say("That was neither 'again' nor 'no'.").map_err(Self::refused)?,
            }
            if left == 0 {
                return Err(Self::refused(BackingRefusal::NotConfirmed { keeper: keeper.to_string(), number }));
            }
        }
        self.ask(&match printed {
            true => "Destroy the spoiled card before a witness. When that is done, press Enter:".to_owned(),
            false => format!("When '{keeper}' alone sees the screen again, press Enter:"),
        })
        .map_err(Self::refused)?;
        Ok(Handed::Again)
    }
}
