//! Officers around a table, without a station: a roster of people with pens, a policy of one rule, a proposal, and the
//! decisions that are laid before [`chancery::approval::decide`].

#![allow(dead_code, reason = "each test uses its part")]

use std::collections::{BTreeMap, BTreeSet};

use chancery::act::{Act, Bound, Decision, Head, KeyGenerate, Nonce};
use chancery::approval::policy::Policy;
use chancery::approval::{Ballot, Demand, Enrolment, Moment, Person, Proposal, Roster, Statement, Verdict, decide};
use chancery::clock::{BatteryClock, Clock as _, DAY, Time};
use chancery::digest::Digest;
use chancery::mode::{Identity, Mode};
use chancery::safe::Label;

use super::pens::Pen;

/// Now, and a second: what was made in this process is not from the future.
pub fn now() -> Time {
    BatteryClock { bound: 1 }.read().unwrap().time.plus(1)
}

pub fn label(text: &str) -> Label {
    text.parse().unwrap()
}

/// The station of these tests.
pub fn identity() -> Identity {
    Identity { station: label("utopia"), mode: Mode::Rehearsal, epoch: 1 }
}

/// A person with pens.
pub struct Seat {
    pub id: Label,
    pub pens: Vec<Pen>,
    roles: BTreeSet<Label>,
    organisation: String,
}

impl Seat {
    /// Roles stand in one line, with blanks between.
    pub fn new(id: &str, roles: &str, organisation: &str, pens: Vec<Pen>) -> Self {
        let roles = roles.split_whitespace().map(label).collect();
        Seat { id: label(id), pens, roles, organisation: organisation.to_owned() }
    }

    /// With one SSH key that is made of the id.
    pub fn plain(id: &str) -> Self {
        Seat::new(id, "officer", &format!("office of {id}"), vec![Pen::ssh(id)])
    }

    pub fn roles(&self) -> &BTreeSet<Label> {
        &self.roles
    }

    pub fn organisation(&self) -> &str {
        &self.organisation
    }

    /// As others know them.
    pub fn enrolment(&self) -> Enrolment {
        let keys: Vec<_> = self.pens.iter().map(Pen::key).collect();
        let person = Person {
            officer: self.id.clone(),
            name: format!("Person {}", self.id),
            organisation: self.organisation.clone(),
            contact: "by courier".into(),
            roles: self.roles.clone(),
            recipient: None,
            witness_key: None,
            root_key: None,
        };
        Enrolment::new(person, &keys, identity(), head(), Nonce([1; 16]), now().plus(DAY)).unwrap()
    }

    /// A decision with the pen of this number.
    pub fn decides(&self, pen: usize, decision: Decision, proposal: &Proposal) -> Ballot {
        let reason = if decision.wants_reason() { "I have my reasons" } else { "" };
        let text = Statement::new(decision, reason, proposal.clone()).unwrap().text().unwrap().into_bytes();
        self.signs(pen, text)
    }

    /// A signature with the pen of this number over any octets, as a ballot.
    pub fn signs(&self, pen: usize, statement: Vec<u8>) -> Ballot {
        let pen = &self.pens[pen];
        let key = pen.key().identities()[0];
        let signature = pen.signature(&statement);
        Ballot { officer: self.id.clone(), key, statement, signature, taken: now() }
    }

    pub fn approves(&self, proposal: &Proposal) -> Ballot {
        self.decides(0, Decision::Approve, proposal)
    }
}

/// Where these proposals were made.
pub fn head() -> Head {
    Head { size: 7, root: Digest::of(b"root") }
}

/// To make a key, proposed by the officer of this name.
pub fn proposal(proposer: Option<&str>) -> Proposal {
    let act = KeyGenerate {
        vault: label("primary"),
        label: label("csca-2"),
        spec: serde_json::from_str("\"P-256\"").unwrap(),
        extractable: false,
    };
    Proposal {
        bound: Bound {
            what: Act::KeyGenerate(act),
            identity: identity(),
            preconditions: BTreeMap::from([("policy".to_owned(), Digest::of(b"policy"))]),
            head: head(),
            nonce: Nonce([7; 16]),
            expires: now().plus(7 * DAY),
            proposer: proposer.map(label),
        },
        rule: "keys".to_owned(),
        asks: "2 officers, not the proposer".to_owned(),
        seen: vec![("custodian".to_owned(), "nobody yet".to_owned())],
        warnings: vec![],
        last: None,
        material: vec![],
    }
}

/// A policy with one rule about everything; `fields` are lines of it.
pub fn policy(fields: &str) -> Policy {
    let text = format!(
        "name = \"one\"\ntitle = \"One rule\"\nmode = \"rehearsal\"\n\n[[rule]]\nname = \"all\"\nacts = [\"*\"]\n\
         {fields}\n"
    );
    let text = if fields.contains("validity") { text } else { text.replace("acts =", "validity = \"7 days\"\nacts =") };
    Policy::parse(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// Everybody.
pub fn roster(people: &[&Seat]) -> Roster {
    Roster::of(people.iter().map(|person| person.enrolment())).unwrap()
}

/// What is decided now.
pub fn decided(proposal: &Proposal, policy: &Policy, roster: &Roster, ballots: &[Ballot]) -> Verdict {
    decided_at(proposal, policy, roster, ballots, Moment { now: now(), attested: None })
}

/// What is decided then.
pub fn decided_at(proposal: &Proposal, policy: &Policy, roster: &Roster, ballots: &[Ballot], at: Moment) -> Verdict {
    let demand = Demand::Rule { policy: policy.digest(), rule: &policy.rules()[0] };
    decide(proposal, demand, roster, ballots, at).unwrap()
}
