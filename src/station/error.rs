//! Why a station does not do what it was asked.

use std::path::PathBuf;

use crate::act::ActError;
use crate::approval::ApprovalError;
use crate::bundle::BundleError;
use crate::canonical::CanonicalError;
use crate::ceremony::CeremonyError;
use crate::clock::ClockError;
use crate::cms::CmsError;
use crate::digest::Digest;
use crate::entropy::EntropyError;
use crate::fault::Fail;
use crate::icao::IcaoError;
use crate::ledger::LedgerError;
use crate::operation::OperationError;
use crate::operation::certificate_batch::BatchError;
use crate::pki::PkiError;
use crate::safe::{Label, SafeError};
use crate::signer::SignerError;
use crate::store::StoreError;
use crate::vault::VaultError;

mod told;

/// Why a station does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StationError {
    /// From backups, restores and changes of tokens.
    #[error(transparent)]
    Backing(#[from] super::backing::BackingError),
    /// From what lies on media.
    #[error(transparent)]
    Backup(Box<crate::backup::BackupError>),
    /// From cards and shares alone.
    #[error(transparent)]
    Card(Box<crate::backup::card::CardError>),
    /// From handing shares out.
    #[error(transparent)]
    Hand(Box<crate::backup::hand::HandError>),
    /// From shares.
    #[error(transparent)]
    Share(Box<crate::share::ShareError>),
    /// From sealed files.
    #[error(transparent)]
    Sealed(Box<crate::sealed::SealedError>),
    /// The directory holds something already.
    #[error("STATION-1: {} is not empty; a station is made in a directory of its own", path.display())]
    NotEmpty {
        /// The directory.
        path: PathBuf,
    },
    /// A station's name that leaves no room for its ledger key's.
    #[error(
        "STATION-2: the station's name '{name}' is too long: its ledger key would be 'ledger-{name}', wanted at most 32 characters"
    )]
    NameTooLong {
        /// The name.
        name: String,
    },
    /// A directory that cannot be exchanged for a station that was made beside it.
    #[error("STATION-3: {} is {what}; a station is made beside its place and then moved there", path.display())]
    PlaceUnfit {
        /// The directory.
        path: PathBuf,
        /// What it is.
        what: &'static str,
    },
    /// A letter that its template does not give.
    #[error("a letter cannot be written")]
    Letter {
        /// Why not.
        source: Box<minijinja::Error>,
    },
    /// An earlier making was cut off and may have left a key in a token.
    #[error(
        "STATION-4: an earlier making of this station was cut off and may have left key {key} in another vault, {vault}"
    )]
    KeyLeft {
        /// The key's identifier.
        key: String,
        /// The vault's URI.
        vault: String,
    },
    /// Something that no making left stands where a station is to be made.
    #[error("STATION-6: {} {what}; nothing in it was touched", path.display())]
    ForeignMaking {
        /// Where.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// Two vaults would be one token.
    #[error(
        "STATION-7: vaults '{one}' and '{other}' are one token, serial {token}; each needs a token and a PIN of its own"
    )]
    OneToken {
        /// The token's serial number.
        token: String,
        /// One vault.
        one: String,
        /// The other.
        other: String,
    },
    /// What is kept of the station's birth is not what the ledger's first entry says.
    #[error("STATION-5: {what} was changed: found {found}, the ledger says {wanted}")]
    BirthChanged {
        /// What.
        what: String,
        /// As it is kept now.
        found: String,
        /// As it was recorded.
        wanted: String,
    },
    /// Another process writes.
    #[error("another process writes in this station: {holder}")]
    Locked {
        /// Who, as the lock file says.
        holder: String,
    },
    /// `station.toml` cannot be read.
    #[error("station.toml{}: {what}", if *line == 0 { String::new() } else { format!(" line {line}") })]
    Configuration {
        /// The line, or 0.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// `station.toml` was changed by hand.
    #[error("CONFIG-1: station.toml has digest {found}; the ledger says {wanted}")]
    ConfigurationChanged {
        /// Of the file as it is.
        found: Digest,
        /// Of the file as it was recorded.
        wanted: Digest,
    },
    /// No such vault.
    #[error("there is no vault '{vault}' in station.toml")]
    VaultUnknown {
        /// Its name.
        vault: String,
    },
    /// No such key.
    #[error("there is no key '{key}' at this station")]
    KeyUnknown {
        /// Its name.
        key: String,
    },
    /// The key is there but not as it has to be.
    #[error("KEY-1: key '{key}' is {found}; wanted {wanted}")]
    KeyState {
        /// Its name.
        key: String,
        /// What it is.
        found: String,
        /// What it has to be.
        wanted: &'static str,
    },
    /// No such ceremony run.
    #[error("there is no ceremony '{run}' at this station")]
    RunUnknown {
        /// Its name.
        run: String,
    },
    /// A run whose sealed parts are not all there any more.
    #[error(
        "CEREMONY-8: ceremony '{run}' cannot go on: what entry {entry} sealed, names or what was typed, was erased"
    )]
    RunErased {
        /// The ceremony.
        run: String,
        /// The first entry whose opening is gone.
        entry: u64,
    },
    /// A transcript's page that was not made in time.
    #[error("the page of ceremony '{run}' cannot be made: what its transcript says is not all there any more")]
    PageLost {
        /// The ceremony.
        run: String,
    },
    /// No such profile.
    #[error("PROFILE-9: profile '{profile}' is not in force at this station; in force: {known}")]
    ProfileUnknown {
        /// Its name.
        profile: String,
        /// Those in force.
        known: String,
    },
    /// Nothing here has a certificate of a role.
    #[error("there is no certificate of role '{0}' at this station")]
    Lacks(&'static str),
    /// No such certificate.
    #[error("there is no certificate {what} at this station")]
    CertificateUnknown {
        /// How it was asked for.
        what: String,
    },
    /// A signer whose certificate was revoked.
    #[error(
        "REVOKE-4: the certificate of key '{key}', serial number {serial}, was revoked {at}; nothing is signed under it"
    )]
    CertificateRevoked {
        /// The key.
        key: String,
        /// Its serial number, in hex.
        serial: String,
        /// Since when.
        at: crate::clock::Time,
    },
    /// An act refers to bytes that were not given.
    #[error("the {what} with digest {digest} was not given with the act")]
    MaterialMissing {
        /// What they are.
        what: &'static str,
        /// Their digest.
        digest: Digest,
    },
    /// Something the act builds on has changed since it was proposed.
    #[error("APPROVAL-2: '{name}' changed since the act was proposed; the approval is dead")]
    PreconditionChanged {
        /// The precondition.
        name: String,
    },
    /// Something is to be warned of that officers did not read.
    #[error(
        "APPROVAL-2: the approval is dead, for something is warned of that was not when the act was proposed: {warning}"
    )]
    NewWarning {
        /// What, as it is told.
        warning: String,
    },
    /// Approved for another station, mode or epoch.
    #[error("APPROVAL-3: made for {found}; this is {wanted}")]
    OtherStation {
        /// Station, mode and epoch in the approval.
        found: String,
        /// Those here.
        wanted: String,
    },
    /// Proposed at a ledger head that is not in this ledger's past.
    #[error("APPROVAL-4: the act was proposed at a ledger head of {size} entries that is not in this ledger's past")]
    HeadNotAncestor {
        /// Entries of that head.
        size: u64,
    },
    /// The ledger ends otherwise than this station left it.
    #[error("LEDGER-9: the ledger does not end as this station left it: {what}")]
    ForeignTail {
        /// What was found.
        what: String,
    },
    /// An act is done, and a file of it could not be written.
    #[error("the act is done and recorded (entry {entry}); its file {} was not written: {what}", path.display())]
    NotWritten {
        /// The act's last entry.
        entry: u64,
        /// The file.
        path: PathBuf,
        /// Why.
        what: String,
    },
    /// A batch that was cut off.
    #[error("the batch stopped, {issued} certificates of {count} issued and recorded now: {source}")]
    BatchStopped {
        /// How many certificates were issued this time.
        issued: usize,
        /// How many the act is for.
        count: usize,
        /// Why.
        source: Box<StationError>,
    },
    /// Somebody asked a batch to stop between two of its parts.
    #[error("it was asked to stop")]
    AskedToStop,
    /// From batches.
    #[error(transparent)]
    Batch(Box<BatchError>),
    /// A foreign certificate that was never seen.
    #[error("certificate {certificate} stands on no list that was taken in")]
    ForeignUnknown {
        /// Its digest.
        certificate: Digest,
    },
    /// A bundle that was never exported.
    #[error("this station exported no bundle{}", version.map(|v| format!(" of version {v}")).unwrap_or_default())]
    BundleUnknown {
        /// The version that was asked for, where it is not the newest.
        version: Option<u64>,
    },
    /// No such intent is open.
    #[error("entry {intent} is no act that was begun and has no outcome")]
    IntentUnknown {
        /// Its number.
        intent: u64,
    },
    /// A token that exists, without the module it is reached by.
    #[error("the URI of vault '{vault}' names no module; wanted 'pkcs11:…?module-path=/path/to/module.so'")]
    ModuleMissing {
        /// The vault.
        vault: Label,
    },
    /// An intent is open.
    #[error("RECOVER-1: {} begun and {} no recorded outcome", if *count == 1 { "an act was".into() } else { format!("{count} acts were") }, if *count == 1 { "has" } else { "have" })]
    IntentOpen {
        /// How many.
        count: u64,
    },
    /// A file in `out/` would be overwritten.
    #[error("FILE-1: {} exists already and is never overwritten", path.display())]
    FileExists {
        /// The file.
        path: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("{} cannot be read or written", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// No PIN was given; the front says why.
    #[error("{0}")]
    Pin(Box<dyn Fail>),
    /// A vault's key is not the one the ledger knows.
    #[error("VAULT-9: the key '{key}' in vault '{vault}' is not the one that was recorded")]
    KeyExchanged {
        /// The key's name.
        key: String,
        /// The vault.
        vault: String,
    },
    /// From the ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// From the database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// From a vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// A proposal that was carried out already, or at least begun.
    #[error("REPLAY-1: this was performed, or begun; its approval is used and is never used twice (act {digest})")]
    ProposalSpent {
        /// The digest of the act.
        digest: Digest,
    },
    /// An approval that does not fit the act.
    #[error("APPROVAL-10: '{act}' is not approved on a ground that it can have at this station")]
    GroundUnfit {
        /// The act.
        act: &'static str,
    },
    /// Officers, policy, decisions, profiles or CSCA certificates that the ledger does not know.
    #[error("LEDGER-10: the database is not what the ledger says: {finding}")]
    AuthorityAltered {
        /// Where.
        finding: String,
    },
    /// Something given with an act that does not name it.
    #[error("'{act}' does not name the digest of what was given with it, {digest}")]
    MaterialUnnamed {
        /// The act.
        act: &'static str,
        /// The digest.
        digest: Digest,
    },
    /// A share of a PIN in the wrong hands.
    #[error(
        "PROTECT-3: '{officer}' holds a share of the PIN of vault '{vault}', and is no officer with that recipient any more"
    )]
    ProtectionStale {
        /// The vault.
        vault: String,
        /// Who.
        officer: String,
    },
    /// An act for which nobody was asked.
    #[error("EVIDENCE-1: nobody was asked about ledger entry {entry}, so there are no decisions to show")]
    NobodyDecided {
        /// The entry.
        entry: u64,
    },
    /// A genesis where there is a policy.
    #[error("GENESIS-1: this station has had its genesis: a policy is in force since ledger entry {entry}")]
    GenesisDone {
        /// The entry.
        entry: u64,
    },
    /// From an approval.
    #[error(transparent)]
    Approval(#[from] ApprovalError),
    /// From an operation.
    #[error(transparent)]
    Operation(#[from] OperationError),
    /// From certificates.
    #[error(transparent)]
    Pki(#[from] PkiError),
    /// From travel-document objects.
    #[error(transparent)]
    Icao(#[from] IcaoError),
    /// From signed messages.
    #[error(transparent)]
    Cms(#[from] CmsError),
    /// From a bundle.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// From a ceremony.
    #[error(transparent)]
    Ceremony(#[from] CeremonyError),
    /// From a file of any size.
    #[error(transparent)]
    Large(#[from] super::LargeError),
    /// From the clock.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// From randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// From a signature.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// From a name.
    #[error(transparent)]
    Safe(#[from] SafeError),
    /// From an act.
    #[error(transparent)]
    Act(#[from] ActError),
    /// From canonical bytes.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// A value that cannot be written as JSON.
    #[error("a value cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}
