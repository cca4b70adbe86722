//! Profiles: what a kind of certificate holds, as strict TOML that an officer may read,
//! copy and change. In force only once a station has adopted the file by its digest.

mod check;
mod difference;
mod fields;
mod sums;
mod template;

use serde::{Deserialize, Serialize};

pub use difference::{Change, differences};
pub use fields::{FIELDS, Field, PLACES};
pub use sums::{Covers, longest_child};
pub use template::{TEMPLATES, template};

use super::PkiError;
use super::alternative::{AlternativeName, NameKind};
use super::extension::KeyUsageBit;
use super::lint::Role;
use super::span::Span;
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
    /// Which of the profiles that come with the house it was copied from; for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<Label>,
    /// How serial numbers are drawn.
    #[serde(default, skip_serializing_if = "SerialForm::is_random")]
    pub serial: SerialForm,
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
    /// Names beside the subject that belong to one certificate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alternative: Option<AlternativeFields>,
}

/// How serial numbers are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SerialForm {
    /// Sixteen octets, 126 of their bits random.
    #[default]
    Random,
    /// A certificate reference: five hex digits, as seals name their signer (Doc 9303-13 2.2.1).
    Reference,
}

impl SerialForm {
    fn is_random(&self) -> bool {
        *self == SerialForm::Random
    }
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
    pub covers: Covers,
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
    /// RSA keys of other sizes are taken too, from the smallest RSA kind that is listed up to this many bits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rsa_up_to: Option<u16>,
}

impl KeyFields {
    /// The bits of the smallest RSA kind that is listed.
    fn smallest_rsa(&self) -> Option<u16> {
        let bits = |spec: &KeySpec| if let KeySpec::Rsa(bits) = spec { Some(*bits) } else { None };
        self.kinds.iter().filter_map(bits).min()
    }
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

/// The document types of a signer, as in the MRZ: one or two capital letters each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "TypesText", into = "TypesText")]
pub enum DocumentTypes {
    /// Those of the country settings.
    Country,
    /// These; none leaves the extension out.
    Listed(Vec<String>),
}

impl DocumentTypes {
    /// Whether the extension is left out.
    pub fn is_absent(&self) -> bool {
        matches!(self, DocumentTypes::Listed(list) if list.is_empty())
    }
}

impl Default for DocumentTypes {
    fn default() -> Self {
        DocumentTypes::Listed(Vec::new())
    }
}

/// Document types as they are written: a word or a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum TypesText {
    Word(String),
    Listed(Vec<String>),
}

impl TryFrom<TypesText> for DocumentTypes {
    type Error = String;
    fn try_from(text: TypesText) -> Result<Self, String> {
        match text {
            TypesText::Word(word) if word == "country" => Ok(DocumentTypes::Country),
            TypesText::Word(_) => Err("wanted \"country\" or a list of document types".into()),
            TypesText::Listed(list) => Ok(DocumentTypes::Listed(list)),
        }
    }
}

impl From<DocumentTypes> for TypesText {
    fn from(types: DocumentTypes) -> TypesText {
        match types {
            DocumentTypes::Country => TypesText::Word("country".into()),
            DocumentTypes::Listed(list) => TypesText::Listed(list),
        }
    }
}

/// Names beside the subject that belong to one certificate; written into subjectAltName.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AlternativeFields {
    /// Names that every certificate has; `{name}` is what the request asks for, `{trust_domain}` the station's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub always: Vec<String>,
    /// The kinds of name that may be given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub take: Vec<NameKind>,
    /// How many must be given: one, unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<u8>,
    /// How many may be given: twenty, unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u8>,
}

impl AlternativeFields {
    /// How many names must be given.
    pub fn least(&self) -> u8 {
        self.least.unwrap_or(u8::from(!self.take.is_empty()))
    }

    /// How many names may be given.
    pub fn most(&self) -> u8 {
        if self.take.is_empty() { 0 } else { self.most.unwrap_or(20) }
    }

    /// As many names as must be given, of names that belong to nobody (RFC 2606, RFC 5737): for certificates that are
    /// judged and thrown away.
    pub fn specimens(&self) -> Vec<AlternativeName> {
        let name = |number: u8| {
            let text = match self.take.first()? {
                NameKind::Dns => format!("dns:host-{number}.example"),
                NameKind::Ip => format!("ip:192.0.2.{number}"),
                NameKind::Uri => format!("uri:https://example.com/{number}"),
                NameKind::Email => format!("email:nobody-{number}@example.com"),
            };
            text.parse().ok()
        };
        (1..=self.least()).filter_map(name).collect()
    }
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
    /// keyUsage, critical; empty where the role's table has no such extension.
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
    /// documentTypeList: the country's types, or one or two capital letters each.
    #[serde(default, skip_serializing_if = "DocumentTypes::is_absent")]
    pub document_types: DocumentTypes,
    /// authorityInfoAccess: the service CA's OCSP responder and certificate, where the station says them.
    #[serde(default)]
    pub authority_information: FromStation,
    /// id-pkix-ocsp-nocheck: an OCSP responder's own certificate is not looked up (RFC 6960 4.2.2.2.1).
    #[serde(default, skip_serializing_if = "is_false")]
    pub ocsp_no_check: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
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

    /// Whether certificates of this profile are signed by their own key.
    pub fn is_self_signed(&self) -> bool {
        self.issuer == IssuerRole::Itself
    }

    /// Whether the name that is asked for stands anywhere in a certificate of this profile.
    pub fn takes_name(&self) -> bool {
        let subject = &self.subject;
        let fields = [Some(&subject.common_name), subject.organization.as_ref(), subject.organizational_unit.as_ref()];
        let always = self.alternative.iter().flat_map(|names| &names.always);
        fields.into_iter().flatten().chain(always).any(|text| text.contains("{name}"))
    }

    /// Refuses a key of a kind that is not taken.
    pub fn take_key(&self, key: &PublicKey) -> Result<(), PkiError> {
        let fits = |spec: &KeySpec| match (spec, key.kind()) {
            (KeySpec::Ec(wanted), KeyKind::Ec { curve, .. }) => wanted == curve,
            (KeySpec::Rsa(wanted), KeyKind::Rsa { bits, .. }) => usize::from(*wanted) == *bits,
            (KeySpec::Ed25519, KeyKind::Ed25519) => true,
            _ => false,
        };
        let between = match (key.kind(), self.key.smallest_rsa(), self.key.rsa_up_to) {
            (KeyKind::Rsa { bits, .. }, Some(least), Some(most)) => {
                (usize::from(least)..=usize::from(most)).contains(bits) && bits % 8 == 0
            }
            _ => false,
        };
        if between || self.key.kinds.iter().any(fits) {
            return Ok(());
        }
        Err(PkiError::KeyKind {
            found: key.kind().to_string(),
            profile: self.name.to_string(),
            wanted: listed(&self.key.kinds),
        })
    }

    /// The algorithm by which this key signs certificates of the profile: the first that is listed and fits it. For
    /// a key on a curve the one with the hash as strong as the curve goes first, wherever it is listed.
    pub fn algorithm_for(&self, issuer_key: &PublicKey) -> Option<Algorithm> {
        let mut fitting = self.signature.algorithms.iter().copied().filter(|a| issuer_key.fits(*a));
        if let KeyKind::Ec { curve, .. } = issuer_key.kind() {
            let usual = KeySpec::Ec(*curve).default_algorithm();
            if self.signature.algorithms.contains(&usual) {
                return Some(usual);
            }
        }
        fitting.next()
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
