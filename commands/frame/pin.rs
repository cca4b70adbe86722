//! Where the PIN of a vault comes from. It becomes a [`Secret`] as it is read and is never shown, logged or kept.
//!
//! A source is named by `--pin-source [VAULT=]SOURCE`: `prompt` asks at the terminal device; `fd:N` reads one line
//! for each vault, in the order they are asked for; `file:PATH` and `env:NAME` serve specimen and rehearsal stations
//! and vaults that an act marked unattended. There is no second try.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use chancery::fault::{Fail, Fault};
use chancery::mode::Mode;
use chancery::safe::{self, Label};
use chancery::secret::Secret;
use chancery::station::SharedPin;
use zeroize::Zeroizing;

use super::private::{self, Descriptors, NotPrivate};
use super::quorum;
use super::terminal::{Terminal, TerminalError, read_line};

/// The longest PIN, in octets.
const LONGEST: usize = 1024;

/// One `--pin-source`: which vault's (none: every vault that has no source of its own), and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinSource {
    vault: Option<Label>,
    source: Source,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Source {
    Prompt,
    Descriptor(u32),
    File(PathBuf),
    Environment(String),
    /// Out of officers' shares, which come into this folder; the station's own where none is named.
    Quorum(Option<PathBuf>),
}

impl Source {
    /// The word that names the kind of source in messages; never what it holds.
    const fn word(&self) -> &'static str {
        match self {
            Source::Prompt => "prompt",
            Source::Descriptor(_) => "fd",
            Source::File(_) => "file",
            Source::Environment(_) => "env",
            Source::Quorum(_) => "quorum",
        }
    }
}

impl FromStr for PinSource {
    type Err = PinError;

    fn from_str(text: &str) -> Result<Self, PinError> {
        let named = text.split_once('=').and_then(|(vault, rest)| Some((vault.parse::<Label>().ok()?, rest)));
        let (vault, rest) = named.map_or((None, text), |(vault, rest)| (Some(vault), rest));
        let (kind, value) = rest.split_once(':').unwrap_or((rest, ""));
        let source = match (kind, value) {
            ("prompt", "") if !rest.ends_with(':') => Source::Prompt,
            ("quorum", "") if !rest.ends_with(':') => Source::Quorum(None),
            ("quorum", path) if !path.is_empty() => Source::Quorum(Some(path.into())),
            ("fd", number) => match number.parse() {
                Ok(number) if number != 1 && number != 2 => Source::Descriptor(number),
                _ => return Err(PinError::NotASource),
            },
            ("file", path) if !path.is_empty() => Source::File(path.into()),
            ("env", name) if !name.is_empty() && !name.contains('=') => Source::Environment(name.to_owned()),
            _ => return Err(PinError::NotASource),
        };
        Ok(PinSource { vault, source })
    }
}

/// Whose PIN is wanted, and what is allowed.
#[derive(Clone, Copy, Debug)]
pub struct PinRequest<'a> {
    /// The vault.
    pub vault: &'a Label,
    /// The station's mode.
    pub mode: Mode,
    /// Whether an act marked the vault unattended.
    pub unattended: bool,
    /// What the token's flags say (low, final try, locked), shown before the PIN is taken.
    pub flags: Option<&'a str>,
    /// Whether the PIN is being chosen, not entered: a person types it twice.
    pub chosen: bool,
    /// The shares that give it, where officers hold it.
    pub shares: Option<&'a SharedPin>,
    /// The card or token that it opens, where that is somebody's own: a source that names no vault is for the station's.
    pub own: Option<&'a str>,
}

/// Why there is no PIN.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// A `--pin-source` of another form. What was given is not repeated: it may be the PIN itself.
    #[error(
        "not a source of a PIN: wanted [VAULT=]prompt, quorum, quorum:DIR, fd:N (0 or from 3), file:PATH or env:NAME"
    )]
    NotASource,
    /// Two sources for the same vault.
    #[error("two --pin-source options name the PIN of {vault}")]
    Twice {
        /// `vault 'x'` or `every other vault`.
        vault: String,
    },
    /// A file or the environment in production.
    #[error(
        "PIN-1: in production the PIN of vault '{vault}' is typed or comes from a descriptor, not from '{source_word}'"
    )]
    NotInProduction {
        /// The vault.
        vault: Label,
        /// `file` or `env`.
        source_word: &'static str,
    },
    /// A PIN file that others could read or that is no ordinary file.
    #[error("PIN-2: PIN file {} {what}", file.display())]
    FileNotPrivate {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        what: &'static str,
    },
    /// The source cannot be read.
    #[error("the PIN of vault '{vault}' cannot be read from {place}: {reason}")]
    Unreadable {
        /// The vault.
        vault: Label,
        /// The file or descriptor.
        place: String,
        /// Why.
        reason: io::Error,
    },
    /// The source gives nothing, or more than a PIN.
    #[error("{place} gives no PIN for vault '{vault}': {what}")]
    NotAPin {
        /// The vault.
        vault: Label,
        /// The source.
        place: String,
        /// What was found, in words without the PIN.
        what: &'static str,
    },
    /// One PIN for two vaults, in production.
    #[error(
        "PIN-3: vaults '{one}' and '{other}' would have one PIN; whoever knew it could use the keys and rewrite the ledger"
    )]
    Same {
        /// One vault.
        one: Label,
        /// The other.
        other: Label,
    },
    /// Officers' shares do not give it.
    #[error("PIN-4: the PIN of vault '{vault}' was not put together: {what}")]
    Quorum {
        /// The vault.
        vault: Label,
        /// Why.
        what: String,
    },
    /// A PIN that is to be chosen cannot come out of shares.
    #[error("a new PIN of vault '{vault}' cannot come from a quorum; 'chancery vault protect' draws one afterwards")]
    QuorumChooses {
        /// The vault.
        vault: Label,
    },
    /// Nobody knows it.
    #[error(
        "PIN-5: nobody knows the PIN of vault '{vault}': since ledger entry {entry} officers hold it in shares; no try was \
         spent"
    )]
    InShares {
        /// The vault.
        vault: Label,
        /// The entry.
        entry: u64,
    },
    /// It could not be asked for.
    #[error("the PIN of vault '{vault}' could not be asked for")]
    Terminal {
        /// The vault.
        vault: Label,
        /// Why.
        #[source]
        source: TerminalError,
    },
}

impl Fail for PinError {
    fn kind(&self) -> Fault {
        match self {
            PinError::Quorum { .. } | PinError::Same { .. } | PinError::InShares { .. } => Fault::Refused,
            PinError::QuorumChooses { .. }
            | PinError::NotASource
            | PinError::Twice { .. }
            | PinError::NotAPin { .. } => Fault::Usage,
            PinError::NotInProduction { .. } | PinError::FileNotPrivate { .. } => Fault::Refused,
            PinError::Unreadable { .. } => Fault::Malformed,
            PinError::Terminal { source, .. } => source.kind(),
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            PinError::NotInProduction { .. } => Some("PIN-1"),
            PinError::FileNotPrivate { .. } => Some("PIN-2"),
            PinError::Quorum { .. } => Some("PIN-4"),
            PinError::Same { .. } => Some("PIN-3"),
            PinError::InShares { .. } => Some("PIN-5"),
            _ => None,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            PinError::InShares { vault, .. } => Some(format!(
                "use --pin-source {vault}=quorum; where 'share combine' put it together, --pin-source {vault}=fd:N"
            )),
            PinError::Same { .. } => Some("choose another PIN for one of them".into()),
            PinError::NotInProduction { vault, .. } => Some(format!("use --pin-source {vault}=prompt")),
            PinError::FileNotPrivate { file, .. } => {
                Some(format!("chmod 600 {}", safe::line(&file.display().to_string(), 200)))
            }
            PinError::Terminal { vault, .. } => {
                Some(format!("run it at a terminal, or give --pin-source {vault}=fd:N"))
            }
            _ => None,
        }
    }
}

/// The sources of one command, and the descriptors it reads.
#[derive(Debug)]
pub struct Pins {
    sources: Vec<PinSource>,
    descriptors: Descriptors,
}

impl Pins {
    /// From the options; two sources for one vault are refused.
    pub fn new(sources: Vec<PinSource>) -> Result<Self, PinError> {
        for (at, one) in sources.iter().enumerate() {
            if sources[..at].iter().any(|other| other.vault == one.vault) {
                let vault = one.vault.as_ref().map_or("every other vault".into(), |vault| format!("vault '{vault}'"));
                return Err(PinError::Twice { vault });
            }
        }
        Ok(Pins { sources, descriptors: Descriptors::default() })
    }

    /// The descriptors, for whatever else is read from them.
    pub fn descriptors(&self) -> &Descriptors {
        &self.descriptors
    }

    /// The PIN, taken once.
    /// `station` is where officers' shares come in unless the caller named a folder.
    pub fn take(
        &self,
        terminal: &Terminal,
        request: &PinRequest<'_>,
        station: Option<&Path>,
    ) -> Result<Secret, PinError> {
        let vault = request.vault;
        let own = self.sources.iter().find(|given| given.vault.as_ref() == Some(vault));
        let given = own.or_else(|| self.sources.iter().find(|given| given.vault.is_none() && request.own.is_none()));
        let source = given.map_or(&Source::Prompt, |given| &given.source);
        let standing = matches!(source, Source::File(_) | Source::Environment(_));
        if standing && request.mode == Mode::Production && !request.unattended {
            return Err(PinError::NotInProduction { vault: vault.clone(), source_word: source.word() });
        }
        let by_hand = matches!(source, Source::Quorum(_) | Source::Descriptor(_));
        if let Some(shares) = request.shares.filter(|shares| shares.sure && !by_hand) {
            return Err(PinError::InShares { vault: vault.clone(), entry: shares.entry });
        }
        if let Some(flags) = request.flags {
            terminal.warn(&format!("vault '{vault}': {flags}"));
        }
        let (place, pin) = match source {
            Source::Prompt => ("the terminal".to_owned(), ask(terminal, request)?),
            Source::Descriptor(number) => (format!("descriptor {number}"), self.next_line(vault, *number)?),
            Source::File(path) => (format!("file {}", path.display()), from_file(vault, path)?),
            Source::Quorum(_) if request.chosen => return Err(PinError::QuorumChooses { vault: vault.clone() }),
            Source::Quorum(folder) => {
                // One process writes in a station: whatever waits in its own folder waits for nobody.
                if let (None, Some(station)) = (folder, station) {
                    quorum::sweep(vault, &station.join("quorum"));
                }
                let own = || station.unwrap_or(Path::new(".")).join("quorum");
                ("a quorum".to_owned(), quorum::gather(terminal, request, &folder.clone().unwrap_or_else(own))?)
            }
            Source::Environment(name) => (format!("variable {}", safe::line(name, 80)), from_environment(name)),
        };
        let what = match pin.expose() {
            [] => "it is empty",
            octets if octets.len() > LONGEST => "it is longer than 1024 octets",
            octets if octets.iter().any(|o| matches!(o, 0 | b'\n' | b'\r')) => "it is more than one line",
            _ => return Ok(pin),
        };
        Err(PinError::NotAPin { vault: vault.clone(), place, what })
    }

    /// The next line of an open descriptor.
    fn next_line(&self, vault: &Label, number: u32) -> Result<Secret, PinError> {
        let place = format!("descriptor {number}");
        let unreadable = |reason| PinError::Unreadable { vault: vault.clone(), place: place.clone(), reason };
        Ok(secret(self.descriptors.next_line(number, LONGEST).map_err(unreadable)?))
    }
}

fn ask(terminal: &Terminal, request: &PinRequest<'_>) -> Result<Secret, PinError> {
    let vault = request.vault;
    let failed = |source| PinError::Terminal { vault: vault.clone(), source };
    if !request.chosen {
        let whose = request.own.map_or_else(|| format!("vault '{vault}'"), |own| format!("{vault} {own}"));
        return terminal.ask_secret(&format!("PIN of {whose}:")).map_err(failed);
    }
    let one = terminal.ask_secret(&format!("New PIN of vault '{vault}':")).map_err(failed)?;
    let two = terminal.ask_secret("The same again:").map_err(failed)?;
    if one.expose() == two.expose() {
        return Ok(one);
    }
    let place = "the terminal".to_owned();
    Err(PinError::NotAPin { vault: vault.clone(), place, what: "the two that were typed differ" })
}

/// One line out of a file that is ordinary, ours, and closed to everybody else.
fn from_file(vault: &Label, path: &Path) -> Result<Secret, PinError> {
    let place = format!("file {}", path.display());
    let unreadable = |reason| PinError::Unreadable { vault: vault.clone(), place: place.clone(), reason };
    let file = private::open(path).map_err(|error| match error {
        NotPrivate::Unreadable(reason) => unreadable(reason),
        NotPrivate::Open(what) => PinError::FileNotPrivate { file: path.to_owned(), what },
    })?;
    let mut from = file.take(2 * LONGEST as u64);
    let line = read_line(&mut from, LONGEST).map_err(unreadable)?;
    let mut beyond = [0u8; 1];
    if from.read(&mut beyond).map_err(unreadable)? > 0 {
        let what = "it holds more than one line";
        return Err(PinError::NotAPin { vault: vault.clone(), place, what });
    }
    Ok(secret(line))
}

/// A line as a secret, without a copy; no line is an empty one.
pub(super) fn secret(line: Option<Zeroizing<Vec<u8>>>) -> Secret {
    Secret::new(line.map_or_else(Vec::new, |mut line| std::mem::take(&mut *line)))
}

fn from_environment(name: &str) -> Secret {
    use std::os::unix::ffi::OsStringExt;
    Secret::new(std::env::var_os(name).map(OsStringExt::into_vec).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::fd::AsRawFd;
    use std::os::unix::fs::PermissionsExt;

    const SPECIMEN: (Mode, bool) = (Mode::Specimen, false);

    fn take_as(pins: &Pins, vault: &str, (mode, unattended): (Mode, bool)) -> Result<String, PinError> {
        let vault: Label = vault.parse().unwrap();
        let request =
            PinRequest { vault: &vault, mode, unattended, flags: None, chosen: false, shares: None, own: None };
        let pin = pins.take(&Terminal::new(true), &request, None)?;
        Ok(pin.expose_text().unwrap().to_owned())
    }

    fn pins(sources: &[&str]) -> Pins {
        Pins::new(sources.iter().map(|text| text.parse().unwrap()).collect()).unwrap()
    }

    fn file(text: &str, mode: u32) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        fs::set_permissions(file.path(), fs::Permissions::from_mode(mode)).unwrap();
        file
    }

    #[test]
    fn sources_are_read_and_what_is_none_is_not_repeated() {
        for good in [
            "prompt",
            "primary=prompt",
            "fd:3",
            "fd:0",
            "a=fd:12",
            "file:/a=b",
            "x=file:p:q",
            "env:PIN",
            "quorum",
            "a=quorum:d",
        ] {
            assert!(good.parse::<PinSource>().is_ok(), "{good}");
        }
        for bad in [
            "", "1234", "prompt:", "prompt:x", "fd:", "fd:1", "fd:2", "fd:-1", "file:", "env:", "env:A=B", "A=fd:3",
            "quorum:",
        ] {
            let said = bad.parse::<PinSource>().unwrap_err().to_string();
            assert!(
                bad.is_empty() || bad == "prompt:" || !said.contains(bad) || said.contains("[VAULT=]prompt, quorum")
            );
        }
        assert!(!"98765432".parse::<PinSource>().unwrap_err().to_string().contains("98765432"));
    }

    #[test]
    fn two_sources_for_one_vault_are_refused() {
        for twice in [["fd:3", "prompt"], ["a=fd:3", "a=prompt"]] {
            assert!(Pins::new(twice.iter().map(|t| t.parse().unwrap()).collect()).is_err());
        }
        assert!(Pins::new(["a=fd:3", "prompt"].iter().map(|t| t.parse().unwrap()).collect()).is_ok());
    }

    #[test]
    fn a_descriptor_gives_one_line_for_each_vault_in_the_order_asked() {
        let file = file("11111111\n22222222\r\n", 0o600);
        let open = fs::File::open(file.path()).unwrap();
        let pins = pins(&[&format!("fd:{}", open.as_raw_fd())]);
        assert_eq!(take_as(&pins, "primary", (Mode::Production, false)).unwrap(), "11111111");
        assert_eq!(take_as(&pins, "ledger", (Mode::Production, false)).unwrap(), "22222222");
        assert!(matches!(take_as(&pins, "other", SPECIMEN), Err(PinError::NotAPin { .. })));
    }

    #[test]
    fn a_vault_takes_its_own_source_before_the_one_for_all() {
        let (own, all) = (file("11111111", 0o600), file("22222222", 0o400));
        let pins = pins(&[&format!("file:{}", all.path().display()), &format!("ledger=file:{}", own.path().display())]);
        assert_eq!(take_as(&pins, "ledger", SPECIMEN).unwrap(), "11111111");
        assert_eq!(take_as(&pins, "primary", SPECIMEN).unwrap(), "22222222");
    }

    #[test]
    fn pin_1_a_file_or_variable_is_refused_in_production_unless_the_vault_is_unattended() {
        let file = file("11111111", 0o600);
        for source in [format!("file:{}", file.path().display()), "env:PATH".to_owned()] {
            let pins = pins(&[&source]);
            assert_eq!(take_as(&pins, "primary", (Mode::Production, false)).unwrap_err().clause(), Some("PIN-1"));
            assert!(take_as(&pins, "primary", (Mode::Production, true)).is_ok());
            assert!(take_as(&pins, "primary", (Mode::Rehearsal, false)).is_ok());
        }
    }

    #[test]
    fn pin_5_what_officers_hold_in_shares_is_not_asked_of_anybody_else() {
        let (known, other): (Label, Label) = ("primary".parse().unwrap(), "ledger".parse().unwrap());
        let file = file("11111111", 0o600);
        let shared = SharedPin { entry: 7, threshold: 2, officers: Default::default(), sure: true };
        let request = PinRequest {
            vault: &known,
            mode: Mode::Specimen,
            unattended: false,
            flags: None,
            chosen: false,
            shares: Some(&shared),
            own: None,
        };
        for source in ["prompt".to_owned(), format!("file:{}", file.path().display()), "env:PATH".to_owned()] {
            let error = pins(&[&source]).take(&Terminal::new(true), &request, None).err().unwrap();
            assert_eq!((error.kind(), error.clause()), (Fault::Refused, Some("PIN-5")), "{source}");
            assert!(error.hint().unwrap().contains("--pin-source primary=quorum"), "{source}");
        }
        let open = fs::File::open(file.path()).unwrap();
        let by_hand = pins(&[&format!("fd:{}", open.as_raw_fd())]);
        assert!(by_hand.take(&Terminal::new(true), &request, None).is_ok(), "what was combined by hand");
        let elsewhere = PinRequest { vault: &other, shares: None, ..request };
        assert!(
            pins(&[&format!("file:{}", file.path().display())]).take(&Terminal::new(true), &elsewhere, None).is_ok()
        );
    }

    #[test]
    fn a_source_that_names_no_vault_is_not_for_somebody_s_own_card() {
        let (card, file): (Label, _) = ("card".parse().unwrap(), file("11111111", 0o600));
        let (all, named) = (format!("file:{}", file.path().display()), format!("card=file:{}", file.path().display()));
        let request = PinRequest {
            vault: &card,
            mode: Mode::Specimen,
            unattended: false,
            flags: None,
            chosen: false,
            shares: None,
            own: Some("a card"),
        };
        let error = pins(&[&all]).take(&Terminal::new(true), &request, None).err().unwrap();
        assert!(matches!(error, PinError::Terminal { .. }), "it is asked for: {error}");
        assert!(pins(&[&all, &named]).take(&Terminal::new(true), &request, None).is_ok());
    }

    #[test]
    fn pin_2_a_file_that_others_may_read_or_that_is_none_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let clause = |path: &Path| {
            take_as(&pins(&[&format!("file:{}", path.display())]), "primary", SPECIMEN).unwrap_err().clause()
        };
        for mode in [0o640, 0o604, 0o620, 0o601] {
            assert_eq!(clause(file("11111111", mode).path()), Some("PIN-2"), "{mode:o}");
        }
        assert_eq!(clause(folder.path()), Some("PIN-2"));
        let good = file("11111111", 0o600);
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(good.path(), &link).unwrap();
        assert_eq!(clause(&link), Some("PIN-2"));
    }

    #[test]
    fn what_is_not_one_line_of_a_pin_is_refused_without_showing_it() {
        for text in ["", "\n", "11111111\n22222222\n", "1111\u{0}1111"] {
            let file = file(text, 0o600);
            let error = take_as(&pins(&[&format!("file:{}", file.path().display())]), "primary", SPECIMEN).unwrap_err();
            assert_eq!(error.kind(), Fault::Usage, "{text:?}");
            assert!(!error.to_string().contains("1111"), "{error}");
        }
        assert_eq!(take_as(&pins(&["env:CHANCERY_NO_SUCH"]), "primary", SPECIMEN).unwrap_err().kind(), Fault::Usage);
        assert_eq!(take_as(&pins(&["file:/nowhere"]), "primary", SPECIMEN).unwrap_err().kind(), Fault::Malformed);
    }
}
