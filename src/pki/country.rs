//! What a station says about its state: the settings that every certificate takes its
//! country, names and addresses from.

use serde::{Deserialize, Serialize};

use super::PkiError;
use super::alternative::is_trust_domain;
use super::span::Span;
use crate::safe;

/// A state's settings, checked. Deserialised by the same check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "CountryFields", into = "CountryFields")]
pub struct CountrySettings {
    fields: CountryFields,
}

/// The settings as written in `station.toml`; [`CountrySettings`] once checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryFields {
    /// Two letters of ISO 3166-1 (Doc 9303-3): countryName of every name.
    pub country: String,
    /// The code as in the machine-readable zone (`UTO`, but `D`): localityName in alternative names.
    pub mrz_code: String,
    /// The three-letter code where `mrz_code` is not unique to the state: stateOrProvinceName.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_code: Option<String>,
    /// organizationName.
    pub organization: String,
    /// An e-mail address for alternative names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_email: Option<String>,
    /// A URI for alternative names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_uri: Option<String>,
    /// Where the CSCA's CRL is published; at least one.
    pub crl_urls: Vec<String>,
    /// Where the service CA's CRL is published; may be none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub service_crl_urls: Vec<String>,
    /// How long the state's documents are valid at the longest; ten years where absent. What is absent is not
    /// written, so that the settings of older stations come out octet by octet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_life: Option<Span>,
    /// What may pass between the signing of a document and the start of its validity; nothing where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_lead: Option<Span>,
    /// The document types as in the MRZ that document signers sign (Doc 9303-12 7.1.1.6); `P` where absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub document_types: Vec<String>,
    /// The SPIFFE trust domain of the services' workloads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust_domain: Option<String>,
    /// Where the OCSP responder of the service CA answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_ocsp_url: Option<String>,
    /// Where the service CA's certificate is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_ca_url: Option<String>,
}

/// How long documents are valid where the settings do not say: ten years (Doc 9303-12 appendix A).
const DOCUMENT_LIFE: Span = Span { months: 120, days: 0 };
/// The document types where the settings do not say.
const DOCUMENT_TYPES: &[&str] = &["P"];

impl CountrySettings {
    /// Checks every field.
    pub fn new(fields: CountryFields) -> Result<Self, PkiError> {
        let wrong = |field: &'static str, found: &str, wanted: &'static str| PkiError::Country {
            field,
            shown: safe::line(found, 80),
            wanted,
        };
        let capitals = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase());
        if fields.country.len() != 2 || !capitals(&fields.country) {
            return Err(wrong("country", &fields.country, "two capital letters, such as UT"));
        }
        if !(1..=3).contains(&fields.mrz_code.len()) || !capitals(&fields.mrz_code) {
            return Err(wrong("mrz_code", &fields.mrz_code, "one to three capital letters, such as UTO"));
        }
        if let Some(code) = fields.state_code.as_deref().filter(|c| c.len() != 3 || !capitals(c)) {
            return Err(wrong("state_code", code, "three capital letters"));
        }
        if !is_name_part(&fields.organization) {
            return Err(wrong("organization", &fields.organization, "1 to 64 characters without control characters"));
        }
        if let Some(mail) = fields.contact_email.as_deref().filter(|m| !is_email(m)) {
            return Err(wrong("contact_email", mail, "an e-mail address in ASCII"));
        }
        if let Some(uri) = fields.contact_uri.as_deref().filter(|u| !is_uri(u)) {
            return Err(wrong("contact_uri", uri, "an http, https or ldap URI in ASCII"));
        }
        if fields.contact_email.is_none() && fields.contact_uri.is_none() {
            return Err(wrong("contact_email", "", "an e-mail address or a contact_uri (Doc 9303-12 7.1.1.2)"));
        }
        if fields.crl_urls.is_empty() {
            return Err(wrong("crl_urls", "", "at least one URL (Doc 9303-12 7.1.1.4)"));
        }
        if let Some(url) = fields.crl_urls.iter().find(|u| !is_uri(u)) {
            return Err(wrong("crl_urls", url, "http, https or ldap URLs in ASCII"));
        }
        if let Some(url) = fields.service_crl_urls.iter().find(|u| !is_uri(u)) {
            return Err(wrong("service_crl_urls", url, "http, https or ldap URLs in ASCII"));
        }
        // Fifteen years and a year are beyond any document; a CSCA's validity is the sum of these and more.
        if let Some(life) =
            fields.document_life.filter(|l| l.is_zero() || l.is_longer_than(Span { months: 180, days: 0 }))
        {
            return Err(wrong("document_life", &life.to_string(), "more than nothing and 15 years at most"));
        }
        if let Some(lead) = fields.document_lead.filter(|l| l.is_longer_than(Span { months: 12, days: 0 })) {
            return Err(wrong("document_lead", &lead.to_string(), "a year at most"));
        }
        if let Some(kind) = fields.document_types.iter().find(|t| !is_document_type(t)) {
            return Err(wrong("document_types", kind, "one or two capital letters each"));
        }
        if let Some(kind) = twice(&fields.document_types) {
            return Err(wrong("document_types", kind, "each type once"));
        }
        if let Some(domain) = fields.trust_domain.as_deref().filter(|d| !is_trust_domain(d)) {
            return Err(wrong(
                "trust_domain",
                domain,
                "small letters, digits, '.', '-' and '_', as SPIFFE writes them",
            ));
        }
        let is_http = |url: &str| is_uri(url) && url.starts_with("http");
        if let Some(url) = fields.service_ocsp_url.as_deref().filter(|u| !is_http(u)) {
            return Err(wrong("service_ocsp_url", url, "an http or https URL in ASCII"));
        }
        if let Some(url) = fields.service_ca_url.as_deref().filter(|u| !is_uri(u)) {
            return Err(wrong("service_ca_url", url, "an http, https or ldap URL in ASCII"));
        }
        Ok(CountrySettings { fields })
    }

    /// How long what a document signer signed last must still verify: the longest document, and what may pass
    /// before its validity begins (Doc 9303-12 4.1.1).
    pub fn documents(&self) -> Span {
        self.fields.document_life.unwrap_or(DOCUMENT_LIFE) + self.fields.document_lead.unwrap_or_default()
    }

    /// The document types that document signers sign.
    pub fn document_types(&self) -> Vec<String> {
        match self.fields.document_types.as_slice() {
            [] => DOCUMENT_TYPES.iter().map(|kind| (*kind).to_owned()).collect(),
            types => types.to_vec(),
        }
    }

    /// The checked fields.
    pub fn fields(&self) -> &CountryFields {
        &self.fields
    }
}

impl TryFrom<CountryFields> for CountrySettings {
    type Error = PkiError;
    fn try_from(fields: CountryFields) -> Result<Self, PkiError> {
        CountrySettings::new(fields)
    }
}

impl From<CountrySettings> for CountryFields {
    fn from(settings: CountrySettings) -> CountryFields {
        settings.fields
    }
}

/// Whether a text may stand as an attribute of a name: 1 to 64 characters (X.520 upper
/// bounds), nothing invisible, no blanks at the ends or doubled.
pub(super) fn is_name_part(text: &str) -> bool {
    (1..=64).contains(&text.chars().count())
        && safe::Safe(text).to_string() == text
        && text.split(' ').all(|word| !word.is_empty() && !word.contains(char::is_whitespace))
}

/// Whether a text is a document type as in the MRZ.
pub(super) fn is_document_type(text: &str) -> bool {
    (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// What stands twice in a list, if anything.
pub(super) fn twice<T: PartialEq>(list: &[T]) -> Option<&T> {
    list.iter().enumerate().find(|(place, item)| list.iter().take(*place).any(|before| before == *item)).map(|(_, i)| i)
}

pub(super) fn is_email(text: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_graphic() && b != b'@');
    text.len() <= 128 && text.split_once('@').is_some_and(|(local, domain)| plain(local) && plain(domain))
}

fn is_uri(text: &str) -> bool {
    let known = ["http://", "https://", "ldap://"].iter().find_map(|s| text.strip_prefix(s));
    text.len() <= 512 && known.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_graphic()))
}

#[cfg(test)]
pub(in crate::pki) mod tests {
    use super::*;

    pub(in crate::pki) fn utopia() -> CountryFields {
        CountryFields {
            country: "UT".into(),
            mrz_code: "UTO".into(),
            organization: "Republic of Utopia".into(),
            contact_email: Some("csca@utopia.example".into()),
            crl_urls: vec!["https://pki.utopia.example/csca.crl".into()],
            ..CountryFields::default()
        }
    }

    #[test]
    fn each_wrong_field_is_named() {
        assert!(CountrySettings::new(utopia()).is_ok());
        type Change = fn(&mut CountryFields);
        let wrong: [(&str, Change); 24] = [
            ("country", |f| f.country = "ut".into()),
            ("country", |f| f.country = "UTO".into()),
            ("mrz_code", |f| f.mrz_code = "UT0".into()),
            ("state_code", |f| f.state_code = Some("UT".into())),
            ("organization", |f| f.organization = " Utopia".into()),
            ("organization", |f| f.organization = "a\u{202e}b".into()),
            ("contact_email", |f| f.contact_email = Some("nobody".into())),
            ("contact_email", |f| f.contact_email = None),
            ("crl_urls", |f| f.crl_urls.clear()),
            ("crl_urls", |f| f.crl_urls.push("ftp://x".into())),
            ("service_crl_urls", |f| f.service_crl_urls.push("x".into())),
            ("document_life", |f| f.document_life = Some(Span::default())),
            ("document_life", |f| f.document_life = "15 years 1 day".parse().ok()),
            ("document_lead", |f| f.document_lead = "13 months".parse().ok()),
            ("document_types", |f| f.document_types.push("PAS".into())),
            ("document_types", |f| f.document_types.push(String::new())),
            ("document_types", |f| f.document_types.push("p".into())),
            ("document_types", |f| f.document_types = vec!["P".into(), "P".into()]),
            ("trust_domain", |f| f.trust_domain = Some("Utopia.example".into())),
            ("trust_domain", |f| f.trust_domain = Some("utopia.example/x".into())),
            ("trust_domain", |f| f.trust_domain = Some(String::new())),
            ("service_ocsp_url", |f| f.service_ocsp_url = Some("ldap://utopia.example".into())),
            ("service_ocsp_url", |f| f.service_ocsp_url = Some("ocsp".into())),
            ("service_ca_url", |f| f.service_ca_url = Some("file:///etc/passwd".into())),
        ];
        for (field, change) in wrong {
            let mut fields = utopia();
            change(&mut fields);
            let error = CountrySettings::new(fields).unwrap_err();
            assert!(error.to_string().starts_with(field), "{error}");
        }
    }

    #[test]
    fn settings_that_are_absent_have_their_defaults_and_are_never_written() {
        let settings = CountrySettings::new(utopia()).unwrap();
        assert_eq!(settings.documents().to_string(), "10 years");
        assert_eq!(settings.document_types(), ["P"]);
        let text = toml::to_string(&settings).unwrap();
        assert!(!text.contains("document") && !text.contains("service") && !text.contains("trust"), "{text}");
        let mut fields = utopia();
        fields.document_life = "5 years".parse().ok();
        fields.document_lead = "1 month".parse().ok();
        fields.document_types = vec!["P".into(), "AC".into()];
        let settings = CountrySettings::new(fields).unwrap();
        assert_eq!(settings.documents().to_string(), "5 years 1 month");
        assert_eq!(settings.document_types(), ["P", "AC"]);
        assert_eq!(toml::from_str::<CountrySettings>(&toml::to_string(&settings).unwrap()).unwrap(), settings);
    }

    #[test]
    fn unknown_settings_are_refused() {
        let text = toml::to_string(&utopia()).unwrap();
        assert_eq!(toml::from_str::<CountrySettings>(&text).unwrap().fields(), &utopia());
        assert!(toml::from_str::<CountrySettings>(&format!("{text}\nheight = 3\n")).is_err());
    }
}
