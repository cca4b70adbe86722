//! Lists whose every certificate looks like an issuer of each other: the work stays in
//! proportion to the list, the verdicts say what was not done, and honest certificates
//! among the others keep theirs.

use std::collections::BTreeSet;

use chancery::asn1::{self, Tag};
use chancery::clock::Time;
use chancery::icao::chain::{KEYS_TRIED, Link, Orphan, Pool, Proof, Threads, checks_for};
use chancery::icao::masterlist::{Judgement, Judging, Standing, Unsigned, judge, read};
use chancery::operation::masterlist_ingest::{Ingested, ingest};
use chancery::pki::certificate::Certificate;
use chancery::pki::oid;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::sign::Signer;

fn object(id: &str) -> Vec<u8> {
    asn1::oid(&asn1::oid_from_text(id).unwrap())
}

fn algorithm() -> Vec<u8> {
    asn1::sequence(&[object("1.2.840.10045.4.3.2")])
}

fn name(common: &str) -> Vec<u8> {
    let rdn = |oid: &[u8], value: Vec<u8>| asn1::set_of(&[asn1::sequence(&[asn1::oid(oid), value])]);
    let country = rdn(oid::COUNTRY, asn1::printable_string("UT"));
    asn1::sequence(&[country, rdn(oid::COMMON_NAME, asn1::utf8_string(common))])
}

/// A key that can be used, and its SubjectPublicKeyInfo.
fn key() -> (PKey<Private>, Vec<u8>) {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
    let spki = key.public_key_to_der().unwrap();
    (key, spki)
}

/// The SubjectPublicKeyInfo of a key of no known kind, each another one.
fn unreadable_key(number: usize) -> Vec<u8> {
    let kind = asn1::sequence(&[object("1.2.3.4")]);
    asn1::sequence(&[kind, asn1::bit_string(&number.to_be_bytes())])
}

/// What a certificate is made of, its signature aside.
struct Draft<'a> {
    serial: usize,
    issuer: &'a [u8],
    subject: &'a [u8],
    spki: &'a [u8],
    /// The subject's key identifier and the authority's.
    identifiers: Option<(&'a [u8], &'a [u8])>,
}

impl Draft<'_> {
    fn tbs(&self) -> Vec<u8> {
        let time = |text: &str| asn1::utc_time(text.parse::<Time>().unwrap());
        let validity = asn1::sequence(&[time("2020-01-01T00:00:00Z"), time("2040-01-01T00:00:00Z")]);
        let version = asn1::context(0, &asn1::integer(2));
        let serial = asn1::integer(self.serial as u64 + 1);
        let mut parts = vec![version, serial, algorithm(), self.issuer.into(), validity, self.subject.into()];
        parts.push(self.spki.into());
        if let Some((own, authority)) = self.identifiers {
            let extension = |id: &str, value: Vec<u8>| asn1::sequence(&[object(id), asn1::octet_string(&value)]);
            let own = extension("2.5.29.14", asn1::octet_string(own));
            let authority = extension("2.5.29.35", asn1::sequence(&[asn1::context_primitive(0, authority)]));
            parts.push(asn1::context(3, &asn1::sequence(&[own, authority])));
        }
        asn1::sequence(&parts)
    }

    fn signed_by(&self, key: &PKey<Private>) -> Vec<u8> {
        let tbs = self.tbs();
        let mut signer = Signer::new(MessageDigest::sha256(), key).unwrap();
        signer.update(&tbs).unwrap();
        let signature = signer.sign_to_vec().unwrap();
        asn1::sequence(&[tbs, algorithm(), asn1::bit_string(&signature)])
    }

    /// With a signature that no key made.
    fn signed_by_nobody(&self) -> Vec<u8> {
        let half = asn1::integer_bytes(&[0x11; 32]);
        let signature = asn1::sequence(&[half.clone(), half]);
        asn1::sequence(&[self.tbs(), algorithm(), asn1::bit_string(&signature)])
    }
}

fn list(certificates: &[Vec<u8>]) -> Vec<u8> {
    asn1::sequence(&[asn1::integer(0), asn1::tlv(Tag::SET, &certificates.concat())])
}

fn judged(certificates: &[Vec<u8>], known: &[&[u8]], threads: Threads) -> Judgement {
    let bytes = list(certificates);
    let list = read(&bytes, Unsigned::Accept).unwrap();
    assert_eq!(list.len(), certificates.len());
    judge(&list, &Judging { at: "2026-08-22T00:00:00Z".parse().unwrap(), known, threads })
}

fn proofs(judgement: &Judgement) -> Vec<Proof> {
    let proof = |standing: &Standing| match standing {
        Standing::Read { proof, .. } => *proof,
        Standing::Unreadable(error) => panic!("{error}"),
    };
    judgement.certificates.iter().map(|c| proof(&c.standing)).collect()
}

fn count(proofs: &[Proof], proof: Proof) -> usize {
    proofs.iter().filter(|p| **p == proof).count()
}

const TOO_MANY: Proof = Proof::Orphan(Orphan::TooManyKeys);
const SPENT: Proof = Proof::Orphan(Orphan::ChecksSpent);

/// Certificates of one name, each with a usable key of its own, signed by nobody.
fn same_named(count: usize, name: &[u8], identifiers: Option<(&[u8], &[u8])>) -> Vec<Vec<u8>> {
    let draft = |serial| {
        let spki = key().1;
        Draft { serial, issuer: name, subject: name, spki: &spki, identifiers }.signed_by_nobody()
    };
    (0..count).map(draft).collect()
}

#[test]
fn certificates_of_one_name_cost_a_bounded_number_of_checks_and_honest_ones_among_them_are_found() {
    let name = name("CSCA");
    let (old, old_spki) = key();
    let (new, new_spki) = key();
    let root =
        Draft { serial: 5000, issuer: &name, subject: &name, spki: &old_spki, identifiers: Some((b"old", b"old")) };
    let link = Draft { serial: 5001, spki: &new_spki, identifiers: Some((b"new", b"old")), ..root };
    // Its own key is the right one, though its identifiers say otherwise and many keys bear them.
    let odd = Draft { serial: 5002, spki: &new_spki, identifiers: Some((b"new", b"junk")), ..root };
    let honest = [root.signed_by(&old), link.signed_by(&old), odd.signed_by(&new)];
    let mut certificates = same_named(1980, &name, None);
    certificates.extend(same_named(20, &name, Some((b"junk", b"junk"))));
    certificates.extend(honest);

    let judgement = judged(&certificates, &[], Threads::All);
    assert!(judgement.checked <= checks_for(2003), "{} checks", judgement.checked);
    assert_eq!(checks_for(2003), 9012);
    let found = proofs(&judgement);
    let by_old = Proof::Issuer { member: 2000, link: Link::NameAndKeyIdentifier };
    assert_eq!(found[2000..], [Proof::OwnKey, by_old, Proof::OwnKey]);
    assert_eq!(count(&found, TOO_MANY) + count(&found, SPENT), 2000);
    // What each certificate may have to itself does not suffice; what is left over goes to the first.
    assert_eq!(found.iter().position(|p| *p == SPENT), Some(count(&found, TOO_MANY)));
    assert!(count(&found, TOO_MANY) >= 1000 / (KEYS_TRIED + 1), "{}", count(&found, TOO_MANY));

    let alone = judged(&certificates, &[], Threads::One);
    assert_eq!(alone.certificates, judgement.certificates, "a bound does not depend on who was quicker");
    assert_eq!(alone.checked, judgement.checked);
}

#[test]
fn a_short_list_of_one_name_is_searched_to_the_last_key_that_is_tried() {
    let name = name("CSCA");
    let few = same_named(KEYS_TRIED + 1, &name, None);
    let judgement = judged(&few, &[], Threads::All);
    let found = proofs(&judgement);
    assert_eq!(count(&found, Proof::Orphan(Orphan::NoKeyVerifies)), KEYS_TRIED + 1, "{found:?}");
    assert_eq!(judgement.checked, (KEYS_TRIED + 1) * (KEYS_TRIED + 1));

    let one_more = same_named(KEYS_TRIED + 2, &name, None);
    let judgement = judged(&one_more, &[], Threads::All);
    assert_eq!(count(&proofs(&judgement), TOO_MANY), KEYS_TRIED + 2);
    let (proof, said) =
        (proofs(&judgement)[0], "not verified: more than 16 keys bear the issuer's name or key identifier");
    assert_eq!(proof.to_string(), said);
}

#[test]
fn keys_that_cannot_be_read_count_as_tried() {
    let name = name("CSCA");
    let draft = |serial| {
        let spki = unreadable_key(serial);
        Draft { serial, issuer: &name, subject: &name, spki: &spki, identifiers: Some((b"one", b"one")) }
            .signed_by_nobody()
    };
    let certificates: Vec<Vec<u8>> = (0..4000).map(draft).collect();
    let judgement = judged(&certificates, &[], Threads::All);
    assert_eq!(judgement.checked, 0);
    assert_eq!(count(&proofs(&judgement), TOO_MANY), 4000);

    let certificates: Vec<Certificate<'_>> = certificates.iter().map(|c| Certificate::parse(c).unwrap()).collect();
    let mut pool = Pool::new();
    for certificate in &certificates {
        pool.add(certificate.clone());
    }
    assert!(certificates.iter().all(|c| pool.prove(c).tried == KEYS_TRIED));
}

#[test]
fn names_that_differ_in_case_alone_are_one_name_to_the_bound() {
    // Twelve letters in either case: 4096 names of other bytes that RFC 5280 7.1 holds for one.
    let spelled = |number: usize| -> String {
        let letter = |(place, c): (usize, char)| if number >> place & 1 == 1 { c } else { c.to_ascii_lowercase() };
        "ABCDEFGHIJKL".chars().enumerate().map(letter).collect()
    };
    let draft = |serial| {
        let (issuer, subject) = (name(&spelled(serial)), name(&spelled(serial + 1)));
        let spki = unreadable_key(serial);
        Draft { serial, issuer: &issuer, subject: &subject, spki: &spki, identifiers: None }.signed_by_nobody()
    };
    let certificates: Vec<Vec<u8>> = (0..4000).map(draft).collect();
    let judgement = judged(&certificates, &[], Threads::All);
    assert_eq!((judgement.checked, count(&proofs(&judgement), TOO_MANY)), (0, 4000));
}

#[test]
fn four_thousand_names_without_an_issuer_cost_no_check() {
    let draft = |serial| {
        let (issuer, subject) = (name(&format!("issuer {serial}")), name(&format!("subject {serial}")));
        let spki = unreadable_key(serial);
        Draft { serial, issuer: &issuer, subject: &subject, spki: &spki, identifiers: None }.signed_by_nobody()
    };
    let certificates: Vec<Vec<u8>> = (0..4000).map(draft).collect();
    let judgement = judged(&certificates, &[], Threads::All);
    let absent = count(&proofs(&judgement), Proof::Orphan(Orphan::IssuerAbsent));
    assert_eq!((judgement.checked, absent), (0, 4000));
}

#[test]
fn known_certificates_that_come_first_are_tried_before_any_number_of_others() {
    let name = name("CSCA");
    let ((old, old_spki), (_, new_spki)) = (key(), key());
    let root = Draft { serial: 1, issuer: &name, subject: &name, spki: &old_spki, identifiers: None };
    let link = Draft { serial: 2, spki: &new_spki, ..root }.signed_by(&old);
    let root = root.signed_by(&old);
    let junk = same_named(40, &name, None);
    let junk: Vec<&[u8]> = junk.iter().map(Vec::as_slice).collect();
    let found = |known: &[&[u8]]| proofs(&judged(std::slice::from_ref(&link), known, Threads::One))[0];
    assert_eq!(found(&[&[&root[..]][..], &junk].concat()), Proof::Issuer { member: 1, link: Link::Name });
    assert_eq!(found(&[&junk[..], &[&root[..]]].concat()), TOO_MANY);
}

#[test]
fn what_was_given_up_is_counted_in_the_list_s_findings_and_no_rule_holds_it_against_a_certificate() {
    let name = name("CSCA");
    let taken_in = |certificates: &[Vec<u8>]| {
        let at = "2026-08-22T00:00:00Z".parse().unwrap();
        ingest(&list(certificates), true, &[], &BTreeSet::new(), at).unwrap()
    };
    let bad_signatures = |ingested: &Ingested| {
        let rules = |c: &chancery::operation::masterlist_ingest::Judged| c.findings.clone().unwrap().list;
        ingested.certificates.iter().filter(|c| rules(c).iter().any(|f| f.rule == "X42")).count()
    };
    let searched = taken_in(&same_named(KEYS_TRIED + 1, &name, None));
    assert!(searched.verdict.findings.iter().all(|f| !f.contains("not verified")));
    assert_eq!(bad_signatures(&searched), KEYS_TRIED + 1);

    let given_up = taken_in(&same_named(200, &name, None));
    let [keys, checks] = &given_up.verdict.findings[..2] else { panic!("{:?}", given_up.verdict.findings) };
    let said = "of 200 certificates not verified: more than 16 keys bear the issuer's name or key identifier";
    assert!(keys.ends_with(said), "{keys}");
    let said = "of 200 certificates not verified: the list wants more signature checks than are made for one list";
    assert!(checks.ends_with(said), "{checks}");
    let count = |finding: &str| finding.split(' ').next().unwrap().parse::<usize>().unwrap();
    assert_eq!(count(keys) + count(checks), 200);
    assert_eq!(bad_signatures(&given_up), 0);
    assert!(given_up.certificates.iter().all(|c| c.kind == "orphan" && c.verifier.is_none()));
}
