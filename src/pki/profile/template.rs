//! The profiles that come with the house, as the files an officer reads.

/// Name and text of every profile in `templates/profiles/`.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("csca-root", include_str!("../../../templates/profiles/csca-root.toml")),
    ("csca-link", include_str!("../../../templates/profiles/csca-link.toml")),
    ("document-signer", include_str!("../../../templates/profiles/document-signer.toml")),
    ("masterlist-signer", include_str!("../../../templates/profiles/masterlist-signer.toml")),
    ("service-ca", include_str!("../../../templates/profiles/service-ca.toml")),
    ("bundle-signer", include_str!("../../../templates/profiles/bundle-signer.toml")),
];

/// The text of a profile that comes with the house.
pub fn template(name: &str) -> Option<&'static str> {
    TEMPLATES.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pki::profile::{ParametersForm, Profile};

    #[test]
    fn every_template_is_read_and_is_named_as_its_file() {
        for (name, text) in TEMPLATES {
            let profile = Profile::parse(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            assert_eq!(profile.name.as_str(), *name);
            let wanted = if profile.role.is_service() { ParametersForm::Named } else { ParametersForm::Explicit };
            assert_eq!(profile.key.parameters, wanted, "{name}");
        }
    }

    #[test]
    fn the_lifetimes_fit_into_each_other() {
        let life = |name: &str| Profile::parse(template(name).unwrap()).unwrap();
        let (root, signer) = (life("csca-root"), life("document-signer"));
        assert_eq!(signer.lifetime().to_string(), "10 years 3 months");
        assert_eq!(root.validity.covers, signer.lifetime());
        assert_eq!(root.lifetime().to_string(), "15 years 3 months");
        assert_eq!(life("csca-link").lifetime(), root.lifetime());
    }

    /// The template with one line changed.
    fn changed(name: &str, from: &str, to: &str) -> String {
        let text = template(name).unwrap();
        assert!(text.contains(from), "{name} has no '{from}'");
        Profile::parse(&text.replacen(from, to, 1)).map(|_| String::new()).unwrap_or_else(|e| e.to_string())
    }

    #[test]
    fn unknown_fields_are_refused_with_their_line() {
        let error = changed("csca-root", "[validity]", "[validity]\ncolour = \"red\"");
        assert!(error.contains("unknown field `colour`") && error.contains("line "), "{error}");
        assert!(changed("csca-root", "[subject]", "[subjekt]").contains("unknown field"));
        assert!(changed("csca-root", "title =", "titel =").contains("unknown field"));
    }

    #[test]
    fn contradictions_are_refused_by_field() {
        for (name, from, to, wanted) in [
            ("csca-root", "ca = true", "ca = false", "key-cert-sign go together"),
            ("csca-root", "\"key-cert-sign\", ", "", "key-cert-sign go together"),
            ("document-signer", "[\"digital-signature\"]", "[]", "at least one use"),
            ("document-signer", "\"{name}\"", "\"{nom}\"", "placeholder"),
            ("document-signer", "\"{name}\"", "\" {name}\"", "plain text"),
            ("document-signer", "\"P\"", "\"PAS\"", "capital letters"),
            ("masterlist-signer", "\"2.23.136.1.1.3\"", "\"icao\"", "object identifiers"),
            ("csca-root", "\"5 years\"", "\"0 days\"", "more than nothing"),
            ("csca-root", "\"P-384\"", "\"P-224\"", "not a kind of key"),
            ("csca-root", "\"ecdsa-sha384\"", "\"ecdsa-sha1\"", "not known here"),
            ("document-signer", "role = \"document-signer\"", "role = \"csca-root\"", "does not fit the role"),
            ("document-signer", "role = \"document-signer\"", "role = \"unknown\"", "can be issued"),
            ("document-signer", "issuer = \"csca\"", "issuer = \"service-ca\"", "wanted 'csca'"),
            ("bundle-signer", "issuer = \"service-ca\"", "issuer = \"csca\"", "wanted 'service-ca'"),
            ("csca-root", "issuer = \"self\"", "issuer = \"csca\"", "wanted 'self'"),
            ("csca-link", "issuer = \"csca\"", "issuer = \"self\"", "wanted 'csca'"),
            ("csca-link", "issuer = \"csca\"\n", "", "missing field `issuer`"),
        ] {
            let error = changed(name, from, to);
            assert!(error.contains(wanted), "{name} with {to}: {error}");
        }
    }
}
