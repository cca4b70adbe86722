//! Independent judges: the `openssl` and `pkcs11-tool` programs.

use std::path::{Path, PathBuf};
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
        // The stock program is older than ML-DSA; the library that Python's cryptography brings is not.
        Algorithm::MlDsa(_) => {
            command = Command::new(python());
            command.args(["-c", ML_DSA]).args([&key, &signature, &message]);
        }
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

fn python() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-venv/bin/python");
    std::env::var_os("CHANCERY_TEST_PYTHON").map_or(here, PathBuf::from)
}

/// Whether there is a judge of signatures by this algorithm; none is a skip here and a failure in CI.
pub fn judges(algorithm: Algorithm) -> bool {
    let asked = || Command::new(python()).args(["-c", "import cryptography"]).output();
    if !matches!(algorithm, Algorithm::MlDsa(_)) || asked().is_ok_and(|output| output.status.success()) {
        return true;
    }
    let word = format!("{} has no cryptography: set CHANCERY_TEST_PYTHON or run scripts/test", python().display());
    assert!(std::env::var("CI").as_deref() != Ok("true"), "{word}");
    println!("skipped: {word}");
    false
}

/// Verifies a signature by a library of its own; says so only where it is good.
const ML_DSA: &str = "
import sys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key
key, signature, message = (open(path, 'rb').read() for path in sys.argv[1:])
try:
    load_pem_public_key(key).verify(signature, message)
    print('Verified OK')
except InvalidSignature:
    print('not good')
";

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
