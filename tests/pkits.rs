//! NIST's path validation suite against the services' chain, every case of it. What must be refused is
//! refused, without exception; what is refused although it might be accepted stands in a table with the reason.

#[path = "support/shared.rs"]
mod shared;

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use chancery::asn1;
use chancery::clock::Time;
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::Crl;
use chancery::pki::path::service::{self, Demand};
use chancery::pki::path::{Anchor, Anchors, PolicyDemand, RevocationStatus, VerifiedCrl};

const DSA: &str = "DSA: nobody issues it any more, and no signature of it is verified here";
const PARTIAL: &str = "lists that hold a part (issuingDistributionPoint) are refused: our CAs issue whole ones";
const INDIRECT: &str = "lists that another than the CA issues are refused: ours issue their own";
const DELTA: &str = "delta lists are refused, and a list that has deltas clears nobody without them";

/// Valid chains that are refused by design, with the reason.
const REFUSED: &[(&str, &str)] = &[
    ("4.1.4", DSA),
    ("4.1.5", DSA),
    ("4.5.3", PARTIAL),
    ("4.5.4", PARTIAL),
    ("4.5.6", PARTIAL),
    ("4.14.1", PARTIAL),
    ("4.14.4", PARTIAL),
    ("4.14.5", PARTIAL),
    ("4.14.7", PARTIAL),
    ("4.14.13", PARTIAL),
    ("4.14.18", PARTIAL),
    ("4.14.19", PARTIAL),
    ("4.14.22", INDIRECT),
    ("4.14.24", INDIRECT),
    ("4.14.25", INDIRECT),
    ("4.14.28", INDIRECT),
    ("4.14.29", INDIRECT),
    ("4.14.30", INDIRECT),
    ("4.14.33", INDIRECT),
    ("4.15.2", DELTA),
    ("4.15.5", DELTA),
    ("4.15.7", DELTA),
    ("4.15.8", DELTA),
];

fn words(case: &Value, field: &str) -> Vec<String> {
    let list = case[field].as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|n| n.as_str().unwrap().to_owned()).collect()
}

/// The object identifier of a policy of the suite.
fn policy(name: &str) -> Vec<u8> {
    let number = name.strip_prefix("NIST-test-policy-").unwrap_or_else(|| panic!("{name}"));
    asn1::oid_from_text(&format!("2.16.840.1.101.3.2.1.48.{number}")).unwrap()
}

/// One case: the chain from the anchor to the end entity, the lists, and what is asked of policies.
struct Case {
    certificates: Vec<Vec<u8>>,
    lists: Vec<Vec<u8>>,
    acceptable: Vec<Vec<u8>>,
    explicit: bool,
    without_mapping: bool,
    without_any: bool,
}

impl Case {
    fn read(folder: &Path, case: &Value) -> Self {
        let file = |kind: &str, name: &str, ending: &str| {
            std::fs::read(folder.join("PKITS_data").join(kind).join(format!("{name}.{ending}"))).unwrap()
        };
        Case {
            certificates: words(case, "certs").iter().map(|n| file("certs", n, "crt")).collect(),
            lists: words(case, "crls").iter().map(|n| file("crls", n, "crl")).collect(),
            acceptable: words(case, "SetInitialPolicySet").iter().map(|name| policy(name)).collect(),
            explicit: words(case, "SetInitialExplicitPolicy") == ["true"],
            without_mapping: words(case, "SetInitialPolicyMappingInhibit") == ["true"],
            without_any: words(case, "SetInitialInhibitAnyPolicy") == ["true"],
        }
    }

    /// The chain under its anchor, with lists whose signers have themselves a path and are not revoked.
    fn judge(&self, time: Time) -> Result<(), String> {
        let read = |der| Certificate::parse(der).map_err(|e| e.to_string());
        let (leaf, above) = self.certificates.split_last().unwrap();
        let (root, between) = above.split_first().unwrap();
        let root = Anchor::of(read(root)?).map_err(|e| e.to_string())?;
        let anchors = Anchors::new(vec![root.clone()]);
        let between: Vec<Certificate<'_>> = between.iter().map(|der| read(der)).collect::<Result<_, _>>()?;
        let mut signers = vec![root];
        let mut rest: Vec<&Certificate<'_>> = between.iter().collect();
        let lists = loop {
            let under = Anchors::new(signers.clone());
            let lists: Vec<VerifiedCrl<'_>> =
                self.lists.iter().filter_map(|der| VerifiedCrl::verify(Crl::parse(der).ok()?, &under).ok()).collect();
            let stands = |c: &&Certificate<'_>| {
                service::verify(c, &between, &anchors, &lists, None, time)
                    .is_ok_and(|path| path.revocation() == RevocationStatus::Unrevoked)
            };
            let (more, left): (Vec<_>, Vec<_>) = rest.into_iter().partition(stands);
            if more.is_empty() {
                break lists;
            }
            signers.extend(more.into_iter().filter_map(|c| Anchor::of(c.clone()).ok()));
            rest = left;
        };
        let acceptable: Vec<&[u8]> = self.acceptable.iter().map(Vec::as_slice).collect();
        let demand = Demand {
            purpose: None,
            policies: PolicyDemand {
                acceptable: &acceptable,
                explicit: self.explicit,
                without_mapping: self.without_mapping,
                without_any: self.without_any,
            },
        };
        let path = service::verify_with(&read(leaf)?, &between, &anchors, &lists, &demand, time);
        match path.map_err(|e| e.to_string())?.revocation() {
            RevocationStatus::Unrevoked => Ok(()),
            other => Err(format!("{other:?}")),
        }
    }
}

/// A case's number, its title, the suite's verdict and ours.
type Judged = (String, String, bool, Result<(), String>);

/// Every case of the suite, judged.
fn judged() -> Option<Vec<Judged>> {
    let folder = shared::shared("suites/pkits")?;
    let suite: Value = serde_json::from_slice(&std::fs::read(folder.join("pkits_cases.json")).unwrap()).unwrap();
    let time = "2012-01-01T00:00:00Z".parse().unwrap();
    let judge = |case: &Value| {
        let text = |field: &str| case[field].as_str().unwrap().to_owned();
        let wanted = case["should_validate"].as_bool().unwrap();
        (text("test"), text("title"), wanted, Case::read(&folder, case).judge(time))
    };
    Some(suite["cases"].as_array().unwrap().iter().map(judge).collect())
}

#[test]
fn every_case_ends_as_the_suite_says_or_is_refused_for_a_reason() {
    let Some(judged) = judged() else { return };
    assert_eq!(judged.len(), 247);
    let (mut wrong, mut excepted, mut as_wanted) = (Vec::new(), BTreeSet::new(), 0);
    for (test, title, wanted, verdict) in &judged {
        let exception = REFUSED.iter().find(|(refused, _)| refused == test);
        match (wanted, verdict) {
            (true, Err(_)) if exception.is_some() => {
                excepted.insert(test.as_str());
            }
            (wanted, verdict) if verdict.is_ok() != *wanted => wrong.push(format!("{test} {title}: {verdict:?}")),
            _ => as_wanted += 1,
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), judged.len(), wrong.join("\n"));
    let table: BTreeSet<&str> = REFUSED.iter().map(|(test, _)| *test).collect();
    assert_eq!(excepted, table, "an exception that is none any more");
    assert_eq!(as_wanted + REFUSED.len(), judged.len());
}

#[test]
fn refusals_are_for_the_reason_the_case_was_made_for() {
    let Some(judged) = judged() else { return };
    for (test, reason) in [
        ("4.1.2", "PATH-3"),
        ("4.1.3", "PATH-3"),
        ("4.2.1", "PATH-4"),
        ("4.2.6", "PATH-5"),
        ("4.3.1", "PATH-2"),
        ("4.4.1", "NoList"),
        ("4.4.3", "PATH-6"),
        ("4.4.11", "NoneInForce"),
        ("4.6.1", "is not a CA"),
        ("4.6.5", "allows fewer CAs below it"),
        ("4.7.1", "may not sign certificates"),
        ("4.8.4", "has no policy"),
        ("4.9.3", "has no policy"),
        ("4.10.7", "maps a policy from or to any policy"),
        ("4.10.8", "maps a policy from or to any policy"),
        ("4.11.1", "has no policy"),
        ("4.12.1", "has no policy"),
        ("4.13.2", "outside of those"),
        ("4.13.7", "excludes"),
        ("4.13.22", "outside of those"),
        ("4.13.33", "excludes"),
        ("4.13.38", "outside of those"),
        ("4.16.2", "PATH-7"),
    ] {
        let (_, title, _, verdict) = judged.iter().find(|(number, ..)| number == test).unwrap();
        let why = verdict.as_ref().unwrap_err();
        assert!(why.contains(reason), "{test} {title}: {why}");
    }
}
