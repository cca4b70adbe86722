//! RSA keys that share a prime with one that is known here: a generator without chance made both, and neither is secret.

use std::collections::{HashMap, HashSet};

use super::{Station, StationError};
use crate::digest::Digest;
use crate::pki::PkiError;
use crate::pki::certificate::Certificate;
use crate::pki::weak::{Sharer, sharing};
use crate::signer::{KeyKind, PublicKey, SignerError};

/// Where a modulus that is known stands, in words.
struct Known {
    modulus: Vec<u8>,
    whose: String,
}

impl Station<'_> {
    /// Of each of these keys why it is refused, where its modulus shares a prime with another of them, with a key of a
    /// vault of ours, or with one in a certificate that is kept here (CSR-8). `name` says which of them one is. A key that
    /// stands there itself shares nothing with itself.
    pub fn shared_primes(
        &self,
        keys: &[&PublicKey],
        name: impl Fn(usize) -> String,
    ) -> Result<Vec<Option<PkiError>>, StationError> {
        let of_rsa = |(place, key): (usize, &&PublicKey)| match key.kind() {
            KeyKind::Rsa { modulus, .. } => Some((place, modulus.clone())),
            _ => None,
        };
        let asked: Vec<(usize, Vec<u8>)> = keys.iter().enumerate().filter_map(of_rsa).collect();
        let mut found: Vec<Option<PkiError>> = keys.iter().map(|_| None).collect();
        if asked.is_empty() {
            return Ok(found);
        }
        let own = keys.iter().map(|key| key.identity()).collect::<Result<HashSet<Digest>, _>>()?;
        let known = self.known_moduli(&own)?;
        let moduli: Vec<&[u8]> = asked.iter().map(|(_, modulus)| modulus.as_slice()).collect();
        let others: Vec<&[u8]> = known.iter().map(|one| one.modulus.as_slice()).collect();
        let shared = sharing(&moduli, &others).map_err(SignerError::Library)?;
        for ((place, _), sharer) in asked.iter().zip(shared) {
            let other = match sharer {
                None => continue,
                Some(Sharer::Asked(other)) => asked.get(other).map(|(place, _)| name(*place)),
                Some(Sharer::Known(other)) => known.get(other).map(|one| one.whose.clone()),
            };
            if let Some(reason) = found.get_mut(*place) {
                *reason = Some(PkiError::SharedPrime { other: other.unwrap_or_default() });
            }
        }
        Ok(found)
    }

    /// Refuses a key that shares a prime with one that is known here (CSR-8).
    pub(super) fn expect_own_primes(&self, key: &PublicKey) -> Result<(), StationError> {
        match self.shared_primes(&[key], |_| String::new())?.into_iter().flatten().next() {
            None => Ok(()),
            Some(error) => Err(error.into()),
        }
    }

    /// The moduli that are known here, each once, but for the keys with these identities.
    fn known_moduli(&self, but: &HashSet<Digest>) -> Result<Vec<Known>, StationError> {
        let mut known: HashMap<Vec<u8>, (usize, String)> = HashMap::new();
        let mut add = |key: &PublicKey, whose: &dyn Fn() -> String| {
            let KeyKind::Rsa { modulus, .. } = key.kind() else { return };
            if key.identity().is_ok_and(|identity| !but.contains(&identity)) {
                let place = known.len();
                known.entry(modulus.clone()).or_insert_with(|| (place, whose()));
            }
        };
        for row in self.store.rows().keys()? {
            if let Some(key) = &row.public_key {
                add(key, &|| format!("key '{}' of this station", row.label));
            }
        }
        self.store.rows().each_certificate(|origin, digest, der| {
            let Ok(certificate) = Certificate::parse(der) else { return };
            let Ok(key) = certificate.public_key() else { return };
            add(&key, &|| {
                format!(
                    "certificate {digest}, {}, whose subject is '{}'",
                    origin.word(),
                    certificate.subject.shown(200)
                )
            });
        })?;
        let mut known: Vec<(usize, Known)> =
            known.into_iter().map(|(modulus, (place, whose))| (place, Known { modulus, whose })).collect();
        known.sort_by_key(|(place, _)| *place);
        Ok(known.into_iter().map(|(_, known)| known).collect())
    }
}
