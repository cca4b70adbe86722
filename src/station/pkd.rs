//! What was taken in of the PKD, as it is shown and given out again.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use super::{Station, StationError};
use crate::digest::Digest;
use crate::icao::IcaoError;
use crate::icao::pkd::{
    Base, Collection, Counts, Exported, Judged, Kept, KeptWhat, ObjectKind, PkdError, Published, Standing, export,
};
use crate::pki::lint::Role;

/// Objects of one state, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PkdTally {
    /// Certificates of document signers.
    pub document_signers: u64,
    /// Certificates of bar code signers.
    pub bar_code_signers: u64,
    /// CRLs.
    pub crls: u64,
    /// Master lists.
    pub master_lists: u64,
    /// Objects that a key verified, whoever's it is.
    pub verified: u64,
    /// Of these, those whose issuer is an anchor, holds the key of one, or is the station's own.
    pub under_an_anchor: u64,
    /// Objects that no key verified.
    pub not_verified: u64,
    /// Objects that are kept raw.
    pub unreadable: u64,
    /// Objects with a conformance code.
    pub with_codes: u64,
}

impl PkdTally {
    fn add(&mut self, kind: ObjectKind, judged: Option<Judged>, anchored: bool, has_codes: bool) {
        match kind {
            ObjectKind::DocumentSigner | ObjectKind::CaCertificate => self.document_signers += 1,
            ObjectKind::BarCodeSigner => self.bar_code_signers += 1,
            ObjectKind::Crl => self.crls += 1,
            ObjectKind::MasterList => self.master_lists += 1,
        }
        self.verified += u64::from(judged.is_some_and(Judged::is_verified));
        self.under_an_anchor += u64::from(anchored && judged.is_some_and(Judged::is_verified));
        self.not_verified += u64::from(judged.is_some_and(Judged::is_orphan));
        self.unreadable += u64::from(judged == Some(Judged::Unreadable));
        self.with_codes += u64::from(has_codes);
    }
}

/// An object that no key verified, or that is kept raw, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unverified {
    /// Its line in the file.
    pub line: u64,
    /// Its digest.
    pub object: Digest,
    /// The state below whose container it stands.
    pub state: Option<String>,
    /// Why.
    pub why: Judged,
}

/// How many objects that are not verified are named one by one.
const NAMED: usize = 1000;

/// A file that was taken in, summed up.
#[derive(Clone, Debug)]
pub struct PkdSummary {
    /// Its counts.
    pub counts: Counts,
    /// How often each code was found.
    pub oddities: BTreeMap<String, u64>,
    /// Its objects by the state below whose container they stand; empty for those below none.
    pub states: BTreeMap<String, PkdTally>,
    /// The first of those that are not verified.
    pub not_verified: Vec<Unverified>,
}

impl Station<'_> {
    /// What was kept of a file that was taken in.
    pub fn pkd_summary(&self, file: Digest) -> Result<PkdSummary, StationError> {
        let summed = self.pkd_contents(file)?;
        let trusted = self.issuers_under_anchors()?;
        let mut states: BTreeMap<String, PkdTally> = BTreeMap::new();
        let mut not_verified = Vec::new();
        self.store.rows().each_pkd_entry(file, |kept: Kept| -> Result<(), StationError> {
            let came = kept.kind.zip(kept.object).filter(|_| kept.what != KeptWhat::Removal);
            let Some((kind, object)) = came else { return Ok(()) };
            let has_codes = kept.said.as_ref().is_some_and(|said| !said.codes.is_empty());
            states.entry(kept.state.clone().unwrap_or_default()).or_default().add(
                kind,
                kept.judged,
                kept.verifier.is_some_and(|issuer| trusted.contains(&issuer)),
                has_codes,
            );
            let why = kept.judged.filter(|judged| judged.is_orphan() || *judged == Judged::Unreadable);
            if let Some(why) = why.filter(|_| not_verified.len() < NAMED) {
                not_verified.push(Unverified { line: kept.line, object, state: kept.state, why });
            }
            Ok(())
        })?;
        Ok(PkdSummary { counts: summed.counts, oddities: summed.oddities, states, not_verified })
    }

    /// What stands in a collection now, by state.
    pub fn pkd_standing(&self, collection: Collection) -> Result<BTreeMap<String, PkdTally>, StationError> {
        let trusted = self.issuers_under_anchors()?;
        let mut states: BTreeMap<String, PkdTally> = BTreeMap::new();
        for one in self.pkd_directory(collection)?.objects() {
            let has_codes = one.said.as_ref().is_some_and(|said| !said.codes.is_empty());
            states.entry(one.state.clone().unwrap_or_default()).or_default().add(
                one.kind,
                one.judged,
                one.verifier.is_some_and(|issuer| trusted.contains(&issuer)),
                has_codes,
            );
        }
        Ok(states)
    }

    /// Writes what stands in a collection, of all states or of one, in the layout of a download.
    pub fn export_pkd(
        &self,
        out: &mut dyn Write,
        collection: Collection,
        state: Option<&str>,
    ) -> Result<Exported, StationError> {
        let published = |one: &Standing| Published {
            kind: one.kind,
            state: one.state.clone().unwrap_or_default(),
            object: one.object,
            version: one.version,
            said: one.said.clone(),
        };
        let directory = self.pkd_directory(collection)?;
        let wanted = directory.objects().filter(|one| state.is_none() || one.state.as_deref() == state);
        let objects: Vec<Published> = wanted.map(published).collect();
        let base = if collection == Collection::NonConformant { Base::NonConformant } else { Base::Download };
        self.write_pkd(out, base, &objects)
    }

    /// Writes what a PKD takes from this station: its document signers' certificates that are not revoked, the newest CRL
    /// of each CSCA, and its newest master list.
    pub fn export_own_pkd(&self, out: &mut dyn Write) -> Result<Exported, StationError> {
        let rows = self.store.rows();
        let state = self.configuration.country.fields().country.to_string();
        let published = |kind, object| Published { kind, state: state.clone(), object, version: None, said: None };
        let mut objects = Vec::new();
        for row in rows.issued_by_role(&[Role::DocumentSigner, Role::BarcodeSigner, Role::VdsNcSigner])? {
            let documents = row.role == Role::DocumentSigner;
            let kind = if documents { ObjectKind::DocumentSigner } else { ObjectKind::BarCodeSigner };
            if rows.revocation(&row.issuer, &row.serial)?.is_none() {
                objects.push(published(kind, row.digest));
            }
        }
        for (key, crl) in self.newest_lists()? {
            if self.issuing_certificate(&key)?.role.is_csca() {
                objects.extend(crl.digest.map(|digest| published(ObjectKind::Crl, digest)));
            }
        }
        objects.extend(self.last_masterlist()?.map(|digest| published(ObjectKind::MasterList, digest)));
        self.write_pkd(out, Base::Download, &objects)
    }

    fn write_pkd(&self, out: &mut dyn Write, base: Base, objects: &[Published]) -> Result<Exported, StationError> {
        let rows = self.store.rows();
        let mut octets = |digest: Digest| -> Result<Vec<u8>, StationError> {
            rows.object(digest)?.ok_or(StationError::MaterialMissing { what: "object", digest })
        };
        export(out, base, objects, &mut octets)
    }
}

impl From<PkdError> for StationError {
    fn from(error: PkdError) -> Self {
        StationError::Icao(IcaoError::from(error))
    }
}
