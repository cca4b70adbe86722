//! What is due at a station, by its policy and by what it published.

use super::{Station, StationError};
use crate::clock::Time;
use crate::mode::Mode;

/// Something that has to be done by a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// What, in one or two words.
    pub what: String,
    /// When; none for what is due at once.
    pub at: Option<Time>,
    /// Whether that time has come.
    pub overdue: bool,
    /// What is known, and what to type.
    pub words: String,
}

impl Station<'_> {
    /// What is due: copies of the state, drills, shares to be judged, keys in no set, cards and media to be destroyed, lists.
    /// Backups are asked for where a policy is in force; elsewhere what was begun is looked after.
    pub fn due(&self) -> Result<Vec<Due>, StationError> {
        let rows = self.store.rows();
        let now = self.clock.read()?.time;
        let mut due = Vec::new();
        let asked = self.policy()?.is_some() && self.identity.mode != Mode::Specimen;
        let goals = self.backup_goals()?;
        let mut every = |what: &str, last: Option<Time>, span: i64, command: &str| {
            if !asked && last.is_none() {
                return;
            }
            let at = last.map(|last| last.plus(span));
            let overdue = at.is_none_or(|at| now >= at);
            let words = match last {
                Some(last) => format!("last {last}; {command}"),
                None => format!("never yet; {command}"),
            };
            due.push(Due { what: what.to_owned(), at, overdue, words });
        };
        let state = rows.state_backups()?.last().map(|row| row.made);
        every(
            "state backup",
            state,
            goals.state_every(),
            "chancery backup state --record --to FOLDER --recipient age1…",
        );
        let drill = rows.drills()?.iter().rev().find(|row| row.passed).map(|row| row.at);
        every(
            "restore drill",
            drill,
            goals.drill_every(),
            "chancery backup drill --state FOLDER --state-identity FILE --keys FOLDER --type",
        );
        if let Some(failed) = rows.drills()?.last().filter(|row| !row.passed) {
            let (at, entry) = (failed.at, failed.sequence);
            let words = format!(
                "the last one did not pass: {at}, out/backups/drill-{entry:06}.html; mend it, and hold another"
            );
            due.push(Due { what: "restore drill".into(), at: Some(at), overdue: true, words });
        }
        due.extend(self.shares_due(asked, now)?);
        if asked {
            let bare = self.keys_in_no_set()?;
            // A key that has signed is worth its backup today; one that nobody uses yet is told.
            let mut certified = false;
            for key in &bare {
                certified |= rows.certificate_of_key(key)?.is_some();
            }
            if !bare.is_empty() {
                let names = bare.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                let command =
                    "chancery backup keys --threshold K --keeper NAME=WAY --keeper NAME=WAY --to FOLDER --to FOLDER";
                let words = format!("lost with their tokens: {names}; before they are locked: {command}");
                due.push(Due { what: "key backup".into(), at: None, overdue: certified, words });
            }
        }
        let to_destroy = match self.to_destroy() {
            // Nobody burns a card because of what somebody wrote into the database; all else is told as ever.
            Err(error @ StationError::AuthorityAltered { .. }) => {
                let words = format!("destroy nothing: {error}; chancery ledger verify");
                due.push(Due { what: "destruction".into(), at: None, overdue: true, words });
                Vec::new()
            }
            other => other?,
        };
        for (set, what) in to_destroy {
            let words =
                format!("{what} of set {}; chancery backup destroyed {set} --what '{what}' --reason …", set.spoken());
            due.push(Due { what: "destruction".into(), at: None, overdue: true, words });
        }
        for (key, crl) in self.newest_lists()? {
            if let Some(next) = crl.next_update {
                let words = format!("number {}; chancery crl issue --issuer {key}", crl.number);
                due.push(Due { what: format!("list of {key}"), at: Some(next), overdue: now >= next, words });
            }
        }
        Ok(due)
    }
}
