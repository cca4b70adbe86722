//! Measures the walk over 1,000,000 entries against hashing the same octets on one core,
//! in one run. The aim is a ratio below 1.5.
//!
//! The bare hashing is measured twice: entry by entry, which no verifier can avoid, and as one
//! stream, the strictest reading of "hashing the same bytes". The walk is measured entry by
//! entry on one core, and in batches on every core. Each figure is the best of several rounds
//! that take turns.

use std::hint::black_box;
use std::time::{Duration, Instant};

use chancery::clock::{Reading, Source, Time};
use chancery::digest::{Digest, Hasher};
use chancery::entropy::{Mixer, OperatingSystem};
use chancery::ledger::audit::{Depth, Stored, Walk};
use chancery::ledger::{Fields, Head, Kind, Leaf};
use chancery::mode::{Identity, Mode};

const ENTRIES: u64 = 1_000_000;
const FULLY_READ: u64 = 20_000;
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let identity = Identity { station: "utopia-1".parse()?, mode: Mode::Specimen, epoch: 1 };
    let ledger = Ledger::make(&identity)?;
    let octets = ledger.octets.len();
    println!("{ENTRIES} entries, {octets} octets, {} on average", octets as u64 / ENTRIES);

    let hash_each = || ledger.entries().fold(0, |sum, entry| sum ^ Digest::of(entry).bytes()[0]);
    let (mut stream, mut each, mut walk, mut batches) = (Duration::MAX, Duration::MAX, Duration::MAX, Duration::MAX);
    let mut head = None;
    for _ in 0..ROUNDS {
        stream = stream.min(timed(|| Hasher::new().then(&ledger.octets).finish()).0);
        each = each.min(timed(hash_each).0);
        let (time, report) = timed(|| ledger.walk(&identity, Depth::Outline, ENTRIES, head));
        walk = walk.min(time);
        head = Some(report?);
        let (time, report) = timed(|| ledger.walk_in_batches(&identity, head));
        batches = batches.min(time);
        report?;
    }
    let (full, report) = timed(|| ledger.walk(&identity, Depth::Full, FULLY_READ, None));
    report?;

    let ratio = |time: Duration, hashing: Duration| time.as_secs_f64() / hashing.as_secs_f64();
    println!("hashing as one stream       {stream:>10.3?}");
    println!("hashing entry by entry      {each:>10.3?}");
    for (name, time) in [("one core", walk), ("every core", batches)] {
        let (by_entry, by_stream) = (ratio(time, each), ratio(time, stream));
        println!("walk on {name:<20}{time:>10.3?}  {by_entry:.3} x entry by entry, {by_stream:.3} x as one stream");
    }
    println!("walk at full depth, an entry {:>9.3?}", full / u32::try_from(FULLY_READ)?);
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begin = Instant::now();
    let done = black_box(work());
    (begin.elapsed(), done)
}

/// A ledger in memory, entry after entry without gaps.
struct Ledger {
    octets: Vec<u8>,
    ends: Vec<usize>,
}

impl Ledger {
    /// Intents and outcomes in turn, with the fields that the issuing of a certificate has.
    fn make(identity: &Identity) -> Result<Self, Box<dyn std::error::Error>> {
        let begin: Time = "2026-01-01T00:00:00Z".parse()?;
        let mut entropy = Mixer::new(vec![Box::new(OperatingSystem)]);
        let mut ledger = Ledger { octets: Vec::new(), ends: Vec::new() };
        for sequence in 0..ENTRIES {
            let act = Digest::of(&(sequence / 2).to_be_bytes());
            let time = begin.plus(i64::try_from(sequence)? * 20);
            let reading = Reading { time, source: Source::Battery, bound: 5 };
            let (digest, serial) = (act.to_string(), &act.to_string()[..40]);
            let fields = Fields::new().open("serial", serial).sealed("subject", "C=UT,CN=Document Signer");
            let (kind, fields) = if sequence % 2 == 0 {
                let fields = fields.open("profile", "document-signer").open("profile_digest", digest.clone());
                let fields = fields.open("approval", digest).open("issuer", &serial[..32]).open("vault", "primary");
                (Kind::Intent, fields.sealed("request", "CN=Document Signer"))
            } else {
                (Kind::Outcome, fields.open("certificate", digest.clone()).open("rules", digest))
            };
            let leaf =
                Leaf::compose(identity, sequence, reading, kind, "certificate.issue", act, fields, &mut entropy)?.0;
            ledger.octets.extend_from_slice(leaf.bytes());
            ledger.ends.push(ledger.octets.len());
        }
        Ok(ledger)
    }

    fn entries(&self) -> impl Iterator<Item = &[u8]> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(&self.ends).map(|(begin, end)| &self.octets[begin..*end])
    }

    /// Walks every entry in batches.
    fn walk_in_batches(&self, identity: &Identity, head: Option<Head>) -> Result<Head, chancery::ledger::LedgerError> {
        let mut walk = Walk::new(identity, Depth::Outline);
        head.map_or(Ok(()), |head| walk.expect_head(head))?;
        let mut stored = (0..).zip(self.entries()).map(|(number, bytes)| Stored { number, bytes, hash: None });
        let mut batch = Vec::new();
        loop {
            batch.clear();
            batch.extend(stored.by_ref().take(8192));
            if batch.is_empty() {
                return walk.finish().sound();
            }
            walk.batch(&batch);
        }
    }

    /// Walks the first entries; a ledger that is not sound is an error.
    fn walk(
        &self,
        identity: &Identity,
        depth: Depth,
        count: u64,
        head: Option<Head>,
    ) -> Result<Head, chancery::ledger::LedgerError> {
        let mut walk = Walk::new(identity, depth);
        head.map_or(Ok(()), |head| walk.expect_head(head))?;
        (0..count).zip(self.entries()).for_each(|(number, entry)| walk.entry(number, entry));
        walk.finish().sound()
    }
}
