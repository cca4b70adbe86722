//! An OpenPGP certificate as an officer's key: what it holds and whether it may sign.

use sequoia_openpgp::cert::amalgamation::key::ErasedKeyAmalgamation;
use sequoia_openpgp::cert::amalgamation::{ValidAmalgamation as _, ValidateAmalgamation as _};
use sequoia_openpgp::packet::Signature;
use sequoia_openpgp::packet::key::PublicParts;
use sequoia_openpgp::parse::Parse as _;
use sequoia_openpgp::{Cert, KeyHandle};

use super::super::armour::{self, Style};
use super::super::{KeyError, KeyForm};
use super::packets::{self, WalkFault, kind};
use super::raw_key::{expect_good, identity, shown};
use super::rules::{lenient, openpgp_time, policy, station_time};
use crate::clock::Time;
use crate::digest::Digest;
use crate::safe;

/// At most this many keys in one certificate.
const MOST_KEYS: usize = 32;

/// A primary key with its subkeys.
pub(super) type AnyKey<'a> = ErasedKeyAmalgamation<'a, PublicParts>;

/// An OpenPGP certificate.
#[derive(Clone)]
pub(in super::super) struct Certificate {
    octets: Vec<u8>,
    pub(super) cert: Cert,
}

impl Certificate {
    /// Reads the packets of one certificate.
    pub(in super::super) fn read(octets: &[u8]) -> Result<Self, KeyError> {
        expect_one_certificate(octets)?;
        let unreadable =
            |error: sequoia_openpgp::anyhow::Error| KeyError::Unreadable { what: safe::line(&error.to_string(), 200) };
        let cert = Cert::from_bytes(octets).map_err(unreadable)?;
        Ok(Certificate { octets: octets.to_vec(), cert })
    }

    pub(in super::super) fn armoured(&self) -> String {
        armour::write(&self.octets, "PGP PUBLIC KEY BLOCK", Style::OpenPgp)
    }

    pub(in super::super) fn identities(&self) -> Result<Vec<Digest>, KeyError> {
        let mut all = Vec::new();
        for key in self.cert.keys() {
            let identity = identity(key.key())?;
            if !all.contains(&identity) {
                all.push(identity);
            }
        }
        Ok(all)
    }

    pub(in super::super) fn words(&self) -> Vec<(&'static str, String)> {
        let primary = self.cert.primary_key();
        let mut words = vec![
            ("form", KeyForm::OpenPgp.word().to_owned()),
            ("algorithm", shown(primary.key())),
            ("fingerprint", self.cert.fingerprint().to_hex()),
        ];
        for user in self.cert.userids() {
            let name = safe::line(&String::from_utf8_lossy(user.userid().value()), 200);
            let standing = if user.self_revocations().next().is_some() {
                " (revoked)"
            } else if user.self_signatures().next().is_none() {
                " (not signed by the key)"
            } else {
                ""
            };
            words.push(("user id", format!("{name}{standing}")));
        }
        for subkey in self.cert.keys().subkeys() {
            let (key, validity) = (subkey.key(), self.validity(&subkey.clone().into()));
            words.push(("subkey", format!("{} {}, {validity}", shown(key), key.fingerprint().to_hex())));
        }
        words.push(("validity", self.validity(&primary.into())));
        words
    }

    /// From when to when a key is valid by its newest binding, and whether it is revoked.
    fn validity(&self, key: &AnyKey<'_>) -> String {
        let made = station_time(key.key().creation_time());
        let own = key.self_signatures().filter_map(|signature| signature.signature_creation_time());
        // The end of a primary key stands beside its user ids.
        let users = self.cert.userids().filter(|_| key.key().fingerprint() == self.cert.fingerprint());
        let beside: Vec<_> = users
            .flat_map(|user| user.self_signatures().filter_map(|s| s.signature_creation_time()).collect::<Vec<_>>())
            .collect();
        let newest = own.chain(beside).max();
        let Ok(made) = made else { return "unreadable".into() };
        let end = newest.and_then(|newest| {
            let rules = lenient();
            key.with_policy(&rules, newest).ok()?.key_expiration_time()
        });
        let end = match end.map(station_time) {
            Some(Ok(end)) => format!("until {end}"),
            Some(Err(_)) => "unreadable".into(),
            None => "without end".into(),
        };
        let revoked = if key.self_revocations().next().is_some() { ", revoked" } else { "" };
        format!("from {made} {end}{revoked}")
    }

    pub(in super::super) fn expect_usable(&self, at: Time) -> Result<(), KeyError> {
        self.expect_standing(at)?;
        let mut first = None;
        for key in self.cert.keys() {
            match self.expect_signs(&key, at) {
                Ok(_) => return Ok(()),
                Err(KeyError::CannotSign { .. }) => {}
                Err(error) => first = first.or(Some(error)),
            }
        }
        Err(first.unwrap_or(KeyError::CannotSign { what: "no key in the certificate is for signing" }))
    }

    /// The primary key, whatever it does itself: not revoked, strong, alive, signed by itself.
    pub(super) fn expect_standing(&self, at: Time) -> Result<(), KeyError> {
        let primary: AnyKey<'_> = self.cert.primary_key().into();
        self.expect_not_revoked(&primary)?;
        self.expect_not_revoked_by_others(at)?;
        expect_good(primary.key())?;
        expect_bound(&primary, at)?;
        expect_alive(&primary, at).map(drop)
    }

    /// A key of the certificate that may sign at `at`; the last second it may, where there is one.
    pub(super) fn expect_signs(&self, key: &AnyKey<'_>, at: Time) -> Result<Option<Time>, KeyError> {
        let signs = key.with_policy(&lenient(), openpgp_time(at)).is_ok_and(|key| key.for_signing());
        let made = station_time(key.key().creation_time())?;
        if !signs && made <= at {
            return Err(KeyError::CannotSign { what: "the key that would have signed is not bound for signing" });
        }
        self.expect_not_revoked(key)?;
        expect_good(key.key())?;
        expect_bound(key, at)?;
        expect_alive(key, at)
    }

    /// Any revocation counts, hard or soft, with whatever hash and of whatever date: a key that its
    /// owner ever gave up is not enrolled.
    fn expect_not_revoked(&self, key: &AnyKey<'_>) -> Result<(), KeyError> {
        match key.self_revocations().next() {
            Some(revocation) => Err(KeyError::Revoked { reason: reason(revocation) }),
            None => Ok(()),
        }
    }

    /// A revocation by somebody whom the certificate names as its revoker cannot be checked here:
    /// it counts. One by anybody else is nothing.
    fn expect_not_revoked_by_others(&self, at: Time) -> Result<(), KeyError> {
        let rules = policy(at);
        let revokers: Vec<KeyHandle> =
            self.cert.revocation_keys(&rules).map(|key| key.revoker().1.clone().into()).collect();
        let primary = self.cert.primary_key();
        let by_revoker = |revocation: &&Signature| {
            let issuers = revocation.get_issuers();
            revokers.iter().any(|revoker| issuers.iter().any(|issuer| issuer.aliases(revoker)))
        };
        match primary.other_revocations().find(by_revoker) {
            Some(revocation) => {
                let reason = format!("perhaps, by a revoker that it names ({})", reason(revocation));
                Err(KeyError::Revoked { reason })
            }
            None => Ok(()),
        }
    }
}

/// Walks the packets: one public key, nothing that does not belong to it.
fn expect_one_certificate(octets: &[u8]) -> Result<(), KeyError> {
    let kinds = match packets::first(octets) {
        Some(kind::SIGNATURE | kind::ONE_PASS | kind::LITERAL) => {
            return Err(KeyError::NotAKey { what: "an OpenPGP signature or message", instead: None });
        }
        _ => packets::kinds(octets).map_err(|fault| match fault {
            WalkFault::Compressed => KeyError::Compressed,
            WalkFault::NoPacket { after: 1.., .. } => KeyError::Beside { place: "after" },
            fault => KeyError::Unreadable { what: fault.to_string() },
        })?,
    };
    if kinds.iter().any(|k| matches!(*k, kind::SECRET_KEY | kind::SECRET_SUBKEY)) {
        return Err(KeyError::Private { what: "an OpenPGP private key" });
    }
    let found = kinds.iter().filter(|k| **k == kind::PUBLIC_KEY).count();
    if found > 1 {
        return Err(KeyError::Several { found });
    }
    if kinds.first() != Some(&kind::PUBLIC_KEY) {
        return Err(KeyError::NotAKey { what: "OpenPGP packets that are no certificate", instead: None });
    }
    let belongs = [kind::PUBLIC_KEY, kind::PUBLIC_SUBKEY, kind::SIGNATURE, kind::USER_ID, kind::USER_ATTRIBUTE];
    if let Some(foreign) = kinds.iter().find(|k| !belongs.contains(*k)) {
        return Err(KeyError::Unreadable { what: format!("a packet of kind {foreign} in a certificate") });
    }
    if kinds.iter().filter(|k| **k == kind::PUBLIC_SUBKEY).count() >= MOST_KEYS {
        return Err(KeyError::Unreadable { what: format!("more than {MOST_KEYS} keys in one certificate") });
    }
    Ok(())
}

/// Bound to its certificate at `at` by signatures that the rules accept.
fn expect_bound(key: &AnyKey<'_>, at: Time) -> Result<(), KeyError> {
    let from = station_time(key.key().creation_time())?;
    if from > at {
        return Err(KeyError::NotYetValid { from, now: at });
    }
    let moment = openpgp_time(at);
    if key.with_policy(&policy(at), moment).is_ok() {
        return Ok(());
    }
    if key.with_policy(&lenient(), moment).is_ok() {
        let found = "a certificate bound by signatures with a weak hash".to_owned();
        return Err(KeyError::Weak { found, wanted: "SHA-256 or stronger" });
    }
    let first = key.self_signatures().filter_map(|signature| signature.signature_creation_time()).min();
    match first.map(station_time).transpose()? {
        Some(from) if from > at => Err(KeyError::NotYetValid { from, now: at }),
        _ => Err(KeyError::Unreadable { what: "no good signature binds the key to its certificate".into() }),
    }
}

/// Not expired at `at`. Answers with the last second at which it is alive, where there is one.
fn expect_alive(key: &AnyKey<'_>, at: Time) -> Result<Option<Time>, KeyError> {
    let rules = policy(at);
    let unbound = |_| KeyError::Unreadable { what: "no good signature binds the key to its certificate".into() };
    let valid = key.with_policy(&rules, openpgp_time(at)).map_err(unbound)?;
    let own = valid.key_expiration_time();
    let whole = valid.valid_cert().primary_key().key_expiration_time();
    let end = [own, whole].into_iter().flatten().min().map(station_time).transpose()?;
    match end {
        Some(expired) if expired <= at => Err(KeyError::Expired { expired, now: at }),
        _ if valid.alive().is_err() => Err(KeyError::Expired { expired: at, now: at }),
        end => Ok(end.map(|end| end.plus(-1))),
    }
}

fn reason(revocation: &Signature) -> String {
    match revocation.reason_for_revocation() {
        Some((code, text)) => {
            let text = safe::line(&String::from_utf8_lossy(text), 100);
            if text.is_empty() { code.to_string() } else { format!("{code}: {text}") }
        }
        None => "no reason is given".into(),
    }
}
