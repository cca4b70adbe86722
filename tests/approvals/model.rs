//! The counter against a model of it that tries everything: random rosters, rules and decisions, the same verdict and
//! the same people counted.

use std::collections::{BTreeMap, BTreeSet};

use chancery::act::Decision;
use chancery::approval::Ballot;
use chancery::safe::Label;
use proptest::prelude::*;

use super::pens::Pen;
use super::table::{Seat, decided, label, policy, proposal, roster};

const NAMES: [&str; 6] = ["ann", "bob", "carol", "dan", "eve", "fay"];
const ROLES: [&str; 3] = ["auditor", "custodian", "officer"];
/// The second and the third are one: case and blanks do not tell organisations apart.
const ORGANISATIONS: [&str; 4] = ["Court", "Ministry of  Seals", "ministry of seals", "Bank"];

#[derive(Clone, Debug)]
struct Somebody {
    roles: BTreeSet<usize>,
    organisation: usize,
    keys: usize,
}

#[derive(Clone, Debug)]
struct Rule {
    quorum: usize,
    places: Vec<usize>,
    from: BTreeSet<usize>,
    organisations: usize,
    apart: bool,
    veto: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Good,
    BadSignature,
    OtherProposal,
    AlteredText,
    OtherName,
    OtherKeyOfTheSame,
    OtherDecision,
}

#[derive(Clone, Debug)]
struct Said {
    who: usize,
    key: usize,
    decision: Decision,
    kind: Kind,
}

#[derive(Clone, Debug)]
struct Story {
    people: Vec<Somebody>,
    rule: Rule,
    proposer: Option<usize>,
    said: Vec<Said>,
}

fn stories() -> impl Strategy<Value = Story> {
    let somebody = (prop::collection::btree_set(0..3usize, 1..=3), 0..4usize, 1..=2usize)
        .prop_map(|(roles, organisation, keys)| Somebody { roles, organisation, keys });
    let rule = (1..=4usize)
        .prop_flat_map(|quorum| {
            let places = prop_oneof![Just(vec![]), prop::collection::vec(0..3usize, 0..=quorum)];
            let from = prop_oneof![2 => Just(BTreeSet::new()), 1 => prop::collection::btree_set(0..3usize, 1..=2)];
            (Just(quorum), places, from, 0..=quorum, any::<bool>(), any::<bool>())
        })
        .prop_map(|(quorum, places, from, organisations, apart, veto)| Rule {
            quorum,
            places,
            from,
            organisations,
            apart,
            veto,
        });
    let decision = prop_oneof![
        12 => Just(Decision::Approve),
        4 => Just(Decision::Propose),
        1 => Just(Decision::Refuse),
        1 => Just(Decision::Withdraw),
    ];
    let kind = prop_oneof![
        12 => Just(Kind::Good),
        1 => Just(Kind::BadSignature),
        1 => Just(Kind::OtherProposal),
        1 => Just(Kind::AlteredText),
        1 => Just(Kind::OtherName),
        1 => Just(Kind::OtherKeyOfTheSame),
        1 => Just(Kind::OtherDecision),
    ];
    let said =
        (0..6usize, 0..2usize, decision, kind).prop_map(|(who, key, decision, kind)| Said { who, key, decision, kind });
    let proposer = prop_oneof![1 => Just(None), 3 => (0..6usize).prop_map(Some)];
    (prop::collection::vec(somebody, 1..=6), rule, proposer, prop::collection::vec(said, 0..=10)).prop_map(
        |(people, rule, proposer, mut said)| {
            for one in &mut said {
                one.who %= people.len();
                one.key %= people[one.who].keys;
            }
            // Somebody who proposes mostly says so.
            if let Some(proposer) = proposer.filter(|p| p % 2 == 0 && *p < people.len()) {
                said.push(Said { who: proposer, key: 0, decision: Decision::Propose, kind: Kind::Good });
            }
            Story { people, rule, proposer, said }
        },
    )
}

/// What the model says: whether it may be performed, and whose approvals count.
fn model(story: &Story) -> (bool, BTreeSet<usize>) {
    let Story { people, rule, proposer, said } = story;
    // A word of warning counts whatever the lines around it say; an approval to the octet alone.
    let counts = |s: &Said| match s.kind {
        Kind::Good => true,
        Kind::AlteredText => matches!(s.decision, Decision::Refuse | Decision::Withdraw),
        _ => false,
    };
    let says =
        |who: usize, decision: Decision| said.iter().any(|s| s.who == who && s.decision == decision && counts(s));
    let everybody = 0..people.len();
    let counted: BTreeSet<usize> = everybody
        .clone()
        .filter(|&who| says(who, Decision::Approve) && !says(who, Decision::Refuse))
        .filter(|&who| !(rule.apart && *proposer == Some(who)))
        .filter(|&who| rule.from.is_empty() || people[who].roles.iter().any(|role| rule.from.contains(role)))
        .collect();
    let spoken = |decision| everybody.clone().any(|who| says(who, decision));
    let plain = |who: &usize| ORGANISATIONS[people[*who].organisation].to_lowercase().replace("  ", " ");
    let organisations: BTreeSet<String> = counted.iter().map(plain).collect();
    let proposed = proposer.is_some_and(|who| who < people.len() && says(who, Decision::Propose));
    let stopped = spoken(Decision::Withdraw) || (rule.veto && spoken(Decision::Refuse));
    let unproposed = rule.apart && !proposed;
    let done = !stopped
        && !unproposed
        && counted.len() >= rule.quorum
        && organisations.len() >= rule.organisations
        && seats(&rule.places, &counted.iter().copied().collect::<Vec<_>>(), people);
    (done, counted)
}

/// Whether the people can sit in these places, one each: every way is tried.
fn seats(places: &[usize], free: &[usize], people: &[Somebody]) -> bool {
    let Some((place, rest)) = places.split_first() else { return true };
    free.iter().enumerate().any(|(at, who)| {
        let mut others = free.to_vec();
        others.remove(at);
        people[*who].roles.contains(place) && seats(rest, &others, people)
    })
}

fn rule_text(rule: &Rule) -> String {
    let names = |roles: &BTreeSet<usize>| {
        roles.iter().map(|role| format!("\"{}\"", ROLES[*role])).collect::<Vec<_>>().join(", ")
    };
    let mut text = format!("quorum = {}\nproposer-apart = {}\nveto = {}\n", rule.quorum, rule.apart, rule.veto);
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    rule.places.iter().for_each(|role| *places.entry(*role).or_default() += 1);
    if !places.is_empty() {
        let each: Vec<String> = places.iter().map(|(role, count)| format!("{} = {count}", ROLES[*role])).collect();
        text.push_str(&format!("roles = {{ {} }}\n", each.join(", ")));
    }
    if !rule.from.is_empty() {
        text.push_str(&format!("from = [{}]\n", names(&rule.from)));
    }
    if rule.organisations > 0 {
        text.push_str(&format!("organisations = {}\n", rule.organisations));
    }
    text
}

fn seat(number: usize, somebody: &Somebody) -> Seat {
    let roles: Vec<&str> = somebody.roles.iter().map(|role| ROLES[*role]).collect();
    let pens = (0..somebody.keys).map(|key| Pen::ssh(&format!("{number}-{key}"))).collect();
    Seat::new(NAMES[number], &roles.join(" "), ORGANISATIONS[somebody.organisation], pens)
}

fn ballot(said: &Said, seats: &[Seat], about: &chancery::approval::Proposal) -> Ballot {
    let (seat, decision) = (&seats[said.who], said.decision);
    let good = seat.decides(said.key, decision, about);
    match said.kind {
        Kind::Good => good,
        Kind::BadSignature => Ballot { signature: seat.signs(said.key, b"something else".to_vec()).signature, ..good },
        Kind::OtherProposal => {
            let mut other = about.clone();
            other.bound.identity.epoch += 1;
            seat.decides(said.key, decision, &other)
        }
        Kind::AlteredText => seat.signs(said.key, [&good.statement[..], b"\n"].concat()),
        Kind::OtherName => Ballot { officer: label("nobody"), ..good },
        // The key that is named is not the one that signed.
        Kind::OtherKeyOfTheSame => Ballot { key: Pen::ssh("nobody's").key().identities()[0], ..good },
        Kind::OtherDecision => {
            let other = if decision == Decision::Approve { Decision::Propose } else { Decision::Approve };
            Ballot { statement: seat.decides(said.key, other, about).statement, ..good }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_counter_agrees_with_a_model_that_tries_everything(story in stories()) {
        let seats: Vec<Seat> = story.people.iter().enumerate().map(|(n, one)| seat(n, one)).collect();
        let about = proposal(story.proposer.map(|who| NAMES[who]));
        let ballots: Vec<Ballot> = story.said.iter().map(|said| ballot(said, &seats, &about)).collect();
        let everybody = roster(&seats.iter().collect::<Vec<_>>());
        let verdict = decided(&about, &policy(&rule_text(&story.rule)), &everybody, &ballots);
        let (done, counted) = model(&story);
        let found: BTreeSet<Label> = verdict
            .counted()
            .iter()
            .filter(|voice| voice.decision == Decision::Approve)
            .map(|voice| voice.officer.clone())
            .collect();
        prop_assert_eq!(found, counted.iter().map(|who| label(NAMES[*who])).collect::<BTreeSet<_>>());
        let approvals = verdict.counted().iter().filter(|voice| voice.decision == Decision::Approve).count();
        prop_assert_eq!(approvals, counted.len(), "one person, one voice");
        prop_assert_eq!(verdict.lacking().is_empty(), done);
        prop_assert_eq!(verdict.approved(&about).is_ok(), done);
    }
}

/// The stories are not all of one kind.
#[test]
fn the_model_sees_quorums_met_and_not_met() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let met = (0..500).filter(|_| model(&stories().new_tree(&mut runner).unwrap().current()).0).count();
    assert!((40..460).contains(&met), "{met} of 500 are met");
}
