//! The catalogue of acts: what can happen at a station, as typed values.
//!
//! An act has a name, parameters, canonical bytes and words an officer can read.
//! A verb builds one, a ceremony step builds one, an approval signs one, the
//! ledger records one. There is no other way to make anything happen.

mod adoption;
mod backup;
mod batch;
mod bound;
mod bundle;
mod ceremony;
mod certificate;
mod clock;
mod csca;
mod deviation;
mod key;
mod ledger;
mod masterlist;
mod officer;
mod pkd;
mod policy;
mod profile;
mod proposal;
mod station;
mod trust;
mod vault;

pub use adoption::CscaAdopt;
pub use backup::{
    BackupDestroyed, BackupDrill, BackupKeys, BackupState, Escrow, SetShares, ShareChecked, ShareFor, ShareReissue,
};
pub use batch::CertificateBatch;
pub use bound::{Bound, Head, Nonce};
pub use bundle::BundleExport;
pub use ceremony::{CeremonyEvent, CeremonyTranscript};
pub use certificate::{CertificateIssue, CertificateRevoke, CrlIssue, SubjectKey};
pub use clock::{ClockAttest, ClockCorrect};
pub use csca::{CscaCompromise, CscaRollover, Loss};
pub use deviation::{DeviationIngest, DeviationIssue};
pub use key::{KeyGenerate, KeyLock};
pub use ledger::LedgerCosign;
pub use masterlist::{MasterlistIngest, MasterlistIssue};
pub use officer::{Enrolled, OfficerEnroll, OfficerReplaceKey, OfficerRetire};
pub use pkd::PkdIngest;
pub use policy::{PolicyAdopt, RootKey, StationGenesis};
pub use profile::ProfileAdopt;
pub use proposal::{Decision, ProposalCreate, ProposalDecide};
pub use station::{Mark, RevokedSince, StationCreate, StationRestore, VaultPlace};
pub use trust::{TrustAccept, TrustDistrust, TrustImport};
pub use vault::{VaultAdd, VaultClone, VaultFailOver, VaultProtect, VaultTest};

use serde::{Deserialize, Serialize};

use crate::canonical::CanonicalError;
use crate::fault::{Fail, Fault};

/// One line of what an act will do: a field's name and its value, both ours or made harmless.
pub type Word = (&'static str, String);

/// Everything that can be proposed, approved, performed and recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", content = "parameters", deny_unknown_fields)]
pub enum Act {
    /// A station is born.
    #[serde(rename = "station.create")]
    StationCreate(StationCreate),
    /// A token is measured.
    #[serde(rename = "vault.test")]
    VaultTest(VaultTest),
    /// A vault's PIN is drawn anew and split among officers.
    #[serde(rename = "vault.protect")]
    VaultProtect(VaultProtect),
    /// A key is made in a vault.
    #[serde(rename = "key.generate")]
    KeyGenerate(KeyGenerate),
    /// A key is locked against extraction, for good.
    #[serde(rename = "key.lock")]
    KeyLock(KeyLock),
    /// A CSCA that exists is taken over.
    #[serde(rename = "csca.adopt")]
    CscaAdopt(CscaAdopt),
    /// A certificate is issued.
    #[serde(rename = "certificate.issue")]
    CertificateIssue(CertificateIssue),
    /// Many certificates are issued.
    #[serde(rename = "certificate.batch")]
    CertificateBatch(CertificateBatch),
    /// A certificate is revoked.
    #[serde(rename = "certificate.revoke")]
    CertificateRevoke(CertificateRevoke),
    /// A revocation list is issued.
    #[serde(rename = "crl.issue")]
    CrlIssue(CrlIssue),
    /// The CSCA changes its key.
    #[serde(rename = "csca.rollover")]
    CscaRollover(CscaRollover),
    /// A key of the CSCA is lost or compromised.
    #[serde(rename = "csca.compromise")]
    CscaCompromise(CscaCompromise),
    /// A master list is taken in and judged.
    #[serde(rename = "masterlist.ingest")]
    MasterlistIngest(MasterlistIngest),
    /// A master list is issued.
    #[serde(rename = "masterlist.issue")]
    MasterlistIssue(MasterlistIssue),
    /// A download of the PKD is taken in and judged.
    #[serde(rename = "pkd.ingest")]
    PkdIngest(PkdIngest),
    /// A deviation list is taken in and judged.
    #[serde(rename = "deviation.ingest")]
    DeviationIngest(DeviationIngest),
    /// A deviation list is issued.
    #[serde(rename = "deviation.issue")]
    DeviationIssue(DeviationIssue),
    /// Certificates that no list vouches for are taken in and judged.
    #[serde(rename = "trust.import")]
    TrustImport(TrustImport),
    /// A foreign certificate is accepted as an anchor.
    #[serde(rename = "trust.accept")]
    TrustAccept(TrustAccept),
    /// A foreign certificate is no longer trusted.
    #[serde(rename = "trust.distrust")]
    TrustDistrust(TrustDistrust),
    /// A signed bundle leaves the station.
    #[serde(rename = "bundle.export")]
    BundleExport(BundleExport),
    /// An independent clock explains a jump of station time.
    #[serde(rename = "clock.correct")]
    ClockCorrect(ClockCorrect),
    /// Something happened in a ceremony.
    #[serde(rename = "ceremony.event")]
    CeremonyEvent(CeremonyEvent),
    /// A ceremony's transcript is closed.
    #[serde(rename = "ceremony.transcript")]
    CeremonyTranscript(CeremonyTranscript),
    /// The first officers, policy and bundle keys are set.
    #[serde(rename = "station.genesis")]
    StationGenesis(StationGenesis),
    /// A person becomes an officer.
    #[serde(rename = "officer.enroll")]
    OfficerEnroll(OfficerEnroll),
    /// An officer's keys change.
    #[serde(rename = "officer.replace-key")]
    OfficerReplaceKey(OfficerReplaceKey),
    /// An officer decides no more.
    #[serde(rename = "officer.retire")]
    OfficerRetire(OfficerRetire),
    /// A policy comes into force.
    #[serde(rename = "policy.adopt")]
    PolicyAdopt(PolicyAdopt),
    /// A profile comes into force.
    #[serde(rename = "profile.adopt")]
    ProfileAdopt(ProfileAdopt),
    /// Something was proposed.
    #[serde(rename = "proposal.create")]
    ProposalCreate(ProposalCreate),
    /// An officer's decision was taken in.
    #[serde(rename = "proposal.decide")]
    ProposalDecide(ProposalDecide),
    /// An independent clock agrees with the station's.
    #[serde(rename = "clock.attest")]
    ClockAttest(ClockAttest),
    /// A witness's cosignature was taken in.
    #[serde(rename = "ledger.cosign")]
    LedgerCosign(LedgerCosign),
    /// A station goes on from a backup.
    #[serde(rename = "station.restore")]
    StationRestore(StationRestore),
    /// A token that exists becomes a vault.
    #[serde(rename = "vault.add")]
    VaultAdd(VaultAdd),
    /// Keys of a vault come into another.
    #[serde(rename = "vault.clone")]
    VaultClone(VaultClone),
    /// Another token takes the place of a vault's.
    #[serde(rename = "vault.fail-over")]
    VaultFailOver(VaultFailOver),
    /// Keys are wrapped under a key that exists as shares alone.
    #[serde(rename = "backup.keys")]
    BackupKeys(BackupKeys),
    /// A copy of the state was written.
    #[serde(rename = "backup.state")]
    BackupState(BackupState),
    /// Backups were restored and thrown away.
    #[serde(rename = "backup.drill")]
    BackupDrill(BackupDrill),
    /// A card or a medium of a set is gone.
    #[serde(rename = "backup.destroyed")]
    BackupDestroyed(BackupDestroyed),
    /// The keys of a set are wrapped under another key.
    #[serde(rename = "share.reissue")]
    ShareReissue(ShareReissue),
    /// A share was judged alone.
    #[serde(rename = "share.checked")]
    ShareChecked(ShareChecked),
}

impl Act {
    /// Names of parameters that may name a person or a document: committed in the
    /// ledger, their values kept apart in openings that can be erased.
    pub const SEALED: [&str; 3] = ["reason", "source", "common_name"];

    /// The same act with every such value struck out: what is kept beside the ledger.
    pub fn struck_out(&self) -> Result<Act, serde_json::Error> {
        let mut written = serde_json::to_value(self)?;
        if let Some(parameters) = written.get_mut("parameters").and_then(|p| p.as_object_mut()) {
            for name in Self::SEALED {
                if let Some(value) = parameters.get_mut(name) {
                    *value = "(sealed)".into();
                }
            }
        }
        serde_json::from_value(written)
    }

    /// The act's name in the catalogue.
    pub fn name(&self) -> &'static str {
        match self {
            Act::StationCreate(_) => "station.create",
            Act::VaultTest(_) => "vault.test",
            Act::VaultProtect(_) => "vault.protect",
            Act::KeyGenerate(_) => "key.generate",
            Act::KeyLock(_) => "key.lock",
            Act::CscaAdopt(_) => "csca.adopt",
            Act::CertificateIssue(_) => "certificate.issue",
            Act::CertificateBatch(_) => "certificate.batch",
            Act::CertificateRevoke(_) => "certificate.revoke",
            Act::CrlIssue(_) => "crl.issue",
            Act::CscaRollover(_) => "csca.rollover",
            Act::CscaCompromise(_) => "csca.compromise",
            Act::MasterlistIngest(_) => "masterlist.ingest",
            Act::MasterlistIssue(_) => "masterlist.issue",
            Act::PkdIngest(_) => "pkd.ingest",
            Act::DeviationIngest(_) => "deviation.ingest",
            Act::DeviationIssue(_) => "deviation.issue",
            Act::TrustImport(_) => "trust.import",
            Act::TrustAccept(_) => "trust.accept",
            Act::TrustDistrust(_) => "trust.distrust",
            Act::BundleExport(_) => "bundle.export",
            Act::ClockCorrect(_) => "clock.correct",
            Act::CeremonyEvent(_) => "ceremony.event",
            Act::CeremonyTranscript(_) => "ceremony.transcript",
            Act::StationGenesis(_) => "station.genesis",
            Act::OfficerEnroll(_) => "officer.enroll",
            Act::OfficerReplaceKey(_) => "officer.replace-key",
            Act::OfficerRetire(_) => "officer.retire",
            Act::PolicyAdopt(_) => "policy.adopt",
            Act::ProfileAdopt(_) => "profile.adopt",
            Act::ProposalCreate(_) => "proposal.create",
            Act::ProposalDecide(_) => "proposal.decide",
            Act::ClockAttest(_) => "clock.attest",
            Act::LedgerCosign(_) => "ledger.cosign",
            Act::StationRestore(_) => "station.restore",
            Act::VaultAdd(_) => "vault.add",
            Act::VaultClone(_) => "vault.clone",
            Act::VaultFailOver(_) => "vault.fail-over",
            Act::BackupKeys(_) => "backup.keys",
            Act::BackupState(_) => "backup.state",
            Act::BackupDrill(_) => "backup.drill",
            Act::BackupDestroyed(_) => "backup.destroyed",
            Act::ShareReissue(_) => "share.reissue",
            Act::ShareChecked(_) => "share.checked",
        }
    }

    /// The names of every act in the catalogue.
    pub const NAMES: [&str; 44] = [
        "station.create",
        "station.genesis",
        "station.restore",
        "vault.test",
        "vault.protect",
        "vault.add",
        "vault.clone",
        "vault.fail-over",
        "key.generate",
        "key.lock",
        "csca.adopt",
        "certificate.issue",
        "certificate.batch",
        "certificate.revoke",
        "crl.issue",
        "csca.rollover",
        "csca.compromise",
        "masterlist.ingest",
        "masterlist.issue",
        "pkd.ingest",
        "deviation.ingest",
        "deviation.issue",
        "trust.import",
        "trust.accept",
        "trust.distrust",
        "bundle.export",
        "backup.keys",
        "backup.state",
        "backup.drill",
        "backup.destroyed",
        "share.reissue",
        "share.checked",
        "clock.correct",
        "clock.attest",
        "officer.enroll",
        "officer.replace-key",
        "officer.retire",
        "policy.adopt",
        "profile.adopt",
        "ceremony.event",
        "ceremony.transcript",
        "proposal.create",
        "proposal.decide",
        "ledger.cosign",
    ];

    /// Whether it only writes down what happened. It reaches no key but the ledger's, changes
    /// nothing that anybody relies on, and asks for nobody's approval.
    pub fn is_bookkeeping(&self) -> bool {
        matches!(
            self,
            Act::CeremonyEvent(_)
                | Act::CeremonyTranscript(_)
                | Act::ProposalCreate(_)
                | Act::ProposalDecide(_)
                | Act::LedgerCosign(_)
                | Act::BackupState(_)
                | Act::BackupDrill(_)
                | Act::ShareChecked(_)
        )
    }

    /// What it will do, field by field, for an officer's eye.
    pub fn words(&self) -> Vec<Word> {
        match self {
            Act::StationCreate(a) => a.words(),
            Act::VaultTest(a) => a.words(),
            Act::VaultProtect(a) => a.words(),
            Act::KeyGenerate(a) => a.words(),
            Act::KeyLock(a) => a.words(),
            Act::CscaAdopt(a) => a.words(),
            Act::CertificateIssue(a) => a.words(),
            Act::CertificateBatch(a) => a.words(),
            Act::CertificateRevoke(a) => a.words(),
            Act::CrlIssue(a) => a.words(),
            Act::CscaRollover(a) => a.words(),
            Act::CscaCompromise(a) => a.words(),
            Act::MasterlistIngest(a) => a.words(),
            Act::MasterlistIssue(a) => a.words(),
            Act::PkdIngest(a) => a.words(),
            Act::DeviationIngest(a) => a.words(),
            Act::DeviationIssue(a) => a.words(),
            Act::TrustImport(a) => a.words(),
            Act::TrustAccept(a) => a.words(),
            Act::TrustDistrust(a) => a.words(),
            Act::BundleExport(a) => a.words(),
            Act::ClockCorrect(a) => a.words(),
            Act::CeremonyEvent(a) => a.words(),
            Act::CeremonyTranscript(a) => a.words(),
            Act::StationGenesis(a) => a.words(),
            Act::OfficerEnroll(a) => a.person.words(),
            Act::OfficerReplaceKey(a) => a.words(),
            Act::OfficerRetire(a) => a.words(),
            Act::PolicyAdopt(a) => a.words(),
            Act::ProfileAdopt(a) => a.words(),
            Act::ProposalCreate(a) => a.words(),
            Act::ProposalDecide(a) => a.words(),
            Act::ClockAttest(a) => a.words(),
            Act::LedgerCosign(a) => a.words(),
            Act::StationRestore(a) => a.words(),
            Act::VaultAdd(a) => a.words(),
            Act::VaultClone(a) => a.words(),
            Act::VaultFailOver(a) => a.words(),
            Act::BackupKeys(a) => a.words(),
            Act::BackupState(a) => a.words(),
            Act::BackupDrill(a) => a.words(),
            Act::BackupDestroyed(a) => a.words(),
            Act::ShareReissue(a) => a.words(),
            Act::ShareChecked(a) => a.words(),
        }
    }

    /// The rules whose warnings the act accepts by name.
    pub fn accepts(&self) -> &[String] {
        match self {
            Act::CertificateIssue(a) => &a.accept,
            Act::CertificateBatch(a) => &a.accept,
            Act::CrlIssue(a) => &a.accept,
            Act::CscaRollover(a) => &a.accept,
            Act::CscaAdopt(a) => &a.accept,
            Act::MasterlistIssue(a) => &a.accept,
            Act::DeviationIssue(a) => &a.accept,
            _ => &[],
        }
    }

    /// In how many parts it is performed: each has an intent and an outcome of its own, and is begun once.
    pub fn parts(&self) -> u64 {
        match self {
            Act::CertificateBatch(a) => a.parts(),
            // The keys are wrapped and handed out; then they are locked.
            Act::BackupKeys(_) => 2,
            _ => 1,
        }
    }

    /// The short name a person types before an act that cannot be undone; none where it can.
    pub fn typed_name(&self) -> Option<String> {
        match self {
            Act::VaultProtect(a) => Some(a.vault.to_string()),
            Act::KeyLock(a) => Some(a.key.to_string()),
            Act::CscaAdopt(a) => Some(a.label.to_string()),
            Act::CertificateRevoke(a) => Some(a.serial.clone()),
            Act::CscaRollover(a) => Some(a.to.to_string()),
            Act::CscaCompromise(a) => Some(a.key.to_string()),
            Act::ClockCorrect(a) => Some(a.day()),
            Act::TrustAccept(a) => a.typed_name(),
            Act::OfficerRetire(a) => Some(a.officer.to_string()),
            Act::PolicyAdopt(a) => Some(a.name.to_string()),
            Act::ProfileAdopt(a) => Some(a.name.to_string()),
            Act::VaultFailOver(a) => Some(a.vault.to_string()),
            Act::BackupKeys(a) => Some(a.set.spoken()),
            Act::ShareReissue(a) => Some(a.from.spoken()),
            _ => None,
        }
    }
}

/// Why an act has no canonical bytes.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// It cannot be written.
    #[error("the act cannot be written down")]
    Canonical(#[from] CanonicalError),
}

impl Fail for ActError {
    fn kind(&self) -> Fault {
        Fault::Bug
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_tag_and_unknown_parameters_are_refused() {
        let act = Act::KeyLock(KeyLock { key: "csca".parse().unwrap() });
        let written = serde_json::to_value(&act).unwrap();
        assert_eq!(written["act"], act.name());
        assert_eq!(serde_json::from_value::<Act>(written.clone()).unwrap(), act);
        let mut more = written;
        more["parameters"]["force"] = true.into();
        assert!(serde_json::from_value::<Act>(more).is_err());
    }
}
