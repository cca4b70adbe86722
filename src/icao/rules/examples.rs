//! A good and a bad example of every rule, committed as `tests/vectors/lint/<ID>-good.der` and `-bad.der`, so that
//! another checker can judge them. `UPDATE=1`, when this is compiled, writes them anew.
//!
//! A set is its certificates one after the other. `index.json` says what each is to be taken for, by which edition it is
//! judged, and what lies around it.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::list_vectors::*;
use super::vectors::*;
use super::{all, find};
use crate::asn1::{self, Tag};
use crate::pki::lint::{Finding, Role};
use crate::pki::oid;
use crate::signer::{Algorithm, Curve, Hash};

mod certificate;
mod other;
mod service;

/// What a rule is shown.
pub(super) enum Object {
    /// A certificate, and its issuer's where the rule looks at that.
    Certificate(Vector, Option<Vector>),
    /// A CRL of the good root, the list before it, and other certificates of the root.
    Crl(CrlVector, Option<CrlVector>, Vec<Vector>),
    /// Certificates.
    Set(Vec<Vector>),
    /// A signed list.
    List(ListVector),
}

/// A rule with what it finds nothing in, and what it finds something in.
pub(super) struct Example {
    id: &'static str,
    good: Object,
    bad: Object,
}

/// An example over one certificate.
pub(super) fn one(id: &'static str, good: Vector, bad: Vector) -> Example {
    Example { id, good: Object::Certificate(good, None), bad: Object::Certificate(bad, None) }
}

fn examples() -> Vec<Example> {
    let mut all = certificate::examples();
    all.extend(other::examples());
    all.extend(service::examples());
    all
}

impl Object {
    fn der(&self) -> Vec<u8> {
        match self {
            Object::Certificate(vector, _) => vector.der(),
            Object::Crl(list, ..) => list.der(),
            Object::Set(vectors) => vectors.iter().flat_map(Vector::der).collect(),
            Object::List(list) => list.der(),
        }
    }

    fn found(&self, id: &str) -> Vec<Finding> {
        match self {
            Object::Certificate(vector, issuer) => found_below(id, vector, issuer.as_ref()),
            Object::Crl(list, before, family) => found_in_all(id, list, before.as_ref(), family),
            Object::Set(vectors) => found_in_set(id, vectors),
            Object::List(list) => found_in_list(id, list),
        }
    }

    /// What lies around it, as octets by the ending of a file's name.
    fn around(&self) -> Vec<(&'static str, Vec<u8>)> {
        match self {
            Object::Certificate(_, issuer) => issuer.iter().map(|issuer| ("issuer", issuer.der())).collect(),
            Object::Crl(_, before, family) => {
                let mut around: Vec<_> = before.iter().map(|before| ("before", before.der())).collect();
                around.push(("issuer", csca().der()));
                if !family.is_empty() {
                    around.push(("beside", family.iter().flat_map(Vector::der).collect()));
                }
                around
            }
            Object::Set(_) => Vec::new(),
            Object::List(list) => list.previous.iter().map(|before| ("before", before.clone())).collect(),
        }
    }

    /// What cannot be seen from the octets.
    fn said(&self) -> Value {
        let kind = match self {
            Object::Certificate(..) => "certificate",
            Object::Crl(..) => "crl",
            Object::Set(_) => "set",
            Object::List(list) if list.content_type == crate::icao::masterlist::CONTENT_TYPE => "master-list",
            Object::List(_) => "deviation-list",
        };
        match self {
            Object::Certificate(v, _) => {
                json!({ "kind": kind, "role": v.role, "edition": v.edition, "signature_good": v.signature_good })
            }
            Object::Crl(v, ..) => json!({ "kind": kind, "signature_good": v.signature_good }),
            Object::Set(all) => json!({ "kind": kind, "roles": all.iter().map(|v| v.role).collect::<Vec<_>>() }),
            Object::List(_) => json!({ "kind": kind }),
        }
    }
}

fn first(findings: &[Finding]) -> String {
    findings.first().map(|f| format!("{}: {}", f.place, f.found)).unwrap_or_default()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/lint")
}

/// Every file of the folder, with its octets.
fn files() -> Vec<(String, Vec<u8>)> {
    let (mut files, mut index) = (Vec::new(), serde_json::Map::new());
    for example in examples() {
        let mut entry = serde_json::Map::new();
        for (word, object) in [("good", &example.good), ("bad", &example.bad)] {
            let name = format!("{}-{word}", example.id);
            let mut said = object.said();
            for (kind, octets) in object.around() {
                said[kind] = json!(format!("{name}-{kind}.der"));
                files.push((format!("{name}-{kind}.der"), octets));
            }
            said["found"] = json!(object.found(example.id));
            files.push((format!("{name}.der"), object.der()));
            entry.insert(word.to_owned(), said);
        }
        index.insert(example.id.to_owned(), Value::Object(entry));
    }
    let index = json!({ "judged_at": NOW, "rules": index });
    files.push(("index.json".into(), format!("{}\n", serde_json::to_string_pretty(&index).unwrap()).into_bytes()));
    files
}

#[test]
fn every_rule_finds_nothing_in_its_good_example_and_something_in_its_bad_one() {
    for Example { id, good, bad } in examples() {
        assert_eq!(good.found(id), [], "{id}");
        assert!(!bad.found(id).is_empty(), "{id}");
    }
}

#[test]
fn every_rule_has_its_examples() {
    let ids: Vec<&str> = examples().iter().map(|example| example.id).collect();
    let known: BTreeSet<&str> = all().map(|rule| rule.id).collect();
    assert_eq!(ids.iter().copied().collect::<BTreeSet<_>>(), known);
    assert_eq!(ids.len(), known.len(), "each once");
}

#[test]
fn what_a_rule_says_of_its_bad_example_is_what_it_finds() {
    let wrong: Vec<String> = examples()
        .iter()
        .map(|example| (example.id, first(&example.bad.found(example.id))))
        .filter(|(id, found)| find(id).is_none_or(|rule| rule.example != found))
        .map(|(id, found)| format!("{id}\t{found}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_committed_vectors_are_these_examples() {
    let update = option_env!("UPDATE").is_some();
    if update {
        let _ = fs::remove_dir_all(folder());
        fs::create_dir_all(folder()).unwrap();
    }
    let files = files();
    for (name, octets) in &files {
        let path = folder().join(name);
        if update {
            fs::write(&path, octets).unwrap();
        }
        assert!(fs::read(&path).is_ok_and(|there| there == *octets), "{name} differs: run this test with UPDATE=1");
    }
    let there = fs::read_dir(folder()).unwrap().count();
    assert_eq!(there, files.len(), "files that no example wants");
}
