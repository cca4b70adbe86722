//! How soon the program answers: `--version`, and `status` of a station whose ledger
//! has few entries and of one that has 1,000,000; then `ledger verify` of the latter,
//! beside the time to hash the same octets.
//!
//! Run with `cargo bench --bench start`. Every figure is the best and the middle of
//! several rounds, process start included.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chancery::clock::{Reading, Source};
use chancery::digest::Digest;
use chancery::entropy::{Mixer, OperatingSystem};
use chancery::ledger::{Checkpoint, Fields, Head, Kind, Leaf, origin, sign};
use chancery::mode::{Identity, Mode};
use chancery::secret::Secret;
use chancery::signer::{Algorithm, Signer};
use chancery::station::{Configuration, LEDGER};
use chancery::store::{Store, StoreError};
use chancery::vault::Vault;

const ENTRIES: u64 = 1_000_000;

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Fallible<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("pin"), "correct horse battery\n")?;
    Command::new("chmod").args(["600", "pin"]).current_dir(folder.path()).status()?;
    let init = "station init --station s --name utopia --mode specimen --country UT --mrz UTO --organisation Utopia \
                --email a@utopia.example --crl-url https://utopia.example/crl --pin-source file:pin";
    chancery(folder.path(), &init.split_whitespace().collect::<Vec<_>>());

    show("process start to --version", 40, || chancery(folder.path(), &["--version"]));
    show("status, 1 entry", 20, || chancery(folder.path(), &["status", "--station", "s"]));
    let hashing = fill(&folder.path().join("s/station.db"))?;
    show("status, 1,000,000 entries", 20, || chancery(folder.path(), &["status", "--station", "s"]));
    let walk = show("ledger verify --outline, 1,000,000 entries", 3, || {
        chancery(folder.path(), &["ledger", "verify", "--outline", "--station", "s"]);
    });
    println!("{:<46} {:>9.2} ms", "hashing the same octets, entry by entry", ms(hashing));
    println!("ledger verify over hashing: {:.2}", walk.as_secs_f64() / hashing.as_secs_f64());
    Ok(())
}

fn chancery(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null());
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Runs and prints; the best time.
fn show(what: &str, rounds: usize, work: impl Fn()) -> Duration {
    let timed = |_| {
        let begin = Instant::now();
        work();
        begin.elapsed()
    };
    let mut times: Vec<Duration> = (0..rounds).map(timed).collect();
    times.sort_unstable();
    println!("{what:<46} {:>9.2} ms best {:>9.2} ms middle", ms(times[0]), ms(times[rounds / 2]));
    times[0]
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// Appends intents until there are enough; gives the time that hashing them all takes.
fn fill(database: &Path) -> Fallible<Duration> {
    let identity = Identity { station: "utopia".parse()?, mode: Mode::Specimen, epoch: 1 };
    let mut entropy = Mixer::new(vec![Box::new(OperatingSystem)]);
    let mut store = Store::open(database)?;
    let last = store.rows().entry(0)?.ok_or("no first entry")?;
    let time = Leaf::parse(&last)?.reading().time;
    let reading = Reading { time, source: Source::Battery, bound: 5 };
    let writing = store.write()?;
    for sequence in 1..ENTRIES {
        let act = Digest::of(&sequence.to_be_bytes());
        let fields = Fields::new().open("profile", "document-signer").open("serial", act.to_string());
        let fields = fields.open("issuer", "csca-1").sealed("common_name", "Document Signer");
        let (kind, name) = (Kind::Intent, "certificate.issue");
        let (leaf, _) = Leaf::compose(&identity, sequence, reading, kind, name, act, fields, &mut entropy)?;
        writing.append_entry(&leaf, &[])?;
    }
    let (signer, rows) = (ledger_key(database, &last)?, writing.rows());
    let head = Head { size: rows.ledger_size()?, root: rows.ledger_root()? };
    let note = sign(&Checkpoint { origin: origin(&identity), head }, &signer)?.note().to_string();
    writing.keep_checkpoint(head.size, head.root, &note)?;
    writing.commit()?;
    let mut entries = Vec::new();
    store.rows().each_entry::<StoreError>(|_, bytes, _| {
        entries.push(bytes.to_vec());
        Ok(())
    })?;
    let begin = Instant::now();
    let sum = entries.iter().fold(0, |sum, entry| sum ^ Digest::of(entry).bytes()[0]);
    let time = begin.elapsed();
    println!("{} entries, {} octets ({sum:02x})", entries.len(), entries.iter().map(Vec::len).sum::<usize>());
    Ok(time)
}

/// The station's own ledger key: every entry of a station stands under a checkpoint.
fn ledger_key(database: &Path, first: &[u8]) -> Fallible<impl Signer + use<>> {
    let station = database.parent().ok_or("no station")?;
    let configuration = Configuration::parse(&Configuration::text_in(station)?)?;
    let uri = configuration.vaults.get(&LEDGER.parse()?).ok_or("no ledger vault")?.uri.parse()?;
    let vault = Vault::at(&uri, &station.join("token/ledger.sql"))?;
    let session = vault.open(&Secret::new(b"correct horse battery".to_vec()))?;
    let first = Leaf::parse(first)?;
    let id = first.public().get("ledger_key_id").and_then(|id| id.as_str()).ok_or("no key identifier")?;
    Ok(session.signer(id.parse()?, Algorithm::Ed25519)?)
}
