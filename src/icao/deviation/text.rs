//! A deviation list as people read it, without any document number: those are counted.

use std::fmt::{self, Display};

use super::judge::Judgement;
use super::read::DeviationList;
use crate::digest::Digest;
use crate::safe::kept_line;

/// Characters of one line.
const WIDTH: usize = 400;

/// A list as lines of text, `Display`ed, with at most this many deviations.
pub struct DeviationText<'l, 'a> {
    /// The whole file.
    pub der: &'l [u8],
    /// The list in it.
    pub list: &'l DeviationList<'a>,
    /// The verdicts on its signers.
    pub judgement: &'l Judgement,
    /// How many deviations are shown; all are counted.
    pub deviations: usize,
}

/// One line.
fn field(f: &mut fmt::Formatter<'_>, name: &str, value: impl Display) -> fmt::Result {
    writeln!(f, "{name:<18} {}", kept_line(&value.to_string(), WIDTH))
}

impl Display for DeviationText<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "deviation list")?;
        field(f, "digest", Digest::of(self.der))?;
        field(f, "version", self.list.version())?;
        for signer in &self.judgement.signers {
            field(f, "signed by", signer.subject.as_deref().unwrap_or("nobody who is known"))?;
            field(f, "signed", signer.signing_time.time().map_or("not said".to_owned(), |time| time.to_string()))?;
            if let Some(issuer) = &signer.issuer {
                field(f, "under", issuer.digest)?;
            }
        }
        field(f, "deviations", self.list.len())?;
        if self.list.is_empty() {
            field(f, "nothing deviates", "whatever a list before this one said is taken back")?;
        }
        field(f, "document numbers", self.list.numbers())?;
        if self.list.is_empty() {
            field(f, "says", "nothing deviates: what the list before it said is taken back")?;
        }
        for entry in self.list.entries().take(self.deviations) {
            writeln!(f)?;
            writeln!(f, "deviation {}", entry.index + 1)?;
            match entry.read() {
                Err(error) => field(f, "unreadable", error)?,
                Ok(deviation) => {
                    for (name, value) in deviation.documents.words() {
                        field(f, name, value)?;
                    }
                    for description in deviation.descriptions() {
                        match description {
                            Ok(description) => field(f, "deviates", description.words())?,
                            Err(error) => field(f, "unreadable", error)?,
                        }
                    }
                }
            }
        }
        if self.list.len() > self.deviations {
            writeln!(f)?;
            writeln!(f, "and {} more", self.list.len() - self.deviations)?;
        }
        Ok(())
    }
}
