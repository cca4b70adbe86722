//! Cosignatures (C2SP tlog-cosignature, Ed25519): a witness says that at a time this was the
//! longest head of the ledger they saw, and that it continues what they saw before.
//!
//! The Ed25519 form does not commit to the witness's name, so a witness key has no other use:
//! it is neither the ledger key nor another witness's (clause WITNESS-1).

use super::LedgerError;
use super::checkpoint::{Continued, VerifiedCheckpoint};
use super::note::{NoteKey, NoteSignature, Role, signed};
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
    let seconds = u64::try_from(at.unix()).map_err(|_| LedgerError::CosignatureTime { seconds: at.unix() })?;
    let mut octets = seconds.to_be_bytes().to_vec();
    octets.extend_from_slice(&signed(by, &message(seconds, checkpoint))?);
    Ok(NoteSignature::by(&key, octets))
}

/// Whether a key with these octets made the log's signature: then it would bear the log's identifier.
fn is_log_key(checkpoint: &VerifiedCheckpoint, key: &NoteKey) -> bool {
    let as_log = NoteKey::new(&checkpoint.checkpoint().origin, Role::Log, key.public_key());
    as_log.is_ok_and(|as_log| checkpoint.note().verify_log(&[as_log]).is_ok())
}

/// What is signed: two lines before the note text.
fn message(seconds: u64, checkpoint: &VerifiedCheckpoint) -> Vec<u8> {
    format!("cosignature/v1\ntime {seconds}\n{}", checkpoint.note().text()).into_bytes()
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
            let at = judge(checkpoint, key, signature).filter(|at| *at <= not_after);
            checked.push(Checked { key: key.public_key().identity()?, good: at.is_some() });
            cosigned.extend(at.map(|at| Cosigned { person: person.clone(), at }));
        }
    }
    Ok(Witnessed { cosigned, tally: quorum::count(&roster, threshold, &checked) })
}

/// The time of a cosignature, if it is good.
fn judge(checkpoint: &VerifiedCheckpoint, key: &NoteKey, signature: &NoteSignature) -> Option<Time> {
    let (time, signature) = signature.octets().split_first_chunk::<8>()?;
    let seconds = u64::from_be_bytes(*time);
    let at = Time::from_unix(i64::try_from(seconds).ok()?).ok()?;
    signer::verify(key.public_key(), Algorithm::Ed25519, &message(seconds, checkpoint), signature).ok()?;
    Some(at)
}
