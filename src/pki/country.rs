//! What a station says about its state: the settings that every certificate takes its
//! country, names and addresses from.

use serde::{Deserialize, Serialize};

use super::PkiError;
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
}

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
        Ok(CountrySettings { fields })
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

fn is_email(text: &str) -> bool {
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
        let wrong: [(&str, Change); 10] = [
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
        ];
        for (field, change) in wrong {
            let mut fields = utopia();
            change(&mut fields);
            let error = CountrySettings::new(fields).unwrap_err();
            assert!(error.to_string().starts_with(field), "{error}");
        }
    }

    #[test]
    fn unknown_settings_are_refused() {
        let text = toml::to_string(&utopia()).unwrap();
        assert_eq!(toml::from_str::<CountrySettings>(&text).unwrap().fields(), &utopia());
        assert!(toml::from_str::<CountrySettings>(&format!("{text}\nheight = 3\n")).is_err());
    }
}
