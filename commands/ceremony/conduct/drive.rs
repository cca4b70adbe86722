//! Driving a run: each step put to the seat, each event recorded before the next step is shown.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chancery::act::{Act, CertificateIssue, CrlIssue, CscaRollover, KeyGenerate, KeyLock, SubjectKey};
use chancery::ceremony::{File, Perform, Prompt, Run, Type, Value, signature};
use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::safe::Label;
use chancery::station::{Done, Material, Preview, Standing, Station};
use serde::Serialize;

use super::approvals::{Agreed, Room, gather};
use super::backups::{BACKUP, backup_of, places_of};
use super::seat::{Coming, Said, Seat};
use crate::deciding::First;
use crate::frame::{Context, Failure, Page};
use crate::opening;

/// How a ceremony ended, or where it paused.
#[derive(Debug, Serialize)]
pub struct Ended {
    ceremony: String,
    state: &'static str,
    agree: usize,
    do_not_agree: usize,
    exceptions: usize,
    checks_not_held: usize,
    transcript: Vec<String>,
    transcript_sha256: Option<String>,
    transcript_words: Vec<&'static str>,
}

impl Ended {
    /// For a person.
    pub fn show(&self, page: &mut Page) {
        page.field("Ceremony", &self.ceremony).field("State", self.state);
        if self.state == "paused" {
            page.field("Go on with", format!("chancery ceremony resume {}", self.ceremony));
            return;
        }
        page.field("Agree", self.agree).field("Do not agree", self.do_not_agree);
        page.field("Exceptions", self.exceptions).field("Checks that did not hold", self.checks_not_held);
        for file in &self.transcript {
            page.field("Transcript", file);
        }
        if let Some(digest) = &self.transcript_sha256 {
            page.field("SHA-256", digest);
        }
        page.words(&self.transcript_words);
    }

    /// A pause has an exit code of its own.
    pub fn fault(&self) -> Option<Fault> {
        (self.state == "paused").then_some(Fault::Paused)
    }
}

/// The program as it stands in transcripts.
const TOOL: &str = concat!("chancery ", env!("CARGO_PKG_VERSION"));

/// Takes a run to its end, or to a pause.
pub fn to_the_end<'c>(
    context: &'c Context,
    station: &mut Station<'c>,
    name: &Label,
    script: &str,
    mut run: Run,
    seat: &Seat,
) -> Result<Ended, Failure> {
    loop {
        let prompt = run.next()?;
        if let Prompt::Operation(perform) = &prompt
            && perform.open
        {
            settle(station, name, script, &mut run, perform)?;
            continue;
        }
        let coming = match &prompt {
            Prompt::Operation(perform) => coming(station, name, perform),
            _ => Coming::default(),
        };
        let Some(said) = seat.ask(context, &prompt, &coming)? else {
            let Prompt::Finished(summary) = prompt else { return Ok(paused(name)) };
            let files = station.close_ceremony(name, TOOL)?;
            return finished(name, summary, files);
        };
        let reading = station.reading()?;
        let event = match said {
            Said::Pause => return Ok(paused(name)),
            Said::Exception(by, what) => run.exception(&by, &what, reading),
            Said::Answer(answer) => run.answer(answer, reading),
            Said::Go(by) => {
                let Prompt::Operation(perform) = &prompt else { continue };
                let hint = || format!("mend it, then 'chancery ceremony resume {name}'");
                let room = act_of(station, name, perform)
                    .and_then(|(act, material)| gather(context, station, seat, &perform.actors, &act, &material))
                    .map_err(|failure| failure.with_hint(hint()))?;
                match room {
                    Room::Aside(Said::Exception(by, what)) => run.exception(&by, &what, station.reading()?),
                    Room::Aside(_) => return Ok(paused(name)),
                    Room::Agreed(agreed) => {
                        let Agreed { standing, agreement } = *agreed;
                        let begun = run.begin_operation(&by, &coming.shown(), Some(agreement), station.reading()?)?;
                        station.record_event(name, script, &begun)?;
                        perform_operation(context, station, name, script, &mut run, (perform, Some(standing)))?;
                        continue;
                    }
                    Room::NobodyAsked => {
                        let begun = run.begin_operation(&by, &coming.shown(), None, station.reading()?)?;
                        station.record_event(name, script, &begun)?;
                        perform_operation(context, station, name, script, &mut run, (perform, None))?;
                        continue;
                    }
                }
            }
        };
        match event {
            Ok(event) => station.record_event(name, script, &event)?,
            // At the terminal a person is told and asked again; a file cannot answer otherwise.
            Err(error) if matches!(seat, Seat::Terminal) => context.terminal().say(&format!("   {error}"))?,
            Err(error) => return Err(error.into()),
        }
    }
}

/// What will come of an operation, or why it would be refused. Being refused is no end: it
/// is said, and the people may pause, record an exception, or have it refused on record.
fn coming(station: &mut Station<'_>, name: &Label, perform: &Perform) -> Coming {
    let previewed = act_of(station, name, perform).and_then(|(act, material)| {
        let asked = station.asked(&act)?;
        Ok((station.preview(&act, &material)?, Some(asked).filter(|asked| asked.anybody)))
    });
    match previewed {
        Ok((Preview { words, warnings }, asked)) => {
            Coming { words, warnings, asks: asked.map(|asked| asked.whom), refusal: None }
        }
        Err(failure) => Coming { refusal: Some(failure.message().to_owned()), ..Coming::default() },
    }
}

/// Performs an operation whose beginning is recorded, and records its end. If the act is
/// refused before it began, that is recorded, and the step can be taken again.
fn perform_operation<'c>(
    context: &'c Context,
    station: &mut Station<'c>,
    name: &Label,
    script: &str,
    run: &mut Run,
    (perform, agreed): (&Perform, Option<Standing>),
) -> Result<(), Failure> {
    if perform.operation == BACKUP {
        crate::swapping::expect_memory(context)?;
        places_of(perform)?.give(context, station, None);
    }
    // The exact 'Yes' of the step, with its witness, stands for the typed name.
    let performed = match agreed {
        Some(standing) => opening::carry_out_approved(context, station, standing),
        None => act_of(station, name, perform)
            .and_then(|(act, material)| opening::carry_out(context, station, act, &material)),
    };
    match performed {
        Ok(done) => {
            let outputs = outputs(perform, &done)?;
            let event = run.performed(outputs, station.reading()?)?;
            Ok(station.record_event(name, script, &event)?)
        }
        Err(failure) => {
            if station.status()?.open.is_empty() {
                let why = failure.message().to_owned();
                let event = run.not_performed(&why, station.reading()?)?;
                station.record_event(name, script, &event)?;
                context.terminal().warn(&format!("{} was not performed: {why}", perform.operation));
            }
            Err(failure.with_hint(format!("mend it, then 'chancery ceremony resume {name}'")))
        }
    }
}

/// After a stop between the beginning and the end of an operation: what the ledger says became of it.
fn settle(
    station: &mut Station<'_>,
    name: &Label,
    script: &str,
    run: &mut Run,
    perform: &Perform,
) -> Result<(), Failure> {
    let reading = station.reading()?;
    let (act, _) = act_of(station, name, perform)?;
    let event = match station.outcome_since_last_event(name, &act)? {
        Some(done) => run.performed(outputs(perform, &done)?, reading)?,
        None => run.not_performed("the station was stopped before the act began, or it came to nothing", reading)?,
    };
    Ok(station.record_event(name, script, &event)?)
}

/// The act that a step asks for.
fn act_of(station: &Station<'_>, name: &Label, perform: &Perform) -> Result<(Act, Material), Failure> {
    let text = |name: &str| perform.parameters.get(name).cloned();
    let needed = |name: &'static str| text(name).ok_or_else(|| misfit(perform, name));
    let label = |name: &'static str| -> Result<Label, Failure> { Ok(needed(name)?.parse()?) };
    match perform.operation.as_str() {
        "key.generate" => {
            let spec = needed("spec")?.parse()?;
            let extractable = match text("extractable").as_deref() {
                None | Some("no") => false,
                Some("yes") => true,
                Some(_) => return Err(misfit(perform, "extractable")),
            };
            let act = KeyGenerate { vault: label("vault")?, label: label("label")?, spec, extractable };
            Ok((Act::KeyGenerate(act), Material::none()))
        }
        "key.lock" => Ok((Act::KeyLock(KeyLock { key: label("key")? }), Material::none())),
        BACKUP => backup_of(station, name, perform),
        "certificate.issue" => {
            let (subject, material) = match text("csr") {
                Some(file) => {
                    let der = opening::read_file(&station.out().join(file), 64 * 1024)?;
                    (SubjectKey::Csr(Digest::of(&der)), Material::one(der))
                }
                None => (SubjectKey::Key(label("key")?), Material::none()),
            };
            let (profile, common_name) = (label("profile")?, text("name"));
            let issuer = station.issuer_for(&profile, text("issuer").map(|i| i.parse()).transpose()?)?;
            let (alternative, accept) = (Vec::new(), accepted(perform)?);
            let act = CertificateIssue { profile, subject, issuer, common_name, alternative, accept };
            Ok((Act::CertificateIssue(act), material))
        }
        "station.genesis" => {
            let folder = station.directory().join("in").join(label("folder")?.as_str());
            let threshold = text("root-threshold").map(|text| text.parse()).transpose();
            let threshold = threshold.map_err(|_| misfit(perform, "root-threshold"))?;
            First::in_folder(&folder, threshold)?.act(station, &policy_named(station, &label("policy")?))
        }
        "crl.issue" => {
            let act = CrlIssue { issuer: label("issuer")?, days: 90, accept: accepted(perform)? };
            Ok((Act::CrlIssue(act), Material::none()))
        }
        "csca.rollover" => {
            let from = text("from").map_or_else(|| Ok(station.newest_csca()?), |key| Ok::<_, Failure>(key.parse()?))?;
            let profile = |name: &str, usual: &str| text(name).as_deref().unwrap_or(usual).parse::<Label>();
            let (root_profile, link_profile) =
                (profile("root-profile", "csca-root")?, profile("link-profile", "csca-link")?);
            let (to, common_name, accept) = (label("to")?, text("name"), accepted(perform)?);
            let act = CscaRollover { from, to, root_profile, link_profile, common_name, accept };
            Ok((Act::CscaRollover(act), Material::none()))
        }
        _ => Err(misfit(perform, "operation")),
    }
}

/// The warnings that a step accepts by their rules' names, with commas between.
fn accepted(perform: &Perform) -> Result<Vec<String>, Failure> {
    let names = perform.parameters.get("accept").map(String::as_str).unwrap_or_default();
    let names = names.split(',').map(str::trim).filter(|name| !name.is_empty());
    Ok(opening::accepted(names.map(str::to_owned).collect())?)
}

/// Where a policy of this name is: a template of the program, or else a file that was brought to the station.
fn policy_named(station: &Station<'_>, name: &Label) -> String {
    let template = chancery::approval::policy::template(name.as_str());
    let brought = || station.directory().join("in").join(format!("{name}.toml")).display().to_string();
    template.map_or_else(brought, |_| name.to_string())
}

/// What the act gave, in the shape the script asks for.
fn outputs(perform: &Perform, done: &Done) -> Result<BTreeMap<String, Value>, Failure> {
    let mut outputs = BTreeMap::new();
    for name in &perform.outputs {
        let given = opening::output(done, name);
        let value = if is_file(&perform.operation, name) {
            let bytes = opening::read_file(&PathBuf::from(&given), 256 << 20)?;
            let file = PathBuf::from(&given);
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            Value::File(File { name, size: bytes.len() as u64, digest: Digest::of(&bytes) })
        } else {
            Value::Text(given)
        };
        outputs.insert(name.clone(), value);
    }
    Ok(outputs)
}

/// Whether an output is a file that the station wrote.
fn is_file(operation: &str, output: &str) -> bool {
    let outputs = signature(operation).map_or(&[][..], |signature| signature.outputs);
    outputs.iter().any(|one| one.name == output && one.kind == Type::File)
}

fn paused(name: &Label) -> Ended {
    Ended {
        ceremony: name.to_string(),
        state: "paused",
        agree: 0,
        do_not_agree: 0,
        exceptions: 0,
        checks_not_held: 0,
        transcript: Vec::new(),
        transcript_sha256: None,
        transcript_words: Vec::new(),
    }
}

fn finished(name: &Label, summary: chancery::ceremony::Summary, files: Vec<PathBuf>) -> Result<Ended, Failure> {
    let digest = match files.first() {
        Some(path) => Some(Digest::of(&opening::read_file(path, 256 << 20)?)),
        None => None,
    };
    Ok(Ended {
        ceremony: name.to_string(),
        state: "finished",
        agree: summary.agree,
        do_not_agree: summary.do_not_agree,
        exceptions: summary.exceptions,
        checks_not_held: summary.not_held,
        transcript: files.iter().map(|f| f.display().to_string()).collect(),
        transcript_sha256: digest.map(|d| d.to_string()),
        transcript_words: digest.map(|d| d.words()).unwrap_or_default(),
    })
}

/// A step that asks for what this program cannot give.
#[derive(Debug, thiserror::Error)]
#[error("step '{step}' asks for {operation}, and its '{parameter}' cannot be used here")]
struct Misfit {
    step: String,
    operation: String,
    parameter: &'static str,
}

impl Fail for Misfit {
    fn kind(&self) -> Fault {
        Fault::Malformed
    }
}

pub(super) fn misfit(perform: &Perform, parameter: &'static str) -> Failure {
    let (step, operation) = (perform.place.step.clone(), perform.operation.clone());
    Misfit { step, operation, parameter }.into()
}
