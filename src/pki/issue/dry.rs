//! A certificate of a profile as it would be, for a key that nobody holds and under an issuer that is none: whether
//! certificates of the profile can be issued at all. It is judged and thrown away.

use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcPoint, PointConversionForm};

use super::draft::{Draft, Issuer};
use super::evidence::{assembled, placeholder_signature};
use super::proven_key::ProvenKey;
use crate::clock::Time;
use crate::digest::Hasher;
use crate::keys::KeySpec;
use crate::mode::Mode;
use crate::pki::PkiError;
use crate::pki::alternative::AlternativeName;
use crate::pki::certificate::Certificate;
use crate::pki::country::CountrySettings;
use crate::pki::lint::RuleSet;
use crate::pki::profile::{AlternativeFields, Profile, longest_child};
use crate::pki::serial::SerialNumber;
use crate::signer::{Algorithm, PublicKey, SignerError};

/// What a dry run is made of.
#[derive(Clone, Copy, Debug)]
pub struct DryRun<'a> {
    /// By which profile.
    pub profile: &'a Profile,
    /// By which profile the issuer's certificate would have been made; none for a root.
    pub above: Option<&'a Profile>,
    /// The profiles in force beside it, by which the lifetime of a CA is counted.
    pub others: &'a [Profile],
    /// What the station says about its state.
    pub country: &'a CountrySettings,
    /// The station's mode.
    pub mode: Mode,
    /// Station time.
    pub now: Time,
}

impl DryRun<'_> {
    /// Judges a certificate for a key of this kind by the rules. Refused as [`Draft::lint`] refuses, where no algorithm of
    /// the profile is one of the issuer's, and where it would outlive an issuer that begins this very moment.
    pub fn lint(&self, kind: KeySpec, rules: &RuleSet) -> Result<(), PkiError> {
        let key = nobodys_key(kind, 1)?;
        let names = self.profile.alternative.as_ref().map(AlternativeFields::specimens).unwrap_or_default();
        let Some(above) = self.above else {
            let algorithm = fitting(self.profile, kind, &key)?;
            return self.draft(&key, &names, Issuer::Itself, algorithm)?.lint(rules, &[]).map(|_| ());
        };
        let (over, own, algorithm) = self.issuing_key(above)?;
        // What is not in force yet counts among its issuer's children all the same.
        let others: Vec<Profile> = self.others.iter().chain([self.profile]).cloned().collect();
        let root = DryRun { profile: above, above: None, others: &others, ..*self };
        let root = root.draft(&over, &[], Issuer::Itself, own)?;
        let signature = placeholder_signature(over.key(), root.algorithm)?;
        let der = assembled(&root.tbs()?, root.algorithm, &signature);
        let root = Certificate::parse(&der).map_err(PkiError::unreadable("the issuer of a dry run"))?;
        self.draft(&key, &names, Issuer::Certificate(&root, above.role), algorithm)?.lint(rules, &[]).map(|_| ())
    }

    /// A key that the issuer's profile takes and that signs by an algorithm of this profile; the algorithm by which it
    /// signs its own certificate, and that one.
    fn issuing_key(&self, above: &Profile) -> Result<(ProvenKey, Algorithm, Algorithm), PkiError> {
        let mut refused = None;
        for kind in &above.key.kinds {
            let key = nobodys_key(*kind, 2)?;
            match (fitting(above, *kind, &key), fitting(self.profile, *kind, &key)) {
                (Ok(own), Ok(algorithm)) => return Ok((key, own, algorithm)),
                (Err(error), _) | (_, Err(error)) => refused = Some(error),
            }
        }
        Err(refused.unwrap_or(PkiError::IssuerKind { profile: above.name.to_string(), wanted: "nothing" }))
    }

    fn draft<'d>(
        &'d self,
        key: &'d ProvenKey,
        alternative: &'d [AlternativeName],
        issuer: Issuer<'d>,
        algorithm: Algorithm,
    ) -> Result<Draft<'d>, PkiError> {
        Ok(Draft {
            profile: self.profile,
            country: self.country,
            mode: self.mode,
            // Short enough for every profile, and what seals and their signers bear.
            name: &self.country.fields().country,
            serial: SerialNumber::from_content(&[0x5a; 16])?,
            key,
            issuer,
            named_as: None,
            algorithm,
            alternative,
            child: longest_child(self.profile.role, self.country, self.others),
            not_before: self.now,
        })
    }
}

/// The algorithm that a key would sign by under a profile.
fn fitting(profile: &Profile, kind: KeySpec, key: &ProvenKey) -> Result<Algorithm, PkiError> {
    let usual = kind.default_algorithm();
    profile.algorithm_for(key.key()).map_or_else(|| profile.take_algorithm(usual).map(|()| usual), Ok)
}

/// A public key of this kind that nobody holds the private half of, or that anybody could: it never comes out of here.
fn nobodys_key(kind: KeySpec, number: u32) -> Result<ProvenKey, PkiError> {
    let key = match kind {
        KeySpec::Ec(curve) => {
            let group = curve.group()?;
            let mut context = BigNumContext::new().map_err(SignerError::from)?;
            let multiple = BigNum::from_u32(number).map_err(SignerError::from)?;
            let mut point = EcPoint::new(group).map_err(SignerError::from)?;
            point.mul_generator2(group, &multiple, &mut context).map_err(SignerError::from)?;
            let octets = point.to_bytes(group, PointConversionForm::UNCOMPRESSED, &mut context);
            PublicKey::from_ec_point(curve, &octets.map_err(SignerError::from)?)?
        }
        KeySpec::Rsa(bits) => PublicKey::from_rsa(&modulus(usize::from(bits) / 8, number), &[1, 0, 1])?,
        KeySpec::Ed25519 => {
            let mut octets = [0x66; 32];
            octets[0] = 0x58;
            octets[1] = if number == 1 { 0x66 } else { 0x67 };
            PublicKey::from_ed25519(&octets)?
        }
        KeySpec::MlDsa(set) => PublicKey::from_ml_dsa(set, &vec![number as u8; set.key_len()])?,
    };
    Ok(ProvenKey::of_nobody(key))
}

/// Octets that look like a modulus: full length, odd, and no multiple of a small prime.
fn modulus(length: usize, number: u32) -> Vec<u8> {
    let mut octets = Vec::with_capacity(length + 32);
    for block in 0..length.div_ceil(32) as u32 {
        let seed = format!("chancery dry run {number} {length} {block}");
        octets.extend_from_slice(&Hasher::new().then(seed.as_bytes()).finish().bytes()[..]);
    }
    octets.truncate(length);
    let rest =
        |octets: &[u8], prime: u32| octets.iter().fold(0, |rest, octet| (rest * 256 + u32::from(*octet)) % prime);
    if let Some(first) = octets.first_mut() {
        *first |= 0xc0;
    }
    // The last two octets are tried upwards; among a few hundred odd numbers one has no small factor.
    for tail in (1..=u16::MAX).step_by(2) {
        for (place, octet) in octets.iter_mut().rev().zip(tail.to_le_bytes()) {
            *place = octet;
        }
        if (3..1000).step_by(2).all(|prime| rest(&octets, prime) != 0) {
            break;
        }
    }
    octets
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail as _;
    use crate::pki::profile::{TEMPLATES, template};
    use crate::pki::service_rules::SERVICE_RULES;

    #[test]
    fn nobodys_keys_are_keys_of_every_kind_and_differ() {
        for (name, text) in TEMPLATES {
            for kind in Profile::parse(text).unwrap().key.kinds {
                let [one, other] = [1, 2].map(|number| nobodys_key(kind, number).unwrap());
                assert_ne!(one.key().identity().unwrap(), other.key().identity().unwrap(), "{name} {kind}");
                Profile::parse(text).unwrap().take_key(one.key()).unwrap();
            }
        }
    }

    #[test]
    fn a_profile_that_outlives_its_issuer_or_shares_no_algorithm_with_it_is_refused() {
        let profile = |name: &str, from: &str, to: &str| {
            let text = template(name).unwrap();
            assert!(text.contains(from), "{from}");
            Profile::parse(&text.replacen(from, to, 1)).unwrap()
        };
        let country = CountrySettings::new(crate::pki::country::tests::utopia()).unwrap();
        let above = profile("service-ca", "covers = \"children\"", "covers = \"10 years\"");
        let now = "2026-11-22T10:00:00Z".parse().unwrap();
        let lint = |profile: &Profile| {
            let run =
                DryRun { profile, above: Some(&above), others: &[], country: &country, mode: Mode::Specimen, now };
            run.lint(profile.key.kinds[0], &SERVICE_RULES)
        };
        lint(&profile("bundle-signer", "", "")).unwrap();
        let long = profile("bundle-signer", "covers = \"1 year\"", "covers = \"30 years\"");
        assert_eq!(lint(&long).unwrap_err().clause(), Some("VALIDITY-1"));
        let other =
            profile("bundle-signer", "[\"ecdsa-sha256\", \"ecdsa-sha384\", \"ecdsa-sha512\"]", "[\"rsa-pss-sha256\"]");
        assert_eq!(lint(&other).unwrap_err().clause(), Some("PROFILE-2"));
    }
}
