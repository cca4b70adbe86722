//! `trust.accept` and `trust.distrust`: what can become an anchor, and why one no longer is.

use super::OperationError;
use crate::act::{TrustAccept, TrustDistrust};

/// Refuses what cannot be read or what nothing verifies, and an acceptance that
/// does not say where the fingerprint was read.
pub fn check(act: &TrustAccept, kind: &str) -> Result<(), OperationError> {
    if act.source.trim().is_empty() || act.source.chars().count() > 200 {
        return Err(OperationError::SourceUnfit);
    }
    if matches!(kind, "unreadable" | "orphan") {
        return Err(OperationError::NotAnAnchor { certificate: act.certificate, found: kind.to_owned() });
    }
    Ok(())
}

/// Refuses a distrust that does not say why. Anything that was seen can be distrusted.
pub fn check_distrust(act: &TrustDistrust) -> Result<(), OperationError> {
    if act.reason.trim().is_empty() || act.reason.chars().count() > 200 {
        return Err(OperationError::WhyUnfit);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::fault::Fail;

    #[test]
    fn a_distrust_has_a_reason() {
        let act = |reason: &str| TrustDistrust { certificate: Digest::of(b""), reason: reason.into() };
        assert!(check_distrust(&act("key compromised")).is_ok());
        for reason in ["", " ", &"x".repeat(201)] {
            assert_eq!(check_distrust(&act(reason)).unwrap_err().clause(), Some("TRUST-3"));
        }
    }

    #[test]
    fn an_anchor_is_readable_verified_and_has_a_source() {
        let act = |source: &str| TrustAccept { certificate: Digest::of(b""), source: source.into() };
        assert!(check(&act("diplomatic note 12/2026"), "self-signed").is_ok());
        for (source, kind, clause) in [
            ("", "self-signed", "TRUST-2"),
            ("  ", "link", "TRUST-2"),
            ("note", "unreadable", "TRUST-1"),
            ("note", "orphan", "TRUST-1"),
        ] {
            assert_eq!(check(&act(source), kind).unwrap_err().clause(), Some(clause));
        }
    }
}
