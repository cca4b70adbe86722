//! Foreign text made harmless: what comes out of a certificate, a token, a file
//! name or a person's typing never steers a terminal, a page or a reader's eye.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::fault::{Fail, Fault};

/// Shows foreign text with everything that could mislead written as `\u{…}`.
///
/// Control characters, bidirectional marks, zero-width and other invisible
/// characters, private use and line separators are escaped; the backslash too,
/// so that no text can pretend to be an escape.
pub struct Safe<'a>(pub &'a str);

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        for c in self.0.chars() {
            if c == '\\' {
                f.write_str("\\\\")?;
            } else if is_plain(c) {
                f.write_char(c)?;
            } else {
                write!(f, "\\u{{{:x}}}", u32::from(c))?;
            }
        }
        Ok(())
    }
}

/// Whether a character is shown as it stands: it neither steers a terminal nor hides, nor turns the writing round.
pub fn is_plain(c: char) -> bool {
    if c.is_control() {
        return false;
    }
    !matches!(u32::from(c),
        0x00AD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
        | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F
        | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB | 0xE000..=0xF8FF | 0x1D173..=0x1D17A
        | 0xE0000..=0x10FFFF)
}

/// Foreign text made harmless and cut to `limit` characters, an ellipsis in place of the rest.
pub fn line(text: &str, limit: usize) -> String {
    cut(Safe(text).to_string(), limit)
}

fn cut(shown: String, limit: usize) -> String {
    if shown.chars().count() <= limit {
        return shown;
    }
    let mut cut: String = shown.chars().take(limit.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// Text that its room made harmless: its backslashes are escapes already and stay as they are, and whatever else could
/// mislead is written out, should anything have been left.
pub fn kept(text: &str) -> String {
    let parts: Vec<String> = text.split('\\').map(|part| Safe(part).to_string()).collect();
    parts.join("\\")
}

/// The same, cut to `limit` characters.
pub fn kept_line(text: &str, limit: usize) -> String {
    cut(kept(text), limit)
}

/// Foreign text in printable ASCII alone: as [`Safe`], and every other character written out too.
pub fn ascii(text: &str) -> String {
    let mut out = String::new();
    for c in Safe(text).to_string().chars() {
        if c.is_ascii() { out.push(c) } else { out.push_str(&format!("\\u{{{:x}}}", u32::from(c))) }
    }
    out
}

/// Why a name is not taken.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SafeError {
    /// The label does not have the allowed form.
    #[error("'{shown}' is not a name: 1 to 64 of a-z, 0-9 and '-', beginning with a letter")]
    Label {
        /// The text that was given, made harmless.
        shown: String,
    },
}

impl Fail for SafeError {
    fn kind(&self) -> Fault {
        Fault::Usage
    }
}

/// A short name we gave ourselves (vault, key, station, profile): `a-z`, `0-9`, `-`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Label(String);

impl Label {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Label {
    type Err = SafeError;

    fn from_str(text: &str) -> Result<Self, SafeError> {
        let fits = (1..=64).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if fits { Ok(Label(text.to_owned())) } else { Err(SafeError::Label { shown: line(text, 80) }) }
    }
}

impl TryFrom<String> for Label {
    type Error = SafeError;
    fn try_from(text: String) -> Result<Self, SafeError> {
        text.parse()
    }
}

impl From<Label> for String {
    fn from(label: Label) -> String {
        label.0
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_escapes_and_direction_marks_are_written_out() {
        assert_eq!(Safe("a\u{1b}[31m\u{202e}b\\").to_string(), "a\\u{1b}[31m\\u{202e}b\\\\");
        assert_eq!(Safe("Zürich Ελλάδα 中国").to_string(), "Zürich Ελλάδα 中国");
    }

    #[test]
    fn in_ascii_every_other_character_is_written_out() {
        assert_eq!(ascii("Z\u{fc}rich\u{202e}\\"), "Z\\u{fc}rich\\u{202e}\\\\");
    }

    #[test]
    fn long_text_is_cut_with_an_ellipsis() {
        assert_eq!(line("abcdef", 4), "abc…");
        assert_eq!(line("abcd", 4), "abcd");
    }

    #[test]
    fn what_was_made_harmless_stays_as_it_is_and_nothing_slips_through() {
        let shown = Safe("a\u{1b}\\ \u{202e}").to_string();
        assert_eq!(kept(&shown), shown);
        assert_eq!(kept("a\u{1b}\\"), "a\\u{1b}\\");
        assert_eq!(kept_line("a\\bcdef", 4), "a\\b…");
    }

    #[test]
    fn labels_refuse_paths_blanks_and_capitals() {
        for bad in ["", "-a", "A", "a b", "../a", "a/b", "é", &"a".repeat(65)] {
            assert!(bad.parse::<Label>().is_err(), "{bad:?}");
        }
        assert!("csca-2026".parse::<Label>().is_ok());
    }
}
