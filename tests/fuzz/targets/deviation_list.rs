//! A deviation list: every octet of it is in a deviation or said, and what is shown is harmless.

use chancery::icao::deviation::read;
use chancery::operation::deviation_ingest::Told;

pub fn run(bytes: &[u8]) {
    let Ok(list) = read(bytes) else { return };
    assert_eq!(list.entries().len(), list.len());
    let (mut numbers, mut unreadable) = (0, 0);
    for (at, entry) in list.entries().enumerate() {
        match entry.read() {
            Ok(deviation) => {
                numbers += deviation.documents.numbers().count() as u64;
                assert_eq!(deviation.documents.numbers().count() as u64, deviation.documents.count());
            }
            Err(_) => unreadable += 1,
        }
        if at < 100 {
            super::is_harmless(&Told::of(&entry).line());
        }
    }
    assert_eq!((numbers, unreadable), (list.numbers(), list.unreadable()));
    list.findings().kept().iter().for_each(|finding| super::is_harmless(&finding.to_string()));
}
