//! Records written as LDIF: the same octets for the same record, always.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::record::is_safe;
use super::{Attribute, Change, Entry, Operation, Value};

/// The columns at which lines are folded, as the PKD's downloads are.
pub const COLUMNS: usize = 76;

/// Writes the version line, with which a file begins.
pub fn header(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"version: 1\n")
}

/// Writes a record with the blank line before it.
///
/// Values that cannot be plain stand in base64, and those of `;binary` always. What was
/// not read is written as it was found.
pub fn write(out: &mut dyn Write, entry: &Entry) -> io::Result<()> {
    out.write_all(b"\n")?;
    line(out, "dn", &Value::Octets(entry.name.clone()))?;
    match &entry.change {
        Change::Content(attributes) => lines(out, attributes),
        Change::Add(attributes) => {
            out.write_all(b"changetype: add\n")?;
            lines(out, attributes)
        }
        Change::Delete => out.write_all(b"changetype: delete\n"),
        Change::Modify(modifications) => {
            out.write_all(b"changetype: modify\n")?;
            for modification in modifications {
                let operation = match modification.operation {
                    Operation::Add => "add",
                    Operation::Delete => "delete",
                    Operation::Replace => "replace",
                };
                text(out, operation, modification.attribute.as_bytes())?;
                lines(out, &modification.values)?;
                out.write_all(b"-\n")?;
            }
            Ok(())
        }
        Change::Rename { new_rdn, delete_old, new_superior } => {
            out.write_all(b"changetype: modrdn\n")?;
            text(out, "newrdn", new_rdn)?;
            text(out, "deleteoldrdn", if *delete_old { b"1" } else { b"0" })?;
            match new_superior {
                Some(superior) => text(out, "newsuperior", superior),
                None => Ok(()),
            }
        }
        Change::Other { kind, attributes } => {
            text(out, "changetype", kind)?;
            lines(out, attributes)
        }
    }
}

fn lines(out: &mut dyn Write, attributes: &[Attribute]) -> io::Result<()> {
    attributes.iter().try_for_each(|attribute| line(out, &attribute.description, &attribute.value))
}

fn text(out: &mut dyn Write, description: &str, octets: &[u8]) -> io::Result<()> {
    line(out, description, &Value::Octets(octets.to_vec()))
}

fn line(out: &mut dyn Write, description: &str, value: &Value) -> io::Result<()> {
    let binary = description.split(';').skip(1).any(|o| o.eq_ignore_ascii_case("binary"));
    let mut line = description.as_bytes().to_vec();
    match value {
        Value::Octets(octets) if octets.is_empty() => line.push(b':'),
        Value::Octets(octets) if !binary && is_plain(octets) => {
            line.extend_from_slice(b": ");
            line.extend_from_slice(octets);
        }
        Value::Octets(octets) => {
            line.extend_from_slice(b":: ");
            line.extend_from_slice(STANDARD.encode(octets).as_bytes());
        }
        Value::Undecodable(raw) => {
            line.extend_from_slice(b":: ");
            line.extend_from_slice(raw);
        }
        Value::Url(raw) => {
            line.extend_from_slice(b":< ");
            line.extend_from_slice(raw);
        }
    }
    let (first, rest) = line.split_at_checked(COLUMNS).unwrap_or((&line, &[]));
    out.write_all(first)?;
    for part in rest.chunks(COLUMNS - 1) {
        out.write_all(b"\n ")?;
        out.write_all(part)?;
    }
    out.write_all(b"\n")
}

/// Stricter than what may be plain: no control characters, no blank at the end.
fn is_plain(octets: &[u8]) -> bool {
    is_safe(octets) && octets.last() != Some(&b' ') && octets.iter().all(|b| !b.is_ascii_control())
}
