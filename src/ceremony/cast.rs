//! The cast: who is in the ceremony and which roles they hold, checked against the script.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::error::CeremonyError;
use super::misfit::Misfit;
use super::nearest::nearest;
use super::script::Script;
use crate::safe::{Label, line};

/// The word in a script for all the people in the ceremony.
pub(super) const EVERYONE: &str = "everyone";

const MOST_PEOPLE: usize = 200;
const LONGEST_NAME: usize = 120;

/// One person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Participant {
    /// A short id, `a-z`, `0-9`, `-`; used at the terminal and in an answers file.
    pub id: String,
    /// The name as it is printed.
    pub name: String,
    /// Whom the person works for.
    pub organisation: String,
    /// The roles the person holds.
    pub roles: Vec<String>,
}

/// The people of a ceremony. Comes only out of the check against a script: every role
/// filled, no excluded roles in one hand.
///
/// ```compile_fail
/// // Nobody is in a ceremony unchecked.
/// let cast = chancery::ceremony::Cast { people: Vec::new() };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cast {
    people: Vec<Participant>,
}

impl Cast {
    /// Checks the people against the script.
    pub fn new(script: &Script, people: Vec<Participant>) -> Result<Cast, CeremonyError> {
        let misfit = |person: &str, misfit| CeremonyError::Participant { person: line(person, 40), misfit };
        if people.len() > MOST_PEOPLE {
            return Err(misfit("all", Misfit::TooManyPeople { most: MOST_PEOPLE }));
        }
        let mut ids = BTreeSet::new();
        for person in &people {
            if person.id.parse::<Label>().is_err() {
                return Err(misfit(&person.id, Misfit::IdForm));
            }
            if !ids.insert(person.id.as_str()) {
                return Err(misfit(&person.id, Misfit::IdTwice));
            }
            for text in [&person.name, &person.organisation] {
                if text.trim().is_empty() || text.chars().count() > LONGEST_NAME {
                    return Err(misfit(&person.id, Misfit::Name { most: LONGEST_NAME }));
                }
            }
            if person.roles.is_empty() {
                return Err(misfit(&person.id, Misfit::NoRole));
            }
            for role in &person.roles {
                if script.role(role).is_none() {
                    let nearest = nearest(role, script.roles().iter().map(|role| role.id.as_str()));
                    return Err(misfit(&person.id, Misfit::RoleUnknown { role: line(role, 40), nearest }));
                }
            }
            for (i, one) in person.roles.iter().enumerate() {
                if let Some(other) = person.roles.iter().skip(i + 1).find(|other| script.excluded(one, other)) {
                    return Err(CeremonyError::RolesExcluded {
                        person: person.id.clone(),
                        one: one.clone(),
                        other: other.clone(),
                    });
                }
            }
        }
        let cast = Cast { people };
        for role in script.roles() {
            let have = cast.holders(&role.id).len();
            if have < role.minimum {
                return Err(CeremonyError::RoleNotFilled { role: role.id.clone(), have, need: role.minimum });
            }
        }
        Ok(cast)
    }

    /// The people, in the order in which they are numbered from 1.
    pub fn people(&self) -> &[Participant] {
        &self.people
    }

    /// The person of this number, from 1.
    pub(super) fn person(&self, number: usize) -> Option<&Participant> {
        number.checked_sub(1).and_then(|index| self.people.get(index))
    }

    /// The number of the person of this id.
    pub(super) fn number(&self, id: &str) -> Option<usize> {
        self.people.iter().position(|person| person.id == id).map(|index| index + 1)
    }

    /// The numbers of those who hold a role; all of them for `everyone`.
    pub(super) fn holders(&self, role: &str) -> Vec<usize> {
        let holds = |person: &Participant| role == EVERYONE || person.roles.iter().any(|held| held == role);
        self.people.iter().enumerate().filter(|(_, person)| holds(person)).map(|(i, _)| i + 1).collect()
    }

    /// The numbers of those who hold any of the roles, each person once.
    pub(super) fn in_roles(&self, roles: &[String]) -> Vec<usize> {
        let numbers: BTreeSet<usize> = roles.iter().flat_map(|role| self.holders(role)).collect();
        numbers.into_iter().collect()
    }
}
