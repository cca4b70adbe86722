//! Modules and URIs that do not lead to the one token that is wanted.

use std::path::Path;

use chancery::fault::{Fail, Fault};
use chancery::vault::{Module, Vault, VaultError, VaultUri};

use crate::tokens::{SOFTHSM, in_own_process, missing, pin, softhsm_configuration, softhsm_token};

fn uri(text: &str) -> VaultUri {
    text.parse().unwrap()
}

#[test]
fn a_module_that_is_not_there_is_named() {
    let wanted = uri("pkcs11:serial=1?module-path=/nowhere/module.so");
    let error = Vault::at(&wanted, Path::new("/unused")).err().unwrap();
    assert!(matches!(error, VaultError::ModuleMissing { .. }), "{error}");
    assert_eq!(error.kind(), Fault::Device);
    assert!(error.to_string().contains("/nowhere/module.so") && error.hint().is_some(), "{error}");
}

#[test]
fn a_file_that_is_no_module_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("text.so");
    std::fs::write(&text, "not a library").unwrap();
    let library = Path::new("/lib/x86_64-linux-gnu/libm.so.6");
    let mut tried = 0;
    for path in [text.as_path(), library].into_iter().filter(|p| p.exists()) {
        let error = Module::load(path).err().unwrap();
        assert!(matches!(error, VaultError::NotAModule { .. }), "{error}");
        assert_eq!(error.kind(), Fault::Device);
        tried += 1;
    }
    assert!(tried > 0);
}

#[test]
fn a_module_that_does_not_start_says_so() {
    if !Path::new(SOFTHSM).exists() {
        return missing("softhsm2");
    }
    let nowhere = Path::new("/nowhere/softhsm2.conf");
    if in_own_process("modules::a_module_that_does_not_start_says_so", &[("SOFTHSM2_CONF", nowhere)], || ()) {
        let error = Module::load(Path::new(SOFTHSM)).err().unwrap();
        assert!(matches!(error, VaultError::ModuleFailed { .. }), "{error}");
        assert_eq!(error.kind(), Fault::Device);
    }
}

#[test]
fn a_token_is_matched_by_its_serial_and_never_guessed() {
    if !Path::new(SOFTHSM).exists() {
        return missing("softhsm2");
    }
    let dir = tempfile::tempdir().unwrap();
    let configuration = dir.path().join("softhsm2.conf");
    let test = "modules::a_token_is_matched_by_its_serial_and_never_guessed";
    if !in_own_process(test, &[("SOFTHSM2_CONF", &configuration)], || {
        softhsm_configuration(dir.path());
        softhsm_token(&configuration, "same");
        softhsm_token(&configuration, "same");
        softhsm_token(&configuration, "other");
    }) {
        return;
    }
    let module = Module::load(Path::new(SOFTHSM)).unwrap();
    let vaults = module.vaults().unwrap();
    assert_eq!(vaults.len(), 3, "a token that is not initialised is none");
    let error = module.find(&uri("pkcs11:token=same")).err().unwrap();
    assert!(matches!(error, VaultError::TokenAmbiguous { count: 2, .. }), "{error}");
    assert_eq!(error.kind(), Fault::Device);
    assert!(error.hint().unwrap().contains("serial="));
    for vault in &vaults {
        let found = Vault::at(&vault.uri(), Path::new("/unused")).unwrap();
        assert_eq!(found.identity(), vault.identity());
        assert!(error.to_string().contains(&vault.identity().serial) == (vault.identity().label == "same"), "{error}");
    }
    for wanted in ["pkcs11:serial=0000", "pkcs11:token=Same", "pkcs11:token=other;model=v1"] {
        let error = module.find(&uri(wanted)).err().unwrap();
        assert!(matches!(error, VaultError::TokenMissing { .. }), "{error}");
        assert_eq!(error.kind(), Fault::Device);
        assert!(vaults.iter().all(|v| error.to_string().contains(&v.identity().serial)), "{error}");
    }
    let one = module.find(&uri("pkcs11:token=other")).unwrap();
    let twice = Module::load(Path::new(SOFTHSM)).unwrap().find(&uri("pkcs11:token=other")).unwrap();
    let session = one.open(&pin()).unwrap();
    assert!(matches!(twice.open(&pin()), Err(VaultError::AlreadyOpen { .. })), "found twice it is one token");
    drop(session);
    twice.open(&pin()).unwrap();
}

#[test]
fn a_token_directory_that_went_away_is_an_error_of_the_device() {
    use chancery::keys::KeyId;
    use chancery::vault::KeyRequest;
    if !Path::new(SOFTHSM).exists() {
        return missing("softhsm2");
    }
    let dir = tempfile::tempdir().unwrap();
    let configuration = dir.path().join("softhsm2.conf");
    let test = "modules::a_token_directory_that_went_away_is_an_error_of_the_device";
    if !in_own_process(test, &[("SOFTHSM2_CONF", &configuration)], || {
        softhsm_configuration(dir.path());
        softhsm_token(&configuration, "primary");
    }) {
        return;
    }
    let conf = std::env::var("SOFTHSM2_CONF").unwrap();
    let vault = Module::load(Path::new(SOFTHSM)).unwrap().find(&uri("pkcs11:token=primary")).unwrap();
    let session = vault.open(&pin()).unwrap();
    std::fs::remove_dir_all(Path::new(&conf).with_file_name("tokens")).unwrap();
    let (id, label) = (KeyId::of([1; 16]), "key".parse().unwrap());
    let request = KeyRequest { id, label, spec: "P-256".parse().unwrap(), extractable: false };
    assert_eq!(session.generate(&request).unwrap_err().kind(), Fault::Device);
    drop(session);
    assert_eq!(vault.open(&pin()).err().unwrap().kind(), Fault::Device);
}
