//! A page of text for a person: lines, aligned fields, tables. All that is put on it is made harmless.

use std::fmt::Display;

use crate::frame::wrap::wrap;
use chancery::safe::{Safe, kept};
use comfy_table::{Attribute, Cell, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};

/// A rule under the header and nothing else: rows stand close, as in a list.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Collects a report's human form.
#[derive(Debug)]
pub struct Page {
    text: String,
    fields: Vec<(String, String)>,
    width: u16,
    colour: bool,
    at_terminal: bool,
}

impl Page {
    /// An empty page, this many columns wide.
    pub(in crate::frame) fn new(width: u16, colour: bool) -> Self {
        Page { text: String::new(), fields: Vec::new(), width, colour, at_terminal: false }
    }

    /// The same for a person who looks at a terminal: a word that does not fit beside its name stands below it. A line
    /// that a program reads keeps the two together.
    pub(in crate::frame) fn at_terminal(mut self, at_terminal: bool) -> Self {
        self.at_terminal = at_terminal;
        self
    }

    /// One line, broken between words where it is longer than the page is wide.
    pub fn line(&mut self, text: impl Display) -> &mut Self {
        self.settle();
        let line = Safe(&text.to_string()).to_string();
        let margin = line.chars().take_while(|c| *c == ' ').count();
        let line = wrap(&line, usize::from(self.width), margin + 2);
        self.push(&format!("{line}\n"));
        self
    }

    /// One line that is never broken, for it stands in columns.
    pub fn columns(&mut self, text: impl Display) -> &mut Self {
        self.settle();
        let line = format!("{}\n", Safe(&text.to_string()));
        self.push(&line);
        self
    }

    /// A command to be typed as it stands, two columns in and never broken. All of it is made harmless but the backslash,
    /// which a shell reads: doubled it would be another command.
    pub fn command(&mut self, command: impl Display) -> &mut Self {
        self.settle();
        self.push(&format!("  {}\n", kept(&command.to_string())));
        self
    }

    /// An empty line, then a title.
    pub fn heading(&mut self, text: impl Display) -> &mut Self {
        self.settle();
        let gap = if self.text.is_empty() { "" } else { "\n" };
        let (bold, plain) = if self.colour { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
        self.push(&format!("{gap}{bold}{}{plain}\n", Safe(&text.to_string())));
        self
    }

    /// A name and its value; neighbours are aligned, and a value that is too long goes on below itself.
    pub fn field(&mut self, name: &str, value: impl Display) -> &mut Self {
        self.fields.push((Safe(name).to_string(), Safe(&value.to_string()).to_string()));
        self
    }

    /// As [`Page::field`], of a value that its room made harmless: its backslashes are escapes already and stay.
    pub fn shown(&mut self, name: &str, value: impl Display) -> &mut Self {
        self.fields.push((Safe(name).to_string(), kept(&value.to_string())));
        self
    }

    /// As [`Page::line`], of text that its room made harmless.
    pub fn shown_line(&mut self, text: impl Display) -> &mut Self {
        self.settle();
        let line = kept(&text.to_string());
        let margin = line.chars().take_while(|c| *c == ' ').count();
        let line = wrap(&line, usize::from(self.width), margin + 2);
        self.push(&format!("{line}\n"));
        self
    }

    /// Words that are read aloud, six to a line, each line numbered by its first word.
    pub fn words(&mut self, words: &[&str]) -> &mut Self {
        self.settle();
        for (row, six) in words.chunks(6).enumerate() {
            let cells: Vec<String> = six.iter().map(|word| format!("{:<12}", Safe(word).to_string())).collect();
            self.push(format!("  {:>3}  {}", row * 6 + 1, cells.concat()).trim_end());
            self.push("\n");
        }
        self
    }

    /// A table. An empty one is its header alone. Where it is too wide, cells are broken between words, and inside
    /// words only where even that is too wide: a serial number or a digest stands whole if it can.
    pub fn table<R, C>(&mut self, header: &[&str], rows: R) -> &mut Self
    where
        R: IntoIterator<Item = C>,
        C: IntoIterator,
        C::Item: Display,
    {
        self.rows(header, rows, |cell| Safe(cell).to_string())
    }

    /// As [`Page::table`], of cells that their rooms made harmless.
    pub fn shown_table<R, C>(&mut self, header: &[&str], rows: R) -> &mut Self
    where
        R: IntoIterator<Item = C>,
        C: IntoIterator,
        C::Item: Display,
    {
        self.rows(header, rows, kept)
    }

    fn rows<R, C>(&mut self, header: &[&str], rows: R, harmless: impl Fn(&str) -> String) -> &mut Self
    where
        R: IntoIterator<Item = C>,
        C: IntoIterator,
        C::Item: Display,
    {
        self.settle();
        let mut table = Table::new();
        table.load_style(STYLE);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(self.width);
        if self.colour {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table.set_header(header.iter().map(|name| Cell::new(Safe(name)).add_attribute(Attribute::Bold)));
        let mut words: Vec<usize> = header.iter().map(|name| longest_word(name)).collect();
        for row in rows {
            let cells: Vec<String> = row.into_iter().map(|cell| harmless(&cell.to_string())).collect();
            for (word, cell) in words.iter_mut().zip(&cells) {
                *word = longest_word(cell).max(*word);
            }
            table.add_row(cells);
        }
        // Where the longest words fit side by side only so, the columns stand closer.
        let fits = |left| words.iter().sum::<usize>() <= room(words.len(), self.width, left);
        let left = u16::from(fits(1) || !fits(0));
        for (column, word) in table.column_iter_mut().zip(shares(&words, self.width, left)) {
            column.set_padding((left, 1));
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(word + left + 1)));
        }
        for line in table.lines() {
            self.push(line.trim_end());
            self.push("\n");
        }
        self
    }

    /// Text of our own making that goes out byte for byte, such as a completion script.
    pub fn verbatim(&mut self, text: &str) -> &mut Self {
        self.settle();
        self.push(text);
        self
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Writes out the fields that wait for their neighbours.
    fn settle(&mut self) {
        let fields = std::mem::take(&mut self.fields);
        let widest = fields.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, value) in fields {
            let gap = " ".repeat(widest - name.chars().count());
            let width = usize::from(self.width);
            let beside = !self.at_terminal || widest + 2 + longest_word(&value) <= width;
            let line = wrap(&format!("{name}:{gap} {value}"), width, if beside { widest + 2 } else { 2 });
            self.push(line.trim_end());
            self.push("\n");
        }
    }

    /// The text.
    pub(in crate::frame) fn finish(mut self) -> String {
        self.settle();
        self.text
    }
}

/// How many columns the cells of a row have for their text: all but a blank after each, `left` before each, and one
/// between two.
fn room(cells: usize, width: u16, left: u16) -> usize {
    usize::from(width).saturating_sub((cells * (usize::from(left) + 2)).saturating_sub(1))
}

/// How wide the longest word of a text is.
fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0)
}

/// How wide each column is at least: its longest word, or where the page is too narrow for that, an even share.
fn shares(words: &[usize], width: u16, left: u16) -> Vec<u16> {
    let room = room(words.len(), width, left);
    let fits = |cap: &usize| words.iter().map(|word| word.min(cap)).sum::<usize>() <= room;
    let cap = (1..=room).rev().find(fits).unwrap_or(1);
    words.iter().map(|word| u16::try_from(*word.min(&cap)).unwrap_or(width)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_aligned_and_lines_follow() {
        let mut page = Page::new(80, false);
        page.field("Station", "utopia").field("Mode", "specimen").line("done");
        assert_eq!(page.finish(), "Station: utopia\nMode:    specimen\ndone\n");
    }

    #[test]
    fn foreign_text_steers_no_terminal_wherever_it_stands() {
        let evil = "\u{1b}]0;x\u{7}\u{202e}\r\n";
        let mut page = Page::new(80, false);
        page.line(evil).heading(evil).command(evil).field(evil, evil).table(&[evil], [[evil]]).words(&[evil]);
        let text = page.finish();
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
        assert!(!text.contains('\u{202e}'));
    }

    #[test]
    fn a_command_is_printed_as_a_shell_takes_it_and_everything_else_with_its_backslashes_doubled() {
        let quoted = r"sign 'my file'\''s.txt' \u{202e}";
        let mut page = Page::new(20, false);
        page.command(quoted).columns(quoted);
        let doubled = quoted.replace('\\', r"\\");
        assert_eq!(page.finish(), format!("  {quoted}\n{doubled}\n"));
    }

    #[test]
    fn what_was_made_harmless_is_not_escaped_again_and_steers_nothing_all_the_same() {
        let mut page = Page::new(80, false);
        let text = format!("{}\u{1b}", Safe("a\u{202e}\\"));
        page.shown("Name", &text).shown_line(&text);
        assert_eq!(page.finish(), "Name: a\\u{202e}\\\\\\u{1b}\na\\u{202e}\\\\\\u{1b}\n");
    }

    #[test]
    fn a_table_keeps_to_the_width_and_is_bold_only_in_colour() {
        let long = "word ".repeat(40);
        let render = |colour| {
            let mut page = Page::new(60, colour);
            page.table(&["State", "Why"], [["UT", long.as_str()]]);
            page.finish()
        };
        let plain = render(false);
        assert!(plain.lines().all(|line| line.chars().count() <= 60), "{plain}");
        assert!(!plain.contains('\u{1b}'));
        assert!(render(true).contains("\u{1b}[1m"));
    }

    #[test]
    fn a_table_breaks_no_word_that_has_room() {
        let serial = "4f5e2a7cddeb5e9fff7346e9d499b0f5";
        let mut page = Page::new(60, false);
        page.table(&["Serial", "Why"], [[serial, "words that can be broken between one another at will"]]);
        let text = page.finish();
        assert!(text.contains(serial), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 60), "{text}");
        assert_eq!(shares(&[40, 4, 40], 60, 1), [24, 4, 24]);
        assert_eq!(shares(&[40, 4, 40], 60, 0), [25, 4, 25]);
    }

    #[test]
    fn long_lines_and_values_go_on_below_and_columns_stand_closer_before_a_word_is_broken() {
        let mut page = Page::new(40, false);
        page.line("word ".repeat(20)).field("Name", "value ".repeat(20)).field("Longer name", "x");
        let words = ["privateKeyUsagePeriod", "cRLDistribution"];
        page.table(&words, [words]);
        let text = page.finish();
        assert!(text.lines().all(|line| line.chars().count() <= 40), "{text}");
        assert!(words.iter().all(|word| text.matches(word).count() == 2), "{text}");
        assert!(text.contains("\n             value"), "{text}");
    }

    #[test]
    fn a_digest_that_does_not_fit_beside_its_name_stands_below_it_at_a_terminal_alone() {
        let digest = "f".repeat(64);
        for (at_terminal, gap) in [(true, "\n  "), (false, "                     ")] {
            let mut page = Page::new(80, false).at_terminal(at_terminal);
            page.field("SHA-256", &digest).field("A name of some more columns", "x");
            assert_eq!(page.finish(), format!("SHA-256:{gap}{digest}\nA name of some more columns: x\n"));
        }
    }

    #[test]
    fn words_stand_six_to_a_line_with_their_number() {
        let mut page = Page::new(80, false);
        page.words(&["topmost", "Istanbul", "Pluto", "vagabond", "treadmill", "Pacific", "brackish"]);
        assert_eq!(
            page.finish(),
            "    1  topmost     Istanbul    Pluto       vagabond    treadmill   Pacific\n    7  brackish\n"
        );
    }
}
