//! M17: every link leads back to a root on the list or one that is known.

use super::list::{ListContent, ListRule, MOST};
use crate::icao::chain::Proof;
use crate::icao::masterlist::Standing;
use crate::pki::lint::{Edition, Severity};

/// Where the search was cut short it is only noted. At most a hundred are named.
pub static M17: ListRule = ListRule {
    id: "M17",
    version: 1,
    title: "every link leads back to a root on the list or one that is known",
    clause: "Doc 9303-12 5.3",
    severity: Severity::Warning,
    since: Edition::Sixth,
    until: None,
    example: "certificate 0 (UT): not verified: no key of the issuer verifies",
    check: |s, report| {
        let ListContent::Master { certificates, .. } = s.content else { return };
        for verdict in certificates {
            let Standing::Read { proof: proof @ Proof::Orphan(orphan), .. } = verdict.standing else { continue };
            let severity = if orphan.is_conclusive() { Severity::Warning } else { Severity::Info };
            let state = verdict.state.as_deref().unwrap_or("no state");
            let place = format!("certificate {} ({state})", verdict.entry);
            report.add_as(severity, place, proof, "a key on the list, or one that is known, that verifies it");
            if report.count() >= MOST {
                break;
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn a_link_without_its_root_is_found() {
        assert!(found_in_list("M17", &master_list()).is_empty());
        let orphan = master_list().with(|v| v.list = csca_master_list(0, &listed()[1..]));
        let found = shown_in_list("M17", &orphan);
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("(UT): not verified"), "{found:?}");
    }
}
