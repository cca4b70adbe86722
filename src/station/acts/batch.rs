//! `certificate.batch`: part by part, each with an intent and an outcome of its own.
//!
//! While one part is signed, the next is prepared and linted and the files of the last are written. What a part was made
//! of stands in its outcome; what the vault did not sign in it is burnt, and is never tried again by itself.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::mpsc;

use serde_json::{Value, json};

use super::filling::say_validity;
use super::{Material, Outcome};
use crate::act::{Act, CertificateBatch, Word};
use crate::approval::Spent;
use crate::clock::Time;
use crate::digest::Digest;
use crate::keys::KeyState;
use crate::ledger::Fields;
use crate::operation::OperationError;
use crate::operation::certificate_batch::{self, BatchError, Common, Judged, List, Product};
use crate::operation::certificate_issue::{Prepared, algorithm_for};
use crate::pki::certificate::Certificate;
use crate::pki::lint::{Role, Severity};
use crate::pki::profile::Profile;
use crate::pki::serial::SerialNumber;
use crate::signer::{PublicKey, Signer};
use crate::station::journal::Intent;
use crate::station::{Preview, SeenKey, Station, StationError};
use crate::store::{IntentState, IssuedRow, StoreError};

/// A batch of which everything was judged that no time and no serial number is needed for.
struct Planned {
    profile: Profile,
    issuer: Vec<u8>,
    role: Role,
    requests: Vec<Judged>,
}

impl Planned {
    /// The requests of one part that are to be issued.
    fn part(&self, act: &CertificateBatch, part: u64) -> Vec<&Judged> {
        let places = act.part(part);
        self.requests.iter().filter(|judged| places.contains(&judged.place)).collect()
    }
}

/// The requests of one part, each with its serial number.
type Numbered<'p> = Vec<(&'p Judged, SerialNumber)>;

/// Files that are recorded and not yet written: paths below `out/`, and their octets.
type Waiting = Vec<(String, Vec<u8>)>;

/// What came of the signatures of one part.
struct Made<'p> {
    /// In the order of the list, each with its request and serial number.
    products: Vec<(&'p Judged, SerialNumber, Product)>,
    /// Why there are no more.
    stopped: Option<StationError>,
}

impl Station<'_> {
    /// Reads and judges the list of an act, but for the parts that were begun before.
    fn plan_batch(
        &mut self,
        act: &CertificateBatch,
        material: &Material,
        begun: &[u64],
    ) -> Result<Planned, StationError> {
        let profile = self.profile(&act.profile)?;
        self.expect_unrevoked(&act.issuer)?;
        self.usable_key(&act.issuer)?;
        let (issuer, role) = self.certificate_and_role(&act.issuer)?;
        let list = List::parse(material.find("list of requests", act.list)?)?;
        let is_left = |place| !begun.iter().any(|part| act.part(*part).contains(&place));
        let requests = certificate_batch::judge(act, &profile, &list, is_left)?;
        for one in &requests {
            match self.expect_one_purpose(one.identity, None, &profile) {
                Err(StationError::Operation(error)) => return Err(one.refused(error).into()),
                other => other?,
            }
        }
        let keys: Vec<&PublicKey> = requests.iter().map(|judged| judged.key.key()).collect();
        let named = |place: usize| {
            let name = requests.get(place).map(|judged| crate::safe::line(&judged.name, 80)).unwrap_or_default();
            format!("the key of request '{name}'")
        };
        let shared = self.shared_primes(&keys, named)?;
        certificate_batch::expect_own_primes(&requests, shared)?;
        Ok(Planned { profile, issuer, role, requests })
    }

    /// The same for an act that is performed. What this process judged of it is not judged again, as long as everything
    /// that it was judged by is as it was. Otherwise whatever is refused of the last part is refused before the first.
    fn planned_batch(
        &mut self,
        act: &CertificateBatch,
        material: &Material,
        begun: &[u64],
    ) -> Result<Planned, StationError> {
        if let Some((known, requests)) = self.judged_batch.take()
            && known == self.batch_judged(act)?
            && requests.iter().map(|judged| judged.place).collect::<BTreeSet<usize>>() == left(act, begun)
        {
            self.expect_unrevoked(&act.issuer)?;
            let (issuer, role) = self.certificate_and_role(&act.issuer)?;
            return Ok(Planned { profile: self.profile(&act.profile)?, issuer, role, requests });
        }
        let planned = self.plan_batch(act, material, begun)?;
        self.prepare_whole(act, &planned, begun.is_empty())?;
        Ok(planned)
    }

    /// Draws a serial number for each request: none was ever taken, and no two are the same.
    fn numbered<'p>(
        &mut self,
        act: &CertificateBatch,
        profile: &Profile,
        requests: Vec<&'p Judged>,
    ) -> Result<Numbered<'p>, StationError> {
        let lineage = self.lineage(&act.issuer)?;
        let mut drawn = HashSet::new();
        let mut numbered = Vec::with_capacity(requests.len());
        for judged in requests {
            let mut serial = self.drawn_serial(profile, &lineage)?;
            // A reference is one in a million: two of a part may be the same, and one is drawn again.
            for _ in 0..64 {
                if drawn.insert(serial) {
                    break;
                }
                serial = self.drawn_serial(profile, &lineage)?;
            }
            self.expect_new_serial_among(&lineage, &serial.to_string())?;
            numbered.push((judged, serial));
        }
        if drawn.len() < numbered.len() {
            let what = "one serial number drawn twice".to_owned();
            return Err(StoreError::Reserved { clause: "SERIAL-1", what }.into());
        }
        Ok(numbered)
    }

    /// The batch as it would be signed now, under serial numbers that are thrown away; without the parts of the act of
    /// this digest that were begun before.
    pub(in crate::station) fn preview_batch(
        &mut self,
        act: &CertificateBatch,
        material: &Material,
        approved: Option<Digest>,
    ) -> Result<Preview, StationError> {
        let begun = approved.map(|digest| self.store.rows().parts_begun(digest)).transpose()?.unwrap_or_default();
        let planned = self.plan_batch(act, material, &begun)?;
        let prepared = self.prepare_whole(act, &planned, begun.is_empty())?;
        let mut words = in_common(&prepared)?;
        if let Some(first) = prepared.first() {
            say_validity(&mut words, 0, &planned.profile, first.lifetime);
        }
        if !begun.is_empty() {
            let left = planned.requests.len();
            let done = format!("{} parts, with {} requests", begun.len(), act.count as usize - left);
            words.push(("begun before", format!("{done}; {left} requests are left")));
        }
        let mut warnings = Vec::new();
        let keys: Vec<&PublicKey> = planned.requests.iter().map(|judged| judged.key.key()).collect();
        let (seen, now) = (self.certificates_of_keys(&keys)?, self.now()?);
        for ((judged, prepared), seen) in planned.requests.iter().zip(&prepared).zip(seen) {
            let subject = prepared.linted.subject()?;
            let (name, shown) = (crate::safe::line(&judged.name, 80), subject.to_string());
            let told = |row: IssuedRow| {
                let (serial, made) = (row.serial, row.not_before);
                format!(
                    "'{name}': its key has a certificate of this profile and name already: {serial} of {made} is in force"
                )
            };
            warnings.extend(self.in_force_already(judged.identity, &act.profile, &shown, now)?.map(told));
            let seen = SeenKey::elsewhere(seen, planned.profile.role, &subject)?;
            warnings.extend(seen.into_iter().map(|warning| format!("'{name}': {warning}")));
            let names: String = judged.alternative.iter().map(|name| format!("; {name}")).collect();
            words.push(("to be issued", format!("{shown}; {} key {}{names}", judged.kind(), judged.identity)));
        }
        words.extend(accepted(&prepared));
        drop(prepared);
        self.judged_batch = Some((self.batch_judged(act)?, planned.requests));
        Ok(Preview { words, warnings })
    }

    /// What a batch was judged by: where it is the same, it need not be judged whole again.
    fn batch_judged(&self, act: &CertificateBatch) -> Result<Digest, StationError> {
        let conditions = self.preconditions(&Act::CertificateBatch(act.clone()))?;
        Ok(crate::canonical::digest(&(act, conditions))?)
    }

    /// Every certificate of the batch, prepared and linted as of now.
    fn prepare_whole(
        &mut self,
        act: &CertificateBatch,
        planned: &Planned,
        whole: bool,
    ) -> Result<Vec<Prepared>, StationError> {
        let numbered = self.numbered(act, &planned.profile, planned.requests.iter().collect())?;
        let country = self.configuration.country.clone();
        let issuer =
            Certificate::parse(&planned.issuer).map_err(OperationError::unreadable("the issuer's certificate"))?;
        let common = Common {
            profile: &planned.profile,
            country: &country,
            mode: self.identity.mode,
            issuer: (&issuer, planned.role),
            now: self.now()?,
            accepted: &act.accept,
        };
        let prepared = certificate_batch::prepare_all(&common, &numbered)?;
        if whole {
            certificate_batch::idle(&act.accept, prepared.iter().map(|one| one.linted.findings()))?;
        }
        Ok(prepared)
    }

    pub(super) fn certificate_batch(
        &mut self,
        spent: &Spent,
        act: &CertificateBatch,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let begun = self.store.rows().parts_begun(spent.digest)?;
        let planned = self.planned_batch(act, material, &begun)?;
        let issuer =
            Certificate::parse(&planned.issuer).map_err(OperationError::unreadable("the issuer's certificate"))?;
        let algorithm = algorithm_for(&planned.profile, &issuer.public_key().map_err(OperationError::from)?)?;
        let signer = self.signer(&act.issuer, algorithm)?;
        let country = self.configuration.country.clone();
        let (mode, profile) = (self.identity.mode, &planned.profile);
        let common = |now: Time| Common {
            profile,
            country: &country,
            mode,
            issuer: (&issuer, planned.role),
            now,
            accepted: &act.accept,
        };
        let parts: Vec<u64> = (0..act.parts()).filter(|part| !begun.contains(part)).collect();
        let mut run = Run { act, entry: 0, issued: 0, index: Vec::new(), waiting: Vec::new() };
        let mut next: Option<(Numbered<'_>, Vec<Prepared>)> = None;
        for (turn, part) in parts.iter().enumerate() {
            let ready = match next.take() {
                Some(ready) => Ok(ready),
                None => self.ready(act, &planned, *part, &common),
            };
            let (numbered, prepared) = match ready {
                Ok(ready) => ready,
                Err(error) if turn == 0 => return Err(error),
                Err(error) => return Err(self.stopped(run, error)),
            };
            if turn > 0
                && let Err(error) = self.expect_go_on(spent)
            {
                return Err(self.stopped(run, error));
            }
            let reserved = reserved(act, &numbered);
            let intent = match self.begin_part(spent, Some(*part), reserved, |writing, sequence| {
                let reserve = |(_, serial): &(&Judged, SerialNumber)| {
                    Ok(writing.reserve_serial(&act.issuer, &serial.to_string(), sequence)?)
                };
                writing.keep_object(material.find("list of requests", act.list)?)?;
                numbered.iter().try_for_each(reserve)
            }) {
                Ok(intent) => intent,
                Err(error) if turn == 0 => return Err(error),
                Err(error) => return Err(self.stopped(run, error)),
            };
            let after = match parts.get(turn + 1) {
                // What goes wrong here goes wrong again when the part's turn comes, and is told then.
                Some(after) => self.numbered(act, profile, planned.part(act, *after)).ok().zip(self.now().ok()),
                None => None,
            };
            let waiting = std::mem::take(&mut run.waiting);
            let (made, prepared, written) = std::thread::scope(|scope| {
                let later = scope.spawn(|| {
                    let written = crate::station::files::write_together(&self.directory, &waiting);
                    let ready = after.and_then(|(numbered, now)| {
                        let prepared = certificate_batch::prepare_next(&common(now), &numbered).ok()?;
                        Some((numbered, prepared))
                    });
                    (ready, written)
                });
                let made = sign_part(&signer, numbered.clone(), prepared, |count| {
                    if let Some(tell) = self.progress.as_mut() {
                        tell(run.issued + count, planned.requests.len());
                    }
                });
                let (ready, written) = later.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                (made, ready, written)
            });
            next = prepared;
            let stopped = self.end_part(intent, *part, &mut run, profile, &numbered, made)?;
            if let Some(error) = stopped {
                return Err(self.stopped(run, error));
            }
            if let Err(error) = written {
                return Err(self.stopped(run, error));
            }
        }
        let waiting = std::mem::take(&mut run.waiting);
        crate::station::files::write_together(&self.directory, &waiting)?;
        let outputs = BTreeMap::from([
            ("certificates".to_owned(), run.issued.to_string()),
            ("issuer".to_owned(), act.issuer.to_string()),
        ]);
        let files = run.index.iter().map(|path| self.out().join(path)).collect();
        Ok(Outcome { sequence: run.entry, outputs, files: Some(files) })
    }

    /// Between two parts: nobody asked to stop, and what was approved is still so.
    fn expect_go_on(&self, spent: &Spent) -> Result<(), StationError> {
        match &self.asked_to_stop {
            Some(asked) if asked() => Err(StationError::AskedToStop),
            _ => self.expect_still_so(&spent.bound),
        }
    }

    /// One part, prepared and linted as of now.
    fn ready<'p, 'c>(
        &mut self,
        act: &CertificateBatch,
        planned: &'p Planned,
        part: u64,
        common: &impl Fn(Time) -> Common<'c>,
    ) -> Result<(Numbered<'p>, Vec<Prepared>), StationError> {
        let numbered = self.numbered(act, &planned.profile, planned.part(act, part))?;
        let prepared = certificate_batch::prepare_all(&common(self.now()?), &numbered)?;
        Ok((numbered, prepared))
    }

    /// Records what came of one part. Given back is why nothing more is signed, where that is so.
    fn end_part(
        &mut self,
        intent: Intent,
        part: u64,
        run: &mut Run<'_>,
        profile: &Profile,
        numbered: &Numbered<'_>,
        made: Made<'_>,
    ) -> Result<Option<StationError>, StationError> {
        let Made { products, stopped } = made;
        let (act, folder) = (run.act, format!("batches/{:06}", intent.sequence()));
        let signed: HashSet<usize> = products.iter().map(|(judged, ..)| judged.place).collect();
        let burnt: Vec<String> =
            numbered.iter().filter(|(j, _)| !signed.contains(&j.place)).map(|(_, serial)| serial.to_string()).collect();
        let burn = |writing: &crate::store::Writing<'_>| -> Result<(), StationError> {
            burnt.iter().try_for_each(|serial| Ok(writing.burn_serial(&act.issuer, serial)?))
        };
        if products.is_empty()
            && let Some(error) = stopped
        {
            return Ok(Some(self.unknown(intent, error, burn)));
        }
        let rows = products.iter().map(|one| row(act, profile, one)).collect::<Result<Vec<IssuedRow>, _>>()?;
        let files = files_of(&folder, &products);
        let said: Vec<Value> = products
            .iter()
            .map(|(judged, serial, product)| json!([judged.place, serial.to_string(), product.issued.digest()]))
            .collect();
        let mut fields = Fields::new().open("part", part).open("issued", said);
        if let Some((.., first)) = products.first() {
            fields = fields.open("rules", first.issued.rules().to_string());
        }
        if let Some(error) = &stopped {
            fields = fields.open("error", crate::safe::line(&error.to_string(), 300)).open("burnt", json!(burnt));
        }
        run.entry = self.end(intent, IntentState::Done, fields, |writing, sequence| {
            for (row, (.., product)) in rows.into_iter().zip(&products) {
                writing.keep_issued(&IssuedRow { sequence, ..row }, product.issued.der())?;
            }
            for (path, octets) in &files {
                writing.keep_artefact(path, octets, sequence)?;
            }
            burn(writing)?;
            Ok(writing.set_key_state(&act.issuer, KeyState::Active)?)
        })?;
        run.issued += products.len();
        run.index.push(format!("{folder}/index.tsv"));
        run.waiting = files;
        Ok(stopped)
    }

    /// Writes what is recorded, and says how far it went.
    fn stopped(&mut self, mut run: Run<'_>, source: StationError) -> StationError {
        let waiting = std::mem::take(&mut run.waiting);
        // What cannot be written is written by recovery: why the batch stopped is what has to be told.
        let _ = crate::station::files::write_together(&self.directory, &waiting);
        let (issued, count) = (run.issued, run.act.count as usize);
        StationError::BatchStopped { issued, count, source: Box::new(source) }
    }
}

/// The requests of the parts that were not begun, by their places.
fn left(act: &CertificateBatch, begun: &[u64]) -> BTreeSet<usize> {
    (0..act.parts()).filter(|part| !begun.contains(part)).flat_map(|part| act.part(part)).collect()
}

/// A batch as it goes on.
struct Run<'a> {
    act: &'a CertificateBatch,
    /// The last outcome.
    entry: u64,
    issued: usize,
    /// The index files.
    index: Vec<String>,
    waiting: Waiting,
}

/// What an intent says of the serial numbers of its part: place and number of each.
fn reserved(act: &CertificateBatch, numbered: &Numbered<'_>) -> Value {
    let serials: Vec<Value> =
        numbered.iter().map(|(judged, serial)| json!([judged.place, serial.to_string()])).collect();
    json!({ "issuer": act.issuer, "serials": serials })
}

/// Signs one certificate after the other on this thread, while another puts them together and looks at them. The first
/// that goes wrong ends it.
fn sign_part<'p>(
    signer: &dyn Signer,
    numbered: Numbered<'p>,
    prepared: Vec<Prepared>,
    mut tell: impl FnMut(usize),
) -> Made<'p> {
    let mut stopped = None;
    let finished: Vec<Result<Product, OperationError>> = std::thread::scope(|scope| {
        let (hand_over, signed) = mpsc::channel::<certificate_batch::Signed>();
        let finishing = scope.spawn(move || signed.into_iter().map(certificate_batch::Signed::finish).collect());
        for (count, one) in prepared.into_iter().enumerate() {
            match certificate_batch::sign(one, signer) {
                Ok(signed) => {
                    if hand_over.send(signed).is_err() {
                        break;
                    }
                }
                Err(error) => {
                    stopped = Some(StationError::from(error));
                    break;
                }
            }
            tell(count + 1);
        }
        drop(hand_over);
        finishing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    let mut products = Vec::with_capacity(finished.len());
    for ((judged, serial), product) in numbered.into_iter().zip(finished) {
        match product {
            Ok(product) => products.push((judged, serial, product)),
            Err(error) => stopped = Some(error.into()),
        }
    }
    Made { products, stopped }
}

fn row(
    act: &CertificateBatch,
    profile: &Profile,
    (judged, serial, product): &(&Judged, SerialNumber, Product),
) -> Result<IssuedRow, StationError> {
    let serial = serial.to_string();
    super::certificate::issued_row(&product.issued, profile, &act.issuer, &serial, None, judged.identity)
}

/// The files of one part: three of each certificate, and the index.
fn files_of(folder: &str, products: &[(&Judged, SerialNumber, Product)]) -> Waiting {
    let mut files = Waiting::with_capacity(products.len() * 3 + 1);
    let mut index = String::from("request\tname\tserial\tsha256\tkey\tfile\n");
    for (judged, serial, product) in products {
        // A name has no tab in it, and nothing that steers a terminal.
        let name = crate::safe::line(&judged.name, 80);
        let (number, fingerprint) = (judged.place + 1, product.issued.digest());
        index.push_str(&format!("{number}\t{name}\t{serial}\t{fingerprint}\t{}\t{serial}.cer\n", judged.identity));
        files.push((format!("{folder}/{serial}.cer"), product.issued.der().to_vec()));
        files.push((format!("{folder}/{serial}.pem"), product.pem.clone().into_bytes()));
        files.push((format!("{folder}/{serial}.txt"), product.text.clone().into_bytes()));
    }
    files.push((format!("{folder}/index.tsv"), index.into_bytes()));
    files
}

/// The lines that all certificates of a batch have, in the order of the first.
fn in_common(prepared: &[Prepared]) -> Result<Vec<Word>, StationError> {
    let Some((first, others)) = prepared.split_first() else { return Ok(Vec::new()) };
    let mut common = first.linted.lines()?;
    for other in others {
        let lines: HashSet<Word> = other.linted.lines()?.into_iter().collect();
        common.retain(|line| lines.contains(line));
    }
    // Of these each certificate has its own, and where there is only one certificate too.
    common.retain(|(name, _)| !["subject", "key digest"].contains(name));
    Ok(common)
}

/// The warnings that the act accepts: each rule's first finding, and in how many certificates there is one.
fn accepted(prepared: &[Prepared]) -> Vec<Word> {
    let mut by_rule: BTreeMap<&str, (String, usize)> = BTreeMap::new();
    for one in prepared {
        let mut counted = HashSet::new();
        for finding in one.linted.findings().of(Severity::Warning) {
            let (place, found, wanted) = (&finding.place, &finding.found, &finding.wanted);
            let told = || (format!("{place}: found {found}; wanted {wanted}"), 0);
            let entry = by_rule.entry(finding.rule).or_insert_with(told);
            if counted.insert(finding.rule) {
                entry.1 += 1;
            }
        }
    }
    let told = |(rule, (first, count)): (&str, (String, usize))| format!("{rule}, in {count} certificates; {first}");
    by_rule.into_iter().map(told).map(|line| ("accepted warning", line)).collect()
}

impl From<BatchError> for StationError {
    fn from(error: BatchError) -> Self {
        StationError::Batch(Box::new(error))
    }
}

impl Station<'_> {
    /// Who is told, while a batch is signed, how many of how many certificates are.
    pub fn tell_progress(&mut self, tell: Box<dyn FnMut(usize, usize) + Send>) {
        self.progress = Some(tell);
    }

    /// Who is asked, between two parts of a batch, whether it is to stop there. What was issued stands, and the rest is
    /// performed when the batch is performed again.
    pub fn stop_if(&mut self, asked: Box<dyn Fn() -> bool + Send>) {
        self.asked_to_stop = Some(asked);
    }

    /// The requests, by their places, whose keys have a certificate in force of this profile and name already: what was
    /// issued before a batch was cut off is not issued again.
    pub fn certified_already(&mut self, act: &CertificateBatch, list: &List) -> Result<HashSet<usize>, StationError> {
        let material = Material::one(list.text()?);
        let mut planned = self.plan_batch(act, &material, &[])?;
        let (rows, mut known) = (self.store.rows(), HashSet::new());
        for judged in &planned.requests {
            if rows.issued_by_key(judged.identity)?.iter().any(|row| row.profile == act.profile) {
                known.insert(judged.place);
            }
        }
        planned.requests.retain(|judged| known.contains(&judged.place));
        let prepared = self.prepare_whole(act, &planned, false)?;
        let (mut already, now) = (HashSet::new(), self.now()?);
        for (judged, prepared) in planned.requests.iter().zip(&prepared) {
            let subject = prepared.linted.subject()?.to_string();
            if self.in_force_already(judged.identity, &act.profile, &subject, now)?.is_some() {
                already.insert(judged.place);
            }
        }
        Ok(already)
    }
}
