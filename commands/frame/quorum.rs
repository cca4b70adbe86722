//! A PIN by quorum: officers open their shares alone, each seals theirs to a key of this session, and the PIN is put
//! together here, in memory.
//!
//! The session is a folder: `session.txt` in it says to whom a share is sealed, and each officer leaves a file there.
//! The key lives in this process only, and dies with it; so does the folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chancery::entropy::{Mixer, OperatingSystem};
use chancery::safe::Label;
use chancery::sealed::SessionKey;
use chancery::secret::Secret;
use chancery::share::{Gathered, Passphrase, Share};
use chancery::station::pin_of;

use super::output::write_new;
use super::pin::{PinError, PinRequest};
use super::terminal::{Terminal, unshielded};
use super::typed::quoted;

/// How long officers are waited for.
const PATIENCE: Duration = Duration::from_secs(1800);
/// How often the folder is looked at.
const GLANCE: Duration = Duration::from_millis(200);
/// The largest file that is read.
const LARGEST: u64 = 64 * 1024;

/// The folder of a session; it goes when the session ends.
struct Session {
    folder: PathBuf,
}

impl Drop for Session {
    fn drop(&mut self) {
        // What lies in it is sealed to a key that is gone.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Waits for shares until they give the PIN.
pub fn gather(terminal: &Terminal, request: &PinRequest<'_>, below: &Path) -> Result<Secret, PinError> {
    let vault = request.vault;
    let failed = |what: String| PinError::Quorum { vault: vault.clone(), what };
    let mut entropy = Mixer::new(vec![Box::new(OperatingSystem)]);
    let key = SessionKey::fresh(&mut entropy).map_err(|error| failed(error.to_string()))?;
    let short: String = key.recipient().as_str().chars().rev().take(8).collect();
    let session = Session { folder: below.join(format!("{vault}-{short}")) };
    fs::create_dir_all(below).map_err(|error| failed(format!("{}: {error}", below.display())))?;
    let mut private = fs::DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700);
    private.create(&session.folder).map_err(|error| failed(format!("{}: {error}", session.folder.display())))?;
    let told = format!("{}\n", key.recipient());
    let file = session.folder.join("session.txt");
    write_new(&file, told.as_bytes()).map_err(|error| failed(error.to_string()))?;
    tell(terminal, request, &key.recipient().to_string(), &session.folder);
    // It waits for people, as a question does: Ctrl-C ends it at once.
    unshielded(|| wait(terminal, vault, &key, &session.folder))
}

/// Takes away what sessions for this vault left that were ended while they waited: it is sealed to keys that are gone.
pub fn sweep(vault: &Label, below: &Path) {
    for entry in fs::read_dir(below).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.strip_prefix(&format!("{vault}-")).is_some_and(|rest| rest.len() == 8) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Takes shares in until they give the PIN.
fn wait(terminal: &Terminal, vault: &Label, key: &SessionKey, folder: &Path) -> Result<Secret, PinError> {
    let failed = |what: String| PinError::Quorum { vault: vault.clone(), what };
    let began = Instant::now();
    let (mut seen, mut shares) = (BTreeSet::new(), Vec::<Share>::new());
    loop {
        for path in arrived(folder) {
            let Ok(file) =
                fs::metadata(&path).and_then(|m| if m.len() <= LARGEST { fs::read(&path) } else { Ok(vec![]) })
            else {
                continue;
            };
            // A file that is still being written is looked at again once it has grown.
            if !seen.insert((path.clone(), file.len())) {
                continue;
            }
            match key
                .open(&file)
                .map_err(|e| e.to_string())
                .and_then(|words| Share::read(&words).map_err(|e| e.to_string()))
            {
                Ok(share) if shares.iter().any(|known| known.head() == share.head()) => {
                    terminal.warn(&format!("{}: this share was given already", path.display()));
                }
                Ok(share) => shares.push(share),
                Err(what) => terminal.warn(&format!("{}: {what}", path.display())),
            }
            if let Some(pin) = together(terminal, &shares, &path) {
                return Ok(pin);
            }
        }
        if began.elapsed() > PATIENCE {
            return Err(failed(format!("{} shares came in half an hour, and they do not give it", shares.len())));
        }
        std::thread::sleep(GLANCE);
    }
}

/// Says what the officers type, each alone, a line each: nothing silences it, since nobody could go on without it.
fn tell(terminal: &Terminal, request: &PinRequest<'_>, recipient: &str, folder: &Path) {
    let command = |share: &str, identity: &str, officer: &str| {
        let out = folder.join(format!("{officer}.age")).display().to_string();
        let (share, out) = (quoted(share), quoted(&out));
        format!("  chancery share open {share} --identity {identity} --for {recipient} --out {out}")
    };
    let vault = request.vault;
    let Some(shares) = request.shares else {
        terminal
            .verbatim(&format!("The PIN of vault '{vault}' is put together from shares. Each officer types, alone:"));
        return terminal.verbatim(&command("SHARE", "IDENTITY", "OFFICER"));
    };
    let who: Vec<&str> = shares.officers.keys().map(Label::as_str).collect();
    let wanted = format!("any {} of {}", shares.threshold, who.join(", "));
    terminal
        .verbatim(&format!("The PIN of vault '{vault}' is put together from shares of {wanted}. Each types, alone:"));
    for (officer, file) in &shares.officers {
        let officer = officer.as_str();
        terminal.verbatim(&command(&file.display().to_string(), &format!("{officer}.identity"), officer));
    }
}

/// The PIN, where enough shares of one set are there. A share of another set waits for its own; where a whole set gives
/// nothing, it is tried without each of its shares in turn, so that one bad share does not spoil the others.
fn together(terminal: &Terminal, shares: &[Share], newest: &Path) -> Option<Secret> {
    let set = shares.last()?.head().set;
    let place = |share: &&Share| share.head().set == set;
    let places: Vec<usize> = (0..shares.len()).filter(|at| shares.get(*at).as_ref().is_some_and(place)).collect();
    let try_with = |without: Option<usize>| -> Result<Option<Secret>, String> {
        let chosen: Vec<Share> = places
            .iter()
            .filter(|at| Some(**at) != without)
            .filter_map(|at| Share::read(&shares.get(*at)?.expose_words()).ok())
            .collect();
        let gathered = Gathered::of(&chosen).map_err(|error| error.to_string())?;
        if !gathered.wanted().is_met() {
            return Ok(None);
        }
        gathered.combine(&Passphrase::none()).map(Some).map_err(|error| error.to_string())
    };
    match try_with(None) {
        Ok(Some(secret)) => return Some(pin_of(&secret)),
        Ok(None) => terminal.note(&format!("shares of this set that were taken in: {}", places.len())),
        Err(error) => {
            for left_out in &places {
                if let Ok(Some(secret)) = try_with(Some(*left_out)) {
                    return Some(pin_of(&secret));
                }
            }
            terminal.warn(&format!("{}: {error}", newest.display()));
        }
    }
    None
}

/// The files that officers left, the session's own aside.
fn arrived(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = entries.filter(|path| path.is_file() && !path.ends_with("session.txt")).collect();
    paths.sort();
    paths
}
