//! Performing approved acts: one file per act or pair of acts.
//!
//! Each gathers what it needs from the store, lets `operation` prepare and judge
//! it, writes the intent, lets the vault do its part, and writes the outcome.

mod backup_keys;
mod backup_records;
mod batch;
mod bundle;
mod bundle_held;
mod ceremony;
mod certificate;
mod clock;
mod cosign;
mod crl;
mod csca;
mod csca_adopt;
mod csca_compromise;
mod deviation;
mod deviation_issue;
mod deviation_signers;
mod difference;
mod filling;
mod genesis;
mod key;
mod last_such;
pub(super) mod lists;
mod masterlist_ingest;
mod masterlist_issue;
mod masterlist_seen;
mod officer;
mod pkd_ingest;
mod pkd_seen;
mod profile;
mod proposal;
mod revocation;
mod share_reissue;
mod trust;
mod trust_import;
mod trust_typed;
mod trust_world;
mod vault_clone;
mod vault_place;
mod vault_protect;
mod vault_test;
mod vouched;

pub(super) use crate::station::backing::note_path;
pub(super) use bundle::Recorded;
pub use clock::ClockStanding;
pub use cosign::JudgedCosignature;
pub(super) use csca_adopt::{Claimed, was_outside};
pub(super) use key::made_fields;
pub use proposal::JudgedDecision;
pub(super) use share_reissue::note_of_share;
pub use vault_place::Likeness;
pub use vault_protect::SharedPin;
pub(super) use vault_protect::{reserved_shares, share_path};

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Large, OutState, Station, StationError};
use crate::act::Act;
use crate::approval::{Approved, Spent};
use crate::digest::Digest;

/// Bytes that an act refers to by their digest.
#[derive(Clone, Debug, Default)]
pub struct Material {
    pieces: BTreeMap<Digest, Vec<u8>>,
    /// Those of any size, in copies of the station's own.
    large: BTreeMap<Digest, Large>,
}

impl Material {
    /// None.
    pub fn none() -> Self {
        Material::default()
    }

    /// One piece; its digest is what the act names.
    pub fn one(bytes: Vec<u8>) -> Self {
        Material { pieces: BTreeMap::from([(Digest::of(&bytes), bytes)]), ..Material::default() }
    }

    /// One more piece, which the act names by the digest of a part of it.
    fn known_as(mut self, digest: Digest, bytes: Vec<u8>) -> Self {
        self.pieces.insert(digest, bytes);
        self
    }

    /// One more piece.
    pub fn and(self, bytes: Vec<u8>) -> Self {
        let digest = Digest::of(&bytes);
        self.known_as(digest, bytes)
    }

    /// A file of any size.
    pub fn large(large: Large) -> Self {
        Material::none().and_large(large)
    }

    /// One more file of any size.
    pub(super) fn and_large(mut self, large: Large) -> Self {
        self.large.insert(large.digest(), large);
        self
    }

    /// The digests by which the pieces are known.
    pub fn digests(&self) -> Vec<Digest> {
        let mut all: Vec<Digest> = self.pieces.keys().chain(self.large.keys()).copied().collect();
        all.sort_unstable();
        all
    }

    /// The pieces, each with the digest by which it is known.
    pub fn pieces(&self) -> impl Iterator<Item = (Digest, &[u8])> {
        self.pieces.iter().map(|(digest, octets)| (*digest, octets.as_slice()))
    }

    pub(super) fn find(&self, what: &'static str, digest: Digest) -> Result<&[u8], StationError> {
        self.pieces.get(&digest).map(Vec::as_slice).ok_or(StationError::MaterialMissing { what, digest })
    }
}

impl Material {
    /// A file of any size.
    fn find_large(&self, what: &'static str, digest: Digest) -> Result<&Large, StationError> {
        self.large.get(&digest).ok_or(StationError::MaterialMissing { what, digest })
    }
}

/// A certificate by its digest, and its octets where they are kept.
type Listed = (Digest, Option<Vec<u8>>);

/// What came of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The act's name.
    pub act: &'static str,
    /// The act's digest.
    pub digest: Digest,
    /// The sequence number of its last entry.
    pub sequence: u64,
    /// Named results, as ceremonies use them.
    pub outputs: BTreeMap<String, String>,
    /// The files it made.
    pub files: Vec<PathBuf>,
}

/// What an act gives back before its files are written.
struct Outcome {
    sequence: u64,
    outputs: BTreeMap<String, String>,
    /// The files that are told of, where the act wrote its files itself.
    files: Option<Vec<PathBuf>>,
}

impl Outcome {
    fn of<const N: usize>(sequence: u64, outputs: [(&str, String); N]) -> Self {
        Outcome::with(sequence, outputs.map(|(name, value)| (name.to_owned(), value)).into())
    }

    fn with(sequence: u64, outputs: BTreeMap<String, String>) -> Self {
        Outcome { sequence, outputs, files: None }
    }
}

impl Station<'_> {
    /// Performs an approved act. The approval is used up, whatever comes of it,
    /// once the act's intent is durable.
    pub fn perform(&mut self, approved: Approved, material: &Material) -> Result<Done, StationError> {
        self.expect_still_so(approved.bound())?;
        self.expect_nothing_open_before(approved.act())?;
        self.expect_protection(approved.act())?;
        self.expect_ground(&approved)?;
        self.expect_still_agreed(&approved)?;
        self.expect_no_new_warning(&approved, material)?;
        let spent = approved.spend();
        let outcome = self.perform_spent(&spent, material)?;
        let files = outcome.files.map_or_else(|| self.written(outcome.sequence), Ok)?;
        let (act, digest) = (spent.bound.what.name(), spent.digest);
        Ok(Done { act, digest, sequence: outcome.sequence, outputs: outcome.outputs, files })
    }

    /// Refuses what officers agreed to where something is to be warned of now that was not when they read it.
    fn expect_no_new_warning(&mut self, approved: &Approved, material: &Material) -> Result<(), StationError> {
        let Some(read) = self.warnings_read(approved.digest())? else { return Ok(()) };
        let now = self.preview_approved(approved, material)?.warnings;
        match now.into_iter().find(|warning| !read.contains(warning)) {
            None => Ok(()),
            Some(warning) => Err(StationError::NewWarning { warning }),
        }
    }

    /// Writes the files of an act that is done. What goes wrong now does not undo it, and is said so.
    fn written(&self, entry: u64) -> Result<Vec<PathBuf>, StationError> {
        let not_written = |path: PathBuf, what: String| StationError::NotWritten { entry, path, what };
        let files = self.materialise(Some(entry)).map_err(|error| not_written(self.out(), told(&error)))?;
        match files.iter().find(|(_, state)| *state == OutState::Changed) {
            Some((path, _)) => Err(not_written(path.clone(), "something else stands there".into())),
            None => Ok(files.into_iter().map(|(path, _)| path).collect()),
        }
    }

    fn perform_spent(&mut self, spent: &Spent, material: &Material) -> Result<Outcome, StationError> {
        match &spent.bound.what {
            Act::StationCreate(_) => Err(StationError::NotEmpty { path: self.directory.clone() }),
            Act::VaultTest(act) => self.vault_test(spent, act),
            Act::VaultProtect(act) => self.vault_protect(spent, act),
            Act::KeyGenerate(act) => self.key_generate(spent, act),
            Act::KeyLock(act) => self.key_lock(spent, act),
            Act::CertificateIssue(act) => self.certificate_issue(spent, act, material),
            Act::CertificateBatch(act) => self.certificate_batch(spent, act, material),
            Act::CertificateRevoke(act) => self.certificate_revoke(spent, act),
            Act::CrlIssue(act) => self.crl_issue(spent, act),
            Act::CscaRollover(act) => self.csca_rollover(spent, act),
            Act::CscaCompromise(act) => self.csca_compromise(spent, act),
            Act::CscaAdopt(act) => self.csca_adopt(spent, act, material),
            Act::MasterlistIngest(act) => self.masterlist_ingest(spent, act, material),
            Act::MasterlistIssue(act) => self.masterlist_issue(spent, act),
            Act::PkdIngest(act) => self.pkd_ingest(spent, act, material),
            Act::DeviationIngest(act) => self.deviation_ingest(spent, act, material),
            Act::DeviationIssue(act) => self.deviation_issue(spent, act, material),
            Act::TrustImport(act) => self.trust_import(spent, act, material),
            Act::TrustAccept(act) => self.trust_accept(spent, act),
            Act::TrustDistrust(act) => self.trust_distrust(spent, act),
            Act::BundleExport(act) => self.bundle_export(spent, act, material),
            Act::ClockCorrect(act) => self.clock_correct(spent, act),
            Act::CeremonyEvent(act) => self.ceremony_event(spent, act, material),
            Act::CeremonyTranscript(act) => self.ceremony_transcript(spent, act, material),
            Act::StationGenesis(act) => self.station_genesis(spent, act, material),
            Act::OfficerEnroll(act) => self.officer_enroll(spent, act, material),
            Act::OfficerReplaceKey(act) => self.officer_replace_key(spent, act, material),
            Act::OfficerRetire(act) => self.officer_retire(spent, act),
            Act::PolicyAdopt(act) => self.policy_adopt(spent, act, material),
            Act::ProfileAdopt(act) => self.profile_adopt(spent, act, material),
            Act::ProposalCreate(act) => self.proposal_create(spent, act, material),
            Act::ProposalDecide(act) => self.proposal_decide(spent, act, material),
            Act::ClockAttest(act) => self.clock_attest(spent, act),
            Act::LedgerCosign(act) => self.ledger_cosign(spent, act),
            Act::StationRestore(_) => Err(StationError::NotEmpty { path: self.directory.clone() }),
            Act::VaultAdd(act) => self.vault_add(spent, act),
            Act::VaultClone(act) => self.vault_clone(spent, act),
            Act::VaultFailOver(act) => self.vault_fail_over(spent, act),
            Act::BackupKeys(act) => self.backup_keys(spent, act, material),
            Act::BackupState(act) => self.backup_state(spent, act),
            Act::BackupDrill(act) => self.backup_drill(spent, act, material),
            Act::BackupDestroyed(act) => self.backup_destroyed(spent, act),
            Act::ShareReissue(act) => self.share_reissue(spent, act, material),
            Act::ShareChecked(act) => self.share_checked(spent, act),
        }
    }
}

/// An error with its causes in one line.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut below = error.source();
    while let Some(cause) = below {
        text.push_str(&format!(": {cause}"));
        below = cause.source();
    }
    text
}
