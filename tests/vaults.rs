//! Vaults: one suite over every PKCS#11 module that the machine can run, and what each token enforces.
//!
//! The tables are what was measured on these tokens; a token that changes for
//! better or worse is noticed here.

#[path = "vaults/embedded.rs"]
mod embedded;
#[path = "vaults/judge.rs"]
mod judge;
#[path = "vaults/modules.rs"]
mod modules;
#[path = "vaults/suite.rs"]
mod suite;
#[path = "vaults/throwaway.rs"]
mod throwaway;
#[path = "vaults/tokens.rs"]
mod tokens;

use std::path::Path;

use chancery::vault::Module;
use suite::Expected;
use tokens::{PIN, SOFTHSM, SOFTOKN, TokenUnderTest};

const EMBEDDED: Expected = Expected {
    makes: &["P-256", "P-384", "P-521", "RSA-2048", "RSA-3072", "RSA-4096", "Ed25519", "ML-DSA-44", "ML-DSA-65"],
    restores: &["P-256", "P-384", "P-521", "RSA-2048", "RSA-3072", "RSA-4096", "Ed25519"],
    not_held: &[
        "backup.wraps",
        "kek.decrypt-regain",
        "kek.unwrap-regain",
        "modifiable.copy",
        "trusted.copy",
        "trusted.generate",
        "trusted.unwrap",
        "unwrap.readable",
        "wrap.trusted-by-user",
    ],
    not_measured: &[],
    key_wrap: Some("CKM_AES_KEY_WRAP_KWP"),
    locks: true,
};

const SOFTHSM2: Expected = Expected {
    makes: &[
        "P-256",
        "P-384",
        "P-521",
        "brainpoolP256r1",
        "brainpoolP384r1",
        "brainpoolP512r1",
        "RSA-2048",
        "RSA-3072",
        "RSA-4096",
        "Ed25519",
    ],
    restores: &[
        "P-256",
        "P-384",
        "P-521",
        "brainpoolP256r1",
        "brainpoolP384r1",
        "brainpoolP512r1",
        "RSA-2048",
        "RSA-3072",
        "RSA-4096",
    ],
    not_held: &["backup.wraps", "kek.decrypt-regain", "kek.unwrap-regain", "unwrap.readable"],
    not_measured: &["wrap.with-trusted-later"],
    key_wrap: Some("CKM_AES_KEY_WRAP_PAD"),
    locks: true,
};

/// Only for mechanics: nothing holds on it.
const NSS: Expected = Expected {
    makes: &["P-256", "P-384", "P-521", "RSA-2048", "RSA-3072", "RSA-4096"],
    restores: &["P-256", "P-384", "P-521", "RSA-2048", "RSA-3072", "RSA-4096"],
    not_held: &[
        "backup.guards",
        "copyable.copy",
        "extractable.regain-by-copy",
        "kek.allowed-mechanisms",
        "kek.decrypt-regain",
        "kek.unwrap-regain",
        "lock.wrap",
        "lock.wrap-session",
        "modifiable.copy",
        "read.unextractable",
        "trusted.copy",
        "trusted.create",
        "trusted.generate",
        "trusted.unwrap",
        "unwrap.guarded",
        "unwrap.readable",
        "unwrap.silent",
        "wrap-with-trusted.unset",
        "wrap-with-trusted.unset-by-copy",
        "wrap.trusted-by-user",
        "wrap.unextractable-ec",
        "wrap.unextractable-ec-session",
        "wrap.unextractable-rsa",
        "wrap.with-trusted",
    ],
    not_measured: &["wrap.with-trusted-later"],
    key_wrap: Some("CKM_AES_KEY_WRAP_KWP"),
    locks: false,
};

#[test]
fn the_embedded_token_passes() {
    suite::run(&tokens::embedded(), &EMBEDDED);
}

#[test]
fn softhsm2_passes() {
    if !Path::new(SOFTHSM).exists() {
        return tokens::missing("softhsm2");
    }
    let dir = tempfile::tempdir().unwrap();
    let configuration = dir.path().join("softhsm2.conf");
    if tokens::in_own_process("softhsm2_passes", &[("SOFTHSM2_CONF", &configuration)], || {
        tokens::softhsm_configuration(dir.path());
        tokens::softhsm_token(&configuration, "primary");
    }) {
        let module = Module::load(Path::new(SOFTHSM)).unwrap();
        let vault = module.find(&"pkcs11:token=primary".parse().unwrap()).unwrap();
        suite::run(&TokenUnderTest { vault, pin: tokens::pin(), dir }, &SOFTHSM2);
        let listed = judge::pkcs11_tool_lists(Path::new(SOFTHSM), "primary", PIN);
        assert_eq!(listed.matches("Private Key Object").count(), SOFTHSM2.makes.len() - 1, "{listed}");
        assert!(listed.contains("label:      key-0") && !listed.contains("key-2"), "{listed}");
        assert!(listed.contains("never extractable"), "{listed}");
        assert!(!listed.contains("chancery-measure"), "{listed}");
        // Both kinds of token in one process do not disturb each other.
        let beside = tokens::embedded();
        assert!(beside.vault.is_embedded());
        beside.vault.open(&beside.pin).unwrap();
    }
}

#[test]
fn nss_passes() {
    if !Path::new(SOFTOKN).exists() {
        return tokens::missing("libnss3");
    }
    suite::run(&tokens::nss(tempfile::tempdir().unwrap()), &NSS);
}
