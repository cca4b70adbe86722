//! `vault.protect`: a PIN that nobody knows, and the shares that give it.

use std::collections::BTreeMap;

use super::OperationError;
use crate::act::VaultProtect;
use crate::approval::Roster;
use crate::entropy::Entropy;
use crate::safe::Label;
use crate::sealed::{self, Recipient, Wrapping};
use crate::secret::Secret;
use crate::share::{self, Form, Members, Passphrase, Scheme};

/// Octets of the secret behind a PIN. The PIN is the secret in hex.
const OCTETS: usize = 16;

/// A new PIN, and a sealed share of it for each officer.
pub struct Dealt {
    /// The PIN: 32 hex digits.
    pub pin: Secret,
    /// The sealed files.
    pub shares: BTreeMap<Label, Vec<u8>>,
}

/// Refuses shares for whom there is no recipient (PROTECT-1), and a number of shares that nobody can split
/// or that one person alone could use (PROTECT-2).
pub fn check(act: &VaultProtect, roster: &Roster) -> Result<(), OperationError> {
    for (officer, recipient) in &act.keepers {
        let said = roster.officer(officer).and_then(|officer| officer.enrolment().person.recipient.as_ref());
        if said != Some(recipient) {
            return Err(OperationError::KeeperUnfit { officer: officer.to_string() });
        }
    }
    let of = act.keepers.len();
    if act.threshold < 2 || usize::from(act.threshold) > of || of > 16 {
        return Err(OperationError::KeepersMismatch { threshold: act.threshold, of });
    }
    Ok(())
}

/// The PIN out of its shares' secret.
pub fn pin_of(secret: &Secret) -> Secret {
    Secret::new(hex::encode(secret.expose()).into_bytes())
}

/// Draws a PIN, splits it, judges each share alone, rebuilds the PIN from every quorum, and seals the shares.
pub fn deal(act: &VaultProtect, entropy: &mut dyn Entropy) -> Result<Dealt, OperationError> {
    let mut octets = zeroize::Zeroizing::new(vec![0u8; OCTETS]);
    entropy.fill(&mut octets)?;
    let secret = Secret::new(std::mem::take(&mut *octets));
    let of = u8::try_from(act.keepers.len()).unwrap_or(u8::MAX);
    let scheme = Scheme::single(Members::new(act.threshold, of)?);
    let none = Passphrase::none();
    let all = share::split(&secret, &none, &scheme, Form::default(), entropy)?;
    share::prove(&all, &none, &secret)?;
    let mut shares = BTreeMap::new();
    for ((officer, recipient), one) in act.keepers.iter().zip(&all) {
        let recipient: Recipient = recipient.parse()?;
        shares.insert(officer.clone(), sealed::seal(&one.expose_words(), &[recipient], Wrapping::Text)?);
    }
    Ok(Dealt { pin: pin_of(&secret), shares })
}
