//! The rules of trust over the real lists of five signers: who copies whom, what is proposed, what vanished.

#[path = "support/lists.rs"]
mod lists;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use chancery::clock::Time;
use chancery::digest::Digest;
use chancery::operation::masterlist_ingest::{Judged, ingest};
use chancery::pki::certificate::Certificate;
use chancery::pki::lint::{Role, Severity};
use chancery::trust::rules::{Evidence, Sight, find};
use chancery::trust::vanished::vanished;
use chancery::trust::{Candidate, Decided, Decision, Edition, Kind, Overlap, Verdict, Voices, World};

fn at(day: &str) -> Time {
    format!("{day}T12:00:00Z").parse().unwrap()
}

/// Every signed list with its certificates, each certificate judged beside all that came before it.
struct Real {
    editions: Vec<Edition>,
    candidates: Vec<Candidate>,
}

fn real() -> Option<&'static Real> {
    static REAL: OnceLock<Option<Real>> = OnceLock::new();
    REAL.get_or_init(|| lists::shared("data/masterlists").map(|_| read())).as_ref()
}

fn candidate(judged: &Judged) -> Candidate {
    let read = Certificate::parse(&judged.der).ok();
    Candidate {
        certificate: judged.digest,
        state: judged.state.clone(),
        kind: Kind::from_word(judged.kind),
        verifier: judged.verifier,
        key: read.as_ref().and_then(|certificate| certificate.public_key().ok()?.identity().ok()),
        not_before: judged.not_before,
        not_after: judged.not_after,
        errors: judged.count(Severity::Error),
        may_sign: read.as_ref().is_some_and(Role::says_it_signs_certificates),
    }
}

fn read() -> Real {
    let files = lists::files("data/masterlists", &[".ml"]);
    let pool: BTreeMap<Digest, Vec<u8>> = files
        .iter()
        .flat_map(|(_, bytes)| lists::certificates(bytes))
        .map(|element| (Digest::of(element.full), element.full.to_vec()))
        .collect();
    let known: Vec<&[u8]> = pool.values().map(Vec::as_slice).collect();
    let (mut editions, mut candidates) = (Vec::new(), BTreeMap::new());
    for (name, bytes) in &files {
        let judged = ingest(bytes, false, &known, &BTreeSet::new(), at("2026-04-03")).unwrap();
        editions.push(Edition {
            list: Digest::of(bytes),
            signer: name.split('_').next().unwrap().to_owned(),
            anchored: true,
            signed_at: judged.verdict.signed_at.unwrap(),
            entry: editions.len() as u64,
            certificates: judged.certificates.iter().map(|one| one.digest).collect(),
        });
        candidates.extend(judged.certificates.iter().map(|one| (one.digest, candidate(one))));
    }
    Real { editions, candidates: candidates.into_values().collect() }
}

fn world(day: &str, accepted: &[Digest]) -> Option<World> {
    let real = real()?;
    let decided = |(n, certificate): (usize, &Digest)| Decided {
        decision: Decision { certificate: *certificate, verdict: Verdict::Accept, at: at("2019-01-01") },
        entry: n as u64,
    };
    let decided = accepted.iter().enumerate().map(decided).collect();
    Some(World::new(at(day), real.candidates.clone(), real.editions.clone(), decided))
}

fn proposed(world: &World, rule: &str) -> Vec<(String, Evidence)> {
    let sight = Sight::of(world);
    let all = sight.proposed(find(rule).unwrap());
    all.into_iter().map(|(one, evidence)| (one.state.clone(), evidence)).collect()
}

/// The nearest editions of every two signers, in hundredths.
fn nearest(world: &World) -> BTreeMap<(String, String), Overlap> {
    let mut nearest: BTreeMap<(String, String), Overlap> = BTreeMap::new();
    for one in world.editions() {
        for other in world.editions().iter().filter(|other| one.signer < other.signer) {
            let overlap = Overlap::of(one, other, world);
            let place = nearest.entry((one.signer.clone(), other.signer.clone())).or_insert(overlap);
            if overlap.percent() > place.percent() {
                *place = overlap;
            }
        }
    }
    nearest
}

#[test]
fn of_the_real_signers_the_dutch_and_the_german_list_are_one_voice_and_no_others_come_near() {
    let Some(world) = world("2026-04-03", &[]) else { return };
    let pairs = nearest(&world);
    assert_eq!(pairs.len(), 10);
    for ((one, other), overlap) in &pairs {
        println!("{one} {other}: {} of {}, {}", overlap.common, overlap.smaller, overlap.percent());
        let both = (one.as_str(), other.as_str()) == ("DE", "NL");
        assert_eq!(overlap.is_one_voice(), both, "{one} {other} {overlap:?}");
        assert!(if both { overlap.percent() >= 90 } else { overlap.percent() <= 80 }, "{one} {other} {overlap:?}");
    }
    let voices = Voices::of(&world);
    let signers: Vec<&str> = voices.all().iter().map(|voice| voice.edition.signer.as_str()).collect();
    assert_eq!(signers, ["DE", "ICAO", "NL"], "those of Italy and Spain are years old");
    assert_eq!((voices.count(), voices.too_old().len()), (2, 2));
}

#[test]
fn three_lists_proposes_nothing_from_two_voices_and_in_early_2022_what_germany_icao_and_spain_hold() {
    let Some(now) = world("2026-04-03", &[]) else { return };
    assert!(proposed(&now, "three-lists").is_empty());
    let then = world("2022-02-01", &[]).unwrap();
    let found = proposed(&then, "three-lists");
    println!("three-lists on 2022-02-01: {}", found.len());
    let voices = Voices::of(&then);
    assert_eq!((voices.count(), voices.all().len()), (3, 3));
    for (_, evidence) in &found {
        let on = voices.all().iter().filter(|voice| voice.edition.certificates.contains(&evidence.certificate()));
        assert_eq!(on.count(), 3);
        assert_eq!(evidence.words().len(), 4, "{:?}", evidence.words());
    }
    let states: BTreeSet<&str> = found.iter().map(|(state, _)| state.as_str()).collect();
    println!("states: {}", states.len());
    assert!(found.len() > 50 && states.len() > 25, "{} of {}", found.len(), states.len());
}

#[test]
fn from_the_roots_of_2021_their_own_links_and_the_roots_after_them_are_proposed_and_nothing_of_another_state() {
    let Some(real) = real() else { return };
    let first = real.editions.iter().find(|edition| edition.signer == "DE").unwrap();
    let root = |one: &&Candidate| one.kind == Kind::SelfSigned && first.certificates.contains(&one.certificate);
    let mut anchors: Vec<Digest> = real.candidates.iter().filter(root).map(|one| one.certificate).collect();
    let roots = anchors.len();
    let (mut links, mut roots_after) = (0, 0);
    // Each round accepts what the round before made provable, as officers would.
    for _ in 0..10 {
        let world = world("2026-04-03", &anchors).unwrap();
        let (by_link, by_key) = (proposed(&world, "link-from-anchor"), proposed(&world, "successor"));
        if by_link.is_empty() && by_key.is_empty() {
            break;
        }
        (links, roots_after) = (links + by_link.len(), roots_after + by_key.len());
        for (state, evidence) in by_link.iter().chain(&by_key) {
            assert!(evidence.words()[0].contains(&format!(" {state} ")), "{:?}", evidence.words());
            anchors.push(evidence.certificate());
        }
    }
    println!("from {roots} roots: {links} links, {roots_after} roots after them");
    assert!(links > 50 && roots_after > 20, "{links} {roots_after}");
    let found: BTreeSet<Digest> = anchors.iter().copied().collect();
    assert_eq!(found.len(), anchors.len(), "nothing is proposed twice");
    let with_errors = real.candidates.iter().filter(|one| one.errors > 0).count();
    println!("{} certificates, {with_errors} with an error finding", real.candidates.len());
}

#[test]
fn what_vanished_from_the_german_lists_is_told_with_the_edition_and_whether_it_had_expired() {
    let Some(world) = world("2026-04-03", &[]) else { return };
    let all = vanished(&world);
    let of: BTreeMap<&str, (usize, usize, usize)> = ["DE", "NL", "ICAO", "IT", "ES"]
        .into_iter()
        .map(|signer| {
            let gone: Vec<_> = all.iter().filter(|one| one.since.signer == signer).collect();
            let expired = gone.iter().filter(|one| one.had_expired()).count();
            let elsewhere = gone.iter().filter(|one| !one.still_on.is_empty()).count();
            (signer, (gone.len(), expired, elsewhere))
        })
        .collect();
    println!("vanished, of them expired, of them on another newest list: {of:?}");
    assert_eq!((of["IT"], of["ES"]), ((0, 0, 0), (0, 0, 0)), "one edition each");
    for one in &all {
        let newest = world.newest().into_iter().find(|edition| edition.signer == one.since.signer).unwrap();
        assert!(!newest.certificates.contains(&one.certificate));
        assert!(one.last_on.signed_at < one.since.signed_at, "{}", one.words());
    }
    assert!(of["DE"].0 > 50 && of["DE"].1 > 40 && of["DE"].1 < of["DE"].0);
}
