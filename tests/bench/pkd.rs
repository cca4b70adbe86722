//! A PKD download read and verified against the CA certificates of all lists; beside it,
//! in the same run and on the same processors, the same signatures verified bare by OpenSSL.
//!
//! Run with `cargo bench --bench pkd`. Prints the best and the middle of several rounds,
//! their ratio, and the most memory held while the slice, repeated to 70 MB, is read:
//! once with the same objects again, once with every object another.

#[path = "../support/shared.rs"]
mod shared;

use std::collections::{BTreeSet, HashMap};
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chancery::icao::chain::Pool;
use chancery::icao::masterlist::{Unsigned, read};
use chancery::icao::pkd::ldif::{self, Body, Change, Reader, Value};
use chancery::icao::pkd::{Examined, ObjectKind, Survey, Threads, Verdict, Verifying, verify};
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::Crl;
use chancery::signer::Algorithm;
use openssl::pkey::{PKey, Public};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Verifier};
use rayon::prelude::*;

const SLICE: &str = "data/pkd/icaopkd-001-complete-slice.ldif";
const ROUNDS: usize = 9;
/// How often the slice stands in a file of 70 MB.
const TIMES: u8 = 8;

/// A good signature, with all that OpenSSL needs to verify it.
struct Bare {
    key: PKey<Public>,
    algorithm: Algorithm,
    message: Vec<u8>,
    signature: Vec<u8>,
}

impl Bare {
    fn run(&self) {
        let hash = self.algorithm.hash().expect("no PKD object is signed by Ed25519");
        let mut verifier = Verifier::new(hash.message_digest(), &self.key).expect("a verifier");
        if let Algorithm::RsaPss(hash, salt) = self.algorithm {
            verifier.set_rsa_padding(Padding::PKCS1_PSS).expect("PSS");
            verifier.set_rsa_pss_saltlen(RsaPssSaltlen::custom(i32::from(salt))).expect("its salt");
            verifier.set_rsa_mgf1_md(hash.message_digest()).expect("its mask");
        }
        assert!(verifier.verify_oneshot(&self.signature, &self.message).expect("it is verified"));
    }
}

fn pass(path: &Path, pool: &Pool<'_>, threads: Threads, sink: &mut dyn FnMut(Examined)) -> Survey {
    let file = File::open(path).expect("the file can be opened");
    let mut give = |one| {
        sink(one);
        ControlFlow::Continue(())
    };
    verify(Reader::new(file), &Verifying { pool, name: None, threads }, &mut give).expect("the file can be read")
}

/// Every signature that the pass finds good.
fn bare_signatures(path: &Path, pool: &Pool<'_>) -> Vec<Bare> {
    let issuers: HashMap<_, _> = pool.certificates().enumerate().map(|(n, c)| (c.digest(), n)).collect();
    let mut keys: HashMap<usize, PKey<Public>> = HashMap::new();
    let mut bare = Vec::new();
    pass(path, pool, Threads::All, &mut |one| {
        for (object, verdict) in one.record.objects().iter().zip(&one.verdicts) {
            let Verdict::Proven { issuer: Some(issuer), .. } = verdict else { continue };
            let member = issuers[issuer];
            let key = keys.entry(member).or_insert_with(|| {
                let spki = pool.key(member).and_then(|key| key.named_spki().ok()).expect("it verified");
                PKey::public_key_from_der(&spki).expect("a key")
            });
            let (algorithm, message, signature) = if object.kind == ObjectKind::Crl {
                let crl = Crl::parse(object.raw()).expect("it was read");
                (crl.outer_algorithm.algorithm(), crl.tbs.full, crl.signature().expect("it was read"))
            } else {
                let certificate = Certificate::parse(object.raw()).expect("it was read");
                let signature = certificate.signature().expect("it was read");
                (certificate.outer_algorithm.algorithm(), certificate.tbs.full, signature)
            };
            let algorithm = algorithm.expect("it was verified");
            let (message, signature) = (message.to_vec(), signature.to_vec());
            bare.push(Bare { key: key.clone(), algorithm, message, signature });
        }
    });
    bare
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

/// The most memory this process held since [`forget_peak`], in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()).and_then(|n| n.parse().ok()).unwrap_or_default()
}

fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The slice repeated; with `altered`, the last octet of every object is another each time.
fn repeated(slice: &Path, into: &Path, altered: bool) {
    let mut out = BufWriter::new(File::create(into).expect("a file"));
    ldif::header(&mut out).expect("the header is written");
    for turn in 0..TIMES {
        for item in Reader::new(File::open(slice).expect("the slice can be opened")) {
            let Body::Entry(mut entry) = item.expect("the slice can be read").body else { continue };
            if let Change::Content(attributes) = &mut entry.change {
                for attribute in attributes.iter_mut().filter(|a| a.has_option("binary") && altered) {
                    if let Value::Octets(octets) = &mut attribute.value
                        && let Some(last) = octets.last_mut()
                    {
                        *last ^= turn;
                    }
                }
            }
            ldif::write(&mut out, &entry).expect("the record is written");
        }
    }
    out.flush().expect("the file is written");
}

/// The values of one attribute, taken out of lines by a reader that knows nothing else.
fn lines_alone(path: &Path) -> usize {
    let text = fs::read_to_string(path).expect("the file can be read").replace("\n ", "");
    text.lines()
        .filter_map(|l| l.strip_prefix("userCertificate;binary:: "))
        .filter_map(|v| STANDARD.decode(v).ok())
        .count()
}

fn main() {
    let (Some(slice), Some(lists)) = (shared::shared(SLICE), shared::shared("data/masterlists")) else { return };
    let mut certificates: BTreeSet<Vec<u8>> = BTreeSet::new();
    for file in fs::read_dir(lists).expect("the lists").map(|f| f.expect("a list").path()) {
        let bytes = fs::read(file).expect("a list can be read");
        if let Ok(list) = read(&bytes, Unsigned::Accept) {
            certificates.extend(list.entries().map(|e| e.der.to_vec()));
        }
    }
    let pool = || {
        let mut pool = Pool::new();
        for der in &certificates {
            pool.add(Certificate::parse(der).expect("every listed certificate can be read"));
        }
        pool
    };
    let show = |what: &str, (best, middle): (Duration, Duration)| {
        println!("{what:<58} {:>9.2} ms best {:>9.2} ms middle", best.as_secs_f64() * 1e3, middle.as_secs_f64() * 1e3);
    };

    // Memory first: what is measured later would count.
    let folder = tempfile::tempdir().expect("a folder");
    for (altered, what) in [(false, "the same objects again"), (true, "every object another")] {
        let file = folder.path().join("repeated.ldif");
        repeated(&slice, &file, altered);
        let pool = pool();
        forget_peak();
        let before = peak();
        let start = Instant::now();
        let survey = pass(&file, &pool, Threads::All, &mut drop);
        println!(
            "{} MB, {what}: {} objects, {} verified, {} repeated, {} signatures checked, {:.2} s; {:.1} MiB at most, {:.1} before",
            survey.end.offset / 1_000_000,
            survey.total().all,
            survey.total().verified,
            survey.total().repeated,
            survey.checked,
            start.elapsed().as_secs_f64(),
            peak() as f64 / 1024.0,
            before as f64 / 1024.0,
        );
    }

    let shared_pool = pool();
    let bare = bare_signatures(&slice, &shared_pool);
    println!(
        "{} CA certificates, {} good signatures, {} processors",
        shared_pool.len(),
        bare.len(),
        rayon::current_num_threads()
    );
    let bare_one = || bare.iter().for_each(Bare::run);
    let bare_all = || bare.par_iter().for_each(Bare::run);
    // The pool is made anew each time: its keys are read within the measured time.
    let whole = |threads| {
        let survey = pass(&slice, &pool(), threads, &mut drop);
        assert_eq!(survey.total().verified, bare.len() as u64);
    };
    let read_alone = || assert_eq!(Reader::new(File::open(&slice).expect("the slice")).count(), 3785);
    let naive = || assert_eq!(lines_alone(&slice), 3665);
    let [floor_one, one, floor_all, all] =
        time([&bare_one, &|| whole(Threads::One), &bare_all, &|| whole(Threads::All)]);
    let [alone, naive] = time([&read_alone, &naive]);
    show("LDIF read alone, one processor", alone);
    show("lines and base64 alone, all in memory, one processor", naive);
    show("OpenSSL's bare verifications, one processor", floor_one);
    show("read and verified, one processor", one);
    show("OpenSSL's bare verifications, all processors", floor_all);
    show("read and verified, all processors", all);
    let ratio = |one: Duration, floor: Duration| one.as_secs_f64() / floor.as_secs_f64();
    println!(
        "read and verified over the bare verifications: one processor {:.3} best {:.3} middle; all {:.3} best {:.3} middle",
        ratio(one.0, floor_one.0),
        ratio(one.1, floor_one.1),
        ratio(all.0, floor_all.0),
        ratio(all.1, floor_all.1),
    );
}
