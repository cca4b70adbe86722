//! `station.toml`: who the station is, where its vaults are, its limits.
//!
//! Its digest stands in the ledger; a file that was changed by hand is refused
//! (CONFIG-1). It holds no secret.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::StationError;
use crate::digest::Digest;
use crate::mode::Mode;
use crate::pki::country::CountrySettings;
use crate::safe::Label;

/// The name of the vault that holds keys for certificates unless another is named.
pub const PRIMARY: &str = "primary";
/// The name of the vault that holds the ledger key and nothing else.
pub const LEDGER: &str = "ledger";

/// The whole file; an unknown field is an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Identity.
    pub station: Identification,
    /// What certificates and lists say of the state.
    pub country: CountrySettings,
    /// The vaults by name: `primary` and `ledger` at least.
    pub vaults: BTreeMap<Label, VaultSettings>,
    /// Limits.
    #[serde(default)]
    pub limits: Limits,
}

/// Who the station is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identification {
    /// Its name.
    pub name: Label,
    /// Its mode.
    pub mode: Mode,
}

/// Where a vault is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultSettings {
    /// RFC 7512 URI with the token's serial number. Without `module-path` it is
    /// an embedded token in `token/<name>.sql`.
    pub uri: String,
    /// The name under which an embedded token's file was made, where that is not the vault's: `token/<token>.sql`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Label>,
}

/// Limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// How many days station time may jump forward between two entries.
    pub clock_jump_days: u32,
    /// How far the battery clock may be off, in seconds.
    pub clock_bound_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { clock_jump_days: 100, clock_bound_seconds: 300 }
    }
}

impl Configuration {
    /// The text of a station's file; not yet compared with the ledger.
    pub fn text_in(station: &Path) -> Result<String, StationError> {
        let path = station.join("station.toml");
        std::fs::read_to_string(&path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory => {
                crate::store::StoreError::Missing { path }.into()
            }
            _ => StationError::File { path, source },
        })
    }

    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<Self, StationError> {
        let configuration: Configuration = toml::from_str(text).map_err(|source| {
            let line = source.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
            StationError::Configuration { line, what: crate::safe::line(source.message(), 200) }
        })?;
        configuration.check()?;
        Ok(configuration)
    }

    /// The file's text.
    pub fn text(&self) -> Result<String, StationError> {
        self.check()?;
        toml::to_string(self).map_err(|e| StationError::Configuration { line: 0, what: e.to_string() })
    }

    /// The digest of the file's text.
    pub fn digest(text: &str) -> Digest {
        Digest::of(text.as_bytes())
    }

    fn check(&self) -> Result<(), StationError> {
        let wrong = |what: String| Err(StationError::Configuration { line: 0, what });
        for name in [PRIMARY, LEDGER] {
            if !self.vaults.keys().any(|label| label.as_str() == name) {
                return wrong(format!("vault '{name}' is missing"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> String {
        let text = r#"
            [station]
            name = "utopia"
            mode = "specimen"
            [country]
            country = "UT"
            mrz_code = "UTO"
            organization = "Utopia"
            contact_email = "csca@utopia.example"
            crl_urls = ["https://utopia.example/crl"]
            [vaults.primary]
            uri = "pkcs11:token=primary;serial=1"
            [vaults.ledger]
            uri = "pkcs11:token=ledger;serial=2"
        "#;
        text.into()
    }

    #[test]
    fn a_good_file_is_read_and_written_the_same() {
        let read = Configuration::parse(&good()).unwrap();
        assert_eq!(Configuration::parse(&read.text().unwrap()).unwrap(), read);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_field() {
        for (from, to, wanted) in [
            ("country = \"UT\"", "country = \"ut\"", "country"),
            ("mrz_code = \"UTO\"", "mrz_code = \"UTOP\"", "mrz_code"),
            ("https://utopia.example/crl", "ftp://utopia.example", "crl_urls"),
            ("mode = \"specimen\"", "mode = \"holiday\"", "holiday"),
            ("[vaults.ledger]", "[vaults.other]", "vault 'ledger' is missing"),
            ("mrz_code = \"UTO\"", "mrz_code = \"UTO\"\npin = \"1234\"", "pin"),
        ] {
            let error = Configuration::parse(&good().replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(wanted), "{error}");
        }
    }
}
