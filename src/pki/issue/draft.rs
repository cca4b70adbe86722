//! A profile with everything that fills it in, and the to-be-signed bytes it makes.

use super::encode;
use super::evidence::{Linted, lint_draft};
use super::proven_key::ProvenKey;
use super::rehearsal;
use crate::asn1;
use crate::clock::Time;
use crate::mode::Mode;
use crate::pki::PkiError;
use crate::pki::alternative::AlternativeName;
use crate::pki::certificate::Certificate;
use crate::pki::country::CountrySettings;
use crate::pki::extension::{BasicConstraints, KeyUsage, KeyUsageBit, PrivateKeyUsagePeriod, SubjectAltName};
use crate::pki::lint::{Role, RuleSet};
use crate::pki::oid;
use crate::pki::profile::{DocumentTypes, FromStation, ParametersForm, Profile};
use crate::pki::serial::SerialNumber;
use crate::pki::span::Span;
use crate::signer::{Algorithm, PublicKey};

/// Who signs.
#[derive(Clone, Copy, Debug)]
pub enum Issuer<'a> {
    /// The subject's own key.
    Itself,
    /// The key of this certificate, which was issued for this role.
    Certificate(&'a Certificate<'a>, Role),
}

/// Everything a certificate is made of.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// What kind of certificate.
    pub profile: &'a Profile,
    /// What the station says about its state.
    pub country: &'a CountrySettings,
    /// A rehearsal marks what it makes.
    pub mode: Mode,
    /// What stands for `{name}` in the profile.
    pub name: &'a str,
    /// The serial number, reserved by the caller.
    pub serial: SerialNumber,
    /// The key to certify.
    pub key: &'a ProvenKey,
    /// Who signs.
    pub issuer: Issuer<'a>,
    /// A certificate whose subject this one bears as it stands, in the place of what the profile would make of the name: a
    /// link bears the name of the new key's root.
    pub named_as: Option<&'a Certificate<'a>>,
    /// By which algorithm the issuer's key will sign.
    pub algorithm: Algorithm,
    /// Names beside the subject that were given for this certificate.
    pub alternative: &'a [AlternativeName],
    /// The longest lifetime among the profiles in force whose certificates this one's key will sign
    /// ([`longest_child`](crate::pki::profile::longest_child)); only a CA has one.
    pub child: Option<Span>,
    /// From when on it is valid: station time.
    pub not_before: Time,
}

impl Draft<'_> {
    /// Makes the to-be-signed bytes and runs the rules over them. Errors refuse
    /// (`LINT-1`); warnings refuse unless their rule's id is in `accepted` (`LINT-2`), and so does an id there
    /// whose rule warns of nothing (`LINT-4`).
    pub fn lint(&self, rules: &RuleSet, accepted: &[String]) -> Result<Linted, PkiError> {
        let linted = self.lint_together(rules, accepted)?;
        linted.expect_found(accepted)?;
        Ok(linted)
    }

    /// As [`Draft::lint`], for one of several certificates that are issued together: that each id in `accepted` is found
    /// in one of them is the caller's to look at.
    pub fn lint_together(&self, rules: &RuleSet, accepted: &[String]) -> Result<Linted, PkiError> {
        let tbs = self.tbs()?;
        lint_draft(self, tbs, rules, accepted)
    }

    /// How long it is valid by its profile: the use of the key, and what it covers.
    pub fn lifetime(&self) -> Result<Span, PkiError> {
        self.profile.lifetime_at(self.country, self.child)
    }

    /// The end of validity. A link is cut at its issuer's end.
    pub fn not_after(&self) -> Result<Time, PkiError> {
        let full = self.lifetime()?.after(self.not_before);
        match self.issuer {
            Issuer::Certificate(issuer, _) if self.profile.role == Role::CscaLink => Ok(full.min(end_of(issuer)?)),
            _ => Ok(full),
        }
    }

    /// The end of the private key's use; never after the certificate's.
    pub fn key_use_until(&self) -> Result<Time, PkiError> {
        Ok(self.profile.validity.private_key_use.after(self.not_before).min(self.not_after()?))
    }

    /// The to-be-signed bytes.
    pub fn tbs(&self) -> Result<Vec<u8>, PkiError> {
        self.check()?;
        let subject = self.subject()?;
        let issuer_name = match self.issuer {
            Issuer::Itself => subject.clone(),
            Issuer::Certificate(issuer, _) => issuer.subject.der().to_vec(),
        };
        let key = self.key.key();
        let spki = match self.profile.key.parameters {
            ParametersForm::Explicit => key.explicit_spki()?,
            ParametersForm::Named => key.named_spki()?,
        };
        let validity = asn1::sequence(&[asn1::validity_time(self.not_before), asn1::validity_time(self.not_after()?)]);
        Ok(asn1::sequence(&[
            asn1::context(0, &asn1::integer(2)),
            asn1::tlv(asn1::Tag::INTEGER, self.serial.content()),
            self.algorithm.identifier(),
            issuer_name,
            validity,
            subject,
            spki,
            asn1::context(3, &asn1::sequence(&self.extensions()?)),
        ]))
    }

    fn check(&self) -> Result<(), PkiError> {
        let profile = self.profile;
        profile.take_key(self.key.key())?;
        profile.take_algorithm(self.algorithm)?;
        let refused = |wanted| PkiError::IssuerKind { profile: profile.name.to_string(), wanted };
        let (issuer, role) = match (self.issuer, profile.is_self_signed()) {
            (Issuer::Itself, true) => {
                let fits = self.key.key().fits(self.algorithm);
                return if fits { Ok(()) } else { Err(self.algorithm_does_not_fit(self.key.key())) };
            }
            (Issuer::Certificate(issuer, role), false) => (issuer, role),
            (Issuer::Itself, false) => return Err(refused("certificates that another key signs")),
            (Issuer::Certificate(..), true) => return Err(refused("certificates that their own key signs")),
        };
        if !profile.issuer.takes(role) {
            let (profile, wanted) = (profile.name.to_string(), profile.issuer.word());
            return Err(PkiError::IssuerRole { profile, wanted, found: role.word() });
        }
        may_sign_certificates(issuer)?;
        if rehearsal::is_marked(issuer) != (self.mode == Mode::Rehearsal) {
            let issuer = if rehearsal::is_marked(issuer) { "from a rehearsal" } else { "not from a rehearsal" };
            return Err(PkiError::ModesMix { issuer, mode: self.mode });
        }
        let issuer_key = issuer.public_key()?;
        if !issuer_key.fits(self.algorithm) {
            return Err(self.algorithm_does_not_fit(&issuer_key));
        }
        let issuer_not_after = end_of(issuer)?;
        let not_after = self.not_after()?;
        if not_after > issuer_not_after {
            return Err(PkiError::OutlivesIssuer { not_after, issuer_not_after });
        }
        let mut from = issuer.not_before.time().map_err(PkiError::unreadable("the issuer's notBefore"))?;
        let mut to = issuer_not_after;
        if let Some(Ok(period)) = issuer.read::<PrivateKeyUsagePeriod<'_>>() {
            let end = |instant: Option<crate::pki::instant::Instant<'_>>| instant.and_then(|i| i.time().ok());
            from = end(period.not_before).map_or(from, |t| t.max(from));
            to = end(period.not_after).map_or(to, |t| t.min(to));
        }
        if self.not_before < from || self.not_before > to {
            return Err(PkiError::IssuerKeyOutOfUse { from, to, now: self.not_before });
        }
        Ok(())
    }

    fn algorithm_does_not_fit(&self, key: &PublicKey) -> PkiError {
        let key = key.kind().to_string();
        PkiError::Signer(crate::signer::SignerError::KeyDoesNotFit { key, algorithm: self.algorithm })
    }

    fn extensions(&self) -> Result<Vec<Vec<u8>>, PkiError> {
        let wanted = &self.profile.extensions;
        let settings = self.country.fields();
        let own_identifier = self.key.key().key_identifier()?;
        let mut list: Vec<Vec<u8>> = Vec::new();
        if wanted.authority_key_identifier {
            let identifier = match self.issuer {
                Issuer::Itself => own_identifier.to_vec(),
                Issuer::Certificate(issuer, _) => match issuer.subject_key_identifier() {
                    Some(octets) => octets.to_vec(),
                    None => issuer.public_key()?.key_identifier()?.to_vec(),
                },
            };
            let value = asn1::sequence(&[asn1::context_primitive(0, &identifier)]);
            list.push(encode::extension(oid::AUTHORITY_KEY_IDENTIFIER, false, &value));
        }
        if wanted.subject_key_identifier {
            let value = asn1::octet_string(&own_identifier);
            list.push(encode::extension(oid::SUBJECT_KEY_IDENTIFIER, false, &value));
        }
        if !wanted.key_usage.is_empty() {
            list.push(encode::extension(oid::KEY_USAGE, true, &encode::key_usage(&wanted.key_usage)));
        }
        if wanted.private_key_usage_period {
            let value = encode::private_key_usage_period(self.not_before, self.key_use_until()?);
            list.push(encode::extension(oid::PRIVATE_KEY_USAGE_PERIOD, false, &value));
        }
        let dotted = PkiError::unreadable("an object identifier of the profile");
        if !wanted.policies.is_empty() {
            let value = encode::policies(&wanted.policies).map_err(&dotted)?;
            list.push(encode::extension(oid::CERTIFICATE_POLICIES, false, &value));
        }
        let given: Vec<Vec<u8>> = self.alternative_names()?.iter().map(AlternativeName::der).collect();
        let of_state = wanted.subject_alternative_name == FromStation::Country;
        if of_state || !given.is_empty() {
            let value = encode::alternative_names(of_state.then_some(settings), given);
            list.push(encode::extension(oid::SUBJECT_ALT_NAME, false, &value));
        }
        if wanted.issuer_alternative_name == FromStation::Country {
            let own = || encode::alternative_names(Some(settings), Vec::new());
            let value = self.issuer_alternative_names().unwrap_or_else(own);
            list.push(encode::extension(oid::ISSUER_ALT_NAME, false, &value));
        }
        if let Some(constraints) = &wanted.basic_constraints {
            let value = encode::basic_constraints(constraints.ca, constraints.path_length);
            list.push(encode::extension(oid::BASIC_CONSTRAINTS, true, &value));
        }
        if !wanted.extended_key_usage.is_empty() {
            let value = encode::purposes(&wanted.extended_key_usage).map_err(&dotted)?;
            list.push(encode::extension(oid::EXTENDED_KEY_USAGE, wanted.extended_key_usage_critical, &value));
        }
        let urls: &[String] = match wanted.crl_distribution_points {
            FromStation::Absent => &[],
            FromStation::Country => &settings.crl_urls,
            FromStation::Service => &settings.service_crl_urls,
        };
        if !urls.is_empty() {
            list.push(encode::extension(oid::CRL_DISTRIBUTION_POINTS, false, &encode::distribution_points(urls)));
        }
        let types = match &wanted.document_types {
            DocumentTypes::Country => self.country.document_types(),
            DocumentTypes::Listed(list) => list.clone(),
        };
        if !types.is_empty() {
            list.push(encode::extension(oid::DOCUMENT_TYPE_LIST, false, &encode::document_types(&types)));
        }
        if wanted.authority_information == FromStation::Service
            && let Some(value) = encode::authority_information(settings)
        {
            list.push(encode::extension(oid::AUTHORITY_INFO_ACCESS, false, &value));
        }
        if wanted.ocsp_no_check {
            list.push(encode::extension(oid::OCSP_NO_CHECK, false, &asn1::null()));
        }
        if self.changes_name()? {
            list.push(encode::extension(oid::NAME_CHANGE, false, &asn1::null()));
        }
        if self.mode == Mode::Rehearsal {
            list.push(rehearsal::mark());
        }
        Ok(list)
    }

    /// The issuer's subjectAltName, byte by byte, where it has a readable one.
    fn issuer_alternative_names(&self) -> Option<Vec<u8>> {
        let Issuer::Certificate(issuer, _) = self.issuer else { return None };
        let names = issuer.read::<SubjectAltName<'_>>()?.ok()?;
        Some(names.0.element.full.to_vec())
    }

    /// A link to another name says so (7.1.1.5).
    fn changes_name(&self) -> Result<bool, PkiError> {
        match self.issuer {
            Issuer::Certificate(issuer, _) if self.profile.role == Role::CscaLink => {
                Ok(issuer.subject.der() != self.subject()?)
            }
            _ => Ok(false),
        }
    }
}

fn end_of(issuer: &Certificate<'_>) -> Result<Time, PkiError> {
    issuer.not_after.time().map_err(PkiError::unreadable("the issuer's notAfter"))
}

/// Refuses an issuer whose certificate does not make it a CA (RFC 5280 4.2.1.3, 4.2.1.9).
fn may_sign_certificates(issuer: &Certificate<'_>) -> Result<(), PkiError> {
    let is_ca = matches!(issuer.read::<BasicConstraints<'_>>(), Some(Ok(constraints)) if constraints.is_ca());
    let signs = matches!(issuer.read::<KeyUsage>(), Some(Ok(usage)) if usage.has(KeyUsageBit::KeyCertSign));
    match (is_ca, signs) {
        (true, true) => Ok(()),
        (false, _) => Err(PkiError::IssuerNotCa { lacks: "basicConstraints with cA" }),
        (true, false) => Err(PkiError::IssuerNotCa { lacks: "keyUsage with keyCertSign" }),
    }
}
