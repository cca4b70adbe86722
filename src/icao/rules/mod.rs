//! The rules of Doc 9303-12 over certificates, CRLs, sets of certificates and signed lists.
//!
//! One rule per file, named by its id: what it wants, the clause behind it, the editions that
//! have it, how much it weighs, the PKD operator's code, and a good and a bad object beside it.
//! The rules only look at what one object shows, with its issuer where that is known.
//! Certificates of the services' own hierarchy are judged by [`SERVICE_RULES`] instead; [`all`]
//! tells every rule of every set.

mod alternative;
pub mod list;
mod names;
mod pkd;
mod roles;
mod states;

mod c01_strict_der;
mod c02_version_three;
mod c03_serial_positive;
mod c04_serial_length;
mod c05_serial_minimal;
mod c06_serial_once;
mod c07_algorithms_equal;
mod c08_hash_sha2;
mod c09_pss_parameters;
mod c10_pss_recommended;
mod c11_rsa_null;
mod c12_ecdsa_bare;
mod c13_country_present;
mod c14_country_known;
mod c15_country_upper;
mod c16_country_printable;
mod c17_country_equal;
mod c18_common_name;
mod c19_serial_attribute;
mod c20_directory_strings;
mod c21_single_valued_rdns;
mod c22_utc_form;
mod c23_utc_through_2049;
mod c24_generalized_form;
mod c25_validity_order;
mod c26_no_unique_ids;
mod c27_no_default_encoded;
mod c28_boolean_true_ff;
mod c29_no_duplicate_extension;
mod c30_no_unknown_critical;
mod d01_deviations_form;
mod d02_deviations_digest;
mod d03_deviations_parameters;
mod d04_deviations_document_type;
mod k01_explicit_parameters;
mod k02_cofactor_present;
mod k03_points_uncompressed;
mod k04_known_curve;
mod k05_key_usable;
mod k06_seed_noted;
mod k07_rsa_size;
mod k08_rsa_exponent;
mod k09_rsa_strong;
mod k10_key_once;
mod k11_identifier_once;
mod m01_masterlist_form;
mod m02_masterlist_version;
mod m03_masterlist_sorted;
mod m04_masterlist_csca_only;
mod m05_masterlist_signer_carried;
mod m06_masterlist_csca_carried;
mod m07_masterlist_no_crls;
mod m08_masterlist_one_signer;
mod m09_masterlist_signer_named;
mod m10_masterlist_digest_bare;
mod m11_masterlist_signature_form;
mod m12_masterlist_attributes;
mod m13_masterlist_signature;
mod m14_masterlist_signer_profile;
mod m15_masterlist_signer_path;
mod m16_masterlist_own_csca;
mod m17_masterlist_links;
mod m18_masterlist_changes;
mod m19_masterlist_whole_content;
mod m20_masterlist_signer_key;
mod r01_crl_form;
mod r02_crl_issuer;
mod r03_crl_times;
mod r04_crl_interval;
mod r05_crl_series;
mod r06_crl_not_empty;
mod r07_crl_authority;
mod r08_crl_number;
mod r09_crl_whole;
mod r10_crl_entries_bare;
mod r11_crl_alternative;
mod r12_crl_newest_key;
mod r13_crl_serials_once;
mod r14_crl_dates;
mod r15_crl_links;
mod x01_authority_present;
mod x02_authority_uncritical;
mod x03_root_authority_own;
mod x04_subject_identifier;
mod x05_key_usage_present;
mod x06_key_usage_critical;
mod x07_key_usage_csca;
mod x08_key_usage_signer;
mod x09_key_usage_minimal;
mod x10_period_present;
mod x11_period_form;
mod x12_period_inside;
mod x13_period_csca;
mod x14_period_signer;
mod x15_validity_length;
mod x16_policies;
mod x17_subject_alternative_present;
mod x18_issuer_alternative_present;
mod x19_alternative_uncritical;
mod x20_alternative_state;
mod x21_alternative_code;
mod x22_alternative_attributes;
mod x23_alternative_contact;
mod x24_root_alternatives_equal;
mod x25_alternative_agrees;
mod x26_constraints_present;
mod x27_constraints_ca;
mod x28_path_length;
mod x29_signer_no_constraints;
mod x30_no_purposes;
mod x31_masterlist_purpose;
mod x32_signer_purpose;
mod x33_points_present;
mod x34_points_plain;
mod x35_points_uri;
mod x36_pkd_url;
mod x37_forbidden_extensions;
mod x38_document_types;
mod x39_no_document_types;
mod x40_name_change_form;
mod x41_name_change_said;
mod x42_signed_by_issuer;
mod x43_link_for_root;
mod x44_small_profiles;
mod x45_barcode_subject;
mod x46_lds2_subject;
mod x47_private_uncritical;
mod x48_barcode_keys_per_year;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod list_vectors;
#[cfg(test)]
mod vectors;

use self::list::{ListRule, ListRules};
use crate::pki::lint::{CrlRule, Edition, Rule, RuleSet, SetRule, Severity, holds};
use crate::pki::service_rules::SERVICE_RULES;

/// Every rule here, in the order of their ids.
pub static DOC_9303: RuleSet = RuleSet::new("doc9303-12", CERTIFICATE, CRL, SET);

const CERTIFICATE: &[&Rule] = &[
    &c01_strict_der::C01,
    &c02_version_three::C02,
    &c03_serial_positive::C03,
    &c04_serial_length::C04,
    &c05_serial_minimal::C05,
    &c07_algorithms_equal::C07,
    &c08_hash_sha2::C08,
    &c09_pss_parameters::C09,
    &c10_pss_recommended::C10,
    &c11_rsa_null::C11,
    &c12_ecdsa_bare::C12,
    &c13_country_present::C13,
    &c14_country_known::C14,
    &c15_country_upper::C15,
    &c16_country_printable::C16,
    &c17_country_equal::C17,
    &c18_common_name::C18,
    &c19_serial_attribute::C19,
    &c20_directory_strings::C20,
    &c21_single_valued_rdns::C21,
    &c22_utc_form::C22,
    &c23_utc_through_2049::C23,
    &c24_generalized_form::C24,
    &c25_validity_order::C25,
    &c26_no_unique_ids::C26,
    &c27_no_default_encoded::C27,
    &c28_boolean_true_ff::C28,
    &c29_no_duplicate_extension::C29,
    &c30_no_unknown_critical::C30,
    &k01_explicit_parameters::K01,
    &k02_cofactor_present::K02,
    &k03_points_uncompressed::K03,
    &k04_known_curve::K04,
    &k05_key_usable::K05,
    &k06_seed_noted::K06,
    &k07_rsa_size::K07,
    &k08_rsa_exponent::K08,
    &k09_rsa_strong::K09,
    &x01_authority_present::X01,
    &x02_authority_uncritical::X02,
    &x03_root_authority_own::X03,
    &x04_subject_identifier::X04,
    &x05_key_usage_present::X05,
    &x06_key_usage_critical::X06,
    &x07_key_usage_csca::X07,
    &x08_key_usage_signer::X08,
    &x09_key_usage_minimal::X09,
    &x10_period_present::X10,
    &x11_period_form::X11,
    &x12_period_inside::X12,
    &x13_period_csca::X13,
    &x14_period_signer::X14,
    &x15_validity_length::X15,
    &x16_policies::X16,
    &x17_subject_alternative_present::X17,
    &x18_issuer_alternative_present::X18,
    &x19_alternative_uncritical::X19,
    &x20_alternative_state::X20,
    &x21_alternative_code::X21,
    &x22_alternative_attributes::X22,
    &x23_alternative_contact::X23,
    &x24_root_alternatives_equal::X24,
    &x25_alternative_agrees::X25,
    &x26_constraints_present::X26,
    &x27_constraints_ca::X27,
    &x28_path_length::X28,
    &x29_signer_no_constraints::X29,
    &x30_no_purposes::X30,
    &x31_masterlist_purpose::X31,
    &x32_signer_purpose::X32,
    &x33_points_present::X33,
    &x34_points_plain::X34,
    &x35_points_uri::X35,
    &x36_pkd_url::X36,
    &x37_forbidden_extensions::X37,
    &x38_document_types::X38,
    &x39_no_document_types::X39,
    &x40_name_change_form::X40,
    &x41_name_change_said::X41,
    &x42_signed_by_issuer::X42,
    &x44_small_profiles::X44,
    &x45_barcode_subject::X45,
    &x46_lds2_subject::X46,
    &x47_private_uncritical::X47,
];

const CRL: &[&CrlRule] = &[
    &r01_crl_form::R01,
    &r02_crl_issuer::R02,
    &r03_crl_times::R03,
    &r04_crl_interval::R04,
    &r05_crl_series::R05,
    &r06_crl_not_empty::R06,
    &r07_crl_authority::R07,
    &r08_crl_number::R08,
    &r09_crl_whole::R09,
    &r10_crl_entries_bare::R10,
    &r11_crl_alternative::R11,
    &r12_crl_newest_key::R12,
    &r13_crl_serials_once::R13,
    &r14_crl_dates::R14,
    &r15_crl_links::R15,
];

const SET: &[&SetRule] = &[
    &c06_serial_once::C06,
    &k10_key_once::K10,
    &k11_identifier_once::K11,
    &x43_link_for_root::X43,
    &x48_barcode_keys_per_year::X48,
];

/// The rules over signed lists.
pub static LISTS: ListRules = ListRules::new(MASTER_LIST, DEVIATION_LIST);

const MASTER_LIST: &[&ListRule] = &[
    &m01_masterlist_form::M01,
    &m02_masterlist_version::M02,
    &m03_masterlist_sorted::M03,
    &m04_masterlist_csca_only::M04,
    &m05_masterlist_signer_carried::M05,
    &m06_masterlist_csca_carried::M06,
    &m07_masterlist_no_crls::M07,
    &m08_masterlist_one_signer::M08,
    &m09_masterlist_signer_named::M09,
    &m10_masterlist_digest_bare::M10,
    &m11_masterlist_signature_form::M11,
    &m12_masterlist_attributes::M12,
    &m13_masterlist_signature::M13,
    &m14_masterlist_signer_profile::M14,
    &m15_masterlist_signer_path::M15,
    &m16_masterlist_own_csca::M16,
    &m17_masterlist_links::M17,
    &m18_masterlist_changes::M18,
    &m19_masterlist_whole_content::M19,
    &m20_masterlist_signer_key::M20,
];

const DEVIATION_LIST: &[&ListRule] = &[
    &d01_deviations_form::D01,
    &d02_deviations_digest::D02,
    &d03_deviations_parameters::D03,
    &d04_deviations_document_type::D04,
];

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Looks {
    /// One certificate.
    Certificate,
    /// One CRL.
    Crl,
    /// A set of certificates.
    Set,
    /// A master list.
    MasterList,
    /// A deviation list.
    DeviationList,
}

impl Looks {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Looks::Certificate => "one certificate",
            Looks::Crl => "one revocation list",
            Looks::Set => "a set of certificates",
            Looks::MasterList => "a master list",
            Looks::DeviationList => "a deviation list",
        }
    }
}

/// A rule as it is explained to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RuleInfo {
    /// Its id, such as `C03`.
    pub id: &'static str,
    /// The rule set it belongs to, such as `doc9303-12`.
    pub set: &'static str,
    /// Raised whenever what it finds changes.
    pub version: u16,
    /// What it wants.
    pub title: &'static str,
    /// The clause behind it.
    pub clause: &'static str,
    /// How much a finding weighs, unless the finding says otherwise.
    pub severity: Severity,
    /// The first edition of Doc 9303 that has it.
    pub since: Edition,
    /// The last edition that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Edition>,
    /// The PKD operator's code in its form for CSCA certificates (or CRLs), where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pkd_code: Option<&'static str>,
    /// What it looks at.
    pub looks: Looks,
    /// What it finds in its bad example, as `place: found`.
    pub example: &'static str,
}

impl RuleInfo {
    /// The editions of Doc 9303 that have it, the oldest first.
    pub fn editions(&self) -> impl Iterator<Item = Edition> + use<> {
        let (since, until) = (self.since, self.until);
        Edition::ALL.into_iter().filter(move |edition| holds(since, until, *edition))
    }
}

macro_rules! info {
    ($set:expr, $looks:expr, $pkd:expr) => {
        |r| RuleInfo {
            id: r.id,
            set: $set,
            version: r.version,
            title: r.title,
            clause: r.clause,
            severity: r.severity,
            since: r.since,
            until: r.until,
            pkd_code: $pkd(r),
            looks: $looks,
            example: r.example,
        }
    };
}

fn of(rules: &'static RuleSet) -> impl Iterator<Item = RuleInfo> {
    let certificate = rules.certificate.iter().map(info!(rules.name, Looks::Certificate, |r: &Rule| r.pkd));
    let crl = rules.crl.iter().map(info!(rules.name, Looks::Crl, |r: &CrlRule| r.pkd));
    certificate.chain(crl).chain(rules.set.iter().map(info!(rules.name, Looks::Set, |r: &SetRule| r.pkd)))
}

/// Every rule of every set: Doc 9303 over certificates, CRLs, sets and lists, then the services' own.
pub fn all() -> impl Iterator<Item = RuleInfo> {
    let master = LISTS.master.iter().map(info!(DOC_9303.name, Looks::MasterList, |_: &ListRule| None));
    let deviations = LISTS.deviations.iter().map(info!(DOC_9303.name, Looks::DeviationList, |_: &ListRule| None));
    of(&DOC_9303).chain(master).chain(deviations).chain(of(&SERVICE_RULES))
}

/// The rule with this id, in either letter case.
pub fn find(id: &str) -> Option<RuleInfo> {
    all().find(|r| r.id.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use super::vectors::*;
    use super::*;
    use crate::pki::certificate::Certificate;
    use crate::pki::crl::Crl;
    use crate::pki::lint::{CrlSubject, Subject};

    #[test]
    fn good_certificates_have_no_findings_at_all() {
        let (root, old) = (csca(), old_csca());
        let pairs =
            [(&root, &root), (&old, &old), (&link(), &old), (&document_signer(), &root), (&masterlist_signer(), &root)];
        for (vector, issuer) in pairs {
            let (der, above) = (vector.der(), issuer.der());
            let (certificate, above) = (Certificate::parse(&der).unwrap(), Certificate::parse(&above).unwrap());
            let subject = Subject::in_role(&certificate, vector.role, NOW.parse().unwrap());
            let findings = DOC_9303.lint(&subject.issued_by(&above).with_signature(true));
            assert_eq!(findings.list, [], "{:?}", vector.role);
            assert!(findings.checked > 40);
        }
    }

    #[test]
    fn a_good_crl_has_no_findings_at_all() {
        let (der, above) = (crl().der(), csca().der());
        let (list, above) = (Crl::parse(&der).unwrap(), Certificate::parse(&above).unwrap());
        let subject = CrlSubject::found(&list, NOW.parse().unwrap()).issued_by(&above).with_signature(true);
        assert_eq!(DOC_9303.lint_crl(&subject).list, []);
    }

    #[test]
    fn the_roles_of_the_vectors_are_those_that_reading_infers() {
        for vector in [csca(), old_csca(), link(), document_signer(), masterlist_signer(), barcode_signer()] {
            let der = vector.der();
            assert_eq!(Subject::found(&Certificate::parse(&der).unwrap(), NOW.parse().unwrap()).role, vector.role);
        }
    }

    #[test]
    fn every_rule_has_one_id_and_says_what_and_why() {
        let mut ids: Vec<&str> = all().map(|r| r.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all().count());
        for rule in all() {
            assert!(rule.title.len() > 10 && !rule.title.ends_with('.'), "{}", rule.id);
            assert!(!rule.clause.is_empty() && rule.version > 0, "{}", rule.id);
            assert!(rule.pkd_code.is_none_or(|c| c.starts_with("ERR:") || c.starts_with("WARN:")), "{}", rule.id);
        }
    }

    #[test]
    fn a_rule_is_found_by_its_id() {
        assert_eq!(find("c03").map(|r| (r.id, r.looks)), Some(("C03", Looks::Certificate)));
        assert_eq!(find("m06").map(|r| (r.id, r.looks)), Some(("M06", Looks::MasterList)));
        assert_eq!(find("s5280-12").map(|r| (r.set, r.looks)), Some(("service", Looks::Certificate)));
        assert_eq!(find("C99"), None);
    }

    /// The catalogue: 137 rules, by letter.
    const CATALOGUE: [(&str, usize); 8] =
        [("C", 30), ("K", 11), ("X", 48), ("R", 15), ("M", 19), ("D", 4), ("S", 7), ("V", 3)];

    /// Those that want an object that nothing reads yet.
    const NOT_YET: [(&str, &str); 10] = [
        ("S01", "EF.SOD"),
        ("S02", "EF.SOD"),
        ("S03", "EF.SOD"),
        ("S04", "EF.SOD"),
        ("S05", "EF.SOD"),
        ("S06", "EF.SOD"),
        ("S07", "EF.SOD and the document it belongs to"),
        ("V01", "a visible digital seal"),
        ("V02", "a visible digital seal"),
        ("V03", "a visible digital seal and its signer"),
    ];

    /// Those that are the house's own: no catalogue has them.
    const OWN: [&str; 1] = ["M20"];

    #[test]
    fn every_rule_of_the_catalogue_that_a_machine_can_check_is_here() {
        let ids = CATALOGUE.iter().flat_map(|(letter, count)| (1..=*count).map(move |n| format!("{letter}{n:02}")));
        let ids: Vec<String> = ids.collect();
        assert_eq!(ids.len(), 137);
        let wanted: Vec<&String> = ids.iter().filter(|id| NOT_YET.iter().all(|(not, _)| not != id)).collect();
        assert_eq!(wanted.len(), 127);
        for id in &wanted {
            assert!(find(id).is_some_and(|rule| rule.set == DOC_9303.name), "{id}");
        }
        for (id, why) in NOT_YET {
            assert!(find(id).is_none() && !why.is_empty(), "{id} is here");
        }
        for id in OWN {
            assert!(find(id).is_some() && !ids.iter().any(|known| known == id), "{id}");
        }
        assert_eq!(all().filter(|rule| rule.set == DOC_9303.name).count(), 127 + OWN.len(), "and no other");
    }

    #[test]
    fn rules_come_and_go_with_editions_as_they_say() {
        let editions = |id| find(id).unwrap().editions().collect::<Vec<_>>();
        assert_eq!(editions("C03"), Edition::ALL);
        assert_eq!(editions("X46"), [Edition::Eighth, Edition::EighthCorrected]);
    }
}
