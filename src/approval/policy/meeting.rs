//! Whether some people meet a rule: one place where heads, roles and organisations are counted.

use std::collections::BTreeSet;
use std::fmt;

use super::people::Member;
use super::places::{Missing, places_filled};
use super::rule::Rule;

/// What some people lack to meet a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shortfall {
    /// How many there are who count, and how many are asked, where that is too few.
    pub people: Option<(usize, u16)>,
    /// The places for roles that stay empty.
    pub roles: Option<Missing>,
    /// How many organisations there are and how many are asked, where that is too few.
    pub organisations: Option<(usize, u16)>,
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let people = self.people.map(|(have, need)| format!("{have} of {need} people"));
        let roles = self.roles.as_ref().map(|missing| format!("needs {missing}"));
        let organisations = self.organisations.map(|(have, need)| format!("{have} of {need} organisations"));
        f.write_str(&[people, roles, organisations].into_iter().flatten().collect::<Vec<_>>().join("; "))
    }
}

impl Rule {
    /// Whether this person's approval counts: anybody's, or that of people with one of the roles in `from`.
    pub fn may_approve(&self, person: &Member) -> bool {
        self.from.is_empty() || person.roles.iter().any(|role| self.from.contains(role))
    }

    /// Whether approvals of these people, each given once, are enough. Those who may not approve are passed over. Who
    /// proposed is not known here: leave that person out where the proposer stands apart.
    pub fn met_by(&self, people: &[&Member]) -> Result<(), Shortfall> {
        let counted: Vec<&Member> = people.iter().copied().filter(|person| self.may_approve(person)).collect();
        let seats: Vec<_> = counted.iter().map(|person| (&person.id, &person.roles)).collect();
        let organisations = counted.iter().map(|person| person.organisation.as_str()).collect::<BTreeSet<_>>().len();
        let short = |have: usize, need: u16| (have < usize::from(need)).then_some((have, need));
        let found = Shortfall {
            people: short(counted.len(), self.quorum),
            roles: places_filled(&self.roles, &seats).err(),
            organisations: short(organisations, self.organisations),
        };
        if found == Shortfall::default() { Ok(()) } else { Err(found) }
    }

    /// Whether these people can both propose and approve: where the proposer stands apart, one of them proposes and the
    /// others approve. The proposer may be anybody among them.
    pub(super) fn workable(&self, people: &[&Member]) -> Result<(), Shortfall> {
        self.met_by(people)?;
        if !self.proposer_apart || self.quorum == 0 {
            return Ok(());
        }
        // Somebody whose approval would not count anyway is the best to propose, then whoever is left over.
        let mut least: Option<Shortfall> = None;
        let mut tried: Vec<&Member> = Vec::new();
        let (able, others): (Vec<&Member>, Vec<&Member>) = people.iter().partition(|person| self.may_approve(person));
        for proposer in others.iter().chain(&able) {
            let same = |other: &&Member| other.roles == proposer.roles && other.organisation == proposer.organisation;
            if tried.iter().any(same) {
                continue;
            }
            tried.push(proposer);
            let rest: Vec<&Member> = people.iter().copied().filter(|person| person.id != proposer.id).collect();
            match self.met_by(&rest) {
                Ok(()) => return Ok(()),
                Err(short) => least = least.or(Some(short)),
            }
        }
        Err(least.unwrap_or_default())
    }
}
