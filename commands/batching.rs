//! `chancery cert issue --csr-dir`: a folder of certificate requests, issued under one approval.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use chancery::act::{Act, CertificateBatch};
use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::pki::PkiError;
use chancery::pki::alternative::AlternativeName;
use chancery::pki::csr::Request;
use chancery::pki::weak::{self, BlockList};
use chancery::safe::{self, Label};
use chancery::signer::PublicKey;
use chancery::station::batch::{self, Entry, List};
use chancery::station::{Material, Station, StationError};
use serde::Serialize;

use crate::csr;
use crate::frame::{Context, Failure, Page, Report};
use crate::opening::{self, FileError, Recorded};

/// How the files of requests end.
const ENDINGS: [&str; 5] = ["csr", "p10", "req", "der", "pem"];

/// How the files end that hold names beside a subject.
const NAMES: &str = "names";

/// The longest file of names, in octets.
const LONGEST_NAMES: u64 = 16 * 1024;

/// The certificates of a batch.
#[derive(Debug, Serialize)]
pub struct Batch {
    profile: String,
    issuer: String,
    certificates: usize,
    /// The names whose keys were certified before, and which were left out.
    left_out: Vec<String>,
    recorded: Recorded,
}

impl Report for Batch {
    const SCHEMA: &'static str = "chancery/cert.batch@1";

    fn human(&self, page: &mut Page) {
        page.field("Profile", &self.profile).field("Issued by", &self.issuer);
        page.field("Certificates", self.certificates);
        if !self.left_out.is_empty() {
            page.field("Left out", format!("{}, certified already", self.left_out.len()));
        }
        self.recorded.show(page);
    }
}

/// What is asked for beside the folder.
pub struct Wanted {
    pub profile: Label,
    pub issuer: Option<Label>,
    pub accept: Vec<String>,
    pub list: Option<BlockList>,
}

/// Why a folder is no batch.
#[derive(Debug, thiserror::Error)]
enum FolderError {
    #[error("BATCH-1: {} holds no certificate request: no file in it ends in .{}", path.display(), ENDINGS.join(", ."))]
    Empty { path: PathBuf },
    #[error(
        "BATCH-1: {} certificates were to be issued, and each key has one of this profile and name in force",
        count
    )]
    AllDone { count: usize },
    #[error("{} is in a folder of certificate requests and is none; wanted files that end in .{} or .{NAMES}", path.display(), ENDINGS.join(", ."))]
    Foreign { path: PathBuf },
    #[error("{} has names for no certificate request", path.display())]
    Alone { path: PathBuf },
    #[error("{} cannot be a common name: it is not UTF-8", path.display())]
    NotText { path: PathBuf },
    #[error("{}: {source}", path.display())]
    Names { path: PathBuf, source: PkiError },
}

impl Fail for FolderError {
    fn kind(&self) -> Fault {
        match self {
            FolderError::Empty { .. } | FolderError::AllDone { .. } => Fault::Refused,
            // It stands in a file, and not on the command line.
            FolderError::Names { source, .. } if source.kind() != Fault::Malformed => Fault::Refused,
            _ => Fault::Malformed,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        matches!(self, FolderError::Empty { .. } | FolderError::AllDone { .. }).then_some("BATCH-1")
    }

    fn hint(&self) -> Option<String> {
        match self {
            FolderError::AllDone { .. } => Some("see 'chancery cert list'".into()),
            FolderError::Foreign { .. } => Some("take it out of the folder".into()),
            FolderError::Names { .. } => {
                Some(format!("write the names that are wanted into a file beside it that ends in .{NAMES}"))
            }
            _ => None,
        }
    }
}

/// One request of a folder.
struct Found {
    path: PathBuf,
    der: Vec<u8>,
    entry: Entry,
}

pub fn run(folder: &Path, wanted: Wanted, context: &Context) -> Result<Batch, Failure> {
    let mut station = opening::write(context)?;
    let takes = station.profile(&wanted.profile)?.alternative.is_some_and(|names| !names.take.is_empty());
    let mut found = read(folder, takes)?;
    if let Some(list) = &wanted.list {
        let about = |one: &Found, error: Failure| error.about(&one.path, &[Fault::Refused, Fault::Malformed]);
        whole(found.iter().filter_map(|one| unlisted(one, list).err().map(|error| about(one, error))).collect())?;
    }
    let issuer = station.issuer_for(&wanted.profile, wanted.issuer)?.unwrap_or_else(|| wanted.profile.clone());
    let Wanted { profile, accept, .. } = wanted;
    let act = |list: &List, text: &[u8]| CertificateBatch {
        profile: profile.clone(),
        issuer: issuer.clone(),
        list: Digest::of(text),
        count: list.requests().len() as u32,
        accept: accept.clone(),
    };
    let (mut list, mut text) = listed(&found)?;
    let mut left_out = Vec::new();
    if !context.proposes() {
        let already = station.certified_already(&act(&list, &text), &list).map_err(|e| named(e, &found, folder))?;
        let done: Vec<String> = already.iter().filter_map(|n| Some(list.requests().get(*n)?.name.clone())).collect();
        if !done.is_empty() {
            let count = found.len();
            found.retain(|one| !done.contains(&one.entry.name));
            if found.is_empty() {
                return Err(FolderError::AllDone { count }.into());
            }
            (list, text) = listed(&found)?;
            context.terminal().note(&format!("{} of {count} requests are left out: certified already", done.len()));
            left_out = done;
            left_out.sort_unstable();
        }
    }
    let (act, count) = (act(&list, &text), list.requests().len());
    let done = perform(context, &mut station, act, text, &found, folder)?;
    Ok(Batch {
        profile: profile.to_string(),
        issuer: issuer.to_string(),
        certificates: count,
        left_out: left_out.iter().map(|name| safe::line(name, 80)).collect(),
        recorded: Recorded::of(&done),
    })
}

fn perform(
    context: &Context,
    station: &mut Station<'_>,
    act: CertificateBatch,
    text: Vec<u8>,
    found: &[Found],
    folder: &Path,
) -> Result<chancery::station::Done, Failure> {
    let material = Material::one(text);
    // Judged here first, so that a request that is refused is told of by its file.
    if let Err(error) = station.preview(&Act::CertificateBatch(act.clone()), &material) {
        return Err(named(error, found, folder));
    }
    opening::perform(context, station, Act::CertificateBatch(act), material)
}

/// An error of a batch, with the file that it is about.
fn named(error: StationError, found: &[Found], folder: &Path) -> Failure {
    use batch::BatchError;
    let every = &[Fault::Refused, Fault::Malformed, Fault::Unsound];
    let number = match &error {
        StationError::Batch(batch) => match batch.as_ref() {
            BatchError::Request { number, .. } => Some(*number),
            _ => None,
        },
        _ => None,
    };
    // The list is in the order of its names, as the files here are.
    match number.and_then(|number| found.get(number.checked_sub(1)?)) {
        Some(one) => Failure::from(error).about(&one.path, every),
        None => Failure::from(error).about(folder, &[]),
    }
}

fn listed(found: &[Found]) -> Result<(List, Vec<u8>), Failure> {
    let list = List::of(found.iter().map(|one| one.entry.clone()).collect()).map_err(StationError::from)?;
    let text = list.text()?;
    Ok((list, text))
}

fn unlisted(one: &Found, list: &BlockList) -> Result<(), Failure> {
    let wrong = |what: String| FileError::NotThat { path: one.path.clone(), wanted: "a certificate request", what };
    let request = Request::parse(&one.der).map_err(|error| wrong(error.to_string()))?;
    Ok(weak::refuse_listed(&PublicKey::from_element(&request.spki)?, list)?)
}

/// Nothing failed, or the first failure with all others.
fn whole(mut failures: Vec<Failure>) -> Result<(), Failure> {
    if failures.is_empty() {
        return Ok(());
    }
    let first = failures.remove(0);
    Err(first.and(&failures))
}

/// Every request of a folder, in the order of their names; of what is none every file is told. Files whose names begin
/// with a dot are passed over. Names beside a subject stand in a file of their own; where there is none, and `takes` says
/// that the profile has a place for them, they are those of the request.
fn read(folder: &Path, takes: bool) -> Result<Vec<Found>, Failure> {
    let unreadable = |reason| FileError::Unreadable { path: folder.to_owned(), wanted: "a folder of requests", reason };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    paths.sort_unstable();
    let (mut found, mut beside, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        let name = path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned);
        let Some(name) = name else {
            wrong.push(FolderError::NotText { path }.into());
            continue;
        };
        if ENDINGS.contains(&ending.as_str()) {
            found.push((path, name));
        } else if ending == NAMES {
            beside.push((path, name));
        } else {
            wrong.push(FolderError::Foreign { path }.into());
        }
    }
    whole(wrong)?;
    if found.is_empty() {
        return Err(FolderError::Empty { path: folder.to_owned() }.into());
    }
    let known: HashSet<&String> = found.iter().map(|(_, name)| name).collect();
    let alone = beside.iter().filter(|(_, name)| !known.contains(name));
    whole(alone.map(|(path, _)| FolderError::Alone { path: path.clone() }.into()).collect())?;
    if found.len() > batch::MOST {
        return Err(StationError::from(batch::BatchError::Size { count: found.len() }).into());
    }
    found.sort_by(|(_, one), (_, other)| one.cmp(other));
    let (mut requests, mut wrong) = (Vec::with_capacity(found.len()), Vec::new());
    for (path, name) in found {
        match one(path, name, &beside, takes) {
            Ok(found) => requests.push(found),
            Err(error) => wrong.push(error),
        }
    }
    whole(wrong)?;
    Ok(requests)
}

/// One request with the names beside its subject.
fn one(path: PathBuf, name: String, beside: &[(PathBuf, String)], takes: bool) -> Result<Found, Failure> {
    // A private key beside a request is told of by its file, of which there are many.
    let der = csr::request(&path).map_err(|error| error.about(&path, &[Fault::Refused]))?;
    let names = match beside.iter().find(|(_, known)| *known == name) {
        Some((path, _)) => names(path)?,
        None if takes => asked(&path, &der)?,
        None => Vec::new(),
    };
    let entry = Entry::new(name, names, &der);
    Ok(Found { path, der, entry })
}

/// Names beside a subject, one in a line.
fn names(path: &Path) -> Result<Vec<AlternativeName>, Failure> {
    let text = opening::read_text(path, LONGEST_NAMES)?;
    let name = |line: &str| line.trim().parse::<AlternativeName>();
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| name(line).map_err(|source| FolderError::Names { path: path.to_owned(), source }.into())).collect()
}

/// The names beside the subject that a request asks for.
fn asked(path: &Path, der: &[u8]) -> Result<Vec<AlternativeName>, Failure> {
    let wrong = |what: String| FileError::NotThat { path: path.to_owned(), wanted: "a certificate request", what };
    let request = Request::parse(der).map_err(|error| wrong(error.to_string()))?;
    Ok(request.alternative_names().map_err(|source| FolderError::Names { path: path.to_owned(), source })?)
}
