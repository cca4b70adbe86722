//! One line with an SSH public key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ssh_key::public::KeyData;
use ssh_key::{EcdsaCurve, HashAlg};

use super::super::strength::{expect_strong, key_error};
use super::super::{KeyError, KeyForm};
use crate::digest::Digest;
use crate::safe;
use crate::signer::{Curve, PublicKey};

/// An SSH public key.
#[derive(Clone)]
pub(in super::super) struct Key {
    pub(super) public: PublicKey,
    identity: Digest,
    /// The name of the kind of key, such as `ssh-ed25519`.
    pub(super) kind: String,
    /// The octets of the key, as a signature carries them.
    pub(super) blob: Vec<u8>,
    /// What a security key says it signs for; `None` for other keys.
    pub(super) application: Option<String>,
    fingerprint: String,
    comment: String,
}

impl Key {
    /// Reads the line: kind, base64, comment. Options before the kind are refused, certificates too.
    pub(in super::super) fn read(line: &str) -> Result<Self, KeyError> {
        let unreadable = |what: &str| KeyError::Unreadable { what: what.into() };
        let (kind, rest) = line.split_once([' ', '\t']).ok_or_else(|| unreadable("the line has no second word"))?;
        let (base64, comment) = rest.trim_start().split_once([' ', '\t']).unwrap_or((rest.trim(), ""));
        if kind.contains("-cert-v") {
            let instead = Some("give the line of the key itself, from 'id_….pub', not from 'id_…-cert.pub'");
            return Err(KeyError::NotAKey { what: "an SSH certificate", instead });
        }
        let blob = STANDARD.decode(base64).map_err(|_| unreadable("its second word is not base64"))?;
        let (data, application) = read_blob(kind, &blob)?;
        let public = raw_key(kind, data.key_data())?;
        let identity = public.identity().map_err(key_error)?;
        let fingerprint = data.fingerprint(HashAlg::Sha256).to_string();
        let comment = comment.trim().to_owned();
        Ok(Key { public, identity, kind: kind.to_owned(), blob, application, fingerprint, comment })
    }

    pub(in super::super) fn identity(&self) -> Digest {
        self.identity
    }

    /// The line without its comment.
    pub(in super::super) fn line(&self) -> String {
        format!("{} {}\n", self.kind, STANDARD.encode(&self.blob))
    }

    pub(in super::super) fn words(&self) -> Vec<(&'static str, String)> {
        let mut words = vec![
            ("form", KeyForm::Ssh.word().to_owned()),
            ("algorithm", format!("{} ({})", self.public.kind(), self.kind)),
            ("fingerprint", self.fingerprint.clone()),
        ];
        if let Some(application) = &self.application {
            words.push(("security key for", safe::line(application, 200)));
        }
        if !self.comment.is_empty() {
            words.push(("comment", safe::line(&self.comment, 200)));
        }
        words.push(("validity", "no end of its own".into()));
        words
    }

    /// An SSH key has no validity of its own: only its strength is judged.
    pub(in super::super) fn expect_usable(&self) -> Result<(), KeyError> {
        expect_strong(&self.public)
    }
}

/// The key of a blob that is written in the one way there is, and a security key's application.
fn read_blob(kind: &str, blob: &[u8]) -> Result<(ssh_key::PublicKey, Option<String>), KeyError> {
    let shown = || safe::line(kind, 60);
    if kind == "ssh-dss" {
        return Err(KeyError::Algorithm { found: "an SSH key of kind ssh-dss (DSA)".into() });
    }
    let data = ssh_key::PublicKey::from_bytes(blob)
        .map_err(|error| KeyError::Unreadable { what: format!("as a key of kind {}: {error}", shown()) })?;
    if data.algorithm().as_str() != kind {
        return Err(KeyError::Unreadable { what: format!("the line says {}, the key inside says otherwise", shown()) });
    }
    let again = data.to_bytes().map_err(|error| KeyError::Unreadable { what: error.to_string() })?;
    if again != blob {
        return Err(KeyError::Unreadable { what: "octets follow the key inside".into() });
    }
    let application = match data.key_data() {
        KeyData::SkEd25519(key) => Some(key.application().to_owned()),
        KeyData::SkEcdsaSha2NistP256(key) => Some(key.application().to_owned()),
        _ => None,
    };
    Ok((data, application))
}

fn raw_key(kind: &str, data: &KeyData) -> Result<PublicKey, KeyError> {
    let key = match data {
        KeyData::Ed25519(key) => PublicKey::from_ed25519(&key.0),
        KeyData::SkEd25519(key) => PublicKey::from_ed25519(&key.public_key().0),
        KeyData::Ecdsa(key) => {
            let curve = match key.curve() {
                EcdsaCurve::NistP256 => Curve::P256,
                EcdsaCurve::NistP384 => Curve::P384,
                EcdsaCurve::NistP521 => Curve::P521,
            };
            PublicKey::from_ec_point(curve, key.as_sec1_bytes())
        }
        KeyData::SkEcdsaSha2NistP256(key) => PublicKey::from_ec_point(Curve::P256, key.ec_point().as_bytes()),
        KeyData::Rsa(key) => {
            let negative = || KeyError::Unreadable { what: "a negative RSA number".into() };
            let modulus = key.n.as_positive_bytes().ok_or_else(negative)?;
            let exponent = key.e.as_positive_bytes().ok_or_else(negative)?;
            PublicKey::from_rsa(modulus, exponent)
        }
        _ => return Err(KeyError::Algorithm { found: format!("an SSH key of kind {}", safe::line(kind, 60)) }),
    };
    key.map_err(key_error)
}
