//! Ctrl-C: the terminal is given back as it was, the answer is given, and the exit code is 130.
//!
//! A step that should not be torn apart raises a [`Shield`]: the first Ctrl-C then waits for it, the second does not.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use chancery::fault::Fault;
use rustix::termios::{self, LocalModes, OptionalActions, Termios};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

type LastWords = Box<dyn Fn() + Send + Sync>;

static SHIELDS: AtomicUsize = AtomicUsize::new(0);
static WANTED: AtomicBool = AtomicBool::new(false);
static ANSWERING: AtomicBool = AtomicBool::new(false);
static LAST_WORDS: OnceLock<LastWords> = OnceLock::new();
static HINT: Mutex<Option<String>> = Mutex::new(None);
static BEFORE: Mutex<Option<(File, Termios)>> = Mutex::new(None);
static SCREEN: Mutex<Option<File>> = Mutex::new(None);

/// Takes a screen beside the usual one, which scrolls nothing away into a history, and clears it.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[2J\x1b[H";
/// Clears it, with whatever history a terminal kept all the same, and goes back.
const LEAVE: &[u8] = b"\x1b[2J\x1b[3J\x1b[H\x1b[?1049l";

/// Listens for Ctrl-C and its kin; `last_words` answers the caller. Without the listener the process still ends,
/// by the signal itself.
pub fn watch(last_words: LastWords) {
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else { return };
    if LAST_WORDS.set(last_words).is_err() {
        return;
    }
    std::thread::spawn(move || {
        for _ in signals.forever() {
            if SHIELDS.load(Ordering::SeqCst) == 0 || WANTED.swap(true, Ordering::SeqCst) {
                end();
            }
            if io::stderr().is_terminal() {
                let _ = writeln!(io::stderr(), "\nfinishing this step; press Ctrl-C again to stop at once");
            }
        }
    });
}

/// The next thing to type after an interruption, from here on.
pub fn on_interruption(hint: &str) {
    *HINT.lock().unwrap_or_else(PoisonError::into_inner) = Some(hint.to_owned());
}

/// What [`on_interruption`] said last.
pub fn hint() -> Option<String> {
    HINT.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// From here on the answer is on its way: Ctrl-C says nothing more, since half an answer and a whole one are none.
pub fn answering() {
    ANSWERING.store(true, Ordering::SeqCst);
}

/// Ends the process at once: no destructor and no exit handler runs, since another thread may be inside the vault.
fn end() -> ! {
    clear();
    restore();
    if let Some(last_words) = LAST_WORDS.get().filter(|_| !ANSWERING.load(Ordering::SeqCst)) {
        last_words();
    }
    signal_hook::low_level::exit(i32::from(Fault::Interrupted.exit_code()))
}

/// While it stands, the first Ctrl-C waits.
#[must_use = "a shield stands until it is dropped"]
#[derive(Debug)]
pub struct Shield(());

impl Shield {
    /// Raises a shield.
    pub fn raise() -> Self {
        SHIELDS.fetch_add(1, Ordering::SeqCst);
        Shield(())
    }

    /// Whether Ctrl-C waits. Whoever asks answers it: the wish is taken, and the step ends where it can.
    pub fn take_wish() -> bool {
        WANTED.swap(false, Ordering::SeqCst)
    }
}

impl Drop for Shield {
    fn drop(&mut self) {
        if SHIELDS.fetch_sub(1, Ordering::SeqCst) == 1 && WANTED.load(Ordering::SeqCst) {
            end();
        }
    }
}

/// Asks with no shield up: at a question Ctrl-C ends at once.
pub fn unshielded<T>(question: impl FnOnce() -> T) -> T {
    struct Again(usize);
    impl Drop for Again {
        fn drop(&mut self) {
            SHIELDS.fetch_add(self.0, Ordering::SeqCst);
        }
    }
    let again = Again(SHIELDS.swap(0, Ordering::SeqCst));
    if again.0 > 0 && WANTED.load(Ordering::SeqCst) {
        end();
    }
    question()
}

/// While it stands, the terminal does not show what is typed.
#[must_use = "the echo comes back when this is dropped"]
pub struct Echo(());

impl Echo {
    /// Turns the echo off.
    pub fn off(device: &File) -> io::Result<Self> {
        let before = termios::tcgetattr(device)?;
        let mut without = before.clone();
        without.local_modes.remove(LocalModes::ECHO);
        without.local_modes.insert(LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG);
        let device = device.try_clone()?;
        let mut kept = lock();
        termios::tcsetattr(&device, OptionalActions::Flush, &without)?;
        *kept = Some((device, before));
        Ok(Echo(()))
    }
}

impl Drop for Echo {
    fn drop(&mut self) {
        restore();
    }
}

/// While it stands, the terminal shows a screen of its own. What stands there is gone when this is dropped, or when the
/// process is interrupted.
#[must_use = "the screen is cleared when this is dropped"]
pub struct Screen(());

impl Screen {
    /// Clears a screen.
    pub fn take(device: &File) -> io::Result<Self> {
        let mut device = device.try_clone()?;
        let mut kept = SCREEN.lock().unwrap_or_else(PoisonError::into_inner);
        device.write_all(ENTER)?;
        *kept = Some(device);
        Ok(Screen(()))
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        clear();
    }
}

/// Clears what is shown on a screen of its own; there is nobody left to tell if that fails.
fn clear() {
    if let Some(mut device) = SCREEN.lock().unwrap_or_else(PoisonError::into_inner).take() {
        let _ = device.write_all(LEAVE);
    }
}

fn lock() -> MutexGuard<'static, Option<(File, Termios)>> {
    BEFORE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives the terminal back as it was found; there is nobody left to tell if that fails.
fn restore() {
    if let Some((device, before)) = lock().take() {
        let _ = termios::tcsetattr(&device, OptionalActions::Flush, &before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shields_are_counted() {
        let before = SHIELDS.load(Ordering::SeqCst);
        let (one, two) = (Shield::raise(), Shield::raise());
        assert_eq!(SHIELDS.load(Ordering::SeqCst), before + 2);
        assert_eq!(unshielded(|| SHIELDS.load(Ordering::SeqCst)), 0);
        assert_eq!(SHIELDS.load(Ordering::SeqCst), before + 2);
        drop((one, two));
        assert_eq!(SHIELDS.load(Ordering::SeqCst), before);
    }

    #[test]
    fn what_is_no_terminal_keeps_its_echo() {
        let file = tempfile::tempfile().unwrap();
        assert!(Echo::off(&file).is_err());
        assert!(lock().is_none());
    }
}
