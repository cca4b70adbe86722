//! `trust.accept` and `trust.distrust`: what can become an anchor, and why one no longer is.

use super::OperationError;
use crate::act::{TrustAccept, TrustDistrust};
use crate::clock::Time;
use crate::trust::Verdict;

/// What was decided about a certificate last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// What.
    pub verdict: Verdict,
    /// When.
    pub at: Time,
    /// The entry that recorded it.
    pub entry: u64,
}

/// Refuses to accept again what is accepted, and what was distrusted where the act does
/// not name that decision.
pub fn check_earlier(act: &TrustAccept, earlier: Option<Earlier>) -> Result<(), OperationError> {
    let certificate = act.certificate;
    match earlier {
        Some(Earlier { verdict: Verdict::Accept, at, entry }) => {
            Err(OperationError::AnchorAlready { certificate, at, entry })
        }
        Some(Earlier { verdict: Verdict::Distrust, at, entry }) if act.despite != Some(entry) => {
            Err(OperationError::Distrusted { certificate, at, entry })
        }
        None if act.despite.is_some() => Err(OperationError::NeverDistrusted { certificate }),
        _ => Ok(()),
    }
}

/// Refuses what cannot be read, what nothing verifies and what may not sign certificates, and an acceptance that
/// says neither where the fingerprint was read nor which rule stands for that.
pub fn check(act: &TrustAccept, kind: &str, may_sign: bool) -> Result<(), OperationError> {
    let unfit = match act.rule {
        None => act.source.trim().is_empty() || act.source.chars().count() > 200,
        Some(_) => !act.source.is_empty(),
    };
    if unfit {
        return Err(OperationError::SourceUnfit);
    }
    if matches!(kind, "unreadable" | "orphan") {
        return Err(OperationError::NotAnAnchor { certificate: act.certificate, found: kind.to_owned() });
    }
    if !may_sign {
        let found = "no CA's: it signs documents or lists, and no certificates".to_owned();
        return Err(OperationError::NotAnAnchor { certificate: act.certificate, found });
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
    fn trust_4_and_5_an_earlier_decision_is_named_and_nothing_is_accepted_twice() {
        let act = |despite| TrustAccept {
            certificate: Digest::of(b""),
            source: "note".into(),
            despite,
            rule: None,
            typed_by: vec![],
        };
        let at: Time = "2026-11-22T10:00:00Z".parse().unwrap();
        let earlier = |verdict| Some(Earlier { verdict, at, entry: 7 });
        assert!(check_earlier(&act(None), None).is_ok());
        assert!(check_earlier(&act(Some(7)), earlier(Verdict::Distrust)).is_ok());
        for (despite, verdict, clause) in [
            (None, earlier(Verdict::Accept), "TRUST-4"),
            (Some(7), earlier(Verdict::Accept), "TRUST-4"),
            (None, earlier(Verdict::Distrust), "TRUST-5"),
            (Some(6), earlier(Verdict::Distrust), "TRUST-5"),
            (Some(7), None, "TRUST-6"),
        ] {
            assert_eq!(check_earlier(&act(despite), verdict).unwrap_err().clause(), Some(clause));
        }
    }

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
        let act = |source: &str| TrustAccept {
            certificate: Digest::of(b""),
            source: source.into(),
            despite: None,
            rule: None,
            typed_by: vec![],
        };
        assert!(check(&act("diplomatic note 12/2026"), "self-signed", true).is_ok());
        for (source, kind, clause) in [
            ("", "self-signed", "TRUST-2"),
            ("  ", "link", "TRUST-2"),
            ("note", "unreadable", "TRUST-1"),
            ("note", "orphan", "TRUST-1"),
        ] {
            assert_eq!(check(&act(source), kind, true).unwrap_err().clause(), Some(clause));
        }
    }

    #[test]
    fn trust_1_a_signer_of_documents_is_no_anchor_whoever_read_its_fingerprint() {
        let act = TrustAccept {
            certificate: Digest::of(b""),
            source: "note".into(),
            despite: None,
            rule: None,
            typed_by: vec![],
        };
        let refused = check(&act, "link-other-name", false).unwrap_err();
        assert_eq!(refused.clause(), Some("TRUST-1"));
        assert!(refused.to_string().contains("no CA's"), "{refused}");
    }

    #[test]
    fn trust_2_a_rule_stands_in_for_the_source_and_not_beside_it() {
        let act = |source: &str| TrustAccept {
            certificate: Digest::of(b""),
            source: source.into(),
            despite: None,
            rule: Some("three-lists".parse().unwrap()),
            typed_by: vec![],
        };
        assert!(check(&act(""), "self-signed", true).is_ok());
        assert_eq!(check(&act("note"), "self-signed", true).unwrap_err().clause(), Some("TRUST-2"));
    }
}
