//! Keys that people hold on sticks: made, sealed, opened, and what a witness remembers beside one.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chancery::clock::Time;
use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::holder::{HeldKey, HeldKind, HolderError, Seen};
use chancery::safe::Label;
use chancery::sealed::{self, Identities, Lock, Recipient, SealedError, WorkFactor, Wrapping};
use chancery::station::write_new;
use serde::Serialize;

use crate::frame::{Asked, Context, Failure, Page, Purpose, SecretSource};
use crate::opening;

/// The largest file that is read as a sealed key or an identity, in octets; both are some hundred.
const LARGEST: usize = 64 << 10;

/// How a new key is made.
#[derive(Debug, clap::Args)]
pub struct Making {
    /// Whose key it is: a word of the station's own, such as the officer's id
    name: Label,

    /// Folder on the stick; nothing in it is overwritten
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// An age recipient to whom the key is sealed, in place of a passphrase; may be given again
    #[arg(long, value_name = "AGE1...", conflicts_with = "passphrase_source")]
    seal_to: Vec<String>,

    /// Where the new passphrase comes from: prompt, fd:N or file:PATH
    ///
    /// Where the new passphrase comes from: prompt, fd:N or file:PATH. Without it, it is typed twice at the terminal.
    #[arg(long, value_name = "SOURCE")]
    passphrase_source: Option<SecretSource>,
}

/// How a key on a stick is opened.
#[derive(Debug, clap::Args)]
pub struct Opening {
    /// An age identity that opens the key, where it is sealed to a recipient
    #[arg(long, value_name = "FILE")]
    identity: Option<PathBuf>,

    /// Where the key's passphrase comes from: prompt, fd:N or file:PATH
    ///
    /// Where the key's passphrase comes from: prompt, fd:N or file:PATH. Without it, it is asked for at the terminal.
    #[arg(long, value_name = "SOURCE", conflicts_with = "identity")]
    passphrase_source: Option<SecretSource>,
}

/// A key that was made, its public half and where both are.
#[derive(Debug, Serialize)]
pub struct Made {
    name: String,
    kind: &'static str,
    made: String,
    sealed_to: Vec<String>,
    file: String,
    public_file: String,
    public_key: String,
    fingerprint: String,
    words: Vec<&'static str>,
}

impl Made {
    /// The page of both kinds.
    pub fn show(&self, page: &mut Page) {
        page.field("Key", format!("{} ({})", self.name, self.kind)).field("Sealed key", &self.file);
        let with = if self.sealed_to.is_empty() { "a passphrase".to_owned() } else { self.sealed_to.join(", ") };
        page.field("Opened by", with).field("Public half", &self.public_file).field("Public key", &self.public_key);
        page.field("Fingerprint", &self.fingerprint);
        page.words(&self.words);
    }
}

/// Makes a key, seals it and writes both files, or neither.
pub fn make(kind: HeldKind, args: &Making, context: &Context) -> Result<Made, Failure> {
    let recipients = args.seal_to.iter().map(|text| text.parse()).collect::<Result<Vec<Recipient>, SealedError>>()?;
    let (key_file, public_file) = (file(&args.out, &args.name, kind, "age"), file(&args.out, &args.name, kind, "pub"));
    for path in [&key_file, &public_file] {
        if fs::symlink_metadata(path).is_ok() {
            return Err(chancery::station::StationError::FileExists { path: path.clone() }.into());
        }
    }
    let now = context.clock(Purpose::Judging, 0)?.read()?.time;
    let key = HeldKey::make(kind, args.name.clone(), now, &mut context.entropy())?;
    let text = key.text();
    let sealed = if recipients.is_empty() {
        let what = format!("a new passphrase for {}", key_file.display());
        let source = args.passphrase_source.as_ref().unwrap_or(&SecretSource::Prompt);
        let passphrase = context.secret(source, Asked { what: &what, chosen: true })?;
        let progress = context.progress("sealing the key");
        let sealed = sealed::seal_with_passphrase(&text, &passphrase, WorkFactor::default(), Wrapping::Text)?;
        drop(progress);
        sealed
    } else {
        sealed::seal(&text, &recipients, Wrapping::Text)?
    };
    let identity = key.public_key().identity()?;
    let made = key.made().to_string();
    let public_key = match kind {
        HeldKind::Witness => key.witness()?.verifier()?.text()?,
        HeldKind::Root => hex::encode(key.public_key().spki()),
    };
    write_new(&key_file, &sealed, 0o600)?;
    if let Err(error) = write_new(&public_file, format!("{public_key}\n").as_bytes(), 0o644) {
        // A key without its public half is of no use; what is sealed in it was seen by nobody.
        let _ = fs::remove_file(&key_file);
        return Err(error.into());
    }
    Ok(Made {
        name: args.name.to_string(),
        kind: kind.word(),
        made,
        sealed_to: recipients.iter().map(ToString::to_string).collect(),
        file: key_file.display().to_string(),
        public_file: public_file.display().to_string(),
        public_key,
        fingerprint: identity.to_string(),
        words: Digest::words(&identity),
    })
}

fn file(folder: &Path, name: &Label, kind: HeldKind, ending: &str) -> PathBuf {
    folder.join(format!("{name}.{kind}.{ending}"))
}

/// Opens a key on a stick.
pub fn open(path: &Path, args: &Opening, context: &Context) -> Result<HeldKey, Failure> {
    let about = |error: HolderError| {
        let kind = error.kind();
        Failure::from(error).about(path, &[kind])
    };
    let sealed = opening::read_file(path, LARGEST as u64)?;
    let text = match sealed::lock(&sealed).map_err(|error| about(error.into()))? {
        Lock::Identity => {
            let identity = args.identity.as_ref().ok_or_else(|| IdentityWanted { path: path.to_owned() })?;
            let identities = Identities::read(&context.private_file(identity, LARGEST)?);
            let identities = identities.map_err(|error| {
                let kind = error.kind();
                Failure::from(error).about(identity, &[kind])
            })?;
            sealed::open(&sealed, &identities)
        }
        Lock::Passphrase if args.identity.is_some() => {
            Err(SealedError::OtherLock { found: "a passphrase", given: "an identity" })
        }
        Lock::Passphrase => {
            let what = format!("the passphrase of {}", path.display());
            let source = args.passphrase_source.as_ref().unwrap_or(&SecretSource::Prompt);
            let passphrase = context.secret(source, Asked { what: &what, chosen: false })?;
            let progress = context.progress("opening the key");
            let opened = sealed::open_with_passphrase(&sealed, &passphrase);
            drop(progress);
            opened
        }
    };
    HeldKey::read(&text.map_err(|error| about(error.into()))?).map_err(about)
}

/// The file in which a witness remembers what they cosigned last: beside the key, under the key's own name.
pub fn seen_file(key_file: &Path, name: &Label) -> PathBuf {
    file(key_file.parent().unwrap_or(Path::new("")), name, HeldKind::Witness, "seen")
}

/// What a witness remembers; nothing where nothing was cosigned yet.
pub fn seen(path: &Path) -> Result<Option<Seen>, Failure> {
    if fs::symlink_metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        return Ok(None);
    }
    let text = opening::read_text(path, LARGEST as u64 * 8)?;
    let seen = Seen::parse(&text).map_err(|error| {
        let kind = error.kind();
        Failure::from(error).about(path, &[kind])
    })?;
    Ok(Some(seen))
}

/// Remembers, durably and in the place of what was there before.
pub fn remember(path: &Path, seen: &Seen) -> Result<(), Failure> {
    let text = seen.text()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = || -> std::io::Result<()> {
        let mut file = tempfile::Builder::new().prefix(".chancery-").tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        fs::File::open(folder)?.sync_all()
    };
    Ok(written().map_err(|reason| NotRemembered { path: path.to_owned(), reason })?)
}

/// The time of a signature outside a station, for a ledger of this mode.
pub fn now(context: &Context, purpose: Purpose) -> Result<Time, Failure> {
    Ok(context.clock(purpose, 0)?.read()?.time)
}

/// A key that is sealed to a recipient, and no identity.
#[derive(Debug, thiserror::Error)]
#[error("{} is sealed to a recipient, and no --identity was given", path.display())]
struct IdentityWanted {
    path: PathBuf,
}

impl Fail for IdentityWanted {
    fn kind(&self) -> Fault {
        Fault::Usage
    }
}

/// What was to be remembered is not: nothing was given out.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be written: {reason}; nothing was cosigned", path.display())]
struct NotRemembered {
    path: PathBuf,
    reason: std::io::Error,
}

impl Fail for NotRemembered {
    fn kind(&self) -> Fault {
        Fault::Storage
    }

    fn hint(&self) -> Option<String> {
        Some("a witness has to remember what they cosigned: let the stick be written to".into())
    }
}
