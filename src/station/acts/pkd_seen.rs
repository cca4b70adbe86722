//! What the station sees of a PKD file before it is taken in, and what stands in the PKD by the files that were.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::Material;
use crate::act::{PkdIngest, Word};
use crate::digest::Digest;
use crate::icao::IcaoError;
use crate::icao::chain::{Pool, Threads};
use crate::icao::pkd::{
    Collection, Directory, Extent, ObjectKind, Oddity, PkdError, Survey, Verifying, ldif::Reader, verify,
};
use crate::operation::pkd_ingest::{beside_last, check, edition};
use crate::pki::certificate::Certificate;
use crate::station::{Preview, Station, StationError};
use crate::store::PkdFileRow;

/// A pool of what can be read of these.
pub(super) fn pool(certificates: &[Vec<u8>]) -> Pool<'_> {
    let mut pool = Pool::new();
    for certificate in certificates.iter().filter_map(|der| Certificate::parse(der).ok()) {
        pool.add(certificate);
    }
    pool
}

/// The files of a collection in the order of their editions; one without a number follows what was taken in before it.
pub(super) fn in_order(files: &[PkdFileRow], collection: u16) -> Vec<&PkdFileRow> {
    let mut last = 0;
    let mut ordered = Vec::new();
    for file in files.iter().filter(|file| file.collection == Some(collection)) {
        last = file.edition.unwrap_or(last).max(last);
        ordered.push((file.edition.unwrap_or(last), file.sequence, file));
    }
    ordered.sort_by_key(|(edition, sequence, _)| (*edition, *sequence));
    ordered.into_iter().map(|(_, _, file)| file).collect()
}

/// The newest edition of a collection that is here.
pub(super) fn last_edition(files: &[PkdFileRow], collection: u16) -> Option<u32> {
    files.iter().filter(|file| file.collection == Some(collection)).filter_map(|file| file.edition).max()
}

impl Station<'_> {
    /// The file as it would be taken in now.
    pub(in crate::station) fn preview_pkd(
        &self,
        act: &PkdIngest,
        material: &Material,
    ) -> Result<Preview, StationError> {
        check(act)?;
        self.expect_new_pkd_file(act.file)?;
        let large = material.find_large("PKD file", act.file)?;
        let beside = self.judged_beside()?;
        let certificates = self.ca_certificates(&beside)?;
        let pool = pool(&certificates);
        let rows = self.store.rows();
        let (mut told, mut kinds) = (Vec::new(), BTreeSet::new());
        let (mut here, mut new, mut lists) = (BTreeSet::new(), 0u64, (0u64, 0u64));
        let mut failed = None;
        let by = Verifying { pool: &pool, name: Some(&act.name), threads: Threads::All };
        let survey = verify(Reader::new(large.reader(0)), &by, &mut |examined| {
            for finding in &examined.record.findings {
                // The first of each kind, with its place.
                if kinds.insert(finding.oddity) {
                    told.push(crate::safe::line(&finding.to_string(), 400));
                }
            }
            for object in examined.record.objects() {
                if !here.insert(object.digest) {
                    continue;
                }
                let known = match object.kind {
                    ObjectKind::MasterList => rows.list(object.digest).map(|list| list.is_some()),
                    _ => rows.pkd_object(object.digest).map(|one| one.is_some()),
                };
                match known {
                    Ok(known) => {
                        new += u64::from(!known);
                        if object.kind == ObjectKind::MasterList {
                            lists = (lists.0 + 1, lists.1 + u64::from(known));
                        }
                    }
                    Err(error) => {
                        failed = Some(error);
                        return ControlFlow::Break(());
                    }
                }
            }
            ControlFlow::Continue(())
        })
        .map_err(IcaoError::from)?;
        if let Some(error) = failed {
            return Err(error.into());
        }
        if is_no_pkd_file(&survey) {
            return Err(IcaoError::from(PkdError::NotLdif).into());
        }
        let edition = edition(&act.name, survey.collection(), survey.extent());
        let files = rows.pkd_files()?;
        let mut words = vec![
            ("collection", edition.as_ref().map_or_else(|| "none that is known".into(), |e| e.collection.to_string())),
            ("extent", edition.as_ref().map_or("not said", |e| e.extent.word()).to_owned()),
            ("edition", edition.and_then(|e| e.number).map_or_else(|| "not said".into(), |n| n.to_string())),
            ("records", survey.records.to_string()),
        ];
        words.extend(survey.kinds.iter().map(|(kind, tally)| {
            let found = match kind {
                ObjectKind::MasterList => format!("{}: {} can be read", tally.all, tally.lists),
                _ => format!("{}: {} verified, {} not", tally.all, tally.verified, tally.orphans),
            };
            let raw = if tally.unreadable > 0 { format!(", {} kept raw", tally.unreadable) } else { String::new() };
            (kind_words(*kind), format!("{found}{raw}"))
        }));
        words.push(("states", survey.states.keys().filter(|state| !state.is_empty()).count().to_string()));
        words.push(("taken away", format!("{} by name", survey.deletions)));
        words.push(("new here", new.to_string()));
        words.push(("known already", (here.len() as u64 - new).to_string()));
        if lists.0 > 0 {
            words.push(("master lists", format!("{} of {} are taken in with it", lists.0 - lists.1, lists.0)));
        }
        let ledger = rows.ledger_size()?;
        let begun = rows.pkd_reading(act.file)?.filter(|begun| begun.ledger == ledger);
        if let Some(begun) = begun.filter(|begun| begun.records > 0) {
            let line = begun.line;
            words.push(("goes on at", format!("line {line}: a reading of this file was cut off there")));
        }
        if let Some(gone) = self.gone_by(edition.as_ref(), &here)? {
            words.push(("no longer in it", gone));
        }
        words.extend(odd_words(&survey));
        words.extend(told.into_iter().map(|one| ("first of its kind", one)));
        let odd = edition.as_ref().and_then(|e| beside_last(e, last_edition(&files, e.collection.number())));
        Ok(Preview { words, warnings: odd.into_iter().collect() })
    }

    /// Of what stands in the PKD now, how much a complete file leaves out.
    fn gone_by(
        &self,
        edition: Option<&crate::operation::pkd_ingest::Edition>,
        here: &BTreeSet<Digest>,
    ) -> Result<Option<String>, StationError> {
        let Some(edition) = edition.filter(|edition| edition.extent == Extent::Complete) else { return Ok(None) };
        let directory = self.pkd_directory(edition.collection)?;
        let (mut gone, mut all) = (0u64, 0u64);
        for standing in directory.objects() {
            all += 1;
            gone += u64::from(!here.contains(&standing.object));
        }
        Ok((all > 0).then(|| format!("{gone} of the {all} that stand in collection {} by now", edition.collection)))
    }

    /// What stands in a collection of the PKD by the files that were taken in.
    pub fn pkd_directory(&self, collection: Collection) -> Result<Directory, StationError> {
        let rows = self.store.rows();
        let files = rows.pkd_files()?;
        let mut directory = Directory::new();
        for file in in_order(&files, collection.number()) {
            directory.begin(file.extent);
            rows.each_pkd_entry(file.digest, |kept| -> Result<(), StationError> {
                directory.apply(&kept);
                Ok(())
            })?;
        }
        Ok(directory)
    }
}

/// Whether nothing in a file is what a download holds.
fn is_no_pkd_file(survey: &Survey) -> bool {
    let odd = survey.others + survey.skipped;
    !survey.has_version && survey.total().all == 0 && survey.deletions == 0 && survey.containers <= odd
}

/// What a kind is called where many are counted.
fn kind_words(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::DocumentSigner => "document signers",
        ObjectKind::BarCodeSigner => "bar code signers",
        ObjectKind::CaCertificate => "CA certificates",
        ObjectKind::Crl => "CRLs",
        ObjectKind::MasterList => "master lists in it",
    }
}

/// What is odd, by code and how often.
fn odd_words(survey: &Survey) -> Vec<Word> {
    let told =
        |(oddity, count): (&Oddity, &u64)| ("odd", format!("{} {count} times: {}", oddity.code(), oddity.words()));
    survey.findings.iter().map(told).collect()
}
