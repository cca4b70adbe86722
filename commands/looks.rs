//! What a file looks like that is not what was asked for, so that the command that takes it can be named.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use chancery::fault::Fault;
use chancery::icao::Looks;

use crate::frame::Failure;

/// How much of a file is looked at, in octets.
const LONGEST: u64 = 16 << 20;

/// The command that takes what looks so.
const fn command(looks: Looks) -> &'static str {
    match looks {
        Looks::Certificate => "chancery cert show --help",
        Looks::RevocationList => "chancery crl show --help",
        Looks::MasterList | Looks::UnsignedList => "chancery masterlist ingest --help",
        Looks::DeviationList => "chancery deviation ingest --help",
        Looks::Download => "chancery pkd ingest --help",
        Looks::Json => "chancery trust import --help",
    }
}

/// What a file looks like, with the command that takes it; nothing where it looks like what was wanted.
pub fn hint(path: &Path, wanted: &[Looks]) -> Option<String> {
    let kind = std::fs::metadata(path).ok()?;
    if kind.is_dir() {
        return Some("it is a folder: see 'chancery trust import --help'".into());
    }
    // A pipe gives what is in it once.
    if !kind.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(LONGEST).read_to_end(&mut bytes).ok()?;
    let looks = Looks::of(&bytes).filter(|looks| !wanted.contains(looks))?;
    Some(format!("it looks like {}: see '{}'", looks.words(), command(looks)))
}

/// A failure about a file that is malformed for what was wanted, naming the file, and the command that takes it where
/// another does.
pub fn about(failure: Failure, path: &Path, wanted: &[Looks]) -> Failure {
    let malformed = failure.kind() == Fault::Malformed;
    let failure = failure.about(path, &[Fault::Malformed, Fault::Unsound]);
    match malformed.then(|| hint(path, wanted)).flatten() {
        Some(hint) => failure.with_hint(hint),
        None => failure,
    }
}
