//! Opening a station for a verb, and performing an act in it: preview, confirmation, approval, performance.

use chancery::act::Act;
use chancery::fault::{Fail, Fault};
use chancery::icao::Looks;
use chancery::mode::Mode;
use chancery::pki::armour;
use chancery::safe::Label;
use chancery::secret::Secret;
use chancery::station::{
    Access, Configuration, Done, Material, PinFlags, PinSource, PinWanted, Standing, Station, StationError,
    Surroundings, rule_id,
};
use serde::Serialize;

use crate::deciding;
use crate::frame::{Context, Failure, Irreversible, Page, PinError, PinRequest, Purpose, Shield, answer};
use crate::looks;

/// PINs for a station of this mode, from where the caller said.
pub struct Pins<'c> {
    context: &'c Context,
    mode: Mode,
    /// What the token is, where it is somebody's own and not the station's.
    own: Option<String>,
    /// Those that were chosen for new tokens.
    chosen: Vec<(Label, Secret)>,
}

impl<'c> Pins<'c> {
    /// For a station of this mode.
    pub fn new(context: &'c Context, mode: Mode) -> Self {
        Pins { context, mode, own: None, chosen: Vec::new() }
    }

    /// For somebody's own token, which is shown in the question.
    pub fn of_a_person(context: &'c Context, mode: Mode, token: &str) -> Self {
        Pins { own: Some(token.to_owned()), ..Pins::new(context, mode) }
    }
}

impl PinSource for Pins<'_> {
    fn pin(&mut self, wanted: PinWanted<'_>) -> Result<Secret, StationError> {
        let PinWanted { vault, flags, shares } = wanted;
        // The flags are said before the one try: as a warning where there is something to fear.
        let amiss = |f: &PinFlags| f.count_low || f.final_try || f.locked || f.to_be_changed || !f.initialised;
        let told = flags.filter(amiss).map(|flags| flags.to_string());
        if let Some(flags) = flags.filter(|f| !amiss(f)) {
            self.context.terminal().note(&format!("vault '{vault}': {flags}"));
        }
        let request = PinRequest {
            vault,
            mode: self.mode,
            unattended: false,
            flags: told.as_deref(),
            chosen: flags.is_none(),
            shares,
            own: self.own.as_deref(),
        };
        let pin = self.context.pin(&request).map_err(|error| StationError::Pin(Box::new(error)))?;
        if flags.is_none() {
            if let Some((other, _)) = self.chosen.iter().find(|(_, known)| known.expose() == pin.expose()) {
                if self.mode == Mode::Production {
                    let same = PinError::Same { one: other.clone(), other: vault.clone() };
                    return Err(StationError::Pin(Box::new(same)));
                }
                self.context.terminal().warn(&format!(
                    "vaults '{other}' and '{vault}' have one PIN: whoever knows it can use the keys and rewrite the ledger"
                ));
            }
            self.chosen.push((vault.clone(), Secret::new(pin.expose().to_vec())));
        }
        Ok(pin)
    }
}

/// Opens the station to read it. No vault is opened and nothing is changed.
pub fn read(context: &Context) -> Result<Station<'_>, Failure> {
    open(context, Access::Read, |_| Purpose::Judging)
}

/// Opens the station to read it for what is done outside: in production by its own time alone (CLOCK-3).
pub fn read_to_act(context: &Context) -> Result<Station<'_>, Failure> {
    open(context, Access::Read, Purpose::Acting)
}

/// Opens the station to perform acts in it; one process at a time.
pub fn write(context: &Context) -> Result<Station<'_>, Failure> {
    open(context, Access::Write, Purpose::Acting)
}

fn open(context: &Context, access: Access, purpose: fn(Mode) -> Purpose) -> Result<Station<'_>, Failure> {
    let directory = context.station()?;
    let configuration = Configuration::parse(&Configuration::text_in(directory)?)?;
    let mode = configuration.station.mode;
    let clock = context.clock(purpose(mode), configuration.limits.clock_bound_seconds)?;
    let pins = Box::new(Pins::new(context, mode));
    Ok(Station::open(directory, access, Surroundings { clock, entropy: context.entropy(), pins })?)
}

/// A name with a blank behind each of its commas, so that it can be broken there; a comma in a value stays as it is.
pub fn spaced(name: &str) -> String {
    let mut spaced = String::with_capacity(name.len() + 8);
    for c in name.chars() {
        let parts = c == ',' && !spaced.ends_with('\\');
        spaced.push(c);
        spaced.extend(parts.then_some(' '));
    }
    spaced
}

/// Performs one act: shows what it will do and what will come of it, has it confirmed
/// where it cannot be undone, has it approved as the station's mode asks, and performs it.
/// What would be refused is refused before anybody is asked for anything.
/// With `--propose` it is proposed in place of that, and the report is the proposal's.
pub fn perform(context: &Context, station: &mut Station<'_>, act: Act, material: Material) -> Result<Done, Failure> {
    if context.proposes() {
        let proposed = deciding::propose(context, station, act, &material)?;
        return Err(Failure::instead(answer(&proposed, context)?));
    }
    let preview = station.preview(&act, &material)?;
    station.expect_nobody_asked(&act)?;
    for (field, value) in act.words().into_iter().chain(preview.words) {
        context.terminal().preview(&format!("{}: {field}: {value}", act.name()));
    }
    for warning in preview.warnings {
        context.terminal().warn(&warning);
    }
    if let Some(name) = act.typed_name() {
        let what = format!("{} {name}", act.name());
        context.confirm(station.identity().mode, &Irreversible { act: &what, name: &name })?;
    }
    carry_out(context, station, act, &material)
}

/// Has an act approved and performs it. From its intent to its outcome the first Ctrl-C waits.
pub fn carry_out(context: &Context, station: &mut Station<'_>, act: Act, material: &Material) -> Result<Done, Failure> {
    let progress = context.progress(act.name());
    station.tell_progress(progress.teller());
    station.stop_if(Box::new(Shield::take_wish));
    let shield = Shield::raise();
    let approved = station.approve_alone(act)?;
    let done = station.perform(approved, material);
    drop(progress);
    drop(shield);
    Ok(done?)
}

/// Performs a proposal that its officers approved. From its intent to its outcome the first Ctrl-C waits.
pub fn carry_out_approved(context: &Context, station: &mut Station<'_>, standing: Standing) -> Result<Done, Failure> {
    let (approved, material) = station.approve_proposal(standing)?;
    let progress = context.progress(approved.act().name());
    station.tell_progress(progress.teller());
    station.stop_if(Box::new(Shield::take_wish));
    let shield = Shield::raise();
    let done = station.perform(approved, &material);
    drop(progress);
    drop(shield);
    Ok(done?)
}

/// What every act leaves behind, as it stands in reports.
#[derive(Debug, Serialize)]
pub struct Recorded {
    act: &'static str,
    act_digest: String,
    entry: u64,
    files: Vec<String>,
}

impl Recorded {
    /// Of an act that was performed.
    pub fn of(done: &Done) -> Self {
        Recorded {
            act: done.act,
            act_digest: done.digest.to_string(),
            entry: done.sequence,
            files: done.files.iter().map(|path| path.display().to_string()).collect(),
        }
    }

    /// The act.
    pub fn act(&self) -> &'static str {
        self.act
    }

    /// Whether a file of this path was written.
    pub fn has_file(&self, path: &str) -> bool {
        self.files.iter().any(|file| file == path)
    }

    /// The entry.
    pub fn entry(&self) -> u64 {
        self.entry
    }

    /// For a person: the files, then the entry.
    pub fn show(&self, page: &mut Page) {
        for file in &self.files {
            page.field("File", file);
        }
        page.field("Ledger entry", self.entry);
    }
}

/// The ids of rules whose warnings are accepted, from names in either letter case.
pub fn accepted(names: Vec<String>) -> Result<Vec<String>, UnknownName> {
    let rule = |name: String| {
        let id = rule_id(&name).map(str::to_owned);
        id.ok_or(UnknownName { what: "rule", name, see: "chancery lint list" })
    };
    names.into_iter().map(rule).collect()
}

/// So many entries, in words.
pub fn entries(count: u64) -> String {
    format!("{count} {}", if count == 1 { "entry" } else { "entries" })
}

/// A named result of an act.
pub fn output(done: &Done, name: &str) -> String {
    done.outputs.get(name).cloned().unwrap_or_default()
}

/// The octets of a signed list: DER, or PEM as it is issued here and by stock tools.
pub fn read_list(path: &std::path::Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let octets = read_file(path, limit)?;
    for label in ["CMS", "PKCS7"] {
        let begin = format!("-----BEGIN {label}-----");
        if !octets.trim_ascii_start().starts_with(begin.as_bytes()) {
            continue;
        }
        let wrong = |what: String| FileError::NotThat { path: path.to_owned(), wanted: "a signed list", what };
        return Ok(armour::der(&octets, label).map_err(|e| wrong(e.to_string()))?.into_owned());
    }
    Ok(octets)
}

/// Reads a file that the caller named, up to a limit in octets.
pub fn read_file(path: &std::path::Path, limit: u64) -> Result<Vec<u8>, Failure> {
    use std::io::Read as _;
    let failed = |reason| FileError::Unreadable { path: path.to_owned(), wanted: "a file", reason };
    let mut bytes = Vec::new();
    open_file(path)?.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit {
        return Err(FileError::TooLarge { path: path.to_owned(), limit }.into());
    }
    Ok(bytes)
}

/// Opens a file that the caller named.
pub fn open_file(path: &std::path::Path) -> Result<std::fs::File, Failure> {
    use std::os::unix::fs::FileTypeExt as _;
    let failed = |reason| FileError::Unreadable { path: path.to_owned(), wanted: "a file", reason };
    // A pipe that lies on somebody's stick is waited for without end; one of the shell's own making is not.
    let kind = std::fs::metadata(path).map_err(failed)?.file_type();
    let own = ["/dev/", "/proc/"].iter().any(|own| path.starts_with(own));
    if (kind.is_char_device() || kind.is_block_device()) && !own {
        let what = "it leads to a device".to_owned();
        return Err(FileError::NotThat { path: path.to_owned(), wanted: "an ordinary file", what }.into());
    }
    let pipe = kind.is_fifo();
    if pipe && !own {
        let what = "it is a pipe, and nobody may be writing into it".to_owned();
        return Err(FileError::NotThat { path: path.to_owned(), wanted: "an ordinary file", what }.into());
    }
    Ok(std::fs::File::open(path).map_err(failed)?)
}

/// Why a file that the caller named cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("{} cannot be read: {reason}; {wanted} was expected", path.display())]
    Unreadable {
        /// The file.
        path: std::path::PathBuf,
        /// What was expected there.
        wanted: &'static str,
        /// Why.
        reason: std::io::Error,
    },
    /// It is larger than anything of its kind.
    #[error("{} is larger than {limit} octets", path.display())]
    TooLarge {
        /// The file.
        path: std::path::PathBuf,
        /// The limit.
        limit: u64,
    },
    /// It cannot be read as what it should be.
    #[error("{} is not {wanted}: {what}", path.display())]
    NotThat {
        /// The file.
        path: std::path::PathBuf,
        /// What it should be.
        wanted: &'static str,
        /// What was found, with its place.
        what: String,
    },
}

impl Fail for FileError {
    fn kind(&self) -> Fault {
        Fault::Malformed
    }

    fn hint(&self) -> Option<String> {
        let FileError::NotThat { path, wanted, .. } = self else { return None };
        match *wanted {
            "a certificate" => looks::hint(path, &[Looks::Certificate]),
            "a revocation list" => looks::hint(path, &[Looks::RevocationList]),
            _ => None,
        }
    }
}

/// The digest by which a public key is known.
pub fn identity(key: &chancery::signer::PublicKey) -> Result<String, Failure> {
    Ok(key.identity()?.to_string())
}

/// Something that was asked for by a name nobody has.
#[derive(Debug, thiserror::Error)]
#[error("there is no {what} '{name}'")]
pub struct UnknownName {
    /// What was asked for.
    pub what: &'static str,
    /// The name, made harmless where it is shown.
    pub name: String,
    /// The command that lists the names.
    pub see: &'static str,
}

impl Fail for UnknownName {
    fn kind(&self) -> Fault {
        Fault::Usage
    }

    fn hint(&self) -> Option<String> {
        Some(format!("see '{}'", self.see))
    }
}

/// Reads a text file that the caller named, up to a limit in octets.
pub fn read_text(path: &std::path::Path, limit: u64) -> Result<String, Failure> {
    let bytes = read_file(path, limit)?;
    let wrong = |e: std::string::FromUtf8Error| FileError::NotThat {
        path: path.to_owned(),
        wanted: "UTF-8 text",
        what: e.utf8_error().to_string(),
    };
    Ok(String::from_utf8(bytes).map_err(wrong)?)
}
