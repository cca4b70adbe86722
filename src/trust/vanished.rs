//! Certificates that stood on a signer's list and stand there no more.
//!
//! A certificate leaves a list because it expired, because the signer tidied up, or because somebody found something
//! out. Only the last is news, and lists never say which it was. So each is told with what can be known: since which
//! edition, whether it had expired by then, and whose newest list still holds it.

use std::collections::BTreeMap;

use super::world::{Edition, Place, World};
use crate::clock::Time;
use crate::digest::Digest;

/// A certificate that vanished from the lists of one signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vanished {
    /// Which.
    pub certificate: Digest,
    /// The last edition that holds it.
    pub last_on: Place,
    /// The first edition after that, which does not.
    pub since: Place,
    /// The end of its validity, where that can be read.
    pub not_after: Option<Time>,
    /// The newest lists of other signers that hold it.
    pub still_on: Vec<Place>,
}

impl Vanished {
    /// Whether it had expired when the edition was signed that left it out.
    pub fn had_expired(&self) -> bool {
        self.not_after.is_some_and(|end| end < self.since.signed_at)
    }

    /// The same in one line.
    pub fn words(&self) -> String {
        let expired = match self.not_after {
            Some(end) if self.had_expired() => format!("it had expired at {end}"),
            Some(_) => "it had not expired".to_owned(),
            None => "the end of its validity cannot be read".to_owned(),
        };
        let still: Vec<String> = self.still_on.iter().map(ToString::to_string).collect();
        let still = if still.is_empty() {
            "on no other newest list".to_owned()
        } else {
            format!("still on {}", still.join(", "))
        };
        format!("last on {}, not on {}; {expired}; {still}", self.last_on, self.since)
    }
}

/// Everything that vanished, by certificate and then by signer.
pub fn vanished(world: &World) -> Vec<Vanished> {
    let series = series(world);
    let mut all: Vec<Vanished> = Vec::new();
    for editions in series.values() {
        let Some(newest) = editions.last() else { continue };
        let mut last_on: BTreeMap<Digest, usize> = BTreeMap::new();
        for (place, edition) in editions.iter().enumerate() {
            last_on.extend(edition.certificates.iter().map(|certificate| (*certificate, place)));
        }
        for (certificate, place) in last_on {
            let mut later = editions.iter().skip(place + 1);
            let first = later.clone().next();
            let (Some(last), Some(since)) = (editions.get(place), later.find(|one| one.anchored).or(first)) else {
                continue;
            };
            let holds = |edition: &&&Edition| edition.certificates.contains(&certificate);
            let others = series.values().filter_map(|others| others.last()).filter(|other| other.list != newest.list);
            let still_on = others.filter(holds).map(|edition| edition.place()).collect();
            let not_after = world.candidate(certificate).and_then(|one| one.not_after);
            let (last_on, since) = (last.place(), since.place());
            all.push(Vanished { certificate, last_on, since, not_after, still_on });
        }
    }
    all.sort_by(|a, b| (a.certificate, &a.since.signer).cmp(&(b.certificate, &b.since.signer)));
    all
}

/// The editions of each signer, oldest first, to the newest that is anchored, or to the newest where none is. A signer's
/// CSCA key changes, and only the key of the newest lists may have been accepted: older lists of the state's name still say
/// what stood there. Anybody can sign a list in a state's name, so nothing that is not anchored takes anything away from
/// what is.
fn series(world: &World) -> BTreeMap<&str, Vec<&Edition>> {
    let mut series: BTreeMap<&str, Vec<&Edition>> = BTreeMap::new();
    for edition in world.editions() {
        series.entry(&edition.signer).or_default().push(edition);
    }
    for editions in series.values_mut() {
        if let Some(newest) = editions.iter().rposition(|edition| edition.anchored) {
            editions.truncate(newest + 1);
        }
    }
    series
}

#[cfg(test)]
mod tests {
    use super::super::world::made::*;
    use super::*;

    fn world(lists: Vec<Edition>) -> World {
        let mut short = root("short", "AA");
        short.not_after = Some(time("2026-02-15"));
        World::new(time("2026-06-01"), vec![root("long", "AA"), short, root("other", "BB")], lists, Vec::new())
    }

    #[test]
    fn what_stood_on_an_earlier_edition_and_not_on_the_newest_has_vanished_since_the_first_without_it() {
        let world = world(vec![
            list("DE", "2026-01-01", 1, &["long", "short", "other"]),
            list("DE", "2026-02-01", 2, &["long", "short", "other"]),
            list("DE", "2026-03-01", 3, &["other"]),
            list("DE", "2026-04-01", 4, &["other"]),
            list("IT", "2025-12-01", 5, &["long"]),
        ]);
        let found = vanished(&world);
        assert_eq!(found.len(), 2, "{found:?}");
        let of = |name: &str| found.iter().find(|one| one.certificate == digest(name)).unwrap();
        for name in ["long", "short"] {
            assert_eq!((of(name).last_on.entry, of(name).since.entry), (2, 3), "{name}");
        }
        assert!(of("short").had_expired() && of("short").still_on.is_empty());
        assert!(!of("long").had_expired());
        assert_eq!(of("long").still_on.iter().map(|edition| edition.signer.as_str()).collect::<Vec<_>>(), ["IT"]);
        assert!(of("long").words().contains("still on IT of 2025-12-01"), "{}", of("long").words());
    }

    #[test]
    fn what_came_back_has_not_vanished_and_what_vanished_twice_counts_from_the_last_time() {
        let back = world(vec![
            list("DE", "2026-01-01", 1, &["long"]),
            list("DE", "2026-02-01", 2, &[]),
            list("DE", "2026-03-01", 3, &["long"]),
        ]);
        assert!(vanished(&back).is_empty());
        let twice = world(vec![
            list("DE", "2026-01-01", 1, &["long"]),
            list("DE", "2026-02-01", 2, &[]),
            list("DE", "2026-03-01", 3, &["long"]),
            list("DE", "2026-04-01", 4, &[]),
        ]);
        assert_eq!(vanished(&twice).iter().map(|one| one.since.entry).collect::<Vec<_>>(), [4]);
    }

    #[test]
    fn editions_go_by_the_time_of_signing_whenever_they_were_taken_in() {
        let world =
            world(vec![list("DE", "2026-03-01", 1, &["long"]), list("DE", "2026-01-01", 2, &["long", "short"])]);
        let found = vanished(&world);
        assert_eq!(found.iter().map(|one| (one.last_on.entry, one.since.entry)).collect::<Vec<_>>(), [(2, 1)]);
    }

    #[test]
    fn accepting_the_key_of_the_newest_list_alone_hides_nothing_that_older_lists_held() {
        let edition = |day, entry, anchored, names: &[&str]| {
            let mut one = list("DE", day, entry, names);
            one.anchored = anchored;
            one
        };
        let lists = |accepted| {
            vec![
                edition("2026-01-01", 1, false, &["long", "short"]),
                edition("2026-02-01", 2, false, &["long"]),
                edition("2026-03-01", 3, accepted, &["other"]),
                list("IT", "2026-03-02", 4, &["short"]),
            ]
        };
        for accepted in [false, true] {
            let found = vanished(&world(lists(accepted)));
            assert_eq!(found.len(), 2, "{accepted}: {found:?}");
            assert!(found.iter().all(|one| one.still_on.iter().all(|place| place.signer == "IT")), "{found:?}");
        }
    }

    #[test]
    fn one_signer_s_list_says_nothing_of_anothers_and_a_stranger_in_a_states_name_takes_nothing_from_it() {
        let two = world(vec![list("DE", "2026-01-01", 1, &["long"]), list("IT", "2026-03-01", 2, &["short"])]);
        assert!(vanished(&two).is_empty());
        let mut stranger = list("DE", "2026-03-01", 2, &["other"]);
        stranger.anchored = false;
        let world = world(vec![list("DE", "2026-01-01", 1, &["long"]), stranger]);
        assert!(vanished(&world).is_empty());
    }
}
