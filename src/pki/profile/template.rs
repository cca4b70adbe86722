//! The profiles that come with the house, as the files an officer reads.

/// One file of `templates/profiles/`: its name and its text.
macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../templates/profiles/", $name, ".toml")))
    };
}

/// Name and text of every profile in `templates/profiles/`.
pub const TEMPLATES: &[(&str, &str)] = &[
    file!("csca-root"),
    file!("csca-link"),
    file!("document-signer"),
    file!("masterlist-signer"),
    file!("deviationlist-signer"),
    file!("barcode-signer"),
    file!("vds-nc-signer"),
    file!("dtc-signer"),
    file!("lds2-signer-travel"),
    file!("lds2-signer-visa"),
    file!("lds2-signer-biometrics"),
    file!("spoc-client"),
    file!("spoc-server"),
    file!("communication"),
    file!("service-ca"),
    file!("bundle-signer"),
    file!("tls-server"),
    file!("tls-client"),
    file!("spiffe-workload"),
    file!("ocsp-signer"),
    file!("attestor"),
    file!("status-signer"),
    file!("credential-issuer"),
];

/// The text of a profile that comes with the house.
pub fn template(name: &str) -> Option<&'static str> {
    TEMPLATES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::country::{CountryFields, CountrySettings};
    use crate::pki::lint::Role;
    use crate::pki::profile::{ParametersForm, Profile, longest_child};

    fn read(name: &str) -> Profile {
        Profile::parse(template(name).unwrap()).unwrap()
    }

    fn utopia(document_life: &str) -> CountrySettings {
        CountrySettings::new(CountryFields {
            country: "UT".into(),
            mrz_code: "UTO".into(),
            organization: "Utopia".into(),
            contact_email: Some("csca@utopia.example".into()),
            crl_urls: vec!["https://utopia.example/csca.crl".into()],
            document_life: document_life.parse().ok(),
            ..CountryFields::default()
        })
        .unwrap()
    }

    #[test]
    fn every_template_is_read_and_is_named_as_its_file() {
        for (name, text) in TEMPLATES {
            let profile = Profile::parse(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(profile.name.as_str(), *name);
            let wanted = if profile.role.is_service() { ParametersForm::Named } else { ParametersForm::Explicit };
            assert_eq!(profile.key.parameters, wanted, "{name}");
            assert!(text.is_ascii() && profile.base.is_none(), "{name}");
            assert_eq!(Profile::parse(&toml::to_string(&profile).unwrap()).unwrap(), profile, "{name} written anew");
        }
    }

    #[test]
    fn every_role_that_can_be_issued_has_a_template() {
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Unknown) {
            assert!(TEMPLATES.iter().any(|(name, _)| read(name).role == role), "{}", role.word());
        }
    }

    #[test]
    fn the_lifetimes_fit_into_each_other() {
        let (root, signer) = (read("csca-root"), read("document-signer"));
        assert_eq!(signer.lifetime().to_string(), "10 years 3 months");
        assert_eq!(root.lifetime().to_string(), "15 years 3 months");
        assert_eq!(read("csca-link").lifetime(), root.lifetime());
        assert_eq!(read("service-ca").lifetime().to_string(), "8 years");
        for (name, _) in TEMPLATES {
            let profile = read(name);
            let above = match profile.issuer {
                super::super::IssuerRole::Csca if profile.role != Role::CscaLink => read("csca-root"),
                super::super::IssuerRole::ServiceCa => read("service-ca"),
                _ => continue,
            };
            let sum = above.validity.private_key_use + profile.lifetime();
            assert!(!sum.is_longer_than(above.lifetime()), "{name} outlives its issuer at the end of its use");
        }
    }

    /// Doc 9303-12 appendix A: the longest document, the use of both keys, and what comes out.
    #[test]
    fn the_worked_sums_of_appendix_a() {
        for (document, signing, root, signer_life, root_life) in [
            ("5 years", "1 month", "3 years", "5 years 1 month", "8 years 1 month"),
            ("10 years", "2 months", "4 years", "10 years 2 months", "14 years 2 months"),
            ("10 years", "3 months", "5 years", "10 years 3 months", "15 years 3 months"),
        ] {
            let country = utopia(document);
            let text = template("document-signer").unwrap().replace("\"3 months\"", &format!("\"{signing}\""));
            let signer = Profile::parse(&text).unwrap();
            let text = template("csca-root").unwrap().replace("\"5 years\"", &format!("\"{root}\""));
            let root = Profile::parse(&text).unwrap();
            assert_eq!(signer.lifetime_at(&country, None).unwrap().to_string(), signer_life);
            let child = longest_child(root.role, &country, [&signer, &root]);
            assert_eq!(root.lifetime_at(&country, child).unwrap().to_string(), root_life);
        }
    }

    #[test]
    fn children_are_those_that_the_ca_signs() {
        let profiles: Vec<Profile> = TEMPLATES.iter().map(|(name, _)| read(name)).collect();
        let country = utopia("10 years");
        let child = |role, list: &[Profile]| longest_child(role, &country, list).map(|span| span.to_string());
        assert_eq!(child(Role::CscaRoot, &profiles).unwrap(), "10 years 3 months");
        assert_eq!(child(Role::CscaLink, &profiles).unwrap(), "10 years 3 months");
        assert_eq!(child(Role::ServiceCa, &profiles).unwrap(), "3 years");
        assert_eq!(child(Role::DocumentSigner, &profiles), None);
        let cas: Vec<Profile> = profiles.iter().filter(|p| p.role.is_ca()).cloned().collect();
        assert_eq!(child(Role::CscaRoot, &cas), None);
        let error = read("csca-root").lifetime_at(&country, None).unwrap_err();
        assert!(error.to_string().starts_with("PROFILE-14"), "{error}");
    }

    /// What the template says with one piece changed: the refusal, or nothing.
    fn changed(name: &str, from: &str, to: &str) -> String {
        let text = template(name).unwrap();
        assert!(text.contains(from), "{name} has no '{from}'");
        Profile::parse(&text.replacen(from, to, 1)).map(|_| String::new()).unwrap_or_else(|e| e.to_string())
    }

    #[test]
    fn unknown_fields_are_refused_with_their_line() {
        for (name, from, to) in [
            ("csca-root", "[validity]", "[validity]\ncolour = \"red\""),
            ("csca-root", "[subject]", "[subjekt]"),
            ("csca-root", "title =", "titel ="),
            ("csca-root", "[key]", "[key]\nsize = 3"),
            ("csca-root", "[signature]", "[signature]\nhash = 3"),
            ("csca-root", "ca = true", "ca = true, critical = true"),
            ("tls-server", "[alternative]", "[alternative]\nnames = []"),
            ("tls-server", "[extensions]", "[extensions]\nocsp = true"),
        ] {
            let error = changed(name, from, to);
            assert!(error.contains("unknown field") && error.contains("line "), "{name} with {to}: {error}");
        }
    }

    /// One contradiction a row: the template, what is changed in it, and what the refusal says.
    const CONTRADICTIONS: &[(&str, &str, &str, &str)] = &[
        ("csca-root", "ca = true", "ca = false", "key-cert-sign go together"),
        ("csca-root", "\"key-cert-sign\", ", "", "key-cert-sign go together"),
        ("csca-root", "\"crl-sign\"]", "\"crl-sign\", \"crl-sign\"]", "key_usage: a use stands twice"),
        ("document-signer", "[\"digital-signature\"]", "[]", "at least one use"),
        ("document-signer", "\"{name}\"", "\"{nom}\"", "placeholder"),
        ("document-signer", "\"{name}\"", "\" {name}\"", "plain text"),
        ("document-signer", "\"{name}\"", "\"\"", "plain text"),
        ("document-signer", "types = \"country\"", "types = [\"PAS\"]", "capital letters"),
        ("document-signer", "types = \"country\"", "types = [\"p\"]", "capital letters"),
        ("document-signer", "types = \"country\"", "types = [\"P\", \"P\"]", "P stands twice"),
        ("document-signer", "types = \"country\"", "types = \"station\"", "country"),
        ("document-signer", "policies = []", "policies = [\"x\"]", "object identifiers"),
        ("document-signer", "policies = []", "policies = [\"1.2.3\", \"1.2.3\"]", "1.2.3 stands twice"),
        ("document-signer", "policies = []", "ocsp_no_check = true", "extensions.ocsp_no_check"),
        ("document-signer", "policies = []", "authority_information = \"service\"", "what the service CA signs"),
        ("document-signer", "policies = []", "authority_information = \"country\"", "'absent' or 'service'"),
        (
            "document-signer",
            "policies = []",
            "basic_constraints = { ca = false, path_length = 0 }",
            "without ca = true",
        ),
        ("document-signer", "policies = []", "extended_key_usage_critical = true", "no purpose is named"),
        (
            "document-signer",
            "subject_alternative_name = \"country\"",
            "subject_alternative_name = \"service\"",
            "'absent' or",
        ),
        (
            "document-signer",
            "issuer_alternative_name = \"country\"",
            "issuer_alternative_name = \"service\"",
            "'absent' or",
        ),
        ("document-signer", "covers = \"documents\"", "covers = \"children\"", "for CAs"),
        ("document-signer", "covers = \"documents\"", "covers = \"always\"", "not a span"),
        ("document-signer", "\"3 months\"", "\"documents\"", "not a span"),
        ("document-signer", "title = \"Document Signer for passports\"", "title = \"\"", "title"),
        ("document-signer", "name = \"document-signer\"", "name = \"../x\"", "not a name"),
        ("document-signer", "issuer = \"csca\"", "issuer = \"csca\"\nserial = \"reference\"", "signers of seals"),
        ("document-signer", "issuer = \"csca\"", "issuer = \"csca\"\nserial = \"next\"", "unknown variant"),
        ("document-signer", "issuer = \"csca\"", "issuer = \"csca\"\nbase = \"csca-root\"", "copied from"),
        ("document-signer", "issuer = \"csca\"", "issuer = \"csca\"\nbase = \"holiday\"", "comes with the program"),
        ("document-signer", "rsa_up_to = 8192", "rsa_up_to = 8193", "steps of 8"),
        ("document-signer", "rsa_up_to = 8192", "rsa_up_to = 16384", "2048 to 8192"),
        ("document-signer", "rsa_up_to = 8192", "rsa_up_to = 1024", "2048 to 8192"),
        ("barcode-signer", "parameters = \"explicit\"", "parameters = \"explicit\"\nrsa_up_to = 4096", "an RSA kind"),
        ("masterlist-signer", "\"2.23.136.1.1.3\"", "\"icao\"", "object identifiers"),
        ("masterlist-signer", "\"2.23.136.1.1.3\"", "\"2.23.136.1.1.3\", \"2.23.136.1.1.3\"", "stands twice"),
        ("masterlist-signer", "policies = []", "document_types = [\"P\"]", "only signers of documents and seals"),
        ("csca-root", "policies = []", "document_types = \"country\"", "only signers of documents and seals"),
        ("csca-root", "policies = []", "policies = []\n[alternative]\ntake = [\"dns\"]", "a CA has no names"),
        ("csca-root", "covers = \"children\"", "covers = \"documents\"", "who sign them"),
        ("csca-root", "\"5 years\"", "\"0 days\"", "more than nothing"),
        ("csca-root", "\"P-384\"", "\"P-224\"", "not a kind of key"),
        ("csca-root", "\"P-384\"", "\"P-521\"", "P-521 stands twice"),
        ("csca-root", "\"ecdsa-sha384\"", "\"ecdsa-sha1\"", "not known here"),
        ("csca-root", "\"ecdsa-sha384\"", "\"ecdsa-sha512\"", "ecdsa-sha512 stands twice"),
        ("csca-link", "issuer = \"csca\"", "issuer = \"self\"", "wanted 'csca'"),
        ("csca-link", "issuer = \"csca\"\n", "", "missing field `issuer`"),
        ("csca-root", "issuer = \"self\"", "issuer = \"csca\"", "wanted 'self'"),
        ("document-signer", "role = \"document-signer\"", "role = \"csca-root\"", "for those who sign them"),
        ("masterlist-signer", "role = \"masterlist-signer\"", "role = \"csca-root\"", "does not fit the role"),
        ("document-signer", "role = \"document-signer\"", "role = \"unknown\"", "can be issued"),
        ("document-signer", "issuer = \"csca\"", "issuer = \"service-ca\"", "wanted 'csca'"),
        ("bundle-signer", "issuer = \"service-ca\"", "issuer = \"csca\"", "wanted 'service-ca'"),
        ("attestor", "covers = \"2 years\"", "covers = \"documents\"", "under a CSCA"),
        ("ocsp-signer", "5.7.3.9", "5.7.3.8", "extensions.ocsp_no_check"),
        ("barcode-signer", "key_usage = []", "key_usage = [\"digital-signature\"]", "key_usage: wanted none"),
        (
            "barcode-signer",
            "authority_key",
            "subject_key_identifier = true\nauthority_key",
            "subject_key_identifier: wanted none",
        ),
        (
            "barcode-signer",
            "authority_key",
            "private_key_usage_period = true\nauthority_key",
            "usage_period: wanted none",
        ),
        ("barcode-signer", "authority_key", "policies = [\"1.2.3\"]\nauthority_key", "policies: wanted none"),
        (
            "barcode-signer",
            "authority_key",
            "crl_distribution_points = \"country\"\nauthority_key",
            "points: wanted none",
        ),
        (
            "barcode-signer",
            "authority_key",
            "basic_constraints = { ca = false }\nauthority_key",
            "constraints: wanted none",
        ),
        (
            "vds-nc-signer",
            "authority_key",
            "subject_alternative_name = \"country\"\nauthority_key",
            "name: wanted none",
        ),
        ("vds-nc-signer", "authority_key", "issuer_alternative_name = \"country\"\nauthority_key", "name: wanted none"),
        ("vds-nc-signer", "common_name", "organization = \"x\"\ncommon_name", "organization: wanted none"),
        ("lds2-signer-visa", "common_name", "organizational_unit = \"x\"\ncommon_name", "unit: wanted none"),
        ("lds2-signer-visa", "\"P-256\"", "\"RSA-3072\"", "ECDSA"),
        ("lds2-signer-visa", "authority_key", "document_types = [\"V\"]\nauthority_key", "only signers of documents"),
        (
            "lds2-signer-visa",
            "[extensions]",
            "[alternative]\ntake = [\"dns\"]\n[extensions]",
            "alternative: wanted none",
        ),
        ("lds2-signer-visa", "issuer = \"csca\"", "issuer = \"csca\"\nserial = \"reference\"", "signers of seals"),
        ("tls-server", "take = [\"dns\", \"ip\"]", "take = []", "neither 'always' nor 'take'"),
        ("tls-server", "take = [\"dns\", \"ip\"]", "take = [\"dns\", \"dns\"]", "dns stands twice"),
        ("tls-server", "take = [\"dns\", \"ip\"]", "take = [\"host\"]", "unknown variant"),
        ("tls-server", "take = [\"dns\", \"ip\"]", "take = [\"dns\"]\nmost = 0", "alternative.most"),
        ("tls-server", "take = [\"dns\", \"ip\"]", "take = [\"dns\"]\nleast = 3\nmost = 2", "alternative.most"),
        ("tls-server", "take = [\"dns\", \"ip\"]", "take = [\"dns\"]\nmost = 101", "100 at most"),
        ("tls-server", "take = [\"dns\", \"ip\"]", "always = [\"dns:a.example\"]\nleast = 1", "at least one kind"),
        ("spiffe-workload", "{trust_domain}", "{domain}", "no placeholder but"),
        ("spiffe-workload", "uri:spiffe", "spiffe", "'dns:', 'ip:', 'uri:'"),
        ("spiffe-workload", "/{name}", "/{name}?x", "alternative.always"),
        ("spiffe-workload", "/{name}\"]", "/{name}\", \"uri:spiffe://{trust_domain}/{name}\"]", "stands twice"),
    ];

    #[test]
    fn contradictions_are_refused_by_field() {
        for (name, from, to, wanted) in CONTRADICTIONS {
            let error = changed(name, from, to);
            assert!(error.contains(wanted), "{name} with {to}: {error}");
        }
    }

    #[test]
    fn what_officers_change_in_a_copy_is_taken() {
        for (name, from, to) in [
            ("document-signer", "types = \"country\"", "types = [\"P\", \"AC\"]"),
            ("document-signer", "covers = \"documents\"", "covers = \"5 years\""),
            ("document-signer", "policies = []", "policies = [\"1.2.3\"]"),
            ("document-signer", "issuer = \"csca\"", "issuer = \"csca\"\nbase = \"document-signer\""),
            ("csca-root", "covers = \"children\"", "covers = \"10 years 3 months\""),
            ("csca-root", "\"rsa-pss-sha256\"", "\"rsa-pkcs1-sha256\""),
            ("vds-nc-signer", "issuer = \"csca\"", "issuer = \"csca\"\nserial = \"reference\""),
            ("spiffe-workload", "{trust_domain}", "utopia.example"),
        ] {
            assert_eq!(changed(name, from, to), "", "{name} with {to}");
        }
    }
}
