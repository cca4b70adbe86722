//! `three-lists`: signers who speak for themselves all hold it.

use super::{Rule, Sight, Unmet};
use crate::trust::Voice;
use crate::trust::world::{Candidate, Kind};

/// On lists of three anchored signers that did not copy each other.
pub(super) static RULE: Rule = Rule {
    name: "three-lists",
    title: "a self-signed certificate that is good now and on the lists of three anchored signers that did not copy each other",
    reason: "States take certificates into their lists after an exchange with the state that issued them. Three that did so \
             each for itself are unlikely to be wrong together. The newest list of each signer counts, up to 400 days old; \
             signers whose lists show that they copy each other, or cannot be told from such, are one voice.",
    judge,
};

/// How many voices are wanted.
const VOICES: usize = 3;

const ROOT: &str = "a self-signed certificate";
const GOOD: &str = "a certificate that has not expired";
const WANTED: &str =
    "three voices: anchored signers whose newest lists, up to 400 days old, hold it and are not copies";

fn judge(sight: &Sight<'_>, candidate: &Candidate) -> Result<Vec<String>, Unmet> {
    if candidate.kind != Kind::SelfSigned {
        return Unmet::new(candidate.kind.word(), ROOT);
    }
    match candidate.not_after {
        None => return Unmet::new("an end of validity that cannot be read", GOOD),
        Some(end) if end < sight.world.at() => return Unmet::new(format!("that it expired at {end}"), GOOD),
        Some(_) => {}
    }
    let spoken = sight.voices.for_certificate(candidate.certificate);
    if spoken.len() < VOICES {
        let signers: Vec<String> = spoken.iter().map(|group| together(group)).collect();
        let found = match spoken.len() {
            0 => "no voice".to_owned(),
            1 => format!("1 voice: {}", signers.join("; ")),
            count => format!("{count} voices: {}", signers.join("; ")),
        };
        return Unmet::new(found, WANTED);
    }
    let mut words: Vec<String> = spoken.iter().map(|group| format!("on {}", together(group))).collect();
    words.extend(apart(&spoken));
    Ok(words)
}

/// The lists of one voice.
fn together(group: &[&Voice<'_>]) -> String {
    let named: Vec<String> = group.iter().map(|voice| voice.edition.place().to_string()).collect();
    if group.len() > 1 { format!("{}, one voice", named.join(" and ")) } else { named.join("") }
}

/// How near the lists that speak are to each other.
fn apart(spoken: &[Vec<&Voice<'_>>]) -> Option<String> {
    let apart = spoken.iter().flatten().filter_map(|voice| {
        let (other, overlap) = voice.nearest?;
        Some(format!("{} {} of 100 with {other}", voice.edition.signer, overlap.percent()))
    });
    let apart: Vec<String> = apart.collect();
    (!apart.is_empty()).then(|| format!("foreign certificates in common with the nearest list: {}", apart.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::super::super::Verdict;
    use super::super::super::world::made::*;
    use super::super::super::world::{Edition, World};
    use super::*;

    /// A list that holds `wanted` and nine certificates that stand on no other.
    fn own(signer: &str, day: &str, entry: u64) -> Edition {
        let own: Vec<String> = (0..9).map(|n| format!("{signer} {n}")).collect();
        let names: Vec<&str> = own.iter().map(String::as_str).chain(["wanted"]).collect();
        list(signer, day, entry, &names)
    }

    fn judged_as(wanted: Candidate, lists: Vec<Edition>) -> Result<Vec<String>, String> {
        let world = World::new(time("2026-06-01"), vec![wanted], lists, Vec::new());
        let judged = Sight::of(&world).judge(&RULE, digest("wanted"));
        judged.map(|evidence| evidence.words().to_vec()).map_err(|unmet| unmet.found)
    }

    fn judged(lists: Vec<Edition>) -> Result<Vec<String>, String> {
        judged_as(root("wanted", "AA"), lists)
    }

    fn three() -> Vec<Edition> {
        vec![own("DE", "2026-05-01", 4), own("ICAO", "2026-01-01", 5), own("IT", "2025-07-01", 6)]
    }

    #[test]
    fn three_signers_that_did_not_copy_each_other_propose_and_each_list_is_named() {
        let words = judged(three()).unwrap();
        for (signer, entry) in [("DE of 2026-05-01", 4), ("ICAO of 2026-01-01", 5), ("IT of 2025-07-01", 6)] {
            let entry = format!("ledger entry {entry})");
            assert!(words.iter().any(|line| line.contains(signer) && line.ends_with(&entry)), "{words:?}");
        }
        assert!(words.last().unwrap().contains("DE 10 of 100 with"), "{words:?}");
    }

    #[test]
    fn two_signers_that_copy_each_other_are_one_voice_and_too_few() {
        let mut lists = three();
        lists[2].certificates = lists[0].certificates.clone();
        let found = judged(lists.clone()).unwrap_err();
        assert!(found.starts_with("2 voices: DE of") && found.contains(", one voice; ICAO of"), "{found}");
        lists.push(own("NL", "2026-05-02", 8));
        assert!(judged(lists).is_ok(), "a third that speaks for itself");
    }

    #[test]
    fn ten_copies_of_one_list_are_one_voice() {
        let one = own("DE", "2026-05-01", 1);
        let copies = (0..10).map(|n| Edition { signer: format!("C{n}"), ..one.clone() });
        assert!(judged(copies.collect()).unwrap_err().starts_with("1 voice: "));
    }

    #[test]
    fn only_the_newest_edition_of_a_signer_speaks() {
        let mut lists = three();
        let mut newer = own("IT", "2026-02-01", 9);
        newer.certificates.remove(&digest("wanted"));
        lists.push(newer);
        assert!(judged(lists).unwrap_err().starts_with("2 voices"));
        let editions = ["2026-01-01", "2026-02-01", "2026-03-01"].map(|day| own("DE", day, 1));
        assert!(judged(editions.into()).unwrap_err().starts_with("1 voice"));
    }

    #[test]
    fn lists_that_are_old_or_signed_under_no_anchor_do_not_speak() {
        let mut lists = three();
        lists[2] = own("IT", "2025-04-01", 6);
        assert!(judged(lists).unwrap_err().starts_with("2 voices"));
        let mut lists = three();
        lists[0].anchored = false;
        assert!(judged(lists).unwrap_err().starts_with("2 voices"));
        assert_eq!(judged(Vec::new()).unwrap_err(), "no voice");
    }

    #[test]
    fn what_has_expired_or_is_a_link_or_has_an_error_finding_is_not_proposed() {
        let mut expired = root("wanted", "AA");
        expired.not_after = Some(time("2026-05-31"));
        assert!(judged_as(expired, three()).unwrap_err().starts_with("that it expired at 2026-05-31"));
        let mut unread = root("wanted", "AA");
        unread.not_after = None;
        assert!(judged_as(unread, three()).is_err());
        assert_eq!(judged_as(link("wanted", "AA", "a", "b"), three()).unwrap_err(), "a link certificate");
        let mut faulty = root("wanted", "AA");
        faulty.errors = 2;
        assert_eq!(judged_as(faulty, three()).unwrap_err(), "error findings: 2");
        let world = World::new(
            time("2026-06-01"),
            vec![root("wanted", "AA")],
            three(),
            vec![decided("wanted", Verdict::Distrust, "2026-05-01", 3)],
        );
        assert!(Sight::of(&world).judge(&RULE, digest("wanted")).is_err(), "distrusted");
    }
}
