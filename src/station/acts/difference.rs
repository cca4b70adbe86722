//! What a proposed list changes, certificate by certificate, for the officers who judge it.

use std::collections::BTreeSet;

use super::{Listed, Material};
use crate::act::{Act, CrlIssue, MasterlistIngest, MasterlistIssue, OfficerRetire, Word};
use crate::digest::Digest;
use crate::pki::certificate::Certificate;
use crate::pki::extension::AuthorityKeyIdentifier;
use crate::pki::lint::Role;
use crate::station::{Station, StationError};
use crate::store::IntentState;

/// How many certificates are named; the rest is counted.
const NAMED: usize = 60;
/// How many new entries of a revocation list its preview names; a proposal names the rest too.
pub(super) const SHOWN: usize = 200;

impl Station<'_> {
    /// What a list that is proposed brings or changes.
    pub(super) fn list_difference(
        &self,
        what: &Act,
        material: &Material,
    ) -> Result<Vec<(String, String)>, StationError> {
        match what {
            Act::MasterlistIngest(act) => self.incoming(act, material),
            Act::TrustImport(act) => Ok(named("new", self.brought_by_import(act, material)?)),
            Act::DeviationIssue(act) => self.deviations_changed(act, material),
            Act::CrlIssue(act) => {
                let rest = self.revoked_since(act, SHOWN, usize::MAX)?;
                Ok(rest.into_iter().map(|(name, told)| (name.to_owned(), told)).collect())
            }
            Act::OfficerRetire(act) => self.left_behind(act),
            Act::BundleExport(_) => self.bundle_difference(),
            _ => Ok(Vec::new()),
        }
    }

    /// The certificates that go onto the next revocation list, and were not on the last: so many, after so many.
    pub(super) fn revoked_since(&self, act: &CrlIssue, after: usize, most: usize) -> Result<Vec<Word>, StationError> {
        let rows = self.store.rows();
        let lineage = self.lineage(&act.issuer)?;
        let last = self.last_list(&lineage)?.map_or(0, |(_, crl)| crl.sequence);
        let mut words = Vec::new();
        let since = self.revoked_by(&lineage)?.into_iter().filter(|row| row.sequence > last);
        for row in since.skip(after).take(most) {
            let mut subject = None;
            for key in &lineage {
                if rows.serial(key, &row.serial)?.is_some() {
                    subject = Some(match rows.issued_by_serial(key, &row.serial)? {
                        Some(one) => one.subject,
                        None => self.without_certificate(key, &row.serial)?.to_owned(),
                    });
                    break;
                }
            }
            let subject = subject.unwrap_or_else(|| "no certificate that is known".to_owned());
            let reason = rows.opened_text(row.sequence, "reason")?.unwrap_or_else(|| "erased".into());
            let reason = crate::safe::line(&reason, 200);
            words.push(("goes onto it", format!("{} {subject}, revoked {}: {reason}", row.serial, row.at)));
        }
        Ok(words)
    }

    /// Who is left when an officer retires.
    fn left_behind(&self, act: &OfficerRetire) -> Result<Vec<(String, String)>, StationError> {
        let roster = self.roster()?;
        let left: Vec<&str> =
            roster.officers().map(|o| o.id().as_str()).filter(|id| *id != act.officer.as_str()).collect();
        Ok(vec![("officers left".to_owned(), left.join(", "))])
    }

    /// What a list from outside holds that is not known here yet, and what its signer left out since the last.
    fn incoming(&self, act: &MasterlistIngest, material: &Material) -> Result<Vec<(String, String)>, StationError> {
        let brought = self.brought(&self.judged_list(act, material)?.ingested)?;
        let mut words = named("new", brought.new);
        words.extend(named("gone", brought.since.map(|(_, gone)| gone).unwrap_or_default()));
        Ok(words)
    }

    /// What our next list has more and less than the one before.
    pub(super) fn since_last_masterlist(
        &self,
        act: &MasterlistIssue,
    ) -> Result<(Vec<Listed>, Vec<Listed>), StationError> {
        let rows = self.store.rows();
        let mut before = BTreeSet::new();
        for intent in rows.intents(IntentState::Done)?.into_iter().rev() {
            if let Act::MasterlistIssue(last) = intent.bound.what {
                before.extend(last.certificates);
                break;
            }
        }
        let now: BTreeSet<Digest> = act.certificates.iter().copied().collect();
        let with = |digests: Vec<Digest>| -> Result<Vec<Listed>, StationError> {
            digests.into_iter().map(|digest| Ok((digest, rows.object(digest)?))).collect()
        };
        let added = with(now.difference(&before).copied().collect())?;
        Ok((added, with(before.difference(&now).copied().collect())?))
    }
}

/// Certificates by name and digest, so many of them.
pub(super) fn named(name: &str, certificates: Vec<Listed>) -> Vec<(String, String)> {
    let count = certificates.len();
    let subject = |der: &Option<Vec<u8>>| {
        let read = der.as_deref().and_then(|der| Certificate::parse(der).ok());
        read.map_or_else(|| "cannot be read".to_owned(), |certificate| subject_of(&certificate))
    };
    let mut words: Vec<(String, String)> = certificates
        .iter()
        .take(NAMED)
        .map(|(digest, der)| (name.to_owned(), format!("{} {digest}", subject(der))))
        .collect();
    if count > NAMED {
        words.push((name.to_owned(), format!("and {} more", count - NAMED)));
    }
    words
}

/// A certificate's subject; a link, which bears the name of the root that it leads to, says from where it leads there.
pub(super) fn subject_of(certificate: &Certificate<'_>) -> String {
    let subject = certificate.subject.shown(200);
    if Role::infer(certificate) != Role::CscaLink {
        return subject;
    }
    if !certificate.issuer.matches(&certificate.subject) {
        return format!("{subject} (link from {})", certificate.issuer.shown(200));
    }
    let by = certificate.read::<AuthorityKeyIdentifier<'_>>().and_then(Result::ok).and_then(|by| by.key_identifier);
    let by = by.map_or_else(
        || "the key before".to_owned(),
        |octets| format!("key {}", crate::safe::line(&hex::encode(octets), 40)),
    );
    format!("{subject} (link from {by})")
}
