//! Shares and identities out of files.

use std::path::{Path, PathBuf};

use chancery::fault::{Fail, Fault};
use chancery::sealed::{self, Identities, Lock, Recipient, SealedError};
use chancery::secret::Secret;
use chancery::share::{Share, Typed, look_at};
use chancery::station::{ShareNote, read_share_note};

use super::HandError;
use crate::frame::{Asked, Context, Failure, SecretSource};
use crate::opening;

/// The largest identity file and the largest sealed share, in octets; both are some hundred.
const LARGEST: usize = 64 << 10;

/// What to do about a share that is not sealed.
const IN_THE_CLEAR: &str = "a share that lies in the clear is typed at the terminal instead; then destroy the file";

/// Identities and the passphrases of those that are sealed themselves.
#[derive(Debug, Default, clap::Args)]
pub struct Opening {
    /// Identity file that opens a sealed share, as age-keygen writes it
    ///
    /// Identity file that opens a sealed share, as age-keygen writes it. It may itself be sealed with a passphrase, as
    /// 'age -p' does it; one that is not must be private (SECRET-1). May be given several times.
    #[arg(long, value_name = "FILE")]
    identity: Vec<PathBuf>,

    /// Where the passphrase of a sealed identity comes from: prompt, fd:N or file:PATH
    ///
    /// Where the passphrase of a sealed identity comes from: prompt, fd:N or file:PATH. Without it, it is asked for at the
    /// terminal.
    #[arg(long, value_name = "SOURCE")]
    identity_passphrase: Option<SecretSource>,
}

impl Opening {
    /// Whether an identity was given.
    pub fn is_given(&self) -> bool {
        !self.identity.is_empty()
    }

    /// All identities, opened; `None` where none was given.
    pub fn identities(&self, context: &Context) -> Result<Option<Identities>, Failure> {
        let mut all: Option<Identities> = None;
        for path in &self.identity {
            let own = self.identities_in(path, context)?;
            all = Some(match all {
                Some(before) => before.and(own),
                None => own,
            });
        }
        Ok(all)
    }

    fn identities_in(&self, path: &Path, context: &Context) -> Result<Identities, Failure> {
        let about = |error: SealedError| about(path, error);
        // One in the clear is read once, when it is private; a sealed one may lie anywhere.
        let file = match context.private_file(path, LARGEST) {
            Ok(file) => file,
            Err(error) => {
                let file = opening::read_file(path, LARGEST as u64).map(Secret::new)?;
                sealed::lock(file.expose()).map_err(|_| error)?;
                file
            }
        };
        let text = match sealed::lock(file.expose()) {
            Ok(Lock::Passphrase) => {
                let what = format!("the passphrase of {}", path.display());
                let source = self.identity_passphrase.as_ref().unwrap_or(&SecretSource::Prompt);
                let passphrase = context.secret(source, Asked { what: &what, chosen: false })?;
                let progress = context.progress("opening the identity");
                let opened = sealed::open_with_passphrase(file.expose(), &passphrase).map_err(about)?;
                drop(progress);
                opened
            }
            Ok(Lock::Identity) => {
                return Err(about(SealedError::OtherLock { found: "an identity", given: "an identity to be opened" }));
            }
            Err(_) => file,
        };
        Identities::read(&text).map_err(about)
    }
}

/// The share in a sealed file, judged alone.
pub fn sealed_share(path: &Path, identities: Option<&Identities>, context: &Context) -> Result<Share, Failure> {
    Ok(sealed_note(path, identities, context)?.share)
}

/// The same with what its note says of it.
pub fn sealed_note(path: &Path, identities: Option<&Identities>, context: &Context) -> Result<ShareNote, Failure> {
    if !path.exists() && is_words(path) {
        return Err(HandError::WordsGiven.into());
    }
    let file = opening::read_file(path, sealed::LARGEST as u64)?;
    let about = |error: SealedError| about(path, error);
    sealed::lock(&file).map_err(|error| about(error).with_hint(IN_THE_CLEAR))?;
    let identities = identities.ok_or_else(|| HandError::NoIdentity { file: path.to_owned() })?;
    let progress = context.progress("opening the share");
    let text = sealed::open(&file, identities).map_err(about)?;
    drop(progress);
    if !is_bare(&text) {
        // The note of a card: its words stand between two lines of their own.
        return read_share_note(&text).map_err(|error| Failure::from(error).about(path, &[Fault::Malformed]));
    }
    let share = Share::read(&text).map_err(|error| Failure::from(error).about(path, &[Fault::Malformed]))?;
    Ok(ShareNote { set: None, number: None, share })
}

/// Whether a text is the words of a share and nothing else.
fn is_bare(text: &Secret) -> bool {
    !text.expose().starts_with(b"*") && !text.expose().contains(&b'-')
}

/// Whether a path that is not there looks like words of a share that somebody typed.
fn is_words(path: &Path) -> bool {
    let text = path.to_string_lossy();
    text.split_whitespace().any(|word| look_at(&Secret::new(word.as_bytes().to_vec())) == Typed::Known)
}

fn about(path: &Path, error: SealedError) -> Failure {
    let kinds = [error.kind()];
    Failure::from(error).about(path, &kinds)
}

/// Recipients, each as it was given.
pub fn recipients(given: &[String]) -> Result<Vec<Recipient>, SealedError> {
    given.iter().map(|text| text.parse()).collect()
}
