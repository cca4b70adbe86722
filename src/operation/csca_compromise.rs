//! `csca.compromise`: what has to be said of it.

use super::OperationError;
use super::csca_error::CscaError;
use crate::act::CscaCompromise;

/// Refuses the end of a key of which nothing is said (CSCA-8).
pub fn check(act: &CscaCompromise) -> Result<(), OperationError> {
    let said = !act.reason.trim().is_empty() && act.reason.chars().count() <= 500;
    if said { Ok(()) } else { Err(CscaError::LossReason.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::Loss;
    use crate::fault::Fail;

    #[test]
    fn the_end_of_a_key_has_a_reason() {
        let act = |reason: &str| CscaCompromise {
            key: "csca-1".parse().unwrap(),
            what: Loss::Lost,
            reason: reason.into(),
            successor: None,
        };
        assert!(check(&act("the token broke")).is_ok());
        assert_eq!(check(&act(" ")).unwrap_err().clause(), Some("CSCA-8"));
        assert_eq!(check(&act(&"a".repeat(501))).unwrap_err().clause(), Some("CSCA-8"));
    }
}
