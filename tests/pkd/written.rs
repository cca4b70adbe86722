//! What is written reads back as it was, and is the same octets every time.

use std::collections::{BTreeSet, HashMap};

use chancery::digest::Digest;
use chancery::icao::chain::Pool;
use chancery::icao::pkd::ldif::{self, Attribute, Change, Entry, Modification, Operation, Value};
use chancery::icao::pkd::{Base, Exported, ObjectKind, PkdError, Place, Published, Said, Threads, export};
use proptest::prelude::*;

use super::{SLICE, SUFFIX, codes, entries, examined, lists, shared};

fn written(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    ldif::header(&mut out).unwrap();
    entries.iter().for_each(|entry| ldif::write(&mut out, entry).unwrap());
    out
}

#[test]
fn a_download_read_and_written_is_the_same_octets() {
    let Some(path) = shared::shared(SLICE) else { return };
    let slice = std::fs::read(path).unwrap();
    // The slice ends with two blank lines.
    assert!([written(&entries(&slice)), b"\n\n".to_vec()].concat() == slice);
}

#[test]
fn lines_are_folded_at_76_columns_with_one_blank() {
    let entry = Entry {
        name: vec![b'x'; 300],
        change: Change::Content(vec![attribute("o;binary", &[7; 400]), attribute("cn", "ä".repeat(90).as_bytes())]),
    };
    let out = String::from_utf8(written(&[entry])).unwrap();
    assert!(out.lines().all(|l| l.len() <= ldif::COLUMNS && !l.starts_with("  ")));
    assert_eq!(
        out.lines().filter(|l| l.len() == ldif::COLUMNS).count(),
        out.lines().filter(|l| l.starts_with(' ')).count()
    );
}

fn attribute(description: &str, octets: &[u8]) -> Attribute {
    Attribute { description: description.into(), value: Value::Octets(octets.to_vec()), place: Place::default() }
}

fn any_octets() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200),
        "[ -~]{0,200}".prop_map(String::into_bytes),
        "[ :<#\\r\\n\\x00a]{0,6}".prop_map(String::into_bytes),
    ]
}

fn any_attribute() -> impl Strategy<Value = Attribute> {
    let description = prop::sample::select(vec!["cn", "sn", "o;binary", "2.5.4.3", "pkdVersion", "x;lang-de;BINARY"]);
    (description, any_octets()).prop_map(|(description, octets)| attribute(description, &octets))
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let attributes = || prop::collection::vec(any_attribute(), 0..5);
    let operation = prop::sample::select(vec![Operation::Add, Operation::Delete, Operation::Replace]);
    let modification = (operation, attributes()).prop_map(|(operation, values)| Modification {
        operation,
        attribute: values.first().map_or("cn".into(), |v| v.description.clone()),
        values,
    });
    let change = prop_oneof![
        attributes().prop_map(Change::Content),
        attributes().prop_map(Change::Add),
        Just(Change::Delete),
        prop::collection::vec(modification, 0..4).prop_map(Change::Modify),
        (any_octets(), any::<bool>(), prop::option::of(any_octets()))
            .prop_map(|(new_rdn, delete_old, new_superior)| { Change::Rename { new_rdn, delete_old, new_superior } }),
    ];
    (any_octets(), change).prop_map(|(name, change)| Entry { name, change })
}

proptest! {
    #[test]
    fn every_record_reads_back_as_it_was_written(all in prop::collection::vec(any_entry(), 0..6)) {
        let out = written(&all);
        prop_assert_eq!(&entries(&out), &all);
        prop_assert_eq!(&written(&entries(&out)), &out);
        prop_assert!(out.split(|b| *b == b'\n').all(|line| line.len() <= ldif::COLUMNS));
    }
}

/// Objects to be published, with their octets beside them.
#[derive(Default)]
struct Shelf {
    objects: Vec<Published>,
    octets: HashMap<Digest, Vec<u8>>,
}

impl Shelf {
    fn add(&mut self, kind: ObjectKind, state: &str, octets: &[u8], version: Option<u64>) {
        let object = Digest::of(octets);
        self.octets.insert(object, octets.to_vec());
        self.objects.push(Published { kind, state: state.into(), object, version, said: None });
    }

    fn exported(&self, base: Base) -> (Vec<u8>, Exported) {
        let mut out = Vec::new();
        let mut octets = |digest: Digest| Ok::<_, PkdError>(self.octets[&digest].clone());
        let exported = export(&mut out, base, &self.objects, &mut octets).unwrap();
        (out, exported)
    }
}

/// Every object of the real slice and two master lists, published.
fn with_objects(work: impl FnOnce(Shelf)) {
    let Some(path) = shared::shared(SLICE) else { return };
    let (_, all) = examined(std::fs::File::open(path).unwrap(), None, &Pool::new(), Threads::All);
    let masterlists = lists::files("data/masterlists", &["DE_ML_2025-11-27.ml", "ES_ML_2022-01-25.ml"]);
    let mut shelf = Shelf::default();
    for one in &all {
        for object in one.record.objects() {
            shelf.add(object.kind, one.record.state.as_deref().unwrap(), object.raw(), one.record.version);
        }
    }
    for (state, (_, octets)) in ["DE", "ES"].into_iter().zip(&masterlists) {
        shelf.add(ObjectKind::MasterList, state, octets, Some(1));
    }
    assert_eq!(shelf.objects.len(), 3672);
    work(shelf);
}

#[test]
fn every_object_that_is_exported_reads_back_with_its_state_and_version_and_nothing_is_odd() {
    with_objects(|shelf| {
        let (out, exported) = shelf.exported(Base::Download);
        assert_eq!((exported.objects, exported.repeated), (3672, 0));
        assert_eq!((exported.nameless.len(), exported.stateless.len()), (0, 0));
        let (survey, all) = examined(&out[..], Some("icaopkd-009-complete-000001.ldif"), &Pool::new(), Threads::All);
        assert_eq!((survey.records, survey.containers), (exported.records + exported.containers, exported.containers));
        let found: BTreeSet<_> = all
            .iter()
            .flat_map(|e| {
                let record = &e.record;
                record.objects().iter().map(|o| (o.kind, record.state.clone().unwrap(), o.digest, record.version))
            })
            .collect();
        let wanted: BTreeSet<_> =
            shelf.objects.iter().map(|o| (o.kind, o.state.clone(), o.object, o.version)).collect();
        assert!(found == wanted, "{} found, {} wanted", found.len(), wanted.len());
        assert!(codes(&out).is_empty());
        // A reader that knows nothing but lines finds the same octets.
        let naive: BTreeSet<Vec<u8>> =
            ["userCertificate;binary", "certificateRevocationList;binary", "pkdMasterListContent"]
                .iter()
                .flat_map(|attribute| lists::ldif_values(&out, attribute))
                .collect();
        assert!(naive == shelf.octets.values().cloned().collect());
    });
}

#[test]
fn the_same_objects_in_another_order_are_the_same_octets() {
    with_objects(|mut shelf| {
        let (first, _) = shelf.exported(Base::Download);
        shelf.objects.reverse();
        shelf.objects.rotate_left(1000);
        let again: Vec<Published> = shelf.objects.iter().take(100).cloned().collect();
        shelf.objects.extend(again);
        let (second, exported) = shelf.exported(Base::Download);
        assert!(first == second);
        assert_eq!((exported.objects, exported.repeated), (3672, 100));
    });
}

#[test]
fn what_the_operator_said_goes_along_and_003_stands_below_its_own_suffix() {
    let Some(path) = shared::shared(SLICE) else { return };
    let (_, all) = examined(std::fs::File::open(path).unwrap(), None, &Pool::new(), Threads::All);
    let object = all.iter().flat_map(|one| one.record.objects()).next().unwrap();
    let mut shelf = Shelf::default();
    shelf.add(object.kind, "UT", object.raw(), Some(7));
    let said = Said {
        codes: vec!["ERR:CSCA.CDP.14".into(), "WARN:CRL.ISS.11".into()],
        texts: vec!["a text\nof two lines".into()],
        policies: vec!["a policy".into()],
    };
    shelf.objects[0].said = Some(said.clone());
    let (out, _) = shelf.exported(Base::NonConformant);
    let (survey, all) = examined(&out[..], Some("icaopkd-003-complete-000001.ldif"), &Pool::new(), Threads::All);
    assert_eq!(survey.collection().map(|c| c.number()), Some(3));
    let record = all.iter().map(|one| &one.record).find(|record| !record.objects().is_empty()).unwrap();
    assert_eq!(record.base, Base::NonConformant);
    let found: Vec<&String> = record.conformance.codes.iter().map(|(code, _)| code).collect();
    assert_eq!(found, said.codes.iter().collect::<Vec<_>>());
    assert_eq!((&record.conformance.texts, &record.conformance.policies), (&said.texts, &said.policies));
}

#[test]
fn an_export_of_nothing_is_an_empty_delta() {
    assert_eq!(Shelf::default().exported(Base::Download).0, b"version: 1\n");
}

#[test]
fn what_has_no_name_or_no_state_is_left_out_and_told_and_costs_no_other() {
    let mut shelf = Shelf::default();
    shelf.add(ObjectKind::DocumentSigner, "UT", &[0x30, 0], None);
    for (octet, state) in ["", "U", "ut", "UTO", "U\n"].into_iter().enumerate() {
        shelf.add(ObjectKind::DocumentSigner, state, &[0x30, 1, octet as u8], None);
    }
    let (out, exported) = shelf.exported(Base::Download);
    assert_eq!(exported.nameless, [Digest::of(&[0x30, 0])]);
    assert_eq!((exported.stateless.len(), exported.objects), (5, 0));
    assert_eq!(out, b"version: 1\n");
    assert!(SUFFIX.starts_with("dc=data"));
}
