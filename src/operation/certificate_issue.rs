//! `certificate.issue`: from a profile and a proven key to linted bytes, and to the certificate.

use super::{OperationError, algorithm_of, rules_for};
use crate::act::CertificateIssue;
use crate::clock::Time;
use crate::entropy::Entropy;
use crate::mode::Mode;
use crate::pki::PkiError;
use crate::pki::alternative::AlternativeName;
use crate::pki::certificate::Certificate;
use crate::pki::country::CountrySettings;
use crate::pki::issue::{Draft, Issued, Issuer, Linted, ProvenKey, sign_linted};
use crate::pki::lint::{Role, RuleSet};
use crate::pki::profile::{Profile, SerialForm};
use crate::pki::serial::SerialNumber;
use crate::pki::span::Span;
use crate::safe::Label;
use crate::signer::{Algorithm, PublicKey, Signer};

/// Everything a certificate is made of, gathered by the station.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// By which profile.
    pub profile: &'a Profile,
    /// What the station says of its state.
    pub country: &'a CountrySettings,
    /// The station's mode.
    pub mode: Mode,
    /// What stands for `{name}` in the profile.
    pub name: &'a str,
    /// The serial number that will be reserved.
    pub serial: SerialNumber,
    /// The key, proven to be held.
    pub key: &'a ProvenKey,
    /// The issuer's certificate and the role it was issued for; none for a root.
    pub issuer: Option<(&'a Certificate<'a>, Role)>,
    /// For a link: the new key's own root, whose name it bears.
    pub root: Option<&'a Certificate<'a>>,
    /// Names beside the subject that were given.
    pub alternative: &'a [AlternativeName],
    /// The longest lifetime among the profiles in force whose certificates this one's key will sign.
    pub child: Option<Span>,
    /// Station time.
    pub now: Time,
    /// Lint warnings accepted by name.
    pub accepted: &'a [String],
}

/// Whose key signs: the subject's own for a root, the one the act names for everything
/// else (PROFILE-5). A root is for a key of this station alone.
pub fn issuer<'a>(
    act: &'a CertificateIssue,
    profile: &Profile,
    own: Option<&'a Label>,
) -> Result<&'a Label, OperationError> {
    let unfit = |wanted| OperationError::IssuerUnfit { profile: profile.name.to_string(), wanted };
    match (profile.is_self_signed(), &act.issuer, own) {
        (true, None, Some(own)) => Ok(own),
        (true, None, None) => Err(unfit("a key of this station, which a request is not")),
        (true, Some(_), _) => Err(unfit("themselves")),
        (false, Some(issuer), _) => Ok(issuer),
        (false, None, _) => Err(unfit("an issuing key")),
    }
}

/// Refuses a name for a profile that has no place for one (PROFILE-12).
pub fn check_name(act: &CertificateIssue, profile: &Profile) -> Result<(), OperationError> {
    match &act.common_name {
        Some(_) if !profile.takes_name() => Err(OperationError::NameUnwanted { profile: profile.name.to_string() }),
        _ => Ok(()),
    }
}

/// A certificate ready to be signed.
pub struct Prepared {
    /// The evidence that the bytes passed the rules.
    pub linted: Linted,
    /// The algorithm the issuer's key is to sign with.
    pub algorithm: Algorithm,
    /// End of validity.
    pub not_after: Time,
    /// How long it is valid by its profile, from the moment of signing.
    pub lifetime: Span,
}

/// The algorithm by which an issuer's key signs certificates of a profile: the first that is listed and fits the key
/// (PROFILE-2 where none does).
pub fn algorithm_for(profile: &Profile, issuer_key: &PublicKey) -> Result<Algorithm, OperationError> {
    let usual = algorithm_of(issuer_key)?;
    match profile.algorithm_for(issuer_key) {
        Some(algorithm) => Ok(algorithm),
        None => Ok(profile.take_algorithm(usual).map(|()| usual)?),
    }
}

/// How often a certificate reference is drawn before it is given up: with half of all references taken, one in 2^64
/// goes so far.
const DRAWS: usize = 64;

/// Draws a serial number as the profile says: above the highest that was adopted with the keys of the authority, given as
/// content octets, or at random where it leaves no room (`ADOPT-16` was accepted then). A certificate reference that
/// was ever taken, under whatever key, is drawn again: a seal names its certificate by it (SERIAL-2 where none is
/// left).
pub fn draw_serial<E: From<OperationError>>(
    profile: &Profile,
    entropy: &mut dyn Entropy,
    adopted: Option<&[u8]>,
    taken: impl Fn(&SerialNumber) -> Result<bool, E>,
) -> Result<SerialNumber, E> {
    if profile.serial == SerialForm::Random {
        let above = adopted.map(|highest| SerialNumber::draw_above(entropy, highest)).transpose();
        return Ok(match above.map_err(OperationError::from)?.flatten() {
            Some(drawn) => drawn,
            None => SerialNumber::draw(entropy).map_err(OperationError::from)?,
        });
    }
    for _ in 0..DRAWS {
        let drawn = SerialNumber::draw_reference(entropy).map_err(OperationError::from)?;
        if !taken(&drawn)? {
            return Ok(drawn);
        }
    }
    Err(OperationError::ReferencesTaken { profile: profile.name.to_string(), draws: DRAWS }.into())
}

/// Makes the to-be-signed bytes and lints them. Nothing has been signed when this refuses.
pub fn prepare(inputs: &Inputs<'_>) -> Result<Prepared, OperationError> {
    prepared(inputs, |draft, rules, accepted| draft.lint(rules, accepted))
}

/// As [`prepare`], for one of several certificates that are issued together: what is accepted may be found in another.
pub fn prepare_together(inputs: &Inputs<'_>) -> Result<Prepared, OperationError> {
    prepared(inputs, |draft, rules, accepted| draft.lint_together(rules, accepted))
}

fn prepared(
    inputs: &Inputs<'_>,
    lint: impl Fn(&Draft<'_>, &RuleSet, &[String]) -> Result<Linted, PkiError>,
) -> Result<Prepared, OperationError> {
    let profile = inputs.profile;
    let wanted = match (profile.is_self_signed(), inputs.issuer.is_some()) {
        (true, true) => Some("themselves"),
        (false, false) => Some("an issuing key"),
        _ => None,
    };
    if let Some(wanted) = wanted {
        return Err(OperationError::IssuerUnfit { profile: profile.name.to_string(), wanted });
    }
    if profile.takes_name() && inputs.name.trim().is_empty() {
        return Err(OperationError::NameUnfit { profile: profile.name.to_string() });
    }
    let (issuer, algorithm) = match inputs.issuer {
        None => (Issuer::Itself, algorithm_for(profile, inputs.key.key())?),
        Some((certificate, role)) => {
            (Issuer::Certificate(certificate, role), algorithm_for(profile, &certificate.public_key()?)?)
        }
    };
    let draft = Draft {
        profile,
        country: inputs.country,
        mode: inputs.mode,
        name: inputs.name,
        serial: inputs.serial,
        key: inputs.key,
        issuer,
        named_as: inputs.root,
        algorithm,
        alternative: inputs.alternative,
        child: inputs.child,
        not_before: inputs.now,
    };
    let linted = lint(&draft, rules_for(profile.role), inputs.accepted)?;
    Ok(Prepared { linted, algorithm, not_after: draft.not_after()?, lifetime: draft.lifetime()? })
}

/// Has it signed and looks at the product once more.
pub fn perform(prepared: Prepared, signer: &dyn Signer) -> Result<Issued, OperationError> {
    let rules = rules_for(prepared.linted.role());
    Ok(sign_linted(prepared.linted, signer, rules)?)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::entropy::EntropyError;
    use crate::fault::Fail;
    use crate::pki::profile::template;

    /// Counts up, so that each draw is another.
    struct Counting(u8);

    impl Entropy for Counting {
        fn fill(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
            self.0 = self.0.wrapping_add(1);
            out.fill(0);
            if let Some(last) = out.last_mut() {
                *last = self.0;
            }
            Ok(())
        }
    }

    fn profile(name: &str) -> Profile {
        Profile::parse(template(name).unwrap()).unwrap()
    }

    #[test]
    fn a_seal_signers_serial_is_its_reference_and_is_drawn_again_where_taken() {
        let seals = profile("barcode-signer");
        let free = |_: &SerialNumber| Ok::<bool, OperationError>(false);
        let first = draw_serial(&seals, &mut Counting(0), None, free).unwrap();
        assert_eq!(first.to_string(), "010001");
        let asked = Cell::new(0);
        let third = draw_serial(&seals, &mut Counting(0), None, |_| {
            asked.set(asked.get() + 1);
            Ok::<bool, OperationError>(asked.get() < 3)
        });
        assert_eq!((third.unwrap().to_string().as_str(), asked.get()), ("010003", 3));
        let error = draw_serial(&seals, &mut Counting(0), None, |_| Ok::<bool, OperationError>(true)).unwrap_err();
        assert_eq!(error.clause(), Some("SERIAL-2"));
        assert!(error.to_string().starts_with("SERIAL-2"), "{error}");
    }

    #[test]
    fn other_serials_are_random_and_nobody_is_asked() {
        let drawn =
            draw_serial(&profile("document-signer"), &mut Counting(0), None, |_| Ok::<bool, OperationError>(true));
        assert_eq!(drawn.unwrap().content().len(), 16);
    }
}
