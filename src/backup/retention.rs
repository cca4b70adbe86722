//! Which backups of the state are kept, and which may go: a pure function.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::error::BackupError;
use super::manifest::StateName;
use crate::clock::{DAY, Time};

/// How many are kept: everything of so many days; before them the newest of each of so many ISO weeks; before those the
/// newest of each of so many months. Weeks and months in which nothing was made do not count, so that a station which
/// stood still keeps what it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    /// Days of 24 hours, back from now.
    pub days: u32,
    /// ISO weeks.
    pub weeks: u32,
    /// Calendar months (UTC).
    pub months: u32,
}

impl Keep {
    /// A rule; 0 to 10000 each, and one of them above 0 (BACKUP-43).
    pub fn new(days: u32, weeks: u32, months: u32) -> Result<Self, BackupError> {
        let sane = [days, weeks, months].iter().all(|count| *count <= 10_000);
        if sane && days + weeks + months > 0 {
            return Ok(Keep { days, weeks, months });
        }
        Err(BackupError::Rule { days, weeks, months })
    }
}

/// A backup as the rule sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shelved {
    /// Its name: when it was made.
    pub name: StateName,
    /// The full backup it is laid over.
    pub base: Option<StateName>,
}

/// Why a backup is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It is the newest.
    Newest,
    /// It was made within the days.
    Day,
    /// It is the newest of its week.
    Week,
    /// It is the newest of its month.
    Month,
    /// One that is kept is laid over it.
    Base,
    /// One that cannot be read may be laid over it.
    Unreadable,
    /// It says that it was made in the future: it counts for nothing, and a person looks at it.
    Ahead,
}

impl Reason {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Reason::Newest => "the newest",
            Reason::Day => "of the last days",
            Reason::Week => "the newest of its week",
            Reason::Month => "the newest of its month",
            Reason::Base => "one that is kept builds on it",
            Reason::Unreadable => "one that cannot be read may build on it",
            Reason::Ahead => "made in the future, it says",
        }
    }
}

/// The backups that are kept, each with the first reason for it. All others may go: but never the newest, never a full
/// one on which one that is kept rests, and never the full one before a backup that cannot be read.
pub fn keep(rule: Keep, shelved: &[Shelved], unreadable: &[StateName], now: Time) -> BTreeMap<StateName, Reason> {
    let mut newest_first: Vec<Shelved> = shelved.to_vec();
    newest_first.sort_by_key(|backup| std::cmp::Reverse(backup.name));
    let mut kept = BTreeMap::new();
    if let Some(newest) = newest_first.first() {
        kept.insert(newest.name, Reason::Newest);
    }
    let oldest_day = now.plus(-DAY.saturating_mul(i64::from(rule.days)));
    let (mut weeks, mut months) = (BTreeSet::new(), BTreeSet::new());
    for backup in &newest_first {
        let made = backup.name.made();
        let (week, month) = (week_of(made), month_of(made));
        let reason = if rule.days > 0 && made > oldest_day {
            Some(Reason::Day)
        } else if weeks.contains(&week) {
            None
        } else if weeks.len() < rule.weeks as usize {
            weeks.insert(week);
            Some(Reason::Week)
        } else if months.len() < rule.months as usize && months.insert(month) {
            Some(Reason::Month)
        } else {
            None
        };
        if let Some(reason) = reason {
            kept.entry(backup.name).or_insert(reason);
        }
    }
    for backup in shelved {
        if let Some(base) = backup.base.filter(|_| kept.contains_key(&backup.name)) {
            kept.entry(base).or_insert(Reason::Base);
        }
    }
    for broken in unreadable {
        let before = newest_first.iter().find(|backup| backup.base.is_none() && backup.name < *broken);
        if let Some(full) = before {
            kept.entry(full.name).or_insert(Reason::Unreadable);
        }
    }
    // A base that is not there is not kept.
    kept.retain(|name, _| shelved.iter().any(|backup| backup.name == *name));
    kept
}

fn week_of(made: Time) -> (i32, u8) {
    let (year, week, _) = made.calendar().to_iso_week_date();
    (year, week)
}

fn month_of(made: Time) -> (i32, u8) {
    let at = made.calendar();
    (at.year(), u8::from(at.month()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn full(text: &str) -> Shelved {
        Shelved { name: StateName::new(at(text), 1).unwrap(), base: None }
    }

    fn daily(days: i64) -> Vec<Shelved> {
        let last = at("2026-11-22T02:00:00Z");
        (0..days).map(|day| Shelved { name: StateName::new(last.plus(-day * DAY), 1).unwrap(), base: None }).collect()
    }

    #[test]
    fn the_rule_keeps_days_then_weeks_then_months() {
        let rule = Keep::new(7, 4, 6).unwrap();
        let kept = keep(rule, &daily(400), &[], at("2026-11-22T12:00:00Z"));
        let days: Vec<String> = kept.iter().map(|(name, reason)| format!("{} {reason:?}", name.made())).collect();
        assert_eq!(
            days,
            [
                "2026-05-31T02:00:00Z Month",
                "2026-06-30T02:00:00Z Month",
                "2026-07-31T02:00:00Z Month",
                "2026-08-31T02:00:00Z Month",
                "2026-09-30T02:00:00Z Month",
                "2026-10-18T02:00:00Z Month",
                "2026-10-25T02:00:00Z Week",
                "2026-11-01T02:00:00Z Week",
                "2026-11-08T02:00:00Z Week",
                "2026-11-15T02:00:00Z Week",
                "2026-11-16T02:00:00Z Day",
                "2026-11-17T02:00:00Z Day",
                "2026-11-18T02:00:00Z Day",
                "2026-11-19T02:00:00Z Day",
                "2026-11-20T02:00:00Z Day",
                "2026-11-21T02:00:00Z Day",
                "2026-11-22T02:00:00Z Newest",
            ]
        );
    }

    #[test]
    fn a_station_that_prunes_every_day_has_all_that_the_rule_says() {
        let (rule, begin) = (Keep::new(7, 4, 6).unwrap(), at("2025-01-01T02:00:00Z"));
        let mut shelved: Vec<Shelved> = Vec::new();
        for day in 0..500 {
            let now = begin.plus(day * DAY);
            shelved.push(Shelved { name: StateName::new(now, 1).unwrap(), base: None });
            let kept = keep(rule, &shelved, &[], now);
            shelved.retain(|backup| kept.contains_key(&backup.name));
        }
        let months: BTreeSet<_> = shelved.iter().map(|backup| month_of(backup.name.made())).collect();
        assert_eq!(shelved.len(), 7 + 4 + 6);
        assert!(months.len() >= 7, "{months:?}");
    }

    #[test]
    fn what_a_kept_one_rests_on_is_kept_and_the_newest_whatever_its_age() {
        let old = full("2020-01-01T00:00:00Z");
        let young = Shelved { base: Some(old.name), ..full("2020-06-01T00:00:00Z") };
        let between = full("2020-03-01T00:00:00Z");
        let rule = Keep::new(1, 0, 0).unwrap();
        let kept = keep(rule, &[old, between, young], &[], at("2026-11-22T00:00:00Z"));
        assert_eq!(kept, BTreeMap::from([(old.name, Reason::Base), (young.name, Reason::Newest)]));
        // One that cannot be read may be laid over the full one before it.
        let broken = full("2020-03-02T00:00:00Z").name;
        let kept = keep(rule, &[old, between, young], &[broken], at("2026-11-22T00:00:00Z"));
        assert_eq!(kept.get(&between.name), Some(&Reason::Unreadable));
        // A clock that runs ahead throws away neither the newest nor what weeks and months hold.
        let far = keep(Keep::new(1, 1, 1).unwrap(), &[old, between, young], &[], at("9999-01-01T00:00:00Z"));
        assert_eq!(far.len(), 3);
    }

    #[test]
    fn backup_43_a_rule_that_keeps_nothing_is_refused() {
        for (days, weeks, months) in [(0, 0, 0), (10_001, 0, 0), (1, 10_001, 0), (0, 0, u32::MAX)] {
            let refused = Keep::new(days, weeks, months).unwrap_err();
            assert_eq!(crate::fault::Fail::clause(&refused), Some("BACKUP-43"));
        }
        let rule = serde_json::from_str::<Keep>(r#"{"days":1,"weeks":1,"months":1,"years":1}"#);
        assert!(rule.is_err());
    }

    /// Full backups, and incremental ones over one of the full ones before them.
    fn shelves() -> impl Strategy<Value = Vec<Shelved>> {
        proptest::collection::vec((0i64..800 * DAY, any::<Option<prop::sample::Index>>()), 0..60).prop_map(|made| {
            let begin = at("2025-01-01T00:00:00Z");
            let mut times: Vec<_> = made;
            times.sort_by_key(|(at, _)| *at);
            times.dedup_by_key(|(at, _)| *at);
            let mut fulls: Vec<StateName> = Vec::new();
            let mut all = Vec::new();
            for (at, base) in times {
                let name = StateName::new(begin.plus(at), 1).unwrap();
                let base = base.filter(|_| !fulls.is_empty()).map(|index| *index.get(&fulls));
                if base.is_none() {
                    fulls.push(name);
                }
                all.push(Shelved { name, base });
            }
            all
        })
    }

    proptest! {
        #[test]
        fn no_rule_throws_away_what_must_stay(
            all in shelves(), days in 0u32..40, weeks in 0u32..20, months in 1u32..20, now in 0i64..1200
        ) {
            let rule = Keep::new(days, weeks, months).unwrap();
            let now = at("2025-01-01T00:00:00Z").plus(now * DAY);
            let kept = keep(rule, &all, &[], now);
            let newest = all.iter().map(|backup| backup.name).max();
            prop_assert!(newest.is_none_or(|newest| kept.contains_key(&newest)));
            for backup in &all {
                if days > 0 && backup.name.made() > now.plus(-DAY * i64::from(days)) {
                    prop_assert!(kept.contains_key(&backup.name));
                }
                if let Some(base) = backup.base.filter(|_| kept.contains_key(&backup.name)) {
                    prop_assert!(kept.contains_key(&base));
                }
            }
            let by_rule = |wanted: Reason| kept.values().filter(|reason| **reason == wanted).count();
            prop_assert!(by_rule(Reason::Week) <= weeks as usize);
            prop_assert!(by_rule(Reason::Month) <= months as usize);
            prop_assert!(kept.keys().all(|name| all.iter().any(|backup| backup.name == *name)));
            // What is left is all kept when the rule is asked again, and the order of asking does not matter.
            let left: Vec<Shelved> = all.iter().rev().filter(|b| kept.contains_key(&b.name)).copied().collect();
            let again = keep(rule, &left, &[], now);
            prop_assert_eq!(again.len(), kept.len());
            // A rule that asks for more keeps no less, as long as nothing hangs on which week is counted first.
            let more = keep(Keep::new(days, weeks, months + 1).unwrap(), &all, &[], now);
            prop_assert!(kept.keys().all(|name| more.contains_key(name)));
        }
    }
}
