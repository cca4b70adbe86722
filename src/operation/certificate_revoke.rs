//! `certificate.revoke`: what can be revoked.

use super::OperationError;
use crate::act::CertificateRevoke;
use crate::safe::Label;

/// Refuses a serial number that was never taken by this key (but by `taker`, if any), and a revocation without a reason.
/// A burnt serial number can be revoked: perhaps a certificate with it was signed and lost.
pub fn check(act: &CertificateRevoke, was_taken: bool, taker: Option<Label>) -> Result<(), OperationError> {
    if act.reason.trim().is_empty() || act.reason.chars().count() > 500 {
        return Err(OperationError::ReasonUnfit);
    }
    if !was_taken {
        let (issuer, serial) = (act.issuer.to_string(), crate::safe::line(&act.serial, 60));
        return Err(OperationError::SerialUnknown { issuer, serial, taker });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;

    #[test]
    fn a_revocation_has_a_reason_and_a_serial_that_was_taken() {
        let act = |reason: &str| CertificateRevoke {
            issuer: "csca".parse().unwrap(),
            serial: "0a".into(),
            reason: reason.into(),
        };
        assert!(check(&act("key lost"), true, None).is_ok());
        assert_eq!(check(&act(" "), true, None).unwrap_err().clause(), Some("REVOKE-3"));
        assert_eq!(check(&act("key lost"), false, None).unwrap_err().clause(), Some("REVOKE-2"));
    }
}
