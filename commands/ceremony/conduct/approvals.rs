//! Approvals in the room: the officers who must agree to a step sign it at the station, each with a token of their own.
//!
//! What they sign is written into a folder of the station. Who counts is decided by the same one function as anywhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chancery::act::{Act, Decision};
use chancery::approval::{Statement, TEXT_LIMIT, key::KeyForm};
use chancery::fault::{Fail, Fault};
use chancery::station::piv::Slot;
use chancery::station::{Material, Standing, Station, StationError, write_new};

use super::seat::{PAUSE, Seat};
use crate::card;
use crate::deciding;
use crate::frame::{Context, Failure, Shield};
use crate::opening;

/// What is typed to sign with a card.
const CARD: &str = "card";
/// How long a file stands in for people before it is given up.
const PATIENCE: Duration = Duration::from_secs(600);
/// How often the folder is looked at.
const GLANCE: Duration = Duration::from_millis(100);

/// What came of asking the officers.
pub enum Room {
    /// Nobody has to be asked.
    NobodyAsked,
    /// They agree.
    Agreed(Box<Standing>),
    /// Somebody said 'pause'.
    Paused,
}

/// Officers did not come forward.
#[derive(Debug, thiserror::Error)]
#[error("CEREMONY-11: {what}; the officers who must approve '{act}' have not all signed")]
struct NotGathered {
    act: &'static str,
    what: String,
}

impl Fail for NotGathered {
    fn kind(&self) -> Fault {
        Fault::Refused
    }

    fn clause(&self) -> Option<&'static str> {
        Some("CEREMONY-11")
    }

    fn hint(&self) -> Option<String> {
        Some("name the folder in the answers file: approvals = \"FOLDER\", and leave the signatures there".into())
    }
}

/// The texts that officers sign, and where they lie.
struct Texts {
    folder: PathBuf,
    texts: Vec<(PathBuf, Vec<u8>)>,
}

impl Texts {
    /// Writes what is signed into the folder; what lies there already must be the same.
    fn write(folder: PathBuf, standing: &Standing, apart: bool) -> Result<Self, Failure> {
        let failed = |source| StationError::File { path: folder.clone(), source };
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let decisions: &[Decision] = if apart { &[Decision::Propose, Decision::Approve] } else { &[Decision::Approve] };
        let mut texts = Vec::new();
        for decision in decisions {
            let statement = Statement::new(*decision, "", standing.proposal.clone())?;
            let (text, path) = (statement.text()?.into_bytes(), folder.join(statement.file_name()));
            if std::fs::read(&path).ok().as_ref() != Some(&text) {
                write_new(&path, &text, 0o644)?;
            }
            texts.push((path, text));
        }
        Ok(Texts { folder, texts })
    }

    /// The signature files that lie there.
    fn signatures(&self) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        paths.retain(|path| !self.texts.iter().any(|(text, _)| text == path));
        paths.sort();
        paths
    }

    /// Takes a signature in, over whichever text it is.
    fn take(&self, station: &mut Station<'_>, path: &Path) -> Result<String, Failure> {
        let signature = opening::read_file(path, TEXT_LIMIT as u64)?;
        let mut refusal = None;
        for (_, text) in self.texts.iter().rev() {
            match station.judge_decision(text, &signature) {
                Ok(judged) => {
                    let said = format!("{}: {}", judged.officer(), judged.decision().word());
                    let shield = Shield::raise();
                    let done = station.take_in(judged);
                    drop(shield);
                    done?;
                    return Ok(said);
                }
                Err(error) => refusal = refusal.or(Some(error)),
            }
        }
        let failure = refusal.map(Failure::from);
        Err(failure.unwrap_or_else(|| NotGathered { act: "", what: "there is nothing to sign".into() }.into()))
    }
}

impl Texts {
    /// An officer signs at the station with a PIV card; the signature is kept beside the text.
    fn by_card(&self, context: &Context, station: &mut Station<'_>, standing: &Standing) -> Result<String, Failure> {
        let names: Vec<String> = self.texts.iter().map(|(path, _)| path.display().to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let which = if names.len() > 1 { context.terminal().choose("Which of them is signed?", &names)? } else { 0 };
        let Some((path, text)) = self.texts.get(which) else {
            return Err(
                NotGathered { act: standing.proposal.bound.what.name(), what: "nothing was chosen".into() }.into()
            );
        };
        let mode = standing.proposal.bound.identity.mode;
        let signature = card::sign(context, text, mode, None, Slot::SIGNATURE)?;
        let short = chancery::digest::Digest::of(&signature).short();
        let signed = path.with_extension(format!("{short}.p7s"));
        write_new(&signed, &signature, 0o644)?;
        self.take(station, &signed)
    }
}

/// Asks the officers whom the policy wants for an act, until they agree or somebody pauses.
pub fn gather(
    context: &Context,
    station: &mut Station<'_>,
    seat: &Seat,
    act: &Act,
    material: &Material,
) -> Result<Room, Failure> {
    let asked = station.asked(act)?;
    if !asked.anybody {
        return Ok(Room::NobodyAsked);
    }
    let standing = match station.open_proposal_of(act)? {
        Some(standing) => standing,
        None => {
            let done = station.propose(act.clone(), material, context.proposer().cloned())?;
            let name = opening::output(&done, "proposal").parse()?;
            let missing = || NotGathered { act: act.name(), what: "the proposal is not to be found".into() };
            station.proposal_named(&name)?.ok_or_else(missing)?
        }
    };
    let name = standing.name.to_string();
    match seat {
        Seat::Terminal => {
            let texts =
                Texts::write(station.directory().join("approvals").join(&name), &standing, asked.proposer_apart)?;
            at_the_terminal(context, station, &standing, &texts, &asked.whom)
        }
        Seat::File(fitted) => {
            let nowhere =
                || NotGathered { act: act.name(), what: "the answers file names no folder for approvals".into() };
            let folder = fitted.approvals().ok_or_else(nowhere)?;
            let texts = Texts::write(folder.join(&name), &standing, asked.proposer_apart)?;
            by_themselves(context, station, &standing, &texts)
        }
    }
}

/// What is lacking now, in words; nothing where they agree.
fn lacking(station: &Station<'_>, standing: &Standing) -> Result<Vec<String>, Failure> {
    Ok(station.verdict(standing)?.lacking().iter().map(ToString::to_string).collect())
}

fn again(station: &Station<'_>, standing: &Standing) -> Result<Room, Failure> {
    Ok(Room::Agreed(Box::new(station.proposal(standing.digest)?)))
}

/// People at the terminal name one signature file after the other.
fn at_the_terminal(
    context: &Context,
    station: &mut Station<'_>,
    standing: &Standing,
    texts: &Texts,
    whom: &str,
) -> Result<Room, Failure> {
    let terminal = context.terminal();
    terminal.say("")?;
    terminal.say(&format!("   Proposal {}: this wants {whom}.", standing.name))?;
    terminal.say("   Each officer reads and signs, with a token of their own:")?;
    for (path, _) in &texts.texts {
        terminal.say(&format!("     {}", path.display()))?;
    }
    terminal.say("   by one of")?;
    if let Some((path, _)) = texts.texts.last() {
        for command in deciding::signing(&path.display().to_string(), &[KeyForm::OpenPgp, KeyForm::X509, KeyForm::Ssh])
        {
            terminal.say(&format!("     {command}"))?;
        }
    }
    loop {
        let open = lacking(station, standing)?;
        if open.is_empty() {
            terminal.say("   Nothing is lacking.")?;
            return again(station, standing);
        }
        for what in open {
            terminal.say(&format!("   lacking: {what}"))?;
        }
        let typed = terminal
            .ask(&format!("File of the next signature, '{CARD}' to sign here with a PIV card, or '{PAUSE}':"))?;
        match typed.trim() {
            "" => {}
            PAUSE => return Ok(Room::Paused),
            CARD => match texts.by_card(context, station, standing) {
                Ok(said) => terminal.say(&format!("   taken in: {said}"))?,
                Err(failure) => terminal.say(&format!("   {}", failure.message()))?,
            },
            path => match texts.take(station, Path::new(path)) {
                Ok(said) => terminal.say(&format!("   taken in: {said}"))?,
                Err(failure) => terminal.say(&format!("   {}", failure.message()))?,
            },
        }
    }
}

/// Nobody is at the terminal: the folder is looked at until all have signed.
fn by_themselves(
    context: &Context,
    station: &mut Station<'_>,
    standing: &Standing,
    texts: &Texts,
) -> Result<Room, Failure> {
    context.terminal().note(&format!("waiting for signatures in {}", texts.folder.display()));
    let began = Instant::now();
    let mut seen = BTreeSet::new();
    let mut wrong = String::new();
    loop {
        for path in texts.signatures() {
            // A file that is still being written is looked at again once it has changed.
            let now = std::fs::metadata(&path).and_then(|m| Ok((m.len(), m.modified()?)));
            let Ok((length, modified)) = now else { continue };
            if !seen.insert((path.clone(), length, modified)) {
                continue;
            }
            match texts.take(station, &path) {
                Ok(said) => context.terminal().note(&format!("taken in: {said}")),
                Err(failure) => {
                    wrong = format!("{}: {}", path.display(), failure.message());
                    context.terminal().warn(&wrong);
                }
            }
        }
        let open = lacking(station, standing)?;
        let Some(first) = open.into_iter().next() else { return again(station, standing) };
        if began.elapsed() > PATIENCE {
            let what = if wrong.is_empty() { first } else { wrong };
            return Err(NotGathered { act: standing.proposal.bound.what.name(), what }.into());
        }
        std::thread::sleep(GLANCE);
    }
}
