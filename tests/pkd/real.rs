//! The slice of a real download: everything that is in it, and who signed it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::ops::ControlFlow;

use chancery::icao::chain::{Link, Orphan, Proof};
use chancery::icao::pkd::ldif::Reader;
use chancery::icao::pkd::{
    Collection, Examined, Extent, ObjectKind, Oddity, Survey, Threads, Verdict, Verifying, verify,
};
use chancery::pki::certificate::Certificate;
use chancery::pki::crl::Crl;
use serde_json::Value;

use super::{SLICE, ca_certificates, examined, pool_of, shared};

const NAME: &str = "icaopkd-001-complete-slice.ldif";

fn expected() -> Option<Value> {
    let path = shared::shared("data/pkd/expected.json")?;
    Some(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())
}

fn words(proof: &Proof) -> &'static str {
    match proof {
        Proof::OwnKey => "self-signed",
        Proof::Issuer { link: Link::NameAndKeyIdentifier, .. } => "name+aki",
        Proof::Issuer { link: Link::Name, .. } => "name",
        Proof::Issuer { link: Link::NormalisedName, .. } => "normname",
        Proof::Issuer { link: Link::KeyIdentifierOnly, .. } => "aki-only(name differs)",
        Proof::Orphan(Orphan::IssuerAbsent) => "UNVERIFIED:no-issuer-in-set",
        Proof::Orphan(Orphan::NoKeyVerifies) => "UNVERIFIED:issuer-name-present-no-key-verifies",
        Proof::Orphan(_) => "GIVEN UP",
    }
}

fn slice(threads: Threads) -> Option<(Survey, Vec<Examined>)> {
    let path = shared::shared(SLICE)?;
    let certificates = ca_certificates();
    Some(examined(File::open(path).unwrap(), Some(NAME), &pool_of(&certificates), threads))
}

#[test]
fn every_object_of_the_slice_is_there_and_judged_as_expected() {
    let Some(expected) = expected() else { return };
    let certificates = ca_certificates();
    assert_eq!(certificates.len() as u64, expected["pool"].as_u64().unwrap());
    let (survey, all) = slice(Threads::All).unwrap();
    let mut chain: BTreeMap<String, u64> = BTreeMap::new();
    let mut states: BTreeMap<String, BTreeMap<&str, u64>> = BTreeMap::new();
    let mut distinct = BTreeSet::new();
    for one in &all {
        for (object, verdict) in one.record.objects().iter().zip(&one.verdicts) {
            if object.kind == ObjectKind::Crl {
                continue;
            }
            let Verdict::Proven { proof, issuer, .. } = verdict else { panic!("{verdict:?}") };
            assert_eq!(issuer.is_some(), verdict.is_verified());
            distinct.insert(object.digest);
            *chain.entry(words(proof).into()).or_default() += 1;
            let count = states.entry(one.record.state.clone().unwrap()).or_default();
            *count.entry(if verdict.is_verified() { "ok" } else { "unverified" }).or_default() += 1;
        }
    }
    assert_eq!(serde_json::json!(chain), expected["chain"]);
    assert_eq!(serde_json::json!(states), expected["per_country"]);
    assert_eq!(distinct.len() as u64, expected["distinct"].as_u64().unwrap());
    let signers = survey.kinds[&ObjectKind::DocumentSigner];
    let counts = (signers.all, signers.verified, signers.orphans, signers.unreadable, signers.repeated);
    assert_eq!(counts, (3665, 3642, 23, 0, 0));
    assert_eq!(survey.kinds[&ObjectKind::Crl].all, 5);
    assert_eq!(survey.kinds.len(), 2);
    let container = survey.containers;
    assert_eq!((survey.records, container, survey.skipped, survey.others), (3784, 114, 0, 0));
    assert_eq!((survey.collection(), survey.extent()), (Some(Collection::Signers), Some(Extent::Complete)));
    assert_eq!(survey.end.offset, std::fs::metadata(shared::shared(SLICE).unwrap()).unwrap().len());
}

#[test]
fn nothing_of_the_slice_is_odd_but_that_its_crls_have_no_container() {
    let Some((survey, all)) = slice(Threads::All) else { return };
    assert_eq!(survey.findings, BTreeMap::from([(Oddity::ParentMissing, 5)]));
    let odd = all.iter().filter(|one| !one.record.findings.is_empty());
    assert!(odd.flat_map(|one| one.record.objects()).all(|o| o.kind == ObjectKind::Crl));
}

#[test]
fn whoever_is_said_to_have_signed_an_object_did() {
    let Some((_, all)) = slice(Threads::All) else { return };
    let certificates = ca_certificates();
    let by_digest: BTreeMap<_, _> = certificates
        .iter()
        .map(|der| {
            let certificate = Certificate::parse(der).unwrap();
            (certificate.digest(), certificate)
        })
        .collect();
    let mut crls = 0;
    for (number, one) in all.iter().enumerate() {
        for (object, verdict) in one.record.objects().iter().zip(&one.verdicts) {
            let Verdict::Proven { issuer: Some(issuer), .. } = verdict else { continue };
            let key = || by_digest[issuer].public_key().unwrap();
            if object.kind == ObjectKind::Crl {
                Crl::parse(object.raw()).unwrap().verify_signature(&key()).unwrap();
                crls += 1;
            } else if number % 16 == 0 {
                Certificate::parse(object.raw()).unwrap().verify_signature(&key()).unwrap();
            }
        }
    }
    assert!(crls >= 3, "{crls}");
}

#[test]
fn one_processor_finds_what_all_find_in_the_same_order() {
    let (Some((one, few)), Some((all, many))) = (slice(Threads::One), slice(Threads::All)) else { return };
    assert_eq!(format!("{one:?}"), format!("{all:?}"));
    let shown = |all: &[Examined]| -> Vec<String> {
        all.iter().map(|e| format!("{} {:?} {:?}", e.record.place, e.verdicts, e.record.findings)).collect()
    };
    assert!(shown(&few) == shown(&many));
}

#[test]
fn a_file_twice_over_is_verified_once() {
    let Some(path) = shared::shared(SLICE) else { return };
    let bytes = std::fs::read(path).unwrap();
    let certificates = ca_certificates();
    let pool = pool_of(&certificates);
    let (once, _) = examined(&bytes[..], None, &pool, Threads::All);
    let (twice, all) = examined(&[&bytes[..], b"\n", &bytes[..]].concat()[..], None, &pool, Threads::All);
    assert_eq!(twice.checked, once.checked);
    assert_eq!((twice.total().all, twice.total().repeated), (7340, 3670));
    assert_eq!((twice.total().verified, twice.total().orphans), (2 * once.total().verified, 2 * once.total().orphans));
    assert_eq!(twice.findings[&Oddity::VersionRepeated], 1);
    let verdicts: Vec<&Verdict> = all.iter().flat_map(|e| &e.verdicts).collect();
    for (first, again) in verdicts[..3670].iter().zip(&verdicts[3670..]) {
        assert!(again.is_repeated() && !first.is_repeated());
        assert_eq!(first.is_verified(), again.is_verified());
    }
}

#[test]
fn a_pass_that_was_stopped_goes_on_where_it_stopped() {
    let Some(path) = shared::shared(SLICE) else { return };
    let bytes = std::fs::read(path).unwrap();
    let certificates = ca_certificates();
    let pool = pool_of(&certificates);
    let by = Verifying { pool: &pool, name: Some(NAME), threads: Threads::All };
    let mut given = Vec::new();
    let note = |given: &mut Vec<_>, one: Examined| {
        given.push((one.record.place, one.record.name, one.verdicts.len()));
        if given.len() == 1234 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let stopped = verify(Reader::new(&bytes[..]), &by, &mut |one| note(&mut given, one)).unwrap();
    assert!(stopped.stopped && given.len() == 1234);
    let rest = &bytes[stopped.end.offset as usize..];
    let rest = Reader::resumed(rest, stopped.end, Default::default());
    let rest = verify(rest, &by, &mut |one| note(&mut given, one)).unwrap();
    assert!(!rest.stopped);
    assert_eq!(stopped.total().all + rest.total().all, 3670);
    assert_eq!(stopped.total().verified + rest.total().verified, 3642 + crls_verified(&pool, &bytes));
    let whole: Vec<_> = examined(&bytes[..], None, &pool, Threads::All).1;
    let whole: Vec<_> = whole.into_iter().map(|one| (one.record.place, one.record.name, one.verdicts.len())).collect();
    assert!(given == whole);
    assert!(!rest.findings.contains_key(&Oddity::ParentMissing));
}

fn crls_verified(pool: &chancery::icao::chain::Pool<'_>, bytes: &[u8]) -> u64 {
    examined(bytes, None, pool, Threads::All).0.kinds[&ObjectKind::Crl].verified
}
