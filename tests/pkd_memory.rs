//! What is held of a PKD download while it is read: under 64 MiB, whatever stands in it.
//! One test, so that nothing else in this process holds memory.

#[path = "support/lists.rs"]
mod lists;
#[path = "support/shared.rs"]
mod shared;

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::ops::ControlFlow;

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

#[track_caller]
fn holds_little(what: &str, ldif: impl Read + Send, pool: &Pool<'_>, by_the_test: u64) -> Survey {
    fs::write("/proc/self/clear_refs", "5").unwrap();
    let by = Verifying { pool, name: None, threads: Threads::All };
    let survey = verify(Reader::new(ldif), &by, &mut |_| ControlFlow::Continue(())).unwrap();
    let held = peak() - by_the_test;
    println!("{what}: {:.1} MiB at most", held as f64 / 1024.0);
    assert!(held < MOST, "{what}: {held} KiB");
    survey
}

#[test]
fn whatever_is_read_takes_less_than_64_mib() {
    let none = Pool::new();
    let vast = |lead: &str, octets: usize| format!("dn: cn=a\n{lead}{}\n\n", STANDARD.encode(vec![0x30; octets]));
    let crowded = |attribute: &str, octets: usize| {
        let inside = [0x30, 0].repeat(octets / 2);
        let set = chancery::asn1::tlv(chancery::asn1::Tag::SET, &inside);
        let list = chancery::asn1::sequence(&[chancery::asn1::integer(0), set]);
        format!("dn: cn=a\n{attribute}:: {}\n\n", STANDARD.encode(list))
    };
    let lines = |line: &str, count: usize| format!("dn: cn=a\n{}\n", line.repeat(count));
    // Each is made when its turn comes: what the test holds counts too.
    type Made<'m> = &'m dyn Fn() -> String;
    let all: [(&str, Made<'_>, u64); 12] = [
        ("lines of one octet", &|| lines("-\n", 4000), 8 << 20),
        ("lines that are odd", &|| lines("\u{e4}\n", 32), 8 << 20),
        ("values without octets", &|| lines("o:\n", 4000), 8 << 20),
        ("objects without octets", &|| lines("userCertificate:\n", 4000), 8 << 20),
        ("records of nothing but a name", &|| "dn:\n\n".to_owned(), 5 << 20),
        ("vast certificates", &|| vast("userCertificate;binary:: ", 9 << 18), 24 << 20),
        ("vast certificates in loose base64", &|| vast("userCertificate;binary:: A A A", 9 << 18), 24 << 20),
        ("vast lists", &|| vast("pkdMasterListContent:: ", 9 << 18), 24 << 20),
        ("crowded lists", &|| crowded("pkdMasterListContent", 9 << 18), 24 << 20),
        ("crowded CRLs", &|| crowded("certificateRevocationList", 9 << 18), 24 << 20),
        ("lines beyond the limit", &|| vast("o:: ", 7 << 20), 24 << 20),
        ("records beyond the limit", &|| lines(&format!("o: {}\n", "x".repeat(2000)), 3500), 24 << 20),
    ];
    for (what, make, octets) in all {
        let record = make();
        let held = record.len() as u64 / 1024;
        holds_little(what, Again { record: record.into_bytes(), at: 0, left: octets }, &none, held);
    }
    let survey = holds_little("more objects than digests are kept", Numbered(0, Vec::new()), &none, 0);
    assert!(survey.digests_full && survey.total().all == 200_000);

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
    let survey = holds_little("the slice eight times", eight, &pool, 0);
    assert_eq!((survey.total().all, survey.total().repeated), (8 * 3670, 7 * 3670));
    assert!(survey.end.offset > 70_000_000);
}
