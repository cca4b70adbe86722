//! RFC 7512 URIs that name a vault: strictly read, matched by what the token says of itself.
//!
//! `pkcs11:token=…;serial=…;manufacturer=…;model=…?module-path=…`. Nothing else
//! is taken: no slot numbers (they move), no library attributes, no objects, and
//! never a PIN. Without `module-path` the vault is the embedded token.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::error::VaultError;
use super::token::Identity;

/// A vault's name: which token, of which module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VaultUri {
    token: Option<String>,
    serial: Option<String>,
    manufacturer: Option<String>,
    model: Option<String>,
    module_path: Option<PathBuf>,
}

impl VaultUri {
    /// The URI of a token as it is best written down: label and serial.
    pub fn of(identity: &Identity, module_path: Option<&Path>) -> Self {
        VaultUri {
            token: Some(identity.label.clone()).filter(|l| !l.is_empty()),
            serial: Some(identity.serial.clone()).filter(|s| !s.is_empty()),
            manufacturer: None,
            model: None,
            module_path: module_path.map(Path::to_path_buf),
        }
    }

    /// The module's file; `None` is the embedded token.
    pub fn module_path(&self) -> Option<&Path> {
        self.module_path.as_deref()
    }

    /// The same token, reached through the module in this file.
    #[must_use]
    pub fn through(self, module: &Path) -> Self {
        VaultUri { module_path: Some(module.to_path_buf()), ..self }
    }

    /// The serial number that is wanted, where the URI says one.
    pub fn serial(&self) -> Option<&str> {
        self.serial.as_deref()
    }

    /// Whether a token is the one, or one of those, that the URI names.
    pub fn fits(&self, identity: &Identity) -> bool {
        let same = |wanted: &Option<String>, found: &str| wanted.as_deref().is_none_or(|w| w == found);
        same(&self.token, &identity.label)
            && same(&self.serial, &identity.serial)
            && same(&self.manufacturer, &identity.manufacturer)
            && same(&self.model, &identity.model)
    }

    fn path_attributes(&self) -> [(&'static str, &Option<String>); 4] {
        [("token", &self.token), ("serial", &self.serial), ("manufacturer", &self.manufacturer), ("model", &self.model)]
    }
}

impl fmt::Display for VaultUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("pkcs11:")?;
        let said = self.path_attributes().into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        for (index, (name, value)) in said.enumerate() {
            let separator = if index == 0 { "" } else { ";" };
            write!(f, "{separator}{name}={}", encoded(value.as_bytes(), false))?;
        }
        if let Some(path) = &self.module_path {
            write!(f, "?module-path={}", encoded(path.as_os_str().as_encoded_bytes(), true))?;
        }
        Ok(())
    }
}

impl FromStr for VaultUri {
    type Err = VaultError;

    fn from_str(text: &str) -> Result<Self, VaultError> {
        let refuse = |what: String| VaultError::Uri { shown: crate::safe::line(text, 200), what };
        let rest = text.strip_prefix("pkcs11:").ok_or_else(|| refuse("it does not begin with 'pkcs11:'".into()))?;
        let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
        let mut uri = VaultUri { token: None, serial: None, manufacturer: None, model: None, module_path: None };
        for attribute in path.split(';').filter(|_| !path.is_empty()) {
            let (name, value) = read_attribute(attribute, PATH_PLAIN).map_err(&refuse)?;
            let place = match name {
                "token" => &mut uri.token,
                "serial" => &mut uri.serial,
                "manufacturer" => &mut uri.manufacturer,
                "model" => &mut uri.model,
                other => return Err(refused_attribute(other, &refuse)),
            };
            if place.replace(value).is_some() {
                return Err(refuse(format!("'{name}' stands there twice")));
            }
        }
        for attribute in query.into_iter().flat_map(|q| q.split('&')) {
            let (name, value) = read_attribute(attribute, QUERY_PLAIN).map_err(&refuse)?;
            if name != "module-path" {
                return Err(refused_attribute(name, &refuse));
            }
            if !value.starts_with('/') {
                return Err(refuse("module-path wants an absolute path".into()));
            }
            if uri.module_path.replace(PathBuf::from(value)).is_some() {
                return Err(refuse("'module-path' stands there twice".into()));
            }
        }
        if uri.path_attributes().into_iter().all(|(_, value)| value.is_none()) {
            return Err(refuse("it names no token: wanted serial=…, or at least token=…".into()));
        }
        Ok(uri)
    }
}

impl TryFrom<String> for VaultUri {
    type Error = VaultError;
    fn try_from(text: String) -> Result<Self, VaultError> {
        text.parse()
    }
}

impl From<VaultUri> for String {
    fn from(uri: VaultUri) -> String {
        uri.to_string()
    }
}

/// What stands plain in the path beside letters, digits and `-._~` (RFC 7512 2.3, `pk11-path-res-avail`).
const PATH_PLAIN: &[u8] = b":[]@!$'()*+,=&";
/// The same for the query (`pk11-query-res-avail`).
const QUERY_PLAIN: &[u8] = b":[]@!$'()*+,=/?|";

fn refused_attribute(name: &str, refuse: &impl Fn(String) -> VaultError) -> VaultError {
    match name {
        "pin-value" => VaultError::PinInUri { attribute: "pin-value" },
        "pin-source" => VaultError::PinInUri { attribute: "pin-source" },
        "slot-id" | "slot-description" | "slot-manufacturer" => {
            refuse(format!("'{name}' is not taken: a vault is matched by its serial, never by its slot"))
        }
        other => refuse(format!(
            "attribute '{}' is not known here; wanted token, serial, manufacturer, model, module-path",
            crate::safe::line(other, 40)
        )),
    }
}

fn read_attribute<'a>(attribute: &'a str, plain: &[u8]) -> Result<(&'a str, String), String> {
    let (name, value) = attribute
        .split_once('=')
        .ok_or_else(|| format!("'{}' is not an attribute: wanted name=value", crate::safe::line(attribute, 60)))?;
    let value = decoded(value, plain)?;
    if value.is_empty() {
        return Err(format!("'{}' is empty", crate::safe::line(name, 40)));
    }
    Ok((name, value))
}

fn decoded(text: &str, plain: &[u8]) -> Result<String, String> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'%' => {
                let [high, low, after @ ..] = rest else { return Err("a '%' without two hex digits".into()) };
                let digit = |d: &u8| char::from(*d).to_digit(16);
                let (Some(high), Some(low)) = (digit(high), digit(low)) else {
                    return Err("a '%' without two hex digits".into());
                };
                octets.push((high * 16 + low) as u8);
                rest = after;
            }
            c if c.is_ascii_alphanumeric() || b"-._~".contains(c) || plain.contains(c) => octets.push(*c),
            c => return Err(format!("octet 0x{c:02x} must be percent-encoded")),
        }
    }
    if octets.contains(&0) {
        return Err("a NUL octet".into());
    }
    String::from_utf8(octets).map_err(|_| "the decoded octets are not UTF-8".into())
}

fn encoded(octets: &[u8], slashes: bool) -> String {
    let mut out = String::with_capacity(octets.len());
    for octet in octets {
        if octet.is_ascii_alphanumeric() || b"-._~".contains(octet) || (slashes && *octet == b'/') {
            out.push(char::from(*octet));
        } else {
            out.push_str(&format!("%{octet:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Fail, Fault};

    fn identity(label: &str, serial: &str) -> Identity {
        let (label, serial) = (label.to_owned(), serial.to_owned());
        Identity { label, serial, manufacturer: "House".into(), model: "v1".into(), ..Identity::default() }
    }

    #[test]
    fn a_uri_names_a_token_and_a_module() {
        let text = "pkcs11:token=csca%20one;serial=0123?module-path=/usr/lib/x%2By.so";
        let uri: VaultUri = text.parse().unwrap();
        assert_eq!(uri.module_path(), Some(Path::new("/usr/lib/x+y.so")));
        assert!(uri.fits(&identity("csca one", "0123")));
        assert!(!uri.fits(&identity("csca one", "0124")));
        assert!(!uri.fits(&identity("csca", "0123")));
        assert_eq!(uri.to_string(), "pkcs11:token=csca%20one;serial=0123?module-path=/usr/lib/x%2By.so");
    }

    #[test]
    fn what_is_written_reads_back_whatever_the_token_says_of_itself() {
        for label in ["a;b?c&d=e%f", "Ωμέγα", "  ", "/etc"] {
            let uri = VaultUri::of(&identity(label, "00 1"), Some(Path::new("/a b/c?.so")));
            assert_eq!(uri.to_string().parse::<VaultUri>().unwrap(), uri);
            assert!(uri.fits(&identity(label, "00 1")));
        }
    }

    #[test]
    fn vault_3_a_pin_in_a_uri_is_refused() {
        for text in ["pkcs11:serial=1?pin-value=1234", "pkcs11:serial=1?pin-source=file:/p", "pkcs11:pin-value=1"] {
            let error = text.parse::<VaultUri>().unwrap_err();
            assert_eq!((error.clause(), error.kind()), (Some("VAULT-3"), Fault::Refused), "{text}");
            assert!(!error.to_string().contains("1234"));
        }
    }

    #[test]
    fn everything_else_is_refused_with_what_is_wrong() {
        let cases = [
            ("", "does not begin"),
            ("PKCS11:serial=1", "does not begin"),
            ("pkcs11:", "names no token"),
            ("pkcs11:?module-path=/a", "names no token"),
            ("pkcs11:serial=1;serial=1", "twice"),
            ("pkcs11:serial=1?module-path=/a&module-path=/a", "twice"),
            ("pkcs11:slot-id=0", "never by its slot"),
            ("pkcs11:serial=1;object=k", "'object' is not known"),
            ("pkcs11:serial=1;x-house=k", "'x-house' is not known"),
            ("pkcs11:serial=1?module-name=softhsm2", "'module-name' is not known"),
            ("pkcs11:module-path=/a;serial=1", "0x2f must be"),
            ("pkcs11:serial=", "'serial' is empty"),
            ("pkcs11:serial", "wanted name=value"),
            ("pkcs11:serial=1;", "wanted name=value"),
            ("pkcs11:serial=1?", "wanted name=value"),
            ("pkcs11:serial=%1", "two hex digits"),
            ("pkcs11:serial=%+1", "two hex digits"),
            ("pkcs11:serial=%ff", "not UTF-8"),
            ("pkcs11:serial=%00", "NUL"),
            ("pkcs11:serial=a b", "0x20 must be"),
            ("pkcs11:serial=1?module-path=lib.so", "absolute"),
            ("pkcs11:serial=1#x", "0x23 must be"),
        ];
        for (text, wanted) in cases {
            let error = text.parse::<VaultUri>().unwrap_err();
            assert_eq!(error.kind(), Fault::Malformed, "{text}");
            assert!(error.to_string().contains(wanted), "{text}: {error}");
        }
    }
}
