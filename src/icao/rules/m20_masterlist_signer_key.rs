//! M20: the signer's key is no CSCA's.

use super::list::ListRule;
use crate::icao::masterlist::SignerDefect;
use crate::pki::lint::{Edition, Severity};

/// A CSCA that certifies its own key, or that of another CSCA, as a list signer's signs the list itself. Where the
/// certificate says that it is a CA's, M14 says so.
pub static M20: ListRule = ListRule {
    id: "M20",
    version: 1,
    title: "the signer's key is no CSCA's: it stands in no certificate on the list",
    clause: "Doc 9303-12 5.3, 4.1.2",
    severity: Severity::Error,
    since: Edition::Sixth,
    until: None,
    example: "signerInfo 0: its key is that of a CSCA",
    check: |s, report| s.report_defects(report, "a key of its own", |d| d == SignerDefect::KeyOfCsca),
};

#[cfg(test)]
mod tests {
    use crate::icao::rules::list_vectors::*;
    use crate::icao::rules::vectors::*;
    use crate::signer::Curve;

    #[test]
    fn a_signer_with_the_key_of_a_csca_is_found_however_its_curve_is_said() {
        assert!(found_in_list("M20", &master_list()).is_empty());
        let keys = [key(Curve::P384).explicit_spki().unwrap(), key(Curve::P384).named_spki().unwrap()];
        for spki in keys {
            let signer = signed(&masterlist_signer().with(|v| v.spki = spki), Curve::P384);
            let list = master_list().with(|v| {
                v.certificates = asn1_sorted(vec![signer, signed(&csca(), Curve::P384)]);
                v.key = Curve::P384;
            });
            assert_eq!(shown_in_list("M20", &list), ["signerInfo 0: its key is that of a CSCA"]);
            assert!(found_in_list("M13", &list).is_empty() && found_in_list("M14", &list).is_empty());
            // Whether it is on the list, or lies beside it.
            let without = list.with(|v| v.list = csca_master_list(0, &listed()[..1]));
            assert_eq!(found_in_list("M20", &without).len(), 1);
        }
    }

    #[test]
    fn of_a_signer_that_says_it_is_a_csca_the_other_rule_speaks() {
        let itself = master_list().with(|v| {
            (v.certificates, v.key) = (vec![signed(&csca(), Curve::P384)], Curve::P384);
            v.sid = crate::asn1::context_primitive(0, &key_id(Curve::P384));
        });
        assert!(found_in_list("M20", &itself).is_empty());
        assert!(shown_in_list("M14", &itself).contains(&"signerInfo 0: it is a CA".to_owned()));
    }
}
