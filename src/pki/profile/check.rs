//! What contradicts itself in a profile: refused by field, before anything is issued by it.

use super::{Covers, DocumentTypes, FromStation, IssuerRole, Profile, SerialForm, template};
use crate::asn1;
use crate::keys::KeySpec;
use crate::pki::PkiError;
use crate::pki::alternative::AlternativeName;
use crate::pki::country::{is_document_type, is_name_part, twice};
use crate::pki::extension::KeyUsageBit;
use crate::pki::lint::Role;

/// At most this many names beside the subject of one certificate.
const MOST_NAMES: u8 = 100;
/// The largest RSA key that is taken, in bits, as in requests.
const LARGEST_RSA: u16 = 8192;
/// The purpose of an OCSP responder.
const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";

/// A field and what is wrong with it.
type Wrong = (&'static str, String);

fn wrong<T>(field: &'static str, what: impl Into<String>) -> Result<T, Wrong> {
    Err((field, what.into()))
}

impl Profile {
    /// Refuses contradictions and unusable values, naming the field.
    pub(super) fn check(&self) -> Result<(), PkiError> {
        let all = self
            .check_head()
            .and_then(|()| self.check_subject())
            .and_then(|()| self.check_validity())
            .and_then(|()| self.check_keys())
            .and_then(|()| self.check_role())
            .and_then(|()| self.check_extensions())
            .and_then(|()| self.check_small())
            .and_then(|()| self.check_names());
        all.map_err(|(field, what)| PkiError::ProfileField { profile: self.name.to_string(), field, what })
    }

    fn check_head(&self) -> Result<(), Wrong> {
        if !is_name_part(&self.title) {
            return wrong("title", "wanted 1 to 64 characters in one line");
        }
        if self.role == Role::Unknown {
            return wrong("role", "wanted a role that can be issued");
        }
        if let Some(base) = &self.base {
            let Some(text) = template(base.as_str()) else {
                return wrong("base", "wanted the name of a profile that comes with the program");
            };
            // A template has no base, so this goes no deeper.
            if Profile::parse(text).is_ok_and(|base| base.role != self.role || base.base.is_some()) {
                return wrong("base", "a copy has the role of the profile it was copied from");
            }
        }
        if self.serial == SerialForm::Reference && !is_seal_signer(self.role) {
            return wrong("serial", "'reference' is for signers of seals, whose seals name the serial number");
        }
        Ok(())
    }

    fn check_subject(&self) -> Result<(), Wrong> {
        for (field, text) in [
            ("subject.organization", self.subject.organization.as_deref()),
            ("subject.organizational_unit", self.subject.organizational_unit.as_deref()),
            ("subject.common_name", Some(self.subject.common_name.as_str())),
        ] {
            if let Some(text) = text
                && !template_fits(text)
            {
                return wrong(field, "wanted plain text with no placeholder but {name} and {organization}");
            }
        }
        Ok(())
    }

    fn check_validity(&self) -> Result<(), Wrong> {
        if self.validity.private_key_use.is_zero() {
            return wrong("validity.private_key_use", "wanted more than nothing");
        }
        match self.validity.covers {
            Covers::Children if !self.role.is_ca() => {
                wrong("validity.covers", "'children' is for CAs, which have them")
            }
            Covers::Documents if self.role.is_ca() || self.role.is_service() => {
                wrong("validity.covers", "'documents' is for those who sign them, under a CSCA")
            }
            _ => Ok(()),
        }
    }

    fn check_keys(&self) -> Result<(), Wrong> {
        if self.key.kinds.is_empty() {
            return wrong("key.kinds", "wanted at least one kind of key");
        }
        if let Some(kind) = self.key.kinds.iter().find(|kind| !kind.is_certified()) {
            return wrong("key.kinds", format!("{kind} keys stand in no certificate"));
        }
        if let Some(kind) = twice(&self.key.kinds) {
            return wrong("key.kinds", format!("{kind} stands twice"));
        }
        if let Some(most) = self.key.rsa_up_to {
            let Some(least) = self.key.smallest_rsa() else {
                return wrong("key.rsa_up_to", "wanted an RSA kind among key.kinds, from which it goes up");
            };
            if most < least || most > LARGEST_RSA || most % 8 != 0 {
                return wrong("key.rsa_up_to", format!("wanted {least} to {LARGEST_RSA} bits, in steps of 8"));
            }
        }
        if self.signature.algorithms.is_empty() {
            return wrong("signature.algorithms", "wanted at least one algorithm");
        }
        if let Some(algorithm) = twice(&self.signature.algorithms) {
            return wrong("signature.algorithms", format!("{algorithm} stands twice"));
        }
        Ok(())
    }

    fn check_role(&self) -> Result<(), Wrong> {
        let extensions = &self.extensions;
        let small = is_small(self.role);
        if extensions.key_usage.is_empty() && !small {
            return wrong("extensions.key_usage", "wanted at least one use");
        }
        if !extensions.key_usage.is_empty() && small {
            return wrong("extensions.key_usage", "wanted none: the table of this role has no such extension");
        }
        if twice(&extensions.key_usage).is_some() {
            return wrong("extensions.key_usage", "a use stands twice");
        }
        let place = "extensions.basic_constraints";
        let signs_certificates = extensions.key_usage.contains(&KeyUsageBit::KeyCertSign);
        let is_ca = extensions.basic_constraints.as_ref().is_some_and(|c| c.ca);
        if signs_certificates != is_ca {
            return wrong(place, "ca = true and key-cert-sign go together");
        }
        if !is_ca && extensions.basic_constraints.as_ref().is_some_and(|c| c.path_length.is_some()) {
            return wrong(place, "a path_length without ca = true");
        }
        if self.role.is_ca() != is_ca {
            return wrong(place, "ca = true does not fit the role");
        }
        if self.issuer != IssuerRole::of(self.role) {
            return wrong("issuer", format!("wanted '{}', as the role demands", IssuerRole::of(self.role).word()));
        }
        Ok(())
    }

    fn check_extensions(&self) -> Result<(), Wrong> {
        let extensions = &self.extensions;
        let purposes = &extensions.extended_key_usage;
        if extensions.extended_key_usage_critical && purposes.is_empty() {
            return wrong("extensions.extended_key_usage_critical", "critical, but no purpose is named");
        }
        for (field, list) in
            [("extensions.extended_key_usage", purposes), ("extensions.policies", &extensions.policies)]
        {
            if list.iter().any(|o| asn1::oid_from_text(o).is_err()) {
                return wrong(field, "wanted dotted object identifiers");
            }
            if let Some(oid) = twice(list) {
                return wrong(field, format!("{oid} stands twice"));
            }
        }
        if extensions.ocsp_no_check && !(self.role == Role::ServiceEntity && purposes.iter().any(|p| p == OCSP_SIGNING))
        {
            return wrong(
                "extensions.ocsp_no_check",
                format!("wanted a service's profile with the purpose {OCSP_SIGNING}"),
            );
        }
        let types = &extensions.document_types;
        if let DocumentTypes::Listed(list) = types {
            if !list.iter().all(|kind| is_document_type(kind)) {
                return wrong("extensions.document_types", "wanted one or two capital letters each");
            }
            if let Some(kind) = twice(list) {
                return wrong("extensions.document_types", format!("{kind} stands twice"));
            }
        }
        let takes_types = is_seal_signer(self.role) || matches!(self.role, Role::DocumentSigner | Role::DtcSigner);
        if !types.is_absent() && !takes_types {
            return wrong("extensions.document_types", "wanted none: only signers of documents and seals list types");
        }
        for (field, names) in [
            ("extensions.subject_alternative_name", extensions.subject_alternative_name),
            ("extensions.issuer_alternative_name", extensions.issuer_alternative_name),
        ] {
            if names == FromStation::Service {
                return wrong(field, "wanted 'absent' or 'country'");
            }
        }
        match extensions.authority_information {
            FromStation::Country => wrong("extensions.authority_information", "wanted 'absent' or 'service'"),
            FromStation::Service if self.role != Role::ServiceEntity => {
                wrong("extensions.authority_information", "'service' is for what the service CA signs")
            }
            _ => Ok(()),
        }
    }

    /// The small profiles: a country, a common name, and next to no extension (Doc 9303-12 7.1.2, 7.1.3).
    fn check_small(&self) -> Result<(), Wrong> {
        if !is_small(self.role) {
            return Ok(());
        }
        let extensions = &self.extensions;
        let absent = FromStation::Absent;
        for (field, there) in [
            ("subject.organization", self.subject.organization.is_some()),
            ("subject.organizational_unit", self.subject.organizational_unit.is_some()),
            ("extensions.basic_constraints", extensions.basic_constraints.is_some()),
            ("extensions.subject_key_identifier", extensions.subject_key_identifier),
            ("extensions.private_key_usage_period", extensions.private_key_usage_period),
            ("extensions.subject_alternative_name", extensions.subject_alternative_name != absent),
            ("extensions.issuer_alternative_name", extensions.issuer_alternative_name != absent),
            ("extensions.crl_distribution_points", extensions.crl_distribution_points != absent),
            ("extensions.policies", !extensions.policies.is_empty()),
            ("alternative", self.alternative.is_some()),
        ] {
            if there {
                return wrong(
                    field,
                    "wanted none: the table of this role knows a country, a common name, and next to no extension",
                );
            }
        }
        if !self.key.kinds.iter().all(|kind| matches!(kind, KeySpec::Ec(_))) {
            return wrong("key.kinds", "wanted elliptic curves alone: this role signs by ECDSA (Doc 9303-12 4.1.8)");
        }
        Ok(())
    }

    fn check_names(&self) -> Result<(), Wrong> {
        let Some(names) = &self.alternative else { return Ok(()) };
        if self.role.is_ca() {
            return wrong("alternative", "a CA has no names beside its subject but the state's");
        }
        if names.take.is_empty() && names.always.is_empty() {
            return wrong("alternative", "neither 'always' nor 'take' says a name");
        }
        for pattern in &names.always {
            let filled = pattern.replace("{name}", "x").replace("{trust_domain}", "x.example");
            if filled.contains(['{', '}']) || filled.parse::<AlternativeName>().is_err() {
                let what = "wanted 'dns:', 'ip:', 'uri:' or 'email:' and a name, with no placeholder but {name} and {trust_domain}";
                return wrong("alternative.always", what);
            }
        }
        if twice(&names.always).is_some() {
            return wrong("alternative.always", "a name stands twice");
        }
        if let Some(kind) = twice(&names.take) {
            return wrong("alternative.take", format!("{} stands twice", kind.word()));
        }
        if names.take.is_empty() && (names.least.is_some() || names.most.is_some()) {
            return wrong("alternative.take", "wanted at least one kind where a number of names is said");
        }
        if names.most() > MOST_NAMES || names.least() > names.most() || (!names.take.is_empty() && names.most() == 0) {
            return wrong("alternative.most", format!("wanted at least 1 and 'least', and {MOST_NAMES} at most"));
        }
        Ok(())
    }
}

/// The roles of the small profiles.
fn is_small(role: Role) -> bool {
    is_seal_signer(role) || role == Role::Lds2Signer
}

fn is_seal_signer(role: Role) -> bool {
    matches!(role, Role::BarcodeSigner | Role::VdsNcSigner)
}

/// Plain text once the two placeholders are filled in.
fn template_fits(text: &str) -> bool {
    let filled = text.replace("{name}", "x").replace("{organization}", "x");
    is_name_part(&filled) && !filled.contains(['{', '}'])
}
