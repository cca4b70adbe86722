//! The raw key in an OpenPGP key packet, as the room `signer` knows keys.

use sequoia_openpgp::crypto::mpi;
use sequoia_openpgp::packet::Key;
use sequoia_openpgp::packet::key::{KeyParts, KeyRole};
use sequoia_openpgp::serialize::MarshalInto as _;
use sequoia_openpgp::types::Curve as OpenPgpCurve;

use super::super::KeyError;
use super::super::strength::{expect_strong, key_error};
use crate::digest::{Digest, Hasher};
use crate::safe;
use crate::signer::{Curve, PublicKey};

/// The raw key, where its kind signs and is known here.
fn known(numbers: &mpi::PublicKey) -> Option<Result<PublicKey, KeyError>> {
    let read = match numbers {
        mpi::PublicKey::RSA { e, n } => PublicKey::from_rsa(n.value(), e.value()),
        // ECDH on these curves has keys of the same shape: the same numbers can sign elsewhere.
        mpi::PublicKey::ECDSA { curve, q } | mpi::PublicKey::ECDH { curve, q, .. } => {
            PublicKey::from_ec_point(curve_of(curve)?, q.value())
        }
        mpi::PublicKey::EdDSA { curve: OpenPgpCurve::Ed25519, q } => match q.value() {
            [0x40, octets @ ..] => PublicKey::from_ed25519(octets.try_into().ok()?),
            _ => return None,
        },
        mpi::PublicKey::Ed25519 { a } => PublicKey::from_ed25519(a),
        _ => return None,
    };
    Some(read.map_err(key_error))
}

fn curve_of(curve: &OpenPgpCurve) -> Option<Curve> {
    match curve {
        OpenPgpCurve::NistP256 => Some(Curve::P256),
        OpenPgpCurve::NistP384 => Some(Curve::P384),
        OpenPgpCurve::NistP521 => Some(Curve::P521),
        OpenPgpCurve::BrainpoolP256 => Some(Curve::BrainpoolP256r1),
        OpenPgpCurve::BrainpoolP384 => Some(Curve::BrainpoolP384r1),
        OpenPgpCurve::BrainpoolP512 => Some(Curve::BrainpoolP512r1),
        _ => None,
    }
}

/// The identity of a key packet. Keys that are not known here, and are never usable, have a digest
/// of algorithm and numbers: the same key in another certificate is the same still.
pub(super) fn identity<P: KeyParts, R: KeyRole>(key: &Key<P, R>) -> Result<Digest, KeyError> {
    if let Some(Ok(known)) = known(key.mpis()) {
        return known.identity().map_err(key_error);
    }
    let unreadable = |_| KeyError::Unreadable { what: "the numbers of a key cannot be written again".into() };
    let numbers = key.mpis().to_vec().map_err(unreadable)?;
    let algorithm = u8::from(key.pk_algo());
    Ok(Hasher::new().then(b"openpgp key numbers\0").then(&[algorithm]).then(&numbers).finish())
}

/// Refuses a key of another kind than is taken, and a weak one.
pub(super) fn expect_good<P: KeyParts, R: KeyRole>(key: &Key<P, R>) -> Result<(), KeyError> {
    match known(key.mpis()) {
        Some(known) => expect_strong(&known?),
        None => Err(KeyError::Algorithm { found: format!("an OpenPGP key of {}", shown(key)) }),
    }
}

/// The kind of a key in words.
pub(super) fn shown<P: KeyParts, R: KeyRole>(key: &Key<P, R>) -> String {
    if let Some(Ok(known)) = known(key.mpis()) {
        return known.kind().to_string();
    }
    let curve = match key.mpis() {
        mpi::PublicKey::ECDSA { curve, .. }
        | mpi::PublicKey::ECDH { curve, .. }
        | mpi::PublicKey::EdDSA { curve, .. } => {
            format!(" on {curve}")
        }
        _ => String::new(),
    };
    safe::line(&format!("{}{curve}", key.pk_algo()), 100)
}
