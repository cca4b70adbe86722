//! Independent judges: the `openssl` and `pkcs11-tool` programs.

use std::path::Path;
use std::process::Command;

use chancery::signer::{Algorithm, Hash, PublicKey};

/// What `openssl` says about a signature.
pub fn openssl_verifies(key: &PublicKey, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let key = file("key.pem", key.pem().unwrap().as_bytes());
    let (message, signature) = (file("message", message), file("signature", signature));
    let mut command = Command::new("openssl");
    match algorithm {
        Algorithm::Ed25519 => {
            command.args(["pkeyutl", "-verify", "-pubin", "-rawin", "-inkey"]).arg(&key);
            command.arg("-in").arg(&message).arg("-sigfile").arg(&signature);
        }
        Algorithm::Ecdsa(hash) | Algorithm::RsaPkcs1(hash) | Algorithm::RsaPss(hash, _) => {
            command.args(["dgst", digest(hash), "-verify"]).arg(&key).arg("-signature").arg(&signature);
            if let Algorithm::RsaPss(_, salt) = algorithm {
                command.args(["-sigopt", "rsa_padding_mode:pss", "-sigopt"]).arg(format!("rsa_pss_saltlen:{salt}"));
            }
            command.arg(&message);
        }
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    output.status.success() && (said.contains("Verified OK") || said.contains("Verified Successfully"))
}

fn digest(hash: Hash) -> &'static str {
    match hash {
        Hash::Sha1 => "-sha1",
        Hash::Sha224 => "-sha224",
        Hash::Sha256 => "-sha256",
        Hash::Sha384 => "-sha384",
        Hash::Sha512 => "-sha512",
    }
}

/// What `pkcs11-tool` lists on a token after logging in.
pub fn pkcs11_tool_lists(module: &Path, label: &str, pin: &str) -> String {
    let output = Command::new("pkcs11-tool")
        .arg("--module")
        .arg(module)
        .args(["--token-label", label, "--login", "--pin", pin, "--list-objects"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
