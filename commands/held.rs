//! Keys that people hold on sticks or in tokens of their own: made, found, opened, and what a witness remembers beside one.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chancery::clock::Time;
use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::holder::{FoundKey, FreePlace, HeldKey, HeldKind, HolderError, Seen, TokenKey};
use chancery::ledger::NoteKey;
use chancery::mode::Mode;
use chancery::safe::Label;
use chancery::sealed::{self, Identities, Lock, Recipient, SealedError, WorkFactor, Wrapping};
use chancery::secret::Secret;
use chancery::station::{PinFlags, PinSource as _, PinWanted, StationError, write_new};
use serde::Serialize;

use crate::frame::{Asked, Context, Failure, Page, Purpose, SecretSource, Shield};
use crate::opening::{self, Pins};

/// The largest file that is read as a sealed key or an identity, in octets; both are some hundred.
const LARGEST: usize = 64 << 10;

/// How a new key is made.
#[derive(Debug, clap::Args)]
pub struct Making {
    /// Whose key it is: a word of the station's own, such as the officer's id
    name: Label,

    /// Folder for the files, such as one on a stick; nothing in it is overwritten
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Token of your own in which the key is made, never to leave it: an RFC 7512 URI with its module-path
    ///
    /// Token of your own in which the key is made, never to leave it: an RFC 7512 URI with its module-path. The file then
    /// only says where the key is. The PIN is asked for by the name 'token': '--pin-source token=fd:3'.
    #[arg(long, value_name = "URI", conflicts_with_all = ["seal_to", "passphrase_source"])]
    token: Option<String>,

    /// An age recipient to whom the key is sealed, in place of a passphrase; may be given again
    #[arg(long, value_name = "AGE1...", conflicts_with = "passphrase_source")]
    seal_to: Vec<String>,

    /// Where the new passphrase comes from: prompt, fd:N or file:PATH
    ///
    /// Where the new passphrase comes from: prompt, fd:N or file:PATH. Without it, it is typed twice at the terminal.
    #[arg(long, value_name = "SOURCE")]
    passphrase_source: Option<SecretSource>,
}

/// How a key is opened.
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

    /// PKCS#11 module of the token that holds the key, in place of the one in the key's file
    ///
    /// PKCS#11 module of the token that holds the key, in place of the one in the key's file. It must be given where that
    /// one is outside of the system's folders: no program is loaded by the word of a file alone (TOKEN-KEY-5). The PIN is
    /// asked for by the name 'token': '--pin-source token=fd:3'.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["identity", "passphrase_source"])]
    module: Option<PathBuf>,
}

/// A key that was made, its public half and where both are.
#[derive(Debug, Serialize)]
pub struct Made {
    name: String,
    kind: &'static str,
    made: String,
    sealed_to: Vec<String>,
    token: Option<String>,
    file: String,
    public_file: String,
    public_key: String,
    fingerprint: String,
    words: Vec<&'static str>,
}

impl Made {
    /// The page of both kinds.
    pub fn show(&self, page: &mut Page) {
        page.field("Key", format!("{} ({})", self.name, self.kind));
        match &self.token {
            Some(token) => page.field("In token", token).field("Reference", &self.file),
            None => {
                let with = if self.sealed_to.is_empty() { "a passphrase".into() } else { self.sealed_to.join(", ") };
                page.field("Sealed key", &self.file).field("Opened by", with)
            }
        };
        page.field("Public half", &self.public_file).field("Public key", &self.public_key);
        page.field("Fingerprint", &self.fingerprint);
        page.words(&self.words);
    }
}

/// Makes a key, seals it or leaves it in its token, and writes both files, or neither.
pub fn make(kind: HeldKind, args: &Making, context: &Context) -> Result<Made, Failure> {
    let ending = if args.token.is_some() { "token" } else { "age" };
    let (key_file, public_file) = (file(&args.out, &args.name, kind, ending), file(&args.out, &args.name, kind, "pub"));
    [&key_file, &public_file].into_iter().try_for_each(|path| expect_free(path))?;
    let now = context.clock(Purpose::Judging, 0)?.read()?.time;
    let (identity, public_key, sealed_to, token) = match &args.token {
        Some(uri) => {
            let place = FreePlace::look(kind, args.name.clone(), uri)?;
            let pin = pin(context, &place.token(), place.flags()?, UNKNOWN)?;
            let progress = context.progress("making the key");
            let shield = Shield::raise();
            let key = place.make(now, &pin)?;
            drop(progress);
            let public_key = match kind {
                HeldKind::Witness => key.verifier()?.text()?,
                HeldKind::Root => hex::encode(key.public_key().spki()),
            };
            let (identity, uri) = (key.public_key().identity()?, key.uri());
            let written = write_both((&key_file, key.reference()?.as_bytes(), 0o644), (&public_file, &public_key));
            if let Err(error) = written {
                // What nobody knows of is of no use, and would be in the way of the next try.
                key.destroy()?;
                return Err(error);
            }
            drop(shield);
            (identity, public_key, Vec::new(), Some(uri))
        }
        None => {
            let to = args.seal_to.iter().map(|text| text.parse()).collect::<Result<Vec<Recipient>, SealedError>>()?;
            let (key, text) = HeldKey::make(kind, args.name.clone(), now, &mut context.entropy())?;
            let sealed = seal(&text, &to, args, &key_file, context)?;
            let identity = key.public_key().identity()?;
            let public_key = match kind {
                HeldKind::Witness => key.witness()?.verifier()?.text()?,
                HeldKind::Root => hex::encode(key.public_key().spki()),
            };
            write_both((&key_file, &sealed, 0o600), (&public_file, &public_key))?;
            (identity, public_key, to.iter().map(ToString::to_string).collect(), None)
        }
    };
    Ok(Made {
        name: args.name.to_string(),
        kind: kind.word(),
        made: now.to_string(),
        sealed_to,
        token,
        file: key_file.display().to_string(),
        public_file: public_file.display().to_string(),
        public_key,
        fingerprint: identity.to_string(),
        words: Digest::words(&identity),
    })
}

/// Seals the text of a new key.
fn seal(
    text: &Secret,
    recipients: &[Recipient],
    args: &Making,
    key_file: &Path,
    context: &Context,
) -> Result<Vec<u8>, Failure> {
    if !recipients.is_empty() {
        return Ok(sealed::seal(text, recipients, Wrapping::Text)?);
    }
    let what = format!("a new passphrase for {}", key_file.display());
    let source = args.passphrase_source.as_ref().unwrap_or(&SecretSource::Prompt);
    let passphrase = context.secret(source, Asked { what: &what, chosen: true })?;
    let progress = context.progress("sealing the key");
    let sealed = sealed::seal_with_passphrase(text, &passphrase, WorkFactor::default(), Wrapping::Text)?;
    drop(progress);
    Ok(sealed)
}

/// Refuses a file that is there already (FILE-1), before anybody is asked for a secret.
pub fn expect_free(path: &Path) -> Result<(), Failure> {
    match fs::symlink_metadata(path) {
        Ok(_) => Err(StationError::FileExists { path: path.to_owned() }.into()),
        Err(_) => Ok(()),
    }
}

/// Writes what leads to the key and the public half, or neither.
fn write_both(key: (&Path, &[u8], u32), public: (&Path, &str)) -> Result<(), Failure> {
    write_new(key.0, key.1, key.2)?;
    if let Err(error) = write_new(public.0, format!("{}\n", public.1).as_bytes(), 0o644) {
        // A key without its public half is of no use; what is sealed in it was seen by nobody.
        let _ = fs::remove_file(key.0);
        return Err(error.into());
    }
    Ok(())
}

fn file(folder: &Path, name: &Label, kind: HeldKind, ending: &str) -> PathBuf {
    folder.join(format!("{name}.{kind}.{ending}"))
}

/// Where nothing says of which mode the station is: outside a specimen it is the holder who has to look.
pub const UNKNOWN: Mode = Mode::Rehearsal;

/// By this name the PIN of a holder's token is asked for: `--pin-source token=fd:3`.
const TOKEN: &str = "token";

/// The PIN of a holder's own token, for a ledger or a bundle of this mode. The token is shown it once.
fn pin(context: &Context, token: &str, flags: PinFlags, mode: Mode) -> Result<Secret, Failure> {
    context.terminal().note(&format!("token {token}"));
    Ok(Pins::of_a_person(context, mode, token).pin(PinWanted {
        vault: &TOKEN.parse()?,
        flags: Some(flags),
        shares: None,
    })?)
}

/// A key that was found: open already, or in a token that wants its PIN still.
pub enum Held {
    /// From a stick.
    Open(HeldKey),
    /// In a token.
    InToken(Box<FoundKey>),
}

impl Held {
    /// What it is for.
    pub fn kind(&self) -> HeldKind {
        match self {
            Held::Open(key) => key.kind(),
            Held::InToken(key) => key.kind(),
        }
    }

    /// Whose it is.
    pub fn name(&self) -> Label {
        match self {
            Held::Open(key) => key.name().clone(),
            Held::InToken(key) => key.name().clone(),
        }
    }

    /// The key where it is of this kind.
    pub fn expect(self, kind: HeldKind) -> Result<Self, Failure> {
        Ok(match self {
            Held::Open(key) => Held::Open(key.expect(kind)?),
            Held::InToken(key) => Held::InToken(Box::new(key.expect(kind)?)),
        })
    }

    /// The verifier key of a witness's key.
    pub fn verifier(&self) -> Result<NoteKey, Failure> {
        Ok(match self {
            Held::Open(key) => key.verifier()?,
            Held::InToken(key) => key.verifier()?,
        })
    }

    /// The key, ready to sign. The PIN of a token is taken now, by the rules of this mode; whatever can be refused is
    /// refused before.
    pub fn unlock(self, context: &Context, mode: Mode) -> Result<HeldKey, Failure> {
        match self {
            Held::Open(key) => Ok(key),
            Held::InToken(key) => {
                let pin = pin(context, &key.token(), key.flags()?, mode)?;
                Ok(key.unlock(&pin)?)
            }
        }
    }
}

/// Opens a key on a stick, or finds the key in a token of which the file tells.
pub fn open(path: &Path, args: &Opening, context: &Context) -> Result<Held, Failure> {
    let file = opening::read_file(path, LARGEST as u64)?;
    if !TokenKey::is_one(&file) {
        return Ok(Held::Open(open_sealed(path, &file, args, context)?));
    }
    let malformed = |error: HolderError| Failure::from(error).about(path, &[Fault::Malformed]);
    let reference = TokenKey::parse(&String::from_utf8_lossy(&file)).map_err(malformed)?;
    if args.identity.is_some() || args.passphrase_source.is_some() {
        return Err(NothingSealed { path: path.to_owned() }.into());
    }
    Ok(Held::InToken(Box::new(FoundKey::find(reference, args.module.as_deref())?)))
}

fn open_sealed(path: &Path, sealed: &[u8], args: &Opening, context: &Context) -> Result<HeldKey, Failure> {
    let about = |error: HolderError| {
        let kind = error.kind();
        Failure::from(error).about(path, &[kind])
    };
    let text = match sealed::lock(sealed).map_err(|error| about(error.into()))? {
        Lock::Identity => {
            let identity = args.identity.as_ref().ok_or_else(|| IdentityWanted { path: path.to_owned() })?;
            let identities = Identities::read(&context.private_file(identity, LARGEST)?);
            let identities = identities.map_err(|error| {
                let kind = error.kind();
                Failure::from(error).about(identity, &[kind])
            })?;
            sealed::open(sealed, &identities)
        }
        Lock::Passphrase if args.identity.is_some() => {
            Err(SealedError::OtherLock { found: "a passphrase", given: "an identity" })
        }
        Lock::Passphrase => {
            let what = format!("the passphrase of {}", path.display());
            let source = args.passphrase_source.as_ref().unwrap_or(&SecretSource::Prompt);
            let passphrase = context.secret(source, Asked { what: &what, chosen: false })?;
            let progress = context.progress("opening the key");
            let opened = sealed::open_with_passphrase(sealed, &passphrase);
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

/// What a witness remembers; nothing where nothing was cosigned yet. It must bear this witness's own cosignature.
pub fn seen(path: &Path, witness: &NoteKey) -> Result<Option<Seen>, Failure> {
    if fs::symlink_metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        return Ok(None);
    }
    let text = opening::read_text(path, LARGEST as u64 * 8)?;
    let about = |error: HolderError| {
        let kind = error.kind();
        Failure::from(error).about(path, &[kind])
    };
    let seen = Seen::parse(&text).map_err(about)?;
    seen.expect_of(witness).map_err(about)?;
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

/// An identity or a passphrase for a file in which nothing is sealed.
#[derive(Debug, thiserror::Error)]
#[error("{} tells of a key in a token: there is nothing in it for an identity or a passphrase to open", path.display())]
struct NothingSealed {
    path: PathBuf,
}

impl Fail for NothingSealed {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("the token's PIN is asked for, or comes from --pin-source token=fd:N".into())
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
