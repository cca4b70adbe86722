//! What can go wrong with the ledger, as one error.

use super::witness_error::WitnessError;
use crate::canonical::CanonicalError;
use crate::entropy::EntropyError;
use crate::fault::{Fail, Fault};
use crate::quorum::QuorumError;
use crate::signer::{Algorithm, SignerError};

/// Why an entry, proof, note or checkpoint is not made or not taken.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A field's name does not have the allowed form.
    #[error("'{shown}' is not a field name: 1 to 64 of a-z, 0-9, '_' and '-', beginning with a letter")]
    FieldName {
        /// What was given, made harmless.
        shown: String,
    },
    /// Two fields of one entry have one name.
    #[error("field '{name}' stands twice in one entry")]
    FieldTwice {
        /// The name.
        name: String,
    },
    /// A number that RFC 8785 would not write exactly.
    #[error("field '{name}' holds a number that is not whole or not within 2^53: write it as text")]
    Number {
        /// The field.
        name: String,
    },
    /// An act's name does not have the allowed form.
    #[error("'{shown}' is not an act: 1 to 64 of a-z, 0-9, '.' and '-', beginning with a letter")]
    ActName {
        /// What was given, made harmless.
        shown: String,
    },
    /// A counter beyond what JSON writes exactly.
    #[error("{what} {value} is beyond 2^53 - 1")]
    CounterTooLarge {
        /// Which counter.
        what: &'static str,
        /// Its value.
        value: u64,
    },
    /// The entry does not fit where tiles carry it.
    #[error("LEDGER-1: an entry of {length} octets, at most {limit} fit: record a digest of what is large")]
    LeafTooLarge {
        /// Octets it has.
        length: usize,
        /// Octets it may have.
        limit: usize,
    },
    /// The bytes of an entry are not the JSON of an entry.
    #[error("a ledger entry cannot be read at octet {offset}: wanted an entry object with its known fields")]
    LeafUnreadable {
        /// Where reading stopped, from zero.
        offset: usize,
        /// What the reader said.
        #[source]
        source: serde_json::Error,
    },
    /// The bytes of an entry are not what RFC 8785 makes of its value.
    #[error("a ledger entry is not in canonical form (RFC 8785) from octet {offset}")]
    LeafNotCanonical {
        /// The first octet that differs, from zero.
        offset: usize,
    },
    /// An entry of another format version.
    #[error("a ledger entry of version {found}: wanted 1")]
    LeafVersion {
        /// What it says.
        found: u64,
    },
    /// An opening for a field that the entry does not seal.
    #[error("entry {sequence} seals no field '{name}'")]
    OpeningUnknown {
        /// The entry.
        sequence: u64,
        /// The field.
        name: String,
    },
    /// An opening that is not what was committed to.
    #[error("the opening of field '{name}' is not what entry {sequence} commits to")]
    OpeningBad {
        /// The entry.
        sequence: u64,
        /// The field.
        name: String,
    },
    /// A node of the tree that must be there is not.
    #[error("the ledger's tree lacks node {index} of level {level}")]
    NodeMissing {
        /// Level, zero for leaves.
        level: u8,
        /// Index within the level, from zero.
        index: u64,
    },
    /// Whatever keeps the nodes failed.
    #[error("the ledger's tree cannot be read")]
    Backing(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// An index outside its tree.
    #[error("entry {index} is not in a ledger of {size} entries")]
    IndexOutside {
        /// The index, from zero.
        index: u64,
        /// Entries in the tree.
        size: u64,
    },
    /// Sizes between which there is no consistency proof.
    #[error("no ledger of {older} entries is the beginning of one of {newer}: wanted 1 to {newer}")]
    SizesBackward {
        /// The size that was to be the older one.
        older: u64,
        /// The size that was to be the newer one.
        newer: u64,
    },
    /// A proof with too many or too few hashes for its sizes.
    #[error("a proof of {found} hashes does not fit its sizes")]
    ProofLength {
        /// How many it has.
        found: usize,
    },
    /// A proof that leads to another root.
    #[error("the proof leads to another root than that of the ledger of {size} entries")]
    RootDiffers {
        /// Size of the tree whose root differs.
        size: u64,
    },
    /// A text that does not have its form.
    #[error("{what}, line {line}: wanted {wanted}")]
    Text {
        /// What it was read as.
        what: &'static str,
        /// The line, from one.
        line: usize,
        /// What should stand there.
        wanted: &'static str,
    },
    /// A key name that notes cannot carry.
    #[error("'{shown}' is not a note key name: wanted text without blanks, control characters or '+'")]
    KeyName {
        /// What was given, made harmless.
        shown: String,
    },
    /// A key that notes are not signed with here.
    #[error("notes are signed with Ed25519 here, not with {algorithm}")]
    KeyKind {
        /// What the key signs with.
        algorithm: Algorithm,
    },
    /// The checkpoint of another log.
    #[error("a checkpoint of '{found}': wanted one of '{wanted}'")]
    OriginOther {
        /// The origin it names, made harmless.
        found: String,
        /// The origin that was asked for.
        wanted: String,
    },
    /// No signature by a key that counts.
    #[error("the note bears no signature by a known key of '{name}'")]
    SignerAbsent {
        /// The key name.
        name: String,
    },
    /// A signature by a known key that does not verify.
    #[error("the signature of '{name}' under the note does not verify")]
    SignatureBad {
        /// The key name.
        name: String,
    },
    /// A cosignature's time is outside what C2SP allows or before 1970.
    #[error("a cosignature of second {seconds}: wanted a time from 1970 on")]
    CosignatureTime {
        /// Seconds since 1970.
        seconds: i64,
    },
    /// A witness key that has another role too.
    #[error("WITNESS-1: the witness key of '{name}' is also the ledger key or another witness's")]
    WitnessKeyShared {
        /// The witness's key name.
        name: String,
    },
    /// Two checkpoints of one size with two roots, or another proof that there are two histories.
    #[error("WITNESS-2: the checkpoint of {newer} entries does not continue the one of {older} seen before")]
    NotContinued {
        /// Size of the checkpoint seen before.
        older: u64,
        /// Size of the one to be cosigned.
        newer: u64,
    },
    /// A word that is not the next one of a spoken digest.
    #[error(
        "word {position}, '{shown}', does not stand in the word list for its place: a word is wrong, missing or doubled"
    )]
    Word {
        /// Which word, from one.
        position: usize,
        /// The word, made harmless.
        shown: String,
    },
    /// Not the number of words a digest has.
    #[error("{found} words: wanted the 32 words of a root")]
    WordCount {
        /// How many there were.
        found: usize,
    },
    /// A root to compare with came after its place in the ledger had gone by.
    #[error("a root for {size} entries came after {walked} entries were walked")]
    ExpectedTooLate {
        /// The size to compare at.
        size: u64,
        /// How far the walk was.
        walked: u64,
    },
    /// A walk over the ledger ended with findings.
    #[error("the ledger is not sound: {count} findings, the first: {first}")]
    Unsound {
        /// How many.
        count: u64,
        /// The first one.
        first: super::audit::Finding,
    },
    /// A witness does not cosign, or a cosignature is not taken in.
    #[error(transparent)]
    Witness(#[from] WitnessError),
    /// No canonical bytes.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// No salt.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// No signature, or a key that cannot be read.
    #[error(transparent)]
    Signer(#[from] SignerError),
    /// No quorum of witnesses.
    #[error(transparent)]
    Quorum(#[from] QuorumError),
}

impl Fail for LedgerError {
    fn kind(&self) -> Fault {
        use LedgerError::*;
        match self {
            FieldName { .. } | FieldTwice { .. } | Number { .. } | ActName { .. } => Fault::Malformed,
            CounterTooLarge { .. } => Fault::Malformed,
            IndexOutside { .. } | SizesBackward { .. } | KeyName { .. } => Fault::Usage,
            ExpectedTooLate { .. } => Fault::Bug,
            LeafTooLarge { .. } | WitnessKeyShared { .. } | NotContinued { .. } => Fault::Refused,
            LeafUnreadable { .. } | LeafNotCanonical { .. } | LeafVersion { .. } | Text { .. } => Fault::Malformed,
            Word { .. } | WordCount { .. } | CosignatureTime { .. } => Fault::Malformed,
            OpeningUnknown { .. } | OpeningBad { .. } | ProofLength { .. } | RootDiffers { .. } => Fault::Unsound,
            KeyKind { .. } | OriginOther { .. } | SignerAbsent { .. } | SignatureBad { .. } => Fault::Unsound,
            Unsound { .. } => Fault::Unsound,
            NodeMissing { .. } | Backing(_) => Fault::Storage,
            Witness(e) => e.kind(),
            Canonical(e) => e.kind(),
            Entropy(e) => e.kind(),
            Signer(e) => e.kind(),
            Quorum(e) => e.kind(),
        }
    }

    fn clause(&self) -> Option<&'static str> {
        match self {
            LedgerError::LeafTooLarge { .. } => Some("LEDGER-1"),
            LedgerError::WitnessKeyShared { .. } => Some("WITNESS-1"),
            LedgerError::NotContinued { .. } => Some("WITNESS-2"),
            LedgerError::Witness(e) => e.clause(),
            LedgerError::Entropy(e) => e.clause(),
            LedgerError::Quorum(e) => e.clause(),
            _ => None,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            LedgerError::Witness(e) => e.hint(),
            LedgerError::WitnessKeyShared { .. } => Some("make a key that cosigns checkpoints and nothing else".into()),
            LedgerError::NotContinued { .. } => {
                Some("do not cosign; keep both checkpoints and call the auditor".into())
            }
            LedgerError::Word { .. } | LedgerError::WordCount { .. } => {
                Some("read the words aloud again from the sheet: two and three syllables take turns".into())
            }
            _ => None,
        }
    }
}
