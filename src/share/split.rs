//! Splitting: the secret is encrypted, the encrypted secret split among the groups, each group's part among its members.

use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use zeroize::Zeroizing;

use super::error::ShareError;
use super::head::{Exponent, Head, Identifier, Set};
use super::mnemonic::Share;
use super::passphrase::Passphrase;
use super::scheme::Scheme;
use super::{LEAST, MOST, cipher, gf256};
use crate::entropy::Entropy;
use crate::secret::Secret;

/// The place of the secret on the polynomial.
pub(super) const SECRET: u8 = 255;
/// The place of the digest share.
pub(super) const DIGEST: u8 = 254;
/// Octets of the digest.
pub(super) const DIGEST_LENGTH: usize = 4;

/// Which form the shares take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// Whether further sets of the same secret can be made that take the same passphrase.
    pub extendable: bool,
    /// The work behind the passphrase.
    pub exponent: Exponent,
}

impl Default for Form {
    fn default() -> Self {
        Form { extendable: true, exponent: Exponent::default() }
    }
}

/// Refuses a secret that cannot be split (SHARE-11): under 128 bits, over 2048, or of odd length.
pub(super) fn judge_secret(secret: &Secret) -> Result<(), ShareError> {
    if !(LEAST..=MOST).contains(&secret.len()) || secret.len() % 2 == 1 {
        return Err(ShareError::Secret { octets: secret.len() });
    }
    Ok(())
}

/// Splits a secret. The shares come group by group, in the order of the scheme.
pub fn split(
    secret: &Secret,
    passphrase: &Passphrase,
    scheme: &Scheme,
    form: Form,
    entropy: &mut dyn Entropy,
) -> Result<Vec<Share>, ShareError> {
    judge_secret(secret)?;
    let mut number = [0u8; 2];
    entropy.fill(&mut number)?;
    let groups = scheme.groups();
    let set = Set {
        identifier: Identifier::of_number(u16::from_be_bytes(number)),
        extendable: form.extendable,
        exponent: form.exponent,
        group_threshold: scheme.wanted(),
        groups: u8::try_from(groups.len()).unwrap_or(u8::MAX),
        octets: secret.len(),
    };
    let encrypted = cipher::encrypt(&set, passphrase, secret)?;
    let parts = deal(scheme.wanted(), set.groups, encrypted.expose(), entropy)?;
    let mut shares = Vec::with_capacity(scheme.shares());
    for (group, (members, part)) in (1..).zip(groups.iter().zip(&parts)) {
        let values = deal(members.wanted(), members.of(), part.expose(), entropy)?;
        for (member, value) in (1..).zip(values) {
            shares.push(Share::new(Head { set, group, member, member_threshold: members.wanted() }, value));
        }
    }
    Ok(shares)
}

/// The values at the places 0 to `of` - 1 of a polynomial that has the secret at 255, its digest share at 254, and is
/// otherwise random. Where one is enough, each is the secret itself.
fn deal(wanted: u8, of: u8, secret: &[u8], entropy: &mut dyn Entropy) -> Result<Vec<Secret>, ShareError> {
    if wanted == 1 {
        return Ok((0..of).map(|_| Secret::new(secret.to_vec())).collect());
    }
    let mut drawn = || -> Result<Secret, ShareError> {
        let mut value = Zeroizing::new(vec![0u8; secret.len()]);
        entropy.fill(&mut value)?;
        Ok(Secret::new(std::mem::take(&mut *value)))
    };
    let mut values = (2..wanted).map(|_| drawn()).collect::<Result<Vec<_>, _>>()?;
    let random = drawn()?;
    let random = random.expose().get(DIGEST_LENGTH..).unwrap_or_default();
    let mut digest = digest(random, secret)?;
    digest.extend_from_slice(random);
    let mut points: Vec<(u8, &[u8])> = (0..).zip(values.iter().map(Secret::expose)).collect();
    points.extend([(DIGEST, digest.as_slice()), (SECRET, secret)]);
    let further: Vec<Secret> =
        (wanted - 2..of).map(|place| Secret::new(std::mem::take(&mut *gf256::interpolate(&points, place)))).collect();
    drop(points);
    values.extend(further);
    Ok(values)
}

/// The first four octets of HMAC-SHA-256 of the secret under the random part of the digest share.
pub(super) fn digest(random: &[u8], secret: &[u8]) -> Result<Zeroizing<Vec<u8>>, ShareError> {
    let key = PKey::hmac(random)?;
    let mut whole = Zeroizing::new(Signer::new(MessageDigest::sha256(), &key)?.sign_oneshot_to_vec(secret)?);
    whole.truncate(DIGEST_LENGTH);
    Ok(whole)
}
