//! Sets of wrapped keys, copies of the state, drills, and what was destroyed.

use rusqlite::params;

use super::{Rows, StoreError, Writing, corrupt};
use crate::clock::Time;
use crate::digest::Digest;
use crate::keys::SetId;
use crate::safe::Label;

/// How a set stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetState {
    /// Its writing was begun.
    Begun,
    /// It is written, proven and handed out.
    Whole,
    /// Its writing came to nothing.
    Void,
    /// Another set took its place.
    Replaced,
}

impl SetState {
    /// Every state.
    const ALL: [SetState; 4] = [SetState::Begun, SetState::Whole, SetState::Void, SetState::Replaced];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            SetState::Begun => "begun",
            SetState::Whole => "whole",
            SetState::Void => "void",
            SetState::Replaced => "replaced",
        }
    }
}

/// A set of wrapped keys.
#[derive(Clone, Debug)]
pub struct SetRow {
    /// Its name.
    pub name: SetId,
    /// The entry that drew it.
    pub sequence: u64,
    /// How it stands.
    pub state: SetState,
    /// The digest of its manifest, once it is written.
    pub manifest: Option<Digest>,
    /// How many shares give its key.
    pub threshold: u8,
    /// How many shares there are.
    pub shares: u8,
    /// When it was made.
    pub made: Option<Time>,
    /// The set that took its place.
    pub successor: Option<SetId>,
    /// Its keys.
    pub keys: Vec<Label>,
}

/// A copy of the state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateBackupRow {
    /// What it is called.
    pub name: String,
    /// The digest of its manifest.
    pub manifest: Digest,
    /// How many entries its ledger has.
    pub size: u64,
    /// When it was taken.
    pub made: Time,
    /// The entry that recorded it.
    pub sequence: u64,
}

/// A drill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrillRow {
    /// The entry that recorded it.
    pub sequence: u64,
    /// When.
    pub at: Time,
    /// Whether everything was restored.
    pub passed: bool,
    /// The digest of its report.
    pub report: Digest,
}

/// A card or a medium that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DestroyedRow {
    /// The set it belonged to.
    pub name: SetId,
    /// What it was: `share 2`, `medium 1`.
    pub what: String,
    /// When that was recorded.
    pub at: Time,
    /// The entry.
    pub sequence: u64,
}

/// A share that was judged alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareCheckedRow {
    /// The set it belongs to.
    pub name: SetId,
    /// Which it is: `share 2`, `escrow 1`.
    pub what: String,
    /// When that was recorded.
    pub at: Time,
    /// The entry.
    pub sequence: u64,
}

/// Joins an intent with its entry, which must be of this act. The act is the first member of an entry's canonical bytes.
fn entry_of(act: &str) -> String {
    let begin = format!("{{\"act\":\"{act}\"");
    format!(
        "JOIN entry ON entry.sequence = intent.sequence AND substr(entry.body, 1, {}) = CAST('{begin}' AS BLOB)",
        begin.len()
    )
}

impl Rows<'_> {
    /// Every set, oldest first.
    pub fn backup_sets(&self) -> Result<Vec<SetRow>, StoreError> {
        let sql = "SELECT name, sequence, state, manifest, threshold, shares, made, successor FROM backup_set \
                   ORDER BY sequence";
        self.all(sql, [], |row| {
            let bad = |what: String| corrupt("backup_set", what);
            let (name, state, successor): (String, String, Option<String>) = (row.get(0)?, row.get(2)?, row.get(7)?);
            let set = |text: String| text.parse::<SetId>().map_err(|_| bad(text));
            let name = set(name)?;
            Ok(SetRow {
                name,
                sequence: row.get::<_, i64>(1)? as u64,
                state: SetState::ALL.into_iter().find(|s| s.word() == state).ok_or_else(|| bad(state))?,
                manifest: row.get::<_, Option<Vec<u8>>>(3)?.map(|d| Digest::from_slice(&d)).transpose()?,
                threshold: row.get(4)?,
                shares: row.get(5)?,
                made: row.get::<_, Option<String>>(6)?.map(|t| t.parse()).transpose()?,
                successor: successor.map(set).transpose()?,
                keys: self.backup_keys(name)?,
            })
        })
    }

    fn backup_keys(&self, set: SetId) -> Result<Vec<Label>, StoreError> {
        let sql = "SELECT label FROM backup_key WHERE name = ?1 ORDER BY label";
        self.all(sql, [set.to_string()], |row| {
            let label: String = row.get(0)?;
            label.parse().map_err(|_| corrupt("backup_key", label))
        })
    }

    /// A set by its name.
    pub fn backup_set(&self, set: SetId) -> Result<Option<SetRow>, StoreError> {
        Ok(self.backup_sets()?.into_iter().find(|row| row.name == set))
    }

    /// The set that took the place of this one, by the act that says so. An act counts where the entry of its number is of
    /// such an act: a row that somebody put beside the ledger counts for nothing.
    pub fn set_successor(&self, set: SetId) -> Result<Option<SetId>, StoreError> {
        let sql = format!(
            "SELECT by_set FROM (\
             SELECT intent.sequence, json_extract(bound, '$.what.parameters.set') AS by_set FROM intent {} \
             WHERE state = 'done' AND json_extract(bound, '$.what.act') = 'share.reissue' \
             AND json_extract(bound, '$.what.parameters.from') = ?1 UNION ALL \
             SELECT intent.sequence, each.value FROM intent {} , json_each(bound, '$.what.parameters.replaced') AS each \
             WHERE intent.state = 'done' AND json_extract(bound, '$.what.act') = 'station.restore' \
             AND each.key = ?1) ORDER BY sequence DESC LIMIT 1",
            entry_of("share.reissue"),
            entry_of("station.restore")
        );
        let found = self.one(&sql, [set.to_string()], |row| Ok(row.get::<_, String>(0)?))?;
        found.map(|text| text.parse().map_err(|_| corrupt("intent", text))).transpose()
    }

    /// Whether a restore brought this set, in place of the act that drew it.
    pub fn is_set_brought(&self, set: SetId) -> Result<bool, StoreError> {
        let sql = format!(
            "SELECT 1 FROM intent {} , json_each(bound, '$.what.parameters.brought') AS each \
             WHERE intent.state = 'done' AND json_extract(bound, '$.what.act') = 'station.restore' \
             AND each.key = ?1 LIMIT 1",
            entry_of("station.restore")
        );
        Ok(self.one(&sql, [set.to_string()], |_| Ok(()))?.is_some())
    }

    /// What is gone of sets, oldest first.
    pub fn destroyed(&self) -> Result<Vec<DestroyedRow>, StoreError> {
        self.all("SELECT name, what, at, sequence FROM destroyed ORDER BY sequence", [], |row| {
            let name: String = row.get(0)?;
            Ok(DestroyedRow {
                name: name.parse().map_err(|_| corrupt("destroyed", name))?,
                what: row.get(1)?,
                at: row.get::<_, String>(2)?.parse()?,
                sequence: row.get::<_, i64>(3)? as u64,
            })
        })
    }

    /// The shares that were judged alone, oldest first.
    pub fn shares_checked(&self) -> Result<Vec<ShareCheckedRow>, StoreError> {
        self.all("SELECT name, what, at, sequence FROM share_checked ORDER BY sequence", [], |row| {
            let name: String = row.get(0)?;
            Ok(ShareCheckedRow {
                name: name.parse().map_err(|_| corrupt("share_checked", name))?,
                what: row.get(1)?,
                at: row.get::<_, String>(2)?.parse()?,
                sequence: row.get::<_, i64>(3)? as u64,
            })
        })
    }

    /// The copies of the state that were recorded, oldest first.
    pub fn state_backups(&self) -> Result<Vec<StateBackupRow>, StoreError> {
        self.all("SELECT name, manifest, size, made, sequence FROM state_backup ORDER BY sequence", [], |row| {
            Ok(StateBackupRow {
                name: row.get(0)?,
                manifest: Digest::from_slice(&row.get::<_, Vec<u8>>(1)?)?,
                size: row.get::<_, i64>(2)? as u64,
                made: row.get::<_, String>(3)?.parse()?,
                sequence: row.get::<_, i64>(4)? as u64,
            })
        })
    }

    /// The drills, oldest first.
    pub fn drills(&self) -> Result<Vec<DrillRow>, StoreError> {
        self.all("SELECT sequence, at, passed, report FROM drill ORDER BY sequence", [], |row| {
            Ok(DrillRow {
                sequence: row.get::<_, i64>(0)? as u64,
                at: row.get::<_, String>(1)?.parse()?,
                passed: row.get(2)?,
                report: Digest::from_slice(&row.get::<_, Vec<u8>>(3)?)?,
            })
        })
    }
}

impl Writing<'_> {
    /// A set is begun (BACKUP-60 where one has the name).
    pub fn begin_set(
        &self,
        set: SetId,
        keys: &[Label],
        threshold: u8,
        shares: u8,
        sequence: u64,
    ) -> Result<(), StoreError> {
        if self.rows().backup_set(set)?.is_some() {
            return Err(StoreError::Reserved { clause: "BACKUP-60", what: format!("set {}", set.spoken()) });
        }
        let sql = "INSERT INTO backup_set (name, sequence, state, threshold, shares) VALUES (?1, ?2, 'begun', ?3, ?4)";
        self.execute(sql, params![set.to_string(), sequence as i64, threshold, shares])?;
        for key in keys {
            let sql = "INSERT INTO backup_key (name, label) VALUES (?1, ?2)";
            self.execute(sql, params![set.to_string(), key.as_str()])?;
        }
        Ok(())
    }

    /// A set whose writing was begun is forgotten: a restore brings it, and stands for it from here on.
    pub fn forget_set(&self, set: SetId) -> Result<(), StoreError> {
        self.execute("DELETE FROM backup_key WHERE name = ?1", [set.to_string()])?;
        self.execute("DELETE FROM backup_set WHERE name = ?1 AND state = 'begun'", [set.to_string()])?;
        Ok(())
    }

    /// A set is written, proven and handed out; its manifest is kept.
    pub fn set_whole(&self, set: SetId, manifest: &[u8], made: Time) -> Result<(), StoreError> {
        let digest = self.keep_object(manifest)?;
        let sql = "UPDATE backup_set SET state = 'whole', manifest = ?2, made = ?3 WHERE name = ?1";
        self.execute(sql, params![set.to_string(), digest.bytes(), made.to_string()])?;
        Ok(())
    }

    /// The writing of a set came to nothing. The sealed notes that its intent kept are given up with it: they were never
    /// files, and nobody is to have them.
    pub fn set_void(&self, set: SetId) -> Result<(), StoreError> {
        let sequence = self.rows().backup_set(set)?.map(|row| row.sequence);
        let intent = sequence.map(|sequence| self.rows().intent(sequence)).transpose()?.flatten();
        let notes = intent.and_then(|intent| intent.reserved.get("notes").and_then(|notes| notes.as_object().cloned()));
        for digest in notes.into_iter().flatten().filter_map(|(_, digest)| digest.as_str()?.parse::<Digest>().ok()) {
            self.give_up_object(digest.bytes())?;
        }
        self.execute("UPDATE backup_set SET state = 'void' WHERE name = ?1", [set.to_string()])?;
        Ok(())
    }

    /// Another set took the place of a set.
    pub fn set_replaced(&self, set: SetId, by: SetId) -> Result<(), StoreError> {
        let sql = "UPDATE backup_set SET state = 'replaced', successor = ?2 WHERE name = ?1";
        self.execute(sql, [set.to_string(), by.to_string()])?;
        Ok(())
    }

    /// A card or a medium of a set is gone (BACKUP-61 where it was).
    pub fn destroy_of_set(&self, set: SetId, what: &str, at: Time, sequence: u64) -> Result<(), StoreError> {
        if self.rows().destroyed()?.iter().any(|row| row.name == set && row.what == what) {
            let what = format!("{what} of set {} was destroyed", set.spoken());
            return Err(StoreError::DoneAlready { clause: "BACKUP-61", what });
        }
        let sql = "INSERT INTO destroyed (name, what, at, sequence) VALUES (?1, ?2, ?3, ?4)";
        self.execute(sql, params![set.to_string(), what, at.to_string(), sequence as i64])?;
        Ok(())
    }

    /// A share of a set was judged alone, and is the one that was handed out.
    pub fn keep_share_check(&self, set: SetId, what: &str, at: Time, sequence: u64) -> Result<(), StoreError> {
        let sql = "INSERT INTO share_checked (sequence, name, what, at) VALUES (?1, ?2, ?3, ?4)";
        self.execute(sql, params![sequence as i64, set.to_string(), what, at.to_string()])?;
        Ok(())
    }

    /// A copy of the state was written (BACKUP-62 where one has the name).
    pub fn keep_state_backup(&self, row: &StateBackupRow) -> Result<(), StoreError> {
        if self.rows().state_backups()?.iter().any(|known| known.name == row.name) {
            let what = format!("backup {} was recorded", row.name);
            return Err(StoreError::DoneAlready { clause: "BACKUP-62", what });
        }
        let sql = "INSERT INTO state_backup (name, manifest, size, made, sequence) VALUES (?1, ?2, ?3, ?4, ?5)";
        let (size, sequence) = (row.size as i64, row.sequence as i64);
        self.execute(sql, params![row.name, row.manifest.bytes(), size, row.made.to_string(), sequence])?;
        Ok(())
    }

    /// What came of a drill; its report is kept.
    pub fn keep_drill(&self, report: &[u8], passed: bool, at: Time, sequence: u64) -> Result<(), StoreError> {
        let digest = self.keep_object(report)?;
        let sql = "INSERT INTO drill (sequence, at, passed, report) VALUES (?1, ?2, ?3, ?4)";
        self.execute(sql, params![sequence as i64, at.to_string(), passed, digest.bytes()])?;
        Ok(())
    }
}
