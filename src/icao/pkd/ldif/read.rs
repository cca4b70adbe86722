//! The reader: lines gathered into records, within limits.

use std::io::{self, BufRead, BufReader, Read};

use super::lines::{Line, Lines};
use super::record::Gathered;
use super::{Attribute, Body, Finding, Item, Limits, Oddity, Place};
use crate::icao::pkd::finding::Findings;

/// Reads LDIF one record at a time. An error of the input ends it.
pub struct Reader<R> {
    lines: Lines<R>,
    limits: Limits,
    /// The line that was read last begins the next record.
    held: Option<Line>,
    /// The list that gathers the attributes of each record.
    spare: Vec<Attribute>,
    begun: bool,
    ended: bool,
}

/// How much is asked of the input at once, in octets.
const AT_ONCE: usize = 1 << 16;

impl<R: Read> Reader<BufReader<R>> {
    /// Over any input, with the usual limits.
    pub fn new(input: R) -> Self {
        Reader::with_limits(BufReader::with_capacity(AT_ONCE, input), Limits::default())
    }
}

impl<R: BufRead> Reader<R> {
    /// Over buffered input, with limits of one's own.
    pub fn with_limits(input: R, limits: Limits) -> Self {
        let start = Place { offset: 0, line: 1 };
        Reader {
            lines: Lines::new(input, limits.line, start),
            limits,
            held: None,
            spare: Vec::new(),
            begun: false,
            ended: false,
        }
    }

    /// Over input that was moved to where a record begins: the place of an [`Item`] that
    /// was read before. Nothing is said of the version, which was read then.
    pub fn resumed(input: R, at: Place, limits: Limits) -> Self {
        Reader {
            lines: Lines::new(input, limits.line, at),
            limits,
            held: None,
            spare: Vec::new(),
            begun: true,
            ended: false,
        }
    }

    /// Where reading goes on: what begins here was not given out yet.
    pub fn place(&self) -> Place {
        match self.held {
            Some(Line::Text(place) | Line::TooLong(place)) => place,
            Some(Line::Blank) | None => self.lines.place(),
        }
    }

    fn step(&mut self) -> io::Result<Option<Item>> {
        let mut findings = Findings::default();
        let first = !std::mem::replace(&mut self.begun, true);
        if first && self.lines.strip_mark()? {
            findings.plain(Oddity::ByteOrderMark, Place { offset: 0, line: 1 });
        }
        let mut joined = self.held.is_some();
        let mut record = Gathered::new(findings, std::mem::take(&mut self.spare));
        loop {
            let line = match self.held.take() {
                Some(line) => Some(line),
                None => self.lines.next()?,
            };
            let (place, line) = match line {
                None | Some(Line::Blank) if record.is_begun() => break,
                None => return Ok(None),
                Some(Line::Blank) => continue,
                Some(line @ (Line::Text(place) | Line::TooLong(place))) => (place, line),
            };
            let text = self.lines.text();
            if record.is_begun() {
                if begins_record(text) {
                    self.held = Some(line);
                    break;
                }
            } else {
                if let Some(said) = version(text) {
                    let said = said.to_vec();
                    return Ok(Some(self.version(record.findings, place, &said, first)));
                }
                if first {
                    record.findings.plain(Oddity::VersionMissing, place);
                }
                if std::mem::take(&mut joined) {
                    record.findings.plain(Oddity::BlankLineMissing, place);
                }
            }
            match line {
                Line::TooLong(_) => record.skip(Oddity::LineTooLong, place),
                Line::Text(_) | Line::Blank => record.take(place, text, &self.limits),
            }
        }
        let end = self.place();
        if self.lines.is_cut_off() && self.held.is_none() {
            record.findings.plain(Oddity::FinalNewlineMissing, end);
        }
        let (item, spare) = record.finish(end);
        self.spare = spare;
        Ok(Some(item))
    }

    fn version(&self, mut findings: Findings, place: Place, said: &[u8], first: bool) -> Item {
        let number = std::str::from_utf8(said).ok().and_then(|s| s.parse().ok());
        if number != Some(1) {
            findings.note(Finding::quoting(Oddity::VersionOther, place, said));
        }
        if !first {
            findings.plain(Oddity::VersionRepeated, place);
        }
        let octets = self.lines.place().offset.saturating_sub(place.offset);
        Item { place, octets, body: Body::Version(number), findings: findings.into_vec() }
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = io::Result<Item>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let found = self.step();
        self.ended = !matches!(found, Ok(Some(_)));
        found.transpose()
    }
}

fn after<'t>(text: &'t [u8], prefix: &[u8]) -> Option<&'t [u8]> {
    let (begins, rest) = text.split_at_checked(prefix.len())?;
    begins.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn begins_record(text: &[u8]) -> bool {
    after(text, b"dn:").is_some()
}

fn version(text: &[u8]) -> Option<&[u8]> {
    after(text, b"version:").map(<[u8]>::trim_ascii)
}
