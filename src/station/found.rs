//! A certificate by its digest, wherever the station has it from; what verifies it, and under which anchors it may hang.
//!
//! A further kind of thing that is found, such as the document signers of a download, has one more table in
//! [`Rows::certificates_beginning`](crate::store::Rows::certificates_beginning) and one more field in [`Found`].

use std::collections::BTreeMap;

use super::acts::lists::rank;
use super::{Station, StationError};
use crate::clock::Time;
use crate::digest::Digest;
use crate::icao::pkd::{Described, ObjectKind};
use crate::pki::lint::Role;
use crate::store::{IssuedRow, PkdSighting};

/// A certificate that this station issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedHere {
    /// What stands in the table.
    pub row: IssuedRow,
    /// Since when it is revoked, where it was by the time that was asked about.
    pub revoked: Option<Time>,
}

/// A certificate that the station keeps, from wherever.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its original bytes.
    pub der: Vec<u8>,
    /// Where we issued it.
    pub issued: Option<IssuedHere>,
    /// Where it stands on lists that were taken in.
    pub known: Option<super::KnownCertificate>,
    /// Where it stands in downloads of the PKD that were taken in, oldest first.
    pub downloads: Vec<PkdSighting>,
}

/// Why a certificate counts as an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnchorOrigin {
    /// People accepted it.
    Accepted,
    /// It is a root of our own CSCA.
    OwnCsca,
    /// It is the CA of our own services, of which Doc 9303 knows nothing.
    OwnServices,
}

impl Station<'_> {
    /// A certificate that is kept here; decisions and revocations as by this time.
    pub fn found(&self, certificate: Digest, at: Time) -> Result<Option<Found>, StationError> {
        let rows = self.store.rows();
        let known = self.if_known(certificate, at)?;
        let issued = match rows.issued_certificate(certificate)? {
            Some(row) => {
                let revoked = rows.revocation(&row.issuer, &row.serial)?.filter(|since| *since <= at);
                Some(IssuedHere { row, revoked })
            }
            None => None,
        };
        let downloads = rows.pkd_sightings(certificate)?;
        if known.is_none() && issued.is_none() && downloads.is_empty() {
            return Ok(None);
        }
        let der = rows.object(certificate)?;
        let der = der.ok_or(StationError::MaterialMissing { what: "certificate", digest: certificate })?;
        Ok(Some(Found { der, issued, known, downloads }))
    }

    /// Every foreign certificate that can be read, with its bytes and whether nothing verified it: those first that are
    /// believed. Anybody can have a list taken in that bears a state's name on other keys, and only so many keys are tried.
    pub fn known_by_rank(&self, at: Time) -> Result<Vec<(Vec<u8>, bool)>, StationError> {
        let rows = self.store.rows();
        let anchors: std::collections::BTreeSet<Digest> = self.anchors(at)?.into_iter().collect();
        let lists: BTreeMap<Digest, String> = self.lists(at)?.into_iter().map(|l| (l.digest, l.verdict)).collect();
        let mut ranked = Vec::new();
        for row in rows.known_of(None)?.into_iter().filter(|row| row.kind != "unreadable") {
            let sightings = rows.sightings(row.digest)?;
            let words = sightings.iter().filter_map(|list| lists.get(list));
            ranked.push((rank(anchors.contains(&row.digest), words.map(String::as_str)), row));
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        let mut known = Vec::with_capacity(ranked.len());
        for (_, row) in ranked {
            let orphan = row.kind == "orphan";
            known.extend(rows.object(row.digest)?.map(|der| (der, orphan)));
        }
        Ok(known)
    }

    /// What counts as an anchor at a time: what people accepted, and our own roots that are not revoked.
    pub fn all_anchors(&self, at: Time) -> Result<Vec<(Vec<u8>, AnchorOrigin)>, StationError> {
        let rows = self.store.rows();
        let mut anchors = Vec::new();
        for digest in self.anchors(at)? {
            anchors.extend(rows.object(digest)?.map(|der| (der, AnchorOrigin::Accepted)));
        }
        for row in rows.issued_by_role(&[Role::CscaRoot, Role::ServiceCa])? {
            let revoked = rows.revocation(&row.issuer, &row.serial)?.is_some_and(|since| since <= at);
            if !revoked {
                let csca = row.role == Role::CscaRoot;
                let origin = if csca { AnchorOrigin::OwnCsca } else { AnchorOrigin::OwnServices };
                anchors.extend(rows.object(row.digest)?.map(|der| (der, origin)));
            }
        }
        Ok(anchors)
    }

    /// The revocation lists that are kept here and were made by then, whoever made them: ours, and of those in downloads
    /// of the PKD the newest of each issuer and key. None of them is verified yet.
    pub fn kept_revocation_lists(&self, at: Time) -> Result<Vec<Vec<u8>>, StationError> {
        let rows = self.store.rows();
        let mut lists = Vec::new();
        for key in rows.keys()? {
            // What an older key signed says less than the list that came after it, and clears nobody.
            let lineage = self.lineage(&key.label)?;
            if lineage.last() != Some(&key.label) {
                continue;
            }
            let mut of_all = Vec::new();
            for key in &lineage {
                of_all.append(&mut rows.crls(key)?);
            }
            let made = of_all.into_iter().filter(|row| row.this_update.is_some_and(|made| made <= at));
            if let Some(digest) = made.max_by_key(|row| row.number).and_then(|row| row.digest) {
                lists.extend(rows.object(digest)?);
            }
        }
        let mut newest: BTreeMap<(String, Option<Vec<u8>>), Described> = BTreeMap::new();
        for crl in rows.pkd_objects_of(ObjectKind::Crl, None)? {
            if crl.not_before.is_none_or(|made| made > at) {
                continue;
            }
            let place = (crl.subject.clone(), crl.identifier.clone());
            if newest.get(&place).is_none_or(|other| other.not_before <= crl.not_before) {
                newest.insert(place, crl);
            }
        }
        for crl in newest.into_values() {
            lists.extend(rows.object(crl.digest)?);
        }
        Ok(lists)
    }
}
