//! Progress on standard error: only on a terminal, only without `-q`, only for what takes longer than a second.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Terminal;

/// How long work goes on before a bar appears.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far a piece of work has come. Dropping it removes the bar.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    may_draw: bool,
    begun: Instant,
}

impl Progress {
    /// Work of `total` parts (0: unknown), named by a word such as `verifying`.
    pub(in crate::frame) fn new(terminal: &Terminal, what: &str, total: u64) -> Self {
        let length = (total > 0).then_some(total);
        let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden());
        let form = if total > 0 { "{msg} {wide_bar} {pos}/{len} {eta}" } else { "{msg} {spinner} {pos} {elapsed}" };
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        Progress { bar, may_draw: terminal.may_draw(), begun: Instant::now() }
    }

    /// This many parts are done.
    pub fn done(&mut self, parts: u64) {
        if self.may_draw && self.begun.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.may_draw = false;
        }
        self.bar.set_position(parts);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quick_and_quiet_work_draws_nothing() {
        let mut progress = Progress::new(&Terminal::new(true), "verifying", 3);
        progress.done(2);
        assert!(progress.bar.is_hidden());
        assert_eq!(progress.bar.position(), 2);
    }
}
