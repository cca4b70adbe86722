//! Places for roles: can these people fill them, each person one place?

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt;

use crate::safe::Label;

/// The places that stay empty however the people are placed: role and how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing(BTreeMap<Label, u16>);

impl Missing {
    /// Role and how many people with it are lacking; at least one role.
    pub fn roles(&self) -> &BTreeMap<Label, u16> {
        &self.0
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = |(role, count): (&Label, &u16)| format!("{count} more with role '{role}'");
        f.write_str(&self.0.iter().map(one).collect::<Vec<_>>().join(", "))
    }
}

/// Whether the people (id and roles) fill so many places for each role, one place each. Where they do not, says which
/// places stay empty when as many as possible are filled; where several answers are true, roles later in the alphabet
/// are the ones named.
///
/// A person who stands in the list twice is counted twice: give each once.
pub fn places_filled(needed: &BTreeMap<Label, u16>, people: &[(&Label, &BTreeSet<Label>)]) -> Result<(), Missing> {
    let mut missing = BTreeMap::new();
    // Who sits where: the role of the place that each person fills.
    let mut seated: Vec<Option<&Label>> = vec![None; people.len()];
    for (role, count) in needed {
        for filled in 0..*count {
            let mut asked = vec![false; people.len()];
            if !seat(role, people, &mut seated, &mut asked) {
                // One that cannot be filled cannot be filled later either, nor can the rest of this role.
                missing.insert(role.clone(), count - filled);
                break;
            }
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(Missing(missing)) }
}

/// Finds somebody for one place of `role`, moving others to places of their other roles where that helps.
fn seat<'r>(
    role: &'r Label,
    people: &[(&Label, &BTreeSet<Label>)],
    seated: &mut Vec<Option<&'r Label>>,
    asked: &mut Vec<bool>,
) -> bool {
    for (index, (_, roles)) in people.iter().enumerate() {
        if !roles.contains(role) || asked.get(index) != Some(&false) {
            continue;
        }
        if let Some(mark) = asked.get_mut(index) {
            *mark = true;
        }
        let free = match seated.get(index).copied().flatten() {
            None => true,
            // Whoever sits here may go only if somebody else takes that place.
            Some(other) => other != role && seat(other, people, seated, asked),
        };
        if free {
            if let Some(place) = seated.get_mut(index) {
                *place = Some(role);
            }
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn label(text: &str) -> Label {
        text.parse().unwrap()
    }

    /// `a=2 b=1` against people such as `ab`, whose roles are letters.
    fn judge(needed: &[(&str, u16)], people: &[&str]) -> Result<(), Missing> {
        let needed = needed.iter().map(|(role, count)| (label(role), *count)).collect();
        let roles: Vec<BTreeSet<Label>> =
            people.iter().map(|roles| roles.chars().map(|c| label(&c.to_string())).collect()).collect();
        let ids: Vec<Label> = (0..people.len()).map(|i| label(&format!("p{i}"))).collect();
        let people: Vec<_> = ids.iter().zip(&roles).collect();
        places_filled(&needed, &people)
    }

    /// Every way of giving places to people, one after the other.
    fn brute(places: &[char], people: &[String], taken: u32) -> bool {
        let Some((place, rest)) = places.split_first() else { return true };
        let fits = |i: &usize| taken & (1 << i) == 0 && people[*i].contains(*place);
        (0..people.len()).filter(fits).any(|i| brute(rest, people, taken | 1 << i))
    }

    #[test]
    fn a_person_with_two_roles_fills_one_place() {
        assert!(judge(&[("a", 1), ("b", 1)], &["ab", "a"]).is_ok());
        assert!(judge(&[("a", 1), ("b", 1), ("c", 1)], &["abc", "ab", "a"]).is_ok());
        let missing = judge(&[("a", 1), ("b", 1)], &["ab"]).unwrap_err();
        assert_eq!(missing.to_string(), "1 more with role 'b'");
        assert!(judge(&[], &[]).is_ok());
    }

    #[test]
    fn what_is_missing_is_named_with_its_number() {
        let missing = judge(&[("a", 3), ("b", 60_000)], &["a", "ab"]).unwrap_err();
        assert_eq!(missing.to_string(), "1 more with role 'a', 60000 more with role 'b'");
    }

    proptest! {
        #[test]
        fn places_are_filled_where_some_placing_fills_them(
            a in 0u16..3, b in 0u16..3, c in 0u16..3,
            people in proptest::collection::vec("[abc]{0,3}", 0..7),
        ) {
            let needed = [("a", a), ("b", b), ("c", c)];
            let places: Vec<char> = needed.iter()
                .flat_map(|(role, count)| std::iter::repeat_n(role.chars().next().unwrap(), usize::from(*count))).collect();
            let all: Vec<&str> = people.iter().map(String::as_str).collect();
            let judged = judge(&needed, &all);
            prop_assert_eq!(judged.is_ok(), brute(&places, &people, 0));
            if let Err(missing) = judged {
                // What it says is missing is exactly what has to be left out.
                let lacks = |role: &str| missing.roles().get(&label(role)).copied().unwrap_or(0);
                let less: Vec<(&str, u16)> = needed.iter().map(|(role, count)| (*role, count - lacks(role))).collect();
                prop_assert!(judge(&less, &all).is_ok());
                for (role, _) in &needed {
                    let more: Vec<_> = less.iter().map(|(r, n)| (*r, n + u16::from(r == role && lacks(role) > 0))).collect();
                    prop_assert!(lacks(role) == 0 || judge(&more, &all).is_err());
                }
            }
        }
    }
}
