//! `trust.import`: certificates that nobody signed for, judged one by one as those of a list without a signature.

use std::collections::{BTreeMap, BTreeSet};

use super::OperationError;
use super::masterlist_ingest::{Judged, ingest};
use crate::act::TrustImport;
use crate::asn1;
use crate::clock::Time;
use crate::digest::Digest;
use crate::trust::import::{Form, Import};

/// An import, judged.
#[derive(Clone, Debug)]
pub struct Imported {
    /// Every certificate once; `place` counts them in the order of their digests.
    pub certificates: Vec<Judged>,
    /// Which of them lies at each place of the import, in its order.
    pub at_places: Vec<usize>,
    /// Searches for an issuer that were given up.
    pub findings: Vec<String>,
}

/// How an import stands among the lists, for ever.
pub fn verdict(form: Form) -> String {
    format!("unsigned, imported from {}", form.words())
}

/// Refuses an import of which nobody says where it comes from.
pub fn check(act: &TrustImport) -> Result<(), OperationError> {
    super::check_source(&act.source)
}

/// The certificates as a list without a signature. Each is one whole element, so that one that cannot be read costs
/// nothing else.
pub fn as_list(import: &Import) -> Vec<u8> {
    asn1::sequence(&[asn1::integer(0), asn1::set_of(import.certificates())])
}

/// Reads what is kept of an import.
pub fn open(bytes: &[u8]) -> Result<Import, OperationError> {
    Ok(Import::read(bytes)?)
}

/// Judges an import. `known` are certificates known before, which may verify what lies in it.
pub fn judge(import: &Import, known: &[&[u8]], at: Time) -> Result<Imported, OperationError> {
    let judged = ingest(&as_list(import), true, known, &BTreeSet::new(), at)?;
    let by_digest: BTreeMap<Digest, usize> =
        judged.certificates.iter().enumerate().map(|(number, one)| (one.digest, number)).collect();
    let numbers = import.certificates().iter().map(|der| by_digest.get(&Digest::of(der)).copied());
    let numbers: Vec<Option<usize>> = numbers.collect();
    let at_places = import.places().iter().filter_map(|place| numbers.get(place.certificate).copied().flatten());
    let at_places = at_places.collect();
    Ok(Imported { certificates: judged.certificates, at_places, findings: judged.verdict.findings })
}
