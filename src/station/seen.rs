//! Whether a key was seen before, under whatever name: one key under two names lets one holder speak for the other.

use super::{Station, StationError};
use crate::digest::Digest;
use crate::pki::PkiError;
use crate::pki::certificate::Certificate;
use crate::pki::lint::Role;
use crate::pki::name::Name;
use crate::signer::PublicKey;
use crate::store::{Holding, Origin};

/// A certificate that holds a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenKey {
    /// The certificate's digest.
    pub certificate: Digest,
    /// Where it is from.
    pub origin: Origin,
    /// Its subject, made harmless.
    pub subject: String,
    /// The subject as names are compared; none where it cannot be.
    folded: Option<Vec<u8>>,
}

/// Characters of a name that are shown.
const SHOWN: usize = 200;

/// How many certificates are named in warnings; the rest is counted.
const NAMED: usize = 5;

impl Station<'_> {
    /// Every certificate that is kept here and holds this key, however its curve is said: those issued here first, then
    /// those of the world and of the PKD.
    pub fn certificates_of_key(&self, key: &PublicKey) -> Result<Vec<SeenKey>, StationError> {
        Ok(self.certificates_of_keys(&[key])?.pop().unwrap_or_default())
    }

    /// The same of many keys, in their order and by one reading of what is kept.
    pub(super) fn certificates_of_keys(&self, keys: &[&PublicKey]) -> Result<Vec<Vec<SeenKey>>, StationError> {
        let identities = keys.iter().map(|key| key.identity()).collect::<Result<Vec<Digest>, _>>()?;
        let wanted = keys.iter().map(|key| key.telling()).collect::<Result<Vec<_>, _>>()?;
        let mut seen: Vec<Vec<SeenKey>> = keys.iter().map(|_| Vec::new()).collect();
        for Holding { wanted, origin, digest: certificate, der } in self.store.rows().certificates_holding(&wanted)? {
            let (Some(identity), Some(seen)) = (identities.get(wanted), seen.get_mut(wanted)) else { continue };
            // What cannot be read was found all the same, and holds no key that anybody could use.
            let Ok(parsed) = Certificate::parse(&der) else { continue };
            let same = parsed.public_key().ok().and_then(|key| key.identity().ok()) == Some(*identity);
            if same && !seen.iter().any(|known| known.certificate == certificate) {
                let (subject, folded) = (parsed.subject.shown(SHOWN), parsed.subject.folded());
                seen.push(SeenKey { certificate, origin, subject, folded });
            }
        }
        Ok(seen)
    }

    /// Refuses the key of a CA that stands in a certificate with another name (CSR-7); of other keys it is told.
    pub(super) fn seen_elsewhere(
        &self,
        key: &PublicKey,
        role: Role,
        subject: &Name<'_>,
    ) -> Result<Vec<String>, StationError> {
        SeenKey::elsewhere(self.certificates_of_key(key)?, role, subject)
    }
}

impl SeenKey {
    /// What is told of the certificates of one key that have another name than this; the key of a CA is refused (CSR-7).
    pub(super) fn elsewhere(seen: Vec<SeenKey>, role: Role, subject: &Name<'_>) -> Result<Vec<String>, StationError> {
        let own = subject.folded();
        let others: Vec<SeenKey> =
            seen.into_iter().filter(|seen| seen.folded.is_none() || seen.folded != own).collect();
        if let Some(first) = others.first()
            && (role.is_csca() || role == Role::ServiceCa)
        {
            let SeenKey { certificate, origin, subject: other, .. } = first;
            let other = format!("certificate {certificate}, {}, whose subject is '{other}'", origin.word());
            return Err(PkiError::KeySeen { subject: subject.shown(SHOWN), other }.into());
        }
        let more = others.len().saturating_sub(NAMED);
        let told = others.iter().take(NAMED).map(|seen| {
            let SeenKey { certificate, origin, subject, .. } = seen;
            format!(
                "this key was seen under another name: '{subject}', in certificate {certificate}, {}",
                origin.word()
            )
        });
        let rest = (more > 0).then(|| format!("this key was seen in {more} more certificates with other names"));
        Ok(told.chain(rest).collect())
    }
}
