//! What signatures leave in the tables: certificates and their serial numbers, lists, bundles, files.

use std::collections::HashMap;

use serde_json::Value;

use super::acts::octets;
use super::finding::Wrong;
use super::intents::{Told, cell, number, said, text};
use super::{Claim, Comparison, Presence};
use crate::act::{Bound, CertificateBatch, CertificateIssue, CrlIssue, CscaRollover, SubjectKey};
use crate::bundle::{self, Versions};
use crate::digest::Digest;
use crate::ledger::Leaf;
use crate::operation::OperationError;
use crate::pki::certificate::Certificate;
use crate::pki::crl::Crl;
use crate::pki::profile::Profile;
use crate::safe::Label;
use crate::station::StationError;
use crate::station::acts::Recorded;
use crate::station::journal::lost;
use crate::station::letters::notice_paths;
use crate::store::{Cell, IntentState};

impl Comparison<'_, '_> {
    /// The bytes of an object that an entry names.
    fn named(&self, leaf: &Leaf, field: &str) -> Result<(Digest, Vec<u8>), StationError> {
        let none = || lost("entry", format!("entry {} says no {field}", leaf.sequence()));
        let digest: Digest = said(leaf, field).as_str().and_then(|t| t.parse().ok()).ok_or_else(none)?;
        let missing = || lost("object", format!("the bytes of {digest} are lost"));
        Ok((digest, self.rows.object(digest)?.ok_or_else(missing)?))
    }

    /// A file of `out/`; its digest only where an entry says it.
    pub(super) fn file(&mut self, entry: u64, path: &str, digest: Option<Digest>) -> Result<(), StationError> {
        let key = [("path", text(path))];
        self.claim(entry, Claim::new("artefact", key.clone(), [("sequence", number(entry))]))?;
        match digest {
            Some(digest) => {
                let same = Claim::new("artefact", key, [("digest", octets(digest))]);
                self.claim(entry, same.standing(Presence::Mentioned))
            }
            None => Ok(()),
        }
    }

    /// The one file of an act that was done.
    pub(super) fn product(&mut self, told: &Told<'_>, path: &str, field: &str) -> Result<(), StationError> {
        let Some(outcome) = told.done() else { return Ok(()) };
        let (digest, _) = self.named(outcome, field)?;
        self.file(outcome.sequence(), path, Some(digest))
    }

    /// A list of ours, with its armour and its text where the outcome says that there are any.
    pub(super) fn rendered(&mut self, told: &Told<'_>, folder: &str, ending: &str) -> Result<(), StationError> {
        let Some(outcome) = told.done() else { return Ok(()) };
        let country = &self.station.configuration.country.fields().country;
        let stem = format!("{folder}/{country}-{:06}", told.leaf.sequence());
        let (digest, _) = self.named(outcome, "fingerprint")?;
        if said(outcome, "rendered").as_bool() == Some(true) {
            return self.files(outcome, &stem, ending, digest);
        }
        self.file(outcome.sequence(), &format!("{stem}.{ending}"), Some(digest))
    }

    fn files(&mut self, outcome: &Leaf, stem: &str, first: &str, digest: Digest) -> Result<(), StationError> {
        self.file(outcome.sequence(), &format!("{stem}.{first}"), Some(digest))?;
        ["pem", "txt"].iter().try_for_each(|ending| self.file(outcome.sequence(), &format!("{stem}.{ending}"), None))
    }

    pub(super) fn certificate(&mut self, told: &Told<'_>, act: &CertificateIssue) -> Result<(), StationError> {
        self.signed(told, &told.row.reserved, "fingerprint", act)
    }

    /// The root and the link of a change of key, and the letter about them.
    pub(super) fn rollover(&mut self, told: &Told<'_>, act: &CscaRollover) -> Result<(), StationError> {
        self.signed(told, told.reserved("root"), "root_fingerprint", &act.root())?;
        self.signed(told, told.reserved("link"), "link_fingerprint", &act.link())?;
        let Some(outcome) = told.done() else { return Ok(()) };
        for (path, field) in notice_paths(outcome.sequence()).iter().zip(["notice", "notice_page"]) {
            let (digest, _) = self.named(outcome, field)?;
            self.file(outcome.sequence(), path, Some(digest))?;
        }
        Ok(())
    }

    /// A certificate under a serial number that was reserved; its fingerprint stands in a field of the outcome.
    fn signed(
        &mut self,
        told: &Told<'_>,
        reserved: &Value,
        fingerprint: &str,
        act: &CertificateIssue,
    ) -> Result<(), StationError> {
        let taken = |name: &str| reserved.get(name).unwrap_or(&Value::Null);
        let (issuer, serial) = (cell(taken("issuer")), cell(taken("serial")));
        let state = match told.row.state {
            IntentState::Open | IntentState::Failed => "reserved",
            IntentState::Done => "issued",
            IntentState::Unknown => "burnt",
        };
        let values = [("state", text(state)), ("sequence", number(told.leaf.sequence()))];
        let key = [("issuer", issuer.clone()), ("serial", serial.clone())];
        self.claim(told.leaf.sequence(), Claim::new("serial", key, values))?;
        let Some(outcome) = told.done() else { return Ok(()) };
        let (digest, der) = self.named(outcome, fingerprint)?;
        let subject_key = match &act.subject {
            SubjectKey::Key(label) => text(label),
            SubjectKey::Csr(_) => Cell::Null,
        };
        let role = self.role_by(&told.row.bound, &act.profile)?;
        let of_act = [
            ("issuer", issuer),
            ("serial", serial),
            ("profile", text(&act.profile)),
            ("role", role),
            ("subject_key", subject_key),
        ];
        self.issued(outcome.sequence(), digest, &der, of_act)?;
        let serial = taken("serial").as_str().unwrap_or_default();
        self.files(outcome, &format!("certificates/{}-{serial}", act.profile), "cer", digest)
    }

    /// The row of one certificate: what its act says, and what it says itself.
    fn issued(
        &mut self,
        entry: u64,
        digest: Digest,
        der: &[u8],
        of_act: [(&'static str, Cell); 5],
    ) -> Result<(), StationError> {
        let unreadable = OperationError::unreadable("a certificate that was issued");
        let certificate = Certificate::parse(der).map_err(&unreadable)?;
        let values = [
            ("subject", text(certificate.subject)),
            ("key", octets(certificate.public_key()?.identity()?)),
            ("not_before", text(certificate.not_before.time().map_err(&unreadable)?)),
            ("not_after", text(certificate.not_after.time().map_err(&unreadable)?)),
            ("sequence", number(entry)),
        ];
        let mut claim = Claim::new("issued", [("digest", octets(digest))], values);
        claim.values.extend(of_act);
        self.claim(entry, claim)
    }

    /// One part of a batch: the serial numbers that it reserved, and the certificates that its outcome names.
    pub(super) fn batch(&mut self, told: &Told<'_>, act: &CertificateBatch) -> Result<(), StationError> {
        let outcome = told.done();
        let named = outcome.and_then(|outcome| said(outcome, "issued").as_array().cloned()).unwrap_or_default();
        let issued: HashMap<&str, &Value> =
            named.iter().filter_map(|one| Some((one.get(1)?.as_str()?, one.get(2)?))).collect();
        let issuer = cell(told.reserved("issuer"));
        for pair in told.reserved("serials").as_array().into_iter().flatten() {
            let serial = pair.get(1).unwrap_or(&Value::Null);
            let state = match told.row.state {
                IntentState::Open | IntentState::Failed => "reserved",
                IntentState::Done if serial.as_str().is_some_and(|serial| issued.contains_key(serial)) => "issued",
                IntentState::Done | IntentState::Unknown => "burnt",
            };
            let values = [("state", text(state)), ("sequence", number(told.leaf.sequence()))];
            let key = [("issuer", issuer.clone()), ("serial", cell(serial))];
            self.claim(told.leaf.sequence(), Claim::new("serial", key, values))?;
        }
        let Some(outcome) = outcome else { return Ok(()) };
        let (entry, folder) = (outcome.sequence(), format!("batches/{:06}", told.leaf.sequence()));
        let role = self.role_by(&told.row.bound, &act.profile)?;
        for one in &named {
            let none = || lost("entry", format!("entry {entry} does not say which certificates it issued"));
            let serial = one.get(1).and_then(Value::as_str).ok_or_else(none)?;
            let digest = one.get(2).and_then(Value::as_str).and_then(|digest| digest.parse().ok()).ok_or_else(none)?;
            let missing = || lost("object", format!("the bytes of {digest} are lost"));
            let der = self.rows.object(digest)?.ok_or_else(missing)?;
            let of_act = [
                ("issuer", issuer.clone()),
                ("serial", text(serial)),
                ("profile", text(&act.profile)),
                ("role", role.clone()),
                ("subject_key", Cell::Null),
            ];
            self.issued(entry, digest, &der, of_act)?;
            self.files(outcome, &format!("{folder}/{serial}"), "cer", digest)?;
        }
        self.file(entry, &format!("{folder}/index.tsv"), None)
    }

    /// What the profile that an act was bound to makes. No entry says it: the digest of the profile's text is bound.
    fn role_by(&mut self, bound: &Bound, profile: &Label) -> Result<Cell, StationError> {
        let none = || lost("intent", format!("no digest of profile '{profile}' is bound to the act"));
        let digest = *bound.preconditions.get(&format!("profile {profile}")).ok_or_else(none)?;
        if let Some(role) = self.roles.get(&digest) {
            return Ok(text(role.word()));
        }
        let missing = || lost("object", format!("the text of profile '{profile}', {digest}, is lost"));
        let bytes = self.rows.object(digest)?.ok_or_else(missing)?;
        let role = Profile::parse(&String::from_utf8_lossy(&bytes))?.role;
        self.roles.insert(digest, role);
        Ok(text(role.word()))
    }

    pub(super) fn crl(&mut self, told: &Told<'_>, act: &CrlIssue) -> Result<(), StationError> {
        let entry = told.leaf.sequence();
        let key = [("issuer", text(&act.issuer)), ("number", cell(told.reserved("number")))];
        let Some(outcome) = told.done() else {
            let values = [("digest", Cell::Null), ("this_update", Cell::Null), ("next_update", Cell::Null)];
            self.claim(entry, Claim::new("crl", key.clone(), values))?;
            let taken = Claim::new("crl", key, [("sequence", number(entry))]);
            return self.claim(entry, taken.standing(Presence::Mentioned));
        };
        let (digest, der) = self.named(outcome, "fingerprint")?;
        let unreadable = OperationError::unreadable("a revocation list that was issued");
        let list = Crl::parse(&der).map_err(&unreadable)?;
        let next = list.next_update.as_ref().map(|next| next.time()).transpose().map_err(&unreadable)?;
        let values = [
            ("digest", octets(digest)),
            ("this_update", text(list.this_update.time().map_err(&unreadable)?)),
            ("next_update", next.map_or(Cell::Null, text)),
            ("sequence", number(entry)),
        ];
        self.claim(entry, Claim::new("crl", key, values))?;
        let stem = format!("crl/{}-{:06}", act.issuer, told.reserved("number").as_u64().unwrap_or(0));
        self.files(outcome, &stem, "crl", digest)
    }

    pub(super) fn bundle(&mut self, told: &Told<'_>) -> Result<(), StationError> {
        let entry = told.leaf.sequence();
        let version = told.reserved("bundle").as_u64().unwrap_or(0);
        let key = [("version", number(version))];
        let Some(outcome) = told.done() else {
            let values = [("manifest", Cell::Null), ("versions", Cell::Null), ("sequence", number(entry))];
            return self.claim(entry, Claim::new("bundle", key, values));
        };
        let (manifest, _) = self.named(outcome, bundle::ENTRY_TARGETS)?;
        let values = [("manifest", octets(manifest)), ("sequence", number(entry))];
        self.claim(entry, Claim::new("bundle", key.clone(), values))?;
        let Some(recorded) = self.rows.bundle(version)?.and_then(|row| row.versions) else {
            self.find("bundle", &key, entry, Wrong::Missing);
            return Ok(());
        };
        let recorded: Recorded = serde_json::from_value(recorded)?;
        let (targets, metadata) = bundle::committed(&recorded.files);
        let paths = recorded.files.keys().map(String::as_str);
        let versions = Versions::of(version, paths);
        let shown = |value: &dyn ToString| value.to_string();
        for (what, found, wanted) in [
            ("outcome", shown(&recorded.outcome), shown(&outcome.sequence())),
            ("targets", targets.map_or_else(|| "no manifest".into(), |d| shown(&d)), shown(&manifest)),
            ("metadata", shown(&metadata), said(outcome, bundle::ENTRY_METADATA).as_str().unwrap_or("").to_owned()),
            ("versions", serde_json::to_string(&recorded.versions)?, serde_json::to_string(&versions)?),
        ] {
            if found != wanted {
                let wrong = Wrong::Differs { column: "versions", found: format!("{what} {found}"), wanted };
                self.find("bundle", &key, outcome.sequence(), wrong);
            }
        }
        match told.reserved("root").get("version").and_then(serde_json::Value::as_u64) {
            None => Ok(()),
            Some(root) => {
                let file = recorded.files.get(&format!("metadata/{root}.root.json"));
                let file = file.map_or(Cell::Null, |digest| octets(*digest));
                let values = [("digest", file), ("sequence", number(outcome.sequence()))];
                self.claim(outcome.sequence(), Claim::new("bundle_root", [("version", number(root))], values))
            }
        }
    }
}
