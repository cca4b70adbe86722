//! The keys the station made or reserved.

use rusqlite::params;

use super::{Rows, StoreError, Writing, corrupt};
use crate::keys::{KeyId, KeySpec, KeyState};
use crate::safe::Label;
use crate::signer::PublicKey;

/// One key.
#[derive(Clone, Debug)]
pub struct KeyRow {
    /// Its name.
    pub label: Label,
    /// Where it is.
    pub vault: Label,
    /// By what it is found there.
    pub id: KeyId,
    /// What kind it is.
    pub spec: KeySpec,
    /// Its state.
    pub state: KeyState,
    /// Its public half, once it is known to exist.
    pub public_key: Option<PublicKey>,
    /// Whether it is locked against extraction for good.
    pub locked: bool,
    /// The entry that reserved it.
    pub sequence: u64,
}

const COLUMNS: &str = "label, vault, id, spec, state, spki, locked, sequence";

fn read(row: &rusqlite::Row<'_>) -> Result<KeyRow, StoreError> {
    let bad = |what: String| corrupt("vault_key", what);
    let (label, vault, id, spec, state): (String, String, String, String, String) =
        (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
    let spki: Option<Vec<u8>> = row.get(5)?;
    Ok(KeyRow {
        label: label.parse().map_err(|_| bad(label))?,
        vault: vault.parse().map_err(|_| bad(vault))?,
        id: id.parse().map_err(|_| bad(id))?,
        spec: spec.parse().map_err(|_| bad(spec))?,
        state: KeyState::from_word(&state).ok_or_else(|| bad(state))?,
        public_key: spki.map(|s| PublicKey::from_spki(&s)).transpose().map_err(|e| bad(e.to_string()))?,
        locked: row.get(6)?,
        sequence: row.get::<_, i64>(7)? as u64,
    })
}

impl Rows<'_> {
    /// One key by its name.
    pub fn key(&self, label: &Label) -> Result<Option<KeyRow>, StoreError> {
        self.one(&format!("SELECT {COLUMNS} FROM vault_key WHERE label = ?1"), [label.as_str()], read)
    }

    /// Every key, in the order they were reserved.
    pub fn keys(&self) -> Result<Vec<KeyRow>, StoreError> {
        self.all(&format!("SELECT {COLUMNS} FROM vault_key ORDER BY sequence, label"), [], read)
    }

    /// Whether a key has a certificate or issued one.
    pub fn is_certified(&self, label: &Label) -> Result<bool, StoreError> {
        let sql =
            "SELECT 1 FROM issued WHERE issuer = ?1 UNION ALL SELECT 1 FROM issued WHERE subject_key = ?1 LIMIT 1";
        Ok(self.one(sql, [label.as_str()], |_| Ok(()))?.is_some())
    }

    /// Whether a key signed a bundle, or a root of bundles.
    pub fn signed_bundle(&self, label: &Label) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM intent WHERE state = 'done' AND json_extract(bound, '$.what.act') = 'bundle.export' \
                   AND ?1 IN (json_extract(bound, '$.what.parameters.root_key'), \
                              json_extract(bound, '$.what.parameters.bundle_key')) LIMIT 1";
        Ok(self.one(sql, [label.as_str()], |_| Ok(()))?.is_some())
    }

    /// Whether a key that was born extractable was locked since.
    pub fn was_locked(&self, label: &Label) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM intent WHERE state = 'done' AND json_extract(bound, '$.what.act') = 'key.lock' \
                   AND json_extract(bound, '$.what.parameters.key') = ?1 \
                   UNION ALL \
                   SELECT 1 FROM intent WHERE state = 'done' AND json_extract(bound, '$.what.act') = 'backup.keys' AND part = 1 \
                   AND EXISTS (SELECT 1 FROM json_each(bound, '$.what.parameters.keys') WHERE value = ?1) \
                   UNION ALL \
                   SELECT 1 FROM intent WHERE state = 'done' AND json_extract(bound, '$.what.act') = 'station.restore' \
                   AND EXISTS (SELECT 1 FROM json_each(bound, '$.what.parameters.keys') WHERE value = ?1) \
                   AND NOT EXISTS (SELECT 1 FROM json_each(bound, '$.what.parameters.open') WHERE value = ?1) LIMIT 1";
        Ok(self.one(sql, [label.as_str()], |_| Ok(()))?.is_some())
    }
}

impl Writing<'_> {
    /// Reserves a name and an identifier (LABEL-1 where the name was ever a key's, or is reserved).
    pub fn reserve_key(
        &self,
        label: &Label,
        vault: &Label,
        id: KeyId,
        spec: KeySpec,
        sequence: u64,
    ) -> Result<(), StoreError> {
        if self.rows().key(label)?.is_some() {
            return Err(StoreError::Reserved { clause: "LABEL-1", what: format!("key name '{label}'") });
        }
        let values = params![label.as_str(), vault.as_str(), id.to_string(), spec.to_string(), sequence as i64];
        let sql =
            "INSERT INTO vault_key (label, vault, id, spec, state, sequence) VALUES (?1, ?2, ?3, ?4, 'reserved', ?5)";
        self.execute(sql, values)?;
        Ok(())
    }

    /// Frees a name that was reserved for a key which provably was never made.
    pub fn release_key(&self, label: &Label) -> Result<(), StoreError> {
        match self.execute("DELETE FROM vault_key WHERE label = ?1 AND state = 'reserved'", [label.as_str()])? {
            1 => Ok(()),
            _ => Err(corrupt("vault_key", format!("key '{label}' is not reserved"))),
        }
    }

    /// Records a key that is known to exist.
    pub fn key_made(&self, label: &Label, public_key: &PublicKey, locked: bool) -> Result<(), StoreError> {
        let sql = "UPDATE vault_key SET state = 'pre-activation', spki = ?2, locked = ?3 WHERE label = ?1 AND state = 'reserved'";
        match self.execute(sql, params![label.as_str(), public_key.spki(), locked])? {
            1 => Ok(()),
            _ => Err(corrupt("vault_key", format!("key '{label}' is not reserved"))),
        }
    }

    /// Takes a key from one state to the next; only steps of SP 800-57 are taken.
    pub fn set_key_state(&self, label: &Label, next: KeyState) -> Result<(), StoreError> {
        let row = self.rows().key(label)?.ok_or_else(|| corrupt("vault_key", format!("no key '{label}'")))?;
        if row.state == next {
            return Ok(());
        }
        if !row.state.may_become(next) {
            let what = format!("key '{label}' cannot go from {} to {}", row.state.word(), next.word());
            return Err(corrupt("vault_key", what));
        }
        self.execute("UPDATE vault_key SET state = ?2 WHERE label = ?1", [label.as_str(), next.word()])?;
        Ok(())
    }

    /// Records that a key can never be extracted again.
    pub fn set_key_locked(&self, label: &Label) -> Result<(), StoreError> {
        self.execute("UPDATE vault_key SET locked = 1 WHERE label = ?1", [label.as_str()])?;
        Ok(())
    }
}
