//! C06: an issuer gives each serial number once.

use crate::pki::lint::{Edition, SetMember, SetRule, Severity};

/// Also across keys of one CSCA. Across a change of name it cannot be seen without the link.
/// Looked for among the first 64 that share a number.
pub static C06: SetRule = SetRule {
    id: "C06",
    version: 1,
    title: "an issuer gives each serial number once",
    clause: "Doc 9303-12 7.1.1.5, table 5",
    severity: Severity::Error,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "serial 0102030405060708 of CN=CSCA Utopia,C=UT: given again to CN=DS 7,C=UT",
    check: |s, report| {
        for group in groups(s.members, |m| Some(m.certificate.serial())) {
            for (index, member) in group.iter().enumerate() {
                let same = |other: &&SetMember<'_>| {
                    other.certificate.der() != member.certificate.der()
                        && other.certificate.issuer.matches(&member.certificate.issuer)
                };
                if group.iter().take(index.min(64)).copied().any(|o| same(&o)) {
                    let place =
                        format!("serial {} of {}", hex::encode(member.certificate.serial()), member.certificate.issuer);
                    report.add(place, format_args!("given again to {}", member.certificate.subject), "once");
                }
            }
        }
    },
};

/// The members that share a key, each such group once; members without one are left out. Also for the other set rules.
pub(super) fn groups<'s, 'a, K: Ord>(
    members: &'s [SetMember<'a>],
    key: impl Fn(&'s SetMember<'a>) -> Option<K>,
) -> Vec<Vec<&'s SetMember<'a>>> {
    let mut keyed: Vec<(K, &SetMember<'a>)> = members.iter().filter_map(|m| Some((key(m)?, m))).collect();
    keyed.sort_by(|a, b| a.0.cmp(&b.0));
    let same = |a: &(K, &SetMember<'a>), b: &(K, &SetMember<'a>)| a.0 == b.0;
    keyed.chunk_by(same).filter(|g| g.len() > 1).map(|g| g.iter().map(|(_, m)| *m).collect()).collect()
}

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;

    #[test]
    fn a_serial_number_that_is_given_again_is_found() {
        assert!(found_in_set("C06", &[old_csca(), csca(), link(), document_signer()]).is_empty());
        let again = document_signer().with(|v| v.serial = csca().serial);
        assert_eq!(found_in_set("C06", &[csca(), again.clone()]).len(), 1);
        let elsewhere = again.with(|v| v.issuer = utopia("CSCA of another state"));
        assert!(found_in_set("C06", &[csca(), elsewhere]).is_empty());
    }

    #[test]
    fn the_same_certificate_twice_is_no_second_use() {
        assert!(found_in_set("C06", &[csca(), csca()]).is_empty());
    }
}
