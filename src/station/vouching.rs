//! Who stands behind a change of the ledger key or of the configuration: whoever can write the database, and has neither the
//! ledger key nor the keys of the station, brings neither.
//!
//! A new ledger key counts where keys that were made before it signed the act that brings it. What was made before stands
//! in entries under the last head that the ledger key of before signed.

use serde_json::Value;

use super::birth::differing;
use super::journal::lost;
use super::{StationError, restoring};
use crate::act::Act;
use crate::digest::Digest;
use crate::ledger::{Eras, Head, Leaf, inclusion_proof, leaf_hash, verify_inclusion};
use crate::mode::Mode;
use crate::signer::{PublicKey, verify};
use crate::store::{EraRow, Rows};

/// How many of the keys that came back are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// One, which nobody else has: whenever the station is opened.
    One,
    /// Each of them: where the ledger is verified.
    Each,
}

fn altered(finding: String) -> StationError {
    StationError::AuthorityAltered { finding }
}

/// An entry, if it is one of those that a head is over.
pub(super) fn entry_under(rows: &Rows<'_>, entry: u64, head: Head) -> Result<Leaf, StationError> {
    let body = rows.entry(entry)?.ok_or_else(|| lost("entry", format!("entry {entry} is lost")))?;
    let proof = inclusion_proof(rows, entry, head.size)?;
    verify_inclusion(&leaf_hash(&body), entry, head.size, &proof, &head.root)?;
    Ok(Leaf::parse(&body)?)
}

/// The head of all entries, as the ledger key signed it (LEDGER-9 where it did not).
pub(super) fn newest_head(rows: &Rows<'_>, eras: &Eras) -> Result<Head, StationError> {
    let (_, _, note) = rows.last_checkpoint()?.ok_or_else(|| lost("checkpoint", "there is none"))?;
    let (signed, found) = (eras.verify(&note)?.head(), Head { size: rows.ledger_size()?, root: rows.ledger_root()? });
    if signed == found {
        return Ok(found);
    }
    Err(StationError::ForeignTail { what: format!("the newest checkpoint says {signed}, the stored tree {found}") })
}

/// Refuses a ledger key that no key of before stands behind (LEDGER-10). `before` are the eras up to it.
pub(super) fn expect_proven(
    rows: &Rows<'_>,
    before: &Eras,
    row: &EraRow,
    mode: Mode,
    asked: Asked,
) -> Result<(), StationError> {
    let entry = row.sequence;
    let wrong = |what: &str| altered(format!("table 'era', entry {entry}: {what}"));
    let leaf = Leaf::parse(&rows.entry(entry)?.ok_or_else(|| lost("entry", format!("entry {entry} is lost")))?)?;
    let intent = rows.intent(entry)?.ok_or_else(|| wrong("its act is lost"))?;
    let Act::StationRestore(act) = &intent.bound.what else { return Err(wrong("it is no restore")) };
    if intent.bound.digest()? != leaf.act_digest() {
        return Err(wrong("its act is another"));
    }
    if Digest::of(row.public_key.spki()) != act.ledger_key {
        return Err(wrong("its act brings another ledger key"));
    }
    if leaf.identity() != intent.bound.identity {
        return Err(wrong("its act is of another station or epoch"));
    }
    if let Some(other) = differing(&leaf, &intent.bound.what)? {
        return Err(wrong(&format!("its field '{}' is not that of its act", other.field)));
    }
    let note = rows.checkpoint(entry)?.ok_or_else(|| wrong("there is no checkpoint before it"))?;
    let head = before.verify(&note)?.head();
    if head.size != entry || (act.size, act.root) != (head.size, head.root) {
        return Err(wrong("it does not continue the ledger of before"));
    }
    if act.keys.is_empty() && mode == Mode::Specimen {
        return Ok(());
    }
    let digest = leaf.public().get("proofs").and_then(Value::as_str).and_then(|text| text.parse::<Digest>().ok());
    let proofs = digest.map(|digest| rows.object(digest)).transpose()?.flatten();
    let proofs: Value = serde_json::from_slice(&proofs.ok_or_else(|| wrong("its proofs are lost"))?)?;
    let text = restoring::proof_text(leaf.act_digest());
    let mut proven = 0;
    for label in &act.keys {
        let key = rows.key(label)?.ok_or_else(|| wrong("a key that it names is not known"))?;
        let made = rows.intent(key.sequence)?.and_then(|made| made.outcome).filter(|made| *made < entry);
        let made = entry_under(rows, made.ok_or_else(|| wrong("a key that it names was made later"))?, head)?;
        let public_key: PublicKey = key.public_key.ok_or_else(|| wrong("a key that it names was never made"))?;
        let told = made.public().get("public_key_digest").and_then(Value::as_str);
        if told != Some(&public_key.identity()?.to_string()) {
            return Err(wrong("a key that it names is another"));
        }
        let signature = proofs.pointer("/signatures").and_then(|all| all.get(label.as_str()));
        let signature = signature.and_then(|one| one.get("signature")).and_then(Value::as_str);
        let signature = signature.and_then(|text| hex::decode(text).ok()).ok_or_else(|| wrong("a proof is lost"))?;
        verify(&public_key, key.spec.default_algorithm(), text.as_bytes(), &signature)
            .map_err(|_| wrong("a key that it names did not sign it"))?;
        proven += 1;
        if asked == Asked::One {
            break;
        }
    }
    if proven > 0 { Ok(()) } else { Err(wrong("no key of the station stands behind it")) }
}
