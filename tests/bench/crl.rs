//! How long a revocation list of 1,000,000 entries takes: from the draft to the issued list that was verified and judged
//! once more, and, told apart, the whole act at a station with its preview, its ledger entries and its files.
//!
//! Run with `cargo bench --bench crl`. Prints seconds, the best of several rounds; OpenSSL verifies the list.

#[path = "../support/openssl_cli.rs"]
mod openssl_cli;
#[path = "../support/soft_signer.rs"]
mod soft_signer;
#[path = "../support/utopia.rs"]
mod utopia;
#[path = "../support/walk.rs"]
mod walk;

use std::time::{Duration, Instant};

use chancery::act::{Act, CrlIssue};
use chancery::clock::BatteryClock;
use chancery::entropy::{Mixer, OperatingSystem};
use chancery::icao::rules::DOC_9303;
use chancery::pki::armour;
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::{Crl, CrlDraft, IssuedCrl, Revoked, sign_linted_crl};
use chancery::pki::serial::SerialNumber;
use chancery::secret::Secret;
use chancery::signer::Signer as _;
use chancery::station::{Access, Material, PinSource, PinWanted, Station, StationError, Surroundings};
use openssl_cli::{file, openssl};
use rusqlite::{Connection, params};
use utopia::at;
use walk::{PIN, Walk};

const COUNT: u64 = 1_000_000;
const ROUNDS: usize = 5;

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

struct Known;

impl PinSource for Known {
    fn pin(&mut self, _: PinWanted<'_>) -> Result<Secret, StationError> {
        Ok(Secret::new(PIN.as_bytes().to_vec()))
    }
}

fn main() -> Fallible<()> {
    the_list()?;
    the_act()
}

/// The content of a serial number of 16 octets; they rise.
fn serial(number: u64) -> [u8; 16] {
    let spread = u128::from(number) * 0x0c6f_7a0b_5ed8_d36b_0000_0000 + 0x1000_0000_0000_0000_0000_0000_0000_0000;
    spread.to_be_bytes()
}

/// So many revocations, one each 30 seconds.
fn revoked(count: u64) -> Fallible<Vec<Revoked>> {
    let begin = at("2025-06-01T00:00:00Z");
    let one = |number: u64| {
        let on = begin.plus(number as i64 * 30);
        Ok(Revoked { serial: SerialNumber::from_content(&serial(number))?, on })
    };
    (0..count).map(one).collect()
}

/// From the draft to the issued list, after another that was nearly as long.
fn the_list() -> Fallible<()> {
    let (signer, root) = utopia::csca();
    let issuer = Certificate::parse(&root)?;
    let entries = revoked(COUNT)?;
    let issue = |count: usize, number: u64, day: &str, previous: Option<&Crl<'_>>| -> Fallible<IssuedCrl> {
        let draft = CrlDraft {
            issuer: &issuer,
            algorithm: signer.algorithm(),
            number,
            this_update: at(day),
            next_update: at(day).plus_months(2),
            revoked: &entries[..count],
            previous,
            former: &[],
            family: &[],
        };
        Ok(sign_linted_crl(draft.lint(&DOC_9303, &[])?, &signer, &DOC_9303)?)
    };
    let before = issue(entries.len() - 1_000, 1, "2026-12-01T00:00:00Z", None)?;
    let previous = Crl::parse(before.der())?;
    println!("a list of {COUNT} entries, from the draft to the issued one, verified and judged twice; seconds");
    for (name, previous) in [("the first", None), ("after another", Some(&previous))] {
        let mut best = Duration::MAX;
        let mut octets = 0;
        for _ in 0..ROUNDS {
            let begin = Instant::now();
            let issued = issue(entries.len(), 2, "2026-12-20T00:00:00Z", previous)?;
            best = best.min(begin.elapsed());
            octets = issued.der().len();
        }
        println!("  {name:<14} {:.3}, {} MB", best.as_secs_f64(), octets / 1_000_000);
    }
    let issued = issue(entries.len(), 2, "2026-12-20T00:00:00Z", Some(&previous))?;
    let folder = tempfile::tempdir()?;
    let anchor = file(folder.path(), "root.pem", armour::pem(&root, "CERTIFICATE").as_bytes());
    let begin = Instant::now();
    let said = openssl(&["crl", "-inform", "DER", "-noout", "-verify", "-CAfile", &anchor], issued.der());
    assert!(said.ok && said.text.contains("verify OK"), "{}", said.text);
    println!("  openssl reads and verifies it in {:.3}", begin.elapsed().as_secs_f64());
    Ok(())
}

/// The act at a station that revoked so many.
fn the_act() -> Fallible<()> {
    let walk = Walk::new("utopia");
    walk.init("UT", "UTO");
    walk.done(&["key", "generate", "csca-1", "--spec", "P-384"]);
    walk.done(&["cert", "issue", "--profile", "csca-root", "--key", "csca-1"]);
    let mut database = Connection::open(walk.in_station("station.db"))?;
    let writing = database.transaction()?;
    let last: i64 = writing.query_row("SELECT max(sequence) FROM entry", [], |row| row.get(0))?;
    let begin = at("2025-06-01T00:00:00Z");
    for number in 0..COUNT {
        let (serial, on) = (hex::encode(serial(number)), begin.plus(number as i64 * 30).to_string());
        let taken = "INSERT INTO serial (issuer, serial, state, sequence) VALUES ('csca-1', ?1, 'issued', ?2)";
        writing.prepare_cached(taken)?.execute(params![serial, last])?;
        let revoked = "INSERT INTO revoked (issuer, serial, at, sequence) VALUES ('csca-1', ?1, ?2, ?3)";
        writing.prepare_cached(revoked)?.execute(params![serial, on, last])?;
    }
    writing.commit()?;
    drop(database);
    let surroundings = Surroundings {
        clock: Box::new(BatteryClock { bound: 5 }),
        entropy: Mixer::new(vec![Box::new(OperatingSystem)]),
        pins: Box::new(Known),
    };
    let mut station = Station::open(&walk.in_station(""), Access::Write, surroundings)?;
    let act = Act::CrlIssue(CrlIssue { issuer: "csca-1".parse()?, days: 90, accept: Vec::new() });
    let material = Material::none();
    println!("the act at a station; seconds");
    let begin = Instant::now();
    station.preview(&act, &material)?;
    println!("  its preview    {:.3}", begin.elapsed().as_secs_f64());
    let begin = Instant::now();
    let approved = station.approve_alone(act)?;
    println!("  bound          {:.3}", begin.elapsed().as_secs_f64());
    let begin = Instant::now();
    let done = station.perform(approved, &material)?;
    println!("  performed      {:.3}", begin.elapsed().as_secs_f64());
    assert_eq!(done.outputs["entries"], COUNT.to_string());
    Ok(())
}
