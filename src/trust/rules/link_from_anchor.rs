//! `link-from-anchor`: a state's own anchor vouches for its next key.

use super::{Rule, Sight, Unmet, accepted};
use crate::trust::world::{Candidate, Kind};

/// A link certificate that an anchor's key verifies.
pub(super) static RULE: Rule = Rule {
    name: "link-from-anchor",
    title: "a link certificate of the same state that is verified by an anchor's key",
    reason: "Whoever holds the key of an anchor says with a link certificate which key comes next. Nobody else can say it, \
             and the name may change on the way. The rule trusts the state to keep its key, as the anchor does already.",
    judge,
};

const WANTED: &str =
    "a link certificate whose verifying key is that of an anchor of the same state, valid when it was made";

fn judge(sight: &Sight<'_>, candidate: &Candidate) -> Result<Vec<String>, Unmet> {
    let world = sight.world;
    if candidate.kind != Kind::Link {
        return Unmet::new(candidate.kind.word(), WANTED);
    }
    let verifier = candidate.verifier.and_then(|verifier| world.candidate(verifier));
    let Some((verifier, key)) = verifier.and_then(|one| Some((one, one.key?))) else {
        return Unmet::new("a link certificate whose verifying certificate is not known here", WANTED);
    };
    // Several certificates may hold the key: the root, and links to it.
    // A key that had run out when the link was made, or that signs documents, names nobody's next key.
    let vouched =
        |anchor: &&Candidate| anchor.may_sign && candidate.not_before.is_some_and(|at| anchor.is_valid_at(at));
    let mut holders = world.anchors().filter(|anchor| anchor.key == Some(key)).filter(vouched);
    let Some(anchor) = holders.find(|anchor| anchor.state == candidate.state) else {
        let elsewhere = |anchor: &&Candidate| anchor.key == Some(key) && anchor.state != candidate.state;
        let found = match world.anchors().find(elsewhere) {
            Some(other) => {
                format!("a link certificate of {} verified by an anchor of {}", candidate.state, other.state)
            }
            None => format!(
                "a link certificate verified by the key of {}, which is no anchor's that was valid then",
                verifier.certificate
            ),
        };
        return Unmet::new(found, WANTED);
    };
    Ok(vec![format!("a link certificate, verified by the key of the anchor {}", accepted(world, anchor))])
}

#[cfg(test)]
mod tests {
    use super::super::super::Verdict;
    use super::super::super::world::World;
    use super::super::super::world::made::*;
    use super::*;

    fn judged(candidates: Vec<Candidate>, anchors: &[&str], name: &str) -> Result<Vec<String>, String> {
        let decided = anchors.iter().map(|anchor| decided(anchor, Verdict::Accept, "2026-01-01", 7)).collect();
        let world = World::new(time("2026-06-01"), candidates, Vec::new(), decided);
        let judged = Sight::of(&world).judge(&RULE, digest(name));
        judged.map(|evidence| evidence.words().to_vec()).map_err(|unmet| unmet.found)
    }

    #[test]
    fn a_link_by_the_key_of_an_anchor_of_the_same_state_is_proposed_and_the_anchor_is_named() {
        let words = judged(vec![root("old", "AA"), link("link", "AA", "old", "new")], &["old"], "link").unwrap();
        assert!(words[0].contains(&digest("old").to_string()) && words[0].contains("ledger entry 7"), "{words:?}");
    }

    #[test]
    fn the_anchor_may_be_another_certificate_with_the_key_that_verifies() {
        let candidates =
            vec![root("old", "AA"), link("to old", "AA", "older", "old"), link("link", "AA", "old", "new")];
        assert!(judged(candidates, &["to old"], "link").is_ok());
    }

    #[test]
    fn a_link_of_another_state_or_by_a_key_that_nobody_accepted_or_that_is_not_known_is_not_proposed() {
        let both = || vec![root("old", "AA"), link("link", "BB", "old", "new")];
        assert_eq!(
            judged(both(), &["old"], "link").unwrap_err(),
            "a link certificate of BB verified by an anchor of AA"
        );
        let same = vec![root("old", "AA"), link("link", "AA", "old", "new")];
        assert!(judged(same, &[], "link").unwrap_err().ends_with("which is no anchor's that was valid then"));
        let lone = vec![root("other", "AA"), link("link", "AA", "old", "new")];
        assert!(judged(lone, &["other"], "link").unwrap_err().ends_with("is not known here"));
    }

    #[test]
    fn a_key_that_signs_documents_or_had_run_out_when_the_link_was_made_names_nobodys_next_key() {
        let mut signer = root("old", "AA");
        signer.may_sign = false;
        let mut gone = root("old", "AA");
        gone.not_after = Some(time("2024-12-31"));
        let mut later = root("old", "AA");
        later.not_before = Some(time("2025-06-01"));
        for anchor in [signer, gone, later] {
            let refused = judged(vec![anchor, link("link", "AA", "old", "new")], &["old"], "link").unwrap_err();
            assert!(refused.ends_with("which is no anchor's that was valid then"), "{refused}");
        }
    }

    #[test]
    fn a_self_signed_certificate_is_no_link_though_its_key_is_an_anchors() {
        let mut twin = root("twin", "AA");
        twin.key = root("old", "AA").key;
        assert_eq!(judged(vec![root("old", "AA"), twin], &["old"], "twin").unwrap_err(), "self-signed");
    }
}
