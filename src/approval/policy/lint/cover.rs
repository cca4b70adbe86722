//! Whether earlier rules match everything that a rule matches, whatever acts and profiles there may ever be.
//!
//! One try tells: put a letter that no pattern can have in the place of each star. An earlier pattern that fits that
//! name has a star wherever the letter stands, and so fits whatever else could stand there. One that does not fit it
//! leaves that name to the later rule. So each pattern of a rule is tried with one name, and digests likewise.

use crate::approval::policy::{Glob, ProfileMatch, Rule, WITH_PROFILE};
use crate::digest::Digest;

/// A letter that is in no glob, in place of every star.
fn any_name(glob: &Glob) -> String {
    glob.as_str().replace('*', "_")
}

/// Whether `earlier` rules match everything that `rule` matches: of one act, or of every act there may be.
pub(super) fn covered(rule: &Rule, act: Option<&str>, earlier: &[Rule]) -> bool {
    let acts: Vec<String> = match act {
        Some(act) => rule.names_act(act).then(|| act.to_owned()).into_iter().collect(),
        None => rule.acts().iter().map(any_name).collect(),
    };
    // The digest of a profile that nobody has written.
    let any_digest = Digest::of(b"any profile");
    let mut profiles: Vec<Option<(String, Digest)>> = rule
        .profiles()
        .iter()
        .map(|profile| match profile {
            ProfileMatch::Name(glob) => Some((any_name(glob), any_digest)),
            ProfileMatch::Digest(digest) => Some(("_".to_owned(), *digest)),
        })
        .collect();
    if profiles.is_empty() {
        profiles = vec![None, Some(("_".to_owned(), any_digest))];
    }
    // Which earlier rules each act falls to, and each profile: a pair is covered by a rule that has both.
    let by_profile: Vec<(bool, Vec<bool>)> = profiles
        .iter()
        .map(|profile| {
            let profile = profile.as_ref().map(|(name, digest)| (name.as_str(), *digest));
            (profile.is_some(), earlier.iter().map(|other| other.names_profile(profile)).collect())
        })
        .collect();
    // One that names rules of trust is covered where each is; one that names none is also about acts without any, which
    // only others that name none are.
    let named: Vec<Option<&str>> = match rule.by_rule().is_empty() {
        true => vec![None],
        false => rule.by_rule().iter().map(|name| Some(name.as_str())).collect(),
    };
    let each = acts.iter().flat_map(|act| named.iter().map(move |name| (act, *name)));
    each.into_iter().all(|(act, name)| {
        let by_act: Vec<bool> = earlier.iter().map(|other| other.names_act(act) && other.names_rule(name)).collect();
        // An act that always has a profile need not be tried without one.
        let mut tried = by_profile.iter().filter(|(is_some, _)| !WITH_PROFILE.contains(&act.as_str()) || *is_some);
        tried.all(|(_, by_profile)| by_act.iter().zip(by_profile).any(|(a, p)| *a && *p))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::approval::policy::{Policy, Subject};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn policy(rules: &[(String, String)]) -> Policy {
        let rule = |(n, (acts, profiles)): (usize, &(String, String))| {
            let profiles = if profiles.is_empty() { String::new() } else { format!("profiles = {profiles}\n") };
            format!("[[rule]]\nname='r{n}'\nacts={acts}\n{profiles}quorum=1\nvalidity='1 day'\n")
        };
        let rules: String = rules.iter().enumerate().map(rule).collect();
        Policy::parse(&format!("name='p'\ntitle='p'\nmode='production'\n{rules}")).unwrap()
    }

    fn judge(rules: &[(&str, &str)]) -> bool {
        let owned: Vec<(String, String)> = rules.iter().map(|(a, p)| (a.to_string(), p.to_string())).collect();
        let policy = policy(&owned);
        let (last, earlier) = policy.rules().split_last().unwrap();
        covered(last, None, earlier)
    }

    #[test]
    fn one_rule_inside_another_and_inside_several() {
        assert!(judge(&[("['key.*']", ""), ("['key.generate']", "")]));
        assert!(!judge(&[("['key.generate']", ""), ("['key.*']", "")]));
        assert!(judge(&[("['*a*']", ""), ("['*b*']", ""), ("['*a', 'b*']", "")]));
        assert!(!judge(&[("['*']", "['*']"), ("['*']", "")]), "acts without a profile are left");
        assert!(judge(&[("['*']", "['*']"), ("['certificate.issue']", "")]), "which always has one");
        assert!(judge(&[("['*']", ""), ("['*']", "['csca-*']")]));
        assert!(judge(&[("['*']", "['csca-*']"), ("['*']", "['csca-*-a']")]));
    }

    #[test]
    fn a_rule_by_some_rules_of_trust_covers_no_more_than_those() {
        let judge = |rules: &[&str]| {
            let rule = |(n, more): (usize, &&str)| {
                format!("[[rule]]\nname='r{n}'\nacts=['trust.accept']\n{more}\nquorum=1\nvalidity='1 day'\n")
            };
            let rules: String = rules.iter().enumerate().map(rule).collect();
            let policy = Policy::parse(&format!("name='p'\ntitle='p'\nmode='production'\n{rules}")).unwrap();
            let (last, earlier) = policy.rules().split_last().unwrap();
            covered(last, None, earlier)
        };
        let (links, both) = ("by-rule=['link-from-anchor']", "by-rule=['link-from-anchor','successor']");
        assert!(judge(&["", links]) && judge(&[both, links]) && judge(&[links, "by-rule=['successor']", both]));
        assert!(!judge(&[links, ""]) && !judge(&[links, both]) && !judge(&[both, "by-rule=['three-lists']"]));
    }

    #[test]
    fn a_pin_is_inside_all_names_and_inside_itself() {
        let pin = format!("['sha256:{}']", "0".repeat(64));
        let other = format!("['sha256:{}']", "1".repeat(64));
        assert!(judge(&[("['*']", &pin), ("['*']", &pin)]));
        assert!(!judge(&[("['*']", &other), ("['*']", &pin)]));
        assert!(judge(&[("['*']", "['*']"), ("['*']", &pin)]));
        assert!(!judge(&[("['*']", "['a*']"), ("['*']", &pin)]), "a pinned profile may have any name");
        assert!(!judge(&[("['*']", &pin), ("['*']", "['a']")]));
    }

    fn glob() -> impl Strategy<Value = String> {
        "[ab*]{1,3}".prop_filter("one star at a time", |text| !text.contains("**"))
    }

    fn rule() -> impl Strategy<Value = (String, String)> {
        let pin = (0u8..2).prop_map(|n| format!("sha256:{}", n.to_string().repeat(64)));
        let profile = prop_oneof![3 => glob(), 1 => pin];
        let list = |set: BTreeSet<String>| format!("{:?}", set.into_iter().collect::<Vec<_>>());
        (proptest::collection::btree_set(glob(), 1..3), proptest::collection::btree_set(profile, 0..3)).prop_map(
            move |(acts, profiles)| (list(acts), if profiles.is_empty() { String::new() } else { list(profiles) }),
        )
    }

    /// Names over the two letters of the globs and a third, up to four letters long.
    fn names() -> Vec<String> {
        let mut all: Vec<String> = vec![String::new()];
        for length in 0..4 {
            let one_shorter = all.iter().filter(|name| name.len() == length);
            let longer: Vec<String> = one_shorter.flat_map(|n| ["a", "b", "x"].map(|c| format!("{n}{c}"))).collect();
            all.extend(longer);
        }
        all.split_off(1)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]

        #[test]
        fn covered_is_what_trying_every_name_says(rules in proptest::collection::vec(rule(), 2..6)) {
            let policy = policy(&rules);
            let (last, earlier) = policy.rules().split_last().unwrap();
            let digests = ["0", "1", "2"].map(|d| d.repeat(64).parse().unwrap());
            let names = names();
            let left = |subject: &Subject<'_>| last.matches(subject) && !earlier.iter().any(|r| r.matches(subject));
            let some_left = names.iter().any(|act| {
                left(&Subject { act, profile: None, trust_rule: None })
                    || names.iter().any(|name| {
                        digests.iter().any(|digest| left(&Subject { act, profile: Some((name, *digest)), trust_rule: None }))
                    })
            });
            prop_assert_eq!(covered(last, None, earlier), !some_left);
        }
    }
}
