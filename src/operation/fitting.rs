//! Which rules, kinds of key and algorithms fit which certificates; what every act asks of words from outside.

use super::OperationError;
use crate::icao::rules::{DOC_9303, LISTS};
use crate::keys::KeySpec;
use crate::pki::lint::{Role, RuleSet};
use crate::pki::service_rules::SERVICE_RULES;
use crate::signer::{Algorithm, PublicKey};

/// The rules that objects of this role are judged by: Doc 9303 for the state's own
/// hierarchy, RFC 5280 alone for the services'.
pub fn rules_for(role: Role) -> &'static RuleSet {
    if role.is_service() { &SERVICE_RULES } else { &DOC_9303 }
}

/// The id of a rule of either hierarchy, or over lists, as it is written, from one in either letter case.
pub fn rule_id(word: &str) -> Option<&'static str> {
    let of_lists = || LISTS.master.iter().chain(LISTS.deviations).map(|rule| rule.id);
    let of_list = || of_lists().find(|id| id.eq_ignore_ascii_case(word));
    DOC_9303.id_of(word).or_else(|| SERVICE_RULES.id_of(word)).or_else(of_list)
}

/// The kind of key a public key is, where the house makes such keys.
pub fn spec_of(key: &PublicKey) -> Option<KeySpec> {
    use crate::signer::KeyKind;
    match key.kind() {
        KeyKind::Ec { curve, .. } => Some(KeySpec::Ec(*curve)),
        KeyKind::Rsa { bits, .. } => u16::try_from(*bits).ok().map(KeySpec::Rsa),
        KeyKind::Ed25519 => Some(KeySpec::Ed25519),
        KeyKind::MlDsa(set) => Some(KeySpec::MlDsa(*set)),
    }
}

/// The algorithm a key signs with: the hash as strong as its curve, PSS for RSA.
pub fn algorithm_of(key: &PublicKey) -> Result<Algorithm, OperationError> {
    let unfit = || OperationError::KeyUnfit { kind: key.kind().to_string() };
    spec_of(key).map(KeySpec::default_algorithm).ok_or_else(unfit)
}

/// Refuses what is taken in from outside and of which nobody says where it comes from (LIST-3).
pub(super) fn check_source(source: &str) -> Result<(), OperationError> {
    if source.trim().is_empty() || source.chars().count() > 200 {
        return Err(OperationError::ListSourceUnfit);
    }
    Ok(())
}
