//! Acts on officers: what is checked before anybody becomes one, or is one no more.

use super::OperationError;
use crate::act::StationGenesis;
use crate::approval::Roster;

/// Refuses a retirement that does not say why.
pub fn check_reason(reason: &str) -> Result<(), OperationError> {
    if reason.trim().is_empty() || reason.chars().count() > 200 {
        return Err(OperationError::RetireReason);
    }
    Ok(())
}

/// Refuses keys behind bundles that no first officer said were theirs, and a threshold they cannot meet.
pub fn check_roots(act: &StationGenesis, roster: &Roster) -> Result<(), OperationError> {
    for key in &act.root_keys {
        let said = roster.officer(&key.officer).and_then(|officer| officer.enrolment().person.root_key.as_deref());
        if said != Some(key.spki.as_str()) {
            return Err(OperationError::RootKeyUnsaid { officer: key.officer.to_string() });
        }
    }
    let (found, keys) = (act.root_threshold, act.root_keys.len());
    // The vault may hold one more.
    let fits = if keys == 0 { found <= 1 } else { found >= 1 && usize::from(found) <= keys + 1 };
    if fits { Ok(()) } else { Err(OperationError::RootThreshold { found, keys }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::Digest;
    use crate::fault::Fail;

    #[test]
    fn a_retirement_says_why() {
        for reason in ["", "  ", &"x".repeat(201)] {
            assert_eq!(check_reason(reason).unwrap_err().clause(), Some("ENROLL-6"));
        }
        assert!(check_reason("left the office").is_ok());
    }

    #[test]
    fn a_threshold_that_the_keys_cannot_meet_is_refused_and_so_is_a_key_nobody_enrolled() {
        let act = |root_keys: Vec<crate::act::RootKey>, root_threshold| StationGenesis {
            officers: vec![],
            name: "two-person".parse().unwrap(),
            policy: Digest::of(b""),
            root_keys,
            root_threshold,
        };
        assert!(check_roots(&act(vec![], 1), &Roster::new()).is_ok());
        assert_eq!(check_roots(&act(vec![], 2), &Roster::new()).unwrap_err().clause(), Some("GENESIS-3"));
        let key = crate::act::RootKey { officer: "ann".parse().unwrap(), spki: "00".into() };
        assert_eq!(check_roots(&act(vec![key], 1), &Roster::new()).unwrap_err().clause(), Some("GENESIS-2"));
    }
}
