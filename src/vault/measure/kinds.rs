//! Which kinds of key a token really makes, uses and wraps.

use cryptoki::object::{Attribute, ObjectClass};
use serde::Serialize;

use super::super::error::VaultError;
use super::super::mechanism::{Way, generation, key_type};
use super::super::sign::sign_checked;
use super::super::wrapping::{Can, Trial, returning, words};
use super::bench::{Bench, Pair};
use crate::keys::KeySpec;
use crate::signer::{Algorithm, Curve, Hash, MlDsa, PublicKey};

/// One kind of key on one token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KindFound {
    /// The kind.
    pub spec: KeySpec,
    /// Whether a key was made, and each algorithm below made a signature that verified.
    pub makes: bool,
    /// What was found, in words.
    pub found: String,
    /// Algorithms whose signatures verified.
    pub algorithms: Vec<Algorithm>,
    /// Whether such a key left the token wrapped, came back, and signed again
    /// under the same public key. `None`: it was not made.
    pub restores: Option<bool>,
    /// What wrapping and unwrapping said.
    pub restore_found: String,
    /// Whether it leaves under a backup key that is brought in, by RFC 5649. A no is `no-backup`. `None`: it was not
    /// made.
    pub backup: Option<Can>,
    /// Whether what left is taken back and signs. `None`: it was not made.
    pub backup_restores: Option<Can>,
}

const ALL: [KeySpec; 12] = [
    KeySpec::Ec(Curve::P256),
    KeySpec::Ec(Curve::P384),
    KeySpec::Ec(Curve::P521),
    KeySpec::Ec(Curve::BrainpoolP256r1),
    KeySpec::Ec(Curve::BrainpoolP384r1),
    KeySpec::Ec(Curve::BrainpoolP512r1),
    KeySpec::Rsa(2048),
    KeySpec::Rsa(3072),
    KeySpec::Rsa(4096),
    KeySpec::Ed25519,
    KeySpec::MlDsa(MlDsa::MlDsa44),
    KeySpec::MlDsa(MlDsa::MlDsa65),
];

pub(super) fn find(bench: &mut Bench<'_>, backup: &Trial) -> Result<Vec<KindFound>, VaultError> {
    ALL.into_iter().map(|spec| one(bench, backup, spec)).collect()
}

fn one(bench: &mut Bench<'_>, backup: &Trial, spec: KeySpec) -> Result<KindFound, VaultError> {
    let refused = |found: String| KindFound {
        spec,
        makes: false,
        found,
        algorithms: Vec::new(),
        restores: None,
        restore_found: "not tried".into(),
        backup: None,
        backup_restores: None,
    };
    if !bench.session().token().offers(generation(spec).0) {
        return Ok(refused("no mechanism makes such keys".into()));
    }
    let pair = match bench.pair(spec, false, &[])? {
        Ok(pair) => pair,
        Err(error) => return Ok(refused(format!("refused ({})", words(&error)))),
    };
    let public = match bench.session().read_public(pair.public) {
        Ok(public) => public,
        Err(error) => return Ok(refused(error.to_string())),
    };
    let mut algorithms = Vec::new();
    let mut problems = Vec::new();
    for algorithm in candidates(spec) {
        match signs(bench, &pair, algorithm, &public) {
            Ok(()) => algorithms.push(algorithm),
            Err(problem) => problems.push(format!("{algorithm}: {problem}")),
        }
    }
    let restored = restores(bench, spec, &pair, &public)?;
    let tried = backup.pair(spec, pair.private, &public);
    Ok(KindFound {
        spec,
        makes: algorithms.contains(&spec.default_algorithm()),
        found: if problems.is_empty() { "made, and its signatures verify".into() } else { problems.join("; ") },
        algorithms,
        restores: Some(restored.is_ok()),
        restore_found: restored.map_or_else(|problem| problem, |()| "it came back and signs".into()),
        backup: Some(tried.backup),
        backup_restores: Some(tried.restore),
    })
}

fn candidates(spec: KeySpec) -> Vec<Algorithm> {
    match spec {
        KeySpec::Rsa(_) => [Hash::Sha256, Hash::Sha384, Hash::Sha512]
            .into_iter()
            .flat_map(|h| [Algorithm::RsaPss(h, h.output_len() as u16), Algorithm::RsaPkcs1(h)])
            .collect(),
        _ => vec![spec.default_algorithm()],
    }
}

fn signs(bench: &Bench<'_>, pair: &Pair, algorithm: Algorithm, public: &PublicKey) -> Result<(), String> {
    let session = bench.session();
    let way = Way::of(session.token(), algorithm).map_err(|e| e.to_string())?;
    let signed = sign_checked(session, pair.private, way, algorithm, public, b"chancery measures this token");
    signed.map(|_| ()).map_err(|error| match std::error::Error::source(&error).and_then(|s| s.downcast_ref()) {
        Some(source) => words(source),
        None => error.to_string(),
    })
}

/// Wraps the key, brings it back, and lets it sign under the first public half.
fn restores(
    bench: &mut Bench<'_>,
    spec: KeySpec,
    pair: &Pair,
    public: &PublicKey,
) -> Result<Result<(), String>, VaultError> {
    let kek = match bench.wrapping_key(&[])? {
        Ok(kek) => kek,
        Err(error) => return Ok(Err(format!("no wrapping key ({})", words(&error)))),
    };
    let wrapped = match bench.wrap(kek, pair.private) {
        Ok(wrapped) => wrapped,
        Err(error) => return Ok(Err(format!("does not wrap ({})", words(&error)))),
    };
    let mut template = vec![
        Attribute::Class(ObjectClass::PRIVATE_KEY),
        Attribute::KeyType(key_type(spec)),
        Attribute::Token(false),
        Attribute::Private(true),
        Attribute::Sensitive(true),
        Attribute::Extractable(false),
        Attribute::Sign(true),
    ];
    template.extend(returning(bench.session().token(), spec, public)?);
    let back = match bench.unwrap(kek, &wrapped, &template) {
        Ok(private) => Pair { public: pair.public, private },
        Err(error) => return Ok(Err(format!("does not unwrap ({})", words(&error)))),
    };
    Ok(signs(bench, &back, spec.default_algorithm(), public).map_err(|p| format!("does not sign again: {p}")))
}
