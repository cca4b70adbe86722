//! What entry 0 said and a later entry changed: the configuration, and the key that signs the ledger.
//!
//! The tables name the entries; what they hold counts only where the entry says the same (LEDGER-10).

use serde_json::Value;

use super::birth::{KEY, KEY_ID};
use super::journal::lost;
use super::vouching::{Asked, entry_under, expect_proven, newest_head};
use super::{Configuration, StationError, files};
use crate::digest::Digest;
use crate::keys::KeyId;
use crate::ledger::{Eras, Leaf, NoteKey, Role, origin};
use crate::mode::Identity;
use crate::signer::PublicKey;
use crate::store::Rows;
use std::path::Path;

/// The acts after which another configuration is in force.
const RECONFIGURING: [&str; 3] = ["station.restore", "vault.add", "vault.fail-over"];
/// The act after which another key signs.
const RESTORING: &str = "station.restore";

/// A field of an entry as text.
fn said<'l>(leaf: &'l Leaf, field: &str) -> Option<&'l str> {
    leaf.public().get(field).and_then(Value::as_str)
}

fn leaf_at(rows: &Rows<'_>, entry: u64) -> Result<Leaf, StationError> {
    let body = rows.entry(entry)?.ok_or_else(|| lost("entry", format!("entry {entry} is lost")))?;
    Ok(Leaf::parse(&body)?)
}

/// Every configuration that was in force, the newest last, beginning with the one of entry 0. Refused where an entry says
/// otherwise, and where the ledger key does not stand behind the entry.
pub(super) fn configurations(born: Digest, eras: &Eras, rows: &Rows<'_>) -> Result<Vec<Digest>, StationError> {
    let mut all = vec![born];
    let later = rows.configurations()?;
    if later.is_empty() {
        return Ok(all);
    }
    // Modules are loaded by it: the ledger key must stand behind each.
    let head = newest_head(rows, eras)?;
    for (entry, digest) in later {
        let leaf = entry_under(rows, entry, head)?;
        if !RECONFIGURING.contains(&leaf.act()) || said(&leaf, "configuration") != Some(&digest.to_string()) {
            let finding = format!("table 'configuration': entry {entry} does not bring {digest}");
            return Err(StationError::AuthorityAltered { finding });
        }
        all.push(digest);
    }
    Ok(all)
}

/// The keys of the ledger, and by what the newest is found in its vault.
pub(super) fn eras(
    identity: &Identity,
    first: (KeyId, PublicKey),
    rows: &Rows<'_>,
) -> Result<(Eras, (KeyId, PublicKey)), StationError> {
    let name = origin(identity);
    let mut eras = Eras::of(NoteKey::new(&name, Role::Log, &first.1)?);
    let mut newest = first;
    for row in rows.eras()? {
        let leaf = leaf_at(rows, row.sequence)?;
        let same = leaf.act() == RESTORING
            && leaf.identity().epoch == row.epoch
            && said(&leaf, KEY_ID) == Some(&row.key.to_string())
            && said(&leaf, KEY) == Some(&hex::encode(row.public_key.spki()));
        if !same {
            let finding = format!("table 'era': entry {} does not bring this ledger key", row.sequence);
            return Err(StationError::AuthorityAltered { finding });
        }
        expect_proven(rows, &eras, &row, identity.mode, Asked::One)?;
        eras = eras.then(row.sequence, NoteKey::new(&name, Role::Log, &row.public_key)?)?;
        newest = (row.key, row.public_key);
    }
    Ok((eras, newest))
}

/// The configuration in force, as text. A file that says what was in force before was left by a stop between the entry and
/// the file: what the ledger says counts, and whoever may write puts the file right. Any other file is refused (CONFIG-1).
pub(super) fn text_in_force(
    station: &Path,
    all: &[Digest],
    rows: &Rows<'_>,
    may_write: bool,
) -> Result<String, StationError> {
    let text = Configuration::text_in(station)?;
    let (Some((wanted, before)), found) = (all.split_last(), Configuration::digest(&text)) else { return Ok(text) };
    if found == *wanted {
        return Ok(text);
    }
    if !before.contains(&found) {
        return Err(StationError::ConfigurationChanged { found, wanted: *wanted });
    }
    let missing = || StationError::MaterialMissing { what: "configuration", digest: *wanted };
    let bytes = rows.object(*wanted)?.ok_or_else(missing)?;
    if may_write {
        files::replace(&station.join("station.toml"), &bytes, 0o600)?;
    }
    String::from_utf8(bytes).map_err(|_| lost("object", "the configuration in force is no text"))
}
