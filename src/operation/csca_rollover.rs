//! `csca.rollover`: a root and the link that leads to it, prepared together and signed together.

use super::OperationError;
use super::certificate_issue::{Inputs, Prepared, perform, prepare_together};
use super::csca_error::CscaError;
use crate::act::CscaRollover;
use crate::pki::PkiError;
use crate::pki::certificate::Certificate;
use crate::pki::issue::Issued;
use crate::pki::lint::{Role, Severity};
use crate::pki::profile::Profile;
use crate::signer::Signer;

/// Refuses profiles that make something else than a root and a link (CSCA-1).
pub fn check_profiles(root: &Profile, link: &Profile) -> Result<(), OperationError> {
    for (profile, wanted) in [(root, Role::CscaRoot), (link, Role::CscaLink)] {
        if profile.role != wanted {
            let (profile, found) = (profile.name.clone(), profile.role.word());
            return Err(CscaError::OtherProfile { profile, found, wanted: wanted.word() }.into());
        }
    }
    Ok(())
}

/// Both, ready to be signed.
pub struct Pair {
    /// The root.
    pub root: Prepared,
    /// The link.
    pub link: Prepared,
}

/// Makes the to-be-signed bytes of both and lints them. The link bears the name of the root as it will be. What is
/// accepted has to be found in the one or the other (LINT-4).
pub fn prepare(act: &CscaRollover, root: &Inputs<'_>, link: &Inputs<'_>) -> Result<Pair, OperationError> {
    let root = prepare_together(root)?;
    let draft = root.linted.draft()?;
    let draft = Certificate::parse(&draft).map_err(OperationError::unreadable("the draft of the new root"))?;
    let link = prepare_together(&Inputs { root: Some(&draft), ..*link })?;
    let found = |id: &String| {
        [&root, &link].iter().any(|one| one.linted.findings().rules(Severity::Warning).contains(&id.as_str()))
    };
    let idle: Vec<String> = act.accept.iter().filter(|id| !found(id)).map(|id| crate::safe::line(id, 20)).collect();
    if idle.is_empty() {
        Ok(Pair { root, link })
    } else {
        Err(PkiError::LintNotFound { rules: idle.join(", ") }.into())
    }
}

/// Has the root signed by its own key and the link by the key before it, and looks at both once more.
pub fn sign(pair: Pair, own: &dyn Signer, before: &dyn Signer) -> Result<(Issued, Issued), OperationError> {
    let root = perform(pair.root, own)?;
    let link = perform(pair.link, before)?;
    Ok((root, link))
}
