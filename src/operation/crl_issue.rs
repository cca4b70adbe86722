//! `crl.issue`: the next revocation list of an issuing key.

use super::{OperationError, algorithm_of, rules_for};
use crate::act::CrlIssue;
use crate::clock::{DAY, Time};
use crate::pki::certificate::Certificate;
use crate::pki::crl::{Crl, CrlDraft, IssuedCrl, LintedCrl, Revoked, sign_linted_crl};
use crate::pki::lint::{Role, RuleSet};
use crate::pki::name::Name;
use crate::signer::{Algorithm, Signer};

/// Days until the next update at most (Doc 9303-12 4.1.5).
pub const DAYS_AT_MOST: u16 = 90;
/// Hours between two lists at least, unless something was revoked (Doc 9303-12 4.1.5).
pub const HOURS_AT_LEAST: i64 = 48;

/// Everything a list is made of, gathered by the station.
pub struct Inputs<'a> {
    /// The newest certificate of the issuing key.
    pub issuer: &'a Certificate<'a>,
    /// What the issuer's certificate is: Doc 9303's rules are for CSCAs.
    pub role: Role,
    /// The number that will be reserved.
    pub number: u64,
    /// Everything that is revoked, in order of serial number.
    pub revoked: &'a [Revoked],
    /// The list before this one.
    pub previous: Option<&'a Crl<'a>>,
    /// The other certificates of the same CSCA, whichever of its keys signed them: older roots and links.
    pub family: &'a [Certificate<'a>],
    /// When the list before this one was made.
    pub previous_at: Option<Time>,
    /// Whether anything was revoked after that list was begun. The order of the ledger tells: two entries may
    /// have the same second.
    pub revoked_since: bool,
    /// Station time.
    pub now: Time,
}

/// A list ready to be signed.
pub struct Prepared {
    /// The evidence that the bytes passed the rules.
    pub linted: LintedCrl,
    /// The algorithm the issuing key is to sign with.
    pub algorithm: Algorithm,
    /// When the next is due.
    pub next_update: Time,
    rules: &'static RuleSet,
}

/// The algorithm that an issuing key signs lists by: the one it signed its own root certificate by, so that whoever
/// verifies the one verifies the other; else what its kind signs by.
fn algorithm_of_issuer(issuer: &Certificate<'_>) -> Result<Algorithm, OperationError> {
    let key = issuer.public_key()?;
    match issuer.outer_algorithm.algorithm() {
        // An algorithm by a name that profiles know too: of SHA-2, salted as long as its hash.
        Ok(own) if own.to_string().parse().is_ok_and(|known: Algorithm| known == own) => {
            if key.fits(own) && issuer.verify_signature(&key).is_ok() { Ok(own) } else { algorithm_of(&key) }
        }
        _ => algorithm_of(&key),
    }
}

/// What a CSCA was called before: the names on its other certificates that are not the one on this, oldest first.
fn former_names<'a>(issuer: &Certificate<'a>, family: &'a [Certificate<'a>]) -> Vec<Name<'a>> {
    let mut names: Vec<Name<'a>> = Vec::new();
    for one in family {
        if !one.subject.matches(&issuer.subject) && !names.iter().any(|known| known.matches(&one.subject)) {
            names.push(one.subject);
        }
    }
    names
}

/// Makes the to-be-signed bytes and lints them.
pub fn prepare(act: &CrlIssue, inputs: &Inputs<'_>) -> Result<Prepared, OperationError> {
    if !(1..=DAYS_AT_MOST).contains(&act.days) {
        return Err(OperationError::CrlDays { days: act.days });
    }
    if let Some(previous_at) = inputs.previous_at {
        let hours = (inputs.now.unix() - previous_at.unix()) / 3600;
        if hours < HOURS_AT_LEAST && !inputs.revoked_since {
            return Err(OperationError::CrlTooSoon { hours });
        }
    }
    let algorithm = algorithm_of_issuer(inputs.issuer)?;
    let next_update = inputs.now.plus(i64::from(act.days) * DAY);
    let former = former_names(inputs.issuer, inputs.family);
    let draft = CrlDraft {
        issuer: inputs.issuer,
        algorithm,
        number: inputs.number,
        this_update: inputs.now,
        next_update,
        revoked: inputs.revoked,
        previous: inputs.previous,
        former: &former,
        family: inputs.family,
    };
    let rules = rules_for(inputs.role);
    // R05 speaks of lists that come too often: judged above, where revocations are known.
    let accepted = [&act.accept[..], &["R05".to_owned()]].concat();
    let linted = draft.lint(rules, &accepted)?;
    linted.expect_found(&act.accept)?;
    Ok(Prepared { linted, algorithm, next_update, rules })
}

/// Has it signed and looks at the product once more.
pub fn perform(prepared: Prepared, signer: &dyn Signer) -> Result<IssuedCrl, OperationError> {
    Ok(sign_linted_crl(prepared.linted, signer, prepared.rules)?)
}
