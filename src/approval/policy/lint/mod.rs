//! What is wrong with a policy before anybody adopts it.
//!
//! One rule per file, named by its id: what it wants, why, the clause behind it, how much it weighs, and a good and a
//! bad policy beside it. The rules only look; they change nothing and cannot fail. A station adopts no policy in which
//! a rule finds an error; a warning is for an officer to think about; a note says what the text means.

mod cover;
mod finding;
mod world;

mod p01_never_met;
mod p02_nobody_to_spare;
mod p03_whole_roster;
mod p04_proposer_outside;
mod p05_shadowed;
mod p06_partly_shadowed;
mod p07_no_such_act;
mod p08_no_such_profile;
mod p09_pin_not_in_force;
mod p10_act_uncovered;
mod p11_guard_weaker;
mod p12_guard_quicker;
mod p13_one_person;
mod p14_own_proposal;
mod p15_one_organisation;
mod p16_role_unheld;
mod p17_short_window;
mod p18_long_validity;
mod p19_emergency_veto;
mod p20_emergency_waits;
mod p21_clock_alone;
mod p22_nobody_accepts;
mod p23_backups_unsaid;
mod p24_rare_drills;
mod p25_one_share;
mod p26_none_to_spare;
mod p27_data_older;
mod p28_slow_recovery;
mod p29_few_keepers;
mod p30_shares_unjudged;
mod p31_one_medium;
mod p32_kept_too_short;

#[cfg(test)]
mod examples;

pub use finding::{Finding, Severity};

use finding::Report;
use world::World;

use super::Policy;
use super::people::Member;
use crate::digest::Digest;
use crate::safe::Label;

/// A rule about policies.
pub struct LintRule {
    /// Its id, such as `P01`; never given to another rule.
    pub id: &'static str,
    /// What it wants, as a short sentence without a period.
    pub title: &'static str,
    /// The clause behind it.
    pub clause: &'static str,
    /// How much its findings weigh at most.
    pub severity: Severity,
    /// Why it matters.
    pub reason: &'static str,
    /// Rules of a policy, and its table `[backup]`, in which it finds something.
    pub bad: &'static str,
    /// The same, mended.
    pub good: &'static str,
    check: fn(&World<'_>, &mut Report),
}

impl std::fmt::Debug for LintRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LintRule({})", self.id)
    }
}

/// Where no standard says it: the words that stand in place of the clause.
const HOUSE: &str = "rule of the house";

/// Every rule, in the order of their ids.
pub static LINT_RULES: &[&LintRule] = &[
    &p01_never_met::P01,
    &p02_nobody_to_spare::P02,
    &p03_whole_roster::P03,
    &p04_proposer_outside::P04,
    &p05_shadowed::P05,
    &p06_partly_shadowed::P06,
    &p07_no_such_act::P07,
    &p08_no_such_profile::P08,
    &p09_pin_not_in_force::P09,
    &p10_act_uncovered::P10,
    &p11_guard_weaker::P11,
    &p12_guard_quicker::P12,
    &p13_one_person::P13,
    &p14_own_proposal::P14,
    &p15_one_organisation::P15,
    &p16_role_unheld::P16,
    &p17_short_window::P17,
    &p18_long_validity::P18,
    &p19_emergency_veto::P19,
    &p20_emergency_waits::P20,
    &p21_clock_alone::P21,
    &p22_nobody_accepts::P22,
    &p23_backups_unsaid::P23,
    &p24_rare_drills::P24,
    &p25_one_share::P25,
    &p26_none_to_spare::P26,
    &p27_data_older::P27,
    &p28_slow_recovery::P28,
    &p29_few_keepers::P29,
    &p30_shares_unjudged::P30,
    &p31_one_medium::P31,
    &p32_kept_too_short::P32,
];

/// The rule of this id.
pub fn find(id: &str) -> Option<&'static LintRule> {
    LINT_RULES.iter().copied().find(|rule| rule.id.eq_ignore_ascii_case(id))
}

/// Judges a policy: errors first, then by line. `roster` is who is enrolled and not retired; `profiles` the names and
/// digests of the profiles in force; `acts` the names of the acts that need a rule. Where roster or profiles are not
/// given, what needs them is not judged.
pub fn lint(
    policy: &Policy,
    roster: Option<&[Member]>,
    profiles: Option<&[(Label, Digest)]>,
    acts: &[&str],
) -> Vec<Finding> {
    let world = World::new(policy, roster, profiles, acts);
    let mut report = Report::default();
    for rule in LINT_RULES {
        report.begin(rule.id, rule.severity);
        (rule.check)(&world, &mut report);
    }
    report.finish()
}
