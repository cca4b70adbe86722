//! One national master list on one core: read, every certificate verified and linted, the signer
//! judged. Then the document signers of a directory's slice against the certificates of all lists, on
//! one core and on all, the reading of its LDIF aside. Beside both, in the same run, OpenSSL's bare
//! verifications of the same signatures.
//!
//! Run with `cargo bench --bench masterlist`. Prints the best and the middle of
//! several rounds in milliseconds, the ratio to the bare signatures, and what the
//! signatures cost by algorithm.

#[path = "../support/floor.rs"]
mod floor;
#[path = "../support/lists.rs"]
mod lists;
#[path = "../support/shared.rs"]
mod shared;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use chancery::icao::chain::{Pool, Proof};
use chancery::icao::masterlist::{Entry, Judging, MasterList, Standing, Threads, Unsigned, judge, read};
use chancery::icao::rules::DOC_9303;
use chancery::pki::certificate::Certificate;
use chancery::pki::lint::Subject;
use chancery::signer::verify;
use floor::{Floor, Signed};
use rayon::prelude::*;

const LIST: &str = "data/masterlists/DE_ML_2025-11-27.ml";
const ROUNDS: usize = 15;
const DIRECTORY_ROUNDS: usize = 5;

/// The signatures of certificates that a pool verifies, and how many were checked in vain.
fn good_signatures<'a>(certificates: &[&Certificate<'a>], pool: &Pool<'a>) -> (Vec<Signed>, usize) {
    let (mut good, mut in_vain) = (Vec::new(), 0);
    for (certificate, proven) in certificates.iter().zip(pool.prove_all(certificates, Threads::All)) {
        let key = match proven.proof {
            Proof::OwnKey => certificate.public_key().ok(),
            Proof::Issuer { member, .. } => pool.key(member).cloned(),
            Proof::Orphan(_) => None,
        };
        in_vain += proven.checked - usize::from(key.is_some());
        let Some(key) = key else { continue };
        let algorithm = certificate.outer_algorithm.algorithm().expect("it was verified");
        let signature = certificate.signature().expect("it was verified").to_vec();
        good.push(Signed { key, algorithm, message: certificate.tbs.full.to_vec(), signature });
    }
    (good, in_vain)
}

fn pool<'a>(certificates: &[Certificate<'a>]) -> Pool<'a> {
    let mut pool = Pool::new();
    for certificate in certificates {
        pool.add(certificate.clone());
    }
    pool
}

/// The shortest and the middle of several rounds of each work, the works taking turns.
fn time<const N: usize>(rounds: usize, works: [&dyn Fn(); N]) -> [(Duration, Duration); N] {
    let mut found = [const { Vec::new() }; N];
    for _ in 0..rounds {
        for (work, found) in works.iter().zip(&mut found) {
            let start = Instant::now();
            work();
            found.push(start.elapsed());
        }
    }
    found.map(|mut r: Vec<Duration>| {
        r.sort_unstable();
        (r[0], r[rounds / 2])
    })
}

fn show(what: &str, (best, middle): (Duration, Duration)) {
    println!("{what:<46} {:>8.2} ms best {:>8.2} ms middle", milliseconds(best), milliseconds(middle));
}

fn compare(what: &str, one: (Duration, Duration), floor: (Duration, Duration)) {
    let ratio = |one: Duration, floor: Duration| one.as_secs_f64() / floor.as_secs_f64();
    println!("{what}: {:.3} best, {:.3} middle", ratio(one.0, floor.0), ratio(one.1, floor.1));
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

fn main() {
    let Some(path) = shared::shared(LIST) else { return };
    one_list(&std::fs::read(path).expect("the list can be read"));
    directory();
}

fn one_list(bytes: &[u8]) {
    let read_it = || -> MasterList<'_> { read(bytes, Unsigned::Refuse).expect("the list is one") };
    let list = read_it();
    let certificates: Vec<Certificate<'_>> = list.entries().filter_map(|e| e.certificate().ok()).collect();
    let references: Vec<&Certificate<'_>> = certificates.iter().collect();
    let (good, in_vain) = good_signatures(&references, &pool(&certificates));
    let proven = good.len();
    let floor = Floor::prepare(good);
    println!("{} certificates, {proven} good signatures, {in_vain} checked in vain", list.len());
    println!("{} of them left out of the floor: stock OpenSSL does not take them", floor.refused);

    let at = "2025-12-01T00:00:00Z".parse().expect("a time");
    let judged = |threads| {
        let judgement = judge(&read_it(), &Judging { at, known: &[], threads });
        assert!(judgement.is_signed_soundly());
        let good = |s: &Standing| matches!(s, Standing::Read { proof: Proof::OwnKey | Proof::Issuer { .. }, .. });
        assert_eq!(judgement.certificates.iter().filter(|c| good(&c.standing)).count(), proven);
    };
    let lint_all = || {
        let lint = |e: Entry<'_>| e.certificate().map_or(0, |c| DOC_9303.lint(&Subject::found(&c, at)).checked);
        assert!(read_it().entries().map(lint).sum::<usize>() > 10_000);
    };
    let whole = || {
        judged(Threads::One);
        lint_all();
    };
    let [bare, ours, alone, one, linted, wholly] = time(
        ROUNDS,
        [
            &|| {
                floor.on_one_core();
            },
            &|| assert!(floor.signed().all(is_good)),
            &|| drop(read_it()),
            &|| judged(Threads::One),
            &lint_all,
            &whole,
        ],
    );
    let [all] = time(ROUNDS, [&|| judged(Threads::All)]);
    show("bare signatures, OpenSSL, one core", bare);
    show("bare signatures, as we judge them, one core", ours);
    show("read alone", alone);
    show("read, verify each, judge the signer, one core", one);
    show("read and lint each, one core", linted);
    show("read, verify each, lint each, one core", wholly);
    show("read, verify each, judge the signer, all cores", all);
    compare("read, verify, lint over OpenSSL's bare signatures, one core", wholly, bare);

    println!("by algorithm and key, bare: as we judge them, and OpenSSL");
    let mut kinds: BTreeMap<String, Vec<Signed>> = BTreeMap::new();
    for signed in floor.into_signed() {
        kinds.entry(format!("{} {}", signed.algorithm, signed.key.kind())).or_default().push(signed);
    }
    for (label, of_kind) in kinds {
        let floor = Floor::prepare(of_kind);
        let [(ours, _), (bare, _)] = time(
            ROUNDS,
            [&|| assert!(floor.signed().all(is_good)), &|| {
                floor.on_one_core();
            }],
        );
        let each = |best: Duration| best.as_secs_f64() * 1e6 / floor.len() as f64;
        println!("  {label:<34} {:>4} x {:>8.1} µs, {:>8.1} µs", floor.len(), each(ours), each(bare));
    }
}

fn is_good(signed: &Signed) -> bool {
    verify(&signed.key, signed.algorithm, &signed.message, &signed.signature).is_ok()
}

/// The document signers of the slice, their LDIF taken apart before, against the pooled lists.
fn directory() {
    let anchors: BTreeSet<Vec<u8>> = lists::files("data/masterlists", &[".ml", ".cscalist"])
        .iter()
        .flat_map(|(_, list)| lists::certificates(list).iter().map(|c| c.full.to_vec()).collect::<Vec<_>>())
        .collect();
    let ldif = lists::files("data/pkd", &[".ldif"]);
    let signers: Vec<Vec<u8>> =
        ldif.iter().flat_map(|(_, l)| lists::ldif_values(l, "userCertificate;binary")).collect();
    fn parsed(all: &[Vec<u8>]) -> Vec<Certificate<'_>> {
        all.par_iter().filter_map(|der| Certificate::parse(der).ok()).collect()
    }
    let anchors: Vec<Vec<u8>> = anchors.into_iter().collect();
    let (cas, found) = (parsed(&anchors), parsed(&signers));
    let (good, in_vain) = good_signatures(&found.iter().collect::<Vec<_>>(), &pool(&cas));
    let proven = good.len();
    let floor = Floor::prepare(good);
    println!("\n{} document signers, {} CA certificates, {proven} good signatures", found.len(), cas.len());
    println!("{in_vain} checked in vain, {} left out of the floor", floor.refused);
    let work = |threads| {
        let (cas, found) = (parsed(&anchors), parsed(&signers));
        let proofs = pool(&cas).prove_all(&found.iter().collect::<Vec<_>>(), threads);
        assert_eq!(proofs.iter().filter(|p| !matches!(p.proof, Proof::Orphan(_))).count(), proven);
    };
    let [bare_one, one, bare_all, all] = time(
        DIRECTORY_ROUNDS,
        [
            &|| {
                floor.on_one_core();
            },
            &|| work(Threads::One),
            &|| {
                floor.on_all_cores();
            },
            &|| work(Threads::All),
        ],
    );
    show("bare signatures, OpenSSL, one core", bare_one);
    show("parse and verify each, one core", one);
    show("bare signatures, OpenSSL, all cores", bare_all);
    show("parse and verify each, all cores", all);
    compare("over OpenSSL's bare signatures, one core", one, bare_one);
    compare("over OpenSSL's bare signatures, all cores", all, bare_all);
}
