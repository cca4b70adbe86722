//! The rules that propose anchors: named, pure, one file each.
//!
//! A rule looks at what is known at one time and says whether a certificate may be proposed, and on what evidence. It
//! decides nothing: people do, or a rule of the policy in force that names it.

mod link_from_anchor;
mod successor;
mod three_lists;

use super::world::{Candidate, World};
use super::{Standing, Voices};
use crate::digest::Digest;
use crate::icao::masterlist::STATELESS;

/// A rule.
pub struct Rule {
    /// Its name, for ever.
    pub name: &'static str,
    /// What it wants, as a short sentence without a period.
    pub title: &'static str,
    /// What it looks at and why that is enough to propose.
    pub reason: &'static str,
    judge: fn(&Sight<'_>, &Candidate) -> Result<Vec<String>, Unmet>,
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rule({})", self.name)
    }
}

/// Every rule, in the order in which they are tried.
pub const RULES: [&Rule; 3] = [&link_from_anchor::RULE, &successor::RULE, &three_lists::RULE];

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.into_iter().find(|rule| rule.name == name)
}

/// The names of all rules.
pub fn names() -> impl Iterator<Item = &'static str> {
    RULES.into_iter().map(|rule| rule.name)
}

/// Why a rule does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("found {found}; wanted {wanted}")]
pub struct Unmet {
    /// What was found.
    pub found: String,
    /// What the rule wants.
    pub wanted: &'static str,
}

impl Unmet {
    fn new<T>(found: impl Into<String>, wanted: &'static str) -> Result<T, Unmet> {
        Err(Unmet { found: found.into(), wanted })
    }
}

/// That a rule holds for a certificate, and why. Only a rule makes it.
///
/// ```compile_fail,E0451
/// use chancery::trust::rules::Evidence;
/// fn invented(certificate: chancery::digest::Digest) -> Evidence {
///     Evidence { rule: "three-lists", certificate, words: vec![] } // private fields
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    rule: &'static str,
    certificate: Digest,
    words: Vec<String>,
}

impl Evidence {
    /// The rule.
    pub fn rule(&self) -> &'static str {
        self.rule
    }

    /// The certificate.
    pub fn certificate(&self) -> Digest {
        self.certificate
    }

    /// What speaks for it, line by line: lists, editions, signers, ledger entries.
    pub fn words(&self) -> &[String] {
        &self.words
    }
}

/// What rules look at: the world, and what is worked out of it once for all certificates.
pub struct Sight<'w> {
    world: &'w World,
    voices: Voices<'w>,
}

impl<'w> Sight<'w> {
    /// Looks at a world.
    pub fn of(world: &'w World) -> Self {
        Sight { world, voices: Voices::of(world) }
    }

    /// The signers whose lists count.
    pub fn voices(&self) -> &Voices<'w> {
        &self.voices
    }

    /// Whether a rule holds for a certificate. What every rule wants: that it is known, no anchor yet, never distrusted,
    /// of a state that it names, a CA's, valid, and without an error finding.
    pub fn judge(&self, rule: &Rule, certificate: Digest) -> Result<Evidence, Unmet> {
        let Some(candidate) = self.world.candidate(certificate) else {
            return Unmet::new("no such certificate", "one that stands on a list that was taken in");
        };
        if let Some(entry) = self.world.distrusted_by(certificate) {
            return Unmet::new(format!("that it was distrusted (ledger entry {entry})"), "that it never was");
        }
        if self.world.standing(certificate) == Standing::Anchor {
            return Unmet::new("an anchor already", "one that nobody decided about");
        }
        if candidate.state == STATELESS {
            return Unmet::new("no state named in it", "one");
        }
        if !candidate.may_sign {
            return Unmet::new("a signer of documents or lists", "a CA's certificate");
        }
        if candidate.errors > 0 {
            return Unmet::new(format!("error findings: {}", candidate.errors), "none");
        }
        let words = (rule.judge)(self, candidate)?;
        if !candidate.is_valid_at(self.world.at()) {
            let day = |time: Option<crate::clock::Time>| time.map_or("?".to_owned(), |time| time.to_string());
            let (from, until) = (day(candidate.not_before), day(candidate.not_after));
            return Unmet::new(format!("one that is valid from {from} to {until}"), "one that is valid now");
        }
        Ok(Evidence { rule: rule.name, certificate, words })
    }

    /// What a rule proposes, by state and then by digest.
    pub fn proposed(&self, rule: &Rule) -> Vec<(&'w Candidate, Evidence)> {
        let holds = |one: &'w Candidate| Some((one, self.judge(rule, one.certificate).ok()?));
        let mut all: Vec<_> = self.world.candidates().filter_map(holds).collect();
        all.sort_by(|(a, _), (b, _)| (&a.state, a.certificate).cmp(&(&b.state, b.certificate)));
        all
    }
}

/// How a decision about an anchor is named in evidence.
fn accepted(world: &World, anchor: &Candidate) -> String {
    let entry = world.last_entry(anchor.certificate).map(|entry| format!(", accepted by ledger entry {entry}"));
    format!("{} {}{}", anchor.state, anchor.certificate, entry.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::super::world::made::*;
    use super::*;

    #[test]
    fn every_rule_has_a_name_of_its_own_by_which_it_is_found_and_says_what_it_wants_and_why() {
        for rule in RULES {
            assert_eq!(find(rule.name).map(|found| found.title), Some(rule.title));
            assert!(!rule.title.ends_with('.') && rule.reason.ends_with('.'), "{}", rule.name);
            assert!(rule.name.parse::<crate::safe::Label>().is_ok());
        }
        assert_eq!(names().collect::<std::collections::BTreeSet<_>>().len(), RULES.len());
        assert!(find("four-lists").is_none() && find("").is_none());
    }

    #[test]
    fn no_rule_proposes_what_was_ever_distrusted_or_is_an_anchor_or_has_an_error_finding() {
        let at = time("2026-06-01");
        let mut faulty = link("faulty", "AA", "old", "new");
        faulty.errors = 1;
        let mut signer = link("signer", "AA", "old", "signer");
        signer.may_sign = false;
        let unnamed = link("unnamed", "??", "nobody", "new");
        let mut expired = link("expired", "AA", "old", "new");
        expired.not_after = Some(time("2026-05-31"));
        let mut early = link("early", "AA", "old", "new");
        early.not_before = Some(time("2026-06-02"));
        let candidates = vec![
            root("old", "AA"),
            root("nobody", "??"),
            link("fine", "AA", "old", "new"),
            link("lost", "AA", "old", "new"),
            faulty,
            signer,
            unnamed,
            expired,
            early,
        ];
        let decided = vec![
            decided("old", Verdict::Accept, "2026-01-01", 3),
            decided("nobody", Verdict::Accept, "2026-01-01", 4),
            decided("lost", Verdict::Distrust, "2026-01-02", 5),
            decided("lost", Verdict::Accept, "2026-01-03", 6),
            decided("lost", Verdict::Distrust, "2026-01-04", 7),
        ];
        let world = World::new(at, candidates, Vec::new(), decided);
        let sight = Sight::of(&world);
        let rule = find("link-from-anchor").unwrap();
        assert!(sight.judge(rule, digest("fine")).is_ok());
        for (name, found) in [
            ("old", "an anchor already"),
            ("lost", "that it was distrusted (ledger entry 5)"),
            ("faulty", "error findings: 1"),
            ("signer", "a signer of documents or lists"),
            ("unnamed", "no state named in it"),
            ("strange", "no such certificate"),
        ] {
            assert_eq!(sight.judge(rule, digest(name)).unwrap_err().found, found);
        }
        for name in ["expired", "early"] {
            assert!(sight.judge(rule, digest(name)).unwrap_err().found.starts_with("one that is valid from"), "{name}");
        }
        let proposed: Vec<Digest> = sight.proposed(rule).iter().map(|(one, _)| one.certificate).collect();
        assert_eq!(proposed, [digest("fine")]);
    }
}
