//! What reading and judging a list of certificates costs: for the benches and for a look by hand.

use std::time::{Duration, Instant};

use chancery::clock::Time;
use chancery::icao::rules::DOC_9303;
use chancery::pki::certificate::Certificate;
use chancery::pki::lint::Subject;

/// What was measured over one list.
#[derive(Clone, Copy, Debug, Default)]
pub struct LintCost {
    /// How many certificates were read and judged.
    pub certificates: usize,
    /// How many findings there were; keeps the work from being optimised away.
    pub findings: usize,
    /// All of it, on one core.
    pub spent: Duration,
}

impl LintCost {
    /// The mean for one certificate.
    pub fn each(&self) -> Duration {
        self.spent / self.certificates.max(1) as u32
    }
}

/// Reads and judges each certificate (DER) once: parse, role, key, every rule.
pub fn parse_and_lint(certificates: &[&[u8]], time: Time) -> LintCost {
    let begun = Instant::now();
    let mut cost = LintCost::default();
    for der in certificates {
        let Ok(certificate) = Certificate::parse(der) else { continue };
        cost.findings += DOC_9303.lint(&Subject::found(&certificate, time)).list.len();
        cost.certificates += 1;
    }
    cost.spent = begun.elapsed();
    cost
}
