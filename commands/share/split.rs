//! `chancery share split`: a secret in parts, each sealed to its keeper or shown to them alone.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::str::FromStr;

use chancery::digest::Digest;
use chancery::entropy::Entropy;
use chancery::safe::Label;
use chancery::sealed::{self, Recipient, Wrapping};
use chancery::secret::Secret;
use chancery::share::{self, Form, Members, Passphrase, Scheme, Share, ShareError};
use serde::Serialize;
use zeroize::Zeroizing;

use super::hand::{Described, HandError};
use crate::frame::{Asked, Context, Example, Failure, Folder, Page, Report, SecretSource};

/// Split a secret into shares
///
/// Split a secret into shares (SLIP-39), so that some of their keepers together can rebuild it and fewer learn nothing.
/// Before any share goes out, each was judged alone and every quorum was rebuilt and compared. A share is sealed to its
/// keeper, or shown once at the terminal; it is never written or said in the clear. The stock tool 'shamir' combines
/// them too.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("secret").required(true))]
#[command(group = clap::ArgGroup::new("way").required(true))]
#[command(group = clap::ArgGroup::new("scheme").required(true))]
pub struct Args {
    /// How many shares are wanted to rebuild the secret
    #[arg(long, value_name = "K", requires = "of", group = "scheme")]
    threshold: Option<u8>,

    /// How many shares are made, at most 16
    #[arg(long, value_name = "N", requires = "threshold")]
    of: Option<u8>,

    /// Group of shares: K of N are wanted; once for each group, at most 16
    #[arg(long, value_name = "K/N", group = "scheme", conflicts_with = "threshold")]
    group: Vec<Group>,

    /// How many groups are wanted to rebuild the secret
    #[arg(long, value_name = "G", requires = "group")]
    group_threshold: Option<u8>,

    /// Where the secret comes from, in hex: prompt, fd:N or file:PATH
    ///
    /// Where the secret comes from, in hex: prompt, fd:N or file:PATH. At least 128 bits, an even number of octets; a file
    /// must be private (SECRET-1).
    #[arg(long, value_name = "SOURCE", group = "secret")]
    secret_source: Option<SecretSource>,

    /// Make a fresh secret of so many bits that nobody sees
    #[arg(long, value_name = "BITS", group = "secret")]
    make: Option<usize>,

    /// Keeper of the next share: NAME=age1…, once for each share, group by group
    ///
    /// Keeper of the next share: NAME=age1…, once for each share, group by group. The share is sealed to that recipient
    /// into the file NAME.age. No keeper has two names, and none two shares (SHARE-16).
    #[arg(long, value_name = "NAME=age1…", group = "way", requires = "out")]
    seal_to: Vec<String>,

    /// Folder to write the sealed shares to, which must not exist yet
    #[arg(long, value_name = "DIR", requires = "seal_to")]
    out: Option<PathBuf>,

    /// Show each share once, at the terminal alone, to be written on its card
    #[arg(long, group = "way")]
    show: bool,
}

pub const EXAMPLES: &[Example] = &[Example::new(
    "Make a secret that any two of three officers can rebuild, and that nobody has seen",
    "chancery share split --threshold 2 --of 3 --make 256 \
     --seal-to alice=age15nsf9y4k28p83wth93tf7hafhvfajp45d2mge80ems45gz0c5gys3me64l \
     --seal-to bob=age1e6xn45wvkce7c7msc9upffw8dmxs9959q5xng369hgzcwrjc04vszex59m \
     --seal-to carol=age1thld6wmt63lklg5wu9wed82mkr49xa6dfz9a47wlr3hqzf9nau3qqx6458 --out shares",
)];

/// One `--group`.
#[derive(Clone, Copy, Debug)]
struct Group(u8, u8);

impl FromStr for Group {
    type Err = HandError;

    fn from_str(text: &str) -> Result<Self, HandError> {
        let parsed = text.split_once('/').and_then(|(wanted, of)| Some(Group(wanted.parse().ok()?, of.parse().ok()?)));
        parsed.ok_or(HandError::NotAGroup)
    }
}

/// What was made; never a word of it.
#[derive(Debug, Serialize)]
pub struct Split {
    set: u16,
    shares: Vec<Made>,
    proved: Proved,
    /// Of a secret that was made here. One that was brought could be guessed by it.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<PathBuf>,
}

/// One share.
#[derive(Debug, Serialize)]
struct Made {
    #[serde(flatten)]
    share: Described,
    #[serde(skip_serializing_if = "Option::is_none")]
    keeper: Option<Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed_to: Option<Recipient>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip)]
    name: String,
}

/// What was proved before anything went out.
#[derive(Debug, Serialize)]
struct Proved {
    shares_judged_alone: usize,
    combinations_rebuilt: usize,
}

impl Report for Split {
    const SCHEMA: &'static str = "chancery/share.split@1";

    fn human(&self, page: &mut Page) {
        page.table(
            &["Share", "Keeper", "File"],
            self.shares.iter().map(|made| {
                let keeper = made.keeper.as_ref().map_or("shown at the terminal", Label::as_str).to_owned();
                [made.name.clone(), keeper, made.file.clone().unwrap_or_default()]
            }),
        );
        page.field("Set", self.set);
        if let Some(folder) = &self.folder {
            page.field("Folder", folder.display());
        }
        let Proved { shares_judged_alone, combinations_rebuilt } = self.proved;
        let proved = format!(
            "{shares_judged_alone} shares judged alone, {combinations_rebuilt} combinations rebuilt: every quorum gives the \
             secret"
        );
        page.field("Proved", proved);
        if let Some(digest) = &self.secret_sha256 {
            page.field("Secret's SHA-256", digest);
        }
    }
}

pub fn run(args: Args, context: &Context) -> Result<Split, Failure> {
    crate::swapping::expect_memory(context)?;
    let scheme = scheme(&args)?;
    let keepers = keepers(&args.seal_to)?;
    if !args.show && keepers.len() != scheme.shares() {
        return Err(HandError::Keepers { keepers: keepers.len(), shares: scheme.shares() }.into());
    }
    let folder = args.out.as_deref().map(Folder::begin).transpose()?;
    let mut entropy = context.entropy();
    let secret = secret(&args, context, &mut entropy)?;
    let progress = context.progress("splitting and proving");
    let shares = share::split(&secret, &Passphrase::none(), &scheme, Form::default(), &mut entropy)?;
    let proof = share::prove(&shares, &Passphrase::none(), &secret)?;
    drop(progress);
    let made = match folder {
        Some(folder) => seal(&shares, keepers, folder)?,
        None => show(&shares, context)?,
    };
    Ok(Split {
        set: shares.first().map_or(0, |share| share.head().set.identifier.number()),
        shares: made,
        proved: Proved { shares_judged_alone: proof.shares, combinations_rebuilt: proof.combinations },
        secret_sha256: args.make.map(|_| Digest::of(secret.expose()).to_string()),
        folder: args.out,
    })
}

fn scheme(args: &Args) -> Result<Scheme, Failure> {
    let members = |(wanted, of)| Members::new(wanted, of);
    match (args.threshold.zip(args.of), args.group_threshold) {
        (Some(single), None) => Ok(Scheme::single(members(single)?)),
        (None, Some(wanted)) if !args.group.is_empty() => {
            let groups = args.group.iter().map(|group| members((group.0, group.1)));
            Ok(Scheme::new(wanted, groups.collect::<Result<_, ShareError>>()?)?)
        }
        _ => Err(HandError::GroupsAlone.into()),
    }
}

/// Who keeps which share, in the order given.
fn keepers(given: &[String]) -> Result<Vec<(Label, Recipient)>, Failure> {
    let (mut names, mut keys, mut keepers) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for text in given {
        let (name, recipient) = text.split_once('=').ok_or(HandError::NotAKeeper)?;
        let name: Label = name.parse().map_err(|_| HandError::NotAKeeper)?;
        let recipient: Recipient = recipient.parse()?;
        if !names.insert(name.clone()) {
            return Err(HandError::KeeperTwice { what: format!("the name '{name}'") }.into());
        }
        if !keys.insert(recipient.to_string()) {
            return Err(HandError::KeeperTwice { what: format!("the recipient of '{name}'") }.into());
        }
        keepers.push((name, recipient));
    }
    Ok(keepers)
}

/// The secret: fresh, or read as hex.
fn secret(args: &Args, context: &Context, entropy: &mut dyn Entropy) -> Result<Secret, Failure> {
    if let Some(bits) = args.make {
        if bits % 16 != 0 || !(128..=2048).contains(&bits) {
            return Err(HandError::Bits { bits }.into());
        }
        let mut octets = Zeroizing::new(vec![0u8; bits / 8]);
        entropy.fill(&mut octets)?;
        return Ok(Secret::new(std::mem::take(&mut *octets)));
    }
    let source = args.secret_source.as_ref().unwrap_or(&SecretSource::Prompt);
    let given = context.secret(source, Asked { what: "the secret in hex", chosen: true })?;
    let digits = given.expose().trim_ascii();
    let mut octets = Zeroizing::new(vec![0u8; digits.len() / 2]);
    hex::decode_to_slice(digits, &mut octets).map_err(|error| HandError::NotHex {
        found: match error {
            hex::FromHexError::InvalidHexCharacter { .. } => "something else stands among the digits",
            _ => "the number of digits is odd",
        },
    })?;
    Ok(Secret::new(std::mem::take(&mut *octets)))
}

/// Seals each share to its keeper. The folder appears with all of them, or not at all.
fn seal(shares: &[Share], keepers: Vec<(Label, Recipient)>, folder: Folder) -> Result<Vec<Made>, Failure> {
    let mut made = Vec::new();
    for (share, (keeper, recipient)) in shares.iter().zip(keepers) {
        let sealed = sealed::seal(&share.expose_words(), std::slice::from_ref(&recipient), Wrapping::Text)?;
        let file = format!("{keeper}.age");
        folder.put(&file, &sealed)?;
        let (share, name) = (share.head().into(), share.head().name());
        made.push(Made { share, name, keeper: Some(keeper), sealed_to: Some(recipient), file: Some(file) });
    }
    folder.finish()?;
    Ok(made)
}

/// Shows each share once, when its keeper says that nobody else looks on.
fn show(shares: &[Share], context: &Context) -> Result<Vec<Made>, Failure> {
    let terminal = context.terminal();
    let mut made = Vec::new();
    for (number, share) in (1..).zip(shares) {
        let of = shares.len();
        let next = format!("Share {number} of {of}: when its keeper alone sees the screen, press Enter:");
        terminal.ask(&next)?;
        let title = format!("Write these words on your card, with their numbers: {}", share.head());
        terminal.show_card(&title, &share.expose_words(), "When they are written and compared, press Enter:")?;
        let (share, name) = (share.head().into(), share.head().name());
        made.push(Made { share, name, keeper: None, sealed_to: None, file: None });
    }
    Ok(made)
}
