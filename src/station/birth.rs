//! What the ledger's first entry says of its station, and that nothing kept beside it says otherwise.
//!
//! Identity, configuration, vaults, profiles and ledger key are read from entry 0. Its act stands
//! whole in the row of intent 0, whose digest the entry carries; the key itself stands in the entry.

use std::collections::BTreeMap;

use serde_json::Value;

use super::journal::{LONG, lost};
use super::{Station, StationError, renewed};
use crate::act::{Act, StationCreate};
use crate::canonical;
use crate::digest::Digest;
use crate::keys::KeyId;
use crate::ledger::{Eras, Fields, Head, Leaf, inclusion_proof, verify_inclusion};
use crate::mode::Identity;
use crate::safe::{self, Label};
use crate::signer::PublicKey;
use crate::store::Rows;

/// Where the first entry says by what the ledger key is found.
pub(super) const KEY_ID: &str = "ledger_key_id";
/// Where it says the ledger key's public half, as SPKI in hex.
pub(super) const KEY: &str = "ledger_key_spki";

/// What the first entry says.
pub(super) struct Birth {
    pub(super) identity: Identity,
    /// The keys of the ledger, one after the other.
    pub(super) eras: Eras,
    /// The one that signs now.
    pub(super) ledger_key: (KeyId, PublicKey),
    pub(super) profiles: BTreeMap<Label, Digest>,
    /// Every configuration that was in force, the newest last.
    pub(super) configurations: Vec<Digest>,
}

/// The fields of the first entry beside its act's.
pub(super) fn key_fields(id: KeyId, key: &PublicKey) -> Fields {
    Fields::new().open(KEY_ID, id.to_string()).open(KEY, hex::encode(key.spki()))
}

impl Birth {
    /// Reads the first entry. Refused where the entry, its act or its key is not what was recorded (STATION-5).
    pub(super) fn read(rows: &Rows<'_>) -> Result<Birth, StationError> {
        let body = rows.entry(0)?.ok_or_else(|| lost("entry", "entry 0 is lost"))?;
        let stored = rows.leaf_hash(0)?.ok_or_else(|| lost("node", "the hash of entry 0 is lost"))?;
        let found = crate::ledger::leaf_hash(&body);
        if found != stored {
            return Err(changed("the hash of entry 0", found, stored));
        }
        let leaf = Leaf::parse(&body)?;
        let row = rows.intent(0)?.ok_or_else(|| lost("intent", "the act of entry 0 is lost"))?;
        let Act::StationCreate(act) = &row.bound.what else {
            return Err(changed("the act of entry 0", row.bound.what.name(), leaf.act()));
        };
        if let Some(Differing { field, found, wanted }) = differing(&leaf, &row.bound.what)? {
            return Err(changed(&format!("'{field}' of the station"), found, wanted));
        }
        if row.bound.identity != leaf.identity() {
            let show = |i: Identity| format!("station '{}', {}, epoch {}", i.station, i.mode, i.epoch);
            return Err(changed("the identity of the station", show(row.bound.identity), show(leaf.identity())));
        }
        for digest in [row.digest, row.bound.digest()?] {
            if digest != leaf.act_digest() {
                return Err(changed("the act of entry 0", digest, leaf.act_digest()));
            }
        }
        let identity = newest_identity(rows, &leaf)?;
        let (eras, ledger_key) = renewed::eras(&identity, ledger_key(&leaf, act)?, rows)?;
        let configurations = renewed::configurations(act.configuration, &eras, rows)?;
        Ok(Birth { identity, eras, ledger_key, profiles: act.profiles.clone(), configurations })
    }
}

/// The ledger key as the first entry says it.
fn ledger_key(leaf: &Leaf, act: &StationCreate) -> Result<(KeyId, PublicKey), StationError> {
    let text = |name| leaf.public().get(name).and_then(Value::as_str);
    let missing = |what| lost("entry", format!("entry 0 says no {what}"));
    let id = text(KEY_ID).and_then(|text| text.parse().ok()).ok_or_else(|| missing(KEY_ID))?;
    let spki = text(KEY).and_then(|text| hex::decode(text).ok()).ok_or_else(|| missing(KEY))?;
    if Digest::of(&spki) != act.ledger_key {
        return Err(changed("the ledger key", Digest::of(&spki), act.ledger_key));
    }
    Ok((id, PublicKey::from_spki(&spki)?))
}

/// Station and mode for ever, and the epoch that the newest entry was written in.
fn newest_identity(rows: &Rows<'_>, first: &Leaf) -> Result<Identity, StationError> {
    let newest = rows.entry(rows.ledger_size()?.saturating_sub(1))?;
    let epoch = newest.and_then(|body| Leaf::parse(&body).ok()).map(|leaf| leaf.identity().epoch);
    let identity = first.identity();
    Ok(Identity { epoch: epoch.unwrap_or(identity.epoch), ..identity })
}

/// A parameter of an act that is not what its entry says.
pub(super) struct Differing {
    pub(super) field: String,
    pub(super) found: String,
    pub(super) wanted: String,
}

/// The first parameter of an act that is not what the open fields of its entry say, if any.
pub(super) fn differing(leaf: &Leaf, act: &Act) -> Result<Option<Differing>, StationError> {
    let written = serde_json::to_value(act)?;
    let parameters = written.get("parameters").and_then(Value::as_object);
    for (name, value) in parameters.into_iter().flatten().filter(|(name, _)| !Act::SEALED.contains(&name.as_str())) {
        let long = serde_json::to_vec(value)?.len() > LONG;
        let (field, value) = match long {
            true => (format!("{name}_digest"), Value::from(canonical::digest(value)?.to_string())),
            false => (name.clone(), value.clone()),
        };
        let said = leaf.public().get(&field);
        if said != Some(&value) {
            let show = |value: &Value| safe::line(&value.to_string(), 120);
            let wanted = said.map_or_else(|| "nothing".into(), show);
            return Ok(Some(Differing { field, found: show(&value), wanted }));
        }
    }
    Ok(None)
}

fn changed(what: &str, found: impl ToString, wanted: impl ToString) -> StationError {
    StationError::BirthChanged { what: what.into(), found: found.to_string(), wanted: wanted.to_string() }
}

impl Station<'_> {
    /// Refuses where the first entry is not the one that this head is over.
    pub(super) fn expect_first_entry(&self, head: Head) -> Result<(), StationError> {
        let rows = self.store.rows();
        let body = rows.entry(0)?.ok_or_else(|| lost("entry", "entry 0 is lost"))?;
        let proof = inclusion_proof(&rows, 0, head.size)?;
        Ok(verify_inclusion(&crate::ledger::leaf_hash(&body), 0, head.size, &proof, &head.root)?)
    }
}
