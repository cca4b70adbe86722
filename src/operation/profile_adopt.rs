//! `profile.adopt`: whether certificates of a profile could be issued at all, and what is refused before it is in force.

use super::rules_for;
use crate::clock::Time;
use crate::fault::{Fail, Fault};
use crate::keys::KeySpec;
use crate::mode::Mode;
use crate::pki::PkiError;
use crate::pki::country::CountrySettings;
use crate::pki::issue::DryRun;
use crate::pki::lint::Role;
use crate::pki::profile::Profile;
use crate::safe::Label;

/// Why a profile does not come into force.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// Another role under a name that is taken.
    #[error(
        "PROFILE-7: profile '{profile}' makes a {found}, and the one in force under this name makes a {wanted}; what is for something else takes another name"
    )]
    RoleChanged {
        /// The profile.
        profile: Label,
        /// The role in the new text.
        found: &'static str,
        /// The role in the text in force.
        wanted: &'static str,
    },
    /// No certificate of it could be issued.
    #[error("PROFILE-8: no certificate of profile '{profile}' could be issued for a key of kind {kind}: {source}")]
    Unissuable {
        /// The profile.
        profile: Label,
        /// The kind of key that was tried.
        kind: KeySpec,
        /// Why.
        source: Box<PkiError>,
    },
    /// A span is typed that covers less than the sum (PROFILE-15).
    #[error(transparent)]
    Sum(PkiError),
    /// The text bears another name than the act says.
    #[error("PROFILE-10: the text is of profile '{found}', and the act names it '{named}'")]
    OtherName {
        /// The name in the text.
        found: Label,
        /// The name in the act.
        named: Label,
    },
    /// In force already.
    #[error("PROFILE-11: this text of profile '{profile}' is in force already, by ledger entry {entry}")]
    InForce {
        /// The profile.
        profile: Label,
        /// The entry.
        entry: u64,
    },
}

impl Fail for ProfileError {
    fn kind(&self) -> Fault {
        Fault::Refused
    }

    fn clause(&self) -> Option<&'static str> {
        Some(match self {
            ProfileError::RoleChanged { .. } => "PROFILE-7",
            ProfileError::Unissuable { .. } => "PROFILE-8",
            ProfileError::Sum(error) => return error.clause(),
            ProfileError::OtherName { .. } => "PROFILE-10",
            ProfileError::InForce { .. } => "PROFILE-11",
        })
    }

    fn hint(&self) -> Option<String> {
        Some(match self {
            ProfileError::RoleChanged { .. } => "change the line 'name' of the text".into(),
            ProfileError::Unissuable { .. } => "change the text until 'chancery profile check' finds nothing".into(),
            ProfileError::Sum(error) => return error.hint(),
            ProfileError::OtherName { .. } => "the line 'name' of a profile is what it is adopted under".into(),
            ProfileError::InForce { .. } => "see 'chancery profile list'".into(),
        })
    }
}

/// What a profile is judged beside.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// What is in force under the same name.
    pub before: Option<&'a Profile>,
    /// By which profile the issuers of its certificates are made; none for a root.
    pub above: Option<&'a Profile>,
    /// The others in force.
    pub others: &'a [Profile],
    /// What the station says about its state.
    pub country: &'a CountrySettings,
    /// The station's mode.
    pub mode: Mode,
    /// Station time.
    pub now: Time,
}

/// The role of the certificates under which those of this one stand; none for those that sign themselves.
pub fn role_above(profile: &Profile) -> Option<Role> {
    use crate::pki::profile::IssuerRole;
    match profile.issuer {
        IssuerRole::Itself => None,
        IssuerRole::Csca => Some(Role::CscaRoot),
        IssuerRole::ServiceCa => Some(Role::ServiceCa),
    }
}

/// Judges a profile before it is in force, with one certificate for each kind of key that it takes. What would have to be
/// accepted by name at every issuing comes back as warnings.
pub fn check(profile: &Profile, beside: &Beside<'_>) -> Result<Vec<String>, ProfileError> {
    if let Some(before) = beside.before.filter(|before| before.role != profile.role) {
        let (found, wanted) = (profile.role.word(), before.role.word());
        return Err(ProfileError::RoleChanged { profile: profile.name.clone(), found, wanted });
    }
    let Beside { above, others, country, mode, now, .. } = *beside;
    let summed = profile.check_sum(Some((country, others))).map_err(ProfileError::Sum)?;
    let run = DryRun { profile, above, others, country, mode, now };
    let mut warnings: Vec<String> = summed.into_iter().collect();
    for kind in &profile.key.kinds {
        match run.lint(*kind, rules_for(profile.role)) {
            Ok(()) => {}
            Err(PkiError::LintWarnings { rules, first }) => {
                warnings.push(format!(
                    "for a key of kind {kind} these have to be accepted each time: {rules}; first: {first}"
                ));
            }
            Err(source) => {
                let (profile, kind, source) = (profile.name.clone(), *kind, Box::new(source));
                return Err(ProfileError::Unissuable { profile, kind, source });
            }
        }
    }
    Ok(warnings)
}
