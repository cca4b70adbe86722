//! One national master list on one core: read, every certificate verified, the signer
//! judged; beside it, in the same run, the same signatures verified bare.
//!
//! Run with `cargo bench --bench masterlist`. Prints the best and the middle of
//! several rounds in milliseconds, the ratio to the bare signatures, and what the
//! signatures cost by algorithm.

#[path = "../support/shared.rs"]
mod shared;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use chancery::icao::chain::{Pool, Proof};
use chancery::icao::masterlist::{Entry, Judging, MasterList, Standing, Threads, Unsigned, judge, read};
use chancery::icao::rules::DOC_9303;
use chancery::pki::certificate::Certificate;
use chancery::pki::lint::Subject;
use chancery::signer::{Algorithm, PublicKey, verify, verify_prepared};

const LIST: &str = "data/masterlists/DE_ML_2025-11-27.ml";
const ROUNDS: usize = 15;

/// A signature that is good, with all that its bare verification needs.
struct Bare {
    label: String,
    key: PublicKey,
    algorithm: Algorithm,
    digest: Vec<u8>,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Bare {
    fn run(&self) {
        let good = match self.algorithm.hash() {
            Some(_) => verify_prepared(&self.key, self.algorithm, &self.digest, &self.signature),
            None => verify(&self.key, self.algorithm, &self.message, &self.signature),
        };
        assert!(good.is_ok());
    }
}

/// The signatures of a list that its own certificates verify, and how many were checked in vain.
fn bare_signatures(list: &MasterList<'_>) -> (Vec<Bare>, usize) {
    let certificates: Vec<Certificate<'_>> = list.entries().filter_map(|e| e.certificate().ok()).collect();
    let mut pool = Pool::new();
    for certificate in &certificates {
        pool.add(certificate.clone());
    }
    let (mut bare, mut in_vain) = (Vec::new(), 0);
    for certificate in &certificates {
        let proven = pool.prove(certificate);
        let key = match proven.proof {
            Proof::OwnKey => certificate.public_key().ok(),
            Proof::Issuer { member, .. } => pool.key(member).cloned(),
            Proof::Orphan(_) => None,
        };
        in_vain += proven.checked - usize::from(key.is_some());
        let Some(key) = key else { continue };
        let algorithm = certificate.outer_algorithm.algorithm().expect("it was verified");
        let message = certificate.tbs.full.to_vec();
        let digest = algorithm.hash().map(|h| h.digest(&message).expect("a hash")).unwrap_or_default();
        let signature = certificate.signature().expect("it was verified").to_vec();
        let label = format!("{algorithm} {}", key.kind());
        bare.push(Bare { label, key, algorithm, digest, message, signature });
    }
    (bare, in_vain)
}

/// The shortest and the middle of several rounds of each work, the works taking turns.
fn time<const N: usize>(works: [&dyn Fn(); N]) -> [(Duration, Duration); N] {
    let mut rounds = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for (work, rounds) in works.iter().zip(&mut rounds) {
            let start = Instant::now();
            work();
            rounds.push(start.elapsed());
        }
    }
    rounds.map(|mut r: Vec<Duration>| {
        r.sort_unstable();
        (r[0], r[ROUNDS / 2])
    })
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn main() {
    let Some(path) = shared::shared(LIST) else { return };
    let bytes = std::fs::read(path).expect("the list can be read");
    let list = read(&bytes, Unsigned::Refuse).expect("the list is one");
    let (bare, in_vain) = bare_signatures(&list);
    let at = "2025-12-01T00:00:00Z".parse().expect("a time");
    let judged = |threads| {
        let list = read(&bytes, Unsigned::Refuse).expect("the list is one");
        let judgement = judge(&list, &Judging { at, known: &[], threads });
        assert!(judgement.is_signed_soundly());
        let good = |s: &Standing| matches!(s, Standing::Read { proof: Proof::OwnKey | Proof::Issuer { .. }, .. });
        assert_eq!(judgement.certificates.iter().filter(|c| good(&c.standing)).count(), bare.len());
    };

    println!("{} certificates, {} good signatures, {in_vain} checked in vain", list.len(), bare.len());
    let show = |what: &str, (best, middle): (Duration, Duration)| {
        println!("{what:<46} {:>8.2} ms best {:>8.2} ms middle", milliseconds(best), milliseconds(middle));
    };
    let bare_all = || bare.iter().for_each(Bare::run);
    let read_alone = || drop(read(&bytes, Unsigned::Refuse).expect("the list is one"));
    let lint_all = || {
        let list = read(&bytes, Unsigned::Refuse).expect("the list is one");
        let lint = |e: Entry<'_>| e.certificate().map_or(0, |c| DOC_9303.lint(&Subject::found(&c, at)).checked);
        assert!(list.entries().map(lint).sum::<usize>() > 10_000);
    };
    let whole = || {
        judged(Threads::One);
        lint_all();
    };
    let [floor, alone, one, linted, wholly] =
        time([&bare_all, &read_alone, &|| judged(Threads::One), &lint_all, &whole]);
    let [all] = time([&|| judged(Threads::All)]);
    show("bare signatures, one core", floor);
    show("read alone", alone);
    show("read, verify each, judge the signer, one core", one);
    show("read and lint each, one core", linted);
    show("read, verify each, lint each, one core", wholly);
    show("read, verify each, judge the signer, all cores", all);
    let ratio = |one: Duration, floor: Duration| one.as_secs_f64() / floor.as_secs_f64();
    println!(
        "read, verify, lint over the bare signatures on one core: {:.3} best, {:.3} middle",
        ratio(wholly.0, floor.0),
        ratio(wholly.1, floor.1)
    );

    let mut kinds: BTreeMap<&str, Vec<&Bare>> = BTreeMap::new();
    for signature in &bare {
        kinds.entry(&signature.label).or_default().push(signature);
    }
    println!("by algorithm and key, bare:");
    for (label, of_kind) in kinds {
        let [(best, _)] = time([&|| of_kind.iter().for_each(|b| b.run())]);
        let each = best.as_secs_f64() * 1e6 / of_kind.len() as f64;
        println!("  {label:<34} {:>4} x {each:>8.1} µs = {:>7.2} ms", of_kind.len(), milliseconds(best));
    }
}
