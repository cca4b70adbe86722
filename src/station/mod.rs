//! The station: a directory where acts are performed; the one place where vault,
//! store, ledger and approvals meet.
//!
//! An act is bound ([`Station::bind`]), approved, and performed
//! ([`Station::perform`]): intent durable, effect, outcome durable. No other path
//! in this program reaches a private key.

mod acts;
mod approving;
mod authority;
mod backing;
mod binding;
mod birth;
mod config;
mod create;
mod csca;
mod drilling;
mod due;
mod error;
mod evidence;
mod files;
mod found;
mod journal;
mod known;
mod large;
mod ledger_check;
mod letters;
mod lineage;
mod lock;
mod moduli;
mod pkd;
mod preview;
mod profiles;
mod recover;
mod remains;
mod renewed;
mod restoring;
mod seen;
mod status;
mod tables;
mod vaults;
mod vouching;
mod witnesses;

pub use acts::{ClockStanding, Done, JudgedCosignature, JudgedDecision, Likeness, Material, SharedPin};
pub use approving::{Asked, Standing};
pub use backing::{
    Backing, BackingError, CopyRequest, Handed, Judged, MadeCopy, OpenedSet, PassedOver, Printer, ReadBack, ReadSet,
    Room, SetSaid, Turn,
};
pub use config::{Configuration, Identification, LEDGER, Limits, PRIMARY, VaultSettings};
pub use create::{NewStation, NewVault};
pub use csca::{CscaStanding, StandingRoot};
pub use drilling::{Drill, DrillReport, left_in_clear, surroundings as drill_surroundings};
pub use due::Due;
pub use error::StationError;
pub use evidence::EvidenceFiles;
pub use files::{OutState, place_new, write_new, write_streamed};
pub use found::{AnchorOrigin, Found, IssuedHere};
pub use known::{Decided, KnownCertificate, Seen};
pub use large::{Large, LargeError, Positional};
pub use ledger_check::{Checkpoints, LedgerReport};
pub use pkd::{PkdSummary, PkdTally, Unverified};
pub use preview::Preview;
pub use recover::{Recovered, RecoveredState, Settled};
pub use remains::Remains;
pub use restoring::{Opening as RestoreOpening, Restore, Restored, SealedState};
pub use seen::SeenKey;
pub use status::Status;
pub use tables::{Compared, TableFinding};
pub use vaults::{PinSource, PinWanted};
pub use witnesses::{CosignedHead, Witnesses};

pub use crate::backup::card::{Form as CardForm, Note as ShareNote, Paper, read_note as read_share_note};
pub use crate::backup::hand::PRINTER_TRAPS;
pub use crate::cms::sign_detached;
pub use crate::operation::certificate_batch as batch;
pub use crate::operation::csca_adopt::ACCEPTABLE as ADOPTION_CLAUSES;
pub use crate::operation::csca_standing;
pub use crate::operation::deviation_ingest as deviation;
pub use crate::operation::trust_accept::Earlier;
pub use crate::operation::vault_protect::pin_of;
pub use crate::operation::{bundle_verify, masterlist_ingest as masterlist, rule_id, rules_for};
pub use crate::store::{DeviationRow, EndedRow, MASTER_LIST, PkdSighting, StateSummary};
pub use crate::trust::Verdict;
pub use crate::vault::{PinFlags, piv};

use std::path::{Path, PathBuf};

use crate::clock::{Clock, Time};
use crate::digest::Digest;
use crate::entropy::Mixer;
use crate::keys::KeyId;
use crate::ledger::Eras;
use crate::mode::Identity;
use crate::signer::PublicKey;
use crate::store::{Rows, Store};

/// What a process may do in a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read only; any number of processes at once.
    Read,
    /// Read and perform acts; one process at a time.
    Write,
}

/// What a station is given by the front door: time, chance, and where PINs come from.
pub struct Surroundings<'p> {
    /// The clock.
    pub clock: Box<dyn Clock + 'p>,
    /// Randomness; the tokens' is mixed in as they are opened.
    pub entropy: Mixer,
    /// Where PINs come from.
    pub pins: Box<dyn PinSource + 'p>,
}

/// An open station.
pub struct Station<'p> {
    directory: PathBuf,
    configuration: Configuration,
    identity: Identity,
    /// The keys of the ledger, one after the other.
    eras: Eras,
    /// The one that signs now.
    ledger_key: (KeyId, PublicKey),
    profiles: profiles::InForce,
    store: Store,
    clock: Box<dyn Clock + 'p>,
    entropy: Mixer,
    pins: Box<dyn PinSource + 'p>,
    open: vaults::Open,
    /// What acts on backups need beside their parameters.
    backing: Backing<'p>,
    /// What officers typed in this process.
    typed: Vec<crate::operation::trust_typed::Typed>,
    /// The download of the PKD that this process judged last, and the digest over all that is to be kept of it.
    judged_download: Option<(Digest, Digest)>,
    /// The requests of the batch that this process judged last, and the digest over what they were judged by.
    judged_batch: Option<(Digest, Vec<crate::operation::certificate_batch::Judged>)>,
    /// Who is told how far a long act has come.
    progress: Option<Box<dyn FnMut(usize, usize) + Send>>,
    /// Whether a long act is asked to stop where it can.
    asked_to_stop: Option<Box<dyn Fn() -> bool + Send>>,
    access: Access,
    _lock: Option<lock::WriterLock>,
}

impl<'p> Station<'p> {
    /// Opens a station.
    pub fn open(directory: &Path, access: Access, surroundings: Surroundings<'p>) -> Result<Self, StationError> {
        let database = directory.join("station.db");
        let (lock, store) = match access {
            Access::Read => (None, Store::open_to_read(&database)?),
            Access::Write => {
                if !database.is_file() {
                    return Err(crate::store::StoreError::Missing { path: database }.into());
                }
                (Some(lock::WriterLock::take(directory)?), Store::open(&database)?)
            }
        };
        if access == Access::Write {
            // A making that was cut off at its very end left it; the station is whole.
            let _ = remains::forget_note(directory);
        }
        let birth::Birth { identity, eras, ledger_key, profiles, configurations } = birth::Birth::read(&store.rows())?;
        let may_write = access == Access::Write;
        let text = renewed::text_in_force(directory, &configurations, &store.rows(), may_write)?;
        let profiles = profiles::InForce::read(profiles, &store.rows())?;
        let Surroundings { clock, entropy, pins } = surroundings;
        Ok(Station {
            directory: directory.to_owned(),
            configuration: Configuration::parse(&text)?,
            identity,
            eras,
            ledger_key,
            profiles,
            store,
            clock,
            entropy,
            pins,
            open: vaults::Open::default(),
            backing: Backing::default(),
            typed: Vec::new(),
            judged_download: None,
            judged_batch: None,
            progress: None,
            asked_to_stop: None,
            access,
            _lock: lock,
        })
    }

    /// Where it is.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Its configuration.
    pub fn configuration(&self) -> &Configuration {
        &self.configuration
    }

    /// Which station, in which mode, in which epoch.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The ledger key's public half.
    pub fn ledger_key(&self) -> &PublicKey {
        &self.ledger_key.1
    }

    /// What is recorded, to read.
    pub fn rows(&self) -> Rows<'_> {
        self.store.rows()
    }

    /// What time it is. For acts it is never behind the last entry; whoever only reads
    /// may ask how things stood at an earlier time.
    pub fn now(&self) -> Result<Time, StationError> {
        match self.access {
            Access::Read => Ok(self.clock.read()?.time),
            Access::Write => Ok(self.reading()?.time),
        }
    }
}
