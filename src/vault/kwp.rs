//! Wrapped keys without a token: AES key wrap with padding (RFC 5649), and what is wrapped, judged.
//!
//! A wrapped key is the DER `PrivateKeyInfo` (PKCS#8) of a private key under an AES key of 16, 24 or 32 octets; a
//! backup key has 32. Stock tools read and write the same octets: `openssl enc -id-aes256-wrap-pad`.
//!
//! What is opened here lies in memory that is wiped afterwards. No error holds any of it.

use openssl::cipher::Cipher;
use openssl::cipher_ctx::{CipherCtx, CipherCtxFlags};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::sign::Signer;
use zeroize::Zeroizing;

use super::error::VaultError;
use super::wrapping::BackupError;
use crate::asn1::{Reader, Tag};
use crate::secret::Secret;
use crate::signer::{self, Algorithm, Hash, KeyKind, PublicKey};

/// Octets of the longest wrapped key that is taken: far more than an RSA-16384 key takes.
pub const MOST: usize = 16 * 1024;

/// Octets that a buffer has more than what goes in. Wrapping adds up to 15. A blob that does not open is written in
/// full length all the same, beyond what the library asks for, so that the buffer is larger than that.
const ROOM: usize = 32;

/// Wraps octets, at least one (BACKUP-19), by RFC 5649 under an AES key of 16, 24 or 32 octets (BACKUP-8).
pub fn wrap(key: &Secret, what: &Secret) -> Result<Vec<u8>, VaultError> {
    let most = MOST - 16;
    if what.is_empty() || what.len() > most {
        return Err(BackupError::PlainLength { found: what.len(), most }.into());
    }
    let mut out = Zeroizing::new(vec![0; what.len() + ROOM]);
    let length = through(key, "WRAP-PAD", true, what.expose(), &mut out)?.map_err(BackupError::from)?;
    Ok(out.get(..length).unwrap_or_default().to_vec())
}

/// Opens what was wrapped by RFC 5649.
///
/// Errors: BACKUP-2 by its length, BACKUP-3 under another key or damaged, BACKUP-4 wrapped by another rule under this
/// key.
pub fn unwrap(key: &Secret, blob: &[u8]) -> Result<Secret, VaultError> {
    if !(16..=MOST).contains(&blob.len()) || !blob.len().is_multiple_of(8) {
        return Err(BackupError::BlobLength { found: blob.len(), most: MOST }.into());
    }
    let mut out = Zeroizing::new(vec![0; blob.len() + ROOM]);
    if let Ok(length) = through(key, "WRAP-PAD", false, blob, &mut out)? {
        let opened = out.get(..length).filter(|opened| !opened.is_empty()).ok_or(BackupError::DoesNotOpen)?;
        return Ok(Secret::new(opened.to_vec()));
    }
    let plain = blob.len() >= 24 && through(key, "WRAP", false, blob, &mut out)?.is_ok();
    Err(if plain { BackupError::OtherPadding } else { BackupError::DoesNotOpen }.into())
}

/// The public half of the private key that is wrapped. The private key signs once, so that its halves are known to
/// belong together.
///
/// Errors: those of [`unwrap`]; BACKUP-5 where a PKCS#8 private key is not in it, BACKUP-7 where its halves do not
/// belong together.
pub fn opened(key: &Secret, blob: &[u8]) -> Result<PublicKey, VaultError> {
    Ok(public_half(&unwrap(key, blob)?)?)
}

/// The same blob without what a token put behind the PKCS#8: there are tokens that fill it up with zeros, which stock readers
/// of PKCS#8 refuse. A blob that has nothing behind it comes back as it is.
///
/// Errors: those of [`unwrap`]; BACKUP-5 where no PKCS#8 begins.
pub fn plain_pkcs8(key: &Secret, blob: Vec<u8>) -> Result<Vec<u8>, VaultError> {
    let plain = unwrap(key, &blob)?;
    let whole = Reader::new(plain.expose()).next(Tag::SEQUENCE, "a private key").map(|element| element.full.len());
    match whole.map_err(|_| BackupError::NotPkcs8 { what: "it is no DER" })? {
        length if length == plain.len() => Ok(blob),
        length => wrap(key, &Secret::new(plain.expose().get(..length).unwrap_or_default().to_vec())),
    }
}

/// Says that a blob is the wanted key, wrapped.
///
/// Errors: those of [`opened`]; BACKUP-6 where it is another key.
pub fn opens_to(key: &Secret, blob: &[u8], wanted: &PublicKey) -> Result<(), VaultError> {
    let (found, wanted) = (opened(key, blob)?.identity()?, wanted.identity()?);
    if found == wanted { Ok(()) } else { Err(BackupError::OtherKey { found, wanted }.into()) }
}

/// One pass through a cipher of the key wrap family, whole. The outer error is that of a key; the inner one says that
/// the blob does not open.
fn through(
    key: &Secret,
    mode: &str,
    wrapping: bool,
    input: &[u8],
    out: &mut [u8],
) -> Result<Result<usize, ErrorStack>, BackupError> {
    if !matches!(key.len(), 16 | 24 | 32) {
        return Err(BackupError::KeyLength { found: key.len(), wanted: 32 });
    }
    let cipher = Cipher::fetch(None, &format!("AES-{}-{mode}", 8 * key.len()), None)?;
    let mut context = CipherCtx::new()?;
    context.set_flags(CipherCtxFlags::FLAG_WRAP_ALLOW);
    match wrapping {
        true => context.encrypt_init(Some(&cipher), Some(key.expose()), None)?,
        false => context.decrypt_init(Some(&cipher), Some(key.expose()), None)?,
    }
    Ok(context.cipher_update(input, Some(out)))
}

fn public_half(plain: &Secret) -> Result<PublicKey, BackupError> {
    const MESSAGE: &[u8] = b"chancery: a wrapped key signs once, which proves that its halves belong together";
    let not = |what| BackupError::NotPkcs8 { what };
    if !is_private_key_info(plain.expose()) {
        return Err(not("it has not the form of one"));
    }
    let private = PKey::private_key_from_pkcs8(plain.expose()).map_err(|_| not("its key cannot be read"))?;
    let public = private.public_key_to_der().ok().and_then(|spki| PublicKey::from_spki(&spki).ok());
    let public = public.ok_or(not("its key is of no kind known here"))?;
    let algorithm = match public.kind() {
        KeyKind::Rsa { .. } => Algorithm::RsaPkcs1(Hash::Sha256),
        KeyKind::Ec { .. } => Algorithm::Ecdsa(Hash::Sha256),
        KeyKind::Ed25519 => Algorithm::Ed25519,
        KeyKind::MlDsa(set) => Algorithm::MlDsa(*set),
    };
    let signature = sign(&private, algorithm, MESSAGE).map_err(|_| BackupError::HalvesApart)?;
    signer::verify(&public, algorithm, MESSAGE, &signature).map_err(|_| BackupError::HalvesApart)?;
    Ok(public)
}

fn sign(private: &PKey<Private>, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, ErrorStack> {
    let mut signer = match algorithm.hash() {
        Some(_) => Signer::new(MessageDigest::sha256(), private)?,
        None => Signer::new_without_digest(private)?,
    };
    signer.sign_oneshot_to_vec(message)
}

/// `PrivateKeyInfo`: a version, an algorithm, a key, and what may follow them. Behind it stands nothing, or the zeros
/// up to a multiple of 8 with which SoftHSM fills it up before it wraps.
fn is_private_key_info(plain: &[u8]) -> bool {
    let mut whole = Reader::new(plain);
    let Ok(outer) = whole.next(Tag::SEQUENCE, "a PrivateKeyInfo") else { return false };
    let mut parts = outer.reader();
    let wanted = [Tag::INTEGER, Tag::SEQUENCE, Tag::OCTET_STRING];
    let behind = plain.get(outer.full.len()..).unwrap_or_default();
    let filled = plain.len().is_multiple_of(8) && behind.len() < 8 && behind.iter().all(|octet| *octet == 0);
    (behind.is_empty() || filled) && wanted.into_iter().all(|tag| parts.next(tag, "a part of it").is_ok())
}

#[cfg(test)]
mod tests {
    use openssl::bn::BigNum;
    use openssl::ec::EcKey;
    use openssl::rsa::Rsa;

    use super::*;
    use crate::fault::Fail;
    use crate::signer::Curve;

    const KEY: [u8; 32] = *b"0123456789abcdef0123456789ABCDEF";

    fn key() -> Secret {
        Secret::new(KEY.to_vec())
    }

    fn ec(curve: Curve) -> PKey<Private> {
        PKey::from_ec_key(EcKey::generate(curve.group().unwrap()).unwrap()).unwrap()
    }

    fn wrapped(plain: &[u8]) -> Vec<u8> {
        wrap(&key(), &Secret::new(plain.to_vec())).unwrap()
    }

    fn clause<T>(tried: Result<T, VaultError>) -> Option<&'static str> {
        tried.err().and_then(|e| e.clause())
    }

    #[test]
    fn every_kind_of_key_opens_to_its_public_half_and_to_no_other() {
        let seed = PKey::private_key_from_seed(None, openssl::pkey::KeyType::ML_DSA_44, None, &[7; 32]).unwrap();
        let keys = [
            ec(Curve::P256),
            ec(Curve::BrainpoolP384r1),
            PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap(),
            PKey::generate_ed25519().unwrap(),
            seed,
        ];
        let other = PublicKey::from_spki(&ec(Curve::P256).public_key_to_der().unwrap()).unwrap();
        for private in keys {
            let blob = wrapped(&private.private_key_to_pkcs8().unwrap());
            let public = PublicKey::from_spki(&private.public_key_to_der().unwrap()).unwrap();
            assert_eq!(opened(&key(), &blob).unwrap().identity().unwrap(), public.identity().unwrap());
            opens_to(&key(), &blob, &public).unwrap();
            assert_eq!(clause(opens_to(&key(), &blob, &other)), Some("BACKUP-6"));
            for wrong in [KEY[..16].to_vec(), [1; 32].to_vec()] {
                assert_eq!(clause(opened(&Secret::new(wrong), &blob)), Some("BACKUP-3"));
            }
        }
    }

    #[test]
    fn every_altered_octet_and_every_length_is_refused() {
        let blob = wrapped(&ec(Curve::P256).private_key_to_pkcs8().unwrap());
        for at in 0..blob.len() {
            let mut altered = blob.clone();
            altered[at] ^= 1;
            assert_eq!(clause(opened(&key(), &altered)), Some("BACKUP-3"), "octet {at}");
        }
        for length in 0..blob.len() {
            let expected = if length >= 16 && length % 8 == 0 { "BACKUP-3" } else { "BACKUP-2" };
            assert_eq!(clause(opened(&key(), &blob[..length])), Some(expected), "{length} octets");
        }
        assert_eq!(clause(opened(&key(), &[&blob[..], &[0; 8]].concat())), Some("BACKUP-3"));
        assert_eq!(clause(opened(&key(), &vec![0; MOST + 8])), Some("BACKUP-2"));
        for length in [0, 15, 31, 33, 64] {
            let bad = || Secret::new(vec![1; length]);
            assert_eq!(clause(unwrap(&bad(), &blob)), Some("BACKUP-8"), "a key of {length} octets");
            assert_eq!(clause(wrap(&bad(), &key())), Some("BACKUP-8"), "a key of {length} octets");
        }
        for length in [0, MOST - 15] {
            assert_eq!(clause(wrap(&key(), &Secret::new(vec![1; length]))), Some("BACKUP-19"), "{length} octets");
        }
        let longest = wrap(&key(), &Secret::new(vec![1; MOST - 16])).unwrap();
        assert_eq!(unwrap(&key(), &longest).unwrap().len(), MOST - 16);
    }

    #[test]
    fn what_opens_and_is_no_private_key_says_so() {
        let private = ec(Curve::P256);
        let good = private.private_key_to_pkcs8().unwrap();
        let sec1 = private.ec_key().unwrap().private_key_to_der().unwrap();
        let spki = private.public_key_to_der().unwrap();
        let padded = |octet: u8, to: usize| {
            let mut padded = good.clone();
            padded.resize(good.len().next_multiple_of(8) + to, octet);
            padded
        };
        assert_ne!(good.len() % 8, 0);
        opened(&key(), &wrapped(&padded(0, 0))).expect("filled up with zeros");
        let montgomery = PKey::generate_x25519().unwrap().private_key_to_pkcs8().unwrap();
        for (plain, what) in [
            (&b"words"[..], "words"),
            (&[0x30, 0], "an empty one"),
            (&sec1, "SEC 1"),
            (&spki, "a public key"),
            (&padded(1, 0), "filled up with something else"),
            (&padded(0, 8), "filled up with too much"),
            (&padded(0, 1), "filled up to no multiple of 8"),
            (&good[..good.len() - 1], "an octet less"),
            (&montgomery, "a key that does not sign"),
        ] {
            assert_eq!(clause(opened(&key(), &wrapped(plain))), Some("BACKUP-5"), "{what}");
        }
    }

    #[test]
    fn a_public_half_that_is_put_beside_another_private_key_is_noticed() {
        let (one, two) = (ec(Curve::P256), ec(Curve::P256));
        let mut forged = one.private_key_to_pkcs8().unwrap();
        let point = |key: &PKey<Private>| PublicKey::from_spki(&key.public_key_to_der().unwrap()).unwrap().key_octets();
        let (own, other) = (point(&one).unwrap(), point(&two).unwrap());
        let at = forged.windows(65).position(|window| window == own).expect("its public half is in it");
        forged[at..at + 65].copy_from_slice(&other);
        let forged = wrapped(&forged);
        assert_eq!(clause(opened(&key(), &forged)), Some("BACKUP-7"));
        let wanted = PublicKey::from_spki(&two.public_key_to_der().unwrap()).unwrap();
        assert_eq!(clause(opens_to(&key(), &forged, &wanted)), Some("BACKUP-7"));
        // An RSA key whose modulus is another's.
        let (one, two) = (Rsa::generate(2048).unwrap(), Rsa::generate(2048).unwrap());
        let own = |n: &openssl::bn::BigNumRef| BigNum::from_slice(&n.to_vec()).unwrap();
        let mixed = Rsa::from_private_components(
            own(two.n()),
            own(one.e()),
            own(one.d()),
            own(one.p().unwrap()),
            own(one.q().unwrap()),
            own(one.dmp1().unwrap()),
            own(one.dmq1().unwrap()),
            own(one.iqmp().unwrap()),
        );
        let plain = PKey::from_rsa(mixed.unwrap()).unwrap().private_key_to_pkcs8().unwrap();
        assert_eq!(clause(opened(&key(), &wrapped(&plain))), Some("BACKUP-7"));
    }

    #[test]
    fn the_older_wrap_with_a_padding_of_its_own_is_named() {
        let plain = ec(Curve::P384).private_key_to_pkcs8().unwrap();
        let padded = [&plain[..], &vec![0; 8 - plain.len() % 8]].concat();
        let mut out = vec![0; padded.len() + ROOM];
        let length = through(&key(), "WRAP", true, &padded, &mut out).unwrap().unwrap();
        assert_eq!(clause(opened(&key(), &out[..length])), Some("BACKUP-4"));
        assert_eq!(clause(opened(&Secret::new(vec![1; 32]), &out[..length])), Some("BACKUP-3"));
    }
}
