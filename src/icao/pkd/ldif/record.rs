//! One record out of its lines: values decoded, changes told apart.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use super::{Attribute, Body, Change, Entry, Finding, Item, Limits, Modification, Oddity, Operation, Place, Value};
use crate::icao::pkd::finding::Findings;

/// How long a type with its options may be.
const DESCRIPTION: usize = 256;

/// How a `-` stands among the lines of a modification: no type is written so.
const DASH: &str = "-";

const LOOSE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A record as far as it was read.
pub(super) struct Gathered {
    pub(super) findings: Findings,
    start: Option<Place>,
    name: Option<Vec<u8>>,
    parts: Vec<Attribute>,
    size: usize,
    skipped: Option<Oddity>,
}

impl Gathered {
    /// Begins with an empty list that was used before: one that is made anew for each record
    /// would tear the heap into pieces.
    pub(super) fn new(findings: Findings, parts: Vec<Attribute>) -> Self {
        Gathered { findings, start: None, name: None, parts, size: 0, skipped: None }
    }

    /// Whether a line was taken.
    pub(super) fn is_begun(&self) -> bool {
        self.start.is_some()
    }

    /// From here on nothing more is held of the record.
    pub(super) fn skip(&mut self, why: Oddity, place: Place) {
        self.start.get_or_insert(place);
        if self.skipped.is_none() {
            self.findings.plain(why, place);
            self.skipped = Some(why);
            self.parts.clear();
        }
    }

    /// Takes a line.
    pub(super) fn take(&mut self, place: Place, text: &[u8], limits: &Limits) {
        self.start.get_or_insert(place);
        if self.skipped.is_some() {
            return;
        }
        if self.parts.len() >= limits.attributes {
            return self.skip(Oddity::TooManyAttributes, place);
        }
        if text.first() == Some(&b' ') {
            return self.findings.note(Finding::quoting(Oddity::ContinuesNothing, place, text));
        }
        if text == DASH.as_bytes() {
            let value = Value::Octets(Vec::new());
            return self.parts.push(Attribute { description: DASH.into(), value, place });
        }
        let Some((description, value)) = split(text) else {
            return self.findings.note(Finding::quoting(Oddity::NotAnAttribute, place, text));
        };
        let value = self.value(place, value);
        self.size = self.size.saturating_add(description.len()).saturating_add(value.raw().len());
        if self.size > limits.record {
            return self.skip(Oddity::RecordTooLarge, place);
        }
        if description.eq_ignore_ascii_case("dn") && self.name.is_none() && self.parts.is_empty() {
            self.name = Some(value.raw().to_vec());
        } else {
            self.parts.push(Attribute { description: description.to_owned(), value, place });
        }
    }

    fn value(&mut self, place: Place, written: &[u8]) -> Value {
        match written {
            [b':', rest @ ..] => {
                let rest = unfilled(rest);
                if let Ok(octets) = STANDARD.decode(rest) {
                    return Value::Octets(octets);
                }
                let dense: Vec<u8> = rest.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
                match LOOSE.decode(dense) {
                    Ok(octets) => {
                        self.findings.plain(Oddity::Base64Loose, place);
                        Value::Octets(octets)
                    }
                    Err(_) => {
                        self.findings.note(Finding::quoting(Oddity::Base64Broken, place, rest));
                        Value::Undecodable(rest.to_vec())
                    }
                }
            }
            [b'<', rest @ ..] => {
                let rest = unfilled(rest);
                self.findings.note(Finding::quoting(Oddity::UrlRefused, place, rest));
                Value::Url(rest.to_vec())
            }
            plain => {
                let plain = unfilled(plain);
                if !is_safe(plain) {
                    self.findings.note(Finding::quoting(Oddity::ValueUnsafe, place, plain));
                }
                Value::Octets(plain.to_vec())
            }
        }
    }

    /// The record, which ends at `end`, and the list to be used again.
    pub(super) fn finish(mut self, end: Place) -> (Item, Vec<Attribute>) {
        let place = self.start.unwrap_or(end);
        let body = match self.skipped {
            Some(why) => Body::Skipped { why, name: self.name.take() },
            None => {
                if self.name.is_none() {
                    self.findings.plain(Oddity::NameMissing, place);
                }
                let name = self.name.take().unwrap_or_default();
                Body::Entry(Entry { name, change: change(&mut self.parts, &mut self.findings) })
            }
        };
        let octets = end.offset.saturating_sub(place.offset);
        self.parts.clear();
        (Item { place, octets, body, findings: self.findings.into_vec() }, self.parts)
    }
}

/// Type and what follows the first colon.
fn split(text: &[u8]) -> Option<(&str, &[u8])> {
    let colon = text.iter().take(DESCRIPTION + 1).position(|b| *b == b':')?;
    let (description, value) = (text.get(..colon)?, text.get(colon + 1..)?);
    let legal = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b';' | b'_');
    let begins = description.first().is_some_and(u8::is_ascii_alphanumeric);
    if !begins || !description.iter().all(legal) {
        return None;
    }
    Some((std::str::from_utf8(description).ok()?, value))
}

/// Without the blanks that fill up after a colon.
fn unfilled(value: &[u8]) -> &[u8] {
    let blanks = value.iter().take_while(|b| **b == b' ').count();
    value.get(blanks..).unwrap_or_default()
}

/// Whether octets may stand plain (RFC 2849, `SAFE-STRING`); blanks before them were taken off.
pub(super) fn is_safe(plain: &[u8]) -> bool {
    let first = plain.first().is_none_or(|b| !matches!(b, b' ' | b':' | b'<'));
    first && plain.iter().all(|b| b.is_ascii() && !matches!(b, 0 | b'\n' | b'\r'))
}

fn change(parts: &mut Vec<Attribute>, findings: &mut Findings) -> Change {
    let mut parts = parts.drain(..).peekable();
    while let Some(control) = parts.next_if(|p| p.is("control")) {
        findings.note(Finding::quoting(Oddity::Control, control.place, control.value.raw()));
    }
    let Some(kind) = parts.next_if(|p| p.is("changetype")) else {
        return Change::Content(plain(parts, findings));
    };
    match kind.value.raw().to_ascii_lowercase().as_slice() {
        b"add" => Change::Add(plain(parts, findings)),
        b"delete" => {
            if let Some(part) = parts.next() {
                findings.note(Finding::quoting(Oddity::ChangeMisshapen, part.place, part.description.as_bytes()));
            }
            Change::Delete
        }
        b"modify" => Change::Modify(modifications(parts, findings)),
        b"modrdn" | b"moddn" => rename(kind, parts.collect(), findings),
        _ => {
            findings.note(Finding::quoting(Oddity::ChangeUnknown, kind.place, kind.value.raw()));
            Change::Other { kind: kind.value.raw().to_vec(), attributes: plain(parts, findings) }
        }
    }
}

/// Attributes without what belongs to changes alone.
fn plain(parts: impl Iterator<Item = Attribute>, findings: &mut Findings) -> Vec<Attribute> {
    let keep = |part: &Attribute| {
        let stray = part.description == DASH || part.is("changetype");
        if stray {
            findings.note(Finding::quoting(Oddity::ChangeMisshapen, part.place, part.description.as_bytes()));
        }
        !stray
    };
    let mut kept: Vec<Attribute> = parts.filter(keep).collect();
    // What was left out must not go on taking room.
    kept.shrink_to_fit();
    kept
}

fn modifications(parts: impl Iterator<Item = Attribute>, findings: &mut Findings) -> Vec<Modification> {
    let mut all: Vec<Modification> = Vec::new();
    let mut open = false;
    let mut last = None;
    for part in parts {
        last = Some(part.place);
        if part.description == DASH {
            if !open {
                findings.plain(Oddity::ChangeMisshapen, part.place);
            }
            open = false;
            continue;
        }
        let operation = match part.description.to_ascii_lowercase().as_str() {
            "add" => Some(Operation::Add),
            "delete" => Some(Operation::Delete),
            "replace" => Some(Operation::Replace),
            _ => None,
        };
        match (open, operation, all.last_mut()) {
            (false, Some(operation), _) => {
                let attribute = String::from_utf8_lossy(part.value.raw()).into_owned();
                all.push(Modification { operation, attribute, values: Vec::new() });
                open = true;
            }
            (true, _, Some(current)) => {
                if !part.description.eq_ignore_ascii_case(&current.attribute) {
                    let found = part.description.as_bytes();
                    findings.note(Finding::quoting(Oddity::ChangeMisshapen, part.place, found));
                }
                current.values.push(part);
            }
            // Values of nothing that was said: kept, so that none is lost.
            _ => {
                let found = part.description.as_bytes();
                findings.note(Finding::quoting(Oddity::ChangeMisshapen, part.place, found));
                let attribute = part.description.clone();
                all.push(Modification { operation: Operation::Replace, attribute, values: vec![part] });
            }
        }
    }
    if let (true, Some(place)) = (open, last) {
        findings.plain(Oddity::ChangeMisshapen, place);
    }
    all
}

fn rename(kind: Attribute, parts: Vec<Attribute>, findings: &mut Findings) -> Change {
    let value = |name: &str| parts.iter().find(|p| p.is(name)).map(|p| p.value.raw().to_vec());
    let (new_rdn, delete_old) = (value("newrdn"), value("deleteoldrdn"));
    match (new_rdn, delete_old.as_deref()) {
        (Some(new_rdn), Some(flag @ (b"0" | b"1"))) => {
            Change::Rename { new_rdn, delete_old: flag == b"1", new_superior: value("newsuperior") }
        }
        _ => {
            findings.plain(Oddity::ChangeMisshapen, kind.place);
            Change::Other { kind: kind.value.raw().to_vec(), attributes: parts }
        }
    }
}
