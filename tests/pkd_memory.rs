//! What is held of a PKD download while it is read: under 64 MiB, whatever stands in it.
//! Each case is read in a process of its own, and what that process holds before the reading begins is no part of it:
//! neither the program's own pages nor what the allocator kept of the case before say anything of the reader.

#[path = "support/lists.rs"]
mod lists;
#[path = "support/shared.rs"]
mod shared;

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chancery::icao::chain::Pool;
use chancery::icao::masterlist;
use chancery::icao::pkd::ldif::Reader;
use chancery::icao::pkd::{Survey, Threads, Verifying, verify};
use chancery::pki::certificate::Certificate;

const MOST: u64 = 64 << 10;

/// The most memory held since it was last forgotten, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}

/// The same record again and again, made as it is read.
struct Again {
    record: Vec<u8>,
    at: usize,
    left: u64,
}

impl Read for Again {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at == self.record.len() {
            self.at = 0;
        }
        let count = (&self.record[self.at..]).read(buffer)?.min(self.left as usize);
        self.at += count;
        self.left -= count as u64;
        Ok(count)
    }
}

/// Small records, each another.
struct Numbered(u32, Vec<u8>);

impl Read for Numbered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.1.is_empty() && self.0 < 200_000 {
            let octets = STANDARD.encode(self.0.to_be_bytes());
            self.1 = format!("dn: cn=a\nuserCertificate:: {octets}\n\n").into_bytes();
            self.0 += 1;
        }
        let count = (&self.1[..]).read(buffer)?;
        self.1.drain(..count);
        Ok(count)
    }
}

/// What is held now, in KiB.
fn now() -> u64 {
    fs::write("/proc/self/clear_refs", "5").unwrap();
    peak()
}

#[track_caller]
fn holds_little(what: &str, ldif: impl Read + Send, pool: &Pool<'_>) -> Survey {
    let before = now();
    let by = Verifying { pool, name: None, threads: Threads::All };
    let survey = verify(Reader::new(ldif), &by, &mut |_| ControlFlow::Continue(())).unwrap();
    let held = peak() - before;
    println!("{what}: {:.1} MiB at most, beside {:.1} MiB before", held as f64 / 1024.0, before as f64 / 1024.0);
    assert!(held < MOST, "{what}: {held} KiB beside {before} KiB");
    survey
}

/// Which case the process reads: set by the test for each process that it starts.
const CASE: &str = "PKD_MEMORY_CASE";

/// Objects as strangers might make them: the case, what it repeats, and how much of it.
type Made = (&'static str, fn() -> String, u64);

fn vast(lead: &str, octets: usize) -> String {
    format!("dn: cn=a\n{lead}{}\n\n", STANDARD.encode(vec![0x30; octets]))
}

fn crowded(attribute: &str, octets: usize) -> String {
    let inside = [0x30, 0].repeat(octets / 2);
    let set = chancery::asn1::tlv(chancery::asn1::Tag::SET, &inside);
    let list = chancery::asn1::sequence(&[chancery::asn1::integer(0), set]);
    format!("dn: cn=a\n{attribute}:: {}\n\n", STANDARD.encode(list))
}

fn lines(line: &str, count: usize) -> String {
    format!("dn: cn=a\n{}\n", line.repeat(count))
}

const MADE: [Made; 12] = [
    ("lines of one octet", || lines("-\n", 4000), 8 << 20),
    ("lines that are odd", || lines("\u{e4}\n", 32), 8 << 20),
    ("values without octets", || lines("o:\n", 4000), 8 << 20),
    ("objects without octets", || lines("userCertificate:\n", 4000), 8 << 20),
    ("records of nothing but a name", || "dn:\n\n".to_owned(), 5 << 20),
    ("vast certificates", || vast("userCertificate;binary:: ", 9 << 18), 24 << 20),
    ("vast certificates in loose base64", || vast("userCertificate;binary:: A A A", 9 << 18), 24 << 20),
    ("vast lists", || vast("pkdMasterListContent:: ", 9 << 18), 24 << 20),
    ("crowded lists", || crowded("pkdMasterListContent", 9 << 18), 24 << 20),
    ("crowded CRLs", || crowded("certificateRevocationList", 9 << 18), 24 << 20),
    ("lines beyond the limit", || vast("o:: ", 7 << 20), 24 << 20),
    ("records beyond the limit", || lines(&format!("o: {}\n", "x".repeat(2000)), 3500), 24 << 20),
];
const DIGESTS: &str = "more objects than digests are kept";
const SLICE: &str = "the slice eight times";

fn read_one(case: &str) {
    let none = Pool::new();
    if let Some((what, make, octets)) = MADE.iter().find(|(what, ..)| *what == case) {
        holds_little(what, Again { record: make().into_bytes(), at: 0, left: *octets }, &none);
    } else if case == DIGESTS {
        let survey = holds_little(DIGESTS, Numbered(0, Vec::new()), &none);
        assert!(survey.digests_full && survey.total().all == 200_000);
    } else {
        assert_eq!(case, SLICE);
        read_the_slice();
    }
}

fn read_the_slice() {
    let Some(slice) = shared::shared("data/pkd/icaopkd-001-complete-slice.ldif") else { return };
    let mut certificates: BTreeSet<Vec<u8>> = BTreeSet::new();
    for (_, bytes) in lists::files("data/masterlists", &[".ml", ".cscalist"]) {
        let list = masterlist::read(&bytes, masterlist::Unsigned::Accept).unwrap();
        certificates.extend(list.entries().map(|e| e.der.to_vec()));
    }
    let mut pool = Pool::new();
    for der in &certificates {
        pool.add(Certificate::parse(der).unwrap());
    }
    let open = || fs::File::open(&slice).unwrap();
    let eight =
        open().chain(open()).chain(open()).chain(open()).chain(open()).chain(open()).chain(open()).chain(open());
    let survey = holds_little(SLICE, eight, &pool);
    assert_eq!((survey.total().all, survey.total().repeated), (8 * 3670, 7 * 3670));
    assert!(survey.end.offset > 70_000_000);
}

#[test]
fn whatever_is_read_takes_less_than_64_mib() {
    if let Ok(case) = env::var(CASE) {
        return read_one(&case);
    }
    for case in MADE.iter().map(|(what, ..)| *what).chain([DIGESTS, SLICE]) {
        let reading = Command::new(env::current_exe().unwrap())
            .args(["--exact", "whatever_is_read_takes_less_than_64_mib", "--nocapture"])
            .env(CASE, case)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&reading.stdout);
        assert!(reading.status.success(), "{said}{}", String::from_utf8_lossy(&reading.stderr));
        print!("{}", said.lines().filter(|l| l.contains(" MiB ")).fold(String::new(), |all, l| all + l + "\n"));
    }
}
