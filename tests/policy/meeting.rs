//! Whether people can meet a rule, held against trying every group of them.

use chancery::approval::policy::{ACTS, Member, Policy, lint};
use proptest::prelude::*;

const ROLES: [&str; 3] = ["auditor", "custodian", "officer"];

fn people(list: &[(Vec<bool>, u8)]) -> Vec<Member> {
    list.iter()
        .enumerate()
        .map(|(n, (roles, organisation))| Member {
            id: format!("p{n}").parse().unwrap(),
            roles: ROLES.iter().zip(roles).filter(|(_, has)| **has).map(|(role, _)| role.parse().unwrap()).collect(),
            organisation: format!("office {organisation}"),
        })
        .collect()
}

/// What a rule asks, apart from the reader and its types.
#[derive(Clone, Debug)]
struct Asked {
    quorum: usize,
    roles: Vec<usize>,
    from: Vec<bool>,
    organisations: usize,
    apart: bool,
}

impl Asked {
    fn text(&self) -> String {
        let roles: Vec<String> =
            ROLES.iter().zip(&self.roles).filter(|(_, n)| **n > 0).map(|(role, n)| format!("{role}={n}")).collect();
        let from: Vec<String> =
            ROLES.iter().zip(&self.from).filter(|(_, f)| **f).map(|(role, _)| format!("'{role}'")).collect();
        let line = |is: bool, text: String| if is { text } else { String::new() };
        format!(
            "[[rule]]\nname='r'\nacts=['*']\nvalidity='7 days'\nquorum={}\nproposer-apart={}\n{}{}{}",
            self.quorum,
            self.apart,
            line(!roles.is_empty(), format!("roles={{{}}}\n", roles.join(","))),
            line(!from.is_empty(), format!("from=[{}]\n", from.join(","))),
            line(self.organisations > 0, format!("organisations={}\n", self.organisations)),
        )
    }

    fn counts(&self, roles: &[bool]) -> bool {
        self.from.iter().all(|f| !f) || self.from.iter().zip(roles).any(|(f, has)| *f && *has)
    }

    /// Every way of giving the places to people of the group.
    fn seated(&self, places: &[usize], group: &[&(Vec<bool>, u8)], taken: u32) -> bool {
        let Some((place, rest)) = places.split_first() else { return true };
        (0..group.len())
            .any(|i| taken & (1 << i) == 0 && group[i].0[*place] && self.seated(rest, group, taken | 1 << i))
    }

    /// Whether exactly this group, all of whom approve, is enough.
    fn enough(&self, group: &[&(Vec<bool>, u8)]) -> bool {
        let mut offices: Vec<u8> = group.iter().map(|person| person.1).collect();
        offices.sort_unstable();
        offices.dedup();
        let places: Vec<usize> = (0..3).flat_map(|role| std::iter::repeat_n(role, self.roles[role])).collect();
        group.iter().all(|person| self.counts(&person.0))
            && group.len() >= self.quorum
            && offices.len() >= self.organisations
            && self.seated(&places, group, 0)
    }

    /// Whether some group of these people is enough, while somebody of them proposes.
    fn can_be_met(&self, people: &[(Vec<bool>, u8)]) -> bool {
        let group = |mask: u32, without: Option<usize>| -> Vec<&(Vec<bool>, u8)> {
            let in_group = |i: &usize| mask & (1 << i) != 0 && Some(*i) != without;
            (0..people.len()).filter(in_group).map(|i| &people[i]).collect()
        };
        let masks = 0u32..1 << people.len();
        if !self.apart {
            return masks.clone().any(|mask| self.enough(&group(mask, None)));
        }
        (0..people.len()).any(|proposer| masks.clone().any(|mask| self.enough(&group(mask, Some(proposer)))))
    }
}

fn asked() -> impl Strategy<Value = Asked> {
    let parts = (1usize..5, proptest::collection::vec(0usize..3, 3), proptest::collection::vec(any::<bool>(), 3));
    (parts, 0usize..4, any::<bool>()).prop_filter_map(
        "fits together",
        |((quorum, roles, from), organisations, apart)| {
            let fits = roles.iter().sum::<usize>() <= quorum && organisations <= quorum;
            fits.then_some(Asked { quorum, roles, from, organisations, apart })
        },
    )
}

fn some_people() -> impl Strategy<Value = Vec<(Vec<bool>, u8)>> {
    proptest::collection::vec((proptest::collection::vec(any::<bool>(), 3), 0u8..3), 1..8)
}

fn of(asked: &Asked) -> Policy {
    super::policy("'production'", &asked.text())
}

fn finds(id: &str, policy: &Policy, people: &[Member]) -> bool {
    lint(policy, Some(people), None, ACTS).iter().any(|finding| finding.id == id)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_rule_is_found_impossible_where_no_group_of_people_meets_it(asked in asked(), list in some_people()) {
        let (policy, people) = (of(&asked), people(&list));
        prop_assert_eq!(finds("P01", &policy, &people), !asked.can_be_met(&list));
    }

    #[test]
    fn people_are_enough_where_some_group_of_them_is(asked in asked(), list in some_people()) {
        let (policy, people) = (of(&asked), people(&list));
        let all: Vec<&Member> = people.iter().collect();
        let alone = Asked { apart: false, ..asked };
        prop_assert_eq!(policy.rules()[0].met_by(&all).is_ok(), alone.can_be_met(&list));
    }

    #[test]
    fn whoever_cannot_be_missed_is_found_by_leaving_each_out(asked in asked(), list in some_people()) {
        let (policy, people) = (of(&asked), people(&list));
        let without = |i: usize| -> Vec<(Vec<bool>, u8)> {
            list.iter().enumerate().filter(|(n, _)| *n != i).map(|(_, person)| person.clone()).collect()
        };
        let whole = asked.quorum + usize::from(asked.apart) >= list.len();
        let needed: Vec<usize> = (0..list.len()).filter(|i| !asked.can_be_met(&without(*i))).collect();
        let expected = !whole && asked.can_be_met(&list) && !needed.is_empty();
        let found = lint(&policy, Some(&people), None, ACTS).into_iter().find(|finding| finding.id == "P02");
        prop_assert_eq!(found.is_some(), expected);
        for person in needed {
            if let Some(finding) = &found {
                let name = format!("'p{person}'");
                prop_assert!(finding.found.contains(&name));
            }
        }
    }

    #[test]
    fn one_organisation_alone_is_found_by_asking_each(asked in asked(), list in some_people()) {
        let (policy, people) = (of(&asked), people(&list));
        let own = |office: u8| list.iter().filter(|person| person.1 == office).cloned().collect::<Vec<_>>();
        let several = (0..3).filter(|office| !own(*office).is_empty()).count() > 1;
        let alone = (0..3).any(|office| Asked { apart: false, ..asked.clone() }.can_be_met(&own(office)));
        let expected = asked.organisations == 0 && asked.quorum > 1 && several && alone;
        prop_assert_eq!(finds("P15", &policy, &people), expected);
    }
}

#[test]
fn a_large_roster_is_judged_in_no_time() {
    let list: Vec<(Vec<bool>, u8)> =
        (0..200u16).map(|n| (vec![n % 2 == 0, n % 3 == 0, n % 5 == 0], (n % 7) as u8)).collect();
    let people = people(&list);
    let asked = Asked { quorum: 60, roles: vec![20, 20, 20], from: vec![true; 3], organisations: 7, apart: true };
    let rules: String = (0..20).map(|n| asked.text().replace("name='r'", &format!("name='r{n}'"))).collect();
    let began = std::time::Instant::now();
    lint(&super::policy("'production'", &rules), Some(&people), None, ACTS);
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

#[test]
fn a_policy_made_to_take_long_is_judged_in_no_time() {
    // As many patterns as are taken, in few rules and in many, that share nothing and share everything.
    for (rules, each) in [(10, 50), (200, 2)] {
        for wide in [1, 1_000] {
            let list =
                |n: usize| (0..each).map(|m| format!("'*a*{}'", (n * each + m) % wide + m * 1000)).collect::<Vec<_>>();
            let rule = |n: usize| {
                let list = list(n).join(",");
                format!("[[rule]]\nname='r{n}'\nacts=[{list}]\nprofiles=[{list}]\nquorum=2\nvalidity='1 day'\n")
            };
            let policy = super::policy("'production'", &(0..rules).map(rule).collect::<String>());
            let profiles = [("csca-root".parse().unwrap(), chancery::digest::Digest::of(b""))];
            let began = std::time::Instant::now();
            for known in [None, Some(&profiles[..])] {
                lint(&policy, None, known, ACTS);
            }
            assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
        }
    }
}
