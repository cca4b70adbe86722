//! One pass over a file: every object read, and its issuer searched in a pool.
//!
//! Records are taken in batches of bounded size; while the processors verify one batch
//! the next is read. What is held at once is two batches, the largest record, and a digest
//! for each object that was met, so that what stands twice is verified once.

use std::collections::{HashMap, HashSet};
use std::io::BufRead;
use std::ops::ControlFlow;

use rayon::prelude::*;

use super::collection::{Collection, Extent, FileName};
use super::error::PkdError;
use super::finding::{Finding, Findings, Oddity, Place};
use super::ldif::{Item, Reader};
use super::object::{Glance, Object, ObjectKind, Unreadable};
use super::record::{Branch, Record, What};
use super::survey::Survey;
use crate::digest::Digest;
use crate::icao::chain::{Pool, Proof, Threads};
use crate::pki::certificate::Certificate;
use crate::signer::DigestInfoForm;

/// How many digests are kept to know objects again. Beyond that they are verified again.
pub const DIGESTS_KEPT: usize = 100_000;

/// How large a batch becomes: about how many octets it holds in memory, and how many records.
const BATCH_OCTETS: usize = 2 << 20;
const BATCH_RECORDS: usize = 1024;

/// What a file is verified by.
#[derive(Clone, Copy)]
pub struct Verifying<'p> {
    /// The certificates among which issuers are searched.
    pub pool: &'p Pool<'p>,
    /// The file's name, which says what it should hold.
    pub name: Option<&'p str>,
    /// How many processors.
    pub threads: Threads,
}

/// What was found of one object.
#[derive(Debug)]
pub enum Verdict {
    /// It is kept raw, for this reason.
    Unreadable(Unreadable),
    /// A certificate or CRL, and who signed it.
    Proven {
        /// By which key, and what the two certificates have in common.
        proof: Proof,
        /// SHA-256 of the certificate whose key verifies it; of its own where it is self-signed.
        issuer: Option<Digest>,
        /// How the `DigestInfo` of its RSA signature is written.
        digest_info: DigestInfoForm,
        /// Whether the same octets stood earlier in the file, and were not verified again.
        repeated: bool,
    },
    /// A master list that can be read. Its signer is judged with the list itself.
    List {
        /// How many certificates are on it; `None` where it is not written in DER
        /// throughout, so that only who reads all of it can tell.
        certificates: Option<usize>,
        /// Whether it is signed.
        signed: bool,
        /// Whether the same octets stood earlier in the file.
        repeated: bool,
    },
}

impl Verdict {
    /// Whether the same octets stood earlier in the file.
    pub fn is_repeated(&self) -> bool {
        match self {
            Verdict::Unreadable(_) => false,
            Verdict::Proven { repeated, .. } | Verdict::List { repeated, .. } => *repeated,
        }
    }

    /// Whether a key verifies it.
    pub fn is_verified(&self) -> bool {
        matches!(self, Verdict::Proven { proof: Proof::OwnKey | Proof::Issuer { .. }, .. })
    }
}

/// A record with what was found of its objects.
#[derive(Debug)]
pub struct Examined {
    /// The record.
    pub record: Record,
    /// One for each of its objects, in order.
    pub verdicts: Vec<Verdict>,
    /// Where the next record begins: [`Reader::resumed`] goes on here.
    pub next: Place,
}

/// Goes through a file in order and gives every record to `sink`, which may stop it.
///
/// Errors: the input fails. Nothing that stands in the file is an error.
pub fn verify<R: BufRead + Send>(
    mut reader: Reader<R>,
    by: &Verifying<'_>,
    sink: &mut dyn FnMut(Examined) -> ControlFlow<()>,
) -> Result<Survey, PkdError> {
    let start = reader.place();
    let mut pass = Pass::new(by, start);
    let (mut batch, mut failed) = take(&mut reader);
    while !batch.is_empty() {
        let mut next = || if failed.is_none() { take(&mut reader) } else { (Vec::new(), failed.take()) };
        let ((read, error), examined) = match by.threads {
            Threads::All => rayon::join(&mut next, || pass.examine(batch)),
            Threads::One => (next(), pass.examine(batch)),
        };
        for one in examined {
            pass.survey.add(&one.record, &one.verdicts);
            pass.survey.end = one.next;
            if sink(one).is_break() {
                pass.survey.stopped = true;
                return Ok(pass.survey);
            }
        }
        (batch, failed) = (read, error);
    }
    if let Some(error) = failed {
        return Err(error);
    }
    pass.survey.end = reader.place();
    let survey = &mut pass.survey;
    if start.offset == 0 && survey.end.offset == 0 {
        survey.of_file.push(Finding::plain(Oddity::FileEmpty, start));
        survey.findings.insert(Oddity::FileEmpty, 1);
    }
    Ok(pass.survey)
}

/// The next batch, empty at the end of the file, and what made the input fail after it.
fn take<R: BufRead>(reader: &mut Reader<R>) -> (Vec<(Item, Place)>, Option<PkdError>) {
    let mut batch = Vec::new();
    let mut octets = 0;
    while octets < BATCH_OCTETS && batch.len() < BATCH_RECORDS {
        match reader.next() {
            Some(Ok(item)) => {
                octets += item.weight();
                batch.push((item, reader.place()));
            }
            Some(Err(error)) => return (batch, Some(error.into())),
            None => break,
        }
    }
    (batch, None)
}

/// What is known of an object that was met.
#[derive(Clone, Copy)]
enum Known {
    Unreadable,
    Proven(Proof, DigestInfoForm),
    List(Glance),
}

/// By what an object is known again: its octets, and what they were taken for. Who writes the
/// octets of a certificate where a CRL is wanted, or raw where base64 is, makes nothing of it known.
type Key = (Digest, ObjectKind, bool);

fn key(object: &Object) -> Key {
    (object.digest, object.kind, object.value.octets().is_some())
}

/// Whether an object is met for the first time.
enum Meeting {
    /// It is; which of the batch's new ones it is.
    First(usize),
    /// It stood in this batch; which of the new ones it is.
    Again(usize),
    /// It stood in a batch before.
    Before(Known),
}

struct Pass<'p> {
    by: Verifying<'p>,
    survey: Survey,
    issuers: Vec<Digest>,
    known: HashMap<Key, Known>,
    containers: HashSet<(String, Option<Branch>)>,
    /// Containers of what comes may stand before the place where reading began.
    resumed: bool,
}

impl<'p> Pass<'p> {
    fn new(by: &Verifying<'p>, start: Place) -> Self {
        let name = by.name.and_then(FileName::read);
        Pass {
            by: *by,
            survey: Survey { name, ..Survey::default() },
            issuers: by.pool.certificates().map(Certificate::digest).collect(),
            known: HashMap::new(),
            containers: HashSet::new(),
            resumed: start.offset > 0,
        }
    }

    fn examine(&mut self, batch: Vec<(Item, Place)>) -> Vec<Examined> {
        let (items, places): (Vec<Item>, Vec<Place>) = batch.into_iter().unzip();
        let mut records: Vec<Record> = match self.by.threads {
            Threads::All => items.into_par_iter().map(Record::read).collect(),
            Threads::One => items.into_iter().map(Record::read).collect(),
        };
        records.iter_mut().for_each(|record| self.note_place(record));

        let mut fresh: Vec<&Object> = Vec::new();
        let mut numbers: HashMap<Key, usize> = HashMap::new();
        let mut meetings = Vec::new();
        for object in records.iter().flat_map(Record::objects) {
            meetings.push(match (self.known.get(&key(object)), numbers.get(&key(object))) {
                (Some(known), _) => Meeting::Before(*known),
                (None, Some(number)) => Meeting::Again(*number),
                (None, None) => {
                    numbers.insert(key(object), fresh.len());
                    fresh.push(object);
                    Meeting::First(fresh.len() - 1)
                }
            });
        }
        let pool = self.by.pool;
        let found: Vec<(Known, usize)> = match self.by.threads {
            Threads::All => fresh.par_iter().map(|object| prove(object, pool)).collect(),
            Threads::One => fresh.iter().map(|object| prove(object, pool)).collect(),
        };
        for (object, (known, checked)) in fresh.iter().zip(&found) {
            self.survey.checked += *checked as u64;
            if self.known.len() < DIGESTS_KEPT {
                self.known.insert(key(object), *known);
            } else {
                self.survey.digests_full = true;
            }
        }
        let mut meetings = meetings.into_iter();
        let mut examined = Vec::with_capacity(records.len());
        for (mut record, next) in records.into_iter().zip(places) {
            let mut findings = Findings::from(std::mem::take(&mut record.findings));
            let mut verdicts = Vec::with_capacity(record.objects().len());
            for object in record.objects() {
                let (known, repeated) = match meetings.next() {
                    Some(Meeting::First(number)) => (found.get(number).map(|f| f.0), false),
                    Some(Meeting::Again(number)) => (found.get(number).map(|f| f.0), true),
                    Some(Meeting::Before(known)) => (Some(known), true),
                    None => (None, false),
                };
                if repeated {
                    findings.plain(Oddity::ObjectRepeated, object.place);
                }
                verdicts.push(self.verdict(object, known.unwrap_or(Known::Unreadable), repeated, &mut findings));
            }
            record.findings = findings.into_vec();
            examined.push(Examined { record, verdicts, next });
        }
        examined
    }

    fn verdict(&self, object: &Object, known: Known, repeated: bool, findings: &mut Findings) -> Verdict {
        match known {
            Known::List(Glance { certificates, signed }) => Verdict::List { certificates, signed, repeated },
            Known::Proven(proof, digest_info) => {
                let issuer = match proof {
                    Proof::OwnKey => Some(object.digest),
                    Proof::Issuer { member, .. } => self.issuers.get(member).copied(),
                    Proof::Orphan(_) => None,
                };
                Verdict::Proven { proof, issuer, digest_info, repeated }
            }
            Known::Unreadable => {
                let why = unreadable(object);
                let detail = crate::safe::line(&why.to_string(), 120);
                findings.note(Finding { oddity: Oddity::ObjectUnreadable, place: object.place, detail });
                Verdict::Unreadable(why)
            }
        }
    }

    /// Notes what is odd about where a record stands.
    fn note_place(&mut self, record: &mut Record) {
        let mut notes = Vec::new();
        if let Some(state) = &record.state {
            let branch = record.branch.clone().filter(|b| !matches!(b, Branch::Other(_)));
            let key = (state.clone(), branch.clone());
            match record.what {
                What::Container if branch.is_some() == record.branch.is_some() => {
                    if branch.is_some() && !self.resumed && !self.containers.contains(&(state.clone(), None)) {
                        notes.push(Oddity::ParentMissing);
                    }
                    if !self.containers.insert(key) {
                        notes.push(Oddity::ContainerRepeated);
                    }
                }
                What::Objects(_) if !record.is_change && !self.resumed && !self.containers.contains(&key) => {
                    notes.push(Oddity::ParentMissing);
                }
                _ => {}
            }
        }
        if let Some(name) = self.survey.name {
            if name.extent == Some(Extent::Complete) && record.is_change {
                notes.push(Oddity::ChangeInComplete);
            }
            let belongs = Collection::of_record(record.base, record.branch.as_ref());
            if belongs.is_some_and(|belongs| belongs != name.collection && name.collection.number() <= 3) {
                notes.push(Oddity::CollectionDiffers);
            }
        }
        let mut findings = Findings::from(std::mem::take(&mut record.findings));
        notes.into_iter().for_each(|oddity| findings.plain(oddity, record.place));
        record.findings = findings.into_vec();
    }
}

/// Reads an object and searches its issuer: what is known of it, and how many signatures were checked.
fn prove(object: &Object, pool: &Pool<'_>) -> (Known, usize) {
    let proven = match object.kind {
        ObjectKind::MasterList => {
            return (object.glance().map_or(Known::Unreadable, Known::List), 0);
        }
        ObjectKind::Crl => object.crl().map(|crl| pool.prove_crl(&crl)),
        _ => object.certificate().map(|certificate| pool.prove(&certificate)),
    };
    match proven {
        Ok(proven) => (Known::Proven(proven.proof, proven.digest_info), proven.checked),
        Err(_) => (Known::Unreadable, 0),
    }
}

/// Why an object cannot be read.
fn unreadable(object: &Object) -> Unreadable {
    let why = match object.kind {
        ObjectKind::MasterList => object.glance().err(),
        ObjectKind::Crl => object.crl().err(),
        _ => object.certificate().err(),
    };
    why.unwrap_or(Unreadable::Base64)
}
