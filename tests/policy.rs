//! Policies: what the rules of a file mean, held against plain models; the templates; what is refused; what lint finds
//! in people, by trying every group of them; and what it says of backups.

#[path = "support/project.rs"]
mod project;

#[path = "policy/backup.rs"]
mod backup;
#[path = "policy/meeting.rs"]
mod meeting;
#[path = "policy/refused.rs"]
mod refused;
#[path = "policy/templates.rs"]
mod templates;

use chancery::approval::policy::{Policy, ProfileMatch, Rule, Subject};
use chancery::digest::Digest;
use proptest::prelude::*;

/// A policy of these rules, with this head.
pub fn policy(mode: &str, rules: &str) -> Policy {
    let text = format!("name = \"p\"\ntitle = \"P\"\nmode = {mode}\n{rules}");
    Policy::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// The plainest model of a glob: every way of cutting the name.
fn fits(glob: &str, name: &str) -> bool {
    match glob.split_once('*') {
        None => glob == name,
        Some((before, behind)) => name
            .strip_prefix(before)
            .is_some_and(|rest| (0..=rest.len()).any(|cut| rest.get(cut..).is_some_and(|end| fits(behind, end)))),
    }
}

/// Whether a rule is about a subject, from its getters alone.
fn about(rule: &Rule, subject: &Subject<'_>) -> bool {
    let profile = |(name, digest): (&str, Digest)| {
        rule.profiles().iter().any(|wanted| match wanted {
            ProfileMatch::Name(glob) => fits(glob.as_str(), name),
            ProfileMatch::Digest(pinned) => *pinned == digest,
        })
    };
    rule.acts().iter().any(|glob| fits(glob.as_str(), subject.act))
        && (rule.profiles().is_empty() || subject.profile.is_some_and(profile))
}

#[test]
fn the_first_rule_that_matches_decides_and_none_is_a_refusal() {
    let text = "[[rule]]\nname='roots'\nacts=['certificate.issue']\nprofiles=['csca-*']\nquorum=3\nvalidity='1 day'\n\
                [[rule]]\nname='keys'\nacts=['key.*']\nquorum=2\nvalidity='1 day'\n\
                [[rule]]\nname='late'\nacts=['key.lock', 'certificate.*']\nquorum=1\nvalidity='1 day'\n";
    let policy = policy("'production'", text);
    let digest = Digest::of(b"profile");
    let name = |act, profile: Option<&'static str>| {
        let subject = Subject { act, profile: profile.map(|name| (name, digest)), trust_rule: None };
        policy.rule_for(&subject).map(|rule| rule.name().to_string())
    };
    assert_eq!(name("certificate.issue", Some("csca-root")).as_deref(), Some("roots"));
    assert_eq!(name("certificate.issue", Some("document-signer")).as_deref(), Some("late"));
    assert_eq!(name("certificate.issue", None).as_deref(), Some("late"), "no profile is none of those");
    assert_eq!(name("key.lock", None).as_deref(), Some("keys"));
    assert_eq!(name("key", None), None);
    assert_eq!(name("policy.adopt", None), None);
    assert_eq!(name("KEY.LOCK", None), None);
    assert_eq!(name("", None), None);
}

#[test]
fn a_pinned_profile_is_known_by_its_bytes_and_not_by_its_name() {
    let (pinned, changed) = (Digest::of(b"profile"), Digest::of(b"profile, changed"));
    let text = format!(
        "[[rule]]\nname='roots'\nacts=['*']\nprofiles=['sha256:{pinned}']\nquorum=3\nvalidity='1 day'\n\
         [[rule]]\nname='others'\nacts=['*']\nquorum=2\nvalidity='1 day'\n"
    );
    let policy = policy("'production'", &text);
    let name = |profile| {
        let subject = Subject { act: "certificate.issue", profile: Some(profile), trust_rule: None };
        policy.rule_for(&subject).map(|rule| rule.name().to_string())
    };
    assert_eq!(name(("csca-root", pinned)).as_deref(), Some("roots"));
    assert_eq!(name(("other-name", pinned)).as_deref(), Some("roots"));
    assert_eq!(name(("csca-root", changed)).as_deref(), Some("others"));
}

#[test]
fn every_byte_of_the_text_is_in_the_digest() {
    let text = "# a comment\nname='p'\ntitle='P'\nmode='production'\n[[rule]]\nname='r'\nacts=['*']\nquorum=2\nvalidity='1 day'\n";
    let policy = Policy::parse(text).unwrap();
    assert_eq!((policy.digest(), policy.text()), (Digest::of(text.as_bytes()), text));
    for changed in [text.replace("a comment", "b comment"), format!("{text}\n")] {
        let other = Policy::parse(&changed).unwrap();
        assert_eq!(other.rules().len(), 1);
        assert_ne!(other.digest(), policy.digest());
    }
}

fn rule() -> impl Strategy<Value = String> {
    let glob = || "[ab.*]{1,4}".prop_filter("one star at a time", |text| !text.contains("**"));
    let pin = (0u8..3).prop_map(|n| format!("sha256:{}", n.to_string().repeat(64)));
    let profile = prop_oneof![3 => glob(), 1 => pin];
    let list = |set: std::collections::BTreeSet<String>| format!("{:?}", set.into_iter().collect::<Vec<_>>());
    (proptest::collection::btree_set(glob(), 1..4), proptest::collection::btree_set(profile, 0..3)).prop_map(
        move |(acts, profiles)| {
            let profiles = if profiles.is_empty() { String::new() } else { format!("profiles={}\n", list(profiles)) };
            format!("acts={}\n{profiles}quorum=2\nvalidity='1 day'\n", list(acts))
        },
    )
}

proptest! {
    #[test]
    fn the_rule_that_decides_is_the_one_the_plain_model_says(
        rules in proptest::collection::vec(rule(), 1..5),
        act in "[ab.]{1,5}",
        name in proptest::option::of("[ab]{1,4}"),
        digest in 0u8..3,
    ) {
        let text: String = rules.iter().enumerate().map(|(n, r)| format!("[[rule]]\nname='r{n}'\n{r}")).collect();
        let policy = policy("['production', 'rehearsal']", &text);
        let digest = digest.to_string().repeat(64).parse().unwrap();
        let subject = Subject { act: &act, profile: name.as_deref().map(|name| (name, digest)), trust_rule: None };
        let expected = policy.rules().iter().position(|rule| about(rule, &subject));
        let found = policy.rule_for(&subject).map(|rule| rule.name().to_string());
        prop_assert_eq!(found, expected.map(|n| format!("r{n}")));
    }
}
