//! `successor`: the root certificate of a key that an accepted link certifies.

use super::{Rule, Sight, Unmet, accepted};
use crate::trust::world::{Candidate, Kind};

/// A self-signed certificate for the key of an accepted link certificate.
pub(super) static RULE: Rule = Rule {
    name: "successor",
    title: "a self-signed certificate whose key an accepted link certificate of the state certifies",
    reason: "A new CSCA key comes in two certificates: a link by the old key and one signed by itself. Where people accepted \
             the link, they accepted the key; the self-signed certificate says the same key again under the new name.",
    judge,
};

const WANTED: &str =
    "a self-signed certificate whose key is that of a link certificate of the same state that is an anchor";

fn judge(sight: &Sight<'_>, candidate: &Candidate) -> Result<Vec<String>, Unmet> {
    let world = sight.world;
    if candidate.kind != Kind::SelfSigned {
        return Unmet::new(candidate.kind.word(), WANTED);
    }
    let same_key = |other: &&Candidate| candidate.key.is_some() && other.key == candidate.key;
    let links = || world.anchors().filter(same_key).filter(|anchor| anchor.kind == Kind::Link);
    match links().find(|link| link.state == candidate.state) {
        Some(link) => Ok(vec![format!("the key is that of the accepted link certificate {}", accepted(world, link))]),
        None => {
            let other =
                links().next().map(|link| format!("an accepted link certificate of {} with its key", link.state));
            Unmet::new(other.unwrap_or_else(|| "no accepted link certificate with its key".into()), WANTED)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Verdict;
    use super::super::super::world::World;
    use super::super::super::world::made::*;
    use super::*;

    fn judged(candidates: Vec<Candidate>, anchors: &[&str], name: &str) -> Result<Vec<String>, String> {
        let decided = anchors.iter().map(|anchor| decided(anchor, Verdict::Accept, "2026-01-01", 9)).collect();
        let world = World::new(time("2026-06-01"), candidates, Vec::new(), decided);
        let judged = Sight::of(&world).judge(&RULE, digest(name));
        judged.map(|evidence| evidence.words().to_vec()).map_err(|unmet| unmet.found)
    }

    #[test]
    fn the_root_of_the_key_that_an_accepted_link_certifies_is_proposed_and_the_link_is_named() {
        let words = judged(vec![link("link", "AA", "old", "new"), root("new", "AA")], &["link"], "new").unwrap();
        assert!(words[0].contains(&digest("link").to_string()) && words[0].contains("ledger entry 9"), "{words:?}");
    }

    #[test]
    fn a_link_that_nobody_accepted_or_of_another_state_or_for_another_key_proposes_nothing() {
        let both = |state: &str, to: &str| vec![link("link", "AA", "old", to), root("new", state)];
        assert_eq!(judged(both("AA", "new"), &[], "new").unwrap_err(), "no accepted link certificate with its key");
        assert_eq!(
            judged(both("BB", "new"), &["link"], "new").unwrap_err(),
            "an accepted link certificate of AA with its key"
        );
        assert_eq!(
            judged(both("AA", "else"), &["link"], "new").unwrap_err(),
            "no accepted link certificate with its key"
        );
    }

    #[test]
    fn a_root_that_shares_its_key_with_another_root_is_no_successor_of_it() {
        let mut twin = root("twin", "AA");
        twin.key = root("old", "AA").key;
        assert!(judged(vec![root("old", "AA"), twin], &["old"], "twin").is_err());
    }

    #[test]
    fn a_key_that_cannot_be_read_is_nobodys() {
        let (mut link, mut new) = (link("link", "AA", "old", "new"), root("new", "AA"));
        (link.key, new.key) = (None, None);
        assert!(judged(vec![link, new], &["link"], "new").is_err());
    }
}
