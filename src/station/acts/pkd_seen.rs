//! What the station sees of a PKD file before it is taken in, and what stands in the PKD by the files that were.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::ControlFlow;

use super::Material;
use crate::act::{PkdIngest, Word};
use crate::digest::Digest;
use crate::icao::IcaoError;
use crate::icao::chain::{Pool, Threads};
use crate::icao::pkd::{
    Collection, Contents, Directory, Extent, FileName, Kept, ObjectChange, ObjectKind, Oddity, PkdError, Survey,
    Verdict, Verifying, ldif::Reader, verify,
};
use crate::operation::pkd_ingest::{beside_last, check, edition};
use crate::station::{Preview, Station, StationError};
use crate::store::PkdFileRow;

/// How many lines of a file are kept. The whole PKD has some thirty thousand.
pub(super) const MOST_LINES: u64 = 250_000;

/// How many master lists are taken in with one file, and how many octets of them. The PKD has some thirty.
pub(super) const MOST_LISTS: usize = 200;
pub(super) const MOST_LIST_OCTETS: usize = 24 << 20;

/// By what an object is told from others where many are counted.
fn beginning(digest: Digest) -> u64 {
    digest.bytes().first_chunk().copied().map_or(0, u64::from_be_bytes)
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
        &mut self,
        act: &PkdIngest,
        material: &Material,
    ) -> Result<Preview, StationError> {
        check(act)?;
        self.expect_new_pkd_file(act.file)?;
        let large = material.find_large("PKD file", act.file)?;
        let beside = self.judged_beside()?;
        let certificates = self.ca_certificates(&beside)?;
        let pool = Pool::of(certificates.iter().map(Vec::as_slice));
        let rows = self.store.rows();
        let (mut told, mut kinds) = (Vec::new(), BTreeSet::new());
        let (mut here, mut new) = (HashSet::new(), 0u64);
        let (mut failed, mut contents) = (None, Contents::default());
        let mut octets: BTreeMap<Digest, Vec<u8>> = BTreeMap::new();
        let (mut order, mut over, mut held, mut under) = (Vec::new(), BTreeSet::new(), 0usize, 0u64);
        let trusted = self.trusted_issuers(&beside)?;
        let by = Verifying { pool: &pool, name: Some(&act.name), threads: Threads::All };
        let survey = verify(Reader::new(large.reader(0)), &by, &mut |examined| {
            for finding in &examined.record.findings {
                // The first of each kind, with its place.
                if kinds.insert(finding.oddity) {
                    told.push(crate::safe::line(&finding.to_string(), 400));
                }
            }
            let kept = Kept::of(&examined).iter().try_for_each(|kept| contents.add(kept));
            if let Err(error) = kept {
                failed = Some(error.into());
                return ControlFlow::Break(());
            }
            if contents.counts().lines > MOST_LINES {
                failed = Some(IcaoError::from(PkdError::TooMany { most: MOST_LINES }).into());
                return ControlFlow::Break(());
            }
            let objects = examined.record.objects().iter().zip(&examined.verdicts);
            for (object, verdict) in objects.filter(|(object, _)| object.change != Some(ObjectChange::Removes)) {
                if let Verdict::Proven { issuer: Some(issuer), .. } = verdict {
                    under += u64::from(trusted.contains(issuer));
                }
                if matches!(verdict, Verdict::List { .. }) && !octets.contains_key(&object.digest) {
                    held += object.raw().len();
                    if octets.len() < MOST_LISTS && held <= MOST_LIST_OCTETS {
                        octets.insert(object.digest, object.raw().to_vec());
                        order.push(object.digest);
                    } else {
                        over.insert(object.digest);
                    }
                }
                if !here.insert(beginning(object.digest)) {
                    continue;
                }
                let known = match object.kind {
                    ObjectKind::MasterList => rows.list(object.digest).map(|list| list.is_some()),
                    _ => rows.has_pkd_object(object.digest),
                };
                match known {
                    Ok(known) => {
                        new += u64::from(!known);
                    }
                    Err(error) => {
                        failed = Some(error.into());
                        return ControlFlow::Break(());
                    }
                }
            }
            ControlFlow::Continue(())
        })
        .map_err(IcaoError::from)?;
        if let Some(error) = failed {
            return Err(error);
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
        let total = survey.total();
        if total.verified > 0 {
            let left = total.verified - under.min(total.verified);
            let nobody = format!("the issuers of the other {left} are known here, and nobody decided about them");
            words.push(("under an anchor", format!("{under} of the {} that are verified; {nobody}", total.verified)));
        }
        words.push(("states", survey.states.keys().filter(|state| !state.is_empty()).count().to_string()));
        words.push(("taken away", format!("{} by name", survey.deletions)));
        words.push(("new here", new.to_string()));
        words.push(("known already", (here.len() as u64 - new).to_string()));
        let mut beside = beside;
        let judged = self.judge_pkd_lists(&order, &mut beside, &mut |digest| {
            octets.get(&digest).cloned().ok_or(StationError::MaterialMissing { what: "list", digest })
        })?;
        words.extend(judged.words());
        if !over.is_empty() {
            let more = over.len();
            words.push((
                "master lists",
                format!("{more} more than are taken in with one file; they are kept as objects"),
            ));
        }
        let ledger = rows.ledger_size()?;
        let begun = rows.pkd_reading(act.file)?.filter(|begun| begun.ledger == ledger);
        if let Some(begun) = begun.filter(|begun| begun.records > 0) {
            let line = begun.line;
            words.push(("goes on at", format!("line {line}: a reading of this file was cut off there")));
        }
        let mut warnings: Vec<String> = Vec::new();
        if let Some((gone, all)) = self.gone_by(edition.as_ref(), &here)? {
            let collection = edition.map_or_else(String::new, |e| e.collection.to_string());
            let words_of = format!("{gone} of the {all} that stand in collection {collection} by now");
            words.push(("no longer in it", words_of.clone()));
            if gone * 2 > all {
                warnings.push(format!("the file is said to be complete, and leaves out {words_of}"));
            }
        }
        let said = FileName::read(&act.name).and_then(|said| said.extent);
        if said == Some(Extent::Complete) && edition.is_some_and(|e| e.extent == Extent::Delta) {
            warnings
                .push("the file's name says that it is complete, and it holds changes: it is taken for a delta".into());
        }
        words.extend(odd_words(&survey));
        words.extend(told.into_iter().map(|one| ("first of its kind", one)));
        let contents = contents.finish().0;
        let odd = edition.as_ref().and_then(|e| beside_last(e, last_edition(&files, e.collection.number())));
        self.judged_download = Some((act.file, contents));
        warnings.extend(odd);
        Ok(Preview { words, warnings })
    }

    /// Of what stands in the PKD now, how much a complete file leaves out.
    fn gone_by(
        &self,
        edition: Option<&crate::operation::pkd_ingest::Edition>,
        here: &HashSet<u64>,
    ) -> Result<Option<(u64, u64)>, StationError> {
        let Some(edition) = edition.filter(|edition| edition.extent == Extent::Complete) else { return Ok(None) };
        let directory = self.pkd_directory(edition.collection)?;
        let (mut gone, mut all) = (0u64, 0u64);
        for standing in directory.objects() {
            all += 1;
            gone += u64::from(!here.contains(&beginning(standing.object)));
        }
        Ok((all > 0).then_some((gone, all)))
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
