//! The form of texts that people sign: ASCII lines a person reads, and at the end, in base64,
//! the canonical bytes that the station acts on.
//!
//! A text is wholly made from its canonical bytes. Reading one makes it again and compares, so
//! that no line can say what the bytes do not (FORM-1).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ApprovalError;
use crate::canonical;
use crate::safe;

/// Octets that a text may have.
pub const LIMIT: usize = 10 << 20;
/// Columns of a line of our own; a long word may go beyond.
const WIDTH: usize = 96;
/// Columns of base64.
const BLOCK: usize = 76;
/// Columns before a value.
const NAME: usize = 24;

/// A value that has a text people sign.
pub(super) trait Form: Serialize + DeserializeOwned {
    /// What kind of text: `proposal`.
    const KIND: &'static str;
    /// The lines before the block.
    fn lines(&self, page: &mut Lines);

    /// The whole text.
    fn text(&self) -> Result<String, ApprovalError> {
        let mut page = Lines(format!("chancery {} 1\n", Self::KIND));
        self.lines(&mut page);
        let (mut text, name) = (page.0, Self::KIND.to_uppercase());
        text.push_str(&format!("\n-----BEGIN CHANCERY {name}-----\n"));
        let block = STANDARD.encode(canonical::bytes(self)?);
        for line in block.as_bytes().chunks(BLOCK) {
            text.push_str(&String::from_utf8_lossy(line));
            text.push('\n');
        }
        text.push_str(&format!("-----END CHANCERY {name}-----\n"));
        Ok(text)
    }

    /// Reads a text, which must be exactly what its own bytes give.
    fn parse(text: &[u8]) -> Result<Self, ApprovalError> {
        let value = Self::kept(text)?;
        let (wanted, text) = (value.text()?, String::from_utf8_lossy(text));
        if wanted == text {
            return Ok(value);
        }
        let line = wanted.lines().zip(text.lines()).take_while(|(a, b)| a == b).count() + 1;
        Err(ApprovalError::TextAltered { kind: Self::KIND, line })
    }

    /// Reads a text that was held against its bytes when it was taken in, and is kept by its digest since: a later
    /// version of the program may word its lines otherwise.
    fn kept(text: &[u8]) -> Result<Self, ApprovalError> {
        let unreadable = |what: &str| ApprovalError::TextUnreadable { kind: Self::KIND, what: what.to_owned() };
        if text.len() > LIMIT {
            return Err(unreadable("larger than 10 MiB"));
        }
        let text =
            std::str::from_utf8(text).map_err(|e| unreadable(&format!("octet {} is not ASCII", e.valid_up_to())))?;
        if let Some(at) = text.bytes().position(|b| !(b == b'\n' || (b' '..=b'~').contains(&b))) {
            return Err(unreadable(&format!("octet {at} is not printable ASCII")));
        }
        if !text.starts_with(&format!("chancery {} 1\n", Self::KIND)) {
            return Err(unreadable(&format!("its first line is not 'chancery {} 1'", Self::KIND)));
        }
        let name = Self::KIND.to_uppercase();
        let (begin, end) = (format!("\n-----BEGIN CHANCERY {name}-----\n"), format!("-----END CHANCERY {name}-----\n"));
        // The block is the last thing in a text, whatever stands in its lines.
        let block = text.rsplit_once(&begin).and_then(|(_, rest)| rest.split_once(&end));
        let (block, _) = block.ok_or_else(|| unreadable("it has no whole block at its end"))?;
        let octets = STANDARD.decode(block.replace('\n', ""));
        let octets = octets.map_err(|e| unreadable(&format!("its block: {e}")))?;
        serde_json::from_slice(&octets).map_err(|e| unreadable(&format!("its block: {e}")))
    }
}

/// A head of the ledger in words.
pub(super) fn head_words(head: &crate::act::Head) -> String {
    format!("{} {}, root {}", head.size, if head.size == 1 { "entry" } else { "entries" }, head.root)
}

/// Lines of a text, one after the other.
pub(super) struct Lines(String);

impl Lines {
    /// A heading, after a blank line.
    pub(super) fn heading(&mut self, heading: &str) {
        self.0.push_str(&format!("\n{heading}\n"));
    }

    /// Words of our own, wrapped.
    pub(super) fn say(&mut self, words: &str) {
        self.0.push('\n');
        self.wrapped("", words);
    }

    /// A name and its value, which may be foreign; wrapped where it has blanks.
    pub(super) fn field(&mut self, name: &str, value: &str) {
        let name = safe::ascii(name);
        // Runs of blanks would make blank lines.
        let value: Vec<&str> = value.split(' ').filter(|word| !word.is_empty()).collect();
        let value = if value.is_empty() { "-".to_owned() } else { ascii_of_safe(&value.join(" ")) };
        self.wrapped(&format!("  {name}"), &value);
    }

    /// Fields under a heading; where the first name comes again, another thing begins, after a blank line.
    pub(super) fn fields<'f>(&mut self, fields: impl IntoIterator<Item = (&'f str, &'f str)>) {
        let mut first = None;
        for (name, value) in fields {
            match first {
                None => first = Some(name),
                Some(first) if first == name => self.0.push('\n'),
                Some(_) => {}
            }
            self.field(name, value);
        }
    }

    fn wrapped(&mut self, first: &str, words: &str) {
        let indent = if first.is_empty() { 0 } else { NAME };
        let mut line = format!("{first:<indent$}");
        if indent > 0 && line.len() >= indent && !line.ends_with(' ') {
            line.push(' ');
        }
        let mut begun = false;
        for word in words.split(' ') {
            if begun && line.len() + 1 + word.len() > WIDTH {
                self.0.push_str(line.trim_end());
                self.0.push('\n');
                line = " ".repeat(indent);
                begun = false;
            }
            if begun {
                line.push(' ');
            }
            line.push_str(word);
            begun = true;
        }
        self.0.push_str(line.trim_end());
        self.0.push('\n');
    }
}

/// ASCII of a value that was made harmless already: its escapes stay as they are.
fn ascii_of_safe(value: &str) -> String {
    let parts: Vec<String> = value.split('\\').map(safe::ascii).collect();
    parts.join("\\")
}
