//! Progress on standard error: only on a terminal, only without `-q`, only for what takes longer than a second.
//!
//! One piece of work is shown at a time. Whatever else is written to the terminal is written [`aside`], so that a
//! line of text never stands inside the bar, and no question waits behind it.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Terminal;

/// How long work goes on before it is shown.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the time is shown anew.
const BEAT: Duration = Duration::from_millis(200);

/// The work that is shown, if there is any.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Shows that work goes on, and for how long. Dropping it takes it away.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Work that is named by words such as `judging the list`.
    pub(in crate::frame) fn new(terminal: &Terminal, what: &str) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        let waiting = terminal.may_draw().then(|| {
            *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar.clone());
            let (gone, done) = mpsc::channel();
            let later = bar.clone();
            let thread = thread::spawn(move || {
                if done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                    later.set_draw_target(ProgressDrawTarget::stderr());
                    later.enable_steady_tick(BEAT);
                }
            });
            (gone, thread)
        });
        Progress { bar, waiting }
    }

    /// What draws a bar in place of the word alone, once it is told how many of how many are done.
    pub fn teller(&self) -> Box<dyn FnMut(usize, usize) + Send> {
        let (bar, mut drawn) = (self.bar.clone(), false);
        Box::new(move |done, of| {
            if !drawn {
                if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {bar:30} {pos} of {len} {elapsed}") {
                    bar.set_style(style);
                }
                drawn = true;
            }
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        })
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((gone, thread)) = self.waiting.take() {
            drop(gone);
            let _ = thread.join();
            *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        self.bar.finish_and_clear();
    }
}

/// Writes or asks with nothing drawn meanwhile. What is put aside is out of reach until then, so that another thread
/// that has something to say does not wait for an answer.
pub fn aside<T>(work: impl FnOnce() -> T) -> T {
    let shown = SHOWN.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(bar) = shown else { return work() };
    let done = bar.suspend(work);
    *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_and_quiet_work_draws_nothing() {
        let progress = Progress::new(&Terminal::new(true), "verifying");
        assert!(progress.bar.is_hidden() && progress.waiting.is_none());
        assert_eq!(aside(|| 7), 7);
    }
}
