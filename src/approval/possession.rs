//! Proofs of possession: the files by which a person shows that every key of an enrolment is theirs.
//!
//! Keys for decisions sign the enrolment's text itself. The two keys that decide nothing sign nothing but what they are
//! for, so each proves itself in a form of its own, a C2SP signed note that begins with `chancery/`:
//!
//! - A *witness key* makes a cosignature, of a log that holds the enrolment's text as its one entry. The log's origin is
//!   `chancery/STATION/MODE/enrolment/NONCE`: no ledger's, since no station's id has a `/`.
//! - A *root key* signs two lines, [`ROOT_DOMAIN`] and the digest of the enrolment's text, under the key name
//!   [`ROOT_DOMAIN`]. What it signs otherwise is TUF metadata, which begins with `{`.
//!
//! Both are over the whole text: person, station, epoch, nonce and every other key. Neither serves for anybody else's
//! enrolment, or for another one of the same person.

use super::key::{SKEW, Signature};
use super::{ApprovalError, Enrolment};
use crate::clock::Time;
use crate::digest::Digest;
use crate::ledger::{self, LedgerError, Note, NoteKey, Role, origin};
use crate::signer::Signer;

/// The first line of what a root key signs to prove itself, and the name it signs it under.
pub const ROOT_DOMAIN: &str = "chancery/bundle-root-key/possession/1";
/// How the file of such a note begins; no signature of a key for decisions does.
const BEGINS: &[u8] = b"chancery/";

/// Files that prove possession, read and not judged.
#[derive(Clone, Debug, Default)]
pub struct Proofs {
    pub(super) signatures: Vec<Signature>,
    notes: Vec<(Digest, Note)>,
}

impl Proofs {
    /// Reads files, each known by its content.
    pub fn read<B: AsRef<[u8]>>(files: impl IntoIterator<Item = B>) -> Result<Self, ApprovalError> {
        let mut proofs = Proofs::default();
        for file in files {
            let octets = file.as_ref();
            match std::str::from_utf8(octets) {
                Ok(text) if octets.starts_with(BEGINS) => {
                    proofs.notes.push((Digest::of(octets), Note::parse(text)?));
                }
                _ => proofs.signatures.push(Signature::read(octets)?),
            }
        }
        Ok(proofs)
    }

    /// The digest of the file that proves a key: of those with this text the one that is good, or else why none is.
    fn proving(
        &self,
        text: &str,
        judge: impl Fn(&Note) -> Result<(), ApprovalError>,
    ) -> Result<Option<Digest>, ApprovalError> {
        let mut refusal = None;
        for (digest, note) in self.notes.iter().filter(|(_, note)| note.text() == text) {
            match judge(note) {
                Ok(()) => return Ok(Some(*digest)),
                Err(error) => refusal = Some(error),
            }
        }
        refusal.map_or(Ok(None), Err)
    }
}

impl Enrolment {
    /// The origin of the log that holds this enrolment alone.
    fn own_origin(&self) -> String {
        format!("{}/enrolment/{}", origin(&self.identity), String::from(self.nonce))
    }

    fn root_text(&self) -> Result<String, ApprovalError> {
        Ok(format!("{ROOT_DOMAIN}\n{}\n", self.digest()?))
    }

    /// What proves the witness key: refused where the enrolment carries another one (ENROLL-2).
    pub fn witness_proof(&self, name: &str, at: Time, by: &dyn Signer) -> Result<Note, ApprovalError> {
        let own = NoteKey::new(name, Role::Witness, by.public_key())?;
        if self.witness_key()? != Some(own) {
            return Err(self.unfit("the challenge carries another witness key, or none"));
        }
        Ok(ledger::cosign_sole_entry(&self.own_origin(), self.text()?.as_bytes(), name, at, by)?)
    }

    /// What proves the root key: refused where the enrolment carries another one (ENROLL-2).
    pub fn root_proof(&self, by: &dyn Signer) -> Result<Note, ApprovalError> {
        if self.root_key()?.as_ref() != Some(by.public_key()) {
            return Err(self.unfit("the challenge carries another root key, or none"));
        }
        Ok(ledger::sign_text(&self.root_text()?, ROOT_DOMAIN, by)?)
    }

    fn unfit(&self, what: &'static str) -> ApprovalError {
        ApprovalError::PersonUnfit { officer: self.person.officer.clone(), what }
    }

    /// The files that prove the keys that decide nothing, the witness key's first (ENROLL-3 where one is lacking).
    pub(super) fn expect_held(&self, proofs: &Proofs, now: Time) -> Result<Vec<Digest>, ApprovalError> {
        let unproven = |which| ApprovalError::HolderUnproven { officer: self.person.officer.clone(), which };
        let mut found = Vec::new();
        if let Some(key) = self.witness_key()? {
            let (text, origin) = (self.text()?, self.own_origin());
            let proof = proofs.proving(&ledger::sole_entry(&origin, text.as_bytes()), |note| {
                let at = ledger::sole_entry_cosigned(note, &origin, text.as_bytes(), &key)?;
                if at > now.plus(SKEW) {
                    let (name, latest) = (key.name().to_owned(), now.plus(SKEW));
                    return Err(ApprovalError::WitnessAhead { name, at, latest });
                }
                Ok(())
            })?;
            found.push(proof.ok_or_else(|| unproven("witness key"))?);
        }
        if let Some(key) = self.root_key()? {
            let key = NoteKey::new(ROOT_DOMAIN, Role::Log, &key)?;
            let judge = |note: &Note| note.verify_log(std::slice::from_ref(&key)).map_err(LedgerError::into);
            let proof = proofs.proving(&self.root_text()?, judge)?;
            found.push(proof.ok_or_else(|| unproven("root key"))?);
        }
        Ok(found)
    }
}
