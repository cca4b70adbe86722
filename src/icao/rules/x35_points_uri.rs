//! X35: distribution points are reached by ldap, http or https.

use super::names::Text;
use super::roles::travel;
use crate::pki::extension::CrlDistributionPoints;
use crate::pki::lint::{Edition, Rule, Severity};

/// Distribution points are reached by ldap, http or https.
pub static X35: Rule = Rule {
    id: "X35",
    version: 1,
    title: "distribution points are reached by ldap, http or https",
    clause: "Doc 9303-12 7.1 table 6",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "cRLDistributionPoints: ftp://a",
    applies: travel,
    check: |s, report| {
        let Some(Ok(list)) = s.certificate.read::<CrlDistributionPoints<'_>>() else { return };
        let (place, wanted) = ("cRLDistributionPoints", "a URI of ldap, http or https");
        if list.uris().next().is_none() && !list.points.is_empty() {
            report.add(place, "no URI", wanted);
        }
        for uri in list.uris().filter(|u| !has_scheme(u)) {
            report.add(place, Text(uri), wanted);
        }
    },
};

fn has_scheme(uri: &[u8]) -> bool {
    ["ldap://", "http://", "https://"]
        .iter()
        .any(|scheme| uri.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme.as_bytes())))
}

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    #[test]
    fn other_schemes_and_no_uri_at_all_are_found() {
        let with = |uris: &[&str]| shown("X35", &csca().put(oid::CRL_DISTRIBUTION_POINTS, false, &points(uris)));
        assert!(found("X35", &csca()).is_empty() && with(&["ldap://a/b", "HTTP://a"]).is_empty());
        assert_eq!(with(&[]), ["cRLDistributionPoints: no URI"]);
        assert_eq!(with(&["http://a", "ftp://a"]), ["cRLDistributionPoints: ftp://a"]);
        assert_eq!(with(&["/C=UT"]).len(), 1);
    }
}
