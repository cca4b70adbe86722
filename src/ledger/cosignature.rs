//! Cosignatures (C2SP tlog-cosignature, Ed25519): a witness says that at a time this was the
//! longest head of the ledger they saw, and that it continues what they saw before.
//!
//! The Ed25519 form does not commit to the witness's name, so a witness key has no other use:
//! it is neither the ledger key nor another witness's (clause WITNESS-1).

use super::LedgerError;
use super::checkpoint::{Checkpoint, Continued, VerifiedCheckpoint};
use super::head::Head;
use super::note::{Note, NoteKey, NoteSignature, Role, signed};
use super::tree::leaf_hash;
use crate::clock::Time;
use crate::quorum::{self, Checked, Roster, Tally, Threshold};
use crate::safe;
use crate::signer::{self, Algorithm, Signer};

/// Cosigns a checkpoint under the witness's key name. The signature is checked
/// before it is given out.
pub fn cosign(checkpoint: &Continued, name: &str, at: Time, by: &dyn Signer) -> Result<NoteSignature, LedgerError> {
    let key = NoteKey::new(name, Role::Witness, by.public_key())?;
    let checkpoint = checkpoint.checkpoint();
    if is_log_key(checkpoint, &key) {
        return Err(LedgerError::WitnessKeyShared { name: safe::line(name, 120) });
    }
    cosignature(&key, checkpoint.note().text(), at, by)
}

/// A cosignature over a note text, checked.
fn cosignature(key: &NoteKey, text: &str, at: Time, by: &dyn Signer) -> Result<NoteSignature, LedgerError> {
    let seconds = u64::try_from(at.unix()).map_err(|_| LedgerError::CosignatureTime { seconds: at.unix() })?;
    let mut octets = seconds.to_be_bytes().to_vec();
    octets.extend_from_slice(&signed(by, &message(seconds, text))?);
    Ok(NoteSignature::by(key, octets))
}

/// Cosigns a log of this origin that holds exactly one entry, and nobody else's: how a witness shows that a key is
/// theirs without signing anything but a cosignature. The caller gives each entry an origin of its own, which is no
/// ledger's.
pub fn cosign_sole_entry(
    origin: &str,
    entry: &[u8],
    name: &str,
    at: Time,
    by: &dyn Signer,
) -> Result<Note, LedgerError> {
    let key = NoteKey::new(name, Role::Witness, by.public_key())?;
    let text = sole_entry(origin, entry);
    let line = cosignature(&key, &text, at, by)?;
    Ok(Note::new(text, vec![line]))
}

/// The time at which a witness cosigned the log that holds this entry alone. Refused: a note of another log, one
/// without a cosignature of theirs, one that is not good.
pub fn sole_entry_cosigned(note: &Note, origin: &str, entry: &[u8], key: &NoteKey) -> Result<Time, LedgerError> {
    let name = || safe::line(key.name(), 120);
    if note.text() != sole_entry(origin, entry) {
        return Err(LedgerError::SignerAbsent { name: name() });
    }
    let line = note.signatures().iter().find(|line| key.role() == Role::Witness && key.claims(line));
    let line = line.ok_or_else(|| LedgerError::SignerAbsent { name: name() })?;
    judge(note.text(), key, line).ok_or_else(|| LedgerError::SignatureBad { name: name() })
}

/// The text of the checkpoint of a log that holds this entry alone.
pub fn sole_entry(origin: &str, entry: &[u8]) -> String {
    Checkpoint { origin: origin.to_owned(), head: Head { size: 1, root: leaf_hash(entry) } }.body()
}

/// The time of a cosignature that claims to be by this key, if it is good over this checkpoint.
pub fn cosigned_at(checkpoint: &VerifiedCheckpoint, key: &NoteKey, line: &NoteSignature) -> Option<Time> {
    let claims = key.role() == Role::Witness && key.claims(line);
    claims.then(|| judge(checkpoint.note().text(), key, line)).flatten()
}

/// Whether a key with these octets made the log's signature: then it would bear the log's identifier.
fn is_log_key(checkpoint: &VerifiedCheckpoint, key: &NoteKey) -> bool {
    let as_log = NoteKey::new(&checkpoint.checkpoint().origin, Role::Log, key.public_key());
    as_log.is_ok_and(|as_log| checkpoint.note().verify_log(&[as_log]).is_ok())
}

/// What is signed: two lines before the note text.
fn message(seconds: u64, text: &str) -> Vec<u8> {
    format!("cosignature/v1\ntime {seconds}\n{text}").into_bytes()
}

/// A witness: a person and their key. One person may have several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Who.
    pub person: String,
    /// Their key, in the role of a witness.
    pub key: NoteKey,
}

/// A good cosignature, seen while counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosigned {
    /// Who.
    pub person: String,
    /// When, as the witness says.
    pub at: Time,
}

/// The witnesses behind a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witnessed {
    /// Every good cosignature, in the order of its line.
    pub cosigned: Vec<Cosigned>,
    /// The count, one person one voice.
    pub tally: Tally,
}

/// Judges the cosignatures of known witnesses and counts the people behind them.
/// A cosignature later than `not_after` is not good. Unknown signers are ignored.
pub fn witnessed(
    checkpoint: &VerifiedCheckpoint,
    witnesses: &[Witness],
    threshold: Threshold,
    not_after: Time,
) -> Result<Witnessed, LedgerError> {
    let mut roster = Roster::new();
    for Witness { person, key } in witnesses {
        let shared = || LedgerError::WitnessKeyShared { name: safe::line(key.name(), 120) };
        if key.role() != Role::Witness || is_log_key(checkpoint, key) {
            return Err(shared());
        }
        roster.enrol(person, key.public_key().identity()?).map_err(|_| shared())?;
    }
    let (mut checked, mut cosigned) = (Vec::new(), Vec::new());
    for signature in checkpoint.note().signatures() {
        for Witness { person, key } in witnesses.iter().filter(|witness| witness.key.claims(signature)) {
            let at = judge(checkpoint.note().text(), key, signature).filter(|at| *at <= not_after);
            checked.push(Checked { key: key.public_key().identity()?, good: at.is_some() });
            cosigned.extend(at.map(|at| Cosigned { person: person.clone(), at }));
        }
    }
    Ok(Witnessed { cosigned, tally: quorum::count(&roster, threshold, &checked) })
}

/// The time of a cosignature, if it is good.
fn judge(text: &str, key: &NoteKey, signature: &NoteSignature) -> Option<Time> {
    let (time, signature) = signature.octets().split_first_chunk::<8>()?;
    let seconds = u64::from_be_bytes(*time);
    let at = Time::from_unix(i64::try_from(seconds).ok()?).ok()?;
    signer::verify(key.public_key(), Algorithm::Ed25519, &message(seconds, text), signature).ok()?;
    Some(at)
}
