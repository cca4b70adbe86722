//! X36: a URL of ICAO's directory follows its template and names the right state.

use super::names::Text;
use super::roles::travel;
use super::states::{belongs, zone_code};
use crate::pki::extension::CrlDistributionPoints;
use crate::pki::lint::{Edition, Rule, Severity};

/// A URL of ICAO's directory follows its template and names the right state.
pub static X36: Rule = Rule {
    id: "X36",
    version: 1,
    title: "a URL of ICAO's directory follows its template and names the right state",
    clause: "Doc 9303-12 7.1.1.4",
    severity: Severity::Warning,
    pkd: None,
    since: Edition::Sixth,
    until: None,
    example: "cRLDistributionPoints: https://pkddownload1.icao.int/CRLs/USA.crl",
    applies: travel,
    check: |s, report| {
        let Some(Ok(list)) = s.certificate.read::<CrlDistributionPoints<'_>>() else { return };
        for uri in list.uris().filter(|u| is_pkd(u)) {
            let state = file(uri).and_then(|f| if fits(f, s.certificate.subject.country()) { Some(f) } else { None });
            if state.is_none() {
                let wanted = "https://pkddownload1.icao.int/CRLs/CCC.crl (or 2) with the state's code";
                report.add("cRLDistributionPoints", Text(uri), wanted);
            }
        }
    },
};

fn is_pkd(uri: &[u8]) -> bool {
    uri.windows(11).any(|w| w.eq_ignore_ascii_case(b"pkddownload"))
}

/// The name of the file, without its ending, where all around it is as in the template.
fn file(uri: &[u8]) -> Option<&[u8]> {
    let rest = uri.strip_prefix(b"https://pkddownload")?;
    let rest = rest.strip_prefix(b"1").or_else(|| rest.strip_prefix(b"2"))?;
    rest.strip_prefix(b".icao.int/CRLs/")?.strip_suffix(b".crl")
}

/// The state's code, or two where several issue for it; Germany has three letters here.
fn fits(file: &[u8], country: Option<&[u8]>) -> bool {
    let Some(country) = country else { return true };
    match file {
        b"DEU" => zone_code(country) == Some("D"),
        [state @ .., b'_', a, b, c] => belongs(state, country) && belongs(&[*a, *b, *c], country),
        state => belongs(state, country),
    }
}

#[cfg(test)]
mod tests {
    use crate::icao::rules::vectors::*;
    use crate::pki::oid;

    fn with(uri: &str) -> usize {
        found("X36", &csca().put(oid::CRL_DISTRIBUTION_POINTS, false, &points(&[uri]))).len()
    }

    #[test]
    fn the_template_is_good_with_both_hosts() {
        assert!(found("X36", &csca()).is_empty());
        assert_eq!(with("https://pkddownload1.icao.int/CRLs/UTO.crl"), 0);
        assert_eq!(with("https://pkddownload2.icao.int/CRLs/UTO.crl"), 0);
        assert_eq!(with("https://pki.utopia.example/GovernmentCSCA.crl"), 0);
    }

    #[test]
    fn other_files_hosts_states_and_schemes_are_found() {
        for uri in [
            "https://pkddownload1.icao.int/CRLs/GovernmentCSCA.crl",
            "https://pkddownload3.icao.int/CRLs/UTO.crl",
            "https://pkddownload1.icao.int/CRLs/USA.crl",
            "https://pkddownload1.icao.int/UTO.crl",
            "http://pkddownload1.icao.int/CRLs/UTO.crl",
            "https://pkddownload1.icao.int/CRLs/UTO.crl https://pkddownload2.icao.int/CRLs/UTO.crl",
        ] {
            assert_eq!(with(uri), 1, "{uri}");
        }
    }

    #[test]
    fn several_issuers_of_one_state_are_told_apart() {
        let of = |country: &str, uri: &str| {
            let name = name(&[rdn(oid::COUNTRY, crate::asn1::Tag::PRINTABLE_STRING, country)]);
            found("X36", &csca().named(&name).put(oid::CRL_DISTRIBUTION_POINTS, false, &points(&[uri]))).len()
        };
        assert_eq!(of("CN", "https://pkddownload1.icao.int/CRLs/CHN_HKG.crl"), 0);
        assert_eq!(of("CN", "https://pkddownload1.icao.int/CRLs/CHN_USA.crl"), 1);
        assert_eq!(of("DE", "https://pkddownload1.icao.int/CRLs/DEU.crl"), 0);
    }
}
