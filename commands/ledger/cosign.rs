//! `chancery ledger cosign`: a witness says that this was the longest head of the ledger they saw.

use std::path::PathBuf;

use chancery::holder::{HeldKind, Seen};
use chancery::ledger::{Continued, CosignRequest, NoteKey};
use chancery::mode::Mode;
use chancery::safe::Label;
use chancery::station::{JudgedCosignature, Station, write_new};
use serde::Serialize;

use crate::frame::{Context, Example, Failure, Irreversible, Page, Purpose, Report, Shield, Step};
use crate::held;
use crate::opening::{self, Recorded};

/// Cosign the head of the ledger as a witness
///
/// Cosign the head of the ledger as a witness, with a key of your own: you say that at this time it was the longest head you
/// saw, and that it continues what you saw before. What you cosigned last stands beside the key, in NAME.witness.seen: a
/// shorter head is refused (WITNESS-5), and one that does not continue it (WITNESS-2). At the station the newest head is
/// cosigned and the cosignature is taken in; where that file is gone, what the station took in of you last stands in
/// its place. On another machine '--checkpoint' reads what 'ledger head' wrote; '--import' takes in at the station what
/// was cosigned there.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("whence").required(true))]
pub struct Args {
    /// The sealed key, or the file that tells of one in a token, as 'officer witness-key' made it
    #[arg(long, value_name = "FILE", group = "whence")]
    key: Option<PathBuf>,

    #[command(flatten)]
    opening: held::Opening,

    /// What 'ledger head' wrote; the newest head of the station unless given
    #[arg(long, value_name = "FILE", requires = "key", requires = "out")]
    checkpoint: Option<PathBuf>,

    /// Key of the ledger as it was printed at the station's birth, NAME+ID+KEY; wanted the first time
    #[arg(long, value_name = "KEY", requires = "checkpoint")]
    log_key: Option<String>,

    /// Where the cosigned checkpoint goes; never overwritten
    #[arg(long, value_name = "FILE", requires = "key")]
    out: Option<PathBuf>,

    /// Take in a checkpoint that was cosigned elsewhere
    #[arg(long, value_name = "FILE", group = "whence")]
    import: Option<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[
    Example::new(
        "Cosign the newest head at the station",
        "chancery ledger cosign --key stick/ann.witness.age --identity ann.identity --answers confirm.toml \
         --station utopia",
    )
    .after(&[Step::Prepared("witness")])
    .with(&["--pin-source", "file:pin"]),
    Example::new(
        "Take in what was cosigned on another machine",
        "chancery ledger cosign --import cosigned.txt --station utopia",
    )
    .after(&[Step::Prepared("witness-cosigned")])
    .with(&["--pin-source", "file:pin"]),
];

/// What was cosigned.
#[derive(Debug, Serialize)]
pub struct Cosigned {
    origin: String,
    entries: u64,
    root: String,
    root_words: Vec<&'static str>,
    witnesses: Vec<String>,
    at: Option<String>,
    file: Option<String>,
    recorded: Vec<Recorded>,
}

impl Report for Cosigned {
    const SCHEMA: &'static str = "chancery/ledger.cosign@1";

    fn human(&self, page: &mut Page) {
        page.field("Ledger", &self.origin).field("Entries", self.entries).field("Root", &self.root);
        page.field("Cosigned by", self.witnesses.join(", "));
        if let Some(at) = &self.at {
            page.field("At", at);
        }
        if let Some(file) = &self.file {
            page.field("File", file);
        }
        self.recorded.iter().for_each(|recorded| recorded.show(page));
        page.words(&self.root_words);
    }
}

pub fn run(args: Args, context: &Context) -> Result<Cosigned, Failure> {
    args.out.as_deref().map_or(Ok(()), held::expect_free)?;
    match (&args.import, &args.key, &args.checkpoint) {
        (Some(file), ..) => import(file, context),
        (None, Some(key), Some(file)) => elsewhere(&args, key, file, context),
        (None, Some(key), None) => at_the_station(&args, key, context),
        (None, None, _) => {
            Err(opening::UnknownName { what: "key", name: String::new(), see: "chancery ledger cosign --help" }.into())
        }
    }
}

/// Shows the head and has its number of entries typed.
fn confirmed(
    log_key: &NoteKey,
    continued: &Continued,
    seen: Option<&Seen>,
    mode: Mode,
    context: &Context,
) -> Result<(), Failure> {
    let (checkpoint, terminal) = (continued.checkpoint(), context.terminal());
    let (origin, head) = (&checkpoint.checkpoint().origin, checkpoint.head());
    terminal.preview(&format!("cosign: ledger: {origin}"));
    terminal.preview(&format!("cosign: ledger key: {}", log_key.text()?));
    terminal.preview(&format!("cosign: head: {head}"));
    terminal.preview(&format!("cosign: words: {}", head.words().join(" ")));
    match seen {
        Some(seen) => {
            terminal.preview(&format!("cosign: continues: {}", seen.head()));
            if seen.log_key() != log_key {
                terminal.warn(
                    "this ledger has another key than the one it was cosigned under: a restored station has; \
                               compare the key with the one that was printed then",
                );
            }
        }
        None => terminal.warn("this key cosigned nothing before: nothing shows that this is the only history"),
    }
    let act = format!("cosign the head of {} of {origin}", opening::entries(head.size));
    context.confirm(mode, &Irreversible { act: &act, name: &head.size.to_string() })
}

/// The mode of the ledger that a key signs; production, the strictest, where its name says none.
fn mode_of(log_key: &NoteKey) -> Mode {
    let word = log_key.name().rsplit('/').next().unwrap_or_default();
    [Mode::Specimen, Mode::Rehearsal].into_iter().find(|mode| mode.word() == word).unwrap_or(Mode::Production)
}

fn at_the_station(args: &Args, path: &std::path::Path, context: &Context) -> Result<Cosigned, Failure> {
    let mut station = opening::write(context)?;
    station.expect_no_open_intent()?;
    let held = held::open(path, &args.opening, context)?.expect(HeldKind::Witness)?;
    let officer = station.expect_witness(&held.verifier()?)?;
    let remembered = held::seen_file(path, &held.name());
    let seen = at_last(&station, &officer, held::seen(&remembered, &held.verifier()?)?, &remembered, context)?;
    let (checkpoint, at) = (station.checkpoint(None)?, station.now()?);
    let old = seen.as_ref().map(|seen| seen.head().size).filter(|old| *old <= checkpoint.head().size);
    let request = station.cosign_request(&checkpoint, old)?;
    let (log_key, continued) = Seen::judge(seen.as_ref(), Some(station.log_key().clone()), &request, at)?;
    confirmed(&log_key, &continued, seen.as_ref(), station.identity().mode, context)?;
    let key = held.unlock(context, station.identity().mode)?.witness()?;
    let line = key.cosign(&continued, at)?;
    let after = Seen::after(log_key, &continued, at, line);
    let note = after.checkpoint().note().to_string();
    let judged = station.judge_cosignatures(&note)?;
    held::remember(&remembered, &after)?;
    let recorded = take_in(&mut station, judged, context)?;
    write_out(args, &note)?;
    Ok(report(&after, vec![officer.to_string()], Some(at.to_string()), args, recorded))
}

/// What the witness saw last: their own memory; where that is gone, what this station took in of them.
fn at_last(
    station: &Station<'_>,
    officer: &Label,
    own: Option<Seen>,
    remembered: &std::path::Path,
    context: &Context,
) -> Result<Option<Seen>, Failure> {
    let Some((checkpoint, at)) = station.last_cosigned(officer)? else { return Ok(own) };
    let (recorded, file) = (checkpoint.head().size, remembered.display());
    match own {
        Some(own) => {
            if own.head().size < recorded {
                context.terminal().warn(&format!(
                    "{file} tells of {}, and this station took in a cosignature of '{officer}' over {}: it is an older copy",
                    opening::entries(own.head().size),
                    opening::entries(recorded)
                ));
            }
            Ok(Some(own))
        }
        None => {
            context.terminal().warn(&format!(
                "{file} is not there: what this station took in of '{officer}' last stands in its place, and a station that \
                 was set back would show less"
            ));
            Ok(Some(Seen::recorded(station.log_key().clone(), checkpoint, at)))
        }
    }
}

fn elsewhere(
    args: &Args,
    path: &std::path::Path,
    file: &std::path::Path,
    context: &Context,
) -> Result<Cosigned, Failure> {
    let request = CosignRequest::parse(&opening::read_text(file, 1 << 20)?)?;
    let given = args.log_key.as_deref().map(NoteKey::parse).transpose()?;
    let held = held::open(path, &args.opening, context)?.expect(HeldKind::Witness)?;
    let remembered = held::seen_file(path, &held.name());
    let seen = held::seen(&remembered, &held.verifier()?)?;
    let mode = seen.as_ref().map(Seen::log_key).or(given.as_ref()).map_or(Mode::Production, mode_of);
    let at = held::now(context, Purpose::Acting(mode))?;
    let (log_key, continued) = Seen::judge(seen.as_ref(), given, &request, at)?;
    confirmed(&log_key, &continued, seen.as_ref(), mode, context)?;
    let key = held.unlock(context, mode)?.witness()?;
    let line = key.cosign(&continued, at)?;
    let after = Seen::after(log_key, &continued, at, line);
    held::remember(&remembered, &after)?;
    write_out(args, &after.checkpoint().note().to_string())?;
    Ok(report(&after, vec![key.note_name()], Some(at.to_string()), args, Vec::new()))
}

fn import(file: &std::path::Path, context: &Context) -> Result<Cosigned, Failure> {
    // A request that nobody cosigned is told so, not that its proof is no checkpoint.
    let note = CosignRequest::parse(&opening::read_text(file, 1 << 20)?)?.checkpoint;
    let mut station = opening::write(context)?;
    station.expect_no_open_intent()?;
    let judged = station.judge_cosignatures(&note)?;
    let witnesses = judged.iter().map(|one| one.officer().to_string()).collect();
    let head = judged.first().map(JudgedCosignature::head);
    let recorded = take_in(&mut station, judged, context)?;
    let head = head.unwrap_or_else(chancery::ledger::Head::empty);
    Ok(Cosigned {
        origin: chancery::ledger::origin(station.identity()),
        entries: head.size,
        root: head.root.to_string(),
        root_words: head.words(),
        witnesses,
        at: None,
        file: None,
        recorded,
    })
}

fn take_in(
    station: &mut Station<'_>,
    judged: Vec<JudgedCosignature>,
    context: &Context,
) -> Result<Vec<Recorded>, Failure> {
    let progress = context.progress("taking in what was cosigned");
    let shield = Shield::raise();
    let taken = judged.into_iter().map(|one| Ok(Recorded::of(&station.take_cosignature(one)?)));
    let taken = taken.collect::<Result<Vec<_>, Failure>>();
    drop(progress);
    drop(shield);
    taken
}

fn write_out(args: &Args, note: &str) -> Result<(), Failure> {
    if let Some(out) = &args.out {
        write_new(out, note.as_bytes(), 0o644)?;
    }
    Ok(())
}

fn report(after: &Seen, witnesses: Vec<String>, at: Option<String>, args: &Args, recorded: Vec<Recorded>) -> Cosigned {
    let head = after.head();
    Cosigned {
        origin: after.log_key().name().to_owned(),
        entries: head.size,
        root: head.root.to_string(),
        root_words: head.words(),
        witnesses,
        at,
        file: args.out.as_ref().map(|out| out.display().to_string()),
        recorded,
    }
}
