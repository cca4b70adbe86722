//! Keys in memory and certificates from the `openssl` command, for tests that need a signer.

#![allow(dead_code)]

use std::path::Path;
use std::process::{Command, Output};

use chancery::signer::{Algorithm, PublicKey, Signer, SignerError};
use openssl::pkey::{PKey, Private};
use openssl::rsa::Padding;
use openssl::sign::RsaPssSaltlen;

/// A private key in memory.
pub struct SoftKey {
    key: PKey<Private>,
    public: PublicKey,
    algorithm: Algorithm,
}

impl SoftKey {
    /// From a PEM file; signs by this algorithm.
    pub fn from_pem(path: &Path, algorithm: Algorithm) -> Self {
        let key = PKey::private_key_from_pem(&std::fs::read(path).unwrap()).unwrap();
        let public = PublicKey::from_spki(&key.public_key_to_der().unwrap()).unwrap();
        SoftKey { key, public, algorithm }
    }
}

impl Signer for SoftKey {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        let mut signer = match self.algorithm.hash() {
            Some(hash) => openssl::sign::Signer::new(hash.message_digest(), &self.key)?,
            None => openssl::sign::Signer::new_without_digest(&self.key)?,
        };
        if let Algorithm::RsaPss(hash, salt) = self.algorithm {
            signer.set_rsa_padding(Padding::PKCS1_PSS)?;
            signer.set_rsa_pss_saltlen(RsaPssSaltlen::custom(i32::from(salt)))?;
            signer.set_rsa_mgf1_md(hash.message_digest())?;
        }
        Ok(signer.sign_oneshot_to_vec(message)?)
    }
}

/// Runs the `openssl` command in a directory.
pub fn openssl(directory: &Path, arguments: &[&str]) -> Output {
    Command::new("openssl").current_dir(directory).args(arguments).output().expect("the openssl command runs")
}

/// As [`openssl`], and it must succeed.
pub fn openssl_ok(directory: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = openssl(directory, arguments);
    assert!(output.status.success(), "openssl {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Makes `<name>.key` and a self-signed `<name>.pem`, and returns the certificate as DER.
/// `key` are the arguments of `openssl genpkey` that choose the kind of key.
pub fn self_signed(directory: &Path, name: &str, key: &[&str], extensions: &[&str]) -> Vec<u8> {
    let (key_file, certificate) = (format!("{name}.key"), format!("{name}.pem"));
    openssl_ok(directory, &[&["genpkey", "-out", &key_file], key].concat());
    let subject = format!("/C=UT/CN={name}");
    let mut arguments =
        vec!["req", "-x509", "-new", "-key", &key_file, "-subj", &subject, "-days", "3650", "-out", &certificate];
    for extension in extensions {
        arguments.extend(["-addext", extension]);
    }
    openssl_ok(directory, &arguments);
    openssl_ok(directory, &["x509", "-in", &certificate, "-outform", "DER"])
}

/// Arguments of `openssl genpkey` for an EC key with this curve, named or explicit.
pub fn ec(curve: &'static str, explicit: bool) -> Vec<String> {
    let encoding = if explicit { "explicit" } else { "named_curve" };
    let mut arguments: Vec<String> = ["-algorithm", "EC", "-pkeyopt"].map(String::from).into();
    arguments.push(format!("ec_paramgen_curve:{curve}"));
    arguments.extend(["-pkeyopt".to_owned(), format!("ec_param_enc:{encoding}")]);
    arguments
}
