//! Profiles: what a kind of certificate holds, as strict TOML that an officer may read,
//! copy and change. In force only once a station has adopted the file by its digest.

mod difference;
mod template;

use serde::{Deserialize, Serialize};

pub use difference::{Change, differences};
pub use template::{TEMPLATES, template};

use super::PkiError;
use super::country::is_name_part;
use super::extension::KeyUsageBit;
use super::lint::Role;
use super::span::Span;
use crate::asn1;
use crate::keys::KeySpec;
use crate::safe::{Label, line};
use crate::signer::{Algorithm, KeyKind, PublicKey};

/// A profile, checked. Only [`Profile::parse`] makes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Profile {
    /// Its name, by which commands and scripts call it.
    pub name: Label,
    /// One line for people.
    pub title: String,
    /// What kind of certificate it makes; rules are chosen by it.
    pub role: Role,
    /// Whose key signs certificates of this profile.
    pub issuer: IssuerRole,
    /// The subject's name.
    pub subject: SubjectFields,
    /// How long the key signs and how long the certificate is valid.
    pub validity: ValidityFields,
    /// Which keys are taken and how an EC key says its curve.
    pub key: KeyFields,
    /// Which algorithms the issuer may sign with.
    pub signature: SignatureFields,
    /// The extensions.
    pub extensions: ExtensionFields,
}

/// Whose key signs certificates of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IssuerRole {
    /// The certificate's own key.
    #[serde(rename = "self")]
    Itself,
    /// A CSCA of the state (Doc 9303-12 4.1).
    Csca,
    /// The CA of the station's services.
    ServiceCa,
}

impl IssuerRole {
    /// The one issuer that certificates of a role may have: the hierarchies never mix.
    pub const fn of(role: Role) -> IssuerRole {
        match role {
            Role::CscaRoot | Role::ServiceCa => IssuerRole::Itself,
            Role::ServiceEntity => IssuerRole::ServiceCa,
            _ => IssuerRole::Csca,
        }
    }

    /// Whether a certificate of this role may stand above.
    pub const fn takes(self, role: Role) -> bool {
        match self {
            IssuerRole::Itself => false,
            IssuerRole::Csca => role.is_csca(),
            IssuerRole::ServiceCa => matches!(role, Role::ServiceCa),
        }
    }

    /// The word in profiles and messages.
    pub const fn word(self) -> &'static str {
        match self {
            IssuerRole::Itself => "self",
            IssuerRole::Csca => "csca",
            IssuerRole::ServiceCa => "service-ca",
        }
    }
}

/// The subject: countryName comes first and always from the station.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SubjectFields {
    /// organizationName; `{organization}` is the station's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// organizationalUnitName.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organizational_unit: Option<String>,
    /// commonName; `{name}` is what the request asks for.
    pub common_name: String,
}

/// Validity of the certificate = `private_key_use` + `covers` (Doc 9303-12 4.1 table 1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ValidityFields {
    /// How long the private key signs.
    pub private_key_use: Span,
    /// How long what it signed last must still verify: the longest document, or the
    /// longest certificate below.
    pub covers: Span,
}

/// How an EC key says its curve in the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ParametersForm {
    /// By numbers, as Doc 9303-12 4.1.6.3 demands.
    Explicit,
    /// By object identifier, as stock tools want.
    Named,
}

/// Keys that are taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KeyFields {
    /// The kinds, such as `P-384` or `RSA-3072`.
    pub kinds: Vec<KeySpec>,
    /// The form of EC parameters in the certificate, whatever the request has.
    pub parameters: ParametersForm,
}

/// Signature algorithms that are taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SignatureFields {
    /// The algorithms, such as `ecdsa-sha384`.
    pub algorithms: Vec<Algorithm>,
}

/// Where alternative names or distribution points come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FromStation {
    /// The extension is not written.
    #[default]
    Absent,
    /// From the country settings (Doc 9303-12 7.1.1.2, 7.1.1.4).
    Country,
    /// From the settings of the services' own hierarchy.
    Service,
}

/// basicConstraints; always critical.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ConstraintFields {
    /// cA; FALSE is written as an empty SEQUENCE.
    pub ca: bool,
    /// pathLenConstraint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_length: Option<u8>,
}

/// The extensions; what is not named is not written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ExtensionFields {
    /// keyUsage, critical.
    pub key_usage: Vec<KeyUsageBit>,
    /// basicConstraints, critical.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basic_constraints: Option<ConstraintFields>,
    /// extKeyUsage: dotted object identifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extended_key_usage: Vec<String>,
    /// Whether extKeyUsage is critical.
    #[serde(default)]
    pub extended_key_usage_critical: bool,
    /// subjectKeyIdentifier (RFC 5280 method 1).
    #[serde(default)]
    pub subject_key_identifier: bool,
    /// authorityKeyIdentifier with keyIdentifier alone.
    #[serde(default)]
    pub authority_key_identifier: bool,
    /// privateKeyUsagePeriod with both dates.
    #[serde(default)]
    pub private_key_usage_period: bool,
    /// subjectAltName.
    #[serde(default)]
    pub subject_alternative_name: FromStation,
    /// issuerAltName: the issuer's subjectAltName, byte by byte, where it has one.
    #[serde(default)]
    pub issuer_alternative_name: FromStation,
    /// cRLDistributionPoints: one point with every URL.
    #[serde(default)]
    pub crl_distribution_points: FromStation,
    /// certificatePolicies: dotted object identifiers, no qualifiers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// documentTypeList: one or two capital letters each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub document_types: Vec<String>,
}

/// Octets that a profile may have; ours have a thousand.
const LONGEST: usize = 64 << 10;

impl Profile {
    /// Reads a profile. Unknown fields, contradictions and unusable values are refused.
    pub fn parse(text: &str) -> Result<Self, PkiError> {
        if text.len() > LONGEST {
            return Err(PkiError::ProfileText { what: format!("longer than {LONGEST} octets") });
        }
        let profile: Profile = toml::from_str(text).map_err(|e| {
            let place = e.span().map_or(0, |s| text.get(..s.start).map_or(0, |t| t.matches('\n').count() + 1));
            PkiError::ProfileText { what: format!("line {place}: {}", line(e.message(), 160)) }
        })?;
        profile.check()?;
        Ok(profile)
    }

    fn check(&self) -> Result<(), PkiError> {
        let wrong = |field: &'static str, what: &str| PkiError::ProfileField {
            profile: self.name.to_string(),
            field,
            what: what.to_owned(),
        };
        if !is_name_part(&self.title) {
            return Err(wrong("title", "wanted 1 to 64 characters in one line"));
        }
        if self.role == Role::Unknown {
            return Err(wrong("role", "wanted a role that can be issued"));
        }
        for (field, text) in [
            ("subject.organization", self.subject.organization.as_deref()),
            ("subject.organizational_unit", self.subject.organizational_unit.as_deref()),
            ("subject.common_name", Some(self.subject.common_name.as_str())),
        ] {
            if let Some(text) = text
                && !template_fits(text)
            {
                return Err(wrong(field, "wanted plain text with no placeholder but {name} and {organization}"));
            }
        }
        if self.validity.private_key_use.is_zero() {
            return Err(wrong("validity.private_key_use", "wanted more than nothing"));
        }
        if self.key.kinds.is_empty() {
            return Err(wrong("key.kinds", "wanted at least one kind of key"));
        }
        if let Some(kind) = self.key.kinds.iter().find(|kind| !kind.is_certified()) {
            return Err(wrong("key.kinds", &format!("{kind} keys stand in no certificate")));
        }
        if self.signature.algorithms.is_empty() {
            return Err(wrong("signature.algorithms", "wanted at least one algorithm"));
        }
        let extensions = &self.extensions;
        if extensions.key_usage.is_empty() {
            return Err(wrong("extensions.key_usage", "wanted at least one use"));
        }
        let signs_certificates = extensions.key_usage.contains(&KeyUsageBit::KeyCertSign);
        let is_ca = extensions.basic_constraints.as_ref().is_some_and(|c| c.ca);
        if signs_certificates != is_ca {
            return Err(wrong("extensions.basic_constraints", "ca = true and key-cert-sign go together"));
        }
        if !is_ca && extensions.basic_constraints.as_ref().is_some_and(|c| c.path_length.is_some()) {
            return Err(wrong("extensions.basic_constraints", "a path_length without ca = true"));
        }
        let ca_role = self.role.is_csca() || self.role == Role::ServiceCa;
        if ca_role != is_ca {
            return Err(wrong("extensions.basic_constraints", "ca = true does not fit the role"));
        }
        if self.issuer != IssuerRole::of(self.role) {
            let what = format!("wanted '{}', as the role demands", IssuerRole::of(self.role).word());
            return Err(wrong("issuer", &what));
        }
        if extensions.extended_key_usage_critical && extensions.extended_key_usage.is_empty() {
            return Err(wrong("extensions.extended_key_usage_critical", "critical, but no purpose is named"));
        }
        if extensions.extended_key_usage.iter().any(|o| asn1::oid_from_text(o).is_err()) {
            return Err(wrong("extensions.extended_key_usage", "wanted dotted object identifiers"));
        }
        if extensions.policies.iter().any(|o| asn1::oid_from_text(o).is_err()) {
            return Err(wrong("extensions.policies", "wanted dotted object identifiers"));
        }
        let is_type = |t: &String| (1..=2).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_uppercase());
        if !extensions.document_types.iter().all(is_type) {
            return Err(wrong("extensions.document_types", "wanted one or two capital letters each"));
        }
        for (field, names) in [
            ("extensions.subject_alternative_name", extensions.subject_alternative_name),
            ("extensions.issuer_alternative_name", extensions.issuer_alternative_name),
        ] {
            if names == FromStation::Service {
                return Err(wrong(field, "wanted 'absent' or 'country'"));
            }
        }
        Ok(())
    }

    /// Whether certificates of this profile are signed by their own key.
    pub fn is_self_signed(&self) -> bool {
        self.issuer == IssuerRole::Itself
    }

    /// How long a certificate is valid: use and what it covers.
    pub fn lifetime(&self) -> Span {
        self.validity.private_key_use + self.validity.covers
    }

    /// Refuses a key of a kind that is not taken.
    pub fn take_key(&self, key: &PublicKey) -> Result<(), PkiError> {
        let fits = |spec: &KeySpec| match (spec, key.kind()) {
            (KeySpec::Ec(wanted), KeyKind::Ec { curve, .. }) => wanted == curve,
            (KeySpec::Rsa(wanted), KeyKind::Rsa { bits, .. }) => usize::from(*wanted) == *bits,
            (KeySpec::Ed25519, KeyKind::Ed25519) => true,
            _ => false,
        };
        if self.key.kinds.iter().any(fits) {
            return Ok(());
        }
        Err(PkiError::KeyKind {
            found: key.kind().to_string(),
            profile: self.name.to_string(),
            wanted: listed(&self.key.kinds),
        })
    }

    /// Refuses a signature algorithm that is not taken.
    pub fn take_algorithm(&self, algorithm: Algorithm) -> Result<(), PkiError> {
        if self.signature.algorithms.contains(&algorithm) {
            return Ok(());
        }
        Err(PkiError::SignatureKind {
            found: algorithm,
            profile: self.name.to_string(),
            wanted: listed(&self.signature.algorithms),
        })
    }
}

fn listed<T: ToString>(items: &[T]) -> String {
    items.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

/// Plain text once the two placeholders are filled in.
fn template_fits(text: &str) -> bool {
    let filled = text.replace("{name}", "x").replace("{organization}", "x");
    is_name_part(&filled) && !filled.contains(['{', '}'])
}
