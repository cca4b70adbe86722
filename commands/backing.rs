//! What acts on backups are given on the command line beside their parameters: media, printer, memory, people, shares.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chancery::act::{Escrow, SetShares, ShareFor};
use chancery::clock::DAY;
use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::keys::SetId;
use chancery::mode::Mode;
use chancery::safe::Label;
use chancery::sealed::{Identities, OpenPgpCertificate, Recipient, SealedError};
use chancery::share::Share;
use chancery::station::{
    Backing, CardForm, OpenedSet, Paper, Printer, ReadSet, RestoreOpening, Room, SealedState, Station, StationError,
};

use crate::attending::{attendant, keyring};
use crate::frame::{Context, Failure, Purpose, TerminalError};
use crate::opening;
use crate::room::AtTheTerminal;
use crate::share::hand::{Opening, sealed_share, typed_share};

/// Folders in which a throw-away token may lie where none is named: what Linux mounts in memory.
const MEMORY: [&str; 2] = ["/dev/shm", "/run"];

/// What an act is refused for before it is asked of the station.
#[derive(Debug, thiserror::Error)]
pub enum BackingRefusal {
    /// Not a keeper. What was given is not repeated: it may be a secret key.
    #[error("not a keeper: wanted NAME=card, NAME=shown, NAME=age1… or NAME=openpgp:FILE, NAME of a-z, 0-9 and '-'")]
    NotAKeeper,
    /// No share fits a set.
    #[error("SHARE-30: {file} is a share of none of the sets that were given")]
    ShareOfNone {
        /// The file.
        file: String,
    },
    /// Too few shares of a set.
    #[error("SHARE-31: set {set} wants {wanted} shares; given: {found}")]
    TooFew {
        /// The set.
        set: String,
        /// How many are wanted.
        wanted: u8,
        /// How many were given.
        found: usize,
    },
    /// One set from two media that say otherwise.
    #[error("BACKUP-83: set {set} was given twice, and the two manifests differ: one of the media was changed")]
    SetTwice {
        /// The set.
        set: String,
    },
    /// Several sets where one is wanted.
    #[error("BACKUP-86: one set is wanted; given are {first} and {second}")]
    OneSet {
        /// One of them.
        first: String,
        /// Another.
        second: String,
    },
    /// The keeper said that the card is not good.
    #[error("BACKUP-79: the keeper '{keeper}' did not confirm the card of share {number}")]
    NotConfirmed {
        /// Who.
        keeper: String,
        /// Which.
        number: u8,
    },
    /// The terminal.
    #[error(transparent)]
    Terminal(#[from] TerminalError),
}

impl Fail for BackingRefusal {
    fn kind(&self) -> Fault {
        match self {
            BackingRefusal::NotAKeeper => Fault::Usage,
            BackingRefusal::Terminal(error) => error.kind(),
            _ => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            BackingRefusal::ShareOfNone { .. } => Some("SHARE-30"),
            BackingRefusal::TooFew { .. } => Some("SHARE-31"),
            BackingRefusal::SetTwice { .. } => Some("BACKUP-83"),
            BackingRefusal::OneSet { .. } => Some("BACKUP-86"),
            BackingRefusal::NotConfirmed { .. } => Some("BACKUP-79"),
            BackingRefusal::NotAKeeper => None,
            BackingRefusal::Terminal(error) => error.clause(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            BackingRefusal::TooFew { .. } => {
                Some("give each keeper's file with '--share', or let them type their words with '--type'".into())
            }
            BackingRefusal::OneSet { .. } => Some("name the folder of that one alone with '--keys'".into()),
            BackingRefusal::SetTwice { .. } => {
                Some("judge each folder with 'chancery backup verify', and name the one that is sound".into())
            }
            BackingRefusal::NotConfirmed { .. } => Some(
                "the set is void: destroy every card of it, also the good ones, and begin again with another set"
                    .into(),
            ),
            BackingRefusal::Terminal(error) => error.hint(),
            _ => None,
        }
    }
}

/// Media, printer and memory.
#[derive(Debug, Default, clap::Args)]
pub struct Places {
    /// Folder on a medium to write the set to; once for each medium
    #[arg(long, value_name = "FOLDER")]
    to: Vec<PathBuf>,

    /// Printer device that cards are sent to as they are: a character device, or a file that lies in memory
    #[arg(long, value_name = "DEVICE")]
    printer: Option<PathBuf>,

    /// What the printer takes: a4, letter (PostScript), or text
    #[arg(long, value_name = "PAPER", default_value = "a4")]
    paper: PaperWord,

    /// Folder in memory (tmpfs) for the throw-away token that keys are proven in; /dev/shm where it is not named
    #[arg(long, value_name = "FOLDER")]
    memory: Option<PathBuf>,
}

/// One `--paper`.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
pub enum PaperWord {
    /// PostScript on A4.
    #[default]
    A4,
    /// PostScript on Letter.
    Letter,
    /// Plain text.
    Text,
}

impl PaperWord {
    /// What a card is drawn for.
    pub fn form(self) -> CardForm {
        match self {
            PaperWord::A4 => CardForm::PostScript(Paper::A4),
            PaperWord::Letter => CardForm::PostScript(Paper::Letter),
            PaperWord::Text => CardForm::Text,
        }
    }
}

impl Places {
    /// As a step of a ceremony names them.
    pub fn of(to: Vec<PathBuf>, printer: Option<PathBuf>, paper: PaperWord, memory: Option<PathBuf>) -> Self {
        Places { to, printer, paper, memory }
    }

    /// The folders in which a throw-away token may lie.
    pub fn memory(&self) -> Vec<PathBuf> {
        match &self.memory {
            Some(named) => vec![named.clone()],
            None => MEMORY.iter().map(PathBuf::from).collect(),
        }
    }

    /// The folder on each medium.
    pub fn folders(&self) -> &[PathBuf] {
        &self.to
    }

    /// How many media were named; 2 where none was, as a proposal says.
    pub fn media(&self) -> u8 {
        match self.to.len() {
            0 => 2,
            some => u8::try_from(some).unwrap_or(u8::MAX),
        }
    }

    /// Hands the station what an act on backups needs.
    pub fn give<'c>(self, context: &'c Context, station: &mut Station<'c>, opened: Option<OpenedSet>) {
        let memory = self.memory();
        let form = self.paper.form();
        let printer = self.printer.map(|device| Printer { device, form });
        let unattended = station.identity().mode != Mode::Production && context.answers().is_some();
        let room: Box<dyn Room + 'c> = Box::new(AtTheTerminal { context, unattended });
        station.back_with(Backing { media: self.to, memory, printer, room: Some(room), opened });
    }
}

/// Keepers of the shares of a new set.
#[derive(Debug, clap::Args)]
pub struct Keepers {
    /// How many shares give the key of the set, 2 at least
    #[arg(long, value_name = "NUMBER")]
    threshold: u8,

    /// Keeper of the next share: NAME=card, NAME=shown, NAME=age1… or NAME=openpgp:FILE; once for each
    ///
    /// Keeper of the next share, once for each: NAME=card prints it, NAME=shown shows its words once, NAME=age1… and
    /// NAME=openpgp:FILE seal it to their key. No keeper has two shares, and no key two keepers (SHARE-16).
    #[arg(long, value_name = "KEEPER", required = true)]
    keeper: Vec<String>,

    /// Keeper of the next share in escrow, as with --keeper: a second splitting of the same key, for drills
    #[arg(long, value_name = "KEEPER", requires = "escrow_threshold")]
    escrow: Vec<String>,

    /// How many shares in escrow give the key, 2 at least
    #[arg(long, value_name = "NUMBER", requires = "escrow")]
    escrow_threshold: Option<u8>,
}

/// The largest certificate that is read, in octets.
const LARGEST_CERTIFICATE: u64 = 1 << 20;

impl Keepers {
    /// As a step of a ceremony names them.
    pub fn of(threshold: u8, keeper: Vec<String>) -> Self {
        Keepers { threshold, keeper, escrow: Vec::new(), escrow_threshold: None }
    }

    /// The shares, and the certificates that belong to the act.
    pub fn shares(&self) -> Result<(SetShares, Vec<Vec<u8>>), Failure> {
        let mut certificates = Vec::new();
        let each = shares_for(&self.keeper, &mut certificates)?;
        let escrow = match self.escrow_threshold {
            None => None,
            Some(threshold) => Some(Escrow { threshold, each: shares_for(&self.escrow, &mut certificates)? }),
        };
        Ok((SetShares { threshold: self.threshold, each, escrow }, certificates))
    }
}

/// Keepers, each as it was given.
fn shares_for(given: &[String], certificates: &mut Vec<Vec<u8>>) -> Result<Vec<ShareFor>, Failure> {
    let mut each = Vec::new();
    for text in given {
        let unfit = BackingRefusal::NotAKeeper;
        let Some((name, way)) = text.split_once('=') else { return Err(unfit.into()) };
        let Ok(keeper) = name.parse::<Label>() else { return Err(unfit.into()) };
        let (way, certificate) = match way {
            "card" | "shown" => (way.to_owned(), None),
            _ if way.starts_with("openpgp:") => {
                let file = way.trim_start_matches("openpgp:");
                let bytes = opening::read_file(Path::new(file), LARGEST_CERTIFICATE)?;
                let fingerprint = OpenPgpCertificate::read(&bytes)?.fingerprint();
                let digest = Digest::of(&bytes);
                certificates.push(bytes);
                (format!("openpgp:{fingerprint}"), Some(digest))
            }
            _ if way.starts_with("age1") => (format!("age:{way}"), None),
            // A secret key is told apart, and never repeated (SEALED-1).
            _ => match way.parse::<Recipient>() {
                Err(error @ SealedError::SecretKeyGiven) => return Err(error.into()),
                _ => return Err(unfit.into()),
            },
        };
        each.push(ShareFor { keeper, way, certificate });
    }
    Ok(each)
}

/// A copy of the state, and what opens it.
#[derive(Debug, clap::Args)]
pub struct SealedCopy {
    /// Folder of the copy of the state (state-…), or the folder above it: then the newest copy there is taken
    ///
    /// Folder of the copy of the state (state-…), or the folder above it: then the newest copy there is taken, and its
    /// name is said. Where that one cannot be read nothing older is taken in its place; name another.
    #[arg(long, value_name = "FOLDER")]
    state: PathBuf,

    /// Folder of the full copy that it builds on, where that is not beside it
    #[arg(long, value_name = "FOLDER")]
    base: Option<PathBuf>,

    /// Identity file that opens the copy: of age, or of a plugin; may be given again
    #[arg(long, value_name = "FILE", required = true)]
    state_identity: Vec<PathBuf>,
}

impl SealedCopy {
    /// Reads its manifest. Its folder, too.
    pub fn read(&self, context: &Context) -> Result<(SealedState, PathBuf), Failure> {
        // Whoever restores has no station whose clock is trusted: the machine's may be off by a day.
        let clock = context.clock(Purpose::Judging, DAY as u32)?;
        let folder = SealedState::newest(&self.state, clock.read()?)?;
        if folder != self.state {
            context.terminal().note(&format!("the newest copy: {}", folder.display()));
        }
        Ok((SealedState::read(&folder, self.base.as_deref())?, folder))
    }

    /// What opens it.
    pub fn opening(&self, context: &Context) -> Result<RestoreOpening, Failure> {
        Ok(RestoreOpening { keyring: keyring(&self.state_identity, context)?, attendant: attendant(context) })
    }
}

/// Sets and the shares that open them.
#[derive(Debug, Default, clap::Args)]
pub struct Sets {
    /// Folder of a set of wrapped keys on a medium (keys-…); may be given again
    ///
    /// Folder of a set of wrapped keys on a medium (keys-…); may be given again. Two media of one set are one set where their
    /// manifests are equal (BACKUP-83).
    #[arg(long, value_name = "FOLDER")]
    keys: Vec<PathBuf>,

    /// File with a share that is sealed with age; may be given again
    ///
    /// File with a share that is sealed with age; may be given again. A share on a card, or one that its keeper opened with
    /// 'gpg --decrypt', is typed: --type.
    #[arg(long, value_name = "FILE", requires = "keys")]
    share: Vec<PathBuf>,

    /// Type the words of the shares that were not given, each keeper alone
    #[arg(long = "type", requires = "keys")]
    typed: bool,

    #[command(flatten)]
    opening: Opening,
}

impl Sets {
    /// The folders that were named.
    pub fn folders(&self) -> impl Iterator<Item = &PathBuf> {
        self.keys.iter()
    }

    /// Whether a set was named.
    pub fn is_given(&self) -> bool {
        !self.keys.is_empty()
    }

    /// The identities that open shares; they may open a sealed copy of the state, too.
    pub fn identities(&self, context: &Context) -> Result<Option<Identities>, Failure> {
        self.opening.identities(context)
    }

    /// Reads every set.
    pub fn read(&self) -> Result<Vec<ReadSet>, Failure> {
        self.keys.iter().map(|folder| Ok(ReadSet::read(folder)?)).collect()
    }

    /// Opens every set by the shares that were given, and those that are typed.
    pub fn open(&self, context: &Context) -> Result<Vec<OpenedSet>, Failure> {
        self.open_each(self.read()?, None, context)
    }

    /// The same for a drill: what is damaged is told in words, and does not keep the others from being opened. A folder
    /// that is not there is an error all the same.
    pub fn try_open(&self, context: &Context) -> Result<(Vec<OpenedSet>, Vec<String>), Failure> {
        let (mut sets, mut damaged) = (Vec::new(), Vec::new());
        for folder in &self.keys {
            match ReadSet::read(folder) {
                Ok(set) => sets.push(set),
                Err(error) if is_damage(&error) && folder.exists() => {
                    damaged.push(format!("set {}: {error}", chancery::safe::line(&folder.to_string_lossy(), 120)));
                }
                Err(error) => return Err(error.into()),
            }
        }
        let opened = self.open_each(sets, Some(&mut damaged), context)?;
        Ok((opened, damaged))
    }

    fn open_each(
        &self,
        sets: Vec<ReadSet>,
        mut damaged: Option<&mut Vec<String>>,
        context: &Context,
    ) -> Result<Vec<OpenedSet>, Failure> {
        let sets = merged(sets)?;
        let is_short = damaged.as_ref().is_some_and(|damaged| !damaged.is_empty());
        let mut shares: BTreeMap<SetId, Vec<Share>> = BTreeMap::new();
        let identities = if self.share.is_empty() { None } else { self.identities(context)? };
        for file in &self.share {
            let share = sealed_share(file, identities.as_ref(), context)?;
            let set = match (set_of(&sets, &share, file), &mut damaged) {
                (Ok(set), _) => set,
                // It may be of a set that is damaged, or of none at all: nobody can say which.
                (Err(_), Some(damaged)) if is_short => {
                    let file = chancery::safe::line(&file.to_string_lossy(), 120);
                    damaged.push(format!("share {file}: it is of none of the sets that could be read"));
                    continue;
                }
                (Err(error), _) => return Err(error),
            };
            let of_set = shares.entry(set).or_default();
            if !of_set.iter().any(|known| known.head() == share.head()) {
                of_set.push(share);
            }
        }
        let mut opened = Vec::new();
        for set in sets {
            let name = set.set();
            let mut given = shares.remove(&name).unwrap_or_default();
            let wanted = set.wanted(given.first());
            while self.typed && given.len() < usize::from(wanted) {
                let title = format!("A share of set {}, {} of {wanted} are given", name.spoken(), given.len());
                let share = typed_share(context, &title)?;
                match set.judge(&share) {
                    Err(error) => context.terminal().say(&format!("Not taken. {error}."))?,
                    Ok(_) if given.first().is_some_and(|first| first.head().set != share.head().set) => {
                        context
                            .terminal()
                            .say("Not taken. Shares of keepers and shares in escrow do not go together.")?;
                    }
                    Ok(_) if given.iter().any(|known| known.head() == share.head()) => {
                        context.terminal().say("Not taken. This share was given already.")?;
                    }
                    Ok(_) => given.push(share),
                }
            }
            if given.len() < usize::from(wanted) {
                let (set, found) = (name.spoken(), given.len());
                return Err(BackingRefusal::TooFew { set, wanted, found }.into());
            }
            match (set.open(&given), &mut damaged) {
                (Ok(set), _) => opened.push(set),
                (Err(error), Some(damaged)) if is_damage(&error) => {
                    damaged.push(format!("set {}: {error}", name.spoken()));
                }
                (Err(error), _) => return Err(error.into()),
            }
        }
        Ok(opened)
    }

    /// The one set that is wanted.
    pub fn open_one(&self, context: &Context) -> Result<Option<OpenedSet>, Failure> {
        if !self.is_given() {
            return Ok(None);
        }
        let sets = merged(self.read()?)?;
        if let [first, second, ..] = sets.as_slice() {
            let (first, second) = (first.set().spoken(), second.set().spoken());
            return Err(BackingRefusal::OneSet { first, second }.into());
        }
        Ok(self.open_each(sets, None, context)?.pop())
    }
}

/// Each set once, from whichever of its media was named first. Refused are two that say otherwise (BACKUP-83).
fn merged(sets: Vec<ReadSet>) -> Result<Vec<ReadSet>, BackingRefusal> {
    let mut all: Vec<ReadSet> = Vec::new();
    for set in sets {
        match all.iter().find(|known| known.set() == set.set()) {
            Some(known) if known.digest() != set.digest() => {
                return Err(BackingRefusal::SetTwice { set: set.set().spoken() });
            }
            Some(_) => {}
            None => all.push(set),
        }
    }
    Ok(all)
}

/// Whether a set is not what it should be, in place of not being reached.
fn is_damage(error: &StationError) -> bool {
    matches!(error.kind(), Fault::Unsound | Fault::Malformed)
}

/// The set that a share belongs to. What stands against it is told by the one set there is, or by none of them.
fn set_of(sets: &[ReadSet], share: &Share, file: &Path) -> Result<SetId, Failure> {
    let mut refused = None;
    for set in sets {
        match set.judge(share) {
            Ok(_) => return Ok(set.set()),
            Err(error) => refused = Some(error),
        }
    }
    match refused {
        Some(error) if sets.len() == 1 => {
            let kinds = [error.kind()];
            Err(Failure::from(error).about(file, &kinds))
        }
        _ => Err(BackingRefusal::ShareOfNone { file: file.display().to_string() }.into()),
    }
}
