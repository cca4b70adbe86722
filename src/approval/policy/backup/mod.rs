//! What a station's backups have to be: the `[backup]` table of a policy.
//!
//! Where a policy has no such table the defaults hold, so that one that was adopted before asks for what the house
//! asks. Here stands what is wanted; whether a backup, a drill or a set of shares is so is judged where it is made, by
//! [`BackupGoals::shares_fit`] and its like.

mod read;

use std::collections::BTreeSet;
use std::fmt;

use thiserror::Error;

use super::period::{YEAR, every, in_words};
use crate::clock::DAY;

const HOUR: i64 = 3_600;

/// What backups have to be, checked. Spans are in seconds.
///
/// ```compile_fail,E0451
/// use chancery::approval::policy::BackupGoals;
/// let weaker = BackupGoals { media: 0, ..BackupGoals::default() }; // private fields: only a policy's text sets them
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupGoals {
    line: Option<usize>,
    state_every: i64,
    drill_every: i64,
    check_shares_every: i64,
    recovery_time: i64,
    data_age: i64,
    least_threshold: u8,
    spare_shares: u8,
    most_shares: u8,
    media: u8,
    separate_media: bool,
    escrow: bool,
    keep: Keep,
    ways: BTreeSet<ShareWay>,
}

/// How long state backups are kept: all of the last days, then one of each week, then one of each month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    days: u16,
    weeks: u16,
    months: u16,
}

/// A way in which a share comes to its keeper. No way writes it to a disk in the clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ShareWay {
    /// Printed on a card, by a printer that gets the bytes and keeps none.
    Card,
    /// Shown one word at a time and written down by hand.
    Shown,
    /// Sealed to the keeper's age recipient.
    Age,
    /// Sealed to the keeper's OpenPGP key.
    OpenPgp,
}

/// In what something that is to be made does not fit the goals.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Unfit {
    /// No set at all.
    #[error("{threshold} of {of} is no set of shares")]
    NoSet {
        /// How many would be needed.
        threshold: u8,
        /// How many there would be.
        of: u8,
    },
    /// Too few shares would open it.
    #[error("{threshold} of {of} is opened by {threshold}; the policy wants at least {least} (least-threshold)")]
    Threshold {
        /// How many would be needed.
        threshold: u8,
        /// How many there would be.
        of: u8,
        /// The least that may be needed.
        least: u8,
    },
    /// Too few could be lost.
    #[error(
        "{threshold} of {of} leaves {} to spare; the policy wants at least {least} (spare-shares)",
        of.saturating_sub(*threshold)
    )]
    Spare {
        /// How many would be needed.
        threshold: u8,
        /// How many there would be.
        of: u8,
        /// How many may be lost at the least.
        least: u8,
    },
    /// Too many shares.
    #[error("{of} shares are more than the {most} that the policy allows (most-shares)")]
    Shares {
        /// How many there would be.
        of: u8,
        /// The most there may be.
        most: u8,
    },
    /// A way that the policy does not name.
    #[error("no share is handed out as '{way}' here (ways)")]
    Way {
        /// The way.
        way: ShareWay,
    },
    /// Too few copies.
    #[error("{found} of the {wanted} copies that the policy wants (media)")]
    Media {
        /// How many there are.
        found: usize,
        /// How many are wanted.
        wanted: u8,
    },
}

impl Default for BackupGoals {
    /// What holds where a policy does not say it.
    fn default() -> Self {
        BackupGoals {
            line: None,
            state_every: DAY,
            drill_every: 90 * DAY,
            check_shares_every: YEAR,
            recovery_time: 4 * HOUR,
            data_age: DAY,
            least_threshold: 2,
            spare_shares: 1,
            most_shares: 7,
            media: 2,
            separate_media: true,
            escrow: false,
            keep: Keep { days: 14, weeks: 8, months: 24 },
            ways: ShareWay::ALL.into_iter().collect(),
        }
    }
}

impl BackupGoals {
    /// The line of the policy on which the table stands, from 1; `None` where it has none and the defaults hold.
    pub fn line(&self) -> Option<usize> {
        self.line
    }

    /// So long after the last state backup the next is due, in seconds.
    pub fn state_every(&self) -> i64 {
        self.state_every
    }

    /// So long after the last restore drill the next is due, in seconds.
    pub fn drill_every(&self) -> i64 {
        self.drill_every
    }

    /// So long after a share was judged alone it is due again, in seconds.
    pub fn check_shares_every(&self) -> i64 {
        self.check_shares_every
    }

    /// The longest that a restore may take, in seconds: the goal of a drill.
    pub fn recovery_time(&self) -> i64 {
        self.recovery_time
    }

    /// How old the restored state may be, in seconds: the other goal of a drill.
    pub fn data_age(&self) -> i64 {
        self.data_age
    }

    /// The fewest shares that may open a key backup, 1 to 16; 1 is found by lint.
    pub fn least_threshold(&self) -> u8 {
        self.least_threshold
    }

    /// How many shares of a set may be lost at the least, 0 to 15.
    pub fn spare_shares(&self) -> u8 {
        self.spare_shares
    }

    /// The most shares a set may have, up to 16; never less than threshold and spare together.
    pub fn most_shares(&self) -> u8 {
        self.most_shares
    }

    /// On how many media a key backup is written, 1 to 4; never 1 in a policy for production.
    pub fn media(&self) -> u8 {
        self.media
    }

    /// Whether these media must be different file systems.
    pub fn separate_media(&self) -> bool {
        self.separate_media
    }

    /// Whether a set may have a second group of shares that opens it too.
    pub fn escrow(&self) -> bool {
        self.escrow
    }

    /// How long state backups are kept.
    pub fn keep(&self) -> Keep {
        self.keep
    }

    /// The ways in which shares may be handed out: at least one.
    pub fn ways(&self) -> &BTreeSet<ShareWay> {
        &self.ways
    }

    /// Whether a group of `of` shares, of which `threshold` are needed, is as the policy wants it. A second group is
    /// judged the same way, for it opens the same keys.
    pub fn shares_fit(&self, threshold: u8, of: u8) -> Result<(), Unfit> {
        if threshold == 0 || threshold > of {
            return Err(Unfit::NoSet { threshold, of });
        }
        if threshold < self.least_threshold {
            return Err(Unfit::Threshold { threshold, of, least: self.least_threshold });
        }
        if of > self.most_shares {
            return Err(Unfit::Shares { of, most: self.most_shares });
        }
        if of - threshold < self.spare_shares {
            return Err(Unfit::Spare { threshold, of, least: self.spare_shares });
        }
        Ok(())
    }

    /// Whether a share may be handed out in this way.
    pub fn way_fits(&self, way: ShareWay) -> Result<(), Unfit> {
        if self.ways.contains(&way) { Ok(()) } else { Err(Unfit::Way { way }) }
    }

    /// Whether so many copies of a key backup are enough. That they lie on different file systems, where
    /// [`BackupGoals::separate_media`] wants it, is judged where they are written.
    pub fn media_fit(&self, found: usize) -> Result<(), Unfit> {
        let wanted = self.media;
        if found >= usize::from(wanted) { Ok(()) } else { Err(Unfit::Media { found, wanted }) }
    }

    /// The goals in words, each with its name, in the order of the file: for reports, and for officers who decide about
    /// a policy.
    pub fn words(&self) -> Vec<(&'static str, String)> {
        let ways: Vec<&str> = self.ways.iter().map(|way| way.word()).collect();
        let shares = format!(
            "at least {} needed, at least {} to spare, at most {} in all; handed out by {}",
            self.least_threshold,
            self.spare_shares,
            self.most_shares,
            ways.join(", ")
        );
        let copies = match (self.media, self.separate_media) {
            (1, _) => "1".to_owned(),
            (media, true) => format!("{media}, on different file systems"),
            (media, false) => format!("{media}, also on one file system"),
        };
        vec![
            ("State backup", every(self.state_every)),
            ("Restore drill", every(self.drill_every)),
            ("Shares judged", every(self.check_shares_every)),
            ("Recovery", format!("within {}", in_words(self.recovery_time))),
            ("Data", format!("no older than {}", in_words(self.data_age))),
            ("Shares", shares),
            ("Second group", if self.escrow { "may be" } else { "none" }.to_owned()),
            ("Copies of keys", copies),
            ("State kept", self.keep.to_string()),
        ]
    }
}

impl Keep {
    /// All of the last so many days, 1 or more.
    pub fn days(self) -> u16 {
        self.days
    }

    /// The newest of each of so many weeks.
    pub fn weeks(self) -> u16 {
        self.weeks
    }

    /// The newest of each of so many months.
    pub fn months(self) -> u16 {
        self.months
    }

    /// No backup is kept for longer than so many seconds, however the weeks and months are counted.
    pub(super) fn longest(self) -> i64 {
        let [days, weeks, months] = [self.days, self.weeks, self.months].map(i64::from);
        (days + 7 * weeks + 31 * months) * DAY
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |count: u16, unit: &str| match count {
            1 => format!("1 {unit}"),
            count => format!("{count} {unit}s"),
        };
        let Keep { days, weeks, months } = *self;
        write!(
            f,
            "all of {}, then one of each of {}, then of {}",
            of(days, "day"),
            of(weeks, "week"),
            of(months, "month")
        )
    }
}

impl ShareWay {
    /// Every way.
    pub const ALL: [ShareWay; 4] = [ShareWay::Card, ShareWay::Shown, ShareWay::Age, ShareWay::OpenPgp];

    /// The word in a policy and in reports.
    pub const fn word(self) -> &'static str {
        match self {
            ShareWay::Card => "card",
            ShareWay::Shown => "shown",
            ShareWay::Age => "age",
            ShareWay::OpenPgp => "openpgp",
        }
    }

    /// The way of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        ShareWay::ALL.into_iter().find(|way| way.word() == word)
    }
}

impl fmt::Display for ShareWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_that_splits_is_judged_by_threshold_number_and_what_is_to_spare() {
        let goals = BackupGoals::default();
        for of in 0..=20u8 {
            for threshold in 0..=20u8 {
                let wanted = (2..=7).contains(&threshold) && of <= 7 && of > threshold;
                assert_eq!(goals.shares_fit(threshold, of).is_ok(), wanted, "{threshold} of {of}");
            }
        }
        for (threshold, of, wanted) in [
            (0, 3, "0 of 3 is no set of shares"),
            (4, 3, "4 of 3 is no set of shares"),
            (1, 1, "1 of 1 is opened by 1; the policy wants at least 2 (least-threshold)"),
            (2, 8, "8 shares are more than the 7 that the policy allows (most-shares)"),
            (3, 3, "3 of 3 leaves 0 to spare; the policy wants at least 1 (spare-shares)"),
            (255, 255, "255 shares are more than the 7 that the policy allows (most-shares)"),
        ] {
            assert_eq!(goals.shares_fit(threshold, of).unwrap_err().to_string(), wanted);
        }
    }

    #[test]
    fn ways_and_copies_are_judged() {
        let goals = BackupGoals { ways: BTreeSet::from([ShareWay::Card]), ..BackupGoals::default() };
        assert_eq!(goals.way_fits(ShareWay::Card), Ok(()));
        let unfit = goals.way_fits(ShareWay::OpenPgp).unwrap_err();
        assert_eq!(unfit.to_string(), "no share is handed out as 'openpgp' here (ways)");
        assert_eq!((goals.media_fit(2), goals.media_fit(3)), (Ok(()), Ok(())));
        let unfit = goals.media_fit(1).unwrap_err();
        assert_eq!(unfit.to_string(), "1 of the 2 copies that the policy wants (media)");
    }

    #[test]
    fn the_words_of_the_ways_go_there_and_back() {
        for way in ShareWay::ALL {
            assert_eq!(ShareWay::from_word(way.word()), Some(way));
        }
        assert_eq!((ShareWay::from_word("paper"), ShareWay::from_word("Card")), (None, None));
    }
}
