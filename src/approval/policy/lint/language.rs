//! Whether everything that one rule matches is matched by earlier ones, whatever acts and profiles there may ever be.
//!
//! A subject is written as a row of letters: the act's name, a slash, the profile's name, a slash, and one letter for
//! the profile's digest. A rule is then a set of patterns over such rows, and the question is whether every row that
//! fits one pattern fits some of others. Rows are tried letter by letter, all that lead to the same place at once.

use std::collections::{BTreeMap, BTreeSet};

use crate::approval::policy::{ProfileMatch, Rule, WITH_PROFILE};
use crate::digest::Digest;

/// A letter of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Letter {
    /// Of a name.
    Name(u8),
    /// Behind a name.
    Slash,
    /// A digest that some rule pins, by its number.
    Pin(usize),
    /// Another digest.
    OtherDigest,
    /// In place of the digest where there is no profile.
    NoProfile,
}

/// A part of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Exactly(Letter),
    /// One letter of a name.
    One,
    /// Any run of letters of a name.
    Star,
    /// Some profile's digest.
    AnyDigest,
}

impl Part {
    fn fits(self, letter: Letter) -> bool {
        match self {
            Part::Exactly(wanted) => wanted == letter,
            Part::One | Part::Star => matches!(letter, Letter::Name(_)),
            Part::AnyDigest => matches!(letter, Letter::Pin(_) | Letter::OtherDigest),
        }
    }
}

type Pattern = Vec<Part>;

/// Which acts of a rule are looked at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Acts<'a> {
    /// All that its globs could ever match.
    All,
    /// This one.
    Only(&'a str),
}

/// How many steps the comparison of one rule may take before it is given up. Rules of the templates take hundreds.
const MOST_STEPS: usize = 100_000;

/// Whether `earlier` rules match everything that `rule` matches among `acts`. `None` where that took too long to tell.
pub(super) fn covered(rule: &Rule, acts: Acts<'_>, earlier: &[Rule]) -> Option<bool> {
    let mut pins: Vec<Digest> = Vec::new();
    let of_profiles = std::iter::once(rule).chain(earlier).flat_map(|rule| &rule.profiles);
    for profile in of_profiles {
        if let ProfileMatch::Digest(digest) = profile
            && !pins.contains(digest)
        {
            pins.push(*digest);
        }
    }
    let right: Vec<Pattern> = earlier.iter().flat_map(|rule| patterns(rule, Acts::All, &pins)).collect();
    let letters = alphabet(pins.len());
    let mut steps = 0;
    for left in patterns(rule, acts, &pins) {
        if !contained(&left, &right, &letters, &mut steps)? {
            return Some(false);
        }
    }
    Some(true)
}

/// Every letter that a row can have.
fn alphabet(pins: usize) -> Vec<Letter> {
    let names = (b'a'..=b'z').chain(b'0'..=b'9').chain([b'.', b'-']).map(Letter::Name);
    let digests = (0..pins).map(Letter::Pin).chain([Letter::OtherDigest, Letter::NoProfile]);
    names.chain([Letter::Slash]).chain(digests).collect()
}

/// A rule as patterns.
fn patterns(rule: &Rule, acts: Acts<'_>, pins: &[Digest]) -> Vec<Pattern> {
    let text = |text: &str| -> Pattern {
        text.bytes().map(|b| if b == b'*' { Part::Star } else { Part::Exactly(Letter::Name(b)) }).collect()
    };
    // A name has a letter at least, so a lone star is one letter and a star.
    let name = |text_of: &str| if text_of == "*" { vec![Part::One, Part::Star] } else { text(text_of) };
    let heads: Vec<Pattern> = match acts {
        Acts::All => rule.acts.iter().map(|glob| name(glob.as_str())).collect(),
        Acts::Only(act) => rule.acts.iter().any(|glob| glob.matches(act)).then(|| text(act)).into_iter().collect(),
    };
    let mut tails: Vec<Pattern> = rule
        .profiles
        .iter()
        .map(|profile| match profile {
            ProfileMatch::Name(glob) => {
                [name(glob.as_str()), vec![Part::Exactly(Letter::Slash), Part::AnyDigest]].concat()
            }
            ProfileMatch::Digest(digest) => {
                let pin = pins.iter().position(|known| known == digest).map_or(Letter::OtherDigest, Letter::Pin);
                vec![Part::One, Part::Star, Part::Exactly(Letter::Slash), Part::Exactly(pin)]
            }
        })
        .collect();
    if rule.profiles.is_empty() {
        let with = vec![Part::One, Part::Star, Part::Exactly(Letter::Slash), Part::AnyDigest];
        let without = vec![Part::Exactly(Letter::Slash), Part::Exactly(Letter::NoProfile)];
        tails = match acts {
            Acts::All => vec![with, without],
            Acts::Only(WITH_PROFILE) => vec![with],
            Acts::Only(_) => vec![without],
        };
    } else if matches!(acts, Acts::Only(act) if act != WITH_PROFILE) {
        tails.clear();
    }
    let slash = [Part::Exactly(Letter::Slash)];
    heads.iter().flat_map(|head| tails.iter().map(|tail| [head, slash.as_slice(), tail].concat())).collect()
}

/// How far a row has come in a pattern: the parts that may come next. Behind a star, what stands before it is left out:
/// whatever fits from there fits from the star too.
type Places = BTreeSet<usize>;

fn begin(pattern: &Pattern) -> Places {
    settle(pattern, BTreeSet::from([0]))
}

fn settle(pattern: &Pattern, mut places: Places) -> Places {
    let mut further: Vec<usize> = places.iter().copied().collect();
    while let Some(place) = further.pop() {
        if pattern.get(place) == Some(&Part::Star) && places.insert(place + 1) {
            further.push(place + 1);
        }
    }
    match places.iter().rev().find(|place| pattern.get(**place) == Some(&Part::Star)).copied() {
        Some(star) => places.split_off(&star),
        None => places,
    }
}

fn step(pattern: &Pattern, places: &Places, letter: Letter) -> Places {
    let mut next = BTreeSet::new();
    for place in places {
        match pattern.get(*place) {
            Some(Part::Star) if Part::Star.fits(letter) => next.insert(*place),
            Some(part) if *part != Part::Star && part.fits(letter) => next.insert(place + 1),
            _ => false,
        };
    }
    settle(pattern, next)
}

/// Whether every row that fits `left` fits one of `right`.
fn contained(left: &Pattern, right: &[Pattern], letters: &[Letter], steps: &mut usize) -> Option<bool> {
    type State = (Places, BTreeMap<usize, Places>);
    let first: State = (begin(left), right.iter().enumerate().map(|(i, pattern)| (i, begin(pattern))).collect());
    let mut seen: BTreeSet<State> = BTreeSet::from([first.clone()]);
    let mut open = vec![first];
    while let Some((here, others)) = open.pop() {
        let done = |pattern: &Pattern, places: &Places| places.contains(&pattern.len());
        let some_done = others.iter().any(|(i, places)| right.get(*i).is_some_and(|pattern| done(pattern, places)));
        if done(left, &here) && !some_done {
            return Some(false);
        }
        for letter in letters {
            let next = step(left, &here, *letter);
            *steps += 1;
            if next.is_empty() {
                continue;
            }
            *steps += others.len();
            if *steps > MOST_STEPS {
                return None;
            }
            let moved = others.iter().filter_map(|(i, places)| {
                let places = step(right.get(*i)?, places, *letter);
                (!places.is_empty()).then_some((*i, places))
            });
            let state = (next, moved.collect::<BTreeMap<_, _>>());
            if seen.insert(state.clone()) {
                open.push(state);
            }
        }
    }
    Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::approval::policy::{Policy, Subject};
    use proptest::prelude::*;

    fn policy(rules: &[(String, String)]) -> Policy {
        let rule = |(n, (acts, profiles)): (usize, &(String, String))| {
            let profiles = if profiles.is_empty() { String::new() } else { format!("profiles = {profiles}\n") };
            format!("[[rule]]\nname='r{n}'\nacts={acts}\n{profiles}quorum=1\nvalidity='1 day'\n")
        };
        let rules: String = rules.iter().enumerate().map(rule).collect();
        Policy::parse(&format!("name='p'\ntitle='p'\nmode='production'\n{rules}")).unwrap()
    }

    fn judge(rules: &[(&str, &str)]) -> Option<bool> {
        let owned: Vec<(String, String)> = rules.iter().map(|(a, p)| (a.to_string(), p.to_string())).collect();
        let policy = policy(&owned);
        let (last, earlier) = policy.rules().split_last().unwrap();
        covered(last, Acts::All, earlier)
    }

    #[test]
    fn one_rule_inside_another_and_inside_several() {
        assert_eq!(judge(&[("['key.*']", ""), ("['key.generate']", "")]), Some(true));
        assert_eq!(judge(&[("['key.generate']", ""), ("['key.*']", "")]), Some(false));
        assert_eq!(judge(&[("['*a*']", ""), ("['*b*']", ""), ("['*a', 'b*']", "")]), Some(true));
        assert_eq!(judge(&[("['*']", "['*']"), ("['*']", "")]), Some(false), "acts without a profile are left");
        assert_eq!(judge(&[("['*']", ""), ("['*']", "['csca-*']")]), Some(true));
        assert_eq!(judge(&[("['*']", "['csca-*']"), ("['*']", "['csca-*-a']")]), Some(true));
    }

    #[test]
    fn a_pin_is_inside_all_names_and_inside_itself() {
        let pin = format!("['sha256:{}']", "0".repeat(64));
        let other = format!("['sha256:{}']", "1".repeat(64));
        assert_eq!(judge(&[("['*']", &pin), ("['*']", &pin)]), Some(true));
        assert_eq!(judge(&[("['*']", &other), ("['*']", &pin)]), Some(false));
        assert_eq!(judge(&[("['*']", "['*']"), ("['*']", &pin)]), Some(true));
        assert_eq!(judge(&[("['*']", "['a*']"), ("['*']", &pin)]), Some(false), "a pinned profile may have any name");
        assert_eq!(judge(&[("['*']", &pin), ("['*']", "['a']")]), Some(false));
    }

    #[test]
    fn patterns_made_to_take_long_are_given_up() {
        let stars = |from: &str| {
            format!("[{}]", from.chars().map(|c| format!("'*{c}*a*b*c*d*'")).collect::<Vec<_>>().join(","))
        };
        let rules = vec![(stars("abcdefghijklmnop"), String::new()), (stars("qrstuvwxyz"), String::new())];
        let policy = policy(&rules);
        let (last, earlier) = policy.rules().split_last().unwrap();
        assert_ne!(covered(last, Acts::All, earlier), Some(true));
    }

    fn glob() -> impl Strategy<Value = String> {
        "[ab*]{1,4}".prop_filter("a glob", |text| !text.contains("**"))
    }

    fn rule() -> impl Strategy<Value = (String, String)> {
        let pin = (0u8..2).prop_map(|n| format!("sha256:{}", n.to_string().repeat(64)));
        let profile = prop_oneof![3 => glob(), 1 => pin];
        let acts = proptest::collection::btree_set(glob(), 1..3);
        let list = |set: BTreeSet<String>| format!("{:?}", set.into_iter().collect::<Vec<_>>());
        let profiles = proptest::collection::btree_set(profile, 0..3);
        (acts, profiles).prop_map(move |(a, p)| (list(a), if p.is_empty() { String::new() } else { list(p) }))
    }

    /// Names over two letters and a third that no glob has, up to four letters long.
    fn names() -> Vec<String> {
        let mut all: Vec<String> = vec![String::new()];
        for length in 0..4 {
            let longer: Vec<String> = all
                .iter()
                .filter(|n| n.len() == length)
                .flat_map(|n| ["a", "b", "x"].map(|c| format!("{n}{c}")))
                .collect();
            all.extend(longer);
        }
        all.split_off(1)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn covered_is_what_trying_every_name_says(rules in proptest::collection::vec(rule(), 2..5)) {
            let policy = policy(&rules);
            let (last, earlier) = policy.rules().split_last().unwrap();
            let judged = covered(last, Acts::All, earlier).unwrap();
            let digests = ["0", "1", "2"].map(|d| d.repeat(64).parse().unwrap());
            let names = names();
            let short: Vec<&String> = names.iter().filter(|n| n.len() < 4).collect();
            let open = |subject: &Subject<'_>| last.matches(subject) && !earlier.iter().any(|r| r.matches(subject));
            let mut left = false;
            for act in &names {
                left |= open(&Subject { act, profile: None });
                for name in &short {
                    left |= digests.iter().any(|d| open(&Subject { act, profile: Some((name, *d)) }));
                }
            }
            // What names of this length cannot show, longer ones may: a longer name that is left must then be found.
            if left {
                prop_assert!(!judged);
            } else if !judged {
                prop_assert!(longer_is_left(&open), "{rules:?}");
            }
        }
    }

    /// Whether a longer name, or a longer profile's name, is left over.
    fn longer_is_left(open: &dyn Fn(&Subject<'_>) -> bool) -> bool {
        let digests = ["0", "1", "2"].map(|d| d.repeat(64).parse().unwrap());
        let some = names();
        let join = |a: &String, b: &String| format!("{a}x{b}");
        let long: Vec<String> = some
            .iter()
            .filter(|n| n.len() < 4)
            .flat_map(|a| some.iter().filter(|n| n.len() < 4).map(move |b| join(a, b)))
            .collect();
        let short: Vec<&String> = some.iter().filter(|n| n.len() < 3).collect();
        long.iter().any(|act| open(&Subject { act, profile: None }))
            || long.iter().any(|act| {
                short.iter().any(|name| digests.iter().any(|d| open(&Subject { act, profile: Some((name, *d)) })))
            })
            || long.iter().any(|name| {
                some.iter().any(|act| digests.iter().any(|d| open(&Subject { act, profile: Some((name, *d)) })))
            })
    }
}
