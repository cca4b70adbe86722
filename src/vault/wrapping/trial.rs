//! What a token backs up and takes back: tried on keys of the session, before anything is begun.

use cryptoki::object::{AttributeType, ObjectHandle};
use serde::Serialize;

use super::super::error::VaultError;
use super::super::kwp;
use super::super::mechanism::Way;
use super::super::objects::private_template;
use super::super::raw::By;
use super::super::session::Session;
use super::super::sign::sign_checked;
use super::restore::last_of_all;
use super::taken::{Place, Purpose, Taken, WayIn};
use super::{BackupError, BackupKey, returning, words};
use crate::entropy::Entropy;
use crate::keys::KeySpec;
use crate::signer::PublicKey;

/// A yes, or a no with its reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Can {
    /// It does.
    Can,
    /// It does not; why.
    Cannot(String),
}

impl Can {
    /// Whether it is a yes.
    pub fn is_yes(&self) -> bool {
        *self == Can::Can
    }

    fn of(tried: Result<(), String>) -> Can {
        tried.map_or_else(Can::Cannot, |()| Can::Can)
    }
}

/// What was found of one kind of key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KindAbility {
    /// The kind.
    pub spec: KeySpec,
    /// Whether such a key leaves, under a backup key and by RFC 5649. A no is what reports call `no-backup`.
    pub backup: Can,
    /// Whether what left is taken back, cannot leave again as far as it says, and signs under the same public half.
    pub restore: Can,
}

/// What a token does for backups, tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ability {
    /// The vault's label.
    pub vault: String,
    /// How a backup key comes in; `None` where none does.
    pub way_in: Option<WayIn>,
    /// What the token does not keep of what is asked of a backup key, and what its user can make of it all the same.
    pub guards: Vec<String>,
    /// Each kind that was asked for, in the same order.
    pub kinds: Vec<KindAbility>,
}

impl Ability {
    /// What was found of a kind.
    pub fn of(&self, spec: KeySpec) -> Option<&KindAbility> {
        self.kinds.iter().find(|kind| kind.spec == spec)
    }

    /// Refuses a kind of key that has no backup in this token (BACKUP-16), with the reason.
    pub fn expect_backup(&self, spec: KeySpec) -> Result<(), VaultError> {
        let why = match self.of(spec).map(|kind| &kind.backup) {
            Some(Can::Can) => return Ok(()),
            Some(Can::Cannot(why)) => why.clone(),
            None => "it was not tried".to_owned(),
        };
        Err(BackupError::NoBackup { spec, vault: self.vault.clone(), why }.into())
    }
}

impl Session {
    /// Tries what the token backs up: a backup key that is thrown away is taken in, and a key of each kind is made in
    /// the session, wrapped, opened outside of the token, brought back, and signs. Nothing of it is left. RSA keys take
    /// seconds.
    ///
    /// A token that does none of it is an answer, not an error.
    pub fn backup_trial(&self, specs: &[KeySpec], entropy: &mut dyn Entropy) -> Result<Ability, VaultError> {
        self.token().still_there()?;
        let trial = Trial::begin(self.another()?, entropy)?;
        let kinds: Vec<KindAbility> = specs.iter().map(|spec| trial.kind(*spec)).collect();
        let (vault, way_in) = (self.token().name(), trial.way_in());
        Ok(Ability { vault, way_in, kinds, guards: trial.end()? })
    }
}

/// A backup key that is thrown away, in a token.
pub(in crate::vault) struct Trial {
    session: Session,
    key: BackupKey,
    mechanism: Option<u64>,
    wrapping: Result<Taken, String>,
    unwrapping: Result<Taken, String>,
}

impl Trial {
    pub(in crate::vault) fn begin(session: Session, entropy: &mut dyn Entropy) -> Result<Trial, VaultError> {
        let key = BackupKey::draw(entropy)?;
        let mut drawn = [0; 8];
        entropy.fill(&mut drawn)?;
        let none = || Err("it has no mechanism for RFC 5649".to_owned());
        let mechanism = session.key_wrap();
        // What is taken in first goes with this, should the second fail.
        let mut trial = Trial { session, key, mechanism, wrapping: none(), unwrapping: none() };
        if mechanism.is_some() {
            trial.wrapping = trial.take(&drawn, Purpose::Wrap)?;
            trial.unwrapping = trial.take(&drawn, Purpose::Unwrap)?;
        }
        Ok(trial)
    }

    fn take(&self, drawn: &[u8], purpose: Purpose) -> Result<Result<Taken, String>, VaultError> {
        let word = if purpose == Purpose::Wrap { "wrap" } else { "unwrap" };
        let label = format!("chancery-trial-{word}-{}", hex::encode(drawn));
        let mechanism = self.session.expect_key_wrap()?;
        match Taken::take(&self.session, &self.key, (label.as_bytes(), Place::Either), (purpose, mechanism)) {
            Ok(taken) => Ok(Ok(taken)),
            Err(VaultError::Backup(BackupError::KeyNotTaken { what, .. })) => {
                Ok(Err(format!("it takes no backup key in ({what})")))
            }
            Err(other) => Err(other),
        }
    }

    pub(in crate::vault) fn way_in(&self) -> Option<WayIn> {
        self.wrapping.as_ref().ok().map(|taken| taken.way)
    }

    /// Why no backup key comes in.
    pub(in crate::vault) fn refusal(&self) -> Option<&str> {
        self.wrapping.as_ref().err().map(String::as_str)
    }

    /// Makes a key of a kind in the session, and tries it.
    fn kind(&self, spec: KeySpec) -> KindAbility {
        let cannot = |why: String| KindAbility { spec, backup: Can::Cannot(why.clone()), restore: Can::Cannot(why) };
        if let Err(why) = &self.wrapping {
            return cannot(why.clone());
        }
        let (public, private) = match self.session.make_in_session(spec, true) {
            Ok(pair) => pair,
            Err(error) => return cannot(format!("it does not make such keys ({})", words(&error))),
        };
        let tried = match self.session.read_public(public) {
            Ok(half) => self.pair(spec, private, &half),
            Err(error) => cannot(error.to_string()),
        };
        for object in [private, public] {
            let _ = self.session.raw.destroy_object(object);
        }
        tried
    }

    /// Tries a key that is at hand.
    pub(in crate::vault) fn pair(&self, spec: KeySpec, private: ObjectHandle, public: &PublicKey) -> KindAbility {
        match self.leaves(private, public) {
            Ok(blob) => KindAbility { spec, backup: Can::Can, restore: Can::of(self.comes_back(spec, &blob, public)) },
            Err(why) => KindAbility { spec, restore: Can::Cannot("nothing left".into()), backup: Can::Cannot(why) },
        }
    }

    fn leaves(&self, private: ObjectHandle, public: &PublicKey) -> Result<Vec<u8>, String> {
        let under = self.wrapping.as_ref().map_err(String::clone)?;
        let under = under.handle(&self.session).map_err(|error| error.to_string())?;
        let mechanism = self.mechanism.unwrap_or_default();
        let wrapped = self.session.token().module.raw().wrap(&self.session.raw, mechanism, under, private);
        let blob = wrapped.map_err(|error| format!("it does not wrap ({})", words(&error)))?;
        let judged = kwp::opens_to(self.key.secret(), &blob, public);
        judged.map_err(|error| format!("what it wraps is no backup ({error})"))?;
        Ok(blob)
    }

    fn comes_back(&self, spec: KeySpec, blob: &[u8], public: &PublicKey) -> Result<(), String> {
        let session = &self.session;
        let said = |error: VaultError| error.to_string();
        let under = self.unwrapping.as_ref().map_err(String::clone)?.handle(session).map_err(said)?;
        let mut template = private_template(spec, false, false);
        template.extend(returning(session.token(), spec, public).map_err(|error| error.to_string())?);
        last_of_all(&mut template);
        let raw = session.token().module.raw();
        let by = By::Number(self.mechanism.unwrap_or_default());
        let ask = |template: &[_]| raw.unwrap(&session.raw, by, under, blob, template, &[]);
        let private = ask(&template).or_else(|first| {
            template.retain(|a| a.attribute_type() != AttributeType::Copyable);
            ask(&template).map_err(|_| first)
        });
        let private = private.map_err(|error| format!("it does not unwrap ({})", words(&error)))?;
        let judge = || -> Result<(), VaultError> {
            session.expect(private, "CKA_SENSITIVE", AttributeType::Sensitive, true)?;
            session.expect(private, "CKA_EXTRACTABLE", AttributeType::Extractable, false)?;
            let algorithm = spec.default_algorithm();
            let way = Way::of(session.token(), algorithm)?;
            sign_checked(session, private, way, algorithm, public, b"chancery tries a key that came back")?;
            Ok(())
        };
        let judged = judge().map_err(|error| format!("it comes back and does not stand up ({error})"));
        let _ = session.raw.destroy_object(private);
        judged
    }

    /// Destroys what was taken in, and says what was not kept of what was asked.
    pub(in crate::vault) fn end(mut self) -> Result<Vec<String>, VaultError> {
        let mut guards = Vec::new();
        for taken in [&mut self.wrapping, &mut self.unwrapping].into_iter().flatten() {
            guards.append(&mut taken.guards);
        }
        if let Ok(taken) = &self.wrapping {
            guards.extend(taken.holes(&self.session));
        }
        guards.sort();
        guards.dedup();
        for taken in [&mut self.wrapping, &mut self.unwrapping].into_iter().flatten() {
            taken.destroy(&self.session)?;
        }
        Ok(guards)
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        for taken in [&mut self.wrapping, &mut self.unwrapping].into_iter().flatten() {
            let _ = taken.destroy(&self.session);
        }
    }
}
