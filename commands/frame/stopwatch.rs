//! How long something takes, by a clock that only goes on; and what stands in the environment.

use std::time::Instant;

/// Milliseconds since now, whenever it is asked.
pub fn stopwatch() -> Box<dyn FnMut() -> u64> {
    let began = Instant::now();
    Box::new(move || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX))
}

/// Whether a variable of the environment is set, to whatever.
pub fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some()
}
