//! What a token really enforces, measured. A token's attributes are promises;
//! tokens differ in which they keep, so policy asks for what was measured.
//!
//! Everything is tried on throw-away keys with random identifiers and labels
//! that begin with `chancery-measure-` or `chancery-trial-`: session objects
//! where that is enough, token objects where tokens treat them otherwise. They
//! are destroyed at the end. Only what a user can do is tried; nothing needs the security officer.

mod attributes;
mod backups;
mod bench;
mod kinds;
mod wrapping;

use serde::Serialize;

use self::bench::Bench;
use super::error::VaultError;
use super::objects::KeyRecord;
use super::session::Session;
use super::token::{Identity, PinFlags};
use crate::entropy::{Entropy, Health, Source};

pub use self::kinds::KindFound;

/// What was concluded from a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The token does what is wanted.
    Held,
    /// It does not.
    NotHeld,
    /// The token could not be brought to where the question arises.
    NotMeasured,
}

/// One question put to the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The name by which policy and reports speak of it. Never changes its meaning.
    pub id: &'static str,
    /// The question.
    pub question: &'static str,
    /// What is wanted of a token in production.
    pub wanted: &'static str,
    /// What was found.
    pub found: String,
    /// What follows.
    pub verdict: Verdict,
}

/// What was measured on one token.
#[derive(Clone, Debug, Serialize)]
pub struct Conformance {
    /// What the token says of itself.
    pub identity: Identity,
    /// Whether it is the token compiled into this program.
    pub embedded: bool,
    /// What it says about its user PIN.
    pub pin: PinFlags,
    /// Every mechanism it lists, by name where it has one.
    pub mechanisms: Vec<String>,
    /// The mechanism for AES key wrap with padding (RFC 5649), chosen by the list:
    /// 0x210B, and 0x210A only where that is missing.
    pub key_wrap: Option<String>,
    /// Each kind of key, tried.
    pub kinds: Vec<KindFound>,
    /// Each guard, tried.
    pub checks: Vec<Check>,
    /// Keys that lie on the token and can leave it: a finding in production.
    pub extractable_keys: Vec<KeyRecord>,
}

impl Conformance {
    /// A check by its name.
    pub fn check(&self, id: &str) -> Option<&Check> {
        self.checks.iter().find(|c| c.id == id)
    }

    /// The checks whose answer is no.
    pub fn failures(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|c| c.verdict == Verdict::NotHeld)
    }
}

/// Measures the token of a session. Takes some seconds: RSA keys are made.
/// Throw-away identifiers and one throw-away wrapping key come out of `entropy`.
pub fn measure(session: &Session, entropy: &mut dyn Entropy) -> Result<Conformance, VaultError> {
    let vault = session.vault();
    let extractable_keys = session.inventory()?.into_iter().filter(|k| k.extractable != Some(false)).collect();
    let mut bench = Bench::new(session.another()?, entropy);
    attributes::check(&mut bench)?;
    wrapping::check(&mut bench)?;
    random(&mut bench)?;
    let backup = bench.backup()?;
    let kinds = kinds::find(&mut bench, &backup)?;
    backups::conclude(&mut bench, backup, &kinds)?;
    let key_wrap = session.key_wrap().map(mechanism_name);
    let checks = bench.finish()?;
    Ok(Conformance {
        identity: vault.identity().clone(),
        embedded: vault.is_embedded(),
        pin: vault.flags()?,
        mechanisms: vault.mechanisms().iter().map(|m| mechanism_name(*m)).collect(),
        key_wrap,
        kinds,
        checks,
        extractable_keys,
    })
}

fn random(bench: &mut Bench<'_>) -> Result<(), VaultError> {
    let mut source = bench.session().source()?;
    let mut octets = vec![0; 16 * 1024];
    let judged = source.draw(&mut octets).and_then(|()| Health::new().watch(source.name(), &octets));
    let (found, verdict) = match judged {
        Ok(()) => ("they pass".to_owned(), Verdict::Held),
        Err(error) => (error.to_string(), Verdict::NotHeld),
    };
    bench.note(Check {
        id: "random.health",
        question: "do 16 KiB of its random octets pass the health tests?",
        wanted: "they pass",
        found,
        verdict,
    });
    Ok(())
}

/// The name of a mechanism, or its number where the client library knows none.
pub(super) fn mechanism_name(number: u64) -> String {
    match (number, cryptoki::mechanism::MechanismType::try_from(number)) {
        (cryptoki_sys::CKM_AES_KEY_WRAP_KWP, _) => "CKM_AES_KEY_WRAP_KWP".into(),
        (_, Ok(known)) => known.to_string(),
        (_, Err(_)) => format!("0x{number:08x}"),
    }
}
