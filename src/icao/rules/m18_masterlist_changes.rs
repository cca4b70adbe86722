//! M18: what came and went since the list before it is explained.

use super::list::{ListContent, ListRule, MOST};
use crate::icao::masterlist::MasterList;
use crate::pki::lint::{Edition, Severity};
use std::collections::BTreeSet;

/// Looked for only where the list before it is given.
pub static M18: ListRule = ListRule {
    id: "M18",
    version: 1,
    title: "what came and went since the list before it is explained",
    clause: "practice of list issuers",
    severity: Severity::Info,
    since: Edition::Sixth,
    until: None,
    example: "CN=CSCA Utopia,C=UT: new",
    check: |s, report| {
        let ListContent::Master { list, previous: Some(before), .. } = s.content else { return };
        let digests = |list: &MasterList<'_>| list.entries().map(|entry| entry.digest).collect::<BTreeSet<_>>();
        let (then, now) = (digests(before), digests(list));
        for (which, others, found) in [(before, &now, "no longer there"), (list, &then, "new")] {
            for entry in which.entries().filter(|entry| !others.contains(&entry.digest)) {
                let subject = entry.certificate().map_or_else(|e| e.to_string(), |c| c.subject.to_string());
                if report.count() < MOST {
                    report.add(subject, found, "a reason that people can read");
                }
            }
        }
    },
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;

    #[test]
    fn what_came_and_what_went_are_noted() {
        assert!(found_in_list("M18", &master_list()).is_empty());
        let same = master_list().with(|v| v.previous = Some(csca_master_list(0, &listed())));
        assert!(found_in_list("M18", &same).is_empty());
        let grown = master_list().with(|v| v.previous = Some(csca_master_list(0, &listed()[..2])));
        assert_eq!(shown_in_list("M18", &grown), ["CN=CSCA Utopia,C=UT: new"]);
        let shrunk = grown.with(|v| {
            v.list = csca_master_list(0, &listed()[1..2]);
        });
        assert_eq!(shown_in_list("M18", &shrunk), ["CN=CSCA Utopia,C=UT: no longer there"]);
    }
}
