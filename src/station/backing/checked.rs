//! Shares that are judged alone, again and again: which are asked for, and when.

use std::collections::BTreeMap;

use super::{BackingError, ReadSet};
use crate::act::ShareChecked;
use crate::backup::KeysManifest;
use crate::backup::card::Note;
use crate::clock::Time;
use crate::keys::SetId;
use crate::safe::Label;
use crate::station::journal::lost;
use crate::station::{Due, Station, StationError};
use crate::store::{SetRow, SetState};

impl Station<'_> {
    /// Refuses a folder whose set is not in force here (BACKUP-64, BACKUP-77), or is not as it was made here (BACKUP-85).
    pub fn expect_set_in_force(&self, set: &ReadSet) -> Result<(), StationError> {
        let row = self.set_in_force(set.set())?;
        if row.manifest == Some(set.digest()) {
            return Ok(());
        }
        Err(BackingError::ManifestOther { set: set.set().spoken() }.into())
    }

    /// Judges one share alone against its set, which must be in force here: what is recorded of it. Refused is a share of
    /// another set (SHARE-17, SHARE-20), and one that is not the very one that was handed out (SHARE-19).
    pub fn judge_share(&self, set: &ReadSet, note: &Note) -> Result<ShareChecked, StationError> {
        self.expect_set_in_force(set)?;
        let (what, _) = set.judged_by_name(note)?;
        Ok(ShareChecked { set: set.set(), what })
    }

    /// The shares of a set by their names, each with its keeper: those of keepers, then those in escrow.
    pub(in crate::station) fn shares_kept(&self, set: &SetRow) -> Result<Vec<(String, Label)>, StationError> {
        let missing = || lost("object", format!("the manifest of set {} is lost", set.name.spoken()));
        let bytes = set.manifest.map(|digest| self.store.rows().object(digest)).transpose()?.flatten();
        let manifest = KeysManifest::read(&bytes.ok_or_else(missing)?)?;
        let own = manifest.shares.each.into_iter().map(|one| ("share", one));
        let escrow = manifest.escrow.into_iter().flat_map(|escrow| escrow.each).map(|one| ("escrow", one));
        Ok(own.chain(escrow).map(|(kind, one)| (format!("{kind} {}", one.number), one.keeper)).collect())
    }

    /// When the shares of each set in force are to be judged: one line a set. Where the policy does not ask for it, it is
    /// told as soon as one was ever recorded.
    pub(in crate::station) fn shares_due(&self, asked: bool, now: Time) -> Result<Vec<Due>, StationError> {
        let rows = self.store.rows();
        let checked = rows.shares_checked()?;
        if !asked && checked.is_empty() {
            return Ok(Vec::new());
        }
        let span = self.backup_goals()?.check_shares_every();
        let mut due = Vec::new();
        for set in rows.backup_sets()?.into_iter().filter(|set| set.state == SetState::Whole) {
            let last = |what: &str| {
                let of_it = checked.iter().filter(|row| row.name == set.name && row.what == what);
                of_it.map(|row| row.at).chain(set.made).max()
            };
            match self.shares_kept(&set) {
                Ok(shares) => {
                    let each = shares.into_iter().map(|(what, keeper)| {
                        let at = last(&what).map_or(now, |last| last.plus(span));
                        (at, format!("{what} of {keeper}"))
                    });
                    due.extend(line(set.name, each, now));
                }
                // A set that cannot be read keeps nobody from hearing of the others.
                Err(error) => {
                    let words = format!("set {}: {error}; chancery ledger verify", set.name.spoken());
                    due.push(Due { what: "share check".into(), at: None, overdue: true, words });
                }
            }
        }
        Ok(due)
    }
}

/// The line of a set: the shares that are overdue, or else those that come first; then the others, each with its day.
fn line(set: SetId, shares: impl Iterator<Item = (Time, String)>, now: Time) -> Option<Due> {
    let mut days: BTreeMap<Time, Vec<String>> = BTreeMap::new();
    for (at, share) in shares {
        days.entry(at).or_default().push(share);
    }
    let at = days.keys().next().copied()?;
    let overdue = now >= at;
    let mut first = Vec::new();
    let mut later = String::new();
    for (day, shares) in days {
        if day == at || day <= now {
            first.extend(shares);
        } else {
            later += &format!("; {} by {day}", shares.join(", "));
        }
    }
    let words = format!(
        "{} of set {}{later}; chancery share check --of FOLDER/keys-{set} --record",
        first.join(", "),
        set.spoken()
    );
    Some(Due { what: "share check".into(), at: Some(at), overdue, words })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_what_is_overdue_or_comes_first_and_then_the_others() {
        let set: SetId = "00112233445566aa".parse().unwrap();
        let day = |day: u8| format!("2027-01-{day:02}T00:00:00Z").parse::<Time>().unwrap();
        let shares = || [(day(3), "share 1 of ann"), (day(2), "share 2 of ben"), (day(3), "escrow 1 of cyd")];
        let told = |now| line(set, shares().into_iter().map(|(at, share)| (at, share.to_owned())), now).unwrap();
        let command = "chancery share check --of FOLDER/keys-00112233445566aa --record";
        let early = told(day(1));
        assert_eq!((early.at, early.overdue), (Some(day(2)), false));
        let later = "; share 1 of ann, escrow 1 of cyd by 2027-01-03T00:00:00Z";
        assert_eq!(early.words, format!("share 2 of ben of set 0011-2233-4455-66aa{later}; {command}"));
        // On the very second it is overdue.
        assert_eq!((told(day(2)).overdue, told(day(2)).words), (true, early.words));
        let late = told(day(4));
        let all = "share 2 of ben, share 1 of ann, escrow 1 of cyd of set 0011-2233-4455-66aa";
        assert_eq!((late.at, late.overdue, late.words), (Some(day(2)), true, format!("{all}; {command}")));
        assert!(line(set, std::iter::empty(), day(1)).is_none());
    }
}
