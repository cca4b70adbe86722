//! PKD downloads: everything a file holds is given out, judged and named; whatever else
//! stands in it costs no more than itself.

#[path = "support/lists.rs"]
mod lists;
#[path = "support/shared.rs"]
mod shared;

#[path = "pkd/hostile.rs"]
mod hostile;
#[path = "pkd/reading.rs"]
mod reading;
#[path = "pkd/real.rs"]
mod real;
#[path = "pkd/records.rs"]
mod records;
#[path = "pkd/written.rs"]
mod written;

use std::collections::BTreeSet;
use std::io::Read;
use std::ops::ControlFlow;

use chancery::icao::chain::Pool;
use chancery::icao::masterlist;
use chancery::icao::pkd::ldif::{Body, Change, Entry, Item, Reader};
use chancery::icao::pkd::{Examined, Survey, Threads, Verifying, verify};
use chancery::pki::certificate::Certificate;

const SLICE: &str = "data/pkd/icaopkd-001-complete-slice.ldif";
const SUFFIX: &str = "dc=data,dc=download,dc=pkd,dc=icao,dc=int";

/// Every item of a file that can be read to its end.
fn items(ldif: impl AsRef<[u8]>) -> Vec<Item> {
    Reader::new(ldif.as_ref()).map(|item| item.expect("octets in memory do not fail")).collect()
}

/// The records alone.
fn entries(ldif: impl AsRef<[u8]>) -> Vec<Entry> {
    let entry = |item: Item| match item.body {
        Body::Entry(entry) => Some(entry),
        _ => None,
    };
    items(ldif).into_iter().filter_map(entry).collect()
}

/// The codes of all findings, in the order of the file.
fn codes(ldif: impl AsRef<[u8]>) -> Vec<&'static str> {
    items(ldif).iter().flat_map(|item| item.findings.iter().map(|f| f.oddity.code())).collect()
}

/// Type and octets of every attribute of a record.
fn pairs(entry: &Entry) -> Vec<(&str, &[u8])> {
    let (Change::Content(attributes) | Change::Add(attributes)) = &entry.change else { return Vec::new() };
    attributes.iter().map(|a| (a.description.as_str(), a.value.raw())).collect()
}

/// All that a pass over a file gives out.
fn examined(ldif: impl Read + Send, name: Option<&str>, pool: &Pool<'_>, threads: Threads) -> (Survey, Vec<Examined>) {
    let mut all = Vec::new();
    let mut keep = |one| {
        all.push(one);
        ControlFlow::Continue(())
    };
    let survey = verify(Reader::new(ldif), &Verifying { pool, name, threads }, &mut keep).unwrap();
    (survey, all)
}

/// The CA certificates of all master lists beside the project, each once.
fn ca_certificates() -> BTreeSet<Vec<u8>> {
    let files = lists::files("data/masterlists", &[".ml", ".cscalist"]);
    let read = |bytes: &[u8]| -> Vec<Vec<u8>> {
        let list = masterlist::read(bytes, masterlist::Unsigned::Accept).unwrap();
        list.entries().map(|e| e.der.to_vec()).collect()
    };
    files.iter().flat_map(|(_, bytes)| read(bytes)).collect()
}

fn pool_of(certificates: &BTreeSet<Vec<u8>>) -> Pool<'_> {
    let mut pool = Pool::new();
    for der in certificates {
        pool.add(Certificate::parse(der).unwrap());
    }
    pool
}
