//! `bundle.export`, and the writing of a recorded bundle to a stick.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Material, Outcome};
use crate::act::{Act, BundleExport};
use crate::approval::Spent;
use crate::bundle::index::Kind;
use crate::bundle::{
    Bundle, BundleError, Limits, LogFiles, OfferedRoot, Prepared, RoleKey, RootDraft, RootTerm, Roots, Stick, Versions,
    Written,
};
use crate::clock::{DAY, Time};
use crate::digest::Digest;
use crate::icao::masterlist::STATELESS;
use crate::keys::KeyState;
use crate::ledger::{Fields, TlogProof, inclusion_proof, leaf_hash, verify_inclusion};
use crate::operation::bundle_export::{self, Certified, Delivery, Inputs, ReservedRoot};
use crate::operation::bundle_root::{self, Holders};
use crate::operation::{OperationError, algorithm_of};
use crate::pki::certificate::Certificate;
use crate::pki::lint::Role as MadeFor;
use crate::safe::Label;
use crate::signer::{Algorithm, PublicKey};
use crate::station::{Preview, Station, StationError};
use crate::store::{IntentState, StoreError};

/// Where an intent says which root it may have signed.
const ROOT: &str = "root";

/// What is remembered of a bundle: everything but its log files, which the ledger gives again.
#[derive(Serialize, Deserialize)]
pub(in crate::station) struct Recorded {
    pub(in crate::station) versions: Versions,
    pub(in crate::station) files: BTreeMap<String, Digest>,
    pub(in crate::station) outcome: u64,
}

/// A bundle as it will be signed: everything that can be refused has been judged.
struct PlannedBundle {
    /// The bundle key's, and its issuer's.
    certificates: [Vec<u8>; 2],
    now: Time,
    deliveries: Vec<Delivery>,
    roots: Option<Roots>,
    next_root: Option<RootDraft>,
    root: RootTerm,
    /// Who signs the next root, where there is one.
    root_signers: Vec<(Label, Algorithm)>,
    algorithm: Algorithm,
    version: u64,
    prepared: Prepared,
}

impl Station<'_> {
    fn plan_bundle(&self, act: &BundleExport, material: &Material) -> Result<PlannedBundle, StationError> {
        let (root_key, bundle_key) = self.bundle_keys(&act.root_key, &act.bundle_key)?;
        if act.days == 0 {
            return Err(OperationError::BundleDays { days: act.days }.into());
        }
        self.expect_unrevoked(&act.bundle_key)?;
        let certificates = [self.certificate_of(&act.bundle_key)?, self.issuer_certificate(&act.bundle_key)?];
        let now = self.now()?;
        let deliveries = self.deliveries()?;
        let roots = self.bundle_roots()?;
        let roles = bundle_root::roles(&root_key, &self.root_holders()?, &bundle_key)?;
        let offered = act.root_signatures.iter().map(|file| {
            let file = material.find("root signature", *file)?;
            Ok(OfferedRoot::read(file)?)
        });
        let offered = offered.collect::<Result<Vec<_>, StationError>>()?;
        let latest = now.plus(bundle_export::ROOT_DAYS * DAY);
        let signed = bundle_root::offered(&offered, latest).map_err(OperationError::from)?;
        let again = signed.map_or_else(|| self.lost_root(roots.as_ref()), |signed| Ok(Some(signed)))?;
        let mut next_root = bundle_export::next_root(&roles, roots.as_ref(), now, again.as_ref())?;
        let version = self.store.rows().last_bundle_version()?.unwrap_or(0) + 1;
        let previous = self.recorded(None)?.map(|(_, recorded)| recorded.versions);
        let root = match (&next_root, &roots) {
            (Some(draft), _) => draft.term(),
            (None, Some(roots)) => roots.term(),
            (None, None) => return Err(BundleError::Missing { file: "1.root.json".into() }.into()),
        };
        // Whatever can be refused is refused here: after the intent a version is gone.
        let prepared = bundle_export::prepare(&Inputs {
            root,
            bundle_key: &bundle_key,
            deliveries: &deliveries,
            version,
            previous: previous.as_ref(),
            now,
            days: act.days,
        })?;
        let mut root_signers = Vec::new();
        if let Some(draft) = &next_root {
            root_signers.push((act.root_key.clone(), algorithm_of(&root_key)?));
            if let Some(key) = bundle_export::outgoing(draft, &roles, roots.as_ref()) {
                let (label, public_key) = self.key_by_tuf_id(key)?;
                root_signers.push((label, algorithm_of(&public_key)?));
            }
        }
        let mut ours = Vec::new();
        for (label, _) in &root_signers {
            ours.push(RoleKey::new(&self.usable_key(label)?.1)?.id());
        }
        bundle_root::sign_off(next_root.as_mut(), &offered, &ours, &roles, roots.as_ref())
            .map_err(OperationError::from)?;
        let algorithm = algorithm_of(&bundle_key)?;
        Ok(PlannedBundle {
            certificates,
            now,
            deliveries,
            roots,
            next_root,
            root,
            root_signers,
            algorithm,
            version,
            prepared,
        })
    }

    /// The public halves of the keys of a bundle, each fit for its duty.
    fn bundle_keys(&self, root: &Label, bundle: &Label) -> Result<(PublicKey, PublicKey), StationError> {
        let ((_, root_key), (_, bundle_key)) = (self.usable_key(root)?, self.usable_key(bundle)?);
        let (of_root, of_bundle) = (self.profiles_of(root)?, self.profiles_of(bundle)?);
        let certified = Certified { key: root, profiles: &of_root };
        bundle_export::check_keys(certified, Certified { key: bundle, profiles: &of_bundle })?;
        Ok((root_key, bundle_key))
    }

    /// Who stands behind the root of bundles beside the vault, as the genesis says.
    pub fn root_holders(&self) -> Result<Holders, StationError> {
        let rows = self.store.rows();
        let genesis = rows.intents(IntentState::Done)?.into_iter().find_map(|row| match row.bound.what {
            Act::StationGenesis(act) => Some(act),
            _ => None,
        });
        let keys = rows.root_keys()?.into_iter().map(|(spki, _)| Ok(PublicKey::from_spki(&spki)?));
        let keys = keys.collect::<Result<Vec<_>, StationError>>()?;
        Ok(Holders { keys, threshold: genesis.map_or(1, |act| act.root_threshold) })
    }

    /// The next root, where one is due, for the holders of root keys to sign; none where the last one stays.
    pub fn offered_root(&self, root: &Label, bundle: &Label) -> Result<Option<OfferedRoot>, StationError> {
        let (root_key, bundle_key) = self.bundle_keys(root, bundle)?;
        let roots = self.bundle_roots()?;
        let roles = bundle_root::roles(&root_key, &self.root_holders()?, &bundle_key)?;
        let lost = self.lost_root(roots.as_ref())?;
        let draft = bundle_export::next_root(&roles, roots.as_ref(), self.now()?, lost.as_ref())?;
        draft.map(|draft| Ok(OfferedRoot::of(&draft)?)).transpose()
    }

    /// What the bundle would hold, by kind, and under which root.
    pub(in crate::station) fn preview_bundle(
        &self,
        act: &BundleExport,
        material: &Material,
    ) -> Result<Preview, StationError> {
        let planned = self.plan_bundle(act, material)?;
        let mut words = vec![("version", planned.version.to_string())];
        let kinds = [
            ("anchors", Kind::Anchor),
            ("document signers", Kind::DocumentSigner),
            ("revocation lists", Kind::Crl),
            ("master lists", Kind::MasterList),
        ];
        for (name, kind) in kinds {
            words.push((name, planned.deliveries.iter().filter(|d| d.kind == kind).count().to_string()));
        }
        let revoked = planned.deliveries.iter().filter(|d| d.revoked_at.is_some()).count();
        words.push(("revoked among them", revoked.to_string()));
        let mut signers: Vec<String> = planned.root_signers.iter().map(|(label, _)| label.to_string()).collect();
        match act.root_signatures.len() {
            0 => {}
            1 => signers.push("1 holder".into()),
            more => signers.push(format!("{more} holders")),
        }
        let signed =
            if signers.is_empty() { "as before".into() } else { format!("new, signed by {}", signers.join(", ")) };
        words
            .push(("root", format!("version {}, {signed}, good until {}", planned.root.version, planned.root.expires)));
        Ok(Preview::of(words))
    }

    pub(super) fn bundle_export(
        &mut self,
        spent: &Spent,
        act: &BundleExport,
        material: &Material,
    ) -> Result<Outcome, StationError> {
        let PlannedBundle {
            certificates,
            now,
            deliveries,
            mut roots,
            next_root,
            root_signers: keys,
            algorithm,
            version,
            prepared,
            ..
        } = self.plan_bundle(act, material)?;
        let mut root_signers = Vec::new();
        for (label, algorithm) in keys {
            root_signers.push(self.signer(&label, algorithm)?);
        }
        let signer = self.signer(&act.bundle_key, algorithm)?;
        let mut reserved = json!({ "bundle": version });
        if let Some(draft) = &next_root {
            reserved[ROOT] = serde_json::to_value(ReservedRoot::of(draft))?;
        }
        let intent = self.begin(spent, reserved, |w, sequence| Ok(w.reserve_bundle(version, sequence)?))?;
        let made = (|| {
            let new_root = match next_root {
                Some(mut draft) => {
                    root_signers.iter().try_for_each(|signer| draft.sign(signer))?;
                    roots = Some(draft.close(roots.as_ref())?);
                    true
                }
                None => false,
            };
            let roots = roots.as_ref().ok_or(BundleError::Missing { file: "1.root.json".into() })?;
            let certificates = certificates.each_ref().map(Vec::as_slice);
            let signed = bundle_export::perform(prepared, roots, &signer, &certificates, now)?;
            Ok::<_, StationError>((signed, new_root))
        })();
        let (signed, new_root) = match made {
            Ok(made) => made,
            Err(error) => return Err(self.unknown(intent, error, |_| Ok(()))),
        };
        let mut fields = Fields::new().open("version", version).open("targets", deliveries.len() + 1);
        for (name, value) in signed.entry_fields() {
            fields = fields.open(name, value);
        }
        let newest_root = roots.as_ref().map(|r| (r.latest_version(), r.files().last().cloned()));
        let first_root = roots.as_ref().map(Roots::first_digest);
        let targets_digest = signed.targets_digest();
        let sequence = self.end(intent, IntentState::Done, fields, |writing, sequence| {
            if let (true, Some((version, Some(bytes)))) = (new_root, newest_root) {
                writing.keep_bundle_root(version, &bytes, sequence)?;
            }
            let mut files = BTreeMap::new();
            for (path, bytes) in signed.files() {
                files.insert(path.clone(), writing.keep_object(bytes)?);
            }
            for key in [&act.root_key, &act.bundle_key] {
                writing.set_key_state(key, KeyState::Active)?;
            }
            let recorded = Recorded { versions: signed.versions().clone(), files, outcome: sequence };
            Ok(writing.keep_bundle(version, targets_digest, &serde_json::to_value(recorded)?)?)
        })?;
        let root_digest = first_root.map(|d| d.to_string()).unwrap_or_default();
        let outputs = [
            ("version", version.to_string()),
            ("targets_digest", targets_digest.to_string()),
            ("root_digest", root_digest),
        ];
        Ok(Outcome::of(sequence, outputs))
    }

    /// The usable key of ours that is this root key.
    fn key_by_tuf_id(&self, wanted: &RoleKey) -> Result<(Label, PublicKey), StationError> {
        for row in self.store.rows().keys()? {
            let same =
                row.public_key.as_ref().is_some_and(|key| RoleKey::new(key).is_ok_and(|key| key.id() == wanted.id()));
            if same && let Ok((row, public_key)) = self.usable_key(&row.label) {
                return Ok((row.label, public_key));
            }
        }
        Err(OperationError::RootKeyGone { key: wanted.id() }.into())
    }

    /// The root that the last export without a bundle may have had signed, where it would be the next one.
    fn lost_root(&self, roots: Option<&Roots>) -> Result<Option<ReservedRoot>, StationError> {
        let rows = self.store.rows();
        let next = roots.map_or(1, |roots| roots.latest_version() + 1);
        let mut lost = Vec::new();
        for state in [IntentState::Unknown, IntentState::Failed] {
            lost.extend(rows.intents(state)?.into_iter().filter(|row| matches!(row.bound.what, Act::BundleExport(_))));
        }
        lost.sort_by_key(|row| row.sequence);
        let reserved = lost.iter().rev().filter_map(|row| row.reserved.get(ROOT));
        let read = reserved.map(|value| serde_json::from_value::<ReservedRoot>(value.clone()));
        Ok(read.collect::<Result<Vec<_>, _>>()?.into_iter().find(|root| root.version == next))
    }

    /// The profiles of all certificates of a key of ours.
    fn profiles_of(&self, key: &Label) -> Result<Vec<Label>, StationError> {
        Ok(self.store.rows().certificates_of_key(key)?.into_iter().map(|row| row.profile).collect())
    }

    /// Every root so far.
    pub fn bundle_roots(&self) -> Result<Option<Roots>, StationError> {
        let rows = self.store.rows();
        let mut files = Vec::new();
        for root in rows.bundle_roots()? {
            let missing =
                || StoreError::Corrupt { table: "bundle_root", what: format!("root {} is lost", root.version) };
            files.push(rows.object(root.digest)?.ok_or_else(missing)?);
        }
        if files.is_empty() { Ok(None) } else { Ok(Some(Roots::read(&files)?)) }
    }

    /// The certificate of whoever issued the newest certificate for a key of ours.
    fn issuer_certificate(&self, label: &Label) -> Result<Vec<u8>, StationError> {
        let unknown = || StationError::CertificateUnknown { what: format!("for key '{label}'") };
        let row = self.store.rows().certificate_of_key(label)?.ok_or_else(unknown)?;
        self.certificate_of(&row.issuer)
    }

    /// What the passport platform is sent: anchors, document signers, revocation lists, the master list.
    pub(super) fn deliveries(&self) -> Result<Vec<Delivery>, StationError> {
        let rows = self.store.rows();
        let now = self.now()?;
        let country = self.configuration.country.fields().country.clone();
        let mut deliveries = Vec::new();
        let lost = |digest: Digest| StationError::MaterialMissing { what: "certificate", digest };
        for row in rows.issued_by_role(&[MadeFor::CscaRoot, MadeFor::CscaLink, MadeFor::DocumentSigner])? {
            let kind = if row.role.is_csca() { Kind::Anchor } else { Kind::DocumentSigner };
            let der = rows.object(row.digest)?.ok_or_else(|| lost(row.digest))?;
            let provenance = vec![format!("issued by station {}", self.identity.station)];
            let revoked_at = rows.revocation(&row.issuer, &row.serial)?;
            let (country, made) = (country.clone(), row.not_before);
            deliveries.push(Delivery { kind, der, country, provenance, made, revoked_at });
        }
        let decisions = self.decisions()?;
        for digest in self.anchors(now)? {
            let der = rows.object(digest)?.ok_or_else(|| lost(digest))?;
            let certificate = Certificate::parse(&der).map_err(OperationError::unreadable("an anchor"))?;
            let made = certificate.not_before.time().map_err(OperationError::unreadable("an anchor"))?;
            let state = rows.known(digest)?.map_or_else(|| STATELESS.into(), |known| known.state);
            let decision = decisions.iter().rfind(|d| d.certificate == digest);
            let provenance = decision.map(|d| format!("accepted {}", d.at)).into_iter().collect();
            let kind = Kind::Anchor;
            deliveries.push(Delivery { kind, der, country: state, provenance, made, revoked_at: None });
        }
        for (_, crl) in self.newest_lists()? {
            if let (Some(digest), Some(made)) = (crl.digest, crl.this_update) {
                let der = rows.object(digest)?.ok_or_else(|| lost(digest))?;
                let provenance = vec![format!("issued by station {}, number {}", self.identity.station, crl.number)];
                let (kind, country) = (Kind::Crl, country.clone());
                deliveries.push(Delivery { kind, der, country, provenance, made, revoked_at: None });
            }
        }
        if let Some(digest) = self.last_masterlist()? {
            let der = rows.object(digest)?.ok_or_else(|| lost(digest))?;
            let provenance = vec![format!("issued by station {}", self.identity.station)];
            let kind = Kind::MasterList;
            deliveries.push(Delivery { kind, der, country, provenance, made: now, revoked_at: None });
        }
        Ok(deliveries)
    }

    /// A finished bundle's record: of one version, or the newest.
    pub(super) fn recorded(&self, version: Option<u64>) -> Result<Option<(u64, Recorded)>, StationError> {
        let rows = self.store.rows();
        let row = match version {
            Some(version) => rows.bundle(version)?,
            None => rows.last_bundle()?,
        };
        match row.and_then(|row| row.versions.map(|v| (row.version, v))) {
            Some((version, value)) => Ok(Some((version, serde_json::from_value(value)?))),
            None => Ok(None),
        }
    }

    /// A recorded bundle whole, its log files given by the ledger: checkpoint, proof, entry.
    pub fn bundle(&self, version: Option<u64>) -> Result<(u64, Bundle), StationError> {
        let unknown = || StationError::BundleUnknown { version };
        let (version, recorded) = self.recorded(version)?.ok_or_else(unknown)?;
        let rows = self.store.rows();
        let mut files = BTreeMap::new();
        for (path, digest) in &recorded.files {
            let missing = || StationError::MaterialMissing { what: "file of the bundle", digest: *digest };
            files.insert(path.clone(), rows.object(*digest)?.ok_or_else(missing)?);
        }
        let corrupt = |what: &str| StoreError::Corrupt { table: "bundle", what: what.into() };
        let entry = rows.entry(recorded.outcome)?.ok_or_else(|| corrupt("its entry is lost"))?;
        let size = recorded.outcome + 1;
        let note = rows.checkpoint(size)?.ok_or_else(|| corrupt("its checkpoint is lost"))?;
        let checkpoint = self.eras.verify(&note)?;
        if checkpoint.head().size != size {
            return Err(corrupt("its checkpoint is over another ledger").into());
        }
        let path = inclusion_proof(&rows, recorded.outcome, size)?;
        verify_inclusion(&leaf_hash(&entry), recorded.outcome, size, &path, &checkpoint.head().root)?;
        let proof = TlogProof::new(recorded.outcome, path, &checkpoint).text().into_bytes();
        let log = LogFiles { checkpoint: note.into_bytes(), proof, entry };
        Ok((version, Bundle::recorded(files, recorded.versions, log)))
    }

    /// Refuses a stick that holds a stranger's files, before anything is begun.
    pub fn check_stick(&self, folder: &Path) -> Result<(), StationError> {
        let known = self.known_on(folder)?;
        Ok(Stick::check(folder, &known)?)
    }

    /// The files on a stick that are those of a bundle of ours, of whichever version: a
    /// write that was cut off leaves files of two.
    fn known_on(&self, folder: &Path) -> Result<BTreeMap<String, Digest>, StationError> {
        if !folder.try_exists().unwrap_or(true) {
            return Ok(BTreeMap::new());
        }
        let copy = Stick::read(folder, &Limits::default())?;
        let there: BTreeMap<&String, Digest> = copy.files().iter().map(|(p, bytes)| (p, Digest::of(bytes))).collect();
        let mut known = BTreeMap::new();
        for version in self.store.rows().bundle_versions()? {
            let (_, ours) = self.bundle(Some(version))?;
            for (path, bytes) in ours.files() {
                let digest = Digest::of(bytes);
                if there.get(path) == Some(&digest) {
                    known.insert(path.clone(), digest);
                }
            }
        }
        Ok(known)
    }

    /// Writes a recorded bundle to a stick. Files of our own earlier bundles there are
    /// replaced; anything else there is refused.
    pub fn write_bundle(&self, version: Option<u64>, folder: &Path) -> Result<(u64, Written), StationError> {
        let (version, bundle) = self.bundle(version)?;
        Ok((version, Stick::write(folder, &bundle, &self.known_on(folder)?)?))
    }
}
