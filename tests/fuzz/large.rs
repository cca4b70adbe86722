//! Inputs that are large in one way: a string of a hundred megabytes, a million entries in a set, elements a
//! million deep. They end, and take no more memory than a small multiple of what they are.

use chancery::asn1::{self, Tag};
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::Crl;

use super::seeds;
use super::targets::ALL;

const HUNDRED_MEGABYTES: usize = 100 << 20;
const MILLION: usize = 1_000_000;

/// What this process holds in memory, and the most it ever held since it was last asked to forget.
fn memory(field: &str) -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    line.trim_matches(|c: char| !c.is_ascii_digit()).parse::<usize>().ok().map(|kib| kib << 10)
}

/// Runs the targets on an input and holds what they took against `times` its size.
fn survives(what: &str, input: &[u8], names: &[&str], times: usize) {
    for target in ALL.iter().filter(|target| names.contains(&target.name)) {
        let forgets = std::fs::write("/proc/self/clear_refs", "5").is_ok();
        let before = memory("VmRSS:");
        (target.run)(input);
        if let (true, Some(before), Some(most)) = (forgets, before, memory("VmHWM:")) {
            let took = most.saturating_sub(before);
            assert!(took <= input.len() * times + (64 << 20), "{what}: {} took {took} octets", target.name);
        }
    }
}

fn name_of(attributes: &[u8]) -> Vec<u8> {
    asn1::sequence(&[asn1::tlv(Tag::SET, attributes)])
}

fn attribute(value: &[u8]) -> Vec<u8> {
    asn1::sequence(&[asn1::oid(&[0x55, 4, 3]), asn1::tlv(Tag::UTF8_STRING, value)])
}

/// A certificate whose subject is this.
fn certificate_of(subject: &[u8], extensions: &[u8]) -> Vec<u8> {
    let (_, root) = super::utopia::csca();
    let root = Certificate::parse(&root).unwrap();
    let validity = asn1::sequence(&[root.not_before.element.full, root.not_after.element.full]);
    let version = asn1::context(0, root.version_element.unwrap().full);
    let algorithm = root.inner_algorithm.element.full;
    let extensions = asn1::context(3, &asn1::tlv(Tag::SEQUENCE, extensions));
    let tbs = asn1::sequence(&[
        &version[..],
        root.serial_element.full,
        algorithm,
        subject,
        &validity,
        subject,
        root.spki.full,
        &extensions,
    ]);
    asn1::sequence(&[&tbs[..], algorithm, root.signature_element.full])
}

/// A list of revoked certificates with these entries.
fn crl_of(entries: &[u8]) -> Vec<u8> {
    let seed = seeds::of("crl").swap_remove(0);
    let crl = Crl::parse(&seed).unwrap_or_else(|e| panic!("{e}"));
    let algorithm = crl.inner_algorithm.element.full;
    let revoked = asn1::tlv(Tag::SEQUENCE, entries);
    let tbs =
        asn1::sequence(&[&asn1::integer(1)[..], algorithm, crl.issuer.der(), crl.this_update.element.full, &revoked]);
    asn1::sequence(&[&tbs[..], algorithm, crl.signature_element.full])
}

/// A `SignedData` with this content, these digest algorithms, these certificates and these signers.
fn signed_data(content: &[u8], digests: &[u8], certificates: &[u8], signers: &[u8]) -> Vec<u8> {
    signed_as("2.23.136.1.1.2", content, digests, certificates, signers)
}

/// The same with content of any type.
fn signed_as(kind: &str, content: &[u8], digests: &[u8], certificates: &[u8], signers: &[u8]) -> Vec<u8> {
    let data = asn1::oid_from_text(kind).unwrap();
    let content = asn1::context(0, &asn1::octet_string(content));
    let parts = asn1::sequence(&[
        asn1::integer(3),
        asn1::tlv(Tag::SET, digests),
        asn1::sequence(&[asn1::oid(&data), content]),
        asn1::context(0, certificates),
        asn1::tlv(Tag::SET, signers),
    ]);
    let signed = asn1::oid_from_text("1.2.840.113549.1.7.2").unwrap();
    asn1::sequence(&[asn1::oid(&signed), asn1::context(0, &parts)])
}

/// A deviation list with these deviations.
fn deviation_list(deviations: &[u8]) -> Vec<u8> {
    signed_as("2.23.136.1.1.7", &bare_list(deviations), &[], &[], &[])
}

fn bare_list(entries: &[u8]) -> Vec<u8> {
    asn1::sequence(&[asn1::integer(0), asn1::tlv(Tag::SET, entries)])
}

const DER: &[&str] = &[
    "certificate",
    "chain",
    "cms",
    "crl",
    "deviation_list",
    "extensions",
    "import",
    "master_list",
    "name",
    "officer_key",
    "public_key",
    "request",
];
const TEXTS: &[&str] = &[
    "age_keys",
    "backup_keys",
    "backup_note",
    "backup_state",
    "enrolment",
    "files",
    "import",
    "leaf",
    "note",
    "officer_key",
    "openpgp_certificate",
    "pkd",
    "proposal",
    "sealed",
    "set_id",
    "share",
    "share_note",
    "statement",
];

#[test]
fn strings_of_a_hundred_megabytes_come_back() {
    let long = vec![b'a'; HUNDRED_MEGABYTES];
    let name = name_of(&attribute(&long));
    survives("a long name", &name, &["name"], 4);
    survives("a certificate with a long name", &certificate_of(&name, &[]), &["certificate", "chain"], 4);
    drop(name);
    let extension = asn1::sequence(&[asn1::oid(&[0x55, 0x1d, 17]), asn1::octet_string(&long)]);
    survives("a long extension", &asn1::tlv(Tag::SEQUENCE, &extension), &["extensions"], 4);
    drop(extension);
    survives("a long content", &signed_data(&long, &[], &[], &[]), &["cms", "master_list"], 4);
    survives("a long deviation", &deviation_list(&asn1::octet_string(&long)), &["deviation_list"], 4);
    let number = asn1::sequence(&[asn1::sequence(&[asn1::context(5, &asn1::tlv(Tag::PRINTABLE_STRING, &long))])]);
    survives("a long document number", &deviation_list(&number), &["deviation_list"], 4);
    drop(number);
    survives("a long entry", &bare_list(&asn1::octet_string(&long)), &["master_list"], 4);
}

#[test]
fn texts_of_a_hundred_megabytes_come_back() {
    survives("a long word", &vec![b'a'; HUNDRED_MEGABYTES], TEXTS, 4);
    for name in TEXTS {
        let mut long = seeds::of(name).swap_remove(0);
        let at = long.len() / 2;
        long.splice(at..at, std::iter::repeat_n(b'A', HUNDRED_MEGABYTES));
        survives("a long word inside", &long, &[*name], 4);
    }
    survives("a hundred megabytes of words", &b"academic ".repeat(HUNDRED_MEGABYTES / 9), &["share"], 4);
    survives("a hundred megabytes of lines", &b"a\n".repeat(HUNDRED_MEGABYTES / 2), TEXTS, 40);
    survives("lists in lists", &vec![b'['; HUNDRED_MEGABYTES], TEXTS, 4);
}

#[test]
fn a_million_entries_come_back() {
    let empty = asn1::sequence::<&[u8]>(&[]).repeat(MILLION);
    let attributes = attribute(b"a").repeat(MILLION);
    let name = name_of(&attributes);
    survives("a million attributes", &name, &["name"], 100);
    survives("a name of them", &certificate_of(&name, &[]), &["certificate", "chain"], 100);
    survives("a million extensions", &asn1::tlv(Tag::SEQUENCE, &empty), &["extensions"], 100);
    let names = asn1::tlv(Tag::SEQUENCE, &asn1::context_primitive(2, b"a").repeat(MILLION));
    for oid in [17, 18, 30, 31, 32, 33, 37] {
        let extension = asn1::sequence(&[asn1::oid(&[0x55, 0x1d, oid]), asn1::octet_string(&names)]);
        survives("a million names", &asn1::tlv(Tag::SEQUENCE, &extension), &["extensions"], 100);
    }
    let numbers = asn1::context(5, &asn1::tlv(Tag::PRINTABLE_STRING, b"AQ1234567").repeat(MILLION));
    let numbered = asn1::sequence(&[asn1::sequence(&[numbers]), asn1::tlv(Tag::SET, &[])]);
    survives("a million document numbers", &deviation_list(&numbered), &["deviation_list"], 4);
    survives("a million deviations", &deviation_list(&empty), &["deviation_list"], 100);
    let described = asn1::sequence(&[asn1::sequence::<&[u8]>(&[]), asn1::tlv(Tag::SET, &empty)]);
    survives("a million descriptions", &deviation_list(&described), &["deviation_list"], 100);
    survives(
        "a million parts",
        &deviation_list(&asn1::sequence(&[asn1::sequence(std::slice::from_ref(&empty))])),
        &["deviation_list"],
        100,
    );
    survives("a million certificates in a file", &empty, &["import"], 200);
    survives("a million blocks", &b"-----BEGIN CERTIFICATE-----\n".repeat(MILLION), &["import"], 40);
    survives("a million entries", &bare_list(&empty), &["master_list"], 200);
    survives("a million certificates", &signed_data(&bare_list(&[]), &[], &empty, &[]), &["cms", "master_list"], 200);
    survives("a million digests", &signed_data(b"", &empty, &[], &[]), &["cms"], 200);
    survives("a million signers", &signed_data(b"", &[], &[], &empty), &["cms"], 200);
    let entry = asn1::sequence(&[asn1::integer(7), asn1::tlv(Tag::UTC_TIME, b"270101000000Z")]);
    survives("a million revoked", &crl_of(&entry.repeat(MILLION)), &["crl"], 20);
}

#[test]
fn elements_a_million_deep_come_back() {
    let deep = seeds::nested(MILLION);
    survives("a million deep", &deep, DER, 20);
    survives("a name a million deep", &asn1::tlv(Tag::SEQUENCE, &asn1::tlv(Tag::SET, &deep)), &["name"], 20);
    survives("a content a million deep", &signed_data(&deep, &deep, &deep, &deep), &["cms", "master_list"], 20);
    survives("a deviation a million deep", &deviation_list(&deep), &["deviation_list"], 20);
    survives("an entry a million deep", &bare_list(&deep), &["master_list"], 20);
    survives("an extension a million deep", &certificate_of(&name_of(&deep), &deep), &["certificate", "chain"], 20);
}
