//! The proof that wrapped keys can be had again: each comes back in a throw-away token in memory, and signs there.

use std::path::PathBuf;

use super::BackingError;
use crate::entropy::Entropy;
use crate::keys::{KeyId, KeySpec};
use crate::safe::Label;
use crate::signer::PublicKey;
use crate::station::StationError;
use crate::vault::{BackupError, BackupKey, Erased, RestoreRequest, Session, ThrowAway, VaultError};

/// A wrapped key, and what it has to come out as.
pub(in crate::station) struct Returning<'b> {
    pub(in crate::station) id: KeyId,
    pub(in crate::station) label: Label,
    pub(in crate::station) spec: KeySpec,
    pub(in crate::station) public_key: PublicKey,
    pub(in crate::station) blob: &'b [u8],
}

impl Returning<'_> {
    /// What a vault is asked for: a key as it makes one itself, that never leaves it.
    pub(in crate::station) fn request(&self) -> RestoreRequest {
        RestoreRequest {
            id: self.id,
            label: self.label.clone(),
            spec: self.spec,
            public_key: self.public_key.clone(),
            extractable: false,
        }
    }
}

/// What was proven.
pub(in crate::station) struct Proven {
    /// How many keys came back and signed.
    pub(in crate::station) keys: usize,
    /// That nothing is left of the token they came back in.
    pub(in crate::station) erased: Erased,
}

/// The first of these places that lies in memory (BACKUP-73 where none does).
pub(in crate::station) fn place_in_memory(candidates: &[PathBuf]) -> Result<PathBuf, StationError> {
    let found = crate::vault::memory_places(candidates).into_iter().next();
    Ok(found.map(|place| place.path).ok_or(BackingError::NoMemory)?)
}

/// The label of a throw-away token.
pub(in crate::station) fn throw_away() -> Result<Label, StationError> {
    Ok("throw-away".parse()?)
}

/// Brings every key back in a throw-away token, where it signs and is verified under its own public half; then the token
/// is erased. `told` is called after each.
pub(in crate::station) fn prove_in_memory(
    candidates: &[PathBuf],
    key: &BackupKey,
    returning: &[Returning<'_>],
    entropy: &mut dyn Entropy,
    told: &mut dyn FnMut(usize),
) -> Result<Proven, StationError> {
    let token = ThrowAway::create(&place_in_memory(candidates)?, &throw_away()?, entropy)?;
    for (count, one) in (1..).zip(returning) {
        token.session().restore_key(&one.request(), key, one.blob)?;
        told(count);
    }
    let erased = token.erase()?;
    Ok(Proven { keys: returning.len(), erased })
}

/// Refuses the first of these kinds that no throw-away token makes, and so takes back (BACKUP-13): what cannot be proven is
/// told before it is wrapped. The keys are those of one vault.
pub(in crate::station) fn expect_provable<'s>(
    candidates: &[PathBuf],
    keys: impl Iterator<Item = (&'s Label, KeySpec)>,
    vault: &Label,
    entropy: &mut dyn Entropy,
) -> Result<(), StationError> {
    let label = throw_away()?;
    let token = ThrowAway::create(&place_in_memory(candidates)?, &label, entropy)?;
    let mut refused = None;
    for (key, spec) in keys {
        if let Err(error) = token.session().expect_makes(spec) {
            let what = crate::safe::line(&error.to_string(), 120);
            let why = BackupError::NotTakenBack { spec, vault: label.to_string(), what }.to_string();
            refused = Some(BackingError::NoBackup { vault: vault.to_string(), key: key.to_string(), why });
            break;
        }
    }
    token.erase()?;
    refused.map_or(Ok(()), |error| Err(error.into()))
}

/// The key of this identifier in a token, where it is there with both halves. Half a key, which a stop in the middle of its
/// coming back can leave, is destroyed: whatever it came from is there still.
pub(in crate::station) fn whole_or_none(session: &Session, id: KeyId) -> Result<Option<PublicKey>, StationError> {
    match session.find(id) {
        Err(VaultError::KeyHalf { .. }) => {
            session.destroy(id)?;
            Ok(None)
        }
        found => Ok(found?),
    }
}
