//! Checkpoints (C2SP tlog-checkpoint): a head of the ledger as a note that the ledger key signs.
//!
//! The origin of a station's ledger is `chancery/<station>/<mode>`, and the name
//! of the ledger key is the origin. Both stay over epochs: a restored station goes
//! on with the same ledger, and a new ledger key is known by its identifier.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::LedgerError;
use super::head::Head;
use super::note::{Note, NoteKey, NoteSignature, Role, signed};
use super::proof::verify_consistency;
use crate::digest::Digest;
use crate::mode::Identity;
use crate::safe;
use crate::signer::Signer;

/// The origin of a station's ledger.
pub fn origin(identity: &Identity) -> String {
    format!("chancery/{}/{}", identity.station, identity.mode)
}

/// The statement that a ledger has this root at this size; signed by nobody yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which ledger.
    pub origin: String,
    /// Size and root.
    pub head: Head,
}

impl Checkpoint {
    /// The note text: origin, size in decimal, root in base64, each ended by a newline.
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.head.size, STANDARD.encode(self.head.root.bytes()))
    }

    /// Reads a note text. Extension lines are refused: no station writes them, and
    /// what a ceremony has to say stands in an entry.
    pub fn parse(body: &str) -> Result<Self, LedgerError> {
        let wrong = |line, wanted| LedgerError::Text { what: "a checkpoint", line, wanted };
        let mut lines = body.strip_suffix('\n').ok_or_else(|| wrong(1, "lines ended by newlines"))?.split('\n');
        let origin = lines.next().filter(|line| !line.is_empty()).ok_or_else(|| wrong(1, "an origin"))?;
        let size = lines.next().and_then(decimal).ok_or_else(|| wrong(2, "a size in decimal without leading zeros"))?;
        let root = lines.next().and_then(root).ok_or_else(|| wrong(3, "a root of 32 octets in base64"))?;
        match lines.next() {
            None => Ok(Checkpoint { origin: origin.to_owned(), head: Head { size, root } }),
            Some(_) => Err(wrong(4, "no extension lines")),
        }
    }
}

/// A decimal number without sign or leading zeros.
pub(super) fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| plain)
}

/// A digest in padded base64.
pub(super) fn root(text: &str) -> Option<Digest> {
    Digest::from_slice(&STANDARD.decode(text).ok()?).ok()
}

/// Signs a checkpoint with the ledger key (Ed25519), whose name is the origin.
/// The signature is checked before the note is given out.
pub fn sign(checkpoint: &Checkpoint, by: &dyn Signer) -> Result<VerifiedCheckpoint, LedgerError> {
    let key = NoteKey::new(&checkpoint.origin, Role::Log, by.public_key())?;
    let body = checkpoint.body();
    let signature = NoteSignature::by(&key, signed(by, body.as_bytes())?);
    let note = Note::new(body, vec![signature]);
    VerifiedCheckpoint::verify(&note.to_string(), &checkpoint.origin, &[key])
}

/// A checkpoint whose signature by the ledger key was checked.
///
/// ```compile_fail,E0451
/// // There is no way to one but through the check of its signature.
/// fn forge(checkpoint: chancery::ledger::Checkpoint, note: chancery::ledger::Note) -> chancery::ledger::VerifiedCheckpoint {
///     chancery::ledger::VerifiedCheckpoint { checkpoint, note }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

impl VerifiedCheckpoint {
    /// Reads a signed checkpoint of this origin and checks it under the keys of the
    /// ledger: at least one must have signed, and none of them badly. Other
    /// signatures are kept and not judged.
    pub fn verify(note: &str, origin: &str, keys: &[NoteKey]) -> Result<Self, LedgerError> {
        let note = Note::parse(note)?;
        let named: Vec<NoteKey> = keys.iter().filter(|key| key.name() == origin).cloned().collect();
        if named.is_empty() {
            return Err(LedgerError::SignerAbsent { name: safe::line(origin, 120) });
        }
        note.verify_log(&named)?;
        let checkpoint = Checkpoint::parse(note.text())?;
        if checkpoint.origin != origin {
            let found = safe::line(&checkpoint.origin, 120);
            return Err(LedgerError::OriginOther { found, wanted: origin.to_owned() });
        }
        Ok(VerifiedCheckpoint { checkpoint, note })
    }

    /// What it says.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Size and root.
    pub fn head(&self) -> Head {
        self.checkpoint.head
    }

    /// The note with its signatures; its `Display` is the text that is stored and published.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// Adds a cosignature line; who counts is judged apart.
    pub fn add(&mut self, cosignature: NoteSignature) {
        self.note.add(cosignature);
    }
}

/// What a witness may cosign: the first checkpoint of a ledger that they see, or one
/// that continues the last one they saw.
///
/// ```compile_fail,E0451
/// fn forge(checkpoint: chancery::ledger::VerifiedCheckpoint) -> chancery::ledger::Continued {
///     chancery::ledger::Continued { checkpoint }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Continued {
    checkpoint: VerifiedCheckpoint,
}

impl Continued {
    /// The first checkpoint of this ledger that the witness sees.
    pub fn first_seen(checkpoint: VerifiedCheckpoint) -> Self {
        Continued { checkpoint }
    }

    /// A checkpoint that continues one seen before, by its consistency proof.
    pub fn after(
        seen: &VerifiedCheckpoint,
        checkpoint: VerifiedCheckpoint,
        proof: &[Digest],
    ) -> Result<Self, LedgerError> {
        let (older, newer) = (seen.head(), checkpoint.head());
        if seen.checkpoint.origin != checkpoint.checkpoint.origin {
            let found = safe::line(&checkpoint.checkpoint.origin, 120);
            return Err(LedgerError::OriginOther { found, wanted: seen.checkpoint.origin.clone() });
        }
        // Every ledger continues the empty one; RFC 6962 has no proof for it.
        if older != Head::empty() {
            verify_consistency(older.size, &older.root, newer.size, &newer.root, proof)
                .map_err(|_| LedgerError::NotContinued { older: older.size, newer: newer.size })?;
        }
        Ok(Continued { checkpoint })
    }

    /// The checkpoint.
    pub fn checkpoint(&self) -> &VerifiedCheckpoint {
        &self.checkpoint
    }
}
