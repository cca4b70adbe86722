//! Hundreds of decisions that must not count, each with the clause that says why; and what is lacking where too few do.

use chancery::act::{Act, Decision, KeyLock, Nonce};
use chancery::approval::key::Signature;
use chancery::approval::{Ballot, Differs, Enrolment, LastSuch, Moment, Proposal, Roster, Statement};
use chancery::clock::DAY;
use chancery::digest::Digest;
use chancery::fault::Fail as _;
use chancery::mode::Mode;

use super::pens::Pen;
use super::table::{Seat, decided, decided_at, label, now, policy, proposal, roster};

/// One decision that must not count.
struct Case {
    name: String,
    ballot: Result<Ballot, String>,
    clause: &'static str,
}

/// Three people, a form of key each.
fn people() -> [Seat; 3] {
    let seat = |id: &str, pen| Seat::new(id, "officer", &format!("office of {id}"), vec![pen]);
    [seat("ann", Pen::ssh("ann")), seat("bob", Pen::x509("bob", 30)), seat("carol", Pen::openpgp("carol"))]
}

fn statement(decision: Decision, about: &Proposal) -> Vec<u8> {
    let reason = if decision.wants_reason() { "because" } else { "" };
    Statement::new(decision, reason, about.clone()).unwrap().text().unwrap().into_bytes()
}

/// The same proposal with one thing changed, each thing once.
fn others(of: &Proposal) -> Vec<(&'static str, Proposal)> {
    type Change = fn(&mut Proposal);
    let changes: [(&'static str, Change); 17] = [
        ("another act", |p| p.bound.what = Act::KeyLock(KeyLock { key: label("csca-2") })),
        ("another parameter", |p| {
            let Act::KeyGenerate(act) = &mut p.bound.what else { panic!() };
            act.extractable = true;
        }),
        ("another station", |p| p.bound.identity.station = label("erewhon")),
        ("production", |p| p.bound.identity.mode = Mode::Production),
        ("specimen", |p| p.bound.identity.mode = Mode::Specimen),
        ("another epoch", |p| p.bound.identity.epoch = 2),
        ("another precondition", |p| p.bound.preconditions.extend([("policy".into(), Digest::of(b"weaker"))])),
        ("one precondition more", |p| p.bound.preconditions.extend([("roster".into(), Digest::of(b"roster"))])),
        ("no precondition", |p| p.bound.preconditions.clear()),
        ("a longer ledger", |p| p.bound.head.size += 1),
        ("another ledger", |p| p.bound.head.root = Digest::of(b"other")),
        ("another nonce", |p| p.bound.nonce = Nonce([8; 16])),
        ("another expiry", |p| p.bound.expires = p.bound.expires.plus(1)),
        ("another proposer", |p| p.bound.proposer = Some(label("bob"))),
        ("something else seen", |p| p.seen[0].1 = "somebody".into()),
        ("a warning more", |p| p.warnings.push("careful".into())),
        ("another last act", |p| {
            let differs = vec![Differs { field: "kind".into(), before: "P-384".into(), now: "P-256".into() }];
            p.last = Some(LastSuch { entry: 3, differs });
        }),
    ];
    changes
        .into_iter()
        .map(|(name, change)| {
            let mut other = of.clone();
            change(&mut other);
            (name, other)
        })
        .collect()
}

/// Every decision of one person that must not count.
fn cases_of(people: &[Seat; 3], who: usize, about: &Proposal) -> Vec<Case> {
    let (seat, mut cases) = (&people[who], Vec::new());
    let good = seat.approves(about);
    let form = good.signature.form();
    let mut add = |name: String, clause, ballot: Ballot| {
        cases.push(Case { name: format!("{} ({form}): {name}", seat.id), ballot: Ok(ballot), clause });
    };
    // Another statement, signed well.
    for (name, other) in others(about) {
        add(format!("approves {name}"), "APPROVAL-7", seat.approves(&other));
        let ballot = Ballot { statement: good.statement.clone(), ..seat.approves(&other) };
        add(format!("approves {name}, passed off as this"), "SIGNATURE-20", ballot);
    }
    // This statement, altered after it was signed, and altered and signed again.
    let text = &good.statement;
    for at in [0, 1, 8, 21, 25, 40, text.len() / 3, text.len() / 2, text.len() - 30, text.len() - 1] {
        let mut altered = text.clone();
        altered[at] ^= 1;
        let ballot = Ballot { statement: altered.clone(), ..good.clone() };
        add(format!("octet {at} flipped after signing"), "APPROVAL-7", ballot);
        add(format!("octet {at} flipped before signing"), "APPROVAL-7", seat.signs(0, altered));
    }
    let crlf = String::from_utf8(text.clone()).unwrap().replace('\n', "\r\n").into_bytes();
    let bare = about.text().unwrap().into_bytes();
    for (name, other) in [
        ("nothing", vec![]),
        ("its first line", text[..20].to_vec()),
        ("all but its last octet", text[..text.len() - 1].to_vec()),
        ("half of it", text[..text.len() / 2].to_vec()),
        ("a line more", [text, &b"\n"[..]].concat()),
        ("a blank before", [b" ", &text[..]].concat()),
        ("the statement twice", [&text[..], text].concat()),
        ("the proposal without a decision", bare),
    ] {
        add(format!("signs {name}"), "APPROVAL-7", seat.signs(0, other.clone()));
        let ballot = Ballot { statement: text.clone(), ..seat.signs(0, other) };
        add(format!("signs {name}, passed off as the whole"), "SIGNATURE-20", ballot);
    }
    let clause = if who == 1 { "SIGNATURE-8" } else { "SIGNATURE-20" };
    add("signs it with other line ends".into(), clause, Ballot { statement: text.clone(), ..seat.signs(0, crlf) });
    for decision in [Decision::Propose, Decision::Refuse, Decision::Withdraw] {
        let ballot = Ballot { statement: text.clone(), ..seat.decides(0, decision, about) };
        add(format!("signs '{}', passed off as approval", decision.word()), "SIGNATURE-20", ballot);
        let ballot = Ballot { statement: statement(decision, about), ..good.clone() };
        add(format!("approves, passed off as '{}'", decision.word()), "SIGNATURE-20", ballot);
    }
    // Somebody else's key, name or signature.
    let strangers = [Pen::ssh("mallory"), Pen::x509("mallory", 30), Pen::openpgp("mallory")];
    for (other, stranger) in strangers.iter().enumerate() {
        let signature = stranger.signature(text);
        let clause = if other == who { "SIGNATURE-18" } else { "SIGNATURE-17" };
        let key = stranger.key().identities()[0];
        add(format!("a stranger's {} signature", signature.form()), clause, Ballot { signature, ..good.clone() });
        add(format!("a stranger's {} key", stranger.key().form()), "QUORUM-5", Ballot { key, ..good.clone() });
    }
    for other in people.iter().filter(|other| other.id != seat.id) {
        let theirs = other.approves(about);
        let ballot = Ballot { signature: theirs.signature.clone(), ..good.clone() };
        add(format!("the signature of {}", other.id), "SIGNATURE-17", ballot);
        add(format!("the key of {}", other.id), "QUORUM-5", Ballot { key: theirs.key, ..good.clone() });
        let ballot = Ballot { officer: other.id.clone(), ..good.clone() };
        add(format!("in the name of {}", other.id), "QUORUM-5", ballot);
    }
    add("in nobody's name".into(), "QUORUM-5", Ballot { officer: label("nobody"), ..good.clone() });
    add("by no key".into(), "QUORUM-5", Ballot { key: Digest::of(b""), ..good.clone() });
    if who == 0 {
        let read = |name: String, clause, octets: &[u8]| {
            let ballot = match Signature::read(octets) {
                Ok(signature) => Ok(Ballot { signature, ..good.clone() }),
                Err(error) => Err(error.clause().unwrap_or("none").to_owned()),
            };
            Case { name, ballot, clause }
        };
        for namespace in
            ["file", "git", "", "chancery", "chancery-decision ", "Chancery-Decision", "chancery-decision\n"]
        {
            let octets = seat.pens[0].ssh_signature(namespace, text);
            cases.push(read(format!("ssh in the namespace {namespace:?}"), "SIGNATURE-12", &octets));
        }
    }
    cases
}

#[test]
fn at_least_200_decisions_that_must_not_count_do_not_and_each_is_refused_for_its_own_reason() {
    let (people, about, rule) = (people(), proposal(Some("dan")), policy("quorum = 3\nproposer-apart = false"));
    let everybody = roster(&people.each_ref());
    let good: Vec<Ballot> = people.iter().map(|seat| seat.approves(&about)).collect();
    let _ = decided(&about, &rule, &everybody, &good).approved(&about).expect("without any alteration it is approved");
    let mut refused = 0;
    for who in 0..3 {
        for Case { name, ballot, clause } in cases_of(&people, who, &about) {
            refused += 1;
            let ballot = match ballot {
                Ok(ballot) => ballot,
                Err(found) => {
                    assert_eq!(found, clause, "{name}");
                    continue;
                }
            };
            let mut ballots = good.clone();
            ballots[who] = ballot;
            let verdict = decided(&about, &rule, &everybody, &ballots);
            assert_eq!(verdict.counted().len(), 2, "{name}");
            let [one] = verdict.uncounted() else { panic!("{name}: {:?}", verdict.uncounted()) };
            assert_eq!(one.clause, Some(clause), "{name}: {}", one.words);
            assert!(one.words.starts_with(&format!("{clause}: ")), "{name}: {}", one.words);
            let error = verdict.approved(&about).unwrap_err();
            assert_eq!(error.clause(), Some("QUORUM-2"), "{name}: {error}");
        }
    }
    println!("{refused} decisions refused");
    assert!(refused >= 200, "{refused}");
}

/// What is lacking, first of all.
fn lacking(about: &Proposal, rule: &str, everybody: &Roster, ballots: &[Ballot]) -> Option<&'static str> {
    let verdict = decided(about, &policy(rule), everybody, ballots);
    verdict.approved(about).err().map(|error| error.clause().unwrap())
}

#[test]
fn too_few_people_are_too_few_however_often_they_sign() {
    let names = ["ann", "bob", "carol", "dan", "eve", "fay", "gus", "hal", "ida"];
    let people: Vec<Seat> = names
        .iter()
        .map(|name| Seat::new(name, "officer", "one", vec![Pen::ssh(name), Pen::ssh(&format!("{name} again"))]))
        .collect();
    let everybody = roster(&people.iter().collect::<Vec<_>>());
    let about = proposal(None);
    for wanted in 1..=names.len() {
        let rule = format!("quorum = {wanted}\nproposer-apart = false");
        for have in 0..=names.len() {
            // Each with both keys, and with the first once more.
            let pens = [0, 1, 0];
            let by = |seat: &Seat| pens.map(|pen| seat.decides(pen, Decision::Approve, &about));
            let ballots: Vec<Ballot> = people[..have].iter().flat_map(by).collect();
            let found = lacking(&about, &rule, &everybody, &ballots);
            assert_eq!(found, (have < wanted).then_some("QUORUM-2"), "{have} of {wanted}");
        }
    }
    let twice = [people[0].decides(0, Decision::Approve, &about), people[0].decides(1, Decision::Approve, &about)];
    let verdict = decided(&about, &policy("quorum = 2\nproposer-apart = false"), &everybody, &twice);
    assert_eq!(verdict.uncounted()[0].clause, Some("QUORUM-9"));
}

#[test]
fn one_raw_key_is_one_persons_in_whatever_form_it_is_enrolled() {
    let raw = Pen::ssh("shared");
    let forms: [fn(&Pen) -> Pen; 3] = [|_| Pen::ssh("shared"), |raw| raw.in_x509("x"), |raw| raw.in_openpgp("x")];
    for first in forms {
        for second in forms {
            let ann = Seat::new("ann", "officer", "one", vec![first(&raw)]);
            let bob = Seat::new("bob", "officer", "two", vec![Pen::ssh("own"), second(&raw)]);
            let error = Roster::of([ann.enrolment(), bob.enrolment()]).unwrap_err();
            assert_eq!(error.clause(), Some("QUORUM-1"), "{error}");
        }
    }
    // One person neither has it twice.
    for form in forms {
        let keys = [raw.key(), form(&raw).key()];
        let mut person = Seat::plain("ann").enrolment().person;
        person.officer = label("ann");
        let error = chancery::approval::Enrolment::new(
            person,
            &keys,
            super::table::identity(),
            super::table::head(),
            Nonce([1; 16]),
            now().plus(DAY),
        )
        .unwrap_err();
        assert_eq!(error.clause(), Some("ENROLL-2"), "{error}");
    }
}

#[test]
fn roles_organisations_and_the_proposer_are_what_the_rule_says() {
    let seat = |id: &str, roles: &str, organisation: &str| Seat::new(id, roles, organisation, vec![Pen::ssh(id)]);
    let people = [
        seat("ann", "officer", "Ministry"),
        seat("bob", "officer auditor", "  ministry "),
        seat("carol", "auditor", "Court"),
        seat("dan", "operator", "Court"),
    ]
    .map(|seat| match seat.organisation().trim() == seat.organisation() {
        true => seat,
        // An organisation begins and ends with no blank (ENROLL-2); blanks inside and case are the same one.
        false => Seat::new("bob", "officer auditor", "MINISTRY", vec![Pen::ssh("bob")]),
    });
    let everybody = roster(&people.each_ref());
    let check = |rule: &str, proposer: Option<&str>, who: &[(usize, Decision)], clause: Option<&str>| {
        let about = proposal(proposer);
        let ballots: Vec<Ballot> = who.iter().map(|(i, d)| people[*i].decides(0, *d, &about)).collect();
        assert_eq!(lacking(&about, rule, &everybody, &ballots), clause, "{rule}: {proposer:?} {who:?}");
    };
    use Decision::{Approve, Propose, Refuse, Withdraw};
    let two = "quorum = 2\nproposer-apart = false";
    let places = "quorum = 2\nproposer-apart = false\nroles = { officer = 1, auditor = 1 }";
    check(places, None, &[(0, Approve), (2, Approve)], None);
    check(places, None, &[(0, Approve), (1, Approve)], None);
    check(places, None, &[(0, Approve), (3, Approve)], Some("QUORUM-3"));
    check(places, None, &[(2, Approve), (3, Approve)], Some("QUORUM-3"));
    check(
        "quorum = 2\nproposer-apart = false\nroles = { auditor = 2 }",
        None,
        &[(0, Approve), (1, Approve)],
        Some("QUORUM-3"),
    );
    // Who has none of the roles does not count at all.
    let from = "quorum = 2\nproposer-apart = false\nfrom = [\"officer\", \"auditor\"]";
    check(from, None, &[(0, Approve), (3, Approve)], Some("QUORUM-2"));
    check(from, None, &[(0, Approve), (2, Approve)], None);
    let orgs = "quorum = 2\nproposer-apart = false\norganisations = 2";
    check(orgs, None, &[(0, Approve), (1, Approve)], Some("QUORUM-4"));
    check(orgs, None, &[(2, Approve), (3, Approve)], Some("QUORUM-4"));
    check(orgs, None, &[(0, Approve), (3, Approve)], None);
    // The proposer.
    let apart = "quorum = 2\nproposer-apart = true";
    check(apart, None, &[(0, Approve), (1, Approve)], Some("QUORUM-6"));
    check(apart, Some("dan"), &[(0, Approve), (1, Approve)], Some("QUORUM-6"));
    check(apart, Some("dan"), &[(2, Propose), (0, Approve), (1, Approve)], Some("QUORUM-6"));
    check(apart, Some("dan"), &[(3, Propose), (0, Approve), (3, Approve)], Some("QUORUM-2"));
    check(apart, Some("nobody"), &[(3, Propose), (0, Approve), (1, Approve)], Some("QUORUM-6"));
    check(apart, Some("dan"), &[(3, Propose), (0, Approve), (1, Approve)], None);
    check(two, Some("dan"), &[(0, Approve), (3, Approve)], None);
    // A withdrawal by anybody, a refusal where it stops, and a refusal beats the same officer's approval.
    let all = [(0, Approve), (1, Approve), (2, Approve)];
    check(two, None, &[&all[..], &[(3, Withdraw)]].concat(), Some("APPROVAL-5"));
    check(two, None, &[&all[..], &[(0, Withdraw)]].concat(), Some("APPROVAL-5"));
    check(two, None, &[&all[..], &[(3, Refuse)]].concat(), None);
    check(
        "quorum = 2\nproposer-apart = false\nveto = true",
        None,
        &[&all[..], &[(3, Refuse)]].concat(),
        Some("APPROVAL-6"),
    );
    check("quorum = 3\nproposer-apart = false", None, &[&all[..], &[(0, Refuse)]].concat(), Some("QUORUM-2"));
    check("quorum = 3\nproposer-apart = false", None, &[&[(0, Refuse)][..], &all].concat(), Some("QUORUM-2"));
    check(two, None, &[&all[..], &[(0, Refuse)]].concat(), None);
}

#[test]
fn nothing_is_performed_before_its_time_or_after_it() {
    let people = [Seat::plain("ann"), Seat::new("bob", "officer", "two", vec![Pen::x509("bob", 3)])];
    let (about, everybody) = (proposal(None), roster(&people.each_ref()));
    let ballots: Vec<Ballot> = people.iter().map(|seat| seat.approves(&about)).collect();
    let check = |rule: &str, after: i64, attested: Option<i64>, clause: Option<&str>| {
        let moment = Moment { now: now().plus(after), attested };
        let verdict = decided_at(&about, &policy(rule), &everybody, &ballots, moment);
        let found = verdict.approved(&about).err().map(|error| error.clause().unwrap());
        assert_eq!(found, clause, "{rule} {after} {attested:?}");
    };
    let two = "quorum = 2\nproposer-apart = false";
    let one = "quorum = 1\nproposer-apart = false";
    check(two, 0, None, None);
    check(one, 7 * DAY - 10, None, None);
    for after in [7 * DAY, 7 * DAY + 1, 3650 * DAY] {
        check(one, after, None, Some("APPROVAL-1"));
    }
    // Bob's certificate ends two days from now: what he approved counts no more.
    check(two, DAY, None, None);
    check(two, 3 * DAY, None, Some("QUORUM-2"));
    let cooling = "quorum = 2\nproposer-apart = false\ncooling-off = \"24 hours\"";
    check(cooling, 0, None, Some("COOLING-2"));
    // The station's own clock is no witness: only readings of others count.
    check(cooling, DAY + 60, None, Some("COOLING-2"));
    check(cooling, DAY + 60, Some(0), Some("COOLING-1"));
    check(cooling, DAY + 60, Some(DAY - 1), Some("COOLING-1"));
    check(cooling, DAY + 60, Some(-DAY), Some("COOLING-1"));
    check(cooling, DAY + 60, Some(DAY), None);
}

#[test]
fn what_stops_a_proposal_goes_on_stopping_it_when_its_key_has_expired() {
    let people = [Seat::plain("ann"), Seat::new("bob", "officer", "two", vec![Pen::x509("bob", 3)])];
    let (about, everybody) = (proposal(None), roster(&people.each_ref()));
    let later = Moment { now: now().plus(5 * DAY), attested: None };
    for (decision, clause) in [(Decision::Withdraw, "APPROVAL-5"), (Decision::Refuse, "APPROVAL-6")] {
        let ballots = [people[0].approves(&about), people[1].decides(0, decision, &about)];
        let rule = policy("quorum = 1\nproposer-apart = false\nveto = true");
        let verdict = decided_at(&about, &rule, &everybody, &ballots, later);
        assert_eq!(verdict.approved(&about).unwrap_err().clause(), Some(clause));
        // Taken in when the key had expired already, it is nobody's word.
        let late = Ballot { taken: later.now, ..ballots[1].clone() };
        let verdict = decided_at(&about, &rule, &everybody, &[ballots[0].clone(), late], later);
        assert_eq!(verdict.uncounted()[0].clause, Some("OFFICER-KEY-10"));
    }
}

#[test]
fn a_refusal_goes_on_stopping_it_when_the_same_is_worded_otherwise_and_an_approval_does_not_go_on_counting() {
    let people = [Seat::plain("ann"), Seat::plain("bob")];
    let (about, everybody) = (proposal(None), roster(&people.each_ref()));
    let rule = policy("quorum = 1\nproposer-apart = false\nveto = true");
    let otherwise = |seat: &Seat, decision: Decision| {
        let mut ballot = seat.decides(0, decision, &about);
        let text = String::from_utf8(ballot.statement).unwrap().replacen("the act below", "what stands below", 1);
        ballot.signature = seat.pens[0].signature(text.as_bytes());
        Ballot { statement: text.into_bytes(), ..ballot }
    };
    for (decision, clause) in [(Decision::Withdraw, "APPROVAL-5"), (Decision::Refuse, "APPROVAL-6")] {
        let ballots = [people[0].approves(&about), otherwise(&people[1], decision)];
        let verdict = decided(&about, &rule, &everybody, &ballots);
        assert_eq!(verdict.approved(&about).unwrap_err().clause(), Some(clause));
    }
    let verdict = decided(&about, &rule, &everybody, &[otherwise(&people[0], Decision::Approve)]);
    assert_eq!(verdict.uncounted()[0].clause, Some("APPROVAL-7"));
}

#[test]
fn an_officer_is_known_by_the_enrolment_that_is_kept_however_it_would_be_worded_today() {
    let enrolment = roster(&[&Seat::plain("ann")]).officers().next().unwrap().enrolment().clone();
    let (today, once) = (enrolment.text().unwrap(), enrolment.text().unwrap().replacen("I am to be", "I shall be", 1));
    assert_ne!(today, once);
    let mut kept = Roster::new();
    kept.enroll_kept(once.as_bytes()).unwrap();
    assert_eq!(kept.officers().next().unwrap().digest(), Digest::of(once.as_bytes()));
    assert_ne!(kept.digest().unwrap(), Roster::of([enrolment]).unwrap().digest().unwrap());
    assert_eq!(kept.enroll_kept(today.as_bytes()).unwrap_err().clause(), Some("ENROLL-1"));
    assert_eq!(
        Enrolment::parse(once.as_bytes()).unwrap_err().clause(),
        Some("FORM-1"),
        "what is brought is held to its words"
    );
}

#[test]
fn the_approval_of_one_proposal_is_no_approval_of_another() {
    let (ann, about) = (Seat::plain("ann"), proposal(None));
    let everybody = roster(&[&ann]);
    let rule = policy("quorum = 1\nproposer-apart = false");
    for (name, other) in others(&about) {
        // What is only seen is no part of the act: the statement tells the two apart, the digest does not.
        if other.digest().unwrap() == about.digest().unwrap() {
            continue;
        }
        let verdict = decided(&about, &rule, &everybody, &[ann.approves(&about)]);
        assert_eq!(verdict.approved(&other).unwrap_err().clause(), Some("APPROVAL-7"), "{name}");
    }
}
