//! Trust: which foreign certificates people decided to be anchors, at which time.
//!
//! Lists propose, people decide. A decision is never changed; a later one stands
//! in its place from its own time on, so that the anchors of any past date can
//! be asked for. What lists propose is said by [`rules`]; what they no longer hold
//! by [`vanished`].

pub mod rules;
pub mod vanished;
mod voices;
mod world;

pub use voices::{Overlap, Voice, Voices};
pub use world::{Candidate, Decided, Edition, Kind, Place, World};

pub mod import;

use std::collections::BTreeMap;

use crate::clock::Time;
use crate::digest::Digest;

/// What people can decide about a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is an anchor.
    Accept,
    /// It is none, whatever lists say.
    Distrust,
}

impl Verdict {
    /// The word in the store and in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Verdict::Accept => "accept",
            Verdict::Distrust => "distrust",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Verdict> {
        [Verdict::Accept, Verdict::Distrust].into_iter().find(|v| v.word() == word)
    }
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// About which certificate.
    pub certificate: Digest,
    /// What.
    pub verdict: Verdict,
    /// From when on. On what ground stands, sealed, in the ledger.
    pub at: Time,
}

/// Where a certificate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has decided.
    Undecided,
    /// An anchor.
    Anchor,
    /// Not to be trusted.
    Distrusted,
}

impl Standing {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Standing::Undecided => "undecided",
            Standing::Anchor => "anchor",
            Standing::Distrusted => "distrusted",
        }
    }
}

/// Where each certificate that was ever decided about stands at a time. Decisions
/// come oldest first; the last one made by then counts.
pub fn standings(decisions: &[Decision], at: Time) -> BTreeMap<Digest, Standing> {
    let mut standings = BTreeMap::new();
    for decision in decisions.iter().filter(|d| d.at <= at) {
        let standing = match decision.verdict {
            Verdict::Accept => Standing::Anchor,
            Verdict::Distrust => Standing::Distrusted,
        };
        standings.insert(decision.certificate, standing);
    }
    standings
}

/// The anchors at a time, by digest.
pub fn anchors(decisions: &[Decision], at: Time) -> Vec<Digest> {
    let standings = standings(decisions, at);
    standings.into_iter().filter(|(_, s)| *s == Standing::Anchor).map(|(digest, _)| digest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(n: u8, verdict: Verdict, at: &str) -> Decision {
        Decision { certificate: Digest::of(&[n]), verdict, at: at.parse().unwrap() }
    }

    #[test]
    fn the_last_decision_by_then_counts_and_the_past_stays_as_it_was() {
        let decisions = [
            decision(1, Verdict::Accept, "2026-01-01T00:00:00Z"),
            decision(2, Verdict::Accept, "2026-02-01T00:00:00Z"),
            decision(1, Verdict::Distrust, "2026-03-01T00:00:00Z"),
        ];
        let at = |text: &str| anchors(&decisions, text.parse().unwrap());
        assert!(at("2025-12-31T23:59:59Z").is_empty());
        assert_eq!(at("2026-01-01T00:00:00Z"), [Digest::of(&[1])]);
        assert_eq!(at("2026-02-15T00:00:00Z").len(), 2);
        assert_eq!(at("2026-03-01T00:00:00Z"), [Digest::of(&[2])]);
    }

    #[test]
    fn what_was_distrusted_is_no_anchor_even_if_a_list_holds_it() {
        let decisions = [decision(1, Verdict::Distrust, "2026-01-01T00:00:00Z")];
        let standing = standings(&decisions, "2026-06-01T00:00:00Z".parse().unwrap());
        assert_eq!(standing[&Digest::of(&[1])], Standing::Distrusted);
    }
}
