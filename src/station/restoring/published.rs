//! What was published after a backup: revocation lists and bundles tell what must not be issued again, and what is lost.

use std::collections::BTreeSet;
use std::path::Path;

use crate::act::{Mark, RevokedSince};
use crate::asn1::Asn1Error;
use crate::backup::Medium;
use crate::bundle::LogFiles;
use crate::ledger::{Leaf, TlogProof, origin};
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;
use crate::pki::extension::CrlNumber;
use crate::pki::lint::Role;
use crate::pki::serial::SerialNumber;
use crate::safe::Label;
use crate::station::backing::BackingError;
use crate::station::{Station, StationError};

/// The highest number that is believed: far above any that is ever reached, far below the end.
const MOST: u64 = 1_000_000_000_000;
/// The largest files of a bundle that are read here, in octets.
const LARGEST: u64 = 1 << 20;

/// What published objects tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Published {
    /// Numbers that are taken.
    pub(super) marks: Vec<Mark>,
    /// Revocations that the backup does not know.
    pub(super) revoked: Vec<RevokedSince>,
    /// The entries of lists that were read: issuer and serial number.
    told: BTreeSet<(Label, String)>,
    /// The largest head of the ledger that was seen, in entries.
    pub(super) entries: u64,
    /// What is lost, in words.
    pub(super) lost: Vec<String>,
}

impl Published {
    /// A number of a series is taken.
    fn raise(&mut self, what: &str, name: &str, number: u64) {
        match self.marks.iter_mut().find(|one| one.what == what && one.name == name) {
            Some(one) => one.number = one.number.max(number),
            None => self.marks.push(Mark { what: what.into(), name: name.into(), number }),
        }
    }
}

fn unfit(what: &str, why: impl std::fmt::Display) -> StationError {
    BackingError::NotPublished { what: what.to_owned(), why: crate::safe::line(&why.to_string(), 160) }.into()
}

impl Station<'_> {
    /// Reads a revocation list of ours: its signature must be that of one of our keys (RESTORE-7). Its number is taken,
    /// and whatever it revokes stays revoked.
    pub(super) fn read_published_list(&self, der: &[u8], published: &mut Published) -> Result<(), StationError> {
        let what = "the revocation list";
        let unreadable = |error: Asn1Error| unfit(what, error);
        let list = Crl::parse(der).map_err(unreadable)?;
        let issuer = self.issuer_of_list(&list)?.ok_or_else(|| unfit(what, "no key of this station signed it"))?;
        let number = list.read::<CrlNumber<'_>>().and_then(Result::ok);
        let number = number.and_then(|number| small(number.magnitude().ok()?)).filter(|number| *number < MOST);
        let number = number.ok_or_else(|| unfit(what, "it has no number that can be followed"))?;
        let rows = self.store.rows();
        let known = rows.last_crl_number(&issuer)?.unwrap_or(0);
        if number < known {
            return Err(unfit(
                what,
                format!("its number is {number}, and the backup knows number {known} of '{issuer}'"),
            ));
        }
        if number > known {
            published.lost.push(format!("revocation lists {} to {number} of '{issuer}'", known + 1));
        }
        published.raise("crl", issuer.as_str(), number);
        for entry in list.entries() {
            let entry = entry.map_err(unreadable)?;
            let serial =
                SerialNumber::from_element(&entry.serial_element).map_err(|error| unfit(what, error))?.to_string();
            let is_new = published.told.insert((issuer.clone(), serial.clone()));
            if is_new && rows.revocation(&issuer, &serial)?.is_none() {
                let at = entry.revocation_date.time().map_err(unreadable)?;
                let unknown = rows.serial(&issuer, &serial)?.is_none();
                if unknown {
                    published
                        .lost
                        .push(format!("the certificate with serial number {serial} of '{issuer}', which is revoked"));
                } else {
                    published.lost.push(format!("the revocation of serial number {serial} of '{issuer}'"));
                }
                published.revoked.push(RevokedSince { issuer: issuer.clone(), serial, at, unknown });
            }
        }
        Ok(())
    }

    /// The key of ours that signed a list.
    fn issuer_of_list(&self, list: &Crl<'_>) -> Result<Option<Label>, StationError> {
        let rows = self.store.rows();
        for row in rows.issued_by_role(&[Role::CscaRoot, Role::CscaLink, Role::ServiceCa])? {
            let (Some(label), Some(der)) = (row.subject_key, rows.object(row.digest)?) else { continue };
            let Ok(certificate) = Certificate::parse(&der) else { continue };
            let Ok(key) = certificate.public_key() else { continue };
            if list.trailing.is_empty()
                && list.issuer.matches(&certificate.subject)
                && list.verify_signature(&key).is_ok()
            {
                return Ok(Some(label));
            }
        }
        Ok(None)
    }

    /// Reads a bundle that was exported: its checkpoint must be of this ledger (RESTORE-7). Its version is taken.
    pub(super) fn read_published_bundle(&self, stick: &Path, published: &mut Published) -> Result<(), StationError> {
        let what = "the bundle";
        let medium = Medium::open(stick)?;
        let log = medium.folder("log")?;
        let checkpoint = log.read(file_of(LogFiles::CHECKPOINT), LARGEST)?;
        let note = String::from_utf8(checkpoint).map_err(|_| unfit(what, "its checkpoint is no text"))?;
        let head = self.eras.verify(&note).map_err(|error| unfit(what, error))?.head();
        let entry = log.read(file_of(LogFiles::ENTRY), LARGEST)?;
        let proof = log.read(file_of(LogFiles::PROOF), LARGEST)?;
        let proof = std::str::from_utf8(&proof).map_err(|_| unfit(what, "its proof is no text"))?;
        let proof = TlogProof::parse(proof).map_err(|error| unfit(what, error))?;
        let keys = std::slice::from_ref(self.eras.at(head.size));
        proof.verify(&entry, &origin(&self.identity), keys).map_err(|error| unfit(what, error))?;
        // The entry of the export says which version it is: the ledger key stands behind that.
        let leaf = Leaf::parse(&entry).map_err(|error| unfit(what, error))?;
        let said = |name: &str| leaf.public().get(name);
        let version = said("version").or_else(|| said("reserved")?.get("bundle")).and_then(serde_json::Value::as_u64);
        let number = version.filter(|number| leaf.act() == "bundle.export" && *number < MOST);
        let number = number.ok_or_else(|| unfit(what, "the entry of its export says no version"))?;
        let known = self.store.rows().last_bundle_version()?.unwrap_or(0);
        if number < known {
            return Err(unfit(what, format!("its version is {number}, and the backup knows version {known}")));
        }
        if number > known {
            published.lost.push(format!("bundles {} to {number}", known + 1));
        }
        self.expect_not_another_history(head, what)?;
        published.entries = published.entries.max(head.size);
        published.raise("bundle", "", number);
        Ok(())
    }

    /// Refuses a head that is as long as ours, or shorter, and is not in our past.
    pub(super) fn expect_not_another_history(&self, head: crate::ledger::Head, what: &str) -> Result<(), StationError> {
        let rows = self.store.rows();
        let size = rows.ledger_size()?;
        if head.size > size || crate::ledger::root(&rows, head.size)? == head.root {
            return Ok(());
        }
        Err(unfit(what, format!("it is of another history: its head of {} entries is not in the backup", head.size)))
    }
}

/// A number of at most six octets.
fn small(magnitude: &[u8]) -> Option<u64> {
    let octets = magnitude.len() <= 6;
    octets.then(|| magnitude.iter().fold(0, |number, octet| number << 8 | u64::from(*octet)))
}

/// The last part of a path.
fn file_of(path: &'static str) -> &'static str {
    path.rsplit('/').next().unwrap_or(path)
}
