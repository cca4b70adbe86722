//! `chancery share combine`: enough shares, the secret back; sealed, or compared and forgotten.

use std::path::PathBuf;

use chancery::digest::Digest;
use chancery::fault::Fault;
use chancery::sealed::{self, Recipient, Wrapping};
use chancery::secret::Secret;
use chancery::share::{Gathered, Passphrase, Share};
use chancery::station::Station;
use serde::Serialize;
use zeroize::Zeroizing;

use super::hand::{HandError, Opening, recipients, refused, sealed_share, typed_any_share};
use crate::frame::{Asked, Context, Example, Failure, Page, Report, SecretSource, Step, write_new};
use crate::opening;

/// Combine shares into their secret
///
/// Combine shares into their secret: exactly as many as are wanted, from sealed files or typed at the terminal. The secret
/// is sealed into a file, in hex, or compared with a SHA-256 digest and forgotten; it is never shown. Shares that do not
/// belong together are refused, and so is one too many; and with a station every share of a backup key of it (SHARE-32),
/// also one in escrow: the key of a set is put together by 'chancery backup verify', 'drill' and 'restore' alone.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files with sealed shares; without any the shares are typed at the terminal
    files: Vec<PathBuf>,

    #[command(flatten)]
    opening: Opening,

    /// Where the passphrase comes from that protects the shares, if there is one: prompt, fd:N or file:PATH
    ///
    /// Where the passphrase comes from that protects the shares, if there is one: prompt, fd:N or file:PATH. Shares of
    /// 'share split' have none. A wrong one is not noticed: it gives another secret.
    #[arg(long, value_name = "SOURCE")]
    share_passphrase: Option<SecretSource>,

    /// Recipient to seal the secret to, once or several times
    #[arg(long, value_name = "age1…", conflicts_with = "verify_digest")]
    seal_to: Vec<String>,

    /// File to write the sealed secret to, which must not exist yet
    #[arg(long, value_name = "FILE", conflicts_with = "verify_digest")]
    out: Option<PathBuf>,

    /// Compare the secret with this SHA-256 digest, and forget it
    #[arg(long, value_name = "HEX")]
    verify_digest: Option<Digest>,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Combine two of three shares and seal the secret to Carol",
    "chancery share combine shares/alice.age shares/bob.age --identity alice.key --identity bob.key \
     --seal-to age1thld6wmt63lklg5wu9wed82mkr49xa6dfz9a47wlr3hqzf9nau3qqx6458 --out secret.age",
)
.after(&[Step::Prepared("shares")])];

/// What came of it; never the secret.
#[derive(Debug, Serialize)]
pub struct Combined {
    set: u16,
    shares: usize,
    secret_bits: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<PathBuf>,
    sealed_to: Vec<Recipient>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest_fits: Option<bool>,
}

impl Report for Combined {
    const SCHEMA: &'static str = "chancery/share.combine@1";

    fn human(&self, page: &mut Page) {
        page.field("Set", self.set).field("Shares", self.shares);
        page.field("Secret", format!("{} bits", self.secret_bits));
        if let Some(file) = &self.file {
            page.field("File", file.display());
        }
        for recipient in &self.sealed_to {
            page.field("Sealed to", recipient);
        }
        if let Some(fits) = self.digest_fits {
            page.field("Digest", if fits { "it is this secret's" } else { "it is NOT this secret's" });
        }
    }

    fn fault(&self) -> Option<Fault> {
        (self.digest_fits == Some(false)).then_some(Fault::Unsound)
    }
}

pub fn run(args: Args, context: &Context) -> Result<Combined, Failure> {
    crate::swapping::expect_memory(context)?;
    let recipients = recipients(&args.seal_to)?;
    if args.out.is_some() == recipients.is_empty() || (args.out.is_none() && args.verify_digest.is_none()) {
        return Err(HandError::SealedWhere.into());
    }
    let station = context.station().is_ok().then(|| opening::read(context)).transpose()?;
    let shares = gather(&args, station.as_ref(), context)?;
    let gathered = Gathered::of(&shares)?;
    let passphrase = match &args.share_passphrase {
        Some(source) => {
            Passphrase::new(context.secret(source, Asked { what: "the passphrase of the shares", chosen: false })?)?
        }
        None => Passphrase::none(),
    };
    let progress = context.progress("combining the shares");
    let secret = gathered.combine(&passphrase)?;
    drop(progress);
    if let Some(out) = &args.out {
        write_new(out, &sealed::seal(&hex_line(&secret), &recipients, Wrapping::Text)?)?;
    }
    Ok(Combined {
        set: gathered.set().identifier.number(),
        shares: shares.len(),
        secret_bits: secret.len() * 8,
        file: args.out,
        sealed_to: recipients,
        digest_fits: args.verify_digest.map(|digest| Digest::of(secret.expose()) == digest),
    })
}

/// The shares, from files, or typed until nothing more is wanted.
fn gather(args: &Args, station: Option<&Station<'_>>, context: &Context) -> Result<Vec<Share>, Failure> {
    if args.files.is_empty() {
        if args.opening.is_given() {
            return Err(HandError::IdentityForNothing.into());
        }
        let mut shares: Vec<Share> = Vec::new();
        loop {
            shares.push(typed_any_share(context, &format!("Share {}", shares.len() + 1))?);
            expect_no_backup(shares.last(), station)?;
            match Gathered::of(&shares).map(|gathered| gathered.wanted()) {
                Ok(wanted) if wanted.is_met() => return Ok(shares),
                Ok(wanted) => context.terminal().say(&format!("Wanted still: {wanted}."))?,
                Err(error) => {
                    shares.pop();
                    refused(context, &error)?;
                }
            }
        }
    }
    let identities = args.opening.identities(context)?;
    let mut shares = Vec::new();
    for file in &args.files {
        shares.push(sealed_share(file, identities.as_ref(), context)?);
        expect_no_backup(shares.last(), station)?;
    }
    Ok(shares)
}

/// Refuses a share of a backup key of the station at hand (SHARE-32).
fn expect_no_backup(share: Option<&Share>, station: Option<&Station<'_>>) -> Result<(), Failure> {
    let (Some(share), Some(station)) = (share, station) else { return Ok(()) };
    match station.set_of_share(share)? {
        Some(set) => Err(HandError::OfABackup { number: share.head().member, set }.into()),
        None => Ok(()),
    }
}

/// The secret as 'share split' takes it: a line of hex.
fn hex_line(secret: &Secret) -> Secret {
    let mut line = Zeroizing::new(vec![0u8; secret.len() * 2 + 1]);
    if let Some((newline, digits)) = line.split_last_mut() {
        // The length is right: it cannot fail.
        let _ = hex::encode_to_slice(secret.expose(), digits);
        *newline = b'\n';
    }
    Secret::new(std::mem::take(&mut *line))
}
