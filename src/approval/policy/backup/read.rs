//! From the shape of `[backup]` to goals: every limit kept, every error with its line.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use toml::Spanned;

use super::{BackupGoals, HOUR, Keep, ShareWay};
use crate::approval::policy::error::{PolicyError, Problem};
use crate::approval::policy::period::YEAR;
use crate::approval::policy::reader::Reader;
use crate::approval::policy::shape::{BackupShape, KeepShape, line_of};
use crate::approval::policy::slip::probably;
use crate::clock::DAY;
use crate::mode::Mode;
use crate::safe::line;

/// The range of a span, and its ends in words.
type Range = (RangeInclusive<i64>, &'static str, &'static str);

const STATE_EVERY: Range = (HOUR..=31 * DAY, "1 hour", "31 days");
const DRILL_EVERY: Range = (DAY..=2 * YEAR, "1 day", "2 years");
const CHECK_SHARES_EVERY: Range = (DAY..=5 * YEAR, "1 day", "5 years");
const RECOVERY_TIME: Range = (600..=30 * DAY, "10 minutes", "30 days");
const DATA_AGE: Range = (HOUR..=90 * DAY, "1 hour", "90 days");
/// SLIP-39 knows no more shares of a group.
const MOST_SHARES: u8 = 16;
const MOST_MEDIA: u8 = 4;
/// Ten years each.
const MOST_DAYS: u16 = 3_660;
const MOST_WEEKS: u16 = 522;
const MOST_MONTHS: u16 = 120;

impl Reader<'_> {
    /// The goals of a policy for these modes: what the table says, and the defaults for the rest.
    pub(in crate::approval::policy) fn backup(
        &self,
        table: Option<&Spanned<BackupShape>>,
        modes: &[Mode],
    ) -> Result<BackupGoals, PolicyError> {
        let otherwise = BackupGoals::default();
        let Some(table) = table else { return Ok(otherwise) };
        let shape = table.get_ref();
        let goals = BackupGoals {
            line: Some(line_of(self.text, &table.span())),
            state_every: self.span(&shape.state_every, "state-every", STATE_EVERY, otherwise.state_every)?,
            drill_every: self.span(&shape.drill_every, "drill-every", DRILL_EVERY, otherwise.drill_every)?,
            check_shares_every: self.span(
                &shape.check_shares_every,
                "check-shares-every",
                CHECK_SHARES_EVERY,
                otherwise.check_shares_every,
            )?,
            recovery_time: self.span(&shape.recovery_time, "recovery-time", RECOVERY_TIME, otherwise.recovery_time)?,
            data_age: self.span(&shape.data_age, "data-age", DATA_AGE, otherwise.data_age)?,
            least_threshold: self.count(
                &shape.least_threshold,
                "least-threshold",
                1..=MOST_SHARES,
                otherwise.least_threshold,
            )?,
            spare_shares: self.count(
                &shape.spare_shares,
                "spare-shares",
                0..=MOST_SHARES - 1,
                otherwise.spare_shares,
            )?,
            most_shares: self.count(&shape.most_shares, "most-shares", 1..=MOST_SHARES, otherwise.most_shares)?,
            media: self.count(&shape.media, "media", 1..=MOST_MEDIA, otherwise.media)?,
            separate_media: shape.separate_media.unwrap_or(otherwise.separate_media),
            escrow: shape.escrow.unwrap_or(otherwise.escrow),
            keep: shape.keep.as_ref().map_or(Ok(otherwise.keep), |keep| self.keep(keep))?,
            ways: shape.ways.as_ref().map_or(Ok(otherwise.ways), |ways| self.ways(ways))?,
        };
        self.fits_together(&goals, shape, modes)?;
        Ok(goals)
    }

    /// What no field says alone: a set can be split as wanted, and production keeps no single copy.
    fn fits_together(&self, goals: &BackupGoals, shape: &BackupShape, modes: &[Mode]) -> Result<(), PolicyError> {
        let (threshold, spare, most) = (goals.least_threshold, goals.spare_shares, goals.most_shares);
        let written = shape.most_shares.as_ref().or(shape.spare_shares.as_ref()).or(shape.least_threshold.as_ref());
        // With none of the three written the defaults hold, and those go together.
        if let Some(at) = written
            && u16::from(threshold) + u16::from(spare) > u16::from(most)
        {
            return self.wrong(at, Problem::NoSplit { threshold, spare, most });
        }
        if let Some(at) = &shape.media
            && goals.media == 1
            && modes.contains(&Mode::Production)
        {
            return self.wrong(at, Problem::OneCopy);
        }
        Ok(())
    }

    fn span(
        &self,
        at: &Option<Spanned<String>>,
        field: &'static str,
        (range, least, most): Range,
        otherwise: i64,
    ) -> Result<i64, PolicyError> {
        at.as_ref().map_or(Ok(otherwise), |at| self.period(at, field, range, least, most))
    }

    fn count(
        &self,
        at: &Option<Spanned<u64>>,
        field: &'static str,
        range: RangeInclusive<u8>,
        otherwise: u8,
    ) -> Result<u8, PolicyError> {
        at.as_ref().map_or(Ok(otherwise), |at| self.within(at, field, range))
    }

    fn within<N>(&self, at: &Spanned<u64>, field: &'static str, range: RangeInclusive<N>) -> Result<N, PolicyError>
    where
        N: TryFrom<u64> + Into<u64> + PartialOrd + Copy,
    {
        let found = *at.get_ref();
        match N::try_from(found) {
            Ok(number) if range.contains(&number) => Ok(number),
            _ => {
                let (least, most) = ((*range.start()).into(), (*range.end()).into());
                self.wrong(at, Problem::Range { field, found, least, most })
            }
        }
    }

    fn keep(&self, at: &KeepShape) -> Result<Keep, PolicyError> {
        Ok(Keep {
            days: self.within(&at.days, "keep.days", 1..=MOST_DAYS)?,
            weeks: self.within(&at.weeks, "keep.weeks", 0..=MOST_WEEKS)?,
            months: self.within(&at.months, "keep.months", 0..=MOST_MONTHS)?,
        })
    }

    fn ways(&self, list: &Spanned<Vec<Spanned<String>>>) -> Result<BTreeSet<ShareWay>, PolicyError> {
        if list.get_ref().is_empty() {
            return self.wrong(list, Problem::Empty { field: "ways" });
        }
        let mut ways = BTreeSet::new();
        for word in list.get_ref() {
            let Some(way) = ShareWay::from_word(word.get_ref()) else {
                let meant = probably(word.get_ref(), ShareWay::ALL.map(ShareWay::word));
                return self.wrong(word, Problem::NotAWay { shown: line(word.get_ref(), 60), meant });
            };
            if !ways.insert(way) {
                return self.wrong(word, Problem::Twice { what: "way", shown: way.to_string() });
            }
        }
        Ok(ways)
    }
}
