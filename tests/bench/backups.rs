//! What backups cost a station with 50 keys of every kind that its token gives to a backup, and 100,000 entries in its
//! ledger: keys and state backed up, judged, tried in a drill and restored, on the embedded token and on SoftHSM2.
//!
//! Run with `cargo bench --bench backups`. Every figure is one run of the program, its start included, the slowest of its
//! rounds, beside the floor that was measured in the same run on the same octets and keys; the figure of 60 s is held, or
//! the bench fails. The most memory that the program held stands beside it.

#[path = "../support/backed.rs"]
mod backed;
#[path = "../support/large_ledger.rs"]
mod large_ledger;
#[path = "../support/walk.rs"]
mod walk;

use std::fs;
use std::hint::black_box;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use backed::{Keepers, Peak, borrowed, words_of_the_set, words_to_open};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chancery::digest::Digest;
use chancery::entropy::{Mixer, OperatingSystem};
use chancery::sealed::{Addressee, Attendant, Keyring, Nobody, SealedError, open_stream, seal_stream};
use chancery::secret::Secret;
use chancery::signer::Signer as _;
use chancery::station::Access;
use chancery::store::Store;
use chancery::vault::{BackupKey, kwp};
use openssl::pkey::{Id, PKey};
use openssl::sign::Verifier;
use walk::{PIN, Walk, text};

const KEYS: usize = 50;
const ENTRIES: u64 = 100_000;
const ROUNDS: usize = 3;
const FIGURE: Duration = Duration::from_secs(60);
/// Where a process of its own finds the station whose token it measures.
const STATION: &str = "CHANCERY_BENCH_STATION";

const EMBEDDED: &[&str] = &["P-256", "P-384", "P-521", "RSA-2048", "RSA-3072", "RSA-4096", "Ed25519"];
/// Without the curves of brainpool: they leave this token, and the throw-away token they would be proven in has none.
const SOFTHSM: &[&str] = &["P-256", "P-384", "P-521", "RSA-2048", "RSA-3072", "RSA-4096"];

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Fallible<()> {
    if let Some(station) = std::env::var_os(STATION) {
        return floors_of_the_token(Path::new(&station));
    }
    let mut held = measured("the embedded token", Walk::new("utopia"), EMBEDDED)?;
    if let Some(walk) = Walk::on_softhsm("utopia") {
        held &= measured("SoftHSM2", walk, SOFTHSM)?;
    }
    assert!(held, "a figure of {FIGURE:?} was not held");
    Ok(())
}

/// One figure on a line.
struct Line<'a> {
    what: &'a str,
    time: Duration,
    peak: u64,
    floors: &'a [(&'a str, Duration)],
}

impl Line<'_> {
    /// Whether the figure is held.
    fn show(&self) -> bool {
        let floor: Duration = self.floors.iter().map(|(_, time)| *time).sum();
        let parts: Vec<String> = self.floors.iter().map(|(name, time)| format!("{name} {time:.3?}")).collect();
        let ratio = self.time.as_secs_f64() / floor.as_secs_f64();
        let (what, time, peak) = (self.what, self.time.as_secs_f64(), self.peak / 1024);
        println!("  {what:<22}{time:>8.3} s {ratio:>9.2} x  {peak:>4} MiB   floor: {}", parts.join(", "));
        self.time < FIGURE
    }
}

fn measured(name: &str, walk: Walk, kinds: &[&str]) -> Fallible<bool> {
    walk.init("UT", "UTO");
    let keepers = Keepers::come(&walk);
    for (number, kind) in (0..KEYS).zip(kinds.iter().cycle()) {
        walk.done(&["key", "generate", &format!("key-{number:02}"), "--spec", kind, "--extractable"]);
    }
    let (filling, ()) = timed(|| large_ledger::fill(&walk.in_station(""), ENTRIES, 0));
    println!("{name}: {KEYS} keys of {} kinds, {ENTRIES} entries made in {filling:.1?}", kinds.len());
    let token = token_floors(&walk)?;
    let (walk, peak) = Peak::watching(walk);
    let mut held = true;

    let words = keepers.words_to_back_up(&walk);
    let (time, _) = timed(|| walk.done(&borrowed(&words)));
    held &= Line {
        what: "backup keys",
        time,
        peak: peak.take(),
        floors: &[("wraps", token.wraps), ("opening each", token.opens)],
    }
    .show();

    let mut state = String::new();
    let time = slowest(|| state = keepers.back_up_state(&walk));
    let bare = bare(&walk, &state, keepers.first())?;
    let floors = [("age sealing", bare.sealing), ("SHA-256", bare.hashing)];
    held &= Line { what: "backup state", time, peak: peak.take(), floors: &floors }.show();

    let time = slowest(|| drop(walk.done(&["backup", "verify", &state])));
    held &= Line { what: "verify, the state", time, peak: peak.take(), floors: &[("SHA-256", bare.hashing)] }.show();
    let words: Vec<String> =
        ["backup".to_owned(), "verify".to_owned()].into_iter().chain(words_of_the_set(&[])).collect();
    let time = slowest(|| drop(walk.done(&borrowed(&words))));
    held &=
        Line { what: "verify, with shares", time, peak: peak.take(), floors: &[("opening each", token.opens)] }.show();

    let floors = [
        ("age opening", bare.opening),
        ("SHA-256", bare.hashing),
        ("signatures of the ledger", bare.verifying),
        ("signatures of the keys", token.signatures),
    ];
    let words = words_to_open("drill", &state, &[]);
    let mut phases = String::new();
    let time = slowest(|| {
        let drilled = walk.done(&borrowed(&words));
        assert_eq!(drilled["keys"].as_array().unwrap().len(), KEYS, "{drilled}");
        let each = drilled["phases"].as_array().unwrap().iter();
        let each: Vec<String> = each.map(|p| format!("{} {} ms", text(p, "name"), p["milliseconds"])).collect();
        phases = each.join(", ");
    });
    held &= Line { what: "drill", time, peak: peak.take(), floors: &floors }.show();
    println!("    {phases}");

    let mut number = 0;
    let time = slowest(|| {
        number += 1;
        let (place, vault) = (format!("restored-{number}"), blank_token(&walk, name, number));
        let more = ["--station", &place, "--vault", &vault];
        let restored = walk.done(&borrowed(&words_to_open("restore", &state, &more)));
        assert_eq!(restored["keys"].as_object().unwrap().len(), KEYS, "{restored}");
    });
    held &= Line { what: "restore", time, peak: peak.take(), floors: &floors }.show();
    Ok(held)
}

/// A blank token of the same kind, as the program is told of it.
fn blank_token(walk: &Walk, name: &str, number: usize) -> String {
    if name != "SoftHSM2" {
        return "primary=embedded".to_owned();
    }
    let label = format!("blank-{number}");
    let words = ["--init-token", "--free", "--label", &label, "--pin", PIN, "--so-pin", "officer's horse"];
    walk.tool("softhsm2-util", &words);
    format!("primary=pkcs11:token={label}?module-path={}", walk::SOFTHSM)
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begin = Instant::now();
    let done = black_box(work());
    (begin.elapsed(), done)
}

fn slowest(mut work: impl FnMut()) -> Duration {
    let each = (0..ROUNDS).map(|_| {
        // Two copies of one second have one name.
        std::thread::sleep(Duration::from_millis(1100));
        timed(&mut work).0
    });
    each.max().unwrap_or_default()
}

/// What the octets of one copy cost with nothing around it.
struct Bare {
    sealing: Duration,
    opening: Duration,
    hashing: Duration,
    verifying: Duration,
}

fn bare(walk: &Walk, state: &str, recipient: &str) -> Fallible<Bare> {
    let database = fs::read(walk.in_station("station.db"))?;
    let to: Addressee = recipient.parse()?;
    let nobody: Arc<dyn Attendant> = Arc::new(Nobody);
    let write = |out: &mut dyn io::Write| out.write_all(&database).map_err(SealedError::Write);
    let (sealing, sealed) = timed(|| seal_stream(io::sink(), &[to], &nobody, write).map(drop));
    sealed?;
    let (hashing, _) = timed(|| Digest::of(&database));
    let keyring = Keyring::read(&Secret::new(fs::read(walk.path("alice.identity"))?))?;
    let data = fs::read(walk.path(state).join("data.age"))?;
    let (opening, opened) = timed(|| {
        let mut piece = vec![0; 1 << 16];
        open_stream(&data[..], &keyring, &nobody, |content| {
            while content.read(&mut piece).map_err(SealedError::Read)? > 0 {}
            Ok::<_, SealedError>(())
        })
    });
    opened?;
    let store = Store::open_to_read(&walk.in_station("station.db"))?;
    let notes = store.rows().checkpoints(None)?;
    let key = store.rows().last_checkpoint()?.map(|_| ledger_key(walk)).ok_or("no checkpoint")??;
    let signed: Vec<(String, Vec<u8>)> = notes.into_iter().filter_map(|(_, note)| parted(&note)).collect();
    let (verifying, good) = timed(|| {
        let good = |(text, signature): &(String, Vec<u8>)| {
            let verifier = Verifier::new_without_digest(&key);
            verifier.is_ok_and(|mut v| v.verify_oneshot(signature, text.as_bytes()).unwrap_or(false))
        };
        signed.iter().filter(|one| good(one)).count()
    });
    assert_eq!(good, signed.len(), "a checkpoint of the ledger is not good");
    println!("  the database has {} octets, the ledger {good} checkpoints", database.len());
    Ok(Bare { sealing, opening, hashing, verifying })
}

/// The text of a note and its signature of the ledger key.
fn parted(note: &str) -> Option<(String, Vec<u8>)> {
    let (text, signatures) = note.split_once("\n\n")?;
    let octets = STANDARD.decode(signatures.lines().next()?.rsplit(' ').next()?).ok()?;
    Some((format!("{text}\n"), octets.get(4..)?.to_vec()))
}

fn ledger_key(walk: &Walk) -> Fallible<PKey<openssl::pkey::Public>> {
    let station = large_ledger::opened(&walk.in_station(""), Access::Read);
    let spki = station.ledger_key().spki().to_vec();
    let key = PKey::public_key_from_der(&spki)?;
    assert_eq!(key.id(), Id::ED25519);
    Ok(key)
}

/// What the token does, with nothing around it: in a process of its own, for a token has one user at a time.
struct Token {
    wraps: Duration,
    opens: Duration,
    signatures: Duration,
}

fn token_floors(walk: &Walk) -> Fallible<Token> {
    let mut again = Command::new(std::env::current_exe()?);
    again.env(STATION, walk.in_station("")).env("SOFTHSM2_CONF", walk.path("softhsm2.conf"));
    let output = again.current_dir(walk.folder()).output()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Vec<u64> =
        String::from_utf8(output.stdout)?.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let [wraps, opens, signatures] = said[..] else { return Err("three figures were wanted".into()) };
    let each = [wraps, opens, signatures].map(Duration::from_nanos);
    let [wraps, opens, signatures] = each;
    Ok(Token { wraps, opens, signatures })
}

/// Prints nanoseconds: wraps, the opening of each blob, one signature of each key.
fn floors_of_the_token(directory: &Path) -> Fallible<()> {
    let station = large_ledger::opened(directory, Access::Read);
    let vault = station.vault(&"primary".parse()?)?;
    let rows: Vec<_> = station.rows().keys()?.into_iter().filter(|row| row.vault.as_str() == "primary").collect();
    assert_eq!(rows.len(), KEYS);
    let session = vault.open(&Secret::new(PIN.as_bytes().to_vec()))?;
    let key = BackupKey::draw(&mut Mixer::new(vec![Box::new(OperatingSystem)]))?;
    let wrapping = session.take_in(&key, &"bare".parse()?)?;
    let publics: Vec<_> =
        rows.iter().map(|row| row.public_key.clone().ok_or("no public key")).collect::<Result<_, _>>()?;
    let (wrapped, blobs) = timed(|| {
        let each = rows.iter().zip(&publics);
        each.map(|(row, public)| wrapping.wrap(row.id, public)).collect::<Result<Vec<_>, _>>()
    });
    wrapping.destroy()?;
    let blobs = blobs?;
    let (opens, opened) =
        timed(|| blobs.iter().zip(&publics).try_for_each(|(blob, public)| kwp::opens_to(key.secret(), blob, public)));
    opened?;
    let (signatures, signed) = timed(|| -> Fallible<()> {
        for row in &rows {
            session.signer(row.id, row.spec.default_algorithm())?.sign(b"one signature of each key")?;
        }
        Ok(())
    });
    signed?;
    // A wrap of the house opens what came out: that is taken off.
    let nanoseconds = [wrapped.saturating_sub(opens), opens, signatures].map(|time| time.as_nanos().to_string());
    io::stdout().write_all(nanoseconds.join(" ").as_bytes())?;
    Ok(())
}
