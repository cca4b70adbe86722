//! `chancery proposal show`: the text officers judge, and the statement they sign.

use std::path::{Path, PathBuf};

use chancery::act::Decision;
use chancery::approval::Proposal;
use chancery::station::Material;
use serde::Serialize;

use crate::deciding::{self, Named, Written};
use crate::frame::{Context, Example, Failure, Folder, Page, Report, Step};
use crate::opening;

/// Show a proposal, or write the statement that an officer signs
///
/// Show a proposal, or write the statement that an officer signs: their decision, and below it the whole proposal. A
/// file is judged without any station: every line of it must be what its own block says (FORM-1). Whoever signs a
/// statement signs every octet of it; the file may be renamed and carried, and not changed. What the text names by a
/// digest alone is kept at the station: '--files' writes it out, each file named by its digest.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The proposal: its name at the station, its file, or a statement about it
    #[arg(value_name = "PROPOSAL")]
    proposal: Named,

    /// Write the statement of this decision: propose, approve, refuse or withdraw
    #[arg(long, value_name = "DECISION", value_parser = ["propose", "approve", "refuse", "withdraw"])]
    decision: Option<String>,

    /// Why; a refusal and a withdrawal want it
    #[arg(long, value_name = "WORDS", requires = "decision")]
    reason: Option<String>,

    /// Where the statement goes instead of DECISION.txt; never overwritten
    #[arg(long, value_name = "FILE", requires = "decision")]
    out: Option<PathBuf>,

    /// Write out what the proposal refers to (a policy, a list, a request, enrolments), into a new folder
    #[arg(long, value_name = "DIR", conflicts_with = "decision")]
    files: Option<PathBuf>,
}

pub const EXAMPLES: &[Example] = &[
    Example::new("Read what is proposed", "chancery proposal show p-000007 --station utopia")
        .after(&[Step::Prepared("proposal")]),
    Example::new(
        "Write what an officer signs who approves",
        "chancery proposal show p-000007 --decision approve --station utopia",
    )
    .after(&[Step::Prepared("proposal")]),
    Example::new(
        "Write out what the proposal refers to, to look at it with other tools",
        "chancery proposal show p-000007 --files beside --station utopia",
    )
    .after(&[Step::Prepared("proposal")]),
];

/// The proposal, or the statement.
#[derive(Debug, Serialize)]
pub struct Shown {
    act: &'static str,
    act_digest: String,
    expires: String,
    proposer: Option<String>,
    /// What a statement says that was shown, and why.
    decision: Option<&'static str>,
    reason: Option<String>,
    text: String,
    statement: Option<Written>,
    files: Option<Files>,
}

/// What the proposal refers to, written out.
#[derive(Debug, Serialize)]
struct Files {
    folder: String,
    files: Vec<String>,
}

impl Report for Shown {
    const SCHEMA: &'static str = "chancery/proposal.show@1";

    fn human(&self, page: &mut Page) {
        match (&self.statement, &self.files) {
            (Some(written), _) => written.show(page),
            (None, Some(files)) => {
                page.field("Folder", &files.folder).field("Files", files.files.len());
                files.files.iter().for_each(|file| {
                    page.line(format!("  {file}"));
                });
            }
            (None, None) => {
                if let Some(decision) = self.decision {
                    page.field("Decision", decision);
                    page.field("Reason", self.reason.as_deref().unwrap_or("none"));
                    page.line("");
                }
                page.verbatim(&self.text);
            }
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Shown, Failure> {
    let (mut files, mut said) = (None, None);
    let proposal: Proposal = match &args.proposal {
        Named::File(path) if args.files.is_none() => {
            let (proposal, statement) = deciding::read_either(path)?;
            said = statement;
            proposal
        }
        named => {
            let station = opening::read(context)?;
            let standing = deciding::find(&station, named)?;
            if args.decision.is_some() {
                deciding::expect_open(context, &station, &standing)?;
            }
            if let Some(folder) = &args.files {
                files = Some(write_out(&station.material_of(&standing.proposal)?, folder)?);
            }
            standing.proposal
        }
    };
    let decision: Option<Decision> = args.decision.map(|word| word.parse()).transpose()?;
    let text = proposal.text()?;
    let statement = match decision {
        Some(decision) => {
            let reason = args.reason.as_deref().unwrap_or_default();
            Some(deciding::write(context, decision, reason, proposal.clone(), args.out.as_deref())?)
        }
        None => None,
    };
    Ok(Shown {
        act: proposal.bound.what.name(),
        act_digest: proposal.digest()?.to_string(),
        expires: proposal.bound.expires.to_string(),
        proposer: proposal.bound.proposer.as_ref().map(ToString::to_string),
        decision: said.as_ref().map(|(decision, _)| decision.word()),
        reason: said.map(|(_, reason)| reason).filter(|reason| !reason.is_empty()),
        text,
        statement,
        files,
    })
}

/// Writes what a proposal refers to into a new folder, whole or not at all.
fn write_out(material: &Material, path: &Path) -> Result<Files, Failure> {
    let folder = Folder::begin(path)?;
    let mut files = Vec::new();
    for (digest, octets) in material.pieces() {
        let name = format!("{digest}.{}", ending(octets));
        folder.put(&name, octets)?;
        files.push(name);
    }
    folder.finish()?;
    Ok(Files { folder: path.display().to_string(), files })
}

/// The ending of a file by what is in it: DER, or a text.
fn ending(octets: &[u8]) -> &'static str {
    match octets {
        [0x30, ..] => "der",
        _ if std::str::from_utf8(octets).is_ok() => "txt",
        _ => "bin",
    }
}
