//! Deviation lists: read as they are found, judged strictly, however many document numbers are on them.

#[path = "support/deviations.rs"]
mod deviations;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use chancery::asn1::{self, Tag, context, integer, printable_string};
use chancery::digest::Digest;
use chancery::fault::{Fail, Fault};
use chancery::icao::deviation::{DeviationError, DeviationList, DocumentSigner, Kind, Oddity, read};
use chancery::operation::OperationError;
use chancery::operation::deviation_ingest::{Ingested, Told, ingest};
use deviations::*;

/// What this process holds in memory, or the most it held since it was last asked to forget.
fn memory(field: &str) -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    line.trim_matches(|c: char| !c.is_ascii_digit()).parse::<usize>().ok().map(|kib| kib << 10)
}

struct Room(tempfile::TempDir);

impl Room {
    /// A folder with a CSCA and a deviation list signer under it.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        csca(folder.path(), "csca");
        signer(folder.path(), "csca", "dls", PURPOSE);
        Room(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn signed(&self, content: &[u8]) -> Vec<u8> {
        sign(self.path(), content, "dls", Some("csca"))
    }

    fn der(&self, name: &str) -> Vec<u8> {
        let pem = std::fs::read(self.path().join(format!("{name}.pem"))).unwrap();
        chancery::pki::armour::der(&pem, "CERTIFICATE").unwrap().into_owned()
    }
}

fn codes(list: &DeviationList<'_>) -> Vec<&'static str> {
    list.findings().kept().iter().map(|finding| finding.code.code()).collect()
}

fn judged(bytes: &[u8], known: &[&[u8]], anchors: &[&[u8]]) -> Result<Ingested, OperationError> {
    let anchors: BTreeSet<Digest> = anchors.iter().map(|der| Digest::of(der)).collect();
    ingest(&read(bytes)?, known, &anchors)
}

#[test]
fn the_specimen_is_read_word_for_word_and_has_no_finding() {
    let room = Room::new();
    let signed = room.signed(&specimen());
    let list = read(&signed).unwrap();
    assert_eq!((list.version(), list.len(), list.numbers(), list.unreadable()), (0, 3, 3, 0));
    assert_eq!(codes(&list), [""; 0]);
    assert_eq!(list.content(), specimen());
    let mut seen = 0;
    for entry in list.entries() {
        assert_eq!(&signed[entry.offset..entry.offset + entry.der.len()], entry.der);
        let deviation = entry.read().unwrap();
        let described: Vec<_> = deviation.descriptions().map(Result::unwrap).collect();
        assert_eq!(described.len(), 1);
        match described[0].kind {
            Kind::GroupHash => {
                assert_eq!(deviation.documents.document_type, Some(&b"P<"[..]));
                let serial =
                    matches!(deviation.documents.signer, Some(DocumentSigner::IssuerAndSerial { serial: [77], .. }));
                assert!(serial);
                let numbers: Vec<String> = deviation.documents.numbers().map(|number| number.shown()).collect();
                assert_eq!(numbers, ["AQ1234567", "AQ1234568", "AQ7654321"]);
                assert_eq!(described[0].parameter.unwrap().value, Some("DG12"));
                assert!(deviation.documents.may_mean("aq1234568") && !deviation.documents.may_mean("AQ12345"));
            }
            Kind::AuthenticationKeyCompromised => {
                assert_eq!(deviation.documents.signer, Some(DocumentSigner::CertificateDigest(&[0xab; 32])));
                assert!(!deviation.documents.has_numbers() && deviation.documents.may_mean("ANYTHING"));
            }
            Kind::ZoneCheckDigit => {
                let issued = deviation.documents.issued.unwrap();
                assert_eq!(issued.first.shown(), "2026-03-01T00:00:00Z");
                assert_eq!(issued.last.shown(), "2026-03-31T23:59:59Z");
                assert_eq!(described[0].parameter.unwrap().value, Some("date of birth"));
            }
            other => panic!("{other:?}"),
        }
        seen += 1;
        let told = Told::of(&entry).line();
        assert!(!told.contains("AQ1234567"), "{told}");
    }
    assert_eq!(seen, 3);
}

#[test]
fn openssl_takes_our_list_and_gives_back_the_same_content() {
    let room = Room::new();
    std::fs::write(room.path().join("list.dl"), room.signed(&specimen())).unwrap();
    let judge = Command::new("openssl")
        .current_dir(room.path())
        .args("cms -verify -binary -inform DER -in list.dl -noverify -out verified".split(' '))
        .output()
        .unwrap();
    assert!(judge.status.success(), "{}", String::from_utf8_lossy(&judge.stderr));
    assert_eq!(std::fs::read(room.path().join("verified")).unwrap(), specimen());
}

#[test]
fn a_list_is_anchored_when_its_csca_was_accepted_and_signed_when_nobody_decided() {
    let room = Room::new();
    let (signed, csca) = (room.signed(&specimen()), room.der("csca"));
    let carried = judged(&signed, &[], &[]).unwrap().verdict;
    assert_eq!((carried.word, carried.signer_state.as_deref()), ("signed", Some("AQ")));
    assert!(carried.not_verified.is_empty() && carried.signed_at.is_some());
    assert!(!carried.findings.iter().any(|finding| finding.contains("not on the list")), "{:?}", carried.findings);
    let anchored = judged(&signed, &[&csca], &[&csca]).unwrap().verdict;
    assert_eq!((anchored.word, anchored.anchors.as_slice()), ("anchored", &[Digest::of(&csca)][..]));
    // The CSCA that is not carried is found among what is known.
    let bare = sign(room.path(), &specimen(), "dls", None);
    assert_eq!(judged(&bare, &[&csca], &[&csca]).unwrap().verdict.word, "anchored");
    let other = room.der("dls");
    assert_eq!(judged(&signed, &[], &[&other]).unwrap().verdict.word, "signed");
}

#[test]
fn a_list_whose_signer_is_not_fit_is_refused_whole() {
    let room = Room::new();
    let unsound = |bytes: &[u8], why: &str| match judged(bytes, &[], &[]) {
        Err(error @ OperationError::ListUnsound { .. }) => {
            assert_eq!(error.kind(), Fault::Unsound);
            assert!(error.to_string().contains(why), "{error}");
        }
        other => panic!("{why}: {other:?}"),
    };
    let sound = room.signed(&specimen());
    let mut tampered = sound.clone();
    let at = tampered.windows(9).position(|w| w == b"AQ1234567").unwrap();
    tampered[at] = b'B';
    unsound(&tampered, "another digest");
    let signature = sound.len() - 1;
    let mut broken = sound.clone();
    broken[signature] ^= 1;
    assert!(judged(&broken, &[], &[]).is_err());
    // A master list signer does not sign deviation lists.
    signer(room.path(), "csca", "mls", "2.23.136.1.1.3");
    unsound(&sign(room.path(), &specimen(), "mls", Some("csca")), "extKeyUsage is not that of a signer of such lists");
    signer(room.path(), "csca", "both", "2.23.136.1.1.8,2.23.136.1.1.3");
    unsound(&sign(room.path(), &specimen(), "both", Some("csca")), "extKeyUsage");
    // Nobody knows the CSCA; a CSCA of the same name did not sign.
    unsound(&sign(room.path(), &specimen(), "dls", None), "no known certificate verifies it");
    std::fs::rename(room.path().join("csca.pem"), room.path().join("first.pem")).unwrap();
    csca(room.path(), "csca");
    unsound(&sign(room.path(), &specimen(), "dls", Some("csca")), "no known certificate verifies it");
    // A CSCA does not sign lists itself.
    unsound(&sign(room.path(), &specimen(), "csca", None), "it is a CA");
}

#[test]
fn what_is_no_deviation_list_is_named() {
    let room = Room::new();
    let kind = |bytes: &[u8]| read(bytes).unwrap_err();
    let other = sign_as(room.path(), &specimen(), "dls", Some("csca"), "2.23.136.1.1.2");
    assert!(kind(&other).to_string().contains("2.23.136.1.1.2 where a deviation list"), "{}", kind(&other));
    assert_eq!(kind(&specimen()).clause(), Some("DEVIATION-2"));
    for bad in [&b""[..], b"garbage", &[0x30, 0x80], &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]] {
        assert_eq!(kind(bad).kind(), Fault::Malformed, "{bad:?}");
    }
    let cut = room.signed(&specimen());
    assert!(matches!(kind(&cut[..cut.len() - 9]), DeviationError::Cms(_)));
    for content in [&b""[..], &[0x30, 0], &asn1::sequence(&[integer(0)]), &asn1::sequence(&[integer(0), stray()])] {
        assert!(matches!(kind(&room.signed(content)), DeviationError::Unreadable(_)), "{content:?}");
    }
}

#[test]
fn everything_odd_is_a_finding_and_costs_nothing_else() {
    let room = Room::new();
    let good = deviation(&[numbers(["A1"])], &[description("", KEY_COMPROMISED, None)]);
    let plain = || description("", KEY_COMPROMISED, None);
    let odd = |code: &str, deviation: Vec<u8>| {
        let content = asn1::sequence(&[integer(0), asn1::tlv(Tag::SET, &[deviation, good.clone()].concat())]);
        let signed = room.signed(&content);
        let list = read(&signed).unwrap();
        assert!(codes(&list).contains(&code), "{code}: {:?}", list.findings());
        assert_eq!(list.len(), 2, "{code}");
        let neighbour = list.entries().last().unwrap().read().unwrap();
        assert!(neighbour.documents.may_mean("A1") && !neighbour.documents.may_mean("A2"), "{code}");
    };
    // The dates of a real list.
    odd("DL12", deviation(&[issued("20171001000000.000Z UTC", "20180401000000.000Z UTC")], &[plain()]));
    odd("DL12", deviation(&[issued("20171301000000Z", "201804010000Z")], &[plain()]));
    odd("DL13", deviation(&[issued("20180401000000Z", "20171001000000Z")], &[plain()]));
    odd(
        "DL02",
        deviation(&[context(4, &[&issued("20180401000000Z", "20180401000000Z")[2..], &stray()].concat())], &[plain()]),
    );
    odd("DL06", deviation(&[stray()], &[plain()]));
    odd("DL06", deviation(&[context(4, &stray())], &[plain()]));
    odd("DL06", deviation(&[context(1, &stray())], &[plain()]));
    odd("DL07", deviation(&[numbers(["B1"]), document_type("P<")], &[plain()]));
    odd("DL07", deviation(&[numbers(["B1"]), numbers(["B2"])], &[plain()]));
    odd("DL07", deviation(&[by_key(b"key"), by_serial(3)], &[plain()]));
    odd("DL08", deviation(&[context(5, &asn1::tlv(Tag::SET, &printable_string("B1")))], &[plain()]));
    odd("DL08", deviation(&[context(0, &printable_string("P<"))], &[plain()]));
    let explicit = asn1::sequence(&[&issued("20180401000000Z", "20180501000000Z")[2..]]);
    odd("DL08", deviation(&[context(4, &explicit)], &[plain()]));
    odd("DL09", deviation(&[document_type("passport")], &[plain()]));
    odd("DL10", deviation(&[by_digest(&[7; 32])], &[plain()]));
    odd("DL14", deviation(&[context(5, &asn1::utf8_string("B1"))], &[plain()]));
    odd("DL15", deviation(&[context(5, &[integer(5), printable_string("B1")].concat())], &[plain()]));
    odd("DL16", deviation(&[numbers(["B<1"])], &[plain()]));
    odd("DL16", deviation(&[numbers([""])], &[plain()]));
    odd("DL17", deviation(&[numbers(["B2", "B1"])], &[plain()]));
    odd("DL18", deviation(&[numbers(["B1", "B1"])], &[plain()]));
    odd("DL19", deviation(&[numbers([""; 0])], &[plain()]));
    odd("DL20", deviation::<Vec<u8>>(&[], &[plain()]));
    odd("DL21", deviation(&[numbers(["B1"])], &[]));
    odd("DL22", deviation(&[numbers(["B1"])], &[stray()]));
    odd("DL22", deviation(&[numbers(["B1"])], &[asn1::sequence(&[printable_string("no kind")])]));
    odd("DL23", deviation(&[numbers(["B1"])], &[description("", "1.2.3", None)]));
    odd("DL24", deviation(&[numbers(["B1"])], &[description("", GROUP_HASH, None)]));
    odd("DL25", deviation(&[numbers(["B1"])], &[description("", GROUP_HASH, Some(&integer(99)))]));
    odd("DL26", deviation(&[numbers(["B1"])], &[asn1::sequence(&[asn1::utf8_string("x"), plain()[2..].to_vec()])]));
    odd("DL05", deviation(&[document_type("P<"), context(1, &[0x30, 0x81, 0, 2, 1, 1])], &[plain()]));
    for unreadable in [stray(), asn1::sequence(&[stray()]), asn1::sequence::<&[u8]>(&[])] {
        odd("DL04", unreadable);
    }
    // What belongs to the list.
    let whole = |parts: &[Vec<u8>]| {
        let signed = room.signed(&parts.concat());
        codes(&read(&signed).unwrap()).join(" ")
    };
    let set = |all: &[Vec<u8>]| asn1::tlv(Tag::SET, &all.concat());
    assert_eq!(whole(&[asn1::sequence(&[integer(1), set(std::slice::from_ref(&good))])]), "DL01");
    assert_eq!(whole(&[asn1::sequence(&[integer(0), set(std::slice::from_ref(&good)), stray()])]), "DL02");
    assert_eq!(whole(&[asn1::sequence(&[integer(0), set(std::slice::from_ref(&good))]), stray()]), "DL02");
    let short = list(Some(SHA256), &[deviation(&[by_digest(&[7; 20])], &[plain()])]);
    assert_eq!(whole(&[short]), "DL11");
    let unsorted = [deviation(&[numbers(["Z9"])], &[plain()]), good.clone()];
    assert_eq!(whole(&[asn1::sequence(&[integer(0), set(&unsorted)])]), "DL03");
    let tried = include_str!("deviation_lists.rs");
    for oddity in Oddity::ALL {
        assert!(tried.matches(&format!("\"{}\"", oddity.code())).count() > 0, "{} is never tried", oddity.code());
    }
}

#[test]
fn bad_dates_are_kept_as_they_stand_and_parameters_that_are_not_known_too() {
    let room = Room::new();
    let raw = context(0, b"\x04\x03abc");
    let unknown = asn1::sequence(&[asn1::oid(&asn1::oid_from_text("1.2.3.4").unwrap()), raw, context(1, &stray())]);
    let one = deviation(&[issued("20171001000000.000Z UTC", "20180401000000Z")], &[unknown]);
    let signed = room.signed(&list(None, &[one]));
    let list = read(&signed).unwrap();
    let deviation = list.entries().next().unwrap().read().unwrap();
    let issued = deviation.documents.issued.unwrap();
    assert_eq!((issued.first.raw, issued.first.time), (&b"20171001000000.000Z UTC"[..], None));
    assert!(issued.last.time.is_some());
    let description = deviation.descriptions().next().unwrap().unwrap();
    assert_eq!((description.kind, description.parameter.unwrap().raw), (Kind::Unknown, &b"\x04\x03abc"[..]));
    assert_eq!(description.national_use, Some(&stray()[..]));
    let words = description.words();
    assert!(words.contains("1.2.3.4") && words.contains("0403616263"), "{words}");
}

#[test]
fn foreign_text_steers_no_terminal() {
    let room = Room::new();
    let text = asn1::tlv(Tag::UTF8_STRING, "\u{1b}[2J\u{202e}evil".as_bytes());
    let kind = asn1::oid(&asn1::oid_from_text(KEY_COMPROMISED).unwrap());
    let one = deviation(&[document_type("\u{1b}c"), numbers(["\u{1b}[31m"])], &[asn1::sequence(&[text, kind])]);
    let signed = room.signed(&list(None, &[one]));
    let list = read(&signed).unwrap();
    let entry = list.entries().next().unwrap();
    let mut shown = vec![Told::of(&entry).line()];
    shown.extend(list.findings().kept().iter().map(ToString::to_string));
    shown.extend(entry.read().unwrap().documents.numbers().map(|number| number.shown()));
    assert!(shown.len() >= 4);
    assert!(shown.iter().all(|line| !line.contains(['\u{1b}', '\u{202e}'])), "{shown:?}");
}

#[test]
fn four_hundred_thousand_numbers_are_walked_and_never_collected() {
    const MANY: usize = 400_000;
    let room = Room::new();
    let all = numbers((0..MANY).map(|n| format!("CA{n:07}AA")));
    let dg12 = description("", GROUP_HASH, Some(&integer(12)));
    let bounded = deviation(&[all, issued("20171001000000Z", "20180401000000Z")].map(|p| p), &[dg12]);
    let signed =
        room.signed(&list(None, &[bounded, deviation(&[by_serial(5)], &[description("", KEY_COMPROMISED, None)])]));
    assert!(signed.len() > 5_000_000);
    let forgets = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let before = memory("VmRSS:");
    let started = std::time::Instant::now();
    let list = read(&signed).unwrap();
    let took = started.elapsed();
    let held = memory("VmHWM:").zip(before).map_or(0, |(most, before)| most.saturating_sub(before));
    assert_eq!((list.numbers(), list.len()), (MANY as u64, 2));
    assert!(!forgets || held < 8 << 20, "{held} octets more were held");
    assert!(took.as_secs() < 20, "{took:?}");
    let named = list.entries().filter(|entry| {
        let documents = entry.read().unwrap().documents;
        documents.has_numbers() && documents.may_mean("CA0399999AA")
    });
    assert_eq!(named.count(), 1);
    let meant = list.entries().filter(|entry| entry.read().unwrap().documents.may_mean("CA0400000AA"));
    assert_eq!(meant.count(), 1, "only the one without numbers");
    assert_eq!(codes(&list), ["DL07"], "the period stands behind the numbers");
    assert_eq!(judged(&signed, &[], &[]).unwrap().counts.numbers, MANY as u64);
    eprintln!("{MANY} numbers in {} octets: read in {took:?}, {held} octets held", signed.len());
}

#[test]
fn whichever_octet_is_flipped_the_list_is_refused_or_its_verdict_says_so() {
    let room = Room::new();
    let signed = room.signed(&specimen());
    let sound = judged(&signed, &[], &[]).unwrap().verdict;
    for at in 0..signed.len() {
        let mut flipped = signed.clone();
        flipped[at] ^= 0x10;
        if let Ok(ingested) = judged(&flipped, &[], &[]) {
            assert_ne!(ingested.verdict, sound, "octet {at} means nothing");
        }
    }
}
