//! `pkd.ingest`: a download of the PKD is read to its end, line by line, and everything in it kept with its verdict.
//!
//! What is read is durable batch by batch, so that a reading that is cut off goes on where it was. It counts for nothing
//! until the entry is there: the entry binds every line.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use serde_json::{Value, json};

use super::lists::{Beside, keep_list, known_row};
use super::masterlist_ingest::first;
use super::pkd_seen::{MOST_LIST_OCTETS, MOST_LISTS, last_edition};
use super::{Material, Outcome};
use crate::act::{PkdIngest, Word};
use crate::approval::Spent;
use crate::digest::Digest;
use crate::icao::IcaoError;
use crate::icao::chain::{Pool, Threads};
use crate::icao::pkd::{
    Collection, Contents, Counts, Described, Examined, Extent, Kept, KeptWhat, ObjectKind, Verifying, What,
    ldif::{Limits, Reader},
    verify,
};
use crate::icao::pkd::{Judged, Place};
use crate::ledger::Fields;
use crate::operation::masterlist_ingest::{Ingested, ingest};
use crate::operation::pkd_ingest::{beside_last, check, edition};
use crate::pki::certificate::Certificate;
use crate::pki::lint::Role;
use crate::station::{Large, Station, StationError};
use crate::store::{PkdFileRow, PkdReadingRow, Store};

/// How much is kept in one transaction: lines, and octets of objects.
const BATCH_LINES: usize = 2000;
const BATCH_OCTETS: usize = 2 << 20;

/// Lines that were read and are not durable yet.
#[derive(Default)]
struct Batch {
    lines: Vec<Kept>,
    objects: Vec<(Described, Vec<u8>)>,
    octets: usize,
}

impl Batch {
    fn add(&mut self, examined: &Examined) {
        for object in examined.record.objects() {
            self.octets += object.raw().len();
            self.objects.push((Described::of(object), object.raw().to_vec()));
        }
        self.lines.extend(Kept::of(examined));
    }

    fn is_full(&self) -> bool {
        self.lines.len() >= BATCH_LINES || self.octets >= BATCH_OCTETS
    }

    /// Makes it durable, with the place where the reading goes on.
    fn keep(&mut self, store: &mut Store, file: Digest, at: PkdReadingRow) -> Result<(), StationError> {
        let writing = store.write()?;
        for (described, bytes) in &self.objects {
            writing.keep_object(bytes)?;
            if described.kind != ObjectKind::MasterList {
                writing.keep_pkd_object(described)?;
            }
        }
        for line in &self.lines {
            writing.keep_pkd_entry(file, line)?;
        }
        writing.keep_pkd_reading(file, at)?;
        writing.commit()?;
        *self = Batch::default();
        Ok(())
    }
}

/// A master list of the file that is taken in with it.
struct TakenList {
    digest: Digest,
    ingested: Ingested,
}

/// What the master lists of a file came to.
#[derive(Default)]
pub(super) struct Lists {
    taken: Vec<TakenList>,
    known: usize,
    /// Those that are not taken in, with the reason.
    left: Vec<(Digest, String)>,
}

impl Station<'_> {
    pub(super) fn pkd_ingest(
        &mut self,
        spent: &Spent,
        act: &PkdIngest,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        check(act)?;
        let large = material.find_large("PKD file", act.file)?;
        self.expect_new_pkd_file(act.file)?;
        let mut beside = self.judged_beside()?;
        let mut records = self.read_pkd(act, large, &beside)?;
        let mut summed = self.pkd_contents(act.file)?;
        // What an earlier process left and what this one judged itself must come to the same; else it is read anew.
        if self.judged_download.is_some_and(|(file, contents)| file == act.file && contents != summed.digest) {
            self.judged_download = None;
            records = self.read_pkd(act, large, &beside)?;
            summed = self.pkd_contents(act.file)?;
        }
        let edition = edition(&act.name, summed.collection(), summed.extent(records));
        let Summed { digest, counts, oddities, lists, version, .. } = summed;
        let lists = self.lists_to_take(&lists)?;
        let rows = self.store.rows();
        let lists = self.judge_pkd_lists(&lists, &mut beside, &mut |digest| {
            rows.object(digest)?.ok_or(StationError::MaterialMissing { what: "list", digest })
        })?;
        self.expect_agreed(spent, &["master list"], &lists.words())?;
        let files = self.store.rows().pkd_files()?;
        let odd = edition.as_ref().and_then(|e| beside_last(e, last_edition(&files, e.collection.number())));
        let row = PkdFileRow {
            digest: act.file,
            name: Some(act.name.clone()),
            collection: edition.map(|e| e.collection.number()),
            extent: edition.map(|e| e.extent),
            edition: edition.and_then(|e| e.number),
            version,
            octets: large.octets(),
            records,
            contents: digest,
            sequence: 0,
        };
        let adopted = beside.adopted(&[]);
        let fields = Fields::new()
            .open("collection", row.collection)
            .open("extent", row.extent.map(Extent::word))
            .open("edition", row.edition)
            .open("version", row.version)
            .open("octets", row.octets)
            .open("records", row.records)
            .open("contents", digest.to_string())
            .open("counts", serde_json::to_value(&counts)?)
            .open("oddities", serde_json::to_value(&oddities)?)
            .open("lists", lists.taken.iter().map(list_fields).collect::<Vec<Value>>())
            .open("lists_left_out", json!(first(&lists.left_out())))
            .open("noticed", odd.clone());
        let sequence = self.record(spent, fields, |writing, sequence| {
            writing.keep_pkd_file(&PkdFileRow { sequence, ..row.clone() })?;
            for list in &lists.taken {
                let missing = || StationError::MaterialMissing { what: "list", digest: list.digest };
                let bytes = writing.rows().object(list.digest)?.ok_or_else(missing)?;
                keep_list(writing, list.digest, &bytes, &list.ingested, sequence)?;
            }
            for orphan in &adopted {
                writing.adopt(&known_row(orphan)?)?;
            }
            Ok(())
        })?;
        // The act is done; a held copy that cannot be let go undoes nothing.
        self.release(act.file).ok();
        let outputs = [
            ("file", act.file.to_string()),
            ("contents", digest.to_string()),
            ("noticed", odd.unwrap_or_default()),
            ("lists taken in", lists.taken.len().to_string()),
            ("lists known", lists.known.to_string()),
            ("lists left out", lists.left_out().join("\n")),
        ];
        Ok(Outcome::of(sequence, outputs))
    }

    pub(super) fn expect_new_pkd_file(&self, file: Digest) -> Result<(), StationError> {
        match self.store.rows().pkd_file(file)? {
            None => Ok(()),
            Some(row) => {
                let what = format!("PKD file {file} was taken in by ledger entry {}", row.sequence);
                Err(crate::store::StoreError::DoneAlready { clause: "PKD-3", what }.into())
            }
        }
    }

    /// Reads a file to its end, from where an earlier reading was cut off, and keeps what stands in it. Gives how many
    /// records it has.
    fn read_pkd(&mut self, act: &PkdIngest, large: &Large, beside: &Beside) -> Result<u64, StationError> {
        let pool_of = self.ca_certificates(beside)?;
        let pool = Pool::of(pool_of.iter().map(Vec::as_slice));
        let ledger = self.store.rows().ledger_size()?;
        // Of a reading before another entry nothing is taken over: what it was judged beside may be otherwise now.
        // Nor where this process did not judge the file itself, and so cannot tell whether somebody altered what was left.
        let judged = self.judged_download.is_some_and(|(file, _)| file == act.file);
        let begun = self.store.rows().pkd_reading(act.file)?.filter(|begun| judged && begun.ledger == ledger);
        let fresh = PkdReadingRow { octets: 0, line: 1, records: 0, ledger };
        let start = begun.unwrap_or(fresh);
        if begun.is_none() {
            let writing = self.store.write()?;
            writing.forget_pkd_reading(act.file)?;
            writing.commit()?;
        }
        let reader = match begun {
            Some(at) => {
                let place = Place { offset: at.octets, line: at.line };
                Reader::resumed(large.reader(at.octets), place, Limits::default())
            }
            None => Reader::with_limits(large.reader(0), Limits::default()),
        };
        let (store, file) = (&mut self.store, act.file);
        let (mut batch, mut failed, mut at) = (Batch::default(), None, start);
        let by = Verifying { pool: &pool, name: Some(&act.name), threads: Threads::All };
        verify(reader, &by, &mut |examined| {
            batch.add(&examined);
            at.records += u64::from(!matches!(examined.record.what, What::Version));
            (at.octets, at.line) = (examined.next.offset, examined.next.line);
            if batch.is_full()
                && let Err(error) = batch.keep(store, file, at)
            {
                failed = Some(error);
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        })
        .map_err(IcaoError::from)?;
        if let Some(error) = failed {
            return Err(error);
        }
        batch.keep(store, file, at)?;
        Ok(at.records)
    }

    /// The digest over what was kept of a file, its counts, and the master lists in it.
    pub(in crate::station) fn pkd_contents(&self, file: Digest) -> Result<Summed, StationError> {
        let mut contents = Contents::default();
        let mut summed = Summed {
            digest: file,
            counts: Counts::default(),
            oddities: BTreeMap::new(),
            lists: Vec::new(),
            version: None,
            collections: BTreeSet::new(),
            changes: false,
        };
        self.store.rows().each_pkd_entry(file, |kept| -> Result<(), StationError> {
            contents.add(&kept)?;
            for code in &kept.findings {
                *summed.oddities.entry(code.clone()).or_default() += 1;
            }
            summed.version = summed.version.max(kept.version);
            summed.collections.extend(kept.collection);
            let holds = matches!(kept.what, KeptWhat::Object | KeptWhat::Container | KeptWhat::Version);
            summed.changes |= !holds && !matches!(kept.what, KeptWhat::Other | KeptWhat::Skipped);
            if kept.judged == Some(Judged::List) && kept.what != KeptWhat::Removal {
                summed.lists.extend(kept.object);
            }
            Ok(())
        })?;
        (summed.digest, summed.counts) = contents.finish();
        Ok(summed)
    }

    /// Of the master lists in a file, those that are taken in with it: so many, and so many octets of them.
    fn lists_to_take(&self, lists: &[Digest]) -> Result<Vec<Digest>, StationError> {
        let (mut taken, mut seen, mut held) = (Vec::new(), BTreeSet::new(), 0usize);
        for digest in lists.iter().filter(|digest| seen.insert(**digest)) {
            held += self.store.rows().object(*digest)?.map_or(0, |bytes| bytes.len());
            if taken.len() < MOST_LISTS && held <= MOST_LIST_OCTETS {
                taken.push(*digest);
            }
        }
        Ok(taken)
    }

    /// Judges the master lists of a file, one after the other, each beside those before it. One whose signer's issuer
    /// stands on a later list is judged once more.
    pub(super) fn judge_pkd_lists(
        &self,
        lists: &[Digest],
        beside: &mut Beside,
        octets: &mut dyn FnMut(Digest) -> Result<Vec<u8>, StationError>,
    ) -> Result<Lists, StationError> {
        let rows = self.store.rows();
        let mut judged = Lists::default();
        let mut waiting = Vec::new();
        for digest in lists {
            if rows.list(*digest)?.is_some() {
                judged.known += 1;
            } else {
                waiting.push(*digest);
            }
        }
        for last in [false, true] {
            for digest in std::mem::take(&mut waiting) {
                match ingest(&octets(digest)?, false, &beside.known(), &beside.anchors, beside.at) {
                    Ok(ingested) => {
                        beside.add(&ingested.certificates);
                        judged.taken.push(TakenList { digest, ingested });
                    }
                    Err(_) if !last => waiting.push(digest),
                    Err(error) => judged.left.push((digest, crate::safe::line(&error.to_string(), 300))),
                }
            }
        }
        Ok(judged)
    }

    /// The certificates under which something is anchored: those that people accepted, those that hold the same key, and the
    /// station's own.
    pub(super) fn trusted_issuers(&self, beside: &Beside) -> Result<BTreeSet<Digest>, StationError> {
        let certificates = self.ca_certificates(beside)?;
        let read: Vec<Certificate<'_>> = certificates.iter().filter_map(|der| Certificate::parse(der).ok()).collect();
        let own: BTreeSet<Digest> = self.store.rows().issued()?.into_iter().map(|row| row.digest).collect();
        let is_trusted = |one: &Certificate<'_>| beside.anchors.contains(&one.digest()) || own.contains(&one.digest());
        let keys: BTreeSet<&[u8]> = read.iter().filter(|one| is_trusted(one)).map(|one| one.spki.full).collect();
        Ok(read.iter().filter(|one| keys.contains(one.spki.full)).map(Certificate::digest).collect())
    }

    /// The same by what is known and decided now.
    pub(in crate::station) fn issuers_under_anchors(&self) -> Result<BTreeSet<Digest>, StationError> {
        self.trusted_issuers(&self.judged_beside()?)
    }

    /// The CA certificates by which what comes from outside is verified: the station's own first, then those that are
    /// known, the believed ones first.
    pub(super) fn ca_certificates(&self, beside: &Beside) -> Result<Vec<Vec<u8>>, StationError> {
        let rows = self.store.rows();
        let mut all = Vec::new();
        for row in rows.issued_by_role(&[Role::CscaRoot, Role::CscaLink])? {
            all.extend(rows.object(row.digest)?);
        }
        all.extend(beside.known().into_iter().map(<[u8]>::to_vec));
        Ok(all)
    }
}

impl Lists {
    /// What officers read of each, and agree to.
    pub(super) fn words(&self) -> Vec<Word> {
        let taken = self.taken.iter().map(|list| {
            let verdict = &list.ingested.verdict;
            let signer = verdict.signer.as_deref().unwrap_or("nobody that is named");
            let at = verdict.signed_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
            let (words, count) = (verdict.words(), list.ingested.certificates.len());
            format!("{}: {words}, by {signer}, {at}, certificates: {count}", list.digest.short())
        });
        let left = self.left.iter().map(|(digest, why)| format!("{}: left out: {why}", digest.short()));
        taken.chain(left).map(|words| ("master list", words)).collect()
    }

    fn left_out(&self) -> Vec<String> {
        self.left.iter().map(|(digest, why)| format!("list {}: {why}", digest.short())).collect()
    }
}

/// What was kept of a file, summed up.
pub(in crate::station) struct Summed {
    /// The digest over its lines.
    pub(in crate::station) digest: Digest,
    /// Its counts.
    pub(in crate::station) counts: Counts,
    /// How often each code was found.
    pub(in crate::station) oddities: BTreeMap<String, u64>,
    /// Its master lists, in order.
    pub(in crate::station) lists: Vec<Digest>,
    /// The highest pkdVersion.
    pub(in crate::station) version: Option<u64>,
    collections: BTreeSet<Collection>,
    changes: bool,
}

impl Summed {
    /// The collection that its lines belong to, where they belong to one.
    fn collection(&self) -> Option<Collection> {
        let mut found = self.collections.iter().copied();
        found.next().filter(|_| found.next().is_none())
    }

    /// A delta, as its changes say, or that it holds nothing.
    fn extent(&self, records: u64) -> Option<Extent> {
        (self.changes || records == 0).then_some(Extent::Delta)
    }
}

/// What the entry says of a list that came in a file: as the entry of a list of its own does.
fn list_fields(list: &TakenList) -> Value {
    let verdict = &list.ingested.verdict;
    json!({
        "list": list.digest,
        "verdict": verdict.words(),
        "signer": verdict.signer,
        "signer_issuer": verdict.issuer,
        "signed_at": verdict.signed_at.map(String::from),
        "entries": list.ingested.certificates.len(),
    })
}
