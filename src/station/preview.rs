//! Previews: what will come of an act as the station stands now, before anybody confirms it.
//!
//! A preview goes the way of the performance up to its intent: the same preparation, the
//! same rules, the same refusals. It makes no entry, asks for no PIN and opens no vault.

use super::{Material, Station, StationError};
use crate::act::{Act, Word};
use crate::approval::Approved;

/// What will come of an act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// Field by field, beside what the act's own words say. Every value is harmless.
    pub words: Vec<Word>,
    /// What is not refused, but is to be said before anybody goes on.
    pub warnings: Vec<String>,
}

impl Preview {
    pub(super) fn of(words: Vec<Word>) -> Self {
        Preview { words, warnings: Vec::new() }
    }
}

impl Station<'_> {
    /// What will come of an approved act as things stand; of one that was begun, without its parts that were.
    pub fn preview_approved(&mut self, approved: &Approved, material: &Material) -> Result<Preview, StationError> {
        if approved.act().parts() == 1 && !matches!(approved.act(), Act::CertificateBatch(_)) {
            return self.preview(approved.act(), material);
        }
        self.expect_nothing_open_before(approved.act())?;
        self.expect_protection(approved.act())?;
        match approved.act() {
            Act::CertificateBatch(act) => self.preview_batch(act, material, Some(approved.digest())),
            Act::BackupKeys(act) => self.preview_key_backup(act, material, Some(approved.digest())),
            other => self.preview(other, material),
        }
    }

    /// What will come of an act as things stand. Whatever can be refused before a vault is
    /// asked is refused here already, an open intent first of all (RECOVER-1).
    pub fn preview(&mut self, act: &Act, material: &Material) -> Result<Preview, StationError> {
        self.expect_nothing_open_before(act)?;
        self.expect_protection(act)?;
        match act {
            Act::VaultProtect(act) => self.preview_protect(act),
            Act::KeyGenerate(act) => self.preview_key(act),
            Act::KeyLock(act) => self.preview_lock(act),
            Act::CscaAdopt(act) => self.preview_adoption(act, material),
            Act::CertificateIssue(act) => self.preview_certificate(act, material),
            Act::CertificateBatch(act) => self.preview_batch(act, material, None),
            Act::CertificateRevoke(act) => self.preview_revocation(act),
            Act::CrlIssue(act) => self.preview_list(act),
            Act::CscaRollover(act) => self.preview_rollover(act),
            Act::CscaCompromise(act) => self.preview_compromise(act),
            Act::MasterlistIngest(act) => self.preview_ingest(act, material),
            Act::MasterlistIssue(act) => self.preview_masterlist(act),
            Act::PkdIngest(act) => self.preview_pkd(act, material),
            Act::DeviationIngest(act) => self.preview_deviations(act, material),
            Act::DeviationIssue(act) => self.preview_deviation_issue(act, material),
            Act::TrustImport(act) => self.preview_import(act, material),
            Act::TrustAccept(act) => self.preview_accept(act),
            Act::TrustDistrust(act) => self.preview_distrust(act),
            Act::BundleExport(act) => self.preview_bundle(act, material),
            // Their own words say it all.
            Act::StationCreate(_)
            | Act::VaultTest(_)
            | Act::ClockCorrect(_)
            | Act::CeremonyEvent(_)
            | Act::CeremonyTranscript(_)
            | Act::ProposalCreate(_)
            | Act::ProposalDecide(_)
            | Act::LedgerCosign(_)
            | Act::BackupState(_)
            | Act::BackupDrill(_)
            | Act::StationRestore(_) => Ok(Preview::default()),
            Act::ClockAttest(act) => self.preview_attestation(act),
            Act::StationGenesis(act) => self.preview_genesis(act, material),
            Act::OfficerEnroll(act) => self.preview_enroll(act, material),
            Act::OfficerReplaceKey(act) => self.preview_replace(act, material),
            Act::OfficerRetire(act) => self.preview_retire(act),
            Act::PolicyAdopt(act) => self.preview_policy(act, material),
            Act::ProfileAdopt(act) => self.preview_profile(act, material),
            Act::VaultAdd(act) => self.preview_add(act),
            Act::VaultClone(act) => self.preview_clone(act),
            Act::VaultFailOver(act) => self.preview_fail_over(act),
            Act::BackupKeys(act) => self.preview_key_backup(act, material, None),
            Act::BackupDestroyed(act) => self.preview_destroyed(act),
            Act::ShareReissue(act) => self.preview_reissue(act, material),
            Act::ShareChecked(act) => self.preview_share_checked(act),
        }
    }
}
