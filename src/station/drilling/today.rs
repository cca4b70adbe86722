//! What a drill brought back, held against the station of today: which sets are in force, which keys are in them.

use serde_json::Value;

use super::report::KeyProven;
use super::{Station, StationError, Tried};
use crate::clock::Time;
use crate::keys::SetId;
use crate::safe::Label;
use crate::station::backing::OpenedSet;
use crate::station::journal::lost;
use crate::store::{KeyRow, SetRow, SetState};

/// A key that came back out of a set and signed, and its public half.
pub(super) struct Back {
    pub(super) set: SetId,
    pub(super) key: Label,
    pub(super) spki: Vec<u8>,
}

/// The keys of the station of today, by what its sets say of them.
pub(super) struct KeysToday {
    /// Whether there is any that could still be used.
    pub(super) any: bool,
    /// Whether one of them is in a set that is in force.
    pub(super) backed_up: bool,
    /// Those in no set that is in force.
    pub(super) in_no_set: Vec<Label>,
}

impl Station<'_> {
    /// The sets in force today, oldest first.
    fn sets_in_force(&self) -> Result<Vec<SetRow>, StationError> {
        let all = self.store.rows().backup_sets()?.into_iter();
        Ok(all.filter(|row| row.state == SetState::Whole).collect())
    }

    /// When the keepers' own shares last opened a set in a drill, by the reports of the drills before.
    pub(super) fn keepers_last(&self, set: SetId) -> Result<Option<Time>, StationError> {
        let rows = self.store.rows();
        for drill in rows.drills()?.into_iter().rev() {
            let missing = || lost("object", format!("the report of the drill of entry {} is lost", drill.sequence));
            let report: Value = serde_json::from_slice(&rows.object(drill.report)?.ok_or_else(missing)?)?;
            let used = report.get("sets").and_then(Value::as_array).into_iter().flatten();
            let own = |one: &Value| {
                let name = one.get("set").and_then(Value::as_str).and_then(|text| text.parse::<SetId>().ok());
                name == Some(set) && one.get("escrow") == Some(&Value::Bool(false))
            };
            if used.into_iter().any(own) {
                return Ok(Some(drill.at));
            }
        }
        Ok(None)
    }

    /// What is wrong today with a set that was drilled: it is another station's, void, replaced, or none of those here.
    pub(super) fn amiss_today(&self, set: &OpenedSet) -> Result<Option<String>, StationError> {
        if let Err(error) = self.expect_own_set(set) {
            return Ok(Some(error.to_string()));
        }
        let name = set.set().spoken();
        Ok(match self.store.rows().backup_set(set.set())? {
            None => Some(format!("set {name} is none of this station's today")),
            Some(SetRow { state: SetState::Whole, .. }) => None,
            Some(SetRow { successor: Some(next), .. }) => {
                Some(format!("set {name} is not in force: set {} took its place", next.spoken()))
            }
            Some(row) => Some(format!("set {name} is not in force: it is {}", row.state.word())),
        })
    }

    /// Each key that is in a set in force today must have come back from one of these, under the very public half that it
    /// has today. Whatever did not is a finding, by its name; so is a station whose keys are in no set at all.
    pub(super) fn judge_today(&self, sets: &[OpenedSet], tried: &mut Tried) -> Result<KeysToday, StationError> {
        let in_force = self.sets_in_force()?;
        let rows = self.keys_to_have()?;
        let of = |row: &KeyRow| in_force.iter().rfind(|set| set.keys.contains(&row.label));
        for row in &rows {
            let Some(newest) = of(row) else { continue };
            let from: Vec<SetId> =
                in_force.iter().filter(|set| set.keys.contains(&row.label)).map(|set| set.name).collect();
            let spki = row.public_key.as_ref().map(|key| key.spki());
            let is_it = |back: &Back| back.key == row.label && Some(back.spki.as_slice()) == spki;
            if tried.back.iter().any(|back| is_it(back) && from.contains(&back.set)) {
                continue;
            }
            // One that was tried and did not come back is a finding already.
            if tried.keys.iter().any(|one| one.key == row.label.as_str() && !one.proven && from.contains(&one.set)) {
                continue;
            }
            let (key, set) = (&row.label, newest.name.spoken());
            tried.findings.push(if sets.iter().any(|set| from.contains(&set.set())) {
                format!("key '{key}' of set {set} did not come back as it is today")
            } else {
                format!("key '{key}' is in set {set}, which was not given")
            });
            tried.keys.push(KeyProven::left_out(newest.name, row));
        }
        let in_no_set: Vec<Label> = rows.iter().filter(|row| of(row).is_none()).map(|row| row.label.clone()).collect();
        let today = KeysToday { any: !rows.is_empty(), backed_up: in_no_set.len() < rows.len(), in_no_set };
        if today.any && !today.backed_up {
            let names: Vec<String> = today.in_no_set.iter().map(ToString::to_string).collect();
            tried.findings.push(format!(
                "no key is in any set: {} are lost with their tokens; chancery backup keys",
                names.join(", ")
            ));
        }
        Ok(today)
    }
}
