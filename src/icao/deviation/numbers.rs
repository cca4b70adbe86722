//! Document numbers, walked where they stand: hundreds of thousands of them, never collected.

use super::finding::{Findings, Oddity};
use crate::asn1::{Element, Reader, Tag};

/// VisibleString.
const VISIBLE_STRING: Tag = Tag(0x1a);
/// NumericString.
const NUMERIC_STRING: Tag = Tag(0x12);

/// Whether a tag is that of a string of octets that can be a document number.
pub(super) fn is_text(tag: Tag) -> bool {
    matches!(tag, Tag::PRINTABLE_STRING | Tag::UTF8_STRING | Tag::IA5_STRING | VISIBLE_STRING | NUMERIC_STRING)
}

/// One document number. It names a person's document: show it only where it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<'l> {
    /// Where it stands in the input.
    pub offset: usize,
    /// Its octets.
    pub octets: &'l [u8],
}

impl Number<'_> {
    /// Whether it is this number, whatever their case and the fillers at their ends.
    pub fn is(&self, wanted: &str) -> bool {
        bare(self.octets).eq_ignore_ascii_case(bare(wanted.as_bytes()))
    }

    /// As text, made harmless.
    pub fn shown(&self) -> String {
        crate::safe::line(&String::from_utf8_lossy(self.octets), 60)
    }
}

/// Without the blanks around it and the fillers of a machine-readable zone after it.
fn bare(octets: &[u8]) -> &[u8] {
    let mut rest = octets.trim_ascii();
    while let [before @ .., b'<' | b' '] = rest {
        rest = before;
    }
    rest
}

/// The numbers of one deviation, one after the other. Ends where nobody can say how it goes on.
#[derive(Clone, Debug)]
pub struct Numbers<'l> {
    reader: Option<Reader<'l>>,
}

impl<'l> Numbers<'l> {
    pub(super) fn of(set: Option<Element<'l>>) -> Self {
        Numbers { reader: set.map(|set| set.reader()) }
    }
}

impl<'l> Iterator for Numbers<'l> {
    type Item = Number<'l>;

    fn next(&mut self) -> Option<Number<'l>> {
        let reader = self.reader.as_mut()?;
        while !reader.is_at_end() {
            let Ok(element) = reader.any("a document number") else { break };
            if is_text(element.tag) {
                return Some(Number { offset: element.offset, octets: element.content });
            }
        }
        self.reader = None;
        None
    }
}

/// Walks the numbers once and notes what is odd; says how many there are.
pub(super) fn survey(set: Element<'_>, findings: &mut Findings) -> u64 {
    let mut reader = set.reader();
    let mut previous: Option<&[u8]> = None;
    let mut count = 0;
    while !reader.is_at_end() {
        let element = match reader.any("a document number") {
            Ok(element) => element,
            Err(error) => {
                findings.note_found(Oddity::NumberUnreadable, error.offset(), &error);
                break;
            }
        };
        if !element.minimal {
            findings.note(Oddity::NotDer, element.offset);
        }
        match previous {
            // What a number is stays out of what is told: it names somebody's document.
            Some(before) if before == element.full => findings.note(Oddity::NumberTwice, element.offset),
            Some(before) if before > element.full => findings.note(Oddity::NumbersUnsorted, element.offset),
            _ => {}
        }
        previous = Some(element.full);
        if !is_text(element.tag) {
            findings.note_found(Oddity::NumberUnreadable, element.offset, format_args!("tag {}", element.tag));
            continue;
        }
        count += 1;
        if element.tag != Tag::PRINTABLE_STRING {
            findings.note_found(Oddity::NumberType, element.offset, format_args!("tag {}", element.tag));
        }
        if element.content.is_empty() || !element.content.iter().copied().all(is_printable) {
            findings.note(Oddity::NumberCharacters, element.offset);
        }
    }
    if count == 0 {
        findings.note(Oddity::NumbersEmpty, set.offset);
    }
    count
}

/// The characters of PrintableString (X.680 41.4).
pub(super) fn is_printable(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&octet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_itself_in_either_case_and_with_fillers_and_nothing_else() {
        let number = Number { offset: 0, octets: b"AX12345<<" };
        assert!(number.is("AX12345") && number.is("ax12345") && number.is(" AX12345< "));
        for other in ["AX1234", "AX123456", "X12345", "", "AX12345<1"] {
            assert!(!number.is(other), "{other}");
        }
    }

    #[test]
    fn the_walk_ends_where_nobody_can_say_how_it_goes_on() {
        let broken = [0xa5, 8, 0x13, 1, b'A', 0x13, 1, b'B', 0x13, 9];
        let set = Reader::new(&broken).any("a set").unwrap();
        let mut findings = Findings::default();
        assert_eq!(survey(set, &mut findings), 2);
        assert_eq!(Numbers::of(Some(set)).count(), 2);
        assert_eq!(findings.kept().iter().map(|f| f.code).collect::<Vec<_>>(), [Oddity::NumberUnreadable]);
        assert_eq!(Numbers::of(None).count(), 0);
    }
}
