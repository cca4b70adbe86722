//! One file per act: what is checked before it, and how it is prepared and made.
//!
//! Operations are given everything they need and know no store, no terminal and
//! no clock. The station gathers, writes the intent, calls the vault, and writes
//! the outcome.

pub mod bundle_export;
pub mod bundle_root;
pub mod bundle_verify;
pub mod certificate_batch;
pub mod certificate_issue;
pub mod certificate_revoke;
pub mod clock_attest;
pub mod clock_correct;
pub mod crl_issue;
pub mod csca_adopt;
pub mod csca_adopt_error;
pub mod csca_adopt_found;
pub mod csca_compromise;
pub mod csca_error;
pub mod csca_rollover;
pub mod csca_standing;
pub mod deviation_ingest;
pub mod deviation_issue;
mod fitting;
pub mod key_generate;
mod list_verdict;
pub mod masterlist_ingest;
pub mod masterlist_issue;
pub mod officer;
pub mod pkd_ingest;
pub mod profile_adopt;
pub mod trust_accept;
pub mod trust_error;
pub mod trust_import;
pub mod trust_typed;
pub mod vault_protect;

pub use fitting::{algorithm_of, rule_id, rules_for, spec_of};

use fitting::check_source;

use crate::asn1::Asn1Error;
use crate::bundle::BundleError;
use crate::clock::Time;
use crate::cms::CmsError;
use crate::digest::Digest;
use crate::entropy::EntropyError;
use crate::fault::{Fail, Fault};
use crate::icao::IcaoError;
use crate::icao::deviation::DeviationError;
use crate::keys::KeySpec;
use crate::pki::PkiError;
use crate::sealed::SealedError;
use crate::share::ShareError;
use crate::signer::SignerError;
use crate::trust::import::ImportError;

/// Why an act cannot be performed.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// The ledger's vault is for the ledger key alone.
    #[error("KEY-2: vault '{vault}' holds the ledger key and no other")]
    LedgerVault {
        /// Its name.
        vault: String,
    },
    /// A key that is certified for something else.
    #[error("KEY-3: key '{key}' is certified by profile '{found}'; wanted the key of {wanted}")]
    KeyForOther {
        /// The key.
        key: String,
        /// The profile of its newest certificate.
        found: String,
        /// Whose key is wanted.
        wanted: &'static str,
    },
    /// A key that has a root certificate is to have another.
    #[error("KEY-4: key '{key}' has a root certificate, serial number {serial} of {made}; a key has one")]
    RootAlready {
        /// The key.
        key: String,
        /// The serial number of the root certificate it has.
        serial: String,
        /// From when on that is valid.
        made: Time,
    },
    /// A kind of key that the vault does not make.
    #[error("KEY-5: vault '{vault}' makes no {spec} keys; {others}")]
    KeyNotMade {
        /// The vault.
        vault: String,
        /// The kind.
        spec: KeySpec,
        /// Who does, in words.
        others: String,
    },
    /// A size of RSA key that is taken and not made.
    #[error("KEY-7: {spec} keys are taken in requests and not made here; wanted RSA-2048, RSA-3072 or RSA-4096")]
    SizeNotMade {
        /// The kind.
        spec: KeySpec,
    },
    /// A bundle that is never fresh.
    #[error("BUNDLE-18: a bundle that is fresh for {days} days; wanted 1 or more")]
    BundleDays {
        /// How long it was to be fresh.
        days: u16,
    },
    /// A key of a kind that does not sign here.
    #[error("an {kind} key cannot sign here")]
    KeyUnfit {
        /// What kind.
        kind: String,
    },
    /// A profile wants a name and none was given.
    #[error(
        "PROFILE-4: profile '{profile}' wants a common name of 1 to 64 characters, and none was given; the subject of a request is not used"
    )]
    NameUnfit {
        /// The profile.
        profile: String,
    },
    /// A name was given, and the profile has no place for it.
    #[error("PROFILE-12: profile '{profile}' names its certificates itself, and a common name was given")]
    NameUnwanted {
        /// The profile.
        profile: String,
    },
    /// Certificate references are drawn, and each was taken before.
    #[error("SERIAL-2: {draws} certificate references were drawn for profile '{profile}', and each was taken before")]
    ReferencesTaken {
        /// The profile.
        profile: String,
        /// How many were drawn.
        draws: usize,
    },
    /// A profile that is signed by itself was given an issuer, or the other way round.
    #[error("PROFILE-5: certificates of profile '{profile}' are signed by {wanted}")]
    IssuerUnfit {
        /// The profile.
        profile: String,
        /// By whom they are signed.
        wanted: &'static str,
    },
    /// A serial number that was never taken.
    #[error("REVOKE-2: '{issuer}' never took serial number {serial}")]
    SerialUnknown {
        /// The issuing key.
        issuer: String,
        /// The serial number.
        serial: String,
        /// Another issuing key that took it.
        taker: Option<crate::safe::Label>,
    },
    /// A revocation without a reason.
    #[error("REVOKE-3: a revocation wants a reason of 1 to 500 characters")]
    ReasonUnfit,
    /// A list for longer than allowed.
    #[error("CRL-5: a revocation list for {days} days; wanted 1 to 90 (Doc 9303-12 4.1.5)")]
    CrlDays {
        /// How long it was to last.
        days: u16,
    },
    /// A list too soon after the last one.
    #[error(
        "CRL-6: the last revocation list is {hours} hours old and nothing was revoked since; wanted 48 hours (Doc 9303-12 4.1.5)"
    )]
    CrlTooSoon {
        /// How old the last one is.
        hours: i64,
    },
    /// The signature of a list from outside is not good.
    #[error("the list's signature is not sound: {what}")]
    ListUnsound {
        /// Why.
        what: String,
    },
    /// A manifest without a signer that could be judged.
    #[error("MANIFEST.p7s holds no certificate of its signer")]
    ManifestUnsigned,
    /// The signer of a bundle does not lead to the services' CA.
    #[error("{source}: {about}")]
    ServicesPath {
        /// Whose certificate it is about, and where that stands.
        about: String,
        /// The next thing to do.
        hint: &'static str,
        /// Why.
        source: PkiError,
    },
    /// A list without certificates.
    #[error("LIST-2: a master list without a certificate; wanted at least the own CSCA's")]
    ListEmpty,
    /// One certificate twice on a list.
    #[error("LIST-6: certificate {certificate} is on the list twice")]
    ListedTwice {
        /// Its digest.
        certificate: Digest,
    },
    /// A certificate that nobody vouches for.
    #[error(
        "LIST-7: nobody vouches for certificate {certificate}: it is neither a CSCA certificate of this station's nor an anchor"
    )]
    NotVouchedFor {
        /// Its digest.
        certificate: Digest,
    },
    /// A certificate that cannot be an anchor.
    #[error(
        "TRUST-1: certificate {certificate} is {found}; only a CA's certificate that can be read and verifies can be an anchor"
    )]
    NotAnAnchor {
        /// Its digest.
        certificate: Digest,
        /// What it is.
        found: String,
    },
    /// An acceptance of what is accepted.
    #[error("TRUST-4: certificate {certificate} is accepted already, since {at} (ledger entry {entry})")]
    AnchorAlready {
        /// Its digest.
        certificate: Digest,
        /// Since when.
        at: Time,
        /// The entry.
        entry: u64,
    },
    /// An acceptance that says nothing of the distrust before it.
    #[error("TRUST-5: certificate {certificate} was distrusted at {at} (ledger entry {entry}); name that decision")]
    Distrusted {
        /// Its digest.
        certificate: Digest,
        /// When.
        at: Time,
        /// The entry.
        entry: u64,
    },
    /// An acceptance in spite of a distrust that nobody spoke.
    #[error("TRUST-6: certificate {certificate} was not distrusted; there is no decision to go against")]
    NeverDistrusted {
        /// Its digest.
        certificate: Digest,
    },
    /// An acceptance without its source.
    #[error(
        "TRUST-2: say where the fingerprint was read: a source of 1 to 200 characters outside the medium the certificate came on; or name a rule in place of it"
    )]
    SourceUnfit,
    /// A bundle would be signed by a key that certifies or signs something else, or that nobody certified.
    #[error(
        "BUNDLE-15: key '{key}' {found}; a bundle is signed by a key whose certificates are all of profile '{BUNDLE_PROFILE}'",
        BUNDLE_PROFILE = bundle_export::PROFILE
    )]
    BundleKeyUnfit {
        /// The key's name.
        key: String,
        /// What it has.
        found: String,
    },
    /// A root of bundles would be signed by a key that has a certificate.
    #[error(
        "BUNDLE-16: key '{key}' has a certificate of profile '{profile}'; a root key of bundles has none and signs nothing else"
    )]
    RootKeyUnfit {
        /// The key's name.
        key: String,
        /// The certificate's profile.
        profile: String,
    },
    /// The root key would change without the one before it.
    #[error(
        "BUNDLE-17: the next root must also be signed by the key of the last one, {key}; no usable key of this station is it"
    )]
    RootKeyGone {
        /// The key's TUF id.
        key: Digest,
    },
    /// The root of bundles wants holders' signatures.
    #[error(transparent)]
    Root(Box<bundle_root::RootError>),
    /// No acceptance by a rule, or by what was typed.
    #[error(transparent)]
    Trust(#[from] trust_error::TrustError),
    /// From the adoption of a CSCA.
    #[error(transparent)]
    Adopt(Box<csca_adopt_error::AdoptError>),
    /// From the order of a CSCA's keys.
    #[error(transparent)]
    Csca(#[from] csca_error::CscaError),
    /// From the adoption of profiles.
    #[error(transparent)]
    Profile(#[from] profile_adopt::ProfileError),
    /// A distrust without its reason.
    #[error("TRUST-3: say why: a reason of 1 to 200 characters")]
    WhyUnfit,
    /// A download from nowhere.
    #[error("PKD-2: say where the file comes from: a source of 1 to 200 characters")]
    PkdSourceUnfit,
    /// A name that no download has.
    #[error("PKD-4: the file's name is longer than 200 characters")]
    PkdNameUnfit,
    /// A list from nowhere.
    #[error("LIST-3: say where it comes from: a source of 1 to 200 characters")]
    ListSourceUnfit,
    /// Two clocks that do not agree.
    #[error(
        "CLOCK-4: the clock that was read says {read}, the machine's {machine}: {apart} seconds apart, wanted at most {bound}"
    )]
    ClocksApart {
        /// What was read aloud.
        read: Time,
        /// What the machine's clock says.
        machine: Time,
        /// How many seconds lie between them.
        apart: u64,
        /// How many may.
        bound: u32,
    },
    /// A correction where there is nothing to correct.
    #[error(
        "CLOCK-5: the clock says {machine}, at most {limit_days} days after the last ledger entry at {last}; nothing is to be corrected"
    )]
    ClockInStep {
        /// What the machine's clock says.
        machine: Time,
        /// The time of the last entry.
        last: Time,
        /// The limit, in days.
        limit_days: i64,
    },
    /// A correction that does not say which clock was read.
    #[error("CLOCK-6: say which clock was read, and by whom: a source of 1 to 200 characters")]
    ClockSourceUnfit,
    /// A correction that was made for another last entry.
    #[error("CLOCK-7: the correction starts from an entry at {found}; the last one is of {last} by now")]
    ClockMovedOn {
        /// From where it was to start.
        found: Time,
        /// The time of the last entry.
        last: Time,
    },
    /// A reading of a moment that has not come.
    #[error("CLOCK-8: the reading is of station time {machine}; it is {now}")]
    ClockNotYet {
        /// The station time of the reading.
        machine: Time,
        /// What time it is.
        now: Time,
    },
    /// A share for somebody it cannot be sealed to.
    #[error("PROTECT-1: '{officer}' is not an officer whose enrolment names this recipient for shares")]
    KeeperUnfit {
        /// The officer.
        officer: String,
    },
    /// Too few or too many shares.
    #[error("PROTECT-2: {threshold} of {of} shares; wanted 2 or more of at most 16")]
    KeepersMismatch {
        /// How many give the PIN.
        threshold: u8,
        /// How many there are.
        of: usize,
    },
    /// From shares.
    #[error(transparent)]
    Share(Box<ShareError>),
    /// From sealed files.
    #[error(transparent)]
    Sealed(Box<SealedError>),
    /// From randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// A retirement without its reason.
    #[error("ENROLL-6: say why the officer retires: a reason of 1 to 200 characters")]
    RetireReason,
    /// A key behind bundles that its holder did not enrol.
    #[error("GENESIS-2: the bundle root key of '{officer}' is not the one in their enrolment")]
    RootKeyUnsaid {
        /// Who is said to hold it.
        officer: String,
    },
    /// A threshold for the root of bundles that cannot be met.
    #[error(
        "GENESIS-3: a threshold of {found} for the root of bundles, with {keys} keys outside the station and one inside"
    )]
    RootThreshold {
        /// The threshold.
        found: u16,
        /// How many keys there are outside.
        keys: usize,
    },
    /// Something cannot be read.
    #[error("{what} cannot be read")]
    Unreadable {
        /// What.
        what: &'static str,
        /// Where and why.
        #[source]
        source: Asn1Error,
    },
    /// From certificates.
    #[error(transparent)]
    Pki(#[from] PkiError),
    /// From travel-document objects.
    #[error(transparent)]
    Icao(#[from] IcaoError),
    /// From deviation lists.
    #[error(transparent)]
    Deviation(#[from] DeviationError),
    /// From imports.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// From signed messages.
    #[error(transparent)]
    Cms(#[from] CmsError),
    /// From bundles.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// From signatures.
    #[error(transparent)]
    Signer(#[from] SignerError),
}

impl From<bundle_root::RootError> for OperationError {
    fn from(error: bundle_root::RootError) -> Self {
        OperationError::Root(Box::new(error))
    }
}

impl From<csca_adopt_error::AdoptError> for OperationError {
    fn from(error: csca_adopt_error::AdoptError) -> Self {
        OperationError::Adopt(Box::new(error))
    }
}

impl From<ShareError> for OperationError {
    fn from(error: ShareError) -> Self {
        OperationError::Share(Box::new(error))
    }
}

impl From<SealedError> for OperationError {
    fn from(error: SealedError) -> Self {
        OperationError::Sealed(Box::new(error))
    }
}

impl OperationError {
    /// For `map_err`: something cannot be read.
    pub fn unreadable(what: &'static str) -> impl Fn(Asn1Error) -> OperationError {
        move |source| OperationError::Unreadable { what, source }
    }
}

impl Fail for OperationError {
    fn kind(&self) -> Fault {
        match self {
            OperationError::Pki(e) | OperationError::ServicesPath { source: e, .. } => e.kind(),
            OperationError::Icao(e) => e.kind(),
            OperationError::Deviation(e) => e.kind(),
            OperationError::Import(e) => e.kind(),
            OperationError::Cms(e) => e.kind(),
            OperationError::Bundle(e) => e.kind(),
            OperationError::Root(e) => e.kind(),
            OperationError::Trust(e) => e.kind(),
            OperationError::Adopt(e) => e.kind(),
            OperationError::Csca(e) => e.kind(),
            OperationError::Profile(e) => e.kind(),
            OperationError::Signer(e) => e.kind(),
            OperationError::Share(e) => e.kind(),
            OperationError::Sealed(e) => e.kind(),
            OperationError::Entropy(e) => e.kind(),
            OperationError::Unreadable { .. } => Fault::Malformed,
            OperationError::ListUnsound { .. } | OperationError::ManifestUnsigned => Fault::Unsound,
            _ => Fault::Refused,
        }
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            OperationError::Pki(e) | OperationError::ServicesPath { source: e, .. } => return e.clause(),
            OperationError::Icao(e) => return e.clause(),
            OperationError::Deviation(e) => return e.clause(),
            OperationError::Import(e) => return e.clause(),
            OperationError::Cms(e) => return e.clause(),
            OperationError::Bundle(e) => return e.clause(),
            OperationError::Root(e) => return e.clause(),
            OperationError::Trust(e) => return e.clause(),
            OperationError::Adopt(e) => return e.clause(),
            OperationError::Csca(e) => return e.clause(),
            OperationError::Profile(e) => return e.clause(),
            OperationError::Signer(e) => return e.clause(),
            OperationError::Share(e) => return e.clause(),
            OperationError::Sealed(e) => return e.clause(),
            OperationError::Entropy(e) => return e.clause(),
            OperationError::ClocksApart { .. } => "CLOCK-4",
            OperationError::ClockInStep { .. } => "CLOCK-5",
            OperationError::ClockSourceUnfit => "CLOCK-6",
            OperationError::ClockMovedOn { .. } => "CLOCK-7",
            OperationError::ClockNotYet { .. } => "CLOCK-8",
            OperationError::RetireReason => "ENROLL-6",
            OperationError::KeeperUnfit { .. } => "PROTECT-1",
            OperationError::KeepersMismatch { .. } => "PROTECT-2",
            OperationError::RootKeyUnsaid { .. } => "GENESIS-2",
            OperationError::RootThreshold { .. } => "GENESIS-3",
            OperationError::LedgerVault { .. } => "KEY-2",
            OperationError::KeyForOther { .. } => "KEY-3",
            OperationError::RootAlready { .. } => "KEY-4",
            OperationError::KeyNotMade { .. } => "KEY-5",
            OperationError::SizeNotMade { .. } => "KEY-7",
            OperationError::BundleDays { .. } => "BUNDLE-18",
            OperationError::WhyUnfit => "TRUST-3",
            OperationError::AnchorAlready { .. } => "TRUST-4",
            OperationError::Distrusted { .. } => "TRUST-5",
            OperationError::NeverDistrusted { .. } => "TRUST-6",
            OperationError::PkdSourceUnfit => "PKD-2",
            OperationError::PkdNameUnfit => "PKD-4",
            OperationError::ListSourceUnfit => "LIST-3",
            OperationError::NameUnfit { .. } => "PROFILE-4",
            OperationError::IssuerUnfit { .. } => "PROFILE-5",
            OperationError::NameUnwanted { .. } => "PROFILE-12",
            OperationError::ReferencesTaken { .. } => "SERIAL-2",
            OperationError::SerialUnknown { .. } => "REVOKE-2",
            OperationError::ReasonUnfit => "REVOKE-3",
            OperationError::CrlDays { .. } => "CRL-5",
            OperationError::CrlTooSoon { .. } => "CRL-6",
            OperationError::ListEmpty => "LIST-2",
            OperationError::ListedTwice { .. } => "LIST-6",
            OperationError::NotVouchedFor { .. } => "LIST-7",
            OperationError::NotAnAnchor { .. } => "TRUST-1",
            OperationError::SourceUnfit => "TRUST-2",
            OperationError::BundleKeyUnfit { .. } => "BUNDLE-15",
            OperationError::RootKeyUnfit { .. } => "BUNDLE-16",
            OperationError::RootKeyGone { .. } => "BUNDLE-17",
            _ => return None,
        })
    }

    fn hint(&self) -> Option<String> {
        match self {
            OperationError::Pki(e) => e.hint(),
            OperationError::ServicesPath { hint, .. } => Some((*hint).to_owned()),
            OperationError::Icao(e) => e.hint(),
            OperationError::Deviation(e) => e.hint(),
            OperationError::Import(e) => e.hint(),
            OperationError::Cms(e) => e.hint(),
            OperationError::Bundle(e) => e.hint(),
            OperationError::Root(e) => e.hint(),
            OperationError::Trust(e) => e.hint(),
            OperationError::Adopt(e) => e.hint(),
            OperationError::Csca(e) => e.hint(),
            OperationError::Profile(e) => e.hint(),
            OperationError::Signer(e) => e.hint(),
            OperationError::Share(e) => e.hint(),
            OperationError::Sealed(e) => e.hint(),
            OperationError::KeeperUnfit { .. } => {
                Some("an officer names one with 'chancery officer challenge --recipient'".into())
            }
            OperationError::NameUnfit { .. } => Some("give it with '--name'".into()),
            OperationError::NameUnwanted { .. } => Some("leave '--name' out".into()),
            OperationError::IssuerUnfit { .. } => {
                Some("leave '--issuer' out to take the one the profile asks for".into())
            }
            OperationError::SerialUnknown { taker: Some(taker), serial, .. } => {
                Some(format!("key '{taker}' took it: chancery csca revoke {serial} --issuer {taker} --reason WORDS"))
            }
            OperationError::SerialUnknown { .. } => Some("see 'chancery cert list'".into()),
            OperationError::KeyForOther { .. } => {
                Some("see 'chancery cert list' for what each key is certified for".into())
            }
            OperationError::RootAlready { .. } => {
                Some("make a new key for a new root; a link certificate joins it to this one".into())
            }
            OperationError::KeyNotMade { .. } => {
                Some("name another with '--vault', or measure one with 'chancery vault test'".into())
            }
            OperationError::CrlTooSoon { .. } => Some("the last list is in force; wait, or revoke first".into()),
            OperationError::BundleKeyUnfit { .. } => {
                Some("make a key for it, and issue a certificate of that profile".into())
            }
            OperationError::RootKeyUnfit { .. } => Some("make a key for this alone".into()),
            OperationError::ClocksApart { .. } => {
                Some("set the machine's clock by the other one, then read it again".into())
            }
            OperationError::ClockMovedOn { .. } => Some("see 'chancery clock show'".into()),
            OperationError::AnchorAlready { .. } => {
                Some("see 'chancery trust list --anchors'; 'chancery trust distrust' takes it back".into())
            }
            OperationError::Distrusted { entry, .. } => Some(format!("see 'chancery ledger show {entry}' for why")),
            OperationError::NotAnAnchor { .. } => Some("see 'chancery trust list'".into()),
            _ => None,
        }
    }
}
