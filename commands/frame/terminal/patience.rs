//! How long something is waited for that people do elsewhere.

use std::time::{Duration, Instant};

/// How long a file stands in for people before it is given up.
const LONGEST: Duration = Duration::from_secs(600);
/// How long it is between two looks.
const GLANCE: Duration = Duration::from_millis(100);

/// A wait that ends.
#[derive(Debug)]
pub struct Patience(Instant);

impl Patience {
    /// It begins now.
    pub fn begin() -> Self {
        Patience(Instant::now())
    }

    /// Rests until the next look; false once it has lasted long enough.
    pub fn rests(&self) -> bool {
        std::thread::sleep(GLANCE);
        self.0.elapsed() < LONGEST
    }
}
