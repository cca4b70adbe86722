//! What officers sign in the room: where it lies, and the signatures that are left beside it.

use std::path::{Path, PathBuf};

use chancery::act::Decision;
use chancery::approval::{Statement, TEXT_LIMIT};
use chancery::digest::Digest;
use chancery::fault::{Fail as _, Fault};
use chancery::mode::Mode;
use chancery::station::piv::Slot;
use chancery::station::{Standing, Station, StationError, write_new};

use crate::card;
use crate::frame::{Context, Failure, Shield};
use crate::opening::{self, FileError};

/// The texts that officers sign about one proposal.
pub struct Texts {
    folder: PathBuf,
    texts: Vec<Text>,
}

/// One of them.
struct Text {
    /// Its file's name in the folder.
    name: String,
    /// For whom it is, in words.
    for_whom: String,
    octets: Vec<u8>,
}

/// A signature that was left.
pub enum Taken {
    /// It was taken in now.
    Now(String),
    /// Its officer's decision stands in the ledger already.
    Before(String),
}

impl Texts {
    /// Writes what is signed into the folder; what lies there already must be the same.
    pub fn write(folder: PathBuf, standing: &Standing, apart: bool) -> Result<Self, Failure> {
        let failed = |source| StationError::File { path: folder.clone(), source };
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let proposer = standing.proposal.bound.proposer.as_ref().filter(|_| apart);
        let approves = ("signed by each officer who approves".to_owned(), Decision::Approve);
        let proposes = |who| (format!("signed by {who}, who proposes it and approves nothing"), Decision::Propose);
        let mut texts = Vec::new();
        for (for_whom, decision) in [approves].into_iter().chain(proposer.map(proposes)) {
            let statement = Statement::new(decision, "", standing.proposal.clone())?;
            let (octets, name) = (statement.text()?.into_bytes(), statement.file_name());
            let path = folder.join(&name);
            if std::fs::read(&path).ok().as_ref() != Some(&octets) {
                write_new(&path, &octets, 0o644)?;
            }
            texts.push(Text { name, for_whom, octets });
        }
        Ok(Texts { folder, texts })
    }

    /// Where they lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Each file and for whom it is; the one to approve first.
    pub fn list(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|text| (text.name.as_str(), text.for_whom.as_str()))
    }

    /// The files beside them.
    pub fn beside(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        paths.retain(|path| !self.texts.iter().any(|text| path.ends_with(&text.name)));
        paths.sort();
        paths
    }

    /// Takes the signature in a file in, over whichever of the texts it is. A name alone is looked for beside them too.
    pub fn take(&self, station: &mut Station<'_>, path: &Path) -> Result<Taken, Failure> {
        let beside = self.folder.join(path);
        let path = if path.exists() { path } else { &beside };
        if self.texts.iter().any(|text| *path == self.folder.join(&text.name)) {
            let (wanted, what) = ("a signature", "it is the text that is signed".to_owned());
            return Err(FileError::NotThat { path: path.to_owned(), wanted, what }.into());
        }
        let signature = opening::read_file(path, TEXT_LIMIT as u64)?;
        let mut refused: Option<StationError> = None;
        for text in &self.texts {
            match station.judge_decision(&text.octets, &signature) {
                Ok(judged) => {
                    let said = format!("{}: {}", judged.officer(), judged.decision().word());
                    let shield = Shield::raise();
                    let done = station.take_in(judged);
                    drop(shield);
                    done?;
                    return Ok(Taken::Now(said));
                }
                Err(error) if error.clause() == Some(ALREADY) => return Ok(Taken::Before(error.to_string())),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        match refused {
            Some(error) => Err(Failure::from(error).about(path, &[Fault::Refused, Fault::Malformed, Fault::Unsound])),
            None => Ok(Taken::Before("there is nothing to sign".into())),
        }
    }

    /// An officer signs at the station with a PIV card; the signature is kept beside the text.
    pub fn by_card(&self, context: &Context, station: &mut Station<'_>, mode: Mode) -> Result<Taken, Failure> {
        let lines: Vec<String> = self.texts.iter().map(|text| format!("{}: {}", text.name, text.for_whom)).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let which = if lines.len() > 1 { context.terminal().choose("Which is signed?", &lines)? } else { 0 };
        let Some(text) = self.texts.get(which) else { return Ok(Taken::Before("nothing was chosen".into())) };
        let signature = card::sign(context, &text.octets, mode, None, Slot::SIGNATURE)?;
        let signed = self.folder.join(format!("{}.{}.p7s", text.name, Digest::of(&signature).short()));
        write_new(&signed, &signature, 0o644)?;
        self.take(station, &signed)
    }
}

/// The clause of a decision that was taken in before.
const ALREADY: &str = "APPROVAL-9";
