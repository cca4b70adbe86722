//! Plugins of age speak to whoever is at the terminal.

use std::sync::Arc;

use chancery::fault::{Fail, Fault};
use chancery::sealed::{Addressee, Attendant, Keyring, Nobody};
use chancery::secret::Secret;
use zeroize::Zeroizing;

use crate::frame::{Context, Failure, Terminal, is_set};
use crate::opening;

/// The largest identity file, in octets.
const LARGEST: usize = 64 << 10;

/// Whoever is at the terminal device.
struct AtTheTerminal(Terminal);

impl Attendant for AtTheTerminal {
    fn say(&self, plugin: &str, message: &str) {
        let _ = self.0.say(&format!("{plugin}: {message}"));
    }

    fn confirm(&self, plugin: &str, question: &str, yes: &str, no: Option<&str>) -> Option<bool> {
        let items: Vec<&str> = [Some(yes), no].into_iter().flatten().collect();
        self.0.choose(&format!("{plugin}: {question}"), &items).ok().map(|chosen| chosen == 0)
    }

    fn ask(&self, plugin: &str, question: &str) -> Option<String> {
        self.0.ask(&format!("{plugin}: {question}")).ok()
    }

    fn ask_secret(&self, plugin: &str, question: &str) -> Option<Secret> {
        self.0.ask_secret(&format!("{plugin}: {question}")).ok()
    }
}

/// Whom plugins speak to: the terminal where there is one, else nobody.
pub fn attendant(context: &Context) -> Arc<dyn Attendant> {
    match context.terminal().can_ask() {
        true => Arc::new(AtTheTerminal(context.terminal().clone())),
        false => Arc::new(Nobody),
    }
}

/// What makes a plugin print the key of a file.
const TELLTALE: &str = "AGEDEBUG";

/// A plugin that would tell.
#[derive(Debug, thiserror::Error)]
#[error("SEALED-25: '{TELLTALE}' is set: a plugin of age would print the key of the file")]
struct Telltale;

impl Fail for Telltale {
    fn kind(&self) -> Fault {
        Fault::Refused
    }

    fn clause(&self) -> Option<&'static str> {
        Some("SEALED-25")
    }

    fn hint(&self) -> Option<String> {
        Some(format!("unset {TELLTALE}"))
    }
}

/// Refuses to go on in surroundings in which a plugin would tell.
fn expect_silence() -> Result<(), Failure> {
    if is_set(TELLTALE) { Err(Telltale.into()) } else { Ok(()) }
}

/// Recipients, each as it was given.
pub fn recipients(given: &[String]) -> Result<Vec<Addressee>, Failure> {
    expect_silence()?;
    given.iter().map(|text| Ok(text.parse()?)).collect()
}

/// The identities in files: X25519 and those of plugins. A file with a key in it must be private (SECRET-1).
pub fn keyring(files: &[std::path::PathBuf], context: &Context) -> Result<Keyring, Failure> {
    expect_silence()?;
    let mut each = Vec::new();
    for file in files {
        each.push(match context.private_file(file, LARGEST) {
            Ok(one) => one,
            // The identity of a plugin says where a key lies and is none.
            Err(error) => {
                let bytes = opening::read_file(file, LARGEST as u64)?;
                if bytes.windows(15).any(|window| window.eq_ignore_ascii_case(b"AGE-SECRET-KEY-")) {
                    return Err(error.into());
                }
                Secret::new(bytes)
            }
        });
    }
    Ok(Keyring::read(&one_text(&each))?)
}

/// Files one below the other, in memory that is taken once: what grows leaves behind what it grew out of.
fn one_text(files: &[Secret]) -> Secret {
    let mut text = Zeroizing::new(Vec::with_capacity(files.iter().map(|file| file.len() + 1).sum()));
    for file in files {
        text.extend_from_slice(file.expose());
        text.push(b'\n');
    }
    Secret::new(std::mem::take(&mut *text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_are_gathered_in_memory_that_does_not_grow() {
        let files: Vec<Secret> = (0..9).map(|n| Secret::new(vec![b'a' + n; 100 * usize::from(n)])).collect();
        let text = one_text(&files);
        assert_eq!(text.len(), 3600 + 9);
        assert!(text.expose().ends_with(b"ii\n") && text.expose().starts_with(b"\nbb"));
        assert_eq!(one_text(&[]).len(), 0);
    }
}
