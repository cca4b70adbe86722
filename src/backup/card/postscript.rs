//! A card as PostScript: level 2, fonts that every printer has, nothing that depends on the printer but its paper.

use super::advice::{Advice, Medium, Section, Stock, advice};
use super::code::code;
use super::error::CardError;
use super::ink::{Ink, words};
use super::{Banner, Card, MOST_WORDS, Paper};
use crate::secret::Secret;

/// How a card is drawn.
const DRAWN: &str = include_str!("page.ps");

/// Room for all that is defined before it is drawn: code, words, advice. It takes less than half of it.
const ROOM: usize = 24 << 10;

/// The width that the code may take: 7/3 inches in dots at 300 to the inch.
const CODE_DOTS: usize = 700;

/// Draws it.
pub(super) fn draw(card: &Card<'_>, paper: Paper, banner: Option<Banner>) -> Result<Secret, CardError> {
    let text = card.share.expose_words();
    let code = code(&text)?;
    let count = words(text.expose()).count();
    if count > MOST_WORDS {
        return Err(CardError::NoCard { what: "it has too many words" });
    }
    let mut ink = Ink::with_room(DRAWN.len() + ROOM);
    begin(&mut ink, paper);
    let head = card.share.head();
    let (width, height) = paper.points();
    ink.say(format_args!("/W {width} def /H {height} def\n"));
    define(&mut ink, "mode", banner.map_or("", |banner| banner.word));
    define(&mut ink, "modeline", banner.map_or("", |banner| banner.line));
    define(&mut ink, "sharenumber", &format!("share {} of {}", head.member, card.of));
    define(&mut ink, "setid", &card.set.spoken());
    define(&mut ink, "wantedline", &wanted(head.member_threshold, card.of));
    define(&mut ink, "keeper", card.keeper.as_str());
    let station = card.station;
    define(&mut ink, "station", &format!("{} ({}, epoch {})", station.station, station.mode, station.epoch));
    define(&mut ink, "made", &card.made.to_string().replace('T', " ").replace('Z', ""));
    let number = head.set.identifier;
    let line = format!("{count} words, to be read down the columns. SLIP-39 set {number}, share {}.", head.member);
    define(&mut ink, "wordshead", &line);
    define(&mut ink, "ledgerkey", &card.ledger_key.groups());
    ink.put(b"/words [\n");
    for word in words(text.expose()) {
        ink.put(b"(");
        ink.put(word);
        ink.put(b")\n");
    }
    let dots = CODE_DOTS / code.width.max(1);
    ink.say(format_args!("] def\n/qrwidth {} def\n", code.width));
    ink.say(format_args!("/qrmodule {}.{:02} def\n/qrrows [\n", dots * 24 / 100, dots * 24 % 100));
    for row in code.rows.chunks(code.width.div_ceil(8).max(1)) {
        ink.put(b"<");
        for octet in row {
            let digits = b"0123456789abcdef";
            let pair = [octet >> 4, octet & 0xF].map(|half| digits.get(usize::from(half)).copied().unwrap_or(b'0'));
            ink.put(&pair);
        }
        ink.put(b">\n");
    }
    ink.put(b"] def\n");
    said(&mut ink, &advice(card, banner, Medium::Drawn));
    ink.put(b"card\nend\n%%Trailer\n%%EOF\n");
    ink.dry()
}

/// `any 3 of 5 shares`.
pub(super) fn wanted(wanted: u8, of: u8) -> String {
    match (wanted, of) {
        (1, _) => "this share alone".to_owned(),
        (wanted, of) if wanted == of => format!("all {of} shares"),
        (wanted, of) => format!("any {wanted} of the {of} shares"),
    }
}

/// The head of the job: what it is, what it needs, one copy on one side of the right paper where the printer can be told.
fn begin(ink: &mut Ink, paper: Paper) {
    let (width, height) = paper.points();
    ink.put(b"%!PS-Adobe-3.0\n%%Title: a share card\n%%Creator: chancery\n%%LanguageLevel: 2\n%%Pages: 1\n");
    ink.say(format_args!("%%BoundingBox: 0 0 {width} {height}\n"));
    ink.put(b"%%DocumentNeededResources: font Helvetica Helvetica-Bold Courier Courier-Bold\n%%EndComments\n");
    ink.put(b"%%BeginProlog\n");
    ink.put(DRAWN.as_bytes());
    ink.put(b"%%EndProlog\n%%BeginSetup\n");
    for asked in [format!("/PageSize [{width} {height}]"), "/Duplex false".into(), "/NumCopies 1".into()] {
        ink.say(format_args!("mark {{ << {asked} >> setpagedevice }} stopped cleartomark\n"));
    }
    ink.put(b"%%EndSetup\n%%Page: 1 1\n");
}

/// The advice, as arrays of strings.
fn said(ink: &mut Ink, advice: &Advice) {
    let column = |ink: &mut Ink, name: &str, sections: &[Section]| {
        ink.say(format_args!("/{name} [\n"));
        for section in sections {
            ink.say(format_args!("[ {} [\n", string(section.title)));
            section.texts.iter().for_each(|text| ink.say(format_args!("{}\n", string(text))));
            ink.put(b"] ]\n");
        }
        ink.put(b"] def\n");
    };
    column(ink, "left", &advice.keeping);
    column(ink, "right", &advice.using);
    define(ink, "stocktitle", advice.stock_title);
    ink.put(b"/stock [\n");
    for line in &advice.stock {
        match line {
            Stock::Say(text) => ink.say(format_args!("{}\n", string(text))),
            Stock::Type(command) => ink.say(format_args!("{}\n", string(&format!(">{command}")))),
        }
    }
    ink.put(b"] def\n");
}

fn define(ink: &mut Ink, name: &str, text: &str) {
    ink.say(format_args!("/{name} {} def\n", string(text)));
}

/// A string as PostScript writes it, in printable ASCII. A long one goes on in the next line: no line may be longer than
/// 255.
fn string(text: &str) -> String {
    let mut out = String::from("(");
    for (at, c) in text.chars().enumerate() {
        if at > 0 && at % 100 == 0 {
            out.push_str("\\\n");
        }
        match c {
            '(' | ')' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            _ => out.push('?'),
        }
    }
    out.push(')');
    out
}

#[cfg(test)]
mod tests {
    use super::super::testing::{card, dealt, station};
    use super::super::{CardError, Form};
    use super::*;
    use crate::fault::Fail;
    use crate::mode::Mode;

    #[test]
    fn the_largest_card_takes_less_than_half_of_its_room_and_the_same_card_is_the_same_page() {
        let (keeper, long) = ("k".repeat(64).parse().unwrap(), station(&"s".repeat(64), Mode::Rehearsal));
        let share = dealt(15, 16, 32).remove(15);
        let card = Card { escrow: true, ..card(&share, 16, &keeper, &long) };
        for paper in [Paper::A4, Paper::Letter] {
            let page = card.page(Form::PostScript(paper)).unwrap();
            assert!(page.expose().len() < DRAWN.len() + ROOM / 2, "{}", page.expose().len() - DRAWN.len());
            assert!(page.expose().is_ascii() && page.expose().lines_of_at_most(255));
            assert!(card.page(Form::PostScript(paper)).unwrap().expose() == page.expose());
        }
    }

    trait Lines {
        fn lines_of_at_most(&self, limit: usize) -> bool;
    }

    impl Lines for [u8] {
        fn lines_of_at_most(&self, limit: usize) -> bool {
            self.split(|octet| *octet == b'\n').all(|line| line.len() <= limit)
        }
    }

    #[test]
    fn a_drawn_card_says_the_mode_of_its_station_as_one_in_plain_text_does() {
        let (share, keeper) = (dealt(2, 3, 32).remove(0), "alice".parse().unwrap());
        for mode in [Mode::Production, Mode::Rehearsal, Mode::Specimen] {
            let own = station("utopia", mode);
            for form in [Form::PostScript(Paper::A4), Form::Text] {
                let page = card(&share, 3, &keeper, &own).page(form).unwrap();
                let text = String::from_utf8_lossy(page.expose()).replace(r"\(", "(");
                assert!(text.contains(&format!("utopia ({mode}, epoch ")), "{mode}");
            }
        }
    }

    #[test]
    fn share_22_a_share_that_no_card_fits_is_refused() {
        let (keeper, own) = ("alice".parse().unwrap(), station("utopia", Mode::Production));
        let shares = dealt(3, 5, 32);
        let long = dealt(2, 3, 64).remove(0);
        for (share, of) in [(&shares[4], 4), (&shares[0], 2), (&shares[0], 17), (&shares[0], 0), (&long, 3)] {
            for form in [Form::Text, Form::PostScript(Paper::A4)] {
                let error = card(share, of, &keeper, &own).page(form).err().unwrap();
                assert_eq!(error.clause(), Some("SHARE-22"), "{error}");
            }
            assert!(matches!(card(share, of, &keeper, &own).note(), Err(CardError::NoCard { .. })));
        }
    }

    #[test]
    fn strings_cannot_end_before_their_end() {
        assert_eq!(string(r"a)b(c\d"), r"(a\)b\(c\\d)");
        assert_eq!(string("a\u{e4}\n\u{1b}"), "(a???)");
        assert_eq!(string(&"a".repeat(101)), format!("({}\\\na)", "a".repeat(100)));
    }
}
