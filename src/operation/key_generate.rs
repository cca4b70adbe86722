//! `key.generate`: what is checked before a vault makes a key.

use super::OperationError;
use crate::act::KeyGenerate;

/// Refuses to make a key in the ledger's own vault.
pub fn check(act: &KeyGenerate, ledger_vault: &str) -> Result<(), OperationError> {
    if act.vault.as_str() == ledger_vault {
        return Err(OperationError::LedgerVault { vault: act.vault.to_string() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Fail;
    use crate::keys::KeySpec;

    #[test]
    fn whoever_holds_the_other_pin_makes_no_key_beside_the_ledgers() {
        let (vault, label) = ("ledger".parse().unwrap(), "csca".parse().unwrap());
        let mut act = KeyGenerate { vault, label, spec: KeySpec::Ed25519, extractable: false };
        assert_eq!(check(&act, "ledger").unwrap_err().clause(), Some("KEY-2"));
        act.vault = "primary".parse().unwrap();
        assert!(check(&act, "ledger").is_ok());
    }
}
