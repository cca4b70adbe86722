//! `csca status`: what a CSCA's keys and lists ask for, and by when (Doc 9303-12 4.1.4.3, 4.1.5).

use crate::clock::{DAY, Time};
use crate::safe::Label;

/// Other states are told of the next key so long before it comes, in days (4.1.4.3).
pub const NOTICE_DAYS: i64 = 90;
/// A new key does not sign in its first days (4.1.4.3).
pub const QUIET_DAYS: i64 = 2;
/// How long before the notice must be out the next key is spoken of, in days.
const AHEAD_DAYS: i64 = 90;
/// Days between two lists at most (4.1.5).
const LIST_DAYS: i64 = 90;
/// Hours within which a revocation stands on a list that is out (4.1.5).
const PUBLISH_HOURS: i64 = 48;

/// Whether a link leads to a root's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Linked {
    /// There was no key before it.
    First,
    /// A link that is not revoked leads to it.
    Linked,
    /// The key before it is lost or not to be trusted: nothing can lead from it.
    Broken,
    /// One did, and is revoked.
    Revoked,
    /// None does.
    Missing,
}

impl Linked {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Linked::First => "first",
            Linked::Linked => "linked",
            Linked::Broken => "broken",
            Linked::Revoked => "revoked",
            Linked::Missing => "missing",
        }
    }

    /// The same, explained to people.
    pub const fn told(self) -> &'static str {
        match self {
            Linked::First => "first",
            Linked::Linked => "linked",
            Linked::Broken => "broken (the key before it could sign none)",
            Linked::Revoked => "revoked",
            Linked::Missing => "missing (it signs nothing unless it is named)",
        }
    }
}

/// One root of the CSCA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// The name of its key.
    pub key: Label,
    /// Whether its key may still sign: neither compromised nor at its end otherwise.
    pub usable: bool,
    /// From when on it is valid.
    pub begins: Time,
    /// Until when its key signs.
    pub use_until: Time,
    /// Until when it is valid.
    pub ends: Time,
    /// How it comes after the one before it.
    pub linked: Linked,
}

impl Root {
    /// Until when the key is to be left alone, where it has just followed another.
    pub fn quiet_until(&self, now: Time) -> Option<Time> {
        let until = self.begins.plus(QUIET_DAYS * DAY);
        (self.linked != Linked::First && self.linked != Linked::Broken && now < until).then_some(until)
    }

    /// Whole days for which its key still signs; below zero where that is over.
    pub fn days_left(&self, now: Time) -> i64 {
        (self.use_until.unix() - now.unix()).div_euclid(DAY)
    }

    fn is_in_use(&self, now: Time) -> bool {
        self.usable && now <= self.use_until
    }
}

/// What the station knows of its CSCA.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// Its roots, oldest first.
    pub roots: &'a [Root],
    /// When the next list is due by the last one; none where there is no list.
    pub next_update: Option<Time>,
    /// The first revocation that stands on no list.
    pub unpublished: Option<Time>,
    /// Station time.
    pub now: Time,
}

/// Something that has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The next key has to be there, and told to other states.
    NextKey,
    /// The newest key may sign no more, and no other follows.
    KeyOver,
    /// A link has to lead to a root.
    Link,
    /// A list has to be issued.
    List,
    /// A revocation has to stand on a list that is out.
    Revocation,
}

impl What {
    /// The word in reports.
    pub const fn word(self) -> &'static str {
        match self {
            What::NextKey => "next-key",
            What::KeyOver => "key-over",
            What::Link => "link",
            What::List => "list",
            What::Revocation => "revocation",
        }
    }
}

/// Something that has to be done by a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// What.
    pub what: What,
    /// Whose key it is about.
    pub key: Label,
    /// By when.
    pub by: Time,
    /// Whether that is over.
    pub overdue: bool,
}

/// What has to be done: what is overdue, the next list, and what comes near. The earliest first.
pub fn duties(given: &Given<'_>) -> Vec<Duty> {
    let now = given.now;
    let mut duties = Vec::new();
    // A link comes with its root: one that is missing is late from the first moment.
    let late = |what, by| now > by || what == What::Link;
    let mut add = |what, key: &Label, by| duties.push(Duty { what, key: key.clone(), by, overdue: late(what, by) });
    let (Some(first), Some(last)) = (given.roots.first(), given.roots.last()) else { return duties };
    // Where the newest came to its end, the one before it goes on while it may. A root that joins nothing is none of them.
    let own = |root: &&Root| root.linked != Linked::Missing;
    let last = given.roots.iter().rfind(own).unwrap_or(last);
    let newest = given.roots.iter().filter(own).rfind(|root| root.usable).unwrap_or(last);
    let notice = newest.use_until.plus(-NOTICE_DAYS * DAY);
    if now > newest.use_until || !newest.usable {
        add(What::KeyOver, &newest.key, newest.use_until.min(now.plus(-1)));
    } else if now >= notice.plus(-AHEAD_DAYS * DAY) {
        add(What::NextKey, &newest.key, notice);
    }
    for root in
        given.roots.iter().filter(|root| root.usable && matches!(root.linked, Linked::Missing | Linked::Revoked))
    {
        add(What::Link, &root.key, root.begins);
    }
    add(What::List, &newest.key, given.next_update.unwrap_or_else(|| first.begins.plus(LIST_DAYS * DAY)));
    if let Some(at) = given.unpublished {
        add(What::Revocation, &newest.key, at.plus(PUBLISH_HOURS * 3600));
    }
    duties.sort_by_key(|duty| duty.by);
    duties
}

/// The key that signs certificates where none is named: the newest whose first two days are over, else the one before
/// it while that one may sign. None where no key may.
pub fn issuer(roots: &[Root], now: Time) -> Option<&Root> {
    let quiet = |root: &&Root| root.quiet_until(now).is_none();
    let in_use = |root: &&Root| root.is_in_use(now);
    roots.iter().rev().filter(in_use).find(quiet).or_else(|| roots.iter().rfind(in_use))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn root(key: &str, begins: &str, linked: Linked) -> Root {
        let begins = at(begins);
        let key = key.parse().unwrap();
        Root { key, usable: true, begins, use_until: begins.plus_years(5), ends: begins.plus_years(15), linked }
    }

    fn due(roots: &[Root], next_update: Option<&str>, unpublished: Option<&str>, now: &str) -> Vec<String> {
        let (next_update, unpublished) = (next_update.map(at), unpublished.map(at));
        let given = Given { roots, next_update, unpublished, now: at(now) };
        let told = |duty: Duty| {
            let word = if duty.overdue { "overdue" } else { "due" };
            format!("{} of {} {word} {}", duty.what.word(), duty.key, duty.by)
        };
        duties(&given).into_iter().map(told).collect()
    }

    #[test]
    fn a_list_is_due_by_the_last_one_or_ninety_days_after_the_root() {
        let roots = [root("a", "2026-01-01T00:00:00Z", Linked::First)];
        assert_eq!(due(&roots, None, None, "2026-02-01T00:00:00Z"), ["list of a due 2026-04-01T00:00:00Z"]);
        assert_eq!(due(&roots, None, None, "2026-04-01T00:00:01Z"), ["list of a overdue 2026-04-01T00:00:00Z"]);
        let next = Some("2026-05-01T00:00:00Z");
        assert_eq!(due(&roots, next, None, "2026-04-30T00:00:00Z"), ["list of a due 2026-05-01T00:00:00Z"]);
        assert_eq!(due(&roots, next, None, "2026-05-02T00:00:00Z"), ["list of a overdue 2026-05-01T00:00:00Z"]);
        assert_eq!(due(&[], None, None, "2026-05-02T00:00:00Z"), [""; 0]);
    }

    #[test]
    fn a_revocation_is_out_within_two_days() {
        let roots = [root("a", "2026-01-01T00:00:00Z", Linked::First)];
        let told = |now: &str| due(&roots, Some("2026-05-01T00:00:00Z"), Some("2026-03-01T12:00:00Z"), now).remove(0);
        assert_eq!(told("2026-03-03T12:00:00Z"), "revocation of a due 2026-03-03T12:00:00Z");
        assert_eq!(told("2026-03-03T12:00:01Z"), "revocation of a overdue 2026-03-03T12:00:00Z");
    }

    #[test]
    fn the_next_key_is_told_ninety_days_ahead_and_spoken_of_before() {
        let roots = [root("a", "2026-01-01T00:00:00Z", Linked::First)];
        let told = |now: &str| due(&roots, Some("2040-01-01T00:00:00Z"), None, now);
        let list = "list of a due 2040-01-01T00:00:00Z";
        assert_eq!(told("2030-07-04T23:59:59Z"), [list]);
        assert_eq!(told("2030-07-05T00:00:00Z"), ["next-key of a due 2030-10-03T00:00:00Z", list]);
        assert_eq!(told("2030-10-03T00:00:01Z"), ["next-key of a overdue 2030-10-03T00:00:00Z", list]);
        assert_eq!(told("2031-01-01T00:00:01Z"), ["key-over of a overdue 2031-01-01T00:00:00Z", list]);
        let followed = [roots[0].clone(), root("b", "2030-12-01T00:00:00Z", Linked::Linked)];
        let calm = due(&followed, Some("2040-01-01T00:00:00Z"), None, "2031-01-01T00:00:01Z");
        assert_eq!(calm, ["list of b due 2040-01-01T00:00:00Z"]);
        let mut lost = roots.clone();
        lost[0].usable = false;
        let told = due(&lost, None, None, "2026-02-01T00:00:00Z");
        assert_eq!(told[0], "key-over of a overdue 2026-01-31T23:59:59Z");
    }

    #[test]
    fn a_link_is_missed_at_once_and_only_where_one_can_be() {
        let first = root("a", "2026-01-01T00:00:00Z", Linked::First);
        let told = |linked| {
            let roots = [first.clone(), root("b", "2029-01-01T00:00:00Z", linked)];
            due(&roots, Some("2040-01-01T00:00:00Z"), None, "2029-01-02T00:00:00Z").len()
        };
        assert_eq!([Linked::Missing, Linked::Linked, Linked::Broken].map(told), [2, 1, 1]);
        let roots = [first.clone(), root("b", "2029-01-01T00:00:00Z", Linked::Missing)];
        let told = due(&roots, Some("2040-01-01T00:00:00Z"), None, "2030-11-01T00:00:00Z");
        assert!(told.contains(&"next-key of a overdue 2030-10-03T00:00:00Z".to_owned()), "none followed: {told:?}");
        let ended = Root { usable: false, ..root("b", "2029-01-01T00:00:00Z", Linked::Missing) };
        let told = due(&[first, ended], Some("2040-01-01T00:00:00Z"), None, "2029-01-02T00:00:00Z");
        assert_eq!(told, ["list of a due 2040-01-01T00:00:00Z"], "nothing is missed of a key that ended");
    }

    #[test]
    fn where_the_newest_key_ended_the_one_before_it_is_the_one_to_be_followed() {
        let ended = Root { usable: false, ..root("b", "2029-01-01T00:00:00Z", Linked::Linked) };
        let roots = [root("a", "2026-01-01T00:00:00Z", Linked::First), ended];
        let told = |now: &str| due(&roots, Some("2040-01-01T00:00:00Z"), None, now).remove(0);
        assert_eq!(told("2029-02-01T00:00:00Z"), "list of a due 2040-01-01T00:00:00Z");
        assert_eq!(told("2030-11-01T00:00:00Z"), "next-key of a overdue 2030-10-03T00:00:00Z");
        assert_eq!(told("2031-02-01T00:00:00Z"), "key-over of a overdue 2031-01-01T00:00:00Z");
    }

    #[test]
    fn the_old_key_signs_for_two_days_while_it_may() {
        let first = root("a", "2026-01-01T00:00:00Z", Linked::First);
        let roots = [first.clone(), root("b", "2029-01-01T00:00:00Z", Linked::Linked)];
        let signs = |roots: &[Root], now: &str| issuer(roots, at(now)).unwrap().key.to_string();
        assert_eq!(signs(&roots[..1], "2026-01-01T00:00:00Z"), "a", "the first key waits for nobody");
        assert_eq!(signs(&roots, "2029-01-01T00:00:00Z"), "a");
        assert_eq!(signs(&roots, "2029-01-02T23:59:59Z"), "a");
        assert_eq!(signs(&roots, "2029-01-03T00:00:00Z"), "b");
        let over = [first.clone(), root("b", "2031-01-01T00:00:01Z", Linked::Linked)];
        assert_eq!(signs(&over, "2031-01-01T12:00:00Z"), "b", "the old key may sign no more");
        let mut lost = roots.clone();
        lost[0].usable = false;
        assert_eq!(signs(&lost, "2029-01-01T12:00:00Z"), "b");
        lost[1].usable = false;
        assert!(issuer(&lost, at("2029-01-01T12:00:00Z")).is_none());
        assert!(issuer(&roots, at("2036-01-01T12:00:00Z")).is_none(), "the use of both is over");
        let broken = [first, root("b", "2029-01-01T00:00:00Z", Linked::Broken)];
        assert_eq!(signs(&broken, "2029-01-01T00:00:00Z"), "b", "nobody waits for a key that is lost");
        assert!(issuer(&[], at("2029-01-01T00:00:00Z")).is_none());
    }
}
