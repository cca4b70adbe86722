//! Octets of any kind and size: read to the end, nothing held but a little, no neighbour lost.

use std::io::{self, BufReader, Read};

use chancery::icao::chain::Pool;
use chancery::icao::pkd::ldif::{Body, Limits, Reader};
use chancery::icao::pkd::{FINDINGS_KEPT, Oddity, Record, Threads, What};
use proptest::prelude::*;

use super::{codes, entries, examined, items};

/// A small file with one of everything.
const SMALL: &str = "version: 1\n\n# c\ndn: c=UT,dc=data,dc=download,dc=pkd,dc=icao,dc=int\nobjectClass: top\nc: UT\n\n\
    dn:: Y249Q049YStzbj0xLG89ZHNjLGM9VVQ=\r\npkdVersion: 5\r\nuserCertificate;binary:: MAMC\r\n AQE=\r\nsn: 1\r\n\r\n\
    dn: cn=CN\\=a\\,b+sn=0A,o=crl,c=UT\nchangetype: modify\nreplace: certificateRevocationList;binary\n\
    certificateRevocationList;binary:: MAA=\n-\n\ndn: cn=a\nchangetype: modrdn\nnewrdn: cn=b\ndeleteoldrdn: 1\n\n\
    dn: cn=c\nchangetype: delete\n\ndn: cn=d\npkdMasterListContent:< file:///a\npkdConformanceCode: WARN:CRL.ISS.11\n";

/// Reads and judges, which must come to an end; nothing is larger than the file.
fn holds(ldif: &[u8]) {
    let mut octets = 0;
    let mut place = 0;
    for item in items(ldif) {
        assert!(item.findings.len() <= FINDINGS_KEPT + 1);
        assert!(item.place.offset >= place, "records overlap");
        place = item.place.offset + item.octets;
        octets += item.octets;
        Record::read(item);
    }
    assert!(octets as usize <= ldif.len() && place as usize <= ldif.len());
    let (survey, all) = examined(ldif, None, &Pool::new(), Threads::One);
    assert_eq!(survey.end.offset as usize, ldif.len());
    assert_eq!(all.iter().filter(|e| !matches!(e.record.what, What::Version)).count() as u64, survey.records);
}

#[test]
fn a_file_cut_off_anywhere_is_read_as_far_as_it_goes() {
    let whole = entries(SMALL);
    for end in 0..=SMALL.len() {
        let cut = &SMALL.as_bytes()[..end];
        holds(cut);
        // All but the last record are as they were.
        let found = entries(cut);
        let same = found.len().saturating_sub(1);
        assert_eq!(found[..same], whole[..same], "at {end}");
        // Whoever cuts within a line is heard, unless nothing but a comment or a mark was cut.
        if !cut.ends_with(b"\n") && !found.is_empty() && !cut.rsplit(|b| *b == b'\n').next().unwrap().starts_with(b"#")
        {
            assert!(codes(cut).contains(&"L18"), "at {end}");
        }
    }
}

#[test]
fn any_octet_flipped_costs_at_most_the_records_it_touches() {
    let whole = entries(SMALL);
    for place in 0..SMALL.len() {
        for bit in 0..8 {
            let mut damaged = SMALL.as_bytes().to_vec();
            damaged[place] ^= 1 << bit;
            holds(&damaged);
            let found = entries(&damaged);
            let kept = whole.iter().filter(|entry| found.contains(entry)).count();
            assert!(kept + 2 >= whole.len(), "octet {place} bit {bit}: {kept} of {}", whole.len());
        }
    }
}

/// So many octets of a pattern, made as they are read.
struct Endless {
    head: &'static [u8],
    pattern: &'static [u8],
    left: u64,
    tail: &'static [u8],
    at: usize,
}

impl Endless {
    fn new(head: &'static [u8], pattern: &'static [u8], octets: u64, tail: &'static [u8]) -> Self {
        Endless { head, pattern, left: octets / pattern.len() as u64 * pattern.len() as u64, tail, at: 0 }
    }
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.head.is_empty() {
            return self.head.read(buffer);
        }
        if self.left == 0 {
            return self.tail.read(buffer);
        }
        let count = (buffer.len() as u64).min(self.left) as usize;
        for octet in &mut buffer[..count] {
            *octet = self.pattern[self.at];
            self.at = (self.at + 1) % self.pattern.len();
        }
        self.left -= count as u64;
        Ok(count)
    }
}

const BEFORE: &[u8] = b"version: 1\n\ndn: cn=before\no: a\n\ndn: cn=vast\n";
const AFTER: &[u8] = b"\n\ndn: cn=after\no: a\n";

/// What stands between two good records: it is said with its place, and they are whole.
fn between(pattern: &'static [u8], head: &'static [u8], octets: u64, wanted: Oddity) {
    let input = Endless::new(BEFORE, b" ", 0, b"").chain(Endless::new(head, pattern, octets, AFTER));
    let mut names = Vec::new();
    let mut skipped = Vec::new();
    for item in Reader::new(input) {
        let item = item.unwrap();
        match item.body {
            Body::Entry(entry) => names.push(entry.name),
            Body::Skipped { why, name } => {
                assert_eq!(name.as_deref(), Some(&b"cn=vast"[..]));
                assert_eq!(item.place.line, 6);
                assert!(item.octets >= octets / 10 * 9, "{} of {octets}", item.octets);
                assert_eq!(item.findings[0].oddity, why);
                assert!(item.findings[0].place > item.place);
                skipped.push(why);
            }
            Body::Version(number) => assert_eq!(number, Some(1)),
        }
    }
    assert_eq!(names, [&b"cn=before"[..], b"cn=after"]);
    assert_eq!(skipped, [wanted]);
}

#[test]
fn a_line_of_a_hundred_megabytes_costs_its_record_alone() {
    between(b"A", b"o:: ", 100 << 20, Oddity::LineTooLong);
    between(b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n ", b"o:: ", 100 << 20, Oddity::LineTooLong);
}

#[test]
fn a_million_attributes_cost_their_record_alone() {
    between(b"o: a\n", b"", 5_000_000, Oddity::TooManyAttributes);
    between(b"-\n", b"changetype: modify\n", 2_000_000, Oddity::TooManyAttributes);
}

#[test]
fn many_large_values_cost_their_record_alone() {
    static LARGE: [u8; (1 << 20) + 4] = {
        let mut line = [b'a'; (1 << 20) + 4];
        (line[0], line[1], line[2]) = (b'o', b':', b' ');
        line[(1 << 20) + 3] = b'\n';
        line
    };
    between(&LARGE, b"", 40 << 20, Oddity::RecordTooLarge);
}

#[test]
fn a_name_too_long_is_said_and_the_record_before_it_is_whole() {
    let limits = Limits { line: 100, ..Limits::default() };
    let ldif = format!("version: 1\ndn: cn=a\no: b\ndn: cn={}\no: c\n\ndn: cn=d\no: e\n", "x".repeat(200));
    let found: Vec<_> = Reader::with_limits(ldif.as_bytes(), limits).map(Result::unwrap).collect();
    let kinds: Vec<bool> = found.iter().map(|i| matches!(i.body, Body::Entry(_))).collect();
    assert_eq!(kinds, [false, true, false, true]);
    assert!(matches!(found[2].body, Body::Skipped { why: Oddity::LineTooLong, name: None }));
}

#[test]
fn a_line_at_the_limit_is_read_and_one_octet_more_is_not() {
    let limits = Limits { line: 40, ..Limits::default() };
    for (length, fits) in [(37, true), (38, false)] {
        for ending in ["\n", "\r\n", ""] {
            for fold in [false, true] {
                let mut value = "x".repeat(length);
                if fold {
                    value.insert_str(20, "\n ");
                }
                let ldif = format!("version: 1\n\ndn: cn=a\no: {value}{ending}");
                let found: Vec<_> = Reader::with_limits(ldif.as_bytes(), limits).map(Result::unwrap).collect();
                assert_eq!(matches!(found[1].body, Body::Entry(_)), fits, "{length} {ending:?} {fold}");
            }
        }
    }
}

#[test]
fn endless_comments_and_blank_lines_hold_nothing() {
    for pattern in [&b"# comment\n"[..], b"#", b"\n", b"# folded\n  on\n", b"\r\n"] {
        let input = Endless::new(b"version: 1\n", pattern, 20 << 20, b"\n\ndn: cn=after\no: a\n");
        assert_eq!(Reader::new(input).count(), 2, "{pattern:?}");
    }
    let input = Endless::new(b"version: 1\n\ndn: cn=after\no: a", b"\n ", 20 << 20, b"\n");
    assert_eq!(Reader::new(input).count(), 2);
}

#[test]
fn deep_names_and_endless_escapes_are_refused_in_time() {
    for name in ["c=a,".repeat(4000), "c=a+".repeat(4000), format!("c={}", "\\".repeat(9001)), "\\2c".repeat(5000)] {
        let found = items(format!("version: 1\n\ndn: {name}\no: a\n"));
        let record = Record::read(found.into_iter().nth(1).unwrap());
        assert!(record.findings.iter().any(|f| f.oddity == Oddity::NameUnreadable));
        assert!(record.findings.iter().all(|f| f.detail.chars().count() <= 120));
    }
    let long = format!("c={}", "\\2c".repeat(5000));
    let found = items(format!("version: 1\n\ndn: {long}\no: a\n"));
    let record = Record::read(found.into_iter().nth(1).unwrap());
    assert_eq!(record.parsed_name.unwrap().own("c").unwrap().value.len(), 5000);
}

#[test]
fn a_record_of_nothing_but_oddities_keeps_a_few_and_says_that_there_were_more() {
    let ldif = format!("version: 1\n\ndn: cn=a\n{}o: b\n", "broken\n".repeat(3000));
    let found = items(&ldif);
    assert_eq!(found[1].findings.len(), FINDINGS_KEPT + 1);
    assert_eq!(found[1].findings.last().unwrap().oddity, Oddity::MoreFindings);
}

#[test]
fn an_input_that_fails_ends_the_reading_and_what_came_before_is_given_out() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the stick was pulled"))
        }
    }
    let input = BufReader::new(SMALL.as_bytes().chain(Failing));
    let mut reader = Reader::with_limits(input, Limits::default());
    let given = reader.by_ref().take_while(Result::is_ok).count();
    assert_eq!(given, items(SMALL).len() - 1);
    assert!(reader.next().is_none());
    let mut seen = 0;
    let mut count = |_| {
        seen += 1;
        std::ops::ControlFlow::Continue(())
    };
    let pool = Pool::new();
    let by = chancery::icao::pkd::Verifying { pool: &pool, name: None, threads: Threads::One };
    let input = BufReader::new(SMALL.as_bytes().chain(Failing));
    let failed = chancery::icao::pkd::verify(Reader::with_limits(input, Limits::default()), &by, &mut count);
    assert!(failed.unwrap_err().to_string().contains("the stick was pulled"));
    assert_eq!(seen, given);
}

proptest! {
    #[test]
    fn any_octets_are_read_to_their_end(ldif in prop::collection::vec(any::<u8>(), 0..600)) {
        holds(&ldif);
    }

    #[test]
    fn any_lines_are_read_to_their_end(lines in prop::collection::vec(
        prop::sample::select(vec![
            "dn: c=UT", "dn:: !", "version: 1", "", " ", "  x", "#", "-", "changetype: modify", "add: o", "o: a", "o:: AA",
            "userCertificate;binary:: MAA=", "cACertificate:: MAA=", "changetype: delete", "dn: cn=a+sn=1,o=ml,c=ut", "\r", "o:<",
            "control: 1", "newrdn: a", "deleteoldrdn: 1", "changetype: modrdn", "pkdVersion: x", "pkdConformanceCode: A:B.C.1",
        ]), 0..40)) {
        holds(lines.join("\n").as_bytes());
    }
}
