//! Approvals in the room: the officers who must agree to a step sign it at the station, each with a token of their own.
//!
//! What they sign is written into a folder of the station. Who counts is decided by the same one function as anywhere.

use std::collections::BTreeSet;
use std::path::Path;

use chancery::act::{Act, Decision};
use chancery::approval::key::KeyForm;
use chancery::approval::{ApprovalError, Voice};
use chancery::ceremony::{self, Actor, Agreement};
use chancery::fault::Fault;
use chancery::station::{Asked, Material, Standing, Station};

use super::asking::{NotAsked, expect_proposer};
use super::seat::{PAUSE, Said, Seat, aside, spoken, wrapped};
use super::texts::{Taken, Texts};
use crate::deciding;
use crate::frame::{Context, Failure, Patience};
use crate::opening;

/// What is typed to sign with a card.
const CARD: &str = "card";

/// What came of asking the officers.
pub enum Room {
    /// Nobody has to be asked.
    NobodyAsked,
    /// They agree.
    Agreed(Box<Agreed>),
    /// Something else was said, or nothing but time is lacking.
    Aside(Said),
}

/// What they agree to, and what is recorded of it.
pub struct Agreed {
    /// The proposal.
    pub standing: Standing,
    /// Who agreed, with which key.
    pub agreement: Agreement,
}

/// Asks the officers whom the policy wants for an act, until they agree or somebody pauses.
pub fn gather(
    context: &Context,
    station: &mut Station<'_>,
    seat: &Seat,
    actors: &[Actor],
    act: &Act,
    material: &Material,
) -> Result<Room, Failure> {
    let asked = station.asked(act)?;
    if !asked.anybody {
        return Ok(Room::NobodyAsked);
    }
    let before = station.open_proposal_of(act)?;
    let was_made = before.is_some();
    let standing = match before {
        Some(standing) => standing,
        None => {
            expect_proposer(context, station, act.name(), &asked)?;
            propose(context, station, act, material)?
        }
    };
    let name = standing.name.to_string();
    match seat {
        Seat::Terminal => {
            let folder = station.directory().join("approvals").join(name);
            let texts = Texts::write(folder, &standing, asked.proposer_apart)?;
            announce(context, &standing, &texts, &asked, was_made)?;
            at_the_terminal(context, station, actors, standing, &texts)
        }
        Seat::File(fitted) => {
            let nowhere =
                || NotAsked::NotGathered { act: act.name(), what: "the answers file names no folder for them".into() };
            let folder = fitted.approvals().ok_or_else(nowhere)?.join(name);
            let texts = Texts::write(folder, &standing, asked.proposer_apart)?;
            by_themselves(context, station, standing, &texts)
        }
    }
}

fn propose(context: &Context, station: &mut Station<'_>, act: &Act, material: &Material) -> Result<Standing, Failure> {
    let done = station.propose(act.clone(), material, context.proposer().cloned())?;
    let name = opening::output(&done, "proposal").parse()?;
    let lost = || NotAsked::NotGathered { act: act.name(), what: "the proposal is not to be found".into() };
    Ok(station.proposal_named(&name)?.ok_or_else(lost)?)
}

/// What is lacking as the station stands now. A proposal that cannot be performed any more is an error.
fn lacking(station: &Station<'_>, standing: &mut Standing) -> Result<Lacking, Failure> {
    *standing = station.proposal(standing.digest)?;
    if let Some(dead) = standing.dead.take() {
        return Err(dead.into());
    }
    let verdict = station.verdict(standing)?;
    let cools =
        |e: &ApprovalError| matches!(e, ApprovalError::Cooling { .. } | ApprovalError::CoolingUnattested { .. });
    let open = verdict.lacking();
    let decisions = verdict.counted().iter();
    let voice = |v: &Voice| ceremony::Agreed { officer: v.officer.clone(), decision: v.decision, key: v.key };
    Ok(Lacking {
        words: open.iter().map(ToString::to_string).collect(),
        time_alone: !open.is_empty() && open.iter().all(cools),
        agreement: Agreement {
            proposal: standing.name.clone(),
            digest: standing.digest,
            rule: standing.proposal.rule.clone(),
            decisions: decisions.map(voice).collect(),
        },
    })
}

/// What is lacking, in words, and what counts so far.
struct Lacking {
    words: Vec<String>,
    /// Whether nothing but time has to pass.
    time_alone: bool,
    agreement: Agreement,
}

/// Says what is asked, of whom, and how it is signed.
fn announce(
    context: &Context,
    standing: &Standing,
    texts: &Texts,
    asked: &Asked,
    was_made: bool,
) -> Result<(), Failure> {
    let terminal = context.terminal();
    let width = usize::from(terminal.width()).saturating_sub(3);
    let name = &standing.name;
    let when = if was_made { ", made before: what was signed stays signed" } else { "" };
    let mut lines = vec![String::new()];
    lines.extend(wrapped(
        &format!("Now the officers decide. Wanted: {}. It is proposal {name}{when}.", asked.whom),
        width,
    ));
    lines.push("The digest of the act, as it stands at the end of what is signed:".into());
    lines.extend(spoken(standing.digest));
    lines.push(String::new());
    lines.extend(wrapped(&format!("In the folder {}:", texts.folder().display()), width));
    lines.extend(texts.list().map(|(file, for_whom)| format!("  {file:<13}{for_whom}")));
    lines.push(String::new());
    lines.push("Read it whole. Sign it there with a key of your own, by one of:".into());
    if let Some((file, _)) = texts.list().next() {
        let commands = deciding::signing(file, &[KeyForm::OpenPgp, KeyForm::X509, KeyForm::Ssh]);
        lines.extend(commands.iter().flat_map(|command| continued(command, width.saturating_sub(4))));
    }
    lines.push(String::new());
    let told =
        format!("Then name the file of the signature, one after the other. With a PIV card, type '{CARD}' instead.");
    lines.extend(wrapped(&told, width));
    for line in lines {
        terminal.say(if line.is_empty() { line } else { format!("   {line}") }.as_str())?;
    }
    Ok(())
}

/// A command in lines that a shell takes as one.
fn continued(command: &str, width: usize) -> Vec<String> {
    let pieces = wrapped(command, width.saturating_sub(2));
    let last = pieces.len().saturating_sub(1);
    let line = |(at, piece): (usize, String)| {
        let (before, after) = (if at == 0 { "  " } else { "    " }, if at == last { "" } else { " \\" });
        format!("{before}{piece}{after}")
    };
    pieces.into_iter().enumerate().map(line).collect()
}

/// People at the terminal name one signature file after the other.
fn at_the_terminal(
    context: &Context,
    station: &mut Station<'_>,
    actors: &[Actor],
    mut standing: Standing,
    texts: &Texts,
) -> Result<Room, Failure> {
    let terminal = context.terminal();
    let width = usize::from(terminal.width()).saturating_sub(3);
    let say = |text: String| -> Result<(), Failure> {
        wrapped(&text, width).iter().try_for_each(|line| terminal.say(&format!("   {line}")))?;
        Ok(())
    };
    let mode = station.identity().mode;
    loop {
        let open = lacking(station, &mut standing)?;
        terminal.say("")?;
        if open.words.is_empty() {
            say(format!("They agree: {}. Nothing is lacking.", who(&open.agreement)))?;
            return Ok(Room::Agreed(Box::new(Agreed { standing, agreement: open.agreement })));
        }
        for what in &open.words {
            say(format!("Lacking: {what}"))?;
        }
        if open.time_alone {
            say("Nothing but time is lacking: the ceremony pauses here.".into())?;
            return Ok(Room::Aside(Said::Pause));
        }
        let question = format!("Signature file, '{CARD}' or '{PAUSE}':");
        let typed = terminal.ask(&question)?;
        let typed = typed.trim();
        if let Some(said) = aside(context, actors, typed)? {
            return Ok(Room::Aside(said));
        }
        let taken = match typed {
            "" => continue,
            CARD => texts.by_card(context, station, mode),
            path => texts.take(station, Path::new(path)),
        };
        match taken {
            Ok(Taken::Now(what)) => say(format!("Taken in: {what}"))?,
            Ok(Taken::Before(what)) => say(what)?,
            Err(failure) if stops(&failure, &[]) => return Err(failure),
            Err(failure) => say(failure.message().to_owned())?,
        }
    }
}

/// Whether a failure is the station's own, and not about what somebody brought.
fn stops(failure: &Failure, also: &[Fault]) -> bool {
    let kind = failure.kind();
    matches!(kind, Fault::Storage | Fault::Bug | Fault::Interrupted) || also.contains(&kind)
}

/// Who decided what, in a line.
fn who(agreement: &Agreement) -> String {
    let one = |agreed: &ceremony::Agreed| match agreed.decision {
        Decision::Propose => format!("{} proposes", agreed.officer),
        _ => agreed.officer.to_string(),
    };
    agreement.decisions.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Nobody is at the terminal: the folder is looked at until all have signed.
fn by_themselves(
    context: &Context,
    station: &mut Station<'_>,
    mut standing: Standing,
    texts: &Texts,
) -> Result<Room, Failure> {
    let terminal = context.terminal();
    terminal.note(&format!("waiting for signatures in {}", texts.folder().display()));
    let patience = Patience::begin();
    let mut seen = BTreeSet::new();
    let mut wrong = None;
    loop {
        for path in texts.beside() {
            // A file that is still being written is looked at again once it has changed.
            let now = std::fs::metadata(&path).and_then(|m| Ok((m.len(), m.modified()?)));
            let Ok((length, modified)) = now else { continue };
            if !seen.insert((path.clone(), length, modified)) {
                continue;
            }
            match texts.take(station, &path) {
                Ok(Taken::Now(what)) => terminal.note(&format!("taken in: {what}")),
                Ok(Taken::Before(what)) => terminal.note(&what),
                Err(failure) if stops(&failure, &[Fault::Device]) => return Err(failure),
                Err(failure) => {
                    terminal.warn(failure.message());
                    wrong = Some(failure.message().to_owned());
                }
            }
        }
        let open = lacking(station, &mut standing)?;
        let Some(first) = open.words.into_iter().next() else {
            terminal.note(&format!("they agree: {}", who(&open.agreement)));
            return Ok(Room::Agreed(Box::new(Agreed { standing, agreement: open.agreement })));
        };
        if open.time_alone {
            terminal.note(&format!("nothing but time is lacking: {first}"));
            return Ok(Room::Aside(Said::Pause));
        }
        if !patience.rests() {
            let act = standing.proposal.bound.what.name();
            return Err(NotAsked::NotGathered { act, what: wrong.unwrap_or(first) }.into());
        }
    }
}
