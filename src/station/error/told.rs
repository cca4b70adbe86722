//! What is told of each: its kind, its clause, and what to do next.

use super::StationError;
use crate::fault::{Fail, Fault};

/// Errors of other rooms that are large are kept apart.
macro_rules! boxed {
    ($($variant:ident: $error:ty),+ $(,)?) => {$(
        impl From<$error> for StationError {
            fn from(error: $error) -> Self {
                StationError::$variant(Box::new(error))
            }
        }
    )+};
}

boxed!(
    Backup: crate::backup::BackupError,
    Card: crate::backup::card::CardError,
    Hand: crate::backup::hand::HandError,
    Share: crate::share::ShareError,
    Sealed: crate::sealed::SealedError,
);

impl StationError {
    /// The error of another room that this one carries on unchanged.
    fn inner(&self) -> Option<&dyn Fail> {
        Some(match self {
            StationError::Pin(e) => e.as_ref(),
            StationError::Backing(e) => e,
            StationError::Backup(e) => e.as_ref(),
            StationError::Card(e) => e.as_ref(),
            StationError::Hand(e) => e.as_ref(),
            StationError::Share(e) => e.as_ref(),
            StationError::Sealed(e) => e.as_ref(),
            StationError::Ledger(e) => e,
            StationError::Store(e) => e,
            StationError::Vault(e) => e,
            StationError::Approval(e) => e,
            StationError::Operation(e) => e,
            StationError::Batch(e) => e.as_ref(),
            StationError::BatchStopped { source, .. } => source.as_ref(),
            StationError::Pki(e) => e,
            StationError::Icao(e) => e,
            StationError::Cms(e) => e,
            StationError::Bundle(e) => e,
            StationError::Ceremony(e) => e,
            StationError::Clock(e) => e,
            StationError::Entropy(e) => e,
            StationError::Signer(e) => e,
            StationError::Safe(e) => e,
            StationError::Act(e) => e,
            StationError::Canonical(e) => e,
            StationError::Large(e) => e,
            _ => return None,
        })
    }
}

impl Fail for StationError {
    fn kind(&self) -> Fault {
        if let Some(inner) = self.inner() {
            return inner.kind();
        }
        match self {
            StationError::NotEmpty { .. }
            | StationError::NameTooLong { .. }
            | StationError::PlaceUnfit { .. }
            | StationError::KeyLeft { .. }
            | StationError::ForeignMaking { .. }
            | StationError::OneToken { .. }
            | StationError::ConfigurationChanged { .. }
            | StationError::KeyState { .. }
            | StationError::ProfileUnknown { .. }
            | StationError::PreconditionChanged { .. }
            | StationError::NewWarning { .. }
            | StationError::OtherStation { .. }
            | StationError::HeadNotAncestor { .. }
            | StationError::IntentOpen { .. }
            | StationError::ProposalSpent { .. }
            | StationError::GenesisDone { .. }
            | StationError::NobodyDecided { .. }
            | StationError::GroundUnfit { .. }
            | StationError::ProtectionStale { .. }
            | StationError::CertificateRevoked { .. }
            | StationError::RunErased { .. }
            | StationError::FileExists { .. } => Fault::Refused,
            StationError::BirthChanged { .. }
            | StationError::AuthorityAltered { .. }
            | StationError::ForeignTail { .. } => Fault::Unsound,
            StationError::AskedToStop => Fault::Interrupted,
            StationError::NotWritten { .. } | StationError::PageLost { .. } | StationError::Json(_) => Fault::Storage,
            StationError::VaultUnknown { .. }
            | StationError::MaterialUnnamed { .. }
            | StationError::IntentUnknown { .. }
            | StationError::ModuleMissing { .. }
            | StationError::RunUnknown { .. }
            | StationError::KeyUnknown { .. }
            | StationError::CertificateUnknown { .. }
            | StationError::Lacks(_)
            | StationError::ForeignUnknown { .. }
            | StationError::BundleUnknown { .. } => Fault::Usage,
            StationError::Configuration { .. } => Fault::Malformed,
            StationError::KeyExchanged { .. } => Fault::Device,
            StationError::Locked { .. } | StationError::File { .. } => Fault::Storage,
            _ => Fault::Bug,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        if let Some(inner) = self.inner() {
            return inner.clause();
        }
        Some(match self {
            StationError::NotEmpty { .. } => "STATION-1",
            StationError::NameTooLong { .. } => "STATION-2",
            StationError::PlaceUnfit { .. } => "STATION-3",
            StationError::KeyLeft { .. } => "STATION-4",
            StationError::BirthChanged { .. } => "STATION-5",
            StationError::ForeignMaking { .. } => "STATION-6",
            StationError::OneToken { .. } => "STATION-7",
            StationError::ConfigurationChanged { .. } => "CONFIG-1",
            StationError::KeyState { .. } => "KEY-1",
            StationError::ProfileUnknown { .. } => "PROFILE-9",
            StationError::PreconditionChanged { .. } | StationError::NewWarning { .. } => "APPROVAL-2",
            StationError::OtherStation { .. } => "APPROVAL-3",
            StationError::HeadNotAncestor { .. } => "APPROVAL-4",
            StationError::IntentOpen { .. } => "RECOVER-1",
            StationError::ProposalSpent { .. } => "REPLAY-1",
            StationError::GenesisDone { .. } => "GENESIS-1",
            StationError::NobodyDecided { .. } => "EVIDENCE-1",
            StationError::GroundUnfit { .. } => "APPROVAL-10",
            StationError::AuthorityAltered { .. } => "LEDGER-10",
            StationError::ProtectionStale { .. } => "PROTECT-3",
            StationError::CertificateRevoked { .. } => "REVOKE-4",
            StationError::RunErased { .. } => "CEREMONY-8",
            StationError::ForeignTail { .. } => "LEDGER-9",
            StationError::FileExists { .. } => "FILE-1",
            StationError::KeyExchanged { .. } => "VAULT-9",
            _ => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        if let StationError::BatchStopped { source, .. } = self {
            let look = if matches!(**source, StationError::AskedToStop) { "" } else { "see what went wrong, then " };
            return Some(format!(
                "what is issued stands; {look}perform the rest: the same command, or the same proposal"
            ));
        }
        if let Some(inner) = self.inner() {
            return inner.hint();
        }
        Some(match self {
            StationError::KeyLeft { .. } => {
                "make the station with that vault once more; the key is destroyed first".into()
            }
            StationError::ForeignMaking { .. } => "look what it is, and remove it if it is yours".into(),
            StationError::OneToken { .. } => "initialise a second token for the ledger".into(),
            StationError::AuthorityAltered { .. } => {
                "stop here: somebody wrote into the database by hand; 'chancery ledger verify' says where".into()
            }
            StationError::BirthChanged { .. } => "stop here: somebody wrote into the database by hand".into(),
            StationError::NotEmpty { .. } | StationError::PlaceUnfit { .. } => {
                "name a new directory with '--station DIR'".into()
            }
            StationError::Locked { .. } => "wait until it has ended".into(),
            StationError::ConfigurationChanged { .. } => "put the recorded file back".into(),
            StationError::KeyUnknown { .. } => "see 'chancery key list'".into(),
            StationError::ProtectionStale { vault, .. } => {
                format!(
                    "draw the PIN anew: 'chancery vault protect {vault} --threshold NUMBER'; revoking and revocation lists do \
                     not wait for it"
                )
            }
            StationError::CertificateUnknown { .. } => "see 'chancery cert list'".into(),
            StationError::Lacks(role) => format!("chancery key generate, then cert issue --profile {role} --key KEY"),
            StationError::CertificateRevoked { .. } => {
                "have another key certified (see 'chancery cert list'); a CSCA's key ends by 'chancery csca compromise'"
                    .into()
            }
            StationError::ForeignUnknown { .. } => "see 'chancery trust list'".into(),
            StationError::BundleUnknown { .. } => {
                "'chancery status' names the newest; export one with 'chancery bundle export'".into()
            }
            StationError::VaultUnknown { .. } => "see 'chancery vault list'".into(),
            StationError::ProfileUnknown { .. } => "see 'chancery profile list'".into(),
            StationError::RunUnknown { .. } => "see 'chancery ceremony list'".into(),
            StationError::IntentUnknown { .. } => "see 'chancery status'".into(),
            StationError::RunErased { .. } => {
                "what it did stays recorded; begin it anew with 'chancery ceremony run'".into()
            }
            StationError::PageLost { run } => {
                format!("keep 'out/ceremonies/{run}.json': it is recorded, and names everything that was not erased")
            }
            StationError::IntentOpen { .. } => "run 'chancery recover'".into(),
            StationError::ForeignTail { .. } => {
                "stop here; compare the last head on paper with 'chancery ledger verify'".into()
            }
            StationError::NotWritten { .. } => {
                "do not repeat the act; make room for the file, then run 'chancery recover'".into()
            }
            StationError::GenesisDone { .. } => {
                "from now on: 'chancery officer enroll' and 'chancery policy adopt'".into()
            }
            StationError::ProposalSpent { .. } => {
                "see 'chancery ledger list' for what came of it; to do such an act again, propose it again".into()
            }
            StationError::NobodyDecided { .. } => {
                "decisions stand with the act that they are about: see 'chancery ledger list'".into()
            }
            StationError::OtherStation { .. } => {
                "what officers sign is for one station in one mode: make it anew here".into()
            }
            StationError::PreconditionChanged { .. }
            | StationError::NewWarning { .. }
            | StationError::HeadNotAncestor { .. } => "propose it again".into(),
            _ => return None,
        })
    }
}
