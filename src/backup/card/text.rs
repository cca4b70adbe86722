//! A card as plain text: for a printer that takes nothing else, and for the file that is sealed to its keeper.
//!
//! ASCII, at most 72 columns. The words stand between two lines that a machine finds again, each after its number.

use super::advice::{Advice, Medium, Section, Stock, advice};
use super::error::CardError;
use super::ink::{Ink, words};
use super::note::{BEGIN, END};
use super::postscript::wanted;
use super::{Banner, Card};
use crate::secret::Secret;

/// Columns of a line.
const COLUMNS: usize = 72;
/// Words in a line.
const ROW: usize = 4;
/// Room for a card; it takes less than half of it.
const ROOM: usize = 16 << 10;

/// How lines end, and what stands between the two sheets and behind the last.
#[derive(Clone, Copy)]
struct Ends {
    line: &'static [u8],
    sheet: &'static [u8],
}

/// For a printer: the words and how they are kept on one sheet, how they are used on the next.
pub(super) fn page(card: &Card<'_>, banner: Option<Banner>) -> Result<Secret, CardError> {
    write(card, banner, Medium::Typed, Ends { line: b"\r\n", sheet: b"\x0c" })
}

/// For a sealed file.
pub(super) fn note(card: &Card<'_>, banner: Option<Banner>) -> Result<Secret, CardError> {
    write(card, banner, Medium::File, Ends { line: b"\n", sheet: b"" })
}

fn write(card: &Card<'_>, banner: Option<Banner>, medium: Medium, ends: Ends) -> Result<Secret, CardError> {
    let text = card.share.expose_words();
    let head = card.share.head();
    let mut ink = Ink::with_room(ROOM);
    let line = |ink: &mut Ink, text: &str| {
        ink.put(text.as_bytes());
        ink.put(ends.line);
    };
    let rule = "=".repeat(COLUMNS);
    if let Some(banner) = banner {
        let wide: Vec<String> = banner.word.chars().map(String::from).collect();
        line(&mut ink, &"*".repeat(COLUMNS));
        line(&mut ink, format!("{:^COLUMNS$}", wide.join("  ")).trim_end());
        line(&mut ink, format!("{:^COLUMNS$}", banner.line).trim_end());
        line(&mut ink, &"*".repeat(COLUMNS));
    }
    let number = format!("share {} of {}", head.member, card.of);
    line(&mut ink, &format!("SHARE OF A BACKUP KEY{number:>51}"));
    line(&mut ink, "Secret. For its keeper alone: never copied, photographed or read aloud.");
    line(&mut ink, &rule);
    for (name, value) in [
        ("Set", card.set.spoken()),
        ("Keeper", card.keeper.to_string()),
        ("Wanted", wanted(head.member_threshold, card.of)),
        ("Station", format!("{} ({}, epoch {})", card.station.station, card.station.mode, card.station.epoch)),
        ("Made", card.made.to_string()),
        ("SLIP-39", format!("set {}, share {}", head.set.identifier, head.member)),
        ("Ledger", "SHA-256 of its verifier key:".to_owned()),
    ] {
        for (at, part) in wrapped(&value, COLUMNS - 9).iter().enumerate() {
            line(&mut ink, &format!("{:<9}{part}", if at == 0 { name } else { "" }));
        }
    }
    let groups = card.ledger_key.groups();
    for half in [groups.get(..39), groups.get(40..)].into_iter().flatten() {
        line(&mut ink, &format!("{:<9}{half}", ""));
    }
    line(&mut ink, "");
    line(&mut ink, BEGIN);
    line(&mut ink, &format!("set: {}", card.set.spoken()));
    line(&mut ink, &format!("share: {}", head.member));
    let count = words(text.expose()).count();
    line(&mut ink, &format!("words: {count}"));
    for (number, word) in (1usize..).zip(words(text.expose())) {
        ink.say(format_args!("{number:>6} "));
        ink.put(word);
        if number % ROW == 0 || number == count {
            ink.put(ends.line);
        } else {
            ink.put(b"         ".get(..9usize.saturating_sub(word.len())).unwrap_or_default());
        }
    }
    line(&mut ink, END);
    line(&mut ink, "");
    if medium == Medium::Typed {
        line(&mut ink, "Judged by the station; keeper _________________  Date __________________");
        line(&mut ink, "Sealed in bag no. _____________________________  Witness _______________");
        line(&mut ink, "");
    }
    let Advice { keeping, using, stock_title, stock } = advice(card, banner, medium);
    let sections = |ink: &mut Ink, sections: &[Section]| {
        for section in sections {
            line(ink, &section.title.to_uppercase());
            section.texts.iter().flat_map(|text| wrapped(text, COLUMNS)).for_each(|text| line(ink, &text));
            line(ink, "");
        }
    };
    sections(&mut ink, &keeping);
    ink.put(ends.sheet);
    if medium == Medium::Typed {
        sections(&mut ink, &[Section { title: "", texts: vec![format!("Set {}, {number}", card.set.spoken())] }]);
    }
    sections(&mut ink, &using);
    let mut told = vec![stock_title.to_uppercase()];
    for said in &stock {
        match said {
            Stock::Say(text) => told.extend(wrapped(text, COLUMNS)),
            Stock::Type(command) => told.push(format!("  {command}")),
        }
    }
    for text in told {
        ink.put(text.as_bytes());
        ink.put(ends.line);
    }
    ink.put(ends.sheet);
    ink.dry()
}

/// Breaks a text that is no secret into lines of at most so many columns, between words where it can.
fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut rest = word;
        loop {
            let Some(last) = lines.last_mut() else { return lines };
            let blank = usize::from(!last.is_empty());
            if last.len() + blank + rest.len() <= columns {
                if blank == 1 {
                    last.push(' ');
                }
                last.push_str(rest);
                break;
            }
            if last.is_empty() {
                let (front, back) = rest.split_at_checked(columns).unwrap_or((rest, ""));
                last.push_str(front);
                rest = back;
            }
            lines.push(String::new());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::testing::{card, dealt, station};
    use super::super::{Form, read_note};
    use super::*;
    use crate::mode::Mode;

    fn text(secret: &[u8]) -> &str {
        std::str::from_utf8(secret).unwrap()
    }

    #[test]
    fn a_page_is_ascii_of_72_columns_on_two_sheets_of_at_most_60_lines() {
        let share = dealt(9, 10, 32).remove(9);
        let (long, short) = ("k".repeat(64), "alice".to_owned());
        for (keeper, name) in [(&long, "s".repeat(64)), (&short, "utopia".into())] {
            for mode in [Mode::Production, Mode::Rehearsal, Mode::Specimen] {
                let (keeper, station) = (keeper.parse().unwrap(), station(&name, mode));
                let card = super::Card { escrow: name != "utopia", ..card(&share, 10, &keeper, &station) };
                let page = card.page(Form::Text).unwrap();
                let shown = text(page.expose());
                assert!(shown.is_ascii() && shown.ends_with('\x0c') && shown.len() < ROOM / 2);
                assert_eq!(shown.matches('\n').count(), shown.matches("\r\n").count());
                let sheets: Vec<&str> = shown.trim_end_matches('\x0c').split('\x0c').collect();
                assert_eq!(sheets.len(), 2);
                for sheet in sheets {
                    assert!(sheet.lines().count() <= 60, "{} lines", sheet.lines().count());
                }
                let lines = shown.split(['\n', '\x0c']).map(|line| line.trim_end_matches('\r'));
                lines.for_each(|line| assert!(line.len() <= COLUMNS, "{line}"));
                assert_eq!(shown.contains("R  E  H  E  A  R  S  A  L"), mode == Mode::Rehearsal);
                assert_eq!(shown.contains("S  P  E  C  I  M  E  N"), mode == Mode::Specimen);
                assert_eq!(shown.contains("count for nothing"), mode != Mode::Production);
            }
        }
    }

    #[test]
    fn a_page_and_a_note_are_read_back_to_the_share_they_are_of() {
        for octets in [16, 32] {
            for share in dealt(2, 3, octets) {
                let (keeper, station) = ("alice".parse().unwrap(), station("utopia", Mode::Production));
                let card = card(&share, 3, &keeper, &station);
                let page = card.page(Form::Text).unwrap();
                for text in [Secret::new(page.expose().to_vec()), card.note().unwrap()] {
                    let note = read_note(&text).unwrap();
                    assert_eq!((note.set, note.number), (Some(card.set), Some(share.head().member)));
                    assert!(note.share.expose_words().expose() == share.expose_words().expose());
                }
            }
        }
    }

    #[test]
    fn a_note_speaks_of_a_file_and_a_page_of_paper() {
        let share = dealt(2, 3, 32).remove(0);
        let (keeper, station) = ("alice".parse().unwrap(), station("utopia", Mode::Production));
        let card = card(&share, 3, &keeper, &station);
        let (note, page) = (card.note().unwrap(), card.page(Form::Text).unwrap());
        for shown in [text(note.expose()), text(page.expose())] {
            assert!(shown.contains("along the lines") && !shown.contains("columns"));
        }
        assert!(text(note.expose()).contains("age -d -i KEY FILE") && !text(note.expose()).contains("tamper-evident"));
        assert!(text(page.expose()).contains("tamper-evident") && !text(page.expose()).contains("age -d"));
        assert!(!text(note.expose()).contains(['\r', '\x0c']));
        for shown in [text(note.expose()), text(page.expose())] {
            for wanted in ["shamir recover", "-id-aes256-wrap-pad", "keys-a1b2c3d4e5f60718", "share reissue"] {
                assert!(shown.contains(wanted), "{wanted}");
            }
        }
    }

    #[test]
    fn what_is_wider_than_a_line_is_broken() {
        assert_eq!(wrapped("ab cd efghij k", 5), ["ab cd", "efghi", "j k"]);
        assert_eq!(wrapped("", 5), [""]);
    }
}
