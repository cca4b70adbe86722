//! `certificate.issue`: from a profile and a proven key to linted bytes, and to the certificate.

use super::{OperationError, algorithm_of, rules_for};
use crate::act::CertificateIssue;
use crate::clock::Time;
use crate::mode::Mode;
use crate::pki::certificate::Certificate;
use crate::pki::country::CountrySettings;
use crate::pki::issue::{Draft, Issued, Issuer, Linted, ProvenKey, sign_linted};
use crate::pki::lint::Role;
use crate::pki::profile::Profile;
use crate::pki::serial::SerialNumber;
use crate::safe::Label;
use crate::signer::{Algorithm, Signer};

/// Everything a certificate is made of, gathered by the station.
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

/// A certificate ready to be signed.
pub struct Prepared {
    /// The evidence that the bytes passed the rules.
    pub linted: Linted,
    /// The algorithm the issuer's key is to sign with.
    pub algorithm: Algorithm,
    /// End of validity.
    pub not_after: Time,
}

/// Makes the to-be-signed bytes and lints them. Nothing has been signed when this refuses.
pub fn prepare(inputs: &Inputs<'_>) -> Result<Prepared, OperationError> {
    let profile = inputs.profile;
    let wanted = match (profile.is_self_signed(), inputs.issuer.is_some()) {
        (true, true) => Some("themselves"),
        (false, false) => Some("an issuing key"),
        _ => None,
    };
    if let Some(wanted) = wanted {
        return Err(OperationError::IssuerUnfit { profile: profile.name.to_string(), wanted });
    }
    if inputs.name.trim().is_empty() {
        return Err(OperationError::NameUnfit { profile: profile.name.to_string() });
    }
    let (issuer, algorithm) = match inputs.issuer {
        None => (Issuer::Itself, algorithm_of(inputs.key.key())?),
        Some((certificate, role)) => {
            (Issuer::Certificate(certificate, role), algorithm_of(&certificate.public_key()?)?)
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
        not_before: inputs.now,
    };
    let linted = draft.lint(rules_for(profile.role), inputs.accepted)?;
    Ok(Prepared { linted, algorithm, not_after: draft.not_after()? })
}

/// Has it signed and looks at the product once more.
pub fn perform(prepared: Prepared, signer: &dyn Signer) -> Result<Issued, OperationError> {
    let rules = rules_for(prepared.linted.role());
    Ok(sign_linted(prepared.linted, signer, rules)?)
}
