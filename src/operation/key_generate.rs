//! `key.generate`: what is checked before a vault makes a key.

use super::OperationError;
use crate::act::KeyGenerate;
use crate::safe::Label;

/// Refuses to make a key in the ledger's own vault (KEY-2), and sizes of RSA keys that are only taken (KEY-7).
pub fn check(act: &KeyGenerate, ledger_vault: &str) -> Result<(), OperationError> {
    if act.vault.as_str() == ledger_vault {
        return Err(OperationError::LedgerVault { vault: act.vault.to_string() });
    }
    if !act.spec.is_made() {
        return Err(OperationError::SizeNotMade { spec: act.spec });
    }
    Ok(())
}

/// What is known of a vault and a kind of key: what its last measurement says, or that there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ability {
    /// The vault.
    pub vault: Label,
    /// Whether it makes such keys, and they sign; none where that was never measured.
    pub makes: Option<bool>,
}

/// The refusal of a kind of key that a vault does not make, naming those that do (KEY-5). What is known of the ledger's own
/// vault is left out by the caller.
pub fn cannot(act: &KeyGenerate, others: &[Ability]) -> OperationError {
    let named = |makes: Option<bool>| {
        let fit = others.iter().filter(|one| one.makes == makes && one.vault != act.vault);
        fit.map(|one| format!("'{}'", one.vault)).collect::<Vec<_>>().join(", ")
    };
    let told = match (named(Some(true)), named(None)) {
        (can, unknown) if can.is_empty() && unknown.is_empty() => "no other vault is known to".to_owned(),
        (can, unknown) if unknown.is_empty() => format!("by their last measurement these do: {can}"),
        (can, unknown) if can.is_empty() => format!("not measured: {unknown}"),
        (can, unknown) => format!("by their last measurement these do: {can}; not measured: {unknown}"),
    };
    OperationError::KeyNotMade { vault: act.vault.to_string(), spec: act.spec, others: told }
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
        act.spec = "RSA-8192".parse().unwrap();
        assert_eq!(check(&act, "ledger").unwrap_err().clause(), Some("KEY-7"));
    }

    #[test]
    fn vaults_that_can_are_named_and_so_are_those_that_nobody_measured() {
        let (vault, label): (Label, Label) = ("primary".parse().unwrap(), "csca".parse().unwrap());
        let spec = "brainpoolP384r1".parse().unwrap();
        let act = KeyGenerate { vault, label, spec, extractable: false };
        let ability = |name: &str, makes| Ability { vault: name.parse().unwrap(), makes };
        let told = |others: &[Ability]| {
            let refused = cannot(&act, others);
            assert_eq!(refused.clause(), Some("KEY-5"));
            refused.to_string()
        };
        let own = ability("primary", Some(false));
        assert!(told(std::slice::from_ref(&own)).ends_with("no other vault is known to"));
        let all = [own, ability("one", Some(true)), ability("two", None), ability("three", Some(false))];
        let shown = told(&all);
        assert!(shown.ends_with("by their last measurement these do: 'one'; not measured: 'two'"), "{shown}");
        assert!(told(&all[2..]).ends_with("not measured: 'two'"));
        assert!(told(&all[..2]).ends_with("these do: 'one'"));
    }
}
