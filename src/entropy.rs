//! Randomness: several sources, each watched while it is drawn from, mixed.
//!
//! The health tests of SP 800-90B 4.4 run on every octet that is drawn; a
//! source that fails one is never used again by this process. They catch a dead
//! or stuck device. They say nothing about the noise source behind a device
//! whose output is already conditioned.

use openssl::sha::Sha512;
use zeroize::Zeroize;

use crate::fault::{Fail, Fault};

/// Whatever gives random octets to the house.
pub trait Entropy {
    /// Fills `out`.
    fn fill(&mut self, out: &mut [u8]) -> Result<(), EntropyError>;
}

/// One source that is mixed in: the operating system, a token.
pub trait Source: Send {
    /// Its name, for reports.
    fn name(&self) -> &str;

    /// Draws octets, unjudged.
    fn draw(&mut self, out: &mut [u8]) -> Result<(), EntropyError>;
}

/// Why there is no randomness.
#[derive(Debug, thiserror::Error)]
pub enum EntropyError {
    /// The same octet too often in a row (SP 800-90B 4.4.1).
    #[error("ENTROPY-1: source '{source_name}' repeated one octet {count} times in a row; it is not used again")]
    Repetition {
        /// The source.
        source_name: String,
        /// How often.
        count: u32,
    },
    /// One octet too often in a window (SP 800-90B 4.4.2).
    #[error("ENTROPY-2: source '{source_name}' gave one octet {count} times among {window}; it is not used again")]
    Proportion {
        /// The source.
        source_name: String,
        /// How often.
        count: u32,
        /// In how many octets.
        window: u32,
    },
    /// The source gave nothing.
    #[error("source '{source_name}' gave no octets: {what}")]
    Dry {
        /// The source.
        source_name: String,
        /// What it said.
        what: String,
    },
    /// Randomness was asked for where none may be used.
    #[error("randomness was asked for where none may be used")]
    Forbidden,
}

impl Fail for EntropyError {
    fn kind(&self) -> Fault {
        match self {
            EntropyError::Forbidden => Fault::Bug,
            _ => Fault::Device,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            EntropyError::Repetition { .. } => Some("ENTROPY-1"),
            EntropyError::Proportion { .. } => Some("ENTROPY-2"),
            EntropyError::Dry { .. } | EntropyError::Forbidden => None,
        }
    }
}

/// Octets in a window of the adaptive proportion test (non-binary source).
pub const WINDOW: u32 = 512;

/// Repetition count cutoff, `1 + ceil(20 / H)` for a false alarm of 2^-20 and an
/// assessed entropy H of one bit per octet: low on purpose, so that the tests
/// catch failures without ever stopping a good source.
pub const REPETITION_CUTOFF: u32 = 21;
/// Adaptive proportion cutoff, `1 + critbinom(512, 2^-H, 1 - 2^-20)`.
pub const PROPORTION_CUTOFF: u32 = 311;

/// The two continuous health tests of one source.
#[derive(Clone, Debug)]
pub struct Health {
    last: Option<u8>,
    repeated: u32,
    window_first: u8,
    window_seen: u32,
    window_count: u32,
    octets: u64,
}

impl Health {
    /// Nothing seen yet.
    pub fn new() -> Self {
        Health { last: None, repeated: 0, window_first: 0, window_seen: 0, window_count: 0, octets: 0 }
    }

    /// How many octets have passed the tests.
    pub fn octets(&self) -> u64 {
        self.octets
    }

    /// Judges octets in the order they were drawn.
    pub fn watch(&mut self, source_name: &str, octets: &[u8]) -> Result<(), EntropyError> {
        for octet in octets {
            self.repeated = if self.last == Some(*octet) { self.repeated + 1 } else { 1 };
            self.last = Some(*octet);
            if self.repeated >= REPETITION_CUTOFF {
                return Err(EntropyError::Repetition { source_name: source_name.into(), count: self.repeated });
            }
            if self.window_seen == 0 {
                self.window_first = *octet;
                self.window_count = 0;
            }
            self.window_count += u32::from(*octet == self.window_first);
            self.window_seen = (self.window_seen + 1) % WINDOW;
            if self.window_count >= PROPORTION_CUTOFF {
                let (source_name, count) = (source_name.into(), self.window_count);
                return Err(EntropyError::Proportion { source_name, count, window: WINDOW });
            }
            self.octets += 1;
        }
        Ok(())
    }
}

impl Default for Health {
    fn default() -> Self {
        Health::new()
    }
}

struct Watched {
    source: Box<dyn Source>,
    health: Health,
    failed: bool,
}

/// Mixes every source into every draw: each output block is SHA-512 over a
/// counter and 64 fresh octets of each source. As long as one source is good,
/// so is the output; a source that fails its health test fails the draw.
pub struct Mixer {
    sources: Vec<Watched>,
    drawn: u64,
}

impl Mixer {
    /// A mixer over these sources.
    pub fn new(sources: Vec<Box<dyn Source>>) -> Self {
        let watched = |source| Watched { source, health: Health::new(), failed: false };
        Mixer { sources: sources.into_iter().map(watched).collect(), drawn: 0 }
    }

    /// Adds a source, such as a token that has just been opened.
    pub fn add(&mut self, source: Box<dyn Source>) {
        self.sources.push(Watched { source, health: Health::new(), failed: false });
    }

    /// Name of each source and how many octets of it have passed the tests.
    pub fn report(&self) -> Vec<(String, u64)> {
        self.sources.iter().map(|w| (w.source.name().to_owned(), w.health.octets())).collect()
    }
}

impl Entropy for Mixer {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        let dry = |what: &str| EntropyError::Dry { source_name: "all".into(), what: what.into() };
        if self.sources.is_empty() {
            return Err(dry("no source is connected"));
        }
        for block in out.chunks_mut(64) {
            let mut hash = Sha512::new();
            hash.update(b"chancery entropy v1");
            hash.update(&self.drawn.to_be_bytes());
            self.drawn += 1;
            for watched in &mut self.sources {
                if watched.failed {
                    return Err(dry("a source failed its health test before"));
                }
                let mut fresh = [0u8; 64];
                watched.source.draw(&mut fresh)?;
                let judged = watched.health.watch(watched.source.name(), &fresh);
                watched.failed = judged.is_err();
                hash.update(&fresh);
                fresh.zeroize();
                judged?;
            }
            let mut mixed = hash.finish();
            let length = block.len();
            block.copy_from_slice(&mixed[..length]);
            mixed.zeroize();
        }
        Ok(())
    }
}

/// The operating system's randomness.
pub struct OperatingSystem;

impl Source for OperatingSystem {
    fn name(&self) -> &str {
        "operating system"
    }

    fn draw(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        let dry = |e: getrandom::Error| EntropyError::Dry { source_name: self.name().into(), what: e.to_string() };
        getrandom::fill(out).map_err(dry)
    }
}

/// Stands where no randomness may be used: every draw is an error.
pub struct Forbidden;

impl Entropy for Forbidden {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), EntropyError> {
        Err(EntropyError::Forbidden)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cutoffs are what SP 800-90B's formulas give, computed here from the binomial itself.
    fn cutoffs(bits: f64) -> (u32, u32) {
        let alpha = 2f64.powi(-20);
        let repetition = 1 + (20.0 / bits).ceil() as u32;
        let p = 2f64.powf(-bits);
        let n = f64::from(WINDOW);
        let mut cumulative = 0.0;
        let mut log_choose = 0.0;
        for k in 0..=WINDOW {
            let kf = f64::from(k);
            if k > 0 {
                log_choose += ((n - kf + 1.0) / kf).ln();
            }
            cumulative += (log_choose + kf * p.ln() + (n - kf) * (1.0 - p).ln()).exp();
            if cumulative >= 1.0 - alpha {
                return (repetition, k + 1);
            }
        }
        unreachable!("the distribution sums to one")
    }

    #[test]
    fn cutoffs_are_those_of_the_standard() {
        assert_eq!(cutoffs(0.5), (41, 410), "the published known answers");
        assert_eq!(cutoffs(1.0), (REPETITION_CUTOFF, PROPORTION_CUTOFF));
    }

    struct Stuck(u8);
    impl Source for Stuck {
        fn name(&self) -> &str {
            "stuck"
        }
        fn draw(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
            out.fill(self.0);
            Ok(())
        }
    }

    struct Biased(u32);
    impl Source for Biased {
        fn name(&self) -> &str {
            "biased"
        }
        fn draw(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
            for octet in out {
                self.0 += 1;
                *octet = if self.0.is_multiple_of(4) { self.0.to_be_bytes()[2] | 1 } else { 0 };
            }
            Ok(())
        }
    }

    #[test]
    fn a_stuck_source_fails_the_draw_even_beside_a_good_one_and_stays_failed() {
        let mut mixer = Mixer::new(vec![Box::new(OperatingSystem), Box::new(Stuck(7))]);
        let mut out = [0; 32];
        assert!(matches!(mixer.fill(&mut out), Err(EntropyError::Repetition { count: 21, .. })));
        assert!(mixer.fill(&mut out).is_err());
    }

    #[test]
    fn a_biased_source_fails_the_proportion_test() {
        let mut mixer = Mixer::new(vec![Box::new(Biased(0))]);
        let result = (0..64).try_for_each(|_| mixer.fill(&mut [0; 64]));
        assert!(matches!(result, Err(EntropyError::Proportion { window: WINDOW, .. })), "{result:?}");
    }

    #[test]
    fn the_operating_system_passes_a_mebibyte() {
        let mut mixer = Mixer::new(vec![Box::new(OperatingSystem)]);
        let mut out = vec![0; 1 << 20];
        mixer.fill(&mut out).unwrap();
        assert_eq!(mixer.report(), [("operating system".to_owned(), 1 << 20)]);
    }

    #[test]
    fn no_source_is_no_randomness() {
        assert!(Mixer::new(vec![]).fill(&mut [0; 1]).is_err());
        assert!(matches!(Forbidden.fill(&mut [0; 1]), Err(EntropyError::Forbidden)));
    }
}
